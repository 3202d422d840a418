"""Locations: where the grammar of a sentence, and what the article told before it, put an event."""

from typing import Any

import pandas as pd
import pytest

from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.geography.places import Mention
from analystkit.reports.discourse import find_main_country
from analystkit.reports.reports import extract_reports
from analystkit.tables import build_table


def tell(text: str, *names: str, published: str | None = "2019-02-05") -> list[Any]:
    """Give the named columns of each report of one text, missing values as None, days as ISO dates."""
    basis = "given" if published else "unknown"
    row = {"article_id": "a1", "published": published, "published_basis": basis, "text": text, "file": "articles.csv"}
    rows = extract_reports(build_table([row], "articles"))[list(names)].to_numpy(dtype=object).tolist()
    return [[_plain(value) for value in values] for values in rows]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value


def test_the_next_place_of_a_list_may_be_led_to_by_its_kind():
    text = "Air strikes on Sunday hit the town of Saraqib and the village of Sheikh Mustafa in Idlib province of Syria."
    assert tell(text, "place") == [["Saraqib"], ["Sheikh Mustafa"]]


def test_places_of_one_list_may_stand_apart():
    text = "Air strikes on Sunday hit the town of Saraqib in the north and the village of Sheikh Mustafa in Idlib province of Syria."
    assert tell(text, "place") == [["Saraqib"], ["Sheikh Mustafa"]]


def test_the_land_around_may_lead_to_the_next_place_of_a_list():
    text = "Air strikes on Sunday were focused on Saraqib and areas of Binnish in Idlib province of Syria."
    assert tell(text, "place") == [["Saraqib"], ["Binnish"]]


def test_armed_people_who_speak_without_a_comma_do_not_take_the_place():
    text = "The raids targeted a clinic and a residential area in Saraqib town rebels said. The town is in Syria."
    assert tell(text, "place") == [["Saraqib town"]]


def test_a_place_belongs_to_the_act_whose_noun_it_stands_beside():
    text = "The attack in Aleppo, in Syria, came a day after heavy air strikes killed 26 people in Idlib province."
    assert ["air_strike", "Idlib province", "province"] in tell(text, "event_type", "place", "place_precision")


def test_what_is_answered_was_somewhere_else():
    text = "The group said it had fired rockets at Saraqib in Syria in retaliation for an earlier raid on its camp."
    assert tell(text, "event_type", "place_basis") == [["shelling", "stated"], ["air_strike", "inherited"]]


def test_a_speaker_stands_outside_the_quotation_that_tells_of_the_event():
    text = '"The rebels attacked at dawn the headquarters of the brigade near the town of Azaz in Syria" a monitor in Beirut said.'
    assert tell(text, "place") == [["Azaz"]]


def test_a_place_at_the_far_end_of_its_clause_is_the_events():
    text = (
        "French police are hunting a suspect believed to have deposited a bag containing a device that exploded on Friday, "
        "wounding 13 people on a busy street in the city of Lyon."
    )
    assert tell(text, "event_type", "place", "country") == [["bombing", "Lyon", "FR"]]


@pytest.mark.parametrize(
    "text",
    [
        "Israel said on Sunday that it downed an armed drone that penetrated its airspace.",
        "An armed drone was shot down in Israeli airspace on Sunday.",
    ],
)
def test_airspace_is_that_of_its_country(text: str):
    assert tell(text, "event_type", "place_id", "place_basis") == [["shootdown", "iso:IL", "inferred"]]
    assert tell(text, "place")[0][0].startswith("Israel")


def test_the_capital_is_the_one_told_before():
    text = "The president left Kabul in Afghanistan on Friday. On Sunday a car bomb exploded in the capital, killing two people."
    assert tell(text, "event_type", "place_id", "place_basis") == [
        ["bombing", *tell(text.replace("the capital", "Kabul"), "place_id")[0], "inferred"]
    ]


@pytest.mark.parametrize(
    ("lead", "noun", "place"),
    [
        ("Militants raided villages in Sweida province in Syria.", "the capital", "Sweida province"),
        ("Militants raided villages in Lebanon on Monday.", "the capital", "BEIRUT"),
        ("Militants raided villages in Lebanon on Monday.", "the provincial capital", "Lebanon"),
        ("The president left Damascus. Militants raided villages in Lebanon.", "the Syrian capital", "Damascus"),
    ],
)
def test_the_capital_is_that_of_the_dateline_only_at_home(lead: str, noun: str, place: str | None):
    text = f"BEIRUT, July 25 - {lead} Bombers blew themselves up in {noun}, killing ten people."
    assert [where for kind, where in tell(text, "event_type", "place") if kind == "bombing"] == [place]


