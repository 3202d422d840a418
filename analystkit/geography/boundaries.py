"""Boundaries: the polygons of countries and first-order divisions, simplified for drawing, and what lies in them."""

import csv
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely


@cache
def load_boundaries(level: Literal["country", "admin1"]) -> gpd.GeoDataFrame:
    """Load the boundaries of all countries or first-order divisions, simplified for drawing; one row is one of them.

    Columns place_id, name, country and geometry, EPSG:4326. Natural Earth's de facto view: disputed.csv says what that
    means where borders are disputed.

    Raises
    ------
    ValueError
        `level` is neither country nor admin1.

    Examples
    --------
    >>> load_boundaries("country").query("country == 'SY'")["name"].item()
    'Syria'
    """
    if level not in ("country", "admin1"):
        raise ValueError(f"level: {level!r} has no boundaries; give 'country' or 'admin1'")
    with as_file(files("analystkit.data").joinpath(f"boundaries_{level}.parquet")) as path:
        return gpd.read_parquet(path)


def find_boundary(place_id: str) -> Any | None:
    """Find the boundary of a country (`iso:SY`) or first-order division (`iso:SY-LA`) as a polygon; None where there is none."""
    level: Literal["country", "admin1"] = "admin1" if "-" in place_id else "country"
    return _index_boundaries(level).get(place_id)


@cache
def _index_boundaries(level: Literal["country", "admin1"]) -> dict[str, Any]:
    boundaries = load_boundaries(level)
    return dict(zip(boundaries["place_id"], boundaries.geometry, strict=True))


@cache
def load_admin1_names() -> dict[str, str]:
    """Load the names of the first-order divisions: {place_id: name}."""
    with files("analystkit.data").joinpath("admin1.csv").open(encoding="utf-8") as lines:
        return {row["place_id"]: row["name"] for row in csv.DictReader(lines)}


@cache
def load_disputed() -> tuple[dict[str, Any], ...]:
    """Load the disputed areas that have a box, whose places bear the code that disputed.csv gives them."""
    with files("analystkit.data").joinpath("disputed.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["west"]]
    return tuple({**row, **{side: float(row[side]) for side in ("west", "south", "east", "north")}} for row in rows)


def find_divisions(longitudes: npt.ArrayLike, latitudes: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Find the row of the division (`load_boundaries("admin1")`) that each point lies in; -1 where it lies in none.

    Examples
    --------
    >>> load_boundaries("admin1")["name"][find_divisions([36.5], [35.0])[0]]
    'Hamah'
    """
    points = shapely.points(np.asarray(longitudes, dtype="float64"), np.asarray(latitudes, dtype="float64"))
    polygons = load_boundaries("admin1").geometry.to_numpy()
    # The polygons are the few: asked of a tree of the points, each is prepared once.
    rows, inside = shapely.STRtree(points).query(polygons, predicate="contains")
    found = np.full(len(points), -1, dtype=np.intp)
    found[inside] = rows
    return found
