"""Days: what the words of a date mean, by the calendar, against the publish date, or against what was told before.

Each function here makes days of one rule's match; date_rules.csv says which. dates.csv holds the words.
"""

import calendar
import csv
import re
from collections.abc import Callable, Iterator
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
    """What a telling of time counts from: the publish date, what was told before, and whether the sentence looks ahead."""

    published: date | None
    anchor: Interval | None
    future: bool


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


def _unit(match: Match) -> str:
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


def _shift(day: date, count: int, unit: str) -> date:
    """Move a day by some units; by months and years to the last day of a month that is too short."""
    if unit not in ("month", "year"):
        return day + timedelta(count * (7 if unit in ("week", "weekend") else 1))
    years, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1), 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def _period(day: date, unit: str) -> Interval:
    """Find the week (Monday to Sunday), its weekend, the month or the year that holds a day."""
    monday = day - timedelta(day.weekday())
    if unit == "month":
        return day.replace(day=1), _shift(day.replace(day=1), 1, "month") - timedelta(1)
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return {"week": (monday, monday + timedelta(6)), "weekend": (monday + timedelta(5), monday + timedelta(6))}.get(unit, (day, day))


def _name_precision(unit: str) -> Precision | None:
    return "month" if unit == "month" else "year" if unit == "year" else None


