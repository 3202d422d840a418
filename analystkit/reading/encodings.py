"""Encodings: the bytes of a file that should be text become text, or it is said what they are instead."""

import warnings

from charset_normalizer import from_bytes

from analystkit.reading.messages import DocumentError

# How files begin that are no text, whatever their name says.
MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive, a spreadsheet or a word-processor document",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
}
CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class ArticleWarning(UserWarning):
    """Articles were read, and something about them should be looked at."""


def decode_text(name: str, data: bytes) -> str:
    """Decode text: as marked, else as UTF-8, or, only in the lines that are no UTF-8, as what they look like.

    Raises
    ------
    DocumentError
        It is no text, or there is none.
    """
    if kind := find_kind(data) or ("binary data" if _is_binary(data) else None):
        raise DocumentError("wrong_type", f"the file is {kind}, whatever its name says")
    text = _decode(name, data)
    if not text.strip():
        raise DocumentError("empty", "the file is empty")
    return text


def _decode(name: str, data: bytes) -> str:
    if encoding := _find_encoding(data):
        return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        lines = data.splitlines(keepends=True)
    wrong = {index for index, line in enumerate(lines) if not _is_utf8(line)}
    encoding = _guess_encoding(b"".join(lines[index] for index in sorted(wrong)))
    if encoding is None and len(wrong) == len(lines):
        raise ValueError("the file is neither UTF-8 nor in any other encoding that could be told; save it as UTF-8")
    read_as = encoding or "UTF-8 with \N{REPLACEMENT CHARACTER} for what is none"
    warnings.warn(
        f"{name}: {len(wrong)} of {len(lines)} lines are not in UTF-8 and were read as {read_as}; "
        f"save the file as UTF-8 if letters look wrong",
        ArticleWarning,
        stacklevel=4,
    )
    return "".join(line.decode(encoding or "utf-8" if index in wrong else "utf-8", errors="replace") for index, line in enumerate(lines))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess_encoding(data: bytes) -> str | None:
    guess = from_bytes(data[:200_000]).best()
    if guess is None:
        return None
    # Where the Western and the Central European code page both fit, the quotation marks and dashes of an English text say nothing.
    return "cp1252" if "cp1252" in guess.could_be_from_charset else str(guess.encoding)


def find_kind(data: bytes) -> str | None:
    """Name what a file is whose first bytes say that it is no text."""
    return next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), None)


def _is_binary(data: bytes) -> bool:
    """Tell what is no text: a zero here and there is a matter of its row; of text, not one byte in a hundred is a control character."""
    head = data[:4000]
    return _find_encoding(data) is None and len(head) - len(head.translate(None, CONTROLS)) > len(head) / 100


def _find_encoding(data: bytes) -> str | None:
    """Tell UTF-8 with a byte order mark and UTF-16, marked or (a zero in every other byte of a Western text) not."""
    if data.startswith(tuple(BYTE_ORDER_MARKS)):
        return next(encoding for mark, encoding in BYTE_ORDER_MARKS.items() if data.startswith(mark))
    even, odd = data[:1000:2], data[1:1000:2]
    if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None
