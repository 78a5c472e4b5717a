"""Which rows of a file are alike: no test tells their answers apart, so what is settled of one is settled of all.

A number stands for its cell. So does a day that is known, where its own counts (`by_day`), if all days that hang
together with it are known or never will be; otherwise what the others can still be hangs on the day itself.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date

from followthrough.format.conditions import Value
from followthrough.format.day_order import by_day, reach
from followthrough.format.graph_walks import reached
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import variables

_CellNumber = tuple[str, int]
"""The number of a cell, apart from all answers."""


class RowsAlike:
    """What the answers in a row come to, as far as tests tell; the same for two rows that are alike."""

    def __init__(self, base: KnowledgeBase, today: date) -> None:
        self.base = base
        self.today = today
        self.cells = {one.question.name: one.cells for one in variables(base)}
        self.days = by_day(base)
        self.beside: dict[str, set[str]] = {name: set() for name in base.questions}
        pairs = [span.dates for span in base.spans.values()]
        pairs += [(one.name, earlier) for one in base.questions.values() for earlier in one.not_before]
        for one, other in pairs:
            self.beside[one].add(other)
            self.beside[other].add(one)

    def of(self, told: Mapping[str, Value]) -> Hashable:
        """Return what the answers to questions come to; those that are not `told` are open."""
        whole = {name for name in told if name in self.days and self._is_whole(name, told)}
        answers = [self._day(name, told[name]) if name in whole else self._of(name, told[name]) for name in told]
        between = [self._between(name, told) for name, span in self.base.spans.items() if span.first in whole]
        return (*answers, *between)

    def _is_whole(self, name: str, told: Mapping[str, Value]) -> bool:
        """Return whether all days that hang together with one are known and can be, or never will be known."""
        return all(self._is_closed(one, told) for one in reached([name], self.beside.__getitem__))

    def _is_closed(self, name: str, told: Mapping[str, Value]) -> bool:
        question, day = self.base.questions[name], told.get(name)
        if name not in self.days or name not in told:
            return False
        first, last = reach(question, self.base.counts_of(name), self.today)
        return first <= day <= last if isinstance(day, date) else day is None and question.unknown_allowed

    def _day(self, name: str, day: Value) -> Value | _CellNumber:
        """Return the cell of a day: each count of it is in one cell, whichever of its days it is."""
        if not isinstance(day, date):
            return None
        age = (self.today - day).days
        held = (one.ages is not None and one.ages.least <= age <= one.ages.most for one in self.cells[name])
        return _cell_number(held) or day

    def _between(self, name: str, told: Mapping[str, Value]) -> Value | _CellNumber:
        """Return the cell of the days between two dates."""
        first, last = (told.get(one) for one in self.base.spans[name].dates)
        if not isinstance(first, date) or not isinstance(last, date):
            return None
        days = self.base.spans[name].days(first, last)
        return _cell_number(one.includes(days) for one in self.cells[name]) or days

    def _of(self, name: str, answer: Value) -> Value | _CellNumber:
        """Return the cell of a number; any other answer as it is."""
        is_number = self.base.questions[name].kind == "number" and isinstance(answer, int)
        return (_cell_number(one.includes(answer) for one in self.cells[name]) or answer) if is_number else answer


def _cell_number(holding: Iterable[bool]) -> _CellNumber | None:
    """Return which of some cells holds an answer; None if none does."""
    return next((("cell", number) for number, holds in enumerate(holding) if holds), None)
