"""Tolls: how many were killed, injured, and how many strikes there were, each as a least and a greatest number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue
from analystkit.language.numerals import is_numeral, read_value
from analystkit.language.sentences import VERBAL, climb_tree
from analystkit.language.triggers import Trigger

SINGLE = ("a", "an", "another", "one")
POSSESSIVE = ("the", "his", "her", "its", "their")
# What makes of a number its least, "at least 15", or its greatest, "up to 20"; looked for in the words before it
LEAST = re.compile(r"\b(?:at least|more than|over|no fewer than|no less than|not less than|upwards of|in excess of)\s*$", re.I)
GREATEST = re.compile(r"\b(?:up to|as many as|at most|no more than|fewer than|less than|nearly|almost)\s*$", re.I)
HYPHENED = re.compile(r"(\d{1,6})[-–](\d{1,6})")  # "10-15"
# What stands between a verb of harm and the number of those it harmed: "killed at least 12", "wounding another 30"
BEFORE_NUMBER = frozenset(
    {*("at", "least", "more", "than", "over", "up", "to", "as", "many", "some", "about", "nearly", "almost", "between"), *SINGLE}
)
NO_COUNT = ("DATE", "TIME", "ORDINAL", "PERCENT", "MONEY", "QUANTITY")  # numbers of other things than people
PART, APART = 2, 10  # how many times one figure is the other where it counts the whole, and where it counts something else
GREATEST_TOLL = 20_000  # people; the dead of a war, not of an event
REACH = 8  # tokens before a word of harm where the number of those harmed can stand
VICTIM_PLACES = ("dobj", "nsubjpass", "conj", "appos", "attr", "pobj")
COUNTED = ("nsubj", "nsubjpass", "dobj", "attr", "oprd")


@dataclass(frozen=True, slots=True)
class Range:
    """A number as told: 15 is (15, 15), at least 15 is (15, None), up to 20 is (None, 20)."""

    low: int | None
    high: int | None

    def widen(self, other: "Range") -> "Range":
        """Take in another figure for the same: figures that disagree give the least and the greatest of them.

        A figure of half of the other or less counts a part, "six of them in the market", and says nothing of the whole;
        where they lie farther apart still, they are not of one event, and what was told first stays.
        """
        if self.low is not None and self.low == other.low:
            return Range(self.low, self.high if self.high == other.high else None)
        lows = [r.low for r in (self, other) if r.low is not None]
        if len(lows) == 2 and 0 < min(lows) * PART <= max(lows):
            return self if self.low == max(lows) or min(lows) * APART < max(lows) else other
        high = max((r.high for r in (self, other) if r.high is not None), default=None)
        return Range(min(lows, default=None), high if high is None or high >= max(lows, default=0) else None)

    def contradicts(self, other: "Range") -> bool:
        """Tell whether no number can be both: "nine" and "at least twelve" contradict, "nine" and "at least five" do not."""
        bounds = ((self.high, other.low), (other.high, self.low))
        return any(high is not None and low is not None and high < low for high, low in bounds)

    def add(self, other: "Range") -> "Range":
        """Add what is told of others: two women and at least three men are at least five."""
        low = None if self.low is None or other.low is None else self.low + other.low
        return Range(low, None if self.high is None or other.high is None else self.high + other.high)


@dataclass(frozen=True, slots=True)
class Harm:
    """People told to be killed or injured; `verb` is the token that says so, `people` the noun of those it says it of."""

    kind: str
    range: Range
    verb: Token
    people: Token


def find_harms(doc: Doc) -> list[Harm]:
    """Find the numbers of killed and injured that a sentence tells, in its order.

    Dozens and scores are no number; "including 3 children" is a part and none of its own; a number of killed and
    wounded together is neither's, and neither is the toll of a whole war.
    """
    harms: list[Harm] = []
    for token in doc:
        kind = _find_kind(token)
        if kind is None or _is_unreal(token) or _is_mixed(token) or _is_of_war(token):
            continue
        for number, people in _find_numbers(token):
            if number is not None and max(number.low or 0, number.high or 0) <= GREATEST_TOLL:
                harms.append(Harm(kind, number, token, people))
                break
        if harms and harms[-1].verb.i == token.i and has_cue(token, "casualty_noun"):
            harms.append(Harm("injured", harms[-1].range, token, harms[-1].people))  # "no casualties"
    return harms


def list_victims(harms: Sequence[Harm]) -> list[Token]:
    """List the nouns of those killed or injured, in the order told; a number alone and "no casualties" name nobody."""
    return [harm.people for harm in harms if harm.people.i != harm.verb.i and not harm.people.like_num and harm.range.high != 0]


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
    value, start = read_value(token)
    if value is None:
        return None
    after = token.doc[token.i + 1 : token.i + 3]
    if len(after) and after[0].lower_ in ("%", "percent", "per"):
        return None
    if len(after) == 2 and after[0].lower_ in ("-", "–", "to", "and") and start:
        high, _ = read_value(after[1])
        joined = after[0].lower_ != "and" or token.doc[start - 1].lower_ == "between"
        if high is not None and high > value and joined:
            return Range(value, high)
    before = token.doc[max(0, start - 4) : start].text
    if before.lower().split()[-1:] in (["to"], ["and"]) and not GREATEST.search(before) and start >= 2:
        low, first = read_value(token.doc[start - 2])
        joined = before.lower().endswith("to") or (first > 0 and token.doc[first - 1].lower_ == "between")
        if low is not None and low < value and joined:
            return Range(low, value)
    if LEAST.search(before):
        return Range(value, None)
    if GREATEST.search(before):
        return Range(None, value)
    return Range(value, value)


def _find_kind(token: Token) -> str | None:
    """Tell what a token says of people: that they were killed or injured."""
    if token.pos_ in VERBAL and not (token.dep_ == "amod" and token.tag_ == "VBN"):
        if has_cue(token, "kill_verb", "die_verb"):
            return "killed"
        if has_cue(token, "injure_verb"):
            return "injured"
        if token.lemma_.lower() in ("claim", "cost", "lose") and any(child.lemma_ == "life" for child in token.children):
            return "killed"
    if has_cue(token, "dead_adj") and token.dep_ not in ("compound", "nmod"):
        return "killed"
    if token.pos_ in ("NOUN", "PROPN") and has_cue(token, "killed_noun", "kill_noun", "casualty_noun"):
        return "killed"
    if has_cue(token, "injured_noun", "injure_verb") and token.pos_ in ("NOUN", "ADJ", "VERB"):
        return "injured"
    if token.lemma_.lower() == "toll" and any(child.lower_ == "death" for child in token.children):
        return "killed"
    return None


def _is_unreal(token: Token) -> bool:
    """Not happened: "would kill thousands"."""
    return any(child.dep_ == "aux" and child.lower_ in ("will", "would", "could", "may", "might") for child in token.children)


def _is_mixed(token: Token) -> bool:
    """Killed together with wounded: "40 were killed or wounded", "killing and injuring 12"."""
    doc = token.doc
    for joint, other in ((token.i + 1, token.i + 2), (token.i - 1, token.i - 2)):
        if 0 <= other < len(doc) and doc[joint].lower_ in ("and", "or", "/") and _find_kind(doc[other]) not in (None, _find_kind(token)):
            return True
    return False


def _is_of_war(token: Token) -> bool:
    """Whether a toll is that of a whole war: "killed in the conflict", "have died since the uprising began"."""
    for child in token.children:
        if child.dep_ in ("prep", "advcl", "npadvmod") and child.i > token.i and (child.dep_ == "prep" or child.lower_ == "since"):
            ends = [t for t in child.subtree if t.dep_ in ("pobj", "nsubj", "nsubjpass")]
            if any(has_cue(t, "war_noun") for t in ends[:1]):
                return True
    return False


def _find_numbers(token: Token) -> Iterator[tuple[Range | None, Token]]:
    """Where the number of a harm can stand, the likeliest place first: by the parse, then by the words beside it."""
    if has_cue(token, "casualty_noun"):  # killed and wounded together, but where there is none of either
        yield (Range(0, 0) if any(child.lower_ == "no" for child in token.children) else None), token
        return
    if token.lemma_.lower() == "toll" or (token.head.dep_ == "prep" and token.head.head.lemma_.lower() in ("number", "toll")):
        for step in climb_tree(token, 5):
            yield from ((read_number(t), t) for t in step.subtree if t.i > token.i and is_numeral(t) and t.ent_type_ not in NO_COUNT)
    beside = _read_before(token)
    if beside is not None and is_numeral(token.nbor(-1)):  # "about 30 injured"
        yield beside, token
        return
    for person in _list_people(token):
        yield _count_people(person, token), person
    after = _read_after(token)
    yield (beside, token) if beside is not None else (after, token)


def _list_people(token: Token) -> list[Token]:
    """List the nouns of those a word of harm is said of, by the parse."""
    people = [token.head if c.tag_ in ("WP", "WDT") and token.dep_ == "relcl" else c for c in token.children if c.dep_ in COUNTED]
    if token.pos_ not in VERBAL:
        people = [token, *people]
        if token.dep_ in ("acomp", "oprd", "ccomp", "amod", "acl", "advcl"):
            people += [c for c in token.head.children if c.dep_ in ("nsubj", "dobj")]
            people += [token.head] if token.dep_ in ("amod", "acl") else []
        if token.dep_ in ("dobj", "pobj") and token.head.lemma_.lower() in ("suffer", "sustain", "receive"):
            people += [c for c in token.head.children if c.dep_ == "nsubj"]
        if token.dep_ == "pobj" and token.head.head.lemma_.lower() == "case":  # "cases of suffocation"
            people.append(token.head.head)
        return people + [inner for c in token.children if c.lower_ == "of" for inner in c.children if inner.dep_ == "pobj"]
    suffer = has_cue(token, "die_verb") or any(c.dep_ == "nsubjpass" for c in token.children)
    people = [c for c in people if c.dep_ != "dobj"] if suffer else [c for c in people if c.dep_ == "dobj"]
    people += [inner for c in people if c.lemma_ == "life" for of in c.children for inner in of.children if inner.dep_ == "pobj"]
    if not people and token.dep_ in ("acl", "relcl") and token.tag_ == "VBN":
        people = [token.head]
    if not people and token.dep_ == "xcomp":  # "are believed to have died"
        people = [c for c in token.head.children if c.dep_ in ("nsubjpass", "nsubj")]
    if not people and token.dep_ in ("ROOT", "conj", "ccomp") and token.tag_ in ("VBN", "VBD"):
        people = [c for c in token.children if c.dep_ in ("nsubj", "dep", "npadvmod")]
    return people


def _read_before(token: Token) -> Range | None:
    """Read the number in the words right before a word of harm: "23 dead", "at least three people were killed"."""
    doc, people = token.doc, False
    for before in reversed(doc[max(0, token.i - REACH) : token.i]):
        if is_numeral(before) or HYPHENED.fullmatch(before.text):
            return read_number(before) if before.ent_type_ not in NO_COUNT else None
        if before.lower_ in SINGLE[:2] and has_cue(doc[before.i + 1], "person_noun"):
            return Range(1, 1)
        people = people or has_cue(before, "person_noun")
        plain = before.pos_ in ("AUX", "ADV", "ADJ") or (people and before.pos_ in ("NOUN", "PROPN")) or before.lower_ == "more"
        if not plain or _find_kind(before) is not None:
            return None
    return None


def _read_after(token: Token) -> Range | None:
    """Read the number in the words right behind a verb of harm: "killed at least 12", "shot dead four"."""
    if token.pos_ not in VERBAL and not has_cue(token, "dead_adj"):
        return None
    for after in token.doc[token.i + 1 : token.i + 6]:
        if is_numeral(after):
            following = token.doc[after.i + 1] if after.i + 1 < len(token.doc) else None
            if following is not None and is_numeral(following):
                continue
            return read_number(after) if after.ent_type_ not in NO_COUNT else None
        if after.lower_ not in BEFORE_NUMBER:
            return None
    return None


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
        elif has_cue(noun, "person_noun") or is_numeral(noun) or _is_one_person(noun, harm):
            total = total.add(number)
    return total


def _count_phrase(noun: Token, harm: Token) -> Range | None:
    if any(child.lower_ == "no" for child in noun.children):
        return Range(0, 0)
    if (is_numeral(noun) or HYPHENED.fullmatch(noun.text)) and noun.ent_type_ not in ("DATE", "TIME"):
        return read_number(noun)
    person = has_cue(noun, "person_noun")
    for child in noun.children:
        if child.dep_ == "nummod" and child.ent_type_ != "ORDINAL" and (person or child.ent_type_ not in NO_COUNT):
            return read_number(child)
        if child.lower_ == "both":
            return Range(2, 2)
    if noun.i == harm.i:
        return None
    return Range(1, 1) if _is_one_person(noun, harm) else None


def _is_one_person(noun: Token, harm: Token) -> bool:
    """Tell whether a phrase names one person: "a soldier", "his wife", "the corporal", a name; not "the family"."""
    if noun.ent_type_ == "PERSON" and noun.tag_ == "NNP":
        return True
    if noun.tag_ != "NN" or has_cue(noun, "collective_noun", "quantity_noun", "place_noun", "armed_part"):
        return has_cue(noun, "person_noun") and noun.tag_ == "NN" and not has_cue(noun, "collective_noun")
    if has_cue(noun, "person_noun"):
        return True
    told = any(child.lower_ in (*SINGLE, *POSSESSIVE) for child in noun.lefts)
    return (
        told
        and noun.dep_ in VICTIM_PLACES
        and has_cue(harm, "kill_verb", "injure_verb", "die_verb", "kill_noun")
        and noun.ent_type_ != "ORG"
    )
