"""Marks: what of each event is drawn on a map, and where; the same for the browser and for print."""

import csv
import math
import textwrap
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from analystkit.display.figures import count_nouns, describe_date, describe_toll, escape_text, iterate_rows, name_type
from analystkit.display.labels import PANEL, Extent, Label, place_labels
from analystkit.gazetteers import gazetteer
from analystkit.tables import CRS
from analystkit.writing.files import clean_text

POINTS, AREAS = ("site", "settlement"), ("district", "province", "region")
MIXED = "#4d4d4d"  # an area with events of several types
_SLIGHT = 0.4  # of the smaller of two rings: so much of it may be covered before they are joined
_MOST_IN_RING = 24  # marks: a larger ring would cover more than it clears
_MOST_JOINED = 400  # marks: with more, only those on the same spot are fanned out
_MOST_WIDENINGS = 8
_FEWEST_FRAMED = 10  # events: of fewer, none is left outside the frame
_ROOMY = 120  # marks: more of them are drawn smaller
QUOTES_SHOWN = 3  # of events on one spot, when a pointer rests on it
WORLD = (-180.0, -58.0, 180.0, 80.0)
_EARTH = Geod(ellps="WGS84")
# For types that an analyst has added: told apart by shape and shade, in the order of their names.
_SPARE_COLOURS = ("#4d4d4d", "#8c510a", "#01665e", "#762a83", "#999999")
_SPARE_MARKERS = (("o", "circle"), ("s", "square"), ("^", "triangle-up"), ("D", "diamond"), ("p", "pentagon"), ("P", "cross"))


class Style(NamedTuple):
    """How an event type is drawn: matplotlib's name of the shape and plotly's."""

    label: str
    colour: str
    marker: str
    symbol: str


class Area(NamedTuple):
    """Outline of an area, and what it rests on: boundary or radius."""

    shape: BaseGeometry
    basis: str


class Scene(NamedTuple):
    """All that a map draws.

    `marks` has one row for the events of one type and status on one spot: lon, lat where it is drawn, spot_lon, spot_lat
    where it is, event_type, status, n, n_reports, size (points across), hover. `areas` has one row for an area:
    name, colour, alleged, n, hover, geometry.
    """

    marks: pd.DataFrame
    areas: gpd.GeoDataFrame
    styles: dict[str, Style]
    totals: dict[str, int]
    extent: Extent
    countries: gpd.GeoDataFrame
    provinces: gpd.GeoDataFrame
    labels: list[Label]
    outside: pd.DataFrame


def choose_drawing(events: pd.DataFrame) -> "pd.Series[str]":
    """Say of each event how a map shows it: point, area, or why it does not: country_only, no_place."""
    chosen = []
    for event in iterate_rows(events):
        precision = event.place_precision
        if precision == "country":
            chosen.append("country_only")
        elif precision in POINTS and _has_point(event):
            chosen.append("point")
        elif precision in AREAS and find_area(event) is not None:
            chosen.append("area")
        else:
            chosen.append("no_place")
    return pd.Series(chosen, index=events.index, dtype="str")


def _has_point(event: Any) -> bool:
    return event.geometry is not None and not event.geometry.is_empty


def find_area(event: Any) -> Area | None:
    """Find the area that is drawn for an event: its province, else the circle of its uncertainty; None where neither is known."""
    if not pd.isna(event.place_id) and "-" in event.place_id:  # iso:SY-LA, a province; a country is no area to draw
        boundary: BaseGeometry | None = gazetteer.find_boundary(event.place_id)
        if boundary is not None:
            return Area(boundary, "boundary")
    if not _has_point(event) or pd.isna(event.uncertainty_km) or event.uncertainty_km <= 0:
        return None
    return Area(draw_circle(event.geometry.x, event.geometry.y, event.uncertainty_km), "radius")


def draw_circle(lon: float, lat: float, radius_km: float) -> BaseGeometry:
    """Outline all that lies within a distance of a point; longitudes run on behind the date line.

    >>> [round(bound, 1) for bound in draw_circle(179.5, 0, 111.3).bounds]
    [178.5, -1.0, 180.5, 1.0]
    """
    bearings = np.linspace(0, 360, 72, endpoint=False)
    lons, lats, _ = _EARTH.fwd(np.full(72, lon), np.full(72, lat), bearings, np.full(72, radius_km * 1000))
    lons = lon + (np.asarray(lons) - lon + 180) % 360 - 180
    return shapely.Polygon(np.column_stack([lons, lats]))


