"""Review forms: what the buttons write, what the form shows; that keys and clicks reach them in a browser is tested in test_lab."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analystkit as ak
from analystkit.display.reviewforms import ReviewForm
from analystkit.display.spotmaps import draw_spots, frame_places
from analystkit.errors import ArgumentError, MissingExtraError
from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.tables import build_table

TEXTS = (
    "Rebels shelled Idlib on 3 May 2016, killing two people.",
    "Warplanes bombed Homs on 4 May 2016, killing <b>nine</b> people.",
    "Air strikes hit Douma on 5 May 2016, killing five people.",
)


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    rows = [
        {"article_id": f"a{n}", "published": "2016-05-06", "published_basis": "given", "text": t, "file": "f"} for n, t in enumerate(TEXTS)
    ]
    return build_table(rows, "articles")


@pytest.fixture(scope="module")
def extraction(articles: pd.DataFrame) -> Any:
    return ak.extract(articles)


@pytest.fixture
def form(articles: pd.DataFrame, extraction: Any, tmp_path: Path) -> ReviewForm:
    return ak.review_reports(extraction.reports, articles, tmp_path / "mine.csv", who="LB", places=extraction.places)


def read_lines(folder: Path) -> list[list[Any]]:
    table = ak.read_corrections(folder / "mine.csv")[["what", "field", "old", "new", "who", "sampled"]].astype("object")
    return table.where(table.notna(), None).to_numpy().tolist()


def test_each_button_writes_before_the_next_report_is_shown(form: ReviewForm, tmp_path: Path) -> None:
    assert repr(form) == "3 of 3 reports left to review; the form shows in JupyterLab."
    first = form.report
    assert first is not None
    form.accept_button.click()
    assert read_lines(tmp_path) == [["accept", None, None, None, "LB", False]]
    form.drop_button.click()
    assert read_lines(tmp_path)[1:] == [["drop", None, None, None, "LB", False]]
    form.fields["killed"].value = "4 to 11"
    form.fields["actor"].value = ""
    form.fields["status"].value = "alleged"
    form.change_button.click()
    changed = {field: new for _, field, _, new, _, _ in read_lines(tmp_path)[2:]}
    assert changed["killed"] == "4 to 11"
    assert changed["status"] == "alleged"
    assert form.report is None
    assert "All 3 reports have been reviewed." in form.message.value
    form.accept_button.click()
    assert len(read_lines(tmp_path)) == 2 + len(changed)


def test_a_form_opened_again_goes_on_where_the_last_one_stopped(
    form: ReviewForm, articles: pd.DataFrame, extraction: Any, tmp_path: Path
) -> None:
    form.accept()
    again = ak.review_reports(extraction.reports, articles, tmp_path / "mine.csv", who="MK")
    assert repr(again).startswith("2 of 3 reports left")
    assert again.report is not None
    assert form.report is not None
    assert again.report["report_id"] == form.report["report_id"]


def test_a_place_is_moved_to_another_of_its_name_or_to_a_point(form: ReviewForm, tmp_path: Path) -> None:
    while form.report is not None and form.report["place"] != "Douma":
        form.postpone()
    assert form.place_choice.index == 0
    assert form.place_choice.options[0].startswith("1 Dūmā")
    form.place_choice.index = 1
    place_id = form._places[1].place_id
    form.change_button.click()
    form.place_text.value = "33.57, 36.40"
    form.change_button.click()
    assert [(what, new) for what, _, _, new, _, _ in read_lines(tmp_path)] == [("move", place_id), ("move", "33.57, 36.40")]


def test_what_cannot_be_is_told_and_nothing_is_written(form: ReviewForm, tmp_path: Path) -> None:
    form.change_button.click()
    assert "Nothing is changed: alter what is wrong, or press Accept." in form.message.value
    form.fields["date"].value, form.fields["status"].value = "<i>soon</i>", "alleged"
    form.change_button.click()
    assert "&#x27;&lt;i&gt;soon&lt;/i&gt;&#x27;, no date" in form.message.value
    form.place_text.value, form.fields["date"].value = "nowhere at all", "2016-05-03"
    form.change_button.click()
    assert "no place to move to" in form.message.value
    assert read_lines(tmp_path) == []


def test_a_file_that_cannot_be_written_is_told_and_the_report_stays(form: ReviewForm, tmp_path: Path) -> None:
    before = form.report
    (tmp_path / "mine.csv").unlink()
    (tmp_path / "mine.csv").mkdir()
    form.accept_button.click()
    assert "cannot be written to" in form.message.value
    assert form.report is before or (form.report is not None and before is not None and form.report.equals(before))


def test_markup_of_an_article_is_shown_as_text(form: ReviewForm) -> None:
    while form.report is not None and form.report["place"] != "Homs":
        form.postpone()
    assert "&lt;b&gt;nine&lt;/b&gt;" in form.evidence.value
    assert "<b>nine" not in form.evidence.value
    assert bytes(form.picture.value).startswith(b"\x89PNG")


def test_a_judge_has_a_name(articles: pd.DataFrame, extraction: Any, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="who: ' ' names nobody"):
        ak.review_reports(extraction.reports, articles, tmp_path / "mine.csv", who=" ")


def test_without_ipywidgets_the_command_that_installs_it_is_told(
    articles: pd.DataFrame, extraction: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ipywidgets", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'analystkit\[lab\]'"):
        ak.review_reports(extraction.reports, articles, tmp_path / "mine.csv", who="LB")


def test_a_spot_map_is_framed_by_the_first_place_and_its_near_namesakes() -> None:
    douma, far = (load_gazetteer().get_place(place_id) for place_id in ("gn:170654", "gn:2988507"))
    west, south, east, north = frame_places([douma])
    assert (round(north - south, 1), west < douma.longitude < east) == (3.0, True)
    assert frame_places([douma, far]) == frame_places([douma])
    assert draw_spots([douma, far]) == draw_spots([douma, far])
