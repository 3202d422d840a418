"""The pages in docs that are made from the package's data."""

import runpy
from pathlib import Path

from analystkit.tables import read_columns

DOCS = Path(__file__).parent.parent / "docs"


def test_the_page_of_columns_is_up_to_date() -> None:
    page = runpy.run_path(str(DOCS / "columns.py"))["build_page"]()
    assert (DOCS / "columns.md").read_text(encoding="utf-8") == page, "columns.csv has changed: .venv/bin/python docs/columns.py"


def test_the_page_of_columns_has_every_table_and_column() -> None:
    page = (DOCS / "columns.md").read_text(encoding="utf-8")
    for table, columns in read_columns().items():
        section = page.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == list(columns)
