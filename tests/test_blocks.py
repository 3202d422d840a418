from dataclasses import replace

import pytest
from shapely.geometry import Point
from test_clusters import ROW

from analystkit.language.ranges import Range
from analystkit.linking.blocks import index_clusters, look_up, pair_copies, pair_precise, pair_vague
from analystkit.linking.tellings import Telling, read_telling


def tell(longitude: float, latitude: float, day: int = 100) -> Telling:
    row = ROW | {"report_id": "r", "article_id": "a", "geometry": Point(longitude, latitude)}
    return replace(read_telling(row, None), first=day, last=day, published=day + 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0.0, 89.9), (180.0, 89.9)),  # either side of the pole
        ((179.95, 51.0), (-179.95, 51.0)),  # either side of the 180th meridian
        ((36.0, 35.0), (36.4, 35.2)),
        ((36.0, -0.2), (36.0, 0.2)),
    ],
)
def test_what_is_within_fifty_kilometres_is_paired_wherever_on_earth(one: tuple[float, float], other: tuple[float, float]):
    groups = [[tell(*one)], [tell(*other)]]
    assert list(pair_precise(groups, [0, 1])) == [(0, 1)]


def test_what_is_far_in_space_or_time_is_not_compared():
    groups = [[tell(36.0, 35.0)], [tell(38.5, 35.0)], [tell(36.0, 35.0, day=102)], [tell(36.0, 35.0, day=101)]]
    assert list(pair_precise(groups, range(4))) == [(0, 3), (2, 3)]


def test_vague_reports_are_paired_by_place_province_or_toll():
    here, there = tell(36.0, 35.0), replace(tell(44.0, 33.0), place_id="gn:2", admin1="Anbar")
    groups = [
        [here],
        [there],
        [replace(there, killed=Range(9, 9))],
        [replace(here, killed=Range(9, 9))],
        [replace(here, first=400, last=400)],
        [replace(here, place_id="iso:SY-RD")],
    ]
    assert list(pair_vague(groups, range(6))) == [(1, 2), (0, 3), (2, 3), (0, 5), (3, 5)]


def test_copies_are_paired_and_phrases_of_a_few_words_are_not():
    words, phrase = tuple(range(16)), (1, 2, 3)
    groups = [[replace(tell(36.0, 35.0), sketch=sketch)] for sketch in (words, words[:15], phrase, phrase, tuple(range(90, 106)))]
    assert pair_copies(groups) == {(0, 1)}


def test_a_vague_report_looks_where_it_says():
    groups = [
        [tell(36.0, 35.0)],
        [replace(tell(38.0, 35.0), admin1="Raqqa")],
        [replace(tell(44.0, 33.0), country="IQ", killed=Range(9, 9))],
    ]
    index = index_clusters(groups, [[0], [1], [2]])
    month = replace(tell(36.1, 35.0), first=90, last=120)
    assert look_up(index, [month]) == {0}
    assert look_up(index, [replace(month, place_precision="province")]) == {0}
    nowhere = index_clusters([[replace(tell(36.0, 35.0), admin1=None)]], [[0]])
    assert look_up(nowhere, [replace(month, place_precision="province")]) == {0}
    assert look_up(index, [replace(month, place_precision="country", spot=None)]) == {0, 1}
    assert look_up(index, [replace(month, place_precision=None, spot=None, killed=Range(9, 9))]) == {2}
    assert look_up(index, [replace(month, place_precision=None, spot=None)]) == set()
    assert look_up(index, [replace(month, first=150, last=180)]) == set()
    assert look_up(index, [replace(month, first=None, last=None, published=110)]) == {0}
    assert look_up(index, [replace(month, first=None, last=None, published=130)]) == set()
    assert look_up(index, [replace(month, first=-5000, last=5000)]) == set()
