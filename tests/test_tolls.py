import pytest

from analystkit.language.ranges import Range
from analystkit.language.sentences import parse_sentences
from analystkit.language.tolls import count_strikes, find_harms, list_victims, share_harms
from analystkit.language.triggers import find_triggers


def read(sentence: str) -> list[tuple[str, int | None, int | None]]:
    (doc,) = parse_sentences([sentence])
    return [(h.kind, h.range.low, h.range.high) for h in find_harms(doc)]


@pytest.mark.parametrize(
    ("sentence", "harms"),
    [
        ("The strike killed 15 people.", [("killed", 15, 15)]),
        ("At least 15 people were killed in the raid.", [("killed", 15, None)]),
        ("More than 1,400 civilians died.", [("killed", 1400, None)]),
        ("Seventy-six people were killed.", [("killed", 76, 76)]),
        ("The blast killed six soldiers and wounded 36 others.", [("killed", 6, 6), ("injured", 36, 36)]),
        ("The attack left three people dead.", [("killed", 3, 3)]),
        ("A woman was injured by shrapnel.", [("injured", 1, 1)]),
        ("All 15 servicemen on board were killed.", [("killed", 15, 15)]),
        ("There were no casualties.", [("killed", 0, 0), ("injured", 0, 0)]),
        ("The army suffered 12 casualties.", []),  # killed and wounded together
        ("The raid killed and injured 40 people.", []),
        ("Views 2440 Over 100 civilians were killed in the raid.", [("killed", 100, None)]),
        ("At least 6,000 militants have been killed on this front.", []),
        ("At least 6,000 people were killed in the city that day.", [("killed", 6000, None)]),
        ("Two hundred people were killed.", [("killed", 200, 200)]),
        ("At least a dozen people died.", [("killed", 12, None)]),
        ("Both pilots were killed.", [("killed", 2, 2)]),
        ("The blast killed the driver and his wife.", [("killed", 2, 2)]),
        ("The blast killed a family.", []),
        ("The mayor and three of his guards were killed.", [("killed", 4, 4)]),
        ("Five militants and an army corporal were killed in a clash.", [("killed", 6, 6)]),
        ("Twelve people were killed, three of them children, and 40 wounded.", [("killed", 12, 12), ("injured", 40, 40)]),
        ("Rescue workers gave a higher toll of 23 dead.", [("killed", 23, 23)]),
        ("The number of dead rose to 31.", [("killed", 31, 31)]),
        ("Death toll from a bomb attack at least 112.", [("killed", 112, None)]),
        ("5 Killed in Rocket Attack", [("killed", 5, 5)]),
        ("88 Killed & Injured in the massacre", []),
        ("More than twenty others suffered from suffocation.", [("injured", 20, None)]),
        ("The shell caused the injury of three of the visitors in addition to a policeman.", [("injured", 4, 4)]),
        ("Two soldiers, a policeman and six civilians died in the attack.", [("killed", 9, 9)]),
        ("Gunmen murdered four engineers, two Peruvians and two Frenchmen.", [("killed", 4, 4)]),
        ("Nineteen fighters, and not ten or seventeen as first thought, died.", [("killed", 19, 19)]),
        ("Relief groups now put the number killed in Duma on 7 April at as many as 85.", [("killed", None, 85)]),
        ("Forty people were beaten, injured and robbed.", [("injured", 40, 40)]),
        ("Of the 130 injured, 77 were women.", [("injured", 130, 130)]),
        ("More than 119 children were killed in the campaign to retake the city.", []),
        ("4 Killed over 43 Injured in Rocket Attacks", [("killed", 4, 4), ("injured", 43, None)]),
        ("The raid left at least 45 people dead and about 30 injured.", [("killed", 45, None), ("injured", 30, 30)]),
        ("Some 20 cases of suffocation were recorded.", [("injured", 20, 20)]),
        ("All five people on board are believed to have died.", [("killed", 5, 5)]),
        ("He mourned the medic who was killed by the militia.", [("killed", 1, 1)]),
        ("More than 170,000 people have been killed in the civil war.", []),
        ("Some 300 people have been killed in the conflict.", []),
        ("The conflict left more than 220,000 people dead.", []),
        ("The shell landed 20 metres away and killed nobody he knew.", []),
        ("There were no injuries.", [("injured", 0, 0)]),
        ("Two women and three men were killed.", [("killed", 5, 5)]),
        ("The raid claimed the lives of eleven villagers.", [("killed", 11, 11)]),
        ("Dozens of people were killed.", []),
        ("The plan would kill 500 people.", []),
        ("He was 32 years old.", []),
        ("No one was killed when air strikes hit Saraqib.", [("killed", 0, 0)]),
        ("Air strikes killed 10-15 civilians.", [("killed", 10, 15)]),
        ("Air strikes killed between 10 and 15 civilians.", [("killed", 10, 15)]),
        ("The blast killed 99999999999999999999 people.", []),
        ("The raid killed 40 percent of them.", []),
        ("A total of 17 people were killed.", [("killed", 17, 17)]),
        ("At least 545 people including 84 children and 35 women have been killed.", [("killed", 545, None)]),
        ("The murders of the monks, their cook and her daughter shocked the country.", []),
        ("The raid killed 40 gunmen and members of their families.", [("killed", 40, 40)]),
        ("The mayor received three bullet wounds.", [("injured", 1, 1)]),
        ("The army destroyed over 60 terrorists.", [("killed", 60, None)]),
        ("The army destroyed 60 tanks.", []),
        ("The blast resulted in one dead and three or four wounded.", [("killed", 1, 1), ("injured", 3, 4)]),
        ("The rockets landed without causing casualties.", [("killed", 0, 0), ("injured", 0, 0)]),
        ("Nobody was hurt.", [("injured", 0, 0)]),
        ("Police said none of the passengers was hurt.", [("injured", 0, 0)]),
        ("There were no reports of casualties.", []),  # which is not that there were none
        ("The raid killed a man, his wife and their three children.", [("killed", 5, 5)]),
        ("Two police officers and a civilian were shot dead.", [("killed", 3, 3)]),
        ("Troops killed a 17-year-old.", [("killed", 1, 1)]),
        ("The rebels said that a school had been hit and 61 girls killed.", [("killed", 61, 61)]),
        ("Shelling killed a woman and her two sons.", [("killed", 3, 3)]),
        ("The attackers hacked 14 people to death with machetes.", [("killed", 14, 14)]),
        ("The blast left a toll of five dead and 20 wounded.", [("killed", 5, 5), ("injured", 20, 20)]),
        ("Ten people were reported dead.", [("killed", 10, 10)]),
        ("The number of those killed stood at 41.", [("killed", 41, 41)]),
        ("Over 50 Boko Haram Militant Killed in Clashes.", [("killed", 50, None)]),
        ("Three charges that injured a passer-by were thrown.", [("injured", 1, 1)]),
        ("In all 37 rebels have been killed since the army began its offensive.", []),
    ],
)
def test_a_toll_is_read_as_told(sentence: str, harms: list[tuple[str, int | None, int | None]]):
    assert read(sentence) == harms


