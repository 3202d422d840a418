"""Narration: days that one sentence tells and the event of another took place on."""

from collections.abc import Iterable, Sequence
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


def carry_dates(accounts: Sequence[Account], told: Iterable[ToldDay], published: date | None) -> Sequence[Account]:
    """Give accounts that were left without a date the day said of them behind, else that of the story that they go on with.

    "Armed men raided the bank on Monday. They kidnapped a teller": where the first sentence tells of no event, its day is that of the
    second all the same. What is earlier than the story, has not happened or is a running total takes no day, nor is one to come taken.
    """
    undated = [account for account in accounts if account.date is None and not account.aggregate and is_real(account.status)]
    days = list(told)
    for day in (each for each in days if each.back):
        behind = [(m.sentence, n) for n, account in enumerate(undated) for m in account.mentions if 0 < day.sentence - m.sentence <= REACH]
        if behind:
            account = undated.pop(max(behind)[1])
            account.date, account.date_basis = day.date, day.date.basis
    onward = [day for day in days if not day.back and not _is_to_come(day.date, published)]
    for account in undated:
        first = account.mentions[0]
        before = [day.date for day in onward if 0 < first.sentence - day.sentence <= REACH]
        if before and not first.background:
            account.date, account.date_basis = before[-1], "inherited"
    return accounts


def _is_to_come(day: Date, published: date | None) -> bool:
    return published is not None and day.date_end is not None and day.date_end > published
