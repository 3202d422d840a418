"""Measure places on gold corpora, with weights that did not see the outlet they are measured on.

    python benchmarks/places.py TRNEWS.jsonl LGL.jsonl [--out FOLDER] [--ablate N]

Outlets are dealt into five folds; all weights are fitted five times, each time without one fold (fit_places.py says how, and what a
gold file holds), and every figure is of articles whose outlet the weights did not see. An outlet's home, where one is
used, is learned from the texts of its articles alone. `--out` keeps the predictions, one line an article; `--ablate N` says what each
feature is worth on every Nth article when it alone is taken away.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fit_places import (
    FOLDS,
    RIGHT_KM,
    Article,
    find_gold,
    find_outlet_homes,
    fit_cards,
    has_point,
    make_cards,
    make_folds,
    measure_to,
    read_corpus,
    read_names,
    read_steps,
)

from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.geography.places import Mention, read_places, resolve_sentence, weigh_names
from analystkit.geography.scorecard import Scorecard, Scorecards, Step
from analystkit.geography.senses import find_context
from analystkit.geography.toponyms import scan_names
from analystkit.language.sentences import split_sentences

WEIGHTS = Path(__file__).parent.parent / "analystkit" / "data" / "place_weights.csv"
DRAWS = 1000
KINDS = {
    "P": "settlement",
    "A": "country or division",
    "H": "water",
    "L": "area or park",
    "S": "building or site",
    "T": "mountain, island",
    "R": "road",
}


@dataclass(frozen=True, slots=True)
class Score:
    """What one article, or several together, came to."""

    gold: int = 0
    found: int = 0
    false: int = 0
    placed: int = 0  # gold toponyms with a point
    right: int = 0  # of them, found and resolved to within 161 km

    def __add__(self, other: "Score") -> "Score":
        """Add two scores up."""
        return Score(
            self.gold + other.gold, self.found + other.found, self.false + other.false, self.placed + other.placed, self.right + other.right
        )

    @property
    def precision(self) -> float:
        """Share of the mentions that are toponyms."""
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self) -> float:
        """Share of the toponyms that are mentioned."""
        return self.found / max(1, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.found / max(1, self.gold + self.found + self.false)

    @property
    def accuracy(self) -> float:
        """Share of the toponyms with a point that were found and resolved to within 161 km (Acc@161, end to end)."""
        return self.right / max(1, self.placed)


@dataclass(frozen=True, slots=True)
class Result:
    """An article as it was read by weights that did not see its outlet; offsets of mentions count from the article's start."""

    article: Article
    with_home: bool
    mentions: list[tuple[int, int, Mention]]

    @property
    def score(self) -> Score:
        """What the article came to."""
        matched = self.match()
        placed = [number for number, toponym in enumerate(self.article.gold) if has_point(toponym)]
        right = sum(self.is_right(number, matched) for number in placed)
        spans = {(start, end) for start, end, _ in self.mentions}
        return Score(len(self.article.gold), len(matched), len(spans) - len(matched), len(placed), right)

    def match(self) -> dict[int, Mention]:
        """Match gold toponyms with mentions one to one, those that share most characters first."""
        pairs = []
        for one, toponym in enumerate(self.article.gold):
            for other, (start, end, _) in enumerate(self.mentions):
                shared = min(toponym["end"], end) - max(toponym["start"], start)
                if shared > 0:
                    pairs.append((-shared / (max(toponym["end"], end) - min(toponym["start"], start)), toponym["start"], one, other))
        matched: dict[int, int] = {}
        for _, _, one, other in sorted(pairs):
            if one not in matched and other not in matched.values():
                matched[one] = other
        return {one: self.mentions[other][2] for one, other in matched.items()}

    def is_right(self, number: int, matched: dict[int, Mention]) -> bool:
        """Tell whether a gold toponym was found and resolved to within 161 km."""
        place = matched[number].place if number in matched else None
        toponym = self.article.gold[number]
        return place is not None and measure_to(place, toponym["lat"], toponym["lon"]) <= RIGHT_KM


