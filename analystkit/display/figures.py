"""Figures: the words, the page and the picture that every chart and map shares."""

import csv
import hashlib
import html
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure
from plotly.io import renderers, to_html, to_json
from plotly.offline import get_plotlyjs

from analystkit.writing.files import FormatError, clean_text, replace_file
from analystkit.writing.typesetting import wrap_text

# ---------------------------------------------------------------- words

MONTHS = (  # strftime would take them from the machine's language
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def describe_date(date_start: Any, date_end: Any, date_precision: str, date_text: str | None) -> str:
    """Say a date as precisely as it is known, and no more precisely.

    Parameters
    ----------
    date_start, date_end, date_precision, date_text
        The fields of that name of a report or an event.

    Examples
    --------
    >>> day = pd.Timestamp("2018-09-17")
    >>> describe_date(day, day, "day", None)
    '17 September 2018'
    >>> describe_date(day, day + pd.Timedelta(days=1), "days", "overnight")
    '17–18 September 2018'
    >>> describe_date(pd.Timestamp("2018-09-01"), pd.Timestamp("2018-09-30"), "month", None)
    'September 2018'
    >>> describe_date(None, None, "month", "in September")
    'in September (year not known)'
    """
    if pd.isna(date_start) or pd.isna(date_end):
        words = "" if pd.isna(date_text) else clean_text(str(date_text))
        if not words:
            return "not dated"
        return f"{words} ({'year' if date_precision == 'month' else 'date'} not known)"
    start, end = pd.Timestamp(date_start), pd.Timestamp(date_end)
    whole_months = start.day == 1 and end.is_month_end
    if whole_months and start.month == 1 and end.month == 12:
        return _join_span(f"{start.year}", f"{end.year}", "–")
    if whole_months:
        first, last = MONTHS[start.month - 1], f"{MONTHS[end.month - 1]} {end.year}"
        if start.year == end.year:
            return last if start.month == end.month else f"{first}–{last}"
        return f"{first} {start.year} – {last}"
    last = f"{end.day} {MONTHS[end.month - 1]} {end.year}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {MONTHS[start.month - 1]}{year} – {last}"


def _join_span(first: str, last: str, dash: str) -> str:
    return first if first == last else f"{first}{dash}{last}"


def describe_toll(row: Any) -> str:
    """Say how many were killed and injured as far as it is told.

    Parameters
    ----------
    row
        A report or an event: anything with the fields killed_low, killed_high, injured_low and injured_high.

    Examples
    --------
    >>> describe_toll({"killed_low": 15, "killed_high": 15, "injured_low": 3, "injured_high": None})
    '15 killed, at least 3 injured'
    """
    fields = row if isinstance(row, Mapping | pd.Series) else row._asdict()
    parts = [_describe_number(fields[f"{harm}_low"], fields[f"{harm}_high"], harm) for harm in ("killed", "injured")]
    return ", ".join(filter(None, parts)) or "toll not told"


def _describe_number(low: Any, high: Any, harm: str) -> str:
    least, most = (None if pd.isna(number) else int(number) for number in (low, high))
    if most is None:
        return f"at least {least:,} {harm}" if least else ""
    if least is None:
        return f"up to {most:,} {harm}"
    return f"{_join_span(f'{least:,}', f'{most:,}', '–')} {harm}" if most else f"nobody {harm}"


def say_alleged(n: int) -> str:
    """Say how many of some events are alleged.

    >>> say_alleged(0), say_alleged(1200)
    ('none of them alleged', '1,200 of them alleged')
    """
    return f"{f'{n:,}' if n else 'none'} of them alleged"


def iterate_rows(table: pd.DataFrame) -> Iterator[Any]:
    """Give rows as named tuples, without the stubs' union of all that a cell can hold."""
    yield from table.itertuples()


def count_nouns(n: int, noun: str) -> str:
    """Say how many there are of something.

    >>> count_nouns(1, "report"), count_nouns(1200, "report")
    ('1 report', '1,200 reports')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def describe_corrected(n: int, noun: str) -> list[str]:
    """Say how many rows a person has corrected, as a sentence for a caption; of none, nothing.

    >>> describe_corrected(1, "event")
    ['Corrected by hand: 1 event.']
    """
    return [f"Corrected by hand: {count_nouns(n, noun)}."] if n else []


@cache
def _read_labels() -> dict[str, str]:
    with files("analystkit.data").joinpath("event_types.csv").open(encoding="utf-8") as lines:
        return {row["event_type"]: row["label"] for row in csv.DictReader(lines)}


def name_type(event_type: str) -> str:
    """Name an event type as a reader would: by its label in event_types.csv, else by its own words.

    >>> name_type("air_strike"), name_type("cyber_attack")
    ('Air strike', 'Cyber attack')
    """
    words = clean_text(event_type.replace("_", " "))
    return _read_labels().get(event_type, words[:1].upper() + words[1:])


def escape_text(text: str | None, width: int | None = None) -> str:
    """Make a text safe for plotly, which reads tags and entities: cleaned, broken into lines of `width` characters, escaped.

    >>> escape_text("<b>Raid</b> & more")
    '&lt;b&gt;Raid&lt;/b&gt; &amp; more'
    >>> escape_text("one two three", width=8)
    'one two<br>three'
    """
    if text is None or pd.isna(text):
        return ""
    cleaned = clean_text(str(text))
    lines = textwrap.wrap(cleaned, width) if width else [cleaned]
    # two dollar signs are a formula to plotly where the page, as a notebook does, has MathJax
    return "<br>".join(html.escape(line, quote=False).replace("$", "&#36;") for line in lines)


# ---------------------------------------------------------------- pages and pictures

_CONFIG = {
    "displaylogo": False,
    "responsive": True,
    "showSendToCloud": False,
    "modeBarButtonsToRemove": ["sendChartToCloud", "select2d", "lasso2d"],
}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
)
IMAGE_SUFFIXES = (".png", ".svg", ".pdf")
_PAGE_WIDTH = 10.0  # inches
_LINE = 1.35  # line height over font size
INK, MUTED = "#1a1a1a", "#5a5a5a"


class OfflineFigure(go.Figure):  # type: ignore[misc]  # plotly gives no types
    """A plotly figure that asks no network and offers no cloud where a notebook shows it."""

    def show(self, *args: Any, **kwargs: Any) -> Any:
        """Show the figure by plotly's renderer; arguments are those of `plotly.io.show`."""
        return super().show(*args, **{"config": _CONFIG, **kwargs})

    def _ipython_display_(self) -> None:
        if renderers.render_on_display and renderers.default:
            self.show()
        else:
            super()._ipython_display_()

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        return super()._repr_mimebundle_(*args, **{"config": _CONFIG, **kwargs})


def print_style() -> AbstractContextManager[None]:
    """Give the context in which static figures are drawn and written, whatever style the caller has set."""
    return mpl.rc_context(
        {
            "font.family": "DejaVu Sans",
            "font.size": 9,
            "text.parse_math": False,  # a stray $ in a headline is no formula
            "svg.hashsalt": "analystkit",  # else its ids differ each time
            "pdf.fonttype": 42,
        }
    )


def plotly_script() -> str:
    """Give plotly.js as a script element, once for all figures of a page."""
    return f"<script>{get_plotlyjs()}</script>"


def embed_figure(figure: go.Figure, **config: Any) -> str:
    """Give a figure as a div element for a page that holds `plotly_script()` before it; nothing in it asks the network.

    `config` is more of plotly's configuration.
    """
    name = hashlib.blake2b(to_json(figure).encode("utf-8"), digest_size=8).hexdigest()
    return str(
        to_html(figure, config=_CONFIG | config, full_html=False, include_plotlyjs=False, include_mathjax=False, div_id=f"figure-{name}")
    )


def write_figure_html(figure: go.Figure, path: str | Path, *, title: str) -> Path:
    """Write a figure as one HTML file that opens from disk without a network.

    Parameters
    ----------
    figure
        The figure; every text in it went through `escape_text`.
    path
        The file to write; an existing one is replaced.
    title
        The title of the page, as it stands in the browser's tab.

    Raises
    ------
    WriteError
        The file cannot be written.
    """
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{html.escape(clean_text(title))}</title>\n{plotly_script()}\n</head>\n"
        f'<body style="margin:0">\n{embed_figure(figure)}\n</body>\n</html>\n'
    )
    with replace_file(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return Path(path)


def write_figure_image(figure: Figure, path: str | Path) -> Path:
    """Write a static figure as .png, .svg or .pdf for print; the same figure gives the same bytes.

    Raises
    ------
    ValueError
        The suffix of `path` is another one.
    WriteError
        The file cannot be written.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in IMAGE_SUFFIXES:
        raise FormatError(f"path: {target.name!r} should end in .html, {', '.join(IMAGE_SUFFIXES[:-1])} or {IMAGE_SUFFIXES[-1]}")
    # the day of writing would make two files of the same figure differ
    undated: dict[str, dict[str, str | None]] = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    with replace_file(target) as temporary, print_style():
        drawn = BytesIO()  # a PDF that cannot be written to the end is closed with another error than the disk's
        figure.savefig(drawn, format=suffix[1:], dpi=200, metadata=undated[suffix])
        temporary.write_bytes(drawn.getbuffer())
    return target


class Words(NamedTuple):
    """What stands around a figure."""

    title: str
    subtitle: str
    caption: list[str]


def frame_picture(words: Words, height: float) -> tuple[Figure, tuple[float, float, float, float]]:
    """Make a static page with its title above and its caption below; give it and the rectangle left to draw in.

    The page grows with its words, so that a long title takes nothing from the drawing, `height` inches high.
    """
    width = 72 * _PAGE_WIDTH * 0.94
    blocks = [(words.title, 14, True), (words.subtitle, 9.5, False)]
    lines = [(wrap_text(clean_text(text), width, size, bold=bold), size) for text, size, bold in blocks]
    caption = [line for paragraph in words.caption for line in wrap_text(clean_text(paragraph), width, 8)]
    above = 0.3 + sum(len(wrapped) * size * _LINE for wrapped, size in lines) / 72
    below = 0.3 + len(caption) * 8 * _LINE / 72
    total = above + height + below
    figure = Figure(figsize=(_PAGE_WIDTH, total), facecolor="white")
    top = total - 0.18
    for (wrapped, size), weight in zip(lines, ("bold", "normal"), strict=True):
        figure.text(0.03, top / total, "\n".join(wrapped), size=size, weight=weight, color=INK, va="top", linespacing=_LINE)
        top -= len(wrapped) * size * _LINE / 72
    figure.text(0.03, 0.12 / total, "\n".join(caption), size=8, color=MUTED, va="bottom", linespacing=_LINE)
    return figure, (0.03, below / total, 0.94, height / total)


def frame_figure(figure: go.Figure, words: Words, height: int, *, head_room: int = 0, axis_room: int = 0) -> OfflineFigure:
    """Put title and caption around an interactive figure and give it.

    Its drawing is `height` pixels high; `head_room` and `axis_room` keep so many free above and below it.
    """
    title, subtitle = escape_text(words.title, 88), escape_text(words.subtitle, 145)
    caption = "<br>".join(escape_text(paragraph, 175) for paragraph in words.caption)
    n_title, n_subtitle, n_caption = (text.count("<br>") + 1 for text in (title, subtitle, caption))
    above, below = 40 + head_room + 26 * n_title + 18 * n_subtitle, 24 + 16 * n_caption + axis_room
    common = {"xref": "paper", "x": 0, "xshift": -46, "xanchor": "left", "showarrow": False, "align": "left"}
    for text, size, colour, y, anchor, shift in (
        (f"<b>{title}</b>", 20, INK, 1, "bottom", 20 + head_room + 18 * n_subtitle),
        (subtitle, 13, INK, 1, "bottom", 14 + head_room),
        (caption, 12, MUTED, 0, "top", -8 - axis_room),
    ):
        figure.add_annotation(text=text, font={"size": size, "color": colour}, yref="paper", y=y, yanchor=anchor, yshift=shift, **common)
    figure.update_layout(
        height=height + above + below,
        margin={"l": 56, "r": 16, "t": above, "b": below},
        font={"family": "Helvetica, Arial, sans-serif", "color": INK},
        template="plotly_white",
        paper_bgcolor="white",
    )
    return OfflineFigure(figure)
