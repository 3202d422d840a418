"""Properties of every reader and of extraction: whatever a file or a text holds, nothing is raised, lost, or told of other words.

What is read from a file is read or said why not; what is extracted from a text stands in it where it is said to stand.
"""

import gzip
import json
import warnings
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from filekinds import make_feed, make_ods, make_page, make_pdf, make_record, make_workbook, make_xls, make_zip
from hypothesis import assume, given
from hypothesis import strategies as st

import analystkit as ak
from analystkit.reading.articles import ArticleError, read_articles
from analystkit.reading.documentfiles import OPENERS
from analystkit.reading.readers import Readers
from analystkit.reading.rows import File, Table
from analystkit.reading.tablefiles import READERS
from analystkit.tables import build_table, check_table

TEXT = "Two jets hit a depot near Homs and killed 15 people."
WHOLE: dict[str, Callable[[], bytes]] = {  # a good file of each format, to break
    ".csv": lambda: f'id,date,text\n1,2019-02-05,"{TEXT}"\n2,,Calm\n'.encode(),
    ".tsv": lambda: f"id\ttext\n1\t{TEXT}\n".encode(),
    ".json": lambda: f'[{{"id": 1, "text": "{TEXT}"}}, {{"text": "Calm"}}]'.encode(),
    ".jsonl": lambda: f'{{"id": 1, "text": "{TEXT}"}}\n{{"text": "Calm"}}\n'.encode(),
    ".parquet": lambda: pd.DataFrame({"id": [1, 2], "text": [TEXT, None]}).to_parquet(),
    ".txt": lambda: TEXT.encode(),
    ".html": lambda: make_page(TEXT),
    ".rss": lambda: make_feed(
        f"<title>Depot</title><description>{TEXT}</description>", "<description>&lt;p&gt;Calm&lt;/p&gt;</description>"
    ),
    ".xlsx": lambda: make_workbook({"A": [["id", "text"], [1, TEXT]], "B": [["x"], ["y"]]}),
    ".xls": lambda: make_xls([["id", "text"], [1, TEXT]]),
    ".ods": lambda: make_ods([["id", "text"], [1, TEXT]]),
    ".pdf": lambda: make_pdf([TEXT], ["Calm"]),
    ".warc": lambda: make_record("https://wire.example/1", make_page(TEXT)),
    ".warc.gz": lambda: gzip.compress(make_record("https://wire.example/1", make_page(TEXT))),
    ".zip": lambda: make_zip({"a.csv": f"text\n{TEXT}\n".encode(), "b.txt": b"Calm"}),
    ".gz": lambda: gzip.compress(TEXT.encode()),
}
SUFFIXES = sorted(READERS.keys() | OPENERS.keys())


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers() as readers:
        yield readers


def read_data(readers: Readers, suffix: str, data: bytes) -> list[Table]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(readers.read_file(File(f"file{suffix}", None, data)))


@st.composite
def break_files(draw: st.DrawFn, suffixes: Collection[str] = WHOLE) -> tuple[str, bytes]:
    """Draw a good file of some format with some of its bytes cut out, changed, put in or told twice."""
    suffix = draw(st.sampled_from(sorted(suffixes)))
    data = bytearray(WHOLE[suffix]())
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 60)))
        data[begin:end] = draw(
            st.one_of(st.binary(max_size=8), st.just(bytes(data[begin:end]) * 2), st.sampled_from([b"", b'"', b"\0", b"<", b"\xff"]))
        )
    return suffix, bytes(data)


