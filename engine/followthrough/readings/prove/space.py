"""Every lead that some bases can tell apart, with what each base under a counsel makes of it, in one circuit.

All are put into one circuit over the same answers, so that what they agree on is one statement. The rest can be found
lead by lead (`worlds`), or counted and described (`diagrams`, `regions`). Where bases differ in their questions, one
person is thought to answer both: what a base does not ask, or asks only where something else holds, it does not hear.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from followthrough.errors import KnowledgeError, Place, Problem
from followthrough.format.choices import NONE
from followthrough.format.conditions import FactTest, Value, values_of
from followthrough.format.counts import Count
from followthrough.format.day_order import by_day
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.numbers import fixed, places_of
from followthrough.readings.prove.bits import TruthTable
from followthrough.readings.prove.cells import ANY_DAY, Cell, Cuts, Variable, variables
from followthrough.readings.prove.circuit import Body, Circuit, Literal
from followthrough.readings.prove.days import arranged
from followthrough.readings.prove.diagrams import Diagram, Diagrams, NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead, new_inputs
from followthrough.readings.prove.regions import Aspect, as_test, choice_cells, in_few_tests


class LeadSpace:
    """The leads that some bases can tell apart.

    Its statements are made in a `circuit` of its own, or in the one given, and diagrams have at most `nodes`, if that
    is given. Numbers are `also` cut where no base tests them. Raises KnowledgeError where a question of one base cannot
    be compared with that of the same name in another.
    """

    def __init__(
        self, *bases: KnowledgeBase, circuit: Circuit | None = None, nodes: int | None = None, also: Cuts | None = None
    ) -> None:
        _check_kinds(bases)
        self.bases = bases
        self.variables = variables(*bases, also=also)
        self.circuit = circuit or Circuit()
        self.inputs = new_inputs(self.circuit, self.variables)
        self.choices = [self.inputs[one.question.name] for one in self.variables]
        self._nodes = nodes

    def side(self, base: KnowledgeBase, counsel: str) -> PossibleLead:
        """Return what a base under a counsel makes of a lead."""
        return PossibleLead(self.circuit, base, counsel, self.variables, self.inputs)

    def is_possible(self, *sides: PossibleLead) -> Literal:
        """Return the literal of a lead's being possible on all of these sides, with no answer that none of them hears.

        It holds only of leads in which no question has two answers.
        """
        return -self.circuit.any_of_bodies(self.excluded(sides))

    def excluded(self, sides: Sequence[PossibleLead]) -> list[Body]:
        """Return what no lead has that is possible on these sides, or that has an answer that none of them hears."""
        unheard = [
            (one, *(-side.applies[name] for side in sides if name in side.applies))
            for name, inputs in self.inputs.items()
            for one in inputs
        ]
        return [*(body for side in sides for body in side.impossible), *unheard]

    def two_answers(self) -> list[Body]:
        """Return what no lead has: two answers to a question."""
        return [(self.circuit.at_least(2, inputs),) for inputs in self.choices]

    # Single leads

    def table(self, leads: Sequence[NumberedAnswers]) -> TruthTable:
        """Return what holds in these leads."""
        held = {
            atom: sum((lead[level] == number) << place for place, lead in enumerate(leads))
            for level, inputs in enumerate(self.choices)
            for number, atom in enumerate(inputs, 1)
        }
        return TruthTable(self.circuit, held, len(leads))

    def answers(self, lead: NumberedAnswers) -> dict[str, Value]:
        """Return the known answers of a lead, by question or count of days; of a range the number nearest to zero.

        Days are as near to today as their order allows.
        """
        near_zero = {
            variable.fact: plainest(variable.cells[number - 1])
            for variable, number in zip(self.variables, lead, strict=True)
            if number
        }
        return arranged(self.bases, self.variables, near_zero)

    def tests(self, level: int, lead: NumberedAnswers) -> Iterator[FactTest]:
        """Write an answer of a lead, or that there is none, as tests of a rule that all hold."""
        tests = list(self._tests(level, lead))
        return in_few_tests(tests, {tests[0].fact: _rest(self.variables[level])})

    def _tests(self, level: int, lead: NumberedAnswers) -> Iterator[FactTest]:
        variable, number = self.variables[level], lead[level]
        for fact, cells, numbers in self._aspects(variable):  # no diagrams: there may be no room for more
            aspect = Aspect(fact, cells, ())
            held = next(place for place, one in enumerate(numbers) if number in one)
            yield FactTest(aspect.fact, as_test(aspect, {held}), Place(""))
            if number == 0:
                return

    # All leads at once

    @cached_property
    def diagrams(self) -> Diagrams:
        """The diagrams of the statements."""
        return Diagrams(self.circuit, self.choices, self._nodes)

    def leads(self, literal: Literal) -> Diagram:
        """Return the leads in which a literal holds, possible or not."""
        return self.diagrams.of(literal)

    def possible(self, *sides: PossibleLead) -> Diagram:
        """Return the leads that are possible on all of these sides, without answers that none of them hears."""
        return self.leads(self.is_possible(*sides))

    def only_possible(self, side: PossibleLead, other: PossibleLead) -> Diagram:
        """Return the leads that are possible on one side, and not on the other whatever else it asks."""
        diagrams, heard = self.diagrams, self.possible(side, other)
        for level, variable in enumerate(self.variables):
            applies = self.leads(side.applies.get(variable.question.name, self.circuit.any_of([])))
            unheard = diagrams.without(heard, applies)
            forgotten = diagrams.both(diagrams.forgotten(unheard, level), diagrams.answered(level, {0}))
            heard = diagrams.either(diagrams.both(heard, applies), forgotten)
        return diagrams.without(self.possible(side), heard)

    @cached_property
    def asked(self) -> tuple[Aspect, ...]:
        """The questions, in the author's order, as aspects in which leads differ."""
        return tuple(
            Aspect(
                fact,
                cells,
                tuple(self.diagrams.answered(level, one) for one in numbers),
                _rest(variable),
            )
            for level, variable in enumerate(self.variables)
            for fact, cells, numbers in self._aspects(variable)
        )

    def _aspects(self, variable: Variable) -> Iterator[tuple[str, tuple[Cell, ...], Sequence[set[int]]]]:
        """Yield in which facts a question may differ, each with its cells and the numbers of the answers in these."""
        if variable.question.kind != "date" or variable.cells[0].ages is None:
            yield from ((variable.fact, cells, numbers) for cells, numbers in _aspects(variable))
            return
        counts = {count.name: count for base in self.bases for count in base.counts_of(variable.question.name)}
        for count in counts.values():
            days = [count.days(cell.value, CASE_DAY) for cell in variable.cells if isinstance(cell.value, date)]
            yield (count.name, *_counted(count, days))
        if not counts:
            yield variable.fact, (Cell(None), Cell(ANY_DAY)), [{0}, {*range(1, len(variable.cells) + 1)}]

    def agreed(self, one: PossibleLead, other: PossibleLead, within: Diagram) -> tuple[Aspect, ...]:
        """Return the concepts of one value on which two sides agree in all leads, as aspects in which leads differ."""
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


