"""Slides: headlines, text, tables, pictures and native charts, each made to fit and each with words for who cannot see it."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from analystkit.errors import ArgumentError
from analystkit.writing.files import clean_text
from analystkit.writing.templates import FURNITURE, POINT, Box, Design, TemplateError, find_content
from analystkit.writing.typesetting import (
    GAP,
    SMALLEST,
    Paragraph,
    fit_cells,
    fit_paragraphs,
    measure_paragraphs,
    measure_text,
    split_pages,
)

_INSET = 7.2  # points between a box or cell and its words
_LARGEST_FOOT = 0.4  # of a box, for what is said below a figure
_SPARE = 12  # points left beside a headline, whose insets are the template's
_FOOT = 24  # points at the bottom of a slide, for a marking that the template has no room for
_HEADLINE = 28  # points, where the template does not say
_BULLET = 36  # points that a template may indent its text by
_WORDS_FOR_ALT = 900  # characters; a reader aloud goes on too long with more
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's name for “No Style, No Grid”
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
Cell = Sequence[Paragraph]


class Page(NamedTuple):
    """What all slides of a deck share."""

    design: Design
    marking: str


def check_marking(marking: str | None, design: Design) -> str:
    """Clean a marking, and check that it is one line: to shorten one would change what it says.

    Raises
    ------
    ArgumentError
        It is too long for a line.
    """
    cleaned = clean_text(marking or "")
    if measure_text(cleaned, SMALLEST, bold=True) > design.width / POINT - 2 * _INSET:
        raise ArgumentError(f"marking: {cleaned[:60]!r}... has {len(cleaned):,} characters, too many for one line of a slide; shorten it")
    return cleaned


def add_slide(page: Page, headline: str, *, cover: bool = False) -> Any:
    """Add a slide with a headline, its number and the marking; without content as yet."""
    design = page.design
    slide = design.presentation.slides.add_slide(design.cover if cover else design.plain)
    title = slide.shapes.title
    for placeholder in list(slide.placeholders):
        kind = placeholder._element.ph.get("type", "obj")
        if placeholder != title and not (kind == "subTitle" if cover else placeholder.placeholder_format.idx == _content_index(design)):
            placeholder._element.getparent().remove(placeholder._element)
    wished = _find_size(slide.slide_layout)
    width, height = _points(title.width) - 2 * _INSET - _SPARE, _points(title.height) - _INSET
    (line,) = fit_paragraphs([Paragraph(headline, wished, bold=True)], width, height)
    title.text_frame.text = line.text
    if line.size != wished:
        title.text_frame.paragraphs[0].runs[0].font.size = line.size * POINT
    _add_foot(slide, design, page.marking)
    return slide


def _content_index(design: Design) -> int | None:
    content = find_content(design.plain)
    return None if content is None else content.placeholder_format.idx


def _points(length: int) -> float:
    return length / POINT


def _find_size(layout: Any) -> int:
    """Find the size in points that a layout's headline inherits."""
    masters = [p for p in layout.slide_master.placeholders if p._element.ph.get("type") == "title"]
    title = next(p for p in layout.placeholders if p._element.ph.get("type") in ("title", "ctrTitle"))
    roots = [title._element, *(p._element for p in masters), *layout.slide_master._element.iter("{*}titleStyle")]
    for root in roots:
        for style in root.iter(f"{{{_DRAWING}}}lvl1pPr"):
            for properties in style.iter(f"{{{_DRAWING}}}defRPr"):
                if size := properties.get("sz"):
                    return int(size) // 100
    return _HEADLINE


def _add_foot(slide: Any, design: Design, marking: str) -> None:
    """Put marking and number where the layout has room for them, the marking in any case."""
    from pptx.enum.text import PP_ALIGN

    placed = not marking
    for placeholder in slide.slide_layout.placeholders:
        kind = placeholder._element.ph.get("type")
        if kind == "sldNum":
            _copy_placeholder(slide, placeholder)
        elif kind == "ftr" and marking and measure_text(marking, SMALLEST, bold=True) < _points(placeholder.width) - 2 * _INSET:
            _write(_copy_placeholder(slide, placeholder).text_frame, [Paragraph(marking, SMALLEST, bold=True)], design)
            placed = True
    if not placed:
        width, height = design.width, design.height
        box = slide.shapes.add_textbox(0, height - _FOOT * POINT, width, _FOOT * POINT)
        _write(box.text_frame, [Paragraph(marking, SMALLEST, bold=True)], design)
        box.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        box.name = "Marking"


