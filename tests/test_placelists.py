"""Place lists: the analyst's own places win, and a row that is none is named with its remedy."""

from pathlib import Path

import pytest

from analystkit.gazetteers.gazetteer import Gazetteer, GazetteerError, load_gazetteer
from analystkit.reports.reports import find_places
from analystkit.tables import build_table

OWN = """name,latitude,longitude,kind,aliases
Firebase Sigma,34.7123456,40.5123456,base,FB Sigma|SIGM
Saraqib,35.9001,36.8001,town,
Hope,35.2,38.3,village,
March,33.5,44.5,village,
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "own.csv"
    path.write_text(OWN, encoding="utf-8-sig")
    return path


@pytest.fixture(scope="module")
def gazetteer(own: Path) -> Gazetteer:
    return load_gazetteer(own)


def find_points(gazetteer: Gazetteer, name: str) -> list[tuple[float, float]]:
    return [(c.place.latitude, c.place.longitude) for c in gazetteer.find_candidates(name)]


@pytest.mark.parametrize("name", ["Firebase Sigma", "FB Sigma", "firebase sigma", "SIGM"])
def test_a_listed_place_has_its_exact_point_and_its_kind(gazetteer: Gazetteer, name: str) -> None:
    (candidate,) = gazetteer.find_candidates(name)
    place = candidate.place
    assert (place.name, place.latitude, place.longitude) == ("Firebase Sigma", 34.7123456, 40.5123456)
    assert (place.feature, place.precision, place.uncertainty_km, place.country, place.admin1_id) == (
        "INSM",
        "site",
        1.0,
        "SY",
        "iso:SY-DY",
    )
    assert gazetteer.get_place(place.place_id) == place


@pytest.mark.parametrize("name", ["Saraqib", "Saraqeb", "Sarakeb"])
def test_a_listed_name_means_that_place_alone_however_it_is_spelt(gazetteer: Gazetteer, name: str) -> None:
    assert set(find_points(gazetteer, name)) == {(35.9001, 36.8001)}


def test_a_listed_place_leaves_its_namesakes_far_off_their_other_names(gazetteer: Gazetteer) -> None:
    assert find_points(gazetteer, "Idlib") == find_points(load_gazetteer(), "Idlib")


def test_a_listed_name_is_looked_up_even_where_it_is_a_word_and_then_needs_its_context(gazetteer: Gazetteer) -> None:
    assert load_gazetteer().find_candidates("March") == []
    assert find_points(gazetteer, "March") == [(33.5, 44.5)]
    assert not gazetteer.is_blocked("March")
    assert gazetteer.is_common_word("March")
    assert gazetteer.is_own("hope")
    assert not gazetteer.is_own("Idlib")


def test_listed_places_are_found_in_text(gazetteer: Gazetteer) -> None:
    text = "Firebase Sigma was hit by two rockets. SIGM was left. Residents of Hope fled Saraqib. There was hope."
    row = {"article_id": "a1", "published_basis": "unknown", "text": text, "file": "note.txt"}
    places = find_places(build_table([row], "articles"), gazetteer=gazetteer)
    assert places[["mention", "name", "match"]].to_numpy().tolist() == [
        ["Firebase Sigma", "Firebase Sigma", "exact"],
        ["SIGM", "Firebase Sigma", "exact"],
        ["Hope", "Hope", "exact"],
        ["Saraqib", "Saraqib", "exact"],
    ]
    points = [(point.x, point.y) for point in places.geometry]
    assert points == [(40.5123456, 34.7123456), (40.5123456, 34.7123456), (38.3, 35.2), (36.8001, 35.9001)]


def test_a_listed_name_is_a_place_where_another_of_its_letters_would_not_be(gazetteer: Gazetteer) -> None:
    articles = build_table(
        [{"article_id": n, "published_basis": "unknown", "text": f"{n} reported two dead.", "file": "x"} for n in ("SIGM", "SIGN")],
        "articles",
    )
    assert find_places(articles, gazetteer=gazetteer)["mention"].tolist() == ["SIGM"]


def test_columns_may_have_other_names_and_be_parted_by_semicolons_and_kind_is_site_where_it_is_not_said(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Place;Lat;Long;Country;uncertainty_km\nTell Grey;36.7;41.5;IQ;0.2\n\n", encoding="utf-8")
    (candidate,) = load_gazetteer(path).find_candidates("Tell Grey")
    place = candidate.place
    assert (place.feature, place.precision, place.country, place.uncertainty_km) == ("LCTY", "site", "IQ", 0.2)


def test_the_country_of_a_point_in_a_disputed_area_is_that_of_the_package(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,latitude,longitude\nPost Seven,44.9,34.1\n", encoding="utf-8")
    assert load_gazetteer(path).find_candidates("Post Seven")[0].place.country == "UA"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,latitude,longitude\nX,136.3,36.2\n", "row 2: latitude is '136.3'.* swapped"),
        ("name,latitude,longitude\nX,36.2,236\n", "row 2: longitude is '236', and must lie between -180 and 180"),
        ("name,latitude,longitude\nX,nan,36.2\n", "row 2: latitude is 'nan'"),
        ("name,latitude,longitude\nX,north,36.2\n", "row 2: latitude is 'north', no number"),
        ("name,latitude,longitude\nX,0,0\n", "row 2: 'X' is at 0, 0"),
        ("name,latitude,longitude\nY,1,2\n ,36.1,36.2\n", "row 3: name is ''"),
        (f"name,latitude,longitude\n{'x' * 10_000},36.1,36.2\n", "row 2: name is 'xxx"),
        ("name,latitude,longitude\nX\x07Y,36.1,36.2\n", "row 2: name is"),
        ("name,latitude,longitude,kind\nX,36.1,36.2,castle\n", "row 2: kind is 'castle'.* airbase"),
        ("name,latitude,longitude,country\nX,36.1,36.2,Syria\n", "row 2: country is 'Syria'.* SY"),
        ("name,latitude,longitude\nX,36.1,36.2,37\n", "row 2: it has 4 columns and the first line 3"),
        ("name,latitude,longitude\nX\x00,36.1,36.2\n", "row 2: it holds a NUL byte"),
        ("name,latitude\nX,36.1\n", "no column longitude"),
        ("name,latitude,longitude\n", "holds no place"),
        ("", "no column name, latitude, longitude"),
        ("\t".join(["1"] * 19) + "\n", "is a GeoNames dump; .* gazetteer build"),
    ],
)
def test_a_list_that_is_none_is_told_with_its_row_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerError, match=f"bad.csv.*{told}"):
        load_gazetteer(path)


def test_a_list_in_no_unicode_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes("name,latitude,longitude\nTél,36.1,36.2\n".encode("latin-1"))
    with pytest.raises(GazetteerError, match="UTF-8"):
        load_gazetteer(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"none\.csv.*cannot be read"):
        load_gazetteer(tmp_path / "none.csv")
    with pytest.raises(GazetteerError, match="cannot be read"):
        load_gazetteer(tmp_path)
