"""Explanations: which words of an article a report was read from, and what was read from them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analystkit.display.cells import describe_place
from analystkit.display.displays import LEFT, MINOR, NO_MATHEMATICS, clean_words, escape
from analystkit.display.evidence import Mark, Passage, find_passages
from analystkit.display.figures import count_nouns, describe_date, describe_toll, name_type
from analystkit.language.eventtypes import Sources, Vocabulary, load_event_types
from analystkit.reports.reports import extract
from analystkit.tables import TableError, check_table, read_columns
from analystkit.writing.files import clean_text

# Colour and line of each kind of mark: the colours of Okabe and Ito, which the colour-blind tell apart; the label says it too.
STYLES = {
    "trigger": "#D55E00 solid",
    "place": "#009E73 dashed",
    "date": "#CC79A7 dotted",
    "actor": "#0072B2 solid",
    "target": "#E69F00 dashed",
    "according to": "#999999 dotted",
    "killed": "#56B4E9 double",
    "injured": "#56B4E9 double",
}
TINT = "33"  # a fifth of the colour, so that the page's own ink can be read on it, dark or light
MEANINGS = re.compile(r"; |, (?:or )?")  # "stated with the event, inherited from an event told nearby, or inferred from the article"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a report rests on, to be looked at: in a notebook it is HTML, elsewhere text."""

    heading: str
    article: str = ""
    passages: tuple[Passage, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def _repr_html_(self) -> str:
        quotes = "".join(
            f'<p style="line-height:2"><span style="{MINOR}">{escape(p.before)}</span> {_write_html(p, p.marks, *p.span)} '
            f'<span style="{MINOR}">{escape(p.after)}</span></p>'
            for p in self.passages
        )
        rows = "".join(
            f'<tr><th style="{LEFT}">{escape(name)}</th><td style="{LEFT}">{escape(value)}</td></tr>' for name, value in self.values
        )
        article = f'<p style="{MINOR}">{escape(self.article)}</p>' if self.article else ""
        table = f'<table border="1" class="dataframe"><tbody>{rows}</tbody></table>' if rows else ""
        return f'<div class="{NO_MATHEMATICS}"><p><b>{escape(self.heading)}</b></p>{article}{quotes}{table}</div>'

    def __repr__(self) -> str:
        quotes = [
            " ".join(filter(None, (clean_text(p.before), _write_text(p, p.marks, *p.span), clean_text(p.after)))) for p in self.passages
        ]
        values = [f"{name}: {clean_text(value)}" for name, value in self.values]
        return "\n\n".join(filter(None, (clean_text(self.heading), clean_text(self.article), *quotes, "\n".join(values))))


def explain(report: "pd.Series[Any] | pd.DataFrame", articles: pd.DataFrame, *, event_types: Sources = None) -> Explanation:
    r"""Show the sentences that a report was read from, with what each of their words told.

    A word is marked only where the extraction is known to have used it: the trigger and the place by the id of the report, which
    is made of their offsets; dates, parties and tolls by reading the sentence again. What was read but cannot be told from
    other words alike, or stands in another sentence, is in the list of values alone.

    Parameters
    ----------
    report
        A row of the reports table, `reports.iloc[0]`, or a table of one row, `reports.head(1)`. A row of the events table gives its
        best report, which is read from `articles` once more. A table of no rows gives a display that says so.
    articles
        The articles table that it was read from.
    event_types
        The event types of your own that it was read with.

    Returns
    -------
    Explanation
        HTML in a notebook, text elsewhere.

    Raises
    ------
    TableError
        `report` is no such row, or `articles` is no articles table or not the one the report was read from.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> text = "Rebels shelled the airport of Aleppo on 3 May 2016, killing two soldiers."
    >>> articles = build_table([{"article_id": "a1", "published_basis": "unknown", "text": text, "file": "note.txt"}], "articles")
    >>> print(str(explain(extract(articles).reports.iloc[0], articles)).split("\n\n")[2])
    [actor: Rebels] [trigger: shelled] the [target: airport of [place: Aleppo]] on [date: 3 May 2016], [2 killed: killing] two soldiers.
    """
    check_table(articles, "articles", "articles")
    vocabulary = load_event_types(event_types)
    row = _take_row(report)
    if row is None:
        return Explanation("There is no report to explain: the table has no rows.")
    heading = f"{name_type(row['event_type'])}, {row['status']}"
    if "event_id" in row:
        heading += f": the best of {count_nouns(int(row['n_reports']), 'report')} of event {row['event_id']}"
        row = _find_best_report(row, articles, vocabulary)
    article = _find_article(row, articles)
    return Explanation(heading, _describe_article(article), tuple(find_passages(row, article, vocabulary)), tuple(_list_values(row)))


# ---------------------------------------------------------------- which row, which article


def _take_row(report: Any) -> dict[str, Any] | None:
    """Take the one row that is asked about, as a mapping; None of a table without rows."""
    if isinstance(report, pd.DataFrame):
        if len(report) > 1:
            raise TableError(f"report: it has {len(report):,} rows; give one of them, as report.iloc[0]")
        if report.empty:
            return None
        report = report.iloc[0]
    if not isinstance(report, pd.Series):
        raise TableError(f"report: expected a row of the reports or events table, got {type(report).__name__}; give reports.iloc[0]")
    row = make_plain(report)
    table = "reports" if "passages" in row else "events"
    lacking = [name for name in read_columns()[table] if name not in row]
    if lacking:
        raise TableError(f"report: as a row of the {table} table it lacks {lacking}; give a whole row, as reports.iloc[0]")
    return row


def _find_best_report(event: Row, articles: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, Any]:
    """Find an event's best report by reading the articles that hold its quote once more, which gives the same rows."""
    holding = articles[articles["text"].str.contains(event["quote"], regex=False).fillna(False).astype(bool)]
    told = extract(holding, event_types=vocabulary).reports
    found = told[told["report_id"] == event["report_id"]]
    if found.empty:
        raise TableError(
            f"report: {event['report_id']!r}, the best report of event {event['event_id']!r}, is not read from these articles; "
            "give the articles it was read from, or the row of the reports table"
        )
    return make_plain(found.iloc[0])


def _find_article(row: Row, articles: pd.DataFrame) -> dict[str, Any]:
    found = articles[(articles["article_id"] == row["article_id"]) & articles["problem"].isna()]
    article = make_plain(found.iloc[0]) if len(found) else None
    if article is None or article["text"][row["quote_start"] : row["quote_end"]] != row["quote"]:
        told = "is not among them" if article is None else "does not hold the report's quote at its offsets"
        raise TableError(f"articles: article {row['article_id']!r} {told}; give the articles that the report was read from")
    return article


def make_plain(row: "pd.Series[Any]") -> dict[str, Any]:
    """Make a mapping of a row, in which what is missing is None."""
    return {str(name): None if pd.api.types.is_scalar(value) and pd.isna(value) else value for name, value in row.items()}


# ---------------------------------------------------------------- how they are shown


def _cut_text(passage: Passage, marks: list[Mark], start: int, end: int) -> Iterator[tuple[str, Mark | None, list[Mark]]]:
    """Cut a stretch of a passage into plain words and outermost marks, each with the marks inside it."""
    while marks:
        mark, inner = marks[0], [other for other in marks[1:] if other.end <= marks[0].end]
        yield passage.text[start - passage.start : mark.start - passage.start], None, []
        yield "", mark, inner
        start, marks = mark.end, marks[1 + len(inner) :]
    yield passage.text[start - passage.start : end - passage.start], None, []


def _write_text(passage: Passage, marks: list[Mark], start: int, end: int) -> str:
    parts = []
    for words, mark, inner in _cut_text(passage, marks, start, end):
        parts.append(f"[{mark.label}: {_write_text(passage, inner, mark.start, mark.end)}]" if mark else clean_words(words))
    return "".join(parts)


def _write_html(passage: Passage, marks: list[Mark], start: int, end: int) -> str:
    parts = []
    for words, mark, inner in _cut_text(passage, marks, start, end):
        if mark is None:
            parts.append(escape(words))
            continue
        colour, line = next(style for kind, style in STYLES.items() if kind in mark.label).split()
        parts.append(
            f'<mark style="color:inherit;background:{colour}{TINT};border-bottom:3px {line} {colour};padding:0 2px">'
            f"{_write_html(passage, inner, mark.start, mark.end)}"
            f'<small style="font-size:70%;vertical-align:super"> {escape(mark.label)}</small></mark>'
        )
    return "".join(parts)


# ---------------------------------------------------------------- what was read


def _describe_article(article: Row) -> str:
    published = "no publish date"
    if article["published"]:
        day = describe_date(article["published"], article["published"], "day", None)
        published = f"published {day} ({article['published_basis']})"
    row = "" if article["row"] is None else f" row {article['row']}"
    return ", ".join(filter(None, (article["title"], article["source"], published, f"{article['file']}{row}", article["article_id"])))


def _list_values(row: Row) -> Iterator[tuple[str, str]]:
    """List what was read, each value with what it means."""
    yield "type", f"{name_type(row['event_type'])} ({row['event_type']})"
    yield "status", explain_value(row, "status")
    if row["aggregate"]:
        yield "aggregate", read_columns()["reports"]["aggregate"].meaning
    words = f" “{row['date_text']}”" if row["date_text"] else ""
    dated = describe_date(row["date_start"], row["date_end"], row["date_precision"], row["date_text"])
    yield "date", f"{dated}; {explain_value(row, 'date_basis')}{words}"
    place = describe_place(row)
    yield "place", "; ".join(filter(None, (place.words, place.minor, explain_value(row, "place_basis"))))
    for name in ("actor", "target", "according_to"):
        basis = explain_value(row, "actor_basis") if name == "actor" else ""
        yield name.replace("_", " "), "; ".join(filter(None, (row[name] or "not told", basis)))
    low, high = row["n_strikes_low"], row["n_strikes_high"]
    if low is not None or high is not None:
        yield "strikes", f"{'any number' if low is None else low} to {'more' if high is None else high}" if low != high else str(low)
    yield "toll", describe_toll(row)
    if row["problem"]:
        yield "problem", row["problem"]
    yield "report", row["report_id"]


def explain_value(row: Row, column: str) -> str:
    """Give a value with its meaning in columns.csv, where one is told of it: "alleged: the event itself is in doubt"."""
    value = row[column]
    for part in MEANINGS.split(read_columns()["reports"][column].meaning.rstrip(".")):
        names, colon, meaning = part.partition(": ")
        if value and colon and value in names.replace(" and ", " ").split():
            return f"{value}: {meaning}"
        if value and not colon and names.split()[0] == value:
            return names
    return value or ""
