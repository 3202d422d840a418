"""Locations: where the grammar of a sentence puts an event."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from analystkit.geography.geocoding import OFFSHORE_KM
from analystkit.geography.places import Mention as PlaceMention
from analystkit.geography.places import measure_km
from analystkit.geography.toponyms import load_kinds
from analystkit.language.connectives import is_answered
from analystkit.language.cues import has_cue
from analystkit.language.sentences import VERBAL, climb_tree
from analystkit.reports.containment import COARSENESS, is_finer, read_words

TOO_FAR = 14.0  # cost of a country that the sentence tells of something else
ANOTHERS = 6.0  # cost of a place that belongs to the noun of another act: "the attack in Idlib came after raids"
FARTHEST = 25.0  # km from a settlement that an event told as near it can be
FARTHEST_SITE = 5.0  # km, likewise, from a base or a quarter
VETO = 100.0  # cost of a place that the grammar gives to somebody else
# What stands between the places of a list: ", ", " and ", and nothing where commas were lost
LISTING = re.compile(r"\s|,\s|\s(?:and|or|&)\s|,\s(?:and|or)\s")
# What leads from a place to a larger one that says where it is: " near the Syrian city of " in "Hader near the Syrian city of Homs"
BESIDE = re.compile(r",?\s+(?:near|outside|close\s+to)\s+(?:the\s+(?:[\w-]+\s+){0,2}\w+\s+of\s+)?")
# A distance that leads to a place: "1,950 km south of ", "within 12 miles of the town of "
DISTANCE = re.compile(
    r"(?P<within>\bwithin\s+)?\b(?P<count>\d[\d,]*)(?:\s|-)*(?P<unit>km|kilomet\w+|mi|miles?)\b(?:\s*\([^)]*\))?"
    r"\s+(?:to\s+the\s+)?(?:away\s+)?(?:[\w-]+\s+)?(?:of|from|outside)\s+(?:the\s+(?:[\w-]+\s+){1,4})?$"
)
# What makes the land around a town of it: "in the countryside northwest of ", "several villages around "
AROUND = re.compile(
    r"\b(?:countryside|villages|towns|hamlets|hills|farms|farmland|fields|areas)\s+(?:(?:just\s+)?(?:to\s+the\s+)?(?:north|south|east|west)\w*\s+of|around|surrounding)"
    r"\s+(?:the\s+(?:[\w-]+\s+){0,2}\w+\s+of\s+)?$"
)
# What leads to the ends of a way: "on the road between ", "between the towns of "
BETWEEN = re.compile(r"\bbetween\s+(?:the\s+(?:[\w-]+\s+){1,3}of\s+)?$")
# The kind of the next place of a list, said before it: "the village of " in "Saraqib and the village of Binnish", "parts of "
OF_KIND = re.compile(r"\b(?:the\s(?:[\w-]+\s){0,2}\w+|areas|parts|districts|suburbs|outskirts)\sof\s$")
# What stands between a sea or land that tells where a town is and the town's name: "the Black Sea port of Odesa"
TOWN_OF = re.compile(r"\s+(?:(?:port|resort|coastal)\s+)*(?:(?:city|town|village)\s+)?of\s+")
# What says that a place is seen from the water: "in the Red Sea off Hodeidah", "off the coast of "
OFF = re.compile(r"\boff\s+(?:the\s+(?:[\w-]+\s+)?(?:coast|shore)s?\s+of\s+)?(?:the\s+(?:[\w-]+\s+){1,3}of\s+)?$")


def choose_places(head: Token, doc: Doc, found: Sequence[PlaceMention], others: Sequence[Token] = ()) -> list[PlaceMention]:
    """Choose the places where the grammar puts a trigger; several where a list names them side by side."""
    costs = []
    if is_answered(head):  # "rockets hit Acre in retaliation for a raid", which was elsewhere
        found = [mention for mention in found if is_part_of(doc, mention, head)]
    for mention in found:
        if mention.precision == "region" and any(TOWN_OF.fullmatch(doc.text, mention.end, each.start) for each in found):
            continue
        root = _find_root(doc, mention.start, mention.end)
        if mention.role != "literal" or root is None or (mention.precision == "country" and not _is_location(root)):
            continue
        if _is_far_from(mention, doc.text):
            continue
        if _is_owner(root, head) or _is_of_armed(root) or (_is_ruled_from(mention) and _is_party(root, head)):
            continue
        cost = _cost_place(root, head) + COARSENESS.get(mention.precision or "settlement", 0)
        cost += ANOTHERS if any(is_part_of(doc, mention, other) for other in others) and not is_part_of(doc, mention, head) else 0.0
        if cost < (TOO_FAR if mention.precision == "country" else VETO):
            costs.append((cost, root.i, mention, root))
    if not costs:
        return []
    least = min(costs, key=lambda item: item[:2])
    _, _, best, root = next((c for c in costs if _is_relative_of(head, c[2]) and not is_finer(least[2], c[2])), least)
    beside_it = next((m for m in found if m.role == "literal" and BESIDE.fullmatch(doc.text[m.end : best.start])), None)
    if beside_it is not None:
        return [beside_it]  # "Ataybah near Damascus"
    joined = {token.i for token in root.conjuncts}
    if OFF.search(doc.text, 0, best.start):
        return [replace(best, precision="region", uncertainty_km=max(best.uncertainty_km or 0.0, OFFSHORE_KM))]
    if AROUND.search(doc.text, 0, best.start):
        return [replace(best, precision="district")] if best.precision == "settlement" else [best]
    listed = _list_beside(best, found, doc.text)
    if len(listed) > 1 and BETWEEN.search(doc.text, 0, listed[0].start):
        return [_spread_between(listed[0], listed[1], doc.text)]
    beside = [m for _, i, m, _ in costs if i in joined and m not in listed and _is_as_fine(m, best)]
    return sorted([*listed, *beside], key=lambda mention: mention.start)


def _spread_between(one: PlaceMention, other: PlaceMention, text: str) -> PlaceMention:
    """Make one place of the way between two, its point half-way, and as far around as both lie from it."""
    if one.place is None or other.place is None or abs(one.place.longitude - other.place.longitude) > 180:
        return one
    latitude = round((one.place.latitude + other.place.latitude) / 2, 5)
    longitude = round((one.place.longitude + other.place.longitude) / 2, 5)
    halfway = replace(one.place, latitude=latitude, longitude=longitude)
    km = round(measure_km(halfway, other.place), 1)
    return replace(one, end=other.end, mention=text[one.start : other.end], place=halfway, precision="region", uncertainty_km=km)


def _list_beside(best: PlaceMention, found: Sequence[PlaceMention], text: str) -> list[PlaceMention]:
    """List a place with those that stand beside it in one list, whatever the parse made of it: "in Daraa Latakia and Homs"."""
    run: list[PlaceMention] = []
    gaps: list[str] = []
    for mention in sorted(found, key=lambda m: m.start):
        gap = text[run[-1].end : mention.start] if run else ""
        if run and LISTING.fullmatch(OF_KIND.sub("", gap)) and mention.role == "literal" and _is_as_fine(mention, best):
            gaps.append(gap)
        elif best in run:
            break
        else:
            run, gaps = [], []
        run.append(mention)
    joined = any(OF_KIND.sub("", gap).strip(" ,") for gap in gaps)  # a comma alone may lead to what a place lies in: "Sadr City, Baghdad"
    return run if best in run and joined else [best]


def _is_as_fine(one: PlaceMention, other: PlaceMention) -> bool:
    """Whether two places of a list are of one size, as what has no point of its own may be of any."""
    if one.match is None or other.match is None:
        return True
    return COARSENESS.get(one.precision or "", 0) == COARSENESS.get(other.precision or "", 0)


def _is_location(place: Token) -> bool:
    """Whether the grammar makes a country a place: "in Syria", "its airspace", not "U.S. air strikes" or "Israel struck"."""
    if place.lower_ in read_words("domain"):
        return True
    first = next((token for token in climb_tree(place, 4) if token.dep_ not in ("conj", "appos")), place)
    return first.dep_ == "pobj" and first.head.lower_ in read_words("locative")


def _is_owner(place: Token, head: Token) -> bool:
    """Whether a country's initials stand right before an act and say whose it is, behind a preposition too: "dozens of US airstrikes"."""
    return place.text.isupper() and place.i + 1 == head.i


