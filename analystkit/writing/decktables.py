"""The tables behind a deck, checked one by one and together."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analystkit.display.figures import count_nouns
from analystkit.errors import ArgumentError
from analystkit.tables import check_table
from analystkit.writing.quotations import list_evidence


class Tables(NamedTuple):
    """What a deck is made from, checked."""

    events: pd.DataFrame
    counts: pd.DataFrame
    articles: pd.DataFrame
    reports: pd.DataFrame
    left_out: pd.DataFrame | None

    @property
    def readable(self) -> pd.DataFrame:
        """The articles that could be read."""
        return self.articles[self.articles["problem"].isna()]

    def list_evidence(self, events: pd.DataFrame) -> Iterator[str]:
        """List what some of the events rest on."""
        return list_evidence(events, self.reports, self.articles)


def check_tables(
    events: pd.DataFrame, counts: pd.DataFrame, articles: pd.DataFrame, reports: pd.DataFrame, left_out: pd.DataFrame | None
) -> Tables:
    """Check tables one by one and together."""
    for name, table in (("events", events), ("counts", counts), ("articles", articles), ("reports", reports)):
        check_table(table, name, name)
    if left_out is not None:
        check_table(left_out, "left_out", "left_out")
    given, counted = counts.attrs.get("n_events", len(events)), int(counts["count"].sum())
    if given != len(events) or counted > len(events):
        raise ArgumentError(
            f"counts: they are of {count_nouns(max(given, counted), 'event')}, and events has {len(events):,}; count these again"
        )
    told = {report_id for ids in events["report_ids"] for report_id in ids.split()}
    for name, missing in (
        ("reports", told - set(reports["report_id"])),
        ("articles", set(reports["article_id"]) - set(articles["article_id"])),
    ):
        if missing:
            raise ArgumentError(f"{name}: {min(missing)!r} is not in it; give the table that the events were made from")
    return Tables(events, counts, articles, reports, left_out)
