"""What the triggers of one sentence tell, for the tests of words, needs and judgements."""

from analystkit.language.sentences import parse_sentences
from analystkit.language.triggers import find_triggers


def read(sentence: str) -> list[tuple[str, str, str, bool]]:
    """Give word, type, status and aggregate of each trigger of a sentence."""
    (doc,) = parse_sentences([sentence])
    return [(t.head.text, t.event_type, t.status, t.aggregate) for t in find_triggers(doc)]


def happened(sentence: str) -> list[str]:
    """Give the types of the single events that a sentence tells as having happened."""
    return [kind for _, kind, status, aggregate in read(sentence) if status == "reported" and not aggregate]
