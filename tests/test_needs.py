"""Needs: what a word must have beside it before it tells of an event."""

import pytest
from triggered import happened, read

from analystkit.language.eventtypes import load_event_types
from analystkit.language.needs import NEEDS


@pytest.mark.parametrize(
    "sentence",
    [
        "Teachers went on strike over pay.",
        "He died of a heart attack on Sunday.",
        "The minister struck a deal with the bank.",
        "The two leaders met in Sochi to discuss the war.",
        "Shells and rockets were stored in the depot.",
        "The navy held a live fire drill.",
    ],
)
def test_the_same_words_outside_violence_tell_of_none(sentence: str):
    assert read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Militants launched an attack on the base.", ["attack"]),
        ("Troops beat back an attack on the base.", ["armed_clash"]),
        ("They seized hundreds of hostages in hospitals.", ["abduction"]),
        ("The police freed the hostages held at the bank.", []),
        ("The army took three soldiers to the border.", []),
        ("A hospital in the town was hit on Sunday.", ["attack"]),
        ("A hospital in the town was hit by power cuts.", []),
        ("The helicopter was shot down by gunfire.", ["shootdown"]),
        ("The men were kidnapped during an attack on a bus.", ["abduction"]),
        ("The source said that terrorist fired rocket shells at the town.", ["shelling"]),
        ("Rebel fighters broke the siege on Saturday.", ["armed_clash"]),
        ("The forces drove the militants from the town.", ["armed_clash"]),
        ("He drove from Aleppo to Damascus with soldiers.", []),
        ("Militants breached the ceasefire agreement.", []),
        ("Reprisals were feared in areas retaken by the army.", []),
        ("The two leaders clashed in public over the budget.", []),
        ("The forces used sarin in the town.", ["chemical_attack"]),
        ("The drone used chemical sensors.", []),
    ],
)
def test_what_a_word_needs(sentence: str, told: list[str]):
    assert happened(sentence) == told


def test_every_need_of_the_vocabulary_is_known():
    needs = {term.needs for terms in load_event_types().terms.values() for term in terms}
    assert needs == {"", "means", "toxin", *NEEDS}


@pytest.mark.parametrize(
    "sentence",
    [
        "US-backed forces captured two militants on Sunday.",
        "The militia captured three foreigners suspected of being fighters.",
        "The boys were abducted by their father.",
        "Turkish troops have been on the offensive for a month.",
        "He played a part in the beheading videos.",
    ],
)
def test_prisoners_of_battle_families_and_idioms_tell_of_none(sentence: str):
    assert read(sentence) == []


def test_the_offensive_itself_is_told():
    assert happened("The army opened the offensive on Sunday.") == ["armed_clash"]
