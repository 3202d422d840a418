"""`make report`: one page of a notebook that can be sent; what is in an article stays text in it, and it asks no network for anything."""

import csv
import html
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import OpenPage, check_map

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "notebooks" / "jupyter" / "report.py"
TITLE = "Raid <script>alert('title')</script> kills </script><img src=https://evil.test/t onerror=alert(1)> $5 $$x$$"
TEXT = (
    "Warplanes bombed a depot in Douma, near Damascus, on Saturday, killing three people, "
    '<span style="background:url(https://evil.test/s)">residents</span> <img src=https://evil.test/i onerror=alert(2)> said. '
    "Shells hit a market in Aleppo on Sunday and killed $4 </script><script>alert(3)</script> people."
)
SOURCE = '"><iframe src=//evil.test></iframe>'


class Elements(HTMLParser):
    """The elements of a page and what they may run or fetch."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.names.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value for name, value in attrs if name in ("src", "srcset", "data", "action", "background") and value]
        self.addresses += [value for name, value in attrs if name == "href" and tag != "a" and value]
        self.addresses += [value for name, value in attrs if name == "style" and value and "url(" in value]


@pytest.fixture(scope="module")
def run_report(make_here: Callable[..., list[str]]) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Give a function that runs `make report` with variables."""

    def run(**variables: Any) -> "subprocess.CompletedProcess[str]":
        values = [f"{name}={value}" for name, value in variables.items()]
        return subprocess.run(make_here("report", *values), cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own Makefile

    return run


@pytest.fixture(scope="module")
def page(run_report: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the page of a hostile article, named from where `make` runs, in a folder with a name that a shell would read."""
    folder = tmp_path_factory.mktemp("report") / 'it\'s "mine" & (more)'
    folder.mkdir()
    with (folder / "a b.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["title", "text", "source", "published"], [TITLE, TEXT, SOURCE, "2018-09-17"]])
    here = Path(os.path.relpath(folder, ROOT))
    run = run_report(NOTEBOOK="02_map_strikes", ARTICLES=here / "a b.csv", OUT=here / "out")
    page = Path("out", "02_map_strikes.html")
    assert (run.returncode, run.stdout) == (0, f"Open {here / page}\n"), run.stderr
    assert "100%" in run.stderr  # progress was shown
    return folder / page


def test_the_page_is_drawn_and_nothing_of_an_article_runs_or_is_fetched(page: Path, open_offline: OpenPage) -> None:
    with open_offline(page.as_uri()) as view:
        check_map(view)
        text = view.locator("body").inner_text()
        assert "<img src=https://evil.test/i onerror=alert(2)>" in text
        assert "killed $4 </script><script>alert(3)</script> people" in text
        assert view.title() == "Where did the reported events happen?"
        assert view.locator("pre.code").first.is_hidden()
        assert view.locator(".parameters").inner_text().splitlines() == [f"ARTICLES\t{os.path.relpath(page.parents[1], ROOT)}/a b.csv"]
        view.get_by_label("show the code").check()
        assert "ak.map_events(" in view.locator("body").inner_text()


def test_the_page_is_one_file_whose_policy_knows_its_scripts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    elements = Elements()
    elements.feed(text)
    assert elements.handlers == []
    assert [address for address in elements.addresses if not address.startswith("data:")] == []
    assert not elements.names & {"iframe", "link", "base", "object", "embed", "form"}
    (policy,) = re.findall(r'<meta content="(default-src [^"]+)" http-equiv="Content-Security-Policy"/>', text)
    assert "default-src 'none'; script-src 'sha256-" in policy
    assert "unsafe-inline" not in policy.split(";")[1]
    assert len(re.findall("<script>", text)) == 2  # plotly.js and what draws with it; all else is data
    assert [found for found in ("site-packages", "Traceback") if found in text] == []


def test_the_page_names_its_files_as_they_were_named_and_no_folder_of_the_machine(page: Path) -> None:
    text = html.unescape(page.read_text(encoding="utf-8"))
    given = Path(os.path.relpath(page.parent, ROOT / "notebooks"))
    assert f"Written into {given}\n" in text
    whole = re.findall(rf"(?<![\w.]){re.escape(str(page.parents[3]))}", text)  # "/tmp/x", but not in "../../tmp/x"
    assert whole == []
    assert [folder for folder in (ROOT, Path.home(), sys.prefix) if f"{folder}/" in text] == []


@pytest.mark.parametrize(("path", "led"), [("a.csv", "../a.csv"), ("notebooks/a.csv", "a.csv"), ("/news/a.csv", "/news/a.csv")])
def test_a_path_leads_to_the_same_file_from_where_notebooks_run(path: str, led: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert runpy.run_path(str(REPORT))["_lead_to"](path) == led


def test_columns_are_named_as_for_the_briefing() -> None:
    report = runpy.run_path(str(REPORT))
    assert report["read_columns"](["date=When", "source=Paper"]) == {"date": "When", "source": "Paper"}
    with pytest.raises(report["ReportError"], match="--column: 'When' names no two columns; write it as date=When"):
        report["read_columns"](["When"])


def test_every_kind_of_output_is_text_in_the_page() -> None:
    hostile = "<img src=https://evil.test/x onerror=alert(1)>"
    kinds = {"text/plain": f"plain {hostile}", "application/javascript": "alert(2)", "text/latex": hostile}
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text=f"\x1b[31mstdout\x1b[0m {hostile}"),
        nbformat.v4.new_output("stream", name="stderr", text="/home/me/site-packages/x.py:1: UserWarning"),
        nbformat.v4.new_output("display_data", data=kinds),
        nbformat.v4.new_output("execute_result", data={"text/markdown": f"**bold** {hostile}", "text/plain": "no"}),
    ]
    cells = [nbformat.v4.new_markdown_cell("# Why <b>?"), nbformat.v4.new_code_cell(f"x = '{hostile}'", outputs=outputs)]
    cells.append(nbformat.v4.new_code_cell("A = 1", metadata={"tags": ["parameters"]}))
    render = runpy.run_path(str(REPORT))["_render"]
    page = render(nbformat.v4.new_notebook(cells=cells), {"A": hostile})
    elements = Elements()
    elements.feed(page)
    assert (elements.addresses, elements.handlers, elements.names & {"img", "script"}) == ([], [], set())
    escaped = "&lt;img src=https://evil.test/x onerror=alert(1)&gt;"
    for words in (f"stdout {escaped}", f"plain {escaped}", "<strong>bold</strong> &lt;img src=", f"x = '{escaped}'", f"<td>{escaped}</td>"):
        assert words in page
    assert "<title>Why &lt;b&gt;?</title>" in page
    assert "script-src 'none';" in page
    assert "UserWarning" not in page
    assert "A = 1" not in page


def test_a_report_that_cannot_be_made_says_why_in_one_line(
    run_report: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path: Path
) -> None:
    run = run_report(NOTEBOOK="03_count_event")
    assert run.returncode != 0
    assert run.stderr.splitlines()[0].startswith("report: NOTEBOOK: '03_count_event' is none of 00_start_here, 01_")
    run = run_report(NOTEBOOK="03_count_events", ARTICLES="no such file.csv")
    assert run.stderr.splitlines()[0].startswith("report: ARTICLES: 'no such file.csv' does not exist; ")
    run = run_report(NOTEBOOK="03_count_events", OPTIONS="-p PERIODS week")
    assert run.stderr.splitlines()[0].startswith("report: 03_count_events has no parameter PERIODS; it has ARTICLES, ")


def test_a_notebook_that_stops_leaves_no_page(run_report: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path: Path) -> None:
    run = run_report(NOTEBOOK="03_count_events", OPTIONS="-p PERIOD year", OUT=tmp_path / "out")
    assert run.returncode != 0
    said = [line for line in run.stderr.splitlines() if line.startswith("report: ")]
    assert len(said) == 1
    assert said[0].startswith("report: 03_count_events stopped at `articles = ak.read_articles(")  # where that cell begins
    assert "freq: 'year' is no length of a period; take day, week, month" in said[0]
    assert "Traceback" not in run.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_articles_that_cannot_be_read_leave_the_earlier_page(tmp_path: Path) -> None:
    report = runpy.run_path(str(REPORT))
    page = tmp_path / "out" / "02_map_strikes.html"
    page.parent.mkdir()
    page.write_text("earlier", encoding="utf-8")
    (tmp_path / "mine.csv").write_bytes(b"%PDF-1.7 and so on")
    with pytest.raises(
        report["ReportError"], match=r"ARTICLES: nothing in '.*mine\.csv' can be read: wrong_type: the file is a PDF document"
    ):
        report["write_report"]("02_map_strikes", articles=str(tmp_path / "mine.csv"), out=str(page.parent))
    (tmp_path / "mine.csv").write_text("Words\nA raid hit Homs.\n", encoding="utf-8")
    with pytest.raises(report["ReportError"], match=r"ARTICLES: .*no column is known to hold the text"):
        report["write_report"]("02_map_strikes", articles=str(tmp_path / "mine.csv"), out=str(page.parent))
    assert page.read_text(encoding="utf-8") == "earlier"
