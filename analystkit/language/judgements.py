"""Judgements: what a sentence says of an act: that it happened, is doubted, planned, threatened or denied."""

from spacy.tokens import Token

from analystkit.language.cues import has_cue
from analystkit.language.sentences import PRESUPPOSING, VERBAL, climb_tree, list_arguments

MODALS = {"will", "would", "could", "may", "might", "should", "shall", "'ll", "must", "can"}
REAL = ("reported", "alleged")  # the statuses that are mapped and counted
TRANSPARENT = ("report_noun", "quantity_noun", "campaign_noun", "light_noun")  # "a series of raids", "an act of murder"
DEFINITE = ("the", "this", "that", "these", "those", "its", "their", "his")


def judge(head: Token, start: int) -> str:
    """Judge what a sentence says of a trigger, its status.

    Cues count along the path from the trigger to its clause and to the verbs that govern that clause, not anywhere in
    the sentence: "said it would respond after the raid" leaves the raid as it was.
    """
    status = _judge_modifiers(head, start)
    if status:
        return status
    below, known = head, is_definite(head)
    for token in climb_tree(head):
        if token.pos_ in VERBAL:
            about = known and token.i != head.i and not has_cue(token, "light_verb", "occur_verb", "deny_verb")
            found = None if about else _judge_verb(token, below, head)  # "would not discuss the raid" takes the raid for granted
            if found:
                return found
            if token.dep_ in ("acl", "relcl") and has_cue(token.head, "report_noun"):
                below = token
                continue  # "reports that air strikes hit the town are false"
            if token.dep_ in ("advcl", "relcl", "acl") and token.i != head.i and below.i != token.i and head.pos_ not in VERBAL:
                break
            if token.dep_ == "relcl":
                break
        elif token.i != head.i and token.pos_ in ("NOUN", "PROPN"):
            if has_cue(token, "response_noun"):
                break  # what one answers has happened: "strikes in response to the attack"
            if has_cue(token, "condition_noun") and token.head.lower_ == "in" and below.lower_ == "of":
                return "planned"  # "in the event of an attack"
            if has_cue(token, "fear_noun") and below.dep_ in ("prep", "acl", "relcl", "compound"):
                return "planned" if token.lemma_.lower() != "threat" else "threatened"
            if below.dep_ == "prep" and not has_cue(token, *TRANSPARENT):
                break  # "would include a condemnation of the attack": what is told of another noun is not told of the act
        elif token.dep_ == "prep" and token.lower_ in PRESUPPOSING:
            break  # and so has what comes before: "plans to withdraw after the attack"
        elif token.pos_ == "ADJ" and has_cue(token, "exposed_adj") and below.dep_ == "prep":
            return "planned"  # "safe from attack", "open to an assault"
        below = token
    return "reported"


def is_real(status: str) -> bool:
    """Tell whether a status says that the event happened, if only by hearsay: reported or alleged."""
    return status in REAL


def is_asked(token: Token) -> bool:
    """Tell whether words stand in a question, which tells of nothing: "Did jets bomb it?".

    What it takes for granted has happened: "Who ordered the attack?", "A reply to shelling?".
    """
    asked = any(other.text == "?" and (other.whitespace_ or other.i >= len(other.doc) - 2) for other in token.doc[token.i :])
    return asked and not is_definite(token) and not any(has_cue(step, "response_noun") for step in climb_tree(token))


def is_definite(head: Token) -> bool:
    """Tell whether words point back to what is known: "the attack", "its strikes", "such an attack", "the officers executed by"."""
    if head.pos_ in VERBAL:
        people = head.head if head.dep_ == "acl" and head.tag_ == "VBN" else None
        return people is not None and people.i < head.i and has_cue(people, "person_noun") and is_definite(people)
    if any(child.lower_ == "such" for child in head.lefts):
        return True
    first = next((child for child in head.lefts if child.dep_ in ("det", "poss")), None)
    return first is not None and first.lower_ in DEFINITE


