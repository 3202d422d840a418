"""Printed maps: a scene drawn by matplotlib."""

import textwrap
from typing import Any, NamedTuple

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D, IdentityTransform

from analystkit.display.basemaps import BORDER, DISPUTED, LAND, PROVINCE, SEA, load_world
from analystkit.display.figures import INK, Words, frame_picture, iterate_rows, print_style
from analystkit.display.frames import measure_scale, shift_east, stretch_north
from analystkit.display.labels import NAME_SIZES, Label
from analystkit.display.legends import Key, choose_style, list_keys
from analystkit.display.marks import MIXED, SEVERAL, Style
from analystkit.display.scenes import Scene
from analystkit.writing.files import clean_text

NAME_COLOURS = {"number": INK, "spot": INK, "area": "#3d3d3d", "country": "#77746c", "province": "#9a968c", "sea": "#5f7f95"}
_ITALIC = ("area", "sea")
_INSET = 1.0  # inches: height of the small map
_LEGEND_LETTERS = 26  # a line
_CROWDED = 20  # entries of a legend: they stand closer
PLATE_COLUMN = 160.0  # points: width of a column of the legend beside a plate
_REGION = 60.0  # degrees: how much of the world the small map shows at the least
_SPARSE = 40  # areas: more of them are shaded lighter, so that those below can be seen


def shade_area(n_areas: int, *, alleged: bool) -> float:
    """Opacity of an area among so many: where many lie above each other each is lighter."""
    return 0.03 if alleged else max(0.012, 0.22 * min(1.0, _SPARSE / 4 / max(1, n_areas - _SPARSE)) if n_areas > _SPARSE else 0.22)


def draw_scene(scene: Scene, words: Words, nothing: str) -> Figure:
    """Draw a scene with its words as a static figure; `nothing` stands on an empty one."""
    with print_style():
        column = _Column([_make_handle(key) for key in list_keys(scene)])
        beside = column.height + _INSET
        figure, (left, bottom, width, height) = frame_picture(words, max(scene.panel[1] / 72, beside) + 0.15)
        tall = figure.get_figheight()
        panel, share = scene.panel[0] / 72 / figure.get_figwidth(), scene.panel[1] / 72 / tall
        _draw_panel(figure.add_axes((left, bottom + height - share, panel, share)), scene, nothing)
        start = left + panel + 0.008
        column.draw(figure, start, bottom + height)
        foot = bottom + max(0.0, height - max(share, beside / tall))
        _draw_small_map(figure.add_axes((start + 0.004, foot, left + width - start - 0.004, _INSET / tall)), scene)
    return figure


def draw_plate(scene: Scene, nothing: str) -> Figure:
    """Draw a scene alone, its legend in two columns of `PLATE_COLUMN` points beside it: its words stand elsewhere."""
    broad, tall = scene.panel[0] + 2 * PLATE_COLUMN, scene.panel[1]
    with print_style():
        figure = Figure(figsize=(broad / 72, tall / 72), facecolor="white")
        _draw_panel(figure.add_axes((0.001, 0.002, scene.panel[0] / broad, 0.996)), scene, nothing)
        keys = list_keys(scene)
        columns = [_Column([_make_handle(key) for key in keys if (key.kind == "type") == is_type]) for is_type in (True, False)]
        starts = [(scene.panel[0] + 6 + PLATE_COLUMN * number) / broad for number in range(2)]
        for column, start in zip(columns, starts, strict=True):
            column.draw(figure, start, 1.0)
        below = starts[0] if columns[0].height <= columns[1].height else starts[1]
        _draw_small_map(figure.add_axes((below, 0.004, (PLATE_COLUMN - 12) / broad, _INSET * 72 / tall)), scene)
    return figure


class _Column:
    """Entries of a legend below each other; `height` in inches, with room for the title of the small map below them."""

    def __init__(self, handles: list[Any]) -> None:
        self.handles = handles
        self.spacing = 0.7 if len(handles) < _CROWDED else 0.25
        lines = sum(handle.get_label().count("\n") + 1 for handle in handles)
        self.height = (lines * 9.6 + len(handles) * self.spacing * 8) / 72 + 0.35

    def draw(self, figure: Figure, left: float, top: float) -> None:
        if self.handles:
            place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (left, top), "borderaxespad": 0.2}
            figure.legend(handles=self.handles, fontsize=8, frameon=False, labelspacing=self.spacing, handlelength=1.8, **place)


def _draw_panel(axis: Axes, scene: Scene, nothing: str) -> None:
    west, south, east, north = scene.extent
    axis.spines[:].set_color(BORDER)
    axis.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], xlabel="", ylabel="", autoscale_on=False, facecolor=SEA)
    _draw_base_map(axis, scene)
    _draw_areas(axis, scene)
    _draw_marks(axis, scene)
    for label in scene.labels:
        _draw_name(axis, label)
    _draw_scale_bar(axis, scene)
    if scene.marks.empty and scene.areas.empty:
        box = {"facecolor": "white", "edgecolor": BORDER}
        axis.text(0.5, 0.5, nothing, transform=axis.transAxes, ha="center", color=INK, bbox=box)


