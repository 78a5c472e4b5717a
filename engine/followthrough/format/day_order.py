"""The order of days: which day is `not before` another one, and which must have passed.

A day is told by its *age*: how many days ago it was, negative if it lies ahead. Of a day that was counted and not
named, several ages are possible where the count is at one of its bounds: 10 may stand for 10 or more. The order holds
between known days only; so it is passed on by a day in between only where that day is known too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from followthrough.format.conditions import Value
from followthrough.format.counts import SLACK, Count
from followthrough.format.graph_walks import reached
from followthrough.format.model import KnowledgeBase, Question

FAR = 10_000_000
"""An age beyond the calendar, which has less than four million days."""


class Ages(NamedTuple):
    """The ages, from `least` to `most`, that a known day may have."""

    least: int
    most: int


def ages_of_day(day: date, today: date) -> Ages:
    """Return the one age of a day that is named."""
    age = (today - day).days
    return Ages(age, age)


def ages(question: Question, count: Count | None, low: int = 0, high: int = 0) -> Ages | None:
    """Return the ages of a day that is counted as `low` to `high`, or of any day without a count; None: no day can be.

    >>> from followthrough.errors import Place
    >>> from followthrough.format.conditions import AllOf
    >>> count = Count("days", "", "day", "since", 0, 10, Place(""))
    >>> day = Question("day", "", "date", "", {}, False, AllOf(), 0, 0, "", (), Place(""))
    >>> ages(day, count, 3, 5), ages(day, count, 6, 10)
    (Ages(least=3, most=5), Ages(least=6, most=3660))
    """
    if count is None:
        least, most = -FAR, FAR
    else:
        first = low - SLACK if low == count.low else low
        last = high + SLACK if high == count.high else high
        least, most = (first, last) if count.direction == "since" else (-last, -first)
    if question.passed or (count is not None and count.passed):
        least = max(least, 0)
    return Ages(least, most) if least <= most else None


def known_ages(base: KnowledgeBase, answers: Mapping[str, Value], today: date) -> dict[str, Ages]:
    """Return the ages of the days that are known, by question, if the order of any days matters."""
    found: dict[str, Ages] = {}
    if not any(question.not_before for question in base.questions.values()):
        return found
    for name, value in answers.items():
        question = base.questions[base.question_of(name)]
        count = base.count_of(question.name)
        if isinstance(value, date):
            found[question.name] = ages_of_day(value, today)
        elif name in base.counts and isinstance(value, int) and not isinstance(answers.get(question.name), date):
            possible = ages(question, count, value, value)
            found |= {question.name: possible} if possible else {}
    return found


def reach(question: Question, count: Count | None, today: date) -> tuple[date, date]:
    """Return the first and the last day that a date question can be answered with."""
    first, last = (date.min, date.max) if count is None else count.reach(today)
    return first, min(last, today) if question.passed else last


def meant(question: Question, count: Count | None, today: date) -> tuple[date, date]:
    """Return the first and the last day that can be meant by a text that may mean several."""
    first, last = (date.min, date.max) if count is None else count.meant(today)
    return first, min(last, today) if question.passed else last


def ordered(base: KnowledgeBase) -> set[str]:
    """Name the dates that are in an order: those that are not before others, and these."""
    return {name for one in base.questions.values() if one.not_before for name in (one.name, *one.not_before)}


def followers(questions: Mapping[str, Question]) -> dict[str, list[str]]:
    """Return for every date that comes before another one, as its author says, those that are not before it."""
    found: dict[str, list[str]] = {}
    for question in questions.values():
        for earlier in question.not_before:
            found.setdefault(earlier, []).append(question.name)
    return found


def out_of_order(base: KnowledgeBase, known: Mapping[str, Ages]) -> Iterator[tuple[str, str]]:
    """Yield each date that is before one that it must not be before, and the nearest such one.

    `known` has the ages of all known days, by question.
    """
    for name in base.questions:
        if name in known and base.questions[name].not_before:
            found = (one for one in _before(base, name, known) if known[one].most < known[name].least)
            if earlier := next(found, None):
                yield name, earlier


def window(base: KnowledgeBase, name: str, known: Mapping[str, Ages]) -> Ages:
    """Return the ages that a date can have beside the known days."""
    after = followers(base.questions)
    later = reached([name], lambda one: [date for date in after.get(one, ()) if date in known])[1:]
    earlier = _before(base, name, known)
    least = max((known[one].least for one in later), default=-FAR)
    most = min((known[one].most for one in earlier), default=FAR)
    return Ages(max(least, 0) if base.questions[name].passed else least, most)


def in_order(
    order: Mapping[str, Iterable[str]], known: Mapping[str, Ages], wanted: Mapping[str, int]
) -> dict[str, int]:
    """Return an age for every known day, as near to the one that is wanted as the order of the days allows.

    `order` has for a date those that it is not before. There must be some ages in that order.
    """
    before = {name: reached([name], _among(known, lambda one: order.get(one, ()))) for name in known}
    after: dict[str, list[str]] = {name: [] for name in known}
    for name, earlier in before.items():
        for one in earlier:
            after[one].append(name)
    return {
        name: max(
            max(known[one].least for one in after[name]),
            min(min(known[one].most for one in before[name]), max(wanted[one] for one in after[name])),
        )
        for name in known
    }


def _before(base: KnowledgeBase, name: str, known: Mapping[str, Ages]) -> tuple[str, ...]:
    """Return the known dates that one must not be before, by way of known ones, nearest first."""
    return reached([name], _among(known, lambda one: base.questions[one].not_before))[1:]


def _among(known: Mapping[str, Ages], following: Callable[[str], Iterable[str]]) -> Callable[[str], list[str]]:
    """Leave out of what follows what is not known."""
    return lambda one: [other for other in following(one) if other in known]
