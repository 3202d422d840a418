"""Reports: each article's account of each event, its mentions brought together."""

import warnings
from pathlib import Path
from typing import Any, NamedTuple, cast

import geopandas as gpd
import pandas as pd
from tqdm import tqdm

from analystkit.errors import ArgumentError
from analystkit.gazetteers.gazetteer import Sources, load_gazetteer
from analystkit.geography.homes import list_homes
from analystkit.language.eventtypes import Sources as TypeSources
from analystkit.language.eventtypes import Vocabulary, load_event_types
from analystkit.reports.batches import Reader, read_batches
from analystkit.tables import LongTable, build_table, check_table
from analystkit.writing.shelves import Shelf


class ExtractionWarning(UserWarning):
    """An article could not be extracted from; the others were."""


class Extraction(NamedTuple):
    """What `extract` gives: the places table, the reports table, and left_out, the articles it failed on."""

    places: gpd.GeoDataFrame
    reports: gpd.GeoDataFrame
    left_out: pd.DataFrame


def extract(
    articles: pd.DataFrame,
    *,
    gazetteer: Sources = None,
    event_types: TypeSources = None,
    homes: pd.DataFrame | None = None,
    places: bool = True,
    workers: int = 1,
    resume: str | Path | None = None,
    progress: bool = False,
) -> Extraction:
    """Read articles once and give both what they mention and what they tell of.

    Parameters
    ----------
    articles
        The articles table; rows that could not be read (`problem`) are passed over.
    gazetteer
        Files of places that win over the package's own, or a gazetteer, as `load_gazetteer` takes and gives them.
    event_types
        Files of event types of your own, or of terms for those there are, as `load_event_types` takes them.
    homes
        Where outlets are at home, by `source`, as `find_homes` gives it: which Paris a local paper means.
    places
        Give the places. Without them their table is empty and the reports are the same, in half the time: what cannot matter
        to a report is not parsed.
    workers
        How many processes read at a time; each takes about 0.7 GB of memory and some seconds to begin. A script that asks for
        more than one has to do so under ``if __name__ == "__main__":``.
    resume
        A folder to keep what is read in as it is read, and to take from it what a run that was ended has left there: the rows are
        those of one run. `clear_shelf` empties it.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    Extraction
        The places table, one row a mention; the reports table, one row an article's account of an event; and the
        left_out table, one row an article on which extraction failed, with the reason.

    Warns
    -----
    ExtractionWarning
        Extraction failed on an article; the rest was done.

    Raises
    ------
    TableError
        `articles` is not the articles table.
    GazetteerError
        A file of `gazetteer` cannot serve as one.
    EventTypeError
        A file of `event_types` cannot serve as one.
    ArgumentError
        `workers` is less than one.
    WorkerError
        A process ended before it had read its articles.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> text = "Rebels shelled the airport of Aleppo on 3 May 2016, killing two soldiers."
    >>> row = {"article_id": "a1", "published_basis": "unknown", "text": text, "file": "note.txt"}
    >>> places, reports, left_out = extract(build_table([row], "articles"))
    >>> reports[["event_type", "date_start", "place", "killed_low"]].to_numpy().tolist()
    [['shelling', Timestamp('2016-05-03 00:00:00'), 'Aleppo', 2]]
    """
    return _read(
        articles, gazetteer, load_event_types(event_types), homes, places=places, workers=workers, resume=resume, progress=progress
    )


def extract_reports(
    articles: pd.DataFrame,
    *,
    gazetteer: Sources = None,
    event_types: TypeSources = None,
    homes: pd.DataFrame | None = None,
    workers: int = 1,
    resume: str | Path | None = None,
    progress: bool = False,
) -> gpd.GeoDataFrame:
    """Extract the reports table: one row is one article's account of one event.

    See `extract`, of which this is one view, `places` left out. A Dask frame of articles gives a Dask frame of reports, whose
    partitions are read where and when Dask computes them.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(extract_reports(build_table([], "articles")))
    0
    """
    if hasattr(articles, "map_partitions"):
        options = {"gazetteer": gazetteer, "event_types": event_types, "homes": homes}
        return cast("Any", articles).map_partitions(extract_reports, **options, meta=build_table([], "reports"))
    return _read(
        articles, gazetteer, load_event_types(event_types), homes, places=False, workers=workers, resume=resume, progress=progress
    ).reports


def find_places(
    articles: pd.DataFrame,
    *,
    gazetteer: Sources = None,
    homes: pd.DataFrame | None = None,
    workers: int = 1,
    resume: str | Path | None = None,
    progress: bool = False,
) -> gpd.GeoDataFrame:
    """Find and geocode the places that articles mention: one row is one mention, unresolved ones included.

    The rows of `extract`, whose arguments it takes, in half the time: what only reports need is not parsed.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> row = {"article_id": "a1", "published_basis": "unknown", "text": "They met in Geneva.", "file": "note.txt"}
    >>> find_places(build_table([row], "articles"))[["mention", "country"]].to_numpy().tolist()
    [['Geneva', 'CH']]
    """
    return _read(articles, gazetteer, None, homes, places=True, workers=workers, resume=resume, progress=progress).places


def _read(
    articles: pd.DataFrame,
    gazetteer: Sources,
    vocabulary: Vocabulary | None,
    homes: pd.DataFrame | None,
    *,
    places: bool,
    workers: int,
    resume: str | Path | None,
    progress: bool,
) -> Extraction:
    """Read articles for their places, their reports or both; without a vocabulary there are no reports."""
    check_table(articles, "articles", "articles")
    if workers < 1:
        raise ArgumentError(f"workers: {workers!r} is no number of processes; give 1 or more")
    looked_up = load_gazetteer(gazetteer)
    known = list_homes(homes, looked_up)
    readable = _list_readable(articles)
    found, told, failed = LongTable("places"), LongTable("reports"), LongTable("left_out")
    reader = Reader(looked_up, vocabulary, places)
    given = ((article, known.get(article["source"])) for article in readable)
    with tqdm(total=len(readable), desc="reading", unit="article", disable=not progress) as bar:
        for batch in read_batches(reader, given, workers, None if resume is None else Shelf(resume, reader)):
            found.extend(batch.places)
            told.extend(batch.reports)
            for article, reason in batch.failed:
                failed.extend([_leave_out(article, reason)])  # at a known depth below the caller, whom it warns
            bar.update(batch.size)
    return Extraction(found.build(), told.build(), failed.build())


def _leave_out(article: dict[str, Any], told: str) -> dict[str, Any]:
    reason = f"{told}; this is an error of analystkit, please report it"
    warnings.warn(ExtractionWarning(f"article {article['article_id']!r} was left out: {reason}"), stacklevel=4)
    row = {name: article[name] for name in ("article_id", "file", "row")}
    return row | {"stage": "extract", "reason_code": "extract_failed", "reason": reason}


def _list_readable(articles: pd.DataFrame) -> list[dict[str, Any]]:
    readable = articles[articles["problem"].isna() & articles["text"].notna()]
    columns = ["article_id", "published", "source", "text", "file", "row"]
    return cast("list[dict[str, Any]]", readable[columns].to_dict("records"))
