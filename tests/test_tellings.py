import math

import pandas as pd
import pytest
from shapely.geometry import Point
from test_clusters import ROW

from analystkit.language.ranges import Range
from analystkit.linking.tellings import measure_gap, pick_figure, read_telling

BASE = ROW | {"report_id": "r1", "article_id": "a"}


def test_days_are_counted_and_one_end_alone_is_no_interval():
    day = pd.Timestamp("2019-03-01")
    both = read_telling(BASE | {"date_start": day, "date_end": day}, pd.Timestamp("2019-03-02"))
    assert (both.first, both.last, both.published, both.is_sharp) == (day.toordinal(), day.toordinal(), day.toordinal() + 1, True)
    since = read_telling(BASE | {"date_start": day}, None)
    assert (since.first, since.last, since.published, since.is_sharp) == (None, None, None, False)


def test_gaps_are_great_circles():
    damascus, homs = (read_telling(BASE | {"geometry": Point(spot)}, None) for spot in ((36.29, 33.51), (36.72, 34.73)))
    assert measure_gap(damascus, homs) == pytest.approx(141.4, abs=0.5)
    assert measure_gap(damascus, read_telling(BASE, None)) == math.inf


@pytest.mark.parametrize(
    ("told", "figure"), [((5, None), 5), ((None, 20), 20), ((0, 18), 18), ((0, 0), 0), ((None, 0), 0), ((None, None), -1)]
)
def test_a_toll_is_known_by_its_least_above_none(told: tuple[int | None, int | None], figure: int):
    assert pick_figure(Range(*told)) == figure
