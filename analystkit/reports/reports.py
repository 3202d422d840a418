"""Reports: each article's account of each event, its mentions brought together."""

import datetime
import itertools
import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point
from tqdm import tqdm

from analystkit.gazetteers.gazetteer import Gazetteer, Place, Sources, load_gazetteer
from analystkit.geography.boundaries import load_admin1_names
from analystkit.geography.homes import list_homes
from analystkit.geography.places import Mention as PlaceMention
from analystkit.geography.places import build_row as build_place
from analystkit.geography.places import find_context, read_places, resolve_sentence
from analystkit.language.actors import identify_actor
from analystkit.language.dates import Dateline, find_dateline, find_dates
from analystkit.language.eventtypes import Sources as TypeSources
from analystkit.language.eventtypes import Vocabulary, give_vocabulary, load_event_types
from analystkit.language.ranges import Range
from analystkit.language.roles import choose_roles
from analystkit.language.sentences import Sentence, parse_sentences, split_sentences
from analystkit.language.timing import find_anchor, list_told_days, mark_beginnings
from analystkit.reports.accounts import Account, merge_mentions
from analystkit.reports.containment import BASED, is_container, locate_unknown
from analystkit.reports.culprits import lend_actors
from analystkit.reports.discourse import doubt_stray, find_main_country, take_up_places
from analystkit.reports.mentions import EventMention, find_mentions
from analystkit.reports.narration import ToldDay, carry_dates
from analystkit.reports.scores import score_report
from analystkit.tables import build_table, check_table, make_id

# What follows the place of a dateline that stands inside a text: 'MOSCOW (Example Wire)', 'BEIRUT — '
DATELINE_TAIL = re.compile(r"\s*(?:\([A-Z]|[—–-]\s)")
LONGEST_QUOTE = 600  # characters


class ExtractionWarning(UserWarning):
    """An article could not be extracted from; the others were."""


class Extraction(NamedTuple):
    """What `extract` gives: the places table, the reports table, and left_out, the articles it failed on."""

    places: gpd.GeoDataFrame
    reports: gpd.GeoDataFrame
    left_out: pd.DataFrame


def extract(
    articles: pd.DataFrame,
    *,
    gazetteer: Sources = None,
    event_types: TypeSources = None,
    homes: pd.DataFrame | None = None,
    progress: bool = False,
) -> Extraction:
    """Read articles once and give both what they mention and what they tell of.

    Parameters
    ----------
    articles
        The articles table; rows that could not be read (`problem`) are passed over.
    gazetteer
        Files of places that win over the package's own, or a gazetteer, as `load_gazetteer` takes and gives them.
    event_types
        Files of event types of your own, or of terms for those there are, as `load_event_types` takes them.
    homes
        Where outlets are at home, by `source`, as `find_homes` gives it: which Paris a local paper means.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    Extraction
        The places table, one row a mention; the reports table, one row an article's account of an event; and the
        left_out table, one row an article on which extraction failed, with the reason.

    Warns
    -----
    ExtractionWarning
        Extraction failed on an article; the rest was done.

    Raises
    ------
    TableError
        `articles` is not the articles table.
    GazetteerError
        A file of `gazetteer` cannot serve as one.
    EventTypeError
        A file of `event_types` cannot serve as one.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> text = "Rebels shelled the airport of Aleppo on 3 May 2016, killing two soldiers."
    >>> row = {"article_id": "a1", "published_basis": "unknown", "text": text, "file": "note.txt"}
    >>> places, reports, left_out = extract(build_table([row], "articles"))
    >>> reports[["event_type", "date_start", "place", "killed_low"]].to_numpy().tolist()
    [['shelling', Timestamp('2016-05-03 00:00:00'), 'Aleppo', 2]]
    """
    check_table(articles, "articles", "articles")
    looked_up = load_gazetteer(gazetteer)
    known = list_homes(homes, looked_up)
    vocabulary = load_event_types(event_types)
    places: list[dict[str, Any]] = []
    reports: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for article in _list_readable(articles, progress):
        try:
            found, told = _read_article(article, looked_up, known.get(article["source"]), vocabulary)
        except Exception as error:  # whatever one article does to us, the others are read
            failed.append(_leave_out(article, error))
            continue
        places += found
        reports += told
    return Extraction(build_table(places, "places"), build_table(reports, "reports"), build_table(failed, "left_out"))


def _leave_out(article: dict[str, Any], error: Exception) -> dict[str, Any]:
    reason = f"{type(error).__name__}: {error}; this is an error of analystkit, please report it"
    warnings.warn(ExtractionWarning(f"article {article['article_id']!r} was left out: {reason}"), stacklevel=3)
    row = {name: article[name] for name in ("article_id", "file", "row")}
    return row | {"stage": "extract", "reason_code": "extract_failed", "reason": reason}


