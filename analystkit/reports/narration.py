"""Narration: days that one sentence tells and the event of another took place on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from analystkit.language.dates import Date
from analystkit.language.judgements import is_real
from analystkit.reports.accounts import Account

REACH = 3  # sentences between the one that tells a day and that of an event without one


class ToldDay(NamedTuple):
    """A day that a sentence tells; `back` where it says so of the event told before it: "It happened on Monday"."""

    sentence: int
    date: Date
    back: bool


def list_around(account: Account) -> Iterator[int]:
    """List the sentences whose days `carry_dates` may give an account: a few before its first mention, and behind each."""
    if takes_day(account):
        yield from range(account.mentions[0].sentence - REACH, account.mentions[0].sentence)
        for mention in account.mentions:
            yield from range(mention.sentence + 1, mention.sentence + REACH + 1)


def takes_day(account: Account) -> bool:
    """Tell whether an account was left without a date and can be given one."""
    return account.date is None and not account.aggregate and is_real(account.status)


def carry_dates(accounts: Sequence[Account], told: Iterable[ToldDay], published: date | None) -> list[Account]:
    """Give accounts that were left without a date the day said of them behind, else that of the story that they go on with.

    "Armed men raided the bank on Monday. They kidnapped a teller": where the first sentence tells of no event, its day is that of the
    second all the same. What is earlier than the story, has not happened or is a running total takes no day, nor is one to come taken.
    """
    undated = [n for n, account in enumerate(accounts) if takes_day(account)]
    days = list(told)
    carried: dict[int, tuple[Date, str]] = {}
    for day in (each for each in days if each.back):
        behind = [(m.sentence, n) for n in undated for m in accounts[n].mentions if 0 < day.sentence - m.sentence <= REACH]
        if behind:
            carried[max(behind)[1]] = day.date, day.date.basis
            undated.remove(max(behind)[1])
    onward = [day for day in days if not day.back and not _is_to_come(day.date, published)]
    for n in undated:
        first = accounts[n].mentions[0]
        before = [day.date for day in onward if 0 < first.sentence - day.sentence <= REACH]
        if before and not first.background and not first.additive:
            carried[n] = before[-1], "inherited"
    return [replace(a, date=carried[n][0], date_basis=carried[n][1]) if n in carried else a for n, a in enumerate(accounts)]


def _is_to_come(day: Date, published: date | None) -> bool:
    return published is not None and day.date_end is not None and day.date_end > published
