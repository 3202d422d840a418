"""Containment: whether two mentions mean one place, which is the finer, and what a name that no gazetteer has lies in."""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from analystkit.gazetteers.gazetteer import make_skeleton
from analystkit.geography.places import Mention as PlaceMention
from analystkit.geography.places import measure_km
from analystkit.geography.toponyms import Name, find_kind, load_kinds
from analystkit.language.cues import read_cues

COARSENESS = {"site": 0, "settlement": 0, "district": 1, "province": 2, "region": 2, "country": 5}
# What says where somebody sits rather than where anything happened: "London-based"
BASED = re.compile(r"[-\s]based\b")
# What says that one place does not lie in the next: ", some 600 km north of", ", near the border with", " and ", " from ", but not
# the " and X in" of "Y and X in Z"
APART = re.compile(
    r"\d|\b(?:km|miles?|from|to|(?:border|frontier)s?\s+with|(?:north|south|east|west)\w*\s+of)\b|\band\s+(?:the\s+)?(?:\w+\s+of\s+)?$"
)
CONTAINER_REACH = 60  # characters between a name and the place it is told to lie in
SAME_PLACE_KM = 6.0
SAME_SITE_KM = 1.0  # two quarters or bases that lie farther apart are two
NEIGHBOUR_KM = 30.0
STRAY_KM = 60.0  # a quarter farther from the town told before it is a namesake in another town
SEATS = ("PPLC", "PPLA")  # GeoNames feature codes of capitals of countries and provinces
TOWN_PARTS = ("PPLX", "ST", "SQR", "PRK", "HSP", "PRN", "BDG")  # GeoNames feature codes of what lies in the town told of


@cache
def read_words(use: str) -> frozenset[str]:
    """Read the words of location_words.csv that have one use."""
    with files("analystkit.data").joinpath("location_words.csv").open(encoding="utf-8") as lines:
        return frozenset(row["word"] for row in csv.DictReader(lines) if row["use"] == use)


def locate_unknown(
    mention: PlaceMention,
    found: list[PlaceMention],
    sentence: str,
    told: Sequence[PlaceMention] = (),
    filed: Sequence[PlaceMention] = (),
) -> PlaceMention:
    """Give a name that no gazetteer has the point of the place it is told to lie in, with that place's precision.

    "Jisreen in Eastern Ghouta": the name is kept, the point is Eastern Ghouta's, and so is the uncertainty. A quarter
    or street whose sentence does not say what it lies in lies in the last of the towns `told` before it, else in that of the
    dateline (`filed`), and so does one whose only namesakes are far from there; any other name stays unknown.
    """
    if mention.role != "literal" or (mention.place is not None and mention.precision != "site"):
        return mention
    town = None
    if _is_part_of_town(mention, sentence):
        before = [m for m in found if m.end <= mention.start and is_container(m)]
        town = before[-1] if before else next(reversed(told), None) or next(filter(is_container, reversed(filed)), None)
    if mention.place is not None:
        near = town is None or town.place is None or measure_km(mention.place, town.place) <= STRAY_KM
        container = None if near or mention.match == "fuzzy" else town
    else:
        behind = [m for m in found if m.place is not None and m.role == "literal" and 0 <= m.start - mention.end <= CONTAINER_REACH]
        within = [m for m in behind if not APART.search(sentence[mention.end : m.start]) and not BASED.match(sentence, m.end)]
        container = within[0] if within else town or _find_division(mention, found, sentence)
    if container is None:
        return mention
    return replace(mention, place=container.place, match=None, precision=container.precision, uncertainty_km=container.uncertainty_km)


def _find_division(mention: PlaceMention, found: Sequence[PlaceMention], sentence: str) -> PlaceMention | None:
    """Find what a village lies in whose sentence names one province or district before it: "clashed in Benue, killing six in X village"."""
    kind, _ = find_kind(sentence, Name(mention.start, mention.end, mention.mention, ()))
    named = [m for m in found if m.end <= mention.start and is_container(m)]
    alone = len(named) == 1 and named[0].precision in ("province", "district")
    return named[0] if alone and kind is not None and kind.precision == "settlement" else None


