"""Scores of reports: a probability with its reasons, and none for what did not happen."""

import csv
import math
from importlib.resources import files
from typing import Any

from analystkit.reports.scores import describe_report, score_report

ROW: dict[str, Any] = {
    "event_type": "air_strike",
    "status": "reported",
    "aggregate": False,
    "place_precision": "settlement",
    "place_basis": "stated",
    "date_precision": "day",
    "date_basis": "relative",
    "killed_low": 4,
}


def score(**changes: Any) -> float:
    value = score_report(ROW | changes, place_score=0.95)
    assert value is not None
    return value


def test_what_is_told_plainly_is_surer_than_what_is_inferred() -> None:
    vague = score(event_type="attack", place_precision="country", place_basis="inferred", date_precision="month", killed_low=None)
    assert 0 < vague < 0.5 < score() < 1
    assert score(place_basis="inherited") < score()


def test_what_did_not_happen_has_no_score() -> None:
    for change in ({"status": "planned"}, {"status": "denied"}, {"aggregate": True}):
        assert score_report(ROW | change, place_score=0.95) is None
    assert score_report(ROW | {"status": "alleged"}, place_score=0.95) is not None


def test_a_report_without_a_place_is_described_without_one() -> None:
    row = {name: value for name, value in ROW.items() if not name.startswith("place")}
    features = describe_report(row, place_score=None)
    assert math.isnan(features["place_score"])
    assert {name: features[name] for name in ("place_stated", "place_fine", "place_coarse", "date_relative", "toll_told")} == {
        "place_stated": 0,
        "place_fine": 0,
        "place_coarse": 0,
        "date_relative": 1,
        "toll_told": 1,
    }


def test_every_weight_is_of_something_described() -> None:
    with files("analystkit.data").joinpath("report_weights.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["feature"] for row in rows} == set(describe_report(ROW, place_score=0.9))
    assert all(row["meaning"] for row in rows)
