"""Finds the days that a text names, whatever its form: relative to today, by weekday, as a date, or beside another day.

The text is first normalized: lowercase letters, single spaces, plain digits and punctuation. A time of day is left out.
"""

import re
import unicodedata
from datetime import date

from followthrough.format.days import PossibleDays
from followthrough.format.days.dates import dated
from followthrough.format.days.relative import DEADLINE, relative, shift
from followthrough.format.days.times import timeless
from followthrough.format.days.weekdays import by_weekday
from followthrough.format.days.word_patterns import MONTH

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
_SIGNS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")  # invisible, and often copied along
    | {",": " ", "\u2192": " - ", "\u00b7": " @ "}
    | {chr(sign + 0xFEE0): chr(sign) for sign in range(0x21, 0x7F)}
)
_JOINED = r"(?<=[0-9]) ?([/.-]) ?(?=[0-9])(?![0-9]{1,2}(?::|\.[0-9]{2} ?(?:uhr|[ap]m)))"
_UNITS = r"\b([0-9]{1,4})(d|days?|w|wks?|weeks?|mo|mths?|months?|y|yrs?|years?|h|hrs?|hours?|min|mins|minutes?)\b"

_NUMBER = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_TO = r"(?:or|to|until|till|and|-|/)"
_TWO_DAYS = (
    rf"(?P<one>{_NUMBER})\.? ?{_TO} ?(?:the )?(?P<two>{_NUMBER})(?P<after>\.? ?(?:of )?{MONTH}.*)",
    rf"(?P<before>{MONTH} (?:the )?)(?P<one>{_NUMBER}) ?{_TO} ?(?:the )?(?P<two>{_NUMBER})(?P<after>(?: [0-9]{{4}})?)",
    rf"(?P<one>[a-z0-9]+)(?: {_TO} |-)(?P<two>[a-z0-9]+)(?P<after> .+)",
    rf"(?P<before>(?:last|this|next) )(?P<one>[a-z]+) {_TO} (?P<two>[a-z]+)",
    r"between (?P<one>.+?) and (?:the )?(?P<two>.+)",
    rf"(?P<one>.+?) {_TO} (?:on )?(?:the )?(?P<two>.+)",
)
"""What names two days: two that have their month or their week in common, or two texts that may stand alone."""
_AWAY = r"(?:today|yesterday|tomorrow|[0-9]{1,7} days ago|in [0-9]{1,7} days)"
_TWICE = rf"(?P<one>.+?)(?: -)? \(?(?P<two>{_AWAY})\)?", rf"(?P<one>{_AWAY})(?: -)? \(?(?P<two>.+?)\)?"
"""What names one day in two ways, as we print it: `Thursday 5 November 2026, 17 days ago`."""


def shown(text: str) -> str:
    """Return a text as it is quoted in a message."""
    return repr(text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} ...")


def days_of(words: str, today: date) -> PossibleDays | None:
    """Return the days of a normalized text; None if it has none. Raises OverflowError beyond the calendar."""
    without_time = timeless(words)
    for one in dict.fromkeys((words, without_time)):
        if found := _plain(one, today):
            return found
    days = _moved(without_time, today) or _named_twice(without_time, today) or _of_several(without_time, today)
    return PossibleDays(tuple(sorted(days))) if days else None


def _plain(words: str, today: date) -> PossibleDays | None:
    days = relative(words, today) or by_weekday(words, today)
    return PossibleDays(tuple(days)) if days else dated(words, today)


def _moved(words: str, today: date) -> set[date]:
    """Return the days of a text such as `two days before Friday`."""
    if (found := shift(words)) is None:
        return set()
    rest, move = found
    return {day for other in _fitting(rest, today) for day in move(other)}


def _named_twice(words: str, today: date) -> set[date]:
    """Return the days that are meant both by the day in a text and by how far away it is, as the text says."""
    for pattern in _TWICE:
        if match := re.fullmatch(pattern, words):
            return set(_fitting(match["one"], today)) & set(_fitting(match["two"], today))
    return set()


def _of_several(words: str, today: date) -> set[date]:
    """Return the days that a text such as `Monday or Tuesday`, `Nov 5-7`, or `from Nov 5 to Dec 2` names."""
    for pattern in _TWO_DAYS:
        if match := re.fullmatch(pattern, words):
            part = {"before": "", "after": "", **match.groupdict()}
            both = [_fitting(f"{part['before']}{part[one]}{part['after']}", today) for one in ("one", "two")]
            if all(both):
                return {day for days in both for day in days}
    return set()


def _fitting(words: str, today: date) -> list[date]:
    """Return the days of a text that names no other day, without those that are not on its weekday."""
    found = _plain(words.removeprefix("the "), today)
    if found is None:
        return []
    return [day for day in found.days if found.weekday in (None, day.weekday())]


def normalized(text: str) -> str:
    r"""Return the text normalized for reading, or an empty text if it cannot be a day.

    >>> normalized("\u201cNov. 5,\u00a0 2026\u201d"), normalized("on Thu, 5. 11. 2026, 2 p.m.")
    ('nov 5 2026', 'thu 5.11.2026 2 pm')
    """
    if len(text) > MAX_TEXT:
        return ""
    words = "".join(map(_plain_digit, text.translate(_SIGNS).lower()))
    words = " ".join(words.split()).strip("\"' ;")
    words = re.sub(r"^\((.*)\)$|^\[(.*)\]$", r"\1\2", words)
    words = re.sub(r"\b([ap])\.m\b\.?", r"\1m", words)
    words = " ".join(re.sub(r"(?<=[a-z])\.", " ", words).split())
    words = re.sub(_JOINED, r"\1", words)
    words = re.sub(rf"\b(?:{_ORDINAL})\b", lambda match: f"{_ORDINALS[match[0]]}th", words)
    words = re.sub(r"(?<=[0-9]) (?=(?:st|nd|rd|th)\b)", "", words)
    words = re.sub(_UNITS, r"\1 \2", words)
    words = re.sub(r"^(?:by|until|till) (?:the )?end of ", DEADLINE, words)
    words = re.sub(r"^(?:on |by |until |till |since |from |due (?:on |by )?)?(?:the )?", "", words)
    return words.rstrip(".") if words.isascii() else ""


def _plain_digit(sign: str) -> str:
    return sign if sign.isascii() else str(unicodedata.decimal(sign, sign))
