"""An analyst's workbook for armed conflict in the news: tables in, tables out.

    import analystkit as ak
    articles = ak.read_articles("articles.csv")
    places, reports, left_out = ak.extract(articles)
    events = ak.link_events(reports, articles)
    counts = ak.count_events(events, articles)
    ak.map_events(events)
    ak.plot_counts(counts)

Each of them takes tables and returns new ones; columns.csv says what their columns mean.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "read_articles": "articles",
    "extract": "reports",
    "extract_reports": "reports",
    "find_places": "reports",
    "link_events": "events",
    "count_events": "counts",
    "map_events": "maps",
    "plot_counts": "charts",
    "write_map": "maps",
    "write_frequency": "charts",
    "write_table": "files",
    "write_briefing": "briefing",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a function's module when it is first asked for: importing the package itself loads no library."""
    if name not in _HOMES:
        raise AttributeError(f"analystkit has no {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"analystkit.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
