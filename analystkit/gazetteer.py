"""The gazetteer: which places bear a name, however news spells it, and the boundaries of countries and provinces.

It is three kinds of file beside this package's other data, built by data/gazetteer/build.py: places.parquet (one row a place),
names.parquet (one row a spelling: a hash and the row of its place) and boundaries_*.parquet. They load as flat arrays, so that
a process holds no dictionary of a million names.
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import fuzz, process

Match = Literal["exact", "variant", "fuzzy"]
Precision = Literal["site", "settlement", "district", "province", "region", "country"]

LONGEST_NAME = 80  # characters; a longer one is no name
SHORTEST_SKELETON = 4  # letters; below it too many names fall together
FUZZY_CUTOFF = 90  # similarity of skeletons, 0 to 100
EXACT, VARIANT = 0, 1  # the kinds of key in names.parquet

# What joins words inside a name: "Deir ez-Zor", "Ma'arrat/Misrin", "St. Louis"
JOINER = re.compile(r"[\s\-‐-―_/.,;:()\"“”]+")
# Signs of transliteration that stand for no letter of their own: "Sana'a", "Homs’", "ʿAyn"
APOSTROPHE = re.compile(r"['`´‘’ʻʼʾʿˈ]")
# The Arabic article before a word, in any of its assimilated forms: "al Bab", "ash Shaykh", "ez Zor"
ARTICLE = re.compile(r"\b(?:al|el|ul|il|ar|er|as|es|ash|esh|ad|ed|at|et|an|en|az|ez|ath|adh|ud|us|ur|uz|l)\s(?=\w)")
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


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer; the point is in degrees, EPSG:4326, the uncertainty in km."""

    place_id: str
    name: str
    feature: str
    country: str
    admin1: str
    admin1_id: str
    latitude: float
    longitude: float
    population: int
    precision: Precision
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that bears a name, and how the name met its own."""

    place: Place
    match: Match


@lru_cache(maxsize=50_000)
def normalise_name(name: str) -> str:
    """Normalise a name for exact look-up: no case, accents, apostrophes or punctuation, single spaces.

    Examples
    --------
    >>> normalise_name("Ma`arrat an-Nu‘mān")
    'maarrat an numan'
    """
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("đ", "d"))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return JOINER.sub(" ", APOSTROPHE.sub("", bare)).strip()


def make_skeleton(name: str) -> str:
    """Make the skeleton of a transliterated name: spellings of one name that news varies give the same one.

    Examples
    --------
    >>> make_skeleton("Ar-Raqqah") == make_skeleton("Rakka")
    True
    >>> make_skeleton("Khmeimim") == make_skeleton("al-Hmeymim")
    True
    """
    skeleton = JOINED_ARTICLE.sub(lambda found: found.group()[-1], ARTICLE.sub("", normalise_name(name)))
    for pattern, replacement in SPELLINGS:
        skeleton = pattern.sub(replacement, skeleton)
    return skeleton.replace(" ", "")


def hash_name(kind: int, key: str) -> int:
    """Hash a key to 48 bits: a million of them, sorted, take little room, and two fall together once in a hundred million look-ups."""
    return int.from_bytes(hashlib.blake2b(f"{kind}{key}".encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")


class Gazetteer:
    """Places by name and by id; `load_gazetteer` gives the one of the package."""

    def __init__(self, places: pa.Table, names: pa.Table, stop_names: dict[str, str]) -> None:
        self._columns: dict[str, Any] = {
            name: places.column(name).combine_chunks() for name in ("place_id", "name", "feature", "country", "admin1_id")
        }
        for name in ("latitude", "longitude", "population", "uncertainty_km"):
            self._columns[name] = places.column(name).to_numpy()
        self._precision = places.column("precision").combine_chunks()
        self._keys = names.column("key").to_numpy()
        self._rows = names.column("row").to_numpy()
        self._blocked = frozenset(name for name, reason in stop_names.items() if reason == "blocked")
        self._words = frozenset(name for name, reason in stop_names.items() if reason == "word")
        self._by_id: dict[str, int] = {}
        self._fuzzy_names: dict[str, dict[int, str]] = {}
        self._look_up = lru_cache(maxsize=20_000)(self._match_name)
        self._get_row = lru_cache(maxsize=20_000)(self._build_place)

    def find_candidates(self, name: str) -> list[Candidate]:
        """Find the places that bear a name, exact matches first, each by falling population; none for a blocked word.

        Examples
        --------
        >>> gazetteer = load_gazetteer()
        >>> {candidate.place.country for candidate in gazetteer.find_candidates("Idlib")}
        {'SY'}
        >>> gazetteer.find_candidates("March")
        []
        """
        return list(self._look_up(name))

    def _match_name(self, name: str) -> tuple[Candidate, ...]:
        if not name or len(name) > LONGEST_NAME:
            return ()
        key = normalise_name(name)
        if not key or key in self._blocked:
            return ()
        exact = self._find_rows(EXACT, key)
        skeleton = make_skeleton(key)
        variant = [row for row in self._find_rows(VARIANT, skeleton) if row not in exact] if len(skeleton) >= SHORTEST_SKELETON else []
        return tuple(self._sort([Candidate(self._get_row(row), "exact") for row in exact])) + tuple(
            self._sort([Candidate(self._get_row(row), "variant") for row in variant])
        )

    def find_fuzzy(self, name: str, countries: Iterable[str]) -> list[Candidate]:
        """Find places of the countries whose name nearly is the given one, the nearest first, at most five.

        Skeletons are compared, so that transliteration costs nothing; a name of fewer than five letters has none.
        """
        skeleton = make_skeleton(name) if len(name) <= LONGEST_NAME else ""
        if len(skeleton) < SHORTEST_SKELETON + 1 or normalise_name(name) in self._blocked:
            return []
        found: list[tuple[float, int]] = []
        for country in sorted(set(countries)):
            near = process.extract(skeleton, self._list_skeletons(country), scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=5)
            found += [(-score, row) for other, score, row in near if other[0] == skeleton[0]]
        return [Candidate(self._get_row(row), "fuzzy") for _, row in sorted(found)[:5]]

    def get_place(self, place_id: str) -> Place:
        """Get a place by its id.

        Raises
        ------
        KeyError
            No place has the id.
        """
        if not self._by_id:
            self._by_id = {place_id: row for row, place_id in enumerate(self._columns["place_id"].to_pylist())}
        if place_id not in self._by_id:
            raise KeyError(f"place_id: {place_id!r} is not in the gazetteer; find_candidates(name) tells the ids of a name")
        return self._get_row(self._by_id[place_id])

    def is_blocked(self, name: str) -> bool:
        """Tell whether a name is a word that is never looked up ("The", "March", "ISIS")."""
        return normalise_name(name) in self._blocked

    def is_common_word(self, name: str) -> bool:
        """Tell whether a name is also a common word ("Reading", "Hit"): to be believed only where the context says place."""
        return normalise_name(name) in self._words

    def _find_rows(self, kind: int, key: str) -> list[int]:
        wanted = np.uint64(hash_name(kind, key))
        left = int(self._keys.searchsorted(wanted, side="left"))
        right = left
        while right < len(self._keys) and self._keys[right] == wanted:
            right += 1
        return [int(row) for row in self._rows[left:right]]

    def _build_place(self, row: int) -> Place:
        columns = self._columns
        admin1_id = columns["admin1_id"][row].as_py()
        return Place(
            place_id=columns["place_id"][row].as_py(),
            name=columns["name"][row].as_py(),
            feature=columns["feature"][row].as_py(),
            country=columns["country"][row].as_py(),
            admin1=load_admin1_names().get(admin1_id, ""),
            admin1_id=admin1_id,
            latitude=round(float(columns["latitude"][row]), 5),
            longitude=round(float(columns["longitude"][row]), 5),
            population=int(columns["population"][row]),
            precision=self._precision[row].as_py(),
            uncertainty_km=round(float(columns["uncertainty_km"][row]), 1),
        )

    def _list_skeletons(self, country: str) -> dict[int, str]:
        if country not in self._fuzzy_names:
            rows = np.flatnonzero(np.asarray(pa.compute.equal(self._columns["country"], country)))
            names = self._columns["name"].take(pa.array(rows)).to_pylist()
            self._fuzzy_names[country] = {int(row): make_skeleton(name) for row, name in zip(rows, names, strict=True)}
        return self._fuzzy_names[country]

    @staticmethod
    def _sort(candidates: list[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=lambda candidate: (-candidate.place.population, candidate.place.place_id))


@cache
def load_gazetteer() -> Gazetteer:
    """Load the gazetteer of the package, once a process.

    Examples
    --------
    >>> load_gazetteer().get_place("iso:SY").name
    'Syria'
    """
    return Gazetteer(_read_table("places.parquet"), _read_table("names.parquet"), _read_stop_names())


@cache
def load_boundaries(level: Literal["country", "admin1"]) -> gpd.GeoDataFrame:
    """Load the boundaries of all countries or first-order divisions, simplified for drawing; one row is one of them.

    Columns place_id, name, country and geometry, EPSG:4326. Natural Earth's de facto view: disputed.csv says what that
    means where borders are disputed.

    Raises
    ------
    ValueError
        `level` is neither country nor admin1.

    Examples
    --------
    >>> load_boundaries("country").query("country == 'SY'")["name"].item()
    'Syria'
    """
    if level not in ("country", "admin1"):
        raise ValueError(f"level: {level!r} has no boundaries; give 'country' or 'admin1'")
    with as_file(files("analystkit.data").joinpath(f"boundaries_{level}.parquet")) as path:
        return gpd.read_parquet(path)


def find_boundary(place_id: str) -> Any | None:
    """Find the boundary of a country (`iso:SY`) or first-order division (`iso:SY-LA`) as a polygon; None where there is none."""
    level: Literal["country", "admin1"] = "admin1" if "-" in place_id else "country"
    return _index_boundaries(level).get(place_id)


@cache
def _index_boundaries(level: Literal["country", "admin1"]) -> dict[str, Any]:
    boundaries = load_boundaries(level)
    return dict(zip(boundaries["place_id"], boundaries.geometry, strict=True))


@cache
def load_admin1_names() -> dict[str, str]:
    """Load the names of the first-order divisions: {place_id: name}."""
    with files("analystkit.data").joinpath("admin1.csv").open(encoding="utf-8") as lines:
        return {row["place_id"]: row["name"] for row in csv.DictReader(lines)}


def _read_table(name: str) -> pa.Table:
    with as_file(files("analystkit.data").joinpath(name)) as path:
        return pq.read_table(path)


def _read_stop_names() -> dict[str, str]:
    with files("analystkit.data").joinpath("stop_names.csv").open(encoding="utf-8") as lines:
        return {row["name"]: row["reason"] for row in csv.DictReader(lines)}
