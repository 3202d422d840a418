"""Roles: who did it, to whom, and who tells it, of one act and of all that is told of one event."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from analystkit.language.actors import identify_actor
from analystkit.language.antecedents import agrees, find_antecedent
from analystkit.language.cues import has_cue
from analystkit.language.doers import find_doer, holds, is_claim
from analystkit.language.names import is_party, name_phrase, rank_party, resolve_part
from analystkit.language.sentences import VERBAL, climb_tree
from analystkit.language.sides import find_sides
from analystkit.language.targets import PLACE, THING, choose_target
from analystkit.language.triggers import Trigger, is_act


@dataclass(frozen=True, slots=True)
class Roles:
    """Who did it, who or what was hit, who tells it, each as the text names them; and on what the actor rests.

    The ranks say how well the words do: a party's name before a description, a thing before its victims and its town.
    """

    actor: str | None = None
    target: str | None = None
    according_to: str | None = None
    actor_basis: str | None = None
    actor_rank: int = 0
    target_rank: int = 0
    pronoun: str | None = None  # what stands for an actor that the sentence does not name: "they"
    definite: bool = False  # "the group", which is one told of


def find_roles(trigger: Trigger, victims: Sequence[Token] = (), places: Sequence[range] = ()) -> Roles:
    """Find actor, target and teller of a trigger; what the grammar does not say is None.

    `victims` are the nouns of those that the sentence tells to be killed or injured by it.
    """
    sides = find_sides(trigger) if trigger.event_type == "armed_clash" else None
    actor, target = sides or (find_doer(trigger), None)
    if sides is None and actor is not None and any(victim.i == actor.i for victim in victims):
        actor = None  # "two militants shot dead", of a headline
    teller = _find_teller(trigger.head)
    told = name_phrase(teller)
    pronoun = actor.lower_ if actor is not None and actor.pos_ == "PRON" else None
    if actor is not None and pronoun is not None:
        actor = find_antecedent(actor) or actor
    if actor is not None and teller is not None and teller.i < actor.i and is_party(teller) and _is_own(actor, teller):
        actor = teller  # "the army said it had struck", "the group said its fighters had struck"
    actor = resolve_part(actor) if actor is not None and not _is_mere_act(actor) else None
    name = name_phrase(actor)
    if target is not None:
        whom, rank = name_phrase(resolve_part(target), with_owner=True), THING
        whom = whom.removeprefix(f"{name} and ") if whom else None  # the sides of "Armenian and Azerbaijani forces"
    else:
        whom, rank = choose_target(trigger, victims, places)
    if whom is not None and whom == name:
        whom, rank = None, 0
    basis = _judge_actor(trigger, name, told)
    worth = rank_party(actor) if name and actor is not None else 0
    definite = actor is not None and any(child.lower_ in ("the", "this", "that") for child in actor.lefts)
    return Roles(name, whom, told, basis, worth, rank if whom else 0, None if name else pronoun, definite)


def drop_place_target(roles: Roles) -> Roles:
    """Leave out a target that is but a place: of an act told of several places, it is one of them and not the others'."""
    return replace(roles, target=None, target_rank=0) if roles.target_rank in (PLACE, PLACE + 1) else roles


