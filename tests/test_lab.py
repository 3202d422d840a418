"""`make lab`: JupyterLab in a real browser runs a notebook from top to bottom, draws its figure and asks no network for anything."""

import csv
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from browser import TIMEOUT, OpenPage, check_map
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
FEW = 6  # articles of the sample: enough for marks and areas
LOCAL = build_opener(ProxyHandler({}))  # whatever proxy the machine has
NOTEBOOK = "notebooks/02_map_strikes.ipynb"
# JupyterLab's own view of the notebook that is open
STATE = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const cells = [...(panel?.content?.model?.cells ?? [])].filter(cell => cell.type === 'code');
    const kernel = panel?.context?.sessionContext?.session?.kernel;
    const errors = cells.flatMap(cell => cell.toJSON().outputs.filter(output => output.output_type === 'error'));
    return {
        ready: panel?.context?.isReady && kernel?.connectionStatus === 'connected',
        idle: kernel?.status === 'idle',
        n_cells: cells.length,
        n_run: cells.filter(cell => cell.executionCount !== null && cell.executionState !== 'running').length,
        errors: errors.map(error => `${error.ename}: ${error.evalue}`),
    };
}"""


# Articles that try to act where they are shown: in the quote, the headline, the outlet, the names of places and parties
ATTACK = "<img src=x onerror=window.acted=1><script>window.acted=1</script><style>*{display:none}</style><a href=http://evil.example>x</a>"
HOSTILE = f"""id,title,text,source,published
h1,{ATTACK},"Rebels shelled Idlib on 3 May 2016, killing two people. Comment: {ATTACK} $\\sqrt{{2}}$ said.",{ATTACK},2016-05-04
=h2,{ATTACK},"Warplanes bombed Homs on 4 May 2016, killing nine people, {ATTACK} said.",Wire,2016-05-05
h3,{ATTACK},"Air strikes hit Douma on 5 May 2016, killing five people.",Wire,2016-05-06
h4,{ATTACK},"Gunmen of the <b onmouseover=window.acted=1>Brigade</b> attacked a checkpoint in Aleppo on 6 May 2016.",Wire,2016-05-07
"""


class Lab(NamedTuple):
    """A running JupyterLab."""

    address: str
    token: str
    asked: Path  # hosts that its processes asked for
    folder: Path  # what it shows: a copy of the notebooks, and their data


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, make_here: Callable[..., list[str]]) -> Iterator[Lab]:
    """Start JupyterLab as `make lab` does, on a copy of the notebooks with a small sample, for a user who never had one."""
    tmp_path = tmp_path_factory.mktemp("lab")
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    (folder / "data").mkdir()
    with (ROOT / "data" / "articles.csv").open(encoding="utf-8", newline="") as source:
        rows = list(islice(csv.reader(source), FEW + 1))
    with (folder / "data" / "articles.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)

    options = (
        f"--no-browser --ip=127.0.0.1 --LabApp.expose_app_in_browser=True "
        f"--ServerApp.root_dir={folder} {'--allow-root' if os.geteuid() == 0 else ''}"
    )
    with (tmp_path / "lab.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own Makefile
            make_here("lab", f"OPTIONS={options}"),
            cwd=ROOT,
            env=_make_environment(tmp_path),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            server = _wait_for_server(process, tmp_path)
            yield Lab(server["url"].rstrip("/"), server["token"], tmp_path / "asked.txt", folder)
            os.kill(server["pid"], signal.SIGTERM)  # it ends its kernels, and make ends with it
            process.wait(30)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _make_environment(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a new user, in which every Python process writes down the hosts that it asks for."""
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / "sitecustomize.py").write_text(
        "import sys\n"
        "def note(event, args):\n"
        "    asks = {'socket.getaddrinfo': lambda: args[0], 'socket.connect': lambda: type(args[1]) is tuple and args[1][0]}\n"
        "    host = asks.get(event, bool)()\n"
        "    if host and host not in ('127.0.0.1', 'localhost', '::1', b'127.0.0.1', b'localhost'):\n"
        f"        open({str(tmp_path / 'asked.txt')!r}, 'a').write(f'{{host}}\\n')\n"
        "sys.addaudithook(note)\n",
        encoding="utf-8",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PLOTLY", "IPYTHON", "XDG"))}
    return kept | {
        "HOME": str(tmp_path / "home"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(tmp_path / "hooks"), os.environ.get("PYTHONPATH")])),
    }


