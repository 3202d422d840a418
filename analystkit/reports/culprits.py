"""Culprits: who did an act, where the article says so only by a pronoun, a description, or what it tells of another act of the kind."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analystkit.language.actors import ActorName, find_actors, identify_actor, read_actors
from analystkit.language.antecedents import PERSONAL
from analystkit.language.cues import read_cues
from analystkit.language.judgements import is_real
from analystkit.language.names import DESCRIBED
from analystkit.language.roles import Roles, choose_roles
from analystkit.reports.accounts import Account, dates_agree
from analystkit.reports.mentions import EventMention

OPEN_TYPES = ("attack", "armed_clash")  # what any party does, so that two of them tell nothing of each other
LENT = 1  # the rank of an actor that is told elsewhere, below every one told with the act
REACH = 2  # sentences that a pronoun looks back
# What stands beside a name and says what it is: "Islamic State militants", "militants from the Islamic State", "the ETA guerrilla group"
BESIDE = re.compile(r"[\s,\])]*(?:(?:the|of|from|so-called|called|a|an)\s+)*([^\W\d_]+)(?:[\s,]+([^\W\d_]+))?", re.IGNORECASE)
BEFORE = re.compile(r"([^\W\d_]+)[\s,]+(?:(?:the|of|from|so-called|called|a|an)\s+)*\Z", re.IGNORECASE)


def take_up_pronouns(mentions: Sequence[EventMention]) -> list[EventMention]:
    """Give acts of "they" or "it" the actor of the act told just before: "Rebels shelled the camp. They killed four"."""
    told: list[EventMention] = []
    for mention in mentions:
        pronoun = mention.roles.pronoun
        if pronoun and mention.roles.actor is None:
            near = [m for m in told if 0 < mention.sentence - m.sentence <= REACH and m.roles.actor_rank >= DESCRIBED]
            before = near[-1].roles if near else None
            if before is not None and (pronoun not in PERSONAL or identify_actor(before.actor) is None):
                known = replace(mention.roles, actor=before.actor, actor_basis=before.actor_basis, actor_rank=DESCRIBED)
                mention = replace(mention, roles=known)
        told.append(mention)
    return told


def name_groups(mentions: Sequence[EventMention], text: str) -> list[EventMention]:
    """Give acts of "the militants" or "the group" the name that the article calls them by, where it calls but one so.

    "Shining Path terrorists ... On Sunday terrorists murdered four engineers."
    """
    names = [name for name in find_actors(text) if name.actor.kind == "nonstate"]
    bearers = _find_bearers(names, text)
    named: list[EventMention] = []
    for mention in mentions:
        name = bearers.get(_describe(mention.roles)) if names else None
        if name is not None and name != mention.roles.target:
            mention = replace(mention, roles=replace(mention.roles, actor=name))
        named.append(mention)
    return named


def _describe(roles: Roles) -> str | None:
    """Take the noun of an actor that is but described: "militants" are militant, "the jihadist group" is group."""
    words = (roles.actor or "").lower().split()
    if not words or not set(words[:-1]) <= read_cues()["faction_adj"]:
        return None
    noun = _find_noun(words[-1])
    if noun is None or (words[-1] == noun and not roles.definite):
        return None  # "a militant" may be anybody's
    return noun


def _find_noun(word: str) -> str | None:
    """Take a word for people of a party in the singular."""
    forms = (word, word.removesuffix("s"))
    return next((form for form in forms if form in read_cues()["faction_noun"]), None)


def _find_bearers(names: Sequence[ActorName], text: str) -> dict[str | None, str]:
    """Find which nouns the article itself says of one party alone, with its name as the article first has it in full."""
    said: dict[str, Counter[str]] = {}
    for name in names:
        behind, before = BESIDE.match(text, name.end), BEFORE.search(text, max(0, name.start - 40), name.start)
        for word in (*(behind.groups() if behind else ()), *(before.groups() if before else ())):
            noun = _find_noun((word or "").lower())
            if noun is not None:
                said.setdefault(noun, Counter())[name.actor.actor_id] += 1
    full: dict[str, str] = {}
    for name in names:
        spelled = text[name.start : name.end]
        if name.actor.actor_id not in full or (full[name.actor.actor_id].isupper() and not spelled.isupper()):
            full[name.actor.actor_id] = spelled
    return {noun: full[next(iter(ids))] for noun, ids in said.items() if len(ids) == 1}


def lend_actors(accounts: Sequence[Account]) -> list[Account]:
    """Give acts without an actor the one of the article's other acts of their kind, where these have but one.

    "Government air strikes killed 39 people ... In Saraqib air strikes killed eleven": an article that names one party behind its
    air strikes means it throughout, but for those of another time or country. So it does where it calls the party by a name once
    and "terrorists" after.
    """
    known = [*accounts]
    for only in (_is_described, _is_nobodys):
        roles = [choose_roles([mention.roles for mention in account.mentions]) for account in known]
        for number, (account, own) in enumerate(zip(known, roles, strict=True)):
            open_to = only(own) and is_real(account.status) and account.event_type not in OPEN_TYPES
            others = list(_list_others(account, own, zip(known, roles, strict=True))) if open_to else []
            if only is _is_described:
                others = [other for other in others if _is_group(other)]
            if len({identify_actor(other.actor) or other.actor for other in others}) == 1:
                known[number] = _lend(account, max(others, key=lambda other: other.actor_rank))
    return known


def _is_nobodys(roles: Roles) -> bool:
    return roles.actor is None


def _is_described(roles: Roles) -> bool:
    return _describe(roles) not in (None, "rebel", "insurgent")  # who rebels is seldom one party alone


def _is_group(roles: Roles) -> bool:
    actor = read_actors().get(identify_actor(roles.actor) or "")
    return actor is not None and actor.kind == "nonstate"


def _lend(account: Account, lender: Roles) -> Account:
    """Give an account the actor of another."""
    mentions = [replace(m, roles=replace(m.roles, actor=None, actor_rank=0)) for m in account.mentions]
    known = replace(mentions[0].roles, actor=lender.actor, actor_basis=lender.actor_basis, actor_rank=LENT)
    mentions[0] = replace(mentions[0], roles=known)
    return replace(account, mentions=mentions)


def _list_others(account: Account, own: Roles, told: Iterator[tuple[Account, Roles]]) -> Iterator[Roles]:
    """List what is said of the article's other acts of a kind, at no other time and in no other country."""
    for other, roles in told:
        alike = other.event_type == account.event_type and is_real(other.status) and dates_agree(account.date, other.date)
        if alike and _may_share_country(account, other) and roles.actor is not None and roles.actor != own.target:
            yield roles


def _may_share_country(one: Account, other: Account) -> bool:
    """Tell whether two acts can have been in one country: they were, or it is not told of one of them."""
    countries = [a.place.place.country if a.place and a.place.place else None for a in (one, other)]
    return None in countries or countries[0] == countries[1]
