import os
import subprocess
import sys

import pytest

from analystkit.language.cues import read_cues
from analystkit.language.sentences import parse_sentences
from analystkit.language.triggers import find_triggers, read_event_types
from analystkit.tables import read_columns


def read(sentence: str) -> list[tuple[str, str, str, bool]]:
    (doc,) = parse_sentences([sentence])
    return [(t.head.text, t.event_type, t.status, t.aggregate) for t in find_triggers(doc)]


def happened(sentence: str) -> list[str]:
    return [kind for _, kind, status, aggregate in read(sentence) if status == "reported" and not aggregate]


@pytest.mark.parametrize(
    ("sentence", "event_type"),
    [
        ("Warplanes bombed the town of Saraqib on Monday.", "air_strike"),
        ("Two civilians died in an air strike on a market.", "air_strike"),
        ("Helicopters dropped barrel bombs on the old city.", "air_strike"),
        ("Rebels shelled the airport.", "shelling"),
        ("Mortar shells fell on a school in the capital.", "shelling"),
        ("A car bomb exploded near a checkpoint.", "bombing"),
        ("A suicide bomber blew himself up at the gate.", "bombing"),
        ("Clashes broke out between the army and the militia near Hama.", "armed_clash"),
        ("Government troops repelled an assault by the group.", "armed_clash"),
        ("Rebels shot down a military helicopter over the province.", "shootdown"),
        ("A sarin gas attack killed dozens of people.", "chemical_attack"),
        ("Gunmen opened fire on a bus.", "attack"),
        ("Militants kidnapped three aid workers.", "abduction"),
    ],
)
def test_each_type_is_told_by_its_words(sentence: str, event_type: str):
    assert event_type in happened(sentence)


def test_the_means_told_with_an_act_decides_its_type():
    assert happened("Militants attacked the base with mortars.") == ["shelling"]
    assert happened("Israeli jets attacked the base.") == ["air_strike"]
    assert happened("Militants attacked the base.") == ["attack"]


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
    ("sentence", "status"),
    [
        ("The president plans to bomb the depots.", "planned"),
        ("The rebels threatened to shell the villages.", "threatened"),
        ("Air strikes could follow within days.", "planned"),
        ("The army denied the chemical attack.", "denied"),
        ("No air strikes were reported in the province.", "denied"),
        ("Inspectors looked into an alleged chemical attack on the town.", "alleged"),
        ("The talks aim to prevent air strikes on the city.", "planned"),
        ("The ministry said that jets bombed a depot.", "reported"),
    ],
)
def test_what_happened_is_told_from_what_did_not(sentence: str, status: str):
    assert status in {row[2] for row in read(sentence)}


@pytest.mark.parametrize(
    "sentence",
    [
        "No air strike hit Saraqib on Sunday.",
        "Air strikes did not hit Saraqib.",
        "Air strikes never hit Saraqib.",
        "Shells did not fall on Saraqib.",
        "Neither air strikes nor shelling hit Saraqib.",
        "Air strikes failed to hit Saraqib.",
        "Reports that air strikes hit Saraqib are false.",
        "It is not true that air strikes hit Saraqib.",
    ],
)
def test_what_is_negated_is_told_as_not_having_happened(sentence: str):
    assert {status for _, _, status, _ in read(sentence)} == {"denied"}


def test_what_one_answers_has_happened():
    assert ("attack", "attack", "reported", False) in read("The group vowed strikes in response to the attack on the town.")


@pytest.mark.parametrize("sentence", ["Mourners fired into the air.", "A group fired at the plane."])
def test_a_means_is_what_it_was_done_with(sentence: str):
    assert "air_strike" not in happened(sentence)


def test_a_suicide_bomber_is_no_bomber():
    assert set(happened("A suicide bomber killed 63 people in Kabul.")) == {"bombing"}


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_sentence_gives_the_same_type_in_every_process(seed: str):
    script = (
        "from analystkit.language.sentences import parse_sentences; from analystkit.language.triggers import find_triggers; "
        "print([t.event_type for d in parse_sentences(['The group was accused of bombing the town.']) for t in find_triggers(d)])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)  # noqa: S603 -- our own script
    assert done.stdout.strip() == "['air_strike']"


def test_every_cue_can_match():
    """A cue of two words is a verb with its particle or object; no other word of two could ever be found."""
    pairs = {term for terms in read_cues().values() for term in terms if " " in term}
    assert all(term.split()[1] in ("out", "up", "off", "on", "in", "place") for term in pairs), pairs


@pytest.mark.parametrize(
    "sentence",
    [
        "Israel has carried out hundreds of air strikes in Syria.",
        "Rebels frequently shell the airport.",
        "The town has suffered daily bombardment.",
    ],
)
def test_totals_and_habits_are_aggregates(sentence: str):
    assert all(aggregate for *_, aggregate in read(sentence))
    assert read(sentence)


def test_every_type_of_the_vocabulary_is_an_event_type():
    assert set(read_event_types()) >= {
        "air_strike",
        "shelling",
        "bombing",
        "armed_clash",
        "shootdown",
        "chemical_attack",
        "attack",
        "abduction",
    }
    assert all(row["source"] and row["acled"] and row["cameo"] for row in read_event_types().values())
    assert read_columns()["reports"]["status"].allowed == ("reported", "alleged", "planned", "threatened", "denied")


def test_no_word_stands_twice_in_one_cue():
    assert all(terms for terms in read_cues().values())


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The army foiled an attack by militants on two posts.", ["armed_clash"]),
        ("Police foiled an attack on the station.", []),
        ("A device that exploded on Friday wounded nine people.", ["bombing"]),
        ("The Boston bombing killed three people.", ["bombing"]),
        ("Turkish bombing killed three people.", ["air_strike"]),
        ("The bomber struck during the wedding.", ["bombing"]),
        ("A mortar round fired by rebels on the camp left a child dead.", ["shelling"]),
        ("An air force onslaught on the suburb killed nine people.", ["air_strike"]),
        ("Militants kidnapped by their own side were freed.", ["abduction"]),
        ("The fort was captured by fighters and militants.", []),
        ("Police arrested two men in raids on the suburb.", []),
        ("The president called the explosion an attack.", ["bombing"]),
    ],
)
def test_grammar_says_what_a_word_tells_of(sentence: str, told: list[str]):
    assert happened(sentence) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "The fighters are backed by air strikes.",
        "The town was bombed every five minutes.",
        "There were more air strikes than a year before.",
        "Air strikes tripled under the new government.",
        "The group is a coalition fighting the militants.",
    ],
)
def test_standing_help_trends_and_descriptions_are_no_single_event(sentence: str):
    assert read(sentence)
    assert happened(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The zone will be safe from attack.",
        "The region is open to an assault by the army.",
        "They warned of an attack scheduled for Friday.",
        "It was unclear whether an air strike hit the depot.",
    ],
)
def test_what_is_feared_planned_or_in_question_has_not_happened(sentence: str):
    assert read(sentence)
    assert happened(sentence) == []


def test_the_means_of_another_act_do_not_make_the_type():
    assert happened("Israeli raids killed two in retaliation for mortar fire on the border.") == ["air_strike", "shelling"]
