"""Values: what a cell of a stranger's table holds, as words or as a calendar day."""

import re
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

import pandas as pd

DateOrder = Literal["dmy", "mdy", "ymd"]

EARLIEST = 1900  # year; no news of an earlier one is read
HOLDS_ZEROS = "holds zero bytes, which no text does"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")  # 2019-02-05T23:30:00-05:00
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4}|T?\d{6}Z?)?$")  # 20190205, 20190205233000
EPOCH = re.compile(r"\d{10}(?:\d{3})?$")  # 1549324800, 1549324800000: seconds or milliseconds since 1970
NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")  # 2/5/2019 10:15, 05.02.19
# Tue, 5th of Feb. 2019
DAY_MONTH = re.compile(r"(?:[A-Za-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})(?!\d)")
# Tuesday, February 5, 2019
MONTH_DAY = re.compile(r"(?:[A-Za-z]+,? )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")


def has_value(value: Any) -> bool:
    return value not in (None, "", ()) and value == value and value is not pd.NaT


def read_words(value: Any) -> tuple[str | None, str | None]:
    """Read a cell as words, and say why what it holds are none that a table can keep."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]  # {"source": {"id": "ew", "name": "Example Wire"}}
    if not has_value(value):
        return None, None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float):
        return None, f"is a {type(value).__name__}, not words"
    words = str(value)
    if "\0" in words:
        return None, HOLDS_ZEROS
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        return None, "holds half a surrogate pair, which no file can store"
    return words, None


def is_possible(day: date) -> bool:
    """Tell whether an article can have been published on a day: the year 0216 is a slip of the pen."""
    return EARLIEST <= day.year <= date.today().year + 1


def parse_day(value: Any, order: DateOrder | None) -> date | None:
    """Parse a calendar day as it is written, in the source's own time zone; None where it is none or its order is open."""
    if isinstance(value, date):  # datetime and pd.Timestamp are dates too
        return value.date() if isinstance(value, datetime) else value
    words = (read_words(value)[0] or "").strip()
    if match := YEAR_FIRST.match(words):
        return _make_day(match[1], match[3], match[4])
    if match := COMPACT.match(words):
        return _make_day(*match.groups())
    if EPOCH.match(words):
        return datetime.fromtimestamp(int(words[:10]), UTC).date()
    if match := DAY_MONTH.match(words):
        return _make_day(match[3], _number_month(match[2]), match[1])
    if match := MONTH_DAY.match(words):
        return _make_day(match[3], _number_month(match[1]), match[2])
    readings = read_orders(words)
    if order:
        return readings.get(order)
    return next(iter(readings.values())) if len(set(readings.values())) == 1 else None


def _make_day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _number_month(name: str) -> int:
    """Give a month's number by its first three letters; 0, which no date has, where they are of no month."""
    return MONTHS.index(name[:3].casefold()) + 1 if name[:3].casefold() in MONTHS else 0


def read_orders(words: str) -> dict[DateOrder, date]:
    """Read a date in figures in every order that gives a day: 13/02/2019 is {"dmy": 13 February}."""
    match = NUMERIC.match(words)
    if not match:
        return {}
    first, second, third = match[1], match[3], match[4]
    # Two-digit years as in POSIX: 69-99 are of the last century.
    year = int(third) if len(third) == 4 else _expand_year(third)
    days = {"dmy": _make_day(year, second, first), "mdy": _make_day(year, first, second)}
    if len(third) == 2 and len(first) == 2:
        days["ymd"] = _make_day(_expand_year(first), second, third)
    return {order: day for order in get_args(DateOrder) if (day := days.get(order))}


def _expand_year(digits: str) -> int:
    return int(digits) + (1900 if int(digits) >= 69 else 2000)
