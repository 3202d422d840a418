"""Saved feeds, RSS and Atom: an entry is an article."""

import io
from pathlib import Path
from typing import Any

import pytest
from filekinds import make_feed

from analystkit.reading.articles import read_articles
from analystkit.reading.feeds import parse_feed
from analystkit.reading.messages import DocumentError

TEXT = "Two jets hit a depot near Homs."
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Example Wire</title>
<entry><title type="html">Depot &amp;amp; &lt;b&gt;base&lt;/b&gt; hit</title><link href="https://wire.example/1"/><updated>2019-02-06T01:00:00Z</updated>
<published>2019-02-05T23:30:00-05:00</published><summary>short</summary>
<content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;&lt;p&gt;“It was calm”, he said.&lt;/p&gt;</content></entry>
<entry><title>Calm</title><updated>2019-02-07T01:00:00Z</updated><content type="text">3 &lt; 4, he said.</content></entry></feed>"""


def parse(data: bytes) -> list[tuple[Any, ...]]:
    return [(*part.fields.values(), part.body) for part in parse_feed(io.BytesIO(data))]


def test_an_atom_feed() -> None:
    assert parse(ATOM.encode()) == [
        (
            "Depot & base hit",
            "Example Wire",
            "https://wire.example/1",
            ["2019-02-05T23:30:00-05:00", "2019-02-06T01:00:00Z"],
            False,
            f"<p>{TEXT}</p><p>“It was calm”, he said.</p>".encode(),
        ),
        ("Calm", "Example Wire", None, ["2019-02-07T01:00:00Z"], True, b"3 < 4, he said."),
    ]


def test_its_entries_as_articles(tmp_path: Path) -> None:
    path = tmp_path / "wire.atom"
    path.write_text(ATOM, encoding="utf-8")
    table = read_articles(path, columns={"text": "Body"})  # which is of tables
    assert table["text"].tolist() == [f"{TEXT}\n“It was calm”, he said.", "3 < 4, he said."]
    assert table["published"].dt.strftime("%Y-%m-%d").tolist() == ["2019-02-05", "2019-02-07"]
    assert table["row"].tolist() == [1, 2]
    assert table["source"].tolist() == ["Example Wire"] * 2


def test_an_rss_feed_and_whose_article_it_passes_on() -> None:
    entry = (
        f"<title>Depot</title><link>javascript:alert(1)</link><pubDate>Tue, 05 Feb 2019 23:30:00 -0500</pubDate>"
        f'<source url="https://other.example">Other Wire</source><description>{TEXT}</description>'
    )
    assert parse(make_feed(entry))[0][:4] == ("Depot", "Other Wire", None, ["Tue, 05 Feb 2019 23:30:00 -0500"])


def test_a_feed_that_ends_too_early() -> None:
    parts = parse_feed(io.BytesIO(make_feed(f"<description>{TEXT}</description>")[:-20]))
    assert next(parts).body == TEXT.encode()
    with pytest.raises(DocumentError, match="ends too early"):
        next(parts)


@pytest.mark.parametrize(
    ("data", "code"), [(b"<html></html>", "wrong_type"), (make_feed(), "empty"), (str(Path(__file__)).encode(), "wrong_type")]
)
def test_what_has_no_entries(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parse(data)
    assert raised.value.code == code
