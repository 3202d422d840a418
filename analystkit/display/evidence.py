"""Evidence: the words of an article that a report was read from.

Words are marked only where it is known that the extraction used them. The trigger and the place are told by the report's id, which
is made of their offsets; dates, parties and tolls by reading the sentence again, which gives the same as the first time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from spacy.tokens import Doc

from analystkit.display.figures import describe_toll
from analystkit.language.dates import find_dateline, find_dates
from analystkit.language.eventtypes import Sources, give_vocabulary, load_event_types
from analystkit.language.names import name_phrase
from analystkit.language.sentences import Sentence, parse_sentences
from analystkit.language.tolls import find_harms
from analystkit.language.triggers import find_triggers
from analystkit.reports.mentions import EventMention, find_mentions
from analystkit.reports.readings import split_article
from analystkit.tables import make_id

ROLES = ("actor", "target", "according_to")
TOLLS = ("killed_low", "killed_high", "injured_low", "injured_high")
LABELS = {"actor": "actor", "target": "target", "according_to": "according to", "date_text": "date"}

Row = Mapping[str, Any]  # what is missing in it is None


class Mark(NamedTuple):
    """Words of an article, `text[start:end]`, and what they told."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that tells of the event, its words marked, between those around it."""

    before: str
    text: str
    start: int
    after: str
    marks: list[Mark]

    @property
    def span(self) -> tuple[int, int]:
        """Its offsets in the article."""
        return self.start, self.start + len(self.text)


def find_passages(row: Row, article: Row, event_types: Sources = None) -> Iterator[Passage]:
    """Build the sentences of a report with what surrounds them; one that only lends its place stands with them."""
    text = article["text"]
    told = [tuple(map(int, passage.split("-"))) for passage in row["passages"].split()]
    parsed = give_vocabulary(parse_sentences(text[a:b] for a, b in told), load_event_types(event_types))
    docs = {Sentence(start, end): doc for (start, end), doc in zip(told, parsed, strict=True)}
    best = next(sentence for sentence in docs if sentence.start <= row["quote_start"] < sentence.end)
    origin = _find_origin(row, text, best.start, docs[best])
    sentences = split_article(text, find_dateline(text))
    marks = list(_find_marks(row, article, best, docs, origin))
    shown = [s for s in sentences if s in docs or (origin is not None and origin.place and s.start <= origin.place[0] < s.end)]
    for number, sentence in enumerate(sentences):
        if sentence in shown:
            around = [sentences[n] if 0 <= n < len(sentences) and sentences[n] not in shown else None for n in (number - 1, number + 1)]
            before, after = (text[s.start : s.end] if s else "" for s in around)
            own = [mark for mark in marks if sentence.start <= mark.start and mark.end <= sentence.end]
            yield Passage(before, text[sentence.start : sentence.end], sentence.start, after, nest_marks(own))


class Origin(NamedTuple):
    """The offsets in its article that a report was read at: the word its trigger hangs on, and its place if it has one."""

    trigger: int
    place: tuple[int, int] | None


def _find_origin(row: Row, text: str, start: int, doc: Doc) -> Origin | None:
    """Find the offsets that a report's id was made of, by trying them: no other pair of words gives the same id.

    None where the row was changed since, so that no words do.
    """
    quote = row["quote_start"], row["quote_end"]
    places: list[tuple[int, int] | None] = [None]
    if row["place"]:
        places += [found.span() for found in re.finditer(re.escape(row["place"]), text)]
    for place in places:
        for token in doc:
            if make_id(row["article_id"], row["event_type"], start + token.idx, *(place or ()), *quote) == row["report_id"]:
                return Origin(start + token.idx, place)
    return None


