"""Base maps: the land, borders, disputed areas and seas that lie in and around a frame."""

from functools import cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analystkit.display.descriptions import read_countries
from analystkit.display.frames import CRS, KM_OF_DEGREE, Extent, shift_east, stretch_north
from analystkit.geography.boundaries import Boundaries, load_base

SEA, LAND, BORDER, PROVINCE, DISPUTED = "#dbe5ec", "#f7f5f0", "#8a8a8a", "#cfcbc2", "#a58a6c"
_WIDE = 30.0  # degrees: on wider maps provinces would be a tangle
_COARSE = 0.25  # degrees, and square degrees
_NEAR = 0.06  # degrees from a disputed line to the border it is drawn on, which is less exact
_LEAST_AREA = 0.0004  # of the frame: a smaller disputed area is not seen
_WATERS = ("SEA", "OCN", "GULF", "BAY", "STRT", "CHN")
_PART_OF_SEA = r"(?:North|South|East|West)ern\s|Central\s"  # "Eastern Mediterranean"
_LEAST_WATER = 0.012  # of the frame: a smaller piece of water is not named


class Sea(NamedTuple):
    """A piece of water in the frame, and the name of the sea it is of."""

    name: str
    shape: Any


class BaseMap(NamedTuple):
    """What lies below the events: `countries` (country, name, geometry) and `provinces` in and around the frame, lines and areas."""

    countries: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    borders: Any
    disputed_borders: Any
    disputed_areas: gpd.GeoDataFrame
    seas: list[Sea]
    credit: str


def prepare_base_map(extent: Extent, boundaries: Boundaries | None = None) -> BaseMap:
    """Clip boundaries to a frame, as fine as it can show them; countries are made of their provinces, so that borders coincide."""
    is_ours, boundaries = boundaries is None, boundaries or load_base()
    fine = (extent[2] - extent[0]) / 2500
    countries = _clip(boundaries.countries, extent, fine)
    if is_ours:  # some of Natural Earth's names are old or cut short
        countries["name"] = [read_countries().get(code, name) for code, name in zip(countries["country"], countries["name"], strict=True)]
    provinces = countries.iloc[:0]
    if extent[2] - extent[0] <= _WIDE and len(boundaries.provinces):
        provinces = _clip(boundaries.provinces, extent, 0.0)  # they come simplified, with common edges that would part
        merged = provinces[["country", "geometry"]].dissolve(by="country", as_index=False)
        merged["name"] = merged["country"].map(dict(zip(countries["country"], countries["name"], strict=True)))
        rest = countries[~countries["country"].isin(merged["country"])]
        layers = [layer[["country", "name", "geometry"]] for layer in (rest, merged.dropna(subset="name"))]
        countries = pd.concat([layer for layer in layers if len(layer)], ignore_index=True)
    else:
        countries = countries[["country", "name", "geometry"]].dissolve(by="country", as_index=False, sort=True)
    borders = shapely.boundary(shapely.intersection(countries.geometry.to_numpy(), _box(extent, 0.5)))
    lines = _clip(gpd.GeoDataFrame(geometry=boundaries.disputed_lines), extent, fine).geometry.to_numpy()
    zone = shapely.union_all(shapely.buffer(lines, _NEAR, quad_segs=2))
    everything = shapely.union_all(borders).difference(shapely.boundary(_box(extent, 0.5)).buffer(1e-6))
    areas = _clip(boundaries.disputed_areas, extent, fine)
    areas = areas[shapely.area(shapely.intersection(areas.geometry.to_numpy(), _box(extent))) > _LEAST_AREA * _box(extent).area]
    return BaseMap(
        countries,
        provinces,
        everything.difference(zone),
        everything.intersection(zone),
        areas.reset_index(drop=True),
        _name_seas(extent, countries),
        boundaries.credit,
    )


