"""Dates: when it was, found in the words of the news and resolved by rule against the publish date.

date_rules.csv is the table of rules: a named pattern, an example, and which function of days.py makes days of its match.
dates.csv is the vocabulary of the patterns: months, weekdays, numbers, feasts, names that only look like dates.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from analystkit.language.days import (
    BETWEEN,
    UNKNOWN,
    Days,
    Interval,
    Match,
    Now,
    Precision,
    compile_pattern,
    make_day,
    make_span,
    read_month,
    read_numeric,
    read_rows,
    read_terms,
    read_weekday,
    take_word,
)
from analystkit.language.inheriteddates import INHERITED, count_offset
from analystkit.language.relativedates import RELATIVE
from analystkit.language.writtendates import EXPLICIT

Basis = Literal["explicit", "relative", "inherited"]
Kind = Literal["point", "since", "until", "habit"]


@dataclass(frozen=True, slots=True)
class Date:
    """One telling of time in a text: `text[start:end]` are its words, the days are inclusive.

    A habit ("daily") and what cannot be resolved (a weekday without a publish date) carry their words and no days. Of
    kind since, the interval runs to the publish date, and is open without one; of kind until it is that of the day named.
    "Two days later" is `counted_from` the days of another event.
    """

    start: int
    end: int
    text: str
    date_start: date | None
    date_end: date | None
    precision: Precision
    basis: Basis
    kind: Kind = "point"
    counted_from: Interval | None = None
    beginning: Days | None = None  # of kind since, the day, month or year that it begins with


class Dateline(NamedTuple):
    """The line `text[start:end]` that prints an article's date; published is missing where it does not settle one day."""

    published: date | None
    start: int
    end: int


class Found(NamedTuple):
    """A rule's match in a text."""

    resolver: str
    match: Match
    start: int
    end: int


