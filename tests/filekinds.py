"""Files of many kinds, made byte by byte, so that a test can make broken and hostile ones as well as good ones."""

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DATE_STYLE = 1  # the second style of make_workbook's style sheet
PDF_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)  # packed pictures and text, in which any letters may come
PDF_ACTION = re.compile(rb"/(?:JavaScript|JS|URI|Launch|OpenAction|EmbeddedFile)\b")


def list_actions(pdf: bytes) -> list[bytes]:
    """List what in a PDF would act when it is opened or clicked."""
    return PDF_ACTION.findall(PDF_STREAM.sub(b"", pdf))


def make_zip(files: Mapping[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """Pack files under the names given, whatever they are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, data)
    return packed.getvalue()


def make_page(text: str, head: str = "") -> bytes:
    """Make a saved page with one paragraph a line."""
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<!DOCTYPE html><html><head>{head}</head><body><article><h1>Depot hit</h1>{paragraphs}</article></body></html>".encode()


def make_feed(*items: str, before: str = "") -> bytes:
    """Make an RSS feed of the insides of its items."""
    told = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>Example Wire</title>{told}</channel></rss>'.encode()


def make_record(url: str, body: bytes, *, kind: str = "text/html", status: str = "200 OK", headers: str = "") -> bytes:
    """Make a record of a WARC file: the answer of a server."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + body
    told = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:8bfe6e2e-3c1f-4f3e-9d3e-000000000001>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2020-03-04T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return told.encode() + answer + b"\r\n\r\n"


def make_workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], parts: Mapping[str, bytes] | None = None) -> bytes:
    """Make an .xlsx file; a cell is text, a number, None, ("day", serial number), or ("xml", as it is). `parts` replaces files in it."""
    names = list(sheets)
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(len(names))
    )
    entries = "".join(f'<sheet name="{escape(name)}" sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(names))
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="b" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}'
        f'<Relationship Id="s" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEETS}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values()):
        told = "".join(f"<row>{''.join(map(_make_cell, row))}</row>" for row in rows)
        files[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{SHEETS}"><sheetData>{told}</sheetData></worksheet>'
    return make_zip({name: text.encode() for name, text in files.items()} | dict(parts or {}))


def _make_cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, tuple):
        return value[1] if value[0] == "xml" else f'<c s="{DATE_STYLE}"><v>{value[1]}</v></c>'
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def make_ods(rows: Sequence[Sequence[Any]]) -> bytes:
    """Make an .ods file of one sheet padded to its last row as LibreOffice does; a cell is text, a number or ("day", "2019-02-05")."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    told = "".join(f"<table:table-row>{''.join(map(_make_ods_cell, row))}{blank}</table:table-row>" for row in rows)
    padding = f'<table:table-row table:number-rows-repeated="{1_048_576 - len(rows)}">{blank}</table:table-row>'
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Wire">{told}{padding}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind, manifest = "application/vnd.oasis.opendocument.spreadsheet", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{told}"/>'
        for path, told in (("/", kind), ("content.xml", "text/xml"))
    )
    files = {
        "mimetype": kind,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}">{listed}</manifest:manifest>',
        "content.xml": content,
    }
    return make_zip({name: text.encode() for name, text in files.items()})


def _make_ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind, words = ("date", value[1]) if isinstance(value, tuple) else ("string" if isinstance(value, str) else "float", str(value))
    told = {"date": f'office:date-value="{words}"', "float": f'office:value="{words}"'}.get(kind, "")
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n"))
    return f'<table:table-cell office:value-type="{kind}" {told}>{paragraphs}</table:table-cell>'


def make_xls(rows: Sequence[Sequence[Any]]) -> bytes:
    """Make an .xls file of one sheet, in BIFF8; a cell is text, a number, None or ("day", serial number)."""

    def record(kind: int, layout: str, *values: Any, words: str | None = None) -> bytes:
        body = struct.pack(f"<{layout}", *values) + (b"" if words is None else b"\1" + words.encode("utf-16-le"))
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                cells += record(0x204, "HHHH", number, column, 0, len(value), words=value)
            elif value is not None:
                style, figure = (1, value[1]) if isinstance(value, tuple) else (0, value)
                cells += record(0x203, "HHHd", number, column, style, figure)
    end = record(0x0A, "")
    head = record(0x809, "HHHHII", 0x600, 5, 0, 0, 0, 0) + b"".join(record(0xE0, "HH16x", 0, form) for form in (0, 14))  # no style, a day
    sheet = record(0x85, "IBBB", len(head) + 20 + len(end), 0, 0, 4, words="Wire")
    stream = head + sheet + end + record(0x809, "HHHHII", 0x600, 0x10, 0, 0, 0, 0) + cells + end
    return _make_compound("Workbook", stream)


def _make_compound(name: str, stream: bytes) -> bytes:
    """Make an OLE compound file of one stream: its header, one sector of the table of sectors, one of names, then the stream."""
    stream = stream.ljust(4096, b"\0")  # a shorter one would lie in a stream of its own
    n = -(-len(stream) // 512)
    last, none = 0xFFFFFFFE, 0xFFFFFFFF
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0
    )
    header += struct.pack("<109I", 0, *[none] * 108)
    table = [0xFFFFFFFD, last, *range(3, 2 + n), last]
    entries = b""
    for title, kind, child, begin, size in (("Root Entry", 5, 1, last, 0), (name, 2, none, 2, len(stream))):
        spelt = title.encode("utf-16-le") + b"\0\0"
        entries += struct.pack("<64sHBBIII36xIQ", spelt, len(spelt), kind, 1, none, none, child, begin, size)
    return header + struct.pack("<128I", *table, *[none] * (128 - len(table))) + entries.ljust(512, b"\0") + stream.ljust(512 * n, b"\0")


def make_pdf(*pages: Sequence[str], title: str = "") -> bytes:
    """Make a PDF of lines of text, each where the one before ends; a page of no lines has no text."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    }
    for number, lines in zip(numbers, pages, strict=True):
        escaped = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in lines]
        shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in escaped)
        content = f"BT /F 10 Tf 40 800 Td\n{shown}ET".encode("cp1252")
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
        objects[number] = f"{page} /Contents {number + 1} 0 R >>".encode()
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    info = max(objects) + 1
    objects[info] = f"<< /Title ({title}) >>".encode("cp1252")
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in objects.items():
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    entries = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {info} 0 R >>\n"
    )
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()