def _find_marks(row: Row, article: Row, best: Sentence, docs: Mapping[Sentence, Doc], origin: Origin | None) -> Iterator[Mark]:
    """Find the words that told what a report says; each thing in the best sentence first, then in the first that tells it."""
    if origin is not None and origin.place:
        yield Mark(*origin.place, "place")
    published = article["published"].date() if article["published"] else None
    wanted = {name for name in (*ROLES, "date_text") if row[name]}
    for sentence in sorted(docs, key=lambda s: (s != best, s.start)):
        doc, trigger = docs[sentence], origin.trigger if origin and sentence == best else None
        # Without its places a sentence is read as with them, but for which trigger takes which.
        mentions = find_mentions(doc, 0, sentence.start, [], find_dates(doc.text, published))
        mentions.sort(key=lambda mention: mention.trigger_start != trigger)
        found = list(_mark_harms(row, doc, mentions))
        if trigger is not None or len(mentions) == 1:
            found.append(_mark_trigger(doc, (mentions[0].trigger_start if trigger is None else trigger) - sentence.start))
        for name in sorted(wanted):
            spans = _mark_date(row, mentions) if name == "date_text" else _mark_role(row, name, doc, mentions)
            if spans is not None:
                wanted.discard(name)
                found += [Mark(*span, LABELS[name]) for span in spans]
        yield from (Mark(sentence.start + mark.start, sentence.start + mark.end, mark.label) for mark in found)


def _mark_trigger(doc: Doc, head: int) -> Mark:
    """Mark the words of the trigger that hangs on the word at an offset; in a sentence of the dead alone it is that word."""
    token = next(token for token in doc if token.idx == head)
    span = next((doc[t.start : t.end] for t in find_triggers(doc) if t.head.i == token.i), doc[token.i : token.i + 1])
    return Mark(span.start_char, span.end_char, "trigger")


def _mark_date(row: Row, mentions: list[EventMention]) -> list[tuple[int, int]] | None:
    """Give the words that date the report; None where they are not in this sentence."""
    dates = [mention.date for mention in mentions if mention.date and mention.date.text == row["date_text"]]
    return [(dates[0].start, dates[0].end)] if dates else None


def _mark_role(row: Row, role: str, doc: Doc, mentions: list[EventMention]) -> list[tuple[int, int]] | None:
    """Give the words that name a party; None where no mention of this sentence names it, none where two phrases do."""
    if not any(getattr(mention.roles, role) == row[role] for mention in mentions):
        return None
    return _locate_name(doc, row[role])


def _mark_harms(row: Row, doc: Doc, mentions: list[EventMention]) -> Iterator[Mark]:
    """Mark the words that say that people were killed or injured, with the number read."""
    for kind in ("killed", "injured"):
        read = row[f"{kind}_low"], row[f"{kind}_high"]
        told = [getattr(mention, kind) for mention in mentions if getattr(mention, kind) is not None]
        same = [number for number in told if (number.low, number.high) == read or (len(mentions) == 1 and read != (None, None))]
        harm = next((harm for harm in find_harms(doc) if harm.kind == kind and harm.range in same), None)
        if harm is not None:
            told_here = dict.fromkeys(TOLLS) | {f"{kind}_low": harm.range.low, f"{kind}_high": harm.range.high}
            yield Mark(harm.verb.idx, harm.verb.idx + len(harm.verb), describe_toll(told_here))


def _locate_name(doc: Doc, name: str) -> list[tuple[int, int]]:
    """Locate the one phrase of a sentence that has a name; of two that have it, neither: no one could say which was meant."""
    heads = {token.idx for token in doc if name in (name_phrase(token), name_phrase(token, with_owner=True))}
    spans = [found.span() for found in re.finditer(re.escape(name), doc.text)]
    spans = [(start, end) for start, end in spans if any(start <= head < end for head in heads)]
    return spans if len(spans) == 1 else []


def nest_marks(marks: Iterable[Mark]) -> list[Mark]:
    """Order marks from the outside in, those of the same words as one; of two that cross, the first stays."""
    labels: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        labels.setdefault((mark.start, mark.end), []).append(mark.label)
    kept: list[Mark] = []
    for (start, end), names in labels.items():
        if not any(other.start < start < other.end < end or start < other.start < end < other.end for other in kept):
            kept.append(Mark(start, end, ", ".join(dict.fromkeys(names))))
    return sorted(kept, key=lambda mark: (mark.start, -mark.end))
