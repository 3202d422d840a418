"""Boundaries: the polygons of countries and first-order divisions, simplified for drawing, and what lies in them."""

import csv
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

CRS = "EPSG:4326"
_SIDES = ("west", "south", "east", "north")
_CREDIT = "Natural Earth, public domain; borders as held on the ground, front lines not drawn"


class Boundaries(NamedTuple):
    """The boundaries that a map is drawn on.

    `countries` has the columns name, country and geometry, `provinces` place_id beside; `disputed_lines` has the lines along which
    borders are disputed, `disputed_areas` the columns label and geometry. `credit` is whose they are, and whose view.
    """

    countries: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    disputed_lines: gpd.GeoSeries
    disputed_areas: gpd.GeoDataFrame
    credit: str


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
    level: Literal["country", "admin1"] = "admin1" if "-" in place_id or place_id.startswith("ne:") else "country"
    return _index_boundaries(level).get(place_id)


@cache
def _index_boundaries(level: Literal["country", "admin1"]) -> dict[str, Any]:
    boundaries = load_boundaries(level)
    return dict(zip(boundaries["place_id"], boundaries.geometry, strict=True))


@cache
def load_base() -> Boundaries:
    """Load the boundaries that maps are drawn on unless others are given: Natural Earth's, and what disputed.csv says of them."""
    with as_file(files("analystkit.data").joinpath("boundaries_disputed.parquet")) as path:
        lines = gpd.read_parquet(path)
    with files("analystkit.data").joinpath("disputed.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["outline"]]
    areas = gpd.GeoDataFrame({"label": [row["label"] for row in rows]}, geometry=[_outline_disputed(row) for row in rows], crs=CRS)
    return Boundaries(load_boundaries("country"), load_boundaries("admin1"), lines.geometry, areas, _CREDIT)


def _outline_disputed(row: dict[str, str]) -> Any:
    """Outline a disputed area: the divisions that it names, so far as they lie in its box where it has one."""
    whole = shapely.union_all([find_boundary(place_id) for place_id in row["outline"].split()])
    return whole.intersection(shapely.box(*(float(row[side]) for side in _SIDES))) if row["west"] else whole


def read_boundaries(
    countries: str | Path, provinces: str | Path | None = None, *, credit: str, disputed: str | Path | None = None
) -> Boundaries:
    """Read boundaries of your own for maps, such as those that your country or organisation holds to.

    Parameters
    ----------
    countries
        A file of polygons that GeoPandas reads (GeoJSON, GeoPackage, shapefile): one row is one country, with the
        columns `name` and `country`, its ISO 3166-1 alpha-2 code.
    provinces
        The same of first-order divisions, with `place_id`, such as ``iso:SY-LA``, beside; an event told to lie in one is
        drawn as its outline.
    credit
        Whose boundaries they are and whose view they show; it stands below every map.
    disputed
        The same of disputed borders (lines) and areas (polygons, with the column `label`), which are dashed and hatched.

    Raises
    ------
    ValueError
        A file lacks a column.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "land.geojson"
    ...     load_boundaries("country").query("country == 'SY'").to_file(path)
    ...     read_boundaries(path, credit="Natural Earth")._fields
    ('countries', 'provinces', 'disputed_lines', 'disputed_areas', 'credit')
    """
    land = _read_layer(countries, ("name", "country"))
    divisions = _read_layer(provinces, ("name", "country", "place_id")) if provinces else land.iloc[:0].assign(place_id="")
    lines, areas = gpd.GeoSeries([], crs=CRS), gpd.GeoDataFrame({"label": []}, geometry=[], crs=CRS)
    if disputed:
        both = _read_layer(disputed, ("label",))
        flat = both.geometry.geom_type.str.contains("Line")
        lines, areas = both.geometry[flat], both.loc[~flat, ["label", "geometry"]]
    return Boundaries(land, divisions, lines, areas, credit)


def _read_layer(path: str | Path, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    layer = gpd.read_file(path)
    missing = [column for column in columns if column not in layer]
    if missing:
        raise ValueError(
            f"{path}: has no column {missing[0]!r}; it needs {', '.join(columns)} and has {', '.join(map(str, layer.columns))}"
        )
    layer = layer.to_crs(CRS) if layer.crs else layer.set_crs(CRS)
    return layer.set_geometry(gpd.GeoSeries(shapely.make_valid(layer.geometry.to_numpy()), crs=CRS, index=layer.index))


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
    return tuple({**row, **{side: float(row[side]) for side in _SIDES}} for row in rows)


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