def _is_of_armed(place: Token) -> bool:
    """Whether a place only says which armed people are meant: "the Khorasan group", "Idlib rebels", not "in Jayrud, rebels said"."""
    within = place.head.dep_ == "pobj" and place.head.head.lower_ == "in"  # where a comma was lost: one is not in people
    return place.dep_ in ("compound", "nmod", "amod") and place.i < place.head.i and has_cue(place.head, "armed_noun") and not within


def _is_far_from(mention: PlaceMention, text: str) -> bool:
    """Whether a place is told as lying a distance away: "1,950 km south of Santiago", "came within 12 miles of Qardaha"."""
    away = DISTANCE.search(text, 0, mention.start)
    if away is None:
        return False
    km = float(away["count"].replace(",", "")) * (1.609 if away["unit"].lower().startswith("mi") else 1.0)
    return bool(away["within"]) or km > (FARTHEST_SITE if mention.precision == "site" else FARTHEST)


def _is_ruled_from(mention: PlaceMention) -> bool:
    return mention.place is not None and (mention.place.feature == "PPLC" or mention.precision == "country")


def _is_relative_of(head: Token, place: PlaceMention) -> bool:
    """Whether a clause tells what was done in the place right before it: "Homs, where gas is said to have been used"."""
    for step in climb_tree(head, 6):
        where = next((child for child in step.lefts if child.lower_ == "where"), None)
        if where is not None:
            return place.end <= where.idx and not where.doc.text[place.end : where.idx].strip(" ,")
    return False


