"""Files: tables written for spreadsheets, programs and geographic information systems, whole or not at all."""

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio  # type: ignore[import-untyped]  # it ships no types
import shapely

from analystkit.errors import OneLineError
from analystkit.tables import CRS

JOINERS = "\u200c\u200d"  # format characters that Persian and Indic spelling needs; the other ones are dropped
# What a text file should not carry: NUL, escape ("\x1b[31m"), C1 codes, half a surrogate pair; no tab or line end
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# A line end that the csv module does not quote: "one\rtwo"
LONE_RETURN = re.compile(r"\r(?!\n)")
# Half of a surrogate pair, which no encoding can hold: "\ud83d"
SURROGATE = re.compile("[\ud800-\udfff]")
# What JSON lets stand as it is although a terminal obeys it or a reader of lines ends a line there: "\x9b", "\u2028"
UNESCAPED = re.compile("[\x7f-\x9f\u2028\u2029]")
# What a spreadsheet skips, or may skip, before a formula, and quotes that hide one: ' "=1+1', "\u200b=1+1"
BEFORE_FORMULA = re.compile("[\\s\"'`‘’“”\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd]*")
REPLACEMENT = "\ufffd"
# What pandas calls the values of a column that is written as text, whatever its type
TEXTUAL = ("string", "bytes", "categorical", "mixed", "mixed-integer", "empty")

# GeoPackage stamps each layer with the time of writing; with a fixed stamp the same table gives the same bytes.
GEOPACKAGE_STAMP = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}


class WriteError(OneLineError, OSError):
    """A file could not be written; what stood under its name before still does."""


class FormatError(OneLineError, ValueError):
    """A table cannot be written in the format that the file's name asks for."""


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table to a file whose suffix says the format, and return the path.

    One row of the file is one row of the table; the index is not written. Folders on the way are made. The file
    appears under its name when it is complete and not before; one that stands there is replaced.

    - `.csv`: UTF-8 with no byte order mark, so that the first line is the header and nothing else (Excel: Data,
      From Text/CSV). Geometry becomes the columns latitude and longitude; days are YYYY-MM-DD; what is missing is empty;
      control characters become U+FFFD. Text that a spreadsheet would run as a formula starts with an apostrophe.
    - `.jsonl`: one object a line, the columns of the CSV, what is missing null, text as it was.
    - `.parquet`: GeoParquet where there is a geometry; types kept, text as it was.
    - `.geojson`: RFC 7946, longitude before latitude; a row with no geometry is a feature whose geometry is null; control
      characters become U+FFFD, as in `.gpkg`: what reads these ends a text at the first NUL.
    - `.gpkg`: one layer named like the file; days are dates.

    JSON Lines and GeoJSON name the columns row by row, so there an empty table is a file of no rows.

    Parameters
    ----------
    table
        Any table of analystkit, columns of the caller's own included. Geometry is written in degrees, EPSG:4326.
    path
        Where to; the suffix is one of .csv, .parquet, .jsonl, .geojson, .gpkg.

    Raises
    ------
    FormatError
        The suffix names no such format, or the format needs a geometry that the table does not have.
    WriteError
        The file cannot be written there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analystkit.tables import build_table
    >>> table = build_table([{"stage": "read", "row": 3, "reason_code": "empty", "reason": "=no text"}], "left_out")
    >>> with TemporaryDirectory() as folder:
    ...     print(write_table(table, f"{folder}/left_out.csv").read_text().splitlines()[1])
    read,,,,,3,empty,'=no text
    """
    path = check_suffix(path)
    if path.suffix.lower() in (".geojson", ".gpkg") and not isinstance(table, gpd.GeoDataFrame):
        raise FormatError(f"path: {path.name} needs a table with a geometry, and this one has none; write it as .csv, .parquet or .jsonl")
    with replace_file(path) as temporary:
        WRITERS[path.suffix.lower()](table, temporary)
    return path


def write_layers(path: str | Path, layers: Mapping[str, gpd.GeoDataFrame]) -> Path:
    """Write tables as the layers of one GeoPackage, and return its path.

    One feature is one row. The same tables give the same bytes.

    Raises
    ------
    FormatError
        The path does not end in .gpkg.
    WriteError
        The file cannot be written there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analystkit.tables import build_table
    >>> with TemporaryDirectory() as folder:
    ...     path = write_layers(f"{folder}/events.gpkg", {"precise": build_table([], "events")})
    ...     len(gpd.read_file(path, layer="precise"))
    0
    """
    path = Path(path)
    if path.suffix.lower() != ".gpkg":
        raise FormatError(f"path: layers go into a GeoPackage, and {path.name!r} does not end in .gpkg")
    with replace_file(path) as temporary:
        for name, layer in layers.items():
            _write_layer(layer, temporary, name)
    return path


def check_suffix(path: str | Path) -> Path:
    """Check that a file's suffix names a format that tables can be written in, before any work is done for it."""
    path = Path(path)
    if path.suffix.lower() not in WRITERS:
        raise FormatError(f"path: {path.name!r} does not say which format; let it end in {', '.join(WRITERS)}")
    return path


