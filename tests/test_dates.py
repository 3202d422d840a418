"""Every way of telling time has a phrase here, with the exact days that it means."""

import csv
import re
import time
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from analystkit.language import days
from analystkit.language.dates import Date, Dateline, find_dateline, find_dates

WEDNESDAY = date(2017, 4, 5)


def tell(text: str, published: date | None = WEDNESDAY, **options) -> list[str]:
    """Write the dates of a sentence as "words: first..last precision basis kind"; one day stands alone, none as -."""
    return [write(found) for found in find_dates(text, published, **options)]


def write(found: Date) -> str:
    first, last = (day.isoformat() if day else "-" for day in (found.date_start, found.date_end))
    return f"{found.text}: {first if first == last else f'{first}..{last}'} {found.precision} {found.basis} {found.kind}"


def tell_days(text: str, published: date | None = WEDNESDAY, **options) -> tuple[str, ...]:
    """Write only the first and the last day of the one date of a sentence."""
    [found] = find_dates(text, published, **options)
    return tuple("" if day is None else day.isoformat() for day in (found.date_start, found.date_end))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # weekdays
        ("killed on Wednesday", "2017-04-05", "2017-04-05"),
        ("killed last Wednesday", "2017-03-29", "2017-03-29"),
        ("killed last Sunday", "2017-04-02", "2017-04-02"),
        ("killed last Tuesday", "2017-03-28", "2017-03-28"),  # the day before is "yesterday"
        ("killed late on Monday", "2017-04-03", "2017-04-03"),
        ("killed early Tuesday", "2017-04-04", "2017-04-04"),
        ("Air Strikes Hit Saraqib In Syria Monday Morning", "2017-04-03", "2017-04-03"),
        ("Tuesday's raid", "2017-04-04", "2017-04-04"),
        ("Tuesday’s raid", "2017-04-04", "2017-04-04"),
        ("in Tuesdays raid on the town", "2017-04-04", "2017-04-04"),
        ("a Monday attack", "2017-04-03", "2017-04-03"),
        ("in the early hours of Monday morning", "2017-04-03", "2017-04-03"),
        ("at dawn on Tuesday", "2017-04-04", "2017-04-04"),
        ("on Thursday last week", "2017-03-30", "2017-03-30"),
        ("EARLY TUESDAY", "2017-04-04", "2017-04-04"),
        ("on Friday prayers were cut short", "2017-03-31", "2017-03-31"),
        ("overnight on Sunday", "2017-04-02", "2017-04-03"),
        ("overnight into Monday", "2017-04-02", "2017-04-03"),
        ("overnight Wednesday", "2017-04-04", "2017-04-05"),
        ("from Friday to Sunday", "2017-03-31", "2017-04-02"),
        ("from Thursday to Saturday", "2017-03-30", "2017-04-01"),
        ("from Wednesday to Saturday", "2017-03-29", "2017-04-01"),
        ("on Sunday and Monday", "2017-04-02", "2017-04-03"),
        ("on Monday, Tuesday and Wednesday", "2017-04-03", "2017-04-05"),
        ("Sunday night into Monday", "2017-04-02", "2017-04-03"),
        # what only sounds like another word of time
        ("a truce last week after days of fighting", "2017-03-27", "2017-04-02"),
        ("shot dead last evening", "2017-04-04", "2017-04-04"),
        ("bombs are falling right now", "2017-04-05", "2017-04-05"),
        ("a bomb went off a few minutes ago", "2017-04-05", "2017-04-05"),
        # the day of a year that is counted
        ("on 3 February last year", "2016-02-03", "2016-02-03"),
        ("on February 3 of last year", "2016-02-03", "2016-02-03"),
        ("on 3 February", "2017-02-03", "2017-02-03"),
        ("on 3 February this year", "2017-02-03", "2017-02-03"),
        ("over the last couple of days", "2017-04-03", "2017-04-05"),
        ("in the previous days", "2017-03-30", "2017-04-05"),
        ("in a 16th-century battle", "1501-01-01", "1600-12-31"),
        ("killed in yesterdays raid", "2017-04-04", "2017-04-04"),
        # days around the publish date
        ("killed today", "2017-04-05", "2017-04-05"),
        ("killed tonight", "2017-04-05", "2017-04-05"),
        ("killed this morning", "2017-04-05", "2017-04-05"),
        ("earlier today", "2017-04-05", "2017-04-05"),
        ("YESTERDAY A BOMB", "2017-04-04", "2017-04-04"),
        ("yesterday evening", "2017-04-04", "2017-04-04"),
        ("the day before yesterday", "2017-04-03", "2017-04-03"),
        ("last night", "2017-04-04", "2017-04-04"),
        ("in overnight raids", "2017-04-04", "2017-04-05"),
        ("two days ago", "2017-04-03", "2017-04-03"),
        ("a few days ago", "2017-03-30", "2017-04-05"),
        ("two weeks ago", "2017-03-20", "2017-03-26"),
        ("three months ago", "2017-01-01", "2017-01-31"),
        ("a year ago", "2016-01-01", "2016-12-31"),
        ("in the past 24 hours", "2017-04-04", "2017-04-05"),
        ("in the last 36 hours", "2017-04-03", "2017-04-05"),
        ("over the past three days", "2017-04-02", "2017-04-05"),
        ("in the last two weeks", "2017-03-22", "2017-04-05"),
        ("during the last hours", "2017-04-04", "2017-04-05"),
        ("in the past week", "2017-03-30", "2017-04-05"),
        ("in recent days", "2017-03-30", "2017-04-05"),
        ("over the last few days", "2017-03-30", "2017-04-05"),
        ("70 killed in 24 hours", "2017-04-04", "2017-04-05"),
        ("84 killed in three days of shelling", "2017-04-02", "2017-04-05"),
        ("this past weekend", "2017-04-01", "2017-04-02"),
        ("for the third day running", "2017-04-03", "2017-04-05"),
        ("a fifth consecutive day", "2017-04-01", "2017-04-05"),
        ("for a second day", "2017-04-04", "2017-04-05"),
        ("ten years ago this month", "2007-04-01", "2007-04-30"),
        ("two years ago this week", "2015-03-30", "2015-04-05"),
        ("a year ago today", "2016-04-05", "2016-04-05"),
        # weeks, months, years
        ("last week", "2017-03-27", "2017-04-02"),
        ("the week before last", "2017-03-20", "2017-03-26"),
        ("in last week's raids", "2017-03-27", "2017-04-02"),
        ("this week", "2017-04-03", "2017-04-05"),
        ("earlier this month", "2017-04-01", "2017-04-05"),
        ("last month", "2017-03-01", "2017-03-31"),
        ("last year", "2016-01-01", "2016-12-31"),
        ("late last year", "2016-09-01", "2016-12-31"),
        ("this year", "2017-01-01", "2017-04-05"),
        ("over the weekend", "2017-04-01", "2017-04-02"),
        ("in August last year", "2016-08-01", "2016-08-31"),
        ("last September", "2016-09-01", "2016-09-30"),
        ("last April", "2016-04-01", "2016-04-30"),
        ("last winter", "2016-12-01", "2017-02-28"),
        ("on the 5th, jets hit", "2017-04-05", "2017-04-05"),
        ("on the 28th of last month", "2017-03-28", "2017-03-28"),
        # days that are written
        ("the April 4 attack", "2017-04-04", "2017-04-04"),
        ("at 0050 GMT on 6 April", "2017-04-06", "2017-04-06"),  # where it is told of it is a day later already
        ("on 7 April", "2016-04-07", "2016-04-07"),
        ("in 2015 and 2016", "2015-01-01", "2016-12-31"),
        ("in July and August", "2016-07-01", "2016-08-31"),
        ("only 8 days after taking office on 1 March", "2017-03-09", "2017-03-09"),
        ("ON 30 DECEMBER", "2016-12-30", "2016-12-30"),
        ("on April 4th", "2017-04-04", "2017-04-04"),
        ("Wednesday, April 4", "2017-04-04", "2017-04-04"),
        ("Saturday night, 1 October", "2016-10-01", "2016-10-01"),
        ("the night of 16 December", "2016-12-16", "2016-12-16"),
        ("on Sept. 17, 2015, at 10 p.m.", "2015-09-17", "2015-09-17"),
        ("on the first of May 2015", "2015-05-01", "2015-05-01"),
        ("on 4 April 10 people died", "2017-04-04", "2017-04-04"),
        ("on February 29", "2016-02-29", "2016-02-29"),
        ("between 3 and 5 May", "2016-05-03", "2016-05-05"),
        ("on 3 and 4 May 2015", "2015-05-03", "2015-05-04"),
        ("on March 14, 15 and 16", "2017-03-14", "2017-03-16"),
        ("April 1-3", "2017-04-01", "2017-04-03"),
        ("between April 1 and April 3", "2017-04-01", "2017-04-03"),
        ("from December 30 to January 2 2016", "2015-12-30", "2016-01-02"),
        ("on 4/4/2017", "2017-04-04", "2017-04-04"),
        ("on 13.2.2016", "2016-02-13", "2016-02-13"),
        ("on 5/3/2017", "2017-03-05", "2017-03-05"),
        ("on 2016-06-14", "2016-06-14", "2016-06-14"),
        # months and years that are written
        ("in September", "2016-09-01", "2016-09-30"),
        ("in April", "2017-04-01", "2017-04-05"),
        ("in early March", "2017-03-01", "2017-03-10"),
        ("in mid-March", "2017-03-11", "2017-03-20"),
        ("late March 2016", "2016-03-21", "2016-03-31"),
        ("a December raid", "2016-12-01", "2016-12-31"),
        ("the March 2011 uprising", "2011-03-01", "2011-03-31"),
        ("the first week of May", "2016-05-01", "2016-05-07"),
        ("the last week of February 2016", "2016-02-23", "2016-02-29"),
        ("between March and May 2015", "2015-03-01", "2015-05-31"),
        ("from November to January", "2016-11-01", "2017-01-31"),
        ("in 2015", "2015-01-01", "2015-12-31"),
        ("in 2017", "2017-01-01", "2017-04-05"),
        ("in mid-2012", "2012-05-01", "2012-08-31"),
        ("the second half of 2016", "2016-07-01", "2016-12-31"),
        ("between 2012 and 2014", "2012-01-01", "2014-12-31"),
        ("in 2015-16", "2015-01-01", "2016-12-31"),
        ("the 1967 Six Day War", "1967-01-01", "1967-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("in the summer of 2014", "2014-06-01", "2014-08-31"),
        ("in winter 2014", "2014-12-01", "2015-02-28"),
        # feasts and days with a name
        ("on New Year's Eve", "2016-12-31", "2016-12-31"),
        ("on Christmas Day 2015", "2015-12-25", "2015-12-25"),
        ("on Easter Sunday", "2016-03-27", "2016-03-27"),
        ("on Palm Sunday 2017", "2017-04-09", "2017-04-09"),
        ("since the 9/11 attacks", "2001-09-11", "2017-04-05"),
        ("the September 11 attacks", "2001-09-11", "2001-09-11"),
        # what is to come
        ("tomorrow", "2017-04-06", "2017-04-06"),
        ("next Friday", "2017-04-07", "2017-04-07"),
        ("next week", "2017-04-10", "2017-04-16"),
        ("later this month", "2017-04-05", "2017-04-30"),
        ("in the coming days", "2017-04-05", "2017-04-12"),
        ("in the next two weeks", "2017-04-05", "2017-04-19"),
        ("by the end of the year", "2017-09-01", "2017-12-31"),
        # since, until
        ("since 2011", "2011-01-01", "2017-04-05"),
        ("since mid-2012", "2012-07-01", "2017-04-05"),
        ("since Sunday night", "2017-04-02", "2017-04-05"),
        ("since the start of the year", "2017-01-01", "2017-04-05"),
        ("since the civil war erupted five years ago", "2012-01-01", "2017-04-05"),
        ("since the start of the civil war in 2011", "2011-01-01", "2017-04-05"),
        ("until Friday", "2017-03-31", "2017-03-31"),
    ],
)
def test_phrase_resolves_against_the_publish_date(text: str, first: str, last: str) -> None:
    assert tell_days(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "they may strike",
        "Theresa May said so",
        "fighters marched on",
        "the March for peace",
        "the second attack",
        "Black September",
        "the day that became Bloody Sunday",
        "cut from 2000 to a few hundred",
        "Example Watch (@example) April 2 2017",
        "at the end of the day it is war",
        "told Monday Morning magazine",
        "the November 17 group",
        "the March 14 alliance",
        "Brigade 47",
        "Resolution 2254",
        "1,500 fighters",
        "the 2000 fighters",
        "an Il-20 was downed",
        "a boy aged 12",
        "7.62 mm rounds",
        "open 24/7",
        "at 10:30",
        "for decades",
        "after the Arab Spring",
        "on the 5th floor",
        "the 20th Brigade",
        "the second day of clashes",
        "a 24-hour ceasefire",
        "the fall of Aleppo",
        "$2015",
        "31 April",
        "the daily Example said",
        "a daily newspaper",
        "within 24 hours of the announcement",
        "the Christmas market",
        "ſeptember frıday",
        "told the Today programme",
        "recently",
        "Warplanes hit the town.",
    ],
)
def test_decoy_is_no_date(text: str) -> None:
    assert find_dates(text, WEDNESDAY) == []


