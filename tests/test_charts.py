"""Charts: the bars are the counts, the caption says what they rest on, and a page asks no network."""

import re
import warnings
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from browser import OpenPage
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
from analystkit.errors import ArgumentError
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


def read_traces(figure: go.Figure) -> dict[str, Any]:
    """Give the first trace of each name that draws something: the legend has traces of its own."""
    drawn = [trace for trace in figure.data if not trace.showlegend]
    return {trace.name: trace for trace in reversed(drawn)}


def read_legend(figure: go.Figure) -> list[str]:
    return [trace.name for trace in figure.data if trace.showlegend]


def read_heights(trace: Any) -> list[float | None]:
    return [None if pd.isna(y) else y for y in trace.y]


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
    traces = read_traces(plot_counts(counts))
    assert read_heights(traces["reported"]) == [1, None, 1, None]
    assert read_heights(traces["alleged"]) == [None, None, 1, None]
    assert traces["alleged"].marker.color == "white"
    assert list(traces["at most"].y) == [2, 0]
    assert list(traces["at most"].error_y.array) == [1, 1]
    assert list(traces["none"].x) == [pd.Timestamp("2018-02-15")]
    assert read_heights(traces["articles"]) == [None, 1, None, 1]


def test_the_static_chart_has_the_same_bars(counts: pd.DataFrame) -> None:
    events, articles = draw_counts(counts).axes
    january, february, march, april = (
        date2num(pd.Timestamp(day)) for day in ("2018-01-16 12:00", "2018-02-15", "2018-03-16 12:00", "2018-04-16")
    )
    whole, unfinished, alleged = events.containers[:3]
    assert read_bars(whole) == [(january, 0, 1), (march, 0, 1)]
    assert read_bars(unfinished) == []
    assert read_bars(alleged) == [(march, 1, 1)]
    assert read_bars(articles.containers[0]) == [(february, 0, 1), (april, 0, 1)]
    assert events.get_ylim()[0] == 0


def test_recalled_periods_are_shaded_and_unfinished_ones_hatched(counts: pd.DataFrame) -> None:
    figure = plot_counts(counts)
    shaded = {(str(shape.x0)[:10], str(shape.x1)[:10]) for shape in figure.layout.shapes}
    assert shaded == {("2018-01-01", "2018-02-01")}
    hatched = [(str(trace.x[0])[:10], str(trace.x[-1])[:10]) for trace in figure.data if trace.name == "partial" and trace.x[0] is not None]
    assert hatched == 2 * [("2018-02-01", "2018-03-01"), ("2018-04-01", "2018-05-01")]  # behind events and behind articles
    assert read_legend(figure) == ["reported", "alleged", "at most", "recalled only, incomplete", "unfinished: collected in part"]
    labels = [text.get_text() for text in draw_counts(counts).legends[0].get_texts()]
    assert labels == read_legend(figure)
    assert "Hatched: the articles begin or end within the period, which is not complete." in read_words(figure)


def test_the_bar_of_an_unfinished_period_is_hatched_too(make_events: Build, make_articles: Build) -> None:
    counts = count_events(make_events({"days": "2018-08-05"}, {"days": "2018-09-05"}), make_articles("2018-08-01", "2018-09-20"))
    assert read_traces(plot_counts(counts))["reported"].marker.pattern.shape == ("", "/")
    whole, unfinished = draw_counts(counts).axes[0].containers[:2]
    assert [bar.get_hatch() for bars in (whole, unfinished) for bar in bars] == [None, "////"]


