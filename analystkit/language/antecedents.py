"""Antecedents: the party that a pronoun stands for in its own sentence."""

from spacy.tokens import Token

from analystkit.language.cues import has_cue
from analystkit.language.names import has_actor_name, is_fighter

ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "pobj")
MANY = ("they", "their")
PERSONAL = ("he", "she", "his", "her")


def find_antecedent(pronoun: Token) -> Token | None:
    """Find the party that a pronoun stands for in its own sentence: the nearest subject before it that agrees with it in number."""
    before = (t for t in reversed(pronoun.doc[: pronoun.i]) if t.dep_ in ("nsubj", "nsubjpass") and t.pos_ != "PRON" and is_fighter(t))
    return next((party for party in before if agrees(party, pronoun.lower_)), None)


def find_thing(noun: Token) -> Token:
    """Find what a pronoun that is hit stands for in its own sentence, a noun standing for itself: "left the church after it was bombed"."""
    if noun.lower_ not in ("it", "them", "he", "she", "him", "her"):
        return noun
    many = noun.lower_ == "them"
    for token in reversed(noun.doc[: noun.i]):
        thing = has_cue(token, "site_noun", "aircraft_noun")
        fits = thing if noun.lower_ == "it" else has_cue(token, "person_noun") or token.ent_type_ == "PERSON"
        if token.dep_ in ARGUMENTS and fits and _is_plural(token) == many and token.head.i != noun.head.i:
            return token
    return noun


def list_speakers(verb: Token) -> list[Token]:
    """List who says what "it" or "they" did in a clause: "the army said it struck positions"."""
    told = verb.dep_ == "ccomp" and verb.head.i < verb.i and has_cue(verb.head, "speech_verb")
    return [child for child in verb.head.children if child.dep_ == "nsubj"] if told else []


def agrees(noun: Token, pronoun: str) -> bool:
    """Tell whether a pronoun can stand for a party: "they" for rebels or an army, "it" for an army, "he" for a person."""
    many = _is_plural(noun)
    single = (noun.ent_type_ == "PERSON" and not has_actor_name(noun)) or has_cue(noun, "person_noun")
    if pronoun in MANY:
        return many or not single
    return not many and (single if pronoun in PERSONAL else not single)


def _is_plural(noun: Token) -> bool:
    return noun.tag_ in ("NNS", "NNPS") or bool(noun.conjuncts)
