"""The sample data: what data/README.md says of the files in data/ is so."""

import csv
import hashlib
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"
FILES = ("articles.csv", "articles_gold.csv", "ucdp_sample.csv", "articles_own_type.csv", "event_types_own.csv")
OUTLETS = {
    "Example Wire",
    "Sample Herald",
    "Demo News Agency",
    "Placeholder Post",
    "Specimen Times",
    "Mock Tribune",
    "Dummy Gazette",
    "Test Pattern Radio",
}
NO_EVENT = {"a018", "a031", "a044", "a049", "a060"}
# A row of the first table of README.md: "| articles.csv | one article | 69 | 2c26b4…(64 hex digits) |"
FILE_ROW = re.compile(r"^\| (?P<file>\S+\.csv) \| .+ \| (?P<rows>\d+) \| (?P<digest>[0-9a-f]{64}) \|$", re.MULTILINE)
# A dateline before a passage, which is no part of it: "BEIRUT, April 9 (Example Wire) - "
DATELINE = re.compile(r"[A-Z-]{4,}\b")
# A full stop that ends a sentence within a passage: "dead. The"
STOP_INSIDE = re.compile(r"[.!?][\"”]? +(?=[A-Z])")


def read_rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def articles() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read_rows("articles.csv")}


@pytest.fixture(scope="module")
def gold() -> list[dict[str, str]]:
    return read_rows("articles_gold.csv")


@pytest.fixture(scope="module")
def events() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read_rows("ucdp_sample.csv")}


def test_readme_lists_each_file_with_its_rows_and_digest() -> None:
    listed = {m["file"]: (int(m["rows"]), m["digest"]) for m in FILE_ROW.finditer((DATA / "README.md").read_text(encoding="utf-8"))}
    assert listed == {name: (len(read_rows(name)), hashlib.sha256((DATA / name).read_bytes()).hexdigest()) for name in FILES}


def test_columns_are_those_readme_describes() -> None:
    assert list(read_rows("articles.csv")[0]) == ["id", "title", "text", "source", "published", "url"]
    assert list(read_rows("articles_gold.csv")[0]) == ["article_id", "quote_start", "quote_end", "ucdp_id"]
    assert [name for name in read_rows("ucdp_sample.csv")[0] if name.startswith("source_")] == []


def test_article_ids_run_without_gap_or_repeat() -> None:
    assert [row["id"] for row in read_rows("articles.csv")] == [f"a{number:03d}" for number in range(1, 70)]


def test_outlets_are_invented_and_addresses_reserved(articles: dict[str, dict[str, str]]) -> None:
    assert {row["source"] for row in articles.values()} == OUTLETS
    assert len({row["url"] for row in articles.values()}) == len(articles)
    assert [row["url"] for row in articles.values() if not re.match(r"https://example\.(?:org|com|net)/", row["url"])] == []


def test_one_publish_date_is_missing_and_the_others_are_days(articles: dict[str, dict[str, str]]) -> None:
    assert [key for key, row in articles.items() if not row["published"]] == ["a047"]
    days = [date.fromisoformat(row["published"]) for row in articles.values() if row["published"]]
    assert (min(days), max(days)) == (date(2018, 2, 4), date(2019, 11, 25))


@pytest.mark.parametrize(
    ("article_id", "printed", "published"),
    [("a025", "DAMASCUS, September 4, 2018 — ", "2018-04-09"), ("a045", "JERUSALEM, 28 May 2019 (Example Wire) - ", "2019-06-28")],
)
def test_two_datelines_contradict_the_column(articles: dict[str, dict[str, str]], article_id: str, printed: str, published: str) -> None:
    assert articles[article_id]["text"].startswith(printed)
    assert articles[article_id]["published"] == published


def test_texts_are_short_and_have_paragraphs(articles: dict[str, dict[str, str]]) -> None:
    assert [key for key, row in articles.items() if not 60 <= len(row["text"].split()) <= 250] == []
    assert [key for key, row in articles.items() if "\n\n" not in row["text"] or row["text"] != row["text"].strip()] == []


def test_passages_are_whole_and_inside_the_text(articles: dict[str, dict[str, str]], gold: list[dict[str, str]]) -> None:
    for row in gold:
        text, start, end = articles[row["article_id"]]["text"], int(row["quote_start"]), int(row["quote_end"])
        assert 0 <= start < end <= len(text), row
        passage = text[start:end]
        assert passage == passage.strip(), row
        assert passage[0].isupper(), row
        assert not DATELINE.match(passage), row
        assert passage.endswith("."), row
        assert "\n" not in passage, row
        assert not STOP_INSIDE.search(passage.replace("Jan. 24", "Jan 24")), row


def test_each_passage_tells_of_one_event_once(articles: dict[str, dict[str, str]], gold: list[dict[str, str]]) -> None:
    assert [pair for pair, times in Counter((row["article_id"], row["ucdp_id"]) for row in gold).items() if times > 1] == []
    assert [span for span, times in Counter((r["article_id"], r["quote_start"]) for r in gold).items() if times > 1] == []
    assert articles.keys() - {row["article_id"] for row in gold} == NO_EVENT


def test_gold_holds_every_event_with_israel_as_a_side(gold: list[dict[str, str]], events: dict[str, dict[str, str]]) -> None:
    told = {row["ucdp_id"] for row in gold}
    assert told - events.keys() == set()
    israel = {key for key, row in events.items() if "Government of Israel" in (row["side_a"], row["side_b"])}
    assert len(told & israel) == 32
    assert israel - told == set()
    assert len(told) == 53


def test_no_event_is_told_before_it_began(
    articles: dict[str, dict[str, str]], gold: list[dict[str, str]], events: dict[str, dict[str, str]]
) -> None:
    # a025 prints another date than its column holds, a047 has none
    dated = [row for row in gold if row["article_id"] not in ("a025", "a047")]
    assert [row for row in dated if articles[row["article_id"]]["published"] < events[row["ucdp_id"]]["date_start"]] == []
