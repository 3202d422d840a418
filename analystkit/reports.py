"""Reports: each article's account of each event, its mentions brought together."""

import datetime
import itertools
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point
from tqdm import tqdm

from analystkit.dates import Date, Dateline, find_dateline, find_dates
from analystkit.gazetteer import Gazetteer, load_gazetteer
from analystkit.mentions import COARSENESS, EventMention, find_mentions
from analystkit.places import Context, find_context, measure_km, resolve_sentence
from analystkit.places import Mention as PlaceMention
from analystkit.places import build_row as build_place
from analystkit.sentences import Sentence, parse_sentences, split_sentences
from analystkit.tables import build_table, check_table, make_id
from analystkit.tolls import Range
from analystkit.triggers import is_real

# What follows the place of a dateline that stands inside a text: 'MOSCOW (Example Wire)', 'BEIRUT — '
DATELINE_TAIL = re.compile(r"\s*(?:\([A-Z]|[—–-]\s)")
# What says that one place does not lie in the next: ", some 600 km north of", " and ", " from "
APART = re.compile(r"\d|\b(?:km|miles?|from|and|to|(?:north|south|east|west)\w*\s+of)\b")
LONGEST_QUOTE = 600  # characters
SAME_PLACE_KM = 6.0
BLASTS = frozenset({"air_strike", "shelling", "bombing", "chemical_attack"})
GENERIC = {  # what a word of no stated means may turn out to be
    "attack": BLASTS | {"attack", "armed_clash"},
    "air_strike": BLASTS,
    "shelling": BLASTS,
    "bombing": BLASTS,
}
MAIN_SHARE = 0.5  # of an article's weight of countries; below it no country is the one it is about
CONTAINER_REACH = 40  # characters between a name and the place it is told to lie in
MEMORY = 40  # sentences; an event not told of for longer is not taken up again
REACH = 3  # sentences; how far back a mention without a place or date of its own looks for the event it belongs to


class ExtractionWarning(UserWarning):
    """An article could not be extracted from; the others were."""


class Extraction(NamedTuple):
    """What `extract` gives: the places table, the reports table, and left_out, the articles it failed on."""

    places: gpd.GeoDataFrame
    reports: gpd.GeoDataFrame
    left_out: pd.DataFrame


@dataclass(slots=True)
class Account:
    """One event as one article tells it, while its mentions are brought together."""

    mentions: list[EventMention]
    event_type: str
    generic: bool
    status: str
    aggregate: bool
    place: PlaceMention | None
    place_basis: str | None
    date: Date | None
    date_basis: str
    toll: dict[str, Range] = field(default_factory=dict)


