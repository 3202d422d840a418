"""Reports: what an article tells, in one row an event, with the article's own words as evidence."""

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from analystkit.reports import readings
from analystkit.reports.reports import ExtractionWarning, extract, extract_reports, find_places
from analystkit.tables import build_table, check_table, read_columns

PUBLISHED = "2019-02-05"


def make_articles(*texts: str, published: str | None = PUBLISHED) -> pd.DataFrame:
    rows = [
        {
            "article_id": f"a{number}",
            "published": published,
            "published_basis": "given" if published else "unknown",
            "source": "Example Wire",
            "text": text,
            "file": "articles.csv",
            "row": number + 1,
        }
        for number, text in enumerate(texts)
    ]
    return build_table(rows, "articles")


def read(*texts: str, published: str | None = PUBLISHED) -> gpd.GeoDataFrame:
    return extract_reports(make_articles(*texts, published=published))


def tell(text: str, *names: str, published: str | None = PUBLISHED) -> list[Any]:
    """Give the named columns of each report of one text, missing values as None, days as ISO dates."""
    rows = read(text, published=published)[list(names)].to_numpy(dtype=object).tolist()
    return [[_plain(value) for value in row] for row in rows]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value


def test_an_event_has_its_type_day_place_and_toll():
    text = "Israeli warplanes bombed an arms depot near Homs on Monday, killing three soldiers, a monitor said."
    names = ("event_type", "date_start", "date_end", "place", "place_precision", "country", "killed_low", "killed_high", "actor")
    assert tell(text, *names) == [["air_strike", "2019-02-04", "2019-02-04", "Homs", "settlement", "SY", 3, 3, "Israeli warplanes"]]


def test_background_has_its_own_date_and_is_kept_apart():
    text = (
        "The two leaders will meet later this month.\n\n"
        "In September, a reconnaissance plane was shot down by air defences in the province of Latakia in Syria following a raid.\n\n"
        "All 15 servicemen on board were killed."
    )
    names = ("event_type", "date_start", "date_end", "date_precision", "date_text", "place_precision", "killed_low")
    assert tell(text, *names) == [
        ["shootdown", "2018-09-01", "2018-09-30", "month", "September", "province", 15],
        ["air_strike", "2018-09-01", "2018-09-30", "month", "September", "province", None],
    ]


def test_without_a_publish_date_a_month_keeps_its_words_and_gets_no_year():
    names = ("date_start", "date_precision", "date_text")
    assert tell("In September, rebels shelled the airport of Aleppo.", *names, published=None) == [[None, "month", "September"]]


def test_headline_lead_and_body_tell_of_one_event():
    text = (
        "Air strike kills nine in Idlib\n\nAn air strike on the city of Idlib killed nine people on Sunday, residents said.\n\n"
        "The strike destroyed two houses. Two children were among the dead."
    )
    rows = read(text)
    assert rows[["event_type", "place", "killed_low"]].to_numpy().tolist() == [["air_strike", "Idlib", 9]]
    assert len(rows["passages"].iloc[0].split()) >= 3


def test_two_attacks_on_two_days_stay_apart():
    rows = tell("Rebels shelled Aleppo on Saturday. On Sunday, rebels shelled Aleppo again.", "event_type", "date_start")
    assert rows == [["shelling", "2019-02-02"], ["shelling", "2019-02-03"]]


@pytest.mark.parametrize(
    ("text", "status", "aggregate"),
    [
        ("Israel has carried out hundreds of air strikes in Syria since 2013.", "reported", True),
        ("The army is planning air strikes on Idlib.", "planned", False),
        ("The ministry denied a chemical attack on Douma.", "denied", False),
    ],
)
def test_what_is_no_event_is_marked_so(text: str, status: str, aggregate: bool):
    assert tell(text, "status", "aggregate") == [[status, aggregate]]


def test_meetings_and_statements_are_no_reports():
    assert len(read("The president met his counterpart in Moscow on Monday. Critics came under fire for the plan.")) <= 1
    assert len(read("The president met his counterpart in Moscow on Monday.")) == 0


def test_a_country_has_no_point():
    row = read("Warplanes struck several positions in Syria on Sunday.").iloc[0]
    assert (row["place_precision"], row["country"], row["geometry"]) == ("country", "SY", None)


def test_quotes_are_the_articles_own_words():
    text = "Wide-ranging talks went on.\n\n" + "Shells hit Aleppo on Sunday, " + "and people fled " * 80 + "as rockets fell on Homs."
    rows = read(text)
    for row in rows.itertuples():
        assert text[row.quote_start : row.quote_end] == row.quote
        assert len(row.quote) <= 600
        assert all(int(a) < int(b) <= len(text) for a, b in (p.split("-") for p in row.passages.split()))


