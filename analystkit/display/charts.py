"""Charts: events per period, interactive for the browser and static for print."""

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from plotly.subplots import make_subplots

from analystkit.display.figures import (
    INK,
    MONTHS,
    MUTED,
    Words,
    count_nouns,
    describe_corrected,
    describe_date,
    escape_text,
    frame_figure,
    frame_picture,
    name_type,
    print_style,
    write_figure_html,
    write_figure_image,
)
from analystkit.tables import check_table
from analystkit.writing.files import clean_text

_BAR, _SHADE, _PART_SHADE, _VOLUME = "#0b4f8a", "#e9e9e9", "#f5f5f5", "#9a9a9a"
_HOLLOW: dict[str, Any] = {"facecolor": "white", "edgecolor": _BAR, "linewidth": 0.8, "hatch": "//////"}
_MILLISECONDS = 86_400_000  # of a day
_NOTHING = "No event and no article has a date: there is no period to show."
_MOST_PANELS = 12
_MOST_NUMBERED = 40  # periods of which the empty ones still have room for their 0
_FEWEST_DRAWN = 24  # so many recalled periods are drawn before the collected ones even where those are few
_FEWEST_ABREAST = 8  # so many periods have room side by side, that one alone does not fill the figure
_COVERAGE = {"recalled": (_SHADE, "recalled only, incomplete"), "partial": (_PART_SHADE, "collected in part")}
_REASONS = {
    "no_date": "with no date",
    "coarse_date": "dated to a span of several periods (a whisker reaches as far as these could add)",
    "not_selected": "outside the days counted",
}


class _Chart(NamedTuple):
    """Counts made ready to draw: the same for the browser and for print."""

    panels: list[tuple[str | None, pd.DataFrame]]
    words: Words
    ticks: list[tuple[pd.Timestamp, str]]
    runs: list[tuple[pd.Timestamp, pd.Timestamp, str]]
    span: tuple[pd.Timestamp, pd.Timestamp] | None
    top: float
    unit: str


def plot_counts(counts: pd.DataFrame, *, title: str | None = None, credit: str | None = None, note: str | None = None) -> go.Figure:
    """Draw events per period as an interactive figure.

    Solid bars are reported events, hollow ones on top of them alleged events; a whisker reaches from at_least to
    at_most; shaded periods lie outside the collection window. Groups stand below each other on the same axes.

    Parameters
    ----------
    counts
        What `count_events` returned.
    title
        The headline of the figure; without one it says what is counted.
    credit
        Whose data this rests on, as they ask to be named.
    note
        A sentence of the caller's own for the caption.

    Raises
    ------
    TableError
        `counts` is no counts table.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> plot_counts(build_table([], "counts")).layout.yaxis.title.text
    'events'
    """
    chart = _prepare_chart(counts, title, credit, note)
    rows = len(chart.panels) + 1
    height = 430 if rows == 2 else 120 * rows
    figure = make_subplots(
        rows=rows,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=40 / height,
        row_heights=[5.0 if rows == 2 else 1.5] * (rows - 1) + [1.0],
        subplot_titles=[escape_text(name, 110) for name, _ in chart.panels] + ["articles published"],
    )
    figure.update_annotations(x=0, xanchor="left", font={"size": 12, "color": MUTED})
    for row, (_, panel) in enumerate(chart.panels, start=1):
        for trace in _trace_panel(panel, chart.unit, named=row == 1):
            figure.add_trace(trace, row=row, col=1)
        figure.update_yaxes(range=[0, chart.top], title={"text": "events", "font": {"size": 12}}, row=row, col=1)
    volume = chart.panels[0][1]
    figure.add_bar(
        **{"x": volume["middle"], "y": volume["n_articles"], "width": volume["width"] * _MILLISECONDS, "showlegend": False},
        **{"marker": {"color": _VOLUME, "line": {"width": 0}}, "hovertext": volume["hover"], "hoverinfo": "text", "row": rows, "col": 1},
    )
    for first, last, coverage in chart.runs:
        figure.add_vrect(x0=first, x1=last, fillcolor=_COVERAGE[coverage][0], line={"width": 0}, layer="below")
    for coverage in dict.fromkeys(coverage for *_, coverage in chart.runs):
        colour, label = _COVERAGE[coverage]
        marker = {"symbol": "square", "size": 12, "color": colour, "line": {"width": 1, "color": _VOLUME}}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=label, row=1, col=1)
    if volume.empty:
        figure.add_annotation(text=_NOTHING, showarrow=False, xref="paper", x=0.5, yref="paper", y=0.6)
    ticks, labels = [day for day, _ in chart.ticks], [label.replace("\n", "<br>") for _, label in chart.ticks]
    figure.update_xaxes(tickvals=ticks, ticktext=labels, range=chart.span, showgrid=False, type="date")
    figure.update_yaxes(rangemode="tozero", gridcolor="#dddddd", zeroline=True, zerolinecolor=INK, tickformat=",d")
    for row, highest in [*((row, chart.top) for row in range(1, rows)), (rows, max([1, *volume["n_articles"]]))]:
        figure.update_yaxes(dtick=_choose_step(highest), row=row, col=1)
    legend = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"}
    figure.update_layout(barmode="stack", bargap=0, legend=legend, hoverlabel={"align": "left"})
    return frame_figure(figure, chart.words, height, head_room=26, axis_room=44)


