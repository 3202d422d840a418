"""Triggers: which words of a sentence tell of violence, of what kind, and whether it happened.

The vocabulary is data (event_types.csv, triggers.csv, cues.csv); what stands here is grammar.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from analystkit.sentences import climb_tree, find_clause

NOMINAL = ("NOUN", "PROPN", "ADJ", "X", "NUM")
VERBAL = ("VERB", "AUX")
REAL = ("reported", "alleged")  # the statuses that are mapped and counted
DEFINITE = ("the", "this", "that", "these", "those", "its", "their", "his")
CLAUSAL = ("ROOT", "advcl", "xcomp", "relcl", "acl", "ccomp", "conj", "pcomp")  # where a participle is a verb and no noun
NEAR = 7  # tokens; where the parse says nothing, a means this near in the same clause is taken for the trigger's


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of triggers.csv."""

    words: tuple[str, ...]
    pos: str
    kind: str
    needs: str
    event_type: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of violence: tokens `start` to `end` of a sentence, `head` the one that the grammar hangs on."""

    head: Token
    start: int
    end: int
    event_type: str
    generic: bool
    status: str
    aggregate: bool

    @property
    def is_verb(self) -> bool:
        """Whether the words are a verb rather than a noun."""
        return self.head.pos_ in VERBAL


@cache
def read_event_types() -> dict[str, dict[str, str]]:
    """Read event_types.csv: {event_type: its row}."""
    with files("analystkit.data").joinpath("event_types.csv").open(encoding="utf-8") as lines:
        return {row["event_type"]: row for row in csv.DictReader(lines)}


@cache
def read_cues() -> dict[str, frozenset[str]]:
    """Read cues.csv: {cue: its words}."""
    with files("analystkit.data").joinpath("cues.csv").open(encoding="utf-8") as lines:
        return {row["cue"]: frozenset(row["terms"].split(";")) for row in csv.DictReader(lines)}


@cache
def _read_terms() -> dict[str, list[Term]]:
    """Read triggers.csv: {first word: its terms, the longest first}."""
    index: dict[str, list[Term]] = {}
    with files("analystkit.data").joinpath("triggers.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for term in row["terms"].split(";"):
                words = tuple(term.split())
                index.setdefault(words[0], []).append(Term(words, row["pos"], row["kind"], row["needs"], row["event_type"]))
    for terms in index.values():
        terms.sort(key=lambda term: -len(term.words))
    return index


@cache
def _read_acts() -> frozenset[str]:
    """Read the last words of the nouns that name an act or what does it harm, rather than who does it."""
    return frozenset(t.words[-1] for terms in _read_terms().values() for t in terms if t.pos == "noun" and t.kind != "means")


def is_act(token: Token) -> bool:
    """Tell whether a noun names an act of violence ("raid") or a device ("shell"), which is nobody's name."""
    return token.pos_ in NOMINAL and not _read_acts().isdisjoint(list_forms(token))


def list_forms(token: Token) -> frozenset[str]:
    """List the forms under which the vocabulary may hold a token: as written, its lemma, and without a plural ending.

    The lemma alone does not do: headlines are capitalised, and the model gives a proper noun no lemma of its own.
    """
    lower = token.lower_
    forms = {lower, token.lemma_.lower()}
    if token.pos_ in NOMINAL and lower.endswith("s") and len(lower) > 3:
        forms |= {lower[:-1], lower[:-2]} if lower.endswith("es") else {lower[:-1]}
    return frozenset(forms)


def has_cue(token: Token, *cues: str) -> bool:
    """Tell whether a token is one of the words of one of the cues."""
    forms = set(list_forms(token))
    forms |= {
        f"{token.lemma_.lower()} {child.lower_}" for child in token.children if child.dep_ in ("prt", "dobj")
    }  # "carry out", "take place"
    return any(not forms.isdisjoint(read_cues()[cue]) for cue in cues)


