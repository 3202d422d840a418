"""Findings: the sentences that state what a table shows, made from the table and so true of any input."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analystkit.display.figures import count_nouns, describe_corrected, describe_date, name_type
from analystkit.display.marks import choose_drawing
from analystkit.display.panels import name_column, name_group
from analystkit.display.ratios import state_comparisons
from analystkit.tables import TableError, check_table, identify_table
from analystkit.writing.files import clean_text
from analystkit.writing.summary import REASONS, UNDATED

_MOST_NAMED = 3  # of those that share the highest count; of more, the number is given
_GROUPS_NAMED = 6
HOLDING = ("applied", "found", "repeated", "overruled")  # outcomes of corrections that found their report
_NO_EVENT = "There is no event: none was found in these articles, or none that was asked for"


def state_finding(table: pd.DataFrame) -> str:
    """State in sentences what a table of articles, reports, corrections, events, counts or comparisons shows, one a line.

    They speak of reported events in these articles, give alleged ones apart and say what is not read, drawn or counted.
    Only periods wholly within the publish dates are compared; no trend is claimed.

    Parameters
    ----------
    table
        The table, as `read_articles`, `extract`, `apply_corrections`, `link_events`, `count_events` or `compare_periods`
        gave it. Of reports it states what a person reviewed, of events what a map draws, of counts what their ``attrs`` still tell.

    Raises
    ------
    TableError
        `table` is another one, or none.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> row = {"article_id": "a1", "published": "2019-02-05", "published_basis": "given", "source": "Wire", "text": "x", "file": "a.csv"}
    >>> print(state_finding(build_table([row], "articles")))
    Articles read: 1 of 1 given, from 1 outlet, published 5 February 2019.
    Publish dates: 1 given.
    >>> print(state_finding(build_table([], "events")))
    There is no event: none was found in these articles, or none that was asked for.
    """
    kind = identify_table(table) if isinstance(table, pd.DataFrame) else None
    sentences = {
        "articles": _state_articles,
        "reports": _state_reports,
        "corrections": _state_corrections,
        "events": _state_events,
        "counts": _state_counts,
        "comparisons": state_comparisons,
    }
    if kind not in sentences:
        given = f"the {kind} table" if kind else f"a {type(table).__name__} that is none of the tables"
        raise TableError(
            f"table: got {given}; a finding is stated of the {', '.join(sentences)} table, "
            "as read_articles, extract, apply_corrections, link_events, count_events or compare_periods gave it, with all its columns"
        )
    return "\n".join(sentences[kind](check_table(table, kind, "table")))


def _state_articles(articles: pd.DataFrame) -> list[str]:
    if articles.empty:
        return ["No article was given."]
    readable = articles[articles["problem"].isna()]
    published, n_outlets = readable["published"], readable["source"].nunique()
    n_undated, n_unsigned = int(published.isna().sum()), int(readable["source"].isna().sum())
    head = f"Articles read: {len(readable):,} of {len(articles):,} given"
    if n_outlets:
        head += f", from {count_nouns(n_outlets, 'outlet')}" + (f" ({n_unsigned:,} with no outlet named)" if n_unsigned else "")
    if published.notna().any():
        head += f", published {describe_date(published.min(), published.max(), 'days', None)}"
    sentences = [f"{head}."]
    if len(readable):
        bases = ", ".join(f"{n:,} {basis}" for basis, n in readable["published_basis"].value_counts().items())
        sentences.append(f"Publish dates: {bases}.")
    if n_undated:
        sentences.append(f"Without a publish date: {count_nouns(n_undated, 'article')}. {UNDATED}")
    if len(readable) < len(articles):
        codes = articles["problem"].dropna().str.partition(":")[0]
        sentences.append(f"Not read: {_tell_reasons(codes.value_counts().to_dict())}.")
    return sentences


def _state_events(events: pd.DataFrame) -> list[str]:
    if events.empty:
        return [f"{_NO_EVENT}."]
    drawing, alleged = choose_drawing(events), events["status"] == "alleged"

    numbers = events.assign(count=1, alleged=alleged.astype(int))
    types = numbers.groupby(events["event_type"].map(name_type))[["count", "alleged"]].sum()
    dated = events[events["date_start"].notna() & events["date_end"].notna()]
    when = f" ({describe_date(dated['date_start'].min(), dated['date_end'].max(), 'days', None)})" if len(dated) else ""
    point, area = drawing == "point", drawing == "area"
    marks, areas = (_tell_number(int(drawn.sum()), int((drawn & alleged).sum()), "event") for drawn in (point, area))
    sentences = [
        f"These articles report {_tell_total(len(events), int(alleged.sum()))}.",
        f"By type: {_tell_groups(types)}.",
        f"Dated: {len(dated):,}{when}; not dated: {len(events) - len(dated):,}.",
        f"On the map as a site or a town: {marks}; as an area, somewhere in it: {areas}.",
    ]
    if not (point | area).all():
        sentences.append(f"Not on the map: {_tell_reasons(drawing[~(point | area)].value_counts().to_dict())}.")
    placed = numbers[events["admin1"].notna()]
    if len(placed):
        names = [_name_province(*names) for names in zip(placed["admin1"], placed["country"], strict=True)]
        totals = placed.groupby(names)[["count", "alleged"]].sum()
        sentences.append(f"Of the {count_nouns(len(placed), 'event')} whose province is known, {_tell_highest(totals, 'province')}.")
    return sentences + describe_corrected(int((events["n_corrected"] > 0).sum()), "event")


def _state_reports(reports: pd.DataFrame) -> list[str]:
    if reports.empty:
        return ["There is no report."]
    told = reports["corrected"]
    changed, added = int((told.notna() & (told != "added")).sum()), int((told == "added").sum())
    n_reviewed = int(reports["reviewed"].sum())
    return [
        f"Reports: {len(reports):,}, of them {n_reviewed:,} reviewed by hand, {changed:,} of these changed and {added:,} added.",
        f"Not reviewed: {len(reports) - n_reviewed:,}.",
    ]


def _state_corrections(corrections: pd.DataFrame) -> list[str]:
    """State what became of corrections; what does not hold any more is told apart, so that a person looks at it again."""
    if corrections.empty:
        return ["No correction was given."]
    who = ", ".join(sorted({clean_text(name) for name in corrections["who"]}))
    sentences = [f"Corrections: {len(corrections):,}, by {who}."]
    if corrections["outcome"].isna().all():
        return [*sentences, "They have not been applied."]
    numbers = corrections["outcome"].value_counts().to_dict()
    held = [f"{name} {numbers[name]:,}" for name in HOLDING if name in numbers]
    stale = [f"{name} {n:,}" for name, n in numbers.items() if name not in HOLDING]
    sentences += [f"Of them hold or were followed by others: {', '.join(held)}."] if held else []
    return sentences + ([f"To look at again, since they fit no report now: {', '.join(stale)}."] if stale else [])


def _name_province(admin1: str, country: str) -> str:
    return clean_text(admin1 if pd.isna(country) else f"{admin1}, {country}")


def _state_counts(counts: pd.DataFrame) -> list[str]:
    attrs, unit = counts.attrs, counts.attrs.get("freq", "period")
    periods = counts.groupby(["period_start", "period_end", "coverage"], as_index=False)[["count", "alleged", "at_most"]].sum()
    told = periods[periods["count"] > 0]
    sentences = []
    if len(told):
        span = describe_date(told["period_start"].min(), told["period_end"].max(), "days", None)
        total = _tell_total(int(told["count"].sum()), int(told["alleged"].sum()), f" dated {span}")
        sentences.append(f"These articles report at least {total}.")
    else:
        sentences.append(f"{f'No event is counted in a {unit}' if attrs.get('n_events', 1) else _NO_EVENT}.")
    collected = periods[periods["coverage"] == "collected"]
    if len(collected) > 1 and collected["count"].any():
        sentences.append(f"Of the {len(collected):,} {unit}s within the publish dates, {_tell_highest(_name_periods(collected), unit)}.")
    if attrs.get("by") and collected["count"].any():
        groups = counts[counts["coverage"] == "collected"].groupby("group")[["count", "alleged"]].sum()
        groups = groups.rename(lambda name: name_group(name, attrs["by"]))
        sentences.append(f"Within the publish dates, by {name_column(attrs['by'])}: {_tell_groups(groups)}.")
    apart = [
        f"{_tell_number(int(some['count'].sum()), int(some['alleged'].sum()), 'event')} in {unit}s {words} the publish dates"
        for coverage, words in (("partial", "partly within"), ("recalled", "outside"))
        if (some := told[told["coverage"] == coverage]).size
    ]
    if apart:
        sentences.append(f"Incomplete, and compared with none: {'; '.join(apart)}.")
    if "left_out" not in attrs:
        sentences.append("Events with no date, or dated to a span of several periods, are in none of these numbers.")
    elif attrs["left_out"]:
        sentences.append(f"Counted in no {unit}: {_tell_reasons(attrs['left_out'])}.")
    return sentences + describe_corrected(int(counts["n_corrected"].sum()), "event")


def _name_periods(periods: pd.DataFrame) -> pd.DataFrame:
    names = [describe_date(*days, "days", None) for days in zip(periods["period_start"], periods["period_end"], strict=True)]
    return periods.set_axis(names)


def _tell_groups(totals: pd.DataFrame) -> str:
    """Say the totals (count, alleged; the index names them) of the largest groups, and of the others together."""
    ordered = totals[totals["count"] > 0].sort_values("count", ascending=False, kind="stable")
    parts = [f"{name} {_tell_number(int(n), int(alleged))}" for name, n, alleged in ordered.head(_GROUPS_NAMED).itertuples()]
    rest = ordered.iloc[_GROUPS_NAMED:].sum()
    if n_others := len(ordered.iloc[_GROUPS_NAMED:]):
        parts.append(f"{count_nouns(n_others, 'other')} together {_tell_number(int(rest['count']), int(rest['alleged']))}")
    return "; ".join(parts)


def _tell_total(n: int, alleged: int, dated: str = "") -> str:
    return f"{count_nouns(n, 'event')}{dated}, {f'{alleged:,}' if alleged else 'none'} of them alleged"


def _tell_number(n: int, alleged: int, noun: str = "") -> str:
    """Say how many there are, and how many of them are alleged, if any.

    >>> _tell_number(1200, 3, "event"), _tell_number(5, 0)
    ('1,200 events (3 alleged)', '5')
    """
    return (count_nouns(n, noun) if noun else f"{n:,}") + (f" ({alleged:,} alleged)" if alleged else "")


def _tell_reasons(numbers: Mapping[Any, int]) -> str:
    """Say how many for each reason, most frequent first.

    >>> _tell_reasons({"empty": 1, "duplicate": 2})
    '2 (the same article came before), 1 (no text in it)'
    """
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{n:,} ({REASONS.get(code, clean_text(code))})" for code, n in ordered)


def _tell_highest(totals: pd.DataFrame, noun: str) -> str:
    """Say which rows of totals (count, alleged; the index names them) have the highest count, and whether others may have it.

    `at_most`, where totals have it, is what a count may be once events that are dated less precisely are placed.
    """
    highest = int(totals["count"].max())
    first = totals[totals["count"] == highest]
    events = count_nouns(highest, "event")
    if len(first) > _MOST_NAMED:
        told = f"the highest count is {events}, in {count_nouns(len(first), noun)}"
    else:
        named = [f"{name} ({alleged:,} alleged)" if alleged else str(name) for name, alleged in first["alleged"].items()]
        told = f"the highest count is {events}: {'; '.join(named)}"
    rivals = totals[(totals["count"] < highest) & (totals.get("at_most", totals["count"]) >= highest)]
    if len(rivals):
        told += f"; with events dated less precisely {count_nouns(len(rivals), 'other')} may have as many"
    return told
