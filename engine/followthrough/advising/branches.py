"""What each answer to an open question leaves possible, for a person who asks why it is asked.

Of a date with several counts, or from or to which days are counted to or from another one, real days are told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

import msgspec

from followthrough.advising.days_alike import days_alike
from followthrough.format.conditions import Value, values_of
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import answered, days_aloud
from followthrough.readings.prove.cells import ANY_DAY, Variable, day_of_age

Possible = Mapping[str, tuple[str | None, ...]]
"""For every goal the values it can still have, in the author's order; None: it stays undecided."""


class Branch(msgspec.Struct, frozen=True):
    """What can still be advised after an answer: `answer`, or a number or count of days from there to `high`.

    Of several days, `days` has the first and the last, each None if none is too early or too late; `answer` is one.
    """

    answer: Value
    high: int | None
    possible: Possible
    days: tuple[date | None, date | None] | None = None


Told = tuple[Branch, dict[str, Value]]
"""An answer as a branch, of which what is possible is still to be found, and all that it makes known."""


class OpenLead(Protocol):
    """A lead, and what it leaves open of the goals: as proofs or diagrams tell it."""

    base: KnowledgeBase
    lead: Lead

    @property
    def variables(self) -> Sequence[Variable]:
        """The questions as proofs see them."""

    def possible_with(self, answers: Mapping[str, Value], /) -> Possible | None:
        """Return the values that the goals can still have with more answers; None where no possible lead has them."""


def branches_of(asked: OpenLead, variable: Variable, today: date) -> tuple[Branch, ...]:
    """Return a branch for each possible answer; neighboring numbers or days that leave the same possible are one."""
    return joined(_each(asked, variable, today), lambda branch: branch.possible)


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


def _each(asked: OpenLead, variable: Variable, today: date) -> Iterator[Branch]:
    is_by_day = variable.cells[0].ages is not None
    told = [*(_days(asked, variable, today) if is_by_day else _alone(variable, today))]
    if variable.question.unknown_allowed:
        told.append((Branch(None, None, {}), {variable.fact: None}))
    for branch, answers in told:
        if (left := asked.possible_with(answers)) is not None:
            yield msgspec.structs.replace(branch, possible=left)


def _alone(variable: Variable, today: date) -> Iterator[Told]:
    """Yield each answer by itself, with what it makes known; of several choices, one at a time."""
    for cell in variable.cells:
        if cell.value == ANY_DAY:
            yield Branch(today, None, {}, (None, None)), {variable.fact: cell.value}
        elif len(values_of(cell.value)) < 2:
            yield Branch(cell.value, cell.high, {}), {variable.fact: cell.value}


def _days(asked: OpenLead, variable: Variable, today: date) -> Iterator[Told]:
    """Yield the days that no test tells apart, the earliest first, with what they make known."""
    name = variable.question.name
    for alike in days_alike(asked.base, asked.variables, name, asked.lead.ages, today):
        day = day_of_age(alike.ages.nearest(0), today)
        yield Branch(day, None, {}, (alike.first, alike.last)), alike.proved
