"""Pages: saved web pages, read in a child process with limits of size, time and memory.

A page is an untrusted document, and reading one is the work of C libraries on bytes that anybody may have written. This file
is both sides: the parent (`PageReader`) and, run as a script, the child. They speak through pipes: eight bytes of length,
then the page one way and JSON the other. As the child runs the file by its path, nothing here imports analystkit.
"""

import contextlib
import json
import logging
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from html import unescape
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

START_SECONDS = 120  # importing trafilatura takes about a second; this is for a machine under load
READY = b"ready\n"
MEGABYTE = 1_000_000

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


class PageError(ValueError):
    """A page could not be read; `code` is the reason in one word, as left_out.reason_code has it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class PageLimits(NamedTuple):
    """What one page may cost."""

    megabytes: float = 10
    seconds: float = 20
    memory_megabytes: int = 2000


class Page(NamedTuple):
    """What a saved page holds; `dates` are what its metadata say of its publication, as written, most reliable first."""

    title: str | None
    text: str | None
    source: str | None
    url: str | None
    dates: tuple[str, ...]


class PageReader:
    """A child process that reads pages one after another; it is started for the first one and again after it died.

    Examples
    --------
    >>> with PageReader() as reader:
    ...     reader.read_page(b"<html><head><title>Calm in Homs</title></head><body><p>Homs was calm.</p></body></html>").title
    'Calm in Homs'
    """

    def __init__(self, limits: PageLimits | None = None) -> None:
        self.limits = limits or PageLimits()
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            # The child may be gone with part of a page unread in the pipe's buffer.
            with contextlib.suppress(BrokenPipeError):
                if pipe:
                    pipe.close()
        self._child = None

    def read_page(self, data: bytes) -> Page:
        """Read one saved page.

        Raises
        ------
        PageError
            The page is larger than the limit, took longer or more memory than allowed, or is no page.
        """
        if len(data) > self.limits.megabytes * MEGABYTE:
            raise PageError("unsafe", f"the page has {len(data) / MEGABYTE:.1f} MB, more than the limit of {self.limits.megabytes:g} MB")
        if self._child and self._child.poll() is not None:
            self.close()
        child = self._child or self._start()
        reply, expired = _exchange(child, data, self.limits.seconds)
        if reply is None or expired:
            self.close()
        if reply is None and expired:
            raise PageError("unsafe", f"reading the page took longer than the limit of {self.limits.seconds:g} seconds")
        if reply is None:
            limit = self.limits.memory_megabytes
            raise PageError("unsafe", f"the process that read the page died; a page may use {limit} MB of memory")
        answer = json.loads(reply)
        if "problem" in answer:
            raise PageError(*answer["problem"])
        return Page(answer["title"], answer["text"], answer["source"], answer["url"], tuple(answer["dates"]))

    def _start(self) -> subprocess.Popen[bytes]:
        # By its path and with -P, so that neither the folder one stands in nor this one is where the child looks for libraries: a
        # trafilatura.py lying among somebody's articles is not run.
        command = [sys.executable, "-P", __file__, str(self.limits.memory_megabytes)]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - our own file
        with _deadline(self._child, START_SECONDS):
            ready = self._child.stdout.readline() if self._child.stdout else b""
        if ready != READY:
            self.close()
            raise RuntimeError(
                f"the process that reads saved pages did not start ({sys.executable} -P {__file__}); "
                f"run that line in a terminal to see why; it needs trafilatura and lxml_html_clean"
            )
        return self._child


@contextlib.contextmanager
def _deadline(child: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kill the child when the time is up, which ends any read or write on its pipes; the event says that it happened."""
    expired = threading.Event()

    def kill() -> None:
        expired.set()
        child.kill()

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
        timer.join()


def _exchange(child: subprocess.Popen[bytes], data: bytes, seconds: float) -> tuple[bytes | None, bool]:
    """Send a page and wait for the reply (None: the child died); and whether the time ran out."""
    reply = None
    with _deadline(child, seconds) as expired:
        if child.stdin and child.stdout:
            try:
                _send(child.stdin, data)
                reply = _receive(child.stdout)
            except BrokenPipeError:
                reply = None
    return reply, expired.is_set()


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """Read one message; None where the other side is gone before its end."""
    header = pipe.read(8)
    length = int.from_bytes(header, "big")
    message = pipe.read(length) if len(header) == 8 else b""
    return message if len(header) == 8 and len(message) == length else None


def _serve(memory_megabytes: int) -> None:
    """Be the child: read pages from standard input until it closes."""
    pages, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not end up among the replies
    _limit_memory(memory_megabytes)
    logging.disable()
    _extract_page(b"<html><body><p>Calm.</p></body></html>")  # loads what is loaded once, so that it is not the first page's time
    replies.write(READY)
    replies.flush()
    while (page := _receive(pages)) is not None:
        # The one place where anything may go wrong with a page: whatever it is, it becomes that page's problem.
        try:
            answer = _extract_page(page)
        except MemoryError:
            answer = {"problem": ("unsafe", f"the page needs more than the limit of {memory_megabytes} MB of memory")}
        except Exception as error:
            answer = {"problem": ("unreadable", f"the page cannot be read: {type(error).__name__}: {str(error)[:200]}")}
        _send(replies, json.dumps(answer).encode("ascii"))


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; size and time still hold there
        return
    # macOS refuses to limit the address space; size and time still hold there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))


def _extract_page(data: bytes) -> dict[str, Any]:
    from trafilatura import extract
    from trafilatura.utils import load_html

    tree = load_html(data)
    if tree is None:
        # lxml does not say that it ran out of memory, it says that there is nothing.
        is_page = b"<" in data[:1000]
        problem = ("unreadable", "the page cannot be parsed, or not in the memory it may use")
        return {"problem": problem if is_page else ("wrong_type", "the file is no HTML page")}
    answer = _extract_metadata(tree)
    # No metadata from trafilatura: it would look for a date in the prose and in "(c) 2026", even with extensive_search=False.
    answer["text"] = extract(tree, output_format="txt", include_comments=False, with_metadata=False)
    return answer


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


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
