"""Sinks: a table written is read back as it was by other programs, whole or not at all, and no text acts where it is shown."""

import csv
import html
import json
import os
import re
import resource
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import openpyxl  # type: ignore[import-untyped]  # it ships no types
import pandas as pd
import pyarrow.parquet as pq
import pytest
from browser import OpenPage
from filekinds import list_actions, make_zip
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import Point
from test_hostile import CONTROL, HALF_PAIRS, HOSTILE, drop_controls, drop_half_pairs, make_articles, make_reports

import analystkit as ak
from analystkit.__main__ import main
from analystkit.display.charts import write_frequency
from analystkit.display.maps import write_map
from analystkit.tables import Column, build_table, read_columns
from analystkit.writing import formats
from analystkit.writing.briefing import Briefing
from analystkit.writing.deck import write_deck
from analystkit.writing.files import WriteError, clean_text, guard_formula
from analystkit.writing.formats import write_table
from analystkit.writing.summary import build_page

PICTURES = [f"{figure}{suffix}" for figure in ("map", "frequency") for suffix in (".png", ".svg", ".pdf")]
SUFFIXES = (".csv", ".jsonl", ".parquet", ".geojson", ".gpkg", ".xlsx")  # and .kml, which is no table
SINKS = [*(f"table{suffix}" for suffix in (*SUFFIXES, ".kml")), *PICTURES, "map.html", "frequency.html", "deck.pptx"]
ELEMENTS = {
    *("kml", "Document", "name", "Style", "IconStyle", "LineStyle", "PolyStyle", "color", "Folder", "Placemark", "description"),
    *("TimeSpan", "begin", "end", "styleUrl", "Point", "coordinates", "MultiGeometry", "Polygon", "outerBoundaryIs", "LinearRing"),
}

# ---------------------------------------------------------------- any table

TEXTS = st.one_of(st.text(max_size=20), st.sampled_from(HOSTILE))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXTS,
    "Int64": st.integers(0, 2**53),
    "float": st.floats(0, 1e6),
    "bool": st.booleans(),
    "date": st.dates().map(pd.Timestamp),
    "geometry": st.builds(Point, st.floats(-180, 180), st.floats(-89, 89)),
}


def draw_values(column: Column) -> st.SearchStrategy[Any]:
    values = st.sampled_from(column.allowed) if column.allowed else VALUES[column.dtype]
    return st.one_of(st.none(), values) if column.nullable else values


@st.composite
def fill_tables(draw: st.DrawFn, tables: tuple[str, ...]) -> pd.DataFrame:
    """Draw a table of one of these kinds with any text in its text, behind a column of the caller's own with any name."""
    name = draw(st.sampled_from(tables))
    columns = read_columns()[name]
    rows = draw(st.lists(st.fixed_dictionaries({key: draw_values(column) for key, column in columns.items()}), min_size=1, max_size=3))
    table = build_table(rows, name)
    own = draw(st.lists(st.one_of(TEXTS, st.sampled_from(HALF_PAIRS)), min_size=len(rows), max_size=len(rows)))
    table.insert(0, draw(TEXTS.filter(lambda text: text.lower() not in columns)), pd.Series(own, dtype="object"))
    return table


