"""The deck: opened again, its slides say what the tables hold, every figure has words, and nothing overflows or runs."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analystkit.__main__ import main
from analystkit.display.figures import Words
from analystkit.errors import ArgumentError
from analystkit.events.counts import count_events
from analystkit.tables import TableError, build_table
from analystkit.writing import eventslides
from analystkit.writing.deck import check_deck, write_deck
from analystkit.writing.files import FormatError, WriteError
from analystkit.writing.templates import TemplateError
from analystkit.writing.typesetting import Paragraph, measure_paragraphs

pptx = pytest.importorskip("pptx")
MARKING = "UNCLASSIFIED // demonstration"
POINT = 12_700
TALE = "Before dawn warplanes struck a depot near the town and killed three guards, a medic said."
HOSTILE = '=HYPERLINK("http://evil.example","x") <b onload=x> ‮' + "a long name " * 900


@pytest.fixture
def make_tables(make_events: Callable[..., Any]) -> Callable[..., dict[str, pd.DataFrame]]:
    """Give a function that builds the tables of a deck, one event a mapping, each told by one report of the first article."""

    def build(*changes: dict[str, Any], published: tuple[str, ...] = ("2018-09-01", "2018-10-20"), freq: str = "month") -> Any:
        events = make_events(*({"report_ids": f"r{n}", "report_id": f"r{n}", "quote": TALE, **change} for n, change in enumerate(changes)))
        given: dict[str, Any] = {
            "published_basis": "given",
            "source": "Example Wire",
            "title": "A depot is hit",
            "text": TALE,
            "file": "w.csv",
        }
        articles = build_table(
            [{"article_id": f"a{n}", "published": day, "row": n, **given} for n, day in enumerate(published)], "articles"
        )
        copied = ["report_id", "event_type", "status", "quote", "killed_low", "killed_high"]
        told: dict[str, Any] = {
            "article_id": "a0",
            "aggregate": False,
            "date_precision": "day",
            "date_basis": "explicit",
            "reviewed": False,
        }
        told |= {"quote_start": 0, "quote_end": len(TALE), "passages": f"0-{len(TALE)}", "score": 0.71}
        reports = build_table([{**row, **told} for row in events[copied].to_dict("records")], "reports")
        return {"events": events, "counts": count_events(events, articles, freq=freq), "articles": articles, "reports": reports}

    return build


@pytest.fixture(autouse=True)
def _draw_quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a plain frame for the map, which takes seconds, but where the test is about it."""
    if "drawn" not in request.fixturenames:
        figure = Figure(figsize=(4, 3))
        figure.add_axes((0, 0, 1, 1))
        monkeypatch.setattr(eventslides, "draw_plate", lambda *_: (figure, Words("Where", "n = 3 events", ["Source: 3 reports."])))


FEW: list[dict[str, Any]] = [
    {"days": "2018-09-17", "killed_low": 3, "killed_high": 5},
    {"days": "2018-09-18", "event_type": "shelling", "status": "alleged", "place": "Hama", "admin1": "Hama"},
    {"days": "2018-10-02", "killed_low": 15, "killed_high": 15, "injured_low": 4, "n_reports": 1, "n_origins": 2},
    {"days": "2018-09-20 2018-10-10", "date_precision": "days"},
    {"days": "2017-03-01", "place_precision": "country", "spot": None, "admin1": None},
    {"days": None, "date_precision": "unknown"},
]


def open_deck(path: Path) -> list[Any]:
    return list(pptx.Presentation(str(path)).slides)


def find_slide(slides: list[Any], start: str) -> Any:
    return next(slide for slide in slides if slide.shapes.title.text_frame.text.startswith(start))


def list_charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def read_series(chart: Any) -> dict[str, list[int]]:
    return {series.name: list(map(int, series.values)) for series in chart.plots[0].series}


