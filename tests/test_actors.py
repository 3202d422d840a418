import csv
from importlib.resources import files

import pytest

from analystkit.language.actors import find_actors, identify_actor, read_actors, suggest_countries


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("Daesh fighters", "islamic-state"),
        ("ISIL", "islamic-state"),
        ("ISILs positions", "islamic-state"),  # a text that lost its apostrophes
        ("Peoples Protection Units", "ypg"),
        ("Manuel Rodriguez Patriotic Front", "fpmr"),
        ("Russian warplanes", "state:RU"),
        ("U.S. aircraft", "state:US"),
        ("Israel", "state:IL"),
        ("US-led coalition", "us-led-coalition"),
        ("FMLN GUERRILLAS", "fmln"),
        ("South Korean navy", "state:KR"),
        ("Sri Lankan troops", "state:LK"),
        ("Ethiopian federal forces", "state:ET"),
        ("Rwandan-backed M23 rebels", "m23"),
        ("Fatah al-Islam", "fatah-al-islam"),  # another group than Fatah
    ],
)
def test_a_name_that_is_certain_gets_its_actor(name: str, actor_id: str):
    assert identify_actor(name) == actor_id


@pytest.mark.parametrize(
    "name",
    [
        None,
        "rebels",
        "US-backed rebels",
        "anti-Isis fighters",
        "Nusra-linked groups",
        "Palestinian militants",
        "Syrian Kurdish forces",
        "Isis and the Taliban",
        "Syrian or Russian warplanes",
        "Fatah al-Intifada",  # another group than Fatah
    ],
)
def test_a_name_that_is_not_certain_gets_none(name: str | None):
    assert identify_actor(name) is None


def test_a_bare_nation_is_its_state_only_in_what_states_alone_do():
    assert identify_actor("Israeli", "air_strike") == "state:IL"
    assert identify_actor("Israeli", "attack") is None


def test_offsets_are_those_of_the_text():
    text = "Bei Überfällen der FARC, al-Shabaab and the IRA."
    assert [text[found.start : found.end] for found in find_actors(text)] == ["FARC", "al-Shabaab", "IRA"]


def test_a_short_acronym_is_no_name_among_capitals_or_small_letters():
    assert find_actors("WHAT IS LEFT OF US IS NOT MUCH") == []
    assert find_actors("it is for us to say") == []


def test_names_of_armed_actors_suggest_where_a_story_plays():
    assert suggest_countries("THE FMLN AND SHINING PATH; [FMLN]") == {"SV": 2.0, "PE": 1.0}
    assert suggest_countries("Russian troops and a rebel") == {}


def test_the_file_of_actors_holds_together():
    with files("analystkit.data").joinpath("actors.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["actor_id"] for row in rows}) == len(rows) == len(read_actors())
    assert {row["kind"] for row in rows} == {"nonstate", "state", "coalition"}
    assert all(row["source"] for row in rows)
    assert all(bool(row["ucdp_id"]) == bool(row["ucdp_name"]) for row in rows)
    names = [name for row in rows for name in (row["name"], *filter(None, row["aliases"].split(";")))]
    assert len(set(names)) == len(names)
