"""Read the villages, townships and quarters of the US that have a post office and fewer than 500 people, from GeoNames' postal codes."""

import io
from pathlib import Path

import pandas as pd
from boundaries import read_text
from districts import measure_km
from sources import COLUMNS, slugify

from analystkit.gazetteers.gazetteer import normalise_name

POSTAL_MEMBER = "package/data/US.txt"
COLUMN = {2: "name", 4: "state", 9: "latitude", 10: "longitude"}  # of GeoNames' postal codes
SAME_KM = 30.0  # a town of the same name within it is the one that the post office is named after
RADIUS_KM = 5.0  # a post office serves more than its village


def read_post_towns(archive: Path, cities: pd.DataFrame, states: set[str]) -> pd.DataFrame:
    """Read the post towns of the US states that the list of cities lacks; one row is one name in one state."""
    lines = io.StringIO(read_text(archive, POSTAL_MEMBER))
    table = pd.read_csv(lines, sep="\t", header=None, usecols=list(COLUMN), keep_default_na=False).rename(columns=COLUMN)
    # A name of several codes, "Dallas", is in the middle of its offices; one far away does not shift a median.
    towns = table[table["state"].isin(states)].groupby(["state", "name"], as_index=False)[["latitude", "longitude"]].median()
    known: dict[str, list[tuple[float, float]]] = {}
    for city in cities[cities["country"] == "US"].itertuples():
        for key in {normalise_name(name) for name in (city.name, *city.aliases)}:
            known.setdefault(key, []).append((city.latitude, city.longitude))
    rows = [
        [
            f"ak:us-{town.state.lower()}-{slugify(town.name)}",
            town.name,
            [],
            "PPL",
            "US",
            f"iso:US-{town.state}",
            round(town.latitude, 4),
            round(town.longitude, 4),
            0,
            "settlement",
            RADIUS_KM,
        ]
        for town in towns.itertuples()
        if not any(measure_km(*spot, (town.latitude, town.longitude)) < SAME_KM for spot in known.get(normalise_name(town.name), []))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
