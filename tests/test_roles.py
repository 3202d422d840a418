import pytest

from analystkit.language.roles import Roles, choose_roles, drop_place_target, find_roles
from analystkit.language.sentences import parse_sentences
from analystkit.language.tolls import find_harms, list_victims
from analystkit.language.triggers import Trigger, find_triggers


def read(sentence: str) -> Roles:
    (doc,) = parse_sentences([sentence])
    return find_roles(find_triggers(doc)[0])


@pytest.mark.parametrize(
    ("sentence", "actor", "target"),
    [
        ("Israeli warplanes bombed an arms depot near Homs.", "Israeli warplanes", "arms depot"),
        ("An arms depot was bombed by Israeli warplanes.", "Israeli warplanes", "arms depot"),
        ("Syrian government air strikes on a market killed nine people.", "Syrian government", "market"),
        ("The coalition carried out air strikes against the group.", "coalition", "group"),
        ("The air strikes carried out by the coalition hit a school.", "coalition", "school"),
        ("A Russian plane was shot down by Syrian air defences.", "Syrian air defences", "Russian plane"),
        ("Militants kidnapped three aid workers.", "Militants", "aid workers"),
        ("Fighters from Boko Haram attacked the garrison.", "Boko Haram", "garrison"),
        ("Dozens of gunmen stormed the base.", "gunmen", "base"),
        ("The militia Ahrar al-Sham shelled the airport.", "Ahrar al-Sham", "airport"),
        ("A helicopter belonging to the regime dropped barrel bombs on a market.", "regime", "market"),
        ("US-led air strikes hit a bridge.", "US-led", "bridge"),
        ("Syrian or Russian air raids hit a school.", "Syrian or Russian", "school"),
        ("Mortar fire from rebel forces hit a clinic.", "rebel forces", "clinic"),
        ("Missiles fired by the Houthis hit a tanker.", "Houthis", "tanker"),
        ("The army and the rebels clashed in the village.", "army", "rebels"),
        ("The minister's murder shocked the city.", None, "minister"),
        ("Israel's strikes hit a depot.", "Israel", "depot"),
        ("The attack was carried out by the armed Basque group ETA.", "ETA", None),
        ("The Russian pilots were attacking Isis in the desert.", "Russian pilots", "Isis"),
        ("The army targeted positions in retaliation for mortar fire on the town.", "army", "positions"),
        ("When the militants entered the town, they shelled the school.", "militants", "school"),
        ("Rights groups say the coalition should stop, because it has bombed homes.", "coalition", "homes"),
        ("Missiles hit the base in an attack that Damascus blamed on Israel.", "Israel", "base"),
        ("The observatory reported air strikes on the market.", None, "market"),
        ("The seizure of the hill set off clashes with the militia.", None, "militia"),
        ("Clashes broke out between the two forces.", None, None),
        ("A suicide bomber on a motorcycle blew himself up.", None, None),
        ("The two men, kidnapped last week in Medellin, were freed.", None, None),
        ("He spoke of the market bombing.", None, "market"),
        ("Three shells fell on the surroundings of the prison.", None, "surroundings of the prison"),
        ("The strike caused heavy damage.", None, None),
        ("Terrorists launched hundreds of rockets into residential districts.", "Terrorists", "residential districts"),
        ("A bomb hit a bus near the Iraqi border, killing three.", None, "bus"),
        ("Clashes between army troops and rebel fighters broke out in the village.", "army troops", "rebel fighters"),
        ("Thirty rebels were killed in clashes with the army.", "rebels", "army"),
        ("Military strikes hit a depot.", None, "depot"),  # a kind of strike, nobody's
        ("Libya fighting killed nine people.", None, None),  # where, not who
        ("Air strikes and artillery fire by the army hit a school.", "army", "school"),
        ("The army killed two militants in a raid on the town.", "army", "militants"),
        ("The plane crashed after it was hit by rebel fire.", None, "plane"),
        ("Rebels took part in an offensive against the army.", "Rebels", "army"),
        ("The Nusra Front and its allies attacked the base.", "Nusra Front", "base"),
        ("The militia launched an offensive to retake the town from Isis.", "militia", "Isis"),
        ("Monks were attacked by fighters from the city.", "fighters", "Monks"),
        ("Fighters from the Islamic State in Iraq and the Levant attacked a post.", "Islamic State in Iraq and the Levant", "post"),
        ("The area came under mortar fire.", None, "area"),
        ("Nine people were killed in air strikes and artillery fire on rebel-held areas.", None, "rebel-held areas"),
        ("A rocket fired by rebels at the school killed a guard.", "rebels", "school"),
        ("A bomb exploded in a crowded market.", None, "crowded market"),
        ("After the raid the army seized a rifle.", None, None),
        ("Police fled the attack toward Bogota.", None, None),
        ("The soldiers dropped a bomb containing gas.", "soldiers", None),
        ("Air strikes threatened the talks.", None, None),
        ("The bombing was also reported by state television.", None, None),
        ("The militia staged an armed attack on the town hall.", "militia", "town hall"),
        ("On Monday government forces attacked the base.", "government forces", "base"),  # of a text without its commas
        ("Two students assassinated the mayor outside his home.", "students", "mayor"),
        ("Shells fell in residential areas.", None, "residential areas"),
        ("The offices were dynamited by drug traffickers.", "drug traffickers", "offices"),
        ("A train was attacked by bandits near the capital.", "bandits", "train"),
        ("North Korea shelled the island.", "North Korea", "island"),
        ("The sect planted a car bomb under a bus.", None, "bus"),
        ("The Tamil Tigers drove a truck bomb into the bank.", "Tamil Tigers", "bank"),
        ("They want an inquiry by the government into the murder of the judge.", None, "judge"),
        ("The government conducted an inquiry into the murder of the judge.", None, "judge"),
        ("The city fell in an assault by Kurdish fighters backed by the coalition.", "Kurdish fighters", None),
        ("It condemned an attack on the suburb which the UN says was carried out by the army.", "army", "suburb"),
        ("A group calling itself the Freedom Brigade attacked the post.", "Freedom Brigade", "post"),
        ("The PKK is a group that attacked the base.", "group", "base"),
        ("The army fought the PKK, a group which has attacked the base.", "army", "PKK"),
        ("The attack was blamed on the extremist group Boko Haram.", "Boko Haram", None),
        ("This morning's attack hit a bus.", None, "bus"),
        ("Police said the militia kidnapped two men from the PKK.", "militia", None),
        ("The general died after being shot in an attack.", None, None),
        ("Militants released three tourists taken hostage in May.", None, "tourists"),
        ("Shells fell in a crowded market.", None, "crowded market"),
        ("Jets attacked and sank a fishing boat.", "Jets", "fishing boat"),
        ("He left the church after it was bombed by the air force.", "air force", "church"),
        ("Three nurses were at work when militants kidnapped them.", "militants", "nurses"),
        ("Islamic State executed Peter Hall a Scottish nurse.", "Islamic State", "Peter Hall"),
        ("Soldiers shot dead a Palestinian man.", "Soldiers", "Palestinian man"),
        ("Gunmen shot dead Judge Maria Lopez.", "Gunmen", "Judge Maria Lopez"),
        ("The assassination on 2 May of Ana Ruiz shocked the country.", None, "Ana Ruiz"),
        ("A car bomb exploded in front of the ministry.", None, "ministry"),
        ("A bomb exploded at the end of the market.", None, "market"),
        ("The bombing was deadly because it struck a market.", None, "market"),
        ("The blast shattered windows of a nearby bakery.", None, "windows of a nearby bakery"),
        ("The bomb blast hit a clinic and shattered windows.", None, "clinic"),
        ("Rebels broke the siege after fighting.", "Rebels", None),
        ("Rebels launched drones at a government camp, wounding two soldiers.", "Rebels", "government camp"),
        ("Troops loyal to the junta burned houses, a witness said, and shot dead three villagers.", "junta", "villagers"),
        ("Troops killed five Abu Sayyaf militants in a firefight on the island of Jolo.", "Troops", "Abu Sayyaf militants"),
    ],
)
def test_who_did_it_and_whom_it_hit(sentence: str, actor: str | None, target: str | None):
    roles = read(sentence)
    assert (roles.actor, roles.target) == (actor, target)