def find_triggers(doc: Doc) -> list[Trigger]:
    """Find the words of a parsed sentence that tell of violence, in their order.

    What names a means (a car bomb, a warplane) is a trigger only where something is told of it; what names an act
    takes its type from the means told with it.
    """
    matches = list(_match_terms(doc))
    means = _list_means(matches)
    triggers: list[Trigger] = []
    taken: set[int] = set()
    for term, start, end in sorted(matches, key=lambda match: (match[1] - match[2], match[1], match[0].pos, match[0].event_type)):
        if term.kind == "means" or not taken.isdisjoint(range(start, end)):
            continue
        head = doc[end - 1] if term.pos == "noun" else doc[start]
        if _is_word_of_another_thing(head, start) or not _meets_need(term, head, means):
            continue
        taken.update(range(start, end))
        event_type, generic = _decide_type(term, head, start, means)
        status, aggregate = _judge(head, start)
        triggers.append(Trigger(head, start, end, event_type, generic, status, aggregate))
    triggers = _share_status(triggers)
    heads = {trigger.head.i for trigger in triggers if not (trigger.generic and trigger.is_verb)}
    return sorted((t for t in triggers if not (t.generic and _is_told_of(t.head, heads))), key=lambda trigger: trigger.start)


def _list_means(matches: list[tuple[Term, int, int]]) -> list[tuple[int, str]]:
    """List the means of a sentence as (last token, type); the longer name counts: a suicide bomber is no bomber."""
    means: list[tuple[int, str]] = []
    taken: set[int] = set()
    for term, start, end in sorted(
        matches, key=lambda match: (match[1] - match[2], match[1], match[0].kind != "means", match[0].event_type)
    ):
        if term.kind == "means" and taken.isdisjoint(range(start, end)):
            means.append((end - 1, term.event_type))
        if term.kind in ("means", "device"):
            taken.update(range(start, end))
    return sorted(means)


def _share_status(triggers: list[Trigger]) -> list[Trigger]:
    """Let a verb and the noun it is said of have one status: "no air strike hit", "air strikes did not hit"."""
    status = {trigger.head.i: trigger.status for trigger in triggers}
    for trigger in triggers:
        if not trigger.is_verb:
            continue
        for noun in trigger.head.children:
            if noun.dep_ in ("nsubj", "nsubjpass", "dobj") and noun.i in status and not is_definite(noun):
                unreal = [s for s in (status[noun.i], status[trigger.head.i]) if not is_real(s)]
                if unreal:
                    status[noun.i] = status[trigger.head.i] = unreal[0]
    return [replace(trigger, status=status[trigger.head.i]) for trigger in triggers]


def _is_told_of(verb: Token, heads: set[int]) -> bool:
    """Whether a verb only says what another trigger did: "a raid hit the school", "killed in a raid", "shelled it, killing two"."""
    if verb.pos_ not in VERBAL:
        return False
    below = {token.i for token in verb.doc if token.i in heads and any(step.i == verb.i for step in climb_tree(token, 4))}
    above = verb.dep_ in ("advcl", "conj", "acl") and verb.tag_ == "VBG" and any(step.i in heads for step in climb_tree(verb, 4))
    return bool(below) or above


def _match_terms(doc: Doc) -> Iterator[tuple[Term, int, int]]:
    """Match the vocabulary: hyphens between words are passed over ("air-strike"), every match is given."""
    index = _read_terms()
    forms = [list_forms(token) for token in doc]
    for start, token in enumerate(doc):
        for first in sorted(forms[start]):
            for term in index.get(first, ()):
                end = _match_rest(doc, forms, start, term)
                if end and _has_part_of_speech(doc, start, end, term, token):
                    yield term, start, end


