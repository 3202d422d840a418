import pytest

from analystkit.language.capitals import is_in_capitals, restore_case
from analystkit.language.models import load_model
from analystkit.language.sentences import parse_sentences


@pytest.mark.parametrize(
    ("capitals", "usual"),
    [
        ("GUERRILLAS ATTACKED THE GARRISON IN SAN MIGUEL ON 25 MAY.", "Guerrillas attacked the garrison in San Miguel on 25 May."),
        ("IT MAY BE THE 1ST RAID OF THE U.S. AIR FORCE.", "It may be the 1st raid of the U.S. air force."),
        ("TROOPS OF EL SALVADOR ENTERED LA LIBERTAD.", "Troops of El Salvador entered La Libertad."),
        ("TROOPS OF THE FMLN SHOT AT TONACATEPEQUE'S MAYOR.", "Troops of the FMLN shot at Tonacatepeque's mayor."),
    ],
)
def test_words_get_the_case_they_usually_have(capitals: str, usual: str):
    assert restore_case(capitals, load_model()) == usual


@pytest.mark.parametrize("text", ["FARC AND ELN", "The FMLN and the ELN", "", "1990"])
def test_acronyms_alone_are_no_text_in_capitals(text: str):
    assert not is_in_capitals(text)


def test_offsets_stay_where_letters_change_their_length_in_another_case():
    text = "DER İSTANBUL ANGRIFF STRAẞE ŉ ﬁ IN DER STADT"
    assert is_in_capitals(text)
    (doc,) = parse_sentences([text])
    assert len(doc.text) == len(text)
