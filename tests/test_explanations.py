"""Explanations: what a report rests on, as HTML in a notebook and as text elsewhere."""

from typing import Any

import pandas as pd
import pytest

import analystkit as ak
from analystkit.display.explanations import MEANINGS, explain_value
from analystkit.tables import TableError, build_table, read_columns

LEAD = "Rebels shelled the airport of Aleppo on Sunday, killing two soldiers, the Example Monitor said."
ARTICLE = {
    "published": "2016-05-04",
    "published_basis": "given",
    "source": "Example Wire",
    "title": "Airport shelled",
    "file": "wire.csv",
    "row": 7,
}


def make_articles(*texts: str, **fields: object) -> pd.DataFrame:
    return build_table([{"article_id": f"a{n}", **ARTICLE, **fields, "text": text} for n, text in enumerate(texts)], "articles")


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    return make_articles(f"Spring came. {LEAD} Rain fell.", "A car bomb exploded in Baghdad.")


@pytest.fixture(scope="module")
def reports(articles: pd.DataFrame) -> pd.DataFrame:
    return ak.extract(articles).reports


def test_a_report_is_explained_as_text(articles: pd.DataFrame, reports: pd.DataFrame) -> None:
    assert str(ak.explain(reports.iloc[0], articles)).split("\n") == [
        "Shelling, reported",
        "",
        "Airport shelled, Example Wire, published 4 May 2016 (given), wire.csv row 7, a0",
        "",
        "Spring came. [actor: Rebels] [trigger: shelled] the [target: airport of [place: Aleppo]] on [date: Sunday], "
        "[2 killed: killing] two soldiers, the [according to: Example Monitor] said. Rain fell.",
        "",
        "type: Shelling (shelling)",
        "status: reported: told as fact or by a source",
        "date: 1 May 2016; relative: told against another date “Sunday”",
        "place: Aleppo, Ḩalab, SY; settlement, 36.2° N 37.2° E ± 15 km; stated with the event",
        "actor: Rebels; attributed by others",
        "target: airport of Aleppo",
        "according to: Example Monitor",
        "toll: 2 killed",
        f"report: {reports['report_id'].iloc[0]}",
    ]


def test_a_table_of_one_row_is_as_good(articles: pd.DataFrame, reports: pd.DataFrame) -> None:
    assert str(ak.explain(reports.head(1), articles)) == str(ak.explain(reports.iloc[0], articles))


def test_an_event_is_explained_by_its_best_report(articles: pd.DataFrame, reports: pd.DataFrame) -> None:
    events = ak.link_events(reports, articles)
    for event in events.to_dict("records"):
        text = str(ak.explain(pd.Series(event), articles))
        assert f": the best of 1 report of event {event['event_id']}\n" in text
        assert text.endswith(f"report: {event['report_id']}")


@pytest.mark.parametrize("table", ["reports", "events"])
def test_no_rows_give_a_display_that_says_so(table: str) -> None:
    nothing = ak.explain(build_table([], table), build_table([], "articles"))
    assert str(nothing) == "There is no report to explain: the table has no rows."
    assert nothing._repr_html_() == (
        '<div class="tex2jax_ignore mathjax_ignore"><p><b>There is no report to explain: the table has no rows.</b></p></div>'
    )


def test_marks_are_told_by_label_colour_and_line(articles: pd.DataFrame, reports: pd.DataFrame) -> None:
    html = ak.explain(reports.iloc[0], articles)._repr_html_()
    style = "color:inherit;background:#D55E0033;border-bottom:3px solid #D55E00;padding:0 2px"
    assert f'<mark style="{style}">shelled<small style="font-size:70%;vertical-align:super"> trigger</small></mark>' in html
    assert html.count("<mark ") == 7


def test_hostile_text_is_shown_and_does_nothing() -> None:
    evil = "<img src=x onerror=alert(1)>"
    articles = make_articles(
        f"{evil} $x$ said. Rebels shelled Aleppo {evil} on Sunday. {evil}\x1b[31m\u202e ends.", title=evil, source=evil
    )
    reports = ak.extract(articles).reports
    shown = ak.explain(reports.iloc[0], articles)
    assert "<img" not in shown._repr_html_()
    assert "&lt;img src=x onerror=alert(1)&gt; <span>$</span>x<span>$</span> said." in shown._repr_html_()
    assert "\x1b" not in str(shown)
    assert "\u202e" not in str(shown)


def test_a_wrong_row_is_told(articles: pd.DataFrame, reports: pd.DataFrame) -> None:
    wrong: list[tuple[Any, str]] = [
        (reports, r"report: it has 2 rows; give one of them, as report.iloc\[0\]"),
        ("r1", r"report: expected a row of the reports or events table, got str; give reports.iloc\[0\]"),
        (reports.iloc[0].drop("quote"), r"report: as a row of the reports table it lacks \['quote'\]; give a whole row"),
        (articles.iloc[0], "report: as a row of the events table it lacks .*'event_id'"),
    ]
    for report, message in wrong:
        with pytest.raises(TableError, match=message):
            ak.explain(report, articles)


def test_a_copy_of_the_article_that_was_not_read_does_no_harm(articles: pd.DataFrame, reports: pd.DataFrame) -> None:
    copy = articles.assign(problem="duplicate: it stands in row 7.", text=None).astype(articles.dtypes)
    assert str(ak.explain(reports.iloc[0], pd.concat([copy, articles]))) == str(ak.explain(reports.iloc[0], articles))


def test_other_articles_than_those_read_are_told(articles: pd.DataFrame, reports: pd.DataFrame) -> None:
    with pytest.raises(TableError, match="articles: article 'a0' is not among them; give the articles that the report was read from"):
        ak.explain(reports.iloc[0], articles.iloc[1:])
    with pytest.raises(TableError, match="articles: article 'a0' does not hold the report's quote at its offsets"):
        ak.explain(reports.iloc[0], make_articles("Other words."))
    event = ak.link_events(reports, articles).iloc[0]
    with pytest.raises(TableError, match=f"report: '{event['report_id']}', the best report of event .* is not read from these articles"):
        ak.explain(event, make_articles("Other words."))


@pytest.mark.parametrize("column", ["status", "date_basis", "place_basis", "actor_basis"])
def test_every_value_that_is_explained_has_its_meaning_in_the_columns(column: str) -> None:
    for value in read_columns()["reports"][column].allowed:
        told = explain_value({column: value}, column)
        assert told.startswith(value)
        assert len(told.split()) > 1 or value == "disputed", f"{value} of {column} has no meaning that {MEANINGS.pattern!r} finds"