def test_month_behind_in_is_no_day_of_people() -> None:
    assert tell("in March 20 people were killed") == ["March: 2017-03-01..2017-03-31 month explicit point"]


def test_days_apart_are_told_apart() -> None:
    assert tell("on Monday and Thursday") == [
        "Monday: 2017-04-03 day relative point",
        "Thursday: 2017-03-30 day relative point",
    ]


@pytest.mark.parametrize("text", ["daily shelling", "almost every day", "shelled every Friday.", "protests on Fridays.", "nightly raids"])
def test_habit_has_no_days(text: str) -> None:
    [found] = find_dates(text, WEDNESDAY)
    assert (found.date_start, found.precision, found.kind) == (None, "unknown", "habit")


def test_kind_tells_since_and_until() -> None:
    assert tell("since March 2011") == ["March 2011: 2011-03-01..2017-04-05 year explicit since"]
    assert tell("until Monday") == ["Monday: 2017-04-03 day relative until"]
    assert tell("in recent weeks") == ["recent weeks: - unknown relative point"]


def test_since_ends_with_its_date() -> None:
    assert tell("since Monday rebels have held the town and raids on it started on Tuesday") == [
        "Monday: 2017-04-03..2017-04-05 days relative since",
        "Tuesday: 2017-04-04 day relative point",
    ]
    assert tell("since the war began rebels were hit on Monday") == ["Monday: 2017-04-03 day relative point"]


