"""Places: which words of a sentence name a place, and the place they mean in their article.

`find_context` reads an article's raw text; `resolve_sentence` gives the mentions of one parsed sentence in that context. Any
entity label may cover a place: the gazetteer, the words around and the article decide, as the sum of the weights of the
features of `uses` (place_weights.csv, model `mention`).
"""

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from shapely import Point
from spacy.tokens import Doc, Token

from analystkit.gazetteers.gazetteer import Gazetteer, Match, Place, Precision, normalise_name
from analystkit.geography.candidates import ENGLISH_SPEAKING, lies_in, measure_km
from analystkit.geography.senses import LEAST_SHARE, Context, Sense, choose_sense, drop_parts, find_context, find_groups
from analystkit.geography.toponyms import (
    CONTAINED,
    DIRECTION,
    Kind,
    Name,
    Role,
    find_containers,
    find_kind,
    find_with_kind,
    is_person,
    scan_names,
)
from analystkit.geography.unknowns import Unknown, describe_unknown, find_streets, find_unknowns
from analystkit.geography.uses import LISTING, Entity, describe_use, list_entities
from analystkit.language.sentences import add_parse, find_entities

__all__ = ["Context", "Mention", "build_row", "find_context", "may_name", "measure_km", "read_places", "resolve_sentence"]

ELSEWHERE_KM = 40.0  # from the edge of what a site is said to lie in, past which it is another of the name: "Hamra Street in Damascus"
COUNTRYSIDE_KM = 15.0  # the land around a town that is no province's capital
SEATS = frozenset({"PPLC", "BLDG"})  # features of what stands for a government: Moscow, the Kremlin
FUZZY_SHARE = 0.15  # of the article that a country must have for its places to be tried for a misspelt name
# A capitalised word that does not begin the sentence: "hit Idlib", "in the U.S."
INNER_CAPITAL = re.compile(r"\S\s+[\"'“‘(]*[A-Z](?:\w|\.[A-Z])")


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
    score: float | None = None  # probability that it is a place and the right one within 161 km
    features: dict[str, float] | None = None  # what spoke for it


def resolve_sentence(doc: Doc, context: Context, gazetteer: Gazetteer) -> list[Mention]:
    """Find the mentions of places in one parsed sentence, in order, and resolve each in the context of its article.

    A plausible place name that no gazetteer place bears is given with `place=None`.
    """
    streets = [mention for mention, evidence in weigh_streets(doc, context, gazetteer) if evidence > 0]
    mentions: list[Mention] = []
    for mention, evidence in weigh_names(doc, context, gazetteer):
        if evidence > 0 and not any(street.start < mention.end and mention.start < street.end for street in streets):
            score = calibrate(mention, evidence, context) if mention.place is not None else None
            mentions.append(replace(mention, score=score, features=None))
    mentions += streets
    mentions += [mention for mention, evidence in weigh_unknowns(doc, mentions, context, gazetteer) if evidence > 0]
    text = doc.text
    mentions = [mention for mention in mentions if not is_person(text, mention.start, mention.end, context.persons)]
    return sorted((replace(mention, features=None) for mention in mentions), key=lambda mention: mention.start)


def read_places(texts: Sequence[str], context: Context, gazetteer: Gazetteer) -> list[list[Mention]]:
    """Find the mentions of places in the sentences of one article, parsed no further than places need: what `resolve_sentence` gives.

    A sentence with no name in it is not read at all, and only one with a capital in it, which may stand for a
    government, has its grammar parsed.
    """
    found: list[list[Mention]] = [[] for _ in texts]
    named = [n for n, text in enumerate(texts) if INNER_CAPITAL.search(text) or scan_names(text, gazetteer)]
    if not named:
        return found
    docs = dict(zip(named, find_entities(texts[n] for n in named), strict=True))
    found = [resolve_sentence(docs[n], context, gazetteer) if n in docs else [] for n in range(len(texts))]
    capitals = [n for n in named if any(m.role == "literal" and m.place and m.place.feature in SEATS for m in found[n])]
    for number, doc in zip(capitals, add_parse(docs[n] for n in capitals) if capitals else (), strict=True):
        found[number] = resolve_sentence(doc, context, gazetteer)
    return found


def may_name(text: str, country: str, context: Context, gazetteer: Gazetteer) -> bool:
    """Tell by its letters alone whether a sentence may name a place of a country."""
    if country in _list_likely(context):
        return True  # by a misspelt name, too
    for name in scan_names(text, gazetteer):
        sense = context.senses.get(normalise_name(name.text))
        senses = [*(candidate.place for candidate in name.candidates), *([sense.place] if sense else [])]
        if any(place.country == country for place in senses) or find_kind(text, name)[0] is not None:
            return True
    return False


