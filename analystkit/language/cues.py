"""Cues: the words of cues.csv that say what becomes of an act, and under which forms a token may be one of them."""

import csv
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from spacy.tokens import Token

from analystkit.language.sentences import NOMINAL


@cache
def read_cues() -> dict[str, frozenset[str]]:
    """Read cues.csv: {cue: its words}."""
    with files("analystkit.data").joinpath("cues.csv").open(encoding="utf-8") as lines:
        rows = sorted((row["cue"], row["term"]) for row in csv.DictReader(lines))
    return {cue: frozenset(term for _, term in own) for cue, own in groupby(rows, key=itemgetter(0))}


def list_forms(token: Token) -> frozenset[str]:
    """List the forms under which the vocabulary may hold a token: as written, its lemma, and without a plural ending.

    The lemma alone does not do: headlines are capitalised, and the model gives a proper noun no lemma of its own.
    """
    return _list_forms(token.lower_, token.lemma_, token.pos_ in NOMINAL)


@lru_cache(maxsize=50_000)
def _list_forms(lower: str, lemma: str, nominal: bool) -> frozenset[str]:
    forms = {lower, lemma.lower()}
    if nominal and lower.endswith("s") and len(lower) > 3:
        forms |= {lower[:-1], lower[:-2]} if lower.endswith("es") else {lower[:-1]}
    if not nominal and lower.endswith(("ed", "ing")):  # "staged", "waging", whose lemma the model has as "stag" and "wag"
        forms.add(lower.removesuffix("d").removesuffix("ing") + ("e" if lower.endswith("ing") else ""))
    return frozenset(forms)


def has_cue(token: Token, *cues: str) -> bool:
    """Tell whether a token is one of the words of one of the cues."""
    lemma = token.lemma_
    found = _find_cues(_list_forms(token.lower_, lemma, token.pos_ in NOMINAL))
    if not found.isdisjoint(cues):
        return True
    if (opening := lemma.lower()) not in _list_openings():
        return False
    together = (f"{opening} {child.lower_}" for child in token.children if child.dep_ in ("prt", "dobj"))  # "carry out", "take place"
    return not _find_cues(frozenset(together)).isdisjoint(cues)


@lru_cache(maxsize=50_000)
def _find_cues(forms: frozenset[str]) -> frozenset[str]:
    return frozenset(cue for cue, terms in read_cues().items() if not forms.isdisjoint(terms))


@cache
def _list_openings() -> frozenset[str]:
    """List the words that begin a term of several words."""
    return frozenset(term.split(" ", 1)[0] for terms in read_cues().values() for term in terms if " " in term)
