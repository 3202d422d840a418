"""Maps: a mark stands where its event was told to be, an area where it is not told exactly, and nothing where it is not known."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.text import Text

from analystkit.display.figures import name_type, print_style
from analystkit.display.maps import draw_map, draw_plate, list_unmapped, map_events, write_map
from analystkit.display.marks import SEVERAL, choose_drawing, choose_styles, read_styles, scale_mark
from analystkit.display.scenes import prepare_scene
from analystkit.geography.boundaries import read_boundaries
from analystkit.tables import TableError

Build = Callable[..., Any]
PROVINCE = {
    "place": "Latakia province",
    "place_id": "iso:SY-LA",
    "place_precision": "province",
    "uncertainty_km": 45.0,
    "spot": (36.0, 35.6),
}
COUNTRY = {"place": "Syria", "place_id": "iso:SY", "place_precision": "country", "uncertainty_km": None, "spot": None}


def list_traces(figure: go.Figure, meaning: str) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.meta and meaning in trace.meta]


def read_marks(figure: go.Figure) -> list[go.Scatter]:
    return list_traces(figure, "marks")


def read_numbers(figure: go.Figure) -> list[str]:
    return [text for trace in list_traces(figure, "numbers") for text in trace.text]


def read_words(figure: go.Figure) -> str:
    return " ".join(annotation.text for annotation in figure.layout.annotations).replace("<br>", " ")


def read_texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text()]


def make_scene(events: gpd.GeoDataFrame, **options: Any) -> Any:
    return prepare_scene(events, choose_drawing(events), **options)


def test_what_is_drawn_follows_from_how_exactly_the_place_is_told(make_events: Build) -> None:
    events = make_events(
        {},
        {"place_precision": "site"},
        PROVINCE,
        {"place_precision": "district", "place_id": "gn:1", "uncertainty_km": 15.0},
        {"place_precision": "region", "uncertainty_km": None},
        {"place_precision": "region", "place_id": "iso:SY", "uncertainty_km": None, "spot": None},
        COUNTRY,
        {"place_precision": None, "place": None},
        {"spot": None},
    )
    assert choose_drawing(events).tolist() == [
        *("point", "point", "area", "area"),
        *("no_place", "no_place", "country_only", "no_place", "no_place"),
    ]
    left_out = list_unmapped(events)
    assert left_out[["stage", "event_id", "reason_code"]].to_numpy().tolist() == [
        ["map", "e4", "no_place"],
        ["map", "e5", "no_place"],
        ["map", "e6", "country_only"],
        ["map", "e7", "no_place"],
        ["map", "e8", "no_place"],
    ]
    words = read_words(map_events(events))
    assert "n = 4 events as told in these articles, none of them alleged · 17 September 2018" in words
    assert "Not on the map, of 9 events: 1 told of a country only, 4 with no place, or none whose whereabouts are known." in words


def test_a_province_is_its_outline_and_no_mark(make_events: Build) -> None:
    scene = make_scene(make_events(PROVINCE, PROVINCE))
    assert len(scene.marks) == 0
    assert scene.areas[["name", "n", "alleged"]].to_numpy().tolist() == [["Latakia province", 2, False]]
    west, south, east, north = scene.areas.total_bounds
    assert (35.6 < west < 35.9, 34.9 < south < 35.4, 36.1 < east < 36.4, 35.8 < north < 36.2) == (True,) * 4
    figure = map_events(make_events(PROVINCE))
    (area,) = list_traces(figure, "areas")
    assert area.fillcolor == "rgba(213,94,0,0.220)"  # the colour of air strikes, in a lighter shade
    assert "Latakia province" in area.text


def test_an_area_without_an_outline_is_the_circle_of_its_uncertainty(make_events: Build) -> None:
    district = {"place_precision": "district", "place_id": "ak:ghouta", "uncertainty_km": 111.2, "spot": (36.0, 0.0)}
    assert make_scene(make_events(district)).areas.total_bounds.round(1).tolist() == [35.0, -1.0, 37.0, 1.0]


def test_an_area_with_several_types_has_the_colour_of_none(make_events: Build) -> None:
    scene = make_scene(make_events(PROVINCE, {**PROVINCE, "event_type": "shelling", "status": "alleged"}))
    assert scene.areas["colour"].tolist() == ["#4d4d4d"]
    assert scene.areas["alleged"].tolist() == [False]
    assert make_scene(make_events({**PROVINCE, "status": "alleged"})).areas["alleged"].tolist() == [True]


def test_a_lone_mark_stands_on_its_spot(make_events: Build) -> None:
    (trace,) = read_marks(map_events(make_events({})))
    assert (list(trace.x), list(trace.y), read_numbers(map_events(make_events({})))) == ([36.29], [33.51], [])
    assert trace.marker.symbol == "triangle-down"
    assert trace.marker.color == "#D55E00"


def test_an_alleged_event_is_hollow(make_events: Build) -> None:
    (trace,) = read_marks(map_events(make_events({"status": "alleged"})))
    assert list(trace.marker.color) == ["white"]
    assert list(trace.marker.line.color) == ["#D55E00"]
    assert "<b>Air strike (alleged), " in trace.hovertext[0]
    assert any(text.get_text() == "hollow: alleged" for text in read_texts(draw_map(make_events({"status": "alleged"}))))


def test_events_of_one_kind_on_one_spot_are_counted(make_events: Build) -> None:
    events = make_events(
        *({}, {"killed_low": 1, "killed_high": 1, "quote": "Less grave."}, {"killed_low": 4, "killed_high": 4, "quote": "The gravest."}),
        *({}, {"n_reports": 3}),
    )
    (trace,) = read_marks(map_events(events))
    assert read_numbers(map_events(events)) == ["×5"]
    assert trace.hovertext[0].startswith("<b>5 events here</b>")
    assert trace.hovertext[0].index("The gravest.") < trace.hovertext[0].index("Less grave.") < trace.hovertext[0].index("Warplanes")
    assert trace.hovertext[0].endswith("and 2 more")
    texts = [text.get_text() for text in read_texts(draw_map(events))]
    assert {"×5", "×2: so many events in the\nmark", "Damascus"} <= set(texts)


def test_marks_of_one_spot_stand_around_it_with_lines_to_it(make_events: Build) -> None:
    events = make_events({}, {"event_type": "shelling"}, {"status": "alleged"}, {"spot": (40.14, 35.34)})
    marks = make_scene(events).marks
    fanned = marks[marks["fan"] == marks["fan"].mode()[0]]
    assert len(fanned) == 3
    assert fanned[["spot_lon", "spot_lat"]].drop_duplicates().to_numpy().tolist() == [[36.29, 33.51]]
    assert not fanned[["lon", "lat"]].duplicated().any()
    lone = marks.drop(fanned.index).iloc[0]
    assert (lone["lon"], lone["lat"]) == (40.14, 35.34)
    figure = map_events(events)
    (legs,) = list_traces(figure, "legs")
    assert [lon for lon in legs.x if lon == 36.29] == [36.29] * 4  # three feet, and the mark in the north
    assert any("marks around a dot" in (trace.name or "") for trace in figure.data)


def test_no_fan_reaches_over_the_edge_of_the_map_or_far_from_its_place(make_events: Build) -> None:
    scene = make_scene(make_events(*({"event_type": f"kind {i}", "n_reports": 1 + i % 5} for i in range(30))))
    west, south, east, north = scene.extent
    assert scene.marks["lon"].between(west, east).all()
    assert scene.marks["lat"].between(south, north).all()
    assert np.hypot(scene.marks["lon"] - 36.29, scene.marks["lat"] - 33.51).max() < 0.5
    assert not scene.marks[["lon", "lat"]].round(6).duplicated().any()


def test_types_are_counted_in_one_mark_where_a_fan_would_stand_in_the_next_country(make_events: Build) -> None:
    far = [{"spot": (lon, 33.51), "place": f"Place {lon}", "country": "XX"} for lon in (5.0, 70.0)]
    scene = make_scene(make_events({}, {"event_type": "shelling"}, {"event_type": "bombing"}, *far))
    (mixed,) = scene.marks[scene.marks["event_type"] == SEVERAL].to_dict("records")
    assert (mixed["n"], mixed["lon"], mixed["lat"]) == (3, 36.29, 33.51)
    assert any("several types" in text.get_text() for text in read_texts(draw_map(make_events({}, {"event_type": "shelling"}, *far))))


def test_places_that_would_touch_in_print_are_drawn_as_one_and_the_reader_is_told(make_events: Build) -> None:
    wide = [{"spot": (32.0, 36.0), "country": "TR"}, {"spot": (42.0, 31.0), "country": "IQ"}]
    events = make_events({}, {}, {"spot": (36.33, 33.54), "place": "Duma"}, {"spot": (36.2, 33.6), "place": "Over", "country": "LB"}, *wide)
    scene = make_scene(events)
    assert scene.marks.loc[scene.marks["n"] == 3, "places"].tolist() == [["Damascus", "Duma"]]
    assert len(scene.marks) == 4  # no place of another country is joined
    assert len(make_scene(events, join=False).marks) == 5
    assert "Damascus +1" in [label.text for label in scene.labels]
    caption = " ".join(text.get_text() for text in draw_map(events).texts)
    assert "would touch in print are drawn as one" in caption.replace("\n", " ")


def test_the_size_of_a_mark_can_stand_for_the_killed(make_events: Build) -> None:
    events = make_events({"killed_low": 10_000, "killed_high": 10_000}, {"spot": (40.0, 35.0)}, {"spot": (38.0, 35.0), "killed_low": 1})
    scene = make_scene(events, measure="killed")
    assert scene.marks.sort_values("size")["amount"].tolist() == [0, 1, 10_000]
    words = read_words(map_events(events, size="killed"))
    assert "1 event of which none is told has the smallest mark" in words
    assert any("10,000 killed" in text.get_text() for text in read_texts(draw_map(events, size="killed")))
    with pytest.raises(ValueError, match="size: 'deaths' is no measure of a mark; give 'reports' or 'killed'"):
        map_events(events, size="deaths")  # type: ignore[arg-type]


def test_the_area_of_a_mark_stands_for_its_reports() -> None:
    assert (scale_mark(4, 9) / scale_mark(1, 9)) ** 2 == pytest.approx(4)
    assert scale_mark(1, 400) == 6.5  # else it could not be seen
    assert scale_mark(400, 400) == 22


def test_many_marks_are_smaller_and_the_reader_is_told_that_they_overlap(make_events: Build) -> None:
    crowd = make_events(*({"spot": (36 + i % 20 / 100, 33 + i // 20 / 100), "n_reports": 1 + i % 3} for i in range(480)))
    scene = make_scene(crowd, join=False)
    assert scene.marks["size"].max() == scale_mark(3, 3, 480) < scale_mark(3, 3)
    assert "Marks overlap where there are many" in read_words(map_events(crowd))
    assert "Marks overlap" not in read_words(map_events(make_events({}, {"event_type": "shelling"})))


def test_hovering_tells_type_date_place_toll_quote_and_source(make_events: Build) -> None:
    changes = {
        "days": "2018-09-17 2018-09-18",
        "killed_low": 2,
        "killed_high": 3,
        "n_reports": 4,
        "place": "Mezzeh",
        "place_precision": "site",
    }
    (trace,) = read_marks(map_events(make_events(changes)))
    assert trace.hovertext[0] == (
        "<b>Air strike, 17–18 September 2018</b><br>Mezzeh, Damascus, Syria (site)<br>2–3 killed; 4 reports<br>"
        "“Warplanes struck a depot near the town.”<br><i>Example Wire</i>"
    )


def test_hostile_texts_are_shown_and_do_nothing(make_events: Build) -> None:
    text = '<a href="http://x.test" style="mask:url(http://x.test)">$x$</a>\u202e\x07 &amp; %{lon}'
    fields = dict.fromkeys(("place", "admin1", "source", "quote", "date_text", "event_type"), text)
    figure = map_events(make_events({**fields, "days": None}), title=text, credit=text, note=text)
    shown = [trace.hovertext[0] for trace in read_marks(figure)] + [trace.name for trace in figure.data if trace.name]
    shown += [label for trace in figure.data if trace.type == "scattergeo" and trace.mode == "text" for label in trace.text] + [
        read_words(figure)
    ]
    assert len(shown) >= 4
    for words in shown:
        assert "<a" not in words
        assert "$" not in words
        assert "\u202e" not in words
        assert "\x07" not in words
    assert "&lt;a href=" in shown[0]
    assert all(trace.hovertemplate is None for trace in figure.data)
    assert any("&amp; %{lon}" in text.get_text() for text in read_texts(draw_map(make_events({}), title=text)))


def test_every_type_has_a_look_of_its_own() -> None:
    styles = read_styles()
    types = pd.read_csv(Path(__file__).parents[1] / "analystkit" / "data" / "event_types.csv")
    assert set(styles) == set(types["event_type"])
    assert len({style.colour for style in styles.values()}) == len({style.marker for style in styles.values()}) == len(styles)
    added = choose_styles(pd.Series([f"new_{i}" for i in range(30)] + ["shelling"]))
    assert len({(style.colour, style.marker) for style in added.values()}) == 31
    assert added["shelling"] == styles["shelling"]
    assert added["new_0"].label == name_type("new_0") == "New 0"


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [{}],
        [COUNTRY],
        [{"days": None, "date_precision": "unknown"}] * 3,
        [{"place": "דמשק دمشق", "killed_low": 10000, "killed_high": 10000}] * 2,
        [
            {"spot": (179.9, -17.0)},
            {"spot": (-179.9, -17.2)},
            {"place_precision": "region", "spot": (179.8, -16.0), "uncertainty_km": 90.0},
        ],
        [{"spot": (151.2, -33.9)}, {"spot": (-77.0, 38.9)}, {"spot": (37.0, 55.0)}],
        [{"spot": (20.0, 89.0)}, {"spot": (-60.0, -80.0)}],
        [{"place": "W" * 300, "source": None, "admin1": None}],
        [{"event_type": f"kind {i}", "spot": (36 + i / 9, 34.0)} for i in range(30)],
    ],
)
def test_every_table_gives_a_map(changes: list[dict[str, Any]], make_events: Build) -> None:
    events = make_events(*changes)
    assert "Base map: Natural Earth" in read_words(map_events(events, title="Long and $ long " * 19))
    figure = draw_map(events, title="Long and $ long " * 19)
    assert min(text.get_size() for text in read_texts(figure)) >= 8
    assert all(not text.get_parse_math() for text in read_texts(figure))


def test_events_on_both_sides_of_the_date_line_stand_side_by_side(make_events: Build) -> None:
    scene = make_scene(make_events({"spot": (179.5, -17.0)}, {"spot": (-179.5, -17.0)}))
    assert scene.marks["lon"].tolist() == [179.5, 180.5]
    assert scene.extent[2] - scene.extent[0] < 10
    countries = scene.base.countries
    assert "Fiji" in countries["name"].tolist()
    assert np.ptp(countries[countries["country"] == "FJ"].total_bounds[[0, 2]]) < 20
    assert not shapely.intersects(scene.base.borders, shapely.LineString([(179.999, -16.6), (180.001, -16.6)]))  # no seam on Vanua Levu


def test_a_few_events_far_away_are_told_and_shown_beside_the_map(make_events: Build) -> None:
    near = [{"spot": (36 + i / 5, 33 + i / 9), "place": f"Town {i}"} for i in range(11)]
    events = make_events(*near, {"spot": (-81.0, 28.0), "place": "Rajo"})
    scene = make_scene(events)
    assert scene.outside[["place", "x", "y", "n"]].to_numpy().tolist() == [["Rajo", -81.0, 28.0, 1]]
    assert scene.extent[2] - scene.extent[0] < 10
    assert "Outside the frame: 1 event (Rajo);" in read_words(map_events(events))
    assert sum(len(trace.x) for trace in read_marks(map_events(events))) == 12
    assert any("outside its frame" in axis.get_title(loc="left") for axis in draw_map(events).axes)
    few = make_scene(make_events(*near[:5], {"spot": (-81.0, 28.0)}))
    assert len(few.outside) == 0
    assert few.extent[0] < -81


def test_a_wide_circle_is_told_of_but_neither_frames_the_map_nor_covers_it(make_events: Build) -> None:
    towns = [{"spot": (36 + i / 2, 34 + i / 4), "place": f"Town {i}"} for i in range(4)]
    river = {"place": "Long River", "place_precision": "region", "place_id": "ak:river", "uncertainty_km": 700.0, "spot": (40.0, 35.0)}
    scene = make_scene(make_events(*towns, river))
    assert scene.extent[2] - scene.extent[0] < 8
    assert scene.areas["vague"].tolist() == [True]
    figure = map_events(make_events(*towns, river))
    assert list_traces(figure, "areas") == []
    assert "too wide to be shaded on this map: Long River (1)." in read_words(figure)
    assert make_scene(make_events(river)).extent[2] - make_scene(make_events(river)).extent[0] > 12  # alone it is what there is to show


def test_disputed_borders_and_areas_are_drawn_as_disputed_and_the_legend_says_so(make_events: Build) -> None:
    events = make_events({"spot": (36.1, 33.1)}, {"spot": (35.6, 32.9)})
    scene = make_scene(events)
    assert any(label.startswith("Golan Heights (occupied") for label in scene.base.disputed_areas["label"])
    golan = shapely.Point(35.85, 33.0)
    assert shapely.contains(scene.base.disputed_areas.geometry.to_numpy(), golan).any()
    assert scene.base.disputed_borders.distance(golan) < 0.1
    assert scene.base.borders.distance(golan) > 0.1
    texts = " ".join(text.get_text().replace("\n", " ") for text in read_texts(draw_map(events)))
    assert "disputed: Golan Heights" in texts
    assert "disputed border or line of control" in texts
    crimea = make_scene(make_events({"spot": (34.1, 45.0)}))
    assert "Crimea (annexed by Russia in 2014)" in read_words(map_events(make_events({"spot": (34.1, 45.0)})))
    assert "Black Sea" in [sea.name for sea in crimea.base.seas]


def test_a_map_is_drawn_on_boundaries_of_ones_own(make_events: Build, tmp_path: Path) -> None:
    land = gpd.GeoDataFrame({"name": ["Homeland"], "country": ["SY"]}, geometry=[shapely.box(34, 32, 40, 37)], crs="EPSG:4326")
    province = land.assign(name="West", place_id="iso:SY-LA").set_geometry([shapely.box(35, 35, 36, 36)], crs="EPSG:4326")
    for name, layer in (("land", land), ("west", province)):
        layer.to_file(tmp_path / f"{name}.geojson")
    own = read_boundaries(tmp_path / "land.geojson", tmp_path / "west.geojson", credit="the Survey's boundaries")
    scene = make_scene(make_events({}, PROVINCE), boundaries=own)
    assert scene.areas.total_bounds.tolist() == [35, 35, 36, 36]
    assert scene.base.countries["name"].tolist() == ["Homeland"]
    words = read_words(map_events(make_events({}), boundaries=own))
    assert "Base map: the Survey's boundaries." in words
    assert "Natural Earth" not in words


def test_a_map_of_half_the_world_has_countries_and_no_provinces(make_events: Build) -> None:
    scene = make_scene(make_events({"spot": (151.2, -33.9)}, {"spot": (37.0, 55.0)}))
    countries = scene.base.countries
    assert len(scene.base.provinces) == 0
    assert shapely.bounds(countries[countries["country"] == "RU"].geometry.to_numpy())[0][1] > 40
    names = [label.text for label in scene.labels if label.kind == "country"]
    assert "RUSSIA" in names
    assert len(names) == len(set(names))


def test_names_hide_neither_marks_nor_each_other(make_events: Build) -> None:
    events = make_events(*({"spot": (36 + i % 6, 33 + i // 6 * 0.8), "place": f"Example town {i}"} for i in range(24)))
    figure = draw_map(events)
    figure.canvas.draw()
    renderer = figure._get_renderer()
    names = [text for text in read_texts(figure) if text.get_text().startswith(("Example", "SYRIA", "IRAQ", "JORDAN"))]
    boxes = [text.get_window_extent(renderer).shrunk(0.98, 0.7) for text in names]
    assert len(names) > 12
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".html"])
def test_a_file_is_the_same_each_time(suffix: str, make_events: Build, tmp_path: Path) -> None:
    events = make_events({}, PROVINCE, {"event_type": "shelling"})
    first = write_map(events, tmp_path / f"a{suffix}").read_bytes()
    assert first == write_map(events, tmp_path / f"b{suffix}").read_bytes()


def test_the_order_of_events_does_not_matter(make_events: Build, tmp_path: Path) -> None:
    events = make_events({}, PROVINCE, {"event_type": "shelling"}, {"spot": (37.16, 36.2)}, {**PROVINCE, "event_type": "bombing"})
    before = events.copy()
    first = write_map(events, tmp_path / "a.svg").read_bytes()
    assert first == write_map(events.iloc[::-1], tmp_path / "b.svg").read_bytes()
    pd.testing.assert_frame_equal(events, before)


def test_a_map_of_a_wrong_table_or_to_a_wrong_file_is_refused(make_events: Build, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="events: the events table lacks"):
        map_events(pd.DataFrame({"n": [1]}))
    with pytest.raises(ValueError, match=r"path: 'map.kml' should end in .html"):
        write_map(make_events({}), tmp_path / "map.kml")


def test_many_types_leave_the_legend_short_and_their_names_told_apart(make_events: Build) -> None:
    kinds = [f"a long name of a type that an analyst has given, number {i}" for i in range(14)]
    figure = draw_map(make_events(*({"event_type": kind, "spot": (36 + i / 4, 34.0)} for i, kind in enumerate(kinds))))
    told = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "A long nam…number 13 (1)" in told
    assert len(set(told)) == len(told)


def test_a_plate_fills_its_room_with_no_letter_too_small(make_events: Build) -> None:
    events = make_events(*({"event_type": f"my_kind_{i:02}", "spot": (34 + i % 6, 32 + i // 6), "place": f"Town {i}"} for i in range(30)))
    figure, words = draw_plate(events, (873, 360))
    assert [72 * float(inches) for inches in figure.get_size_inches()] == [873, 360]
    assert min(text.get_size() for text in read_texts(figure)) >= 8
    assert "n = 30 events" in words.subtitle
    with print_style():
        drawn_on = figure.get_tightbbox()
    assert 0 <= drawn_on.x0 <= drawn_on.x1 <= 873 / 72
    assert 0 <= drawn_on.y0 <= drawn_on.y1 <= 360 / 72


def test_areas_whose_names_have_no_room_are_told_in_the_caption(make_events: Build) -> None:
    areas = [{"place": f"District {i}", "place_id": f"ak:{i}", "spot": (36 + i % 5, 32 + i // 5), "uncertainty_km": 4.0} for i in range(15)]
    events = make_events(*({**area, "place_precision": "district"} for area in areas))
    named = {label.text.removesuffix(" (1 ▼)") for label in make_scene(events).labels if label.kind == "area"}
    rest = [area["place"] for area in areas if area["place"] not in named]
    (told,) = re.findall(r"Shaded where the name has no room: (.*?)\.", read_words(map_events(events)))
    assert sorted(told.split(", ")) == sorted(f"{name} (1)" for name in rest)
    assert len(rest) >= 3


def test_the_headline_names_the_type_where_there_is_one(make_events: Build) -> None:
    assert "Air strike: where the reported events happened" in read_words(map_events(make_events({}, {})))
    assert "Where the reported events happened" in read_words(map_events(make_events({}, {"event_type": "shelling"})))


def test_types_that_differ_only_in_their_middle_are_told_apart_in_the_legend(make_events: Build) -> None:
    events = make_events(*({"event_type": f"own_type_{number:02d}_of_the_same_length"} for number in range(14)))
    told = [text.get_text() for text in draw_map(events).legends[0].get_texts()]
    assert len(set(told[:14])) == 14
