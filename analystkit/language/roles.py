"""Roles: who did it, to whom, and who tells it, read off the grammar around a trigger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from analystkit.language.actors import identify_actor
from analystkit.language.cues import has_cue
from analystkit.language.names import is_named, is_party, name_phrase, rank_party, resolve_part
from analystkit.language.sentences import VERBAL, climb_tree, find_clause, find_phrase
from analystkit.language.triggers import Trigger, is_act

TARGET_PREPOSITIONS = ("on", "against", "at", "upon", "targeting", "toward", "towards", "into", "onto")
THING, PEOPLE, ANYONE, PLACE = 4, 3, 2, 1  # how well a phrase says what was hit: a base, civilians or a quarter, "people", a town


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


def find_roles(trigger: Trigger, victims: Sequence[Token] = ()) -> Roles:
    """Find actor, target and teller of a trigger; what the grammar does not say is None.

    `victims` are the nouns of those that the sentence tells to be killed or injured by it.
    """
    sides = _find_sides(trigger) if trigger.event_type == "armed_clash" else None
    actor, target = sides or (_find_actor(trigger), None)
    teller = _find_teller(trigger.head)
    told = name_phrase(teller)
    if actor is not None and teller is not None and teller.i < actor.i and is_party(teller) and _is_own(actor):
        actor = teller  # "the army said it had struck", "the group said its fighters had struck"
    actor = resolve_part(actor) if actor is not None else None
    name = name_phrase(actor)
    whom, rank = (name_phrase(target, with_owner=True), THING) if target is not None else _choose_target(trigger, victims)
    if whom is not None and whom == name:
        whom, rank = None, 0
    basis = _judge_actor(trigger, name, told)
    return Roles(name, whom, told, basis, rank_party(actor) if name and actor is not None else 0, rank if whom else 0)


def drop_place_target(roles: Roles) -> Roles:
    """Leave out a target that is but a place: of an act told of several places, it is one of them and not the others'."""
    return replace(roles, target=None, target_rank=0) if roles.target_rank == PLACE else roles


def choose_roles(told: Sequence[Roles]) -> Roles:
    """Choose among what the mentions of one event say of its roles: the best words, of equals those told first.

    Of two names of one actor it is the full one: "Islamic State" rather than "IS".
    """
    actor = max(told, key=lambda roles: roles.actor_rank, default=Roles())
    same = identify_actor(actor.actor)
    full = [r for r in told if same and r.actor and len(r.actor) > len(actor.actor or "") and identify_actor(r.actor) == same]
    if full and actor.actor and actor.actor.isupper():
        actor = min(full, key=lambda roles: len(roles.actor or ""))
    named = [r for r in told if r.actor_rank == actor.actor_rank and r.actor]
    bases = [r.actor_basis for r in named if r.actor == actor.actor or (same and identify_actor(r.actor) == same)]
    target = max((r for r in told if r.target != actor.actor), key=lambda roles: roles.target_rank, default=Roles())
    basis = next((b for b in ("denied", "claimed") if b in bases), actor.actor_basis)
    teller = next((r.according_to for r in told if r.according_to), None)
    return replace(actor, target=target.target, target_rank=target.target_rank, according_to=teller, actor_basis=basis)


def _find_sides(trigger: Trigger) -> tuple[Token | None, Token | None] | None:
    """Find the two sides of a fight: "clashes between A and B", "fighting continued between A and B", "A clashed with B"."""
    head = trigger.head
    verb = find_clause(head)
    for child in (*head.children, *(verb.children if verb.i != head.i else ())):
        if child.dep_ != "prep":
            continue
        pobj = next((inner for inner in child.children if inner.dep_ == "pobj"), None)
        if pobj is None:
            continue
        if child.lower_ == "between":
            return pobj, next((token for token in pobj.conjuncts if token.pos_ in ("NOUN", "PROPN")), None)
        if child.lower_ in ("with", "against") and child.head.i == head.i and not is_act(pobj) and is_party(pobj):
            return (_find_doer(head) if trigger.is_verb else _find_actor(trigger) or _find_doer(verb)), pobj
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None) if trigger.is_verb else None
    if subject is not None and subject.conjuncts and not any(c.dep_ == "dobj" for c in head.children):
        return subject, subject.conjuncts[0]  # "the army and the rebels clashed"
    return None


def _is_own(actor: Token) -> bool:
    """Whether an actor is told by a pronoun, or as a part of what a pronoun names."""
    return actor.pos_ == "PRON" or any(child.dep_ == "poss" and child.pos_ == "PRON" for child in actor.children)


def _find_actor(trigger: Trigger) -> Token | None:
    head = trigger.head
    blamed = _find_blamed(head)
    if blamed is not None:
        return blamed
    if trigger.is_verb:
        found = _find_agent(head) or _find_doer(head)
        if found is not None and is_act(found):  # "missiles fired by X hit", "a suicide bomber blew himself up"
            return _find_agent(found) or _find_owner(found, found.i) or (found if has_cue(found, "armed_noun") else None)
    else:
        found = _find_agent(head) or _find_owner(head, trigger.start) or _find_carrier(head)
    return found if found is not None and (is_party(found) or found.pos_ == "PRON") else None


