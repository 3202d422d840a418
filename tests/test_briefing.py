"""The briefing: every file is there, the sums hold, and the page says what it rests on and what is not in it."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point

from analystkit.__main__ import main
from analystkit.display.marks import choose_drawing
from analystkit.display.scenes import prepare_scene
from analystkit.gazetteers.gazetteer import find_boundary
from analystkit.reports import reports
from analystkit.tables import TableError, build_table, read_columns
from analystkit.writing import briefing as briefings
from analystkit.writing.briefing import Briefing, BriefingWarning, build_layers, parse_selection, write_briefing
from analystkit.writing.files import WriteError
from analystkit.writing.summary import REASONS, STAGES

FILES = {
    "index.html",
    "reports.csv",
    "events.csv",
    "counts.csv",
    "left_out.csv",
    "events.gpkg",
    "map.html",
    "map.png",
    "frequency.html",
    "frequency.png",
}
TEXTS = {
    "a1": "Two jets hit a depot in Douma on 17 September 2018 and killed three people, an official said.",
    "a2": "Shells fell somewhere in Latakia province in September 2018. The army plans to bomb Idlib.",
    "a3": "Warplanes struck a depot in Douma on 17 September 2018, killing five. A raid hit Syria.",
}


def make_articles(**changes: Any) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "article_id": article_id,
            "published": f"2018-09-{18 + number}",
            "published_basis": "given",
            "source": f"Example Wire {number}",
            "title": f"Title {number}",
            "text": text,
            "file": "wire.csv",
            "row": number,
            **changes,
        }
        for number, (article_id, text) in enumerate(TEXTS.items(), start=1)
    ]
    lost = {"article_id": "a4", "published_basis": "unknown", "text": "", "file": "broken.csv", "row": 9}
    return build_table([*rows, {**lost, "problem": "unreadable: a quote is opened and not closed."}], "articles")


def make_report(article_id: str, quote: str, **changes: Any) -> dict[str, Any]:
    start = TEXTS[article_id].index(quote)
    return {
        "report_id": f"r{start}{article_id}",
        "article_id": article_id,
        "event_type": "air_strike",
        "status": "reported",
        "aggregate": False,
        "date_start": "2018-09-17",
        "date_end": "2018-09-17",
        "date_precision": "day",
        "date_basis": "explicit",
        "place": "Douma",
        "place_id": "gn:170654",
        "country": "SY",
        "admin1": "Rif Dimashq",
        "place_precision": "settlement",
        "place_basis": "stated",
        "uncertainty_km": 3.0,
        "killed_low": 3,
        "killed_high": 3,
        "quote": quote,
        "quote_start": start,
        "quote_end": start + len(quote),
        "passages": f"{start}-{start + len(quote)}",
        "reviewed": False,
        "geometry": Point(36.4, 33.57),
        **changes,
    }


def make_reports() -> gpd.GeoDataFrame:
    province = {
        "place": "Latakia province",
        "place_id": "iso:SY-LA",
        "admin1": "Latakia",
        "place_precision": "province",
        "uncertainty_km": 40.0,
    }
    month = {"date_start": "2018-09-01", "date_end": "2018-09-30", "date_precision": "month", "killed_low": None, "killed_high": None}
    nowhere = {
        "place": "Syria",
        "place_id": "iso:SY",
        "admin1": None,
        "place_precision": "country",
        "uncertainty_km": 400.0,
        "geometry": None,
    }
    undated = {"date_start": None, "date_end": None, "date_precision": "unknown", "date_basis": "none"}
    rows = [
        make_report("a1", "Two jets hit a depot in Douma on 17 September 2018 and killed three people, an official said."),
        make_report(
            "a2",
            "Shells fell somewhere in Latakia province in September 2018.",
            **{**province, **month, "event_type": "shelling", "geometry": Point(35.98, 35.58)},
        ),
        make_report("a2", "The army plans to bomb Idlib.", status="planned", killed_low=None, killed_high=None),
        make_report("a3", "Warplanes struck a depot in Douma on 17 September 2018, killing five.", killed_low=5, killed_high=5),
        make_report("a3", "A raid hit Syria.", **{**nowhere, **undated, "event_type": "attack", "killed_low": None, "killed_high": None}),
    ]
    return build_table(rows, "reports")


@pytest.fixture
def told() -> gpd.GeoDataFrame:
    return make_reports()


def fake_extraction(told: gpd.GeoDataFrame, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        reports,
        "extract",
        lambda articles, **_: reports.Extraction(
            build_table([], "places"), told[told["article_id"].isin(articles["article_id"])], build_table([], "left_out")
        ),
    )


@pytest.fixture
def _fake_extraction(told: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the reports as given, and write no pictures, which take their time; `written` has them."""
    fake_extraction(told, monkeypatch)
    for module, name in ((briefings.maps, "write_map"), (briefings.charts, "write_frequency")):
        monkeypatch.setattr(module, name, lambda table, path, **_: path.write_text(""))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    with pytest.MonkeyPatch.context() as patch:
        fake_extraction(make_reports(), patch)
        out = tmp_path_factory.mktemp("new") / "out"
        return write_briefing(make_articles(), out, note="demonstration data", title="Strikes & shells")


