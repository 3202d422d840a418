"""Unknowns: names that no gazetteer place bears and that read as a place all the same, the streets of a town among them.

Nothing is decided here: `describe_unknown` gives the features of one name, and place_weights.csv (model `unknown`) says what they
are worth.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Span

from analystkit.gazetteers.gazetteer import Gazetteer
from analystkit.geography.toponyms import MODEL_NUMBER
from analystkit.geography.uses import find_head, is_headline, load_heads

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
STREET = "street"  # the label of a street, which the model calls a person or a facility as it comes
# A capitalised name behind words that only a place follows: "near Tokhar", "the village of Tal Jabin"
LOCATED_NAME = re.compile(
    r"\b(?:in|[Nn]ear|outside|around|(?:town|city|village|suburb|district|province|neighbou?rhood)s?\s+of)\s+"
    r"(?P<name>(?:(?:al|el|ash|ez|as|ar)[-\s])?[A-Z][^\W\d_][\w'’-]*(?:\s(?:(?:al|el|ash|ez|as|ar|ad|an|at)[-\s])?[A-Z][^\W\d_][\w'’-]*){0,2})"
)
# A name that an apposition calls a place: "al-Hari" in "al-Hari, a village on the border"
APPOSED_NAME = re.compile(
    r"\b(?!(?:At|From|In|Near|On|The|Of|To)\s)"
    r"(?P<name>(?:(?:al|el|ash|ez|as|ar)[-\s])?[A-Z][^\W\d_][\w'’-]*(?:\s(?:(?:al|el|ash|ez|as|ar|ad|an|at)[-\s])?[A-Z][^\W\d_][\w'’-]*){0,2})"
    r"(?:,\s(?:an?|the)\s(?:[a-z-]+\s){0,3}(?:town|village|hamlet|city|suburb|neighbou?rhood|settlement)"
    r"(?=[,.;:)]|\s(?:about|around|at|between|by|close|in|just|near|of|on|outside|some|that|under|where|which|with|north|south|east|west|\d)))"
)
# Letters that no gazetteer knows: "PA", "DMUG"
ACRONYM = re.compile(r"[A-Z]{1,4}$")
# A word of a street's name: "Main", "35th", "O'Neill", "Hyland-Croy", "al-Din"
STREET_WORD = r"(?:\d+(?:st|nd|rd|th)|(?:[ae]l-)?[A-Z]\w*(?:['’-][A-Z]\w*)?)"
# A road with its number: "Highway 19", "I-95", "Route 128"
NUMBERED_ROAD = re.compile(r"^(?:the\s)?(?:[A-Z]\w*\s)?(?:Highway|Hwy\.?|Route|Interstate|Road|I|US|U\.S\.|CR|FM|KY|M|A)[\s-]?\d+\b")
# The preposition before a name: "of " in "the village of ", with an article or none
PREPOSITION = re.compile(r"\b(?P<word>at|in|of|on|near|outside|around)\s(?:the\s)?$", re.IGNORECASE)


class Unknown(NamedTuple):
    """A name that no gazetteer knows: text[start:end], with what the model or its last word calls it."""

    start: int
    end: int
    text: str
    label: str


def find_streets(text: str, gazetteer: Gazetteer) -> Iterator[Unknown]:
    """Find the streets of a sentence by their last word: "Wichita Drive" is not Wichita."""
    for found in _compile_street().finditer(text):
        words = found.group().split(" ")
        while len(words) > 1 and gazetteer.is_blocked(words[0]):
            words = words[1:]  # "On Main Street", "The High Road"
        if len(words) > 1 and words[-2] not in ("County", "State"):
            name = " ".join(words)
            yield Unknown(found.end() - len(name), found.end(), name, STREET)


@cache
def _compile_street() -> re.Pattern[str]:
    words = "|".join(word for word, says in load_heads().items() if says == "street" and word[0].isupper() and word != "Turnpike")
    return re.compile(rf"(?<![\w-]){STREET_WORD}(?: {STREET_WORD}){{0,2}} (?:{words})\b(?!\.? [A-Z]\w+ (?:County|City)\b)")


def find_unknowns(doc: Doc, taken: list[tuple[int, int]], gazetteer: Gazetteer) -> Iterator[Unknown]:
    """Find entities labelled as places, and names behind words that a place follows, that touch nothing taken."""
    text = doc.text
    if is_headline(text):
        return
    told = [found.span("name") for pattern in (LOCATED_NAME, APPOSED_NAME) for found in pattern.finditer(text)]
    located = [doc.char_span(*span, alignment_mode="expand") for span in told]
    labelled = [
        entity for entity in doc.ents if entity.label_ in PLACE_LABELS and entity.text[0].isalnum() and not ACRONYM.match(entity.text)
    ]
    used = list(taken)
    for span in [span for span in located if span is not None and not _is_other(span)] + labelled:
        if any(start < span.end_char and span.start_char < end for start, end in used):
            continue
        words = [word for word in re.split(r"[\s-]+", span.text) if word.lower() != "the"]
        vague = all(gazetteer.is_blocked(word) or word.islower() for word in words) or gazetteer.is_blocked(" ".join(words))
        if not vague and not MODEL_NUMBER.search(span.text):
            used.append((span.start_char, span.end_char))
            yield Unknown(span.start_char, span.end_char, span.text, span.label_)


def _is_other(span: Span) -> bool:
    """Tell whether the model takes a span for a date, a number, a people or an acronym."""
    return span.text.isupper() or any(token.ent_type_ not in ("", "GPE", "LOC", "FAC", "PERSON", "ORG") for token in span)


def _match_apposition(text: str, name: Unknown) -> re.Match[str] | None:
    return APPOSED_NAME.match(text, name.start) if text.startswith(", ", name.end) else None


def describe_unknown(text: str, name: Unknown, *, matched: bool, abroad: bool) -> dict[str, float]:
    """Describe how an unknown name is used in its sentence.

    Parameters
    ----------
    text, name
        The sentence, and the name.
    matched
        A country of the article has a place of much the same name.
    abroad
        English is not the main language of the country that the article tells most of.
    """
    before = text[max(0, name.start - 40) : name.start]
    preposition = PREPOSITION.search(before)
    words = name.text.removeprefix("the ").split(" ")
    features = {
        "unconditional": True,
        name.label.lower(): name.label in PLACE_LABELS or name.label == STREET,
        "matched": matched,
        "numbered": any(char.isdigit() for char in name.text),
        "numbered_road": bool(NUMBERED_ROAD.match(name.text)),
        "behind_body": find_head(text, name.end) == "body",
        "is_body": load_heads().get(words[-1]) == "body",
        "first_word": not before.strip(" \"'“‘(["),
        "one_word": len(words) == 1,
        "comma_behind": text.startswith(", ", name.end),
        "apposed": bool(_match_apposition(text, name)),
    }
    if preposition:
        word = preposition["word"].lower()
        features |= {f"behind_{word}": True, "led_abroad": abroad and word not in ("at", "on")}
    return {feature: 1.0 for feature, said in features.items() if said}
