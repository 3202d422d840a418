"""Cells: what a reader wants to know of a row of each table, in words.

`COLUMNS` is the one place that says which columns a table is shown with, and in which order.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from analystkit.display.figures import count_nouns, describe_date, describe_toll, name_type
from analystkit.display.ratios import name_periods
from analystkit.writing.files import clean_text

FINEST = 4  # decimals of a degree, some ten metres
KM_PER_DEGREE = 111.2
POINTS = ("site", "settlement")  # what has a spot; a province's coordinates say nothing to a reader
LONGEST_CELL = 600  # characters, as long as a quote

Row = Mapping[str, Any]


class Cell(NamedTuple):
    """What a cell says, and what it says in small letters below."""

    words: str
    minor: str = ""


def say_value(value: Any) -> str:
    """Say a value of any kind on one line; what is missing says nothing.

    >>> say_value(pd.Timestamp("2018-09-17")), say_value(pd.NA), say_value(3.0)
    ('17 September 2018', '', '3')
    """
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return describe_date(value, value, "day", None)
    if isinstance(value, float):
        return f"{value:g}"
    words = clean_text(str(value))
    return words if len(words) <= LONGEST_CELL else f"{words[:LONGEST_CELL]}…"


def _join(*parts: str, by: str = ", ") -> str:
    return by.join(filter(None, parts))


def describe_point(row: Row) -> str:
    """Say where a site or a settlement is, in degrees rounded to what its uncertainty allows; of an area nothing.

    >>> from shapely.geometry import Point
    >>> describe_point({"geometry": Point(36.29128, 33.5102), "place_precision": "settlement", "uncertainty_km": 8.0})
    '33.5° N 36.3° E ± 8 km'
    """
    point, radius = row["geometry"], row["uncertainty_km"]
    if point is None or point.is_empty or bool(pd.isna(radius)) or row["place_precision"] not in POINTS:
        return ""
    decimals = FINEST if radius <= 0 else min(FINEST, max(0, math.ceil(math.log10(KM_PER_DEGREE / 2 / radius))))
    north, east = round(point.y, decimals), round(point.x, decimals)
    latitude = f"{abs(north):.{decimals}f}° {'N' if north >= 0 else 'S'}"
    longitude = f"{abs(east):.{decimals}f}° {'E' if east >= 0 else 'W'}"
    return f"{latitude} {longitude} ± {say_value(radius)} km"


def _describe_type(row: Row) -> Cell:
    status = "" if row["status"] == "reported" else f" ({row['status']})"
    return Cell(f"{name_type(row['event_type'])}{status}", "running total" if row.get("aggregate") else "")


def _describe_when(row: Row) -> Cell:
    words = describe_date(row["date_start"], row["date_end"], row["date_precision"], row["date_text"])
    told = say_value(row["date_text"])
    return Cell(words, f"“{told}”" if told and told not in words else "")


def describe_place(row: Row) -> Cell:
    """Say where a report or an event puts it, and below how precisely that is known."""
    place, admin1, country = (say_value(row[column]) for column in ("place", "admin1", "country"))
    words = _join(place, admin1 if admin1 != place else "", country) or "not told"
    return Cell(words, _join(say_value(row["place_precision"]), describe_point(row)) or say_value(row.get("problem")))


def _describe_told_place(row: Row) -> Cell:
    place, basis = describe_place(row), say_value(row["place_basis"])
    return Cell(place.words, _join(place.minor, basis if basis != "stated" else ""))


def _describe_who(row: Row) -> Cell:
    actor, target = say_value(row["actor"]), say_value(row["target"])
    words = f"{actor or '?'} → {target or '?'}" if actor or target else ""
    told = say_value(row.get("according_to"))
    return Cell(words, _join(say_value(row["actor_basis"]), f"according to {told}" if told else ""))


def _describe_sources(row: Row) -> Cell:
    return Cell(count_nouns(int(row["n_reports"]), "report"), _join(row["sourcing"], count_nouns(int(row["n_outlets"]), "outlet")))


def _describe_resolved(row: Row) -> Cell:
    name, admin1, country = (say_value(row[column]) for column in ("name", "admin1", "country"))
    if not name:
        return Cell("not resolved")
    return Cell(_join(name, admin1 if admin1 != name else "", country), _join(say_value(row["place_precision"]), describe_point(row)))


def _describe_match(row: Row) -> Cell:
    return Cell(say_value(row["match"]), f"{count_nouns(int(row['n_candidates']), 'candidate')}")


def _describe_period(row: Row) -> Cell:
    start, end = row["period_start"], row["period_end"]
    return Cell(describe_date(start, end, "day" if start == end else "days", None))


def _describe_count(row: Row) -> Cell:
    alleged = f"{row['alleged']:,} alleged" if row["alleged"] else ""
    return Cell(f"{row['count']:,}", _join(alleged, f"at most {row['at_most']:,}" if row["at_most"] > row["count"] else ""))


def _describe_periods(row: Row) -> Cell:
    first, second = name_periods(pd.Series(dict(row)))
    return Cell(f"{first} → {second}")


def _describe_ratio(row: Row) -> Cell:
    if bool(pd.isna(row["ratio"])):
        return Cell("none", say_value(row["refused"]))
    return Cell(f"{row['ratio']:.2f}", f"{row['ratio_low']:.2f} to {row['ratio_high']:.2f}, 95 %; {say_value(row['method'])}")


def _describe_origin(row: Row) -> Cell:
    """Say what was left out: the place in a file, or the id of the report or event."""
    place = _join(say_value(row["file"]), f"row {say_value(row['row'])}" if say_value(row["row"]) else "", by=" ")
    ids = (f"{kind} {say_value(row[f'{kind}_id'])}" for kind in ("event", "report", "article") if say_value(row[f"{kind}_id"]))
    return Cell(place or next(ids, ""))


def _describe_change(row: Row) -> Cell:
    """Say what a correction changes; accepting or dropping a report changes no value."""
    if row["what"] not in ("set", "move"):
        return Cell("")
    return Cell(f"{say_value(row['old']) or 'not told'} → {say_value(row['new']) or 'not told'}", "")


def _count_words(row: Row) -> Cell:
    return Cell("0" if pd.isna(row["text"]) else f"{len(row['text'].split()):,}")


def _copy(column: str, minor: str | None = None) -> Callable[[Row], Cell]:
    return lambda row: Cell(say_value(row[column]), say_value(row[minor]) if minor else "")


OPTIONAL = {"Group": "group", "Problem": "problem"}  # headers, each with the column without which it has nothing to say
COLUMNS: dict[str, dict[str, Callable[[Row], Cell]]] = {
    "articles": {
        "Published": _copy("published", "published_basis"),
        "Source": _copy("source"),
        "Title": _copy("title"),
        "Words": _count_words,
        "File": lambda row: Cell(say_value(row["file"]), f"row {say_value(row['row'])}" if say_value(row["row"]) else ""),
        "Problem": _copy("problem"),
    },
    "places": {
        "Mention": _copy("mention", "role"),
        "Place": _describe_resolved,
        "Match": _describe_match,
        "Article": lambda row: Cell(say_value(row["article_id"]), f"{row['start']}–{row['end']}"),
    },
    "reports": {
        "Date": _describe_when,
        "Type": _describe_type,
        "Place": _describe_told_place,
        "Who → whom": _describe_who,
        "Toll": lambda row: Cell(describe_toll(row)),
        "Quote": _copy("quote"),
    },
    "events": {
        "Date": _describe_when,
        "Type": _describe_type,
        "Place": describe_place,
        "Who → whom": _describe_who,
        "Toll": lambda row: Cell(describe_toll(row)),
        "Sources": _describe_sources,
        "Quote of the best report": _copy("quote", "source"),
    },
    "counts": {
        "Period": _describe_period,
        "Group": _copy("group"),
        "Events": _describe_count,
        "With killed": lambda row: Cell(f"{row['with_killed']:,}"),
        "Reports": lambda row: Cell(f"{row['n_reports']:,}"),
        "Articles": lambda row: Cell(f"{row['n_articles']:,}"),
        "Coverage": _copy("coverage"),
    },
    "comparisons": {
        "Periods": _describe_periods,
        "Events": lambda row: Cell(
            f"{row['n_first']:,} → {row['n_second']:,}", f"at most {row['at_most_first']:,} → {row['at_most_second']:,}"
        ),
        "Ratio, a day": _describe_ratio,
        "Articles": lambda row: Cell(f"{row['articles_first']:,} → {row['articles_second']:,}"),
    },
    "left_out": {
        "Stage": _copy("stage"),
        "Code": _copy("reason_code"),
        "Reason": _copy("reason"),
        "What": _describe_origin,
    },
    "corrections": {
        "What": _copy("what", "field"),
        "Old → new": _describe_change,
        "Report": lambda row: Cell(
            say_value(row["quote"]), _join(row["event_type"], say_value(row["place"]), say_value(row["article_id"]))
        ),
        "Who": lambda row: Cell(say_value(row["who"]), say_value(row["when"])),
        "Why": _copy("why"),
        "Outcome": _copy("outcome", "reason"),
    },
}
