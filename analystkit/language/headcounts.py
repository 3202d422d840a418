"""Headcounts: the number of people whom a word of harm is said of, by the parse and by the words beside it."""

import functools
from collections.abc import Iterator

from spacy.tokens import Token

from analystkit.language.cues import has_cue
from analystkit.language.numerals import is_numeral
from analystkit.language.ranges import HYPHENED, Range, read_number
from analystkit.language.sentences import VERBAL, climb_tree, find_phrase

SINGLE = ("a", "an", "another", "one")
POSSESSIVE = ("the", "his", "her", "its", "their")
NOBODY = ("no", "none", "nobody")
# What stands between a verb of harm and the number of those it harmed: "killed at least 12", "wounding another 30"
BEFORE_NUMBER = frozenset(
    {*("at", "least", "more", "than", "over", "up", "to", "as", "many", "some", "about", "nearly", "almost", "between"), *SINGLE}
)
NO_COUNT = ("DATE", "TIME", "ORDINAL", "PERCENT", "MONEY", "QUANTITY")  # numbers of other things than people
REACH = 8  # tokens before a word of harm where the number of those harmed can stand
VICTIM_PLACES = ("dobj", "nsubjpass", "conj", "appos", "attr", "pobj")
BESIDES = ("in addition to", "together with", "along with")
COUNTED = ("nsubj", "nsubjpass", "dobj", "attr", "oprd")


def find_counts(harm: Token) -> Iterator[tuple[Range | None, Token]]:
    """List where the number of those harmed can stand, with their noun, the likeliest place first."""
    if has_cue(harm, "casualty_noun"):  # killed and wounded together, but where there is none of either
        yield (Range(0, 0) if _is_none(harm) else None), harm
        return
    if _is_toll(harm):
        yield from _read_toll(harm)
    beside = _read_before(harm)
    if beside is not None and is_numeral(harm.nbor(-1)):  # "about 30 injured"
        yield beside, harm
        return
    for person in map(_find_whole, list_people(harm)):
        yield _count_people(person, harm), person
    after = _read_after(harm)
    yield (beside, harm) if beside is not None else (after, harm)


def list_people(harm: Token) -> list[Token]:
    """List the nouns of those a word of harm is said of, by the parse."""
    people = [harm.head if c.tag_ in ("WP", "WDT") and harm.dep_ == "relcl" else c for c in harm.children if c.dep_ in COUNTED]
    if harm.pos_ not in VERBAL:
        people = [harm, *people]
        if harm.dep_ in ("acomp", "oprd", "ccomp", "amod", "acl", "advcl"):
            people += [c for c in harm.head.children if c.dep_ in ("nsubj", "nsubjpass", "dobj")]
            people += [harm.head] if harm.dep_ in ("amod", "acl") else []
        sufferer = harm.head.head if harm.head.lower_ == "from" else harm.head  # "suffered from suffocation"
        if harm.dep_ in ("dobj", "pobj") and sufferer.lemma_.lower() in ("suffer", "sustain", "receive"):
            people += [c for c in sufferer.children if c.dep_ == "nsubj"]
        if harm.dep_ == "pobj" and harm.head.head.lemma_.lower() == "case":  # "cases of suffocation"
            people.append(harm.head.head)
        return people + [inner for c in harm.children if c.lower_ == "of" for inner in c.children if inner.dep_ == "pobj"]
    people = [c for c in people if not (is_numeral(c) and any(k.dep_ == "acl" and has_cue(k, "injure_verb") for k in c.children))]
    suffer = has_cue(harm, "die_verb") or any(c.dep_ == "nsubjpass" for c in harm.children)
    if not suffer:  # "the charges that injured a passer-by" are none of those injured
        people = [c for c in people if c.dep_ == "dobj" and c.head.i == harm.i]
    else:
        people = [c for c in people if c.dep_ != "dobj" or c.head.i != harm.i]
    people += [inner for c in people if c.lemma_ == "life" for of in c.children for inner in of.children if inner.dep_ == "pobj"]
    if not people and harm.dep_ in ("acl", "relcl") and harm.tag_ == "VBN":
        people = [harm.head]
    if (
        not people
        and harm.dep_ == "conj"
        and harm.tag_ == "VBN"
        and not has_cue(harm.head, "kill_verb", "die_verb")
        and not any(c.dep_ == "nsubj" for c in harm.children)  # "a school was hit and 61 girls killed"
    ):  # "beaten and injured"
        people = [c for c in harm.head.children if c.dep_ == "nsubjpass"]
    if not people and harm.dep_ == "xcomp":  # "are believed to have died"
        people = [c for c in harm.head.children if c.dep_ in ("nsubjpass", "nsubj")]
    if not people and harm.dep_ in ("ROOT", "conj", "ccomp") and harm.tag_ in ("VBN", "VBD"):
        people = [c for c in harm.children if c.dep_ in ("nsubj", "dep", "npadvmod")]
    return people


