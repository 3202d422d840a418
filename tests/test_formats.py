"""Formats: what is written can be read again by what reads such files, and nothing in it acts."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, Polygon

from analystkit.tables import build_table
from analystkit.writing import formats
from analystkit.writing.files import FormatError, WriteError
from analystkit.writing.formats import write_layers, write_table

SUFFIXES = (".csv", ".parquet", ".jsonl", ".geojson", ".gpkg", ".kml", ".xlsx")


@pytest.fixture
def reports() -> gpd.GeoDataFrame:
    one = {
        "report_id": "r1",
        "article_id": "a1",
        "event_type": "air_strike",
        "status": "reported",
        "aggregate": False,
        "date_start": "2018-09-17",
        "date_end": "2018-09-17",
        "date_precision": "day",
        "date_basis": "explicit",
        "place": "Latakia",
        "killed_low": 15,
        "quote": 'A missile hit a depot near Latakia, "on Monday",\nofficials said.',
        "quote_start": 0,
        "quote_end": 63,
        "passages": "0-63",
        "reviewed": False,
        "geometry": Point(35.78, 35.52),
    }
    two = {
        **one,
        "report_id": "r2",
        "date_start": None,
        "date_end": None,
        "killed_low": None,
        "geometry": None,
        "quote": "-12 degrees in Hawījah",
    }
    return build_table([one, two], "reports")


def test_csv_is_what_a_spreadsheet_and_a_program_expect(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write_table(reports, tmp_path / "new" / "reports.csv")
    data = path.read_bytes()
    assert data.startswith(b"report_id,article_id,event_type,")  # the header, and no byte order mark before it
    assert b"\r" not in data
    header = data.decode("utf-8").splitlines()[0].split(",")
    assert header == [*reports.columns[:-1], "latitude", "longitude"]
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert raw.loc[0, ["date_start", "killed_low", "aggregate", "latitude", "longitude"]].tolist() == [
        "2018-09-17",
        "15",
        "False",
        "35.52",
        "35.78",
    ]
    assert raw.loc[1, ["date_start", "killed_low", "country", "latitude", "longitude"]].tolist() == [""] * 5
    assert raw["quote"].tolist() == [reports["quote"][0], "'-12 degrees in Hawījah"]


def test_numbers_stay_numbers_in_csv(tmp_path: Path) -> None:
    table = pd.DataFrame({"low": [-5, 2], "share": [-0.5, None], "mixed": pd.Series([-1, 2], dtype="object"), "=text": ["-5", "5"]})
    lines = write_table(table, tmp_path / "numbers.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["low,share,mixed,'=text", "-5,-0.5,-1,'-5", "2,,2,5"]


def test_json_lines_keep_text_dates_and_what_is_missing(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    reports.loc[1, "quote"] = "line\u2028end \x1b[0m \x9b NUL\x00 Хомс"
    lines = write_table(reports, tmp_path / "reports.jsonl").read_bytes().decode("utf-8").split("\n")
    assert lines[2:] == [""]
    first, second = (json.loads(line) for line in lines[:2])
    assert list(first) == [*reports.columns[:-1], "latitude", "longitude"]
    assert (first["date_start"], first["killed_low"], first["aggregate"], first["latitude"]) == ("2018-09-17", 15, False, 35.52)
    assert (second["date_start"], second["killed_low"], second["country"], second["latitude"]) == (None, None, None, None)
    assert second["quote"] == "line\u2028end \x1b[0m \x9b NUL\x00 Хомс"
    assert not any(character in lines[1] for character in "\u2028\x1b\x9b\x00")
    assert "Хомс" in lines[1]


def test_geojson_is_rfc_7946(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write_table(reports, tmp_path / "reports.geojson")
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert list(collection) == ["type", "features"]  # RFC 7946 has no crs member
    assert collection["features"][0]["geometry"] == {"type": "Point", "coordinates": [35.78, 35.52]}
    assert collection["features"][1]["geometry"] is None
    assert collection["features"][0]["properties"]["date_start"] == "2018-09-17"
    clockwise = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    square = write_table(gpd.GeoDataFrame({"n": [1]}, geometry=[clockwise], crs="EPSG:4326"), tmp_path / "square.geojson")
    ring = json.loads(square.read_text(encoding="utf-8"))["features"][0]["geometry"]["coordinates"][0]
    assert Polygon(ring).exterior.is_ccw


def test_other_reference_systems_become_degrees(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    raw = pd.read_csv(write_table(reports.to_crs(3857), tmp_path / "reports.csv"))
    assert raw.loc[0, ["latitude", "longitude"]].tolist() == pytest.approx([35.52, 35.78])


def test_geopackage_has_dates_whole_numbers_and_the_same_bytes_again(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write_table(reports, tmp_path / "reports.gpkg")
    info = pyogrio.read_info(path, layer="reports")
    kinds = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert (kinds["date_start"], kinds["killed_low"], kinds["aggregate"]) == ("datetime64[D]", "int64", "bool")
    assert info["geometry_type"] == "Point"
    again = gpd.read_file(path)
    assert again.crs == "EPSG:4326"
    assert again.geometry[0].equals(Point(35.78, 35.52))
    assert again["quote"].tolist() == reports["quote"].tolist()
    assert again.loc[1, ["date_start", "killed_low", "country", "geometry"]].isna().all()
    (tmp_path / "later").mkdir()
    assert path.read_bytes() == write_table(reports, tmp_path / "later" / "reports.gpkg").read_bytes()


def test_layers_share_one_geopackage(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    areas = reports.iloc[:1].set_geometry(gpd.GeoSeries([Point(35.78, 35.52).buffer(1)], crs="EPSG:4326"))
    path = write_layers(tmp_path / "events.gpkg", {"precise": reports, "areas": areas, "none": areas.iloc[:0]})
    assert [(name, kind) for name, kind in pyogrio.list_layers(path)] == [("precise", "Point"), ("areas", "Polygon"), ("none", "Unknown")]
    assert [len(gpd.read_file(path, layer=name)) for name in ("precise", "areas", "none")] == [2, 1, 0]
    with pytest.raises(FormatError, match=r"'events\.csv' does not end in \.gpkg"):
        write_layers(tmp_path / "events.csv", {})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_table_is_a_valid_file_with_its_columns(suffix: str, tmp_path: Path) -> None:
    empty = build_table([], "reports")
    path = write_table(empty, tmp_path / f"reports{suffix}")
    columns = list(empty.columns)
    if suffix == ".csv":
        assert list(pd.read_csv(path).columns) == [*columns[:-1], "latitude", "longitude"]
    elif suffix == ".parquet":
        assert gpd.read_parquet(path).dtypes.equals(empty.dtypes)
    elif suffix == ".jsonl":
        assert path.read_bytes() == b""
    elif suffix == ".geojson":
        assert json.loads(path.read_text()) == {"type": "FeatureCollection", "features": []}
    elif suffix == ".kml":
        assert "Placemark" not in path.read_text()
    elif suffix == ".xlsx":
        header = ElementTree.fromstring(zipfile.ZipFile(path).read("xl/sharedStrings.xml"))  # noqa: S314 -- our own file
        assert [cell.text for cell in header.iter() if cell.text] == [*columns[:-1], "latitude", "longitude"]
    else:
        again = gpd.read_file(path)
        assert (len(again), list(again.columns)) == (0, columns)


def test_parquet_keeps_types(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    again = gpd.read_parquet(write_table(reports, tmp_path / "reports.parquet"))
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(reports))


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_a_table_with_no_geometry_is_written_as_it_is(suffix: str, tmp_path: Path) -> None:
    counts = build_table([{"period_start": "2018-09-01", "period_end": "2018-09-30", "count": 0}], "counts").iloc[:, :4]
    path = write_table(counts, tmp_path / f"counts{suffix}")
    if suffix == ".csv":
        assert path.read_text() == "period_start,period_end,group,count\n2018-09-01,2018-09-30,,0\n"
    elif suffix == ".jsonl":
        assert json.loads(path.read_text()) == {"period_start": "2018-09-01", "period_end": "2018-09-30", "group": None, "count": 0}
    else:
        pd.testing.assert_frame_equal(pd.read_parquet(path), counts)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reports.xls", r"'reports\.xls' does not say which format"),
        ("reports", "let it end in .csv"),
        ("counts.gpkg", "needs a table with a geometry"),
        ("counts.kml", "needs a table with a geometry"),
    ],
)
def test_a_format_that_cannot_be_is_refused(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=message):
        write_table(build_table([], "counts"), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_latitude_and_longitude_are_those_of_points(tmp_path: Path) -> None:
    areas = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(0, 0).buffer(1)], crs="EPSG:4326")
    with pytest.raises(FormatError, match="this table has other shapes"):
        write_table(areas, tmp_path / "areas.csv")


def test_writing_leaves_the_table_as_it_was(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    before = reports.copy(deep=True)
    for suffix in SUFFIXES:
        write_table(reports, tmp_path / f"reports{suffix}")
    pd.testing.assert_frame_equal(pd.DataFrame(reports), pd.DataFrame(before))


def test_a_full_disk_is_an_error_that_says_so(reports: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise pyogrio.errors.DataSourceError("database or disk is full")

    monkeypatch.setattr(formats.pyogrio, "write_arrow", fail)
    with pytest.raises(WriteError, match="disk is full"):
        write_table(reports, tmp_path / "reports.gpkg")
    assert list(tmp_path.iterdir()) == []


KML = "{http://www.opengis.net/kml/2.2}"


def test_kml_has_a_span_a_shape_and_a_quote_that_cannot_act(make_events: Callable[..., gpd.GeoDataFrame], tmp_path: Path) -> None:
    events = make_events(
        {"days": "2018-09-17 2018-09-18", "place": "Douma ]]><Style>", "quote": "<script>alert(1)</script> & more\uffff"},
        {"place": "Latakia", "place_id": "iso:SY-LA", "place_precision": "province", "status": "alleged"},
        {"days": None, "place": "Syria", "place_id": "iso:SY", "place_precision": "country", "spot": None},
    )
    text = write_table(events, tmp_path / "events.kml").read_text(encoding="utf-8")
    point, area, country = ElementTree.fromstring(text).iter(f"{KML}Placemark")  # noqa: S314 -- our own file
    assert point.findtext(f"{KML}name") == "Air strike, Douma ]]><Style>"
    assert [point.findtext(f"{KML}TimeSpan/{KML}{edge}") for edge in ("begin", "end")] == ["2018-09-17", "2018-09-18"]
    assert point.findtext(f"{KML}Point/{KML}coordinates") == "36.29000,33.51000"
    assert "“&lt;script&gt;alert(1)&lt;/script&gt; &amp; more�”" in str(point.findtext(f"{KML}description"))
    assert area.findtext(f"{KML}name") == "Air strike (alleged), Latakia"
    assert area.find(f"{KML}MultiGeometry/{KML}Polygon") is not None
    assert [country.find(f"{KML}{shape}") for shape in ("Point", "MultiGeometry", "TimeSpan")] == [None] * 3
    assert "http" not in text.replace("http://www.opengis.net/kml/2.2", "")


def test_kml_takes_nothing_but_events_and_reports(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="takes events or reports"):
        write_table(reports[["report_id", "geometry"]], tmp_path / "reports.kml")


def read_sheet(path: Path) -> tuple[str, pd.DataFrame]:
    """Read a workbook: the markup of its one sheet, and its cells."""
    with zipfile.ZipFile(path) as book:
        markup = book.read("xl/worksheets/sheet1.xml").decode()
    return markup, pyogrio.read_dataframe(path, HEADERS="FORCE")


def test_a_workbook_has_filters_days_and_no_formula(reports: gpd.GeoDataFrame, tmp_path: Path) -> None:
    hostile = ["=HYPERLINK(1)", "http://x.test", "+1", "12"]
    table = pd.concat([reports, reports]).assign(quote=hostile, n=[1, 2, 3, None])
    path = write_table(table, tmp_path / "re[ports].xlsx")
    markup, cells = read_sheet(path)
    assert list(cells["quote"]) == hostile
    assert "<f>" not in markup
    assert "<hyperlink" not in markup
    assert '<autoFilter ref="A1:' in markup
    assert 'state="frozen"' in markup
    assert f"{cells['date_start'][0]:%Y-%m-%d}" == "2018-09-17"
    assert pd.isna(cells["date_start"][1])
    assert (cells["latitude"][0], cells["killed_low"][0]) == (35.52, 15)
    assert path.read_bytes() == write_table(table, tmp_path / "later" / "re[ports].xlsx").read_bytes()


def test_a_workbook_holds_what_its_cells_and_days_can(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["x" * 40_000], "day": pd.to_datetime(["1812-09-07"])})
    _, cells = read_sheet(write_table(table, tmp_path / "long.xlsx"))
    assert (len(cells["text"][0]), cells["text"][0][-29:], cells["day"][0]) == (32_767, "x [cut: a cell holds no more]", "1812-09-07")


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MOST_ROWS", 2)
    with pytest.raises(FormatError, match=r"holds at most 2 rows, and this table has 3; write it as \.csv"):
        write_table(pd.DataFrame({"n": [1, 2, 3]}), tmp_path / "long.xlsx")
