"""Readers: one reader a format, and the child processes that some of them use.

A table file's reader takes the name of a file (for messages) and its bytes and yields `Row`s; a document file's opener asks a child
process for the parts. Which suffix is whose stand at the ends of tablefiles.py and documentfiles.py.
"""

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from analystkit.reading.documentfiles import OPENERS
from analystkit.reading.messages import DocumentError, Part
from analystkit.reading.rows import File, Row, Table, tell_problem
from analystkit.reading.sandboxes import Sandbox
from analystkit.reading.tablefiles import READERS

DEEPEST = 3  # archives in archives
MOST_ROWS = 1_000_000  # of a table in text: some minutes where none of them is an article


class Readers:
    r"""The readers of all formats, with the child processes that some of them use.

    Examples
    --------
    >>> with Readers() as readers:
    ...     [table] = readers.read_file(File("wire.csv", None, b"id,text\n7,Two jets hit a depot."))
    >>> table.rows
    [Row(number=1, fields={'id': '7', 'text': 'Two jets hit a depot.'}, problem=None, basis='given', shaped=False)]
    """

    def __init__(self) -> None:
        # The first parses single documents while another one unpacks what they came in; each of these is an archive deeper.
        self._sandboxes = [Sandbox() for _ in range(DEEPEST + 2)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for sandbox in self._sandboxes:
            sandbox.close()

    def read_file(self, file: File, depth: int = 0) -> Iterator[Table]:
        """Read one file, which lies so many archives deep: a table, or several; what fails becomes a row that says so."""
        rows: list[Row] = []
        try:
            if file.suffix not in READERS and file.suffix not in OPENERS:
                known = ", ".join(sorted(READERS.keys() | OPENERS.keys()))
                raise DocumentError("wrong_type", f"files ending in {file.suffix!r} are not read; {known} are")
            if file.size == 0:
                raise DocumentError("empty", "the file is empty")
            for table in self._open(file, depth):
                if table.file == file.name:
                    rows += table.rows
                else:
                    yield table
        except Exception as error:  # whatever one file does to us, the others are read
            rows.append(Row(None, {}, tell_problem(error)))
        if rows:
            yield Table(file.name, rows)

    def _open(self, file: File, depth: int) -> Iterator[Table]:
        if file.suffix in OPENERS:
            yield from OPENERS[file.suffix](self, file, depth)
            return
        for number, row in enumerate(READERS[file.suffix](file.name, file.read())):
            if number == MOST_ROWS:
                raise DocumentError("unsafe", f"it has more than {MOST_ROWS:,} rows; split it")
            yield Table(file.name, [row])

    def parse_document(self, kind: str, file: File) -> Mapping[str, Any]:
        """Give the one part that a document has."""
        [part] = self._sandboxes[0].parse(kind, file.data, path=file.path)
        return part.fields

    def unpack(self, kind: str, file: File, depth: int) -> Iterator[Part]:
        """Give the parts of a file that holds several, each of which may be parsed before the next one is asked for."""
        if depth > DEEPEST:
            raise DocumentError("unsafe", f"archives lie in archives more than {DEEPEST} deep")
        yield from self._sandboxes[depth + 1].parse(kind, file.data, path=file.path)
