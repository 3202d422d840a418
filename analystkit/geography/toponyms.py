"""Toponyms: the stretches of a text that the gazetteer knows as names, and what the words beside them say of them.

Nothing is decided here: a name may be a person's, and it may be borne by a hundred places.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, get_args

from analystkit.gazetteers.gazetteer import Candidate, Gazetteer, Place, Precision, normalise_name

Role = Literal["literal", "demonym", "government"]

LONGEST_NGRAM = 6  # words
LONGEST_ACRONYM = 4  # letters
LEAST_POSSESSOR = 20_000  # inhabitants; of a smaller place a final s is not taken for a possessive
CONTAINER_REACH = 45  # characters between a name and the place it is said to lie in

# A word, joined parts and all: "al-Bab", "Ma'arrat", "U.S", "T4"
WORD = re.compile(r"[^\W_]+(?:[-–'’`‘ʿ.][^\W_]+)*")
# The parts of a joined word: "Beirut-Damascus"
PART = re.compile(r"[^-–]{2,}")
# What may stand between two words of one name: "Khan Sheikhoun", "Deir ez - Zor"
GAP = re.compile(r" |\u00a0| - |-")
# The number of a make rather than a place: "Il-20", "Su-25", "S-300"
MODEL_NUMBER = re.compile(r"\b[A-Z][A-Za-z]{0,3}-\d")
# What a full stop may follow inside a name: "St. Louis", "W. Va"
ABBREVIATED = re.compile(r"^(?:St|Ste|Mt|Ft|[NSEW])$")
# What stands before the abbreviation of a state that would else be a word: ", " in "Salem, Ore", "D-" in "Casey, D-Pa"
AFTER_COMMA = re.compile(r"(?:,\s|\b[DR]-)$")
# What else tells it by what stands behind: ". l" in "Mass. legislators"
SHORTENED = re.compile(r"\.\s[a-z]")
# A word that may stand inside a name in lower case: "Khan al Asal", "Sea of Galilee", "Rio de Janeiro"
PARTICLE = re.compile(
    r"^(?:al|el|ul|ar|er|as|es|ash|esh|ad|ed|at|an|en|az|ez|bin|ibn|de|da|do|dos|das|del|di|du|des|la|le|les|los|las|van|von|der|den"
    r"|of|the|and|y|e|i|upon|on|sur|am|im)$"
)
# An article that a name may begin with, apart: "al Bab"
LEADING_ARTICLE = re.compile(r"^(?:al|el|ar|ash|esh|az|ez)$")
# The same, joined: "al-Bab", "el-Arish", "ash-Shaykh"
ARTICLED = re.compile(r"^(?:al|el|ul|ar|er|as|es|ash|esh|ad|ed|at|an|en|az|ez)[-'’](?=[A-Z0-9])")
ARTICLE_LETTERS = "aeu"  # that they begin with: no name begins at any other small letter
# What a person's name hardly follows: "in ", "near the "
POSITIONED = re.compile(r"\b(?:in|near|outside|around|inside|at|into)\s+(?:the\s+)?$", re.IGNORECASE)
# A man called after his child and where he is from: "Abu Bakr al-Baghdadi", "Abu Mohammed al-Golani"
KUNYA = re.compile(r"\bAbu\s[A-Z][\w'’]+\s(?:al|el|ul|ar|er|as|es|ash|esh|ad|ed|at|an|en|az|ez)[-'’](?P<origin>[A-Z][\w'’]+)")
# "Idlib's", "Homs'"
POSSESSIVE = re.compile(r"['’]s?$")
# Words that end just before a place: "towards the ", "into rural ", "northern "
LOCATIVE = re.compile(
    r"\b(?:in|near|outside|around|at|from|to|into|towards?|across|throughout|inside|between|over|of|through|via|for|on|off|within"
    r"|leaving|entering|reached|visit(?:ed)?|central|(?:north|south|east|west|northeast|northwest|southeast|southwest)(?:ern)?)\s+"
    r"(?:(?:the|nearby|neighbou?ring|central|rural|greater|(?:north|south|east|west|northeast|northwest|southeast|southwest)(?:ern)?)\s+)*$",
    re.IGNORECASE,
)
# Those that little else than a place follows: "in ", "near the "
STRICT_LOCATIVE = re.compile(r"\b(?:in|near|outside|around|inside|of)\s+(?:the\s+)?$", re.IGNORECASE)
# "northern Syria": the name's own part is meant
DIRECTION = re.compile(r"\b(?:north|south|east|west|(?:north|south)-?(?:east|west))(?:ern)?\s+$", re.IGNORECASE)
# A name in a list, up to what all its names are: "Clarke, Oconee and Madison" in "Clarke, Oconee and Madison counties"
LISTED_NAME = r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?"
LISTED = rf"{LISTED_NAME}(?:,\s{LISTED_NAME}){{0,7}},?\s(?:and|or)\s{LISTED_NAME}"
# A name just before a word of kind, whose kind it then is: "Helmand " in "Helmand province of Afghanistan"
OF_ANOTHER = re.compile(r"\b(?!The\b|A\b|In\b|Near\b)[A-Z][\w'’-]*\s$")
# What stands between a name and the place it lies in: ", " in "Douma, Syria", " in northern " in "Azaz in northern Aleppo"; the comma
# may be lost
CONTAINED = re.compile(
    r"^\s*(?:,\s*|\s(?:in|,)?\s*(?:the\s+)?(?:(?:north|south|east|west)\w*\s+|rural\s+|central\s+)?(?:province\s+of\s+|state\s+of\s+)?)$"
    r"|^\s(?:in|near|of)\s(?:the\s)?(?:[a-z]+\s){0,3}$"
    r"|^,?\san?\s(?:[a-z-]+\s){1,3}(?:in|of|near)\s(?:the\s)?(?:[a-z]+\s(?:of\s)?)?$"  # "Kum, a hamlet in the east of Homs"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch of text that the gazetteer knows: text[start:end]."""

    start: int
    end: int
    text: str
    candidates: tuple[Candidate, ...]
    role: Role = "literal"


