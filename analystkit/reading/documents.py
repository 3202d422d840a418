"""Documents: the words of a PDF that has a text layer, its lines made paragraphs again.

It runs in the child process that sandboxes.py starts; nobody else imports it.
"""

import re
from collections import Counter

from pypdfium2 import PdfDocument, PdfiumError

from analystkit.reading.messages import DocumentError, Part, Parts, Stream

JOINT = "\x02"  # how pdfium gives a hyphen at a line end, and the line goes on
HYPHEN = re.compile(rf"{JOINT}(\w?)")  # "Tues\x02day", "al\x02Bab"
DIGITS = re.compile(r"\d+")  # "Page 7 of 12" is the line "Page 6 of 12"
FILE_NAME = re.compile(r"\.\w{2,5}$")  # a title that a program gave: "Microsoft Word - report.docx"
SENTENCE_END = re.compile(r"[.!?:][\"'”’)]*$")  # 'he said."'
EDGE = 3  # lines at the top and bottom of a page among which running heads stand
FULL, SHORT = 0.85, 0.6  # of a page's longest line: a shorter one may end a paragraph; a still shorter one ends it without a full stop


def parse_pdf(stream: Stream) -> Parts:
    """Read a PDF as one article: its title, if it was given one, and its text."""
    try:
        document = PdfDocument(stream.read())
    except PdfiumError as error:
        code = "unreadable" if "password" in str(error).casefold() else "wrong_type"
        raise DocumentError(code, f"it cannot be opened as a PDF: {str(error)[:200].rstrip('.')}") from error
    pages = [page.get_textpage().get_text_bounded().splitlines() for page in document]
    lines = [[line.strip() for line in page if line.strip()] for page in pages]
    if not any(lines):
        raise DocumentError("empty", "the PDF has no text layer, as a scan has none; run it through character recognition (OCR) first")
    title = document.get_metadata_value("Title").strip()
    yield Part({"title": None if FILE_NAME.search(title) else title or None, "text": _join_lines(_drop_heads(lines))})


def _drop_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop running heads and page numbers: lines at the edges that are the same, but for numbers, on most pages."""
    edges = Counter(line for page in pages for line in {DIGITS.sub("0", line) for line in page[:EDGE] + page[-EDGE:]})
    heads = {line for line, n in edges.items() if n > 1 and n > len(pages) / 2}
    bodies = [[line for n, line in enumerate(page) if EDGE <= n < len(page) - EDGE or DIGITS.sub("0", line) not in heads] for page in pages]
    return bodies if any(bodies) else pages


def _join_lines(pages: list[list[str]]) -> str:
    """Join the lines of a paragraph, and the halves of a word; a paragraph may go on over a page."""
    text = ""
    for page in pages:
        width = max((len(part) for line in page for part in line.split(JOINT)), default=0)
        before = ""
        for line in page:
            text += ("\n" if before and _ends_paragraph(before, line, width) else " ") + line if text else line
            before = line.rpartition(JOINT)[2]
    return HYPHEN.sub(lambda match: match[1] if match[1].islower() else "-" + match[1], text)


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if following[0].islower() or len(line) >= FULL * width:
        return False
    return len(line) < SHORT * width or SENTENCE_END.search(line) is not None
