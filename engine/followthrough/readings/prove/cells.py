"""What the rules can tell apart: the answers to a question, cut where some test begins or ends.

A cell is a value of a choice, or a range of numbers that no test tells apart. So numbers never reach a proof, and a
range of a year costs as much as the thresholds that rules test in it. Where several choices may be the answer, a cell
is a set of those that are tested: the others cost nothing. A text cannot be tested and is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import combinations, pairwise

import msgspec

from followthrough.errors import KnowledgeError, Place, Problem
from followthrough.format.choices import MAX_TESTED, NONE
from followthrough.format.conditions import (
    AllOf,
    FactTest,
    Known,
    Test,
    Value,
    edges,
    values_of,
)
from followthrough.format.counts import Count, Span
from followthrough.format.day_order import Ages, by_day, possible_ages
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.numbers import fixed, places_of

ANY_DAY = date(2000, 1, 1)
"""Stands for a date that is known but that nothing counts from, in a lead that was found."""


class Cell(msgspec.Struct, frozen=True):
    """Answers that no test tells apart: one value, any day, or the numbers from `value` to `high`.

    Of several choices that may be the answer together, those `among` them are tested; the others make no difference.
    Of a date whose own day counts (`by_day`), a cell has the days of these `ages`, and `value` is one of them as of
    CASE_DAY.
    """

    value: Value
    high: int | None = None
    among: tuple[str, ...] = ()
    ages: Ages | None = None

    def includes(self, value: Value) -> bool:
        """Return whether a known value lies in the cell."""
        if isinstance(self.value, tuple):
            return isinstance(value, tuple) and all((one in value) == (one in self.value) for one in self.among)
        if isinstance(self.value, int) and self.high is not None:
            return isinstance(value, int) and self.value <= value <= self.high
        if self.ages is not None:
            return isinstance(value, date) and self.ages.least <= (CASE_DAY - value).days <= self.ages.most
        return isinstance(value, date) if isinstance(self.value, date) else value == self.value


class Variable(msgspec.Struct, frozen=True):
    """A question as a proof sees it: `fact` is what it is answered by, its count of days if it has one.

    Days between two dates are a variable too, which is not `asked`: it applies where both are known, and is then known.
    """

    question: Question
    fact: str
    cells: tuple[Cell, ...]
    asked: bool = True


Cuts = Mapping[str, Set[int | str]]
"""For a question or count the numbers at which a cell begins, or the values that are told apart from others."""


def variables(base: KnowledgeBase, *others: KnowledgeBase, also: Cuts | None = None) -> tuple[Variable, ...]:
    """Return every question of these bases, except texts, with its cells, and then all spans.

    Numbers are cut where a test of any of the bases begins or ends, and where the range of one does, and `also` at
    others; a date whose own day counts, at ages. A question of several bases is that of the first that has it.
    """
    bases = (base, *others)
    cuts = joined(cuts_of_bases(*bases), also or {})
    questions = {question.name: question for one in reversed(bases) for question in one.questions.values()}
    names = dict.fromkeys(name for one in bases for name in one.questions if questions[name].kind != "text")
    days = {name for one in bases for name in by_day(one)}
    asked = (
        _dated(questions[name], bases, cuts) if name in days else _variable(questions[name], bases, cuts)
        for name in names
    )
    spans = dict.fromkeys(name for one in bases for name in one.spans)
    return (*asked, *(_spanning([one.spans[name] for one in bases if name in one.spans], cuts) for name in spans))


def _dated(question: Question, bases: Sequence[KnowledgeBase], cuts: Cuts) -> Variable:
    """Return a date with its days, by age: cut where a test of any of its counts begins or ends."""
    asked = [base for base in bases if question.name in base.questions]
    held = [possible_ages(base.questions[question.name], base.counts_of(question.name)) for base in asked]
    edges = {*numbers_in(cuts, question.name), *(edge for one in held for edge in (one.least, one.most + 1))}
    for count in (count for base in asked for count in base.counts_of(question.name)):
        numbers = [edge for edge in numbers_in(cuts, count.name) if count.low < edge <= count.high]
        edges.update(edge if count.direction == "since" else 1 - edge for edge in numbers)
    low, end = min(one.least for one in held), max(one.most for one in held) + 1
    starts = sorted(edge for edge in edges if low <= edge <= end)
    cells = (Ages(start, after - 1) for start, after in pairwise(starts))
    dated = tuple(Cell(day_of_age(one.nearest(0)), ages=one) for one in cells)
    return Variable(question, question.name, dated)


def day_of_age(age: int, today: date = CASE_DAY) -> date:
    """Return the day so many days ago, or the end of the calendar if that is nearer."""
    return date.fromordinal(min(max(today.toordinal() - age, 1), date.max.toordinal()))


def value_in(base: KnowledgeBase, fact: str, cell: Cell) -> Value:
    """Return the value of a fact in a cell of its question: of a count or span, within its bounds."""
    if fact in base.counts and cell.ages is not None and isinstance(cell.value, date):
        return base.counts[fact].days(cell.value, CASE_DAY)
    if fact in base.spans and isinstance(cell.value, int):
        return min(max(cell.value, base.spans[fact].low), base.spans[fact].high)
    return cell.value


def _spanning(spans: Sequence[Span], cuts: Cuts) -> Variable:
    """Return the days between two dates as a question that applies where both are known."""
    span = spans[0]
    both = AllOf(tuple(FactTest(name, Known(), Place("")) for name in span.dates))
    cells = tuple(_ranges(spans, cuts))
    question = Question(span.name, "", "number", "", {}, False, both, span.low, span.high, "days", (), span.place)
    return Variable(question, span.name, cells, asked=False)


def _variable(question: Question, bases: Sequence[KnowledgeBase], cuts: Cuts) -> Variable:
    ranged = [one for base in bases if (one := _ranged(base, question)) is not None]
    if ranged:
        return Variable(question, ranged[0].name, tuple(_ranges(ranged, cuts)))
    if question.kind == "date":
        return Variable(question, question.name, (Cell(ANY_DAY),))
    asked = (base.questions[question.name] for base in bases if question.name in base.questions)
    given = [one.choices for one in asked]
    choices = dict.fromkeys(value for one in given for value in one)
    if not question.many:
        return Variable(question, question.name, tuple(map(Cell, choices)))
    common = [choice for choice in choices if all(choice in one for one in given)]
    told = cuts.get(question.name, frozenset())
    among = tuple(choice for choice in choices if choice in told)
    if len({*among} - {NONE}) > MAX_TESTED:  # one base alone is refused when it is loaded
        wrong = f"tests of these bases tell {len({*among} - {NONE})} choices of {question.name} apart"
        raise KnowledgeError([Problem(question.place, wrong, f"compare bases that test {MAX_TESTED} of them at most")])
    return Variable(question, question.name, tuple(_sets(among, [*common, *choices])))


def _sets(among: tuple[str, ...], choices: Sequence[str]) -> Iterator[Cell]:
    """Yield the sets of tested choices that can be an answer, the smallest first; others stand for there being none."""
    if NONE in among:
        yield Cell((NONE,), among=among)
    other = next((choice for choice in choices if choice not in (*among, NONE)), None)
    if NONE not in among or other is not None:
        yield Cell((NONE if other is None or NONE not in among else other,), among=among)
    held = [choice for choice in among if choice != NONE]
    for size in range(1, len(held) + 1):
        yield from (Cell(one, among=among) for one in combinations(held, size))


def _ranges(ranged: Sequence[Question | Count | Span], cuts: Cuts) -> Iterator[Cell]:
    """Yield the ranges of numbers that no test tells apart; each begins at one cut and ends before the next."""
    low, end = min(one.low for one in ranged), max(one.high for one in ranged) + 1
    decimals = places_of(ranged[0].low)
    edges = {edge for one in ranged for edge in (one.low, one.high + 1, *numbers_in(cuts, one.name))}
    for start, after in pairwise(sorted({low, end, *(edge for edge in edges if low < edge < end)})):
        yield Cell(fixed(start, decimals), fixed(after - 1, decimals))


def _ranged(base: KnowledgeBase, question: Question) -> Question | Count | None:
    """Return what has the range of the numbers that answer a question, itself or its count; None without numbers."""
    if question.kind == "date":
        return base.count_of(question.name)
    return base.questions.get(question.name) if question.kind == "number" else None


def cuts_of_bases(*bases: KnowledgeBase) -> Cuts:
    """Return where the outcomes of tests in some bases can change."""
    return joined(*(one.edges for one in bases))


def cuts_of(tests: Iterable[tuple[str, Test]]) -> Cuts:
    """Return where the outcomes of tests of facts can change."""
    together: dict[str, set[int | str]] = {}
    for fact, test in tests:
        together.setdefault(fact, set()).update(edges(test))
    return together


def numbers_in(cuts: Cuts, fact: str) -> Iterator[int]:
    """Yield the numbers at which a cell of a fact begins."""
    return (cut for cut in cuts.get(fact, ()) if isinstance(cut, int))


def joined(*cuts: Cuts) -> Cuts:
    """Return all of some cuts."""
    together: dict[str, set[int | str]] = {}
    for one in cuts:
        for fact, numbers in one.items():
            together.setdefault(fact, set()).update(numbers)
    return together


def changes(cell: Cell, value: Value) -> int:
    """Return how many answers change from a value to some answer of a cell: of several choices, each that is tested."""
    if not isinstance(cell.value, tuple):
        return int(not cell.includes(value))
    now, then = {*values_of(value)}, {*cell.value}
    changed = (now ^ then) & {*cell.among} - {NONE}
    return len(changed) or int(not cell.includes(value))


def nearest(question: Question, cell: Cell, now: Value) -> Value:
    """Return the answer of a cell that is nearest to another one: of several choices, what is not tested stays."""
    if not isinstance(cell.value, tuple) or not isinstance(now, tuple):
        return cell.value
    held = [one for one in cell.value if one in cell.among]
    stays = [] if NONE in held else [one for one in now if one not in (*cell.among, NONE)]
    kept = {*held, *stays}
    return tuple(choice for choice in question.choices if choice in kept) or cell.value
