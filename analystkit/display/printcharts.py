"""Charts for print: prepared counts as a static figure."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import Normal, Stroke
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from analystkit.display.figures import INK, MUTED, Words, frame_picture, print_style
from analystkit.display.panels import BAND, BAR, COVERAGE, GRID, HATCH, MEAN, NOTHING, SHADES, VOLUME, Chart, Panel

_HOLLOW: dict[str, Any] = {"facecolor": "white", "edgecolor": BAR}
_SLASHES = "////"


def draw_chart(chart: Chart, words: Words) -> Figure:
    """Draw a prepared chart as a static figure, its words around it."""
    rows = chart.n_rows
    with print_style():
        inches = 1.45 * rows + 0.4 if chart.n_columns > 1 else {2: 4.4, 3: 5.4}.get(rows, 1.45 * rows + 0.4)
        figure, (left, bottom, width, height) = frame_picture(words, inches)
        share = height / inches  # of the page, for an inch
        handles = _make_legend(chart)
        top = bottom + height - (0.32 + (0.2 if chart.panels[0].name else 0)) * share
        sides = {
            "left": left + 0.018 + 0.006 * max(4, len(f"{chart.panels[0].top:,.0f}")),
            "right": left + width,
            "bottom": bottom + 0.42 * share,
            "top": top,
        }
        gaps = {"hspace": 0.42 if rows > 2 or chart.n_columns > 1 else 0.3, "wspace": 0.2}
        grid = GridSpec(rows, chart.n_columns, figure=figure, height_ratios=chart.heights, **gaps, **sides)
        for panel, row, column, lowest in chart.place_panels():
            axis = figure.add_subplot(grid[row, column])
            _dress_axis(axis, panel, chart, lowest=lowest, labelled=column == 0 or panel.is_volume)
            _draw_panel(axis, panel, chart)
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(left, bottom + height + 0.02 * share),
            ncols=len(handles),
            fontsize=8,
            frameon=False,
            borderaxespad=0,
            borderpad=0,
            handlelength=1.6,
            columnspacing=1.6,
        )
        if chart.is_empty:
            figure.axes[0].text(0.5, 0.5, NOTHING, transform=figure.axes[0].transAxes, ha="center", va="center", color=MUTED)
    return figure


def _to_number(days: Any) -> Any:
    """Matplotlib's number of a day, or of each of several."""
    return date2num(days)  # type: ignore[no-untyped-call]  # matplotlib gives it no types


def _dress_axis(axis: Axes, panel: Panel, chart: Chart, *, lowest: bool, labelled: bool) -> None:
    """Give a panel its name, its axes, the ticks of the periods and the shade of what was not collected whole."""
    for first, last, coverage in chart.runs:
        hatch: dict[str, Any] = {"hatch": _SLASHES, "edgecolor": HATCH} if coverage == "partial" else {}
        axis.axvspan(_to_number(first), _to_number(last), facecolor=SHADES[coverage], zorder=0, linewidth=0, **hatch)
    axis.set_title(panel.name, loc="left", size=9, color=MUTED)
    if labelled:  # the axes of the others are the same
        axis.set_ylabel(panel.unit, size=8.5, color=MUTED)
    axis.set_axisbelow(True)
    axis.grid(axis="y", color=GRID, linewidth=0.6)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=5 if chart.heights[0] > 1 and not panel.name else 3, integer=True, min_n_ticks=1))
    axis.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axis.set_ylim(0, panel.top)
    axis.tick_params(length=0, labelsize=8)
    axis.set_xticks([_to_number(day) for day, _ in chart.ticks], [label for _, label in chart.ticks])
    axis.tick_params(axis="x", labelbottom=lowest)
    if chart.span:
        axis.set_xlim(_to_number(chart.span[0]), _to_number(chart.span[1]))


