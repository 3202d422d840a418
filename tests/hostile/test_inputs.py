"""Hostile inputs: each is read, or said why not, by file and row; none stops the others, brings in what it should not, or takes long."""

import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import make
import pandas as pd
import pytest

from analystkit.reading import sandboxes
from analystkit.reading.articles import read_articles
from analystkit.reports.reports import extract
from analystkit.tables import build_table, check_table

DEEP = "folders_1500_deep"  # nothing in Python can remove it: it gets a folder of its own, and rm
HURRIED = 2  # seconds that one document may take here
ONE_WORD = ("one_letter", "capitals", "digits", "marks", "blanks", "line_ends", "full_stops")  # patterns that are not many words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that comes twice in an archive, as it has to
        for name in make.INPUTS.keys() - {DEEP}:
            make.write_input(name, folder)
    return folder


@pytest.fixture(scope="module")
def table(folder: Path) -> Iterator[pd.DataFrame]:
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for kind, limits in sandboxes.LIMITS.items():
            patch.setitem(sandboxes.LIMITS, kind, limits._replace(seconds=HURRIED))
        yield read_articles(folder, date_order="dmy")
    shutil.rmtree(folder)


def list_codes(rows: pd.DataFrame) -> list[str | None]:
    """Take the reason codes; an article that stands in another input too is read, there."""
    codes = [None if pd.isna(problem) else problem.split(":")[0] for problem in rows["problem"]]
    return [None if code == "duplicate" else code for code in codes]


@pytest.mark.parametrize("name", sorted(make.INPUTS.keys() - {DEEP}))
def test_an_input_becomes_what_it_has_to(name: str, folder: Path, table: pd.DataFrame) -> None:
    file = str(folder / name)
    rows = table[(table["file"] == file) | table["file"].str.startswith((f"{file}/", f"{file}\\"))]
    expected = list(make.INPUTS[name].codes)
    assert make.ANY in expected or list_codes(rows) == [None if code == "duplicate" else code for code in expected]
    assert len(rows) > 0 or expected == []
    assert rows.loc[rows["problem"].notna(), "problem"].str.fullmatch(r"(?s)\w+: .+\.").all()
    assert (rows["text"].notna() | rows["problem"].notna()).all()


def test_nothing_is_lost_and_no_row_is_of_no_input(folder: Path, table: pd.DataFrame) -> None:
    check_table(table, "articles", "table")
    names = {Path(file).relative_to(folder).parts[0] for file in table["file"]}
    silent = {name for name, item in make.INPUTS.items() if not item.codes}
    assert {name for name in make.INPUTS.keys() - names - silent - {DEEP} if "no_encoding" not in name} == set()
    assert {name for name in names - make.INPUTS.keys() if "no_encoding" not in name} == set()


@pytest.mark.parametrize("name", sorted(make.TEXTS))
def test_a_text_is_kept_letter_for_letter(name: str, folder: Path, table: pd.DataFrame) -> None:
    rows = table[table["file"] == str(folder / f"text_{name}.csv")]
    assert rows["text"].tolist()[1] == f"{make.TEXT} {make.TEXTS[name]}"


def test_no_file_that_nobody_gave_comes_in(table: pd.DataFrame) -> None:
    assert not table["text"].str.contains(make.SECRET, regex=False, na=False).any()
    assert not table["text"].str.contains("root:x:", regex=False, na=False).any()
    assert not table["url"].str.startswith("javascript", na=False).any()
    scripted = table[table["file"].str.contains("scripts")]
    assert not scripted["text"].str.contains("alert|onclick|evil", na=False).any()


@pytest.mark.skipif(DEEP not in make.INPUTS, reason="folders so deep are made on POSIX alone")
def test_folders_1500_deep(tmp_path: Path) -> None:
    try:
        make.write_input(DEEP, tmp_path)
        assert read_articles(tmp_path)["text"].tolist() == [f"{make.TEXT} Deep down."]
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / DEEP)], check=True)  # noqa: S603, S607 -- our own folder


def test_extraction_reads_what_was_read() -> None:
    patterns = {name: text if name in ONE_WORD else text[:700] for name, text in make.PATTERNS.items()}
    texts = [f"{make.TEXT} {text}" for text in [*patterns.values(), *make.TEXTS.values(), "W" * 1_000_000]]
    rows = [{"article_id": f"a{n}", "published_basis": "unknown", "text": text, "file": "f", "row": n} for n, text in enumerate(texts)]
    places, reports, left_out = extract(build_table(rows, "articles"))
    assert left_out["reason"].tolist() == []
    assert len(set(reports["article_id"])) > 0.9 * len(texts)
    for row in reports.to_dict("records"):
        assert texts[int(row["article_id"][1:])][row["quote_start"] : row["quote_end"]] == row["quote"]
    for row in places.to_dict("records"):  # in a text in capitals a mention is not
        assert texts[int(row["article_id"][1:])][row["start"] : row["end"]].casefold() == row["mention"].casefold()
