"""Judgements: what a sentence says of an act: that it happened, is doubted, planned, threatened or denied, or is a running total."""

from spacy.tokens import Token

from analystkit.language.cues import has_cue
from analystkit.language.sentences import VERBAL, climb_tree, find_clause, list_arguments

REAL = ("reported", "alleged")  # the statuses that are mapped and counted
DEFINITE = ("the", "this", "that", "these", "those", "its", "their", "his")


def judge(head: Token, start: int) -> tuple[str, bool]:
    """Judge what a sentence says of a trigger: its status, and whether it is a running total or a habit.

    Cues count along the path from the trigger to its clause and to the verbs that govern that clause, not anywhere in
    the sentence: "said it would respond after the raid" leaves the raid as it was.
    """
    return _judge_status(head, start), _is_aggregate(head, start)


def _judge_status(head: Token, start: int) -> str:
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
            if has_cue(token, "fear_noun") and below.dep_ in ("prep", "acl", "relcl", "compound"):
                return "planned" if token.lemma_.lower() != "threat" else "threatened"
            if below.dep_ == "relcl" and not has_cue(token, "report_noun"):
                break
        elif token.dep_ == "prep" and token.lower_ in ("after", "following", "since", "despite", "amid"):
            break  # and so has what comes before: "plans to withdraw after the attack"
        elif token.pos_ == "ADJ" and has_cue(token, "exposed_adj") and below.dep_ == "prep":
            return "planned"  # "safe from attack", "open to an assault"
        below = token
    return "reported"


def is_real(status: str) -> bool:
    """Tell whether a status says that the event happened, if only by hearsay: reported or alleged."""
    return status in REAL


def is_definite(head: Token) -> bool:
    """Tell whether a noun points back to what is known: "the attack", "that raid", "its strikes", "such an attack"."""
    if head.pos_ in VERBAL:
        return False
    if any(child.lower_ == "such" for child in head.lefts):
        return True
    first = next((child for child in head.lefts if child.dep_ in ("det", "poss")), None)
    return first is not None and first.lower_ in DEFINITE


def _judge_modifiers(head: Token, start: int) -> str | None:
    before = [head.doc[start - 1]] if start else []
    modifiers = [*before, *(c for c in head.children if c.dep_ in ("amod", "det", "neg", "advmod", "preconj", "cc"))]
    if head.dep_ == "conj":  # "neither air strikes nor shelling"
        modifiers += [c for c in head.head.children if c.lower_ in ("neither", "nor")]
    if any(child.dep_ == "acl" and has_cue(child, "scheduled_verb") for child in head.children):
        return "planned"
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
        if has_cue(verb, "foil_verb") and not is_repulse(verb):
            return "planned"
        if has_cue(verb, "prevent_verb") or (has_cue(verb, "plan_verb") and below.dep_ != "ccomp" and verb.i < below.i):
            return "planned"
    if itself or below.dep_ != "ccomp" or not has_cue(verb, "speech_verb"):
        if negated and (
            itself or below.dep_ in ("dobj", "xcomp") or (below.dep_ in ("nsubj", "nsubjpass") and has_cue(verb, "reach_verb"))
        ):
            return "denied"
        if itself and verb.dep_ == "xcomp" and has_cue(verb.head, "fail_verb"):
            return "denied"
        if (
            below.dep_ == "nsubj"
            and has_cue(verb, "fail_verb")
            and any(has_cue(c, "reach_verb") for c in verb.children if c.dep_ == "xcomp")
        ):
            return "denied"
        if auxiliaries & {"will", "would", "could", "may", "might", "should", "shall", "'ll", "must", "can"} and "have" not in auxiliaries:
            return "planned"
        if auxiliaries & {"if", "unless", "whether"}:
            return "planned"
        if itself and verb.dep_ == "xcomp" and has_cue(verb.head, "plan_verb", "threat_verb"):
            return "threatened" if has_cue(verb.head, "threat_verb") else "planned"
        if "to" in auxiliaries and verb.tag_ == "VB" and not (verb.dep_ == "xcomp" and has_cue(verb.head, "light_verb", "achieve_verb")):
            return "planned"
    return None


