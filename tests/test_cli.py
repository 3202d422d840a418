"""The command line: exit statuses, one-line messages, and what is written where."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from analystkit import __main__ as cli
from analystkit.__main__ import UNFINISHED, main
from analystkit.errors import ArgumentError
from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.reports import reports
from analystkit.tables import build_table
from analystkit.writing import briefing
from analystkit.writing.files import WriteError

ARTICLES = "id,date,source,title,text\n7,2018-09-18,Example Wire,Depot hit,Two jets hit a depot in Douma on Monday.\n"
PLACE = {"article_id": "7", "start": 22, "end": 27, "mention": "Douma", "role": "literal"}


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    path = tmp_path / "wire.csv"
    path.write_text(ARTICLES, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Keep what the command line asks of the functions behind it, which do nothing here."""
    asked: dict[str, Any] = {}

    def write_briefing(articles: pd.DataFrame, out: str, **options: Any) -> SimpleNamespace:
        asked.update(options, articles=articles)
        return SimpleNamespace(page=Path(out) / "index.html")

    def find_places(articles: pd.DataFrame, **options: Any) -> gpd.GeoDataFrame:
        asked.update(options, articles=articles)
        return build_table([PLACE], "places")

    monkeypatch.setattr(briefing, "write_briefing", write_briefing)
    monkeypatch.setattr(reports, "find_places", find_places)
    monkeypatch.setattr(reports, "extract_reports", lambda articles, **_: build_table([], "reports"))
    return asked


