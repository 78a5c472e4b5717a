"""A lead that may have any answers, as statements of a circuit: what is answered, and what rules conclude from it.

    applies(q)    the `only if` of question q holds
    answer(q,c)   q applies and is answered with cell c; a question without an answer is unknown

A test of an answer is a statement that follows from the cells that pass it; whether one does is asked of the test
itself. What follows from the answers by the rules of a counsel is `meaning`, in the algebra of circuits.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date

from followthrough.format.conditions import Test, Truth, Value
from followthrough.format.day_order import Ages, ages, ages_of_day, ordered, spanned
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.order import settled_order
from followthrough.readings.meaning import Meaning, all_hold
from followthrough.readings.prove.cells import Cell, Variable, value_in
from followthrough.readings.prove.circuit import Body, Circuit, Literal
from followthrough.readings.prove.days import DayOrder, cell_ages
from followthrough.readings.prove.spans import DayGraph, span_bounds, untenable

MOST_CLAIMS = 10_000
"""Most answers of which it is remembered what they claim: proofs ask for the same few again and again."""

Inputs = Mapping[str, Sequence[int]]
"""For every question, by name, the atoms of a person's giving one or the other cell as the answer."""


def new_inputs(circuit: Circuit, variables: Sequence[Variable]) -> Inputs:
    """Make the atoms of the answers of a lead."""
    return {one.question.name: [circuit.free() for _ in one.cells] for one in variables}


