"""Read the places of UCDP's Georeferenced Event Dataset (CC BY 4.0): villages, quarters, sites and districts of wars."""

import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd
from sources import COLUMNS, slugify

# "Hatla town", "Salamiyah district", "Teir Maaleh village": UCDP ends a name with its kind
KIND = re.compile(
    r"\s+(?P<kind>village|suburb|area|town|city|district|governorate|province|subdistrict|sub-district|municipality|hamlet|locality|oblast|raion|rayon|state|territory|county|zone|division|commune|chiefdom)\.?$",
    re.I,
)
# Words of a site in UCDP's names: "T3 Airport", "Kawkab dam", "Jabal Omar"
SITE = re.compile(
    r"\b(?:air|airport|base|dam|bridge|camp|crossing|checkpoint|hospital|prison|factory|plant|station|field|fields|farms?|mosque|school|market"
    r"|roundabout|hills?|mount|mountain|jabal|jebel|centre|center|college|regiment|brigade|neighbou?rhood|district|quarter|project|street|square)\b",
    re.IGNORECASE,
)
# UCDP's own notes in brackets: "Military Research Center (Aleppo)"
BRACKETS = re.compile(r"\s*\([^)]*\)")
DISTRICT = 3  # its code for an event known to the second-order division
DISTRICTS = {
    "district",
    "raion",
    "rayon",
    "municipality",
    "subdistrict",
    "sub-district",
    "territory",
    "county",
    "zone",
    "division",
    "commune",
    "chiefdom",
}
PROVINCES = {"governorate", "province", "oblast", "state"}
# What UCDP names that is no place of its own: "Deir ez Zor/Homs border", "Northern Syria", "between X and Y"
VAGUE = re.compile(r"\b(?:border|between|northern|southern|eastern|western|north|south|east|west|area|near|road|front|km)\b", re.I)


def read_ucdp(path: Path, alpha2: dict[str, str]) -> pd.DataFrame:
    """Read where events happened from a file of UCDP GED (CC BY 4.0): villages, quarters and sites with coordinates.

    One row is one name at one point; a district is one where UCDP says so, points of a whole province and vague areas are left out.
    """
    seen: dict[str, list[Any]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            country = alpha2.get(row["country"].split(" (")[0])
            known_to = float(row["where_prec"] or 9)  # newer releases write 1.0 for 1
            spelled = BRACKETS.sub("", row["where_coordinates"]).strip()
            kind = KIND.search(spelled)
            called = kind["kind"].lower() if kind else ""
            if known_to > DISTRICT or country is None or VAGUE.search(spelled) or called in PROVINCES:
                continue
            if (known_to == DISTRICT) != (called in DISTRICTS):
                continue
            names = [name.strip() for name in KIND.sub("", spelled).split("/") if len(name.strip()) > 2]
            if not names:
                continue
            latitude, longitude = round(float(row["latitude"]), 5), round(float(row["longitude"]), 5)
            place_id = f"ak:ucdp-{country.lower()}-{slugify(names[0])}-{latitude:.2f}-{longitude:.2f}"
            feature, precision, radius = ("PPLX", "site", 3.0) if SITE.search(spelled) else ("PPL", "settlement", 2.0)
            if known_to == DISTRICT:
                feature, precision, radius = "ADM2", "district", 25.0
            seen.setdefault(place_id, [place_id, names[0], names[1:], feature, country, "", latitude, longitude, 0, precision, radius])
    return pd.DataFrame(list(seen.values()), columns=COLUMNS)
