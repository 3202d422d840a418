"""An analyst's workbook for armed conflict in the news: tables in, tables out.

    import analystkit as ak

    articles = ak.read_articles("articles.csv")     # a file, or a folder of pages and texts
    places, reports, left_out = ak.extract(articles)
    ak.explain(reports.head(1), articles)           # which words a report was read from
    events = ak.link_events(reports, articles)      # what is one event, however many articles report it
    counts = ak.count_events(events, articles, freq="month")
    ak.map_events(events)
    ak.plot_counts(counts)
    ak.write_table(events, "events.csv")            # or .parquet, .jsonl, .geojson, .gpkg, .kml, .xlsx

Each function takes tables and returns new ones, pandas or GeoPandas; help(ak.link_events) says what one row is.

Tables   articles, places (mentions), reports (one article's account), events (one occurrence), counts (one period), left_out,
         comparisons (two periods), corrections (one change that you ask for)
Read     read_articles
Find     extract, or one of its views find_places and extract_reports; explain shows the words
         extract_partitions reads more files than one machine can, on a Dask cluster
Places   geocode resolves names of your own; load_gazetteer reads one to use with it
         find_homes learns where outlets are at home, for extract to tell namesakes by
Link     link_events; list_unlinked gives the reports that are in no event
Correct  review_reports takes your judgement of one report after the other, in JupyterLab; append_correction writes one by hand
         read_corrections, apply_corrections: your file holds whatever version extracts; score_extraction says how often it is right
Compare  read_events reads what UCDP, ACLED and GDELT have coded; compare_events tells what only one side has
Count    count_events; list_uncounted gives the events that are in no count
         compare_periods says whether more are reported in one period than in another, or why that cannot be said
         select_events keeps those of the types that you name
Show     show_table, map_events, plot_counts, state_finding; list_unmapped gives the events that are not on the map
         read_boundaries reads boundaries of your own, for maps to be drawn on
Write    write_table, write_map, write_frequency, write_deck (slides), write_briefing (all of it, into a folder)

A notebook shows our tables with the columns a reader wants; print(events.iloc[0]) has them all, and docs/columns.md says what
they mean. `%unload_ext analystkit` shows them as pandas does.
"""

import sys
from functools import cache
from importlib import import_module
from typing import Any

from analystkit.errors import UnknownNameError

_HOMES = {  # where each is at home: its room and module
    "read_articles": "reading.articles",
    "extract": "reports.reports",
    "extract_reports": "reports.reports",
    "find_homes": "geography.homes",
    "find_places": "reports.reports",
    "geocode": "geography.geocoding",
    "load_gazetteer": "gazetteers.gazetteer",
    "read_corrections": "corrections.correctionfiles",
    "append_correction": "corrections.correctionlines",
    "apply_corrections": "corrections.corrections",
    "review_reports": "display.reviewforms",
    "score_extraction": "corrections.reviews",
    "read_events": "reading.eventfiles",
    "compare_events": "events.comparisons",
    "compare_periods": "events.rates",
    "link_events": "linking.linking",
    "count_events": "events.counts",
    "select_events": "events.selections",
    "list_unlinked": "linking.linking",
    "list_uncounted": "events.counts",
    "list_unmapped": "display.maps",
    "state_finding": "display.findings",
    "map_events": "display.maps",
    "read_boundaries": "geography.boundaries",
    "plot_counts": "display.charts",
    "show_table": "display.displays",
    "explain": "display.explanations",
    "write_map": "display.maps",
    "write_frequency": "display.charts",
    "write_table": "writing.formats",
    "write_briefing": "writing.briefing",
    "write_deck": "writing.deck",
    "extract_partitions": "writing.partitions",
}
__all__ = sorted(_HOMES)
_FRAME = "pandas", "DataFrame"  # by name, so that showing them needs no pandas before there is one


def __getattr__(name: str) -> Any:
    """Load a function's module when it is first asked for: importing the package itself loads no library."""
    if name not in _HOMES:
        raise UnknownNameError(f"analystkit has no {name!r}; it has {', '.join(__all__)}")
    # Nothing happens at import; who asks for a function in a notebook is about to look at tables.
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        _extend_shell(shell)
    return getattr(import_module(f"analystkit.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__


@cache
def _extend_shell(shell: Any) -> None:
    """Load this package's extension of a notebook, once, so that `%unload_ext analystkit` is not undone."""
    shell.extension_manager.load_extension("analystkit")


def load_ipython_extension(shell: Any) -> None:
    """Let a notebook show our tables readably (`%load_ext analystkit`); other frames look as before."""

    def render(frame: Any) -> str | None:
        from analystkit.display.displays import render_frame

        return render_frame(frame)

    shell.display_formatter.formatters["text/html"].for_type_by_name(*_FRAME, render)


def unload_ipython_extension(shell: Any) -> None:
    """Let a notebook show our tables as pandas does (`%unload_ext analystkit`)."""
    shell.display_formatter.formatters["text/html"].pop(".".join(_FRAME), None)
