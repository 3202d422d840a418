"""Occurrences: the row of one event, made of its reports: what they agree on, what they do not, and whether they contradict."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from analystkit.language.ranges import Range
from analystkit.linking.agreement import SAME_PLACE_KM
from analystkit.linking.tellings import SHARP_DAYS, Row, Telling, measure_gap

PRECISIONS = ("site", "settlement", "district", "province", "region", "country", None)
GENERAL = "attack"  # the kind that every other makes particular
NUMBERS = ("n_strikes", "killed", "injured")
PLACE_COLUMNS = ("place", "place_id", "country", "admin1", "place_precision", "uncertainty_km", "geometry")
DATE_COLUMNS = ("date_start", "date_end", "date_precision", "date_text")
UNDATED = 100_000  # days; longer than anything is dated to


def build_occurrence(reports: Sequence[Row], tellings: Mapping[str, Telling]) -> Row:
    """Build the fields of an event from its reports, the first published first; missing values are None.

    Place and day are the most precise told, of equals the one most reports give; kind and sides those of most reports; numbers
    range over all.
    """
    particular = [row for row in reports if row["event_type"] != GENERAL]
    best = min(reports, key=lambda row: _rank_place(row, reports))
    dated = min(reports, key=lambda row: _rank_date(row, reports))
    actor, target = _pick_party(reports, "actor"), _pick_party(reports, "target")
    numbers = {name: span_figures(_list_ranges(reports, name)) for name in NUMBERS}
    return {
        "event_type": _pick_common(particular or reports, "event_type"),
        "status": "reported" if any(row["status"] == "reported" for row in reports) else "alleged",
        **{name: dated[name] for name in DATE_COLUMNS},
        **{name: best[name] for name in PLACE_COLUMNS},
        **{name: actor.get(name) for name in ("actor", "actor_id", "actor_basis")},
        **{name: target.get(name) for name in ("target", "target_id")},
        **{f"{name}_{end}": getattr(span, end) for name, span in numbers.items() for end in ("low", "high")},
        "disagreements": _list_disagreements(reports, tellings) if len(reports) > 1 else None,
        "n_corrected": sum(row["corrected"] is not None for row in reports) or None,
        "report_ids": " ".join(row["report_id"] for row in reports),
        "report_id": best["report_id"],
        "quote": best["quote"],
    }


def is_contested(reports: Sequence[Row]) -> bool:
    """Tell whether reports contradict each other: on the toll, where no number can be what both say, or on who did it."""
    pairs = (pair for name in ("killed", "injured") for pair in combinations(set(_list_ranges(reports, name)), 2))
    return len(set(_list_actors(reports)) - {None}) > 1 or any(one.contradicts(other) for one, other in pairs)


def span_figures(ranges: Iterable[Range]) -> Range:
    """Span figures: the least and the greatest of what reports tell, open above where the greatest has no end.

    Examples
    --------
    >>> span = span_figures([Range(11, 11), Range(21, 21), Range(4, None)])
    >>> span.low, span.high
    (4, 21)
    """
    told = list(ranges)
    lows = [one.low for one in told if one.low is not None]
    highs = [one.high for one in told if one.high is not None]
    high = max(highs, default=None)
    return Range(min(lows, default=None), None if high is None or high < max(lows, default=0) else high)


def _rank_place(row: Row, reports: Sequence[Row]) -> tuple[int, bool, int, int, str]:
    """Rank a report by its place: precise, stated with the event, told by most, with a precise day, then the first id."""
    support = sum(other["place_id"] == row["place_id"] for other in reports)
    return PRECISIONS.index(row["place_precision"]), row["place_basis"] != "stated", -support, _count_days(row), row["report_id"]


def _rank_date(row: Row, reports: Sequence[Row]) -> tuple[bool, bool, int, int, str]:
    """Rank a report by its date: a day or night, told with the event, short, told by most, then the first id."""
    days = _count_days(row)
    support = sum(other["date_start"] == row["date_start"] and other["date_end"] == row["date_end"] for other in reports)
    return days > SHARP_DAYS, row["date_basis"] == "inherited", days, -support, row["report_id"]


def _count_days(row: Row) -> int:
    return UNDATED if row["date_start"] is None or row["date_end"] is None else (row["date_end"] - row["date_start"]).days + 1


def _pick_party(reports: Sequence[Row], side: str) -> Row:
    """Pick the report that names a side as most do: by its entry in actors.csv, else by its words; of equals the first."""
    known = [row for row in reports if row[f"{side}_id"] is not None]
    column = f"{side}_id" if known else side
    common = _pick_common(known or reports, column)
    return next((row for row in reports if common is not None and row[column] == common), {})


def _pick_common(reports: Sequence[Row], name: str) -> Any:
    """Pick the value most reports give; of equals the first told."""
    told = Counter(row[name] for row in reports if row[name] is not None)
    return max(told, key=lambda value: told[value], default=None)


def _list_ranges(reports: Sequence[Row], name: str) -> list[Range]:
    ranges = [Range(row[f"{name}_low"], row[f"{name}_high"]) for row in reports]
    return [told for told in ranges if told != Range(None, None)]


def _list_disagreements(reports: Sequence[Row], tellings: Mapping[str, Telling]) -> str | None:
    """List what reports give different values for, and which: killed: 11 (ab12), 14 (cd34)."""
    fields = {
        "event_type": [row["event_type"] for row in reports],
        "date": _list_days(reports),
        "place": _list_places(reports, tellings),
        "actor": _list_actors(reports),
        **{name: [row[f"{name}_low"] for row in reports] for name in ("killed", "injured")},
    }
    told = []
    for label, values in fields.items():
        by_value: dict[Any, list[str]] = defaultdict(list)
        for row, value in zip(reports, values, strict=True):
            if value is not None:
                by_value[value].append(row["report_id"])
        if len(by_value) > 1:
            told.append(f"{label}: " + ", ".join(f"{value} ({' '.join(ids)})" for value, ids in sorted(by_value.items())))
    return "; ".join(told) or None


def _list_days(reports: Sequence[Row]) -> list[str | None]:
    """Give each report's day or night where they have none in common."""
    dated = [row for row in reports if _count_days(row) <= SHARP_DAYS]
    if not dated or max(row["date_start"] for row in dated) <= min(row["date_end"] for row in dated):
        return [None] * len(reports)
    return [_write_days(row) if _count_days(row) <= SHARP_DAYS else None for row in reports]


def _write_days(row: Row) -> str:
    first, last = (pd.Timestamp(row[name]).date().isoformat() for name in ("date_start", "date_end"))
    return first if first == last else f"{first} to {last}"


def _list_places(reports: Sequence[Row], tellings: Mapping[str, Telling]) -> list[str | None]:
    """Give each report's place where dots on a map are not one place."""
    fine = {name: telling for row in reports if (telling := tellings[name := row["report_id"]]).is_fine}
    first = next(iter(fine.values()), None)
    if first is None or all(measure_gap(first, other) <= SAME_PLACE_KM for other in fine.values()):
        return [None] * len(reports)
    return [row["place"] if row["report_id"] in fine else None for row in reports]


def _list_actors(reports: Sequence[Row]) -> list[str | None]:
    """Give each report's actor, but for one that another tells to be the target: the sides of a clash are told in either order."""
    targets = {row["target_id"] for row in reports}
    return [None if row["actor_id"] in targets else row["actor_id"] for row in reports]
