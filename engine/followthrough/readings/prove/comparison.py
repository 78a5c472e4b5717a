"""Every possible lead under several readings at once: bases, or counsels of one, and what each makes of it.

A *reading* is a base under a counsel. All are put into one circuit over the same answers, so that what they agree on is
one statement, and what is left can be counted and described (`diagrams`, `regions`). Where bases differ in their
questions, one person is thought to answer both: what a base does not ask, or asks only where something else holds, it
does not hear.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from followthrough.errors import KnowledgeError, Place, Problem
from followthrough.format.conditions import FactTest, Truth, Value
from followthrough.format.model import KnowledgeBase, Question
from followthrough.readings.prove.cells import Cell, variables
from followthrough.readings.prove.circuit import Body, Circuit, Literal, TruthTable
from followthrough.readings.prove.diagrams import Diagram, Diagrams, NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead, new_inputs
from followthrough.readings.prove.regions import Aspect, as_test
from followthrough.readings.prove.shrink import shrink
from followthrough.readings.prove.solver import Holds, Solver


class Readings:
    """The leads that some bases can tell apart.

    Diagrams have at most `nodes`, if that is given. Raises KnowledgeError where a question of one base cannot be
    compared with that of the same name in another.
    """

    def __init__(self, *bases: KnowledgeBase, nodes: int | None = None) -> None:
        _check_kinds(bases)
        self.variables = variables(*bases)
        self.circuit = Circuit()
        self.inputs = new_inputs(self.circuit, self.variables)
        self.choices = [self.inputs[one.question.name] for one in self.variables]
        self.diagrams = Diagrams(self.circuit, self.choices, nodes)

    def side(self, base: KnowledgeBase, counsel: str) -> PossibleLead:
        """Return what a base under a counsel makes of a lead."""
        return PossibleLead(self.circuit, base, counsel, self.variables, self.inputs)

    def search(self, *sides: PossibleLead) -> "LeadSearch":
        """Look for single leads that are possible on all of these sides; their statements must have been made."""
        return LeadSearch(self.circuit, self.choices, self._excluded(sides))

    def table(self, leads: Sequence[NumberedAnswers]) -> TruthTable:
        """Return what holds in these leads."""
        held = {
            atom: sum((lead[level] == number) << place for place, lead in enumerate(leads))
            for level, inputs in enumerate(self.choices)
            for number, atom in enumerate(inputs, 1)
        }
        return TruthTable(self.circuit, held, len(leads))

    def leads(self, literal: Literal) -> Diagram:
        """Return the leads in which a literal holds, possible or not."""
        return self.diagrams.of(literal)

    def possible(self, *sides: PossibleLead) -> Diagram:
        """Return the leads that are possible on all of these sides, without answers that none of them hears."""
        return self.leads(self.is_possible(*sides))

    def is_possible(self, *sides: PossibleLead) -> Literal:
        """Return the literal of a lead's being possible on all of these sides, as `possible` has it."""
        return -self.circuit.any_of_bodies(self._excluded(sides))

    def _excluded(self, sides: Sequence[PossibleLead]) -> list[Body]:
        """Return what no lead has that is possible on these sides, or that holds an answer that none of them hears."""
        unheard = [
            (one, *(-side.applies[name] for side in sides if name in side.applies))
            for name, inputs in self.inputs.items()
            for one in inputs
        ]
        return [*(body for side in sides for body in side.impossible), *unheard]

    def only_possible(self, side: PossibleLead, other: PossibleLead) -> Diagram:
        """Return the leads that are possible on one side, and not on the other whatever else it asks."""
        diagrams, heard = self.diagrams, self.possible(side, other)
        for level, variable in enumerate(self.variables):
            applies = self.leads(side.applies.get(variable.question.name, self.circuit.any_of([])))
            unheard = diagrams.without(heard, applies)
            forgotten = diagrams.both(diagrams.forgotten(unheard, level), diagrams.answered(level, {0}))
            heard = diagrams.either(diagrams.both(heard, applies), forgotten)
        return diagrams.without(self.possible(side), heard)

    def answers(self, lead: NumberedAnswers) -> dict[str, Value]:
        """Return the answers of a lead that are known, by question or count of days; of a range the plainest number."""
        return {
            variable.fact: _plainest(variable.cells[number - 1])
            for variable, number in zip(self.variables, lead, strict=True)
            if number
        }

    def test(self, level: int, lead: NumberedAnswers) -> FactTest:
        """Write an answer of a lead, or that there is none, as the test of a rule."""
        variable = self.variables[level]
        aspect = Aspect(variable.fact, (Cell(None), *variable.cells), ())  # no diagrams: there may be no room for more
        return FactTest(aspect.fact, as_test(aspect, {lead[level]}), Place(""))

    @cached_property
    def asked(self) -> tuple[Aspect, ...]:
        """The questions as what leads are told apart by, in the author's order."""
        return tuple(
            Aspect(
                variable.fact,
                (Cell(None), *variable.cells),
                tuple(self.diagrams.answered(level, {number}) for number in range(len(variable.cells) + 1)),
            )
            for level, variable in enumerate(self.variables)
        )

    def agreed(self, one: PossibleLead, other: PossibleLead, within: Diagram) -> tuple[Aspect, ...]:
        """Return the concepts of one value on which two sides agree in all leads, as what leads are told apart by."""
        found = []
        for name, concept in one.base.concepts.items():
            if concept.many or concept.values.keys() != getattr(other.base.concepts.get(name), "values", {}).keys():
                continue
            values = (None, *concept.values)
            leads = [
                tuple(self.diagrams.both(self.leads(side.facts[name, value]), within) for value in values)
                for side in (one, other)
            ]
            if leads[0] == leads[1]:
                found.append(Aspect(name, tuple(map(Cell, values)), leads[0]))
        return tuple(found)


