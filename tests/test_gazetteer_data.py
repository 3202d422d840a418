"""The gazetteer's data: what data/gazetteer/README.md says of the built files and the lists is so."""

import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from analystkit.gazetteers.gazetteer import find_boundary, load_admin1_names, load_boundaries, load_gazetteer

LISTS = Path(__file__).parent.parent / "data" / "gazetteer"
BUILT = Path(__file__).parent.parent / "analystkit" / "data"
PRECISIONS = {"site", "settlement", "district", "province", "region", "country"}


def read_rows(name: str) -> list[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_whole_gazetteer_is_small_enough_to_travel() -> None:
    files = ["places.parquet", "names.parquet", "stop_names.csv", "admin1.csv", "boundaries_country.parquet", "boundaries_admin1.parquet"]
    assert sum((BUILT / name).stat().st_size for name in files) < 15_000_000


def test_every_row_of_the_lists_has_its_source() -> None:
    assert [(path.name, row) for path in LISTS.glob("*.csv") for row in read_rows(path.name) if not row["source"]] == []


def test_curated_rows_are_whole() -> None:
    rows = read_rows("curated.csv")
    assert len({row["slug"] for row in rows}) == len(rows)
    assert {row["precision"] for row in rows} <= PRECISIONS
    assert [row["slug"] for row in rows if not (abs(float(row["latitude"])) <= 90 and abs(float(row["longitude"])) <= 180)] == []
    assert [row["slug"] for row in rows if not row["name"].strip() or float(row["uncertainty_km"]) <= 0] == []


def test_every_curated_place_and_alias_was_built_and_is_found() -> None:
    gazetteer = load_gazetteer()

    def is_found(name: str, place_id: str) -> bool:
        return gazetteer.is_blocked(name) or place_id in {candidate.place.place_id for candidate in gazetteer.find_candidates(name)}

    assert [row["slug"] for row in read_rows("curated.csv") if not is_found(row["name"], f"ak:{row['slug']}")] == []
    assert [row for row in read_rows("place_aliases.csv") if not is_found(row["alias"], row["place_id"])] == []


def test_places_are_unique_and_on_earth() -> None:
    places = pq.read_table(BUILT / "places.parquet").to_pandas()
    assert places["place_id"].is_unique
    assert places["latitude"].between(-90, 90).all()
    assert places["longitude"].between(-180, 180).all()
    assert set(places["precision"]) <= PRECISIONS
    assert set(places["admin1_id"]) - {""} <= set(load_admin1_names())


def test_provinces_lie_in_their_own_boundaries() -> None:
    places = pq.read_table(BUILT / "places.parquet").to_pandas()
    strays = []
    for place in places[places["feature"] == "ADM1"].itertuples():
        area = find_boundary(place.place_id)
        # The middle of a crescent or of islands lies outside them, but not far.
        if area is not None and shapely.box(*area.bounds).distance(shapely.Point(place.longitude, place.latitude)) > 0.1:
            strays.append(place.place_id)
    assert strays == []


@pytest.mark.parametrize("level", ["country", "admin1"])
def test_no_boundary_runs_across_the_map_at_the_date_line(level: str) -> None:
    wide = []
    for row in load_boundaries(level).itertuples():  # type: ignore[arg-type]  the two levels are listed above
        for polygon in shapely.get_parts(row.geometry):
            if np.abs(np.diff(np.array(polygon.exterior.coords)[:, 0])).max() > 180:
                wide.append(row.place_id)
    # Antarctica goes once around the pole, so its outline has to close along the edge of the map: as a country and as a division.
    assert set(wide) <= {"iso:AQ", "ne:ATA+00?"}


@pytest.mark.parametrize(
    ("name", "country", "precision", "latitude", "longitude"),
    [
        ("Zamzam refugee camp", "SD", "site", 13.48, 25.31),
        ("Wadi Seidna air base", "SD", "site", 15.82, 32.52),
        ("Robotyne", "UA", "settlement", 47.45, 35.84),
        ("Engels airfield", "RU", "site", 51.48, 46.21),
        ("Falls Road", "GB", "site", 54.60, -5.96),
        ("El Mozote", "SV", "settlement", 13.90, -88.12),
        ("Upper Huallaga Valley", "PE", "region", -8.6, -76.3),
        ("Puthukkudiyiruppu", "LK", "settlement", 9.32, 80.70),
        ("Kharkiv Raion", "UA", "district", 50.0, 36.2),
        ("Esfahan", "IR", "province", 33.2, 52.5),
        ("Chechnya", "RU", "province", 43.4, 45.7),
        ("Strait of Gibraltar", "", "region", 35.95, -5.6),
        ("Goma Airport", "CD", "site", -1.67, 29.24),
        ("Maarrat al-Nu'man", "SY", "settlement", 35.64, 36.67),
        ("Morozovsk airfield", "RU", "site", 48.31, 41.79),
        ("Belbek airbase", "UA", "site", 44.69, 33.57),
        ("Lake Nicaragua", "", "region", 11.53, -85.39),
        ("Tokhar", "SY", "settlement", 36.62, 38.05),
        ("Wad al-Nourah", "SD", "settlement", 14.32, 32.42),
        ("Pazigyi", "MM", "settlement", 23.3, 95.6),
        ("Kursk Nuclear Power Plant", "RU", "site", 51.68, 35.61),
        ("Huallaga River", "PE", "region", -7.5, -76.3),
    ],
)
def test_what_war_news_names_is_where_it_is_and_what_it_is(
    name: str, country: str, precision: str, latitude: float, longitude: float
) -> None:
    places = [candidate.place for candidate in load_gazetteer().find_candidates(name)]
    assert (country, precision) in {
        (p.country, p.precision) for p in places if abs(p.latitude - latitude) < 0.6 and abs(p.longitude - longitude) < 0.6
    }


@pytest.mark.parametrize(
    ("place_id", "latitude", "longitude", "least_km", "most_km"),
    [
        ("ak:euphrates", 34.8, 40.5, 500, 1500),
        ("ak:irpin-river", 50.4, 30.1, 30, 100),
        ("ak:galwan-valley", 34.75, 78.17, 5, 30),
        ("ak:black-sea", 43.3, 34.3, 500, 700),
        ("iso:ES-CT", 41.8, 1.5, 80, 150),  # made of its provinces
        ("iso:GB-ENG", 52.2, -0.7, 150, 300),
        ("iso:RU-CHU", 66.5, 172.9, 300, 700),  # on both sides of the date line
        ("iso:FJ-N", -16.6, 179.3, 20, 150),
        ("iso:CD-IT", 2.1, 29.1, 100, 250),  # with no polygon: as large as the others
        ("iso:CA", 60.11, -113.64, 1000, 3000),
    ],
)
def test_a_wide_place_has_the_point_and_the_reach_that_it_has(
    place_id: str, latitude: float, longitude: float, least_km: float, most_km: float
) -> None:
    place = load_gazetteer().get_place(place_id)
    assert (place.latitude, place.longitude) == pytest.approx((latitude, longitude), abs=0.3)
    assert least_km <= place.uncertainty_km <= most_km


def test_a_division_is_as_well_known_as_its_parts_are() -> None:
    assert load_gazetteer().find_candidates("England")[0].place.place_id == "iso:GB-ENG"


def test_a_country_is_not_a_province_of_another_too() -> None:
    assert [c.place.country for c in load_gazetteer().find_candidates("Taiwan") if c.place.precision in ("country", "province")] == ["TW"]


@pytest.mark.parametrize("word", ["Heavy", "Missile", "Threat", "Mosque", "Soviet"])
def test_no_other_spelling_of_a_village_makes_a_word_a_place(word: str) -> None:
    assert load_gazetteer().find_candidates(word) == []


def test_a_field_is_found_under_each_of_its_names_with_each_word_for_it() -> None:
    gazetteer = load_gazetteer()
    found = {name: {c.place.place_id for c in gazetteer.find_candidates(name)} for name in ("Engels-2 air base", "Kuweires airfield")}
    assert all(found.values()), found


@pytest.mark.parametrize(
    ("name", "division", "feature"),
    [
        ("St. Louis", "iso:US-MO", "PPL"),  # on the border, over which its point lies
        ("Meadow Grove", "iso:US-NE", "PPL"),  # a village of fewer than 500
        ("Gwinnett", "iso:US-GA", "ADM2"),
        ("Mt Airy", "iso:US-NC", "PPL"),
    ],
)
def test_local_news_finds_its_places(name: str, division: str, feature: str) -> None:
    found = [candidate.place for candidate in load_gazetteer().find_candidates(name)]
    assert (division, feature) in [(place.admin1_id, place.feature) for place in found]


def test_the_bare_name_of_a_county_is_no_better_known_for_its_people() -> None:
    assert load_gazetteer().is_common_word("Baker")
