"""Measure extraction: write predictions for a gold file and print what the scorer says of them.

    python benchmarks/reports.py GOLD.jsonl --scorer score_reports.py [-o PREDICTED.jsonl] [--errors]

GOLD holds one JSON object a line: id, text, published and source; the scorer is called as `scorer GOLD PREDICTED`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import analystkit as ak
from analystkit.tables import build_table

FIELDS = (
    *("event_type", "status", "aggregate", "date_start", "date_end", "country", "place", "place_precision", "actor", "target"),
    *("killed_low", "killed_high", "injured_low", "injured_high", "quote_start", "quote_end"),
)


def read_gold(path: Path) -> pd.DataFrame:
    """Read a gold file as the articles table."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    articles = [
        {
            "article_id": row["id"],
            "published": row.get("published"),
            "published_basis": "given" if row.get("published") else "unknown",
            "source": row.get("source") or None,
            "title": row.get("title") or None,
            "text": row["text"],
            "file": path.name,
        }
        for row in rows
    ]
    return build_table(articles, "articles")


def list_predictions(articles: pd.DataFrame, reports: pd.DataFrame, fields: Sequence[str] = FIELDS) -> dict[str, list[dict[str, Any]]]:
    """List the reports of each article in the form a scorer reads: by the article's id, fields and a point."""
    told: dict[str, list[dict[str, Any]]] = {article_id: [] for article_id in articles["article_id"]}
    for row in reports.itertuples():
        report = {name: _plain(getattr(row, name)) for name in fields}
        report["lat"], report["lon"] = (row.geometry.y, row.geometry.x) if row.geometry is not None else (None, None)
        told[row.article_id].append(report)
    return told


def write_predictions(told: Mapping[Any, list[dict[str, Any]]], path: Path) -> None:
    """Write predictions, one line an article."""
    with path.open("w", encoding="utf-8") as out:
        for article_id, own in told.items():
            out.write(json.dumps({"id": article_id, "reports": own}, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("-o", "--out", type=Path, help="keep the predictions here")
    parser.add_argument("--errors", action="store_true", help="list what was missed, misplaced or made up")
    args = parser.parse_args()
    articles = read_gold(args.gold)
    out = args.out or Path(tempfile.mkdtemp()) / "predicted.jsonl"
    write_predictions(list_predictions(articles, ak.extract_reports(articles, progress=sys.stderr.isatty())), out)
    command = [sys.executable, str(args.scorer), str(args.gold), str(out), *(["--errors"] if args.errors else [])]
    return subprocess.run(command, check=False).returncode  # noqa: S603 -- the scorer is the caller's own file


if __name__ == "__main__":
    sys.exit(main())
