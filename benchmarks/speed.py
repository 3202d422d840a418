"""Measure how fast articles are read for reports and for places, beside the bare model over the same texts.

    python benchmarks/speed.py ARTICLES.csv ... [--date-order mdy] [--sizes 100 1000] [--scale 10000]

Processor seconds are counted, not those of the clock: others may be at work. The bare model and ours read the same texts in
one run, turn about and 25 articles at a time, so that what slows the machine slows both; their ratio is the figure. Memory is the peak
of a process that does nothing else. Articles are repeated, with other numbers in them, where a size asks for more than a file
has. `--scale N` reads N articles of each file with ours alone, a tenth at a time, and says whether memory grows.
"""

import argparse
import multiprocessing
import re
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import spacy
from spacy.language import Language

import analystkit as ak
from analystkit.language.eventtypes import load_event_types
from analystkit.language.gates import Gate
from analystkit.language.models import MODEL
from analystkit.language.sentences import split_sentences

T = TypeVar("T")
TURN = 25  # articles, of one reader after the other
# A number in an article, which is another one where the article comes again: "14"
NUMBER = re.compile(r"\b\d{1,2}\b")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--date-order")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--scale", type=int)
    options = parser.parse_args()
    print("| file | articles | words | bare model | reports | ratio | places | ratio | bare GB | reports GB | places GB | let through |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for file in options.articles:
        for size in options.sizes:
            articles = repeat_articles(read_articles(file, options.date_order), size)
            print(describe(file, articles), flush=True)
    for file in options.articles if options.scale else ():
        run_alone(watch_memory, file, options.date_order, options.scale)


def read_articles(file: str, date_order: str | None) -> pd.DataFrame:
    """Read the articles of a file that can be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        articles = ak.read_articles(file, date_order=date_order)
    return pd.DataFrame(articles[articles["problem"].isna()]).sample(frac=1.0, random_state=1)


def repeat_articles(articles: pd.DataFrame, size: int) -> pd.DataFrame:
    """Take so many articles, those past the last one again under other ids and with other numbers in them."""
    rounds = []
    for number in range(-(-size // len(articles))):
        texts = [NUMBER.sub(lambda found: str((int(found[0]) + number) % 100), text) for text in articles["text"]]  # noqa: B023
        rounds.append(articles.assign(text=texts, article_id=articles["article_id"] + (f"-{number}" if number else "")))
    return pd.concat(rounds, ignore_index=True).head(size)


def describe(file: str, articles: pd.DataFrame) -> str:
    """Describe how fast the articles of one file are read, as a row of the table."""
    words = sum(len(text.split()) for text in articles["text"])
    readers = {"bare": read_bare, "reports": ak.extract_reports, "places": ak.find_places}
    seconds = dict.fromkeys(readers, 0.0)
    for read in readers.values():
        read(articles.head(2))  # what is loaded once is not counted
    for start in range(0, len(articles), TURN):
        for name, read in readers.items():
            began = time.process_time()
            read(articles.iloc[start : start + TURN])
            seconds[name] += time.process_time() - began
    peaks = [run_alone(measure_peak, name, articles) for name in readers]
    gate = Gate(load_event_types())
    passed = [gate.lets_through(text[s.start : s.end]) for text in articles["text"] for s in split_sentences(text)]
    cells = [
        *(file.rsplit("/", 1)[-1], f"{len(articles):,}", f"{words:,}", f"{words / seconds['bare']:,.0f}"),
        *(f"{words / seconds['reports']:,.0f}", f"{seconds['bare'] / seconds['reports']:.2f}"),
        *(f"{words / seconds['places']:,.0f}", f"{seconds['bare'] / seconds['places']:.2f}"),
        *(f"{peak:.2f}" for peak in peaks),
        f"{sum(passed) / len(passed):.0%}",
    ]
    return f"| {' | '.join(cells)} |"


def read_bare(articles: pd.DataFrame) -> None:
    """Let the model alone read the articles, as its own documentation has it."""
    for _ in load_bare().pipe(articles["text"]):
        pass


@cache
def load_bare() -> Language:
    """Load the model as it comes; ours looks lemmas up faster."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load(MODEL)


def measure_peak(name: str, articles: pd.DataFrame) -> float:
    """Measure the peak of memory, in GB, of a reader in a process of its own."""
    {"bare": read_bare, "reports": ak.extract_reports, "places": ak.find_places}[name](articles)
    return read_peak()


def watch_memory(file: str, date_order: str | None, size: int) -> None:
    """Read many articles, a tenth at a time, and print speed and peak of memory after each."""
    articles = read_articles(file, date_order)
    began = time.process_time()
    words = 0
    for part in split_parts(repeat_articles(articles, size), 10):
        ak.extract_reports(part)
        words += sum(len(text.split()) for text in part["text"])
        spent = time.process_time() - began
        print(f"{file}: {words:,} words, {words / spent:,.0f} a second, peak {read_peak():.2f} GB", flush=True)


def split_parts(articles: pd.DataFrame, parts: int) -> Iterator[pd.DataFrame]:
    """Split articles into so many parts."""
    step = max(1, -(-len(articles) // parts))
    for start in range(0, len(articles), step):
        yield articles.iloc[start : start + step]


def run_alone(function: Callable[..., T], *arguments: Any) -> T:
    """Run a function in a process of its own, whose memory nobody else has grown."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def read_peak() -> float:
    """Read the peak of memory of this process, in GB."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage gives on Linux is at least the peak of the process that began this one
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)


if __name__ == "__main__":
    main()
