"""Charts: the bars are the counts, the caption says what they rest on, and a page asks no network."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.text import Text

from analystkit.display.charts import draw_counts, plot_counts, write_frequency
from analystkit.display.figures import (
    describe_date,
    describe_toll,
    embed_figure,
    escape_text,
    plotly_script,
    write_figure_html,
    write_figure_image,
)
from analystkit.events.counts import count_events
from analystkit.tables import TableError, build_table

Build = Callable[..., Any]
HOSTILE = '</script><script>alert(1)</script><a href="http://x.test">$x$ &amp; \u202egnp.exe\x07'


@pytest.fixture
def counts(make_events: Build, make_articles: Build) -> pd.DataFrame:
    events = make_events(
        {"days": "2018-01-05"},
        {"days": "2018-03-05"},
        {"days": "2018-03-06", "status": "alleged"},
        {"days": "2018-03-20 2018-04-10"},
        {"days": None},
    )
    return count_events(events, make_articles("2018-02-10", "2018-04-10"))


def read_words(figure: go.Figure) -> str:
    return " ".join(annotation.text for annotation in figure.layout.annotations).replace("<br>", " ")


def read_bars(bars: Any) -> list[tuple[float, float, float]]:
    """Middle, bottom and height of each bar."""
    return [(round(bar.get_x() + bar.get_width() / 2, 6), bar.get_y(), bar.get_height()) for bar in bars]


def read_texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize(
    ("start", "end", "precision", "text", "words"),
    [
        ("2018-09-17", "2018-09-17", "day", None, "17 September 2018"),
        ("2018-09-17", "2018-09-18", "days", "overnight", "17–18 September 2018"),
        ("2018-08-30", "2018-09-02", "days", None, "30 August – 2 September 2018"),
        ("2018-12-30", "2019-01-02", "days", None, "30 December 2018 – 2 January 2019"),
        ("2018-09-01", "2018-09-30", "month", "in September", "September 2018"),
        ("2018-08-01", "2018-09-30", "month", None, "August–September 2018"),
        ("2018-12-01", "2019-01-31", "month", None, "December 2018 – January 2019"),
        ("2018-01-01", "2018-12-31", "year", None, "2018"),
        ("2017-01-01", "2018-12-31", "year", None, "2017–2018"),
        (None, None, "month", "in September", "in September (year not known)"),
        (None, None, "unknown", "on Tuesday", "on Tuesday (date not known)"),
        (None, None, "unknown", None, "not dated"),
        (pd.NaT, pd.NaT, "unknown", float("nan"), "not dated"),
    ],
)
def test_a_date_is_told_as_precisely_as_it_is_known(start: Any, end: Any, precision: str, text: Any, words: str) -> None:
    assert describe_date(pd.Timestamp(start), pd.Timestamp(end), precision, text) == words


@pytest.mark.parametrize(
    ("killed", "injured", "words"),
    [
        ((15, 15), (None, None), "15 killed"),
        ((3, 5), (10000, None), "3–5 killed, at least 10,000 injured"),
        ((None, 5), (0, 0), "up to 5 killed, nobody injured"),
        ((0, 2), (0, None), "0–2 killed"),
        ((pd.NA, pd.NA), (pd.NA, pd.NA), "toll not told"),
    ],
)
def test_a_toll_is_told_as_far_as_it_is_known(killed: tuple[Any, Any], injured: tuple[Any, Any], words: str) -> None:
    row = {"killed_low": killed[0], "killed_high": killed[1], "injured_low": injured[0], "injured_high": injured[1]}
    assert describe_toll(row) == words
    assert describe_toll(pd.Series(row)) == words


def test_a_text_is_escaped_and_loses_what_cannot_be_seen() -> None:
    assert escape_text("<b>1</b>\x00 & \u202e\u2066x\u2028y\ud800 می\u200cرود") == "&lt;b&gt;1&lt;/b&gt; &amp; x y\ufffd می\u200cرود"
    assert escape_text("costs $5 or $6") == "costs &#36;5 or &#36;6"
    assert escape_text("<aaa> bbb", 6) == "&lt;aaa&gt;<br>bbb"
    assert escape_text(None) == escape_text(float("nan")) == ""  # type: ignore[arg-type]


def test_bars_are_the_counts_and_whiskers_reach_to_at_most(counts: pd.DataFrame) -> None:
    figure = plot_counts(counts)
    traces = {trace.name: trace for trace in figure.data}
    assert [None if pd.isna(y) else y for y in traces["reported"].y] == [1, None, 1, None]
    assert [None if pd.isna(y) else y for y in traces["alleged"].y] == [None, None, 1, None]
    assert traces["alleged"].marker.color == "white"
    assert list(traces["at most"].y) == [2, 0]
    assert list(traces["at most"].error_y.array) == [1, 1]
    assert list(traces["none"].x) == [pd.Timestamp("2018-02-15")]
    assert list(figure.data[-3].y) == [0, 1, 0, 1]  # the articles, before the two entries of the legend


def test_the_static_chart_has_the_same_bars(counts: pd.DataFrame) -> None:
    events, articles = draw_counts(counts).axes
    january, february, march, april = (
        date2num(pd.Timestamp(day)) for day in ("2018-01-16 12:00", "2018-02-15", "2018-03-16 12:00", "2018-04-16")
    )
    assert read_bars(events.containers[0]) == [(january, 0, 1), (march, 0, 1)]
    assert read_bars(events.containers[1]) == [(march, 1, 1)]
    assert read_bars(articles.containers[0]) == [(february, 0, 1), (april, 0, 1)]
    assert events.get_ylim()[0] == 0


def test_periods_not_collected_whole_are_shaded(counts: pd.DataFrame) -> None:
    shaded = [(str(shape.x0)[:10], str(shape.x1)[:10]) for shape in plot_counts(counts).layout.shapes if shape.yref == "y domain"]
    assert shaded == [("2018-01-01", "2018-02-01"), ("2018-02-01", "2018-03-01"), ("2018-04-01", "2018-05-01")]
    labels = {trace.name for trace in plot_counts(counts).data}
    assert {"recalled only, incomplete", "collected in part"} <= labels


def test_the_caption_says_what_the_bars_rest_on(counts: pd.DataFrame) -> None:
    words = read_words(plot_counts(counts, credit="Credit: nobody.", note="A note."))
    assert "Reported events per month" in words
    assert "January–April 2018 · n = 3 events, 1 of them alleged" in words
    assert "2 of 5 events not counted: 1 with no date, 1 dated to a span of several periods (a whisker reaches" in words
    assert "Source: 3 reports; 2 articles published from 10 February 2018 to 10 April 2018." in words
    assert words.endswith("A note. Credit: nobody.")
    assert "too vague" not in words
    counts.attrs["n_vague"] = 2
    words = read_words(plot_counts(counts))
    assert "2 reports, too vague to be joined to one event, may tell of more: as far as a whisker reaches." in words


def test_a_table_read_from_a_file_says_less_but_nothing_false(counts: pd.DataFrame) -> None:
    counts.attrs = {}
    words = read_words(plot_counts(counts))
    assert "Events with no date, or dated to a span of several periods, are in no bar." in words
    assert "Reported events per month" in words


def test_periods_recalled_from_long_ago_do_not_press_the_rest_into_a_corner(make_events: Build, make_articles: Build) -> None:
    events = make_events({"days": "1967-06-05"}, {"days": "2018-08-05"}, {"days": "2018-09-05"})
    figure = plot_counts(count_events(events, make_articles("2018-09-01", "2018-11-20")))
    assert len(figure.data[0].x) == 4
    assert "Not drawn: 1 event of June 1967 – July 2018, told as background (recalled only)." in read_words(figure)


def test_groups_stand_below_each_other_on_the_same_axes(make_events: Build, make_articles: Build) -> None:
    events = make_events(*({"event_type": f"kind_{i % 14}", "days": f"2018-{1 + i % 3:02}-05"} for i in range(20)))
    counts = count_events(events, make_articles("2018-02-01"), by="event_type")
    figure = plot_counts(counts)
    ranges = [figure.layout[f"yaxis{n or ''}"].range for n in ("", *range(2, 13))]
    assert len(set(ranges)) == 1
    assert "Kind 0" in read_words(figure)
    assert "Not drawn: 2 groups with fewer events" in read_words(figure)
    assert len(draw_counts(counts).axes) == 13


@pytest.mark.parametrize("freq", ["day", "week", "month"])
@pytest.mark.parametrize("days", [[], [None], ["2018-09-17"], ["2017-01-01", "2017-01-02 2018-03-31", "2018-03-31"]])
def test_every_table_gives_a_chart(freq: str, days: list[str | None], make_events: Build, make_articles: Build) -> None:
    counts = count_events(make_events(*({"days": day} for day in days)), make_articles("2018-08-01"), freq=freq)
    title = "حلب $ אזור " * 28
    assert f"per {freq}" in read_words(plot_counts(counts, title=title))
    texts = read_texts(draw_counts(counts, title=title))
    assert min(text.get_size() for text in texts) >= 8
    assert all(not text.get_parse_math() for text in texts)


def test_no_counts_table_is_refused() -> None:
    with pytest.raises(TableError, match="counts: the counts table lacks"):
        plot_counts(pd.DataFrame({"n": [1]}))


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_is_the_same_each_time(suffix: str, counts: pd.DataFrame, tmp_path: Path) -> None:
    first = write_frequency(counts, tmp_path / f"a{suffix}").read_bytes()
    assert first == write_frequency(counts, tmp_path / f"b{suffix}").read_bytes()
    assert len(first) > 5000


def test_a_page_is_the_same_each_time(counts: pd.DataFrame, tmp_path: Path) -> None:
    assert write_frequency(counts, tmp_path / "a.html").read_bytes() == write_frequency(counts, tmp_path / "b.html").read_bytes()


def test_an_unknown_suffix_is_refused(counts: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"path: 'a.jpg' should end in .html, .png, .svg or .pdf"):
        write_frequency(counts, tmp_path / "a.jpg")
    with pytest.raises(ValueError, match="path: 'a' should end in"):
        write_figure_image(Figure(), tmp_path / "a")


class Page(HTMLParser):
    """The elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_page_holds_its_script_and_a_policy_and_asks_nothing(counts: pd.DataFrame, tmp_path: Path) -> None:
    text = write_frequency(counts, tmp_path / "a.html", title=HOSTILE).read_text(encoding="utf-8")
    page = Page(text)
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert str(policy).startswith("default-src 'none'; script-src 'unsafe-inline';")
    assert [tag for tag, _ in page.tags if tag in ("link", "img", "iframe", "a", "base")] == []
    assert [attrs for _, attrs in page.tags if "src" in attrs or "href" in attrs] == []
    assert [tag for tag, _ in page.tags if tag == "script"] == ["script", "script"]  # plotly.js and the figure
    assert '"showSendToCloud": false' in text


