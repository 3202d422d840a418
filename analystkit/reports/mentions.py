"""Mentions: what one sentence tells of one event, its trigger joined with its places, date, roles and toll."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from analystkit.geography.candidates import SEAS
from analystkit.geography.places import Mention as PlaceMention
from analystkit.language.connectives import is_additive, is_answered, is_background, is_continuing
from analystkit.language.cues import has_cue
from analystkit.language.dates import Date
from analystkit.language.doers import is_transitive
from analystkit.language.judgements import is_definite, is_real
from analystkit.language.names import DESCRIBED
from analystkit.language.needs import is_fighter_slain
from analystkit.language.ranges import Range
from analystkit.language.roles import Roles, choose_roles, drop_place_target, find_roles
from analystkit.language.sentences import find_clause
from analystkit.language.timing import belongs_to, choose_date
from analystkit.language.tolls import Harm, count_strikes, find_harms, list_victims, share_harms, sum_harms
from analystkit.language.totals import is_massive, is_unfinished
from analystkit.language.triggers import Trigger, find_triggers
from analystkit.reports.locations import choose_places, is_part_of

EVENT_VERBS = ("occur_verb", "landing_verb", "detonation_verb", "kill_verb", "die_verb", "injure_verb", "light_verb")
LONG_INTERVAL = 92  # days of a season; many acts told over more than this are a running total
SHORT_INTERVAL = 7  # days; strikes going on for no longer than this are one event

BLASTS = frozenset({"air_strike", "shelling", "bombing", "chemical_attack"})
GENERIC = {  # what a word of no stated means may turn out to be
    "attack": BLASTS | {"attack", "armed_clash"},
    "air_strike": BLASTS,
    "shelling": BLASTS,
    "bombing": BLASTS,
}


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
    background: bool = False
    named_by_date: bool = False  # "the April 4 attack"
    anaphoric: bool = False  # "the attacks", "the raid"
    answered: bool = False  # "in response to the attack"
    additive: bool = False  # "moreover", "in addition": told without saying when


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
    if not triggers and any(token.lower_ == "since" or has_cue(token, "accident_word") for token in doc):
        return []  # of an accident, or the toll of a war, "more than 200,000 people have been killed since 2011", "since it began"
    found_places = [place for place in found_places if not _is_people(doc, place)]
    if not triggers:
        return list(_build_harm_mention(doc, number, start, found_places, found_dates, harms))
    shares = share_harms(triggers, harms)
    towns = list_towns(found_places)
    mentions: list[EventMention] = []
    for trigger, own in zip(triggers, shares, strict=True):
        definite = is_definite(trigger.head)
        answered = is_answered(trigger.head)
        told_back = definite and (answered or not _is_begun(trigger.head))  # what is said of it is not about when and where
        others = [other.head for other in triggers if other.head.i != trigger.head.i and not other.is_verb]
        near = [p for p in found_places if not told_back or is_part_of(doc, p, trigger.head)]
        chosen = choose_places(trigger.head, doc, near, others)
        own_dates = [d for d in found_dates if not told_back or (belongs_to(d, doc, trigger.head) and not answered)]
        date = choose_date(trigger.head, doc, own_dates)
        roles = find_roles(trigger, list_victims(own), towns)
        killed, injured = sum_harms(own)
        real = is_real(trigger.status)
        mention = EventMention(
            sentence=number,
            start=start,
            end=start + len(doc.text),
            event_type=trigger.event_type,
            generic=trigger.generic and not _is_told_beside(trigger, triggers),
            definite=definite,
            indefinite=any(c.lower_ in ("a", "an", "another") for c in trigger.head.lefts),
            continuing=is_continuing(doc),
            status=trigger.status,
            aggregate=real and (trigger.aggregate or _is_total(trigger, chosen, date, found_dates, told=killed is not None)),
            place=None,
            date=date,
            roles=roles,
            strikes=count_strikes(trigger),
            killed=killed,
            injured=injured,
            trigger_start=start + trigger.head.idx,
            background=is_background(trigger.head),
            anaphoric=definite and trigger.generic and has_cue(trigger.head, "assault_noun"),
            answered=answered,
            additive=is_additive(doc),
            weak=is_fighter_slain(trigger.head) and roles.actor is None and not chosen and date is None,
            named_by_date=date is not None and belongs_to(date, doc, trigger.head),
        )
        if len(chosen) > 1:  # a number told of several places is no single one's
            mention = replace(mention, strikes=None, killed=None, injured=None, roles=drop_place_target(roles))
        mentions += [replace(mention, place=_move(place, start)) for place in chosen] or [mention]
    return _merge_nested(mentions)


def _is_people(doc: Doc, place: PlaceMention) -> bool:
    """Whether a place was read out of the name of a people: "Amharas", not the "Syrias" of a text that lost its apostrophes."""
    named = doc.char_span(place.start, place.end, alignment_mode="expand")
    if named is None or named.end_char <= place.end:
        return False
    return named[-1].ent_type_ == "NORP" and named[-1].dep_ not in ("compound", "poss", "nmod")


def _is_told_beside(trigger: Trigger, triggers: list[Trigger]) -> bool:
    """Whether a word stands in a list with one of another kind, so that they are two acts: "air strikes and shelling"."""
    joined = set() if has_cue(trigger.head, "kill_verb") else {token.i for token in trigger.head.conjuncts}
    return any(other.head.i in joined and other.event_type != trigger.event_type for other in triggers)


def list_towns(found: Sequence[PlaceMention]) -> list[range]:
    """List the characters that name towns and lands, which are where rather than what."""
    return [range(place.start, place.end) for place in found if place.precision != "site"]


def _is_begun(head: Token) -> bool:
    """Whether what is said of a definite noun is that it happens: "the raid took place", "Turkey opened its offensive"."""
    own = head.dep_ == "dobj" and any(child.dep_ == "poss" and child.pos_ == "PRON" for child in head.lefts)
    return own or has_cue(find_clause(head), *EVENT_VERBS)


def _build_harm_mention(
    doc: Doc, number: int, start: int, found_places: Sequence[PlaceMention], found_dates: Sequence[Date], harms: list[Harm]
) -> Iterator[EventMention]:
    """Build the mention of a sentence that tells of the dead alone, which is an event only beside another.

    "Eleven civilians were killed in Saraqib."
    """
    head = harms[0].verb
    killed, injured = sum_harms(harms)
    trigger = Trigger(head, head.i, head.i + 1, "attack", True, "reported", False)
    roles = find_roles(trigger, list_victims(harms), list_towns(found_places))
    chosen = choose_places(head, doc, found_places)
    yield EventMention(
        sentence=number,
        start=start,
        end=start + len(doc.text),
        event_type="attack",
        generic=True,
        definite=True,
        indefinite=False,
        continuing=is_continuing(doc),
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


def _is_total(trigger: Trigger, chosen: list[PlaceMention], date: Date | None, found: Sequence[Date], *, told: bool) -> bool:
    """Tell a running total by its time or its reach: told since a day, over months, as going on, or of many acts in a whole country."""
    plural = trigger.head.tag_ in ("NNS", "VBP", "VBG") or trigger.event_type == "armed_clash"
    lasting = date is not None and date.kind == "since" and not _is_short(date)
    if plural and (lasting or any(d.kind == "habit" for d in found)):
        return True
    if date is None:
        wide = bool(chosen) and all(_is_wide(place) for place in chosen) and trigger.head.tag_ == "NNS"
        return wide or (not told and (is_massive(trigger.head) or (plural and is_unfinished(trigger.head))))
    verbs = [trigger.head, *trigger.head.conjuncts] if trigger.is_verb else []
    undergone = (c for verb in verbs for c in verb.children if c.dep_ in (("dobj",) if is_transitive(verb) else ("nsubj", "nsubjpass")))
    many = trigger.head.tag_ == "NNS" or any(c.tag_ == "NNS" for c in undergone)
    if date.precision in ("month", "year") and many and all(place.precision == "country" for place in chosen):
        return True  # "208 were killed in clashes in November", anywhere in the country
    if lasting:
        return trigger.head.tag_ in ("NNS", "VBN") or not trigger.is_verb
    long = date.date_start and date.date_end and (date.date_end - date.date_start).days > LONG_INTERVAL
    return bool(long) and plural


def _is_wide(place: PlaceMention) -> bool:
    """Whether a place is a country or holds several, as a continent does; a sea is told of as a spot."""
    return place.precision == "country" or (place.place is not None and not place.place.country and place.place.feature not in SEAS)


def _takes_up(one: EventMention, other: EventMention) -> bool:
    """Whether a word of no stated means may be the act that another names: "came under attack by jets"."""
    return one.generic and not one.indefinite and other.event_type in GENERIC.get(one.event_type, ())


def _is_short(date: Date) -> bool:
    """Whether an interval is that of one event told in one breath: "conducted since Sunday night"."""
    return bool(date.date_start and date.date_end and (date.date_end - date.date_start).days <= SHORT_INTERVAL)


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
    same_type = one.event_type == other.event_type or _takes_up(one, other) or _takes_up(other, one)
    same_reality = is_real(one.status) == is_real(other.status) and (one.aggregate == other.aggregate or not one.definite)
    same_date = one.date is None or other.date is None or one.date == other.date
    same_place = one.place is None or other.place is None or one.place == other.place
    return same_type and same_reality and same_date and same_place and one.answered == other.answered


def _are_apart(one: Roles, other: Roles) -> bool:
    """Whether two parties are told to have acted: "killed 43 in shelling after a pilot was killed by rebels"."""
    if min(one.actor_rank, other.actor_rank) < DESCRIBED or one.actor is None or other.actor is None:
        return False
    return not set(one.actor.casefold().split()) & set(other.actor.casefold().split())


def join_mentions(one: EventMention, other: EventMention) -> EventMention:
    """Join two mentions of one event: what the first does not tell is taken from the second."""
    return replace(
        one,
        place=one.place or other.place,
        date=one.date or other.date,
        roles=one.roles if _are_apart(one.roles, other.roles) else choose_roles([one.roles, other.roles]),
        strikes=one.strikes or other.strikes,
        killed=one.killed or other.killed,
        injured=one.injured or other.injured,
        definite=one.definite and other.definite,
        aggregate=one.aggregate and other.aggregate,
    )