@pytest.mark.parametrize(
    ("sentence", "sides"),
    [
        ("Armenian and Azerbaijani forces clashed on the border.", ("Armenian", "Azerbaijani")),
        ("Clashes between Ethiopian and Eritrean troops went on.", ("Ethiopian", "Eritrean")),
        ("Israeli troops and Hezbollah fighters exchanged fire.", ("Israeli troops", "Hezbollah fighters")),
        ("Soldiers clashed with armed civilians, leaving one soldier dead.", ("Soldiers", "armed civilians")),
        ("The army repelled an attack by Islamic State fighters.", ("Islamic State fighters", "army")),
        ("Clashes erupted after militants attacked the police.", ("militants", "police")),
        ("Four of the guerrillas were captured after a shootout with police.", ("guerrillas", "police")),
    ],
)
def test_a_fight_has_two_sides(sentence: str, sides: tuple[str, str]):
    roles = read(sentence)
    assert (roles.actor, roles.target) == sides


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("The group shot down a government MiG jet, killing its pilot.", "government MiG jet"),
        ("Rebels shot down one of its helicopters, killing two officers.", None),
    ],
)
def test_what_is_shot_down_is_the_aircraft_and_not_its_pilot(sentence: str, target: str | None):
    (doc,) = parse_sentences([sentence])
    assert find_roles(find_triggers(doc)[0], list_victims(find_harms(doc))).target == target


