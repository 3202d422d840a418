"""Sides: the two who fight each other, read off the grammar around a trigger."""

from spacy.tokens import Token

from analystkit.language.cues import has_cue
from analystkit.language.doers import find_doer, find_nouns_doer, find_object, find_subject, is_transitive
from analystkit.language.names import find_whole, is_fighter, is_party
from analystkit.language.numerals import is_numeral
from analystkit.language.sentences import find_clause
from analystkit.language.triggers import Trigger, is_act


def find_sides(trigger: Trigger) -> tuple[Token | None, Token | None] | None:
    """Find the two sides of a fight: "clashes between A and B", "fighting continued between A and B", "A clashed with B"."""
    head = trigger.head
    verb = find_clause(head)
    if has_cue(head, "foil_verb"):  # "the army repelled an attack by the rebels"
        act = next((c for c in head.children if c.dep_ == "dobj" and is_act(c)), None)
        if act is not None:
            return find_nouns_doer(act, act.i), find_subject(head)
    for child in (*head.children, *(verb.children if verb.i != head.i else ())):
        if child.dep_ != "prep":
            continue
        pobj = find_object(child)
        if pobj is None:
            continue
        if child.lower_ == "between" and (pair := _find_pair(pobj)) is not None:
            return pair
        if child.lower_ == "between":
            second = next((token for token in pobj.conjuncts if token.pos_ in ("NOUN", "PROPN")), None)
            unnamed = second is None and any(c.dep_ == "nummod" for c in pobj.lefts)  # "between the two forces"
            return (None if unnamed else pobj), second
        foe = not is_act(pobj) and (is_party(pobj) or has_cue(pobj, "person_noun"))
        if child.lower_ in ("with", "against") and child.head.i == head.i and foe:
            own = find_subject(head) if trigger.is_verb else find_doer(trigger) or find_subject(verb) or _find_fallen(verb)
            return (own if own is not None and (is_fighter(own) or own.pos_ == "PRON") else None), pobj
    if head.dep_ == "nsubj" and (begun := _find_attackers(verb)) is not None:
        return begun
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None) if trigger.is_verb else None
    if subject is None or any(c.dep_ == "dobj" and not is_act(c) for c in head.children):
        return None
    other = next(iter(subject.conjuncts), None)  # "the army and the rebels clashed", "exchanged fire"
    return (subject, other) if other is not None else _find_pair(subject)


def _find_attackers(verb: Token) -> tuple[Token, Token | None] | None:
    """Find who began a fight that is told to have broken out: "clashes erupted after militants attacked a police post"."""
    tells = not is_transitive(verb) or has_cue(verb, "occur_verb")  # "took place"
    for clause in (c for c in verb.children if c.dep_ == "advcl" and tells):
        first = next((c for c in clause.children if c.dep_ == "nsubj"), None)
        acts = (clause, *(c for c in clause.children if c.dep_ == "xcomp"))  # "when rebels tried to attack troops"
        if first is not None and is_fighter(first):
            return first, next((c for act in acts for c in act.children if c.dep_ == "dobj" and is_fighter(c)), None)
    return None


def _find_pair(noun: Token) -> tuple[Token, Token] | None:
    """Find the two sides that share one noun: "Armenian and Azerbaijani forces"."""
    first = next((c for c in noun.lefts if c.dep_ in ("amod", "compound", "nmod") and c.conjuncts), None)
    if first is None or not is_party(noun):
        return None
    second = first.conjuncts[0]
    return (first, second) if is_party(first) and is_party(second) else None


def _find_fallen(verb: Token) -> Token | None:
    """Find the side that is told to have lost its people: "30 rebels were killed in clashes with the army"."""
    verb = verb.head if verb.lower_ == "following" else verb
    if not has_cue(verb, "kill_verb", "injure_verb", "die_verb", "capture_verb", "arrest_word"):
        return None
    fallen = (find_whole(c) or c if is_numeral(c) else c for c in verb.children if c.dep_ in ("nsubjpass", "nsubj"))  # "four of the rebels"
    return next((c for c in fallen if is_party(c)), None)
