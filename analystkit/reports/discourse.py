"""Discourse: places that an article tells once and takes up again, the country it is about, and namesakes that it cannot mean."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from analystkit.gazetteers.gazetteer import Place
from analystkit.geography.places import Mention as PlaceMention
from analystkit.geography.toponyms import Kind, load_kinds
from analystkit.language.sentences import climb_tree
from analystkit.reports.locations import read_words

MAIN_SHARE = 0.5  # of what speaks for countries in an article; with it one is the country the article is about
MOST_PLACES = 0.75  # of its places, likewise
CERTAIN = 0.9  # score of a place that stands although nothing else in the article lies in its country
LIKELY = 0.3  # likewise, of a city told by its usual name
CITY = 100_000  # inhabitants of such a city
LEAST_CITY = 50_000  # inhabitants of what "the city" takes up


def take_up_places(
    doc: Doc, told: list[PlaceMention], before: list[PlaceMention], filed: Sequence[PlaceMention] = ()
) -> list[PlaceMention]:
    """Find what takes up a place told before and give it as a mention of that place.

    "The city", "that province" and "there" take up the last one of their kind, "the capital" the last capital, that of the
    dateline (`filed`) where the article is about its country, and "its airspace" the country that is the subject.
    """
    kinds = load_kinds("after")
    taken: list[PlaceMention] = []
    for token in doc:
        if any(m.start < token.idx + len(token) and token.idx < m.end for m in told):
            continue
        earlier = [m for m in (*before, *told) if m.place is not None and (m in before or m.end <= token.idx)]
        kind = kinds.get(token.lower_)
        if token.lower_ in read_words("domain"):
            alike = _list_owners(token, told)
        elif token.lower_ == "capital" and _is_bare(token):
            alike = _list_capitals(token, told, earlier, filed)
        elif token.lower_ == "there" and token.dep_ == "advmod":
            alike = earlier
        elif kind is not None and kind.precision in ("settlement", "province") and _is_bare(token):
            alike = [m for m in earlier if m.precision == kind.precision and _can_be(m.place, kind)]
        else:
            continue
        if alike:
            taken.append(replace(alike[-1], start=token.idx, end=token.idx + len(token), match=None, role="literal"))
    return taken


def _list_owners(noun: Token, told: Sequence[PlaceMention]) -> list[PlaceMention]:
    """List the country whose airspace or soil is told: "Turkish airspace", or "its airspace" of the subject above."""
    countries = [m for m in told if m.precision == "country"]
    own = [m for m in countries if any(m.start <= child.idx < m.end for child in noun.lefts)]
    if own or not any(child.dep_ == "poss" and child.pos_ == "PRON" for child in noun.lefts):
        return own
    subjects = [child for step in climb_tree(noun) for child in step.lefts if child.dep_ == "nsubj" and child.pos_ != "PRON"]
    return [m for subject in reversed(subjects) for m in countries if m.start <= subject.idx < m.end]


def _list_capitals(
    noun: Token, told: Sequence[PlaceMention], earlier: Sequence[PlaceMention], filed: Sequence[PlaceMention]
) -> list[PlaceMention]:
    """List the capitals that "the capital" can be, the likeliest last: "the provincial capital" none, "the Syrian capital" Syria's."""
    if any(child.lower_ in read_words("subnational") for child in noun.lefts):
        return []
    places = {m.place.country for m in earlier if m.place is not None and m.place.country}
    at_home = [m for m in filed if not places or (m.place is not None and m.place.country in places)]
    capitals = [m for m in (*at_home, *earlier) if m.place is not None and m.place.feature == "PPLC"]
    of_people = {m.place.country for m in told if m.place is not None and any(m.start <= child.idx < m.end for child in noun.lefts)}
    return [m for m in capitals if m.place is not None and m.place.country in of_people] if of_people else capitals


def _is_bare(noun: Token) -> bool:
    """Whether a bare noun with its article takes up what was told: "in the city", not "the city of Homs"."""
    if noun.dep_ not in ("pobj", "dobj", "nsubjpass"):
        return False
    named = any(child.pos_ == "PROPN" or child.lower_ in ("of", "called", "named") for child in noun.children)
    return not named and any(child.lower_ in ("the", "this", "that") for child in noun.lefts)


def _can_be(place: Place | None, kind: Kind) -> bool:
    return place is not None and (kind.word != "city" or place.population >= LEAST_CITY)


def find_main_country(named: Sequence[PlaceMention], shares: Mapping[str, float], filed: Sequence[PlaceMention]) -> str | None:
    """Find the country an article is about: half of its context speaks for it, or most of its places; else that of its dateline."""
    counts = Counter(m.place.country for m in named if m.place is not None and m.place.country)
    weights = {country: count / counts.total() for country, count in counts.items()}
    known = {country: share for country, share in shares.items() if country in weights}  # a word in capitals is no evidence
    for told, least in ((known, MAIN_SHARE), (weights, MOST_PLACES)):
        share, country = max(((share, country) for country, share in told.items()), default=(0.0, None))
        if share >= least:
            return country
    home = next((m.place.country for m in filed if m.place is not None and m.place.country), None)
    return home if home and weights[home] == max(weights.values()) else None


def doubt_stray(mention: PlaceMention | None, named: Sequence[PlaceMention]) -> PlaceMention | None:
    """Take a place that is likely a namesake abroad for an unknown one: nothing else that the article names lies in its country.

    "Canton" of El Salvador is not the one in China; Paris is Paris in an article on Syria, since its score is near certain.
    """
    if mention is None or mention.place is None or mention.match is None or mention.precision in ("country", "region"):
        return mention
    own = mention.place.country
    others = [m for m in named if m.place is not None and m.place.country and m.mention.casefold() != mention.mention.casefold()]
    known = mention.match == "exact" and mention.place.population >= CITY
    if all(m.role != "literal" for m in others) or (mention.score or 0.0) >= (LIKELY if known else CERTAIN):
        return mention
    if any(m.place is not None and m.place.country == own for m in others):
        return mention
    return replace(mention, place=None, match=None, precision=None, uncertainty_km=None)
