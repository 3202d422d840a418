"""Event files: events that others have coded, UCDP GED, ACLED and GDELT, as our events table.

Their codes of place and time become our precisions by reference_codes.csv. Where a code has no counterpart it keeps its own name.
"""

import csv
import io
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from analystkit.corrections.changes import Spot
from analystkit.corrections.moves import find_areas
from analystkit.errors import MissingFileError, OneLineError
from analystkit.gazetteers.placelists import PRECISIONS
from analystkit.geography.boundaries import load_boundaries
from analystkit.language.eventtypes import read_event_types
from analystkit.tables import build_table

LARGEST = 2_000_000_000  # bytes
GDELT_COLUMNS = 61
EARLIEST, LATEST = 1800, 2200  # years; what lies outside them is a slip of the pen
WEEK = timedelta(days=3)  # on either side of the middle
# "Peaceful protest" as the name of a type: what is neither letter nor digit
SEPARATOR = re.compile(r"[^a-z0-9]+")

Cells = Mapping[str, str]


class EventFileError(OneLineError, ValueError):
    """A file cannot be read as events of UCDP, ACLED or GDELT; the message names it, its line and the remedy."""


class _Format(NamedTuple):
    """A format: the column by which it is known, its column for each field that all formats have, and what makes a row of cells."""

    name: str
    mark: str
    columns: Mapping[str, str]
    needs: tuple[str, ...]
    shape: Callable[["_Format", Cells], dict[str, Any]]


def read_events(path: str | Path) -> gpd.GeoDataFrame:
    r"""Read events that others have coded, a CSV export of UCDP GED or ACLED or a GDELT 2 file: one row is one of their events.

    The table goes where ours goes: onto the map, into counts, into `compare_events`. `event_id` is their id behind their
    name. UCDP does not code how force was used, so its types are its own (state_based_violence); sides are `actor` and `target`
    in the order of the source, which is not that of attacker and attacked. GDELT counts mentions of acts, many of them more
    than once.

    Parameters
    ----------
    path
        The file: .csv as UCDP and ACLED give it, or a GDELT export, which has tabs and no header.

    Returns
    -------
    GeoDataFrame
        The events table. `n_reports` is the number of sources or articles that they give, `quote` their note, else empty.

    Raises
    ------
    MissingFileError
        The file is not there.
    EventFileError
        It is none of these, lacks a column, or a line has a date, a code or a point that is none.

    References
    ----------
    Sundberg, R. and Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. Journal of Peace Research, 50(4), 523-532.
    Raleigh, C. et al. (2010). Introducing ACLED. Journal of Peace Research, 47(5), 651-660.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> header = "event_id_cnty,event_date,time_precision,sub_event_type,actor1,actor2,location,latitude,longitude,geo_precision"
    >>> row = "SYR1,2019-01-21,1,Air/drone strike,Military Forces of Israel,,Damascus,33.5102,36.2913,1,Wire,Strikes were reported.,4"
    >>> with TemporaryDirectory() as folder:
    ...     lines = f"{header},source,notes,fatalities\n{row}\n"
    ...     _ = Path(folder, "acled.csv").write_text(lines)
    ...     read_events(Path(folder, "acled.csv"))[["event_id", "event_type", "country", "killed_low"]].to_numpy().tolist()
    [['acled:SYR1', 'air_strike', 'SY', 4]]
    """
    path = Path(path)
    form, records = _open(path)
    rows = []
    for line, cells in records:
        try:
            rows.append(form.shape(form, cells))
        except ValueError as error:
            raise EventFileError(f"{str(path)!r}, line {line}: {error}") from error
    ids = pd.Series([row["event_id"] for row in rows], dtype="str")
    if ids.duplicated().any():
        raise EventFileError(f"{str(path)!r}: {ids[ids.duplicated()].iloc[0]!r} stands in several lines; take out the copies")
    areas = find_areas([row["spot"] for row in rows])
    names = {name.casefold(): code for name, code in load_boundaries("country")[["name", "country"]].itertuples(index=False)}
    for row, area in zip(rows, areas, strict=True):
        spot, named = row.pop("spot"), names.get(row.pop("named").casefold())
        row |= {"country": area.get("country") or named, "admin1": area.get("name") if row["place_precision"] != "country" else None}
        row["geometry"] = None if row["place_precision"] == "country" else Point(spot.longitude, spot.latitude)
    return build_table(rows, "events")


# ---------------------------------------------------------------- files


