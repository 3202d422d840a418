"""Event slides: where the events are, and the gravest of them with the words that say so."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analystkit.display.descriptions import list_places
from analystkit.display.figures import count_nouns, describe_toll, name_type, print_style
from analystkit.display.maps import draw_plate, list_unmapped
from analystkit.writing import slides
from analystkit.writing.decktables import Tables
from analystkit.writing.quotations import Row, find_quotation, is_told, say_date, say_place, say_sourcing
from analystkit.writing.slides import Page, number_page
from analystkit.writing.summary import REASONS
from analystkit.writing.templates import POINT
from analystkit.writing.typesetting import SMALLEST, TEXT, Paragraph, split_pages

_GRAVEST = 6  # events whose quotes are shown
_DPI = 300  # of the map: as sharp on a large screen as in print
_ORDER = (
    "Ordered by the lowest number of people killed that is told. A high number is a likely place for a misreading: say it with its quote."
)


def add_map(page: Page, tables: Tables, note: str | None, credit: str | None) -> None:
    events = tables.events
    if events.empty:
        return
    unmapped = list_unmapped(events)["reason_code"].value_counts()
    n_mapped = len(events) - int(unmapped.sum())
    headline = _state_provinces(events)
    slide = slides.add_slide(page, headline)
    slides.drop_content(slide)
    not_shown = ", ".join(f"{n:,} ({REASONS[str(code)]})" for code, n in unmapped.items())
    line = f"On the map: {n_mapped:,} of {count_nouns(len(events), 'event')}. Not on it: {not_shown or 'none'}. Base map: Natural Earth."
    box = slides.add_foot(slide, slides.find_body(page.design), [line], page.design)
    figure, around = draw_plate(events, (box.width / POINT, box.height / POINT))
    with TemporaryDirectory() as folder:
        picture = Path(folder, "map.png")
        with print_style():
            figure.savefig(picture, dpi=_DPI)
        words = f"Map of where the reported events happened. {headline}. {line}"
        slides.add_picture(slide, box, picture, name="Map", words=words)
    remarks = [text for text in (note, credit) if text]
    mapped = events[~events["event_id"].isin(list_unmapped(events)["event_id"])]
    slides.write_notes(slide, [f"{headline}.", line, around.subtitle, *around.caption, *remarks, *tables.list_evidence(mapped)])


def _state_provinces(events: pd.DataFrame) -> str:
    """State where most events are, as far as that is known."""
    placed = events[events["admin1"].notna()]
    if placed.empty:
        return "Of no reported event is the province known"
    names = pd.Series([", ".join(list_places({**event, "place": None})) for event in placed.to_dict("records")])
    numbers = names.value_counts()
    first = numbers.index[numbers == numbers.iloc[0]].to_list()
    n, total = int(numbers.iloc[0]), count_nouns(len(placed), "event")
    if len(first) > 2:
        return f"No province stands out: {len(first)} of them have {n:,} each of the {total} whose province is known"
    both = len(first) > 1
    return f"{' and '.join(first)} {'have' if both else 'has'} most: {n:,}{' each' if both else ''} of {total} whose province is known"


def add_gravest(page: Page, tables: Tables) -> None:
    """Add the events with most people killed as told, each with its quote and what it rests on."""
    events = tables.events
    if events.empty:
        return
    keys = ["killed_low", "killed_high", "injured_low", "n_reports", "event_id"]
    order = events[keys].fillna({"killed_low": 0, "killed_high": 0, "injured_low": 0}).sort_values(keys, ascending=[False] * 4 + [True])
    gravest = events.loc[order.index[:_GRAVEST]]
    headline = _state_gravest(gravest.iloc[0].to_dict())
    grid = slides.Grid(slides.find_body(page.design), (0.16, 0.26, 0.58), 7)
    room = grid.box.height / POINT
    fitted = slides.fit_rows([_write_event(event, tables) for event in gravest.to_dict("records")], grid, room / 2)
    pages = split_pages(list(zip(fitted, gravest["event_id"], strict=True)), slides.measure_rows(fitted, grid), room)
    for number, shown in enumerate(pages, start=1):
        slide = slides.add_slide(page, number_page(headline, number, len(pages)))
        slides.drop_content(slide)
        mine = gravest[gravest["event_id"].isin([event_id for _, event_id in shown])]
        evidence = list(tables.list_evidence(mine))
        words = f"Table of {count_nouns(len(mine), 'event')}: toll; type, place, date and status; quote and source. {' '.join(evidence)}"
        slides.add_table(slide, grid, [row for row, _ in shown], page.design, name="Gravest events", words=words)
        slides.write_notes(slide, [f"{headline}.", _ORDER, *evidence])


def _state_gravest(event: Row) -> str:
    toll = _tell_killed(event)
    if not toll:
        return "No number of people killed is told: the events with most injured or most reports"
    return f"Most killed in one event, as read here: {toll}, {name_type(event['event_type']).lower()}, {say_place(event)}"


def _tell_killed(event: Row) -> str:
    """Say how many were killed; nothing where nobody was, or no number is told."""
    if not any(is_told(event[name]) and event[name] for name in ("killed_low", "killed_high")):
        return ""
    return describe_toll({**event, "injured_low": None, "injured_high": None})


def _write_event(event: Row, tables: Tables) -> list[list[Paragraph]]:
    """Write an event's row: toll; what, where, when; quote and source."""
    toll, _, more = describe_toll(event).partition(", ")
    status = "alleged: whether it happened is in doubt" if event["status"] == "alleged" else "reported"
    quotation = find_quotation(event, tables.reports, tables.articles)
    return [
        [Paragraph(toll, 20, bold=True, accent=True), *([Paragraph(more, 14)] if more else [])],
        [
            Paragraph(name_type(event["event_type"]), TEXT, bold=True),
            Paragraph(say_place(event), 14),
            Paragraph(say_date(event), 14),
            Paragraph(f"{status}; {say_sourcing(event)}", SMALLEST, muted=True),
        ],
        [
            Paragraph(f"“{quotation.words}”", TEXT),
            Paragraph(f"{quotation.describe_source()}; {quotation.describe_score()}", SMALLEST, muted=True),
        ],
    ]
