"""Senses: where an article plays, and which place each of its names means there.

The context is read from gazetteer matches over the raw text, with no parse. One name has one sense in an article. A candidate's
score is the sum of the few features of `Weights`.
"""

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz

from analystkit.gazetteer import Candidate, Gazetteer, Match, Place, normalise_name
from analystkit.toponyms import STRICT_LOCATIVE, Kind, Name, find_containers, scan_names

ROUNDS = 2  # of letting the places of an article pull at each other
NEAR_KM = 150.0  # within which one place of an article speaks for another
MOST_ANCHORS = 12
LEAST_SHARE = 0.08  # of the article that a country must have for another spelling of its places to be believed
NAMESAKE_SHARE = 0.09  # of a province's people that live in the city it is named after
LARGE_KM = 120.0  # radius from which on a region says too little of where its neighbours are
BIG = 100_000  # inhabitants of a place that needs no other to be believed
LEAST_HEADS = 300  # inhabitants that a place is taken to have at least
# A capitalised word before a name, with no full stop between: "Bashar " in "Bashar Assad"
CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w'’-]*\.?\s$")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a candidate is worth, set by hand; a candidate's score is their sum."""

    population: float = 0.35  # each power of ten of inhabitants
    country_feature: float = 3.2
    capital: float = 0.8
    province: float = 1.9
    region: float = 1.6
    site: float = 0.3
    in_country: float = 4.0  # times the country's share of the article
    in_admin1: float = 2.5  # times the share of the article's places in its province
    near: float = 3.0  # times how near the article's other places are, 0 to 1
    contained: float = 4.0  # the words say that it lies in a place that it lies in
    variant: float = -1.0
    spelling: float = -5.0  # times how unlike the name is written, 0 to 1
    fuzzy: float = -3.0
    kind: float = 2.5  # the words beside it name its kind of feature


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name means in an article."""

    place: Place
    match: Match
    n_candidates: int
    runner_up: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Context:
    """What an article's raw text says of where it plays: countries by share, anchors, and one sense for each name."""

    countries: dict[str, float]
    anchors: tuple[Place, ...]
    senses: dict[str, Sense] = field(default_factory=dict)
    told: frozenset[str] = frozenset()  # countries that the article names, or that hold a big place or two places of it
    located: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()


def find_context(text: str, gazetteer: Gazetteer, *, source: str | None = None) -> Context:
    """Find where an article plays, from gazetteer matches over its raw text alone.

    Parameters
    ----------
    text
        The article's text.
    gazetteer
        Where names are looked up.
    source
        The outlet, where known: a place in its name counts as one more mention.

    Examples
    --------
    >>> from analystkit.gazetteer import load_gazetteer
    >>> context = find_context("Air strikes hit Saraqib in Idlib province, Syria.", load_gazetteer())
    >>> max(context.countries, key=context.countries.get)
    'SY'
    """
    names = [name for name in scan_names(text, gazetteer) if _is_evidence(text, name, gazetteer)]
    containers = _find_all_containers(text, names)
    located, personal = _find_uses(text, names)
    if source:
        names += [name for name in scan_names(source, gazetteer) if _names_home(name)]
    countries = _weigh_countries(names)
    counts = Counter(normalise_name(name.text) for name in names)
    groups = {normalise_name(name.text): name for name in reversed(names) if name.role == "literal"}
    context = Context(countries, (), {}, frozenset(), located, personal)
    for _ in range(ROUNDS):
        senses = {
            key: choose_sense(name.candidates, context, containers=containers.get(key, ()), own=key) for key, name in sorted(groups.items())
        }
        countries = _blend_countries(countries, senses, counts)
        told = _list_told(names, senses, countries)
        context = Context(countries, _choose_anchors(senses, counts), senses, told, located, personal)
    return context


def _names_home(name: Name) -> bool:
    """Tell whether an outlet's name names its home, "Jordan Times", rather than a village called Herald or Post."""
    best = name.candidates[0]
    return best.match == "exact" and (
        best.place.feature == "PCLI" or (best.place.feature.startswith("PPL") and best.place.population > BIG)
    )


