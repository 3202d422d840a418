"""Mentions: what one sentence tells of one event, its trigger joined with its places, date, roles and toll."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from analystkit.dates import Date
from analystkit.places import Mention as PlaceMention
from analystkit.roles import Roles, find_roles
from analystkit.sentences import climb_tree, find_clause
from analystkit.tolls import Harm, Range, count_strikes, find_harms
from analystkit.triggers import VERBAL, Trigger, find_triggers, has_cue, is_definite, is_real, is_unfinished

COARSENESS = {"site": 0, "settlement": 0, "district": 1, "province": 2, "region": 2, "country": 5}
AWAY = ("from", "to", "with", "between", "than", "like", "as", "about")  # prepositions whose place is not where it happened
BESIDE = ("after", "before", "following", "since", "until", "amid", "despite")  # what they lead to is told beside the event
LOCATIVE = ("in", "inside", "within", "across", "over", "throughout", "into", "near", "outside", "around", "on", "at", "of", "along")
STANCES = ("position", "base", "station", "headquarter", "operate", "locate", "live", "arrive", "travel", "flee", "deliver")
EVENT_VERBS = ("occur_verb", "landing_verb", "detonation_verb", "kill_verb", "die_verb", "injure_verb", "light_verb")
TOO_FAR = 14.0
LONG_INTERVAL = 62  # days; many acts told over more than this are a running total
CONTINUING = ("also", "another", "meanwhile", "elsewhere", "separately", "later", "earlier", "similarly", "too", "other", "second", "third")


@dataclass(frozen=True, slots=True)
class EventMention:
    """What one sentence tells of one event at one place; `start` and `end` are the sentence's offsets in the article."""

    sentence: int
    start: int
    end: int
    event_type: str
    generic: bool
    definite: bool
    indefinite: bool
    continuing: bool
    status: str
    aggregate: bool
    place: PlaceMention | None
    date: Date | None
    roles: Roles
    strikes: Range | None
    killed: Range | None
    injured: Range | None
    weak: bool = False
    trigger_start: int = field(default=0)


def find_mentions(
    doc: Doc, number: int, start: int, found_places: Sequence[PlaceMention], found_dates: Sequence[Date]
) -> list[EventMention]:
    """Find what a parsed sentence tells of events; one mention for each trigger and place.

    Parameters
    ----------
    doc
        The sentence.
    number, start
        Its number in the article and its offset in the article's text.
    found_places, found_dates
        The places and dates of the sentence, with offsets in the sentence.
    """
    triggers = find_triggers(doc)
    harms = find_harms(doc)
    if not triggers and not harms:
        return []
    if not triggers and any(date.kind == "since" for date in found_dates):
        return []  # the toll of a war, "more than 200,000 people have been killed since 2011"
    if not triggers:
        return list(_build_harm_mention(doc, number, start, found_places, found_dates, harms))
    shares = _share_harms(triggers, harms)
    mentions: list[EventMention] = []
    for trigger, own in zip(triggers, shares, strict=True):
        definite = is_definite(trigger.head)
        told_back = definite and not has_cue(find_clause(trigger.head), *EVENT_VERBS)  # what is said of it is not about when and where
        chosen = choose_places(trigger.head, doc, [p for p in found_places if not told_back or _is_part_of(doc, p, trigger.head)])
        date = choose_date(trigger.head, doc, [d for d in found_dates if not told_back or _is_part_of(doc, d, trigger.head)])
        roles = find_roles(trigger)
        killed, injured = _sum_harms(own)
        real = is_real(trigger.status)
        mention = EventMention(
            sentence=number,
            start=start,
            end=start + len(doc.text),
            event_type=trigger.event_type,
            generic=trigger.generic,
            definite=definite,
            indefinite=any(c.lower_ in ("a", "an", "another") for c in trigger.head.lefts),
            continuing=_is_continuing(doc),
            status=trigger.status,
            aggregate=real and (trigger.aggregate or _is_total(trigger, chosen, date, found_dates, told=killed is not None)),
            place=None,
            date=date,
            roles=roles,
            strikes=count_strikes(trigger),
            killed=killed,
            injured=injured,
            trigger_start=start + trigger.head.idx,
        )
        if len(chosen) > 1:  # a number told of several places is no single one's
            mention = replace(mention, strikes=None, killed=None, injured=None)
        mentions += [replace(mention, place=_move(place, start)) for place in chosen] or [mention]
    return _merge_nested(mentions)


