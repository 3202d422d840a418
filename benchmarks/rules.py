"""Measure what each rule of reports is worth when it alone is removed.

    nice python benchmarks/rules.py GOLD.jsonl ... --scorer score_reports.py [--muc4 MUC4.jsonl] [--articles ARTICLES.csv ...]
        [--sample N] [--only PATTERN]

A rule is a function of the rooms `language` and `reports` that answers yes or no, or that may find nothing; without it the answer is
always no, or nothing is found. Printed is what changes: found and mapped F1 on each gold file, in points; of all of them, how many events
have each of their fields right, and how many unreal ones are told; how many of MUC-4's events owed are right, as in benchmarks/muc4.py; and
how many rows of articles without gold differ. An article is read again only for the rules that found something in it.
"""

import argparse
import importlib
import inspect
import pkgutil
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin
from unittest.mock import patch

import muc4
import pandas as pd
from fit_reports import load_scorer
from reports import list_predictions, read_gold
from spacy.tokens import Doc

import analystkit as ak
from analystkit import language, reports
from analystkit.geography import places
from analystkit.language import sentences

# Modules whose functions are no rules: they read data and text, or say what the words of dates and names mean
NO_RULES = (
    *("actors", "batches", "capitals", "cues", "days", "eventtypes", "gates", "inheriteddates", "matrices", "numerals", "relativedates"),
    *("scores", "sentences", "stages", "writtendates"),
)
TALLIED = ("right ", "unreal_mapped")  # the counts of a scorer that are given beside found and mapped

Counts = Mapping[str, int]


class Collection(NamedTuple):
    """Articles with what counts how right their reports are, which is None where there is no gold."""

    name: str
    articles: pd.DataFrame
    judge: Callable[[Any, pd.DataFrame], Counts] | None


class Outcome(NamedTuple):
    """What was read in the articles of a collection, by article: its rows, and the counts of those."""

    rows: dict[Any, pd.DataFrame]
    counts: dict[Any, Counts]


def list_rules() -> dict[str, Callable[..., Any]]:
    """List the rules by module and name, "judgements.is_definite"."""
    rules: dict[str, Callable[..., Any]] = {}
    for room in (language, reports):
        for info in pkgutil.iter_modules(room.__path__):
            module = importlib.import_module(f"{room.__name__}.{info.name}")
            for name, value in inspect.getmembers(module, inspect.isfunction):
                if value.__module__ == module.__name__ and info.name not in NO_RULES and find_nothing(value):
                    rules[f"{info.name}.{name}"] = value
    return rules


def find_nothing(function: Callable[..., Any]) -> Callable[..., Any] | None:
    """Find what to put in the place of a rule: what always says no, or finds nothing; None for what is no rule."""
    told = inspect.signature(function).return_annotation
    if told is bool:
        return lambda *_, **__: False
    if isinstance(told, UnionType) and NoneType in get_args(told):
        return lambda *_, **__: None
    return (lambda *_, **__: iter(())) if get_origin(told) is Iterator else None


def list_uses(function: Any) -> Iterator[tuple[ModuleType | dict[str, Any], str]]:
    """List where a function stands, under which name: modules that have or import it, and their tables of functions."""
    for module in [m for name, m in sys.modules.items() if name.startswith("analystkit.")]:
        for name, value in list(vars(module).items()):
            if value is function:
                yield module, name
            elif isinstance(value, dict):
                yield from ((value, key) for key, inner in value.items() if inner is function)


def replace_function(function: Any, other: Any) -> ExitStack:
    """Replace a function wherever it stands, until the stack that is given back is closed."""
    stack = ExitStack()
    for place, name in list(list_uses(function)):
        stack.enter_context(patch.dict(place, {name: other}) if isinstance(place, dict) else patch.object(place, name, other))
    return stack


