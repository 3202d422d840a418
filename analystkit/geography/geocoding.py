"""Geocoding: places for names that stand alone, in a list or a column, with no article around them.

A name is read in several ways, as it stands first and taken apart last; the first reading that the gazetteer knows as it is written
counts, else the first that it knows in another transliteration. A misspelt name is tried only where a country is known.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from rapidfuzz import fuzz

from analystkit.errors import ArgumentError
from analystkit.gazetteers.gazetteer import Candidate, Gazetteer, Place, Precision, Sources, load_gazetteer
from analystkit.geography.boundaries import find_boundary
from analystkit.geography.candidates import is_division_of
from analystkit.geography.places import Mention, build_row
from analystkit.geography.senses import Context, choose_sense
from analystkit.geography.spelling import SHORTEST_SKELETON, make_skeleton, normalise_name
from analystkit.geography.toponyms import Kind, Role, find_with_kind, load_abbreviations, load_demonyms, load_kinds
from analystkit.tables import build_table
from analystkit.writing.files import REPLACEMENT, SURROGATE

LONGEST_QUERY = 200  # characters; a longer text is no name, whatever it says of where the place lies
TEXT_COLUMNS = ["article_id", "start", "end"]  # of the places table; a name with no text around it has none
BORDER_KM = 3.0  # that a boundary simplified for drawing may be off
TOWN_KM = 25.0  # that a base, a camp or a countryside named after a town may lie from it
OWN_SIMILARITY = 75  # of the skeletons of a place's own name and the one given, 0 to 100
OFFSHORE_KM = 50.0  # of the water "off" a place: twice the territorial sea and a little more
FAR_LARGER = 10  # times the people that make a place's other name mean it
KM_PER_DEGREE = 111.2  # of latitude
# What news puts before a name and is no part of it: "the ", "near ", "in the "
LEAD = re.compile(r"^(?:(?:in|near|outside|around|at|from|to|towards?|inside|the|nearby|central|greater|downtown)\s+)+", re.IGNORECASE)
# The part of a place that is meant: "eastern ", "north-western ", "the south of "
PART = re.compile(
    r"^(?:far\s+)?(?:north|south|east|west|(?:north|south)-?(?:east|west))(?:ern)?(?:\s+(?:part\s+)?of(?:\s+the)?)?[\s-]+", re.IGNORECASE
)
# The water before a place: "off ", "off the coast of ", "waters off the western coast of "
OFFSHORE = re.compile(
    r"^(?:the\s+)?(?:(?:waters?|sea)\s+)?off(?:\s+(?:the\s+)?(?:\w+\s+)?(?:coast|shore)s?\s+of)?\s+(?:the\s+)?", re.IGNORECASE
)
# Where what a place lies in begins: ", " in "Douma, Syria", " (" in "Douma (Syria)", " in " in "Jobar in Damascus"
WITHIN = re.compile(r"\s*(?:,\s*(?:(?:in|near)\s+)?|\(|\s(?:in|near|outside)\s+)(?:the\s+)?", re.IGNORECASE)
# The owner before a name: "Syria's " in "Syria's Idlib", "Damascus' " in "Damascus' Jobar district"
OWNER = re.compile(r"^(?P<owner>.*?[^\W\d_]{3})(?:['’]s|(?<=s)['’])\s+(?P<rest>\S.*)$")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a name: `core` is looked up, the rest says what and where it is."""

    core: str
    kind: Kind | None = None
    within: tuple[str, ...] = ()
    part: bool = False
    offshore: bool = False


