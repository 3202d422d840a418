"""Saved web pages: what is taken from them, and that a bad one harms nobody."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from analystkit.reading.pages import PageError, PageLimits, PageReader

BODY = """<article><h1>Jets hit depot near Homs</h1>
<p>Two jets hit a depot near Homs on 17 September 2018, the army said on Tuesday in a statement read on state television.</p>
<p>On 2018-09-18 the ministry added that fifteen people had been killed in the strike on the depot near the western city.</p>
</article><footer>(c) 2026 Example Wire. Relaunched 3 March 2026.</footer>"""
LD = '<script type="application/ld+json">%s</script>'
RELATED = LD % '{"@type": "ItemList", "itemListElement": [{"@type": "Article", "datePublished": "2011-01-01"}]}'
SLOW_BODY = "<p " + " ".join(f"a{number}=1" for number in range(80_000)) + ">Two jets hit Homs.</p>"


def make_page(head: str = "", body: str = BODY) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Jets hit depot - Example Wire</title>{head}</head><body>{body}</body></html>".encode()


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    with PageReader() as reader:
        yield reader


def test_words_of_a_page(reader: PageReader) -> None:
    page = reader.read_page(make_page("<script>document.title = 'owned'</script><style>p {color: red}</style>"))
    assert page.title == "Jets hit depot near Homs"
    assert page.text is not None
    assert page.text.splitlines()[-2:] == [
        "Two jets hit a depot near Homs on 17 September 2018, the army said on Tuesday in a statement read on state television.",
        "On 2018-09-18 the ministry added that fifteen people had been killed in the strike on the depot near the western city.",
    ]
    assert "owned" not in page.text
    assert "red}" not in page.text


def test_prose_and_copyright_are_no_publish_date(reader: PageReader) -> None:
    assert reader.read_page(make_page()).dates == ()


@pytest.mark.parametrize(
    ("head", "dates"),
    [
        ('<meta property="article:published_time" content="2019-02-05T23:30:00-05:00">', ("2019-02-05T23:30:00-05:00",)),
        ('<meta name="DC.date.issued" content="2019-02-05">', ("2019-02-05",)),
        ('<meta property="article:modified_time" content="2020-01-01">', ()),
        ('<meta name="date" content="2019-02-06"><meta itemprop="datePublished" content="2019-02-05">', ("2019-02-05", "2019-02-06")),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2019-02-05"}</script>', ("2019-02-05",)),
        (
            RELATED + LD % '{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2019-02-05"}]}',
            ("2019-02-05",),
        ),
        (RELATED, ()),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>', ()),
        ('<script type="application/ld+json">' + "[" * 10_000 + "</script>", ()),
    ],
)
def test_dates_come_from_metadata(reader: PageReader, head: str, dates: tuple[str, ...]) -> None:
    assert reader.read_page(make_page(head)).dates == dates


@pytest.mark.parametrize(
    ("times", "dates"),
    [
        ('<time datetime="2019-02-05T10:00">5 Feb</time>', ("2019-02-05",)),
        ('<time datetime="2018-09-17">then</time><time class="entry-date" datetime="2019-02-05">now</time>', ("2019-02-05",)),
        ('<time datetime="2018-09-17">then</time><time datetime="2019-02-05">now</time>', ()),
        ('<aside><time datetime="2011-01-01">another article</time></aside>', ()),
    ],
)
def test_dates_come_from_time_elements(reader: PageReader, times: str, dates: tuple[str, ...]) -> None:
    assert reader.read_page(make_page(body=times + BODY)).dates == dates


def test_source_and_address(reader: PageReader) -> None:
    page = reader.read_page(
        make_page('<meta property="og:site_name" content="Example Wire"><link rel="canonical" href="https://wire.example/depot">')
    )
    assert (page.source, page.url) == ("Example Wire", "https://wire.example/depot")
    page = reader.read_page(
        make_page(
            '<link rel="canonical" href="javascript:alert(1)"><script type="application/ld+json">{"@type": "NewsArticle", '
            '"headline": "Syria&#8217;s depot", "publisher": {"name": "Example Wire"}}</script>'
        )
    )
    assert (page.title, page.source, page.url) == ("Syria’s depot", "Example Wire", None)


def test_what_is_no_page(reader: PageReader) -> None:
    with pytest.raises(PageError, match="no HTML page") as raised:
        reader.read_page(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert raised.value.code == "wrong_type"


def test_a_page_too_large() -> None:
    with (
        PageReader(PageLimits(megabytes=0.001)) as reader,
        pytest.raises(PageError, match=r"has 0\.0 MB, more than the limit of 0\.001") as raised,
    ):
        reader.read_page(make_page(body="<p>Calm.</p>" * 100))
    assert raised.value.code == "unsafe"


def test_a_page_that_takes_too_long_and_the_next_one() -> None:
    with PageReader(PageLimits(seconds=1)) as reader:
        with pytest.raises(PageError, match=r"longer than the limit of 1 seconds") as raised:
            reader.read_page(make_page(body=SLOW_BODY))
        assert raised.value.code == "unsafe"
        reader.limits = PageLimits()
        assert reader.read_page(make_page()).title == "Jets hit depot near Homs"


def test_a_page_that_takes_too_much_memory() -> None:
    with PageReader(PageLimits(memory_megabytes=300)) as reader:
        with pytest.raises(PageError, match=r"the memory it may use|limit of 300 MB of memory|XPathEvalError") as raised:
            reader.read_page(make_page(body="<br>" * 1_500_000))
        assert raised.value.code in ("unsafe", "unreadable")
        assert reader.read_page(make_page()).title == "Jets hit depot near Homs"


def test_a_child_that_dies_over_a_page(reader: PageReader) -> None:
    reader.read_page(make_page())
    assert reader._child is not None
    threading.Timer(0.1, reader._child.kill).start()
    with pytest.raises(PageError, match="the process that read the page died") as raised:
        reader.read_page(make_page(body=SLOW_BODY))
    assert raised.value.code == "unsafe"


def test_a_child_that_died_between_pages_is_replaced(reader: PageReader) -> None:
    reader.read_page(make_page())
    child = reader._child
    assert child is not None
    child.kill()
    child.wait()
    assert reader.read_page(make_page()).title == "Jets hit depot near Homs"
    assert reader._child is not child


def test_nothing_is_imported_from_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trafilatura.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with PageReader() as reader:
        assert reader.read_page(make_page()).title == "Jets hit depot near Homs"


def test_one_child_reads_many_pages_and_ends_with_its_reader() -> None:
    with PageReader() as reader:
        reader.read_page(make_page())
        child = reader._child
        reader.read_page(make_page())
        assert reader._child is child
    assert child is not None
    assert child.poll() is not None
