"""Quotations: for an event of a deck the sentence it rests on, the article that says so, and how sure the reading is."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analystkit.display.descriptions import describe_disagreements, list_places
from analystkit.display.figures import count_nouns, describe_date, describe_toll, name_type
from analystkit.writing.files import clean_text

_LARGEST_WORD = 12  # numbers that are usually written as words, or may be
_MOST_LISTED = 40  # events in the notes of one slide
_TOLL = ("killed_low", "killed_high", "injured_low", "injured_high")
Row = Mapping[Any, Any]


class Quotation(NamedTuple):
    """One report's words, and where they stand."""

    words: str
    others: tuple[str, ...]  # sentences elsewhere in the article that tell of the event too
    article: Row
    spans: tuple[tuple[int, int], ...]
    score: float | None

    def describe_source(self) -> str:
        """Say outlet and day of publication."""
        day = self.article["published"]
        published = f"published {describe_date(day, day, 'day', None)}" if is_told(day) else "day of publication not known"
        return f"{say_text(self.article['source']) or 'outlet not told'}, {published}"

    def describe_place(self) -> str:
        """Say where the words can be read again: outlet, headline, address, file and characters."""
        article = self.article
        file = Path(article["file"]).name + (f", row {article['row']}" if is_told(article["row"]) else "")
        told = [say_text(article[name]) for name in ("title", "url") if say_text(article[name])]
        characters = " and ".join(f"{start}–{end}" for start, end in self.spans)
        return "; ".join([self.describe_source(), *told, file, f"characters {characters} of its text"])

    def describe_score(self) -> str:
        """Say how sure it is that the words were read right."""
        return "no score" if self.score is None else f"score {self.score:.2f} (probability of a right reading)"


def find_quotation(event: Row, reports: pd.DataFrame, articles: pd.DataFrame) -> Quotation:
    """Find what an event is quoted with: of its reports the one that tells most of its toll, among such its best one.

    Where the quote itself does not hold the number of killed, the passage of the report that does is joined to it.
    """
    theirs = reports[reports["report_id"].isin(event["report_ids"].split())].to_dict("records")
    report = max(theirs, key=lambda row: (_count_same(row, event), row["report_id"] == event["report_id"]))
    article = articles[articles["article_id"] == report["article_id"]].iloc[0].to_dict()
    score = float(report["score"]) if is_told(report["score"]) else None
    start, end = int(report["quote_start"]), int(report["quote_end"])
    passages = [(int(first), int(last)) for first, last in (passage.split("-") for passage in str(report["passages"]).split())]
    spans, others = [(start, end)], [(first, last) for first, last in passages if last <= start or first >= end]
    numbers = _write_number(report["killed_low"])
    if numbers and not numbers.search(report["quote"]):
        telling = [(first, last) for first, last in others if numbers.search(article["text"][first:last])][:1]
        spans, others = sorted(spans + telling), [span for span in others if span not in telling]
    words = " … ".join(clean_text(report["quote"] if first == start else article["text"][first:last]) for first, last in spans)
    return Quotation(words, tuple(clean_text(article["text"][first:last]) for first, last in others), article, tuple(spans), score)


def _write_number(number: Any) -> re.Pattern[str] | None:
    """Give what finds a number in a text as figures, with commas and without; None where it is missing or may be written as a word.

    >>> bool(_write_number(2200).search("over 2,200 militants")), _write_number(7)
    (True, None)
    """
    if not is_told(number) or number <= _LARGEST_WORD:
        return None
    return re.compile(rf"(?<![\d,])(?:{number}|{number:,})(?!\d)")


def _count_same(report: Row, event: Row) -> int:
    return sum(is_told(event[name]) and is_told(report[name]) and report[name] == event[name] for name in _TOLL)


def list_evidence(events: pd.DataFrame, reports: pd.DataFrame, articles: pd.DataFrame) -> Iterator[str]:
    """List events by date, each with its quotation, for the notes of a slide."""
    shown = events.sort_values(["date_start", "date_end", "event_id"]).head(_MOST_LISTED)
    if len(events):
        yield f"Evidence{f' of the first {len(shown)} of {len(events):,} events by date' if len(shown) < len(events) else ''}:"
    for event in shown.to_dict("records"):
        quotation = find_quotation(event, reports, articles)
        told = "; ".join([name_type(event["event_type"]), event["status"], say_place(event), describe_toll(event)])
        sure = [quotation.describe_score(), say_sourcing(event), event["sourcing"]]
        if disagreements := describe_disagreements(event):
            sure.append(f"reports disagree on {disagreements}")
        words = f"“{quotation.words}” ({quotation.describe_place()})"
        words += "".join(f" Also there: “{other}”" for other in quotation.others)
        yield f"{say_date(event)}: {told}. {words}. {'; '.join(sure)}. Event {event['event_id']}."


def is_told(value: Any) -> bool:
    """Tell whether a field of a row is there."""
    return not pd.isna(value)


def say_text(value: Any) -> str:
    """Clean a text of a table for a slide; nothing where it is missing."""
    return clean_text(str(value)) if is_told(value) else ""


def say_date(event: Row) -> str:
    """Say when an event was, as exactly as is told."""
    return describe_date(event["date_start"], event["date_end"], event["date_precision"], event["date_text"])


def say_place(event: Row) -> str:
    """Say where an event was, from the place to the country.

    >>> say_place({"place": "Douma", "admin1": "Rif Dimashq", "country": "SY"})
    'Douma, Rif Dimashq, Syria'
    """
    return ", ".join(list_places(event)) or "place not told"


def say_sourcing(event: Row) -> str:
    """Say how many reports tell of an event, from how many origins."""
    return f"{count_nouns(event['n_reports'], 'report')}, {count_nouns(event['n_origins'], 'origin')}"
