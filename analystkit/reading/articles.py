"""Articles: reading files of news into one table, one row an article, whether it could be read or not.

A reader takes the path of a file (for messages) and its bytes and yields `Row`s with the file's own columns; `READERS` says which
suffix is whose. One place, `_shape_rows`, makes articles of them. To read another format, write a reader and enter its suffix.
"""

import csv
import io
import json
import os
import re
import stat
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from charset_normalizer import from_bytes
from tqdm import tqdm

from analystkit.errors import MissingFileError, OneLineError
from analystkit.language.dates import find_dateline
from analystkit.language.days import read_day
from analystkit.reading.pages import PageError, PageReader
from analystkit.tables import build_table, make_id

PathLike = str | os.PathLike[str]
DateOrder = Literal["dmy", "mdy", "ymd"]

# The usual names of a column, the preferred one first; compared in lower case, with _ for blanks and hyphens.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "article_id": ("article_id", "unit_id", "id"),
    "published": ("published", "publish_date", "published_date", "publication_date", "published_at", "publishedat", "pubdate", "date"),
    "source": ("source", "outlet", "domain"),
    "title": ("title", "headline", "article_title"),
    "text": ("text", "content", "body", "article_content", "article_text"),
    "url": ("url", "link"),
}
LONGEST_FIELD = 10_000_000  # characters; a longer one in a CSV file is a quote that was never closed
RECOVERY_EFFORT = 20  # how many times its own length a broken CSV file may be searched for the next whole row
EARLIEST = 1900  # year; no news of an earlier one is read
DELIMITERS = ",;\t|"
# How files begin that are no text, whatever their name says.
MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive, a spreadsheet or a word-processor document",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
}
HOLDS_ZEROS = "holds zero bytes, which no text does"
CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")  # 2019-02-05T23:30:00-05:00
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{4}|T?\d{6}Z?)?$")  # 20190205, 20190205233000
EPOCH = re.compile(r"\d{10}(?:\d{3})?$")  # 1549324800, 1549324800000: seconds or milliseconds since 1970
NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")  # 2/5/2019 10:15, 05.02.19
# Tue, 5th of Feb. 2019
DAY_MONTH = re.compile(r"(?:[A-Za-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})(?!\d)")
# Tuesday, February 5, 2019
MONTH_DAY = re.compile(r"(?:[A-Za-z]+,? )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")


class ArticleError(OneLineError, ValueError):
    """Articles cannot be read as asked; the message says what to change."""


class ArticleWarning(UserWarning):
    """Articles were read, and something about them should be looked at."""


class _NoColumnError(ValueError):
    """A table has no column that is known to hold the text."""


class _NoTextError(ValueError):
    """A file that should hold text holds something else."""


class Row(NamedTuple):
    """One row of a file under the file's own column names, or why it could not be read ("code: sentence").

    Without a number it is a file's only article, its columns are named as in the articles table and `published` holds what
    may be its date, most reliable first.
    """

    number: int | None
    fields: Mapping[str, Any]
    problem: str | None = None
    basis: str = "given"


Reader = Callable[[Path, bytes], Iterator[Row]]


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
        two columns compete, or a file is not in UTF-8.

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
        readers = READERS | dict.fromkeys(PAGE_SUFFIXES, lambda path, data: _read_page(data, pages))
        for file, problem in tqdm(found, desc="reading", unit="file", disable=None if progress else True):
            rows = [Row(None, {}, problem)] if problem else list(_read_rows(file, readers))
            name = _name_file(file)
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
    if not _is_possible(day):
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


def _name_file(path: Path) -> str:
    """Name a file as it is but for what would act on a terminal or cannot be stored: control, bidi and undecodable characters."""
    letters = (repr(letter)[1:-1] if unicodedata.category(letter).startswith("C") else letter for letter in str(path))
    return "".join(letters)


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
    except _NoTextError as error:
        yield Row(None, {}, f"wrong_type: {error}.")
    except RecursionError:
        yield Row(None, {}, "unsafe: the file is nested too deep.")
    except (OSError, ValueError, pa.ArrowException) as error:
        yield Row(None, {}, f"unreadable: {str(error)[:200]}.")


def _find_kind(data: bytes) -> str | None:
    """Name what a file is that is no text; None where it may be text."""
    kind = next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), None)
    head = data[:4000]
    # A zero here and there is a matter of its row; of text, not one byte in a hundred is a control character.
    binary = _find_encoding(data) is None and len(head) - len(head.translate(None, CONTROLS)) > len(head) / 100
    return kind or ("binary data" if binary else None)


