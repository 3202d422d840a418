"""Labels: the names on a map, where they hide neither marks nor each other."""

import math
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from analystkit.display.figures import iterate_rows

PANEL = (535.0, 375.0)  # points: width and height of the printed map, for which labels are placed
Extent = tuple[float, float, float, float]  # west, south, east, north
_LETTER, _LINE_HEIGHT = 5.4, 12.0  # points: a letter's width, a line's height at 9 points
_NAMES_SHOWN = 30
Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


class Label(NamedTuple):
    """A name on the map, its middle or its end at a spot."""

    text: str
    lon: float
    lat: float
    align: str  # left, center or right
    kind: str  # country, area or spot


class _Sheet:
    """The printed map in points, and what is taken on it."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.taken: list[Box] = []

    def locate(self, lon: float, lat: float) -> tuple[float, float]:
        west, south, east, north = self.extent
        return (lon - west) / (east - west) * PANEL[0], (lat - south) / (north - south) * PANEL[1]

    def find_spot(self, x: float, y: float) -> tuple[float, float]:
        west, south, east, north = self.extent
        return west + x / PANEL[0] * (east - west), south + y / PANEL[1] * (north - south)

    def take(self, box: Box) -> bool:
        """Take a place if it is free and on the sheet; say whether it was."""
        inside = box[0] >= 2 and box[1] >= 2 and box[2] <= PANEL[0] - 2 and box[3] <= PANEL[1] - 2
        free = all(box[2] <= other[0] or box[0] >= other[2] or box[3] <= other[1] or box[1] >= other[3] for other in self.taken)
        if inside and free:
            self.taken.append(box)
        return inside and free


def place_labels(marks: pd.DataFrame, areas: gpd.GeoDataFrame, countries: gpd.GeoDataFrame, extent: Extent) -> list[Label]:
    """Set names where they hide neither marks nor each other: those most reported first, without those that find no room."""
    sheet = _Sheet(extent)
    for mark in iterate_rows(marks):
        x, y = sheet.locate(mark.lon, mark.lat)
        half = mark.size / 2
        sheet.taken.append((x - half, y - half, x + half + (14 if mark.n > 1 else 0), y + half))
    if (extent[3] - extent[1]) <= 40:
        sheet.taken.append((0, 0, PANEL[0] * 0.25, 30))  # the scale bar
    labels = []
    rings = sorted(marks.groupby("ring"), key=lambda ring: -int(ring[1]["n_reports"].sum()))
    for _, ring in rings[:_NAMES_SHOWN]:
        labels += _label_ring(sheet, ring)
    for area in iterate_rows(areas):
        text = f"{area.name} ({area.n})" if area.n > 1 else area.name
        labels += _label_inside(sheet, text, area.geometry, "area")
    for _, ring in rings:
        if len(ring) > 1:  # no name on the lines of a ring
            sheet.taken.append((*sheet.locate(ring["lon"].min(), ring["lat"].min()), *sheet.locate(ring["lon"].max(), ring["lat"].max())))
    if len(marks) or len(areas):
        seen = shapely.area(shapely.clip_by_rect(shapely.make_valid(countries.geometry.to_numpy()), *extent))
        largest_first = countries.iloc[np.argsort(-seen, kind="stable")]
        for country in iterate_rows(largest_first.drop_duplicates("name")):
            labels += _label_inside(sheet, country.name.upper(), country.geometry, "country")
    return labels


def _label_ring(sheet: _Sheet, ring: pd.DataFrame) -> list[Label]:
    """Name the spots of a ring, or a lone one, to the right of its marks, else left, above or below them."""
    totals = ring[ring["place"] != ""].groupby("place")["n"].sum().sort_values(ascending=False, kind="stable")
    if totals.empty:
        return []
    text = ", ".join(totals.index[:2]) + (f" +{len(totals) - 2}" if len(totals) > 2 else "")
    (left, bottom), (right, top) = (sheet.locate(*corner) for corner in zip(*_bound(ring), strict=True))
    gap, width = ring["size"].max() / 2 + 2, len(text) * _LETTER
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    for align, x, y in (
        ("left", right + gap, middle_y),
        ("right", left - gap, middle_y),
        ("center", middle_x, top + gap + _LINE_HEIGHT / 2),
        ("center", middle_x, bottom - gap - _LINE_HEIGHT / 2),
    ):
        start = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        if sheet.take((start, y - _LINE_HEIGHT / 2, start + width, y + _LINE_HEIGHT / 2)):
            return [Label(text, *sheet.find_spot(x, y), align, "spot")]
    return []


def _bound(ring: pd.DataFrame) -> tuple[tuple[float, float], tuple[float, float]]:
    """Westernmost and easternmost longitude, southernmost and northernmost latitude of drawn marks."""
    return (ring["lon"].min(), ring["lon"].max()), (ring["lat"].min(), ring["lat"].max())


def _label_inside(sheet: _Sheet, text: str, outline: BaseGeometry, kind: str) -> list[Label]:
    """Name an area at the free place inside it that lies nearest to its middle."""
    seen = shapely.clip_by_rect(shapely.make_valid(outline), *sheet.extent)
    if seen.is_empty:
        return []
    middle = seen.representative_point()
    west, south, east, north = seen.bounds
    lons, lats = np.meshgrid(np.linspace(west, east, 13)[1:-1], np.linspace(south, north, 13)[1:-1])
    width = len(text) * _LETTER * (1.2 if text.isupper() else 1)
    if sheet.locate(east, 0)[0] - sheet.locate(west, 0)[0] < width / 2:
        return []
    spots = [(middle.x, middle.y), *zip(lons.ravel(), lats.ravel(), strict=True)]
    spots = [spots[i] for i in np.argsort([math.dist(spot, (middle.x, middle.y)) for spot in spots], kind="stable")]
    for lon, lat in spots:
        x, y = sheet.locate(lon, lat)
        box = (x - width / 2, y - _LINE_HEIGHT / 2, x + width / 2, y + _LINE_HEIGHT / 2)
        # the name's middle half has to lie in the area, else it would seem to name the neighbour
        ends = [sheet.find_spot(x + share * width, y) for share in (-0.25, 0.25)]
        if shapely.intersects_xy(seen, *np.transpose(ends)).all() and sheet.take(box):
            return [Label(text, float(lon), float(lat), "center", kind)]
    return []