def _copy_placeholder(slide: Any, placeholder: Any) -> Any:
    """Copy a footer or number from the layout, as PowerPoint does where one asks for them."""
    element = deepcopy(placeholder._element)
    element.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
    slide.shapes._spTree.append(element)
    return slide.shapes[-1]


def find_body(design: Design, *, below: float = 0) -> Box:
    """Find the room below a headline, less what is taken at its top, in points."""
    room, bottom = design.room, design.height - _FOOT * POINT
    taken = int(below * POINT)
    return Box(room.left, room.top + taken, room.width, min(room.top + room.height, bottom) - room.top - taken)


def split_box(box: Box, height: float, *, gap: float = 8) -> tuple[Box, Box]:
    """Split a box into one above and one of a height in points below it."""
    taken, between = int(height * POINT), int(gap * POINT)
    return box._replace(height=box.height - taken - between), box._replace(top=box.top + box.height - taken, height=taken)


def add_foot(slide: Any, box: Box, sentences: Sequence[str], design: Design) -> Box:
    """Set sentences small at the foot of a box, and give what is left above them."""
    paragraphs = [Paragraph(clean_text(sentence), SMALLEST, muted=True) for sentence in sentences]
    needed = measure_paragraphs(paragraphs, _points(box.width) - 2 * _INSET) + 1  # a length is cut to whole units
    above, foot = split_box(box, min(needed, _points(box.height) * _LARGEST_FOOT))
    add_text(slide, foot, paragraphs, design)
    return above


def add_text(slide: Any, box: Box, paragraphs: Sequence[Paragraph], design: Design) -> None:
    """Set paragraphs in a box, smaller or shortened where they would not fit."""
    shape = slide.shapes.add_textbox(*box)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = int(_INSET * POINT)
    frame.margin_top = frame.margin_bottom = 0
    _write(frame, fit_paragraphs(paragraphs, _points(box.width) - 2 * _INSET, _points(box.height)), design)


def fill_content(slide: Any, paragraphs: Sequence[Paragraph], design: Design, *, cover: bool = False) -> None:
    """Set paragraphs where the layout has text or content, else in a box of their own."""
    held = [p for p in slide.placeholders if p != slide.shapes.title and p._element.ph.get("type") not in FURNITURE]
    if not held:
        add_text(slide, find_body(design), paragraphs, design)
        return
    place = held[0]
    box = Box(place.left, place.top, place.width, place.height) if cover else find_body(design)
    place.left, place.top, place.width, place.height = box
    _write(place.text_frame, fit_paragraphs(paragraphs, *_measure_content(box)), design)


def _measure_content(box: Box) -> tuple[float, float]:
    """Width and height that words have in a placeholder, whose bullets and insets are the template's."""
    return _points(box.width) - _BULLET - 2 * _INSET, _points(box.height) - 2 * _INSET


def split_paragraphs(paragraphs: Sequence[Paragraph], design: Design) -> list[list[Paragraph]]:
    """Split paragraphs over as many slides as they need without becoming smaller."""
    width, height = _measure_content(design.room)
    return split_pages(paragraphs, [measure_paragraphs([p], width) + GAP * p.size for p in paragraphs], height)


def drop_content(slide: Any) -> None:
    """Remove the placeholder that a slide with a chart, a picture or a table leaves empty."""
    for placeholder in list(slide.placeholders):
        if placeholder != slide.shapes.title and placeholder._element.ph.get("type") not in FURNITURE:
            placeholder._element.getparent().remove(placeholder._element)


def _write(frame: Any, paragraphs: Sequence[Paragraph], design: Design) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.enum.text import MSO_AUTO_SIZE

    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE  # neither words nor box change their size: both were measured
    for number, paragraph in enumerate(paragraphs):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        line.line_spacing, line.space_before = 1.0, 0
        line.space_after = 0 if number == len(paragraphs) - 1 else int(paragraph.size * GAP * POINT)
        for old in list(line.runs):
            line._p.remove(old._r)
        run = line.add_run()
        run.text, run.font.size, run.font.bold = paragraph.text, paragraph.size * POINT, paragraph.bold
        name = design.accent if paragraph.accent else design.muted if paragraph.muted else design.ink
        run.font.color.theme_color = MSO_THEME_COLOR.from_xml(name)


