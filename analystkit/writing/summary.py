"""The briefing's page: markup that says what the tables show, what they rest on and what is not in them."""

import base64
import hashlib
import html
import re
import shlex
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import PurePath
from string import Template
from typing import TYPE_CHECKING, Any

import pandas as pd

from analystkit.display.charts import plot_counts
from analystkit.display.descriptions import describe_disagreements, list_places
from analystkit.display.figures import count_nouns, describe_date, describe_toll, embed_figure, name_type, plotly_script, say_alleged
from analystkit.display.maps import map_events
from analystkit.display.marks import choose_drawing
from analystkit.writing.files import clean_text

if TYPE_CHECKING:
    from analystkit.writing.briefing import Briefing

EVENTS_SHOWN = 400  # rows in the page; all are in events.csv
# The body of a script of ours, whose hash lets it run: '<script type="text/javascript">draw()</script>'
SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
STAGES = {
    "read": "Article not read",
    "extract": "Article read in part",
    "link": "Report in no event",
    "map": "Event not on the map",
    "count": "Event in no period of the chart",
}
REASONS = {
    "unreadable": "could not be read",
    "empty": "no text in it",
    "duplicate": "the same article came before",
    "wrong_type": "not in a format that is read",
    "unsafe": "too large, too slow or unsafe to open",
    "not_installed": "in a format that needs the extra `readers`, which is not installed",
    "not_english": "not in English",
    "extract_failed": "something went wrong while it was read",
    "aggregate": "a running total or a habit, no single event",
    "planned": "planned, had not happened",
    "threatened": "threatened, had not happened",
    "denied": "told as not having happened",
    "unassigned": "too vague to be joined to one event",
    "not_selected": "outside the types, days or countries asked for, or the days counted",
    "no_place": "no place is told, or none that is known",
    "country_only": "no more than the country is told",
    "no_date": "no date is told, or none with a year",
    "coarse_date": "dated too coarsely for one period",
}
_SOURCING = {"single": "one origin", "several": "several origins", "contested": "contested"}
UNDATED = "Words such as “on Tuesday” or “in September” could not be turned into days of a year."


class Html(str):
    """Markup made here; any other string is text and is escaped where it enters the page."""

    __slots__ = ()


def build_page(briefing: "Briefing", *, title: str | None, note: str | None, credit: str | None, period: str, method: Iterable[str]) -> str:
    """Build index.html: what was made here goes in as markup, and everything else is escaped on its way.

    Parameters
    ----------
    briefing
        The tables to sum up, and where the page will stand.
    title
        The headline; None makes one from the days the events span.
    note
        Words above the headline and in both figures.
    credit
        Whose articles these are.
    period
        What the events are counted by.
    method
        Sentences on how this briefing was made, beside those that hold for all.

    Raises
    ------
    RuntimeError
        A figure holds other scripts than its own.
    """
    words: dict[str, Any] = {"credit": credit, "note": note}
    library = Html(plotly_script())
    drawn_map = Html(embed_figure(map_events(briefing.events, **words)))
    drawn_chart = Html(embed_figure(plot_counts(briefing.counts, **words)))
    parts: dict[str, str] = {
        "policy": _state_policy(library, drawn_map, drawn_chart),
        "script": library,
        "map": drawn_map,
        "chart": drawn_chart,
        "title": title or _make_title(briefing.events),
        "note": _element("p", note, class_="note") if note else "",
        "lead": _describe_articles(briefing),
        "notices": _write_notices(briefing),
        "numbers": _write_numbers(briefing),
        "period": period,
        "types": _tabulate_types(briefing.events),
        "events_lead": _introduce_events(briefing.events),
        "events": _tabulate_events(briefing),
        "sums": _write_sums(briefing),
        "left_out": _tabulate_left_out(briefing.left_out),
        "method": _join(_element("li", sentence) for sentence in method),
        "credits": _element("p", credit) if credit else "",
    }
    template = Template(files("analystkit.data").joinpath("briefing.html").read_text(encoding="utf-8"))
    return template.substitute({name: _show(part) for name, part in parts.items()})


def _show(value: str) -> Html:
    """Escape a text for the page; markup made here passes."""
    return value if isinstance(value, Html) else Html(html.escape(clean_text(value)))


def _join(parts: Iterable[str]) -> Html:
    return Html("".join(_show(part) for part in parts))


def _element(tag: str, *content: str, **attributes: str) -> Html:
    """Make an element, the text in it escaped; `class_` stands for class, and an empty attribute is left away."""
    written = "".join(f' {name.rstrip("_")}="{_show(value)}"' for name, value in attributes.items() if value)
    return Html(f"<{tag}{written}>{_join(content)}</{tag}>")


