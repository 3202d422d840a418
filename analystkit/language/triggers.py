"""Triggers: which words of a sentence tell of violence, of what kind, and whether it happened.

The vocabulary is data (event_types.csv, triggers.csv, cues.csv); what stands here is grammar.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue, list_forms
from analystkit.language.judgements import is_definite, is_real, is_repulse, judge
from analystkit.language.sentences import NOMINAL, VERBAL, climb_tree, find_clause, list_arguments, takes_up

CLAUSAL = ("ROOT", "advcl", "xcomp", "relcl", "acl", "ccomp", "conj", "pcomp")  # where a participle is a verb and no noun
NEAR = 7  # tokens; where the parse says nothing, a means this near in the same clause is taken for the trigger's


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of triggers.csv."""

    words: tuple[str, ...]
    pos: str
    kind: str
    needs: str
    event_type: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of violence: tokens `start` to `end` of a sentence, `head` the one that the grammar hangs on."""

    head: Token
    start: int
    end: int
    event_type: str
    generic: bool
    status: str
    aggregate: bool

    @property
    def is_verb(self) -> bool:
        """Whether the words are a verb rather than a noun."""
        return self.head.pos_ in VERBAL


@cache
def read_event_types() -> dict[str, dict[str, str]]:
    """Read event_types.csv: {event_type: its row}."""
    with files("analystkit.data").joinpath("event_types.csv").open(encoding="utf-8") as lines:
        return {row["event_type"]: row for row in csv.DictReader(lines)}


@cache
def _read_terms() -> dict[str, list[Term]]:
    """Read triggers.csv: {first word: its terms, the longest first}."""
    index: dict[str, list[Term]] = {}
    with files("analystkit.data").joinpath("triggers.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for term in row["terms"].split(";"):
                words = tuple(term.split())
                index.setdefault(words[0], []).append(Term(words, row["pos"], row["kind"], row["needs"], row["event_type"]))
    for terms in index.values():
        terms.sort(key=lambda term: -len(term.words))
    return index


@cache
def _read_acts() -> frozenset[str]:
    """Read the last words of the nouns that name an act or what does it harm, rather than who does it."""
    return frozenset(t.words[-1] for terms in _read_terms().values() for t in terms if t.pos == "noun" and t.kind != "means")


def is_act(token: Token) -> bool:
    """Tell whether a noun names an act of violence ("raid") or a device ("shell"), which is nobody's name."""
    return token.pos_ in NOMINAL and not _read_acts().isdisjoint(list_forms(token))


def find_triggers(doc: Doc) -> list[Trigger]:
    """Find the words of a parsed sentence that tell of violence, in their order.

    What names a means (a car bomb, a warplane) is a trigger only where something is told of it; what names an act
    takes its type from the means told with it.
    """
    matches = list(_match_terms(doc))
    means = _list_means(matches)
    triggers: list[Trigger] = []
    taken: set[int] = set()
    for term, start, end in sorted(matches, key=lambda match: (match[1] - match[2], match[1], match[0].pos, match[0].event_type)):
        if term.kind == "means" or not taken.isdisjoint(range(start, end)):
            continue
        head = doc[end - 1] if term.pos == "noun" else doc[start]
        if _is_word_of_another_thing(head, start) or not _meets_need(term, head, means):
            continue
        free = [found for found in means if term.pos == "verb" or found[0] not in taken]  # "raids in answer to mortar fire" are no shelling
        taken.update(range(start, end))
        event_type, generic = _decide_type(term, head, start, free)
        status, aggregate = judge(head, start)
        triggers.append(Trigger(head, start, end, event_type, generic, status, aggregate))
    triggers = _share_status(triggers)
    heads = {trigger.head.i for trigger in triggers if not (trigger.generic and trigger.is_verb)}
    loose = [t for t in triggers if t.generic or (t.event_type != "attack" and has_cue(t.head, "kill_verb"))]
    told = [t for t in triggers if not (t in loose and _is_told_of(t.head, heads)) and not _is_of_noun(t.head, heads)]
    told = [t for t in told if not (t.generic and t.head.dep_ in ("dobj", "nsubjpass") and is_repulse(t.head.head))]
    return sorted(told, key=lambda trigger: trigger.start)