def test_tables_are_what_columns_csv_says():
    articles = make_articles("Rebels shelled Aleppo on Sunday.", "They met in Geneva.")
    places, told, left_out = extract(articles)
    for table, name in ((places, "places"), (told, "reports"), (left_out, "left_out")):
        check_table(table, name, name)
    assert (places.crs, told.crs) == ("EPSG:4326", "EPSG:4326")
    assert find_places(articles)["article_id"].tolist() == places["article_id"].tolist()


def test_the_same_rows_in_any_order_and_any_part():
    articles = make_articles("Rebels shelled Aleppo on Sunday.", "A car bomb exploded in Baghdad.", "Jets hit Saraqib in Syria.")
    whole = extract_reports(articles)
    backwards = extract_reports(articles.iloc[::-1])
    parts = pd.concat([extract_reports(articles.iloc[[n]]) for n in range(3)], ignore_index=True)
    assert sorted(backwards["report_id"]) == sorted(whole["report_id"])
    pd.testing.assert_frame_equal(pd.DataFrame(parts), pd.DataFrame(whole))


def test_articles_that_could_not_be_read_are_passed_over():
    articles = make_articles("Rebels shelled Aleppo.")
    articles["problem"] = "empty: it holds no text"
    assert len(extract_reports(articles)) == 0


def test_a_failure_stays_with_its_article(monkeypatch: pytest.MonkeyPatch):
    def fail(text: str) -> None:
        if "Baghdad" in text:
            raise ArithmeticError("a bad sum")

    monkeypatch.setattr(readings, "find_dateline", fail)
    with pytest.warns(ExtractionWarning, match="'a1' was left out: ArithmeticError: a bad sum"):
        _, told, left_out = extract(make_articles("Rebels shelled Aleppo.", "A car bomb exploded in Baghdad."))
    assert told["article_id"].tolist() == ["a0"]
    assert left_out[["stage", "article_id", "reason_code", "row"]].to_numpy().tolist() == [["extract", "a1", "extract_failed", 2]]


@pytest.mark.parametrize("text", ["", "!!! ... 12 34", "ЖЖЖ ظظظ 漢字", "=" * 5000, "a\x00b\x1b[31m\u202e", "bomb " * 3000])
def test_odd_texts_give_rows_or_none_and_never_a_crash(text: str):
    rows = read(text)
    assert list(rows.columns) == list(read_columns()["reports"])
    assert all(text[row.quote_start : row.quote_end] == row.quote for row in rows.itertuples())


def test_a_place_is_not_taken_over_from_what_somebody_else_did_on_another_day():
    text = "Israeli jets bombed a depot near Homs in Syria on 3 February. Turkey opened its offensive on 20 January."
    assert tell(text, "event_type", "date_start", "place")[1:] == [["armed_clash", "2019-01-20", None]]


def test_the_attack_is_the_one_told_of_whatever_day_stands_beside_it():
    text = (
        "A car bomb exploded in Madrid on 13 September 2018, killing twelve people. "
        "A thirteenth victim died in November of wounds from the bombing."
    )
    assert tell(text, "event_type", "date_start") == [["bombing", "2018-09-13"]]


def test_an_act_spoken_of_with_nothing_told_is_no_report():
    assert tell("It was about the attack.", "event_type") == []


def test_the_dead_of_an_accident_are_not_those_of_an_attack():
    text = "A bomb wounded two soldiers in Aleppo on Monday. A typhoon killed six people in the north."
    assert tell(text, "event_type", "killed_low", "injured_low") == [["bombing", None, 2]]


def test_those_killed_beside_an_explosion_are_its_own():
    text = "Landmine explosion | Army soldier killed and three others injured in the Homs countryside"
    assert tell(text, "event_type", "killed_low", "injured_low") == [["bombing", 1, 3]]


def test_a_people_is_not_the_province_it_is_called_after():
    text = "Gunmen killed 17 ethnic Amharas in the Oromia region on Sunday."
    assert tell(text, "place", "target") == [["Oromia region", "ethnic Amharas"]]


def test_a_province_lies_in_itself():
    (row,) = read("Air strikes killed nine people in Idlib province on Monday.").to_dict("records")
    assert (row["place_precision"], row["admin1"], row["country"]) == ("province", "Idlib", "SY")
