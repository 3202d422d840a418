"""Needs: what a word must have beside it before it tells of an event, the column `needs` of triggers.csv."""

from collections.abc import Callable, Sequence

from spacy.tokens import Token

from analystkit.language.antecedents import list_speakers
from analystkit.language.cues import has_cue, list_forms
from analystkit.language.eventtypes import Term
from analystkit.language.judgements import is_definite, is_repulse
from analystkit.language.means import Means, find_means
from analystkit.language.sentences import NOMINAL, find_clause, find_role, list_arguments, takes_up

PEOPLE = ("he", "she", "who", "him", "her")  # pronouns that stand for people
UNDERGOING = ("dobj", "nsubjpass")  # how what is done something to hangs on the verb


def meets_need(term: Term, head: Token, means: Sequence[Means]) -> bool:
    """Check that a term has beside it what it needs before it tells of an event."""
    if term.needs == "means":
        return find_means(head, head.i, means) is not None or _is_armed_act(head) or _is_site_hit(head) or is_fighter_slain(head)
    if term.needs == "toxin":
        return _is_toxic(head, means)
    return term.needs not in NEEDS or NEEDS[term.needs](head)


def _is_flown(head: Token) -> bool:
    """Whether a drone flew into something or went off: "a drone crashed into a refinery", not "a drone crashed in a field"."""
    into = head.lemma_ in ("explode", "detonate") or any(child.lower_ == "into" for child in head.children)
    return into and any(t.dep_ == "nsubj" and has_cue(t, "drone_noun") for t in list_arguments(head))


def _is_told_to(head: Token, cue: str) -> bool:
    """Whether a device is told to have done what devices do: "shells fell", "a bomb that exploded"."""
    verb = find_clause(head)
    told = head.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "compound") and verb.i != head.i and has_cue(verb, cue)
    if _is_of_industry(head):
        return False  # "killed at a coal mine"
    return (told and not _is_ruined(head)) or any(c.dep_ in ("acl", "relcl") and has_cue(c, cue) for c in head.children)


def _is_ruined(head: Token) -> bool:
    """Whether a device is what was struck, alone or in a list: "destroyed a car bomb factory and two rockets"."""
    role, verb = find_role(head)
    hit = role == "dobj" and has_cue(verb, "hit_verb") and has_cue(head, "hidden_noun")  # "their car hit a mine"
    return role in UNDERGOING and has_cue(verb, "ruin_verb") and not hit


def _is_of_thing(participle: Token) -> bool:
    """Whether a participle only says what a thing is for, whatever the parse makes of it: "a mortar firing position"."""
    if not participle.lower_.endswith("ing") or not has_cue(participle, "emplacement_verb"):
        return False
    thing = next((token for token in participle.doc[participle.i + 1 : participle.i + 3] if not token.is_space), None)
    return thing is not None and has_cue(thing, "emplacement_noun")


def _has_device(head: Token) -> bool:
    gone_off = [t for t in list_arguments(head) if t.dep_ in ("nsubj", *UNDERGOING)] + _list_modified(head)
    return any(has_cue(t, "device_noun") and not _is_of_industry(t) for t in gone_off)


def _is_of_industry(noun: Token) -> bool:
    """Whether a noun is something of industry or the household: "a fuel tanker", "a gas explosion", "a gold mine"."""
    return any(has_cue(c, "industry_noun") for c in noun.lefts if c.dep_ in ("compound", "amod", "nmod"))


def _has_aircraft(head: Token) -> bool:
    arguments = list(list_arguments(head))
    shooting = any(t.dep_ == "dobj" and t.head.i == head.i for t in arguments)  # "fighters shot men", not "the plane downed Monday"
    brought_down = [t for t in arguments if not (shooting and t.dep_ == "nsubj")]
    named = [c for t in brought_down for c in t.children if c.dep_ == "appos"]  # "a regime MiG warplane", which the parse may take apart
    return any(has_cue(t, "aircraft_noun") for t in (*brought_down, *named, *_list_modified(head)))


def _has_hit_aircraft(head: Token) -> bool:
    aircraft = any(has_cue(t, "aircraft_noun") for t in list_arguments(head) if t.dep_ == "nsubj")
    return aircraft and any(has_cue(t, "hit_verb") for t in head.subtree)


def _has_object(head: Token) -> bool:
    if head.dep_ == "amod" and head.head.lower_ == "fire":
        return any(child.lower_ == "on" for child in head.head.children)  # "accused of opening fire on a convoy", as the parse may have it
    return bool(_list_objects(head)) or any(t.dep_ in ("agent", "nsubj") and has_cue(t, "armed_noun") for t in list_arguments(head))


