"""Scores: how likely it is that a report is right in type, place and dates."""

import csv
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from analystkit.geography.scorecard import Scorecard, Step
from analystkit.language.judgements import is_real

FINE = ("site", "settlement")


def score_report(row: Mapping[str, Any], *, place_score: float | None) -> float | None:
    """Give the probability that a report is right in type, place and dates; None where it tells of no event that happened.

    The weights, each with its meaning, stand in report_weights.csv; benchmarks/fit_reports.py fits them.

    Parameters
    ----------
    row
        The report's row of the reports table.
    place_score
        The score of the mention that its place was read from; None where it has none.
    """
    if not is_real(row["status"]) or row["aggregate"]:
        return None
    odds = _load_scorecard().weigh_one(describe_report(row, place_score=place_score))
    return round(1 / (1 + math.exp(-odds)), 3)


def describe_report(row: Mapping[str, Any], *, place_score: float | None) -> dict[str, float]:
    """Describe a report by what tells how sure it is; arguments as for `score_report`."""
    precision, day = row.get("place_precision"), row["date_basis"]
    basis = row.get("place_basis")
    return {
        "report": 1.0,
        "place_score": math.nan if place_score is None else place_score,
        "place_stated": float(basis == "stated"),
        "place_inferred": float(basis == "inferred"),
        "place_fine": float(precision in FINE),
        "place_coarse": float(precision not in (None, *FINE)),
        "date_relative": float(day == "relative"),
        "date_inherited": float(day == "inherited"),
        "days_long": float(row["date_precision"] not in ("day", "days")),
        "kind_plain": float(row["event_type"] in ("attack", "armed_clash")),
        "toll_told": float(any(not pd.isna(row.get(f"{harm}_low")) for harm in ("killed", "injured"))),
    }


@cache
def _load_scorecard() -> Scorecard:
    with files("analystkit.data").joinpath("report_weights.csv").open(encoding="utf-8") as lines:
        return Scorecard([Step(row["feature"], float(row["at_least"]), float(row["weight"])) for row in csv.DictReader(lines)])
