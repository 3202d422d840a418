"""Anchors: the days that a sentence tells for others, from which "that night" counts and which events without a day take over."""

import datetime
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue
from analystkit.language.dates import Date, make_beginning
from analystkit.language.days import Interval
from analystkit.language.rivals import FAR, STATEMENTS, is_happening
from analystkit.language.sentences import VERBAL, climb_tree, find_clause
from analystkit.language.timing import find_root

TOLD_BEFORE = ("it", "they", "this", "that", "these", "those", "the")  # words that take up what was told: "this occurred", "the crime"
PRESENT = ("VBZ", "VBP", "VBG")  # tags of "is", "take", "taking"


def mark_beginnings(doc: Doc, found: Sequence[Date], published: datetime.date | None) -> list[Date]:
    """Make beginnings of the dates from which something still goes on, up to the publish date.

    "Raids have killed 20 since they broke the siege on Saturday", "they are taking part in an offensive that began on Friday".
    """
    return [make_beginning(each, published) if each.kind == "point" and _begins(doc, each) else each for each in found]


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
    root = find_root(doc, date)
    if root is None or date.kind != "point" or date.precision != "day" or date.basis == "inherited":
        return False
    return not has_cue(find_clause(root), *STATEMENTS)


def list_told_days(doc: Doc, found: Sequence[Date], *, eventful: bool, dated: bool) -> list[tuple[Date, bool]]:
    """List the days of a sentence that may be those of events told around it, each with whether it is said of the one told before.

    "It happened on Monday", "the crime was committed on Monday" say it of the event before; any other day that is not that of a
    statement goes on to what follows. An `eventful` sentence tells of an event of its own; a `dated` one has used up its day.
    """
    days: list[tuple[Date, bool]] = []
    for each in found:
        root = find_root(doc, each)
        if root is None or not is_settled(each):
            continue
        back = not eventful and _is_said_of_event(root)
        if back or (not dated and _tells_day(doc, each)):
            days.append((each, back))
    return days


def is_settled(date: Date) -> bool:
    """Tell whether a date is of one day or a few, and known."""
    return date.kind == "point" and date.precision in ("day", "days") and date.date_start is not None


def _is_said_of_event(root: Token) -> bool:
    """Whether a date is that of an event meant by another word: "it happened on", "the crime that was committed on"."""
    for token in climb_tree(root, FAR):
        if is_happening(token):
            return any(child.lower_ in TOLD_BEFORE or child.dep_ == "poss" for child in token.children)
        if token.pos_ not in VERBAL or (token.dep_ in ("relcl", "acl") and has_cue(token, "occur_verb", "light_verb")):
            continue
        subjects = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]
        return has_cue(token, "occur_verb") and any(child.lower_ in TOLD_BEFORE or is_happening(child) for child in subjects)
    return False


def _begins(doc: Doc, date: Date) -> bool:
    """Whether "since" opens a date's clause, or it is that of a beginning told beside a noun that the present tense speaks of."""
    root = find_root(doc, date)
    if root is None:
        return False
    clause = find_clause(root)
    if any(child.dep_ == "mark" and child.lower_ == "since" for child in clause.children):
        return True
    if clause.dep_ != "relcl" or clause.lemma_ not in ("begin", "start"):
        return False
    main = find_clause(clause.head)
    tenses = {token.tag_ for token in (main, *main.children) if token.i == main.i or token.dep_ in ("aux", "auxpass")}
    return not tenses.isdisjoint(PRESENT) and "VBD" not in tenses