def test_brief_hands_on_what_was_asked_for_and_says_which_file_to_open(
    wire: Path, tmp_path: Path, asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["brief", str(wire), "--out", str(out), "--types", "air_strike, shelling", "--country", "SY", "--since", "2018-09-01"]
    assert main([*arguments, "--period", "week", "--note", "demonstration data", "--title", "Strikes"]) == 0
    articles = asked.pop("articles")
    assert asked == {
        "types": ["air_strike", "shelling"],
        "since": "2018-09-01",
        "until": None,
        "country": ["SY"],
        "period": "week",
        "title": "Strikes",
        "note": "demonstration data",
        "gazetteer": load_gazetteer(),
        "event_types": None,
        "corrections": None,
        "workers": 1,
        "resume": out / UNFINISHED,
        "progress": False,
    }
    assert articles["article_id"].tolist() == ["7"]
    assert capsys.readouterr() == (f"Open first: {out / 'index.html'}\n", "")


def test_reading_takes_dates_columns_and_their_order(tmp_path: Path, asked: dict[str, Any]) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("Body,When\nTwo jets hit a depot in Douma.,05/02/2019\nA raid hit Homs.,\n", encoding="utf-8")
    options = ["--column", "text=Body", "--column", "published=When", "--date-order", "dmy", "--published", "2019-02-07"]
    assert main(["brief", str(path), "--out", str(tmp_path / "out"), *options]) == 0
    assert asked["articles"]["published"].dt.strftime("%Y-%m-%d").tolist() == ["2019-02-05", "2019-02-07"]


@pytest.mark.parametrize(("command", "rows"), [("extract", 0), ("places", 1)])
def test_a_table_alone_goes_into_its_file(command: str, rows: int, wire: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new" / "table.csv"
    assert main([command, str(wire), "-o", str(path)]) == 0
    assert len(pd.read_csv(path)) == rows
    assert capsys.readouterr() == ("", f"analystkit: {'0 reports' if command == 'extract' else '1 place'} written to {path}\n")


def test_what_could_not_be_read_is_named_and_the_rest_is_done(wire: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    wire.write_text(ARTICLES + "8,2018-09-19,Example Wire,Nothing,\n", encoding="utf-8")
    assert main(["places", str(wire), str(tmp_path / "picture.txt"), "-o", str(tmp_path / "out.csv")]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("1 place written to " + str(tmp_path / "out.csv"))
    assert lines[1].startswith(f"analystkit: {wire}, row 2: empty: ")
    assert lines[2].startswith(f"analystkit: {tmp_path / 'picture.txt'}: wrong_type: the file is a PNG picture")
    assert lines[3:] == ["analystkit: 2 of 3 articles could not be read; the rest was done"]


def test_a_copy_and_a_missing_date_are_no_such_case(wire: Path, tmp_path: Path) -> None:
    wire.write_text("text\nTwo jets hit a depot in Douma.\nTwo jets hit a depot in Douma.\n", encoding="utf-8")
    assert main(["places", str(wire), "-o", str(tmp_path / "out.csv")]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND; analystkit --help says more"),
        (["brief", "{wire}"], "the following arguments are required: --out; analystkit brief --help says more"),
        (["draw", "{wire}"], "argument COMMAND: invalid choice: 'draw'"),
        (["brief", "nothing.csv", "--out", "{tmp}/out"], "'nothing.csv' does not exist; give files and folders on this machine"),
        (["brief", "{wire}", "--out", "{tmp}/out", "--types", "strike"], "types: 'strike' is no event type; they are air_strike, "),
        (["brief", "{wire}", "--out", "{tmp}/out", "--country", "Syria"], "country: 'Syria' is no ISO 3166-1 code"),
        (["brief", "{wire}", "--out", "{tmp}/out", "--since", "soon"], "since: 'soon' is no day; write it as 2018-09-17"),
        (["brief", "{wire}", "--out", "{tmp}/out", "--period", "year"], "argument --period: invalid choice: 'year'"),
        (["brief", "{wire}", "--out", "{tmp}/out", "--published", "32 May"], "published: '32 May' is no day; write it as 2018-09-17"),
        (["brief", "{wire}", "--out", "{tmp}/out", "--since", "05/02/2016"], "since: '05/02/2016' is no day; write it as 2018-09-17"),
        (["brief", "{wire}", "--out", "{tmp}/out", "--column", "Body"], "--column 'Body' is not of the form OURS=THEIRS; write text=Body"),
        (["brief", "{wire}", "--out", "{tmp}/out", "--column", "text=Body"], "'Body'"),
        (["places", "{tmp}/folder.csv", "-o", "{tmp}/out.csv"], "folder.csv'; give files, or a folder that holds some"),
        (["brief", "{wire}", "--out", "{wire}/out"], "which is read; write to another place"),
        (["brief", "{wire}", "--out", "{tmp}/file"], "cannot be written to (File exists)"),
        (["brief", "{tmp}", "--out", "{tmp}/out"], "which is read; write to another place"),
        (["places", "{wire}", "-o", "{wire}"], "which is read; write to another place"),
        (["places", "{wire}", "-o", "{tmp}/places.xls"], "'places.xls' does not say which format; let it end in .csv"),
        (["places", "{wire}", "-o", "{tmp}/places.kml"], "places.kml takes events or reports, and this table is neither"),
        (["places", "{wire}", "-o", "{tmp}/folder.csv"], "is a folder; give the name of a file in it"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    arguments: list[str], message: str, wire: Path, tmp_path: Path, asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.csv").mkdir()
    assert main([argument.format(wire=wire, tmp=tmp_path) for argument in arguments]) == 2
    printed, told = capsys.readouterr()
    assert printed == ""
    assert told.count("\n") == 1
    assert told.startswith("analystkit: error: ")
    assert message in told
    assert asked == {}


def test_a_disk_that_fills_is_one_line(
    wire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise WriteError("path: 'out' cannot be written to (No space left on device)")

    monkeypatch.setattr(briefing, "write_briefing", fail)
    assert main(["brief", str(wire), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == "analystkit: error: path: 'out' cannot be written to (No space left on device)\n"


def test_what_a_briefing_refuses_is_one_line(
    wire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ArgumentError("freq: too many periods; give since and until")

    monkeypatch.setattr(briefing, "write_briefing", refuse)
    assert main(["brief", str(wire), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == "analystkit: error: freq: too many periods; give since and until\n"


def test_a_table_does_not_replace_what_it_is_read_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, mine = tmp_path / "in", tmp_path / "mine.csv"
    folder.mkdir()
    mine.write_text(ARTICLES, encoding="utf-8")
    (folder / "link.csv").symlink_to(mine)
    assert main(["places", str(folder), "-o", str(mine)]) == 2
    assert f"{str(mine)!r} was read for its articles and would be replaced; write to another place" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == ARTICLES


def test_an_error_of_the_program_is_not_hidden(wire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("mapping: 1 mapped and 0 left out are not the 2 given")

    monkeypatch.setattr(briefing, "write_briefing", fail)
    with pytest.raises(RuntimeError, match="are not the 2 given"):
        main(["brief", str(wire), "--out", str(tmp_path / "out")])


def test_messages_carry_nothing_that_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "a\x1b[31m\nb\x9b\u202e.csv", "-o", "x.csv"]) == 2
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "\x9b" not in told
    assert "\u202e" not in told
    assert told.count("\n") == 1


def test_warnings_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wire.csv"
    path.write_bytes(ARTICLES.replace("Douma", "Hawíja").encode("cp1252"))
    assert main(["places", str(path), "-o", str(tmp_path / "out.csv")]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"analystkit: warning: {path}: 1 of 2 lines are not in UTF-8")
    assert len(lines) == 2


def test_a_bar_is_shown_to_a_person_only(wire: Path, tmp_path: Path, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["places", str(wire), "-o", str(tmp_path / "out.csv")]) == 0
    assert asked["progress"] is True


@pytest.mark.parametrize("arguments", [["--help"], ["brief", "--help"], ["extract", "--help"], ["places", "--help"]])
def test_help_says_what_a_command_does_and_its_statuses(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "exit status: 0 all was done; 1 some input could not be read and the rest was done; 2 wrong usage" in told


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("analystkit 0.")


def test_stopping_ends_with_130_and_a_line(
    wire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(briefing, "write_briefing", stop)
    assert main(["brief", str(wire), "--out", str(tmp_path / "out")]) == 130
    assert capsys.readouterr().err == "analystkit: stopped; no file was begun that is not complete, and --resume goes on from here\n"


@pytest.mark.skipif(os.name != "posix", reason="ctrl-C is sent otherwise there; test_stopping_ends_with_130_and_a_line holds everywhere")
def test_ctrl_c_stops_the_process(wire: Path, tmp_path: Path) -> None:
    waiting = f"{cli.__name__}.main(['places', {str(wire)!r}, '-o', {str(tmp_path / 'out.csv')!r}])"
    code = (
        "import signal, sys, time, analystkit.__main__, analystkit.reports.reports\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell has what it runs in the background ignore ctrl-C
        "def wait(*_, **__):\n    print('waiting', flush=True)\n    time.sleep(60)\n"
        f"analystkit.reports.reports.find_places = wait\nsys.exit({waiting})"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (
        130,
        "analystkit: stopped; no file was begun that is not complete, and --resume goes on from here\n",
    )
    assert not (tmp_path / "out.csv").exists()


def test_what_could_not_be_read_is_said_before_the_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(b"%PDF-1.7 and so on")
    command = [sys.executable, "-m", "analystkit", "brief", "mine.csv", "--out", "out"]
    run = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603 -- ours
    assert run.returncode == 1
    assert run.stdout.index("the file is a PDF document") < run.stdout.index("Open first")
