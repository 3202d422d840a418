"""Merges: the mentions of an article brought together, one account an event: headline, lead and body tell of one."""

from collections.abc import Iterable
from dataclasses import replace

from analystkit.language.judgements import is_real
from analystkit.reports.accounts import Account, add_mention, begin_account, dates_agree, is_of_land
from analystkit.reports.containment import places_agree
from analystkit.reports.matches import is_compatible, is_same_word, kinds_agree, score_match
from analystkit.reports.mentions import EventMention

MAIN_SHARE = 3  # times as often told as any other: the event that an article is about
MEMORY = 40  # sentences; an event not told of for longer is not taken up again


def merge_mentions(mentions: Iterable[EventMention]) -> list[Account]:
    """Bring an article's mentions of one event together: headline, lead and body tell of one.

    In text order, each mention joins the best of the accounts it does not contradict, or begins one of its own.
    """
    accounts: list[Account] = []
    for mention in mentions:
        recent = [n for n, account in enumerate(accounts) if mention.sentence - account.mentions[-1].sentence <= MEMORY]
        scored = [(score_match(mention, accounts[n]), n) for n in recent if is_compatible(mention, accounts[n])]
        best = max(scored, key=lambda pair: (pair[0], -pair[1]), default=None)  # of equals the one told first, a sentence's subject
        known = _find_only_account(mention, accounts) if best is None else None
        if best is not None and (best[0] > 0 or (mention.definite and mention.generic and mention.place is None)):
            add_mention(accounts[best[1]], mention)  # "the attack" is one told of, however far above
        elif known is not None:
            add_mention(known, replace(mention, date=None))
        elif not mention.weak or _stands_alone(mention):
            accounts.append(begin_account(mention, accounts))
    return [account for account in accounts if not _says_nothing(account) and not _is_sum(account, accounts)]


def _find_only_account(mention: EventMention, accounts: list[Account]) -> Account | None:
    """Find what "the attack" is where the article has told of one alone: the day beside it is that of something else.

    "He died in March of injuries suffered in the attack", but not "the April 4 attack".
    """
    if not mention.definite or mention.named_by_date or (mention.weak and mention.date is not None):
        return None
    alike = [a for a in accounts if kinds_agree(mention, a) and not a.aggregate and is_real(a.status) and not is_same_word(mention, a)]
    alike.sort(key=lambda account: -len(account.mentions))
    alone = len(alike) == 1 or (len(alike) > 1 and len(alike[0].mentions) >= MAIN_SHARE * len(alike[1].mentions))
    if not alone or mention.aggregate or not is_real(mention.status) or not places_agree(mention.place, alike[0].place):
        return None
    return alike[0]


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
        and (whole.place is None or is_of_land(part.mentions[0], whole))
    )


def _says_nothing(account: Account) -> bool:
    """Tell whether an account names no place, day, party or toll: an act spoken of, not told."""
    told = account.place or account.date or account.toll or any(m.roles.actor or m.roles.target for m in account.mentions)
    return not told


def _stands_alone(mention: EventMention) -> bool:
    """Tell whether a sentence of the dead alone is an event: where it says who killed them and where."""
    return bool(mention.roles.actor and mention.place and mention.killed)
