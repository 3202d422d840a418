"""Candidates: what speaks for each place that a name of an article may mean, as numbers.

Nothing is decided or weighed here: `describe_candidates` gives one row of features for each candidate, and place_weights.csv says
what they are worth. What the article's other places say of a candidate comes from its `Surroundings`.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz

from analystkit.gazetteers.gazetteer import Candidate, Place, normalise_name
from analystkit.geography.scorecard import Values
from analystkit.geography.spelling import make_skeleton
from analystkit.geography.toponyms import Kind

EARTH_KM = 6371.0
NEAR_KM = 40.0  # within which one place of an article speaks for another
LEAST_PROBABILITY = 0.01  # below which a candidate speaks for no other
SEAT_KM = 40.0  # within which a district and a town of its name belong together, whatever little radius the district is given
LARGE_KM = 120.0  # radius from which on a place says too little of where its neighbours are
# Where the bare name of a state is often the state ("New York"), and labels of the model tell more than elsewhere
ENGLISH_SPEAKING = frozenset({"US", "GB", "CA", "AU", "IE", "NZ"})
SEAS = ("SEA", "GULF", "OCN")  # GeoNames feature codes
NAMESAKE_SHARE = 0.09  # of a province's people that live in the city it is named after


@dataclass(frozen=True, slots=True)
class Group:
    """One name of an article with the places that bear it."""

    key: str
    candidates: tuple[Candidate, ...]
    containers: tuple[Place, ...] = ()
    kind: Kind | None = None
    as_division: bool = False  # told with the word of a province, and never with that of a town


@dataclass(slots=True)
class Surroundings:
    """The places of an article as far as they are known: each candidate of each name with its probability."""

    keys: tuple[str, ...] = ()
    starts: list[int] = field(default_factory=list)  # where the places of each name begin
    places: list[Place] = field(default_factory=list)
    vectors: Values = field(default_factory=lambda: np.zeros((0, 3)))
    mass: Values = field(default_factory=lambda: np.zeros(0))  # zero for what is too large to have neighbours
    countries: dict[str, dict[str, float]] = field(default_factory=dict)  # country: {name: probability}
    provinces: dict[str, dict[str, float]] = field(default_factory=dict)
    named: dict[str, dict[str, float]] = field(default_factory=dict)  # a country or province itself: {name: probability}

    def list_local(self) -> Iterator[tuple[str, Place, float]]:
        """List the places small enough to have neighbours: (name, place, probability)."""
        for key, start, stop in zip(self.keys, self.starts, [*self.starts[1:], len(self.places)], strict=False):
            for place, share in zip(self.places[start:stop], self.mass[start:stop].tolist(), strict=True):
                if share:
                    yield key, place, share


def find_surroundings(groups: Sequence[Group], probabilities: Sequence[Values]) -> Surroundings:
    """Gather the candidates of an article's names with their probabilities."""
    found = Surroundings(tuple(group.key for group in groups))
    mass = []
    for group, shares in zip(groups, probabilities, strict=True):
        found.starts.append(len(found.places))
        for candidate, share in zip(group.candidates, shares.tolist(), strict=True):
            place = candidate.place
            if share < LEAST_PROBABILITY:
                continue
            found.places.append(place)
            mass.append(0.0 if place.uncertainty_km > LARGE_KM or place.precision == "country" else share)
            _add(found.countries, place.country, group.key, share)
            _add(found.provinces, place.admin1_id or place.place_id, group.key, share)
            if place.feature in ("PCLI", "ADM1"):
                _add(found.named, place.place_id, group.key, share)
    found.vectors, found.mass = locate_vectors(found.places), np.array(mass)
    return found


