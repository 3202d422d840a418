"""Events: the reports of one occurrence, within and across articles, brought together as one row.

Rules only, and deterministic: the same rows in any order give the same events. Counting reports as events is the
best-known failure of automated event data (Schrodt 2012; Hammond and Weidmann 2014); so is joining what is apart.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from analystkit.geography.places import measure_km
from analystkit.language.judgements import REAL
from analystkit.language.tolls import Range
from analystkit.tables import build_table, check_table, make_id

FINE = ("site", "settlement", "district")
DATED = ("day", "days")
SAME_PLACE_KM = 10.0  # two spellings or a base and its town; FA-KES and UCDP code towns to their centres
DAYS_APART = 1  # "overnight" and "on Tuesday" of one night's strike
RECALL_DAYS = 14  # an undated report is of the last two weeks before it was published, if an event fits
KINDRED = (  # acts that outlets name one for the other: "an attack", "missiles", "a raid"
    {"attack", "armed_clash"},
    {"attack", "bombing"},
    {"attack", "air_strike", "shelling", "chemical_attack"},
)
COARSE_KM = {"province": 120.0, "region": 200.0}

TWIN_KEYS = ("event_type", "place_id", "date_start", "date_end")  # what vague reports of one event have in common

Row = dict[Any, Any]


class _Spot(NamedTuple):
    """A report's point in degrees."""

    latitude: float
    longitude: float


@dataclass(slots=True)
class _Cluster:
    """The reports of one event, while they are brought together."""

    reports: list[Row] = field(default_factory=list)

    @property
    def first(self) -> Row:
        return self.reports[0]


