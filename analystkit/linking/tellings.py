"""Tellings: what each report tells of where, when, who and how many, in the form in which two reports are compared."""

import math
from dataclasses import dataclass
from typing import Any

from analystkit.geography.candidates import EARTH_KM
from analystkit.language.cues import read_cues
from analystkit.language.ranges import Range
from analystkit.linking.origins import Sketch, sketch_text

FINE = ("site", "settlement", "district")
SHARP_DAYS = 3  # the longest stretch that still is a date: "overnight", "at the weekend"
OPENING = 4  # words of a quote that set its act apart from the one told before: "warplanes later struck", "in another raid"
QUOTE_SKETCH = 16  # hashes that a quote is known by

Row = dict[Any, Any]
Spot = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Telling:
    """What one report tells; days are counted as `date.toordinal` does."""

    report_id: str
    article_id: str
    event_type: str
    first: int | None
    last: int | None
    published: int | None
    place: str | None
    place_id: str | None
    place_precision: str | None
    place_basis: str | None
    country: str | None
    admin1: str | None
    spot: Spot | None  # on the unit sphere, which has no pole and no 180th meridian
    radius_km: float
    actor: str | None
    target: str | None
    killed: Range
    injured: Range
    quote_start: int
    sketch: Sketch  # of its quote
    leans: bool  # takes place or day from what was told before, and tells no toll and nothing that is set apart from it

    @property
    def is_fine(self) -> bool:
        """Whether it names a place that is a dot on a map."""
        return self.place_precision in FINE and self.spot is not None

    @property
    def is_placed(self) -> bool:
        """Whether it tells where, if only the country, rather than leaving that to its article."""
        return self.place_precision is not None and self.place_basis != "inferred"

    @property
    def is_sharp(self) -> bool:
        """Whether it tells a day, or a night or weekend."""
        return self.first is not None and self.last is not None and self.last - self.first < SHARP_DAYS


def read_telling(row: Row, published: Any) -> Telling:
    """Read a row of the reports table, missing values as None, whose article was published on a day or is undated (None)."""
    point = row["geometry"]
    first, last = _count_days(row["date_start"]), _count_days(row["date_end"])
    return Telling(
        **{name: row[name] for name in ("report_id", "article_id", "event_type", "quote_start")},
        **{name: row[name] for name in ("place_id", "place_precision", "place_basis", "country", "admin1")},
        first=None if last is None else first,  # "since May", of an article with no date of its own, is no interval
        last=None if first is None else last,
        published=_count_days(published),
        place=None if row["place"] is None else row["place"].casefold(),
        spot=None if point is None else _project(point.x, point.y),
        radius_km=0.0 if row["uncertainty_km"] is None else row["uncertainty_km"],
        actor=row["actor_id"],
        target=row["target_id"],
        killed=Range(row["killed_low"], row["killed_high"]),
        injured=Range(row["injured_low"], row["injured_high"]),
        sketch=sketch_text(row["quote"], QUOTE_SKETCH),
        leans=_is_leaning(row),
    )


def measure_gap(one: Telling, other: Telling) -> float:
    """Measure the great-circle distance between two reports' points in km; infinite where one has none."""
    if one.spot is None or other.spot is None:
        return math.inf
    return 2 * EARTH_KM * math.asin(min(1.0, math.dist(one.spot, other.spot) / 2))


def pick_figure(told: Range) -> int:
    """Pick the number that a toll is known by, the least that is above none; -1 where none is told."""
    return told.low or told.high or (-1 if told.low is None and told.high is None else 0)


def _count_days(day: Any) -> int | None:
    return None if day is None else day.toordinal()


def _project(longitude: float, latitude: float) -> Spot:
    east, north = math.radians(longitude), math.radians(latitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def _is_leaning(row: Row) -> bool:
    taken_over = row["date_basis"] == "inherited" or row["place_basis"] in ("inherited", "inferred")
    opening = row["quote"].casefold().split()[:OPENING]
    return taken_over and row["killed_low"] is None and not set(opening).intersection(read_cues()["continuing_word"])
