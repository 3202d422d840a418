"""The gazetteer: names as news writes them, ids, boundaries, and input that is no name."""

import pytest

from analystkit.gazetteer import (
    Gazetteer,
    find_boundary,
    load_boundaries,
    load_gazetteer,
    make_skeleton,
    normalise_name,
)
from analystkit.tables import read_columns


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def find_countries(gazetteer: Gazetteer, name: str) -> list[str]:
    return [candidate.place.country for candidate in gazetteer.find_candidates(name)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ar-Raqqah", "Rakka"),
        ("Khmeimim", "Hmeymim"),
        ("Deir ez-Zor", "Deir al-Zour"),
        ("Dayr az Zawr", "Deir Ezzor"),
        ("Khan Shaykhun", "Khan Sheikhoun"),
        ("Jisr ash Shughur", "Jisr al-Shughour"),
        ("As Suwayda", "Sweida"),
        ("Saraqib", "Sarakeb"),
        ("Latakia", "Lattakia"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(one: str, other: str) -> None:
    assert make_skeleton(one) == make_skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Hama", "Homs"), ("Idlib", "Aleppo"), ("Douma", "Daraa"), ("Kharkiv", "Kherson")])
def test_names_of_two_places_do_not(one: str, other: str) -> None:
    assert make_skeleton(one) != make_skeleton(other)


def test_normalise_name_drops_case_accents_and_marks() -> None:
    assert normalise_name("Ma`arrat an-Nu‘mān") == "maarrat an numan"
    assert normalise_name("ŞANLIURFA") == "sanliurfa"
    assert normalise_name(" U.S. ") == "u s"


@pytest.mark.parametrize(
    ("name", "country", "latitude", "longitude"),
    [
        ("Khan Sheikhoun", "SY", 35.44, 36.65),
        ("Saraqeb", "SY", 35.86, 36.81),
        ("T4 airbase", "SY", 34.52, 37.63),
        ("Hmeimim", "SY", 35.40, 35.95),
        ("Donbas", "UA", 48.3, 38.0),
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
    assert find_countries(gazetteer, "Hit") == ["IQ"]
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


@pytest.mark.parametrize(("level", "least"), [("country", 230), ("admin1", 4400)])
def test_boundaries_are_whole_and_drawable(level: str, least: int) -> None:
    boundaries = load_boundaries(level)  # type: ignore[arg-type]
    assert list(boundaries.columns) == ["place_id", "name", "country", "geometry"]
    assert boundaries.crs == "EPSG:4326"
    assert len(boundaries) >= least
    assert boundaries["place_id"].is_unique
    assert boundaries.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()


def test_find_boundary_holds_its_towns() -> None:
    latakia = find_boundary("iso:SY-LA")
    assert latakia is not None
    assert latakia.bounds == pytest.approx((35.7, 35.2, 36.3, 35.95), abs=0.3)
    assert find_boundary("iso:SY") is not None
    assert find_boundary("gn:170063") is None


def test_load_boundaries_names_the_levels_there_are() -> None:
    with pytest.raises(ValueError, match="'admin1'"):
        load_boundaries("district")  # type: ignore[arg-type]
