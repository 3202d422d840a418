"""Partitions: the rows of one process, whatever becomes of the workers."""

import errno
import importlib.util
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import analystkit as ak
from analystkit.__main__ import UNREAD, WRONG, main
from analystkit.errors import MissingExtraError, MissingFileError
from analystkit.reading.articles import ArticleWarning
from analystkit.writing import partitions
from analystkit.writing.files import WriteError
from analystkit.writing.partitions import extract_partitions

distributed = pytest.importorskip("distributed")
fsspec = pytest.importorskip("fsspec")

TOWNS = ("Saraqib", "Douma", "Azaz", "Hajin", "Palmyra", "Tafas")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a folder of six Parquet files of two articles, one of which cannot be read."""
    folder = tmp_path / "articles"
    for number, town in enumerate(TOWNS):
        rows = {
            "text": [f"Rebels shelled {town} in Syria on Monday, killing {number + 2} people.", None],
            "date": ["2019-02-05", "2019-02-06"],
            "source": ["Example Wire", None],
        }
        path = folder / f"2019/{number}.parquet" if number < 4 else folder / f"2020/{number}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame(rows).to_parquet(path)
    return folder


@pytest.fixture(scope="module")
def client() -> Iterator["distributed.Client"]:
    """Give a cluster of threads of this process, whose workers see its memory:// files."""
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def read_reports(out: str) -> pd.DataFrame:
    files, path = fsspec.url_to_fs(f"{out}/reports")
    parts = []
    for name in sorted(files.glob(f"{path}/*.parquet")):
        with files.open(name) as stream:
            parts.append(pd.read_parquet(stream))
    return pd.concat(parts, ignore_index=True)


def extract_alone(folder: Path) -> pd.DataFrame:
    return ak.extract_reports(ak.read_articles(sorted(folder.rglob("*.parquet"))))


def test_an_object_store_gives_the_rows_and_ids_of_one_process(folder: Path, client: "distributed.Client") -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/news", recursive=True)
    told = extract_partitions("memory://news/*/*.parquet", "memory://out", scheduler=client)
    alone = extract_alone(folder)
    assert read_reports("memory://out")["report_id"].tolist() == alone["report_id"].tolist()
    assert read_reports("memory://out").drop(columns="geometry").equals(pd.DataFrame(alone.drop(columns="geometry")))
    assert told[["articles", "read", "left_out", "reports"]].to_numpy().tolist() == [[2, 1, 1, 1]] * 6
    assert not [name for name in memory.find("/out") if name.endswith(".part")]


