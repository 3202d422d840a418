"""Cues: the words of cues.csv that say what becomes of an act, and under which forms a token may be one of them."""

import csv
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from analystkit.language.sentences import NOMINAL


@cache
def read_cues() -> dict[str, frozenset[str]]:
    """Read cues.csv: {cue: its words}."""
    with files("analystkit.data").joinpath("cues.csv").open(encoding="utf-8") as lines:
        return {row["cue"]: frozenset(row["terms"].split(";")) for row in csv.DictReader(lines)}


def list_forms(token: Token) -> frozenset[str]:
    """List the forms under which the vocabulary may hold a token: as written, its lemma, and without a plural ending.

    The lemma alone does not do: headlines are capitalised, and the model gives a proper noun no lemma of its own.
    """
    lower = token.lower_
    forms = {lower, token.lemma_.lower()}
    if token.pos_ in NOMINAL and lower.endswith("s") and len(lower) > 3:
        forms |= {lower[:-1], lower[:-2]} if lower.endswith("es") else {lower[:-1]}
    return frozenset(forms)


def has_cue(token: Token, *cues: str) -> bool:
    """Tell whether a token is one of the words of one of the cues."""
    forms = set(list_forms(token))
    forms |= {
        f"{token.lemma_.lower()} {child.lower_}" for child in token.children if child.dep_ in ("prt", "dobj")
    }  # "carry out", "take place"
    return any(not forms.isdisjoint(read_cues()[cue]) for cue in cues)