def _open(path: Path) -> tuple[_Format, Iterator[tuple[int, Cells]]]:
    """Tell which format a file has, and give its records with their lines."""
    if not path.exists():
        raise MissingFileError(f"path: {str(path)!r} does not exist; give a file on this machine")
    if path.stat().st_size > LARGEST:
        raise EventFileError(f"{str(path)!r} has more than {LARGEST:,} bytes; give the years or countries you need")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EventFileError(f"{str(path)!r} is no text in UTF-8; save it as CSV UTF-8") from error
    first = io.StringIO(text, newline="").readline()
    if first.count("\t") == GDELT_COLUMNS - 1:
        names = files("analystkit.data").joinpath("gdelt_columns.txt").read_text(encoding="utf-8").split()
        return GDELT, _split(text, names, path, delimiter="\t", quoting=csv.QUOTE_NONE)
    delimiter = max(",;", key=first.count)
    header = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]
    form = next((form for form in (UCDP, ACLED) if form.mark in header), None)
    if form is None:
        raise EventFileError(
            f"{str(path)!r} is no export of UCDP GED ({UCDP.mark}), ACLED ({ACLED.mark}) or GDELT ({GDELT_COLUMNS} columns)"
        )
    lacking = [name for name in (*form.columns.values(), *form.needs) if name not in header]
    if lacking:
        raise EventFileError(
            f"{str(path)!r} lacks the columns {', '.join(lacking)} of {form.name.upper()}; export it anew with all columns"
        )
    return form, _split(text, header, path, delimiter=delimiter, strict=True)


def _split(text: str, header: list[str], path: Path, **dialect: Any) -> Iterator[tuple[int, Cells]]:
    """Give each record, with the line where it ends; a line that says what the columns are is none."""
    reader = csv.reader(io.StringIO(text, newline=""), **dialect)
    try:
        for fields in reader:
            if not any(fields) or [name.strip().lower() for name in fields] == [name.lower() for name in header]:
                continue
            if len(fields) != len(header):
                raise EventFileError(f"{str(path)!r}, line {reader.line_num}: it has {len(fields)} columns and not {len(header)}")
            yield reader.line_num, dict(zip(header, fields, strict=True))
    except csv.Error as error:
        raise EventFileError(f"{str(path)!r}, line {reader.line_num}: it is no CSV ({error}); export the file anew") from error


@cache
def _read_codes() -> dict[tuple[str, str, str], str]:
    """Read reference_codes.csv: {(format, field, code): value}."""
    with files("analystkit.data").joinpath("reference_codes.csv").open(encoding="utf-8") as lines:
        return {(row["format"], row["field"], row["code"]): row["value"] for row in csv.DictReader(lines)}


# ---------------------------------------------------------------- one row of each


def _shape_ucdp(form: _Format, cells: Cells) -> dict[str, Any]:
    deaths = [_read_number(cells, name) for name in ("low", "best", "high")]
    start, end = (_read_day(cells, name) for name in ("date_start", "date_end"))
    precision = _find_code("ucdp", "date", cells, "date_prec")
    return _shape(
        form,
        cells,
        event_type=_find_code("ucdp", "type", cells, "type_of_violence"),
        days=(start, end, "days" if precision == "day" and start != end else precision),
        named=cells["country"].split(" (")[0],
        killed=(min(deaths), max(deaths)),  # in some rows low is above best
        n_sources=_read_number(cells, "number_of_sources"),  # -1 where UCDP did not count them
        source="UCDP GED",
    )


def _shape_acled(form: _Format, cells: Cells) -> dict[str, Any]:
    day, precision = _read_day(cells, "event_date"), _find_code("acled", "date", cells, "time_precision")
    killed = _read_number(cells, "fatalities")
    return _shape(
        form,
        cells,
        event_type=_find_type("acled", cells["sub_event_type"]),
        days=(*_widen(day, precision), precision),
        named=cells.get("country", ""),
        killed=(killed, killed),
        n_sources=len([name for name in cells["source"].split(";") if name.strip()]),
        source=cells["source"],
        quote=cells["notes"],
    )


def _shape_gdelt(form: _Format, cells: Cells) -> dict[str, Any]:
    day = _read_day(cells, "SQLDATE")
    row = _shape(
        form,
        cells,
        event_type=_find_type("cameo", cells["EventCode"]),
        days=(day, day, "day"),
        named=cells["ActionGeo_FullName"].split(",")[-1].strip(),
        killed=(None, None),
        n_sources=_read_number(cells, "NumSources"),
        source="GDELT",
    )
    return row | {"n_reports": max(1, _read_number(cells, "NumArticles")), "url": cells["SOURCEURL"] or None}