def _list_means(matches: list[tuple[Term, int, int]]) -> list[tuple[int, str]]:
    """List the means of a sentence as (last token, type); the longer name counts: a suicide bomber is no bomber."""
    means: list[tuple[int, str]] = []
    taken: set[int] = set()
    for term, start, end in sorted(
        matches, key=lambda match: (match[1] - match[2], match[1], match[0].kind != "means", match[0].event_type)
    ):
        if term.kind == "means" and taken.isdisjoint(range(start, end)):
            means.append((end - 1, term.event_type))
        if term.kind in ("means", "device"):
            taken.update(range(start, end))
    return sorted(means)


def _share_status(triggers: list[Trigger]) -> list[Trigger]:
    """Let a verb and the noun it is said of have one status: "no air strike hit", "air strikes did not hit"."""
    status = {trigger.head.i: trigger.status for trigger in triggers}
    for trigger in triggers:
        if not trigger.is_verb:
            continue
        for noun in trigger.head.children:
            if noun.dep_ in ("nsubj", "nsubjpass", "dobj") and noun.i in status and not is_definite(noun):
                unreal = [s for s in (status[noun.i], status[trigger.head.i]) if not is_real(s)]
                if unreal:
                    status[noun.i] = status[trigger.head.i] = unreal[0]
    return [replace(trigger, status=status[trigger.head.i]) for trigger in triggers]


def _is_told_of(verb: Token, heads: set[int]) -> bool:
    """Whether a verb only says what another trigger did: "a raid hit the school", "killed in a raid", "shelled it, killing two"."""
    if verb.pos_ not in VERBAL:
        return False
    below = {token.i for token in verb.doc if token.i in heads and any(step.i == verb.i for step in climb_tree(token, 4))}
    above = verb.dep_ in ("advcl", "conj", "acl") and verb.tag_ == "VBG" and any(step.i in heads for step in climb_tree(verb, 4))
    return bool(below) or above


def _is_of_noun(verb: Token, heads: set[int]) -> bool:
    """Whether a participle only says more of another trigger: "shells fired by rebels"."""
    return verb.pos_ in VERBAL and verb.dep_ == "acl" and verb.head.i in heads


def _match_terms(doc: Doc) -> Iterator[tuple[Term, int, int]]:
    """Match the vocabulary: hyphens between words are passed over ("air-strike"), every match is given."""
    index = _read_terms()
    forms = [list_forms(token) for token in doc]
    for start, token in enumerate(doc):
        for first in sorted(forms[start]):
            for term in index.get(first, ()):
                end = _match_rest(doc, forms, start, term)
                if end and _has_part_of_speech(doc, start, end, term, token):
                    yield term, start, end


def _match_rest(doc: Doc, forms: list[frozenset[str]], start: int, term: Term) -> int | None:
    """Match the words of a term behind its first; a verb may have its object between itself and its particle."""
    position = start + 1
    for word in term.words[1:]:
        if position < len(doc) and doc[position].text == "-":
            position += 1
        if position < len(doc) and word in forms[position]:
            position += 1
        elif not (term.pos == "verb" and any(child.lower_ == word and child.dep_ == "prt" for child in doc[start].rights)):
            return None
    return position


def _has_part_of_speech(doc: Doc, start: int, end: int, term: Term, first: Token) -> bool:
    if term.pos == "verb":
        return first.pos_ in VERBAL and first.dep_ not in ("compound", "aux", "auxpass")
    last = doc[end - 1]
    if term.pos == "adj":
        return last.dep_ in ("amod", "compound", "nmod")  # "air raids", not "fired into the air"
    return last.pos_ in NOMINAL or (last.tag_ == "VBG" and last.dep_ not in CLAUSAL)