@pytest.mark.parametrize(
    ("told", "acting", "shares", "filed", "country"),
    [
        (["CO", "EC"], [], {"CO": 0.4, "EC": 0.4}, ["CO"], "CO"),  # its dateline's, where no other is told of more
        (["CO", "EC", "EC"], [], {"CO": 0.4, "EC": 0.3}, ["CO"], "CO"),  # or where most speaks for it
        (["CO", "EC", "EC"], [], {"PE": 0.3, "EC": 0.2}, ["CO"], None),
        (["PE", "EC"], [], {"PE": 0.6, "EC": 0.4}, ["EC"], "PE"),  # half of the context's, if an event is told there
        (["EC"], [], {"PE": 0.6, "EC": 0.4}, [], None),
        ([], [], {"PE": 0.6, "EC": 0.4}, [], "PE"),
        ([], ["PE"], {"PE": 0.6, "EC": 0.4}, [], None),  # which may have struck abroad
        ([], ["PE"], {"PE": 0.6, "EC": 0.4}, ["PE"], "PE"),
        (["PE"], ["PE"], {"PE": 0.6, "EC": 0.4}, [], "PE"),
        (["PE", "PE", "PE", "EC"], [], {}, ["EC"], "PE"),  # that of most places
        (["PE", "EC"], [], {"PE": 0.4, "EC": 0.3}, [], None),
        ([], [], {"PE": 0.4, "EC": 0.3}, [], None),
        ([], [], {}, [], None),
    ],
)
def test_the_country_an_article_is_about(
    told: list[str], acting: list[str], shares: dict[str, float], filed: list[str], country: str | None
):
    assert find_main_country(map(name_country, told), map(name_country, acting), shares, map(name_country, filed)) == country


def name_country(code: str) -> Mention:
    place = load_gazetteer().get_place(f"iso:{code}")
    return Mention(0, 1, place.name, "literal", place, "exact", 1, None, "country", None)


def test_a_namesake_abroad_is_no_place_of_an_event():
    text = (
        "Guerrillas attacked the garrison of San Vicente in El Salvador on Sunday. "
        "At daybreak on Monday, they blew up a power pole at Galera Quemada Canton, Ilobasco jurisdiction."
    )
    assert {country for (country,) in tell(text, "country")} <= {"SV", None}


def test_a_list_of_places_is_a_report_for_each():
    rows = tell("Warplanes struck Saraqib and Khan Shaykhun in Syria on Sunday.", "place", "date_start")
    assert rows == [["Saraqib", "2019-02-03"], ["Khan Shaykhun", "2019-02-03"]]


def test_the_place_of_a_speaker_or_a_dateline_is_not_the_events():
    rows = tell("BEIRUT, Feb 4 (Example Wire) - A source in Damascus said that shells hit the town of Jisr al-Shughur.", "place")
    assert rows == [["Jisr al-Shughur"]]
    assert tell("BEIRUT — Air strikes killed three people, a monitor said.", "place") == [[None]]


def test_places_listed_without_commas_are_told_apart():
    text = "Clashes between rebels and troops continued in Daraa Latakia and Homs in Syria on Monday."
    assert tell(text, "event_type", "place") == [["armed_clash", "Daraa"], ["armed_clash", "Latakia"], ["armed_clash", "Homs"]]


@pytest.mark.parametrize(
    "text",
    [
        "Four soldiers have been killed in an air strike, according to the Pentagon.",
        "It was an attack that Moscow and Damascus ascribed to the militants.",
        "Fighters of the Islamic State of Iraq and the Levant attacked a convoy on Monday.",
    ],
)
def test_who_speaks_and_who_acts_is_no_place_of_an_event(text: str):
    assert [row for row in tell(text, "place") if row[0]] == []


@pytest.mark.parametrize(
    ("text", "place", "precision"),
    [
        ("The sites are Duma near Aleppo where an attack was staged in May and Homs where sarin was used in March.", "Homs", "settlement"),
        ("Militants executed ten men after seizing the village of Tel Rifaat in northern Syria.", "Tel Rifaat", "settlement"),
        ("A clash between rebels and the army was reported near Tel Rifaat in northern Syria.", "Tel Rifaat", "settlement"),
        ("Russian missiles hit the Black Sea port of Odesa, in Ukraine, early on Sunday.", "Odesa", "settlement"),
        ("Missiles struck a tanker off the coast of Hodeidah, in Yemen.", "Hodeidah", "region"),
        ("Russian forces fired S-300 missiles at Kramatorsk overnight, damaging a school.", "Kramatorsk", "settlement"),
        ("Rebels fired two missiles at ships in the Red Sea on Monday.", "Red Sea", "region"),
        ("Herders clashed in Benue state on Friday: 47 people were killed in the village of Umogidi.", "Benue state", "province"),
    ],
)
def test_a_place_is_the_one_the_words_beside_it_make_it(text: str, place: str, precision: str):
    assert [place, precision] in tell(text, "place", "place_precision")


