"""Accounts: which mentions of an article are one event."""

import datetime
from dataclasses import replace

import pytest

from analystkit.language.dates import Date
from analystkit.language.ranges import Range
from analystkit.language.roles import Roles
from analystkit.reports.accounts import Account
from analystkit.reports.mentions import EventMention, join_mentions
from analystkit.reports.merges import merge_mentions
from analystkit.reports.reports import extract_reports
from analystkit.tables import build_table


def tell(text: str, *, published: str = "2019-02-05") -> list[list[str | int | None]]:
    """Give type, place and least number of killed of each report of an article that is no running total."""
    row = {"article_id": "a0", "published": published, "published_basis": "given", "text": text, "file": "articles.csv"}
    rows = extract_reports(build_table([row], "articles"))
    told = rows.loc[~rows["aggregate"], ["event_type", "place", "killed_low"]]
    return told.astype(object).where(told.notna(), None).to_numpy().tolist()


def mention(sentence: int, **told: object) -> EventMention:
    values: dict[str, object] = {
        "sentence": sentence,
        "start": 100 * sentence,
        "end": 100 * sentence + 90,
        "event_type": "air_strike",
        "generic": False,
        "definite": False,
        "indefinite": False,
        "continuing": False,
        "status": "reported",
        "aggregate": False,
        "place": None,
        "date": None,
        "roles": Roles(actor="army"),
        "strikes": None,
        "killed": None,
        "injured": None,
        "trigger_start": 100 * sentence + 5,
    }
    return EventMention(**values | told)


def test_what_an_act_answers_is_another_event():
    told = tell("On Monday the Turkish army said it targeted positions in Syria in retaliation for mortar fire that hit Kilis in Turkey.")
    assert sorted(kind for kind, _, _ in told) == ["attack", "shelling"]


def test_a_headline_and_its_lead_may_tell_a_number_more_or_less_exactly():
    assert len(tell("Air raids kill 31 in Raqqa At least 31 fighters were killed in air raids Sunday in Raqqa.")) == 1


def test_a_village_of_a_province_is_not_its_capital():
    told = tell("Air strikes hit the city of Hama, in Syria. On Saturday, strikes hit the village of Al-Zuwayrat, in Hama province.")
    assert [place for _, place, _ in told] == ["Hama", "Al-Zuwayrat"]


def on(day: int) -> Date:
    when = datetime.date(2019, 2, day)
    return Date(0, 1, f"{day} February", when, when, "day", "explicit")


def count(accounts: list[Account]) -> list[list[int]]:
    return [[m.sentence for m in account.mentions] for account in accounts]


def test_headline_lead_and_body_tell_of_one_event():
    text = (
        "Air strike kills nine in Idlib\n\nAn air strike on the city of Idlib killed nine people on Sunday, residents said.\n\n"
        "The strike destroyed two houses."
    )
    assert tell(text) == [["air_strike", "Idlib", 9]]


def test_two_strikes_on_one_town_on_two_days_stay_apart():
    assert count(merge_mentions([mention(2, date=on(1)), mention(3, date=on(2))])) == [[2], [3]]
    assert count(merge_mentions([mention(2, date=on(1)), mention(3, date=on(1))])) == [[2, 3]]


def test_what_is_counted_from_an_event_is_another_one_however_vague_its_night():
    night = on(1), datetime.date(2019, 2, 1), datetime.date(2019, 2, 2)
    overnight = replace(night[0], date_end=night[2], precision="days")
    before = replace(overnight, date_start=datetime.date(2019, 1, 31), date_end=night[1], basis="inherited")
    assert count(merge_mentions([mention(2, date=overnight), mention(3, date=before)])) == [[2, 3]]
    apart = replace(before, counted_from=night[1:])
    assert count(merge_mentions([mention(2, date=overnight), mention(3, date=apart)])) == [[2], [3]]


def test_another_raid_on_the_same_day_stays_apart():
    first = mention(4, date=on(1), killed=Range(4, 4))
    assert count(merge_mentions([first, mention(5, date=on(1), killed=Range(6, 6), continuing=True)])) == [[4], [5]]
    assert count(merge_mentions([first, mention(5, date=on(1), killed=Range(4, 4))])) == [[4, 5]]


