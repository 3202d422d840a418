"""Layers: the places of one source as flat columns, of which only what is looked up becomes objects.

The columns may be mapped from a file (see layerfiles), so that thirteen million places take the memory of the few asked for.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analystkit.errors import OneLineError
from analystkit.geography.spelling import EXACT, IDENTITY, hash_name, make_skeletons, normalise_name

Match = Literal["exact", "variant", "fuzzy"]
Precision = Literal["site", "settlement", "district", "province", "region", "country"]

FORMAT = {b"analystkit": b"gazetteer 1"}  # what the schema of a gazetteer file says of itself
BUILD = "analystkit gazetteer build DUMP --out FILE"
ARROW = b"\xff\xff\xff\xff"  # how an Arrow stream begins
DIGITS = 5  # decimals of a degree that a coordinate of 32 bits holds
MOST_FUZZY = 100_000  # places of one country that a misspelt name is compared to
CODES = pa.dictionary(pa.int16(), pa.string())
PLACES = pa.schema(
    [
        ("place_id", pa.string()),
        ("name", pa.string()),
        ("feature", CODES),
        ("country", CODES),
        ("admin1_id", CODES),
        ("latitude", pa.float32()),
        ("longitude", pa.float32()),
        ("population", pa.int32()),
        ("precision", CODES),
        ("uncertainty_km", pa.float32()),
    ],
    metadata=FORMAT,
)
NAMES = pa.schema([("key", pa.uint64()), ("row", pa.int32())])
WORDS = pa.schema([("word", pa.string())])


class GazetteerError(OneLineError, ValueError):
    """A file cannot serve as a gazetteer; the message names it, its row where there is one, and the remedy."""


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


class Layer:
    """The places of one source, found by the hashes of their names.

    Parameters
    ----------
    places, names
        Tables of the schemas PLACES and NAMES; in `names` the hashes rise, and no two batches share one.
    words
        Names of it that are common words as well.
    own
        The analyst's own list: its names mean its places and no others.
    """

    def __init__(self, places: pa.Table, names: pa.Table, *, words: Collection[str] = frozenset(), own: bool = False) -> None:
        self.words = frozenset(words)
        self.own = own
        self.size: int = places.num_rows
        columns = {name: places.column(name) for name in PLACES.names}
        # One chunk is asked for a row faster than a column of chunks.
        self._columns = {name: column.chunk(0) if column.num_chunks == 1 else column for name, column in columns.items()}
        self._digits = DIGITS if pa.types.is_float32(places.schema.field("latitude").type) else None
        batches = [batch for batch in names.to_batches() if len(batch)]
        self._keys = [batch.column(0).to_numpy() for batch in batches]
        self._rows = [batch.column(1).to_numpy() for batch in batches]
        self._firsts = [int(keys[0]) for keys in self._keys]
        self._kept: Any = None
        self._ids_hashed = self.size > 0 and bool(self.find_rows(IDENTITY, self._columns["place_id"][0].as_py()))

    def keep(self, precisions: Collection[Precision]) -> "Layer":
        """Keep only the places of the precisions given."""
        self._kept = pc.is_in(self._columns["precision"], pa.array(sorted(precisions))).to_numpy(zero_copy_only=False)
        return self

    def find_rows(self, kind: int, key: str) -> list[int]:
        """Find the rows of the places that a name, a skeleton or an id leads to."""
        wanted = hash_name(kind, key)
        batch = bisect_right(self._firsts, wanted) - 1
        if batch < 0:
            return []
        keys = self._keys[batch]
        left, right = keys.searchsorted(np.uint64(wanted), side="left"), keys.searchsorted(np.uint64(wanted), side="right")
        rows = [int(row) for row in self._rows[batch][left:right]]
        return rows if self._kept is None else [row for row in rows if self._kept[row]]

    def find_id(self, place_id: str) -> int | None:
        """Find the row of a place by its id."""
        if self._ids_hashed:
            found = self.find_rows(IDENTITY, place_id)
            return found[0] if found else None
        row: int = pc.index(self._columns["place_id"], place_id).as_py()
        return row if row >= 0 and (self._kept is None or self._kept[row]) else None

    def fingerprint(self) -> str:
        """Hash all that it holds: of two layers with one fingerprint either can stand for the other."""
        digest = hashlib.sha256(f"{self.own} {sorted(self.words)} {None if self._kept is None else self._kept.tobytes()}".encode())
        for column in self._columns.values():
            for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
                for buffer in filter(None, chunk.buffers()):
                    digest.update(buffer)
                if isinstance(chunk, pa.DictionaryArray):  # whose buffers are but the numbers of its words
                    digest.update(repr(chunk.dictionary.to_pylist()).encode())
        for keys, rows in zip(self._keys, self._rows, strict=True):
            digest.update(keys)
            digest.update(rows)
        return digest.hexdigest()

    def has_name(self, name: str) -> bool:
        """Tell whether a place of it bears the name as written."""
        return bool(self.find_rows(EXACT, normalise_name(name)))

    def build_place(self, row: int, admin1_names: Mapping[str, str]) -> Place:
        """Build the place of a row."""
        value = {name: column[row].as_py() for name, column in self._columns.items()}
        if self._digits:
            value["latitude"], value["longitude"] = round(value["latitude"], self._digits), round(value["longitude"], self._digits)
        value["uncertainty_km"] = round(value["uncertainty_km"], 1)
        return Place(admin1=admin1_names.get(value["admin1_id"], ""), **value)

    def list_skeletons(self, country: str) -> dict[int, str]:
        """List the skeletons of a country's names by row: of all, or where there are too many, of its inhabited places."""
        chosen = pc.equal(self._columns["country"], country)
        if self._kept is not None:
            chosen = pc.and_(chosen, pa.array(self._kept))
        if (pc.sum(chosen).as_py() or 0) > MOST_FUZZY:
            chosen = pc.and_(chosen, pc.greater(self._columns["population"], 0))
        rows = np.flatnonzero(chosen.to_numpy(zero_copy_only=False))[:MOST_FUZZY]
        names = self._columns["name"].take(pa.array(rows)).to_pylist()
        return dict(zip(rows.tolist(), make_skeletons(names), strict=True))
