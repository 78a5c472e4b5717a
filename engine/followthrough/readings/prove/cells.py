"""What the rules can tell apart: the answers to a question, cut where some test begins or ends.

A cell is a value of a choice, or a range of numbers that no test tells apart. So numbers never reach a proof, and a
range of a year costs as much as the thresholds that rules test in it. A text cannot be tested and is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import pairwise

import msgspec

from followthrough.format.conditions import Between, Is, OneOf, OtherThan, Test, Value
from followthrough.format.counts import Count
from followthrough.format.model import KnowledgeBase, Question

ANY_DAY = date(2000, 1, 1)
"""Stands for a date that is known but that nothing counts from, in a lead that was found."""


class Cell(msgspec.Struct, frozen=True):
    """Answers that no test tells apart: one value, any day, or the numbers from `value` to `high`."""

    value: Value
    high: int | None = None

    def includes(self, value: Value) -> bool:
        """Return whether a known value lies in the cell."""
        if isinstance(self.value, int) and self.high is not None:
            return isinstance(value, int) and self.value <= value <= self.high
        return isinstance(value, date) if isinstance(self.value, date) else value == self.value


class Variable(msgspec.Struct, frozen=True):
    """A question as a proof sees it: `fact` is what it is answered by, its count of days if it has one."""

    question: Question
    fact: str
    cells: tuple[Cell, ...]


Cuts = Mapping[str, Set[int]]
"""For a question or count the numbers at which a cell begins."""


def variables(base: KnowledgeBase, *others: KnowledgeBase, also: Cuts | None = None) -> tuple[Variable, ...]:
    """Return every question of these bases, except texts, with its cells.

    Numbers are cut where a test of any of the bases begins or ends, and where the range of one does, and `also` at
    others. A question of several bases is that of the first that has it.
    """
    bases = (base, *others)
    cuts = joined(cuts_of_bases(*bases), also or {})
    questions = {question.name: question for one in reversed(bases) for question in one.questions.values()}
    names = dict.fromkeys(name for one in bases for name in one.questions if questions[name].kind != "text")
    return tuple(_variable(questions[name], bases, cuts) for name in names)


def _variable(question: Question, bases: Sequence[KnowledgeBase], cuts: Cuts) -> Variable:
    ranged = [one for base in bases if (one := _ranged(base, question)) is not None]
    if ranged:
        return Variable(question, ranged[0].name, tuple(_ranges(ranged, cuts)))
    if question.kind == "date":
        return Variable(question, question.name, (Cell(ANY_DAY),))
    asked = (base.questions[question.name] for base in bases if question.name in base.questions)
    choices = dict.fromkeys(value for one in asked for value in one.choices)
    return Variable(question, question.name, tuple(map(Cell, choices)))


def _ranges(ranged: Sequence[Question | Count], cuts: Cuts) -> Iterator[Cell]:
    """Yield the ranges of numbers that no test tells apart; each begins at one cut and ends before the next."""
    low, end = min(one.low for one in ranged), max(one.high for one in ranged) + 1
    edges = {edge for one in ranged for edge in (one.low, one.high + 1, *cuts.get(one.name, ()))}
    for start, after in pairwise(sorted({low, end, *(edge for edge in edges if low < edge < end)})):
        yield Cell(start, after - 1)


def _ranged(base: KnowledgeBase, question: Question) -> Question | Count | None:
    """Return what has the range of the numbers that answer a question, itself or its count; None without numbers."""
    if question.kind == "date":
        return base.count_of(question.name)
    return base.questions.get(question.name) if question.kind == "number" else None


def _tests(base: KnowledgeBase) -> Iterator[tuple[str, Test]]:
    """Return every test in a base, with the fact that is tested."""
    conditions = [
        *(part for rule in base.rules.values() for part in (rule.conditions, rule.unless) if part),
        *(question.only_if for question in base.questions.values()),
        *(never.conditions for never in base.nevers),
    ]
    return ((test.fact, test.test) for part in conditions for test in part.tests())


def cuts_of_bases(*bases: KnowledgeBase) -> Cuts:
    """Return where the outcomes of tests in some bases can change."""
    return joined(*(cuts_of(_tests(one)) for one in bases))


def cuts_of(tests: Iterable[tuple[str, Test]]) -> Cuts:
    """Return where the outcomes of tests of facts can change."""
    return joined(*({fact: frozenset(_cuts(test))} for fact, test in tests))


def joined(*cuts: Cuts) -> Cuts:
    """Return all of some cuts."""
    together: dict[str, set[int]] = {}
    for one in cuts:
        for fact, numbers in one.items():
            together.setdefault(fact, set()).update(numbers)
    return together


def _cuts(test: Test) -> Iterator[int]:
    """Yield the numbers at which the outcome of a test can change."""
    if isinstance(test, OneOf):
        for one in test.tests:
            yield from _cuts(one)
    elif isinstance(test, Between):
        if test.low is not None:
            yield test.low
        if test.high is not None:
            yield test.high + 1
    elif isinstance(test, Is | OtherThan) and isinstance(test.value, int):
        yield from (test.value, test.value + 1)
