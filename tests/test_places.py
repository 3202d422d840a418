"""Places: what is recognised as one, which one it is, and what the words name."""

import time

import pytest

from analystkit.gazetteers.gazetteer import Gazetteer, load_gazetteer
from analystkit.geography.places import Mention, build_row, find_context, read_places, resolve_sentence
from analystkit.geography.toponyms import scan_names
from analystkit.language.sentences import parse_sentences, split_sentences
from analystkit.tables import build_table, check_table


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def find_mentions(text: str) -> list[Mention]:
    gazetteer = load_gazetteer()
    context = find_context(text, gazetteer)
    docs = parse_sentences(text[sentence.start : sentence.end] for sentence in split_sentences(text))
    return [mention for doc in docs for mention in resolve_sentence(doc, context, gazetteer)]


def find_mention(text: str, words: str) -> Mention:
    return next(mention for mention in find_mentions(text) if mention.mention == words)


def name_places(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(m.mention, m.place.place_id if m.place else None, m.precision) for m in find_mentions(text)]


def test_an_article_of_the_war_resolves_in_its_country() -> None:
    text = "Warplanes hit Saraqib and the town of Khan Sheikhoun in Idlib province on Monday. Syria said nothing."
    mentions = find_mentions(text)
    assert [mention.mention for mention in mentions] == ["Saraqib", "Khan Sheikhoun", "Idlib province", "Syria"]
    assert {mention.place.country for mention in mentions if mention.place} == {"SY"}
    assert [mention.precision for mention in mentions] == ["settlement", "settlement", "province", "country"]
    assert mentions[2].place is not None
    assert mentions[2].place.place_id == "iso:SY-ID"


def test_the_bare_name_of_a_province_is_its_city() -> None:
    place = find_mention("Shells fell in Homs, Syria.", "Homs").place
    assert place is not None
    assert (place.feature, place.country) == ("PPL", "SY")


@pytest.mark.parametrize(
    ("text", "words", "place_id"),
    [
        ("A house burned in Paris, Texas, on Friday.", "Paris", "gn:4717560"),
        ("Officials in Paris said that France would send aid.", "Paris", "gn:2988507"),
        ("Fighting went on near Ras al-Ain, in northern Syria, and in Hasakah province.", "Ras al-Ain", "gn:165509"),
    ],
)
def test_container_and_country_decide_between_namesakes(text: str, words: str, place_id: str) -> None:
    place = find_mention(text, words).place
    assert place is not None
    assert place.place_id == place_id


def test_a_site_is_not_put_where_it_is_said_not_to_be() -> None:
    assert ("Hamra Street", "ak:hamra", "site") in name_places("Protesters marched down Hamra Street in Beirut, Lebanon.")
    assert "ak:hamra" not in [place_id for _, place_id, _ in name_places("A mortar hit Hamra Street in Damascus, Syria.")]


def test_what_news_calls_a_city_is_any_town_of_the_name() -> None:
    names = name_places("The Springfield city council met. Springfield lies in Ohio, west of Columbus.")
    assert names[0][1] == names[1][1]


def test_sites_are_sites() -> None:
    mention = find_mention("Israeli missiles struck near Hama airbase in Syria.", "Hama airbase")
    assert mention.place is not None
    assert (mention.precision, mention.place.precision, mention.place.country) == ("site", "site", "SY")
    assert abs(mention.place.latitude - 35.118) < 0.02


def test_the_countryside_of_a_town_is_a_district_and_a_part_of_a_country_a_region() -> None:
    mentions = find_mentions("Clashes were reported in the Azaz countryside in northern Syria.")
    assert [(m.mention, m.precision) for m in mentions] == [("Azaz countryside", "district"), ("Syria", "region")]
    assert mentions[0].uncertainty_km == 15.0


def test_a_word_of_kind_belongs_to_one_name() -> None:
    text = "Taliban fighters attacked Lashkar Gah in Helmand province of Afghanistan."
    assert name_places(text)[1:] == [("Helmand province", "iso:AF-HEL", "province"), ("Afghanistan", "iso:AF", "country")]