class Kind(NamedTuple):
    """What a word beside a name says of it."""

    word: str
    precision: Precision
    feature: str


_PRECISIONS: dict[str, Precision] = {precision: precision for precision in get_args(Precision)}


@cache
def _read_csv(name: str) -> list[dict[str, str]]:
    with files("analystkit.data").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def load_demonyms() -> dict[str, str]:
    """Load the demonyms: {word: place_id}."""
    return {row["demonym"]: row["place_id"] for row in _read_csv("demonyms.csv")}


@cache
def load_abbreviations(context: str) -> dict[str, str]:
    """Load the abbreviations that stand anywhere (`any`) or behind a comma (`after_comma`): {letters: place_id}."""
    return {row["abbreviation"]: row["place_id"] for row in _read_csv("abbreviations.csv") if row["context"] == context}


@cache
def load_kinds(position: str) -> dict[str, Kind]:
    """Load the words that stand `before` or `after` a name and tell what it is."""
    return {
        row["word"]: Kind(row["word"], _PRECISIONS[row["precision"]], row["feature"])
        for row in _read_csv("place_kinds.csv")
        if row["position"] == position
    }


class _Word(NamedTuple):
    start: int
    end: int
    text: str


def scan_names(text: str, gazetteer: Gazetteer) -> list[Name]:
    """Scan a text for the longest capitalised names that the gazetteer knows, left to right."""
    matches = list(WORD.finditer(text))
    words, names, following = _Words(matches), list[Name](), 0
    for index, match in enumerate(matches):
        first = text[match.start()]
        if index >= following and (not first.islower() or first in ARTICLE_LETTERS):
            found, used = _match_at(text, words, index, gazetteer)
            names += found
            following = index + used
    listed = [name for name in _scan_lists(text, gazetteer) if not any(o.start < name.end and name.start < o.end for o in names)]
    return sorted([*names, *listed], key=lambda name: name.start) if listed else names


def _scan_lists(text: str, gazetteer: Gazetteer) -> Iterator[Name]:
    """Scan for names that only the end of their list tells: "Clarke" in "Clarke and Oconee counties"."""
    for found in _compile_lists().finditer(text):
        for part in re.finditer(LISTED_NAME, found["names"]):
            start, end = found.start("names") + part.start(), found.start("names") + part.end()
            candidates = gazetteer.find_candidates(f"{part.group()} {_make_singular(found['word'])}")
            exact = tuple(candidate for candidate in candidates if candidate.match == "exact")
            if exact:
                yield Name(start, end, part.group(), exact)


@cache
def _compile_lists() -> re.Pattern[str]:
    # Only where a word begins: tried at every capital of it, a word of a million letters takes days.
    return re.compile(rf"(?<![\w'’-])(?P<names>{LISTED})\s(?P<word>{'|'.join(_list_plurals())})\b")


def _list_plurals() -> list[str]:
    return [word for word, kind in load_kinds("after").items() if kind.feature.startswith("ADM") and word.endswith("s")]