def _find_uses(text: str, names: list[Name]) -> tuple[frozenset[str], frozenset[str]]:
    """Find the names that stand behind "in" or the like somewhere, and those that stand behind another capitalised word."""
    located, personal = set(), set()
    for name in names:
        before = text[max(0, name.start - 40) : name.start]
        if STRICT_LOCATIVE.search(before):
            located.add(normalise_name(name.text))
        elif CAPITAL_BEFORE.search(before):
            personal.add(normalise_name(name.text))
    return frozenset(located), frozenset(personal - located)


def _is_evidence(text: str, name: Name, gazetteer: Gazetteer) -> bool:
    """Tell whether a raw match may speak for the article: a word that is also a name only behind a locative."""
    return not gazetteer.is_common_word(name.text) or bool(STRICT_LOCATIVE.search(text[max(0, name.start - 12) : name.start]))


def _weigh_countries(names: list[Name]) -> dict[str, float]:
    """Weigh the countries by what names them: themselves and their people by the mention, towns by how sure their country is."""
    groups: dict[tuple[str, str], list[Name]] = {}
    for name in names:
        groups.setdefault((normalise_name(name.text), name.role), []).append(name)
    weights: dict[str, float] = defaultdict(float)
    for (key, role), group in sorted(groups.items()):
        strength = math.sqrt(len(group))
        places = [c.place for c in group[0].candidates if c.match == "exact"]
        country = next((place.country for place in places if place.feature == "PCLI"), "")
        # "Georgia" is a country and a state: it speaks for neither as a country does.
        rival = any(place.feature == "ADM1" and normalise_name(place.name) == key for place in places)
        if role == "demonym" or (country and not rival):
            weights[country or places[0].country] += strength * (0.8 if role == "demonym" else 1.0)
            continue
        shares: dict[str, float] = defaultdict(float)
        for place in places:
            shares[place.country] = max(shares[place.country], max(place.population, LEAST_HEADS) ** 0.7)
        total = sum(shares.values())
        for code, share in shares.items():
            weights[code] += 0.5 * strength * (share / total) ** 2
    weights.pop("", None)
    total = sum(weights.values()) or 1.0
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return {country: weight / total for country, weight in ranked if weight / total > 0.01}


def _blend_countries(countries: dict[str, float], senses: dict[str, Sense], counts: Counter[str]) -> dict[str, float]:
    """Let the places found speak for their countries, beside the countries named."""
    found: dict[str, float] = defaultdict(float)
    for key, sense in senses.items():
        if sense.match == "exact":
            found[sense.place.country] += math.sqrt(counts[key])
    found.pop("", None)
    total = sum(found.values())
    if not total:
        return countries
    blended = {c: 0.5 * countries.get(c, 0.0) + 0.5 * found[c] / total for c in sorted({*countries, *found})}
    return dict(sorted(blended.items(), key=lambda pair: (-pair[1], pair[0])))


def _list_told(names: list[Name], senses: dict[str, Sense], countries: dict[str, float]) -> frozenset[str]:
    places = [sense.place for sense in senses.values() if sense.match == "exact"]
    held = Counter(place.country for place in places)
    surely = {
        place.country
        for place in places
        if place.precision == "country" or place.population > BIG or _holds(held, countries, place.country)
    }
    return frozenset(surely | {name.candidates[0].place.country for name in names if name.role == "demonym"})


def _holds(held: Counter[str], countries: dict[str, float], country: str) -> bool:
    return held[country] > 1 and countries.get(country, 0.0) >= LEAST_SHARE


def _find_all_containers(text: str, names: list[Name]) -> dict[str, tuple[Place, ...]]:
    containers: dict[str, list[Place]] = {}
    for name, following in pairwise(names):
        found = find_containers(text, name, following)
        if found:
            containers.setdefault(normalise_name(name.text), []).extend(found)
    return {key: tuple(places) for key, places in containers.items()}


def _choose_anchors(senses: dict[str, Sense], counts: Counter[str]) -> tuple[Place, ...]:
    ranked = sorted(senses.items(), key=lambda pair: (-counts[pair[0]] * max(pair[1].score, 0.1), pair[0]))
    small = [s.place for _, s in ranked if s.match == "exact" and s.place.precision != "country" and s.place.uncertainty_km < LARGE_KM]
    return tuple(small[:MOST_ANCHORS])