def weigh_names(doc: Doc, context: Context, gazetteer: Gazetteer) -> Iterator[tuple[Mention, float]]:
    """Weigh every name of a sentence that the gazetteer knows; above zero it is used as a place."""
    text = doc.text  # which a Doc makes anew each time
    names = drop_parts(scan_names(text, gazetteer), find_groups(text))
    entities = list_entities(doc)
    ends = [-1] + [name.end for name in names]
    for name, following, end in zip(names, [*names[1:], None], ends, strict=False):
        listed = end > 0 and bool(LISTING.match(text[end : name.start]))
        mention = _build_mention(doc, text, entities, name, following, context, gazetteer, listed=listed)
        if mention is None:
            continue
        yield mention, context.cards.mention.weigh_one(mention.features or {})


def calibrate(mention: Mention, evidence: float, context: Context) -> float:
    """Tell how likely it is that a mention is a place and lies within 161 km of the one meant."""
    odds = context.cards.score.weigh_one({**(mention.features or {}), "evidence": evidence})
    return round(1.0 / (1.0 + math.exp(-odds)), 3)


def _build_mention(
    doc: Doc, text: str, entities: list[Entity], name: Name, following: Name | None, context: Context, gazetteer: Gazetteer, *, listed: bool
) -> Mention | None:
    """Build the mention that a name would be; None where the words put a site where no bearer of its name is."""
    kind, end = find_kind(text, name) if name.role == "literal" else (None, name.end)
    containers = find_containers(text, name, following) if name.role == "literal" else ()
    sense = _find_sense(name, containers, kind, context, gazetteer)
    place = sense.place
    if containers and place.precision == "site" and all(_lies_elsewhere(place, container) for container in containers):
        return None
    role: Role = "government" if name.role == "literal" and kind is None and _is_government(doc, name, place) else name.role
    precision, uncertainty = _tell_precision(text, name, place, kind)
    features = describe_use(text, entities, name, sense, context, gazetteer, listed=listed, kind=kind is not None)
    if sense.match == "variant" and context.countries and context.countries.get(place.country, 0.0) < LEAST_SHARE:
        # Another spelling of a place where the article does not play is another name: it reads as a place, but nobody knows which.
        return Mention(name.start, end, text[name.start : end], role, None, None, 0, None, None, None, features=features)
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
        features=features,
    )


def _lies_elsewhere(site: Place, container: Place) -> bool:
    """Tell whether a site lies far from what it is said to lie in."""
    return not lies_in(site, container) and measure_km(site, container) > container.uncertainty_km + ELSEWHERE_KM


def _find_sense(name: Name, containers: tuple[Place, ...], kind: Kind | None, context: Context, gazetteer: Gazetteer) -> Sense:
    """Find the sense of a name: its article's, unless the words beside it say more."""
    key = normalise_name(name.text)
    sense = context.senses.get(key)
    if kind is None and not containers and sense is not None:
        return sense
    candidates = name.candidates
    if kind is not None:
        named = find_with_kind(name.text, kind, gazetteer)
        if not named:
            sense = sense or choose_sense(candidates, context, containers=containers, kind=kind, own=key)
            named = find_with_kind(sense.place.name, kind, gazetteer)
        # "Springfield City" is an alias of one Springfield; what news calls a city is any of them.
        others = () if kind.precision != "settlement" else tuple(c for c in candidates if c.place not in {own.place for own in named})
        candidates = named + others or candidates
    return choose_sense(candidates, context, containers=containers, kind=kind, own=key)


def _tell_precision(text: str, name: Name, place: Place, kind: Kind | None) -> tuple[Precision, float]:
    """Tell what the words name, which may be more or less than the place: "northern Syria", "the countryside of Azaz"."""
    if kind is not None and kind.precision == "province" and place.precision != "province":
        return "district", max(place.uncertainty_km, COUNTRYSIDE_KM)
    if kind is not None and not (kind.precision in ("settlement", "site") and place.precision in ("province", "region", "country")):
        return kind.precision, place.uncertainty_km  # but a "Syria village" is somewhere in Syria
    if place.precision == "country" and DIRECTION.search(text[max(0, name.start - 14) : name.start]):
        return "region", place.uncertainty_km
    return place.precision, place.uncertainty_km