def _match_rest(doc: Doc, forms: list[frozenset[str]], start: int, term: Term) -> int | None:
    """Match the words of a term behind its first; a verb may have its object between itself and its particle."""
    position = start + 1
    for word in term.words[1:]:
        if position < len(doc) and doc[position].text == "-":
            position += 1
        if position < len(doc) and word in forms[position]:
            position += 1
        elif not (term.pos == "verb" and any(child.lower_ == word and child.dep_ == "prt" for child in doc[start].rights)):
            return None
    return position


def _has_part_of_speech(doc: Doc, start: int, end: int, term: Term, first: Token) -> bool:
    if term.pos == "verb":
        return first.pos_ in VERBAL and first.dep_ not in ("compound", "aux", "auxpass")
    last = doc[end - 1]
    if term.pos == "adj":
        return last.dep_ in ("amod", "compound", "nmod")  # "air raids", not "fired into the air"
    return last.pos_ in NOMINAL or (last.tag_ == "VBG" and last.dep_ not in CLAUSAL)


def _is_word_of_another_thing(head: Token, start: int) -> bool:
    """Tell a labour strike, a heart attack, a drill, an anniversary, an attack on a plan: the same words outside violence."""
    before = [head.doc[start - 1]] if start else []
    if any(
        has_cue(token, "commemoration_noun", "civil_actor")
        for token in [*before, *(c for c in head.children if c.dep_ in ("compound", "amod"))]
    ):
        return True
    if head.dep_ == "compound" and head.head.i > head.i and has_cue(head.head, "commemoration_noun"):
        return True
    if head.dep_ == "compound" and head.head.i > head.i and has_cue(head.head, "bearer_noun"):
        return True
    if "strike" in list_forms(head) and before and before[0].lower_ == "on":
        return True
    return head.ent_type_ in ("WORK_OF_ART", "PRODUCT") and head.pos_ == "PROPN"


def list_arguments(head: Token) -> Iterator[Token]:
    """List what stands close to a trigger in the grammar: its own modifiers and objects, and those of the verb that carries it."""
    anchors = [head]
    if head.pos_ not in VERBAL and head.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj", "conj", "attr", "oprd"):
        verb = find_clause(head)
        if verb.pos_ in VERBAL:
            anchors.append(verb)
    if head.pos_ in VERBAL and head.dep_ == "xcomp":  # "a drone was alleged to have hit"
        yield from (child for child in head.head.children if child.dep_ in ("nsubj", "nsubjpass"))
    for anchor in anchors:
        for child in anchor.children:
            if child.i == head.i:
                continue
            yield child
            if child.dep_ in ("prep", "agent", "dative"):
                for inner in child.children:
                    yield inner
                    yield from inner.conjuncts
                    yield from (c for c in inner.children if c.dep_ in ("compound", "amod", "poss", "nmod"))
            else:
                yield from child.conjuncts
                if child.pos_ in ("NUM", "DET", "PRON"):  # "one of its aircraft"
                    yield from (inner for of in child.children if of.lower_ == "of" for inner in of.children)
                yield from (c for c in child.children if c.dep_ in ("compound", "amod", "poss", "nmod"))


def _find_means(head: Token, start: int, means: list[tuple[int, str]]) -> str | None:
    """Find the type that the means told with a trigger makes it: by grammar first, by nearness in its clause next."""
    if not means:
        return None
    types = dict(means)
    told = [types[token.i] for token in list_arguments(head) if token.i in types and token.i != head.i and _is_instrument(token, head)]
    if told:
        return "chemical_attack" if "chemical_attack" in told else told[0]  # what falls from a helicopter may be gas
    clause = find_clause(head).i
    near = [
        (abs(i - head.i), kind)
        for i, kind in means
        if i != head.i and abs(i - start) <= NEAR and find_clause(head.doc[i]).i == clause and _is_instrument(head.doc[i], head)
    ]
    return min(near)[1] if near else None


