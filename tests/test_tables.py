"""Tables: what is given at the door is a table of its kind, or the message says what to change."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from analystkit import tables
from analystkit.tables import TableError, build_table, check_table, read_columns

Build = Callable[..., Any]


@pytest.mark.parametrize("table", list(read_columns()))
def test_what_was_built_passes_and_so_does_an_empty_table(table: str) -> None:
    empty = build_table([], table)
    assert check_table(empty, table, table) is empty
    check_table(pd.DataFrame(columns=list(read_columns()[table])), table, table)


def test_articles_that_were_saved_as_text_are_refused_with_the_remedy(make_articles: Build) -> None:
    saved = pd.read_csv(io.StringIO(make_articles("2018-09-17", None).to_csv(index=False)))
    with pytest.raises(TableError) as caught:
        check_table(saved, "articles", "articles")
    assert str(caught.value) == (
        "articles: published has dtype str, and the articles table needs datetime64[us]; "
        "articles['published'] = pd.to_datetime(articles['published']) makes it so"
    )
    check_table(saved.assign(published=pd.to_datetime(saved["published"])), "articles", "articles")


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (
            "date_start",
            pd.to_datetime(["2018-09-17"], utc=True),
            r"date_start has dtype datetime64\[.*UTC\].*\.dt\.tz_localize\(None\) makes",
        ),
        ("killed_low", [3.0], r"killed_low has dtype float64, .* needs Int64; .*\.astype\('Int64'\) makes it so"),
        ("n_reports", ["1"], r"n_reports has dtype str, .* needs Int64"),
        ("n_reports", [True], r"n_reports has dtype bool, .* needs Int64"),
        ("uncertainty_km", ["8"], r"uncertainty_km has dtype str, .* needs float64; .*\.astype\('float64'\)"),
        ("place", [12], r"place has dtype int64, .* needs str; .*\.astype\('str'\)"),
        ("place", pd.Series([b"x"], dtype="object"), r"place has dtype object, .* needs str"),
        ("geometry", ["POINT (36 33)"], r"geometry has dtype str, .* needs geometry; .*from_wkt\(events\['geometry'\], crs='EPSG:4326'\)"),
    ],
)
def test_a_column_of_another_type_is_named_with_the_remedy(column: str, values: Any, message: str, make_events: Build) -> None:
    events = pd.DataFrame(make_events({}))
    events[column] = values
    with pytest.raises(TableError, match=message):
        check_table(events, "events", "events")


def test_columns_that_hold_the_same_otherwise_are_let_through(make_events: Build) -> None:
    events = make_events({"killed_low": 1}, {"killed_low": 2})
    changed = events.assign(
        killed_low=events["killed_low"].astype("int64"),
        uncertainty_km=[8, 9],
        actor=pd.Series([None, None], dtype="object"),
        target=float("nan"),
        place=events["place"].astype("object"),
        date_start=events["date_start"].astype("datetime64[ns]"),
        geometry=gpd.GeoSeries([None, None], crs="EPSG:4326"),
    )
    check_table(changed, "events", "events")
    reports = build_table([], "reports")
    check_table(reports.assign(aggregate=reports["aggregate"].astype("boolean")), "reports", "reports")


def test_an_id_that_comes_twice_is_named(make_articles: Build, make_events: Build) -> None:
    articles = make_articles("2018-09-17", "2018-09-18")
    with pytest.raises(TableError, match=r"articles: article_id 'a0' stands in 2 rows; .* articles\.drop_duplicates\('article_id'\)"):
        check_table(pd.concat([articles, articles]), "articles", "articles")
    copies = pd.concat([articles, articles.assign(problem="duplicate: it came before.")])
    check_table(copies, "articles", "articles")
    with pytest.raises(TableError, match="event_id 'e7' stands in 2 rows"):
        check_table(make_events({}, {"event_id": "e7"}, {"event_id": "e7"}), "events", "events")
    report = {"report_id": "r", "article_id": "a", "event_type": "attack", "status": "reported", "aggregate": False, "reviewed": False}
    report |= {"date_precision": "day", "date_basis": "none", "quote": "x", "quote_start": 0, "quote_end": 1, "passages": "0-1"}
    with pytest.raises(TableError, match="report_id 'r' stands in 2 rows"):
        check_table(build_table([report, {**report, "problem": "p"}], "reports"), "reports", "reports")


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_long_table_is_that_of_all_its_rows(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(tables, "PIECE", size)
    rows = [{"report_id": f"r{n}", "date_start": date(2018, 4, n), "killed_low": n if n > 1 else None} for n in range(1, 6)]
    table = tables.LongTable("reports")
    for row in rows:
        table.extend([row])
    pd.testing.assert_frame_equal(table.build(), build_table(rows, "reports"))
    pd.testing.assert_frame_equal(tables.LongTable("places").build(), build_table([], "places"))
