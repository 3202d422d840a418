"""Event files: what UCDP, ACLED and GDELT have coded becomes our events table, and what they lack is told."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analystkit as ak
from analystkit.errors import MissingFileError
from analystkit.reading.eventfiles import GDELT_COLUMNS, EventFileError

GDELT_NAMES = (Path(ak.__file__).parent / "data" / "gdelt_columns.txt").read_text(encoding="utf-8").split()
SAMPLE = Path(__file__).parents[1] / "data" / "ucdp_sample.csv"
UCDP = {
    "id": "7",
    "type_of_violence": "1",
    "side_a": "Government of Syria",
    "side_b": "Syrian insurgents",
    "number_of_sources": "2",
    "where_prec": "1",
    "where_coordinates": "Homs city",
    "country": "Syria",
    "latitude": "34.73",
    "longitude": "36.72",
    "date_prec": "1",
    "date_start": "2019-01-21",
    "date_end": "2019-01-21",
    "low": "2",
    "best": "3",
    "high": "5",
}
ACLED = {
    "event_id_cnty": "SYR1",
    "event_date": "2019-02-15",
    "time_precision": "1",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of Russia",
    "actor2": "",
    "country": "Syria",
    "location": "Idlib",
    "latitude": "35.93",
    "longitude": "36.63",
    "geo_precision": "1",
    "source": "Example Wire; Sample Herald",
    "notes": "On 15 February, aircraft hit the town.",
    "fatalities": "4",
}


def write_rows(path: Path, *rows: dict[str, str], delimiter: str = ",") -> Path:
    pd.DataFrame(list(rows)).to_csv(path, index=False, sep=delimiter)
    return path


def write_gdelt(path: Path, **cells: str) -> Path:
    given = {
        "GLOBALEVENTID": "9",
        "SQLDATE": "20190121",
        "EventCode": "195",
        "NumSources": "2",
        "NumArticles": "6",
        "SOURCEURL": "https://example.org/1",
    }
    place = {"ActionGeo_Type": "4", "ActionGeo_FullName": "Homs, Hims, Syria", "ActionGeo_Lat": "34.73", "ActionGeo_Long": "36.72"}
    row = given | place | cells
    path.write_text("\t".join(row.get(name, "") for name in GDELT_NAMES) + "\n", encoding="utf-8")
    return path


def read_one(path: Path) -> dict[str, Any]:
    (row,) = ak.read_events(path).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_an_event_of_ucdp_is_read_with_its_precision_and_its_whole_range_of_deaths(tmp_path: Path) -> None:
    event = read_one(write_rows(tmp_path / "ged.csv", UCDP))
    place = ("country", "admin1", "place", "place_precision", "uncertainty_km")
    assert [event[name] for name in place] == ["SY", "Ḩimş", "Homs city", "settlement", 3.0]
    told = ("event_id", "event_type", "date_precision", "killed_low", "killed_high", "n_reports")
    assert [event[name] for name in told] == ["ucdp:7", "state_based_violence", "day", 2, 5, 2]
    assert (event["actor"], event["target"], event["source"]) == ("Government of Syria", "Syrian insurgents", "UCDP GED")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"where_prec": "2"}, {"place_precision": "district", "uncertainty_km": 25.0}),
        ({"where_prec": "4.0"}, {"place_precision": "province"}),
        ({"where_prec": "6"}, {"place_precision": "country", "geometry": None, "country": "SY"}),
        ({"date_prec": "2", "date_end": "2019-01-24"}, {"date_precision": "days"}),
        ({"date_end": "2019-01-24"}, {"date_precision": "days"}),
        ({"date_prec": "4", "date_start": "2019-01-01 00:00:00.000", "date_end": "2019-01-31"}, {"date_precision": "month"}),
        ({"low": "9", "best": "3"}, {"killed_low": 3, "killed_high": 9}),
        ({"number_of_sources": "-1"}, {"n_reports": 1, "sourcing": "single"}),
        ({"type_of_violence": "3"}, {"event_type": "one_sided_violence"}),
    ],
)
def test_codes_of_ucdp_become_ours(tmp_path: Path, change: dict[str, str], expected: dict[str, Any]) -> None:
    event = read_one(write_rows(tmp_path / "ged.csv", UCDP | change))
    assert {name: event[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {},
            {
                "event_id": "acled:SYR1",
                "event_type": "air_strike",
                "killed_low": 4,
                "killed_high": 4,
                "n_reports": 2,
                "date_precision": "day",
            },
        ),
        (
            {"time_precision": "2"},
            {"date_start": pd.Timestamp("2019-02-12"), "date_end": pd.Timestamp("2019-02-18"), "date_precision": "days"},
        ),
        (
            {"time_precision": "3"},
            {"date_start": pd.Timestamp("2019-02-01"), "date_end": pd.Timestamp("2019-02-28"), "date_precision": "month"},
        ),
        ({"geo_precision": "2"}, {"place_precision": "district"}),
        ({"geo_precision": "3"}, {"place_precision": "province"}),
        ({"sub_event_type": "Suicide bomb"}, {"event_type": "bombing"}),
        ({"sub_event_type": "Looting/property destruction"}, {"event_type": "looting_property_destruction"}),
        ({"event_date": "15 February 2019"}, {"date_start": pd.Timestamp("2019-02-15")}),
    ],
)
def test_codes_of_acled_become_ours(tmp_path: Path, change: dict[str, str], expected: dict[str, Any]) -> None:
    event = read_one(write_rows(tmp_path / "acled.csv", ACLED | change, delimiter=";"))
    assert {name: event[name] for name in expected} == expected


def test_an_export_of_gdelt_is_read_by_its_list_of_columns(tmp_path: Path) -> None:
    event = read_one(write_gdelt(tmp_path / "20190121.export.CSV"))
    assert [event[name] for name in ("event_id", "event_type", "country", "place_precision", "n_reports", "n_outlets", "url")] == [
        *("gdelt:9", "air_strike", "SY", "settlement", 6, 2, "https://example.org/1"),
    ]
    event = read_one(write_gdelt(tmp_path / "20190122.export.CSV", EventCode="141", ActionGeo_Lat="", ActionGeo_Long=""))
    assert (event["event_type"], event["place_precision"], event["country"], event["geometry"]) == ("cameo_141", "country", "SY", None)


def test_lines_may_end_as_on_an_old_mac_and_the_header_may_come_again(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "ged.csv", UCDP)
    header, row = path.read_text(encoding="utf-8").splitlines()
    path.write_bytes("\r".join([header, row, header, "", "8" + row[1:], ""]).encode())
    assert ak.read_events(path)["event_id"].tolist() == ["ucdp:7", "ucdp:8"]


def test_reference_events_go_through_map_and_count(make_articles: Any) -> None:
    events = ak.read_events(SAMPLE)
    assert len(events) == 286
    counts = ak.count_events(events, make_articles("2019-01-01"))
    assert counts["count"].sum() + len(ak.list_uncounted(events)) == 286
    assert "Uppsala" in ak.map_events(events, credit="UCDP, Uppsala University").to_json()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            {name: UCDP[name] for name in UCDP if name not in ("low", "date_prec")},
            "lacks the columns date_prec, low of UCDP; export it anew",
        ),
        ({name: ACLED[name] for name in ACLED if name != "notes"}, "lacks the columns notes of ACLED"),
        ({"a": "1"}, r"is no export of UCDP GED \(where_prec\), ACLED \(event_id_cnty\) or GDELT \(61 columns\)"),
        (UCDP | {"where_prec": "9"}, "line 2: where_prec is '9'; UCDP has 1, 2, 3, 4, 5, 6, 7"),
        (UCDP | {"date_start": "21/01/2019"}, "line 2: date_start is '21/01/2019', no day; a spreadsheet may have changed it"),
        (UCDP | {"latitude": "136.7"}, "line 2: latitude, longitude are '136.7', '36.72', no point on the Earth; are they swapped?"),
        (UCDP | {"best": "few"}, "line 2: best is 'few', no number"),
        (UCDP | {"best": "inf"}, "line 2: best is 'inf', no number"),
        (ACLED | {"event_date": "9999-12-31", "time_precision": "2"}, "line 2: event_date is '9999-12-31', no day"),
    ],
)
def test_what_a_file_lacks_is_told(tmp_path: Path, rows: dict[str, str], message: str) -> None:
    with pytest.raises(EventFileError, match=rf"events\.csv'(, )? ?{message}"):
        ak.read_events(write_rows(tmp_path / "events.csv", rows))


def test_a_line_cut_off_a_copy_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "ged.csv", UCDP, UCDP)
    with pytest.raises(EventFileError, match="'ucdp:7' stands in several lines; take out the copies"):
        ak.read_events(path)
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(EventFileError, match=r"line 3: it has \d+ columns and not 16"):
        ak.read_events(path)
    write_gdelt(path)
    path.write_text(path.read_text(encoding="utf-8") + "1\t2\n", encoding="utf-8")
    with pytest.raises(EventFileError, match=rf"line 2: it has 2 columns and not {GDELT_COLUMNS}"):
        ak.read_events(path)
    write_rows(path, UCDP)
    path.write_text(path.read_text(encoding="utf-8").replace("Syria,", '"Syria,'), encoding="utf-8")
    with pytest.raises(EventFileError, match=r"line 2: it is no CSV \(unexpected end of data\); export the file anew"):
        ak.read_events(path)
    with pytest.raises(MissingFileError, match=r"none\.csv' does not exist"):
        ak.read_events(tmp_path / "none.csv")
