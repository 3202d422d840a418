"""Headers: which of a file's columns is which of ours, and in what order it writes day and month."""

import re
import shlex
import warnings
from collections.abc import Callable, Mapping
from typing import Any, get_args

from analystkit.errors import OneLineError
from analystkit.reading.encodings import ArticleWarning
from analystkit.reading.rows import Row
from analystkit.reading.values import DateOrder, has_value, parse_day, read_orders

# The usual names of a column, the preferred one first; compared in lower case, with _ for blanks and hyphens.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "article_id": ("article_id", "unit_id", "id"),
    "published": ("published", "publish_date", "published_date", "publication_date", "published_at", "publishedat", "pubdate", "date"),
    "source": ("source", "outlet", "domain"),
    "title": ("title", "headline", "article_title"),
    "text": ("text", "content", "body", "article_content", "article_text"),
    "url": ("url", "link"),
}
CELLS_TRIED = 200  # cells of a column that tell what it holds


class ArticleError(OneLineError, ValueError):
    """Articles cannot be read as asked; the message says what to change."""


class NoColumnError(ValueError):
    """A table has no column that is known to hold the text."""


def match_columns(file: str, rows: list[Row], columns: Mapping[str, str]) -> dict[str, str]:
    """Find the file's column for each of ours: the one given by hand, else the first of its usual names."""
    names = list(dict.fromkeys(name for row in rows for name in row.fields))
    plain = {_simplify(name): name for name in reversed(names)}
    matched = {}
    has = f"it has {', '.join(map(repr, names))}"
    for field, usual in sorted(COLUMN_NAMES.items(), key=lambda item: item[0] != "text"):  # without a text nothing else matters
        candidates = [plain[name] for name in usual if name in plain]
        if field in columns:
            # A name with a line end in it cannot be typed: its words will do.
            named = columns[field] if columns[field] in names else plain.get(_simplify(columns[field]))
            candidates = [] if named is None else [named]
            if not candidates and field == "text":
                raise NoColumnError(f"columns: it has no column {columns[field]!r} for text; {has}")
            if not candidates:
                raise ArticleError(f"columns: {file} has no column {columns[field]!r} for {field}; {has}")
        if len(candidates) > 1 and field in ("text", "published"):
            rest = ", ".join(map(repr, candidates[1:]))
            warn(f"{file}: {candidates[0]!r} is read as {field}, {rest} is not; to change that, say columns={{'{field}': ...}}")
        if candidates:
            matched[field] = candidates[0]
        elif field == "text":
            raise NoColumnError(
                f"no column is known to hold the text; {has}; name it with columns={{'text': ...}} "
                f"(command line: --column text=...) or call it one of {', '.join(COLUMN_NAMES['text'])}"
            )
    _warn_of_unread(file, rows, [name for name in names if name not in matched.values()], matched)
    return matched


def _simplify(name: str) -> str:
    """Write a column's name as COLUMN_NAMES has them: "Publish Date" is publish_date."""
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _warn_of_unread(file: str, rows: list[Row], unread: list[str], matched: Mapping[str, str]) -> None:
    """Name the columns that are not read where one of them looks as if it held the date or the source, under an unusual name."""
    looks: dict[str, Callable[[str], bool]] = {"published": _is_like_date, "source": _is_like_name}
    found: dict[str, str] = {}
    for field in looks.keys() - matched.keys():
        like = [name for name in unread if _is_full_of([row.fields.get(name) for row in rows], looks[field])]
        found |= {field: like[0]} if like else {}
    if found:
        remedy = " and ".join(f"--column {shlex.quote(f'{field}={name}')}" for field, name in sorted(found.items()))
        warn(
            f"{file}: no column is known to hold {' or '.join(sorted(found))}; not read are {list_some([repr(name) for name in unread])}; "
            f"where one of them does, say {remedy} (in Python columns={dict(sorted(found.items()))})"
        )


def _is_full_of(cells: list[Any], test: Callable[[str], bool]) -> bool:
    """Whether nine in ten of the first cells that hold something pass a test."""
    filled = [str(cell).strip() for cell in cells if has_value(cell)][:CELLS_TRIED]
    return bool(filled) and sum(map(test, filled)) >= 0.9 * len(filled)


def _is_like_date(words: str) -> bool:
    return not words.isdigit() and (parse_day(words, None) is not None or bool(read_orders(words)))


def _is_like_name(words: str) -> bool:
    """Whether a cell may name an outlet: a few words, the first with a capital, and no date or sentence."""
    return len(words.split()) <= 5 and words[:1].isupper() and words[-1:] not in (".", "!", "?") and not _is_like_date(words)


def decide_order(file: str, column: str, rows: list[Row]) -> DateOrder:
    """Decide the order of day and month for a whole column, by the rows that leave no choice."""
    remedy = "pass date_order='dmy' or 'mdy' or 'ymd' (command line: --date-order)"
    possible: tuple[DateOrder, ...] = get_args(DateOrder)
    decisive = "no row"
    dates = [(row.number, words) for row in rows if isinstance(words := row.fields.get(column), str)]
    readings = [(number, words, days) for number, words in dates if (days := read_orders(words.strip()))]
    for number, words, days in readings:
        narrowed = tuple(order for order in possible if order in days)
        if not narrowed:
            raise ArticleError(f"{file}: column {column!r} holds {words!r} in row {number}, which contradicts {decisive}; {remedy}")
        if narrowed != possible:
            possible, decisive = narrowed, f"{words!r} in row {number}"
    for number, words, days in readings:
        choices = {days[order].isoformat() for order in possible}
        if len(choices) > 1:
            raise ArticleError(
                f"{file}: column {column!r} holds {words!r} in row {number}, which may be {' or '.join(sorted(choices))}, "
                f"and no row of the column decides; {remedy}"
            )
    return possible[0]


def list_some(items: list[str]) -> str:
    return "; ".join(items[:5]) + (f" and {len(items) - 5} more" if len(items) > 5 else "")


def warn(message: str) -> None:
    """Warn of something about articles that should be looked at."""
    warnings.warn(message, ArticleWarning, stacklevel=3)