class LeadSearch:
    """Single leads, looked for with clingo: whatever the size of a base, one is found or proved not to be there.

    Raises NotSettled when that takes too long.
    """

    def __init__(self, circuit: Circuit, choices: Sequence[Sequence[int]], excluded: Sequence[Body]) -> None:
        self.choices = choices
        two_answers = [(circuit.at_least(2, inputs),) for inputs in choices]
        self.solver = Solver(circuit, [*excluded, *two_answers])

    def first(self, literal: Literal) -> NumberedAnswers | None:
        """Find a lead in which a literal holds."""
        return self.solver.first([literal], self.read)

    def read(self, holds: Holds) -> NumberedAnswers:
        """Read the answers of a lead."""
        return tuple(next((n for n, one in enumerate(inputs, 1) if holds(one)), 0) for inputs in self.choices)

    def simplest(self, literal: Literal) -> NumberedAnswers | None:
        """Find the lead in which a literal holds that has no answer, or else an early one, to early questions."""
        found = self.first(literal)
        known: list[Literal] = []
        for level, inputs in enumerate(self.choices):
            for number in range(found[level] if found else 0):
                claims = [*known, *self.claims(level, number)]
                other = self.solver.first([literal, *claims], self.read)
                if other is not None:
                    found = other
                    break
            if found:
                known += self.claims(level, found[level]) if inputs else []
        return found

    def core(self, literal: Literal, lead: NumberedAnswers) -> list[int]:
        """Name the questions, by their places, whose answers in a lead suffice for a literal to hold in any other."""

        def suffice(levels: Sequence[int]) -> bool:
            like = [claim for level in levels for claim in self.claims(level, lead[level])]
            return self.solver.first([*like, -literal], self.read) is None

        return sorted(shrink(reversed(range(len(lead))), suffice))

    def claims(self, level: int, number: int) -> list[Literal]:
        """Claim that a question has an answer, or none."""
        return [self.choices[level][number - 1]] if number else [-one for one in self.choices[level]]


def _plainest(cell: Cell) -> Value:
    """Return an answer of a cell: of numbers the one nearest to zero."""
    if isinstance(cell.value, int) and cell.high is not None:
        return max(cell.value, min(0, cell.high))
    return cell.value


def heard(base: KnowledgeBase, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Leave of the answers of a lead those that a base asks for."""
    facts: dict[str, Value] = {}
    waiting = list(base.questions.values())
    while True:
        asked = [one for one in waiting if one.only_if.outcome(facts) is Truth.TRUE]
        if not asked:
            return facts
        for question in asked:
            waiting.remove(question)
            count = base.count_of(question.name)
            name = count.name if count else question.name
            given = answers.get(name, answers.get(question.name))
            if given is not None:
                facts[name] = given


def _check_kinds(bases: Sequence[KnowledgeBase]) -> None:
    """Refuse questions that are answered in one base by what cannot be an answer in another."""
    problems = []
    last = bases[-1]
    for base in bases[:-1]:
        for question in base.questions.values():
            other = last.questions.get(question.name)
            if other is None:
                continue
            wrong = ""
            if _kind(question) != _kind(other):
                wrong = f"{question.name} is a {question.kind} here, and a {other.kind} in the other base"
            counts = (base.count_of(question.name), last.count_of(question.name))
            if len({count.direction for count in counts if count}) > 1:
                wrong = f"the days of {question.name} are counted in the other direction in the other base"
            if wrong:
                problems.append(Problem(question.place, wrong, "give one of them another name"))
    if problems:
        raise KnowledgeError(problems)


def _kind(question: Question) -> str:
    return "choice" if question.kind == "yes/no" else question.kind
