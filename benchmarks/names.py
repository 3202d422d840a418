"""Measure `geocode` on names that stand alone: the share found where they are, with the country given and without.

    python benchmarks/names.py NAMES.csv

A line of NAMES holds name, kind, country, lat and lon. A name is right within 25 km, one of a province, region, river or district
within 100 km; one that is not found is wrong.
"""

import argparse
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import Geod

import analystkit as ak

NEAR_KM, WIDE_KM = 25.0, 100.0
WIDE = {"province", "region", "river", "district"}


def measure_distances(names: pd.DataFrame, found: gpd.GeoDataFrame) -> "pd.Series[Any]":
    """Measure how far off each name was put, in km; infinite where it was not found."""
    points = found.geometry
    there = points.notna() & ~points.is_empty
    kilometres = pd.Series(float("inf"), index=names.index)
    _, _, metres = Geod(ellps="WGS84").inv(names["lon"][there], names["lat"][there], points[there].x, points[there].y)
    kilometres[there] = metres / 1000
    return kilometres


def main() -> None:
    """Geocode the names twice and print the shares and every name that was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path, help="CSV with name, kind, country, lat, lon")
    names = pd.read_csv(parser.parse_args().names, keep_default_na=False)
    limits = names["kind"].isin(WIDE).map({True: WIDE_KM, False: NEAR_KM})
    given = pd.concat([ak.geocode(group["name"], countries=country) for country, group in names.groupby("country")]).loc[names.index]
    for told, found in (("given", given), ("not given", ak.geocode(names["name"]))):
        off = measure_distances(names, found)
        right = off <= limits
        known = found["name"].notna().mean()
        print(f"country {told}: {right.mean():.1%} of {len(names)} names right, {known:.1%} found at all")
        missed = names.assign(off=off.round(), found=found["name"], at=found["country"], match=found["match"])[~right]
        print(missed[["name", "kind", "country", "off", "found", "at", "match"]].to_string(index=False))


if __name__ == "__main__":
    main()
