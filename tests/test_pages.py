"""Saved web pages: what is taken from them; what a bad one can do is in test_sandboxes.py."""

import io
from typing import Any

import pytest

from analystkit.reading.messages import DocumentError
from analystkit.reading.pages import parse_fragment, parse_page

BODY = """<article><h1>Jets hit depot near Homs</h1>
<p>Two jets hit a depot near Homs on 17 September 2018, the army said on Tuesday in a statement read on state television.</p>
<p>On 2018-09-18 the ministry added that fifteen people had been killed in the strike on the depot near the western city.</p>
</article><footer>(c) 2026 Example Wire. Relaunched 3 March 2026.</footer>"""
LD = '<script type="application/ld+json">%s</script>'
RELATED = LD % '{"@type": "ItemList", "itemListElement": [{"@type": "Article", "datePublished": "2011-01-01"}]}'


def make_page(head: str = "", body: str = BODY) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Jets hit depot - Example Wire</title>{head}</head><body>{body}</body></html>".encode()


def read_page(data: bytes) -> dict[str, Any]:
    [part] = parse_page(io.BytesIO(data))
    return dict(part.fields)


def test_words_of_a_page() -> None:
    page = read_page(make_page("<script>document.title = 'owned'</script><style>p {color: red}</style>"))
    assert page["title"] == "Jets hit depot near Homs"
    assert page["text"] is not None
    assert page["text"].splitlines()[-2:] == [
        "Two jets hit a depot near Homs on 17 September 2018, the army said on Tuesday in a statement read on state television.",
        "On 2018-09-18 the ministry added that fifteen people had been killed in the strike on the depot near the western city.",
    ]
    assert "owned" not in page["text"]
    assert "red}" not in page["text"]


def test_prose_and_copyright_are_no_publish_date() -> None:
    assert read_page(make_page())["dates"] == []


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
def test_dates_come_from_metadata(head: str, dates: tuple[str, ...]) -> None:
    assert read_page(make_page(head))["dates"] == list(dates)


@pytest.mark.parametrize(
    ("times", "dates"),
    [
        ('<time datetime="2019-02-05T10:00">5 Feb</time>', ("2019-02-05",)),
        ('<time datetime="2018-09-17">then</time><time class="entry-date" datetime="2019-02-05">now</time>', ("2019-02-05",)),
        ('<time datetime="2018-09-17">then</time><time datetime="2019-02-05">now</time>', ()),
        ('<aside><time datetime="2011-01-01">another article</time></aside>', ()),
    ],
)
def test_dates_come_from_time_elements(times: str, dates: tuple[str, ...]) -> None:
    assert read_page(make_page(body=times + BODY))["dates"] == list(dates)


def test_source_and_address() -> None:
    page = read_page(
        make_page('<meta property="og:site_name" content="Example Wire"><link rel="canonical" href="https://wire.example/depot">')
    )
    assert (page["source"], page["url"]) == ("Example Wire", "https://wire.example/depot")
    page = read_page(
        make_page(
            '<link rel="canonical" href="javascript:alert(1)"><script type="application/ld+json">{"@type": "NewsArticle", '
            '"headline": "Syria&#8217;s depot", "publisher": {"name": "Example Wire"}}</script>'
        )
    )
    assert (page["title"], page["source"], page["url"]) == ("Syria’s depot", "Example Wire", None)


def test_what_is_no_page() -> None:
    for data, match in ((b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"), (b"%PDF-1.4 <", "a PDF document"), (b"words", "no HTML page")):
        with pytest.raises(DocumentError, match=match) as raised:
            read_page(data)
        assert raised.value.code == "wrong_type"


def test_words_of_a_fragment_stand_in_lines_as_a_reader_sees_them() -> None:
    html = "<p>Two <b>jets</b> hit&nbsp;a dépôt<br>near\n Homs.</p><script>alert(1)</script><ul><li>one<li>two</ul>&lt;b&gt;"
    [part] = parse_fragment(io.BytesIO(html.encode()))
    assert part.fields["text"] == "Two jets hit a dépôt\nnear Homs.\none\ntwo\n<b>"