def _find_whole(part: Token) -> Token:
    """Find those whom a part is told of: "23 civilians" of "23 civilians, including nine children, and 16 soldiers dead"."""
    first = part.head if part.dep_ == "conj" else part
    return first.head.head if first.head.lower_ in ("including", "among") and first.head.i > first.head.head.i else part


def _is_none(noun: Token) -> bool:
    """Tell whether a noun is told to be nobody: "no casualties", "none of the passengers", "without causing casualties"."""
    if noun.lower_ in NOBODY or any(child.lower_ in NOBODY for child in noun.children):
        return not any(child.dep_ == "relcl" for child in noun.children)  # "killed nobody he knew"
    return any(step.lower_ == "without" for step in climb_tree(noun, 3)) and noun.lower_ != "without"


def _is_toll(harm: Token) -> bool:
    """Tell whether a number told further on is the toll: "the death toll rose to 31", "the number of those killed stood at 41"."""
    if harm.lemma_.lower() == "toll":
        return True
    noun = harm.head if harm.dep_ in ("acl", "relcl") else harm
    whole = noun.head.head if noun.head.dep_ == "prep" else noun  # "the number of those killed", "the number killed"
    counted = whole.lemma_.lower() in ("number", "toll")
    return counted and not any(is_numeral(child) for child in noun.children) and not (harm.i and is_numeral(harm.nbor(-1)))


def _read_toll(harm: Token) -> Iterator[tuple[Range | None, Token]]:
    """Read the numbers behind a toll, upwards through the parse; one that rose to a number is so far the last."""
    for step in climb_tree(harm, 5):
        risen = step.pos_ in VERBAL and has_cue(step, "trend_verb")
        for token in step.subtree:
            if token.i > harm.i and is_numeral(token) and token.ent_type_ not in NO_COUNT:
                number = read_number(token)
                yield (Range(number.low, number.high, latest=True) if number is not None and risen else number), token


def _read_before(harm: Token) -> Range | None:
    """Read the number in the words right before a word of harm: "23 dead", "at least three people were killed"."""
    doc, people = harm.doc, False
    for before in reversed(doc[max(0, harm.i - REACH) : harm.i]):
        if is_numeral(before) or HYPHENED.fullmatch(before.text):
            return read_number(before) if before.ent_type_ not in NO_COUNT else None
        if before.lower_ in SINGLE[:2] and has_cue(doc[before.i + 1], "person_noun"):
            return Range(1, 1)
        people = people or has_cue(before, "person_noun")
        plain = before.pos_ in ("AUX", "ADV", "ADJ") or (people and before.pos_ in ("NOUN", "PROPN")) or before.lower_ == "more"
        if not plain or has_cue(before, "kill_verb", "injure_verb", "dead_adj", "injured_noun"):
            return None
    return None


def _read_after(harm: Token) -> Range | None:
    """Read the number in the words right behind a verb of harm: "killed at least 12", "shot dead four"."""
    if harm.pos_ not in VERBAL and not has_cue(harm, "dead_adj"):
        return None
    for after in harm.doc[harm.i + 1 : harm.i + 6]:
        if is_numeral(after):
            following = harm.doc[after.i + 1] if after.i + 1 < len(harm.doc) else None
            if following is not None and is_numeral(following):
                continue
            if following is not None and has_cue(following, "injured_noun", "injure_verb", "dead_adj", "kill_verb"):
                return None  # "killed 30 injured", of a headline without its comma
            return read_number(after) if after.ent_type_ not in NO_COUNT else None
        if after.lower_ not in BEFORE_NUMBER:
            return None
    return None


def _count_people(person: Token, harm: Token) -> Range | None:
    """Count the people of one noun phrase and of those joined to it: "two women and three men" are five.

    A number counts what is joined behind it as well, "40 gunmen and their families"; nobody counts "the monks and their cook".
    """
    total: Range | None = None
    for noun in (person, *(_list_joined(person, harm) if person.i != harm.i else ())):
        number = _count_phrase(noun, harm)
        if number is None:
            if total is None and noun.tag_ == "NNS" and noun.dep_ != "nsubj":
                return None
        elif total is None:
            total = number
        elif has_cue(noun, "person_noun", "age_noun") or is_numeral(noun) or _is_one_person(noun, harm):
            total = total.add(number)
    return _add_beside(person, harm, total)