@contextmanager
def replace_files(folder: str | Path, *, last: str | None = None) -> Iterator[Path]:
    """Give a temporary folder to write files to, and move them to the folder asked for when all has gone well.

    The temporary folder lies in the one asked for, so that moving is instant, and is gone afterwards whatever happens.

    Parameters
    ----------
    folder
        Where the files go; it is made where it does not exist, and what else is in it stays.
    last
        Name of the file to move after all others: the one that a reader opens first.

    Raises
    ------
    WriteError
        The folder cannot be written.
    """
    target = Path(os.path.realpath(folder))
    try:
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target, prefix=".analystkit-") as temporary:
            yield Path(temporary)
            for path in sorted(Path(temporary).iterdir(), key=lambda path: (path.name == last, path.name)):
                path.replace(target / path.name)
    except OSError as error:
        if isinstance(error, WriteError):
            raise
        reason = error.strerror or str(error)
        raise WriteError(f"path: {str(folder)!r} cannot be written to ({reason}); give a folder that can, or free what holds it") from error


@contextmanager
def replace_file(path: str | Path) -> Iterator[Path]:
    """Give a temporary path of the same name to write to, and move it to its place when that has gone well.

    Raises
    ------
    WriteError
        The file cannot be written, or a folder stands under its name.
    """
    target = Path(os.path.realpath(path))  # a link stays a link, and what it leads to is replaced
    if target.is_dir():
        raise WriteError(f"path: {str(path)!r} is a folder; give the name of a file in it")
    with replace_files(target.parent) as folder:
        yield folder / target.name


def require_other_files(outputs: Iterable[Path], inputs: Iterable[str]) -> None:
    """Check that no file to be written is one that was read, under whatever name.

    Raises
    ------
    WriteError
        One of them is.
    """
    there = {(status.st_dev, status.st_ino): path for path in outputs if os.path.exists(path) for status in [os.stat(path)]}
    for name in set(inputs) if there else ():
        if os.path.exists(name) and (output := there.get(((status := os.stat(name)).st_dev, status.st_ino))):
            raise WriteError(f"path: {str(output)!r} was read for its articles and would be replaced; write to another place")


def replace_controls(text: str) -> str:
    r"""Replace each character that no text file should carry by U+FFFD, so that offsets stay what they were.

    Examples
    --------
    >>> replace_controls("red \x1b[31malert")
    'red �[31malert'
    """
    return UNPRINTABLE.sub(REPLACEMENT, text)


def clean_text(text: str) -> str:
    r"""Take from a text what cannot be seen but acts: control characters, bidirectional overrides, broken surrogates.

    It is what a terminal or a figure is shown, on one line.

    >>> clean_text("Raid\u202e on\x07 Damascus\n")
    'Raid on Damascus'
    """
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() or category in ("Zl", "Zp"):
            kept.append(" ")
        elif category == "Cs":
            kept.append(REPLACEMENT)
        elif category not in ("Cc", "Cf") or character in JOINERS:
            kept.append(character)
    return " ".join("".join(kept).split())


