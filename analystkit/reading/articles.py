"""Articles: reading files of news into one table, one row an article, whether it could be read or not.

The readers of formats.py give rows with the file's own columns; one place, `_shape_rows`, makes articles of them.
"""

import os
import re
import shlex
import stat
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pyarrow as pa
from tqdm import tqdm

from analystkit.errors import MissingFileError, OneLineError
from analystkit.language.dates import find_dateline
from analystkit.language.days import read_day
from analystkit.reading.pages import PageReader
from analystkit.reading.readers import PAGE_SUFFIXES, READERS, ArticleWarning, NoTextError, Reader, Row, name_file, read_page
from analystkit.reading.values import EARLIEST, HOLDS_ZEROS, DateOrder, has_value, is_possible, parse_day, read_orders, read_words
from analystkit.tables import build_table, make_id

PathLike = str | os.PathLike[str]

# The usual names of a column, the preferred one first; compared in lower case, with _ for blanks and hyphens.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "article_id": ("article_id", "unit_id", "id"),
    "published": ("published", "publish_date", "published_date", "publication_date", "published_at", "publishedat", "pubdate", "date"),
    "source": ("source", "outlet", "domain"),
    "title": ("title", "headline", "article_title"),
    "text": ("text", "content", "body", "article_content", "article_text"),
    "url": ("url", "link"),
}
CELLS_TRIED = 200  # cells of a column that tell what it holds


class ArticleError(OneLineError, ValueError):
    """Articles cannot be read as asked; the message says what to change."""


class _NoColumnError(ValueError):
    """A table has no column that is known to hold the text."""