def describe_shape(shape: Any, name: str, words: str) -> None:
    """Give a picture, chart or table its name and the words that stand for it where it cannot be seen."""
    properties = shape._element._nvXxPr.cNvPr
    text = clean_text(words)
    properties.set("name", name)
    properties.set("descr", text if len(text) <= _WORDS_FOR_ALT else f"{text[:_WORDS_FOR_ALT].rpartition(' ')[0]}…")


def write_notes(slide: Any, lines: Iterable[str]) -> None:
    """Write the speaker's notes, one line a paragraph.

    Raises
    ------
    TemplateError
        The template's notes pages have no room for text.
    """
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        raise TemplateError("template: its notes master has no placeholder for text; add one under View, Notes Master")
    frame.text = "\n".join(clean_text(line) for line in lines)


# ---------------------------------------------------------------- tables and pictures


class Grid(NamedTuple):
    """Where a table stands: its box, the shares of the columns in it, and the points above and below the words of a cell."""

    box: Box
    shares: tuple[float, ...]
    air: float

    @property
    def widths(self) -> list[float]:
        """Room for the words of each column, in points."""
        return [_points(self.box.width) * share - 2 * _INSET for share in self.shares]


def measure_rows(rows: Sequence[Sequence[Cell]], grid: Grid) -> list[float]:
    """Height in points of each row of a table."""
    return [max(measure_paragraphs(cell, width) for cell, width in zip(row, grid.widths, strict=True)) + 2 * grid.air for row in rows]


def fit_rows(rows: Sequence[Sequence[Cell]], grid: Grid, highest: float) -> list[list[Cell]]:
    """Clean the words of a table and make them fit into rows of a greatest height in points, all in type that shrinks alike."""
    cells = [cell for row in rows for cell in row]
    fitted = fit_cells(cells, grid.widths * len(rows), highest - 2 * grid.air)
    return [list(fitted[i : i + len(grid.shares)]) for i in range(0, len(fitted), len(grid.shares))]


def add_table(
    slide: Any,
    grid: Grid,
    rows: Sequence[Sequence[Cell]],
    design: Design,
    *,
    name: str,
    words: str,
    header: bool = False,
    ruled: bool = True,
) -> None:
    """Add a native table of rows that `fit_rows` gave, each as high as its words need; `name` and `words` stand for it."""
    heights, box = measure_rows(rows, grid), grid.box
    frame = slide.shapes.add_table(len(rows), len(grid.shares), box.left, box.top, box.width, int(sum(heights) * POINT))
    describe_shape(frame, name, words)
    table = frame.table
    table._tbl.tblPr.find(f"{{{_DRAWING}}}tableStyleId").text = _PLAIN_TABLE
    table.first_row, table.horz_banding = header, False
    for column, share in zip(table.columns, grid.shares, strict=True):
        column.width = int(box.width * share)
    for row, height, cells in zip(table.rows, heights, rows, strict=True):
        row.height = int(height * POINT)
        for cell, paragraphs in zip(row.cells, cells, strict=True):
            cell.margin_left = cell.margin_right = int(_INSET * POINT)
            cell.margin_top = cell.margin_bottom = int(grid.air * POINT)
            _write(cell.text_frame, paragraphs, design)
            if ruled:
                _rule(cell, design)


def _rule(cell: Any, design: Design) -> None:
    """Draw a thin line below a cell."""
    from pptx.oxml import parse_xml

    line = f'<a:lnB xmlns:a="{_DRAWING}" w="6350"><a:solidFill><a:schemeClr val="{design.muted}"/></a:solidFill></a:lnB>'
    cell._tc.get_or_add_tcPr().insert(0, parse_xml(line))


def add_picture(slide: Any, box: Box, picture: Path, *, name: str, words: str) -> None:
    """Add a picture as large as a box allows, in the middle of it."""
    shape = slide.shapes.add_picture(str(picture), box.left, box.top)
    share = min(box.width / shape.width, box.height / shape.height)
    shape.width, shape.height = int(shape.width * share), int(shape.height * share)
    shape.left, shape.top = box.left + (box.width - shape.width) // 2, box.top + (box.height - shape.height) // 2
    describe_shape(shape, name, words)


def number_page(headline: str, number: int, total: int) -> str:
    return headline if total == 1 else f"{headline} ({number} of {total})"