def _has_victim(head: Token) -> bool:
    objects = _list_objects(head)
    objects += _list_counted([t for t in objects if has_cue(t, "quantity_noun")])
    people = any(has_cue(t, "person_noun") or t.ent_type_ in ("PERSON", "NORP") or t.pos_ == "PRON" for t in objects)
    return head.dep_ != "amod" and (people or not objects)


def _has_person(head: Token) -> bool:
    """Whether it was done to somebody: "a guard was shot", "shot at protesters", not "shot a film", "shot wide"."""
    people = [t for t in _list_objects(head) if has_cue(t, "person_noun") or t.ent_type_ in ("PERSON", "NORP") or t.lower_ in PEOPLE]
    return head.dep_ != "amod" and bool(people)


def _is_under_fire(head: Token) -> bool:
    """Whether a building, a town or soldiers came under fire, and no minister for his remarks."""
    under, verb = head.head, head.head.head
    if head.dep_ != "pobj" or under.lower_ != "under" or not has_cue(verb, "undergo_verb"):
        return False
    struck = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if any(has_cue(t, "aircraft_noun") for t in struck) or any(c.lower_ in ("for", "over") for c in verb.children):
        return False
    return any(has_cue(t, "site_noun", "struck_noun", "town_noun", "armed_part") or t.ent_type_ == "FAC" for t in struck)


def _has_foe(head: Token) -> bool:
    return bool(_list_armed(head))


def _has_routed(head: Token) -> bool:
    """Whether an armed side is what was driven: "drove the rebels from the town", not "drove from the town"."""
    armed = _list_armed(head)
    driven = [t for t in list_arguments(head) if t.dep_ in UNDERGOING]
    return any(t in armed for t in driven) or (bool(armed) and any(t.pos_ == "PROPN" for t in driven))


def _has_captives(head: Token) -> bool:
    """Whether hostages were made: "seized hundreds of hostages", not "freed the hostages"."""
    captives = [t for t in _list_taken(head) if has_cue(t, "captive_noun")]
    return bool(captives) and not any(is_definite(t) for t in captives)


def _has_captors(head: Token) -> bool:
    """Whether armed people other than the law took people, or anybody took hostages."""
    taken = _list_taken(head)
    if any(has_cue(t, "captive_noun") for t in taken):
        return _has_captives(head)
    captors = [t for t in _list_armed(head) if t.dep_ == "nsubj" or (t.dep_ == "pobj" and t.head.lower_ == "by")]
    suspected = any(child.dep_ == "acl" and has_cue(child, "arrest_word") for t in taken for child in t.children)
    if suspected:
        return False  # "captured three foreigners suspected of being fighters"
    people = [t for t in taken if has_cue(t, "person_noun") and not has_cue(t, "combatant_noun")]  # "captured two militants" in battle
    return any(not has_cue(t, "law_noun") for t in captors) and bool(people)


def _is_fought(head: Token) -> bool:
    """Whether it is fought with arms: no "two leaders clashed over the budget", no "areas retaken by the army", which says which areas."""
    if head.pos_ == "ADJ" or (head.dep_ == "acl" and head.tag_ == "VBN" and has_cue(head.head, "place_noun")):
        return False
    argued = any(child.dep_ == "prep" and child.lower_ in ("over", "about") for child in head.children)
    return not argued or any(has_cue(t, "armed_noun") for t in list_arguments(head))


def _has_slain(head: Token) -> bool:
    """Whether a killing is somebody's, "the killing of a guard", "his murder", or is told to have been: "the killings took place"."""
    verb = find_clause(head)
    if head.dep_ == "nsubj" and verb.i != head.i and has_cue(verb, "occur_verb"):
        return True
    return any((child.dep_ == "prep" and child.lower_ == "of") or child.dep_ == "poss" for child in head.children)


def _is_deadly(head: Token) -> bool:
    """Whether people are told to have been harmed in it: "violence killed nine", "killed in ethnic violence"."""
    told = head.dep_ == "nsubj" or (head.dep_ == "pobj" and head.head.lower_ == "in")
    return told and has_cue(find_clause(head), "kill_verb", "die_verb", "injure_verb")


