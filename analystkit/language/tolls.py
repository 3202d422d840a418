"""Tolls: how many were killed, injured, and how many strikes there were, each as a least and a greatest number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from analystkit.language.cues import has_cue
from analystkit.language.headcounts import SINGLE, find_counts, list_people
from analystkit.language.judgements import is_asked
from analystkit.language.ranges import Range, read_number
from analystkit.language.sentences import VERBAL, climb_tree, find_clause
from analystkit.language.triggers import Trigger

GREATEST_TOLL = 20_000  # people; the dead of a war, not of an event
WAR_TOLL = 1_000  # people; as many dead as make a war of a conflict (UCDP, a year): told in the perfect they are a running total
GREATEST_STRIKES = 1_000  # more than were told of any one day and place; a larger figure is that of a campaign, or counts something else
# Cues whose words can tell of killed and injured, and words that can beside others: a word of a cue, "life", "death"
HARM_CUES = ("kill_verb", "die_verb", "injure_verb", "dead_adj", "killed_noun", "kill_noun", "casualty_noun", "injured_noun")
HARM_WORDS = {"claim": "life", "cost": "life", "lose": "life person_noun", "destroy": "person_noun", "toll": "death"}


@dataclass(frozen=True, slots=True)
class Harm:
    """People told to be killed or injured; `verb` is the token that says so, `people` the noun of those it says it of."""

    kind: str
    range: Range
    verb: Token
    people: Token


def find_harms(doc: Doc) -> list[Harm]:
    """Find the numbers of killed and injured that a sentence tells, in its order.

    Dozens and scores are no number; "including 3 children" is a part and none of its own; a number of killed and
    wounded together is neither's, and neither is the toll of a whole war.
    """
    harms: list[Harm] = []
    for token in doc:
        kind = _find_kind(token)
        if kind is None or is_asked(token) or _is_unreal(token) or _is_mixed(token) or _is_of_war(token):
            continue
        for number, people in find_counts(token):
            if number is not None and max(number.low or 0, number.high or 0) <= (WAR_TOLL if _is_perfect(token) else GREATEST_TOLL):
                risen = any(harm.range.latest for harm in harms)  # "has risen to 13 and 106 injured"
                number = replace(number, latest=True) if risen and number.low is not None else number
                harms.append(Harm(kind, number, token, people))
                break
        if harms and harms[-1].verb.i == token.i and has_cue(token, "casualty_noun"):
            harms.append(Harm("injured", harms[-1].range, token, harms[-1].people))  # "no casualties"
    return harms


def list_victims(harms: Sequence[Harm]) -> list[Token]:
    """List the nouns of those killed or injured, in the order told; a number alone and "no casualties" name nobody."""
    return [harm.people for harm in harms if harm.people.i != harm.verb.i and not harm.people.like_num and harm.range.high != 0]


def share_harms(triggers: Sequence[Trigger], harms: Sequence[Harm]) -> list[list[Harm]]:
    """Give each harm to the trigger that it hangs on, by the parse, else to the nearest."""
    shares: list[list[Harm]] = [[] for _ in triggers]
    for harm in harms:
        costs = [(*_measure_path(harm.verb, trigger.head), abs(harm.verb.i - trigger.head.i), n) for n, trigger in enumerate(triggers)]
        shares[min(costs)[-1]].append(harm)
    return shares


def sum_harms(harms: Sequence[Harm]) -> tuple[Range | None, Range | None]:
    """Take the first number of each kind: what follows in the same sentence is a part of it or tells it again."""
    killed = next((harm.range for harm in harms if harm.kind == "killed"), None)
    injured = next((harm.range for harm in harms if harm.kind == "injured"), None)
    return killed, injured


def _measure_path(first: Token, second: Token) -> tuple[int, int]:
    """Measure how far apart two words are in the parse, and whether the first hangs on the second (0), the reverse (1), or neither (2)."""
    up = [token.i for token in climb_tree(first, 15)]
    for steps, token in enumerate(climb_tree(second, 15)):
        if token.i in up:
            return steps + up.index(token.i), 0 if not steps else 1 if token.i == first.i else 2
    return 30, 2


def count_strikes(trigger: Trigger) -> Range | None:
    """Count the strikes that a noun trigger tells of: "eight raids" is 8, "an air strike" is 1, "raids" is unknown."""
    if trigger.is_verb:
        return None
    for child in trigger.head.lefts:
        if child.dep_ == "nummod" and child.ent_type_ != "DATE":  # "the 2013 attack"
            return _read_strikes(child, trigger.head)
    return Range(1, 1) if any(child.lower_ in SINGLE for child in trigger.head.lefts) and trigger.head.tag_ == "NN" else None


def _read_strikes(figure: Token, noun: Token) -> Range | None:
    """Read how many strikes a figure counts: none where a phrase stands between, "300,000 under siege Fresh fighting", or of a campaign."""
    number = read_number(figure)
    if number is None or any(token.pos_ == "ADP" for token in figure.doc[figure.i + 1 : noun.i]):
        return None
    return number if max(number.low or 0, number.high or 0) <= GREATEST_STRIKES else None


def _is_perfect(token: Token) -> bool:
    """Whether it is told in the present perfect: "6,000 have been killed on this front"."""
    return any(child.dep_ == "aux" and child.lower_ in ("has", "have", "'ve") for child in find_clause(token).children)


def _find_kind(token: Token) -> str | None:
    """Tell what a token says of people: that they were killed or injured."""
    if token.pos_ in VERBAL and not (token.dep_ == "amod" and token.tag_ == "VBN"):
        if has_cue(token, "kill_verb", "die_verb") or _destroys_people(token):
            return "killed"
        if has_cue(token, "injure_verb"):
            return "injured"
        if any(c.lower_ == "to" and any(inner.lower_ == "death" for inner in c.children) for c in token.rights):
            return "killed"  # "hacked 14 people to death"
        if token.lemma_.lower() in ("claim", "cost", "lose") and any(child.lemma_ == "life" for child in token.children):
            return "killed"
    if has_cue(token, "dead_adj") and token.dep_ not in ("compound", "nmod"):
        return "killed"
    if token.pos_ in ("NOUN", "PROPN") and has_cue(token, "killed_noun", "kill_noun", "casualty_noun"):
        return "killed"
    if has_cue(token, "injured_noun", "injure_verb") and token.pos_ in ("NOUN", "ADJ", "VERB"):
        return "injured"
    if token.lemma_.lower() == "toll" and any(child.lower_ == "death" for child in token.children):
        return "killed"
    return None


def _destroys_people(verb: Token) -> bool:
    """Tell whether a number of people is told to be destroyed or lost, as armies say: "destroyed over 60 terrorists"."""
    if verb.lemma_.lower() not in ("destroy", "lose"):
        return False
    nouns = [other for person in list_people(verb) for other in (person, *person.conjuncts)]
    return any(has_cue(noun, "person_noun") and any(c.dep_ == "nummod" for c in noun.children) for noun in nouns)


def _is_unreal(token: Token) -> bool:
    """Not happened: "would kill thousands", "denied that any civilian had died"."""
    if token.dep_ == "ccomp" and has_cue(token.head, "deny_verb"):
        return True
    return any(child.dep_ == "aux" and child.lower_ in ("will", "would", "could", "may", "might") for child in token.children)


def _is_mixed(token: Token) -> bool:
    """Killed together with wounded: "40 were killed or wounded", "killing and injuring 12"."""
    doc = token.doc
    for joint, other in ((token.i + 1, token.i + 2), (token.i - 1, token.i - 2)):
        joined = 0 <= other < len(doc) and doc[joint].lower_ in ("and", "or", "/", "&")
        if joined and _find_kind(doc[other]) not in (None, _find_kind(token)):
            return True
    return False


def _is_of_war(token: Token) -> bool:
    """Whether a toll is that of a whole war or campaign: "killed in the conflict", "have died since the offensive began"."""
    for child in token.children:
        if child.dep_ == "advcl" and any(mark.lower_ == "since" for mark in child.children):
            return True
        if child.dep_ in ("prep", "advcl", "npadvmod") and child.i > token.i and (child.dep_ == "prep" or child.lower_ == "since"):
            ends = [t for t in child.subtree if t.dep_ in ("pobj", "nsubj", "nsubjpass")]
            if any(has_cue(t, "war_noun") for t in ends[:1]):
                return True
    return False
