"""Roles: who did it, to whom, and who tells it, read off the grammar around a trigger."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analystkit.sentences import climb_tree, find_clause, find_phrase
from analystkit.triggers import VERBAL, Trigger, has_cue, is_act

PARTIES = ("GPE", "NORP", "ORG")
TARGET_PREPOSITIONS = ("on", "against", "at", "upon", "targeting", "toward", "towards")
SKIPPED_MODIFIERS = ("det", "nummod", "predet", "quantmod")
LONGEST_NAME = 80  # characters; a longer phrase is a bad parse, not a name


@dataclass(frozen=True, slots=True)
class Roles:
    """Who did it, who or what was hit, who tells it, each as the text names them; and on what the actor rests."""

    actor: str | None = None
    target: str | None = None
    according_to: str | None = None
    actor_basis: str | None = None


def find_roles(trigger: Trigger) -> Roles:
    """Find actor, target and teller of a trigger; what the grammar does not say is None."""
    sides = _find_sides(trigger.head) if trigger.event_type == "armed_clash" else None
    actor, target = sides or (_find_actor(trigger), _find_target(trigger))
    teller = _find_teller(trigger.head)
    told = name_phrase(teller)
    claimed = actor is not None and actor.pos_ == "PRON" and teller is not None and teller.i < actor.i
    name = told if claimed else name_phrase(actor)  # "the army said it had struck"
    return Roles(name, name_phrase(target, with_owner=True), told, _judge_actor(trigger, name, told))


def name_phrase(token: Token | None, *, with_owner: bool = False) -> str | None:
    """Name the phrase a token heads as the text writes it, without articles and numbers; None for a pronoun.

    `with_owner` takes along an "of" behind it: "positions of the militants".
    """
    if token is None or token.pos_ in ("PRON", "DET", "SCONJ", "NUM", "VERB") or token.ent_type_ in ("DATE", "TIME", "CARDINAL"):
        return None
    start, end = find_phrase(token)
    doc = token.doc
    while start < token.i and _is_no_part(doc[start]):
        start += 1
    owner = next((inner for c in token.rights if with_owner and c.lower_ == "of" for inner in c.children if inner.dep_ == "pobj"), None)
    longer = doc[start : owner.i + 1].text if owner is not None else ""
    text = longer if 0 < len(longer) <= LONGEST_NAME else doc[start:end].text
    text = text.strip(" \"'“”‘’.,;:()")
    return text if 1 < len(text) <= LONGEST_NAME else None


def _is_no_part(token: Token) -> bool:
    """Whether a word before a name is none of it: an article, a number, a date, the "so-called" of so-called."""
    if token.dep_ in SKIPPED_MODIFIERS or token.pos_ in ("DET", "NUM", "PUNCT", "ADV", "PART"):
        return True
    return token.ent_type_ in ("DATE", "TIME", "CARDINAL") or token.lower_ == "called"


def _find_sides(head: Token) -> tuple[Token | None, Token | None] | None:
    """Find the two sides of a fight: "clashes between A and B", "fighting continued between A and B", "A clashed with B"."""
    verb = find_clause(head)
    for child in (*head.children, *(verb.children if verb.i != head.i else ())):
        if child.dep_ != "prep":
            continue
        pobj = next((inner for inner in child.children if inner.dep_ == "pobj"), None)
        if pobj is not None and child.lower_ == "between":
            return pobj, next((token for token in pobj.conjuncts if token.pos_ in ("NOUN", "PROPN")), None)
        if pobj is not None and child.lower_ in ("with", "against") and child.head.i == head.i and not is_act(pobj):
            return _find_doer(verb), pobj
    return None


def _find_actor(trigger: Trigger) -> Token | None:
    head = trigger.head
    if trigger.is_verb:
        found = _find_agent(head) or _find_doer(head)
        return _find_owner(found, found.i) if found is not None and is_act(found) else found
    return _find_agent(head) or _find_owner(head, trigger.start) or _find_carrier(head)


def _find_agent(head: Token) -> Token | None:
    """Who stands behind "by": "shelled by rebels", "strikes by the coalition", "strikes carried out by Israel"."""
    for child in head.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for inner in child.children:
                if inner.dep_ == "pobj" and not is_act(inner):
                    return inner
        if child.dep_ in ("acl", "relcl") and child.i > head.i:
            found = _find_agent(child) or (_find_doer(child) if child.dep_ == "relcl" else None)
            if found is not None and found.i != head.i:
                return found
    return None


def _find_doer(verb: Token) -> Token | None:
    """Find the subject of an active verb, through a relative clause, a coordination or a participle."""
    for token in climb_tree(verb, 4):
        subjects = [c for c in token.children if c.dep_ == "nsubj"]
        if subjects:
            subject = subjects[0]
            if subject.lower_ in ("which", "who", "that") and token.dep_ == "relcl":
                return token.head
            return subject if token.i == verb.i or not any(c.dep_ == "nsubjpass" for c in verb.children) else None
        if any(c.dep_ == "nsubjpass" for c in token.children):
            return None
        if token.dep_ == "acl" and token.tag_ == "VBG":
            return token.head
        if token.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "prep"):
            return None
    return None


def _find_owner(head: Token, start: int) -> Token | None:
    """Who stands before the noun: "Israeli air strikes", "Syrian government raids", "the regime's shelling", "their raid"."""
    before = [c for c in head.lefts if c.i < start and c.dep_ in ("compound", "amod", "poss", "nmod")]
    parties = [c for c in before if c.ent_type_ in PARTIES or has_cue(c, "armed_noun") or c.dep_ == "poss" or c.pos_ == "PROPN"]
    if not parties:
        return None
    owner = parties[-1]
    return _find_doer(find_clause(head)) if owner.pos_ == "PRON" else owner


def _find_carrier(head: Token) -> Token | None:
    """Find the subject of the light verb that has the noun as its object: "Israel carried out air strikes"."""
    verb = find_clause(head)
    if head.dep_ in ("dobj", "conj", "pobj") and verb.pos_ in VERBAL and has_cue(verb, "light_verb"):
        return _find_agent(verb) or _find_doer(verb)
    return None


def _find_target(trigger: Trigger) -> Token | None:
    """Who or what was hit: people and things before bare places, which the place columns say already."""
    found = [token for token in _list_targets(trigger) if not is_act(token) and token.i != trigger.head.i]
    return next((token for token in found if not has_cue(token, "place_noun") and token.ent_type_ != "GPE"), found[0] if found else None)


def _list_targets(trigger: Trigger) -> Iterator[Token]:
    head = trigger.head
    for child in head.children:
        if child.dep_ == "prep" and (child.lower_ in TARGET_PREPOSITIONS or (child.lower_ == "of" and not trigger.is_verb)):
            yield from (inner for inner in child.children if inner.dep_ == "pobj")
        if child.dep_ in ("acl", "relcl") and child.i > head.i and not trigger.is_verb:
            yield from (inner for inner in child.children if inner.dep_ == "dobj")
    verb = head if trigger.is_verb else find_clause(head)
    if verb.pos_ not in VERBAL:
        return
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubjpass") and not _holds(child, head):
            yield verb.head if child.lower_ in ("which", "who", "that") and verb.dep_ == "relcl" else child
    if trigger.is_verb and verb.dep_ == "acl" and verb.tag_ == "VBN":
        yield verb.head


def _holds(ancestor: Token, token: Token) -> bool:
    return any(step.i == ancestor.i for step in climb_tree(token))


def _find_teller(head: Token) -> Token | None:
    """Who tells it: the subject of the verb of speech above the trigger, or who stands behind "according to"."""
    doc: Doc = head.doc
    for token in doc[:-2]:
        if token.lower_ == "according" and doc[token.i + 1].lower_ == "to":
            return next((t for t in doc[token.i + 1].children if t.dep_ == "pobj"), None)
    for verb in climb_tree(head):
        if verb.i == head.i or verb.pos_ not in VERBAL or not has_cue(verb, "speech_verb"):
            continue
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None and not _holds(subject, head):
            return subject
    last = doc[-2] if len(doc) > 2 and doc[-1].is_punct else doc[-1]
    if has_cue(last, "speech_verb") and last.pos_ in VERBAL:
        return next((c for c in last.children if c.dep_ == "nsubj" and not _holds(c, head)), None)
    return None


def _judge_actor(trigger: Trigger, actor: str | None, teller: str | None) -> str | None:
    """On what the actor rests: claimed by itself, denied by itself, attributed by another, or stated."""
    if actor is None:
        return None
    for verb in climb_tree(trigger.head):
        if verb.pos_ in VERBAL and verb.lemma_.lower() in ("blame", "accuse"):
            return "attributed"
    if teller is None:
        return "stated"
    if trigger.status == "denied" and actor == teller:
        return "denied"
    same = set(actor.casefold().split()) & set(teller.casefold().split()) - {"the", "army", "forces"}
    return "claimed" if same else "attributed"
