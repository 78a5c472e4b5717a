"""Days relative to today, or by weekday: `yesterday`, `10 days`, `last Tuesday`, `Monday last week`.

`last` and `next` before a weekday mean the nearest one that is not today. A weekday alone may be the last one, the next
one, or today. In `Monday last week`, the week may begin on Sunday or on Monday.
"""

import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from followthrough.format.days import PossibleDays
from followthrough.format.days.word_patterns import NUMBER, WEEKDAY, FindDays, number, weekday

_DAYS_AWAY = {
    "today": 0,
    "now": 0,
    "just now": 0,
    "right now": 0,
    "earlier today": 0,
    "later today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tonight": 0,
    "yesterday": -1,
    "last night": -1,
    "day before yesterday": -2,
    "tomorrow": 1,
    "day after tomorrow": 2,
    "last week": -7,
    "week before last": -14,
    "next week": 7,
    "week after next": 14,
}
_MONTHS_AWAY = {"last month": -1, "month before last": -2, "next month": 1, "last year": -12, "next year": 12}
_WEEKS_AWAY = {"last week": -1, "this week": 0, "next week": 1, "week before last": -2, "week after next": 2}
_DAYS_IN = {"day": 1, "week": 7, "wk": 7, "fortnight": 14}
_MONTHS_IN = {"month": 1, "year": 12, "yr": 12}

_SPAN = rf"(?:(?P<half>half a) (?=year)|{NUMBER} )(?P<unit>day|week|wk|fortnight|month|year|yr)s?"
_WEEKS = rf"{NUMBER} (?P<unit>week|wk|fortnight)s?"
_WEEK = rf"(?P<week>{'|'.join(_WEEKS_AWAY)})"


def relative(words: str, today: date) -> PossibleDays | None:
    """Return the days of a lowercase text that is relative to today or names a weekday; None if it is neither."""
    if words in _DAYS_AWAY:
        return PossibleDays((today + timedelta(days=_DAYS_AWAY[words]),))
    if words in _MONTHS_AWAY:
        return PossibleDays((_months(today, _MONTHS_AWAY[words]),))
    for pattern, find in _forms():
        match = pattern.fullmatch(words)
        if match and (days := sorted(set(find(match, today)))):
            return PossibleDays(tuple(days))
    return None


@lru_cache(maxsize=1)
def _forms() -> list[tuple[re.Pattern[str], FindDays]]:
    forms: list[tuple[str, FindDays]] = [
        (rf"{_SPAN} (?:ago|back)", lambda match, today: _span(match, today, -1)),
        (rf"in {_SPAN}(?:'s?)?(?: time)?", lambda match, today: _span(match, today, 1)),
        (rf"{_SPAN} (?:from (?:now|today)|hence)", lambda match, today: _span(match, today, 1)),
        (_SPAN, _span_either_way),
        (WEEKDAY, _weekday),
        (rf"(?:last|past|this past) {WEEKDAY}", lambda match, today: _nearest(match, today, -1)),
        (rf"{WEEKDAY} last", lambda match, today: _nearest(match, today, -1)),
        (rf"(?:next|coming|this coming) {WEEKDAY}", lambda match, today: _nearest(match, today, 1)),
        (rf"{WEEKDAY} next", lambda match, today: _nearest(match, today, 1)),
        (rf"this {WEEKDAY}", _this_weekday),
        (rf"{WEEKDAY} before last", lambda match, today: _nearest(match, today, -1, weeks=1)),
        (rf"{WEEKDAY} after next", lambda match, today: _nearest(match, today, 1, weeks=1)),
        (rf"{WEEKDAY} (?:of |in )?(?:the )?{_WEEK}", _weekday_of_week),
        (rf"{_WEEK}(?:'s)? (?:on )?{WEEKDAY}", _weekday_of_week),
        (rf"{NUMBER} {WEEKDAY}s ago", _weekdays_ago),
        (rf"{_WEEKS} (?:ago|back) (?:on |last )?{WEEKDAY}", _weeks_before_weekday),
        (rf"{WEEKDAY} {_WEEKS} (?:ago|back)", _weeks_before_weekday),
        (rf"{_WEEKS} (?:from|on) (?:next )?{WEEKDAY}", _weeks_after_weekday),
        (rf"{WEEKDAY} week", lambda match, today: _nearest(match, today, 1, weeks=1)),
    ]
    return [(re.compile(pattern), find) for pattern, find in forms]


def _span(match: re.Match[str], today: date, sign: int) -> Iterator[date]:
    unit, many = match["unit"], 1 if match["half"] else number(match)
    if many is None:
        return
    if unit in _DAYS_IN:
        yield today + timedelta(days=sign * many * _DAYS_IN[unit])
    else:
        yield _months(today, sign * (many * _MONTHS_IN[unit]) // (2 if match["half"] else 1))


def _span_either_way(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _span(match, today, -1)
    yield from _span(match, today, 1)


def _months(today: date, months: int) -> date:
    """Return the same day of another month, or the last day if that month is shorter."""
    from calendar import monthrange

    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _nearest(match: re.Match[str], today: date, sign: int, *, weeks: int = 0) -> Iterator[date]:
    """Yield the nearest such weekday before or after today, or the one some weeks further away."""
    away = sign * (weekday(match) - today.weekday()) % 7 or 7
    yield today + timedelta(days=sign * (away + 7 * weeks))


def _weekday(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _nearest(match, today, -1)
    if weekday(match) == today.weekday():
        yield today
    yield from _nearest(match, today, 1)


def _this_weekday(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _in_week(match, today, 0)
    if weekday(match) != today.weekday():
        yield from _nearest(match, today, 1)


def _weekday_of_week(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _in_week(match, today, _WEEKS_AWAY[match["week"]])


def _in_week(match: re.Match[str], today: date, weeks: int) -> Iterator[date]:
    """Yield the day of that weekday in a week, which may begin on Monday or on Sunday."""
    for back, ahead in ((today.weekday(), weekday(match)), ((today.weekday() + 1) % 7, (weekday(match) + 1) % 7)):
        yield today + timedelta(days=ahead - back + 7 * weeks)


def _weekdays_ago(match: re.Match[str], today: date) -> Iterator[date]:
    many = number(match)
    if many:
        yield from _nearest(match, today, -1, weeks=many - 1)


def _weeks_before_weekday(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the day that many weeks before the last such weekday, and the weekday of the week that many weeks ago."""
    many = number(match)
    if many is not None:
        weeks = many * _DAYS_IN[match["unit"]] // 7
        yield from _nearest(match, today, -1, weeks=weeks)
        yield from _in_week(match, today, -weeks)


def _weeks_after_weekday(match: re.Match[str], today: date) -> Iterator[date]:
    many = number(match)
    if many is not None:
        yield from _nearest(match, today, 1, weeks=many * _DAYS_IN[match["unit"]] // 7)
