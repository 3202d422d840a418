"""Measure what each rule of reports is worth when it alone is removed.

    nice python benchmarks/rules.py GOLD.jsonl ... --scorer score_reports.py [--only PATTERN]

A rule is a function of the rooms `language` and `reports` that answers yes or no; without it the answer is always no.
Gold files and scorer are those of benchmarks/reports.py. Printed is the change, in points, of found and mapped F1 on each
file. Sentences are parsed once for all rules.
"""

import argparse
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pandas as pd
from fit_reports import load_scorer
from reports import list_predictions, read_gold
from spacy.tokens import Doc

import analystkit as ak
from analystkit import language, reports
from analystkit.language import sentences

PARSERS = ("parse_sentences", "find_entities")
VOCABULARY = ("cues", "eventtypes", "sentences", "capitals", "gates")  # modules whose functions are no rules


def list_rules() -> dict[str, Callable[..., bool]]:
    """List the rules by module and name, "judgements.is_definite"."""
    rules: dict[str, Callable[..., bool]] = {}
    for room in (language, reports):
        for info in pkgutil.iter_modules(room.__path__):
            module = importlib.import_module(f"{room.__name__}.{info.name}")
            for name, value in inspect.getmembers(module, inspect.isfunction):
                own = value.__module__ == module.__name__ and value.__annotations__.get("return") is bool
                if own and info.name not in VOCABULARY:
                    rules[f"{info.name}.{name}"] = value
    return rules


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


def measure(articles: pd.DataFrame, gold: dict[str, Any], scorer: ModuleType) -> tuple[float, float]:
    """Measure found and mapped F1 of a gold file, in points."""
    told = list_predictions(articles, ak.extract_reports(articles, progress=False))
    counts = scorer.add([scorer.score_article(own, told[article_id]) for article_id, own in gold.items()])
    return 100 * scorer.prf(counts, "found")["f1"], 100 * scorer.prf(counts, "mapped")["f1"]


def main() -> None:
    """Measure every rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="gold files, JSON Lines")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--only", default="", help="a regular expression that names of rules hold")
    args = parser.parse_args()
    scorer = load_scorer(args.scorer)
    sets = [(read_gold(path), scorer.read(path)) for path in args.gold]
    with ExitStack() as stack:
        for name in PARSERS:
            parse = getattr(sentences, name)
            stack.enter_context(replace_function(parse, remember_docs(parse)))
        whole = [measure(*each, scorer) for each in sets]
        print("whole", *(f"{found:.1f} / {mapped:.1f}" for found, mapped in whole), sep="\t", flush=True)
        for name, rule in list_rules().items():
            if not re.search(args.only, name):
                continue
            with replace_function(rule, lambda *_, **__: False):
                left = [measure(*each, scorer) for each in sets]
            change = [f"{one[0] - all_[0]:+.1f} / {one[1] - all_[1]:+.1f}" for one, all_ in zip(left, whole, strict=True)]
            print(name, *change, sep="\t", flush=True)


if __name__ == "__main__":
    main()
