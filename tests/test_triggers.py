import os
import subprocess
import sys

import pytest
from triggered import happened

from analystkit.language.eventtypes import read_event_types
from analystkit.tables import read_columns


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


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_sentence_gives_the_same_type_in_every_process(seed: str):
    script = (
        "from analystkit.language.sentences import parse_sentences; from analystkit.language.triggers import find_triggers; "
        "print([t.event_type for d in parse_sentences(['The group was accused of bombing the town.']) for t in find_triggers(d)])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)  # noqa: S603 -- our own script
    assert done.stdout.strip() == "['air_strike']"


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
        ("Security forces raided a hideout and killed eight insurgents.", ["attack", "attack"]),
        ("Two soldiers died in a raid on a safe house.", ["attack"]),
        ("Army raids on the town killed ten civilians.", ["air_strike"]),
        ("Government raids on a village killed ten civilians.", ["air_strike"]),
        ("The air force said it had struck a rocket launcher.", ["air_strike"]),
        ("Jets hammered the last pocket of the group.", ["air_strike"]),
        ("The North fired two missiles into the sea.", []),
        ("The North test-fired a missile.", []),
        ("Rebels fired two missiles at ships.", ["shelling", "shelling"]),
        ("Vigilantes lynched and burned 13 men.", ["attack"]),
        ("The president called the explosion an attack.", ["bombing"]),
    ],
)
def test_grammar_says_what_a_word_tells_of(sentence: str, told: list[str]):
    assert happened(sentence) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The Ariana bombing was an attack on the police.", ["bombing"]),
        ("The district was hit by a vacuum bomb attack.", ["air_strike", "air_strike"]),
        ("A plane crashed on a bombing run over the town.", ["air_strike"]),
        ("Gunmen took 20 people hostage in a bank.", ["abduction"]),
        ("Rockets with chlorine gas hit the suburb.", ["chemical_attack", "chemical_attack"]),
        ("Troops opened artillery fire on the town.", ["shelling"]),
        ("A swarm of drones struck the port.", ["air_strike"]),
    ],
)
def test_words_of_one_act_are_told_as_one_kind(sentence: str, told: list[str]):
    assert happened(sentence) == told
