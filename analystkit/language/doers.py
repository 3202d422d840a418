"""Doers: who did an act, read off the grammar around a trigger."""

import itertools

from spacy.tokens import Token

from analystkit.language.actors import find_actors
from analystkit.language.cues import has_cue
from analystkit.language.names import LED, is_fighter, is_named, is_party
from analystkit.language.sentences import NOMINAL, VERBAL, climb_tree, find_clause, find_phrase
from analystkit.language.triggers import Trigger, is_act

REACH = 6  # steps up the parse within which a verb still says who is behind an act
CARRIERS = ("in", "with", "during", "of")  # "killed two in a raid", "in a series of raids"
RELATIVES = ("which", "who", "that")
BEHIND = ("behind", "responsible", "mastermind", "perpetrator", "culprit")  # "the group was behind the attack"
RESPONSIBILITY = ("responsibility", "credit")


def find_doer(trigger: Trigger) -> Token | None:
    """Find who did an act: the head of a phrase, or a pronoun; None where the grammar does not say.

    Of acts told together the one who did the first did the others too: "air strikes and shelling by the army".
    """
    head = trigger.head
    blamed = find_blamed(head)
    if blamed is not None:
        return blamed if is_party(blamed) or blamed.pos_ == "PRON" or has_cue(blamed, "person_noun") else None
    if trigger.is_verb:
        found = _find_verbs_doer(trigger)
    else:
        found = find_nouns_doer(head, trigger.start)
        if found is None:
            others = (find_nouns_doer(other, other.i) for other in head.conjuncts if is_act(other))
            found = next((doer for doer in others if doer is not None), None)
    doer: Token | None = found if found is not None else _find_beside(head)
    return doer if doer is not None and (is_party(doer) or doer.pos_ == "PRON" or _does_harm(doer)) else None


def find_blamed(head: Token) -> Token | None:
    """Find who is told to stand behind an act: "blamed the PKK for the attack", "claimed responsibility", "claimed by the PKK"."""
    for verb in head.doc[head.i + 1 :]:  # "an attack on a base in Arauca on Tuesday, which the army blamed on the guerrillas"
        if has_cue(verb, "blame_verb") and verb.dep_ in ("relcl", "advcl") and any(c.lower_ == "which" for c in verb.children):
            return _find_accused(verb, head)
    for verb in climb_tree(head, REACH):
        if verb.i == head.i or verb.pos_ not in VERBAL:
            continue
        if has_cue(verb, "blame_verb"):
            return _find_accused(verb, head)
        if is_claim(verb) and any(c.dep_ == "agent" for c in verb.children):
            return _find_behind(verb, "by")
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        responsible = is_claim(verb) or any(c.lower_ in BEHIND for c in verb.children)
        if responsible and subject is not None and not holds(subject, head):
            return None if any(c.dep_ == "neg" or c.lower_ == "no" for c in (*verb.children, *subject.children)) else subject
    return None


def is_claim(verb: Token) -> bool:
    """Tell whether a verb says that somebody claims an act: "claimed responsibility", "claimed the attack", "was claimed by"."""
    own = verb.lemma_.lower() == "claim" and any(c.dep_ == "agent" or (c.dep_ == "dobj" and is_act(c)) for c in verb.children)
    return own or any(child.lower_ in RESPONSIBILITY for child in verb.children)


def find_subject(verb: Token) -> Token | None:
    """Find the subject of an active verb, through a relative clause, a coordination or a participle."""
    for step in climb_tree(verb, 4):
        token = step if step.i == verb.i else _pass_over_speaker(step)
        subjects = [c for c in token.children if c.dep_ == "nsubj"]
        if subjects:
            subject = subjects[-1]
            undergone = token.tag_ == "VBN" or has_cue(token, "kill_verb", "injure_verb")  # "soldiers killed in clash", of a headline
            if token.i == verb.i and undergone and not (is_transitive(token) or any(c.dep_ == "aux" for c in token.children)):
                return None  # "two men, kidnapped last week, were freed"
            if subject.lower_ in RELATIVES and token.dep_ == "relcl":
                return token.head
            return subject if token.i == verb.i or not any(c.dep_ == "nsubjpass" for c in verb.children) else None
        if any(c.dep_ in ("nsubjpass", "auxpass") for c in token.children):
            return None
        if token.dep_ == "acl" and (token.tag_ == "VBG" or is_transitive(token)):
            return _find_first(token.head)
        if token.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "prep"):
            return None
    return None


def _pass_over_speaker(said: Token) -> Token:
    """Find the verb before a speaker's that goes on behind it: "burned" in "rebels burned houses, a witness said, and shot three men"."""
    if not has_cue(said, "speech_verb"):
        return said
    told = next((child for child in said.lefts if child.dep_ == "ccomp"), said)
    return said.head if said.dep_ == "parataxis" else told


