"""Charts: events per period, interactive for the browser and static for print."""

from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from analystkit.display.captions import caption_counts
from analystkit.display.figures import Words, write_figure_html, write_figure_image
from analystkit.display.panels import Chart, Look, prepare_chart, select_counts
from analystkit.display.printcharts import draw_chart
from analystkit.display.webcharts import plot_chart


def plot_counts(
    counts: pd.DataFrame,
    *,
    measure: str = "events",
    rolling: int | None = None,
    cumulative: bool = False,
    title: str | None = None,
    credit: str | None = None,
    note: str | None = None,
) -> go.Figure:
    """Draw counts per period as an interactive figure.

    Solid bars are reported events, hollow ones on top of them alleged events; a whisker reaches to what they may be at most. What was
    not collected is shaded, what was collected in part hatched. Groups are small multiples, those with most first, on the same axes
    from zero. The number of articles published stands beside; nothing is divided by it.

    Parameters
    ----------
    counts
        What `count_events` returned.
    measure
        What bars show: events; killed, the sum of the least numbers told, beside the events with at least one killed; or strikes,
        the sum of the strikes told, beside the events. A strike is no event.
    rolling
        Draw the mean of so many periods that end with each, where all of them were collected whole.
    cumulative
        Let each bar be the sum up to its period, from the first that is not recalled only.
    title
        The headline of the figure; without one it says what is counted.
    credit
        Whose data this rests on, as they ask to be named.
    note
        A sentence of the caller's own for the caption.

    Raises
    ------
    TableError
        `counts` is no counts table.
    ArgumentError
        `measure` or `rolling` is not one of those, or a mean of running sums is asked for.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> plot_counts(build_table([], "counts")).layout.yaxis.title.text
    'events'
    """
    return plot_chart(*_prepare(counts, Look(measure, rolling, cumulative), title, credit, note))


def draw_counts(
    counts: pd.DataFrame,
    *,
    measure: str = "events",
    rolling: int | None = None,
    cumulative: bool = False,
    title: str | None = None,
    credit: str | None = None,
    note: str | None = None,
) -> Figure:
    """Draw counts per period as a static figure for print; arguments, errors and reading are those of `plot_counts`.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> len(draw_counts(build_table([], "counts")).axes)
    2
    """
    return draw_chart(*_prepare(counts, Look(measure, rolling, cumulative), title, credit, note))


def write_frequency(
    counts: pd.DataFrame,
    path: str | Path,
    *,
    measure: str = "events",
    rolling: int | None = None,
    cumulative: bool = False,
    title: str | None = None,
    credit: str | None = None,
    note: str | None = None,
) -> Path:
    """Write counts per period to a file: .html interactive, .png, .svg or .pdf static; give its path.

    The other arguments are those of `plot_counts`. The same counts give the same bytes.

    Raises
    ------
    ValueError
        `path` has another suffix, or an argument is one that `plot_counts` refuses.
    TableError
        `counts` is no counts table.

    Examples
    --------
    >>> import tempfile
    >>> from analystkit.tables import build_table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_frequency(build_table([], "counts"), f"{folder}/frequency.svg").name
    'frequency.svg'
    """
    chart, words = _prepare(counts, Look(measure, rolling, cumulative), title, credit, note)
    if Path(path).suffix.lower() == ".html":
        return write_figure_html(plot_chart(chart, words), path, title=words.title)
    return write_figure_image(draw_chart(chart, words), path)


def _prepare(counts: pd.DataFrame, look: Look, title: str | None, credit: str | None, note: str | None) -> tuple[Chart, Words]:
    selection = select_counts(counts, look)
    chart = prepare_chart(selection, counts.attrs.get("by"), look)
    remarks = [text for text in (note, credit) if text]
    return chart, caption_counts(counts, selection, chart, look, title=title, remarks=remarks)
