"""Culprits: who did an act, where the article says so only where it tells of another of the same kind."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analystkit.language.actors import identify_actor
from analystkit.language.judgements import is_real
from analystkit.language.roles import Roles, choose_roles
from analystkit.reports.accounts import Account, dates_agree

LENT = 1  # the rank of an actor that is told elsewhere, below every one told with the act


def lend_actors(accounts: Sequence[Account]) -> list[Account]:
    """Give acts without an actor the one of the article's other acts of their kind, where these have but one.

    "Government air strikes killed 39 people ... In Saraqib air strikes killed eleven": an article that names one party behind its
    air strikes means it throughout, but for those of another time.
    """
    roles = [choose_roles([mention.roles for mention in account.mentions]) for account in accounts]
    lent: list[Account] = []
    for account, own in zip(accounts, roles, strict=True):
        others = list(_list_others(account, own, zip(accounts, roles, strict=True))) if own.actor is None else []
        if len({identify_actor(other.actor) or other.actor for other in others}) == 1:
            best = max(others, key=lambda other: other.actor_rank)
            account = replace(account, mentions=[*account.mentions])
            first = account.mentions[0]
            known = replace(first.roles, actor=best.actor, actor_basis=best.actor_basis, actor_rank=LENT)
            account.mentions[0] = replace(first, roles=known)
        lent.append(account)
    return lent


def _list_others(account: Account, own: Roles, told: Iterator[tuple[Account, Roles]]) -> Iterator[Roles]:
    """List what is said of the article's other acts of a kind, at no other time."""
    for other, roles in told:
        alike = other.event_type == account.event_type and is_real(other.status) and dates_agree(account.date, other.date)
        if alike and roles.actor is not None and roles.actor != own.target:
            yield roles
