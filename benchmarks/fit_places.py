"""Fit the weights that places are found with, and write them into place_weights.csv.

    python benchmarks/fit_places.py TRNEWS.jsonl LGL.jsonl --weights analystkit/data/place_weights.csv

A line of a gold file holds `id`, `text`, `domain` (the outlet) and `toponyms` with `start`, `end`, `lat`, `lon` and `fcode`. The
features, their thresholds and what they mean stand in the weights file; only its numbers are written anew. Needs nothing
beyond the package: both models are additive, and fitted by Newton's method with a ridge.
"""

import argparse
import csv
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from analystkit.gazetteers.gazetteer import Place, load_gazetteer, normalise_name
from analystkit.geography.candidates import Group, measure_km
from analystkit.geography.homes import find_home
from analystkit.geography.places import Mention, weigh_names, weigh_streets, weigh_unknowns
from analystkit.geography.scorecard import Scorecard, Scorecards, Step, Values
from analystkit.geography.senses import describe_groups, find_context, find_evidence, group_names, settle
from analystkit.language.sentences import parse_sentences, split_sentences

RIDGE = 4.0
BY_HAND = {
    *("fits_kind", "has_namesake_city_abroad", "told_as_division"),  # of senses
    *("own", "struck_abroad", "close_abroad", "variant_abroad", "native_abroad", "site_abroad"),  # of mentions
    *("behind_near", "named_after"),
    *("led_abroad", "apposed"),  # of unknown names
}  # the corpora have too few examples
MISSED = 1.4  # weight of a name that is a place beside one that is not: a place missed is a place wrong
WORLD = 2.0  # weight of an article of the smaller corpus, of world news
SETTLINGS = 3  # of weights against what the article's other places then say
RIGHT_KM = 161.0  # a hundred miles, the field's measure
SAME_KM = 10.0  # within which two candidates are one place
FOLDS = 5


@dataclass(slots=True)
class Article:
    """One article of a gold corpus, parsed."""

    corpus: str
    article_id: str
    outlet: str
    text: str
    gold: list[dict[str, Any]]
    docs: list[tuple[int, Doc]]
    home: Place | None = None


def read_corpus(path: Path) -> list[Article]:
    """Read and parse a gold file; one entry is one article."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    articles = []
    for row in rows:
        sentences = split_sentences(row["text"])
        docs = parse_sentences(row["text"][s.start : s.end] for s in sentences)
        starts = [s.start for s in sentences]
        articles.append(
            Article(
                path.stem, str(row["id"]), name_outlet(row["domain"]), row["text"], row["toponyms"], list(zip(starts, docs, strict=True))
            )
        )
    return articles


def name_outlet(domain: str) -> str:
    """Name the outlet behind a domain: "www.lfpress.com" and "lfpress.ca" are one.

    Examples
    --------
    >>> name_outlet("www.lfpress.com")
    'lfpress'
    """
    return domain.removeprefix("www.").removeprefix("news.").split(".")[0]


def find_outlet_homes(articles: Sequence[Article]) -> dict[str, Place | None]:
    """Learn each outlet's home from the texts of its articles and its address; None where they do not agree on one."""
    texts = defaultdict(list)
    for article in articles:
        texts[article.outlet].append(article.text)
    found = {outlet: find_home(own, load_gazetteer(), source=outlet) for outlet, own in sorted(texts.items())}
    return {outlet: home.place if home else None for outlet, home in found.items()}


def make_folds(articles: Sequence[Article], count: int = FOLDS) -> list[set[str]]:
    """Deal the outlets into folds of about as many articles each."""
    sizes = Counter(article.outlet for article in articles)
    folds: list[set[str]] = [set() for _ in range(count)]
    held = [0] * count
    for outlet, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        lightest = held.index(min(held))
        folds[lightest].add(outlet)
        held[lightest] += size
    return folds


def read_steps(path: Path) -> dict[str, list[Step]]:
    """Read the steps of each model of a weights file."""
    steps: dict[str, list[Step]] = {name: [] for name in Scorecards._fields}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            steps[row["model"]].append(Step(row["feature"], float(row["at_least"]), float(row["weight"])))
    return steps


