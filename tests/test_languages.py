"""Languages: what is not English is marked and not read as if it were; nothing is guessed of what is short."""

from pathlib import Path

import pytest

from analystkit.language.models import ModelError
from analystkit.reading import languages
from analystkit.reading.articles import read_articles
from analystkit.reading.languages import tell_language

ENGLISH = "Two jets hit a depot near Homs, the army said. The ministry added that the number of the wounded may rise. " * 2
FRENCH = "Deux avions ont frappé lundi un dépôt près de Homs, tuant quinze personnes, a indiqué l'armée dans un communiqué. " * 2
ARABIC = "قصفت طائرتان حربيتان مستودعا قرب حمص يوم الاثنين مما أدى إلى مقتل خمسة عشر شخصا بحسب ما أعلن الجيش. " * 3
LIST = "Killed on Monday: Ahmad Hassan, 31, Douma; Omar Khalil, 12, Douma; Rami Saleh, 44, Harasta. Wounded: Sami Odeh, Arbin. " * 2


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        (FRENCH, "fr"),
        (ARABIC, "ar"),
        (FRENCH[:100], None),
        ("W" * 1000, None),
        ("1 2 " * 100, None),
    ],
)
def test_tell_language(text: str, language: str | None) -> None:
    assert tell_language(text) == language


def test_a_text_of_names_is_no_other_language() -> None:
    assert tell_language(LIST) in (None, "en")


def test_another_language_is_kept_marked_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "wire.csv"
    path.write_text(f"text\n{ENGLISH}\n{FRENCH}\nCalme.\n".replace(", ", " "), encoding="utf-8")
    table = read_articles(path)
    assert table["language"].astype(object).where(table["language"].notna(), None).tolist() == ["en", "fr", None]
    assert table["problem"].dropna().tolist() == ["not_english: it is written in another language (fr), and only English is read."]
    assert table["text"].notna().all()


def test_another_model_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "MODEL_SHA256", "0" * 64)
    languages._load_identifier.cache_clear()
    with pytest.raises(ModelError, match=r"has the SHA-256 \w{64}, not 0+; install it anew"):
        tell_language(FRENCH)
