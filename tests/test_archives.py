"""Archives: ZIP, gzip and WARC, each file or page in them for itself, and nothing written anywhere."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from filekinds import make_page, make_record, make_workbook, make_zip

from analystkit.reading import archives
from analystkit.reading.archives import unpack_gzip, unpack_zip
from analystkit.reading.articles import read_articles
from analystkit.reading.messages import DocumentError
from analystkit.reading.webarchives import list_pages

TEXT = "Two jets hit a depot near Homs."


def unpack(data: bytes) -> list[tuple[Any, ...]]:
    return [(part.fields["name"], part.fields.get("fault", [None])[0], part.body) for part in unpack_zip(io.BytesIO(data))]


def test_files_in_order_without_hidden_ones() -> None:
    files = {"b.txt": b"1", "a/": b"", "a/c.txt": b"2", "a/.hidden": b"", "__MACOSX/a/c.txt": b""}
    assert unpack(make_zip(files)) == [("b.txt", None, b"1"), ("a/c.txt", None, b"2")]


def test_files_that_are_not_unpacked() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    names = ["../a.txt", "/a.txt", "a/../../b.txt", "C:\\a.txt", "..\\a.txt", "\\a.txt"]
    assert [(name, fault) for name, fault, _ in unpack(make_zip([*((name, b"x") for name in names), (link, b"/etc/passwd")]))] == [
        *((name, "unsafe") for name in names),
        ("link.txt", "wrong_type"),
    ]


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "HARMLESS", 100_000)
    monkeypatch.setattr(archives, "LARGEST", 60_000)
    assert unpack(make_zip({"a.txt": b"0" * 70_000, "b.txt": b"1"})) == [("a.txt", "unsafe", b""), ("b.txt", None, b"1")]
    for bomb, unpacker in (
        (make_zip({"a.txt": b"0" * 50_000, "b.txt": b"0" * 50_000, "c.txt": b"0" * 50_000}), unpack_zip),
        (gzip.compress(b"0" * 200_000), unpack_gzip),
    ):
        with pytest.raises(DocumentError, match=r"as a bomb does|MB unpacked") as raised:
            list(unpacker(io.BytesIO(bomb)))
        assert raised.value.code == "unsafe"


def test_a_broken_file_costs_itself_alone() -> None:
    data = bytearray(make_zip({"a.txt": TEXT.encode(), "b.txt": b"1"}))
    data[40] ^= 0xFF
    assert [(name, fault) for name, fault, _ in unpack(bytes(data))] == [("a.txt", "unreadable"), ("b.txt", None)]


def test_of_a_gzip_file_that_is_cut_off_there_is_what_there_is() -> None:
    parts = unpack_gzip(io.BytesIO(gzip.compress(TEXT.encode())[:-6]))
    assert next(parts).body == TEXT.encode()
    with pytest.raises(DocumentError, match="cannot be unpacked"):
        next(parts)


def test_pages_of_a_web_archive() -> None:
    page = make_page(TEXT)
    records = [
        make_record("https://wire.example/1", page),
        make_record("https://wire.example/1.png", b"\x89PNG", kind="image/png"),
        make_record("https://wire.example/2", page, status="301 Moved Permanently"),
        make_record("javascript:alert(1)", gzip.compress(page), headers="Content-Encoding: gzip\r\n"),
    ]
    for data in (b"".join(records), b"".join(map(gzip.compress, records))):
        parts = list(list_pages(io.BytesIO(data)))
        assert [(part.fields["url"], part.body) for part in parts] == [("https://wire.example/1", page), (None, page)]
    with pytest.raises(DocumentError, match="no page in it"):
        list(list_pages(io.BytesIO(records[1] + records[2])))
    *_, last = list_pages(io.BytesIO(b"".join(records[:1]) + records[0][:-30]))
    assert last.fields["fault"][0] == "unreadable"


def test_everything_in_everything(tmp_path: Path) -> None:
    def make_article(number: int) -> str:
        return f"{TEXT} It was attack number {number}."

    warc = make_record("https://wire.example/1", make_page(make_article(1), '<meta name="date" content="2019-02-05">'))
    inner = make_zip({"wire.xlsx": make_workbook({"A": [["text"], [make_article(2)]]}), "wire.warc.gz": gzip.compress(warc)})
    table = gzip.compress(f"date\ttext\n2019-02-06\t{make_article(3)}\n".encode())
    path = tmp_path / "wires.zip"
    path.write_bytes(make_zip({"a/wire.tsv.gz": table, "inner.zip": inner, "../x.txt": b"x", "\x1b[2J.txt": b"Calm."}))
    read = read_articles(path)
    assert read["file"].str.removeprefix(str(path)).tolist() == [
        "/a/wire.tsv.gz",
        "/inner.zip/wire.xlsx",
        "/inner.zip/wire.warc.gz",
        "/../x.txt",
        "/\\x1b[2J.txt",
    ]
    assert read["text"].tolist()[:3] == [make_article(3), make_article(2), f"Depot hit\n{make_article(1)}"]
    assert read["published_basis"].tolist()[:3] == ["given", "unknown", "metadata"]
    assert read["url"].tolist()[2] == "https://wire.example/1"
    assert read["problem"].dropna().tolist() == ["unsafe: its name leads out of the archive."]
