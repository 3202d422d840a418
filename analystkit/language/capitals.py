"""Capitals: the usual spelling of a text in capitals, which no model was trained on, letter for letter."""

import re
from functools import cache

from spacy.language import Language
from spacy.strings import get_string_id

WORD = re.compile(r"(?<![\d\w])[^\W\d_]+(?:['’][^\W\d_]+)?")  # "FMLN", "PEOPLE'S", but not the "ST" of "1ST"
ORDINAL = re.compile(r"(?<=\d)(?:ST|ND|RD|TH)\b")  # "1ST"
MONTHS = frozenset({"may", "march"})  # that are words as well, and months beside a number
ARTICLES = frozenset({"el", "la", "los", "las"})  # that no English sentence has but in names: "LA PAZ", "EL SALVADOR"
BESIDE_NUMBER = re.compile(r"\d\s*\Z")  # "25 " before "MAY"
LEAST_LETTERS = 12  # of a sentence; a shorter one may be an acronym and a number
LOWER_SHARE = 0.1  # of its letters that are small; above it a sentence is not in capitals
LOWER_BONUS = 3  # times; a word is a common one even where its capitalised form is this much more frequent


def is_in_capitals(text: str) -> bool:
    """Tell whether a sentence is written in capitals throughout."""
    letters = sum(map(str.isalpha, text))
    return letters >= LEAST_LETTERS and sum(map(str.islower, text)) < LOWER_SHARE * letters


def restore_case(text: str, model: Language) -> str:
    """Spell a text in capitals as usual, each word in the case that is most frequent in the model's vocabulary.

    A word that is not in it is taken for a name. Every letter stays at its offset.
    """
    ranks = _rank_words(model)

    def spell(match: re.Match[str]) -> str:
        word, lower, name = match[0], match[0].lower(), match[0].capitalize()
        if len(lower) != len(word) or len(name) != len(word) or (len(word) == 1 and text[match.end() : match.end() + 1] == "."):
            return word
        if lower in MONTHS and (BESIDE_NUMBER.search(text, 0, match.start()) or text[match.end() : match.end() + 2].strip().isdigit()):
            return name
        if lower in ARTICLES:
            return name
        forms = {form: ranks.get(get_string_id(form), len(ranks)) for form in (name, word, lower)}
        if min(forms.values()) == len(ranks):
            return name
        return min(forms, key=lambda form: forms[form] / (LOWER_BONUS if form == lower else 1))

    spelled = ORDINAL.sub(lambda match: match[0].lower(), WORD.sub(spell, text))
    return spelled[:1].upper() + spelled[1:] if len(spelled[:1].upper()) == 1 else spelled


@cache
def _rank_words(model: Language) -> dict[int, int]:
    """Rank the words of the model's vector table, which begins with the most frequent."""
    return {key: rank for rank, key in enumerate(model.vocab.vectors.keys())}
