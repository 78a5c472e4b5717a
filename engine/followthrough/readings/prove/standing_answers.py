"""Which earlier answers stand beside what a step gives, as statements: what `format.fitting` says of one lead.

Answers are taken in one by one, in the author's order of questions: first those that the step gives, then the earlier
ones. An answer that an `only if`, a `never`, or the order of days excludes, given those taken in so far, falls away. A
question without an answer so far is open if it may still apply, and then no test of it is settled.
"""

from collections.abc import Collection, Iterator, Sequence

from followthrough.errors import NotSettled
from followthrough.format.conditions import AllOf, Test, Truth
from followthrough.format.model import KnowledgeBase, Never, Question
from followthrough.readings.meaning import all_hold
from followthrough.readings.prove.cells import Variable, value_in
from followthrough.readings.prove.circuit import TRUE, Circuit, Literal
from followthrough.readings.prove.days import cell_ages

Offered = Sequence[Literal]
"""Literals of a question's having each of its answers and, last, of its being answered with "I don't know"."""


class StandingAnswers:
    """The answers taken in so far: for each question a literal for each cell, and one for "I don't know".

    `today` names the dates that the step gives; their counts are cut so that no other day shares a cell with today.
    """

    def __init__(
        self, circuit: Circuit, base: KnowledgeBase, variables: Sequence[Variable], today: Collection[str] = ()
    ) -> None:
        self.circuit = circuit
        self.base = base
        self.variables = {one.question.name: one for one in variables}
        self.taken: dict[str, list[Literal]] = {
            name: [-TRUE] * (len(one.cells) + 1) for name, one in self.variables.items()
        }
        self._today = today
        conditions = (*(one.only_if for one in base.questions.values()), *(one.conditions for one in base.nevers))
        if any(test.fact in base.spans for part in conditions for test in part.tests()):
            raise NotSettled("days between dates decide which answers go together, and a step may change them")
        self._touching = {name: list(self._constraints(name)) for name in self.variables}

    def take(self, name: str, offered: Offered) -> None:
        """Take in an answer to a question, unless it has one or something excludes it."""
        circuit, before = self.circuit, self.taken[name]
        new = -circuit.any_of(before)
        for number, literal in enumerate(offered):
            if literal != -TRUE:
                fits = -self._excluded(name, number)
                self.taken[name] = [
                    circuit.any_of([old, circuit.all_of([literal, new, fits])]) if place == number else old
                    for place, old in enumerate(self.taken[name])
                ]

    def _excluded(self, name: str, number: int) -> Literal:
        """Return the literal of something's excluding one answer to a question."""
        beside = _Beside(self, name, number)
        excluding = [
            beside.never(one) if isinstance(one, Never) else beside.unheard(one) for one in self._touching[name]
        ]
        return self.circuit.any_of([*excluding, *self._out_of_order(name, number)])

    def _out_of_order(self, name: str, number: int) -> Iterator[Literal]:
        """Yield for each date that is today whether an earlier answer to another one is out of order with it.

        Earlier answers were in order among themselves, so what lies in between need not be looked at.
        """
        variable, questions = self.variables[name], self.base.questions
        if variable.question.kind != "date" or name in self._today or number == len(variable.cells):
            return
        held = cell_ages(self.base, variable, variable.cells[number])
        if held is None:
            return
        for one in self._today:
            comes_too_soon = one in questions[name].not_before and held.least > 0
            comes_too_late = name in questions[one].not_before and held.most < 0
            if comes_too_soon or comes_too_late:
                yield self.circuit.any_of(self.taken[one])

    def _constraints(self, name: str) -> Iterator[Question | Never]:
        """Yield the questions and the `never` on which an answer to a question has a bearing."""
        for question in self.base.questions.values():
            if question.name in self.variables and (question.name == name or name in self._resting(question.only_if)):
                yield question
        yield from (one for one in self.base.nevers if name in self._resting(one.conditions))

    def _resting(self, conditions: AllOf) -> set[str]:
        """Name the questions on which it rests whether conditions hold, or may hold."""
        found: set[str] = set()
        waiting = [name for test in conditions.tests() for name in self.base.questions_of(test.fact)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                tests = self.base.questions[name].only_if.tests()
                waiting += [one for test in tests for one in self.base.questions_of(test.fact)]
        return found


class _Beside:
    """What holds of the answers taken in so far together with one more."""

    def __init__(self, standing: StandingAnswers, name: str, number: int) -> None:
        self.circuit = standing.circuit
        self.base = standing.base
        self.variables = standing.variables
        self.taken = {**standing.taken}
        self.taken[name] = [TRUE if place == number else -TRUE for place in range(len(self.taken[name]))]
        self._open: dict[str, Literal] = {}

    def unheard(self, question: Question) -> Literal:
        """Return the literal of a known answer to a question that cannot apply any more."""
        known = self.circuit.any_of(self.taken[question.name][:-1])
        return self.circuit.all_of([known, -self.may_apply(question)])

    def never(self, never: Never) -> Literal:
        """Return the literal of a `never` that holds whatever is answered to open questions."""
        return all_hold(self.circuit, never.conditions, self._surely)

    def may_apply(self, question: Question) -> Literal:
        return all_hold(self.circuit, question.only_if, self._maybe)

    def is_open(self, name: str) -> Literal:
        if name not in self._open:
            unanswered = -self.circuit.any_of(self.taken[name])
            self._open[name] = self.circuit.all_of([unanswered, self.may_apply(self.base.questions[name])])
        return self._open[name]

    def _maybe(self, fact: str, test: Test) -> Literal:
        return self.circuit.any_of([self._holds(fact, test), self.is_open(self.base.question_of(fact))])

    def _surely(self, fact: str, test: Test) -> Literal:
        return self.circuit.all_of([self._holds(fact, test), -self.is_open(self.base.question_of(fact))])

    def _holds(self, fact: str, test: Test) -> Literal:
        """Return the literal of a test's being true of what is known, or of nothing's being known."""
        name = self.base.question_of(fact)
        known = self.taken[name][:-1]
        passing = [
            literal
            for literal, cell in zip(known, self.variables[name].cells, strict=True)
            if test.outcome(value_in(self.base, fact, cell)) is Truth.TRUE
        ]
        if test.outcome(None) is Truth.TRUE:
            passing.append(-self.circuit.any_of(known))
        return self.circuit.any_of(passing)