def _is_instrument(token: Token, head: Token) -> bool:
    """Whether a means is what it was done with, not what it was done to: "fired at the plane" is no air strike."""
    if token.dep_ in ("dobj", "nsubjpass"):
        return has_cue(head, "launch_verb") or has_cue(token.head, "launch_verb")
    return not (token.dep_ == "pobj" and token.head.lower_ in ("at", "on", "against", "toward", "towards", "near", "of"))


def _decide_type(term: Term, head: Token, start: int, means: list[tuple[int, str]]) -> tuple[str, bool]:
    """Decide the type of a trigger; a generic one ("the attack") may take it from the event told nearby."""
    if term.kind == "event":
        return term.event_type, False
    found = _find_means(head, start, means)
    if found:
        return found, False
    if term.kind == "device":
        return ("air_strike" if has_cue(find_clause(head), "air_verb") else term.event_type), False
    if term.event_type == "bombing" and _has_state_actor(head):
        return "air_strike", False  # armies bomb from the air
    if has_cue(head, "state_verb") and _has_state_actor(head):
        return "air_strike", True  # and states strike from the air, where nothing else is told
    return term.event_type, True


def _has_state_actor(head: Token) -> bool:
    return any(
        token.ent_type_ in ("NORP", "GPE") or token.lower_ in ("regime", "government", "coalition") for token in list_arguments(head)
    )


def _meets_need(term: Term, head: Token, means: list[tuple[int, str]]) -> bool:
    """Check what a term needs beside it before it tells of an event (the column `needs` of triggers.csv)."""
    arguments = list(list_arguments(head))
    objects = [t for t in arguments if t.dep_ in ("dobj", "nsubjpass", "pobj", "conj")]
    match term.needs:
        case "landing" | "detonation":
            verb = find_clause(head)
            return (
                verb.i != head.i
                and has_cue(verb, f"{term.needs}_verb")
                and head.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "compound")
            )
        case "device":
            return any(has_cue(t, "device_noun") for t in arguments if t.dep_ in ("nsubj", "dobj", "nsubjpass"))
        case "aircraft":
            return any(has_cue(t, "aircraft_noun") for t in arguments) or any(has_cue(t, "aircraft_noun") for t in _list_modified(head))
        case "hit aircraft":
            return any(has_cue(t, "aircraft_noun") for t in arguments if t.dep_ == "nsubj") and any(
                t.lower_ in ("hit", "shot", "struck") for t in head.subtree
            )
        case "object":
            return bool(objects) or any(t.dep_ in ("agent", "nsubj") and has_cue(t, "armed_noun") for t in arguments)
        case "victim":
            people = any(has_cue(t, "person_noun") or t.ent_type_ in ("PERSON", "NORP") or t.pos_ == "PRON" for t in objects)
            return head.dep_ != "amod" and (people or not objects)
        case "foe" | "captors":
            armed = [t for t in arguments if has_cue(t, "armed_noun") or t.ent_type_ in ("ORG", "NORP")]
            if term.needs == "foe":
                return bool(armed)
            captors = [t for t in armed if t.dep_ in ("nsubj", "pobj") and t not in objects[:1] and not has_cue(t, "law_noun")]
            return bool(captors) and any(has_cue(t, "person_noun") for t in objects)
        case "fight":
            return head.pos_ != "ADJ"
        case "means":
            return _find_means(head, head.i, means) is not None or _is_armed_act(head, arguments)
        case "killing":
            return any(t.dep_ == "prep" and t.lower_ == "of" for t in head.children) or any(t.dep_ == "poss" for t in head.children)
    return True


def _list_modified(head: Token) -> list[Token]:
    """List the noun that a participle modifies: "a plane shot down by", "the plane that was downed"."""
    return [head.head] if head.dep_ in ("acl", "relcl", "amod") else []


