import pytest

from analystkit.language.numerals import is_numeral, read_value
from analystkit.language.sentences import parse_sentences


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("1,400 people", 1400),
        ("seventy-six people", 76),
        ("two hundred people", 200),
        ("one hundred and five people", 105),
        ("three thousand two hundred people", 3200),
        ("a dozen people", 12),
        ("half a dozen people", 6),
        ("dozens of people", None),
        ("016 people", None),
        ("hundreds of people", None),
        ("99999999999999999999 people", None),
    ],
)
def test_a_number_is_read_whole(phrase: str, value: int | None):
    (doc,) = parse_sentences([phrase])
    assert read_value(doc[-2])[0] == value


def test_two_numbers_side_by_side_are_two():
    (doc,) = parse_sentences(["Five and six, 20 and three"])
    assert [read_value(token)[0] for token in doc if is_numeral(token)] == [5, 6, 20, 3]
