"""The days of the calendar that a day, a month and a year name, where the month or the year may be left out."""

from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, date

WHICH = {"last": -1, "this": 0, "next": 1}


def years(text: str | None, today: date) -> list[int] | None:
    """Return the years that may be meant; None if the text has none. A year of two digits is the nearest to today."""
    if text is None:
        return None
    if text.endswith("year"):
        return [today.year + WHICH[text.split()[-2]]]
    year = int(text.removeprefix("'"))
    if year >= 100:
        return [year]
    centuries = (today.year // 100 * 100 + century + year for century in (-100, 0, 100))
    return [min(centuries, key=lambda one: abs(one - today.year))]


def occurrences(day: int, month: int, years: Iterable[int] | None, today: date) -> Iterator[date]:
    """Yield a day of a month in these years; without years, the last such day and the next."""
    if years is None:
        yield from _last_and_next(today, existing(day, month, range(today.year - 8, today.year + 9)))
    else:
        yield from existing(day, month, years)


def existing(day: int, month: int, years: Iterable[int]) -> Iterator[date]:
    """Yield a day of a month in those of the years that have it."""
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


def moved(day: date, months: int) -> date:
    """Return the same day of another month, or the last day if that month is shorter. Raises OverflowError."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return date(year, month + 1, min(day.day, last_day(date(year, month + 1, 1)).day))


def last_day(day: date) -> date:
    """Return the last day of the month of a day."""
    from calendar import monthrange

    return day.replace(day=monthrange(day.year, day.month)[1])
