"""Judgements: whether it happened, and whether it is one event or a running total."""

import pytest
from triggered import happened, read

from analystkit.language.judgements import is_definite, is_real
from analystkit.language.sentences import parse_sentences


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The president plans to bomb the depots.", "planned"),
        ("The rebels threatened to shell the villages.", "threatened"),
        ("Air strikes could follow within days.", "planned"),
        ("The army denied the chemical attack.", "denied"),
        ("No air strikes were reported in the province.", "denied"),
        ("Inspectors looked into an alleged chemical attack on the town.", "alleged"),
        ("The talks aim to prevent air strikes on the city.", "planned"),
        ("The ministry said that jets bombed a depot.", "reported"),
    ],
)
def test_what_happened_is_told_from_what_did_not(sentence: str, status: str):
    assert status in {row[2] for row in read(sentence)}


@pytest.mark.parametrize(
    "sentence",
    [
        "No air strike hit Saraqib on Sunday.",
        "Air strikes did not hit Saraqib.",
        "Air strikes never hit Saraqib.",
        "Shells did not fall on Saraqib.",
        "Neither air strikes nor shelling hit Saraqib.",
        "Reports that air strikes hit Saraqib are false.",
        "It is not true that air strikes hit Saraqib.",
    ],
)
def test_what_is_negated_is_told_as_not_having_happened(sentence: str):
    assert {status for _, _, status, _ in read(sentence)} == {"denied"}


def test_what_one_answers_has_happened():
    assert ("attack", "attack", "reported", False) in read("The group vowed strikes in response to the attack on the town.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Israel has carried out hundreds of air strikes in Syria.",
        "Rebels frequently shell the airport.",
        "The town has suffered daily bombardment.",
    ],
)
def test_totals_and_habits_are_aggregates(sentence: str):
    assert all(aggregate for *_, aggregate in read(sentence))
    assert read(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The fighters are backed by air strikes.",
        "The town was bombed every five minutes.",
        "There were more air strikes than a year before.",
        "The group is a coalition fighting the militants.",
    ],
)
def test_standing_help_trends_and_descriptions_are_no_single_event(sentence: str):
    assert read(sentence)
    assert happened(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The zone will be safe from attack.",
        "The region is open to an assault by the army.",
        "They warned of an attack scheduled for Friday.",
        "It was unclear whether an air strike hit the depot.",
    ],
)
def test_what_is_feared_planned_or_in_question_has_not_happened(sentence: str):
    assert read(sentence)
    assert happened(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The draft would include a condemnation of an attack on the town.",
        "They will visit the town where the army reported an attack.",
        "The president will travel home after an attack on the capital.",
        "Two bombs set off by rebels destroyed a bridge.",
    ],
)
def test_a_plan_about_something_else_leaves_the_act_as_it_was(sentence: str):
    assert {row[2] for row in read(sentence)} == {"reported"}


@pytest.mark.parametrize("sentence", ["Residents fear a repeat of air strikes.", "The army could launch a series of raids on the town."])
def test_a_noun_of_quantity_or_beginning_lets_the_plan_through(sentence: str):
    assert {row[2] for row in read(sentence)} == {"planned"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Raids have killed 1,200 people since the start of the war.",
        "A total of six engineers have been murdered this week.",
        "On several occasions the army bombed hospitals.",
    ],
)
def test_sums_are_running_totals(sentence: str):
    assert read(sentence)
    assert happened(sentence) == []


def test_brutal_is_not_frequent():
    assert happened("Indiscriminate shelling killed nine people in the town on Monday.") == ["shelling"]


@pytest.mark.parametrize(
    ("sentence", "word", "known"),
    [
        ("The attack killed nine people.", "attack", True),
        ("An attack killed nine people.", "attack", False),
        ("The officers executed by the group were found on Monday.", "executed", True),
        ("The group executed three officers.", "executed", False),
    ],
)
def test_what_points_back_is_known(sentence: str, word: str, known: bool):
    (doc,) = parse_sentences([sentence])
    assert is_definite(next(token for token in doc if token.text == word)) is known


def test_real_is_what_happened_if_only_by_hearsay():
    assert [status for status in ("reported", "alleged", "planned", "threatened", "denied") if is_real(status)] == ["reported", "alleged"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Did the president know of any protesters who were killed by air strikes?",
        "Why did jets bomb a school?",
    ],
)
def test_a_question_tells_of_nothing(sentence: str):
    assert read(sentence) == []


@pytest.mark.parametrize("sentence", ["Who ordered the attack on the town?", "Was it in retaliation for shelling of the town?"])
def test_what_a_question_takes_for_granted_has_happened(sentence: str):
    assert {row[2] for row in read(sentence)} == {"reported"}


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Food would run short in the event of an attack.", "planned"),
        ("Only the river saved the city from an attack.", "planned"),
        ("The siege is not a battle that governments can ignore.", "denied"),
        ("It was not the first attack on the town.", "reported"),
        ("The offensive has not started.", "denied"),
    ],
)
def test_what_is_supposed_or_abstract_has_not_happened(sentence: str, status: str):
    assert {row[2] for row in read(sentence)} == {status}


@pytest.mark.parametrize(
    "sentence",
    [
        "The clashes in the city entered their sixth week.",
        "The four-year battle has destroyed much of the old city.",
        "The town fell after years of siege and bombardment.",
        "There were around 13 executions a month.",
        "They bomb schools harbouring refugees.",
        "Snipers target those who try to flee.",
        "If you do not leave, you die by mortar fire.",
        "Groups are suspected of crimes such as the killing of civilians.",
        "Those who were engaged in fighting should not return.",
        "Volunteers pull people from the rubble of bombed buildings.",
        "There have also been dozens of US airstrikes on rebel-held territories.",
        "The militias fighting in the province are a threat.",
    ],
)
def test_what_goes_on_for_years_or_is_always_so_is_no_single_event(sentence: str):
    assert read(sentence)
    assert happened(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Jets bomb the town of Saraqib.", ["air_strike"]),
        ("The bombed hospital was hit again by an air strike.", ["air_strike"]),
        ("Two months of talks ended in the killing of a guard on Sunday.", ["attack"]),
    ],
)
def test_a_headline_and_a_single_thing_tell_of_an_event(sentence: str, kinds: list[str]):
    assert set(kinds) <= set(happened(sentence))


def test_one_act_may_take_dozens_of_devices():
    assert happened("The group fired dozens of rockets at the town on Monday.") == ["shelling", "shelling"]
    assert ("bombs", "air_strike", "reported", True) in read("Hundreds of barrel bombs have been dropped on the town.")


@pytest.mark.parametrize(
    "sentence",
    [
        "The exercise included missile launches and air strikes.",
        "Soldiers trained for an assault on a village.",
        "Air raid sirens sounded in Kyiv on Monday.",
        "Kidnapping for ransom is rife in the north.",
    ],
)
def test_what_is_acted_trained_for_warned_of_or_common_has_not_happened(sentence: str):
    assert happened(sentence) == []
