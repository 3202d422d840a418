"""Layer files: a layer of places as one file, written in bounded memory and mapped where it is read.

Such a file is three Arrow streams, one behind the other: the places, the hashes of their names in rising order, and the names that
are common words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analystkit.gazetteers.layers import BUILD, NAMES, PLACES, WORDS, GazetteerError, Layer
from analystkit.geography.boundaries import load_boundaries
from analystkit.geography.spelling import EXACT, hash_name

BUCKETS = 64  # files that the hashes are parted into, each of which is sorted on its own
BUCKET_SHIFT = np.uint64(42)  # of a hash's 48 bits, those that do not tell its bucket
HASHED = np.dtype([("key", "<u8"), ("row", "<i4")])
# A place as it comes: which division it lies in is known as a code of the source's own ("SY.12"), whose meaning is voted on.
DRAFTS = pa.schema(
    [
        ("id", pa.int64()),
        *((f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in PLACES if f.name != "admin1_id"),
        ("division", pa.string()),
    ]
)


class Size(NamedTuple):
    """How much a layer file holds."""

    places: int
    names: int


def read_layer(path: Path) -> Layer:
    """Read a file that `analystkit gazetteer build` wrote, without loading it: it stays mapped.

    Raises
    ------
    GazetteerError
        The file is none, or not whole.
    """
    try:
        source = pa.memory_map(str(path))
        places, names, words = (pa.ipc.open_stream(source).read_all() for _ in range(3))
        for table in (places, names, words):
            table.validate()
    except (pa.ArrowException, OSError) as error:  # Arrow tells of a cut file by either
        raise GazetteerError(f"gazetteer: {str(path)!r} is no whole gazetteer file ({error}); build it anew: {BUILD}") from error
    if not places.schema.equals(PLACES, check_metadata=True) or names.schema != NAMES or words.schema != WORDS:
        raise GazetteerError(f"gazetteer: {str(path)!r} was not written by this version; build it anew: {BUILD}")
    return Layer(places, names, words=words.column("word").to_pylist())


class LayerWriter(ExitStack):
    """Writes a layer file from batches of places; what does not fit in memory waits in a folder.

    Parameters
    ----------
    work
        An empty folder with room for as much as the file will take.
    """

    def __init__(self, work: Path) -> None:
        super().__init__()
        self._drafts = work / "places"
        self._writer = self.enter_context(pa.ipc.new_stream(self.enter_context(pa.OSFile(str(self._drafts), "wb")), DRAFTS))
        self._buckets: list[BinaryIO] = [self.enter_context((work / f"names{number}").open("w+b")) for number in range(BUCKETS)]
        self._ids: list[npt.NDArray[np.int64]] = []
        self._populations: list[npt.NDArray[np.int32]] = []
        self._votes: dict[str, Counter[int]] = defaultdict(Counter)
        self._ranked: tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]] | None = None
        self.size = 0

    def add_places(self, drafts: pa.RecordBatch) -> range:
        """Add places of the schema DRAFTS, and return the rows they take."""
        self._writer.write_batch(drafts)
        self._ids.append(drafts.column("id").to_numpy())
        self._populations.append(drafts.column("population").to_numpy())
        rows = range(self.size, self.size + len(drafts))
        self.size = rows.stop
        return rows

    def add_names(self, hashes: npt.ArrayLike, rows: npt.ArrayLike) -> None:
        """Add hashes of names, each with the row of its place."""
        pairs = np.empty(len(np.asarray(rows)), dtype=HASHED)
        pairs["key"], pairs["row"] = hashes, rows
        bucket = (pairs["key"] >> BUCKET_SHIFT).astype(np.int64)
        order = np.argsort(bucket, kind="stable")
        parts = np.split(pairs[order], np.searchsorted(bucket[order], np.arange(1, BUCKETS)))
        for file, part in zip(self._buckets, parts, strict=True):
            part.tofile(file)

    def vote(self, divisions: "pa.Array[Any]", found: npt.NDArray[np.intp]) -> None:
        """Count in which division (a row of the boundaries) places of each division code lie; below 0, none."""
        for code, row in zip(divisions.to_pylist(), found.tolist(), strict=True):
            if row >= 0:
                self._votes[code][row] += 1

    def find_rows(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Find the first rows that places of some ids took; -1 where none did. All places have been added by now."""
        if self._ranked is None:
            known = np.concatenate(self._ids)
            order = np.argsort(known, kind="stable").astype(np.int32)
            self._ranked = known[order], order
        known, order = self._ranked
        at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        return np.where(known[at] == ids, order[at], -1)

    def write(self, path: Path, suspects: Mapping[str, int]) -> Size:
        """Write the file; a place that came twice is kept as it came first.

        `suspects` gives words with how many inhabitants a place needs to be better known than the word is.
        """
        self._writer.close()
        first = self.find_rows(np.concatenate(self._ids))
        kept = first == np.arange(len(first))
        numbers = (np.cumsum(kept) - 1)[first].astype(np.int32)
        population = np.concatenate(self._populations)[kept]
        words, n_names = [], 0
        known = {hash_name(EXACT, word): word for word in suspects}
        asked = np.array(sorted(known), dtype=np.uint64)
        with pa.OSFile(str(path), "wb") as sink:
            with pa.ipc.new_stream(sink, PLACES) as places:
                for batch in self._finish_places(kept):
                    places.write_batch(batch)
            with pa.ipc.new_stream(sink, NAMES) as names:
                for keys, rows in self._sort_names(numbers):
                    names.write_batch(pa.record_batch([keys, rows], schema=NAMES))
                    n_names += len(keys)
                    found = [(known[key], int(population[row])) for key, row in _choose(keys, rows, asked)]
                    words += [word for word, largest in _keep_largest(found).items() if largest < suspects[word]]
            with pa.ipc.new_stream(sink, WORDS) as stream:
                stream.write_batch(pa.record_batch([pa.array(sorted(words), pa.string())], schema=WORDS))
        return Size(int(kept.sum()), n_names)

    def _finish_places(self, kept: npt.NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
        """Give the places their divisions, and their few-valued columns one dictionary each for the whole file."""
        divisions = load_boundaries("admin1")
        elected = {code: divisions.iloc[votes.most_common(1)[0][0]] for code, votes in self._votes.items()}
        # The country that holds a division and the one whose code it bears need not be one: Crimea.
        homes = {
            (code, country): division["place_id"]
            for code, division in elected.items()
            for country in (division["country"], division["place_id"].removeprefix("iso:")[:2])
        }
        dictionaries: dict[str, pa.Array] = {}
        for encode in (False, True):
            values: dict[str, dict[str, None]] = {f.name: {} for f in PLACES if pa.types.is_dictionary(f.type)}
            start = 0
            for batch in pa.ipc.open_stream(pa.memory_map(str(self._drafts))):
                columns = {name: batch.column(name) for name in batch.schema.names}
                lies_in = [homes.get(key, "") for key in zip(columns["division"].to_pylist(), columns["country"].to_pylist(), strict=True)]
                columns["admin1_id"] = pa.array(lies_in, pa.string())
                mask = pa.array(kept[start : start + len(batch)])
                start += len(batch)
                if encode:
                    yield pa.record_batch([_encode(columns[f.name], dictionaries.get(f.name)).filter(mask) for f in PLACES], schema=PLACES)
                else:
                    for name, seen in values.items():
                        seen |= dict.fromkeys(columns[name].unique().to_pylist())
            dictionaries = dictionaries or {name: pa.array(seen, pa.string()) for name, seen in values.items()}

    def _sort_names(self, numbers: npt.NDArray[np.int32]) -> "Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]]":
        for bucket in self._buckets:
            bucket.seek(0)
            pairs = np.fromfile(bucket, dtype=HASHED)
            pairs["row"] = numbers[pairs["row"]]
            pairs = np.unique(pairs)
            if len(pairs):
                yield pairs["key"].astype(np.uint64), pairs["row"].astype(np.int32)


def _choose(keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.int32], asked: npt.NDArray[np.uint64]) -> list[tuple[int, int]]:
    chosen = np.isin(keys, asked)
    return list(zip(keys[chosen].tolist(), rows[chosen].tolist(), strict=True))


def _keep_largest(pairs: list[tuple[str, int]]) -> dict[str, int]:
    largest: dict[str, int] = {}
    for word, population in pairs:
        largest[word] = max(largest.get(word, 0), population)
    return largest


def _encode(column: "pa.Array[Any]", dictionary: "pa.Array[Any] | None") -> "pa.Array[Any]":
    if dictionary is None:
        return column
    return pa.DictionaryArray.from_arrays(pc.index_in(column, dictionary).cast(pa.int16()), dictionary)
