"""Web maps: a scene drawn by plotly, on plain axes, so that nothing is asked of the network and tens of thousands of marks move."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
import shapely

from analystkit.display.basemaps import BORDER, DISPUTED, LAND, PROVINCE, SEA, load_world
from analystkit.display.descriptions import describe_events
from analystkit.display.figures import INK, OfflineFigure, Words, escape_text, frame_figure, iterate_rows
from analystkit.display.frames import measure_scale, shift_east, stretch_north
from analystkit.display.labels import NAME_SIZES, Label
from analystkit.display.legends import SHADE, Key, choose_style, list_keys
from analystkit.display.marks import SEVERAL
from analystkit.display.printmaps import NAME_COLOURS, shade_area
from analystkit.display.scenes import Scene

MAP_HEIGHT = 700  # pixels
PIXELS = 1.33  # of a point
_WIDTH = 0.82  # of the page: the rest is the legend
_MOST_DRAWN = 2000  # marks: more of them are drawn by WebGL, or painted by the script of a page
_MOST_HOVERED = 40  # areas: more of them are drawn as one shape a colour
_MOST_NUMBERED, _CROWD, _FEW_NUMBERED = 80, 300, 25  # numbers; marks; numbers among more marks
_INSET = 0.15  # of the map's height
_INSET_COARSE = 1.0  # degrees: half a pixel, and it is drawn anew at every move
_DECIMALS = 3  # of a degree: 100 m
_HALO = "1px 1px 1px white, -1px -1px 1px white, 1px -1px 1px white, -1px 1px 1px white"
_SETTINGS: dict[str, Any] = {"visible": False, "showgrid": False, "zeroline": False}


def draw_scene(scene: Scene, words: Words, nothing: str, *, hover: bool = True) -> OfflineFigure:
    """Draw a scene with its words as an interactive figure; without `hover` a page's script tells of marks, and paints many."""
    figure = go.Figure(
        [
            *_trace_base_map(scene),
            *_trace_areas(scene, hover=hover),
            *_trace_marks(scene, hover=hover),
            *_trace_names(scene),
            *_trace_legend(scene),
        ]
    )
    height = max(MAP_HEIGHT, 27 * len(list_keys(scene)) + 1.4 * _INSET * MAP_HEIGHT)  # or of legend and small map
    west, south, east, north = scene.extent
    foot = 1 - MAP_HEIGHT / height
    ratio = stretch_north(scene.extent)
    figure.update_layout(
        xaxis={"range": [west, east], "domain": [0, _WIDTH], **_SETTINGS},
        yaxis={"range": [south, north], "domain": [foot, 1], "scaleanchor": "x", "scaleratio": ratio, **_SETTINGS},
        shapes=[
            {
                "type": "rect",
                "xref": "paper",
                "yref": "paper",
                "x0": 0,
                "x1": _WIDTH,
                "y0": foot,
                "y1": 1,
                "line": {"color": BORDER, "width": 1},
            }
        ],
    )
    _add_small_map(figure, scene, _INSET * MAP_HEIGHT / height)
    legend = {"x": _WIDTH + 0.01, "y": 1, "itemsizing": "trace", "tracegroupgap": 6, "font": {"size": 12}}
    label = {"align": "left", "bgcolor": "white", "font": {"size": 12, "color": INK}}
    figure.update_layout(plot_bgcolor=SEA, dragmode="pan", hovermode="closest", legend=legend, hoverlabel=label)
    _add_scale_bar(figure, scene)
    if scene.marks.empty and scene.areas.empty:
        middle = {"x": _WIDTH / 2, "y": (1 + foot) / 2, "xref": "paper", "yref": "paper"}
        figure.add_annotation(text=nothing, showarrow=False, bgcolor="white", borderpad=6, **middle)
    framed = frame_figure(figure, words, round(height))
    framed.update_layout(plot_bgcolor=SEA)
    return framed


# ---------------------------------------------------------------- below the events


def join_lines(lines: Iterable[Any]) -> npt.NDArray[np.float64]:
    """Give the longitudes and latitudes of lines as two rows, with a gap between one line and the next."""
    parts = [np.vstack([np.round(shapely.get_coordinates(line), _DECIMALS), [[np.nan, np.nan]]]) for line in lines]
    return np.vstack(parts).T if parts else np.zeros((2, 0))


