"""Readings: one article while it is read for its reports, each of its sentences no further than they need.

A sentence is parsed where it can tell of an event, or tells a day that an event beside it may take; its places are looked for
where an event may lie in one. Parsed whole, an article gives the same accounts: `places` of a parsed sentence are those of
`read_places`, and the rest is the same code.
"""

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

import pandas as pd
from spacy.tokens import Doc

from analystkit.gazetteers.gazetteer import Gazetteer, Place
from analystkit.geography.places import Context, find_context, may_name, read_places, resolve_sentence
from analystkit.geography.places import Mention as PlaceMention
from analystkit.language.anchors import find_anchor, is_settled, list_told_days, mark_beginnings
from analystkit.language.datelines import CLOSING, IN_CAPITALS, LONGEST_GAP, TAIL, list_openings
from analystkit.language.dates import Date, Dateline, find_dateline, find_dates
from analystkit.language.days import Interval
from analystkit.language.eventtypes import Vocabulary, give_vocabulary
from analystkit.language.gates import Gate
from analystkit.language.sentences import Sentence, parse_sentences, split_sentences
from analystkit.reports.accounts import Account
from analystkit.reports.containment import BASED, is_container, locate_unknown
from analystkit.reports.culprits import lend_actors, name_groups, take_up_pronouns
from analystkit.reports.discourse import doubt_stray, find_main_country, take_up_places
from analystkit.reports.locations import names_who_acts
from analystkit.reports.mentions import EventMention, find_mentions
from analystkit.reports.merges import merge_mentions
from analystkit.reports.narration import ToldDay, carry_dates, list_around

K = TypeVar("K")
T = TypeVar("T")

SOME = 4  # sentences that are read at a time where one may be enough
# What says that a country is not where something happened: "near the border with Niger", "launched from southern Lebanon"
ELSEWHERE = re.compile(r"\b(?:(?:border|frontier)s?\s+with|(?:fired|launched|coming|came|sent)\s+from)\s+(?:(?:the|[a-z]+ern)\s+)?\Z")
SOME_INTERVAL = (date(2001, 2, 3), date(2001, 2, 4))  # days of no meaning: what changes with them is counted from other days


class Later(Sequence[T], Generic[T, K]):
    """A list that is made when it is first looked at, piece by piece, forwards or backwards, and each piece once.

    Parameters
    ----------
    make
        What makes the piece of a key.
    keys
        The keys of the pieces, in order.
    """

    def __init__(self, make: Callable[[K], Sequence[T]], keys: Sequence[K]) -> None:
        self._make, self._keys = make, keys
        self._made: dict[K, Sequence[T]] = {}

    def _get(self, key: K) -> Sequence[T]:
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return list(self)[index]

    def __len__(self) -> int:
        return sum(len(self._get(key)) for key in self._keys)

    def __iter__(self) -> Iterator[T]:
        for key in self._keys:
            yield from self._get(key)

    def __reversed__(self) -> Iterator[T]:
        for key in reversed(self._keys):
            yield from reversed(self._get(key))


