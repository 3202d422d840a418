"""Measure extraction on MUC-4, wire copy in capitals on Latin America in 1988-90: the share of events owed that is right, what others lack.

    python benchmarks/muc4.py MUC4.jsonl [--split dev] [--sample N]

MUC4 holds one article a line: id, split, date, text and its templates (`events`: type, stage, date, location). Owed are the bombings,
attacks and kidnappings that took place and that no annotator marked as optional. Templates leave purely military targets out, so that
precision cannot be taken. Reports are matched to an article's events one to one: by type alone (found), then where the country is right
as well, then the dates too. Of the found, the share with the right dates, whatever their country, is given beside.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

import analystkit as ak
from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.tables import build_table

Event = dict[str, Any]
BLASTS = {"bombing", "air_strike", "shelling"}
# Types of report that tell of a template: MUC-4 calls a kidnapping or a killing by its aim, its means or its outcome
TYPES = {"BOMBING": {*BLASTS, "attack"}, "ATTACK": {*BLASTS, "attack", "armed_clash", "shootdown"}, "KIDNAPPING": {"abduction"}}
STEPS = {"found": (), "country": ("country",), "right": ("country", "date"), "dated": ("date",)}  # what has to be right beside the type
DRAWS = 1000
SPELLINGS = {"GUATAMALA": "Guatemala"}  # as the templates have it


class Report(NamedTuple):
    """What of a report is measured."""

    event_type: str
    country: str | None
    start: date | None
    end: date | None


def read_articles(path: Path, split: str) -> tuple[pd.DataFrame, dict[str, list[Event]]]:
    """Read the articles of the splits whose name begins so, and the events owed: {article_id: templates}."""
    with path.open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["split"].startswith(split)]
    articles = [
        {
            "article_id": row["id"],
            "published": row["date"],
            "published_basis": "given" if row["date"] else "unknown",
            "text": row["text"],
            "file": path.name,
        }
        for row in rows
    ]
    owed = {row["id"]: [event | {"published": row["date"]} for event in row["events"] if is_owed(event)] for row in rows}
    return build_table(articles, "articles"), owed


def is_owed(event: Event) -> bool:
    """Tell whether a template is one of an event that took place, of a type that reports know."""
    return event["type"] in TYPES and event["stage"] == "ACCOMPLISHED" and not event["optional"]


def find_country(event: Event) -> str | None:
    """Find the ISO code of a template's country."""
    names = [place["name"] for place in event["location"] if place["type"] == "COUNTRY"]
    found = load_gazetteer().find_candidates(SPELLINGS.get(names[0], names[0].title())) if names else []
    return next((each.place.country for each in found if each.place.place_id.startswith("iso:")), None)


def list_reports(reports: pd.DataFrame) -> dict[str, list[Report]]:
    """List the reports that count for the map: {article_id: reports}."""
    told: dict[str, list[Report]] = {}
    for row in reports[reports["status"].isin(["reported", "alleged"]) & ~reports["aggregate"]].to_dict("records"):
        start, end = (None if pd.isna(row[name]) else row[name].date() for name in ("date_start", "date_end"))
        told.setdefault(row["article_id"], []).append(Report(row["event_type"], row["country"], start, end))
    return told


def agree_dates(event: Event, start: date | None, end: date | None) -> bool:
    """Whether a report's days agree with one of a template's dates: an overlap of at least half of their union.

    "On or before" a day: any days up to it, and none at all where that day is only the publish date.
    """
    told = [event["date"], *event["date_alternatives"]]
    return any(_agree(each, event["published"], start, end) for each in told)


def _agree(told: dict[str, str | None] | None, published: str | None, start: date | None, end: date | None) -> bool:
    last = _read_day(told["end"]) if told else None
    if told is None or last is None:
        return start is None
    if told["start"] is None:
        return told["end"] == published if start is None or end is None else end <= last
    first = _read_day(told["start"])
    if start is None or end is None or first is None:
        return False
    overlap, union = min(end, last) - max(start, first), max(end, last) - min(start, first)
    return 2 * (overlap.days + 1) >= union.days + 1 and overlap.days >= 0


def _read_day(value: str | None) -> date | None:
    """Read a day of a template; one that its month does not have, 31 June, is the month's last."""
    if not value:
        return None
    year, month, day = map(int, value.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(day - 1), following - timedelta(1))


def count_matches(events: list[Event], reports: list[Report]) -> dict[str, int]:
    """Count an article's events that a report of its own tells of, at every step of STEPS."""

    def fits(event: Event, asked: tuple[str, ...]) -> list[int]:
        return [
            n
            for n, report in enumerate(reports)
            if report.event_type in TYPES[event["type"]]
            and ("country" not in asked or report.country == find_country(event))
            and ("date" not in asked or agree_dates(event, report.start, report.end))
        ]

    return {step: _match([fits(event, asked) for event in events]) for step, asked in STEPS.items()} | {"owed": len(events)}


def _match(options: list[list[int]]) -> int:
    """Give the size of the largest one-to-one matching, by augmenting paths."""
    owner: dict[int, int] = {}

    def place(event: int, seen: set[int]) -> bool:
        for report in options[event]:
            if report not in seen:
                seen.add(report)
                if report not in owner or place(owner[report], seen):
                    owner[report] = event
                    return True
        return False

    return sum(place(event, set()) for event in range(len(options)))


def draw_interval(rows: list[dict[str, int]], measure: Callable[[dict[str, int]], float]) -> tuple[float, float]:
    """Draw the 95 % interval of a measure by resampling articles."""
    dice = random.Random(0)  # noqa: S311 -- a bootstrap, no secret
    values = sorted(measure(_add(dice.choices(rows, k=len(rows)))) for _ in range(DRAWS))
    return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS)]


def _add(rows: list[dict[str, int]]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in ("owed", *STEPS)}


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--split", default="dev", help="dev (1,300 articles), tst (400) or one of its parts, as tst3; default: %(default)s")
    parser.add_argument("--sample", type=int, help="only so many of the articles that owe an event, drawn with a fixed seed")
    args = parser.parse_args()
    articles, owed = read_articles(args.gold, args.split)
    owing = sorted(name for name, events in owed.items() if events)
    if args.sample:
        owing = random.Random(0).sample(owing, min(args.sample, len(owing)))  # noqa: S311 -- no secret either
    articles = articles[articles["article_id"].isin(owing)].reset_index(drop=True)
    told = list_reports(ak.extract_reports(articles, progress=sys.stderr.isatty()))
    rows: dict[str, list[dict[str, int]]] = {"all": [count_matches(owed[name], told.get(name, [])) for name in owing]}
    for kind in TYPES:
        rows[kind] = [count_matches([event for event in owed[name] if event["type"] == kind], told.get(name, [])) for name in owing]
    for kind, counts in rows.items():
        print_line(kind.lower(), counts)
    return 0


def print_line(name: str, rows: list[dict[str, int]]) -> None:
    """Print the share of events owed that is right, its interval, and what the others lack."""
    n = _add(rows)
    owed = max(n["owed"], 1)
    low, high = draw_interval(rows, lambda sums: sums["right"] / max(sums["owed"], 1))
    lost = {"detection": n["owed"] - n["found"], "country": n["found"] - n["country"], "date": n["country"] - n["right"]}
    print(
        f"{name:10} owed {n['owed']:4}  right {n['right'] / owed:.3f} (95 %: {low:.2f} to {high:.2f})  lost to "
        + ", ".join(f"{step} {count / owed:.3f}" for step, count in lost.items())
        + f"; of the found, date right {n['dated'] / max(n['found'], 1):.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
