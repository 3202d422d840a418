"""Means: what an act was done with makes its type."""

import pytest

from analystkit.language.sentences import parse_sentences
from analystkit.language.triggers import find_triggers


def read(sentence: str) -> list[tuple[str, str, str, bool]]:
    (doc,) = parse_sentences([sentence])
    return [(t.head.text, t.event_type, t.status, t.aggregate) for t in find_triggers(doc)]


def happened(sentence: str) -> list[str]:
    return [kind for _, kind, status, aggregate in read(sentence) if status == "reported" and not aggregate]


def test_the_means_told_with_an_act_decides_its_type():
    assert happened("Militants attacked the base with mortars.") == ["shelling"]
    assert happened("Israeli jets attacked the base.") == ["air_strike"]
    assert happened("Militants attacked the base.") == ["attack"]
    assert happened("Regime forces attacked Saraqeb with barrel bombs laced with chlorine gas.") == ["chemical_attack"]


def test_what_one_act_answers_or_follows_is_done_with_other_means():
    assert happened("Jets struck the town after an attack on a checkpoint.") == ["air_strike", "attack"]
    assert happened("Jets struck the town in response to an attack on a checkpoint.") == ["air_strike", "attack"]


def test_what_was_stored_is_no_means():
    assert happened("Two strikes struck a bunker and destroyed two trucks, and a weapons cache.") == ["air_strike"]


@pytest.mark.parametrize("sentence", ["Mourners fired into the air.", "A group fired at the plane."])
def test_a_means_is_what_it_was_done_with(sentence: str):
    assert "air_strike" not in happened(sentence)


def test_a_suicide_bomber_is_no_bomber():
    assert set(happened("A suicide bomber killed 63 people in Kabul.")) == {"bombing"}


def test_the_means_of_another_act_do_not_make_the_type():
    assert happened("Israeli raids killed two in retaliation for mortar fire on the border.") == ["air_strike", "shelling"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Rebels hit an army base with rockets after the air raids.", "shelling"),
        ("An attack in which bombs were used destroyed a bridge.", "bombing"),
        ("Missiles fired by aircraft hit the depot.", "air_strike"),
        ("Russian bombs killed nine people.", "air_strike"),
        ("Palestinian suicide bombs killed nine people.", "bombing"),
        ("The air strike dropped chemical bombs on the town.", "chemical_attack"),
        ("The helicopter was hit by rebels and crashed.", "shootdown"),
    ],
)
def test_the_means_is_found_by_grammar(sentence: str, told: str):
    assert told in happened(sentence)
    assert set(happened(sentence)) <= {told, "air_strike"}  # the raids that came before


def test_who_has_no_aircraft_bombs_from_the_ground():
    assert happened("Guerrilla commandos bombed two power stations.") == ["bombing"]
    assert happened("The army bombed two power stations.") == ["air_strike"]
