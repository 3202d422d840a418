"""Runs that were ended: what --resume gives is byte for byte what one run gives."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analystkit.__main__ import DONE, STOPPED, UNFINISHED, WRONG, main
from analystkit.reports import batches
from analystkit.reports.batches import Batch, Reader
from analystkit.writing.files import WriteError
from analystkit.writing.shelves import Shelf

DATA = Path(__file__).parents[1] / "data" / "articles.csv"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make batches of four articles."""
    monkeypatch.setattr(batches, "MOST_ARTICLES", 4)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[batches.Articles]:
    """Stop the third batch that is read as ctrl-C does; list what was to be read."""
    asked: list[batches.Articles] = []
    whole = Reader.read

    def read_some(self: Reader, given: batches.Articles) -> Batch:
        asked.append(given)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return whole(self, given)

    monkeypatch.setattr(Reader, "read", read_some)
    return asked


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Write twelve of the demonstration articles."""
    import pandas as pd

    path = tmp_path / "articles.csv"
    pd.read_csv(DATA, dtype="str").head(12).to_csv(path, index=False)
    return path


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("command", ["extract", "places"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_run_that_was_stopped_goes_on_and_gives_the_same_bytes(
    articles: Path, tmp_path: Path, read: list[batches.Articles], command: str, suffix: str
) -> None:
    whole, resumed = tmp_path / f"whole{suffix}", tmp_path / f"resumed{suffix}"
    assert main([command, str(articles), "-o", str(resumed)]) == STOPPED
    assert not resumed.exists()
    assert main([command, str(articles), "-o", str(resumed), "--resume"]) == DONE
    assert len(read) == 4  # the third of three batches again, and no other
    assert main([command, str(articles), "-o", str(whole)]) == DONE
    assert resumed.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([articles.name, whole.name, resumed.name])


@pytest.mark.usefixtures("few")
def test_without_resume_all_is_read_anew(articles: Path, tmp_path: Path, read: list[batches.Articles]) -> None:
    command = ["extract", str(articles), "-o", str(tmp_path / "reports.csv")]
    assert [main(command), main(command), len(read)] == [STOPPED, DONE, 6]


@pytest.mark.usefixtures("few")
def test_a_full_disk_is_told_and_nothing_stands_under_the_final_name(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(*_: object) -> None:
        raise WriteError("path: there is no space left")

    monkeypatch.setattr(Shelf, "keep", fill)
    assert main(["extract", str(articles), "-o", str(tmp_path / "reports.csv")]) == WRONG
    assert "no space left" in capsys.readouterr().err
    assert not (tmp_path / "reports.csv").exists()


def test_a_briefing_that_was_killed_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    small = (
        "from analystkit.__main__ import main; from analystkit.reports import batches; batches.MOST_ARTICLES = 4; raise SystemExit(main())"
    )
    command = [sys.executable, "-c", small, "brief", str(DATA), "--out"]
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    run = subprocess.Popen([*command, str(killed)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        deadline = time.monotonic() + 120
        while len(list(killed.glob(f"{UNFINISHED}/*"))) < 3 and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    kept = list(killed.glob(f"{UNFINISHED}/*.json.gz"))
    assert len(kept) >= 3
    assert not (killed / "events.csv").exists()
    subprocess.run([*command, str(killed), "--resume"], check=True, capture_output=True)  # noqa: S603
    subprocess.run([*command, str(whole)], check=True, capture_output=True)  # noqa: S603
    for name in ("reports.csv", "events.csv", "counts.csv", "left_out.csv", "map.html", "events.gpkg"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes(), name
    assert sorted(path.name for path in killed.iterdir()) == sorted(path.name for path in whole.iterdir())