def is_transitive(verb: Token) -> bool:
    """Tell whether a verb has an object, so that a participle is none: "the groups targeted the town", of a text without commas."""
    return any(child.dep_ == "dobj" and not has_cue(child, "captive_noun") for child in verb.children)  # "men taken hostage"


def holds(ancestor: Token, token: Token) -> bool:
    """Tell whether a token hangs on another one."""
    return any(step.i == ancestor.i for step in climb_tree(token))


def _find_accused(verb: Token, head: Token) -> Token | None:
    """Find whom a verb of blame accuses: "blamed the attack on the PKK", "accused Russia of bombing", "the PKK was suspected"."""
    near = (*verb.children, *(c for told in verb.children if told.dep_ == "dobj" for c in told.children))
    behind = (find_object(preposition) for preposition in near if preposition.lower_ in ("on", "to"))
    accused = next((found for found in behind if found is not None and is_party(found) and not holds(found, head)), None)
    if accused is not None:
        return accused
    objects = (c for c in verb.children if c.dep_ in ("dobj", "nsubjpass"))
    return next((found for found in objects if not is_act(found)), None)


def _find_verbs_doer(trigger: Trigger) -> Token | None:
    head = trigger.head
    found = _find_agent(head) or find_subject(head) or _find_run_in(head)
    if found is not None and is_act(found):  # "missiles fired by X hit", "a suicide bomber blew himself up"
        return _find_agent(found) or _find_owner(found, found.i) or (found if has_cue(found, "armed_noun") else None)
    undergone = has_cue(head, "die_verb") or (trigger.event_type == "shootdown" and not is_transitive(head))
    fallen = undergone and found is not None and found.dep_ != "pobj"
    return None if fallen else found  # "the plane crashed" is not by the plane, "the president died" not by the president


def find_nouns_doer(noun: Token, start: int) -> Token | None:
    """Find who did what a noun tells, whose words begin at token `start`: "raids by the army", "the army's raids"."""
    return _find_agent(noun) or _find_carried(noun) or _find_owner(noun, start) or _find_carrier(noun)


def _find_carried(noun: Token) -> Token | None:
    """Find who a clause further on says carried it out: "an attack on the town that the UN says was carried out by the army"."""
    verbs = (token for token in noun.subtree if token.i > noun.i and token.tag_ == "VBN" and has_cue(token, "light_verb"))
    return next((found for verb in verbs if (found := _find_behind(verb, "by")) is not None), None)


def _find_beside(head: Token) -> Token | None:
    """Find who is behind the act that a verb is told to be part of: "missiles hit the base in an attack blamed on Israel"."""
    verb = find_clause(head)
    acts = (find_object(c) for each in (verb, *verb.conjuncts) for c in each.children if c.lower_ == "in")
    return next(
        (found for act in acts if act is not None and act.i != head.i and is_act(act) and (found := _find_agent(act)) is not None), None
    )


def _find_run_in(noun: Token) -> Token | None:
    """Find the owner of an act that the model takes for a verb: "killed by Syrian regime airstrikes on the town"."""
    before = noun.doc[noun.i - 1] if noun.i and noun.tag_ == "VBZ" else None
    return before if before is not None and before.pos_ in NOMINAL and is_fighter(before) else None


def _find_agent(head: Token, depth: int = 3) -> Token | None:
    """Who stands behind "by": "shelled by rebels", "strikes by the coalition", "strikes said to have been carried out by Israel"."""
    for child in head.children if depth else ():
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ in ("by", "from")):
            found = _find_by(child)
            if found is not None:
                return found
        if child.lower_ == "at" and any(inner.lemma_.lower() == "hand" for inner in child.children):  # "at the hands of the militia"
            return next((t for t in child.subtree if t.dep_ == "pobj" and t.head.lower_ == "of"), None)
        if child.dep_ in ("acl", "relcl") and has_cue(child, "blame_verb"):  # "an ambush blamed on the rebels"
            return _find_behind(child, "on", "to")
        if child.dep_ in ("acl", "relcl", "xcomp") and child.i > head.i and not has_cue(child, "support_verb"):
            staged = child.dep_ == "relcl" and has_cue(child, "light_verb", "launch_verb", "join_verb")  # "the raid that the army staged"
            found = _find_agent(child, depth - 1) or (find_subject(child) if staged else None)
            if found is not None and found.i != head.i:
                return found
    return None


