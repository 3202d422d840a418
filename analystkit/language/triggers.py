"""Triggers: which words of a sentence tell of violence, of what kind, and whether it happened.

The vocabulary is data (event_types.csv, triggers.csv, cues.csv); what stands here is grammar.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue, list_forms
from analystkit.language.eventtypes import Term, find_vocabulary
from analystkit.language.judgements import is_asked, is_definite, is_real, judge
from analystkit.language.means import Match, decide_type, list_means
from analystkit.language.needs import is_word_of_another_thing, meets_need
from analystkit.language.sentences import NOMINAL, VERBAL, climb_tree
from analystkit.language.totals import is_aggregate

CLAUSAL = ("ROOT", "advcl", "xcomp", "relcl", "acl", "ccomp", "conj", "pcomp")  # where a participle is a verb and no noun
PARTED = ("prt", "prep", "dobj", "oprd", "acomp", "advcl", "xcomp", "advmod")  # how the later words of a verb hang on its first


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


def is_act(token: Token) -> bool:
    """Tell whether a noun names an act of violence ("raid") or a device ("shell"), which is nobody's name."""
    return token.pos_ in NOMINAL and not find_vocabulary(token.doc).acts.isdisjoint(list_forms(token))


def find_triggers(doc: Doc) -> list[Trigger]:
    """Find the words of a parsed sentence that tell of violence, in their order.

    What names a means (a car bomb, a warplane) is a trigger only where something is told of it; what names an act
    takes its type from the means told with it.
    """
    triggers, generic_verbs = _list_candidates(doc)
    triggers = _share_status(_share_type(triggers, generic_verbs))
    heads = {trigger.head.i: trigger.event_type for trigger in triggers if not (trigger.generic and trigger.is_verb)}
    return sorted((t for t in triggers if not _says_more(t, heads)), key=lambda trigger: trigger.start)


def _list_candidates(doc: Doc) -> tuple[list[Trigger], set[int]]:
    """List what may be triggers, and which of them are verbs that tell nothing without a means."""
    matches = list(_match_terms(doc))
    means = list_means(matches)
    triggers: list[Trigger] = []
    generic_verbs: set[int] = set()
    taken: set[int] = set()
    for term, start, end in sorted(matches, key=lambda match: (match[1] - match[2], match[1], match[0].pos, match[0].event_type)):
        if term.kind == "means" or not taken.isdisjoint(range(start, end)):
            continue
        head = doc[end - 1] if term.pos == "noun" else doc[start]
        if is_asked(head) or is_word_of_another_thing(head, start) or not meets_need(term, head, means):
            continue
        # "raids in answer to mortar fire" are no shelling, but a "vacuum bomb attack" is one with a vacuum bomb
        free = [found for found in means if term.pos == "verb" or found.token not in taken or doc[found.token].head.i == head.i]
        taken.update(range(start, end))
        event_type, generic = decide_type(term, head, start, free)
        triggers.append(Trigger(head, start, end, event_type, generic, judge(head, start), is_aggregate(head, start, term.kind)))
        if term.pos == "verb" and term.kind == "generic":
            generic_verbs.add(head.i)
    return triggers, generic_verbs


def _says_more(trigger: Trigger, told: dict[int, str]) -> bool:
    """Whether a trigger only says more of another one of its sentence; `told` has the types of those, by their heads."""
    head = trigger.head
    apart = trigger.is_verb and not has_cue(head, "kill_verb")  # "attacked the train and took its passengers hostage" are two acts
    heads = {i for i, event_type in told.items() if not (apart and event_type == "abduction")}
    if _is_of_noun(head, heads) or _is_means_of(trigger, heads):
        return True
    if head.dep_ == "compound" and head.i < head.head.i and head.head.i in heads:
        return True  # "a bomb attack"
    if (trigger.generic or (trigger.event_type != "attack" and has_cue(head, "kill_verb"))) and _is_told_of(head, heads):
        return True
    if trigger.is_verb and (_has_told_fire(head, heads) or (trigger.event_type == "attack" and _is_within_fight(head, told))):
        return True
    thrown_back = head.dep_ in ("dobj", "nsubjpass") and head.head.i in heads  # "repelled an attack"
    return trigger.generic and (thrown_back or _is_said_to_be(head, heads))


def _share_type(triggers: list[Trigger], verbs: set[int]) -> list[Trigger]:
    """Let a verb of no means of its own have the type of what it is said of: "rockets with chemical agents hit the suburb"."""
    types = {trigger.head.i: trigger.event_type for trigger in triggers if not trigger.is_verb and not trigger.generic}
    shared: list[Trigger] = []
    for trigger in triggers:
        own = [c.i for c in _list_parties(trigger.head) if c.i in types]
        own = own if trigger.head.i in verbs else []
        shared.append(replace(trigger, event_type=types[own[0]], generic=False) if own else trigger)
    return shared