def _is_party(place: Token, head: Token) -> bool:
    """Whether a place is a side or the doer: "a clash between Ankara and Damascus", "Washington, which backed them with air strikes"."""
    first = next((token for token in climb_tree(place, 4) if token.dep_ not in ("conj", "appos")), place)
    if first.dep_ == "pobj" and first.head.lower_ == "between":
        return True
    clause = next((step for step in climb_tree(head) if step.head.i == place.i and step.dep_ == "relcl"), None)
    if clause is None:
        return False
    children = list(clause.children)
    return any(c.dep_ == "nsubj" and c.tag_ == "WDT" for c in children) and any(c.dep_ == "dobj" for c in children)


def _find_root(doc: Doc, start: int, end: int) -> Token | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    root = span.root
    kind = root.head.head
    led = root.dep_ == "pobj" and root.head.lower_ == "of" and f"{kind.lower_} of" in load_kinds("before")
    named = any(child.text[0].isupper() and child.ent_type_ != "NORP" for child in kind.lefts)  # "the Ghouta suburbs of Damascus"
    return kind if led and not named else root  # "the town of Saraqib"


def _cost_place(place: Token, head: Token) -> float:
    """Cost of taking a place for a trigger's: steps through the parse, dearer where they cross into another's clause."""
    up_head = [token.i for token in climb_tree(head, 15)]
    cost, below = 0.0, place
    for steps, token in enumerate(climb_tree(place, 15)):
        cost += _cost_step(token, below, head, place)
        if token.i in up_head:
            cost += steps + 0.7 * up_head.index(token.i)
            if (
                token.i != head.i
                and token.pos_ in VERBAL
                and has_cue(token, "speech_verb")
                and _is_speaker(below, head)
                and not _is_quoted(place, head, token)
            ):
                cost += VETO
            break
        below = token
    else:
        cost += TOO_FAR / 2
    return cost + 0.08 * abs(place.i - head.i) + (0.5 if place.i < head.i else 0.0)