@dataclass(slots=True)
class Case:
    """One name of an article with what it means: the groups around it, and which candidates are right."""

    group: int
    right: Values
    weight: float


@dataclass(slots=True)
class Reading:
    """An article read with or without its outlet's home, ready for weighing."""

    article: Article
    home: Place | None
    groups: list[Group]
    alone: dict[str, Values]
    cases: list[Case]


def read_names(articles: Iterable[Article], *, text_only: bool = False) -> list[Reading]:
    """Read the names of articles, each article with its outlet's home, where one is known, and without."""
    gazetteer = load_gazetteer()
    readings = []
    for article in articles:
        names = find_evidence(article.text, gazetteer)
        for home in [None] if article.home is None or text_only else [None, article.home]:
            groups = group_names(article.text, names, home)
            told: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for name in names:
                if name.role == "literal":
                    told[normalise_name(name.text)] += [t for t in find_gold(article, name.start, name.end) if has_point(t)]
            cases = [
                Case(n, right, weight)
                for n, group in enumerate(groups)
                for right, weight in _judge(group, told.get(group.key, []), article)
            ]
            readings.append(Reading(article, home, groups, describe_groups(groups, home), cases))
    return readings


def _judge(group: Group, told: list[dict[str, Any]], article: Article) -> Iterator[tuple[Values, float]]:
    """Judge which candidates of a name are what the gold says it means most often: those nearest, of its own kind where there are."""
    if not told:
        return
    point, kind = Counter(((t["lat"], t["lon"]), (t.get("fcode") or "")[:3]) for t in told).most_common(1)[0][0]
    away = [measure_to(candidate.place, *point) for candidate in group.candidates]
    near = [km <= RIGHT_KM for km in away]
    alike = [ok and _is_alike(c.place.feature, kind) for ok, c in zip(near, group.candidates, strict=True)]
    allowed = alike if any(alike) else near
    if any(allowed):
        least = min(km for km, ok in zip(away, allowed, strict=True) if ok)
        right = np.array([float(ok and km <= least + SAME_KM) for km, ok in zip(away, allowed, strict=True)])
        yield right, math.sqrt(len(told))


def _is_alike(feature: str, kind: str) -> bool:
    return feature[:1] == kind[:1] == "P" != feature[:3] != kind != "PCL" or feature[:3] == kind


def measure_to(place: Place, latitude: float, longitude: float) -> float:
    """Measure the distance in km between a place and a point."""
    other = Place("", "", "", "", "", "", latitude, longitude, 0, "site", 0.0)
    return measure_km(place, other)


def has_point(toponym: dict[str, Any]) -> bool:
    """Tell whether the gold says where a toponym is."""
    return toponym.get("lat") is not None and toponym.get("lon") is not None


def find_gold(article: Article, start: int, end: int) -> list[dict[str, Any]]:
    """Find the gold toponyms that share a character with a stretch of an article."""
    return [t for t in article.gold if t["start"] < end and start < t["end"]]


def make_design(features: dict[str, Values], steps: Sequence[Step]) -> Values:
    """Make the design matrix: a column for each step, one where the feature reaches it."""
    rows = len(next(iter(features.values())))
    design = np.zeros((rows, len(steps)))
    for column, step in enumerate(steps):
        if step.feature in features:
            design[:, column] = features[step.feature] >= step.at_least
    return design


def fit_senses(readings: Sequence[Reading], steps: list[Step]) -> list[Step]:
    """Fit which bearer a name means: a conditional logit of steps, settled with what the article's other places then say."""
    for _ in range(SETTLINGS):
        card = Scorecard(steps)
        designs, rights, weights = [], [], []
        for reading in readings:
            settled = settle(reading.groups, reading.alone, card)
            for case in reading.cases:
                designs.append(make_design(settled.get_row(case.group)[1], steps))
                rights.append(case.right)
                weights.append(case.weight * weigh_article(reading.article))
        fitted = fit_choice(designs, rights, weights, np.array([step.weight for step in steps]))
        steps = set_weights(steps, fitted, np.vstack(designs).any(axis=0))
    return steps


