"""Archives: the files in a ZIP or gzip archive, as bytes and one after the other; nothing is ever written to disk.

It runs in the child process that sandboxes.py starts; nobody else imports it.
"""

import gzip
import stat
import zipfile
import zlib
from pathlib import PureWindowsPath
from typing import cast

from analystkit.reading.messages import DocumentError, Part, Parts, Stream

MEGABYTE = 1_000_000
LARGEST = 500 * MEGABYTE  # bytes that one file of an archive may have
# An archive may unpack to this many times its size, and to so many bytes whatever its size; text packs 3 to 20 times smaller,
# the same article again and again some 100 times.
RATIO, HARMLESS = 200, 50 * MEGABYTE
BLOCK = MEGABYTE  # bytes unpacked at once
HIDDEN = "__MACOSX"  # what a Mac puts beside the files


class _Budget:
    """How much an archive may still unpack to."""

    def __init__(self, stream: Stream) -> None:
        self.left = max(HARMLESS, RATIO * stream.seek(0, 2))
        stream.seek(0)

    def read(self, packed: gzip.GzipFile | zipfile.ZipExtFile) -> tuple[bytes, DocumentError | None]:
        """Unpack a file: what there is of it, and what went wrong behind that.

        Raises
        ------
        DocumentError
            The archive unpacks to more than it may.
        """
        blocks: list[bytes] = []
        size = 0
        try:
            while block := packed.read1(BLOCK):  # gives what there is, even where the rest is cut off
                blocks.append(block)
                size += len(block)
                if size > LARGEST:
                    return b"", DocumentError("unsafe", f"it has more than {LARGEST // MEGABYTE} MB unpacked")
                self.left -= len(block)
                if self.left < 0:
                    raise DocumentError("unsafe", f"it unpacks to more than {RATIO} times its size, as a bomb does")
        except (EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
            return b"".join(blocks), DocumentError("unreadable", f"it cannot be unpacked: {error}")
        return b"".join(blocks), None


def unpack_gzip(stream: Stream) -> Parts:
    """Give the one file in a gzip archive; of one that is cut off what there is, and then its problem."""
    budget = _Budget(stream)
    with gzip.GzipFile(fileobj=stream) as packed:
        data, fault = budget.read(packed)
    if data:
        yield Part({}, data)
    if fault or not data:
        raise fault or DocumentError("empty", "the archive is empty")


def unpack_zip(stream: Stream) -> Parts:
    """Give each file in a ZIP archive, in the archive's order, but for hidden ones; or its problem."""
    budget = _Budget(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise DocumentError("unreadable", f"it is no ZIP archive, or only a part of one: {error}") from error
    found = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
    for entry in found:
        data, fault = b"", _find_fault(entry)
        if fault is None:
            try:
                with cast("zipfile.ZipExtFile", archive.open(entry)) as packed:
                    data, fault = budget.read(packed)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                fault = DocumentError("unreadable", f"it cannot be unpacked: {error}")
        yield Part({"name": entry.filename, "fault": (fault.code, str(fault))}) if fault else Part({"name": entry.filename}, data)
    if not found:
        raise DocumentError("empty", "there is no file in the archive")


def _is_hidden(name: str) -> bool:
    parts = PureWindowsPath(name).parts  # knows both kinds of slash
    return HIDDEN in parts or any(part.startswith(".") and part != ".." for part in parts)


def _find_fault(entry: zipfile.ZipInfo) -> DocumentError | None:
    """Say why a file is not unpacked, if it is not."""
    path = PureWindowsPath(entry.filename)
    if ".." in path.parts or path.root or path.drive:
        return DocumentError("unsafe", "its name leads out of the archive")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return DocumentError("wrong_type", "it is a link to another file")
    if entry.flag_bits & 0x1:
        return DocumentError("unreadable", "it is encrypted; unpack it yourself")
    return None
