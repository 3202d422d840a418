"""Names: the words that name a party or a thing in a sentence, without what is no part of its name."""

from functools import lru_cache

from spacy.tokens import Doc, Token

from analystkit.language.actors import ActorName, find_actors, identify_actor
from analystkit.language.cues import has_cue
from analystkit.language.numerals import is_numeral
from analystkit.language.sentences import find_phrase

PARTIES = ("GPE", "NORP", "ORG")
SKIPPED_MODIFIERS = ("det", "nummod", "predet", "quantmod")
OWNERS = ("of", "from", "with", "to")  # "fighters from the group", "a helicopter belonging to the regime"
LONGEST_NAME = 80  # characters; a longer phrase is a bad parse, not a name
HEADLINE_VERBS = ("foil_verb", "kill_verb", "capture_verb", "harm_verb")  # what a headline in capitals may hide in a name
LONGEST_RUN = 4  # words; a longer name may be two
LED = ("led", "backed", "allied", "linked", "affiliated", "aligned")  # "US-led", "Iran-backed"
BARE = "air_strike"  # the kind of act of which a country's name alone names who did it
DASHES = ("-", "--", "–", "—")  # between spaces they end what stands before a name, a dateline above all
NAMED, DESCRIBED, EQUIPMENT = 3, 2, 1  # how well a phrase says who did it; the "rebel" of "a rebel attack" is no more than a plane


def name_phrase(token: Token | None, *, with_owner: bool = False) -> str | None:
    """Name the phrase a token heads as the text writes it, without articles and numbers; None for a pronoun.

    `with_owner` takes along an "of" behind it: "positions of the militants".
    """
    if token is None or token.pos_ in ("PRON", "DET", "SCONJ", "NUM") or token.ent_type_ in ("DATE", "TIME", "CARDINAL"):
        return None
    if has_cue(token, "quantity_adj"):  # "others", "many more"
        return None
    if token.pos_ == "VERB" and token.lower_ not in LED and not find_actors(token.text):
        return None
    start, end = find_phrase(token)
    doc = token.doc
    start = _extend_left(token, start)
    start = max([start, *(t.i + 1 for t in doc[start : token.i] if t.pos_ == "AUX" and t.is_lower)])  # "there have been repeated attacks"
    start = _skip_noise(token, start)
    start, end = _complete_name(doc, start, end)
    owner = next((inner for c in token.rights if with_owner and c.lower_ == "of" for inner in c.children if inner.dep_ == "pobj"), None)
    longer = doc[start : owner.i + 1].text if owner is not None else ""
    text = longer if 0 < len(longer) <= LONGEST_NAME else doc[start:end].text
    if owner is None and token.pos_ == "PROPN" and has_cue(token, *HEADLINE_VERBS) and start < token.i:
        text = doc[start : token.i].text  # "Syrian Army Foils Attack", of which the parse makes one name
    if end - start > LONGEST_RUN and owner is None:
        text = _cut_run(text)
    text = text.strip(" \"'“”‘’.,;:()[]-–")
    return text if 1 < len(text) <= LONGEST_NAME else None


def _cut_run(text: str) -> str:
    """Cut from before a name what a text without its punctuation runs into it: "Sputnik Mikhail Alayeddin Syrian Army"."""
    words = text.split()
    tails = (" ".join(words[n:]) for n in range(1, len(words) - 1)) if identify_actor(text) is None else ()
    return next((tail for tail in tails if identify_actor(tail) is not None), text)