def _tabulate(headers: Mapping[str, str], rows: Iterable[tuple[str, Iterable[str]]], class_: str) -> Html:
    """Make a table of headers, each with the class of its column, and rows, each with its id, which may be empty."""
    kinds = list(headers.values())
    head = _element("tr", *(_element("th", name, class_=kind) for name, kind in headers.items()))
    body = [
        _element("tr", *(_element("td", cell, class_=kind) for cell, kind in zip(cells, kinds, strict=True)), id=name)
        for name, cells in rows
    ]
    return _element("table", _element("thead", head), _element("tbody", *body), class_=class_)


def _state_policy(*trusted: Html) -> str:
    """State the page's Content Security Policy: nothing is fetched, and only the scripts made here run, known by their hash."""
    hashes = []
    for fragment in trusted:
        bodies = SCRIPT.findall(fragment)
        if len(bodies) != 1 or fragment.lower().count("</script") != 1:
            raise RuntimeError("a figure should hold one script and no more; this is an error of analystkit, please report it")
        hashes.append(f"'sha256-{base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()}'")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(hashes)}",
            "style-src 'unsafe-inline'",
            "img-src 'self' file: data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _make_title(chosen: pd.DataFrame) -> str:
    dated = chosen[chosen["date_start"].notna() & chosen["date_end"].notna()]
    when = "" if dated.empty else f", {describe_date(dated['date_start'].min(), dated['date_end'].max(), 'days', None)}"
    return f"Reported events{when}"


def _describe_articles(briefing: "Briefing") -> str:
    readable = briefing.articles[briefing.articles["problem"].isna()]
    published = readable["published"].dropna()
    outlets = readable["source"].nunique()
    whose = f" from {count_nouns(outlets, 'outlet')}" if outlets else ""
    when = "" if published.empty else f", published {describe_date(published.min(), published.max(), 'days', None)}"
    return f"Events of armed conflict told of in {count_nouns(len(readable), 'news article')}{whose}{when}."


def _write_notices(briefing: "Briefing") -> Html:
    """Say first what weakens everything below: articles with no publish date, and articles that could not be read."""
    articles = briefing.articles
    readable = articles[articles["problem"].isna()]
    notices = []
    undated = int(readable["published"].isna().sum())
    if undated == len(readable) > 0:
        notices.append(_element("p", _element("strong", "No article has a publish date."), Html(" "), UNDATED))
    elif undated:
        have = "has" if undated == 1 else "have"
        which = f"{undated:,} of {count_nouns(len(readable), 'article')} {have} no publish date."
        notices.append(_element("p", _element("strong", which), Html(" "), UNDATED))
    if undated:
        given = list(dict.fromkeys(readable["file"]))
        command = [
            "analystkit",
            "brief",
            *(given if len(given) <= 3 else ["ARTICLES"]),
            "--out",
            str(briefing.page.parent),
            "--published",
            "YYYY-MM-DD",
        ]
        code = _element("code", shlex.join(command))
        notices.append(_element("p", "If you know the day of publication, this sets it where it is missing:", Html(" "), code))
        if readable["row"].notna().any():  # of a table, which may hold the day in a column that is not known by its name
            option = _element("code", "--column published=NAME")
            notices.append(_element("p", "Where a column holds it under an unusual name, say", Html(" "), option))
    unread = len(articles) - len(readable)
    if unread:
        were = "was" if unread == 1 else "were"
        notices.append(
            _element("p", f"{unread:,} of {count_nouns(len(articles), 'article')} {were} not used; why stands under “What was left out”.")
        )
    return _element("div", *notices, class_="notice") if notices else Html("")


def _write_numbers(briefing: "Briefing") -> Html:
    chosen = briefing.events
    drawing = choose_drawing(chosen)
    n_alleged, n_deadly = int((chosen["status"] == "alleged").sum()), int((chosen["killed_low"] >= 1).sum())
    tiles = [
        (int(briefing.articles["problem"].isna().sum()), "article read", "articles read"),
        (len(briefing.reports), "report in them", "reports in them: several may tell of one event, so they are not to be counted"),
        (len(chosen), "event" + (", alleged" if n_alleged else ""), f"events, {say_alleged(n_alleged)}"),
        (int((drawing == "point").sum()), "event on the map as a site or a town", "events on the map as a site or a town"),
        (int((drawing == "area").sum()), "event on the map as an area", "events on the map as an area"),
        (n_deadly, "event with one person killed or more", "events with one person killed or more"),
    ]
    return _element(
        "div",
        *(_element("div", _element("b", f"{n:,}"), _element("span", one if n == 1 else more)) for n, one, more in tiles),
        class_="numbers",
    )


