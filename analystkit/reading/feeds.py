"""Feeds: what a saved RSS or Atom feed holds, one part an entry, its words still in HTML.

It runs in the child process that sandboxes.py starts; nobody else imports it.
"""

import io
from typing import Any

import feedparser
from lxml.html import fragment_fromstring

from analystkit.reading.messages import DocumentError, Part, Parts, Stream

PLAIN = "text/plain"
CUT_OFF = ("no element found", "unclosed token")  # what the XML parser says where a file ends too early


def parse_feed(stream: Stream) -> Parts:
    """Give each entry's title, source, url and dates as written, most reliable first; the body is what it says, in HTML or plain."""
    # As a stream: of mere bytes feedparser would open the file of that name, and of a string the address.
    feed = feedparser.parse(io.BytesIO(stream.read()), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version and not feed.entries:
        raise DocumentError("wrong_type", "the file is no RSS or Atom feed")
    for entry in feed.entries:
        told = max((entry.get("content") or []) + [entry.get("summary_detail") or {}], key=lambda detail: len(detail.get("value") or ""))
        address = entry.get("link")
        fields = {
            "title": _read_title(entry.get("title") or ""),
            "source": (entry.get("source") or {}).get("title") or feed.feed.get("title"),
            "url": address if address and address.startswith(("https://", "http://")) else None,
            "dates": [entry[name] for name in ("published", "created", "updated") if name in entry],
            "plain": told.get("type") == PLAIN,
        }
        yield Part(fields, (told.get("value") or "").encode("utf-8", "surrogatepass"))
    if not feed.entries:
        raise DocumentError("empty", "the feed has no entries")
    if _is_cut_off(feed):
        raise DocumentError("unreadable", "the feed ends too early, perhaps in the middle of its last entry")


def _read_title(words: str) -> str:
    """Read a headline, in which feeds put HTML and nobody says so: "Rock &amp; <b>roll</b>"."""
    return " ".join(fragment_fromstring(words, create_parent="p").text_content().split()) if "<" in words or "&" in words else words


def _is_cut_off(feed: Any) -> bool:
    return any(words in str(feed.get("bozo_exception", "")) for words in CUT_OFF)
