"""Chart slides: events by type and by period as native charts, each headline stated from its numbers."""

from typing import Any

import pandas as pd

from analystkit.display.figures import count_nouns, describe_date, iterate_rows, name_type, say_alleged
from analystkit.display.findings import state_finding
from analystkit.writing import slides
from analystkit.writing.decktables import Tables
from analystkit.writing.slidecharts import Series, add_chart
from analystkit.writing.slides import Page
from analystkit.writing.summary import REASONS
from analystkit.writing.templates import POINT
from analystkit.writing.typesetting import SMALLEST, TEXT, Paragraph

_MOST_TYPES = 11  # with a bar of their own
_MOST_PERIODS = 60  # of which recalled ones are drawn; earlier ones are told in words


def tell_alleged(n: int) -> str:
    return f" ({n:,} of them alleged)" if n else ""


def add_types(page: Page, tables: Tables) -> None:
    events = tables.events
    if events.empty:
        return
    alleged = events["status"] == "alleged"
    totals = pd.DataFrame({"count": 1, "alleged": alleged.astype(int)}).groupby(events["event_type"].map(name_type)).sum()
    totals = totals.sort_values("count", ascending=False, kind="stable")
    first = totals.index[totals["count"] == totals["count"].iloc[0]].to_list()
    most = f"{int(totals['count'].iloc[0]):,} of {count_nouns(len(events), 'event')}"
    headline = f"Reported most: {' and '.join(first[:2]).lower()}, {most}{' each' if len(first) > 1 else ''}"
    if len(first) > 2:
        headline = f"No type stands out: {len(first)} of them are reported most, {most} each"
    rest = totals.iloc[_MOST_TYPES:]
    shown = totals.head(_MOST_TYPES)
    if len(rest):
        shown = pd.concat([shown, pd.DataFrame([rest.sum()], index=[f"{len(rest)} other types"])])
    series = [
        Series("all, alleged ones included", shown["count"].to_list(), "hollow"),
        Series("reported", (shown["count"] - shown["alleged"]).to_list(), "solid"),
    ]
    if not alleged.any():
        series = series[1:]
    spoken = [f"{name}: {n:,}{tell_alleged(int(a))}" for name, n, a in shown.itertuples()]
    slide = slides.add_slide(page, headline)
    slides.drop_content(slide)
    line = f"n = {count_nouns(len(events), 'event')} as told in these articles, {say_alleged(int(alleged.sum()))}."
    box = slides.add_foot(slide, slides.find_body(page.design), [line], page.design)
    words = f"Bar chart of reported events by type. {'; '.join(spoken)}."
    add_chart(slide, box, shown.index.to_list(), series, page.design, name="Events by type", words=words, lying=True)
    slides.write_notes(slide, [f"{headline}.", *spoken, f"Names of types of the rest: {', '.join(rest.index)}." if len(rest) else ""])


def add_frequency(page: Page, tables: Tables) -> None:
    unit = tables.counts.attrs.get("freq", "period")
    periods, hidden = _sum_periods(tables.counts)
    headline = _state_peak(periods, unit)
    slide = slides.add_slide(page, headline)
    lines = _explain_periods(tables, periods, hidden, unit)
    if periods.empty:
        slides.fill_content(slide, [Paragraph(line, TEXT) for line in lines], page.design)
        slides.write_notes(slide, [f"{headline}.", *lines])
        return
    slides.drop_content(slide)
    above = slides.add_foot(slide, slides.find_body(page.design), lines, page.design)
    bars, volume = slides.split_box(above, above.height / POINT * 0.22)
    label, volume = slides.split_box(volume, volume.height / POINT - 18, gap=0)
    heading, bars = slides.split_box(bars, bars.height / POINT - 18, gap=0)
    slides.add_text(slide, heading, [Paragraph(f"Reported events per {unit}", SMALLEST)], page.design)
    labels = [_name_period(start, unit) for start in periods["period_start"]]
    recalled = periods["coverage"] == "recalled"
    partial = frozenset(i for i, coverage in enumerate(periods["coverage"]) if coverage == "partial")
    sure = periods["count"] - periods["alleged"]
    series = [
        Series("reported", sure.where(~recalled, 0).to_list(), "solid", partial),
        Series("reported, recalled only: incomplete", sure.where(recalled, 0).to_list(), "pale"),
        Series("alleged", periods["alleged"].to_list(), "hollow"),
        Series("may lie in it as well", (periods["at_most"] - periods["count"]).to_list(), "dotted"),
    ]
    series = [series[0], *(one for one in series[1:] if any(one.values))]
    told = [f"{_say_period(row)}: {row.count:,}{tell_alleged(int(row.alleged))}" for row in iterate_rows(periods) if row.at_most]
    words = f"Column chart of reported events per {unit}. {'; '.join(told) or 'No period has one'}."
    add_chart(slide, bars, labels, series, page.design, name=f"Events per {unit}", words=words)
    articles = Series(f"articles published per {unit}", periods["n_articles"].to_list(), "pale")
    slides.add_text(slide, label, [Paragraph(f"Articles published per {unit}", SMALLEST)], page.design)
    words = f"Column chart of articles published per {unit}, {int(periods['n_articles'].sum()):,} in all."
    add_chart(slide, volume, labels, [articles], page.design, name=f"Articles per {unit}", words=words, named=False)
    slides.write_notes(slide, [f"{headline}.", *state_finding(tables.counts).split("\n"), *lines, *told])


