"""Event types: which kinds of event there are and by which terms news tells of them, ours and the analyst's own.

Ours are event_types.csv and triggers.csv. A file of the analyst's adds types, or terms to a type, without a line of code.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from spacy.tokens import Doc

from analystkit.errors import MissingFileError, OneLineError

REQUIRED = ("event_type", "pos", "terms")
CODES = ("label", "acled", "plover", "cameo", "source")
PARTS_OF_SPEECH = ("noun", "verb")
LARGEST = 5_000_000  # bytes
LONGEST_TERM = 6  # words
SAMPLE = "event_type,pos,terms and looting,verb,loot;ransack"
# "air_strike"
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
# "car bomb attack", in small letters as a dictionary has it
TERM = re.compile(r"[^\W\d_A-Z]+(?: [^\W\d_A-Z]+)*")
KEY = "analystkit event types"  # under which a sentence carries its vocabulary

Sources: TypeAlias = "str | Path | Iterable[str | Path] | Vocabulary | None"


class EventTypeError(OneLineError, ValueError):
    """A file cannot serve as event types of the analyst's own; the message names it, its line and the remedy."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that tells of an event, as triggers.csv has it."""

    words: tuple[str, ...]
    pos: str
    kind: str
    needs: str
    event_type: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The event types, {name: its row}, and the terms that tell of them, {first word: terms, the longest first}."""

    types: Mapping[str, Mapping[str, str]]
    terms: Mapping[str, list[Term]]
    acts: frozenset[str]  # last words of the nouns that name an act or what does it harm, rather than who does it


def load_event_types(sources: Sources = None) -> Vocabulary:
    """Load the event types of this package, with those of the analyst's own files on top.

    A file is a CSV with the columns event_type, pos (noun or verb) and terms, separated by semicolons and in the form that a
    dictionary has ("loot", not "looted"); and, where wanted, needs (as in triggers.csv: "object" for a verb that tells of an event only
    with one), label, acled, plover, cameo and source. A term of hers means her type, whatever it meant before.

    Parameters
    ----------
    sources
        A file, or several; None for those of the package alone. What this function has given is given back.

    Raises
    ------
    MissingFileError
        A file is not there.
    EventTypeError
        A file holds no event types, or a line asks for what cannot be; the message names file, line and remedy.

    Examples
    --------
    >>> list(load_event_types().types)[:2]
    ['air_strike', 'shelling']
    """
    if isinstance(sources, Vocabulary):
        return sources
    paths = [] if sources is None else [sources] if isinstance(sources, str | Path) else list(sources)
    ours = _load_default()
    if not paths:
        return ours
    rows = [row for path in paths for row in _read_own(Path(path), ours)]
    own = [term for row in rows for term in _list_terms(row)]
    replaced = {(term.words, term.pos) for term in own}
    kept = [term for terms in ours.terms.values() for term in terms if (term.words, term.pos) not in replaced]
    types = dict(ours.types)
    for row in rows:
        types.setdefault(row["event_type"], {name: row.get(name, "") for name in ("event_type", *CODES)})
    return _build_vocabulary(types, own + kept)


def read_event_types() -> Mapping[str, Mapping[str, str]]:
    """Give the event types of this package: {event_type: its row of event_types.csv}."""
    return _load_default().types


def give_vocabulary(docs: Iterable[Doc], vocabulary: Vocabulary) -> Iterator[Doc]:
    """Let sentences carry the vocabulary that they are to be read with."""
    for doc in docs:
        doc.user_data[KEY] = vocabulary
        yield doc


def find_vocabulary(doc: Doc) -> Vocabulary:
    """Find the vocabulary that a sentence carries; without one it is that of the package."""
    carried: Vocabulary | None = doc.user_data.get(KEY)
    return carried or _load_default()


@cache
def _load_default() -> Vocabulary:
    with files("analystkit.data").joinpath("event_types.csv").open(encoding="utf-8") as lines:
        types = {row["event_type"]: row for row in csv.DictReader(lines)}
    with files("analystkit.data").joinpath("triggers.csv").open(encoding="utf-8") as lines:
        terms = [term for row in csv.DictReader(lines) for term in _list_terms(row)]
    return _build_vocabulary(types, terms)


def _list_terms(row: Mapping[str, str]) -> Iterator[Term]:
    for term in row["terms"].split(";"):
        if words := tuple(term.split()):
            yield Term(words, row["pos"], row.get("kind") or "event", row.get("needs") or "", row["event_type"])


def _build_vocabulary(types: Mapping[str, Mapping[str, str]], terms: Iterable[Term]) -> Vocabulary:
    index: dict[str, list[Term]] = {}
    acts = set()
    for term in terms:
        index.setdefault(term.words[0], []).append(term)
        if term.pos == "noun" and term.kind != "means":
            acts.add(term.words[-1])
    for alike in index.values():
        alike.sort(key=lambda term: -len(term.words))
    return Vocabulary(types, index, frozenset(acts))


# ---------------------------------------------------------------- a file of the analyst's own


def _read_own(path: Path, ours: Vocabulary) -> Iterator[dict[str, str]]:
    text = _read_text(path)
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    needs = sorted({term.needs for terms in ours.terms.values() for term in terms} - {""})
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        lacking = [name for name in REQUIRED if name not in reader.fieldnames]
        if lacking:
            raise EventTypeError(f"event_types: {str(path)!r} has no column {', '.join(lacking)}; it needs those of {SAMPLE}")
        n_rows = 0
        for raw in reader:
            if any(isinstance(value, str) and value.strip() for value in raw.values()):
                n_rows += 1
                yield _check_row(raw, f"event_types: {str(path)!r}, line {reader.line_num}", needs)
    except csv.Error as error:
        raise EventTypeError(f"event_types: {str(path)!r}, line {reader.line_num}: {error}; save it as CSV UTF-8 anew") from error
    if not n_rows:
        raise EventTypeError(f"event_types: {str(path)!r} holds no event type; write one a line, as in {SAMPLE}")


def _read_text(path: Path) -> str:
    if not path.exists():
        raise MissingFileError(f"event_types: {str(path)!r} does not exist; give a CSV file with the columns of {SAMPLE}")
    try:
        if path.stat().st_size > LARGEST:
            raise EventTypeError(f"event_types: {str(path)!r} is too large for a list of terms; give a CSV file as {SAMPLE}")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise EventTypeError(f"event_types: {str(path)!r} cannot be read ({error.strerror}); give a file on this machine") from error
    except UnicodeDecodeError as error:
        raise EventTypeError(f"event_types: {str(path)!r} is no CSV file in UTF-8; save it as CSV UTF-8, as in {SAMPLE}") from error


def _check_row(raw: Mapping[Any, Any], where: str, needs: list[str]) -> dict[str, str]:
    if None in raw or None in raw.values():
        raise EventTypeError(f"{where}: it has more or fewer columns than the first line; put text that holds a comma in double quotes")
    row = {name: " ".join(value.split()) for name, value in raw.items()}
    if not NAME.fullmatch(row["event_type"]):
        raise EventTypeError(f"{where}: event_type is {row['event_type']!r}; write small letters and underscores, as in road_block")
    if row["pos"] not in PARTS_OF_SPEECH:
        raise EventTypeError(f"{where}: pos is {row['pos']!r}; the terms of a line are noun or verb, so write one line for each")
    if row.get("kind", "event") not in ("", "event"):
        raise EventTypeError(f"{where}: kind is {row['kind']!r}; a type of your own has terms of the kind event: leave the column out")
    if row.get("needs", "") not in ("", *needs):
        raise EventTypeError(f"{where}: needs is {row['needs']!r}; leave it empty or write one of {', '.join(needs)}")
    terms = [" ".join(term.split()) for term in row["terms"].split(";") if term.strip()]
    wrong = next((term for term in terms if not TERM.fullmatch(term) or len(term.split()) > LONGEST_TERM), None)
    if wrong is not None or not terms:
        told = repr(wrong) if terms else "empty"
        remedy = "write words in small letters, without hyphens, separated by semicolons, as in loot;road block"
        raise EventTypeError(f"{where}: terms is {told}; {remedy}")
    return row | {"terms": ";".join(terms)}