def _cost_step(token: Token, below: Token, head: Token, place: Token) -> float:
    if token.dep_ == "agent" or (token.dep_ == "prep" and token.lower_ == "by"):
        return VETO if below.i == place.i else 1.0  # "by Washington", but "by air defences in the province"
    if token.dep_ == "prep" and token.lower_ in read_words("beside"):
        led_to = token.lower_ == "after" and below.dep_ == "pcomp" and has_cue(below, "capture_verb") and token.head.i == head.i
        return 1.0 if led_to else VETO  # "executed two men after taking a village", but "the attack came days after talks in Geneva"
    if token.lower_ == "according":
        return VETO  # "according to the Pentagon"
    if token.dep_ == "prep" and token.lower_ in read_words("away"):
        return 4.0 if _is_place_itself(below, place) else 0.0  # "between rebels in Daraa"
    if _is_place_itself(token, place) and _acts(token):
        return VETO
    if token.dep_ in ("acl", "relcl") and token.i != head.i and has_cue(token, "speech_verb"):
        return VETO
    if token.dep_ in ("acl", "relcl") and token.i != head.i:
        return 2.0
    if token.dep_ in ("compound", "amod", "poss") and token.i != below.i:
        return 0.5
    if token.dep_ == "advcl" and token.i not in [step.i for step in climb_tree(head, 15)]:
        return VETO if any(c.dep_ == "mark" and c.lower_ in read_words("beside") for c in token.children) else 4.0
    return 1.0 if token.dep_ in ("advcl", "ccomp") else 0.0


def _is_place_itself(token: Token, place: Token) -> bool:
    """Whether a token is a place or the first of the list it stands in: "Moscow" of "Moscow and Damascus"."""
    return token.i == place.i or any(token.i == other.i for other in place.conjuncts)


def _acts(place: Token) -> bool:
    """Tell whether a place does something, and so is its government: "an attack that Damascus blamed on", not "Near Mosul, jets"."""
    led_in = any(t.lower_ in read_words("locative") for t in place.doc[max(0, place.left_edge.i - 1) : place.i])
    return place.dep_ == "nsubj" and not led_in and not has_cue(place.head, "undergo_verb")


def names_who_acts(doc: Doc, found: PlaceMention) -> bool:
    """Tell whether a place is named as its government or what it sends out: "which Damascus denied", "Paris says", "Israeli jets"."""
    root = _find_root(doc, found.start, found.end)
    if root is not None and root.dep_ in ("amod", "compound", "nmod") and has_cue(root.head, "aircraft_noun"):
        return True
    while root is not None and root.dep_ == "conj" and root.head.i != root.i:
        root = root.head
    return root is not None and _acts(root)


def _is_speaker(below: Token, head: Token) -> bool:
    """Tell whether a place hangs on who speaks, "a source in Aleppo told", not "a clash was reported in Aleppo"."""
    if any(step.dep_ == "nsubjpass" and step.head.i == below.head.i for step in climb_tree(head, 15)):
        return False
    return below.dep_ in ("nsubj", "prep", "dobj", "dative", "npadvmod") and not any(step.i == below.i for step in climb_tree(head, 15))


def _is_quoted(place: Token, head: Token, verb: Token) -> bool:
    """Whether a place stands in the quotation that tells of the event, where who speaks does not."""

    def lies_apart(one: Token, other: Token) -> bool:
        return any(token.is_quote for token in one.doc[min(one.i, other.i) : max(one.i, other.i)])

    return lies_apart(place, verb) and not lies_apart(place, head)


def is_part_of(doc: Doc, found: PlaceMention, head: Token) -> bool:
    """Whether a place belongs to a noun itself, "the attack in Aleppo", rather than to what is said of it."""
    root = _find_root(doc, found.start, found.end)
    for token in climb_tree(root, 8) if root is not None else ():
        if token.i == head.i:
            return True
        if token.pos_ in VERBAL and token.dep_ not in ("acl", "relcl"):
            return False
    return False
