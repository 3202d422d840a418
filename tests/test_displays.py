"""Displays: our tables as a notebook shows them, and every other frame as before."""

import io
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import analystkit as ak
from analystkit.display.displays import escape, render_frame
from analystkit.errors import ArgumentError
from analystkit.tables import TableError, build_table, read_columns

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> $x$ \\(y\\) & \u202eevil\x1b[31m"


class Reader(HTMLParser):
    """Reads which tags a piece of HTML has, and what it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.shown = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.shown += data


def read_table(html: str) -> pd.DataFrame:
    return pd.read_html(io.StringIO(html), index_col=0)[0]


@pytest.fixture
def shell() -> InteractiveShell:
    """Give an IPython of its own, in which nothing was shown yet."""
    return InteractiveShell()


def format_html(shell: InteractiveShell, frame: Any) -> str:
    data, _ = shell.display_formatter.format(frame)
    return str(data.get("text/html", ""))


@pytest.mark.parametrize("table", read_columns())
def test_an_empty_table_of_each_kind_says_that_it_has_no_rows(table: str) -> None:
    html = render_frame(build_table([], table))
    assert html is not None
    assert (
        f"0 {'mention' if table == 'places' else 'period' if table == 'counts' else 'row' if table == 'left_out' else table[:-1]}s." in html
    )
    assert f"{len(read_columns()[table])} columns: list({table}) names them" in html


def test_events_show_a_few_columns_and_the_quote(make_events: Callable[..., gpd.GeoDataFrame]) -> None:
    events = make_events({"status": "alleged", "n_reports": 3, "sourcing": "several", "n_outlets": 2}, {"days": None, "spot": None})
    shown = read_table(render_frame(events) or "")
    assert list(shown.columns) == ["Date", "Type", "Place", "Who → whom", "Toll", "Sources", "Quote of the best report"]
    assert shown["Type"].tolist() == ["Air strike (alleged)", "Air strike"]
    assert shown["Date"].tolist() == ["17 September 2018", "not dated"]
    assert shown["Sources"].tolist() == ["3 reports several, 2 outlets", "1 report single, 1 outlet"]
    assert shown.iloc[0, -1] == "Warplanes struck a depot near the town. Example Wire"


def test_only_the_first_rows_are_shown_and_it_is_said_how_to_see_all(make_events: Callable[..., gpd.GeoDataFrame]) -> None:
    events = make_events(*[{}] * 25)
    html = render_frame(events) or ""
    assert len(read_table(html)) == 20
    assert "20 of 25 events; ak.show_table(events, rows=None) shows all." in html
    assert len(read_table(ak.show_table(events, rows=None)._repr_html_())) == 25
    assert "25 events. Each has" in ak.show_table(events, rows=None)._repr_html_()


def test_a_table_that_was_filtered_sorted_stored_or_added_to_is_shown_alike(
    make_events: Callable[..., gpd.GeoDataFrame], tmp_path: Path
) -> None:
    events = make_events({}, {"days": "2018-09-18"}, {"days": "2018-09-19"})
    events.to_parquet(tmp_path / "events.parquet")
    back = gpd.read_parquet(tmp_path / "events.parquet")
    assert render_frame(back) == render_frame(events)
    chosen = events[events["date_start"] > "2018-09-17"].sort_values("date_start", ascending=False)
    assert read_table(render_frame(chosen) or "").index.tolist() == [2, 1]
    own = read_table(render_frame(events.assign(my_code=["x", None, "<b>"])) or "")
    assert own["my_code"].fillna("").tolist() == ["x", "", "<b>"]
    assert render_frame(pd.DataFrame(events)) == render_frame(events)


def test_any_other_frame_is_shown_as_before(make_events: Callable[..., gpd.GeoDataFrame]) -> None:
    events = make_events({}, {})
    for frame in (pd.DataFrame({"a": [1]}), events[["place", "geometry"]], events.groupby("country").size().reset_index()):
        assert render_frame(frame) == frame._repr_html_()


def test_a_table_that_is_no_longer_one_is_shown_as_before(make_events: Callable[..., gpd.GeoDataFrame]) -> None:
    events = make_events({}, {})
    for broken in (events.assign(date_start="soon"), pd.concat([events, events])):
        assert render_frame(broken) == broken._repr_html_()


def test_hostile_text_is_shown_and_does_nothing(make_events: Callable[..., gpd.GeoDataFrame]) -> None:
    events = make_events({"quote": HOSTILE, "place": HOSTILE, "event_type": HOSTILE, "actor": HOSTILE, "source": HOSTILE})
    events = events.assign(**{HOSTILE: HOSTILE}).set_axis([HOSTILE], axis=0)
    read = Reader(render_frame(events) or "")
    assert read.tags == {"div", "table", "thead", "tbody", "tr", "th", "td", "br", "span", "p"}
    assert read.attributes == {"class", "style", "border"}
    assert "<script>alert(1)</script><img src=x onerror=alert(1)> $x$ \\(y\\) & evil[31m" in read.shown


def test_what_a_notebook_would_take_for_mathematics_stands_apart() -> None:
    assert escape("$5 and \\(x\\)") == "<span>$</span>5 and <span>\\</span>(x<span>\\</span>)"


def test_nothing_is_changed_in_the_table(make_events: Callable[..., gpd.GeoDataFrame]) -> None:
    events = make_events({}, {})
    before = events.copy()
    render_frame(events)
    pd.testing.assert_frame_equal(events, before)


def test_elsewhere_it_is_text(make_events: Callable[..., gpd.GeoDataFrame]) -> None:
    lines = repr(ak.show_table(make_events({}))).splitlines()
    assert lines[0].split()[:3] == ["Date", "Type", "Place"]
    assert lines[-1].startswith("1 event. Each has ")
    assert repr(ak.show_table(build_table([], "left_out"))).startswith("Stage, Code, Reason, What\n\n0 rows.")


@pytest.mark.parametrize("rows", [-1, 2.5, "all", True])
def test_a_wrong_number_of_rows_is_told(make_events: Callable[..., gpd.GeoDataFrame], rows: Any) -> None:
    with pytest.raises(ArgumentError, match=f"rows: {rows!r} is no number of rows; give 50, or None for all"):
        ak.show_table(make_events({}), rows=rows)


@pytest.mark.parametrize("table", [pd.DataFrame({"a": [1]}), None])
def test_a_frame_that_is_none_of_ours_is_told(table: Any) -> None:
    with pytest.raises(TableError, match="table: it is none of articles, places, reports, events, counts, comparisons, left_out"):
        ak.show_table(table)


def test_a_notebook_shows_tables_so_from_the_first_function_asked_for(
    shell: InteractiveShell, make_events: Callable[..., gpd.GeoDataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = make_events({})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert format_html(shell, events) == events._repr_html_()
    assert ak.read_articles
    assert format_html(shell, events) == render_frame(events)
    assert format_html(shell, pd.DataFrame({"a": [1]})) == pd.DataFrame({"a": [1]})._repr_html_()
    shell.run_line_magic("unload_ext", "analystkit")
    assert ak.read_articles
    assert format_html(shell, events) == events._repr_html_(), "what the user has unloaded stays so"
    shell.run_line_magic("load_ext", "analystkit")
    assert format_html(shell, events) == render_frame(events)