@cache
def read_styles() -> dict[str, Style]:
    """Read event_styles.csv: {event_type: Style}."""
    with files("analystkit.data").joinpath("event_styles.csv").open(encoding="utf-8") as lines:
        return {
            row["event_type"]: Style(name_type(row["event_type"]), row["colour"], row["marker"], row["symbol"])
            for row in csv.DictReader(lines)
        }


def choose_styles(event_types: "pd.Series[str]") -> dict[str, Style]:
    """Give each event type a look: its own, or a spare one where an analyst has added the type."""
    known, present = read_styles(), set(event_types)
    styles = {event_type: style for event_type, style in known.items() if event_type in present}
    for i, event_type in enumerate(sorted(present - known.keys())):
        colour, (marker, symbol) = _SPARE_COLOURS[i // len(_SPARE_MARKERS) % len(_SPARE_COLOURS)], _SPARE_MARKERS[i % len(_SPARE_MARKERS)]
        styles[event_type] = Style(name_type(event_type), colour, marker, symbol)
    return styles


def prepare_scene(events: gpd.GeoDataFrame, drawing: "pd.Series[str]") -> Scene:
    """Make marks, areas, base map and labels of the events that can be drawn."""
    styles = choose_styles(events.loc[drawing.isin(["point", "area"]), "event_type"])
    points, areas = events[drawing == "point"], _gather_areas(events[drawing == "area"], styles)
    spots = pd.DataFrame({"lon": points.geometry.x, "lat": points.geometry.y}, dtype="float64")
    spots, areas = _cross_date_line(spots, areas)
    extent = _frame_extent(spots, areas)
    gathered = _gather_marks(points.assign(spot_lon=spots["lon"], spot_lat=spots["lat"]))
    marks, extent = _fan_inside(gathered, extent)
    outside = _find_outside(marks, areas, extent)
    countries, provinces = _prepare_base_map(extent, whole=len(outside) > 0)
    totals = {event_type: int((events.loc[drawing.isin(["point", "area"]), "event_type"] == event_type).sum()) for event_type in styles}
    return Scene(marks, areas, styles, totals, extent, countries, provinces, place_labels(marks, areas, countries, extent), outside)


# ---------------------------------------------------------------- what is drawn


def _sort_gravest(events: pd.DataFrame) -> pd.DataFrame:
    return events.sort_values(["killed_high", "n_reports", "event_id"], ascending=[False, False, True], na_position="last", kind="stable")


def _gather_marks(points: pd.DataFrame) -> pd.DataFrame:
    """Gather the events of one type and status on one spot, 100 m across, in one mark."""
    gathered: dict[tuple[Any, ...], list[Any]] = {}
    for event in iterate_rows(_sort_gravest(points)):
        key = (round(event.spot_lon, 3), round(event.spot_lat, 3), event.event_type, event.status)
        gathered.setdefault(key, []).append(event)
    rows = [
        {
            "spot_lon": events[0].spot_lon,
            "spot_lat": events[0].spot_lat,
            "event_type": event_type,
            "status": status,
            "n": len(events),
            "n_reports": sum(event.n_reports for event in events),
            "place": _name_place(events[0]),
            "hover": describe_events(events),
        }
        for (_, _, event_type, status), events in sorted(gathered.items())
    ]
    marks = pd.DataFrame(rows, columns=["spot_lon", "spot_lat", "event_type", "status", "n", "n_reports", "place", "hover"])
    return marks.assign(size=[scale_mark(n, marks["n_reports"].max(), len(marks)) for n in marks["n_reports"]])


def _name_place(event: Any) -> str:
    """Name the place as its reports do, else by its province; neither is too long for a map."""
    names = [clean_text(str(name)) for name in (event.place, event.admin1) if pd.notna(name)]
    return "" if not names else names[0] if len(names[0]) <= 40 else f"{names[0][:39]}…"


def scale_mark(n_reports: int, most: int, n_marks: int = 1) -> float:
    """Width in points of a mark whose area stands for a number of reports; none is too small to be seen."""
    crowd = min(1.0, max(0.6, math.sqrt(_ROOMY / n_marks)))
    return crowd * max(6.5, 7.5 * math.sqrt(n_reports) if most <= 9 else 22 * math.sqrt(n_reports / most))


def overlap_marks(marks: pd.DataFrame, extent: Extent) -> bool:
    """Tell whether a mark covers the middle of another one."""
    west, south, east, north = extent
    x, y = marks["lon"].to_numpy() / (east - west) * PANEL[0], marks["lat"].to_numpy() / (north - south) * PANEL[1]
    reach = marks["size"].to_numpy() / 2
    return any((np.hypot(x[i] - x[:i], y[i] - y[:i]) < np.maximum(reach[i], reach[:i])).any() for i in range(1, len(marks)))


def _gather_areas(events: pd.DataFrame, styles: dict[str, Style]) -> gpd.GeoDataFrame:
    """Gather the events of one area in one row; the largest area comes first, so that none hides another."""
    gathered: dict[str, list[Any]] = {}
    for event in iterate_rows(_sort_gravest(events)):
        if area := find_area(event):
            gathered.setdefault(shapely.to_wkb(area.shape, hex=True), []).append(event)
    rows = []
    for outline, members in sorted(gathered.items()):
        kinds = {event.event_type for event in members}
        rows.append(
            {
                "name": _name_place(members[0]),
                "colour": styles[kinds.pop()].colour if len(kinds) == 1 else MIXED,
                "alleged": all(event.status == "alleged" for event in members),
                "n": len(members),
                "hover": describe_events(members),
                "geometry": shapely.from_wkb(outline),
            }
        )
    columns = ["name", "colour", "alleged", "n", "hover", "geometry"]
    areas = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)
    return areas.iloc[np.argsort(-shapely.area(areas.geometry.to_numpy()), kind="stable")].reset_index(drop=True)