def guard_formula(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    It is one if =, +, - or @ comes first, also in full width and behind white space, invisible characters or quotes.
    Text that starts with a tab or a line end gets one too. To undo it, take one apostrophe off where what follows it
    would get one.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> guard_formula("=1+1"), guard_formula("1+1")
    ("'=1+1", '1+1')
    """
    hidden = BEFORE_FORMULA.match(text)
    first = text[hidden.end() :][:1] if hidden else ""
    # NFKC makes the full-width ＝ and its like the sign that a spreadsheet may read them as.
    if text.startswith(("\t", "\r", "\n")) or (first and unicodedata.normalize("NFKC", first)[0] in "=+-@"):
        return f"'{text}"
    return text


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    plain = _map_texts(_split_geometry(table), lambda text: guard_formula(LONE_RETURN.sub("\n", replace_controls(text))))
    plain.rename(columns=lambda name: guard_formula(replace_controls(str(name)))).to_csv(
        path, index=False, encoding="utf-8", lineterminator="\n"
    )


def _write_jsonl(table: pd.DataFrame, path: Path) -> None:
    plain = _split_geometry(table)
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(f"{_dump_json(row)}\n" for row in _list_rows(plain))


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    _map_texts(table, lambda text: SURROGATE.sub(REPLACEMENT, text)).to_parquet(path, index=False)


def _write_geojson(table: gpd.GeoDataFrame, path: Path) -> None:
    table = _use_degrees(table)
    # RFC 7946 wants outer rings to run against the clock.
    shapes = shapely.to_geojson(shapely.orient_polygons(table.geometry.array)).tolist()
    rows = _list_rows(_map_texts(_format_dates(pd.DataFrame(table.drop(columns=table.geometry.name))), replace_controls))
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        lines.write('{"type": "FeatureCollection", "features": [')
        for number, (shape, row) in enumerate(zip(shapes, rows, strict=True)):
            separator = ",\n" if number else "\n"
            lines.write(f'{separator}{{"type": "Feature", "geometry": {shape or "null"}, "properties": {_dump_json(row)}}}')
        lines.write("\n]}\n")


def _write_gpkg(table: gpd.GeoDataFrame, path: Path) -> None:
    _write_layer(table, path, path.stem)


WRITERS: dict[str, Callable[[Any, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".jsonl": _write_jsonl,
    ".geojson": _write_geojson,
    ".gpkg": _write_gpkg,
}


def _write_layer(table: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Write one layer through Arrow, where a day can be a date and a missing whole number stays whole."""
    table = _use_degrees(table)
    plain = _map_texts(pd.DataFrame(table.drop(columns=table.geometry.name)), replace_controls)
    dates = plain.select_dtypes("datetime").columns
    arrow = pa.Table.from_pandas(plain, preserve_index=False)
    for name in dates:
        if (plain[name].dropna().dt.normalize() == plain[name].dropna()).all():
            arrow = arrow.set_column(arrow.schema.get_field_index(name), name, arrow[name].cast(pa.date32()))
    arrow = arrow.append_column("geom", pa.array(table.geometry.to_wkb(), type=pa.binary()))
    kinds = table.geometry.geom_type.dropna().unique().tolist()
    pyogrio.set_gdal_config_options(GEOPACKAGE_STAMP)
    try:
        pyogrio.write_arrow(
            arrow, path, layer=layer, driver="GPKG", geometry_name="geom", geometry_type=kinds[0] if len(kinds) == 1 else "Unknown", crs=CRS
        )
    except pyogrio.errors.DataSourceError as error:  # GDAL's word for a full disk, among others
        raise OSError(str(error)) from error
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(GEOPACKAGE_STAMP))


def _use_degrees(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table if table.crs is None else table.to_crs(CRS)


def _split_geometry(table: pd.DataFrame) -> pd.DataFrame:
    """Replace the geometry by the columns latitude and longitude, and dates by their ISO text."""
    if not isinstance(table, gpd.GeoDataFrame):
        return _format_dates(table)
    points = _use_degrees(table).geometry
    if not points.geom_type.dropna().eq("Point").all():
        raise FormatError(
            "path: latitude and longitude are those of points, and this table has other shapes; write it as .gpkg or .geojson"
        )
    plain = pd.DataFrame(table.drop(columns=points.name))
    return _format_dates(plain.assign(latitude=points.y, longitude=points.x))


def _format_dates(table: pd.DataFrame) -> pd.DataFrame:
    """Replace columns of dates by ISO text: days where every time is midnight, else times."""
    formatted = {}
    for name, dates in table.select_dtypes(["datetime", "datetimetz"]).items():
        days = bool((dates.dropna().dt.normalize() == dates.dropna()).all())
        formatted[str(name)] = pd.Series(
            [None if pd.isna(date) else (date.date() if days else date).isoformat() for date in dates], index=table.index, dtype="str"
        )
    return table.assign(**formatted)


def _map_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Change every text of a table, and number its rows afresh; what is neither text nor number, date or shape becomes text."""
    table = table.reset_index(drop=True)
    for name, column in table.items():
        if pd.api.types.infer_dtype(column) in TEXTUAL:
            texts = [None if pd.api.types.is_scalar(value) and pd.isna(value) else change(str(value)) for value in column]
            table[name] = pd.Series(texts, index=table.index, dtype="str")
    return table


def _list_rows(plain: pd.DataFrame) -> Iterator[dict[str, Any]]:
    columns = {str(name): column.astype("object").where(column.notna(), None).tolist() for name, column in plain.items()}
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _dump_json(row: dict[str, Any]) -> str:
    dumped = json.dumps(row, ensure_ascii=False, allow_nan=False, default=str)
    dumped = UNESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", dumped)
    return SURROGATE.sub(REPLACEMENT, dumped)
