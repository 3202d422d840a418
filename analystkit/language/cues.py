"""Cues: the words of cues.csv that say what becomes of an act, and under which forms a token may be one of them."""

import csv
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from spacy.tokens import Token

from analystkit.language.models import load_model
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
    return _list_forms(token.lower, token.lemma, token.pos)


@lru_cache(maxsize=50_000)
def _list_forms(lower_id: int, lemma_id: int, pos_id: int) -> frozenset[str]:
    """List the forms of a use of a word, by numbers: a token makes its strings anew each time it is asked for them."""
    strings = load_model().vocab.strings
    lower, nominal = strings[lower_id], strings[pos_id] in NOMINAL
    forms = {lower, strings[lemma_id].lower()}
    if nominal and lower.endswith("s") and len(lower) > 3:
        forms |= {lower[:-1], lower[:-2]} if lower.endswith("es") else {lower[:-1]}
    if not nominal and lower.endswith(("ed", "ing")):  # "staged", "waging", whose lemma the model has as "stag" and "wag"
        forms.add(lower.removesuffix("d").removesuffix("ing") + ("e" if lower.endswith("ing") else ""))
    return frozenset(forms)


def has_cue(token: Token, *cues: str) -> bool:
    """Tell whether a token is one of the words of one of the cues."""
    found, opening = _find_cues(token.lower, token.lemma, token.pos)
    if not found.isdisjoint(cues):
        return True
    if not opening:
        return False
    together = (f"{opening} {child.lower_}" for child in token.children if child.dep_ in ("prt", "dobj"))  # "carry out", "take place"
    return not _list_cues(frozenset(together)).isdisjoint(cues)


@lru_cache(maxsize=50_000)
def _find_cues(lower_id: int, lemma_id: int, pos_id: int) -> tuple[frozenset[str], str]:
    """Find the cues of a use of a word, and its lemma where that begins a term of several words."""
    lemma = load_model().vocab.strings[lemma_id].lower()
    return _list_cues(_list_forms(lower_id, lemma_id, pos_id)), lemma if lemma in _list_openings() else ""


def _list_cues(forms: frozenset[str]) -> frozenset[str]:
    return frozenset(cue for cue, terms in read_cues().items() if not forms.isdisjoint(terms))


@cache
def _list_openings() -> frozenset[str]:
    """List the words that begin a term of several words."""
    return frozenset(term.split(" ", 1)[0] for terms in read_cues().values() for term in terms if " " in term)
