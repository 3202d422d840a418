"""Legends: what a map explains of itself; the same in the browser and in print."""

from typing import NamedTuple

from analystkit.display.basemaps import DISPUTED, list_disputed
from analystkit.display.figures import INK, count_nouns
from analystkit.display.marks import MIXED, SEVERAL, Style, scale_mark
from analystkit.display.scenes import Scene

SHADE = "rgba(77,77,77,0.22)"
_GREY = "#b5b5b5"
_MOST_WHOLE, _LONGEST_NAME, _SHORTENED = 12, 72, 20  # types; letters of a type's name, and where there are more types
SEVERAL_STYLE = Style("several types in one mark", MIXED, "o", "circle")


class Key(NamedTuple):
    """An entry of the legend; `kind` is type, reading (what a look means), size, area, line or hatch."""

    style: Style
    fill: str
    size: float
    group: str
    kind: str


def choose_style(scene: Scene, event_type: str) -> Style:
    """Give the look of a mark."""
    return SEVERAL_STYLE if event_type == SEVERAL else scene.styles[event_type]


def list_keys(scene: Scene) -> list[Key]:
    """List what the legend explains."""
    marks = scene.marks
    longest = _choose_length([style.label for style in scene.styles.values()])
    keys = []
    for event_type, style in scene.styles.items():
        label = f"{_shorten(style.label, longest)} ({scene.totals[event_type]:,})"
        keys.append(Key(style._replace(label=label), style.colour, 9.0, event_type, "type"))

    def explain(label: str, kind: str = "reading", fill: str = "white", size: float = 9.0, colour: str = MIXED) -> None:
        keys.append(Key(Style(label, colour, "o", "circle"), fill, size, "reading", kind))

    if n_mixed := int(marks["n"][marks["event_type"] == SEVERAL].sum()):
        shares = ", their shares clockwise from the top in the order of the types" if scene.joined else ""
        explain(f"{SEVERAL_STYLE.label}{shares} ({n_mixed:,})", fill=MIXED)
    if (marks["status"] == "alleged").any() or scene.areas["alleged"].any():
        explain("hollow: alleged")
    if len(scene.areas):
        several = "; grey: several types" if (scene.areas["colour"] == MIXED).any() else ""
        explain(f"shaded: somewhere in the area ({int(scene.areas['n'].sum()):,}){several}", "area", SHADE, 11.0)
    if (marks["n"] > 1).any():
        numbers = [label.text for label in scene.labels if label.kind == "number"]
        where = ", where there is room" if len(numbers) < (marks["n"] > 1).sum() else ""
        explain(f"×2: so many events in the mark{where}", size=0.1, colour="white")
        if any(" " in number for number in numbers):
            glyph = next(number for number in numbers if " " in number).split(" ")[1]
            explain(f"{glyph}: so many of them of the type with most", size=0.1, colour="white")
    if marks["fan"].duplicated().any():
        explain("marks around a dot belong at the dot", fill=INK, size=4.0, colour=INK)
    keys += _list_sizes(scene)
    if not scene.base.disputed_borders.is_empty:
        explain("disputed border or line of control", "line", colour=DISPUTED)
    if len(scene.base.disputed_areas):
        explain("disputed: " + ", ".join(label.split(" (")[0] for label in list_disputed(scene.base)), "hatch", colour=DISPUTED)
    return keys


def _choose_length(names: list[str]) -> int:
    """Choose how long names of types may be: where there are many, as short as still tells them apart."""
    lengths = (_LONGEST_NAME,) if len(names) <= _MOST_WHOLE else range(_SHORTENED, _LONGEST_NAME)
    return next((length for length in lengths if len({_shorten(name, length) for name in names}) == len(names)), _LONGEST_NAME)


def _shorten(name: str, longest: int) -> str:
    """Cut a name in its middle: names that an analyst gives often differ in their ends."""
    if len(name) <= longest:
        return name
    end = longest // 2
    return f"{name[: longest - end].rstrip()}…{name[-end:].lstrip()}"


def _list_sizes(scene: Scene) -> list[Key]:
    noun = "report" if scene.measure == "reports" else "killed"
    most = int(scene.marks["amount"].max()) if len(scene.marks) else 0
    if most <= 1:
        return []
    title = f"size: number of reports, 1 to {most:,}" if noun == "report" else f"size: people killed, lowest told, 0 to {most:,}"
    keys = [Key(Style(title, "white", "o", "circle"), "white", 0.1, "reading", "reading")]
    for n in dict.fromkeys([1, max(1, round(most / 3)), most]):
        label = count_nouns(n, "report") if noun == "report" else f"{n:,} killed"
        keys.append(Key(Style(label, _GREY, "o", "circle"), _GREY, scale_mark(n, most, len(scene.marks)), "size", "size"))
    return keys