def assume_surroundings(countries: Mapping[str, float], anchors: Sequence[Place]) -> Surroundings:
    """Assume surroundings where no article is at hand: the countries and places that are given as known."""
    keys = tuple(f"anchor {number}" for number in range(len(anchors)))
    shares = {country: {"": share * max(1, len(keys))} for country, share in countries.items()}
    named = {f"iso:{country}": {"": 1.0} for country in countries}
    provinces: dict[str, dict[str, float]] = {}
    for key, place in zip(keys, anchors, strict=True):
        _add(provinces, place.admin1_id or place.place_id, key, 1.0)
    small = np.array([float(place.uncertainty_km <= LARGE_KM) for place in anchors])
    return Surroundings(keys, list(range(len(anchors))), list(anchors), locate_vectors(anchors), small, shares, provinces, named)


def _add(table: dict[str, dict[str, float]], key: str, name: str, share: float) -> None:
    if key:
        own = table.setdefault(key, defaultdict(float))
        own[name] += share


def locate_vectors(places: Sequence[Place]) -> Values:
    """Locate places as unit vectors, one row each, whose dot product is the cosine of their distance."""
    lat = np.radians([place.latitude for place in places])
    lon = np.radians([place.longitude for place in places])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def describe_candidates(group: Group, home: Place | None) -> dict[str, list[float]]:
    """Describe the candidates of a name by what does not depend on the article's other names: one value a candidate."""
    places = [candidate.place for candidate in group.candidates]
    largest = max((place.population for place in places), default=0)
    contained = [any(lies_in(place, container) for container in group.containers) for place in places]
    asked = group.kind is not None and group.kind.feature.startswith("ADM")
    skeleton = make_skeleton(group.key)
    named = [candidate.match == "exact" and _is_named(candidate.place, group.key, skeleton) for candidate in group.candidates]
    rows = []
    for candidate, inside, own in zip(group.candidates, contained, named, strict=True):
        place = candidate.place
        named_after = place.feature == "ADM1" and not asked and is_named_after(place, places)
        rows.append(
            {
                "log_population": math.log10(place.population + 1),
                "log_below_largest": math.log10((largest + 100) / (place.population + 100)),
                "is_country": place.feature == "PCLI",
                "is_capital": place.feature == "PPLC",
                "is_province": place.feature == "ADM1",
                "is_district": place.precision == "district",
                "is_region": place.precision == "region",
                "is_site": place.precision == "site",
                "has_namesake_city": named_after,
                "has_namesake_capital": named_after and any(other.feature == "PPLC" and other.country == place.country for other in places),
                "has_namesake_city_abroad": named_after and place.country not in ENGLISH_SPEAKING,
                "told_as_division": named_after and group.as_division,
                "other_name": candidate.match == "exact" and not own,
                "other_name_beside_own": candidate.match == "exact" and not own and any(named),
                "variant": candidate.match == "variant",
                "variant_beside_exact": candidate.match == "variant" and group.candidates[0].match == "exact",
                "unlike": 0.0 if candidate.match == "exact" else 1.0 - fuzz.ratio(normalise_name(place.name), group.key) / 100,
                "contained": inside,
                "not_contained": any(contained) and not inside,
                "fits_kind": group.kind is not None and fits_kind(place, group.kind),
                "home_km": math.nan if home is None else measure_km(place, home),
                "home_province": math.nan if home is None else (place.admin1_id or place.place_id) == home.admin1_id,
                "home_country": math.nan if home is None else place.country == home.country,
            }
        )
    columns = zip(*(row.values() for row in rows), strict=True)
    return {feature: [float(value) for value in values] for feature, values in zip(rows[0], columns, strict=True)} if rows else {}


def _is_named(place: Place, key: str, skeleton: str) -> bool:
    """Tell whether a name is a place's main one: a county's stands without its kind, too."""
    return make_skeleton(place.name) == skeleton or (place.precision == "district" and normalise_name(place.name).startswith(f"{key} "))


