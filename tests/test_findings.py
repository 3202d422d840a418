"""Findings: the sentences are true of any input, and say what was not read, drawn or counted."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from analystkit.display.findings import state_finding
from analystkit.events.counts import count_events
from analystkit.tables import TableError, build_table, identify_table, read_columns

MakeEvents = Callable[..., gpd.GeoDataFrame]
MakeArticles = Callable[..., pd.DataFrame]
NOTHING = "There is no event: none was found in these articles, or none that was asked for."


def build_articles(*changes: dict[str, Any]) -> pd.DataFrame:
    row = {"published": "2019-02-05", "published_basis": "given", "source": "Example Wire", "text": "x", "file": "f.csv"}
    return build_table([{**row, "article_id": f"a{number}", **change} for number, change in enumerate(changes)], "articles")


# ---------------------------------------------------------------- which table


@pytest.mark.parametrize("table", list(read_columns()))
def test_a_table_is_known_by_its_columns_whatever_the_caller_added(table: str) -> None:
    frame = build_table([], table)
    assert identify_table(frame) == table
    assert identify_table(frame.assign(unit="3rd", text_2="")) == table
    assert identify_table(frame.drop(columns=frame.columns[0])) is None


def test_of_several_tables_in_one_frame_the_larger_one_is_known() -> None:
    merged = build_table([], "reports").merge(build_table([], "articles"), on="article_id", suffixes=("", "_article"))
    merged = merged.assign(**{name: None for name in read_columns()["articles"] if name not in merged})
    assert identify_table(merged) == "reports"


@pytest.mark.parametrize("table", ["places", "left_out"])
def test_of_another_table_no_finding_is_stated(table: str) -> None:
    known = "articles, reports, corrections, events, counts, comparisons table"
    with pytest.raises(TableError, match=f"table: got the {table} table; .*{known}"):
        state_finding(build_table([], table))


def test_what_is_no_table_is_told_by_its_type() -> None:
    with pytest.raises(TableError, match="table: got a Figure that is none of the tables"):
        state_finding(type("Figure", (), {})())
    with pytest.raises(TableError, match="table: got a DataFrame that is none of the tables"):
        state_finding(pd.DataFrame({"count": [1]}))


# ---------------------------------------------------------------- articles


def test_articles_are_accounted_for() -> None:
    articles = build_articles(
        {},
        {"published": "2019-03-01", "source": "Sample Herald", "published_basis": "printed"},
        {"published": None, "published_basis": "unknown", "source": None},
        {"problem": "duplicate: row 1 is the same.", "published": "2001-01-01"},
        {"problem": "empty: there is no text."},
        {"problem": "duplicate: row 2 is the same."},
    )
    assert state_finding(articles).splitlines() == [
        "Articles read: 3 of 6 given, from 2 outlets (1 with no outlet named), published 5 February – 1 March 2019.",
        "Publish dates: 1 given, 1 printed, 1 unknown.",
        "Without a publish date: 1 article. Words such as “on Tuesday” or “in September” could not be turned into days of a year.",
        "Not read: 2 (the same article came before), 1 (no text in it).",
    ]


def test_no_article_and_no_readable_one() -> None:
    assert state_finding(build_table([], "articles")) == "No article was given."
    unread = build_articles({"problem": "unsafe: it is nested too deep."})
    assert state_finding(unread) == "Articles read: 0 of 1 given.\nNot read: 1 (too large, too slow or unsafe to open)."


# ---------------------------------------------------------------- events


def test_events_are_placed_and_the_alleged_ones_given_apart(make_events: MakeEvents) -> None:
    events = make_events(
        {},
        {"status": "alleged", "event_type": "shelling", "days": "2018-09-01 2018-09-30", "date_precision": "month"},
        {"days": None, "date_precision": "unknown", "admin1": "Homs"},
        {"place_precision": "province", "place_id": None, "admin1": "Homs", "uncertainty_km": 50.0},
        {"place_precision": "country", "admin1": None, "spot": None},
        {"place_precision": None, "place": None, "admin1": None, "country": None, "spot": None},
    )
    assert state_finding(events).splitlines() == [
        "These articles report 6 events, 1 of them alleged.",
        "By type: Air strike 5; Shelling 1 (1 alleged).",
        "Dated: 5 (September 2018); not dated: 1.",
        "On the map as a site or a town: 3 events (1 alleged); as an area, somewhere in it: 1 event.",
        "Not on the map: 1 (no more than the country is told), 1 (no place is told, or none that is known).",
        "Of the 4 events whose province is known, the highest count is 2 events: Damascus, SY (1 alleged); Homs, SY.",
    ]


def test_one_event_and_none(make_events: MakeEvents) -> None:
    assert state_finding(make_events({})).splitlines()[0] == "These articles report 1 event, none of them alleged."
    assert state_finding(build_table([], "events")) == NOTHING


def test_of_many_provinces_that_share_the_highest_count_the_number_is_given(make_events: MakeEvents) -> None:
    events = make_events(*({"admin1": name} for name in ("Aleppo", "Homs", "Hama", "Idlib")))
    assert state_finding(events).splitlines()[-1] == (
        "Of the 4 events whose province is known, the highest count is 1 event, in 4 provinces."
    )


def test_an_index_that_is_not_unique_and_types_that_nobody_knows(make_events: MakeEvents) -> None:
    events = make_events({"event_type": "cyber_attack\x07"}, {"admin1": "Ho\u202ems"}, {"admin1": "Ho\u202ems"})
    sentences = state_finding(events.set_index(pd.Index([7, 7, 7]))).splitlines()
    assert sentences[1] == "By type: Air strike 2; Cyber attack 1."
    assert sentences[-1].endswith("the highest count is 2 events: Homs, SY.")


# ---------------------------------------------------------------- counts


def test_counts_compare_only_what_lies_within_the_publish_dates(make_events: MakeEvents, make_articles: MakeArticles) -> None:
    events = make_events(
        *({"days": day} for day in ("2018-02-10", "2018-02-11", "2018-03-05", "2018-04-09")),
        {"days": "2018-02-12", "status": "alleged"},
        *({"days": f"2011-05-{day:02d}"} for day in range(1, 8)),  # most of all, and recalled
        {"days": "2018-04-28"},  # in a month of which only a part was collected
        {"days": "2018-02-20 2018-03-10", "date_precision": "days"},
        {"days": None, "date_precision": "unknown"},
    )
    counts = count_events(events, make_articles("2018-01-01", "2018-04-20"), freq="month")
    assert state_finding(counts).splitlines() == [
        "These articles report at least 13 events dated May 2011 – April 2018, 1 of them alleged.",
        "Of the 3 months within the publish dates, the highest count is 3 events: February 2018 (1 alleged).",
        "Incomplete, and compared with none: 2 events in months partly within the publish dates; "
        "7 events in months outside the publish dates.",
        "Counted in no month: 1 (dated too coarsely for one period), 1 (no date is told, or none with a year).",
    ]


def test_counts_say_which_period_may_have_as_many(make_events: MakeEvents, make_articles: MakeArticles) -> None:
    events = make_events(
        {"days": "2018-02-10"}, {"days": "2018-02-11"}, {"days": "2018-03-05"}, {"days": "2018-03-20 2018-04-02", "date_precision": "days"}
    )
    counts = count_events(events, make_articles("2018-01-01", "2018-05-31"), freq="month")
    assert state_finding(counts).splitlines()[1] == (
        "Of the 5 months within the publish dates, the highest count is 2 events: February 2018; "
        "with events dated less precisely 1 other may have as many."
    )


def test_counts_by_group_name_the_largest(make_events: MakeEvents, make_articles: MakeArticles) -> None:
    events = make_events(
        {}, {}, {"event_type": "shelling", "status": "alleged"}, {"event_type": "bombing", "days": "2011-01-01"}, {"event_type": "attack"}
    )
    counts = count_events(events, make_articles("2018-09-01", "2018-09-30"), by="event_type")
    assert state_finding(counts).splitlines()[:2] == [
        "These articles report at least 5 events dated January 2011 – September 2018, 1 of them alleged.",
        "Within the publish dates, by type: Air strike 2; Attack 1; Shelling 1 (1 alleged).",
    ]
    actors = make_events(*({"actor": name, "actor_basis": "claimed"} for name in "ABCDEFGH"), {"actor": "A", "actor_basis": "claimed"})
    by_actor = count_events(actors, make_articles("2018-09-01", "2018-09-30"), by="actor")
    assert state_finding(by_actor).splitlines()[1] == (
        "Within the publish dates, by actor: A (claimed) 2; B (claimed) 1; C (claimed) 1; D (claimed) 1; E (claimed) 1; "
        "F (claimed) 1; 2 others together 2."
    )


def test_counts_of_nothing(make_events: MakeEvents, make_articles: MakeArticles) -> None:
    assert state_finding(count_events(make_events(), make_articles("2018-09-01"))) == NOTHING
    assert state_finding(count_events(make_events(), make_articles(None))) == NOTHING
    undated = count_events(make_events({"days": None}), make_articles(None), freq="week")
    assert state_finding(undated) == "No event is counted in a week.\nCounted in no week: 1 (no date is told, or none with a year)."


def test_counts_that_came_back_from_a_file_promise_no_more_than_they_hold(make_events: MakeEvents, make_articles: MakeArticles) -> None:
    counts = count_events(make_events({}), make_articles("2018-09-17"), freq="day")
    counts.attrs = {}
    assert state_finding(counts).splitlines() == [
        "These articles report at least 1 event dated 17 September 2018, none of them alleged.",
        "Events with no date, or dated to a span of several periods, are in none of these numbers.",
    ]


def test_articles_without_publish_dates_make_every_period_incomplete(make_events: MakeEvents, make_articles: MakeArticles) -> None:
    counts = count_events(make_events({}, {"days": "2019-01-01"}), make_articles(None))
    assert state_finding(counts).splitlines()[1:] == ["Incomplete, and compared with none: 2 events in months outside the publish dates."]
