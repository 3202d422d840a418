"""The gazetteer: which places bear a name, however news spells it, and the boundaries of countries and provinces.

It is layers of places, each over the next. That of the package lies at the bottom: files beside its other data, built by
data/gazetteer/build.py. An analyst lays her own list, or a file built from GeoNames dumps, on top.
"""

import csv
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import fuzz, process

from analystkit.gazetteers.layers import ARROW, Candidate, GazetteerError, Layer, Match, Place, Precision
from analystkit.geography.boundaries import find_boundary, load_admin1_names, load_boundaries
from analystkit.geography.spelling import (
    EXACT,
    LONGEST_NAME,
    SHORTEST_SKELETON,
    VARIANT,
    hash_name,
    make_skeleton,
    normalise_name,
)

__all__ = [
    "EXACT",
    "SHORTEST_SKELETON",
    "VARIANT",
    "Candidate",
    "Gazetteer",
    "GazetteerError",
    "Match",
    "Place",
    "Precision",
    "Sources",
    "find_boundary",
    "hash_name",
    "load_admin1_names",
    "load_boundaries",
    "load_gazetteer",
    "make_skeleton",
    "normalise_name",
]

FUZZY_CUTOFF = 90  # similarity of skeletons, 0 to 100
FRAME: tuple[Precision, ...] = ("country", "province", "region")  # what demonyms, abbreviations and borders hang on
KM_PER_DEGREE = 111.2  # of latitude
SAME_KM = 10.0  # a place of the analyst's list this near one of the same name is that one


