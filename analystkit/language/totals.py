"""Totals: what tells of many acts at once, a running total, a habit, a campaign, by number, frequency and tense near the word for them."""

from spacy.tokens import Token

from analystkit.language.cues import has_cue
from analystkit.language.judgements import is_definite
from analystkit.language.sentences import VERBAL, climb_tree, find_clause


def is_aggregate(head: Token, start: int, kind: str = "event") -> bool:
    """Tell a running total or a habit by number, frequency or tense near the trigger, `kind` as triggers.csv has it.

    One act may take dozens of devices: "fired dozens of rockets at the town".
    """
    verb = find_clause(head)
    near = [*(head.doc[start - 1 : start] if start else ()), *head.children]
    if head.tag_ == "NNS" and any(token.tag_ == "JJR" for token in near):
        return True  # "more air strikes than a year before"
    if (head.tag_ == "VBG" or head.lower_.endswith("ing")) and head.dep_ in ("acl", "amod") and has_cue(head, "combat_verb", "mutual_noun"):
        return True  # "forces battling rebels" says what they are
    if verb.i != head.i and verb.pos_ in VERBAL and head.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
        near += [child for child in verb.children if child.dep_ in ("advmod", "npadvmod")]
    led_to = (inner for child in verb.children if child.dep_ == "prep" for inner in child.children)
    if any(has_cue(token, "habit_word") for token in near) or any(map(_is_habit, led_to)):
        return True
    if _is_long(head) or _is_general(head) or _is_example(head):
        return True
    if head.i >= verb.i and _is_perfect(verb) and any(_is_total(child) for child in verb.children):
        return True  # "a total of six engineers have been murdered"
    if _is_perfect(verb) and any(_is_since_beginning(child) for child in verb.children):
        return True  # "raids have killed 1,200 since the start of the war"
    if head.dep_ == "pobj" and head.head.dep_ == "agent" and has_cue(head.head.head, "support_verb"):
        return True  # "fighters backed by air strikes"
    if any(child.dep_ == "npadvmod" and any(word.lower_ == "every" for word in child.subtree) for child in verb.children):
        return True  # "bombed every five minutes"
    before = [token for token in near if token.i < head.i and token.dep_ in ("nummod", "amod")]
    if (kind != "device" or _is_perfect(verb)) and _is_of_many(head, before):
        return True
    if (
        head.head.i != head.i
        and head.dep_ in ("compound", "pobj")
        and any(has_cue(token, "campaign_noun") for token in climb_tree(head.head, 3))
    ):
        return True
    if verb.tag_ in ("VBP", "VBZ") and head.tag_ == "NNS" and verb.lemma_ == "be" and head.dep_ == "nsubj":
        return True  # "kidnappings are common"
    verb = head.head if head.dep_ == "csubj" else verb
    return verb.tag_ in ("VBP", "VBZ") and any(has_cue(child, "habit_word") for child in verb.children)


def _is_habit(noun: Token) -> bool:
    """Whether it happens "on a daily basis", "on several occasions"; of "bases" the model makes "basis"."""
    return has_cue(noun, "habit_noun") and noun.lower_ != "bases"


def _is_of_many(head: Token, before: list[Token]) -> bool:
    """Whether it is counted in masses: "hundreds of raids", "many attacks", "dozens of US airstrikes", which the parse takes for a verb."""
    if head.dep_ == "pobj" and head.head.lower_ == "of":
        before = [*before, head.head.head]
    elif head.dep_ == "acl" and head.tag_ == "VBZ":
        before = [*before, head.head]
    return any(has_cue(token, "mass_quantity") for token in before)


