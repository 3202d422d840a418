"""Reviews: which report a person should look at next, and how often the extraction was right where she looked at random."""

import math
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pandas as pd

from analystkit.corrections.checks import PAIRED, check_corrections
from analystkit.corrections.corrections import apply_corrections
from analystkit.corrections.identities import Finder, split_words
from analystkit.errors import ArgumentError
from analystkit.gazetteers.gazetteer import Sources
from analystkit.language.eventtypes import Sources as TypeSources
from analystkit.language.judgements import REAL
from analystkit.tables import check_table, make_id

DRAWN = 5  # one report in so many is a random draw
# What a row itself says that it may be wrong, set by hand, for a row without a calibrated score: they order a queue, no more
DOUBTS = {
    "place_basis": {"inherited": 0.25, "inferred": 0.4},
    "date_basis": {"inherited": 0.25, "none": 0.3},
    "actor_basis": {"attributed": 0.1, "disputed": 0.2},
    "status": {"alleged": 0.2, "planned": 0.1, "threatened": 0.1, "denied": 0.1},
    "event_type": {"attack": 0.1},
}
NOT_PLACED = 0.4  # the doubt of a row with a problem
UNCOUNTED = 0.5  # the weight of what is neither mapped nor counted beside that of what is
Z = 1.959964  # of an interval that holds 95 %
# What is scored, each by the fields whose correction says that it was wrong
SCORED = {
    "type": ("event_type",),
    "status": ("status", "aggregate"),
    "date": ("date",),
    "place": ("place", "geometry", "country", "admin1", "place_precision", "uncertainty_km"),
    "actor": ("actor", "actor_id", "actor_basis"),
    "target": ("target", "target_id"),
    "strikes": ("n_strikes",),
    "killed": ("killed",),
    "injured": ("injured",),
}


def queue_reports(reports: pd.DataFrame, corrections: pd.DataFrame | None = None) -> pd.DataFrame:
    """Order the reports that nobody has reviewed: one row is a report, with its `doubt`, its `weight` and whether it is `sampled`.

    The first are those where a mistake is likely and matters: doubt (one less the calibrated score, else what the row itself
    tells: a place inferred, a date inherited) times weight (tolls, and whether it is counted at all). Every fifth is
    instead the next of a random order of all reports, fixed by their words: those reviewed are at any time a simple random sample.

    Parameters
    ----------
    reports
        The reports table as it was extracted.
    corrections
        The corrections so far; what they are about is not asked again.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(queue_reports(build_table([], "reports")))
    0
    """
    check_table(reports, "reports", "reports")
    table = reports.assign(doubt=find_doubts(reports), weight=find_weights(reports))
    lots = [_draw_lot(*row) for row in zip(*(reports[name] for name in ("article_id", "quote", "event_type", "place")), strict=True)]
    drawn = set(sorted(range(len(table)), key=lambda row: lots[row])[: math.ceil(len(table) / DRAWN)])
    table["sampled"] = [row in drawn for row in range(len(table))]
    known = set() if corrections is None else _list_reviewed(reports, corrections)
    left = [row for row, report_id in enumerate(reports["report_id"]) if report_id not in known]
    urgency = (table["doubt"] * table["weight"]).tolist()
    doubted = sorted((row for row in left if row not in drawn), key=lambda row: (-urgency[row], lots[row]))
    sample = sorted((row for row in left if row in drawn), key=lambda row: lots[row])
    return table.iloc[list(_interleave(doubted, sample))]


def find_doubts(reports: pd.DataFrame) -> "pd.Series[float]":
    """Say of each report how likely it is wrong somewhere, 0 to 1."""
    kept = pd.Series(np.where(reports["problem"].isna(), 1.0, 1 - NOT_PLACED), index=reports.index)
    for name, doubts in DOUBTS.items():
        kept *= 1 - reports[name].map(doubts).fillna(0.0).astype("float64")
    return (1 - reports["score"]).astype("float64").fillna(1 - kept)


def find_weights(reports: pd.DataFrame) -> "pd.Series[float]":
    """Say of each report how much it matters: more with each tenfold of its dead, half where it is not counted."""
    killed = reports["killed_high"].fillna(reports["killed_low"]).fillna(0).astype("float64")
    counted = reports["status"].isin(REAL) & ~reports["aggregate"]
    return (1 + (1 + killed).map(math.log10)) * counted.map({True: 1.0, False: UNCOUNTED})


