"""Uses: what the noun behind a name says of it."""

import csv
from importlib.resources import files

import pytest

from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.geography.places import weigh_names
from analystkit.geography.senses import find_context
from analystkit.geography.uses import find_head, load_heads
from analystkit.language.sentences import parse_sentences


def describe(text: str, name: str) -> dict[str, float]:
    gazetteer = load_gazetteer()
    doc = next(iter(parse_sentences([text])))
    found = {mention.mention: mention.features for mention, _ in weigh_names(doc, find_context(text, gazetteer), gazetteer)}
    return found[name] or {}


@pytest.mark.parametrize(
    ("text", "name", "bare"),
    [
        ("Police of Monongalia closed the road.", "Monongalia", 1.0),
        ("Police of Monongalia County closed the road.", "Monongalia County", 0.0),
        ("Voters in Monongalia and Pocahontas counties went to the polls.", "Monongalia", 0.0),
        ("Police of Bani Hushaysh in Yemen closed the road.", "Bani Hushaysh", 0.0),
    ],
)
def test_a_county_without_its_kind_is_bare(text: str, name: str, bare: float) -> None:
    features = describe(text, name)
    assert (features["bare_district"], features["is_district"]) == (bare, 1.0)


@pytest.mark.parametrize(
    ("text", "name", "party"),
    [
        ("Sen. Ann Poole, D-Ashland, voted no.", "Ashland", 1.0),
        ("Sen. Ann Poole of Ashland voted no.", "Ashland", 0.0),
        ("The CD-Ashland label was sold.", "Ashland", 0.0),
    ],
)
def test_the_letter_of_a_party_stands_before_a_place(text: str, name: str, party: float) -> None:
    assert describe(text, name)["party"] == party


@pytest.mark.parametrize(
    ("text", "name", "named_after"),
    [
        ("The cruiser Moskva went down off Odesa.", "Moskva", 1.0),
        ("Shakhtar Donetsk won at home.", "Donetsk", 1.0),
        ("The army left Donetsk at night.", "Donetsk", 0.0),
    ],
)
def test_ships_and_clubs_are_named_after_places(text: str, name: str, named_after: float) -> None:
    assert describe(text, name)["named_after"] == named_after


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Paris Street was closed", "street"),
        ("Paris High School won", "body"),
        ("Paris police said", "people"),
        ("Paris's Fire Department", "public"),
        ("Paris woman hurt", "people"),
        ("Paris Blue woman", None),
        ("Paris Independent wrote", "body"),
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