def _is_armed_act(head: Token, arguments: list[Token]) -> bool:
    """Armed people hit, struck, targeted something: an act of war even where no weapon is named."""
    if not list_forms(head) & {"hit", "strike", "target", "pound", "raid", "bomb", "destroy", "kill", "eliminate"}:
        return False
    actors = [t for t in arguments if t.dep_ in ("nsubj", "agent", "pobj", "compound", "amod", "poss")]
    objects = [t for t in arguments if t.dep_ in ("dobj", "nsubjpass")]
    return bool(objects) and any(
        has_cue(t, "armed_noun") or t.ent_type_ in ("NORP", "GPE") for t in actors if t.i not in {o.i for o in objects}
    )


def _judge(head: Token, start: int) -> tuple[str, bool]:
    """Judge what a sentence says of a trigger: its status, and whether it is a running total or a habit.

    Cues count along the path from the trigger to its clause and to the verbs that govern that clause, not anywhere in
    the sentence: "said it would respond after the raid" leaves the raid as it was.
    """
    return _judge_status(head, start), _is_aggregate(head, start)


def _judge_status(head: Token, start: int) -> str:
    status = _judge_modifiers(head, start)
    if status:
        return status
    below, known = head, is_definite(head)
    for token in climb_tree(head):
        if token.pos_ in VERBAL:
            about = known and token.i != head.i and not has_cue(token, "light_verb", "occur_verb", "deny_verb")
            found = None if about else _judge_verb(token, below, head)  # "would not discuss the raid" takes the raid for granted
            if found:
                return found
            if token.dep_ in ("acl", "relcl") and has_cue(token.head, "report_noun"):
                below = token
                continue  # "reports that air strikes hit the town are false"
            if token.dep_ in ("advcl", "relcl", "acl") and token.i != head.i and below.i != token.i and head.pos_ not in VERBAL:
                break
            if token.dep_ == "relcl":
                break
        elif token.i != head.i and token.pos_ in ("NOUN", "PROPN"):
            if has_cue(token, "response_noun"):
                break  # what one answers has happened: "strikes in response to the attack"
            if has_cue(token, "fear_noun") and below.dep_ in ("prep", "acl", "relcl", "compound"):
                return "planned" if token.lemma_.lower() != "threat" else "threatened"
            if below.dep_ == "relcl" and not has_cue(token, "report_noun"):
                break
        elif token.dep_ == "prep" and token.lower_ in ("after", "following", "since", "despite", "amid"):
            break  # and so has what comes before: "plans to withdraw after the attack"
        below = token
    return "reported"


def is_real(status: str) -> bool:
    """Tell whether a status says that the event happened, if only by hearsay: reported or alleged."""
    return status in REAL


def is_definite(head: Token) -> bool:
    """Tell whether a noun points back to what is known: "the attack", "that raid", "its strikes"."""
    if head.pos_ in VERBAL:
        return False
    first = next((child for child in head.lefts if child.dep_ in ("det", "poss")), None)
    return first is not None and first.lower_ in DEFINITE


def _judge_modifiers(head: Token, start: int) -> str | None:
    before = [head.doc[start - 1]] if start else []
    modifiers = [*before, *(c for c in head.children if c.dep_ in ("amod", "det", "neg", "advmod", "preconj", "cc"))]
    if head.dep_ == "conj":  # "neither air strikes nor shelling"
        modifiers += [c for c in head.head.children if c.lower_ in ("neither", "nor")]
    for token in modifiers:
        if token.lower_ in ("no", "neither", "nor") or (token.dep_ == "neg" and head.pos_ in VERBAL):
            return "denied"
        if has_cue(token, "alleged_adj", "alleged_adv"):
            return "alleged"
        if has_cue(token, "hypothetical_adj"):
            return "planned"
    return None


