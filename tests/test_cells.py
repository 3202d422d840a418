"""Cells: what a reader is told of a row, in words."""

import pandas as pd
import pytest
from shapely.geometry import Point

from analystkit.display.cells import COLUMNS, Cell, describe_place, describe_point, say_value
from analystkit.tables import build_table, read_columns

REPORT = {
    "report_id": "r1",
    "article_id": "a1",
    "event_type": "air_strike",
    "status": "alleged",
    "aggregate": True,
    "date_start": "2018-09-17",
    "date_end": "2018-09-17",
    "date_precision": "day",
    "date_basis": "relative",
    "date_text": "on Monday",
    "place": "Homs",
    "admin1": "Homs",
    "country": "SY",
    "place_precision": "settlement",
    "place_basis": "inherited",
    "uncertainty_km": 8.0,
    "actor": "the army",
    "actor_basis": "claimed",
    "killed_low": 4,
    "quote": "The raid killed four.",
    "quote_start": 0,
    "quote_end": 21,
    "passages": "0-21",
    "reviewed": False,
    "geometry": Point(36.7232, 34.7314),
}


def describe_row(table: str, **fields: object) -> dict[str, Cell]:
    """Describe one row of a table: {header: cell}."""
    frame = build_table([fields], table)
    (values,) = frame.itertuples(index=False, name=None)
    row = dict(zip(frame.columns, values, strict=True))
    return {header: describe(row) for header, describe in COLUMNS[table].items()}


def test_every_table_has_its_columns_for_a_reader() -> None:
    assert COLUMNS.keys() == read_columns().keys()


def test_a_report_says_what_when_where_who_and_what_is_in_doubt() -> None:
    assert describe_row("reports", **REPORT) == {
        "Date": Cell("17 September 2018", "“on Monday”"),
        "Type": Cell("Air strike (alleged)", "running total"),
        "Place": Cell("Homs, SY", "settlement, 34.7° N 36.7° E ± 8 km, inherited"),
        "Who → whom": Cell("the army → ?", "claimed"),
        "Toll": Cell("at least 4 killed"),
        "Quote": Cell("The raid killed four."),
    }


def test_a_report_without_a_place_says_why() -> None:
    cells = describe_row(
        "reports",
        **REPORT | dict.fromkeys(("place", "admin1", "country", "place_precision", "place_basis", "geometry")),
        problem="none told",
    )
    assert cells["Place"] == Cell("not told", "none told")


def test_a_place_that_is_in_no_gazetteer_is_not_resolved() -> None:
    cells = describe_row("places", article_id="a1", start=3, end=9, mention="Jisrin", role="literal", n_candidates=0)
    assert (cells["Mention"], cells["Place"], cells["Article"]) == (Cell("Jisrin", "literal"), Cell("not resolved"), Cell("a1", "3–9"))


def test_a_count_says_what_is_alleged_and_what_may_lie_in_it() -> None:
    sums = {"count": 5, "alleged": 1, "at_least": 5, "at_most": 7, "with_killed": 2, "n_reports": 9, "n_articles": 1200}
    cells = describe_row("counts", period_start="2018-09-01", period_end="2018-09-30", coverage="collected", **sums)
    assert (cells["Period"], cells["Events"], cells["Articles"]) == (
        Cell("September 2018"),
        Cell("5", "1 alleged, at most 7"),
        Cell("1,200"),
    )


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ({"file": "wire.csv", "row": 3}, "wire.csv row 3"),
        ({"file": "page.html"}, "page.html"),
        ({"article_id": "a1", "report_id": "r1"}, "report r1"),
        ({"article_id": "a1", "report_id": "r1", "event_id": "e1"}, "event e1"),
        ({}, ""),
    ],
)
def test_what_was_left_out_is_named_by_its_file_or_its_narrowest_id(ids: dict[str, object], told: str) -> None:
    assert describe_row("left_out", stage="link", reason_code="denied", reason="denied", **ids)["What"] == Cell(told)


@pytest.mark.parametrize(
    ("precision", "radius", "told"),
    [
        ("site", 0.5, "34.731° N 36.723° E ± 0.5 km"),
        ("settlement", 2.0, "34.73° N 36.72° E ± 2 km"),
        ("settlement", 60.0, "35° N 37° E ± 60 km"),
        ("site", 0.0, "34.7314° N 36.7232° E ± 0 km"),
        ("province", 60.0, ""),
        ("site", None, ""),
    ],
)
def test_coordinates_are_no_finer_than_what_is_known(precision: str, radius: float | None, told: str) -> None:
    assert describe_point({"geometry": Point(36.7232, 34.7314), "place_precision": precision, "uncertainty_km": radius}) == told


def test_coordinates_south_and_west_of_zero() -> None:
    assert describe_point({"geometry": Point(-70.6, -33.4), "place_precision": "site", "uncertainty_km": 9.0}) == "33.4° S 70.6° W ± 9 km"


def test_a_place_named_like_its_province_is_named_once() -> None:
    row = {"place": "Idlib", "admin1": "Idlib", "country": "SY", "place_precision": "province", "uncertainty_km": 60.0, "geometry": None}
    assert describe_place(row) == Cell("Idlib, SY", "province")


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, ""), (pd.NaT, ""), (7, "7"), (2.5, "2.5"), (["a", "b"], "['a', 'b']"), ("a\x07\nb", "a b"), ("x" * 601, "x" * 600 + "…")],
)
def test_a_value_of_any_kind_is_said_on_one_short_line(value: object, said: str) -> None:
    assert say_value(value) == said