def choose_roles(told: Sequence[Roles]) -> Roles:
    """Choose among what the mentions of one event say of its roles: the best words, of equals those told first.

    Of two names of one actor it is the full one: "Islamic State" rather than "IS".
    """
    actor = max(told, key=lambda roles: (roles.actor_rank, identify_actor(roles.actor) is not None), default=Roles())
    same = identify_actor(actor.actor)
    full = [r for r in told if same and r.actor and len(r.actor) > len(actor.actor or "") and identify_actor(r.actor) == same]
    if full and actor.actor and actor.actor.isupper() and same and not same.startswith("state:"):  # "US" is a name of its own
        actor = min(full, key=lambda roles: len(roles.actor or ""))
    named = [r for r in told if r.actor_rank == actor.actor_rank and r.actor]
    bases = [r.actor_basis for r in named if r.actor == actor.actor or (same and identify_actor(r.actor) == same)]
    # "troops killed 50 jihadists" goes before "the jihadists clashed with troops"
    turned = [r for r in told if r.actor and actor.target and r.actor.split()[-1] == actor.target.split()[-1]]
    target = max((r for r in told if r.target != actor.actor and r not in turned), key=lambda roles: roles.target_rank, default=Roles())
    basis = next((b for b in ("denied", "claimed") if b in bases), actor.actor_basis)
    teller = next((r.according_to for r in told if r.according_to), None)
    return replace(actor, target=target.target, target_rank=target.target_rank, according_to=teller, actor_basis=basis)


def _is_own(actor: Token, teller: Token) -> bool:
    """Whether an actor is told by a pronoun that can mean the teller, or as a part of what such a pronoun names."""
    pronouns = [t for t in (actor, *(c for c in actor.children if c.dep_ == "poss")) if t.pos_ == "PRON"]
    return any(agrees(teller, t.lower_) for t in pronouns)


def _is_mere_act(noun: Token) -> bool:
    """Whether a noun is what happened and nobody who did it: "a clash with the militia", not "a suicide bomber" or "a drone"."""
    return is_act(noun) and not has_cue(noun, "armed_noun", "aircraft_noun")


def _find_teller(head: Token) -> Token | None:
    """Who tells it: the subject of the verb of speech above the trigger, or who stands behind "according to"."""
    doc: Doc = head.doc
    for token in doc[:-2]:
        if token.lower_ == "according" and doc[token.i + 1].lower_ == "to":
            return next((t for t in doc[token.i + 1].children if t.dep_ == "pobj" and _can_tell(t)), None)
    for verb in climb_tree(head):
        if verb.i == head.i or verb.pos_ not in VERBAL or not has_cue(verb, "speech_verb"):
            continue
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None and not holds(subject, head) and _can_tell(subject):
            return subject
    last = doc[-2] if len(doc) > 2 and doc[-1].is_punct else doc[-1]
    if has_cue(last, "speech_verb") and last.pos_ in VERBAL:
        return next((c for c in last.children if c.dep_ == "nsubj" and not holds(c, head) and _can_tell(c)), None)
    return None


def _can_tell(noun: Token) -> bool:
    """Whether a noun can be who tells: no report, message or plane, no one at all, and no dateline's town."""
    if has_cue(noun, "report_noun", "aircraft_noun") or is_act(noun) or any(child.lower_ == "no" for child in noun.children):
        return False
    return not (noun.ent_type_ == "GPE" and noun.i + 1 < len(noun.doc) and noun.nbor().text == ",")


def _judge_actor(trigger: Trigger, actor: str | None, teller: str | None) -> str | None:
    """On what the actor rests: claimed by itself, denied by itself, attributed by another, or stated."""
    if actor is None:
        return None
    for verb in climb_tree(trigger.head):
        if verb.pos_ in VERBAL and has_cue(verb, "blame_verb"):
            return "attributed"
        if verb.pos_ in VERBAL and verb.i != trigger.head.i and is_claim(verb):
            return "claimed"
    if teller is None:
        return "stated"
    if trigger.status == "denied" and actor == teller:
        return "denied"
    return "claimed" if _are_one(actor, teller) else "attributed"


def _are_one(actor: str, teller: str) -> bool:
    """Whether two names are one party's: "the army" and "the Syrian army", "Isis" and "Islamic State", not two groups."""
    first, second = actor.casefold().split(), teller.casefold().split()
    nested = first[-1] == second[-1] and (set(first) <= set(second) or set(second) <= set(first))
    return nested or (identify_actor(actor) is not None and identify_actor(actor) == identify_actor(teller))
