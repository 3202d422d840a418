"""Moves: where a report lies after a person has moved its place, and points whose coordinates were swapped."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from shapely.geometry import Point

from analystkit.corrections.changes import Spot, Values
from analystkit.gazetteers.gazetteer import Gazetteer, Place, Precision
from analystkit.gazetteers.placelists import PRECISIONS
from analystkit.geography.boundaries import find_divisions, load_admin1_names, load_boundaries, load_disputed
from analystkit.tables import make_id

FINE: dict[str, Precision] = {"site": "site", "settlement": "settlement", "district": "district"}  # what a point can stand for


def find_swapped(spots: Mapping[int, Spot], countries: Mapping[int, str]) -> list[int]:
    """Find the points that lie in the country they should lie in only with latitude and longitude swapped.

    >>> find_swapped({7: Spot(36.29, 33.51), 8: Spot(33.51, 36.29)}, {7: "SY", 8: "SY"})
    [7]
    """
    here = find_areas(list(spots.values()))
    there = find_areas([Spot(spot.longitude, spot.latitude) for spot in spots.values()])
    return [
        number
        for number, area, swapped in zip(spots, here, there, strict=True)
        if area.get("country") != countries[number] == swapped.get("country")
    ]


def describe_spot(spot: Spot | Place, told: Mapping[Any, Any], area: Mapping[str, str]) -> Values:
    """Give the columns of a report that is moved to a point in an area, or to a place of the gazetteer, from what they were."""
    stays = {"place_basis": told["place_basis"] if not pd.isna(told["place_basis"]) else "stated", "problem": None}
    if isinstance(spot, Place):
        return stays | {
            "place_id": spot.place_id,
            "country": spot.country or None,
            "admin1": spot.admin1 or load_admin1_names().get(spot.place_id),
            "place_precision": spot.precision,
            "uncertainty_km": spot.uncertainty_km,
            "geometry": None if spot.precision == "country" else Point(spot.longitude, spot.latitude),
        }
    precision = FINE.get(told["place_precision"], "settlement")
    return stays | {
        "place_id": f"own:{make_id(spot.latitude, spot.longitude)}",
        "country": area.get("country") or (None if pd.isna(told["country"]) else told["country"]),
        "admin1": area.get("name"),
        "place_precision": precision,
        "uncertainty_km": spot.uncertainty_km or PRECISIONS[precision][1],
        "geometry": Point(spot.longitude, spot.latitude),
    }


def find_place(place_id: str, gazetteer: Gazetteer) -> Place | None:
    """Find a place by its id; None where the gazetteer does not hold it, or does not any more."""
    try:
        return gazetteer.get_place(place_id)
    except KeyError:
        return None


def find_areas(spots: list[Spot]) -> list[dict[str, str]]:
    """Find the country and the name of the division that each point lies in, disputed areas under the code they have here.

    A point at sea lies in none.

    >>> find_areas([Spot(33.51, 36.29), Spot(0.0, -30.0)])
    [{'name': 'Dimashq', 'country': 'SY'}, {}]
    """
    divisions, names = load_boundaries("admin1"), load_admin1_names()
    areas = []
    for spot, row in zip(spots, find_divisions([s.longitude for s in spots], [s.latitude for s in spots]), strict=True):
        division = divisions.iloc[row] if row >= 0 else None
        known = {} if division is None else {"name": names.get(division["place_id"], division["name"]), "country": division["country"]}
        area = {key: str(value) for key, value in known.items()}
        for box in load_disputed():
            if box["west"] <= spot.longitude <= box["east"] and box["south"] <= spot.latitude <= box["north"]:
                area["country"] = box["country"]
        areas.append(area)
    return areas
