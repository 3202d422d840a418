"""Marks: how events are gathered in marks, and marks around their spots."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from analystkit.display.fans import fan_out, is_too_wide
from analystkit.display.frames import find_outside, frame_extent, measure_point, measure_scale
from analystkit.display.marks import choose_drawing, choose_styles, draw_circle, gather_marks
from analystkit.display.scenes import prepare_scene

Build = Callable[..., Any]
SYRIA = (35.0, 32.0, 43.0, 38.0)


def test_marks_in_a_fan_touch_and_do_not_overlap() -> None:
    for n in range(2, 12):
        places = fan_out(np.full(n, 10.0))
        gaps = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1)) + np.eye(n) * 99
        assert gaps.min() == pytest.approx(10.0)
    assert fan_out(np.array([10.0])).tolist() == [[0.0, 0.0]]


def test_a_fan_is_too_wide_where_it_would_leave_its_place() -> None:
    sizes = np.full(4, 10.0)
    assert not is_too_wide(sizes, measure_point(SYRIA), 8.0)
    assert is_too_wide(sizes, measure_point((20.0, 10.0, 60.0, 50.0)), 8.0)
    assert not is_too_wide(sizes, measure_point((20.0, 10.0, 60.0, 50.0)), 300.0)  # a place so large


def test_each_event_is_in_one_mark(make_events: Build) -> None:
    events = make_events(*({"spot": (36 + i % 7 / 3, 33 + i % 5 / 4), "event_type": f"t{i % 3}"} for i in range(60)))
    for join in (True, False):
        points = events.assign(spot_lon=events.geometry.x, spot_lat=events.geometry.y)
        marks = gather_marks(points, measure_point(SYRIA), "reports", join=join)
        assert sorted(member for members in marks["members"] for member in members) == list(range(60))
        assert marks["n"].sum() == 60
        assert marks["amount"].sum() == 60


def test_twenty_thousand_spots_are_gathered_in_seconds(make_events: Build) -> None:
    one = make_events({})
    points = one.loc[np.zeros(20_000, dtype=int)].reset_index(drop=True)
    points = points.assign(spot_lon=np.linspace(35, 43, 20_000), spot_lat=np.linspace(32, 38, 20_000))
    assert gather_marks(points, measure_point(SYRIA), "reports", join=True)["n"].sum() == 20_000


def test_thirty_added_types_have_thirty_looks(make_events: Build) -> None:
    events = make_events(*({"event_type": f"kind {i}"} for i in range(30)))
    assert len({style[1:3] for style in choose_styles(events["event_type"]).values()}) == 30


def test_a_frame_is_of_the_bulk_and_the_rest_is_told_of(make_events: Build) -> None:
    near = [{"spot": (36 + i / 5, 33 + i / 9), "place": f"Town {i}"} for i in range(20)]
    events = make_events(*near, {"spot": (55.0, 25.0), "place": "Dubai"})
    scene = prepare_scene(events, choose_drawing(events))
    assert scene.extent[2] < 45
    assert find_outside(scene.marks, scene.areas, scene.extent)["place"].tolist() == ["Dubai"]
    assert frame_extent(scene.marks.iloc[:0].rename(columns={"lon": "lon"}), scene.areas.iloc[:0])[0] == -180


def test_a_scale_bar_is_as_long_as_it_says_in_the_middle_of_the_map() -> None:
    length, degrees = measure_scale(SYRIA) or (0, 0)
    assert length == 100
    assert draw_circle(39.0, 35.0, 50).bounds[2] - draw_circle(39.0, 35.0, 50).bounds[0] == pytest.approx(degrees, rel=0.01)
    assert measure_scale((-180, -58, 180, 80)) is None
