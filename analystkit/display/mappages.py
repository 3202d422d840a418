"""Map pages: an interactive map as one HTML file, with filters, and the evidence of what is clicked."""

import html
import json
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analystkit.display.descriptions import LINE, QUOTES_SHOWN, tell_event
from analystkit.display.figures import CONTENT_SECURITY_POLICY, embed_figure, iterate_rows, name_type, plotly_script
from analystkit.display.scenes import Scene
from analystkit.display.webmaps import join_lines, list_rings
from analystkit.writing.files import clean_text, replace_file

_PRECISIONS = ("site", "settlement", "district", "province", "region")
_COLUMNS = [
    *("event_id", "event_type", "status", "place_precision", "date_start", "date_end", "date_precision", "date_text", "place", "admin1"),
    *("country", "n_reports", "killed_low", "killed_high", "injured_low", "injured_high", "quote", "source", "title", "url"),
]
_FIELDS = [  # of an event, as the script of the page calls them
    *("kind", "home", "type", "status", "precision", "first", "last", "reports", "killed", "id"),
    *("head", "where", "toll", "quote", "source", "title", "url"),
]


def write_page(scene: Scene, figure: go.Figure, path: str | Path, *, title: str) -> Path:
    """Write a map as one HTML file that opens from disk without a network; every text in it stands as data, not as markup.

    Raises
    ------
    WriteError
        The file cannot be written.
    """
    page = Template(files("analystkit.data").joinpath("map.html").read_text(encoding="utf-8")).substitute(
        policy=CONTENT_SECURITY_POLICY,
        title=html.escape(clean_text(title)),
        plotly=plotly_script(),
        figure=embed_figure(figure, scrollZoom=True),
        data=_embed_json(_gather_data(scene)),
    )
    with replace_file(path) as temporary:
        temporary.write_text(page, encoding="utf-8", newline="\n")
    return Path(path)


def _embed_json(data: Any) -> str:
    """Write data so that no text in it can end the script element that holds it."""
    return (
        json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _gather_data(scene: Scene) -> dict[str, Any]:
    """Gather what the script of the page needs: marks, areas, and one row an event with its evidence, columns as `fields` names them."""
    marks, areas = scene.marks, scene.areas
    rows: list[list[Any]] = []
    texts: dict[str, int] = {}
    for kind, events, places in (("mark", scene.points, marks), ("area", scene.regions, areas)):
        home = np.empty(len(events), dtype=int)
        for number, members in zip(places.index, places["members"], strict=True):
            home[members] = number
        rows += [_list_event(event, kind, int(number), texts) for event, number in zip(_iterate(events), home, strict=True)]
    shown = areas[~areas["vague"]]
    return {
        "types": [[event_type, name_type(event_type)] for event_type in scene.styles],
        "statuses": sorted({row[3] for row in rows}, reverse=True),
        "precisions": [precision for precision in _PRECISIONS if any(row[4] == precision for row in rows)],
        "fields": _FIELDS,
        "events": rows,
        "texts": list(texts),
        "measure": scene.measure,
        "marks": [
            [
                round(row.spot_lon, 4),
                round(row.spot_lat, 4),
                round(row.lon - row.spot_lon, 5),
                round(row.lat - row.spot_lat, 5),
                round(row.size, 1),
                row.amount,
            ]
            for row in iterate_rows(marks[["spot_lon", "spot_lat", "lon", "lat", "size", "amount"]])
        ],
        "areas": {int(number): _list_outline(shape) for number, shape in zip(shown.index, shown.geometry, strict=True)},
        "quotes": QUOTES_SHOWN,
        "line": LINE,
    }


def _list_outline(shape: Any) -> list[list[float | None]]:
    return [[None if np.isnan(degree) else degree for degree in row] for row in join_lines(list_rings([shape])).tolist()]


def _iterate(events: gpd.GeoDataFrame) -> Any:
    return iterate_rows(pd.DataFrame(events[_COLUMNS]))


def _list_event(event: Any, kind: str, home: int, texts: dict[str, int]) -> list[Any]:
    """List what the page knows of an event; a text that many events share is a number in the list of texts."""
    head, where, toll, quote, source = tell_event(event)
    days = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in (event.date_start, event.date_end)]
    title = clean_text(event.title) if pd.notna(event.title) else ""
    shared = [texts.setdefault(text, len(texts)) for text in (head, where, toll)]
    killed = 0 if pd.isna(event.killed_low) else int(event.killed_low)
    return [
        *(kind, home, event.event_type, event.status, event.place_precision, *days, int(event.n_reports), killed, event.event_id, *shared),
        *(quote, texts.setdefault(source, len(texts)), title, _check_address(event.url)),
    ]


def _check_address(url: Any) -> str:
    """Give the address of an article where it is one that a browser may be sent to, else nothing."""
    if pd.isna(url):
        return ""
    address = clean_text(str(url)).strip()
    try:
        parts = urlsplit(address)
    except ValueError:  # "http://[": no address
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""
