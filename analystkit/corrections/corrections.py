"""Corrections: what a person says of reports, applied to whatever the extraction gives.

A report is known again by its article, the words of its quote, its type and the words of its place, not by its id, which
changes with the version that read it. A correction whose report reads otherwise now or is gone is kept and listed; it is
never applied to another report.
"""

from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from analystkit.corrections.checks import PAIRED, CorrectionError, check_corrections, order_corrections
from analystkit.corrections.identities import Finder
from analystkit.corrections.ledgers import Ledger
from analystkit.gazetteers.gazetteer import Sources, load_gazetteer
from analystkit.language.eventtypes import Sources as TypeSources
from analystkit.language.eventtypes import load_event_types
from analystkit.tables import check_table

__all__ = ["Corrected", "CorrectionError", "Links", "apply_corrections", "find_links"]


class Corrected(NamedTuple):
    """What `apply_corrections` gives: the reports as corrected, and the corrections with the outcome of each."""

    reports: gpd.GeoDataFrame
    corrections: pd.DataFrame


class Links(NamedTuple):
    """Pairs of report ids that a person has said to be of one event, and not to be."""

    must_link: list[tuple[str, str]]
    must_part: list[tuple[str, str]]


def apply_corrections(
    reports: pd.DataFrame,
    corrections: pd.DataFrame,
    articles: pd.DataFrame | None = None,
    *,
    gazetteer: Sources = None,
    event_types: TypeSources = None,
) -> Corrected:
    """Apply a person's corrections to reports: one row of the first table is a report, one of the second a correction.

    The reports are in their order, those dropped left out, those added at the end; `reviewed` and `corrected` say what a person
    did. Give the reports as they were extracted, by whichever version, and all corrections: later ones go before earlier ones,
    whoever made them. The second table has every correction given, with its `outcome`: what did not hold is there with
    the reason, and stays in the file for the day it fits again. Merges and splits are for `link_events`, which takes that table.

    Parameters
    ----------
    reports
        The reports table.
    corrections
        The corrections table, as `read_corrections` gives it.
    articles
        The articles table, needed where a correction adds a report: its quote is looked up in the text.
    gazetteer
        Files of places that win over the package's own, where a place is moved to one of them.
    event_types
        Files of event types of your own, where a report is given one of them.

    Returns
    -------
    Corrected
        The reports table and the corrections table.

    Raises
    ------
    CorrectionError
        A correction asks for what cannot be: a type that there is none of, latitude and longitude swapped. None was applied.
    TableError
        A table is not what it should be.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> reports, outcomes = apply_corrections(build_table([], "reports"), build_table([], "corrections"))
    >>> len(reports), len(outcomes)
    (0, 0)
    """
    check_table(reports, "reports", "reports")
    check_corrections(corrections)
    ledger = Ledger(reports, corrections, articles, load_gazetteer(gazetteer), load_event_types(event_types).types)
    ledger.check()
    for number in order_corrections(corrections):
        ledger.apply(number)
    return Corrected(ledger.build_reports(), ledger.build_outcomes())


def find_links(reports: pd.DataFrame, corrections: pd.DataFrame) -> Links:
    """Find the pairs of reports that merges and splits name, by the ids that they have in this table; the later word holds.

    Parameters
    ----------
    reports
        The reports table, corrected or not. A pair of which a report is not in it is passed over; `apply_corrections` lists it.
    corrections
        The corrections table, as `read_corrections` or `apply_corrections` gives it.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> find_links(build_table([], "reports"), build_table([], "corrections"))
    Links(must_link=[], must_part=[])
    """
    finder, rows = Finder(reports, corrections), corrections.to_dict("records")
    ids = reports["report_id"].tolist()
    said: dict[tuple[str, str], str] = {}
    for number in order_corrections(corrections):
        if rows[number]["what"] in PAIRED:
            ends = [finder.find(rows[number], prefix) for prefix in ("", "other_")]
            if all(len(found) == 1 for found in ends) and ends[0] != ends[1]:
                one, other = sorted(ids[found[0]] for found in ends)
                said[one, other] = rows[number]["what"]
    return Links([pair for pair, what in said.items() if what == "merge"], [pair for pair, what in said.items() if what == "split"])