def extract(articles: pd.DataFrame, *, progress: bool = False) -> Extraction:
    """Read articles once and give both what they mention and what they tell of.

    Parameters
    ----------
    articles
        The articles table; rows that could not be read (`problem`) are passed over.
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
    gazetteer = load_gazetteer()
    places: list[dict[str, Any]] = []
    reports: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for article in _list_readable(articles, progress):
        try:
            found, told = _read_article(article, gazetteer)
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


def extract_reports(articles: pd.DataFrame, *, progress: bool = False) -> gpd.GeoDataFrame:
    """Extract the reports table: one row is one article's account of one event.

    See `extract`, of which this is one view.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(extract_reports(build_table([], "articles")))
    0
    """
    return extract(articles, progress=progress).reports


def find_places(articles: pd.DataFrame, *, progress: bool = False) -> gpd.GeoDataFrame:
    """Find and geocode the places that articles mention: one row is one mention, unresolved ones included.

    See `extract`, of which this is one view.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> row = {"article_id": "a1", "published_basis": "unknown", "text": "They met in Geneva.", "file": "note.txt"}
    >>> find_places(build_table([row], "articles"))[["mention", "country"]].to_numpy().tolist()
    [['Geneva', 'CH']]
    """
    return extract(articles, progress=progress).places


def _list_readable(articles: pd.DataFrame, progress: bool) -> Iterator[dict[str, Any]]:
    readable = articles[articles["problem"].isna() & articles["text"].notna()]
    columns = ["article_id", "published", "source", "text", "file", "row"]
    rows = readable[columns].to_dict("records")
    yield from tqdm(rows, desc="reading", unit="article", disable=not progress)


def _read_article(article: dict[str, Any], gazetteer: Gazetteer) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Read one article and nothing else: its rows of the places and of the reports table."""
    text = article["text"]
    published = None if pd.isna(article["published"]) else article["published"].date()
    source = None if pd.isna(article["source"]) else article["source"]
    context = find_context(text, gazetteer, source=source)
    dateline = find_dateline(text)
    printed = range(dateline.start, dateline.end) if dateline else range(0)
    places: list[dict[str, Any]] = []
    mentions: list[EventMention] = []
    anchor: tuple[datetime.date, datetime.date] | None = None
    known: PlaceMention | None = None
    sentences = split_article(text, dateline)
    docs = parse_sentences(text[s.start : s.end] for s in sentences)
    for number, (sentence, doc) in enumerate(zip(sentences, docs, strict=True)):
        found = resolve_sentence(doc, context, gazetteer)
        places += [build_place(mention, article["article_id"], sentence.start) for mention in found]
        if sentence.start in printed:
            continue
        told = [locate_unknown(m, found, doc.text, known) for m in found if not _is_dateline(m, sentence.start, text, printed.stop)]
        known = next((m for m in reversed(told) if m.place is not None and _is_container(m)), known)
        new = find_mentions(doc, number, sentence.start, told, find_dates(doc.text, published, anchor=anchor))
        mentions += new
        for mention in new:
            if mention.date and mention.date.date_start and mention.date.date_end:
                anchor = (mention.date.date_start, mention.date.date_end)
    accounts = merge_mentions(mentions)
    return places, [_build_row(account, article["article_id"], text, sentences, context) for account in accounts]


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


def locate_unknown(mention: PlaceMention, found: list[PlaceMention], sentence: str, known: PlaceMention | None = None) -> PlaceMention:
    """Give a name that no gazetteer has the point of the place it is told to lie in, with that place's precision.

    "Jisreen in Eastern Ghouta": the name is kept, the point is Eastern Ghouta's, and so is the uncertainty. A quarter
    whose sentence does not say what it lies in lies in `known`, the town told before it; any other name stays unknown.
    """
    if mention.place is not None or mention.role != "literal":
        return mention
    behind = [m for m in found if m.place is not None and m.role == "literal" and 0 <= m.start - mention.end <= CONTAINER_REACH]
    within = [m for m in behind if not APART.search(sentence, mention.end, m.start)]
    container = within[0] if within else known if mention.precision == "site" else None
    if container is None:
        return mention
    return replace(mention, place=container.place, precision=container.precision, uncertainty_km=container.uncertainty_km)


def _is_container(mention: PlaceMention) -> bool:
    return mention.role == "literal" and mention.match is not None and mention.precision in ("settlement", "district", "province")


def merge_mentions(mentions: Iterable[EventMention]) -> list[Account]:
    """Bring an article's mentions of one event together: headline, lead and body tell of one.

    In text order, each mention joins the best of the accounts it does not contradict, or begins one of its own.
    """
    accounts: list[Account] = []
    for mention in mentions:
        recent = [n for n, account in enumerate(accounts) if mention.sentence - account.mentions[-1].sentence <= MEMORY]
        scored = [(_score_match(mention, accounts[n]), n) for n in recent if _is_compatible(mention, accounts[n])]
        best = max(scored, key=lambda pair: (pair[0], -pair[1]), default=None)  # of equals the one told first, a sentence's subject
        if best is not None and best[0] > 0:
            _add_mention(accounts[best[1]], mention)
        elif not mention.weak or _stands_alone(mention):
            accounts.append(_begin_account(mention, accounts))
    return accounts


def _stands_alone(mention: EventMention) -> bool:
    """Tell whether a sentence of the dead alone is an event: where it says who killed them and where."""
    return bool(mention.roles.actor and mention.place and mention.killed and mention.roles.actor_basis)