def resolve_part(token: Token) -> Token:
    """Find whose part a phrase names: "fighters from the group" is the group, "the militia X" is X, "dozens of rebels" rebels."""
    behind = _find_name_behind(token) if has_cue(token, "armed_part", "armed_noun") else None
    if behind is not None:
        return behind
    for child in token.rights:
        named = child.dep_ == "appos" and child.pos_ == "PROPN" and has_cue(token, "armed_part", "armed_noun")
        if named and (find_actors(child.text) or not has_party_name(token)):
            return child
        if child.dep_ == "acl" and has_cue(child, "naming_verb"):  # "a group calling itself the Freedom Brigade"
            own = next((c for c in child.children if c.dep_ in ("oprd", "dobj") and c.pos_ == "PROPN"), None)
            if own is not None:
                return own
    if token.dep_ == "appos" and has_actor_name(token.head) and not has_party_name(token):
        return resolve_part(token.head)  # "the PKK, a group that has fought"
    whole = find_whole(token)
    if whole is None:
        return token
    if has_cue(token, "quantity_noun") and token.ent_type_ not in PARTIES:
        return resolve_part(whole)
    if not has_cue(token, "armed_part") or _list_actors(token):
        return token
    if _list_actors(whole):
        return whole
    place = whole.ent_type_ == "GPE"  # "fighters from Idlib"
    return resolve_part(whole) if not place and (has_party_name(whole) or has_cue(whole, "armed_noun")) else token


def _find_name_behind(token: Token) -> Token | None:
    """Find an actor's name right behind what it is, however the parse hangs it: "the separatist group ETA"."""
    end = token.idx + len(token)
    name = next((name for name in _find_names(token.doc.text) if name.start == end + 1), None)
    span = token.doc.char_span(name.start, name.end, alignment_mode="expand") if name is not None else None
    return span[-1] if span is not None and token.doc.text[end] == " " and span[-1].dep_ not in ("nsubj", "nsubjpass", "dobj") else None


def is_party(token: Token) -> bool:
    """Tell whether a phrase can have done an armed act: a named party, armed people, a plane; not a victim, a gas or a street."""
    if is_numeral(token) or (has_cue(token, "teller_noun", "town_noun") and not is_named(token) and not _list_actors(token)):
        return False
    if is_named(token) or token.lower_ in LED or has_cue(token, "armed_noun", "armed_part", "aircraft_noun"):
        return True
    whole = find_whole(token) if has_cue(token, "quantity_noun") else None  # "dozens of gunmen"
    if whole is not None and whole.i != token.i:
        return is_party(whole)
    return has_party_name(token) and not has_cue(token, "place_noun", "person_noun", "struck_noun")


def is_fighter(token: Token) -> bool:
    """Tell whether a phrase is a party by its own noun: "the army", "Isis", "Syrian regime", not "the Afrin campaign"."""
    return is_party(token) and (
        is_named(token)
        or bool(_list_actors(token))
        or has_cue(token, "armed_noun", "armed_part", "aircraft_noun", "crew_noun", "quantity_noun")
    )


def is_named(token: Token) -> bool:
    """Tell whether a token is part of the name of a party or a person, a place's own name being none: "Isis", "Syrian", "Assad"."""
    if token.ent_type_ == "GPE":
        name = next((ent.text for ent in token.doc.ents if ent.start <= token.i < ent.end), token.text)
        return identify_actor(name, BARE) is not None
    return token.ent_type_ in (*PARTIES, "PERSON") or bool(find_actors(token.text))


def has_party_name(token: Token) -> bool:
    """Tell whether a token is named or has a name before it: "the Syrian army", "Isis"."""
    start, end = find_phrase(token)
    return any(is_named(t) for t in token.doc[start:end]) or bool(_list_actors(token))


def has_actor_name(token: Token) -> bool:
    """Tell whether a phrase holds the name of an armed actor or a nation: "Islamic State militants", "a Syrian army position"."""
    start, end = find_phrase(token)
    return bool(_list_actors(token)) or any(_is_nation(t) for t in token.doc[start:end])


def _is_nation(token: Token) -> bool:
    return token.ent_type_ == "NORP" and identify_actor(token.text, BARE) is not None


def rank_party(token: Token) -> int:
    """Rank how well a phrase says who did it: a name, a description ("rebels"), a plane."""
    # words of the name included that the parse hangs on the noun behind
    words = token.doc[_extend_left(token, find_phrase(token)[0]) : token.i + 1]
    if has_party_name(token) or any(t.lower_ == "led" or _is_nation(t) for t in words):
        return NAMED
    modifier = token.dep_ in ("compound", "amod", "nmod")
    return EQUIPMENT if modifier or (has_cue(token, "aircraft_noun") and not has_cue(token, "armed_noun")) else DESCRIBED


