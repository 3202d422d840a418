"""Measure place recognition and resolution: predict the places of a gold corpus and print the scorer's figures.

    python benchmarks/places.py GOLD.jsonl --scorer score_places.py [--out PRED.jsonl] [--limit N]

A line of GOLD holds `id` and `text`; the scorer is run as `python SCORER GOLD PRED --ignore-other`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from analystkit.gazetteer import load_gazetteer
from analystkit.places import find_context, resolve_sentence
from analystkit.sentences import parse_sentences, split_sentences


def predict_toponyms(text: str) -> list[dict[str, Any]]:
    """Predict the toponyms of one text; one entry is one mention, with its offsets, point and what it was resolved to."""
    gazetteer = load_gazetteer()
    context = find_context(text, gazetteer)
    sentences = split_sentences(text)
    toponyms = []
    for sentence, doc in zip(sentences, parse_sentences(text[s.start : s.end] for s in sentences), strict=True):
        for mention in resolve_sentence(doc, context, gazetteer):
            place = mention.place
            toponyms.append(
                {
                    "start": mention.start + sentence.start,
                    "end": mention.end + sentence.start,
                    "lat": place.latitude if place else None,
                    "lon": place.longitude if place else None,
                    "place_id": place.place_id if place else None,
                    "role": mention.role,
                }
            )
    return toponyms


def main() -> None:
    """Predict a corpus, report the speed, and run the scorer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="JSON Lines with id and text")
    parser.add_argument("--scorer", type=Path, required=True, help="the corpus's scoring program")
    parser.add_argument("--out", type=Path, help="where to write the predictions; else a temporary file")
    parser.add_argument("--limit", type=int, help="only every article up to this many, evenly spread")
    args = parser.parse_args()
    # Not splitlines: a line of JSON may hold U+2028.
    lines = [line for line in args.gold.read_text(encoding="utf-8").split("\n") if line.strip()]
    if args.limit:
        lines = lines[:: max(1, len(lines) // args.limit)]
    articles = [json.loads(line) for line in lines]
    predict_toponyms("Shells hit Douma, Syria.")  # the model and the gazetteer load before the clock starts
    started = time.process_time()
    predictions = [{"id": article["id"], "toponyms": predict_toponyms(article["text"])} for article in articles]
    seconds = time.process_time() - started
    words = sum(len(article["text"].split()) for article in articles)
    print(f"{words:,} words, {words / seconds:,.0f} per CPU second, model included")
    with tempfile.TemporaryDirectory() as folder:
        out = args.out or Path(folder) / "predictions.jsonl"
        gold = Path(folder) / "gold.jsonl"
        out.write_text("".join(json.dumps(prediction) + "\n" for prediction in predictions), encoding="utf-8")
        gold.write_text("\n".join(lines) + "\n", encoding="utf-8")
        subprocess.run([sys.executable, str(args.scorer), str(gold), str(out), "--ignore-other"], check=True)  # noqa: S603  the user names the scorer


if __name__ == "__main__":
    main()
