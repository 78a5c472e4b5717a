"""Counts of days: since, or until, the day that answers a date question, and from one such day to another."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from followthrough.errors import Place

SLACK = 3_650
"""How many days (ten years) beyond the bounds of a count a day is taken for a slip, most likely in its year."""


class Count(msgspec.Struct, frozen=True):
    """A concept that counts days since, or until, a date question's answer.

    `low` and `high` bound it. A day further away counts as the bound, since no rule can tell the difference.
    """

    name: str
    means: str
    of: str
    direction: Literal["since", "until"]
    low: int
    high: int
    place: Place

    @property
    def passed(self) -> bool:
        """Whether its day must have passed: the days since then cannot be negative."""
        return self.direction == "since" and self.low >= 0

    def days(self, day: date, today: date) -> int:
        """Return the days between a date and today, limited by the bounds."""
        counted = (today - day).days if self.direction == "since" else (day - today).days
        return min(max(counted, self.low), self.high)

    def day(self, days: int, today: date) -> date:
        """Return the day that is this many days from today, or the end of the calendar if that is nearer."""
        return _shifted(today, -days if self.direction == "since" else days)

    def says(self, days: int) -> str:
        """Return a number of days in words; a bound stands for all days beyond it.

        >>> count = Count("days", "", "day", "since", 0, 365, Place(""))
        >>> count.says(0), count.says(364), count.says(365)
        ('0', '364', '365 or more')
        """
        if days == self.high:
            return f"{days} or more"
        return f"{days} or less" if days == self.low and not (self.passed and days == 0) else str(days)

    def reach(self, today: date) -> tuple[date, date]:
        """Return the first and the last possible day: some years beyond the bounds, but none ahead if `passed`."""
        if self.direction == "since":
            first, last = -self.high - SLACK, 0 if self.passed else SLACK - self.low
        else:
            first, last = self.low - SLACK, self.high + SLACK
        return _shifted(today, first), _shifted(today, last)

    def meant(self, today: date) -> tuple[date, date]:
        """Return the first and the last day that can be meant by a text that may mean several."""
        first, last = self.reach(today)
        return today if self.direction == "until" and self.low >= 0 else first, last


class Span(msgspec.Struct, frozen=True):
    """A concept that counts days from the answer to one date question, `first`, to that of another, `last`.

    It is negative where the last day is before the first one. `low` and `high` bound it, as they do a `Count`.
    """

    name: str
    means: str
    first: str
    last: str
    low: int
    high: int
    place: Place

    @property
    def dates(self) -> tuple[str, str]:
        """The two questions whose answers it follows from."""
        return self.first, self.last

    def days(self, first: date, last: date) -> int:
        """Return the days between two dates, limited by the bounds."""
        return min(max((last - first).days, self.low), self.high)

    def says(self, days: int) -> str:
        """Return a number of days in words; a bound stands for all days beyond it.

        >>> Span("days", "", "one", "other", 0, 365, Place("")).says(365)
        '365 or more'
        """
        return f"{days} or more" if days == self.high else f"{days} or less" if days == self.low else str(days)


def _shifted(day: date, days: int) -> date:
    """Return a day some days later, or the end of the calendar if that is nearer."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