class Gazetteer:
    """Places by name and by id; `load_gazetteer` gives the one of the package, or one with the analyst's own places.

    Parameters
    ----------
    layers
        The upper ones first. A place of an upper layer stands for one of the same id below.
    blocked
        Normalised names that are never looked up, unless the analyst's own list holds them.
    """

    def __init__(self, layers: Sequence[Layer], blocked: Iterable[str]) -> None:
        self._layers = tuple(layers)
        self._blocked = frozenset(blocked)
        self.reload: Callable[[], Gazetteer] | None = None  # loads the same again
        self._fuzzy_names: dict[str, dict[str, dict[tuple[int, int], str]]] = {}
        self._replaced: dict[str, Place] = {}
        self._look_up = lru_cache(maxsize=20_000)(self._match_name)
        self._get_place = lru_cache(maxsize=20_000)(self._build_place)
        self._get_by_id = lru_cache(maxsize=20_000)(self._find_place)
        self._replaced = self._list_replaced()

    def find_candidates(self, name: str) -> list[Candidate]:
        """Find the places that bear a name, exact matches first, each by falling population; none for a blocked word.

        A name of the analyst's own list means the places of that list alone.

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
        if not key or self._is_blocked(key):
            return ()
        own = next(
            (places for level, layer in enumerate(self._layers) if layer.own and (places := self._list_places(EXACT, key, [level]))), None
        )
        exact = own or self._list_places(EXACT, key)
        skeleton = make_skeleton(key)
        variant = self._list_places(VARIANT, skeleton) if own is None and len(skeleton) >= SHORTEST_SKELETON else {}
        others = {place_id: place for place_id, place in variant.items() if place_id not in exact}
        return _rank(exact, "exact") + _rank(others, "variant")

    def _list_places(self, kind: int, key: str, levels: Iterable[int] | None = None) -> dict[str, Place]:
        """List the places by id that a key leads to in the layers, the upper ones' standing for those of the same id below."""
        found: dict[str, Place] = {}
        for level in range(len(self._layers)) if levels is None else levels:
            for row in self._layers[level].find_rows(kind, key):
                place = self._get_place(level, row)
                found.setdefault(place.place_id, place)
        return found

    def fingerprint(self) -> str:
        """Hash all that it holds: of two gazetteers with one fingerprint either can stand for the other."""
        return "-".join([*(layer.fingerprint() for layer in self._layers), str(len(self._blocked))])

    def find_fuzzy(self, name: str, countries: Iterable[str]) -> list[Candidate]:
        """Find places of the countries whose name nearly is the given one, the nearest first, at most five.

        Skeletons are compared, so that transliteration costs nothing; a name of fewer than five letters has none.
        """
        skeleton = make_skeleton(name) if len(name) <= LONGEST_NAME else ""
        if len(skeleton) < SHORTEST_SKELETON + 1 or self._is_blocked(normalise_name(name)):
            return []
        found: list[tuple[float, tuple[int, int]]] = []
        for country in sorted(set(countries)):
            near = process.extract(
                skeleton, self._list_skeletons(country, skeleton[0]), scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=5
            )
            found += [(-score, row) for _, score, row in near]
        places = {place.place_id: place for _, row in sorted(found) for place in [self._get_place(*row)]}
        return [Candidate(place, "fuzzy") for place in list(places.values())[:5]]

    def get_place(self, place_id: str) -> Place:
        """Get a place by its id.

        Raises
        ------
        KeyError
            No place has the id.
        """
        return self._get_by_id(place_id)

    def _find_place(self, place_id: str) -> Place:
        for level, layer in enumerate(self._layers):
            row = layer.find_id(place_id)
            if row is not None:
                return self._get_place(level, row)
        raise KeyError(f"place_id: {place_id!r} is not in the gazetteer; find_candidates(name) tells the ids of a name")

    def is_blocked(self, name: str) -> bool:
        """Tell whether a name is a word that is never looked up ("The", "March", "ISIS")."""
        return self._is_blocked(normalise_name(name))

    def is_common_word(self, name: str) -> bool:
        """Tell whether a name is also a common word ("Reading", "Hit"): to be believed only where the context says place."""
        key = normalise_name(name)
        if key in self._blocked:
            return True
        # What is a word to an upper layer, because it knows but a hamlet of the name, may be a city's name below.
        return any(
            key in layer.words and not any(below.has_name(key) and key not in below.words for below in self._layers[level + 1 :])
            for level, layer in enumerate(self._layers)
        )

    def is_own(self, name: str) -> bool:
        """Tell whether the analyst's own list holds a name as it is written."""
        return any(layer.own and layer.has_name(name) for layer in self._layers)

    def _is_blocked(self, key: str) -> bool:
        return key in self._blocked and not self.is_own(key)

    def _build_place(self, level: int, row: int) -> Place:
        """Build the place of a row, or the one of an upper layer that stands for it."""
        place = self._layers[level].build_place(row, load_admin1_names())
        for upper in range(level):
            above = self._layers[upper].find_id(place.place_id)
            if above is not None:
                return self._get_place(upper, above)
        return self._replaced.get(place.place_id, place)

    def _list_replaced(self) -> dict[str, Place]:
        """List the places that one of the analyst's own stands for: those that bear its name at the same spot."""
        replaced: dict[str, Place] = {}
        for level, layer in enumerate(self._layers):
            for row in range(layer.size if layer.own else 0):
                own = layer.build_place(row, load_admin1_names())
                for kind, key in ((EXACT, normalise_name(own.name)), (VARIANT, make_skeleton(own.name))):
                    for below in self._list_places(kind, key, range(level + 1, len(self._layers))).values():
                        if below.precision == own.precision and _are_near(own, below):
                            replaced.setdefault(below.place_id, own)
        self._get_place.cache_clear()
        return replaced

    def __reduce__(self) -> tuple[Callable[..., "Gazetteer"], tuple[object, ...]]:
        """Let another process load it from where this one has, if from anywhere, rather than send it millions of places."""
        return (Gazetteer, (self._layers, self._blocked)) if self.reload is None else (self.reload, ())

    def _list_skeletons(self, country: str, initial: str) -> dict[tuple[int, int], str]:
        """List the skeletons of a country's names that begin with a letter: a misspelt name mostly keeps its first."""
        if country not in self._fuzzy_names:
            own: dict[str, dict[tuple[int, int], str]] = {}
            for level, layer in enumerate(self._layers):
                for row, skeleton in layer.list_skeletons(country).items():
                    own.setdefault(skeleton[:1], {})[level, row] = skeleton
            self._fuzzy_names[country] = own
        return self._fuzzy_names[country].get(initial, {})


