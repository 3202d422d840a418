"""Marks: what of each event is drawn on a map; the same for the browser and for print."""

import csv
import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from analystkit.display.descriptions import name_place
from analystkit.display.fans import NUMBER_ROOM, Degrees, fan_out, is_too_wide, join_spots
from analystkit.display.figures import iterate_rows, name_type
from analystkit.display.frames import CRS
from analystkit.geography.boundaries import find_boundary

Measure = Literal["reports", "killed"]
POINTS, AREAS = ("site", "settlement"), ("district", "province", "region")
MIXED = "#4d4d4d"  # a mark or an area with events of several types
SEVERAL = "several types"
_PLACE_COLUMNS = ["place_precision", "place_id", "uncertainty_km", "geometry"]
_SAME = 0.001  # degrees: spots that lie closer are one
_ROOMY = 120  # marks: more of them are drawn smaller, and in print not fanned out
_EARTH = Geod(ellps="WGS84")
_GLYPHS = {"v": "▼", "s": "■", "*": "★", "X": "✖", "^": "▲", "<": "◀", "o": "●", "D": "◆", "p": "⬟", "P": "✚"}  # of a marker, in a text
# For types that an analyst has added, in the order of their names: five colours and six shapes are thirty looks.
_SPARE_COLOURS = ("#8c510a", "#01665e", "#762a83", "#c2a5cf", "#999999")
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


# ---------------------------------------------------------------- what an event is drawn as


def choose_drawing(events: pd.DataFrame) -> "pd.Series[str]":
    """Say of each event how a map shows it: point, area, or why it does not: country_only, no_place."""
    chosen = []
    for event in iterate_rows(pd.DataFrame(events[_PLACE_COLUMNS])):
        precision = event.place_precision
        if precision == "country":
            chosen.append("country_only")
        elif precision in POINTS and _has_point(event):
            chosen.append("point")
        elif precision in AREAS and (_find_outline(event) is not None or _has_radius(event)):
            chosen.append("area")
        else:
            chosen.append("no_place")
    return pd.Series(chosen, index=events.index, dtype="str")


def _has_point(event: Any) -> bool:
    return event.geometry is not None and not event.geometry.is_empty


def _has_radius(event: Any) -> bool:
    return _has_point(event) and not pd.isna(event.uncertainty_km) and event.uncertainty_km > 0


def _find_outline(event: Any) -> Any:
    """Find the outline of a province, `iso:SY-LA`; a country is no area to draw."""
    return find_boundary(event.place_id) if not pd.isna(event.place_id) and "-" in event.place_id else None


def find_area(event: Any) -> Area | None:
    """Find the area that is drawn for an event: its province, else the circle of its uncertainty; None where neither is known."""
    outline = _find_outline(event)
    if outline is not None:
        return Area(outline, "boundary")
    if not _has_radius(event):
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


# ---------------------------------------------------------------- how a type is drawn


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
        colour, (marker, symbol) = _SPARE_COLOURS[i % len(_SPARE_COLOURS)], _SPARE_MARKERS[i % len(_SPARE_MARKERS)]
        styles[event_type] = Style(name_type(event_type), colour, marker, symbol)
    return styles


def scale_mark(amount: float, most: float, n_marks: int = 1) -> float:
    """Width in points of a mark whose area stands for a number of reports or of people killed; none is too small to be seen."""
    crowd = min(1.0, max(0.6, math.sqrt(_ROOMY / max(1, n_marks))))
    return crowd * max(6.5, 7.5 * math.sqrt(amount) if most <= 9 else 22 * math.sqrt(amount / most))


# ---------------------------------------------------------------- gathering


def sort_gravest(events: pd.DataFrame) -> pd.DataFrame:
    """Sort events by how many were killed, then by reports; the gravest is first told of."""
    return events.sort_values(["killed_high", "n_reports", "event_id"], ascending=[False, False, True], na_position="last", kind="stable")


