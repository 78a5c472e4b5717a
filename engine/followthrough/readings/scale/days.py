"""The order of days as columns: in which rows a known day is before one that it must not be before.

A day is compared by its age, from the least that it can have to the greatest: they differ only where days are counted
and the count is at a bound. An age is worked out of the parts of a date, which every kind of frame has.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import narwhals as nw

from followthrough.format.counts import SLACK, Count
from followthrough.format.day_order import FAR, ages, by_day, must_have_passed
from followthrough.format.model import KnowledgeBase, Question


class AgeColumns(NamedTuple):
    """The ages that a day can have in each row, from the least to the most: all of them where it is not known."""

    least: nw.Expr
    most: nw.Expr


def of_dates(cell: nw.Expr, today: date) -> AgeColumns:
    """Return the ages of a column of dates."""
    age = age_of_dates(cell, today)
    return AgeColumns(_known(age, -FAR), _known(age, FAR))


def age_of_dates(cell: nw.Expr, today: date) -> nw.Expr:
    """Return how many days ago each of some dates was."""
    return nw.lit(today.toordinal()) - _ordinal(cell)


def age_of_counts(cell: nw.Expr, count: Count) -> nw.Expr:
    """Return how many days ago each day was that is counted as so many; at a bound, the nearest that it can be."""
    return cell if count.direction == "since" else cell * -1


def of_counts(cell: nw.Expr, base: KnowledgeBase, count: Count) -> AgeColumns:
    """Return the ages of a column of days that are counted since, or until, a date; one where more is counted."""
    if count.of in by_day(base):
        age = age_of_counts(cell, count)
        return AgeColumns(_known(age, -FAR), _known(age, FAR))
    first = nw.when(cell == count.low).then(cell - SLACK).otherwise(cell)
    last = nw.when(cell == count.high).then(cell + SLACK).otherwise(cell)
    least, most = (first, last) if count.direction == "since" else (last * -1, first * -1)
    if must_have_passed(base.questions[count.of], (count,)):
        least = nw.when(least < 0).then(nw.lit(0)).otherwise(least)
    return AgeColumns(_known(least, -FAR), _known(most, FAR))


def counts_that_can_be(question: Question, count: Count, counts: Sequence[Count] = ()) -> tuple[int, int]:
    """Return the first and the last number by one of the `counts` of a day, which may have to have passed."""
    passed = must_have_passed(question, counts)
    can_be = [days for days in (count.low, 0, count.high) if count.low <= days <= count.high]
    found = [days for days in can_be if ages(question, count, days, days, passed=passed) is not None]
    return min(found), max(found)


def too_early(base: KnowledgeBase, columns: Mapping[str, AgeColumns]) -> dict[str, nw.Expr]:
    """Return for each date that is not before others the rows in which it is, by way of known days or without."""
    at_least: dict[str, nw.Expr] = {}

    def forced(name: str) -> nw.Expr:
        """Return how old a day is at least, by itself or by those after it; of a day that is not known, nothing."""
        if name not in at_least:
            later = [one for one in columns if name in base.questions[one].not_before]
            oldest: Any = columns[name].least
            for one in later:
                other = forced(one)
                oldest = nw.when(other > oldest).then(other).otherwise(oldest)
            is_known = columns[name].least > -FAR
            at_least[name] = nw.when(is_known).then(oldest).otherwise(nw.lit(-FAR))
        return at_least[name]

    found = {}
    for name in columns:
        earlier = [one for one in base.questions[name].not_before if one in columns]
        if earlier:
            found[name] = nw.any_horizontal(*(forced(name) > columns[one].most for one in earlier), ignore_nulls=False)
    return found


def days_that_cannot_be(base: KnowledgeBase, names: Container[str], today: date) -> Iterator[nw.Expr]:
    """Yield where days in the columns of these names are out of order, or lie ahead but must have passed."""
    columns = {}
    for question in base.questions.values():
        counts = base.counts_of(question.name)
        count = next((one for one in counts if one.name in names), None)
        if question.kind == "date" and question.name in names:
            columns[question.name] = of_dates(nw.col(question.name), today)
        elif count is not None:
            columns[question.name] = of_counts(nw.col(count.name), base, count)
    yield from too_early(base, columns).values()
    yield from (one.most < 0 for name, one in columns.items() if base.questions[name].passed)


def _known(age: nw.Expr, unknown: int) -> nw.Expr:
    return nw.when(age.is_null()).then(nw.lit(unknown)).otherwise(age)


def _ordinal(cell: nw.Expr) -> nw.Expr:
    """Return the number of a day, as `date.toordinal` does."""
    before = cell.dt.year() - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + cell.dt.ordinal_day()