def test_weekday_that_only_agrees_with_a_near_day_to_come_makes_it_that() -> None:
    assert tell_days("on Thursday, February 21", date(2019, 2, 5)) == ("2019-02-21", "2019-02-21")
    assert tell_days("on February 21", date(2019, 2, 5)) == ("2018-02-21", "2018-02-21")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("the next day", "2017-03-21", "2017-03-21"),
        ("the following morning", "2017-03-21", "2017-03-21"),
        ("the same day", "2017-03-20", "2017-03-20"),
        ("that night", "2017-03-20", "2017-03-20"),
        ("earlier in the day", "2017-03-20", "2017-03-20"),
        ("by the end of the day", "2017-03-20", "2017-03-20"),
        ("the previous day", "2017-03-19", "2017-03-19"),
        ("a day earlier", "2017-03-19", "2017-03-19"),
        ("the day before", "2017-03-19", "2017-03-19"),
        ("hours later", "2017-03-20", "2017-03-20"),
        ("24 hours later", "2017-03-21", "2017-03-21"),
        ("two days later", "2017-03-22", "2017-03-22"),
        ("a week later", "2017-03-27", "2017-03-27"),
        ("a month later", "2017-04-01", "2017-04-30"),
        ("the same month", "2017-03-01", "2017-03-31"),
        ("the following Monday", "2017-03-27", "2017-03-27"),
        ("since then", "2017-03-20", "2017-04-05"),
        ("Two days after the raid jets returned", "2017-03-22", "2017-03-22"),
        ("Jets returned two days after a raid", "2017-03-18", "2017-03-18"),
    ],
)
def test_anchor_is_counted_from(text: str, first: str, last: str) -> None:
    assert tell_days(text, anchor=(date(2017, 3, 20), date(2017, 3, 20))) == (first, last)
    [lost] = find_dates(text, WEDNESDAY)
    assert (lost.date_start, lost.precision, lost.basis) == (None, "unknown", "inherited")