def geocode(
    names: "Iterable[str] | pd.Series[Any]",
    *,
    countries: str | Iterable[str] | None = None,
    gazetteer: Sources = None,
) -> gpd.GeoDataFrame:
    """Geocode names that stand alone; one row is one name, in their order and with their index.

    Parameters
    ----------
    names
        Names as news writes them: "Douma", "T4 airbase", "the city of Homs", "eastern Aleppo", "Binnish, Idlib", "Kherson oblast".
    countries
        ISO 3166-1 alpha-2 code, or several, of the countries that the places lie in. A region, river or sea that reaches into one of
        them, and a place on its border, count. None takes the best known place of all.
    gazetteer
        Files of places that win over the package's own, or a gazetteer, as `load_gazetteer` takes and gives them.

    Returns
    -------
    GeoDataFrame
        The columns of the places table but those of a text. Where nothing was found, or the name is empty, overlong or no text, the
        place is missing. `match` tells how the name was met, fuzzy being nearly; `runner_up` what else it might mean. `geometry` is a
        point for provinces and regions too, with `uncertainty_km` around it. `score` is missing: with no article there is nothing to
        calibrate it by.

    Raises
    ------
    ArgumentError
        `names` is a single string, or a country is none.
    GazetteerError
        A file of `gazetteer` cannot serve as one.

    Examples
    --------
    >>> geocode(["Douma", "T4 airbase", "Hama province"], countries="SY")[["country", "place_precision"]].to_numpy().tolist()
    [['SY', 'settlement'], ['SY', 'site'], ['SY', 'province']]
    """
    if isinstance(names, str):
        raise ArgumentError(f"names: {names[:LONGEST_QUERY]!r} is a single name; give a list of names, [{names[:LONGEST_QUERY]!r}]")
    series = names if isinstance(names, pd.Series) else pd.Series(list(names), dtype="object")
    places = load_gazetteer(gazetteer)
    wanted = _check_countries(countries)
    # Half of a surrogate pair stands in no table.
    texts = [SURROGATE.sub(REPLACEMENT, value) if isinstance(value, str) else None for value in series]
    resolved = {text: _resolve_name(text, wanted, places) for text in dict.fromkeys(texts) if text is not None}
    rows = [build_row(resolved[text], "", 0) if text is not None else {"n_candidates": 0} for text in texts]
    return build_table(rows, "places").drop(columns=TEXT_COLUMNS).set_index(series.index)


def _check_countries(countries: str | Iterable[str] | None) -> tuple[str, ...]:
    codes = (countries,) if isinstance(countries, str) else tuple(dict.fromkeys(countries or ()))
    for code in codes:
        if not isinstance(code, str) or find_boundary(f"iso:{code}") is None:
            raise ArgumentError(f"countries: {code!r} is no ISO 3166-1 code of two capital letters; for Syria write SY")
    return codes


def _resolve_name(text: str, countries: tuple[str, ...], gazetteer: Gazetteer) -> Mention:
    """Resolve one name by its first reading that has places as it is written, else in another spelling, else nearly."""
    readings = list(dict.fromkeys(_list_readings(text))) if text.isprintable() and len(text) <= LONGEST_QUERY else []
    for match in ("exact", "variant", "fuzzy"):
        for reading in readings:
            if _are_words(reading.core, match, gazetteer):
                continue
            containers = tuple(_find_containers(reading, gazetteer))
            told = countries or tuple(dict.fromkeys(place.country for place in containers if place.country))
            found = _find_fuzzy(reading, told, gazetteer) if match == "fuzzy" else _find_candidates(reading, gazetteer)
            met = [c for c in found if c.match == match and _can_lie_in(c.place, containers)]
            candidates = _restrict(_add_towns(met, found) if reading.kind is None else met, told)
            if candidates:
                return _build_mention(text, reading, candidates, containers, told)
    return Mention(0, len(text), text, "literal", None, None, 0, None, None, None)


def _are_words(core: str, match: str, gazetteer: Gazetteer) -> bool:
    """Tell whether what would be a name is plain words: "the border", "countryside"; of a word, no other spelling is believed."""
    names = [word for word in core.lower().split() if not gazetteer.is_common_word(word) and word not in load_kinds("after")]
    return not names and not gazetteer.is_own(core) and (core.islower() or match != "exact")


def _list_readings(text: str) -> Iterator[_Reading]:
    """List the ways to read a name, the most faithful first."""
    spelled = " ".join(text.split())
    yield _Reading(spelled)
    yield from _take_apart(spelled, ())
    parts = [part.strip(" )") for part in WITHIN.split(spelled)]
    if len(parts) > 1:
        yield from _take_apart(parts[0], tuple(part for part in parts[1:] if part))
    owned = OWNER.match(spelled)
    if owned:
        yield from _take_apart(owned["rest"], (LEAD.sub("", owned["owner"]),))


def _take_apart(text: str, within: tuple[str, ...]) -> Iterator[_Reading]:
    """Take from a name what is no part of it: words of place before it, a people, a direction, its kind."""
    bare = LEAD.sub("", text)
    yield _Reading(bare, None, within)
    yield from _split_kind(bare, within)
    people, _, rest = bare.partition(" ")
    if rest and people in load_demonyms():  # "Syrian city of Homs"
        yield from _take_apart(rest, (*within, people))
    coast = OFFSHORE.sub("", bare)
    if coast != bare and coast:
        yield _Reading(coast, None, within, offshore=True)
    whole = PART.sub("", bare)
    if whole != bare and whole:
        yield from _split_kind(whole, within)
        yield _Reading(whole, None, within, part=True)


