"""Word vectors: what is remembered of a word is what the model makes of it."""

import numpy as np
import pytest
from spacy.tokens import Doc

from analystkit.language import wordvectors
from analystkit.language.models import load_model
from analystkit.language.stages import Stages

SENTENCES = ["Jets hit Homs on Monday.", "jets Hit homs, on  Monday .", "It isn't n't.", "Jets hit Homs on Monday."]


def read_vectors(docs: list[Doc]) -> list[bytes]:
    """Read what the network of the entities makes of the words of sentences, one after the other."""
    network = load_model().get_pipe("ner").model.get_ref("tok2vec")  # type: ignore[attr-defined]
    return [made.tobytes() for made in network.predict(docs)]


def make_docs() -> list[Doc]:
    return [load_model().make_doc(sentence) for sentence in SENTENCES]


def test_what_is_remembered_is_what_the_model_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    Stages(load_model())
    one_by_one = [made for doc in make_docs() for made in read_vectors([doc])]
    remembered = [read_vectors(make_docs()), read_vectors(make_docs()), one_by_one]
    monkeypatch.setattr(wordvectors, "REMEMBERED", 0)
    made = read_vectors(make_docs())
    assert remembered == [made] * 3
    assert len(set(made)) > len(set(SENTENCES))


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load_model()
    monkeypatch.setattr(wordvectors, "REMEMBERED", 8)
    network = model.get_pipe("tok2vec").model.copy()  # type: ignore[attr-defined]
    wordvectors.remember_words(network)
    docs = make_docs()
    one_by_one = [network.predict([doc])[0] for doc in (*docs, *docs)]
    together = network.predict([*docs, *docs])  # more words than are remembered
    assert all(np.array_equal(one, other) for one, other in zip(one_by_one, together, strict=True))
