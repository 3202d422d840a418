"""Labels: the names on a map, where they hide neither marks nor each other.

A name goes to the best of a few places that are free, those of most events first, and is left out where none is. adjustText moves
all names until they clash less, so that one more event moves them all, keeps those that still clash, and takes a hundred times as long.
"""

import math
from functools import cache
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from matplotlib.font_manager import FontProperties, findfont, get_font
from shapely.geometry.base import BaseGeometry

from analystkit.display.basemaps import BaseMap
from analystkit.display.figures import iterate_rows
from analystkit.display.frames import PANEL, Extent, measure_scale

NAME_SIZES = {"number": 8.0, "spot": 8.5, "area": 8.5, "country": 9.0, "province": 8.0, "sea": 8.5}  # points
_LINE_HEIGHT = 12.0
_NUMBERED, _SPOTS_NAMED, _AREAS_NAMED, _PROVINCES_NAMED = 150, 30, 12, 24
_NEAR = 16.0  # degrees: on wider maps provinces have no room for names
Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


class Label(NamedTuple):
    """A name on the map, its middle or its end at a spot."""

    text: str
    lon: float
    lat: float
    align: str  # left, center or right
    kind: str  # one of NAME_SIZES


@cache
def measure_text(text: str, size: float) -> float:
    """Width in points of a text as it is printed."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans")))
    font.set_size(size, 72)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 + 3


def _measure_number(n: int) -> float:
    """Width in points of the number beside a mark."""
    return 1.1 * measure_text(f"×{n:,}", NAME_SIZES["number"]) if n > 1 else 0.0


class _Sheet:
    """The printed map in points, and what is taken on it."""

    def __init__(self, extent: Extent, taken: npt.NDArray[np.float64]) -> None:
        self.extent = extent
        self.taken = taken

    def locate(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        west, south, east, north = self.extent
        return (lon - west) / (east - west) * PANEL[0], (lat - south) / (north - south) * PANEL[1]

    def find_spot(self, x: float, y: float) -> tuple[float, float]:
        west, south, east, north = self.extent
        return west + x / PANEL[0] * (east - west), south + y / PANEL[1] * (north - south)

    def block(self, *boxes: Box) -> None:
        self.taken = np.vstack([self.taken, np.array(boxes).reshape(-1, 4)])

    def take(self, box: Box) -> bool:
        """Take a place if it is free and on the sheet; say whether it was."""
        if not (box[0] >= 2 and box[1] >= 2 and box[2] <= PANEL[0] - 2 and box[3] <= PANEL[1] - 2):
            return False
        left, bottom, right, top = self.taken.T
        if ((box[2] > left) & (box[0] < right) & (box[3] > bottom) & (box[1] < top)).any():
            return False
        self.block(box)
        return True


def place_labels(marks: pd.DataFrame, areas: gpd.GeoDataFrame, base: BaseMap, extent: Extent) -> list[Label]:
    """Set names where they hide neither marks nor each other: those of most events first, without those that find no room."""
    if not len(marks) and not len(areas):
        return []
    sheet = _Sheet(extent, np.zeros((0, 4)))
    x, y = sheet.locate(marks["lon"].to_numpy(dtype=float), marks["lat"].to_numpy(dtype=float))
    half = marks["size"].to_numpy(dtype=float) * 0.45  # the corners of its box are free
    sheet.taken = np.column_stack([x - half, y - half, x + half, y + half])
    if measure_scale(extent):
        sheet.block((0, 0, PANEL[0] * 0.25, 30))
    labels = [label for mark in iterate_rows(marks.nlargest(_NUMBERED, "n")) if mark.n > 1 for label in _label_number(sheet, mark)]
    largest = marks.groupby("fan")["n"].sum().sort_values(ascending=False, kind="stable").index[:_SPOTS_NAMED]
    labels += [label for fan in largest for label in _label_fan(sheet, marks[marks["fan"] == fan])]
    for area in iterate_rows(areas[~areas["vague"]].sort_values("n", ascending=False, kind="stable").head(_AREAS_NAMED)):
        labels += _label_inside(sheet, f"{area.name} ({area.n:,})" if area.n > 1 else area.name, area.geometry, "area")
    for sea in base.seas:
        labels += _label_inside(sheet, sea.name, sea.shape, "sea")
    labels += [label for country in _largest_first(base.countries, extent) for label in _label_country(sheet, country)]
    if extent[2] - extent[0] <= _NEAR and len(base.provinces):
        named = {label.text.casefold() for label in labels}
        provinces = [row for row in _largest_first(base.provinces, extent)[:_PROVINCES_NAMED] if row.name.casefold() not in named]
        labels += [label for row in provinces for label in _label_inside(sheet, row.name, row.geometry, "province")]
    return labels


def _largest_first(layer: gpd.GeoDataFrame, extent: Extent) -> list[Any]:
    seen = shapely.area(shapely.clip_by_rect(shapely.make_valid(layer.geometry.to_numpy()), *extent))
    ordered = layer.iloc[np.argsort(-seen, kind="stable")][np.sort(-seen) < 0]
    return list(iterate_rows(ordered.drop_duplicates("name")))


def _label_country(sheet: _Sheet, country: Any) -> list[Label]:
    return _label_inside(sheet, country.name.upper(), country.geometry, "country")


def _label_number(sheet: _Sheet, mark: Any) -> list[Label]:
    """Set beside a mark how many events it counts."""
    x, y = sheet.locate(mark.lon, mark.lat)
    gap, width = mark.size / 2 + 0.5, _measure_number(mark.n) - 1
    for start, middle in ((x + gap, y), (x - gap - width, y), (x - width / 2, y + gap + 4.5), (x - width / 2, y - gap - 4.5)):
        if sheet.take((start, middle - 4.5, start + width, middle + 4.5)):
            return [Label(f"×{mark.n:,}", *sheet.find_spot(start, middle), "left", "number")]
    return []


def _label_fan(sheet: _Sheet, fan: pd.DataFrame) -> list[Label]:
    """Name the spot of a fan, or of a lone mark, to the right of its marks, else left, above or below them."""
    name = fan.sort_values("n", ascending=False, kind="stable")["place"].iloc[0]
    others = {place for places in fan["places"] for place in places if place} - {name}
    if not name:
        return []
    text = f"{name} +{len(others)}" if others else name
    left, bottom = sheet.locate(fan["lon"].min(), fan["lat"].min())
    right, top = sheet.locate(fan["lon"].max(), fan["lat"].max())
    gap, width = fan["size"].max() / 2 + 2, measure_text(text, NAME_SIZES["spot"])
    number = _measure_number(fan.sort_values("lon")["n"].iloc[-1])
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    for align, x, y in (
        ("left", right + gap + number, middle_y),
        ("right", left - gap, middle_y),
        ("center", middle_x, top + gap + _LINE_HEIGHT / 2),
        ("center", middle_x, bottom - gap - _LINE_HEIGHT / 2),
    ):
        start = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        if sheet.take((start, y - _LINE_HEIGHT / 2, start + width, y + _LINE_HEIGHT / 2)):
            return [Label(text, *sheet.find_spot(x, y), align, "spot")]
    return []


def _label_inside(sheet: _Sheet, text: str, outline: BaseGeometry, kind: str) -> list[Label]:
    """Name an area at the free place inside it that lies nearest to its middle."""
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
    for lon, lat in spots:
        x, y = sheet.locate(lon, lat)
        box = (x - width / 2, y - _LINE_HEIGHT / 2, x + width / 2, y + _LINE_HEIGHT / 2)
        # the name's middle has to lie in the area, else it would seem to name the neighbour; that of water lies in it whole
        reach = 0.5 if kind in ("sea", "province") else 0.25
        ends = [sheet.find_spot(x + share * width, y) for share in (-reach, 0, reach)]
        if shapely.intersects_xy(seen, *np.transpose(ends)).all() and sheet.take(box):
            return [Label(text, float(lon), float(lat), "center", kind)]
    return []
