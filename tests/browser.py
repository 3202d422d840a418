"""A real browser without a network, for tests of what a reader sees: a page from disk, or JupyterLab.

    def test_the_map_is_drawn(open_offline, tmp_path):
        with open_offline(path.as_uri()) as page:
            page.wait_for_selector(".scatterlayer path.point")

The block fails where the page logged an error or asked another host for anything; where it fails, whatever the reason, a picture
of the page is left in `tmp_path`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # holds for what no page asks for, too
)
TIMEOUT = 180_000  # milliseconds; a slow machine is not a failure

# What the first figure of a page has to show, and what of it stands in the page; a mark of the legend has no place.
MEASURE = """() => {
    const figure = document.querySelector('.js-plotly-plot');
    const traces = (figure?._fullData ?? []).filter(trace => trace.visible === true);
    const places = trace => [...trace.x].filter(Number.isFinite).length;
    const sum = numbers => numbers.reduce((total, number) => total + number, 0);
    const box = figure?.querySelector('.main-svg')?.getBoundingClientRect();
    return {
        traces: traces.length,
        marks: sum(traces.filter(trace => trace.type === 'scatter' && trace.mode.includes('markers')).map(places)),
        marks_drawn: figure?.querySelectorAll('.scatterlayer path.point').length,
        areas: traces.filter(trace => trace.fill === 'toself' && places(trace)).length,
        areas_drawn: [...figure?.querySelectorAll('.scatterlayer path.js-fill') ?? []].filter(path => path.getAttribute('d')).length,
        size: [box?.width, box?.height],
    };
}"""

OpenPage = Callable[[str], AbstractContextManager["Page"]]


@pytest.fixture
def open_offline(tmp_path: Path) -> Iterator[OpenPage]:
    """Give a function that opens an address in a browser which has no network but this machine."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"NOT TESTED: no {' or '.join(BROWSERS[:3])} on the PATH; install one (Debian: sudo apt install chromium)")
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0  # whom chromium refuses to shut in
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS), chromium_sandbox=not root)
        try:
            yield lambda url: _open_page(browser, url, tmp_path)
        finally:
            browser.close()


def check_map(page: "Page") -> None:
    """Assert that the first figure of a page is a map, and is drawn with all its marks and areas."""
    page.wait_for_function(f"() => {{ const now = ({MEASURE})(); return now.marks > 0 && now.marks_drawn >= now.marks }}")
    seen = page.evaluate(MEASURE)
    assert seen["traces"] > 5, seen
    assert seen["marks_drawn"] == seen["marks"] > 0, seen
    assert seen["areas_drawn"] == seen["areas"] > 0, seen  # countries and provinces at the least
    assert min(seen["size"]) > 300, seen


@contextmanager
def _open_page(browser: "Browser", url: str, folder: Path) -> Iterator["Page"]:
    home = urlsplit(url)
    problems: list[str] = []

    def is_foreign(address: str) -> bool:
        parts = urlsplit(address)
        if parts.scheme in ("data", "blob", "about"):
            return False
        return parts.netloc != home.netloc or (parts.scheme == "file") != (home.scheme == "file")

    def note_foreign(address: str) -> None:
        if is_foreign(address):
            problems.append(f"asked for {address}")

    context = browser.new_context(viewport={"width": 1300, "height": 950})
    context.set_default_timeout(TIMEOUT)
    context.route(is_foreign, lambda route: route.abort())
    context.on("request", lambda request: note_foreign(request.url))
    context.on("console", lambda message: problems.append(f"logged {message.text}") if message.type == "error" else None)
    context.on("weberror", lambda error: problems.append(f"threw {error.error}"))
    context.on("dialog", lambda dialog: (problems.append(f"asked {dialog.message!r}"), dialog.dismiss()))
    page = context.new_page()
    page.on("websocket", lambda socket: note_foreign(socket.url))
    try:
        page.goto(url)
        yield page
        if problems:
            raise AssertionError(f"{url} does not keep to itself")
    except BaseException as error:
        for problem in problems:
            error.add_note(f"the page {problem}")
        page.screenshot(path=folder / "page.png")
        raise
    finally:
        context.close()