def test_a_mean_is_drawn_of_whole_periods_alone(make_events: Build, make_articles: Build) -> None:
    events = make_events(*({"days": f"2018-{month:02}-05"} for month in (1, 2, 2, 3, 3, 3, 5, 6)))
    counts = count_events(events, make_articles("2018-02-01", "2018-06-20"))  # January is recalled, June unfinished
    figure = plot_counts(counts, rolling=2)
    assert read_heights(read_traces(figure)["mean"]) == [None, None, 2.5, 1.5, 0.5, None]
    assert "mean of 2 months" in read_legend(figure)
    assert "The line is the mean of the 2 periods that end there, none of them recalled or unfinished." in read_words(figure)
    short = plot_counts(counts, rolling=5)
    assert "mean" not in read_traces(short)
    assert "No line: there are no 5 periods in a row that were collected whole." in read_words(short)
    (line,) = [line for line in draw_counts(counts, rolling=2).axes[0].lines if line.get_color() == "#d55e00"]
    assert [None if pd.isna(y) else y for y in line.get_ydata()] == [None, None, 2.5, 1.5, 0.5, None]


def test_a_running_sum_starts_with_what_was_collected(counts: pd.DataFrame) -> None:
    figure = plot_counts(counts, cumulative=True)
    traces = read_traces(figure)
    assert read_heights(traces["reported"]) == [None, None, 1, 1]
    assert read_heights(traces["alleged"]) == [None, None, 1, 1]
    assert "at most" not in traces
    words = read_words(figure)
    assert "Reported events, summed up" in words
    assert "The sum leaves out 1 event of shaded periods (recalled only, incomplete)." in words
    assert "“At most”" not in words


def test_tolls_stand_beside_the_events_with_at_least_one_killed(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"killed_low": 10_000, "killed_high": 10_000},
        {"killed_low": 3, "killed_high": 7, "status": "alleged"},
        {"killed_low": 0, "killed_high": 0},
        {},
        {"days": "2018-10-02", "killed_low": 20},
    )
    counts = count_events(events, make_articles("2018-09-01", "2018-10-31"))
    figure = plot_counts(counts, measure="killed")
    traces = [trace for trace in figure.data if trace.name in ("reported", "alleged") and not trace.showlegend]
    assert [read_heights(trace) for trace in traces] == [[10_000, 20], [3, None], [1, 1], [1, None]]
    assert list(read_traces(figure)["at most"].error_y.array) == [4]
    assert list(read_traces(figure)["or more"].y) == [20]
    words = read_words(figure)
    assert "People killed in reported events per month" in words
    assert "At least 10,023 people killed, told of 4 events in these articles" in words
    assert "Of 1 event no number is told: they add nothing to these bars." in words
    assert "One event alone tells 10,000 of them." in words
    assert "Events with at least one person killed · 3 (1 alleged)" in words
    assert "killed: 10,003 to 10,007, told of 3 events" in str(traces[0].hovertext[0])
    sums, deadly, _ = draw_counts(counts, measure="killed").axes
    assert read_bars(sums.containers[0])[0][2] == 10_000
    assert read_bars(deadly.containers[0])[0][2] == 1


def test_strikes_are_a_measure_of_their_own(make_events: Build, make_articles: Build) -> None:
    counts = count_events(make_events({"n_strikes_low": 5, "n_strikes_high": 6}, {}), make_articles("2018-09-01", "2018-09-30"))
    figure = plot_counts(counts, measure="strikes")
    assert [axis.title.text for axis in (figure.layout.yaxis, figure.layout.yaxis2)] == ["strikes", "events"]
    assert read_heights(read_traces(figure)["reported"]) == [5]
    assert "Strikes are not events: one event may be many strikes" in read_words(figure)


@pytest.mark.parametrize(
    ("look", "message"),
    [
        ({"measure": "injured"}, "measure: 'injured' is none; take events, killed, strikes"),
        ({"rolling": 1}, "rolling: 1 is no number of periods"),
        ({"rolling": 3, "cumulative": True}, "rolling: a mean of running sums says nothing"),
    ],
)
def test_a_look_that_says_nothing_is_refused(look: dict[str, Any], message: str, counts: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=message):
        plot_counts(counts, **look)
    with pytest.raises(ArgumentError, match=message):
        write_frequency(counts, tmp_path / "a.png", **look)


