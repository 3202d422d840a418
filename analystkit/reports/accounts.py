"""Accounts: what one article tells of one event, and what each of its mentions adds."""

from dataclasses import dataclass, field, replace

from analystkit.geography.places import Mention as PlaceMention
from analystkit.language.dates import Date
from analystkit.language.judgements import is_real
from analystkit.language.ranges import Range
from analystkit.reports.containment import is_finer, is_in_namesake, lies_outside, places_agree
from analystkit.reports.mentions import GENERIC, EventMention

UNHAPPENED = ("planned", "threatened")
REACH = 3  # sentences; how far back a mention without a place or date of its own looks for the event it belongs to


@dataclass(slots=True)
class Account:
    """One event as one article tells it, while its mentions are brought together."""

    mentions: list[EventMention]
    event_type: str
    generic: bool
    status: str
    aggregate: bool
    place: PlaceMention | None
    place_basis: str | None
    date: Date | None
    date_basis: str
    toll: dict[str, Range] = field(default_factory=dict)


def begin_account(mention: EventMention, accounts: list[Account]) -> Account:
    """Begin an account; what its sentence leaves open it may take over from the event told just before it."""
    account = Account(
        [mention],
        mention.event_type,
        mention.generic,
        mention.status,
        mention.aggregate,
        mention.place,
        "stated" if mention.place else None,
        mention.date,
        mention.date.basis if mention.date else "none",
    )
    _add_toll(account, mention)
    if mention.anaphoric and mention.event_type == "attack":  # "the attacks near Aleppo" are of the kind told of
        alike = [a for a in accounts if is_real(a.status) == is_real(mention.status) and is_of_land(mention, a)]
        account.event_type = alike[-1].event_type if alike and alike[-1].event_type in GENERIC["attack"] else account.event_type
    recent = [a for a in reversed(accounts) if mention.sentence - a.mentions[-1].sentence <= REACH and not a.aggregate]
    if not recent or mention.aggregate:
        return account
    before = recent[0]
    near = mention.continuing or mention.sentence - before.mentions[-1].sentence <= 1
    if (
        account.date is None
        and before.date is not None
        and before.date.precision in ("day", "days")
        and near
        and not mention.background
        and not mention.additive
        and not mention.answered
    ):
        account.date, account.date_basis = before.date, "inherited"
    # What is only planned or threatened somewhere does not say where something happened.
    recent.sort(key=lambda a: -len(a.mentions))  # the event that is told most of, of equals the last
    placed = next((a for a in recent if a.status not in UNHAPPENED or not is_real(mention.status)), None)
    if account.place is None and placed is not None and placed.place is not None and not _is_of_others(mention, placed):
        account.place, account.place_basis = placed.place, "inherited"
    return account


def add_mention(account: Account, mention: EventMention) -> None:
    _add_place(account, mention)
    account.aggregate = mention.aggregate or account.aggregate
    account.mentions.append(mention)
    if account.generic and not mention.generic:
        account.event_type, account.generic = mention.event_type, False
    if mention.date and (account.date is None or _is_more_precise(mention.date, account.date)):
        account.date, account.date_basis = mention.date, mention.date.basis
    if mention.status == "reported":
        account.status = "reported" if account.status == "alleged" and not mention.definite else account.status
    _add_toll(account, mention)


def is_headline(account: Account) -> bool:
    """Whether an account began in the first sentence, which tells in short, as a headline or a lead, what is told at length below."""
    return account.mentions[0].sentence <= 1


def says_where(mention: EventMention, account: Account) -> bool:
    """Whether a sentence goes on with the event of the one before and names its place: "outside Damascus. The raids hit Douma"."""
    near = mention.definite and mention.sentence - account.mentions[-1].sentence == 1 and mention.event_type == account.event_type
    if not near or mention.place is None or account.place is None:
        return False
    if account.place.precision == "province" and is_finer(mention.place, account.place):
        return True
    return mention.place.precision == account.place.precision == "settlement" and lies_outside(mention.place, account.place)


def dates_agree(one: Date | None, other: Date | None) -> bool:
    """Tell whether two dates can be of one event: they overlap, or one of them is not told."""
    if one is None or other is None or not (one.date_start and one.date_end and other.date_start and other.date_end):
        return True
    if one.counted_from == (other.date_start, other.date_end) or other.counted_from == (one.date_start, one.date_end):
        return False  # "two days later" is another night, however vague the nights are
    return one.date_start <= other.date_end and other.date_start <= one.date_end


def is_of_land(mention: EventMention, before: Account) -> bool:
    """Whether two places lie in one country, or one of them is not known."""
    known = [each.place for each in (mention.place, before.place) if each is not None and each.place is not None]
    return len({place.country for place in known}) < 2


def _is_of_others(mention: EventMention, before: Account) -> bool:
    """Whether somebody else did it on another day, so that nothing says that it was in the same place."""
    doer = before.mentions[0].roles.actor
    apart = bool(mention.roles.actor and doer and mention.roles.actor != doer)
    return apart and not dates_agree(mention.date, before.date)


def _add_place(account: Account, mention: EventMention) -> None:
    """Let a mention say more exactly where an account's event was."""
    new, old = mention.place, account.place
    if new is None:
        return
    if old is not None and is_finer(new, old) and not places_agree(new, old):  # a namesake elsewhere of one that lies where the event was
        new = replace(new, place=old.place, match=None, precision=old.precision, uncertainty_km=old.uncertainty_km)
    if old is None or is_finer(new, old) or says_where(mention, account) or (is_headline(account) and is_in_namesake(new, old)):
        account.place, account.place_basis = new, "stated"


def _is_more_precise(new: Date, old: Date) -> bool:
    if not (new.date_start and new.date_end):
        return False
    return not (old.date_start and old.date_end) or new.date_end - new.date_start < old.date_end - old.date_start


def _add_toll(account: Account, mention: EventMention) -> None:
    """Add a mention's numbers: figures that disagree give the least and the greatest of them."""
    for kind in ("killed", "injured", "strikes"):
        new: Range | None = getattr(mention, kind)
        old = account.toll.get(kind)
        if new is None:
            continue
        account.toll[kind] = new if old is None else old.widen(new)