def test_up_to_is_a_greatest_number():
    assert read("Up to 20 fighters were killed.") == [("killed", None, 20)]


@pytest.mark.parametrize(
    ("sentence", "strikes"),
    [
        ("Eight air strikes hit the town.", Range(8, 8)),
        ("An air strike hit the town.", Range(1, 1)),
        ("Air strikes hit the town.", None),
        ("1211 air strikes hit the town.", None),  # no day of a war had so many in one place
        ("300,000 under siege Fresh fighting threatens the town.", None),
    ],
)
def test_strikes_are_counted_where_their_number_is_told(sentence: str, strikes: Range | None):
    (doc,) = parse_sentences([sentence])
    assert count_strikes(find_triggers(doc)[0]) == strikes


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Range(15, None), Range(23, 23), Range(15, 23)),
        (Range(20, None), Range(20, 20), Range(20, None)),
        (Range(3, 3), Range(5, None), Range(3, None)),
        (Range(27, 27), Range(31, 31), Range(27, 31)),
        (Range(None, 20), Range(4, 4), Range(4, 20)),
        (Range(40, 40), Range(6, 6), Range(40, 40)),  # six of them in the market
        (Range(50, 50), Range(50, 58), Range(50, 58)),
        (Range(13, 13, latest=True), Range(7, 7), Range(13, 13, latest=True)),  # "rose to 13"
    ],
)
def test_two_figures_give_the_least_and_the_greatest(one: Range, other: Range, both: Range):
    assert one.widen(other) == other.widen(one) == both


def test_what_a_toll_rose_to_is_the_latest():
    (doc,) = parse_sentences(["The death toll has risen to 13."])
    assert [harm.range for harm in find_harms(doc)] == [Range(13, 13, latest=True)]


def test_what_is_told_beside_the_latest_toll_is_the_latest_too():
    (doc,) = parse_sentences(["The death toll has risen to 13 and 106 were injured."])
    assert [(harm.kind, harm.range) for harm in find_harms(doc)] == [
        ("killed", Range(13, 13, latest=True)),
        ("injured", Range(106, 106, latest=True)),
    ]


def test_figures_contradict_where_no_number_is_both():
    assert Range(9, 9).contradicts(Range(12, None))
    assert not Range(9, 9).contradicts(Range(5, None))


def test_figures_far_apart_are_not_of_one_event_and_the_first_stays():
    assert Range(6, 6).widen(Range(400, 400)) == Range(6, 6)
    assert Range(400, 400).widen(Range(6, 6)) == Range(400, 400)


@pytest.mark.parametrize(
    ("sentence", "killed"),
    [
        ("The blast came a day after troops killed three members of the group in an encounter.", {"blast": [], "encounter": [3]}),
        ("Gunmen attacked the village, killing 30 people and taking nine hostages.", {"attacked": [30], "taking": []}),
    ],
)
def test_a_toll_is_that_of_the_act_it_hangs_on(sentence: str, killed: dict[str, list[int]]):
    (doc,) = parse_sentences([sentence])
    triggers = find_triggers(doc)
    shares = share_harms(triggers, find_harms(doc))
    assert {t.head.text: [h.range.low for h in own] for t, own in zip(triggers, shares, strict=True)} == killed


def test_victims_are_named_by_their_nouns():
    (doc,) = parse_sentences(["The blast killed three soldiers and wounded 12."])
    assert [token.text for token in list_victims(find_harms(doc))] == ["soldiers"]


@pytest.mark.parametrize(
    ("sentence", "harms"),
    [
        ("Did a raid kill 12 people?", []),
        ("A raid killed 2,011 people.", [("killed", 2011, 2011)]),
    ],
)
def test_a_question_tells_no_toll(sentence: str, harms: list[tuple[str, int | None, int | None]]):
    assert read(sentence) == harms
