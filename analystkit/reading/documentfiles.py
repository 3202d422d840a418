"""Document files: what strangers made with programs, parsed in a child process: pages, PDF, feeds, Parquet, workbooks and archives."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from analystkit.reading.csvfiles import name_columns
from analystkit.reading.messages import DocumentError, Part
from analystkit.reading.rows import File, Row, Table, show_name, tell_problem


class Readers(Protocol):
    """What opening a document asks of `readers.Readers`."""

    def parse_document(self, kind: str, file: File) -> Mapping[str, Any]:
        """Give the one part that a document has."""

    def unpack(self, kind: str, file: File, depth: int) -> Iterator[Part]:
        """Give the parts of a file that holds several."""

    def read_file(self, file: File, depth: int = 0) -> Iterator[Table]:
        """Read a file that lies in another one."""


Opener = Callable[[Readers, File, int], Iterator[Table]]


def _open_page(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    yield Table(file.name, [_shape_page(None, readers.parse_document("page", file))])


def _shape_page(number: int | None, page: Mapping[str, Any], address: str | None = None) -> Row:
    """Make a row of a page; its own word on its address goes before that of the archive it lay in."""
    fields = {name: page[name] for name in ("title", "text", "source")}
    return Row(number, fields | {"url": page["url"] or address, "published": tuple(page["dates"])}, basis="metadata", shaped=True)


def _open_pdf(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    # When the file was made is not when the article was published: it has no date but one printed in its text.
    yield Table(file.name, [Row(None, readers.parse_document("pdf", file), shaped=True)])


def _open_feed(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    """Read each entry; its words come in HTML, which is cleaned one by one."""
    for number, part in enumerate(readers.unpack("feed", file, depth), start=1):
        told = part.fields
        fields = {name: told[name] for name in ("title", "source", "url")} | {"published": tuple(told["dates"])}
        try:
            marked = not told["plain"] and (b"<" in part.body or b"&" in part.body)
            words = readers.parse_document("fragment", File(file.name, None, part.body))["text"] if marked else part.body.decode()
        except (DocumentError, UnicodeDecodeError) as error:
            yield Table(file.name, [Row(number, fields, tell_problem(error), shaped=True)])
        else:
            yield Table(file.name, [Row(number, {**fields, "text": words}, shaped=True)])


def _open_warc(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    for number, part in enumerate(readers.unpack("warc", file, depth), start=1):
        address = part.fields["url"]
        try:
            if "fault" in part.fields:
                raise DocumentError(*part.fields["fault"])
            row = _shape_page(number, readers.parse_document("page", File(file.name, None, part.body)), address)
        except DocumentError as error:
            row = Row(number, {"url": address}, tell_problem(error), shaped=True)
        yield Table(file.name, [row])


def _open_workbook(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    """Read every sheet that has rows; where several have, each is a table of its own."""
    sheets: dict[str, list[list[Any]]] = {}
    faults: dict[str, Row] = {}
    failure = None
    try:
        for part in readers.unpack("workbook", file, depth):
            sheets.setdefault(part.fields["sheet"], []).extend(part.fields["rows"])
            if "fault" in part.fields:
                faults[part.fields["sheet"]] = Row(None, {}, tell_problem(DocumentError(*part.fields["fault"])))
    except DocumentError as error:  # what came before is good
        failure = error
    filled = {sheet: rows for sheet, cells in sheets.items() if (rows := _shape_sheet(cells)) or sheet in faults}
    for sheet, rows in filled.items():
        name = file.name if len(filled) == 1 else f"{file.name}/{show_name(sheet)}"
        yield Table(name, rows + ([faults[sheet]] if sheet in faults else []))
    if failure:
        raise failure
    if not filled:
        raise DocumentError("empty", "no sheet of the workbook has a header and a row")


def _shape_sheet(cells: list[list[Any]]) -> list[Row]:
    """Make rows of a sheet: its first row with any cell is the header; blank rows count, so that numbers are those of the sheet."""
    begin = next((number for number, row in enumerate(cells) if any(cell != "" for cell in row)), len(cells))
    names = name_columns([str(cell) for cell in cells[begin]]) if begin < len(cells) else []
    numbered = enumerate(cells[begin + 1 :], start=1)
    return [Row(number, dict(zip(names, row, strict=False))) for number, row in numbered if any(cell != "" for cell in row)]


def _open_parquet(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    parts = readers.unpack("parquet", file, depth)
    rows = (dict(zip(part.fields["names"], cells, strict=True)) for part in parts for cells in part.fields["rows"])
    for number, fields in enumerate(rows, start=1):
        yield Table(file.name, [Row(number, fields)])


def _open_zip(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    for part in readers.unpack("zip", file, depth):
        name = f"{file.name}/{show_name(part.fields['name'])}"
        if "fault" in part.fields:
            yield Table(name, [Row(None, {}, tell_problem(DocumentError(*part.fields["fault"])))])
        else:
            yield from readers.read_file(File(name, None, part.body), depth + 1)


def _open_gzip(readers: Readers, file: File, depth: int) -> Iterator[Table]:
    for part in readers.unpack("gzip", file, depth):
        yield from readers.read_file(File(file.name, None, part.body, (file.inner or file.name)[: -len(".gz")]), depth + 1)


OPENERS: dict[str, Opener] = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), _open_page),
    **dict.fromkeys((".rss", ".atom", ".xml"), _open_feed),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), _open_workbook),
    **dict.fromkeys((".warc", ".warc.gz"), _open_warc),
    ".parquet": _open_parquet,
    ".pdf": _open_pdf,
    ".zip": _open_zip,
    ".gz": _open_gzip,
}