def test_a_word_of_one_kind_may_take_up_another_but_a_new_act_does_not():
    attack = {"event_type": "attack", "generic": True}
    assert count(merge_mentions([mention(2), mention(3, definite=True, **attack)])) == [[2, 3]]
    assert count(merge_mentions([mention(2), mention(3, indefinite=True, **attack)])) == [[2], [3]]
    assert count(merge_mentions([mention(2), mention(3, event_type="abduction", definite=True)])) == [[2], [3]]


def test_what_did_not_happen_is_not_joined_with_what_did():
    assert count(merge_mentions([mention(2), mention(3, status="planned", definite=True)])) == [[2], [3]]


def test_two_tolls_in_one_sentence_are_two_events():
    nine, four = Range(9, 9), Range(4, 4)
    told = [mention(2, killed=nine), mention(2, killed=four, trigger_start=260)]
    assert count(merge_mentions(told)) == [[2], [2]]


def test_a_toll_that_rises_further_down_widens():
    (account,) = merge_mentions([mention(2, date=on(1), killed=Range(9, 9)), mention(3, date=on(1), definite=True, killed=Range(11, 11))])
    assert (account.toll["killed"].low, account.toll["killed"].high) == (9, 11)


def test_one_word_of_several_places_tells_of_several_events():
    assert count(merge_mentions([mention(2, trigger_start=7), mention(2, trigger_start=7, definite=True)])) == [[2], [2]]


@pytest.mark.parametrize("first", [0, 1])
def test_a_bare_headline_takes_on_the_running_total_told_below_it(first: int):
    (account,) = merge_mentions([mention(first), mention(first + 1, aggregate=True)])
    assert account.aggregate


def test_further_down_an_event_is_no_part_of_a_running_total():
    assert count(merge_mentions([mention(4), mention(5, aggregate=True)])) == [[4], [5]]


def test_what_happened_earlier_is_told_of_another_event():
    def once(*, background: bool) -> list[list[int]]:
        later = mention(6, background=background, roles=Roles(actor="rebels", target="depot"))
        return count(merge_mentions([mention(4, roles=Roles(actor="army", target="town")), later]))

    assert once(background=False) == [[4, 6]]
    assert once(background=True) == [[4], [6]]


def test_the_attack_is_the_articles_main_event_whatever_day_stands_beside_it():
    main = [mention(n, event_type="bombing", date=on(1)) for n in (2, 3, 4)]
    aside = mention(5, event_type="bombing", date=on(9))
    back = mention(6, event_type="attack", generic=True, definite=True, date=on(20))
    assert count(merge_mentions([*main, aside, back])) == [[2, 3, 4, 6], [5]]
    named = mention(6, event_type="attack", generic=True, definite=True, date=on(20), named_by_date=True)
    assert count(merge_mentions([*main, aside, named])) == [[2, 3, 4], [5], [6]]


def test_a_town_in_a_headline_may_be_its_province():
    text = "Raids hit hospital in Idlib. A hospital in Maarat al-Numan in Idlib province of Syria was hit in an air raid on Monday."
    assert tell(text) == [["air_strike", "Maarat al-Numan", None]]


def test_an_act_spoken_of_with_nothing_told_is_no_account():
    assert merge_mentions([mention(2, roles=Roles())]) == []


def test_where_something_is_planned_is_not_where_something_happened():
    rows = tell("Troops may launch an assault in Aleppo. Air strikes killed nine people on Monday.")
    assert rows == [["armed_clash", "Aleppo", None], ["air_strike", None, 9]]


def test_whom_one_party_hit_is_not_the_target_of_another():
    army, rebels = Roles(actor="army", actor_rank=2), Roles(actor="rebels", actor_rank=2, target="pilot", target_rank=11)
    joined = join_mentions(mention(0, roles=army), mention(0, roles=rebels))
    assert (joined.roles.actor, joined.roles.target) == ("army", None)
    own = replace(rebels, actor="army units")
    assert join_mentions(mention(0, roles=army), mention(0, roles=own)).roles.target == "pilot"
