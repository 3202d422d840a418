"""The notebooks: how they are written, and that they say what is true of the sample, of nothing, and of somebody else's articles."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

import analystkit as ak
from analystkit.corrections.reviews import queue_reports
from analystkit.display.figures import describe_date

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = {path.stem: path for path in sorted(FOLDER.glob("*.ipynb"))}
SECTIONS = ["## Load", "## Check", "## Finding", "## Export", "## Limits"]
FIGURE = "application/vnd.plotly.v1+json"
EVENTS_FOUND = re.compile(
    r"These articles report (\d+) events?, (\w+) of them alleged"
)  # These articles report 92 events, none of them alleged
EVENTS_COUNTED = re.compile(r"report at least (\d+) events? dated (.+), (\w+) of them alleged")

# Another war, under column names that nobody would guess: two outlets on one strike, a row that comes twice, and no date for the last
MARKET = '"Warplanes of the Saudi-led coalition bombed a market in Hodeidah on 4 March 2019, killing seven people, residents said."'
OTHER_WAR = f"""Kop,Story,Paper,When
Market hit,{MARKET},Harbour Post,05/03/2019
Seven die,"An air strike on a market in Hodeidah killed seven people on Monday, doctors said.",Mountain Wire,05/03/2019
Market hit,{MARKET},Harbour Post,05/03/2019
Barracks,"On Friday rebels shelled a barracks in Taiz, wounding two soldiers.",Mountain Wire,
"""
OTHER_COLUMNS = {"title": "Kop", "text": "Story", "source": "Paper", "published": "When"}


class Run:
    """A notebook after it has run: what its cells put out, and the folder it wrote into."""

    def __init__(self, cells: list[Any], out: Path) -> None:
        outputs = [output for cell in cells for output in cell.get("outputs", ())]
        self.printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
        self.warned = "".join(output.text for output in outputs if output.get("name") == "stderr")
        self.shown = [output.data for output in outputs if "data" in output]
        self.html = "".join(data.get("text/html", "") for data in self.shown)
        self.out = out

    def read(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.out / name)


def find_parameters(cells: list[Any]) -> int:
    (number,) = (number for number, cell in enumerate(cells) if cell.metadata.get("tags") == ["parameters"])
    return number


def run_notebook(name: str, out: Path, manager: KernelManager | None = None, **values: Any) -> Run:
    """Run a notebook with other values in its tagged cell, in a kernel of its own or in the one given."""
    notebook = nbformat.read(NOTEBOOKS[name], as_version=4)
    lines = [f"{key} = {value!r}" for key, value in {"OUT": str(out), **values}.items()]
    notebook.cells.insert(find_parameters(notebook.cells) + 1, nbformat.v4.new_code_cell("\n".join(lines)))
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))
    NotebookClient(notebook, timeout=300, kernel_name="python3", km=manager, resources={"metadata": {"path": str(FOLDER)}}).execute()
    return Run(notebook.cells, out)


@pytest.fixture(scope="module")
def warm_kernel() -> Iterator[KernelManager]:
    """Give a kernel in which the language model stays loaded between notebooks, none of which finds another's names."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(FOLDER))
    yield manager
    manager.shutdown_kernel(now=True)


@pytest.fixture
def run_warm(warm_kernel: KernelManager, tmp_path: Path) -> Callable[..., Run]:
    """Give a function that runs a notebook in the warm kernel."""
    return lambda name, **values: run_notebook(name, tmp_path / "out", warm_kernel, **values)