def fit_choice(designs: list[Values], rights: list[Values], weights: list[float], start: Values) -> Values:
    """Fit a conditional logit: which of a set is right, by Newton's method with a ridge."""
    design, right, weight = np.vstack(designs), np.concatenate(rights), np.array(weights)
    sizes = [len(own) for own in designs]
    begins = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def measure(vector: Values) -> tuple[float, Values, Values]:
        scores = design @ vector
        odds = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
        total, good = np.add.reduceat(odds, begins), np.add.reduceat(odds * right, begins)
        loss = float((weight * (np.log(total) - np.log(good + 1e-300))).sum() + RIDGE / 2 * vector @ vector)
        return loss, odds / total[owner], odds * right / (good + 1e-300)[owner]

    vector = start
    for _ in range(15):
        loss, share, wanted = measure(vector)
        slope = design.T @ (weight[owner] * (share - wanted)) + RIDGE * vector
        means = np.add.reduceat(design * share[:, None], begins, axis=0)
        curvature = design.T @ (design * (weight[owner] * share)[:, None]) - means.T @ (means * weight[:, None])
        step = np.linalg.solve(curvature + RIDGE * np.eye(len(vector)), slope)
        scale = next((s for s in (1.0, 0.5, 0.25, 0.1) if measure(vector - s * step)[0] < loss), 0.0)
        vector = vector - scale * step
        if scale == 0.0 or loss - measure(vector)[0] < 1e-4 * loss:
            break
    return vector


@dataclass(slots=True)
class Use:
    """One name in a sentence: the mention it would be, what the gold says, and the article it stands in."""

    article: Article
    with_home: bool
    mention: Mention
    is_place: bool
    is_right: bool | None  # None where the gold has no point


def list_uses(readings: Iterable[Reading], cards: Scorecards) -> tuple[list[Use], list[Use]]:
    """List every name of every sentence with its features under the given weights of senses, those that no gazetteer knows apart."""
    gazetteer = load_gazetteer()
    uses, unknown = [], []
    for reading in readings:
        context = find_context(reading.article.text, gazetteer, home=reading.home, cards=cards)
        for start, doc in reading.article.docs:
            weighed = list(weigh_names(doc, context, gazetteer))
            streets = [mention for mention, _ in weigh_streets(doc, context, gazetteer)]
            taken = [mention for mention, evidence in weighed if evidence > 0] + streets
            strange = [mention for mention, _ in weigh_unknowns(doc, taken, context, gazetteer)]
            uses += [judge_use(reading, start, mention) for mention, _ in weighed]
            unknown += [judge_use(reading, start, mention) for mention in streets + strange]
    return uses, unknown


def judge_use(reading: Reading, start: int, mention: Mention) -> Use:
    """Judge by the gold whether a name is used as a place, and whether it is the right one; `start` is where its sentence begins."""
    gold = find_gold(reading.article, mention.start + start, mention.end + start)
    points = [t for t in gold if has_point(t)]
    right = any(measure_to(mention.place, t["lat"], t["lon"]) <= RIGHT_KM for t in points) if mention.place and points else None
    return Use(reading.article, reading.home is not None, mention, bool(gold), right)


