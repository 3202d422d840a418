"""Matches: whether a mention can be of the event of an account, and how well it fits."""

from analystkit.language.judgements import is_real
from analystkit.reports.accounts import REACH, Account, dates_agree, is_headline, says_where
from analystkit.reports.containment import is_finer, is_in_namesake, places_agree
from analystkit.reports.mentions import GENERIC, EventMention

FAR = 8  # sentences; farther apart, distance no longer speaks against two mentions being of one event


def is_compatible(mention: EventMention, account: Account) -> bool:
    if mention.aggregate != account.aggregate and not (mention.aggregate and _is_bare_headline(account)):
        return False
    if is_real(mention.status) != is_real(account.status):
        return False
    if not kinds_agree(mention, account) or is_same_word(mention, account) or _is_answer(mention, account):
        return False
    if not dates_agree(mention.date, account.date) or not _tolls_agree(mention, account):
        return False
    if is_headline(account) and is_in_namesake(mention.place, account.place):
        return True
    if mention.definite and mention.place is not None and mention.place.place is None:
        return True
    return says_where(mention, account) or _place_fits(mention, account)


def score_match(mention: EventMention, account: Account) -> float:
    """How well a mention fits an account it does not contradict; above zero it joins."""
    last = account.mentions[-1]
    distance = mention.sentence - last.sentence
    score = -0.3 * min(distance, REACH if is_headline(account) else FAR)
    if mention.place and account.place:
        score += 2.0 if mention.place.precision == account.place.precision else 1.0
    if mention.date and account.date:
        score += 1.5 if mention.date.precision == "day" and mention.date.date_start == account.date.date_start else 1.0
    if mention.background and not mention.definite:
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
    if is_headline(account) and distance <= REACH:
        score += 0.5
    if mention.continuing and not mention.definite:
        score -= 2.0  # "the army also killed", "in another raid"
    if mention.roles.actor and mention.roles.actor == account.mentions[0].roles.actor:
        score += 0.5
    return score


def _place_fits(mention: EventMention, account: Account) -> bool:
    """Whether a place agrees with that of an account; a finer one must with every place told, even of names that no gazetteer has."""
    if not places_agree(mention.place, account.place):
        return False
    narrows = mention.place is not None and account.place is not None and is_finer(mention.place, account.place)
    return not narrows or all(places_agree(mention.place, m.place) for m in account.mentions)


def kinds_agree(mention: EventMention, account: Account) -> bool:
    """Whether two words can tell of one kind of act: "the attack" can be a shelling, "the raid" no abduction."""
    if mention.event_type == account.event_type or mention.weak:
        return True
    if mention.generic and not mention.indefinite and account.event_type in GENERIC.get(mention.event_type, ()):
        return True  # "the attack" is one told before, "an attack" is not
    return account.generic and mention.event_type in GENERIC.get(account.event_type, ())


def is_same_word(mention: EventMention, account: Account) -> bool:
    """Whether an account has a mention of the same word: one word of several places tells of several events."""
    return any(m.trigger_start == mention.trigger_start for m in account.mentions)


def _is_answer(mention: EventMention, account: Account) -> bool:
    """Whether one sentence tells of two acts, of which one answers the other: "raids in retaliation for an attack"."""
    return any(m.sentence == mention.sentence and m.answered != mention.answered for m in account.mentions)


def _is_bare_headline(account: Account) -> bool:
    """Whether an account is so far a headline alone with no day and no number: what follows says whether it is a running total."""
    return is_headline(account) and len(account.mentions) == 1 and account.date is None and not account.toll


def _tolls_agree(mention: EventMention, account: Account) -> bool:
    """Two numbers of dead in one sentence are two events; further down a toll may rise."""
    last = account.mentions[-1]
    if mention.killed and last.killed and mention.sentence == last.sentence:
        return not mention.killed.contradicts(last.killed)
    return True