def _is_part_of_town(mention: PlaceMention, sentence: str) -> bool:
    """Whether a word of kind says that a name is that of a part of a town: "al-Neel Street", "the neighbourhood of Malaga"."""
    kind, _ = find_kind(sentence, Name(mention.start, mention.end, mention.mention, ()))
    words = load_kinds("after")
    last = words.get(mention.mention.rsplit(" ", 1)[-1].lower())
    own = mention.mention.rsplit(" ", 1)[-1].lower().removesuffix("'s").removesuffix("’s")
    if mention.place is None and own in read_words("town_part") | read_cues()["site_noun"]:
        return True  # "Sotomayor Street", "the Rolando Cafe"
    return any(kind is not None and kind.feature in TOWN_PARTS for kind in (kind, last))


def is_container(mention: PlaceMention) -> bool:
    """Whether a mention is of a place that another can lie in: a town, district or province that the gazetteer knows by its name."""
    return mention.role == "literal" and mention.match is not None and mention.precision in ("settlement", "district", "province")


def places_agree(one: PlaceMention | None, other: PlaceMention | None) -> bool:
    """Whether two mentions can mean where one event was: either tells nothing, or one is the other, lies in it or beside it.

    "Idlib province" agrees with "Saraqib", a quarter with its city; two towns do not, and neither do two unknown names.
    """
    if one is None or other is None or one.mention == other.mention:
        return True
    if one.place is None or other.place is None:
        return False
    if _is_another_name(one, other) or _is_another_name(other, one):
        return False
    if one.place.place_id == other.place.place_id:
        return True
    if _contains(one, other) or _contains(other, one):
        return True
    if not {one.precision, other.precision} <= {"site", "settlement"}:
        return False
    apart = measure_km(one.place, other.place)
    if one.precision != other.precision:  # a quarter and its city, a base and the town it is named after
        return apart <= max(SAME_PLACE_KM, one.uncertainty_km or 0.0, other.uncertainty_km or 0.0)
    return apart <= (SAME_SITE_KM if one.precision == "site" else SAME_PLACE_KM)


def lies_outside(town: PlaceMention, city: PlaceMention) -> bool:
    """Whether a town lies so near a capital of a country or province that it can be told as outside it: "outside Damascus", Douma."""
    if town.place is None or city.place is None or city.place.feature not in SEATS or town.place.feature in SEATS:
        return False
    return measure_km(town.place, city.place) <= NEIGHBOUR_KM


def _is_another_name(unknown: PlaceMention, town: PlaceMention) -> bool:
    """Whether one is a name that only its district or province is known of, and the other a town of another name."""
    named = unknown.match is None and unknown.precision in ("district", "province")
    return named and town.match is not None and town.precision in ("settlement", "site")


def _contains(outer: PlaceMention, inner: PlaceMention) -> bool:
    if outer.place is None or inner.place is None or COARSENESS.get(outer.precision or "", 0) <= COARSENESS.get(inner.precision or "", 0):
        return False
    if outer.precision == "country" or outer.place.feature == "PCLI":  # "Syria", "northern Syria"
        return outer.place.country == inner.place.country
    smaller = outer.place.feature.startswith("PPL") and outer.place.population < inner.place.population  # a village's area holds no city
    if not smaller and inner.place.admin1_id and inner.place.admin1_id in (outer.place.admin1_id, outer.place.place_id):
        return True
    return measure_km(outer.place, inner.place) <= (outer.uncertainty_km or 0)


def is_in_namesake(inner: PlaceMention | None, outer: PlaceMention | None) -> bool:
    """Whether a place lies in the province that another, a town of the same name, may stand for: "Idlib" in a headline."""
    if inner is None or outer is None or inner.place is None or outer.place is None or outer.precision != "settlement":
        return False
    seat = outer.place.feature in SEATS or make_skeleton(outer.place.name) == make_skeleton(outer.place.admin1)
    return seat and inner.place.place_id != outer.place.place_id and inner.place.admin1_id == outer.place.admin1_id


def is_finer(new: PlaceMention, old: PlaceMention) -> bool:
    """Whether a place says more of where an event was than the one told before: a town after its province, a point after none."""
    return new.place is not None and (old.place is None or COARSENESS.get(new.precision or "", 0) < COARSENESS.get(old.precision or "", 0))
