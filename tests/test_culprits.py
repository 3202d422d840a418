import datetime
from dataclasses import replace

import pytest

from analystkit.language.dates import Date
from analystkit.language.roles import Roles
from analystkit.reports.accounts import Account
from analystkit.reports.culprits import lend_actors, name_groups, take_up_pronouns
from analystkit.reports.mentions import EventMention

ACTOR = Roles("Syrian government", None, None, "attributed", 3, 0)


def tell(event_type: str, roles: Roles, *, day: int | None = None, status: str = "reported") -> Account:
    """Make an account of one mention."""
    date = Date(0, 5, f"{day} May", datetime.date(2016, 5, day), datetime.date(2016, 5, day), "day", "explicit") if day else None
    mention = EventMention(
        sentence=0,
        start=0,
        end=9,
        event_type=event_type,
        generic=False,
        definite=False,
        indefinite=False,
        continuing=False,
        status=status,
        aggregate=False,
        place=None,
        date=date,
        roles=roles,
        strikes=None,
        killed=None,
        injured=None,
    )
    return Account([mention], event_type, False, status, False, None, None, date, "none")


def list_actors(*accounts: Account) -> list[str | None]:
    return [account.mentions[0].roles.actor for account in lend_actors(accounts)]


def test_an_act_without_an_actor_gets_that_of_the_others_of_its_kind():
    lent = lend_actors([tell("air_strike", ACTOR), tell("air_strike", Roles(target="market"))])
    assert lent[1].mentions[0].roles == Roles("Syrian government", "market", None, "attributed", 1, 0)


def test_accounts_given_stay_as_they_are():
    bare = tell("air_strike", Roles())
    lend_actors([tell("air_strike", ACTOR), bare])
    assert bare.mentions[0].roles == Roles()


def test_nothing_is_lent_between_kinds_days_or_where_two_parties_are_told():
    bare = tell("air_strike", Roles(), day=3)
    assert list_actors(tell("shelling", ACTOR), bare)[1] is None
    assert list_actors(tell("air_strike", ACTOR, day=4), bare)[1] is None
    assert list_actors(tell("air_strike", ACTOR), tell("air_strike", Roles("Russia", actor_rank=3)), bare)[2] is None
    assert list_actors(tell("air_strike", ACTOR, status="threatened"), bare)[1] is None
    assert list_actors(tell("air_strike", ACTOR, day=3), bare)[1] == "Syrian government"


def test_two_names_of_one_party_are_one():
    names = ("Isis", "Islamic State", None)
    told = [tell("shelling", Roles(name, actor_rank=3 if name else 0)) for name in names]
    assert list_actors(*told)[2] == "Isis"


def test_nobody_is_lent_as_the_actor_against_itself():
    assert list_actors(tell("armed_clash", ACTOR), tell("armed_clash", Roles(target="Syrian government")))[1] is None


def test_what_any_party_does_is_lent_to_nobody():
    assert list_actors(tell("attack", ACTOR), tell("attack", Roles()))[1] is None


def test_terrorists_are_the_group_named_for_the_other_acts_of_the_kind():
    group, other = Roles("al-Nusra", actor_rank=3), Roles("Isis", actor_rank=3)
    described = Roles("terrorists", actor_rank=2)
    assert list_actors(tell("shelling", group), tell("shelling", described)) == ["al-Nusra", "al-Nusra"]
    assert list_actors(tell("shelling", group), tell("shelling", other), tell("shelling", described))[2] == "terrorists"
    assert list_actors(tell("shelling", ACTOR), tell("shelling", described))[1] == "terrorists"  # a government is no group


def say(*roles: Roles, gap: int = 1) -> list[EventMention]:
    """Make mentions of one sentence each, `gap` sentences apart."""
    return [replace(tell("attack", each).mentions[0], sentence=number * gap) for number, each in enumerate(roles)]


def test_they_are_the_actor_of_the_sentence_before():
    rebels, they = Roles("rebels", actor_rank=2), Roles(pronoun="they")
    assert [m.roles.actor for m in take_up_pronouns(say(rebels, they))] == ["rebels", "rebels"]
    assert [m.roles.actor for m in take_up_pronouns(say(rebels, they, gap=3))] == ["rebels", None]
    assert [m.roles.actor for m in take_up_pronouns(say(ACTOR, Roles(pronoun="he")))] == ["Syrian government", None]


@pytest.mark.parametrize(
    ("text", "actor", "definite", "named"),
    [
        ("Shining Path terrorists are active there. Terrorists murdered four engineers.", "terrorists", False, "Shining Path"),
        ("The jihadist group Islamic State held the town. The group killed ten.", "group", True, "Islamic State"),
        ("The jihadist group Islamic State held the town. A group killed ten.", "group", False, "group"),
        ("Isis militants fought al-Shabaab militants. Militants killed ten.", "militants", False, "militants"),
        ("Isis held the town. Rebels killed ten.", "rebels", False, "rebels"),
        ("Isis militants held it. Palestinian militants killed ten.", "Palestinian militants", False, "Palestinian militants"),
    ],
)
def test_a_description_stands_for_the_one_party_that_the_article_calls_so(text: str, actor: str, definite: bool, named: str):
    mentions = say(Roles(actor, actor_rank=2, definite=definite))
    assert [m.roles.actor for m in name_groups(mentions, text)] == [named]
