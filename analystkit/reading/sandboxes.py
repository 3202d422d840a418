"""Sandboxes: a child process that parses strangers' documents one after the other, with limits of size, time and memory.

One bad document costs its own row and nothing else: a child that dies over it, or is ended for taking too long, is replaced for the
next one. Memory is limited where the system can (Linux); on macOS and Windows size and time are.
"""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from analystkit.reading.messages import DocumentError, Part, Parts, receive_part, send_part

CHILD = Path(__file__).with_name("child.py")
START_SECONDS = 120  # to start and to load a library takes about a second; this is for a machine under load
MEGABYTE = 1_000_000
MEMORY = 2000  # megabytes that the child may use


class Limits(NamedTuple):
    """What one document may cost: its own size, and the time until its next part is there."""

    megabytes: float
    seconds: float


LIMITS = {
    "page": Limits(10, 20),
    "fragment": Limits(10, 20),
    "feed": Limits(50, 30),
    "workbook": Limits(100, 60),
    "parquet": Limits(1000, 60),
    "pdf": Limits(100, 60),
    "zip": Limits(4000, 60),
    "gzip": Limits(4000, 60),
    "warc": Limits(4000, 60),
}


class Sandbox:
    """A child process that parses documents; it is started for the first one and again after it died.

    Examples
    --------
    >>> with Sandbox() as sandbox:
    ...     [part] = sandbox.parse("page", b"<html><head><title>Calm in Homs</title></head><body><p>Homs was calm.</p></body></html>")
    >>> part.fields["title"]
    'Calm in Homs'
    """

    def __init__(self, limits: Mapping[str, Limits] = LIMITS, *, memory_megabytes: int = MEMORY) -> None:
        self.limits = limits
        self.memory_megabytes = memory_megabytes
        self._child: subprocess.Popen[bytes] | None = None
        self._ready: set[str] = set()

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
            # The child may be gone with part of a document unread in the pipe's buffer.
            with contextlib.suppress(BrokenPipeError):
                if pipe:
                    pipe.close()
        self._child = None

    def parse(self, kind: str, data: bytes = b"", *, path: Path | None = None) -> Parts:
        """Parse one document of a kind, given as bytes or as the path of a file: what its parser gives, part by part.

        Raises
        ------
        DocumentError
            The document is larger than the limit, took longer or more memory than allowed, needs a library that is not
            installed, or is none of its kind; what came before is good.
        """
        limits = self.limits[kind]
        size = (path.stat().st_size if path else len(data)) / MEGABYTE
        if size > limits.megabytes:
            raise DocumentError("unsafe", f"it has {size:.1f} MB, more than the limit of {limits.megabytes:g} MB")
        if self._child and self._child.poll() is not None:
            self.close()
        child = self._child or self._start()
        request = Part({"kind": kind, "path": path and str(path), "seconds": limits.seconds}, data)
        whole = False
        try:
            reply = self._exchange(child, kind, request, limits.seconds)
            while "end" not in reply.fields and "problem" not in reply.fields:
                yield reply
                reply = self._exchange(child, kind, None, limits.seconds)
            whole = True
        finally:
            if not whole:  # what it would still say belongs to nothing that comes next
                self.close()
        if "problem" in reply.fields:
            raise DocumentError(*reply.fields["problem"])

    def _start(self) -> subprocess.Popen[bytes]:
        # By its path and with -P, so that neither the folder one stands in nor this one is where the child looks for libraries: a
        # trafilatura.py lying among somebody's articles is not run.
        command = [sys.executable, "-P", str(CHILD), str(self.memory_megabytes)]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - our own file
        self._ready = set()
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], kind: str, request: Part | None, seconds: float) -> Part:
        """Send a request, if there is one, and wait for the next reply."""
        if kind not in self._ready:
            if _ask(child, request, START_SECONDS)[0] is None:
                raise RuntimeError(
                    f"the process that reads documents of strangers did not start; run `{sys.executable} -P {CHILD} "
                    f"{self.memory_megabytes}` in a terminal to see why, and reinstall analystkit"
                )
            self._ready.add(kind)
            request = None
        reply, expired = _ask(child, request, seconds)
        if reply is None and expired:
            raise DocumentError("unsafe", f"reading it took longer than the limit of {seconds:g} seconds")
        if reply is None:
            raise DocumentError("unsafe", f"the process that read it died; it may use {self.memory_megabytes} MB of memory")
        return reply


def _ask(child: subprocess.Popen[bytes], request: Part | None, seconds: float) -> tuple[Part | None, bool]:
    """Send a request, if there is one, and wait for the reply (None: the child died); and say whether the time ran out."""
    reply = None
    with _deadline(child, seconds) as expired:
        if child.stdin and child.stdout:
            # A child that dies stops reading; a message cut short, or of no sense, is none.
            with contextlib.suppress(BrokenPipeError, ValueError):
                if request is not None:
                    send_part(child.stdin, request)
                    child.stdin.flush()
                reply = receive_part(child.stdout)
    return reply, expired.is_set()


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
