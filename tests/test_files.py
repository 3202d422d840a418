"""Files: text that is written acts in no spreadsheet and no terminal, and a file is there whole or not at all."""

import os
from pathlib import Path

import pytest

from analystkit.tables import build_table
from analystkit.writing.files import WriteError, guard_formula, replace_controls, replace_file, replace_files
from analystkit.writing.formats import write_table


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1", "＝1+1", "＋1",
        "－1", "＠A", "﹦1", '"=1+1"', "'=1+1", "“=1+1”", "\ufffd=1",
    ],
)  # fmt: skip
def test_formulas_are_guarded_and_the_guard_can_be_undone(text: str) -> None:
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "1+1", "a=b", "'Ain al-Arab", '"Two jets"', "– said", "3-5 killed", "‘no’"])
def test_other_text_is_left(text: str) -> None:
    assert guard_formula(text) == text


def test_control_characters_are_replaced_one_for_one() -> None:
    assert replace_controls("a\x00b\x1b[31m\x9bc\ud83d\td\uffff\n") == "a\ufffdb\ufffd[31m\ufffdc\ufffd\td\ufffd\n"


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("old")

    def fail() -> None:
        with replace_file(path) as temporary:
            temporary.write_text("half")
            assert path.read_text() == "old"
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        fail()
    assert {found.name: found.read_text() for found in tmp_path.iterdir()} == {"events.csv": "old"}


def test_files_appear_together_the_page_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (moved.append(self.name), replace(self, target))[1])
    (tmp_path / "notes.txt").write_text("the analyst's own")
    with replace_files(tmp_path, last="index.html") as folder:
        for name in ("index.html", "map.png", "zones.csv"):
            (folder / name).write_text(name)
        assert not (tmp_path / "index.html").exists()
    assert moved == ["map.png", "zones.csv", "index.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "map.png", "notes.txt", "zones.csv"]


def test_a_written_file_can_be_read_by_whoever_may_read_its_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    path = write_table(build_table([], "counts"), tmp_path / "counts.csv")
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "shared" / "counts.csv"
    target.parent.mkdir()
    (tmp_path / "counts.csv").symlink_to(target)
    write_table(build_table([], "counts"), tmp_path / "counts.csv")
    assert (tmp_path / "counts.csv").is_symlink()
    assert target.read_text().startswith("period_start,")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot be written to"):
        write_table(build_table([], "counts"), tmp_path / "file" / "counts.csv")
    (tmp_path / "counts.csv").mkdir()
    with pytest.raises(WriteError, match="is a folder"):
        write_table(build_table([], "counts"), tmp_path / "counts.csv")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere; run the tests as another user")
def test_a_folder_of_others_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WriteError, match="Permission denied"):
        write_table(build_table([], "counts"), tmp_path / "counts.csv")
