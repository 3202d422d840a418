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

CRS = "EPSG:4326"
DTYPES = {"str": "str", "Int64": "Int64", "float": "float64", "bool": "bool", "date": "datetime64[us]", "geometry": "geometry"}


class TableError(ValueError):
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

    Columns of the caller's own are let through. Values are checked where columns.csv lists the allowed ones.

    Raises
    ------
    TableError
        `frame` is no DataFrame, lacks a column, or holds a value that its column does not allow; the message
        names `argument` and the remedy.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TableError(f"{argument}: expected the {table} table as a DataFrame, got {type(frame).__name__}")
    columns = read_columns()[table]
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise TableError(f"{argument}: the {table} table lacks {lacking}; start from what analystkit returned, which has them")
    for column in columns.values():
        values = frame[column.name]
        if not column.nullable and values.isna().any():
            row = values.isna().idxmax()
            raise TableError(f"{argument}: {column.name} is missing in row {row!r}; the {table} table needs it in every row")
        if column.allowed:
            wrong = values.notna() & ~values.isin(column.allowed)
            if wrong.any():
                value, row = values[wrong].iloc[0], wrong.idxmax()
                raise TableError(f"{argument}: {column.name} is {value!r} in row {row!r}; it may be {', '.join(column.allowed)}")
    return frame


def make_id(*parts: Any) -> str:
    """Make an id of 16 hexadecimal digits from parts: the same parts give the same id on any machine."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
