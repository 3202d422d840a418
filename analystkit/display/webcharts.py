"""Charts for the browser: prepared counts as an interactive figure."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analystkit.display.figures import INK, MUTED, OfflineFigure, Words, escape_text, frame_figure
from analystkit.display.panels import BAND, BAR, COVERAGE, GRID, HATCH, MEAN, NOTHING, SHADES, VOLUME, Chart, Panel

_MILLISECONDS = 86_400_000  # of a day
_TRIANGLE = {"symbol": "triangle-up", "size": 9, "color": INK, "line": {"width": 1, "color": "white"}}
_PATTERN = {"shape": "/", "size": 7, "solidity": 0.2, "fgcolor": HATCH, "bgcolor": SHADES["partial"]}
_HATCHED = {"mode": "none", "fill": "toself", "fillpattern": _PATTERN}


def plot_chart(chart: Chart, words: Words) -> OfflineFigure:
    """Draw a prepared chart as an interactive figure, its words around it."""
    height = 150 * chart.n_rows if chart.n_columns > 1 else {2: 430, 3: 540}.get(chart.n_rows, 130 * chart.n_rows)
    figure = make_subplots(
        rows=chart.n_rows,
        cols=chart.n_columns,
        shared_xaxes=True,
        vertical_spacing=44 / height,
        horizontal_spacing=0.045,
        row_heights=chart.heights,
    )
    for panel, row, column, lowest in chart.place_panels():
        where = {"row": row + 1, "col": column + 1}
        for trace in _trace_panel(panel, chart, named=row == column == 0):
            figure.add_trace(trace, **where)
        _dress_panel(figure, panel, chart, where, lowest=lowest, labelled=column == 0 or panel.is_volume)
    if chart.is_empty:
        figure.add_annotation(text=NOTHING, showarrow=False, xref="paper", x=0.5, yref="paper", y=0.6)
    names = 22 if chart.panels[0].name else 4  # pixels kept free for them
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1 + names / height, "yanchor": "bottom", "traceorder": "normal"}
    figure.update_layout(barmode="stack", bargap=0, legend=legend, hoverlabel={"align": "left"})
    return frame_figure(figure, words, height, head_room=names + 26, axis_room=44)


def _dress_panel(figure: go.Figure, panel: Panel, chart: Chart, where: dict[str, int], *, lowest: bool, labelled: bool) -> None:
    """Give a panel its name, its axes and the shade of what was not collected."""
    for first, last, coverage in chart.runs:
        if coverage == "recalled":
            figure.add_vrect(x0=first, x1=last, fillcolor=SHADES[coverage], line={"width": 0}, layer="below", **where)
    if panel.name:
        name = escape_text(panel.name)
        place = {"xref": "x domain", "x": 0, "xanchor": "left", "yref": "y domain", "y": 1, "yanchor": "bottom", "yshift": 2}
        figure.add_annotation(text=name, showarrow=False, font={"size": 12, "color": MUTED}, **place, **where)
    ticks, labels = [day for day, _ in chart.ticks], [label.replace("\n", "<br>") for _, label in chart.ticks]
    figure.update_xaxes(tickvals=ticks, ticktext=labels, range=chart.span, showgrid=False, type="date", showticklabels=lowest, **where)
    lines = {
        "gridcolor": GRID,
        "zeroline": True,
        "zerolinelayer": "above traces",
        "zerolinecolor": INK,
        "tickformat": ",d",
        "dtick": _choose_step(panel.top),
    }
    figure.update_yaxes(range=[0, panel.top], **lines, **where)
    if labelled:  # the axes of the others are the same
        figure.update_yaxes(title={"text": panel.unit, "font": {"size": 12}, "standoff": 6}, **where)


def _choose_step(highest: float) -> int:
    """Distance between the lines of an axis of whole numbers, so that it has at most six."""
    steps = (step for power in range(12) for step in (int(factor * 10.0**power) for factor in (1, 2, 5)))
    return next(step for step in steps if highest / step <= 6)


def _trace_panel(panel: Panel, chart: Chart, *, named: bool) -> list[Any]:
    """Trace the hatches, bars, whiskers and mean of one panel, in the order of the legend."""
    rows = panel.rows
    common = {"x": rows["middle"], "width": rows["width"] * _MILLISECONDS, "hovertext": rows["hover"], "hoverinfo": "text"}
    if panel.is_volume:
        look = {"marker": {"color": VOLUME, "line": {"width": 0}}, "name": "articles", "showlegend": False}
        return [*_trace_hatches(panel, chart), go.Bar(y=_blank(rows["solid"]), **look, **common)]
    outline = {"color": BAR, "width": 0.6 if chart.is_dense else 1.2}
    unfinished = ["/" if coverage == "partial" else "" for coverage in rows["coverage"]]
    pattern = {"shape": unfinished, "fgcolor": "white", "size": 7, "solidity": 0.2, "fillmode": "overlay"}
    traces = [go.Bar(y=_blank(rows["solid"]), marker={"color": BAR, "line": outline, "pattern": pattern}, name="reported", **common)]
    if chart.shows("hollow"):
        traces.append(go.Bar(y=_blank(rows["hollow"]), marker={"color": "white", "line": outline}, name="alleged", **common))
    traces += [*_trace_reach(rows, chart), *_trace_mean(rows, chart)]
    if chart.is_numbered:
        empty = rows[rows["nil"] != ""]
        zeros = {"x": empty["middle"], "y": [0] * len(empty), "text": empty["nil"], "mode": "text", "textposition": "top center"}
        traces.append(go.Scatter(**zeros, textfont={"size": 11, "color": MUTED}, hoverinfo="skip", name="none"))
    traces = [trace.update(legendgroup=trace.name, showlegend=False) for trace in [*traces, *_trace_hatches(panel, chart)]]
    return [*traces, *_trace_legend(chart)] if named else traces


def _blank(heights: "pd.Series[int]") -> "pd.Series[int]":
    """Give the heights of bars, missing where there is none: its outline would be drawn."""
    return heights.where(heights > 0)


def _trace_reach(rows: pd.DataFrame, chart: Chart) -> list[Any]:
    """Trace how much more the bars may be: as far as is told, or with no upper end."""
    traces = []
    total = rows["solid"] + rows["hollow"]
    wide, unbounded = rows["most"].notna(), rows["is_open"]
    if chart.is_dense and wide.any():
        band = {"mode": "lines", "line": {"width": 0, "shape": "hvh"}, "fill": "tozeroy", "fillcolor": BAND, "zorder": -1}
        traces.append(go.Scatter(x=rows["middle"], y=rows["most"].fillna(total).astype(int), **band, name="at most", hoverinfo="skip"))
    elif wide.any():
        more = (rows["most"] - total)[wide].astype(int)
        reach = {"type": "data", "array": more, "arrayminus": more * 0, "symmetric": False, "color": INK, "thickness": 1.5, "width": 4}
        look = {"mode": "markers", "marker": {"opacity": 0}, "error_y": reach, "name": "at most", "hoverinfo": "skip"}
        traces.append(go.Scatter(x=rows["middle"][wide], y=total[wide], **look))
    if unbounded.any():
        look = {"mode": "markers", "marker": _TRIANGLE, "name": "or more", "hoverinfo": "skip"}
        traces.append(go.Scatter(x=rows["middle"][unbounded], y=total[unbounded], **look))
    return traces


def _trace_mean(rows: pd.DataFrame, chart: Chart) -> list[Any]:
    if chart.mean is None:
        return []
    x, y = rows["middle"], rows["mean"].astype(float)
    line = {"x": x, "y": y, "mode": "lines", "connectgaps": False}
    width = 3 if chart.n_columns == 1 else 2
    hover = f"%{{y:.1f}} {chart.mean}<extra></extra>"
    casing = go.Scatter(**line, line={"color": "white", "width": 2 * width}, name="none", hoverinfo="skip")
    return [casing, go.Scatter(**line, line={"color": MEAN, "width": width}, name="mean", hovertemplate=hover)]


def _trace_hatches(panel: Panel, chart: Chart) -> list[Any]:
    """Trace a hatch behind the bars of what was collected in part: a shape cannot have one."""
    spans = [(first, last) for first, last, coverage in chart.runs if coverage == "partial"]
    corners = [([first, first, last, last], [0, panel.top, panel.top, 0]) for first, last in spans]
    return [go.Scatter(x=x, y=y, **_HATCHED, zorder=-2, hoverinfo="skip", name="partial", showlegend=False) for x, y in corners]


def _trace_legend(chart: Chart) -> list[Any]:
    """Trace nothing but what the legend shows, in its order."""
    square = {"symbol": "square", "size": 12, "line": {"width": 1, "color": BAR}}
    marks: list[tuple[str, dict[str, Any]]] = [("reported", {"marker": square | {"color": BAR}})]
    if chart.shows("hollow"):
        marks.append(("alleged", {"marker": square | {"color": "white"}}))
    if chart.shows("most"):
        bar = {"symbol": "line-ns", "size": 10, "line": {"width": 2, "color": INK}}
        marks.append(("at most", {"marker": square | {"color": BAND, "line": {"width": 0}} if chart.is_dense else bar}))
    if chart.shows("is_open"):
        marks.append(("or more", {"marker": _TRIANGLE}))
    if chart.mean:
        marks.append((chart.mean, {"mode": "lines", "line": {"color": MEAN, "width": 3}}))
    for coverage in dict.fromkeys(coverage for *_, coverage in chart.runs):
        shade = {"marker": square | {"color": SHADES[coverage], "line": {"width": 1, "color": VOLUME}}}
        marks.append((COVERAGE[coverage], _HATCHED if coverage == "partial" else shade))
    return [go.Scatter(**{"x": [None], "y": [None], "mode": "markers", "name": name} | look, showlegend=True) for name, look in marks]
