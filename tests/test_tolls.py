import pytest

from analystkit.sentences import parse_sentences
from analystkit.tolls import Range, count_strikes, find_harms
from analystkit.triggers import find_triggers


def read(sentence: str) -> list[tuple[str, int | None, int | None]]:
    (doc,) = parse_sentences([sentence])
    return [(h.kind, h.range.low, h.range.high) for h in find_harms(doc)]


@pytest.mark.parametrize(
    ("sentence", "harms"),
    [
        ("The strike killed 15 people.", [("killed", 15, 15)]),
        ("At least 15 people were killed in the raid.", [("killed", 15, None)]),
        ("More than 1,400 civilians died.", [("killed", 1400, None)]),
        ("Seventy-six people were killed.", [("killed", 76, 76)]),
        ("The blast killed six soldiers and wounded 36 others.", [("killed", 6, 6), ("injured", 36, 36)]),
        ("The attack left three people dead.", [("killed", 3, 3)]),
        ("A woman was injured by shrapnel.", [("injured", 1, 1)]),
        ("All 15 servicemen on board were killed.", [("killed", 15, 15)]),
        ("There were no casualties.", [("killed", 0, 0)]),
        ("There were no injuries.", [("injured", 0, 0)]),
        ("Two women and three men were killed.", [("killed", 5, 5)]),
        ("The raid claimed the lives of eleven villagers.", [("killed", 11, 11)]),
        ("Dozens of people were killed.", []),
        ("The plan would kill 500 people.", []),
        ("He was 32 years old.", []),
        ("No one was killed when air strikes hit Saraqib.", [("killed", 0, 0)]),
        ("Air strikes killed 10-15 civilians.", [("killed", 10, 15)]),
        ("Air strikes killed between 10 and 15 civilians.", [("killed", 10, 15)]),
        ("The blast killed 99999999999999999999 people.", []),
        ("The raid killed 40 percent of them.", []),
    ],
)
def test_a_toll_is_read_as_told(sentence: str, harms: list[tuple[str, int | None, int | None]]):
    assert read(sentence) == harms


def test_up_to_is_a_greatest_number():
    assert read("Up to 20 fighters were killed.") == [("killed", None, 20)]


@pytest.mark.parametrize(
    ("sentence", "strikes"),
    [("Eight air strikes hit the town.", Range(8, 8)), ("An air strike hit the town.", Range(1, 1)), ("Air strikes hit the town.", None)],
)
def test_strikes_are_counted_where_their_number_is_told(sentence: str, strikes: Range | None):
    (doc,) = parse_sentences([sentence])
    assert count_strikes(find_triggers(doc)[0]) == strikes


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Range(15, None), Range(23, 23), Range(15, 23)),
        (Range(20, None), Range(20, 20), Range(20, None)),
        (Range(3, 3), Range(5, None), Range(3, None)),
        (Range(27, 27), Range(31, 31), Range(27, 31)),
        (Range(None, 20), Range(4, 4), Range(4, 20)),
    ],
)
def test_two_figures_give_the_least_and_the_greatest(one: Range, other: Range, both: Range):
    assert one.widen(other) == other.widen(one) == both


def test_figures_contradict_where_no_number_is_both():
    assert Range(9, 9).contradicts(Range(12, None))
    assert not Range(9, 9).contradicts(Range(5, None))
