"""The child: a process of its own that parses one document after the other for sandbox.py, which starts this file as a script.

What it does is the work of other people's libraries on bytes that anybody may have written; whatever goes wrong here
becomes that document's problem.
"""

import contextlib
import faulthandler
import io
import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:  # the parent may have this package from a place that the child does not look at
    sys.path.insert(0, ROOT)

from analystkit.reading.messages import DocumentError, Part, Parts, Stream, receive_part, send_part  # noqa: E402

MEGABYTE = 1_000_000
GRACE = 10  # seconds that the parent has to end this process before it ends itself
EXTRA = {"feedparser", "python_calamine", "pypdfium2", "fastwarc"}  # packages of the extra `readers`
PARSERS = {  # the module and the function for each kind of document
    "page": ("pages", "parse_page"),
    "fragment": ("pages", "parse_fragment"),
    "feed": ("feeds", "parse_feed"),
    "workbook": ("workbooks", "parse_workbook"),
    "parquet": ("parquetfiles", "parse_parquet"),
    "pdf": ("documents", "parse_pdf"),
    "zip": ("archives", "unpack_zip"),
    "gzip": ("archives", "unpack_gzip"),
    "warc": ("webarchives", "list_pages"),
}
Parser = Callable[[Stream], Parts]


def serve(megabytes: int) -> None:
    """Answer requests from standard input until it closes: the parts of a document, then its end or its problem."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not end up among the replies
    _limit_memory(megabytes)
    logging.disable()
    loaded: dict[str, Parser | Part] = {}
    while (request := receive_part(requests)) is not None:
        kind = request.fields["kind"]
        if kind not in loaded:  # said at once, so that loading a library is not the first document's time
            loaded[kind] = _load(kind)
            send_part(replies, Part({"ready": True}))
            replies.flush()
        parser = loaded[kind]
        send_part(replies, parser if isinstance(parser, Part) else _parse(parser, request, replies, megabytes))
        replies.flush()


def _load(kind: str) -> Parser | Part:
    """Load the parser of a kind of document; what is not installed is a problem of each such document."""
    module, function = PARSERS[kind]
    try:
        parser: Parser = getattr(import_module(f"analystkit.reading.{module}"), function)
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRA:
            raise
        return Part({"problem": ("not_installed", f'reading it needs {package}; install it with: pip install "analystkit[readers]"')})
    return parser


def _parse(parser: Parser, request: Part, replies: Stream, megabytes: int) -> Part:
    """Send a document's parts; return the message that ends them."""
    path, seconds = request.fields["path"], request.fields["seconds"]
    # The one place where anything may go wrong with a document: whatever it is, it becomes that document's problem.
    try:
        with open(path, "rb") if path else io.BytesIO(request.body) as stream:
            for part in _time_parts(parser(stream), seconds):
                send_part(replies, part)
                if part.body:
                    replies.flush()
    except DocumentError as error:
        return Part({"problem": (error.code, str(error))})
    except MemoryError:
        return Part({"problem": ("unsafe", f"it needs more than the limit of {megabytes} MB of memory")})
    except RecursionError:
        return Part({"problem": ("unsafe", "it is nested too deep")})
    except BrokenPipeError:  # the parent is gone, or wants no more of it
        raise
    except Exception as error:
        return Part({"problem": ("unreadable", f"it cannot be read: {type(error).__name__}: {str(error)[:200]}")})
    return Part({"end": True})


def _time_parts(parts: Parts, seconds: float) -> Parts:
    """Give the parts, each in time: the parent sees to that, and this process itself where the parent is gone."""
    while True:
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True)
        part = next(parts, None)
        faulthandler.cancel_dump_traceback_later()
        if part is None:
            return
        yield part


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; size and time still hold there
        return
    # macOS refuses to limit the address space; size and time still hold there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