@given(suffix=st.sampled_from(SUFFIXES), data=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_read_or_said_why_not(readers: Readers, suffix: str, data: bytes) -> None:
    tables = read_data(readers, suffix, data)
    assert sum(len(table.rows) for table in tables) > 0
    assert all(row.fields or row.problem for table in tables for row in table.rows)


@given(broken=break_files())
def test_a_broken_file_is_read_or_said_why_not(readers: Readers, broken: tuple[str, bytes]) -> None:
    tables = read_data(readers, *broken)
    assert sum(len(table.rows) for table in tables) > 0
    numbers = [(table.file, row.number) for table in tables for row in table.rows if row.number is not None]
    assert len(set(numbers)) == len(numbers)


# Each child takes a second to start: pages, feeds and their like are in the tests above.
@given(broken=st.lists(break_files(WHOLE.keys() & READERS.keys()), min_size=1, max_size=3))
def test_a_whole_file_beside_broken_ones_is_read(tmp_path: Path, broken: list[tuple[str, bytes]]) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    for number, (suffix, data) in enumerate(broken):
        (tmp_path / f"{number}{suffix}").write_bytes(data)
    (tmp_path / "whole.txt").write_text("It was a day of calm in the north.", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            table = read_articles(tmp_path, date_order="dmy")
        except ArticleError as error:  # what asks for a decision, and names the file, is no fault
            assume(str(tmp_path) not in str(error))
            raise
    check_table(table, "articles", "table")
    assert set(table["file"]) == {str(path) for path in tmp_path.iterdir()}
    whole = table[table["file"] == str(tmp_path / "whole.txt")]
    assert whole["text"].tolist() == ["It was a day of calm in the north."]


CELL = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.integers(), max_size=2))


