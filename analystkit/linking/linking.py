"""Linking: the reports of one occurrence, within and across articles, brought together as one row of the events table.

Rules only, and deterministic: the same rows in any order give the same events. Counting reports as events is the
best-known failure of automated event data (Schrodt 2012; Hammond and Weidmann 2014); so is joining what is apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from analystkit.corrections.checks import check_corrections
from analystkit.corrections.corrections import find_links
from analystkit.language.judgements import REAL
from analystkit.linking.clusters import Linkage, link_tellings
from analystkit.linking.lineages import Lineage, name_events
from analystkit.linking.occurrences import build_occurrence, is_contested
from analystkit.linking.origins import Credit, Sketch, count_origins, sketch_text
from analystkit.linking.tellings import Row, Telling, read_telling
from analystkit.tables import build_table, check_table

VAGUE = "known too vaguely: it fits several events and joins none; its article may tell which"


class Linked(NamedTuple):
    """What linking gives: the events, and the reports that are part of none."""

    events: gpd.GeoDataFrame
    left_out: pd.DataFrame


def link_events(
    reports: pd.DataFrame, articles: pd.DataFrame, corrections: pd.DataFrame | None = None, *, previous: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """Link reports to events: one row is one occurrence in the world, however many reports tell of it.

    Reports join when they tell of the same or a kindred kind of act and their places and days agree, each at its precision; sides and
    tolls weigh in. Two reports of one article seldom do, since an article that tells them apart knows why. A report known
    only to a province, a month or no day at all joins the event that alone fits it; where several fit alike it joins none
    (`list_unlinked` says so), and it never joins two events. Planned, threatened and denied acts and running totals are no events.

    Parameters
    ----------
    reports, articles
        The tables that `extract_reports` and `read_articles` give.
    corrections
        The corrections table, of which merges and splits are honoured; the others are for `apply_corrections`.
    previous
        An events table that this function gave earlier: an event that is the same keeps its id, and one in which several were merged
        lists theirs.

    Returns
    -------
    DataFrame
        The events table, EPSG:4326, ordered by first day and id.

    Raises
    ------
    TableError
        A table is not what it should be.
    ArgumentError
        A split contradicts merges.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(link_events(build_table([], "reports"), build_table([], "articles")))
    0
    """
    if previous is not None:
        check_table(previous, "events", "previous")
    return _build_events(*_link(reports, articles, corrections), previous)


def link_reports(reports: pd.DataFrame, articles: pd.DataFrame, corrections: pd.DataFrame | None = None) -> Linked:
    """Give what `link_events` and `list_unlinked` give, linked once for both.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> [len(table) for table in link_reports(build_table([], "reports"), build_table([], "articles"))]
    [0, 0]
    """
    told, about, linkage = _link(reports, articles, corrections)
    return Linked(_build_events(told, about, linkage, None), _list_left_out(reports, linkage))


def _build_events(told: Mapping[str, Row], about: Mapping[str, Row], linkage: Linkage, previous: pd.DataFrame | None) -> gpd.GeoDataFrame:
    """Build the events table of what was linked."""

    @cache
    def sketch(article_id: str) -> Sketch:
        return sketch_text(about[article_id]["text"]) if article_id in about else ()

    events = [_order_reports(event, told, about) for event in linkage.events]
    names = name_events([[row["report_id"] for row in event] for event in events], previous)
    rows = []
    for event, lineage, linked in zip(events, names, linkage.events, strict=True):
        credits = [Credit(row["according_to"], _name_outlet(row, about), row["article_id"]) for row in event]
        tellings = {telling.report_id: telling for telling in linked}
        rows.append(_build_row(event, tellings, lineage, credits, count_origins(credits, sketch), about))
    rows.sort(key=lambda row: (_order(row["date_start"]), row["event_id"]))
    return build_table(rows, "events")


def list_unlinked(reports: pd.DataFrame, articles: pd.DataFrame, corrections: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the reports that are part of no event, with the reason: one row of the left_out table is one report.

    Parameters
    ----------
    reports, articles, corrections
        The tables given to `link_events`.

    Raises
    ------
    TableError, ArgumentError
        As `link_events`.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(list_unlinked(build_table([], "reports"), build_table([], "articles")))
    0
    """
    _, _, linkage = _link(reports, articles, corrections)
    return _list_left_out(reports, linkage)