def test_the_caption_says_what_the_bars_rest_on(counts: pd.DataFrame) -> None:
    words = read_words(plot_counts(counts, credit="Credit: nobody.", note="A note."))
    assert "Reported events per month" in words
    assert "January–April 2018 · n = 3 events, 1 of them alleged" in words
    assert "2 of 5 events not counted: 1 with no date, 1 dated to a span of several periods." in words
    assert "“At most” reaches as far as those of several periods could add." in words
    assert "Source: 3 reports; 2 articles published from 10 February 2018 to 10 April 2018." in words
    assert words.endswith("A note. Credit: nobody.")
    assert "too vague" not in words
    counts.attrs["n_vague"] = 2
    words = read_words(plot_counts(counts))
    assert "2 reports, too vague to be joined to one event, may tell of more: counted in “at most”." in words


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


def test_groups_are_small_multiples_on_the_same_axes_from_zero(make_events: Build, make_articles: Build) -> None:
    events = make_events(*({"event_type": f"kind_{i % 30}", "days": f"2018-{1 + i % 3:02}-05"} for i in range(40)))
    counts = count_events(events, make_articles("2018-02-01"), by="event_type")
    figure = plot_counts(counts)
    ranges = {figure.layout[f"yaxis{n or ''}"].range for n in ("", *range(2, 12))}
    assert len(ranges) == 1
    assert ranges.pop()[0] == 0
    words = read_words(figure)
    assert "Reported events per month by type" in words
    assert "Kind 0 · 2" in words
    assert "Not drawn: 19 more groups (19 events together): Kind 11, Kind 12, Kind 13, Kind 14, Kind 15, Kind 16 and 13 others." in words
    axes = draw_counts(counts).axes
    assert len(axes) == 12
    assert len({axis.get_ylim() for axis in axes[:-1]}) == len({axis.get_xlim() for axis in axes}) == 1
    assert {axis.get_position().x0 for axis in axes[::3]} == {axes[0].get_position().x0}


@pytest.mark.parametrize(("n_groups", "grid"), [(1, (2, 1)), (2, (3, 1)), (3, (2, 2)), (5, (2, 3)), (7, (4, 2)), (8, (3, 3)), (11, (4, 3))])
def test_a_grid_leaves_few_corners_empty(n_groups: int, grid: tuple[int, int], make_events: Build, make_articles: Build) -> None:
    counts = count_events(make_events(*({"admin1": f"P{i}"} for i in range(n_groups))), make_articles("2018-09-01"), by="admin1")
    axes = draw_counts(counts).axes
    assert len(axes) == n_groups + 1
    assert axes[0].get_subplotspec().get_gridspec().get_geometry() == grid


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
    assert config["showSendToCloud"] is False


def test_an_empty_table_says_so() -> None:
    empty = build_table([], "counts")
    assert "there is no period to show" in read_words(plot_counts(empty))
    assert any("there is no period to show" in text.get_text() for text in read_texts(draw_counts(empty)))


# ---------------------------------------------------------------- what is rare and must be true all the same

NAMES = ("حلب (سوريا)", "תל אביב", "A" * 90)
RARE: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "empty": ([], {}),
    "one event": ([{}], {}),
    "one place": ([{"days": f"2018-09-{day:02}"} for day in range(1, 29)], {"by": "place"}),
    "undated": ([{"days": None}] * 3, {}),
    "30 types": ([{"event_type": f"kind_{n}", "days": f"2018-{1 + n % 9:02}-05"} for n in range(30)], {"by": "event_type"}),
    "right to left": ([{"actor": name, "actor_basis": "claimed"} for name in NAMES], {"by": "actor"}),
    "toll of 10,000": ([{"killed_low": 10_000}], {}),
    "ten years of days": ([{"days": "2009-01-01"}, {"days": "2018-12-31"}, {"days": "2012-01-01 2012-12-31"}], {"freq": "day"}),
}


