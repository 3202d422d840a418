"""Pages: what a saved web page holds: its words, title, outlet, address, and what its metadata say of its publication.

It runs in the child process that sandboxes.py starts; nobody else imports it.
"""

import contextlib
import json
import re
from collections import deque
from html import unescape
from typing import Any

from trafilatura import extract
from trafilatura.utils import load_html

from analystkit.reading.encodings import find_kind
from analystkit.reading.messages import DocumentError, Part, Parts, Stream

# Names under which a page tells in <meta> when it was published, most reliable first. Names of a page's making or last change
# (gentime, modified_time, lastmod) are left out on purpose.
PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "article.published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "publication_date",
    "publish_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "date",
)
ARTICLE_TYPES = ("Article", "Posting", "Report")  # how the schema.org types of an article end: NewsArticle, BlogPosting, Report
MARKS_OF_PUBLISHED_TIME = ("datepublished", "pubdate", "entry-date", "published")
BLOCKS = ("p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")  # elements that begin on a line of their own
NO_WORDS = ("script", "style", "template", "noscript", "iframe", "object")  # elements whose content nobody reads
BLANKS = re.compile(r"\s+")  # a line end in HTML is a blank


def parse_page(stream: Stream) -> Parts:
    """Read one saved page: its title, text, source, url and dates as written, most reliable first."""
    tree = _load_tree(stream.read())
    answer = _extract_metadata(tree)
    # No metadata from trafilatura: it would look for a date in the prose and in "(c) 2026", even with extensive_search=False.
    answer["text"] = extract(tree, output_format="txt", include_comments=False, with_metadata=False)
    yield Part(answer)


def parse_fragment(stream: Stream) -> Parts:
    """Read the words of a piece of HTML that holds nothing but an article or its summary, such as the entry of a feed."""
    tree = _load_tree(b'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>' + stream.read() + b"</body></html>")
    for element in list(tree.iter(*NO_WORDS)):
        element.drop_tree()
    for element in tree.iter():
        element.text, element.tail = BLANKS.sub(" ", element.text or ""), BLANKS.sub(" ", element.tail or "")
    for element in tree.iter(*BLOCKS):
        element.tail = "\n" + (element.tail or "")
        element.text = "\n" + (element.text or "")
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    yield Part({"text": "\n".join(line for line in lines if line)})


def _load_tree(data: bytes) -> Any:
    if not data.strip():
        raise DocumentError("empty", "the file is empty")
    if kind := find_kind(data):
        raise DocumentError("wrong_type", f"the file is {kind}, whatever its name says")
    tree = load_html(data)
    if tree is None:
        # lxml does not say that it ran out of memory, it says that there is nothing.
        if b"<" in data[:1000]:
            raise DocumentError("unreadable", "the page cannot be parsed, or not in the memory it may use")
        raise DocumentError("wrong_type", "the file is no HTML page")
    return tree


def _extract_metadata(tree: Any) -> dict[str, Any]:
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and (element.get("content") or "").strip():
            meta.setdefault(name.strip().casefold(), element.get("content").strip())
    article = _find_article(tree)
    publisher = article.get("publisher")
    headings = [" ".join(heading.text_content().split()) for heading in (*tree.iter("h1"), *tree.iter("title"))]
    addresses = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"] + [meta.get("og:url")]
    return {
        "title": _first_text(article.get("headline"), meta.get("og:title"), *headings),
        "source": _first_text(meta.get("og:site_name"), publisher.get("name") if isinstance(publisher, dict) else publisher),
        "url": next((address for address in addresses if address and address.startswith(("https://", "http://"))), None),
        "dates": _find_dates(tree, meta, article),
    }


def _first_text(*values: Any) -> str | None:
    # JSON-LD stands in a script, where "&#8217;" is not yet a quotation mark.
    return next((unescape(value).strip() for value in values if isinstance(value, str) and value.strip()), None)


def _find_article(tree: Any) -> dict[str, Any]:
    """Find what the page's JSON-LD says of its article; articles told of elsewhere in it are related ones."""
    waiting: deque[Any] = deque()
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            # Broken metadata is no metadata; the page's words are still there.
            with contextlib.suppress(ValueError, RecursionError):
                waiting.append(json.loads(script.text or "", strict=False))
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict):
            kinds = value.get("@type")
            if any(str(kind).endswith(ARTICLE_TYPES) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return value
            waiting.extend((value.get("@graph"), value.get("mainEntity")))
        elif isinstance(value, list):
            waiting.extend(value)
    return {}


def _find_dates(tree: Any, meta: dict[str, str], article: dict[str, Any]) -> list[str]:
    """List what the metadata say of the publish date: JSON-LD, then meta tags, then <time>; never the prose."""
    dates = [article.get("datePublished"), *(meta.get(name) for name in PUBLISHED_NAMES)]
    times = tree.xpath("//time[@datetime][not(ancestor::aside or ancestor::nav or ancestor::footer)]")
    for element in times:
        marks = f"{element.get('itemprop')} {element.get('class')} {' '.join(element.keys())}".casefold()
        if any(mark in marks for mark in MARKS_OF_PUBLISHED_TIME):
            dates.append(element.get("datetime"))
    # Unmarked times may belong to related articles or to events told: they count only where all name the same day.
    days = {element.get("datetime").strip()[:10] for element in times}
    dates += days if len(days) == 1 else []
    return [date.strip() for date in dates if isinstance(date, str) and date.strip()]
