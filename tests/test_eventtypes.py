"""Event types: an entry in a file of the analyst's is a type of her own, found by the grammar of every type."""

from pathlib import Path

import pandas as pd
import pytest

import analystkit as ak
from analystkit.__main__ import main
from analystkit.errors import MissingFileError
from analystkit.language.eventtypes import EventTypeError, load_event_types
from analystkit.tables import build_table
from analystkit.writing.briefing import parse_selection

OWN = "event_type,label,pos,needs,terms\nlooting,Looting,verb,object,loot; ransack\nlooting,Looting,noun,,looting\n"
TEXT = (
    "Gunmen looted a grain store in Afrin on 3 May 2018. A spokesman denied that fighters had ransacked homes in Raju. "
    "On Friday rebels shelled Idlib. Prices rose."
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def build_articles(text: str) -> pd.DataFrame:
    return build_table(
        [{"article_id": "a", "published": "2018-05-06", "published_basis": "given", "text": text, "file": "f", "source": "W"}], "articles"
    )


def read_types(text: str, own: Path | None) -> list[list[str]]:
    return ak.extract_reports(build_articles(text), event_types=own)[["event_type", "status"]].to_numpy().tolist()


def test_a_type_of_ones_own_is_found_beside_ours_with_all_that_is_told_of_it(own: Path) -> None:
    assert read_types(TEXT, own) == [["looting", "reported"], ["looting", "denied"], ["shelling", "reported"]]
    assert read_types(TEXT, None) == [["shelling", "reported"]]
    report = ak.extract_reports(build_articles(TEXT), event_types=own).iloc[0]
    assert [report[name] for name in ("actor", "place", "target", "date_text")] == ["Gunmen", "Afrin", "grain store", "3 May 2018"]


def test_a_verb_that_needs_an_object_tells_of_nothing_without_one(own: Path) -> None:
    assert read_types("The crowds looted again.", own) == []


def test_a_term_of_ones_own_means_ones_own_type_whatever_it_meant_before(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    rows = 'event_type;pos;terms\nkidnapping;verb;"kidnap;snatch"\nshelling;noun;rain of fire\n'  # as a spreadsheet may save it
    path.write_text(rows, encoding="utf-8")
    text = "Gunmen kidnapped an engineer in Idlib on 3 May 2018. On Friday a rain of fire killed two people in Homs."
    assert read_types(text, path) == [["kidnapping", "reported"], ["shelling", "reported"]]
    assert read_types(text, None)[0] == ["abduction", "reported"]


def test_it_is_linked_drawn_counted_explained_and_selected_like_ours(own: Path) -> None:
    articles = build_articles(TEXT)
    events = ak.link_events(ak.extract_reports(articles, event_types=own), articles)
    assert sorted(events["event_type"]) == ["looting", "shelling"]
    assert "Looting" in ak.map_events(events).to_json()
    assert set(ak.count_events(events, articles, by="event_type")["group"]) == {"looting", "shelling"}
    looting = events[events["event_type"] == "looting"]
    assert "[trigger: looted]" in repr(ak.explain(looting, articles, event_types=own))
    assert parse_selection(types="looting", event_types=own).types == ("looting",)
    with pytest.raises(ValueError, match="types: 'looting' is no event type"):
        parse_selection(types="looting")


def test_the_command_line_takes_the_file_and_tells_what_is_wrong_with_it_before_it_reads(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    given = ["extract", str(tmp_path / "article.txt"), "-o", str(tmp_path / "reports.csv"), "--event-types", str(own)]
    assert main(given) == 0
    assert pd.read_csv(tmp_path / "reports.csv")["event_type"].tolist() == ["looting", "looting", "shelling"]
    out = tmp_path / "briefing"
    assert main(["brief", str(tmp_path / "article.txt"), "--out", str(out), "--event-types", str(own), "--types", "looting"]) == 0
    assert pd.read_csv(out / "events.csv")["event_type"].tolist() == ["looting"]
    own.write_text(OWN.replace("verb", "adverb"), encoding="utf-8")
    capsys.readouterr()
    assert main(given) == 2
    assert "own.csv', line 2: pos is 'adverb'; the terms of a line are noun or verb" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("event_type,pos,terms\n", "holds no event type; write one a line, as in event_type,pos,terms and looting"),
        ("event_type,terms\nlooting,loot\n", "has no column pos; it needs those of"),
        ("event_type,pos,terms\nLooting,verb,loot\n", "line 2: event_type is 'Looting'; write small letters"),
        ("event_type,pos,terms\nlooting,verb,\n", "line 2: terms is empty; write words in small letters"),
        ("event_type,pos,terms\nlooting,verb,loot-and-run\n", "line 2: terms is 'loot-and-run'; write words"),
        ("event_type,pos,needs,terms\nlooting,verb,luck,loot\n", "line 2: needs is 'luck'; leave it empty or write one of .*object"),
        (
            "event_type,pos,kind,terms\nlooting,noun,means,lorry\n",
            "line 2: kind is 'means'; a type of your own has terms of the kind event",
        ),
        ("event_type,pos,terms\nlooting,verb,loot,steal\n", "line 2: it has more or fewer columns than the first line"),
        ("event_type,pos,terms\nlooting,verb\n", "line 2: it has more or fewer columns than the first line"),
        ('event_type,pos,terms\nlooting,verb,"loot\n', r"line 1: unexpected end of data; save it as CSV UTF-8 anew"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_by_its_line_with_the_remedy(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "own.csv").write_text(content, encoding="utf-8")
    with pytest.raises(EventTypeError, match=rf"own\.csv'(, )? ?{message}"):
        load_event_types(tmp_path / "own.csv")


def test_a_file_that_is_not_there_or_not_in_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"event_types: '.*own\.csv' does not exist"):
        load_event_types(tmp_path / "own.csv")
    (tmp_path / "own.csv").write_bytes("event_type,pos,terms\nlooting,verb,plündern\n".encode("latin-1"))
    with pytest.raises(EventTypeError, match="is no CSV file in UTF-8"):
        load_event_types([tmp_path / "own.csv"])
