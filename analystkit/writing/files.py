"""Files: written whole or not at all, and text made fit to stand in them."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from analystkit.errors import OneLineError

JOINERS = "\u200c\u200d"  # format characters that Persian and Indic spelling needs; the other ones are dropped
# What a text file should not carry: NUL, escape ("\x1b[31m"), C1 codes, half a surrogate pair, what is no character
# (XML with "\uffff" in it is none); no tab or line end
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Half of a surrogate pair, which no encoding can hold: "\ud83d"
SURROGATE = re.compile("[\ud800-\udfff]")
# What a spreadsheet skips, or may skip, before a formula, and quotes that hide one: ' "=1+1', "\u200b=1+1"
BEFORE_FORMULA = re.compile("[\\s\"'`‘’“”\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd]*")
REPLACEMENT = "\ufffd"
TEMPORARY = ".analystkit-"  # how the name of a folder begins that holds what is being written


class WriteError(OneLineError, OSError):
    """A file could not be written; what stood under its name before still does."""


class FormatError(OneLineError, ValueError):
    """A table cannot be written in the format that the file's name asks for."""


@contextmanager
def replace_files(folder: str | Path, *, last: str | None = None) -> Iterator[Path]:
    """Give a temporary folder to write files to, and move them to the folder asked for when all has gone well.

    The temporary folder lies in the one asked for, so that moving is instant, and is gone afterwards whatever happens.

    Parameters
    ----------
    folder
        Where the files go; it is made where it does not exist, and what else is in it stays.
    last
        Name of the file to move after all others: the one that a reader opens first.

    Raises
    ------
    WriteError
        The folder cannot be written.
    """
    target = Path(os.path.realpath(folder))
    try:
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target, prefix=TEMPORARY) as temporary:
            yield Path(temporary)
            for path in sorted(Path(temporary).iterdir(), key=lambda path: (path.name == last, path.name)):
                path.replace(target / path.name)
    except OSError as error:
        if isinstance(error, WriteError):
            raise
        reason = error.strerror or str(error)
        raise WriteError(f"path: {str(folder)!r} cannot be written to ({reason}); give a folder that can, or free what holds it") from error


@contextmanager
def replace_file(path: str | Path) -> Iterator[Path]:
    """Give a temporary path of the same name to write to, and move it to its place when that has gone well.

    Raises
    ------
    WriteError
        The file cannot be written, or a folder stands under its name.
    """
    target = Path(os.path.realpath(path))  # a link stays a link, and what it leads to is replaced
    if target.is_dir():
        raise WriteError(f"path: {str(path)!r} is a folder; give the name of a file in it")
    with replace_files(target.parent) as folder:
        yield folder / target.name


def require_other_files(outputs: Iterable[Path], inputs: Iterable[str]) -> None:
    """Check that no file to be written is one that was read, under whatever name.

    Raises
    ------
    WriteError
        One of them is.
    """
    there = {(status.st_dev, status.st_ino): path for path in outputs if os.path.exists(path) for status in [os.stat(path)]}
    for name in set(inputs) if there else ():
        if os.path.exists(name) and (output := there.get(((status := os.stat(name)).st_dev, status.st_ino))):
            raise WriteError(f"path: {str(output)!r} was read for its articles and would be replaced; write to another place")


def replace_controls(text: str) -> str:
    r"""Replace each character that no text file should carry by U+FFFD, so that offsets stay what they were.

    Examples
    --------
    >>> replace_controls("red \x1b[31malert")
    'red �[31malert'
    """
    return UNPRINTABLE.sub(REPLACEMENT, text)


def clean_text(text: str) -> str:
    r"""Take from a text what cannot be seen but acts: control characters, bidirectional overrides, broken surrogates.

    It is what a terminal or a figure is shown, on one line.

    >>> clean_text("Raid\u202e on\x07 Damascus\n")
    'Raid on Damascus'
    """
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() or category in ("Zl", "Zp"):
            kept.append(" ")
        elif category == "Cs" or character in "\ufffe\uffff":
            kept.append(REPLACEMENT)
        elif category not in ("Cc", "Cf") or character in JOINERS:
            kept.append(character)
    return " ".join("".join(kept).split())


def guard_formula(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    It is one if =, +, - or @ comes first, also in full width and behind white space, invisible characters or quotes.
    Text that starts with a tab or a line end gets one too. To undo it, take one apostrophe off where what follows it
    would get one.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> guard_formula("=1+1"), guard_formula("1+1")
    ("'=1+1", '1+1')
    """
    hidden = BEFORE_FORMULA.match(text)
    first = text[hidden.end() :][:1] if hidden else ""
    # NFKC makes the full-width ＝ and its like the sign that a spreadsheet may read them as.
    if text.startswith(("\t", "\r", "\n")) or (first and unicodedata.normalize("NFKC", first)[0] in "=+-@"):
        return f"'{text}"
    return text
