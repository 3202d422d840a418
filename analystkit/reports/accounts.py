"""Accounts: what one article tells of one event, its mentions in headline, lead and body brought together."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from analystkit.geography.places import Mention as PlaceMention
from analystkit.language.dates import Date
from analystkit.language.judgements import is_real
from analystkit.language.ranges import Range
from analystkit.reports.containment import is_finer, is_in_namesake, lies_outside, places_agree
from analystkit.reports.mentions import GENERIC, EventMention

UNHAPPENED = ("planned", "threatened")
MAIN_SHARE = 3  # times as often told as any other: the event that an article is about
MEMORY = 40  # sentences; an event not told of for longer is not taken up again
FAR = 8  # sentences; farther apart, distance no longer speaks against two mentions being of one event
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


def merge_mentions(mentions: Iterable[EventMention]) -> list[Account]:
    """Bring an article's mentions of one event together: headline, lead and body tell of one.

    In text order, each mention joins the best of the accounts it does not contradict, or begins one of its own.
    """
    accounts: list[Account] = []
    for mention in mentions:
        recent = [n for n, account in enumerate(accounts) if mention.sentence - account.mentions[-1].sentence <= MEMORY]
        scored = [(_score_match(mention, accounts[n]), n) for n in recent if _is_compatible(mention, accounts[n])]
        best = max(scored, key=lambda pair: (pair[0], -pair[1]), default=None)  # of equals the one told first, a sentence's subject
        known = _find_only_account(mention, accounts) if best is None else None
        if best is not None and (best[0] > 0 or (mention.definite and mention.generic and mention.place is None)):
            _add_mention(accounts[best[1]], mention)  # "the attack" is one told of, however far above
        elif known is not None:
            _add_mention(known, replace(mention, date=None))
        elif not mention.weak or _stands_alone(mention):
            accounts.append(_begin_account(mention, accounts))
    return [account for account in accounts if not _says_nothing(account) and not _is_sum(account, accounts)]


def _find_only_account(mention: EventMention, accounts: list[Account]) -> Account | None:
    """Find what "the attack" is where the article has told of one alone: the day beside it is that of something else.

    "He died in March of injuries suffered in the attack", but not "the April 4 attack".
    """
    if not mention.definite or mention.named_by_date or (mention.weak and mention.date is not None):
        return None
    alike = [a for a in accounts if _kinds_agree(mention, a) and not a.aggregate and is_real(a.status) and not _is_same_word(mention, a)]
    alike.sort(key=lambda account: -len(account.mentions))
    alone = len(alike) == 1 or (len(alike) > 1 and len(alike[0].mentions) >= MAIN_SHARE * len(alike[1].mentions))
    if not alone or mention.aggregate or not is_real(mention.status) or not places_agree(mention.place, alike[0].place):
        return None
    return alike[0]


def _is_same_word(mention: EventMention, account: Account) -> bool:
    """Whether an account has a mention of the same word: one word of several places tells of several events."""
    return any(m.trigger_start == mention.trigger_start for m in account.mentions)


def _is_sum(account: Account, accounts: list[Account]) -> bool:
    """Tell whether an account only sums up others: two or more of its kind and time elsewhere whose dead are as many as its own."""
    killed = account.toll.get("killed")
    if killed is None or killed.low is None or account.aggregate or not is_real(account.status):
        return False
    parts = [a for a in accounts if a is not account and _is_part(a, account)]
    tolls = [toll.low for a in parts if (toll := a.toll.get("killed")) is not None and toll.low]
    return len(tolls) > 1 and sum(tolls) == killed.low


def _is_part(part: Account, whole: Account) -> bool:
    alike = part.event_type == whole.event_type and is_real(part.status) and not part.aggregate
    return (
        alike
        and part.place is not None
        and dates_agree(part.date, whole.date)
        and (whole.place is None or _is_of_land(part.mentions[0], whole))
    )


def _says_nothing(account: Account) -> bool:
    """Tell whether an account names no place, day, party or toll: an act spoken of, not told."""
    told = account.place or account.date or account.toll or any(m.roles.actor or m.roles.target for m in account.mentions)
    return not told


def _stands_alone(mention: EventMention) -> bool:
    """Tell whether a sentence of the dead alone is an event: where it says who killed them and where."""
    return bool(mention.roles.actor and mention.place and mention.killed and mention.roles.actor_basis)


def _is_compatible(mention: EventMention, account: Account) -> bool:
    if (mention.aggregate != account.aggregate and not (mention.aggregate and _is_bare_headline(account))) or is_real(
        mention.status
    ) != is_real(account.status):
        return False
    if not _kinds_agree(mention, account) or _is_same_word(mention, account):
        return False
    if _is_headline(account) and (is_in_namesake(mention.place, account.place) or is_in_namesake(account.place, mention.place)):
        return dates_agree(mention.date, account.date) and _tolls_agree(mention, account)
    if mention.place is not None and mention.definite and (mention.place.place is None or _is_named_by_day(mention, account)):
        return dates_agree(mention.date, account.date) and _tolls_agree(mention, account)
    if _says_where(mention, account):
        return dates_agree(mention.date, account.date) and _tolls_agree(mention, account)
    return _place_fits(mention, account) and dates_agree(mention.date, account.date) and _tolls_agree(mention, account)


def _says_where(mention: EventMention, account: Account) -> bool:
    """Whether a sentence goes on with the event of the one before and names its place: "outside Damascus. The raids hit Douma"."""
    near = mention.definite and mention.sentence - account.mentions[-1].sentence == 1 and mention.event_type == account.event_type
    if not near or mention.place is None or account.place is None:
        return False
    if account.place.precision == "province" and is_finer(mention.place, account.place):
        return True
    return mention.place.precision == account.place.precision == "settlement" and lies_outside(mention.place, account.place)


def _place_fits(mention: EventMention, account: Account) -> bool:
    """Whether a place agrees with that of an account; a finer one must with every place told, even of names that no gazetteer has."""
    if not places_agree(mention.place, account.place):
        return False
    narrows = mention.place is not None and account.place is not None and is_finer(mention.place, account.place)
    return not narrows or all(places_agree(mention.place, m.place) for m in account.mentions)


def _kinds_agree(mention: EventMention, account: Account) -> bool:
    """Whether two words can tell of one kind of act: "the attack" can be a shelling, "the raid" no abduction."""
    if mention.event_type == account.event_type or mention.weak:
        return True
    if mention.generic and not mention.indefinite and account.event_type in GENERIC.get(mention.event_type, ()):
        return True  # "the attack" is one told before, "an attack" is not
    return account.generic and mention.event_type in GENERIC.get(account.event_type, ())


def _is_named_by_day(mention: EventMention, account: Account) -> bool:
    """Whether both are told by one calendar day: "the August 17 blast" is that one, wherever it is said to have been."""
    return bool(mention.date and account.date and mention.date.basis == "explicit" and mention.date.text == account.date.text)


def _is_headline(account: Account) -> bool:
    """Whether an account began in the first sentence, which tells in short, as a headline or a lead, what is told at length below."""
    return account.mentions[0].sentence <= 1


def _is_bare_headline(account: Account) -> bool:
    """Whether an account is so far a headline alone with no day and no number: what follows says whether it is a running total."""
    return _is_headline(account) and len(account.mentions) == 1 and account.date is None and not account.toll


def dates_agree(one: Date | None, other: Date | None) -> bool:
    """Tell whether two dates can be of one event: they overlap, or one of them is not told."""
    if one is None or other is None or not (one.date_start and one.date_end and other.date_start and other.date_end):
        return True
    if one.counted_from == (other.date_start, other.date_end) or other.counted_from == (one.date_start, one.date_end):
        return False  # "two days later" is another night, however vague the nights are
    return one.date_start <= other.date_end and other.date_start <= one.date_end


def _tolls_agree(mention: EventMention, account: Account) -> bool:
    """Two numbers of dead in one sentence are two events; further down a toll may rise."""
    last = account.mentions[-1]
    if mention.killed and last.killed and mention.sentence == last.sentence:
        return mention.killed == last.killed
    return True


def _score_match(mention: EventMention, account: Account) -> float:
    """How well a mention fits an account it does not contradict; above zero it joins."""
    last = account.mentions[-1]
    distance = mention.sentence - last.sentence
    score = -0.3 * min(distance, REACH if _is_headline(account) else FAR)
    if mention.place and account.place:
        score += 2.0 if mention.place.precision == account.place.precision else 1.0
    if mention.date and account.date:
        score += 1.5 if mention.date.precision == "day" and mention.date.date_start == account.date.date_start else 1.0
    if mention.background and not (mention.definite or account.mentions[0].background):
        score -= 1.0  # "an earlier raid", "had shelled"
    if mention.place is None and mention.date is None:
        score += 1.0
    if mention.definite or (mention.generic and not mention.continuing):
        score += 1.0
    if mention.event_type == account.event_type:
        score += 0.5
    target = account.mentions[0].roles.target
    if mention.roles.target and target and not mention.definite:
        score += 0.5 if mention.roles.target == target else -0.3
    killed = account.toll.get("killed")
    if mention.killed and killed:
        shared = {mention.killed.low, mention.killed.high} & {killed.low, killed.high} - {None}
        score += (0.0 if shared == {1} else 1.0) if shared else -1.0  # one death is like another
    if _is_headline(account) and distance <= REACH:
        score += 0.5
    if mention.continuing and not mention.definite:
        score -= 2.0  # "the army also killed", "in another raid"
    if mention.roles.actor and mention.roles.actor == account.mentions[0].roles.actor:
        score += 0.5
    if distance == 0 and not mention.generic and mention.place is None:
        score += 0.5
    return score


def _begin_account(mention: EventMention, accounts: list[Account]) -> Account:
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
        alike = [a for a in accounts if is_real(a.status) == is_real(mention.status) and _is_of_land(mention, a)]
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
    ):
        account.date, account.date_basis = before.date, "inherited"
    # What is only planned or threatened somewhere does not say where something happened.
    recent.sort(key=lambda a: -len(a.mentions))  # the event that is told most of, of equals the last
    placed = next((a for a in recent if a.status not in UNHAPPENED or not is_real(mention.status)), None)
    if account.place is None and placed is not None and placed.place is not None and not _is_of_others(mention, placed):
        account.place, account.place_basis = placed.place, "inherited"
    return account


def _is_of_land(mention: EventMention, before: Account) -> bool:
    """Whether two places lie in one country, or one of them is not known."""
    known = [each.place for each in (mention.place, before.place) if each is not None and each.place is not None]
    return len({place.country for place in known}) < 2


def _is_of_others(mention: EventMention, before: Account) -> bool:
    """Whether somebody else did it on another day, so that nothing says that it was in the same place."""
    doer = before.mentions[0].roles.actor
    apart = bool(mention.roles.actor and doer and mention.roles.actor != doer)
    return apart and not dates_agree(mention.date, before.date)


def _add_mention(account: Account, mention: EventMention) -> None:
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


def _add_place(account: Account, mention: EventMention) -> None:
    """Let a mention say more exactly where an account's event was."""
    new, old = mention.place, account.place
    if new is None:
        return
    if old is not None and is_finer(new, old) and not places_agree(new, old):  # a namesake elsewhere of one that lies where the event was
        new = replace(new, place=old.place, match=None, precision=old.precision, uncertainty_km=old.uncertainty_km)
    if old is None or is_finer(new, old) or _says_where(mention, account) or (_is_headline(account) and is_in_namesake(new, old)):
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