def _sum_periods(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum groups to one row a period, and split off recalled periods so far back that they would press the others together."""
    keys = ["period_start", "period_end", "coverage", "n_articles"]
    periods = counts.groupby(keys, as_index=False)[["count", "alleged", "at_most"]].sum().sort_values("period_start")
    n_recalled = int((periods["coverage"] == "recalled").cummin().sum())
    cut = min(n_recalled, max(0, len(periods) - _MOST_PERIODS))
    return periods.iloc[cut:].reset_index(drop=True), periods.iloc[:cut]


def _state_peak(periods: pd.DataFrame, unit: str) -> str:
    collected = periods[periods["coverage"] == "collected"]
    if not periods["at_most"].any():
        return f"No reported event can be put into one {unit}"
    if not collected["count"].any():
        return f"No {unit} lies wholly within the publish dates: none of these numbers is complete"
    highest = int(collected["count"].max())
    first = collected[collected["count"] == highest]
    most = f"Most in one {unit} that these articles cover: {count_nouns(highest, 'reported event')}"
    return f"{most}, {_say_period(next(first.itertuples()))}" if len(first) == 1 else f"{most}, in each of {len(first)} {unit}s"


def _say_period(row: Any) -> str:
    return describe_date(row.period_start, row.period_end, "day" if row.period_start == row.period_end else "days", None)


def _name_period(start: pd.Timestamp, unit: str) -> str:
    day = describe_date(start, start, "day", None)
    number, month, year = day.split()
    return f"{month[:3]} {year}" if unit == "month" else f"{number} {month[:3]} {year}"


def _explain_periods(tables: Tables, periods: pd.DataFrame, hidden: pd.DataFrame, unit: str) -> list[str]:
    """Say what is in the columns of a chart and what is not."""
    attrs, n_events = tables.counts.attrs, len(tables.events)
    n_counted = int(tables.counts["count"].sum())
    n_alleged = int(tables.counts["alleged"].sum())
    codes = attrs.get("left_out") or ({"coarse_date": n_events - n_counted} if n_counted < n_events else {})
    why = ", ".join(f"{n:,} ({REASONS[code]})" for code, n in codes.items())
    told = f"n = {n_counted:,} of {count_nouns(n_events, 'event')} as told in these articles, {say_alleged(n_alleged)}"
    lines = [f"{told}. In no {unit}: {why or 'none'}."]
    if len(hidden):
        span = describe_date(hidden["period_start"].min(), hidden["period_end"].max(), "days", None)
        lines.append(f"Not drawn: {count_nouns(int(hidden['count'].sum()), 'event')} of {span}, told as background (recalled only).")
    partial = [_say_period(row) for row in periods[periods["coverage"] == "partial"].itertuples()]
    if partial:
        lies = "lies" if len(partial) == 1 else "lie"
        lines.append(f"Hatched: {' and '.join(partial)} {lies} only partly within the publish dates, so that more may be told of it yet.")
    if (periods["coverage"] == "recalled").any():
        lines.append("Recalled only: outside the publish dates, known from background told later. Compare none of it with the rest.")
    return lines
