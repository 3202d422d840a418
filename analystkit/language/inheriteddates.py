"""Inherited dates: what "that night" or "two days later" mean against what was told before; date_rules.csv names them."""

from collections.abc import Callable
from datetime import timedelta

from analystkit.language.days import (
    UNKNOWN,
    Days,
    Interval,
    Match,
    find_period,
    make_span,
    name_precision,
    read_number,
    read_unit,
    read_weekday,
    shift_day,
    take_word,
)


def _inherit(match: Match, anchor: Interval) -> Days | None:
    """Take what was told before, a calendar month or year as such: "in the same period"."""
    unit = next((unit for unit in ("month", "year") if find_period(anchor[0], unit) == anchor), "day")
    return make_span(*anchor, name_precision(unit))


def _inherit_period(match: Match, anchor: Interval) -> Days | None:
    return make_span(*find_period(anchor[0], read_unit(match)), name_precision(read_unit(match)))


def _inherit_next(match: Match, anchor: Interval) -> Days | None:
    return _move(anchor, 1 if take_word(match, "which") in ("next", "following") else -1, read_unit(match))


def _inherit_weekday(match: Match, anchor: Interval) -> Days | None:
    """Count to that Monday, the following one, the previous one."""
    number, which = read_weekday(match["weekday"]), take_word(match, "which")
    if which.endswith("previous"):
        day = anchor[0] - timedelta((anchor[0].weekday() - number) % 7 or 7)
    else:
        day = anchor[1] + timedelta((number - anchor[1].weekday()) % 7 or (0 if which == "that" else 7))
    return make_span(day, day)


def count_offset(match: Match, anchor: Interval, *, back: bool = False) -> Days | None:
    """Count days, weeks ... from an interval, or `back` to it: "two days later", "a day earlier"; uncounted hours are the same day."""
    count = "one" if take_word(match, "the") else take_word(match, "count")
    coarse = (anchor[1] - anchor[0]).days > 31 and read_unit(match) != "year"  # no day can be counted from a year
    if coarse or (not count and read_unit(match) != "hour"):
        return UNKNOWN
    away = (read_number(count) // 24 if count else 0) if read_unit(match) == "hour" else read_number(count)
    return _move(anchor, away if (take_word(match, "which") in ("later", "after")) != back else -away, read_unit(match))


def _inherit_offset_from(match: Match, anchor: Interval) -> Days | None:
    """Count from something that bears no date: "two days after the raid".

    At the head of a sentence ("Two days after the raid, jets returned") the count leads on from what was told; behind a clause
    ("Jets returned on Monday, two days after a raid") it leads back to what follows it.
    """
    return count_offset(match, anchor, back=bool(match.string[: match.start()].strip("\"'“‘ ")))


def _move(anchor: Interval, away: int, unit: str) -> Days:
    if unit in ("month", "year"):
        return make_span(*find_period(shift_day(anchor[0], away, unit), unit), name_precision(unit))
    return make_span(shift_day(anchor[0], away, unit), shift_day(anchor[1], away, unit))


INHERITED: dict[str, Callable[[Match, Interval], Days | None]] = {
    "same": _inherit,
    "same_period": _inherit_period,
    "next": _inherit_next,
    "weekday_that": _inherit_weekday,
    "offset": count_offset,
    "offset_from": _inherit_offset_from,
}
