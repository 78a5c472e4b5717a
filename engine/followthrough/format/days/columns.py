"""Days in a column of a table, read as a whole: a cell that shows that the day comes first shows it for all.

`05/11/2026` by itself may be in November or in May. In one column with `25/11/2026` it is in November, since a table
is written by one program or one hand. Where nothing shows the order, it is for the person to say.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from followthrough.format.days import DateOrder, NotADay, PossibleDays, SeveralDays, chosen, possible_days

_NUMBER = re.compile(r"(?P<number>[3-6][0-9]{4})(?:[.,][0-9]+)?")
_DAY_ZERO = date(1899, 12, 30)
"""The day from which spreadsheets number days."""


class DayColumn(NamedTuple):
    """What the cells of a column mean.

    `days` has for each text its day, or what is wrong with it; SeveralDays if the person has to choose. `orders` has
    the orders that all dates in figures can have, and `shown_by`, for each other order that some could have, the first
    text that excludes it. There are no orders if there are no such dates, or if they contradict one another. `doubtful`
    is the first text whose day depends on an order that is still open: ask which one is meant, and read the column
    again with the answer. `numbered` has the texts that are numbers of days, as spreadsheets count them.
    """

    days: Mapping[str, date | NotADay]
    orders: tuple[DateOrder, ...]
    shown_by: Mapping[DateOrder, str]
    doubtful: str | None
    numbered: tuple[str, ...]


def read_column(
    texts: Iterable[str],
    today: date,
    *,
    earliest: date = date.min,
    latest: date = date.max,
    order: DateOrder | None = None,
) -> DayColumn:
    """Read the cells of a column as days, written `today`; empty cells are left out.

    Of several days that a text may mean in one order, only those from `earliest` to `latest` count. Name an `order` to
    read every date in figures in it that can have it. What is wrong with a cell is returned and never raised.

    >>> column = read_column(["25/11/2026", "05/11/2026"], date(2026, 11, 26))
    >>> column.orders, str(column.days["05/11/2026"])
    ((<DateOrder.DAY_FIRST: 'day first'>,), '2026-11-05')
    >>> column = read_column(["05/11/2026"], date(2026, 11, 26))
    >>> column.doubtful, str(column.days["05/11/2026"])
    ('05/11/2026', "'05/11/2026' could be Monday 11 May 2026 or Thursday 5 November 2026; write ...")
    >>> column = read_column(["05/11/2026"], date(2026, 11, 26), order=DateOrder.MONTH_FIRST)
    >>> str(column.days["05/11/2026"])
    '2026-05-11'
    """
    cells = [_DayCell(text, today, earliest, latest) for text in dict.fromkeys(texts) if text.strip()]
    figures = [cell for cell in cells if cell.by_order]
    seen = [order for order in DateOrder if any(order in cell.by_order for cell in figures)]
    shown_by = {
        one: next(cell.text for cell in figures if one not in cell.by_order)
        for one in seen
        if not all(one in cell.by_order for cell in figures)
    }
    orders = tuple(one for one in seen if one not in shown_by)
    possible = (order,) if order is not None else orders
    days = {cell.text: cell.day(possible) for cell in cells}
    doubtful = next((cell.text for cell in figures if isinstance(days[cell.text], SeveralDays)), None)
    return DayColumn(days, orders, shown_by, doubtful, tuple(cell.text for cell in cells if cell.is_number))


def numbered_day(text: str) -> date | None:
    """Return the day of its number in a spreadsheet; None for other texts, and for days before 1982 or after 2091.

    >>> str(numbered_day("46331.5"))
    '2026-11-05'
    """
    number = _NUMBER.fullmatch(text)
    return _DAY_ZERO + timedelta(days=int(number["number"])) if number else None


class _DayCell:
    """A cell of a column: its days by the order of its figures, or its day, or what is wrong with it."""

    def __init__(self, text: str, today: date, earliest: date, latest: date) -> None:
        self.text = text
        self.by_order: dict[DateOrder, tuple[date, ...]] = {}
        self.is_number = False
        try:
            possible = possible_days(text, today)
            self.own = possible.days
            for order, days in possible.orders.items():
                if found := _left(text, possible._replace(days=days), today, earliest, latest):
                    self.by_order[order] = found
            self.fixed: date | NotADay = chosen(text, possible, today, earliest=earliest, latest=latest)
        except NotADay as problem:
            day = numbered_day(text.strip())
            self.is_number = day is not None
            self.fixed = day or problem

    def day(self, orders: tuple[DateOrder, ...]) -> date | NotADay:
        """Return the day, where dates in figures have one of these orders if they can."""
        if not self.by_order:
            return self.fixed
        could = [order for order in orders if order in self.by_order] or list(self.by_order)
        days = sorted({day for order in could for day in self.by_order[order]})
        if len(could) > 1:
            days = [day for day in days if day in self.own]
        return days[0] if len(days) == 1 else SeveralDays(self.text, days)


def _left(text: str, possible: PossibleDays, today: date, earliest: date, latest: date) -> tuple[date, ...]:
    """Return the day that a text means, or those that it may mean; none if its weekday excludes them all."""
    try:
        return (chosen(text, possible, today, earliest=earliest, latest=latest),)
    except SeveralDays as several:
        return several.days
    except NotADay:
        return ()