def _find_by(preposition: Token) -> Token | None:
    """Find whom "by" or "from" names as the doer, not who reports it."""
    if has_cue(preposition.head, "speech_verb") and preposition.head.pos_ in VERBAL and not is_claim(preposition.head):
        return None
    if preposition.lower_ == "from" and (has_cue(preposition.head, "capture_verb") or is_transitive(preposition.head)):
        return None  # "retake the town from the militia", "kidnapped two men from the militia"
    by = preposition.lower_ == "by"
    return next(
        (
            inner
            for inner in preposition.children
            if inner.dep_ == "pobj" and not is_act(inner) and (by or (is_party(inner) and inner.ent_type_ != "GPE"))
        ),
        None,
    )


def _find_owner(head: Token, start: int) -> Token | None:
    """Who stands before the noun: "Israeli air strikes", "Syrian government raids", "the regime's shelling", "their raid".

    Of a murder or a kidnapping, the owner is whom it befell.
    """
    owners = [c for c in head.lefts if c.dep_ == "poss"]
    if owners:
        if has_cue(head, "victim_noun"):
            return None
        return find_subject(find_clause(head)) if owners[-1].pos_ == "PRON" else owners[-1]
    first, _ = find_phrase(head)
    words = [token for token in head.doc[first:start] if _names_doer(token, head)]
    return words[-1] if words else None


def _names_doer(token: Token, head: Token) -> bool:
    """Tell whether a word before an act says whose it is: "Israeli", "US", "rebel", not where it was: "the Douma attack"."""
    if token.ent_type_ in ("GPE", "NORP") and has_cue(head, "mutual_noun"):
        return False  # "Syrian fighting" is where
    if token.ent_type_ == "GPE":
        return token.text.isupper() and is_named(token)
    if token.ent_type_ in ("ORG", "PERSON"):
        span = next((ent for ent in token.doc.ents if ent.start <= token.i < ent.end), None)
        return span is not None and (bool(find_actors(span.text)) or any(has_cue(t, "armed_noun") for t in span))
    return is_named(token) or token.lower_ in LED[:1] or (has_cue(token, "armed_noun") and not has_cue(token, "struck_noun", "kind_noun"))


def _find_carrier(head: Token) -> Token | None:
    """Find the subject of the verb that has the noun as its object or means: "Israel carried out air strikes", "killed two in a raid"."""
    verb = find_clause(head)
    verb = find_clause(verb.head) if verb.lower_ == "including" else verb
    if verb.pos_ not in VERBAL:
        return None
    if head.dep_ in ("nsubjpass", "nsubj"):
        return _find_agent(verb) or _find_nation(verb)
    path = itertools.takewhile(lambda step: step.i != verb.i, climb_tree(head, REACH))
    above = [step.lower_ for step in path if step.dep_ == "prep"]
    planted = has_cue(head, "device_noun") and has_cue(verb, "detonation_verb")  # "drove a truck bomb into the base"
    if head.dep_ in ("dobj", "conj", "pobj") and (planted or has_cue(verb, "light_verb", "launch_verb", "join_verb")):
        return (_find_agent(verb) or find_subject(verb)) if set(above) <= set(CARRIERS) else None  # not "an inquiry into the murder"
    # "were killed by the army in clashes", "the army killed two in a raid"
    if has_cue(verb, "kill_verb", "injure_verb", "harm_verb", "capture_verb"):
        direct = above and above[-1] in CARRIERS[:3] and set(above) <= set(CARRIERS)  # not "in retaliation for shelling"
        return _find_agent(verb) or (find_subject(verb) if direct else None)
    return find_subject(verb) if above and above[-1] == "with" else None  # "the army responded with shelling"


def _find_nation(verb: Token) -> Token | None:
    """Find whose an act is thought to be: "raids believed to be Russian"."""
    nations = (t for t in verb.subtree if t.dep_ in ("acomp", "attr") and t.ent_type_ == "NORP" and t.i > verb.i)
    return next((nation for nation in nations if nation.nbor(-1).lower_ == "be"), None)


def _does_harm(noun: Token) -> bool:
    """Whether a noun for anybody stands where only a doer does: "two men shot the mayor", "was stabbed by a student"."""
    if not has_cue(noun, "person_noun") or has_cue(noun, "teller_noun"):
        return False
    return noun.head.lower_ == "by" or (noun.dep_ == "nsubj" and is_transitive(noun.head))


def _find_first(token: Token) -> Token:
    """Find the first of those joined by "and" where it is a party: "the front and its allies" is the front."""
    if token.dep_ == "conj" and is_party(token.head):
        return token.head
    return token


def _find_behind(verb: Token, *prepositions: str) -> Token | None:
    """Find what stands behind one of the prepositions of a verb."""
    return next((found for c in verb.children if c.lower_ in prepositions and (found := find_object(c)) is not None), None)


def find_object(preposition: Token) -> Token | None:
    """Find the noun that a preposition leads to."""
    return next((inner for inner in preposition.children if inner.dep_ == "pobj"), None)