@cache
def load_world(coarse: float = _COARSE) -> gpd.GeoDataFrame:
    """Load all countries, to so many degrees and without their islets, as a small map or the surroundings of a map show them."""
    world = load_base().countries
    world = world[world["country"] != "AQ"]
    shapes = shapely.make_valid(shapely.simplify(world.geometry.to_numpy(), coarse))
    large = [[part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > coarse] for shape in shapes]
    kept = [shapely.MultiPolygon(parts) if parts else shape for parts, shape in zip(large, shapes, strict=True)]
    return world.set_geometry(gpd.GeoSeries(kept, crs=CRS, index=world.index))


def list_disputed(base: BaseMap) -> list[str]:
    """Name the disputed areas in the frame and say what is disputed."""
    return list(dict.fromkeys(base.disputed_areas["label"]))


def _box(extent: Extent, share: float = 0.0) -> Any:
    """Outline the frame, with so much of its size more on each side."""
    west, south, east, north = extent
    width, height = (east - west) * share, (north - south) * share
    return shapely.box(west - width, max(south - height, -85), east + width, min(north + height, 85))


def _clip(layer: gpd.GeoDataFrame, extent: Extent, fine: float) -> gpd.GeoDataFrame:
    """Give what of a layer lies in and around the frame; shapes that the date line cuts in two are joined where it lies within."""
    box = _box(extent, 0.5)
    parts = []
    for turn in (-360, 0, 360):
        window = shift_east(box, -turn)
        near = layer.iloc[layer.sindex.query(window)]
        shapes = shapely.simplify(near.geometry.to_numpy(), fine) if fine else near.geometry.to_numpy()
        shapes = shapely.clip_by_rect(shapely.make_valid(shapes), *window.bounds)
        parts.append(near.assign(row=near.index).set_geometry(gpd.GeoSeries(shift_east(shapes, turn), crs=CRS, index=near.index)))
    found = pd.concat([part for part in parts if len(part)] or parts[:1])
    found = found[~found.geometry.is_empty]
    if found["row"].duplicated().any():
        sealed = found.set_geometry(
            gpd.GeoSeries(shapely.buffer(found.geometry.to_numpy(), 1e-4), crs=CRS, index=found.index)
        )  # the two sides of the cut meet
        found = sealed.dissolve(by="row", as_index=False)
    return found.drop(columns="row").reset_index(drop=True)


@cache
def _load_seas() -> pd.DataFrame:
    """Load the seas that the gazetteer knows by a name of their own, not as a part of another ("northern Red Sea")."""
    columns = ["name", "latitude", "longitude", "uncertainty_km"]
    with as_file(files("analystkit.data").joinpath("places.parquet")) as path:
        seas = pd.read_parquet(path, columns=columns, filters=[("feature", "in", _WATERS)])
    return seas[seas["name"].str[0].str.isupper() & ~seas["name"].str.match(_PART_OF_SEA)]


def _name_seas(extent: Extent, countries: gpd.GeoDataFrame) -> list[Sea]:
    """Name each piece of water in the frame by the sea whose middle it lies nearest to, as seas are large; none twice."""
    box = _box(extent)
    water = box.difference(shapely.union_all(shapely.make_valid(countries.geometry.to_numpy())).buffer(0))
    seas = _load_seas()
    radii, names = seas["uncertainty_km"].to_numpy(), seas["name"].to_numpy()
    named: dict[str, Sea] = {}
    for piece in sorted(shapely.get_parts(water), key=lambda part: -part.area):
        if piece.area < _LEAST_WATER * box.area:
            break
        inner = shapely.maximum_inscribed_circle(piece, 0.05).coords[0]
        east = (seas["longitude"].to_numpy() - inner[0] + 180) % 360 - 180
        gaps = np.hypot(east / stretch_north((0, inner[1], 0, inner[1])), seas["latitude"].to_numpy() - inner[1]) * KM_OF_DEGREE / radii
        best = int(gaps.argmin())
        if gaps[best] <= 1:
            named.setdefault(str(names[best]), Sea(str(names[best]), piece))
    return list(named.values())