def remember_docs(parse: Callable[..., Iterable[Doc]]) -> Callable[..., Iterator[Doc]]:
    """Make a parser keep what it parsed."""
    known: dict[str, Doc] = {}

    def remembered(texts: Iterable[str], **options: Any) -> Iterator[Doc]:
        wanted = list(texts)
        missing = [text for text in dict.fromkeys(wanted) if text not in known]
        known.update(zip(missing, parse(missing, **options), strict=True))
        yield from (known[text] for text in wanted)

    return remembered


def remember_places(find: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function that finds places keep what it found in a text or a sentence, for each context that is given with it."""
    known: dict[tuple[str, ...], Any] = {}

    def remembered(told: Any, *values: Any, **options: Any) -> Any:
        key = (getattr(told, "text", told), *(str(id(value)) for value in values))
        if key not in known:
            known[key] = find(told, *values, **options)
        return known[key]

    return remembered


def note_use(rule: Callable[..., Any], name: str, used: set[str]) -> Callable[..., Any]:
    """Make a rule note its name wherever it says yes or finds something; an iterator wherever it is asked."""

    def noting(*values: Any, **options: Any) -> Any:
        found = rule(*values, **options)
        if found is not None and found is not False:
            used.add(name)
        return found

    return noting


def forget() -> None:
    """Empty what functions remember of single sentences, which would hide that a rule was asked, or is gone."""
    for module in [m for name, m in sys.modules.items() if name.startswith("analystkit.language.")]:
        for value in vars(module).values():
            if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"]:
                value.cache_clear()


def read(collection: Collection, wanted: Iterable[Any]) -> Outcome:
    """Read some articles of a collection."""
    forget()
    articles = collection.articles[collection.articles["article_id"].isin(set(wanted))]
    found = ak.extract_reports(articles, progress=False)
    told = dict(tuple(found.groupby("article_id")))
    rows = {article_id: told.get(article_id, found[:0]) for article_id in articles["article_id"]}
    counts = {article_id: collection.judge(article_id, own) for article_id, own in rows.items()} if collection.judge else {}
    return Outcome(rows, counts)


def read_noting(
    collections: Sequence[Collection], rules: Mapping[str, Callable[..., Any]]
) -> tuple[list[Outcome], dict[str, list[set[Any]]]]:
    """Read all articles with every rule, and note in which articles of each collection a rule found something."""
    asked: dict[str, list[set[Any]]] = {name: [set() for _ in collections] for name in rules}
    whole = [Outcome({}, {}) for _ in collections]
    used: set[str] = set()
    with ExitStack() as noting:
        for name, rule in rules.items():
            noting.enter_context(replace_function(rule, note_use(rule, name, used)))
        for n, collection in enumerate(collections):
            for article_id in collection.articles["article_id"]:
                used.clear()
                own = read(collection, [article_id])
                whole[n].rows.update(own.rows)
                whole[n].counts.update(own.counts)
                for name in used:
                    asked[name][n].add(article_id)
    return whole, asked


def collect(args: argparse.Namespace, scorer: ModuleType) -> Iterator[Collection]:
    """Collect the articles that rules are measured on: gold, MUC-4's, and those without gold."""
    for path in args.gold:
        articles, gold = read_gold(path), scorer.read(path)

        def score(article_id: Any, own: pd.DataFrame, articles: pd.DataFrame = articles, gold: dict[Any, Any] = gold) -> Counts:
            told = list_predictions(articles[articles["article_id"] == article_id], own)
            counts: Counts = scorer.score_article(gold[article_id], told[article_id])
            return counts

        yield Collection(path.stem, articles, score)
    if args.muc4:
        articles, owed = muc4.read_articles(args.muc4, "dev")
        owing = draw(sorted(name for name, events in owed.items() if events), args.sample)

        def match(article_id: Any, own: pd.DataFrame) -> Counts:
            return {"muc4": muc4.count_matches(owed[article_id], muc4.list_reports(own).get(article_id, []))["right"]}

        yield Collection(args.muc4.stem, articles[articles["article_id"].isin(owing)], match)
    for path in args.articles:
        articles = ak.read_articles(path, date_order="mdy")
        drawn = draw(articles.loc[articles["problem"].isna(), "article_id"].tolist(), args.sample)
        yield Collection(path.stem, articles[articles["article_id"].isin(drawn)], None)


def draw(names: Sequence[Any], number: int) -> set[Any]:
    """Draw some articles, the same each time."""
    return set(random.Random(0).sample(names, min(number, len(names))))  # noqa: S311 -- no secret


def add(counts: Iterable[Counts]) -> Counts:
    """Add counts up."""
    total: dict[str, int] = {}
    for each in counts:
        for name, value in each.items():
            total[name] = total.get(name, 0) + value
    return total


def compare(collections: Sequence[Collection], before: Sequence[Outcome], after: Sequence[Outcome], scorer: ModuleType) -> list[str]:
    """Tell what is another where some articles were read again: the cells of one line."""
    cells, tallied, unlike = [], [], 0
    for collection, old, new in zip(collections, before, after, strict=True):
        unlike += sum(count_unlike(old.rows[name], rows) for name, rows in new.rows.items()) if collection.judge is None else 0
        was, now = add(old.counts.values()), add((old.counts | new.counts).values())
        tallied.append({name: now[name] - was.get(name, 0) for name in now})
        if "found" in now:
            points = [100 * (scorer.prf(now, kind)["f1"] - scorer.prf(was, kind)["f1"]) for kind in ("found", "mapped")]
            cells.append(" / ".join(f"{each:+.1f}" if abs(each) >= 0.05 else "0" for each in points))
    change = add(tallied)
    fields = [f"{name.removeprefix('right ')} {n:+}" for name, n in sorted(change.items()) if n and name.startswith(TALLIED)]
    return [*cells, "; ".join(fields), str(change.get("muc4", 0)), str(unlike)]


def count_unlike(old: pd.DataFrame, new: pd.DataFrame) -> int:
    """Count the rows that only one of two tables has, whatever their score; of both tables, the greater number."""
    first, second = ([tuple(map(str, row)) for row in each.drop(columns=["report_id", "score"]).to_numpy()] for each in (old, new))
    return max(len(set(first) - set(second)), len(set(second) - set(first)))


def print_row(cells: Sequence[str]) -> None:
    """Print one row of a table in Markdown."""
    print("|", " | ".join(cells), "|", flush=True)


def main() -> None:
    """Measure every rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="gold files, JSON Lines")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--muc4", type=Path, help="MUC-4, of whose articles that owe an event some are drawn")
    parser.add_argument("--articles", type=Path, nargs="*", default=(), help="articles without gold, days written month first")
    parser.add_argument("--sample", type=int, default=60, help="articles drawn from each of these; default: %(default)s")
    parser.add_argument("--only", default="", help="a regular expression that names of rules hold")
    args = parser.parse_args()
    scorer = load_scorer(args.scorer)
    collections = list(collect(args, scorer))
    rules = {name: rule for name, rule in list_rules().items() if re.search(args.only, name)}
    with ExitStack() as stack:
        for parse in (sentences.parse_sentences, sentences.find_entities):
            stack.enter_context(replace_function(parse, remember_docs(parse)))
        for find in (places.find_context, places.resolve_sentence):
            stack.enter_context(replace_function(find, remember_places(find)))
        whole, asked = read_noting(collections, rules)
        header = ["without", *(path.stem for path in args.gold), "events with a field right", "MUC-4", "rows"]
        print_row(header)
        print_row(["---"] * len(header))
        idle = []
        for name, rule in rules.items():
            with replace_function(rule, find_nothing(rule)):
                left = [read(c, articles) for c, articles in zip(collections, asked[name], strict=True)]
            cells = compare(collections, whole, left, scorer)
            if set(cells) <= {"0 / 0", "0", ""}:
                idle.append(name)
            else:
                print_row([f"`{name}`", *cells])
        print("\nWithout effect:", ", ".join(idle))


if __name__ == "__main__":
    main()