@pytest.fixture
def empty_file(tmp_path: Path) -> str:
    path = tmp_path / "none.csv"
    path.write_text("title,text\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def other_war(tmp_path: Path) -> dict[str, Any]:
    """Give the values under which a notebook reads the articles of another war."""
    path = tmp_path / "jemen.csv"
    path.write_text(OTHER_WAR, encoding="utf-8")
    return {"ARTICLES": str(path), "COLUMNS": OTHER_COLUMNS, "DATE_ORDER": "dmy"}


# ---------------------------------------------------------------- how they are written


def test_there_is_a_notebook_for_each_question() -> None:
    assert list(NOTEBOOKS) == [
        *("00_start_here", "01_read_articles", "02_map_strikes", "03_count_events", "04_export_briefing"),
        *("05_review_reports", "06_add_event_type", "07_compare_with_reference"),
    ]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_committed_without_outputs_and_noise(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS[name], as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == {"name": "python"}
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    assert [dict(cell.metadata) for cell in notebook.cells if cell.metadata] == [{"tags": ["parameters"]}]
    assert all(re.fullmatch("[a-z-]+", cell.id) for cell in notebook.cells)  # named by hand, so that they do not change


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_has_its_parts_in_order(name: str) -> None:
    cells = nbformat.read(NOTEBOOKS[name], as_version=4).cells
    assert len(cells) < 30
    assert cells[0].source.startswith("# ")
    assert "?" in cells[0].source.splitlines()[0] + cells[0].source.splitlines()[2]
    assert re.search(r"\b[Rr]eads\b.*\b[Ww]rites\b", cells[0].source.replace("\n", " "))
    assert cells[1].source.startswith("from pathlib import Path")
    found = [line for cell in cells for line in cell.source.splitlines() if line in SECTIONS]
    assert found == SECTIONS
    assert cells[-1].cell_type == "markdown"
    assert cells[-1].source.startswith("## Limits")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_holds_no_package_code_and_no_value_below_its_tagged_cell(name: str) -> None:
    cells = nbformat.read(NOTEBOOKS[name], as_version=4).cells
    parameters = find_parameters(cells)
    for number, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)  # which a shell command or a magic would fail
        assert not any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.For | ast.While) for node in ast.walk(tree))
        assigned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        if number == parameters:
            assert [type(node) for node in tree.body] == [ast.Assign] * len(assigned)
            for node in tree.body:
                ast.literal_eval(node.value)  # which anything but a plain value would fail
            assert all(constant.isupper() for constant in assigned)
        else:
            assert not any(constant.isupper() for constant in assigned)
            shown = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"]
            assert not any("resolve()" in ast.unparse(node) for node in shown)  # the page of `make report` names no folder of the machine


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_a_notebook_links_to_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", "".join(cell.source for cell in nbformat.read(NOTEBOOKS[name], as_version=4).cells))
    assert [link for link in links if not (FOLDER / link).exists()] == []


# ---------------------------------------------------------------- on the sample, most in a kernel of their own


def test_start_here_shows_what_the_sample_reports(run_warm: Callable[..., Run]) -> None:
    run = run_warm("00_start_here")
    assert run.warned == ""
    (found,) = EVENTS_FOUND.findall(run.printed)
    assert int(found[0]) > 50
    assert "10 events. Each has" in run.html  # the table below the map
    (figure,) = (data[FIGURE] for data in run.shown if FIGURE in data)
    assert "demonstration data" in str(figure["layout"]["annotations"])
    assert not run.out.exists()


def test_read_articles_accounts_for_the_sample(tmp_path: Path) -> None:
    run = run_notebook("01_read_articles", tmp_path / "out")
    assert run.warned == ""
    assert "Articles read: 69 of 69 given, from 8 outlets, published 4 February 2018 – 25 November 2019." in run.printed
    assert "Publish dates: 66 given, 2 printed, 1 unknown." in run.printed
    assert len(run.read("articles.csv")) == 69
    assert run.read("not_read.csv").empty


def test_map_strikes_maps_the_sample(tmp_path: Path) -> None:
    run = run_notebook("02_map_strikes", tmp_path / "out")
    assert run.warned == ""
    events, not_on_map = run.read("events.csv"), run.read("not_on_map.csv")
    (found,) = EVENTS_FOUND.findall(run.printed)
    assert int(found[0]) == len(events) > 50
    drawn = re.search(r"On the map as a site or a town: (\d+) events?; as an area, somewhere in it: (\d+) events?\.", run.printed)
    assert drawn is not None
    assert int(drawn[1]) + int(drawn[2]) + len(not_on_map) == len(events)
    (figure,) = (data[FIGURE] for data in run.shown if FIGURE in data)
    assert "demonstration data" in str(figure["layout"]["annotations"])
    assert f"{events['n_reports'].max()} reports of event" in run.html  # what stands behind a dot
    assert (run.out / "map.html").stat().st_size > 1_000_000
    assert (run.out / "map.png").read_bytes().startswith(b"\x89PNG")


