"""Selections: the events of the kinds that are asked for."""

from collections.abc import Sequence

import geopandas as gpd

from analystkit.errors import ArgumentError
from analystkit.language.eventtypes import load_event_types


def select_events(events: gpd.GeoDataFrame, *, types: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Select the events of some types; one row is one event, under the index it had.

    Parameters
    ----------
    events
        The events table, or the reports table.
    types
        Names of event types; all where it is empty.

    Raises
    ------
    ArgumentError
        One of `types` is no event type: neither one of the package's nor one that a row has.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> events = build_table([], "events")
    >>> len(select_events(events, types=["shelling"]))
    0
    >>> select_events(events, types=["airstrike"])
    Traceback (most recent call last):
    ...
    analystkit.errors.ArgumentError: types: 'airstrike' is no event type; they are air_strike, shelling, bombing, ...
    """
    asked = [types] if isinstance(types, str) else list(types)
    known = list(dict.fromkeys([*load_event_types(None).types, *events["event_type"].dropna()]))
    unknown = next((name for name in asked if name not in known), None)
    if unknown is not None:
        raise ArgumentError(f"types: {unknown!r} is no event type; they are {', '.join(known)}")
    return events[events["event_type"].isin(asked)] if asked else events