@pytest.mark.parametrize("measure", ["events", "killed"])
@pytest.mark.parametrize("name", RARE)
def test_what_is_rare_is_drawn_true_within_the_page(name: str, measure: str, make_events: Build, make_articles: Build) -> None:
    changes, options = RARE[name]
    counts = count_events(make_events(*changes), make_articles("2009-01-01", "2018-12-31"), **options)
    title = f"{name}: {'a long headline of many words ' * 9}"[:300]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that the font lacks
        figure = draw_counts(counts, measure=measure, title=title)
        drawn_on = figure.get_tightbbox()
    assert min(text.get_size() for text in read_texts(figure)) >= 8
    width, height = figure.get_size_inches()
    assert 0 <= drawn_on.x0 <= drawn_on.x1 <= width
    assert 0 <= drawn_on.y0 <= drawn_on.y1 <= height
    column = {"events": "count", "killed": "killed_low"}[measure]
    drawn = [
        float(y) for trace in plot_counts(counts, measure=measure).data if trace.name == "reported" and trace.type == "bar" for y in trace.y
    ]
    assert pd.Series(drawn, dtype="float64").max() == (
        counts[column].max() if (counts[column] > 0).any() else pytest.approx(float("nan"), nan_ok=True)
    )


def test_a_long_name_of_an_actor_keeps_its_basis(make_events: Build, make_articles: Build) -> None:
    events = make_events(*({"actor": f"{letter} {'front ' * 20}", "actor_basis": "claimed"} for letter in "ABCDE"))
    counts = count_events(events, make_articles("2018-09-01"), by="actor")
    assert "A front front front front fro… (claimed) · 1" in [axis.get_title(loc="left") for axis in draw_counts(counts).axes]


def test_an_actor_that_is_known_is_called_by_its_name(make_events: Build, make_articles: Build) -> None:
    events = make_events(*({"actor_id": actor, "actor_basis": "stated"} for actor in ("state:IL", "islamic-state", "nobody-known")))
    counts = count_events(events, make_articles("2018-09-01"), by="actor_id")
    names = {"Government of Israel (stated) · 1", "Islamic State (stated) · 1", "nobody-known (stated) · 1"}
    assert names <= {axis.get_title(loc="left") for axis in draw_counts(counts).axes}
    assert "Government of Israel (stated)" in str(plot_counts(counts).to_dict())


def test_ten_years_of_days_are_a_band_and_years_on_the_axis(make_events: Build, make_articles: Build) -> None:
    events = make_events(*RARE["ten years of days"][0])
    counts = count_events(events, make_articles("2009-01-01", "2018-12-31"), freq="day")
    assert len(counts) == 3652
    figure = plot_counts(counts)
    assert figure.layout.xaxis.ticktext[:2] == ("2009", "2010")
    band = read_traces(figure)["at most"]
    assert band.fill == "tozeroy"
    assert sum(band.y) == 366 + 2
    assert len(draw_counts(counts).axes[0].containers[0]) == 2


def test_a_group_of_any_name_is_text(make_events: Build, make_articles: Build, tmp_path: Path) -> None:
    events = make_events({"actor": HOSTILE, "actor_basis": "claimed"}, {"actor": "=cmd|' /C calc'!A0", "actor_basis": "claimed"})
    counts = count_events(events, make_articles("2018-09-01"), by="actor")
    text = write_frequency(counts, tmp_path / "a.html").read_text(encoding="utf-8")
    assert [tag for tag, _ in Page(text).tags if tag == "script"] == ["script", "script"]
    assert "\u202e" not in "".join(each.get_text() for each in read_texts(draw_counts(counts)))
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in read_words(plot_counts(counts))


@pytest.mark.parametrize("suffix", [".html", ".png", ".svg", ".pdf"])
def test_every_look_is_the_same_each_time(suffix: str, counts: pd.DataFrame, tmp_path: Path) -> None:
    for number, look in enumerate(({"rolling": 2}, {"cumulative": True}, {"measure": "killed"})):
        files = [write_frequency(counts, tmp_path / f"{number}{copy}{suffix}", **look).read_bytes() for copy in "ab"]
        assert files[0] == files[1]


def test_a_pdf_has_its_fonts_and_a_picture_enough_dots_for_print(counts: pd.DataFrame, tmp_path: Path) -> None:
    assert b"/FontFile2" in write_frequency(counts, tmp_path / "a.pdf").read_bytes()
    assert b"<text" not in write_frequency(counts, tmp_path / "a.svg").read_bytes()  # letters are outlines
    data = write_frequency(counts, tmp_path / "a.png").read_bytes()
    assert int.from_bytes(data[16:20]) == 2000  # pixels: ten inches at 200 to the inch