def test_who_tells_it_is_apart_from_who_did_it():
    roles = read("Rebels shelled the airport, the Observatory said.")
    assert (roles.actor, roles.according_to, roles.actor_basis) == ("Rebels", "Observatory", "attributed")
    assert read("According to state media, rebels shelled the airport.").according_to == "state media"


def test_an_actor_that_tells_it_itself_claims_it():
    assert read("The brigade said the brigade shelled the airport.").actor_basis == "claimed"


@pytest.mark.parametrize(
    ("sentence", "actor", "basis"),
    [
        ("The opposition blamed the PKK for the attack.", "PKK", "attributed"),
        ("The attack was blamed on the PKK.", "PKK", "attributed"),
        ("Two died in an attack on a base in Arauca on Tuesday, which the army blamed on the ELN guerrillas.", "ELN guerrillas", "stated"),
        ("Officials accused Russia of bombing a hospital.", "Russia", "attributed"),
        ("Al-Shabaab claimed responsibility for the bombing.", "Al-Shabaab", "claimed"),
        ("Al-Shabaab has claimed a bombing at the port.", "Al-Shabaab", "claimed"),
        ("A bomb blast killed nine people in an attack claimed by the PKK.", "PKK", "stated"),
        ("The church accused the air force of bombing a clinic.", "air force", "attributed"),
        ("The president implicated four officers in the murder of the priests.", "officers", "attributed"),
        ("The cartel was the mastermind of the assassination.", "cartel", "stated"),
        ("No group claimed responsibility for the bombing.", None, None),
        ("The group said its fighters attacked the base.", "group", "claimed"),
        ("Air strikes believed to be Russian hit a school.", "Russian", "stated"),
        ("That bombing was also claimed by Al-Shabaab.", "Al-Shabaab", "claimed"),
        ("A rights group said the Islamic State group shelled the town.", "Islamic State group", "attributed"),
        ("The Syrian army said the army shelled the town.", "army", "claimed"),
        ("The Syrian Observatory said Syrian jets bombed the town.", "Syrian jets", "attributed"),
    ],
)
def test_who_is_blamed_accused_or_claims_it(sentence: str, actor: str | None, basis: str | None):
    roles = read(sentence)
    assert (roles.actor, roles.actor_basis) == (actor, basis)


