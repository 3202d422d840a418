"""Word vectors: what a model makes of a word before it looks at its neighbours, made once for each word and remembered."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

REMEMBERED = 50_000  # words, in some 20 MB
KEY = "ORTH"  # what the table of vectors that comes with the model is looked up by


class _Words:
    """Words as the layers of a model ask for them, which take it for a Doc."""

    def __init__(self, vocab: Vocab, features: NDArray[np.uint64]) -> None:
        self.vocab = vocab
        self._features = features

    def __len__(self) -> int:
        return len(self._features)

    def to_array(self, asked: int | Sequence[str]) -> NDArray[np.uint64]:
        return self._features[:, 0] if isinstance(asked, int) else self._features[:, 1:]


def remember_words(network: Any) -> None:
    """Let a network remember what it makes of each word, with the same results: its embedding looks at nothing else."""
    for layer in list(network.walk()):
        if len(layer.layers) > 1 and layer.layers[-1].name == "ragged2list":
            features = next(part for part in layer.walk() if part.name == "extract_features")
            network.replace_node(layer, Model("remember_words", _look_up_with(layer, [KEY, *features.attrs["columns"]])))


def _look_up_with(embedding: Any, columns: list[int | str]) -> Callable[..., Any]:
    known: dict[bytes, int] = {}
    vectors = np.empty((REMEMBERED, embedding.layers[-2].get_dim("nO")), dtype=np.float32)

    def look_up(_: Any, docs: list[Doc], is_train: bool) -> Any:
        features = np.concatenate([doc.to_array(columns).reshape(-1, len(columns)) for doc in docs])
        if len(features) > REMEMBERED:
            return embedding(docs, is_train)
        if len(known) + len(features) > REMEMBERED:
            known.clear()
        words = features.view(f"V{features.strides[0]}")[:, 0].tolist()
        unknown = {word: place for place, word in enumerate(words) if word not in known}
        if unknown:
            made = embedding.predict([_Words(docs[0].vocab, features[list(unknown.values())])])[0]
            vectors[len(known) : len(known) + len(unknown)] = made
            known.update(zip(unknown, range(len(known), len(known) + len(unknown)), strict=True))
        found = vectors[[known[word] for word in words]]
        ends = np.cumsum([len(doc) for doc in docs])
        return np.split(found, ends[:-1]), lambda gradient: []

    return look_up