def list_rings(shapes: Any) -> list[Any]:
    """List all rings of polygons; holes run the other way round, so that they stay empty."""
    parts = shapely.get_parts(shapely.orient_polygons(np.asarray(shapes, dtype=object)))
    return [ring for part in parts if part.geom_type == "Polygon" for ring in (part.exterior, *part.interiors)]


def _trace_shapes(shapes: Any, fill: str, **more: Any) -> go.Scatter:
    lons, lats = join_lines(list_rings(shapes))
    look = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False, **more}
    return go.Scatter(x=lons, y=lats, fill="toself", fillcolor=fill, **look)


def _trace_lines(lines: Any, **line: Any) -> go.Scatter:
    lons, lats = join_lines(shapely.get_parts(shapely.line_merge(lines)))
    return go.Scatter(x=lons, y=lats, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _trace_base_map(scene: Scene) -> list[Any]:
    """Draw the world as it is around the frame, coarsely, and what lies in and around the frame, finely, on top of it."""
    base, (west, south, east, north) = scene.base, scene.extent
    width, height = (east - west) / 2, (north - south) / 2
    around = shapely.box(west - width, max(south - height, -85), east + width, min(north + height, 85))
    hatch = {"shape": "/", "fgcolor": DISPUTED, "bgcolor": "rgba(0,0,0,0)", "size": 7, "solidity": 0.12}
    traces = [
        _trace_shapes(load_world().geometry, LAND, line={"width": 0.5, "color": BORDER}),
        _trace_shapes([around], SEA),
        _trace_shapes(base.countries.geometry, LAND),
        _trace_lines(shapely.union_all(shapely.boundary(base.provinces.geometry.to_numpy())), width=0.6, color=PROVINCE),
    ]
    if len(base.disputed_areas):
        traces.append(_trace_shapes(base.disputed_areas.geometry, "rgba(0,0,0,0)", fillpattern=hatch))
    return [
        *traces,
        _trace_lines(base.borders, width=1, color=BORDER),
        _trace_lines(base.disputed_borders, width=1.6, color=DISPUTED, dash="5px,3px"),
    ]


# ---------------------------------------------------------------- the events


def _tint(colour: str, share: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:.3f})"


def _trace_areas(scene: Scene, *, hover: bool) -> list[Any]:
    """Draw areas, one a trace, that can be pointed at; of many, all of one look in one trace. `meta` says which they are."""
    shown = scene.areas[~scene.areas["vague"]]
    regions = list(iterate_rows(scene.regions)) if hover else []
    single = len(shown) <= _MOST_HOVERED
    keys = shown.index if single else shown["colour"] + shown["alleged"].astype("str")
    traces = []
    for _, group in shown.groupby(keys, sort=False):
        first = group.iloc[0]
        line = {
            "color": first["colour"] if single else _tint(first["colour"], 0.25),
            "width": 1.4 if single else 0.6,
            "dash": "dash" if first["alleged"] else "solid",
        }
        told: dict[str, Any] = {"meta": {"areas": group.index.tolist()}}
        if single:
            told |= {"hoveron": "fills", "hoverinfo": "text"}
            told["text"] = describe_events([regions[member] for member in first["members"]]) if hover else ""
        traces.append(
            _trace_shapes(group.geometry, _tint(first["colour"], shade_area(len(shown), alleged=first["alleged"])), line=line, **told)
        )
    return traces


