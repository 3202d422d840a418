"""Stages: what they give is what the model's own pipe gives."""

import warnings

import pytest
import spacy
from spacy.tokens import Doc

from analystkit.language import stages
from analystkit.language.models import MODEL, load_model
from analystkit.language.sentences import parse_sentences

SENTENCES = [
    "Jets of the U.S. Air Force hit Homs on Monday, killing 12 people.",
    "There is nothing left.",
    "The town is nothing.",  # where "is" counts as something else than behind "there"
    "Let's go, he said: we're gonna leave.",
    "Y'all ain't safe  here.",  # two spaces, of which the second is a word
    "I saw it and it saw me; you did what you did.",
    "Shells fell.",
    "shells Fell",
    "12",
]


def tell(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.text, t.ent_type_, t.ent_iob_, t.dep_, t.head.i, t.tag_, t.pos_, t.lemma_, str(t.morph), t.is_sent_start) for t in doc]


def make_doc(sentence: str) -> Doc:
    doc = load_model().make_doc(sentence)
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


def test_the_stages_give_what_the_pipe_of_the_model_gives() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = spacy.load(MODEL)
    asked = [tell(doc) for doc in plain.pipe(map(make_doc, SENTENCES))]
    assert [tell(doc) for doc in parse_sentences(SENTENCES)] == asked
    assert [tell(doc) for doc in parse_sentences(SENTENCES)] == asked  # the second time from what is remembered
    assert [tell(doc) for sentence in SENTENCES for doc in parse_sentences([sentence])] == asked


def test_a_sentence_without_words_is_given_back() -> None:
    (doc,) = parse_sentences([""])
    assert len(doc) == 0


def test_the_rules_for_words_look_at_what_is_remembered() -> None:
    """The rules of the model look at the word, its tag and its dependency; those that look at two words begin as listed."""
    pairs = set()
    for rule in load_model().get_pipe("attribute_ruler").patterns:  # type: ignore[attr-defined]
        assert rule["attrs"].keys() <= set(stages.GIVEN)
        for words in rule["patterns"]:
            assert {name for word in words for name in word} <= {"LOWER", "TAG", "DEP", "IS_SPACE"}
            if len(words) > 1:
                pairs.add(str(words[0].get("LOWER", words[0].get("DEP"))))
    assert pairs == {*stages.PAIRED - {"y", "y'"}, "{'REGEX': \"^y'?$\"}", "expl"}


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = stages.Stages(load_model())
    monkeypatch.setattr(stages, "REMEMBERED", 2)
    for _ in range(3):
        runner.run([make_doc("Shells fell on Homs.")], "tags", "parse")
        assert len(runner._words) == 5
        runner.run([make_doc("Rebels left.")], "tags", "parse")
        assert len(runner._words) == 3
