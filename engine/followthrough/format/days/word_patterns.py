"""Patterns for the words in dates: weekdays and months, whole or abbreviated, and numbers in words."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from followthrough.format.days import MONTHS, WEEKDAYS

FindDays = Callable[[re.Match[str], date], Iterator[date]]
"""Finds the days that a match may mean on the day it is read; none if the calendar has no such day."""

WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)"
)
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
NUMBER = r"(?P<number>[0-9]{1,4}|(?:a )?couple(?: of)?|[a-z]+(?:[ -][a-z]+)?)"

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_NUMBERS = (
    {word: number for number, word in enumerate(f"{_SMALL} seventeen eighteen nineteen".split())}
    | {
        "a": 1,
        "an": 1,
    }
    | dict.fromkeys(("couple", "couple of", "a couple", "a couple of"), 2)
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}


def weekday(match: re.Match[str]) -> int:
    """Return the weekday in a match of `WEEKDAY`; Monday is 0."""
    return [name[:3].lower() for name in WEEKDAYS].index(match["weekday"][:3])


def month(match: re.Match[str]) -> int:
    """Return the month in a match of `MONTH`; January is 1."""
    return 1 + [name[:3].lower() for name in MONTHS].index(match["month"][:3])


def number(match: re.Match[str]) -> int | None:
    """Return the number in a match of `NUMBER`; None if the words are not a number."""
    words = match["number"]
    if words.isdigit():
        return int(words)
    if words in _NUMBERS:
        return _NUMBERS[words]
    tens, _, ones = words.replace("-", " ").partition(" ")
    if tens not in _TENS or (ones and not 1 <= _NUMBERS.get(ones, 0) <= 9):
        return None
    return _TENS[tens] + _NUMBERS.get(ones, 0)
