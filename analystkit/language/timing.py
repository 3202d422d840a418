"""Timing: which of the dates that a sentence tells is that of an event, by the grammar that joins the two."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue, list_forms
from analystkit.language.dates import Date, make_beginning
from analystkit.language.days import Interval, read_terms
from analystkit.language.sentences import VERBAL, climb_tree, find_clause

# What closes a picture's caption and its date: " (Example Wire) A bomber"
CREDIT = re.compile(r"\s*\([A-Z][^()]{1,60}\)\s+[A-Z\"“]")
# A numbered act: "41st", and as the wires wrote it, "33d"
ORDINAL = re.compile(r"\d+(?:st|n?d|r?d|th)")
FAR = 15  # steps that a path through the parse can have
STATEMENTS = ("speech_verb", "deny_verb", "threat_verb")
NAMING = ("compound", "nummod", "amod", "nmod", "poss")  # how it hangs on what it names: "the 2011 uprising"
ADVERBIAL = ("npadvmod", "advmod", "tmod")  # how a bare "Monday", "two days ago" hangs on what it dates
EVENTFUL = ("occur_verb", "kill_verb", "die_verb", "injure_verb")  # verbs of a clause that tells of the event itself
FUNCTION_WORDS = ("ADP", "DET", "PUNCT", "ADV")
TOLD_BEFORE = ("it", "they", "this", "that", "these", "those", "the")  # words that take up what was told: "this occurred", "the crime"
PRESENT = ("VBZ", "VBP", "VBG")  # tags of "is", "take", "taking"
COUNTED = ("after", "before")  # what the words of a date end with that counts from another event: "two days after"


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
    root = _find_root(doc, date)
    if root is None or date.kind != "point" or date.precision != "day" or date.basis == "inherited" or CREDIT.match(doc.text, date.end):
        return False
    return not has_cue(find_clause(root), *STATEMENTS)


def list_told_days(doc: Doc, found: Sequence[Date], *, eventful: bool, dated: bool) -> list[tuple[Date, bool]]:
    """List the days of a sentence that may be those of events told around it, each with whether it is said of the one told before.

    "It happened on Monday", "the crime was committed on Monday" say it of the event before; any other day that is not that of a
    statement goes on to what follows. An `eventful` sentence tells of an event of its own; a `dated` one has used up its day.
    """
    days: list[tuple[Date, bool]] = []
    for each in found:
        root = _find_root(doc, each)
        if root is None or not _is_settled(each) or CREDIT.match(doc.text, each.end):
            continue
        back = not eventful and _is_said_of_event(root)
        if back or (not dated and _tells_day(doc, each)):
            days.append((each, back))
    return days


def _is_settled(date: Date) -> bool:
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
    root = _find_root(doc, date)
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


def belongs_to(date: Date, doc: Doc, head: Token) -> bool:
    """Whether a date is a definite noun's own, "the April 4 attack", "the attacks in 2015", rather than that of what is said of it."""
    root = _find_root(doc, date)
    if root is not None and _leads_to(date, root, head):
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
    if token.pos_ in VERBAL:
        return not (token.dep_ == "acl" and has_cue(token, "light_verb", "occur_verb"))
    return token.is_punct and token.text != ","


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
        if _counts_acts(date, root) or _is_aside(head, root):
            continue
        own = _is_own(root, head) or _leads_to(date, root, head)
        others = not own and any(dates(root, head) for dates in (_dates_another, _dates_next_clause, _dates_clause_before, _dates_answer))
        others = others or (not own and _dates_statement(doc, date, root, head))
        if not others and not _counts_from(date, root, head):
            choices.append((_cost_date(root, head), root.i, date))
    if not choices:
        return None
    _, _, chosen = min(choices, key=lambda item: item[:2])
    return _take_beginning(chosen, doc, head)


def _take_beginning(date: Date, doc: Doc, head: Token) -> Date:
    """Take the beginning alone for what began it: "raids have gone on since rebels took it on Saturday"."""
    root = _find_root(doc, date)
    clause = find_clause(root) if root is not None and date.kind == "since" and date.beginning is not None else None
    if clause is None or date.beginning is None or not any(c.dep_ == "mark" and c.lower_ == "since" for c in clause.children):
        return date
    if not any(token.i == clause.i for token in climb_tree(head, FAR)):
        return date
    start, end, precision = date.beginning
    return replace(date, date_start=start, date_end=end, precision=precision, kind="point")


def _find_root(doc: Doc, date: Date) -> Token | None:
    """Find the word by which a date hangs on the sentence: the preposition before it, else its own topmost word."""
    span = doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    before = doc[span.start - 1] if span.start else None
    if before is not None and before.dep_ == "prep" and span.root.head.i >= span.end and span.root.dep_ != "poss":
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


