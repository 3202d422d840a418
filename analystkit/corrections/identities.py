"""Identities: which report a correction names, whatever version of the extraction gave it its row.

A report is known again by its article, the words of its quote, its type and the words of its place. Its id only tells those
apart that share all four, as long as the version that made it is in use.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from analystkit.writing.files import replace_controls

LEAST_SHARED = 0.5  # of the words of the shorter of two quotes: from there on they are readings of one sentence
# a word: "T4", "Ma" and "arat" of "Ma'arat"
WORD = re.compile(r"\w+")


class Identity(NamedTuple):
    """What a report is known again by; of quote and place the words alone."""

    article_id: str
    quote: str
    event_type: str
    place: str


def split_words(text: str | None) -> str:
    """Give the words of a text alone, by which a quote is known again whatever stands between them.

    >>> split_words("“Rebels”  shelled Ma'arat.")
    'rebels shelled ma arat'
    """
    return "" if text is None or pd.isna(text) else " ".join(WORD.findall(text.casefold()))


def clean_id(article_id: str) -> str:
    r"""Give an article's id as a cell of a corrections file holds it: on one line, without control characters.

    >>> clean_id("wire  7\x1b")
    'wire 7�'
    """
    return " ".join(replace_controls(article_id).split())


def identify_row(row: Mapping[Any, Any], prefix: str = "") -> Identity:
    """Give the identity of a report, or of the one, or the `other_` one, that a correction names."""
    article_id, quote, event_type, place = (row[f"{prefix}{name}"] for name in Identity._fields)
    return Identity(clean_id(article_id), split_words(quote), event_type, split_words(place))


class Finder:
    """Finds the rows of the reports table that a correction names.

    Where type or place was set by a correction, the report goes by what it was before and by what it is since.
    """

    def __init__(self, reports: pd.DataFrame, corrections: pd.DataFrame) -> None:
        self.rows: dict[Identity, list[int]] = defaultdict(list)
        self.articles: dict[str, list[int]] = defaultdict(list)
        self.ids: list[str] = reports["report_id"].tolist()
        self.identities: list[Identity] = []
        for number, row in enumerate(reports[list(Identity._fields)].to_dict("records")):
            self._enter(identify_row(row), number)
        self._names: dict[Identity, set[Identity]] = {}
        for row in corrections[corrections["what"] == "set"].to_dict("records"):
            if row["field"] in ("event_type", "place"):
                before = identify_row(row)
                new = split_words(row["new"]) if row["field"] == "place" else row["new"]
                self._join(before, before._replace(**{row["field"]: new}))

    def add(self, correction: Mapping[Any, Any], number: int, report_id: str) -> None:
        """Take up a report that a correction adds, under its number in the table."""
        self.ids.append(report_id)
        self._enter(identify_row(correction), number)

    def _enter(self, identity: Identity, number: int) -> None:
        self.identities.append(identity)
        self.rows[identity].append(number)
        self.articles[identity.article_id].append(number)

    def _join(self, one: Identity, other: Identity) -> None:
        names = self._names.get(one, {one}) | self._names.get(other, {other})
        self._names |= dict.fromkeys(names, names)

    def find(self, correction: Mapping[Any, Any], prefix: str = "") -> list[int]:
        """Find the rows that are meant: one, none, or several that nothing tells apart."""
        identity = identify_row(correction, prefix)
        bearing = self.rows.get(identity, [])
        akin = sorted(n for name in self._names.get(identity, {identity}) for n in self.rows.get(name, ()))
        known = [number for number in akin if self.ids[number] == correction[f"{prefix}report_id"]]
        return known or bearing or akin

    def list_akin(self, correction: Mapping[Any, Any], prefix: str = "") -> list[int]:
        """List the reports of the article that are read from the same sentence, in part at least."""
        meant = identify_row(correction, prefix)
        words = set(meant.quote.split())

        def share(number: int) -> float:
            others = set(self.identities[number].quote.split())
            return len(words & others) / max(1, min(len(words), len(others)))

        return [number for number in self.articles.get(meant.article_id, ()) if share(number) >= LEAST_SHARED]