def _find_encoding(data: bytes) -> str | None:
    """Tell UTF-8 with a byte order mark and UTF-16, marked or (a zero in every other byte of a Western text) not."""
    if data.startswith(tuple(BYTE_ORDER_MARKS)):
        return next(encoding for mark, encoding in BYTE_ORDER_MARKS.items() if data.startswith(mark))
    even, odd = data[:1000:2], data[1:1000:2]
    if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _decode(path: Path, data: bytes) -> str:
    """Decode text: as marked, else as UTF-8, or, only in the lines that are no UTF-8, as what they look like."""
    if kind := _find_kind(data):
        raise _NoTextError(f"the file is {kind}, whatever its name says")
    if encoding := _find_encoding(data):
        return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        lines = data.splitlines(keepends=True)
    wrong = {index for index, line in enumerate(lines) if not _is_utf8(line)}
    encoding = _guess_encoding(b"".join(lines[index] for index in sorted(wrong)))
    _warn(
        f"{_name_file(path)}: {len(wrong)} of {len(lines)} lines are not in UTF-8 and were read as {encoding}; "
        f"save the file as UTF-8 if letters look wrong"
    )
    return "".join(line.decode(encoding if index in wrong else "utf-8") for index, line in enumerate(lines))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess_encoding(data: bytes) -> str:
    guess = from_bytes(data[:200_000]).best()
    if guess is None:
        raise ValueError("the file is neither UTF-8 nor in any other encoding that could be told; save it as UTF-8")
    # Where the Western and the Central European code page both fit, the quotation marks and dashes of an English text say nothing.
    return "cp1252" if "cp1252" in guess.could_be_from_charset else str(guess.encoding)


# Readers, one a format


def _read_csv(path: Path, data: bytes) -> Iterator[Row]:
    """Read delimited text, strictly; a row with a broken quote is lost alone and not with all that follows it."""
    limit = csv.field_size_limit(LONGEST_FIELD)
    try:
        records = _CsvRecords(_decode(path, data), "\t" if path.suffix.casefold() == ".tsv" else None)
        names = _name_columns(records.header)
        number = 0
        for number, (fields, problem) in enumerate(records.split(), start=1):
            yield Row(number, dict(zip(names, fields, strict=False)), problem)
        if number == 0:
            yield Row(None, {}, "empty: the file has a header and no rows.")
    finally:
        csv.field_size_limit(limit)


class _CsvRecords:
    """The records of a CSV file behind its header, whole and broken ones."""

    def __init__(self, text: str, delimiter: str | None) -> None:
        self.lines = io.StringIO(text, newline="").readlines()
        first = next((index for index, line in enumerate(self.lines) if line.strip()), None)
        if first is None:
            raise ValueError("the file has no header")
        headers = {mark: self._parse(first, mark) for mark in (delimiter or DELIMITERS)}
        self.delimiter = max(headers, key=lambda mark: len(headers[mark][0]))
        self.header, self.begin, error = headers[self.delimiter]
        if error:
            raise ValueError(f"the header of the file is broken: {error}")
        self.starts: set[str] = set()
        self.effort = RECOVERY_EFFORT * len(text)

    def split(self) -> Iterator[tuple[list[str], str | None]]:
        """Give each record's fields, or why it is broken."""
        position = self.begin
        while position < len(self.lines):
            begin = position
            fields, position, error = self._parse(begin, self.delimiter)
            width = len(self.header)
            # Empty fields too many at the end are harmless: spreadsheets write them.
            if fields and (len(fields) < width or any(fields[width:])):
                error = f"it has {len(fields)} fields where the header has {width}"
            if error:
                position = position if position == begin + 1 else self._find_whole(begin + 1)
                where = f"line {begin + 1}" if position == begin + 1 else f"lines {begin + 1} to {position}"
                yield [], f"unreadable: the row in {where} of the file is broken: {error}."
            elif fields:
                self.starts.add(_tell_start(self.lines[begin]))
                yield fields, None

    def _parse(self, begin: int, delimiter: str) -> tuple[list[str], int, str | None]:
        """Parse the record that begins in a line: its fields, the line behind it, and what is wrong with it."""
        reader = csv.reader((self.lines[index] for index in range(begin, len(self.lines))), delimiter=delimiter, strict=True)
        try:
            return next(reader), begin + reader.line_num, None
        except csv.Error as error:
            cause = (
                "a quote is opened and not closed" if "unexpected end" in str(error) else f"a quote is not doubled or not closed ({error})"
            )
            return [], begin + reader.line_num, str(error) if "field limit" in str(error) else cause

    def _find_whole(self, begin: int) -> int:
        """Find the line where whole records begin again behind a broken one.

        A line of prose may have as many commas as a record: it must begin as records of this file do, and be followed by one.
        """
        width = len(self.header)
        for start in range(begin, len(self.lines)):
            if self.starts and _tell_start(self.lines[start]) not in self.starts:
                continue
            fields, end, error = self._parse(start, self.delimiter)
            whole = not error and len(fields) == width
            if whole and end < len(self.lines):
                following, end, error = self._parse(end, self.delimiter)
                whole = not error and len(following) == width
            if whole:
                return start
            self.effort -= sum(len(line) for line in self.lines[start:end])
            if self.effort < 0:
                break
        return len(self.lines)