def link_events(reports: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Link reports to events: one row is one occurrence in the world, however many reports tell of it.

    Reports join when they tell of the same kind of act, their places and days agree and their tolls do not
    contradict; two reports of one article never do, since an article that tells them apart knows why. A report known
    only to a province, a month or no day at all joins an event that alone fits it; where several fit it joins none
    (`list_unlinked` says so). Planned, threatened and denied acts and running totals are no events.

    Parameters
    ----------
    reports, articles
        The tables that `extract_reports` and `read_articles` give.

    Returns
    -------
    DataFrame
        The events table, EPSG:4326, ordered by first day and id.

    Raises
    ------
    TableError
        A table is not what it should be.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(link_events(build_table([], "reports"), build_table([], "articles")))
    0
    """
    check_table(reports, "reports", "reports")
    check_table(articles, "articles", "articles")
    clusters, _ = _cluster_reports(reports, articles)
    about = articles[articles["problem"].isna()].drop_duplicates("article_id").set_index("article_id")
    rows = [_build_event(cluster, about) for cluster in clusters]
    rows.sort(key=lambda row: (_order(row["date_start"]), row["event_id"]))
    return build_table(rows, "events")


def list_unlinked(reports: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """List the reports that are part of no event, with the reason: one row of the left_out table is one report.

    Parameters
    ----------
    reports, articles
        The tables given to `link_events`.

    Raises
    ------
    TableError
        `reports` is no reports table.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(list_unlinked(build_table([], "reports"), build_table([], "articles")))
    0
    """
    check_table(reports, "reports", "reports")
    _, unassigned = _cluster_reports(reports, articles)
    rows = [_leave_out(row, code, reason) for row, code, reason in _list_unreal(reports)]
    rows += [
        _leave_out(row, "unassigned", "known too vaguely: it fits several events and joins none; its article may tell which")
        for row in unassigned
    ]
    return build_table(rows, "left_out")


def _leave_out(row: Row, code: str, reason: str) -> Row:
    return {
        "stage": "link",
        "article_id": row["article_id"],
        "report_id": row["report_id"],
        "reason_code": code,
        "reason": reason,
    }


def _list_unreal(reports: pd.DataFrame) -> Iterator[tuple[Row, str, str]]:
    row: Row
    for row in reports[["article_id", "report_id", "status", "aggregate"]].to_dict("records"):
        if row["status"] in ("planned", "threatened"):
            yield row, row["status"], f"{row['status']}: the article tells of it as something that had not happened"
        elif row["status"] == "denied":
            yield row, "denied", "denied: the article tells of it as something that did not happen"
        elif row["aggregate"]:
            yield row, "aggregate", "a running total or a habit, no single occurrence"


def _cluster_reports(reports: pd.DataFrame, articles: pd.DataFrame) -> tuple[list[_Cluster], list[Row]]:
    """Cluster the reports of real, single acts: precise ones first, then each vague one where it alone fits."""
    real = reports[reports["status"].isin(REAL) & ~reports["aggregate"]]
    published = articles[articles["problem"].isna()].drop_duplicates("article_id").set_index("article_id")["published"]
    rows = [_prepare(row, published.get(row["article_id"])) for row in real.to_dict("records")]
    rows.sort(key=lambda row: (_order(row["date_start"]), row["country"] or "", row["place_id"] or "", row["report_id"]))
    precise = [row for row in rows if _is_precise(row)]
    index: dict[pd.Timestamp, list[_Cluster]] = defaultdict(list)
    clusters: list[_Cluster] = []
    for row in precise:
        fitting = [c for c in _look_up(index, row) if all(_is_same(row, other) for other in c.reports)]
        cluster = min(fitting, key=lambda c: (_measure_gap(row, c.first), c.first["report_id"]), default=None)
        if cluster is None:
            cluster = _Cluster()
            clusters.append(cluster)
        cluster.reports.append(row)
        for day in pd.date_range(row["date_start"], row["date_end"]):
            if cluster not in index[day]:
                index[day].append(cluster)
    unassigned = _attach_vague([row for row in rows if not _is_precise(row)], clusters)
    return clusters, unassigned


def _attach_vague(vague: list[Row], clusters: list[_Cluster]) -> list[Row]:
    """Attach each vague report to the one precise event that fits it; where none does it founds an event of its own."""
    unassigned: list[Row] = []
    joined: list[tuple[_Cluster, Row]] = []
    alone: dict[tuple[Any, ...], list[_Cluster]] = defaultdict(list)
    index = _index_days(clusters)
    for row in vague:
        near = {id(c): c for kind in _list_kindred(row["event_type"]) for day in _list_days(row) for c in index[kind, row["country"], day]}
        fitting = [c for c in near.values() if all(_may_be(row, other) for other in c.reports)]
        if len(fitting) == 1:
            joined.append((fitting[0], row))
        elif fitting:
            unassigned.append(row)
        else:
            same = alone[tuple(row[name] for name in TWIN_KEYS)]
            twin = next((c for c in same if all(_is_twin(row, other) for other in c.reports)), None)
            if twin is None:
                same.append(_Cluster([row]))
            else:
                twin.reports.append(row)
    for cluster, row in joined:
        if all(row["article_id"] != other["article_id"] for other in cluster.reports):
            cluster.reports.append(row)
        else:
            unassigned.append(row)
    clusters += [cluster for same in alone.values() for cluster in same]
    return unassigned


def _index_days(clusters: list[_Cluster]) -> dict[tuple[str, str | None, pd.Timestamp], list[_Cluster]]:
    """Index precise events by type, country and each day on which one of their reports puts them."""
    index: dict[tuple[str, str | None, pd.Timestamp], list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        first = cluster.first
        for day in sorted({day for row in cluster.reports for day in pd.date_range(row["date_start"], row["date_end"])}):
            index[first["event_type"], first["country"], day].append(cluster)
    return index


def _list_days(row: Row) -> pd.DatetimeIndex:
    """List the days on which a vague report can be: those it tells, or the last before it was published."""
    if row["date_start"] is not None:
        return pd.date_range(row["date_start"], row["date_end"])
    if row["published"] is not None:
        return pd.date_range(row["published"] - pd.Timedelta(days=RECALL_DAYS), row["published"])
    return pd.DatetimeIndex([])


def _prepare(row: Row, published: Any) -> Row:
    """Missing values as None, so that plain comparisons hold."""
    plain = {key: None if key != "geometry" and pd.isna(value) else value for key, value in row.items()}
    if plain["date_start"] is None or plain["date_end"] is None:  # "since May", of an article with no date of its own
        plain["date_start"] = plain["date_end"] = None
    plain["spot"] = None if row["geometry"] is None else _Spot(row["geometry"].y, row["geometry"].x)
    plain["published"] = None if published is None or pd.isna(published) else published
    return plain


def _order(day: Any) -> pd.Timestamp:
    return pd.Timestamp.max if day is None or pd.isna(day) else day


def _is_precise(row: Row) -> bool:
    return (
        row["place_precision"] in FINE and row["date_precision"] in DATED and row["geometry"] is not None and row["date_start"] is not None
    )


def _look_up(index: dict[pd.Timestamp, list[_Cluster]], row: Row) -> list[_Cluster]:
    near: dict[int, _Cluster] = {}
    margin = pd.Timedelta(days=DAYS_APART)
    for day in pd.date_range(row["date_start"] - margin, row["date_end"] + margin):
        near |= {id(cluster): cluster for cluster in index.get(day, ())}
    return list(near.values())


def _list_kindred(event_type: str) -> list[str]:
    return sorted(set().union({event_type}, *(kin for kin in KINDRED if event_type in kin)))


def _is_same(one: Row, other: Row) -> bool:
    """Whether two precise reports can be of one event."""
    if one["article_id"] == other["article_id"] or other["event_type"] not in _list_kindred(one["event_type"]):
        return False
    if not _days_agree(one, other, DAYS_APART) or not _tolls_agree(one, other):
        return False
    return one["place_id"] == other["place_id"] or measure_km(one["spot"], other["spot"]) <= SAME_PLACE_KM


def _may_be(vague: Row, precise: Row) -> bool:
    """Whether a vague report can be of a precise event: it says nothing that the event contradicts."""
    if vague["article_id"] == precise["article_id"] or vague["country"] != precise["country"] or not _tolls_agree(vague, precise):
        return False
    if vague["date_start"] is not None:
        if not _days_agree(vague, precise, 0):
            return False
    elif vague["published"] is None or not 0 <= (vague["published"] - precise["date_start"]).days <= RECALL_DAYS:
        return False
    if vague["place_precision"] == "country" or vague["geometry"] is None:
        return bool(vague["place_precision"] == "country" and vague["place_basis"] == "stated")
    if vague["place_precision"] in FINE:
        return bool(measure_km(vague["spot"], precise["spot"]) <= SAME_PLACE_KM)
    if vague["admin1"] and vague["place_precision"] == "province":
        return bool(vague["admin1"] == precise["admin1"])
    return bool(measure_km(vague["spot"], precise["spot"]) <= COARSE_KM[vague["place_precision"]])


def _is_twin(one: Row, other: Row) -> bool:
    """Whether two vague reports say the same: the same act in the same place and interval, with the same toll."""
    if one["article_id"] == other["article_id"] or any(one[key] != other[key] for key in TWIN_KEYS) or one["place_id"] is None:
        return False
    if one["date_start"] is None:
        return one["killed_low"] is not None and one["killed_low"] == other["killed_low"] and _published_near(one, other)
    return _tolls_agree(one, other)


def _published_near(one: Row, other: Row) -> bool:
    return None not in (one["published"], other["published"]) and bool(abs((one["published"] - other["published"]).days) <= 2)


def _days_agree(one: Row, other: Row, margin: int) -> bool:
    slack = pd.Timedelta(days=margin)
    return bool(one["date_start"] - slack <= other["date_end"] and other["date_start"] - slack <= one["date_end"])


def _measure_gap(one: Row, other: Row) -> tuple[int, float]:
    return abs((one["date_start"] - other["date_start"]).days), round(measure_km(one["spot"], other["spot"]), 3)


def _tolls_agree(one: Row, other: Row) -> bool:
    """Tolls of one event differ between outlets, but not by an order of magnitude."""
    low = [row["killed_low"] if row["killed_low"] is not None else row["killed_high"] for row in (one, other)]
    if low[0] is None or low[1] is None:
        return True
    small, large = sorted(low)
    return bool(large - small <= 5 or large <= 3 * small)


def _build_event(cluster: _Cluster, about: pd.DataFrame) -> Row:
    """Build the row of one event: what its reports agree on, most precise first, and what they do not."""
    reports = sorted(cluster.reports, key=lambda row: (_order(row["published"]), row["report_id"]))
    best = min(reports, key=_rank)
    days = min(reports, key=lambda row: (_rank_days(row), row["report_id"]))
    article = about.loc[best["article_id"]] if best["article_id"] in about.index else None
    origins = {_name_origin(row, about) for row in reports}
    published = [row["published"] for row in reports if row["published"] is not None]
    disagreements = _list_disagreements(reports)
    actor = _pick_common(reports, "actor")
    return {
        "event_id": make_id("event", reports[0]["report_id"]),
        "event_type": _pick_common(reports, "event_type"),
        "status": "reported" if any(row["status"] == "reported" for row in reports) else "alleged",
        **{name: days[name] for name in ("date_start", "date_end", "date_precision", "date_text")},
        **{name: best[name] for name in ("place", "place_id", "country", "admin1", "place_precision", "uncertainty_km", "geometry")},
        "actor": actor,
        "actor_basis": next((row["actor_basis"] for row in reports if row["actor"] == actor), None) if actor else None,
        "target": _pick_common(reports, "target"),
        **_widen_numbers(reports),
        "disagreements": disagreements,
        "sourcing": "contested" if _is_contested(reports) else "single" if len(origins) == 1 else "several",
        "n_reports": len(reports),
        "n_outlets": len({_name_outlet(row, about) for row in reports}),
        "n_origins": len(origins),
        "first_published": min(published, default=None),
        "last_published": max(published, default=None),
        "report_ids": " ".join(row["report_id"] for row in reports),
        "report_id": best["report_id"],
        "quote": best["quote"],
        **{name: None if article is None else article[name] for name in ("source", "title", "url")},
    }


def _rank(row: Row) -> tuple[int, int, int, str]:
    """Rank a report of an event, the best first: precise place, stated with it, precise day, then the first id."""
    precisions = ["site", "settlement", "district", "province", "region", "country"]
    fine = precisions.index(row["place_precision"]) if row["place_precision"] else len(precisions)
    return fine, 0 if row["place_basis"] == "stated" else 1, _rank_days(row), row["report_id"]


def _rank_days(row: Row) -> int:
    return 10_000 if row["date_start"] is None else (row["date_end"] - row["date_start"]).days


def _pick_common(reports: list[Row], name: str) -> Any:
    """Pick the value most reports give; of equals the first told."""
    values = [row[name] for row in reports if row[name] is not None]
    return max(values, key=lambda value: (values.count(value), -values.index(value)), default=None)


def _widen_numbers(reports: list[Row]) -> Row:
    """Tolls keep the range over the reports, in the order they were published."""
    widened: Row = {}
    for name in ("n_strikes", "killed", "injured"):
        whole = reduce(Range.widen, _list_ranges(reports, name) or [Range(None, None)])
        widened |= {f"{name}_low": whole.low, f"{name}_high": whole.high}
    return widened


def _list_ranges(reports: list[Row], name: str) -> list[Range]:
    ranges = [Range(row[f"{name}_low"], row[f"{name}_high"]) for row in reports]
    return [told for told in ranges if told != Range(None, None)]


def _is_contested(reports: list[Row]) -> bool:
    """Tell whether reports contradict each other on the toll: no number can be what both say."""
    pairs = (pair for name in ("killed", "injured") for pair in combinations(_list_ranges(reports, name), 2))
    return any(one.contradicts(other) for one, other in pairs)


def _list_disagreements(reports: list[Row]) -> str | None:
    """List what reports give different values for, and which: killed: 11 (ab12), 14 (cd34)."""
    told = []
    for name in ("event_type", "killed_low", "injured_low"):
        by_value: dict[Any, list[str]] = defaultdict(list)
        for row in reports:
            if row[name] is not None:
                by_value[row[name]].append(row["report_id"])
        if len(by_value) > 1:
            label = name.removesuffix("_low")
            told.append(f"{label}: " + ", ".join(f"{value} ({' '.join(ids)})" for value, ids in sorted(by_value.items())))
    return "; ".join(told) or None


def _name_outlet(row: Row, about: pd.DataFrame) -> str:
    source = about["source"].get(row["article_id"]) if "source" in about else None
    return str(source) if source is not None and not pd.isna(source) else row["article_id"]


def _name_origin(row: Row, about: pd.DataFrame) -> str:
    """Who tells it in the end: the party a report credits, else its outlet; nine outlets quoting one monitor are one."""
    return row["according_to"].casefold() if row["according_to"] else _name_outlet(row, about)