def _is_word_of_another_thing(head: Token, start: int) -> bool:
    """Tell a labour strike, a heart attack, a drill, an anniversary, an attack on a plan: the same words outside violence."""
    before = [head.doc[start - 1]] if start else []
    if any(
        has_cue(token, "commemoration_noun", "civil_actor")
        for token in [*before, *(c for c in head.children if c.dep_ in ("compound", "amod"))]
    ):
        return True
    if head.dep_ == "compound" and head.head.i > head.i and has_cue(head.head, "commemoration_noun"):
        return True
    if head.dep_ == "compound" and head.head.i > head.i and has_cue(head.head, "bearer_noun"):
        return True
    if "strike" in list_forms(head) and before and before[0].lower_ == "on":
        return True
    if "raid" in list_forms(head) and any(has_cue(token, "law_noun", "arrest_word") for token in list_arguments(head)):
        return True  # of police
    if head.dep_ in ("oprd", "attr") and has_cue(head.head, "naming_verb"):
        return True  # "called the explosion an attack"
    return head.ent_type_ in ("WORK_OF_ART", "PRODUCT") and head.pos_ == "PROPN"


def _is_ruined(head: Token) -> bool:
    """Whether a device is what was struck, alone or in a list: "destroyed a car bomb factory and two rockets"."""
    whole = next((step for step in climb_tree(head, 8) if step.dep_ not in ("compound", "amod", "nmod", "conj")), head)
    return whole.dep_ in ("dobj", "nsubjpass") and has_cue(whole.head, "ruin_verb")


def _find_means(head: Token, start: int, means: list[tuple[int, str]]) -> str | None:
    """Find the type that the means told with a trigger makes it: by grammar first, by nearness in its clause next."""
    if not means:
        return None
    types = dict(means)
    told = [types[token.i] for token in list_arguments(head) if token.i in types and token.i != head.i and _is_instrument(token, head)]
    if told:
        return "chemical_attack" if "chemical_attack" in told else told[0]  # what falls from a helicopter may be gas
    clause = find_clause(head).i
    near = [
        (abs(i - head.i), kind)
        for i, kind in means
        if i != head.i and abs(i - start) <= NEAR and find_clause(head.doc[i]).i == clause and _is_instrument(head.doc[i], head)
    ]
    return min(near)[1] if near else None


def _is_instrument(token: Token, head: Token) -> bool:
    """Whether a means is what it was done with, not what it was done to: "fired at the plane" is no air strike."""
    token = next((step for step in climb_tree(token, 6) if step.dep_ not in ("compound", "amod", "nmod", "conj")), token)  # "a mortar post"
    if token.dep_ in ("dobj", "nsubjpass"):
        return has_cue(head, "launch_verb") or has_cue(token.head, "launch_verb")
    return not (token.dep_ == "pobj" and token.head.lower_ in ("at", "on", "against", "toward", "towards", "near", "of"))


def _decide_type(term: Term, head: Token, start: int, means: list[tuple[int, str]]) -> tuple[str, bool]:
    """Decide the type of a trigger; a generic one ("the attack") may take it from the event told nearby."""
    if term.kind == "event":
        fought = term.event_type == "armed_clash"
        named = [kind for i, kind in means if fought and head.doc[i].head.i == head.i and head.doc[i].dep_ == "compound"]
        return (named[0] if named else term.event_type), False  # "an air force onslaught"
    found = _find_means(head, start, means)
    if found:
        return found, False
    if term.kind == "device":
        return ("air_strike" if has_cue(find_clause(head), "air_verb") else term.event_type), False
    if term.event_type == "bombing" and term.words[-1] == "bombing" and _has_state_actor(head):
        return "air_strike", False  # armies bomb from the air
    if has_cue(head, "state_verb") and _has_state_actor(head):
        return "air_strike", True  # and states strike from the air, where nothing else is told
    return term.event_type, True


