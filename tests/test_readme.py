"""README.md and CONTRIBUTING.md: their code runs, and the commands, files, columns and modules that they name are there."""

import csv
import re
import shlex
from itertools import islice
from pathlib import Path

import nbformat
import pytest
from PIL import Image

import analystkit as ak
from analystkit.__main__ import _build_parser
from analystkit.tables import read_columns
from analystkit.writing.briefing import FILES, OUTCOMES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARTICLES = 6  # of the demonstration data: enough that every line has something to show
LARGEST_PICTURE = 300_000  # bytes
# ```python ... ```
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# [LICENSE](LICENSE), ![Map](docs/map.png); not [GeoNames](https://www.geonames.org)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")
# The command in "`analystkit brief ARTICLES --out DIR`" and in ".venv/bin/analystkit brief data/articles.csv --out briefing"
COMMAND = re.compile(r"analystkit ((?:brief|extract|places|gazetteer) [^`\n]+)")
# `make lab`, make report NOTEBOOK=...
TARGET = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
# `--date-order`, `--gazetteer FILE`
OPTION = re.compile(r"`(--[a-z-]+)")
# `ak.write_map`, ak.link_events(
FUNCTION = re.compile(r"\bak\.([a-z_]+)")
# OPTIONS="--types air_strike --country SY"
EXTRA = re.compile(r'OPTIONS="(--[^"]+)"')
# -p PERIOD week
PARAMETER = re.compile(r"-p ([A-Z_]+)")
# `map.html`, `events.gpkg`
FILE = re.compile(r"`(\w+\.(?:html|png|csv|gpkg))`")
# `analystkit/reading/pages.py`, tests/browser.py
PATH = re.compile(r"\b((?:analystkit|benchmarks|data|docs|notebooks|tests)/[\w/]+\.(?:py|csv|md))\b")


def find_section(title: str, text: str = README) -> str:
    """Find what stands under a heading."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def list_first_cells(section: str) -> list[str]:
    """List the first cells of the rows of a section's table."""
    return [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines() if line.startswith("| ")][2:]


def test_the_lines_of_python_run_on_the_demonstration_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = PYTHON.findall(README)
    assert len([line for line in code.splitlines() if line]) == 10  # as its heading says
    (tmp_path / "data").mkdir()
    with (
        (ROOT / "data" / "articles.csv").open(encoding="utf-8", newline="") as whole,
        (tmp_path / "data" / "articles.csv").open("w", encoding="utf-8", newline="") as few,
    ):
        csv.writer(few).writerows(islice(csv.reader(whole), ARTICLES + 1))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 -- our own lines
    printed = capsys.readouterr().out
    assert printed.startswith("These articles report ")
    assert "[trigger: " in printed
    written = {path.name: path.stat().st_size for path in tmp_path.iterdir() if path.is_file()}
    assert written.keys() == {"map.html", "frequency.png", "events.csv"}
    assert min(written.values()) > 1000


def test_the_commands_are_those_of_the_command_line() -> None:
    commands = [shlex.split(command) for command in COMMAND.findall(README)]
    assert {command[0] for command in commands} == {"brief", "extract", "places", "gazetteer"}
    parser = _build_parser()
    for command in commands:
        if command[-1] == "--help":
            continue
        parser.parse_args(command)  # which raises where it is wrong
    for extra in EXTRA.findall(README):
        parser.parse_args(["brief", "articles.csv", "--out", "briefing", *shlex.split(extra)])


def test_the_options_are_those_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _build_parser().parse_args(["brief", "--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert set(OPTION.findall(README + CONTRIBUTING)) - known == set()


def test_the_targets_are_those_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(TARGET.findall(README + CONTRIBUTING))
    assert named - targets == set()
    assert named >= {"briefing", "test", "lab", "report", "picture"}


def test_the_functions_are_those_of_the_package() -> None:
    assert set(FUNCTION.findall(README + CONTRIBUTING)) - set(dir(ak)) == set()


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_the_files_it_leads_to_are_there(text: str) -> None:
    named = LINK.findall(text) + PATH.findall(text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_picture_is_a_map_that_loads_quickly() -> None:
    path = ROOT / "docs" / "map.png"
    assert "](docs/map.png)" in README
    assert path.stat().st_size < LARGEST_PICTURE
    with Image.open(path) as picture:
        assert picture.mode == "P"  # as `make picture` writes it
        assert picture.width > 1500


def test_the_notebooks_and_their_files_are_told() -> None:
    rows = [line for line in find_section("Notebooks").splitlines() if re.match(r"\| \d\d_", line)]
    told = {row.split(" | ")[0].removeprefix("| "): set(FILE.findall(row)) for row in rows}
    first_cells = {path.stem: nbformat.read(path, as_version=4).cells[0].source for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert told == {name: set(FILE.findall(cell)) for name, cell in first_cells.items()}


def test_the_parameters_are_those_of_the_notebook() -> None:
    cells = nbformat.read(ROOT / "notebooks" / "03_count_events.ipynb", as_version=4).cells
    (values,) = (cell.source for cell in cells if "parameters" in cell.metadata.get("tags", []))
    section = find_section("Notebooks")
    assert "make report NOTEBOOK=03_count_events" in section
    assert [name for name in ("ARTICLES", *PARAMETER.findall(section)) if f"\n{name} = " not in f"\n{values}"] == []


def test_the_files_of_a_briefing_are_told() -> None:
    rows = list_first_cells(find_section("What comes out"))
    assert sorted(file for row in rows for file in FILE.findall(row)) == sorted([*FILES, OUTCOMES])


def test_the_columns_are_those_of_the_events_table() -> None:
    rows = list_first_cells(find_section("What the columns mean"))
    named = [column for row in rows for column in re.findall(r"`(\w+)`", row)]
    assert len(named) > 15
    assert set(named) - read_columns()["events"].keys() == set()


def test_the_kinds_of_event_are_told() -> None:
    with (ROOT / "analystkit" / "data" / "event_types.csv").open(encoding="utf-8", newline="") as lines:
        kinds = [row["event_type"] for row in csv.DictReader(lines)]
    assert f"| {', '.join(kinds[:-1])} or {kinds[-1]} |" in README


def test_each_room_is_introduced() -> None:
    rows = [line for line in find_section("Where things are", CONTRIBUTING).splitlines() if line.startswith("| `")]
    rooms = {path.name for path in (ROOT / "analystkit").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert {re.findall(r"`(\w+)`", row)[0] for row in rows} == rooms
