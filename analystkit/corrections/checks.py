"""Checks: what a correction may ask for, told of its line before any correction is applied."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from analystkit.corrections.changes import FIELDS, parse_spot, parse_value
from analystkit.errors import OneLineError
from analystkit.tables import check_table, read_columns

PAIRED = ("merge", "split")
OTHERS = ("other_article_id", "other_quote", "other_event_type")
PROBLEMS_SHOWN = 5
# "2026-11-22", "2026-11-22T14:03:00Z"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?")


class CorrectionError(OneLineError, ValueError):
    """A correction asks for what cannot be; the message names its file, its line and the remedy. None was applied."""


def check_corrections(corrections: pd.DataFrame) -> pd.DataFrame:
    """Check that every correction asks for what can be, and return the table.

    Raises
    ------
    CorrectionError
        One does not; the message names the first few by file and line, each with its remedy.
    TableError
        `corrections` is no corrections table.
    """
    # What a file can have wrong is told by its line, so the type of the table is checked after its rows.
    problems = list(_list_problems(corrections.to_dict("records"))) if isinstance(corrections, pd.DataFrame) else []
    refuse_lines(problems)
    return check_table(corrections, "corrections", "corrections")


def refuse_lines(problems: list[str]) -> None:
    """Refuse corrections that have problems, told by their lines.

    Raises
    ------
    CorrectionError
        There is one.
    """
    if problems:
        more = f"; and {len(problems) - PROBLEMS_SHOWN:,} more lines" if len(problems) > PROBLEMS_SHOWN else ""
        raise CorrectionError("; ".join(problems[:PROBLEMS_SHOWN]) + more)


def _list_problems(rows: Iterable[Mapping[Any, Any]]) -> Iterator[str]:
    for row in rows:
        try:
            _check_row({str(name): None if pd.isna(value) else value for name, value in row.items()})
        except ValueError as error:
            yield f"{name_line(row)}: {error}"


def name_line(row: Mapping[Any, Any]) -> str:
    """Name the file and the line of a correction."""
    return f"{row['file']!r}, {'line ' + str(row['line']) if row['line'] else 'the new line'}"


def _check_row(row: dict[str, Any]) -> None:
    """Check what can be told of a correction by itself."""
    known = read_columns()["corrections"]["what"].allowed
    what = row["what"]
    if what not in known:
        raise ValueError(f"what is {what!r}; it may be {', '.join(known)}")
    for name in ("article_id", "quote", "event_type", "who", "when"):
        if not row[name]:
            raise ValueError(f"{name} is empty; a correction says of which report it is, by whom and when")
    read_moment(row["when"])
    lacking = [name for name in OTHERS if not row[name]]
    if what in PAIRED and lacking:
        raise ValueError(f"{', '.join(lacking)} is empty; write which two reports to {what}")
    if what not in PAIRED and len(lacking) < len(OTHERS):
        raise ValueError(f"{what} is about one report; leave the columns other_... empty")
    if what == "set":
        if not row["field"]:
            raise ValueError(f"field is empty; write which to set: {', '.join(FIELDS)}")
        parse_value(row["field"], row["new"])
    elif row["field"]:
        raise ValueError(f"field is {row['field']!r}, and {what} takes none; to change a field, write what set")
    if what == "move":
        parse_spot(row["new"])
    elif what != "set" and row["new"]:
        raise ValueError(f"new is {row['new']!r}, and {what} takes none; to change a value, write what set or move")


def read_moment(when: str) -> datetime:
    """Read when a correction was said, in UTC; of a day alone its beginning.

    Raises
    ------
    ValueError
        It is no day or time.
    """
    try:
        moment = datetime.fromisoformat(when) if MOMENT.fullmatch(when) else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(f"when is {when!r}, no day or time; write 2019-02-05 or 2019-02-05T14:03:00Z")
    return moment.replace(tzinfo=UTC)


def order_corrections(corrections: pd.DataFrame) -> list[int]:
    """Order corrections by when they were said; of one moment, as they stand."""
    whens = [read_moment(when) for when in corrections["when"]]
    return sorted(range(len(corrections)), key=lambda number: (whens[number], number))
