"""Maps: where events happened, as exactly as it is told, interactive for the browser and static for print."""

import json
import math
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke

from analystkit.display.figures import (
    INK,
    Words,
    count_nouns,
    describe_corrected,
    describe_date,
    escape_text,
    frame_figure,
    frame_picture,
    iterate_rows,
    print_style,
    write_figure_html,
    write_figure_image,
)
from analystkit.display.labels import PANEL, Extent, Label
from analystkit.display.marks import MIXED, WORLD, Scene, Style, choose_drawing, load_world, overlap_marks, prepare_scene, scale_mark
from analystkit.tables import build_table, check_table
from analystkit.writing.files import clean_text

SEA, LAND, BORDER, PROVINCE = "#dbe5ec", "#f7f5f0", "#8a8a8a", "#cfcbc2"
_MAP_HEIGHT = 660  # pixels
_SIZE, _SHADE = "#b5b5b5", "rgba(77,77,77,0.22)"
_NAME_COLOURS = {"country": "#8d8a83", "area": "#3d3d3d", "spot": INK}
_BASE_MAP = "Base map: Natural Earth, public domain; borders as held on the ground, disputed ones included."
_CROWDED = "Marks overlap where there are many; those of fewer reports lie on top. Each event is a row of the events table."
_NOTHING = "No event has a place that a map can show."
_REASONS = {
    "country_only": "told of a country only",
    "no_place": "with no place, or none whose whereabouts are known",
}
_REMEDIES = {
    "country_only": "Only its country is told; a point would claim more than is known.",
    "no_place": "No place is told, or its whereabouts are in no gazetteer; a correction can name its place.",
}


def map_events(events: pd.DataFrame, *, title: str | None = None, credit: str | None = None, note: str | None = None) -> go.Figure:
    """Draw where events happened as an interactive map.

    Colour and shape tell the type, the area of a mark the number of reports; alleged events are hollow. A site or a
    town is a mark; a district, a province or a region is shaded, as the event lies somewhere in it. Marks that would hide
    each other stand in a ring, with lines to their spot; a number beside a mark counts the events in it.
    `list_unmapped` gives the events that are not drawn; together they are all events, which is checked.

    Parameters
    ----------
    events
        The events table.
    title
        The headline of the figure; without one it says what is drawn.
    credit
        Whose data this rests on, as they ask to be named.
    note
        A sentence of the caller's own for the caption.

    Raises
    ------
    TableError
        `events` is no events table.

    Examples
    --------
    >>> map_events(build_table([], "events")).layout.geo.visible
    False
    """
    scene, words = _prepare_map(events, title, credit, note)
    figure = go.Figure(_trace_base_map(scene) + _trace_areas(scene) + _trace_marks(scene) + _trace_names(scene) + _trace_legend(scene))
    height = max(_MAP_HEIGHT, 27 * len(_list_keys(scene)))  # of the legend, where that is longer
    west, south, east, north = scene.extent
    middle = (west + east) / 2
    figure.update_geos(
        visible=False,
        bgcolor=SEA,
        domain={"x": [0, 0.83], "y": [1 - _MAP_HEIGHT / height, 1]},
        projection={"type": "mercator" if east - west < 120 else "equirectangular", "rotation": {"lon": middle}},
        lonaxis={"range": [west, east]},
        lataxis={"range": [south, north]},
    )
    legend = {"x": 0.84, "y": 1, "itemsizing": "trace", "tracegroupgap": 8, "font": {"size": 12}}
    figure.update_layout(legend=legend, hoverlabel={"align": "left", "bgcolor": "white", "font": {"size": 12, "color": INK}})
    if scene.extent == WORLD and scene.marks.empty and scene.areas.empty:
        figure.add_annotation(text=_NOTHING, showarrow=False, xref="paper", x=0.415, yref="paper", y=0.5, bgcolor="white", borderpad=6)
    return frame_figure(figure, words, height)