def _tell_start(line: str) -> str:
    """Tell how a line begins: with a digit (0), a letter (a) or, as it is, another mark."""
    return "0" if line[:1].isdigit() else "a" if line[:1].isalpha() else line[:1]


def _name_columns(header: list[str]) -> list[str]:
    """Name columns as the header does; one that comes again is numbered: text, text.1."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        names.append(f"{name}.{seen[name]}" if name in seen else name)
        seen[name] = seen.get(name, 0) + 1
    return names


def _read_json(path: Path, data: bytes) -> Iterator[Row]:
    """Read a list of objects, an object that holds one such list, or one object; failing that, JSON Lines."""
    text = _decode(path, data)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        yield from _split_json_lines(text)
        return
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list) and any(isinstance(item, dict) for item in value)]
        document = lists[0] if len(lists) == 1 else [document]
    if not isinstance(document, list):
        raise ValueError(f"the file holds a JSON {type(document).__name__}, not a list of objects")
    if not document:
        yield Row(None, {}, "empty: the file holds an empty list.")
    for number, item in enumerate(document, start=1):
        yield _take_object(number, item)


def _read_json_lines(path: Path, data: bytes) -> Iterator[Row]:
    yield from _split_json_lines(_decode(path, data))


def _split_json_lines(text: str) -> Iterator[Row]:
    # Not splitlines: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _take_object(number, json.loads(line))
        except RecursionError:
            yield Row(number, {}, "unsafe: the line is nested too deep.")
        except ValueError as error:
            yield Row(number, {}, f"unreadable: the line is no JSON: {error}.")


def _take_object(number: int, item: Any) -> Row:
    if isinstance(item, dict):
        return Row(number, item)
    return Row(number, {}, f"unreadable: the row is a JSON {type(item).__name__}, not an object.")


def _read_parquet(path: Path, data: bytes) -> Iterator[Row]:
    file = pq.ParquetFile(pa.BufferReader(data))
    if file.metadata.num_rows == 0:
        yield Row(None, {}, "empty: the file has no rows.")
    objects = (fields for batch in file.iter_batches(batch_size=1000) for fields in batch.to_pylist())
    for number, fields in enumerate(objects, start=1):
        yield Row(number, fields)


def _read_text(path: Path, data: bytes) -> Iterator[Row]:
    """Read a whole file as one article; which of its lines is the headline, if any, is not guessed."""
    yield Row(None, {"text": _decode(path, data)})


def _read_page(data: bytes, pages: PageReader) -> Iterator[Row]:
    try:
        page = pages.read_page(data)
    except PageError as error:
        yield Row(None, {}, f"{error.code}: {error}.")
        return
    fields = {"title": page.title, "text": page.text, "source": page.source, "url": page.url, "published": page.dates}
    yield Row(None, fields, basis="metadata")


PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
READERS: dict[str, Reader] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".json": _read_json,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".parquet": _read_parquet,
    ".txt": _read_text,
    ".md": _read_text,
}


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
    return matched


def _shape_article(row: Row, values: Mapping[str, Any], order: DateOrder | None) -> tuple[dict[str, Any], list[str]]:
    """Make an article of a row's cells; and say which cells but the text hold what cannot be used."""
    article: dict[str, Any] = {"problem": row.problem}
    faults = []
    for field in ("article_id", "source", "title", "url"):
        words, fault = _read_words(values[field])
        article["given_id" if field == "article_id" else field] = (words or "").strip() or None
        faults += [f"{field} {fault}"] if fault else []
    article["text"], fault = _read_words(values["text"])
    if fault:
        article["problem"] = row.problem or f"{'wrong_type' if fault == HOLDS_ZEROS else 'unreadable'}: the text {fault}."
    elif not (article["text"] or "").strip():
        article["problem"] = row.problem or "empty: there is no text."
    day, basis = _find_published(article["text"] or "", values["published"], row.basis, order)
    article.update(published=day, published_basis=basis)
    if day is None and _has_value(values["published"]):
        faults.append(f"published is {values['published']!r}, which is no calendar day that can be told")
    return article, faults


