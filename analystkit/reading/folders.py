"""Folders: the files below the paths that an analyst gives, in order, each once."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from analystkit.errors import MissingFileError

PathLike = str | os.PathLike[str]


def list_files(path: PathLike | Sequence[PathLike]) -> Iterator[tuple[Path, str | None]]:
    """List files in order, each with the problem that keeps it from being opened, if there is one."""
    for item in [path] if isinstance(path, str | os.PathLike) else path:
        root = Path(item)
        if not root.exists():
            raise MissingFileError(f"path: {str(item)!r} does not exist; give a file or a folder on this machine, nothing is fetched")
        yield from _walk(root)


def _walk(root: Path) -> Iterator[tuple[Path, str | None]]:
    """Go down from a path, into each folder once, however many links lead there and however deep it is."""
    visited: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
            identity = (status.st_dev, status.st_ino)
            if stat.S_ISREG(status.st_mode):
                yield path, None
            elif not stat.S_ISDIR(status.st_mode):
                yield path, "wrong_type: it is neither a file nor a folder."
            elif identity not in visited:
                visited.add(identity)
                waiting += [path / name for name in sorted(os.listdir(path), reverse=True) if not name.startswith(".")]
        except OSError as error:
            yield path, f"unreadable: {error.strerror or error}."
