"""Formats: tables written for spreadsheets, programs and geographic information systems."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio  # type: ignore[import-untyped]  # it ships no types
import shapely
from xlsxwriter.exceptions import FileCreateError

from analystkit.tables import CRS, identify_table
from analystkit.writing.files import REPLACEMENT, SURROGATE, FormatError, clean_text, guard_formula, replace_controls, replace_file

# A line end that the csv module does not quote: "one\rtwo"
LONE_RETURN = re.compile(r"\r(?!\n)")
# A line end with a return in it: "one\r\ntwo", "one\rtwo"
RETURN = re.compile(r"\r\n?")
# What JSON lets stand as it is although a terminal obeys it or a reader of lines ends a line there: "\x9b", "\u2028"
UNESCAPED = re.compile("[\x7f-\x9f\u2028\u2029]")
# What pandas calls the values of a column that is written as text, whatever its type
TEXTUAL = ("string", "bytes", "categorical", "mixed", "mixed-integer", "empty")

# GeoPackage stamps each layer with the time of writing; with a fixed stamp the same table gives the same bytes.
GEOPACKAGE_STAMP = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}

# What a workbook can hold, from Microsoft's "Excel specifications and limits"
MOST_ROWS, LONGEST_CELL, LONGEST_SHEET = 1_048_575, 32_767, 31  # rows below the header; characters
FIRST_DAY = pd.Timestamp(1900, 3, 1)  # a spreadsheet's earlier days are wrong: it has a 29 February 1900
INVALID_IN_SHEET = re.compile(r"[\[\]:*?/\\']")  # "events [1]"
INVALID_IN_LAYER = re.compile(r"[^\w .-]|^[\W_]+")  # GeoPackage wants no signs: "events (2)", "-draft"
CUT = " [cut: a cell holds no more]"
COLUMN_WIDTH = 16  # characters
WORKBOOK_STAMP = datetime(2000, 1, 1)  # a workbook too says when it was made
TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


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
    - `.kml`: events or reports for Google Earth, a folder for each type, with their time spans and quotes. What is known
      more coarsely than a settlement is an area; a row that no map draws is listed without a shape.
    - `.xlsx`: one sheet with its columns filtered and its header fixed; text is never a formula or a link, days are dates; text of
      more than 32,767 characters is cut and says so.

    JSON Lines and GeoJSON name the columns row by row, so there an empty table is a file of no rows.

    Parameters
    ----------
    table
        Any table of analystkit, columns of the caller's own included. Geometry is written in degrees, EPSG:4326.
    path
        Where to; the suffix is one of .csv, .parquet, .jsonl, .geojson, .gpkg, .kml, .xlsx.

    Raises
    ------
    FormatError
        The suffix names no such format, or the format needs what the table does not have, a geometry for instance, or has
        no room for so many rows.
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
    path = check_format(table, path)
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


def check_format(table: pd.DataFrame, path: str | Path) -> Path:
    """Check that a file's suffix names a format that a table can be written in; an empty one tells it before any work is done.

    Raises
    ------
    FormatError
        The suffix names no format, or one that needs what the table does not have, or has no room for so many rows.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise FormatError(f"path: {path.name!r} does not say which format; let it end in {', '.join(WRITERS)}")
    if suffix in (".geojson", ".gpkg", ".kml") and not isinstance(table, gpd.GeoDataFrame):
        raise FormatError(f"path: {path.name} needs a table with a geometry, and this one has none; write it as .csv, .parquet or .jsonl")
    if suffix == ".kml" and identify_table(table) not in ("events", "reports"):
        raise FormatError(f"path: {path.name} takes events or reports, and this table is neither; write it as .gpkg or .geojson")
    if suffix == ".xlsx" and len(table) > MOST_ROWS:
        raise FormatError(
            f"path: {path.name} holds at most {MOST_ROWS:,} rows, and this table has {len(table):,}; write it as .csv or .parquet"
        )
    return path


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    plain = _map_texts(_split_geometry(table), lambda text: guard_formula(LONE_RETURN.sub("\n", replace_controls(text))))
    plain.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


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
    _write_layer(table, path, INVALID_IN_LAYER.sub("_", path.stem))


def _write_xlsx(table: pd.DataFrame, path: Path) -> None:
    """Write one sheet in which text is text, whatever it looks like; days stay dates where a spreadsheet has them."""
    plain = pd.DataFrame(table.drop(columns=table.geometry.name)) if isinstance(table, gpd.GeoDataFrame) else table
    days = {_fit_cell(str(name)): dates for name, dates in plain.select_dtypes("datetime").items() if (dates.dropna() >= FIRST_DAY).all()}
    plain = _map_texts(_split_geometry(table), _fit_cell).assign(**{name: dates.to_numpy() for name, dates in days.items()})
    sheet = INVALID_IN_SHEET.sub("_", clean_text(path.stem))[:LONGEST_SHEET]
    try:
        with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": TEXT_IS_TEXT}, datetime_format="yyyy-mm-dd") as book:
            book.book.set_properties({"created": WORKBOOK_STAMP})
            plain.to_excel(book, sheet_name=sheet, index=False, freeze_panes=(1, 0))
            book.sheets[sheet].autofilter(0, 0, len(plain), len(plain.columns) - 1)
            book.sheets[sheet].set_column(0, len(plain.columns) - 1, COLUMN_WIDTH)
    except FileCreateError as error:  # a full disk, among others
        raise OSError(str(error)) from error


def _write_kml(table: gpd.GeoDataFrame, path: Path) -> None:
    from analystkit.writing.kml import write_kml  # it takes its areas from where maps do, whose libraries no other format needs

    write_kml(table, path)


def _fit_cell(text: str) -> str:
    # A return is written as a code that not every program reads back; the line end of a cell is a line feed.
    text = RETURN.sub("\n", replace_controls(text))
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - len(CUT)]}{CUT}"


WRITERS: dict[str, Callable[[Any, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".jsonl": _write_jsonl,
    ".geojson": _write_geojson,
    ".gpkg": _write_gpkg,
    ".kml": _write_kml,
    ".xlsx": _write_xlsx,
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
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:  # GDAL's words for a full disk, among others
        raise OSError(str(error)) from error
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(GEOPACKAGE_STAMP))
    with closing(sqlite3.connect(path)) as package:  # of what it writes last, the spatial index, GDAL reports no failure
        if package.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (f"rtree_{layer}_geom",)).fetchone() is None:
            raise OSError(f"the spatial index of layer {layer!r} could not be written; the disk may be full")


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
    """Change every text of a table, its header included, and number its rows afresh; what is no number, date or shape becomes text."""
    table = table.reset_index(drop=True)
    for name, column in table.items():
        if pd.api.types.infer_dtype(column) in TEXTUAL:
            texts = [None if pd.api.types.is_scalar(value) and pd.isna(value) else change(str(value)) for value in column]
            table[name] = pd.Series(texts, index=table.index, dtype="str")
    return table.rename(columns=lambda name: change(str(name)))


def _list_rows(plain: pd.DataFrame) -> Iterator[dict[str, Any]]:
    columns = {str(name): column.astype("object").where(column.notna(), None).tolist() for name, column in plain.items()}
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _dump_json(row: dict[str, Any]) -> str:
    dumped = json.dumps(row, ensure_ascii=False, allow_nan=False, default=str)
    dumped = UNESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", dumped)
    return SURROGATE.sub(REPLACEMENT, dumped)
