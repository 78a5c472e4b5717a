"""Dates in figures: `05/11/2026`, `5/11`, `5.11.`, `26-11-05`, `2026/11/05`, `20261105`, `25112026`.

After a leading year of four digits comes the month. Otherwise the day or the month may come first; with dots it is the
day, unless that is no day. A year of two digits usually comes last. It may also come first with dashes (as in
2026-11-05), and with other signs where a year that comes last would be far from today.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from followthrough.format.days import DateOrder, PossibleDays
from followthrough.format.days.occurrences import occurrences, years

FAR = 2
"""A year of two digits that is further from today than this many years may be a day, after a year that comes first."""

_SIGN = r"(?P<sign>[/._-])"
_YEAR = "[1-9][0-9]{3}"
_SHORT = "[0-9]{1,2}"


def in_figures(words: str, today: date) -> PossibleDays | None:
    """Return the days of a text that is a date in figures; None if it is not, or the calendar has no such day."""
    for pattern in _forms():
        if match := pattern.fullmatch(words):
            orders = _orders(match, today)
            days = {day for order in _meant(match, orders, today) for day in orders[order]}
            if days:
                return PossibleDays(tuple(sorted(days)), orders={} if match.groupdict().get("first") else orders)
    return None


def is_in_figures(words: str) -> bool:
    """Return whether a text has the form of a date in figures, even if the calendar has no such day."""
    return any(pattern.fullmatch(words) for pattern in _forms())


@lru_cache(maxsize=1)
def _forms() -> list[re.Pattern[str]]:
    forms = (
        rf"(?P<first>{_YEAR}){_SIGN}(?P<two>{_SHORT})(?P=sign)(?P<day>{_SHORT})\.?",
        r"(?P<first>[1-9][0-9]{3})(?P<two>[0-9]{2})(?P<day>[0-9]{2})",
        rf"(?P<one>{_SHORT}){_SIGN}(?P<two>{_SHORT})(?:(?P=sign)(?P<year>{_YEAR}|'?[0-9]{{2}}))?(?:\.|(?P=sign))?",
        r"(?P<one>[0-9]{2})(?P<two>[0-9]{2})(?P<year>(?:19|20)[0-9]{2})",
        rf"(?P<first>{_YEAR}) (?P<two>{_SHORT}) (?P<day>{_SHORT})",
        rf"(?P<one>{_SHORT}) (?P<two>{_SHORT}) (?P<year>{_YEAR})",
    )
    return [re.compile(form) for form in forms]


def _orders(match: re.Match[str], today: date) -> Mapping[DateOrder, tuple[date, ...]]:
    """Return the days of a date by the order of its figures; no order has none."""
    figures = match.groupdict()
    two = int(figures["two"])
    found = {}
    if figures.get("first"):
        found[DateOrder.YEAR_FIRST] = occurrences(int(figures["day"]), two, years(figures["first"], today), today)
    else:
        one, year = figures["one"], years(figures["year"], today)
        found[DateOrder.DAY_FIRST] = occurrences(int(one), two, year, today)
        found[DateOrder.MONTH_FIRST] = occurrences(two, int(one), year, today)
        if len(one) == 2 == len(figures["year"] or ""):
            found[DateOrder.YEAR_FIRST] = occurrences(int(figures["year"]), two, years(one, today), today)
    listed = {order: tuple(days) for order, days in found.items()}
    return {order: days for order, days in listed.items() if days}


def _meant(match: re.Match[str], orders: Mapping[DateOrder, tuple[date, ...]], today: date) -> list[DateOrder]:
    """Return the orders in which a date by itself can be meant."""
    sign = match.groupdict().get("sign")
    year_last = [order for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST) if order in orders]
    if sign == "." and DateOrder.DAY_FIRST in orders:
        year_last = [DateOrder.DAY_FIRST]
    is_near = any(abs(day.year - today.year) <= FAR for order in year_last for day in orders[order])
    if DateOrder.YEAR_FIRST in orders and (sign == "-" or not is_near):
        return [*year_last, DateOrder.YEAR_FIRST]
    return year_last
