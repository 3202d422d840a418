"""Uses: what speaks for a name being used as a place in its sentence, as numbers.

Nothing is decided or weighed here: `describe_use` gives the features of one name, and place_weights.csv says what they are worth.
Any entity label may cover a place; the label is one feature among others.
"""

import csv
import math
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from spacy.tokens import Doc

from analystkit.gazetteers.gazetteer import Gazetteer, normalise_name
from analystkit.geography.candidates import ENGLISH_SPEAKING
from analystkit.geography.senses import BIG, LEAST_SHARE, Context, Sense
from analystkit.geography.toponyms import LOCATIVE, STRICT_LOCATIVE, Name, load_abbreviations

LABELS = frozenset({"GPE", "LOC", "FAC", "NORP", "ORG", "PERSON"})
HEADLINE_SHARE = 0.6  # of a sentence's longer words that are capitalised: past it capitals tell nothing
HEADLINE_WORDS = 6  # longer words that a headline has at least
# What the sense of a name brings along of its own features
FROM_SENSE = (
    *("log_population", "is_country", "is_capital", "is_province", "is_district", "is_region", "is_site"),
    *("other_name", "variant", "unlike"),
    *("contained", "home_km", "near_town", "country_share", "province_share", "country_named", "province_named"),
)
TOLD_SHARE = 0.15  # of an article's other names that lie in one country, so that it tells of that country too
MAIN_SHARE = 0.35  # of an article's other names that lie in one country, so that it is about that country
CLOSE_SHARE = 0.2  # of an article's other names that lie in one province, so that it is told of closely
# The word just before a name: "cruiser " in "the cruiser Moskva", "Shakhtar " in "Shakhtar Donetsk"
LEAD_WORD = re.compile(r"\b(?P<word>[A-Za-z]+)\s$")
# A capitalised word behind a name: " Ahmed" in "Abiy Ahmed"
CAPITAL_BEHIND = re.compile(r"\s[A-Z]")
# What stands between the places of a list: ", ", " and ", ", and "
LISTING = re.compile(r"^(?:,\s|\s(?:and|or)\s|,\s(?:and|or)\s)$")
# What hardly anything but a place follows: "near the " and, less surely, "in "
BEHIND_NEAR = re.compile(r"\b(?:near|outside|inside|towards?)\s+(?:the\s+)?$", re.IGNORECASE)
BEHIND_IN = re.compile(r"\bin\s$", re.IGNORECASE)
# A capitalised word just before a name: "Bashar " in "Bashar Assad", not one of direction
WORD_BEFORE = re.compile(r"\b(?!(?:The|In|Near|At|Outside|Around|From)\b|North|South|East|West|Central|Greater)[A-Z][\w'’]*\.?\s$")
# A style of address: "Mr. ", "Sen. " in "Sen. London"
ADDRESSED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Sen|Rep|Gov|Rev|Judge|President|Sir|Lord|Lady)\.?\s(?:[A-Z][\w.]*\s)?$"
)
# The possessive of a name: "Idlib's"
POSSESSIVE = re.compile(r"['’]s\b")
# The words behind a name, up to the second where the first is capitalised: " High School" in "Paris High School"
FOLLOWING = re.compile(r"\.?(?:['’]s)? (?P<first>\w+)(?: (?P<second>[A-Z]\w+))?")
# An American party before what its member was elected for: "D-" in "Wyden, D-Oregon"
PARTY_BEFORE = re.compile(r"(?<![\w-])[DR]-$")
LONGER_WORD = re.compile(r"[^\W\d_]{4,}")


class Entity(NamedTuple):
    """What the model sees in a stretch of a sentence: text[start:end]."""

    label: str
    start: int
    end: int


def list_entities(doc: Doc) -> list[Entity]:
    """List the entities of a parsed sentence."""
    return [Entity(entity.label_, entity.start_char, entity.end_char) for entity in doc.ents]


