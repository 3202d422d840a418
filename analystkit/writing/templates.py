"""Templates: the presentation that slides are put into, our own design or a customer's, and what of it can be used."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analystkit.errors import MissingExtraError, MissingFileError, OneLineError
from analystkit.writing.files import replace_file

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

POINT = 12_700  # English metric units, which a presentation measures in
MARGIN = 0.5 * 72 * POINT
_WIDE = (13.333, 7.5)  # inches
_INKS, _ACCENTS = ("tx1", "tx2", "bg1", "bg2"), tuple(f"accent{n}" for n in range(1, 7))
_LEGIBLE, _VISIBLE = 4.5, 3.0  # contrast of text and of shapes: WCAG 2.2, 1.4.3 and 1.4.11
_LEAST_ROOM = 0.4  # of a slide's height and width, for what stands below its headline
_TYPEFACE = "Arial"  # on every machine that shows slides
# Our own theme: the colours of the charts and of the words around figures
_COLOURS = {"dk1": "1A1A1A", "lt1": "FFFFFF", "dk2": "5A5A5A", "lt2": "F2F2F2", "accent1": "0B4F8A", "accent2": "D55E00"}
_HEX = len("1A1A1A")
FURNITURE = ("dt", "ftr", "sldNum")  # date, footer and number of a slide
_LONGEST_PROPERTY = 255  # characters, as the format allows
_EPOCH = datetime(2000, 1, 1)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_NAMESPACE = f"{{{_DRAWING}}}"
_COVER_STYLE = f'<a:lvl1pPr xmlns:a="{_DRAWING}" algn="l"><a:defRPr sz="4000" b="1"/></a:lvl1pPr>'
_BAR = (  # above every headline of our own design, decoration without a name to be read aloud
    f'<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{_DRAWING}">'
    '<p:nvSpPr><p:cNvPr id="99" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
    '<a:xfrm><a:off x="640080" y="0"/><a:ext cx="731520" cy="164592"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
)


class TemplateError(OneLineError, ValueError):
    """A file is no presentation, or none that slides can be put into."""


class Box(NamedTuple):
    """A rectangle of a slide, in English metric units."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Design:
    """A presentation without slides, and what of its template is used.

    `ink`, `muted` and `accent` are names of theme colours that can be told from what is behind them.
    """

    presentation: "Presentation"
    width: int
    height: int
    cover: "SlideLayout"
    plain: "SlideLayout"
    room: Box  # for what stands below a headline
    ink: str
    muted: str
    accent: str
    ground: str  # the colour that is behind them, as its code


def open_design(template: str | Path | None = None) -> Design:
    """Open a customer's template, its own slides left out, or our own design, ready for new slides.

    Parameters
    ----------
    template
        A .pptx file. A layout with a title and room below it is taken, one of a title and a subtitle for the first slide.

    Raises
    ------
    ImportError
        python-pptx is not installed.
    TemplateError
        The file is no presentation, or has no layout with a title and room below it.
    FileNotFoundError
        It does not exist.

    Examples
    --------
    >>> open_design().plain.name
    'Title and Content'
    """
    presentation: Any = _open_presentation(template)
    if template is None:
        _dress_presentation(presentation)
    _drop_slides(presentation)
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    usable = sorted((rank, i) for i, layout in enumerate(layouts) if (rank := _rank_layout(layout, presentation)) is not None)
    if not usable:
        named = ", ".join(repr(layout.name) for layout in layouts) or "none"
        raise TemplateError(
            f"template: {str(template)!r} has no layout with a title and room below it (its layouts: {named}); "
            "add one such as PowerPoint's “Title and Content”"
        )
    plain = layouts[usable[0][1]]
    covers = [layout for layout in layouts if {"subTitle"} <= _list_kinds(layout) and _find_title(layout) is not None]
    ink, muted, accent, ground = _choose_colours(plain)
    return Design(
        presentation,
        presentation.slide_width,
        presentation.slide_height,
        (covers or [plain])[0],
        plain,
        find_room(plain, presentation),
        ink,
        muted,
        accent,
        ground,
    )