def test_a_demonym_before_a_word_of_kind_takes_nothing_from_the_name() -> None:
    mention = find_mention("Raids hit the Syrian province of Homs.", "Homs")
    assert mention.place is not None
    assert (mention.place.place_id, mention.precision) == ("iso:SY-HI", "province")


@pytest.mark.parametrize("words", ["rural Damascus", "the Damascus countryside", "Rif Dimashq province"])
def test_the_province_around_a_capital_is_not_the_capital(words: str) -> None:
    place = find_mentions(f"Fighting went on in {words} in Syria.")[0].place
    assert place is not None
    assert place.place_id == "iso:SY-RD"


def test_roles() -> None:
    text = "Moscow denied the claim. Russian jets flew on. A bomb went off in Moscow."
    assert [(m.mention, m.role) for m in find_mentions(text)] == [
        ("Moscow", "government"),
        ("Russian", "demonym"),
        ("Moscow", "literal"),
    ]


def test_a_capital_that_is_hit_is_no_government() -> None:
    assert find_mention("Damascus was hit by three rockets on Sunday in Syria.", "Damascus").role == "literal"


@pytest.mark.parametrize(
    "text",
    [
        "The Islamic State group killed Paris Jackson, according to Amnesty International.",
        "In March the Observatory wrote a report.",
        "Hit songs are played on mobile phones.",
        "Al Jazeera quoted Bashar Assad.",
    ],
)
def test_people_groups_and_words_are_no_places(text: str) -> None:
    assert name_places(text) == []


def test_a_capital_that_is_accused_is_a_government_and_so_is_its_seat_of_power() -> None:
    text = "Khartoum accused Moscow of lying. The Kremlin rejected the claim. Fire broke out near the Kremlin in Moscow."
    assert [(m.mention, m.role) for m in find_mentions(text) if m.mention != "Khartoum"] == [
        ("Moscow", "government"),
        ("Kremlin", "government"),
        ("Kremlin", "literal"),
        ("Moscow", "literal"),
    ]


def test_another_spelling_of_a_place_where_the_article_does_not_play_is_unknown(gazetteer: Gazetteer) -> None:
    text = "Two women were killed in Chervonyy Hai in Lebanon. Lebanese troops and Beirut police came. Beirut mourned."
    assert all(m.place is None or m.match == "exact" for m in find_mentions(text))


def test_an_unknown_village_is_given_without_a_place() -> None:
    mention = find_mention("Two people died in the village of Qarqabazan in Syria.", "Qarqabazan")
    assert (mention.place, mention.match, mention.n_candidates) == (None, None, 0)


def test_a_namesake_in_a_country_never_told_of_is_not_taken() -> None:
    text = "Syrian troops shelled rebels in Minian near Aleppo, Syria. The Syrian army holds Aleppo."
    assert all(mention.place is None or mention.place.country == "SY" for mention in find_mentions(text))


def test_stripped_marks_do_not_hide_a_place() -> None:
    assert name_places("Syrias army left Aleppos east.") == [("Syria", "iso:SY", "country"), ("Aleppo", "gn:170063", "settlement")]


def test_joined_names_are_told_apart(gazetteer: Gazetteer) -> None:
    assert [name.text for name in scan_names("the Beirut-Damascus road and Russian-backed troops", gazetteer)] == [
        "Beirut",
        "Damascus",
        "Russian",
    ]


def test_context_is_the_same_every_time_and_empty_for_no_text(gazetteer: Gazetteer) -> None:
    text = "Shelling in Douma, near Damascus, and in Kharkiv, Ukraine."
    assert find_context(text, gazetteer) == find_context(text, gazetteer)
    assert find_context("", gazetteer).countries == {}
    assert list(find_context(text, gazetteer).countries)[:2] == ["UA", "SY"]


def test_the_outlets_name_speaks_for_its_home(gazetteer: Gazetteer) -> None:
    text = "The council of Athens met on Monday."
    assert "US" in find_context(text, gazetteer, source="Georgia Banner, United States").countries