def _split_kind(text: str, within: tuple[str, ...]) -> Iterator[_Reading]:
    """Split a word of kind from a name: "Homs" and "province", "Jobar" and "suburb of" of "Damascus suburb of Jobar"."""
    after, before = _compile_kinds()
    if found := after.match(text):
        yield _Reading(found["core"], load_kinds("after")[found["word"].lower()], within)
    if found := before.match(text):
        owner = (found["owner"],) if found["owner"] else ()
        yield _Reading(LEAD.sub("", found["core"]), load_kinds("before")[found["word"].lower()], (*within, *owner))
    if (found := _compile_of().match(text)) and found["core"] not in load_demonyms():
        yield _Reading(found["core"], load_kinds("after")[found["word"].lower()], (*within, found["owner"]))


@cache
def _compile_kinds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    after, before = ("|".join(map(re.escape, sorted(load_kinds(side), key=len, reverse=True))) for side in ("after", "before"))
    return (
        re.compile(rf"^(?P<core>.+?)[\s-](?P<word>{after})$", re.IGNORECASE),
        re.compile(rf"^(?:(?P<owner>.+?)\s)?(?P<word>{before})\s(?P<core>.+)$", re.IGNORECASE),
    )


@cache
def _compile_of() -> re.Pattern[str]:
    """Compile what finds a name before its kind and what it is a part of: "Jobar", "neighbourhood" and "Damascus"."""
    words = "|".join(map(re.escape, sorted(load_kinds("after"), key=len, reverse=True)))
    return re.compile(rf"^(?P<core>.+?)\s(?P<word>{words})\s(?:of|in|near)\s(?:the\s)?(?P<owner>.+)$", re.IGNORECASE)


