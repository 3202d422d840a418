"""Measure linking: which reports that tell of one event are linked, and which that do not.

    python benchmarks/events.py [ARTICLES.csv GOLD.csv]     # without arguments: the demonstration data
    python benchmarks/events.py --pairs FA_KES.csv          # pairs of reports, labelled in fa_kes_pairs.csv
    python benchmarks/events.py --scale 1000 10000 100000   # invented reports: how time grows with their number

GOLD has a row for each passage that tells of an event: article_id, quote_start, quote_end, ucdp_id. A report is matched to a passage of
its article when one of its own passages overlaps it by half of the shorter one, one to one, the largest overlap first, then the one told
first. A pair is two quotes, by article and offsets; it is linked when a report of which a passage overlaps the one by half is in one
event with a report of which one so overlaps the other, so that pairs outlast changes of extraction. Pairs of which a quote has no report
(any more) are counted apart.
"""

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from shapely.geometry import Point

import analystkit as ak
from analystkit.tables import build_table

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
SEED = 20190121
OUTCOMES = {("same", True): "right", ("same", False): "missed", ("apart", True): "wrong", ("apart", False): "apart"}


def match_reports(gold: pd.DataFrame, reports: pd.DataFrame) -> dict[str, str]:
    """Match reports to gold passages by overlap: {report_id: ucdp_id}."""
    overlaps = []
    for passage in gold.itertuples():
        for number, report in enumerate(reports[reports["article_id"] == passage.article_id].itertuples()):
            shared = max(_share((passage.quote_start, passage.quote_end), span) for span in _list_passages(report.passages))
            if shared >= 0.5:
                overlaps.append((-shared, passage.Index, number, report.report_id))
    matched: dict[str, str] = {}
    taken: set[int] = set()
    for _, index, _, report_id in sorted(overlaps):
        if index not in taken and report_id not in matched:
            matched[report_id] = gold.loc[index, "ucdp_id"]
            taken.add(index)
    return matched


def _list_passages(passages: str) -> list[tuple[int, int]]:
    """List the passages of a report, "20-184 639-753", as spans."""
    return [(int(start), int(end)) for start, _, end in (span.partition("-") for span in passages.split())]