def _trace_marks(scene: Scene, *, hover: bool) -> list[Any]:
    """Draw marks with lines to their spots, each type a trace, and numbers; `meta` says which marks they are."""
    marks = scene.marks
    many = len(marks) > _MOST_DRAWN
    kind, mode = (go.Scattergl if many and hover else go.Scatter), ("none" if many and not hover else "markers")
    fanned = marks[(marks["lon"] != marks["spot_lon"]) | (marks["lat"] != marks["spot_lat"])]
    legs = np.column_stack([fanned[["spot_lon", "lon"]], np.full(len(fanned), np.nan)]).ravel()
    feet = np.column_stack([fanned[["spot_lat", "lat"]], np.full(len(fanned), np.nan)]).ravel()
    plain: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False}
    traces = [kind(x=legs, y=feet, mode="lines", line={"color": INK, "width": 0.8}, meta={"legs": fanned.index.tolist()}, **plain)]
    spots = fanned.drop_duplicates("fan")
    traces.append(
        kind(
            x=spots["spot_lon"],
            y=spots["spot_lat"],
            mode=mode,
            marker={"color": INK, "size": 4},
            meta={"spots": spots.index.tolist()},
            **plain,
        )
    )
    points = list(iterate_rows(scene.points)) if hover else []
    for event_type in (*scene.styles, SEVERAL):
        own = marks[marks["event_type"] == event_type].sort_values("size", ascending=False, kind="stable")
        if own.empty:
            continue
        style, hollow = choose_style(scene, event_type), own["status"] == "alleged"
        told: dict[str, Any] = {"hoverinfo": "text"}
        if hover:
            told["hovertext"] = [describe_events([points[member] for member in members]) for members in own["members"]]
        traces.append(
            kind(
                x=own["lon"].round(_DECIMALS + 1),
                y=own["lat"].round(_DECIMALS + 1),
                mode=mode,
                meta={"marks": own.index.tolist()},
                legendgroup=event_type,
                showlegend=False,
                marker={
                    "symbol": style.symbol,
                    "size": (own["size"] * PIXELS).round(1),
                    "color": hollow.map({True: "white", False: style.colour}) if hollow.any() else style.colour,
                    "line": {
                        "color": hollow.map({True: style.colour, False: "white"}) if hollow.any() else "white",
                        "width": hollow.map({True: 2.0, False: 0.8}).tolist() if hollow.any() else 0.8,  # as numbers that a script can read
                    },
                    "opacity": 1,
                },
                **told,
            )
        )
    return [*traces, _trace_numbers(scene, zooming=not hover)]


def _trace_numbers(scene: Scene, *, zooming: bool) -> go.Scatter:
    """Write beside marks how many events they count, where there is room; when `zooming`, a page's script shows the others close by."""
    marks = scene.marks
    roomy = {label.mark: label for label in scene.labels if label.kind == "number"}
    numbered = marks[marks["n"] > 1].nlargest(_MOST_NUMBERED if len(marks) <= _CROWD else _FEW_NUMBERED, "n")
    shown = numbered[numbered.index.isin(roomy)]
    numbered = numbered if zooming else shown
    return go.Scatter(
        x=numbered["lon"],
        y=numbered["lat"],
        text=[f"×{n:,}" for n in numbered["n"]],
        textposition=[_find_side(mark, roomy.get(mark.Index)) for mark in iterate_rows(numbered)],
        textfont={"size": 12, "color": INK, "shadow": _HALO},
        marker={"size": numbered["size"] * PIXELS, "opacity": 0},
        mode="markers+text",
        meta={"numbers": numbered.index.tolist(), "roomy": shown.index.tolist()},
        hoverinfo="skip",
        showlegend=False,
    )


def _find_side(mark: Any, label: Label | None) -> str:
    """Say in plotly's words on which side of a mark its number stands."""
    if label is None or label.lon > mark.lon:
        return "middle right"
    return "middle left" if math.isclose(label.lat, mark.lat) else "top center" if label.lat > mark.lat else "bottom center"