def describe_events(events: Sequence[Any]) -> str:
    """Tell of the events of one mark, for plotly: type, date, place, toll, a quote and its source, of the first three."""
    told = [_describe_event(event, alone=len(events) == 1) for event in events[:QUOTES_SHOWN]]
    head = [f"<b>{len(events)} events here</b>"] if len(events) > 1 else []
    more = [f"and {len(events) - len(told)} more"] if len(events) > len(told) else []
    return "<br><br>".join([*head, *told, *more])


def _describe_event(event: Any, *, alone: bool) -> str:
    when = describe_date(event.date_start, event.date_end, event.date_precision, event.date_text)
    where = ", ".join(dict.fromkeys(clean_text(part) for part in (event.place, event.admin1, event.country) if pd.notna(part)))
    quote = clean_text(event.quote)
    quote = quote if alone or len(quote) <= 320 else textwrap.shorten(quote, 300, placeholder=" …")
    return "<br>".join(
        [
            f"<b>{escape_text(name_type(event.event_type))}{' (alleged)' if event.status == 'alleged' else ''}</b>, {escape_text(when)}",
            escape_text(f"{where} ({event.place_precision})", 76),
            f"{escape_text(describe_toll(event))}; {count_nouns(event.n_reports, 'report')}",
            escape_text(f"“{quote}”", 76),
            f"<i>{escape_text(event.source if pd.notna(event.source) else 'source not named', 76)}</i>",
        ]
    )


# ---------------------------------------------------------------- where it is drawn


def _shift(shape: Any, degrees: float) -> Any:
    """Move one shape or many to the east."""
    return shapely.transform(shape, lambda points: points + np.array([degrees, 0.0]))


def _cross_date_line(spots: pd.DataFrame, areas: gpd.GeoDataFrame) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Let longitudes run on to 360 where the events lie on both sides of the date line rather than round the world."""
    middles = shapely.get_x(shapely.point_on_surface(areas.geometry.to_numpy())) if len(areas) else np.array([])
    lons = np.concatenate([spots["lon"].to_numpy(), middles])
    if not len(lons) or np.ptp(lons) <= 180 or np.ptp(lons % 360) >= np.ptp(lons):
        return spots, areas
    moved = [
        shapely.union_all([_shift(part, 360) if part.centroid.x < 0 else part for part in shapely.get_parts(area)])
        for area in areas.geometry
    ]
    return spots.assign(lon=spots["lon"] % 360), areas.set_geometry(gpd.GeoSeries(moved, crs=CRS, index=areas.index))


def _frame_extent(spots: pd.DataFrame, areas: gpd.GeoDataFrame) -> Extent:
    """West, south, east and north of the map: all that is drawn, a margin, and the shape of the panel."""
    bounds = [(row.lon, row.lat, row.lon, row.lat) for row in iterate_rows(spots)] + [tuple(area.bounds) for area in areas.geometry]
    if not bounds:
        return WORLD
    edges = np.array(bounds)
    edges = edges[_choose_bulk(edges)]
    west, south, east, north = (float(edge) for edge in (*edges[:, :2].min(axis=0), *edges[:, 2:].max(axis=0)))
    middle_lon, middle_lat = (west + east) / 2, float(np.clip((south + north) / 2, -75, 75))
    shrink = math.cos(math.radians(middle_lat))
    half_height = max(0.8, (north - south) * 0.6, (east - west) * 0.6 * shrink * PANEL[1] / PANEL[0])
    half_width = min(180.0, half_height * PANEL[0] / PANEL[1] / shrink)
    return middle_lon - half_width, max(-84.0, middle_lat - half_height), middle_lon + half_width, min(84.0, middle_lat + half_height)


def _choose_bulk(bounds: "np.ndarray[Any, np.dtype[np.float64]]") -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Choose which of many events the map is framed by: not a few so far away that all others would be in one corner."""
    everything = np.ones(len(bounds), dtype=bool)
    if len(bounds) < _FEWEST_FRAMED:
        return everything
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    gaps = np.abs(middles - np.median(middles, axis=0)).max(axis=1)
    near: np.ndarray[Any, np.dtype[np.bool_]] = gaps <= max(3.0, 3 * float(np.quantile(gaps, 0.9, method="lower")))
    return near if np.ptp(middles, axis=0).max() > 2.5 * max(3.0, np.ptp(middles[near], axis=0).max()) else everything


