"""Counts: every event is in one period or in left_out, and no period claims what is not known."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analystkit.errors import ArgumentError
from analystkit.events.counts import count_events, list_uncounted
from analystkit.tables import TableError, build_table, check_table, read_columns

Build = Callable[..., Any]


def show(counts: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    starts = counts["period_start"].dt.strftime("%Y-%m-%d")
    return list(zip(starts, *(counts[name] for name in columns), strict=True))


def test_periods_without_events_are_there_with_0(make_events: Build, make_articles: Build) -> None:
    events = make_events({"days": "2018-01-31"}, {"days": "2018-04-01"}, {"days": "2018-04-30", "status": "alleged"})
    counts = count_events(events, make_articles("2018-03-05"))
    assert show(counts, "count", "alleged", "at_least", "at_most") == [
        ("2018-01-01", 1, 0, 1, 1),
        ("2018-02-01", 0, 0, 0, 0),
        ("2018-03-01", 0, 0, 0, 0),
        ("2018-04-01", 2, 1, 2, 2),
    ]
    assert counts["period_end"].dt.strftime("%Y-%m-%d").tolist() == ["2018-01-31", "2018-02-28", "2018-03-31", "2018-04-30"]
    assert counts["group"].isna().all()
    check_table(counts, "counts", "counts")


def test_weeks_start_on_monday(make_events: Build, make_articles: Build) -> None:
    events = make_events({"days": "2018-09-16"}, {"days": "2018-09-17"}, {"days": "2018-09-23"})  # Sunday, Monday, Sunday
    counts = count_events(events, make_articles(), freq="week")
    assert show(counts, "count") == [("2018-09-10", 1), ("2018-09-17", 2)]
    assert counts["period_end"].dt.day_name().unique().tolist() == ["Sunday"]


def test_two_days_count_on_the_first_and_longer_intervals_widen_the_band(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"days": "2018-01-31 2018-02-01"},  # overnight
        {"days": "2018-01-30 2018-02-01"},
        {"days": "2018-01-15 2018-03-15"},
        {"days": "2018-02-01 2018-02-28"},
        {"days": "2018-03-02"},
    )
    counts = count_events(events, make_articles())
    assert show(counts, "count", "at_least", "at_most") == [("2018-01-01", 1, 1, 3), ("2018-02-01", 1, 1, 3), ("2018-03-01", 1, 1, 2)]
    left_out = list_uncounted(events)
    assert left_out[["stage", "event_id", "reason_code"]].to_numpy().tolist() == [
        ["count", "e1", "coarse_date"],
        ["count", "e2", "coarse_date"],
    ]
    assert left_out["reason"][0] == (
        "It is dated to 2018-01-30 to 2018-02-01, which no single month of the count holds; it widens at_most of each that it may lie in."
    )


def test_a_report_that_fits_several_events_may_tell_of_one_more(make_events: Build, make_articles: Build) -> None:
    told = {"event_type": "air_strike", "status": "reported", "aggregate": False, "date_precision": "days", "date_basis": "relative"}
    told |= {"quote": "q", "quote_start": 0, "quote_end": 1, "passages": "0-1", "reviewed": False}
    rows: list[dict[str, Any]] = [
        {"date_start": "2018-01-01", "date_end": "2018-01-31"},
        {"date_start": "2018-01-20", "date_end": "2018-02-10", "event_type": "shelling"},
        {"date_start": "2017-12-31", "date_end": "2018-01-01", "status": "alleged"},  # overnight, on a day outside the months counted
        {"date_start": None, "date_end": None},
        {"date_start": "2018-01-01", "date_end": "2018-01-31", "status": "planned"},
        {"date_start": "2018-01-01", "date_end": "2018-01-31", "aggregate": True},
    ]
    unlinked = build_table([{"report_id": f"v{n}", "article_id": "a0", **told, **row} for n, row in enumerate(rows)], "reports")
    events = make_events({"days": "2018-01-07"}, {"days": "2018-01-21"}, {"days": "2018-02-02"})
    counts = count_events(events, make_articles(), unlinked=unlinked)
    assert show(counts, "count", "at_least", "at_most") == [("2018-01-01", 2, 2, 4), ("2018-02-01", 1, 1, 2)]
    assert counts.attrs["n_vague"] == 2
    by_type = count_events(events, make_articles(), by="event_type", unlinked=unlinked)
    assert show(by_type, "group", "count", "at_most") == [
        ("2018-01-01", "air_strike", 2, 3),
        ("2018-01-01", "shelling", 0, 1),
        ("2018-02-01", "air_strike", 1, 1),
        ("2018-02-01", "shelling", 0, 1),
    ]
    sourcing = count_events(events, make_articles(), by="sourcing", unlinked=unlinked)  # which reports have no column of
    assert sourcing.loc[sourcing["group"] == "(not known)", "at_most"].tolist() == [2, 1]
    with pytest.raises(ArgumentError, match="unlinked: report 'v1' is in an event; give the reports that list_unlinked names, no others"):
        count_events(make_events({"report_ids": "v1x v1"}), make_articles(), unlinked=unlinked)


def test_events_with_no_date_are_left_out_even_where_half_of_it_is_known(make_events: Build, make_articles: Build) -> None:
    events = make_events({"days": None, "date_precision": "unknown"}, {"days": None, "date_start": "2018-09-01"}, {})
    assert count_events(events, make_articles())["count"].sum() == 1
    assert list_uncounted(events)[["event_id", "reason_code"]].to_numpy().tolist() == [["e0", "no_date"], ["e1", "no_date"]]
    assert count_events(events, make_articles()).attrs["left_out"] == {"no_date": 2}


def test_coverage_tells_the_collection_window(make_events: Build, make_articles: Build) -> None:
    articles = make_articles("2018-02-10", "2018-04-20", None)
    counts = count_events(make_events({"days": "2018-01-05"}), articles)
    assert show(counts, "coverage", "n_articles") == [
        ("2018-01-01", "recalled", 0),
        ("2018-02-01", "partial", 1),
        ("2018-03-01", "collected", 0),
        ("2018-04-01", "partial", 1),
    ]
    assert counts.attrs["window"] == ["2018-02-10", "2018-04-20"]


def test_articles_that_could_not_be_read_widen_no_window(make_events: Build, make_articles: Build) -> None:
    articles = make_articles("2018-09-03", "2019-09-03").assign(problem=[None, "empty"])
    assert show(count_events(make_events({}), articles), "n_articles") == [("2018-09-01", 1)]


def test_without_publish_dates_all_is_recalled(make_events: Build, make_articles: Build) -> None:
    assert count_events(make_events({}), make_articles(None))["coverage"].tolist() == ["recalled"]


def test_since_and_until_cut_the_periods(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"days": "2018-05-09"},
        {"days": "2018-05-10"},
        {"days": "2018-07-04"},
        {"days": "2018-05-01 2018-05-31"},
        {"days": "2018-05-09 2018-05-10"},
    )
    counts = count_events(events, make_articles("2018-05-09", "2018-05-10"), since="2018-05-10", until="2018-07-03")
    assert show(counts, "count", "at_most", "n_articles") == [("2018-05-10", 2, 3, 1), ("2018-06-01", 0, 0, 0), ("2018-07-01", 0, 0, 0)]
    assert counts["period_end"].iloc[-1] == pd.Timestamp("2018-07-03")
    left_out = list_uncounted(events, since="2018-05-10", until="2018-07-03")
    assert dict(zip(left_out["event_id"], left_out["reason_code"], strict=True)) == {
        "e0": "not_selected",
        "e2": "not_selected",
        "e3": "coarse_date",
    }
    assert (
        left_out["reason"][0] == "It happened in 2018-05-09 to 2018-05-09, outside the days counted (since 2018-05-10, until 2018-07-03)."
    )


def test_since_behind_all_events_gives_no_period(make_events: Build, make_articles: Build) -> None:
    assert len(count_events(make_events({}), make_articles(), since="2020-01-01")) == 0


def test_groups_have_all_periods_and_add_up(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"days": "2018-01-05"}, {"days": "2018-02-05", "admin1": "Homs"}, {"days": "2018-02-06", "admin1": None, "n_reports": 3}
    )
    counts = count_events(events, make_articles("2018-02-01"), by="admin1")
    assert show(counts, "group", "count", "n_reports", "n_articles") == [
        ("2018-01-01", "(not known)", 0, 0, 0),
        ("2018-01-01", "Damascus", 1, 1, 0),
        ("2018-01-01", "Homs", 0, 0, 0),
        ("2018-02-01", "(not known)", 1, 3, 1),
        ("2018-02-01", "Damascus", 0, 0, 1),
        ("2018-02-01", "Homs", 1, 1, 1),
    ]


def test_a_count_by_actor_says_on_what_the_actor_rests(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"actor": "Israel", "actor_basis": "claimed"}, {"actor": "Israel", "actor_basis": "denied"}, {"actor": "Israel"}, {}
    )
    assert count_events(events, make_articles(), by="actor")["group"].tolist() == [
        "(not known)",
        "Israel",
        "Israel (claimed)",
        "Israel (denied)",
    ]


def test_only_a_certain_death_makes_an_event_one_with_killed(make_events: Build, make_articles: Build) -> None:
    events = make_events({"killed_low": 1}, {"killed_low": 0, "killed_high": 3}, {"killed_high": 3}, {})
    assert count_events(events, make_articles())["with_killed"].tolist() == [1]


def test_the_order_of_events_does_not_matter_and_they_are_not_changed(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"days": "2018-01-05"}, {"days": None}, {"days": "2018-01-05 2018-03-01"}, {"days": "2018-02-05", "status": "alleged"}
    )
    before = events.copy()
    shuffled = events.iloc[[3, 1, 0, 2]]
    pd.testing.assert_frame_equal(count_events(events, make_articles()), count_events(shuffled, make_articles()))
    pd.testing.assert_frame_equal(events, before)


def test_empty_tables_give_an_empty_table_with_all_columns(make_events: Build, make_articles: Build) -> None:
    for by in (None, "event_type"):
        counts = count_events(make_events(), make_articles(), by=by)
        assert len(counts) == 0
        assert list(counts.columns) == list(read_columns()["counts"])
        assert counts["count"].dtype == "Int64"
    assert len(list_uncounted(make_events())) == 0
    untyped: dict[str, Any] = {name: pd.DataFrame(columns=list(read_columns()[name])) for name in ("events", "articles")}
    assert len(count_events(**untyped)) == len(list_uncounted(untyped["events"])) == 0


def test_what_a_chart_needs_survives_a_parquet_file(make_events: Build, make_articles: Build, tmp_path: Any) -> None:
    counts = count_events(make_events({}), make_articles("2018-09-20"), by="actor")
    counts.to_parquet(tmp_path / "counts.parquet")
    assert pd.read_parquet(tmp_path / "counts.parquet").attrs == counts.attrs


def test_an_axis_that_nobody_can_read_is_refused(make_events: Build, make_articles: Build) -> None:
    events = make_events({"days": "1916-07-01"}, {"days": "2018-07-01"})
    with pytest.raises(ValueError, match=r"freq: 1916-07-01 to 2018-07-01 has 37,256 periods of a day.*since and until"):
        count_events(events, make_articles(), freq="day")
    assert len(count_events(events, make_articles(), freq="month")) == 1225
    with pytest.raises(ValueError, match=r"more than 4,000; take since and until to count a part of them"):
        count_events(make_events({"days": "1501-07-01"}, {}), make_articles())
    assert count_events(events, make_articles(), freq="day", since="2018-06-30")["count"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"freq": "year"}, "freq: 'year' is no length of a period; take day, week, month"),
        ({"by": "colour"}, "by: 'colour' is no column"),
        ({"by": "geometry"}, "by: 'geometry' is no column"),
        ({"since": "2018-02-01", "until": "2018-01-01"}, "since: 2018-02-01 lies behind until, 2018-01-01"),
        ({"until": "some day"}, "until: 'some day' is no day"),
        ({"since": "05/02/2016"}, "since: '05/02/2016' is no day; write it as 2018-09-17"),
    ],
)
def test_wrong_options_are_named(options: dict[str, Any], message: str, make_events: Build, make_articles: Build) -> None:
    with pytest.raises(ValueError, match=message):
        count_events(make_events({}), make_articles(), **options)


def test_an_event_that_ends_before_it_starts_is_refused(make_events: Build, make_articles: Build) -> None:
    with pytest.raises(TableError, match="row 1 ends on 2018-01-01, before it starts on 2018-01-02"):
        count_events(make_events({}, {"days": "2018-01-02 2018-01-01"}), make_articles())


def test_of_two_days_the_first_that_is_asked_for_counts(make_events: Build, make_articles: Build) -> None:
    events = make_events({"days": "2018-09-16 2018-09-17"})
    for since, until, start in (("2018-09-17", None, "2018-09-17"), (None, "2018-09-16", "2018-09-16"), ("2018-09-16", None, "2018-09-16")):
        counts = count_events(events, make_articles("2018-09-16", "2018-09-18"), freq="day", since=since, until=until)
        assert [day for day, n in show(counts, "count") if n] == [start]
        assert len(list_uncounted(events, freq="day", since=since, until=until)) == 0


def test_at_least_is_what_its_meaning_says(make_events: Build, make_articles: Build) -> None:
    events = make_events({}, {"days": "2018-09-30 2018-10-01", "status": "alleged"}, {"days": "2018-09-01 2018-12-31"})
    counts = count_events(events, make_articles())
    assert read_columns()["counts"]["at_least"].meaning.startswith("The same as count in this version")
    assert counts["at_least"].tolist() == counts["count"].tolist() == [2]


def test_tolls_and_strikes_are_summed_beside_the_events(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"killed_low": 3, "killed_high": 5, "n_strikes_low": 4, "n_strikes_high": 4},
        {"killed_low": 2, "killed_high": 2, "status": "alleged"},
        {"killed_low": None, "killed_high": 7},
        {},
        {"days": "2018-10-01", "killed_low": 20},
        {"days": "2018-09-20 2018-10-20", "killed_low": 1000},  # counted in no month, nor are those killed in it
        {"days": "2018-12-01", "killed_low": 0, "killed_high": 0},
    )
    counts = count_events(events, make_articles("2018-09-01"))
    assert show(counts, "killed_told", "killed_low", "killed_high", "killed_alleged", "with_killed", "with_killed_alleged") == [
        ("2018-09-01", 3, 5, 14, 2, 2, 1),
        ("2018-10-01", 1, 20, pd.NA, 0, 1, 0),
        ("2018-11-01", 0, 0, 0, 0, 0, 0),
        ("2018-12-01", 1, 0, 0, 0, 0, 0),
    ]
    assert show(counts, "n_strikes_told", "n_strikes_low", "n_strikes_high", "n_strikes_alleged")[0] == ("2018-09-01", 1, 4, 4, 0)
    assert counts.attrs["largest"] == {"killed": 20, "n_strikes": 4}
    by_status = count_events(events, make_articles("2018-09-01"), by="status")
    assert by_status.groupby("group")["killed_low"].sum().to_dict() == {"alleged": 2, "reported": 23}


def test_no_event_corrected_is_0_as_its_meaning_says(make_events: Build, make_articles: Build) -> None:
    counts = count_events(make_events({"n_corrected": 2}, {"days": "2018-11-01"}), make_articles())
    assert counts["n_corrected"].tolist() == [1, 0, 0]
    assert not read_columns()["counts"]["n_corrected"].nullable


def test_ten_years_of_days_can_be_counted(make_events: Build, make_articles: Build) -> None:
    counts = count_events(make_events({"days": "2009-01-01"}, {"days": "2018-12-31"}), make_articles(), freq="day")
    assert (len(counts), counts["count"].sum()) == (3652, 2)
