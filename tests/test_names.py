import pytest

from analystkit.language.names import has_actor_name, is_party, name_phrase, rank_party, resolve_part
from analystkit.language.sentences import parse_sentences


@pytest.mark.parametrize(
    ("sentence", "head", "name"),
    [
        ("The two Russian warplanes bombed the town.", "warplanes", "Russian warplanes"),
        ("Several other rebel groups attacked.", "groups", "rebel groups"),
        ("They attacked.", "They", None),
        ("Others attacked.", "Others", None),
        ("The so-called Islamic State attacked.", "State", "so-called Islamic State"),
        ("The US-led coalition attacked.", "coalition", "US-led coalition"),
        ("Syrian Army Foils Attack on the city.", "Foils", "Syrian Army"),
        ("Syrian or Russian planes attacked.", "planes", "Syrian or Russian planes"),
        ("Idlib - Fighters shelled Saraqib.", "Fighters", "Fighters"),
        ("- Fighters shelled Saraqib.", "Fighters", "Fighters"),
        ("US-led forces shelled Saraqib.", "forces", "US-led forces"),
    ],
)
def test_a_party_is_named_without_articles_and_numbers(sentence: str, head: str, name: str | None):
    (doc,) = parse_sentences([sentence])
    assert name_phrase(next(token for token in doc if token.text == head)) == name


def test_a_name_takes_its_owner_along_where_asked():
    (doc,) = parse_sentences(["They hit positions of the militants."])
    positions = next(token for token in doc if token.text == "positions")
    assert name_phrase(positions) == "positions"
    assert name_phrase(positions, with_owner=True) == "positions of the militants"


@pytest.mark.parametrize(
    ("sentence", "head", "whole"),
    [
        ("Fighters from Boko Haram attacked.", "Fighters", "Haram"),
        ("Dozens of rebels attacked.", "Dozens", "rebels"),
        ("Soldiers from Libya attacked.", "Soldiers", "Soldiers"),
        ("Gunmen from the Kivu district attacked.", "Gunmen", "Gunmen"),
        ("A helicopter belonging to the regime attacked.", "helicopter", "regime"),
        ("The attack was carried out by the armed Basque separatist group ETA.", "group", "ETA"),
        ("Soldiers fought fighters of the extremist group Islamic State in Mopti.", "fighters", "State"),
    ],
)
def test_a_part_is_resolved_to_the_party_it_is_of(sentence: str, head: str, whole: str):
    (doc,) = parse_sentences([sentence])
    assert resolve_part(next(token for token in doc if token.text == head)).text == whole


@pytest.mark.parametrize(
    ("sentence", "head", "party"),
    [
        ("The rebels attacked.", "rebels", True),
        ("Isis attacked.", "Isis", True),
        ("The chlorine attacked.", "chlorine", False),
        ("Thirty attacked.", "Thirty", False),
    ],
)
def test_a_party_is_one_that_can_have_done_an_armed_act(sentence: str, head: str, party: bool):
    (doc,) = parse_sentences([sentence])
    assert is_party(next(token for token in doc if token.text == head)) == party


def test_a_name_says_more_than_a_description_and_that_more_than_a_plane():
    (doc,) = parse_sentences(["Isis fighters, rebels and warplanes met a rebel attack."])
    ranks = {token.text: rank_party(token) for token in doc if token.text in ("fighters", "rebels", "warplanes", "rebel")}
    assert ranks["fighters"] > ranks["rebels"] > ranks["warplanes"] == ranks["rebel"]


def test_a_phrase_knows_whether_it_holds_an_actors_name():
    (doc,) = parse_sentences(["Islamic State militants and jihadists hit a Syrian post."])
    assert {t.text: has_actor_name(t) for t in doc if t.text in ("militants", "jihadists", "post")} == {
        "militants": True,
        "jihadists": False,
        "post": True,
    }