def test_count_events_counts_the_sample(tmp_path: Path) -> None:
    run = run_notebook("03_count_events", tmp_path / "out")
    assert run.warned == ""
    counts, by_type = run.read("counts.csv"), run.read("counts_by_type.csv")
    (found,) = EVENTS_COUNTED.findall(run.printed)
    assert int(found[0]) == counts["count"].sum() == by_type["count"].sum() > 40
    told = counts[counts["count"] > 0].astype({"period_start": "datetime64[us]", "period_end": "datetime64[us]"})
    assert found[1] == describe_date(told["period_start"].min(), told["period_end"].max(), "days", None)
    best = counts[counts["coverage"] == "collected"].sort_values("count").iloc[-1]
    assert f"Of the {(counts['coverage'] == 'collected').sum()} months within the publish dates, " in run.printed
    assert f"the highest count is {best['count']} events" in run.printed
    assert len([data for data in run.shown if FIGURE in data]) == 4
    (compared,) = run.read("compared.csv").to_dict("records")
    assert f"Reported events in these articles: {compared['n_first']} in March–October 2018, {compared['n_second']} in" in run.printed
    assert compared["ratio_low"] < compared["ratio"] < compared["ratio_high"]
    assert (run.out / "frequency.html").stat().st_size > 1_000_000
    assert (run.out / "frequency.png").read_bytes().startswith(b"\x89PNG")


def test_export_briefing_writes_the_folder_of_the_sample(run_warm: Callable[..., Run]) -> None:
    run = run_warm("04_export_briefing")
    assert run.warned == ""
    written = sorted(path.name for path in run.out.iterdir())
    assert len(written) == 10
    assert [name for name in written if f"<td>{name}</td>" not in run.html] == []
    assert str(run.out / "index.html") in run.printed
    (found,) = EVENTS_FOUND.findall(run.printed)
    (counted,) = EVENTS_COUNTED.findall(run.printed)
    assert int(found[0]) == len(run.read("events.csv")) > 50
    assert int(counted[0]) == run.read("counts.csv")["count"].sum()
    assert "demonstration data" in (run.out / "index.html").read_text(encoding="utf-8")


def test_review_reports_applies_what_was_said_and_scores_the_random_draws(run_warm: Callable[..., Run], tmp_path: Path) -> None:
    reports = ak.extract(ak.read_articles(FOLDER.parent / "data" / "articles.csv")).reports
    queue = queue_reports(reports).iloc[:10]
    path = tmp_path / "mine.csv"
    for number, (_, report) in enumerate(queue.iterrows()):
        what: dict[str, Any] = {"what": "drop"} if number == 9 else {"what": "set", "field": "killed", "new": "77"} if number == 4 else {}
        ak.append_correction(path, report, **{"what": "accept", "who": "LB", "sampled": bool(report["sampled"]), **what})
    ak.append_correction(path, queue.iloc[0].replace(queue.iloc[0]["quote"], "Nobody wrote this."), "accept", who="LB")
    run = run_warm("05_review_reports", CORRECTIONS=str(path))
    assert run.warned == ""
    assert f"{len(reports) - 10:,} of {len(reports):,} reports left to review" in str(run.shown)
    assert "Corrections: 11, by LB." in run.printed
    assert "To look at again, since they fit no report now: gone 1." in run.printed
    assert f"Reports: {len(reports) - 1:,}, of them 9 reviewed by hand, 1 of these changed and 0 added." in run.printed
    precision = run.read("precision.csv").query("event_type == 'all'").set_index("field")
    assert precision.loc[["report", "all", "killed"], ["n", "right"]].to_numpy().tolist() == [[2, 1], [2, 0], [1, 0]]
    assert len(run.read("outcomes.csv")) == 11
    assert (run.read("reports.csv")["killed_low"] == 77).sum() == 1
    assert not (run.out / "corrections.csv").exists()