def _find_blamed(head: Token) -> Token | None:
    """Find who is told to stand behind an act: "blamed the PKK for the attack", "accused Russia of bombing", "claimed responsibility"."""
    for verb in climb_tree(head, 6):
        if verb.i == head.i or verb.pos_ not in VERBAL:
            continue
        if has_cue(verb, "blame_verb"):
            objects = {c.dep_: c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")}
            on = next((i for c in verb.children if c.lower_ in ("on", "to") for i in c.children if i.dep_ == "pobj"), None)
            if on is not None and not _holds(on, head):
                return on  # "blamed the attack on the PKK"
            return next((found for found in objects.values() if not _holds(found, head)), None)
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        responsible = any(c.lower_ in ("responsibility", "credit") for c in verb.children) or any(
            c.lower_ in ("behind", "responsible") for c in verb.children
        )
        if responsible and subject is not None and not _holds(subject, head):
            return None if any(c.dep_ == "neg" or c.lower_ == "no" for c in (*verb.children, *subject.children)) else subject
    return None


def _find_agent(head: Token, depth: int = 3) -> Token | None:
    """Who stands behind "by": "shelled by rebels", "strikes by the coalition", "strikes said to have been carried out by Israel"."""
    for child in head.children if depth else ():
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ in ("by", "from")):
            for inner in child.children:
                if inner.dep_ == "pobj" and not is_act(inner) and (child.lower_ == "by" or (is_party(inner) and inner.ent_type_ != "GPE")):
                    return inner
        if child.lower_ == "at" and any(inner.lemma_.lower() == "hand" for inner in child.children):  # "at the hands of the militia"
            return next((t for t in child.subtree if t.dep_ == "pobj" and t.head.lower_ == "of"), None)
        if child.dep_ in ("acl", "relcl") and has_cue(child, "blame_verb"):  # "an ambush blamed on the rebels"
            return next((i for c in child.children if c.lower_ in ("on", "to") for i in c.children if i.dep_ == "pobj"), None)
        if child.dep_ in ("acl", "relcl", "xcomp") and child.i > head.i:
            found = _find_agent(child, depth - 1) or (_find_doer(child) if child.dep_ == "relcl" else None)
            if found is not None and found.i != head.i:
                return found
    return None


def _find_doer(verb: Token) -> Token | None:
    """Find the subject of an active verb, through a relative clause, a coordination or a participle."""
    for token in climb_tree(verb, 4):
        subjects = [c for c in token.children if c.dep_ == "nsubj"]
        if subjects:
            subject = subjects[0]
            if subject.lower_ in ("which", "who", "that") and token.dep_ == "relcl":
                return token.head
            return subject if token.i == verb.i or not any(c.dep_ == "nsubjpass" for c in verb.children) else None
        if any(c.dep_ == "nsubjpass" for c in token.children):
            return None
        if token.dep_ == "acl" and token.tag_ == "VBG":
            return token.head
        if token.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "prep"):
            return None
    return None


def _find_owner(head: Token, start: int) -> Token | None:
    """Who stands before the noun: "Israeli air strikes", "Syrian government raids", "the regime's shelling", "their raid".

    Of a murder or a kidnapping, the owner is whom it befell.
    """
    owners = [c for c in head.lefts if c.dep_ == "poss"]
    if owners:
        return None if has_cue(head, "victim_noun") else _find_doer(find_clause(head)) if owners[-1].pos_ == "PRON" else owners[-1]
    first, _ = find_phrase(head)
    words = [
        t for t in head.doc[first:start] if is_named(t) or t.lower_ == "led" or (has_cue(t, "armed_noun") and not has_cue(t, "struck_noun"))
    ]
    return words[-1] if words else None


def _find_carrier(head: Token) -> Token | None:
    """Find the subject of the light verb that has the noun as its object: "Israel carried out air strikes"."""
    verb = find_clause(head)
    verb = find_clause(verb.head) if verb.lower_ == "including" else verb
    if verb.pos_ not in VERBAL:
        return None
    if head.dep_ in ("nsubjpass", "nsubj"):
        return _find_agent(verb) or _find_nation(verb)
    if head.dep_ in ("dobj", "conj", "pobj") and has_cue(verb, "light_verb", "launch_verb"):
        return _find_agent(verb) or _find_doer(verb)
    if has_cue(verb, "kill_verb", "injure_verb"):  # "were killed by the army in clashes"
        return _find_agent(verb)
    above = [step.lower_ for step in climb_tree(head, 5) if step.dep_ == "prep"]
    return _find_doer(verb) if above and above[-1] == "with" else None  # "the army responded with shelling"


def _find_nation(verb: Token) -> Token | None:
    """Find whose an act is thought to be: "raids believed to be Russian"."""
    for token in verb.subtree:
        if token.dep_ in ("acomp", "attr") and token.ent_type_ == "NORP" and token.i > verb.i and token.nbor(-1).lower_ in ("be", "been"):
            return token
    return None


