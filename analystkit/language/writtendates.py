"""Written dates: what "April 4", "04-04-2017", "spring 2016" or "Easter" mean by the calendar; date_rules.csv names them."""

from collections.abc import Callable
from datetime import date, timedelta

from analystkit.language.days import (
    BETWEEN,
    CENTURIES,
    UNKNOWN,
    Days,
    Interval,
    Match,
    Now,
    Precision,
    find_easter,
    find_period,
    make_day,
    make_span,
    read_month,
    read_number,
    read_numeric,
    read_terms,
    read_weekday,
    shift_day,
    take_word,
)


def take_portion(match: Match, start: date, end: date) -> Interval:
    """Cut a month or a year to what its portion says: a third ("early", "the end of") or a half."""
    portion = take_word(match, "portion")
    if not portion or portion == "earlier":
        return start, end
    which = 0 if portion.startswith(("early", "start", "begin", "first")) else 1 if portion.startswith(("mid", "second")) else 2
    parts = 2 if "half" in portion else 3
    if (end - start).days > 31:
        return shift_day(start, which * 12 // parts, "month"), shift_day(start, (which + 1) * 12 // parts, "month") - timedelta(1)
    length = 30 // parts
    return start + timedelta(which * length), end if which == parts - 1 else start + timedelta((which + 1) * length - 1)


def find_latest(make: Callable[[int], Interval | None], published: date, which: str = "") -> Interval | None:
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
    found = find_latest(make, now.published) if now.published else None
    return make_span(*found, None if precision in ("day", "days") else precision) if found else Days(None, None, precision)


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
    coming = find_latest(make, now.published, "next") if days and days.start and now.published and not match["year"] else None
    if coming and days and days.start and now.published and coming[0] > now.published:
        weekday = take_word(match, "weekday")
        told = weekday and coming[0].weekday() == read_weekday(weekday) != days.start.weekday()
        if coming[0] - now.published == timedelta(1) or (told and coming[0] - now.published < now.published - days.start):
            return make_span(*coming)  # a day ahead it is already where it is told of: "at 0050 GMT on 18 October"
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
    return _choose(match, lambda year: take_portion(match, *find_period(date(year, read_month(match["month"]), 1), "month")), now, "month")


def _tell_week_of_month(match: Match, now: Now) -> Days | None:
    """Make the first to fourth week of a month, days 1 to 7, 8 to 14 ..., or its last seven days."""
    nth = take_word(match, "nth")
    number = 0 if nth in ("last", "final") else read_number(nth)

    def make(year: int) -> Interval:
        start, end = find_period(date(year, read_month(match["month"]), 1), "month")
        first = start + timedelta(7 * (number - 1)) if number else end - timedelta(6)
        return first, first + timedelta(6)

    return _choose(match, make, now, "days") if number <= 4 else None


def _tell_months(match: Match, now: Now) -> Days | None:
    """Make a stretch of months, from the year before where it runs over the new year."""
    first, last = read_month(match["month"]), read_month(match["last_month"])
    return _choose(match, lambda year: (date(year - (first > last), first, 1), find_period(date(year, last, 1), "month")[1]), now, "month")


def _tell_years(match: Match, now: Now) -> Days | None:
    """Make a year, a part of one, or years up to another; cut at the publish date where that falls into it."""
    year, last = int(match["year"]), take_word(match, "last_year") or match["year"]
    start, end = date(year, 1, 1), date(year // 100 * 100 + int(last) if len(last) == 2 else int(last), 12, 31)
    if end < start:
        return None
    start, end = take_portion(match, start, end) if end.year == start.year else (start, end)
    return make_span(start, min(end, now.published) if now.published and start <= now.published else end, "year")


def _tell_decade(match: Match, now: Now) -> Days | None:
    return make_span(date(int(match["decade"]), 1, 1), date(int(match["decade"]) + 9, 12, 31), "year")


def _tell_century(match: Match, now: Now) -> Days | None:
    number = read_number(take_word(match, "count"))
    return make_span(date(100 * number - 99, 1, 1), date(100 * number, 12, 31), "year") if number in CENTURIES else None


def make_season(words: str) -> Callable[[int], Interval]:
    """Make the interval of a season of the northern hemisphere in a year; a winter begins in its year."""
    month = int(read_terms()["season"][words])
    return lambda year: (date(year, month, 1), shift_day(date(year, month, 1), 3, "month") - timedelta(1))


def _tell_season(match: Match, now: Now) -> Days | None:
    return _choose(match, make_season(take_word(match, "season")), now, "month")


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