@cache
def load_government_verbs() -> frozenset[str]:
    """Load the verbs, as lemmas, whose subject is a government where it is a capital."""
    return frozenset(row["verb"] for row in _read_government_verbs())


@cache
def load_addressing_verbs() -> frozenset[str]:
    """Load the verbs, as lemmas, whose object is a government where it is a capital."""
    return frozenset(row["verb"] for row in _read_government_verbs() if row["addresses"])


def _read_government_verbs() -> list[dict[str, str]]:
    with files("analystkit.data").joinpath("government_verbs.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _is_government(doc: Doc, name: Name, place: Place) -> bool:
    """Tell whether a capital, or its seat of power, stands for its government: it says, wants or does what only a government does.

    So it does where it is accused, urged or warned: "Kinshasa accused Kigali".
    """
    span = doc.char_span(name.start, name.end, alignment_mode="expand")
    if place.feature not in SEATS or span is None or not doc.has_annotation("DEP"):
        return False
    root: Token = span.root
    if root.dep_ == "conj" and root.head.pos_ == "PROPN":
        root = root.head
    if root.dep_ == "pobj" and root.head.dep_ == "agent":
        root = root.head
    verb = root.head.lemma_.lower()
    addressed = root.dep_ in ("dobj", "nsubjpass") and verb in load_addressing_verbs()
    return addressed or (root.dep_ in ("nsubj", "agent") and verb in load_government_verbs())


def weigh_streets(doc: Doc, context: Context, gazetteer: Gazetteer) -> Iterator[tuple[Mention, float]]:
    """Weigh the streets of a sentence that are in no gazetteer; above zero one is told of as a place."""
    text = doc.text
    for street in find_streets(text, gazetteer):
        if not any(candidate.match == "exact" for candidate in gazetteer.find_candidates(street.text)):
            yield _weigh_unknown(text, street, None, context)


def weigh_unknowns(doc: Doc, mentions: Sequence[Mention], context: Context, gazetteer: Gazetteer) -> Iterator[tuple[Mention, float]]:
    """Weigh what reads as a place beside the mentions found, of the article's countries or else unknown; above zero it is one."""
    text = doc.text
    taken = [(mention.start, mention.end) for mention in mentions] + [(armed.start, armed.end) for armed in find_groups(text)]
    for unknown in find_unknowns(doc, taken, gazetteer):
        sense = _match_unknown(unknown, context, gazetteer)
        container = _find_container(text, unknown, mentions)
        if sense and container and sense.place.precision == "site" and _lies_elsewhere(sense.place, container):
            sense = None
        yield _weigh_unknown(text, unknown, sense, context)


def _find_container(text: str, name: Unknown, mentions: Sequence[Mention]) -> Place | None:
    """Find the mention that an unknown name is said to lie in: the next one, where the words between say so."""
    following = min((m for m in mentions if m.start >= name.end), key=lambda m: m.start, default=None)
    said = following is not None and CONTAINED.match(text[name.end : following.start])
    return following.place if following and said else None


def _weigh_unknown(text: str, name: Unknown, sense: Sense | None, context: Context) -> tuple[Mention, float]:
    country = next(iter(context.countries), "")
    features = describe_unknown(text, name, matched=sense is not None, abroad=country != "" and country not in ENGLISH_SPEAKING)
    place = sense.place if sense else None
    mention = Mention(
        name.start,
        name.end,
        name.text,
        "literal",
        place,
        sense.match if sense else None,
        sense.n_candidates if sense else 0,
        sense.runner_up if sense else None,
        place.precision if place else None,
        place.uncertainty_km if place else None,
        features=features,
    )
    return mention, context.cards.unknown.weigh_one(features)


def _match_unknown(name: Unknown, context: Context, gazetteer: Gazetteer) -> Sense | None:
    """Match a name that only its label or the words before it call a place with the places of the article's countries."""
    countries = _list_likely(context)
    candidates = tuple(c for c in gazetteer.find_candidates(name.text) if c.place.country in countries)
    if not candidates and name.label != "FAC":  # roads, halls and arenas are named, not misspelt
        candidates = tuple(gazetteer.find_fuzzy(name.text, countries))
    return choose_sense(candidates, context, own=normalise_name(name.text)) if candidates else None


def _list_likely(context: Context) -> list[str]:
    """List the countries of an article that a name which the gazetteer does not know is looked for in."""
    return [country for country, share in context.countries.items() if share > FUZZY_SHARE][:3]


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
        "score": mention.score,
        "geometry": Point(place.longitude, place.latitude) if place else None,
    }
