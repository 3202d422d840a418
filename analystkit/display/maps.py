"""Maps: where events happened, as exactly as it is told, interactive for the browser and static for print."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import plotly.graph_objects as go
from matplotlib.figure import Figure

from analystkit.display import mappages, printmaps, webmaps
from analystkit.display.basemaps import list_disputed
from analystkit.display.figures import Words, count_nouns, describe_corrected, describe_date, say_alleged, write_figure_image
from analystkit.display.marks import Measure, choose_drawing, sort_gravest
from analystkit.display.scenes import Scene, overlap_marks, prepare_scene
from analystkit.errors import ArgumentError
from analystkit.geography.boundaries import Boundaries
from analystkit.tables import build_table, check_table

MEASURES = ("reports", "killed")
_CROWDED = "Marks overlap where there are many; smaller ones lie on top. Each event is a row of the events table."
_JOINED = "Places of one country that would touch in print are drawn as one, at the place with most events (“+2”: two more places)."
_SAME_SPOT = "“+2” beside a name: two more names of places that are known to lie at or near that spot."
NOTHING = "No event has a place that a map can show."
_REASONS = {
    "country_only": "told of a country only",
    "no_place": "with no place, or none whose whereabouts are known",
}
_AREAS_NAMED = 20  # in the caption
_REMEDIES = {
    "country_only": "Only its country is told; a point would claim more than is known.",
    "no_place": "No place is told, or its whereabouts are in no gazetteer; a correction can name its place.",
}


def map_events(
    events: pd.DataFrame,
    *,
    size: Measure = "reports",
    title: str | None = None,
    credit: str | None = None,
    note: str | None = None,
    boundaries: Boundaries | None = None,
) -> go.Figure:
    """Draw where events happened as an interactive map.

    Colour and shape tell the type, the area of a mark the number of reports or of people killed; alleged events are hollow. A site or a
    town is a mark; a district, a province or a region is shaded, as the event lies somewhere in it. Marks of one place stand
    around it, or are counted in one mark where they would reach other places; a number beside a mark counts the events in it.
    `list_unmapped` gives the events that are not drawn; together they are all events, which is checked.

    Parameters
    ----------
    events
        The events table.
    size
        What the size of a mark stands for: reports, or killed, the lowest number told.
    title
        The headline of the figure; without one it says what is drawn.
    credit
        Whose data this rests on, as they ask to be named.
    note
        A sentence of the caller's own for the caption.
    boundaries
        What to draw on, as `read_boundaries` gives it; None draws on Natural Earth's.

    Raises
    ------
    TableError
        `events` is no events table.
    ValueError
        `size` is neither.

    Examples
    --------
    >>> map_events(build_table([], "events")).layout.xaxis.visible
    False
    """
    events, drawing = _check_events(events, size)
    scene = prepare_scene(events, drawing, measure=size, boundaries=boundaries, join=False)
    return webmaps.draw_scene(scene, _write_words(events, drawing, scene, title=title, credit=credit, note=note), NOTHING)


def draw_map(
    events: pd.DataFrame,
    *,
    size: Measure = "reports",
    title: str | None = None,
    credit: str | None = None,
    note: str | None = None,
    boundaries: Boundaries | None = None,
) -> Figure:
    """Draw where events happened as a static map for print; arguments, errors and reading are those of `map_events`.

    Places of one country that would touch in print are drawn as one.

    Examples
    --------
    >>> len(draw_map(build_table([], "events")).axes)
    2
    """
    events, drawing = _check_events(events, size)
    scene = prepare_scene(events, drawing, measure=size, boundaries=boundaries)
    return printmaps.draw_scene(scene, _write_words(events, drawing, scene, title=title, credit=credit, note=note), NOTHING)


def draw_plate(events: pd.DataFrame, room: tuple[float, float]) -> tuple[Figure, Words]:
    """Draw a map that fills so much room, in points of width and height, and give the words that are to stand beside it.

    Examples
    --------
    >>> figure, words = draw_plate(build_table([], "events"), (800, 400))
    >>> [float(inches) * 72 for inches in figure.get_size_inches()], words.title
    ([800.0, 400.0], 'Where the reported events happened')
    """
    events, drawing = _check_events(events, "reports")
    scene = prepare_scene(events, drawing, panel=(room[0] - 2 * printmaps.PLATE_COLUMN, room[1]))
    return printmaps.draw_plate(scene, NOTHING), _write_words(events, drawing, scene)


def write_map(
    events: pd.DataFrame,
    path: str | Path,
    *,
    size: Measure = "reports",
    title: str | None = None,
    credit: str | None = None,
    note: str | None = None,
    boundaries: Boundaries | None = None,
) -> Path:
    """Write where events happened to a file: .html interactive, .png, .svg or .pdf static; give its path.

    The page filters by type, status, precision and days, and shows the evidence of a mark that is clicked: the quote of each event and
    the address of its article. It asks nothing of the network. The other arguments are those of `map_events`.

    Raises
    ------
    ValueError
        `path` has another suffix, or `size` is none.
    TableError
        `events` is no events table.
    WriteError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_map(build_table([], "events"), f"{folder}/map.png").name
    'map.png'
    """
    given: dict[str, Any] = {"title": title, "credit": credit, "note": note}
    if Path(path).suffix.lower() != ".html":
        return write_figure_image(draw_map(events, size=size, boundaries=boundaries, **given), path)
    events, drawing = _check_events(events, size)
    scene = prepare_scene(events, drawing, measure=size, boundaries=boundaries, join=False)
    words = _write_words(events, drawing, scene, **given)
    return mappages.write_page(scene, webmaps.draw_scene(scene, words, NOTHING, hover=False), path, title=title or "Map of events")


def list_unmapped(events: pd.DataFrame) -> pd.DataFrame:
    """List the events that a map does not show; one row of the left_out table is one event.

    Parameters
    ----------
    events
        The events table.

    Returns
    -------
    pandas.DataFrame
        The left_out table, stage ``map``; `reason_code` is country_only or no_place.

    Raises
    ------
    TableError
        `events` is no events table.

    Examples
    --------
    >>> len(list_unmapped(build_table([], "events")))
    0
    """
    check_table(events, "events", "events")
    rows = [
        {"stage": "map", "event_id": event_id, "reason_code": code, "reason": _REMEDIES[code]}
        for event_id, code in zip(events["event_id"], choose_drawing(events), strict=True)
        if code in _REMEDIES
    ]
    return build_table(rows, "left_out")


def _check_events(events: pd.DataFrame, size: str) -> tuple[gpd.GeoDataFrame, "pd.Series[str]"]:
    """Check the arguments; give the events, the gravest first, and how each is drawn."""
    check_table(events, "events", "events")
    if size not in MEASURES:
        raise ArgumentError(f"size: {size!r} is no measure of a mark; give {' or '.join(map(repr, MEASURES))}")
    frame = gpd.GeoDataFrame(sort_gravest(events).reset_index(drop=True), geometry="geometry")
    return frame, choose_drawing(frame)


def _write_words(events: pd.DataFrame, drawing: "pd.Series[str]", scene: Scene, **given: str | None) -> Words:
    """Say beside the map what a reader needs who sees nothing but the picture."""
    n_drawn, n_left_out = int(scene.marks["n"].sum() + scene.areas["n"].sum()), int(drawing.isin(list(_REASONS)).sum())
    if n_drawn + n_left_out != len(events):
        raise RuntimeError(f"{n_drawn} events drawn and {n_left_out} left out are not the {len(events)} given")
    mapped = events[drawing.isin(["point", "area"])]
    dated = mapped.dropna(subset=["date_start", "date_end"])
    period = "none of them dated"
    if len(dated):
        period = describe_date(dated["date_start"].min(), dated["date_end"].max(), "days", None)
        period += f" ({len(mapped) - len(dated):,} not dated)" if len(dated) < len(mapped) else ""
    n_alleged = int((mapped["status"] == "alleged").sum())
    n = count_nouns(len(mapped), "event")
    subtitle = f"n = {n} as told in these articles, {say_alleged(n_alleged)} · {period if len(mapped) else 'no period'}"
    left_out = [f"{int((drawing == code).sum()):,} {words}" for code, words in _REASONS.items() if (drawing == code).any()]
    missing = f"Not on the map, of {count_nouns(len(events), 'event')}: {', '.join(left_out)}."
    if not left_out:
        missing = "All are on the map." if len(events) else "There are none."
    caption = [
        f"Reported events in these articles, not all that happened. {missing}",
        *_explain_marks(scene),
        *describe_corrected(int((mapped["n_corrected"] > 0).sum()), "event"),
        f"Source: {count_nouns(int(mapped['n_reports'].sum()), 'report')}{_name_outlets(mapped)}. {_credit_base(scene)}",
        *(text for text in (given.get("note"), given.get("credit")) if text),
    ]
    types = [style.label for style in scene.styles.values()]
    headline = f"{types[0]}: where the reported events happened" if len(types) == 1 else "Where the reported events happened"
    return Words(given.get("title") or headline, subtitle, caption)


def _explain_marks(scene: Scene) -> list[str]:
    """Say what the legend has no room for."""
    told = []
    outside = scene.outside
    if len(outside):
        places = ", ".join(list(dict.fromkeys(filter(None, outside["place"])))[:8])
        n = count_nouns(int(outside["n"].sum()), "event")
        told.append(f"Outside the frame: {n} ({places}); dots on the small map.")
    if (scene.marks["places"].str.len() > 1).any():
        told.append(_JOINED if scene.joined else _SAME_SPOT)
    vague = scene.areas["vague"]
    named = scene.areas.index.isin([label.mark for label in scene.labels if label.kind == "area"])
    for areas, words in (
        (scene.areas[~vague & ~named], "Shaded where the name has no room"),
        (scene.areas[vague], "Told of a place too wide to be shaded on this map"),
    ):
        if len(areas):
            told.append(f"{words}: {_list_areas(areas)}.")
    if scene.measure == "killed":
        unknown = int(scene.points["killed_low"].isna().sum())
        silent = f"; {count_nouns(unknown, 'event')} of which none is told {'has' if unknown == 1 else 'have'} the smallest mark"
        told.append(f"Size: the lowest toll told{silent if unknown else ''}.")
    if overlap_marks(scene):
        told.append(_CROWDED)
    return told


def _list_areas(areas: pd.DataFrame) -> str:
    """Name areas and how many events are told of each, those with most first."""
    areas = areas.sort_values("n", ascending=False, kind="stable")
    told = [f"{name} ({n:,})" for name, n in zip(areas["name"].head(_AREAS_NAMED), areas["n"], strict=False)]
    rest = areas.iloc[_AREAS_NAMED:]
    return ", ".join(told) + (f" and {count_nouns(len(rest), 'other')} ({int(rest['n'].sum()):,} together)" if len(rest) else "")


def _name_outlets(mapped: pd.DataFrame) -> str:
    outlets = sorted(mapped["source"].dropna().unique())
    named = ", ".join(outlets[:6]) + (f" and {len(outlets) - 6:,} more" if len(outlets) > 6 else "")
    return f", quoted from {named}" if named else ""


def _credit_base(scene: Scene) -> str:
    """Credit the base map, and say what is disputed on it."""
    disputed = "; ".join(list_disputed(scene.base))
    return f"Base map: {scene.base.credit}.{f' Disputed: {disputed}.' if disputed else ''}"
