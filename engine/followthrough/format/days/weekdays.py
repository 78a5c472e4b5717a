"""Days by their weekday: `Tuesday`, `last Tues`, `next Friday`, `Monday last week`, `two Fridays ago`, `this weekend`.

A weekday alone may be the last one, the next one, or today. `last` and `next` mean the nearest that is not today. But
few say `last Wednesday` for yesterday, and to many `next Friday` is the Friday of the next week: these may be either.
A week may begin on Sunday or on Monday.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from followthrough.format.days.occurrences import WHICH, last_day, moved, occurrences, years
from followthrough.format.days.word_patterns import MONTH, NUMBER, WEEKDAY, FindDays, month, number, weekday

_WEEKS_AWAY = {"last week": -1, "this week": 0, "next week": 1, "week before last": -2, "week after next": 2}
_WEEKS = rf"{NUMBER} (?:week|wk|w|(?P<two>fortnight))s?"
_WEEK = rf"(?P<week>{'|'.join(_WEEKS_AWAY)})"
_SATURDAY = 5


def by_weekday(words: str, today: date) -> list[date]:
    """Return the days of a lowercase text that names a weekday or a weekend, the earliest first; none if it does not.

    Raises OverflowError beyond the calendar.
    """
    for pattern, find in _forms():
        match = pattern.fullmatch(words)
        if match and (days := sorted(set(find(match, today)))):
            return days
    return []


@lru_cache(maxsize=1)
def _forms() -> list[tuple[re.Pattern[str], FindDays]]:
    forms: list[tuple[str, FindDays]] = [
        (WEEKDAY, _weekday),
        (rf"last {WEEKDAY}", _last),
        (rf"{WEEKDAY} last", _last),
        (rf"(?:past|this past|previous|most recent) {WEEKDAY}", lambda match, today: _nearest(match, today, -1)),
        (rf"{WEEKDAY} (?:just )?(?:past|gone)", lambda match, today: _nearest(match, today, -1)),
        (rf"next {WEEKDAY}", _next),
        (rf"{WEEKDAY} next", _next),
        (rf"(?:coming|this coming|upcoming) {WEEKDAY}", lambda match, today: _nearest(match, today, 1)),
        (rf"this {WEEKDAY}", _this),
        (rf"{WEEKDAY} before last", lambda match, today: _nearest(match, today, -1, weeks=1)),
        (rf"{WEEKDAY} after next", lambda match, today: _nearest(match, today, 1, weeks=1)),
        (rf"{WEEKDAY} (?:of |in )?(?:the )?{_WEEK}", _of_a_week),
        (rf"{_WEEK}(?:'s)? (?:on )?{WEEKDAY}", _of_a_week),
        (rf"{NUMBER} {WEEKDAY}s ago", _so_many_ago),
        (rf"{_WEEKS} (?:ago|back) (?:on |last )?{WEEKDAY}", _weeks_before),
        (rf"{WEEKDAY} {_WEEKS} (?:ago|back)", _weeks_before),
        (rf"{_WEEKS} (?:from|on) (?:next )?{WEEKDAY}", _weeks_after),
        (rf"{WEEKDAY} in {_WEEKS}(?:'? time)?", _weeks_after),
        (rf"in {_WEEKS}(?:'? time)? (?:on )?{WEEKDAY}", _weeks_after),
        (rf"{WEEKDAY} week", lambda match, today: _nearest(match, today, 1, weeks=1)),
        (
            rf"(?P<nth>[1-5](?=st|nd|rd|th)|last)(?:st|nd|rd|th)? {WEEKDAY} (?:of|in) "
            rf"(?:{MONTH}(?: (?P<year>[1-9][0-9]{{3}}))?|(?:(?P<which>last|this|next)|the) month)",
            _nth,
        ),
        (r"(?:(?:over|at) (?:the )?)?(?:(?P<which>last|past|this|next|coming) )?weekend", _weekend),
    ]
    return [(re.compile(pattern), find) for pattern, find in forms]


def _nearest(match: re.Match[str], today: date, sign: int, *, weeks: int = 0) -> Iterator[date]:
    """Yield the nearest such weekday before or after today, or the one some weeks further away."""
    away = sign * (weekday(match) - today.weekday()) % 7 or 7
    yield today + timedelta(days=sign * (away + 7 * weeks))


def _weekday(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _nearest(match, today, -1)
    if weekday(match) == today.weekday():
        yield today
    yield from _nearest(match, today, 1)


def _last(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _nearest(match, today, -1)
    if (today.weekday() - weekday(match)) % 7 == 1:
        yield from _nearest(match, today, -1, weeks=1)


def _next(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _nearest(match, today, 1)
    yield from _in_week(match, today, 1)


def _this(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _in_week(match, today, 0)
    if weekday(match) != today.weekday():
        yield from _nearest(match, today, 1)


def _of_a_week(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _in_week(match, today, _WEEKS_AWAY[match["week"]])


def _in_week(match: re.Match[str], today: date, weeks: int) -> Iterator[date]:
    """Yield the day of that weekday in a week, which may begin on Monday or on Sunday."""
    for back, ahead in ((today.weekday(), weekday(match)), ((today.weekday() + 1) % 7, (weekday(match) + 1) % 7)):
        yield today + timedelta(days=ahead - back + 7 * weeks)


def _so_many_ago(match: re.Match[str], today: date) -> Iterator[date]:
    many = number(match)
    if many:
        yield from _nearest(match, today, -1, weeks=many - 1)


def _weeks_before(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the day that many weeks before the last such weekday, and the weekday of the week that many weeks ago."""
    weeks = _weeks(match)
    if weeks is not None:
        yield from _nearest(match, today, -1, weeks=weeks)
        yield from _in_week(match, today, -weeks)


def _weeks_after(match: re.Match[str], today: date) -> Iterator[date]:
    weeks = _weeks(match)
    if weeks is not None:
        yield from _nearest(match, today, 1, weeks=weeks)


def _weeks(match: re.Match[str]) -> int | None:
    many = number(match)
    return many if many is None or not match["two"] else 2 * many


def _nth(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the first such weekday of a month, another one, or the last; none if the month has fewer."""
    first = today.replace(day=1)
    months = [moved(first, WHICH[match["which"] or "this"])]
    if match["month"]:
        months = [*occurrences(1, month(match), years(match["year"], today), first)]
    for begins in months:
        days = [begins + timedelta(days=days) for days in range(last_day(begins).day)]
        named = [day for day in days if day.weekday() == weekday(match)]
        yield from named[-1:] if match["nth"] == "last" else named[int(match["nth"]) - 1 :][:1]


def _weekend(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield Saturday and Sunday of the weekends that may be meant, as seen from this one, which may have begun."""
    away = {"last": [-1], "past": [-1], "this": [0], "coming": [0], "next": [0, 1]}.get(match["which"], [-1, 0])
    if match["which"] == "this" and today.weekday() < 2:
        away = [-1, 0]
    saturday = today + timedelta(days=_SATURDAY - today.weekday())
    if match["which"] in ("next", "coming") and today >= saturday:
        away = [1]
    for weeks in away:
        yield saturday + timedelta(days=7 * weeks)
        yield saturday + timedelta(days=7 * weeks + 1)
