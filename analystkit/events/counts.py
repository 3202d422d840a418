"""Counts: how many events lie in each day, week or month, and which events no period can hold."""

from typing import Any

import numpy as np
import pandas as pd

from analystkit.errors import ArgumentError
from analystkit.events.periods import FREQUENCIES, Axis, Day, Span, build_axis, read_intervals, read_span, require_frequency, settle_nights
from analystkit.language.judgements import REAL
from analystkit.tables import build_table, check_table

NOT_KNOWN = "(not known)"
NUMBERS = ("killed", "n_strikes")  # what is summed beside the events, each from a low and a high


def count_events(
    events: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    freq: str = "month",
    by: str | None = None,
    since: Day = None,
    until: Day = None,
    unlinked: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count events by day, week or month; one row is one period, or one period and group.

    An event is counted in the period that holds its whole interval, one of two days (overnight) on the first of them that
    is asked for. One dated to a longer interval that crosses a boundary is counted in no period and widens `at_most` of
    each it may lie in; so does a report that fits several events and joined none, since it may tell of one more. Periods
    without events are there with 0. The periods run from the first to the last counted event or publish date, whichever
    lies further out, or from `since` to `until`; the first and the last are cut there. `list_uncounted` gives the events
    that are in no `count`; together they are all events, which is checked.

    Parameters
    ----------
    events
        The events table.
    articles
        The articles the events were read from: their first and last publish date say which periods were collected.
    freq
        Length of a period: day, week (from Monday to Sunday) or month.
    by
        A column of `events`, whose values become the groups. By actor, a group names its basis too: ``Israel (claimed)``.
    since, until
        First and last day to count, inclusive; without them everything is counted.
    unlinked
        The reports in no event: rows of the reports table whose `report_id` `list_unlinked` names. Planned, threatened and
        denied acts and running totals among them count for nothing.

    Returns
    -------
    pandas.DataFrame
        The counts table. `n_articles` and `coverage` are those of the period, the same for each group of it.
        Its ``attrs`` carry what a chart must tell beside the bars: freq, by, n_events, left_out (events by reason),
        n_vague (reports that widen `at_most`), largest (number of killed and of strikes of one event), window.

    Raises
    ------
    ValueError
        `freq` is not known, `since` lies behind `until`, there would be more than 4,000 periods, or a report of `unlinked` is in an event.
    TableError
        A table is not one, or an event or report ends before it starts.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> articles = build_table([{"published": "2018-09-20"}], "articles").assign(article_id="a", published_basis="given", text="", file="f")
    >>> count_events(build_table([], "events"), articles)[["period_start", "period_end", "count", "n_articles", "coverage"]]
      period_start period_end  count  n_articles coverage
    0   2018-09-01 2018-09-30      0           1  partial
    """
    check_table(events, "events", "events")
    check_table(articles, "articles", "articles")
    require_frequency(freq)
    if by is not None and (by not in events.columns or by == "geometry"):
        raise ArgumentError(
            f"by: {by!r} is no column to count by; take one of {', '.join(name for name in events.columns if name != 'geometry')}"
        )
    span = read_span(since, until)
    intervals = settle_nights(read_intervals(events, "events"), span)
    vague = choose_vague(unlinked, events)
    loose = settle_nights(read_intervals(vague, "unlinked"), span)
    codes = np.array(_give_reasons(intervals, freq, span), dtype=object)
    counted = codes == ""
    published = articles.loc[articles["problem"].isna(), "published"].dropna().astype("datetime64[us]")
    axis = build_axis(pd.concat([intervals.loc[counted, "start"], published]), freq, span)
    places = axis.locate(published)
    n_articles = np.bincount(places[(places >= 0) & (places < len(axis.starts))], minlength=len(axis.starts))
    parts = []
    names, theirs = _name_groups(events, by), _name_groups(vague, by)
    for name in sorted({*names, *theirs}) or [None]:
        mine = names == name
        may = pd.concat([intervals[mine & ~counted], loose[theirs == name]])
        group = _count_group(events[mine & counted], intervals.loc[mine & counted, "start"], may, axis)
        parts.append(group.assign(group=name, n_articles=n_articles, coverage=_describe_coverage(axis, published)))
    counts = pd.concat(parts).sort_values("period_start", kind="stable")
    result = build_table((dict(zip(counts.columns, row, strict=True)) for row in counts.itertuples(index=False)), "counts")
    if int(result["count"].sum()) + int((~counted).sum()) != len(events):
        raise RuntimeError(f"{result['count'].sum()} events counted and {(~counted).sum()} left out are not the {len(events)} given")
    result.attrs = {
        "freq": freq,
        "by": by,
        "n_events": len(events),
        "left_out": {code: int((codes == code).sum()) for code in ("no_date", "coarse_date", "not_selected") if (codes == code).any()},
        "n_vague": len(axis.span(loose)[0]),
        "largest": {name: int(events.loc[counted, f"{name}_low"].fillna(0).max()) if counted.any() else 0 for name in NUMBERS},
        "window": [f"{day:%Y-%m-%d}" for day in (published.min(), published.max())] if len(published) else None,
    }
    return result


def list_uncounted(events: pd.DataFrame, *, freq: str = "month", since: Day = None, until: Day = None) -> pd.DataFrame:
    """List the events that `count_events` counts in no period; one row of the left_out table is one event.

    Parameters
    ----------
    events, freq, since, until
        As given to `count_events`.

    Returns
    -------
    pandas.DataFrame
        The left_out table, stage ``count``. `reason_code` is no_date, coarse_date (the event spans several periods) or
        not_selected (it lies before `since` or after `until`).

    Raises
    ------
    ValueError
        `freq` is not known, or `since` lies behind `until`.
    TableError
        `events` is no events table, or one of them ends before it starts.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> list(list_uncounted(build_table([], "events")).columns[:4])
    ['stage', 'article_id', 'report_id', 'event_id']
    """
    check_table(events, "events", "events")
    require_frequency(freq)
    span = read_span(since, until)
    codes = _give_reasons(settle_nights(read_intervals(events, "events"), span), freq, span)
    rows = [
        {"stage": "count", "event_id": event_id, "reason_code": code, "reason": _explain(code, start, end, freq, span)}
        for event_id, code, start, end in zip(events["event_id"], codes, events["date_start"], events["date_end"], strict=True)
        if code
    ]
    return build_table(rows, "left_out")


def choose_vague(unlinked: pd.DataFrame | None, events: pd.DataFrame) -> pd.DataFrame:
    """Choose of the reports in no event those of real, single acts.

    Raises
    ------
    ArgumentError
        One of them is in an event.
    """
    reports = build_table([], "reports") if unlinked is None else check_table(unlinked, "reports", "unlinked")
    told = {report_id for ids in events["report_ids"].dropna() for report_id in ids.split()}
    joined = reports.loc[reports["report_id"].isin(told), "report_id"]
    if len(joined):
        raise ArgumentError(f"unlinked: report {joined.iloc[0]!r} is in an event; give the reports that list_unlinked names, no others")
    return pd.DataFrame(reports[reports["status"].isin(REAL) & ~reports["aggregate"]])


def _give_reasons(intervals: pd.DataFrame, freq: str, span: Span) -> list[str]:
    """Why each event is in no period, an empty string where it is in one."""
    start, end = intervals["start"], intervals["end"]
    first, last = span[0] or start.min(), span[1] or end.max()
    outside = (end < first) | (start > last)
    across = (start < first) | (end > last) | (start.dt.to_period(FREQUENCIES[freq]) != end.dt.to_period(FREQUENCIES[freq]))
    return list(np.select([start.isna(), outside, across], ["no_date", "not_selected", "coarse_date"], ""))


def _explain(code: str, start: pd.Timestamp, end: pd.Timestamp, freq: str, span: Span) -> str:
    if code == "no_date":
        return "No article says on which day, month and year it happened; an article's publish date is not taken for it."
    interval = f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    if code == "not_selected":
        limits = [f"{name} {day:%Y-%m-%d}" for name, day in zip(("since", "until"), span, strict=True) if day is not None]
        return f"It happened in {interval}, outside the days counted ({', '.join(limits)})."
    return f"It is dated to {interval}, which no single {freq} of the count holds; it widens at_most of each that it may lie in."


def _name_groups(rows: pd.DataFrame, by: str | None) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Name the group of each event or report, None where all are counted together."""
    if by is None:
        return np.full(len(rows), None, dtype=object)
    if by not in rows.columns:  # of a report, which lacks some columns of events
        return np.full(len(rows), NOT_KNOWN, dtype=object)
    names = rows[by].astype("str").fillna(NOT_KNOWN)
    if by in ("actor", "actor_id"):  # a count by actor says on what the actor rests
        names = names.where(rows["actor_basis"].isna() | rows[by].isna(), names + " (" + rows["actor_basis"].fillna("") + ")")
    return names.to_numpy(dtype=object)


def _count_group(counted: pd.DataFrame, starts: "pd.Series[pd.Timestamp]", may: pd.DataFrame, axis: Axis) -> pd.DataFrame:
    """Count the events of one group, each by its start, their tolls and strikes, and the intervals that may hold one more.

    One row is one period.
    """
    n_periods = len(axis.starts)
    position = axis.locate(starts)

    def total(values: "pd.Series[Any]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        return np.bincount(position, weights=values.to_numpy(dtype=float), minlength=n_periods).astype(np.int64)

    count = np.bincount(position, minlength=n_periods)
    steps = np.zeros(n_periods + 1, dtype=np.int64)
    first, last = axis.span(may)
    np.add.at(steps, first, 1)
    np.add.at(steps, last + 1, -1)
    alleged, deadly = counted["status"] == "alleged", (counted["killed_low"] >= 1).fillna(False)
    group = pd.DataFrame(
        {
            "period_start": axis.starts,
            "period_end": axis.ends,
            "count": count,
            "alleged": total(alleged),
            "at_least": count,
            "at_most": count + np.cumsum(steps)[:-1],
            "with_killed": total(deadly),
            "with_killed_alleged": total(deadly & alleged),
            "n_reports": total(counted["n_reports"]),
            "n_corrected": total((counted["n_corrected"] > 0).fillna(False)),
        }
    )
    for name in NUMBERS:
        low, high = counted[f"{name}_low"], counted[f"{name}_high"]
        group[f"{name}_told"] = total(low.notna() | high.notna())
        group[f"{name}_low"] = total(low.fillna(0))
        group[f"{name}_alleged"] = total(low.fillna(0).where(alleged, 0))
        is_open = total(low.notna() & high.isna()) > 0
        group[f"{name}_high"] = pd.Series(total(high.fillna(0)), dtype="Int64").mask(is_open)
    return group


def _describe_coverage(axis: Axis, published: "pd.Series[pd.Timestamp]") -> list[str]:
    if published.empty:
        return ["recalled"] * len(axis.starts)
    first, last = published.min(), published.max()
    collected, recalled = (axis.starts >= first) & (axis.ends <= last), (axis.ends < first) | (axis.starts > last)
    return list(np.select([collected, recalled], ["collected", "recalled"], "partial"))