def test_add_event_type_finds_what_was_not_found_without_it(run_warm: Callable[..., Run]) -> None:
    run = run_warm("06_add_event_type")
    assert run.warned == ""
    events = run.read("events.csv")
    assert events["event_type"].value_counts().to_dict() == {"looting": 3, "road_block": 1, "air_strike": 1}
    assert "Looting 3" in run.printed
    assert "road_block" in run.html
    assert "demonstration data" in str(run.shown)
    assert set(run.read("counts.csv")["group"]) == {"looting", "road_block", "air_strike"}
    assert (run.out / "map.html").stat().st_size > 1_000_000


def test_compare_with_reference_finds_again_most_events_the_sample_was_written_from(run_warm: Callable[..., Run]) -> None:
    run = run_warm("07_compare_with_reference")
    assert run.warned == ""
    compared = run.read("compared.csv")
    both = int((compared["side"] == "both").sum())
    assert both > 35
    assert f"In both: {both}." in run.printed
    assert compared["event_id"].notna().sum() == len(run.read("events.csv"))
    assert compared["their_event_id"].notna().sum() == len(run.read("reference.csv")) == 286
    assert "Uppsala" in str(run.shown)


# ---------------------------------------------------------------- on nothing


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_says_of_an_empty_file_that_there_is_nothing(name: str, run_warm: Callable[..., Run], empty_file: str) -> None:
    run = run_warm(name, ARTICLES=empty_file)
    assert run.warned == ""
    assert "Articles read: 0 of 1 given." in run.printed
    assert "Not read: 1 (no text in it)." in run.printed
    assert ("There is no event: none was found in these articles" in run.printed) == (name != "01_read_articles")
    assert "demonstration data" not in str(run.shown)
    assert run.out.exists() == (name != "00_start_here")


def test_read_articles_takes_an_empty_folder(run_warm: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    run = run_warm("01_read_articles", ARTICLES=str(tmp_path / "folder"))
    assert "No article was given." in run.printed
    assert run.read("articles.csv").empty


# ---------------------------------------------------------------- on somebody else's articles


def test_read_articles_says_what_became_of_another_file(run_warm: Callable[..., Run], other_war: dict[str, Any]) -> None:
    run = run_warm("01_read_articles", **other_war)
    assert "Articles read: 3 of 4 given, from 2 outlets, published 5 March 2019." in run.printed
    assert "Without a publish date: 1 article." in run.printed
    assert "Not read: 1 (the same article came before)." in run.printed
    assert run.read("not_read.csv")["row"].tolist() == [3]


def test_map_strikes_maps_another_war(run_warm: Callable[..., Run], other_war: dict[str, Any]) -> None:
    run = run_warm("02_map_strikes", **other_war)
    assert EVENTS_FOUND.findall(run.printed) == [("2", "none")]
    events = run.read("events.csv").sort_values("event_type")
    assert events[["event_type", "country", "n_reports"]].to_numpy().tolist() == [["air_strike", "YE", 2], ["shelling", "YE", 1]]
    assert events["date_start"].tolist()[0] == "2019-03-04"
    assert events["date_start"].isna().tolist() == [False, True]  # "on Friday", and nobody knows of which week
    assert "Dated: 1 (4 March 2019); not dated: 1." in run.printed
    assert "demonstration data" not in str(run.shown)


def test_map_strikes_draws_the_chosen_types_alone(run_warm: Callable[..., Run], other_war: dict[str, Any]) -> None:
    run = run_warm("02_map_strikes", TYPES=["shelling"], **other_war)
    assert EVENTS_FOUND.findall(run.printed) == [("1", "none")]
    assert "By type: Shelling 1." in run.printed


def test_count_events_counts_another_war(run_warm: Callable[..., Run], other_war: dict[str, Any]) -> None:
    run = run_warm("03_count_events", PERIOD="day", **other_war)
    assert EVENTS_COUNTED.findall(run.printed) == [("1", "4 March 2019", "none")]
    assert "Incomplete, and compared with none: 1 event in days outside the publish dates." in run.printed
    assert "Counted in no day: 1 (no date is told, or none with a year)." in run.printed
    assert run.read("counts.csv")["count"].tolist() == [1, 0]
    assert run.read("not_counted.csv")["reason_code"].tolist() == ["no_date"]
