"""Stages: the components of the model run over a batch of sentences, with the same results as its own `pipe` and in half the time."""

from collections.abc import Callable, Collection
from itertools import chain
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from analystkit.language.matrices import keep_to_one_thread, multiply_in_blocks
from analystkit.language.wordvectors import remember_words

REMEMBERED = 200_000  # words in their uses
USE: list[int | str] = ["ORTH", "LOWER", "TAG", "DEP"]  # what the rules for a word look at
GIVEN: list[int | str] = ["POS", "MORPH", "LEMMA", "TAG", "DEP"]  # and what they give; tag and dependency only of white space
# The words that begin those rules of the model that look at two words, "gonna" as "gon" and "na"; what stands beside "there" is another
PAIRED = frozenset(["ai", "c'm", "gon", "got", "let", "y", "y'"])

Use = tuple[int, ...]
Step = Callable[[list[Doc]], None]


class Stages:
    """Runs components of a model; which ones, each call says."""

    def __init__(self, model: Language) -> None:
        ruler, lemmatizer = model.get_pipe("attribute_ruler"), model.get_pipe("lemmatizer")
        self._rules = cast("tuple[Callable[[Doc], Doc], ...]", (ruler, lemmatizer))
        self._vocab = model.vocab
        self._words: dict[Use, list[int]] = {}
        self._paired = {model.vocab.strings.add(word) for word in PAIRED}
        self._expletive = model.vocab.strings.add("expl")
        for component in ("tok2vec", "tagger", "parser", "ner"):
            network = model.get_pipe(component).model  # type: ignore[attr-defined]  # of these four
            multiply_in_blocks(network)
            remember_words(network)
        self._steps: dict[str, list[Step]] = {
            "tags": [_predict_with(model.get_pipe("tok2vec")), _predict_with(model.get_pipe("tagger"))],
            "parse": [_decide_with(model.get_pipe("parser")), self._apply_rules],
            "entities": [_decide_with(model.get_pipe("ner"))],
        }

    def run(self, docs: list[Doc], *names: str) -> list[Doc]:
        """Run stages over a batch of sentences, whose Docs they change; "parse" needs "tags"."""
        filled = [doc for doc in docs if len(doc)]
        with keep_to_one_thread():
            for step in chain.from_iterable(self._steps[name] for name in names if filled):
                step(filled)
        return docs

    def _apply_rules(self, docs: list[Doc]) -> None:
        """Give each word its part of speech, morphology and lemma by the rules of the model, which are tried once for each use of a word.

        They look at nothing but the word, its tag and its dependency, save for few that look at two words.
        """
        if len(self._words) > REMEMBERED:
            self._words.clear()
        found = [(doc, list(map(tuple, doc.to_array(USE).tolist()))) for doc in docs]
        paired = [any(lower in self._paired or dep == self._expletive for _, lower, _, dep in uses) for _, uses in found]
        alone = [each for each, beside in zip(found, paired, strict=True) if not beside]
        self._remember({use for _, uses in alone for use in uses if use not in self._words})
        for doc, uses in alone:
            doc.from_array(GIVEN, cast("Any", np.array([self._words[use] for use in uses], dtype=np.uint64)))
        for (doc, _), beside in zip(found, paired, strict=True):
            for rule in self._rules if beside else ():
                rule(doc)

    def _remember(self, uses: Collection[Use]) -> None:
        """Remember what the rules give for words in their uses, as if these were one sentence."""
        listed = sorted(uses)
        doc = Doc(self._vocab, [self._vocab.strings[use[0]] for use in listed])
        doc.from_array(["TAG", "DEP"], cast("Any", np.array([use[2:] for use in listed], dtype=np.uint64).reshape(-1, 2)))
        for rule in self._rules if listed else ():
            rule(doc)
        self._words.update(zip(listed, doc.to_array(GIVEN).tolist(), strict=True))


def _predict_with(component: Any) -> Step:
    def predict(docs: list[Doc]) -> None:
        component.set_annotations(docs, component.predict(docs))

    return predict


def _decide_with(component: Any) -> Step:
    """Let a component decide word by word, for all sentences at once.

    Its own loop gives up Python's lock and has to take it again for each thing that it may decide, which is most of its time.
    """

    def decide(docs: list[Doc]) -> None:
        docs = sorted(docs, key=len)
        states = component.moves.init_batch(docs)
        scorer = component.model.predict(docs)
        unfinished = [state for state in states if not state.is_final()]
        while unfinished:
            hidden = scorer.state2vec.predict(scorer.get_token_ids(unfinished))
            unfinished = component.transition_states(unfinished, scorer.vec2scores.predict(hidden))
        scorer.clear_memory()
        component.set_annotations(docs, states)

    return decide
