"""Labels: the names on a map, where they hide neither marks nor each other.

A name goes to the best of a few places that are free, those of most events first, and is left out where none is. adjustText moves
all names until they clash less, so that one more event moves them all, keeps those that still clash, and takes a hundred times as long.
"""

import math
from functools import cache
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.font_manager import FontProperties, findfont, get_font
from shapely.geometry.base import BaseGeometry

from analystkit.display.basemaps import BaseMap
from analystkit.display.figures import iterate_rows
from analystkit.display.frames import Extent, Panel, measure_point, measure_scale

NAME_SIZES = {"number": 8.0, "spot": 8.5, "area": 8.5, "country": 9.0, "province": 8.0, "sea": 8.5}  # points
_LINE_HEIGHT = 12.0
_GAP = 2.0  # from a mark or its number to the name
_STEPS = 4  # along the line from a spot to its mark, that no name is set across it
_LEADS, _DIRECTIONS = (25.0, 40.0, 55.0, 70.0, 85.0, 100.0), 16  # from a mark to a name that stands apart
_STRIDE = 4.0  # along a line, between two points that must be free
_SPOTS_LED, _AREAS_LED = 5, 8  # names that may
_NUMBERED, _SPOTS_NAMED, _AREAS_NAMED, _PROVINCES_NAMED = 150, 45, 12, 24
_NEAR = 16.0  # degrees: on wider maps provinces have no room for names
Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


class Label(NamedTuple):
    """A name on the map, its middle or its end at a spot."""

    text: str
    lon: float
    lat: float
    align: str  # left, center or right
    kind: str  # one of NAME_SIZES
    mark: int = -1  # the row of the mark that a number counts, or of the area that a name is of
    lead: tuple[float, float] | None = None  # of a name that stands apart: the spot that a line leads to


