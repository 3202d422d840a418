"""Counts: how many events lie in each day, week or month, and which events no period can hold."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analystkit.errors import ArgumentError
from analystkit.language.days import read_day
from analystkit.language.judgements import REAL
from analystkit.tables import TableError, build_table, check_table

FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M"}  # W-SUN: a week that ends on a Sunday starts on a Monday
LONGEST_AXIS = 2000  # periods: about five years of days; more cannot be read in a chart
NOT_KNOWN = "(not known)"
Day = str | date | None
Span = tuple[pd.Timestamp | None, pd.Timestamp | None]


class _Axis(NamedTuple):
    """The periods counted into, first to last, without a gap."""

    starts: pd.DatetimeIndex
    ends: pd.DatetimeIndex

    def locate(self, days: "pd.Series[pd.Timestamp]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Position of the period that holds each day: -1 before the first one, their number behind the last one."""
        found = self.starts.searchsorted(pd.DatetimeIndex(days), side="right").astype(np.int64) - 1
        return np.where(days.to_numpy() > self.ends[-1].to_datetime64(), len(self.ends), found) if len(self.ends) else found

    def span(self, intervals: pd.DataFrame) -> "tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]":
        """Position of the first and the last period that each interval reaches into; those that reach into none are left out."""
        dated = intervals.dropna()
        first, last = self.locate(dated["start"]), self.locate(dated["end"])
        near = (last >= 0) & (first < len(self.starts))
        return np.maximum(first[near], 0), np.minimum(last[near], len(self.starts) - 1)


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
        n_vague (reports that widen `at_most`), window.

    Raises
    ------
    ValueError
        `freq` is not known, `since` lies behind `until`, there would be more than 2,000 periods, or a report of `unlinked` is in an event.
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
    _require_known(freq)
    if by is not None and (by not in events.columns or by == "geometry"):
        raise ArgumentError(
            f"by: {by!r} is no column to count by; take one of {', '.join(name for name in events.columns if name != 'geometry')}"
        )
    span = read_span(since, until)
    intervals = _read_intervals(events, span, "events")
    vague = _choose_vague(unlinked, events)
    loose = _read_intervals(vague, span, "unlinked")
    codes = np.array(_give_reasons(intervals, freq, span), dtype=object)
    counted = codes == ""
    published = articles.loc[articles["problem"].isna(), "published"].dropna().astype("datetime64[us]")
    axis = _build_axis(pd.concat([intervals.loc[counted, "start"], published]), freq, span)
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
    _require_known(freq)
    span = read_span(since, until)
    codes = _give_reasons(_read_intervals(events, span, "events"), freq, span)
    rows = [
        {"stage": "count", "event_id": event_id, "reason_code": code, "reason": _explain(code, start, end, freq, span)}
        for event_id, code, start, end in zip(events["event_id"], codes, events["date_start"], events["date_end"], strict=True)
        if code
    ]
    return build_table(rows, "left_out")


def _require_known(freq: str) -> None:
    if freq not in FREQUENCIES:
        raise ArgumentError(f"freq: {freq!r} is no length of a period; take {', '.join(FREQUENCIES)}")


def read_span(since: Day, until: Day) -> Span:
    """Read the first and the last day asked for, either of which may be None.

    Raises
    ------
    ValueError
        One is no day, or `since` lies behind `until`.

    Examples
    --------
    >>> read_span("2018-09-17", None)
    (Timestamp('2018-09-17 00:00:00'), None)
    """
    first, last = (
        None if value is None else pd.Timestamp(read_day(value, argument)) for argument, value in (("since", since), ("until", until))
    )
    if first is not None and last is not None and first > last:
        raise ArgumentError(f"since: {first:%Y-%m-%d} lies behind until, {last:%Y-%m-%d}; exchange them")
    return first, last


def _choose_vague(unlinked: pd.DataFrame | None, events: pd.DataFrame) -> pd.DataFrame:
    """Choose of the reports in no event those of real, single acts."""
    reports = build_table([], "reports") if unlinked is None else check_table(unlinked, "reports", "unlinked")
    told = {report_id for ids in events["report_ids"].dropna() for report_id in ids.split()}
    joined = reports.loc[reports["report_id"].isin(told), "report_id"]
    if len(joined):
        raise ArgumentError(f"unlinked: report {joined.iloc[0]!r} is in an event; give the reports that list_unlinked names, no others")
    return pd.DataFrame(reports[reports["status"].isin(REAL) & ~reports["aggregate"]])


