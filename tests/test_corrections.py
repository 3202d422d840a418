"""Corrections: what a person said holds for whatever extraction gives, or is listed with the reason; it is never applied to another row."""

import csv
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

import analystkit as ak
from analystkit.__main__ import main
from analystkit.corrections.checks import CorrectionError
from analystkit.corrections.correctionfiles import COLUMNS, CorrectionWarning
from analystkit.corrections.corrections import find_links
from analystkit.corrections.reviews import queue_reports
from analystkit.errors import ArgumentError, MissingFileError
from analystkit.tables import build_table

HOMS = {"place": "Homs", "place_id": "gn:169577", "country": "SY", "place_precision": "settlement", "place_basis": "stated"}
REPORT = {
    "article_id": "a1",
    "event_type": "air_strike",
    "status": "reported",
    "aggregate": False,
    "date_start": "2019-01-21",
    "date_end": "2019-01-21",
    "date_precision": "day",
    "date_basis": "explicit",
    **HOMS,
    "uncertainty_km": 7.0,
    "geometry": Point(36.72, 34.72),
    "killed_low": 4,
    "killed_high": 4,
    "quote": "Warplanes struck Homs on 21 January, killing four people.",
    "quote_start": 0,
    "quote_end": 57,
    "passages": "0-57",
    "reviewed": False,
}
TEXT = "Warplanes struck Homs on 21 January, killing four people. Later, shells\nfell on “Rastan”, a monitor said."
MISSED = {"article_id": "a1", "quote": "Later, shells fell on Rastan, a monitor said.", "event_type": "shelling", "place": "Rastan"}


def make_reports(*changes: dict[str, Any]) -> gpd.GeoDataFrame:
    return build_table([{**REPORT, "report_id": f"r{number}", **change} for number, change in enumerate(changes)], "reports")


@pytest.fixture
def articles() -> pd.DataFrame:
    row = {"article_id": "a1", "published": "2019-01-22", "published_basis": "given", "text": TEXT, "file": "wire.csv"}
    return build_table([row], "articles")


