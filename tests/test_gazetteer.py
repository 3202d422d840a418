"""The gazetteer: names as news writes them, ids, layers over layers, and input that is no name."""

from pathlib import Path

import pytest

from analystkit.gazetteers.gazetteer import Gazetteer, load_gazetteer
from analystkit.tables import read_columns


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def find_countries(gazetteer: Gazetteer, name: str) -> list[str]:
    return [candidate.place.country for candidate in gazetteer.find_candidates(name)]


@pytest.mark.parametrize(
    ("name", "country", "latitude", "longitude"),
    [
        ("Khan Sheikhoun", "SY", 35.44, 36.65),
        ("Saraqeb", "SY", 35.86, 36.81),
        ("T4 airbase", "SY", 34.52, 37.63),
        ("Hmeimim", "SY", 35.40, 35.95),
        ("Donbas", "UA", 48.3, 38.2),
        ("Kyiv", "UA", 50.45, 30.52),
        ("Hodeidah", "YE", 14.80, 42.95),
        ("Texas", "US", 31.25, -99.25),
    ],
)
def test_a_name_of_the_news_is_found_where_it_is(gazetteer: Gazetteer, name: str, country: str, latitude: float, longitude: float) -> None:
    places = [candidate.place for candidate in gazetteer.find_candidates(name)]
    near = [p for p in places if p.country == country and abs(p.latitude - latitude) < 0.2 and abs(p.longitude - longitude) < 0.2]
    assert near, [(place.name, place.country, place.latitude, place.longitude) for place in places]


def test_exact_matches_come_first_and_other_spellings_say_so(gazetteer: Gazetteer) -> None:
    matches = [candidate.match for candidate in gazetteer.find_candidates("Raqqa")]
    assert matches[0] == "exact"
    assert matches == sorted(matches)
    assert {candidate.match for candidate in gazetteer.find_candidates("Tel Hamis")} == {"variant"}


@pytest.mark.parametrize("name", ["", " ", "-", "March", "ISIS", "Hamas", "The", "x" * 10_000, "\x00\x07", "\ud800", "مرحبا بالعالم كله"])
def test_what_is_no_name_finds_nothing(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find_candidates(name) == []
    assert gazetteer.find_fuzzy(name, ["SY"]) == []


def test_a_word_that_is_a_town_too_is_marked(gazetteer: Gazetteer) -> None:
    assert gazetteer.is_common_word("Hit")
    assert find_countries(gazetteer, "Hit") == ["IQ", "IQ"]
    assert not gazetteer.is_common_word("Aleppo")


def test_fuzzy_finds_a_misspelling_in_the_countries_given_and_nowhere_else(gazetteer: Gazetteer) -> None:
    found = gazetteer.find_fuzzy("Khan al-Assal", ["SY"])
    assert found[0].place.name == "Khan al Asal"
    assert found[0].match == "fuzzy"
    assert {candidate.place.country for candidate in found} == {"SY"}
    assert gazetteer.find_fuzzy("Khan al-Assal", []) == []


def test_get_place_knows_ids_and_names_the_remedy(gazetteer: Gazetteer) -> None:
    place = gazetteer.get_place("iso:SY-LA")
    assert (place.feature, place.country, place.precision) == ("ADM1", "SY", "province")
    with pytest.raises(KeyError, match="find_candidates"):
        gazetteer.get_place("gn:0")


def test_a_place_in_a_disputed_area_has_the_code_of_its_list(gazetteer: Gazetteer) -> None:
    assert find_countries(gazetteer, "Katzrin") == ["SY"]
    assert find_countries(gazetteer, "Majdal Shams") == ["SY"]
    assert find_countries(gazetteer, "Simferopol")[:1] == ["UA"]


def test_every_place_can_stand_in_the_places_table(gazetteer: Gazetteer) -> None:
    allowed = set(read_columns()["places"]["place_precision"].allowed)
    for name in ("Syria", "Idlib", "Eastern Ghouta", "Euphrates", "T4", "Damascus", "Walker County"):
        for place in (candidate.place for candidate in gazetteer.find_candidates(name)):
            assert place.precision in allowed
            assert -90 <= place.latitude <= 90
            assert -180 <= place.longitude <= 180
            assert place.uncertainty_km > 0


def write_list(folder: Path, name: str, rows: str) -> Path:
    path = folder / name
    path.write_text(f"name,latitude,longitude,kind,aliases\n{rows}\n", encoding="utf-8")
    return path


def test_without_sources_the_gazetteer_is_loaded_once_and_a_gazetteer_is_given_back(gazetteer: Gazetteer) -> None:
    assert load_gazetteer() is gazetteer
    assert load_gazetteer(gazetteer) is gazetteer


def test_of_several_lists_the_first_wins_and_the_package_lies_beneath(tmp_path: Path) -> None:
    one = write_list(tmp_path, "one.csv", "Camp Juniper,33.1,38.1,camp,")
    two = write_list(tmp_path, "two.csv", "Camp Juniper,33.2,38.2,camp,\nCamp Alder,33.3,38.3,camp,")
    laid = load_gazetteer([one, str(two)])
    assert [c.place.latitude for c in laid.find_candidates("Camp Juniper")] == [33.1]
    assert [c.place.latitude for c in laid.find_candidates("Camp Alder")] == [33.3]
    assert find_countries(laid, "Idlib")[:1] == ["SY"]
    assert laid.is_common_word("Hit")
    assert laid.is_blocked("March")


def test_alone_leaves_out_the_towns_and_sites_of_the_package(tmp_path: Path, gazetteer: Gazetteer) -> None:
    alone = load_gazetteer(write_list(tmp_path, "own.csv", "Camp Juniper,33.1,38.1,camp,"), alone=True)
    assert [c.place.precision for c in alone.find_candidates("Camp Juniper")] == ["site"]
    assert alone.find_candidates("Saraqib") == []
    assert {c.place.place_id for c in alone.find_candidates("Idlib")} == {"iso:SY-ID"}
    assert alone.get_place("iso:SY") == gazetteer.get_place("iso:SY")
    assert alone.find_fuzzy("Khan al-Assal", ["SY"]) == []
    with pytest.raises(KeyError):
        alone.get_place("gn:169389")
    assert gazetteer.get_place("gn:169389").name == "Idlib"


def test_a_listed_place_stands_for_the_one_of_its_name_at_the_same_spot(tmp_path: Path) -> None:
    laid = load_gazetteer(write_list(tmp_path, "own.csv", "Tadmur,34.57,38.30,town,\nSaraqib,31.0,36.0,town,"))
    assert [c.place.longitude for c in laid.find_candidates("Palmyra") if c.place.country == "SY"] == [38.30]
    assert {c.place.latitude for c in laid.find_candidates("Saraqib")} == {31.0}


def test_a_listed_name_is_found_misspelt_too(tmp_path: Path) -> None:
    laid = load_gazetteer(write_list(tmp_path, "own.csv", "Khirbet Zaytunah,36.5,37.5,village,"))
    assert laid.find_fuzzy("Khirbet Zaytunat", ["SY"])[0].place.latitude == 36.5
