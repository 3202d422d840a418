"""Map pages: in a browser without a network every mark is drawn, tells its quote, and filters and evidence answer."""

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from browser import MEASURE, OpenPage
from PIL import Image

from analystkit.display.legends import SEVERAL_STYLE
from analystkit.display.maps import write_map
from analystkit.display.marks import choose_styles, read_styles

if TYPE_CHECKING:
    from playwright.sync_api import Page

Build = Callable[..., Any]
PROVINCE = {
    "place": "Latakia province",
    "place_id": "iso:SY-LA",
    "place_precision": "province",
    "spot": (36.0, 35.6),
    "quote": "In Latakia.",
}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>$x$ &amp; %{x} {{1}} ${title} \u202etxt \x07"
# Where on the page a spot of the map lies.
LOCATE = """([lon, lat]) => {
    const figure = document.querySelector('.js-plotly-plot'), {xaxis, yaxis} = figure._fullLayout, box = figure.getBoundingClientRect();
    return [box.left + xaxis._offset + xaxis.d2p(lon), box.top + yaxis._offset + yaxis.d2p(lat)];
}"""

DOUBLE_CLICK = 700  # milliseconds; plotly takes two clicks within 500 for one double click, wherever they fall


def point_at(page: "Page", lon: float, lat: float, *, click: bool = False) -> None:
    x, y = page.evaluate(LOCATE, [lon, lat])
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y)
    if click:
        page.wait_for_timeout(DOUBLE_CLICK)
        page.mouse.click(x, y)


def wait_for_marks(page: "Page", n: int) -> None:
    page.wait_for_function(f"() => {{ const now = ({MEASURE})(); return now.marks === {n} && now.marks_drawn === {n} }}")


def test_a_page_draws_tells_filters_and_shows_its_evidence(make_events: Build, open_offline: OpenPage, tmp_path: Path) -> None:
    events = make_events(
        {"url": "https://news.example/1", "title": "A depot is hit"},
        {"event_type": "shelling", "spot": (40.1, 35.3), "days": "2019-01-05", "url": "javascript:alert(1)", "title": "Shells"},
        {"spot": (38.0, 36.5), "days": None, "date_precision": "unknown"},
        PROVINCE,
    )
    with open_offline(write_map(events, tmp_path / "map.html").as_uri()) as page:
        wait_for_marks(page, 3)
        assert page.inner_text("#shown") == "4 of 4 events shown"
        point_at(page, 36.29, 33.51, click=True)
        page.wait_for_selector(".hoverlayer .hovertext")
        assert "Warplanes struck a depot near the town." in (page.text_content(".hoverlayer") or "")
        page.wait_for_selector("#evidence blockquote")
        assert page.inner_text("#evidence blockquote") == "Warplanes struck a depot near the town."
        assert page.get_attribute("#evidence a", "href") == "https://news.example/1"
        assert page.get_attribute("#evidence a", "rel") == "noopener noreferrer"
        page.keyboard.press("Escape")
        assert page.is_hidden("#evidence")
        point_at(page, 36.1, 35.6, click=True)
        page.wait_for_selector("#evidence blockquote")
        assert page.inner_text("#evidence blockquote") == "In Latakia."
        page.keyboard.press("Escape")
        point_at(page, 40.1, 35.3, click=True)
        page.wait_for_selector("#evidence blockquote")
        assert page.query_selector("#evidence a") is None  # no address that a browser may be sent to
        page.keyboard.press("Escape")
        page.fill("#since", "2019-01-01")
        wait_for_marks(page, 2)
        assert page.inner_text("#shown") == "2 of 4 events shown"
        page.uncheck("#undated")
        wait_for_marks(page, 1)
        page.uncheck("#types input[value=shelling]")
        wait_for_marks(page, 0)
        page.click("button[type=reset]")
        wait_for_marks(page, 3)
        names = (
            "() => [...document.querySelectorAll('.textpoint text')].filter(name => name.textContent.startsWith('Latakia province')).length"
        )
        assert page.evaluate(names) == 1
        page.uncheck("#precisions input[value=province]")
        page.wait_for_function("() => document.getElementById('shown').textContent === '3 of 4 events shown'")
        page.wait_for_function(f"() => !({names})()")  # a name that counts what is not shown would mislead


