import pytest

from analystkit.roles import Roles, find_roles
from analystkit.sentences import parse_sentences
from analystkit.triggers import find_triggers


def read(sentence: str) -> Roles:
    (doc,) = parse_sentences([sentence])
    return find_roles(find_triggers(doc)[0])


@pytest.mark.parametrize(
    ("sentence", "actor", "target"),
    [
        ("Israeli warplanes bombed an arms depot near Homs.", "Israeli warplanes", "arms depot"),
        ("An arms depot was bombed by Israeli warplanes.", "Israeli warplanes", "arms depot"),
        ("Syrian government air strikes on a market killed nine people.", "Syrian government", "market"),
        ("The coalition carried out air strikes against the group.", "coalition", "group"),
        ("The air strikes carried out by the coalition hit a school.", "coalition", "school"),
        ("A Russian plane was shot down by Syrian air defences.", "Syrian air defences", "Russian plane"),
        ("Militants kidnapped three aid workers.", "Militants", "aid workers"),
        ("Clashes between army troops and rebel fighters broke out in the village.", "army troops", "rebel fighters"),
    ],
)
def test_who_did_it_and_whom_it_hit(sentence: str, actor: str, target: str):
    roles = read(sentence)
    assert (roles.actor, roles.target) == (actor, target)


def test_who_tells_it_is_apart_from_who_did_it():
    roles = read("Rebels shelled the airport, the Observatory said.")
    assert (roles.actor, roles.according_to, roles.actor_basis) == ("Rebels", "Observatory", "attributed")
    assert read("According to state media, rebels shelled the airport.").according_to == "state media"


def test_an_actor_that_tells_it_itself_claims_it():
    assert read("The brigade said the brigade shelled the airport.").actor_basis == "claimed"


def test_what_the_sentence_does_not_say_is_missing():
    assert read("An air strike was reported overnight.").actor is None
    assert read("They bombed it.").actor is None
