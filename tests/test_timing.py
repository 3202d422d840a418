"""Which date a sentence gives to which event: each rule with a sentence, and a near miss that it must leave alone."""

from datetime import date

import pytest

from analystkit.language.anchors import find_anchor, mark_beginnings
from analystkit.language.dates import find_dates
from analystkit.language.sentences import parse_sentences
from analystkit.reports.mentions import find_mentions
from analystkit.reports.reports import extract_reports
from analystkit.tables import build_table

WEDNESDAY = date(2017, 4, 5)


def tell_times(sentence: str, anchor: tuple[date, date] | None = None) -> list[str]:
    """Write a sentence's mentions as "trigger: words of its date"."""
    [doc] = parse_sentences([sentence])
    dates = mark_beginnings(doc, find_dates(sentence, WEDNESDAY, anchor=anchor), WEDNESDAY)
    mentions = find_mentions(doc, 0, 0, [], dates)
    return [f"{sentence[m.trigger_start :].split()[0].strip('.,')}: {m.date.text if m.date else '-'}" for m in mentions]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        # the day of what is said, before or behind its verb, is not that of the event
        ("Rockets hit the market, the mayor said on Tuesday.", ["Rockets: -"]),
        ("The ministry denied on Tuesday that its planes had bombed a camp.", ["bombed: -"]),
        ("The minister today condemned a bomb attack on the bank.", ["attack: -"]),
        ("Rockets hit the market on Monday the mayor said.", ["Rockets: Monday"]),
        ("On Monday the army said it shelled the village.", ["shelled: Monday"]),
        ("Rockets hit the market on Monday, the mayor said on Tuesday.", ["Rockets: Monday"]),
        # without a comma the parser hangs the day on what follows
        ("Air raids killed at least 27 people on Monday activists said.", ["raids: Monday"]),
        ("Last Monday regime forces attacked the town.", ["attacked: Last Monday"]),
        # a day behind a place or a crowd is that of the event
        ("A suicide attack on a wedding in Qamishli northern Syria late Monday killed ten guests.", ["attack: late Monday"]),
        # another noun's time, another clause's
        ("Gunmen attacked a veteran of the 2011 uprising.", ["attacked: -"]),
        ("Rebels shelled a base that the army had built in 2013.", ["shelled: -"]),
        ("Police are investigating an attack on a bridge that took place yesterday.", ["attack: yesterday"]),
        ("Gunmen shot two guards dead before fleeing the country in 2016.", ["shot: -"]),
        # a definite noun's own time
        ("The raid that began on Friday has angered residents.", ["raid: Friday"]),
        ("The April 3 attack was condemned on Tuesday.", ["attack: April 3"]),
        ("The offensive restarted this week.", ["offensive: this week"]),
        ("Mourners on Monday buried victims of the attack.", ["attack: -"]),
        ("The army has claimed responsibility for Tuesday's terrorist attack against the office.", ["attack: Tuesday's"]),
        (
            "He is suspected of involvement in the assassination of a rector, five priests, and two women on 3 April.",
            ["assassination: 3 April"],
        ),
        # what came after it, and what is told of people killed in it
        ("The airport was shut on Monday after the raid.", ["raid: -"]),
        ("A funeral was held on Tuesday for three men killed in a raid.", ["raid: -"]),
        ("A commander was killed on Tuesday, days after rockets hit the town.", ["rockets: days after"]),
        ("The army shot down a plane carrying weapons to rebels on Tuesday.", ["shot: Tuesday"]),
        ("Days after an ambush killed nine soldiers, troops clashed with rebels on Saturday.", ["ambush: -", "clashed: Saturday"]),
        ("The toll from a suicide bombing in the city rose to 100 on Tuesday.", ["bombing: -"]),
        # the time of a day leads to its day
        ("At 4.30 am local time on April 3, an explosion rocked the village.", ["explosion: April 3"]),
        # what acts are compared with
        ("It was the deadliest attack on the army in two years.", ["attack: -"]),
        ("The rebels today carried out their sixth attack this year against the pipeline.", ["attack: today"]),
        # how many there were in a time
        ("Five people were killed on Monday, in the second such attack in three days.", ["attack: Monday"]),
        ("Dabiq is the site of a major 16th century battle.", ["battle: 16th century"]),
        # what is told beside a noun that the date's clause is about
        ("The rally was held on Tuesday at a base which rebels had overrun.", ["overrun: -"]),
        ("On Tuesday crowds filled a square where gunmen shelled a bus.", ["shelled: Tuesday"]),
        # what is counted from
        ("The bodies were found on Monday, two days after gunmen kidnapped the men.", ["kidnapped: two days after"]),
        ("Two days after rebels shelled the town, the talks began.", ["shelled: -"]),
        ("The men were buried on Tuesday, two days after the raid that killed them.", ["raid: two days after"]),
        ("Two days after the raid the market opened again.", ["raid: -"]),
        # a picture's caption ends with its credit
        ("Smoke rises over the town April 3, 2017 (Example Wire) A suicide bomber attacked a bus.", ["bomber: -"]),
    ],
)
def test_date_goes_to_its_event(sentence: str, told: list[str]) -> None:
    assert tell_times(sentence) == told


