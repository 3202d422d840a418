"""Labels: names find free room, and are left out where there is none."""

from collections.abc import Callable
from typing import Any

import pytest

from analystkit.display.frames import PANEL
from analystkit.display.labels import NAME_SIZES, Label, measure_text
from analystkit.display.marks import choose_drawing
from analystkit.display.scenes import Scene, prepare_scene

Build = Callable[..., Any]


def make_scene(events: Any) -> Scene:
    return prepare_scene(events, choose_drawing(events))


def box_label(scene: Scene, label: Label) -> tuple[float, float, float, float]:
    west, south, east, north = scene.extent
    x, y = (label.lon - west) / (east - west) * PANEL[0], (label.lat - south) / (north - south) * PANEL[1]
    width = measure_text(label.text, NAME_SIZES[label.kind]) - 3
    start = x - {"left": 0.0, "center": 0.5, "right": 1.0}[label.align] * width
    return start, y - 4, start + width, y + 4


def test_a_text_is_as_wide_as_it_is_printed() -> None:
    assert measure_text("", 9) < measure_text("il", 9) < measure_text("WW", 9)
    assert measure_text("دمشق", 9) > 10


def test_no_name_lies_on_another(make_events: Build) -> None:
    events = make_events(*({"spot": (36 + i % 6 * 0.7, 33 + i // 6 * 0.6), "place": f"Example town {i}"} for i in range(30)), *({},) * 3)
    scene = make_scene(events)
    boxes = [box_label(scene, label) for label in scene.labels]
    assert len(boxes) > 20
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_numbers_names_seas_countries_and_provinces_are_named_by_what_they_are(make_events: Build) -> None:
    scene = make_scene(make_events({}, {}, {"spot": (35.9, 34.9), "place": "Tartus"}, {"spot": (38.0, 36.0), "place": "Menbij"}))
    kinds = {label.kind: label.text for label in reversed(scene.labels)}
    assert kinds.keys() == {"number", "spot", "sea", "country", "province"}
    assert (kinds["number"], kinds["sea"]) == ("×2", "Levantine Sea")
    assert "SYRIA" in [label.text for label in scene.labels]


def test_a_name_stands_beside_its_own_mark_or_a_line_leads_to_it(make_events: Build) -> None:
    ring = [(36.5 + 0.06 * dx, 34 + 0.05 * dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
    spots = [{"spot": (36.5, 34), "place": "Middleton", "place_id": "gn:0"}] * 30
    others = [{"spot": spot, "place": f"Town {i}", "place_id": f"gn:{i + 1}"} for i, spot in enumerate(ring)]
    scene = make_scene(make_events(*spots, *others))
    (label,) = [label for label in scene.labels if label.text.startswith("Middleton")]
    assert label.lead is not None
    assert label.lead == pytest.approx((36.5, 34))
    assert label.text.endswith("×30") == (not [each for each in scene.labels if each.text == "×30"])


def test_no_number_lies_on_the_line_from_a_spot_to_its_mark(make_events: Build) -> None:
    scene = make_scene(make_events({}, {}, {"event_type": "shelling"}))
    (number,) = [label for label in scene.labels if label.kind == "number"]
    mark = scene.marks.loc[number.mark]
    assert mark["lon"] < mark["spot_lon"]
    assert box_label(scene, number)[2] < (mark["lon"] - scene.extent[0]) / (scene.extent[2] - scene.extent[0]) * PANEL[0]


def test_a_place_spelt_in_two_ways_is_one_and_is_called_as_most_do(make_events: Build) -> None:
    names = ("Deir Ezzor", "Deir ez-Zor", "Deir ez-Zor", "Mayadin")
    events = make_events(*({"place": name, "place_id": "gn:2" if name == "Mayadin" else "gn:1"} for name in names))
    assert [label.text for label in make_scene(events).labels if label.kind == "spot"] == ["Deir ez-Zor +1"]


def test_an_area_tells_its_type_and_the_province_is_not_named_again(make_events: Build) -> None:
    homs = {"place": "Homs province", "place_precision": "province", "place_id": "iso:SY-HI", "spot": (38, 34.3)}
    scene = make_scene(make_events(homs, {**homs, "event_id": "e9"}, {"spot": (36.3, 33.5)}))
    texts = [label.text for label in scene.labels]
    assert "Homs province (2 ▼)" in texts
    assert not [text for text in texts if text.startswith("Homs (")]


def test_an_area_without_room_for_its_name_is_led_to_and_tells_its_type(make_events: Build) -> None:
    small = {"place": "A place with a name far too long for it", "place_precision": "district", "place_id": "ak:x", "uncertainty_km": 6.0}
    scene = make_scene(make_events({**small, "spot": (37.0, 34.5)}, {"spot": (35.9, 34.9)}, {"spot": (40.0, 36.5)}))
    (label,) = [label for label in scene.labels if label.kind == "area"]
    assert label.text == "A place with a name far too long for it (1 ▼)"
    assert label.lead == pytest.approx((37.0, 34.5), abs=0.05)
    assert label.mark == 0


def test_a_province_is_told_from_its_town(make_events: Build) -> None:
    homs = {"place": "Homs", "place_precision": "province", "place_id": "iso:SY-HI", "spot": (38, 34.3)}
    scene = make_scene(make_events(homs, {"place": "Homs", "spot": (36.72, 34.73)}, {"spot": (36.3, 33.5)}))
    assert {"Homs", "Homs province (1 ▼)"} <= {label.text for label in scene.labels}


def test_a_pie_tells_which_type_most_of_it_is(make_events: Build) -> None:
    spots = [(36.0 + i % 13 * 0.4, 33.0 + i // 13 * 0.4) for i in range(130)]
    alone = [{"spot": spot, "place": f"T{i}", "place_id": f"gn:{i}"} for i, spot in enumerate(spots)]
    mixed = [{"event_type": event_type, "spot": (37.0, 36.9), "place": "Many"} for event_type in ("attack", "shelling", "shelling")]
    scene = make_scene(make_events(*alone, *mixed))
    assert "×3 ■2" in [label.text for label in scene.labels if label.kind == "number"]


def test_a_map_of_nothing_has_no_names(make_events: Build) -> None:
    assert make_scene(make_events()).labels == []
