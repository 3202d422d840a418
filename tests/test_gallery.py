"""The gallery: its page is what docs/gallery.py writes, its pictures are there and light, and its code draws each of them."""

import runpy
from pathlib import Path

import pytest
from PIL import Image

DOCS = Path(__file__).parent.parent / "docs"
MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def gallery() -> dict[str, object]:
    return runpy.run_path(str(DOCS / "gallery.py"))


def test_the_page_is_up_to_date(gallery: dict[str, object]) -> None:
    page = gallery["build_page"]()  # type: ignore[operator]
    assert (DOCS / "gallery.md").read_text(encoding="utf-8") == page, "docs/gallery.py has changed: make gallery"


def test_every_figure_has_a_light_picture_and_every_picture_a_figure(gallery: dict[str, object]) -> None:
    pictures = list((DOCS / "gallery").iterdir())
    assert {path.name for path in pictures} == {figure.file for figure in gallery["FIGURES"]}  # type: ignore[attr-defined]
    assert sum(path.stat().st_size for path in pictures) < MOST_BYTES
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.mode == "P"
            assert picture.width <= 1400


def test_the_code_of_a_figure_is_a_few_lines_that_name_its_file(gallery: dict[str, object]) -> None:
    for figure in gallery["FIGURES"]:  # type: ignore[attr-defined]
        compile(figure.code, figure.file, "exec")
        assert len(list(filter(None, figure.code.splitlines()))) <= 3
        assert figure.file in figure.code or figure.file == "deck.png"
