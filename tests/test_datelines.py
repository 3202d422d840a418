"""Datelines: where an article was filed from is no place of what it tells of."""

import pytest

from analystkit.language.datelines import list_openings

STORY = " Air strikes killed ten people on Monday."


@pytest.mark.parametrize(
    "opening",
    [
        "Khartoum, Sudan — ",
        "(Beirut) – ",
        "GAZA/JERUSALEM (Example Wire) - ",
        "Port-au-Prince, Haiti (Example Wire) -- ",
        "ISLAMABAD: ",
    ],
)
def test_what_opens_a_line_is_a_dateline_up_to_its_dash(opening: str) -> None:
    assert list_openings(opening.rstrip() + STORY) == [range(len(opening))]
    assert list_openings("A headline of the day\n" + opening.rstrip() + STORY) == [range(22, 22 + len(opening))]


@pytest.mark.parametrize(
    "text",
    [
        "Khartoum was hit on Sunday - the third raid on the city.",
        "Khartoum - the capital - was hit.",
        "The army said: Two died.",
        "Kyiv: Two people were killed.",
        "Aircraft hit Douma (Damascus) and Harasta.",
    ],
)
def test_what_begins_a_sentence_is_none(text: str) -> None:
    assert list_openings(text) == []


def test_names_without_end_are_read_in_a_moment() -> None:
    assert list_openings("Al-Nur, " * 20_000) == []
