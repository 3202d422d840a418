"""Duplicates: marked, exact and near, and never dropped; told twice, an event has no more outlets or origins."""

import itertools
import random
from pathlib import Path

import pandas as pd

from analystkit.linking.linking import link_events
from analystkit.linking.origins import are_copies, sketch_text
from analystkit.reading.articles import read_articles
from analystkit.reading.duplicates import mark_copies
from analystkit.reports.reports import extract

WIRE = (
    "Two soldiers were killed when jets struck an army base near Homs on 5 February 2019, the ministry said. "
    "Residents heard four blasts shortly before midnight and saw smoke over the fuel depot beside the runway."
)
EDITED = WIRE.replace("shortly before midnight", "late at night") + " More follows."
OTHER = "Rebels shelled the airport of Aleppo on 6 February 2019, wounding three guards, according to state television in Damascus."


def write(path: Path, rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    pd.DataFrame(rows, columns=["id", "source", "text"]).to_csv(path, index=False)
    return read_articles(path)


def test_copies_exact_and_near(tmp_path: Path) -> None:
    table = write(
        tmp_path / "wire.csv",
        [
            ("a", "Wire", WIRE),
            ("b", "Post", EDITED),
            ("c", "Post", OTHER),
            ("a", "Wire", WIRE),
            ("d", "Star", f"HOMS - {EDITED}"),
            ("e", "Star", "Calm."),
        ],
    )
    marks = (
        table[["article_id", "duplicate_of", "problem"]]
        .astype(object)
        .where(table[["article_id", "duplicate_of", "problem"]].notna(), None)
    )
    assert marks.to_numpy().tolist() == [
        ["a", None, None],
        ["b", "a", None],
        ["c", None, None],
        ["a", "a", f"duplicate: the same article stands in {tmp_path / 'wire.csv'}, row 1."],
        ["d", "a", None],
        ["e", None, None],
    ]


def test_told_twice_it_is_one_outlet_and_one_origin(tmp_path: Path) -> None:
    table = write(tmp_path / "wire.csv", [("a", "", WIRE), ("b", "", EDITED), ("a", "", WIRE)])
    events = link_events(extract(table).reports, table)
    assert events[["n_reports", "n_outlets", "n_origins"]].to_numpy().tolist() == [[2, 1, 1]]


def test_the_pairs_that_are_not_compared_are_no_copies() -> None:
    draw = random.Random(7)  # noqa: S311 -- texts, no secrets
    words = [f"word{number}" for number in range(3000)]
    originals = [draw.choices(words, k=120) for _ in range(60)]
    edited = [[word if draw.random() > 0.06 else draw.choice(words) for word in original] for original in originals]
    articles = [{"article_id": str(n), "problem": None, "text": " ".join(text)} for n, text in enumerate([*originals, *edited])]
    mark_copies(articles)
    found = {(article["duplicate_of"], article["article_id"]) for article in articles if "duplicate_of" in article}
    sketches = {article["article_id"]: sketch_text(article["text"]) for article in articles}
    owed = {(one, other) for one, other in itertools.combinations(sketches, 2) if are_copies(sketches[one], sketches[other])}
    assert len(owed) > 50
    assert found <= owed
    assert len(found) >= 0.95 * len(owed)


def test_nothing_to_compare() -> None:
    mark_copies([])
    articles = [{"article_id": "a", "problem": None, "text": "!"}, {"article_id": "b", "problem": None, "text": "?"}]
    mark_copies(articles)
    assert not any("duplicate_of" in article for article in articles)
