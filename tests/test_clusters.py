from dataclasses import replace
from typing import Any

import pytest

from analystkit.errors import ArgumentError
from analystkit.language.ranges import Range
from analystkit.linking.clusters import link_tellings
from analystkit.linking.tellings import Telling, read_telling

ROW = {
    "event_type": "air_strike",
    "date_start": None,
    "date_end": None,
    "date_basis": "explicit",
    "place": "Douma",
    "place_id": "gn:1",
    "place_precision": "settlement",
    "place_basis": "stated",
    "country": "SY",
    "admin1": "Rif Dimashq",
    "geometry": None,
    "uncertainty_km": 4.0,
    "actor_id": None,
    "target_id": None,
    **{f"{name}_{end}": None for name in ("killed", "injured") for end in ("low", "high")},
    "quote": "Warplanes struck.",
    "quote_start": 0,
}


def tell(report_id: str, day: int, longitude: float = 0.0, **changes: Any) -> Telling:
    spot = (1.0, longitude / 57.3, 0.0)
    telling = read_telling(ROW | {"report_id": report_id, "article_id": f"of {report_id}"}, None)
    return replace(telling, first=day, last=day, published=day + 1, spot=spot, place_id=f"gn:{longitude}", **changes)


def list_groups(tellings: list[Telling], **pairs: Any) -> list[str]:
    return [" ".join(telling.report_id for telling in event) for event in link_tellings(tellings, **pairs).events]


def test_a_chain_of_days_is_not_one_event():
    toll = {"killed": Range(8, 8), "injured": Range(20, 20)}
    assert list_groups([tell("a", 1, **toll), tell("b", 2, **toll), tell("c", 3, **toll)]) == ["a b", "c"]


def test_what_disagrees_with_most_of_an_event_is_not_part_of_it():
    few, many = ({"killed": Range(n, n), "injured": Range(n, n)} for n in (5, 40))
    assert list_groups([tell("a", 1), tell("b", 1, **few), tell("c", 1, **many)]) == ["a b", "c"]


def test_the_better_agreement_links_first():
    near, far = tell("b", 1, 0.2, killed=Range(9, 9)), tell("c", 1, 0.0, killed=Range(9, 9))
    assert list_groups([replace(far, article_id="one"), replace(near, article_id="one"), tell("a", 1, killed=Range(9, 9))]) == ["a c", "b"]


def test_copies_are_together_where_the_place_of_one_was_misread():
    words = tuple(range(16))
    assert list_groups([tell("a", 1, sketch=words), tell("b", 1, 40.0, sketch=words)]) == ["a b"]
    assert list_groups([tell("a", 1, sketch=words), tell("b", 90, 40.0, sketch=words)]) == ["a", "b"]


def test_a_copy_of_what_is_in_an_event_follows_it():
    told = tell("p", 1, killed=Range(8, 8), place_precision="province", sketch=tuple(range(16)))
    told = replace(told, first=1, last=30)
    copy = replace(told, report_id="v", article_id="of v", killed=Range(None, None))
    assert list_groups([tell("a", 1, killed=Range(8, 8)), tell("b", 9), told, copy]) == ["a p v", "b"]
    assert list_groups([tell("a", 1, killed=Range(8, 8)), tell("b", 9), told, replace(copy, sketch=())]) == ["a p", "b"]


def test_pairs_that_must_link_or_part_do():
    tellings = [tell("a", 1), tell("b", 1), tell("c", 50)]
    assert list_groups(tellings) == ["a b", "c"]
    assert list_groups(tellings, must_part=[("b", "a")]) == ["a", "b", "c"]
    assert list_groups(tellings, must_link=[("c", "a")]) == ["a b c"]
    assert list_groups(tellings, must_link=[("c", "a")], must_part=[("b", "c")]) == ["a c", "b"]
    assert list_groups(tellings, must_link=[("a", "gone")], must_part=[("gone", "b")]) == ["a b", "c"]


def test_a_vague_report_does_not_join_what_it_must_part_from():
    tellings = [tell("a", 1), replace(tell("v", 1, place_precision="province"), first=1, last=30)]
    assert list_groups(tellings) == ["a v"]
    assert list_groups(tellings, must_part=[("v", "a")]) == ["a", "v"]


def test_vague_reports_that_must_part_do_not_join_one_event():
    vague = [replace(tell(name, 1), first=1, last=30) for name in ("v", "w")]
    assert list_groups([tell("a", 9), *vague]) == ["a v w"]
    assert list_groups([tell("a", 9), *vague], must_part=[("v", "w")]) == ["a v"]


def test_merges_that_contradict_a_split_are_refused():
    with pytest.raises(ArgumentError, match=r"reports 'a' and 'c' are to be of two events by a split"):
        list_groups([tell("a", 1), tell("b", 1), tell("c", 1)], must_link=[("a", "b"), ("b", "c")], must_part=[("a", "c")])


def test_what_many_tell_is_likelier_told_again():
    vague = replace(tell("v", 1, place_precision="province"), first=1, last=30)
    many = [tell(f"a{n}", 1) for n in range(9)]
    assert list_groups([*many, tell("b", 9), vague])[0].split()[-1] == "v"
    assert [telling.report_id for telling in link_tellings([many[0], tell("b", 9), vague]).unassigned] == ["v"]


def test_of_two_vague_reports_of_one_article_the_better_joins():
    province = replace(tell("p", 1, place_precision="province"), article_id="one")
    month = replace(tell("m", 1, place_precision="province"), article_id="one", first=1, last=30)
    linkage = link_tellings([tell("a", 1), province, month])
    assert [[telling.report_id for telling in event] for event in linkage.events] == [["a", "p"]]
    assert [telling.report_id for telling in linkage.unassigned] == ["m"]
