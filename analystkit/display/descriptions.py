"""Descriptions: what a map tells of the events of one mark, when a pointer rests on it."""

import re
import textwrap
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import pandas as pd

from analystkit.display.figures import count_nouns, describe_date, describe_toll, escape_text, name_type
from analystkit.display.panels import name_group
from analystkit.writing.files import clean_text

QUOTES_SHOWN = 3  # of the events of one mark
LINE = 76  # letters
_LONG, _SHORT = 320, 300  # letters of a quote beside others
# One value that reports disagree on, with its field before the first: "event_type: air_strike (7e2b 92eb)", ", 2018-04-07 (4a3e)".
_VALUE = re.compile(r"(?:(?:^|; )(?P<field>event_type|date|place|actor|killed|injured): |, )(?P<value>.*?) \((?P<ids>[^()]+)\)(?=, |; |$)")


@cache
def read_countries() -> dict[str, str]:
    """Read the names of countries as the gazetteer has them: {"SY": "Syria"}."""
    with as_file(files("analystkit.data").joinpath("places.parquet")) as path:
        countries = pd.read_parquet(path, columns=["country", "name"], filters=[("feature", "==", "PCLI")])
    return dict(zip(countries["country"], countries["name"], strict=True))


def list_places(event: Any) -> list[str]:
    """List the names of where an event was, from the place to the country, each once."""
    country = read_countries().get(event["country"], event["country"])
    return list(dict.fromkeys(clean_text(str(name)) for name in (event["place"], event["admin1"], country) if pd.notna(name)))


def name_place(event: Any) -> str:
    """Name the place as its reports do, else by its province; neither is too long for a map."""
    names = [clean_text(str(name)) for name in (event.place, event.admin1) if pd.notna(name)]
    return "" if not names else names[0] if len(names[0]) <= 40 else f"{names[0][:39]}…"


def describe_disagreements(event: Any) -> str:
    """Say what the reports of an event do not agree on, as a reader would; nothing where they agree.

    >>> describe_disagreements({"disagreements": "event_type: air_strike (ab12), attack (cd34 ef56)"})
    'type: Air strike (1 report), Attack (2 reports)'
    """
    told: dict[str, list[str]] = {}
    field = ""
    for found in _VALUE.finditer("" if pd.isna(event["disagreements"]) else clean_text(event["disagreements"])):
        field = found["field"] or field
        by = {"event_type": "event_type", "actor": "actor_id"}.get(field)
        value = name_group(found["value"], by)
        told.setdefault(field.removeprefix("event_"), []).append(f"{value} ({count_nouns(len(found['ids'].split()), 'report')})")
    return "; ".join(f"{field}: {', '.join(values)}" for field, values in told.items())


def tell_event(event: Any) -> tuple[str, str, str, str, str]:
    """Tell of an event in five plain texts: what and when, where, how many, a quote, and its source."""
    what = f"{name_type(event.event_type)}{' (alleged)' if event.status == 'alleged' else ''}"
    when = describe_date(event.date_start, event.date_end, event.date_precision, event.date_text)
    where = ", ".join(list_places(event._asdict()))
    source = clean_text(event.source) if pd.notna(event.source) else "source not named"
    return (
        f"{what}, {when}",
        f"{where} ({event.place_precision})",
        f"{describe_toll(event)}; {count_nouns(event.n_reports, 'report')}",
        clean_text(event.quote),
        source,
    )


def describe_events(events: Sequence[Any]) -> str:
    """Tell of the first events of one mark, for plotly; the page of a map says the same in its own script."""
    alone = len(events) == 1
    told = [_describe_event(event, alone=alone) for event in events[:QUOTES_SHOWN]]
    head = [] if alone else [f"<b>{len(events):,} events here</b>"]
    more = [f"and {len(events) - len(told):,} more"] if len(events) > len(told) else []
    return "<br><br>".join([*head, *told, *more])


def _describe_event(event: Any, *, alone: bool) -> str:
    head, where, toll, quote, source = tell_event(event)
    quote = quote if alone or len(quote) <= _LONG else textwrap.shorten(quote, _SHORT, placeholder=" …")
    return "<br>".join(
        [
            f"<b>{escape_text(head, LINE)}</b>",
            escape_text(where, LINE),
            escape_text(toll),
            escape_text(f"“{quote}”", LINE),
            f"<i>{escape_text(source, LINE)}</i>",
        ]
    )
