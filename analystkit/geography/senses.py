"""Senses: where an article plays, and which place each of its names means there.

The context is read from gazetteer matches over the raw text, with no parse. One name has one sense in an article. A candidate's
score is the sum of the weights of its features (place_weights.csv, model `sense`); the places of an article then speak for
each other, in a few rounds.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from analystkit.gazetteers.gazetteer import Candidate, Gazetteer, Match, Place, normalise_name
from analystkit.geography.candidates import (
    EARTH_KM,
    NAMESAKE_SHARE,
    Group,
    Surroundings,
    assume_surroundings,
    describe_candidates,
    describe_surroundings,
    find_surroundings,
    leave_out_namesakes,
    locate_vectors,
    measure_km,
)
from analystkit.geography.scorecard import Scorecard, Scorecards, Values, load_scorecards
from analystkit.geography.toponyms import POSITIONED, STRICT_LOCATIVE, Kind, Name, find_containers, find_kind, find_persons, scan_names
from analystkit.language.actors import ActorName, find_actors

__all__ = ["NAMESAKE_SHARE", "Context", "Sense", "choose_sense", "find_context", "measure_km"]

ROUNDS = 2  # of letting the places of an article pull at each other
MOST_CANDIDATES = 60  # the most populous bearers of a name and the nearest to the outlet's home; no name needs more
MOST_GROUPS = 150  # different names of an article that speak for each other, the most frequent first
MOST_COUNTRIES = 2  # that an armed group speaks for, the first of those it operates in
LEAST_SHARE = 0.08  # of the article that a country must have for another spelling of its places to be believed
BIG = 100_000  # inhabitants of a place that needs no other to be believed
MOST_TEXT = 200_000  # characters of an article that its context is read from; a book has shown by then where it plays
ONE_AREA_KM = 80.0  # bearers of a name no further apart are one area: half of the field's 161 km
LEAST_HEADS = 300  # inhabitants that a place is taken to have at least
# A capitalised word before a name, with no full stop between: "Bashar " in "Bashar Assad"
CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w'’-]*\.?\s$")
# A given name, with an initial or none: "Megan A. " in "Megan A. Fairfield"
GIVEN_BEFORE = re.compile(
    r"\b(?!(?:The|In|Near|At|Outside|Around|From|Of|On|For|And|But|New|Old|Upper|Lower|Lake|Mount|Fort|Port|San|Santa|North|South|East|West)\b)"
    r"[A-Z][a-z]+\s(?:[A-Z]\.\s)?$"
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name means in an article; `features` is what spoke for it, `share` the probability of its area among the candidates'."""

    place: Place
    match: Match
    n_candidates: int
    runner_up: str | None
    share: float
    features: dict[str, float] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Context:
    """What an article's raw text says of where it plays: countries by share, and one sense for each name."""

    countries: dict[str, float]
    anchors: tuple[Place, ...] = ()  # places given as known, beside those of the names
    senses: dict[str, Sense] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)  # mentions of each name
    located: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    home: Place | None = None  # of the outlet
    around: Surroundings = field(default_factory=Surroundings, compare=False)
    cards: Scorecards = field(default_factory=load_scorecards, compare=False)
    persons: frozenset[str] = frozenset()  # names that are certain to be a person's


def find_context(
    text: str, gazetteer: Gazetteer, *, source: str | None = None, home: Place | None = None, cards: Scorecards | None = None
) -> Context:
    """Find where an article plays, from gazetteer matches over its raw text alone.

    Parameters
    ----------
    text
        The article's text; of one of more than 200,000 characters the beginning.
    gazetteer
        Where names are looked up.
    source
        The outlet, where known: a place in its name counts as one more mention.
    home
        Where the outlet is at home, where known; `find_homes` learns it from an outlet's articles.
    cards
        Other weights than the package's.

    Examples
    --------
    >>> from analystkit.gazetteers.gazetteer import load_gazetteer
    >>> context = find_context("Air strikes hit Saraqib in Idlib province, Syria.", load_gazetteer())
    >>> max(context.countries, key=context.countries.get)
    'SY'
    """
    text = text[:MOST_TEXT]
    names = find_evidence(text, gazetteer, source)
    located, personal, surnames = _find_uses(text, names)
    counts = Counter(normalise_name(name.text) for name in names)
    cards = cards or load_scorecards()
    groups = group_names(text, names, home)
    settled = settle(groups, describe_groups(groups, home), cards.sense)
    senses = {group.key: _build_sense(group, *settled.get_row(number)) for number, group in enumerate(groups)}
    countries = _blend_countries(_weigh_countries(names), senses, counts)
    return Context(countries, (), senses, counts, located, personal, surnames, home, settled.around, cards, find_persons(text))


