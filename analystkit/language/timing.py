"""Timing: which of the dates that a sentence tells is that of an event, by the grammar that joins the two."""

import datetime
import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue, list_forms
from analystkit.language.dates import Date, make_beginning
from analystkit.language.days import Interval, read_terms
from analystkit.language.sentences import VERBAL, climb_tree, find_clause

# What closes a picture's caption and its date: " (Example Wire) A bomber"
CREDIT = re.compile(r"\s*\([A-Z][^()]{1,60}\)\s+[A-Z\"“]")
FAR = 15  # steps that a path through the parse can have
STATEMENTS = ("speech_verb", "deny_verb", "threat_verb")
NAMING = ("compound", "nummod", "amod", "nmod", "poss")  # how it hangs on what it names: "the 2011 uprising"
ADVERBIAL = ("npadvmod", "advmod", "tmod")  # how a bare "Monday", "two days ago" hangs on what it dates
EVENTFUL = ("occur_verb", "kill_verb", "die_verb", "injure_verb")  # verbs of a clause that tells of the event itself
FUNCTION_WORDS = ("ADP", "DET", "PUNCT", "ADV")
COUNTED = ("after", "before")  # what the words of a date end with that counts from another event: "two days after"


def mark_beginnings(doc: Doc, found: Sequence[Date], published: datetime.date | None) -> list[Date]:
    """Make beginnings of the dates whose clause a "since" opens: "raids have killed 20 since they broke the siege on Saturday"."""
    return [make_beginning(each, published) if each.kind == "point" and _opens_with_since(doc, each) else each for each in found]


def find_anchor(doc: Doc, found: Sequence[Date], chosen: Sequence[Date | None], before: Interval | None) -> Interval | None:
    """Find what "that night" and "two days later" count from behind a sentence; where it tells nothing, what did `before`.

    That is the day of its last event, else the day that it tells of anything but a statement, "The blackout came on Saturday";
    a month or a year only where nothing finer has been told.
    """
    of_events = [each for each in chosen if each is not None and each.date_start and each.date_end]
    days = [each for each in of_events if each.precision in ("day", "days")] or [each for each in found if _tells_day(doc, each)]
    for each in reversed(days or (of_events if before is None else [])):
        if each.date_start and each.date_end:
            return each.date_start, each.date_end
    return before


def _tells_day(doc: Doc, date: Date) -> bool:
    """Whether a date is a day of its own that is not the day of a statement."""
    root = _find_root(doc, date)
    if root is None or date.kind != "point" or date.precision != "day" or date.basis == "inherited":
        return False
    return not has_cue(find_clause(root), *STATEMENTS)


def _opens_with_since(doc: Doc, date: Date) -> bool:
    root = _find_root(doc, date)
    return root is not None and any(child.dep_ == "mark" and child.lower_ == "since" for child in find_clause(root).children)


def belongs_to(date: Date, doc: Doc, head: Token) -> bool:
    """Whether a date is a definite noun's own, "the April 4 attack", "the attacks in 2015", rather than that of what is said of it."""
    root = _find_root(doc, date)
    for token in climb_tree(root, 4) if root is not None else ():
        if token.i == head.i:
            return True
        if token.pos_ in VERBAL and not (token.dep_ in ("acl", "relcl") and token.head.i == head.i):
            break
    verb = find_clause(head)
    if verb.lemma_ == "be" or (head.dep_ == "nsubj" and not has_cue(verb, "speech_verb")):
        return True  # "the bombing was an attack on 13 May", "the offensive restarted this weekend"
    between = [token for token in doc[head.i + 1 :] if token.idx < date.start]
    return head.idx < date.start and not any(token.pos_ in VERBAL or token.is_punct for token in between)


def is_background(head: Token) -> bool:
    """Whether a trigger is told as something earlier than the story: "had shelled", "an earlier strike", "recently launched"."""
    verb = find_clause(head)
    words = [child.lower_ for token in (head, verb) for child in token.children if child.dep_ in ("amod", "advmod")]
    if not read_terms()["background"].keys().isdisjoint(words):
        return True
    pluperfect = verb.tag_ == "VBN" and any(child.dep_ == "aux" and child.lower_ in ("had", "d", "'d") for child in verb.children)
    return pluperfect and not any(has_cue(token, "speech_verb") for token in climb_tree(verb, 6))  # "said that they had shelled"


def choose_date(head: Token, doc: Doc, found: Sequence[Date]) -> Date | None:
    """Choose the date of a trigger: the nearest in the grammar that is that of no statement, of no other noun or clause."""
    choices = []
    for date in found:
        root = _find_root(doc, date)
        if root is None or date.kind == "habit" or (head.idx > date.start and CREDIT.match(doc.text, date.end)):
            continue
        others = not _is_own(root, head) and (_dates_statement(doc, date, root, head) or _dates_another(root, head))
        if not others and not _counts_from(date, root, head):
            choices.append((_cost_date(root, head), root.i, date))
    return min(choices, key=lambda item: item[:2])[2] if choices else None


