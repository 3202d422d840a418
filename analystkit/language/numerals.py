"""Numerals: the number that words and figures of a sentence tell, "1,400", "seventy-six", "two hundred", "a dozen"."""

import re

from spacy.tokens import Token

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(UNITS)} | {word: 10 * number for number, word in enumerate(TENS, start=2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6}
GREATEST = 10**9  # a greater number is no number of people
DIGITS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*")  # "1,400", "15", not "016"
LONGEST = 8  # words of one number


def read_value(token: Token) -> tuple[int | None, int]:
    """Read the number that ends at a token, and the token it begins at; None where that is no number.

    "dozens" and "hundreds" are none, "a dozen" is 12.
    """
    doc, start = token.doc, token.i
    if _read_word(token) is None and token.lower_ not in SCALES:
        return None, token.i
    while start > 0 and token.i - start < LONGEST and _continues(doc[start - 1], doc[start]):
        start -= 1
    if doc[start].lower_ in ("and", "-"):
        start += 1
    total, part = 0, 0
    for word in doc[start : token.i + 1]:
        value, scale = _read_word(word), SCALES.get(word.lower_)
        if scale:
            part = (part or 1) * scale // (2 if doc[start].lower_ == "half" else 1)
            total, part = (total + part, 0) if scale >= SCALES["thousand"] else (total, part)
        elif value is not None:
            part += value
    value = total + part
    return (value if value <= GREATEST else None), start


def is_numeral(token: Token) -> bool:
    """Tell whether a token is a number or the end of one."""
    return _read_word(token) is not None or (token.lower_ in SCALES and token.i > 0 and _continues(token.nbor(-1), token))


def _read_word(token: Token) -> int | None:
    """Read one word: "15", "thirty", "seventy-six"."""
    text = token.lower_
    if DIGITS.fullmatch(text):
        return int(text.replace(",", "")[: len(str(GREATEST)) + 1])
    first, _, second = text.partition("-")
    if first in WORDS and not second:
        return WORDS[first]
    return WORDS[first] + WORDS[second] if first in TENS and 0 < WORDS.get(second, 0) < 10 else None


def _continues(before: Token, token: Token) -> bool:
    """Tell whether a word goes on in the next as one number: "two" before "hundred", "seventy" before "-" or "six"."""
    word, following = before.lower_, token.lower_
    if following in SCALES:
        return _read_word(before) is not None or word in ("a", "an", "half") or (word in SCALES and word != following)
    if following in ("-", "and"):
        return word in TENS if following == "-" else word in SCALES
    if following in ("a", "an"):
        return word == "half"
    value = _read_word(token)
    if value is None or DIGITS.fullmatch(following):
        return False
    if word in ("-", "and"):
        return before.i > 0 and _continues(before.nbor(-1), before) and (word == "and" or value < 10)
    return (word in TENS and value < 10) or word in SCALES