def test_a_name_that_no_gazetteer_has_lies_where_the_list_it_stands_in_does():
    text = "Clashes broke out near the villages of Khirbat Zanqar and Saraqib in Idlib province of Syria."
    assert tell(text, "place", "place_precision") == [["Khirbat Zanqar", "province"], ["Saraqib", "settlement"]]


def test_an_event_on_the_way_between_two_towns_is_one():
    rows = tell(
        "Gunmen ambushed a convoy on the road between Torit and Kapoeta in South Sudan.", "place", "place_precision", "uncertainty_km"
    )
    assert [row[:2] for row in rows] == [["Torit and Kapoeta", "region"]]
    assert 50 < rows[0][2] < 80


def test_a_border_with_a_country_lies_not_in_it_and_jets_may_cross_it():
    assert tell("Assailants killed 44 people in Kourakou, near the border with Niger.", "country") == [[None]]
    assert tell("Two rockets launched from southern Lebanon landed near Kiryat Shmona.", "country") == [[None]]
    assert tell("Israeli jets bombed an academy on Monday.", "country") == [[None]]


def test_a_countrys_capital_is_that_of_the_dateline_at_home():
    text = "Khartoum, May 15 (AFP) - Air strikes rocked Sudan's capital on Monday."
    assert tell(text, "place", "country") == [["Khartoum", "SD"]]


def test_what_lies_near_one_village_holds_no_city():
    text = (
        "Eleven people were killed in air raids on the Al-Boulil region in the province of Deir Ezzor, in Syria. "
        "State media said that air strikes destroyed two depots southeast of Deir Ezzor city."
    )
    assert [place for (place,) in tell(text, "place")] == ["Al-Boulil region", "Deir Ezzor city"]


def test_the_city_is_the_city_told_before():
    text = "Mosul in Iraq was quiet at dawn, a London-based monitor said. At noon a car bomb exploded in the city, killing two people."
    assert tell(text, "event_type", "place", "place_basis") == [["bombing", "Mosul", "inferred"]]


def test_there_is_the_place_told_before():
    text = "The army left Mosul in Iraq in May. A car bomb killed nine people there on Sunday."
    assert tell(text, "event_type", "place") == [["bombing", "Mosul"]]


def test_a_town_in_a_headline_may_be_its_province():
    text = "Raids hit hospital in Idlib. A hospital in Maarat al-Numan in Idlib province of Syria was hit in an air raid on Monday."
    assert tell(text, "event_type", "place") == [["air_strike", "Maarat al-Numan"]]


def test_a_quarter_lies_in_the_town_told_before_it():
    text = "Rebels shelled Aleppo in Syria on Monday. On Sunday a car bomb exploded in the Meridian neighbourhood."
    (_, quarter) = tell(text, "place", "country")
    assert quarter == ["Meridian neighbourhood", "SY"]


def test_a_clause_of_time_tells_of_another_acts_place():
    text = "The air strike on a farm came two days after Washington recognised Israel's sovereignty over the Golan Heights."
    assert tell(text, "event_type", "place") == [["air_strike", None]]


@pytest.mark.parametrize(("words", "place"), [("Sadr City, Baghdad,", "Sadr City"), ("Douma, Damascus,", "Douma")])
def test_a_comma_leads_from_a_place_to_what_it_lies_in(words: str, place: str):
    text = f"A car bomb exploded in {words} on 2 February 2019, killing four people."
    assert tell(text, "event_type", "place", "killed_low") == [["bombing", place, 4]]


@pytest.mark.parametrize(
    "text",
    [
        "There have been dozens of US airstrikes on rebel-held territories.",
        "The group enjoyed a shield from Washington, which supported it with air strikes.",
        "The raid set off a clash between Ankara and Damascus.",
    ],
)
def test_whose_act_it_is_and_a_side_of_a_fight_are_no_place(text: str):
    assert not {place for (place,) in tell(text, "place")} & {"US", "Washington", "Ankara", "Damascus"}
