"""Frames: the part of the world that a map shows, and how large things are on it.

A map is drawn on plain axes, degrees east and degrees north, the latter stretched so that distances are true in its middle
(equirectangular projection); longitudes run on behind the date line.
"""

import math
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

Extent = tuple[float, float, float, float]  # west, south, east, north
Panel = tuple[float, float]  # points: width and height of the printed map, for which marks and names are placed
PANEL: Panel = (535.0, 430.0)
WORLD: Extent = (-180.0, -58.0, 180.0, 80.0)
KM_OF_DEGREE = 111.32
CRS = "EPSG:4326"
_LEAST_HALF = 0.6  # degrees: no map is of less than some 130 km, so that a reader sees what lies around
_MARGIN = 0.08  # of what is drawn, on each side
_WIDE_KM = 150.0  # radius: a wider circle is drawn, and says too little of the place to frame the map by
_MOST_COVERED = 0.06  # of the frame, by one circle
_FEWEST_FRAMED = 10  # events: of fewer, none is left outside the frame
_HIGHEST = 84.0


def stretch_north(extent: Extent) -> float:
    """How much longer a degree north is drawn than a degree east."""
    return 1 / math.cos(math.radians(min(75.0, abs(extent[1] + extent[3]) / 2)))


def measure_point(extent: Extent, panel: Panel = PANEL) -> tuple[float, float]:
    """Degrees east and north that a point of print is wide and high."""
    return (extent[2] - extent[0]) / panel[0], (extent[3] - extent[1]) / panel[1]


def shift_east(shape: Any, degrees: float) -> Any:
    """Move one shape or many to the east."""
    return shapely.transform(shape, lambda points: points + np.array([degrees, 0.0]))


def cross_date_line(spots: pd.DataFrame, areas: gpd.GeoDataFrame) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Let longitudes run on to 360 where the events lie on both sides of the date line rather than round the world."""
    middles = shapely.get_x(shapely.point_on_surface(areas.geometry.to_numpy())) if len(areas) else np.array([])
    lons = np.concatenate([spots["lon"].to_numpy(), middles])
    if not len(lons) or np.ptp(lons) <= 180 or np.ptp(lons % 360) >= np.ptp(lons):
        return spots, areas
    moved = [
        shapely.union_all([shift_east(part, 360) if part.centroid.x < 0 else part for part in shapely.get_parts(area)])
        for area in areas.geometry
    ]
    return spots.assign(lon=spots["lon"] % 360), areas.set_geometry(gpd.GeoSeries(moved, crs=CRS, index=areas.index))


def frame_extent(spots: pd.DataFrame, areas: gpd.GeoDataFrame, panel: Panel = PANEL) -> Extent:
    """Frame all that is drawn, with a margin, in the shape of the panel.

    A wide circle counts by its middle alone, unless there is nothing else; a few events far from all others do not count.
    """
    wide = (areas["radius_km"] > _WIDE_KM).to_numpy(dtype=bool)
    lone = not len(spots) and wide.all()
    bounds = np.column_stack([spots[["lon", "lat"]], spots[["lon", "lat"]]]).reshape(-1, 4)
    if len(areas):
        outlines = shapely.bounds(areas.geometry.to_numpy())
        middles = (outlines[:, :2] + outlines[:, 2:]) / 2
        outlines[wide & (not lone)] = np.column_stack([middles, middles])[wide & (not lone)]
        bounds = np.vstack([bounds, outlines])
    if not len(bounds):
        return WORLD
    bounds = bounds[_choose_bulk(bounds)]
    west, south, east, north = (float(edge) for edge in (*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)))
    middle_lon, middle_lat = (west + east) / 2, float(np.clip((south + north) / 2, -75, 75))
    shrink, grow = math.cos(math.radians(middle_lat)), 0.5 + _MARGIN
    half_height = max(_LEAST_HALF, (north - south) * grow, (east - west) * grow * shrink * panel[1] / panel[0])
    half_width = min(180.0, half_height * panel[0] / panel[1] / shrink)
    return (
        middle_lon - half_width,
        max(-_HIGHEST, middle_lat - half_height),
        middle_lon + half_width,
        min(_HIGHEST, middle_lat + half_height),
    )


def _choose_bulk(bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Choose which of many events the map is framed by: not a few so far away that all others would be in one corner."""
    everything = np.ones(len(bounds), dtype=bool)
    if len(bounds) < _FEWEST_FRAMED:
        return everything
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    gaps = np.abs(middles - np.median(middles, axis=0)).max(axis=1)
    near: npt.NDArray[np.bool_] = gaps <= max(2.0, 1.6 * float(np.quantile(gaps, 0.92, method="lower")))
    return near if np.ptp(middles, axis=0).max() > 1.5 * max(3.0, np.ptp(middles[near], axis=0).max()) else everything


def find_vague(areas: gpd.GeoDataFrame, extent: Extent) -> "pd.Series[bool]":
    """Say which circles are so wide against the frame that, shaded, they would tell nothing and hide the rest."""
    covered = shapely.area(areas.geometry.to_numpy()) > _MOST_COVERED * shapely.box(*extent).area
    return pd.Series(covered & (areas["radius_km"] > _WIDE_KM).to_numpy(dtype=bool), index=areas.index, dtype=bool)


def find_outside(marks: pd.DataFrame, areas: gpd.GeoDataFrame, extent: Extent) -> pd.DataFrame:
    """Place, spot and number of what is drawn outside the frame of the map."""
    areas = areas[~areas["vague"]]
    middles = areas.geometry.representative_point()
    listed = pd.concat(
        [
            marks.rename(columns={"spot_lon": "x", "spot_lat": "y"})[["place", "x", "y", "n"]],
            pd.DataFrame({"place": areas["name"], "x": middles.x, "y": middles.y, "n": areas["n"]}),
        ],
        ignore_index=True,
    )
    west, south, east, north = extent
    return listed[~(listed["x"].between(west, east) & listed["y"].between(south, north))].reset_index(drop=True)


def measure_scale(extent: Extent) -> tuple[float, float] | None:
    """Length of the scale bar in kilometres and in degrees east; None where one length would be wrong over most of the map."""
    west, south, east, north = extent
    if north - south > 40:
        return None
    km_of_degree = KM_OF_DEGREE / stretch_north(extent)
    aim = (east - west) * km_of_degree / 5
    length = max(step * 10**power for power in range(-1, 5) for step in (1, 2, 5) if step * 10**power <= aim)
    return length, length / km_of_degree