def _open_presentation(template: str | Path | None) -> "Presentation":
    try:
        import pptx
        from pptx.exc import PackageNotFoundError
    except ImportError as error:
        raise MissingExtraError("write_deck needs python-pptx; install it with: pip install 'analystkit[pptx]'") from error
    if template is None:
        return pptx.Presentation()
    if not Path(template).exists():
        raise MissingFileError(f"template: {str(template)!r} does not exist; give a .pptx file on this machine")
    try:
        return pptx.Presentation(str(template))
    # What is broken inside a package shows as any of these, by what of it is read first.
    except (PackageNotFoundError, OSError, ValueError, KeyError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
        remedy = "open it in PowerPoint and save it as a presentation (.pptx); a .potx or .pptm is none"
        raise TemplateError(f"template: {str(template)!r} is no PowerPoint presentation; {remedy}") from error


def _drop_slides(presentation: Any) -> None:
    """Drop a template's own slides, and the lists that name them: PowerPoint would offer to repair what names what is not there."""
    slides = presentation.slides._sldIdLst
    for slide in list(slides):
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
    root = presentation.part._element
    for element in [*root.iter("{*}custShowLst"), *(e.getparent() for e in root.iter("{*}sectionLst"))]:
        element.getparent().remove(element)


def _dress_presentation(presentation: Any) -> None:
    """Turn python-pptx's presentation into our own design: wide, headlines to the left, generous margins, one typeface."""
    from pptx.oxml import parse_xml

    width, height = (int(inches * 72 * POINT) for inches in _WIDE)
    presentation.slide_width, presentation.slide_height = width, height
    master = presentation.slide_master
    kept = {"Title Slide", "Title and Content", "Title Only"}
    for layout in [layout for layout in master.slide_layouts if layout.name not in kept]:
        master.slide_layouts.remove(layout)
    inch = 72 * POINT
    places = {
        "title": (0.6, 0.42, 12.13, 1.0),
        "body": (0.6, 1.42, 12.13, 5.4),
        "dt": (0.6, 6.98, 2.0, 0.35),
        "ftr": (2.8, 6.98, 7.73, 0.35),
        "sldNum": (10.73, 6.98, 2.0, 0.35),
        "ctrTitle": (0.6, 1.1, 12.13, 2.0),
        "subTitle": (0.6, 3.3, 12.13, 2.8),
    }
    for page in (master, *master.slide_layouts):
        for placeholder in page.placeholders:
            kind = _kind(placeholder)
            if page is master or kind in ("ctrTitle", "subTitle"):
                placeholder.left, placeholder.top, placeholder.width, placeholder.height = (int(n * inch) for n in places[kind])
            if kind in ("title", "ctrTitle", "subTitle"):
                placeholder._element.txBody.bodyPr.set("anchor", "b" if kind == "ctrTitle" else "t")
            for style in placeholder._element.iter(f"{_NAMESPACE}lvl1pPr"):
                if kind == "subTitle":
                    style.set("algn", "l")
            if kind == "ctrTitle":
                placeholder._element.txBody.find(f"{_NAMESPACE}lstStyle").append(parse_xml(_COVER_STYLE))
    for style in master._element.iter("{*}titleStyle"):
        style[0].set("algn", "l")
        style[0].find(f"{_NAMESPACE}defRPr").set("sz", "2600")
        style[0].find(f"{_NAMESPACE}defRPr").set("b", "1")
    master.shapes._spTree.insert(2, parse_xml(_BAR))
    _dress_theme(master)


def _dress_theme(master: Any) -> None:
    from pptx.opc.oxml import serialize_part_xml

    part, theme = _read_theme(master)
    for face in theme.iter(f"{_NAMESPACE}latin"):
        face.set("typeface", _TYPEFACE)
    for name, colour in _COLOURS.items():
        for element in theme.iter(f"{_NAMESPACE}{name}"):
            for child in list(element):
                element.remove(child)
            element.append(element.makeelement(f"{_NAMESPACE}srgbClr", {"val": colour}))
    part._blob = serialize_part_xml(theme)


def _read_theme(master: Any) -> tuple[Any, Any]:
    """Give the part of a master's theme and its markup."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml import parse_xml

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    return part, parse_xml(part.blob)


def _kind(placeholder: Any) -> str:
    """Kind of a placeholder as its markup names it: title, ctrTitle, subTitle, body, obj, ftr, sldNum ..."""
    return str(placeholder._element.ph.get("type", "obj"))


def _list_kinds(layout: Any) -> set[str]:
    return {_kind(placeholder) for placeholder in layout.placeholders}


def _find_title(layout: Any) -> Any:
    return next((placeholder for placeholder in layout.placeholders if _kind(placeholder) in ("title", "ctrTitle")), None)


def find_content(layout: Any) -> Any:
    """Find the one placeholder of a layout that takes any content; None where there is none, or there are several."""
    found = [p for p in layout.placeholders if _kind(p) not in ("title", "ctrTitle", *FURNITURE)]
    return found[0] if len(found) == 1 and _kind(found[0]) in ("obj", "body") and found[0]._element.ph.get("orient") != "vert" else None


def _rank_layout(layout: Any, presentation: Any) -> int | None:
    """Rank how well a layout serves for a slide with a headline, 0 being best; None where it does not."""
    title = _find_title(layout)
    room = None if title is None else find_room(layout, presentation)
    if room is None or room.width < _LEAST_ROOM * presentation.slide_width or room.height < _LEAST_ROOM * presentation.slide_height:
        return None
    content, n_more = find_content(layout), len(_list_kinds(layout) - {"title", *FURNITURE})
    return 0 if content is not None and _kind(content) == "obj" else n_more + 1


def find_room(layout: Any, presentation: Any) -> Box:
    """Find the room for what stands below a headline: that of the layout's content, else what its title and its foot leave."""
    content, title = find_content(layout), _find_title(layout)
    if content is not None:
        return Box(content.left, content.top, content.width, content.height)
    top = title.top + title.height
    feet = [p.top for p in layout.placeholders if _kind(p) in FURNITURE and p.top > top]
    bottom = min([*feet, presentation.slide_height - MARGIN])
    left, width = (
        (title.left, title.width) if 2 * title.width > presentation.slide_width else (MARGIN, presentation.slide_width - 2 * MARGIN)
    )
    return Box(int(left), int(top), int(width), int(bottom - top))


# ---------------------------------------------------------------- colours


def _choose_colours(layout: Any) -> tuple[str, str, str, str]:
    """Choose theme colours that can be told from the ground: of text, of what matters less, and of shapes; then give the ground."""
    master = layout.slide_master
    colours = _read_colours(master)
    ground = _find_ground(layout, colours)

    def contrast(name: str) -> float:
        return _contrast(colours[name], ground)

    ink = next((name for name in _INKS if contrast(name) >= _LEGIBLE), max(_INKS, key=contrast))
    muted = "tx2" if contrast("tx2") >= _LEGIBLE else ink
    return ink, muted, next((name for name in _ACCENTS if contrast(name) >= _VISIBLE), ink), ground


def _read_colours(master: Any) -> dict[str, str]:
    """Read a master's colours by the names that slides use: {"tx1": "000000", "accent1": ...}."""
    scheme = next(_read_theme(master)[1].iter(f"{_NAMESPACE}clrScheme"))
    named = {child.tag.removeprefix(_NAMESPACE): child[0].get("lastClr") or child[0].get("val") for child in scheme}
    mapping = next(master._element.iter("{*}clrMap")).attrib
    return {used: named[given] for used, given in mapping.items() if given in named}


def _find_ground(layout: Any, colours: dict[str, str]) -> str:
    """Find the plain colour behind a layout's slides; where a picture or a gradient is there, what the theme takes for it."""
    for page in (layout, layout.slide_master):
        for background in page._element.iter("{*}bg"):
            for element in background.iter(f"{_NAMESPACE}srgbClr", f"{_NAMESPACE}schemeClr"):
                value = str(element.get("val"))
                return value if len(value) == _HEX else colours.get(value, colours["bg1"])
    return colours["bg1"]


def _contrast(first: str, second: str) -> float:
    """Contrast of two colours, from 1 to 21.

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.2, definition of contrast ratio.
    """
    light, dark = sorted((_weigh_light(colour) for colour in (first, second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _weigh_light(colour: str) -> float:
    """Relative luminance of a colour, black being 0 and white 1."""
    shares = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# ---------------------------------------------------------------- saving


def save_presentation(presentation: "Presentation", path: str | Path, *, title: str) -> Path:
    """Save a presentation; the same one gives the same bytes, since no time of writing is in it.

    Raises
    ------
    WriteError
        The file cannot be written.
    """
    properties = presentation.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:_LONGEST_PROPERTY], "analystkit", "analystkit"
    properties.created = properties.modified = _EPOCH
    properties.revision = 1
    packed = io.BytesIO()
    presentation.save(packed)
    with replace_file(path) as temporary, zipfile.ZipFile(packed) as given, zipfile.ZipFile(temporary, "w") as written:
        for member in given.infolist():
            undated = zipfile.ZipInfo(member.filename)  # of 1 January 1980, as zip counts
            undated.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(undated, given.read(member))
    return Path(path)