def find_easter(year: int) -> date:
    """Compute western Easter Sunday (the anonymous Gregorian computus, as in Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + sunday - 7 * ((year % 19 + 11 * moon + 22 * sunday) // 451) + 114, 31)
    return date(year, month, day + 1)


def _take_portion(match: Match, start: date, end: date) -> Interval:
    """Cut a month or a year to what its portion says: a third ("early", "the end of") or a half."""
    portion = take_word(match, "portion")
    if not portion or portion == "earlier":
        return start, end
    which = 0 if portion.startswith(("early", "start", "begin", "first")) else 1 if portion.startswith(("mid", "second")) else 2
    parts = 2 if "half" in portion else 3
    if (end - start).days > 31:
        return _shift(start, which * 12 // parts, "month"), _shift(start, (which + 1) * 12 // parts, "month") - timedelta(1)
    length = 30 // parts
    return start + timedelta(which * length), end if which == parts - 1 else start + timedelta((which + 1) * length - 1)


def _latest(make: Callable[[int], Interval | None], published: date, which: str = "") -> Interval | None:
    """Pick the year whose interval is meant: the latest that has begun, cut at the publish date; "last": that is over; "next": to come."""
    years = [days for days in map(make, range(published.year - 8, published.year + 9)) if days]
    if which in ("next", "coming"):
        coming = [(max(start, published), end) for start, end in years if end >= published]
        return coming[0] if coming else None
    past = [(start, min(end, published)) for start, end in years if (end < published if which == "last" else start <= published)]
    return past[-1] if past else None


def _choose(match: Match, make: Callable[[int], Interval | None], now: Now, precision: Precision) -> Days | None:
    """Make days in the year that the match names, else in the one that is meant; none where nothing tells it."""
    named = match.groupdict().get("year")
    if (of_year := take_word(match, "of_year")) and now.published:
        named = str(now.published.year - (of_year == "last"))
    elif not named and not now.published and now.anchor:  # without a publish date the year told before goes on
        named = str(now.anchor[0].year)
    if named:
        days = make(int(named))
        return make_span(*days, None if precision in ("day", "days") else precision) if days else None
    found = _latest(make, now.published, "next" if now.future else "") if now.published else None
    return make_span(*found, None if precision in ("day", "days") else precision) if found else Days(None, None, precision)


# ---- dates that are written


def _tell_days(match: Match, now: Now) -> Days | None:
    """Make the day or days of a named month; a weekday that only agrees with a nearer one to come makes it that."""
    month, first = read_month(match["month"]), read_number(take_word(match, "day"))
    last = read_number(take_word(match, "last_day")) if take_word(match, "last_day") else first
    listed = take_word(match, "middle").count(",") + 2  # "April 4, 5 and 6"
    apart = take_word(match, "joint").strip() == "and" and last != first + listed - 1 and not BETWEEN.search(match.string[: match.start()])
    if apart or last < first or not make_day(2000, month, last):  # a leap year
        return None

    def make(year: int) -> Interval | None:
        start, end = make_day(year, month, first), make_day(year, month, last)
        return (start, end) if start and end else None

    days = _choose(match, make, now, "day" if first == last else "days")
    weekday = take_word(match, "weekday")
    if days and days.start and now.published and weekday and not match["year"] and days.start.weekday() != read_weekday(weekday):
        coming = _latest(make, now.published, "next")
        if coming and coming[0].weekday() == read_weekday(weekday) and coming[0] - now.published < now.published - days.start:
            return make_span(*coming)
    return days


def _tell_iso(match: Match, now: Now) -> Days | None:
    year, month, number = map(int, match["iso"].split("-"))
    day = make_day(year, month, number)
    return make_span(day, day) if day else None


def _tell_numeric(match: Match, now: Now) -> Days | None:
    """Make a day of digits; where day and month can be swapped, the one that is not after the publish date."""
    days = read_numeric(match["a"], match["b"], int(match["year"]))
    if len(days) > 1 and now.published:
        days = {day for day in days if day <= now.published} or days
    return (make_span(min(days), min(days)) if len(days) == 1 else UNKNOWN) if days else None


def _tell_month(match: Match, now: Now) -> Days | None:
    return _choose(match, lambda year: _take_portion(match, *_period(date(year, read_month(match["month"]), 1), "month")), now, "month")


def _tell_week_of_month(match: Match, now: Now) -> Days | None:
    """Make the first to fourth week of a month, days 1 to 7, 8 to 14 ..., or its last seven days."""
    nth = take_word(match, "nth")
    number = 0 if nth in ("last", "final") else read_number(nth)

    def make(year: int) -> Interval:
        start, end = _period(date(year, read_month(match["month"]), 1), "month")
        first = start + timedelta(7 * (number - 1)) if number else end - timedelta(6)
        return first, first + timedelta(6)

    return _choose(match, make, now, "days") if number <= 4 else None


def _tell_months(match: Match, now: Now) -> Days | None:
    """Make a stretch of months, from the year before where it runs over the new year."""
    first, last = read_month(match["month"]), read_month(match["last_month"])
    return _choose(match, lambda year: (date(year - (first > last), first, 1), _period(date(year, last, 1), "month")[1]), now, "month")


def _tell_years(match: Match, now: Now) -> Days | None:
    """Make a year, a part of one, or years up to another; cut at the publish date where that falls into it."""
    year, last = int(match["year"]), take_word(match, "last_year") or match["year"]
    start, end = date(year, 1, 1), date(year // 100 * 100 + int(last) if len(last) == 2 else int(last), 12, 31)
    if end < start:
        return None
    start, end = _take_portion(match, start, end) if end.year == start.year else (start, end)
    return make_span(start, min(end, now.published) if now.published and start <= now.published else end, "year")


def _tell_decade(match: Match, now: Now) -> Days | None:
    return make_span(date(int(match["decade"]), 1, 1), date(int(match["decade"]) + 9, 12, 31), "year")


def _tell_century(match: Match, now: Now) -> Days | None:
    number = read_number(take_word(match, "count"))
    return make_span(date(100 * number - 99, 1, 1), date(100 * number, 12, 31), "year") if number in CENTURIES else None


def _season(words: str) -> Callable[[int], Interval]:
    """Make the interval of a season of the northern hemisphere in a year; a winter begins in its year."""
    month = int(read_terms()["season"][words])
    return lambda year: (date(year, month, 1), _shift(date(year, month, 1), 3, "month") - timedelta(1))


def _tell_season(match: Match, now: Now) -> Days | None:
    return _choose(match, _season(take_word(match, "season")), now, "month")


def _tell_holiday(match: Match, now: Now) -> Days | None:
    """Make the day of a feast, or of an attack that is called by its day."""
    words = take_word(match, "holiday").replace("'", "")
    value = next(value for term, value in read_terms()["holiday"].items() if term.replace("'", "") == words)

    def make(year: int) -> Interval:
        day = find_easter(year) + timedelta(int(value)) if value[0] in "+-" else date.fromisoformat(f"{year}-{value}")
        return day, day

    if len(value) == len("2001-09-11"):
        return make_span(date.fromisoformat(value), date.fromisoformat(value))
    return _choose(match, make, now, "day")


# ---- dates against the publish date


def _count_month(match: Match, published: date, future: bool) -> Days | None:
    """Count to last, this or next May, or to August last year."""
    month, of_year = read_month(match["month"]), take_word(match, "of_year")
    if not of_year:
        found = _latest(lambda year: _period(date(year, month, 1), "month"), published, take_word(match, "which"))
        return make_span(*found, "month") if found else None
    year = published.year + {"last": -1, "next": 1}.get(of_year, 0)
    start, end = _take_portion(match, *_period(date(year, month, 1), "month"))
    return make_span(start, min(end, published) if start <= published else end, "month")


def _count_season(match: Match, published: date, future: bool) -> Days | None:
    found = _latest(_season(take_word(match, "season")), published, take_word(match, "which"))
    return make_span(*found, "month") if found else None


def _count_weekday(match: Match, published: date, future: bool) -> Days | None:
    """Count to the latest such weekday on or before the publish date; "last" to one before it, "next" to the first after it."""
    number, which, week = read_weekday(match["weekday"]), take_word(match, "which"), take_word(match, "week")
    ahead, back = (number - published.weekday()) % 7, (published.weekday() - number) % 7
    if week:
        day = _period(_shift(published, {"last": -1, "next": 1}.get(week, 0), "week"), "week")[0] + timedelta(number)
    elif which in ("next", "coming"):
        day = published + timedelta(ahead or 7)
    elif future:
        day = published + timedelta(ahead)
    else:
        day = published - timedelta(back or (7 if which == "last" else 0))
    if overnight := take_word(match, "overnight"):  # the night into the weekday or up to the publish date, else the one it begins
        ends = day == published or "into" in overnight
        return make_span(day - timedelta(ends), day + timedelta(not ends))
    return make_span(day, day)


def _count_day_word(match: Match, published: date, future: bool) -> Days | None:
    """Count to yesterday, today, tomorrow, this morning, last night, overnight."""
    word = take_word(match, "word")
    away = {
        "yesterday": -1,
        "tomorrow": 1,
        "last night": -1,
        "last evening": -1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    }.get(word, 0)
    return make_span(published - timedelta(1) if word == "overnight" else published + timedelta(away), published + timedelta(away))


def _count_day_of_month(match: Match, published: date, future: bool) -> Days | None:
    """Count to a bare "the 5th": the latest one, or that of this, last or next month."""
    number, of_month = read_number(take_word(match, "day")), take_word(match, "of_month")
    away = [{"last": -1, "next": 1}.get(of_month, 0)] if of_month else range(12) if future else range(0, -12, -1)
    starts = [_shift(published.replace(day=1), count, "month") for count in away]
    days = [day for start in starts if (day := make_day(start.year, start.month, number))]
    right = [day for day in days if of_month or (day >= published if future else day <= published)]
    return make_span(right[0], right[0]) if right else None


def _count_period(match: Match, published: date, future: bool) -> Days | None:
    """Count to this, last or next week, weekend, month or year, or a part of it; the present one ends with the publish date."""
    unit, which, portion = _unit(match), take_word(match, "which"), take_word(match, "portion")
    start, end = _period(published, unit)
    if which == "next":
        start, end = _period(_shift(published, 0 if start > published else 1, unit), unit)
    elif which == "before last":
        start, end = _period(_shift(published, -2, unit), unit)
    elif which == "last" or start > published:
        start, end = _period(_shift(published, -1, unit), unit)
    if portion == "later" or (future and end >= published):
        return make_span(max(start, published), end, _name_precision(unit))
    if unit in ("month", "year"):
        start, end = _take_portion(match, start, end)
    return make_span(start, min(end, published) if start <= published else end, _name_precision(unit))


def _count_past(match: Match, published: date, future: bool) -> Days | None:
    """Count hours, days, weeks ... back; a week, or days that nobody counts, are the seven up to the publish date."""
    unit, count = _unit(match), take_word(match, "count")
    if not count and (match.groupdict().get("vague") or take_word(match, "unit").endswith("s")):
        return make_span(published - timedelta(6 if unit == "day" else 1), published) if unit in ("hour", "day") else UNKNOWN
    if unit == "hour":
        return make_span(published - timedelta(_round_hours(count)), published)
    return make_span(
        published - timedelta(6) if unit == "week" and not count else _shift(published, -read_number(count or "one"), unit), published
    )


def _count_within(match: Match, published: date, future: bool) -> Days | None:
    """Count what so many hours or days saw: "70 killed in 24 hours"; in the future tense ahead."""
    return (_count_coming if future else _count_past)(match, published, future)


def _round_hours(count: str) -> int:
    return max(1, -(-read_number(count or "one") // 24))


def _count_coming(match: Match, published: date, future: bool) -> Days | None:
    """Count hours, days, weeks ... ahead; days that nobody counts are seven."""
    unit, count = _unit(match), take_word(match, "count")
    if not count and unit not in ("hour", "day"):
        return UNKNOWN
    ahead = timedelta(_round_hours(count)) if unit == "hour" else _shift(published, read_number(count or "seven"), unit) - published
    return make_span(published, published + ahead)


def _count_ago(match: Match, published: date, future: bool) -> Days | None:
    """Count back to a day; by weeks, months and years to the calendar's week, month or year that far back."""
    unit, count = _unit(match), take_word(match, "count")
    if not count:
        return make_span(published - timedelta(6 if unit == "day" else 1), published) if unit in ("hour", "day") else UNKNOWN
    if unit == "hour":  # the day's hour of publication is not known: up to that many days back
        return make_span(published - timedelta(_round_hours(count)), published)
    return make_span(*_period(_shift(published, -read_number(count), unit), unit), _name_precision(unit))


