"""Timing: which of the dates that a sentence tells is that of an event, by the grammar that joins the two."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue
from analystkit.language.dates import Date
from analystkit.language.rivals import FAR, counts_acts, find_meeting, is_aside, is_rival, leads_to
from analystkit.language.sentences import VERBAL, climb_tree, find_clause

# What closes a picture's caption and its date: " (Example Wire) A bomber"
CREDIT = re.compile(r"\s*\([A-Z][^()]{1,60}\)\s+[A-Z\"“]")


def belongs_to(date: Date, doc: Doc, head: Token) -> bool:
    """Whether a date is a definite noun's own, "the April 4 attack", "the attacks in 2015", rather than that of what is said of it."""
    root = find_root(doc, date)
    if root is not None and leads_to(date, root, head):
        return True
    for token in climb_tree(root, 4) if root is not None else ():
        if token.i == head.i:
            return True
        if token.pos_ in VERBAL and not (token.dep_ in ("acl", "relcl") and token.head.i == head.i):
            break
    verb = find_clause(head)
    if (verb.lemma_ == "be" and head.head.i == verb.i) or (head.dep_ == "nsubj" and not has_cue(verb, "speech_verb")):
        return True  # "the bombing was an attack on 13 May", "the offensive restarted this weekend"
    between = [token for token in doc[head.i + 1 :] if token.idx < (date.start if root is None else doc[root.left_edge.i].idx)]
    return head.idx < date.start and not any(_ends_phrase(token) for token in between) and not (between and between[-1].is_punct)


def _ends_phrase(token: Token) -> bool:
    """Whether a word cannot stand between a noun and its own date, as the names of victims or "carried out" can."""
    if token.pos_ in VERBAL and token.dep_ != "amod":
        return not (token.dep_ == "acl" and has_cue(token, "light_verb", "occur_verb"))
    return token.is_punct and token.text != ","


def choose_date(head: Token, doc: Doc, found: Sequence[Date]) -> Date | None:
    """Choose the date of a trigger: the nearest in the grammar that is that of no statement, of no other noun or clause."""
    choices = []
    for date in found:
        root = find_root(doc, date)
        if root is None or date.kind == "habit" or (head.idx > date.start and CREDIT.match(doc.text, date.end)):
            continue
        within = any(step.i == root.i for step in climb_tree(head, FAR))  # "the worst since 2013, when two blasts killed ten"
        if (counts_acts(date, root) and not within) or is_aside(head, root):
            continue
        own = _is_own(root, head) or leads_to(date, root, head)
        if not is_rival(date, doc, root, head, own=own):
            choices.append((_cost_date(root, head), root.i, date))
    if not choices:
        return None
    _, _, chosen = min(choices, key=lambda item: item[:2])
    return _take_beginning(chosen, doc, head)


def _take_beginning(date: Date, doc: Doc, head: Token) -> Date:
    """Take the beginning alone for what began it: "raids go on since rebels took it on Saturday", "since May 7, when they took it"."""
    root = find_root(doc, date)
    if root is None or date.kind != "since" or date.beginning is None:
        return date
    clause, up = find_clause(root), [token.i for token in climb_tree(head, FAR)]
    begun = clause.i in up and any(c.dep_ == "mark" and c.lower_ == "since" for c in clause.children)
    if not begun and not any(child.dep_ == "relcl" and child.i in up for child in root.children):
        return date
    start, end, precision = date.beginning
    return replace(date, date_start=start, date_end=end, precision=precision, kind="point")


def find_root(doc: Doc, date: Date) -> Token | None:
    """Find the word by which a date hangs on the sentence: the preposition before it, else its own topmost word."""
    span = doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    before = doc[span.start - 1] if span.start else None
    if before is not None and before.dep_ == "prep" and span.root.head.i >= span.end and span.root.dep_ != "poss":
        return before  # "on Monday activists said" without a comma: the parser makes Monday the activists'
    return span.root


def _cost_date(root: Token, head: Token) -> float:
    """Cost of taking a date for a trigger's: words between them, dearer where they stand in two clauses."""
    cost = 0.1 * abs(root.i - head.i)
    if _is_own(root, head):
        return cost
    if find_clause(root).i not in (find_clause(head).i, head.i):
        cost += 1.5 if find_meeting(root, head)[1] is not None else 3.5
    return cost + 0.5


def _is_own(root: Token, head: Token) -> bool:
    """Whether a date hangs on the trigger itself: "the April 4 attack", "hit on Monday"."""
    below, meeting = find_meeting(root, head)
    return meeting is not None and meeting.i == head.i and not any(token.pos_ in VERBAL or token.pos_ == "NOUN" for token in below[1:])