def _judge_modifiers(head: Token, start: int) -> str | None:
    before = [head.doc[start - 1]] if start else []
    modifiers = [*before, *(c for c in head.children if c.dep_ in ("amod", "det", "neg", "advmod", "preconj", "cc"))]
    if head.dep_ == "conj":  # "neither air strikes nor shelling"
        modifiers += [c for c in head.head.children if c.lower_ in ("neither", "nor")]
    for token in modifiers:
        if token.lower_ in ("no", "neither", "nor") or (token.dep_ == "neg" and head.pos_ in VERBAL):
            return "denied"
        if has_cue(token, "alleged_adj", "alleged_adv"):
            return "alleged"
        if has_cue(token, "hypothetical_adj"):
            return "planned"
    return None


def _judge_verb(verb: Token, below: Token, head: Token) -> str | None:
    """Judge what one verb on the way up says of what hangs below it."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "neg", "mark")}
    negated = any(child.dep_ == "neg" for child in verb.children)
    itself = verb.i == head.i
    if any(child.dep_ == "nsubj" and has_cue(child, "drill_noun") for child in verb.children):
        return "planned"  # "the exercise included missile launches"
    if negated and below.i == head.i and below.dep_ == "attr" and not is_definite(head):
        return "denied"  # "was not an attack", but "was not the first attack"
    complement = itself or below.dep_ in ("dobj", "ccomp", "xcomp", "nsubj", "nsubjpass", "prep", "pcomp", "conj", "agent")
    if not complement:
        return None
    said = [child for child in verb.children if child.dep_ in ("acomp", "attr")]
    if not itself and any(has_cue(child, "true_adj") if negated else has_cue(child, "false_adj") for child in said):
        return "denied"
    if not itself and below.dep_ in ("dobj", "ccomp", "xcomp", "prep", "nsubjpass", "pcomp"):
        if has_cue(verb, "threat_verb"):
            return "threatened"
        if has_cue(verb, "deny_verb"):
            return "denied"
        if has_cue(verb, "alleged_verb"):
            return "alleged"
        if has_cue(verb, "foil_verb") and not has_cue(verb, "repel_verb") and not is_repulse(verb):
            return "planned"
        if below.lower_ == "from" and has_cue(verb, "spare_verb"):
            return "planned"  # "saved the town from an attack"
        if has_cue(verb, "prevent_verb") or (has_cue(verb, "plan_verb") and below.dep_ != "ccomp" and verb.i < below.i):
            return "planned"
    if itself or below.dep_ != "ccomp" or not has_cue(verb, "speech_verb"):
        if negated and (
            itself or below.dep_ in ("dobj", "xcomp") or (below.dep_ in ("nsubj", "nsubjpass") and has_cue(verb, "reach_verb"))
        ):
            return "denied"
        if itself and verb.dep_ == "xcomp" and has_cue(verb.head, "fail_verb"):
            return "denied"
        fact = not itself and below.dep_ == "ccomp" and below.tag_ == "VBD"  # "will visit where the army reported an attack"
        if auxiliaries & MODALS and "have" not in auxiliaries and not fact:
            return "planned"
        if auxiliaries & {"if", "unless", "whether"}:
            return "planned"
        if itself and verb.dep_ == "xcomp" and has_cue(verb.head, "plan_verb", "threat_verb"):
            return "threatened" if has_cue(verb.head, "threat_verb") else "planned"
        if "to" in auxiliaries and verb.tag_ == "VB" and not (verb.dep_ == "xcomp" and has_cue(verb.head, "light_verb", "achieve_verb")):
            return "planned"
    return None


def is_repulse(verb: Token) -> bool:
    """Tell whether armed people met an attack and threw it back, "the army foiled an assault", rather than police a plot."""
    if not has_cue(verb, "foil_verb"):
        return False
    met = [t for t in verb.children if t.dep_ in ("dobj", "nsubjpass")]
    met += [noun for t in met if t.lemma_ == "attempt" for noun in t.children if noun.dep_ == "compound"]
    armed = [t for t in list_arguments(verb) if t.dep_ in ("nsubj", "pobj", "compound", "amod") and has_cue(t, "armed_noun")]
    return any(has_cue(t, "assault_noun") for t in met) and bool(armed) and not any(has_cue(t, "law_noun") for t in armed)
