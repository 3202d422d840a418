"""The deck: slides that say what the tables show, what they rest on and what is not in them, with native charts and notes."""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from analystkit.display.figures import count_nouns, describe_date, say_alleged
from analystkit.display.findings import state_finding
from analystkit.writing import slides
from analystkit.writing.chartslides import add_frequency, add_types, tell_alleged
from analystkit.writing.decktables import Tables, check_tables
from analystkit.writing.eventslides import add_gravest, add_map
from analystkit.writing.files import FormatError, clean_text
from analystkit.writing.omissions import list_reasons, sum_stages
from analystkit.writing.slides import Page, number_page
from analystkit.writing.summary import STAGES
from analystkit.writing.templates import POINT, open_design, save_presentation
from analystkit.writing.typesetting import READING, SMALLEST, TEXT, Paragraph, split_pages

SUFFIX = ".pptx"
_LIMITS = (
    "A mark or a bar says that articles report an event, not that it happened; where there is none, nothing is said.",
    "Counts say how many events these articles report. That depends on who was there to report as much as on what happened.",
    "Plans, threats, denials and running totals are recognised by rules, which err in both directions: read the quote first.",
    "Events are missed, and some are put in the wrong place, on the wrong day or down twice.",
)


def write_deck(
    events: pd.DataFrame,
    path: str | Path,
    *,
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    reports: pd.DataFrame,
    left_out: pd.DataFrame | None = None,
    title: str | None = None,
    marking: str | None = None,
    note: str | None = None,
    credit: str | None = None,
    template: str | Path | None = None,
) -> Path:
    """Write a PowerPoint presentation of events, with charts that can be edited there; give its path.

    Its slides: title, key numbers, types, map, frequency, the gravest events with their quotes, what was left out and why,
    method, limits, credits. Headlines are made from the tables. The notes of each slide say what it rests on: article,
    sentence, and how sure. The same tables give the same bytes.

    Parameters
    ----------
    events
        The events table.
    path
        The .pptx file to write; an existing one is replaced.
    counts
        What `count_events` made of these events.
    articles, reports
        The tables that the events were made from.
    left_out
        What was left out at each stage, as a `Briefing` has it; None finds it in the other tables, in fewer words.
    title
        Headline of the first slide; None makes one from the days the events span.
    marking
        A line for the foot of every slide, such as "UNCLASSIFIED // demonstration".
    note
        A sentence of the caller's own for the first slide and the map.
    credit
        Whose data this rests on, as they ask to be named.
    template
        A .pptx file of the caller's own house: its size, layouts, typefaces and colours are used, its slides are not.

    Raises
    ------
    ImportError
        python-pptx is not installed; ``pip install "analystkit[pptx]"`` does it.
    ValueError
        `path` has another suffix, `marking` is longer than a line, the tables do not belong together, or `template` is no
        presentation that slides can be put into.
    TableError
        A table is not one.
    WriteError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analystkit.events.counts import count_events
    >>> from analystkit.tables import build_table
    >>> events, articles, reports = (build_table([], table) for table in ("events", "articles", "reports"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     counts = count_events(events, articles)
    ...     write_deck(events, f"{folder}/deck.pptx", counts=counts, articles=articles, reports=reports).name
    'deck.pptx'
    """
    tables = check_tables(events, counts, articles, reports, left_out)
    page = _open_page(path, marking, template)
    headline = clean_text(title or "") or _make_title(tables.events)
    _add_cover(page, tables, headline, note)
    _add_numbers(page, tables)
    add_types(page, tables)
    add_map(page, tables, note, credit)
    add_frequency(page, tables)
    add_gravest(page, tables)
    _add_left_out(page, tables)
    _add_text(page, _state_review(reports), _describe_method(tables))
    _add_text(page, "What these numbers cannot bear", _LIMITS)
    _add_text(page, "Whose work this rests on", _list_credits(tables, credit))
    return save_presentation(page.design.presentation, path, title=headline)


def check_deck(path: str | Path, *, marking: str | None = None, template: str | Path | None = None) -> Path:
    """Check what `write_deck` is to write, so that a mistake is found before any work is done, and give the path.

    Raises
    ------
    ValueError, ImportError, FileNotFoundError
        As `write_deck`.

    Examples
    --------
    >>> check_deck("slides.pptx").name
    'slides.pptx'
    """
    _open_page(path, marking, template)
    return Path(path)


def _open_page(path: str | Path, marking: str | None, template: str | Path | None) -> Page:
    if Path(path).suffix.lower() != SUFFIX:
        raise FormatError(f"path: {Path(path).name!r} should end in {SUFFIX}")
    design = open_design(template)
    return Page(design, slides.check_marking(marking, design))


