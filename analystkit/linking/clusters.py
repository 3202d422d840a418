"""Clusters: reports brought together that tell of one occurrence.

What is known to the place and day links first, best agreement first; what is known more vaguely joins what is there, and
joins nothing together. The order of the reports makes no difference.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

from analystkit.errors import ArgumentError
from analystkit.linking.agreement import weigh_agreement
from analystkit.linking.blocks import Pair, index_clusters, look_up, pair_copies, pair_precise, pair_vague
from analystkit.linking.tellings import Telling

LINK = 4.0  # points from which two reports are of one event: the same kind of act, place and night, or a rare toll
KEEP = 3.0  # and what the reports of one cluster have between them on average
FIT, FIT_UNPLACED = 2.0, 3.0  # points from which a vague report fits an event, and one that does not tell where
CLEAR = 1.5  # by how many points one event must fit a vague report better than all others that fit
RENOWN = 0.75  # points that an event gains each time the reports of it double: what many tell is the likelier to be told again
TOGETHER = 3.0  # points from which two vague reports are of one event

Ids = tuple[str, str]


@dataclass(slots=True)
class Linkage:
    """What came of linking: the reports of each event, and those that fit several events and joined none."""

    events: list[list[Telling]]
    unassigned: list[Telling]


@dataclass(slots=True)
class _Board:
    """The groups of reports while they are linked; each is one report, or those that a person put together."""

    groups: list[list[Telling]]
    parted: set[Pair]
    copies: set[Pair]
    copied: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for one, other in self.copies:
            self.copied[one].add(other)
            self.copied[other].add(one)

    def weigh(self, one: int, other: int) -> float | None:
        """Weigh the agreement of two groups, which is that of their best agreeing reports."""
        if (min(one, other), max(one, other)) in self.parted:
            return None
        points = (weigh_agreement(mine, theirs) for mine, theirs in product(self.groups[one], self.groups[other]))
        return max((value for value in points if value is not None), default=None)

    def may_join(self, group: int, cluster: Iterable[int]) -> bool:
        """Whether a vague group may join a cluster: none of whose groups is of its article, or kept apart from it by a person."""
        articles = {telling.article_id for telling in self.groups[group]}
        return all(
            (min(group, m), max(group, m)) not in self.parted and articles.isdisjoint(telling.article_id for telling in self.groups[m])
            for m in cluster
        )


def link_tellings(tellings: Iterable[Telling], *, must_link: Iterable[Ids] = (), must_part: Iterable[Ids] = ()) -> Linkage:
    """Bring the reports of one occurrence together: each event is a list of reports, ordered by id.

    `must_link` and `must_part` are pairs of report ids that are to be in one event, or in two, whatever they tell; ids of no
    report are passed over.

    Raises
    ------
    ArgumentError
        A pair must be in two events, and must by way of others be in one.
    """
    groups = _unite_groups(sorted(tellings, key=lambda telling: telling.report_id), must_link)
    board = _Board(groups, _list_parted(groups, must_part), pair_copies(groups))
    precise = [n for n, group in enumerate(groups) if any(telling.is_fine and telling.is_sharp for telling in group)]
    clusters = _agglomerate(board, precise, pair_precise(groups, precise), LINK)
    vague = sorted(set(range(len(groups))).difference(precise))
    alone, unassigned = _attach_vague(board, vague, clusters)
    followed = _follow_copies(board, alone + unassigned, clusters)
    alone = [n for n in alone if n not in followed]
    clusters += _agglomerate(board, alone, pair_vague(groups, alone), TOGETHER)
    events = [sorted((t for n in cluster for t in groups[n]), key=lambda telling: telling.report_id) for cluster in clusters]
    left = [telling for n in unassigned if n not in followed for telling in groups[n]]
    return Linkage(sorted(events, key=lambda event: event[0].report_id), sorted(left, key=lambda telling: telling.report_id))


def _unite_groups(tellings: list[Telling], must_link: Iterable[Ids]) -> list[list[Telling]]:
    """Group the reports: each by itself, or with those it must be together with."""
    groups = {telling.report_id: [telling] for telling in tellings}
    for one, other in must_link:
        if one in groups and other in groups and groups[one] is not groups[other]:
            kept, gone = sorted((groups[one], groups[other]), key=lambda group: -len(group))
            kept += gone
            groups.update({telling.report_id: kept for telling in gone})
    return list({id(group): group for group in groups.values()}.values())


def _list_parted(groups: list[list[Telling]], must_part: Iterable[Ids]) -> set[Pair]:
    home = {telling.report_id: n for n, group in enumerate(groups) for telling in group}
    parted = set()
    for one, other in must_part:
        if one in home and other in home:
            if home[one] == home[other]:
                raise ArgumentError(
                    f"corrections: reports {one!r} and {other!r} are to be of two events by a split, and of one by merges with others; "
                    "take the split or one of the merges back"
                )
            parted.add((min(home[one], home[other]), max(home[one], home[other])))
    return parted


def _agglomerate(board: _Board, members: list[int], pairs: Iterable[Pair], link: float) -> list[list[int]]:
    """Join the best agreeing first, as long as nothing in the one cluster contradicts anything in the other.

    Of each two clusters the points and the number of pairs that agree are kept: fewer than all pairs is a contradiction.
    """
    near: dict[int, dict[int, tuple[float, int]]] = {n: {} for n in members}
    ranked: list[tuple[float, int, int]] = []
    copies = ((n, m) for n in members for m in sorted(board.copied[n]) if n < m and m in near)
    for blocked in (pairs, copies):
        for one, other in blocked:
            points = board.weigh(one, other) if other not in near[one] else None
            if points is not None:
                near[one][other] = near[other][one] = (points, 1)
                if points >= link:
                    ranked.append((-points, one, other))
    home = {n: n for n in members}
    clusters = {n: [n] for n in members}
    for _, one, other in sorted(ranked):
        kept, gone = home[one], home[other]
        points, agreeing = near[kept].get(gone, (0.0, 0))
        between = len(clusters[kept]) * len(clusters[gone])
        if kept == gone or agreeing < between or points < KEEP * between:
            continue
        for third, (more, count) in near.pop(gone).items():
            del near[third][gone]
            if third != kept:
                held, agreed = near[kept].get(third, (0.0, 0))
                near[kept][third] = near[third][kept] = (held + more, agreed + count)
        home.update(dict.fromkeys(clusters[gone], kept))
        clusters[kept] += clusters.pop(gone)
    return list(clusters.values())


def _attach_vague(board: _Board, vague: list[int], clusters: list[list[int]]) -> tuple[list[int], list[int]]:
    """Attach each vague group to the one cluster that fits it; give those that fit none, and those that fit several alike."""
    index = index_clusters(board.groups, clusters)
    home = {n: c for c, cluster in enumerate(clusters) for n in cluster}
    joined: dict[int, list[tuple[float, int]]] = defaultdict(list)
    alone: list[int] = []
    unassigned: list[int] = []
    for n in vague:
        least = FIT if any(telling.is_placed for telling in board.groups[n]) else FIT_UNPLACED
        found = look_up(index, board.groups[n]) | {home[m] for m in board.copied[n] if m in home}
        fitting = [(points, c) for c in sorted(found) if (points := _weigh_fit(board, n, clusters[c], least)) is not None]
        fitting.sort(reverse=True)
        if not fitting:
            alone.append(n)
        elif len(fitting) == 1 or fitting[0][0] - fitting[1][0] >= CLEAR:
            joined[fitting[0][1]].append((-fitting[0][0], n))
        else:
            unassigned.append(n)
    for c, joining in joined.items():
        for _, n in sorted(joining):  # of two vague reports of one article, or that a person keeps apart, the better joins
            (clusters[c] if board.may_join(n, clusters[c]) else unassigned).append(n)
    return alone, unassigned


def _weigh_fit(board: _Board, n: int, cluster: list[int], least: float) -> float | None:
    """Weigh how well a vague group fits a cluster, none of whose groups it may contradict; None where it does not."""
    told = []
    for m in cluster:
        points = board.weigh(n, m)
        if points is None:
            return None
        told.append(points)
    return max(told) + RENOWN * math.log2(len(told)) if sum(told) >= least * len(told) else None


def _follow_copies(board: _Board, left: list[int], clusters: list[list[int]]) -> set[int]:
    """Attach what fits several clusters, or none, to the one that holds a copy of it; give what was attached."""
    home = {n: c for c, cluster in enumerate(clusters) for n in cluster}
    followed = set()
    for n in sorted(left):
        homes = {home[m] for m in board.copied[n] if m in home and board.weigh(n, m) is not None}
        if len(homes) != 1:
            continue
        cluster = clusters[homes.pop()]
        if board.may_join(n, cluster):
            cluster.append(n)
            followed.add(n)
    return followed
