"""Selecting events by type: a name that is none is refused, not found nothing of."""

import pytest

from analystkit.errors import ArgumentError
from analystkit.events.selections import select_events
from analystkit.tables import build_table


def make_events(*types: str):
    return build_table([{"event_id": str(n), "event_type": name} for n, name in enumerate(types)], "events")


def test_types_are_kept_in_order_and_all_without_any() -> None:
    events = make_events("shelling", "air_strike", "shelling")
    assert select_events(events, types=["shelling"]).index.tolist() == [0, 2]
    assert select_events(events, types="air_strike")["event_id"].tolist() == ["1"]
    assert len(select_events(events, types=[])) == 3
    assert select_events(events, types=["bombing"]).empty  # a type of which there is none


def test_a_name_that_is_no_type_is_refused_but_one_of_the_analyst_is_known() -> None:
    events = make_events("shelling", "looting")
    assert select_events(events, types=["looting"])["event_id"].tolist() == ["1"]
    with pytest.raises(ArgumentError, match=r"types: 'airstrike' is no event type; they are air_strike, .*looting"):
        select_events(events, types=["shelling", "airstrike"])
