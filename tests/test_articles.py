"""Reading files of news: every row of every file is in the table, and says why where it could not be read."""

import datetime
import json
import os
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analystkit.reading import readers, sandboxes
from analystkit.reading.articles import ArticleError, ArticleWarning, read_articles
from analystkit.tables import check_table, make_id

# Without a comma, so that they may stand in CSV as they are.
DEPOT = "Two jets hit a depot near Homs and killed 15 people."
CALM = "“It was calm” a resident of Hasakeh said."


@pytest.fixture(autouse=True)
def no_unexpected_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ArticleWarning)
        yield


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Rows as tuples, a missing value as None and a day as ISO."""
    check_table(table, "articles", "table")
    cells = table[list(columns)].astype(object).where(table[list(columns)].notna(), None)
    return [
        tuple(value.strftime("%Y-%m-%d") if isinstance(value, datetime.datetime) else value for value in row) for row in cells.to_numpy()
    ]


def problems(table: pd.DataFrame) -> list[str | None]:
    """Take the reason codes."""
    return [problem and problem.split(":")[0] for (problem,) in rows(table, "problem")]


# Formats


def test_csv(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "wire.csv",
        f'unit_id,Article Title,article_content,source,Date,link,labels\n7,Depot hit,"{DEPOT}\r\n\n He said ""no"".",Example Wire,2/13/2019,https://wire.example/7,0\n'
        f"8,,{CALM},,2/5/2019,,1\n",
    )
    table = read_articles(path)
    assert rows(table, "article_id", "published", "published_basis", "source", "title", "text", "url", "file", "row", "problem") == [
        (
            "7",
            "2019-02-13",
            "given",
            "Example Wire",
            "Depot hit",
            f'{DEPOT}\r\n\n He said "no".',
            "https://wire.example/7",
            str(path),
            1,
            None,
        ),
        ("8", "2019-02-05", "given", None, None, CALM, None, str(path), 2, None),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    path = write(tmp_path, "wire.csv", end.join(["id,text", f'1,"{DEPOT}{end}{CALM}"', f"2,{CALM}"]))
    assert rows(read_articles(path), "text") == [(f"{DEPOT}{end}{CALM}",), (CALM,)]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path, "wire.csv", f"{delimiter}headline{delimiter}body\n1{delimiter}Calm, again{delimiter}{CALM}\n")
    assert rows(read_articles(path), "title", "text") == [("Calm, again", CALM)]


@pytest.mark.parametrize(
    "document",
    [
        [{"id": 7, "headline": "Depot hit", "content": DEPOT}, {"id": 8.0, "content": CALM}],
        {"status": "ok", "tags": ["a"], "articles": [{"id": 7, "headline": "Depot hit", "content": DEPOT}, {"id": "8", "content": CALM}]},
    ],
)
def test_json(tmp_path: Path, document: Any) -> None:
    table = read_articles(write(tmp_path, "wire.json", json.dumps(document)))
    assert rows(table, "article_id", "title", "text", "row") == [("7", "Depot hit", DEPOT, 1), ("8", None, CALM, 2)]


def test_json_lines_under_either_name(tmp_path: Path) -> None:
    lines = f'{json.dumps({"text": DEPOT})}\n\n{{"text": "a\u2028b"}}\n{{"text": \n[1]\n'
    for name in ("wire.jsonl", "wire.json"):
        table = read_articles(write(tmp_path, name, lines))
        assert rows(table, "text", "row") == [(DEPOT, 1), ("a\u2028b", 3), (None, 4), (None, 5)]
        assert problems(table) == [None, None, "unreadable", "unreadable"]


def test_one_json_object_is_one_article(tmp_path: Path) -> None:
    path = write(tmp_path, "one.json", json.dumps({"text": DEPOT, "source": {"id": "ew", "name": "Example Wire"}, "tags": []}))
    assert rows(read_articles(path), "text", "source", "row") == [(DEPOT, "Example Wire", 1)]


def test_a_table_of_more_rows_than_are_read_keeps_those_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_ROWS", 2)
    path = tmp_path / "wire.jsonl"
    path.write_text("".join(f'{{"text": "{text}"}}\n' for text in (DEPOT, CALM, "More.")), encoding="utf-8")
    table = read_articles(path)
    assert table["text"].tolist()[:2] == [DEPOT, CALM]
    assert table["problem"].tolist()[2:] == ["unsafe: it has more than 2 rows; split it."]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "wire.parquet"
    days = pd.to_datetime(["2019-02-05T23:30:00", None]).tz_localize("America/New_York")
    pd.DataFrame({"text": [DEPOT, CALM], "date": days, "vector": [[1.0], None]}).to_parquet(path)
    assert rows(read_articles(path), "published", "published_basis", "text", "row") == [
        ("2019-02-05", "given", DEPOT, 1),
        (None, "unknown", CALM, 2),
    ]


def test_plain_text_is_one_article_as_it_stands(tmp_path: Path) -> None:
    words = f"Depot hit near Homs\r\n\r\n{DEPOT}\n"
    table = read_articles(write(tmp_path, "depot.txt", words))
    assert rows(table, "article_id", "title", "text", "row", "published", "published_basis") == [
        (make_id(None, None, None, words), None, words, None, None, "unknown")
    ]


def test_saved_page(tmp_path: Path) -> None:
    page = (
        '<html><head><meta property="article:published_time" content="2019-02-05T23:30:00-05:00">'
        f'<meta property="og:site_name" content="Example Wire"></head><body><h1>Depot hit</h1><p>{DEPOT}</p><p>{CALM}</p></body></html>'
    )
    table = read_articles(write(tmp_path, "page.html", page))
    assert rows(table, "published", "published_basis", "source", "title", "row", "problem") == [
        ("2019-02-05", "metadata", "Example Wire", "Depot hit", None, None)
    ]
    assert table["text"][0].endswith(f"{DEPOT}\n{CALM}")


def test_a_page_is_not_dated_by_its_prose(tmp_path: Path) -> None:
    body = f"<body><h1>Depot hit</h1><p>BEIRUT, Feb. 5, 2019 (Example Wire) - {DEPOT}</p><p>{CALM}</p></body></html>"
    write(tmp_path, "a.html", f"<html>{body}")
    write(tmp_path, "b.html", f'<html><head><meta name="date" content="2019-02-09"></head>{body}')
    table = read_articles(tmp_path)
    assert rows(table, "published", "published_basis") == [(None, "unknown"), ("2019-02-09", "metadata")]


def test_a_page_with_a_date_in_figures(tmp_path: Path) -> None:
    for name, day in {"a.html": "13/02/2019", "b.html": "05/02/2019"}.items():
        write(tmp_path, name, f'<html><head><meta name="date" content="{day}"></head><body><p>{DEPOT}</p><p>{CALM}</p></body></html>')
    assert rows(read_articles(tmp_path, date_order="dmy"), "published") == [("2019-02-13",), ("2019-02-05",)]
    with pytest.warns(ArticleWarning, match=r"b\.html: cells .* \(1\).*'05/02/2019'"):
        assert rows(read_articles(tmp_path), "published", "published_basis") == [("2019-02-13", "metadata"), (None, "unknown")]


def test_a_page_beyond_the_limits_is_one_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attributes = " ".join(f"a{number}=1" for number in range(80_000))
    write(tmp_path, "a.html", f"<html><body><p {attributes}>{DEPOT}</p></body></html>")
    write(tmp_path, "b.html", f"<html><body><h1>Depot</h1><p>{DEPOT}</p><p>{CALM}</p></body></html>")
    monkeypatch.setitem(sandboxes.LIMITS, "page", sandboxes.Limits(megabytes=10, seconds=1))
    assert problems(read_articles(tmp_path)) == ["unsafe", None]


# Files and folders


def test_a_folder_is_read_in_order_without_hidden_files_and_loops(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", DEPOT)
    write(tmp_path, ".hidden.txt", DEPOT)
    (tmp_path / "a").mkdir()
    write(tmp_path / "a", "notes.docx", "words")
    write(tmp_path / "a", "z.md", CALM)
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "d.txt")
    table = read_articles(tmp_path)
    assert [Path(file).name for file in table["file"]] == ["notes.docx", "z.md", "b.txt", "c.txt", "d.txt"]
    assert problems(table) == ["wrong_type", None, None, "unreadable", "wrong_type"]


def test_a_file_name_that_would_act_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9 \x1b[2J.txt")).write_text(DEPOT, encoding="utf-8")
    assert read_articles(tmp_path)["file"].tolist() == [f"{tmp_path}/caf\\udce9 \\x1b[2J.txt"]


def test_several_paths(tmp_path: Path) -> None:
    first, second = write(tmp_path, "b.txt", DEPOT), write(tmp_path, "a.csv", f"text\n{CALM}\n")
    assert rows(read_articles([first, str(second)]), "text", "file") == [(DEPOT, str(first)), (CALM, str(second))]


def test_what_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.csv' does not exist"):
        read_articles([tmp_path, tmp_path / "nowhere.csv"])


def test_an_empty_folder_gives_an_empty_table(tmp_path: Path) -> None:
    table = read_articles(tmp_path)
    assert len(table) == 0
    assert table.dtypes.astype(str)[["published", "row", "text"]].tolist() == ["datetime64[us]", "Int64", "str"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "empty: the file is empty."),
        ("a.csv", b"\xef\xbb\xbf", "empty: the file is empty."),
        ("a.jsonl", b"\n \n", "empty: the file is empty."),
        ("a.csv", b'"title,text\n', "unreadable: the header of the file is broken: a quote is opened and not closed."),
        ("a.csv", b"title,text\n", "empty: the file has a header and no rows."),
        ("a.json", b"[]", "empty: the file holds an empty list."),
        ("a.json", b"[" * 10_000, "unsafe: the file is nested too deep."),
        ("a.jsonl", b'{"text": ' * 10_000, "unsafe: the line is nested too deep."),
        ("a.json", b'"words"', "unreadable: the file holds a JSON str, not a list of objects."),
        ("a.json", b'[{"text": "wo', "unreadable: Unterminated string starting at: line 1 column 11 (char 10)."),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "wrong_type: the file is a PNG picture, whatever its name says."),
        ("a.csv", b"\x1f\x8b\x08\0", "wrong_type: the file is a gzip archive, whatever its name says."),
        ("a.csv", bytes(range(256)), "wrong_type: the file is binary data, whatever its name says."),
        ("a.parquet", b"PAR1 and no more", None),
        ("a.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "wrong_type: the file is a PNG picture, whatever its name says."),
        ("a.html", b"<html><head><title>Calm</title></head><body></body></html>", "empty: there is no text."),
        ("a.doc", b"words", None),
    ],
)
def test_a_file_that_cannot_be_read_has_a_row(tmp_path: Path, name: str, content: bytes, problem: str | None) -> None:
    table = read_articles(write(tmp_path, name, content))
    assert len(table) == 1
    assert problems(table) != [None]
    if problem is not None:
        assert table["problem"][0] == problem


# Broken rows


def test_a_quote_that_never_closes_loses_its_own_row_alone(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "wire.csv",
        f'id,title,text\n1,"Depot","{DEPOT}\nsecond line, with a comma"\n'
        f'2,"Broken","An open quote\n\nIn Idlib, on Monday, it rained.\n12 died, 3 fled, it said.\nThe end.\n'
        f'3,"Calm","{CALM}"\n4,"Depot",{DEPOT}\n5,"Last","Never closed\nthe end\n',
    )
    table = read_articles(path)
    assert rows(table, "article_id", "row")[0] == ("1", 1)
    assert rows(table, "title", "row") == [("Depot", 1), (None, 2), ("Calm", 3), ("Depot", 4), (None, 5)]
    assert problems(table) == [None, "unreadable", None, None, "unreadable"]
    assert table["problem"][1].startswith("unreadable: the row in lines 4 to 8 of the file is broken: a quote is not doubled or not closed")
    assert table["problem"][4] == "unreadable: the row in lines 11 to 12 of the file is broken: a quote is opened and not closed."


def test_rows_of_another_width_and_stray_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f'id,text\n1,"say "no" to him"\n2,too,many\n3\n4,{CALM},,\n\n5,{DEPOT}\n')
    table = read_articles(path)
    assert problems(table) == ["unreadable", "unreadable", "unreadable", None, None]
    assert table["problem"][1] == "unreadable: the row in line 3 of the file is broken: it has 3 fields where the header has 2."
    assert rows(table, "article_id", "text", "row")[3:] == [("4", CALM, 4), ("5", DEPOT, 5)]


def test_a_quote_may_be_escaped_by_a_backslash(tmp_path: Path) -> None:
    path = write(tmp_path, "spark.csv", f'id,text\n1,"He said \\"no\\", and {DEPOT}"\n2,"C:\\news\\"\n3,"say "no" to him"\n')
    table = read_articles(path)
    assert table["text"].tolist()[:2] == [f'He said "no", and {DEPOT}', "C:\\news\\"]
    assert (
        table["problem"][2]
        == "unreadable: the row in line 4 of the file is broken: a quote is not doubled or not closed (',' expected after '\"')."
    )


def test_a_first_line_for_spreadsheets_tells_the_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f"sep=;\r\ntext;note\r\nOne, two, three;{CALM}\r\n")
    assert rows(read_articles(path), "text") == [("One, two, three",)]
    with pytest.raises(ArticleError, match="Body"):
        read_articles(path, columns={"text": "Body"})
    assert read_articles(write(tmp_path, "none.csv", "sep=;\n\n"))["problem"].tolist() == ["unreadable: the file has no header."]


def test_a_search_for_whole_rows_is_bounded(tmp_path: Path) -> None:
    # Each of these lines opens a quote that swallows all that follows: looked at one by one they would take hours.
    begin = time.monotonic()
    table = read_articles(write(tmp_path, "wire.csv", f"id,text,note\na,{DEPOT},\n" + 'a","\n' * 50_000))
    assert time.monotonic() - begin < 15
    assert problems(table) == [None, "unreadable"]


def test_text_that_no_table_can_hold(tmp_path: Path) -> None:
    path = write(
        tmp_path, "wire.jsonl", '{"text": "a\\u0000b"}\n{"text": "\\ud800"}\n{"text": ["a"]}\n{"text": " "}\n{"text": NaN}\n{"text": 5}\n'
    )
    table = read_articles(path)
    assert problems(table) == ["wrong_type", "unreadable", "unreadable", "empty", "empty", None]
    assert rows(table, "text")[5] == ("5",)


def test_other_cells_that_no_table_can_hold_are_missing(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.jsonl", '{"text": "a", "title": "\\ud800", "url": ["b"]}\n')
    with pytest.warns(
        ArticleWarning, match=r"cells .* \(2\): in row 1 title holds half a surrogate pair.*; in row 1 url is a list, not words"
    ):
        table = read_articles(path)
    assert rows(table, "text", "title", "url", "problem") == [("a", None, None, None)]


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_unicode(tmp_path: Path, encoding: str) -> None:
    words = f"text,note\n{CALM},a\n{DEPOT},b\n"
    assert rows(read_articles(write(tmp_path, "wire.csv", words.encode(encoding))), "text") == [(CALM,), (DEPOT,)]


def test_only_the_lines_that_are_not_utf8_are_read_as_something_else(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", b"text\n" + f"{CALM}\n".encode() + "“Café” — it’s hit\n".encode("cp1252"))
    with pytest.warns(ArticleWarning, match=r"wire\.csv: 1 of 3 lines are not in UTF-8 and were read as cp1252"):
        table = read_articles(path)
    assert rows(table, "text") == [(CALM,), ("“Café” — it’s hit",)]


# Columns


def test_columns_given_by_hand(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f"Body,When,text\n{DEPOT},2019-02-05,summary\n")
    with pytest.raises(ArticleError, match=r"columns: 'words' is no column of ours; the keys are article_id, published"):
        read_articles(path, columns={"words": "Body"})
    with pytest.raises(ArticleError, match=r"has no column 'words' for text; it has 'Body', 'When', 'text'"):
        read_articles(path, columns={"text": "words"})
    table = read_articles(path, columns={"text": "Body", "date": "When"})
    assert rows(table, "text", "published") == [(DEPOT, "2019-02-05")]


def test_the_words_of_a_column_name_do(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f'"Article\nwords",body words,When \n{DEPOT},x,2019-02-05\n')
    table = read_articles(path, columns={"text": "article words", "published": "when"})
    assert rows(table, "text", "published_basis") == [(DEPOT, "given")]


def test_a_file_without_a_known_text_column(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"wire\.csv: no column is known to hold the text; it has 'id', 'words'; .*--column text="):
        read_articles(write(tmp_path, "wire.csv", f"id,words\n1,{DEPOT}\n"))


def test_columns_that_compete(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f"content,text\nsummary,{DEPOT}\n")
    with pytest.warns(ArticleWarning, match="'text' is read as text, 'content' is not"):
        assert rows(read_articles(path), "text") == [(DEPOT,)]


def test_a_column_that_comes_twice(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f"text,text\nsummary,{DEPOT}\n")
    assert rows(read_articles(path), "text") == [("summary",)]
    assert rows(read_articles(path, columns={"text": "text.1"}), "text") == [(DEPOT,)]


# Publish dates


def read_dates(folder: Path, *dates: str, **options: Any) -> list[str | None]:
    path = write(
        folder, "dates.jsonl", "".join(json.dumps({"text": f"{DEPOT} {number}", "date": day}) + "\n" for number, day in enumerate(dates))
    )
    return [day for (day,) in rows(read_articles(path, **options), "published")]


@pytest.mark.parametrize(
    "day",
    [
        "2019-02-05",
        "2019-02-05T23:30:00-05:00",
        "2019-02-05T00:30:00Z",
        "2019/2/5 10:00",
        "20190205",
        "20190205233000",
        "5 February 2019",
        "Tue, 05 Feb 2019 23:30:00 -0500",
        "Feb. 5, 2019",
        "Tuesday, February 5th, 2019 10:15",
        "5-Feb-2019",
        "1549324800",
        1549324800000,
    ],
)
def test_dates_that_leave_no_choice(tmp_path: Path, day: str) -> None:
    assert read_dates(tmp_path, day) == ["2019-02-05"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("05/02/2019", "13/02/2019"), ["2019-02-05", "2019-02-13"]),
        (("05/02/2019", "02/13/2019 10:15"), ["2019-05-02", "2019-02-13"]),
        (("5.2.19", "31.12.99", "1.12.18"), ["2019-02-05", "1999-12-31", "2018-12-01"]),
        (("05/05/2019", "2019-02-05", ""), ["2019-05-05", "2019-02-05", None]),
    ],
)
def test_a_row_decides_the_order_for_its_column(tmp_path: Path, dates: tuple[str, ...], expected: list[str | None]) -> None:
    assert read_dates(tmp_path, *dates) == expected


def test_an_order_that_no_row_decides(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"'date' holds '05/02/2019' in row 1, which may be 2019-02-05 or 2019-05-02.*--date-order"):
        read_dates(tmp_path, "05/02/2019", "04/02/2019")
    assert read_dates(tmp_path, "05/02/2019", "04/02/2019", date_order="dmy") == ["2019-02-05", "2019-02-04"]
    assert read_dates(tmp_path, "05/02/2019", "04/02/2019", date_order="mdy") == ["2019-05-02", "2019-04-02"]
    assert read_dates(tmp_path, "19-02-05", date_order="ymd") == ["2019-02-05"]


def test_rows_that_contradict_each_other(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"'02/13/2019' in row 2, which contradicts '13/02/2019' in row 1"):
        read_dates(tmp_path, "13/02/2019", "02/13/2019")


def test_dates_that_are_none(tmp_path: Path) -> None:
    with pytest.warns(
        ArticleWarning, match=r"cells .* \(3\): in row 2 published is '31/02/2019', which is no calendar day that can be told;"
    ):
        assert read_dates(tmp_path, "13/02/2019", "31/02/2019", "2019-13-45", "last week") == ["2019-02-13", None, None, None]


def test_options_that_are_none() -> None:
    with pytest.raises(ArticleError, match="date_order: 'us' is none of dmy, mdy, ymd"):
        read_articles("wire.csv", date_order="us")  # type: ignore[arg-type]
    with pytest.raises(ArticleError, match="published: '05/02/2019' is no day; write it as 2018-09-17"):
        read_articles("wire.csv", published="05/02/2019")


def test_published_dates_the_articles_that_carry_no_date(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f"date,text\n2018-09-17,{DEPOT}\n,{CALM}\n,\n")
    for published in ("2019-02-05", datetime.date(2019, 2, 5), pd.Timestamp("2019-02-05")):
        assert rows(read_articles(path, published=published), "published", "published_basis") == [
            ("2018-09-17", "given"),
            ("2019-02-05", "given"),
            (None, "unknown"),
        ]


def test_a_printed_dateline_wins_over_the_column(tmp_path: Path) -> None:
    printed = f"BEIRUT, Feb. 5, 2019 (Example Wire) - {DEPOT}"
    path = write(
        tmp_path, "wire.csv", f'date,text\n2019-02-09,"{printed}"\n2019-02-05,"{printed} Again."\n,"{printed} Third."\n2019-02-09,{CALM}\n'
    )
    assert rows(read_articles(path, published="2020-01-01"), "published", "published_basis") == [
        ("2019-02-05", "printed"),
        ("2019-02-05", "given"),
        ("2019-02-05", "printed"),
        ("2019-02-09", "given"),
    ]


# Identity


def test_copies_and_ids_given_twice(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "wire.csv",
        f"id,text,labels\n7,{DEPOT},0\n7,{DEPOT},1\n7,{CALM},0\n,{DEPOT},0\n,{DEPOT},1\n7,{CALM},1\n",
    )
    with pytest.warns(ArticleWarning) as caught:
        table = read_articles(path)
    hashes = {words: make_id(None, None, None, words) for words in (DEPOT, CALM)}
    assert table["article_id"].tolist() == ["7", "7", hashes[CALM], hashes[DEPOT], hashes[DEPOT], hashes[CALM]]
    assert problems(table) == [None, "duplicate", None, None, "duplicate", "duplicate"]
    assert table["problem"][1] == f"duplicate: the same article stands in {path}, row 1."
    assert f"'7' in {path}, row 3 (before in {path}, row 1)" in str(caught[0].message)


def test_an_id_rests_on_source_day_title_and_text(tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f"source,date,title,text\nExample Wire,2019-02-05,Depot,{DEPOT}\n")
    assert read_articles(path)["article_id"][0] == make_id("Example Wire", datetime.date(2019, 2, 5), "Depot", DEPOT)


def test_nothing_is_lost(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", f'id,text\n1,{DEPOT}\n2,"open\n3,{CALM}\n4,\n')
    write(tmp_path, "b.json", json.dumps([{"text": DEPOT}, 5, {"text": None}]))
    write(tmp_path, "c.bin", b"\0")
    assert problems(read_articles(tmp_path)) == [None, "unreadable", None, "empty", None, "unreadable", "empty", "wrong_type"]


@pytest.mark.parametrize("day", ["0216-05-04", "0001-01-01", "9999-12-31", "1899-12-31", f"{datetime.date.today().year + 2}-01-01"])
def test_a_publish_date_in_an_impossible_year_is_missing_and_named(day: str, tmp_path: Path) -> None:
    path = write(tmp_path, "wire.csv", f"id,date,text\n1,2016-05-05,{DEPOT}\n2,{day},A raid hit Homs.\n")
    with pytest.warns(ArticleWarning, match=rf"in row 2 published is '{day}', which is no calendar day that can be told"):
        table = read_articles(path)
    assert table["published"].isna().tolist() == [False, True]
    assert table["published_basis"].tolist() == ["given", "unknown"]
    with pytest.raises(ArticleError, match=rf"published: '{day}' lies outside the years from 1900 to next year"):
        read_articles(path, published=day)


def test_a_dateline_in_an_impossible_year_is_none(tmp_path: Path) -> None:
    [article] = read_articles(write(tmp_path, "wire.csv", "date,text\n2016-05-05,Published 4 May 2097 A raid hit Homs.\n")).itertuples()
    assert (str(article.published.date()), article.published_basis) == ("2016-05-05", "given")


@pytest.mark.parametrize("words", ["today", "3 May", "2019-2-5", "20190205", "2019-02-30", ""])
def test_the_day_of_publication_is_written_in_one_way(words: str, tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="is no day; write it as 2018-09-17"):
        read_articles(write(tmp_path, "wire.csv", f"text\n{DEPOT}\n"), published=words)


def test_among_several_files_one_without_a_text_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "about.json", '[{"name": "collection", "licence": "none"}]')
    write(tmp_path, "wire.csv", f"id,text\n7,{DEPOT}\n")
    reason = "unreadable: no column is known to hold the text; it has 'name', 'licence'; name it with columns="
    for path in (tmp_path, [tmp_path / "about.json", tmp_path / "wire.csv"]):
        table = read_articles(path)
        assert [Path(file).name for file in table["file"]] == ["about.json", "wire.csv"]
        assert table["problem"][0].startswith(reason)
        assert table["text"][1] == DEPOT
    renamed = write(tmp_path, "mine.csv", f"Body\n{DEPOT}\n")
    table = read_articles([tmp_path / "about.json", renamed], columns={"text": "Body"})
    assert table["problem"][0].startswith("unreadable: columns: it has no column 'Body' for text; it has 'name', 'licence'")
    with pytest.raises(ArticleError, match=r"about\.json: no column is known to hold the text"):
        read_articles(tmp_path / "about.json")


def test_columns_of_unusual_names_that_look_like_dates_and_outlets_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.csv", f"text,label,When,Paper\n{DEPOT},x1,05/02/2019,Example Wire\n{CALM},x2,13/02/2019,\n")
    expected = (
        r"mine\.csv: no column is known to hold published or source; not read are 'label'; 'When'; 'Paper'; "
        r"where one of them does, say --column published=When and --column source=Paper"
    )
    with pytest.warns(ArticleWarning, match=expected):
        read_articles(path)
    found = read_articles(path, columns={"published": "When", "source": "Paper"})
    assert rows(found, "published", "source") == [("2019-02-05", "Example Wire"), ("2019-02-13", None)]


def test_columns_that_look_like_neither_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.csv", f"text,label,n,note\n{DEPOT},x1,20190205,It was calm.\n{CALM},x2,20190206,\n")
    assert len(read_articles(path)) == 2