NEEDS: dict[str, Callable[[Token], bool]] = {
    "landing": lambda head: _is_told_to(head, "landing_verb"),
    "flown": _is_flown,
    "detonation": lambda head: _is_told_to(head, "detonation_verb"),
    "device": _has_device,
    "aircraft": _has_aircraft,
    "hit aircraft": _has_hit_aircraft,
    "object": _has_object,
    "victim": _has_victim,
    "person": _has_person,
    "under fire": _is_under_fire,
    "foe": _has_foe,
    "routed": _has_routed,
    "captives": _has_captives,
    "captors": _has_captors,
    "fight": _is_fought,
    "repulse": is_repulse,
    "killing": _has_slain,
    "deadly": _is_deadly,
}


# Cues of which a sentence must hold a word before it can meet a need; the other needs are met by grammar and by entities as well.
NEEDED_CUES = {
    "landing": ("landing_verb",),
    "flown": ("drone_noun",),
    "detonation": ("detonation_verb",),
    "device": ("device_noun",),
    "aircraft": ("aircraft_noun",),
    "hit aircraft": ("aircraft_noun",),
    "under fire": ("undergo_verb",),
    "deadly": ("kill_verb", "die_verb", "injure_verb"),
    "captives": ("captive_noun",),
    "captors": ("captive_noun", "person_noun"),
}


def _is_toxic(head: Token, means: Sequence[Means]) -> bool:
    """Whether what was used is a toxic agent: "used sarin", "small amounts of chlorine", not "chemical sensors"."""
    toxins = {each.token for each in means if each.event_type == "chemical_attack"}
    used = [t for t in _list_objects(head) if t.dep_ in UNDERGOING]
    return not toxins.isdisjoint(t.i for t in (*used, *_list_counted(used)))


def _is_site_hit(head: Token) -> bool:
    """Whether a building was hit, and by nobody told: "a hospital was hit", not "hospitals were hit by strikes, by cuts"."""
    if head.tag_ != "VBN" or not has_cue(head, "hit_verb") or any(child.dep_ == "agent" or child.lower_ == "by" for child in head.children):
        return False
    return any(child.dep_ == "nsubjpass" and has_cue(child, "site_noun") for child in head.children)


def _is_armed_act(head: Token) -> bool:
    """Whether armed people hit, struck, targeted something: an act of war even where no weapon is named."""
    if not has_cue(head, "armed_verb"):
        return False
    arguments = list(list_arguments(head))
    struck = {t.i for t in arguments if find_role(t)[0] in UNDERGOING}  # "an ISIL vehicle" is struck, not ISIL's doing
    doers = [t for t in arguments if t.dep_ in ("nsubj", "agent", "compound", "amod", "poss") and t.i not in struck]
    dead = has_cue(head, "kill_verb") and any(t.dep_ == "nsubjpass" for t in head.children) and not _is_accident(head)
    # "27 were killed across Syria", by somebody, not "a virus hit the bank in Kyiv"
    doers += [t for t in arguments if t.dep_ == "pobj" and (dead or t.head.lower_ == "by")]
    doers += [c for t in doers if t.pos_ == "PRON" for c in list_speakers(head)]
    return bool(struck) and any(has_cue(t, "armed_noun") or t.ent_type_ in ("NORP", "GPE") for t in doers)


def is_fighter_slain(verb: Token) -> bool:
    """Tell whether soldiers, police or rebels were killed, by nobody told, and not in an accident or over a whole war."""
    if not has_cue(verb, "kill_verb") or verb.tag_ not in ("VBN", "VBD"):
        return False
    slain = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if not slain and verb.dep_ == "acl" and find_clause(verb.head).pos_ in NOMINAL:
        slain = [verb.head]  # of a headline
    if not slain and not any(c.dep_ in ("dobj", "auxpass") for c in verb.children):
        slain = [c for c in verb.children if c.dep_ in ("nsubj", "dep", "npadvmod")]  # of a headline
    slain += [other for token in slain for other in token.conjuncts]
    return any(map(_is_armed_person, slain)) and not _is_accident(verb) and not any(has_cue(t, "war_noun") for t in verb.subtree)


def _is_accident(verb: Token) -> bool:
    """Whether people are told to have died without anybody's doing: "in a crash", "when their truck overturned"."""
    return any(has_cue(token, "accident_word") for token in verb.subtree)


def _is_armed_person(noun: Token) -> bool:
    """Whether a noun names people in arms: "a soldier", "rebel leaders", "30 Taliban"."""
    named = noun.ent_type_ == "ORG" and any(c.dep_ == "nummod" for c in noun.lefts)
    described = (noun, *(c for c in noun.lefts if c.dep_ in ("compound", "amod")))
    return named or (has_cue(noun, "person_noun") and any(has_cue(t, "armed_noun", "law_noun") for t in described))


