"""Agreement: whether two reports can be of one occurrence, and how much speaks for it.

The points are set by hand after the manner of Fellegi and Sunter (1969): what agrees counts the more, the less likely it
agrees by chance, and what contradicts rules out.
"""

import csv
from functools import cache
from importlib.resources import files

from analystkit.linking.origins import are_copies
from analystkit.linking.tellings import SHARP_DAYS, Telling, measure_gap, pick_figure

SAME_PLACE_KM = 10.0  # two spellings or a base and its town; FA-KES and UCDP code towns to their centres
NEIGHBOUR_KM = 25.0  # no two dots of two provinces that are farther apart are one place, however uncertain
REACH_KM = 50.0  # and no two of one province that are farther apart than this
RECALL_DAYS = 14  # a report without a day is of the last two weeks before it was published
TELLING_TOLL = 3  # dead; a smaller number is the same in many events
LARGE_TOLL = 20  # dead; so many die in few events, so that a number like it tells something
FAR_APART, FAR_TIMES = 5, 3  # tolls that differ by more, and by so many times, are seldom of one event

SAME_KIND, NEAR_KIND, FAR_KIND = 1.0, 0.5, -1.0
SAME_PLACE, NEAR_PLACE, FAR_PLACE = 2.0, 1.0, -1.0
SAME_PROVINCE, SAME_REGION, SAME_COUNTRY, NO_PLACE = 1.0, 0.5, 0.0, -0.5
SAME_DAY, SAME_DAYS, SAME_MONTH, NEXT_DAY, NO_DAY, OLD_DAY = 2.0, 1.0, 0.5, 0.0, -0.5, -1.5
SAME_TOLL, LIKE_TOLL, SAME_SMALL_TOLL, OTHER_TOLL, MORE_THAN_TOLL, FAR_TOLL = 2.0, 1.0, 0.5, -0.5, -1.0, -2.5
SAME_SIDE, OTHER_ACTOR, SAME_WORDS = 0.5, -1.0, 3.0


def weigh_agreement(one: Telling, other: Telling) -> float | None:
    """Weigh what speaks for two reports being of one occurrence, in points; None where they contradict each other.

    The same kind of act, place and day are worth 5 points. What two reports tell in the same words is one thing, even where the
    place or the day of one was misread.
    """
    if one.article_id == other.article_id and not _is_one_account(one, other):
        return None  # an article that tells them apart knows why
    kind = _weigh_kind(one.event_type, other.event_type)
    if kind is None:
        return None
    day, place = _weigh_day(one, other), _weigh_place(one, other)
    if day is not None and place is not None:
        words = SAME_WORDS if are_copies(one.sketch, other.sketch) else 0.0
        return kind + day + place + _weigh_toll(one, other) + _weigh_sides(one, other) + words
    if one.published is None or other.published is None or abs(one.published - other.published) > RECALL_DAYS:
        return None
    return kind + SAME_WORDS + SAME_WORDS + FAR_PLACE if are_copies(one.sketch, other.sketch) else None


