"""Parquet files: their rows, some at a time, as values that JSON can hold.

It runs in the child process that sandboxes.py starts; nobody else imports it.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analystkit.reading.messages import DocumentError, Part, Parts, Stream

BATCH = 100  # rows that are unpacked at once
BUFFER = 1_000_000  # bytes of a column that are read at once
# What a file may unpack to: bytes at most, and times its own size where that is more than is harmless
MOST_TEXT, RATIO, HARMLESS = 1_000_000_000, 200, 50_000_000


def parse_parquet(stream: Stream) -> Parts:
    """Give the rows, some at a time: the names of the columns and the cells of each row."""
    most = min(MOST_TEXT, max(HARMLESS, RATIO * stream.seek(0, 2)))
    stream.seek(0)
    pa.set_memory_pool(pa.system_memory_pool())  # the others reserve more than this process may have
    size, n_rows = 0, 0
    with pq.ParquetFile(stream, buffer_size=BUFFER) as file:
        for batch in file.iter_batches(batch_size=BATCH, use_threads=False):
            columns = [column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in batch.columns]
            size += sum(column.nbytes for column in columns)
            if size > most:
                raise DocumentError("unsafe", f"it unpacks to more than {MOST_TEXT / 1e9:g} GB, or than {RATIO} times its size")
            n_rows += batch.num_rows
            yield Part({"names": batch.schema.names, "rows": list(zip(*map(_list_cells, columns), strict=True))})
    if n_rows == 0:
        raise DocumentError("empty", "the file has no rows")


def _list_cells(column: pa.Array) -> list[Any]:
    """Give a column's cells; a day that no calendar of Python has as its words, and what says that it is text and is none as bytes."""
    values: Iterable[Any]
    try:
        values = column.to_pylist()
    except UnicodeDecodeError:
        values = column.cast(pa.binary()).to_pylist()
    except (ValueError, OverflowError):
        values = column.cast(pa.string()).to_pylist()
    return [_read_cell(value) for value in values]


def _read_cell(value: Any) -> Any:
    """Give a cell as JSON can hold it; of what holds others only the name, which may be that of an outlet."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):  # as programs write text that do not say that it is text
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return {"name": value["name"]} if isinstance(value.get("name"), str) else {}
    return [] if isinstance(value, list) else str(value) if isinstance(value, Decimal | datetime.timedelta) else value
