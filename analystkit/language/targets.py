"""Targets: who or what an act hit, read off the grammar around a trigger."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from analystkit.language.antecedents import find_thing
from analystkit.language.cues import has_cue
from analystkit.language.doers import holds, is_transitive
from analystkit.language.names import find_whole, has_actor_name, is_party, name_phrase, resolve_part
from analystkit.language.sentences import VERBAL, climb_tree, find_clause, find_phrase
from analystkit.language.triggers import Trigger, is_act

NOUN_PREPOSITIONS = ("on", "against", "at", "targeting", "of")  # "an attack on the base"
VERB_PREPOSITIONS = ("on", "against", "at", "upon", "toward", "towards", "into", "onto")  # "fired into the quarter"
SITE_PREPOSITIONS = ("in", "inside", "at", "near", "outside", "under", "beside", "aboard", "on", "into")
# How well a phrase says what was hit: a base, a person's name, civilians, the market it happened in, a quarter, "a woman", a town;
# "people" says nothing. One that names a party comes before others of its kind.
THING, VICTIM, PERSON, PEOPLE, SITE, AREA, ANYONE, PLACE = 13, 11, 10, 8, 9, 6, 4, 2
NAMED = 1
OBJECTS = ("dobj", "nsubjpass", "dative")  # "executed Peter Smith, an aid worker", of a text without commas
CLAUSAL = ("dobj", "nsubj", "nsubjpass", "auxpass")  # what a participle has not: "fears that it may be hit" are not hit
ON_PEOPLE = ("attack", "abduction")  # what is done to people sooner than to things
HARM = ("harm_verb", "kill_verb", "injure_verb")  # what an act does to what it hits
FATAL = ("kill_verb", "injure_verb", "die_verb")
ELSEWHEN = ("after", "before", "following", "since", "despite", "until")  # "after the raid the army destroyed a bridge"


def choose_target(trigger: Trigger, victims: Sequence[Token], places: Sequence[range] = ()) -> tuple[str | None, int]:
    """Choose who or what was hit and how well that is said: things and people before victims, and those before bare places.

    `places` are the characters of the sentence that name a town or a land: nothing there is a thing that was hit.
    """
    found = [*_list_targets(trigger, victims), *((_rank_victim(token), token) for token in map(resolve_part, victims))]
    if trigger.event_type == "shootdown":  # an aircraft, not its crew
        found = [(THING, token) for _, token in found if has_cue(token, "aircraft_noun")]
    ranked = [
        (min(rank, PLACE) if any(token.idx in place for place in places) else rank + NAMED * has_actor_name(token), token)
        for rank, token in found
        if rank and not is_act(token) and token.i != trigger.head.i and token.ent_type_ not in ("DATE", "TIME")
    ]
    for rank, token in sorted(ranked, key=lambda item: -item[0]):
        name = name_phrase(token, with_owner=True)
        if name is not None:
            return name, rank
    return None, 0


def _rank_target(token: Token) -> int:
    if has_cue(token, "anyone_noun", "moment_noun", "war_noun"):  # "fought an insurgency"
        return 0
    if has_cue(token, "part_noun"):
        return ANYONE  # "shattered windows"
    whole = find_whole(token)
    if whole is not None and has_cue(token, "town_noun", "place_noun") and has_cue(whole, "site_noun"):
        return THING  # "the surroundings of the prison"
    start, end = find_phrase(token)
    if has_cue(token, "town_noun") or token.ent_type_ in ("GPE", "LOC"):
        nameless = token.tag_ == "NN" and whole is None and all(t.pos_ in ("NOUN", "DET", "PRON", "ADJ") for t in token.doc[start:end])
        return 0 if nameless else PLACE  # "the city" says nothing
    bare = token.pos_ == "PROPN" and end - start == 1 and token.ent_type_ != "NORP" and not has_actor_name(token)
    return AREA if bare or has_cue(token, "place_noun") else THING  # a name that stands alone is a village sooner than a thing


def _rank_victim(token: Token) -> int:
    if has_cue(token, "anyone_noun") and not (has_actor_name(token) or any(child.ent_type_ == "NORP" for child in token.lefts)):
        return 0  # "two men", but "a Palestinian man", "members of the militia"
    told_by = token.ent_type_ == "ORG" or any(has_cue(child, "teller_noun") for child in token.lefts)
    if token.pos_ == "PROPN" and told_by and not has_actor_name(token):
        return 0  # "Strikes kill 32 Monitor AFP", of a text without punctuation
    if has_cue(token, "quantity_noun"):
        return 0  # "scores were injured"
    if token.ent_type_ == "PERSON":
        return PERSON
    return ANYONE if has_cue(token, "age_noun") else PEOPLE


def _list_targets(trigger: Trigger, victims: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """List what a trigger can have hit with its rank, the likeliest first."""
    head = trigger.head
    for token in _list_hit(trigger):
        harmed = has_cue(token.head, "kill_verb", "injure_verb")
        part = resolve_part(token)
        person = part.ent_type_ == "PERSON" or has_cue(part, "person_noun")
        if person and token.head.i == head.i and trigger.event_type in ON_PEOPLE and _rank_victim(part):
            yield (THING if part.ent_type_ == "PERSON" else VICTIM), part  # "shot the mayor outside his home" is about the mayor
        else:
            yield (_rank_victim(part) if harmed else _rank_target(part)), part
    yield from _list_named_for(trigger)
    verb = head if trigger.is_verb else find_clause(head)
    if trigger.event_type == "armed_clash":
        return  # whom a fight is with is a side of it, not what stood near
    # "wounding 13 people on a street", not "treated in a clinic"
    harms = [*victims, *(victim.head for victim in victims if has_cue(victim.head, *HARM))]
    for preposition in (child for anchor in (head, verb, *harms) for child in anchor.children):
        carried = preposition.head.i == head.i and has_cue(head, "armed_noun")
        if preposition.dep_ == "prep" and preposition.lower_ in SITE_PREPOSITIONS and not carried:
            yield from ((SITE, site) for site in _list_sites(preposition) if has_cue(site, "site_noun"))


def _list_sites(preposition: Token) -> Iterator[Token]:
    """List what stands behind a preposition of place: "outside the bank", "in front of the bank"."""
    for site in preposition.children:
        if site.dep_ == "pobj":
            part = site.lower_ == "front" or has_cue(site, "quantity_noun", "place_noun", "moment_noun")  # "at the end of the market"
            yield (find_whole(site) or site) if part else site


def _list_named_for(trigger: Trigger) -> Iterator[tuple[int, Token]]:
    """List what an act is called after: "the market bombing", "the Bataclan attack"."""
    if trigger.is_verb:
        return
    for word in trigger.head.doc[find_phrase(trigger.head)[0] : trigger.start]:
        if word.dep_ not in ("compound", "nmod") or is_act(word) or word.head.i != trigger.head.i:
            continue
        if has_cue(word, "site_noun") or word.ent_type_ == "FAC":
            yield SITE, word


def _list_hit(trigger: Trigger) -> Iterator[Token]:
    """List what the grammar names as hit: the object, what stands behind "on" or "against", the victim of a murder."""
    head = trigger.head
    verb = head if trigger.is_verb else find_clause(head)
    if trigger.is_verb:
        yield from _list_objects(verb, head)
    if has_cue(head, "victim_noun"):
        yield from (child for child in head.lefts if child.dep_ == "poss")  # "the minister's murder"
    joined = [noun for noun in head.conjuncts if is_act(noun)]  # "air strikes and shelling on the camp"
    nouns = () if has_cue(head, "armed_noun") else NOUN_PREPOSITIONS  # "a bomber on a motorcycle"
    verbs = () if has_cue(head, *FATAL) else VERB_PREPOSITIONS  # "killed on active service"
    aims = verbs if trigger.is_verb else nouns
    dated = [c for day in head.children for t in day.children if t.ent_type_ == "DATE" for c in t.children]  # "the murder on 2 May of X"
    for child in (*head.children, *dated, *(c for noun in joined for c in noun.children)):
        accused = child.lower_ in ("on", "to") and has_cue(verb, "blame_verb")  # "blamed the attack on the militia"
        if child.dep_ == "prep" and child.i > head.i and child.lower_ in aims and not accused:
            yield from (find_thing(inner) for inner in child.children if inner.dep_ == "pobj")
        if child.dep_ in ("acl", "relcl") and child.i > head.i and not trigger.is_verb:
            yield from (inner for inner in child.children if inner.dep_ == "dobj" and has_cue(child, *HARM))
            for verb_of_it in (token for token in child.subtree if token.i == child.i or has_cue(token, "light_verb")):
                yield from _list_struck(verb_of_it)
    if trigger.event_type == "armed_clash":
        yield from _list_losers(verb)
    if trigger.is_verb or verb.pos_ not in VERBAL:
        return
    if has_cue(verb, *HARM):
        above = next((step.lower_ for step in climb_tree(head, 5) if step.dep_ == "prep"), "")
        if above not in ELSEWHEN:
            yield from _list_objects(verb, head)
        return
    for clause in (c for c in verb.children if c.dep_ in ("advcl", "ccomp", "conj") and has_cue(c, *HARM)):
        if any(c.dep_ == "nsubj" and c.lower_ == "it" for c in clause.children):  # "the bombing was deadly because it struck a market"
            yield from (c for c in clause.children if c.dep_ == "dobj")
    if has_cue(verb, "capture_verb"):  # "drove the militia from the town with air strikes"
        yield from (child for child in verb.children if child.dep_ in ("dobj", "nsubjpass") and is_party(child))
    if has_cue(verb, "undergo_verb"):  # "the town came under fire", "was subjected to shelling"
        yield from (child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass") and not holds(child, head))
    yield from _list_struck(verb)


def _list_objects(verb: Token, head: Token) -> Iterator[Token]:
    """List the objects of a verb, the subject of a passive one, and what it is told to have landed on."""
    means = has_cue(verb, "launch_verb")  # what is fired or dropped is hit by nothing
    for child in map(_find_aircraft, (*verb.children, *_list_shared(verb))):
        flown = has_cue(child, "drone_noun") and not has_cue(verb, "hit_verb")  # "launched drones at the camp"
        struck = (has_cue(child, "person_noun", "aircraft_noun") and not flown) or child.ent_type_ == "PERSON"
        objects = child.dep_ in (*OBJECTS, "appos")
        if objects and (has_cue(verb, "cause_verb") or (means and not struck)):
            continue
        if objects and not holds(child, head):
            yield verb.head if child.lower_ in ("which", "who", "that") and verb.dep_ == "relcl" else find_thing(child)
        if child.dep_ == "nsubj" and has_cue(verb, "fall_verb") and not is_transitive(verb) and has_cue(child, "aircraft_noun"):
            yield child  # "the plane crashed"
    yield from _list_struck(verb)
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(c.dep_ in CLAUSAL and not has_cue(c, "captive_noun") for c in verb.children):
        yield verb.head


def _find_aircraft(noun: Token) -> Token:
    """Find the aircraft of a name that the parse cuts in two: "a government MiG jet", whose first word it has as the object."""
    return next((c for c in noun.children if c.dep_ == "appos" and c.i < noun.i + 4 and has_cue(c, "aircraft_noun")), noun)


def _list_shared(verb: Token) -> Iterator[Token]:
    """List the objects that a verb shares with the one joined to it: "attacked and sank a boat"."""
    if not any(child.dep_ in CLAUSAL for child in verb.children if child.dep_ != "nsubj"):
        joined = (c for c in verb.children if c.dep_ == "conj" and c.i == verb.i + 2)
        yield from (token for other in joined for token in other.children if token.dep_ == "dobj")


def _list_struck(verb: Token) -> Iterator[Token]:
    """List what a verb of launching or landing is told to have been aimed at: "fired rockets at the camp"."""
    if not has_cue(verb, "light_verb", "launch_verb", "landing_verb") or has_cue(verb, "kill_verb", "injure_verb"):
        return  # "killed on active service"
    # The parse hangs "at the camp" on the nearest noun as well: "rockets fired by rebels at the camp"
    near = verb.subtree if has_cue(verb, "launch_verb") else verb.children
    lands = has_cue(verb, "landing_verb") and not is_transitive(verb)
    for token in near:
        if token.dep_ != "prep" or token.i < verb.i or find_clause(token.head).i != verb.i:
            continue
        if token.lower_ in VERB_PREPOSITIONS:
            yield from (find_thing(inner) for inner in token.children if inner.dep_ == "pobj")
        elif token.lower_ == "in" and lands:  # "shells fell in residential areas"
            yield from (inner for inner in token.children if inner.dep_ == "pobj" and has_cue(inner, "place_noun", "site_noun"))


def _list_losers(verb: Token) -> Iterator[Token]:
    """List from whom ground was taken: "launched an offensive to retake the town from the militia"."""
    for token in verb.subtree:
        if token.lower_ == "from" and token.dep_ == "prep" and has_cue(token.head, "capture_verb"):
            yield from (inner for inner in token.children if inner.dep_ == "pobj" and is_party(inner))
