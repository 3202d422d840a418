"""Changes: the fields of a report that a person can correct, and how a value of each is written in a corrections file.

A value is written as a person would say it, and so that no spreadsheet takes it for something else: "4 to 11", not "4-11",
which becomes the fourth of November.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

import pandas as pd

from analystkit.geography.boundaries import find_boundary
from analystkit.tables import read_columns

NUMBERS = ("n_strikes", "killed", "injured")  # each stands for its columns _low and _high
DATE = ("date_start", "date_end", "date_precision")
TEXTS = ("place", "admin1", "actor", "actor_id", "target", "target_id", "according_to")
CHOICES = ("status", "actor_basis", "place_precision", "place_basis")
LONGEST_TEXT = 600  # characters
FURTHEST_KM = 20_000.0  # half round the Earth
FIRST_YEAR = 1800  # of an event that a newspaper tells of; before it a year is a slip
# "air_strike", the name of an event type
TYPE_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
# "2019-01-21", "2019-01", "2019", and "2019-01-21 to 2019-01-23"
DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
SPAN = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2}) to (?P<last>\d{4}-\d{2}-\d{2})")
# "4", "4 to 11", "at least 4", "up to 11"
NUMBER = re.compile(r"(?:(?P<only>\d{1,9})|(?P<low>\d{1,9}) to (?P<high>\d{1,9})|at least (?P<least>\d{1,9})|up to (?P<most>\d{1,9}))")
# "33.5102, 36.2913", latitude before longitude, and "33.5102, 36.2913 ± 8 km"
POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)(?:\s*±\s*(\d+(?:\.\d+)?)\s*km)?")
# "gn:170654", an id of the gazetteer
PLACE_ID = re.compile(r"[a-z]+:[\w.:-]+")

Values: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[str, Any]


class Spot(NamedTuple):
    """Where a report is moved to: a point in degrees, and the radius in km that holds the place where one is told."""

    latitude: float
    longitude: float
    uncertainty_km: float | None = None


def parse_value(field: str, text: str | None) -> Values:
    """Parse the new value of a field: the columns of the reports table that it sets; without text they become missing.

    Raises
    ------
    ValueError
        There is no such field, or it cannot have the value; the message shows it and says what can be written.

    Examples
    --------
    >>> parse_value("killed", "4 to 11")
    {'killed_low': 4, 'killed_high': 11}
    """
    if field not in FIELDS:
        raise ValueError(_refuse_field(field))
    if text is None and not _may_be_missing(field):
        raise ValueError(f"new is empty, and a report cannot be without {field}; write its value, or drop the report")
    return FIELDS[field](field, text)


def format_value(field: str, row: Row) -> str | None:
    """Write the value that a report has in a field as `parse_value` takes it; None where it is missing.

    >>> format_value("killed", {"killed_low": 4, "killed_high": None})
    'at least 4'
    """
    if field == "date":
        return _format_date(row)
    if field in NUMBERS:
        return _format_number(_whole(row[f"{field}_low"]), _whole(row[f"{field}_high"]))
    value = row[field]
    if is_missing(value):
        return None
    if field == "aggregate":
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def list_columns(field: str) -> tuple[str, ...]:
    """List the columns of the reports table that a field stands for.

    >>> list_columns("killed"), list_columns("actor")
    (('killed_low', 'killed_high'), ('actor',))
    """
    return DATE if field == "date" else (f"{field}_low", f"{field}_high") if field in NUMBERS else (field,)


def parse_spot(text: str | None) -> Spot | str:
    """Parse where a report is moved to: a point, or the id of a place in the gazetteer.

    Raises
    ------
    ValueError
        It is neither.

    Examples
    --------
    >>> parse_spot("33.5102, 36.2913 ± 8 km")
    Spot(latitude=33.5102, longitude=36.2913, uncertainty_km=8.0)
    >>> parse_spot("gn:170654")
    'gn:170654'
    """
    told = (text or "").strip()
    point = POINT.fullmatch(told)
    if point is None:
        if PLACE_ID.fullmatch(told):
            return told
        raise ValueError(f"new is {told!r}, no place to move to; write latitude, longitude as in 33.5102, 36.2913 ± 8 km, or a place_id")
    latitude, longitude = float(point[1]), float(point[2])
    if abs(latitude) > 90 and abs(longitude) <= 90:
        raise ValueError(f"new is {told!r}: latitude and longitude are swapped; write {point[2]}, {point[1]}")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError(f"new is {told!r}, no point on the Earth; latitude lies within ±90, longitude within ±180")
    if latitude == longitude == 0:
        raise ValueError("new is 0, 0, where coordinates are missing; write those of the place")
    radius: float | None = float(point[3]) if point[3] else None
    if radius is not None and not 0 < radius <= FURTHEST_KM:
        raise ValueError(f"new is {told!r}: ± {point[3]} km holds no place; write more than 0 and at most {FURTHEST_KM:g}")
    return Spot(latitude, longitude, radius)


def format_spot(row: Row) -> str | None:
    """Write the point of a report as `parse_spot` takes it; None where it has none."""
    point = row["geometry"]
    if point is None or point.is_empty:
        return None
    radius = "" if is_missing(row["uncertainty_km"]) else f" ± {row['uncertainty_km']:g} km"
    return f"{point.y:.5f}, {point.x:.5f}{radius}"


def is_missing(value: Any) -> bool:
    """Tell whether a value of a row is missing, whatever pandas puts in its stead."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _may_be_missing(field: str) -> bool:
    return field == "date" or all(read_columns()["reports"][column].nullable for column in list_columns(field))