# ---------------------------------------------------------------- slides


def _add_cover(page: Page, tables: Tables, headline: str, note: str | None) -> None:
    slide = slides.add_slide(page, headline, cover=True)
    lines = [_describe_sources(tables), "Reported events in these articles: not all that happened, and not all of it certain."]
    paragraphs = [Paragraph(line, 20) for line in lines] + ([Paragraph(note, 20, bold=True)] if note else [])
    slides.fill_content(slide, paragraphs, page.design, cover=True)
    slides.write_notes(slide, [headline, *lines, *([note] if note else []), *state_finding(tables.articles).split("\n")])


def _describe_sources(tables: Tables) -> str:
    readable, n_reports = tables.readable, int(tables.events["n_reports"].sum())
    published, n_outlets = readable["published"].dropna(), readable["source"].nunique()
    whose = f" from {count_nouns(n_outlets, 'outlet')}" if n_outlets else ""
    when = "" if published.empty else f", published {describe_date(published.min(), published.max(), 'days', None)}"
    told = f"{count_nouns(len(tables.events), 'event')} told of by {count_nouns(n_reports, 'report')}"
    return f"{told} in {count_nouns(len(readable), 'article')}{whose}{when}."


def _make_title(events: pd.DataFrame) -> str:
    dated = events.dropna(subset=["date_start", "date_end"])
    when = "" if dated.empty else f", {describe_date(dated['date_start'].min(), dated['date_end'].max(), 'days', None)}"
    return f"Reported events{when}"


def _add_numbers(page: Page, tables: Tables) -> None:
    events, alleged = tables.events, tables.events["status"] == "alleged"
    deadly = (events["killed_low"] >= 1).fillna(False)
    several = events["n_origins"] > 1
    tolls = events[~alleged & events["killed_low"].notna()]
    killed = int(tolls["killed_low"].sum())
    largest = f", one of which tells {int(tolls['killed_low'].max()):,}" if len(tolls) > 1 else ""
    lowest = f"people killed at least: the lowest numbers told, summed over {count_nouns(len(tolls), 'event')} not alleged{largest}"
    tiles = [
        (len(events), "events reported in these articles"),
        (int(alleged.sum()), "of them alleged: whether they happened at all is in doubt"),
        (int(several.sum()), "told by more than one origin; copies of one text count as one"),
        (int(deadly.sum()), f"events with at least one person killed{tell_alleged(int((deadly & alleged).sum()))}"),
        (killed, lowest if len(tolls) else "events, alleged ones aside, of which a number of people killed is told"),
        (len(tables.readable), f"articles read, from {count_nouns(tables.readable['source'].nunique(), 'outlet')}"),
    ]
    headline = f"These articles report {count_nouns(len(events), 'event')}, {say_alleged(int(alleged.sum()))}"
    if events.empty:
        headline = "No event was found in these articles, or none that was asked for"
    slide = slides.add_slide(page, headline)
    slides.drop_content(slide)
    cells = [[Paragraph(f"{n:,}", 48, bold=True, accent=True), Paragraph(words, READING)] for n, words in tiles]
    box = slides.find_body(page.design)
    grid = slides.Grid(box, (1 / 3, 1 / 3, 1 / 3), box.height / POINT / 16)
    rows = slides.fit_rows([cells[:3], cells[3:]], grid, box.height / POINT / 2)
    spoken = [f"{n:,} {words}." for n, words in tiles]
    slides.add_table(slide, grid, rows, page.design, name="Key numbers", words=" ".join(spoken), ruled=False)
    slides.write_notes(slide, [f"{headline}.", *spoken, *state_finding(events).split("\n"), *tables.list_evidence(events)])