def _judge_verb(verb: Token, below: Token, head: Token) -> str | None:
    """Judge what one verb on the way up says of what hangs below it."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "neg", "mark")}
    negated = any(child.dep_ == "neg" for child in verb.children)
    itself = verb.i == head.i
    complement = itself or below.dep_ in ("dobj", "ccomp", "xcomp", "nsubj", "nsubjpass", "prep", "pcomp", "conj", "agent")
    if not complement:
        return None
    said = [child for child in verb.children if child.dep_ in ("acomp", "attr")]
    if not itself and any(has_cue(child, "true_adj") if negated else has_cue(child, "false_adj") for child in said):
        return "denied"
    if not itself and below.dep_ in ("dobj", "ccomp", "xcomp", "prep", "nsubjpass", "pcomp"):
        if has_cue(verb, "threat_verb"):
            return "threatened"
        if has_cue(verb, "deny_verb"):
            return "denied"
        if has_cue(verb, "alleged_verb"):
            return "alleged"
        if has_cue(verb, "prevent_verb") or (has_cue(verb, "plan_verb") and below.dep_ != "ccomp" and verb.i < below.i):
            return "planned"
    if itself or below.dep_ != "ccomp" or not has_cue(verb, "speech_verb"):
        if negated and (
            itself or below.dep_ in ("dobj", "xcomp") or (below.dep_ in ("nsubj", "nsubjpass") and has_cue(verb, "reach_verb"))
        ):
            return "denied"
        if itself and verb.dep_ == "xcomp" and has_cue(verb.head, "fail_verb"):
            return "denied"
        if (
            below.dep_ == "nsubj"
            and has_cue(verb, "fail_verb")
            and any(has_cue(c, "reach_verb") for c in verb.children if c.dep_ == "xcomp")
        ):
            return "denied"
        if auxiliaries & {"will", "would", "could", "may", "might", "should", "shall", "'ll", "must", "can"} and "have" not in auxiliaries:
            return "planned"
        if "if" in auxiliaries or "unless" in auxiliaries:
            return "planned"
        if itself and verb.dep_ == "xcomp" and has_cue(verb.head, "plan_verb", "threat_verb"):
            return "threatened" if has_cue(verb.head, "threat_verb") else "planned"
        if "to" in auxiliaries and verb.tag_ == "VB" and not (verb.dep_ == "xcomp" and has_cue(verb.head, "light_verb", "achieve_verb")):
            return "planned"
    return None


def _is_aggregate(head: Token, start: int) -> bool:
    """Tell a running total or a habit by number, frequency or tense near the trigger."""
    verb = find_clause(head)
    near = [*(head.doc[start - 1 : start] if start else ()), *head.children]
    if verb.i != head.i and verb.pos_ in VERBAL and head.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
        near += [child for child in verb.children if child.dep_ in ("advmod", "npadvmod")]
    if any(has_cue(token, "habit_word") for token in near):
        return True
    if any(has_cue(t, "mass_quantity") and t.dep_ in ("nummod", "amod") for t in near if t.i < head.i):
        return True
    if head.dep_ == "pobj" and head.head.lower_ == "of" and has_cue(head.head.head, "mass_quantity"):
        return True
    if (
        head.head.i != head.i
        and head.dep_ in ("compound", "pobj")
        and any(has_cue(token, "campaign_noun") for token in climb_tree(head.head, 3))
    ):
        return True
    if verb.tag_ in ("VBP", "VBZ") and head.tag_ == "NNS" and verb.lemma_ == "be" and head.dep_ == "nsubj":
        return True  # "kidnappings are common"
    return verb.tag_ in ("VBP", "VBZ") and any(has_cue(child, "habit_word") for child in verb.children)


def is_unfinished(trigger: Trigger) -> bool:
    """Whether it is told as going on, or as having gone on: "is fighting", "have been shelling", "has launched air strikes"."""
    verb = find_clause(trigger.head)
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if verb.tag_ == "VBG":
        return not auxiliaries or not auxiliaries.isdisjoint({"is", "are", "been", "'s", "'re"})
    return not auxiliaries.isdisjoint({"has", "have", "'ve"}) and (trigger.is_verb or trigger.head.tag_ == "NNS")