def _find_outside(marks: pd.DataFrame, areas: gpd.GeoDataFrame, extent: Extent) -> pd.DataFrame:
    """Place, spot, colour and number of what is drawn outside the frame of the map."""
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


def _fan_inside(marks: pd.DataFrame, extent: Extent) -> tuple[pd.DataFrame, Extent]:
    """Fan out marks, on a map that is widened where a ring would reach over its edge."""
    for _ in range(_MOST_WIDENINGS):
        fanned = _fan_out(marks, extent)
        west, south, east, north = extent
        edge_lon, edge_lat = 0.03 * (east - west), 0.04 * (north - south)
        framed = fanned["spot_lon"].between(west, east) & fanned["spot_lat"].between(south, north)
        inside = ~framed | fanned["lon"].between(west + edge_lon, east - edge_lon) & fanned["lat"].between(
            south + edge_lat, north - edge_lat
        )
        if inside.all() or east - west >= 360:
            break
        extent = (west - edge_lon, max(-85.0, south - edge_lat), east + edge_lon, min(85.0, north + edge_lat))
    return fanned, extent


def _fan_out(marks: pd.DataFrame, extent: Extent) -> pd.DataFrame:
    """Set marks that would hide each other in a ring around their spots; lon, lat is where each is drawn, ring which one."""
    west, south, east, north = extent
    scale = np.array([PANEL[0] / (east - west), PANEL[1] / (north - south)])  # points of print for a degree
    spots = marks[["spot_lon", "spot_lat"]].to_numpy(dtype=float) * scale
    sizes = marks["size"].to_numpy(dtype=float)
    drawn, ring_of = spots.copy(), np.zeros(len(marks), dtype=int)
    widths = sizes + 4 + np.where(marks["n"] > 1, 14, 0)  # a number needs room beside its mark
    for number, members in enumerate(_find_rings(spots, widths)):
        ring_of[members] = number
        if len(members) == 1:
            continue
        centre, radius = spots[members].mean(axis=0), _measure_ring(widths[members])
        # a mark whose spot lies north stands in the north of the ring, so that lines cross as little as can be
        offsets = spots[members] - centre
        turned = np.arctan2(offsets[:, 0], offsets[:, 1])
        order = [members[i] for i in np.argsort(turned, kind="stable")]
        room = widths[order]
        angles = 2 * math.pi * (np.cumsum(room) - room / 2) / room.sum()
        angles += np.angle(np.exp(1j * (np.sort(turned) - angles)).sum())
        drawn[order] = centre + radius * np.column_stack([np.sin(angles), np.cos(angles)])
    still = (drawn == spots).all(axis=1)
    lon, lat = np.where(still, marks["spot_lon"], drawn[:, 0] / scale[0]), np.where(still, marks["spot_lat"], drawn[:, 1] / scale[1])
    return marks.assign(lon=lon, lat=lat, ring=ring_of)


def _measure_ring(widths: "np.ndarray[Any, np.dtype[np.float64]]") -> float:
    """Radius in points of a ring that has room for marks so wide; of a lone mark its own."""
    return float(widths[0] / 2) if len(widths) == 1 else max(14.0, float(widths.sum()) / (2 * math.pi))