def draw_counts(counts: pd.DataFrame, *, title: str | None = None, credit: str | None = None, note: str | None = None) -> Figure:
    """Draw events per period as a static figure for print; arguments, errors and reading are those of `plot_counts`.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(draw_counts(build_table([], "counts")).axes)
    2
    """
    chart = _prepare_chart(counts, title, credit, note)
    rows = len(chart.panels) + 1
    with print_style():
        drawing = 4.6 if rows == 2 else 1.3 * rows
        figure, (left, bottom, width, height) = frame_picture(chart.words, drawing)
        share = height / drawing  # of the page, for an inch
        sides = {"left": left + 0.035, "right": left + width, "bottom": bottom + 0.5 * share, "top": bottom + height - 0.5 * share}
        heights = [5.0 if rows == 2 else 1.5] * (rows - 1) + [1.0]
        grid = GridSpec(rows, 1, figure=figure, hspace=0.35 if rows == 2 else 0.55, height_ratios=heights, **sides)
        first = figure.add_subplot(grid[0])
        axes = [first, *(figure.add_subplot(grid[row], sharex=first) for row in range(1, rows))]
        for axis, (name, panel) in zip(axes, chart.panels, strict=False):
            _draw_panel(axis, panel, chart.top)
            axis.set_title(clean_text(name or ""), loc="left", size=9, color=MUTED)
        volume = chart.panels[0][1]
        _draw_bars(axes[-1], volume, volume["n_articles"].astype(int), color=_VOLUME)
        axes[-1].set_title("articles published", loc="left", size=9, color=MUTED)
        _dress_axes(axes, chart)
        handles = _make_legend(chart)
        figure.legend(
            handles=handles, loc="upper right", bbox_to_anchor=(0.98, bottom + height), ncols=len(handles), fontsize=8, frameon=False
        )
        if volume.empty:
            first.text(0.5, 0.5, _NOTHING, transform=first.transAxes, ha="center", va="center", color=MUTED)
    return figure


def write_frequency(
    counts: pd.DataFrame, path: str | Path, *, title: str | None = None, credit: str | None = None, note: str | None = None
) -> Path:
    """Write events per period to a file: .html interactive, .png, .svg or .pdf static; give its path.

    The other arguments are those of `plot_counts`.

    Raises
    ------
    ValueError
        `path` has another suffix.
    TableError
        `counts` is no counts table.

    Examples
    --------
    >>> import tempfile
    >>> from analystkit.tables import build_table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_frequency(build_table([], "counts"), f"{folder}/frequency.svg").name
    'frequency.svg'
    """
    if Path(path).suffix.lower() == ".html":
        return write_figure_html(plot_counts(counts, title=title, credit=credit, note=note), path, title=title or "Events per period")
    return write_figure_image(draw_counts(counts, title=title, credit=credit, note=note), path)


