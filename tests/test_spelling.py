"""Spelling: names that are one, names that are not, and the hashes they are found under."""

import pytest

from analystkit.geography.spelling import (
    EXACT,
    VARIANT,
    hash_name,
    list_hashes,
    load_transliterated,
    make_skeleton,
    make_skeletons,
    normalise_name,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ar-Raqqah", "Rakka"),
        ("Khmeimim", "Hmeymim"),
        ("Deir ez-Zor", "Deir al-Zour"),
        ("Dayr az Zawr", "Deir Ezzor"),
        ("Khan Shaykhun", "Khan Sheikhoun"),
        ("Jisr ash Shughur", "Jisr al-Shughour"),
        ("As Suwayda", "Sweida"),
        ("Saraqib", "Sarakeb"),
        ("Latakia", "Lattakia"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(one: str, other: str) -> None:
    assert make_skeleton(one) == make_skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Hama", "Homs"), ("Idlib", "Aleppo"), ("Douma", "Daraa"), ("Kharkiv", "Kherson")])
def test_names_of_two_places_do_not(one: str, other: str) -> None:
    assert make_skeleton(one) != make_skeleton(other)


def test_names_respelt_together_do_not_touch() -> None:
    names = ["Wadi al", "Laa", "aw", "aura", "", "\0Homs", "Ezzor", "Tell", "el"]
    assert make_skeletons(names) == [make_skeleton(name.strip("\0")) for name in names]
    assert make_skeletons([]) == []


def test_normalise_name_drops_case_accents_and_marks() -> None:
    assert normalise_name("Ma`arrat an-Nu‘mān") == "maarrat an numan"
    assert normalise_name("ŞANLIURFA") == "sanliurfa"
    assert normalise_name(" U.S. ") == "u s"


def test_a_place_is_found_by_its_names_and_where_news_transliterates_by_their_skeletons() -> None:
    assert load_transliterated() >= {"SY", "UA", "IR"}
    exact = {hash_name(EXACT, key) for key in ("al rastan", "rastan", "restane")}
    assert list_hashes("Al-Rastan", ["Restane"], "SY") == exact | {hash_name(VARIANT, key) for key in ("rastan", "rastana")}
    assert list_hashes("Springfield", [], "US") == {hash_name(EXACT, "springfield")}


def test_a_skeleton_of_a_name_that_is_no_spelling_of_the_own_one_is_not_kept() -> None:
    assert hash_name(VARIANT, make_skeleton("Palmyra")) not in list_hashes("Tadmur", ["Palmyra"], "SY")


def test_a_name_of_marks_alone_has_no_hash() -> None:
    assert list_hashes("’—", ["-"], "US") == set()
