"""Connectives: what joins an event to the one told before it: another, an earlier one, one that it answers."""

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue, read_cues
from analystkit.language.days import read_terms
from analystkit.language.sentences import climb_tree, find_clause


def is_continuing(doc: Doc) -> bool:
    """Whether a sentence begins as one of another event: "meanwhile", "in another raid", but not "another official said"."""
    spoken = [token.head for token in doc[:4] if token.head.dep_ == "nsubj" and has_cue(token.head.head, "speech_verb")]
    return any(token.lower_ in read_cues()["continuing_word"] and token.head not in spoken for token in doc[:4])


def is_additive(doc: Doc) -> bool:
    """Whether a sentence goes on to another event without saying that it was at the same time: "moreover", "in other actions"."""
    first = [token.lower_ for token in doc[:3]]
    return bool(first) and (first[0] in read_cues()["additive_word"] or first[:2] in (["in", "addition"], ["in", "other"]))


def is_background(head: Token) -> bool:
    """Whether a trigger is told as something earlier than the story: "had shelled", "an earlier strike", "days after a raid"."""
    verb = find_clause(head)
    words = [child.lower_ for token in (head, verb) for child in token.children if child.dep_ in ("amod", "advmod")]
    if not read_terms()["background"].keys().isdisjoint(words) or find_lapse(head) is not None:
        return True
    pluperfect = verb.tag_ == "VBN" and any(child.dep_ == "aux" and child.lower_ in ("had", "d", "'d") for child in verb.children)
    return pluperfect and not any(has_cue(token, "speech_verb") for token in climb_tree(verb, 6))  # "said that they had shelled"


def find_lapse(head: Token) -> Token | None:
    """Find the word that puts days or more between an event and what came after it: "killed on Tuesday, days after rockets hit"."""
    after = head.head if head.dep_ == "pobj" else next((c for c in find_clause(head).children if c.dep_ == "mark"), None)
    if after is None or after.lower_ != "after" or after.i == 0 or not has_cue(after.nbor(-1), "lapse_noun"):
        return None
    return after.nbor(-1)


def is_answered(head: Token) -> bool:
    """Whether a trigger is what another act answers: "struck back in response to the attack"."""
    return any(has_cue(step, "response_noun") for step in climb_tree(head))
