"""Spot maps: a small picture of where one report is put, and where else its place's name could mean."""

import io
import math
from collections.abc import Sequence
from typing import Literal

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from analystkit.display.basemaps import BORDER, LAND, PROVINCE, SEA
from analystkit.display.figures import INK, print_style
from analystkit.display.frames import WORLD, Extent
from analystkit.display.labels import Sheet, measure_text
from analystkit.display.marks import draw_circle
from analystkit.gazetteers.gazetteer import Place, load_boundaries
from analystkit.writing.files import clean_text

SIZE = (4.6, 3.4)  # inches
DOTS = 90  # an inch
FIRST, OTHERS = "#D55E00", "#0072B2"
LEAST_DEGREES = 3.0  # from one side to the other: enough to see what lies around
MOST_DEGREES = 24.0  # places further off are left out of the picture
KM_PER_DEGREE = 111.2


def draw_spots(places: Sequence[Place], n_first: int = 1) -> bytes:
    """Draw places as a PNG, numbered from 1: the first `n_first` with the circle that holds them, the others as places a name can mean.

    The picture is framed by the first place; of the others those near enough are in it.

    Examples
    --------
    >>> draw_spots([])[1:4]
    b'PNG'
    """
    with print_style():
        figure = Figure(figsize=SIZE, dpi=DOTS, facecolor="white")
        axis = figure.add_axes((0.01, 0.01, 0.98, 0.98), facecolor=SEA)
        extent = frame_places(places)
        _draw_land(axis, extent)
        for number, place in reversed(list(enumerate(places, start=1))):
            colour = FIRST if number <= n_first else OTHERS
            if number <= n_first:
                circle = draw_circle(place.longitude, place.latitude, max(place.uncertainty_km, 0.1))
                gpd.GeoSeries([circle]).plot(ax=axis, facecolor=(colour, 0.15), edgecolor=colour, linewidth=1, aspect=None)
            axis.plot(place.longitude, place.latitude, marker="o", markersize=8, color=colour, markeredgecolor="white", zorder=5)
        _name_places(axis, places, extent)
        west, south, east, north = extent
        axis.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], xlabel="", ylabel="")
        axis.spines[:].set_color(BORDER)
        picture = io.BytesIO()
        figure.savefig(picture, format="png", dpi=DOTS, metadata={})
    return picture.getvalue()


def _name_places(axis: Axes, places: Sequence[Place], extent: Extent) -> None:
    """Name places beside their dots where there is room, the first first; else their numbers alone."""
    sheet = Sheet(extent, (SIZE[0] * 72, SIZE[1] * 72))
    near = [(number, place) for number, place in enumerate(places, start=1) if _is_within(place, extent)]
    for number, place in near:
        x, y = sheet.locate(place.longitude, place.latitude)
        for text in (f"{number} {clean_text(place.name)}", f"{number}"):
            width = measure_text(text, 8)
            starts = ((x + 6, y + 4), (x - 6 - width, y + 4), (x + 6, y - 12), (x - 6 - width, y - 12))
            free = next((start for start in starts if sheet.take((*start, start[0] + width, start[1] + 9))), None)
            if free is not None:
                halo = [withStroke(linewidth=2, foreground="white")]
                axis.text(*sheet.find_spot(*free), text, size=8, color=INK, zorder=6, path_effects=halo)
                break


def frame_places(places: Sequence[Place]) -> Extent:
    """Frame the first place with its uncertainty and those of the others that are near; without any, the world.

    >>> frame_places([])
    (-180.0, -58.0, 180.0, 80.0)
    """
    if not places:
        return WORLD
    first = places[0]
    half = max(LEAST_DEGREES / 2, 1.2 * first.uncertainty_km / KM_PER_DEGREE)
    far = [max(abs(p.latitude - first.latitude), abs(p.longitude - first.longitude) * SIZE[1] / SIZE[0]) for p in places[1:]]
    half = min(MOST_DEGREES / 2, max([half, *(1.15 * distance for distance in far if 1.15 * distance <= MOST_DEGREES / 2)]))
    stretch = SIZE[0] / SIZE[1] / max(0.2, math.cos(math.radians(first.latitude)))
    return first.longitude - half * stretch, first.latitude - half, first.longitude + half * stretch, first.latitude + half


def _is_within(place: Place, extent: Extent) -> bool:
    west, south, east, north = extent
    return west <= place.longitude <= east and south <= place.latitude <= north


def _draw_land(axis: Axes, extent: Extent) -> None:
    countries, provinces = _clip("country", extent), _clip("admin1", extent)
    countries.plot(ax=axis, color=LAND, edgecolor="none", aspect=None)
    if extent[2] - extent[0] <= 2 * MOST_DEGREES:  # of the whole world they would be a tangle
        provinces.boundary.plot(ax=axis, color=PROVINCE, linewidth=0.4, aspect=None)
    countries.boundary.plot(ax=axis, color=BORDER, linewidth=0.8, aspect=None)


def _clip(level: Literal["country", "admin1"], extent: Extent) -> gpd.GeoSeries:
    shapes = load_boundaries(level)
    seen = shapes.geometry.to_numpy()[shapes.sindex.query(shapely.box(*extent))]
    return gpd.GeoSeries([shape for shape in shapely.clip_by_rect(shapely.make_valid(seen), *extent) if not shape.is_empty])