def _is_aside(head: Token, root: Token) -> bool:
    """Whether an event is told beside a noun that the date's clause is about: "captured on Monday a base which rebels had overrun"."""
    clause = find_clause(head)
    if clause.dep_ != "relcl" or any(token.i == clause.i for token in climb_tree(root, FAR)):
        return False
    if clause.i < root.i < find_clause(clause.head).i:
        return False  # told inside it, whatever the parser says: "a boy who was hurt on Saturday sits in a tent"
    return not is_happening(clause.head) and not any(child.lower_ in ("where", "when", "in") for child in clause.children)


def _counts_acts(date: Date, root: Token) -> bool:
    """Whether a date is the time in which acts are counted: "the sixth attack this year", "the second such raid in three days"."""
    if date.precision == "day":
        return False
    for token in climb_tree(root.head, 4):
        if token.pos_ in VERBAL:
            return False
        if _is_ordinal(token) or any(
            child.dep_ in ("amod", "nummod") and child.i != root.i and _is_ordinal(child) for child in token.children
        ):
            return True
    return False


def _is_ordinal(token: Token) -> bool:
    return token.lower_ in read_terms()["ordinal"] or bool(ORDINAL.fullmatch(token.lower_))


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
        datable = token.pos_ == "NOUN" and token.dep_ != "attr" and token.ent_type_ not in ("DATE", "TIME") and not is_happening(token)
        if datable and not has_cue(token, "person_noun", "place_noun"):
            under = meeting is not None and meeting.i == head.i
            if root.left_edge.i == 0:
                return False  # "Last Monday regime forces attacked" without a comma
            return root.dep_ in NAMING or not (under or root.dep_ in ADVERBIAL)
    return False


def _dates_next_clause(root: Token, head: Token) -> bool:
    """Whether a date stands in a further clause with a subject or tense of its own: "clashes went on and on Monday rebels took it"."""
    below, meeting = _find_meeting(root, head)
    if meeting is None or meeting.pos_ not in VERBAL:
        return False
    further = next((token for token in below if token.head.i == meeting.i and token.dep_ == "conj" and token.pos_ in VERBAL), None)
    if further is None or head.i > further.i:
        return False
    own = any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in further.lefts)
    return own or (_has_perfect(further) and not _has_perfect(meeting))


def _has_perfect(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in ("has", "have") for child in verb.children)


def _dates_clause_before(root: Token, head: Token) -> bool:
    """Whether a date closes the clause on a subject whose verb follows: "rebels who fled in May said"."""
    verb = root.head if root.dep_ in (*ADVERBIAL, "prep") else None
    if verb is None or verb.i < root.i or verb.pos_ not in VERBAL:
        return False
    subject = next((child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass") and child.i < root.i), None)
    clause = next((c for c in subject.rights if c.dep_ == "relcl"), None) if subject is not None else None
    if clause is None or root.i <= clause.i:
        return False
    return not any(token.i == clause.i for token in climb_tree(head, FAR))


def _dates_answer(root: Token, head: Token) -> bool:
    """Whether a date is that of an answer to the act, which came before it: "struck on Friday in retaliation for mortar fire"."""
    answered = None
    for token in climb_tree(head, FAR):
        if token.i != head.i and token.pos_ in VERBAL and token.dep_ not in ("relcl", "acl"):
            break
        if has_cue(token, "response_noun"):
            answered = token
    return answered is not None and answered.i != head.i and not any(token.i == answered.i for token in climb_tree(root, FAR))


def is_happening(token: Token) -> bool:
    """Whether a noun stands for an event told elsewhere: "the incident", "yesterday's tragedy"."""
    return token.pos_ == "NOUN" and not read_terms()["happening"].keys().isdisjoint(list_forms(token))


def _counts_from(date: Date, root: Token, head: Token) -> bool:
    """Whether a count that leads on to a clause, "two days after militants took the town", is not this event's.

    At the head of a sentence it dates the main clause, elsewhere what it leads to.
    """
    word = _find_last_word(date, root)
    leads = word.dep_ == "mark" or any(child.dep_ in ("pobj", "pcomp") for child in word.children)
    if not leads or word.lower_ not in COUNTED:
        return False
    if root.doc.text[: date.start].strip():
        return head.i < root.i
    clause = word.head if word.dep_ == "mark" else word
    return head.i > word.i and any(token.i == clause.i for token in climb_tree(head, FAR))


def _leads_to(date: Date, root: Token, head: Token) -> bool:
    """Whether a count behind a clause leads on to an event: "spoke on Tuesday, two days after the raid"."""
    word = _find_last_word(date, root)
    return word.lower_ in COUNTED and head.dep_ == "pobj" and head.head.i == word.i and bool(root.doc.text[: date.start].strip())


def _find_last_word(date: Date, root: Token) -> Token:
    return next((token for token in root.doc if token.idx + len(token) == date.end), root)