def _list_objects(head: Token) -> list[Token]:
    objects = [t for t in list_arguments(head) if t.dep_ in (*UNDERGOING, "pobj", "conj")]
    if not any(t.dep_ in UNDERGOING for t in objects):  # "lynched and burned 13 men"
        objects += [t for verb in head.children if verb.dep_ == "conj" and verb.i <= head.i + 2 for t in verb.children if t.dep_ == "dobj"]
    return objects + (_list_modified(head) if head.tag_ == "VBN" else [])


def _list_modified(head: Token) -> list[Token]:
    """List the noun that a participle modifies: "a plane shot down by", "the plane that was downed"."""
    return [head.head] if head.dep_ == "amod" or takes_up(head) else []


def _list_armed(head: Token) -> list[Token]:
    return [t for t in list_arguments(head) if has_cue(t, "armed_noun") or t.ent_type_ in ("ORG", "NORP")]


def _list_taken(head: Token) -> list[Token]:
    taken = [t for t in _list_objects(head) if t.dep_ in UNDERGOING]
    return taken + _list_counted([t for t in taken if has_cue(t, "quantity_noun")])


def _list_counted(nouns: Sequence[Token]) -> list[Token]:
    """List what nouns of quantity count: "hundreds of hostages"."""
    return [inner for noun in nouns for of in noun.children if of.lower_ == "of" for inner in of.children]


def is_word_of_another_thing(head: Token, start: int) -> bool:
    """Tell a labour strike, a heart attack, a drill, an anniversary, an attack on a plan: the same words outside violence."""
    before = [head.doc[start - 1]] if start else []
    if any(
        has_cue(token, "commemoration_noun", "civil_actor")
        for token in [*before, *(c for c in head.children if c.dep_ in ("compound", "amod"))]
    ):
        return True
    if head.dep_ == "compound" and head.head.i > head.i and has_cue(head.head, "commemoration_noun", "bearer_noun"):
        return True
    if any(_is_of_thing(token) for token in head.doc[head.i : head.i + 2]):
        return True  # "two fighting positions", "a mortar firing position"
    if head.dep_ in UNDERGOING and has_cue(head.head, "quell_verb"):
        return True  # "suppressed mortar fire"
    if "strike" in list_forms(head) and before and before[0].lower_ == "on":
        return True
    verb = find_clause(head)
    begun = verb.i != head.i and has_cue(verb, "light_verb", "occur_verb", "launch_verb")
    if begun and any(c.dep_ == "nsubj" and has_cue(c, "civil_actor") for c in verb.children):
        return True  # "nurses began a strike"
    if any(t.dep_ == "pobj" and t.head.lower_ in ("in", "on") and has_cue(t, "utterance_noun") for t in list_arguments(head)):
        return True  # "attacked the opposition in a speech"
    if any(t.head.i == head.i and t.dep_ in UNDERGOING and has_cue(t, "idea_noun") for t in head.children):
        return True  # "attacked the minister's plan"
    if any(t.dep_ == "pobj" and t.head.lower_ == "into" and has_cue(t, "sea_noun") for t in list_arguments(head)):
        return True  # "fired a missile into the sea"
    if verb.i > 1 and head.doc[verb.i - 2 : verb.i].text.lower() == "test-":
        return True  # "test-fired a missile"
    if has_cue(head, "blast_noun") and _is_of_industry(head):
        return True  # "a gas explosion"
    if "raid" in list_forms(head) and any(has_cue(token, "law_noun", "arrest_word") for token in list_arguments(head)):
        return True  # of police
    if any(t.dep_ == "pobj" and t.head.dep_ == "agent" and has_cue(t, "kin_noun") for t in list_arguments(head)):
        return True  # "the boys were abducted by their father"
    if head.lower_ == "offensive" and head.dep_ == "pobj" and head.head.lower_ == "on" and {c.lower_ for c in head.children} == {"the"}:
        return True  # "have been on the offensive", which says who has the upper hand
    named = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "as" else head.head
    if head.dep_ in ("oprd", "attr", "pobj") and has_cue(named, "naming_verb"):
        return True  # "called the explosion an attack", "described it as an assault"
    return head.ent_type_ in ("WORK_OF_ART", "PRODUCT") and head.pos_ == "PROPN"