def _trace_names(scene: Scene) -> list[Any]:
    places = {"left": "middle right", "right": "middle left", "center": "middle center"}
    traces = []
    for kind, colour in NAME_COLOURS.items():
        names = [label for label in scene.labels if label.kind == kind and kind != "number"]
        led = [label for label in names if label.lead]
        if led:
            ends = [(start, end, None) for label in led for start, end in zip((label.lon, label.lat), label.lead or (), strict=True)]
            x, y = [value for line in ends[::2] for value in line], [value for line in ends[1::2] for value in line]
            meta = {"names": [label.mark for label in led for _ in range(3)]} if kind == "area" else None
            line = {"width": 0.8, "color": INK}
            traces.append(go.Scatter(x=x, y=y, mode="lines", line=line, meta=meta, hoverinfo="skip", showlegend=False))
        if names:
            traces.append(
                go.Scatter(
                    x=[label.lon for label in names],
                    y=[label.lat for label in names],
                    text=[escape_text(label.text) for label in names],
                    textposition=[places[label.align] for label in names],
                    textfont={
                        "size": round(NAME_SIZES[kind] * PIXELS),
                        "color": colour,
                        "shadow": "" if kind == "sea" else _HALO,
                        "style": "italic" if kind in ("area", "sea") else "normal",
                    },
                    mode="text",
                    meta={"names": [label.mark for label in names]} if kind == "area" else None,
                    hoverinfo="skip",
                    showlegend=False,
                )
            )
    return traces


def _add_scale_bar(figure: go.Figure, scene: Scene) -> None:
    measured = measure_scale(scene.extent)
    if measured is None:
        return
    length, degrees = measured
    west, south, east, north = scene.extent
    x, y = west + (east - west) * 0.03, south + (north - south) * 0.035
    figure.add_shape(type="line", x0=x, x1=x + degrees, y0=y, y1=y, line={"color": INK, "width": 3})
    look = {"showarrow": False, "xanchor": "left", "yanchor": "bottom", "font": {"size": 12, "shadow": _HALO}}
    figure.add_annotation(x=x, y=y, text=f"{length:g} km", **look)


def _add_small_map(figure: go.Figure, scene: Scene, top: float) -> None:
    """Show beside the map where in the world it lies."""
    west, south, east, north = scene.extent
    frame = shapely.box(max(west, -180), max(south, -58), east, min(north, 84))
    small: dict[str, Any] = {"xaxis": "x2", "yaxis": "y2"}
    figure.add_trace(_trace_shapes(load_world(_INSET_COARSE).geometry, "#d3d0c8", **small))
    figure.add_trace(_trace_shapes([frame, shift_east(frame, -360)], "rgba(0,0,0,0.15)", line={"color": INK, "width": 1.2}, **small))
    if len(scene.outside):
        x, y = (scene.outside["x"] + 180) % 360 - 180, scene.outside["y"]
        dots = {"size": 8, "color": INK, "line": {"color": "white", "width": 1}}
        figure.add_trace(go.Scatter(x=x, y=y, mode="markers", marker=dots, hoverinfo="skip", showlegend=False, **small))
    low = {"domain": [0, top], "range": [-58, 84], "fixedrange": True, "anchor": "x2", **_SETTINGS}
    figure.update_layout(
        xaxis2={"domain": [_WIDTH + 0.02, 1], "range": [-180, 180], "fixedrange": True, "anchor": "y2", **_SETTINGS}, yaxis2=low
    )
    place = {"x": _WIDTH + 0.02, "y": top, "xref": "paper", "yref": "paper"}
    text = "▭ this map   ● outside its frame" if len(scene.outside) else "▭ this map"
    figure.add_annotation(text=text, showarrow=False, xanchor="left", yanchor="bottom", font={"size": 12}, **place)


def _trace_legend(scene: Scene) -> list[Any]:
    # plotly shrinks the marks of its legend, so that they cannot stand for numbers
    return [_trace_key(key) for key in list_keys(scene) if key.group != "size"]


def _trace_key(key: Key) -> go.Scatter:
    look: dict[str, Any] = {
        "x": [None],
        "y": [None],
        "name": escape_text(key.style.label, 30),
        "legendgroup": key.group,
        "hoverinfo": "skip",
    }
    if key.kind == "line":
        return go.Scatter(mode="lines", line={"color": DISPUTED, "width": 1.6, "dash": "5px,3px"}, **look)
    symbol, fill = ("square", SHADE) if key.kind == "area" else (key.style.symbol, key.fill)
    if key.kind == "hatch":
        symbol, fill = "line-ne-open", DISPUTED
    marker = {"symbol": symbol, "size": key.size * PIXELS, "color": fill, "line": {"color": key.style.colour, "width": 1.5}}
    return go.Scatter(mode="markers", marker=marker, **look)
