"""PDF: its text layer, with lines made paragraphs again."""

import io
from typing import Any

import pytest
from filekinds import make_pdf

from analystkit.reading.documents import parse_pdf
from analystkit.reading.messages import DocumentError


def read(*pages: list[str], title: str = "") -> Any:
    [part] = parse_pdf(io.BytesIO(make_pdf(*pages, title=title)))
    return part.fields


def test_lines_become_paragraphs_and_halves_words() -> None:
    lines = [
        "Depot hit near Homs",
        "Two jets hit a depot near the city of Homs on Tues-",
        "day, the well-known monitor said (it was al-",
        "Bab first).",
        "Rebels shelled Aleppo on Monday, the army said in a",
        "statement.",
    ]
    assert read(lines)["text"].split("\n") == [
        "Depot hit near Homs",
        "Two jets hit a depot near the city of Homs on Tuesday, the well-known monitor said (it was al-Bab first).",
        "Rebels shelled Aleppo on Monday, the army said in a statement.",
    ]


def test_running_heads_and_page_numbers_go_and_a_sentence_goes_on_over_the_page() -> None:
    bodies = [
        ["Two jets hit a", "depot near Homs", "and killed", "the guards, the", "army said, and"],
        ["the minister", "of defence said", "no more."],
    ]
    pages = [["Example Wire 5 February", *body, f"Page {number} of 2"] for number, body in enumerate(bodies, start=1)]
    assert (
        read(*pages)["text"]
        == "Two jets hit a depot near Homs and killed the guards, the army said, and the minister of defence said no more."
    )


@pytest.mark.parametrize(("title", "kept"), [("Depot hit", "Depot hit"), ("Microsoft Word - depot.docx", None), ("", None)])
def test_a_title_that_somebody_gave(title: str, kept: str | None) -> None:
    assert read(["Two jets hit a depot."], title=title)["title"] == kept


def test_a_scan_says_what_it_lacks_and_other_files_that_they_are_none() -> None:
    for data, code, match in ((make_pdf([], []), "empty", "no text layer"), (b"%PDF-1.4", "wrong_type", "cannot be opened")):
        with pytest.raises(DocumentError, match=match) as raised:
            list(parse_pdf(io.BytesIO(data)))
        assert raised.value.code == code
