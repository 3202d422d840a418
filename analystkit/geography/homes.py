"""Homes: where an outlet is at home, learned from the places that its articles name.

A local paper's "Paris" is the one down the road. Reading an article sees that article alone, so homes are found first, over
many, and handed to it.
"""

import csv
import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from analystkit.gazetteers.gazetteer import Gazetteer, Place, load_gazetteer
from analystkit.geography.candidates import EARTH_KM, locate_vectors
from analystkit.geography.scorecard import Scorecards
from analystkit.geography.senses import find_context
from analystkit.tables import check_table

HOME_KM = 40.0  # what lies within is local news
REGION_KM, REGION = 150.0, 0.4  # what lies within is news of the region, and counts for that share
RIVAL_KM = 120.0  # beyond which another spot is another home
LEAST_ARTICLES = 4
LEAST_CONFIDENCE = 0.15
NAMED_CONFIDENCE = 0.075  # where the outlet is called after a town near the spot
LEAST_NAMES = 3  # different names that the articles and the outlet's own have near the spot
MASTHEAD = 2.0  # of the weight of a name of the articles: the town that the outlet is called after
MOST_ARTICLES = 200  # more of one outlet teach nothing
MOST_PLACES = 3000
CAPITAL = 0.5  # of the weight of another place: everybody writes of capitals
LEAST_MASS = 0.02  # of a name's sense, below which a candidate is not looked at
MASTHEAD_KEY = "the outlet's name"  # beside the names of the articles, none of which has an apostrophe
SHORTEST_TOWN = 4  # letters of a town that an outlet is called after
# The outlet in its address: "theparisnews" in "www.theparisnews.com"
ADDRESS = re.compile(r"^(?:\w+://)?(?:www\.|m\.|news\.)?(?P<outlet>[^./\s]+)\.\S+$")


@dataclass(frozen=True, slots=True)
class Home:
    """Where an outlet is at home, how sure that is (0 to 1), and what it rests on."""

    place: Place
    confidence: float
    n_names: int
    n_articles: int


def find_homes(articles: pd.DataFrame) -> pd.DataFrame:
    """Find where outlets are at home: one row is one outlet of `source` whose articles agree on a place.

    An outlet's home is the spot within about 40 km of which most different names of its articles have a good candidate.
    Outlets of fewer than four articles, and those of the world (agencies, national papers), mostly have none.

    Parameters
    ----------
    articles
        The articles table.

    Returns
    -------
    DataFrame
        Columns source, place_id, name, country, latitude, longitude (degrees, EPSG:4326), confidence (how far the spot is ahead of
        the next one elsewhere, 0 to 1), n_names (different names near it) and n_articles.

    Raises
    ------
    TableError
        `articles` is not the articles table.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> towns = ["Bonham", "Denison", "Sherman", "Gainesville"]
    >>> rows = [
    ...     {"article_id": town, "published_basis": "unknown", "source": "Red River News", "text": f"Fire in {town}, Texas.", "file": "a"}
    ...     for town in towns
    ... ]
    >>> find_homes(build_table(rows, "articles"))[["source", "name", "n_articles"]].to_numpy().tolist()
    [['Red River News', 'Sherman', 4]]
    """
    check_table(articles, "articles", "articles")
    gazetteer = load_gazetteer()
    readable = articles[articles["source"].notna() & articles["text"].notna()].sort_values("article_id")
    rows = []
    for source, own in readable.groupby("source", sort=True):
        home = find_home(own["text"], gazetteer, source=str(source))
        if home is not None:
            place = home.place
            rows.append(
                (
                    source,
                    place.place_id,
                    place.name,
                    place.country,
                    place.latitude,
                    place.longitude,
                    home.confidence,
                    home.n_names,
                    home.n_articles,
                )
            )
    columns = ["source", "place_id", "name", "country", "latitude", "longitude", "confidence", "n_names", "n_articles"]
    return pd.DataFrame(rows, columns=columns).astype({"source": "str", "place_id": "str", "name": "str", "country": "str"})


def list_homes(homes: pd.DataFrame | None, gazetteer: Gazetteer) -> dict[str, Place]:
    """List the home of each outlet of a table that `find_homes` gave, or that was written by hand: {source: place}.

    Raises
    ------
    ValueError
        The table lacks its column source or place_id.
    KeyError
        A place_id is not in the gazetteer.
    """
    if homes is None:
        return {}
    missing = [column for column in ("source", "place_id") if column not in homes]
    if missing:
        raise ValueError(f"homes: the table has no column {missing[0]!r}; give one that find_homes gave, or add it")
    return {str(source): gazetteer.get_place(str(place_id)) for source, place_id in zip(homes["source"], homes["place_id"], strict=True)}


