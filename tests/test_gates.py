"""Gates: no sentence that tells of an event is kept back, and what cannot tell of one is."""

from pathlib import Path

import pytest

from analystkit.language.eventtypes import load_event_types
from analystkit.language.gates import Gate, list_possible_forms
from analystkit.language.models import load_model
from analystkit.language.sentences import parse_sentences
from analystkit.language.tolls import find_harms
from analystkit.language.triggers import find_triggers


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate(load_event_types())


@pytest.mark.parametrize(
    "sentence",
    [
        "Air-strikes hit the town.",
        "WARPLANES STRIKE BASES NEAR IDLIB",
        "Rebels fought the army until dawn.",
        "The army shot the drone down.",
        "Gunmen took two teachers hostage.",
        "The clashes claimed seven lives.",
        "The army destroyed more than 60 terrorists.",
        "The death toll rose to 14.",
        "Two bombs went off in the market.",
        "Chlorine was used in Saraqib.",
    ],
)
def test_what_tells_of_an_event_goes_through(gate: Gate, sentence: str) -> None:
    (doc,) = parse_sentences([sentence])
    assert find_triggers(doc) or find_harms(doc)
    assert gate.lets_through(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministers met in Geneva on Monday.",
        "They used the road to Homs, which lost its trees.",  # used, with no toxic agent; lost, with no people or life
        "The company claimed a record and took the toll road.",
        "",
    ],
)
def test_what_cannot_tell_of_one_stays(gate: Gate, sentence: str) -> None:
    assert not gate.lets_through(sentence)


def test_a_term_of_the_analysts_own_opens_the_gate(tmp_path: Path, gate: Gate) -> None:
    path = tmp_path / "types.csv"
    path.write_text("event_type,pos,terms\nlooting,verb,loot;break into\n")
    own = Gate(load_event_types(path))
    for sentence in ("Men looted three shops.", "Men broke at night into a shop."):
        assert own.lets_through(sentence)
        assert not gate.lets_through(sentence)


def test_every_form_that_the_model_gives_is_foreseen() -> None:
    words = "struck shelling bombs fled hostages wounded dying lives knives bodies hit downed leaves fought shot better men geese axes"
    lemmatizer = load_model().get_pipe("lemmatizer")
    for part in ("VERB", "NOUN", "ADJ", "PROPN", "ADV", "AUX"):
        (doc,) = parse_sentences([words])
        for token in doc:
            token.pos_ = part
            assert set(lemmatizer.rule_lemmatize(token)) <= {*list_possible_forms(token.lower_), token.text}  # type: ignore[attr-defined]
