"""Toponyms: what the gazetteer knows in a text, abbreviations and lists included."""

import pytest

from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.geography.toponyms import find_kind, find_persons, find_with_kind, is_person, scan_names


def find_first(text: str) -> list[tuple[str, str]]:
    return [(name.text, name.candidates[0].place.place_id) for name in scan_names(text, load_gazetteer())]


@pytest.mark.parametrize(
    ("text", "words", "place_id"),
    [
        ("the S.C. governor", "S.C", "iso:US-SC"),
        ("police in L.A. said", "L.A", "gn:5368361"),
        ("in Charleston, W. Va., on Friday", "W. Va", "iso:US-WV"),
        ("the N. Korea talks", "N. Korea", "iso:KP"),
        ("U.S.-led strikes", "U.S", "iso:US"),
        ("the Sri Lankan army", "Sri Lankan", "iso:LK"),
        ("many Ohioans", "Ohioans", "iso:US-OH"),
        ("when Mass. legislators met", "Mass", "iso:US-MA"),
        ("Rep. Lane, D-Ky., said", "Ky", "iso:US-KY"),
    ],
)
def test_abbreviations_and_peoples(text: str, words: str, place_id: str) -> None:
    assert (words, place_id) in find_first(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rep. Ann Poole, R-New Albany, voted no.", ["New Albany"]),
        ("the Moscow-New Delhi line", ["Moscow", "New Delhi"]),
        ("a US-Saudi Arabia treaty", ["US", "Saudi Arabia"]),
    ],
)
def test_the_last_part_of_a_joined_word_begins_a_longer_name(text: str, names: list[str]) -> None:
    found = [name for name, _ in find_first(text) if name not in ("Poole", "Ann")]
    assert found == names


@pytest.mark.parametrize(
    "text", ["OR so they said", "the IN crowd", "ME and you", "the old Mo. Rides go on", "IN. it goes", "a former Del. Lane"]
)
def test_bare_letters_are_states_only_behind_a_comma(text: str) -> None:
    assert find_first(text) == []


def test_the_end_of_a_list_tells_the_kind_of_all_its_names() -> None:
    text = "Storms hit Clarke, Oconee and Madison counties."
    gazetteer = load_gazetteer()
    names = scan_names(text, gazetteer)
    assert [name.text for name in names] == ["Clarke", "Oconee", "Madison"]
    for name in names:
        kind, _ = find_kind(text, name)
        assert kind is not None
        assert kind.precision == "district"
        assert all(c.place.feature == "ADM2" for c in find_with_kind(name.text, kind, gazetteer))
    assert find_kind(text, names[0])[1] == names[0].end


@pytest.mark.parametrize(
    "text",
    [
        "Shelling in Idlib, Hama and Aleppo provinces.",
        "Shelling in the provinces of Idlib, Hama and Aleppo.",
        "Drones flew over the Belgorod, Bryansk and Kursk regions.",
        "Raids in the states of Borno, Yobe and Zamfara.",
    ],
)
def test_a_list_of_provinces_is_no_list_of_towns(text: str) -> None:
    kinds = [find_kind(text, name)[0] for name in scan_names(text, load_gazetteer())]
    assert [kind.precision for kind in kinds if kind] == ["province"] * 3


def test_the_regions_of_a_country_are_no_provinces_of_its_name() -> None:
    text = "Jets hit border regions of Iraq and Syria, far from the state of Georgia."
    kinds = {name.text: find_kind(text, name)[0] for name in scan_names(text, load_gazetteer())}
    assert {name: kind and kind.precision for name, kind in kinds.items()} == {"Iraq": None, "Syria": None, "Georgia": "province"}


def test_a_hostile_list_is_read_in_time() -> None:
    assert scan_names("Aaaa, " * 20_000, load_gazetteer()) == []


def test_a_man_called_after_his_home_is_no_place() -> None:
    text = "Abu Bakr al-Baghdadi fled. Baghdadi and his guards left, but a base in Baghdadi stayed."
    persons = find_persons(text)
    assert persons == {"baghdadi"}
    first, second = text.index("Baghdadi and"), text.rindex("Baghdadi")
    assert [is_person(text, start, start + 8, persons) for start in (first, second)] == [True, False]
    assert not is_person(text, first, first + 8, frozenset())
