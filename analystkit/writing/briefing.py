"""The briefing: articles read, linked, counted and drawn into one folder, whose sums are checked before anything is shown."""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from analystkit.corrections.corrections import apply_corrections
from analystkit.display import charts, maps, marks
from analystkit.display.figures import iterate_rows
from analystkit.display.findings import state_finding
from analystkit.errors import ArgumentError
from analystkit.events import counts, periods
from analystkit.gazetteers.gazetteer import Sources
from analystkit.language.eventtypes import Sources as TypeSources
from analystkit.language.eventtypes import load_event_types
from analystkit.linking import linking
from analystkit.reading.articles import list_unread
from analystkit.reports import reports
from analystkit.tables import CRS, build_table, check_table
from analystkit.writing import files, formats
from analystkit.writing.summary import build_page

TABLES, FIGURES, IMAGES = ("reports", "events", "counts", "left_out"), ("map", "frequency"), ("html", "png")
PAGE, LAYERS, OUTCOMES = "index.html", "events.gpkg", "outcomes.csv"
FILES = (PAGE, LAYERS, *(f"{name}.csv" for name in TABLES), *(f"{name}.{suffix}" for name in FIGURES for suffix in IMAGES))
OUTLETS_SHOWN = 12
COUNTRY_CODE = re.compile("[A-Z]{2}")  # SY
BASES = {"given": "given with the article", "printed": "printed in its text", "metadata": "in the page's metadata", "unknown": "not known"}


class BriefingWarning(UserWarning):
    """A briefing was written, and something about it is not as it was asked for."""


@dataclass(frozen=True)
class Briefing:
    """What `write_briefing` wrote: the page to open first, and the tables behind it."""

    page: Path
    articles: pd.DataFrame
    reports: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    counts: pd.DataFrame
    left_out: pd.DataFrame
    outcomes: pd.DataFrame  # what became of each correction


@dataclass(frozen=True)
class Selection:
    """Which events are asked for; what is empty or None asks for all."""

    types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None

    def list_limits(self) -> list[str]:
        """Say what is asked for, one limit a string."""
        limits = [f"{name} {', '.join(values)}" for name, values in (("types", self.types), ("countries", self.countries)) if values]
        return limits + [f"{name} {day:%Y-%m-%d}" for name, day in (("since", self.since), ("until", self.until)) if day is not None]

    def explain(self, event: Mapping[Any, Any]) -> str | None:
        """Say why an event or a report is not asked for; None where it is."""
        start, end = event["date_start"], event["date_end"]
        if self.types and event["event_type"] not in self.types:
            return f"Its type is {event['event_type']}; asked for were {', '.join(self.types)}."
        if self.countries and event["country"] not in self.countries:
            country = "not known" if pd.isna(event["country"]) else event["country"]
            return f"Its country is {country}; asked for were {', '.join(self.countries)}."
        if (self.since is not None or self.until is not None) and (pd.isna(start) or pd.isna(end)):
            return "Its date is not known, so that it cannot be said to lie in the days asked for."
        if self.since is not None and end < self.since:
            return f"It was over by {end:%Y-%m-%d}; asked for were events since {self.since:%Y-%m-%d}."
        if self.until is not None and start > self.until:
            return f"It began on {start:%Y-%m-%d} or later; asked for were events until {self.until:%Y-%m-%d}."
        return None