def _is_compatible(mention: EventMention, account: Account) -> bool:
    if mention.aggregate != account.aggregate or is_real(mention.status) != is_real(account.status):
        return False
    if not _kinds_agree(mention, account):
        return False
    if mention.place is not None and mention.place.place is None and mention.definite:
        return _dates_agree(mention.date, account.date) and _tolls_agree(mention, account)
    return _places_agree(mention.place, account.place) and _dates_agree(mention.date, account.date) and _tolls_agree(mention, account)


def _kinds_agree(mention: EventMention, account: Account) -> bool:
    """Whether two words can tell of one kind of act: "the attack" can be a shelling, "the raid" no abduction."""
    if mention.event_type == account.event_type or mention.weak:
        return True
    if mention.generic and not mention.indefinite and account.event_type in GENERIC.get(mention.event_type, ()):
        return True  # "the attack" is one told before, "an attack" is not
    return account.generic and mention.event_type in GENERIC.get(account.event_type, ())


def _places_agree(one: PlaceMention | None, other: PlaceMention | None) -> bool:
    if one is None or other is None or one.mention == other.mention:
        return True
    if one.place is None or other.place is None:
        return False
    if one.place.place_id == other.place.place_id:
        return True
    if _contains(one, other) or _contains(other, one):
        return True
    fine = (one.precision or "") in ("site", "settlement") and (other.precision or "") in ("site", "settlement")
    return fine and measure_km(one.place, other.place) <= SAME_PLACE_KM


def _contains(outer: PlaceMention, inner: PlaceMention) -> bool:
    if outer.place is None or inner.place is None or COARSENESS.get(outer.precision or "", 0) <= COARSENESS.get(inner.precision or "", 0):
        return False
    if outer.precision == "country":
        return outer.place.country == inner.place.country
    if outer.place.admin1_id and outer.place.admin1_id == inner.place.admin1_id:
        return True
    return measure_km(outer.place, inner.place) <= (outer.uncertainty_km or 0)


def _dates_agree(one: Date | None, other: Date | None) -> bool:
    if one is None or other is None or not (one.date_start and one.date_end and other.date_start and other.date_end):
        return True
    return one.date_start <= other.date_end and other.date_start <= one.date_end


def _tolls_agree(mention: EventMention, account: Account) -> bool:
    """Two numbers of dead in one sentence are two events; further down a toll may rise."""
    last = account.mentions[-1]
    if mention.killed and last.killed and mention.sentence == last.sentence:
        return mention.killed == last.killed
    return True


def _score_match(mention: EventMention, account: Account) -> float:
    """How well a mention fits an account it does not contradict; above zero it joins."""
    last = account.mentions[-1]
    distance = mention.sentence - last.sentence
    score = -0.3 * distance
    if mention.place and account.place:
        score += 2.0
    if mention.date and account.date:
        score += 1.0
    if mention.place is None and mention.date is None:
        score += 1.0
    if mention.definite or mention.generic:
        score += 1.0
    if mention.event_type == account.event_type:
        score += 0.5
    if mention.roles.target and mention.roles.target == account.mentions[0].roles.target:
        score += 0.5
    if mention.killed and account.toll.get("killed"):
        score += 1.0 if mention.killed == account.toll["killed"] else -1.0
    if distance == 0 and not mention.generic and mention.place is None:
        score += 0.5
    return score


def _begin_account(mention: EventMention, accounts: list[Account]) -> Account:
    """Begin an account; what its sentence leaves open it may take over from the event told just before it."""
    account = Account(
        [mention],
        mention.event_type,
        mention.generic,
        mention.status,
        mention.aggregate,
        mention.place,
        "stated" if mention.place else None,
        mention.date,
        mention.date.basis if mention.date else "none",
    )
    _add_toll(account, mention)
    before = next((a for a in reversed(accounts) if mention.sentence - a.mentions[-1].sentence <= REACH and not a.aggregate), None)
    if before is None or mention.aggregate:
        return account
    near = mention.continuing or mention.sentence - before.mentions[-1].sentence <= 1
    if account.date is None and before.date is not None and before.date.precision in ("day", "days") and near:
        account.date, account.date_basis = before.date, "inherited"
    if account.place is None and before.place is not None:
        account.place, account.place_basis = before.place, "inherited"
    return account


