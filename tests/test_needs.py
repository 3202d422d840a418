"""Needs: what a word must have beside it before it tells of an event."""

import pytest
from triggered import happened, read

from analystkit.language.eventtypes import load_event_types
from analystkit.language.needs import NEEDS


@pytest.mark.parametrize(
    "sentence",
    [
        "Teachers went on strike over pay.",
        "He died of a heart attack on Sunday.",
        "The minister struck a deal with the bank.",
        "The two leaders met in Sochi to discuss the war.",
        "Shells and rockets were stored in the depot.",
        "The navy held a live fire drill.",
    ],
)
def test_the_same_words_outside_violence_tell_of_none(sentence: str):
    assert read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Militants launched an attack on the base.", ["attack"]),
        ("Troops beat back an attack on the base.", ["armed_clash"]),
        ("They seized hundreds of hostages in hospitals.", ["abduction"]),
        ("The police freed the hostages held at the bank.", []),
        ("The army took three soldiers to the border.", []),
        ("A hospital in the town was hit on Sunday.", ["attack"]),
        ("A hospital in the town was hit by power cuts.", []),
        ("The helicopter was shot down by gunfire.", ["shootdown"]),
        ("The group said it had shot down a regime MiG warplane south of the capital.", ["shootdown"]),
        ("Fighter jets also believed to be Russian struck the town.", ["air_strike"]),
        ("The men were kidnapped during an attack on a bus.", ["abduction"]),
        ("The source said that terrorist fired rocket shells at the town.", ["shelling"]),
        ("Rebel fighters broke the siege on Saturday.", ["armed_clash"]),
        ("The forces drove the militants from the town.", ["armed_clash"]),
        ("He drove from Aleppo to Damascus with soldiers.", []),
        ("Militants breached the ceasefire agreement.", []),
        ("Reprisals were feared in areas retaken by the army.", []),
        ("The two leaders clashed in public over the budget.", []),
        ("The forces used sarin in the town.", ["chemical_attack"]),
        ("The drone used chemical sensors.", []),
        # what was done to a device, or what a thing is for
        ("Two airstrikes destroyed a rocket, a bunker, two trucks, a tunnel, three boats, a depot and a car bomb.", ["air_strike"]),
        ("One airstrike struck a mortar firing position.", ["air_strike"]),
        ("Two airstrikes destroyed a bunker and three fighting positions.", ["air_strike"]),
        ("The gunships silenced mortar fire.", []),
        ("Jets were attacking positions of the rebels.", ["air_strike"]),
        ("One airstrike hit a tactical unit and destroyed a militant motorcycle.", ["air_strike"]),
        # who did it is said by who tells it
        ("The army said it targeted positions near the border.", ["attack"]),
        ("The company said it targeted customers.", []),
        ("The killings took place on Wednesday at a barracks.", ["attack"]),
        ("The killings shocked the town.", []),
    ],
)
def test_what_a_word_needs(sentence: str, told: list[str]):
    assert happened(sentence) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("A drone crashed into an oil refinery in Ryazan.", ["air_strike"]),
        ("A kamikaze drone exploded near a bus stop in Nikopol.", ["air_strike"]),
        ("A drone crashed in a field near Sumy.", []),
        ("A man died when he stepped on a mine in a field.", ["bombing"]),
        ("Three people were wounded when their car hit a mine.", ["bombing"]),
        ("A candidate was shot and killed at a rally.", ["attack"]),
        ("He was shot in the leg in Fallujah.", ["attack"]),
        ("She shot a film in Fallujah.", []),
        ("A driver rammed his car into a crowd in Magdeburg.", ["attack"]),
        ("The hospital came under fire on Monday.", ["attack"]),
        ("The hospital came under fire for its prices.", []),
        ("The minister came under fire on Monday.", []),
        ("Fighters torched cars in the village.", ["attack"]),
        ("A virus hit a bank in Kyiv on Tuesday.", []),
    ],
)
def test_what_drones_mines_guns_and_fire_do(sentence: str, told: list[str]):
    assert happened(sentence) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Seventeen soldiers were killed in western Niger on Tuesday.", ["attack"]),
        ("Police officer killed in Nairobi", ["attack"]),
        ("Forty-Six Insurgents Killed in Four Districts of Kandahar", ["attack"]),
        ("Rebel leader killed in Davao City operation", ["attack"]),
        ("A soldier was killed in a road accident near Kandahar.", []),
        ("Two policemen were killed when their truck plunged into a gorge.", []),
        ("Two peacekeepers were killed by hostile fire in Bangui on Monday.", ["attack"]),
        ("The attack brought the toll of soldiers killed in the war to 18.", ["attack"]),
        ("Eleven people were killed in Kabul when a bus overturned.", []),
        ("Two militants were killed in an encounter with troops in Pulwama.", ["armed_clash"]),
        ("His encounter with the minister in Delhi was brief.", []),
        ("Ethnic violence in Manipur killed nine people on Wednesday.", ["attack"]),
        ("Ethnic violence is a problem in Manipur.", []),
        ("Hitmen enter home and kill two men", ["attack"]),
        ("Rebels hacked 14 villagers to death near Beni.", ["attack"]),
    ],
)
def test_killings_by_nobody_told(sentence: str, told: list[str]):
    assert happened(sentence) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "Nurses and teachers began a strike on Monday in Conakry.",
        "The striker fired a rocket into the top corner.",
        "The president attacked the opposition in a speech in Lagos.",
        "Forty miners were killed in a gas explosion at a coal mine in Balochistan.",
        "A fuel tanker exploded in Jigawa state after it overturned.",
    ],
)
def test_industry_speeches_and_sports_tell_of_none(sentence: str):
    assert read(sentence) == []


def test_every_need_of_the_vocabulary_is_known():
    needs = {term.needs for terms in load_event_types().terms.values() for term in terms}
    assert needs == {"", "means", "toxin", *NEEDS}


@pytest.mark.parametrize(
    "sentence",
    [
        "US-backed forces captured two militants on Sunday.",
        "The militia captured three foreigners suspected of being fighters.",
        "The boys were abducted by their father.",
        "Turkish troops have been on the offensive for a month.",
        "He played a part in the beheading videos.",
    ],
)
def test_prisoners_of_battle_families_and_idioms_tell_of_none(sentence: str):
    assert read(sentence) == []


def test_the_offensive_itself_is_told():
    assert happened("The army opened the offensive on Sunday.") == ["armed_clash"]