def describe_surroundings(groups: Sequence[Group], around: Surroundings) -> dict[str, list[float]]:
    """Describe the candidates of all groups, in order, by the article's other names: one value a candidate."""
    places = [candidate.place for group in groups for candidate in group.candidates]
    owners = [group.key for group in groups for _ in group.candidates]
    others = [max(1, len(around.keys) - (owner in around.keys)) for owner in owners]
    countries, provinces = [place.country for place in places], [place.admin1_id for place in places]
    named, states = around.named, [f"iso:{country}" if country else "" for country in countries]
    own = [place.admin1_id or place.place_id for place in places]
    return {
        "near_town": _count_near(places, owners, around),
        "country_share": [share / n for share, n in zip(_sum_others(around.countries, countries, owners), others, strict=True)],
        "province_share": [share / n for share, n in zip(_sum_others(around.provinces, own, owners), others, strict=True)],
        "country_named": [share if key else math.nan for key, share in zip(states, _sum_others(named, states, owners), strict=True)],
        "province_named": [share if key else math.nan for key, share in zip(provinces, _sum_others(named, provinces, owners), strict=True)],
    }


def _sum_others(table: dict[str, dict[str, float]], keys: Sequence[str], owners: Sequence[str]) -> list[float]:
    """Sum for each key of a table what other names than its owner say of it."""
    totals = {key: sum(own.values()) for key, own in table.items()}
    return [totals[key] - table[key].get(owner, 0.0) if key in totals else 0.0 for key, owner in zip(keys, owners, strict=True)]


def _count_near(places: Sequence[Place], owners: Sequence[str], around: Surroundings) -> list[float]:
    """Count the other names that have a probable place near each candidate."""
    if not places or not len(around.mass):
        return [0.0] * len(places)
    cosines = locate_vectors(places) @ around.vectors.T
    starts = np.minimum(around.starts, len(around.mass) - 1)
    empty = np.diff([*around.starts, len(around.mass)]) == 0
    index = {key: number for number, key in enumerate(around.keys)}
    own = np.array([index.get(owner, -1) for owner in owners])[:, np.newaxis] == np.arange(len(around.keys))
    by_name = np.add.reduceat((cosines > math.cos(NEAR_KM / EARTH_KM)) * around.mass, starts, axis=1)
    by_name[:, empty] = 0.0
    counts: list[float] = np.where(own, 0.0, np.minimum(by_name, 1.0)).sum(axis=1).tolist()
    return counts


def is_named_after(place: Place, others: Sequence[Place]) -> bool:
    """Tell whether a province is called as a city that the bare name then means: "Homs", not "Quebec".

    The city is its own main one, the capital, or a larger one of another country: "Gaza" is no province of Mozambique.
    """
    return any(
        (other.admin1_id == place.place_id and other.population > NAMESAKE_SHARE * place.population)
        or (other.feature == "PPLC" and other.country == place.country)
        or (
            other.precision == "settlement"
            and other.country != place.country
            and other.population > place.population
            and other.name == place.name
        )
        for other in others
    )


def fits_kind(place: Place, kind: Kind) -> bool:
    """Tell whether a place is of the kind that a word beside its name says."""
    return bool(kind.feature) and (place.feature.startswith(kind.feature[:3]) or (kind.precision == "site" and place.precision == "site"))


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


def leave_out_namesakes(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Leave out the districts named after a town among the candidates, a bare "Sinjar" is the town, and the provinces after a sea."""
    if any(c.match == "exact" and c.place.feature in SEAS for c in candidates):
        candidates = tuple(c for c in candidates if c.place.feature != "ADM1")
    towns = [c.place for c in candidates if c.match == "exact" and c.place.precision == "settlement"]
    return tuple(c for c in candidates if c.place.precision != "district" or not any(is_division_of(c.place, town) for town in towns))


def is_division_of(division: Place, town: Place) -> bool:
    """Tell whether a province or district is named after a town in it, which a bare name then rather means."""
    if not division.feature.startswith("ADM") or town.precision != "settlement" or town.country != division.country:
        return False
    km = measure_km(division, town)
    near = km < 2 * division.uncertainty_km
    if division.precision == "district":
        return near or km < SEAT_KM
    # A province of no people is one whose towns are told of under an older division of the country.
    return town.population > NAMESAKE_SHARE * division.population and (near or not division.population)


def measure_km(one: Place, other: Place) -> float:
    """Measure the great-circle distance between two places in km."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    dlat, dlon = lat2 - lat1, math.radians(other.longitude - one.longitude)
    half = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
