"""Periods: days, weeks and months in a row, the days that are asked for, and which of them an event can lie in."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from analystkit.errors import ArgumentError
from analystkit.language.days import read_day
from analystkit.tables import TableError

FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M"}  # W-SUN: a week that ends on a Sunday starts on a Monday
LONGEST_AXIS = 4000  # periods: more than ten years of days; more cannot be told apart in a chart
Day = str | date | None
Span = tuple[pd.Timestamp | None, pd.Timestamp | None]
YEAR = re.compile(r"\b[0-9]{4}(?![0-9])")  # 2018Q3
SLASHED_DAY = re.compile(r"(?<![0-9-])[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{4}\b")  # 05/02/2016, of which nobody knows the month
Positions = np.ndarray[tuple[int], np.dtype[np.int64]]


class Axis(NamedTuple):
    """The periods counted into, first to last, without a gap."""

    starts: pd.DatetimeIndex
    ends: pd.DatetimeIndex

    def locate(self, days: "pd.Series[pd.Timestamp]") -> Positions:
        """Position of the period that holds each day: -1 before the first one, their number behind the last one."""
        found = self.starts.searchsorted(pd.DatetimeIndex(days), side="right").astype(np.int64) - 1
        return np.where(days.to_numpy() > self.ends[-1].to_datetime64(), len(self.ends), found) if len(self.ends) else found

    def span(self, intervals: pd.DataFrame) -> tuple[Positions, Positions]:
        """Position of the first and the last period that each interval reaches into; those that reach into none are left out."""
        dated = intervals.dropna()
        first, last = self.locate(dated["start"]), self.locate(dated["end"])
        near = (last >= 0) & (first < len(self.starts))
        return np.maximum(first[near], 0), np.minimum(last[near], len(self.starts) - 1)


def require_frequency(freq: str) -> None:
    """Check that `freq` is a length of a period.

    Raises
    ------
    ArgumentError
        It is none.
    """
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


def read_intervals(rows: pd.DataFrame, argument: str) -> pd.DataFrame:
    """Read the first and the last day (start, end) of each event or report, both missing where one is.

    Raises
    ------
    TableError
        One ends before it starts.
    """
    dates = rows[["date_start", "date_end"]].reset_index(drop=True).astype("datetime64[us]")  # an empty table may have no types
    start, end = dates["date_start"], dates["date_end"]
    wrong = end < start
    if wrong.any():
        row = wrong.to_list().index(True)
        raise TableError(f"{argument}: row {row} ends on {end[row]:%Y-%m-%d}, before it starts on {start[row]:%Y-%m-%d}; correct its dates")
    return pd.DataFrame({"start": start.where(end.notna()), "end": end.where(start.notna())})


def settle_nights(intervals: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Put what is of two days (overnight) on the first of them that lies in `span`, and leave longer intervals as they are."""
    start, end = intervals["start"], intervals["end"]
    short = (end - start).dt.days <= 1
    if span[0] is not None:
        start = start.mask(short & (start < span[0]) & (end >= span[0]), span[0])
    return pd.DataFrame({"start": start, "end": end.mask(short, start)})


def build_axis(days: "pd.Series[pd.Timestamp]", freq: str, span: Span) -> Axis:
    """Build the periods from the first to the last of the days, or of the span where it has an end; no days give none.

    Raises
    ------
    ArgumentError
        There would be more than `LONGEST_AXIS`.
    """
    first, last = span[0] or days.min(), span[1] or days.max()
    if pd.isna(first) or pd.isna(last) or first > last:
        return Axis(pd.DatetimeIndex([]), pd.DatetimeIndex([]))
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
    return Axis(
        pd.DatetimeIndex([max(starts[0], span[0] or starts[0]), *starts[1:]]),
        pd.DatetimeIndex([*ends[:-1], min(ends[-1], span[1] or ends[-1])]),
    )


def read_period(value: str | pd.Period | Sequence[str | date], argument: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read a period, as pandas takes it or as two days, and give its first and last day.

    Raises
    ------
    ArgumentError
        It is none, is shorter than a day, or is a day that may be read in two ways.

    Examples
    --------
    >>> [f"{day:%d.%m.%Y}" for day in read_period("2018Q3", "first")]
    ['01.07.2018', '30.09.2018']
    >>> [f"{day:%d.%m.%Y}" for day in read_period(("2018-09-17", "2018-09-23"), "first")]
    ['17.09.2018', '23.09.2018']
    """
    remedy = "write it as 2018, 2018Q3, 2018-09, 2018-09-17/2018-09-23, or give its first and last day"
    if isinstance(value, str) and value.count("/") == 1:
        value = value.split("/")  # two days as ISO 8601 joins them
    if not isinstance(value, str | pd.Period):
        if not isinstance(value, Sequence) or len(value) != 2:
            raise ArgumentError(f"{argument}: {value!r} is no period; {remedy}")
        start, end = (pd.Timestamp(read_day(day, argument)) for day in value)
        if start > end:
            raise ArgumentError(f"{argument}: its first day, {start:%Y-%m-%d}, lies behind its last, {end:%Y-%m-%d}; exchange them")
        return start, end
    if isinstance(value, str) and (SLASHED_DAY.search(value) or not YEAR.search(value)):
        raise ArgumentError(f"{argument}: {value!r} is no period, or may be read as several; {remedy}")
    try:
        period = pd.Period(value)
    except ValueError as error:
        raise ArgumentError(f"{argument}: {value!r} is no period; {remedy}") from error
    start, behind = period.start_time, (period + 1).start_time
    if start != start.normalize() or behind != behind.normalize():
        raise ArgumentError(f"{argument}: {value!r} is no number of whole days; {remedy}")
    return start, behind - pd.Timedelta(days=1)
