"""Means: what an act was done with, by grammar and by nearness, and the type of event that this makes it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from spacy.tokens import Token

from analystkit.language.antecedents import list_speakers
from analystkit.language.cues import has_cue
from analystkit.language.eventtypes import Term
from analystkit.language.sentences import PRESUPPOSING, climb_tree, find_clause, find_role, list_arguments

CARRIERS = ("chemical_attack", "air_strike")  # what falls from a helicopter may be gas, and what an aircraft fires is no artillery
NEAR = 7  # tokens; where the parse says nothing, a means this near in the same clause is taken for the trigger's

Match: TypeAlias = tuple[Term, int, int]  # a term of the vocabulary and the tokens, from and to, that are it


class Means(NamedTuple):
    """What an act may have been done with: its last token in the sentence, and the type of event it makes."""

    token: int
    event_type: str


def list_means(matches: Sequence[Match]) -> list[Means]:
    """List the means that a sentence names; the longer name counts: a suicide bomber is no bomber."""
    means: list[Means] = []
    taken: set[int] = set()
    for term, start, end in sorted(
        matches, key=lambda match: (match[1] - match[2], match[1], match[0].kind != "means", match[0].event_type)
    ):
        if term.kind in ("means", "device") and taken.isdisjoint(range(start, end)):
            means.append(Means(end - 1, term.event_type))
        if term.kind in ("means", "device"):
            taken.update(range(start, end))
    return sorted(means)


def decide_type(term: Term, head: Token, start: int, means: Sequence[Means]) -> tuple[str, bool]:
    """Decide the type of a trigger; a generic one ("the attack") may take it from the event told nearby."""
    if term.kind == "event":
        if term.event_type == "air_strike" and term.pos == "noun" and find_means(head, start, means) == "chemical_attack":
            return "chemical_attack", False  # "the air strike dropped chemical bombs"
        fought = term.event_type == "armed_clash"
        named = [kind for i, kind in means if fought and head.doc[i].head.i == head.i and head.doc[i].dep_ == "compound"]
        return (named[0] if named else term.event_type), False  # "an air force onslaught"
    found = find_means(head, start, means)
    if has_cue(head, "hit_verb") and _brings_down(head):
        return "shootdown", False
    if found:
        return found, False
    bombs = term.words == ("bombing",) or (term.words == ("bomb",) and head.tag_ == "NNS")
    if term.event_type == "air_strike" and term.pos == "verb" and _has_irregular_actor(head):
        return "bombing", True  # "guerrilla commandos bombed two banks"
    if term.event_type == "air_strike" and term.pos == "noun" and _has_irregular_actor(head):
        return "attack", True  # "militants killed nine in raids on villages"
    if "raid" in term.words and _is_on_ground(head):
        return "attack", True
    if term.event_type == "bombing" and bombs and _has_state_actor(head):
        return "air_strike", False  # armies bomb from the air
    if term.kind == "device":
        return ("air_strike" if has_cue(find_clause(head), "air_verb") else term.event_type), False
    if has_cue(head, "state_verb") and _has_state_actor(head):
        return "air_strike", True  # and states strike from the air, where nothing else is told
    return term.event_type, True


def _brings_down(verb: Token) -> bool:
    """Whether what was hit is an aircraft that came down: "the helicopter was hit and crashed"."""
    struck = any(c.dep_ in ("dobj", "nsubjpass") and has_cue(c, "aircraft_noun") for c in verb.children)
    return struck and any(has_cue(token, "fall_verb") for token in verb.subtree)


def find_means(head: Token, start: int, means: Sequence[Means]) -> str | None:
    """Find the type that the means told with a trigger makes it: by grammar first, by nearness in its clause next."""
    if not means:
        return None
    types = dict(means)
    used = [*list_arguments(head), *_list_used(head)]
    used += [said for t in used if t.dep_ == "nsubj" and t.lower_ == "it" for said in list_speakers(head)]  # "the air force said it hit"
    told = [types[token.i] for token in used if token.i in types and token.i != head.i and _is_instrument(token, head)]
    if told:
        return next((kind for kind in CARRIERS if kind in told), told[0])
    clause = find_clause(head).i
    if _is_beside(head, head.doc[clause]):
        return None  # "jets struck it after an attack", which is another's
    near = [
        (abs(i - head.i), kind)
        for i, kind in means
        if i != head.i
        and abs(i - start) <= NEAR
        and find_clause(head.doc[i]).i == clause
        and _is_instrument(head.doc[i], head)
        and not _is_beside(head.doc[i], head)
    ]
    return min(near)[1] if near else None


def _list_used(head: Token) -> Iterator[Token]:
    """List what a clause says was used: "an attack in which bombs were used", "shells filled with gas", "hit with bombs laced with it"."""
    clauses = [c for c in head.children if c.dep_ in ("relcl", "acl")]
    clauses += [c for step in head.children if step.lower_ == "with" for c in step.children if c.dep_ == "pcomp"]
    for clause in clauses:
        if has_cue(clause, "launch_verb", "load_verb"):
            for child in list_arguments(clause):
                if child.dep_ in ("dobj", "nsubjpass", "pobj"):
                    yield child
                    yield from (inner for inner in child.children if inner.dep_ in ("compound", "amod"))


def _is_beside(token: Token, head: Token) -> bool:
    """Whether a means is told of what came before or what is answered: "hit a base after the air raids", "in reply to mortar fire"."""
    for step in climb_tree(token):
        if step.i == head.i:
            return False
        if (step.dep_ == "prep" and step.lower_ in PRESUPPOSING) or has_cue(step, "response_noun"):
            return True
    return False


def _is_instrument(token: Token, head: Token) -> bool:
    """Whether a means is what it was done with, not what it was done to: "fired at the plane" is no air strike."""
    role, above = find_role(token)  # of the whole, "a mortar post"
    if role == "pobj" and above.lower_ == "of" and has_cue(above.head, "quantity_noun"):
        role, above = find_role(above.head)  # "a swarm of drones hit"
    if role in ("dobj", "nsubjpass"):
        return has_cue(head, "launch_verb") or has_cue(above, "launch_verb")
    return not (role == "pobj" and above.lower_ in ("at", "on", "against", "toward", "towards", "near", "of", *PRESUPPOSING))


def _list_doers(head: Token) -> tuple[list[Token], list[Token]]:
    """List who is told to have done it, and what says more of them and of the act."""
    doers = [t for t in list_arguments(head) if t.dep_ == "nsubj" or (t.dep_ == "pobj" and t.head.lower_ == "by")]
    doers += [t for t in head.children if t.dep_ == "poss"]  # "Turkey's bombing", not "a bombing in Turkey's capital"
    verb = find_clause(head)
    if verb.i != head.i and has_cue(verb, "kill_verb", "injure_verb", "light_verb"):
        doers += [t for t in verb.children if t.dep_ == "nsubj" and t.i != head.i]
    return doers, [c for t in (head, *doers) for c in t.children if c.dep_ in ("amod", "compound", "nmod")]


def _has_irregular_actor(head: Token) -> bool:
    """Whether guerrillas, rebels or the like are told to have done it, who have no aircraft."""
    doers, modifiers = _list_doers(head)
    return any(has_cue(t, "combatant_noun") and not has_cue(t, "aircraft_noun") for t in [*doers, *modifiers])


def _is_on_ground(head: Token) -> bool:
    """Whether a raid is made by soldiers or police, or on a home or hideout: "troops raided a house"."""
    doers, modifiers = _list_doers(head)
    struck = [t for t in list_arguments(head) if find_role(t)[0] in ("dobj", "nsubjpass", "pobj")]
    return any(has_cue(t, "ground_noun") for t in [*doers, *modifiers]) or any(has_cue(t, "haunt_noun") for t in struck)


def _has_state_actor(head: Token) -> bool:
    """Whether a state is told to have done it: "Turkish bombing", "bombed by the regime", not "the Boston bombing"."""
    doers, modifiers = _list_doers(head)
    if any(has_cue(t, "state_noun") for t in [*doers, *modifiers]):
        return True
    return any(t.ent_type_ == "NORP" or (t.ent_type_ == "GPE" and (t in doers or t.text.isupper())) for t in [*doers, *modifiers])