def _build_harm_mention(
    doc: Doc, number: int, start: int, found_places: Sequence[PlaceMention], found_dates: Sequence[Date], harms: list[Harm]
) -> Iterator[EventMention]:
    """Build the mention of a sentence that tells of the dead alone, which is an event only beside another.

    "Eleven civilians were killed in Saraqib."
    """
    head = harms[0].verb
    killed, injured = _sum_harms(harms)
    trigger = Trigger(head, head.i, head.i + 1, "attack", True, "reported", False)
    roles = find_roles(trigger)
    chosen = choose_places(head, doc, found_places)
    yield EventMention(
        sentence=number,
        start=start,
        end=start + len(doc.text),
        event_type="attack",
        generic=True,
        definite=True,
        indefinite=False,
        continuing=_is_continuing(doc),
        status="reported",
        aggregate=False,
        place=_move(chosen[0], start) if chosen else None,
        date=choose_date(head, doc, found_dates),
        roles=roles,
        strikes=None,
        killed=killed,
        injured=injured,
        weak=True,
        trigger_start=start + head.idx,
    )


def _move(place: PlaceMention, offset: int) -> PlaceMention:
    """Count a place's offsets from the start of the article instead of its sentence."""
    return replace(place, start=place.start + offset, end=place.end + offset)


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
    listed = {token.i for token in root.conjuncts}
    beside = [m for _, i, m, _ in costs if i in listed and COARSENESS.get(m.precision or "", 0) == COARSENESS.get(best.precision or "", 0)]
    return sorted([best, *beside], key=lambda mention: mention.start)


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
    if token.dep_ == "prep" and token.lower_ in AWAY:
        return 4.0
    if token.dep_ == "nsubj" and below.i == token.i and not has_cue(token.head, "undergo_verb"):
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


def _is_speaker(below: Token, verb: Token, head: Token) -> bool:
    """Tell whether a place hangs on who speaks: "a source in Aleppo told"."""
    return below.dep_ in ("nsubj", "prep", "dobj", "dative", "npadvmod") and not any(step.i == below.i for step in climb_tree(head, 15))


def choose_date(head: Token, doc: Doc, found: Sequence[Date]) -> Date | None:
    """Choose the date of a trigger: the nearest in the grammar that is not the day of a statement."""
    clause = find_clause(head)
    choices = []
    for date in found:
        root = _find_root(doc, date.start, date.end)
        if root is None or date.kind == "habit" or _dates_statement(doc, date, root, head) or _dates_another(root, head):
            continue
        cost = 0.1 * abs(root.i - head.i)
        if find_clause(root).i not in (clause.i, head.i):
            cost += 1.5
            up = [token.i for token in climb_tree(head, 15)]
            if not any(token.i in up for token in climb_tree(root, 6)):
                cost += 2.0
        if any(token.dep_ == "relcl" and token.i != head.i and head.i not in {t.i for t in token.subtree} for token in climb_tree(root, 6)):
            continue  # of another's clause: "near a post of the force, which took the area last year"
        choices.append((cost, root.i, date))
    return min(choices, key=lambda item: item[:2])[2] if choices else None


def _dates_statement(doc: Doc, date: Date, root: Token, head: Token) -> bool:
    """Whether a date is that of a statement: "said on Monday", "told reporters Sunday"."""
    before = [t for t in doc if t.idx + len(t) <= date.start][-3:]
    while before and before[-1].pos_ in ("ADP", "DET", "PUNCT", "ADV"):
        before.pop()
    if before and before[-1].pos_ in VERBAL and before[-1].i != head.i and has_cue(before[-1], "speech_verb"):
        return True
    verb = find_clause(root)
    return verb.i != head.i and has_cue(verb, "speech_verb") and root.i > verb.i and abs(root.i - verb.i) <= 6


def _dates_another(root: Token, head: Token) -> bool:
    """Whether a date is part of another noun's name: "the 2011 uprising", "the start of the war in March 2011"."""
    for token in climb_tree(root, 4):
        if token.i == head.i or token.pos_ in VERBAL:
            return False
        if token.i != root.i and token.pos_ in ("NOUN", "PROPN") and token.ent_type_ not in ("DATE", "TIME"):
            return not any(step.i == head.i for step in climb_tree(token, 2)) and not any(step.i == token.i for step in climb_tree(head, 3))
    return False


