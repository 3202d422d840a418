"""Omissions: what the tables behind a deck leave out at each stage, and why, in sums that hold."""

from collections import Counter
from typing import NamedTuple

import pandas as pd

from analystkit.display.figures import count_nouns
from analystkit.display.maps import list_unmapped
from analystkit.errors import ArgumentError
from analystkit.writing.summary import REASONS, STAGES

_UNLINKED = "too vague to be joined to one event, or of an event that was not asked for"
_UNCOUNTED = "not dated, or too coarsely for one period"
_UNREAL = ("planned", "threatened", "denied")


class Stage(NamedTuple):
    """One step on the way: of `given` so many were kept."""

    noun: str
    given: int
    kept: int
    how: str

    @property
    def lost(self) -> int:
        """How many were left out."""
        return self.given - self.kept

    def describe(self) -> str:
        """State the sum."""
        return f"{count_nouns(self.given, self.noun)} = {self.kept:,} {self.how} + {self.lost:,} left out"


def sum_stages(events: pd.DataFrame, counts: pd.DataFrame, articles: pd.DataFrame, reports: pd.DataFrame) -> dict[str, Stage]:
    """Sum up what was kept of what was given: {"read": ..., "link": ..., "map": ..., "count": ...}."""
    n_joined = sum(len(ids.split()) for ids in events["report_ids"])
    return {
        "read": Stage("article", len(articles), int(articles["problem"].isna().sum()), "read"),
        "link": Stage("report", len(reports), n_joined, "in events"),
        "map": Stage("event", len(events), len(events) - len(list_unmapped(events)), "on the map"),
        "count": Stage("event", len(events), int(counts["count"].sum()), "in a period of the chart"),
    }


def list_reasons(
    events: pd.DataFrame, counts: pd.DataFrame, articles: pd.DataFrame, reports: pd.DataFrame, left_out: pd.DataFrame | None
) -> list[tuple[str, str, int]]:
    """List stage, reason and number of what was left out, as `left_out` has it or, without one, as the other tables tell.

    Raises
    ------
    ArgumentError
        `left_out` does not hold what the other tables leave out.
    """
    if left_out is None:
        found = _find_reasons(events, counts, articles, reports)
    else:
        for name, stage in sum_stages(events, counts, articles, reports).items():
            n_rows = int((left_out["stage"] == name).sum())
            if n_rows != stage.lost:
                raise ArgumentError(
                    f"left_out: it has {n_rows:,} rows of stage {name!r}, and {stage.describe()}; "
                    "give that of a Briefing of these tables, or none, and it is found in them"
                )
        pairs = Counter(zip(left_out["stage"], left_out["reason_code"], strict=True))
        found = {(name, REASONS[code]): n for (name, code), n in pairs.items()}
    order = list(STAGES)
    rows = [(name, why, n) for (name, why), n in found.items() if n]
    return sorted(rows, key=lambda row: (order.index(row[0]), -row[2], row[1]))


def _find_reasons(events: pd.DataFrame, counts: pd.DataFrame, articles: pd.DataFrame, reports: pd.DataFrame) -> dict[tuple[str, str], int]:
    joined = {report_id for ids in events["report_ids"] for report_id in ids.split()}
    unlinked = reports[~reports["report_id"].isin(joined)]
    codes = unlinked["status"].where(unlinked["status"].isin(_UNREAL))
    codes = codes.mask(codes.isna() & unlinked["aggregate"], "aggregate")
    told = counts.attrs.get("left_out") or {}
    n_uncounted = len(events) - int(counts["count"].sum())
    numbers = {
        "read": articles["problem"].dropna().str.split(":").str[0].value_counts().to_dict(),
        "link": codes.value_counts().to_dict(),
        "map": list_unmapped(events)["reason_code"].value_counts().to_dict(),
        "count": told,
    }
    found = {(name, REASONS[str(code)]): int(n) for name, by_code in numbers.items() for code, n in by_code.items()}
    return found | {("link", _UNLINKED): int(codes.isna().sum()), ("count", _UNCOUNTED): n_uncounted - sum(told.values())}
