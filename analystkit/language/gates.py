"""Gates: which sentences can tell of an event, by their words alone, so that no other need be parsed for one.

A gate lets every sentence through in which `find_triggers` or `find_harms` may find something, and many in which they do not:
it looks at the forms that each word could have under any part of speech, and at nothing else.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from analystkit.language.cues import read_cues
from analystkit.language.eventtypes import Term, Vocabulary
from analystkit.language.models import load_model
from analystkit.language.needs import NEEDED_CUES
from analystkit.language.tolls import HARM_CUES, HARM_WORDS

# A word or a part of one, as the tokens of a model are: "air" and "strike" of "air-strike"
WORD = re.compile(r"[^\W\d_]+")
REMEMBERED = 50_000  # words whose forms are kept at hand


class Gate:
    """Tells sentences that can tell of an event from those that cannot, for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        terms = [term for alike in vocabulary.terms.values() for term in alike]
        means = _list_forms(term.words for term in terms if term.kind in ("means", "device"))
        toxins = _list_forms(term.words for term in terms if term.kind == "means" and term.event_type == "chemical_attack")
        self._asked = {"means": means, "toxin": toxins}
        self._terms: dict[str, list[tuple[frozenset[str], tuple[frozenset[str], ...] | None]]] = {}
        for term in terms:
            if term.kind != "means":
                self._terms.setdefault(term.words[0], []).append((frozenset(term.words), self._ask(term)))
        for word, beside in HARM_WORDS.items():
            self._terms.setdefault(word, []).append((frozenset([word]), _list_cues(beside.split())))
        for words in _list_cues(HARM_CUES):
            self._terms.setdefault(min(words), []).append((words, None))
        asked = [words for alike in self._terms.values() for _, needed in alike for words in needed or ()]
        told = [words for alike in self._terms.values() for words, _ in alike]
        known = frozenset[str]().union(*asked, *told)
        self._find_forms = lru_cache(REMEMBERED)(lambda word: list_possible_forms(word) & known)

    def lets_through(self, sentence: str) -> bool:
        """Tell whether a sentence can tell of an event."""
        forms: set[str] = set()
        for word in {found.lower() for found in WORD.findall(sentence)}:
            forms |= self._find_forms(word)
        return any(
            words <= forms and (needed is None or any(each <= forms for each in needed))
            for form in forms
            for words, needed in self._terms.get(form, ())
        )

    def _ask(self, term: Term) -> tuple[frozenset[str], ...] | None:
        """Ask what other words a term needs in its sentence, one of them; None where words cannot tell."""
        armed = frozenset[str]().union(*_list_cues(["armed_verb"]))
        if term.needs == "means" and not armed.isdisjoint(term.words):
            return None  # armed people hit and strike whatever with
        if term.needs in self._asked:
            return self._asked[term.needs]
        cues = NEEDED_CUES.get(term.needs)
        return _list_cues(cues) if cues else None


def _list_cues(cues: Iterable[str]) -> tuple[frozenset[str], ...]:
    """List the words of each term of some cues; what is no cue is a word itself."""
    return _list_forms([term] for cue in cues for term in read_cues().get(cue, [cue]))


def _list_forms(terms: Iterable[Iterable[str]]) -> tuple[frozenset[str], ...]:
    return tuple(dict.fromkeys(frozenset(word for words in term for word in WORD.findall(words)) for term in terms))


def list_possible_forms(word: str) -> frozenset[str]:
    """List every form that `list_forms` may give for a word in small letters, whatever part of speech a model takes it for.

    Examples
    --------
    >>> sorted(list_possible_forms("fought"))
    ['fight', 'fought']
    """
    forms = {word}
    if word.endswith("s") and len(word) > 3:
        forms |= {word[:-1], word[:-2]} if word.endswith("es") else {word[:-1]}
    for exceptions, rules in _load_lemmas():
        forms.update(exceptions.get(word, ()))
        forms.update(word.removesuffix(old) + new for old, new in rules if word.endswith(old))
    return frozenset(forms)


@cache
def _load_lemmas() -> list[tuple[dict[str, list[str]], list[tuple[str, str]]]]:
    """Load what the model makes lemmas by: for each part of speech the exceptions and the rules of endings."""
    lookups = load_model().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]  # of the lemmatizer alone
    exceptions, rules = lookups.get_table("lemma_exc", {}), lookups.get_table("lemma_rules", {})
    return [(exceptions.get(part, {}), [(old, new) for old, new in rules.get(part, [])]) for part in {*exceptions, *rules}]
