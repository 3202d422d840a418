"""Uses: what the noun behind a name says of it."""

import csv
from importlib.resources import files

import pytest

from analystkit.geography.uses import find_head, load_heads


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Paris Street was closed", "street"),
        ("Paris High School won", "body"),
        ("Paris police said", "people"),
        ("Paris's Fire Department", "public"),
        ("Paris woman hurt", "people"),
        ("Paris Blue woman", None),
        ("Paris was quiet", None),
        ("Paris", None),
    ],
)
def test_the_noun_behind_a_name(text: str, says: str | None) -> None:
    assert find_head(text, len("Paris")) == says


def test_every_noun_says_one_thing_and_has_its_source() -> None:
    with files("analystkit.data").joinpath("heads.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["says"] for row in rows} == {"street", "body", "public", "people"}
    assert len(load_heads()) == len(rows)
    assert all(row["source"] for row in rows)