def gather_marks(points: gpd.GeoDataFrame, point: Degrees, measure: Measure, *, join: bool) -> pd.DataFrame:
    """Gather events in marks: one row is the events of one type and status at one spot, or all of a spot that has no room to fan out.

    `points` has spot_lon and spot_lat beside the events' columns, `point` is what `measure_point` gives. With `join`, spots that
    would touch in print are drawn as one. Columns:
    spot_lon, spot_lat, lon, lat (where it is drawn), event_type (`SEVERAL` of several), status, n, amount, size (points across), place,
    places (all that it stands for), members (positions in `points`), fan (which marks stand around one spot).
    """
    amounts = points["n_reports" if measure == "reports" else "killed_low"].fillna(0).to_numpy(dtype=float)
    types, statuses = points["event_type"].to_numpy(), points["status"].to_numpy()
    fans = _choose_fans(points, point, amounts, join=join)
    totals = [[float(amounts[members].sum()) for members in groups] for _, groups in fans]
    most, n_marks = max((amount for row in totals for amount in row), default=0.0), sum(len(row) for row in totals)
    wide, high = point
    lons, lats = points["spot_lon"].to_numpy(), points["spot_lat"].to_numpy()
    names = [name_place(event) for event in iterate_rows(pd.DataFrame(points[["place", "admin1"]]))]
    places = [place_id if isinstance(place_id, str) else name for place_id, name in zip(points["place_id"], names, strict=True)]
    rows = []
    for fan, ((home, groups), row) in enumerate(zip(fans, totals, strict=True)):
        sizes = [scale_mark(amount, most, n_marks) for amount in row]
        lon, lat = float(lons[home]), float(lats[home])
        there = [member for members in groups for member in members if math.hypot(lons[member] - lon, lats[member] - lat) < _SAME]
        name = _choose_name([names[member] for member in there])
        offsets = fan_out(_leave_room(sizes, groups, n_marks))
        for members, amount, size, (east, north) in zip(groups, row, sizes, offsets, strict=True):
            told_types, told = set(types[members]), set(statuses[members])
            rows.append(
                {
                    "spot_lon": lon,
                    "spot_lat": lat,
                    "lon": lon + east * wide,
                    "lat": lat + north * high,
                    "event_type": told_types.pop() if len(told_types) == 1 else SEVERAL,
                    "status": "alleged" if told == {"alleged"} else "reported",
                    "n": len(members),
                    "amount": amount,
                    "size": size,
                    "place": name,
                    "places": list(dict.fromkeys(places[member] for member in members)),
                    "members": members,
                    "fan": fan,
                }
            )
    columns = ["spot_lon", "spot_lat", "lon", "lat", "event_type", "status", "n", "amount", "size", "place", "places", "members", "fan"]
    kinds = {"n": "int64", "fan": "int64", **dict.fromkeys(("spot_lon", "spot_lat", "lon", "lat", "amount", "size"), "float64")}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def tell_most(types: Sequence[str], styles: dict[str, Style]) -> str:
    """Tell of which type most events of a mark are, of equals the first of the legend, and how many.

    >>> tell_most(["shelling", "air_strike", "shelling"], read_styles())
    '■2'
    """
    numbers = Counter(types)
    most = max(styles, key=lambda name: numbers[name])
    return f"{_GLYPHS[styles[most].marker]}{numbers[most]:,}"


def _choose_name(names: Sequence[str]) -> str:
    """Choose the name that most events have for a place, of equals the first."""
    told = Counter(filter(None, names)).most_common(1)
    return told[0][0] if told else ""


def _choose_fans(points: gpd.GeoDataFrame, point: Degrees, amounts: Any, *, join: bool) -> list[tuple[int, list[list[int]]]]:
    """Give each spot, by the position of an event at it, with its groups of events: one where they have no room to fan out."""
    fans = _group_members(points, _find_homes(points, point, join=join))
    totals = [[float(amounts[members].sum()) for members in groups] for _, groups in fans]
    most, n_marks = max((amount for row in totals for amount in row), default=0.0), sum(len(row) for row in totals)
    uncertain = points["uncertainty_km"].fillna(0).to_numpy(dtype=float)
    chosen, crowded = [], join and n_marks > _ROOMY
    for (home, groups), row in zip(fans, totals, strict=True):
        widths = _leave_room([scale_mark(amount, most, n_marks) for amount in row], groups, n_marks)
        if len(groups) > 1 and (crowded or is_too_wide(widths, point, float(uncertain[home]))):
            groups = [sorted(position for members in groups for position in members)]
        chosen.append((home, groups))
    return chosen


