"""Boundaries: whole, drawable, and asked which of them a point lies in."""

import pytest

from analystkit.geography.boundaries import find_boundary, find_divisions, load_boundaries, load_disputed


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
