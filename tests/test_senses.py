"""Senses: what speaks for each candidate of a name, and how the names of an article settle."""

import math

import numpy as np
import pytest

from analystkit.gazetteers.gazetteer import Candidate, Gazetteer, load_gazetteer, normalise_name
from analystkit.geography.candidates import (
    Group,
    describe_candidates,
    describe_surroundings,
    find_surroundings,
    leave_out_namesakes,
    measure_km,
)
from analystkit.geography.senses import Context, choose_sense, find_context, find_shares, limit_candidates


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def make_group(name: str, gazetteer: Gazetteer) -> Group:
    return Group(normalise_name(name), tuple(gazetteer.find_candidates(name)))


def test_candidates_are_described_by_what_they_are(gazetteer: Gazetteer) -> None:
    group = make_group("Homs", gazetteer)
    described = describe_candidates(group, None)
    features = [candidate.place.feature for candidate in group.candidates]
    assert described["is_province"] == [float(feature == "ADM1") for feature in features]
    assert described["has_namesake_city"][features.index("ADM1")] == 1.0
    assert described["log_below_largest"][0] == min(described["log_below_largest"]) == 0.0
    assert all(math.isnan(km) for km in described["home_km"])
    at_home = describe_candidates(group, gazetteer.get_place("gn:169577"))
    assert at_home["home_km"][features.index("PPL")] == 0.0


def test_a_name_given_up_speaks_less_than_a_name_of_its_own(gazetteer: Gazetteer) -> None:
    group = make_group("Salisbury", gazetteer)
    described = describe_candidates(group, None)
    harare = [candidate.place.name for candidate in group.candidates].index("Harare")
    assert described["other_name_beside_own"][harare] == 1.0
    assert sum(described["other_name_beside_own"]) < len(group.candidates)


def test_a_province_called_as_the_capital_is_told_from_it(gazetteer: Gazetteer) -> None:
    group = make_group("Washington", gazetteer)
    described = describe_candidates(group, None)
    state = [candidate.place.place_id for candidate in group.candidates].index("iso:US-WA")
    assert described["has_namesake_capital"] == [float(n == state) for n in range(len(group.candidates))]


def test_what_ends_somebodys_name_is_a_surname_unless_somebody_is_in_it(gazetteer: Gazetteer) -> None:
    context = find_context("Megan A. Fairfield was in court. Fairfield said nothing. Ann Madison lives in Madison.", gazetteer)
    assert "fairfield" in context.surnames
    assert "madison" not in context.surnames


def test_what_holds_a_name_speaks_for_one_candidate_and_against_the_others(gazetteer: Gazetteer) -> None:
    candidates = tuple(gazetteer.find_candidates("Paris"))
    described = describe_candidates(Group("paris", candidates, (gazetteer.get_place("iso:US-TX"),)), None)
    texan = [candidate.place.place_id for candidate in candidates].index("gn:4717560")
    assert described["contained"][texan] == 1.0
    assert described["not_contained"][texan] == 0.0
    assert sum(described["not_contained"]) == len(candidates) - sum(described["contained"])


def test_a_name_does_not_speak_for_itself_but_for_its_neighbours(gazetteer: Gazetteer) -> None:
    towns = [gazetteer.get_place(place_id) for place_id in ("gn:170654", "gn:170592")]
    groups = [Group(normalise_name(town.name), (Candidate(town, "exact"),)) for town in towns]
    certain = [np.ones(1) for _ in groups]
    described = describe_surroundings(groups, find_surroundings(groups, certain))
    assert measure_km(*towns) == pytest.approx(13, abs=4)
    assert described["near_town"] == [1.0, 1.0]
    assert describe_surroundings(groups[:1], find_surroundings(groups[:1], certain[:1]))["near_town"] == [0.0]


def test_the_name_of_a_city_is_no_other_spelling_of_a_village(gazetteer: Gazetteer) -> None:
    candidates = tuple(gazetteer.find_candidates("Doha"))
    assert {candidate.match for candidate in candidates} == {"exact", "variant"}
    assert {candidate.match for candidate in limit_candidates(candidates, None)} == {"exact"}
    village = tuple(gazetteer.find_candidates("Masisi"))
    assert limit_candidates(village, None) == village


def test_a_bare_name_is_the_town_rather_than_the_district_around_it(gazetteer: Gazetteer) -> None:
    assert {candidate.place.precision for candidate in leave_out_namesakes(tuple(gazetteer.find_candidates("Maungdaw")))} == {"settlement"}


def test_a_bare_name_may_mean_the_province_that_the_text_says_it_is(gazetteer: Gazetteer) -> None:
    raid = "Aircraft hit a camp in Idlib {}, Syria. An official from Idlib said that four people were hurt."
    meant = [
        find_context(raid.format(word), gazetteer).senses["idlib"].place.feature
        for word in ("province", "city", "province, near Idlib city")
    ]
    assert meant == ["ADM1", "PPL", "PPL"]


def test_shares_are_probabilities() -> None:
    shares = find_shares(np.array([0.0, math.log(3.0), -1000.0]))
    assert shares.round(6).tolist() == [0.25, 0.75, 0.0]


def test_a_context_of_countries_and_anchors_alone_decides(gazetteer: Gazetteer) -> None:
    candidates = tuple(gazetteer.find_candidates("Tripoli"))
    for country in ("LB", "LY"):
        sense = choose_sense(candidates, Context({country: 1.0}), own="tripoli")
        assert sense.place.country == country


def test_a_name_of_hundreds_is_cut_to_those_that_can_win(gazetteer: Gazetteer) -> None:
    candidates = tuple(gazetteer.find_candidates("San Antonio")) * 5
    assert len(limit_candidates(candidates, None)) <= 60


def test_the_senses_of_an_article_pull_together(gazetteer: Gazetteer) -> None:
    senses = find_context("Fires burned near Athens, Decatur, Gainesville and Macon, Georgia.", gazetteer).senses
    assert {senses[name].place.admin1_id for name in ("athens", "decatur", "gainesville", "macon")} == {"iso:US-GA"}


def test_an_armed_group_speaks_for_the_countries_it_fights_in(gazetteer: Gazetteer) -> None:
    countries = find_context("Fighters of ISIL left the town.", gazetteer).countries
    assert {country for country, share in countries.items() if share > 0.1} == {"SY", "IQ"}
    assert max(find_context("Houthi gunners left the town.", gazetteer).countries.items(), key=lambda item: item[1])[0] == "YE"
