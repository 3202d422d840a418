"""Relative dates: what "last Monday" or "two weeks ago" mean against the publish date; date_rules.csv names them."""

from collections.abc import Callable
from datetime import date, timedelta

from analystkit.language.days import (
    UNKNOWN,
    Days,
    Match,
    find_period,
    make_day,
    make_span,
    name_precision,
    read_month,
    read_number,
    read_unit,
    read_weekday,
    shift_day,
    take_word,
)
from analystkit.language.writtendates import find_latest, make_season, take_portion


def _count_month(match: Match, published: date) -> Days | None:
    """Count to last, this or next May, or to August last year."""
    month, of_year = read_month(match["month"]), take_word(match, "of_year")
    if not of_year:
        found = find_latest(lambda year: find_period(date(year, month, 1), "month"), published, take_word(match, "which"))
        return make_span(*found, "month") if found else None
    year = published.year + {"last": -1, "next": 1}.get(of_year, 0)
    start, end = take_portion(match, *find_period(date(year, month, 1), "month"))
    return make_span(start, min(end, published) if start <= published else end, "month")


def _count_season(match: Match, published: date) -> Days | None:
    found = find_latest(make_season(take_word(match, "season")), published, take_word(match, "which"))
    return make_span(*found, "month") if found else None


def _count_weekday(match: Match, published: date) -> Days | None:
    """Count to the latest such weekday on or before the publish date; "last" to one before it, "next" to the first after it.

    "Last Monday", said on a Tuesday, is the one of the week before: of the other it says "yesterday" or "on Monday".
    """
    number, which, week = read_weekday(match["weekday"]), take_word(match, "which"), take_word(match, "week")
    back = (published.weekday() - number) % 7
    if week:
        day = find_period(shift_day(published, {"last": -1, "next": 1}.get(week, 0), "week"), "week")[0] + timedelta(number)
    elif which in ("next", "coming"):
        day = published + timedelta(7 - back)
    else:
        day = published - timedelta(back + 7 if which == "last" and back < 2 else back)
    if overnight := take_word(match, "overnight"):  # the night into the weekday or up to the publish date, else the one it begins
        ends = day == published or "into" in overnight
        return make_span(day - timedelta(ends), day + timedelta(not ends))
    return make_span(day, day)


def _count_day_word(match: Match, published: date) -> Days | None:
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


def _count_day_of_month(match: Match, published: date) -> Days | None:
    """Count to a bare "the 5th": the latest one, or that of this, last or next month."""
    number, of_month = read_number(take_word(match, "day")), take_word(match, "of_month")
    away = [{"last": -1, "next": 1}.get(of_month, 0)] if of_month else range(0, -12, -1)
    starts = [shift_day(published.replace(day=1), count, "month") for count in away]
    days = [day for start in starts if (day := make_day(start.year, start.month, number))]
    right = [day for day in days if of_month or day <= published]
    return make_span(right[0], right[0]) if right else None


def _count_period(match: Match, published: date) -> Days | None:
    """Count to this, last or next week, weekend, month or year, or a part of it; the present one ends with the publish date."""
    unit, which, portion = read_unit(match), take_word(match, "which"), take_word(match, "portion")
    start, end = find_period(published, unit)
    if which == "next":
        start, end = find_period(shift_day(published, 0 if start > published else 1, unit), unit)
    elif which == "before last":
        start, end = find_period(shift_day(published, -2, unit), unit)
    elif which == "last" or start > published:
        start, end = find_period(shift_day(published, -1, unit), unit)
    if portion == "later":
        return make_span(max(start, published), end, name_precision(unit))
    if unit in ("month", "year"):
        start, end = take_portion(match, start, end)
    return make_span(start, min(end, published) if start <= published else end, name_precision(unit))


def _count_past(match: Match, published: date) -> Days | None:
    """Count hours, days, weeks ... back, "in 24 hours"; a week, or days that nobody counts, are the seven up to the publish date."""
    unit, count = read_unit(match), take_word(match, "count")
    if not count and (match.groupdict().get("vague") or take_word(match, "unit").endswith("s")):
        return make_span(published - timedelta(6 if unit == "day" else 1), published) if unit in ("hour", "day") else UNKNOWN
    if unit == "hour":
        return make_span(published - timedelta(_round_hours(count)), published)
    return make_span(
        published - timedelta(6) if unit == "week" and not count else shift_day(published, -read_number(count or "one"), unit), published
    )


def _round_hours(count: str) -> int:
    return max(1, -(-read_number(count or "one") // 24))


def _count_coming(match: Match, published: date) -> Days | None:
    """Count hours, days, weeks ... ahead; days that nobody counts are seven."""
    unit, count = read_unit(match), take_word(match, "count")
    if not count and unit not in ("hour", "day"):
        return UNKNOWN
    ahead = timedelta(_round_hours(count)) if unit == "hour" else shift_day(published, read_number(count or "seven"), unit) - published
    return make_span(published, published + ahead)


def _count_ago(match: Match, published: date) -> Days | None:
    """Count back to a day; by weeks, months and years to the calendar's week, month or year that far back."""
    unit, count = read_unit(match), take_word(match, "count")
    if not count:
        return make_span(published - timedelta(6 if unit == "day" else 1), published) if unit in ("hour", "day") else UNKNOWN
    if unit == "hour":  # the day's hour of publication is not known: up to that many days back
        return make_span(published - timedelta(_round_hours(count)), published)
    return make_span(*find_period(shift_day(published, -read_number(count), unit), unit), name_precision(unit))


def _count_anniversary(match: Match, published: date) -> Days | None:
    """Count back to the day, week or month of years ago: "ten years ago this month"."""
    unit = take_word(match, "part").replace("today", "day")
    return make_span(*find_period(shift_day(published, -read_number(take_word(match, "count")), "year"), unit), name_precision(unit))


def _count_streak(match: Match, published: date) -> Days | None:
    """Count an nth day or week running: so many back, the publish date, or the day told before it, being the last."""
    return make_span(
        published - timedelta(read_number(take_word(match, "count")) * (7 if read_unit(match) == "week" else 1) - 1), published
    )


RELATIVE: dict[str, Callable[[Match, date], Days | None]] = {
    "month_which": _count_month,
    "season_which": _count_season,
    "weekday": _count_weekday,
    "day_word": _count_day_word,
    "day_of_month": _count_day_of_month,
    "period": _count_period,
    "past": _count_past,
    "coming": _count_coming,
    "within": _count_past,
    "ago": _count_ago,
    "anniversary": _count_anniversary,
    "streak": _count_streak,
}