def read_cells(path: Path) -> list[list[Any]]:
    """Read the header and the cells of a file by a library that did not write it, in the order of its columns."""
    match path.suffix:
        case ".csv":
            with path.open(encoding="utf-8", newline="") as lines:
                return list(csv.reader(lines))
        case ".jsonl":
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
        case ".geojson":
            rows = [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
        case ".parquet":
            rows = pq.read_table(path).to_pylist()
        case ".xlsx":
            return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
        case ".gpkg":
            with closing(sqlite3.connect(path)) as book:
                ((layer,),) = book.execute("SELECT table_name FROM gpkg_contents").fetchall()
                found = book.execute(f'SELECT * FROM "{layer}" ORDER BY fid')  # noqa: S608 -- our own file
                rows = [dict(zip([name for name, *_ in found.description], values, strict=True)) for values in found]
    return [[*rows[0]], *([*row.values()] for row in rows)]


def undo_guard(text: str) -> str:
    return text[1:] if text.startswith("'") and guard_formula(text[1:]) == text else text


def end_lines(text: str, ends: str) -> str:
    return re.sub(ends, "\n", text)


# What each format makes of a text, as `write_table` says
KEPT: dict[str, Callable[[str], str]] = {
    ".csv": lambda text: end_lines(drop_controls(text), r"\r(?!\n)"),
    ".jsonl": drop_half_pairs,
    ".parquet": drop_half_pairs,
    ".geojson": drop_controls,
    ".gpkg": drop_controls,
    ".xlsx": lambda text: end_lines(drop_controls(text), r"\r\n?"),
}


def check_read_back(table: pd.DataFrame, path: Path) -> None:
    """Assert that what is written of a table is what it holds, and the same bytes twice."""
    write_table(table, path)
    assert write_table(table, path.parent / "again" / path.name).read_bytes() == path.read_bytes()
    header, *rows = read_cells(path)
    keep = KEPT[path.suffix]
    if path.suffix == ".csv":
        header, rows = list(map(undo_guard, header)), [list(map(undo_guard, row)) for row in rows]
    assert len(rows) == len(table)
    for name in table.columns:
        dtype = "str" if table[name].dtype == "object" else str(table[name].dtype)
        if dtype == "geometry":
            continue
        found = [row[header.index(keep(name) or (None if path.suffix == ".xlsx" else ""))] for row in rows]
        for cell, value in zip(found, table[name], strict=True):
            if pd.isna(value) or (value == "" and path.suffix == ".xlsx"):
                assert cell in (None, ""), name
            elif dtype == "str":
                assert cell == keep(value), name
            elif dtype == "Int64":
                assert int(cell) == value, name
            elif dtype.startswith("datetime"):
                assert str(cell)[:10] == value.date().isoformat(), name


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_table_is_read_back_as_it_was(suffix: str, tmp_path: Path) -> None:
    kinds = ("events", "reports") if suffix in (".geojson", ".gpkg") else ("events", "reports", "articles", "left_out", "counts")

    @given(table=fill_tables(kinds))
    def check(table: pd.DataFrame) -> None:
        check_read_back(table, tmp_path / f"table{suffix}")

    check()


def make_hostile_table() -> gpd.GeoDataFrame:
    """Make a table of events of which each text is a hostile one, and so is the name of a column for each of them."""
    texts = [name for name, column in read_columns()["events"].items() if column.dtype == "str" and not column.allowed]
    rows = [
        {"status": "reported", "date_precision": "day", "sourcing": "single", "n_reports": 1, "n_outlets": 1, "n_origins": 1}
        | {"geometry": Point(36, 33), "place_precision": "settlement", "uncertainty_km": 5.0, **dict.fromkeys(texts, text)}
        for text in HOSTILE
    ]
    return build_table(rows, "events")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_hostile_text_is_read_back_from_cells_and_headers(suffix: str, tmp_path: Path) -> None:
    table = make_hostile_table()
    own = pd.DataFrame({text: [text] * len(table) for text in HOSTILE})
    check_read_back(gpd.GeoDataFrame(pd.concat([own, table], axis=1), crs=table.crs), tmp_path / f"table{suffix}")


@pytest.mark.parametrize("stem", ["events (2) $1", "'x'", "--draft", "a\x1b[31mb", "<b>&", "CON", "[1]", "x" * 120, "دوما"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_may_have_any_name(suffix: str, stem: str, tmp_path: Path) -> None:
    table = make_hostile_table().head(1)
    assert len(read_cells(write_table(table, tmp_path / f"{stem}{suffix}"))) == 2


def check_kml(table: gpd.GeoDataFrame, path: Path) -> None:
    write_table(table, path)
    assert write_table(table, path.parent / "again" / path.name).read_bytes() == path.read_bytes()
    root = ElementTree.parse(path).getroot()  # noqa: S314 -- our own file
    space = "{http://www.opengis.net/kml/2.2}"
    assert {each.tag.removeprefix(space) for each in root.iter()} <= ELEMENTS
    told = [str(each.text) for each in root.iter(f"{space}description")]
    assert all(set(re.findall("<[^>]*>", each)) == {"<br>"} for each in told)
    words = sorted(line for each in told for line in html.unescape(each.replace("<br>", "\n")).split("\n") if line[:1] == "“")
    assert words == sorted(f"“{clean_text(quote)}”" for quote in table["quote"])
    styles = {f"#{each.get('id')}" for each in root.iter(f"{space}Style")}
    assert {each.text for each in root.iter(f"{space}styleUrl")} <= styles
    assert len(styles) == table["event_type"].nunique()


@given(table=fill_tables(("events", "reports")))
@example(table=make_hostile_table())
def test_any_events_are_read_back_from_kml(tmp_path_factory: pytest.TempPathFactory, table: gpd.GeoDataFrame) -> None:
    check_kml(table, tmp_path_factory.mktemp("kml") / "events.kml")


# ---------------------------------------------------------------- a disk that fills


@contextmanager
def fill_disk(n_bytes: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as a disk does that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write_sink(name: str, folder: Path) -> Path:
    """Write events into a file of this name, as a table, a map, a chart or slides."""
    day = pd.Timestamp("2018-09-17")
    events = make_hostile_table().assign(event_type="air_strike", date_start=day, date_end=day)
    if name.startswith("deck"):
        events = events.head(0)
    articles = build_table([], "articles")
    counts = ak.count_events(events, articles)
    path = folder / name
    if name.startswith("map"):
        return write_map(events, path)
    if name.startswith("frequency"):
        return write_frequency(counts, path)
    if name.startswith("deck"):
        return write_deck(events, path, counts=counts, articles=articles, reports=build_table([], "reports"))
    return write_table(events, path)


@pytest.mark.skipif(os.name != "posix", reason="a file's size cannot be limited otherwise there")
@pytest.mark.parametrize("name", SINKS)
def test_a_disk_that_fills_midway_leaves_what_stood_there(name: str, tmp_path: Path) -> None:
    whole = write_sink(name, tmp_path).read_bytes()
    for part in (0.05, 0.5, 0.97):
        with fill_disk(int(len(whole) * part)), pytest.raises(WriteError, match=r"cannot be written to"):
            write_sink(name, tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert (tmp_path / name).read_bytes() == whole


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, RuntimeError])
@pytest.mark.parametrize("suffix", [*SUFFIXES, ".kml"])
def test_what_ends_a_writer_midway_leaves_nothing_behind(
    suffix: str, error: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_half(_: pd.DataFrame, path: Path) -> None:
        path.write_bytes(b"half")
        raise error

    monkeypatch.setitem(formats.WRITERS, suffix, write_half)
    with pytest.raises(error):
        write_table(make_hostile_table(), tmp_path / f"table{suffix}")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- hostile text in what is looked at


def flatten(text: str) -> str:
    """Leave of a text what can be seen, so that what was shown can be compared with what was given."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cn") and c != "\ufffd")


def find_lacking(shown: str, texts: Iterable[str] = HOSTILE) -> list[str]:
    return [text[:60] for text in texts if flatten(text) not in flatten(shown)]


def pack_texts(longest: int) -> list[str]:
    """Put the hostile strings into as few texts of about such a length as may be, the long ones cut."""
    packed = [""]
    for text in HOSTILE:
        if len(packed[-1]) + min(len(text), 200) > longest:
            packed.append("")
        packed[-1] += f" ¶ {text[:200]}"
    return packed


def test_a_map_shows_every_hostile_text_and_runs_none(open_offline: OpenPage, tmp_path: Path) -> None:
    types = make_hostile_table()
    spot = types.assign(event_type="air_strike", event_id=[f"e{number}" for number in range(len(types))])
    with open_offline(ak.write_map(spot, tmp_path / "map.html", title=HOSTILE[0], note=HOSTILE[1]).as_uri()) as page:
        page.wait_for_selector(".scatterlayer path.point", state="attached")
        page.evaluate("""() => document.querySelector('.js-plotly-plot').emit('plotly_click', {points: [
            {data: {meta: {marks: [0]}}, pointNumber: 0, pointIndex: 0, x: 36, y: 33}]})""")
        page.wait_for_selector("#evidence blockquote")
        assert find_lacking(page.inner_text("#evidence")) == []
        assert page.locator("#evidence :is(img, script, style, iframe, svg, object, form, link)").count() == 0
    with open_offline(ak.write_map(types, tmp_path / "types.html").as_uri()) as page:
        page.wait_for_selector("#types input", state="attached")
        words = [re.sub("_", " ", text) for text in HOSTILE]
        assert find_lacking(page.inner_text("#types").casefold(), [word.casefold() for word in words]) == []


def test_a_chart_of_hostile_groups_runs_none(open_offline: OpenPage, tmp_path: Path) -> None:
    day = pd.Timestamp("2018-09-17")
    events = make_hostile_table().assign(date_start=day, date_end=day, actor_basis="claimed")
    counts = ak.count_events(events, build_table([], "articles"), by="actor")
    for number, title in enumerate(pack_texts(4000)):
        with open_offline(ak.write_frequency(counts, tmp_path / f"{number}.html", title=title, note=title).as_uri()) as page:
            page.wait_for_selector(".main-svg", state="attached")
            assert page.locator(":is(img, iframe, object, form, link)").count() == 0


def test_a_briefing_shows_every_hostile_text_and_runs_none(open_offline: OpenPage, tmp_path: Path) -> None:
    articles, reports = make_articles(list(HOSTILE)), make_reports(list(HOSTILE))
    events = ak.link_events(reports, articles)
    counts, path = ak.count_events(events, articles), tmp_path / "index.html"
    briefing = Briefing(path, articles, reports, events, counts, build_table([], "left_out"), pd.DataFrame())
    words = {"title": HOSTILE[0], "note": pack_texts(4000)[0], "credit": pack_texts(4000)[-1]}
    for picture in ("map.png", "frequency.png"):  # which the page shows
        ak.write_frequency(counts, tmp_path / picture)
    path.write_text(build_page(briefing, **words, period="month", method=HOSTILE), encoding="utf-8")
    with open_offline(path.as_uri()) as page:
        page.wait_for_selector(".scatterlayer path.point", state="attached")
        assert find_lacking(page.inner_text("table.events")) == []
        assert find_lacking(page.inner_text("body")) == []
        assert page.locator(":is(iframe, object, form, link, img:not([src='map.png'], [src='frequency.png']))").count() == 0
        targets = page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href') ?? '')")
        assert [target for target in targets if target and not re.fullmatch(r"#[\w-]+|\w+\.(html|csv|png|gpkg)", target)] == []


def test_notebook_displays_show_every_hostile_text_and_run_none(open_offline: OpenPage, tmp_path: Path) -> None:
    packed = [f"Rebels shelled Aleppo {text} on Sunday." for text in pack_texts(400)]
    articles = make_articles(packed).assign(problem=None)
    reports = make_reports(packed).assign(problem=packed)
    form = ak.review_reports(reports, articles, tmp_path / "mine.csv", who=HOSTILE[0])
    shown = [ak.show_table(table, rows=None)._repr_html_() for table in (make_hostile_table(), articles, reports)]
    shown += [ak.explain(report, articles)._repr_html_() for _, report in reports.iterrows()]
    for _ in packed:
        shown += [form.evidence.value, form.message.value]
        form.postpone()
    path = tmp_path / "displays.html"
    path.write_text("<!DOCTYPE html><meta charset=utf-8>" + "\n".join(shown), encoding="utf-8")
    with open_offline(path.as_uri()) as page:
        assert find_lacking(page.inner_text("body"), [text[:200] for text in HOSTILE]) == []
        assert page.locator(":is(img, script, style, iframe, svg, object, form, link, a, input)").count() == 0


def test_slides_show_every_hostile_text_and_link_nowhere(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    day = pd.Timestamp("2018-09-17")
    texts = pack_texts(500)
    reports = make_reports(texts).assign(event_type="air_strike", killed_low=9, date_start=day, date_end=day, score=0.5)
    articles = make_articles(texts)
    events = ak.link_events(reports, articles)
    counts = ak.count_events(events, articles)
    path = ak.write_deck(events, tmp_path / "deck.pptx", counts=counts, articles=articles, reports=reports, note=texts[0], credit=texts[1])
    deck = pptx.Presentation(path)
    frames = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    frames += [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    told = [text[:200] for text in HOSTILE if any(text[:200] in packed for packed in events.head(5)["quote"])]
    assert told
    assert find_lacking("".join(frames), told) == []
    with zipfile.ZipFile(path) as archive:
        links = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
    assert not [link for link in links if b'TargetMode="External"' in link]
    assert not [slide for slide in deck.slides if b"hlinkClick" in ElementTree.tostring(ElementTree.fromstring(slide.part.blob))]  # noqa: S314


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_of_hostile_text_hold_nothing_that_acts(name: str, tmp_path: Path) -> None:
    day = pd.Timestamp("2018-09-17")
    events = make_hostile_table().assign(event_type="air_strike", date_start=day, date_end=day, actor_basis="claimed")
    events = events.set_geometry([Point(30 + number % 9, 30 + number // 9) for number in range(len(events))], crs=events.crs)
    words: Any = {"title": HOSTILE[0], "note": pack_texts(9000)[0], "credit": HOSTILE[33]}
    if name.startswith("map"):
        data = ak.write_map(events, tmp_path / name, **words).read_bytes()
    else:
        data = ak.write_frequency(ak.count_events(events, build_table([], "articles"), by="actor"), tmp_path / name, **words).read_bytes()
    assert not name.endswith(".pdf") or list_actions(data) == []
    if name.endswith(".svg"):
        elements = list(ElementTree.fromstring(data).iter())  # noqa: S314 -- our own file
        assert {each.tag.partition("}")[2] for each in elements}.isdisjoint({"script", "a", "foreignObject", "text", "animate", "set"})
        targets = {value for each in elements for key, value in each.attrib.items() if key.endswith("href")}
        assert all(value.startswith(("#", "data:image/png;base64,")) for value in targets)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_terminal_is_told_of_any_text_in_one_line_that_it_does_not_obey(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", "-o", str(tmp_path / "reports.csv"), "--", text]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert CONTROL.search(said.rstrip("\n")) is None


ACTS = "\x1b]0;own\x07\x1b[31m\x9b2J\u202egnp\u2066x\u200b\x08\x7f\u2028\x85"  # title, colour, erasure, direction, line ends


@pytest.fixture
def acting(tmp_path: Path) -> Path:
    """Write a folder in which whatever may be told on a terminal holds what acts there: names, columns, cells, headings."""
    folder = tmp_path / f"in{ACTS}"
    folder.mkdir()
    news = "Warplanes struck a depot near Homs on Monday and killed 15 people."
    calm = "It was calm in the north. " * 50  # or so many controls would make a file none of text
    files = {
        "cells.csv": f"id,date,source,title,text\n1,{ACTS},{ACTS},{ACTS},{news} {calm}{ACTS}\n1,,,,{news}\n".encode(),
        "columns.csv": f"text,content,When{ACTS}\n{news} {calm},x,2016-05-03\n".encode(),
        "no_text.csv": f"a{ACTS}\n{calm}\n".encode(),
        "words.json": json.dumps([{"text": f"{news} Told.", "date": {ACTS: ACTS}, "source": [ACTS]}, {"text": f"{ACTS}\0"}]).encode(),
        "names.zip": make_zip({f"{ACTS}.txt": news.encode(), f"../{ACTS}.txt": b"", f"{ACTS}.png": b"\x89PNG"}),
        f"wire.{ACTS}": b"x",
    }
    for name, data in files.items():
        (folder / f"{ACTS}{name}").write_bytes(data)
    return folder


@pytest.mark.skipif(os.name != "posix", reason="no file may have such a name there")
@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        ("extract {acting} -o {tmp}/{acts}.csv", 1, "could not be read"),
        ("extract {acting}/*.csv -o {tmp}/{acts}/ --workers 1", 1, "no calendar day"),
        ("brief {acting} --out {tmp}/{acts} --title {acts} --note {acts} --deck {tmp}/{acts}.pptx", 1, "Open first"),
        ("brief {acting} --out {tmp}/out --types {acts}", 2, "is no event type"),
        ("brief {acting} --out {tmp}/out --corrections {acting}/{acts}cells.csv", 2, "cells.csv"),
        ("places {acting} -o {tmp}/out.csv --column published={acts}", 2, "has no column"),
        ("places {acting} -o {tmp}/out.csv --gazetteer {acting}/{acts}cells.csv", 2, "cells.csv"),
        ("extract {acting} -o {tmp}/out.csv --event-types {acting}/{acts}cells.csv", 2, "cells.csv"),
        ("gazetteer build {acting}/{acts}cells.csv --out {tmp}/{acts}", 2, "cells.csv"),
        ("{acts}", 2, "invalid choice"),
    ],
)
def test_no_command_tells_a_terminal_what_it_obeys(
    command: str, status: int, told: str, acting: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)  # so that bars are drawn
    assert main([word.format(acting=acting, tmp=tmp_path, acts=ACTS) for word in command.split(" ")]) == status
    said = "".join(capfd.readouterr())
    assert told in said
    assert {character for character in said if unicodedata.category(character)[0] == "C" or character in "\u2028\u2029"} <= {"\r", "\n"}


def test_what_is_printed_of_tables_is_not_obeyed() -> None:
    articles, reports = make_articles(HOSTILE), make_reports(HOSTILE)
    shown = [repr(ak.show_table(table, rows=None)) for table in (make_hostile_table(), articles, reports)]
    shown += [str(ak.explain(report, articles)) for _, report in reports.head(3).iterrows()]
    assert CONTROL.findall("".join(shown)) == []
