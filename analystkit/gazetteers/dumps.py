"""Dumps: GeoNames' files as they are served, made into one gazetteer file.

A dump is read in blocks and never held whole; feature_codes.csv says which features are kept and what they are. A dump of
thirteen million rows, as allCountries has, took seven minutes of a processor, 2.0 GB of memory and, while it ran, 2.8 GB of disk,
for a file of 1.0 GB; one of two million rows about a minute and 0.8 GB of memory.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from tqdm import tqdm

from analystkit.gazetteers.layerfiles import DRAFTS, LayerWriter, Size
from analystkit.gazetteers.layers import GazetteerError
from analystkit.geography.boundaries import find_divisions, load_disputed
from analystkit.geography.spelling import IDENTITY, LONGEST_NAME, hash_name, list_hashes
from analystkit.language.models import load_model, load_strings
from analystkit.writing.files import replace_file

# Of country files, allCountries.txt, cities500.txt and their like; and of alternateNamesV2.txt
PLACE_COLUMNS = ["id", "name", "ascii", "alternates", "latitude", "longitude", "class", "code", "country", "cc2"]
PLACE_COLUMNS += ["admin1", "admin2", "admin3", "admin4", "population", "elevation", "dem", "timezone", "changed"]
ALTERNATE_COLUMNS = ["alternate_id", "id", "language", "name", "preferred", "short", "colloquial", "historic", "since", "until"]
COLUMN_TYPES = {
    "id": pa.int64(),
    "latitude": pa.float64(),
    "longitude": pa.float64(),
    "population": pa.int64(),
}
BLOCK = 1 << 24  # bytes of a dump that are read at a time
PEEK = 1 << 16  # bytes that hold the first line of a dump
MOST_RATIO = 100  # between a packed file and what comes out of it; text of GeoNames has 5
MOST_VOTES = 20_000  # places of a block that are asked which division they lie in
MOST_INHABITANTS = 2**31 - 1
# Languages of alternateNamesV2.txt that are none, or no names: links, codes, spellings for the ear
NO_LANGUAGES = frozenset({"link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "abbr", "phon", "piny"})
# A name in Latin letters, and no address of a page: "Ḩalab", "Alep"
LATIN = re.compile(r"^[\x20-\x39\x3b-\x7e\u00a0-\u024f\u1e00-\u1eff\u02b0-\u02ff‘’ʻ-]+$")
# Letters that are an acronym or an airport's code, which are words to a newspaper: "ALP", "NYC"
ACRONYM = re.compile(r"^[A-Z0-9.]{1,6}$")
SHORTEST_ALIAS = 3  # letters
COMMON_RANK = 30_000  # a word this frequent in lower case is one that news uses as a word
FAMOUS_RANK = 15_000  # a capitalised word this frequent names something better known than a town of few inhabitants
FAMOUS_POPULATION = 50_000


class Feature(NamedTuple):
    """What feature_codes.csv says of a feature: places of at least so many inhabitants, their precision and radius in km."""

    least_population: int
    precision: str
    uncertainty_km: float


class _Dump(NamedTuple):
    """An open dump: what it is called in messages, its bytes and how many there are."""

    name: str
    stream: BinaryIO
    size: int
    holds: Literal["places", "names"]


def build_gazetteer(dumps: Iterable[str | Path], out: str | Path, *, progress: bool = False) -> Size:
    r"""Build one gazetteer file from GeoNames dumps, and tell how many places and names it holds.

    The file is complete when it appears under its name. Countries and first-order divisions are not taken: those of the package,
    which have boundaries, stand for them. A place that is in several dumps is taken from the first.

    Parameters
    ----------
    dumps
        Country files (SY.txt), allCountries.txt, cities500.txt and their like, and alternateNamesV2.txt for further names of their
        places, each as it is served, packed (.zip) or not.
    out
        The file to write.
    progress
        Show a progress bar on standard error.

    Raises
    ------
    GazetteerError
        A file is no dump, or has a row that is no place.
    WriteError
        The file cannot be written.

    Examples
    --------
    >>> with TemporaryDirectory() as folder:
    ...     dump = Path(folder) / "SY.txt"
    ...     row = "170017 Azaz Azaz A'zaz 36.586 37.045 P PPL SY - 09 - - - 31623 - - Asia/Damascus 2020-01-01"
    ...     _ = dump.write_text(row.replace(" ", "\t").replace("-\t", "\t") + "\n", encoding="utf-8")
    ...     build_gazetteer([dump], f"{folder}/syria.gazetteer")
    Size(places=1, names=3)
    """
    paths = [Path(dump) for dump in dumps]
    if not paths:
        raise GazetteerError("dumps: there is none; give files of GeoNames, such as SY.zip or allCountries.zip")
    if Path(out).resolve() in [path.resolve() for path in paths]:
        raise GazetteerError(f"out: {str(out)!r} is one of the dumps and would be replaced; write to another file")
    with replace_file(out) as path, TemporaryDirectory(dir=path.parent) as work, LayerWriter(Path(work)) as writer:
        _read_all(paths, "places", writer, progress)
        if not writer.size:
            raise GazetteerError(f"dumps: {', '.join(map(repr, map(str, paths)))} hold no place to keep; give a country file, as SY.zip")
        _read_all(paths, "names", writer, progress)
        return writer.write(path, _find_suspects())


def _read_all(paths: list[Path], holds: str, writer: LayerWriter, progress: bool) -> None:
    read = {"places": _read_places, "names": _read_names}[holds]
    for path in paths:
        with _open_dump(path) as dump:
            if dump.holds != holds:
                continue
            with tqdm(total=dump.size, desc=dump.name, unit="B", unit_scale=True, disable=not progress) as bar:
                for batch in _read_batches(dump, bar):
                    read(batch, writer, dump.name)


@contextmanager
def _open_dump(path: Path) -> Iterator[_Dump]:
    """Open a dump, packed or not, and tell from its first line what it holds."""
    with ExitStack() as opened:
        try:
            if zipfile.is_zipfile(path):
                archive = opened.enter_context(zipfile.ZipFile(path))
                member = _find_member(archive, path)
                name, stream, size = f"{path}, {member.filename}", opened.enter_context(archive.open(member)), member.file_size
            else:
                name, stream, size = str(path), opened.enter_context(path.open("rb")), path.stat().st_size
            line = stream.read(PEEK).split(b"\n", 1)[0]
            stream.seek(0)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # a packing or a password that zipfile has not
            raise GazetteerError(f"dumps: {str(path)!r} cannot be read ({error}); download it anew") from error
        fields = line.split(b"\t")
        if len(fields) not in (len(PLACE_COLUMNS), len(ALTERNATE_COLUMNS)) or not fields[0].isdigit():
            raise GazetteerError(
                f"dumps: {name!r} is no GeoNames dump: its first line has {len(fields)} columns, and those of places have "
                f"{len(PLACE_COLUMNS)}, of alternateNamesV2 {len(ALTERNATE_COLUMNS)}; give SY.zip, allCountries.zip or cities500.zip"
            )
        yield _Dump(name, stream, size, "places" if len(fields) == len(PLACE_COLUMNS) else "names")  # type: ignore[arg-type]


def _find_member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """Find the dump in a packed file: SY.txt in SY.zip, beside whatever explains it."""
    members = {member.filename: member for member in archive.infolist()}
    texts = [name for name in members if name.lower().endswith(".txt") and name.lower() not in ("readme.txt", "iso-languagecodes.txt")]
    name = f"{path.stem}.txt" if f"{path.stem}.txt" in members else texts[0] if len(texts) == 1 else None
    if name is None:
        raise GazetteerError(
            f"dumps: {str(path)!r} holds {sorted(members)[:5]} and not one dump, {path.stem}.txt; unpack it and give the dump"
        )
    member = members[name]
    if member.file_size > MOST_RATIO * max(member.compress_size, PEEK):
        raise GazetteerError(
            f"dumps: {str(path)!r} would become {member.file_size:,} bytes out of {member.compress_size:,}; no dump does, download it anew"
        )
    return member


def _read_batches(dump: _Dump, bar: Any) -> Iterator[pa.RecordBatch]:
    names = PLACE_COLUMNS if dump.holds == "places" else ALTERNATE_COLUMNS
    try:
        reader = pa_csv.open_csv(
            dump.stream,
            read_options=pa_csv.ReadOptions(column_names=names, block_size=BLOCK, use_threads=False),
            parse_options=pa_csv.ParseOptions(delimiter="\t", quote_char=False, double_quote=False),
            convert_options=pa_csv.ConvertOptions(
                column_types={name: COLUMN_TYPES.get(name, pa.string()) for name in names}, strings_can_be_null=False, null_values=[""]
            ),
        )
        for batch in reader:
            yield batch
            bar.update(dump.stream.tell() - bar.n)
    except (pa.ArrowException, OSError, zipfile.BadZipFile, EOFError) as error:
        raise GazetteerError(f"dumps: {dump.name!r} is no whole GeoNames dump ({error}); download it anew") from error


def _read_places(batch: pa.RecordBatch, writer: LayerWriter, name: str) -> None:
    """Read the places of a block that are kept, with their names."""
    _check_points(batch, name)
    inhabitants = np.nan_to_num(batch.column("population").to_numpy(zero_copy_only=False))
    population = np.clip(inhabitants, 0, MOST_INHABITANTS).astype(np.int32)
    features = [
        find_feature(*row)
        for row in zip(batch.column("class").to_pylist(), batch.column("code").to_pylist(), population.tolist(), strict=True)
    ]
    mask = np.array([feature is not None for feature in features])
    kept = batch.filter(pa.array(mask))
    if not len(kept):
        return
    chosen = [feature for feature in features if feature is not None]
    ids, country = kept.column("id").to_pylist(), [code or "" for code in kept.column("country").to_pylist()]
    columns = {
        "id": kept.column("id"),
        "place_id": [f"gn:{number}" for number in ids],
        "name": kept.column("name"),
        "feature": [code or "" for code in kept.column("code").to_pylist()],
        "country": _code_disputed(kept, country),
        "latitude": kept.column("latitude").cast(pa.float32(), safe=False),
        "longitude": kept.column("longitude").cast(pa.float32(), safe=False),
        # A district is as populous as its town and more, and its bare name means the town.
        "population": np.where(np.array(kept.column("class").to_pylist()) == "P", population[mask], 0).astype(np.int32),
        "precision": [feature.precision for feature in chosen],
        "uncertainty_km": [feature.uncertainty_km for feature in chosen],
        "division": [f"{code}.{admin1 or ''}" for code, admin1 in zip(country, kept.column("admin1").to_pylist(), strict=True)],
    }
    drafts = pa.record_batch(
        [columns[f.name] if isinstance(columns[f.name], pa.Array) else pa.array(columns[f.name], f.type) for f in DRAFTS], schema=DRAFTS
    )
    voting = drafts.take(pa.array(range(0, len(drafts), max(1, len(drafts) // MOST_VOTES))))
    writer.vote(voting.column("division"), find_divisions(voting.column("longitude"), voting.column("latitude")))
    rows = writer.add_places(drafts)
    spelled = zip(kept.column("name").to_pylist(), kept.column("ascii").to_pylist(), kept.column("alternates").to_pylist(), strict=True)
    hashes = [
        list_hashes(own, _list_aliases([ascii_name, *(alternates or "").split(",")]), code) | {hash_name(IDENTITY, place_id)}
        for (own, ascii_name, alternates), code, place_id in zip(spelled, country, columns["place_id"], strict=True)
    ]
    writer.add_names(np.concatenate([list(found) for found in hashes]), np.repeat(rows, [len(found) for found in hashes]))


def _check_points(batch: pa.RecordBatch, name: str) -> None:
    latitude, longitude = (batch.column(axis).to_numpy(zero_copy_only=False) for axis in ("latitude", "longitude"))
    wrong = np.flatnonzero(~((np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)))
    if len(wrong):
        row = int(wrong[0])
        raise GazetteerError(
            f"dumps: {name!r}: geonameid {batch.column('id')[row]} lies at {latitude[row]}, {longitude[row]}, which is nowhere on Earth; "
            "download the dump anew, or correct the row"
        )


def _code_disputed(kept: pa.RecordBatch, country: list[str]) -> list[str]:
    """Give settlements and sites in a disputed area the code that disputed.csv gives them."""
    coded = np.array(country, dtype=object)
    latitude, longitude = kept.column("latitude").to_numpy(), kept.column("longitude").to_numpy()
    for area in load_disputed():
        inside = (longitude >= area["west"]) & (longitude <= area["east"]) & (latitude >= area["south"]) & (latitude <= area["north"])
        coded[inside] = area["country"]
    codes: list[str] = coded.tolist()
    return codes


def _list_aliases(names: Iterable[str | None]) -> list[str]:
    return [
        name for name in names if name and SHORTEST_ALIAS <= len(name) <= LONGEST_NAME and LATIN.match(name) and not ACRONYM.match(name)
    ]


def _read_names(batch: pa.RecordBatch, writer: LayerWriter, name: str) -> None:
    """Read the further names of a block whose places are kept."""
    rows = writer.find_rows(batch.column("id").to_numpy())
    hashes: list[int] = []
    places: list[int] = []
    for row, language, spelled in zip(rows.tolist(), batch.column("language").to_pylist(), batch.column("name").to_pylist(), strict=True):
        if row >= 0 and language not in NO_LANGUAGES and (aliases := _list_aliases([spelled])):
            found = list_hashes(aliases[0], (), "")
            hashes += found
            places += [row] * len(found)
    writer.add_names(np.array(hashes, dtype=np.uint64), np.array(places, dtype=np.int32))


def find_feature(feature_class: str | None, code: str | None, population: int) -> Feature | None:
    """Find what feature_codes.csv says of a feature code; None for what is not kept.

    Examples
    --------
    >>> find_feature("P", "PPL", 25_000)
    Feature(least_population=10000, precision='settlement', uncertainty_km=4.0)
    >>> find_feature("S", "HTL", 0) is None
    True
    """
    known = load_features()
    rows = known.get((feature_class or "", code or "")) or known.get((feature_class or "", "*"), ())
    return next((row for row in rows if row.precision and population >= row.least_population), None)


@cache
def load_features() -> dict[tuple[str, str], tuple[Feature, ...]]:
    """Load what GeoNames' features are: {(class, code): by falling population}, code "*" being every other one of the class."""
    features: dict[tuple[str, str], list[Feature]] = {}
    with files("analystkit.data").joinpath("feature_codes.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            feature = Feature(int(row["least_population"]), row["precision"], float(row["uncertainty_km"] or 0))
            features.setdefault((row["feature_class"], row["feature"]), []).append(feature)
    return {key: tuple(sorted(rows, reverse=True)) for key, rows in features.items()}


@cache
def _find_suspects() -> dict[str, int]:
    """Find the words that a name may be as well, each with the inhabitants from which on the place is the better known.

    The model's table of vectors has them by how frequent they are.
    """
    strings = load_strings()
    rank = {strings[key]: order for order, key in enumerate(islice(load_model().vocab.vectors.keys(), COMMON_RANK))}
    suspects = {}
    for word in {spelled.lower() for spelled in rank if spelled.isalpha()}:
        lower, capital = rank.get(word, COMMON_RANK), rank.get(word.capitalize(), COMMON_RANK)
        if lower < COMMON_RANK and lower < 3 * capital:
            suspects[word] = MOST_INHABITANTS + 1
        elif capital < FAMOUS_RANK:
            suspects[word] = FAMOUS_POPULATION
    return suspects
