"""Duplicates: articles that are copies of one that came before, exact or nearly, marked and never dropped.

Nearly the same is what linking takes for a copy (origins.py). Which pairs to compare is found by hashing bands of MinHashes (Leskovec,
Rajaraman and Ullman 2020, chapter 3): nobody compares ten thousand articles with each other.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from analystkit.linking.origins import SKETCH, are_copies, sketch_text
from analystkit.tables import make_id

BANDS, ROWS = 16, 3  # two texts that share half of their sequences of words are compared in 9 of 10 cases, of a tenth in one of 60
# What turns one hash into BANDS * ROWS of them: odd numbers, and the same on every machine
FACTORS = np.random.default_rng(2012).integers(1, 2**31, BANDS * ROWS, dtype=np.uint64) * 2 + 1

Hashes = npt.NDArray[np.uint64]


def assign_ids(articles: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Give every article its id and mark exact copies; and say which ids were given to two articles.

    An exact copy has the source, day, title and text of an article before it and, where ids were given, its id; it bears that
    one's id, and a problem.
    """
    first: dict[str, tuple[str, str]] = {}
    taken = []
    result = []
    for article in articles:
        given = article["given_id"]
        article = {key: value for key, value in article.items() if key != "given_id"}
        where = f"{article['file']}, row {article['row']}" if article["row"] else article["file"]
        if article["problem"]:
            result.append({"article_id": given or make_id(article["file"], article["row"]), **article})
            continue
        content = make_id(article["source"], article["published"], article["title"], article["text"])
        key = given or content
        if key in first and first[key][0] != content:
            taken.append(f"{key!r} in {where} (before in {first[key][1]})")
            key = content
        if key in first:
            article.update(problem=f"duplicate: the same article stands in {first[key][1]}.", duplicate_of=key)
        first.setdefault(key, (content, where))
        result.append({"article_id": key, **article})
    return result, taken


def mark_copies(articles: Sequence[dict[str, Any]]) -> None:
    """Mark, in `duplicate_of`, each article whose text is nearly that of one before it, by the id of the first of them."""
    readable = [article for article in articles if not article["problem"]]
    sketches = np.zeros((len(readable), SKETCH), dtype=np.uint32)  # far less than as tuples of numbers
    lengths = np.zeros(len(readable), dtype=np.int64)
    bands = np.zeros((len(readable), BANDS), dtype=np.uint64)
    for number, article in enumerate(readable):
        sketch = np.array(sketch_text(article["text"]), dtype=np.uint64)
        lengths[number] = len(sketch)
        sketches[number, : len(sketch)] = sketch
        bands[number] = _hash_bands(sketch)
    for first, later in _list_pairs(bands):
        if "duplicate_of" not in readable[later] and are_copies(
            tuple(sketches[first, : lengths[first]].tolist()), tuple(sketches[later, : lengths[later]].tolist())
        ):
            readable[later]["duplicate_of"] = readable[first].get("duplicate_of", readable[first]["article_id"])


def _hash_bands(sketch: Hashes) -> Hashes:
    """Hash a sketch's MinHashes in bands: two texts alike have one of them in common."""
    if not len(sketch):
        return np.arange(BANDS, dtype=np.uint64)
    least = ((sketch[:, None] * FACTORS) & 0xFFFFFFFF).min(axis=0).reshape(BANDS, ROWS)
    combined: Hashes = (least * FACTORS[:ROWS]).sum(axis=1)
    return combined


def _list_pairs(bands: Hashes) -> Iterator[tuple[int, int]]:
    """List the pairs to compare, in order of the later: each article with the first that has a band in common with it."""
    pairs: set[tuple[int, int]] = set()
    for column in bands.T:
        order = np.argsort(column, kind="stable")
        begins = np.flatnonzero(np.diff(column[order], prepend=column[order[:1]] + np.uint64(1)) if len(order) else order)
        for begin, end in pairwise([*begins.tolist(), len(order)]):
            first, *others = order[begin:end].tolist()
            pairs.update((later, first) for later in others)
    return ((first, later) for later, first in sorted(pairs))