def _add_mention(account: Account, mention: EventMention) -> None:
    account.mentions.append(mention)
    if account.generic and not mention.generic:
        account.event_type, account.generic = mention.event_type, False
    if mention.place and (account.place is None or _is_finer(mention.place, account.place)):
        account.place, account.place_basis = mention.place, "stated"
    if mention.date and (account.date is None or _is_more_precise(mention.date, account.date)):
        account.date, account.date_basis = mention.date, mention.date.basis
    if mention.status == "reported":
        account.status = "reported" if account.status == "alleged" and not mention.definite else account.status
    _add_toll(account, mention)


def _is_finer(new: PlaceMention, old: PlaceMention) -> bool:
    return new.place is not None and (old.place is None or COARSENESS.get(new.precision or "", 0) < COARSENESS.get(old.precision or "", 0))


def _is_more_precise(new: Date, old: Date) -> bool:
    if not (new.date_start and new.date_end):
        return False
    return not (old.date_start and old.date_end) or new.date_end - new.date_start < old.date_end - old.date_start


def _add_toll(account: Account, mention: EventMention) -> None:
    """Add a mention's numbers: figures that disagree give the least and the greatest of them."""
    for kind in ("killed", "injured", "strikes"):
        new: Range | None = getattr(mention, kind)
        old = account.toll.get(kind)
        if new is None:
            continue
        account.toll[kind] = new if old is None else old.widen(new)


def _build_row(account: Account, article_id: str, text: str, sentences: list[Sentence], context: Context) -> dict[str, Any]:
    """Build an account's row of the reports table."""
    best = max(account.mentions, key=lambda m: (not m.weak, (m.place is not None) + (m.date is not None), -m.sentence))
    start, end = best.start, min(best.end, best.start + LONGEST_QUOTE)
    if best.end - best.start > LONGEST_QUOTE:
        start = max(best.start, min(best.trigger_start - LONGEST_QUOTE // 2, best.end - LONGEST_QUOTE))
        end = start + LONGEST_QUOTE
    place = describe_place(account, context)
    mention = account.place
    offsets = () if mention is None else (mention.start, mention.end)
    roles = [m.roles for m in [best, *account.mentions]]
    passages = sorted({(m.start, m.end) for m in account.mentions})
    actor = next((r for r in roles if r.actor), None)
    return {
        "report_id": make_id(article_id, account.event_type, best.trigger_start, *offsets, start, end),
        "article_id": article_id,
        "event_type": account.event_type,
        "status": account.status,
        "aggregate": account.aggregate,
        **_describe_date(account),
        **place,
        "actor": actor.actor if actor else None,
        "actor_basis": actor.actor_basis if actor else None,
        "target": next((r.target for r in roles if r.target), None),
        "according_to": next((r.according_to for r in roles if r.according_to), None),
        **_describe_toll(account),
        "quote": text[start:end],
        "quote_start": start,
        "quote_end": end,
        "passages": " ".join(f"{a}-{b}" for a, b in passages),
        "reviewed": False,
    }


def describe_place(account: Account, context: Context) -> dict[str, Any]:
    """Say where an account puts its event; without a place of its own, the country the article is about, inferred."""
    mention = account.place
    if mention is None:
        country = _find_main_country(context)
        if country is None:
            return {"problem": "no place is told"}
        return {"country": country, "place_id": f"iso:{country}", "place_precision": "country", "place_basis": "inferred"}
    if mention.place is None:
        return {"place": mention.mention, "place_basis": account.place_basis, "problem": "the place is in no gazetteer"}
    precision = mention.precision or mention.place.precision
    return {
        "place": mention.mention,
        "place_id": mention.place.place_id,
        "country": mention.place.country or None,
        "admin1": mention.place.admin1 or None,
        "place_precision": precision,
        "place_basis": account.place_basis if mention.match else "inferred",  # without a match the point is its container's
        "uncertainty_km": mention.uncertainty_km,
        "geometry": None if precision == "country" else Point(mention.place.longitude, mention.place.latitude),
    }


def _find_main_country(context: Context) -> str | None:
    """Find the country the article is about, where one outweighs all others together."""
    country = max(context.countries, key=lambda code: (context.countries[code], code), default=None)
    return country if country and context.countries[country] >= MAIN_SHARE * sum(context.countries.values()) else None


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