@cache
def read_kinship() -> dict[tuple[str, str], str]:
    """Read kindred_types.csv, both ways: {(event_type, other_type): near or far}."""
    kinship: dict[tuple[str, str], str] = {}
    with files("analystkit.data").joinpath("kindred_types.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            kinship[row["event_type"], row["other_type"]] = kinship[row["other_type"], row["event_type"]] = row["kinship"]
    return kinship


def _is_one_account(one: Telling, other: Telling) -> bool:
    """Tell whether two reports of one article are of one occurrence all the same.

    They are where one sentence tells it by two kinds of act ("air strikes and shelling killed 15 in Homs on Monday"), and where
    the one leans on the other for its place or day ("nobody has claimed the attack").
    """
    if one.place_id is None or one.first is None or (one.place_id, one.first, one.last) != (other.place_id, other.first, other.last):
        return False
    low, high = sorted((pick_figure(one.killed), pick_figure(other.killed)))
    if low >= 0 and low != high:
        return False
    if one.quote_start == other.quote_start:
        return one.event_type != other.event_type
    return one.leans or other.leans


def _weigh_kind(one: str, other: str) -> float | None:
    if one == other:
        return SAME_KIND
    kinship = read_kinship().get((one, other))
    return None if kinship is None else NEAR_KIND if kinship == "near" else FAR_KIND


def _weigh_day(one: Telling, other: Telling) -> float | None:
    """Weigh the days: told both, as a day, a stretch or a month, or to be recalled from the days before one was published."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return _weigh_recall(one, other)
    apart = max(one.first - other.last, other.first - one.last)
    if apart > 0:  # "overnight" and time zones: the day before or after, and no more
        return NEXT_DAY if apart == 1 and one.is_sharp and other.is_sharp else None
    length = max(one.last - one.first, other.last - other.first) + 1
    return SAME_DAY if length <= SHARP_DAYS else SAME_DAYS if length <= RECALL_DAYS else SAME_MONTH


def _weigh_recall(one: Telling, other: Telling) -> float | None:
    """Weigh days where one report tells none: it is of the last days before it was published, less likely of the last weeks."""
    if one.first is None and other.first is None:
        known = one.published is not None and other.published is not None
        return NO_DAY if known and abs((one.published or 0) - (other.published or 0)) <= SHARP_DAYS else None
    undated, dated = (one, other) if one.first is None else (other, one)
    if undated.published is None or dated.first is None or dated.last is None or not 0 <= undated.published - dated.first <= RECALL_DAYS:
        return None
    return NO_DAY if undated.published - dated.last <= SHARP_DAYS else OLD_DAY


def _weigh_place(one: Telling, other: Telling) -> float | None:
    if one.place_id is not None and one.place_id == other.place_id:
        return SAME_PLACE if one.is_fine else _weigh_area(one, other)
    if one.is_fine and other.is_fine:
        return _weigh_dots(one, other)
    if one.place and one.place == other.place and (one.place_id is None or other.place_id is None):
        return SAME_PLACE  # a village in no gazetteer
    if one.country is None or other.country is None:
        return NO_PLACE
    return _weigh_area(one, other) if one.country == other.country else None


def _weigh_dots(one: Telling, other: Telling) -> float | None:
    gap = measure_gap(one, other)
    if gap <= SAME_PLACE_KM:
        return SAME_PLACE
    if gap <= min(REACH_KM, one.radius_km + other.radius_km):
        return NEAR_PLACE
    same_province = one.admin1 is not None and one.admin1 == other.admin1
    return FAR_PLACE if gap <= (REACH_KM if same_province else NEIGHBOUR_KM) else None  # a village, and the town it is told by


def _weigh_area(one: Telling, other: Telling) -> float | None:
    """Weigh places of one country of which one at least is an area, or no more is known than the country."""
    levels = {one.place_precision, other.place_precision}
    if None in levels:
        return NO_PLACE
    if "country" in levels:
        return SAME_COUNTRY
    within = measure_gap(one, other) <= one.radius_km + other.radius_km + SAME_PLACE_KM
    if "region" in levels:
        return SAME_REGION if within else None
    if one.admin1 is not None and other.admin1 is not None:
        return SAME_PROVINCE if one.admin1 == other.admin1 else None
    return SAME_PROVINCE if within else None


def _weigh_toll(one: Telling, other: Telling) -> float:
    """Weigh the dead and injured: tolls of one event differ between outlets and rise, but seldom by an order of magnitude."""
    points = 0.0
    for mine, theirs in ((one.killed, other.killed), (one.injured, other.injured)):
        low, high = sorted((pick_figure(mine), pick_figure(theirs)))
        if low < 0:
            continue  # one of them tells none
        if high - low > FAR_APART and high >= FAR_TIMES * low:
            points += FAR_TOLL if mine.contradicts(theirs) else MORE_THAN_TOLL
        elif low == high:
            points += SAME_TOLL if low >= TELLING_TOLL else SAME_SMALL_TOLL
        elif low >= LARGE_TOLL and high <= 2 * low:
            points += LIKE_TOLL
        elif mine.contradicts(theirs):
            points += OTHER_TOLL
    return points


def _weigh_sides(one: Telling, other: Telling) -> float:
    """Weigh who did it and to whom; the two sides of a clash are told in either order."""
    points = SAME_SIDE * len({one.actor, one.target} & {other.actor, other.target} - {None})
    other_actor = one.actor and other.actor and one.actor not in (other.actor, other.target) and other.actor != one.target
    return points + OTHER_ACTOR if other_actor else points