def _find_root(doc: Doc, date: Date) -> Token | None:
    """Find the word by which a date hangs on the sentence: the preposition before it, else its own topmost word."""
    span = doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    before = doc[span.start - 1] if span.start else None
    if before is not None and before.dep_ == "prep" and span.root.head.i >= span.end:
        return before  # "on Monday activists said" without a comma: the parser makes Monday the activists'
    return span.root


def _find_meeting(root: Token, head: Token) -> tuple[list[Token], Token | None]:
    """Find where the paths up from a date and from a trigger meet: the date's steps below it, and it."""
    up_head = {token.i for token in climb_tree(head, FAR)}
    below: list[Token] = []
    for token in climb_tree(root, FAR):
        if token.i in up_head:
            return below, token
        below.append(token)
    return below, None


def _cost_date(root: Token, head: Token) -> float:
    """Cost of taking a date for a trigger's: words between them, dearer where they stand in two clauses."""
    cost = 0.1 * abs(root.i - head.i)
    if _is_own(root, head):
        return cost
    if find_clause(root).i not in (find_clause(head).i, head.i):
        cost += 1.5 if _find_meeting(root, head)[1] is not None else 3.5
    return cost + 0.5


def _is_own(root: Token, head: Token) -> bool:
    """Whether a date hangs on the trigger itself: "the April 4 attack", "hit on Monday"."""
    below, meeting = _find_meeting(root, head)
    return meeting is not None and meeting.i == head.i and not any(token.pos_ in VERBAL or token.pos_ == "NOUN" for token in below[1:])


def _dates_statement(doc: Doc, date: Date, root: Token, head: Token) -> bool:
    """Whether a date is that of what is said of the event: "said on Monday", "told reporters Sunday", "today condemned the murder"."""
    before = [t for t in doc if t.idx + len(t) <= date.start][-3:]
    while before and before[-1].pos_ in FUNCTION_WORDS:
        before.pop()
    if before and before[-1].pos_ in VERBAL and before[-1].i != head.i and has_cue(before[-1], *STATEMENTS):
        return True
    verb = find_clause(root)
    if verb.i != head.i and _is_judgement(verb) and any(token.i == verb.i for token in climb_tree(head, FAR)):
        return not verb.i < head.i < root.i
    # before the verb it is the event's: "were killed on Monday the monitor said", "on Monday the army said it hit"
    return verb.i != head.i and has_cue(verb, *STATEMENTS) and verb.i < root.i and not verb.i < head.i < root.i


def _is_judgement(verb: Token) -> bool:
    return not read_terms()["judgement"].keys().isdisjoint(list_forms(verb))


def _dates_another(root: Token, head: Token) -> bool:
    """Whether a date is part of another noun's name or clause: "the 2011 uprising", "a post of the force, which fled last year"."""
    below, meeting = _find_meeting(root, head)
    for token in below:
        if token.head.i != head.i and (token.dep_ == "relcl" or (token.dep_ == "acl" and token.tag_ in ("VBN", "VBG"))):
            return not has_cue(token, *EVENTFUL)  # "an attack on a bridge that took place on Monday"
    if any(
        token.lower_ == "before" or any(child.dep_ == "mark" and child.lower_ == "before" for child in token.children) for token in below
    ):
        return True  # "shot two men before he fled in 2016"
    for token in below[1:]:
        if token.pos_ in VERBAL:
            return False
        datable = token.pos_ == "NOUN" and token.dep_ != "attr" and token.ent_type_ not in ("DATE", "TIME")
        if datable and not has_cue(token, "person_noun", "place_noun"):
            under = meeting is not None and meeting.i == head.i
            if root.left_edge.i == 0:
                return False  # "Last Monday regime forces attacked" without a comma
            return root.dep_ in NAMING or not (under or root.dep_ in ADVERBIAL)
    return False


def _counts_from(date: Date, root: Token, head: Token) -> bool:
    """Whether a count that leads on to a clause, "two days after militants took the town", is not this event's.

    At the head of a sentence it dates the main clause, elsewhere what it leads to.
    """
    word = next((token for token in root.doc if token.idx + len(token) == date.end), root)
    leads = word.dep_ == "mark" or any(child.dep_ in ("pobj", "pcomp") for child in word.children)
    if not leads or word.lower_ not in COUNTED:
        return False
    if root.doc.text[: date.start].strip():
        return head.i < root.i
    clause = word.head if word.dep_ == "mark" else word
    return head.i > word.i and any(token.i == clause.i for token in climb_tree(head, FAR))
