"""KML: events with their dates for Google Earth and its like; a text cannot act in it and nothing is fetched."""

import html
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import shapely

from analystkit.display.figures import describe_date, describe_toll, iterate_rows, name_type
from analystkit.display.marks import choose_drawing, find_area, read_styles
from analystkit.tables import CRS
from analystkit.writing.files import clean_text

NAMESPACE = "http://www.opengis.net/kml/2.2"
OTHER_COLOUR = "#4d4d4d"  # of a type that has no style of ours


def write_kml(events: gpd.GeoDataFrame, path: Path) -> None:
    """Write events as KML, a folder for each type: one placemark is one event.

    A site or a settlement is a point; what is known more coarsely is the area that maps draw; what maps do not draw is a
    placemark without a shape, in the list but not on the globe. Dates are time spans, so that the time slider works.
    """
    events = events.to_crs(CRS)
    styles = read_styles()
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_tag("kml"))
    document = _add(root, "Document")
    _add(document, "name", clean_text(path.stem))
    drawing = choose_drawing(events)
    kinds = sorted(events["event_type"].unique())
    for number, kind in enumerate(kinds):
        _add_style(document, number, styles[kind].colour if kind in styles else OTHER_COLOUR)
    for number, kind in enumerate(kinds):
        members = events[events["event_type"] == kind]
        folder = _add(document, "Folder")
        _add(folder, "name", f"{name_type(kind)} ({len(members):,})")
        for event, how in zip(iterate_rows(members), drawing[members.index], strict=True):
            _add_event(folder, event, how, number)
    tree = ElementTree.ElementTree(root)
    ElementTree.indent(tree)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, _tag(name), attributes)
    child.text = text
    return child


def _add_style(document: ElementTree.Element, number: int, colour: str) -> None:
    """Add the style of a type, by its number, since its name may be any text; KML writes colours as alpha, blue, green, red."""
    backwards = colour[5:7] + colour[3:5] + colour[1:3]
    style = _add(document, "Style", id=f"type-{number}")
    _add(_add(style, "IconStyle"), "color", f"ff{backwards}")
    _add(_add(style, "LineStyle"), "color", f"ff{backwards}")
    _add(_add(style, "PolyStyle"), "color", f"40{backwards}")


def _add_event(folder: ElementTree.Element, event: Any, how: str, style: int) -> None:
    placemark = _add(folder, "Placemark")
    status = "" if event.status == "reported" else f" ({event.status})"
    place = "" if pd.isna(event.place) else f", {clean_text(event.place)}"
    _add(placemark, "name", f"{name_type(event.event_type)}{status}{place}")
    # A viewer reads the description as HTML, so that what comes from an article is escaped twice: for it and for XML.
    _add(placemark, "description", "<br>".join(html.escape(line) for line in _describe_event(event)))
    if pd.notna(event.date_start) and pd.notna(event.date_end):
        span = _add(placemark, "TimeSpan")
        _add(span, "begin", f"{event.date_start:%Y-%m-%d}")
        _add(span, "end", f"{event.date_end:%Y-%m-%d}")
    _add(placemark, "styleUrl", f"#type-{style}")
    if how == "point":
        _add(_add(placemark, "Point"), "coordinates", f"{event.geometry.x:.5f},{event.geometry.y:.5f}")
    elif how == "area" and (area := find_area(event)) is not None:
        shapes = _add(placemark, "MultiGeometry")
        for polygon in shapely.get_parts(area.shape):
            _add_polygon(shapes, polygon)


def _add_polygon(parent: ElementTree.Element, polygon: Any) -> None:
    shape = _add(parent, "Polygon")
    for name, ring in (("outerBoundaryIs", polygon.exterior), *(("innerBoundaryIs", hole) for hole in polygon.interiors)):
        line = " ".join(f"{(lon + 180) % 360 - 180:.4f},{lat:.4f}" for lon, lat in ring.coords)
        _add(_add(_add(shape, name), "LinearRing"), "coordinates", line)


def _describe_event(event: Any) -> list[str]:
    """Say what a reader has to know of an event, and which words and rows it rests on."""
    where = [clean_text(part) for part in (event.place, event.admin1, event.country) if pd.notna(part)]
    precision = "" if pd.isna(event.place_precision) else f" (exact to the {event.place_precision})"
    told = [
        describe_date(event.date_start, event.date_end, event.date_precision, event.date_text),
        f"{', '.join(dict.fromkeys(where)) or 'place not told'}{precision}",
        describe_toll(event),
        f"“{clean_text(event.quote)}”",
    ]
    # An events table says where its quote stands and how many tell of it; a reports table has its article.
    named = [clean_text(str(value)) for name in ("source", "title", "url") if pd.notna(value := getattr(event, name, None))]
    own = clean_text(event.event_id if hasattr(event, "event_id") else event.report_id)
    return [*told, " · ".join(named), f"{'Event' if hasattr(event, 'event_id') else 'Report'} {own}"]