def write_briefing(
    articles: pd.DataFrame,
    out: str | Path,
    *,
    types: str | Iterable[str] | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    country: str | Iterable[str] | None = None,
    period: str = "month",
    title: str | None = None,
    note: str | None = None,
    gazetteer: Sources = None,
    event_types: TypeSources = None,
    corrections: pd.DataFrame | None = None,
    workers: int = 1,
    resume: str | Path | None = None,
    progress: bool = False,
) -> Briefing:
    """Read articles for events, link, count and draw them, and write all of it into a folder.

    The folder gets index.html, the page to open first, reports.csv, events.csv, counts.csv, left_out.csv, events.gpkg,
    map.html, map.png, frequency.html and frequency.png, and outcomes.csv where corrections are given. They appear when all
    are complete; what else is in it stays.

    Events are selected after linking, so that what is one event does not depend on what is asked for. One whose
    interval of days reaches into the days asked for is kept, one with no date is not.

    Parameters
    ----------
    articles
        The articles table; those with a `problem` go to left_out.csv.
    out
        The folder; it is made where it does not exist.
    types
        Event types to keep, as in event_types.csv; None keeps all.
    since, until
        First and last day to keep, inclusive.
    country
        ISO 3166-1 alpha-2 code, or several, of the countries to keep.
    period
        What events are counted by: day, week or month.
    title
        Headline of the page; None makes one from the days the events span.
    note
        Words that stand on the page and in every picture, such as "demonstration data".
    gazetteer
        Files of places that win over the package's own, or a gazetteer, as `load_gazetteer` takes and gives them.
    event_types
        Files of event types of your own, as `extract` takes them.
    corrections
        The corrections table, as `read_corrections` gives it, to apply to the reports before they are linked.
    workers
        How many processes read at a time, as `extract` takes it.
    resume
        A folder to keep what is read in, and to take from it what a run that was ended has left there, as `extract` takes it.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    Briefing
        The path of index.html and the tables; `reports` holds all, `events` those asked for.

    Raises
    ------
    ValueError
        An option has a value that it cannot have, `articles` is no articles table, or a file of `gazetteer` no gazetteer.
    WriteError
        The folder cannot be written, or a file in it that would be replaced is one the articles were read from.
    RuntimeError
        A sum does not hold: something was lost between two stages, which is an error of this program.

    Warns
    -----
    BriefingWarning
        The events span too many periods for one chart: longer ones were taken, or those furthest off were not counted.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as out:
    ...     briefing = write_briefing(build_table([], "articles"), out)
    ...     briefing.page.name, len(briefing.events)
    ('index.html', 0)
    """
    check_table(articles, "articles", "articles")
    vocabulary = load_event_types(event_types)
    selection = parse_selection(types=types, since=since, until=until, country=country, event_types=vocabulary)
    if period not in periods.FREQUENCIES:
        raise ArgumentError(f"period: {period!r} is no length of a period; take {', '.join(periods.FREQUENCIES)}")
    files.require_other_files([Path(out) / name for name in (*FILES, OUTCOMES)], articles["file"])
    readable = articles[articles["problem"].isna()]
    _, found, failed = reports.extract(
        readable, gazetteer=gazetteer, event_types=vocabulary, places=False, workers=workers, resume=resume, progress=progress
    )
    given = build_table([], "corrections") if corrections is None else corrections
    told, outcomes = apply_corrections(found, given, readable, gazetteer=gazetteer, event_types=vocabulary)
    linked, unlinked = linking.link_reports(told, readable, outcomes)
    reasons = {event["event_id"]: selection.explain(event) for event in linked.to_dict("records")}
    asked = pd.Series([reasons[event_id] is None for event_id in linked["event_id"]], index=linked.index, dtype="bool")
    chosen = linked[asked].reset_index(drop=True)
    period, counted = _choose_period(chosen, readable, selection, period)
    vague = told[told["report_id"].isin(unlinked["report_id"])]
    vague = vague.loc[[selection.explain(report) is None for report in vague.to_dict("records")]]
    tally = counts.count_events(chosen, readable, freq=period, since=counted[0], until=counted[1], unlinked=vague)
    stages = {
        "read": pd.concat([list_unread(articles), failed], ignore_index=True),
        "link": pd.concat([unlinked, _list_unasked(told, linked, reasons)], ignore_index=True),
        "map": maps.list_unmapped(chosen),
        "count": counts.list_uncounted(chosen, freq=period, since=counted[0], until=counted[1]),
    }
    layers = build_layers(chosen)
    n_joined = sum(len(ids.split()) for ids in chosen["report_ids"])
    _check_sum("reading", len(articles), read=len(readable) - len(failed), left_out=len(stages["read"]))
    n_added = int((told["corrected"] == "added").sum())
    _check_sum("correcting", len(found), kept=len(told) - n_added, dropped=int((~found["report_id"].isin(told["report_id"])).sum()))
    _check_sum("linking", len(told), in_events=n_joined, left_out=len(stages["link"]))
    _check_sum("mapping", len(chosen), mapped=sum(map(len, layers.values())), left_out=len(stages["map"]))
    _check_sum("counting", len(chosen), counted=int(tally["count"].sum()), left_out=len(stages["count"]))
    left_out = check_table(pd.concat(stages.values(), ignore_index=True), "left_out", "left_out")
    briefing = Briefing(Path(out) / PAGE, articles, told, chosen, tally, left_out, outcomes)
    _write_folder(briefing, layers, title=title, note=note, period=period, selection=selection)
    return briefing