def outline_path(shape: Any) -> Path:
    """Make a path of a polygon's or several polygons' rings."""
    rings = [
        np.asarray(ring.coords)
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings)) if rings else Path(np.zeros((0, 2)))


def _draw_shapes(axis: Axes, shapes: Any, **look: Any) -> None:
    paths = [outline_path(shapely.orient_polygons(shape)) for shape in shapes]
    axis.add_collection(PathCollection(paths, transform=axis.transData, **look), autolim=False)


def _draw_lines(axis: Axes, lines: Any, **look: Any) -> None:
    parts = [np.asarray(part.coords) for part in shapely.get_parts(shapely.line_merge(lines)) if part.geom_type == "LineString"]
    axis.add_collection(LineCollection(parts, **look), autolim=False)


def _draw_base_map(axis: Axes, scene: Scene) -> None:
    base = scene.base
    _draw_shapes(axis, base.countries.geometry, facecolor=LAND, edgecolor="none")
    for area in base.disputed_areas.geometry:  # a collection has no width of hatching
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": (DISPUTED, 0.55), "linewidth": 0, "hatch": "////"}
        axis.add_patch(PathPatch(outline_path(area), hatch_linewidth=0.5, **look))
    _draw_lines(axis, shapely.union_all(shapely.boundary(base.provinces.geometry.to_numpy())), color=PROVINCE, linewidth=0.4)
    _draw_lines(axis, base.borders, color=BORDER, linewidth=0.7)
    _draw_lines(axis, base.disputed_borders, color=DISPUTED, linewidth=1.1, linestyle=(0, (3, 1.6)))


def _draw_areas(axis: Axes, scene: Scene) -> None:
    areas = scene.areas[~scene.areas["vague"]]
    many = len(areas)
    _draw_shapes(
        axis,
        areas.geometry,
        facecolors=[(colour, shade_area(many, alleged=alleged)) for colour, alleged in zip(areas["colour"], areas["alleged"], strict=True)],
        edgecolors=[(colour, 1.0 if many <= _SPARSE else 0.15) for colour in areas["colour"]],
        linewidths=1.0 if many <= _SPARSE else 0.4,
        linestyles=["--" if alleged else "-" for alleged in areas["alleged"]],
        zorder=3,
    )


def _draw_marks(axis: Axes, scene: Scene) -> None:
    """Draw marks, the larger below; all in one collection, since tens of thousands of their own would take minutes."""
    marks = scene.marks.sort_values("size", ascending=False, kind="stable")
    fanned = marks[(marks["lon"] != marks["spot_lon"]) | (marks["lat"] != marks["spot_lat"])]
    legs = fanned[["spot_lon", "spot_lat", "lon", "lat"]].to_numpy(dtype=float).reshape(-1, 2, 2)
    axis.add_collection(LineCollection(list(legs), color=INK, linewidth=0.6, zorder=4), autolim=False)
    axis.plot(fanned["spot_lon"], fanned["spot_lat"], linestyle="", color=INK, marker="o", markersize=2.5, zorder=5.5)
    parts = [part for mark in iterate_rows(marks) for part in _list_parts(scene, mark)]
    points = PathCollection(
        [part.path for part in parts],
        sizes=[1.0],  # the paths are in points as they are
        offsets=np.array([part.spot for part in parts]).reshape(-1, 2),
        offset_transform=axis.transData,
        facecolors=[part.face for part in parts],
        edgecolors=[part.edge for part in parts],
        linewidths=[part.width for part in parts],
        zorder=5,
        transform=IdentityTransform(),
    )
    axis.add_collection(points, autolim=False)


class _Part(NamedTuple):
    """A mark, or a sector of one, in points around its spot."""

    path: Path
    spot: tuple[float, float]
    face: str
    edge: str
    width: float


def _list_parts(scene: Scene, mark: Any) -> list[_Part]:
    """List what a mark is drawn of: one of several types is a disc, each type its share of it."""
    look = _mark(choose_style(scene, mark.event_type), mark.size, hollow=mark.status == "alleged")
    spot = (mark.lon, mark.lat)
    if mark.event_type == SEVERAL and mark.status != "alleged":
        numbers = scene.points["event_type"].iloc[mark.members].value_counts()
        ends = np.cumsum([0, *(numbers.get(name, 0) for name in scene.styles)]) / len(mark.members) * 360
        sectors = [
            (style.colour, 90 - end, 90 - start)
            for style, start, end in zip(scene.styles.values(), ends, ends[1:], strict=False)
            if end > start
        ]
        scale = Affine2D().scale(mark.size / 2)
        return [_Part(Path.wedge(first, last).transformed(scale), spot, colour, "white", 0.4) for colour, first, last in sectors]
    shape = MarkerStyle(look["marker"])
    path = shape.get_path().transformed(shape.get_transform() + Affine2D().scale(look["markersize"]))
    return [_Part(path, spot, look["markerfacecolor"], look["markeredgecolor"], look["markeredgewidth"])]