def _make_singular(word: str) -> str:
    """Make the singular of a word of kind: "counties", "parishes", "provinces"."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith("shes") else word.removesuffix("s")


class _Words:
    """The words of a text without what makes them possessive; most of a text are never looked at."""

    def __init__(self, matches: Sequence[re.Match[str]]) -> None:
        self._matches = matches

    def __len__(self) -> int:
        return len(self._matches)

    def __getitem__(self, index: int) -> _Word:
        found = self._matches[index]
        return _strip_possessive(_Word(*found.span(), found.group()))


def _strip_possessive(word: _Word) -> _Word:
    if word.text[-1] not in "s'’":
        return word
    bare = POSSESSIVE.sub("", word.text)
    return _Word(word.start, word.start + len(bare), bare)


def _match_at(text: str, words: _Words, index: int, gazetteer: Gazetteer) -> tuple[list[Name], int]:
    """Match the longest name that begins at a word; returns it, if any, and how many words it takes."""
    first = words[index]
    begins = _is_capital(first.text) or (
        LEADING_ARTICLE.match(first.text)
        and index + 1 < len(words)
        and words[index + 1].text[0].isupper()
        and _joins(text, first, words[index + 1])
    )
    if not begins:
        return [], 1
    for last in range(_find_run_end(text, words, index), index - 1, -1):
        if not _is_capital(words[last].text):
            continue
        end = words[last].end
        if last > index and gazetteer.is_blocked(text[first.start : end]):
            return [], last - index + 1  # "Islamic State": none of its words is looked up alone
        name = _look_up(text, first.start, end, gazetteer)
        if name is None:
            continue
        if name.candidates[0].match == "variant":
            parts = _match_parts(text, words, index, gazetteer)[0] if last == index else _look_up_first(text, first, gazetteer)
            if any(c.place.feature == "PCLI" for part in parts for c in part.candidates):
                continue  # "Syria Golan", "US-Russia": two names, not another spelling of one
        return [name], last - index + 1
    return _match_parts(text, words, index, gazetteer)


def _look_up_first(text: str, word: _Word, gazetteer: Gazetteer) -> list[Name]:
    name = _look_up(text, word.start, word.end, gazetteer)
    return [name] if name is not None else []


def _find_run_end(text: str, words: _Words, index: int) -> int:
    """Find the last word that a name begun at index can hold."""
    end = index
    while end + 1 < len(words) and end + 1 - index < LONGEST_NGRAM and _joins(text, words[end], words[end + 1]):
        following = words[end + 1].text
        if not (_is_capital(following) or PARTICLE.match(following)):
            break
        end += 1
    return end


def _match_parts(text: str, words: _Words, index: int, gazetteer: Gazetteer) -> tuple[list[Name], int]:
    """Match the capitalised parts of a joined word, "Beirut-Damascus", whose last may begin a longer name: "R-Salt Lake City"."""
    word, names, used = words[index], [], 1
    for part in PART.finditer(text, word.start, word.end):
        if (
            part.end() - part.start() < word.end - word.start
            and part.group()[0].isupper()
            and not MODEL_NUMBER.match(text, part.start())
            and not LEADING_ARTICLE.match(part.group().lower())
        ):
            runs = [(part.end(), 1)]
            if part.end() == word.end:
                longest = _find_run_end(text, words, index)
                runs = [(words[last].end, last - index + 1) for last in range(longest, index, -1) if _is_capital(words[last].text)] + runs
            for end, count in runs:
                name = _look_up(text, part.start(), end, gazetteer)
                if name is not None and name.candidates[0].match == "exact":
                    names.append(name)
                    used = count
                    break
    return names, used


def _look_up(text: str, start: int, end: int, gazetteer: Gazetteer) -> Name | None:
    spelled = text[start:end]
    if spelled in load_demonyms():
        place = gazetteer.get_place(load_demonyms()[spelled])
        return Name(start, end, spelled, (Candidate(place, "exact"),), "demonym")
    short = load_abbreviations("any").get(spelled)
    shortened = "." in spelled or (SHORTENED.match(text, end) and not spelled.isupper())
    if short is None and (shortened or AFTER_COMMA.search(text[max(0, start - 2) : start])):
        short = load_abbreviations("after_comma").get(spelled)
    if short is not None:
        return Name(start, end, spelled, (Candidate(gazetteer.get_place(short), "exact"),))
    acronym = spelled.isupper() and len(spelled) <= LONGEST_ACRONYM and not any(char.isdigit() for char in spelled)
    if (acronym or spelled in load_abbreviations("after_comma")) and not gazetteer.is_own(spelled):
        return None  # "SOHR", "ISIS", "Mass" of "Mass killing"
    candidates = tuple(gazetteer.find_candidates(spelled))
    if candidates and candidates[0].match == "exact":
        return Name(start, end, spelled, candidates)
    if spelled.endswith("s") and len(spelled) > 4:  # a possessive whose apostrophe was stripped: "Syrias"
        bare = tuple(c for c in gazetteer.find_candidates(spelled[:-1]) if c.match == "exact")
        if bare and max(c.place.population for c in bare) > LEAST_POSSESSOR:
            return Name(start, end - 1, spelled[:-1], bare)
    if not candidates or (" " in spelled and gazetteer.is_blocked(spelled.split(" ", 1)[0])):
        return None  # "The Kenya", "In Asia"
    return Name(start, end, spelled, candidates)


def _is_capital(word: str) -> bool:
    return (
        word[0].isupper()
        or bool(ARTICLED.match(word))
        or (word[0].isdigit() and len(word) > 1 and word[-1].isalpha() and word[-1].isupper())
    )


def _joins(text: str, left: _Word, right: _Word) -> bool:
    gap = text[left.end : right.start]
    return bool(GAP.fullmatch(gap)) or (gap == ". " and bool(ABBREVIATED.match(left.text)))


def find_kind(text: str, name: Name) -> tuple[Kind | None, int]:
    """Find the word of kind beside a name, "town of X" or "X province", and where the mention ends with it."""
    after = _compile_kinds("after").match(text, name.end)
    if after:
        return load_kinds("after")[after["word"].lower()], after.end()
    listed = _compile_list_tail().match(text, name.end)
    if listed:
        return load_kinds("after")[listed["word"]], name.end
    before = _compile_kinds("before").search(text[max(0, name.start - 40) : name.start])
    before = before or _compile_list_head().search(text[max(0, name.start - 90) : name.start])
    if before is None:
        return None, name.end
    owner = OF_ANOTHER.search(before.string[: before.start()])
    if owner and owner.group().strip() not in load_demonyms():  # "the Syrian province of Homs" is of Homs
        return None, name.end
    kind = load_kinds("before")[before["word"].lower()]
    features = {candidate.place.feature for candidate in name.candidates}
    of_country = "PCLI" in features and kind.feature.startswith("ADM") and kind.feature not in features
    return (None if of_country else kind), name.end  # "border regions of Iraq", but "the state of Georgia"


@cache
def _compile_list_tail() -> re.Pattern[str]:
    tail = rf"(?:,\s{LISTED_NAME}){{0,7}}(?:,?\s(?:and|or)\s{LISTED_NAME})"
    return re.compile(rf"{tail}\s(?P<word>{'|'.join(_list_plurals())})\b")


@cache
def _compile_list_head() -> re.Pattern[str]:
    """Compile what leads to a later name of a list whose kind stands before it: "the provinces of Idlib, Hama and "."""
    words = "|".join(word for word in load_kinds("before") if word.endswith("s of"))
    return re.compile(rf"\b(?P<word>{words})\s{LISTED_NAME}(?:,\s{LISTED_NAME}){{0,7}}(?:,\s|,?\s(?:and|or)\s)$")


@cache
def _compile_kinds(position: Literal["after", "before"]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(load_kinds(position), key=len, reverse=True)))
    return re.compile(rf"[\s-](?P<word>{words})\b" if position == "after" else rf"\b(?P<word>{words})\s$", re.IGNORECASE)


def find_persons(text: str) -> frozenset[str]:
    """Find the names of origin that a text gives to somebody known as father of another: "baghdadi" of "Abu Bakr al-Baghdadi"."""
    return frozenset(normalise_name(found["origin"]) for found in KUNYA.finditer(text))


def is_person(text: str, start: int, end: int, persons: frozenset[str]) -> bool:
    """Tell whether a name is a person's of the article: "Baghdadi and his guards", not "in al-Baghdadi"."""
    known = bool(persons) and normalise_name(ARTICLED.sub("", text[start:end])) in persons
    return known and not POSITIONED.search(text[max(0, start - 20) : start])


def find_containers(text: str, name: Name, following: Name | None) -> tuple[Place, ...]:
    """Find what the words say that a name lies in: the senses of the next name in "Paris, Texas", "Binnish in Idlib province"."""
    if following is None or not 0 < following.start - name.end < CONTAINER_REACH:
        return ()
    if not CONTAINED.match(text[name.end : following.start]):
        return ()
    return tuple(candidate.place for candidate in following.candidates[:8])


def find_with_kind(name: str, kind: Kind, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Find the places whose own name holds the word of kind: "Damascus countryside", and "Hama airbase" by any word for an airbase."""
    spelled = [f"{name} {_make_singular(kind.word) if kind.feature.startswith('ADM') else kind.word}", f"{kind.word} {name}"]
    if kind.precision == "site":
        spelled += [f"{name} {other.word}" for other in load_kinds("after").values() if other.feature[:3] == kind.feature[:3]]
    found = {
        candidate.place.place_id: candidate
        for words in spelled
        for candidate in gazetteer.find_candidates(words)
        if candidate.match == "exact" or (kind.precision == "site" and candidate.place.precision == "site")
    }
    return tuple(found[place_id] for place_id in sorted(found))