def find_evidence(text: str, gazetteer: Gazetteer, source: str | None = None) -> list[Name]:
    """Find the names that may speak for an article, those of its outlet's name last.

    An armed group speaks for the countries it fights in as the name of a people does: "Shining Path" for Peru, "ISIL" for Syria or Iraq.
    """
    armed = find_groups(text)
    names = [name for name in drop_parts(scan_names(text, gazetteer), armed) if _is_evidence(text, name, gazetteer)]
    for found in armed:
        homes = tuple(Candidate(gazetteer.get_place(f"iso:{country}"), "exact") for country in found.actor.countries[:MOST_COUNTRIES])
        if homes:
            names.append(Name(found.start, found.end, text[found.start : found.end], homes, "demonym"))
    return names + [name for name in scan_names(source or "", gazetteer) if _names_home(name)]


def find_groups(text: str) -> list[ActorName]:
    """Find the names of armed groups in a text; a state's forces are named by their country, which is a place all the same."""
    return [found for found in find_actors(text) if found.actor.kind == "nonstate"]


def drop_parts(names: list[Name], armed: list[ActorName]) -> list[Name]:
    """Drop the names that are but part of an armed group's: "Iraq" and "Levant" of "Islamic State of Iraq and the Levant"."""
    return [n for n in names if not any(a.start <= n.start and n.end <= a.end and n.end - n.start < a.end - a.start for a in armed)]


def group_names(text: str, names: list[Name], home: Place | None) -> list[Group]:
    """Group the names of a text: one group is one name, with its candidates and what it is said to lie in anywhere."""
    counts = Counter(normalise_name(name.text) for name in names)
    containers, divisions = _find_all_containers(text, names), _find_divisions(text, names)
    first: dict[str, Name] = {}
    for name in names:
        first.setdefault(normalise_name(name.text), name)
    keys = sorted(first, key=lambda key: (-counts[key], key))[:MOST_GROUPS]
    return [
        Group(
            key, limit_candidates(leave_out_namesakes(first[key].candidates), home), containers.get(key, ()), as_division=key in divisions
        )
        for key in sorted(keys)
    ]


def limit_candidates(candidates: tuple[Candidate, ...], home: Place | None) -> tuple[Candidate, ...]:
    """Limit a name borne by hundreds to the candidates that can win, and the name of a city to those that bear it as it is written.

    "Doha" is no other spelling of a village's name, wherever the article plays.
    """
    if any(c.match == "exact" and c.place.precision == "settlement" and c.place.population > BIG for c in candidates):
        candidates = tuple(c for c in candidates if c.match == "exact")
    if len(candidates) <= MOST_CANDIDATES:
        return candidates
    kept = candidates[:MOST_CANDIDATES]
    near = [c for c in candidates[MOST_CANDIDATES:] if home is not None and c.place.admin1_id == home.admin1_id != ""]
    return kept + tuple(near[:10])


@dataclass(frozen=True, slots=True)
class Settled:
    """What an article's names mean in the light of each other: the features and shares of all candidates, name by name."""

    ends: Values  # where the candidates of the second and each later name begin
    features: dict[str, Values]
    shares: list[Values]
    around: Surroundings

    def get_row(self, number: int) -> tuple[Values, dict[str, Values]]:
        """Get the shares and features of the candidates of one name."""
        start = int(self.ends[number - 1]) if number else 0
        stop = start + len(self.shares[number])
        return self.shares[number], {name: values[start:stop] for name, values in self.features.items()}


def describe_groups(groups: Sequence[Group], home: Place | None) -> dict[str, Values]:
    """Describe the candidates of all names, in order, by what does not depend on the other names."""
    alone = [describe_candidates(group, home) for group in groups]
    return {name: np.array([value for described in alone for value in described[name]]) for name in alone[0]} if alone else {}