def extract_reports(
    articles: pd.DataFrame, *, gazetteer: Sources = None, event_types: TypeSources = None, progress: bool = False
) -> gpd.GeoDataFrame:
    """Extract the reports table: one row is one article's account of one event.

    See `extract`, of which this is one view.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(extract_reports(build_table([], "articles")))
    0
    """
    return extract(articles, gazetteer=gazetteer, event_types=event_types, progress=progress).reports


def find_places(
    articles: pd.DataFrame, *, gazetteer: Sources = None, homes: pd.DataFrame | None = None, progress: bool = False
) -> gpd.GeoDataFrame:
    """Find and geocode the places that articles mention: one row is one mention, unresolved ones included.

    The rows of `extract`, whose arguments it takes, in half the time: what only reports need is not parsed.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> row = {"article_id": "a1", "published_basis": "unknown", "text": "They met in Geneva.", "file": "note.txt"}
    >>> find_places(build_table([row], "articles"))[["mention", "country"]].to_numpy().tolist()
    [['Geneva', 'CH']]
    """
    check_table(articles, "articles", "articles")
    looked_up = load_gazetteer(gazetteer)
    known = list_homes(homes, looked_up)
    rows: list[dict[str, Any]] = []
    for article in _list_readable(articles, progress):
        try:
            rows += _read_places(article, looked_up, known.get(article["source"]))
        except Exception as error:  # as in `extract`, which also says so in a table
            _leave_out(article, error)
    return build_table(rows, "places")


def _read_places(article: dict[str, Any], gazetteer: Gazetteer, home: Place | None) -> list[dict[str, Any]]:
    """Read one article for its places alone: the rows that `_read_article` gives of them."""
    text = article["text"]
    context = find_context(text, gazetteer, source=None if pd.isna(article["source"]) else article["source"], home=home)
    sentences = split_article(text, find_dateline(text))
    found = read_places([text[s.start : s.end] for s in sentences], context, gazetteer)
    return [build_place(m, article["article_id"], s.start) for s, mentions in zip(sentences, found, strict=True) for m in mentions]


def _list_readable(articles: pd.DataFrame, progress: bool) -> Iterator[dict[str, Any]]:
    readable = articles[articles["problem"].isna() & articles["text"].notna()]
    columns = ["article_id", "published", "source", "text", "file", "row"]
    rows = readable[columns].to_dict("records")
    yield from tqdm(rows, desc="reading", unit="article", disable=not progress)