def test_date_told_earlier_in_the_sentence_is_the_anchor() -> None:
    assert tell("on April 1 jets hit; the next day rebels fled", anchor=(date(2016, 1, 1), date(2016, 1, 1))) == [
        "April 1: 2017-04-01 day explicit point",
        "the next day: 2017-04-02 day inherited point",
    ]
    assert tell("found on Friday two days after gunmen seized them") == [
        "Friday: 2017-03-31 day relative point",
        "two days after: 2017-03-29 day inherited point",
    ]
    assert tell("since March 8, a day after gunmen attacked")[-1] == "a day after: 2017-03-07 day inherited point"


def test_an_nth_day_is_counted_from_the_day_told_beside_it() -> None:
    for text in ("They traded fire for a third day on Monday.", "Shells fell on Monday as they fought for a third day."):
        [streak] = [found for found in find_dates(text, WEDNESDAY) if "third" in found.text]
        assert (streak.date_start, streak.date_end) == (date(2017, 4, 1), date(2017, 4, 3))


def test_what_counts_on_into_the_future_has_no_days() -> None:
    [lost] = find_dates("the following year", WEDNESDAY, anchor=(date(2017, 3, 20), date(2017, 3, 20)))
    assert (lost.date_start, lost.precision) == (None, "unknown")