def _share_harms(triggers: list[Trigger], harms: list[Harm]) -> list[list[Harm]]:
    """Give each harm to the trigger that it hangs on, by the parse, else to the nearest."""
    shares: list[list[Harm]] = [[] for _ in triggers]
    for harm in harms:
        costs = [(_measure_path(harm.verb, trigger.head), abs(harm.verb.i - trigger.head.i), n) for n, trigger in enumerate(triggers)]
        shares[min(costs)[2]].append(harm)
    return shares


def _measure_path(first: Token, second: Token) -> int:
    up = [token.i for token in climb_tree(first, 15)]
    for steps, token in enumerate(climb_tree(second, 15)):
        if token.i in up:
            return steps + up.index(token.i)
    return 30


def _sum_harms(harms: list[Harm]) -> tuple[Range | None, Range | None]:
    """Take the first number of each kind: what follows in the same sentence is a part of it or tells it again."""
    killed = next((harm.range for harm in harms if harm.kind == "killed"), None)
    injured = next((harm.range for harm in harms if harm.kind == "injured"), None)
    return killed, injured


def _is_part_of(doc: Doc, found: Date | PlaceMention, head: Token) -> bool:
    """Whether a date or place belongs to a noun itself, "the April 4 attack", rather than to what is said of it."""
    root = _find_root(doc, found.start, found.end)
    for token in climb_tree(root, 4) if root is not None else ():
        if token.i == head.i:
            return True
        if token.pos_ in VERBAL and not (token.dep_ in ("acl", "relcl") and token.head.i == head.i):
            return False
    return False


def _is_continuing(doc: Doc) -> bool:
    return any(token.lower_ in CONTINUING for token in doc[:4])


def _is_total(trigger: Trigger, chosen: list[PlaceMention], date: Date | None, found: Sequence[Date], *, told: bool) -> bool:
    """Tell a running total by its time or its reach: told since a day, over months, as going on, or of many acts in a whole country."""
    plural = trigger.head.tag_ in ("NNS", "VBP", "VBG") or trigger.event_type == "armed_clash"
    if plural and any(d.kind == "habit" or (d.kind == "since" and date in (None, d)) for d in found):
        return True
    if date is None:
        wide = bool(chosen) and all(place.precision == "country" for place in chosen) and trigger.head.tag_ == "NNS"
        return wide or (not told and plural and is_unfinished(trigger))
    many = trigger.head.tag_ == "NNS" or (trigger.is_verb and any(c.tag_ == "NNS" for c in trigger.head.children if c.dep_ == "nsubj"))
    if date.precision in ("month", "year") and many and all(place.precision == "country" for place in chosen):
        return True  # "208 were killed in clashes in November", anywhere in the country
    if date.kind == "since":
        return trigger.head.tag_ in ("NNS", "VBN") or not trigger.is_verb
    long = date.date_start and date.date_end and (date.date_end - date.date_start).days > LONG_INTERVAL
    return bool(long) and plural


def _merge_nested(mentions: list[EventMention]) -> list[EventMention]:
    """Join triggers of one sentence that tell of one act: "hit by an air strike", "fired mortars in the attack"."""
    kept: list[EventMention] = []
    for mention in sorted(mentions, key=lambda m: (m.generic, m.trigger_start)):
        twin = next((n for n, other in enumerate(kept) if _is_one_act(mention, other)), None)
        if twin is None:
            kept.append(mention)
        else:
            kept[twin] = join_mentions(kept[twin], mention)
    return sorted(kept, key=lambda m: m.trigger_start)


def _is_one_act(one: EventMention, other: EventMention) -> bool:
    same_type = one.event_type == other.event_type or (one.generic and not one.indefinite)
    same_reality = is_real(one.status) == is_real(other.status)
    same_date = one.date is None or other.date is None or one.date == other.date
    same_place = one.place is None or other.place is None or one.place == other.place
    return same_type and same_reality and same_date and same_place


def join_mentions(one: EventMention, other: EventMention) -> EventMention:
    """Join two mentions of one event: what the first does not tell is taken from the second."""
    roles = Roles(
        one.roles.actor or other.roles.actor,
        one.roles.target or other.roles.target,
        one.roles.according_to or other.roles.according_to,
        one.roles.actor_basis if one.roles.actor else other.roles.actor_basis,
    )
    return replace(
        one,
        place=one.place or other.place,
        date=one.date or other.date,
        roles=roles,
        strikes=one.strikes or other.strikes,
        killed=one.killed or other.killed,
        injured=one.injured or other.injured,
        definite=one.definite and other.definite,
        aggregate=one.aggregate and other.aggregate,
    )
