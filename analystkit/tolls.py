"""Tolls: how many were killed, injured, and how many strikes there were, each as a least and a greatest number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analystkit.sentences import climb_tree
from analystkit.triggers import VERBAL, Trigger, has_cue

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(UNITS)} | {word: 10 * number for number, word in enumerate(TENS, start=2)}
SINGLE = ("a", "an", "another", "one")
# What makes of a number its least, "at least 15", or its greatest, "up to 20"; looked for in the words before it
LEAST = re.compile(r"\b(?:at least|more than|over|no fewer than|no less than|not less than|upwards of|in excess of)\s*$", re.I)
GREATEST = re.compile(r"\b(?:up to|as many as|at most|no more than|fewer than|less than|nearly|almost)\s*$", re.I)
GREATEST_TOLL = 10**9  # a greater number is no number of people
HYPHENED = re.compile(r"(\d{1,6})[-–](\d{1,6})")  # "10-15"
DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")  # "1,400", "15"


@dataclass(frozen=True, slots=True)
class Range:
    """A number as told: 15 is (15, 15), at least 15 is (15, None), up to 20 is (None, 20)."""

    low: int | None
    high: int | None

    def widen(self, other: "Range") -> "Range":
        """Take in another figure for the same: figures that disagree give the least and the greatest of them."""
        if self.low is not None and self.low == other.low:
            return Range(self.low, self.high if self.high == other.high else None)
        lows = [r.low for r in (self, other) if r.low is not None]
        high = max((r.high for r in (self, other) if r.high is not None), default=None)
        return Range(min(lows, default=None), high if high is None or high >= max(lows, default=0) else None)

    def contradicts(self, other: "Range") -> bool:
        """Tell whether no number can be both: "nine" and "at least twelve" contradict, "nine" and "at least five" do not."""
        bounds = ((self.high, other.low), (other.high, self.low))
        return any(high is not None and low is not None and high < low for high, low in bounds)


@dataclass(frozen=True, slots=True)
class Harm:
    """People told to be killed or injured; `verb` is the token that says so."""

    kind: str
    range: Range
    verb: Token


def find_harms(doc: Doc) -> list[Harm]:
    """Find the numbers of killed and injured that a sentence tells, in its order.

    Dozens and scores are no number; "including 3 children" is a part and none of its own; a number of killed and
    wounded together is neither's.
    """
    harms: list[Harm] = []
    for token in doc:
        kind = _find_kind(token)
        if kind is None or _is_unreal(token):
            continue
        for number in _find_numbers(token):
            if number is not None:
                harms.append(Harm(kind, number, token))
                break
    return harms


def count_strikes(trigger: Trigger) -> Range | None:
    """Count the strikes that a noun trigger tells of: "eight raids" is 8, "an air strike" is 1, "raids" is unknown."""
    if trigger.is_verb:
        return None
    for child in trigger.head.lefts:
        if child.dep_ == "nummod":
            return read_number(child)
    return Range(1, 1) if any(child.lower_ in SINGLE for child in trigger.head.lefts) and trigger.head.tag_ == "NN" else None


def read_number(token: Token) -> Range | None:
    """Read the number a token is or ends, with what is said before it of its being a least or a greatest one."""
    span = HYPHENED.fullmatch(token.text)
    if span:
        return Range(int(span[1]), int(span[2]))
    value, start = _read_value(token)
    if value is None:
        return None
    after = token.doc[token.i + 1 : token.i + 3]
    if len(after) and after[0].lower_ in ("%", "percent", "per"):
        return None
    if len(after) == 2 and after[0].lower_ in ("-", "–", "to", "and") and start:
        high, _ = _read_value(after[1])
        joined = after[0].lower_ != "and" or token.doc[start - 1].lower_ == "between"
        if high is not None and high > value and joined:
            return Range(value, high)
    before = token.doc[max(0, start - 4) : start].text
    if before.lower().split()[-1:] == ["to"] and not GREATEST.search(before) and start >= 2:
        low, _ = _read_value(token.doc[start - 2])
        if low is not None and low < value:
            return Range(low, value)
    if LEAST.search(before):
        return Range(value, None)
    if GREATEST.search(before):
        return Range(None, value)
    return Range(value, value)


def _read_value(token: Token) -> tuple[int | None, int]:
    """Read the value of a number, and where it begins: "1,400", "thirty", "seventy-six"."""
    text = token.lower_
    if DIGITS.fullmatch(text):
        value = int(text.replace(",", "")[: len(str(GREATEST_TOLL)) + 1])
        return (value if value <= GREATEST_TOLL else None), token.i
    parts = text.split("-")
    if all(part in WORDS for part in parts) and (len(parts) == 1 or (parts[0] in TENS and parts[1:] and WORDS[parts[1]] < 10)):
        value, start = sum(WORDS[part] for part in parts), token.i
        doc = token.doc
        if start >= 2 and doc[start - 1].text == "-" and doc[start - 2].lower_ in WORDS and value < 10:
            return WORDS[doc[start - 2].lower_] + value, start - 2
        return value, start
    return None, token.i


def _find_kind(token: Token) -> str | None:
    """Tell what a token says of people: that they were killed or injured."""
    if token.pos_ in VERBAL and not (token.dep_ == "amod" and token.tag_ == "VBN"):
        if has_cue(token, "kill_verb", "die_verb"):
            return "killed"
        if has_cue(token, "injure_verb"):
            return "injured"
        if token.lemma_.lower() == "claim" and any(child.lemma_ == "life" for child in token.children):
            return "killed"
    if has_cue(token, "dead_adj"):
        return "killed"
    if has_cue(token, "killed_noun", "kill_noun") and token.pos_ == "NOUN":
        return "killed"
    if has_cue(token, "injured_noun", "injure_verb") and token.pos_ in ("NOUN", "ADJ", "VERB"):
        return "injured"
    if token.lemma_.lower() == "toll" and any(child.lower_ == "death" for child in token.children):
        return "killed"
    return None


def _is_unreal(token: Token) -> bool:
    """Killed together with wounded, or not happened: "killed or wounded 40", "would kill thousands"."""
    conjuncts = [other for other in token.conjuncts if other.pos_ in VERBAL]
    objects = [child for child in token.children if child.dep_ in ("dobj", "nsubjpass")]
    if not objects and any(
        has_cue(other, "kill_verb", "injure_verb") and any(c.dep_ == "dobj" for c in other.children) for other in conjuncts
    ):
        return abs(conjuncts[0].i - token.i) <= 2
    return any(child.dep_ == "aux" and child.lower_ in ("will", "would", "could", "may", "might") for child in token.children)


def _find_numbers(token: Token) -> Iterator[Range | None]:
    """Where the number of a harm can stand, the likeliest place first."""
    if token.lemma_.lower() == "toll":
        for step in (token, *climb_tree(token, 2)):
            yield from (read_number(t) for t in step.subtree if t.like_num and t.i > token.i and t.ent_type_ not in ("DATE", "TIME"))
    people = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass", "nsubj", "attr", "oprd")]
    if token.pos_ in VERBAL:
        order = ("nsubjpass", "nsubj") if has_cue(token, "die_verb") or any(c.dep_ == "nsubjpass" for c in people) else ("dobj",)
        people = [c for dep in order for c in people if c.dep_ == dep]
        people += [inner for c in people if c.lemma_ == "life" for of in c.children for inner in of.children if inner.dep_ == "pobj"]
        if not people and token.dep_ in ("acl", "relcl") and token.tag_ == "VBN":
            people = [token.head]
        if not people and token.dep_ in ("ROOT", "conj") and token.tag_ in ("VBN", "VBD"):
            people = [c for c in token.children if c.dep_ in ("nsubj", "dep")]
        if not people and token.dep_ == "conj" and token.tag_ in ("VBN", "VBD"):
            people = [c for c in token.children if c.dep_ in ("npadvmod", "dep")]
    else:
        people = [token, *people]
        if token.dep_ in ("acomp", "oprd", "ccomp", "amod", "acl", "advcl"):
            people += [c for c in token.head.children if c.dep_ in ("nsubj", "dobj")]
            people += [token.head] if token.dep_ in ("amod", "acl") else []
        people += [inner for c in token.children if c.lower_ == "of" for inner in c.children if inner.dep_ == "pobj"]
    for person in people:
        yield _count_people(person, token)


def _count_people(person: Token, harm: Token) -> Range | None:
    """Count the people of one noun phrase and of those joined to it: "two women and three men" are five."""
    total: Range | None = None
    joined = {other.i: other for other in (*person.conjuncts, *(c for c in harm.children if c.dep_ == person.dep_)) if other.i > person.i}
    for noun in (person, *joined.values()):
        number = _count_phrase(noun, harm)
        if number is None:
            continue
        if total is None:
            total = number
        elif noun.i != person.i and has_cue(noun, "person_noun"):
            low = None if total.low is None or number.low is None else total.low + number.low
            high = None if total.high is None or number.high is None else total.high + number.high
            total = Range(low, high)
    return total


def _count_phrase(noun: Token, harm: Token) -> Range | None:
    if any(child.lower_ == "no" for child in noun.children):
        return Range(0, 0)
    if (noun.like_num or HYPHENED.fullmatch(noun.text)) and noun.ent_type_ not in ("DATE", "TIME"):
        return read_number(noun)
    person = has_cue(noun, "person_noun")
    for child in noun.children:
        if child.dep_ == "nummod" and child.ent_type_ != "ORDINAL" and (person or child.ent_type_ not in ("DATE", "TIME")):
            return read_number(child)
    if noun.i == harm.i:
        return None
    if person and noun.tag_ == "NN" and not has_cue(noun, "collective_noun"):
        return Range(1, 1)
    return Range(1, 1) if noun.ent_type_ == "PERSON" and not list(noun.conjuncts) else None
