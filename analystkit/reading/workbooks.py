"""Workbooks: the cells of each sheet of a spreadsheet (.xlsx, .xlsm, .xls, .ods), as values and never as formulas.

It runs in the child process that sandboxes.py starts; nobody else imports it.
"""

import datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from analystkit.reading.messages import DocumentError, Part, Parts, Stream

ROWS = 200  # rows that are sent at once


def parse_workbook(stream: Stream) -> Parts:
    """Give the rows of each sheet that has any, some at a time; a cell is text, a number or a day as ISO 8601."""
    try:
        book = CalamineWorkbook.from_filelike(stream)
    except PasswordError as error:
        raise DocumentError("unreadable", "it is protected by a password; save it without") from error
    except CalamineError as error:
        reason = (
            f"it is no workbook, whatever its name says ({str(error)[:200].rstrip('.')}); open it in a spreadsheet and save it as .xlsx"
        )
        raise DocumentError("wrong_type", reason) from error
    for name in book.sheet_names:
        try:
            rows = book.get_sheet_by_name(name).iter_rows()
        except CalamineError as error:
            yield Part({"sheet": name, "rows": [], "fault": ("unreadable", f"the sheet cannot be read: {str(error)[:200]}")})
            continue
        chunk: list[list[Any]] = []
        for row in rows:
            chunk.append([_read_cell(cell) for cell in row])
            if len(chunk) == ROWS:
                yield Part({"sheet": name, "rows": chunk})
                chunk = []
        if chunk:
            yield Part({"sheet": name, "rows": chunk})


def _read_cell(value: Any) -> Any:
    """Give a cell as JSON can hold it: a date as its day and time, midnight of a day being the day."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, datetime.timedelta) else value
