"""Discourse: places that an article tells once and takes up again, the country it is about, and namesakes that it cannot mean."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from spacy.tokens import Doc, Token

from analystkit.gazetteers.gazetteer import Place
from analystkit.geography.places import Mention as PlaceMention
from analystkit.geography.toponyms import Kind, load_kinds
from analystkit.language.cues import has_cue
from analystkit.language.sentences import climb_tree
from analystkit.reports.containment import read_words

MAIN_SHARE = 0.5  # of what speaks for countries in an article; with it one is the country the article is about
MOST_PLACES = 0.75  # of the places told with its events, likewise
FEW = 3  # places, fewer of which tell nothing
CERTAIN = 0.9  # score of a place that stands although nothing else in the article lies in its country
LIKELY = 0.3  # likewise, of a city told by its usual name
CITY = 100_000  # inhabitants of such a city
LEAST_CITY = 50_000  # inhabitants of what "the city" takes up


def take_up_places(
    doc: Doc, told: Sequence[PlaceMention], before: Sequence[PlaceMention], filed: Sequence[PlaceMention] = ()
) -> list[PlaceMention]:
    """Find what takes up a place told before and give it as a mention of that place.

    "The city", "that province" and "there" take up the last one of their kind, "the capital" the last capital, that of the
    dateline (`filed`) where the article is about its country, and "its airspace" the country that is the subject.
    """
    kinds = load_kinds("after")
    taken: list[PlaceMention] = []
    for token in doc:
        kind = kinds.get(token.lower_)
        domain = token.lower_ in read_words("domain")
        if not domain and kind is None and token.lower_ not in ("capital", "there"):
            continue
        if any(m.start < token.idx + len(token) and token.idx < m.end for m in told):
            continue
        alike: Iterable[PlaceMention]  # the last one told first
        if domain:
            alike = reversed(_list_owners(token, told))
        elif token.lower_ == "capital" and (_is_bare(token) or any(child.dep_ == "poss" for child in token.lefts)):
            alike = _list_capitals(token, told, before, filed)
        elif token.lower_ == "there" and token.dep_ == "advmod":
            alike = _walk_back(token, told, before)
        elif kind is not None and kind.precision in ("settlement", "province") and _is_bare(token):
            alike = (m for m in _walk_back(token, told, before) if m.precision == kind.precision and _can_be(m.place, kind))
        else:
            continue
        last = next(iter(alike), None)
        if last is not None:
            taken.append(replace(last, start=token.idx, end=token.idx + len(token), match=None, role="literal"))
    return taken


def _walk_back(token: Token, told: Sequence[PlaceMention], before: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """Walk back through the known places that are told before a word, in its sentence and in those before."""
    yield from (m for m in reversed(told) if m.place is not None and m.end <= token.idx)
    yield from (m for m in reversed(before) if m.place is not None)


def _list_owners(noun: Token, told: Sequence[PlaceMention]) -> list[PlaceMention]:
    """List the country whose airspace or soil is told: "Turkish airspace", or "its airspace" of the subject above."""
    countries = [m for m in told if m.precision == "country"]
    own = [m for m in countries if any(m.start <= child.idx < m.end for child in noun.lefts)]
    if own or not any(child.dep_ == "poss" and child.pos_ == "PRON" for child in noun.lefts):
        return own
    subjects = [child for step in climb_tree(noun) for child in step.lefts if child.dep_ == "nsubj" and child.pos_ != "PRON"]
    return [m for subject in reversed(subjects) for m in countries if m.start <= subject.idx < m.end]


def _list_capitals(
    noun: Token, told: Sequence[PlaceMention], before: Sequence[PlaceMention], filed: Sequence[PlaceMention]
) -> Iterator[PlaceMention]:
    """List the capitals that "the capital" can be, the likeliest first: "the provincial capital" none, "the Syrian capital" Syria's."""
    if any(child.lower_ in read_words("subnational") for child in noun.lefts):
        return
    of_people = {m.place.country for m in told if m.place is not None and any(m.start <= child.idx < m.end for child in noun.lefts)}

    def is_meant(mention: PlaceMention) -> bool:
        place = mention.place
        return place is not None and place.feature == "PPLC" and (not of_people or place.country in of_people)

    yield from filter(is_meant, _walk_back(noun, told, before))
    at_home = [m for m in reversed(filed) if is_meant(m)]
    places = {m.place.country for m in _walk_back(noun, told, before) if m.place is not None and m.place.country} if at_home else set()
    yield from (m for m in at_home if not places or (m.place is not None and m.place.country in places))


def _is_bare(noun: Token) -> bool:
    """Whether a bare noun with its article takes up what was told: "in the city", not "the city of Homs"."""
    undergoes = noun.dep_ == "nsubj" and has_cue(noun.head, "undergo_verb")  # "the town was under attack"
    if noun.dep_ not in ("pobj", "dobj", "nsubjpass") and not undergoes:
        return False
    named = any(child.pos_ == "PROPN" or child.lower_ in ("of", "called", "named") for child in noun.children)
    return not named and any(child.lower_ in ("the", "this", "that") for child in noun.lefts)


def _can_be(place: Place | None, kind: Kind) -> bool:
    return place is not None and (kind.word != "city" or place.population >= LEAST_CITY)


def find_main_country(
    told: Iterable[PlaceMention], acting: Iterable[PlaceMention], shares: Mapping[str, float], filed: Iterable[PlaceMention]
) -> str | None:
    """Find the country an article is about, from what costs nothing more to read.

    Half of its context speaks for it (`shares`), or most of the places `told` with its events; else it is that of its dateline
    (`filed`), where no other is told of more often. A country whose government is told of alone (`acting`) may have struck abroad.
    """
    counts = Counter(m.place.country for m in told if m.place is not None and m.place.country)
    home = next((m.place.country for m in filed if m.place is not None and m.place.country), None)
    share, top = max(((share, country) for country, share in shares.items()), default=(0.0, None))
    abroad = not counts and top != home and any(m.place is not None and m.place.country == top for m in acting)
    if top is not None and share >= MAIN_SHARE and not abroad and (not counts or counts[top] or top == home):
        return top  # a word in capitals is no evidence
    first, count = max(counts.items(), key=itemgetter(1), default=(None, 0))
    if counts.total() >= FEW and count >= MOST_PLACES * counts.total():
        return first
    return home if home is not None and (counts[home] == count or home == top) else None


def doubt_stray(mention: PlaceMention | None, near: Iterable[PlaceMention], named: Iterable[PlaceMention]) -> PlaceMention | None:
    """Take a place that is likely a namesake abroad for an unknown one: nothing else that the article names lies in its country.

    "Canton" of El Salvador is not the one in China; Paris is Paris in an article on Syria, since its score is near certain.
    What may lie in its country is in `near`, all that the article names in `named`; each is read as far as it is needed.
    """
    if mention is None or mention.place is None or mention.match is None or mention.precision in ("country", "region"):
        return mention
    own, name = mention.place.country, mention.mention.casefold()
    known = mention.match == "exact" and mention.place.population >= CITY
    if (mention.score or 0.0) >= (LIKELY if known else CERTAIN):
        return mention
    if any(other.place is not None and other.place.country == own and other.mention.casefold() != name for other in near):
        return mention  # one is enough, whatever else the article names
    others = (other for other in named if other.place is not None and other.place.country and other.mention.casefold() != name)
    if not any(other.role == "literal" for other in others):
        return mention
    return replace(mention, place=None, match=None, precision=None, uncertainty_km=None)
