"""Dates with the month in words, and days of a month: `5 Nov`, `November 5th, 2026`, `the 5th of last month`, `5th`.

A day without a year, or without a month, is the last such day or the next one.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from followthrough.format.days import PossibleDays
from followthrough.format.days.figures import in_figures, is_in_figures
from followthrough.format.days.occurrences import WHICH, existing, occurrences, years
from followthrough.format.days.word_patterns import MONTH, WEEKDAY, FindDays, month, weekday

_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[1-9][0-9]{3}|'?[0-9]{2}|(?:of )?(?:last|this|next) year)"


def dated(words: str, today: date) -> PossibleDays | None:
    """Return the days of a lowercase text that is a date, with or without its weekday; None if it is not."""
    for rest, named in _without_weekday(words):
        if found := in_figures(rest, today):
            return found._replace(weekday=named)
        for pattern, find in _forms():
            match = pattern.fullmatch(rest)
            if match and (days := sorted(set(find(match, today)))):
                return PossibleDays(tuple(days), named)
    return None


def is_a_date(words: str) -> bool:
    """Return whether a text has the form of a date, even if the calendar has no such day."""
    return any(
        is_in_figures(rest) or any(pattern.fullmatch(rest) for pattern, _ in _forms())
        for rest, _ in _without_weekday(words)
    )


def _without_weekday(words: str) -> Iterator[tuple[str, int | None]]:
    """Yield the text, and the text without the weekday before or after it. With a weekday, `5` means the 5th."""
    yield words, None
    for pattern in (
        rf"{WEEKDAY}(?: ?[-/] ?| )\(?(?:the )?(?P<rest>.+?)\)?",
        rf"(?P<rest>.+?)(?: ?[-/])? ?\(?{WEEKDAY}\)?",
    ):
        if match := re.fullmatch(pattern, words):
            rest = match["rest"]
            yield f"{rest}th" if re.fullmatch("[0-9]{1,2}", rest) else rest, weekday(match)


@lru_cache(maxsize=1)
def _forms() -> list[tuple[re.Pattern[str], FindDays]]:
    forms: list[tuple[str, FindDays]] = [
        (rf"{_DAY}[ ./-]{{0,2}}(?:of )?{MONTH}(?:[ ./-]{{0,2}}{_YEAR})?", _in_words),
        (rf"{MONTH}[ ./-]{{0,2}}(?:the )?{_DAY}(?:[ .]{{1,2}}{_YEAR})?", _in_words),
        (rf"{MONTH}(?P<sign>[/-]){_DAY}(?P=sign){_YEAR}", _in_words),
        (rf"(?P<year>[1-9][0-9]{{3}})[ ./-]{{0,2}}{MONTH}[ ./-]{{0,2}}{_DAY}", _in_words),
        (r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)(?: (?:of )?(?:(?P<which>last|this|next)|the) month)?", _of_a_month),
    ]
    return [(re.compile(pattern), find) for pattern, find in forms]


def _in_words(match: re.Match[str], today: date) -> Iterator[date]:
    yield from occurrences(int(match["day"]), month(match), years(match["year"], today), today)


def _of_a_month(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the day of the named month; without one, the last such day and the next, or today and both."""
    first = today.year * 12 + today.month - 1
    near = [WHICH[match["which"]]] if match["which"] else range(-2, 3)
    days = [
        day for away in near for day in existing(int(match["day"]), (first + away) % 12 + 1, [(first + away) // 12])
    ]
    if match["which"]:
        yield from days
        return
    yield from [day for day in days if day < today][-1:]
    yield from [day for day in days if day >= today][: 2 if today in days else 1]
