"""Days as people write them: `today`, `3 weeks ago`, `last Friday`, `Nov 5`, `05/11/2026`, `2026-11-01`.

This is our own code on purpose (docs/decisions/0003). General date parsers guess when a text is ambiguous, and advice
that counts days must not rest on a guess. So we find all the days that a text may mean, keep those that the question
allows, and ask the person if more than one remains.

Nothing here depends on the locale or on the time of day. docs/dates.md has a table of every form that we read.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from followthrough.format.sentences import listed

HOW_TO_WRITE = "write 2026-11-01, today, 1 November, last Friday, 3 weeks ago, or in 2 days"

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

NEAR = 92
"""A date without a year means its occurrence within this many days, if there is one: about three months."""


def day_or_today(today: object) -> date:
    """Return the day that a caller gives, or the local day for None; raise TypeError for anything but a date.

    >>> day_or_today("2026-11-26")
    Traceback (most recent call last):
    TypeError: today must be a datetime.date, not the str '2026-11-26'; pass datetime.date.fromisoformat('2026-11-26')
    """
    if today is None:
        return date.today()
    if isinstance(today, datetime):
        raise TypeError(f"today must be a datetime.date, not a {type(today).__name__}; pass its .date()")
    if isinstance(today, date):
        return today
    what, remedy = (
        f"a {type(today).__name__}",
        "pass datetime.date(year, month, day), or leave it out for the local day",
    )
    if isinstance(today, str):
        what = f"the str {today[:20]!r}"
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", today):
            remedy = f"pass datetime.date.fromisoformat({today!r})"
    raise TypeError(f"today must be a datetime.date, not {what}; {remedy}")


class NotADay(ValueError):
    """A text that cannot be read as one day. Says what is wrong and what to do."""

    def __init__(self, wrong: str, remedy: str = HOW_TO_WRITE) -> None:
        self.wrong, self.remedy = wrong, remedy
        super().__init__(f"{wrong}; {remedy}")


class SeveralDays(NotADay):
    """A text that may mean any of several `days`, the earliest first."""

    def __init__(self, text: str, days: Sequence[date]) -> None:
        self.text, self.days = text, tuple(days)
        super().__init__(
            f"{text!r} could be {listed([*map(spoken, days)], 'or')}",
            f"write {listed([*map(str, days)], 'or')}",
        )


class DateOrder(Enum):
    """What comes first in a date in figures."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    YEAR_FIRST = "year first"


class PossibleDays(NamedTuple):
    """All the days that a text may mean, the earliest first, and the weekday that it states (Monday is 0).

    If the text is a date in figures whose year of four digits does not lead, `orders` has its days by their order.
    """

    days: tuple[date, ...]
    weekday: int | None = None
    orders: Mapping[DateOrder, tuple[date, ...]] = {}


def spoken(day: date) -> str:
    """Return a day as people say it, in English whatever the locale is.

    >>> spoken(date(2026, 11, 22))
    'Sunday 22 November 2026'
    """
    return f"{WEEKDAYS[day.weekday()]} {without_weekday(day)}"


def without_weekday(day: date) -> str:
    """Return a day as people say it, without its weekday.

    >>> without_weekday(date(2026, 11, 22))
    '22 November 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short(day: date) -> str:
    """Return a day in abbreviated form, without its year.

    >>> short(date(2026, 11, 1))
    'Sun 1 Nov'
    """
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"


def away(day: date, today: date) -> str:
    """Return how far away a day is, in words.

    >>> away(date(2026, 11, 23), date(2026, 11, 22)), away(date(2026, 11, 20), date(2026, 11, 22))
    ('tomorrow', '2 days ago')
    """
    days = (day - today).days
    if days < 0:
        return "yesterday" if days == -1 else f"{-days} days ago"
    return ("today", "tomorrow")[days] if days < 2 else f"in {days} days"


def possible_days(text: str, today: date) -> PossibleDays:
    """Return all the days that a text written `today` may mean. Raises NotADay if there are none."""
    if re.fullmatch(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}", text):  # the most common form, read quickly
        try:
            return PossibleDays((date.fromisoformat(text),))
        except ValueError:
            raise NotADay(f"{text!r} is not a day of the calendar") from None
    from followthrough.format.days.reading import read

    return read(text, today)


def day_of(text: str, today: date, *, earliest: date = date.min, latest: date = date.max) -> date:
    """Return the day that a text written `today` means.

    If the text may mean several days, only those from `earliest` to `latest` count. If it can mean only one day, that
    day is returned wherever it lies. Raises SeveralDays if several days remain, and NotADay if there are none.

    >>> str(day_of("3 weeks ago", date(2026, 11, 22)))
    '2026-11-01'
    >>> str(day_of("Friday", date(2026, 11, 22), latest=date(2026, 11, 22)))
    '2026-11-20'
    >>> day_of("Friday", date(2026, 11, 22))
    Traceback (most recent call last):
    followthrough.format.days.SeveralDays: 'Friday' could be Friday 20 November 2026 or ...
    """
    return chosen(text, possible_days(text, today), today, earliest=earliest, latest=latest)


def chosen(
    text: str, possible: PossibleDays, today: date, *, earliest: date = date.min, latest: date = date.max
) -> date:
    """Return the one of its possible days that a text means, as `day_of` does. Raises NotADay."""
    near = likely(possible.days, today) if possible.orders else []
    named = [day for day in near if day.weekday() == possible.weekday]
    days = named or list(possible.days)  # of 05/12/2026, a weekday tells the day from the month before anything else
    days = [day for day in days if earliest <= day <= latest] or days
    left = likely(days, today)
    if possible.weekday is not None:
        left = _on_weekday(text, left, possible.weekday)
    if len(left) > 1:
        raise SeveralDays(text, left)
    return left[0]


def likely(days: Sequence[date], today: date) -> list[date]:
    """Return days without those that only their year tells from one near today: nobody leaves that year out."""
    near = {(day.month, day.day) for day in days if abs((day - today).days) <= NEAR}
    return [day for day in days if abs((day - today).days) <= NEAR or (day.month, day.day) not in near]


def _on_weekday(text: str, days: Sequence[date], weekday: int) -> list[date]:
    found = [day for day in days if day.weekday() == weekday]
    if not found:
        told = listed([f"{without_weekday(day)} is a {WEEKDAYS[day.weekday()]}" for day in days])
        raise NotADay(f"{text!r} is not a day: {told}", "correct the weekday or the date")
    return found
