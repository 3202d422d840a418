"""Readers: a file's bytes become rows under the file's own column names, one reader a format.

A reader takes the path of a file (for messages) and its bytes and yields `Row`s; `READERS` says which suffix is whose. To read another
format, write a reader and enter its suffix.
"""

import csv
import io
import json
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from charset_normalizer import from_bytes

from analystkit.reading.pages import PageError, PageReader

LONGEST_FIELD = 10_000_000  # characters; a longer one in a CSV file is a quote that was never closed
RECOVERY_EFFORT = 20  # how many times its own length a broken CSV file may be searched for the next whole row
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
CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class ArticleWarning(UserWarning):
    """Articles were read, and something about them should be looked at."""


class NoTextError(ValueError):
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
        raise NoTextError(f"the file is {kind}, whatever its name says")
    if encoding := _find_encoding(data):
        return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        lines = data.splitlines(keepends=True)
    wrong = {index for index, line in enumerate(lines) if not _is_utf8(line)}
    encoding = _guess_encoding(b"".join(lines[index] for index in sorted(wrong)))
    warnings.warn(
        f"{name_file(path)}: {len(wrong)} of {len(lines)} lines are not in UTF-8 and were read as {encoding}; "
        f"save the file as UTF-8 if letters look wrong",
        ArticleWarning,
        stacklevel=3,
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


def name_file(path: Path) -> str:
    """Name a file as it is but for what would act on a terminal or cannot be stored: control, bidi and undecodable characters."""
    letters = (repr(letter)[1:-1] if unicodedata.category(letter).startswith("C") else letter for letter in str(path))
    return "".join(letters)


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


def read_page(data: bytes, pages: PageReader) -> Iterator[Row]:
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
