"""The notebooks run from top to bottom, on the sample and on an empty input, and are committed without outputs."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path):
    cells = nbformat.read(path, as_version=4).cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    assert [cell.metadata.get("tags") for cell in cells].count(["parameters"]) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("empty", [False, True], ids=["sample", "empty"])
def test_a_notebook_runs(path: Path, empty: bool, tmp_path: Path):
    notebook = nbformat.read(path, as_version=4)
    parameters = next(n for n, cell in enumerate(notebook.cells) if cell.metadata.get("tags") == ["parameters"])
    values = f"OUT = {str(tmp_path / 'out')!r}"
    if empty:
        (tmp_path / "none.csv").write_text("title,text\n", encoding="utf-8")
        values += f"\nARTICLES = {str(tmp_path / 'none.csv')!r}"
    notebook.cells.insert(parameters + 1, nbformat.v4.new_code_cell(values))
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    assert not [cell for cell in notebook.cells if any(output.output_type == "error" for output in cell.get("outputs", ()))]
    assert (tmp_path / "out" / "map.html").stat().st_size > 1_000_000