def _find_rings(spots: "np.ndarray[Any, np.dtype[np.float64]]", widths: "np.ndarray[Any, np.dtype[np.float64]]") -> list[list[int]]:
    """Join marks into rings, the nearest first, until no two rings overlap or those that do would be too crowded."""
    rings = [[i] for i in range(len(spots))]
    if len(rings) > _MOST_JOINED:
        keys: dict[tuple[float, ...], list[int]] = {}
        for i, spot in enumerate(spots):
            keys.setdefault(tuple(spot), []).append(i)
        return list(keys.values())
    while True:
        centres = np.array([spots[ring].mean(axis=0) for ring in rings]).reshape(-1, 2)
        radii = np.array([_measure_ring(widths[ring]) + (max(widths[ring]) / 2 if len(ring) > 1 else 0) for ring in rings])
        members = np.array([len(ring) for ring in rings])
        gaps = np.hypot(*(centres[:, None] - centres[None, :]).transpose(2, 0, 1))
        overlap, same = radii[:, None] + radii[None, :] - gaps, gaps < 0.5
        overlap[overlap < _SLIGHT * np.minimum(radii[:, None], radii[None, :])] = -1
        overlap[((members[:, None] + members[None, :]) > _MOST_IN_RING) & ~same] = -1
        np.fill_diagonal(overlap, -1)
        if not overlap.size or overlap.max() <= 0:
            return rings
        first, second = sorted(int(i) for i in np.unravel_index(overlap.argmax(), overlap.shape))
        rings[first] += rings.pop(second)


@cache
def _load_boundaries(level: Any) -> gpd.GeoDataFrame:
    """Boundaries without shapes that run round the world because they lie on the date line."""
    boundaries = gazetteer.load_boundaries(level)
    boundaries = boundaries[boundaries["country"] != "AQ"]  # Antarctica, cut at the edge of a flat map, fills a globe
    if level == "admin1":
        return boundaries
    provinces, shapes = _load_boundaries("admin1"), boundaries.geometry.to_numpy().copy()
    for i, (country, shape) in enumerate(zip(boundaries["country"], shapes, strict=True)):
        west, _, east, _ = shapely.bounds(shapely.get_parts(shape)).T
        if (east - west > 180).any():  # the country's provinces end at the date line as they should
            shapes[i] = shapely.union_all(provinces.geometry[provinces["country"] == country].to_numpy())
    return boundaries.set_geometry(gpd.GeoSeries(shapes, crs=CRS, index=boundaries.index))


def load_world() -> gpd.GeoDataFrame:
    """All countries, as a small map shows them."""
    world = _load_boundaries("country")
    return world.set_geometry(world.geometry.simplify(0.1))


def _prepare_base_map(extent: Extent, *, whole: bool) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Countries and, where they would be no tangle, provinces; countries made of their provinces, so that borders coincide.

    `whole` adds the countries behind the edge, for those who zoom out.
    """
    countries = _clip_boundaries("country", extent)
    if extent[2] - extent[0] > 30:
        return countries, countries.iloc[:0]
    provinces = _clip_boundaries("admin1", extent)
    merged = provinces[["country", "geometry"]].dissolve(by="country", as_index=False)
    merged["name"] = merged["country"].map(dict(zip(countries["country"], countries["name"], strict=True)))
    rest = countries[~countries["country"].isin(merged["country"])]
    layers = [rest, merged.dropna(subset="name")]
    if whole:
        west, south, east, north = countries.total_bounds
        bounds, world = shapely.bounds(load_world().geometry.to_numpy()), load_world()
        cut = (bounds[:, :2] < [west + 0.01, south + 0.01]).any(axis=1) | (bounds[:, 2:] > [east - 0.01, north - 0.01]).any(axis=1)
        behind = shapely.difference(shapely.make_valid(world.geometry.to_numpy()[cut]), shapely.box(west, south, east, north))
        layers.insert(0, world[cut].set_geometry(gpd.GeoSeries(behind, crs=CRS, index=world.index[cut])))
    return pd.concat([layer[["country", "name", "geometry"]] for layer in layers], ignore_index=True), provinces


def _clip_boundaries(level: Any, extent: Extent) -> gpd.GeoDataFrame:
    """Boundaries in and around the map, as fine as it can show them; longitudes run on behind the date line."""
    west, south, east, north = extent
    width, height = (east - west) / 2, (north - south) / 2
    whole = _load_boundaries(level)
    parts = []
    for turn in (-360, 0, 360):
        box = (west - width - turn, max(south - height, -85), east + width - turn, min(north + height, 85))
        near = whole.iloc[whole.sindex.query(shapely.box(*box))]
        shapes = near.geometry.to_numpy()
        if level == "country":  # provinces come simplified, with common edges that would part
            shapes = shapely.simplify(shapes, (east - west) / 2500)
        if east - west < 60:  # the edge of a wider box is no parallel on a globe
            shapes = shapely.clip_by_rect(shapes, *box)
        parts.append(near.set_geometry(gpd.GeoSeries(_shift(shapes, turn), crs=CRS, index=near.index)))
    boundaries = pd.concat(parts)
    return boundaries[~boundaries.geometry.is_empty].reset_index(drop=True)