class Reader(HTMLParser):
    """The words of a page, script and style left away."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def read_words(page: Path) -> str:
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return " ".join(" ".join(reader.words).split())


def test_a_briefing_has_all_its_files_and_its_sums_hold(written: Briefing) -> None:
    briefing, out = written, written.page.parent
    assert briefing.page.name == "index.html"
    assert {path.name for path in out.iterdir()} == FILES == set(briefings.FILES)
    assert len(briefing.reports) == 5
    assert briefing.events[["event_type", "n_reports"]].to_numpy().tolist() == [["shelling", 1], ["air_strike", 2], ["attack", 1]]
    left_out = briefing.left_out[["stage", "reason_code"]].value_counts().to_dict()
    assert left_out == {("read", "unreadable"): 1, ("link", "planned"): 1, ("map", "country_only"): 1, ("count", "no_date"): 1}
    unread = briefing.left_out.iloc[0]
    assert unread[["article_id", "file", "row", "reason"]].tolist() == ["a4", "broken.csv", 9, "a quote is opened and not closed."]
    assert [len(pd.read_csv(out / f"{name}.csv")) for name in ("reports", "events", "left_out")] == [5, 3, 4]
    assert pd.read_csv(out / "counts.csv")["count"].sum() == 2


def test_the_page_says_what_it_shows_and_what_not(written: Briefing) -> None:
    words = read_words(written.page)
    assert words.startswith(
        "Strikes & shells demonstration data Strikes & shells Events of armed conflict told of in 3 news articles from 3 outlets"
    )
    assert "1 of 4 articles was not used" in words
    assert "4 articles given = 3 read + 1 left out" in words
    assert "5 reports found = 4 in the 3 events + 1 left out" in words
    assert "3 events = 2 on the map + 1 left out" in words
    assert "3 events = 2 in a period of the chart + 1 left out" in words
    assert "Reports are not to be counted" in words
    assert "Report in no event planned, had not happened 1" in words
    assert "17 September 2018 Air strike Douma, Rif Dimashq, Syria exact to the settlement" in words
    assert "September 2018 Shelling Latakia province, Latakia, Syria exact to the province" in words
    assert "Example Wire 1 · Title 1 · wire.csv, row 1" in words
    assert "Articles: Example Wire 1 (1), Example Wire 2 (1), Example Wire 3 (1)." in words
    assert "GeoNames (geonames.org), CC BY 4.0" in words
    assert "has no publish date" not in words
    dates = re.findall(r"(?:17 )?September 2018 (?=Air|Shelling)|not dated (?=Attack)", words)
    assert dates == ["September 2018 ", "17 September 2018 ", "not dated "]


def test_every_event_has_a_row_that_a_link_can_lead_to(written: Briefing) -> None:
    page = written.page.read_text(encoding="utf-8")
    assert [f'<tr id="event-{event_id}">' in page for event_id in written.events["event_id"]] == [True] * 3


@pytest.mark.usefixtures("_fake_extraction")
def test_missing_publish_dates_come_first_with_the_command_that_gives_them(tmp_path: Path) -> None:
    articles = make_articles(published=None, published_basis="unknown", file="my wire.csv")
    words = read_words(write_briefing(articles, tmp_path).page)
    first = words.index("No article has a publish date.")
    assert first < words.index("Where")
    assert f"analystkit brief 'my wire.csv' --out {tmp_path} --published YYYY-MM-DD" in words
    articles.loc[0, ["published", "published_basis"]] = [pd.Timestamp("2018-09-18"), "given"]
    assert "2 of 3 articles have no publish date." in read_words(write_briefing(articles, tmp_path).page)


def test_only_the_scripts_of_the_page_may_run(written: Briefing) -> None:
    page = written.page.read_text(encoding="utf-8")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;; script-src &#x27;sha256-")
    assert policy[1].count("sha256-") == page.count("<script") == 3
    assert "unsafe-inline" not in policy[1].partition("style-src")[0]
    assert page.index("<meta http-equiv") < page.index("<script")


def test_the_geopackage_has_points_and_areas(written: Briefing) -> None:
    path = written.page.with_name("events.gpkg")
    assert sorted(name for name, _ in pyogrio.list_layers(path)) == ["areas", "precise"]
    precise, areas = (gpd.read_file(path, layer=layer) for layer in ("precise", "areas"))
    assert (precise["place"].tolist(), precise.geom_type.tolist()) == (["Douma"], ["Point"])
    assert (areas["place"].tolist(), areas["area_basis"].tolist()) == (["Latakia province"], ["boundary"])
    boundary = find_boundary("iso:SY-LA")
    assert areas.geometry[0].symmetric_difference(boundary).area == pytest.approx(0)
    assert set(precise["event_id"]) | set(areas["event_id"]) < set(written.events["event_id"])


def test_an_area_with_no_boundary_is_the_circle_of_its_uncertainty(told: gpd.GeoDataFrame) -> None:
    event = {
        name: told[name].iloc[1]
        for name in ("event_type", "status", "date_precision", "place_precision", "uncertainty_km", "quote", "geometry")
    }
    ids = {"event_id": "e", "sourcing": "single", "n_reports": 1, "n_outlets": 1, "n_origins": 1, "report_ids": "r", "report_id": "r"}
    events = build_table([{**event, **ids, "place_id": "ak:eastern-ghouta"}, {**event, **ids, "place_id": None}], "events")
    areas = build_layers(events)["areas"]
    assert areas["area_basis"].tolist() == ["radius", "radius"]
    corners = gpd.GeoSeries(gpd.points_from_xy(*areas.geometry[0].exterior.xy), crs="EPSG:4326").to_crs(32637)
    center = gpd.GeoSeries([Point(35.98, 35.58)], crs="EPSG:4326").to_crs(32637)[0]
    assert corners.distance(center).to_numpy() == pytest.approx(40_000, rel=0.001)


@pytest.mark.usefixtures("_fake_extraction")
@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"types": ["shelling", "attack"]}, ["shelling", "attack"]),
        ({"types": "air_strike"}, ["air_strike"]),
        ({"country": "IQ"}, []),
        ({"country": ["IQ", "SY"]}, ["shelling", "air_strike", "attack"]),
        ({"since": "2018-09-18"}, ["shelling"]),
        ({"until": "2018-09-16"}, ["shelling"]),
        ({"since": "2018-09-17", "until": "2018-09-17"}, ["shelling", "air_strike"]),
    ],
)
def test_events_are_selected_and_their_reports_left_out(asked: dict[str, Any], kept: list[str], tmp_path: Path) -> None:
    briefing = write_briefing(make_articles(), tmp_path, **asked)
    assert briefing.events["event_type"].tolist() == kept
    unasked = briefing.left_out[(briefing.left_out["reason_code"] == "not_selected") & (briefing.left_out["stage"] == "link")]
    assert len(unasked) == 4 - briefing.events["n_reports"].sum()
    assert "All types, days and countries were asked for" not in read_words(briefing.page)


@pytest.mark.usefixtures("_fake_extraction")
def test_merges_and_splits_reach_the_events(told: gpd.GeoDataFrame, tmp_path: Path) -> None:
    pair = {"file": "mine.csv", "who": "LB", "when": "2018-10-01", "sampled": False}
    names = ("article_id", "quote", "event_type", "place", "report_id")
    rows = []
    for line, (what, one, other) in enumerate([("split", 0, 3), ("merge", 0, 1)], start=2):  # two strikes apart; shells and jets together
        ends = {name: told.iloc[one][name] for name in names} | {f"other_{name}": told.iloc[other][name] for name in names}
        rows.append({**pair, "line": line, "what": what, **ends})
    before = write_briefing(make_articles(), tmp_path).events
    after = write_briefing(make_articles(), tmp_path, corrections=build_table(rows, "corrections"))
    ids = told["report_id"]
    assert {frozenset(joined.split()) for joined in before["report_ids"]} == {
        frozenset(ids[[0, 3]]),
        frozenset(ids[[1]]),
        frozenset(ids[[4]]),
    }
    assert {frozenset(joined.split()) for joined in after.events["report_ids"]} == {
        frozenset(ids[[0, 1]]),
        frozenset(ids[[3]]),
        frozenset(ids[[4]]),
    }
    assert after.outcomes["outcome"].tolist() == ["applied", "applied"]


def test_a_report_that_fits_several_events_widens_the_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [TEXTS["a1"], TEXTS["a3"].split(". ")[0] + "."]
    strikes = [
        make_report("a1", sentences[0], date_start="2018-09-10", date_end="2018-09-10"),
        make_report("a3", sentences[1], date_start="2018-09-14", date_end="2018-09-14"),
    ]
    month = {"date_start": "2018-09-01", "date_end": "2018-09-30", "date_precision": "month", "killed_low": None, "killed_high": None}
    vague = make_report("a2", "Shells fell somewhere in Latakia province in September 2018.", **month)
    fake_extraction(build_table([*strikes, vague], "reports"), monkeypatch)
    briefing = write_briefing(make_articles(), tmp_path)
    assert briefing.left_out.loc[briefing.left_out["stage"] == "link", "reason_code"].tolist() == ["unassigned"]
    assert briefing.counts[["count", "at_most"]].to_numpy().tolist() == [[2, 3]]
    assert briefing.counts.attrs["n_vague"] == 1
    assert write_briefing(make_articles(), tmp_path, types="shelling").counts["at_most"].tolist() == [0]  # not of a strike asked for


def test_a_reason_says_what_was_asked_for() -> None:
    event = {
        "event_type": "attack",
        "country": None,
        "date_start": pd.Timestamp("2018-09-01"),
        "date_end": pd.Timestamp("2018-09-30"),
    }
    assert parse_selection(types=["shelling"]).explain(event) == "Its type is attack; asked for were shelling."
    assert parse_selection(country="SY").explain(event) == "Its country is not known; asked for were SY."
    assert parse_selection(since="2018-10-01").explain(event) == "It was over by 2018-09-30; asked for were events since 2018-10-01."
    assert parse_selection(until="2018-08-31").explain(event) == "It began on 2018-09-01 or later; asked for were events until 2018-08-31."
    assert parse_selection(since="2018-09-30").explain(event) is None
    undated = {**event, "date_start": pd.NaT, "date_end": pd.NaT}
    assert parse_selection(until="2018-09-30").explain(undated) == (
        "Its date is not known, so that it cannot be said to lie in the days asked for."
    )
    assert parse_selection().explain(undated) is None


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"types": ["strike"]}, r"types: 'strike' is no event type; they are air_strike, "),
        ({"country": "Syria"}, r"country: 'Syria' is no ISO 3166-1 code of two capital letters; for Syria write SY"),
        ({"since": "yesterday-ish"}, r"since: 'yesterday-ish' is no day; write it as 2018-09-17"),
        ({"until": ""}, r"until: '' is no day"),
        ({"since": "2018-09-18", "until": "2018-09-17"}, r"since: 2018-09-18 lies behind until, 2018-09-17; exchange them"),
        ({"period": "year"}, r"period: 'year' is no length of a period; take day, week, month"),
    ],
)
def test_a_wrong_option_is_named_before_any_work_is_done(asked: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        write_briefing(make_articles(), tmp_path / "out", **asked)
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_not_articles_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="articles: the articles table lacks"):
        write_briefing(pd.DataFrame({"text": ["x"]}), tmp_path)


def test_nothing_to_read_gives_a_briefing_that_says_so(tmp_path: Path) -> None:
    briefing = write_briefing(build_table([], "articles"), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    words = read_words(briefing.page)
    assert "Events of armed conflict told of in 0 news articles." in words
    assert "No event was found in these articles." in words
    assert "Nothing was left out." in words
    assert "publish date." not in words


@pytest.mark.usefixtures("_fake_extraction")
def test_nothing_that_could_be_read_is_not_nothing_given(tmp_path: Path) -> None:
    words = read_words(write_briefing(make_articles().iloc[3:], tmp_path).page)
    assert "1 of 1 article was not used" in words
    assert "Article not read could not be read 1" in words
    assert "publish date." not in words


@pytest.mark.usefixtures("_fake_extraction")
@pytest.mark.parametrize(
    ("module", "name", "stage"),
    [("linking", "_list_left_out", "linking"), ("maps", "list_unmapped", "mapping"), ("counts", "list_uncounted", "counting")],
)
def test_a_sum_that_does_not_hold_stops_everything(
    module: str, name: str, stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getattr(briefings, module), name, lambda *_, **__: build_table([], "left_out"))
    with pytest.raises(RuntimeError, match=rf"{stage}: .* and 0 left out are not the \d given"):
        write_briefing(make_articles(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("_fake_extraction")
def test_a_failure_leaves_the_old_briefing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(briefings.maps, "write_map", fail)
    with pytest.raises(WriteError, match="No space left on device"):
        write_briefing(make_articles(), tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"index.html": "old"}


@pytest.mark.usefixtures("_fake_extraction")
def test_too_many_periods_for_a_chart_become_longer_ones(told: gpd.GeoDataFrame, tmp_path: Path) -> None:
    told.loc[0, ["date_start", "date_end"]] = pd.Timestamp("1999-03-01")
    with pytest.warns(BriefingWarning, match="1999-03-01 to 2018-09-30 has too many periods of a day for one chart; counted by week"):
        briefing = write_briefing(make_articles(), tmp_path, period="day")
    assert (briefing.counts["period_end"] - briefing.counts["period_start"]).dt.days.max() == 6
    assert "Counted by week." in read_words(briefing.page)


def test_the_same_articles_give_the_same_bytes(
    written: Briefing, told: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_extraction(told, monkeypatch)
    write_briefing(make_articles(), tmp_path, note="demonstration data", title="Strikes & shells")
    differing = [name for name in FILES if written.page.with_name(name).read_bytes() != (tmp_path / name).read_bytes()]
    assert differing == []


@pytest.mark.usefixtures("_fake_extraction")
def test_a_long_list_of_events_is_cut_and_says_where_the_rest_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analystkit.writing.summary.EVENTS_SHOWN", 2)
    page = write_briefing(make_articles(), tmp_path).page
    assert page.read_text(encoding="utf-8").count('<tr id="event-') == 2
    assert "The first 2 of 3 events by date; the others are in events.csv." in read_words(page)


def test_every_stage_and_reason_has_its_words() -> None:
    columns = read_columns()["left_out"]
    assert tuple(STAGES) == columns["stage"].allowed
    assert set(REASONS) == set(columns["reason_code"].allowed)


@pytest.mark.usefixtures("_fake_extraction")
def test_outlets_past_a_dozen_are_counted(tmp_path: Path) -> None:
    articles = make_articles()
    many = pd.concat(
        [articles.iloc[:1].assign(article_id=f"b{n}", source=f"Gazette {n:02}") for n in range(13)] + [articles], ignore_index=True
    )
    words = read_words(write_briefing(many, tmp_path).page)
    assert "Example Wire 1 (1), Example Wire 2 (1), Example Wire 3 (1), Gazette 00 (1)" in words
    assert "Gazette 08 (1), and 4 more." in words


@pytest.mark.usefixtures("_fake_extraction")
@pytest.mark.parametrize("asked", [{}, {"since": "1500-01-01"}, {"until": "9999-12-31"}])
def test_an_event_of_another_age_does_not_stop_the_chart(asked: dict[str, Any], told: gpd.GeoDataFrame, tmp_path: Path) -> None:
    told.loc[0, ["date_start", "date_end"]] = pd.Timestamp("1501-01-01"), pd.Timestamp("1501-12-31")
    with pytest.warns(BriefingWarning, match="no chart of months holds .*; those from 2018-09-01 to 2018-09-30 are counted"):
        briefing = write_briefing(make_articles(), tmp_path, **asked)
    kept = briefing.events.loc[briefing.events["date_start"].dt.year == 1501, "event_id"]
    assert len(kept) == 1
    reason = briefing.left_out.set_index("event_id").loc[kept.iloc[0]]
    assert (reason["stage"], reason["reason_code"]) == ("count", "not_selected")
    assert "outside the days counted (since 2018-09-01, until 2018-09-30)" in reason["reason"]
    n_uncounted = int((briefing.left_out["stage"] == "count").sum())
    assert len(briefing.counts) == 1
    assert int(briefing.counts["count"].sum()) + n_uncounted == len(briefing.events)


@pytest.mark.parametrize("folder", [False, True])
def test_the_input_is_not_replaced_by_an_output(folder: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, out = tmp_path / "in" / "reports.csv", tmp_path / "out"
    mine.parent.mkdir()
    mine.write_text("id,text\n1,Two jets hit a depot in Douma.\n", encoding="utf-8")
    out.symlink_to(mine.parent)
    given = tmp_path / "given"
    given.mkdir()
    (given / "link.csv").symlink_to(mine)
    assert main(["brief", str(given if folder else mine), "--out", str(out)]) == 2
    assert "was read for its articles and would be replaced; write to another place" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "id,text\n1,Two jets hit a depot in Douma.\n"
    assert [path.name for path in mine.parent.iterdir()] == ["reports.csv"]


def test_the_geopackage_draws_what_the_map_draws(make_events: Any) -> None:
    region = {"place": "northern Syria", "place_id": "iso:SY", "place_precision": "region", "uncertainty_km": 150.0, "spot": (37.0, 36.0)}
    province = {"place": "Latakia province", "place_id": "iso:SY-LA", "place_precision": "province"}
    events = make_events(region, province)
    areas = build_layers(events)["areas"]
    assert areas["area_basis"].tolist() == ["radius", "boundary"]
    drawn = prepare_scene(events, choose_drawing(events)).areas
    assert {shape.wkb for shape in drawn.geometry} == {shape.wkb for shape in areas.geometry}


@pytest.mark.parametrize("value", ["05/02/2016", "today", "3 May", "2016-5-2", "20160502", pd.NaT, 20160502])
def test_days_asked_for_are_not_guessed(value: Any) -> None:
    for argument in ("since", "until"):
        with pytest.raises(ValueError, match=rf"{argument}: .* is no day; write it as 2018-09-17"):
            parse_selection(**{argument: value})
    assert parse_selection(since="2018-09-17", until=pd.Timestamp("2018-09-18 23:00", tz="Asia/Damascus")).list_limits() == [
        "since 2018-09-17",
        "until 2018-09-18",
    ]
