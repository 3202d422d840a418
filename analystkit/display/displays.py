"""Displays: a table as a reader wants to see it in a notebook, few columns instead of forty."""

import html
from dataclasses import dataclass

import pandas as pd

from analystkit.display.cells import COLUMNS, OPTIONAL, Cell, say_value
from analystkit.display.figures import count_nouns
from analystkit.errors import ArgumentError
from analystkit.tables import TableError, check_table, identify_table, read_columns
from analystkit.writing.files import clean_text

ROWS_SHOWN = 20
OWN_COLUMNS_SHOWN = 5  # of the caller's, beside ours
NOUNS = {"articles": "article", "places": "mention", "reports": "report", "events": "event", "counts": "period"} | {
    "comparisons": "comparison",
    "left_out": "row",
    "corrections": "correction",
}
# JupyterLab takes a dollar sign or a backslash for mathematics, but not one that stands in an element of its own.
MATHEMATICS = str.maketrans({sign: f"<span>{sign}</span>" for sign in "$\\"})
# What keeps it, and other pages with MathJax, from looking for any
NO_MATHEMATICS = "tex2jax_ignore mathjax_ignore"
LEFT = "text-align:left;vertical-align:top;white-space:normal"
LONGEST_WORD = 24  # characters; a longer one, as an address, may be broken anywhere
# Colours are the page's own and what stands back is thinner in them, so that it can be read on light and on dark.
MINOR = "opacity:.75;font-size:90%"


@dataclass(frozen=True, slots=True)
class TableView:
    """A table to be looked at: in a notebook it is HTML, elsewhere text."""

    table: str
    headers: list[str]
    cells: list[list[Cell]]
    index: list[str]
    n_rows: int
    n_columns: int

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="{LEFT}">{escape(header)}</th>' for header in ["", *self.headers])
        body = "".join(
            f'<tr><th style="{LEFT}">{escape(label)}</th>{"".join(map(_write_cell, cells))}</tr>'
            for label, cells in zip(self.index, self.cells, strict=True)
        )
        return (
            f'<div class="{NO_MATHEMATICS}"><table border="1" class="dataframe"><thead><tr>{head}</tr></thead>'
            f'<tbody>{body}</tbody></table><p style="{MINOR}">{escape(self._describe_size())}</p></div>'
        )

    def __repr__(self) -> str:
        words = [[" ".join(filter(None, (cell.words, cell.minor and f"({cell.minor})"))) for cell in cells] for cells in self.cells]
        frame = pd.DataFrame(words, columns=self.headers, index=self.index)
        return f"{frame.to_string(max_colwidth=50) if len(frame) else ', '.join(self.headers)}\n\n{self._describe_size()}"

    def _describe_size(self) -> str:
        """Say how much of the table is shown, and how to see the rest."""
        shown, all_rows = len(self.cells), count_nouns(self.n_rows, NOUNS[self.table])
        rows = f"{shown:,} of {all_rows}; ak.show_table({self.table}, rows=None) shows all" if shown < self.n_rows else all_rows
        one = f", {self.table}.iloc[0] shows all of one row" if self.n_rows else ""
        return f"{rows}. Each has {self.n_columns} columns: list({self.table}) names them{one}."


def show_table(table: pd.DataFrame, *, rows: int | None = ROWS_SHOWN) -> TableView:
    """Show a table with the columns a reader wants, as a notebook shows it by itself.

    One row shown is one row of the table. Dates are as precise as they are known, coordinates as `uncertainty_km`
    allows; the first columns of the caller's own come last. Nothing is changed in the table.

    Parameters
    ----------
    table
        One of our tables, filtered, sorted and with columns of the caller's own as may be.
    rows
        How many rows to show, from the first; None shows all.

    Raises
    ------
    TableError
        `table` is none of our tables.
    ArgumentError
        `rows` is no number of rows.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> lost = {"stage": "read", "file": "wire.csv", "row": 3, "reason_code": "empty", "reason": "there is no text"}
    >>> show_table(build_table([lost], "left_out"))
      Stage   Code            Reason            What
    0  read  empty  there is no text  wire.csv row 3
    <BLANKLINE>
    1 row. Each has 8 columns: list(left_out) names them, left_out.iloc[0] shows all of one row.
    """
    name = identify_table(table) if isinstance(table, pd.DataFrame) else None
    if name is None:
        raise TableError(f"table: it is none of {', '.join(read_columns())}, or lacks columns of it; give what analystkit returned")
    if rows is not None and (isinstance(rows, bool) or not isinstance(rows, int) or rows < 0):
        raise ArgumentError(f"rows: {rows!r} is no number of rows; give 50, or None for all")
    shown = table if rows is None else table.head(rows)
    check_table(shown, name, "table")
    return _view_rows(table, shown, name)


def render_frame(frame: pd.DataFrame) -> str | None:
    """Render a frame for a notebook: one of our tables as `show_table` does, any other as pandas and GeoPandas do."""
    try:
        return show_table(frame)._repr_html_()
    except TableError:  # none of ours, or no longer: a date made text, a row taken twice
        own: str | None = frame._repr_html_()  # type: ignore[operator]  # the stubs do not know it
        return own


def _view_rows(table: pd.DataFrame, shown: pd.DataFrame, name: str) -> TableView:
    columns = {header: cell for header, cell in COLUMNS[name].items() if not _is_unused(shown, OPTIONAL.get(header))}
    own = [column for column in table.columns if column not in read_columns()[name]][:OWN_COLUMNS_SHOWN]
    records = [dict(zip(shown.columns, values, strict=True)) for values in shown.itertuples(index=False, name=None)]
    cells = [[describe(row) for describe in columns.values()] + [Cell(say_value(row[column])) for column in own] for row in records]
    index = [say_value(label) for label in shown.index]
    return TableView(name, [*columns, *map(str, own)], cells, index, len(table), len(table.columns))


def _is_unused(shown: pd.DataFrame, column: str | None) -> bool:
    return column is not None and bool(shown[column].isna().all())


# ---------------------------------------------------------------- HTML


def escape(text: str) -> str:
    """Make text safe for HTML in a notebook: no tag, no entity, no mathematics, nothing invisible that acts.

    >>> escape("<b>5$")
    '&lt;b&gt;5<span>$</span>'
    """
    return html.escape(clean_words(text)).translate(MATHEMATICS)


def clean_words(text: str) -> str:
    r"""Clean a piece of a text as `clean_text` does, but for a blank at its ends, which parts it from its neighbours.

    >>> clean_words(" on\n\x07Monday")
    ' on Monday'
    """
    return clean_text(f"|{text}|")[1:-1]


def _write_cell(cell: Cell) -> str:
    minor = f'<br><span style="{MINOR}">{escape(cell.minor)}</span>' if cell.minor else ""
    wrap = ";overflow-wrap:anywhere" if any(len(word) > LONGEST_WORD for part in cell for word in part.split()) else ""
    return f'<td style="{LEFT}{wrap}">{escape(cell.words)}{minor}</td>'