def _add_beside(person: Token, harm: Token, total: Range | None) -> Range | None:
    """Add those whom the parse takes for a part, "two soldiers, a policeman and six civilians": they are more than the whole would be."""
    for first in (c for c in person.children if c.dep_ == "appos" and c.conjuncts and total is not None):
        numbers = [_count_phrase(noun, harm) for noun in (first, *first.conjuncts)]
        beside = [number for number in numbers if number is not None]
        if total is None or total.low is None or len(beside) < len(numbers):
            continue
        if sum(number.low or 0 for number in beside) > total.low:
            total = functools.reduce(Range.add, beside, total)
    return total


def _list_joined(person: Token, harm: Token) -> list[Token]:
    """List the nouns joined to one, not those told as a part of it: "and 12 soldiers", not "including 84 children and 35 women"."""
    same = (c for c in harm.children if c.dep_ == person.dep_)
    # "a man, his wife and their son"
    relatives = [c for c in person.children if c.dep_ == "appos" and any(owner.pos_ == "PRON" for owner in c.lefts)]
    besides = [
        t
        for t in harm.doc[person.i + 1 :]
        if t.dep_ == "pobj" and harm.doc[max(0, t.left_edge.i - 3) : t.left_edge.i].text.endswith(BESIDES)
    ]
    joined = [*person.conjuncts, *same, *relatives, *(other for kin in relatives for other in kin.conjuncts), *besides]
    cut = next((t.i for t in harm.doc[person.i + 1 :] if t.lower_ in ("including", "among")), len(harm.doc))
    joined = [
        t for t in joined if not any(step.dep_ == "neg" for near in (t, t.head) for step in near.children)
    ]  # "and not ten or seventeen"
    return sorted({t for t in joined if person.i < t.i < cut}, key=lambda token: token.i)


def _count_phrase(noun: Token, harm: Token) -> Range | None:
    """Count one noun phrase: "15 people", "a total of 17 people", "both pilots", "no one", "a soldier"."""
    if _is_none(noun):
        return Range(0, 0)
    if noun.lower_ == "old" and noun.i > 1 and noun.nbor(-2).lower_ == "year":  # "a 17-year-old"
        return Range(1, 1)
    if (is_numeral(noun) or HYPHENED.fullmatch(noun.text)) and noun.ent_type_ not in ("DATE", "TIME"):
        return read_number(noun)
    if has_cue(noun, "quantity_noun"):
        whole = next((inner for c in noun.children if c.lower_ == "of" for inner in c.children if inner.dep_ == "pobj"), None)
        return _count_phrase(whole, harm) if whole is not None and noun.lower_ == "total" else None
    person = has_cue(noun, "person_noun")
    for child in noun.children:
        if child.dep_ == "nummod" and child.ent_type_ != "ORDINAL" and (person or child.ent_type_ not in NO_COUNT):
            return None if has_cue(noun, "wound_noun") else read_number(child)
        if child.lower_ == "both":
            return Range(2, 2)
    if noun.i == harm.i:
        return None
    loose = [t for t in noun.doc[find_phrase(noun)[0] : noun.i] if is_numeral(t) and t.ent_type_ not in NO_COUNT]
    if loose and person:
        return read_number(loose[-1])  # "Over 50 Boko Haram Militant Killed", of which the parse makes one name
    return Range(1, 1) if _is_one_person(noun, harm) else None


def _is_one_person(noun: Token, harm: Token) -> bool:
    """Tell whether a phrase names one person: "a soldier", "his wife", "the corporal", a name; not "the family"."""
    if noun.ent_type_ == "PERSON" and noun.tag_ == "NNP":
        return True
    if noun.tag_ != "NN" or has_cue(noun, "collective_noun", "quantity_noun", "place_noun", "armed_part"):
        return has_cue(noun, "person_noun") and noun.tag_ == "NN" and not has_cue(noun, "collective_noun")
    if has_cue(noun, "person_noun"):
        return True
    told = any(child.lower_ in (*SINGLE, *POSSESSIVE) for child in noun.lefts)
    return (
        told
        and noun.dep_ in VICTIM_PLACES
        and has_cue(harm, "kill_verb", "injure_verb", "die_verb", "kill_noun")
        and noun.ent_type_ != "ORG"
    )
