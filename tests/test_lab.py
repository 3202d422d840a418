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
from typing import Any, NamedTuple
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from browser import TIMEOUT, OpenPage, check_map

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


class Lab(NamedTuple):
    """A running JupyterLab."""

    address: str
    token: str
    asked: Path  # hosts that its processes asked for


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
            yield Lab(server["url"].rstrip("/"), server["token"], tmp_path / "asked.txt")
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


def test_a_notebook_runs_in_jupyterlab_without_a_network(lab: Lab, open_offline: OpenPage) -> None:
    with open_offline(f"{lab.address}/lab/tree/{NOTEBOOK}?token={lab.token}") as page:
        page.wait_for_function(f"({STATE})().ready")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(f"() => {{ const now = ({STATE})(); return now.errors.length || (now.idle && now.n_run === now.n_cells) }}")
        state = page.evaluate(STATE)
        assert state["errors"] == []
        assert state["n_run"] == state["n_cells"] > 3
        check_map(page)
        assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert not lab.asked.exists(), lab.asked.read_text(encoding="utf-8")