OFFSETS = ("offset", "offset_from")  # the rules of "two days later", "two days after the raid"
HEAD = 200  # characters of a text in which a dateline can begin
COUNTABLE = range(1000, 9000)  # years that days can be counted from without leaving the calendar, "999 years ago" included
BEFORE = 110  # characters before a date in which "since the war began in" can stand
# What makes the date behind it a beginning: "since the ", "since the war began in ", "since the start of the war in "
SINCE = re.compile(
    r"\bsince\s+(?:on\s+|the\s+|at\s+least\s+)?$"
    r"|\bsince\b[^.;:,]{1,60}\b(?:began|begun|started|erupted|broke\s+out)\s+(?:(?:in|on)\s+)?(?:the\s+)?$"
    r"|\bsince\s+(?:the\s+)?(?:start|beginning|outbreak|launch|launching|starting)\b[^.;:,]{1,50}\s(?:in|on)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# What makes it an end: "until the "
UNTIL = re.compile(r"\b(?:until|till|up\s+to)\s+(?:on\s+|the\s+)?$", re.IGNORECASE)
# What stands between the ends of a stretch: "Friday to Sunday", "Sunday night into Monday"
THROUGH = re.compile(r"\s*(?:-|–|—|to|until|till|through|into)\s*(?:on\s+|the\s+)?", re.IGNORECASE)
# What stands between days told together: "Sunday and Monday", "Sunday, Monday"
TOGETHER = re.compile(r"\s*(?:,|&|(?:,\s*)?(?:and|or)\b)\s*(?:on\s+)?", re.IGNORECASE)
# What stands between a count and the date it counts from: "two days after the April 4 attack", "a day after taking office on April 3"
FROM = re.compile(r"\s+(?:\w+ing\s+(?:[\w-]+\s+){0,4}?)?(?:on\s+|the\s+)?", re.IGNORECASE)
# What stands between an nth day and its own: " on " in "for a second day on Friday"
ON = re.compile(r",?\s+(?:on\s+)?")
# A word or a digit: what tells which rules are worth trying
WORD = re.compile(r"[A-Za-z]+|\d")
# The word before a date in a headline or a sentence: "AFP ", "On "
WORD_BEFORE = re.compile(r"(\S+)[^\S\r\n]*\Z")
# A day of a sentence even behind a capital: "On April 9 2018"
LEADING = frozenset(
    ["on", "in", "since", "until", "till", "by", "from", "to", "of", "and", "before", "after", "between", "the", "for", "at", "during"]
)


def find_dates(text: str, published: date | None, *, anchor: Interval | None = None) -> list[Date]:
    """Find every date that a sentence tells, in order, resolved against the publish date.

    Parameters
    ----------
    text
        A sentence; offsets count its characters.
    published
        The day it was published. Without it, or far from our times (before 1000, from 9000), only dates that name their year have days.
    anchor
        First and last day of the event told before, which "the next day", "two days later" and "that night" count from;
        a date told earlier in the sentence goes before it.

    Returns
    -------
    list of Date
        One a telling of time, none overlapping; where two could be read, the longer one.

    Examples
    --------
    >>> [found] = find_dates("Two raids hit the town late on Monday.", date(2017, 4, 5))
    >>> found.text, found.date_start.isoformat(), found.precision
    ('late on Monday', '2017-04-03', 'day')
    """
    known = published if published and published.year in COUNTABLE else None
    now = Now(known, anchor if anchor and _is_countable(*anchor) else None)
    found = _match_rules(text, now)
    dates: list[Date] = []
    while found:
        first, end, used = found[0], found[0].end, 1
        days, basis = _resolve(first, now if first.resolver != "streak" else _look_ahead(text, found, now)) or UNKNOWN, _find_basis(first)
        while used < len(found) and (joined := _join(text, first, days, found[used], end, now)):
            days, basis, end, used = joined, _find_basis(found[used]), found[used].end, used + 1
        behind = text[dates[-1].end if dates else 0 : first.start]
        dates.append(_make_date(behind, text[first.start : end], first, days, basis, now))
        found = found[used:]
        told = dates[-1]
        first_day, last_day = told.beginning[:2] if told.beginning else (told.date_start, told.date_end)
        if first_day and last_day and told.kind in ("point", "since") and _is_countable(first_day, last_day):
            told_day = first_day if first_day == last_day else None
            now = now._replace(anchor=(first_day, last_day), told=told_day)  # "since October 8, a day after the raid"
    return dates


def _look_ahead(text: str, found: Sequence[Found], now: Now) -> Now:
    """Count an nth day from the day told right behind it: "for a second day on Friday"."""
    close = len(found) > 1 and ON.fullmatch(text, found[0].end, found[1].start)
    days = _resolve(found[1], now) if close else None
    return now._replace(told=days.start) if days and days.start and days.start == days.end else now


def _is_countable(start: date, end: date) -> bool:
    return start.year in COUNTABLE and end.year in COUNTABLE


def _match_rules(text: str, now: Now) -> list[Found]:
    """Match the rules: of what overlaps the longest that is a date stays, and decoys go."""
    chosen: list[Found] = []
    taken = bytearray(len(text))  # the characters of what is chosen
    for each in _try_rules(text):
        if not any(taken[each.start : each.end]) and (each.resolver == "decoy" or _resolve(each, now)):
            chosen.append(each)
            taken[each.start : each.end] = bytes([1]) * (each.end - each.start)
    return sorted((each for each in chosen if each.resolver != "decoy"), key=lambda each: each.start)


@lru_cache(maxsize=1_000)  # the dates of a sentence are asked for again, counted from another day
def _try_rules(text: str) -> tuple[Found, ...]:
    """Try every rule whose kind of word the text holds; the longest matches first."""
    known = _read_cues()
    kinds = {kind for word in WORD.findall(text) for kind in known.get(word.lower(), ("digit",) if word.isdigit() else ())}
    candidates: list[Found] = []
    for needs, resolver, words in _read_rules() if kinds else ():
        if not needs or needs in kinds:
            pattern = compile_pattern(words)
            for match in pattern.finditer(text):
                start, end = match.span("date" if "date" in pattern.groupindex else 0)
                start += len(text[start:end]) - len(text[start:end].lstrip())
                candidates.append(Found(resolver, match, start, start + len(text[start:end].rstrip())))
    return tuple(sorted(candidates, key=lambda each: (each.start - each.end, each.start)))


def _find_basis(found: Found) -> Basis:
    return "explicit" if found.resolver in EXPLICIT else "inherited" if found.resolver in INHERITED else "relative"


def _resolve(found: Found, now: Now) -> Days | None:
    """Make days of a match; None where it is no date after all (31 April)."""
    if found.resolver in EXPLICIT:
        return EXPLICIT[found.resolver](found.match, now)
    if found.resolver in RELATIVE:
        day = now.told if now.told and found.resolver == "streak" else now.published  # "on Monday, for a third day"
        return RELATIVE[found.resolver](found.match, day) if day else UNKNOWN
    if found.resolver in INHERITED:
        days = INHERITED[found.resolver](found.match, now.anchor) if now.anchor else UNKNOWN
        return UNKNOWN if days and days.start and now.published and days.start > now.published else days
    return UNKNOWN


def _make_date(behind: str, words: str, first: Found, days: Days, basis: Basis, now: Now) -> Date:
    """Make a date of its words; what stands between it and the date before it tells whether it is a beginning or an end."""
    behind, end = behind[-BEFORE:], first.start + len(words)
    kind: Kind = "habit" if first.resolver == "habit" else "since" if SINCE.search(behind) else "until" if UNTIL.search(behind) else "point"
    counted = now.anchor if first.resolver in OFFSETS and basis == "inherited" and days.start else None
    date = Date(first.start, end, words, days.start, days.end, days.precision, basis, kind, counted_from=counted)
    return make_beginning(date, now.published) if kind == "since" else date


def make_beginning(date: Date, published: date | None) -> Date:
    """Make of a date what begins with it, up to the publish date; what lies in the future stays a day, the end open."""
    start, end = date.date_start, date.date_end
    if start is None or end is None:
        return replace(date, kind="since")
    date = replace(date, beginning=Days(start, end, date.precision))
    if date.text.lower().startswith("mid"):  # since mid-2012: from the middle of it
        start += (end - start + timedelta(1)) // 2
    if published is None or published < start:
        return replace(date, date_start=start, date_end=None, kind="since")
    days = make_span(start, published)
    return replace(date, date_start=days.start, date_end=days.end, precision=days.precision, kind="since")


def _join(text: str, first: Found, days: Days, second: Found, end: int, now: Now) -> Days | None:
    """Make one of two dates: "Friday to Sunday", "Sunday and Monday", "two days after April 4"; None where they are two.

    The first, with what was joined to it already, ends at `end`.
    """
    gap, before = text[end : second.start], text[max(0, first.start - BEFORE) : first.start]
    later = _resolve(second, now)
    if later is None or later.start is None or later.end is None or second.resolver in INHERITED:
        return None
    if first.resolver == "offset_from":
        return count_offset(first.match, (later.start, later.end)) if FROM.fullmatch(gap) else None
    if days.start is None or days.start > later.start:
        days = _resolve(first, now._replace(published=later.end)) or UNKNOWN
    if days.start is None or days.end is None or days.start > later.start:
        return None
    through = THROUGH.fullmatch(gap) or (TOGETHER.fullmatch(gap) and BETWEEN.search(before))
    alike = later.precision in ("day", "days") or later.precision == days.precision  # "Sunday and Monday", "in 1995 and 1996"
    touching = TOGETHER.fullmatch(gap) and days.end + timedelta(1) >= later.start and alike
    if not (through or touching):
        return None
    return make_span(days.start, later.end, later.precision if later.precision in ("month", "year") else None)


@cache
def _read_rules() -> list[tuple[str, str, str]]:
    """Read the rules of date_rules.csv: the kind of word each needs, its resolver and its pattern, which is compiled when it is tried."""
    return [(row["needs"], row["resolver"], row["pattern"]) for row in read_rows("date_rules.csv") if row["kind"] == "rule"]


@cache
def _read_cues() -> dict[str, set[str]]:
    """Say which words make which rules worth trying: {word: kinds}; a feast is known by any word of its name, a habit by its last."""
    cues: dict[str, set[str]] = {}
    for kind in ("month", "month_short", "weekday", "weekday_short", "season", "holiday", "habit", "unit", "part", "day_word", "since"):
        for term in read_terms()[kind]:
            words = re.findall("[a-z]+", term)
            for word in words if kind == "holiday" else words[-1:]:
                needs = {"part": ("unit", "day_word")}.get(kind, (kind.removesuffix("_short"),))
                cues.setdefault(word, set()).update(needs)
                cues.setdefault(word + "s", set()).update(needs)
    for word in read_terms()["unit"]:
        cues[word].update(("habit", "day_word"))
    return cues


# ---- datelines


def find_dateline(text: str) -> Dateline | None:
    """Find the date that an article prints above its story, within its first 200 characters; None where there is none.

    Examples
    --------
    >>> find_dateline("Published April 2 2017 Two raids hit the town on Sunday.")
    Dateline(published=datetime.date(2017, 4, 2), start=0, end=22)
    >>> find_dateline("On April 9 2018 warplanes hit the town.") is None
    True
    """
    head = text[: HEAD + 80]
    for row in _read_dateline_rules():
        pattern = compile_pattern(row["pattern"])
        if row["name"] not in ("cued", "inside"):
            match = pattern.match(head)
        else:
            behind = (each for each in pattern.finditer(head) if each.start() < HEAD)
            match = next((each for each in behind if row["name"] == "cued" or _stands_apart(each)), None)
        if match:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            return Dateline(_read_printed(match), start, start + len(match[0].strip()))
    return None


@cache
def _read_dateline_rules() -> list[dict[str, str]]:
    return [row for row in read_rows("date_rules.csv") if row["kind"] == "dateline"]


def _stands_apart(match: Match) -> bool:
    """Tell a date printed behind a headline from one told in a sentence: no small word leads to it, its weekday, if told, is right."""
    head = match.string[: match.start()]
    before = WORD_BEFORE.search(head)
    if before and (before[1][0].islower() or before[1].lower() in LEADING or before[1][-1] in ",;"):
        return False
    day = _read_printed(match)
    return day is not None and (not match["weekday"] or read_weekday(match["weekday"]) == day.weekday())


def _read_printed(match: Match) -> date | None:
    """Read the day of a printed line; None where the year is missing, or day and month could be swapped and no weekday settles it."""
    if iso := take_word(match, "iso"):
        return make_day(*map(int, iso.split("-")))
    if match.groupdict().get("a"):
        days = read_numeric(match["a"], match["b"], int(match["year_numeric"]))
        if weekday := take_word(match, "weekday"):
            days = {day for day in days if day.weekday() == read_weekday(weekday)}
        return min(days) if len(days) == 1 else None
    year = take_word(match, "year")
    if short := take_word(match, "short_year"):  # no article of ours is older than 1950
        year = f"{'19' if short >= '50' else '20'}{short}"
    return make_day(int(year), read_month(take_word(match, "month")), int(take_word(match, "day"))) if year else None