def test_a_pronoun_means_a_teller_that_it_agrees_with():
    assert read("The army said it had shelled the airport.").actor == "army"
    assert read("Ahmed Ali said they had shelled the airport.").actor is None


@pytest.mark.parametrize(
    ("sentence", "teller"),
    [
        ("The report said rebels shelled the airport.", None),
        ("No group said rebels shelled the airport.", None),
        ("Moscow said rebels shelled the airport.", "Moscow"),
    ],
)
def test_a_teller_is_somebody(sentence: str, teller: str | None):
    assert read(sentence).according_to == teller


@pytest.mark.parametrize(
    ("sentence", "victim", "target"),
    [
        ("An air strike on the area killed a woman.", "woman", "area"),  # "a woman" says less than where
        ("An air strike on the area killed three soldiers.", "soldiers", "soldiers"),
        ("A bomb in a market killed three people.", "people", "market"),
        ("A bomb killed three people.", "people", None),
    ],
)
def test_victims_come_before_a_quarter_where_they_say_more(sentence: str, victim: str, target: str | None):
    (doc,) = parse_sentences([sentence])
    assert find_roles(find_triggers(doc)[0], [token for token in doc if token.text == victim]).target == target


def test_victims_are_the_target_where_nothing_else_but_a_town_is():
    (doc,) = parse_sentences(["An air strike on the town killed three civilians."])
    victims = [token for token in doc if token.text == "civilians"]
    assert find_roles(find_triggers(doc)[0], victims).target == "civilians"
    (doc,) = parse_sentences(["An air strike on the airport killed three civilians."])
    victims = [token for token in doc if token.text == "civilians"]
    assert find_roles(find_triggers(doc)[0], victims).target == "airport"


def test_of_all_that_is_told_of_one_event_the_best_words_are_chosen():
    told = [
        Roles("IS", "people", None, "stated", 3, 2),
        Roles("militants", "barracks", "police", "attributed", 2, 4),
        Roles("Islamic State", None, None, "claimed", 3, 0),
    ]
    chosen = choose_roles(told)
    assert (chosen.actor, chosen.target, chosen.according_to, chosen.actor_basis) == ("Islamic State", "barracks", "police", "claimed")
    assert (
        choose_roles([Roles("militants", None, None, "stated", 2, 0), Roles("Boko Haram", None, None, "attributed", 3, 0)]).actor
        == "Boko Haram"
    )
    assert choose_roles([]) == Roles()


def test_what_the_sentence_does_not_say_is_missing():
    assert read("An air strike was reported overnight.").actor is None
    assert read("They bombed it.").actor is None


def test_a_target_that_is_but_a_place_is_dropped_where_there_are_several():
    assert drop_place_target(read("Warplanes bombed Homs and Hama.")).target is None
    assert drop_place_target(read("Warplanes bombed schools in Homs and Hama.")).target == "schools"


@pytest.mark.parametrize(
    "sentence",
    [
        "A lethal clash last week with the militia ended the talks.",
        "Yes, there have been repeated attacks on the town which killed six.",
    ],
)
def test_an_act_is_nobody_who_did_it(sentence: str):
    assert read(sentence).actor is None


def test_who_died_did_not_do_it():
    (doc,) = parse_sentences(["Dean Evans died in Manbij."])
    assert find_roles(Trigger(doc[2], 2, 3, "attack", True, "reported", False)).actor is None


def test_who_was_shot_in_a_headline_did_not_do_it():
    (doc,) = parse_sentences(["Two militants shot dead in Poonch"])
    roles = find_roles(find_triggers(doc)[0], list_victims(find_harms(doc)))
    assert (roles.actor, roles.target) == (None, "militants")


def test_a_towns_name_is_where_and_not_what():
    (doc,) = parse_sentences(["Rebels fired rockets on Kilmakho, wounding three civilians."])
    trigger, victims = find_triggers(doc)[0], list_victims(find_harms(doc))
    start = doc.text.index("Kilmakho")
    assert find_roles(trigger, victims, [range(start, start + 8)]).target == "civilians"