def test_a_second_run_passes_over_what_is_done_and_reads_what_changed(
    folder: Path, tmp_path: Path, client: "distributed.Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern, out = f"{folder}/*/*.parquet", str(tmp_path / "out")
    first = extract_partitions(pattern, out, scheduler=client)
    read: list[str] = []
    run = partitions._run
    monkeypatch.setattr(partitions, "_run", lambda client, waiting, *rest: read.extend(waiting) or run(client, waiting, *rest))
    assert extract_partitions(pattern, out, scheduler=client, resume=True).equals(first)
    assert read == []
    changed = folder / "2019/0.parquet"
    pd.DataFrame({"text": ["Rebels shelled Homs in Syria on Monday."], "date": ["2019-02-05"]}).to_parquet(changed)
    again = extract_partitions(pattern, out, scheduler=client, resume=True)
    assert read == [str(changed)]
    assert again["articles"].tolist() == [1, 2, 2, 2, 2, 2]
    assert read_reports(out)["report_id"].tolist() == extract_alone(folder)["report_id"].tolist()
    extract_partitions(pattern, out, scheduler=client, resume=True, published="2020-01-01")
    assert len(read) == 7  # another order


def test_a_file_of_no_articles_is_told_and_the_others_are_read(folder: Path, tmp_path: Path, client: "distributed.Client") -> None:
    pd.DataFrame({"figure": [1]}).to_parquet(folder / "2019/0.parquet")
    told = extract_partitions(f"{folder}/*/*.parquet", str(tmp_path / "out"), scheduler=client)
    assert told["reports"].tolist() == [0, 1, 1, 1, 1, 1]
    assert told["problem"][0].startswith(f"{folder}/2019/0.parquet: no column is known to hold the text")
    assert told["problem"][1] == f"{folder}/2019/1.parquet: 1 of 2 articles could not be read; left_out/ says why"
    with pytest.raises(MissingFileError, match=r"no file matches"):
        extract_partitions(f"{folder}/*.parquet", str(tmp_path / "out"), scheduler=client)


def test_a_file_that_cannot_be_opened_costs_itself_alone(folder: Path, tmp_path: Path, client: "distributed.Client") -> None:
    path = folder / "2019/0.parquet"
    path.unlink()
    path.symlink_to(tmp_path / "gone.parquet")
    told = extract_partitions(f"{folder}/*/*.parquet", str(tmp_path / "out"), scheduler=client)
    assert told["reports"].tolist() == [0, 1, 1, 1, 1, 1]
    assert told["problem"][0] == f"{path}: there is no such file, or the link does not lead to one"
    (tmp_path / "gone.parquet").write_bytes((folder / "2019/1.parquet").read_bytes())
    assert extract_partitions(f"{folder}/*/*.parquet", str(tmp_path / "out"), scheduler=client, resume=True)["reports"].tolist() == [1] * 6


def test_a_disk_that_fills_ends_the_run_and_leaves_nothing_half_written(
    folder: Path, tmp_path: Path, client: "distributed.Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_: object, written: str, target: str) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(fsspec.filesystem("file")), "put_file", fill)
    with pytest.raises(WriteError, match=r"reports/0\.parquet' cannot be written \(No space left on device\)"):
        extract_partitions(f"{folder}/2019/0.parquet", str(tmp_path / "out"), scheduler=client)
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


def test_what_a_worker_is_warned_of_is_told_under_the_name_of_the_file(folder: Path, tmp_path: Path, client: "distributed.Client") -> None:
    path = folder / "2019/0.parquet"
    pd.DataFrame({"text": ["Rebels shelled Homs in Syria on Monday."], "date": ["soon"]}).to_parquet(path)
    with pytest.warns(ArticleWarning, match=f"^{path}: cells without a usable value, .* published is 'soon'") as caught:
        extract_partitions(str(path), str(tmp_path / "out"), scheduler=client)
    assert len(caught) == 1


def test_a_worker_that_is_killed_costs_nothing_but_time(folder: Path, tmp_path: Path) -> None:
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        distributed.Client(cluster) as client,
    ):
        doomed = next(iter(client.run(os.getpid).values()))
        client.submit(_kill_soon, doomed, pure=False)
        told = extract_partitions(f"{folder}/*/*.parquet", str(tmp_path / "out"), scheduler=cluster.scheduler_address)
        assert doomed not in client.run(os.getpid).values()
    assert told["reports"].tolist() == [1] * 6
    assert read_reports(str(tmp_path / "out"))["report_id"].tolist() == extract_alone(folder)["report_id"].tolist()


def test_a_file_over_which_workers_die_costs_itself_alone(
    folder: Path, tmp_path: Path, client: "distributed.Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    read = partitions.extract_partition

    def die(file: str, *rest: Any) -> dict[str, Any]:
        if file.endswith("3.parquet"):
            raise distributed.KilledWorker(file, SimpleNamespace(address="tcp://127.0.0.1:1"), 3)
        return read(file, *rest)

    monkeypatch.setattr(partitions, "extract_partition", die)
    told = extract_partitions(f"{folder}/*/*.parquet", str(tmp_path / "out"), scheduler=client)
    assert told["reports"].tolist() == [1, 1, 1, 0, 1, 1]
    assert told["problem"][3].startswith(f"{folder}/2019/3.parquet: the workers that read it died; split it")


def _kill_soon(process: int) -> None:
    """End a worker as the kernel ends one that takes too much memory: while it reads its first partition."""
    import threading

    threading.Timer(2.0, os.kill, (process, signal.SIGKILL)).start()


def test_a_dask_frame_is_taken_as_a_frame_is(folder: Path) -> None:
    dask = pytest.importorskip("dask.dataframe")
    articles = ak.read_articles(sorted(folder.rglob("*.parquet")))
    told = ak.extract_reports(dask.from_pandas(articles, npartitions=3))
    assert len(told.columns) == len(ak.extract_reports(articles.iloc[:0]).columns)
    assert told.compute(scheduler="synchronous").reset_index(drop=True).equals(extract_alone(folder))


def test_without_dask_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(partitions, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'analystkit\[dask\]'"):
        extract_partitions("*.parquet", "out")


def test_the_command_line_reads_files_on_a_cluster(
    folder: Path, tmp_path: Path, client: "distributed.Client", capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    command = ["extract", f"{folder}/*/*.parquet", "-o", f"{out}/", "--scheduler", client.scheduler.address]
    assert main(command) == UNREAD
    said = capsys.readouterr().err
    assert f"{folder}/2019/0.parquet: 1 of 2 articles could not be read; left_out/ says why" in said
    assert f"6 reports of 6 of 12 articles, 6 files, written to {out}/" in said
    assert read_reports(out)["report_id"].tolist() == extract_alone(folder)["report_id"].tolist()
    assert main([*command, "--workers", "2"]) == WRONG
    assert main([*command, "--published", "soon"]) == WRONG
    assert main([*command[:-1], "127.0.0.1"]) == WRONG
    assert "scheduler: '127.0.0.1' is not there (missing port number" in capsys.readouterr().err
    assert main([*command, "--gazetteer-only"]) == WRONG
    pd.DataFrame({"figure": [1]}).to_parquet(folder / "2019/0.parquet")
    assert main([*command, "--resume"]) == UNREAD