def _share(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Give the overlap of two spans, as a share of the shorter one."""
    return (min(one[1], other[1]) - max(one[0], other[0])) / min(one[1] - one[0], other[1] - other[0])


def find_homes(events: pd.DataFrame) -> dict[str, str]:
    """Find the event of each report: {report_id: event_id}."""
    return {report_id: row.event_id for row in events.itertuples() for report_id in row.report_ids.split()}


def count_pairs(matched: dict[str, str], events: pd.DataFrame) -> tuple[int, int, int]:
    """Count the pairs of matched reports: rightly linked, wrongly linked, wrongly apart."""
    home = find_homes(events)
    right = wrong = apart = 0
    for one, other in combinations(matched, 2):
        same = matched[one] == matched[other]
        linked = one in home and home[one] == home.get(other)
        right += same and linked
        wrong += linked and not same
        apart += same and not linked
    return right, wrong, apart


def score_bcubed(matched: dict[str, str], events: pd.DataFrame) -> tuple[float, float]:
    """Score B-cubed precision and recall (Bagga and Baldwin 1998) over matched reports; one in no event is alone."""
    home = find_homes(events)
    linked: dict[str, set[str]] = defaultdict(set)
    same: dict[str, set[str]] = defaultdict(set)
    for name, label in matched.items():
        linked[home.get(name, name)].add(name)
        same[label].add(name)
    shared = [(linked[home.get(name, name)], same[label]) for name, label in matched.items()]
    precision, recall = np.mean([(len(one & other) / len(one), len(one & other) / len(other)) for one, other in shared], axis=0)
    return float(precision), float(recall)


def count_labelled(pairs: pd.DataFrame, reports: pd.DataFrame, events: pd.DataFrame) -> dict[str, Counter]:
    """Count labelled pairs by stratum, and over all: right, missed, wrong, apart, lost (a quote has no report)."""
    home = find_homes(events)
    told: dict[str, list[tuple[tuple[int, int], str]]] = defaultdict(list)
    for row in reports.itertuples():
        told[row.article_id] += [(span, row.report_id) for span in _list_passages(row.passages)]
    counts: dict[str, Counter] = defaultdict(Counter)
    for pair in pairs[pairs["label"] != "unclear"].itertuples():
        ends = [(pair.article_a, (pair.start_a, pair.end_a)), (pair.article_b, (pair.start_b, pair.end_b))]
        found = [{name for span, name in told[article] if _share(span, end) >= 0.5} for article, end in ends]
        linked = not {home[name] for name in found[0] if name in home}.isdisjoint(home[name] for name in found[1] if name in home)
        outcome = OUTCOMES[pair.label, linked] if all(found) else "lost"
        for stratum in (pair.stratum, "all"):
            counts[stratum][outcome] += 1
    return counts


def measure_agreement(pairs: pd.DataFrame) -> float:
    """Measure the agreement of the two passes of labelling beyond chance: Cohen's kappa."""
    first, second = pairs["first"], pairs["second"]
    chance = sum((first == label).mean() * (second == label).mean() for label in set(first) | set(second))
    return ((first == second).mean() - chance) / (1 - chance)


def invent_tables(n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Invent n reports in n / 3 articles: events in towns of twenty countries over ten years, most told seldom, one in four vaguely."""
    rng = np.random.default_rng(SEED)
    n_events = n // 3
    towns = rng.uniform((-30, -60), (60, 150), size=(2_000, 2))
    town = np.minimum(rng.zipf(1.3, n_events) - 1, len(towns) - 1)
    day = pd.Timestamp("2010-01-01") + pd.to_timedelta(rng.integers(0, 3650, n_events), unit="D")
    kind = rng.choice(["air_strike", "shelling", "bombing", "armed_clash"], n_events)
    toll = rng.geometric(0.15, n_events)
    event = np.minimum(rng.zipf(1.6, n) - 1 + rng.integers(0, n_events, n), n_events - 1)
    rows, articles = [], []
    for index, of in enumerate(event):
        latitude, longitude = towns[town[of]] + rng.normal(0, 0.02, 2)
        vague = rng.random() < 0.25
        article = f"a{index // 3}"
        if index % 3 == 0:
            articles.append(
                {"article_id": article, "published": day[of] + pd.Timedelta(days=1), "published_basis": "given", "source": f"o{index % 40}"}
            )
        rows.append(
            {
                "report_id": f"r{index}",
                "article_id": article,
                "event_type": rng.choice([kind[of], "attack"], p=[0.8, 0.2]),
                "status": "reported",
                "aggregate": False,
                "date_start": day[of].replace(day=1) if vague else day[of],
                "date_end": day[of] + pd.offsets.MonthEnd(0) if vague else day[of],
                "date_precision": "month" if vague else "day",
                "date_basis": "explicit",
                "place": f"t{town[of]}",
                "place_id": f"t{town[of]}",
                "country": f"C{town[of] % 20}",
                "admin1": f"p{town[of] % 300}",
                "place_precision": "province" if vague else "settlement",
                "place_basis": "stated",
                "uncertainty_km": 60.0 if vague else 4.0,
                "killed_low": toll[of],
                "quote": " ".join(f"w{word}" for word in rng.integers(0, 5_000, 25)),
                "quote_start": 500 * (index % 3),
                "quote_end": 500 * (index % 3) + 150,
                "passages": "0-150",
                "reviewed": False,
                "geometry": Point(longitude, latitude),
            }
        )
    texts = [{"title": "", "text": row["article_id"], "file": "invented"} for row in articles]
    return build_table(rows, "reports"), build_table([row | text for row, text in zip(articles, texts, strict=True)], "articles")


def report_scores(name: str, right: int, wrong: int, missed: int) -> None:
    """Print precision, recall and F1 of pairs."""
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name}: {right} rightly linked, {wrong} wrongly, {missed} wrongly apart;", end=" ")
    print(f"precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}")


def measure_gold(articles_file: Path, gold_file: Path) -> None:
    """Measure against passages with the event that each tells of."""
    gold = pd.read_csv(gold_file, dtype={"article_id": str, "ucdp_id": str})
    articles = ak.read_articles(articles_file)
    reports = ak.extract_reports(articles, progress=sys.stderr.isatty())
    events = ak.link_events(reports, articles)
    matched = match_reports(gold, reports)
    print(f"{len(matched)} of {len(gold)} passages have a report; {len(reports)} reports, {len(events)} events")
    report_scores("pairs", *count_pairs(matched, events))
    precision, recall = score_bcubed(matched, events)
    print(f"B-cubed: precision {precision:.2f}, recall {recall:.2f}, F1 {2 * precision * recall / (precision + recall):.2f}")


def measure_pairs(articles_file: Path) -> None:
    """Measure against the labelled pairs of FA-KES."""
    pairs = pd.read_csv(HERE / "fa_kes_pairs.csv", dtype={"article_a": str, "article_b": str})
    articles = ak.read_articles(articles_file)
    reports = ak.extract_reports(articles, progress=sys.stderr.isatty())
    events = ak.link_events(reports, articles)
    unassigned = int((ak.list_unlinked(reports, articles)["reason_code"] == "unassigned").sum())
    unclear = (pairs["label"] == "unclear").sum()
    print(f"{len(reports)} reports, {len(events)} events, {unassigned} reports unassigned")
    print(f"{len(pairs)} pairs, {unclear} of them unclear; agreement of two passes: kappa {measure_agreement(pairs):.2f}")
    for stratum, counts in sorted(count_labelled(pairs, reports, events).items()):
        report_scores(f"{stratum} ({counts.total()}, {counts['lost']} lost)", counts["right"], counts["wrong"], counts["missed"])


def measure_scale(sizes: Iterable[int]) -> None:
    """Measure how time and memory grow with the number of reports."""
    for n in sizes:
        reports, articles = invent_tables(n)
        began, processor = time.perf_counter(), time.process_time()
        events = ak.link_events(reports, articles)
        seconds, processor = time.perf_counter() - began, time.process_time() - processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"{n} reports, {len(events)} events: {seconds:.1f} s, {processor:.1f} s of processor time, peak {peak:.1f} GB")


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="?", type=Path, default=DATA / "articles.csv")
    parser.add_argument("gold", nargs="?", type=Path, default=DATA / "articles_gold.csv")
    parser.add_argument("--pairs", type=Path, metavar="FA_KES.csv")
    parser.add_argument("--scale", type=int, nargs="+", metavar="N")
    args = parser.parse_args()
    if args.scale:
        measure_scale(args.scale)
    elif args.pairs:
        measure_pairs(args.pairs)
    else:
        measure_gold(args.articles, args.gold)
    return 0


if __name__ == "__main__":
    sys.exit(main())
