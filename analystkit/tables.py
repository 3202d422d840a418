"""The tables that every stage takes and gives: their columns, types and checks.

`columns.csv` beside this package's other data is the only place that says which columns there are.
"""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from analystkit.errors import OneLineError

CRS = "EPSG:4326"
PIECE = 2_000  # rows of a long table that are made into a frame at a time
DTYPES = {"str": "str", "Int64": "Int64", "float": "float64", "bool": "bool", "date": "datetime64[us]", "geometry": "geometry"}


KEYS = {"articles": "article_id", "reports": "report_id", "events": "event_id"}  # what no two rows of a table share
# How a column of another type is made one of each type
REMEDIES = {"date": "pd.to_datetime({})", "geometry": f"gpd.GeoSeries.from_wkt({{}}, crs={CRS!r})"} | {
    dtype: f"{{}}.astype({DTYPES[dtype]!r})" for dtype in ("str", "Int64", "float", "bool")
}


class TableError(OneLineError, ValueError):
    """A table lacks a column, or holds a value that its column does not allow."""


class Column(NamedTuple):
    """One column of one table, as columns.csv describes it."""

    name: str
    dtype: str
    unit: str
    allowed: tuple[str, ...]
    nullable: bool
    meaning: str


@cache
def read_columns() -> dict[str, dict[str, Column]]:
    """Read columns.csv: {table: {column: Column}}, in the order of the file."""
    tables: dict[str, dict[str, Column]] = {}
    with files("analystkit.data").joinpath("columns.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            tables.setdefault(row["table"], {})[row["column"]] = Column(
                row["column"], row["dtype"], row["unit"], tuple(row["allowed"].split()), row["nullable"] == "yes", row["meaning"]
            )
    return tables


def build_table(rows: Iterable[Mapping[str, Any]], table: str) -> pd.DataFrame:
    """Build a table of the named kind from rows; one row of it is one of them.

    A key that a row lacks is missing there, one that the table does not have is an error. No rows give an empty
    table with all its columns, types and, where it has a geometry, its CRS.

    Parameters
    ----------
    rows
        One mapping a row, from column to value; geometry as a shapely Point or None.
    table
        A table of columns.csv: articles, places, reports, events, counts or left_out.

    Raises
    ------
    TableError
        A row has a key that is no column of the table.

    Examples
    --------
    >>> build_table([{"stage": "read", "reason_code": "empty", "reason": "no text"}], "left_out").dtypes["row"]
    Int64Dtype()
    """
    columns = read_columns()[table]
    rows = list(rows)
    unknown = {key for row in rows for key in row} - columns.keys()
    if unknown:
        raise TableError(f"rows: {sorted(unknown)} are no columns of the {table} table; they are {list(columns)}")
    frame = pd.DataFrame({name: _build_column([row.get(name) for row in rows], column) for name, column in columns.items()})
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS) if "geometry" in columns else frame


class LongTable:
    """A table of the named kind that grows by rows; made into a frame piece by piece, it takes a third of the memory of its rows."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._rows: list[Mapping[str, Any]] = []
        self._pieces: list[pd.DataFrame] = []

    def extend(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows, as `build_table` takes them."""
        self._rows += rows
        if len(self._rows) >= PIECE:
            self._pieces.append(build_table(self._rows, self._table))
            self._rows = []

    def build(self) -> pd.DataFrame:
        """Build the table: what `build_table` builds of all rows."""
        last = build_table(self._rows, self._table)
        return pd.concat([*self._pieces, last], ignore_index=True) if self._pieces else last


def _build_column(values: list[Any], column: Column) -> Any:
    if column.dtype == "geometry":
        return gpd.GeoSeries(values, crs=CRS)
    if column.dtype == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"))).astype("datetime64[us]")
    return pd.Series([None if _is_missing(value) else value for value in values], dtype=DTYPES[column.dtype])


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value


def check_table(frame: pd.DataFrame, table: str, argument: str) -> pd.DataFrame:
    """Check at a public entrance that a frame is a table of the named kind, and return it.

    Columns of the caller's own are let through. Values are checked where columns.csv lists the allowed ones. Types are those of
    columns.csv or hold the same: int64 for Int64, text as objects, days in another unit. No two reports or events, and
    no two articles that could be read, have the same id.

    Raises
    ------
    TableError
        `frame` is no DataFrame, lacks a column, has one of another type, or holds a value that its column does not allow or
        an id twice; the message names `argument` and the remedy.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TableError(f"{argument}: expected the {table} table as a DataFrame, got {type(frame).__name__}")
    columns = read_columns()[table]
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise TableError(f"{argument}: the {table} table lacks {lacking}; start from what analystkit returned, which has them")
    for column in columns.values():
        values = frame[column.name]
        if len(frame) and not _has_type(values, column.dtype):
            told = f"{argument}[{column.name!r}]"
            remedy = f"{told}.dt.tz_localize(None)" if isinstance(values.dtype, pd.DatetimeTZDtype) else REMEDIES[column.dtype].format(told)
            raise TableError(
                f"{argument}: {column.name} has dtype {values.dtype}, and the {table} table needs {DTYPES[column.dtype]}; "
                f"{told} = {remedy} makes it so"
            )
        if not column.nullable and values.isna().any():
            row = values.isna().idxmax()
            raise TableError(f"{argument}: {column.name} is missing in row {row!r}; the {table} table needs it in every row")
        if column.allowed:
            wrong = values.notna() & ~values.isin(column.allowed)
            if wrong.any():
                value, row = values[wrong].iloc[0], wrong.idxmax()
                raise TableError(f"{argument}: {column.name} is {value!r} in row {row!r}; it may be {', '.join(column.allowed)}")
    if table in KEYS:
        _check_key(frame[frame["problem"].isna()] if table == "articles" else frame, KEYS[table], argument)
    return frame


def identify_table(frame: pd.DataFrame) -> str | None:
    """Tell which table a frame is: the one that has all its columns in the frame, beside any of the caller's own.

    A frame that holds several (reports merged with their articles) is the one of them that has most columns; one that
    lacks a column of every table is none, as to `check_table`.

    Examples
    --------
    >>> identify_table(build_table([], "events").assign(unit="my own"))
    'events'
    >>> identify_table(pd.DataFrame({"event_id": ["e1"]})) is None
    True
    """
    held = [table for table, columns in read_columns().items() if columns.keys() <= set(frame.columns)]
    return max(held, key=lambda table: len(read_columns()[table]), default=None)


def _has_type(values: "pd.Series[Any]", dtype: str) -> bool:
    """Tell whether a column has a type of columns.csv, or another one that serves as well."""
    if dtype == "str":
        return pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty") or bool(values.isna().all())
    if dtype == "Int64":
        return pd.api.types.is_integer_dtype(values) or (pd.api.types.is_float_dtype(values) and bool(values.isna().all()))
    if dtype == "float":
        return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if dtype == "bool":
        return pd.api.types.is_bool_dtype(values)
    return pd.api.types.is_datetime64_dtype(values) if dtype == "date" else str(values.dtype) == "geometry"


def _check_key(frame: pd.DataFrame, key: str, argument: str) -> None:
    double = frame[key].duplicated()
    if double.any():
        value = frame.loc[double, key].iloc[0]
        raise TableError(
            f"{argument}: {key} {value!r} stands in {(frame[key] == value).sum()} rows; each row needs its own: "
            f"where they are copies, take {argument}.drop_duplicates({key!r})"
        )


def make_id(*parts: Any) -> str:
    """Make an id of 16 hexadecimal digits from parts: the same parts give the same id on any machine."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
