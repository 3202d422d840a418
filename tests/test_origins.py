import pytest

from analystkit.linking.origins import Credit, are_copies, count_origins, measure_likeness, sketch_text

WIRE = "Two soldiers were killed when missiles struck a base near the coast late on Monday, state media said, and the port was shut."
OTHER = "A war monitor put the number of dead in the raid at four and said that most of them were foreigners who had come in spring."
TEXTS = {"a": WIRE, "b": f"BEIRUT, Sept 18 - {WIRE.upper()}", "c": OTHER, "d": ""}


def count(*credits: tuple[str | None, str, str]) -> int:
    return count_origins([Credit(*credit) for credit in credits], lambda article_id: sketch_text(TEXTS[article_id]))


@pytest.mark.parametrize(
    ("parties", "n"),
    [
        (("the Observatory", "The  observatory"), 1),
        (("the Observatory", "the Syrian Observatory", "the Syrian Observatory for Human Rights"), 1),
        (("the army", "the Syrian army", "Israel's army"), 3),
        (("residents", "the ministry"), 2),
    ],
)
def test_parties_are_counted_by_name(parties: tuple[str, ...], n: int):
    credits = [Credit(party, f"Outlet {index}", f"article {index}") for index, party in enumerate(parties)]
    assert count_origins(credits, sketch_text) == n


def test_who_credits_nobody_is_known_by_the_outlet():
    assert count((None, "Post", "a"), (None, "Post", "c"), (None, "Times", "d")) == 2


def test_an_article_that_credits_a_party_is_no_origin_beside_it():
    assert count(("the police", "Post", "a"), (None, "Post", "a")) == 1
    assert count(("the police", "Post", "a"), ("a monitor", "Post", "a")) == 2


def test_copies_of_a_story_are_one_origin_whoever_they_credit():
    assert count((None, "Post", "a"), ("state media", "Times", "b"), ("a monitor", "Herald", "c")) == 2


def test_likeness_is_the_share_of_sequences_in_common():
    assert measure_likeness(sketch_text(WIRE), sketch_text(WIRE)) == 1.0
    assert measure_likeness(sketch_text(WIRE), sketch_text(OTHER)) == 0.0
    assert measure_likeness((), ()) == 0.0
    assert are_copies(sketch_text(WIRE), sketch_text(TEXTS["b"]))
    assert not are_copies(sketch_text(WIRE), sketch_text(f"{WIRE} {OTHER} {OTHER[::-1]}"))


def test_a_phrase_is_no_copy():
    assert not are_copies(sketch_text("the monitor said on Monday"), sketch_text("the monitor said on Monday"))


def test_a_sketch_is_the_same_everywhere_and_bounded():
    assert sketch_text("One two three four") == (1044035734, 2015744983)
    assert len(sketch_text(" ".join(map(str, range(1000))), 16)) == 16
    assert sketch_text("\udcff broken") != ()
