"""Web archives: the pages in a WARC file, compressed or not, each with the address that it was fetched from.

It runs in the child process that sandboxes.py starts; nobody else imports it.
"""

from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from analystkit.reading.messages import DocumentError, Part, Parts, Stream

PAGES = ("text/html", "application/xhtml+xml")
FOUND = 200  # the HTTP status of an answer that is the page itself
ENCODED = ("Content-Encoding", "Transfer-Encoding")  # headers by which a page has another length in the file
LARGEST = 10_000_000  # bytes of one page, as the reader of pages takes them


def list_pages(stream: Stream) -> Parts:
    """Give each page that a server answered with, as bytes; its pictures, redirections and errors are no articles."""
    n_pages = 0
    for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all", strict_mode=False):
        headers = record.http_headers
        kind = (record.http_content_type or "").casefold()
        if headers is None or headers.status_code != FOUND or kind not in PAGES:
            continue
        address = record.headers.get("WARC-Target-URI") or ""
        fields: dict[str, Any] = {"url": address if address.startswith(("https://", "http://")) else None}
        data = record.reader.read(LARGEST + 1)
        while record.reader.read(LARGEST):  # to the end, or the records behind are not found
            pass
        if len(data) < min(record.content_length, LARGEST) and not any(name in headers for name in ENCODED):
            fields["fault"] = "unreadable", "the file ends, or goes wrong, in the middle of this page"
        n_pages += 1
        yield Part(fields, data)
    if not n_pages:
        raise DocumentError("empty", "there is no page in it that a server answered with")