def _leave_room(sizes: list[float], groups: list[list[int]], n_marks: int) -> Any:
    """Widths of the marks of a fan, with room for their numbers where there are few marks."""
    room = NUMBER_ROOM if n_marks <= _ROOMY else 1.0
    return np.array([size + (room if len(members) > 1 else 1.0) for size, members in zip(sizes, groups, strict=True)])


def _find_homes(points: gpd.GeoDataFrame, point: Degrees, *, join: bool) -> Any:
    """Find for each event the position of an event at the spot it is drawn at; spots are 100 m across."""
    spots = pd.DataFrame({"lon": points["spot_lon"].round(3).to_numpy(), "lat": points["spot_lat"].round(3).to_numpy()})
    spots["country"], spots["first"] = points["country"].fillna("").to_numpy(), np.arange(len(points))
    number = spots.groupby(["lon", "lat"], sort=True).ngroup().to_numpy()
    spots = spots.drop_duplicates(["lon", "lat"]).sort_values(["lon", "lat"]).assign(n=np.bincount(number) if len(number) else 0)
    order = np.lexsort((spots["lat"], spots["lon"], -spots["n"]))
    home = np.arange(len(spots))
    if join:
        home[order] = order[join_spots(spots.iloc[order], point)]
    return spots["first"].to_numpy()[home[number]]


def _group_members(points: gpd.GeoDataFrame, homes: Any) -> list[tuple[int, list[list[int]]]]:
    """Give each spot that is drawn with its groups of events of one type and status, in the order of their names."""
    fans: dict[int, dict[tuple[str, str], list[int]]] = {}
    for position, (home, *kind) in enumerate(zip(homes.tolist(), points["event_type"], points["status"], strict=True)):
        fans.setdefault(home, {}).setdefault((kind[0], kind[1]), []).append(position)
    return [(home, [members for _, members in sorted(groups.items())]) for home, groups in sorted(fans.items())]


def gather_areas(events: gpd.GeoDataFrame, styles: dict[str, Style]) -> gpd.GeoDataFrame:
    """Gather the events of one area in one row; the largest area comes first, so that none hides another.

    Columns: name, precision, place_id (of an outline, else missing), glyph (of its one type), colour, alleged, n, radius_km (of a circle,
    else 0), members (positions in `events`), geometry.
    """
    gathered: dict[tuple[Any, ...], list[int]] = {}
    rows = list(iterate_rows(pd.DataFrame(events[[*_PLACE_COLUMNS, "place", "admin1", "event_type", "status"]])))
    for position, event in enumerate(rows):
        outlined = _find_outline(event) is not None
        key = (event.place_id,) if outlined else (round(event.geometry.x, 3), round(event.geometry.y, 3), float(event.uncertainty_km))
        gathered.setdefault(key, []).append(position)
    found = [_describe_area(members, [rows[member] for member in members], styles) for members in gathered.values()]
    columns = ["name", "precision", "place_id", "glyph", "colour", "alleged", "n", "radius_km", "members", "geometry"]
    kinds = {"n": "int64", "alleged": "bool", "radius_km": "float64"}
    areas = gpd.GeoDataFrame(pd.DataFrame(found, columns=columns).astype(kinds), geometry="geometry", crs=CRS)
    order = np.lexsort((areas["name"].to_numpy(dtype=str), -shapely.area(areas.geometry.to_numpy())))
    return areas.iloc[order].reset_index(drop=True)


def _describe_area(members: list[int], events: Sequence[Any], styles: dict[str, Style]) -> dict[str, Any]:
    kinds = {event.event_type for event in events}
    style = styles[kinds.pop()] if len(kinds) == 1 else None
    area = find_area(events[0])
    return {
        "name": _choose_name([name_place(event) for event in events]),
        "precision": events[0].place_precision,
        "place_id": events[0].place_id if area and area.basis == "boundary" else None,
        "glyph": _GLYPHS[style.marker] if style else "",
        "colour": style.colour if style else MIXED,
        "alleged": all(event.status == "alleged" for event in events),
        "n": len(members),
        "radius_km": float(events[0].uncertainty_km) if area and area.basis == "radius" else 0.0,
        "members": members,
        "geometry": area.shape if area else None,
    }