def _count_streak(match: Match, published: date, future: bool) -> Days | None:
    """Count an nth day or week running: so many back, the publish date being the last."""
    return make_span(published - timedelta(read_number(take_word(match, "count")) * (7 if _unit(match) == "week" else 1) - 1), published)


# ---- dates against what was told before


def _inherit(match: Match, anchor: Interval) -> Days | None:
    """Take what was told before, a calendar month or year as such: "in the same period"."""
    unit = next((unit for unit in ("month", "year") if _period(anchor[0], unit) == anchor), "day")
    return make_span(*anchor, _name_precision(unit))


def _inherit_period(match: Match, anchor: Interval) -> Days | None:
    return make_span(*_period(anchor[0], _unit(match)), _name_precision(_unit(match)))


def _inherit_next(match: Match, anchor: Interval) -> Days | None:
    return _move(anchor, 1 if take_word(match, "which") in ("next", "following") else -1, _unit(match))


def _inherit_weekday(match: Match, anchor: Interval) -> Days | None:
    """Count to that Monday, the following one, the previous one."""
    number, which = read_weekday(match["weekday"]), take_word(match, "which")
    if which.endswith("previous"):
        day = anchor[0] - timedelta((anchor[0].weekday() - number) % 7 or 7)
    else:
        day = anchor[1] + timedelta((number - anchor[1].weekday()) % 7 or (0 if which == "that" else 7))
    return make_span(day, day)


