"""Batches and readings: the same rows however much is parsed, however articles are cut into batches, and in however many processes."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analystkit as ak
from analystkit.errors import ArgumentError
from analystkit.gazetteers.gazetteer import Gazetteer, load_gazetteer
from analystkit.language.eventtypes import load_event_types
from analystkit.language.gates import Gate
from analystkit.reports import batches
from analystkit.reports.batches import Batch, Reader, WorkerError, read_batches
from analystkit.reports.readings import Later, Reading
from analystkit.tables import build_table

SAMPLE = Path(__file__).parents[1] / "data" / "articles.csv"
TEXTS = [
    # The day, the town and the country of the second sentence come from sentences of no event.
    "BEIRUT (Example Wire) — The minister was in Syria. It was a quiet Monday in Aleppo. Shells fell on the city.",
    "Ministers met in Kabul in Afghanistan on Friday. A night later a car bomb exploded in the capital, killing two people.",
    "The blackout came on 3 May 2016. That night warplanes bombed a depot. It happened near Homs in Syria.",
    "Officials spoke of Canton, of Soyapango and of El Salvador. A bomb exploded in Canton. Two people died there.",
    "Talks on the budget went on in Paris and Rome. No one agreed. The deputies went home.",
    "Jets bombed the al-Midan quarter. Damascus was quiet. Damascus denied it. Rebels attacked the Old Town district on Sunday.",
]


@pytest.fixture(scope="module")
def written() -> pd.DataFrame:
    rows = [
        {"article_id": f"a{n}", "published": "2019-02-05", "published_basis": "given", "text": text, "file": "articles.csv", "row": n}
        for n, text in enumerate(TEXTS)
    ]
    return build_table(rows, "articles")


def make_reading(text: str, *, gated: bool) -> Reading:
    article = {"article_id": "a1", "text": text, "published": pd.Timestamp("2019-02-05"), "source": None}
    vocabulary = load_event_types()
    return Reading(article, load_gazetteer(), None, vocabulary, Gate(vocabulary) if gated else None)


def test_what_is_not_parsed_changes_no_report(written: pd.DataFrame) -> None:
    articles = pd.concat([ak.read_articles(SAMPLE), written], ignore_index=True)
    told = ak.extract_reports(articles)
    assert len(told) > 80
    pd.testing.assert_frame_equal(told, ak.extract(articles).reports)


def test_places_alone_are_those_of_the_whole(written: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(ak.find_places(written), ak.extract(written).places)


def test_only_what_can_matter_is_parsed() -> None:
    reading = make_reading("They met in Rome. A bomb exploded in Homs in Syria on Monday. They met in Oslo. Talks go on.", gated=True)
    (account,) = reading.find_accounts()
    assert account.place is not None
    assert (account.place.mention, reading.list_wanted()) == ("Homs", ["A bomb exploded in Homs in Syria on Monday."])
    assert sorted(reading._docs) == [1]
    assert make_reading(TEXTS[4], gated=True).list_wanted() == []


def test_a_list_made_later_is_made_as_far_as_it_is_read_and_once() -> None:
    made: list[int] = []

    def make(number: int) -> list[int]:
        made.append(number)
        return [number, number + 1]

    later = Later(make, (10, 20, 30))
    assert (next(reversed(later)), made) == (31, [30])
    assert (next(iter(later)), made) == (10, [30, 10])
    assert (list(later), len(later), later[1], later[-2:]) == ([10, 11, 20, 21, 30, 31], 6, 11, [30, 31])
    assert made == [30, 10, 20]


def test_rows_and_their_order_are_those_of_one_process(written: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = ak.extract(written)
    monkeypatch.setattr(batches, "MOST_ARTICLES", 2)
    together = ak.extract(written, workers=2)
    for one, other in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_batch_ends_at_so_many_articles_or_so_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def read(self: Reader, articles: list[Any]) -> Batch:
        sizes.append(len(articles))
        return Batch(len(articles), [], [], [])

    monkeypatch.setattr(Reader, "read", read)
    given = [({"text": text}, None) for text in ["short"] * 40 + ["x" * 70_000] * 2]
    list(read_batches(Reader(load_gazetteer(), None, places=True), given, 1))
    assert sizes == [32, 9, 1]


@pytest.mark.parametrize("workers", [0, -1])
def test_a_wrong_number_of_workers_is_named(written: pd.DataFrame, workers: int) -> None:
    with pytest.raises(ArgumentError, match=f"workers: {workers} is no number of processes; give 1 or more"):
        ak.extract(written, workers=workers)


class Grave:
    """What ends the process that it is sent to."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (3,)


def test_a_worker_that_dies_is_an_error_with_a_remedy() -> None:
    doomed = Reader(load_gazetteer(), None, places=True)
    article = {"text": "Homs", "article_id": "a1", "source": None, "grave": Grave()}
    with pytest.raises(WorkerError, match="one of 2 processes ended early; in a script") as caught:
        list(read_batches(doomed, [(article, None)], 2))
    assert isinstance(caught.value.__cause__, BrokenProcessPool)


def test_a_gazetteer_is_loaded_anew_where_it_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,latitude,longitude,kind\nCamp Juniper,33.2051,38.4102,camp\n")
    assert load_gazetteer().__reduce__() == (load_gazetteer, ())
    rebuild, arguments = load_gazetteer(path, alone=True).__reduce__()
    again = rebuild(*arguments)
    assert isinstance(again, Gazetteer)
    assert again.find_candidates("Camp Juniper")[0].place.latitude == 33.2051
    assert again.find_candidates("Springfield") == []


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise there")
@pytest.mark.parametrize(("sign", "status"), [("SIGINT", 130), ("SIGKILL", -9)])
def test_what_ends_a_run_ends_its_workers_too(sign: str, status: int, tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "import signal, sys, time\nfrom analystkit.reports import batches\n"
        "from analystkit.reports.batches import Reader, read_batches\n"
        "class Slow(Reader):\n"
        "    def read(self, articles):\n        time.sleep(0.3)\n        return super().read(articles)\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    from analystkit.gazetteers.gazetteer import load_gazetteer\n"
        "    batches.MOST_ARTICLES = 1\n"
        "    given = [({'article_id': 'a', 'text': '-', 'source': None}, None)] * 1000\n"
        "    try:\n"
        "        for batch in read_batches(Slow(load_gazetteer(), None, True), given, 2):\n            print('read', flush=True)\n"
        "    except KeyboardInterrupt:\n        sys.exit(130)\n"
    )
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:  # noqa: S603 -- ours
        assert process.stdout is not None
        assert process.stdout.readline() == "read\n"
        # A terminal sends ctrl-C to every process; what kills one process leaves the others.
        os.killpg(process.pid, signal.SIGINT) if sign == "SIGINT" else process.kill()
        began = time.monotonic()
        _, told = process.communicate(timeout=60)  # the workers hold the other ends of its pipes
    assert process.returncode == status
    assert told == "" or sign == "SIGKILL"  # of which Python says that semaphores were left
    assert time.monotonic() - began < 30