def _read_article(
    article: dict[str, Any], gazetteer: Gazetteer, home: Place | None, vocabulary: Vocabulary
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Read one article and nothing else: its rows of the places and of the reports table."""
    text = article["text"]
    published = None if pd.isna(article["published"]) else article["published"].date()
    source = None if pd.isna(article["source"]) else article["source"]
    context = find_context(text, gazetteer, source=source, home=home)
    dateline = find_dateline(text)
    printed = range(dateline.start, dateline.end) if dateline else range(0)
    places: list[dict[str, Any]] = []
    mentions: list[EventMention] = []
    anchor: tuple[datetime.date, datetime.date] | None = None
    containers: list[PlaceMention] = []
    named: list[PlaceMention] = []
    filed: list[PlaceMention] = []
    told_days: list[ToldDay] = []
    sentences = split_article(text, dateline)
    docs = give_vocabulary(parse_sentences(text[s.start : s.end] for s in sentences), vocabulary)
    for number, (sentence, doc) in enumerate(zip(sentences, docs, strict=True)):
        found = resolve_sentence(doc, context, gazetteer)
        places += [build_place(mention, article["article_id"], sentence.start) for mention in found]
        named += found
        datelines = [m for m in found if sentence.start in printed or _is_dateline(m, sentence.start, text, printed.stop)]
        filed += datelines
        if sentence.start in printed:
            continue
        known = containers[-1] if containers else None
        told = [locate_unknown(m, found, doc.text, known) for m in found if m not in datelines]
        told += take_up_places(doc, told, containers, filed)
        containers += [m for m in told if m.place is not None and is_container(m) and not BASED.match(doc.text, m.end)]
        dates = mark_beginnings(doc, find_dates(doc.text, published, anchor=anchor), published)
        new = find_mentions(doc, number, sentence.start, told, dates)
        mentions += new
        days = list_told_days(doc, dates, eventful=bool(new), dated=any(mention.date for mention in new))
        told_days += [ToldDay(number, date, back) for date, back in days]
        anchor = find_anchor(doc, dates, [mention.date for mention in new], anchor)
    accounts = carry_dates(lend_actors(merge_mentions(mentions)), told_days, published)
    country = find_main_country(named, context.countries, filed)
    for account in accounts:
        account.place = doubt_stray(account.place, named)
    return places, [_build_row(account, article["article_id"], text, sentences, country) for account in accounts]


def split_article(text: str, dateline: Dateline | None) -> list[Sentence]:
    """Split an article into its sentences, a printed dateline being one of its own: it is no part of the lead's grammar."""
    if dateline is None:
        return split_sentences(text)
    cuts = [0, dateline.start, dateline.end, len(text)]
    return [Sentence(a + s.start, a + s.end) for a, b in itertools.pairwise(cuts) for s in split_sentences(text[a:b])]


def _is_dateline(mention: PlaceMention, offset: int, text: str, behind: int) -> bool:
    """Whether a place stands in a printed dateline or closes it: "April 9 BEIRUT Air strikes killed"."""
    if mention.mention.isupper() and len(mention.mention) > 3 and DATELINE_TAIL.match(text, offset + mention.end):
        return True
    start = offset + mention.start
    return 0 < behind <= start and not text[behind:start].strip(" ,:-–—|(")


def _build_row(account: Account, article_id: str, text: str, sentences: list[Sentence], country: str | None) -> dict[str, Any]:
    """Build an account's row of the reports table."""
    best = max(account.mentions, key=lambda m: (not m.weak, (m.place is not None) + (m.date is not None), -m.sentence))
    start, end = best.start, min(best.end, best.start + LONGEST_QUOTE)
    if best.end - best.start > LONGEST_QUOTE:
        start = max(best.start, min(best.trigger_start - LONGEST_QUOTE // 2, best.end - LONGEST_QUOTE))
        end = start + LONGEST_QUOTE
    place = describe_place(account, country)
    mention = account.place
    offsets = () if mention is None else (mention.start, mention.end)
    roles = choose_roles([m.roles for m in [best, *account.mentions]])
    passages = sorted({(m.start, m.end) for m in account.mentions})
    row = {
        "report_id": make_id(article_id, account.event_type, best.trigger_start, *offsets, start, end),
        "article_id": article_id,
        "event_type": account.event_type,
        "status": account.status,
        "aggregate": account.aggregate,
        **_describe_date(account),
        **place,
        "actor": roles.actor,
        "actor_id": identify_actor(roles.actor, account.event_type),
        "actor_basis": roles.actor_basis,
        "target": roles.target,
        "target_id": identify_actor(roles.target),
        "according_to": roles.according_to,
        **_describe_toll(account),
        "quote": text[start:end],
        "quote_start": start,
        "quote_end": end,
        "passages": " ".join(f"{a}-{b}" for a, b in passages),
        "reviewed": False,
    }
    return {**row, "score": score_report(row, place_score=mention.score if mention else None, n_passages=len(passages))}


def describe_place(account: Account, country: str | None) -> dict[str, Any]:
    """Say where an account puts its event; without a place of its own, the country the article is about, inferred."""
    mention = account.place
    if mention is None:
        if country is None:
            return {"problem": "no place is told"}
        return {"country": country, "place_id": f"iso:{country}", "place_precision": "country", "place_basis": "inferred"}
    if mention.place is None:
        inferred = {"country": country, "place_id": f"iso:{country}", "place_precision": "country"} if country else {}
        basis = "inferred" if country else account.place_basis
        return {"place": mention.mention, **inferred, "place_basis": basis, "problem": "the place is in no gazetteer"}
    precision = mention.precision or mention.place.precision
    return {
        "place": mention.mention,
        "place_id": mention.place.place_id,
        "country": mention.place.country or None,
        "admin1": mention.place.admin1 or load_admin1_names().get(mention.place.place_id),  # a province lies in itself
        "place_precision": precision,
        "place_basis": account.place_basis if mention.match else "inferred",  # without a match the point is its container's
        "uncertainty_km": mention.uncertainty_km,
        "geometry": None if precision == "country" else Point(mention.place.longitude, mention.place.latitude),
    }


def _describe_date(account: Account) -> dict[str, Any]:
    date = account.date
    if date is None:
        return {"date_precision": "unknown", "date_basis": "none"}
    return {
        "date_start": date.date_start,
        "date_end": date.date_end,
        "date_precision": date.precision,
        "date_basis": account.date_basis,
        "date_text": date.text,
    }


def _describe_toll(account: Account) -> dict[str, int | None]:
    ranges = {kind: account.toll.get(kind, Range(None, None)) for kind in ("strikes", "killed", "injured")}
    names = {"strikes": "n_strikes", "killed": "killed", "injured": "injured"}
    return {f"{names[k]}_{end}": value for k, r in ranges.items() for end, value in (("low", r.low), ("high", r.high))}