def draw_map(events: pd.DataFrame, *, title: str | None = None, credit: str | None = None, note: str | None = None) -> Figure:
    """Draw where events happened as a static map for print; arguments, errors and reading are those of `map_events`.

    Examples
    --------
    >>> len(draw_map(build_table([], "events")).axes)
    1
    """
    scene, words = _prepare_map(events, title, credit, note)
    with print_style():
        handles = _make_legend(scene)
        lines, spacing = sum(handle.get_label().count("\n") + 1 for handle in handles), 0.75 if len(handles) < 22 else 0.25
        beside = (lines * 9.4 + len(handles) * spacing * 8) / 72 + (1.2 if len(scene.outside) else 0)  # inches: legend, small map
        figure, (left, bottom, _, height) = frame_picture(words, max(PANEL[1] / 72, beside) + 0.2)
        panel = PANEL[0] / 72 / figure.get_figwidth()
        share = PANEL[1] / 72 / figure.get_figheight()
        axis = figure.add_axes((left, bottom + height - share, panel, share), facecolor=SEA)
        west, south, east, north = scene.extent
        axis.spines[:].set_color(BORDER)
        _draw_base_map(axis, scene)
        _draw_areas(axis, scene.areas)
        _draw_marks(axis, scene)
        for label in scene.labels:
            _draw_name(axis, label)
        _draw_scale_bar(axis, scene.extent)
        axis.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], xlabel="", ylabel="")
        corner: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (left + panel + 0.008, bottom + height), "borderaxespad": 0.4}
        figure.legend(handles=handles, fontsize=8, frameon=False, labelspacing=spacing, **corner)
        if len(scene.outside):
            start, foot = left + panel + 0.012, bottom + min(height - share, 0.2 / figure.get_figheight())
            _draw_small_map(figure.add_axes((start, foot, 0.97 - start, 0.95 / figure.get_figheight())), scene)
        if scene.marks.empty and scene.areas.empty:
            box = {"facecolor": "white", "edgecolor": BORDER}
            axis.text(0.5, 0.5, _NOTHING, transform=axis.transAxes, ha="center", color=INK, bbox=box)
    return figure


def write_map(
    events: pd.DataFrame, path: str | Path, *, title: str | None = None, credit: str | None = None, note: str | None = None
) -> Path:
    """Write where events happened to a file: .html interactive, .png, .svg or .pdf static; give its path.

    The other arguments are those of `map_events`.

    Raises
    ------
    ValueError
        `path` has another suffix.
    TableError
        `events` is no events table.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_map(build_table([], "events"), f"{folder}/map.png").name
    'map.png'
    """
    if Path(path).suffix.lower() == ".html":
        return write_figure_html(map_events(events, title=title, credit=credit, note=note), path, title=title or "Map of events")
    return write_figure_image(draw_map(events, title=title, credit=credit, note=note), path)


def list_unmapped(events: pd.DataFrame) -> pd.DataFrame:
    """List the events that a map does not show; one row of the left_out table is one event.

    Parameters
    ----------
    events
        The events table.

    Returns
    -------
    pandas.DataFrame
        The left_out table, stage ``map``; `reason_code` is country_only or no_place.

    Raises
    ------
    TableError
        `events` is no events table.

    Examples
    --------
    >>> len(list_unmapped(build_table([], "events")))
    0
    """
    check_table(events, "events", "events")
    rows = [
        {"stage": "map", "event_id": event_id, "reason_code": code, "reason": _REMEDIES[code]}
        for event_id, code in zip(events["event_id"], choose_drawing(events), strict=True)
        if code in _REMEDIES
    ]
    return build_table(rows, "left_out")


def _prepare_map(events: pd.DataFrame, title: str | None, credit: str | None, note: str | None) -> tuple[Scene, Words]:
    check_table(events, "events", "events")
    events = gpd.GeoDataFrame(events.reset_index(drop=True), geometry="geometry")
    drawing = choose_drawing(events)
    scene = prepare_scene(events, drawing)
    n_drawn, n_left_out = int(scene.marks["n"].sum() + scene.areas["n"].sum()), int(drawing.isin(list(_REASONS)).sum())
    if n_drawn + n_left_out != len(events):
        raise RuntimeError(f"{n_drawn} events drawn and {n_left_out} left out are not the {len(events)} given")
    return scene, _write_words(events, drawing, scene, title=title, credit=credit, note=note)


