"""Sentences: where one ends, found by rule before any model sees it, and the parse of each."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc, Token

from analystkit.language.capitals import is_in_capitals, restore_case
from analystkit.language.models import load_model
from analystkit.language.stages import Stages

NOMINAL = ("NOUN", "PROPN", "ADJ", "X", "NUM")
VERBAL = ("VERB", "AUX")
PRESUPPOSING = ("after", "before", "following", "since", "until", "despite", "amid")  # what they lead to has happened, and is another event
LONGEST_LIST = 60  # steps up the parse tree; what hangs deeper in a list hangs nowhere
NO_START = 2**64 - 1  # -1 as spaCy keeps it: no sentence can begin at a word
BATCH = 64  # sentences that the model reads at a time; more of them no longer fit into a processor's cache
LONGEST_SENTENCE = 1200  # characters; a longer one is cut at white space, so that one page without a full stop costs no more than any other

# Where a line ends a paragraph: "…said.\n\nThe" or a single line break
LINE_BREAK = re.compile(r"[\r\n\u2028\u2029]\s*+")
# A mark that may end a sentence, with the quotes and brackets that close behind it, white space, and what may begin one: 'said." The'
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+\s++(?=[\"'“‘«(\[]*+[^\W_])")
# A stop that runs into the next sentence where a page lost its white space: 'in the city.Police said', 'attack”.He'
RUN_ON = re.compile(r"(?<=[a-z0-9”’)\]])[.!?]++[\"'”’)\]]*+(?=[A-Z][a-z]|[“‘]\w)")
# What a full stop does not end: "Gen. Smith", "J. Smith", "U.S. jets", "Feb. 5", "No. 4"
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Brig|Adm|Cmdr|Sen|Rep|Gov|Pres|Rev|Hon|Jr|Sr|St|Mt|Ft|No|vs|ca|approx|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun|a\.m|p\.m|e\.g|i\.e)|\b[A-Z]|\b[A-Z]\.[A-Z])\.$",
)


class Sentence(NamedTuple):
    """A stretch of an article's text: `text[start:end]`."""

    start: int
    end: int


def split_sentences(text: str) -> list[Sentence]:
    """Split a text into its sentences, by rule alone: what a sentence is does not depend on its neighbours.

    Line breaks end a sentence, as do full stops, question and exclamation marks before a capital, a digit or a quote,
    unless the stop belongs to an abbreviation or an initial. White space around a sentence is outside it.

    Examples
    --------
    >>> [tuple(s) for s in split_sentences("Gen. Ali spoke. Two jets hit Idlib.")]
    [(0, 15), (16, 35)]
    """
    sentences: list[Sentence] = []
    start = 0
    for line in [*LINE_BREAK.finditer(text), None]:
        end = line.start() if line else len(text)
        sentences += _split_line(text, start, end)
        start = line.end() if line else end
    return sentences


def _split_line(text: str, start: int, end: int) -> Iterator[Sentence]:
    marks = [*SENTENCE_END.finditer(text, start, end), *RUN_ON.finditer(text, start, end)]
    for mark in sorted(marks, key=lambda found: found.start()):
        following = text[mark.end() : mark.end() + 2].lstrip("\"'“‘«([")
        head = text[max(start, mark.start() - 12) : mark.start() + 1]
        if following[:1].islower() or ABBREVIATION.search(head):
            continue
        yield from _cut(text, start, mark.end())
        start = mark.end()
    yield from _cut(text, start, end)