def find_home(texts: Iterable[str], gazetteer: Gazetteer, *, source: str = "", cards: Scorecards | None = None) -> Home | None:
    """Find the home of one outlet from the texts of its articles and from its name; None where they do not agree on one."""
    read = list(itertools.islice(texts, MOST_ARTICLES))
    if len(read) < LEAST_ARTICLES:
        return None
    mass: dict[str, dict[Place, float]] = defaultdict(lambda: defaultdict(float))
    counts: Counter[str] = Counter()
    for text in read:
        around = find_context(text, gazetteer, cards=cards).around
        counts.update(around.keys)
        for key, place, share in around.list_local():
            mass[key][place] += share
    found = [
        (place, math.sqrt(own / counts[key]) * (CAPITAL if place.feature == "PPLC" else 1.0), key)
        for key, places in sorted(mass.items())
        for place, own in places.items()
    ]
    found = sorted((f for f in found if f[1] ** 2 > LEAST_MASS), key=lambda f: -f[1])[:MOST_PLACES]
    found += [(place, MASTHEAD, MASTHEAD_KEY) for place in find_masthead(source, gazetteer)]
    counts[MASTHEAD_KEY] = 1
    return _choose_spot(sorted(found, key=lambda f: (f[2], f[0].place_id)), counts, len(read)) if found else None


def find_masthead(source: str, gazetteer: Gazetteer) -> list[Place]:
    """Find the towns that an outlet may be called after, from its name or its address.

    Examples
    --------
    >>> from analystkit.gazetteers.gazetteer import load_gazetteer
    >>> [find_masthead(source, load_gazetteer())[0].name for source in ("Kansas City Star", "www.gainesvilletimes.com")]
    ['Kansas City', 'Gainesville']
    """
    address = ADDRESS.match(source.strip())
    words = [word for word in re.split(r"[^\w]+", (address["outlet"] if address else source).lower()) if word]
    while words and words[0] in load_mastheads():
        words = words[1:]
    while words and words[-1] in load_mastheads():
        words = words[:-1]
    for name in _peel(words[0]) if len(words) == 1 else [" ".join(words)]:
        bearers = [candidate.place for candidate in gazetteer.find_candidates(name) if candidate.match == "exact"]
        towns = [place for place in bearers if place.precision == "settlement"]
        if towns and len(name) >= SHORTEST_TOWN and not gazetteer.is_common_word(name):
            return [] if any(place.feature == "PCLI" for place in bearers) else towns
    return []


def _peel(word: str) -> list[str]:
    """Peel the words of mastheads off a run of letters, longest first: "theparisnews", "parisnews", "theparis", "paris"."""
    peeled, todo = {word}, [word]
    while todo:
        whole = todo.pop()
        for part in load_mastheads():
            for rest in (whole.removeprefix(part), whole.removesuffix(part)):
                if len(rest) >= SHORTEST_TOWN and rest not in peeled:
                    peeled.add(rest)
                    todo.append(rest)
    return sorted(peeled, key=lambda rest: (-len(rest), rest))


@cache
def load_mastheads() -> frozenset[str]:
    """Load the words that newspapers are called by: "herald", "daily"."""
    with files("analystkit.data").joinpath("mastheads.csv").open(encoding="utf-8") as lines:
        return frozenset(row["word"] for row in csv.DictReader(lines))


def _choose_spot(found: list[tuple[Place, float, str]], counts: Counter[str], n_articles: int) -> Home | None:
    """Choose the spot around which most different names have a candidate, a name told in several articles counting a little more."""
    places, keys = [f[0] for f in found], [f[2] for f in found]
    weights = np.array([f[1] for f in found])
    begins = [n for n, key in enumerate(keys) if n == 0 or keys[n - 1] != key]
    often = np.array([1.0 + 0.5 * math.log(counts[keys[n]]) for n in begins])
    vectors = locate_vectors(places)
    cosines = vectors @ vectors.T
    near = cosines > math.cos(HOME_KM / EARTH_KM)
    kernel = np.where(near, 1.0, np.where(cosines > math.cos(REGION_KM / EARTH_KM), REGION, 0.0))
    best = np.maximum.reduceat(kernel * weights, begins, axis=1)
    totals = best @ often
    spot = int(totals.argmax())
    far = cosines[spot] < math.cos(RIVAL_KM / EARTH_KM)
    rival = float(totals[far].max()) if far.any() else 0.0
    confidence = round((float(totals[spot]) - rival) / (float(totals[spot]) + 1.0), 3)
    n_names = int((np.maximum.reduceat(near[spot] * weights, begins) > 0.5).sum())
    named = any(near[spot, n] for n in range(len(keys)) if keys[n] == MASTHEAD_KEY)
    if confidence < (NAMED_CONFIDENCE if named else LEAST_CONFIDENCE) or n_names < LEAST_NAMES:
        return None
    local = [n for n in range(len(places)) if near[spot, n]]
    local = [n for n in local if places[n].precision == "settlement"] or local
    main = max(local, key=lambda n: (weights[n] * math.log10(places[n].population + 10), places[n].place_id))
    return Home(places[main], confidence, n_names, n_articles)