def _find_candidates(reading: _Reading, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    short = _find_short(reading.core, "any")
    if short is not None and reading.kind is None:
        return (Candidate(gazetteer.get_place(short), "exact"),)
    named, kind = tuple(gazetteer.find_candidates(reading.core)), reading.kind
    if kind is None:
        return named
    fitting = find_with_kind(reading.core, kind, gazetteer) or tuple(c for c in named if _can_be(c.place, kind))
    return _find_provinces(reading.core, fitting, gazetteer) if kind.precision == "province" else fitting


def _find_provinces(core: str, candidates: tuple[Candidate, ...], gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Find the provinces named after towns in them where none bears the bare name: Kursk region is Kurskaya oblast."""
    if any(c.place.precision in ("province", "region") for c in candidates):
        return candidates
    stem = make_skeleton(core)
    homes = {c.place.admin1_id: gazetteer.get_place(c.place.admin1_id) for c in candidates if c.place.admin1_id and c.match == "exact"}
    called = [home for home in homes.values() if len(stem) >= SHORTEST_SKELETON and make_skeleton(home.name).startswith(stem)]
    return tuple(Candidate(home, "variant") for home in called) or candidates


def _find_short(text: str, context: str) -> str | None:
    """Find the place_id of an abbreviation, with or without its last full stop ("U.S.", "Ill."), or of a people."""
    known = load_abbreviations(context)
    return known.get(text) or known.get(text.rstrip(".")) or load_demonyms().get(text)


def _can_be(place: Place, kind: Kind) -> bool:
    """Tell whether a place is of a kind or may stand for what is named after it: no town for a river, no country for a province."""
    if kind.precision == "region":
        return place.feature[:3] == kind.feature[:3] or place.precision == "region"
    return place.precision not in ("country", "region") or place.feature[:3] == kind.feature[:3]


def _find_fuzzy(reading: _Reading, countries: tuple[str, ...], gazetteer: Gazetteer) -> list[Candidate]:
    kind = reading.kind
    return [c for c in gazetteer.find_fuzzy(reading.core, countries) if kind is None or _can_be(c.place, kind)] if countries else []


def _find_containers(reading: _Reading, gazetteer: Gazetteer) -> Iterator[Place]:
    """Find what the words say that a place lies in."""
    for part in reading.within:
        short = _find_short(part, "after_comma") or _find_short(part, "any")
        if short is not None:
            yield gazetteer.get_place(short)
            continue
        for way in dict.fromkeys((_Reading(part), *_take_apart(part, ()))):
            found = [c.place for c in _find_candidates(way, gazetteer) if c.match == "exact"]
            if found:
                yield from found[:8]
                break


def _can_lie_in(place: Place, containers: tuple[Place, ...]) -> bool:
    """Tell whether a place may lie in a town: only what is smaller does, so that Damascus is no neighbourhood of Jobar."""
    towns = [container for container in containers if container.precision in ("settlement", "site")]
    return not towns or len(towns) < len(containers) or place.population < max(town.population for town in towns)


def _restrict(candidates: Iterable[Candidate], countries: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Keep the candidates in the countries; where there is none, those that reach into one. No countries keep all."""
    candidates = tuple(candidates)
    if not countries:
        return candidates
    inside = tuple(c for c in candidates if c.place.country in countries)
    return inside or tuple(c for c in candidates if any(_reaches(c.place, country) for country in countries))


def _prefer_bearers(candidates: tuple[Candidate, ...], core: str) -> tuple[Candidate, ...]:
    """Keep, of the places that a bare name may mean, those that it rather means.

    A place that has the name beside another gives way to one of about its size that is called so (Jericho, in Arabic Ariha, to
    Ariha), and a province or district to the town in it that it is named after.
    """
    wanted = make_skeleton(core)
    bearers = [c for c in candidates if wanted in (own := make_skeleton(c.place.name)) or fuzz.ratio(own, wanted) >= OWN_SIMILARITY]
    largest = max((c.place.population for c in bearers), default=0)
    homes = {c.place.place_id for c in bearers}
    rather = tuple(
        c for c in candidates if not bearers or c in bearers or c.place.admin1_id in homes or c.place.population > FAR_LARGER * largest
    )
    return tuple(c for c in rather if not any(is_division_of(c.place, other.place) for other in rather)) or rather


def _add_towns(met: list[Candidate], found: Iterable[Candidate]) -> list[Candidate]:
    """Add to provinces and districts the towns that they are named after in another transliteration."""
    if not all(c.place.feature.startswith("ADM") for c in met):
        return met
    return met + [c for c in found if c not in met and any(is_division_of(division.place, c.place) for division in met)]


def _reaches(place: Place, country: str) -> bool:
    boundary = find_boundary(f"iso:{country}")
    if boundary is None or place.precision in ("country", "province"):
        return False
    reach = max(BORDER_KM, place.uncertainty_km if place.precision == "region" else 0.0)
    point = shapely.Point(place.longitude, place.latitude)
    return bool(shapely.dwithin(boundary, point, reach / KM_PER_DEGREE))


def _build_mention(
    text: str, reading: _Reading, candidates: tuple[Candidate, ...], containers: tuple[Place, ...], countries: tuple[str, ...]
) -> Mention:
    near = tuple(place for place in containers if place.precision not in ("country", "region"))[:1]
    context = Context(dict.fromkeys(countries, 1.0), near)
    if reading.kind is not None and reading.kind.precision == "province":
        candidates = tuple(c for c in candidates if c.place.precision == "province") or candidates
    candidates = _prefer_bearers(candidates, reading.core)
    sense = choose_sense(candidates, context, containers=containers, kind=reading.kind, own=normalise_name(reading.core))
    precision, uncertainty = _tell_precision(sense.place, reading)
    role: Role = "demonym" if reading.core in load_demonyms() and reading.kind is None else "literal"
    return Mention(
        start=0,
        end=len(text),
        mention=text,
        role=role,
        place=sense.place,
        match=sense.match,
        n_candidates=sense.n_candidates,
        runner_up=sense.runner_up,
        precision=precision,
        uncertainty_km=uncertainty,
    )


def _tell_precision(place: Place, reading: _Reading) -> tuple[Precision, float]:
    """Tell what the words name where the place is not quite it: "Azaz countryside", "northern Syria", "off Latakia", a town's base."""
    kind = reading.kind
    if reading.offshore:
        return "region", max(place.uncertainty_km, OFFSHORE_KM)
    if kind is None:
        return ("region" if reading.part and place.precision == "country" else place.precision), place.uncertainty_km
    if kind.precision == "province" and place.precision != "province":
        return "district", max(place.uncertainty_km, TOWN_KM)
    if kind.precision == "site" and place.precision != "site":
        return place.precision, max(place.uncertainty_km, TOWN_KM)
    return (kind.precision if kind.precision != "settlement" else place.precision), place.uncertainty_km