def test_count_from_a_date_is_one_date() -> None:
    assert tell("two days after the April 1 attack") == ["two days after the April 1: 2017-04-03 day explicit point"]
    assert tell("the day before Monday's raid") == ["the day before Monday's: 2017-04-02 day relative point"]


def test_without_a_publish_date_only_a_year_settles_it() -> None:
    assert tell("in September 2013", None) == ["September 2013: 2013-09-01..2013-09-30 month explicit point"]
    assert tell("in September", None) == ["September: - month explicit point"]
    assert tell("on 4 April", None) == ["4 April: - day explicit point"]
    assert tell("on Monday", None) == ["Monday: - unknown relative point"]
    assert tell("since 2011", None) == ["2011: 2011-01-01..- year explicit since"]
    assert tell("on 3/4/2016", None) == ["3/4/2016: - unknown explicit point"]


def test_without_a_publish_date_the_year_told_before_goes_on() -> None:
    assert tell("on 4 April", None, anchor=(date(1974, 3, 2), date(1974, 3, 2))) == ["4 April: 1974-04-04 day explicit point"]
    assert tell("on 4 April", WEDNESDAY, anchor=(date(1974, 3, 2), date(1974, 3, 2))) == ["4 April: 2017-04-04 day explicit point"]


def test_no_day_is_counted_from_a_year() -> None:
    year = (date(2015, 1, 1), date(2015, 12, 31))
    assert tell("two days later", anchor=year) == ["two days later: - unknown inherited point"]
    assert tell("a year later", anchor=year) == ["a year later: 2016-01-01..2016-12-31 year inherited point"]


def test_stage_of_something_has_no_days() -> None:
    assert tell("in the early days of the siege") == ["early days of the: - unknown relative point"]
    assert tell("in the last days of September") == ["September: 2016-09-01..2016-09-30 month explicit point"]


def test_words_are_where_the_offsets_say() -> None:
    text = "“Raids” on late Monday, and in March 2011, killed 5; since then, 7."
    for found in find_dates(text, WEDNESDAY):
        assert text[found.start : found.end] == found.text
    assert [found.text for found in find_dates(text, WEDNESDAY)] == ["late Monday", "March 2011", "then"]