# ---------------------------------------------------------------- in a browser without a network

READ_BARS = """() => {
    const figure = document.querySelector('.js-plotly-plot');
    const heights = figure._fullData.filter(trace => trace.type === 'bar').map(trace => trace.y.filter(y => y > 0).length);
    return [heights.reduce((sum, n) => sum + n, 0), [...figure.querySelectorAll('.trace.bars .point path')]
        .filter(path => path.getBBox().height > 0).length];
}"""


FIND_BAR = """() => {
    const paths = [...document.querySelectorAll('.trace.bars .point path')].filter(path => path.getBBox().height > 0);
    const box = paths[1].getBoundingClientRect();  // reported events of March
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""


def test_a_page_from_disk_draws_its_bars_and_tells_what_is_in_them(
    counts: pd.DataFrame, make_events: Build, make_articles: Build, tmp_path: Path, open_offline: OpenPage
) -> None:
    with open_offline(write_frequency(counts, tmp_path / "a.html", rolling=2, title=HOSTILE, note=HOSTILE).as_uri()) as page:
        page.wait_for_selector(".trace.bars .point", state="attached")
        assert page.evaluate(READ_BARS) == [5, 5]  # January and March, one alleged in March, two months with articles
        x, y = page.evaluate(FIND_BAR)
        page.mouse.move(x, y - 2)
        page.mouse.move(x, y)
        page.wait_for_selector(".hoverlayer text", state="attached", timeout=20_000)
        said = " ".join(page.locator(".hoverlayer text").all_text_contents())
        assert "March 2018" in said
        assert "2 events, 1 of them alleged; at most 3" in said
        assert '<a href="http://x.test">' in " ".join(page.locator(".annotation text").all_text_contents())
    events = make_events(
        *({"actor": f"<img src=x onerror=alert({n})>", "actor_basis": "claimed", "days": f"2018-09-0{n}"} for n in range(1, 9))
    )
    by_actor = count_events(events, make_articles("2018-09-01", "2018-09-30"), by="actor")
    with open_offline(write_frequency(by_actor, tmp_path / "b.html", cumulative=True).as_uri()) as page:
        page.wait_for_selector(".trace.bars .point", state="attached")
        assert page.evaluate(READ_BARS) == [9, 9]
        assert page.locator("img").count() == 0


def test_a_period_whose_events_tell_no_number_is_no_zero(make_events: Build, make_articles: Build) -> None:
    events = make_events({"days": "2018-09-17", "killed_low": 3}, {"days": "2018-10-17", "killed_low": None, "killed_high": None})
    counts = count_events(events, make_articles("2018-09-01", "2018-11-30"))
    figure = draw_counts(counts, measure="killed")
    assert [text.get_text() for text in figure.axes[0].texts if text.get_text()] == ["?", "0"]
    assert "(“?” where there are no others)" in " ".join(read_words(plot_counts(counts, measure="killed")).split())


def test_the_largest_event_is_named_only_where_it_is_drawn(make_events: Build, make_articles: Build) -> None:
    old = {"days": "1982-02-01", "killed_low": 10_000, "killed_high": None}
    events = make_events(old, *({"days": f"2018-{month:02}-17", "killed_low": 10} for month in range(1, 13)))
    counts = count_events(events, make_articles("2018-01-01", "2018-12-31"))
    assert "10,000" not in read_words(plot_counts(counts, measure="killed"))


def test_a_bar_too_low_to_be_seen_beside_another_has_its_number(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"days": "2018-02-03", "killed_low": 3, "killed_high": 3}, {"days": "2018-03-03", "killed_low": 10000, "killed_high": 10000}
    )
    counts = count_events(events, make_articles("2018-02-01", "2018-03-31"), freq="month")
    panel = draw_counts(counts, measure="killed").axes[0]
    assert [text.get_text() for text in panel.texts] == ["3", ""]
