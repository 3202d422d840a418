"""Rates: two periods are compared where the articles allow it, by a method that holds, and refused with the reason elsewhere."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from analystkit.display.findings import state_finding
from analystkit.errors import ArgumentError
from analystkit.events.rates import EXACT, WIDER, compare_periods
from analystkit.tables import build_table, check_table

Build = Callable[..., Any]
AUGUST, SEPTEMBER = [f"2018-08-{day:02}" for day in range(1, 32)], [f"2018-09-{day:02}" for day in range(1, 31)]
WINDOW = [*AUGUST, *SEPTEMBER]  # an article a day


def spread(days: Sequence[str], n: int) -> list[str]:
    """Spread n events evenly over days."""
    return [days[number * len(days) // n] for number in range(n)]


def compare(make_events: Build, make_articles: Build, days: Sequence[str], **options: Any) -> Any:
    articles = options.pop("articles", make_articles(*WINDOW))
    events = make_events(*({"days": day} for day in days))
    result = compare_periods(events, articles, options.pop("first", "2018-08"), options.pop("second", "2018-09"), **options)
    check_table(result, "comparisons", "result")
    assert len(result) == 1
    return result.iloc[0]


def test_events_that_scatter_as_by_chance_get_the_exact_interval(make_events: Build, make_articles: Build) -> None:
    row = compare(make_events, make_articles, [*spread(AUGUST, 12), *spread(SEPTEMBER, 24)])
    assert (row["n_first"], row["n_second"], row["articles_first"], row["articles_second"]) == (12, 24, 31, 30)
    assert row["ratio"] == pytest.approx(24 / 12 * 31 / 30)
    assert row["method"] == EXACT
    low, high = stats.beta.ppf(0.025, 24, 13), stats.beta.ppf(0.975, 25, 12)  # Clopper and Pearson by their own formula
    assert row["ratio_low"] == pytest.approx(low / (1 - low) * 31 / 30)
    assert row["ratio_high"] == pytest.approx(high / (1 - high) * 31 / 30)
    assert pd.isna(row["refused"])


def test_bursts_widen_the_interval_and_the_method_is_named(make_events: Build, make_articles: Build) -> None:
    row = compare(make_events, make_articles, [*(12 * ["2018-08-20"]), *(12 * ["2018-09-03"]), *(12 * ["2018-09-23"])])
    assert row["method"] == WIDER
    assert row["dispersion"] > 5
    assert row["ratio_low"] < 0.5 < 4 < row["ratio_high"]


def test_the_longer_period_is_not_taken_for_the_worse_one(make_events: Build, make_articles: Build) -> None:
    row = compare(make_events, make_articles, spread(WINDOW, 60), first=("2018-08-01", "2018-08-20"), second=("2018-08-21", "2018-09-29"))
    assert row["n_second"] > 1.8 * row["n_first"]
    assert row["ratio"] == pytest.approx(1, abs=0.1)


def test_vague_events_count_for_the_ends_of_the_interval(make_events: Build, make_articles: Build) -> None:
    days = [*spread(AUGUST, 20), *spread(SEPTEMBER, 20)]
    sure = compare(make_events, make_articles, days)
    vague = compare(make_events, make_articles, [*days, *(5 * ["2018-08-20 2018-09-10"])])
    assert (vague["n_first"], vague["at_most_first"], vague["at_most_second"]) == (20, 25, 25)
    assert vague["ratio"] == sure["ratio"]
    assert vague["ratio_low"] < sure["ratio_low"] < sure["ratio_high"] < vague["ratio_high"]
    told = {"event_type": "air_strike", "status": "reported", "aggregate": False, "date_precision": "day", "date_basis": "relative"}
    told |= {"quote": "q", "quote_start": 0, "quote_end": 1, "passages": "0-1", "reviewed": False, "article_id": "a0"}
    unlinked = build_table([{"report_id": "v1", **told, "date_start": "2018-09-05", "date_end": "2018-09-05"}], "reports")
    row = compare(make_events, make_articles, days, unlinked=unlinked)
    assert (row["at_most_first"], row["n_second"], row["at_most_second"]) == (20, 20, 21)


def test_a_night_between_the_periods_counts_on_its_first_day(make_events: Build, make_articles: Build) -> None:
    days = ["2018-08-31 2018-09-01", "2018-07-31 2018-08-01", "2018-09-30 2018-10-01", "2018-08-01 2018-08-31"]
    row = compare(make_events, make_articles, days)
    assert (row["n_first"], row["at_most_first"], row["n_second"], row["at_most_second"]) == (3, 3, 1, 1)


def test_undated_alleged_and_late_events_are_told(make_events: Build, make_articles: Build) -> None:
    events = make_events(
        {"days": None},
        {"days": "2018-08-05", "status": "alleged", "first_published": "2018-09-07"},
        {"days": "2018-08-05", "first_published": "2018-09-08"},
    )
    row = compare_periods(events, make_articles(*WINDOW), "2018-08", "2018-09").iloc[0]
    assert (row["n_undated"], row["alleged_first"], row["late_first"], row["late_second"]) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("days", "published", "options", "reason"),
    [
        ([*spread(AUGUST, 9), *spread(SEPTEMBER, 30)], WINDOW, {}, "2018-08-01 to 2018-08-31 has n = 9, fewer than 10 events"),
        (spread(WINDOW, 60), WINDOW[:-1], {}, "2018-09-01 to 2018-09-30 is not wholly within the publish dates, 2018-08-01 to 2018-09-29"),
        (spread(WINDOW, 60), [*AUGUST, *SEPTEMBER, *SEPTEMBER], {}, "31 in 31 days and 60 in 30 days, more than 1.5 times as many a day"),
        (12 * ["2018-08-01"] + 12 * ["2018-09-01"], WINDOW, {"first": "2018-08-01"}, "2018-08-01 to 2018-08-01 has fewer than 7 days"),
        (12 * ["2018-08-01 2018-08-31"] + spread(SEPTEMBER, 20), WINDOW, {}, "Fewer than 10 events of a period are dated to one day"),
        ([], [None], {}, "There is no publish date"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(
    days: list[str], published: list[str | None], options: dict[str, Any], reason: str, make_events: Build, make_articles: Build
) -> None:
    row = compare(make_events, make_articles, days, articles=make_articles(*published), **options)
    assert reason in row["refused"]
    assert row[["ratio", "ratio_low", "ratio_high", "method"]].isna().all()


def test_other_outlets_are_other_eyes(make_events: Build, make_articles: Build) -> None:
    articles = make_articles(*WINDOW)
    days = spread(WINDOW, 60)
    for share, refused in ((0.6, True), (0.8, False)):
        old = round(share * len(SEPTEMBER))
        outlets = articles.assign(source=["Wire"] * (len(AUGUST) + old) + ["Herald"] * (len(SEPTEMBER) - old))
        row = compare(make_events, make_articles, days, articles=outlets)
        assert row["outlets_alike"] == pytest.approx(share)
        assert pd.notna(row["refused"]) == refused
    assert (row["outlets_first"], row["outlets_second"]) == (1, 2)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("2018-08", "2018", "second: the periods 2018-08-01 to 2018-08-31 and 2018-01-01 to 2018-12-31 have days in common"),
        ("August", "2018-09", "first: 'August' is no period, or may be read as several; write it as 2018, 2018Q3, 2018-09"),
        ("05/02/2018", "2018-09", "first: '05/02/2018' is no period, or may be read as several"),
        ("2018-13", "2018-09", "first: '2018-13' is no period"),
        ("2018-08-01 05:00", "2018-09", "first: '2018-08-01 05:00' is no number of whole days"),
        (("2018-08-05", "2018-08-01"), "2018-09", "first: its first day, 2018-08-05, lies behind its last"),
        (("2018-08-05",), "2018-09", r"first: \('2018-08-05',\) is no period"),
        (2018, "2018-09", "first: 2018 is no period"),
    ],
)
def test_what_is_no_period_is_named(first: Any, second: Any, message: str, make_events: Build, make_articles: Build) -> None:
    with pytest.raises(ArgumentError, match=message):
        compare_periods(make_events(), make_articles(), first, second)


def test_a_period_may_be_written_as_pandas_takes_it(make_events: Build, make_articles: Build) -> None:
    for first, days in (
        ("2018Q2", "2018-04-01 2018-06-30"),
        (pd.Period("2018-06"), "2018-06-01 2018-06-30"),
        ("2018-07-16/2018-07-22", None),
    ):
        row = compare_periods(make_events(), make_articles(), first, "2018-09").iloc[0]
        assert f"{row['start_first']:%Y-%m-%d} {row['end_first']:%Y-%m-%d}" == (days or "2018-07-16 2018-07-22")


def test_the_order_of_events_and_articles_does_not_matter(make_events: Build, make_articles: Build) -> None:
    events, articles = make_events(*({"days": day} for day in spread(WINDOW, 60))), make_articles(*WINDOW)
    told = compare_periods(events, articles, "2018-08", "2018-09")
    pd.testing.assert_frame_equal(told, compare_periods(events[::-1], articles[::-1], "2018-08", "2018-09"))


def test_the_finding_speaks_of_reported_events_and_claims_no_more_than_the_interval(make_events: Build, make_articles: Build) -> None:
    def state(n_first: int, n_second: int, articles: pd.DataFrame) -> list[str]:
        events = make_events(*({"days": day} for day in [*spread(AUGUST, n_first), *spread(SEPTEMBER, n_second)]))
        return state_finding(compare_periods(events, articles, "2018-08", "2018-09")).splitlines()

    even, more = make_articles(*WINDOW), make_articles(*AUGUST, *SEPTEMBER, *SEPTEMBER[::3])
    alike = state(20, 22, even)
    assert alike[0] == "Reported events in these articles: 20 in August 2018, 22 in September 2018."
    assert alike[1].startswith("A day that is 1.14 times as many in the second; the interval of 95 % is 0.59 to 2.")
    assert alike[2] == "It holds 1: these articles tell no difference."
    assert state(20, 60, even)[2].startswith(
        "It holds no 1: these articles report more events a day in the second period, and by another factor"
    )
    assert state(60, 90, more)[2].endswith("It holds 1.33, the ratio of articles a day: the press alone may account for that.")
    refused = state(5, 60, even)
    assert refused[1].startswith("No ratio is given. 2018-08-01 to 2018-08-31 has n = 5, fewer than 10 events")
    assert refused[2] == "Articles published in them: 31 from 0 outlets, 30 from 0."