def test_every_rule_matches_its_example() -> None:
    with files("analystkit.data").joinpath("date_rules.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["example"]]
    assert [row["name"] for row in rows if not re.search(days.compile_pattern(row["pattern"]), row["example"])] == []


def test_easter_is_right() -> None:
    assert [days.find_easter(year) for year in (1990, 2008, 2017, 2024, 2038)] == [
        date(1990, 4, 15),
        date(2008, 3, 23),
        date(2017, 4, 16),
        date(2024, 3, 31),
        date(2038, 4, 25),
    ]


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("BEIRUT, April 9, 2017 (Example Wire) -", date(2017, 4, 9)),
        ("BEIRUT, April 9 (Example Wire) -", None),
        ("BEIRUT April 9 (Example Wire) -", None),
        ("DAMASCUS, Sept. 17, 2018 (Example) --", date(2018, 9, 17)),
        ("SAN SALVADOR, 3 JAN 90 --", date(1990, 1, 3)),
        ("Santa Ana, 28 Sep 88 (Example Radio) --", date(1988, 9, 28)),
        ("Aleppo (EXAMPLE) - 12 January", None),
        ("Wed 05 Apr 2017", date(2017, 4, 5)),
        ("Fri 07 Apr 2017 at 0914", date(2017, 4, 7)),
        ("Published April 2 2017", date(2017, 4, 2)),
        ("Last updated at Jun 142016", date(2016, 6, 14)),
        ("Last updated at Jun 12016", date(2016, 6, 1)),
        ("Date of publication: 3 October 2017", date(2017, 10, 3)),
        ("29 July 2015", date(2015, 7, 29)),
        ("29-07-2015", date(2015, 7, 29)),
        ("04-04-2015", date(2015, 4, 4)),
        ("03-04-2015", None),
        ("Fri 03-04-2015", date(2015, 4, 3)),
        ("18.10.2014", date(2014, 10, 18)),
        ("19.07.2016(updated 1457 19.07.2016)", date(2016, 7, 19)),
        ("2016-06-14 18:20", date(2016, 6, 14)),
        ("Saturday 03 December 2016 17:53", date(2016, 12, 3)),
    ],
)
def test_dateline_is_the_line_before_the_story(line: str, published: date | None) -> None:
    assert find_dateline(f"{line} Two raids hit the town on Sunday.") == Dateline(published, 0, len(line))


def test_dateline_behind_a_headline() -> None:
    text = "Raids kill ten near the capital: monitor AFP Tuesday 14 Oct 2014 At least ten people were killed."
    assert find_dateline(text) == Dateline(date(2014, 10, 14), 45, 64)
    assert find_dateline("Raids kill ten\n8 November 2016\nAt least ten people were killed.") == Dateline(date(2016, 11, 8), 15, 30)


@pytest.mark.parametrize(
    "text",
    [
        "On April 9 2018 warplanes hit the town.",
        "April 9 2018 was a day of raids.",
        "Warplanes hit the town on Tuesday 14 Oct 2014 Activists said.",
        "Two raids hit the town in April 2017. Activists said so.",
        "Raids kill ten: monitor AFP Monday 14 Oct 2014 At least ten people were killed.",
        "Ten were killed. On Tuesday 14 Oct 2014 Activists said so.",
        "Two raids hit the town on Sunday. " * 7 + "Published April 2 2017",
        "",
    ],
)
def test_date_of_a_sentence_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_a_day_that_is_asked_for_is_written_in_one_way() -> None:
    for value in ("2018-09-17", date(2018, 9, 17), datetime(2018, 9, 17, 23, tzinfo=UTC)):
        assert days.read_day(value, "since") == date(2018, 9, 17)
    for value in ("17/09/2018", "today", "3 May", "2018-W38-1", "20180917", "2018-02-30", "２018-09-17", 20180917, None):
        with pytest.raises(ValueError, match=rf"since: {value!r} is no day; write it as 2018-09-17"):
            days.read_day(value, "since")


@pytest.mark.parametrize("published", [date(1, 1, 1), date(1, 12, 31), date(9999, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar_are_not_counted_from(published: date) -> None:
    text = "next Monday, yesterday, last year, 20th of October, two weeks ago, Palm Sunday, on Christmas Day, 29 February, this month"
    for anchor in (None, (published, published)):
        assert all(found.date_start is None for found in find_dates(f"{text}, two days later", published, anchor=anchor))
    assert tell_days("on 4 April 2017", published) == ("2017-04-04", "2017-04-04")


def test_years_are_not_counted_on_from_the_beginning_of_the_calendar() -> None:
    found = find_dates("in the 11th century, 999 years earlier, 999 years earlier", WEDNESDAY)
    assert [each.date_start.year if each.date_start else None for each in found] == [1001, 2, 2]


@pytest.mark.parametrize("words", ["Monday, ", "2 to ", "early ", "since the ", "4, ", "on 4 April 2017, ", "\u00a0", "'"])
def test_time_grows_with_the_text(words: str) -> None:
    text = words * (40_000 // len(words))
    began = time.process_time()
    find_dates(text, WEDNESDAY)
    find_dateline(text)
    assert time.process_time() - began < 5