def _list_left_out(reports: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    rows = [_leave_out(row["article_id"], row["report_id"], code, reason) for row, code, reason in _list_unreal(reports)]
    rows += [_leave_out(telling.article_id, telling.report_id, "unassigned", VAGUE) for telling in linkage.unassigned]
    return build_table(rows, "left_out")


def _link(
    reports: pd.DataFrame, articles: pd.DataFrame, corrections: pd.DataFrame | None
) -> tuple[dict[str, Row], dict[str, Row], Linkage]:
    """Link the reports of real, single acts: those by id, the articles by id, and the linkage."""
    check_table(reports, "reports", "reports")
    check_table(articles, "articles", "articles")
    about = _index_articles(articles)
    told = _index_reports(reports)
    tellings = [read_telling(row, _find_published(row, about)) for row in told.values()]
    if corrections is None:
        return told, about, link_tellings(tellings)
    check_corrections(corrections)
    links = find_links(reports, corrections)
    return told, about, link_tellings(tellings, must_link=links.must_link, must_part=links.must_part)


def _leave_out(article_id: str, report_id: str, code: str, reason: str) -> Row:
    return {"stage": "link", "article_id": article_id, "report_id": report_id, "reason_code": code, "reason": reason}


def _list_unreal(reports: pd.DataFrame) -> Iterator[tuple[Row, str, str]]:
    row: Row
    for row in reports[["article_id", "report_id", "status", "aggregate"]].to_dict("records"):
        if row["status"] in ("planned", "threatened"):
            yield row, row["status"], f"{row['status']}: the article tells of it as something that had not happened"
        elif row["status"] == "denied":
            yield row, "denied", "denied: the article tells of it as something that did not happen"
        elif row["aggregate"]:
            yield row, "aggregate", "a running total or a habit, no single occurrence"


def _index_reports(reports: pd.DataFrame) -> dict[str, Row]:
    """Index the reports of real, single acts by id, missing values as None, so that plain comparisons hold."""
    real = pd.DataFrame(reports[reports["status"].isin(REAL) & ~reports["aggregate"]])
    return {row["report_id"]: row for row in _list_plain(real)}


def _index_articles(articles: pd.DataFrame) -> dict[str, Row]:
    read = articles[articles["problem"].isna()].drop_duplicates("article_id")
    told = pd.DataFrame(read[["article_id", "published", "source", "title", "url", "text", "duplicate_of"]])
    return {row["article_id"]: row for row in _list_plain(told)}


def _list_plain(frame: pd.DataFrame) -> list[Row]:
    return frame.astype("object").where(frame.notna(), None).to_dict("records")


def _find_published(row: Row, about: Mapping[str, Row]) -> Any:
    article = about.get(row["article_id"])
    return None if article is None else article["published"]


def _join_quotes(event: Sequence[Row], about: Mapping[str, Row]) -> str:
    """Join the quotes of reports, each once: "Example Wire, 2019-02-04: Rebels shelled Aleppo.", a line each."""
    lines: dict[str, None] = {}
    for row in event:
        article, published = about.get(row["article_id"], {}), _find_published(row, about)
        told = (article.get("source") or row["article_id"], None if published is None else f"{published:%Y-%m-%d}")
        lines[f"{', '.join(filter(None, told))}: {' '.join(row['quote'].split())}"] = None
    return "\n".join(lines)


def _name_outlet(row: Row, about: Mapping[str, Row]) -> str:
    """Name an outlet; of an article that has none itself, or that of which it is a copy: told twice, it is not two outlets."""
    article = about.get(row["article_id"])
    if article is None:
        return str(row["article_id"])
    return str(article["source"] or article["duplicate_of"] or row["article_id"])


def _order(day: Any) -> pd.Timestamp:
    return pd.Timestamp.max if day is None else day


def _order_reports(event: list[Telling], told: Mapping[str, Row], about: Mapping[str, Row]) -> list[Row]:
    """Order the rows of an event's reports, the first published first."""
    rows = [told[telling.report_id] for telling in event]
    return sorted(rows, key=lambda row: (_order(_find_published(row, about)), row["report_id"]))


def _build_row(
    event: Sequence[Row],
    tellings: Mapping[str, Telling],
    lineage: Lineage,
    credits: Sequence[Credit],
    n_origins: int,
    about: Mapping[str, Row],
) -> Row:
    row = build_occurrence(event, tellings)
    published = [day for day in (_find_published(report, about) for report in event) if day is not None]
    article = about.get(tellings[row["report_id"]].article_id, {})
    return row | {
        "event_id": lineage.event_id,
        "merged_from": " ".join(lineage.merged_from) or None,
        "sourcing": "contested" if is_contested(event) else "single" if n_origins == 1 else "several",
        "n_reports": len(event),
        "n_outlets": len({credit.outlet for credit in credits}),
        "n_origins": n_origins,
        "first_published": min(published, default=None),
        "last_published": max(published, default=None),
        "quotes": _join_quotes(event, about),
        **{name: article.get(name) for name in ("source", "title", "url")},
    }