def _shape(
    form: _Format,
    cells: Cells,
    *,
    event_type: str,
    days: tuple[date, date, str],
    named: str,
    killed: tuple[int | None, int | None],
    n_sources: int,
    source: str,
    quote: str = "",
) -> dict[str, Any]:
    """Shape an event as a row of our table, with its spot and the name of its country until these are looked up."""
    told = {ours: cells[theirs] for ours, theirs in form.columns.items()}
    event_id = f"{form.name}:{told['number']}"
    placed = form is not GDELT or (told["latitude"] and told["longitude"])  # GDELT leaves a place open that it did not find
    precision = _find_code(form.name, "place", cells, form.columns["precision"]) if placed else "country"
    return {
        "event_id": event_id,
        "event_type": event_type,
        "status": "reported",
        **dict(zip(("date_start", "date_end", "date_precision"), days, strict=True)),
        "place": told["place"] or None,
        "place_precision": precision,
        "uncertainty_km": {str(name): km for name, (_, km) in PRECISIONS.items()}.get(precision),
        "actor": told["actor"] or None,
        "target": told["target"] or None,
        **dict(zip(("killed_low", "killed_high"), killed, strict=True)),
        "sourcing": "single" if n_sources <= 1 else "several",
        **dict.fromkeys(("n_reports", "n_outlets", "n_origins"), max(1, n_sources)),
        **dict.fromkeys(("report_ids", "report_id"), event_id),
        "quote": quote,
        "source": source or None,
        "spot": _read_spot(told["latitude"], told["longitude"]) if placed else Spot(0.0, 0.0),
        "named": named,
    }


def _find_code(form: str, field: str, cells: Cells, column: str) -> str:
    code = cells[column].strip().removesuffix(".0")  # as pandas writes a column in which something is missing
    value = _read_codes().get((form, field, code))
    if value is None:
        known = ", ".join(code for name, kind, code in _read_codes() if (name, kind) == (form, field))
        raise ValueError(f"{column} is {code!r}; {form.upper()} has {known}")
    return value


def _find_type(codes: str, code: str) -> str:
    """Find our type of a code of ACLED or CAMEO; one that none of ours corresponds to keeps its name."""
    for name, row in read_event_types().items():
        if code in (part.strip() for part in row[codes].split(";")):
            return name
    return SEPARATOR.sub("_", code.lower()).strip("_") if codes == "acled" else f"{codes}_{code}"


def _read_number(cells: Cells, column: str) -> int:
    try:
        return int(float(cells[column]))
    except (ValueError, OverflowError):  # "inf" is a number of Python's
        raise ValueError(f"{column} is {cells[column]!r}, no number; export the file anew") from None


def _read_spot(latitude: str, longitude: str) -> Spot:
    try:
        spot = Spot(float(latitude), float(longitude))
    except ValueError:
        raise ValueError(f"latitude, longitude are {latitude!r}, {longitude!r}, no numbers; export the file anew") from None
    if not (abs(spot.latitude) <= 90 and abs(spot.longitude) <= 180):
        raise ValueError(f"latitude, longitude are {latitude!r}, {longitude!r}, no point on the Earth; are they swapped?")
    return spot


def _read_day(cells: Cells, column: str) -> date:
    words = cells[column].strip()
    for text, form in ((words[:10], "%Y-%m-%d"), (words, "%Y%m%d"), (words, "%d %B %Y")):  # ACLED writes 05 February 2019 in some exports
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if EARLIEST <= day.year <= LATEST:
            return day
    raise ValueError(f"{column} is {words!r}, no day; a spreadsheet may have changed it: export the file anew")


def _widen(day: date, precision: str) -> tuple[date, date]:
    """Widen the one day that ACLED gives to the week or the month that is known."""
    if precision == "day":
        return day, day
    if precision == "days":
        return day - WEEK, day + WEEK
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


SPOT = {"latitude": "latitude", "longitude": "longitude"}
UCDP = _Format(
    "ucdp",
    "where_prec",
    SPOT | {"number": "id", "precision": "where_prec", "place": "where_coordinates", "actor": "side_a", "target": "side_b"},
    ("type_of_violence", "number_of_sources", "country", "date_prec", "date_start", "date_end", "low", "best", "high"),
    _shape_ucdp,
)
ACLED = _Format(
    "acled",
    "event_id_cnty",
    SPOT | {"number": "event_id_cnty", "precision": "geo_precision", "place": "location", "actor": "actor1", "target": "actor2"},
    ("event_date", "time_precision", "sub_event_type", "source", "notes", "fatalities"),
    _shape_acled,
)
GDELT = _Format(
    "gdelt",
    "GLOBALEVENTID",
    {
        **{"number": "GLOBALEVENTID", "precision": "ActionGeo_Type", "place": "ActionGeo_FullName"},
        **{"actor": "Actor1Name", "target": "Actor2Name", "latitude": "ActionGeo_Lat", "longitude": "ActionGeo_Long"},
    },
    (),
    _shape_gdelt,
)
