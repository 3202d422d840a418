"""Correction lines: a change that a person asks for, appended to her corrections file at once."""

import csv
import io
import os
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from analystkit.corrections.changes import FIELDS, format_spot, format_value, is_missing, list_columns
from analystkit.corrections.checks import CorrectionError, check_corrections
from analystkit.corrections.correctionfiles import COLUMNS, IDENTITY, CorrectionWarning, find_delimiter, is_whole
from analystkit.tables import build_table
from analystkit.writing.files import WriteError, guard_formula, replace_controls

Row: TypeAlias = "Mapping[str, Any] | pd.Series[Any]"


def append_correction(
    path: str | Path,
    report: Row,
    what: str,
    *,
    who: str,
    field: str | None = None,
    new: str | None = None,
    why: str | None = None,
    other: "Row | None" = None,
    sampled: bool = False,
    when: str | None = None,
) -> Path:
    """Append a correction to a file as one line, on the disk before this returns; a crash afterwards loses nothing.

    Parameters
    ----------
    path
        The corrections file; it is made where it does not exist, with the folders on its way.
    report
        The report it is about: a row of the reports table, or, to add a missed one, its article_id, quote, event_type and place.
    what
        accept, set, drop, add, move, merge or split.
    who
        Who says so.
    field, new
        For set, the field and its value (None: nothing is told); for move, new is ``latitude, longitude`` or a place_id.
    why
        The reason.
    other
        For merge and split, the other report.
    sampled
        Whether the report was a random draw.
    when
        A day or a time as ISO 8601; None takes this moment.

    Raises
    ------
    CorrectionError
        The correction asks for what cannot be, or the file is none of corrections; nothing was written.
    WriteError
        The file cannot be written.

    Warns
    -----
    CorrectionWarning
        The last line was half written; it was taken off.

    Examples
    --------
    >>> append_correction("mine.csv", {"article_id": "a1", "quote": "x", "event_type": "attack", "place": None}, "forget", who="LB")
    Traceback (most recent call last):
    ...
    analystkit.corrections.checks.CorrectionError: 'mine.csv', the new line: what is 'forget'; it may be accept, ...
    """
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"what": what, "who": who, "field": field, "new": new, "why": why, "sampled": sampled}
    row["when"] = when or f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    row |= _identify(report) | {f"other_{name}": value for name, value in (_identify(other) if other is not None else {}).items()}
    told = {str(name): value for name, value in report.items()}
    if what == "set" and field in FIELDS and told.keys() >= set(list_columns(field)):
        row["old"] = format_value(field, told)
    if what == "move" and told.keys() >= {"geometry", "uncertainty_km"}:
        row["old"] = format_spot(told)
    check_corrections(build_table([{"file": str(path), "line": 0, **row}], "corrections"))
    _append_line(Path(path), {name: _write_cell(value) for name, value in row.items()})
    return Path(path)


def begin_corrections(path: str | Path) -> Path:
    """Begin a corrections file, a header and nothing else, where there is none; give its path.

    Raises
    ------
    WriteError
        The file cannot be written.
    """
    target = Path(path)
    if not target.exists():
        _append_line(target, None)
    return target


def _identify(report: Row) -> dict[str, Any]:
    lacking = [name for name in IDENTITY[:4] if name not in report]
    if lacking:
        raise CorrectionError(f"report: it lacks {lacking}; give a row of the reports table, as reports.iloc[0]")
    return {name: None if is_missing(report.get(name)) else report[name] for name in IDENTITY}


def _write_cell(value: Any) -> str:
    """Write a value for one cell of one line, as no spreadsheet runs it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return guard_formula(" ".join(replace_controls(str(value)).split()))


def _append_line(path: Path, cells: Mapping[str, str] | None) -> None:
    """Append a line and wait until it is on the disk; a new file begins with the header."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
        try:
            size = os.fstat(descriptor).st_size
            names, delimiter = _read_header(path) if size else (list(COLUMNS), ",")
            begun = b"" if size else _join(names, delimiter)
            ended = _mend_end(path, descriptor, names, delimiter) if size else b""
            line = b"" if cells is None else _join([cells.get(name, "") for name in names], delimiter)
            left = ended + begun + line
            while left:  # a disk that fills up takes a part, and says so only when asked for the rest
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise WriteError(f"path: {str(path)!r} cannot be written to ({error.strerror}); give a file that can") from error


def _join(cells: list[str], delimiter: str) -> bytes:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return line.getvalue().encode("utf-8")


def _read_header(path: Path) -> tuple[list[str], str]:
    with path.open("rb") as file:
        first = file.readline().decode("utf-8-sig", errors="replace")
    delimiter = find_delimiter(first)
    names = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        raise CorrectionError(f"{str(path)!r}, line 1: it has no column {', '.join(lacking)}; append to a file of {', '.join(COLUMNS)}")
    return names, delimiter


def _mend_end(path: Path, descriptor: int, names: list[str], delimiter: str) -> bytes:
    """Give what ends the last line where it lacks its end; half a line, as a crash leaves it, is taken off."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        begin, tail = end, b""
        while begin and b"\n" not in tail:
            begin = max(0, begin - 65_536)
            file.seek(begin)
            tail = file.read(end - begin)
    last = tail[tail.rfind(b"\n") + 1 :]
    if not last:
        return b""
    words = last.decode("utf-8", errors="replace")
    if begin + len(tail) - len(last) == 0 or is_whole(next(csv.reader([words], delimiter=delimiter), []), names):
        return b"\n"
    os.ftruncate(descriptor, end - len(last))
    _warn(f"{str(path)!r}: its last line was half written and was taken off: {words[:200]!r}; say it again")
    return b""


def _warn(message: str) -> None:
    warnings.warn(CorrectionWarning(message), stacklevel=3)
