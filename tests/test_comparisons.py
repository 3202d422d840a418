"""Comparisons: each event is matched with at most one of the other table, and every event of both is in the result once."""

from collections.abc import Callable
from typing import Any

import pytest

import analystkit as ak
from analystkit.errors import ArgumentError

Build = Callable[..., Any]


def list_rows(table: Any) -> list[list[Any]]:
    told = table[["side", "event_id", "their_event_id", "km", "days_apart", "reason"]].astype("object")
    return told.where(told.notna(), None).to_numpy().tolist()


def test_events_near_in_space_and_time_are_one_and_the_others_are_of_one_side(make_events: Build) -> None:
    ours = make_events({"days": "2019-01-21"}, {"days": "2019-03-01"}, {"days": "2019-01-21", "spot": (36.72, 34.72)})
    theirs = make_events({"days": "2019-01-22", "spot": (36.29, 33.56)}, {"days": "2019-03-04"}).assign(event_id=["t0", "t1"])
    assert list_rows(ak.compare_events(ours, theirs)) == [
        ["both", "e0", "t0", 5.6, 1, None],
        ["ours", "e2", None, None, None, "nothing near"],
        ["ours", "e1", None, None, None, "nothing near"],
        ["theirs", None, "t1", None, None, "nothing near"],
    ]
    assert (ak.compare_events(ours, theirs, within_days=3)["side"] == "both").sum() == 2
    assert (ak.compare_events(ours, theirs, within_km=5)["side"] == "both").sum() == 0


def test_of_several_the_nearest_in_days_then_in_km_is_taken_and_only_once(make_events: Build) -> None:
    ours = make_events({"days": "2019-01-21"}, {"days": "2019-01-21", "spot": (36.29, 33.52)})
    theirs = make_events({"days": "2019-01-22"}, {"days": "2019-01-21", "spot": (36.29, 33.53)}).assign(event_id=["t0", "t1"])
    assert [row[:3] for row in list_rows(ak.compare_events(ours, theirs))] == [["both", "e0", "t0"], ["both", "e1", "t1"]]


def test_of_events_equally_near_the_same_are_one_in_any_order_of_the_rows(make_events: Build) -> None:
    ours, theirs = make_events({"event_id": "o"}), make_events({"event_id": "b"}, {"event_id": "a"})
    for table in (theirs, theirs.iloc[::-1]):
        both = ak.compare_events(ours, table).query("side == 'both'")
        assert both["their_event_id"].tolist() == ["a"]


def test_intervals_agree_where_they_meet(make_events: Build) -> None:
    ours, theirs = make_events({"days": "2019-01-01 2019-01-10"}), make_events({"days": "2019-01-10 2019-01-20"}).assign(event_id="t0")
    assert list_rows(ak.compare_events(ours, theirs, within_days=0)) == [["both", "e0", "t0", 0.0, 0, None]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"days": None}, "not dated"),
        ({"spot": None}, "no point"),
        ({"place_precision": "province"}, "too coarse"),
        ({"days": "2019-01-01 2019-12-31"}, "too coarse"),
    ],
)
def test_what_is_known_too_vaguely_is_compared_with_nothing(make_events: Build, change: dict[str, Any], reason: str) -> None:
    theirs = make_events({}).assign(event_id="t0")
    assert [row[0::5] for row in list_rows(ak.compare_events(make_events(change), theirs))] == [
        ["ours", reason],
        ["theirs", "nothing near"],
    ]


def test_a_distance_is_none_below_zero(make_events: Build) -> None:
    with pytest.raises(ArgumentError, match="within_km: -1 is no distance; give 0 or more"):
        ak.compare_events(make_events(), make_events(), within_km=-1)


def test_nothing_compared_with_nothing_is_a_table_of_no_rows(make_events: Build) -> None:
    assert len(ak.compare_events(make_events(), make_events())) == 0