def _cut(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Trim white space and cut what is longer than a sentence can be."""
    while end - start > LONGEST_SENTENCE:
        space = max(text.rfind(" ", start, start + LONGEST_SENTENCE), text.rfind("\t", start, start + LONGEST_SENTENCE))
        cut = space + 1 if space > start else start + LONGEST_SENTENCE
        yield from _trim(text, start, cut)
        start = cut
    yield from _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> Iterator[Sentence]:
    stretch = text[start:end]
    left = start + len(stretch) - len(stretch.lstrip())
    right = end - (len(stretch) - len(stretch.rstrip()))
    if left < right:
        yield Sentence(left, right)


@cache
def _load_stages() -> Stages:
    return Stages(load_model())


def parse_sentences(texts: Iterable[str]) -> Iterator[Doc]:
    """Parse sentences, one Doc each, in order; a Doc is one sentence and the model may not split it further.

    A sentence in capitals is parsed in its usual spelling: the Doc's words differ from the text's in case, never in offset.
    """
    return _run(map(_make_doc, texts), "tags", "parse", "entities")


def find_entities(texts: Iterable[str]) -> Iterator[Doc]:
    """Find the entities of sentences, one Doc each, in order: those of `parse_sentences`, in half the time, without the parse."""
    return _run(map(_make_doc, texts), "entities")


def add_parse(docs: Iterable[Doc]) -> Iterator[Doc]:
    """Add what `parse_sentences` gives beside the entities to sentences of `find_entities`."""
    return _run(docs, "tags", "parse")


def _run(docs: Iterable[Doc], *stages: str) -> Iterator[Doc]:
    found = list(docs)
    by_length = sorted(found, key=len)  # the longest sentence of a batch says how many steps it takes
    for start in range(0, len(found), BATCH):
        _load_stages().run(by_length[start : start + BATCH], *stages)
    yield from found


def _make_doc(text: str) -> Doc:
    model = load_model()
    doc = model.make_doc(restore_case(text, model) if is_in_capitals(text) else text)
    if len(doc) > 1:
        starts: Any = np.full(len(doc), NO_START, dtype=np.uint64)
        starts[0] = 0  # which says nothing
        doc.from_array(["SENT_START"], starts)
    return doc


def climb_tree(token: Token, limit: int = 12) -> Iterator[Token]:
    """Walk from a token to its root, the token itself first, for at most `limit` steps."""
    for _ in range(limit):
        yield token
        if token.head.i == token.i:
            return
        token = token.head


def find_clause(token: Token) -> Token:
    """Find the verb that governs a token, itself if it is one; without a verb the topmost token reached."""
    top = token
    for top in climb_tree(token):
        if top.pos_ in ("VERB", "AUX") and top.dep_ not in ("aux", "auxpass", "amod", "compound"):
            return top
    return top


def find_role(token: Token) -> tuple[str, Token]:
    """Find how the list or compound that a noun is part of hangs on what: as dobj on the verb in "destroyed a bunker and two arms caches".

    The last noun of a long list the parse may join to the verb itself, whose object it is.
    """
    for step in climb_tree(token, LONGEST_LIST):
        if step.dep_ == "conj" and step.pos_ in NOMINAL and step.head.pos_ in VERBAL:
            return "dobj", step.head
        if step.dep_ not in ("compound", "amod", "nmod", "conj", "appos"):  # an apposition the parse takes for a list, and the reverse
            return step.dep_, step.head
    return token.dep_, token.head


def find_phrase(token: Token) -> tuple[int, int]:
    """Find the tokens of the noun phrase a token heads: determiners, compounds and modifiers before it, not what follows."""
    start = token.i
    for child in token.lefts:
        if child.dep_ in ("det", "compound", "amod", "nummod", "poss", "nmod", "quantmod", "advmod", "predet"):
            start = min(start, child.left_edge.i)
    return start, token.i + 1


def takes_up(verb: Token) -> bool:
    """Whether a clause's subject or object is the noun before it: "a device that exploded", "a man shot dead", not "a town where"."""
    return verb.dep_ == "acl" or (verb.dep_ == "relcl" and any(child.lower_ in ("that", "which", "who", "whom") for child in verb.children))


def _lacks_subject(verb: Token) -> bool:
    """Whether a finite clause has its subject one clause up, where a participle stands between: "jets believed to be theirs struck it"."""
    return verb.dep_ == "ccomp" and verb.tag_ == "VBD" and not any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def _is_apart(noun: Token, verb: Token) -> bool:
    """Whether what leads from a noun to its verb tells of two acts: "hit it after an attack", "in reply to an attack"."""
    for step in climb_tree(noun):
        if step.i == verb.i:
            return False
        reply = step.lower_ in ("to", "for") and step.head.dep_ == "pobj" and step.head.head.lower_ == "in"
        if step.dep_ == "prep" and (step.lower_ in PRESUPPOSING or reply):
            return True
    return False


def list_arguments(head: Token) -> Iterator[Token]:
    """List what stands close to a trigger in the grammar: its own modifiers and objects, and those of the verb that carries it."""
    anchors = [head]
    if head.pos_ not in VERBAL and head.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj", "conj", "attr", "oprd"):
        verb = find_clause(head)
        if verb.pos_ in VERBAL and not _is_apart(head, verb):
            anchors.append(verb)
    if head.pos_ in VERBAL and (head.dep_ == "xcomp" or _lacks_subject(head)):  # "a drone was alleged to have hit"
        yield from (child for child in head.head.children if child.dep_ in ("nsubj", "nsubjpass"))
    if head.pos_ in VERBAL and head.dep_ == "conj" and not any(child.dep_ in ("nsubj", "nsubjpass") for child in head.children):
        yield from (child for child in head.head.children if child.dep_ == "nsubj")  # "gunmen enter a home and kill two men"
    for anchor in anchors:
        if anchor.pos_ in VERBAL and takes_up(anchor):
            yield anchor.head
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