def describe_use(
    text: str,
    entities: list[Entity],
    name: Name,
    sense: Sense,
    context: Context,
    gazetteer: Gazetteer,
    *,
    listed: bool,
    kind: bool,
) -> dict[str, float]:
    """Describe how a name is used in its sentence.

    Parameters
    ----------
    text, entities
        The sentence, and what the model sees in it.
    name, sense
        The name and the place it means if it means one.
    context, gazetteer
        The article, and where names are looked up.
    listed
        A place stands just before it in a list: "Douma, Harasta and X".
    kind
        A word of kind stands beside it: "town of X", "X province".
    """
    key, place = normalise_name(name.text), sense.place
    before, behind = text[max(0, name.start - 40) : name.start], text[name.end : name.end + 24]
    share = sense.features.get("country_share", 0.0)
    strict = bool(STRICT_LOCATIVE.search(before))
    first, headline = not before.strip(" \"'“‘(["), is_headline(text)
    # A word that the analyst lists, "Hope", is her place where its capital tells: not a sentence's first, a headline's or a month's.
    listed_word = not (first or headline or _is_dated(entities, name)) or not gazetteer.is_common_word(name.text)
    features: dict[str, float] = {feature: sense.features.get(feature, math.nan) for feature in FROM_SENSE}
    features |= {
        "unconditional": 1.0,
        "certain": sense.share,
        "strict_locative": strict,
        "locative": not strict and bool(LOCATIVE.search(before)),
        "behind_in": bool(BEHIND_IN.search(before)),
        "behind_near": bool(BEHIND_NEAR.search(before)),
        "listed": listed,
        "kind": kind,
        "bare_district": not kind and place.precision == "district" and normalise_name(place.name).startswith(f"{key} "),
        "word": gazetteer.is_common_word(name.text) and place.precision != "country",
        "own": gazetteer.is_own(name.text) and listed_word,
        "abbreviation": name.text in load_abbreviations("any") or name.text in load_abbreviations("after_comma"),
        "demonym": name.role == "demonym",
        "located": key in context.located,
        "surname": key in context.surnames,
        "strange": place.population < BIG and share < LEAST_SHARE / 4 and place.precision not in ("country", "region"),
        "behind_capital": bool(WORD_BEFORE.search(before)),
        "addressed": bool(ADDRESSED.search(before)),
        "possessive": bool(POSSESSIVE.match(behind)),
        "party": bool(PARTY_BEFORE.search(before)),
        "comma_behind": behind.startswith(", "),
        "before_of": behind.startswith(" of "),
        "first_word": first,
        "all_capitals": name.text.isupper() and len(name.text) > 3,
        "words": name.text.count(" ") + 1,
    }
    features |= _describe_label(entities, name)
    lead = LEAD_WORD.search(before)
    features["named_after"] = lead is not None and lead["word"] in load_leads()
    head = find_head(text, name.end)
    if head is not None:
        features[f"head_{head}"] = True
    if place.country not in ENGLISH_SPEAKING:
        # "Abiy" of "Abiy Ahmed" is a name that the model takes for a longer person's.
        personal = key in context.personal or (features.get("person_first", False) and bool(CAPITAL_BEHIND.match(behind)))
        close = features["province_share"] >= CLOSE_SHARE and not personal
        respelt = features["variant"] and share >= LEAST_SHARE
        led_to = features["words"] > 1 or features["located"] or features["locative"]
        believed = (share >= MAIN_SHARE and led_to) if features["variant"] else share >= TOLD_SHARE
        native = believed and not personal
        features |= {
            "struck_abroad": bool(_compile_verbs().search(before)),
            "close_abroad": close,
            "variant_abroad": respelt,
            "native_abroad": native,
            "site_abroad": kind and place.precision == "site",
        }
    return {feature: float(value) for feature, value in features.items()}


def _is_dated(entities: list[Entity], name: Name) -> bool:
    """Tell whether the model sees a date in a name: "March", "August"."""
    return any(entity.label == "DATE" and entity.start < name.end and name.start < entity.end for entity in entities)


def _describe_label(entities: list[Entity], name: Name) -> dict[str, float]:
    """Describe which entity the model sees in the name, and whether the name is the whole of it, its beginning, or what follows."""
    entity = next((entity for entity in entities if entity.start < name.end and name.start < entity.end), None)
    if entity is None:
        return {"no_label": 1.0}
    # The articles and possessives around a name do not make it a part of a longer one.
    begins, ends = entity.start >= name.start - 4, entity.end <= name.end + 3
    part = "whole" if begins and ends else "first" if begins else "last" if ends else "inside"
    label = entity.label.lower() if entity.label in LABELS else "other"
    return {label: 1.0, f"{label}_{part}": 1.0}


def find_head(text: str, end: int) -> str | None:
    """Find what the noun behind a name says of it: `street`, `body`, `public` or `people`; a capitalised word may stand between."""
    following = FOLLOWING.match(text, end)
    if following is None:
        return None
    first, second = load_heads().get(following["first"]), load_heads().get(following["second"] or "")
    return second if first is None and following["first"][0].isupper() and second != "people" else first


@cache
def load_heads() -> dict[str, str]:
    """Load the nouns that follow the names of places and of what is named after places: {noun: what it says}."""
    with files("analystkit.data").joinpath("heads.csv").open(encoding="utf-8") as lines:
        return {row["word"]: row["says"] for row in csv.DictReader(lines)}


@cache
def load_leads() -> frozenset[str]:
    """Load the words before a name that make it a ship's or a club's: "frigate", "Dynamo"."""
    with files("analystkit.data").joinpath("leads.csv").open(encoding="utf-8") as lines:
        return frozenset(row["word"] for row in csv.DictReader(lines))


@cache
def _compile_verbs() -> re.Pattern[str]:
    with files("analystkit.data").joinpath("place_verbs.csv").open(encoding="utf-8") as lines:
        forms = "|".join(row["form"] for row in csv.DictReader(lines))
    return re.compile(rf"\b(?:{forms})\s+(?:the\s+)?$")


def is_headline(text: str) -> bool:
    """Tell whether most longer words of a sentence are capitalised, so that capitals tell nothing."""
    longer = LONGER_WORD.findall(text)
    return len(longer) >= HEADLINE_WORDS and sum(word[0].isupper() for word in longer) > HEADLINE_SHARE * len(longer)
