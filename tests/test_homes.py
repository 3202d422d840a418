"""Homes: learned from what an outlet's articles name, and what they change."""

import pandas as pd
import pytest

from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.geography.homes import find_home, find_homes, find_masthead, list_homes
from analystkit.geography.senses import find_context
from analystkit.tables import build_table

LOCAL = [
    "The council of Bonham met on Monday.",
    "A barn burned near Denison.",
    "Police in Sherman seek a driver from Denison.",
    "A mayor from Paris, France, came to Sherman and Whitewright.",
]


def test_the_spot_with_most_different_names_is_home() -> None:
    home = find_home(LOCAL, load_gazetteer())
    assert home is not None
    assert (home.place.admin1_id, home.n_articles) == ("iso:US-TX", 4)
    assert home.n_names >= 3
    assert 0.2 <= home.confidence <= 1.0


def test_a_few_articles_and_those_of_the_world_have_no_home() -> None:
    gazetteer = load_gazetteer()
    assert find_home(LOCAL[:3], gazetteer) is None
    world = ["Talks in Geneva.", "A blast in Kabul.", "Floods in Lagos.", "An election in Lima."]
    assert find_home(world, gazetteer) is None
    assert find_home(["No names here."] * 5, gazetteer) is None


@pytest.mark.parametrize(
    ("source", "towns"),
    [
        ("The Kansas City Star", {"Kansas City"}),
        ("www.gainesvilletimes.com", {"Gainesville"}),
        ("https://www.norfolkdailynews.com/sport", {"Norfolk"}),
        ("Daily News", set()),
        ("The Day", set()),
        ("China Post", set()),  # a country, not the villages called China
        ("", set()),
    ],
)
def test_an_outlet_may_be_called_after_its_town(source: str, towns: set[str]) -> None:
    assert {place.name for place in find_masthead(source, load_gazetteer())} == towns


def test_the_town_in_its_name_tells_an_outlets_home() -> None:
    texts = ["The Dublin council met.", "Dublin has a new mayor.", "Students ran in Hilliard.", "A fire in Worthington and Hilliard."]
    home = find_home(texts, load_gazetteer(), source="columbuslocalnews.com")
    assert home is not None
    assert home.place.admin1_id == "iso:US-OH"


def test_a_home_decides_between_namesakes() -> None:
    gazetteer = load_gazetteer()
    text = "A store opened in Paris on Friday."
    alone = find_context(text, gazetteer).senses["paris"].place
    at_home = find_context(text, gazetteer, home=gazetteer.get_place("gn:4717560")).senses["paris"].place
    assert (alone.country, at_home.admin1_id) == ("FR", "iso:US-TX")


def test_homes_of_a_table() -> None:
    rows = [
        {"article_id": f"{source}{n}", "published_basis": "unknown", "source": source, "text": text, "file": "a.csv"}
        for source in ("Red River News", "Small Paper")
        for n, text in enumerate(LOCAL[: 4 if source == "Red River News" else 2])
    ]
    homes = find_homes(build_table(rows, "articles"))
    assert homes["source"].tolist() == ["Red River News"]
    assert homes["country"].tolist() == ["US"]
    assert list_homes(homes, load_gazetteer())["Red River News"].admin1_id == "iso:US-TX"
    assert find_homes(build_table([], "articles")).columns.tolist() == homes.columns.tolist()


def test_a_table_that_is_none_says_so() -> None:
    assert list_homes(None, load_gazetteer()) == {}
    with pytest.raises(ValueError, match="homes: the table has no column 'place_id'"):
        list_homes(pd.DataFrame({"source": ["A"]}), load_gazetteer())
    with pytest.raises(KeyError, match="gn:0"):
        list_homes(pd.DataFrame({"source": ["A"], "place_id": ["gn:0"]}), load_gazetteer())
