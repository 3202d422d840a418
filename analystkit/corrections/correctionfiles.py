"""Correction files: the CSV files in which persons' judgements are kept, one line a change."""

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analystkit.corrections.checks import CorrectionError, check_corrections
from analystkit.errors import MissingFileError
from analystkit.tables import build_table
from analystkit.writing.files import guard_formula

IDENTITY = ("article_id", "quote", "event_type", "place", "report_id")
COLUMNS = (
    *("what", "field", "old", "new", "who", "when", "why"),
    *IDENTITY,
    *(f"other_{name}" for name in IDENTITY),
    "sampled",  # the last, and never empty: a line that ends with it is whole
)
REQUIRED = ("what", "field", "old", "new", "who", "when", "why", "article_id", "quote", "event_type", "place")
FLAGS = {"yes": True, "true": True, "no": False, "false": False, "": False}
LARGEST = 500_000_000  # bytes; half a million corrections
# What a spreadsheet makes of "2019-01-21": 21/01/2019, 1.21.2019, 21-01-2019 14:03
DAY_OF_A_SPREADSHEET = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,? \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?)?")


class CorrectionWarning(UserWarning):
    """A line of a corrections file was left out or mended; the message says which."""


def read_corrections(path: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Read corrections from a CSV file, or from several: one row is one change that a person asks for.

    The columns are what, field, old, new, who, when, why, and, to say of which report, article_id, quote, event_type and
    place; `append_correction` and `review_reports` write them. A file that a spreadsheet has saved is read too: with
    semicolons, and with days as 21/01/2019 where the file itself tells day from month. Columns of your own stay.

    Parameters
    ----------
    path
        The file, or several files, of one person or of many.

    Returns
    -------
    DataFrame
        The corrections table, in the order of the files and lines; `outcome` is missing until `apply_corrections` fills it.

    Raises
    ------
    MissingFileError
        A file is not there.
    CorrectionError
        A file cannot be read, or a line asks for what cannot be; the message names file, line and remedy, and nothing is read.

    Warns
    -----
    CorrectionWarning
        The last line is half written, as a crash leaves it; it was left out.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analystkit.corrections.correctionlines import append_correction
    >>> report = {"article_id": "a1", "quote": "Rebels shelled Aleppo.", "event_type": "shelling", "place": "Aleppo"}
    >>> with TemporaryDirectory() as folder:
    ...     path = append_correction(f"{folder}/mine.csv", report, "set", field="killed", new="4 to 11", who="LB")
    ...     read_corrections(path)[["what", "field", "new", "who"]].to_numpy().tolist()
    [['set', 'killed', '4 to 11', 'LB']]
    """
    paths = [path] if isinstance(path, str | Path) else list(path)
    rows = [row for each in paths for row in _read_rows(Path(each))]
    table = build_table([{name: row[name] for name in ("file", "line", *COLUMNS)} for row in rows], "corrections")
    for name in dict.fromkeys(name for row in rows for name in row if name not in table.columns):
        table[name] = pd.Series([row.get(name) for row in rows], index=table.index, dtype="str")
    return check_corrections(table)


def _read_rows(path: Path) -> list[dict[str, Any]]:
    text = _read_text(path)
    delimiter = find_delimiter(text)
    records = list(_split_records(text, delimiter, path))
    if not records:
        raise CorrectionError(f"{str(path)!r} is empty; a corrections file begins with the line {','.join(COLUMNS)}")
    (_, header), *body = records
    names = [name.strip().lower() for name in header]
    lacking = [name for name in REQUIRED if name not in names]
    if lacking:
        raise CorrectionError(f"{str(path)!r}, line 1: it has no column {', '.join(lacking)}; a corrections file has {', '.join(REQUIRED)}")
    if body and not text.endswith(("\n", "\r")) and not is_whole(body[-1][1], names):
        line, fields = body.pop()
        _warn(f"{str(path)!r}, line {line} is half written and was left out: {delimiter.join(fields)[:200]!r}; say it again")
    rows = []
    for line, fields in body:
        if not any(field.strip() for field in fields):
            continue  # a spreadsheet leaves such lines at the end
        if len(fields) != len(names):
            raise CorrectionError(
                f"{str(path)!r}, line {line}: it has {len(fields)} columns and the first line {len(names)}; "
                "put text that holds a comma in double quotes"
            )
        rows.append(_shape_row(dict(zip(names, fields, strict=True)), str(path), line))
    return _settle_days(rows)


def _read_text(path: Path) -> str:
    if not path.exists():
        raise MissingFileError(f"path: {str(path)!r} does not exist; review_reports and append_correction make it")
    try:
        if path.stat().st_size > LARGEST:
            raise CorrectionError(f"{str(path)!r} has more than {LARGEST:,} bytes; give a corrections file, or its parts one by one")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CorrectionError(f"{str(path)!r} cannot be read ({error.strerror}); give a file on this machine") from error
    except UnicodeDecodeError as error:
        raise CorrectionError(f"{str(path)!r} is no CSV file in UTF-8; in the spreadsheet choose Save as, CSV UTF-8") from error


def find_delimiter(text: str) -> str:
    """Find what parts the columns: what the first line has most of, since spreadsheets write semicolons and tabs too."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _split_records(text: str, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Split a file into its records, each with the line that it begins on."""
    csv.field_size_limit(LARGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for fields in reader:
            yield line, fields
            line = reader.line_num + 1
    except csv.Error as error:
        raise CorrectionError(f"{str(path)!r}, line {line}: {error}; save the file as CSV UTF-8 anew") from error


def is_whole(fields: list[str], names: list[str]) -> bool:
    """Whether a last line without its end is all there: it has every column, the last of which is never empty as we write it."""
    return len(fields) == len(names) and (names[-1] != "sampled" or fields[-1].strip().lower() in ("yes", "no", "true", "false"))


def _shape_row(cells: dict[str, str], file: str, line: int) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {name: _read_cell(cell) for name, cell in cells.items() if name}
    flag = (row["sampled"] or "").lower()
    if flag not in FLAGS:
        raise CorrectionError(f"{file!r}, line {line}: sampled is {row['sampled']!r}; write yes or no")
    return row | {"file": file, "line": line, "sampled": FLAGS[flag], "what": (row["what"] or "").lower() or None}


def _read_cell(cell: str) -> str | None:
    """Read a cell, without the apostrophe that `guard_formula` put before it."""
    words = " ".join(cell.split())
    if words.startswith("'") and guard_formula(words[1:]) == words:
        words = words[1:]
    return words or None


def _settle_days(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write days that a spreadsheet has rewritten as they were, where one of them in the file tells day from month."""
    days = [(row, name, found) for row in rows for name, found in _find_days(row)]
    first = next(((row, name, found) for row, name, found in days if int(found[1]) > 12), None)
    second = next(((row, name, found) for row, name, found in days if int(found[3]) > 12), None)
    if not days:
        return rows
    if (first is None) == (second is None):
        row, name, found = first or days[0]
        told = f"{found[0]!r}, of which the file does not tell whether the day or the month comes first"
        raise CorrectionError(f"{row['file']!r}, line {row['line']}: {name} is {told}; write it as in 2019-01-21")
    for row, name, found in days:
        day, month = (found[1], found[3]) if first is not None else (found[3], found[1])
        try:
            row[name] = date(int(found[4]), int(month), int(day)).isoformat()
        except ValueError:
            raise CorrectionError(
                f"{row['file']!r}, line {row['line']}: {name} is {found[0]!r}, no day; write it as in 2019-01-21"
            ) from None
    return rows


def _find_days(row: Mapping[str, Any]) -> Iterator[tuple[str, re.Match[str]]]:
    for name in ("when", *(("old", "new") if row["field"] == "date" else ())):
        found = DAY_OF_A_SPREADSHEET.fullmatch(row[name] or "")
        if found:
            yield name, found


def _warn(message: str) -> None:
    warnings.warn(CorrectionWarning(message), stacklevel=3)
