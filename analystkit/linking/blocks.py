"""Blocks: which reports are worth comparing, found by where, when, how many and in which words, not by comparing all with all.

Space is cut into cubes through the unit sphere, so that no pole and no meridian is an edge of the map; cubes as wide as the
farthest two dots of one event need no grid library and put these two in cubes that touch.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from analystkit.geography.candidates import EARTH_KM
from analystkit.linking.agreement import REACH_KM, RECALL_DAYS, TELLING_TOLL
from analystkit.linking.origins import are_copies
from analystkit.linking.tellings import Spot, Telling, pick_figure

CUBE = REACH_KM / EARTH_KM  # edge
MONTH = 31  # days; how coarsely vague reports are blocked by time
LONG = 366  # days; what is said to be of a longer time is looked for in none
COPY_KEYS, COPY_LIMIT = 4, 200  # least hashes by which copies are looked for; a hash of more reports is a phrase of all

Key = tuple[Any, ...]
Group = Sequence[Telling]  # reports that are compared as one
Pair = tuple[int, int]
DayIndex = Mapping[Key, Mapping[int, Sequence[int]]]  # the numbers of groups, or of clusters of them, by key and day


def pair_precise(groups: Sequence[Group], members: Iterable[int]) -> Iterator[Pair]:
    """Pair the groups whose dots are near and whose days are at most one apart: each pair once, in order."""
    index: dict[Key, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for n in members:
        seen: set[int] = set()
        for telling in groups[n]:
            for cube in _list_cubes(telling.spot):
                if cube in index:
                    seen.update(m for day in _list_days(telling) for m in index[cube].get(day, ()))
        yield from ((m, n) for m in sorted(seen))
        _enter(index, n, groups[n], lambda telling: [_find_cube(telling.spot)] if telling.spot else [])


def pair_vague(groups: Sequence[Group], members: Iterable[int]) -> Iterator[Pair]:
    """Pair the groups that name one place, province or number of dead within a month or two: each pair once, in order."""
    index: dict[Key, list[int]] = defaultdict(list)
    for n in members:
        keys: dict[Key, None] = {}
        for telling in groups[n]:
            days = _list_days(telling)
            told = _list_tolls(telling)
            told += [] if telling.place_id is None else [("place", telling.place_id)]
            told += [] if telling.admin1 is None else [("admin1", telling.country, telling.admin1)]
            keys |= {(*key, month): None for key in told for month in sorted({day // MONTH for day in days})}
        yield from ((m, n) for m in sorted({m for key in keys for m in index[key]}))
        for key in keys:
            index[key].append(n)


def pair_copies(groups: Sequence[Group]) -> set[Pair]:
    """Pair the groups that are told in the same words, by the least hashes of those."""
    index: dict[int, list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        for value in {value for telling in group for value in telling.sketch[:COPY_KEYS]}:
            index[value].append(n)
    found = {pair for held in index.values() if len(held) <= COPY_LIMIT for pair in combinations(held, 2)}
    pairs = ((one, other, product(groups[one], groups[other])) for one, other in found)
    return {(one, other) for one, other, tellings in pairs if any(are_copies(mine.sketch, theirs.sketch) for mine, theirs in tellings)}


def index_clusters(groups: Sequence[Group], clusters: Sequence[Sequence[int]]) -> DayIndex:
    """Index clusters of groups by each of their days, under every key by which a vague report may look for them."""
    index: dict[Key, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for c, cluster in enumerate(clusters):
        _enter(index, c, [telling for n in cluster for telling in groups[n]], _list_places)
    return index


def look_up(index: DayIndex, group: Group) -> set[int]:
    """Look up the clusters that a vague group may be of, by what it tells of where, when and how many."""
    found: set[int] = set()
    for telling in group:
        days = _list_days(telling)
        for key in _list_searches(telling):
            held = index.get(key, {})
            within = days if len(days) <= len(held) else [day for day in held if day in days]
            found.update(c for day in within for c in held.get(day, ()))
    return found


def _enter(index: dict[Key, dict[int, list[int]]], n: int, group: Group, list_keys: Callable[[Telling], list[Key]]) -> None:
    """Enter a number once under each key and each day that its reports tell."""
    told = {(key, day): None for telling in group if telling.first is not None for key in list_keys(telling) for day in _list_told(telling)}
    for key, day in told:
        index[key][day].append(n)


def _list_told(telling: Telling) -> range:
    return range(0) if telling.first is None or telling.last is None else range(telling.first, telling.last + 1)


def _list_days(telling: Telling) -> range:
    """List the days on which a report may be of an event: those it tells and the two about them, or the last before it was published."""
    told = _list_told(telling)
    if told:
        return range(told.start - 1, told.stop + 1) if len(told) <= LONG else range(0)
    return range(0) if telling.published is None else range(telling.published - RECALL_DAYS, telling.published + 1)


def _list_places(telling: Telling) -> list[Key]:
    """List the keys that a precise report is found by."""
    keys: list[Key] = [("country", telling.country), ("admin1", telling.country, telling.admin1), *_list_tolls(telling)]
    return keys if telling.spot is None else [*keys, _find_cube(telling.spot)]


def _list_searches(telling: Telling) -> list[Key]:
    """List the keys by which a vague report looks for precise ones: the narrowest that it tells."""
    if telling.is_fine:
        return list(_list_cubes(telling.spot))
    if not telling.is_placed:
        by_country: list[Key] = [("country", telling.country)] if telling.is_sharp and telling.country is not None else []
        return by_country or _list_tolls(telling)
    if telling.place_precision == "province" and telling.admin1 is not None:
        return [("admin1", telling.country, admin1) for admin1 in (telling.admin1, None)]  # a dot of no known province may be in it
    return [("country", telling.country)]


def _list_tolls(telling: Telling) -> list[Key]:
    killed = pick_figure(telling.killed)
    return [("killed", killed)] if killed >= TELLING_TOLL else []


def _find_cube(spot: Spot) -> Key:
    return ("cube", *(math.floor(value / CUBE) for value in spot))


def _list_cubes(spot: Spot | None) -> Iterator[Key]:
    """List the cube of a spot and those that touch it."""
    if spot is not None:
        _, x, y, z = _find_cube(spot)
        yield from (("cube", x + i, y + j, z + k) for i, j, k in product((-1, 0, 1), repeat=3))