@given(rows=st.lists(st.dictionaries(st.sampled_from(["id", "text", "date", "source", "title", "x"]), CELL), min_size=1, max_size=5))
def test_any_cells_give_a_row_each(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    assume(any("text" in row for row in rows))
    path = tmp_path / "rows.json"
    path.write_bytes(json.dumps(rows).encode())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = read_articles(path, date_order="dmy")
    check_table(table, "articles", "table")
    assert table["row"].tolist() == list(range(1, len(rows) + 1))


# ---------------------------------------------------------------- extraction

WHO = ["Warplanes", "Rebels", "The army", "Islamic State fighters", "A drone", "Gunmen", "Saudi-led coalition jets", "Nobody", "شبيحة"]
DID = ["bombed", "shelled", "attacked", "struck", "clashed with troops near", "denied having hit", "will bomb", "abducted two men in"]
WHERE = ["Aleppo", "a depot near Homs", "the town of Douma in Syria", "Mar-a-Lago", "Paris", "Springfield, Illinois", "al-Midan", "دوما"]
WHEN = ["", "on Monday", "on 3 May 2016", "overnight", "two days after the raid", "since 2011", "in the year 0", "on 31 February 2016"]
TOLL = ["", ", killing 15 people", ", killing two and wounding at least 7", ", killing nobody", f", killing {'9' * 40} people", ", 3 dead"]
CALM = [
    "Talks on the budget went on in Rome.",
    "“It was quiet,” he said.",
    "The Observatory said so.",
    "Mr. A. B. Smith Jr. left.",
    "It was hot.",
]
NOISE = [
    *("\0", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\x85", "\u2028", "\U0010ffff", "e" + "\u0301" * 40, "🔥", "İ", "ß", "ﬁ"),
    *(
        "word" * 500,
        "... ",
        "“",
        "(",
        "=1+1",
        "<b>",
        "$",
        "{0}",
        "%s",
        "\t",
        "1.5.6.7",
        "http://a.example/b?c=d",
        "-" * 90,
        "Ракета попала.",
        "导弹袭击。",
    ),
]
CHANGES: list[Callable[[str], str]] = [
    *(str, str, str, str.upper, str.lower),
    lambda words: words.replace(".", ""),
    lambda words: words.replace(" ", "\n"),
]


@st.composite
def write_sentences(draw: st.DrawFn) -> str:
    """Draw a sentence of war news, or of anything else, with noise somewhere in it as may be."""
    told = st.tuples(*map(st.sampled_from, (WHO, DID, WHERE, WHEN, TOLL))).map(lambda words: " ".join(filter(None, words)) + ".")
    drawn: str = draw(st.one_of(told, told, told, st.sampled_from(CALM), st.text(max_size=40)))
    change: Callable[[str], str] = draw(st.sampled_from(CHANGES))
    sentence = change(drawn)
    for noise in draw(st.lists(st.sampled_from(NOISE), max_size=2)):
        place = draw(st.integers(0, len(sentence)))
        sentence = sentence[:place] + noise + sentence[place:]
    return sentence


@st.composite
def write_articles(draw: st.DrawFn) -> pd.DataFrame:
    """Draw an articles table, its texts sentences with anything between them."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        between = draw(st.sampled_from([" ", " ", "\n", "\n\n", "\r\n", "  ", ""]))
        rows.append(
            {
                "article_id": f"a{number}",
                "published": draw(st.sampled_from(["2016-05-06", "2019-02-05", None])),
                "published_basis": "given",
                "source": draw(st.sampled_from(["Example Wire", "Damascus Daily", None])),
                "text": between.join(draw(st.lists(write_sentences(), min_size=1, max_size=7))),
                "file": "f.csv",
                "row": number,
            }
        )
    return build_table(rows, "articles")


def sort_rows(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put rows of parts of a table together in an order of their own, to be compared."""
    rows = pd.concat(tables)
    keys = ["report_id"] if "report_id" in rows else ["article_id", "start", "end"]
    return rows.sort_values(keys).reset_index(drop=True)


def check_offsets(articles: pd.DataFrame, places: gpd.GeoDataFrame, reports: gpd.GeoDataFrame) -> None:
    """Assert that every mention and quote stands where it is said to, a quote within its bounds and among its passages."""
    texts = articles.set_index("article_id")["text"]
    for place in places.itertuples():
        words = texts[place.article_id][place.start : place.end]
        # A sentence in capitals is spelt as usual, letter for letter.
        assert words == place.mention or (words.isupper() and words == place.mention.upper())
    for report in reports.itertuples():
        text = texts[report.article_id]
        assert text[report.quote_start : report.quote_end] == report.quote
        assert 0 < len(report.quote) <= 600
        spans = [tuple(map(int, passage.split("-"))) for passage in report.passages.split()]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert min(start for start, _ in spans) <= report.quote_start < report.quote_end <= max(end for _, end in spans)


@given(articles=write_articles(), part=st.integers(0, 4))
def test_what_is_extracted_stands_in_the_text_whatever_is_read_with_it(articles: pd.DataFrame, part: int) -> None:
    places, reports, left_out = ak.extract(articles)
    assert left_out.empty  # nothing may fail
    check_table(places, "places", "places")
    check_table(reports, "reports", "reports")
    check_offsets(articles, places, reports)

    backwards = articles.iloc[::-1]
    parts = [ak.extract(rows) for rows in (backwards.iloc[:part], backwards.iloc[part:])]
    pd.testing.assert_frame_equal(sort_rows(*(told.places for told in parts)), sort_rows(places))
    pd.testing.assert_frame_equal(sort_rows(*(told.reports for told in parts)), sort_rows(reports))
    pd.testing.assert_frame_equal(ak.extract_reports(articles), reports)


@given(articles=write_articles())
def test_what_is_extracted_is_in_an_event_a_count_and_a_map_or_said_why_not(articles: pd.DataFrame) -> None:
    reports = ak.extract_reports(articles)
    events = ak.link_events(reports, articles)
    linked = " ".join(events["report_ids"]).split()
    assert sorted([*linked, *ak.list_unlinked(reports, articles)["report_id"]]) == sorted(reports["report_id"])
    counts = ak.count_events(events, articles, freq="month")
    assert counts["count"].sum() + len(ak.list_uncounted(events, freq="month")) == len(events)
    assert set(ak.list_unmapped(events)["event_id"]) <= set(events["event_id"])
    shuffled = ak.link_events(reports.iloc[::-1], articles.iloc[::-1])
    pd.testing.assert_frame_equal(shuffled, events)
