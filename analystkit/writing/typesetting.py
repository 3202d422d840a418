"""Typesetting: how much room words take on a slide, and how they are made to fit into the room there is."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font, LoadFlags

from analystkit.writing.files import clean_text

READING, TEXT, SMALLEST = 18, 16, 12  # points: of sentences, of tables, and what the last row of a room still reads
LEADING = 1.2  # height of a line over the size of its type
GAP = 0.4  # room behind a paragraph over the size of its type
_SHRINKING = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
_FACE_SIZE = 100  # points at which advances are read; they grow with the size
Item = TypeVar("Item")


class Paragraph(NamedTuple):
    """Words to set: `size` in points is what is wished for, and may become less where room is short."""

    text: str
    size: int
    bold: bool = False
    muted: bool = False
    accent: bool = False


@cache
def _load_face(bold: bool) -> FT2Font:
    """Load DejaVu Sans, which comes with matplotlib: what fits in it fits in a narrower face, as nearly all are."""
    face = FT2Font(str(Path(get_data_path(), "fonts", "ttf", f"DejaVuSans{'-Bold' if bold else ''}.ttf")))
    face.set_size(_FACE_SIZE, 72)
    return face


@cache
def _advance(character: str, bold: bool) -> float:
    """Width of a character over the size of its type."""
    if unicodedata.combining(character):
        return 0.0
    face = _load_face(bold)
    if unicodedata.east_asian_width(character) in "WF" or not face.get_char_index(ord(character)):
        return 1.0
    glyph = face.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _FACE_SIZE


def measure_text(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text on one line, in points, never less than it takes in a usual face.

    >>> measure_text("iiii", 12) < measure_text("mmmm", 12) < measure_text("mmmm", 12, bold=True)
    True
    """
    return sum(_advance(character, bold) for character in text) * size


def wrap_text(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of a width in points, at blanks, and within a word that is wider than a line.

    >>> wrap_text("Two jets hit a depot", 80, 12)
    ['Two jets hit', 'a depot']
    """
    lines, line = [""], 0.0
    for word in text.split():
        length = measure_text(word, size, bold=bold)
        blank = measure_text(" ", size, bold=bold) if lines[-1] else 0.0
        if line + blank + length <= width:
            lines[-1], line = lines[-1] + " " * bool(lines[-1]) + word, line + blank + length
            continue
        lines, line = [*lines, ""] if lines[-1] else lines, 0.0
        for character in word:
            advance = _advance(character, bold) * size
            if line + advance > width and lines[-1]:
                lines.append("")
                line = 0.0
            lines[-1] += character
            line += advance
    return lines


def shorten_text(text: str, width: float, size: float, n_lines: int, *, bold: bool = False) -> str:
    """Shorten a text at a word to a number of lines, an ellipsis telling that more was said.

    >>> shorten_text("Two jets hit a depot near the town", 80, 12, 2)
    'Two jets hit a depot…'
    """
    lines = wrap_text(text, width, size, bold=bold)
    if len(lines) <= n_lines:
        return text
    # No word is cut unless it alone is wider than a line, so that the lines are words of the text again.
    kept = " ".join(lines[:n_lines])
    while len(wrap_text(f"{kept}…", width, size, bold=bold)) > n_lines:
        kept = kept.rpartition(" ")[0] or kept[:-1]
    return f"{kept.rstrip(' ,;:')}…"


def measure_paragraphs(paragraphs: Sequence[Paragraph], width: float) -> float:
    """Height of paragraphs set below each other in a width, both in points."""
    heights = [
        (len(wrap_text(p.text, width, p.size, bold=p.bold)) * LEADING + (GAP if p is not paragraphs[-1] else 0)) * p.size
        for p in paragraphs
    ]
    return sum(heights)


def fit_paragraphs(paragraphs: Sequence[Paragraph], width: float, height: float) -> list[Paragraph]:
    """Clean paragraphs and make them fit into a box, in points: by smaller type, then by leaving out words.

    The type gets no smaller than 12 points. What is still too long ends, the longest paragraph first, with an ellipsis.

    Examples
    --------
    >>> (fitted,) = fit_paragraphs([Paragraph("Two jets hit a depot near the town", 20)], 80, 32)
    >>> fitted.text, fitted.size
    ('Two jets hit a depot…', 12)
    """
    return fit_cells([paragraphs], [width], height)[0]


def fit_cells(cells: Sequence[Sequence[Paragraph]], widths: Sequence[float], height: float) -> list[list[Paragraph]]:
    """Make the paragraphs of several boxes of one height fit as `fit_paragraphs` does, their type shrinking alike."""
    cleaned = [[p._replace(text=clean_text(p.text)) for p in cell] for cell in cells]
    fitted = cleaned
    for share in _SHRINKING:
        fitted = [[p._replace(size=max(min(p.size, SMALLEST), int(p.size * share))) for p in cell] for cell in cleaned]
        if all(measure_paragraphs(cell, width) <= height for cell, width in zip(fitted, widths, strict=True)):
            return fitted
    return [_cut_paragraphs(cell, width, height) for cell, width in zip(fitted, widths, strict=True)]


def _cut_paragraphs(paragraphs: list[Paragraph], width: float, height: float) -> list[Paragraph]:
    """Shorten the longest paragraph until all fit, then leave out the last ones; one line stays in any case."""
    kept = list(paragraphs)
    while (excess := measure_paragraphs(kept, width) - height) > 0:
        lines = [len(wrap_text(p.text, width, p.size, bold=p.bold)) for p in kept]
        longest = max(range(len(kept)), key=lambda i: lines[i])
        if lines[longest] > 1:
            cut = kept[longest]
            n_lines = max(1, min(lines[longest] - 1, lines[longest] - int(excess / (cut.size * LEADING))))
            kept[longest] = cut._replace(text=shorten_text(cut.text, width, cut.size, n_lines, bold=cut.bold))
        elif len(kept) > 1:
            kept.pop()
        else:
            break
    return kept


def split_pages(items: Sequence[Item], heights: Sequence[float], room: float) -> list[list[Item]]:
    """Split items over pages that have room for their heights; one that is higher than a page has one alone.

    >>> split_pages(["a", "b", "c"], [5, 5, 5], 10)
    [['a', 'b'], ['c']]
    """
    pages: list[list[Item]] = []
    left = 0.0
    for item, height in zip(items, heights, strict=True):
        if not pages or height > left:
            pages.append([])
            left = room
        pages[-1].append(item)
        left -= height
    return pages
