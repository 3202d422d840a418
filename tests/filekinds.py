"""Files of many kinds, made byte by byte, so that a test can make broken and hostile ones as well as good ones."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DATE_STYLE = 1  # the second style of make_workbook's style sheet


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