def _draw_panel(axis: Axes, panel: Panel, chart: Chart) -> None:
    """Draw the bars, whiskers and mean of one panel."""
    rows = panel.rows
    if panel.is_volume:
        _draw_bars(axis, rows, "solid", color=VOLUME)
        return
    line = 0.4 if chart.is_dense else 0.8
    is_partial = rows["coverage"] == "partial"
    _draw_bars(axis, rows[~is_partial], "solid", facecolor=BAR, edgecolor=BAR, linewidth=line)
    _draw_bars(axis, rows[is_partial], "solid", facecolor=BAR, edgecolor="white", linewidth=0, hatch=_SLASHES)
    _draw_bars(axis, rows, "hollow", rows["solid"], **_HOLLOW, linewidth=line)
    _draw_reach(axis, rows, chart)
    if chart.mean is not None:
        width = 2.0 if chart.n_columns == 1 else 1.2
        casing = [Stroke(linewidth=2 * width, foreground="white"), Normal()]
        axis.plot(_to_number(rows["middle"]), rows["mean"].astype(float), color=MEAN, linewidth=width, path_effects=casing, zorder=4)
    if chart.is_numbered:
        for day, nil in zip(rows["middle"], rows["nil"], strict=True):
            halo = [Stroke(linewidth=2, foreground="white"), Normal()]  # over hatches
            axis.text(_to_number(day), panel.top * 0.015, nil, ha="center", va="bottom", size=8, color=MUTED, path_effects=halo)


def _draw_bars(axis: Axes, rows: pd.DataFrame, column: str, bottoms: "pd.Series[int] | None" = None, **look: Any) -> None:
    """Draw a bar for each period that has one; years of empty days would take seconds."""
    there = rows[column] > 0
    places = (_to_number(rows["middle"][there]), rows[column][there], rows["width"][there])
    axis.bar(*places, bottom=0 if bottoms is None else bottoms[there], **look)


def _draw_reach(axis: Axes, rows: pd.DataFrame, chart: Chart) -> None:
    """Draw how much more the bars may be: as far as is told, or with no upper end."""
    total, days = rows["solid"] + rows["hollow"], rows["middle"]
    wide, unbounded = rows["most"].notna(), rows["is_open"]
    if chart.is_dense:
        axis.fill_between(_to_number(days), rows["most"].fillna(total).astype(int), step="mid", color=BAND, linewidth=0, zorder=0.5)
    elif wide.any():
        more = (rows["most"] - total)[wide].astype(int)
        whisker: dict[str, Any] = {"fmt": "none", "elinewidth": 1, "capsize": 2.5, "ecolor": INK}
        axis.errorbar(_to_number(days[wide]), total[wide], yerr=[more * 0, more], **whisker)
    if unbounded.any():
        look: dict[str, Any] = {"color": INK, "markeredgecolor": "white", "markersize": 6, "clip_on": False, "zorder": 3}
        axis.plot(_to_number(days[unbounded]), total[unbounded], "^", **look)


def _make_legend(chart: Chart) -> list[Any]:
    handles: list[Any] = [Patch(color=BAR, label="reported")]
    if chart.shows("hollow"):
        handles.append(Patch(label="alleged", linewidth=0.8, **_HOLLOW))
    if chart.shows("most"):
        whisker = Line2D([], [], color=INK, marker="|", linestyle="", markersize=9, label="at most")
        handles.append(Patch(color=BAND, label="at most") if chart.is_dense else whisker)
    if chart.shows("is_open"):
        handles.append(Line2D([], [], color=INK, marker="^", linestyle="", markersize=6, markeredgecolor="white", label="or more"))
    if chart.mean is not None:
        handles.append(Line2D([], [], color=MEAN, linewidth=2, label=chart.mean))
    for coverage in dict.fromkeys(coverage for *_, coverage in chart.runs):
        hatch: dict[str, Any] = {"hatch": _SLASHES, "edgecolor": HATCH} if coverage == "partial" else {"edgecolor": VOLUME}
        handles.append(Patch(facecolor=SHADES[coverage], linewidth=0.5, label=COVERAGE[coverage], **hatch))
    return handles
