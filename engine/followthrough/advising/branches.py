"""What each answer to an open question leaves possible, for a person who asks why it is asked.

Proofs know a date only by the days that no test tells apart, told as of CASE_DAY. A person is told real days: those
between the days on which something changes, which other known days move where days are counted between them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

import msgspec

from followthrough.advising.inquiry import Inquiry
from followthrough.format.conditions import Value, values_of
from followthrough.format.day_order import Ages, window
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import answered, days_aloud
from followthrough.readings.prove.cells import ANY_DAY, Cell, Variable, day_of_age
from followthrough.readings.prove.spans import span_bounds

Possible = Mapping[str, tuple[str | None, ...]]
"""For every goal the values it can still have, in the author's order; None: it stays undecided."""

FirstAndLast = tuple[date | None, date | None]
"""The first and the last of some days, each None where no day is too early or too late."""


class Branch(msgspec.Struct, frozen=True):
    """What can still be advised after an answer: `answer`, or a number or count of days from there to `high`.

    Where one of several `days` may be the answer, `answer` is one of them.
    """

    answer: Value
    high: int | None
    possible: Possible
    days: FirstAndLast | None = None


Told = tuple[Branch, dict[str, Value]]
"""An answer as a branch, of which what is possible is still to be found, and all that it makes known."""


def possible(inquiry: Inquiry, answers: Mapping[str, Value]) -> Possible:
    """Return the values that the goals can still have, once more answers are known."""
    known = {**inquiry.known, **answers}
    return {goal: inquiry.worlds.values(goal, known) for goal in inquiry.base.goals}


def branches_of(inquiry: Inquiry, variable: Variable, today: date) -> tuple[Branch, ...]:
    """Return a branch for each possible answer; neighboring numbers or days that leave the same possible are one."""
    return joined(_each(inquiry, variable, today), lambda branch: branch.possible)


def joined(branches: Iterable[Branch], left: Callable[[Branch], object]) -> tuple[Branch, ...]:
    """Return branches with neighboring numbers, or days, made one where the same is left of both."""
    found: list[Branch] = []
    for branch in branches:
        last = found[-1] if found else None
        if last is None or left(last) != left(branch) or not _follows(branch, last):
            found.append(branch)
        elif last.days is not None and branch.days is not None:
            found[-1] = msgspec.structs.replace(last, days=(last.days[0], branch.days[1]))
        else:
            found[-1] = msgspec.structs.replace(last, high=branch.high)
    return tuple(found)


def branch_text(base: KnowledgeBase, question: str, branch: Branch) -> str:
    """Return the answers of a branch in words."""
    if branch.days is not None:
        return days_aloud(*branch.days)
    return answered(base, question, branch.answer, branch.high)


def _follows(branch: Branch, last: Branch) -> bool:
    """Return whether the numbers, or the days, of a branch begin where those of the last one end."""
    if last.days is not None and branch.days is not None:
        end, start = last.days[1], branch.days[0]
        return end is not None and start is not None and (start - end).days == 1
    return last.high is not None and isinstance(branch.answer, int) and int(last.high) + 1 == int(branch.answer)


def _each(inquiry: Inquiry, variable: Variable, today: date) -> Iterator[Branch]:
    is_by_day = variable.cells[0].ages is not None
    told = [*(_days(inquiry, variable, today) if is_by_day else _alone(variable, today))]
    if variable.question.unknown_allowed:
        told.append((Branch(None, None, {}), {variable.fact: None}))
    for branch, answers in told:
        if inquiry.worlds.possible({**inquiry.known, **answers}):
            yield msgspec.structs.replace(branch, possible=possible(inquiry, answers))


def _alone(variable: Variable, today: date) -> Iterator[Told]:
    """Yield each answer by itself, with what it makes known; of several choices, one at a time."""
    for cell in variable.cells:
        if cell.value == ANY_DAY:
            yield Branch(today, None, {}, (None, None)), {variable.fact: cell.value}
        elif len(values_of(cell.value)) < 2:
            yield Branch(cell.value, cell.high, {}), {variable.fact: cell.value}


def _days(inquiry: Inquiry, variable: Variable, today: date) -> Iterator[Told]:
    """Yield the days that no test tells apart, the earliest first, with what they make known."""
    name = variable.question.name
    holding = [(variable.fact, cell, cell.ages) for cell in variable.cells if cell.ages is not None]
    least, most = min(held.least for *_, held in holding), max(held.most for *_, held in holding)
    every = Ages(max(least, _age(date.max, today)), min(most, _age(date.min, today)))
    fitting = every.both(window(inquiry.base, name, inquiry.lead.ages))
    if fitting is None:
        return
    holding += _counted_to(inquiry, name)
    starts = {held.least for *_, held in holding if fitting.least < held.least <= fitting.most}
    for start, after in reversed([*pairwise(sorted({fitting.least, *starts, fitting.most + 1}))]):
        answers: dict[str, Value] = {
            fact: cell.value for fact, cell, held in holding if held.least <= start <= held.most
        }
        first = None if after - 1 == every.most else day_of_age(after - 1, today)
        last = None if start == every.least else day_of_age(start, today)
        nearest = day_of_age(Ages(start, after - 1).nearest(0), today)
        yield Branch(nearest, None, {}, (first, last)), answers


def _age(day: date, today: date) -> int:
    return (today - day).days


def _counted_to(inquiry: Inquiry, date_name: str) -> Iterator[tuple[str, Cell, Ages]]:
    """Yield every cell of the days between a date and a known day, with the ages that the date has in it."""
    spans, known = inquiry.base.spans, inquiry.lead.ages
    for variable in inquiry.worlds.variables:
        span = spans.get(variable.fact)
        if span is None or date_name not in span.dates:
            continue
        other = span.last if date_name == span.first else span.first
        if other not in known or known[other].least != known[other].most:
            continue
        age = known[other].least
        for cell, (low, high) in zip(variable.cells, span_bounds(variable), strict=True):
            held = Ages(age + low, age + high) if date_name == span.first else Ages(age - high, age - low)
            yield span.name, cell, held
