"""Fit the weights of the scores of reports, write them into report_weights.csv, and print how well calibrated they are out of fold.

    python benchmarks/fit_reports.py GOLD.jsonl ... --scorer score_reports.py --weights analystkit/data/report_weights.csv

GOLD and the scorer are those of benchmarks/reports.py; of the scorer, `score_article` says which reports are right. A report that
is excused (one of the annotators left it out) is passed over.
"""

import argparse
import csv
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from fit_places import fit_odds, write_weights
from places import print_reliability
from reports import FIELDS, list_predictions, read_gold

import analystkit as ak
from analystkit.geography.scorecard import Scorecard, Step, Values
from analystkit.language.judgements import is_real
from analystkit.reports import rows as extraction
from analystkit.reports.scores import describe_report

FOLDS = 5
DRAWS = 400


class Case(NamedTuple):
    """One extracted report: the article it stands in, what describes it, and whether it is right."""

    article_id: str
    features: dict[str, float]
    right: bool


def load_scorer(path: Path) -> ModuleType:
    """Load the scorer, which is a file of the caller's own."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"--scorer: {path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def list_cases(gold: Path, scorer: ModuleType) -> list[Case]:
    """Extract the reports of a gold file and judge each that tells of an event."""
    described: list[dict[str, float]] = []

    def record(row: dict[str, Any], **evidence: Any) -> float:
        described.append(describe_report(row, **evidence))
        return len(described) - 1.0  # in place of the score, the number of the description

    articles = read_gold(gold)
    with patch.object(extraction, "score_report", record):
        told = list_predictions(articles, ak.extract_reports(articles), (*FIELDS, "score"))

    def agrees(owed: dict[str, Any], report: dict[str, Any]) -> bool:
        return bool(scorer.tells_of(owed, report) and scorer.place_agrees(owed, report) and scorer.dates_agree(owed, report))

    cases = []
    with gold.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            reports = [report for report in told[article["id"]] if is_real(report["status"]) and not report["aggregate"]]
            owed = [report for report in article["reports"] if scorer.on_map(report)]
            right = set(scorer.matching(owed, reports, agrees).values())
            cases += [Case(article["id"], described[int(report["score"])], n in right) for n, report in enumerate(reports)]
    return cases


def fit_steps(cases: Sequence[Case], steps: list[Step]) -> list[Step]:
    """Fit the weights of the steps to judged reports."""
    return fit_odds(gather_features(cases), np.array([float(case.right) for case in cases]), np.ones(len(cases)), steps)


def gather_features(cases: Sequence[Case]) -> dict[str, Values]:
    """Gather the features of reports, an array for each."""
    return {name: np.array([case.features[name] for case in cases]) for name in cases[0].features}


def cross_validate(cases: Sequence[Case], steps: list[Step]) -> Values:
    """Score each report by weights fitted to the articles of the other folds."""
    ids = sorted({case.article_id for case in cases})
    fold = {article_id: n % FOLDS for n, article_id in enumerate(ids)}
    scores = np.zeros(len(cases))
    for n in range(FOLDS):
        held = np.array([fold[case.article_id] == n for case in cases])
        fitted = fit_steps([case for case in cases if fold[case.article_id] != n], steps)
        scores[held] = 1 / (1 + np.exp(-Scorecard(fitted).weigh(gather_features([c for c in cases if fold[c.article_id] == n]))))
    return scores


def expect_error(scores: Values) -> float:
    """Expect the calibration error that a perfect score of these values would show by chance, so few reports in a bin."""
    dice = np.random.default_rng(0)
    bins = np.minimum(9, (scores * 10).astype(int))
    off = (dice.random((DRAWS, len(scores))) < scores) - scores
    return float(np.mean([np.abs(off[:, bins == low].sum(axis=1)) for low in range(10)], axis=1).sum() / len(scores))


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="gold files, JSON Lines")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="the weights file, written anew")
    args = parser.parse_args()
    scorer = load_scorer(args.scorer)
    cases = [case for gold in args.gold for case in list_cases(gold, scorer)]
    with args.weights.open(encoding="utf-8") as lines:
        steps = [Step(row["feature"], float(row["at_least"]), float(row["weight"])) for row in csv.DictReader(lines)]
    scores = cross_validate(cases, steps)
    print_reliability(list(zip(scores, (case.right for case in cases), strict=True)))
    print(f"  a perfect score of these values would show {expect_error(scores):.3f} by chance")
    fitted = fit_steps(cases, steps)
    write_weights(args.weights, {"report": fitted})


if __name__ == "__main__":
    main()
