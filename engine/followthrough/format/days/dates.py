"""Dates in figures and in words: `5 Nov`, `November 5th, 2026`, `5/11`, `05/11/2026`, `5.11.`, `20261105`, `the 5th`.

In a date in figures, the month follows a leading year of four digits. With dots, the day comes first. Otherwise, either
the day or the month may. A year of two digits is the nearest such year to today, and usually comes last. A day without
a year, or without a month, is the last such day or the next one.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache

from followthrough.format.days import PossibleDays
from followthrough.format.days.word_patterns import MONTH, WEEKDAY, FindDays, month, weekday

_WHICH = {"last": -1, "this": 0, "next": 1}
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[1-9][0-9]{3}|'?[0-9]{2}|(?:of )?(?:last|this|next) year)"


def dated(words: str, today: date) -> PossibleDays | None:
    """Return the days of a lowercase text that is a date, with or without its weekday; None if it is not."""
    for rest, named in _without_weekday(words):
        for pattern, find in _forms():
            match = pattern.fullmatch(rest)
            if match and (days := sorted(set(find(match, today)))):
                return PossibleDays(tuple(days), named)
    return None


def is_a_date(words: str) -> bool:
    """Return whether a text has the form of a date, even if the calendar has no such day."""
    return any(pattern.fullmatch(rest) for rest, _ in _without_weekday(words) for pattern, _ in _forms())


def _without_weekday(words: str) -> Iterator[tuple[str, int | None]]:
    """Yield the text, and the text without the weekday before or after it. With a weekday, `5` means the 5th."""
    yield words, None
    for pattern in (rf"{WEEKDAY} (?:the )?(?P<rest>.+)", rf"(?P<rest>.+?) ?\(?{WEEKDAY}\)?"):
        if match := re.fullmatch(pattern, words):
            rest = match["rest"]
            yield f"{rest}th" if re.fullmatch("[0-9]{1,2}", rest) else rest, weekday(match)


@lru_cache(maxsize=1)
def _forms() -> list[tuple[re.Pattern[str], FindDays]]:
    forms: list[tuple[str, FindDays]] = [
        (r"(?P<year>[1-9][0-9]{3})(?P<sign>[/.-])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})\.?", _year_first),
        (r"(?P<year>[1-9][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _year_first),
        (r"(?P<one>[0-9]{1,2})(?P<sign>[/.-])(?P<two>[0-9]{1,2})(?:(?P=sign)(?P<year>[1-9][0-9]{3}))?\.?", _figures),
        (r"(?P<one>[0-9]{1,2})(?P<sign>[/.-])(?P<two>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{2})\.?", _short_figures),
        (rf"{_DAY}[ ./-]{{0,2}}(?:of )?{MONTH}(?:[ ./-]{{0,2}}{_YEAR})?", _in_words),
        (rf"{MONTH}[ ./-]{{0,2}}(?:the )?{_DAY}(?:[ ./-]{{1,2}}{_YEAR})?", _in_words),
        (rf"(?P<year>[1-9][0-9]{{3}})[ ./-]{{0,2}}{MONTH}[ ./-]{{0,2}}{_DAY}", _in_words),
        (r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)(?: (?:of )?(?P<which>last|this|next) month)?", _of_a_month),
    ]
    return [(re.compile(pattern), find) for pattern, find in forms]


def _year_first(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _days(int(match["day"]), int(match["month"]), [int(match["year"])], today)


def _figures(match: re.Match[str], today: date) -> Iterator[date]:
    years = _years(match["year"], today)
    yield from _days(int(match["one"]), int(match["two"]), years, today)
    if match["sign"] != ".":
        yield from _days(int(match["two"]), int(match["one"]), years, today)


def _short_figures(match: re.Match[str], today: date) -> Iterator[date]:
    """Read a date with a year of two digits, which may come first if the signs are dashes, as in 2026-11-05."""
    yield from _figures(match, today)
    if match["sign"] == "-":
        yield from _days(int(match["year"]), int(match["two"]), _years(match["one"], today), today)


def _in_words(match: re.Match[str], today: date) -> Iterator[date]:
    yield from _days(int(match["day"]), month(match), _years(match["year"], today), today)


def _years(text: str | None, today: date) -> list[int] | None:
    """Return the years that may be meant; None if the text has none."""
    if text is None:
        return None
    if text.endswith("year"):
        return [today.year + _WHICH[text.split()[-2]]]
    year = int(text.removeprefix("'"))
    if year >= 100:
        return [year]
    return [
        min(
            (today.year // 100 * 100 + century + year for century in (-100, 0, 100)),
            key=lambda one: abs(one - today.year),
        )
    ]


def _days(day: int, month: int, years: Iterable[int] | None, today: date) -> Iterator[date]:
    """Yield a day of a month in these years; without years, the last such day and the next."""
    if years is None:
        yield from _last_and_next(today, _existing(day, month, range(today.year - 8, today.year + 9)))
    else:
        yield from _existing(day, month, years)


def _existing(day: int, month: int, years: Iterable[int]) -> Iterator[date]:
    for year in years:
        if MINYEAR <= year <= MAXYEAR:
            try:
                yield date(year, month, day)
            except ValueError:
                continue


def _last_and_next(today: date, days: Iterable[date]) -> Iterator[date]:
    found = list(days)
    if today in found:
        yield today
        return
    before, after = [day for day in found if day < today], [day for day in found if day > today]
    yield from before[-1:]
    yield from after[:1]


def _of_a_month(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the day of the named month; without one, the last such day and the next, or today and both."""
    first = today.year * 12 + today.month - 1
    near = [_WHICH[match["which"]]] if match["which"] else range(-2, 3)
    days = [
        day for away in near for day in _existing(int(match["day"]), (first + away) % 12 + 1, [(first + away) // 12])
    ]
    if match["which"]:
        yield from days
        return
    yield from [day for day in days if day < today][-1:]
    yield from [day for day in days if day >= today][: 2 if today in days else 1]