class Notes:
    """A corrections file under test, each correction a minute after the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.minute = 0

    def say(self, report: Any, what: str, **more: Any) -> None:
        self.minute += 1
        when = f"2026-11-22T{10 + self.minute // 60}:{self.minute % 60:02}:00Z"
        ak.append_correction(self.path, report, what, **{"who": "LB", "when": when, **more})

    def apply(self, reports: pd.DataFrame, articles: pd.DataFrame | None = None) -> tuple[pd.DataFrame, list[tuple[str, str | None]]]:
        after, outcomes = ak.apply_corrections(reports, ak.read_corrections(self.path), articles)
        assert len(outcomes) == len(ak.read_corrections(self.path))
        reasons = outcomes["reason"].astype("object").where(outcomes["reason"].notna(), None)
        return after, list(zip(outcomes["outcome"], reasons, strict=True))


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path / "mine.csv")


def write_lines(path: Path, *rows: dict[str, str], delimiter: str = ",") -> None:
    base = {"what": "accept", "who": "LB", "when": "2026-11-22", "article_id": "a1", "event_type": "air_strike", "place": "Homs"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows({**base, "quote": REPORT["quote"], "sampled": "no", **row} for row in rows)


# ---------------------------------------------------------------- what they do


def test_accept_set_drop_and_move_change_the_reports_they_name_and_no_others(notes: Notes) -> None:
    reports = make_reports({}, {"article_id": "a2"}, {"article_id": "a3"}, {"article_id": "a4"}).set_index(pd.Index(list("wxyz")))
    before = reports.copy(deep=True)
    notes.say(reports.iloc[0], "accept")
    notes.say(reports.iloc[1], "set", field="killed", new="at least 11", why="the hospital's number")
    notes.say(reports.iloc[1], "set", field="date", new="2019-01")
    notes.say(reports.iloc[2], "drop")
    notes.say(reports.iloc[3], "move", new="33.5102, 36.2913 ± 2 km")
    after, outcomes = notes.apply(reports)
    assert outcomes == [("applied", None)] * 5
    assert list(after.index) == ["w", "x", "z"]
    assert after["reviewed"].all()
    assert after["corrected"].astype("object").where(after["corrected"].notna(), None).tolist() == [None, "killed date", "geometry"]
    changed = after.loc["x"]
    assert (changed["killed_low"], changed["killed_high"] is pd.NA) == (11, True)
    assert [str(changed[name])[:10] for name in ("date_start", "date_end", "date_precision")] == ["2019-01-01", "2019-01-31", "month"]
    moved = after.loc["z"]
    assert (moved.geometry.x, moved.geometry.y, moved["uncertainty_km"]) == (36.2913, 33.5102, 2.0)
    assert (moved["country"], moved["admin1"], moved["place"], moved["place_precision"]) == ("SY", "Dimashq", "Homs", "settlement")
    assert after.dtypes.equals(before.dtypes)
    assert after.crs == before.crs
    pd.testing.assert_frame_equal(reports, before)
    same = [name for name in reports if name != "reviewed"]
    pd.testing.assert_series_equal(pd.Series(after.loc["w", same]), pd.Series(before.loc["w", same]))


def test_a_place_is_moved_to_one_of_the_gazetteer(notes: Notes) -> None:
    reports = make_reports({}, {"article_id": "a2"})
    notes.say(reports.iloc[0], "move", new="iso:SY-HM")
    notes.say(reports.iloc[1], "move", new="gn:1")
    after, outcomes = notes.apply(reports)
    assert after["place_id"].tolist() == ["iso:SY-HM", "gn:169577"]
    assert after["place_precision"].tolist() == ["province", "settlement"]
    assert [outcome for outcome, _ in outcomes] == ["applied", "unplaced"]
    assert (
        outcomes[1][1] == "gn:1 is in no gazetteer; give gazetteer with the file that holds it, or move the report to latitude, longitude"
    )


def test_a_missed_report_is_added_with_the_words_of_its_article_and_then_corrected_like_others(
    notes: Notes, articles: pd.DataFrame
) -> None:
    notes.say(MISSED, "add")
    notes.say(MISSED, "move", new="34.92, 36.73")
    notes.say(MISSED, "set", field="killed", new="2")
    after, outcomes = notes.apply(make_reports({}), articles)
    assert outcomes == [("applied", None)] * 3
    added = after.iloc[1]
    assert TEXT[added["quote_start"] : added["quote_end"]] == added["quote"] == "Later, shells\nfell on “Rastan”, a monitor said"
    assert (added["event_type"], added["place"], added["country"], added["killed_low"]) == ("shelling", "Rastan", "SY", 2)
    assert (added["corrected"], added["reviewed"], added["date_precision"]) == ("added", True, "unknown")
    assert len(ak.link_events(after, articles)) == 2


def test_an_added_report_that_extraction_finds_itself_is_not_there_twice(notes: Notes, articles: pd.DataFrame) -> None:
    notes.say(MISSED, "add")
    reports = make_reports({}, {**MISSED, "quote_start": 58, "quote_end": len(TEXT)})
    after, outcomes = notes.apply(reports, articles)
    assert outcomes == [("found", "extraction finds it itself now")]
    assert after["reviewed"].tolist() == [False, True]
    assert len(after) == 2


def test_an_added_report_needs_the_articles_and_one_whose_article_is_gone_is_listed(notes: Notes, articles: pd.DataFrame) -> None:
    notes.say(MISSED, "add")
    with pytest.raises(CorrectionError, match=r"mine\.csv', line 2: it adds a report; give articles"):
        notes.apply(make_reports({}))
    _, outcomes = notes.apply(make_reports({}), articles.assign(text="Nothing happened."))
    assert outcomes == [("gone", "article 'a1' does not hold its quote, of at most 600 characters")]


def test_merges_and_splits_become_pairs_of_ids_and_the_later_word_holds(notes: Notes) -> None:
    reports = make_reports({}, {"article_id": "a2"}, {"article_id": "a3"})
    notes.say(reports.iloc[1], "merge", other=reports.iloc[0])
    notes.say(reports.iloc[0], "split", other=reports.iloc[2])
    notes.say(reports.iloc[2], "merge", other=reports.iloc[0])
    notes.say(reports.iloc[0], "merge", other={**REPORT, "article_id": "a9"})
    newer = reports.assign(report_id=["n0", "n1", "n2"])
    assert find_links(newer, ak.read_corrections(notes.path)) == ([("n0", "n1"), ("n0", "n2")], [])
    after, outcomes = notes.apply(newer)
    assert [outcome for outcome, _ in outcomes] == ["applied", "overruled", "applied", "gone"]
    assert outcomes[3][1] == "the other report: no report of article 'a9' is here"
    assert not after["reviewed"].any()


def test_a_merge_with_what_is_in_no_event_is_listed_as_idle(notes: Notes) -> None:
    reports = make_reports({}, {"article_id": "a2", "status": "planned"}, {"article_id": "a3"}, {"article_id": "a4", "aggregate": True})
    for other in (1, 2, 3):
        notes.say(reports.iloc[0], "merge", other=reports.iloc[other])
    notes.say(reports.iloc[2], "drop")
    told = [
        ("idle", "report r1 is planned, and what did not happen is no event; set its status first"),
        ("idle", "report r2 was dropped"),
        ("idle", "report r3 is a running total, and no single event; set aggregate to false first"),
        ("applied", None),
    ]
    assert notes.apply(reports)[1] == told
    notes.say(reports.iloc[1], "set", field="status", new="reported")
    assert notes.apply(reports)[1][0] == ("applied", None)


# ---------------------------------------------------------------- another version of the extraction


def test_a_report_is_known_again_by_its_words_under_another_id_and_other_values(notes: Notes) -> None:
    reports = make_reports({})
    notes.say(reports.iloc[0], "set", field="killed", new="11")
    quote = "“Warplanes struck  Homs on 21 January — killing four people.”"
    after, outcomes = notes.apply(make_reports({"report_id": "new", "quote": quote, "quote_start": 7, "killed_low": 5, "killed_high": 5}))
    assert outcomes == [("applied", "extraction gives 5 now, where it gave 4")]
    assert after["killed_low"].tolist() == [11]
    after, _ = notes.apply(make_reports({"killed_low": 11, "killed_high": 11}))
    assert after["corrected"].isna().all()  # extraction has learnt it


@pytest.mark.parametrize(
    ("now", "outcome", "reason"),
    [
        ({"event_type": "shelling"}, "changed", "extraction reads the sentence now as shelling at Homs (r0); look at it again"),
        ({"place": "Rastan"}, "changed", "extraction reads the sentence now as air_strike at Rastan (r0); look at it again"),
        ({"place": None}, "changed", "extraction reads the sentence now as air_strike at no place (r0); look at it again"),
        ({"quote": "Warplanes struck Homs on 21 January"}, "changed", "air_strike at Homs (r0)"),
        ({"quote": "Talks began in Geneva."}, "gone", "no report of article 'a1' is read from this sentence now"),
        ({"article_id": "a2"}, "gone", "no report of article 'a1' is here"),
    ],
)
def test_a_correction_whose_report_has_changed_or_gone_is_listed_and_applied_to_none(
    notes: Notes, now: dict[str, Any], outcome: str, reason: str
) -> None:
    notes.say(make_reports({}).iloc[0], "drop", sampled=True)
    reports = make_reports(now)
    after, ((told, why),) = notes.apply(reports)
    assert told == outcome
    assert reason in str(why)
    pd.testing.assert_frame_equal(after, reports)
    assert ak.read_corrections(notes.path)["what"].tolist() == ["drop"]


def test_of_reports_that_share_their_words_the_id_tells_which_and_without_it_none_is_touched(notes: Notes) -> None:
    reports = make_reports({}, {"date_start": "2019-01-22", "date_end": "2019-01-22"})
    notes.say(reports.iloc[1], "drop")
    after, outcomes = notes.apply(reports)
    assert after["report_id"].tolist() == ["r0"]
    assert outcomes == [("applied", None)]
    after, ((outcome, reason),) = notes.apply(reports.assign(report_id=["n0", "n1"]))
    assert len(after) == 2
    assert (outcome, reason) == ("ambiguous", "2 reports bear these words (n0, n1); say it of one of them anew, by its report_id")


def test_a_report_goes_by_what_it_was_and_by_what_it_was_corrected_to(notes: Notes) -> None:
    reports = make_reports({})
    notes.say(reports.iloc[0], "set", field="event_type", new="shelling")
    corrected, _ = notes.apply(reports)
    notes.say(corrected.iloc[0], "set", field="killed", new="9")
    notes.say(reports.iloc[0], "accept")
    after, outcomes = notes.apply(reports)
    assert [outcome for outcome, _ in outcomes] == ["applied"] * 3
    assert after[["event_type", "killed_low"]].to_numpy().tolist() == [["shelling", 9]]
    after, outcomes = notes.apply(make_reports({"event_type": "shelling", "report_id": "new"}))  # a version that reads it so itself
    assert [outcome for outcome, _ in outcomes] == ["applied"] * 3
    assert after["corrected"].tolist() == ["killed"]


# ---------------------------------------------------------------- several persons, several times


def test_a_report_of_new_type_is_not_taken_for_another_that_always_had_it(notes: Notes) -> None:
    reports = make_reports({"event_type": "attack"}, {"event_type": "shelling"})
    notes.say(reports.iloc[0], "set", field="event_type", new="shelling")
    notes.say(reports.iloc[0].to_dict() | {"event_type": "shelling"}, "drop")  # from the table as corrected
    after, _ = notes.apply(reports)
    assert after["report_id"].tolist() == ["r1"]


def test_a_move_overrules_what_was_set_of_the_old_place_and_keeps_how_fine_it_is(notes: Notes) -> None:
    reports = make_reports({})
    notes.say(reports.iloc[0], "set", field="admin1", new="Homs")
    notes.say(reports.iloc[0], "set", field="place_precision", new="site")
    notes.say(reports.iloc[0], "move", new="33.5102, 36.2913")
    after, outcomes = notes.apply(reports)
    assert [outcome for outcome, _ in outcomes] == ["overruled", "applied", "applied"]
    assert "line 4) moves the report, which gives admin1 anew" in str(outcomes[0][1])
    assert after[["admin1", "place_precision", "corrected"]].to_numpy().tolist() == [["Dimashq", "site", "place_precision geometry"]]


def test_a_report_moved_to_a_province_lies_in_that_province(notes: Notes) -> None:
    reports = make_reports({})
    notes.say(reports.iloc[0], "move", new="iso:SY-ID")
    assert notes.apply(reports)[0][["admin1", "place_precision"]].to_numpy().tolist() == [["Idlib", "province"]]


def test_an_article_whose_id_a_cell_cannot_hold_is_known_again(notes: Notes) -> None:
    report = {"article_id": "wire  7\x1b", "quote": "Warplanes struck\x07 Homs."}
    reports = make_reports(report)
    articles = build_table([{"article_id": report["article_id"], "published_basis": "given", "text": TEXT, "file": "wire.csv"}], "articles")
    notes.say(reports.iloc[0], "drop")
    notes.say(MISSED | {"article_id": report["article_id"]}, "add")
    after, outcomes = notes.apply(reports, articles)
    assert [outcome for outcome, _ in outcomes] == ["applied", "applied"]
    assert after[["article_id", "event_type"]].to_numpy().tolist() == [[report["article_id"], "shelling"]]


def test_a_merge_of_a_report_with_itself_is_listed(notes: Notes) -> None:
    reports = make_reports({})
    notes.say(reports.iloc[0], "merge", other=reports.iloc[0])
    (outcome,) = notes.apply(reports)[1]
    assert outcome == ("ambiguous", "it names one report twice; say it anew, of two reports by their report_id")


def test_of_two_persons_who_contradict_each_other_the_later_one_holds_and_both_are_listed(notes: Notes) -> None:
    reports = make_reports({}, {"article_id": "a2"}, {"article_id": "a3"})
    notes.say(reports.iloc[0], "set", field="killed", new="11", when="2026-11-22T12:00:00Z")
    notes.say(reports.iloc[0], "set", field="killed", new="7", who="MK", when="2026-11-22T11:00:00Z")
    notes.say(reports.iloc[1], "drop")
    notes.say(reports.iloc[1], "accept", who="MK")
    notes.say(reports.iloc[2], "set", field="actor", new="Russia")
    notes.say(reports.iloc[2], "drop", who="MK")
    after, outcomes = notes.apply(reports)
    assert after[["article_id", "killed_low"]].to_numpy().tolist() == [["a1", 11], ["a2", 4]]
    assert [outcome for outcome, _ in outcomes] == ["applied", "overruled", "overruled", "applied", "overruled", "applied"]
    assert outcomes[1][1] == f"LB ({str(notes.path)!r}, line 2) says otherwise"
    assert outcomes[2][1] == f"MK ({str(notes.path)!r}, line 5) holds the report for true"
    assert outcomes[4][1] == f"MK ({str(notes.path)!r}, line 7) drops the report"


def test_who_corrects_a_dropped_report_takes_it_back(notes: Notes) -> None:
    reports = make_reports({})
    notes.say(reports.iloc[0], "drop")
    notes.say(reports.iloc[0], "set", field="killed", new="9", who="MK")
    after, outcomes = notes.apply(reports)
    assert after["killed_low"].tolist() == [9]
    assert outcomes[0] == ("overruled", f"MK ({str(notes.path)!r}, line 3) holds the report for true")


def test_who_takes_a_drop_back_that_two_persons_asked_for_overrules_the_first(notes: Notes) -> None:
    reports = make_reports({})
    for what, more in (("drop", {}), ("drop", {}), ("set", {"field": "killed", "new": "5"})):
        notes.say(reports.iloc[0], what, **more)
    after, outcomes = notes.apply(reports)
    assert len(after) == 1
    assert [outcome for outcome, _ in outcomes] == ["overruled", "repeated", "applied"]


def test_the_same_correction_twice_counts_once(notes: Notes) -> None:
    reports = make_reports({})
    for who in ("LB", "LB", "MK"):
        notes.say(reports.iloc[0], "set", field="killed", new="11", who=who)
    after, outcomes = notes.apply(reports)
    assert after["killed_low"].tolist() == [11]
    assert outcomes == [("applied", None), *[("repeated", f"LB ({str(notes.path)!r}, line 2) says the same")] * 2]


def test_files_of_several_persons_are_one_table(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.csv", {"who": "LB"}, {"who": "LB", "article_id": "a2"})
    write_lines(tmp_path / "b.csv", {"who": "MK"})
    table = ak.read_corrections([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert table[["who", "line"]].to_numpy().tolist() == [["LB", 2], ["LB", 3], ["MK", 2]]


def test_ten_thousand_corrections_are_read_and_applied_in_seconds(tmp_path: Path) -> None:
    reports = make_reports(*({"article_id": f"a{number}"} for number in range(2_500)))
    rows = [
        {"what": "set", "field": field, "new": new, "article_id": f"a{number}"}
        for number in range(2_500)
        for field, new in (("killed", "11"), ("date", "2019-02"), ("actor", "Russia"))
    ]
    rows += [{"what": "move", "new": "33.51, 36.29", "article_id": f"a{number}"} for number in range(2_500)]
    write_lines(tmp_path / "many.csv", *rows)
    begun = time.monotonic()
    after, outcomes = ak.apply_corrections(reports, ak.read_corrections(tmp_path / "many.csv"))
    assert time.monotonic() - begun < 30
    assert (outcomes["outcome"] == "applied").all()
    assert (after["corrected"] == "killed date actor geometry").all()


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"what": "forget"}, "line 3: what is 'forget'; it may be accept, set, drop, add, move, merge, split"),
        ({"what": "set", "field": "deaths", "new": "4"}, "line 3: field is 'deaths', none that can be set; it may be event_type, "),
        (
            {"what": "set", "field": "killed_low", "new": "4"},
            "line 3: field is 'killed_low', which is set with its kin; write field killed",
        ),
        ({"what": "set", "field": "geometry", "new": "1, 2"}, "line 3: field is 'geometry', which moves the place; write what move"),
        ({"what": "set", "field": "killed", "new": "many"}, "line 3: new is 'many', no number of killed; write 4, 4 to 11, at least 4"),
        ({"what": "set", "field": "killed", "new": "9 to 4"}, "line 3: new is '9 to 4', which falls; write 4 to 9"),
        ({"what": "set", "field": "date", "new": "2019-02-30"}, "line 3: new is '2019-02-30', no date; write 2019-01-21"),
        ({"what": "set", "field": "date", "new": "2019-02-03 to 2019-02-01"}, "line 3: new is .*, which ends before it begins"),
        ({"what": "set", "field": "status", "new": ""}, "line 3: new is empty, and a report cannot be without status"),
        ({"what": "set", "field": "status", "new": "sure"}, "line 3: new is 'sure', no status; write one of reported, alleged"),
        ({"what": "set", "field": "country", "new": "Syria"}, "line 3: new is 'Syria', no ISO 3166-1 code"),
        ({"what": "set", "field": "uncertainty_km", "new": "-2"}, "line 3: new is '-2'; uncertainty_km is more than 0"),
        ({"what": "set"}, "line 3: field is empty; write which to set"),
        (
            {"what": "move", "new": "136.29, 33.51"},
            "line 3: new is '136.29, 33.51': latitude and longitude are swapped; write 33.51, 136.29",
        ),
        ({"what": "move", "new": "Damascus"}, "line 3: new is 'Damascus', no place to move to; write latitude, longitude"),
        ({"what": "move", "new": "0, 0"}, "line 3: new is 0, 0, where coordinates are missing"),
        ({"what": "drop", "new": "x"}, "line 3: new is 'x', and drop takes none"),
        ({"what": "merge"}, "line 3: other_article_id, other_quote, other_event_type is empty; write which two reports to merge"),
        ({"other_article_id": "a2"}, "line 3: accept is about one report; leave the columns other_"),
        ({"who": ""}, "line 3: who is empty"),
        ({"when": "yesterday"}, "line 3: when is 'yesterday', no day or time"),
        ({"when": "2026-13-01"}, "line 3: when is '2026-13-01', no day or time"),
        ({"sampled": "perhaps"}, "line 3: sampled is 'perhaps'; write yes or no"),
    ],
)
def test_an_invalid_correction_is_refused_by_its_line_with_the_remedy(tmp_path: Path, row: dict[str, str], message: str) -> None:
    write_lines(tmp_path / "mine.csv", {}, row)
    with pytest.raises(CorrectionError, match=rf"mine\.csv', {message}"):
        ak.read_corrections(tmp_path / "mine.csv")


def test_many_invalid_lines_are_told_together_the_first_by_name(tmp_path: Path) -> None:
    write_lines(tmp_path / "mine.csv", *[{"what": "forget"}] * 8)
    with pytest.raises(CorrectionError, match=r"line 2: .*; .*line 6: .*; and 3 more lines$"):
        ak.read_corrections(tmp_path / "mine.csv")


@pytest.mark.parametrize(
    ("what", "more", "message"),
    [
        (
            "move",
            {"new": "36.29, 33.51"},
            "line 3: new is '36.29, 33.51', which lies in SY with latitude and longitude swapped; write 33.51",
        ),
        ("set", {"field": "event_type", "new": "airstrike"}, "line 3: 'airstrike' is no event type; it may be abduction, air_strike"),
    ],
)
def test_what_only_the_report_shows_to_be_wrong_is_refused_before_any_is_applied(
    notes: Notes, what: str, more: dict[str, str], message: str
) -> None:
    reports = make_reports({}, {"article_id": "a2"})
    notes.say(reports.iloc[0], "drop")
    notes.say(reports.iloc[1], what, **more)
    with pytest.raises(CorrectionError, match=message):
        notes.apply(reports)


def test_a_disk_that_takes_lines_in_parts_gets_them_whole(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    notes.say(make_reports({}).iloc[0], "accept")
    assert len(ak.read_corrections(notes.path)) == 1


def test_a_correction_that_cannot_be_is_not_written(notes: Notes) -> None:
    with pytest.raises(CorrectionError, match=r"mine\.csv', the new line: new is 'lots', no number"):
        notes.say(make_reports({}).iloc[0], "set", field="killed", new="lots")
    with pytest.raises(CorrectionError, match=r"report: it lacks \['quote', 'event_type', 'place'\]"):
        notes.say({"article_id": "a1"}, "accept")
    assert not notes.path.exists()


# ---------------------------------------------------------------- files


def test_a_file_of_a_spreadsheet_is_read_with_its_semicolons_and_its_days(tmp_path: Path) -> None:
    rows = [
        {"what": "set", "field": "date", "old": "21/01/2019", "new": "05/02/2019", "when": "22/11/2026 14:03"},
        {"what": "set", "field": "killed", "new": "4 to 11", "when": "3/11/2026", "why": "one, two; three"},
    ]
    write_lines(tmp_path / "mine.csv", *rows, delimiter=";")
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n") + b";" * (len(COLUMNS) - 1) + b"\n")
    table = ak.read_corrections(path)
    assert table[["old", "new", "when"]].astype("object").where(table[["old", "new", "when"]].notna(), None).to_numpy().tolist() == [
        ["2019-01-21", "2019-02-05", "2026-11-22"],
        [None, "4 to 11", "2026-11-03"],
    ]
    assert table["why"].tolist()[1] == "one, two; three"
    ak.append_correction(path, make_reports({}).iloc[0], "accept", who="MK")
    assert ak.read_corrections(path)["who"].tolist() == ["LB", "LB", "MK"]


def test_days_that_a_spreadsheet_left_open_are_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "mine.csv", {"when": "3/11/2026"})
    with pytest.raises(CorrectionError, match=r"line 2: when is '3/11/2026', of which the file does not tell .* write it as in 2019-01-21"):
        ak.read_corrections(tmp_path / "mine.csv")
    write_lines(tmp_path / "mine.csv", {"when": "23/11/2026"}, {"when": "11/23/2026"})
    with pytest.raises(CorrectionError, match=r"line 2: when is '23/11/2026', of which the file does not tell"):
        ak.read_corrections(tmp_path / "mine.csv")


def test_half_a_last_line_is_left_out_and_taken_off_by_the_next(notes: Notes) -> None:
    reports = make_reports({}, {"article_id": "a2"})
    for report in (reports.iloc[0], reports.iloc[1]):
        notes.say(report, "set", field="actor", new="an army, or two")
    whole = notes.path.read_bytes()
    for cut in (1, 2, 30, 100):
        notes.path.write_bytes(whole[:-cut])
        if cut == 1:  # no more than the end of the line is missing
            assert len(ak.read_corrections(notes.path)) == 2
            continue
        with pytest.warns(CorrectionWarning, match=r"line 3 is half written and was left out: 'set,actor"):
            assert len(ak.read_corrections(notes.path)) == 1
    with pytest.warns(CorrectionWarning, match=r"its last line was half written and was taken off: 'set,actor"):
        notes.say(reports.iloc[1], "drop")
    assert ak.read_corrections(notes.path)["what"].tolist() == ["set", "drop"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; a corrections file begins with the line what,field"),
        (b"a,b\n1,2\n", "line 1: it has no column what, field"),
        (",".join(COLUMNS).encode() + b"\naccept,,\n", r"line 2: it has 3 columns and the first line 18"),
        (",".join(COLUMNS).encode() + '\n"Zerstörung'.encode("latin-1"), "is no CSV file in UTF-8; in the spreadsheet choose"),
    ],
)
def test_a_file_that_is_none_of_corrections_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "mine.csv").write_bytes(content)
    with pytest.raises(CorrectionError, match=message):
        ak.read_corrections(tmp_path / "mine.csv")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"mine\.csv' does not exist; review_reports and append_correction make it"):
        ak.read_corrections(tmp_path / "mine.csv")


def test_hostile_words_come_back_as_they_were_and_run_in_no_spreadsheet(notes: Notes) -> None:
    hostile = {"article_id": "=1+1", "quote": '=HYPERLINK("http://evil.example")\n"x", y', "place": "@Homs", "actor": "+Army"}
    reports = make_reports(hostile)
    notes.say(reports.iloc[0], "set", field="actor", new="-army", why="=why()")
    written = notes.path.read_text(encoding="utf-8").splitlines()
    assert len(written) == 2
    cells = next(csv.reader([written[1]]))
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []
    after, outcomes = notes.apply(reports)
    assert outcomes == [("applied", None)]
    assert after["actor"].tolist() == ["-army"]


# ---------------------------------------------------------------- reviews


def test_the_queue_asks_first_for_doubt_times_weight_and_one_in_five_at_random() -> None:
    sure = [{"article_id": f"s{number}", "killed_high": 0} for number in range(40)]
    unsure = [{"article_id": f"u{number}", "killed_high": number, "place_basis": "inferred", "date_basis": "none"} for number in range(10)]
    reports = make_reports(*sure, *unsure)
    queue = queue_reports(reports)
    assert sorted(queue["report_id"]) == sorted(reports["report_id"])
    assert queue["sampled"].tolist()[:20] == [False, False, False, False, True] * 4
    assert queue["sampled"].sum() == 10
    urgency = (queue["doubt"] * queue["weight"])[~queue["sampled"]]
    assert urgency.is_monotonic_decreasing
    assert queue_reports(reports.iloc[::-1])["report_id"].tolist() == queue["report_id"].tolist()


def test_what_has_been_reviewed_is_not_asked_again_and_the_draws_stay_the_same(notes: Notes) -> None:
    reports = make_reports(*({"article_id": f"a{number}"} for number in range(30)))
    queue = queue_reports(reports)
    for number in range(7):
        notes.say(queue.iloc[number], "accept", sampled=bool(queue.iloc[number]["sampled"]))
    left = queue_reports(reports, ak.read_corrections(notes.path))
    assert len(left) == 23
    drawn = queue.loc[queue["sampled"], "report_id"].tolist()
    assert left.loc[left["sampled"], "report_id"].tolist() == drawn[1:]


def test_a_type_of_ones_own_can_be_set_reviewed_and_scored(notes: Notes, tmp_path: Path) -> None:
    mine = tmp_path / "types.csv"
    mine.write_text("event_type,pos,terms\nlooting,verb,loot\n", encoding="utf-8")
    reports = make_reports({}, {"article_id": "a2"})
    notes.say(reports.iloc[0], "set", field="event_type", new="looting", sampled=True)
    corrections = ak.read_corrections(notes.path)
    with pytest.raises(CorrectionError, match="'looting' is no event type"):
        ak.apply_corrections(reports, corrections)
    after, _ = ak.apply_corrections(reports, corrections, event_types=mine)
    assert after["event_type"].tolist() == ["looting", "air_strike"]
    assert queue_reports(reports, corrections)["report_id"].tolist() == ["r1"]
    scores = ak.score_extraction(reports, corrections, event_types=mine).set_index(["event_type", "field"])
    assert scores.loc[("all", "type"), ["n", "right"]].tolist() == [1, 0]


def test_precision_is_told_by_type_and_field_from_the_random_draws_alone(notes: Notes) -> None:
    reports = make_reports(*({"article_id": f"a{number}", "event_type": "shelling" if number > 3 else "air_strike"} for number in range(8)))
    for number in (0, 1, 4):
        notes.say(reports.iloc[number], "accept", sampled=True)
    notes.say(reports.iloc[2], "set", field="killed", new="11", sampled=True)
    notes.say(reports.iloc[3], "drop", sampled=True)
    notes.say(reports.iloc[5], "drop")  # chosen by doubt: it says nothing of the others
    notes.say({**REPORT, "article_id": "a9"}, "drop", sampled=True)  # gone since
    scores = ak.score_extraction(reports, ak.read_corrections(notes.path)).set_index(["event_type", "field"])
    assert scores.loc[("all", "report"), ["n", "right"]].tolist() == [5, 4]
    assert scores.loc[("all", "all"), ["n", "right"]].tolist() == [5, 3]
    assert scores.loc[("all", "killed"), ["n", "right"]].tolist() == [4, 3]
    assert scores.loc[("all", "date"), ["n", "right"]].tolist() == [4, 4]
    assert scores.loc[("air_strike", "report"), ["n", "right", "precision"]].tolist() == [4, 3, 0.75]
    assert scores.loc[("shelling", "all"), ["n", "right"]].tolist() == [1, 1]
    low, high = scores.loc[("air_strike", "report"), ["low", "high"]]
    assert (round(low, 3), round(high, 3)) == (0.301, 0.954)  # Wilson


def test_reports_that_were_corrected_cannot_be_scored(notes: Notes) -> None:
    notes.say(make_reports({}).iloc[0], "accept")
    after, _ = notes.apply(make_reports({}))
    with pytest.raises(ArgumentError, match="reports: they have been corrected"):
        ak.score_extraction(after, ak.read_corrections(notes.path))


def test_figures_and_files_say_how_many_rows_were_corrected(
    notes: Notes, articles: pd.DataFrame, make_events: Callable[..., gpd.GeoDataFrame]
) -> None:
    reports = make_reports(
        {}, {"place": "Rastan", "place_id": "gn:1", "geometry": Point(30, 30), "quote": "Elsewhere shells fell on Rastan."}
    )
    notes.say(reports.iloc[0], "set", field="killed", new="11")
    after, _ = notes.apply(reports)
    events = ak.link_events(after, articles)
    counts = ak.count_events(events, articles)
    assert sorted(events["n_corrected"].fillna(0)) == [0, 1]
    assert counts["n_corrected"].sum() == 1
    for words in (
        ak.map_events(events).to_json(),
        ak.plot_counts(counts).to_json(),
        ak.state_finding(events),
        ak.state_finding(counts),
    ):
        assert "Corrected by hand: 1 event." in words
    assert "Corrected by hand" not in ak.map_events(make_events({})).to_json()


def test_what_became_of_corrections_is_stated(notes: Notes) -> None:
    reports = make_reports({}, {"article_id": "a2"})
    notes.say(reports.iloc[0], "set", field="killed", new="11")
    notes.say(make_reports({"article_id": "a9"}).iloc[0], "drop", who="MK")
    corrections = ak.read_corrections(notes.path)
    assert ak.state_finding(corrections) == "Corrections: 2, by LB, MK.\nThey have not been applied."
    after, outcomes = ak.apply_corrections(reports, corrections)
    assert ak.state_finding(outcomes).splitlines()[1:] == [
        "Of them hold or were followed by others: applied 1.",
        "To look at again, since they fit no report now: gone 1.",
    ]
    assert ak.state_finding(after).splitlines()[0] == "Reports: 2, of them 1 reviewed by hand, 1 of these changed and 0 added."


def test_a_briefing_takes_the_corrections_and_says_what_became_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Rebels shelled Idlib on 3 May 2016, killing two people. Warplanes bombed Homs on 4 May 2016, killing nine people."
    (tmp_path / "article.txt").write_text(text, encoding="utf-8")
    reports = ak.extract_reports(ak.read_articles(tmp_path / "article.txt")).set_index("event_type", drop=False)
    path = tmp_path / "mine.csv"
    ak.append_correction(path, reports.loc["shelling"], "drop", who="LB")
    ak.append_correction(path, reports.loc["air_strike"], "set", field="killed", new="11", who="LB")
    ak.append_correction(path, {**reports.loc["shelling"], "article_id": "gone"}, "drop", who="LB")
    out = tmp_path / "out"
    command = ["brief", str(tmp_path / "article.txt"), "--out", str(out), "--corrections", str(path)]
    assert main(command) == 0
    assert pd.read_csv(out / "events.csv")[["event_type", "killed_low", "n_corrected"]].to_numpy().tolist() == [["air_strike", 11, 1]]
    assert pd.read_csv(out / "reports.csv")["corrected"].tolist() == ["killed"]
    assert pd.read_csv(out / "outcomes.csv")["outcome"].tolist() == ["applied", "applied", "gone"]
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "Corrections: 3, by LB." in page
    assert "Corrected by hand: 1 event." in page
    path.write_text(path.read_text(encoding="utf-8").replace("set,killed", "set,deaths"), encoding="utf-8")
    capsys.readouterr()
    assert main(command) == 2
    assert "mine.csv', line 3: field is 'deaths', none that can be set" in capsys.readouterr().err