def _tabulate_types(chosen: pd.DataFrame) -> Html:
    """Tabulate the events by type: how many, how deadly, how well sourced."""
    names = ("Events", "of them alleged", "one killed or more", *_SOURCING.values())
    rows = []
    for kind, members in sorted(chosen.groupby("event_type"), key=lambda item: (-len(item[1]), str(item[0]))):
        sourcing = [int((members["sourcing"] == word).sum()) for word in _SOURCING]
        numbers = [len(members), int((members["status"] == "alleged").sum()), int((members["killed_low"] >= 1).sum()), *sourcing]
        rows.append(("", [name_type(str(kind)), *(f"{n:,}" for n in numbers)]))
    return _tabulate({"Type": "", **dict.fromkeys(names, "number")}, rows, "types") if rows else Html("")


def _introduce_events(chosen: pd.DataFrame) -> str:
    if chosen.empty:
        return "No event was found in these articles."
    if len(chosen) > EVENTS_SHOWN:
        return f"The first {EVENTS_SHOWN:,} of {len(chosen):,} events by date; the others are in events.csv."
    return "The one event." if len(chosen) == 1 else f"All {len(chosen):,} events, by date."


def _tabulate_events(briefing: "Briefing") -> Html:
    """Tabulate the events by date, undated ones last, each with the quote that answers for it and where to read on."""
    headers = dict.fromkeys(("Date", "Type", "Place", "Toll", "Sourcing", "Evidence"), "")
    shown = briefing.events.sort_values(["date_start", "date_end", "event_id"], kind="stable").head(EVENTS_SHOWN)
    articles = briefing.articles[briefing.articles["problem"].isna()]
    files_of = {
        article_id: PurePath(file).name + ("" if pd.isna(row) else f", row {row}")
        for article_id, file, row in zip(articles["article_id"], articles["file"], articles["row"], strict=True)
    }
    article_of = dict(zip(briefing.reports["report_id"], briefing.reports["article_id"], strict=True))
    rows = [
        (f"event-{event['event_id']}", _write_event(event, files_of[article_of[event["report_id"]]])) for event in shown.to_dict("records")
    ]
    return _tabulate(headers, rows, "events") if rows else Html("")


def _write_event(event: Mapping[Any, Any], file: str) -> list[str]:
    """Write the cells of one event."""
    precision = "" if pd.isna(event["place_precision"]) else f"exact to the {event['place_precision']}"
    disagreements = describe_disagreements(event)
    article = [str(event[name]) for name in ("source", "title", "url") if not pd.isna(event[name])]
    return [
        describe_date(event["date_start"], event["date_end"], event["date_precision"], event["date_text"]),
        name_type(event["event_type"]) + (" (alleged)" if event["status"] == "alleged" else ""),
        _stack(", ".join(list_places(event)) or "not told", precision),
        describe_toll(event),
        _stack(_SOURCING[event["sourcing"]], f"{count_nouns(event['n_reports'], 'report')}, {count_nouns(event['n_outlets'], 'outlet')}"),
        _stack(
            _element("q", event["quote"]),
            " · ".join([*article, file]),
            disagreements and f"Reports disagree on {disagreements}",
            f"Event {event['event_id']}",
        ),
    ]


def _stack(first: str, *small: str) -> Html:
    return _join([first, *(_element("span", line, class_="small") for line in small if line)])


def _write_sums(briefing: "Briefing") -> Html:
    """Say how what was kept and what was left out add up."""
    stages = briefing.left_out["stage"].value_counts()
    unread, unlinked, unmapped, uncounted = (int(stages.get(stage, 0)) for stage in ("read", "link", "map", "count"))
    n_articles, n_reports, n_events = len(briefing.articles), len(briefing.reports), len(briefing.events)
    articles, reports, events = count_nouns(n_articles, "article"), count_nouns(n_reports, "report"), count_nouns(n_events, "event")
    sums = [
        f"{articles} given = {n_articles - unread:,} read + {unread:,} left out",
        f"{reports} found = {n_reports - unlinked:,} in the {events} + {unlinked:,} left out",
        f"{events} = {n_events - unmapped:,} on the map + {unmapped:,} left out",
        f"{events} = {n_events - uncounted:,} in a period of the chart + {uncounted:,} left out",
    ]
    return _element("ul", *(_element("li", line) for line in sums))


def _tabulate_left_out(left_out: pd.DataFrame) -> Html:
    rows = [
        ("", [STAGES[stage], REASONS[str(code)], f"{n:,}"])
        for stage in STAGES
        for code, n in left_out.loc[left_out["stage"] == stage, "reason_code"].value_counts().items()
    ]
    return _tabulate({"What": "", "Why": "", "Number": "number"}, rows, "left-out") if rows else _element("p", "Nothing was left out.")