def score_extraction(
    reports: pd.DataFrame, corrections: pd.DataFrame, *, gazetteer: Sources = None, event_types: TypeSources = None
) -> pd.DataFrame:
    """Estimate how often the extraction is right from the random draws that a person reviewed: one row is a type and a field.

    ``report`` is right where it was not dropped, ``all`` where nothing of it was changed either; the other fields are told of those not
    dropped. `precision` is the share of right ones of `n`, `low` and `high` its 95 % interval (Wilson). Corrections of
    reports that were no random draw count nothing, nor do reports that read otherwise now. It says nothing of what was missed.

    Parameters
    ----------
    reports
        The reports table as it was extracted, before `apply_corrections`.
    corrections
        The corrections table, as `read_corrections` gives it.
    gazetteer, event_types
        Files of places and of event types of your own, as `apply_corrections` takes them.

    Raises
    ------
    ArgumentError
        `reports` were corrected before, so that what was wrong in them cannot be seen.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association, 22(158), 209-212.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> list(score_extraction(build_table([], "reports"), build_table([], "corrections")).columns)
    ['event_type', 'field', 'n', 'right', 'precision', 'low', 'high']
    """
    check_table(reports, "reports", "reports")
    if reports["reviewed"].any():
        raise ArgumentError("reports: they have been corrected, so that their mistakes are gone; give them as extract gave them")
    told = corrections[corrections["what"] != "add"]
    after, outcomes = apply_corrections(reports, told, gazetteer=gazetteer, event_types=event_types)
    changed = dict(zip(after["report_id"], after["corrected"].fillna(""), strict=True))
    sample = reports[reports["report_id"].isin(outcomes.loc[outcomes["sampled"], "report_id"].dropna())]
    rows = []
    for event_type in ["all", *sorted(sample["event_type"].unique())]:
        ids = sample.loc[(sample["event_type"] == event_type) | (event_type == "all"), "report_id"]
        kept = [set(changed[report_id].split()) for report_id in ids if report_id in changed]
        if len(ids):
            rows += [(event_type, "report", len(ids), len(kept)), (event_type, "all", len(ids), sum(not fields for fields in kept))]
            rows += [
                (event_type, name, len(kept), sum(fields.isdisjoint(wrong) for fields in kept)) for name, wrong in SCORED.items() if kept
            ]
    table = pd.DataFrame(rows, columns=["event_type", "field", "n", "right"])
    intervals = [find_interval(right, n) for right, n in zip(table["right"], table["n"], strict=True)]
    table["precision"] = table["right"].astype("float64") / table["n"].astype("float64")
    table["low"], table["high"] = [low for low, _ in intervals], [high for _, high in intervals]
    return table.astype({"event_type": "str", "field": "str", "n": "Int64", "right": "Int64", "low": "float64", "high": "float64"})


def find_interval(right: int, n: int) -> tuple[float, float]:
    """Find Wilson's 95 % interval of a share, `right` of `n`.

    >>> [round(bound, 2) for bound in find_interval(9, 10)]
    [0.6, 0.98]
    """
    share, spread = right / n, Z * Z / n
    middle, half = (share + spread / 2) / (1 + spread), math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _draw_lot(article_id: str, quote: str, event_type: str, place: str | None) -> str:
    """Draw a report's place in a random order, which stays whatever other reports there are."""
    return make_id("sample", article_id, split_words(quote), event_type, split_words(place))


def _list_reviewed(reports: pd.DataFrame, corrections: pd.DataFrame) -> set[str]:
    finder = Finder(reports, check_corrections(corrections))
    told = corrections[~corrections["what"].isin(("add", *PAIRED))].to_dict("records")
    return {finder.ids[found[0]] for said in told if len(found := finder.find(said)) == 1}


def _interleave(doubted: list[int], sample: list[int]) -> Iterator[int]:
    """Give four of the first and one of the second in turn, then what is left of either."""
    first, second = iter(doubted), iter(sample)
    while True:
        turn = [*islice(first, DRAWN - 1), *islice(second, 1)]
        if not turn:
            return
        yield from turn