def _rank(places: Mapping[str, Place], match: Match) -> tuple[Candidate, ...]:
    ranked = sorted(places.values(), key=lambda place: (-place.population, place.place_id))
    return tuple(Candidate(place, match) for place in ranked)


# What an argument `gazetteer=` takes: files of places, the first winning over the next, or a gazetteer; None is the package's own
Sources: TypeAlias = Gazetteer | str | Path | Iterable[str | Path] | None


def load_gazetteer(sources: Sources = None, *, alone: bool = False) -> Gazetteer:
    r"""Load the gazetteer of the package, with what is given laid on top of it.

    Parameters
    ----------
    sources
        What wins over the package's places: a file that `analystkit gazetteer build` wrote, or a CSV file of places of your own
        (name, latitude, longitude; kind, aliases, country, uncertainty_km where you have them), or several, the first winning
        over the next. None loads the package's places alone, once a process. A gazetteer is given back as it is.
    alone
        Leave out the settlements, districts and sites of the package; its countries, provinces and regions stay, since demonyms,
        abbreviations and borders hang on them.

    Raises
    ------
    GazetteerError
        A file is missing, is no gazetteer, or has a row that is no place; the message names the file, the row and the remedy.

    Examples
    --------
    >>> load_gazetteer().get_place("iso:SY").name
    'Syria'
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "own.csv"
    ...     _ = path.write_text("name,latitude,longitude,kind\nCamp Juniper,33.2051,38.4102,camp\n")
    ...     load_gazetteer(path).find_candidates("Camp Juniper")[0].place.latitude
    33.2051
    """
    if isinstance(sources, Gazetteer):
        return sources
    if sources is None and not alone:
        return _load_default()
    given = [sources] if isinstance(sources, str | Path) else list(sources or ())
    layers = [_read_source(source) for source in given]
    below = _read_default()
    gazetteer = Gazetteer([*layers, below.keep(FRAME) if alone else below], _read_stop_names("blocked"))
    gazetteer.reload = partial(load_gazetteer, given, alone=alone)
    return gazetteer


def _are_near(one: Place, other: Place) -> bool:
    """Tell whether two places are so near that, of one name, they are one."""
    scale = math.cos(math.radians(one.latitude))
    return math.hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * scale) * KM_PER_DEGREE < SAME_KM


@cache
def _load_default() -> Gazetteer:
    gazetteer = Gazetteer([_read_default()], _read_stop_names("blocked"))
    gazetteer.reload = load_gazetteer
    return gazetteer


def _read_default() -> Layer:
    return Layer(_read_table("places.parquet"), _read_table("names.parquet").combine_chunks(), words=_read_stop_names("word"))


def _read_source(source: str | Path) -> Layer:
    """Read a file of places: a built one by how it begins, any other as the analyst's own list."""
    from analystkit.gazetteers.layerfiles import read_layer
    from analystkit.gazetteers.placelists import read_place_list

    try:
        with Path(source).open("rb") as stream:
            start = stream.read(len(ARROW))
    except OSError as error:
        raise GazetteerError(f"gazetteer: {str(source)!r} cannot be read ({error.strerror}); give a file on this machine") from error
    return read_layer(Path(source)) if start == ARROW else read_place_list(Path(source))


def _read_table(name: str) -> pa.Table:
    with as_file(files("analystkit.data").joinpath(name)) as path:
        return pq.ParquetFile(path).read()  # `read_table` would load the library for datasets


@cache
def _read_stop_names(reason: Literal["blocked", "word"]) -> frozenset[str]:
    with files("analystkit.data").joinpath("stop_names.csv").open(encoding="utf-8") as lines:
        return frozenset(row["name"] for row in csv.DictReader(lines) if row["reason"] == reason)
