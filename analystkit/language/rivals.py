"""Rivals: what else in a sentence a date may be of, a statement, another noun or clause, so that it is not of the event."""

import re

from spacy.tokens import Doc, Token

from analystkit.language.connectives import find_lapse
from analystkit.language.cues import has_cue, list_forms
from analystkit.language.dates import Date
from analystkit.language.days import read_terms
from analystkit.language.judgements import is_definite
from analystkit.language.sentences import VERBAL, climb_tree, find_clause

# A numbered act: "41st", and as the wires wrote it, "33d"
ORDINAL = re.compile(r"\d+(?:st|n?d|r?d|th)")
FAR = 15  # steps that a path through the parse can have
STATEMENTS = ("speech_verb", "deny_verb", "threat_verb")
NAMING = ("compound", "nummod", "amod", "nmod", "poss")  # how it hangs on what it names: "the 2011 uprising"
ADVERBIAL = ("npadvmod", "advmod", "tmod")  # how a bare "Monday", "two days ago" hangs on what it dates
EVENTFUL = ("occur_verb", "kill_verb", "die_verb", "injure_verb")  # verbs of a clause that tells of the event itself
FUNCTION_WORDS = ("ADP", "DET", "PUNCT", "ADV")
CLOCK = ("time", "hours", "gmt")  # what closes the time of a day: "at 4.30 am local time on July 20"
AFTER = ("after", "following")  # what leads from what came after an event to it
COUNTED = ("after", "before")  # what the words of a date end with that counts from another event: "two days after"


def is_rival(date: Date, doc: Doc, root: Token, head: Token, *, own: bool) -> bool:
    """Whether a date is that of something else told in the sentence; its `own` a trigger keeps, but for a count from another event."""
    lapse = find_lapse(head)
    counted = lapse is not None and date.start <= lapse.idx < date.end
    if lapse is not None and not counted and (root.i < lapse.i or find_clause(root).i in [step.i for step in climb_tree(lapse)]):
        return True  # "killed on Tuesday, days after rockets hit", "days after rockets hit, five were killed on Tuesday"
    told = (_dates_toll, _dates_another, _dates_next_clause, _dates_answer, _dates_aftermath)
    others = not own and any(dates(root, head) for dates in told)
    return others or (not own and _dates_statement(doc, date, root, head)) or _counts_from(date, root, head)


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


def is_aside(head: Token, root: Token) -> bool:
    """Whether an event is told beside a noun that the date's clause is about: "captured on Monday a base which rebels had overrun"."""
    clause = find_clause(head)
    past = clause.dep_ == "acl" and clause.tag_ == "VBN" and has_cue(clause.head, "person_noun")
    if not (past or clause.dep_ == "relcl") or any(token.i == clause.i for token in climb_tree(root, FAR)):
        return False
    if clause.i < root.i < find_clause(clause.head).i:
        return False  # told inside it, whatever the parser says: "a boy who was hurt on Saturday sits in a tent"
    # "a funeral was held on Monday for men killed in a raid"
    return past or (not is_happening(clause.head) and not any(child.lower_ in ("where", "when", "in") for child in clause.children))


def counts_acts(date: Date, root: Token) -> bool:
    """Whether a date is the time in which acts are counted: "the sixth attack this year", "the deadliest raid in three days"."""
    if date.precision == "day":
        return False
    for token in climb_tree(root.head, 4):
        if token.pos_ in VERBAL:  # "carried out its sixth attack this year"
            return any(_is_ranked(each, root) for each in token.rights if each.dep_ in ("dobj", "attr", "acomp"))
        if _is_ranked(token, root):
            return True
    return False


def _is_ranked(noun: Token, root: Token) -> bool:
    """Whether a noun is counted among others of its kind or compared with them: "its sixth attack", "the deadliest"."""
    told = [noun, *(child for child in noun.children if child.dep_ in ("amod", "nummod") and child.i != root.i)]
    return any(t.tag_ == "JJS" or t.lower_ in read_terms()["ordinal"] or ORDINAL.fullmatch(t.lower_) for t in told)


def _is_judgement(verb: Token) -> bool:
    return not read_terms()["judgement"].keys().isdisjoint(list_forms(verb))


