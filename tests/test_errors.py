"""Errors: one line in a notebook for what a user can mend, the whole traceback for a fault of ours and in a script."""

import builtins
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator

import nbformat
import pytest
from nbclient import NotebookClient

import analystkit
from analystkit.errors import ArgumentError, OneLineError


def find_errors() -> Iterator[type[Exception]]:
    """Find the exception classes of every module."""
    for module in pkgutil.walk_packages(analystkit.__path__, "analystkit."):
        members = inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        yield from (value for _, value in members if issubclass(value, Exception) and value.__module__ == module.name)


def test_every_error_is_a_builtin_one_beside_its_own_name() -> None:
    errors = set(find_errors()) - {OneLineError}
    assert ArgumentError in errors
    plain = {base for base in vars(builtins).values() if isinstance(base, type)} - {object, BaseException, Exception}
    assert [error.__name__ for error in errors if plain.isdisjoint(error.__mro__)] == []


def test_the_line_names_the_class_and_holds_nothing_that_acts() -> None:
    assert ArgumentError("freq: 'x\x1b[31m'\n is \u202ewrong").as_line() == "ArgumentError: freq: 'x[31m' is wrong"


CELLS = {
    "setup": "import analystkit as ak, analystkit.display.displays, pandas",
    "argument": "ak.read_articles('none.csv')",
    "name": "ak.read_article('some.csv')",
    "fault": "analystkit.display.displays.identify_table = lambda frame: 1 / 0\nak.show_table(pandas.DataFrame())",
}


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """Run cells in a real kernel and give the traceback that each showed, line by line."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CELLS.values()])
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    tracebacks = ([line for output in cell.outputs for entry in output.traceback for line in entry.splitlines()] for cell in notebook.cells)
    return dict(zip(CELLS, tracebacks, strict=True))


def test_a_notebook_shows_what_a_user_can_mend_in_one_line(shown: dict[str, list[str]]) -> None:
    missing = "path: 'none.csv' does not exist; give a file or a folder on this machine, nothing is fetched"
    assert shown["argument"] == [f"MissingFileError: {missing}"]
    (unknown,) = shown["name"]
    assert unknown.startswith("UnknownNameError: analystkit has no 'read_article'; it has ")
    assert "read_articles" in unknown


def test_a_notebook_shows_a_fault_of_ours_with_its_whole_traceback(shown: dict[str, list[str]]) -> None:
    assert len(shown["fault"]) > 5
    assert any("identify_table" in line for line in shown["fault"])
    assert shown["fault"][-1].endswith("division by zero")


def test_a_script_shows_the_whole_traceback() -> None:
    code = "import analystkit as ak; ak.read_articles('none.csv')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 -- this very interpreter
    assert run.stderr.startswith("Traceback (most recent call last):")
    assert run.stderr.splitlines()[-1].startswith("analystkit.errors.MissingFileError: path: 'none.csv'")
