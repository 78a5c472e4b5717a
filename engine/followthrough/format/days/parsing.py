"""Reads a text as days, whatever its form: relative to today, by weekday, or as a date.

The text is first normalized: lowercase letters, single spaces, plain punctuation. A time of day is ignored, and a date
may have its weekday before or after it.
"""

import re
from datetime import date

from followthrough.format.days import NotADay, PossibleDays
from followthrough.format.days.dates import dated, is_a_date
from followthrough.format.days.relative import relative

MAX_TEXT = 100
"""Longest text that is read, in characters."""

_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TEENS = [
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_ORDINALS = {word: number for number, word in enumerate([*_ONES, *_TEENS, "twentieth"], start=1)} | {"thirtieth": 30}
_ORDINALS |= {f"twenty{sign}{word}": number for sign in " -" for number, word in enumerate(_ONES, start=21)}
_ORDINALS |= {"thirty first": 31, "thirty-first": 31}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_PART_OF_DAY = r" (?:in the |at )?(?:early |late )?(?:morning|afternoon|evening|night|noon|midday|midnight)"
_CLOCK = r"(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?: ?[ap]m)?|(?:0?[1-9]|1[0-2]) ?[ap]m)"
_ZONE = r"(?: ?(?:z|[a-z]{3,4}))?(?: ?[+-][0-9]{1,2}(?::?[0-9]{2})?)?(?: ?\([a-z]{2,4}(?:[+-][0-9:]{1,5})?\))?"
_TIME = rf"(?:{_PART_OF_DAY}|(?:(?: at)? |(?<=[0-9])t){_CLOCK}{_ZONE})(?=$| [1-9][0-9]{{3}}$)"
_SIGNS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {",": " "}
)


def read(text: str, today: date) -> PossibleDays:
    """Return all the days that a text written `today` may mean. Raises NotADay if there are none."""
    words = _normalized(text)
    timeless = re.sub(_TIME, "", words)
    try:
        for one in dict.fromkeys((words, timeless)):
            if found := relative(one, today) or dated(one, today):
                return found
    except OverflowError:
        raise NotADay(f"{_shown(text)} is beyond the calendar") from None
    if is_a_date(timeless):
        raise NotADay(f"{_shown(text)} is not a day of the calendar")
    for year in re.findall(r"(?<![0-9])(?:[0-9]{3}|0[0-9]{3}|[0-9]{5,7})(?![0-9])", timeless):
        if dated(timeless.replace(year, "2000"), today):
            raise NotADay(f"{_shown(text)} has the year {year}", "write a year of four digits")
    raise NotADay(f"{_shown(text)} is not a day")


def _shown(text: str) -> str:
    return repr(text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} ...")


def _normalized(text: str) -> str:
    r"""Return the text normalized for reading, or an empty text if it cannot be a day.

    >>> _normalized("\u201cNov. 5,\u00a0 2026\u201d"), _normalized("on Thu, 5. 11. 2026, 2 p.m.")
    ('nov 5 2026', 'thu 5.11.2026 2 pm')
    """
    if len(text) > MAX_TEXT:
        return ""
    words = " ".join(text.translate(_SIGNS).lower().split()).strip("\"' ")
    words = re.sub(r"\b([ap])\.m\b\.?", r"\1m", words)
    words = " ".join(re.sub(r"(?<=[a-z])\.", " ", words).split())
    words = re.sub(r"(?<=[0-9])(?: ?/ ?| - |\. )(?=[0-9])", lambda match: match[0].strip(), words)
    words = re.sub(rf"\b(?:{_ORDINAL})\b", lambda match: f"{_ORDINALS[match[0]]}th", words)
    words = re.sub(r"^(?:on |by )?(?:the )?", "", words)
    return words if words.isascii() else ""