def _is_aggregate(head: Token, start: int) -> bool:
    """Tell a running total or a habit by number, frequency or tense near the trigger."""
    verb = find_clause(head)
    near = [*(head.doc[start - 1 : start] if start else ()), *head.children]
    if head.tag_ == "NNS" and any(token.tag_ == "JJR" for token in near):
        return True  # "more air strikes than a year before"
    if head.dep_ == "nsubj" and head.tag_ == "NNS" and has_cue(verb, "trend_verb"):
        return True
    if head.tag_ == "VBG" and head.dep_ == "acl" and has_cue(head, "combat_verb"):
        return True  # "forces battling rebels" says what they are
    if verb.i != head.i and verb.pos_ in VERBAL and head.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
        near += [child for child in verb.children if child.dep_ in ("advmod", "npadvmod")]
    if any(has_cue(token, "habit_word") for token in near):
        return True
    if head.dep_ == "pobj" and head.head.dep_ == "agent" and has_cue(head.head.head, "support_verb"):
        return True  # "fighters backed by air strikes"
    if any(child.dep_ == "npadvmod" and any(word.lower_ == "every" for word in child.subtree) for child in verb.children):
        return True  # "bombed every five minutes"
    if any(has_cue(t, "mass_quantity") and t.dep_ in ("nummod", "amod") for t in near if t.i < head.i):
        return True
    if head.dep_ == "pobj" and head.head.lower_ == "of" and has_cue(head.head.head, "mass_quantity"):
        return True
    if (
        head.head.i != head.i
        and head.dep_ in ("compound", "pobj")
        and any(has_cue(token, "campaign_noun") for token in climb_tree(head.head, 3))
    ):
        return True
    if verb.tag_ in ("VBP", "VBZ") and head.tag_ == "NNS" and verb.lemma_ == "be" and head.dep_ == "nsubj":
        return True  # "kidnappings are common"
    return verb.tag_ in ("VBP", "VBZ") and any(has_cue(child, "habit_word") for child in verb.children)


def is_massive(head: Token) -> bool:
    """Whether a verb is told of vague masses without an end: "has executed scores of policemen", "have bombed positions"."""
    perfect = any(child.dep_ == "aux" and child.lower_ in ("has", "have", "'ve") for child in [*head.children, *head.head.children])
    if head.pos_ not in VERBAL or not perfect:
        return False
    objects = [child for child in head.children if child.dep_ in ("dobj", "nsubjpass")]
    mass = any(has_cue(token, "mass_quantity") for child in objects for token in (child, *child.children))
    return mass or (bool(objects) and all(child.tag_ == "NNS" and not any(c.dep_ == "nummod" for c in child.children) for child in objects))


def is_unfinished(head: Token) -> bool:
    """Whether it is told as going on, or as having gone on: "is fighting", "have been shelling", "has launched air strikes"."""
    verb = find_clause(head)
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if verb.tag_ == "VBG":
        return not auxiliaries or not auxiliaries.isdisjoint({"is", "are", "been", "'s", "'re"})
    return not auxiliaries.isdisjoint({"has", "have", "'ve"}) and (head.pos_ in VERBAL or head.tag_ == "NNS")


def is_repulse(verb: Token) -> bool:
    """Tell whether armed people met an attack and threw it back, "the army foiled an assault", rather than police a plot."""
    met = [t for t in verb.children if t.dep_ in ("dobj", "nsubjpass")]
    met += [noun for t in met if t.lemma_ == "attempt" for noun in t.children if noun.dep_ == "compound"]
    armed = [t for t in list_arguments(verb) if t.dep_ in ("nsubj", "pobj", "compound", "amod") and has_cue(t, "armed_noun")]
    return any(has_cue(t, "assault_noun") for t in met) and bool(armed) and not any(has_cue(t, "law_noun") for t in armed)
