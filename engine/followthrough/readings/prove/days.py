"""The order of days, as statements about a lead that may have any answers: cells go together that hold days in order.

Of several known days some are in order if and only if, from each one to each that it must not be before by way of known
ones, there is no leap: the least age of the later is no more than the greatest of the earlier. So it suffices to follow
what the one forces on the next. A cell holds several ages; where the day itself is known, fewer remain, and what these
exclude beyond what the cell does has statements of its own (`excluded_by`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import permutations, product

from followthrough.format.conditions import Value
from followthrough.format.counts import Count
from followthrough.format.day_order import Ages, ages, by_day, followers, in_order, ordered, possible_ages
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import Cell, Cuts, Variable, day_of_age, variables
from followthrough.readings.prove.circuit import Body, Circuit, Literal
from followthrough.readings.prove.spans import days_apart, span_bounds

Dated = Mapping[str, Sequence[tuple[Literal, Ages]]]
"""For every date question in an order, the literals of its possible cells with the ages in each."""


def cell_ages(base: KnowledgeBase, variable: Variable, cell: Cell) -> Ages | None:
    """Return the ages of the days in a cell of a date question; None if no day can be in it."""
    question, count = base.questions[variable.question.name], base.count_of(variable.question.name)
    if cell.ages is not None:
        return cell.ages.both(possible_ages(question, base.counts_of(question.name)))
    if count is None or not isinstance(cell.value, int) or cell.high is None:
        return ages(question, None)
    return ages(question, count, cell.value, cell.high)


def cuts_alike(base: KnowledgeBase) -> Cuts:
    """Return where to cut all counts of days in an order so that they are cut at the same ages.

    Then a day of a known age excludes whole cells of the days before and after it.
    """
    dated = [one for one in variables(base) if one.question.name in ordered(base)]
    held = [there for one in dated for cell in one.cells if (there := cell_ages(base, one, cell))]
    edges = {0, *(there.least for there in held), *(there.most + 1 for there in held)}
    days = by_day(base)
    counts = [count for one in dated if (count := base.count_of(one.question.name)) and count.of not in days]
    cuts = {count.name: {age if count.direction == "since" else 1 - age for age in edges} for count in counts}
    return {**cuts, **{one.question.name: edges for one in dated if one.question.name in days}}


class DayOrder:
    """The order of the days of a lead. `dated` has the cells of the dates, `known` the literals of their being known.

    `impossible` has what no lead has whose days are in order.
    """

    def __init__(self, circuit: Circuit, base: KnowledgeBase, dated: Dated, known: Mapping[str, Literal]) -> None:
        self.circuit = circuit
        self.dated = dated
        self.known = known
        self.earlier = {name: [one for one in base.questions[name].not_before if one in dated] for name in dated}
        self.later = {
            name: [one for one in after if one in dated]
            for name, after in followers(base.questions).items()
            if name in dated
        }
        self._lower = sorted({there.least for cells in dated.values() for _, there in cells})
        self._upper = sorted({there.most for cells in dated.values() for _, there in cells})
        self._at_least: dict[tuple[str, int], Literal] = {}
        self._at_most: dict[tuple[str, int], Literal] = {}
        self._leads: dict[tuple[str, str], Literal] = {}
        self.impossible: list[Body] = [
            (cell, after)
            for name, cells in dated.items()
            for cell, held in cells
            if (after := self._any_later(name, held.most + 1)) != self.circuit.any_of([])
        ]

    def excluded_by(self, known: Mapping[str, Ages]) -> Iterator[Literal]:
        """Yield what known days exclude that their cells alone do not. `known` has the ages of some dates."""
        days = {name: found for name, found in known.items() if name in self.dated}
        for name, held in days.items():
            cell, there = self._cell(name, held)
            if over := [one for one in self._lower if held.most < one <= there.most]:
                yield self.circuit.all_of([cell, self._any_later(name, min(over))])
            if under := [one for one in self._upper if there.least <= one < held.least]:
                yield self.circuit.all_of([cell, self._any_earlier(name, max(under))])
        for (name, held), (other, after) in permutations(days.items(), 2):
            if held.most < after.least:
                yield self._inverted(name, self._cell(name, held)[0], other, self._cell(other, after)[0])

    def prepare(self) -> None:
        """Make all statements that `excluded_by` can yield, so that none is new to a solver."""
        for _ in (*self.forced_on_cells(), *self.inverted()):
            pass

    def forced_on_cells(self) -> Iterator[tuple[str, Ages, Literal, int, bool]]:
        """Yield what a day excludes that lies in a cell, on the wrong side of a limit that other days force on it.

        That is the date, the ages of its cell, what is excluded, the limit, and whether it is a least age.
        """
        for name, cells in self.dated.items():
            for cell, there in cells:
                for one in filter(range(there.least + 1, there.most + 1).__contains__, self._lower):
                    yield name, there, self.circuit.all_of([cell, self._any_later(name, one)]), one, True
                for one in filter(range(there.least, there.most).__contains__, self._upper):
                    yield name, there, self.circuit.all_of([cell, self._any_earlier(name, one)]), one, False

    def inverted(self) -> Iterator[tuple[str, Ages, Literal, str, Ages]]:
        """Yield what two days exclude that lie in two cells, the second longer ago: the first, then the second."""
        for (name, cells), (other, others) in permutations(self.dated.items(), 2):
            for (cell, there), (another, after) in product(cells, others):
                if there.least < after.most:
                    yield name, there, self._inverted(name, cell, other, another), other, after

    def _cell(self, name: str, held: Ages) -> tuple[Literal, Ages]:
        """Return the cell in which a known day lies."""
        return next((cell, there) for cell, there in self.dated[name] if there.least <= held.least <= there.most)

    def _inverted(self, name: str, cell: Literal, other: str, another: Literal) -> Literal:
        """Return what holds where two days lie in these cells, and known days lead from the one to the other."""
        return self.circuit.all_of([cell, another, self._connected(name, other)])

    def _any_later(self, name: str, least: int) -> Literal:
        """Return what holds where one of the days after a date has at least this age, and so the date has."""
        return self.circuit.any_of(self._is_at_least(one, least) for one in self.later.get(name, ()))

    def _any_earlier(self, name: str, most: int) -> Literal:
        """Return what holds where one of the days before a date has at most this age, and so the date has."""
        return self.circuit.any_of(self._is_at_most(one, most) for one in self.earlier[name])

    def _is_at_least(self, name: str, least: int) -> Literal:
        return self._forced(self._at_least, name, least, lambda held: held.least >= least, self._any_later)

    def _is_at_most(self, name: str, most: int) -> Literal:
        return self._forced(self._at_most, name, most, lambda held: held.most <= most, self._any_earlier)

    def _forced(
        self,
        found: dict[tuple[str, int], Literal],
        name: str,
        limit: int,
        within: Callable[[Ages], bool],
        beyond: Callable[[str, int], Literal],
    ) -> Literal:
        """Return what holds where a date is known and within a limit, by its own cell or by another day."""
        if (name, limit) not in found:
            own = [cell for cell, held in self.dated[name] if within(held)]
            passed_on = self.circuit.all_of([self.known[name], beyond(name, limit)])
            found[name, limit] = self.circuit.any_of([*own, passed_on])
        return found[name, limit]

    def _connected(self, name: str, later: str) -> Literal:
        """Return what holds where known days lead from a date to one after it."""
        if (name, later) not in self._leads:
            ways = [
                self.circuit.all_of([]) if one == later else self.circuit.all_of([self.known[one], on])
                for one in self.later.get(name, ())
                for on in [self._connected(one, later)]
            ]
            self._leads[name, later] = self.circuit.any_of(ways)
        return self._leads[name, later]


def arranged(
    bases: Sequence[KnowledgeBase],
    variables: Sequence[Variable],
    answers: Mapping[str, Value],
    *,
    exactly: Mapping[str, Ages] | None = None,
    near: Mapping[str, int] | None = None,
    today: date = CASE_DAY,
) -> dict[str, Value]:
    """Return answers from the same cells whose days are in order, as near to the given ones as they can be.

    `exactly` has the ages of days that are known, by question, and `near` ages that days are to be near, others than
    those of the given answers. A date from which no days are counted becomes a day if
    it is in an order.
    """
    held, wanted, facts = dict[str, Ages](), dict[str, int](), dict[str, tuple[str, Count | None]]()
    order = {name: one.not_before for base in bases for name, one in base.questions.items() if one.not_before}
    spans = {name: span for base in bases for name, span in base.spans.items()}
    found = {fact: value for fact, value in answers.items() if fact not in spans}
    named = {name for base in bases for name in (*ordered(base), *by_day(base))}
    for variable in variables if named else ():
        name, value = variable.question.name, answers.get(variable.fact)
        base = next((one for one in bases if name in one.questions), None)
        if name not in named or value is None or base is None:
            continue
        cell = next(cell for cell in variable.cells if cell.includes(value))
        there = cell_ages(base, variable, cell)
        count = base.count_of(name) if cell.ages is None else None
        if there is not None:
            held[name], facts[name] = (exactly or {}).get(name, there), (variable.fact, count)
            age = _wanted_age(value, count, is_by_day=cell.ages is not None)
            wanted[name] = (near or {}).get(name, age)
    apart = [
        (spans[one.fact], bounds)
        for one in variables
        if one.fact in spans and answers.get(one.fact) is not None
        for cell, bounds in zip(one.cells, span_bounds(one), strict=True)
        if cell.includes(answers[one.fact])
    ]
    placed = days_apart(order, held, wanted, apart) if apart else in_order(order, held, wanted)
    for name, age in placed.items():
        fact, count = facts[name]
        if count is None or not isinstance(answers[fact], int):
            found[fact] = day_of_age(age, today)
        elif held[name].least <= age <= held[name].most:
            days = age if count.direction == "since" else -age
            found[fact] = min(max(days, count.low), count.high)
    return found


def _wanted_age(value: Value, count: Count | None, *, is_by_day: bool) -> int:
    """Return the age of a day that a lead which was found has as an answer: today of any day."""
    if isinstance(value, date) and is_by_day:
        return (CASE_DAY - value).days
    age = value if isinstance(value, int) else 0
    return -age if count is not None and count.direction == "until" else age
