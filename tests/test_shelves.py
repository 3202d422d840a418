"""Shelves: what is kept comes back as it was, and what was read otherwise does not."""

import datetime
from pathlib import Path

import pytest
from shapely.geometry import Point

from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.language.eventtypes import load_event_types
from analystkit.reports.batches import Batch, Reader
from analystkit.writing.shelves import Shelf, clear_leftovers, clear_shelf, hash_reader

ARTICLE = {
    "article_id": "a1",
    "published": datetime.datetime(2019, 2, 5),
    "source": None,
    "text": "Rebels shelled Aleppo. \ud83d",
    "file": "a.csv",
    "row": 1,
}
REPORT = {"report_id": "r1", "date_start": datetime.date(2019, 2, 4), "killed_low": 3, "score": 0.1 + 0.2, "geometry": Point(37.16, 36.2)}
BATCH = Batch(1, [{"mention": "Aleppo\ud83d", "geometry": None}], [REPORT], [(ARTICLE, "ValueError: no")])


@pytest.fixture
def reader() -> Reader:
    return Reader(load_gazetteer(), load_event_types(), places=True)


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path, reader: Reader) -> None:
    shelf = Shelf(tmp_path / "kept", reader)
    assert shelf.find([(ARTICLE, None)]) is None
    shelf.keep([(ARTICLE, None)], BATCH)
    assert Shelf(tmp_path / "kept", reader).find([(ARTICLE, None)]) == BATCH


@pytest.mark.parametrize(
    "change", [{"text": "Rebels shelled Homs."}, {"published": None}, {"source": "Example Wire"}, {"article_id": "a2"}]
)
def test_another_article_is_not_taken_for_it(tmp_path: Path, reader: Reader, change: dict[str, object]) -> None:
    shelf = Shelf(tmp_path, reader)
    shelf.keep([(ARTICLE, None)], BATCH)
    assert shelf.find([(ARTICLE | change, None)]) is None
    assert shelf.find([(ARTICLE, load_gazetteer().get_place("iso:SY"))]) is None
    assert shelf.find([(ARTICLE, None), (ARTICLE | change, None)]) is None


def test_what_another_gazetteer_vocabulary_or_question_gave_is_not_taken_for_it(tmp_path: Path, reader: Reader) -> None:
    places, types = tmp_path / "places.csv", tmp_path / "types.csv"
    places.write_text("name,latitude,longitude,kind\nCamp Juniper,33.2051,38.4102,camp\n")
    types.write_text("event_type,pos,terms\nlooting,verb,loot\n")
    readers = [
        reader,
        Reader(load_gazetteer(places), load_event_types(), places=True),
        Reader(load_gazetteer(), load_event_types(types), places=True),
        Reader(load_gazetteer(), None, places=True),
        Reader(load_gazetteer(), load_event_types(), places=False),
    ]
    places.write_text("name,latitude,longitude,kind\nCamp Juniper,33.2051,38.4102,town\n")
    readers.append(Reader(load_gazetteer(places), load_event_types(), places=True))
    assert len({hash_reader(each) for each in readers}) == len(readers)
    assert hash_reader(reader) == hash_reader(Reader(load_gazetteer(), load_event_types(), places=True))


def test_what_the_disk_spoilt_is_read_again(tmp_path: Path, reader: Reader) -> None:
    shelf = Shelf(tmp_path, reader)
    shelf.keep([(ARTICLE, None)], BATCH)
    [path] = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-9])
    assert shelf.find([(ARTICLE, None)]) is None


def test_clearing_takes_its_own_files_alone(tmp_path: Path, reader: Reader) -> None:
    shelf = Shelf(tmp_path / "kept", reader)
    shelf.keep([(ARTICLE, None)], BATCH)
    (tmp_path / "kept" / "notes.txt").write_text("hers")
    clear_shelf(tmp_path / "kept")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["notes.txt"]
    (tmp_path / "kept" / "notes.txt").unlink()
    clear_shelf(tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_what_a_killed_run_was_writing_is_thrown_away_and_nothing_of_others(tmp_path: Path) -> None:
    for name in (".analystkit-a/reports.csv", ".analystkit-b/.analystkit-c/reports.csv", ".analystkit-d/events.csv", "kept/reports.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("half")
    clear_leftovers(tmp_path / "reports.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".analystkit-d", "kept"]
    shelved = tmp_path / "shelf" / ".analystkit-e" / "0.json.gz"
    shelved.parent.mkdir(parents=True)
    shelved.write_bytes(b"half")
    clear_shelf(tmp_path / "shelf")
    assert not (tmp_path / "shelf").exists()