def _list_parties(verb: Token) -> list[Token]:
    """List a verb's subjects and objects; a second verb shares the subject of the first: "raids hit the base and destroyed it"."""
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "dobj")]
    if verb.dep_ == "conj" and not any(child.dep_ in ("nsubj", "nsubjpass") for child in own):
        own += [child for other in verb.conjuncts for child in other.children if child.dep_ == "nsubj"]
    return own


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
    below = any(token.i in heads and any(step.i == verb.i for step in climb_tree(token, 4)) for token in verb.doc)
    above = verb.dep_ in ("advcl", "conj", "acl") and verb.tag_ == "VBG" and any(step.i in heads for step in climb_tree(verb, 4))
    return below or above


def _is_means_of(trigger: Trigger, heads: set[int]) -> bool:
    """Whether a noun only says by or in what another trigger came about: "downed by gunfire", "kidnapped during an attack"."""
    head = trigger.head
    if head.pos_ in VERBAL or (not trigger.generic and trigger.event_type != "attack") or head.dep_ != "pobj":
        return False
    leads = head.head.dep_ == "agent" or head.head.lower_ in ("in", "during")
    return leads and head.head.head.i in heads and head.head.head.pos_ in VERBAL and not is_definite(head)


def _has_told_fire(verb: Token, heads: set[int]) -> bool:
    """Whether the fire that a verb opens is told of by itself: "opened artillery fire"."""
    return any(child.dep_ == "dobj" and child.lower_ == "fire" and child.i in heads for child in verb.children)


def _is_within_fight(verb: Token, told: dict[int, str]) -> bool:
    """Whether a verb says what happened in a fight that is told of: "shot dead five men in a gunfight"."""
    within = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("in", "during"))
    return any(told.get(noun.i) == "armed_clash" for preposition in within for noun in preposition.children)


def _is_of_noun(verb: Token, heads: set[int]) -> bool:
    """Whether a participle only says more of another trigger: "shells fired by rebels"."""
    return verb.pos_ in VERBAL and verb.dep_ == "acl" and verb.head.i in heads


def _is_said_to_be(noun: Token, heads: set[int]) -> bool:
    """Whether a noun only says what another trigger was: "the bombing was an attack on the police"."""
    return noun.dep_ == "attr" and any(child.dep_ == "nsubj" and child.i in heads for child in noun.head.children)


def _match_terms(doc: Doc) -> Iterator[Match]:
    """Match the vocabulary: hyphens between words are passed over ("air-strike"), every match is given."""
    index = find_vocabulary(doc).terms
    forms = [list_forms(token) for token in doc]
    for start, token in enumerate(doc):
        for first in sorted(forms[start]):
            for term in index.get(first, ()):
                end = _match_rest(doc, forms, start, term)
                if end and _has_part_of_speech(doc, start, end, term, token):
                    yield term, start, end


def _match_rest(doc: Doc, forms: list[frozenset[str]], start: int, term: Term) -> int | None:
    """Match the words of a term behind its first; those of a verb may stand apart: "shot it down", "took two men hostage"."""
    position = start + 1
    for word in term.words[1:]:
        if position < len(doc) and doc[position].text == "-":
            position += 1
        if position < len(doc) and word in forms[position]:
            position += 1
        elif not (term.pos == "verb" and any(word in forms[child.i] for child in _list_parts(doc[start]))):
            return None
    return position


def _list_parts(verb: Token) -> Iterator[Token]:
    """List where the later words of a verb may stand: beside it, or behind its object, as "dead" in "shot three men dead"."""
    for child in verb.rights:
        if child.dep_ in PARTED:
            yield child
        if child.dep_ == "prep":  # "hacked 14 villagers to death"
            yield from child.children
        if child.dep_ == "dobj":
            yield from (behind for behind in child.rights if behind.dep_ == "amod")


def _has_part_of_speech(doc: Doc, start: int, end: int, term: Term, first: Token) -> bool:
    if term.pos == "verb":
        return first.pos_ in VERBAL and first.dep_ not in ("compound", "aux", "auxpass")
    last = doc[end - 1]
    if term.pos == "adj":
        return last.dep_ in ("amod", "compound", "nmod")  # "air raids", not "fired into the air"
    if end - start > 1 and last.tag_ in ("VB", "VBN", "VBP") and last.lower_ == term.words[-1]:
        return last.dep_ in ("acl", "dep", "relcl")  # "on a bombing run over the town", which the model may take for a participle
    return last.pos_ in NOMINAL or (last.tag_ == "VBG" and last.dep_ not in CLAUSAL)
