"""Scorecards: steps add up, what is not known adds nothing, and the package's file explains every row."""

import csv
import math
from importlib.resources import files

import numpy as np

from analystkit.geography.scorecard import Scorecard, Scorecards, Step, load_scorecards

CARD = Scorecard([Step("people", 3.0, 0.5), Step("people", 5.0, 1.0), Step("capital", 1.0, 2.0)])


def test_steps_add_up_from_their_threshold_on() -> None:
    features = {"people": np.array([2.9, 3.0, 5.0, 6.0]), "capital": np.array([0.0, 0.0, 0.0, 1.0])}
    assert CARD.weigh(features).tolist() == [0.0, 0.5, 1.5, 3.5]


def test_what_is_not_known_adds_nothing() -> None:
    assert CARD.weigh({"people": np.array([math.nan]), "capital": np.array([1.0])}).tolist() == [2.0]
    assert CARD.weigh_one({"people": math.nan, "capital": 1.0}) == 2.0
    assert CARD.weigh_one({}) == 0.0


def test_one_row_weighs_what_many_do() -> None:
    for people in (0.0, 3.0, 4.9, 5.0):
        assert CARD.weigh_one({"people": people}) == CARD.weigh({"people": np.array([people])})[0]


def test_every_weight_of_the_package_is_explained_and_belongs_to_a_model() -> None:
    with files("analystkit.data").joinpath("place_weights.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["model"] for row in rows} == set(Scorecards._fields)
    assert all(row["meaning"] and math.isfinite(float(row["weight"])) for row in rows)
    assert len({(row["model"], row["feature"], float(row["at_least"])) for row in rows}) == len(rows)


def test_models_are_loaded_apart() -> None:
    cards = load_scorecards()
    assert {step.feature for step in cards.score.steps} & {"evidence"}
    assert not {step.feature for step in cards.sense.steps} & {"evidence"}
