"""Write columns.md, what the columns of each table mean, from columns.csv: `.venv/bin/python docs/columns.py`."""

from pathlib import Path

from analystkit.tables import Column, read_columns

TARGET = Path(__file__).with_suffix(".md")
ROWS = {
    "articles": "one article, read or not",
    "places": "one mention of a place in an article, resolved or not",
    "reports": "one article's account of one event; **not to be counted**",
    "events": "one occurrence, however many articles report it",
    "counts": "one period, or one period and group; empty ones are there",
    "comparisons": "two periods compared",
    "left_out": "one thing that was not read, extracted, linked, counted or mapped",
    "corrections": "one change that a person asks for",
}
TYPES = {"str": "text", "Int64": "whole number", "float": "number", "bool": "yes or no", "date": "day", "geometry": "point"}


def build_page() -> str:
    """Build the page, one section a table and one line a column, in the order of the file."""
    lines = [
        "# What the columns mean",
        "",
        "Made from [columns.csv](../analystkit/data/columns.csv) by `docs/columns.py`; change that file, not this one.",
        "",
        "In CSV files a point is two columns, latitude and longitude, and what is missing is empty.",
        "Text is pandas' `str`, a whole number `Int64`, a number `float64`, a day `datetime64` without a time zone, a point EPSG:4326.",
    ]
    for table, columns in read_columns().items():
        lines += [
            "",
            f"## {table}",
            "",
            f"One row is {ROWS[table]}.",
            "",
            "| column | type | may be missing | meaning |",
            "| --- | --- | --- | --- |",
        ]
        lines += [write_line(column) for column in columns.values()]
    return "\n".join(lines) + "\n"


def write_line(column: Column) -> str:
    """Write a column's line of its table; the values it may have stand behind what it means."""
    kind = f"{TYPES[column.dtype]}, {column.unit}" if column.unit and column.unit not in ("day", "degree") else TYPES[column.dtype]
    allowed = f" One of {', '.join(f'`{value}`' for value in column.allowed)}." if column.allowed else ""
    meaning = f"{column.meaning}{allowed}".replace("|", "\\|").replace("<", "&lt;")
    return f"| `{column.name}` | {kind} | {'yes' if column.nullable else ''} | {meaning} |"


if __name__ == "__main__":
    TARGET.write_text(build_page(), encoding="utf-8")