class PossibleLead:
    """A lead of which any answers may be given, and what one counsel's rules conclude in it.

    `facts` has a literal for every cell of a question, by its number, and for every value of a concept; under None
    stands that of its being unknown. `impossible` has what makes a lead impossible. An answer to a question that the
    base does not have, or that does not apply, counts as not given.
    """

    def __init__(
        self, circuit: Circuit, base: KnowledgeBase, counsel: str, variables: Sequence[Variable], inputs: Inputs
    ) -> None:
        self.circuit = circuit
        self.base = base
        self.inputs = inputs
        self.variables = [one for one in variables if one.fact in base.spans or one.question.name in base.questions]
        self.facts: dict[tuple[str, Value], Literal] = {}
        self.applies: dict[str, Literal] = {}
        self.impossible: list[Body] = []
        self._by_fact = {name: one for one in self.variables for name in self._names(one)}
        for name in asking_order(base):
            if name in self._by_fact:
                variable = self._by_fact[name]
                self._add_question(base.questions.get(name, variable.question), variable, inputs[name])
        self.days = self._day_order()
        self.impossible += self.days.impossible
        self.impossible += untenable(circuit, self.day_graph())
        self.impossible += [(all_hold(circuit, never.conditions, self.passes),) for never in base.nevers]
        self._answers = dict(self.facts)
        self._claimed: dict[tuple[str, Value], tuple[Literal, ...]] = {}
        self.meaning = Meaning(circuit, settled_order(base, counsel), self.passes)
        self.facts.update(self.meaning.values.items())

    def reread(self, base: KnowledgeBase, counsel: str) -> "PossibleLead":
        """Return what a base that differs in its rules only, or another counsel, makes of the same lead."""
        other = copy(self)
        other.base, other.facts = base, dict(self._answers)
        other.meaning = Meaning(self.circuit, settled_order(base, counsel), other.passes)
        other.facts.update(other.meaning.values.items())
        return other

    def concluding(self, meaning: Meaning[Literal]) -> "PossibleLead":
        """Return the same lead with other conclusions."""
        other = copy(self)
        other.meaning, other.facts = meaning, dict(self._answers)
        other.facts.update(meaning.values.items())
        return other

    def cells(self, variable: Variable) -> list[Literal]:
        """Return the literals of a variable's cells."""
        return [self.facts[variable.question.name, number] for number in range(len(variable.cells))]

    def answered(self, name: str, value: Value) -> tuple[Literal, ...]:
        """Return what a known answer to a question or count claims."""
        if len(self._claimed) >= MOST_CLAIMS:
            self._claimed.clear()
        if (name, value) not in self._claimed:
            self._claimed[name, value] = tuple(self._claims(name, value))
        return self._claimed[name, value]

    def _claims(self, name: str, value: Value) -> Iterator[Literal]:
        variable = self._by_fact.get(name)
        if variable is None:
            return
        if value is None:
            yield self.facts[name, None]
        elif any(cell.ages is not None for cell in variable.cells):
            yield -self.facts[name, None]
            yield from self._on_other_days(name, variable, value)
        elif isinstance(value, date):
            yield -self.facts[name, None]
        else:
            yield next(self.facts[name, number] for number, cell in enumerate(variable.cells) if cell.includes(value))

    def _on_other_days(self, name: str, variable: Variable, value: Value) -> Iterator[Literal]:
        """Yield that a date is in none of the cells without its day, or without a day that so many are counted from."""
        question, count = self.base.questions[variable.question.name], self.base.counts.get(name)
        told: Ages | None = None
        if isinstance(value, date):
            told = ages_of_day(value, CASE_DAY)
        elif count is not None and isinstance(value, int):
            told = ages(question, count, value, value)
        for number, cell in enumerate(variable.cells):
            if told is None or cell.ages is None or cell.ages.both(told) is None:
                yield -self.facts[name, number]

    def _names(self, variable: Variable) -> set[str]:
        """Name a question, and the counts of its days."""
        counts = self.base.counts_of(variable.question.name)
        return {variable.question.name, variable.fact, *(count.name for count in counts)}

    def _add_question(self, question: Question, variable: Variable, inputs: Sequence[int]) -> None:
        """Let a question have the answer that was given, where it applies."""
        circuit = self.circuit
        applies = self.applies[question.name] = all_hold(circuit, question.only_if, self.passes)
        answers = [circuit.all_of([one, applies]) for one in inputs]
        unknown = -circuit.any_of(answers)
        for name in self._names(variable):
            self.facts.update({(name, number): one for number, one in enumerate(answers)})
            self.facts[name, None] = unknown
        if not question.unknown_allowed:
            self.impossible.append((applies, unknown))
        self.impossible += [
            (answer,) for answer, cell in zip(answers, variable.cells, strict=True) if not self._allows(question, cell)
        ]

    def _allows(self, question: Question, cell: Cell) -> bool:
        """Return whether a cell is an answer in this base."""
        if question.name in self.base.spans:
            return True
        if question.choices:
            return _is_answer(question, cell)
        ranged = self.base.count_of(question.name) if question.kind == "date" else question
        if question.kind == "date" and cell_ages(self.base, self._by_fact[question.name], cell) is None:
            return False
        return ranged is None or not isinstance(cell.value, int) or ranged.low <= cell.value <= ranged.high

    def day_graph(self, beside: DayGraph | None = None, when: str = "") -> DayGraph:
        """Return what the cells of dates and spans say of how far apart days are, `beside` those of another lead.

        The names of the dates begin with `when`.
        """
        variables = {one.fact: one for one in self.variables if one.fact in self.base.spans}
        graph = beside or DayGraph(self.circuit)
        for name in (name for group in spanned(self.base) for name in group):
            graph.date(f"{when}{name}", self._dated_cells(self._by_fact[name]))
        for name, one in variables.items():
            span = self.base.spans[name]
            dates = f"{when}{span.first}", f"{when}{span.last}"
            graph.span(dates, f"{when}{name}", list(zip(self.cells(one), span_bounds(one), strict=True)))
        for question in self.base.questions.values():
            for earlier in question.not_before:
                graph.order(f"{when}{question.name}", f"{when}{earlier}")
        return graph

    def _dated_cells(self, variable: Variable) -> list[tuple[Literal, Ages]]:
        """Return the literals of the cells that are answers in this base, each with its ages."""
        question = self.base.questions[variable.question.name]
        return [
            (literal, held)
            for literal, cell in zip(self.cells(variable), variable.cells, strict=True)
            if self._allows(question, cell) and (held := cell_ages(self.base, variable, cell))
        ]

    def _day_order(self) -> DayOrder:
        """Return the order of the days, with the cells that are answers in this base."""
        named = ordered(self.base)
        dated = {one.question.name: self._dated_cells(one) for one in self.variables if one.question.name in named}
        return DayOrder(self.circuit, self.base, dated, {name: -self.facts[name, None] for name in dated})

    def passes(self, fact: str, test: Test) -> Literal:
        """Return what holds where a test of an answer is true: by each cell that passes it, or by being unknown."""
        outcomes = [(number, value_in(self.base, fact, cell)) for number, cell in enumerate(self._by_fact[fact].cells)]
        return self.circuit.any_of(
            self.facts[fact, key] for key, value in [*outcomes, (None, None)] if test.outcome(value) is Truth.TRUE
        )


def _is_answer(question: Question, cell: Cell) -> bool:
    """Return whether a choice, or some answer of several that no test tells apart, is one that a question has."""
    if not isinstance(cell.value, tuple):
        return cell.value in question.choices
    tested = [one for one in cell.value if one in cell.among]
    if tested:
        return all(one in question.choices for one in tested)
    return any(one not in cell.among for one in question.choices)


def asking_order(base: KnowledgeBase) -> list[str]:
    """Order the questions and spans so that each comes after those that its `only if` tests, or that it counts from."""
    ordered: dict[str, None] = {}

    def add(name: str) -> None:
        if name not in ordered:
            for one in _resting_on(base, name):
                add(one)
            ordered[name] = None

    for name in (*base.questions, *base.spans):
        add(name)
    return list(ordered)


def _resting_on(base: KnowledgeBase, name: str) -> Iterator[str]:
    if name in base.spans:
        yield from base.spans[name].dates
    else:
        for test in base.questions[name].only_if.tests():
            yield test.fact if test.fact in base.spans else base.question_of(test.fact)
