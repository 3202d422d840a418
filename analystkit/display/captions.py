"""Captions: what stands around a chart, so that who sees nothing but the picture is not misled."""

import textwrap

import pandas as pd

from analystkit.display.figures import Words, count_nouns, describe_corrected, describe_date, say_alleged
from analystkit.display.panels import COVERAGE, UNKNOWN, Chart, Look, Measure, Selection, check_look, name_column, name_group

_GROUPS_NAMED = 6
_REASONS = {
    "no_date": "with no date",
    "coarse_date": "dated to a span of several periods",
    "not_selected": "outside the days counted",
}
_LARGE = 4  # a sum of which one event has more than a quarter says little of the others
_LONGEST_NAME = 40  # characters of a group in a caption


def caption_counts(counts: pd.DataFrame, selection: Selection, chart: Chart, look: Look, *, title: str | None, remarks: list[str]) -> Words:
    """Say what a chart of counts shows, of what, and what is not in it."""
    measure = check_look(look)
    drawn, by = selection.drawn, counts.attrs.get("by")
    grouped = f" by {name_column(by)}" if by else ""
    headline = f"{measure.title}{grouped}, summed up" if look.cumulative else f"{measure.title} per {selection.unit}{grouped}"
    paragraphs = [
        [
            "Reported events in these articles, not all that happened.",
            *_tell_missing(counts, look),
            *_explain_bars(counts, drawn, measure, look, chart),
        ],
        [*_tell_hidden(counts, selection, measure), *_tell_coverage(drawn, chart, look)],
        [*describe_corrected(int(drawn["n_corrected"].sum()), "event"), _tell_source(counts, chart)],
    ]
    caption = [" ".join(sentences) for sentences in paragraphs if sentences]
    return Words(title or headline, _subtitle(drawn, measure, selection.unit, look), caption + remarks)


def _subtitle(drawn: pd.DataFrame, measure: Measure, unit: str, look: Look) -> str:
    period = "no period" if drawn.empty else describe_date(drawn["period_start"].min(), drawn["period_end"].max(), "days", None)
    n_events, alleged = int(drawn["count"].sum()), int(drawn["alleged"].sum())
    n = f"n = {count_nouns(n_events, 'event')}, {say_alleged(alleged)}"
    if measure.told is None:
        counted = "Number of events" if look.cumulative else f"Events per {unit}"
        return f"{counted} as told in these articles, {period} · {n}"
    told, total = int(drawn[measure.told].sum()), int(drawn[measure.total].sum())
    noun = {"people": "people killed", "strikes": "strikes"}[measure.unit]
    return f"At least {total:,} {noun}, told of {count_nouns(told, 'event')} in these articles, {period} · {n}"


def _tell_missing(counts: pd.DataFrame, look: Look) -> list[str]:
    left_out = counts.attrs.get("left_out")
    if left_out is None:
        return ["Events with no date, or dated to a span of several periods, are in no bar."]
    total = counts.attrs["n_events"]
    if not left_out:
        return ["All are counted." if total else "There are none."]
    parts = [f"{n:,} {_REASONS[code]}" for code, n in left_out.items()]
    why = f": {', '.join(parts)}" if len(parts) > 1 else f", {_REASONS[next(iter(left_out))]}"
    sentences = [f"{sum(left_out.values()):,} of {count_nouns(total, 'event')} not counted{why}."]
    if "coarse_date" in left_out and look.measure == "events" and not look.cumulative:
        sentences.append("“At most” reaches as far as those of several periods could add.")
    return sentences


def _explain_bars(counts: pd.DataFrame, drawn: pd.DataFrame, measure: Measure, look: Look, chart: Chart) -> list[str]:
    """Say what a reader could take the bars for, and what they are not."""
    sentences = []
    if measure.told is not None:
        if silent := int(drawn["count"].sum() - drawn[measure.told].sum()):
            marked = f" (“{UNKNOWN}” where there are no others)" if chart.is_numbered and chart.has_nil(UNKNOWN) else ""
            sentences.append(f"Of {count_nouns(silent, 'event')} no number is told: they add nothing to these bars{marked}.")
        if chart.shows("most"):
            sentences.append("“At most” is the sum of the greatest numbers told.")
        if chart.shows("is_open"):
            sentences.append("“Or more”: one of the numbers has no upper end.")
        largest = counts.attrs.get("largest", {}).get(measure.total.removesuffix("_low"), 0)
        if drawn[measure.total].sum() / _LARGE < largest <= drawn[measure.total].max():  # else it is of a period that is not drawn
            sentences.append(f"One event alone tells {largest:,} of them.")
    if look.measure == "strikes":
        sentences.append("Strikes are not events: one event may be many strikes, and most tell no number.")
    if (n_vague := counts.attrs.get("n_vague")) and look.measure == "events" and not look.cumulative:
        sentences.append(f"{count_nouns(n_vague, 'report')}, too vague to be joined to one event, may tell of more: counted in “at most”.")
    if look.rolling:
        told = f"the {look.rolling} periods that end there, none of them recalled or unfinished"
        sentences.append(
            f"The line is the mean of {told}."
            if chart.mean
            else f"No line: there are no {look.rolling} periods in a row that were collected whole."
        )
    return sentences


def _tell_hidden(counts: pd.DataFrame, selection: Selection, measure: Measure) -> list[str]:
    """Say which periods and groups are not drawn, and how much is in them."""
    sentences = []
    if not selection.hidden.empty:
        hidden = selection.hidden
        span = describe_date(hidden["period_start"].min(), hidden["period_end"].max(), "days", None)
        sentences.append(f"Not drawn: {count_nouns(int(hidden['count'].sum()), 'event')} of {span}, told as background (recalled only).")
    if selection.others:
        names = [
            textwrap.shorten(name_group(name, counts.attrs.get("by")), _LONGEST_NAME, placeholder="…")
            for name in selection.others[:_GROUPS_NAMED]
        ]
        rest = len(selection.others) - len(names)
        n_events = int(counts.loc[counts["group"].isin(selection.others), "count"].sum())
        told = ", ".join(names) + (f" and {count_nouns(rest, 'other')}" if rest else "")
        sentences.append(
            f"Not drawn: {count_nouns(len(selection.others), 'more group')} ({count_nouns(n_events, 'event')} together): {told}."
        )
    return sentences


def _tell_coverage(drawn: pd.DataFrame, chart: Chart, look: Look) -> list[str]:
    """Say what shades and hatches mean, and what a running sum starts from."""
    sentences = []
    seen = {coverage for *_, coverage in chart.runs}
    if "partial" in seen:
        sentences.append("Hatched: the articles begin or end within the period, which is not complete.")
    if look.cumulative and "recalled" in seen:
        outside = drawn.loc[drawn["coverage"] == "recalled", "count"].sum()
        sentences.append(f"The sum leaves out {count_nouns(int(outside), 'event')} of shaded periods ({COVERAGE['recalled']}).")
    return sentences


def _tell_source(counts: pd.DataFrame, chart: Chart) -> str:
    reports = count_nouns(int(counts["n_reports"].sum()), "report")
    if (counts["coverage"] == "recalled").all():
        return f"Source: {reports}. No article published in these periods: nothing here is complete, and nothing is a trend."
    volume = count_nouns(int(chart.panels[-1].rows["n_articles"].sum()), "article")
    days = list(dict.fromkeys(describe_date(day, day, "day", None) for day in counts.attrs.get("window") or ()))
    published = f"published {'from ' if len(days) > 1 else 'on '}{' to '.join(days)}" if days else "published in the periods shown"
    return f"Source: {reports}; {volume} {published}. Events before and after are told as background only: no trend."