def _choose_target(trigger: Trigger, victims: Sequence[Token]) -> tuple[str | None, int]:
    """Choose who or what was hit: things and people before victims, and those before bare places, which the place columns say already."""
    ranked: list[tuple[int, Token]] = []
    for found in _list_targets(trigger):
        token = resolve_part(found) if has_cue(found, "quantity_noun") else found
        if is_act(token) or token.i == trigger.head.i or token.ent_type_ in ("DATE", "TIME"):
            continue
        harmed = not trigger.is_verb and has_cue(found.head, "kill_verb", "injure_verb")
        ranked.append((_rank_victim(token) if harmed else _rank_target(token), token))
    ranked += [(_rank_victim(token), token) for token in victims]
    for rank, token in sorted(ranked, key=lambda item: -item[0]):
        name = name_phrase(token, with_owner=True)
        if name is not None:
            return name, rank
    return None, 0


def _rank_target(token: Token) -> int:
    if has_cue(token, "town_noun") or token.ent_type_ in ("GPE", "LOC"):
        return PLACE
    return PEOPLE if has_cue(token, "place_noun") else THING


def _rank_victim(token: Token) -> int:
    return ANYONE if has_cue(token, "anyone_noun") else PEOPLE


def _list_targets(trigger: Trigger) -> Iterator[Token]:
    """List what a trigger can have hit, the likeliest first."""
    head = trigger.head
    verb = head if trigger.is_verb else find_clause(head)
    if trigger.is_verb:
        yield from _list_objects(verb, head)
    if has_cue(head, "victim_noun"):
        yield from (child for child in head.lefts if child.dep_ == "poss")  # "the minister's murder"
    for child in head.children:
        if child.dep_ == "prep" and (child.lower_ in TARGET_PREPOSITIONS or (child.lower_ == "of" and not trigger.is_verb)):
            yield from (inner for inner in child.children if inner.dep_ == "pobj")
        if child.dep_ in ("acl", "relcl") and child.i > head.i and not trigger.is_verb:
            yield from (inner for inner in child.children if inner.dep_ == "dobj")
    if not trigger.is_verb and verb.pos_ in VERBAL:
        yield from _list_objects(verb, head)


def _list_objects(verb: Token, head: Token) -> Iterator[Token]:
    """List the objects of a verb, the subject of a passive one, and what it is told to have landed on."""
    means = has_cue(verb, "launch_verb")  # what is fired or dropped is hit by nothing
    for child in verb.children:
        if child.dep_ == "dobj" and (has_cue(verb, "cause_verb") or (means and not has_cue(child, "person_noun", "aircraft_noun"))):
            continue
        if child.dep_ in ("dobj", "nsubjpass") and not _holds(child, head):
            yield verb.head if child.lower_ in ("which", "who", "that") and verb.dep_ == "relcl" else child
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in TARGET_PREPOSITIONS and has_cue(verb, "light_verb", "launch_verb", "landing_verb"):
            yield from (inner for inner in child.children if inner.dep_ == "pobj")
    if verb.i == head.i and verb.dep_ == "acl" and verb.tag_ == "VBN":
        yield verb.head


def _holds(ancestor: Token, token: Token) -> bool:
    return any(step.i == ancestor.i for step in climb_tree(token))


def _find_teller(head: Token) -> Token | None:
    """Who tells it: the subject of the verb of speech above the trigger, or who stands behind "according to"."""
    doc: Doc = head.doc
    for token in doc[:-2]:
        if token.lower_ == "according" and doc[token.i + 1].lower_ == "to":
            return next((t for t in doc[token.i + 1].children if t.dep_ == "pobj"), None)
    for verb in climb_tree(head):
        if verb.i == head.i or verb.pos_ not in VERBAL or not has_cue(verb, "speech_verb"):
            continue
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None and not _holds(subject, head):
            return subject
    last = doc[-2] if len(doc) > 2 and doc[-1].is_punct else doc[-1]
    if has_cue(last, "speech_verb") and last.pos_ in VERBAL:
        return next((c for c in last.children if c.dep_ == "nsubj" and not _holds(c, head)), None)
    return None


def _judge_actor(trigger: Trigger, actor: str | None, teller: str | None) -> str | None:
    """On what the actor rests: claimed by itself, denied by itself, attributed by another, or stated."""
    if actor is None:
        return None
    for verb in climb_tree(trigger.head):
        if verb.pos_ in VERBAL and has_cue(verb, "blame_verb"):
            return "attributed"
        if verb.pos_ in VERBAL and any(c.lower_ == "responsibility" for c in verb.children) and verb.i != trigger.head.i:
            return "claimed"
    if teller is None:
        return "stated"
    if trigger.status == "denied" and actor == teller:
        return "denied"
    same = set(actor.casefold().split()) & set(teller.casefold().split()) - {"the", "army", "forces"}
    return "claimed" if same else "attributed"
