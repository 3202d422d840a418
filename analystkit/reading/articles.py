"""Articles: reading files of news into one table, one row an article, whether it could be read or not.

The readers of readers.py give rows with the file's own columns; one place, `_shape_rows`, makes articles of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, get_args

import pandas as pd
from tqdm import tqdm

from analystkit.language.dates import find_dateline
from analystkit.language.days import read_day
from analystkit.reading.duplicates import assign_ids, mark_copies
from analystkit.reading.encodings import ArticleWarning
from analystkit.reading.folders import PathLike, list_files
from analystkit.reading.headers import COLUMN_NAMES, ArticleError, NoColumnError, decide_order, list_some, match_columns, warn
from analystkit.reading.languages import ENGLISH, tell_language
from analystkit.reading.readers import Readers
from analystkit.reading.rows import File, Row, Table, show_name
from analystkit.reading.values import EARLIEST, HOLDS_ZEROS, DateOrder, has_value, is_possible, parse_day, read_words
from analystkit.tables import build_table

__all__ = ["ArticleError", "ArticleWarning", "read_articles"]

LONGEST = 2_000_000  # characters of an article; what is longer is none


def read_articles(
    path: PathLike | Sequence[PathLike],
    *,
    published: str | date | None = None,
    columns: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    r"""Read news articles from a file, a folder or several; one row is one article, read or not.

    Tables are read from CSV, JSON, JSON Lines, Parquet and every sheet of workbooks (.xlsx, .xlsm, .xls, .ods); whole articles from
    plain text, saved HTML pages and PDF with a text layer; entries from saved RSS and Atom feeds; pages from WARC; and any of
    them from ZIP and gzip. Feeds, workbooks, PDF and WARC need `pip install "analystkit[readers]"`. What could not be read has
    a row too, with `problem` set to a reason in one word, a colon and a sentence; the reasons are those of
    `left_out.reason_code`. So has a table in which no column is known to hold the text, unless there is nothing but such
    tables, which is an error. The text of a table's row is kept character for character. Nothing is fetched from the network.

    What strangers made with programs is parsed in a child process that is limited to 20 to 60 seconds a document, to a size (10 MB for a
    page, 100 MB for a PDF or workbook, 1 GB for Parquet) and, on Linux, to 2 GB of memory; on macOS and Windows memory is not limited.

    `published` is a calendar day as the source gives it. A dateline printed in the text of a table's row, a text file or a PDF wins
    over a column that contradicts it; saved pages are dated from their metadata only, those in a WARC too: the day on which
    somebody fetched a page is not the one on which it was published.

    `language` is told of texts of 200 characters and more; one that is not English has a problem, which keeps it from being
    extracted from. An exact copy of an article before it has a problem too. One whose text is nearly the same is read like any other, and
    `duplicate_of` is the id of the first that has that text.

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
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "wire.csv")
    ...     _ = file.write_text("id,date,text\n7,2019-02-05,Two jets hit a depot near Homs.\n8,2019-02-06,\n", encoding="utf-8")
    ...     read_articles(file)[["article_id", "published", "row", "problem"]]
      article_id  published  row                   problem
    0          7 2019-02-05    1                       NaN
    1          8 2019-02-06    2  empty: there is no text.
    """
    default, chosen = check_options(published, columns or {}, date_order)
    articles: list[dict[str, Any]] = []
    textless: list[str] = []
    n_tables = 0
    for table in _read_tables(path, progress):
        n_tables += 1
        try:
            articles += _shape_rows(table.file, table.rows, chosen, date_order)
        except NoColumnError as error:
            textless.append(f"{table.file}: {error}")
            articles += _shape_rows(table.file, [Row(None, {}, f"unreadable: {error}.")], chosen, date_order)
    if textless and len(textless) == n_tables:
        raise ArticleError(textless[0])
    for article in articles:
        if article["published"] is None and article["problem"] is None and default is not None:
            article.update(published=default, published_basis="given")
    identified, taken = assign_ids(articles)
    if taken:
        warn(f"an id was given to two different articles; the later one is kept under another id: {list_some(taken)}")
    for article in identified:
        if article["problem"] is None:
            article |= _tell_language(article["text"])
    mark_copies(identified)
    return build_table(identified, "articles")


def check_options(published: str | date | None, columns: Mapping[str, str], date_order: str | None) -> tuple[date | None, dict[str, str]]:
    """Check what `read_articles` is asked, before any file is opened, and give the day and, by our names, the columns.

    Raises
    ------
    ArticleError
        One of them holds what it may not.

    Examples
    --------
    >>> check_options("2019-02-05", {"date": "When"}, "dmy")
    (datetime.date(2019, 2, 5), {'published': 'When'})
    """
    if date_order is not None and date_order not in get_args(DateOrder):
        raise ArticleError(f"date_order: {date_order!r} is none of {', '.join(get_args(DateOrder))}")
    return _check_published(published), _check_columns(columns)


def list_unread(articles: pd.DataFrame) -> pd.DataFrame:
    """List the articles that could not be read, by their `problem`: one row of the left_out table is one article.

    Examples
    --------
    >>> len(list_unread(build_table([], "articles")))
    0
    """
    unread = articles[articles["problem"].notna()]
    rows = []
    for article in unread[["article_id", "file", "row", "problem"]].to_dict("records"):
        code, _, sentence = article["problem"].partition(": ")
        rows.append(
            {name: article[name] for name in ("article_id", "file", "row")} | {"stage": "read", "reason_code": code, "reason": sentence}
        )
    return build_table(rows, "left_out")


def _read_tables(path: PathLike | Sequence[PathLike], progress: bool) -> Iterator[Table]:
    """Read one file after the other; of one that cannot be opened a row that says so."""
    found = list(list_files(path))
    with Readers() as readers:
        for file, problem in tqdm(found, desc="reading", unit="file", disable=None if progress else True):
            name = show_name(str(file))
            if problem:
                yield Table(name, [Row(None, {}, problem)])
            else:
                yield from readers.read_file(File(name, file))


def _tell_language(text: str) -> dict[str, str | None]:
    """Tell an article's language, and why it is not read where that is not English."""
    language = tell_language(text)
    if language in (None, ENGLISH):
        return {"language": language}
    return {"language": language, "problem": f"not_english: it is written in another language ({language}), and only English is read."}


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


# From rows to articles


def _shape_rows(file: str, rows: list[Row], columns: Mapping[str, str], date_order: DateOrder | None) -> list[dict[str, Any]]:
    """Make articles of the rows of one file, each with the id it was given under `given_id`."""
    table = [row for row in rows if row.number is not None and not row.shaped]
    names = match_columns(file, table, columns) if any(row.fields for row in table) else {}
    order = date_order
    if order is None and "published" in names:
        order = decide_order(file, names["published"], table)
    articles, faults = [], []
    for row in rows:
        named = {field: field for field in COLUMN_NAMES} if row.shaped else names
        values = {field: row.fields.get(named[field]) if field in named else None for field in COLUMN_NAMES}
        article, wrong = _shape_article(row, values, order)
        articles.append({"file": file, "row": row.number, **article})
        faults += [f"in row {row.number} {fault}" if row.number else fault for fault in wrong]
    if faults:
        warn(f"{file}: cells without a usable value, which are missing ({len(faults)}): {list_some(faults)}")
    return articles


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
    elif len(article["text"]) > LONGEST:
        article["problem"] = f"unsafe: the text has {len(article['text']):,} characters, more than an article has ({LONGEST:,})."
        article["text"] = None  # nobody behind here is to hold it
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
