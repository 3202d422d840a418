"""Batches: many articles read one after the other, in this process or in several, with the same rows in the same order."""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analystkit.errors import OneLineError
from analystkit.gazetteers.gazetteer import Gazetteer, Place
from analystkit.geography.places import build_row as build_place
from analystkit.geography.places import find_context, read_places
from analystkit.language.dates import find_dateline
from analystkit.language.eventtypes import Vocabulary
from analystkit.language.gates import Gate
from analystkit.reports.readings import Reading, parse_together, split_article
from analystkit.reports.rows import build_row

if TYPE_CHECKING:
    from analystkit.writing.shelves import Shelf

Row = dict[str, Any]
Articles = list[tuple[Row, Place | None]]  # each with the home of its outlet
MOST_ARTICLES = 32  # of a batch
MOST_TEXT = 60_000  # characters, past which a batch takes no further article


class WorkerError(OneLineError, RuntimeError):
    """A process that was to read articles ended before it had; the message says what to do."""


class Batch(NamedTuple):
    """What was read in some articles: rows of both tables, and articles that failed, each with what happened."""

    size: int
    places: list[Row]
    reports: list[Row]
    failed: list[tuple[Row, str]]


@dataclass
class Reader:
    """Reads batches of articles, each article given with the home of its outlet, where known.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    vocabulary
        What tells of events; None where only places are asked for.
    places
        Whether places are asked for.
    """

    gazetteer: Gazetteer
    vocabulary: Vocabulary | None
    places: bool

    @cached_property
    def _gate(self) -> Gate | None:
        return None if self.places or self.vocabulary is None else Gate(self.vocabulary)

    def read(self, articles: Sequence[tuple[Row, Place | None]]) -> Batch:
        """Read some articles; whatever one of them does to us, the others are read."""
        batch = Batch(len(articles), [], [], [])
        readings: list[tuple[Row, Reading]] = []
        for article, home in articles:
            try:
                if self.vocabulary is None:
                    batch.places.extend(self._read_places(article, home))
                else:
                    readings.append((article, Reading(article, self.gazetteer, home, self.vocabulary, self._gate)))
            except Exception as error:
                batch.failed.append((article, f"{type(error).__name__}: {error}"))
        with suppress(Exception):  # what fails together is parsed again alone, where it is known whose it is
            parse_together([reading for _, reading in readings])
        for article, reading in readings:
            try:
                places, reports = self._build_rows(reading)
            except Exception as error:
                batch.failed.append((article, f"{type(error).__name__}: {error}"))
                continue
            batch.places.extend(places)
            batch.reports.extend(reports)
        return batch

    def _read_places(self, article: Row, home: Place | None) -> list[Row]:
        """Read an article for its places alone: the rows that a `Reading` gives of them."""
        text = article["text"]
        context = find_context(text, self.gazetteer, source=None if pd.isna(article["source"]) else article["source"], home=home)
        sentences = split_article(text, find_dateline(text))
        found = read_places([text[s.start : s.end] for s in sentences], context, self.gazetteer)
        return [build_place(m, article["article_id"], s.start) for s, mentions in zip(sentences, found, strict=True) for m in mentions]

    def _build_rows(self, reading: Reading) -> tuple[list[Row], list[Row]]:
        places = [
            build_place(mention, reading.article_id, sentence.start)
            for number, sentence in enumerate(reading.sentences if self.places else ())
            for mention in reading.find_places([number])
        ]
        accounts = reading.find_accounts()
        country = reading.find_main_country() if any(a.place is None or a.place.place is None for a in accounts) else None
        return places, [build_row(account, reading.article_id, reading.text, country) for account in accounts]


def read_batches(
    reader: Reader, articles: Iterable[tuple[Row, Place | None]], workers: int, shelf: "Shelf | None" = None
) -> Iterator[Batch]:
    """Read articles in batches, in their order; what is on the shelf is taken from it, and what is read is put there.

    Raises
    ------
    WorkerError
        A process ended before it had read its articles.
    """
    batches = ((batch, shelf.find(batch) if shelf else None) for batch in _split_batches(articles))
    if workers == 1:
        for batch, kept in batches:
            yield kept or _keep(shelf, batch, reader.read(batch))
        return
    # Spawned on every system alike: a forked copy of a process with threads may hang.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin_worker, initargs=(reader,))
    pending: deque[tuple[Articles, Batch | Future[Batch]]] = deque()

    def take_first() -> Batch:
        batch, found = pending.popleft()
        return _keep(shelf, batch, found.result()) if isinstance(found, Future) else found

    try:
        for batch, kept in batches:
            pending.append((batch, kept or pool.submit(_read_in_worker, batch)))
            if len(pending) > 2 * workers:  # as many as keep them busy, so that memory does not grow with the input
                yield take_first()
        while pending:
            yield take_first()
    except BrokenProcessPool as error:
        remedy = "in a script, call this under 'if __name__ == \"__main__\":'; else there may be too little memory: ask for fewer"
        raise WorkerError(f"workers: one of {workers} processes ended early; {remedy}") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _keep(shelf: "Shelf | None", articles: Articles, batch: Batch) -> Batch:
    if shelf is not None:
        shelf.keep(articles, batch)
    return batch


def _split_batches(articles: Iterable[tuple[Row, Place | None]]) -> Iterator[Articles]:
    batch: Articles = []
    length = 0
    for article, home in articles:
        batch.append((article, home))
        length += len(article["text"])
        if len(batch) == MOST_ARTICLES or length > MOST_TEXT:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


_reader: Reader | None = None  # of a worker's process, which reads one batch after the other


def _begin_worker(reader: Reader) -> None:
    global _reader  # a pool hands what is loaded once to its tasks in no other way
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C goes to every process of a terminal; the first one ends the others
    _reader = reader
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process, which waits for work for ever, when the one that began it was killed and could not."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _read_in_worker(batch: Articles) -> Batch:
    if _reader is None:
        raise RuntimeError("a worker was asked to read before it was told how")
    return _reader.read(batch)