def _write_words(events: pd.DataFrame, drawing: "pd.Series[str]", scene: Scene, **given: str | None) -> Words:
    """Say beside the map what a reader needs who sees nothing but the picture."""
    mapped = events[drawing.isin(["point", "area"])]
    dated = mapped.dropna(subset=["date_start", "date_end"])
    period = "none of them dated"
    if len(dated):
        period = describe_date(dated["date_start"].min(), dated["date_end"].max(), "days", None)
        period += f" ({len(mapped) - len(dated)} not dated)" if len(dated) < len(mapped) else ""
    n_alleged = int((mapped["status"] == "alleged").sum())
    n = count_nouns(len(mapped), "event")
    subtitle = f"n = {n} as told in these articles, {n_alleged} of them alleged · {period if len(mapped) else 'no period'}"
    left_out = [f"{int((drawing == code).sum()):,} {words}" for code, words in _REASONS.items() if (drawing == code).any()]
    missing = (
        f"Not on the map, of {count_nouns(len(events), 'event')}: {', '.join(left_out)}."
        if left_out
        else "All are on the map."
        if len(events)
        else "There are none."
    )
    outlets = sorted(mapped["source"].dropna().unique())
    named = ", ".join(outlets[:6]) + (f" and {len(outlets) - 6} more" if len(outlets) > 6 else "")
    reports = count_nouns(int(mapped["n_reports"].sum()), "report")
    outside = scene.outside
    places = ", ".join(list(dict.fromkeys(filter(None, outside["place"])))[:8])
    n_outside = count_nouns(int(outside["n"].sum()), "event")
    far = f"Outside the frame: {n_outside} ({places}); see the small map in print, zoom out on the screen."
    caption = [
        f"Reported events in these articles, not all that happened. {missing}",
        *([far] if len(outside) else []),
        *([_CROWDED] if overlap_marks(scene.marks, scene.extent) else []),
        *describe_corrected(int((mapped["n_corrected"] > 0).sum()), "event"),
        f"Source: {reports}{f', quoted from {named}' if named else ''}. {_BASE_MAP}",
        *(text for text in (given["note"], given["credit"]) if text),
    ]
    return Words(given["title"] or "Where the reported events happened", subtitle, caption)


# ---------------------------------------------------------------- interactive


