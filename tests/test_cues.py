"""Cues: the words of cues.csv, each once in its cue, each able to match."""

import csv
import re
from importlib.resources import files
from pathlib import Path

from analystkit.language.cues import has_cue, list_forms, read_cues
from analystkit.language.sentences import parse_sentences


def test_every_cue_can_match():
    """A cue of two words is a verb with its particle or object; no other word of two could ever be found."""
    pairs = {term for terms in read_cues().values() for term in terms if " " in term}
    assert all(term.split()[1] in ("out", "up", "off", "on", "in", "down", "place") for term in pairs), pairs


def test_no_word_stands_twice_in_one_cue():
    with files("analystkit.data").joinpath("cues.csv").open(encoding="utf-8") as lines:
        words = [(row["cue"], row["term"]) for row in csv.DictReader(lines)]
    assert len(words) == len(set(words))
    assert all(term == term.strip() and term for _, term in words)


def test_a_plural_and_a_headline_are_found_under_their_singular():
    (doc,) = parse_sentences(["Warplanes Strike Bases"])
    assert "warplane" in list_forms(doc[0])
    assert has_cue(doc[0], "aircraft_noun")


def test_a_verb_is_found_under_its_plain_form_where_the_model_has_another():
    (doc,) = parse_sentences(["The army staged a raid while waging a war."])
    assert has_cue(doc[2], "light_verb")
    assert has_cue(doc[6], "light_verb")


def test_a_verb_is_found_with_its_particle():
    (doc,) = parse_sentences(["The army carried the attack out."])
    assert has_cue(doc[2], "light_verb")


def test_every_cue_that_is_asked_for_is_there():
    """Another name would be no cue of any word, and say nothing."""
    sources = [path.read_text(encoding="utf-8") for path in Path(str(files("analystkit"))).rglob("*.py")]
    asked = {name for source in sources for call in re.findall(r"has_cue\(([^()]*)\)", source) for name in re.findall(r'"(\w+)"', call)}
    assert len(asked) > 60
    assert asked - read_cues().keys() == set()
