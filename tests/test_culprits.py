import datetime

from analystkit.language.dates import Date
from analystkit.language.roles import Roles
from analystkit.reports.accounts import Account
from analystkit.reports.culprits import lend_actors
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
    told = [tell("attack", Roles("Isis", actor_rank=3)), tell("attack", Roles("Islamic State", actor_rank=3)), tell("attack", Roles())]
    assert list_actors(*told)[2] == "Isis"


def test_nobody_is_lent_as_the_actor_against_itself():
    assert list_actors(tell("armed_clash", ACTOR), tell("armed_clash", Roles(target="Syrian government")))[1] is None
