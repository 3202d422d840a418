"""Locations: where the grammar of a sentence, and what was told before it, put an event."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from analystkit.gazetteers.gazetteer import Place, make_skeleton
from analystkit.geography.places import Mention as PlaceMention
from analystkit.geography.places import measure_km
from analystkit.geography.toponyms import Kind, Name, find_kind, load_kinds
from analystkit.language.cues import has_cue
from analystkit.language.sentences import VERBAL, climb_tree

COARSENESS = {"site": 0, "settlement": 0, "district": 1, "province": 2, "region": 2, "country": 5}
AWAY = ("from", "to", "with", "between", "than", "like", "as", "about")  # prepositions whose place is not where it happened
BESIDE = ("after", "before", "following", "since", "until", "amid", "despite")  # what they lead to is told beside the event
LOCATIVE = ("in", "inside", "within", "across", "over", "throughout", "into", "near", "outside", "around", "on", "at", "of", "along")
STANCES = ("position", "base", "station", "headquarter", "operate", "locate", "live", "arrive", "travel", "flee", "deliver")
TOO_FAR = 14.0
# What stands between the places of a list: ", ", " and ", and nothing where commas were lost
LISTING = re.compile(r"\s|,\s|\s(?:and|or|&)\s|,\s(?:and|or)\s")
# What says where somebody sits rather than where anything happened: "London-based"
BASED = re.compile(r"[-\s]based\b")
# What says that one place does not lie in the next: ", some 600 km north of", " and ", " from "
APART = re.compile(r"\d|\b(?:km|miles?|from|and|to|(?:north|south|east|west)\w*\s+of)\b")
CONTAINER_REACH = 40  # characters between a name and the place it is told to lie in
SAME_PLACE_KM = 6.0
STRAY_KM = 60.0  # a quarter farther from the town told before it is a namesake in another town
LEAST_CITY = 50_000  # inhabitants of what "the city" takes up
TOWN_PARTS = ("PPLX", "ST", "SQR", "PRK", "HSP", "PRN", "BDG")  # GeoNames feature codes of what lies in the town told of


def choose_places(head: Token, doc: Doc, found: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Choose the places where the grammar puts a trigger; several where a list names them side by side."""
    costs = []
    for mention in found:
        root = _find_root(doc, mention.start, mention.end)
        if mention.role != "literal" or root is None or (mention.precision == "country" and not _is_location(root)):
            continue
        cost = _cost_place(root, head) + COARSENESS.get(mention.precision or "settlement", 0)
        if cost < TOO_FAR:
            costs.append((cost, root.i, mention, root))
    if not costs:
        return []
    _, _, best, root = min(costs, key=lambda item: item[:2])
    joined = {token.i for token in root.conjuncts}
    listed = _list_beside(best, found, doc.text)
    beside = [m for _, i, m, _ in costs if i in joined and m not in listed and _is_as_fine(m, best)]
    return sorted([*listed, *beside], key=lambda mention: mention.start)


def _list_beside(best: PlaceMention, found: Sequence[PlaceMention], text: str) -> list[PlaceMention]:
    """List a place with those that stand beside it in one list, whatever the parse made of it: "in Daraa Latakia and Homs"."""
    run: list[PlaceMention] = []
    gaps: list[str] = []
    for mention in sorted(found, key=lambda m: m.start):
        gap = text[run[-1].end : mention.start] if run else ""
        if run and LISTING.fullmatch(gap) and mention.role == "literal" and _is_as_fine(mention, best):
            gaps.append(gap)
        elif best in run:
            break
        else:
            run, gaps = [], []
        run.append(mention)
    joined = any(gap.strip(" ,") for gap in gaps)  # a comma alone may lead to what a place lies in: "Sadr City, Baghdad"
    return run if best in run and joined else [best]


def _is_as_fine(one: PlaceMention, other: PlaceMention) -> bool:
    return COARSENESS.get(one.precision or "", 0) == COARSENESS.get(other.precision or "", 0)


def _is_location(place: Token) -> bool:
    """Whether the grammar makes a country a place: "in Syria", not "U.S. air strikes" or "Israel struck"."""
    first = next((token for token in climb_tree(place, 4) if token.dep_ not in ("conj", "appos")), place)
    return first.dep_ == "pobj" and first.head.lower_ in LOCATIVE


