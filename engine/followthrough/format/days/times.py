"""Times of day, which are left out of a text that is read as a day: `at 14:30`, `2 pm`, `in the morning`, `T10:00Z`."""

import re
from datetime import time
from functools import lru_cache

from followthrough.format.days.word_patterns import WEEKDAY

_PART = r"(?:(?:early|late) )?(?:morning|lunchtime|afternoon|evening|night|noon|midday|midnight)"
_HOURS = "(?:[01]?[0-9]|2[0-3])"
_EXACT = rf"{_HOURS}:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?[ap]m)?"
_HALF_DAY = r"(?:0?[1-9]|1[0-2])(?:\.[0-5][0-9])? ?[ap]m"
_CLOCK = rf"(?:{_EXACT}|{_HALF_DAY}|{_HOURS}(?: ?h(?: ?[0-5][0-9])?|\.[0-5][0-9] ?uhr))"
_HOUR = rf"(?:at|around|about|@) ?{_HOURS}(?:\.[0-5][0-9])?(?: ?o'clock)?"
_ZONES = (
    "z|utc|gmt|wes?t|ces?t|ees?t|msk|trt|bst|ist|[ecmp][sd]?t|ak[sd]t|hst|a[sd]t|nst|brt|art|sast|wat|cat|eat|gst"
    "|pkt|sgt|hkt|jst|kst|a[ecw][sd]t|nz[sd]t|uhr"
)
_REGION = "(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|etc)"
_NAMED_ZONE = rf"\[?{_REGION}/[a-z_/]+\]?|\((?:[a-z ]+ time|{_ZONES})\)|\((?:gmt|utc)[+-][0-9:]{{1,5}}\)"
_ZONE = rf"(?: ?(?:{_ZONES})\b)?(?: ?[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)?(?: ?(?:{_NAMED_ZONE}))?"
_UNTIL = r" ?(?:-|to|until) ?"
_TIME = rf"{_HOURS}[:.][0-5][0-9]{_UNTIL}{_CLOCK}{_ZONE}|{_CLOCK}{_ZONE}(?:{_UNTIL}{_CLOCK}{_ZONE})?"
_ISO = r"t(?:[01][0-9]|2[0-3])(?::?[0-5][0-9](?::?[0-5][0-9](?:[.,][0-9]+)?)?)?"


@lru_cache(maxsize=1)
def _forms() -> list[re.Pattern[str]]:
    after = rf"(?=$| [1-9][0-9]{{3}}$| \(?{WEEKDAY}\)?$)"
    forms = [
        rf"(?: (?:in the |at )?{_PART}|(?<=[0-9]){_ISO}{_ZONE}){after}",
        rf"(?: ?[-@|] ?| at | around | about | )(?:{_TIME}){after}",
        rf" (?:at|from|@) ?[0-9]{{1,2}}{_UNTIL}{_CLOCK}{_ZONE}{after}",
        rf" {_HOUR}{after}",
        rf"(?<=[./-][0-9]{{4}}) {_HOURS}\.[0-5][0-9]$",
        r"(?<=^[12][0-9]{7})(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]$",
        rf"^(?:(?:at )?(?:{_TIME}|noon|midday)(?: on)? |{_HOUR} on |(?:in the )?{_PART} (?:of|on) )(?:the )?",
    ]
    return [re.compile(form) for form in forms]


def timeless(words: str) -> str:
    """Return a normalized text without its time of day, told once or twice (`tuesday morning at 9`).

    >>> timeless("nov 5 at 14:30"), timeless("2pm on nov 5"), timeless("2026-11-05t14:30:00+01:00")
    ('nov 5', 'nov 5', '2026-11-05')
    """
    for pattern in (*_forms(), *_forms()):
        words = pattern.sub("", words)
    return words


_OF_DAY = re.compile(r"(2[0-3]|[01]?[0-9])(?: ?[:.h] ?([0-5][0-9]))? ?(am|pm|h|o'clock)?", re.ASCII)


def time_of_day(text: str) -> time:
    """Return the time of day that a text names by itself. Raises ValueError if it names none.

    >>> time_of_day("7:30"), time_of_day("7 pm"), time_of_day("12 a.m."), time_of_day("noon")
    (datetime.time(7, 30), datetime.time(19, 0), datetime.time(0, 0), datetime.time(12, 0))
    """
    words = " ".join(text.casefold().replace("a.m.", "am").replace("p.m.", "pm").split())
    words = {"noon": "12:00", "midday": "12:00", "midnight": "0:00"}.get(words, words)
    match = _OF_DAY.fullmatch(words)
    if match is None:
        raise ValueError(f"{text!r} is not a time of day")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise ValueError(f"{text!r} is not a time of day")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)
