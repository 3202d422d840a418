"""Spelling: which written forms are one name, whatever case, accents and transliteration news writes it in.

A name is looked up by a hash of its normal form (`exact`), else of its skeleton, which its transliterations share (`variant`).
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz

LONGEST_NAME = 80  # characters; a longer one is no name
SHORTEST_SKELETON = 4  # letters; below it too many names fall together
SHORTEST_BARE = 4  # letters that a name without its article has at least
SPELLING_SIMILARITY = 60  # of two skeletons of one place, 0 to 100, that are spellings of one name
BETWEEN = "\0"  # parts names that are respelt together: neither a letter nor white space
EXACT, VARIANT, IDENTITY = 0, 1, 2  # the kinds of key: a name, a skeleton, a place_id

# What joins words inside a name: "Deir ez-Zor", "Ma'arrat/Misrin", "St. Louis"
JOINER = re.compile(r"[\s\-‐-―_/.,;:()\"“”]+")
# Signs of transliteration that stand for no letter of their own: "Sana'a", "Homs’", "ʿAyn"
APOSTROPHE = re.compile(r"['`´‘’ʻʼʾʿˈ]")
# The Arabic article before a word, in any of its assimilated forms: "al Bab", "ash Shaykh", "ez Zor"
ARTICLE = re.compile(r"\b(?:al|el|ul|il|ar|er|as|es|ash|esh|ad|ed|at|et|an|en|az|ez|ath|adh|ud|us|ur|uz|l)\s(?=\w)")
# The article that begins a normalised name: "al shaar", "az zabadani"
LEADING_ARTICLE = re.compile(r"^(?:al|el|ar|as|ash|ad|at|an|az|ath|adh)\s(?=\w)")
# The article written together with an assimilated word: "Ezzor", "Arraqqa", "Assuwayda"
JOINED_ARTICLE = re.compile(r"\b[ae](?:zz|rr|ss|dd|tt|nn|shsh)(?=\w{2})")
# Spellings that transliteration systems choose between, in order: "khan"/"han", "qasr"/"kasr", "Tadmour"/"Tadmur"
SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"kh", "x"),  # Khmeimim, Hmeimim: a letter of its own until the other rules for h have run
        (r"gh", "g"),  # Ghouta, Gouta
        (r"s?ch|sh", "$"),  # Cheikh, Sheikh: likewise
        (r"dj", "j"),  # Djebel, Jebel
        (r"dh|th", "d"),  # Abu Dhuhur, Abu Duhur
        (r"[qck]", "k"),  # Raqqa, Rakka
        (r"ph", "f"),
        (r"v", "w"),
        (r"h\b", ""),  # Raqqah, Raqqa
        (r"x", "h"),
        (r"au|aw(?![aeiouy])", "u"),  # Zawr, Zaur, Zor
        (r"[aeiy]+", "a"),  # Deir, Dayr, Der; Saraqib, Sarakeb
        (r"[ouw]+", "u"),  # Ghouta, Ghuta; Mosul, Mosoul
        (r"(\w)\1+", r"\1"),  # Daraa, Dara; Latakia, Lattakia
    )
)


@lru_cache(maxsize=50_000)
def normalise_name(name: str) -> str:
    """Normalise a name for exact look-up: no case, accents, apostrophes or punctuation, single spaces.

    Examples
    --------
    >>> normalise_name("Ma`arrat an-Nu‘mān")
    'maarrat an numan'
    """
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("đ", "d"))
    bare = folded if folded.isascii() else "".join(char for char in folded if not unicodedata.combining(char))
    return JOINER.sub(" ", APOSTROPHE.sub("", bare)).strip()


@lru_cache(maxsize=50_000)
def make_skeleton(name: str) -> str:
    """Make the skeleton of a transliterated name: spellings of one name that news varies give the same one.

    Examples
    --------
    >>> make_skeleton("Ar-Raqqah") == make_skeleton("Rakka")
    True
    >>> make_skeleton("Khmeimim") == make_skeleton("al-Hmeymim")
    True
    """
    return _respell(normalise_name(name))


def make_skeletons(names: Sequence[str]) -> list[str]:
    """Make the skeletons of many names at once, which takes half the time.

    Examples
    --------
    >>> make_skeletons(["Ar-Raqqah", "Khmeimim"])
    ['raka', 'hmamam']
    """
    keys = (normalise_name(name).replace(BETWEEN, "") for name in names)
    return _respell(BETWEEN.join(keys)).split(BETWEEN) if names else []


def _respell(key: str) -> str:
    """Respell a normalised name, or several that BETWEEN parts, which no rule sees across."""
    skeleton = JOINED_ARTICLE.sub(lambda found: found.group()[-1], ARTICLE.sub("", key))
    for pattern, replacement in SPELLINGS:
        skeleton = pattern.sub(replacement, skeleton)
    return skeleton.replace(" ", "")


def hash_name(kind: int, key: str) -> int:
    """Hash a key to 48 bits: a million of them, sorted, take little room, and two fall together once in a hundred million look-ups."""
    return int.from_bytes(hashlib.blake2b(f"{kind}{key}".encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")


@cache
def load_transliterated() -> frozenset[str]:
    """Load the countries whose names news transliterates: ISO 3166-1 codes."""
    with files("analystkit.data").joinpath("transliterated.csv").open(encoding="utf-8") as lines:
        return frozenset(row["country"] for row in csv.DictReader(lines))


def list_hashes(name: str, aliases: Iterable[str], country: str, *, vary: bool = True) -> set[int]:
    """List the hashes under which a place is found: of its name and aliases as written, and of their skeletons.

    Skeletons only in countries whose names are transliterated, or where the country is not known, and only of spellings
    of the place's own name, since its other names do not vary as transliterations do; none where not `vary`.
    """
    keys = {normalise_name(spelled) for spelled in (name, *aliases)} - {""}
    if country in load_transliterated():
        # "al-Shaar" is written "Shaar" as often.
        keys |= {bare for bare in (LEADING_ARTICLE.sub("", key) for key in keys) if len(bare) >= SHORTEST_BARE}
    hashes = {hash_name(EXACT, key) for key in keys}
    if vary and (not country or country in load_transliterated()):
        own = make_skeleton(name)
        near = {skeleton for skeleton in map(make_skeleton, keys) if fuzz.ratio(skeleton, own) >= SPELLING_SIMILARITY}
        hashes |= {hash_name(VARIANT, skeleton) for skeleton in near if len(skeleton) >= SHORTEST_SKELETON}
    return hashes
