import pandas as pd

from analystkit.linking.lineages import Lineage, name_events
from analystkit.tables import make_id


def make_previous(**events: str) -> pd.DataFrame:
    """Make an earlier table: {event id: its report ids, and after a slash what had been merged into it}."""
    told = {name: f"{value}/".split("/") for name, value in events.items()}
    rows = [{"event_id": name, "report_ids": ids, "merged_from": merged or None} for name, (ids, merged, *_) in told.items()]
    return pd.DataFrame(rows, columns=["event_id", "report_ids", "merged_from"])


def test_without_an_earlier_result_an_event_is_named_by_its_earliest_report():
    assert name_events([["r1", "r2"], ["r3"]]) == [Lineage(make_id("event", "r1"), ()), Lineage(make_id("event", "r3"), ())]
    assert name_events([["r1"]], make_previous()) == name_events([["r1"]])


def test_the_same_event_keeps_its_id_whatever_came_to_it():
    assert name_events([["r0", "r1", "r2"]], make_previous(old="r1 r2")) == [Lineage("old", ())]


def test_a_merged_event_keeps_the_id_of_the_larger_and_lists_the_others():
    previous = make_previous(small="r1", large="r2 r3/older")
    assert name_events([["r1", "r2", "r3"]], previous) == [Lineage("large", ("older", "small"))]


def test_of_a_split_event_the_larger_part_keeps_the_id():
    assert name_events([["r1"], ["r2", "r3"]], make_previous(old="r1 r2 r3")) == [Lineage(make_id("event", "r1"), ()), Lineage("old", ())]


def test_what_has_split_off_is_not_named_as_the_rest_was():
    old = make_id("event", "r1")
    parts = name_events([["r1"], ["r2", "r3"]], make_previous(**{old: "r1 r2 r3"}))
    assert parts == [Lineage(make_id("event", old, "r1"), ()), Lineage(old, ())]


def test_an_event_of_which_no_report_is_left_leaves_nothing():
    assert name_events([["r9"]], make_previous(old="r1")) == [Lineage(make_id("event", "r9"), ())]