def _has_state_actor(head: Token) -> bool:
    """Whether a state is told to have done it: "Turkish bombing", "bombed by the regime", not "the Boston bombing"."""
    doers = [t for t in list_arguments(head) if t.dep_ in ("nsubj", "poss") or (t.dep_ == "pobj" and t.head.lower_ == "by")]
    modifiers = [c for t in (head, *doers) for c in t.children if c.dep_ in ("amod", "compound", "nmod")]
    if any(t.lower_ in ("regime", "government", "coalition") for t in [*doers, *modifiers]):
        return True
    return any(t.ent_type_ == "NORP" or (t.ent_type_ == "GPE" and (t in doers or t.text.isupper())) for t in [*doers, *modifiers])


def _meets_need(term: Term, head: Token, means: list[tuple[int, str]]) -> bool:
    """Check what a term needs beside it before it tells of an event (the column `needs` of triggers.csv)."""
    arguments = list(list_arguments(head))
    objects = [t for t in arguments if t.dep_ in ("dobj", "nsubjpass", "pobj", "conj")]
    objects += _list_modified(head) if head.tag_ == "VBN" else []
    match term.needs:
        case "landing" | "detonation":
            verb, cue = find_clause(head), f"{term.needs}_verb"
            told = head.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "compound") and verb.i != head.i and has_cue(verb, cue)
            return (told and not _is_ruined(head)) or any(c.dep_ in ("acl", "relcl") and has_cue(c, cue) for c in head.children)
        case "device":
            gone_off = [t for t in arguments if t.dep_ in ("nsubj", "dobj", "nsubjpass")] + _list_modified(head)
            return any(has_cue(t, "device_noun") for t in gone_off)
        case "aircraft":
            return any(has_cue(t, "aircraft_noun") for t in arguments) or any(has_cue(t, "aircraft_noun") for t in _list_modified(head))
        case "hit aircraft":
            return any(has_cue(t, "aircraft_noun") for t in arguments if t.dep_ == "nsubj") and any(
                t.lower_ in ("hit", "shot", "struck") for t in head.subtree
            )
        case "object":
            return bool(objects) or any(t.dep_ in ("agent", "nsubj") and has_cue(t, "armed_noun") for t in arguments)
        case "victim":
            people = any(has_cue(t, "person_noun") or t.ent_type_ in ("PERSON", "NORP") or t.pos_ == "PRON" for t in objects)
            return head.dep_ != "amod" and (people or not objects)
        case "foe" | "captors":
            armed = [t for t in arguments if has_cue(t, "armed_noun") or t.ent_type_ in ("ORG", "NORP")]
            if term.needs == "foe":
                return bool(armed)
            captors = [t for t in armed if t.dep_ == "nsubj" or (t.dep_ == "pobj" and t.head.lower_ == "by")]
            taken = [t for t in objects if t.dep_ in ("dobj", "nsubjpass")]
            return any(not has_cue(t, "law_noun") for t in captors) and any(has_cue(t, "person_noun") for t in taken)
        case "fight":
            return head.pos_ != "ADJ"
        case "repulse":
            return is_repulse(head)
        case "means":
            return _find_means(head, head.i, means) is not None or _is_armed_act(head, arguments)
        case "killing":
            return any(t.dep_ == "prep" and t.lower_ == "of" for t in head.children) or any(t.dep_ == "poss" for t in head.children)
    return True


def _list_modified(head: Token) -> list[Token]:
    """List the noun that a participle modifies: "a plane shot down by", "the plane that was downed"."""
    return [head.head] if head.dep_ == "amod" or takes_up(head) else []


def _is_armed_act(head: Token, arguments: list[Token]) -> bool:
    """Armed people hit, struck, targeted something: an act of war even where no weapon is named."""
    if not list_forms(head) & {"hit", "strike", "target", "pound", "raid", "bomb", "destroy", "kill", "eliminate"}:
        return False
    actors = [t for t in arguments if t.dep_ in ("nsubj", "agent", "pobj", "compound", "amod", "poss")]
    objects = [t for t in arguments if t.dep_ in ("dobj", "nsubjpass")]
    return bool(objects) and any(
        has_cue(t, "armed_noun") or t.ent_type_ in ("NORP", "GPE") for t in actors if t.i not in {o.i for o in objects}
    )
