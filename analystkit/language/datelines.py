"""Datelines: where an article was filed from, as agencies and papers print it at the head of a story.

What the place of such a line is said to be is where the writer sat, which is no place of an event unless nothing else is told.
"""

import re

# What follows the place of a dateline that stands inside a text: 'MOSCOW (Example Wire)', 'BEIRUT — '
TAIL = re.compile(r"\s*(?:\([A-Z]|[—–-]\s)")
# The end of such a place with what follows it, or of anything else in capitals: 'SCOW (E', 'IRUT — '
IN_CAPITALS = re.compile(r"[^a-z]{4}\s*(?:\([A-Z]|[—–-]\s)")
# What stands between a printed date and the place behind it: "April 9 BEIRUT", "April 9, 2017 - BEIRUT"
CLOSING = re.compile(r"[ ,:\-–—|(]*")
LONGEST_GAP = 80  # characters between the place of a dateline and what follows it

# Names and what joins them: "GAZA/JERUSALEM", "Port-au-Prince, Haiti"
_NAMES = r"[A-Z][\w.'’-]*(?:(?:[ /]|, |,)(?:(?:and|of|de|el|al|as|ad)[ -])?[A-Z][\w.'’-]*){0,5}"
# The head of a line or text that ends in a dash: "Khartoum, Sudan — ", "(Beirut) – ", "Port Sudan (Example Wire) -- Two"
_DASHED = rf"[(\[]?{_NAMES}[)\]]?,?\s{{0,2}}(?:\([^()\n]{{2,40}}\)\s?)?(?:[—–]|--?)\s"
# The same in capitals with a colon: "ISLAMABAD: Two"
_WITH_COLON = r"[A-Z][A-Z'’ -]{2,30}:\s"
OPENING = re.compile(rf"^[ \t]*(?:{_DASHED}|{_WITH_COLON})(?=\s?[\"“‘'(]?[A-Z])", re.MULTILINE)


def list_openings(text: str) -> list[range]:
    """List the stretches at the head of a line that a dateline without a date takes up.

    Examples
    --------
    >>> list_openings("Khartoum, Sudan — At least ten people were killed.")
    [range(0, 18)]
    >>> list_openings("Khartoum was hit on Sunday - the city's third raid.")
    []
    """
    return [range(*found.span()) for found in OPENING.finditer(text)]
