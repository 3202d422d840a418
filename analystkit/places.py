"""Places: which words of a sentence name a place, and the place they mean in their article.

`find_context` reads an article's raw text; `resolve_sentence` gives the mentions of one parsed sentence in that context. Any
entity label may cover a place: the gazetteer, the words around and the article decide, as the sum of the features of `Evidence`.
"""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shapely import Point
from spacy.tokens import Doc, Span, Token

from analystkit.gazetteer import Gazetteer, Match, Place, Precision, normalise_name
from analystkit.senses import BIG, LEAST_SHARE, Context, choose_sense, find_context, lies_in, measure_km
from analystkit.toponyms import (
    DIRECTION,
    LOCATIVE,
    STRICT_LOCATIVE,
    Kind,
    Name,
    Role,
    find_containers,
    find_kind,
    find_with_kind,
    is_apposed,
    load_abbreviations,
    scan_names,
)

__all__ = ["Context", "Evidence", "Mention", "build_row", "find_context", "measure_km", "resolve_sentence"]

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
HOME_SHARE = 0.35  # of the article that a country has in which it plays
COUNTRYSIDE_KM = 15.0  # the land around a town that is no province's capital
HEADLINE_SHARE = 0.6  # of a sentence's longer words that are capitalised: past it capitals tell nothing
HEADLINE_WORDS = 6  # longer words that a headline has at least
FUZZY_SHARE = 0.15  # of the article that a country must have for its places to be tried for a misspelt name
# What stands between the places of a list: ", ", " and ", ", and "
LISTING = re.compile(r"^(?:,\s|\s(?:and|or)\s|,\s(?:and|or)\s)$")
# A capitalised word, not one of direction, at the end of what precedes a name in its entity: "Abdul " of "Mount Abdul Aziz"
PRECEDING_WORD = re.compile(r"\b(?!The\b|North|South|East|West|Central|Greater)[A-Z]\w+\s$")
# A capitalised name behind words that only a place follows: "near Tokhar", "the village of Tal Jabin"
LOCATED_NAME = re.compile(
    r"\b(?:in|near|outside|around|(?:town|city|village|suburb|district|neighbou?rhood|province)s?\s+of)\s+"
    r"(?P<name>(?:(?:al|el|ash|ez|as|ar)[-\s])?[A-Z][^\W\d_][\w'’-]*(?:\s(?:(?:al|el|ash|ez|as|ar|ad|an|at)[-\s])?[A-Z][^\W\d_][\w'’-]*){0,2})"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a place in a parsed sentence; offsets count the sentence's characters."""

    start: int
    end: int
    mention: str
    role: Role
    place: Place | None
    match: Match | None
    n_candidates: int
    runner_up: str | None
    precision: Precision | None
    uncertainty_km: float | None
    contained: bool = False  # the words around it name a place that it lies in


# The number of a make rather than a place: "Il-20", "Su-25", "S-300"
MODEL_NUMBER = re.compile(r"\b[A-Z][A-Za-z]{0,3}-\d")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each feature of a name in its sentence is worth, set by hand; above zero it is used as a place."""

    gpe: float = 3.0
    loc: float = 2.0
    fac: float = 1.0
    place_tail: float = 0.0  # the end of a longer name of a place: "Mount Abdul Aziz"
    norp: float = 0.5
    no_label: float = -1.0
    org_whole: float = -1.0
    org_part: float = -1.5
    person_whole: float = -2.5
    person_part: float = -5.0
    other_label: float = -3.0
    strict_locative: float = 2.0  # "in X", "near X"
    locative: float = 1.0  # "from X", "eastern X"
    struck: float = 2.0  # "bombed X", "captured X"
    listed: float = 1.0  # a place stands just before: "Douma, Harasta and X"
    country_or_province: float = 3.0
    big: float = 1.0  # a hundred thousand inhabitants
    located: float = 1.5  # the article says "in X" somewhere
    personal: float = -1.0  # the article uses it as a part of longer names
    in_country: float = 1.5  # times the root of the country's share of the article
    variant: float = -1.0
    word: float = -3.0
    abbreviation: float = 3.0
    kind: float = 1.5  # a word of kind stands beside it: "town of X", "X province"
    far: float = -1.5  # a small place in a country that the article does not name
    container: float = 2.0  # the place it lies in follows: "X, Syria"
    apposed: float = 2.0  # its kind follows: "X, a village on the border"


EVIDENCE = Evidence()


def resolve_sentence(doc: Doc, context: Context, gazetteer: Gazetteer) -> list[Mention]:
    """Find the mentions of places in one parsed sentence, in order, and resolve each in the context of its article.

    A plausible place name that no gazetteer place bears is given with `place=None`.
    """
    names = scan_names(doc.text, gazetteer)
    mentions: list[Mention] = []
    for index, name in enumerate(names):
        following = names[index + 1] if index + 1 < len(names) else None
        mention = _build_mention(doc, name, following, context, gazetteer)
        strange = _is_strange(mention, context)
        if name.role == "demonym" or (not strange and weigh_evidence(doc, name, mention, mentions[-1:], context, gazetteer) > 0):
            mentions.append(mention)
    taken = [(mention.start, mention.end) for mention in mentions]
    mentions += [_build_unknown(span, context, gazetteer) for span in _find_unknown(doc, taken, gazetteer)]
    return sorted(mentions, key=lambda mention: mention.start)


def _is_strange(mention: Mention, context: Context) -> bool:
    """Tell whether a small place lies in a country that an article set elsewhere never names: a namesake, not the place meant."""
    place = mention.place
    if place is None or mention.contained or place.population > BIG or place.precision in ("country", "region"):
        return False
    return place.country not in context.told and max(context.countries.values(), default=0.0) > HOME_SHARE


def weigh_evidence(doc: Doc, name: Name, mention: Mention, previous: list[Mention], context: Context, gazetteer: Gazetteer) -> float:
    """Weigh the evidence that a name is used as a place here: the sum of its features' weights."""
    span = doc.char_span(name.start, name.end, alignment_mode="expand")
    place = mention.place
    if span is None or place is None:
        return -1.0
    share = context.countries.get(place.country, 0.0)
    if mention.match == "variant" and share < LEAST_SHARE:
        return -1.0
    key = normalise_name(name.text)
    is_word = gazetteer.is_common_word(name.text) and place.precision != "country"
    before = doc.text[max(0, name.start - 40) : name.start]
    features = {
        "strict_locative": bool(STRICT_LOCATIVE.search(before)),
        "locative": bool(LOCATIVE.search(before)) and not STRICT_LOCATIVE.search(before),
        "struck": bool(_compile_verbs().search(before)),
        "listed": any(LISTING.match(doc.text[other.end : name.start]) for other in previous),
        "country_or_province": mention.match == "exact" and place.precision in ("country", "province", "region") and not is_word,
        "big": place.population > BIG,
        "located": key in context.located,
        "personal": key in context.personal,
        "variant": mention.match == "variant",
        "word": is_word,
        "abbreviation": name.text in load_abbreviations("any") or name.text in load_abbreviations("after_comma"),
        "kind": mention.end > name.end or mention.precision != place.precision,
        "container": mention.contained,
        "apposed": is_apposed(doc.text, name),
        "far": share < LEAST_SHARE / 4 and place.population < BIG and place.precision != "country",
    }
    score: float = sum(getattr(EVIDENCE, feature) for feature, holds in features.items() if holds)
    return score + EVIDENCE.in_country * math.sqrt(share) + _weigh_label(name, _find_entity(doc, span))


@cache
def _compile_verbs() -> re.Pattern[str]:
    with files("analystkit.data").joinpath("place_verbs.csv").open(encoding="utf-8") as lines:
        forms = "|".join(row["form"] for row in csv.DictReader(lines))
    return re.compile(rf"\b(?:{forms})\s+(?:the\s+)?$")


def _find_entity(doc: Doc, span: Span) -> Span | None:
    """Find the entity that the span's first or last word belongs to."""
    for entity in doc.ents:
        if entity.start <= span.start < entity.end or entity.start < span.end <= entity.end:
            return entity
    return None


def _weigh_label(name: Name, entity: Span | None) -> float:
    if entity is None:
        return EVIDENCE.no_label
    # The articles and possessives around a name do not make it a part of a longer one.
    whole = entity.start_char >= name.start - 4 and entity.end_char <= name.end + 3
    weights = {
        "GPE": (EVIDENCE.gpe, EVIDENCE.gpe),
        "LOC": (EVIDENCE.loc, EVIDENCE.loc),
        "FAC": (EVIDENCE.fac, EVIDENCE.fac),
        "NORP": (EVIDENCE.norp, EVIDENCE.norp),
        "ORG": (EVIDENCE.org_whole, EVIDENCE.org_part),
        "PERSON": (EVIDENCE.person_whole, EVIDENCE.person_part),
    }.get(entity.label_, (EVIDENCE.other_label, EVIDENCE.other_label))
    if entity.label_ in PLACE_LABELS and PRECEDING_WORD.search(entity.text[: max(0, name.start - entity.start_char)]):
        return EVIDENCE.place_tail
    return weights[0] if whole else weights[1]


def _build_mention(doc: Doc, name: Name, following: Name | None, context: Context, gazetteer: Gazetteer) -> Mention:
    text, key = doc.text, normalise_name(name.text)
    kind, end = find_kind(text, name) if name.role == "literal" else (None, name.end)
    containers = find_containers(text, name, following) if name.role == "literal" else ()
    sense = context.senses.get(key)
    if sense is None or kind is not None or containers:
        sense = choose_sense(name.candidates, context, containers=containers, kind=kind, own=key)
    if kind is not None:
        named = find_with_kind(name.text, kind, gazetteer) or find_with_kind(sense.place.name, kind, gazetteer)
        sense = choose_sense(named, context, containers=containers, kind=kind, own=key) if named else sense
    place = sense.place
    role: Role = "government" if name.role == "literal" and kind is None and _is_government(doc, name, place) else name.role
    precision, uncertainty = _tell_precision(text, name, place, kind)
    contained = any(lies_in(place, container) for container in containers)
    return Mention(
        name.start,
        end,
        text[name.start : end],
        role,
        place,
        sense.match,
        sense.n_candidates,
        sense.runner_up,
        precision,
        uncertainty,
        contained,
    )


def _tell_precision(text: str, name: Name, place: Place, kind: Kind | None) -> tuple[Precision, float]:
    """Tell what the words name, which may be more or less than the place: "northern Syria", "the countryside of Azaz"."""
    if kind is not None and kind.precision == "province" and place.precision != "province":
        return "district", max(place.uncertainty_km, COUNTRYSIDE_KM)
    if kind is not None:
        return kind.precision, place.uncertainty_km
    if place.precision == "country" and DIRECTION.search(text[max(0, name.start - 14) : name.start]):
        return "region", place.uncertainty_km
    return place.precision, place.uncertainty_km


@cache
def load_government_verbs() -> frozenset[str]:
    """Load the verbs, as lemmas, whose subject is a government where it is a capital."""
    with files("analystkit.data").joinpath("government_verbs.csv").open(encoding="utf-8") as lines:
        return frozenset(row["verb"] for row in csv.DictReader(lines))


def _is_government(doc: Doc, name: Name, place: Place) -> bool:
    """Tell whether a capital stands for its government: it says, wants or does what only a government does."""
    span = doc.char_span(name.start, name.end, alignment_mode="expand")
    if place.feature != "PPLC" or span is None:
        return False
    root: Token = span.root
    if root.dep_ == "conj" and root.head.pos_ == "PROPN":
        root = root.head
    if root.dep_ == "pobj" and root.head.dep_ == "agent":
        root = root.head
    return root.dep_ in ("nsubj", "agent") and root.head.lemma_.lower() in load_government_verbs()


def _find_unknown(doc: Doc, taken: list[tuple[int, int]], gazetteer: Gazetteer) -> Iterator[Span]:
    """Find entities labelled as places, and names behind words that a place follows, that the gazetteer does not know."""
    longer = [token for token in doc if token.is_alpha and len(token) > 3]
    if len(longer) >= HEADLINE_WORDS and sum(token.text[0].isupper() for token in longer) > HEADLINE_SHARE * len(longer):
        return
    located = [doc.char_span(*found.span("name"), alignment_mode="expand") for found in LOCATED_NAME.finditer(doc.text)]
    labelled = [entity for entity in doc.ents if entity.label_ in PLACE_LABELS and entity.text[0].isalnum()]
    for span in [span for span in located if span is not None and not _is_other(span)] + labelled:
        words = [word for word in re.split(r"[\s-]+", span.text) if word.lower() != "the"]
        vague = all(gazetteer.is_blocked(word) or word.islower() for word in words) or gazetteer.is_blocked(" ".join(words))
        if (
            not vague
            and not MODEL_NUMBER.search(span.text)
            and not any(start < span.end_char and span.start_char < end for start, end in taken)
        ):
            taken.append((span.start_char, span.end_char))
            yield span


def _is_other(span: Span) -> bool:
    """Tell whether the model takes a span for a date, a number, a people or an acronym."""
    return span.text.isupper() or any(token.ent_type_ not in ("", "GPE", "LOC", "FAC", "PERSON", "ORG") for token in span)


def _build_unknown(span: Span, context: Context, gazetteer: Gazetteer) -> Mention:
    countries = [country for country, share in context.countries.items() if share > FUZZY_SHARE][:3]
    candidates = tuple(gazetteer.find_fuzzy(span.text, countries))
    start, end = span.start_char, span.end_char
    if not candidates:
        return Mention(start, end, span.text, "literal", None, None, 0, None, None, None)
    sense = choose_sense(candidates, context, own=normalise_name(span.text))
    place = sense.place
    return Mention(
        start, end, span.text, "literal", place, "fuzzy", len(candidates), sense.runner_up, place.precision, place.uncertainty_km
    )


def build_row(mention: Mention, article_id: str, offset: int) -> dict[str, Any]:
    """Build the row of the places table for a mention; `offset` is where its sentence begins in the article's text."""
    place = mention.place
    return {
        "article_id": article_id,
        "start": mention.start + offset,
        "end": mention.end + offset,
        "mention": mention.mention,
        "role": mention.role,
        "place_id": place.place_id if place else None,
        "name": place.name if place else None,
        "feature": place.feature if place else None,
        "country": (place.country or None) if place else None,
        "admin1": (place.admin1 or None) if place else None,
        "place_precision": mention.precision,
        "uncertainty_km": mention.uncertainty_km,
        "match": mention.match,
        "n_candidates": mention.n_candidates,
        "runner_up": mention.runner_up,
        "geometry": Point(place.longitude, place.latitude) if place else None,
    }