def _mark(style: Style, size: float, *, hollow: bool) -> dict[str, Any]:
    edge, width = (style.colour, 1.5) if hollow else ("white", 0.6)
    face = "white" if hollow else style.colour
    size = size * 1.35 if style.marker == "*" else size  # a star of the same width has half the ink
    return {"marker": style.marker, "markersize": size, "markerfacecolor": face, "markeredgecolor": edge, "markeredgewidth": width}


def _halo() -> list[Any]:
    return [withStroke(linewidth=2.2, foreground="white")]


def _draw_name(axis: Axes, label: Label) -> None:
    look: dict[str, Any] = {
        "color": NAME_COLOURS[label.kind],
        "size": NAME_SIZES[label.kind],
        "style": "italic" if label.kind in _ITALIC else "normal",
    }
    weight = "bold" if label.kind == "number" else "normal"
    if label.lead:
        axis.plot(*zip((label.lon, label.lat), label.lead, strict=True), color=INK, linewidth=0.6, zorder=5.8)
    halo = [] if label.kind == "sea" else _halo()
    axis.text(
        label.lon, label.lat, label.text, ha=label.align, va="center", zorder=6, weight=weight, path_effects=halo, clip_on=True, **look
    )


def _draw_small_map(axis: Axes, scene: Scene) -> None:
    """Draw where in the world the map lies, and what lies outside it."""
    west, south, east, north = scene.extent
    outside = len(scene.outside) > 0
    middle = (west + east) / 2
    frame = (middle - 180, -58.0, middle + 180, 84.0)
    box = axis.get_window_extent()
    shape = box.width / box.height
    if not outside and (east - west) * 3 < 180:
        half = max(_REGION / 2, (east - west) * 1.5) / stretch_north(scene.extent) / shape * 1.6
        low = float(np.clip((south + north) / 2, half - 80, 84 - half))
        wide = half * shape * stretch_north((0, low, 0, low))
        frame = (middle - wide, low - half, middle + wide, low + half)
    axis.set(xlim=frame[::2], ylim=frame[1::2], xticks=[], yticks=[], xlabel="", ylabel="", facecolor=SEA, autoscale_on=False)
    for turn in (-360, 0, 360):
        if frame[0] < 180 + turn and frame[2] > turn - 180:
            _draw_shapes(axis, shift_east(load_world().geometry.to_numpy(), turn), facecolor="#d3d0c8", edgecolor="white", linewidth=0.3)
    axis.add_patch(Rectangle((west, south), east - west, north - south, fill=False, edgecolor=INK, linewidth=1.2))
    if outside:
        x = (scene.outside["x"] - frame[0]) % 360 + frame[0]
        axis.plot(x, scene.outside["y"], linestyle="", marker="o", markersize=5, color=INK, markeredgecolor="white")
    axis.set_title("▭ this map   ● outside its frame" if outside else "▭ this map", size=8, loc="left", pad=3)
    axis.spines[:].set_color(BORDER)


def _draw_scale_bar(axis: Axes, scene: Scene) -> None:
    measured = measure_scale(scene.extent)
    if measured is None:
        return
    length, degrees = measured
    west, south, east, north = scene.extent
    x, y = west + (east - west) * 0.03, south + (north - south) * 0.035
    axis.plot([x, x + degrees], [y, y], color=INK, linewidth=2, solid_capstyle="butt", zorder=8)
    axis.text(x, y + (north - south) * 0.012, f"{length:g} km", size=8, va="bottom", zorder=8, path_effects=_halo())


def _make_handle(key: Key) -> Any:
    text = "\n".join(textwrap.wrap(clean_text(key.style.label), _LEGEND_LETTERS))
    if key.group == "size" and key.size > 14:
        text = f"\n{text}\n"  # a line more above and below, as large as the mark is
    if key.kind == "area":
        return Patch(facecolor=(MIXED, 0.22), edgecolor=MIXED, label=text)
    if key.kind == "hatch":
        return Patch(facecolor="white", edgecolor=DISPUTED, hatch="/////", hatch_linewidth=0.5, linewidth=0, label=text)
    if key.kind == "line":
        return Line2D([], [], color=DISPUTED, linewidth=1.1, linestyle=(0, (3, 1.6)), label=text)
    return Line2D([], [], linestyle="", label=text, **_mark(key.style, key.size, hollow=key.fill == "white"))
