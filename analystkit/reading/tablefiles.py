"""Table files: CSV, JSON and JSON Lines, one row an article, and plain text, one file an article."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analystkit.reading.csvfiles import split_csv
from analystkit.reading.encodings import decode_text
from analystkit.reading.messages import DocumentError
from analystkit.reading.rows import Row

MARKS = ",;\t|[{\n\r"  # what ends or begins a cell, a list or a row
MOST_MARKS = 40_000_000  # each becomes some 60 bytes in memory; a gigabyte of news has ten million

Reader = Callable[[str, bytes], Iterator[Row]]


def _decode_table(name: str, data: bytes) -> str:
    """Decode a table's text; one that would become far more in memory than it is on disk is no table of articles."""
    text = decode_text(name, data)
    if (n_marks := sum(map(text.count, MARKS))) > MOST_MARKS:
        raise DocumentError("unsafe", f"it has {n_marks:,} commas, brackets and line ends, more than the limit of {MOST_MARKS:,}; split it")
    return text


def _read_delimited(name: str, data: bytes) -> Iterator[Row]:
    number = 0
    delimiter = "\t" if ".tsv" in Path(name.casefold()).suffixes else None
    for number, (fields, problem) in enumerate(split_csv(_decode_table(name, data), delimiter), start=1):
        yield Row(number, fields, problem)
    if number == 0:
        raise DocumentError("empty", "the file has a header and no rows")


def _read_json(name: str, data: bytes) -> Iterator[Row]:
    """Read a list of objects, an object that holds one such list, or one object; failing that, JSON Lines."""
    text = _decode_table(name, data)
    try:
        document = _load_json(text)
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
        raise DocumentError("empty", "the file holds an empty list")
    for number, item in enumerate(document, start=1):
        yield _take_object(number, item)


def _load_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of more digits than Python turns into one; its digits do as well
        return json.loads(text, parse_int=str)


def _read_json_lines(name: str, data: bytes) -> Iterator[Row]:
    yield from _split_json_lines(_decode_table(name, data))


def _split_json_lines(text: str) -> Iterator[Row]:
    # Not splitlines: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _take_object(number, _load_json(line))
        except RecursionError:
            yield Row(number, {}, "unsafe: the line is nested too deep.")
        except ValueError as error:
            yield Row(number, {}, f"unreadable: the line is no JSON: {error}.")


def _take_object(number: int, item: Any) -> Row:
    if isinstance(item, dict):
        return Row(number, item)
    return Row(number, {}, f"unreadable: the row is a JSON {type(item).__name__}, not an object.")


def _read_text(name: str, data: bytes) -> Iterator[Row]:
    """Read a whole file as one article; which of its lines is the headline, if any, is not guessed."""
    yield Row(None, {"text": decode_text(name, data)}, shaped=True)


READERS: dict[str, Reader] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".json": _read_json,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".txt": _read_text,
    ".md": _read_text,
}