def settle(groups: Sequence[Group], features: dict[str, Values], card: Scorecard) -> Settled:
    """Weigh the described candidates of every name, first each name alone, then in the light of the others."""
    if not groups:
        return Settled(np.zeros(0), {}, [], Surroundings())
    base = card.weigh(features)
    ends = np.cumsum([len(group.candidates) for group in groups])
    shares = [find_shares(own) for own in np.split(base, ends[:-1])]
    around, told = Surroundings(), {}
    for _ in range(ROUNDS):
        around = find_surroundings(groups, shares)
        told = {name: np.array(values) for name, values in describe_surroundings(groups, around).items()}
        shares = [find_shares(own) for own in np.split(base + card.weigh(told), ends[:-1])]
    return Settled(ends, features | told, shares, around)


def find_shares(scores: Values) -> Values:
    """Turn the scores of a name's candidates into probabilities."""
    if len(scores) == 1:  # as most names have
        return np.ones(1)
    odds = np.exp(scores - scores.max())
    shares: Values = odds / odds.sum()
    return shares


def _build_sense(group: Group, shares: Values, features: dict[str, Values]) -> Sense:
    """Build the sense of a name; ties go to the more populous, then to the smaller id, as candidates are sorted.

    Bearers that lie in one area speak for it together: a city, its district and its strip, all Gaza, against a province elsewhere.
    """
    if len(shares) == 1:
        return Sense(
            group.candidates[0].place, group.candidates[0].match, 1, None, 1.0, {name: float(v[0]) for name, v in features.items()}
        )
    vectors = locate_vectors([candidate.place for candidate in group.candidates])
    near = vectors @ vectors.T > math.cos(ONE_AREA_KM / EARTH_KM)
    areas = near @ shares
    chosen = int(np.where(near[areas.argmax()], shares, -1.0).argmax())
    best = group.candidates[chosen]
    others = [int(n) for n in np.argsort(-shares, kind="stable") if n != chosen]
    runner_up = group.candidates[others[0]].place.place_id if others else None
    described = {name: float(values[chosen]) for name, values in features.items()}
    return Sense(best.place, best.match, len(shares), runner_up, min(1.0, float(areas[chosen])), described)


def choose_sense(
    candidates: tuple[Candidate, ...],
    context: Context,
    *,
    containers: tuple[Place, ...] = (),
    kind: Kind | None = None,
    own: str = "",
) -> Sense:
    """Choose the candidate of one name that its features, what the context knows and the article's other names speak for."""
    group = Group(own, limit_candidates(candidates if kind else leave_out_namesakes(candidates), context.home), containers, kind)
    around = context.around if context.around.keys else assume_surroundings(context.countries, context.anchors)
    described = describe_candidates(group, context.home) | describe_surroundings([group], around)
    features = {name: np.array(values) for name, values in described.items()}
    return _build_sense(group, find_shares(context.cards.sense.weigh(features)), features)


def _names_home(name: Name) -> bool:
    """Tell whether an outlet's name names its home, "Jordan Times", rather than a village called Herald or Post."""
    best = name.candidates[0]
    return best.match == "exact" and (
        best.place.feature == "PCLI" or (best.place.feature.startswith("PPL") and best.place.population > BIG)
    )


def _find_uses(text: str, names: list[Name]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Find the names that stand behind "in" or the like, those behind another capitalised word, and those that end somebody's name."""
    located, personal, positioned, surnames = set(), set(), set(), set()
    for name in names:
        key, before = normalise_name(name.text), text[max(0, name.start - 40) : name.start]
        if STRICT_LOCATIVE.search(before):
            located.add(key)
        elif CAPITAL_BEFORE.search(before):
            personal.add(key)
        if POSITIONED.search(before):
            positioned.add(key)
        elif GIVEN_BEFORE.search(before):
            surnames.add(key)
    return frozenset(located), frozenset(personal - located), frozenset(surnames - positioned)


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


def _find_all_containers(text: str, names: list[Name]) -> dict[str, tuple[Place, ...]]:
    containers: dict[str, list[Place]] = {}
    for name, following in pairwise(names):
        found = find_containers(text, name, following)
        if found:
            containers.setdefault(normalise_name(name.text), []).extend(found)
    return {key: tuple(places) for key, places in containers.items()}


def _find_divisions(text: str, names: list[Name]) -> set[str]:
    """Find the names that the text gives to a province in so many words, "Hama province", and to no town: bare, they may mean it, too."""
    told: dict[str, set[str]] = defaultdict(set)
    for name in names:
        kind = find_kind(text, name)[0] if name.role == "literal" and any(c.place.feature == "ADM1" for c in name.candidates) else None
        if kind:
            told[normalise_name(name.text)].add(kind.precision)
    return {key for key, precisions in told.items() if "province" in precisions and "settlement" not in precisions}