def test_an_embedded_figure_brings_no_script_of_its_own(counts: pd.DataFrame) -> None:
    part = embed_figure(plot_counts(counts, note=HOSTILE))
    assert part.startswith("<div")
    assert len(part) < 60_000
    assert [tag for tag, _ in Page(part).tags] == ["div", "div", "script"]
    assert re.findall(r"https?://[^\s\"\\]*", part) == []
    assert "\u202e" not in part
    assert '&lt;a href="http://x.test"&gt;&#36;x&#36; &amp;amp; gnp.exe' in read_words(plot_counts(counts, note=HOSTILE))
    assert plotly_script().startswith("<script>")


def test_a_figure_of_the_callers_own_gets_the_same_page(tmp_path: Path) -> None:
    path = write_figure_html(go.Figure(), tmp_path / "own.html", title="<Mine>")
    assert "<title>&lt;Mine&gt;</title>" in path.read_text(encoding="utf-8")


def test_a_notebook_shows_a_figure_without_network_or_cloud(counts: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pio.renderers, "default", "plotly_mimetype")
    config = plot_counts(counts)._repr_mimebundle_()["application/vnd.plotly.v1+json"]["config"]
    assert config["topojsonURL"].startswith("data:application/json,")
    assert config["showSendToCloud"] is False


def test_an_empty_table_says_so() -> None:
    empty = build_table([], "counts")
    assert "there is no period to show" in read_words(plot_counts(empty))
    assert any("there is no period to show" in text.get_text() for text in read_texts(draw_counts(empty)))
