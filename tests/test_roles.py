import pytest

from analystkit.language.roles import Roles, choose_roles, drop_place_target, find_roles
from analystkit.language.sentences import parse_sentences
from analystkit.language.triggers import find_triggers


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
        ("The strike caused heavy damage.", None, None),
        ("Terrorists launched hundreds of rockets into residential districts.", "Terrorists", "residential districts"),
        ("A bomb hit a bus near the Iraqi border, killing three.", None, "bus"),
        ("Clashes between army troops and rebel fighters broke out in the village.", "army troops", "rebel fighters"),
    ],
)
def test_who_did_it_and_whom_it_hit(sentence: str, actor: str | None, target: str | None):
    roles = read(sentence)
    assert (roles.actor, roles.target) == (actor, target)


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
        ("Officials accused Russia of bombing a hospital.", "Russia", "attributed"),
        ("Al-Shabaab claimed responsibility for the bombing.", "Al-Shabaab", "claimed"),
        ("No group claimed responsibility for the bombing.", None, None),
        ("The group said its fighters attacked the base.", "group", "claimed"),
        ("Air strikes believed to be Russian hit a school.", "Russian", "stated"),
    ],
)
def test_who_is_blamed_accused_or_claims_it(sentence: str, actor: str | None, basis: str | None):
    roles = read(sentence)
    assert (roles.actor, roles.actor_basis) == (actor, basis)


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
