"""Boundaries: whole, drawable, and asked which of them a point lies in."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from analystkit.geography.boundaries import find_boundary, find_divisions, load_base, load_boundaries, load_disputed, read_boundaries


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


def test_find_divisions_gives_the_row_of_each_point_and_none_for_the_sea() -> None:
    divisions = load_boundaries("admin1")
    idlib, sea, texas = find_divisions([36.63, 30.0, -97.7], [35.93, 34.0, 30.3])
    assert divisions["place_id"][idlib] == "iso:SY-ID"
    assert sea == -1
    assert divisions["place_id"][texas] == "iso:US-TX"
    assert len(find_divisions([], [])) == 0


def test_disputed_areas_with_a_box_have_its_sides_as_numbers() -> None:
    boxes = {area["area"]: area for area in load_disputed()}
    assert {"Golan Heights", "Crimea"} <= boxes.keys()
    assert all(area["west"] < area["east"] and area["south"] < area["north"] for area in boxes.values())


def test_what_is_disputed_is_outlined_as_the_list_says() -> None:
    base = load_base()
    outlines = {area.label.split(" (")[0]: area.geometry for area in base.disputed_areas.itertuples()}
    assert {"Golan Heights", "Crimea", "West Bank", "Abkhazia"} <= outlines.keys()
    assert outlines["Golan Heights"].contains(Point(35.8, 33.0))
    assert not outlines["Golan Heights"].contains(Point(35.3, 32.9))  # Galilee, of the same division
    assert outlines["Crimea"].contains(Point(34.1, 45.0))
    assert shapely.distance(base.disputed_lines.to_numpy(), Point(35.87, 33.0)).min() < 0.05  # the ceasefire line of 1974
    assert "borders as held on the ground" in base.credit


@pytest.mark.parametrize("country", ["RU", "FJ", "US"])
@pytest.mark.parametrize("level", ["country", "admin1"])
def test_no_polygon_runs_round_the_world_where_its_country_lies_on_the_date_line(level: str, country: str) -> None:
    boundaries = load_boundaries(level)  # type: ignore[arg-type]
    west, _, east, _ = boundaries[boundaries["country"] == country].explode().bounds.to_numpy().T
    assert (east - west).max() < 170
    assert west.min() >= -180
    assert east.max() <= 180


def test_boundaries_of_ones_own_need_their_columns_and_may_dispute(tmp_path: Path) -> None:
    land = gpd.GeoDataFrame({"name": ["Here"], "country": ["SY"]}, geometry=[box(0, 0, 2, 2)], crs="EPSG:4326")
    land.to_file(tmp_path / "land.geojson")
    line, area = LineString([(1, 0), (1, 2)]), box(1, 0, 2, 2)
    gpd.GeoDataFrame({"label": ["front", "East"]}, geometry=[line, area], crs="EPSG:4326").to_file(tmp_path / "open.geojson")
    own = read_boundaries(tmp_path / "land.geojson", credit="Mine", disputed=tmp_path / "open.geojson")
    assert (own.countries["name"].tolist(), len(own.provinces), own.credit) == (["Here"], 0, "Mine")
    assert (own.disputed_lines.tolist(), own.disputed_areas["label"].tolist()) == ([line], ["East"])
    with pytest.raises(
        ValueError, match=r"land\.geojson: has no column 'place_id'; it needs name, country, place_id and has name, country"
    ):
        read_boundaries(tmp_path / "land.geojson", tmp_path / "land.geojson", credit="Mine")