def parse_selection(
    *,
    types: str | Iterable[str] | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    country: str | Iterable[str] | None = None,
    event_types: TypeSources = None,
) -> Selection:
    """Parse what is asked for, as `write_briefing` takes it, so that a mistake is found before any work is done.

    Raises
    ------
    ValueError
        A type, a day or a country code is none, or `since` lies behind `until`.

    Examples
    --------
    >>> parse_selection(types="air_strike", country=["SY", "IQ"]).list_limits()
    ['types air_strike', 'countries SY, IQ']
    """
    chosen = (types,) if isinstance(types, str) else tuple(types or ())
    countries = (country,) if isinstance(country, str) else tuple(country or ())
    known = load_event_types(event_types).types
    for name in chosen:
        if name not in known:
            raise ArgumentError(f"types: {name!r} is no event type; they are {', '.join(known)}")
    for code in countries:
        if not COUNTRY_CODE.fullmatch(code):
            raise ArgumentError(f"country: {code!r} is no ISO 3166-1 code of two capital letters; for Syria write SY")
    return Selection(chosen, countries, *periods.read_span(since, until))


def _choose_period(chosen: pd.DataFrame, readable: pd.DataFrame, selection: Selection, period: str) -> tuple[str, periods.Span]:
    """Choose what a chart can hold: the period asked for or the next longer one, and the first and last day to count."""
    days = pd.concat([chosen["date_start"], chosen["date_end"], readable["published"]]).dropna()
    first, last = selection.since or days.min(), selection.until or days.max()
    lengths = list(periods.FREQUENCIES)
    taken = period
    if pd.isna(first) or pd.isna(last) or first > last:
        return period, (selection.since, selection.until)
    while taken != lengths[-1] and _count_periods(first, last, taken) > periods.LONGEST_AXIS:
        taken = lengths[lengths.index(taken) + 1]
    if taken != period:
        message = f"period: {first:%Y-%m-%d} to {last:%Y-%m-%d} has too many periods of a {period} for one chart; counted by {taken}"
        warnings.warn(BriefingWarning(f"{message}; give since and until to see them by {period}"), stacklevel=3)
    if _count_periods(first, last, taken) <= periods.LONGEST_AXIS:
        return taken, (selection.since, selection.until)
    told = sorted(readable["published"].dropna()) or sorted(days)
    since, until = _trim_span(first, last, told[len(told) // 2] if told else first, days)
    message = f"no chart of months holds {first:%Y-%m-%d} to {last:%Y-%m-%d}; those from {since:%Y-%m-%d} to {until:%Y-%m-%d} are counted"
    warnings.warn(BriefingWarning(f"{message}, and left_out.csv names the events before and after"), stacklevel=3)
    return taken, (since, until)


def _count_periods(first: pd.Timestamp, last: pd.Timestamp, freq: str) -> int:
    left, right = (day.to_period(periods.FREQUENCIES[freq]) for day in (first, last))
    return int(right.ordinal - left.ordinal) + 1


def _trim_span(
    first: pd.Timestamp, last: pd.Timestamp, middle: pd.Timestamp, days: "pd.Series[pd.Timestamp]"
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Trim a span to those of the days that a chart of months can hold around the middle one, or the end that is next to it."""
    centre = min(max(first, middle), last).to_period("M")
    near = [month for month in days.dt.to_period("M") if abs(month.ordinal - centre.ordinal) < periods.LONGEST_AXIS // 2]
    since, until = min([centre, *near]).to_timestamp(), max([centre, *near]).asfreq("D", "end").to_timestamp()
    return max(first, since), min(last, until)


def _list_unasked(told: pd.DataFrame, linked: pd.DataFrame, reasons: Mapping[str, str | None]) -> pd.DataFrame:
    """List the reports of events that were not asked for."""
    home = {
        report_id: event_id for event_id, ids in zip(linked["event_id"], linked["report_ids"], strict=True) for report_id in ids.split()
    }
    rows = []
    for report_id, article_id in zip(told["report_id"], told["article_id"], strict=True):
        reason = reasons[home[report_id]] if report_id in home else None
        if reason:
            rows.append(
                {"stage": "link", "article_id": article_id, "report_id": report_id, "reason_code": "not_selected", "reason": reason}
            )
    return build_table(rows, "left_out")


def _check_sum(stage: str, given: int, **parts: int) -> None:
    if sum(parts.values()) != given:
        told = " and ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in parts.items())
        raise RuntimeError(f"{stage}: {told} are not the {given:,} given; this is an error of analystkit, please report it")


def build_layers(events: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Build the two layers of events.gpkg: `precise`, the points of sites and settlements, and `areas`, all that is coarser.

    One row is one event. In `areas` the shape is that of the map: the boundary of the event's province where
    one is known, else a circle of uncertainty_km around its point; `area_basis` says which. Events known to a country alone are in neither.

    Examples
    --------
    >>> list(build_layers(build_table([], "events")))
    ['precise', 'areas']
    """
    drawing = marks.choose_drawing(events)
    areas = events[drawing == "area"]
    drawn = [area for event in iterate_rows(areas) if (area := marks.find_area(event))]
    basis = pd.Series([area.basis for area in drawn], index=areas.index, dtype="str")
    return {
        "precise": events[drawing == "point"].reset_index(drop=True),
        "areas": areas.assign(area_basis=basis)
        .set_geometry(gpd.GeoSeries([area.shape for area in drawn], index=areas.index, crs=CRS))
        .reset_index(drop=True),
    }


def _write_folder(
    briefing: Briefing, layers: Mapping[str, gpd.GeoDataFrame], *, title: str | None, note: str | None, period: str, selection: Selection
) -> None:
    """Write every file, and let them appear when all are complete, the page last."""
    readable = briefing.articles[briefing.articles["problem"].isna()]
    credit = _name_outlets(readable)
    with files.replace_files(briefing.page.parent, last=briefing.page.name) as folder:
        for name in TABLES:
            formats.write_table(getattr(briefing, name), folder / f"{name}.csv")
        if len(briefing.outcomes):
            formats.write_table(briefing.outcomes, folder / OUTCOMES)
        formats.write_layers(folder / LAYERS, layers)
        for suffix in IMAGES:
            maps.write_map(briefing.events, folder / f"map.{suffix}", credit=credit, note=note)
            charts.write_frequency(briefing.counts, folder / f"frequency.{suffix}", credit=credit, note=note)
        method = _describe_run(readable, selection, period)
        if len(briefing.outcomes):
            method += [*state_finding(briefing.reports).split("\n"), *state_finding(briefing.outcomes).split("\n")]
        page = build_page(briefing, title=title, note=note, credit=credit, period=period, method=method)
        (folder / briefing.page.name).write_text(page, encoding="utf-8", newline="\n")


def _describe_run(readable: pd.DataFrame, selection: Selection, period: str) -> list[str]:
    """Say how this briefing was made: where publish dates come from, what was asked for, by which version."""
    dates = ", ".join(f"{BASES[str(basis)]} {n:,}" for basis, n in readable["published_basis"].value_counts().items())
    limits = "; ".join(selection.list_limits())
    return [
        *([f"Publish dates of the articles: {dates}."] if dates else []),
        f"Asked for: {limits}. Other events were left out after linking." if limits else "All types, days and countries were asked for.",
        f"Counted by {period}. Made by analystkit {version('analystkit')}.",
    ]


def _name_outlets(readable: pd.DataFrame) -> str | None:
    """Name the outlets, those with most articles first."""
    numbers = sorted(readable["source"].value_counts().items(), key=lambda item: (-item[1], str(item[0])))
    named = [f"{outlet} ({n:,})" for outlet, n in numbers[:OUTLETS_SHOWN]]
    if len(numbers) > OUTLETS_SHOWN:
        named.append(f"and {len(numbers) - OUTLETS_SHOWN:,} more")
    return f"Articles: {', '.join(named)}." if named else None
