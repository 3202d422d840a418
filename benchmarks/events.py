"""Measure linking: of the reports that a gold file calls one event, how many pairs are linked, and how many that it does not.

    python benchmarks/events.py [ARTICLES.csv GOLD.csv]     (without arguments: the demonstration data)

GOLD has a row for each passage that tells of an event: article_id, quote_start, quote_end, ucdp_id. A report is matched to a passage of its
article when one of its own passages overlaps it by half of the shorter one, one to one, the largest overlap first.
"""

import argparse
import sys
from itertools import combinations
from pathlib import Path

import pandas as pd

import analystkit as ak

DATA = Path(__file__).parent.parent / "data"


def match_reports(gold: pd.DataFrame, reports: pd.DataFrame) -> dict[str, str]:
    """Match reports to gold passages by overlap: {report_id: ucdp_id}."""
    overlaps = []
    for passage in gold.itertuples():
        for report in reports[reports["article_id"] == passage.article_id].itertuples():
            shared = max(_share(passage, *map(int, span.split("-"))) for span in report.passages.split())
            if shared >= 0.5:
                overlaps.append((-shared, passage.Index, report.report_id))
    matched: dict[str, str] = {}
    taken: set[int] = set()
    for _, index, report_id in sorted(overlaps):
        if index not in taken and report_id not in matched:
            matched[report_id] = gold.loc[index, "ucdp_id"]
            taken.add(index)
    return matched


def _share(passage: tuple, start: int, end: int) -> float:
    """Give the overlap of a gold passage and a report's own, as a share of the shorter one."""
    overlap = min(passage.quote_end, end) - max(passage.quote_start, start)
    return overlap / min(passage.quote_end - passage.quote_start, end - start)


def count_pairs(matched: dict[str, str], events: pd.DataFrame) -> tuple[int, int, int]:
    """Count the pairs of matched reports: rightly linked, wrongly linked, wrongly apart."""
    home = {report_id: row.event_id for row in events.itertuples() for report_id in row.report_ids.split()}
    right = wrong = apart = 0
    for one, other in combinations(matched, 2):
        same = matched[one] == matched[other]
        linked = one in home and home[one] == home.get(other)
        right += same and linked
        wrong += linked and not same
        apart += same and not linked
    return right, wrong, apart


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="?", default=DATA / "articles.csv")
    parser.add_argument("gold", nargs="?", default=DATA / "articles_gold.csv")
    args = parser.parse_args()
    gold = pd.read_csv(args.gold, dtype={"article_id": str, "ucdp_id": str})
    articles = ak.read_articles(args.articles)
    reports = ak.extract_reports(articles, progress=sys.stderr.isatty())
    events = ak.link_events(reports, articles)
    matched = match_reports(gold, reports)
    right, wrong, apart = count_pairs(matched, events)
    precision, recall = right / max(1, right + wrong), right / max(1, right + apart)
    print(f"{len(matched)} of {len(gold)} passages have a report; {len(reports)} reports, {len(events)} events")
    print(f"pairs: {right} rightly linked, {wrong} wrongly, {apart} wrongly apart")
    print(f"pairwise precision {precision:.2f}, recall {recall:.2f}, F1 {2 * precision * recall / max(1e-9, precision + recall):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
