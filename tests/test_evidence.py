"""Evidence: marks stand on the words that were used, and on no others."""

import pandas as pd
import pytest

from analystkit.display.evidence import Mark, Passage, find_passages, nest_marks
from analystkit.display.explanations import make_plain
from analystkit.reports.reports import extract
from analystkit.tables import build_table

LEAD = "Rebels shelled the airport of Aleppo on Sunday, killing two soldiers and wounding five, the Example Monitor said."


def make_articles(*texts: str) -> pd.DataFrame:
    rows = [
        {"article_id": f"a{n}", "published": "2016-05-04", "published_basis": "given", "text": text, "file": "wire.csv", "row": n + 1}
        for n, text in enumerate(texts)
    ]
    return build_table(rows, "articles")


def find_marks(text: str, number: int = 0, **changes: object) -> list[list[tuple[str, str]]]:
    """Give the marks of one report of a text, sentence by sentence, each as (label, words)."""
    articles = make_articles(text)
    report = make_plain(extract(articles).reports.iloc[number]) | changes
    passages = list(find_passages(report, make_plain(articles.iloc[0])))
    assert all(text[p.start : p.start + len(p.text)] == p.text for p in passages)
    return [[(mark.label, text[mark.start : mark.end]) for mark in p.marks] for p in passages]


def test_each_thing_told_is_marked_where_it_stands() -> None:
    assert find_marks(LEAD) == [
        [
            ("actor", "Rebels"),
            ("trigger", "shelled"),
            ("target", "airport of Aleppo"),
            ("place", "Aleppo"),
            ("date", "Sunday"),
            ("2 killed", "killing"),
            ("5 injured", "wounding"),
            ("according to", "Example Monitor"),
        ]
    ]


def test_the_trigger_is_the_report_s_own_where_a_sentence_has_two() -> None:
    text = "Two air strikes hit the town of Saraqib on Sunday, and a car bomb exploded in Baghdad."
    articles = make_articles(text)
    reports = extract(articles).reports
    assert len(reports) == 2
    told = {"air_strike": ("air strikes", "Saraqib"), "bombing": ("car bomb", "Baghdad")}
    for number, event_type in enumerate(reports["event_type"]):
        marks = dict(find_marks(text, number)[0])
        assert (marks["trigger"], marks["place"]) == told[event_type]


def test_of_two_dates_alike_it_is_the_one_of_the_report_s_own_trigger() -> None:
    text = "Two air strikes hit the town of Saraqib on Sunday, and a car bomb exploded in Baghdad on Sunday."
    articles = make_articles(text)
    for report in extract(articles).reports.to_dict("records"):
        (passage,) = find_passages(make_plain(pd.Series(report)), make_plain(articles.iloc[0]))
        (start,) = (mark.start for mark in passage.marks if mark.label == "date")
        assert start == (text.index("Sunday") if report["event_type"] == "air_strike" else text.rindex("Sunday"))


def test_what_is_told_twice_is_marked_once_and_in_the_best_sentence() -> None:
    first, second = find_marks("A raid hit the city on Monday. The raid hit a market in Idlib on Monday, killing two people.")
    assert ("date", "Monday") in first  # "the raid" takes up what the first sentence tells
    assert "date" not in dict(second)


def test_a_date_that_is_not_the_report_s_is_not_marked() -> None:
    text = "Air strikes hit a market in Saraqib in May. The strikes on 3 May killed two people."
    assert extract(make_articles(text)).reports["date_text"].tolist() == ["3 May"]
    assert [words for marks in find_marks(text) for label, words in marks if label == "date"] == ["3 May"]


def test_what_only_a_later_sentence_tells_is_marked_there() -> None:
    text = "An air strike hit a hospital in Idlib on Monday. Nobody spoke for an hour. The strike killed eleven people."
    lead, later = find_marks(text)
    assert ("date", "Monday") in lead
    assert later == [("trigger", "strike"), ("11 killed", "killed")]


def test_a_name_that_stands_twice_in_a_sentence_is_not_guessed_at() -> None:
    text = "Israel bombed a base near Homs on Sunday after Israel warned of it."
    (marks,) = find_marks(text)
    assert ("trigger", "bombed") in marks
    assert "actor" not in dict(marks)


def test_the_same_word_in_another_role_is_not_marked() -> None:
    lead = "On Sunday and Monday officials met in Saraqib."
    text = f"{lead} Air strikes hit a market in Saraqib on Sunday, a resident of Saraqib said on Monday."
    (marks,) = find_marks(text)
    places = [words for label, words in marks if label == "place"]
    dates = [words for label, words in marks if label == "date"]
    assert (places, dates) == (["Saraqib"], ["Sunday"])
    articles = make_articles(text)
    (passage,) = find_passages(make_plain(extract(articles).reports.iloc[0]), make_plain(articles.iloc[0]))
    first = {mark.label: mark.start for mark in passage.marks}
    assert first["place"] == text.index("Saraqib on")
    assert first["date"] == text.index("Sunday, a")


def test_a_place_taken_from_another_sentence_is_shown_with_it() -> None:
    text = "Fighting went on in Aleppo. Two explosions were heard on Monday."
    articles = make_articles(text)
    reports = extract(articles).reports
    lent = reports.index[reports["place_basis"] == "inherited"]
    assert len(lent) == 1
    passages = find_marks(text, int(lent[0]))
    assert passages[0] == [("place", "Aleppo")]
    assert ("trigger", "explosions") in passages[1]


@pytest.mark.parametrize("change", [{"place": "Homs"}, {"event_type": "attack"}, {"report_id": "0" * 16}])
def test_a_row_that_was_changed_marks_nothing_it_was_not_read_from(change: dict[str, object]) -> None:
    text = "Rebels shelled Aleppo on Sunday, and a car bomb exploded in Baghdad."
    assert {"trigger", "place"}.isdisjoint(label for marks in find_marks(text, **change) for label, _ in marks)


def test_sentences_around_are_given_but_not_those_that_are_shown_themselves() -> None:
    text = "Spring came. Jets bombed Saraqib on Sunday. The raid killed two people. Rain fell."
    articles = make_articles(text)
    first, second = find_passages(make_plain(extract(articles).reports.iloc[0]), make_plain(articles.iloc[0]))
    assert (first.before, first.after) == ("Spring came.", "")
    assert (second.before, second.after) == ("", "Rain fell.")


def test_marks_of_the_same_words_are_one_and_crossing_ones_are_not_both_kept() -> None:
    marks = [Mark(0, 4, "actor"), Mark(10, 20, "target"), Mark(0, 4, "according to"), Mark(15, 25, "date"), Mark(12, 14, "place")]
    assert nest_marks(marks) == [Mark(0, 4, "actor, according to"), Mark(10, 20, "target"), Mark(12, 14, "place")]
    assert Passage("", "text", 3, "", []).span == (3, 7)
