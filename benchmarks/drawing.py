"""Measure how fast a large map answers in a browser: redrawing after a move of the map, and after a filter, and how large its page is.

    python benchmarks/drawing.py [--events 20000] [--turns 15] [-o PAGE.html]

The events are made up: as many spots, three types, a quote of 200 letters each. Needs chromium, and playwright of the extra `dev`.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from playwright.sync_api import sync_playwright
from shapely.geometry import Point

import analystkit as ak
from analystkit.tables import build_table

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TYPES = ("air_strike", "shelling", "armed_clash")
# A move: until the browser has drawn the next frame.
MOVE = """async turn => {
    const figure = document.querySelector('.js-plotly-plot'), [west, east] = figure.layout.xaxis.range, step = (east - west) / 40;
    const start = performance.now();
    await Plotly.relayout(figure, {'xaxis.range': [west + step * (turn % 2 ? 1 : -1), east + step * (turn % 2 ? 1 : -1)]});
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""
FILTER = """async turn => {
    const box = document.querySelectorAll('#types input')[turn % 3];
    const start = performance.now();
    box.checked = !box.checked;
    await apply();
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""


def make_events(n: int) -> gpd.GeoDataFrame:
    """Make so many events up, spread over Syria."""
    draw = np.random.default_rng(7)
    lons, lats, days = draw.uniform(36, 42, n), draw.uniform(33, 37, n), draw.integers(0, 1400, n)
    rows: list[dict[str, Any]] = [
        {
            "event_id": f"e{i:06}",
            "event_type": TYPES[i % 3],
            "status": "reported",
            "date_precision": "day",
            "date_start": (day := np.datetime64("2016-01-01") + int(days[i])),
            "date_end": day,
            "sourcing": "single",
            **dict.fromkeys(("n_reports", "n_outlets", "n_origins"), 1),
            **dict.fromkeys(("report_ids", "report_id"), f"r{i:06}"),
            "quote": f"Report number {i}: " + "warplanes struck a depot near the town, residents said. " * 4,
            "source": f"Outlet {i % 12}",
            "title": f"Strike number {i} in the north",
            "url": f"https://news.example/{i}",
            "place": f"Village {i}",
            "place_precision": "settlement",
            "uncertainty_km": 2.0,
            "country": "SY",
            "geometry": Point(lons[i], lats[i]),
        }
        for i in range(n)
    ]
    return build_table(rows, "events")


def measure_page(page: Path, turns: int) -> dict[str, float]:
    """Open a page and give the median milliseconds of loading, of a move and of a filter."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        view = browser.new_page(viewport={"width": 1300, "height": 950})
        start = time.perf_counter()
        view.goto(page.as_uri())
        view.wait_for_function("() => document.getElementById('shown')?.textContent")
        loaded = 1000 * (time.perf_counter() - start)
        moves, filters = ([view.evaluate(script, turn) for turn in range(turns)] for script in (MOVE, FILTER))
        browser.close()
    return {"open": loaded, "move": statistics.median(moves), "filter": statistics.median(filters)}


def main() -> None:
    """Write a large map, measure it and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("-o", "--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        events = make_events(arguments.events)
        start = time.perf_counter()
        page = ak.write_map(events, arguments.out or Path(folder) / "map.html").resolve()
        print(f"{arguments.events:,} events: written in {time.perf_counter() - start:.1f} s, page {page.stat().st_size / 1e6:.1f} MB")
        for name, milliseconds in measure_page(page, arguments.turns).items():
            print(f"{name}: {milliseconds:.0f} ms")


if __name__ == "__main__":
    main()