def _prepare_chart(counts: pd.DataFrame, title: str | None, credit: str | None, note: str | None) -> _Chart:
    check_table(counts, "counts", "counts")
    counts, hidden = _trim_recalled(counts)
    length = (counts["period_end"] - counts["period_start"]).dt.days + 1
    middle = counts["period_start"] + pd.to_timedelta(length / 2, unit="D")
    ready = counts.assign(middle=middle, width=length * 0.82, hover=[_describe_period(row) for row in counts.itertuples()])
    groups = list(ready["group"].dropna().unique())
    by_group: list[tuple[str | None, pd.DataFrame]] = [(_name_group(name, counts), ready[ready["group"] == name]) for name in groups]
    by_group.sort(key=lambda item: -int(item[1]["at_most"].sum()))
    panels = by_group[:_MOST_PANELS] or [(None, ready)]
    periods = panels[0][1]
    unit = counts.attrs.get("freq") or _guess_unit(length)
    rest = [str(name) for name, _ in by_group[_MOST_PANELS:]]
    words = _write_words(counts, panels, rest, unit, hidden, title=title, credit=credit, note=note)
    top = max([1, *ready["at_most"], *ready["count"]]) * 1.15
    return _Chart(panels, words, _choose_ticks(periods, unit), _find_runs(periods), _choose_span(periods), top, unit)


