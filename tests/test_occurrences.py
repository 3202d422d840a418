from typing import Any

import pandas as pd
import pytest
from shapely.geometry import Point
from test_clusters import ROW

from analystkit.language.ranges import Range
from analystkit.linking.occurrences import build_occurrence, is_contested, span_figures
from analystkit.linking.tellings import read_telling

SPOT = Point(36.4, 33.57)


def tell(report_id: str, **changes: Any) -> dict[str, Any]:
    day = pd.Timestamp(changes.pop("day", "2018-04-07"))
    row = ROW | {"report_id": report_id, "article_id": f"of {report_id}", "status": "reported", "geometry": SPOT, "corrected": None}
    row |= {"date_start": day, "date_end": day, "date_precision": "day", "date_text": "on Saturday", "actor": None, "target": None}
    return row | {"actor_basis": None, "n_strikes_low": None, "n_strikes_high": None} | changes


def build(*rows: dict[str, Any]) -> dict[str, Any]:
    return build_occurrence(rows, {row["report_id"]: read_telling(row, None) for row in rows})


def test_the_most_precise_place_that_most_tell_is_taken():
    province = {"place": "Rif Dimashq", "place_id": "p", "place_precision": "province"}
    rows = [tell("r1", **province), tell("r2", place="Saqba", place_id="gn:2"), tell("r3"), tell("r4"), tell("r5", **province)]
    assert build(*rows)["place"] == "Douma"


def test_the_day_that_most_tell_is_taken_before_a_longer_or_inherited_one():
    month = {"day": "2018-04-01", "date_end": pd.Timestamp("2018-04-30"), "date_precision": "month"}
    rows = [
        tell("r1", **month),
        tell("r2", day="2018-04-08"),
        tell("r3"),
        tell("r4"),
    ]
    rows += [tell(name, day="2018-04-06", date_basis="inherited") for name in ("r5", "r6", "r7")]
    event = build(*rows)
    assert (event["date_start"], event["date_precision"]) == (pd.Timestamp("2018-04-07"), "day")
    assert event["disagreements"] == "date: 2018-04-06 (r5 r6 r7), 2018-04-07 (r3 r4), 2018-04-08 (r2)"


def test_a_kind_that_says_more_goes_before_an_attack():
    rows = [tell("r1", event_type="attack"), tell("r2", event_type="attack"), tell("r3", event_type="shelling")]
    assert build(*rows)["event_type"] == "shelling"
    assert build(*rows[:2])["event_type"] == "attack"


def test_sides_are_those_of_most_with_their_basis():
    rows = [
        tell("r1", actor="the army", actor_id="state:SY", actor_basis="attributed"),
        tell("r2", actor="Syrian forces", actor_id="state:SY", actor_basis="stated"),
        tell("r3", actor="jets", target="rebels"),
        tell("r4", actor="Russia", actor_id="state:RU", actor_basis="denied"),
    ]
    event = build(*rows)
    assert [event[name] for name in ("actor", "actor_id", "actor_basis", "target")] == ["the army", "state:SY", "attributed", "rebels"]
    assert event["disagreements"] == "actor: state:RU (r4), state:SY (r1 r2)"
    assert is_contested(rows)


def test_the_sides_of_a_clash_told_in_either_order_are_no_disagreement():
    rows = [tell("r1", actor_id="hts", target_id="state:SY"), tell("r2", actor_id="state:SY", target_id="hts")]
    assert build(*rows)["disagreements"] is None
    assert not is_contested(rows)


def test_places_that_are_not_one_are_a_disagreement_and_spellings_are_none():
    far = {"place": "Homs", "place_id": "gn:9", "geometry": Point(36.72, 34.73)}
    assert build(tell("r1"), tell("r2", place="Duma", geometry=Point(36.41, 33.58)))["disagreements"] is None
    assert build(tell("r1"), tell("r2", **far))["disagreements"] == "place: Douma (r1), Homs (r2)"


@pytest.mark.parametrize(
    ("told", "span"),
    [
        ([(11, 11), (21, 21), (4, 4)], (4, 21)),
        ([(5, None), (9, 9)], (5, 9)),
        ([(9, 9), (12, None)], (9, None)),
        ([(None, 20), (8, 8)], (8, 20)),
        ([], (None, None)),
    ],
)
def test_tolls_keep_the_range_over_reports(told: list[tuple[int | None, int | None]], span: tuple[int | None, int | None]):
    whole = span_figures(Range(*one) for one in told)
    assert (whole.low, whole.high) == span


def test_numbers_and_corrections_are_those_of_all_reports():
    event = build(tell("r1", killed_low=11, killed_high=11), tell("r2", killed_low=4, killed_high=4, corrected="killed"))
    assert [event[name] for name in ("killed_low", "killed_high", "n_corrected", "injured_low")] == [4, 11, 1, None]
    assert event["disagreements"] == "killed: 4 (r2), 11 (r1)"
    assert event["report_ids"] == "r1 r2"


def test_an_event_is_alleged_only_where_nobody_reports_it():
    assert build(tell("r1", status="alleged"), tell("r2"))["status"] == "reported"
    assert build(tell("r1", status="alleged"))["status"] == "alleged"
