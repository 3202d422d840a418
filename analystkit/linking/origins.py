"""Origins: from how many parties an account comes in the end; nine outlets that quote one monitor are one origin.

Copies, and near-copies, of one wire story are found by MinHash (Broder 1997): a text is known by the least hashes of its
sequences of words, and two texts share as many of those as they share sequences.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

WORD = re.compile(r"\w+")  # "Monday's" -> "monday", "s"
ARTICLE = re.compile(r"^(?:the|an?|its|their|his|her)\s+")  # "the observatory" -> "observatory"
SHINGLE = 3  # words in a sequence
SKETCH = 128  # hashes that an article is known by
COPY = 0.5  # share of sequences from which one text is a copy of another, cut or edited
LEAST = 8  # sequences; a text of fewer is a phrase that many use

Sketch = tuple[int, ...]


class Credit(NamedTuple):
    """Whom one report's account is credited to: the party it names, and the outlet and article that carry it."""

    party: str | None
    outlet: str
    article_id: str


def count_origins(credits: Sequence[Credit], sketch: Callable[[str], Sketch]) -> int:
    """Count the distinct origins of an event's reports.

    The origins of an article's reports are the parties it credits, else its outlet. Reports that credit one party are one origin, and
    so are those of articles that are copies of each other; `sketch` gives an article's sketch by its id.

    Examples
    --------
    >>> told = [Credit("the Observatory", "Post", "a"), Credit("Syrian Observatory", "Times", "b")]
    >>> count_origins(told, sketch_text)
    1
    """
    parties = _unite_parties({_normalise(credit.party) for credit in credits if credit.party})
    named: dict[str, set[str]] = {credit.article_id: set() for credit in credits}
    for credit in credits:
        if credit.party:
            named[credit.article_id].add(parties[_normalise(credit.party)])
    for credit in credits:  # what an article tells on nobody's word is its outlet's, unless it names a party beside it
        named[credit.article_id] = named[credit.article_id] or {f"outlet {credit.outlet}"}
    home = {name: name for names in named.values() for name in names}
    for one, other in combinations(named, 2):
        kept, gone = sorted((home[min(named[one])], home[min(named[other])]))
        if kept != gone and are_copies(sketch(one), sketch(other)):
            home.update({name: kept for name, place in home.items() if place == gone})
    return len(set(home.values()))


def sketch_text(text: str, size: int = SKETCH) -> Sketch:
    """Sketch a text: the least hashes of its sequences of words, in order; the same on every machine.

    Examples
    --------
    >>> wire = "Two soldiers were killed when missiles struck a base near the coast late on Monday, state media said."
    >>> are_copies(sketch_text(wire), sketch_text("BEIRUT - " + wire))
    True
    """
    words = WORD.findall(text.casefold())
    sequences = (" ".join(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1)))
    return tuple(sorted({zlib.crc32(sequence.encode("utf-8", "surrogatepass")) for sequence in sequences})[:size]) if words else ()


def are_copies(one: Sketch, other: Sketch) -> bool:
    """Tell whether two sketched texts are copies or near-copies, and long enough to tell."""
    return min(len(one), len(other)) >= LEAST and measure_likeness(one, other) >= COPY


def measure_likeness(one: Sketch, other: Sketch) -> float:
    """Measure which share of their word sequences two sketched texts have in common, estimated from 0 to 1."""
    shared = set(one).intersection(other)
    if not shared:
        return 0.0
    least = sorted({*one, *other})[: max(len(one), len(other))]
    return sum(value in shared for value in least) / len(least)


def _normalise(party: str) -> str:
    return ARTICLE.sub("", " ".join(party.casefold().split()))


def _unite_parties(parties: set[str]) -> dict[str, str]:
    """Unite short names with long: the observatory is the Syrian Observatory where no other observatory is credited."""
    named: dict[str, str] = {}
    for party in parties:
        words = set(party.split())
        longer = [other for other in parties if words < set(other.split())]
        longest = [other for other in longer if all(set(one.split()) <= set(other.split()) for one in longer)]
        named[party] = min(longest, default=party)
    return named
