"""Documents of strangers in a child process: one that is too much harms nobody, and the next one is read."""

import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filekinds import make_feed, make_page, make_pdf, make_zip

from analystkit.reading import child
from analystkit.reading.messages import LENGTHS, DocumentError, Part, receive_part, send_part
from analystkit.reading.sandboxes import CHILD, LIMITS, Limits, Sandbox

TEXT = "Two jets hit a depot near Homs and killed 15 people."
PAGE = make_page(TEXT)
SLOW = make_page(f"<p {' '.join(f'a{number}=1' for number in range(80_000))}>{TEXT}</p>")


def read_title(sandbox: Sandbox, data: bytes = PAGE) -> Any:
    [part] = sandbox.parse("page", data)
    return part.fields["title"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def test_a_document_too_large() -> None:
    with (
        Sandbox({"page": Limits(0.0001, 5)}) as sandbox,
        pytest.raises(DocumentError, match=r"has 0\.0 MB, more than the limit of 0\.0001") as raised,
    ):
        read_title(sandbox)
    assert raised.value.code == "unsafe"


def test_a_document_that_takes_too_long_and_the_next_one() -> None:
    with Sandbox({"page": Limits(10, 1)}) as sandbox:
        with pytest.raises(DocumentError, match=r"longer than the limit of 1 seconds") as raised:
            read_title(sandbox, SLOW)
        assert raised.value.code == "unsafe"
        sandbox.limits = LIMITS
        assert read_title(sandbox) == "Depot hit"


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems do not limit memory")
def test_a_document_that_takes_too_much_memory() -> None:
    with Sandbox(memory_megabytes=300) as sandbox:
        with pytest.raises(DocumentError, match=r"the memory it may use|limit of 300 MB of memory|XPathEvalError|may use 300 MB") as raised:
            read_title(sandbox, make_page("<br>" * 1_500_000))
        assert raised.value.code in ("unsafe", "unreadable")
        assert read_title(sandbox) == "Depot hit"


def test_a_child_that_dies_over_a_document(sandbox: Sandbox) -> None:
    read_title(sandbox)
    assert sandbox._child is not None
    threading.Timer(0.1, sandbox._child.kill).start()
    with pytest.raises(DocumentError, match="the process that read it died") as raised:
        read_title(sandbox, SLOW)
    assert raised.value.code == "unsafe"


def test_a_child_that_died_between_documents_is_replaced(sandbox: Sandbox) -> None:
    read_title(sandbox)
    before = sandbox._child
    assert before is not None
    before.kill()
    before.wait()
    assert read_title(sandbox) == "Depot hit"
    assert sandbox._child is not before


def test_one_child_reads_many_documents_of_all_kinds_and_ends_with_its_sandbox() -> None:
    with Sandbox() as sandbox:
        read_title(sandbox)
        before = sandbox._child
        assert [part.body for part in sandbox.parse("zip", make_zip({"a": b"1", "b": b"2"}))] == [b"1", b"2"]
        with pytest.raises(DocumentError, match="no HTML page"):
            read_title(sandbox, b"words")
        read_title(sandbox)
        assert sandbox._child is before
    assert before is not None
    assert before.poll() is not None


def test_what_is_left_of_a_document_belongs_to_no_other(sandbox: Sandbox) -> None:
    parts = sandbox.parse("zip", make_zip({str(number): b"x" * 1000 for number in range(1000)}))
    assert next(parts).fields["name"] == "0"
    del parts
    assert read_title(sandbox) == "Depot hit"


def test_a_file_is_opened_by_the_child(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "pagé.html"
    path.write_bytes(PAGE)
    [part] = sandbox.parse("page", path=path)
    assert part.fields["title"] == "Depot hit"


def test_nothing_is_imported_from_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trafilatura.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Sandbox() as sandbox:
        assert read_title(sandbox) == "Depot hit"


def test_a_library_that_is_not_installed_is_named_with_each_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for package in child.EXTRA:
        (tmp_path / f"{package}.py").write_text(f"raise ModuleNotFoundError('no', name={package!r})", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Sandbox() as sandbox:
        for kind, data in {"pdf": make_pdf([TEXT]), "feed": make_feed(), "workbook": b"PK", "warc": b"WARC"}.items():
            with pytest.raises(DocumentError, match=r'pip install "analystkit\[readers\]"') as raised:
                list(sandbox.parse(kind, data))
            assert raised.value.code == "not_installed"
        assert read_title(sandbox) == "Depot hit"


def test_a_child_whose_parent_is_gone_ends() -> None:
    process = subprocess.run([sys.executable, "-P", str(CHILD), "2000"], stdin=subprocess.DEVNULL, check=True, timeout=60)  # noqa: S603 -- our own file
    assert process.returncode == 0


def test_messages_cut_short_or_of_no_sense_are_none() -> None:
    pipe = io.BytesIO()
    send_part(pipe, Part({"a": "é\ud800"}, b"body"))
    whole = pipe.getvalue()
    assert receive_part(io.BytesIO(whole)) == Part({"a": "é\ud800"}, b"body")
    for length in range(len(whole)):
        assert receive_part(io.BytesIO(whole[:length])) is None
    assert receive_part(io.BytesIO(LENGTHS.pack(2**62, 2**62) + b"{}")) is None


def test_an_encrypted_archive_says_so(sandbox: Sandbox) -> None:
    data = make_zip({"a.txt": b"words"})
    entry = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]
    assert entry.flag_bits & 1 == 0
    [part] = sandbox.parse("zip", data.replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0"))
    assert part.fields["fault"] == ["unreadable", "it is encrypted; unpack it yourself"]