def _find_root(doc: Doc, start: int, end: int) -> Token | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def _cost_place(place: Token, head: Token) -> float:
    """Cost of taking a place for a trigger's: steps through the parse, dearer where they cross into another's clause."""
    up_head = [token.i for token in climb_tree(head, 15)]
    cost, below = 0.0, place
    for steps, token in enumerate(climb_tree(place, 15)):
        cost += _cost_step(token, below, head, place)
        if token.i in up_head:
            cost += steps + 0.7 * up_head.index(token.i)
            if token.i != head.i and token.pos_ in VERBAL and has_cue(token, "speech_verb") and _is_speaker(below, token, head):
                cost += TOO_FAR
            break
        below = token
    else:
        cost += TOO_FAR / 2
    return cost + 0.08 * abs(place.i - head.i) + (0.5 if place.i < head.i else 0.0)


def _cost_step(token: Token, below: Token, head: Token, place: Token) -> float:
    if token.dep_ == "agent" or (token.dep_ == "prep" and token.lower_ == "by"):
        return TOO_FAR if below.i == place.i else 1.0  # "by Washington", but "by air defences in the province"
    if token.dep_ == "prep" and token.lower_ in BESIDE:
        return TOO_FAR  # "the attack came days after talks in Geneva"
    if token.lower_ == "according":
        return TOO_FAR  # "according to the Pentagon"
    if token.dep_ == "prep" and token.lower_ in AWAY:
        return 4.0 if _is_place_itself(below, place) else 0.0  # "between rebels in Daraa"
    led_in = any(t.lower_ in LOCATIVE for t in token.doc[max(0, token.left_edge.i - 1) : token.i])  # "- Near Mosul, one strike"
    if token.dep_ == "nsubj" and _is_place_itself(token, place) and not led_in and not has_cue(token.head, "undergo_verb"):
        return TOO_FAR  # a place that does something is its government: "an attack that Damascus blamed on"
    if token.dep_ in ("acl", "relcl") and token.i != head.i and has_cue(token, "speech_verb"):
        return TOO_FAR
    if token.dep_ in ("acl", "relcl") and token.i != head.i:
        return 6.0 if any(form in STANCES for form in (token.lemma_.lower(), token.lower_)) else 2.0
    if token.dep_ in ("compound", "amod", "poss") and token.i != below.i:
        return 0.5
    if token.dep_ == "advcl" and token.i not in [step.i for step in climb_tree(head, 15)]:
        return 4.0
    return 1.0 if token.dep_ in ("advcl", "ccomp") else 0.0


def _is_place_itself(token: Token, place: Token) -> bool:
    """Whether a token is a place or the first of the list it stands in: "Moscow" of "Moscow and Damascus"."""
    return token.i == place.i or any(token.i == other.i for other in place.conjuncts)


def _is_speaker(below: Token, verb: Token, head: Token) -> bool:
    """Tell whether a place hangs on who speaks: "a source in Aleppo told"."""
    return below.dep_ in ("nsubj", "prep", "dobj", "dative", "npadvmod") and not any(step.i == below.i for step in climb_tree(head, 15))


def is_part_of(doc: Doc, found: PlaceMention, head: Token) -> bool:
    """Whether a place belongs to a noun itself, "the attack in Aleppo", rather than to what is said of it."""
    root = _find_root(doc, found.start, found.end)
    for token in climb_tree(root, 6) if root is not None else ():
        if token.i == head.i:
            return True
        if token.pos_ in VERBAL and not (token.dep_ in ("acl", "relcl") and token.head.i == head.i):
            return False
    return False


def locate_unknown(mention: PlaceMention, found: list[PlaceMention], sentence: str, known: PlaceMention | None = None) -> PlaceMention:
    """Give a name that no gazetteer has the point of the place it is told to lie in, with that place's precision.

    "Jisreen in Eastern Ghouta": the name is kept, the point is Eastern Ghouta's, and so is the uncertainty. A quarter
    or street whose sentence does not say what it lies in lies in `known`, the town told before it, and so does one whose
    only namesakes are far from there; any other name stays unknown.
    """
    if mention.role != "literal" or (mention.place is not None and mention.precision != "site"):
        return mention
    before = [m for m in found if m.end <= mention.start and is_container(m)]
    town = before[-1] if before else known
    if mention.place is not None:
        container = None
        if town is not None and town.place is not None and mention.match != "fuzzy" and _is_part_of_town(mention, sentence):
            container = town if measure_km(mention.place, town.place) > STRAY_KM else None
    else:
        behind = [m for m in found if m.place is not None and m.role == "literal" and 0 <= m.start - mention.end <= CONTAINER_REACH]
        within = [m for m in behind if not APART.search(sentence, mention.end, m.start)]
        container = within[0] if within else town if _is_part_of_town(mention, sentence) else None
    if container is None:
        return mention
    return replace(mention, place=container.place, match=None, precision=container.precision, uncertainty_km=container.uncertainty_km)


