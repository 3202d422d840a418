"""Tables that several test modules build: events and articles of which a test states only what it is about."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from browser import open_offline  # noqa: F401 -- a fixture of several modules
from hypothesis import HealthCheck, settings
from shapely.geometry import Point

from analystkit.tables import build_table

# Properties are tried on few examples, the same each time; with --hypothesis-profile=many on many, and on others each time.
SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("few", max_examples=12, derandomize=True, deadline=None, suppress_health_check=SLOW)
settings.register_profile("many", max_examples=2000, deadline=None, suppress_health_check=SLOW)
settings.load_profile("few")

EVENT = {
    "event_type": "air_strike",
    "status": "reported",
    "date_precision": "day",
    "sourcing": "single",
    "n_reports": 1,
    "n_outlets": 1,
    "n_origins": 1,
    "report_ids": "r0",
    "report_id": "r0",
    "quote": "Warplanes struck a depot near the town.",
    "source": "Example Wire",
    "place": "Damascus",
    "place_precision": "settlement",
    "uncertainty_km": 8.0,
    "country": "SY",
    "admin1": "Damascus",
}
SPOT = (36.29, 33.51)


@pytest.fixture
def make_events() -> Callable[..., gpd.GeoDataFrame]:
    """Give a function that builds an events table, one event a mapping.

    `days` gives first and last day ("2018-09-01 2018-09-30") or one day, `spot` longitude and latitude; both may be None.
    """

    def build(*changes: dict[str, Any]) -> gpd.GeoDataFrame:
        rows = []
        for number, change in enumerate(changes):
            row = {"event_id": f"e{number}", **EVENT, **change}
            days, spot = row.pop("days", "2018-09-17"), row.pop("spot", SPOT)
            if days:
                row["date_start"], row["date_end"] = days.split()[0], days.split()[-1]
            row["geometry"] = Point(spot) if spot else None
            rows.append(row)
        return build_table(rows, "events")

    return build


@pytest.fixture
def make_articles() -> Callable[..., pd.DataFrame]:
    """Give a function that builds an articles table, one article a publish date or None."""

    def build(*days: str | None) -> pd.DataFrame:
        rows = [
            {"article_id": f"a{number}", "published": day, "published_basis": "given", "text": "x", "file": "f.csv"}
            for number, day in enumerate(days)
        ]
        return build_table(rows, "articles")

    return build


@pytest.fixture(scope="session")
def make_here(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """Give a function that adds to arguments of `make` what has it use the environment of the tests instead of building one."""
    folder = tmp_path_factory.mktemp("made")
    for stamp in ("locked", "installed"):
        (folder / stamp).touch()
    given = [f"LOCKED={folder / 'locked'}", f"INSTALLED={folder / 'installed'}", f"BIN={Path(sys.executable).parent}"]
    return lambda *arguments: ["env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "make", *arguments, *given]