def read_articles(
    path: PathLike | Sequence[PathLike],
    *,
    published: str | date | None = None,
    columns: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    r"""Read news articles from a file, a folder or several; one row is one article, read or not.

    CSV, JSON, JSON Lines, Parquet, plain text and saved HTML pages are read. What could not be read has a row too, with
    `problem` set to a reason in one word, a colon and a sentence; the reasons are those of `left_out.reason_code`. So has a table
    in which no column is known to hold the text, unless there is nothing but such tables, which is an error. The text of
    a table's row is kept character for character. Nothing is fetched from the network.

    `published` is a calendar day as the source gives it. A dateline printed in the text of a table's row or of a text file wins
    over a column that contradicts it; saved pages are dated from their metadata only.

    Parameters
    ----------
    path
        Files and folders. Folders are read with all they hold, in order of name, but for hidden files.
    published
        The day of publication of articles that carry none: a date or "2019-02-05", from 1900 to next year.
    columns
        The file's column for ours, where its name is not a usual one: {"text": "Body", "published": "When"}.
    date_order
        How a date such as 05/02/2019 is to be read, where the rows of its column do not tell: dmy, mdy or ymd.
    progress
        Show a bar on standard error while a person watches.

    Raises
    ------
    FileNotFoundError
        A file or folder does not exist.
    ArticleError
        No column of any file is known to hold the text, one named in `columns` is not there, the order of day and month in a
        date column is open, or `published`, `columns` or `date_order` hold what they may not.

    Warns
    -----
    ArticleWarning
        A date could not be read or lies outside the years from 1900 to next year, a given id came again with another text,
        two columns compete, a column that is not read looks as if it held the date or the source, or a file is
        not in UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "wire.csv")
    ...     _ = file.write_text("id,date,text\n7,2019-02-05,Two jets hit a depot near Homs.\n8,2019-02-06,\n", encoding="utf-8")
    ...     read_articles(file)[["article_id", "published", "row", "problem"]]
      article_id  published  row                   problem
    0          7 2019-02-05    1                       NaN
    1          8 2019-02-06    2  empty: there is no text.
    """
    default = _check_published(published)
    if date_order is not None and date_order not in get_args(DateOrder):
        raise ArticleError(f"date_order: {date_order!r} is none of {', '.join(get_args(DateOrder))}")
    chosen = _check_columns(columns or {})
    found = list(_list_files(path))
    articles: list[dict[str, Any]] = []
    textless: list[str] = []
    with PageReader() as pages:
        readers = READERS | dict.fromkeys(PAGE_SUFFIXES, lambda path, data: read_page(data, pages))
        for file, problem in tqdm(found, desc="reading", unit="file", disable=None if progress else True):
            rows = [Row(None, {}, problem)] if problem else list(_read_rows(file, readers))
            name = name_file(file)
            try:
                articles += _shape_rows(name, rows, chosen, date_order)
            except _NoColumnError as error:
                textless.append(f"{name}: {error}")
                articles += _shape_rows(name, [Row(None, {}, f"unreadable: {error}.")], chosen, date_order)
    if textless and len(textless) == len(found):
        raise ArticleError(textless[0])
    for article in articles:
        if article["published"] is None and article["problem"] is None and default is not None:
            article.update(published=default, published_basis="given")
    return build_table(_assign_ids(articles), "articles")


def _check_published(published: str | date | None) -> date | None:
    if published is None:
        return None
    try:
        day = read_day(published, "published")
    except ValueError as error:
        raise ArticleError(error) from error
    if not is_possible(day):
        raise ArticleError(f"published: {published!r} lies outside the years from {EARLIEST} to next year; correct it")
    return day


def _check_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Accept our names and the usual ones ("date" for published) as keys of `columns`."""
    ours = {name: field for field, names in COLUMN_NAMES.items() for name in names}
    unknown = [key for key in columns if key not in ours]
    if unknown:
        raise ArticleError(f"columns: {unknown[0]!r} is no column of ours; the keys are {', '.join(COLUMN_NAMES)}")
    return {ours[key]: name for key, name in columns.items()}


# Files


def _list_files(path: PathLike | Sequence[PathLike]) -> Iterator[tuple[Path, str | None]]:
    """List files in order, each with the problem that keeps it from being opened, if there is one."""
    for item in [path] if isinstance(path, str | os.PathLike) else path:
        root = Path(item)
        if not root.exists():
            raise MissingFileError(f"path: {str(item)!r} does not exist; give a file or a folder on this machine, nothing is fetched")
        yield from _walk(root, set())


def _walk(path: Path, visited: set[tuple[int, int]]) -> Iterator[tuple[Path, str | None]]:
    """Go down from a path, into each folder once, however many links lead there."""
    try:
        status = path.stat()
        identity = (status.st_dev, status.st_ino)
        if stat.S_ISREG(status.st_mode):
            yield path, None
        elif not stat.S_ISDIR(status.st_mode):
            yield path, "wrong_type: it is neither a file nor a folder."
        elif identity not in visited:
            visited.add(identity)
            for name in sorted(os.listdir(path)):
                if not name.startswith("."):
                    yield from _walk(path / name, visited)
    except OSError as error:
        yield path, f"unreadable: {error.strerror or error}."


def _read_rows(path: Path, readers: Mapping[str, Reader]) -> Iterator[Row]:
    """Read one file; what fails becomes a row that says so, after the rows that were read before."""
    reader = readers.get(path.suffix.casefold())
    if reader is None:
        yield Row(None, {}, f"wrong_type: files ending in {path.suffix!r} are not read; {', '.join(sorted(readers))} are.")
        return
    try:
        data = path.read_bytes()
        if data.strip():
            yield from reader(path, data)
        else:
            yield Row(None, {}, "empty: the file is empty.")
    except NoTextError as error:
        yield Row(None, {}, f"wrong_type: {error}.")
    except RecursionError:
        yield Row(None, {}, "unsafe: the file is nested too deep.")
    except (OSError, ValueError, pa.ArrowException) as error:
        yield Row(None, {}, f"unreadable: {str(error)[:200]}.")


# From rows to articles


def _shape_rows(file: str, rows: list[Row], columns: Mapping[str, str], date_order: DateOrder | None) -> list[dict[str, Any]]:
    """Make articles of the rows of one file, each with the id it was given under `given_id`."""
    table = [row for row in rows if row.number is not None]
    names = _match_columns(file, table, columns) if any(row.fields for row in table) else {}
    order = date_order
    if order is None and "published" in names:
        order = _decide_order(file, names["published"], table)
    articles, faults = [], []
    for row in rows:
        # A file's only article has its columns named as ours.
        named = names if row.number else {field: field for field in COLUMN_NAMES}
        values = {field: row.fields.get(named[field]) if field in named else None for field in COLUMN_NAMES}
        article, wrong = _shape_article(row, values, order)
        articles.append({"file": file, "row": row.number, **article})
        faults += [f"in row {row.number} {fault}" if row.number else fault for fault in wrong]
    if faults:
        _warn(f"{file}: cells without a usable value, which are missing ({len(faults)}): {_list_some(faults)}")
    return articles


def _list_some(items: list[str]) -> str:
    return "; ".join(items[:5]) + (f" and {len(items) - 5} more" if len(items) > 5 else "")


def _match_columns(file: str, rows: list[Row], columns: Mapping[str, str]) -> dict[str, str]:
    """Find the file's column for each of ours: the one given by hand, else the first of its usual names."""
    names = list(dict.fromkeys(name for row in rows for name in row.fields))
    plain = {re.sub(r"[\s-]+", "_", name.strip().casefold()): name for name in reversed(names)}
    matched = {}
    has = f"it has {', '.join(map(repr, names))}"
    for field, usual in sorted(COLUMN_NAMES.items(), key=lambda item: item[0] != "text"):  # without a text nothing else matters
        candidates = [plain[name] for name in usual if name in plain]
        if field in columns:
            candidates = [name for name in names if name == columns[field]]
            if not candidates and field == "text":
                raise _NoColumnError(f"columns: it has no column {columns[field]!r} for text; {has}")
            if not candidates:
                raise ArticleError(f"columns: {file} has no column {columns[field]!r} for {field}; {has}")
        if len(candidates) > 1 and field in ("text", "published"):
            rest = ", ".join(map(repr, candidates[1:]))
            _warn(f"{file}: {candidates[0]!r} is read as {field}, {rest} is not; to change that, say columns={{'{field}': ...}}")
        if candidates:
            matched[field] = candidates[0]
        elif field == "text":
            raise _NoColumnError(
                f"no column is known to hold the text; {has}; name it with columns={{'text': ...}} "
                f"(command line: --column text=...) or call it one of {', '.join(COLUMN_NAMES['text'])}"
            )
    _warn_of_unread(file, rows, [name for name in names if name not in matched.values()], matched)
    return matched


def _warn_of_unread(file: str, rows: list[Row], unread: list[str], matched: Mapping[str, str]) -> None:
    """Name the columns that are not read where one of them looks as if it held the date or the source, under an unusual name."""
    looks: dict[str, Callable[[str], bool]] = {"published": _is_like_date, "source": _is_like_name}
    found: dict[str, str] = {}
    for field in looks.keys() - matched.keys():
        like = [name for name in unread if _is_full_of([row.fields.get(name) for row in rows], looks[field])]
        found |= {field: like[0]} if like else {}
    if found:
        remedy = " and ".join(f"--column {shlex.quote(f'{field}={name}')}" for field, name in sorted(found.items()))
        _warn(
            f"{file}: no column is known to hold {' or '.join(sorted(found))}; not read are {_list_some([repr(name) for name in unread])}; "
            f"where one of them does, say {remedy} (in Python columns={dict(sorted(found.items()))})"
        )


def _is_full_of(cells: list[Any], test: Callable[[str], bool]) -> bool:
    """Whether nine in ten of the first cells that hold something pass a test."""
    filled = [str(cell).strip() for cell in cells if has_value(cell)][:CELLS_TRIED]
    return bool(filled) and sum(map(test, filled)) >= 0.9 * len(filled)


def _is_like_date(words: str) -> bool:
    return not words.isdigit() and (parse_day(words, None) is not None or bool(read_orders(words)))


def _is_like_name(words: str) -> bool:
    """Whether a cell may name an outlet: a few words, the first with a capital, and no date or sentence."""
    return len(words.split()) <= 5 and words[:1].isupper() and words[-1:] not in (".", "!", "?") and not _is_like_date(words)


def _shape_article(row: Row, values: Mapping[str, Any], order: DateOrder | None) -> tuple[dict[str, Any], list[str]]:
    """Make an article of a row's cells; and say which cells but the text hold what cannot be used."""
    article: dict[str, Any] = {"problem": row.problem}
    faults = []
    for field in ("article_id", "source", "title", "url"):
        words, fault = read_words(values[field])
        article["given_id" if field == "article_id" else field] = (words or "").strip() or None
        faults += [f"{field} {fault}"] if fault else []
    article["text"], fault = read_words(values["text"])
    if fault:
        article["problem"] = row.problem or f"{'wrong_type' if fault == HOLDS_ZEROS else 'unreadable'}: the text {fault}."
    elif not (article["text"] or "").strip():
        article["problem"] = row.problem or "empty: there is no text."
    day, basis = _find_published(article["text"] or "", values["published"], row.basis, order)
    article.update(published=day, published_basis=basis)
    if day is None and has_value(values["published"]):
        faults.append(f"published is {values['published']!r}, which is no calendar day that can be told")
    return article, faults


def _find_published(text: str, value: Any, basis: str, order: DateOrder | None) -> tuple[date | None, str]:
    """Find the publish date and what it rests on: of pages the metadata alone, else a printed dateline before the column."""
    candidates = value if isinstance(value, tuple) else (value,)
    day = next((day for day in (parse_day(candidate, order) for candidate in candidates) if day and is_possible(day)), None)
    printed = find_dateline(text) if basis == "given" else None
    if printed and printed.published and printed.published != day and is_possible(printed.published):
        return printed.published, "printed"
    return day, basis if day else "unknown"


def _decide_order(file: str, column: str, rows: list[Row]) -> DateOrder:
    """Decide the order of day and month for a whole column, by the rows that leave no choice."""
    remedy = "pass date_order='dmy' or 'mdy' or 'ymd' (command line: --date-order)"
    possible: tuple[DateOrder, ...] = get_args(DateOrder)
    decisive = "no row"
    dates = [(row.number, words) for row in rows if isinstance(words := row.fields.get(column), str)]
    readings = [(number, words, days) for number, words in dates if (days := read_orders(words.strip()))]
    for number, words, days in readings:
        narrowed = tuple(order for order in possible if order in days)
        if not narrowed:
            raise ArticleError(f"{file}: column {column!r} holds {words!r} in row {number}, which contradicts {decisive}; {remedy}")
        if narrowed != possible:
            possible, decisive = narrowed, f"{words!r} in row {number}"
    for number, words, days in readings:
        choices = {days[order].isoformat() for order in possible}
        if len(choices) > 1:
            raise ArticleError(
                f"{file}: column {column!r} holds {words!r} in row {number}, which may be {' or '.join(sorted(choices))}, "
                f"and no row of the column decides; {remedy}"
            )
    return possible[0]


# Identity


def _assign_ids(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every article its id, mark copies, and warn of ids that were given to two articles."""
    first: dict[str, tuple[str, str]] = {}
    taken = []
    result = []
    for article in articles:
        given = article["given_id"]
        article = {key: value for key, value in article.items() if key != "given_id"}
        where = f"{article['file']}, row {article['row']}" if article["row"] else article["file"]
        content = make_id(article["source"], article["published"], article["title"], article["text"])
        if article["problem"]:
            result.append({"article_id": given or make_id(article["file"], article["row"]), **article})
            continue
        key = given or content
        if key in first and first[key][0] != content:
            taken.append(f"{key!r} in {where} (before in {first[key][1]})")
            key = content
        if key in first:
            article["problem"] = f"duplicate: the same article stands in {first[key][1]}."
        first.setdefault(key, (content, where))
        result.append({"article_id": key, **article})
    if taken:
        _warn(f"an id was given to two different articles; the later one is kept under another id: {_list_some(taken)}")
    return result


def _warn(message: str) -> None:
    warnings.warn(message, ArticleWarning, stacklevel=3)
