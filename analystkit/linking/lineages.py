"""Lineages: the ids of events, kept from an earlier result where the event is the same."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analystkit.tables import make_id


class Lineage(NamedTuple):
    """The id of one event, and the ids of those of an earlier result that are now part of it."""

    event_id: str
    merged_from: tuple[str, ...]


def name_events(events: Sequence[Sequence[str]], previous: pd.DataFrame | None = None) -> list[Lineage]:
    """Name events, each the ids of its reports, the earliest first: an id for each, in their order.

    An earlier event lives on in the event that has most of its reports. An event in which several live on keeps the id of the
    one with most reports in it and lists the others, and what had been merged into any of them, as `merged_from`. An event in which
    none lives on is named by the hash of its earliest report's id.

    Examples
    --------
    >>> name_events([["r1", "r2"]])
    [Lineage(event_id='369478492130f1a8', merged_from=())]
    """
    earlier = {} if previous is None else _read_earlier(previous)
    home = {report_id: old for old, (reports, _) in earlier.items() for report_id in reports}
    shared: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n, reports in enumerate(events):
        for old, count in Counter(home[report_id] for report_id in reports if report_id in home).items():
            shared[old].append((-count, n))
    heirs: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for old, found in shared.items():
        count, n = min(found)
        heirs[n].append((count, old))
    taken = set(earlier)
    lineages = []
    for n, reports in enumerate(events):
        kept, *merged = [old for _, old in sorted(heirs[n])] or [_make_new(reports[0], taken)]
        gone = {name for old in (kept, *merged) if old in earlier for name in earlier[old][1]} | set(merged)
        lineages.append(Lineage(kept, tuple(sorted(gone - {kept}))))
    return lineages


def _read_earlier(previous: pd.DataFrame) -> dict[str, tuple[list[str], list[str]]]:
    """Read an earlier events table: for each id the ids of its reports, and of what had been merged into it."""
    merged = previous["merged_from"].fillna("")
    return {
        event_id: (reports.split(), names.split())
        for event_id, reports, names in zip(previous["event_id"], previous["report_ids"], merged, strict=True)
    }


def _make_new(report_id: str, taken: set[str]) -> str:
    """Make an id that no earlier event has: the earliest report of what has split off may have named the rest."""
    name = make_id("event", report_id)
    while name in taken:
        name = make_id("event", name, report_id)
    return name
