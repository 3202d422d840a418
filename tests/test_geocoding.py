"""Geocoding: names that stand alone, as news writes them, and what is no name."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from analystkit.geography.geocoding import geocode
from analystkit.tables import read_columns


def find(name: str, countries: str | list[str] | None = None) -> "pd.Series[Any]":
    return geocode([name], countries=countries).iloc[0]


def test_one_row_is_one_name_with_the_columns_of_places_and_the_index_given() -> None:
    names = pd.Series(["Douma", "no such place as this", None, "Douma"], index=["a", "b", "c", "d"])
    found = geocode(names, countries="SY")
    assert isinstance(found, gpd.GeoDataFrame)
    assert list(found.index) == ["a", "b", "c", "d"]
    assert [name for name in read_columns()["places"] if name not in ("article_id", "start", "end")] == list(found.columns)
    assert found.crs == "EPSG:4326"
    assert found["name"].isna().tolist() == [False, True, True, False]
    assert found["n_candidates"].tolist() == [found["n_candidates"].iloc[0], 0, 0, found["n_candidates"].iloc[0]]
    assert found.geometry.isna().tolist() == [False, True, True, False]
    assert found["mention"].tolist()[:2] == ["Douma", "no such place as this"]
    assert found["score"].isna().all()
    assert found.loc["a", "geometry"].distance(found.loc["d", "geometry"]) == 0


def test_no_names_give_an_empty_table_with_all_columns() -> None:
    assert list(geocode([]).columns) == list(geocode(["Douma"]).columns)
    assert len(geocode(pd.Series([], dtype="str"))) == 0


@pytest.mark.parametrize(
    ("name", "country", "latitude", "longitude", "precision"),
    [
        ("T4 airbase", "SY", 34.52, 37.63, "site"),
        ("the city of Homs", "SY", 34.73, 36.71, "settlement"),
        ("HOMS", "SY", 34.73, 36.71, "settlement"),
        ("Homs", "SY", 34.73, 36.71, "settlement"),
        ("near Saraqib", "SY", 35.86, 36.81, "settlement"),
        ("eastern Aleppo", "SY", 36.20, 37.16, "settlement"),
        ("Eastern Ghouta", "SY", 33.53, 36.42, "district"),
        ("Shayrat military airport", "SY", 34.49, 36.91, "site"),
        ("Jarabulus district", "SY", 36.82, 38.01, "district"),
        ("Deir al-Zour", "SY", 35.34, 40.14, "settlement"),
        ("Dayr az-Zawr", "SY", 35.34, 40.14, "settlement"),
        ("Khan Shaykun", "SY", 35.44, 36.65, "settlement"),
        ("Ma'arrat al-Nu'man", "SY", 35.64, 36.67, "settlement"),
        ("Zaporizhzhia nuclear power plant", "UA", 47.51, 34.59, "site"),
        ("Kharkov", "UA", 49.98, 36.25, "settlement"),
        ("Sidon", "LB", 33.56, 35.38, "settlement"),
        ("Saint Petersburg", "RU", 59.94, 30.31, "settlement"),
        ("Derna", "LY", 32.77, 22.64, "settlement"),
        ("Majdal Shams", "IL", 33.27, 35.77, "settlement"),
    ],
)
def test_a_name_is_found_as_news_writes_it(name: str, country: str, latitude: float, longitude: float, precision: str) -> None:
    place = find(name, country)
    assert (place["geometry"].y, place["geometry"].x) == pytest.approx((latitude, longitude), abs=0.15)
    assert place["place_precision"] == precision


@pytest.mark.parametrize(
    ("name", "place_id", "precision"),
    [
        ("Homs province", "iso:SY-HI", "province"),
        ("Homs Governorate", "iso:SY-HI", "province"),
        ("the Syrian province of Homs", "iso:SY-HI", "province"),
        ("Idlib countryside", "iso:SY-ID", "province"),
        ("rural Damascus", "iso:SY-RD", "province"),
        ("Kharkiv oblast", "iso:UA-63", "province"),
        ("Kursk region", "iso:RU-KRS", "province"),
        ("Helmand", "iso:AF-HEL", "province"),
        ("northern Syria", "iso:SY", "region"),
        ("Syria", "iso:SY", "country"),
        ("U.S.", "iso:US", "country"),
        ("Paris", "gn:2988507", "settlement"),
        ("Paris, Texas", "gn:4717560", "settlement"),
        ("Springfield, Ill.", "gn:4250542", "settlement"),
        ("Tripoli, Lebanon", "gn:266826", "settlement"),
        ("Tripoli (Libya)", "gn:2210247", "settlement"),
        ("Syria's Idlib", "gn:169389", "settlement"),
        ("Damascus suburb of Douma", "gn:170592", "settlement"),
        ("Douma near Damascus", "gn:170592", "settlement"),
    ],
)
def test_without_a_country_the_words_beside_a_name_decide(name: str, place_id: str, precision: str) -> None:
    place = find(name)
    assert (place["place_id"], place["place_precision"]) == (place_id, precision)


def test_a_part_of_a_town_lies_in_it_whichever_is_named_first() -> None:
    assert find("Jobar neighbourhood of Damascus")["name"] == "Jobar"
    assert find("Damascus neighbourhood of Jobar")["name"] == "Jobar"


def test_countries_restrict_what_a_name_may_mean() -> None:
    assert find("Tripoli", "LB")["country"] == "LB"
    assert find("Tripoli", ["LY", "SY"])["country"] == "LY"
    assert pd.isna(find("Aleppo", "UA")["name"])
    assert pd.isna(find("Douma, Ukraine")["name"])


def test_what_reaches_into_a_country_counts_as_in_it() -> None:
    assert find("Euphrates River", "IQ")["name"] == "Euphrates"
    assert find("Red Sea", "YE")["name"] == "Red Sea"
    assert pd.isna(find("Lebanon", "SY")["name"])


def test_the_row_says_how_a_name_was_met_and_what_else_it_may_mean() -> None:
    found = geocode(["Douma", "Khan Shaykun", "Khan al-Assal"], countries="SY")
    assert found["match"].tolist() == ["exact", "variant", "fuzzy"]
    paris = find("Paris", "US")
    assert paris["n_candidates"] > 5
    assert str(paris["runner_up"]).startswith("gn:")
    assert pd.isna(find("Khan al-Assal")["name"])


def test_a_people_is_a_demonym_and_a_base_known_by_its_town_is_as_wide_as_that_may_be() -> None:
    assert find("Syrian")[["role", "place_id"]].tolist() == ["demonym", "iso:SY"]
    base = find("Saraqib airbase", "SY")
    assert (base["place_precision"], base["uncertainty_km"]) == ("settlement", 25.0)
    assert pd.isna(find("Saraqib river", "SY")["name"])


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "-",
        ",",
        "()",
        "x" * 10_000,
        "Douma\x00",
        "\x07\x1b[31m",
        "\ud800",
        "ISIS",
        "March",
        "the",
        "near",
        "the border",
        "countryside",
        "'s",
        "=1+1",
        "%",
        "مدينة",
    ],
)
def test_what_is_no_name_is_a_row_with_no_place(name: str) -> None:
    place = find(name)
    assert pd.isna(place["place_id"])
    assert place["geometry"] is None
    assert place["n_candidates"] == 0


def test_a_value_that_is_no_text_is_a_row_with_no_place() -> None:
    found = geocode([None, float("nan"), 5, "Douma"])
    assert found["name"].isna().tolist() == [True, True, True, False]


def test_a_name_alone_and_a_country_that_is_none_are_told() -> None:
    with pytest.raises(ValueError, match=r"names: 'Douma' is a single name; give a list of names, \['Douma'\]"):
        geocode("Douma")
    for code in ("Syria", "sy", "ZZ", "", 5):
        with pytest.raises(ValueError, match=f"countries: {code!r}.*SY"):
            geocode(["Douma"], countries=[code])  # type: ignore[list-item]


def test_the_analysts_own_place_is_found_with_its_exact_point(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,latitude,longitude,kind,aliases\nCamp Juniper,33.2051234,38.4101234,camp,Juniper Base\n", encoding="utf-8")
    found = geocode(["Camp Juniper", "Juniper Base", "camp juniper, Syria", "near Camp Juniper"], gazetteer=path)
    assert {(point.y, point.x) for point in found.geometry} == {(33.2051234, 38.4101234)}
    assert found["match"].unique().tolist() == ["exact"]


@pytest.mark.parametrize(
    ("name", "country", "place_id", "least_km"),
    [
        ("off the coast of Latakia", "SY", "gn:173576", 50),
        ("waters off the western coast of Yemen", "YE", "iso:YE", 300),
        ("off Socotra", "YE", "ak:socotra", 50),
        ("the Black Sea", None, "ak:black-sea", 500),
    ],
)
def test_water_is_a_region_and_as_uncertain_as_it_is_wide(name: str, country: str | None, place_id: str, least_km: float) -> None:
    place = find(name, country)
    assert (place["place_id"], place["place_precision"]) == (place_id, "region")
    assert place["uncertainty_km"] >= least_km
