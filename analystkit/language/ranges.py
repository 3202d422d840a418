"""Ranges: a number as told, a least and a greatest: "at least 15", "10-15", "between ten and 20", "three or four"."""

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analystkit.language.numerals import read_value

# What makes of a number its least, "at least 15", or its greatest, "up to 20"; looked for in the words before it
LEAST = re.compile(r"\b(?:at least|more than|over|no fewer than|no less than|not less than|upwards of|in excess of)\W*$", re.I)
GREATEST = re.compile(r"\b(?:up to|as many as|at most|no more than|fewer than|less than|nearly|almost)\W*$", re.I)
# What begins the next sentence where a full stop was lost: "Over 100" behind the 2440 of "short URL 2440 Over 100 were killed"
NEXT_FIGURE = re.compile(r"(?:At least|More than|Over|Up to|Nearly|Almost|About|Around|Some)\s+\d")
HYPHENED = re.compile(r"(\d{1,6})[-–](\d{1,6})")  # "10-15"
JOINTS = ("-", "–", "to", "and", "or")  # what joins the two ends of a range
PART, APART = 2, 10  # how many times one figure is the other where it counts the whole, and where it counts something else


@dataclass(frozen=True, slots=True)
class Range:
    """A number as told: 15 is (15, 15), at least 15 is (15, None), up to 20 is (None, 20).

    `latest` is true of one that others are told to have risen to: what was told before is out of date.
    """

    low: int | None
    high: int | None
    latest: bool = False

    def widen(self, other: "Range") -> "Range":
        """Take in another figure for the same: figures that disagree give the least and the greatest of them.

        A figure of half of the other or less counts a part, "six of them in the market", and says nothing of the whole;
        where they lie farther apart still, they are not of one event, and what was told first stays.
        """
        for new, old in ((self, other), (other, self)):
            if new.latest and new.low is not None and old.low is not None and new.low >= old.low:
                return new
        if self.low is not None and self.low == other.low:
            return Range(self.low, None if self.high is None or other.high is None else max(self.high, other.high))
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
    if NEXT_FIGURE.match(token.doc[token.i + 1 : token.i + 4].text):
        return None  # it counts nothing of what follows
    if len(after) == 2 and after[0].lower_ in JOINTS and start:
        high, _ = read_value(after[1])
        if high is not None and high > value and _are_joined(token.doc, start, after[0].lower_):
            return Range(value, high)
    before = token.doc[max(0, start - 4) : start].text
    if start >= 2 and token.doc[start - 1].lower_ in JOINTS and not GREATEST.search(before):
        low, first = read_value(token.doc[start - 2])
        if low is not None and low < value and _are_joined(token.doc, first, token.doc[start - 1].lower_):
            return Range(low, value)
    if LEAST.search(before):
        return Range(value, None)
    if GREATEST.search(before):
        return Range(None, value)
    return Range(value, value)


def _are_joined(doc: Doc, start: int, joint: str) -> bool:
    """Tell whether two numbers are the ends of one: "and" joins them behind "between" alone."""
    return joint != "and" or (start > 0 and doc[start - 1].lower_ == "between")