def _has_value(value: Any) -> bool:
    return value not in (None, "", ()) and value == value and value is not pd.NaT


def _read_words(value: Any) -> tuple[str | None, str | None]:
    """Read a cell as words, and say why what it holds are none that a table can keep."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]  # {"source": {"id": "ew", "name": "Example Wire"}}
    if not _has_value(value):
        return None, None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float):
        return None, f"is a {type(value).__name__}, not words"
    words = str(value)
    if "\0" in words:
        return None, HOLDS_ZEROS
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        return None, "holds half a surrogate pair, which no file can store"
    return words, None


def _find_published(text: str, value: Any, basis: str, order: DateOrder | None) -> tuple[date | None, str]:
    """Find the publish date and what it rests on: of pages the metadata alone, else a printed dateline before the column."""
    candidates = value if isinstance(value, tuple) else (value,)
    day = next((day for day in (_parse_day(candidate, order) for candidate in candidates) if day and _is_possible(day)), None)
    printed = find_dateline(text) if basis == "given" else None
    if printed and printed.published and printed.published != day and _is_possible(printed.published):
        return printed.published, "printed"
    return day, basis if day else "unknown"


# Publish dates


def _is_possible(day: date) -> bool:
    """Tell whether an article can have been published on a day: the year 0216 is a slip of the pen."""
    return EARLIEST <= day.year <= date.today().year + 1


def _parse_day(value: Any, order: DateOrder | None) -> date | None:
    """Parse a calendar day as it is written, in the source's own time zone; None where it is none or its order is open."""
    if isinstance(value, date):  # datetime and pd.Timestamp are dates too
        return value.date() if isinstance(value, datetime) else value
    words = (_read_words(value)[0] or "").strip()
    if match := YEAR_FIRST.match(words):
        return _make_day(match[1], match[3], match[4])
    if match := COMPACT.match(words):
        return _make_day(*match.groups())
    if EPOCH.match(words):
        return datetime.fromtimestamp(int(words[:10]), UTC).date()
    if match := DAY_MONTH.match(words):
        return _make_day(match[3], _number_month(match[2]), match[1])
    if match := MONTH_DAY.match(words):
        return _make_day(match[3], _number_month(match[1]), match[2])
    readings = _read_orders(words)
    if order:
        return readings.get(order)
    return next(iter(readings.values())) if len(set(readings.values())) == 1 else None


def _make_day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _number_month(name: str) -> int:
    """Give a month's number by its first three letters; 0, which no date has, where they are of no month."""
    return MONTHS.index(name[:3].casefold()) + 1 if name[:3].casefold() in MONTHS else 0


def _read_orders(words: str) -> dict[DateOrder, date]:
    """Read a date in figures in every order that gives a day: 13/02/2019 is {"dmy": 13 February}."""
    match = NUMERIC.match(words)
    if not match:
        return {}
    first, second, third = match[1], match[3], match[4]
    # Two-digit years as in POSIX: 69-99 are of the last century.
    year = int(third) if len(third) == 4 else _expand_year(third)
    days = {"dmy": _make_day(year, second, first), "mdy": _make_day(year, first, second)}
    if len(third) == 2 and len(first) == 2:
        days["ymd"] = _make_day(_expand_year(first), second, third)
    return {order: day for order in get_args(DateOrder) if (day := days.get(order))}


def _expand_year(digits: str) -> int:
    return int(digits) + (1900 if int(digits) >= 69 else 2000)


def _decide_order(file: str, column: str, rows: list[Row]) -> DateOrder:
    """Decide the order of day and month for a whole column, by the rows that leave no choice."""
    remedy = "pass date_order='dmy' or 'mdy' or 'ymd' (command line: --date-order)"
    possible: tuple[DateOrder, ...] = get_args(DateOrder)
    decisive = "no row"
    dates = [(row.number, words) for row in rows if isinstance(words := row.fields.get(column), str)]
    readings = [(number, words, days) for number, words in dates if (days := _read_orders(words.strip()))]
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
