"""Scenes: all that one map draws, placed; the browser and the printer draw the same."""

from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from analystkit.display.basemaps import BaseMap, prepare_base_map
from analystkit.display.frames import CRS, PANEL, Extent, Panel, cross_date_line, find_outside, find_vague, frame_extent, measure_point
from analystkit.display.labels import Label, place_labels
from analystkit.display.marks import SEVERAL, Measure, Style, choose_styles, gather_areas, gather_marks, tell_most
from analystkit.geography.boundaries import Boundaries

_EDGE = 0.03  # of the frame: so far from its edge every mark stands
_MOST_WIDENINGS = 8
_MOST_COMPARED = 3000  # marks: with more, some overlap


class Scene(NamedTuple):
    """All that a map draws: `marks` and `areas`, the events in them (`points`, `regions`), and what lies below and around them."""

    points: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    marks: pd.DataFrame
    areas: gpd.GeoDataFrame
    styles: dict[str, Style]
    totals: dict[str, int]
    extent: Extent
    panel: Panel
    base: BaseMap
    labels: list[Label]
    outside: pd.DataFrame
    measure: Measure
    joined: bool


def prepare_scene(
    events: gpd.GeoDataFrame,
    drawing: "pd.Series[str]",
    *,
    measure: Measure = "reports",
    boundaries: Boundaries | None = None,
    join: bool = True,
    panel: Panel = PANEL,
) -> Scene:
    """Place marks, areas, base map and names of the events that can be drawn, the gravest first; `join` as in `gather_marks`."""
    points, regions = events[drawing == "point"], events[drawing == "area"]
    types = pd.concat([points["event_type"], regions["event_type"]])
    styles = choose_styles(types)
    areas = gather_areas(regions, styles)
    if boundaries is not None:
        areas = _swap_outlines(areas, regions, boundaries)
    spots = pd.DataFrame({"lon": points.geometry.x, "lat": points.geometry.y}, dtype="float64")
    spots, areas = cross_date_line(spots, areas)
    points = points.assign(spot_lon=spots["lon"], spot_lat=spots["lat"])
    extent = frame_extent(spots, areas, panel)
    for _ in range(_MOST_WIDENINGS):
        marks = gather_marks(points, measure_point(extent, panel), measure, join=join)
        wider = _widen(marks, extent)
        if wider == extent:
            break
        extent = wider
    base, areas = prepare_base_map(extent, boundaries), areas.assign(vague=find_vague(areas, extent))
    totals = {event_type: int((types == event_type).sum()) for event_type in styles}
    marks["most"] = [  # of the marks that are drawn as pies, whose sectors are alike in grey
        tell_most(points["event_type"].iloc[members], styles) if join and event_type == SEVERAL else ""
        for members, event_type in zip(marks["members"], marks["event_type"], strict=True)
    ]
    labels = place_labels(marks, areas, base, extent, panel)
    return Scene(
        points, regions, marks, areas, styles, totals, extent, panel, base, labels, find_outside(marks, areas, extent), measure, join
    )


def _swap_outlines(areas: gpd.GeoDataFrame, regions: gpd.GeoDataFrame, boundaries: Boundaries) -> gpd.GeoDataFrame:
    """Give provinces the outlines of other boundaries, where these have them."""
    outlines = dict(zip(boundaries.provinces["place_id"], boundaries.provinces.geometry, strict=True))
    ids = [regions["place_id"].iloc[members[0]] for members in areas["members"]]
    shapes = [outlines.get(place_id, shape) for place_id, shape in zip(ids, areas.geometry, strict=True)]
    return areas.set_geometry(gpd.GeoSeries(shapes, crs=CRS, index=areas.index))


def _widen(marks: pd.DataFrame, extent: Extent) -> Extent:
    """Widen the frame where a mark of a spot within it would reach over its edge."""
    west, south, east, north = extent
    edge_lon, edge_lat = _EDGE * (east - west), _EDGE * (north - south)
    framed = marks["spot_lon"].between(west, east) & marks["spot_lat"].between(south, north)
    lon = marks["lon"].between(west + edge_lon, east - edge_lon)
    lat = marks["lat"].between(south + edge_lat, north - edge_lat)
    if (~framed | (lon & lat)).all() or east - west >= 360:
        return extent
    return west - edge_lon, max(-85.0, south - edge_lat), east + edge_lon, min(85.0, north + edge_lat)


def overlap_marks(scene: Scene) -> bool:
    """Tell whether a mark covers the middle of another one."""
    marks, (wide, high) = scene.marks, measure_point(scene.extent, scene.panel)
    if len(marks) > _MOST_COMPARED:
        return True
    places = shapely.points(marks["lon"] / wide, marks["lat"] / high)
    reach = shapely.buffer(places, marks["size"].to_numpy(dtype=float) / 2)
    pairs = shapely.STRtree(places).query(reach, predicate="contains")
    return bool((pairs[0] != pairs[1]).any())