@pytest.mark.parametrize(
    ("sentence", "kind", "last"),
    [
        ("Raids have killed twenty people since rebels broke the siege on Sunday.", "since", WEDNESDAY),
        ("Raids killed twenty people when rebels broke the siege on Sunday.", "point", date(2017, 4, 2)),
        ("The group is taking part in an offensive that began on Sunday.", "since", WEDNESDAY),
        ("The group was taking part in an offensive that began on Sunday.", "point", date(2017, 4, 2)),
    ],
)
def test_since_opens_a_clause(sentence: str, kind: str, last: date) -> None:
    [doc] = parse_sentences([sentence])
    [found] = mark_beginnings(doc, find_dates(sentence, WEDNESDAY), WEDNESDAY)
    assert (found.kind, found.date_start, found.date_end) == (kind, date(2017, 4, 2), last)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The blackout came on Saturday night, 1 April.", date(2017, 4, 1)),
        ("The mayor said on Monday that the lights were back.", date(2017, 3, 30)),  # a statement's day moves nothing
        ("The war started in 2011.", date(2017, 3, 30)),  # nothing can be counted from a year
    ],
)
def test_that_night_counts_from_the_last_day_told(sentence: str, day: date) -> None:
    [doc] = parse_sentences([sentence])
    before = (date(2017, 3, 30), date(2017, 3, 30))
    assert find_anchor(doc, find_dates(sentence, WEDNESDAY), [], before) == (day, day)


def list_days(text: str) -> list[str]:
    """List the reports of a text of Wednesday, 5 April 2017 as "type basis first day"."""
    row = {"article_id": "a", "published": WEDNESDAY, "published_basis": "given", "text": text, "file": "a.txt"}
    reports = extract_reports(build_table([row], "articles"))
    days = reports["date_start"].dt.strftime("%d").fillna("-")
    return [" ".join(parts) for parts in zip(reports["event_type"], reports["date_basis"], days, strict=True)]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("Gunmen kidnapped a priest in Homs.", "abduction inherited 03"),
        ("Gunmen had kidnapped a priest in Homs.", "abduction none -"),
        ("Gunmen recently kidnapped a priest in Homs.", "abduction none -"),
        ("Officials said that gunmen had kidnapped a priest in Homs.", "abduction inherited 03"),
        ("Right now gunmen are kidnapping a priest in Homs.", "abduction relative 05"),
    ],
)
def test_what_goes_on_takes_the_day_and_background_does_not(second: str, told: str) -> None:
    assert list_days(f"Warplanes bombed a market in Idlib on Monday. {second}") == ["air_strike relative 03", told]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("It happened on Monday.", "bombing relative 03"),
        ("The incident took place on 3 April.", "bombing explicit 03"),
        ("The mayor condemned the crime that was committed on Monday.", "bombing relative 03"),
        ("The talks took place on Monday.", "bombing none -"),
        ("The mayor visited the market on Monday.", "bombing none -"),
    ],
)
def test_the_sentence_behind_says_when_it_was(second: str, told: str) -> None:
    assert list_days(f"A car bomb exploded in a market in Idlib. {second}") == [told]


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("Armed men went to the bank on Monday.", "abduction inherited 03"),
        ("The mayor said on Monday that the bank was closed.", "abduction none -"),
        ("The bank will open tomorrow.", "abduction none -"),
        ("Armed men went to the bank in March.", "abduction none -"),
    ],
)
def test_a_story_goes_on_on_the_day_it_has_told(first: str, told: str) -> None:
    assert list_days(f"{first} They kidnapped a priest in Homs.") == [told]
    assert list_days(f"{first} The shop is small. The street is long. The sky is blue. They kidnapped a priest in Homs.")[0].endswith(
        "none -"
    )


def test_background_takes_no_day_of_the_story() -> None:
    assert list_days("Armed men went to the bank on Monday. They had kidnapped a priest in Homs.") == ["abduction none -"]
