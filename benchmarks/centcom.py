"""Measure extraction on one-sentence strike reports: write predictions for their lines and print what the scorer says of them.

    python benchmarks/centcom.py STRIKES.csv --scorer score_centcom.py [-o PREDICTED.jsonl] [--every 10]

STRIKES holds a line of text and its date (month/day/year) a row; the scorer is called as `scorer STRIKES PREDICTED`.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

import analystkit as ak
from analystkit.tables import build_table

FIELDS = ("event_type", "country", "n_strikes_low", "n_strikes_high")


def read_lines(path: Path, every: int) -> pd.DataFrame:
    """Read the lines as the articles table: one row is one line, its id its number from 0."""
    with path.open(encoding="utf-8") as lines:
        rows = [
            {
                "article_id": str(number),
                "published": datetime.strptime(row["date"], "%m/%d/%Y").date(),
                "published_basis": "given",
                "text": row["line"],
                "file": path.name,
            }
            for number, row in enumerate(csv.DictReader(lines))
            if number % every == 0
        ]
    return build_table(rows, "articles")


def sample_strikes(path: Path, every: int, out: Path) -> Path:
    """Write the rows that were read for the scorer, numbered from 0 as it numbers them."""
    with path.open(encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        kept = [row for number, row in enumerate(reader) if number % every == 0]
        with out.open("w", encoding="utf-8", newline="") as sample:
            writer = csv.DictWriter(sample, reader.fieldnames or [])
            writer.writeheader()
            writer.writerows(kept)
    return out


def write_predictions(articles: pd.DataFrame, reports: pd.DataFrame, path: Path) -> None:
    """Write reports in the form the scorer reads: one line a line of text, numbered in the order read."""
    told: dict[str, list[dict[str, Any]]] = {article_id: [] for article_id in articles["article_id"]}
    for row in reports.itertuples():
        report = {name: _plain(getattr(row, name)) for name in FIELDS}
        report["lat"], report["lon"] = (row.geometry.y, row.geometry.x) if row.geometry is not None else (None, None)
        told[row.article_id].append(report)
    with path.open("w", encoding="utf-8") as out:
        for number, own in enumerate(told.values()):
            out.write(json.dumps({"id": number, "reports": own}, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("strikes", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("-o", "--out", type=Path, help="keep the predictions here")
    parser.add_argument("--every", type=int, default=1, help="read every n-th line only")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    articles = read_lines(args.strikes, args.every)
    out = args.out or folder / "predicted.jsonl"
    write_predictions(articles, ak.extract_reports(articles, progress=sys.stderr.isatty()), out)
    gold = args.strikes if args.every == 1 else sample_strikes(args.strikes, args.every, folder / "strikes.csv")
    command = [sys.executable, str(args.scorer), str(gold), str(out)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 -- the scorer is the caller's own file


if __name__ == "__main__":
    sys.exit(main())
