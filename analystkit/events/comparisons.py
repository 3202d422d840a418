"""Comparisons: which events two tables share, and which only one of them has."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from analystkit.corrections.changes import Spot
from analystkit.errors import ArgumentError
from analystkit.geography.places import measure_km
from analystkit.linking.tellings import FINE
from analystkit.tables import check_table

COLUMNS = ("side", "event_id", "their_event_id", "km", "days_apart", "reason", "date_start", "place", "country", "event_type")
MOST_DAYS = 31  # of an event's interval; a longer one fits too many


class _Event(NamedTuple):
    """An event that can be compared: its row, first and last day as numbers, and where it was."""

    row: int
    start: int
    end: int
    spot: Any  # with latitude and longitude


class _Pair(NamedTuple):
    """Two events that may be one: how far apart, and which rows."""

    days: int
    km: float
    ours: int
    theirs: int


def compare_events(ours: pd.DataFrame, theirs: pd.DataFrame, *, within_km: float = 25, within_days: int = 1) -> pd.DataFrame:
    """Compare two tables of events: one row is an event of both, or of one side alone.

    Each event is matched with at most one of the other table: the nearest in days, then in km. Types are not compared,
    since others code them otherwise. An event known to a province, a month or less finely is not compared: what it matches would
    tell nothing. That one side lacks an event may be its fault, or that of what it was made from: look at the rows.

    Parameters
    ----------
    ours, theirs
        Events tables, as `link_events` and `read_events` give them.
    within_km, within_days
        How far apart two points and two intervals of days may be.

    Returns
    -------
    DataFrame
        `side` (both, ours, theirs), event_id and their_event_id, `km` and `days_apart` of those in both, `reason` (nothing
        near, not dated, no point, too coarse) of the others, and date_start, place, country and event_type.

    Raises
    ------
    ArgumentError
        A distance is negative.
    TableError
        A table is no events table.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> list(compare_events(build_table([], "events"), build_table([], "events")).columns)[:3]
    ['side', 'event_id', 'their_event_id']
    """
    for name, value in (("within_km", within_km), ("within_days", within_days)):
        if not value >= 0:
            raise ArgumentError(f"{name}: {value!r} is no distance; give 0 or more")
    # By id, so that of events equally near the same are matched whatever the order of the rows.
    ours, theirs = (check_table(table, "events", name).sort_values("event_id") for table, name in ((ours, "ours"), (theirs, "theirs")))
    tables = ours, theirs
    reasons = [[_explain(event) for event in table.itertuples()] for table in tables]
    matched: dict[int, _Pair] = {}
    taken: set[int] = set()
    for pair in sorted(_list_pairs(tables, reasons, within_km, within_days)):
        if pair.ours not in matched and pair.theirs not in taken:
            matched[pair.ours] = pair
            taken.add(pair.theirs)
    rows = [_describe(ours, row, "ours", reasons[0][row]) for row in range(len(ours)) if row not in matched]
    rows += [_describe(theirs, row, "theirs", reasons[1][row]) for row in range(len(theirs)) if row not in taken]
    for pair in matched.values():
        told = {"their_event_id": theirs["event_id"].iloc[pair.theirs], "km": round(pair.km, 1), "days_apart": pair.days, "reason": None}
        rows.append(_describe(ours, pair.ours, "both", None) | told)
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"km": "float64", "days_apart": "Int64", "date_start": "datetime64[us]"})
    return table.sort_values(["side", "date_start", "event_id", "their_event_id"], ignore_index=True)


def _explain(event: Any) -> str | None:
    """Say why an event cannot be compared; None where it can."""
    if pd.isna(event.date_start) or pd.isna(event.date_end):
        return "not dated"
    if event.geometry is None or event.geometry.is_empty:
        return "no point"
    if event.place_precision not in FINE or (event.date_end - event.date_start).days > MOST_DAYS:
        return "too coarse"
    return None


def _describe(table: pd.DataFrame, row: int, side: str, reason: str | None) -> dict[str, Any]:
    event = table.iloc[row]
    ids = {"event_id": None, "their_event_id": event["event_id"]} if side == "theirs" else {"event_id": event["event_id"]}
    told = {name: event[name] for name in ("date_start", "place", "country", "event_type")}
    return {"side": side, "their_event_id": None, "reason": reason or "nothing near", **ids, **told}


def _list_pairs(
    tables: tuple[pd.DataFrame, pd.DataFrame], reasons: list[list[str | None]], within_km: float, within_days: int
) -> Iterator[_Pair]:
    """List the pairs near enough in days and km."""
    ours, theirs = (
        [_place_event(table, row) for row, why in enumerate(told) if why is None] for table, told in zip(tables, reasons, strict=True)
    )
    by_day: dict[int, list[_Event]] = defaultdict(list)
    for event in theirs:
        for day in range(event.start, event.end + 1):
            by_day[day].append(event)
    for event in ours:
        days = range(event.start - within_days, event.end + within_days + 1)
        for other in {other.row: other for day in days for other in by_day.get(day, ())}.values():
            km = measure_km(event.spot, other.spot)
            if km <= within_km:
                yield _Pair(max(0, other.start - event.end, event.start - other.end), km, event.row, other.row)


def _place_event(table: pd.DataFrame, row: int) -> _Event:
    event = table.iloc[row]
    spot = Spot(event["geometry"].y, event["geometry"].x)
    return _Event(row, event["date_start"].toordinal(), event["date_end"].toordinal(), spot)