@cache
def measure_text(text: str, size: float) -> float:
    """Width in points of a text as it is printed."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans")))
    font.set_size(size, 72)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 + 3


def _measure_number(text: str) -> float:
    """Width in points of the number beside a mark, which is printed bold."""
    return 1.1 * measure_text(text, NAME_SIZES["number"])


class Sheet:
    """The printed map in points, and what is taken on it."""

    def __init__(self, extent: Extent, panel: Panel) -> None:
        self.extent, self.panel = extent, panel
        self.point = measure_point(extent, panel)
        self.taken = np.zeros((0, 4))

    def locate(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        return (lon - self.extent[0]) / self.point[0], (lat - self.extent[1]) / self.point[1]

    def find_spot(self, x: float, y: float) -> tuple[float, float]:
        return self.extent[0] + x * self.point[0], self.extent[1] + y * self.point[1]

    def block(self, boxes: Any) -> None:
        self.taken = np.vstack([self.taken, np.array(boxes).reshape(-1, 4)])

    def block_marks(self, marks: pd.DataFrame) -> None:
        """Take the places of marks, of their spots, and of the lines between."""
        x, y = self.locate(marks["lon"].to_numpy(dtype=float), marks["lat"].to_numpy(dtype=float))
        half = marks["size"].to_numpy(dtype=float) * 0.45  # the corners of its box are free
        self.block(np.column_stack([x - half, y - half, x + half, y + half]))
        home_x, home_y = self.locate(marks["spot_lon"].to_numpy(dtype=float), marks["spot_lat"].to_numpy(dtype=float))
        fanned = np.hypot(x - home_x, y - home_y) > 0
        for share in np.linspace(0, 0.8, _STEPS):
            leg_x, leg_y = (home + share * (end - home) for home, end in ((home_x[fanned], x[fanned]), (home_y[fanned], y[fanned])))
            self.block(np.column_stack([leg_x - 2, leg_y - 2, leg_x + 2, leg_y + 2]))

    def is_clear(self, start: tuple[float, float], length: float, angle: float) -> bool:
        """Tell whether a line of such a length and direction crosses nothing that is taken."""
        steps = np.linspace(0, length, max(2, round(length / _STRIDE)))
        x, y = start[0] + steps * math.cos(angle), start[1] + steps * math.sin(angle)
        left, bottom, right, top = self.taken[:, :, None].swapaxes(0, 1)
        return not ((x > left) & (x < right) & (y > bottom) & (y < top)).any()

    def take(self, box: Box) -> bool:
        """Take a place if it is free and on the sheet; say whether it was."""
        if not (box[0] >= 2 and box[1] >= 2 and box[2] <= self.panel[0] - 2 and box[3] <= self.panel[1] - 2):
            return False
        left, bottom, right, top = self.taken.T
        if ((box[2] > left) & (box[0] < right) & (box[3] > bottom) & (box[1] < top)).any():
            return False
        self.block([box])
        return True


def place_labels(marks: pd.DataFrame, areas: gpd.GeoDataFrame, base: BaseMap, extent: Extent, panel: Panel) -> list[Label]:
    """Set names where they hide neither marks nor each other: those of most events first, without those that find no room."""
    if not len(marks) and not len(areas):
        return []
    sheet = Sheet(extent, panel)
    sheet.block_marks(marks)
    if measure_scale(extent):
        sheet.block((0, 0, panel[0] * 0.25, 30))
    numbered = set(marks[marks["n"] > 1].nlargest(_NUMBERED, "n").index)
    labels = []
    for rank, fan in enumerate(marks.groupby("fan")["n"].sum().sort_values(ascending=False, kind="stable").index):
        if rank >= _SPOTS_NAMED and not numbered:
            break
        of_fan = marks[marks["fan"] == fan]
        numbers = [label for mark in iterate_rows(of_fan) if mark.Index in numbered for label in _label_number(sheet, mark)]
        numbered -= set(of_fan.index)
        labels += numbers
        if rank < _SPOTS_NAMED:
            labels += _label_fan(sheet, of_fan, numbers, led=rank < _SPOTS_LED)
    spots = {label.text.split(" +")[0].split(" ×")[0] for label in labels if label.kind == "spot"}
    shown = areas[~areas["vague"]].sort_values("n", ascending=False, kind="stable").head(_AREAS_NAMED)
    named = set()
    for rank, area in enumerate(iterate_rows(shown)):
        found = _label_area(sheet, area, spots, led=rank < _AREAS_LED)
        labels += found
        named |= {area.place_id} if found else set()
    for sea in base.seas:
        labels += _label_inside(sheet, sea.name, sea.shape, "sea")
    labels += [label for country in _largest_first(base.countries, extent) for label in _label_country(sheet, country)]
    if extent[2] - extent[0] <= _NEAR and len(base.provinces):
        told = {label.text.casefold() for label in labels}
        provinces = [row for row in _largest_first(base.provinces, extent)[:_PROVINCES_NAMED] if row.place_id not in named]
        provinces = [row for row in provinces if row.name.casefold() not in told]
        labels += [label for row in provinces for label in _label_inside(sheet, row.name, row.geometry, "province")]
    return labels


def _largest_first(layer: gpd.GeoDataFrame, extent: Extent) -> list[Any]:
    seen = shapely.area(shapely.clip_by_rect(shapely.make_valid(layer.geometry.to_numpy()), *extent))
    ordered = layer.iloc[np.argsort(-seen, kind="stable")][np.sort(-seen) < 0]
    return list(iterate_rows(ordered.drop_duplicates("name")))


def _label_country(sheet: Sheet, country: Any) -> list[Label]:
    return _label_inside(sheet, country.name.upper(), country.geometry, "country")


def _label_number(sheet: Sheet, mark: Any) -> list[Label]:
    """Set beside a mark how many events it counts, and of which type most are where there is room."""
    x, y = sheet.locate(mark.lon, mark.lat)
    gap = mark.size / 2 + 0.5
    total = f"×{mark.n:,}"
    for text in (f"{total} {mark.most}", total) if mark.most else (total,):
        width = _measure_number(text) - 1
        for start, middle in ((x + gap, y), (x - gap - width, y), (x - width / 2, y + gap + 4.5), (x - width / 2, y - gap - 4.5)):
            if sheet.take((start, middle - 4.5, start + width, middle + 4.5)):
                return [Label(text, *sheet.find_spot(start, middle), "left", "number", mark.Index)]
    return []


def _label_area(sheet: Sheet, area: Any, spots: set[str], *, led: bool) -> list[Label]:
    """Name an area, inside it or else, if `led`, beside it, with the number of its events and their type: in grey a colour tells none."""
    name = f"{area.name} {area.precision}" if area.name in spots else str(area.name)  # a town and its province may have one name
    text = f"{name} ({area.n:,}{' ' if area.glyph else ''}{area.glyph})"
    found = _label_inside(sheet, text, area.geometry, "area", area.Index)
    seen = shapely.clip_by_rect(shapely.make_valid(area.geometry), *sheet.extent)
    if not found and led and not seen.is_empty:
        found = _lead_to(sheet, text, *sheet.locate(*seen.representative_point().coords[0]), "area", area.Index)
    return found


def _label_fan(sheet: Sheet, fan: pd.DataFrame, numbers: list[Label], *, led: bool) -> list[Label]:
    """Name the spot of a fan, or of a lone mark, to the right of its marks and their numbers, else left, above or below them.

    Where none of these is free, a name that is `led` stands further off, with the number it has lost.
    """
    name = fan.sort_values("n", ascending=False, kind="stable")["place"].iloc[0]
    n_others = len({place for places in fan["places"] for place in places}) - 1
    if not name:
        return []
    text = f"{name} +{n_others}" if n_others else name
    x, y, half = *sheet.locate(fan["lon"].to_numpy(), fan["lat"].to_numpy()), fan["size"].to_numpy() / 2
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    boxes = [*np.column_stack([x - half, y - half, x + half, y + half])]
    for label in numbers:
        start, middle = sheet.locate(label.lon, label.lat)
        boxes.append(np.array([start, middle, start + _measure_number(label.text), middle]))
    left, bottom = np.min(boxes, axis=0)[:2]
    right, top = np.max(boxes, axis=0)[2:]
    width = measure_text(text, NAME_SIZES["spot"])
    for align, x, y in (
        ("left", right + _GAP, middle_y),
        ("right", left - _GAP, middle_y),
        ("center", middle_x, top + _GAP + _LINE_HEIGHT / 2),
        ("center", middle_x, bottom - _GAP - _LINE_HEIGHT / 2),
    ):
        start = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        if sheet.take((start, y - _LINE_HEIGHT / 2, start + width, y + _LINE_HEIGHT / 2)):
            return [Label(text, *sheet.find_spot(x, y), align, "spot")]
    return _lead_to(sheet, text if numbers or len(fan) > 1 else f"{text} ×{fan['n'].iloc[0]:,}", middle_x, middle_y) if led else []


def _lead_to(sheet: Sheet, text: str, x: float, y: float, kind: str = "spot", mark: int = -1) -> list[Label]:
    """Name a spot at the nearest free place around it; a line to an area crosses neither marks nor names."""
    width = measure_text(text, NAME_SIZES[kind])
    for distance in _LEADS:
        for angle in np.linspace(0, 2 * math.pi, _DIRECTIONS, endpoint=False):
            left, middle = x + distance * math.cos(angle) - (width if math.cos(angle) < 0 else 0), y + distance * math.sin(angle)
            clear = kind == "spot" or sheet.is_clear((x, y), distance, angle)
            if clear and sheet.take((left, middle - _LINE_HEIGHT / 2, left + width, middle + _LINE_HEIGHT / 2)):
                align, start = ("right", left + width) if math.cos(angle) < 0 else ("left", left)
                return [Label(text, *sheet.find_spot(start, middle), align, kind, mark, lead=sheet.find_spot(x, y))]
    return []


def _label_inside(sheet: Sheet, text: str, outline: BaseGeometry, kind: str, mark: int = -1) -> list[Label]:
    """Name an area at the free place that lies nearest to its middle: one that holds the whole name, else one that holds most of it."""
    seen = shapely.clip_by_rect(shapely.make_valid(outline), *sheet.extent)
    if seen.is_empty or not text:
        return []
    middle = seen.representative_point()
    west, south, east, north = seen.bounds
    width = measure_text(text, NAME_SIZES[kind])
    if sheet.locate(east, 0)[0] - sheet.locate(west, 0)[0] < width / 2:
        return []
    lons, lats = np.meshgrid(np.linspace(west, east, 15)[1:-1], np.linspace(south, north, 15)[1:-1])
    spots = [(middle.x, middle.y), *zip(lons.ravel(), lats.ravel(), strict=True)]
    spots = [spots[i] for i in np.argsort([math.dist(spot, (middle.x, middle.y)) for spot in spots], kind="stable")]
    shapely.prepare(seen)
    # the middle of a name has to lie in the area, else it would seem to name the neighbour; water and provinces hold it whole
    for reach in (0.5,) if kind in ("sea", "province") else (0.5, 0.2):
        for lon, lat in spots:
            x, y = sheet.locate(lon, lat)
            ends = [sheet.find_spot(x + share * width, y) for share in (-reach, 0, reach)]
            box = (x - width / 2, y - _LINE_HEIGHT / 2, x + width / 2, y + _LINE_HEIGHT / 2)
            if shapely.intersects_xy(seen, *np.transpose(ends)).all() and sheet.take(box):
                return [Label(text, float(lon), float(lat), "center", kind, mark)]
    return []
