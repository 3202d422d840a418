"""Scorecards: additive models whose every weight is a row of data with its explanation.

A row of place_weights.csv adds its weight where its feature is at least its threshold; a candidate's score is the sum.
Features that are not known are NaN and add nothing.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


class Step(NamedTuple):
    """One row of a scorecard: the weight that a feature adds from a threshold on."""

    feature: str
    at_least: float
    weight: float


class Scorecard:
    """The sum of steps over named features."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self._steps: dict[str, list[tuple[float, float]]] = {}
        for step in steps:
            self._steps.setdefault(step.feature, []).append((step.at_least, step.weight))
        self._tables: dict[str, tuple[Values, Values]] = {}
        for feature in self._steps:  # in the order of the file, so that the sums are the same in every process
            own = sorted(step for step in steps if step.feature == feature)
            totals = np.concatenate([[0.0], np.cumsum([step.weight for step in own]), [0.0]])  # the last is for NaN, sorted behind all
            self._tables[feature] = np.array([step.at_least for step in own] + [np.inf]), totals

    def weigh(self, features: Mapping[str, Values]) -> Values:
        """Weigh rows: the sum of the weights of the steps that each row's features reach."""
        total: Values = np.zeros(len(next(iter(features.values()))))
        for feature, (thresholds, totals) in self._tables.items():
            if feature in features:
                total += totals[np.searchsorted(thresholds, features[feature], side="right")]
        return total

    def weigh_one(self, features: Mapping[str, float]) -> float:
        """Weigh one row, whose features that are left out are not known."""
        total = 0.0
        for feature, value in features.items():
            for threshold, weight in self._steps.get(feature, ()):
                if value >= threshold:
                    total += weight
        return total


class Scorecards(NamedTuple):
    """The models that places are found with."""

    sense: Scorecard  # which of its bearers a name means
    mention: Scorecard  # whether a name is used as a place
    unknown: Scorecard  # whether a name that the gazetteer does not know is one
    score: Scorecard  # how likely it is that both are right


@cache
def load_scorecards() -> Scorecards:
    """Load the weights of the package, once a process."""
    with files("analystkit.data").joinpath("place_weights.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    cards = ([Step(r["feature"], float(r["at_least"]), float(r["weight"])) for r in rows if r["model"] == m] for m in Scorecards._fields)
    return Scorecards(*map(Scorecard, cards))
