"""Parquet files: text under any of its types, other cells as they are told, and bombs that harm nobody."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analystkit.reading.articles import read_articles
from analystkit.reading.messages import DocumentError
from analystkit.reading.sandboxes import Sandbox

HOMS, CALM = "Rebels shelled Homs on Monday.", "It was calm in the north."


def pack(columns: dict[str, Any], **options: Any) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink, **options)
    return bytes(sink.getvalue())


def test_cells_are_read_whatever_their_type(tmp_path: Path) -> None:
    columns = {
        "id": [Decimal("7.10"), None],
        "text": pa.array([HOMS.encode(), b"caf\xe9"], pa.binary()),
        "date": [datetime.datetime(2019, 2, 5, 23, 30), None],
        "source": [{"id": "ew", "name": "Example Wire"}, None],
        "title": pa.array(["Homs", None]).dictionary_encode(),
        "vector": [[1.0], None],
    }
    path = tmp_path / "wire.parquet"
    path.write_bytes(pack(columns))
    first, second = read_articles(path).astype("object").where(lambda table: table.notna(), None).to_dict("records")
    assert [first[name] for name in ("article_id", "text", "source", "title", "row")] == ["7.10", HOMS, "Example Wire", "Homs", 1]
    assert first["published"].date() == datetime.date(2019, 2, 5)
    assert [second[name] for name in ("text", "published", "source", "title", "row")] == ["caf\ufffd", None, None, None, 2]


def test_a_text_that_is_no_utf8_loses_its_wrong_letters_alone(tmp_path: Path) -> None:
    words = b"\xffcalm" + HOMS.encode()
    ends = b"".join(end.to_bytes(4, "little") for end in (0, 5, len(words)))
    path = tmp_path / "wire.parquet"
    path.write_bytes(pack({"text": pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(ends), pa.py_buffer(words)])}))
    assert read_articles(path)["text"].tolist() == ["\ufffdcalm", HOMS]


def test_rows_of_nothing_are_rows_and_a_file_without_any_is_empty() -> None:
    with Sandbox() as sandbox:
        assert [part.fields["rows"] for part in sandbox.parse("parquet", pack({"text": pa.nulls(2)}))] == [[[None], [None]]]
        with pytest.raises(DocumentError, match="no rows"):
            list(sandbox.parse("parquet", pack({"text": pa.array([], pa.string())})))


def test_a_bomb_costs_the_child_and_not_this_process() -> None:
    n = 50_000_000  # in each of eight cells, of which a file of a kilobyte tells
    cell = pa.ListArray.from_arrays(pa.array([0, n], pa.int32()), pa.nulls(n, pa.int8()).fill_null(0))
    bomb = pack({f"c{number}": cell for number in range(8)} | {"text": [HOMS]}, compression="zstd")
    assert len(bomb) < 10_000
    with Sandbox(memory_megabytes=1000) as sandbox:
        with pytest.raises(DocumentError) as caught:
            list(sandbox.parse("parquet", bomb))
        assert caught.value.code == "unsafe"
        [part] = sandbox.parse("parquet", pack({"text": [CALM]}))
        assert part.fields == {"names": ["text"], "rows": [[CALM]]}