def count_offset(match: Match, anchor: Interval) -> Days | None:
    """Count days, weeks ... from an interval: "two days later", "a day earlier"; uncounted hours are the same day."""
    count = "one" if take_word(match, "the") else take_word(match, "count")
    coarse = (anchor[1] - anchor[0]).days > 31 and _unit(match) != "year"  # no day can be counted from a year
    if coarse or (not count and _unit(match) != "hour"):
        return UNKNOWN
    away = (read_number(count) // 24 if count else 0) if _unit(match) == "hour" else read_number(count)
    return _move(anchor, away if take_word(match, "which") in ("later", "after") else -away, _unit(match))


def _inherit_offset_from(match: Match, anchor: Interval) -> Days | None:
    """Count from something that bears no date: "two days after the raid".

    At the head of a sentence ("Two days after the raid, jets returned") the count leads on from what was told; behind a clause
    ("Jets returned on Monday, two days after a raid") it leads back to what follows it.
    """
    if not match.string[: match.start()].strip("\"'“‘ "):
        return count_offset(match, anchor)
    days = count_offset(match, anchor)
    if days is None or days.start is None:
        return days
    back = anchor[0] - days.start
    return make_span(anchor[0] + back, anchor[1] + back)


def _move(anchor: Interval, away: int, unit: str) -> Days:
    if unit in ("month", "year"):
        return make_span(*_period(_shift(anchor[0], away, unit), unit), _name_precision(unit))
    return make_span(_shift(anchor[0], away, unit), _shift(anchor[1], away, unit))


EXPLICIT: dict[str, Callable[[Match, Now], Days | None]] = {
    "days": _tell_days,
    "iso": _tell_iso,
    "numeric": _tell_numeric,
    "month": _tell_month,
    "week_of_month": _tell_week_of_month,
    "months": _tell_months,
    "years": _tell_years,
    "decade": _tell_decade,
    "century": _tell_century,
    "season": _tell_season,
    "holiday": _tell_holiday,
}
RELATIVE: dict[str, Callable[[Match, date, bool], Days | None]] = {
    "month_which": _count_month,
    "season_which": _count_season,
    "weekday": _count_weekday,
    "day_word": _count_day_word,
    "day_of_month": _count_day_of_month,
    "period": _count_period,
    "past": _count_past,
    "coming": _count_coming,
    "within": _count_within,
    "ago": _count_ago,
    "streak": _count_streak,
}
INHERITED: dict[str, Callable[[Match, Interval], Days | None]] = {
    "same": _inherit,
    "same_period": _inherit_period,
    "next": _inherit_next,
    "weekday_that": _inherit_weekday,
    "offset": count_offset,
    "offset_from": _inherit_offset_from,
}
