"""Unknowns: streets, and what else reads as a place that no gazetteer has."""

import pytest

from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.geography.unknowns import APPOSED_NAME, Unknown, describe_unknown, find_streets, find_unknowns
from analystkit.language.sentences import parse_sentences


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("On Main Street and 35th Street", ["Main Street", "35th Street"]),
        ("the Salah al-Din Road", ["Salah al-Din Road"]),
        ("O'Neill Ave. and Hyland-Croy Rd", ["O'Neill Ave", "Hyland-Croy Rd"]),
        ("Ohio's Mill Lane", ["Mill Lane"]),
        ("Otter Tail County Road 35", []),
        ("The Road ahead", []),
        ("a street in Homs", []),
    ],
)
def test_streets_end_in_a_word_for_one(text: str, streets: list[str]) -> None:
    found = list(find_streets(text, load_gazetteer()))
    assert [street.text for street in found] == streets
    assert all(text[street.start : street.end] == street.text for street in found)


def test_what_a_preposition_leads_to_is_a_place_unless_taken() -> None:
    doc = next(parse_sentences(["Two people died in the village of Qarqabazan on Monday."]))
    names = list(find_unknowns(doc, [], load_gazetteer()))
    assert [name.text for name in names] == ["Qarqabazan"]
    assert list(find_unknowns(doc, [(0, len(doc.text))], load_gazetteer())) == []


def test_an_unknown_name_is_described_by_its_words_and_neighbours() -> None:
    text = "He drove down the Highway 19, then to work."
    features = describe_unknown(text, Unknown(18, 28, "Highway 19", "FAC"), matched=False, abroad=True)
    assert features == {"unconditional": 1.0, "fac": 1.0, "numbered": 1.0, "numbered_road": 1.0, "comma_behind": 1.0}
    school = describe_unknown("at Zarqab School", Unknown(3, 9, "Zarqab", "GPE"), matched=True, abroad=True)
    assert school == {"unconditional": 1.0, "gpe": 1.0, "matched": 1.0, "behind_body": 1.0, "one_word": 1.0, "behind_at": 1.0}


def test_an_apposition_calls_a_name_a_place() -> None:
    text = "At Qarqab, a small town on the border, Ann Poole, a city council member, spoke."
    doc = next(parse_sentences([text]))
    assert "Ann Poole" not in {text[found.start("name") : found.end("name")] for found in APPOSED_NAME.finditer(text)}
    name = next(name for name in find_unknowns(doc, [], load_gazetteer()) if name.text == "Qarqab")
    assert describe_unknown(text, name, matched=False, abroad=False)["apposed"] == 1.0
    assert "apposed" not in describe_unknown("At Qarqab, on Monday, a shop", name, matched=False, abroad=False)


def test_a_preposition_leads_to_places_abroad() -> None:
    text, name = "killed in Qarqab", Unknown(10, 16, "Qarqab", "PERSON")
    assert "led_abroad" in describe_unknown(text, name, matched=False, abroad=True)
    assert "led_abroad" not in describe_unknown(text, name, matched=False, abroad=False)