def choose_sense(
    candidates: tuple[Candidate, ...],
    context: Context,
    *,
    containers: tuple[Place, ...] = (),
    kind: Kind | None = None,
    own: str = "",
) -> Sense:
    """Choose the candidate that the context speaks for; ties go to the more populous, then to the smaller id."""
    candidates = (
        tuple(c for c in candidates if c.match == "exact" or context.countries.get(c.place.country, 0.0) >= LEAST_SHARE) or candidates
    )
    if kind is None or not kind.feature.startswith("ADM"):
        candidates = tuple(c for c in candidates if not _is_named_after(c.place, candidates)) or candidates
    ranked = sorted(
        ((score_candidate(c, context, containers, kind, own), c) for c in candidates),
        key=lambda pair: (-pair[0], -pair[1].place.population, pair[1].place.place_id),
    )
    score, best = ranked[0]
    runner_up = ranked[1][1].place.place_id if len(ranked) > 1 else None
    return Sense(best.place, best.match, len(candidates), runner_up, score)


def _is_named_after(place: Place, candidates: tuple[Candidate, ...]) -> bool:
    """Tell whether a province is called as its main city or the capital is, which the bare name then means: "Homs", not "Quebec"."""
    return place.feature == "ADM1" and any(
        (c.place.admin1_id == place.place_id and c.place.population > NAMESAKE_SHARE * place.population)
        or (c.place.feature == "PPLC" and c.place.country == place.country)
        for c in candidates
    )


def score_candidate(candidate: Candidate, context: Context, containers: tuple[Place, ...], kind: Kind | None, own: str) -> float:
    """Score a candidate: the sum of its features' weights."""
    place, weights = candidate.place, WEIGHTS
    score = weights.population * math.log10(place.population + 10)
    if place.feature == "PCLI":
        score += weights.country_feature
    elif place.feature == "PPLC":
        score += weights.capital
    elif place.feature == "ADM1":
        score += weights.province
    elif place.precision == "region":
        score += weights.region
    elif place.precision == "site":
        score += weights.site
    score += weights.in_country * math.sqrt(context.countries.get(place.country, 0.0))
    score += _score_neighbours(place, context, own)
    if any(lies_in(place, container) for container in containers):
        score += weights.contained
    if kind is not None and kind.feature:
        score += weights.kind * _fits_kind(place, kind)
    if candidate.match != "exact":
        unlike = 1.0 - fuzz.ratio(normalise_name(place.name), own) / 100
        score += weights.spelling * unlike + (weights.variant if candidate.match == "variant" else weights.fuzzy)
    return score


def _score_neighbours(place: Place, context: Context, own: str) -> float:
    """Score how well a place sits among the article's other places."""
    others = [a for a in context.anchors if a.place_id != place.place_id and normalise_name(a.name) != own]
    if not others or place.feature == "PCLI":
        return 0.0
    same = sum(anchor.admin1_id == place.admin1_id != "" for anchor in others) / len(others)
    nearest = min(measure_km(place, anchor) for anchor in others)
    return WEIGHTS.in_admin1 * same + WEIGHTS.near * max(0.0, 1.0 - nearest / NEAR_KM)


def _fits_kind(place: Place, kind: Kind) -> bool:
    return place.feature.startswith(kind.feature[:3]) or (kind.precision == "site" and place.precision == "site")


def lies_in(place: Place, container: Place) -> bool:
    """Tell whether a place lies in another: in its country, or in its province."""
    if place.place_id == container.place_id:
        return False
    if container.feature == "PCLI":
        return place.country == container.country
    if container.precision == "province":
        return place.admin1_id == container.place_id or (
            place.country == container.country and place.feature != "ADM1" and measure_km(place, container) < container.uncertainty_km
        )
    return container.precision == "settlement" and place.precision == "site" and measure_km(place, container) < 40


def measure_km(one: Place, other: Place) -> float:
    """Measure the great-circle distance between two places in km."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    dlat, dlon = lat2 - lat1, math.radians(other.longitude - one.longitude)
    half = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 12_742.0 * math.asin(min(1.0, math.sqrt(half)))
