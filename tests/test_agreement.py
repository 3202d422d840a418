from dataclasses import replace
from typing import Any

import pytest
from test_clusters import ROW

from analystkit.language.eventtypes import read_event_types
from analystkit.language.ranges import Range
from analystkit.linking.agreement import read_kinship, weigh_agreement
from analystkit.linking.tellings import Telling, read_telling

ONE = replace(read_telling(ROW | {"report_id": "r1", "article_id": "a"}, None), first=100, last=100, spot=(1.0, 0.0, 0.0), published=101)


def weigh(**changes: Any) -> float | None:
    return weigh_agreement(ONE, replace(ONE, report_id="r2", article_id="b", **changes))


def move(km: float) -> dict[str, Any]:
    return {"spot": (1.0, km / 6371.0, 0.0), "place_id": "gn:2", "place": "elsewhere"}


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({}, 5.0),
        ({"event_type": "attack"}, 4.5),
        ({"event_type": "bombing"}, 3.0),
        ({"event_type": "abduction"}, None),
        ({"first": 101, "last": 101}, 3.0),
        ({"first": 102, "last": 102}, None),
        ({"first": 98, "last": 100}, 5.0),
        ({"first": 95, "last": 101}, 4.0),
        ({"first": 90, "last": 120}, 3.5),
        ({"first": None, "last": None, "published": 103}, 2.5),
        ({"first": None, "last": None, "published": 110}, 1.5),
        ({"first": None, "last": None, "published": 115}, None),
        ({"first": None, "last": None, "published": 99}, None),
        (move(9), 5.0),
        (move(20) | {"radius_km": 18.0}, 4.0),
        (move(40), 2.0),
        (move(40) | {"admin1": "Homs"}, None),
        (move(60) | {"radius_km": 90.0}, None),
        ({"place_precision": "province", "place_id": "iso:SY-RD"}, 4.0),
        ({"place_precision": "province", "place_id": "iso:SY-HI", "admin1": "Homs", "place": "Homs"}, None),
        ({"place_precision": "country", "place_id": "SY", "place": "Syria", "spot": None}, 3.0),
        ({"place_precision": "country", "place_id": "IQ", "place": "Iraq", "country": "IQ", "spot": None}, None),
        ({"place_precision": None, "place_id": None, "place": None, "country": None, "spot": None}, 2.5),
        ({"place_precision": None, "place_id": None, "country": None, "spot": None}, 5.0),  # a village in no gazetteer
    ],
)
def test_kind_day_and_place_are_weighed_at_their_precision(changes: dict[str, Any], points: float | None):
    assert weigh(**changes) == points


@pytest.mark.parametrize(
    ("mine", "theirs", "points"),
    [
        ((14, 14), (14, None), 2.0),
        ((2, 2), (2, 2), 0.5),
        ((72, None), (100, 100), 1.0),
        ((11, 11), (14, 14), -0.5),
        ((11, None), (14, 14), 0.0),
        ((5, 5), (40, 40), -2.5),
        ((200, None), (1400, None), -1.0),
        ((None, 4), (4, 4), 2.0),
        ((0, 18), (18, 18), 2.0),
        ((0, 0), (0, 0), 0.5),
        ((None, None), (4, 4), 0.0),
    ],
)
def test_tolls_weigh_by_how_rare_and_how_far_apart(mine: tuple[int, int], theirs: tuple[int, int], points: float):
    one, other = replace(ONE, killed=Range(*mine)), replace(ONE, killed=Range(*theirs), article_id="b")
    assert weigh_agreement(one, other) == 5.0 + points
    assert weigh_agreement(other, one) == 5.0 + points


@pytest.mark.parametrize(
    ("mine", "theirs", "points"),
    [
        (("state:IL", None), ("state:IL", None), 0.5),
        (("state:IL", "state:SY"), ("state:IL", "state:SY"), 1.0),
        (("state:SY", "hts"), ("hts", "state:SY"), 1.0),
        (("state:IL", None), ("state:RU", None), -1.0),
        (("state:IL", None), (None, None), 0.0),
    ],
)
def test_sides_weigh_in_and_those_of_a_clash_in_either_order(mine: tuple[str, str], theirs: tuple[str, str], points: float):
    one, other = (replace(ONE, actor=actor, target=target) for actor, target in (mine, theirs))
    assert weigh_agreement(one, replace(other, article_id="b")) == 5.0 + points


def tell_again(**changes: Any) -> Telling:
    return replace(ONE, report_id="r2", quote_start=50, **changes)


def test_an_article_that_tells_two_apart_knows_why():
    assert weigh_agreement(ONE, tell_again()) is None
    assert weigh_agreement(ONE, tell_again(leans=True)) == 5.0
    assert weigh_agreement(ONE, tell_again(leans=True, first=99, last=99)) is None
    assert weigh_agreement(replace(ONE, killed=Range(3, 3)), tell_again(leans=True, killed=Range(4, 4))) is None
    assert weigh_agreement(ONE, replace(ONE, event_type="shelling")) == 4.5
    assert weigh_agreement(ONE, replace(ONE, report_id="r2")) is None


def test_kindred_types_are_types_and_no_type_is_kindred_to_itself():
    types = set(read_event_types())
    assert {name for pair in read_kinship() for name in pair} <= types
    assert all(one != other and kinship in ("near", "far") for (one, other), kinship in read_kinship().items())
    assert read_kinship()["shelling", "attack"] == "near"
