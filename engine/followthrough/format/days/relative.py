"""Days relative to today: `yesterday`, `3 weeks ago`, `10 days`, `a week ago today`, `by the end of next month`.

Nothing here knows the time of day: `two hours ago` may be yesterday.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache, partial

from followthrough.format.days.occurrences import WHICH, last_day, moved, occurrences, years
from followthrough.format.days.word_patterns import MONTH, NUMBER, FindDays, month, number

DEADLINE = "@end of "
"""Stands for `by the end of` in a normalized text."""

_DAYS_AWAY = {
    "today": 0,
    "now": 0,
    "just now": 0,
    "right now": 0,
    "earlier today": 0,
    "later today": 0,
    "this morning": 0,
    "early this morning": 0,
    "earlier this morning": 0,
    "this noon": 0,
    "this lunchtime": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tonight": 0,
    "yesterday": -1,
    "yday": -1,
    "last night": -1,
    "late last night": -1,
    "day before yesterday": -2,
    "night before last": -2,
    "evening before last": -2,
    "tomorrow": 1,
    "tmrw": 1,
    "day after tomorrow": 2,
    "last week": -7,
    "week before last": -14,
    "next week": 7,
    "week after next": 14,
}
_MONTHS_AWAY = {"last month": -1, "month before last": -2, "next month": 1, "last year": -12, "next year": 12}
_DAYS_IN = {"d": 1, "day": 1, "w": 7, "wk": 7, "week": 7, "fortnight": 14}
_MONTHS_IN = {"mo": 1, "mth": 1, "month": 1, "y": 12, "yr": 12, "year": 12}

_UNIT = rf"(?P<unit>{'|'.join(sorted([*_DAYS_IN, *_MONTHS_IN], key=len, reverse=True))})(?P<plural>s?)"
_MANY = rf"(?:(?P<half>half an?|a half|half) (?=y)|{NUMBER} )"
_COUNTED = f"{_MANY}{_UNIT}"
_SPAN = f"{_MANY}?{_UNIT}"
_HOURS = rf"{NUMBER} (?P<hours>h|hr|hour|min|minute)s?"
_WHICH = "last|this|next"


def relative(words: str, today: date) -> list[date]:
    """Return the days of a lowercase text that is relative to today, the earliest first; none if it is not.

    Raises OverflowError beyond the calendar.
    """
    if words in _DAYS_AWAY:
        return [today + timedelta(days=_DAYS_AWAY[words])]
    if words in _MONTHS_AWAY:
        return [moved(today, _MONTHS_AWAY[words])]
    for pattern, find in _forms():
        match = pattern.fullmatch(words)
        if match and (days := sorted(set(find(match, today)))):
            return days
    return []


def shift(words: str) -> tuple[str, Callable[[date], Iterator[date]]] | None:
    """Return what is before or after another day as the text of that day, and what moves it; None for other texts.

    >>> rest, move = shift("two days before friday")
    >>> rest, list(map(str, move(date(2026, 11, 27))))
    ('friday', ['2026-11-25'])
    """
    for pattern, sign in _shifts():
        if match := pattern.fullmatch(words):
            return match["rest"], partial(_span, match, sign=sign)
    return None


@lru_cache(maxsize=1)
def _forms() -> list[tuple[re.Pattern[str], FindDays]]:
    forms: list[tuple[str, FindDays]] = [
        (rf"{_SPAN} (?:ago|back)(?: today)?", partial(_span, sign=-1)),
        (rf"(?:with)?in (?:the next )?{_COUNTED}(?:'s?)?(?: time)?", partial(_span, sign=1)),
        (rf"{_COUNTED} (?:from (?:now|today)|hence)", partial(_span, sign=1)),
        (_COUNTED, _span_either_way),
        (rf"{_HOURS} (?:ago|back)", partial(_hours, sign=-1)),
        (rf"in {_HOURS}", partial(_hours, sign=1)),
        (rf"{DEADLINE}(?:the )?(?:(?P<which>{_WHICH}) )?(?P<period>week|month|year)", _end_of_period),
        (rf"{DEADLINE}{MONTH}(?: (?P<year>[1-9][0-9]{{3}}|(?:of )?(?:{_WHICH}) year))?", _end_of_month),
    ]
    return [(re.compile(pattern), find) for pattern, find in forms]


@lru_cache(maxsize=1)
def _shifts() -> list[tuple[re.Pattern[str], int]]:
    return [
        (re.compile(rf"{_SPAN} before (?P<rest>.+)"), -1),
        (re.compile(rf"{_SPAN} ago (?P<rest>yesterday|tomorrow)"), -1),
        (re.compile(rf"{_SPAN} (?:after|from) (?P<rest>.+)"), 1),
    ]


def _span(match: re.Match[str], day: date, sign: int) -> Iterator[date]:
    """Yield the day that is one span before or after another."""
    unit, half = match["unit"], match["half"]
    many = number(match) if match["number"] else 1 if half or not match["plural"] else None
    if many is None:
        return
    if unit in _DAYS_IN:
        yield day + timedelta(days=sign * many * _DAYS_IN[unit])
    else:
        yield moved(day, sign * (many * _MONTHS_IN[unit]) // (2 if half else 1))


def _span_either_way(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _span(match, today, -1)
    yield from _span(match, today, 1)


def _hours(match: re.Match[str], today: date, sign: int) -> Iterator[date]:
    """Yield today and the day beside it, one of which so many hours or minutes lead to, if they are at most a day."""
    many = number(match)
    if many is not None and many <= 24 * (60 if match["hours"].startswith("m") else 1):
        yield today
        yield today + timedelta(days=sign)


def _end_of_period(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the last day of a month or a year, or the Friday, the Saturday, and the Sunday that may end a week."""
    away = WHICH[match["which"] or "this"]
    if match["period"] == "week":
        monday = today + timedelta(days=7 * away - today.weekday())
        yield from (monday + timedelta(days=days) for days in (4, 5, 6))
    elif match["period"] == "year":
        yield from occurrences(31, 12, [today.year + away], today)
    else:
        month = moved(today.replace(day=1), away)
        yield last_day(month)


def _end_of_month(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the last day of a month: without its year, the last such day and the next."""
    for first in occurrences(1, month(match), years(match["year"], today), today.replace(day=1)):
        yield last_day(first)
