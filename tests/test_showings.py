"""Properties of what is looked at: whatever the texts of events are, a map, a chart and slides are drawn and none of their words acts."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest
from filekinds import list_actions
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point
from test_hostile import CONTROL, HOSTILE, NEVER_SHOWN, PLOTLY_TAG, Structure, make_articles

import analystkit as ak
from analystkit.tables import build_table, read_columns
from analystkit.writing.briefing import build_layers
from analystkit.writing.deck import write_deck
from analystkit.writing.formats import write_layers

TYPES = ("air_strike", "shelling", "attack", "bombing")
TAGS = {"", "b", "/b", "br", "i", "/i", "extra", "/extra"}  # those of our own in a figure
TEXTUAL = ("place", "actor", "target", "date_text", "quote", "source", "title", "url", "disagreements", "admin1")
LINKS = b'TargetMode="External"'

# A drawing takes a second, and longer where events lie far apart
drawn = settings(max_examples=max(4, settings().max_examples // 10))
longitudes, latitudes = st.one_of(st.floats(34, 46), st.floats(-180, 180)), st.one_of(st.floats(30, 38), st.floats(-89, 89))
texts = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=20)).filter(lambda text: bool(text.strip()))
days = st.dates(min_value=pd.Timestamp("1995-01-01").date(), max_value=pd.Timestamp("2026-01-01").date())


@st.composite
def tell_events(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw what is told of some events, their texts the names of texts."""
    rows = []
    for number in range(draw(st.integers(0, 3))):
        row: dict[str, Any] = {name: draw(st.sampled_from([None, 0, 1, 2])) for name in TEXTUAL}
        first = draw(st.none() | days)
        length = draw(st.sampled_from([0, 0, 3, 30]))
        low = draw(st.none() | st.integers(0, 10**9))
        precision = draw(st.sampled_from(read_columns()["events"]["place_precision"].allowed))
        row |= {
            "event_type": draw(st.sampled_from(TYPES)),
            "status": draw(st.sampled_from(["reported", "alleged"])),
            "date_start": first and pd.Timestamp(first),
            "date_end": first and pd.Timestamp(first) + pd.Timedelta(days=length),
            "date_precision": {0: "day", 3: "days", 30: "month"}[length] if first else "unknown",
            "country": draw(st.sampled_from(["SY", "IQ", "XK", None])),
            "place_precision": precision,
            "uncertainty_km": draw(st.floats(0, 900)),
            "geometry": Point(draw(longitudes), draw(latitudes)) if draw(st.booleans()) else None,
            "killed_low": low,
            "killed_high": low,
            "quote": row["quote"] or 0,
        }
        rows.append(row | {"report_id": f"r{number}"})
    return rows


def build_events(rows: list[dict[str, Any]], words: list[str]) -> gpd.GeoDataFrame:
    """Build the events with these words for the names of texts."""
    shared = {"sourcing": "single", "n_reports": 1, "n_outlets": 1, "n_origins": 1}
    named = [
        {**row, **{name: None if row[name] is None else words[row[name]] for name in TEXTUAL}} | shared | {"event_id": f"e{number}"}
        for number, row in enumerate(rows)
    ]
    return build_table([row | {"report_ids": row["report_id"]} for row in named], "events")


def draw_map(events: gpd.GeoDataFrame, path: Path, words: str) -> Path:
    return ak.write_map(events, path, title=words, note=words, credit=words)


def draw_chart(events: gpd.GeoDataFrame, path: Path, words: str) -> Path:
    counts = ak.count_events(events, build_table([], "articles"), freq="month", by="event_type")
    return ak.write_frequency(counts, path, title=words, note=words, credit=words)


@pytest.mark.parametrize("write", [draw_map, draw_chart])
def test_a_page_of_any_texts_has_the_markup_of_a_harmless_one(write: Callable[..., Path], tmp_path: Path) -> None:
    @drawn
    @given(rows=tell_events(), words=st.lists(texts, min_size=3, max_size=3))
    def check(rows: list[dict[str, Any]], words: list[str]) -> None:
        pages = []
        for told in (words, ["Calm", "Quiet", "Still"]):
            pages.append(write(build_events(rows, told), tmp_path / "page.html", told[0]).read_text(encoding="utf-8"))
        shown, harmless = map(Structure, pages)
        assert shown.count() == harmless.count()
        assert shown.others == []
        assert not [name for _, attributes in shown.elements for name, _ in attributes if name.startswith("on")]
        assert set(PLOTLY_TAG.findall(NEVER_SHOWN.sub("", pages[0]))) <= TAGS
        assert CONTROL.findall(pages[0].partition("</head>")[2]) == []

    check()


@pytest.mark.parametrize(("write", "suffix"), [(draw_map, ".svg"), (draw_chart, ".pdf")])
def test_a_picture_of_any_texts_holds_nothing_that_acts(write: Callable[..., Path], suffix: str, tmp_path: Path) -> None:
    @drawn
    @given(rows=tell_events(), words=st.lists(texts, min_size=3, max_size=3))
    def check(rows: list[dict[str, Any]], words: list[str]) -> None:
        data = write(build_events(rows, words), tmp_path / f"picture{suffix}", words[0]).read_bytes()
        if suffix == ".pdf":
            assert list_actions(data) == []
        else:
            tags = {each.tag.partition("}")[2] for each in ElementTree.fromstring(data).iter()}  # noqa: S314 -- our own file
            assert tags.isdisjoint({"script", "a", "foreignObject", "animate", "set"})

    check()


@given(rows=tell_events(), words=st.lists(texts, min_size=3, max_size=3))
def test_layers_and_what_is_on_no_map_are_all_events(tmp_path: Path, rows: list[dict[str, Any]], words: list[str]) -> None:
    events = build_events(rows, words)
    layers = build_layers(events)
    path = write_layers(tmp_path / "events.gpkg", layers)
    found = [event_id for name in layers for event_id in gpd.read_file(path, layer=name)["event_id"]]
    assert sorted([*found, *ak.list_unmapped(events)["event_id"]]) == sorted(events["event_id"])


@drawn
@given(rows=tell_events(), words=st.lists(texts, min_size=3, max_size=3))
def test_slides_of_any_texts_open_and_lead_nowhere(tmp_path: Path, rows: list[dict[str, Any]], words: list[str]) -> None:
    pptx = pytest.importorskip("pptx")
    articles = make_articles(words)
    told = [{name: row[name] for name in row.keys() & read_columns()["reports"].keys()} for row in rows]
    named = [
        row
        | {name: None if row.get(name) is None else words[row[name]] for name in TEXTUAL if name in row}
        | {"article_id": f"a{number % 3}", "aggregate": False, "date_basis": "explicit", "place_basis": "stated", "reviewed": False}
        | {"quote_start": 0, "quote_end": 1, "passages": "0-1"}
        for number, row in enumerate(told)
    ]
    reports = build_table(named, "reports")
    events = ak.link_events(reports, articles)
    counts = ak.count_events(events, articles, freq="month")
    options: dict[str, Any] = {"counts": counts, "articles": articles, "reports": reports}
    path = write_deck(events, tmp_path / "deck.pptx", title=words[0], note=words[1], credit=words[2], **options)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(data)  # noqa: S314 -- our own file
            assert LINKS not in data, name
            assert b"hlinkClick" not in data or "slideMaster" in name, name
    assert not [name for name in parts if re.search("vba|activeX|oleObject|vmlDrawing", name)]
    assert len(pptx.Presentation(path).slides) >= 4