class Reading:
    """An article being read: what a sentence tells is found when it is first asked for, and once.

    Parameters
    ----------
    article
        Its row of the articles table.
    gazetteer, home, vocabulary
        Where names are looked up, where its outlet is at home, and what tells of events.
    gate
        Which sentences can tell of an event; None parses all.
    """

    def __init__(
        self, article: dict[str, Any], gazetteer: Gazetteer, home: Place | None, vocabulary: Vocabulary, gate: Gate | None
    ) -> None:
        self.article_id: str = article["article_id"]
        self.text: str = article["text"]
        self._published = None if pd.isna(article["published"]) else article["published"].date()
        self._source = None if pd.isna(article["source"]) else article["source"]
        self._gazetteer, self._home, self._vocabulary = gazetteer, home, vocabulary
        dateline = find_dateline(self.text)
        self._printed = range(dateline.start, dateline.end) if dateline else range(0)
        closing = CLOSING.match(self.text, dateline.end) if dateline else None
        self._closing = range(closing.start(), closing.end() + 1) if closing else range(0)
        self._openings = list_openings(self.text)
        self.sentences = split_article(self.text, dateline)
        self._texts = [self.text[s.start : s.end] for s in self.sentences]
        self._body = [n for n, s in enumerate(self.sentences) if s.start not in self._printed]
        self._telling = [n for n in self._body if gate is None or gate.lets_through(self._texts[n])]
        self.wanted = self._telling if gate else list(range(len(self.sentences)))
        self._docs: dict[int, Doc] = {}
        self._places: dict[int, list[PlaceMention]] = {}
        self._scanned: dict[int, tuple[list[Date], bool]] = {}
        self._dates: dict[int, list[Date]] = {}
        self._mentions: dict[int, list[EventMention]] = {}  # of the sentences that can tell of an event, in order
        self._anchors: list[Interval | None] = [None]

    @cached_property
    def context(self) -> Context:
        return find_context(self.text, self._gazetteer, source=self._source, home=self._home)

    def list_wanted(self) -> list[str]:
        """List the sentences that are parsed in any case."""
        return [self._texts[n] for n in self.wanted]

    def take_docs(self, docs: Iterable[Doc]) -> None:
        """Take the parses of the sentences that `list_wanted` lists."""
        self._docs.update(zip(self.wanted, give_vocabulary(docs, self._vocabulary), strict=True))

    def parse(self, numbers: Iterable[int]) -> None:
        """Parse those of some sentences that are not yet."""
        missing = [n for n in numbers if n not in self._docs]
        if not missing:
            return
        docs = parse_sentences(self._texts[n] for n in missing)
        self._docs.update(zip(missing, give_vocabulary(docs, self._vocabulary), strict=True))

    def get_doc(self, number: int) -> Doc:
        """Get the parse of a sentence."""
        if number not in self._docs:
            self.parse([number])
        return self._docs[number]

    # ---------------------------------------------------------------- places

    def find_places(self, numbers: Iterable[int]) -> list[PlaceMention]:
        """Find the places of some sentences, with offsets in their sentence."""
        numbers = list(numbers)
        missing = [n for n in numbers if n not in self._places]
        unparsed = [n for n in missing if n not in self._docs]
        self._places.update({n: resolve_sentence(self._docs[n], self.context, self._gazetteer) for n in missing if n in self._docs})
        if unparsed:
            found = read_places([self._texts[n] for n in unparsed], self.context, self._gazetteer)
            self._places.update(zip(unparsed, found, strict=True))
        return [mention for n in numbers for mention in self._places[n]]

    def _list_datelines(self, number: int) -> list[PlaceMention]:
        """List the places of a sentence that are where the article was filed from."""
        return [m for m in self.find_places([number]) if self._is_filed(m, number)] if self._may_be_filed(number) else []

    def _may_be_filed(self, number: int) -> bool:
        """Tell by its letters alone whether a sentence may name where the article was filed from."""
        start, end = self.sentences[number]
        if start in self._printed or start in self._closing or self._opens(start):
            return True
        return IN_CAPITALS.search(self.text, start, end + LONGEST_GAP) is not None

    def _opens(self, offset: int) -> bool:
        """Tell whether a spot lies in a dateline at the head of a line: "Khartoum, Sudan — Ten people were killed"."""
        return any(offset in opening for opening in self._openings)

    def _is_filed(self, mention: PlaceMention, number: int) -> bool:
        """Tell whether a place stands in a dateline or closes a printed one: "April 9 BEIRUT Air strikes killed"."""
        offset = self.sentences[number].start
        if offset in self._printed or offset + mention.start in self._closing or self._opens(offset + mention.start):
            return True
        named = mention.mention.isupper() and len(mention.mention) > 3
        return named and TAIL.match(self.text, offset + mention.end) is not None

    def _list_containers(self, numbers: Sequence[int]) -> list[PlaceMention]:
        """List the places of sentences that what is told behind them can lie in."""
        self.find_places(numbers)
        return [
            mention
            for number in numbers
            for mention in self.find_places([number])
            if is_container(mention) and not BASED.match(self._texts[number], mention.end) and mention not in self._list_datelines(number)
        ]

    def _tell_places(self, number: int) -> list[PlaceMention]:
        """Tell where an event of a sentence may lie: in its places, and in those that its words take up."""
        doc, found, datelines = self.get_doc(number), self.find_places([number]), self._list_datelines(number)
        behind = self._body[: bisect_left(self._body, number)]
        some = [tuple(behind[max(0, end - SOME) : end]) for end in range(len(behind), 0, -SOME)]
        before = Later(self._list_containers, some[::-1])
        filed = Later(self._list_datelines, range(number + 1))
        told = [locate_unknown(m, found, self._texts[number], before, filed) for m in found if m not in datelines]
        return told + take_up_places(doc, told, before, filed)

    # ---------------------------------------------------------------- days

    def _scan_dates(self, number: int) -> tuple[list[Date], bool]:
        """Find the dates of a sentence by its words alone, and tell whether they count from a day told before."""
        if number not in self._scanned:
            text, published = self._texts[number], self._published
            found = find_dates(text, published)
            inherited = any(each.basis == "inherited" for each in found)
            counted = inherited or (bool(found) and found != find_dates(text, published, anchor=SOME_INTERVAL))
            self._scanned[number] = found, counted
        return self._scanned[number]

    def _may_tell_day(self, number: int) -> bool:
        """Tell by its words alone whether a sentence may tell a day that an event beside it takes or "that night" counts from."""
        found, counted = self._scan_dates(number)
        return counted or any(is_settled(each) for each in found)

    def _find_dates(self, number: int) -> list[Date]:
        """Find the dates of a sentence; only where it counts from a day told before are the sentences before it read for one."""
        if number not in self._dates:
            found, counted = self._scan_dates(number)
            if counted:
                found = find_dates(self._texts[number], self._published, anchor=self._find_anchor(number))
            self._dates[number] = mark_beginnings(self.get_doc(number), found, self._published) if found else []
        return self._dates[number]

    def _find_anchor(self, number: int) -> Interval | None:
        """Find the day that "that night" in a sentence counts from."""
        before = range(len(self._anchors) - 1, number)
        telling = {n for n in before if self.sentences[n].start not in self._printed and (n in self._mentions or self._may_tell_day(n))}
        self.parse(n for n in telling if self._scan_dates(n)[0])
        for n in before:
            anchor = self._anchors[n]
            if n in telling and (dates := self._find_dates(n)):
                anchor = find_anchor(self.get_doc(n), dates, [mention.date for mention in self._mentions.get(n, ())], anchor)
            self._anchors.append(anchor)
        return self._anchors[number]

    def _list_told_days(self, numbers: Iterable[int]) -> Iterator[ToldDay]:
        """List the days that sentences tell which an event told around them may have."""
        dated = [n for n in numbers if self._may_tell_day(n)]
        self.parse(dated)
        for n in dated:
            new = self._mentions.get(n, ())
            days = list_told_days(self.get_doc(n), self._find_dates(n), eventful=bool(new), dated=any(mention.date for mention in new))
            yield from (ToldDay(n, day, back) for day, back in days)

    # ---------------------------------------------------------------- events

    def find_accounts(self) -> list[Account]:
        """Find the article's accounts of events."""
        for n in self._telling:
            places, dates = Later(self._tell_places, (n,)), Later(self._find_dates, (n,))
            self._mentions[n] = find_mentions(self.get_doc(n), n, self.sentences[n].start, places, dates)
        mentions = [mention for told in self._mentions.values() for mention in told]
        accounts = lend_actors(merge_mentions(name_groups(take_up_pronouns(mentions), self.text)))
        around = {n for account in accounts for n in list_around(account)}
        accounts = carry_dates(accounts, self._list_told_days(n for n in self._body if n in around), self._published)
        for account in accounts:
            account.place = self._doubt_stray(account.place)
        return accounts

    def _doubt(self, mention: PlaceMention | None) -> PlaceMention | None:
        """Take a namesake abroad for unknown; sentences are read for it only where those that are do not settle it."""
        country = mention.place.country if mention is not None and mention.place is not None else ""
        known_first = sorted(range(len(self.sentences)), key=lambda n: n not in self._places)
        near = (n for n in known_first if n in self._places or may_name(self._texts[n], country, self.context, self._gazetteer))
        return doubt_stray(mention, self._go_through(near), self._go_through(known_first))

    def _go_through(self, numbers: Iterable[int]) -> Iterator[PlaceMention]:
        return (mention for n in numbers for mention in self.find_places([n]))

    def _doubt_stray(self, mention: PlaceMention | None) -> PlaceMention | None:
        """Take a namesake abroad for unknown, and locate it anew in what its own sentence says it lies in."""
        doubted = self._doubt(mention)
        if doubted is None or doubted.place is not None or doubted is mention:
            return doubted
        number = max(n for n, sentence in enumerate(self.sentences) if sentence.start <= doubted.start)
        offset = self.sentences[number].start
        found = [m for m in map(self._doubt, self.find_places([number])) if m is not None]
        own = replace(doubted, start=doubted.start - offset, end=doubted.end - offset)
        located = locate_unknown(own, found, self._texts[number])
        return replace(located, start=doubted.start, end=doubted.end)

    def find_main_country(self) -> str | None:
        """Find the country that the article is about, as `find_main_country` does by the places told of with its events."""
        told: list[PlaceMention] = []
        acting: list[PlaceMention] = []
        for n in filter(self._mentions.get, self._mentions):
            for mention in self.find_places([n]):
                elsewhere = names_who_acts(self.get_doc(n), mention) or ELSEWHERE.search(self._texts[n], 0, mention.start)
                (acting if elsewhere else told).append(mention)
        filed = Later(self._list_datelines, range(len(self.sentences)))
        return find_main_country(told, acting, self.context.countries, filed)


def parse_together(readings: Sequence[Reading]) -> None:
    """Parse what several articles are read for in any case, at once."""
    docs = parse_sentences(text for reading in readings for text in reading.list_wanted())
    for reading in readings:
        reading.take_docs(itertools.islice(docs, len(reading.wanted)))


def split_article(text: str, dateline: Dateline | None) -> list[Sentence]:
    """Split an article into its sentences, a printed dateline being one of its own: it is no part of the lead's grammar."""
    if dateline is None:
        return split_sentences(text)
    cuts = [0, dateline.start, dateline.end, len(text)]
    return [Sentence(a + s.start, a + s.end) for a, b in itertools.pairwise(cuts) for s in split_sentences(text[a:b])]