def _add_left_out(page: Page, tables: Tables) -> None:
    """Add what was left out at each stage, with sums that hold."""
    stages, reasons = sum_stages(*tables[:4]), list_reasons(*tables)
    read, linked, mapped, _ = stages.values()
    headline = f"Left out: {linked.lost:,} of {count_nouns(linked.given, 'report')}"
    headline += f"; not on the map: {mapped.lost:,} of {count_nouns(mapped.given, 'event')}"
    if read.lost:
        headline += f"; not read: {read.lost:,} of {count_nouns(read.given, 'article')}"
    sums = [stage.describe() for stage in stages.values()]
    spoken = [f"{STAGES[stage]}: {why}: {n:,}" for stage, why, n in reasons]
    whole = slides.find_body(page.design)
    n_points = 28 * len(sums)
    table, above = (
        whole._replace(top=whole.top + n_points * POINT, height=whole.height - n_points * POINT),
        whole._replace(height=n_points * POINT),
    )
    told = [("What", "Why", "Number"), *((STAGES[stage], why, f"{n:,}") for stage, why, n in reasons)]
    for size, air in ((14, 4), (SMALLEST, 2)):  # smaller where all then stand on one slide
        grid = slides.Grid(table, (0.34, 0.54, 0.12), air)
        rows = [[[Paragraph(words, size, bold=number == 0)] for words in row] for number, row in enumerate(told)]
        fitted = slides.fit_rows(rows, grid, table.height / POINT / 3)
        heights = slides.measure_rows(fitted, grid)
        pages = split_pages(fitted[1:], heights[1:], table.height / POINT - heights[0]) or [[]]
        if len(pages) == 1:
            break
    for number, shown in enumerate(pages, start=1):
        slide = slides.add_slide(page, number_page(headline, number, len(pages)))
        slides.drop_content(slide)
        slides.add_text(slide, above, [Paragraph(line, TEXT) for line in sums], page.design)
        if shown:
            words = "; ".join([*sums, *spoken])
            slides.add_table(slide, grid, [fitted[0], *shown], page.design, name="Left out", words=f"{words}.", header=True)
        slides.write_notes(slide, [f"{headline}.", *sums, *spoken])


def _add_text(page: Page, headline: str, sentences: Iterable[str]) -> None:
    """Add sentences on as many slides as they need."""
    pages = slides.split_paragraphs([Paragraph(clean_text(sentence), READING) for sentence in sentences], page.design)
    for number, paragraphs in enumerate(pages, start=1):
        slide = slides.add_slide(page, number_page(headline, number, len(pages)))
        slides.fill_content(slide, paragraphs, page.design)
        slides.write_notes(slide, [f"{headline}.", *(paragraph.text for paragraph in paragraphs)])


def _state_review(reports: pd.DataFrame) -> str:
    n_reviewed = int(reports["reviewed"].sum())
    checked = (
        f"a person reviewed {n_reviewed:,} of {count_nouns(len(reports), 'report')}"
        if n_reviewed
        else "no person has reviewed what it found"
    )
    return f"A program read these articles; {checked}"


def _describe_method(tables: Tables) -> list[str]:
    """Say how these numbers came about, from the numbers themselves."""
    events, reports = tables.events, tables.reports
    n_told, n_several = int(events["n_reports"].sum()), int((events["n_reports"] > 1).sum())
    precise = events["date_precision"].value_counts()
    dates = ", ".join(f"{int(precise[name]):,} to {words}" for name, words in _PRECISIONS.items() if name in precise)
    sourcing = events["sourcing"].value_counts()
    words = ", ".join(f"{int(sourcing.get(name, 0)):,} {told}" for name, told in _SOURCING.items())
    scores = reports["score"].dropna()
    sentences = [
        *state_finding(tables.articles).split("\n"),
        f"Sentences gave {count_nouns(len(reports), 'report')}, each one article's account of one event. Reports of one occurrence were "
        f"joined: {n_told:,} of them are {count_nouns(len(events), 'event')}, {n_several:,} told by more than one report.",
    ]
    if len(events):
        sentences += [f"Dated as exactly as is told: {dates}.", f"Origins: {words}. Copies of one text are one origin."]
    if len(scores):
        low, middle, high = (f"{value:.2f}" for value in scores.quantile([0.25, 0.5, 0.75]))
        sentences.append(
            f"Score, the probability that type, place and date of a report were read right, calibrated on articles annotated by hand: "
            f"{middle} in the middle of {len(scores):,}, half of them from {low} to {high}."
        )
    return [*sentences, *(state_finding(reports).split("\n") if reports["reviewed"].any() else [])]


_PRECISIONS = {"day": "a day", "days": "some days", "month": "a month", "year": "a year", "unknown": "no date"}
_SOURCING = {"single": "with one origin", "several": "with several", "contested": "contested on toll or doer"}


def _list_credits(tables: Tables, credit: str | None) -> list[str]:
    outlets = tables.readable["source"].value_counts()
    named = ", ".join(f"{name} ({n:,})" for name, n in sorted(outlets.items(), key=lambda item: (-item[1], str(item[0]))))
    return [
        *([f"Articles: {named}."] if named else ["The articles name no outlet."]),
        *([credit] if credit else []),
        "Places and their names: GeoNames, CC BY 4.0.",
        "Borders: Natural Earth, public domain; as held on the ground, disputed ones included, front lines not, without taking a side.",
        "Some places and the names of armed actors: UCDP Georeferenced Event Dataset, Uppsala University, CC BY 4.0.",
        "English model: spaCy en_core_web_md by Explosion, MIT.",
        f"Read, linked and drawn with analystkit {version('analystkit')}.",
    ]