def _is_long(head: Token) -> bool:
    """Whether a noun tells of what went on for months: "the four-year battle", "years of siege and shelling", "13 raids a month".

    So does a verb: "fighting entered its sixth week".
    """
    if head.dep_ == "nsubj" and any(child.dep_ == "dobj" and has_cue(child, "span_noun") for child in head.head.children):
        return True
    if head.pos_ in VERBAL:
        return False
    words = [t for child in head.lefts if child.dep_ in ("compound", "amod", "nmod") for t in child.subtree]
    hyphened = any(t.text == "-" for t in words) and any(has_cue(t, "span_noun") for t in words)
    after = [child for child in head.rights if child.dep_ == "npadvmod" and has_cue(child, "span_noun")]
    rate = any(word.tag_ == "DT" for child in after for word in child.lefts)
    first = next(step for step in climb_tree(head) if step.dep_ != "conj")
    measured = first.head.head if first.dep_ == "pobj" and first.head.lower_ == "of" else head
    return hyphened or rate or (measured.i != head.i and measured.tag_ == "NNS" and has_cue(measured, "span_noun"))


def _is_example(head: Token) -> bool:
    """Whether it is told as one of a kind: "crimes such as the killing of civilians", "those who fought", "bombed buildings"."""
    if any(child.ent_type_ in ("DATE", "TIME") for child in head.subtree):
        return False
    subject = head.i > 0 and head.nbor(-1).pos_ in (
        "NOUN",
        "PROPN",
    )  # "terrorists fired shells", which the parse may take for "fired shells"
    if head.dep_ == "amod" and head.tag_ == "VBN" and not subject:
        return head.head.tag_ == "NNS" and not any(child.dep_ in ("det", "nummod", "poss") for child in head.head.lefts)
    steps = list(climb_tree(head, 5))
    such = any(step.lower_ == "as" and any(child.lower_ == "such" for child in step.children) for step in steps)
    anyone = any(step.dep_ == "relcl" and step.head.lower_ in ("those", "anyone", "whoever") for step in steps)
    return such or (anyone and not is_definite(head))


def _is_general(head: Token) -> bool:
    """Whether a clause tells in the present tense what is always so: "they target schools", "you die by mortar fire".

    The headline "Jets bomb town" is in the present as well.
    """
    verb = find_clause(head)
    if verb.i != head.i and verb.tag_ == "VBP" and any(c.dep_ == "nsubj" and c.lower_ == "you" for c in verb.children):
        return True
    if head.pos_ not in VERBAL or head.tag_ not in ("VBP", "VBZ") or any(child.dep_ in ("aux", "auxpass") for child in head.children):
        return False
    general = any((c.dep_ == "nsubj" and c.pos_ == "PRON") or (c.dep_ == "dobj" and c.lower_ == "those") for c in head.children)
    return general and not any(t.ent_type_ in ("DATE", "TIME", "CARDINAL") for t in head.subtree)


def _is_perfect(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in ("has", "have", "had", "'ve", "'d") for child in verb.children)


def _is_total(noun: Token) -> bool:
    if noun.dep_ not in ("nsubj", "nsubjpass", "dobj"):
        return False
    first = noun.left_edge  # "a total of six engineers", of which the parse may leave "of six engineers"
    return noun.lower_ == "total" or (first.lower_ == "of" and first.i > 0 and first.nbor(-1).lower_ == "total")


def _is_since_beginning(preposition: Token) -> bool:
    """Whether a "since" leads to no date but to what began: "since the outbreak of the war"."""
    return preposition.lower_ == "since" and any(c.dep_ == "pobj" and c.pos_ == "NOUN" and not c.ent_type_ for c in preposition.children)


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
    if verb.dep_ == "xcomp" and has_cue(verb.head, "lasting_verb"):
        return True
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if not auxiliaries and verb.dep_ == "conj" and verb.tag_ == verb.head.tag_:  # "has shelled towns and carried out raids"
        auxiliaries = {child.lower_ for child in verb.head.children if child.dep_ in ("aux", "auxpass")}
    if verb.tag_ == "VBG" and not auxiliaries:
        return not (verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN"))  # "footage showed rebels firing rockets"
    if verb.tag_ == "VBG":
        return not auxiliaries.isdisjoint({"is", "are", "been", "'s", "'re"})
    if verb.tag_ == "VBN" and not auxiliaries.isdisjoint({"is", "are"}):
        return True  # "the offensive is carried out by"
    return not auxiliaries.isdisjoint({"has", "have", "'ve"}) and (head.pos_ in VERBAL or head.tag_ == "NNS")