def _choose_span(periods: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First day and day behind the last of the drawn axis."""
    if periods.empty:
        return None
    first, last = periods["period_start"].iloc[0], periods["period_end"].iloc[-1] + pd.Timedelta(days=1)
    spare = (last - first) / len(periods) * max(0, _FEWEST_ABREAST - len(periods)) / 2
    return first - spare, last + spare


def _name_group(name: str, counts: pd.DataFrame) -> str:
    return name_type(name) if counts.attrs.get("by") == "event_type" else name


def _guess_unit(length: "pd.Series[int]") -> str:
    longest = 0 if length.empty else length.max()
    return "day" if longest == 1 else "week" if longest == 7 else "month" if longest >= 28 else "period"


def _trim_recalled(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split off recalled periods so long before the collected ones that they would press these into a corner."""
    starts = counts["period_start"].drop_duplicates()
    collected = counts.loc[counts["coverage"] != "recalled", "period_start"].drop_duplicates()
    if collected.empty:
        return counts, counts.iloc[:0]
    before = starts[starts < collected.min()]
    kept = max(_FEWEST_DRAWN, len(collected))
    if len(before) <= kept:
        return counts, counts.iloc[:0]
    told = counts.loc[(counts["period_start"] >= before.iloc[-kept]) & ((counts["at_most"] > 0) | (counts["coverage"] != "recalled"))]
    early = counts["period_start"] < told["period_start"].min()
    return counts[~early], counts[early]


def _describe_period(row: Any) -> str:
    when = describe_date(row.period_start, row.period_end, "days", None)
    lines = [f"<b>{when}</b>"]
    if not pd.isna(row.group):
        lines.append(escape_text(row.group, 60))
    lines.append(f"{count_nouns(row.count, 'event')}, {row.alleged} of them alleged; at most {row.at_most}")
    lines.append(f"{row.with_killed} with at least one person killed")
    lines.append(f"from {count_nouns(row.n_reports, 'report')}; {count_nouns(row.n_articles, 'article')} published")
    return "<br>".join([*lines, {"collected": "collected", **{k: v[1] for k, v in _COVERAGE.items()}}[row.coverage]])


def _write_words(
    counts: pd.DataFrame,
    panels: list[tuple[str | None, pd.DataFrame]],
    not_drawn: list[str],
    unit: str,
    hidden: pd.DataFrame,
    **given: str | None,
) -> Words:
    """Say beside the bars what a reader needs who sees nothing but the picture."""
    attrs, n_events = counts.attrs, int(counts["count"].sum())
    grouped = f" by {attrs['by'].replace('_', ' ')}" if attrs.get("by") else ""
    period = "no period" if counts.empty else describe_date(counts["period_start"].min(), counts["period_end"].max(), "days", None)
    alleged = int(counts["alleged"].sum())
    subtitle = f"Events per {unit} as told in these articles, {period} · n = {count_nouns(n_events, 'event')}, {alleged} of them alleged"
    left_out = attrs.get("left_out")
    if left_out is None:
        missing = "Events with no date, or dated to a span of several periods, are in no bar."
    else:
        parts = [f"{n:,} {_REASONS[code]}" for code, n in left_out.items()]
        total = attrs["n_events"]
        missing = "All are counted." if total else "There are none."
        if parts:
            missing = f"{sum(left_out.values()):,} of {count_nouns(total, 'event')} not counted: {', '.join(parts)}."
    caption = [f"Reported events in these articles, not all that happened. {missing}"]
    if not hidden.empty:
        span = describe_date(hidden["period_start"].min(), hidden["period_end"].max(), "days", None)
        caption.append(f"Not drawn: {count_nouns(int(hidden['count'].sum()), 'event')} of {span}, told as background (recalled only).")
    if not_drawn:
        caption.append(f"Not drawn: {count_nouns(len(not_drawn), 'group')} with fewer events: {', '.join(not_drawn)}.")
    if n_vague := attrs.get("n_vague"):
        caption.append(
            f"{count_nouns(n_vague, 'report')}, too vague to be joined to one event, may tell of more: as far as a whisker reaches."
        )
    caption += describe_corrected(int(counts["n_corrected"].sum()), "event")
    reports = count_nouns(int(counts["n_reports"].sum()), "report")
    volume = count_nouns(int(panels[0][1]["n_articles"].sum()), "article")
    if (counts["coverage"] == "recalled").all():
        caption.append(f"Source: {reports}. No article published in these periods: nothing here is complete, and nothing is a trend.")
    else:
        days = [describe_date(day, day, "day", None) for day in attrs.get("window") or ()]
        published = f"published from {' to '.join(days)}" if days else "published in the periods shown"
        caption.append(
            f"Source: {reports}; {volume} {published}. "
            "Before and after, events are known only from background told later: incomplete, no trend."
        )
    caption += [text for text in (given["note"], given["credit"]) if text]
    return Words(given["title"] or f"Reported events per {unit}{grouped}", subtitle, caption)


def _choose_ticks(periods: pd.DataFrame, unit: str) -> list[tuple[pd.Timestamp, str]]:
    """Place and words of each tick: at most 16, the year where it changes."""
    if unit == "month":
        step = next(step for step in (1, 3, 6, 12, 24, 60, 120, 240, 600, 6000) if len(periods) / step <= 16)
        chosen = periods[(12 * periods["period_start"].dt.year + periods["period_start"].dt.month - 1) % step == 0]
    else:
        chosen = periods.iloc[:: -(-len(periods) // 12) or 1]
    ticks, year = [], None
    for row in chosen.itertuples():
        start = row.period_start
        label = MONTHS[start.month - 1][:3] if unit == "month" else f"{start.day} {MONTHS[start.month - 1][:3]}"
        ticks.append((row.middle, label if start.year == year else f"{label}\n{start.year}"))
        year = start.year
    return ticks


def _find_runs(periods: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """First day, day behind the last and coverage of each unbroken run of periods that were not collected whole."""
    run = (periods["coverage"] != periods["coverage"].shift()).cumsum()
    spans = periods.groupby(run).agg(first=("period_start", "first"), last=("period_end", "last"), coverage=("coverage", "first"))
    return [
        (first, last + pd.Timedelta(days=1), coverage)
        for first, last, coverage in zip(spans["first"], spans["last"], spans["coverage"], strict=True)
        if coverage != "collected"
    ]


def _choose_step(highest: float) -> int:
    """Distance between the lines of an axis of whole numbers, so that it has at most six."""
    steps = (step for power in range(12) for step in (int(factor * 10.0**power) for factor in (1, 2, 5)))
    return next(step for step in steps if highest / step <= 6)


def _trace_panel(panel: pd.DataFrame, unit: str, *, named: bool) -> list[go.Bar | go.Scatter]:
    """Bars and whiskers of one group."""
    common = {"x": panel["middle"], "width": panel["width"] * _MILLISECONDS, "hovertext": panel["hover"], "hoverinfo": "text"}
    outline = {"color": _BAR, "width": 1.2}
    hollow = {"color": "white", "line": outline, "pattern": {"shape": "/", "fgcolor": _BAR, "size": 6}}
    traces = [
        go.Bar(
            y=(panel["count"] - panel["alleged"]).where(panel["count"] > panel["alleged"]),
            marker={"color": _BAR, "line": outline},
            name="reported",
            **common,
        ),
        go.Bar(y=panel["alleged"].where(panel["alleged"] > 0), marker=hollow, name="alleged", **common),
    ]
    wide = panel[panel["at_most"] > panel["at_least"]]
    if len(wide):
        reach = {"array": wide["at_most"] - wide["count"], "arrayminus": wide["count"] - wide["at_least"], "symmetric": False, "color": INK}
        whisker = {
            "x": wide["middle"],
            "y": wide["count"],
            "mode": "markers",
            "marker": {"size": 8, "color": INK, "symbol": "line-ns-open", "line": {"width": 2, "color": INK}},
        }
        traces.append(go.Scatter(**whisker, error_y={"type": "data", **reach}, name="at most", hoverinfo="skip"))
    empty = panel[panel["at_most"] == 0]
    if len(panel) <= _MOST_NUMBERED:
        zeros = {"x": empty["middle"], "y": [0] * len(empty), "text": ["0"] * len(empty), "mode": "text", "textposition": "top center"}
        traces.append(go.Scatter(**zeros, textfont={"size": 11, "color": MUTED}, hoverinfo="skip", name="none"))
    return [trace.update(legendgroup=trace.name, showlegend=named and trace.name != "none") for trace in traces]


def _to_number(days: Any) -> Any:
    """Matplotlib's number of a day, or of each of several."""
    return date2num(days)  # type: ignore[no-untyped-call]  # matplotlib gives it no types


def _draw_panel(axis: Axes, panel: pd.DataFrame, top: float) -> None:
    """Draw bars and whiskers of one group."""
    solid = (panel["count"] - panel["alleged"]).astype(int)
    _draw_bars(axis, panel, solid, color=_BAR, edgecolor=_BAR, linewidth=0.8)
    _draw_bars(axis, panel, panel["alleged"].astype(int), solid, **_HOLLOW)
    wide = panel[panel["at_most"] > panel["at_least"]]
    if len(wide):
        reach = [(wide["count"] - wide["at_least"]).astype(int), (wide["at_most"] - wide["count"]).astype(int)]
        axis.errorbar(_to_number(wide["middle"]), wide["count"].astype(int), yerr=reach, fmt="none", ecolor=INK, elinewidth=1, capsize=2.5)
    if len(panel) <= _MOST_NUMBERED:
        for day in panel.loc[panel["at_most"] == 0, "middle"]:
            axis.text(_to_number(day), top * 0.015, "0", ha="center", va="bottom", size=8, color=MUTED)
    axis.set_ylim(0, top)
    axis.set_ylabel("events", size=9)


def _draw_bars(axis: Axes, panel: pd.DataFrame, heights: "pd.Series[int]", bottoms: "pd.Series[int] | None" = None, **look: Any) -> None:
    """Draw a bar for each period that has one; years of empty days would take seconds."""
    there = heights > 0
    axis.bar(
        *(_to_number(panel["middle"][there]), heights[there], panel["width"][there]),
        bottom=0 if bottoms is None else bottoms[there],
        **look,
    )


def _dress_axes(axes: list[Axes], chart: _Chart) -> None:
    """Give all axes one look, the ticks of the periods and the shade of what was not collected."""
    for axis in axes:
        for first, last, coverage in chart.runs:
            axis.axvspan(_to_number(first), _to_number(last), color=_COVERAGE[coverage][0], zorder=0, linewidth=0)
        axis.set_axisbelow(True)
        axis.grid(axis="y", color="#dddddd", linewidth=0.6)
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))
        axis.tick_params(length=0, labelsize=8)
        axis.tick_params(axis="x", labelbottom=axis is axes[-1])
        axis.set_xticks([_to_number(day) for day, _ in chart.ticks], [label for _, label in chart.ticks])
        if chart.span:
            axis.set_xlim(_to_number(chart.span[0]), _to_number(chart.span[1]))
    axes[-1].set_ylim(bottom=0)


def _make_legend(chart: _Chart) -> list[Any]:
    handles: list[Any] = [Patch(color=_BAR, label="reported"), Patch(label="alleged", **_HOLLOW)]
    if any((panel["at_most"] > panel["at_least"]).any() for _, panel in chart.panels):
        handles.append(Line2D([], [], color=INK, marker="|", linestyle="", markersize=9, label="at most"))
    shades = dict.fromkeys(_COVERAGE[coverage] for *_, coverage in chart.runs)
    return handles + [Patch(facecolor=colour, edgecolor=_VOLUME, linewidth=0.5, label=label) for colour, label in shades]
