"""Actors: the armed actors of the world by all their names, and which of them a name in a text means.

The names are data (actors.csv; states by the words for their people, demonyms.csv); an analyst adds her own actor as a row.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from analystkit.geography.toponyms import load_demonyms
from analystkit.language.cues import read_cues

WORD = re.compile(r"[^\W_]+")  # "al" and "Nusra" of "al-Nusra"
# What may stand between two words of one name: "-" in "al-Nusra", ". " in "U.S. Central"
JOINT = re.compile(r"[-–.'’/ ]{1,2}\Z")
# What makes of a name another's: "US-backed", "Nusra-linked", "IS-held"
OTHERS = re.compile(r"-(?:\w+ed|held|led|run)\b")
# What before a name makes it another's: "anti-Isis", "ex-Contras", "former Farc"
AGAINST = re.compile(r"\b(?:anti|pro|ex|non|former)[- ]\Z", re.IGNORECASE)
# What goes on behind a word as another's name: "Fatah al-Islam" is not Fatah
GOES_ON = re.compile(r"[ -]al[- ]", re.IGNORECASE)
STATE = "Government of "
SHORT = 3  # letters; an acronym as short as this may be a word of a text in capitals: "IS", "US"
LOWER_SHARE = 0.1  # of the letters of a text that are small ones; below it the text is in capitals
BARE_TYPES = (
    "air_strike",
    "shelling",
)  # what states do with planes and guns: "Israeli strikes" are the state's, "an Israeli attack" may not be


class Actor(NamedTuple):
    """One armed actor, as actors.csv describes it; `countries` are where it operates, its home first."""

    actor_id: str
    name: str
    kind: str
    countries: tuple[str, ...]
    aliases: tuple[str, ...]
    ucdp_id: str


class ActorName(NamedTuple):
    """A name of an armed actor in a text: `text[start:end]`."""

    start: int
    end: int
    actor: Actor


class _Alias(NamedTuple):
    words: tuple[str, ...]
    spelling: str
    actor_id: str


@cache
def read_actors() -> dict[str, Actor]:
    """Read actors.csv: {actor_id: Actor}."""
    with files("analystkit.data").joinpath("actors.csv").open(encoding="utf-8") as lines:
        return {
            row["actor_id"]: Actor(
                row["actor_id"],
                row["name"],
                row["kind"],
                tuple(row["countries"].split()),
                tuple(filter(None, row["aliases"].split(";"))),
                row["ucdp_id"],
            )
            for row in csv.DictReader(lines)
        }


def find_actors(text: str) -> list[ActorName]:
    """Find the names of armed actors in a raw text, in its order; of names within each other the longest counts.

    Of a state only its forces' names and its abbreviations are looked for ("IDF", "U.S."), not its country's.

    Examples
    --------
    >>> [(text.start, text.actor.name) for text in find_actors("Isis fought the YPG.")]
    [(0, 'Islamic State'), (16, "People's Protection Units")]
    """
    return list(_find_actors(text))


@lru_cache(maxsize=1_000)  # a sentence is asked for again by everything that is told of it
def _find_actors(text: str) -> tuple[ActorName, ...]:
    words = list(WORD.finditer(text))
    found: list[ActorName] = []
    behind = 0
    for number, word in enumerate(words):
        aliases = _list_aliases(word.group())
        if not aliases or word.start() < behind:
            continue
        for alias in aliases:
            end = _match_alias(alias, words, number, text)
            if end is not None:
                found.append(ActorName(word.start(), end, read_actors()[alias.actor_id]))
                behind = end
                break
    return tuple(found)


def identify_actor(name: str | None, event_type: str | None = None) -> str | None:
    """Tell which actor of actors.csv a name means; None where that is not certain.

    Examples
    --------
    >>> identify_actor("Daesh fighters"), identify_actor("Russian warplanes"), identify_actor("US-backed rebels")
    ('islamic-state', 'state:RU', None)
    """
    if not name:
        return None
    named = [n for n in find_actors(name) if not OTHERS.match(name, n.end) and not AGAINST.search(name, 0, n.start)]
    ids = {n.actor.actor_id for n in named if n.actor.kind != "state" or ":" not in n.actor.actor_id}
    if len(ids) == 1:
        return ids.pop()
    return None if ids else _identify_state(name, event_type)


def suggest_countries(text: str) -> dict[str, float]:
    """Weigh the countries that the armed actors named in a raw text operate in: a name shares one vote among its countries, its home first.

    A state's name is no hint here: it is named wherever it is talked about.

    Examples
    --------
    >>> suggest_countries("The FMLN denied it, and so did Shining Path. FMLN radio")
    {'SV': 2.0, 'PE': 1.0}
    """
    votes: dict[str, float] = {}
    for found in find_actors(text):
        if found.actor.kind == "nonstate":
            shares = [1 / rank for rank, _ in enumerate(found.actor.countries, start=1)]  # its home the most
            for country, share in zip(found.actor.countries, shares, strict=True):
                votes[country] = votes.get(country, 0.0) + share / sum(shares)
    return votes


def _identify_state(name: str, event_type: str | None) -> str | None:
    """Tell whose army a name means: "Syrian government forces"; a bare "Israeli" only of what states alone do."""
    ids: set[str] = {n.actor.actor_id for n in find_actors(name) if not OTHERS.match(name, n.end)}
    nouns = bool(ids)
    rest: list[str] = []
    lower = name.lower()
    for words, state in _index_countries().items():
        at = re.search(rf"\b{re.escape(words)}s?\b(?!-\w+ed\b|-led\b)", lower) if words in lower else None
        if at:
            ids.add(state)
            nouns = nouns or words not in _index_demonyms()
            lower = lower[: at.start()] + lower[at.end() :]
    for word in WORD.findall(lower):
        state_of = _index_demonyms().get(word)
        if state_of:
            ids.add(state_of)
        elif word not in ("the", "s"):
            rest.append(word)
    named = {w for n in find_actors(name) for w in WORD.findall(name[n.start : n.end].lower())}
    rest = [word for word in rest if word not in named]
    if len(ids) != 1 or not set(rest) <= read_cues()["state_force"]:
        return None
    return ids.pop() if rest or nouns or event_type in BARE_TYPES else None


@lru_cache(maxsize=100)
def _is_in_capitals(text: str) -> bool:
    lower, upper = sum(map(str.islower, text)), sum(map(str.isupper, text))
    return upper > SHORT and lower < LOWER_SHARE * (lower + upper)


def _match_alias(alias: _Alias, words: list[re.Match[str]], number: int, text: str) -> int | None:
    """Match a name at a word of a text: where it ends, or None."""
    if number + len(alias.words) > len(words):
        return None
    for offset, word in enumerate(alias.words):
        at = words[number + offset]
        if _fold(at.group()) != word or (offset and not JOINT.match(text[words[number + offset - 1].end() : at.start()])):
            return None
    start, end = words[number].start(), words[number + len(alias.words) - 1].end()
    if len(alias.words) == 1 and GOES_ON.match(text, end):
        return None
    acronym = alias.spelling.isupper() and len(alias.words) == 1
    if acronym and (text[start:end] != alias.spelling or (end - start < SHORT and _is_in_capitals(text))):
        return None
    return end if text[start].isupper() or not alias.spelling[0].isupper() or len(alias.words) > 1 else None


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    """Fold case and diacritics: "Séléka" is "seleka"."""
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)
def _list_aliases(word: str) -> Sequence[_Alias]:
    """List the names that begin with a word, the longest first."""
    return _index_aliases().get(_fold(word), ())


@cache
def _index_aliases() -> dict[str, list[_Alias]]:
    """Index the names by their first word, the longest first."""
    index: dict[str, list[_Alias]] = {}
    for actor in read_actors().values():
        names = (actor.name, *actor.aliases) if not actor.name.startswith(STATE) else actor.aliases
        for spelling in _spell(names):
            words = tuple(_fold(word) for word in WORD.findall(spelling))
            index.setdefault(words[0], []).append(_Alias(words, spelling, actor.actor_id))
    for aliases in index.values():
        aliases.sort(key=lambda alias: (-len(alias.words), alias.actor_id))
    return index


def _spell(names: tuple[str, ...]) -> Iterator[str]:
    """Spell names as texts that lost their apostrophes do, too: "Peoples Protection Units", "ISILs positions"."""
    for name in names:
        owned = (f"{name}s",) if name.isalpha() and len(name) > SHORT else ()
        yield from dict.fromkeys((name, name.replace("'", ""), *owned))


@cache
def _index_countries() -> dict[str, str]:
    """Index the states by their country's name, and by words of two for its people: {"el salvador": "state:SV"}, the longest first."""
    actors = [actor for actor in read_actors().values() if actor.name.startswith(STATE)]
    names = {words: state for words, state in _index_demonyms().items() if " " in words}  # "sri lankan"
    names |= {actor.name.removeprefix(STATE).removeprefix("the ").lower(): actor.actor_id for actor in actors}
    return dict(sorted(names.items(), key=lambda item: (-len(item[0]), item[0])))


@cache
def _index_demonyms() -> dict[str, str]:
    """Index the states by the words for their people: {"russian": "state:RU"}."""
    states = {word.lower(): f"state:{place[4:]}" for word, place in load_demonyms().items() if place.startswith("iso:")}
    return {word: state for word, state in states.items() if state in read_actors()}