def predict(article: Article, cards: Scorecards, *, with_home: bool) -> Result:
    """Read an article under given weights."""
    gazetteer = load_gazetteer()
    context = find_context(article.text, gazetteer, home=article.home if with_home else None, cards=cards)
    found = [(start + m.start, start + m.end, m) for start, doc in article.docs for m in resolve_sentence(doc, context, gazetteer)]
    return Result(article, with_home, found)


def cross_validate(articles: Sequence[Article]) -> tuple[list[Result], list[dict[str, list[Step]]]]:
    """Read every article, with its outlet's home and without, under weights fitted to the other folds' outlets."""
    results, fitted = [], []
    for fold in make_folds(articles, FOLDS):
        seen = [article for article in articles if article.outlet not in fold]
        unseen = [article for article in articles if article.outlet in fold]
        steps = fit_cards(read_names(seen), read_steps(WEIGHTS))
        fitted.append(steps)
        results += [predict(article, make_cards(steps), with_home=home) for article in unseen for home in (False, True)]
    return results, fitted


def find_interval(scores: Sequence[Score], measure: Callable[[Score], float]) -> tuple[float, float]:
    """Find the 95 % interval of a figure by drawing articles with replacement."""
    chance = random.Random(0)  # noqa: S311  no secret
    values = sorted(measure(sum(chance.choices(scores, k=len(scores)), Score())) for _ in range(DRAWS))
    return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS)]