def _is_part_of_town(mention: PlaceMention, sentence: str) -> bool:
    """Whether a word of kind says that a name is that of a part of a town: "al-Neel Street", "the neighbourhood of Malaga"."""
    kind, _ = find_kind(sentence, Name(mention.start, mention.end, mention.mention, ()))
    words = load_kinds("after")
    last = words.get(mention.mention.rsplit(" ", 1)[-1].lower())
    return any(kind is not None and kind.feature in TOWN_PARTS for kind in (kind, last))


def take_up_places(doc: Doc, told: list[PlaceMention], before: list[PlaceMention]) -> list[PlaceMention]:
    """Find "the city", "that province", "there", which take up the place of that kind told last, and give them as mentions of it."""
    kinds = load_kinds("after")
    taken: list[PlaceMention] = []
    for token in doc:
        kind = kinds.get(token.lower_)
        there = token.lower_ == "there" and token.dep_ == "advmod"
        if not there and (kind is None or not _points_back(token, kind)):
            continue
        if any(m.start < token.idx + len(token) and token.idx < m.end for m in told):
            continue
        earlier = [m for m in (*before, *told) if m.place is not None and (m in before or m.end <= token.idx)]
        alike = [m for m in earlier if there or (kind is not None and m.precision == kind.precision and _can_be(m.place, kind))]
        if alike:
            taken.append(replace(alike[-1], start=token.idx, end=token.idx + len(token), match=None))
    return taken


def _points_back(noun: Token, kind: Kind) -> bool:
    """Whether a bare noun of kind with its article takes up what was told: "in the city", not "the city of Homs"."""
    if kind.precision not in ("settlement", "province") or noun.dep_ not in ("pobj", "dobj", "nsubjpass"):
        return False
    bare = not any(child.pos_ == "PROPN" or child.lower_ in ("of", "called", "named") for child in noun.children)
    return bare and any(child.lower_ in ("the", "this", "that") for child in noun.lefts)


def _can_be(place: Place | None, kind: Kind) -> bool:
    return place is not None and (kind.word != "city" or place.population >= LEAST_CITY)


def is_container(mention: PlaceMention) -> bool:
    return mention.role == "literal" and mention.match is not None and mention.precision in ("settlement", "district", "province")


def places_agree(one: PlaceMention | None, other: PlaceMention | None) -> bool:
    if one is None or other is None or one.mention == other.mention:
        return True
    if one.place is None or other.place is None:
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
    return apart <= SAME_PLACE_KM


def _contains(outer: PlaceMention, inner: PlaceMention) -> bool:
    if outer.place is None or inner.place is None or COARSENESS.get(outer.precision or "", 0) <= COARSENESS.get(inner.precision or "", 0):
        return False
    if outer.precision == "country" or outer.place.feature == "PCLI":  # "Syria", "northern Syria"
        return outer.place.country == inner.place.country
    if inner.place.admin1_id and inner.place.admin1_id in (outer.place.admin1_id, outer.place.place_id):
        return True
    return measure_km(outer.place, inner.place) <= (outer.uncertainty_km or 0)


def is_in_namesake(inner: PlaceMention | None, outer: PlaceMention | None) -> bool:
    """Whether a place lies in the province that another, a town of the same name, may stand for: "Idlib" in a headline."""
    if inner is None or outer is None or inner.place is None or outer.place is None or outer.precision != "settlement":
        return False
    named_alike = make_skeleton(outer.place.name) == make_skeleton(outer.place.admin1)
    return named_alike and inner.place.place_id != outer.place.place_id and inner.place.admin1_id == outer.place.admin1_id


def is_finer(new: PlaceMention, old: PlaceMention) -> bool:
    return new.place is not None and (old.place is None or COARSENESS.get(new.precision or "", 0) < COARSENESS.get(old.precision or "", 0))