def _outline(shapes: gpd.GeoDataFrame) -> dict[str, Any]:
    """GeoJSON of shapes by their position, as plotly needs it.

    A ring that runs counter-clockwise would be all the world around it, and a shape more than one turn away is drawn wrongly.
    """
    features = []
    for i, shape in enumerate(shapes.geometry):
        polygons = [_turn_back(part) for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
        turned = shapely.orient_polygons(shapely.MultiPolygon(polygons), exterior_cw=True)
        features.append({"type": "Feature", "id": str(i), "properties": {}, "geometry": json.loads(shapely.to_geojson(turned))})
    return {"type": "FeatureCollection", "features": features}


def _turn_back(polygon: Any) -> Any:
    west, _, east, _ = polygon.bounds
    turn = -360.0 if west >= 180 else 360.0 if east <= -180 else 0.0
    return shapely.transform(polygon, lambda points: np.round(points + np.array([turn, 0.0]), 4))


def _fill(shapes: gpd.GeoDataFrame, colour: str, line: dict[str, Any], **more: Any) -> go.Choropleth:
    names = [str(i) for i in range(len(shapes))]
    scale = [[0, colour], [1, colour]]
    settings = {"showscale": False, "colorscale": scale, "marker": {"line": line}, "hoverinfo": "skip", **more}
    return go.Choropleth(geojson=_outline(shapes), locations=names, z=[0] * len(shapes), **settings)


def _trace_base_map(scene: Scene) -> list[Any]:
    first = go.Scattergeo(lon=[None], lat=[None], showlegend=False, hoverinfo="skip")  # else plotly asks for its own map
    land = _fill(scene.countries, LAND, {"color": BORDER, "width": 1})
    return [first, land, _fill(scene.provinces, "rgba(0,0,0,0)", {"color": PROVINCE, "width": 0.6})]


def _tint(colour: str, share: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def _trace_areas(scene: Scene) -> list[Any]:
    traces = []
    for i, area in enumerate(iterate_rows(scene.areas)):
        line = {"color": area.colour, "width": 1.4}
        shade = _tint(area.colour, 0.04 if area.alleged else 0.22)
        traces.append(_fill(scene.areas.iloc[[i]], shade, line, text=[area.hover], hoverinfo="text", showlegend=False))
    return traces


def _trace_marks(scene: Scene) -> list[Any]:
    legs = scene.marks[(scene.marks["lon"] != scene.marks["spot_lon"]) | (scene.marks["lat"] != scene.marks["spot_lat"])]
    lons = [lon for row in iterate_rows(legs) for lon in (row.spot_lon, row.lon, None)]
    lats = [lat for row in iterate_rows(legs) for lat in (row.spot_lat, row.lat, None)]
    plain: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False}
    traces = [go.Scattergeo(lon=lons, lat=lats, mode="lines", line={"color": INK, "width": 0.8}, **plain)]
    traces.append(go.Scattergeo(lon=legs["spot_lon"], lat=legs["spot_lat"], mode="markers", marker={"color": INK, "size": 4}, **plain))
    for i, (event_type, style) in enumerate(scene.styles.items()):
        marks = scene.marks[scene.marks["event_type"] == event_type].sort_values("size", ascending=False)
        hollow = marks["status"] == "alleged"
        traces.append(
            go.Scattergeo(
                lon=marks["lon"],
                lat=marks["lat"],
                mode="markers+text",
                text=["" if n == 1 else f"×{n}" for n in marks["n"]],
                textposition="middle right",
                textfont={"size": 12, "color": INK},
                hovertext=marks["hover"],
                hoverinfo="text",
                legendgroup=f"type {i}",
                showlegend=False,
                marker={
                    "symbol": style.symbol,
                    "size": marks["size"] * 1.33,
                    "color": hollow.map({True: "white", False: style.colour}),
                    "line": {"color": hollow.map({True: style.colour, False: "white"}), "width": hollow.map({True: 2.0, False: 0.8})},
                    "opacity": 1,
                },
            )
        )
    return traces


def _trace_names(scene: Scene) -> list[Any]:
    places = {"left": "middle right", "right": "middle left", "center": "middle center"}
    traces = []
    for kind, colour in _NAME_COLOURS.items():
        names = [label for label in scene.labels if label.kind == kind]
        traces.append(
            go.Scattergeo(
                lon=[label.lon for label in names],
                lat=[label.lat for label in names],
                text=[escape_text(label.text) for label in names],
                textposition=[places[label.align] for label in names],
                textfont={"size": 12, "color": colour},
                mode="text",
                hoverinfo="skip",
                showlegend=False,
            )
        )
    return traces


def _trace_legend(scene: Scene) -> list[Any]:
    traces = []
    for key in _list_keys(scene):
        # plotly shrinks the marks of its legend, so that they cannot stand for numbers
        if key.group == "size":
            continue
        marker = {"symbol": key.style.symbol, "size": key.size * 1.33, "color": key.fill, "line": {"color": key.style.colour, "width": 1.5}}
        look: dict[str, Any] = {"mode": "markers", "marker": marker, "legendgroup": key.group, "hoverinfo": "skip"}
        traces.append(go.Scattergeo(lon=[None], lat=[None], name=escape_text(key.style.label, 34), **look))
    return traces


# ---------------------------------------------------------------- static


def _draw_base_map(axis: Axes, scene: Scene) -> None:
    scene.countries.plot(ax=axis, color=LAND, edgecolor="none", aspect=None)
    if len(scene.provinces):
        scene.provinces.boundary.plot(ax=axis, color=PROVINCE, linewidth=0.4, aspect=None)
    scene.countries.boundary.plot(ax=axis, color=BORDER, linewidth=0.7, aspect=None)


def _draw_areas(axis: Axes, areas: gpd.GeoDataFrame) -> None:
    for i, area in enumerate(iterate_rows(areas)):
        look = {"facecolor": (area.colour, 0.0 if area.alleged else 0.22), "edgecolor": area.colour}
        areas.iloc[[i]].plot(ax=axis, linewidth=1, linestyle="--" if area.alleged else "-", aspect=None, **look)


def _draw_marks(axis: Axes, scene: Scene) -> None:
    for mark in iterate_rows(scene.marks.sort_values("size", ascending=False, kind="stable")):
        if (mark.lon, mark.lat) != (mark.spot_lon, mark.spot_lat):
            axis.plot([mark.spot_lon, mark.lon], [mark.spot_lat, mark.lat], color=INK, linewidth=0.6, zorder=4)
            axis.plot(mark.spot_lon, mark.spot_lat, color=INK, marker="o", markersize=2.5, zorder=4)
        style, hollow = scene.styles[mark.event_type], mark.status == "alleged"
        axis.plot(mark.lon, mark.lat, linestyle="", zorder=5, **_mark(style, mark.size, hollow=hollow))
        if mark.n > 1:
            place: dict[str, Any] = {"xy": (mark.lon, mark.lat), "xytext": (mark.size / 2 + 1, 0), "textcoords": "offset points"}
            axis.annotate(f"×{mark.n}", va="center", size=8, weight="bold", color=INK, zorder=7, path_effects=_halo(), **place)


def _mark(style: Style, size: float, *, hollow: bool) -> dict[str, Any]:
    edge, width = (style.colour, 1.5) if hollow else ("white", 0.6)
    face = "white" if hollow else style.colour
    size = size * 1.35 if style.marker == "*" else size  # a star of the same width has half the ink
    return {"marker": style.marker, "markersize": size, "markerfacecolor": face, "markeredgecolor": edge, "markeredgewidth": width}


def _halo() -> list[Any]:
    return [withStroke(linewidth=2.2, foreground="white")]


def _draw_name(axis: Axes, label: Label) -> None:
    colour, size = _NAME_COLOURS[label.kind], 9 if label.kind == "country" else 8.5
    slant = "italic" if label.kind == "area" else "normal"
    axis.text(
        label.lon, label.lat, label.text, ha=label.align, va="center", size=size, style=slant, color=colour, zorder=6, path_effects=_halo()
    )


def _draw_small_map(axis: Axes, scene: Scene) -> None:
    """Draw the world with the frame of the map and what lies outside it."""
    west, south, east, north = scene.extent
    load_world().plot(ax=axis, color="#d9d6cf", edgecolor="none", aspect=None)
    axis.add_patch(Rectangle((west, south), east - west, north - south, fill=False, edgecolor=INK, linewidth=1))
    axis.plot(scene.outside["x"], scene.outside["y"], linestyle="", marker="o", markersize=5, color=INK, markeredgecolor="white")
    axis.set(xlim=(-180, 180), ylim=(-58, 84), xticks=[], yticks=[], xlabel="", ylabel="", facecolor=SEA)
    axis.set_title("● outside the frame", size=8, loc="left", pad=3)
    axis.spines[:].set_color(BORDER)


def _draw_scale_bar(axis: Axes, extent: Extent) -> None:
    west, south, east, north = extent
    if north - south > 40:  # a bar would be wrong over most of the map
        return
    km_of_degree = 111.32 * math.cos(math.radians((south + north) / 2))
    aim = (east - west) * km_of_degree / 5
    length = max(step * 10**power for power in range(-1, 5) for step in (1, 2, 5) if step * 10**power <= aim)
    x, y = west + (east - west) * 0.03, south + (north - south) * 0.035
    axis.plot([x, x + length / km_of_degree], [y, y], color=INK, linewidth=2, solid_capstyle="butt", zorder=8)
    axis.text(x, y + (north - south) * 0.012, f"{length:g} km", size=8, va="bottom", zorder=8, path_effects=_halo())


# ---------------------------------------------------------------- legend


class _Key(NamedTuple):
    """An entry of the legend."""

    style: Style
    fill: str
    size: float
    group: str


def _list_keys(scene: Scene) -> list[_Key]:
    """List what the legend explains; the same in the browser and in print."""
    marks = scene.marks
    keys = [
        _Key(style._replace(label=f"{style.label} ({scene.totals[event_type]})"), style.colour, 9.0, f"type {i}")
        for i, (event_type, style) in enumerate(scene.styles.items())
    ]

    def explain(label: str, fill: str = "white", size: float = 9.0, shape: tuple[str, str] = ("o", "circle"), colour: str = MIXED) -> None:
        keys.append(_Key(Style(label, colour, *shape), fill, size, "reading"))

    if (marks["status"] == "alleged").any() or scene.areas["alleged"].any():
        explain("hollow: alleged")
    if len(scene.areas):
        explain(f"shaded: somewhere in the area ({int(scene.areas['n'].sum())})", _SHADE, 11.0, ("s", "square"))
    if (marks["n"] > 1).any():
        explain("×2: so many events in the mark", size=0.1, colour="white")
    if (marks["lon"] != marks["spot_lon"]).any():
        explain("fanned out: lines lead from the marks to where they belong", INK, 4.0, colour=INK)
    most = int(marks["n_reports"].max()) if len(marks) else 0
    if most > 1:
        explain(f"size: number of reports, 1 to {most}", size=0.1, colour="white")
        for n in dict.fromkeys([1, max(1, round(most / 3)), most]):
            keys.append(_Key(Style(count_nouns(n, "report"), _SIZE, "o", "circle"), _SIZE, scale_mark(n, most, len(marks)), "size"))
    return keys


def _make_legend(scene: Scene) -> list[Any]:
    handles: list[Any] = []
    for key in _list_keys(scene):
        text = "\n".join(textwrap.wrap(clean_text(key.style.label), 24))
        if key.group == "size" and key.size > 14:
            text = f"\n{text}\n"  # a line more above and below, as large as the mark is
        if key.fill == _SHADE:
            handles.append(Patch(facecolor=(MIXED, 0.22), edgecolor=MIXED, label=text))
        else:
            handles.append(Line2D([], [], linestyle="", label=text, **_mark(key.style, key.size, hollow=key.fill == "white")))
    return handles