def _dates_another(root: Token, head: Token) -> bool:
    """Whether a date is part of another noun's name or clause: "the 2011 uprising", "a post of the force, which fled last year"."""
    below, meeting = find_meeting(root, head)
    for token in below:
        if token.head.i != head.i and (token.dep_ == "relcl" or (token.dep_ == "acl" and token.tag_ == "VBN")):
            return not has_cue(token, *EVENTFUL)  # "an attack on a bridge that took place on Monday"
    if any(token.lower_ == "before" for token in below):
        return True  # "shot two men before fleeing in 2016"
    for token in below[1:]:
        if token.pos_ in VERBAL:
            return False
        datable = token.pos_ == "NOUN" and token.dep_ != "attr" and token.ent_type_ not in ("DATE", "TIME") and not is_happening(token)
        datable = datable and token.lower_ not in CLOCK
        if datable and not has_cue(token, "person_noun", "place_noun"):
            under = meeting is not None and meeting.i == head.i
            if root.left_edge.i == 0:
                return False  # "Last Monday regime forces attacked" without a comma
            return root.dep_ in NAMING or not (under or root.dep_ in ADVERBIAL)
    return False


def _dates_next_clause(root: Token, head: Token) -> bool:
    """Whether a date stands in a further clause with a subject or tense of its own: "clashes went on and on Monday rebels took it"."""
    below, meeting = find_meeting(root, head)
    if meeting is None or meeting.pos_ not in VERBAL:
        return False
    further = next((token for token in below if token.head.i == meeting.i and token.dep_ == "conj" and token.pos_ in VERBAL), None)
    if further is None or head.i > further.i:
        return False
    own = any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in further.lefts)
    return own or (_has_perfect(further) and not _has_perfect(meeting))


def _has_perfect(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in ("has", "have") for child in verb.children)


def _dates_answer(root: Token, head: Token) -> bool:
    """Whether a date is that of an answer to the act, which came before it: "struck on Friday in retaliation for mortar fire"."""
    answered = None
    for token in climb_tree(head, FAR):
        if token.i != head.i and token.pos_ in VERBAL and token.dep_ not in ("relcl", "acl"):
            break
        if has_cue(token, "response_noun"):
            answered = token
    return answered is not None and answered.i != head.i and not any(token.i == answered.i for token in climb_tree(root, FAR))


def _dates_toll(root: Token, head: Token) -> bool:
    """Whether a date is that of a toll that changes: "the toll from the bombing rose on Tuesday"."""
    subjects = [child for child in find_clause(root).lefts if child.dep_ in ("nsubj", "nsubjpass") and child.lower_ == "toll"]
    return any(step.i == subject.i for subject in subjects for step in climb_tree(head, FAR))


def _dates_aftermath(root: Token, head: Token) -> bool:
    """Whether a date is that of what came after a known event: "it shut on Monday after the raid", not "two died on Monday after it"."""
    if head.dep_ != "pobj" or head.head.lower_ not in AFTER or not is_definite(head):
        return False
    verb, phrase = find_clause(head), root.head if root.dep_ == "pobj" else root
    return phrase.head.i == verb.i and verb.pos_ in VERBAL and not has_cue(verb, *EVENTFUL)


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


def leads_to(date: Date, root: Token, head: Token) -> bool:
    """Whether a count behind a clause leads on to an event: "spoke on Tuesday, two days after the raid"."""
    word = _find_last_word(date, root)
    return word.lower_ in COUNTED and head.dep_ == "pobj" and head.head.i == word.i and bool(root.doc.text[: date.start].strip())


def _find_last_word(date: Date, root: Token) -> Token:
    return next((token for token in root.doc if token.idx + len(token) == date.end), root)


def find_meeting(root: Token, head: Token) -> tuple[list[Token], Token | None]:
    """Find where the paths up from a date and from a trigger meet: the date's steps below it, and it."""
    up_head = {token.i for token in climb_tree(head, FAR)}
    below: list[Token] = []
    for token in climb_tree(root, FAR):
        if token.i in up_head:
            return below, token
        below.append(token)
    return below, None


def is_happening(token: Token) -> bool:
    """Whether a noun stands for an event told elsewhere: "the incident", "yesterday's tragedy"."""
    return token.pos_ == "NOUN" and not read_terms()["happening"].keys().isdisjoint(list_forms(token))