def print_scores(results: Sequence[Result]) -> None:
    """Print recognition and resolution for each corpus, with 95 % intervals."""
    print("| corpus | home | articles | toponyms | P | R | F1 | Acc@161 |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    for corpus in sorted({result.article.corpus for result in results}):
        for with_home in (False, True):
            scores = [r.score for r in results if r.article.corpus == corpus and r.with_home == with_home]
            total = sum(scores, Score())
            f1 = "{:.3f}-{:.3f}".format(*find_interval(scores, lambda score: score.f1))
            acc = "{:.3f}-{:.3f}".format(*find_interval(scores, lambda score: score.accuracy))
            known = "learned" if with_home else "not used"
            print(f"| {corpus} | {known} | {len(scores)} | {total.gold} | {total.precision:.3f} | {total.recall:.3f} ", end="")
            print(f"| {total.f1:.3f} ({f1}) | {total.accuracy:.3f} ({acc}) |")


def list_scored(results: Iterable[Result]) -> list[tuple[float, bool]]:
    """List the scores of mentions with what the gold says; mentions of toponyms without a point are passed over."""
    scored = []
    for result in results:
        for start, end, mention in result.mentions:
            gold = find_gold(result.article, start, end)
            points = [t for t in gold if has_point(t)]
            if mention.score is None or mention.place is None or (gold and not points):
                continue
            scored.append((mention.score, any(measure_to(mention.place, t["lat"], t["lon"]) <= RIGHT_KM for t in points)))
    return scored


def print_calibration(results: Sequence[Result]) -> None:
    """Print the reliability of `score` for each corpus and for all."""
    for corpus in [*sorted({result.article.corpus for result in results}), "all"]:
        print(f"\n{corpus}: score, mentions, mean score, share right")
        print_reliability(list_scored(r for r in results if corpus in ("all", r.article.corpus)))


def print_reliability(scored: Sequence[tuple[float, bool]]) -> None:
    """Print the reliability of scores in ten bins, with the expected calibration error."""
    error = 0.0
    for low in range(10):
        own = [pair for pair in scored if min(9, int(pair[0] * 10)) == low]
        if own:
            mean, right = sum(score for score, _ in own) / len(own), sum(ok for _, ok in own) / len(own)
            error += len(own) / len(scored) * abs(mean - right)
            print(f"  {low / 10:.1f}-{low / 10 + 0.1:.1f}  {len(own):6}  {mean:.2f}  {right:.2f}  {'#' * round(right * 40)}")
    print(f"  expected calibration error {error:.3f}")


def print_groups(results: Sequence[Result], title: str, name: Callable[[dict[str, Any]], str], most: int) -> None:
    """Print found and right for groups of gold toponyms with a point."""
    counts, found, right = Counter[str](), Counter[str](), Counter[str]()
    for result in results:
        matched = result.match()
        for number, toponym in enumerate(result.article.gold):
            if has_point(toponym):
                group = name(toponym)
                counts[group] += 1
                found[group] += number in matched
                right[group] += result.is_right(number, matched)
    print(f"\n| {title} | toponyms | found | right |\n| --- | --- | --- | --- |")
    for group, n in counts.most_common(most):
        print(f"| {group} | {n} | {found[group] / n:.2f} | {right[group] / n:.2f} |")


def print_errors(results: Sequence[Result], most: int = 20) -> None:
    """Print the costliest kinds of error, with examples."""
    counts: Counter[str] = Counter()
    examples: dict[str, Counter[str]] = {}
    for result in results:
        for kind, words in _list_errors(result):
            counts[kind] += 1
            examples.setdefault(kind, Counter())[words] += 1
    print("\n| error | n | such as |\n| --- | --- | --- |")
    for kind, n in counts.most_common(most):
        print(f"| {kind} | {n} | {', '.join(word for word, _ in examples[kind].most_common(6))} |")


def _list_errors(result: Result) -> Iterable[tuple[str, str]]:
    gazetteer = load_gazetteer()
    matched = result.match()
    names = scan_names(result.article.text, gazetteer)
    for number, toponym in enumerate(result.article.gold):
        if not has_point(toponym) or result.is_right(number, matched):
            continue
        kind = KINDS.get((toponym.get("fclass") or "")[:1], "other")
        own = [n for n in names if n.start < toponym["end"] and toponym["start"] < n.end]
        offered = any(measure_to(c.place, toponym["lat"], toponym["lon"]) <= RIGHT_KM for n in own for c in n.candidates)
        if number not in matched:
            reason = "missed, right one offered" if offered else "missed, name known of others" if own else "missed, name unknown"
        elif matched[number].place is None:
            reason = "found, name unknown"
        else:
            reason = "namesake, right one offered" if offered else "namesake or point, right one not in the gazetteer"
        yield f"{reason}: {kind}", toponym["surface"]
    taken = {id(mention) for mention in matched.values()}
    for _, _, mention in result.mentions:
        if id(mention) not in taken:
            kind = mention.role if mention.role != "literal" else mention.place.precision if mention.place else "unknown name"
            yield f"no toponym of the gold: {kind}", mention.mention


def print_ablation(articles: Sequence[Article], fitted: Sequence[dict[str, list[Step]]], every: int) -> None:
    """Print what each feature is worth on every so manyth article when it alone is taken away, the other weights staying as they are."""
    folds = make_folds(articles, FOLDS)  # those that the weights were fitted without
    scores: dict[tuple[str, str], Score] = {}
    for fold, steps in zip(folds, fitted, strict=True):
        own = [article for article in articles[::every] if article.outlet in fold]
        for dropped, score in [*_drop_senses(own, steps), *_drop_mentions(own, steps)]:
            scores[dropped] = scores.get(dropped, Score()) + score
    # Names weighed apart from the rest are read a little differently: each model has a figure of its own to be compared with.
    full = {model: scores.pop((model, "")) for model in ("sense", "mention")}
    print(f"\nwith all features F1 {full['sense'].f1:.3f}, Acc@161 {full['sense'].accuracy:.3f}")
    print("\n| model | feature taken away | F1 | Acc@161 |\n| --- | --- | --- | --- |")
    for (model, feature), total in sorted(scores.items(), key=lambda item: item[1].accuracy + item[1].f1):
        f1, accuracy = total.f1 - full[model].f1, total.accuracy - full[model].accuracy
        print(f"| {model} | {feature} | {100 * f1:+.1f} | {100 * accuracy:+.1f} |")


def _drop_senses(articles: Sequence[Article], steps: dict[str, list[Step]]) -> Iterable[tuple[tuple[str, str], Score]]:
    """Read articles with every feature of senses in turn taken away, and with none."""
    for feature in ["", *sorted({step.feature for step in steps["sense"]})]:
        cards = make_cards(steps | {"sense": [step for step in steps["sense"] if step.feature != feature]})
        total = sum((predict(article, cards, with_home=True).score for article in articles), Score())
        yield ("sense", feature), total


def _drop_mentions(articles: Sequence[Article], steps: dict[str, list[Step]]) -> Iterable[tuple[tuple[str, str], Score]]:
    """Weigh the names of articles with every feature of mentions in turn taken away, and with none; how they were described stays."""
    gazetteer, cards = load_gazetteer(), make_cards(steps)
    dropped = ["", *sorted({s.feature for s in steps["mention"]})]
    less = {name: Scorecard([s for s in steps["mention"] if s.feature != name]) for name in dropped}
    totals = dict.fromkeys(less, Score())
    for article in articles:
        context = find_context(article.text, gazetteer, home=article.home, cards=cards)
        named = [(start + m.start, start + m.end, m) for start, doc in article.docs for m, _ in weigh_names(doc, context, gazetteer)]
        spans = {(start, end) for start, end, _ in named}
        # Streets and unknown names do not hang on these weights.
        others = [found for found in predict(article, cards, with_home=True).mentions if found[:2] not in spans]
        kept = [n for n in named if not any(start < n[1] and n[0] < end for start, end, _ in others)]
        for feature, card in less.items():
            found = [n for n in kept if card.weigh_one(n[2].features or {}) > 0]
            totals[feature] += Result(article, True, found + others).score
    yield from ((("mention", feature), total) for feature, total in totals.items())


def print_speed(articles: Sequence[Article]) -> None:
    """Print the words per CPU second of reading places alone, the model included."""
    gazetteer = load_gazetteer()

    def read(text: str) -> None:
        read_places([text[s.start : s.end] for s in split_sentences(text)], find_context(text, gazetteer), gazetteer)

    read(articles[0].text)  # the model and the gazetteer load before the clock starts
    started = time.process_time()
    for article in articles:
        read(article.text)
    words = sum(len(article.text.split()) for article in articles)
    print(f"\n{words:,} words, {words / (time.process_time() - started):,.0f} per CPU second, model included")


def write_predictions(results: Iterable[Result], folder: Path) -> None:
    """Write what was found, one line an article, for whatever other scorer."""
    folder.mkdir(parents=True, exist_ok=True)
    for result in results:
        rows = [
            {"start": start, "end": end, "lat": m.place.latitude if m.place else None, "lon": m.place.longitude if m.place else None}
            for start, end, m in result.mentions
        ]
        name = f"{result.article.corpus}_{'home' if result.with_home else 'text'}.jsonl"
        with (folder / name).open("a", encoding="utf-8") as out:
            out.write(json.dumps({"id": result.article.article_id, "toponyms": rows}) + "\n")


def print_report(results: Sequence[Result]) -> None:
    """Print all that is told of out-of-fold results."""
    print_scores(results)
    print_calibration(results)
    known = [result for result in results if result.with_home]
    print_groups(known, "kind", lambda toponym: KINDS.get((toponym.get("fclass") or "")[:1], "other"), 10)
    print_groups(known, "country", lambda toponym: toponym.get("country") or "none", 16)
    print_errors(known)


def main() -> None:
    """Cross-validate on the given corpora and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="gold files, JSON Lines")
    parser.add_argument("--out", type=Path, help="a folder for the predictions")
    parser.add_argument("--ablate", type=int, metavar="N", help="take each feature away, on every Nth article")
    args = parser.parse_args()
    articles = [article for path in args.gold for article in read_corpus(path)]
    homes = find_outlet_homes(articles)
    for article in articles:
        article.home = homes[article.outlet]
    print_speed(articles)
    results, fitted = cross_validate(articles)
    if args.out:
        write_predictions(results, args.out)
    print_report(results)
    if args.ablate:
        print_ablation(articles, fitted, args.ablate)


if __name__ == "__main__":
    main()