def _counted(count: Count, days: Sequence[int]) -> tuple[tuple[Cell, ...], list[set[int]]]:
    """Return the cells of a count of days, and in each the numbers of the cells of its date, of which it has `days`."""
    starts = [count.low, *sorted({*days})[1:]]
    ends = [*(start - 1 for start in starts[1:]), count.high]
    cells = [Cell(start, end) for start, end in zip(starts, ends, strict=True)]
    numbers = [{number for number, one in enumerate(days, 1) if cell.includes(one)} for cell in cells]
    return (Cell(None), *cells), [{0}, *numbers]


def _rest(variable: Variable) -> frozenset[str]:
    """Return all choices of a question but `none`, if they are all tested, so that an answer without any is `none`."""
    choices = {*variable.question.choices} - {NONE}
    return frozenset(choices) if variable.question.many and choices <= {*variable.cells[0].among} else frozenset()


def _aspects(variable: Variable) -> Iterator[tuple[tuple[Cell, ...], Sequence[set[int]]]]:
    """Yield in what the answers to a question differ: cells to describe, and the numbers of the answers in each.

    Answers of several choices differ in each of those that are tested.
    """
    among = variable.cells[0].among if variable.cells else ()
    if not among:
        yield (Cell(None), *variable.cells), [{number} for number in range(len(variable.cells) + 1)]
    for choice in among:
        holding = {number for number, cell in enumerate(variable.cells, 1) if choice in values_of(cell.value)}
        others = {*range(1, len(variable.cells) + 1)} - holding
        yield (Cell(None), *choice_cells(choice)), [{0}, holding, others]


def plainest(cell: Cell) -> Value:
    """Return an answer of a cell: of numbers the one nearest to zero."""
    if isinstance(cell.value, int) and cell.high is not None:
        return fixed(max(cell.value, min(0, cell.high)), places_of(cell.value))
    return cell.value


def _check_kinds(bases: Sequence[KnowledgeBase]) -> None:
    """Refuse questions that are answered in one base by what cannot be an answer in another."""
    last = bases[-1]
    problems = [
        Problem(span.place, f"{name} counts other days in the other base", "give one of them another name")
        for base in bases[:-1]
        for name, span in base.spans.items()
        if name in last.questions or span.dates != last.spans.get(name, span).dates
    ]
    problems += [
        Problem(question.place, wrong, "give one of them another name")
        for base in bases[:-1]
        for question in base.questions.values()
        if question.name in last.questions and (wrong := _mismatch(base, last, question))
    ]
    if problems:
        raise KnowledgeError(problems)


def _mismatch(base: KnowledgeBase, last: KnowledgeBase, question: Question) -> str:
    """Say why a question cannot be compared with that of the same name in the last base; nothing if it can."""
    other = last.questions[question.name]
    counts = (base.count_of(question.name), last.count_of(question.name))
    days = by_day(base) | by_day(last)
    if question.name not in days and len({count.direction for count in counts if count}) > 1:
        return f"the days of {question.name} are counted in the other direction in the other base"
    if question.many != other.many:
        several, one = ("here", "in the other base") if question.many else ("in the other base", "here")
        return f"{question.name} takes several answers {several}, and one {one}"
    if question.decimals != other.decimals:
        places = f"{question.decimals or 'no'} decimals here, and {other.decimals or 'none'} in the other base"
        return f"{question.name} has {places}"
    if _kind(question) != _kind(other):
        return f"{question.name} is a {question.kind} here, and a {other.kind} in the other base"
    return ""


def _kind(question: Question) -> str:
    return "choice" if question.kind == "yes/no" else question.kind
