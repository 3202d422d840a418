"""Files: what is written can be read again, acts in no spreadsheet and no terminal, and is there whole or not at all."""

import json
import os
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, Polygon

from analystkit.tables import build_table
from analystkit.writing import files
from analystkit.writing.files import (
    FormatError,
    WriteError,
    guard_formula,
    replace_controls,
    replace_file,
    replace_files,
    write_layers,
    write_table,
)

SUFFIXES = (".csv", ".parquet", ".jsonl", ".geojson", ".gpkg")


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


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1", "＝1+1", "＋1",
        "－1", "＠A", "﹦1", '"=1+1"', "'=1+1", "“=1+1”", "\ufffd=1",
    ],
)  # fmt: skip
def test_formulas_are_guarded_and_the_guard_can_be_undone(text: str) -> None:
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "1+1", "a=b", "'Ain al-Arab", '"Two jets"', "– said", "3-5 killed", "‘no’"])
def test_other_text_is_left(text: str) -> None:
    assert guard_formula(text) == text


def test_numbers_stay_numbers_in_csv(tmp_path: Path) -> None:
    table = pd.DataFrame({"low": [-5, 2], "share": [-0.5, None], "mixed": pd.Series([-1, 2], dtype="object"), "=text": ["-5", "5"]})
    lines = write_table(table, tmp_path / "numbers.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["low,share,mixed,'=text", "-5,-0.5,-1,'-5", "2,,2,5"]


def test_control_characters_are_replaced_one_for_one() -> None:
    assert replace_controls("a\x00b\x1b[31m\x9bc\ud83d\td\n") == "a\ufffdb\ufffd[31m\ufffdc\ufffd\td\n"


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


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("old")

    def fail() -> None:
        with replace_file(path) as temporary:
            temporary.write_text("half")
            assert path.read_text() == "old"
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        fail()
    assert {found.name: found.read_text() for found in tmp_path.iterdir()} == {"events.csv": "old"}


def test_files_appear_together_the_page_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (moved.append(self.name), replace(self, target))[1])
    (tmp_path / "notes.txt").write_text("the analyst's own")
    with replace_files(tmp_path, last="index.html") as folder:
        for name in ("index.html", "map.png", "zones.csv"):
            (folder / name).write_text(name)
        assert not (tmp_path / "index.html").exists()
    assert moved == ["map.png", "zones.csv", "index.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "map.png", "notes.txt", "zones.csv"]


def test_a_written_file_can_be_read_by_whoever_may_read_its_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    path = write_table(build_table([], "counts"), tmp_path / "counts.csv")
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "shared" / "counts.csv"
    target.parent.mkdir()
    (tmp_path / "counts.csv").symlink_to(target)
    write_table(build_table([], "counts"), tmp_path / "counts.csv")
    assert (tmp_path / "counts.csv").is_symlink()
    assert target.read_text().startswith("period_start,")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot be written to"):
        write_table(build_table([], "counts"), tmp_path / "file" / "counts.csv")
    (tmp_path / "counts.csv").mkdir()
    with pytest.raises(WriteError, match="is a folder"):
        write_table(build_table([], "counts"), tmp_path / "counts.csv")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere; run the tests as another user")
def test_a_folder_of_others_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WriteError, match="Permission denied"):
        write_table(build_table([], "counts"), tmp_path / "counts.csv")


def test_a_full_disk_is_an_error_that_says_so(reports: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise pyogrio.errors.DataSourceError("database or disk is full")

    monkeypatch.setattr(files.pyogrio, "write_arrow", fail)
    with pytest.raises(WriteError, match="disk is full"):
        write_table(reports, tmp_path / "reports.gpkg")
    assert list(tmp_path.iterdir()) == []
