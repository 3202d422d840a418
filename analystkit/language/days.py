"""Days: the calendar, and the words of dates (dates.csv) and their patterns (date_rules.csv) with what they stand for.

What makes days of a rule's match stands beside: written dates, those against the publish date, those against what was told before.
"""

import calendar
import csv
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from analystkit.errors import ArgumentError

Precision = Literal["day", "days", "month", "year", "unknown"]
Match = re.Match[str]
Interval = tuple[date, date]


class Days(NamedTuple):
    """What a rule makes of a match: the days, or none and how precise they would be."""

    start: date | None
    end: date | None
    precision: Precision


class Now(NamedTuple):
    """What a telling of time counts from: the publish date, what was told before, and the day told before in the same sentence."""

    published: date | None
    anchor: Interval | None
    told: date | None = None


# A day as a caller writes it: 2018-09-17
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
CENTURIES = range(11, 22)  # the 11th to the 21st
UNKNOWN = Days(None, None, "unknown")
# What makes a stretch of days told together: "between April 3 and April 9"
BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)


# ---- words


@cache
def read_terms() -> dict[str, dict[str, str]]:
    """Read dates.csv: {kind: {term: value}}."""
    terms: dict[str, dict[str, str]] = {}
    for row in read_rows("dates.csv"):
        terms.setdefault(row["kind"], {})[row["term"]] = row["value"]
    return terms


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Read the rows of one of the package's own CSV files."""
    with files("analystkit.data").joinpath(name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@cache
def _read_patterns() -> dict[str, str]:
    """Read what {name} in a pattern stands for: a fragment of date_rules.csv or the alternatives of one kind of word, longest first."""
    patterns = {}
    for kind, terms in read_terms().items():
        words = [re.escape(term).replace("'", "['’]?").replace(r"\ ", r"[\s\xa0]+") for term in sorted(terms, key=len, reverse=True)]
        # ASCII: else "s" would also catch a long s, which read_terms does not know
        patterns[kind] = ("(?a-i:" if kind == "decoy" else "(?a:") + "|".join(words) + ")"
    return patterns | {row["name"]: row["pattern"] for row in read_rows("date_rules.csv") if row["kind"] == "fragment"}


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of date_rules.csv, what stands in {braces} put in."""
    while (filled := re.sub(r"\{([a-z_]+)\}", lambda name: _read_patterns()[name[1]], pattern)) != pattern:
        pattern = filled
    return re.compile(pattern, re.IGNORECASE)


def take_word(match: Match, group: str) -> str:
    """Take what a group caught, or one whose name goes on behind it (unit, unit_running), in lower case; "" where neither did."""
    caught = (words for name, words in match.groupdict().items() if words and (name == group or name.startswith(group + "_")))
    return re.sub(r"\s+", " ", next(caught, "").lower().replace("’", "'"))


def read_unit(match: Match) -> str:
    """Read the unit that a match counts in; days where it is of any other word."""
    unit = take_word(match, "unit").removesuffix("s")
    return unit if unit in ("hour", "week", "weekend", "month", "year") else "day"


def read_number(words: str) -> int:
    """Read a number in words or digits: "two", "a couple of", "third", "21st"."""
    digits = re.match(r"\d+", words)
    return int(digits[0] if digits else {**read_terms()["number"], **read_terms()["ordinal"]}[words])


def read_month(words: str) -> int:
    return int({**read_terms()["month"], **read_terms()["month_short"]}[words.lower().rstrip(".")])


def read_weekday(words: str) -> int:
    return int({**read_terms()["weekday"], **read_terms()["weekday_short"]}[words.lower()])


# ---- the calendar


def read_day(value: Any, argument: str) -> date:
    """Read a day that a caller asks for: a date, of a time the day on its own clock, or YYYY-MM-DD; nothing else is guessed at.

    Raises
    ------
    ValueError
        `value` is no such day; the message names `argument`.

    Examples
    --------
    >>> read_day("2018-09-17", "since")
    datetime.date(2018, 9, 17)
    """
    if isinstance(value, date) and value == value:  # datetime, pd.Timestamp and pd.NaT, which is not itself, are dates too
        return value.date() if isinstance(value, datetime) else value
    match = ISO_DAY.fullmatch(value) if isinstance(value, str) else None
    day = make_day(*map(int, match.groups())) if match else None
    if day is None:
        raise ArgumentError(f"{argument}: {value!r} is no day; write it as 2018-09-17")
    return day


def make_span(start: date, end: date, precision: Precision | None = None) -> Days:
    """Make days of an interval; where no unit names it, its length says how precise it is."""
    length = (end - start).days + 1
    return Days(start, end, precision or ("day" if length == 1 else "days" if length <= 31 else "month" if length <= 92 else "year"))


def make_day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1] else None


def read_numeric(first: str, second: str, year: int) -> set[date]:
    """Read "03-04" both ways: every day that it can be."""
    return {day for month, number in ((first, second), (second, first)) if (day := make_day(year, int(month), int(number)))}


def shift_day(day: date, count: int, unit: str) -> date:
    """Move a day by some units; by months and years to the last day of a month that is too short."""
    if unit not in ("month", "year"):
        return day + timedelta(count * (7 if unit in ("week", "weekend") else 1))
    years, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1), 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def find_period(day: date, unit: str) -> Interval:
    """Find the week (Monday to Sunday), its weekend, the month or the year that holds a day."""
    monday = day - timedelta(day.weekday())
    if unit == "month":
        return day.replace(day=1), shift_day(day.replace(day=1), 1, "month") - timedelta(1)
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return {"week": (monday, monday + timedelta(6)), "weekend": (monday + timedelta(5), monday + timedelta(6))}.get(unit, (day, day))


def name_precision(unit: str) -> Precision | None:
    """Name the precision of a calendar month or year; other units have that of their length."""
    return "month" if unit == "month" else "year" if unit == "year" else None


def find_easter(year: int) -> date:
    """Compute western Easter Sunday (the anonymous Gregorian computus, as in Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + sunday - 7 * ((year % 19 + 11 * moon + 22 * sunday) // 451) + 114, 31)
    return date(year, month, day + 1)