def gather_text(slide: Any) -> str:
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    frames += [cell.text_frame for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(frame.text for frame in frames)


def list_overflows(slides: list[Any], width: int, height: int) -> list[str]:
    """List what is larger than its box or stands outside the slide, by the estimate that the deck is laid out with."""

    def measure(frame: Any, inner: float) -> float:
        lines = [
            Paragraph(p.text, int(p.runs[0].font.size.pt), bool(p.runs[0].font.bold))
            for p in frame.paragraphs
            if p.runs and p.runs[0].font.size
        ]
        return measure_paragraphs(lines, inner) if lines else 0

    found = []
    for number, slide in enumerate(slides, start=1):
        for shape in slide.shapes:
            if shape.left < 0 or shape.top < 0 or shape.left + shape.width > width or shape.top + shape.height > height + POINT:
                found.append(f"{number}: {shape.name} stands outside the slide")
            if shape.has_text_frame and shape.text_frame.text:
                frame = shape.text_frame
                inner = (shape.width - frame.margin_left - frame.margin_right) / POINT
                if measure(frame, inner) > shape.height / POINT + 1:
                    found.append(f"{number}: {shape.name}: {frame.text[:40]}")
            if shape.has_table:
                for row in shape.table.rows:
                    for column, cell in zip(shape.table.columns, row.cells, strict=True):
                        inner = (column.width - cell.margin_left - cell.margin_right) / POINT
                        if measure(cell.text_frame, inner) > (row.height - cell.margin_top - cell.margin_bottom) / POINT + 1:
                            found.append(f"{number}: {cell.text_frame.text[:40]}")
                if sum(row.height for row in shape.table.rows) + shape.top > height:
                    found.append(f"{number}: a table goes on below the slide")
    return found


def test_the_charts_hold_the_counts(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    tables = make_tables(*FEW)
    slides = open_deck(write_deck(**tables, path=tmp_path / "deck.pptx"))
    bars, volume = list_charts(find_slide(slides, "Most in one month"))
    periods = tables["counts"]
    drawn = read_series(bars)
    recalled = periods["coverage"] == "recalled"
    sure = (periods["count"] - periods["alleged"]).to_list()
    assert [a + b for a, b in zip(drawn["reported"], drawn["reported, recalled only: incomplete"], strict=True)] == sure
    assert drawn["reported, recalled only: incomplete"] == [n if told else 0 for n, told in zip(sure, recalled, strict=True)]
    assert drawn["alleged"] == periods["alleged"].to_list()
    assert drawn["may lie in it as well"] == (periods["at_most"] - periods["count"]).to_list()
    assert list(read_series(volume).values()) == [periods["n_articles"].to_list()]
    assert next(iter(bars.plots[0].categories)) == "Mar 2017"
    assert len(list(bars.plots[0].categories)) == len(periods)
    (types,) = list_charts(find_slide(slides, "Reported most"))
    assert list(types.plots[0].categories) == ["Air strike", "Shelling"]
    assert read_series(types) == {"all, alleged ones included": [5, 1], "reported": [5, 0]}


def test_the_workbook_behind_a_chart_holds_its_numbers_and_no_formula(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    slides = open_deck(write_deck(**make_tables({"event_type": "=1+1"}, {"event_type": "=1+1"}), path=tmp_path / "deck.pptx"))
    (chart,) = list_charts(find_slide(slides, "Reported most"))
    sheet = pd.read_excel(BytesIO(chart.part.chart_workbook.xlsx_part.blob), header=None)
    assert sheet.iloc[:, 0].to_list()[1:] == ["'=1+1"]
    assert sheet.iloc[:, 1].to_list() == ["reported", 2]
    with zipfile.ZipFile(BytesIO(chart.part.chart_workbook.xlsx_part.blob)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_headlines_state_the_tables(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    slides = open_deck(write_deck(**make_tables(*FEW), path=tmp_path / "deck.pptx", note="demonstration data"))
    assert [slide.shapes.title.text_frame.text for slide in slides] == [
        "Reported events, 1 March 2017 – 10 October 2018",
        "These articles report 6 events, 1 of them alleged",
        "Reported most: air strike, 5 of 6 events",
        "Damascus, Syria has most: 4 of 5 events whose province is known",
        "Most in one month that these articles cover: 2 reported events, September 2018",
        "Most killed in one event, as read here: 15 killed, air strike, Damascus, Syria (1 of 2)",
        "Most killed in one event, as read here: 15 killed, air strike, Damascus, Syria (2 of 2)",
        "Left out: 0 of 6 reports; not on the map: 1 of 6 events",
        "A program read these articles; no person has reviewed what it found",
        "What these numbers cannot bear",
        "Whose work this rests on",
    ]
    assert "demonstration data" in gather_text(slides[0])
    assert "6 events told of by 6 reports in 2 articles from 1 outlet, published 1 September – 20 October 2018." in gather_text(slides[0])


def test_the_gravest_come_first_with_quote_source_and_score(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    slide = find_slide(open_deck(write_deck(**make_tables(*FEW), path=tmp_path / "deck.pptx")), "Most killed")
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    assert [row.cells[0].text_frame.text.split("\n")[0] for row in table.rows][:2] == ["15 killed", "3–5 killed"]
    assert table.cell(0, 1).text_frame.text.split("\n") == [
        "Air strike",
        "Damascus, Syria",
        "2 October 2018",
        "reported; 1 report, 2 origins",
    ]
    quote, source = table.cell(0, 2).text_frame.text.split("\n")
    assert quote == f"“{TALE}”"
    assert source == "Example Wire, published 1 September 2018; score 0.71 (probability of a right reading)"
    notes = slide.notes_slide.notes_text_frame.text
    assert f"w.csv, row 0; characters 0–{len(TALE)} of its text" in notes
    assert "Event e2." in notes


def test_an_event_is_quoted_with_the_report_that_tells_its_toll(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    tables = make_tables({"killed_low": 40, "killed_high": 40, "report_ids": "r0 r1", "n_reports": 2})
    other = tables["reports"].assign(report_id="r1", quote="Forty died.", quote_start=0, quote_end=11)
    tables["reports"] = pd.concat(
        [tables["reports"].assign(killed_low=pd.NA, killed_high=pd.NA).astype(other.dtypes), other], ignore_index=True
    )
    slide = find_slide(open_deck(write_deck(**tables, path=tmp_path / "deck.pptx")), "Most killed")
    assert "“Forty died.”" in gather_text(slide)


def test_a_quote_without_the_toll_is_joined_by_the_passage_that_tells_it(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    tables = make_tables({"killed_low": 2200, "killed_high": None})
    text = "Troops killed over 200 gunmen. Rain fell. In ten days they killed over 2,200."
    ends = {"quote": text[:30], "quote_start": 0, "quote_end": 30, "passages": f"0-30 42-{len(text)}"}
    tables["reports"] = tables["reports"].assign(**ends)
    tables["articles"] = tables["articles"].assign(text=text)
    deck = open_deck(write_deck(**tables, path=tmp_path / "deck.pptx"))
    slide = find_slide(deck, "Most killed")
    assert "“Troops killed over 200 gunmen. … In ten days they killed over 2,200.”" in gather_text(slide)
    assert f"characters 0–30 and 42–{len(text)} of its text" in slide.notes_slide.notes_text_frame.text


def test_what_was_left_out_adds_up(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    tables = make_tables(*FEW)
    lone = tables["reports"].iloc[[0]].assign(report_id="r9", status="planned")
    lost = tables["articles"].iloc[[0]].assign(article_id="a9", problem="empty: there is no text")
    tables |= {"reports": pd.concat([tables["reports"], lone]), "articles": pd.concat([tables["articles"], lost])}
    slide = find_slide(open_deck(write_deck(**tables, path=tmp_path / "deck.pptx")), "Left out")
    text = gather_text(slide)
    for line in (
        "3 articles = 2 read + 1 left out",
        "7 reports = 6 in events + 1 left out",
        "6 events = 5 on the map + 1 left out",
        "6 events = 4 in a period of the chart + 2 left out",
    ):
        assert line in text
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    assert [[cell.text_frame.text for cell in row.cells] for row in table.rows] == [
        ["What", "Why", "Number"],
        ["Article not read", "no text in it", "1"],
        ["Report in no event", "planned, had not happened", "1"],
        ["Event not on the map", "no more than the country is told", "1"],
        ["Event in no period of the chart", "dated too coarsely for one period", "1"],
        ["Event in no period of the chart", "no date is told, or none with a year", "1"],
    ]


def test_a_table_of_what_was_left_out_must_be_of_these_tables(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    with pytest.raises(ArgumentError, match="left_out: it has 0 rows of stage 'map', and 6 events = 5 on the map \\+ 1 left out"):
        write_deck(**make_tables(*FEW), path=tmp_path / "deck.pptx", left_out=build_table([], "left_out"))


def test_every_slide_has_notes_and_marking_and_every_figure_words(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    slides = open_deck(write_deck(**make_tables(*FEW), path=tmp_path / "deck.pptx", marking=MARKING))
    for slide in slides:
        assert MARKING in gather_text(slide)
        assert len(slide.notes_slide.notes_text_frame.text) > 20
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:  # a picture
                words = shape._element._nvXxPr.cNvPr.get("descr")
                assert 20 < len(words) <= 901
    chart = next(shape for shape in find_slide(slides, "Most in one month").shapes if shape.has_chart)
    assert "September 2018: 2 (1 of them alleged)" in chart._element._nvXxPr.cNvPr.get("descr")


@pytest.fixture
def drawn() -> None:
    """Have the map drawn in a test that asks for this."""


@pytest.mark.usefixtures("drawn")
def test_the_map_is_a_sharp_picture_with_its_caption_in_the_notes(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    slide = find_slide(open_deck(write_deck(**make_tables(*FEW), path=tmp_path / "deck.pptx", credit="Data: the Wire")), "Damascus")
    (picture,) = (shape for shape in slide.shapes if shape.name == "Map")
    assert picture.image.size[0] > 2000
    assert picture._element._nvXxPr.cNvPr.get("descr").startswith("Map of where the reported events happened. Damascus, Syria has most")
    assert "On the map: 5 of 6 events. Not on it: 1 (no more than the country is told)." in gather_text(slide)
    notes = slide.notes_slide.notes_text_frame.text
    assert "Reported events in these articles, not all that happened." in notes
    assert "Data: the Wire" in notes


@pytest.mark.usefixtures("drawn")
def test_the_same_tables_give_the_same_bytes(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    tables = make_tables(*FEW)
    first, second = (write_deck(**tables, path=tmp_path / name, marking=MARKING) for name in ("a.pptx", "b.pptx"))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")


def test_hostile_text_is_text_and_stays_in_its_box(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    names = dict.fromkeys(("place", "admin1", "source", "title", "url"), HOSTILE)
    events = [{**names, "event_type": f"{n} {HOSTILE[:300]}", "quote": HOSTILE[:600], "killed_low": n} for n in range(14)]
    path = write_deck(**make_tables(*events), path=tmp_path / "deck.pptx", title=HOSTILE, note=HOSTILE, credit=HOSTILE, marking=MARKING)
    deck = pptx.Presentation(str(path))
    assert list_overflows(list(deck.slides), deck.slide_width, deck.slide_height) == []
    assert "…" in deck.slides[0].shapes.title.text_frame.text
    assert HOSTILE.replace("‮", "").strip() in deck.slides[0].notes_slide.notes_text_frame.text
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            markup = packed.read(name)
            assert "‮".encode() not in markup
            assert b"hlinkClick" not in markup
            assert not name.endswith(".rels") or b"evil.example" not in markup
    smallest = [
        run.font.size.pt
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for p in shape.text_frame.paragraphs
        for run in p.runs
        if run.font.size
    ]
    assert min(smallest) >= 12


@pytest.mark.parametrize(
    ("events", "published"),
    [
        ([], ()),
        ([{"killed_low": 10_000, "killed_high": 10_000}], ("2018-09-01",)),
        ([{"days": None, "date_precision": "unknown"}] * 3, ()),
        ([{"place": "حلب", "admin1": "حلب", "quote": "قصفت حلب"}], ("2018-09-30",)),
    ],
    ids=["empty", "one", "undated", "right-to-left"],
)
def test_little_gives_true_slides(
    events: list[dict[str, Any]], published: tuple[str, ...], tmp_path: Path, make_tables: Callable[..., Any]
) -> None:
    path = write_deck(**make_tables(*events, published=published or ("2018-09-01",)), path=tmp_path / "deck.pptx", marking=MARKING)
    deck = pptx.Presentation(str(path))
    slides = list(deck.slides)
    assert list_overflows(slides, deck.slide_width, deck.slide_height) == []
    text = "\n".join(map(gather_text, slides))
    if not events:
        assert "No event was found in these articles" in text
        assert "No reported event can be put into one month" in text
    if len(events) == 3:
        assert "In no month: 3 (no date is told, or none with a year)" in text
        assert "No number of people killed is told" in text


# ---------------------------------------------------------------- templates


def make_template(
    path: Path, *, wide: bool = True, layouts: tuple[str, ...] = ("Title Slide", "Title and Content"), dark: bool = True
) -> Path:
    deck = pptx.Presentation()
    if wide:
        deck.slide_width = int(deck.slide_width * 4 / 3)
    for layout in list(deck.slide_layouts):
        if layout.name not in layouts:
            deck.slide_layouts.remove(layout)
    if dark:
        deck.slide_master.background.fill.solid()
        deck.slide_master.background.fill.fore_color.rgb = pptx.dml.color.RGBColor(0x10, 0x18, 0x30)
    old = deck.slides.add_slide(deck.slide_layouts[0]).shapes
    if old.title is not None:
        old.title.text_frame.text = "An old slide"
    deck.save(str(path))
    return path


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("layouts", [("Title Slide", "Title and Content"), ("Title Only",)])
def test_a_template_gives_size_layout_and_colours(
    wide: bool, layouts: tuple[str, ...], tmp_path: Path, make_tables: Callable[..., Any]
) -> None:
    template = make_template(tmp_path / "house.pptx", wide=wide, layouts=layouts)
    path = write_deck(**make_tables(*FEW), path=tmp_path / "deck.pptx", marking=MARKING, template=template)
    deck, house = pptx.Presentation(str(path)), pptx.Presentation(str(template))
    assert (deck.slide_width, deck.slide_height) == (house.slide_width, house.slide_height)
    assert list_overflows(list(deck.slides), deck.slide_width, deck.slide_height) == []
    assert {slide.slide_layout.name for slide in deck.slides} == set(layouts)
    assert "An old slide" not in "".join(map(gather_text, deck.slides))
    run = (
        next(cell for shape in deck.slides[1].shapes if shape.has_table for cell in shape.table.iter_cells())
        .text_frame.paragraphs[1]
        .runs[0]
    )
    assert run.font.color.theme_color.name == "BACKGROUND_1"  # white in the theme: black could not be read on this ground


def test_a_template_that_cannot_be_used_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "words.pptx").write_text("no presentation", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"template: '.*words.pptx' is no PowerPoint presentation; open it in PowerPoint and save it"):
        check_deck("deck.pptx", template=tmp_path / "words.pptx")
    blank = make_template(tmp_path / "blank.pptx", layouts=("Blank",))
    with pytest.raises(TemplateError, match=r"has no layout with a title and room below it \(its layouts: 'Blank'\)"):
        check_deck("deck.pptx", template=blank)
    with pytest.raises(FileNotFoundError, match=r"none\.pptx' does not exist"):
        check_deck("deck.pptx", template=tmp_path / "none.pptx")


# ---------------------------------------------------------------- mistakes


def test_a_marking_is_one_line() -> None:
    with pytest.raises(ArgumentError, match=r"marking: .* has 899 characters, too many for one line of a slide; shorten it"):
        check_deck("deck.pptx", marking="secret or " * 90)


def test_the_suffix_is_that_of_a_presentation(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"path: 'deck.ppt' should end in .pptx"):
        check_deck(tmp_path / "deck.ppt")


def test_tables_that_do_not_belong_together_are_an_error(tmp_path: Path, make_tables: Callable[..., Any]) -> None:
    tables, path = make_tables(*FEW), tmp_path / "deck.pptx"
    with pytest.raises(ArgumentError, match="counts: they are of 6 events, and events has 5; count these again"):
        write_deck(**(tables | {"events": tables["events"].iloc[:5]}), path=path)
    with pytest.raises(ArgumentError, match="reports: 'r5' is not in it"):
        write_deck(**(tables | {"reports": tables["reports"].iloc[:5]}), path=path)
    with pytest.raises(ArgumentError, match="articles: 'a0' is not in it"):
        write_deck(**(tables | {"articles": tables["articles"].iloc[1:]}), path=path)
    with pytest.raises(TableError, match="reports: the reports table lacks"):
        write_deck(**(tables | {"reports": tables["reports"].drop(columns="score")}), path=path)
    (tmp_path / "none.csv").touch()
    with pytest.raises(WriteError):
        write_deck(**tables, path=tmp_path / "none.csv" / "deck.pptx")
    assert not path.exists()


def test_the_command_writes_slides_beside_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    news = tmp_path / "news.csv"
    news.write_text('text,date\n"Jets bombed Douma on 17 September 2018, killing three.",2018-09-18\n', encoding="utf-8")
    command = ["brief", str(news), "--out", str(tmp_path / "out"), "--deck", str(tmp_path / "deck.pptx"), "--marking", MARKING]
    assert main(command) == 0
    assert "3 killed" in "\n".join(map(gather_text, open_deck(tmp_path / "deck.pptx")))
    capsys.readouterr()
    assert main([*command, "--template", str(news)]) == 2
    assert "is no PowerPoint presentation" in capsys.readouterr().err
    assert main(["brief", str(news), "--out", str(tmp_path / "out"), "--marking", MARKING]) == 2
    assert "name the file to write with --deck" in capsys.readouterr().err