def pick_readings(readings: Sequence[Reading]) -> list[Reading]:
    """Pick one reading of each article, every second one of those with a home without it."""
    picked = []
    for number, reading in enumerate(readings):
        twin = reading.article.home is not None
        if not twin or (reading.home is None) == bool((number // 2) % 2):
            picked.append(reading)
    return picked


def gather_features(uses: Sequence[Use], steps: Sequence[Step]) -> dict[str, Values]:
    """Gather the features of names as columns."""
    return {name: np.array([(use.mention.features or {}).get(name, math.nan) for use in uses]) for name in {step.feature for step in steps}}


def fit_uses(uses: Sequence[Use], steps: list[Step], missed: float = 1.0) -> list[Step]:
    """Fit whether a name is used as a place, one that is weighing `missed` times one that is not."""
    weight = np.array([weigh_article(use.article) * (missed if use.is_place else 1.0) for use in uses])
    return fit_odds(gather_features(uses, steps), np.array([float(use.is_place) for use in uses]), weight, steps)


def fit_score(uses: Sequence[Use], evidence: Values, steps: list[Step]) -> list[Step]:
    """Fit how likely it is that what is taken for a place is one and the right one."""
    kept = [n for n, use in enumerate(uses) if evidence[n] > 0 and (use.is_right is not None or not use.is_place)]
    own = [uses[n] for n in kept]
    features = gather_features(own, steps) | {"evidence": evidence[kept]}
    truth = np.array([float(bool(use.is_right)) for use in own])
    return fit_odds(features, truth, np.array([weigh_article(use.article) for use in own]), steps)


def weigh_article(article: Article) -> float:
    """Weigh an article, so that world news counts beside the larger corpus of local news."""
    return WORLD if "trnews" in article.corpus else 1.0


def fit_odds(features: dict[str, Values], truth: Values, weight: Values, steps: list[Step]) -> list[Step]:
    """Fit a logistic regression of steps, by Newton's method with a ridge, around those that are set by hand."""
    design = make_design(features, steps)
    by_hand = np.array([step.feature in BY_HAND for step in steps])
    given = design @ np.where(by_hand, [step.weight for step in steps], 0.0)
    design[:, by_hand] = 0.0
    reached = design.any(axis=0)  # a step that no example reaches keeps its weight
    vector = np.zeros(len(steps))
    for _ in range(12):
        share = 1.0 / (1.0 + np.exp(-(given + design @ vector)))
        slope = design.T @ (weight * (share - truth)) + RIDGE * vector
        curvature = design.T @ (design * (weight * share * (1.0 - share))[:, None]) + RIDGE * np.eye(len(steps))
        change = np.linalg.solve(curvature, slope)
        vector = vector - change
        if float(np.abs(change).max()) < 1e-3:
            break
    return set_weights(steps, vector, reached)


def set_weights(steps: Sequence[Step], vector: Values, reached: NDArray[np.bool_]) -> list[Step]:
    """Set the weights of the steps that examples reached and that are not set by hand."""
    return [
        s._replace(weight=round(float(value), 3)) if hit and s.feature not in BY_HAND else s
        for s, value, hit in zip(steps, vector, reached, strict=True)
    ]


def fit_cards(readings: Sequence[Reading], steps: dict[str, list[Step]]) -> dict[str, list[Step]]:
    """Fit all models to the readings, senses first."""
    senses = fit_senses(readings, steps["sense"])
    uses, unknown = list_uses(pick_readings(readings), make_cards(steps | {"sense": senses}))
    mentions = fit_uses(uses, steps["mention"], MISSED)
    evidence = Scorecard(mentions).weigh(gather_features(uses, mentions))
    return {
        "sense": senses,
        "mention": mentions,
        "unknown": fit_uses(unknown, steps["unknown"]),
        "score": fit_score(uses, evidence, steps["score"]),
    }


def make_cards(steps: dict[str, list[Step]]) -> Scorecards:
    """Make the scorecards of steps."""
    return Scorecards(**{name: Scorecard(own) for name, own in steps.items()})


def write_weights(path: Path, steps: dict[str, list[Step]]) -> None:
    """Write the weights of all models into their file, which keeps its explanations."""
    weights = {(model, step.feature, step.at_least): step.weight for model, own in steps.items() for step in own}
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["weight"] = str(weights[row["model"], row["feature"], float(row["at_least"])])
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Fit all models to all articles and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="gold files, JSON Lines")
    parser.add_argument("--weights", type=Path, required=True, help="the weights file, written anew")
    args = parser.parse_args()
    articles = [article for path in args.gold for article in read_corpus(path)]
    homes = find_outlet_homes(articles)
    for article in articles:
        article.home = homes[article.outlet]
    write_weights(args.weights, fit_cards(read_names(articles), read_steps(args.weights)))


if __name__ == "__main__":
    main()
