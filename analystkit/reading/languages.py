"""Languages: in which language an article is written, so that what is not English is marked and not read as if it were.

Identification by py3langid (a fork of langid.py; Lui and Baldwin 2012), whose model lies in its package and is checked before it
is loaded. Most English articles are known without it, by their share of one word.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from analystkit.language.models import check_files

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

MODEL_RELEASE = "py3langid==0.4.0"
MODEL_SHA256 = "6ad01c7cfd6e059dac4ec58996926b34b45b2bd004241a4e7bed59d4e797c646"
ENGLISH = "en"
LOOKED_AT = 2000  # characters of an article that tell its language
LEAST = 200  # characters; a shorter text is not guessed at
SURE = 0.8  # probability below which the language is not told
# The word that no other language has and that English news cannot do without: "the army said"
THE = re.compile(r"\bthe\b", re.IGNORECASE)
WORDS_PER_THE = 50  # at most, in a text that is English at first sight


def tell_language(text: str) -> str | None:
    """Tell the language of a text by its ISO 639 code; None where it is too short or too mixed to tell.

    Raises
    ------
    ModelError
        The model's file is not the one that was checked.

    References
    ----------
    Lui, M. and Baldwin, T. (2012). langid.py: An off-the-shelf language identification tool. Proceedings of the ACL 2012 System
    Demonstrations, 25-30.

    Examples
    --------
    >>> tell_language("Deux avions ont frappé lundi un dépôt près de Homs, a indiqué l'armée dans un communiqué. " * 3)
    'fr'
    >>> tell_language("Two jets hit the depot near Homs, the army said in a statement that was read on television. " * 3)
    'en'
    >>> tell_language("Guerre en Syrie") is None
    True
    """
    head = text[:LOOKED_AT].strip()
    if len(head) < LEAST:
        return None
    if len(THE.findall(head)) * WORDS_PER_THE >= len(head.split()):
        return ENGLISH
    language, probability = _load_identifier().classify(head)
    return str(language) if probability >= SURE else None


@cache
def _load_identifier() -> "LanguageIdentifier":
    from py3langid import langid

    path = langid.MODEL_DIR / langid.MODEL_FILE
    check_files(path.parent, [path], MODEL_SHA256, MODEL_RELEASE)
    return langid.LanguageIdentifier.from_model_file(path, norm_probs=True)
