"""Rows: what a reader makes of a file, under the file's own column names, and how it says what went wrong."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from analystkit.reading.messages import DocumentError

LARGEST = 1_000_000_000  # bytes of a file that is read at once
LINE_ENDS = "\u2028\u2029"  # which are no control characters


class Row(NamedTuple):
    """One row of a file under the file's own column names, or why it could not be read ("code: sentence").

    Without a number it is a file's only article. If it is `shaped` its columns are named as in the articles table and
    `published` holds what may be its date, most reliable first.
    """

    number: int | None
    fields: Mapping[str, Any]
    problem: str | None = None
    basis: str = "given"
    shaped: bool = False


class Table(NamedTuple):
    """The rows of one file, or of one file in an archive, or of one sheet of a workbook."""

    file: str
    rows: list[Row]


class File(NamedTuple):
    """A file under the name that messages have for it, on disk or, where there is no path, in memory."""

    name: str
    path: Path | None
    data: bytes = b""
    inner: str = ""  # its name without that of the compression around it

    @property
    def suffix(self) -> str:
        """The end of its name that tells its format: .csv, .warc.gz."""
        name = (self.inner or self.name).casefold()
        return ".warc.gz" if name.endswith(".warc.gz") else Path(name).suffix

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.path.stat().st_size if self.path else len(self.data)

    def read(self) -> bytes:
        """Give what it holds; DocumentError where that is more than is read."""
        if self.size > LARGEST:
            raise DocumentError("unsafe", f"the file has {self.size / 1e9:.1f} GB, more than the limit of {LARGEST / 1e9:g} GB; split it")
        return self.path.read_bytes() if self.path else self.data


def tell_problem(error: Exception) -> str:
    """Say what went wrong: the reason in one word, a colon and a sentence."""
    if isinstance(error, DocumentError):
        return f"{error.code}: {error}."
    if isinstance(error, RecursionError):
        return "unsafe: the file is nested too deep."
    if isinstance(error, MemoryError):
        return "unsafe: there is not enough memory for it."
    if isinstance(error, OSError | ValueError | pa.ArrowException):
        return f"unreadable: {str(error)[:200]}."
    return f"unreadable: {type(error).__name__}: {str(error)[:200]}."


def show_name(name: str) -> str:
    """Show a name as it is but for what would act on a terminal or cannot be stored: control, bidi and undecodable characters."""
    return "".join(repr(letter)[1:-1] if unicodedata.category(letter)[0] == "C" or letter in LINE_ENDS else letter for letter in name)