def test_a_hostile_text_is_read_in_time(gazetteer: Gazetteer) -> None:
    assert find_context("Aleppo al-" * 100_000, gazetteer).countries == {"SY": pytest.approx(1.0, abs=1e-5)}
    assert find_context("\x00\x1b[31m" * 1000 + "\ud800", gazetteer).senses == {}


def test_a_text_of_five_megabytes_is_read_in_time(gazetteer: Gazetteer) -> None:
    started = time.process_time()
    assert find_context("A " * 2_500_000, gazetteer).senses == {}
    countries = find_context("Fire in Homs, Syria. " * 250_000, gazetteer).countries
    assert max(countries, key=lambda country: countries[country]) == "SY"
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x07\x1b[2J\u202e" * 40,
        "Минувшей ночью в центре города прогремел взрыв, никто не пострадал.",
        "وقع انفجار في وسط المدينة مساء أمس ولم يصب أحد بأذى.",
        "Gestern Abend ist in der Innenstadt ein Haus abgebrannt; verletzt wurde niemand.",
        "A" * 10_000,
    ],
)
def test_control_characters_and_other_languages_give_no_wrong_dot(text: str) -> None:
    assert [mention for mention in find_mentions(text) if mention.place is not None] == []


def test_a_street_is_not_the_place_it_is_named_after() -> None:
    text = "Shops burned on Wichita Drive and on Main Street in Newark, New Jersey, near Hyland-Croy Road."
    assert [(m.mention, m.place.name if m.place else None) for m in find_mentions(text)] == [
        ("Wichita Drive", None),
        ("Main Street", None),
        ("Newark", "Newark"),
        ("New Jersey", "New Jersey"),
        ("Hyland-Croy Road", None),
    ]


def test_rows_make_a_places_table() -> None:
    mentions = find_mentions("Shells hit Douma in Syria and the village of Qarqabazan.")
    table = check_table(build_table([build_row(mention, "a1", 100) for mention in mentions], "places"), "places", "rows")
    assert list(table["mention"]) == ["Douma", "Syria", "Qarqabazan"]
    assert list(table["start"]) == [111, 120, 145]
    assert list(table["country"].fillna("?")) == ["SY", "SY", "?"]
    assert list(table.geometry.isna()) == [False, False, True]
    assert list(table["score"].isna()) == [False, False, True]
    assert table["score"].dropna().between(0, 1).all()


def test_places_alone_are_the_same_as_those_of_the_full_parse() -> None:
    text = (
        "Moscow denied the claim. Nobody was hurt. It was hit by jets. Russian jets flew over Idlib, Hama and Aleppo provinces. "
        "Damascus was hit by rockets. Two people died in the village of Qarqabazan in Syria."
    )
    gazetteer = load_gazetteer()
    sentences = [text[s.start : s.end] for s in split_sentences(text)]
    alone = read_places(sentences, find_context(text, gazetteer), gazetteer)
    assert [mention for mentions in alone for mention in mentions] == find_mentions(text)
    assert alone[0][0].role == "government"
    assert alone[1] == alone[2] == []


def test_a_score_says_more_of_a_sure_place_than_of_an_unsure_one() -> None:
    sure = find_mention("Troops in Aleppo, Syria, fired on the Syrian town of Azaz.", "Aleppo").score
    unsure = find_mention("Springfield won the game.", "Springfield").score
    assert sure is not None
    assert unsure is not None
    assert sure > 0.9 > 0.6 > unsure


@pytest.mark.parametrize("words", ["Washington Wizards", "Madison Keys", "Sen. Jackson"])
def test_a_longer_name_of_something_else_is_no_place(words: str) -> None:
    assert name_places(f"It was {words} who won on Friday.") == []


def test_acronyms_that_nobody_knows_are_no_unknown_places() -> None:
    assert all(mention.mention != "DMUG" for mention in find_mentions("The plant near DMUG was shut."))


def test_the_number_of_a_make_is_no_place() -> None:
    mentions = find_mentions("In September the Il-20 was brought down by Syrian fire off Latakia.")
    assert [mention.mention for mention in mentions if mention.role == "literal"] == ["Latakia"]
