"""Place lists: the analyst's own CSV file of places, checked row by row."""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from analystkit.gazetteers.layers import BUILD, NAMES, PLACES, GazetteerError, Layer, Precision
from analystkit.geography.boundaries import find_boundary, find_divisions, load_boundaries, load_disputed
from analystkit.geography.spelling import IDENTITY, LONGEST_NAME, hash_name, list_hashes, normalise_name
from analystkit.geography.toponyms import load_kinds
from analystkit.tables import make_id

# The columns, each with the names it goes by
COLUMNS = {
    "name": ("name", "place", "place_name"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "kind": ("kind", "type"),
    "aliases": ("aliases", "alias", "other_names"),
    "country": ("country", "country_code", "iso"),
    "uncertainty_km": ("uncertainty_km",),
}
REQUIRED = ("name", "latitude", "longitude")
DEFAULT_KIND = "site"
# Each precision is a kind too: its GeoNames feature code, and the radius in km that holds such a place
PRECISIONS: dict[Precision, tuple[str, float]] = {
    "site": ("LCTY", 1.0),
    "settlement": ("PPL", 3.0),
    "district": ("ADM2", 25.0),
    "province": ("ADM1", 60.0),
    "region": ("RGN", 100.0),
}
WEIGHT = 1_000_000  # inhabitants that a place of a list counts as many as: nobody lists what is not meant
LARGEST = 50_000_000  # bytes; a longer file is no list that a person keeps
FURTHEST_KM = 20_000.0  # half round the Earth
DUMP_COLUMNS = 19  # of a GeoNames dump
SAMPLE = "name,latitude,longitude,kind,aliases and Camp Juniper,33.2051,38.4102,camp,Juniper Base|FOB Juniper"
# The coordinates stay as they were written, to the last digit.
_EXACT = {"latitude": pa.float64(), "longitude": pa.float64(), "uncertainty_km": pa.float64()}
_SCHEMA = pa.schema([(f.name, _EXACT.get(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)) for f in PLACES])


class _Listed(NamedTuple):
    """One row of a list, checked; `country` is empty where the row does not say it."""

    name: str
    aliases: tuple[str, ...]
    latitude: float
    longitude: float
    precision: Precision
    feature: str
    country: str
    uncertainty_km: float


def read_place_list(path: Path) -> Layer:
    """Read a CSV file of places as a layer whose names mean its places and no others; one row of it is one place.

    The columns are name, latitude and longitude in degrees, and, where wanted, kind (a word such as "town" or "airbase", or a
    precision; site where empty), aliases separated by |, country (ISO 3166-1 alpha-2; that of the point where empty) and
    uncertainty_km.

    Raises
    ------
    GazetteerError
        The file is no such list, or a row is no place; the message names the file, the row and the remedy.
    """
    listed = list(_read_places(path))
    if not listed:
        raise GazetteerError(f"gazetteer: {str(path)!r} holds no place; write one a line, as in {SAMPLE}")
    divisions = load_boundaries("admin1")
    rows, pairs = [], set()
    found = find_divisions([place.longitude for place in listed], [place.latitude for place in listed])
    for row, (place, division) in enumerate(zip(listed, found, strict=True)):
        home = dict(divisions.iloc[division]) if division >= 0 else {"place_id": "", "country": ""}
        country = place.country or _find_disputed(place) or home["country"]
        place_id = f"own:{make_id(place.name, place.latitude, place.longitude, place.feature)}"
        rows.append(place._asdict() | {"place_id": place_id, "admin1_id": home["place_id"], "country": country, "population": WEIGHT})
        pairs |= {(key, row) for key in list_hashes(place.name, place.aliases, country) | {hash_name(IDENTITY, place_id)}}
    keys, numbers = zip(*sorted(pairs), strict=True)
    names = pa.table([pa.array(keys, pa.uint64()), pa.array(numbers, pa.int32())], schema=NAMES)
    return Layer(pa.Table.from_pylist(rows, schema=_SCHEMA), names, own=True)


def _find_disputed(place: _Listed) -> str:
    """Find the code that disputed.csv gives the places of the area that a place lies in; empty where it lies in none."""
    for area in load_disputed():
        if area["west"] <= place.longitude <= area["east"] and area["south"] <= place.latitude <= area["north"]:
            return str(area["country"])
    return ""


def _read_places(path: Path) -> Iterator[_Listed]:
    reader = csv.reader(io.StringIO(text := _read_text(path)), delimiter=_find_delimiter(text))
    try:
        header = next(reader, [])
        columns = _find_columns(header, path)
        for fields in reader:
            if not any(field.strip() for field in fields):
                continue
            where = f"gazetteer: {str(path)!r}, row {reader.line_num}"
            if len(fields) != len(header):
                raise GazetteerError(
                    f"{where}: it has {len(fields)} columns and the first line {len(header)}; put text that holds a comma in double quotes"
                )
            yield _parse_place({name: fields[column].strip() for name, column in columns.items()}, where)
    except csv.Error as error:
        raise GazetteerError(f"gazetteer: {str(path)!r}, row {reader.line_num}: {error}; save the list as CSV anew") from error


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise GazetteerError(f"gazetteer: {str(path)!r} is too large for a list of places; of GeoNames dumps make one file: {BUILD}")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GazetteerError(f"gazetteer: {str(path)!r} cannot be read ({error.strerror}); give a file on this machine") from error
    except UnicodeDecodeError as error:
        raise GazetteerError(f"gazetteer: {str(path)!r} is no CSV file in UTF-8; save the list as CSV UTF-8, as in {SAMPLE}") from error
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise GazetteerError(
            f"gazetteer: {str(path)!r}, row {row}: it holds a NUL byte, which no text has; save the list as CSV UTF-8 anew"
        )
    first = text.split("\n", 1)[0]
    if first.count("\t") == DUMP_COLUMNS - 1:
        raise GazetteerError(f"gazetteer: {str(path)!r} is a GeoNames dump; make a file of it first: {BUILD}")
    return text


def _find_delimiter(text: str) -> str:
    """Find what parts the columns: what the first line has most of, since spreadsheets write semicolons and tabs too."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _find_columns(header: list[str], path: Path) -> dict[str, int]:
    spelled = [name.strip().lower().replace(" ", "_") for name in header]
    columns = {name: spelled.index(other) for name, others in COLUMNS.items() for other in reversed(others) if other in spelled}
    lacking = [name for name in REQUIRED if name not in columns]
    if lacking:
        raise GazetteerError(f"gazetteer: {str(path)!r} has no column {', '.join(lacking)}; it needs those of {SAMPLE}")
    return columns


def _parse_place(row: Mapping[str, str], where: str) -> _Listed:
    name = row["name"]
    if not normalise_name(name) or len(name) > LONGEST_NAME or not name.isprintable():
        raise GazetteerError(f"{where}: name is {name[:LONGEST_NAME]!r}; give one of 1 to {LONGEST_NAME} letters, or leave out the row")
    latitude, longitude = _parse_number(row, "latitude", -90, 90, where), _parse_number(row, "longitude", -180, 180, where)
    if latitude == longitude == 0:
        raise GazetteerError(f"{where}: {name!r} is at 0, 0, where coordinates are missing; give them or leave out the row")
    precision, feature = _parse_kind(row.get("kind", "") or DEFAULT_KIND, where)
    country = row.get("country", "")
    if country and find_boundary(f"iso:{country}") is None:
        raise GazetteerError(f"{where}: country is {country!r}, no ISO 3166-1 code of two capital letters; for Syria write SY")
    uncertainty = _parse_number(row, "uncertainty_km", 0, FURTHEST_KM, where) if row.get("uncertainty_km") else PRECISIONS[precision][1]
    aliases = tuple(alias.strip() for alias in row.get("aliases", "").split("|") if 0 < len(alias.strip()) <= LONGEST_NAME)
    return _Listed(name, aliases, latitude, longitude, precision, feature, country, uncertainty)


def _parse_number(row: Mapping[str, str], column: str, least: float, most: float, where: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        raise GazetteerError(f"{where}: {column} is {row[column]!r}, no number; write degrees with a point, as in 36.5106") from None
    if math.isfinite(value) and least <= value <= most:
        return value
    swapped = "; are latitude and longitude swapped?" if column == "latitude" and 90 < abs(value) <= 180 else ""
    raise GazetteerError(f"{where}: {column} is {row[column]!r}, and must lie between {least} and {most}{swapped or '; correct it'}")


def _parse_kind(kind: str, where: str) -> tuple[Precision, str]:
    words = load_kinds("after")
    spelled = " ".join(kind.lower().split())
    for precision, (feature, _) in PRECISIONS.items():
        if spelled == precision:
            return precision, feature
    if spelled not in words:
        known = ", ".join(dict.fromkeys([*PRECISIONS, *words]))
        raise GazetteerError(f"{where}: kind is {kind!r}, which is none; leave it empty or write one of {known}")
    precision = words[spelled].precision
    return precision, words[spelled].feature or PRECISIONS[precision][0]