def _wait_for_server(process: "subprocess.Popen[bytes]", tmp_path: Path) -> dict[str, Any]:
    """Wait until JupyterLab answers, and give what it says of itself: url, pid and more."""
    end = time.monotonic() + TIMEOUT / 1000
    while time.monotonic() < end and process.poll() is None:
        try:
            (note,) = (tmp_path / "runtime").glob("jpserver-*.json")
            server: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
            with LOCAL.open(f"{server['url']}api", timeout=5):
                return server
        except (ValueError, OSError):  # not there yet, or half written, or not listening
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{(tmp_path / 'lab.log').read_text(encoding='utf-8', errors='replace')[-3000:]}")


def test_jupyterlab_opens_on_the_first_notebook_and_lets_its_page_fetch_from_nowhere_else(lab: Lab) -> None:
    with LOCAL.open(Request(lab.address, headers={"Authorization": f"token {lab.token}"})) as answer:  # noqa: S310 -- our own server
        assert answer.url == f"{lab.address}/lab/tree/notebooks/00_start_here.ipynb"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self' ")
    assert (ROOT / "notebooks" / "00_start_here.ipynb").exists()


def run_all_cells(page: "Page") -> None:
    """Run the notebook that is open from top to bottom, and wait until it has run without an error."""
    page.wait_for_function(f"({STATE})().ready")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(f"() => {{ const now = ({STATE})(); return now.errors.length || (now.idle && now.n_run === now.n_cells) }}")
    state = page.evaluate(STATE)
    assert state["errors"] == []
    assert state["n_run"] == state["n_cells"] > 3


def test_a_notebook_runs_in_jupyterlab_without_a_network(lab: Lab, open_offline: OpenPage) -> None:
    with open_offline(f"{lab.address}/lab/tree/{NOTEBOOK}?token={lab.token}") as page:
        run_all_cells(page)
        check_map(page)
        assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert not lab.asked.exists(), lab.asked.read_text(encoding="utf-8")


def test_a_form_takes_judgements_by_key_and_by_click_and_hostile_text_does_nothing_in_it(lab: Lab, open_offline: OpenPage) -> None:
    (lab.folder / "data" / "hostile.csv").write_text(HOSTILE, encoding="utf-8")
    notebook = lab.folder / "notebooks" / "05_review_reports.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("../data/articles.csv", "../data/hostile.csv", 1), encoding="utf-8")
    corrections = lab.folder / "briefing" / "05_review_reports" / "corrections.csv"

    def read_whats() -> list[tuple[str, str, str]]:
        with corrections.open(encoding="utf-8", newline="") as lines:
            return [(row["what"], row["field"], row["new"]) for row in csv.DictReader(lines)]

    # a workspace of its own: the default one opens again what the test before left open
    with open_offline(f"{lab.address}/lab/workspaces/form/tree/notebooks/{notebook.name}?token={lab.token}") as page:
        run_all_cells(page)
        form = page.locator(".analystkit-review")
        status = form.get_by_role("status")

        def wait_for(words: str) -> None:
            expect(status).to_contain_text(words, timeout=TIMEOUT)

        expect(form).to_contain_text("<img src=x onerror=")  # the article's markup, as the text that it is
        assert form.locator("img:not(.widget-image), script, a, svg, iframe").count() == 0
        assert form.locator("img.widget-image").evaluate("picture => picture.naturalWidth") > 300

        form.get_by_role("button", name="Accept").focus()
        page.keyboard.press("Enter")
        wait_for("the report before was accepted")
        assert read_whats() == [("accept", "", "")]

        expect(form.get_by_role("button", name="Accept")).to_be_focused()  # so that one key judges the next
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        wait_for("the report before was dropped")
        assert read_whats()[1:] == [("drop", "", "")]

        form.get_by_label("killed").fill("some")
        form.get_by_role("button", name="Change").click()
        wait_for("no number of killed")
        assert len(read_whats()) == 2
        form.get_by_label("killed").fill("4 to 11")
        form.get_by_role("button", name="Change").click()
        wait_for("the report before was changed (killed)")
        assert read_whats()[2:] == [("set", "killed", "4 to 11")]
        assert page.evaluate("() => window.acted") is None
        assert page.title() != "acted"
    assert not lab.asked.exists(), lab.asked.read_text(encoding="utf-8")