def _list_actors(token: Token) -> list[ActorName]:
    """List the names of armed actors in the phrase that a token heads."""
    start, _ = find_phrase(token)
    first, last = token.doc[start].idx, token.idx + len(token)
    return [name for name in _find_names(token.doc.text) if name.start < last and first < name.end]


@lru_cache(maxsize=64)
def _find_names(sentence: str) -> tuple[ActorName, ...]:
    return tuple(find_actors(sentence))


def find_whole(token: Token) -> Token | None:
    """Find what a noun is a part or a number of: what stands behind "of", "from" or "belonging to"."""
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ in OWNERS[:2]:
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
        if child.dep_ in ("acl", "amod", "relcl") and has_cue(child, "bond_word"):
            return next((i for c in child.children if c.lower_ in OWNERS for i in c.children if i.dep_ == "pobj"), None)
    return None


def _extend_left(token: Token, start: int) -> int:
    """Take in what the parse hangs on the noun behind: both words of "Syrian government strikes", "Syrian or Russian raids"."""
    doc = token.doc
    while start > 0 and _is_party_word(doc[start - 1]) and doc[start - 1].head.i >= start - 1:
        start -= 1
    if start > 1 and doc[start - 1].lower_ in ("and", "or") and _is_party_word(doc[start - 2]) and doc[start - 2].ent_type_ == "NORP":
        return start - 2
    return start


def _complete_name(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in the rest of an actor's name that the parse cut: "Islamic State in Iraq and the Levant"."""
    last = doc[end - 1]
    for name in _find_names(doc.text):
        if name.start <= last.idx < name.end:
            whole = doc.char_span(name.start, name.end, alignment_mode="expand")
            return (min(start, whole.start), max(end, whole.end)) if whole is not None else (start, end)
    return start, end


def _is_party_word(token: Token) -> bool:
    return (
        token.ent_type_ in ("NORP", "ORG")
        or token.lower_ in LED
        or (token.lower_ == "-" and token.nbor(1).lower_ in LED)
        or (token.i + 2 < len(token.doc) and token.nbor(1).text == "-" and token.nbor(2).lower_ in LED)
    )


def _skip_noise(token: Token, start: int) -> int:
    """Skip what before a name is no part of it: articles, numbers, and the town that a text without commas runs into a party's name."""
    doc = token.doc
    start = max([start, *(t.i + 1 for t in doc[start : token.i] if is_numeral(t) and t.ent_type_ != "ORG")])  # "Injured 100 fighters"
    dashes = (t.i + 1 for t in doc[max(start, 1) : token.i] if t.text in DASHES and t.nbor(-1).whitespace_)
    start = max([start, *dashes])  # "Idlib - Fighters"
    while start < token.i and _is_no_part(doc[start]):
        start += 1
    nation = next((t.i for t in doc[start + 1 : token.i] if t.ent_type_ == "NORP"), None)
    if nation is not None and doc[start].tag_ in ("NNP", "NNPS") and doc[nation - 1].text != "-" and doc[start].ent_type_ != "NORP":
        return nation  # "Beirut Syrian government"
    return start


def _is_no_part(token: Token) -> bool:
    """Whether a word before a name is none of it: an article, a number, a date, the "so-called" of so-called."""
    if token.dep_ in SKIPPED_MODIFIERS or token.pos_ in ("DET", "NUM", "PUNCT", "ADV", "PART", "PRON", "CCONJ"):
        return True
    return (
        token.ent_type_ in ("DATE", "TIME", "CARDINAL")
        or token.lower_ in ("called", "proclaimed", "styled", "self", "only")
        or has_cue(token, "quantity_adj", "dead_adj")  # "shot dead Judge Lopez"
    )
