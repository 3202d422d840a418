"""Workbooks: every sheet that has rows is a table, its cells as they are shown."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from filekinds import make_ods, make_workbook, make_xls

from analystkit.reading.articles import read_articles
from analystkit.reading.messages import DocumentError
from analystkit.reading.workbooks import parse_workbook

TEXT = "Two jets hit a depot near Homs."


def test_cells_and_sheets() -> None:
    data = make_workbook({"Wire": [["id", "date", "text"], [7, ("day", 43501), TEXT], [], [8, ("day", 43502.5), None]], "Notes": []})
    assert [(part.fields["sheet"], part.fields["rows"]) for part in parse_workbook(io.BytesIO(data))] == [
        ("Wire", [["id", "date", "text"], [7.0, "2019-02-05", TEXT], ["", "", ""], [8.0, "2019-02-06T12:00:00", ""]])
    ]


def test_one_sheet_with_rows_is_the_file(tmp_path: Path) -> None:
    path = tmp_path / "wire.xlsx"
    book = openpyxl.Workbook()
    for row in (["id", "When", "Body"], [7, pd.Timestamp("2019-02-05").to_pydatetime(), TEXT], [None] * 3, [8, "6 February 2019", "=1+1"]):
        book.active.append(row)
    book.create_sheet("Empty")
    book.save(path)
    table = read_articles(path, columns={"date": "When"})
    assert table[["article_id", "file", "row"]].to_numpy().tolist() == [["7", str(path), 1], ["8", str(path), 3]]
    assert table["published"].dt.strftime("%Y-%m-%d").tolist() == ["2019-02-05", "2019-02-06"]
    assert table["problem"].tolist()[1] == "empty: there is no text."  # a formula that nobody has computed


def test_several_sheets_are_tables_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "wire.xlsx"
    path.write_bytes(make_workbook({"2018": [["text"], [TEXT]], "2019": [["Body", "n"], ["Calm.", 1]], "Sums": [["n"], [2]]}))
    table = read_articles(path)
    assert table["file"].tolist() == [f"{path}/2018", f"{path}/2019", f"{path}/Sums"]
    assert table["text"].tolist()[:2] == [TEXT, "Calm."]
    assert table["problem"][2].startswith("unreadable: no column is known to hold the text; it has 'n'")


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_older_and_open_workbooks(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"wire{suffix}"
    make, day = {".xls": (make_xls, 43501), ".ods": (make_ods, "2019-02-05")}[suffix]
    path.write_bytes(make([["id", "date", "text"], [7, ("day", day), f"{TEXT}\nIt burned."], [None] * 3, [8, "6 February 2019", "Café."]]))
    table = read_articles(path)
    assert table[["article_id", "text", "row"]].to_numpy().tolist() == [["7", f"{TEXT}\nIt burned.", 1], ["8", "Café.", 3]]
    assert table["published"].dt.strftime("%Y-%m-%d").tolist() == ["2019-02-05", "2019-02-06"]


def test_what_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no workbook"):
        list(parse_workbook(io.BytesIO(b"id,text")))
    path = tmp_path / "wire.xlsx"
    path.write_bytes(make_workbook({"Wire": [["text"]]}))
    (tmp_path / "wire.xls").write_bytes(b"id\ttext\n1\tCalm.\n")  # as many programs name what is no workbook
    assert "open it in a spreadsheet and save it as .xlsx" in read_articles(tmp_path / "wire.xls")["problem"][0]
    assert read_articles(path)["problem"].tolist() == ["empty: no sheet of the workbook has a header and a row."]