def _read_intervals(rows: pd.DataFrame, span: Span, argument: str) -> pd.DataFrame:
    """First and last day of each event as they are counted: one of two days stands on the first of them that is asked for."""
    dates = rows[["date_start", "date_end"]].reset_index(drop=True).astype("datetime64[us]")  # an empty table may have no types
    start, end = dates["date_start"], dates["date_end"]
    wrong = end < start
    if wrong.any():
        row = wrong.to_list().index(True)
        raise TableError(f"{argument}: row {row} ends on {end[row]:%Y-%m-%d}, before it starts on {start[row]:%Y-%m-%d}; correct its dates")
    start, end = start.where(end.notna()), end.where(start.notna())
    short = (end - start).dt.days <= 1
    if span[0] is not None:
        start = start.mask(short & (start < span[0]) & (end >= span[0]), span[0])
    return pd.DataFrame({"start": start, "end": end.mask(short, start)})


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


def _build_axis(days: "pd.Series[pd.Timestamp]", freq: str, span: Span) -> _Axis:
    first, last = span[0] or days.min(), span[1] or days.max()
    if pd.isna(first) or pd.isna(last) or first > last:
        return _Axis(pd.DatetimeIndex([]), pd.DatetimeIndex([]))
    left, right = first.to_period(FREQUENCIES[freq]), last.to_period(FREQUENCIES[freq])
    n_periods = right.ordinal - left.ordinal + 1
    if n_periods > LONGEST_AXIS:
        raise ArgumentError(
            f"freq: {first:%Y-%m-%d} to {last:%Y-%m-%d} has {n_periods:,} periods of a {freq}, more than {LONGEST_AXIS:,}; "
            f"take {'' if freq == 'month' else 'a longer freq, or '}since and until to count a part of them"
        )
    periods = pd.period_range(left, right)
    starts = periods.asfreq("D", "S").to_timestamp().as_unit("us").to_list()
    ends = periods.asfreq("D", "E").to_timestamp().as_unit("us").to_list()
    # cut where the caller cuts, so that no period claims days that were not counted
    return _Axis(
        pd.DatetimeIndex([max(starts[0], span[0] or starts[0]), *starts[1:]]),
        pd.DatetimeIndex([*ends[:-1], min(ends[-1], span[1] or ends[-1])]),
    )


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


def _count_group(counted: pd.DataFrame, starts: "pd.Series[pd.Timestamp]", may: pd.DataFrame, axis: _Axis) -> pd.DataFrame:
    """Count the events of one group, each by its start, and the intervals in which there may be one more: one row is one period."""
    n_periods = len(axis.starts)
    position = axis.locate(starts)

    def total(values: "pd.Series[Any]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        return np.bincount(position, weights=values.to_numpy(dtype=float), minlength=n_periods).astype(np.int64)

    count = np.bincount(position, minlength=n_periods)
    steps = np.zeros(n_periods + 1, dtype=np.int64)
    first, last = axis.span(may)
    np.add.at(steps, first, 1)
    np.add.at(steps, last + 1, -1)
    return pd.DataFrame(
        {
            "period_start": axis.starts,
            "period_end": axis.ends,
            "count": count,
            "alleged": total(counted["status"] == "alleged"),
            "at_least": count,
            "at_most": count + np.cumsum(steps)[:-1],
            "with_killed": total((counted["killed_low"] >= 1).fillna(False)),
            "n_reports": total(counted["n_reports"]),
            "n_corrected": total((counted["n_corrected"] > 0).fillna(False)),
        }
    )


def _describe_coverage(axis: _Axis, published: "pd.Series[pd.Timestamp]") -> list[str]:
    if published.empty:
        return ["recalled"] * len(axis.starts)
    first, last = published.min(), published.max()
    collected, recalled = (axis.starts >= first) & (axis.ends <= last), (axis.ends < first) | (axis.starts > last)
    return list(np.select([collected, recalled], ["collected", "recalled"], "partial"))