def _refuse_field(field: str) -> str:
    whole = next((name for name in ("date", *NUMBERS) if field.startswith(f"{name}_")), None)
    if whole is not None:
        example = "2019-01-21 to 2019-01-23" if whole == "date" else "4 to 11"
        return f"field is {field!r}, which is set with its kin; write field {whole} and new as in {example!r}"
    if field in ("geometry", "latitude", "longitude", "place_id"):
        return f"field is {field!r}, which moves the place; write what move, and new as in '33.5102, 36.2913' or a place_id"
    return f"field is {field!r}, none that can be set; it may be {', '.join(FIELDS)}"


# ---------------------------------------------------------------- one parser a kind of field


def _parse_text(field: str, text: str | None) -> Values:
    if text is not None and (len(text) > LONGEST_TEXT or not text.isprintable()):
        raise ValueError(f"new is {text[:40]!r}…: {field} holds at most {LONGEST_TEXT} printable characters on one line")
    return {field: text}


def _parse_choice(field: str, text: str | None) -> Values:
    allowed = read_columns()["reports"][field].allowed
    if text is not None and text not in allowed:
        raise ValueError(f"new is {text!r}, no {field}; write one of {', '.join(allowed)}")
    return {field: text}


def _parse_type(field: str, text: str | None) -> Values:
    if text is None or not TYPE_NAME.fullmatch(text):
        raise ValueError(f"new is {text!r}, no name of an event type; write one as in air_strike")
    return {field: text}


def _parse_flag(field: str, text: str | None) -> Values:
    flags = {"yes": True, "true": True, "no": False, "false": False}
    if text is None or text.lower() not in flags:
        raise ValueError(f"new is {text!r}; {field} is yes or no")
    return {field: flags[text.lower()]}


def _parse_country(field: str, text: str | None) -> Values:
    if text is not None and find_boundary(f"iso:{text}") is None:
        raise ValueError(f"new is {text!r}, no ISO 3166-1 code of two capital letters; for Syria write SY")
    return {field: text}


def _parse_radius(field: str, text: str | None) -> Values:
    try:
        radius = None if text is None else float(text)
    except ValueError:
        raise ValueError(f"new is {text!r}, no number of km; write it with a point, as in 2.5") from None
    if radius is not None and not 0 < radius <= FURTHEST_KM:
        raise ValueError(f"new is {text!r}; {field} is more than 0 and at most {FURTHEST_KM:g} km")
    return {field: radius}


def _parse_number(field: str, text: str | None) -> Values:
    if text is None:
        return {f"{field}_low": None, f"{field}_high": None}
    told = NUMBER.fullmatch(" ".join(text.lower().split()))
    if told is None:
        raise ValueError(f"new is {text!r}, no number of {field}; write 4, 4 to 11, at least 4, or up to 11")
    only, low, high = (None if told[name] is None else int(told[name]) for name in ("only", "low", "high"))
    if low is not None and high is not None and low > high:
        raise ValueError(f"new is {text!r}, which falls; write {high} to {low}")
    least, most = (None if told[name] is None else int(told[name]) for name in ("least", "most"))
    return {
        f"{field}_low": next((n for n in (only, low, least) if n is not None), None),
        f"{field}_high": next((n for n in (only, high, most) if n is not None), None),
    }


def _parse_date(field: str, text: str | None) -> Values:
    if text is None:
        return dict(zip(DATE, (None, None, "unknown"), strict=True))
    told = " ".join(text.split())
    span = SPAN.fullmatch(told)
    try:
        begin, end = _read_day(span["first"] if span else told), _read_day(span["last"] if span else told)
    except ValueError:
        raise ValueError(f"new is {text!r}, no {field}; write 2019-01-21, 2019-01-21 to 2019-01-23, 2019-01 or 2019") from None
    first, last, precision = begin[0], end[1], "days" if span else begin[2]
    if first > last:
        raise ValueError(f"new is {text!r}, which ends before it begins; write {last} to {first}")
    return dict(zip(DATE, (pd.Timestamp(first), pd.Timestamp(last), "day" if first == last else precision), strict=True))


def _read_day(told: str) -> tuple[date, date, Literal["day", "month", "year"]]:
    """Read a day, a month or a year as its first and last day."""
    parts = DAY.fullmatch(told)
    if parts is None or int(parts[1]) < FIRST_YEAR:
        raise ValueError(told)
    year = int(parts[1])
    if parts[2] is None:
        return date(year, 1, 1), date(year, 12, 31), "year"
    month = int(parts[2])
    if parts[3] is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"
    day = date(year, month, int(parts[3]))
    return day, day, "day"


Parser: TypeAlias = Callable[[str, str | None], Values]
FIELDS: dict[str, Parser] = {
    "event_type": _parse_type,
    "aggregate": _parse_flag,
    "date": _parse_date,
    "country": _parse_country,
    "uncertainty_km": _parse_radius,
    **dict.fromkeys(CHOICES, _parse_choice),
    **dict.fromkeys(TEXTS, _parse_text),
    **dict.fromkeys(NUMBERS, _parse_number),
}


# ---------------------------------------------------------------- how a report's own values are written


def _format_date(row: Row) -> str | None:
    start, end = row["date_start"], row["date_end"]
    if is_missing(start) or is_missing(end):
        return None
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    if first == last:
        return f"{first:%Y-%m-%d}"
    for form in ("%Y", "%Y-%m"):
        told = first.strftime(form)
        if _read_day(told)[:2] == (first.date(), last.date()):
            return told
    return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _format_number(low: int | None, high: int | None) -> str | None:
    if low is None and high is None:
        return None
    if low is None or high is None:
        return f"up to {high}" if low is None else f"at least {low}"
    return str(low) if low == high else f"{low} to {high}"


def _whole(value: Any) -> int | None:
    return None if is_missing(value) else int(value)