def test_hostile_texts_run_nothing_and_read_as_they_were(make_events: Build, open_offline: OpenPage, tmp_path: Path) -> None:
    fields = dict.fromkeys(("place", "admin1", "source", "quote", "title", "date_text"), HOSTILE)
    event = {**fields, "event_type": "shelling", "days": None, "url": f"https://news.example/{HOSTILE}"}
    path = write_map(make_events(event, {**PROVINCE, **fields}), tmp_path / "map.html", title=HOSTILE, credit=HOSTILE, note=HOSTILE)
    with open_offline(path.as_uri()) as page:
        wait_for_marks(page, 1)
        point_at(page, 36.29, 33.51, click=True)
        page.wait_for_selector("#evidence blockquote")
        assert page.inner_text("#evidence blockquote").startswith(
            "</script><script>alert(1)</script><img src=x onerror=alert(2)>$x$ &amp; %{x}"
        )
        assert page.evaluate("() => document.querySelectorAll('img').length") == 0
        assert "<img src=x onerror=alert(2)>$x$ &amp;" in (page.text_content(".hoverlayer") or "")


# The colours in the middle of the painted marks at some spots.
LOOK = """spots => {
    const figure = document.querySelector('.js-plotly-plot'), {xaxis, yaxis} = figure._fullLayout, canvas = figure.querySelector('canvas');
    const scale = canvas.width / xaxis._length, brush = canvas.getContext('2d');
    return spots.map(([lon, lat]) => [...brush.getImageData(xaxis.d2p(lon) * scale, yaxis.d2p(lat) * scale, 1, 1).data]);
}"""
NOTHING, ORANGE, BLUE, WHITE = [0, 0, 0, 0], [213, 94, 0, 255], [0, 114, 178, 255], [255, 255, 255, 255]


def test_many_marks_are_painted_and_each_event_is_there_once(make_events: Build, open_offline: OpenPage, tmp_path: Path) -> None:
    looks: dict[int, dict[str, Any]] = {1: {"event_type": "shelling"}, 2: {"status": "alleged"}}
    many = [{"spot": (36 + i % 50 / 10, 33 + i // 50 / 12), "quote": f"Quote {i}.", **looks.get(i, {})} for i in range(2100)]
    path = write_map(make_events(*many), tmp_path / "map.html")
    text = path.read_text(encoding="utf-8")
    assert text.count("Quote 77.") == 1
    assert "unsafe-eval" not in text
    with open_offline(path.as_uri()) as page:
        page.wait_for_selector(".gl-container canvas", state="attached")
        spots = [[36.0, 33.0], [36.1, 33.0], [36.2, 33.0], [36.05, 33.04]]
        assert page.evaluate(LOOK, spots) == [ORANGE, BLUE, WHITE, NOTHING]
        page.uncheck("#types input[value=air_strike]")
        page.wait_for_function("() => document.getElementById('shown').textContent === '1 of 2,100 events shown'")
        assert page.evaluate(LOOK, spots) == [NOTHING, BLUE, NOTHING, NOTHING]
        page.check("#types input[value=air_strike]")
        page.evaluate(
            "Plotly.relayout(document.querySelector('.js-plotly-plot'), {'xaxis.range': [36.5, 38.5], 'yaxis.range': [33.5, 35]})"
        )
        page.wait_for_function(f"() => ({LOOK})([[37, 34]])[0][0] === {ORANGE[0]}")
        point_at(page, 37.0, 34.0, click=True)
        page.wait_for_selector("#evidence blockquote")
        assert page.inner_text("#evidence blockquote") == "Quote 610."
        with page.expect_download() as saved:
            page.evaluate("() => document.querySelector('.modebar-btn[data-title*=PNG]').click()")
        with Image.open(saved.value.path()) as picture:
            assert (ORANGE[0], ORANGE[1], ORANGE[2]) in {colour[:3] for _, colour in picture.getcolors(maxcolors=10**7) or []}


def test_every_shape_of_a_mark_can_be_painted() -> None:
    page = files("analystkit.data").joinpath("map.html").read_text(encoding="utf-8")
    types = pd.Series([*read_styles(), *(f"kind {i}" for i in range(30))])
    symbols = {style.symbol for style in (*choose_styles(types).values(), SEVERAL_STYLE)}
    assert symbols <= set(re.findall(r'"([a-z-]+)": around', page))
