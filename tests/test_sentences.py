from collections.abc import Iterable

from spacy.tokens import Doc

from analystkit.language.sentences import LONGEST_SENTENCE, add_parse, find_clause, find_entities, parse_sentences, split_sentences


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def test_a_full_stop_ends_a_sentence_and_an_abbreviation_does_not():
    text = "Gen. Karim of the U.S. Army spoke on Feb. 5 near Homs. Two jets hit Idlib! “Why?” he asked."
    assert split(text) == ["Gen. Karim of the U.S. Army spoke on Feb. 5 near Homs.", "Two jets hit Idlib!", "“Why?” he asked."]


def test_a_line_break_ends_a_sentence_and_white_space_is_outside():
    assert split("  Raid kills four \r\n\n BEIRUT - Jets struck.\n") == ["Raid kills four", "BEIRUT - Jets struck."]


def test_a_stop_that_runs_into_the_next_sentence_ends_one():
    assert split("Two jets hit the city.Police came “at once”.He left for U.S.-held land and example.com in 3.5 hours.") == [
        "Two jets hit the city.",
        "Police came “at once”.",
        "He left for U.S.-held land and example.com in 3.5 hours.",
    ]


def test_a_text_without_a_stop_is_cut_and_loses_nothing_but_white_space():
    text = "shells fell " * 500
    parts = split(text)
    assert all(len(part) <= LONGEST_SENTENCE for part in parts)
    assert " ".join(parts) == text.strip()


def test_one_word_of_many_letters_is_cut():
    assert [len(part) for part in split("x" * (2 * LONGEST_SENTENCE + 5))] == [LONGEST_SENTENCE, LONGEST_SENTENCE, 5]


def test_nothing_gives_nothing():
    assert split("") == split(" \n\t ") == []


def test_a_doc_is_one_sentence_whatever_it_holds():
    (doc,) = parse_sentences(["Raids hit Homs. Shells fell on Hama"])
    assert len(list(doc.sents)) == 1


def test_what_a_sentence_gives_does_not_depend_on_its_neighbours():
    sentences = ["Warplanes struck Saraqib on Monday.", "He said nothing.", "Rebels shelled the airport."]
    together = [[token.dep_ for token in doc] for doc in parse_sentences(sentences)]
    assert together == [[token.dep_ for token in next(parse_sentences([sentence]))] for sentence in sentences]


def test_the_clause_of_a_word_is_its_nearest_verb():
    (doc,) = parse_sentences(["The army said that jets bombed a depot."])
    assert find_clause(doc[-2]).text == "bombed"


def test_entities_found_first_and_the_parse_added_are_those_of_one_run() -> None:
    sentences = ["Jets of the U.S. Air Force hit Homs on Monday.", "TWO GUERRILLAS WERE KILLED IN LIMA", "He left."]

    def tell(docs: Iterable[Doc]) -> list[list[tuple[str, ...]]]:
        return [[(t.text, t.ent_type_, t.ent_iob_, t.dep_, t.tag_, t.pos_, t.lemma_, t.head.text) for t in doc] for doc in docs]

    assert tell(add_parse(find_entities(sentences))) == tell(parse_sentences(sentences))
