"""All possible leads, put to clingo: it finds one in which something holds, or proves that there is none.

`infer` runs the rules on one lead. Here a base under a counsel becomes a circuit (`lead`) whose solutions are the
possible leads, each with what the rules conclude in it, and clingo (`solver`) finds those that are asked for, whatever
the size of the base. A missing answer is unknown, whether the question does not apply or nobody knows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import msgspec

from followthrough.format.conditions import AllOf, Value
from followthrough.format.day_order import Ages
from followthrough.format.model import Concept, KnowledgeBase
from followthrough.format.numbers import fixed
from followthrough.readings.meaning import all_hold
from followthrough.readings.prove.applied_rules import AppliedRules
from followthrough.readings.prove.bits import Bits, TruthTable
from followthrough.readings.prove.cells import Cell, Variable
from followthrough.readings.prove.circuit import Body, Literal
from followthrough.readings.prove.days import arranged
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.one_changed import deciding
from followthrough.readings.prove.shrink import shrink
from followthrough.readings.prove.solver import SECONDS, Block, Holds, Solver
from followthrough.readings.prove.space import LeadSpace

T = TypeVar("T")

Claim = Literal
"""Something that holds in a world or, negated (-claim), does not."""

MAX_REMEMBERED = 4096
"""Of so many questions the answers are remembered: those of a long consultation, in a few megabytes."""


class World(msgspec.Struct, frozen=True):
    """A possible lead and what the rules conclude in it.

    `answers` has the answers that are known, by question or count; a number stands for all in its cell, and if it
    counts days, they are in order, beside dates that are told as of CASE_DAY. `values` has every concept: a value, None
    if unknown, a tuple if it may hold many; and every sum. `conflicts` names the concepts for which two undefeated
    rules conclude different values.
    """

    answers: Mapping[str, Value]
    values: Mapping[str, Value]
    fired: tuple[str, ...]
    defeated: tuple[str, ...]
    conflicts: tuple[str, ...]


class Activity(msgspec.Struct, frozen=True):
    """The rules that fire in a possible lead, and all that apply, whether they are defeated or not."""

    lead: NumberedAnswers
    fired: frozenset[str]
    applied: frozenset[str]


class Worlds:
    """The leads of a space that are possible on all of some `sides`.

    Whatever is named is of the first side. Known answers, wherever they are asked for, map questions and counts to a
    value, or to None where it is known that there is none. A number speaks for its cell. A date says that the day is
    known; where days are counted, give the count. Texts are passed over. No lead has what is `forbidden`. `further` are
    choices like those of an answer, of which there may be none, that come after the questions where leads are numbered.

    Every question put to the worlds raises NotSettled when `seconds` run out.
    """

    def __init__(
        self,
        space: LeadSpace,
        *sides: PossibleLead,
        forbidden: Iterable[Body] = (),
        further: Sequence[Sequence[int]] = (),
        seconds: float = SECONDS,
    ) -> None:
        self.space = space
        self.sides = sides
        self.side = sides[0]
        self.base = self.side.base
        self.variables = space.variables
        self._choices = [*space.choices, *further]
        two_further = [(space.circuit.at_least(2, inputs),) for inputs in further]
        self._impossible = [*space.excluded(sides), *space.two_answers(), *two_further, *forbidden]
        self._excluded: tuple[Claim, ...] = ()
        self._remembered: dict[tuple[str, frozenset[Claim]], tuple[str | None, ...] | None] = {}
        self.solver = Solver(space.circuit, self._impossible, choices=self._choices, seconds=seconds)

    @classmethod
    def of(cls, base: KnowledgeBase, counsel: str, *, seconds: float = SECONDS) -> "Worlds":
        """Return all possible leads of a base under a counsel."""
        space = LeadSpace(base)
        return cls(space, space.side(base, counsel), seconds=seconds)

    # What can be claimed

    def value(self, concept: str, value: str | None) -> Claim:
        """Claim that a concept has a value, among others if it may hold many; None: that it is unknown."""
        return self.side.facts[concept, value]

    def applies(self, question: str) -> Claim:
        """Claim that a question applies."""
        return self.side.applies[question]

    def applied(self, rule: str) -> Claim:
        """Claim that a rule applied, whether it was defeated or not."""
        return self.side.meaning.applied[rule]

    def holding(self, conditions: AllOf, unless: AllOf | None = None) -> Claim:
        """Claim that conditions hold, and an exception does not; it can be asked about once the solver has grown."""
        circuit, passes = self.space.circuit, self.side.meaning.passes
        holds = all_hold(circuit, conditions, passes)
        return holds if unless is None else circuit.all_of([holds, -all_hold(circuit, unless, passes)])

    def fired(self, rule: str) -> Claim:
        """Claim that a rule fired and was not defeated."""
        return self.side.meaning.fired[rule]

    def conflict(self, concept: str) -> Claim:
        """Claim that undefeated rules conclude different values for a concept that holds one."""
        return self.side.meaning.conflicts[concept]

    def reaches(self, name: str, least: int) -> Claim:
        """Claim that a sum comes to so many points or more."""
        with self.solver.growing:
            claim = self.space.circuit.reaches(least, self.side.meaning.sums[name])
            self.solver.grow()
        return claim

    def answered(self, known: Mapping[str, Value]) -> list[Claim]:
        """Claim known answers."""
        return [claim for name, value in known.items() for claim in self.side.answered(name, value)]

    def any_of(self, claims: Iterable[Claim]) -> Claim:
        """Claim that one of some claims holds."""
        claim = self.space.circuit.any_of(claims)
        self.solver.grow()
        return claim

    # What can be asked

    def possible(self, known: Mapping[str, Value], *claims: Claim) -> bool:
        """Return whether all claims can hold together, given what is known."""
        return self._found("", known, claims) is not None

    def witness(self, known: Mapping[str, Value], *claims: Claim) -> World | None:
        """Find a world that fits what is known and in which all claims hold; None if there is none."""
        return self._first(known, claims, lambda holds: read_world(self.side, holds))

    def activity(self, *claims: Claim) -> Activity | None:
        """Find a possible lead in which all claims hold, and return what the rules do in it."""
        fired = self.side.meaning.fired

        def read(holds: Holds) -> Activity:
            applied = self._applied_rules.read(holds)
            return Activity(
                self.numbered(holds), frozenset(name for name in applied if holds(fired[name])), frozenset(applied)
            )

        return self._first({}, claims, read)

    @cached_property
    def _applied_rules(self) -> AppliedRules:
        return AppliedRules(self.space.circuit, self.side.meaning.applied)

    def showing(self, claims: Iterable[Claim]) -> Iterator[tuple[NumberedAnswers, set[Claim]]]:
        """Yield leads until every one of some claims that can hold does so in one, with the claims that are new in it.

        The limit of work is for all together, and nothing else can be asked until the last one has been yielded.
        """
        left = {*claims}

        def read(holds: Holds, block: Block) -> tuple[NumberedAnswers, set[Claim]]:
            shown = {one for one in left if holds(one)}
            left.difference_update(shown)
            block([-one for one in left])
            return self.numbered(holds), shown

        return self.solver.each([self.any_of(left)], read)

    def meeting(self, claims: Sequence[Claim], others: Mapping[int, Sequence[Claim]]) -> set[int] | None:
        """Find a lead in which all of some claims hold, and number the other lists of claims that all hold in it too.

        None if there is no such lead.
        """

        def read(holds: Holds) -> set[int]:
            return {number for number, claimed in others.items() if all(map(holds, claimed))}

        return self._first({}, claims, read)

    def values(self, concept: str, known: Mapping[str, Value], *claims: Claim) -> tuple[str | None, ...]:
        """Return the values that a concept can have, or hold among others, in the author's order; None: unknown."""
        found: set[str | None] = set()
        candidates = (*self.base.concepts[concept].values, None)
        for value in candidates:
            if value not in found:
                found.update(self._found(concept, known, (*claims, self.value(concept, value))) or ())
        return tuple(value for value in candidates if value in found)

    def _found(
        self, concept: str, known: Mapping[str, Value], claims: Sequence[Claim]
    ) -> tuple[str | None, ...] | None:
        """Return the values that a concept, if one is named, holds in some lead; None if no lead is possible.

        A consultation asks the same of its leads again and again, and does not look again for what it has found.
        """
        asked = concept, frozenset((*self._assumed(known), *self._excluded, *claims))
        try:
            return self._remembered[asked]
        except KeyError:
            found = self._first(known, claims, lambda holds: self._held(concept, holds) if concept else ())
        if len(self._remembered) >= MAX_REMEMBERED:
            self._remembered.clear()
        self._remembered[asked] = found
        return found

    def _held(self, concept: str, holds: Holds) -> tuple[str | None, ...]:
        """Read the values that a concept holds; None alone if it is unknown."""
        values = (*self.base.concepts[concept].values, None)
        return tuple(value for value in values if holds(self.value(concept, value)))

    def _first(self, known: Mapping[str, Value], claims: Sequence[Claim], read: Callable[[Holds], T]) -> T | None:
        return self.solver.first([*self._assumed(known), *self._excluded, *claims], read)

    def _assumed(self, known: Mapping[str, Value]) -> list[Claim]:
        return self.answered(known)

    # Leads by the numbers of their answers

    def first(self, *claims: Claim) -> NumberedAnswers | None:
        """Find a lead in which all claims hold; None if there is none."""
        return self.solver.first(claims, self.numbered)

    def simplest(self, *claims: Claim) -> NumberedAnswers | None:
        """Find the lead in which all claims hold that has no answer, or else an early one, to early questions.

        So it is the same lead whatever clingo finds first, and no answer can be taken away from it.
        """
        return self.solver.simplest(claims, self.numbered)

    def core(self, lead: NumberedAnswers, claims: Sequence[Claim], order: Iterable[int]) -> list[int]:
        """Name questions, by their places, whose answers in a lead suffice for all claims to hold in any other.

        None of them can be left out; those that come first in `order` are left out first. An answer that decides alone
        whether the claims hold can never be left out, which needs no proof.
        """
        needed = self._deciding(lead, claims)

        def suffice(levels: Sequence[int]) -> bool:
            alike = self.alike(lead, [*needed, *levels])
            return not any(self.possible({}, *alike, -claim) for claim in claims)

        return sorted([*needed, *shrink((level for level in order if level not in needed), suffice)])

    def _deciding(self, lead: NumberedAnswers, claims: Sequence[Claim]) -> set[int]:
        """Return the questions of which some other answer, beside all others of a lead, makes one of some claims false.

        Leads that are not possible do not count.
        """

        def unlike(table: TruthTable) -> Bits:
            never = table.bits.any_of(table.bits.all_of(map(table.of, body)) for body in self._impossible)
            failing = table.bits.any_of(table.of(-claim) for claim in claims)
            return table.bits.all_of(map(table.of, self._excluded)) & failing & ~never

        return deciding(self.space.circuit, self._choices, lead, unlike)

    def world(self, lead: NumberedAnswers) -> World:
        """Return a possible lead with what the rules conclude in it."""
        world = self.witness({}, *self.alike(lead))
        assert world is not None, "a lead that was found is possible"
        return world

    def alike(self, lead: NumberedAnswers, levels: Iterable[int] | None = None) -> list[Claim]:
        """Claim the answers of a lead, or those of them at some places."""
        among = range(len(lead)) if levels is None else levels
        return [claim for level in among for claim in self._has_answer(level, lead[level])]

    def numbered(self, holds: Holds) -> NumberedAnswers:
        """Read the answers of a lead by their numbers."""
        choices = self._choices
        return tuple(next((n for n, one in enumerate(inputs, 1) if holds(one)), 0) for inputs in choices)

    def _has_answer(self, level: int, number: int) -> list[Claim]:
        """Claim that a question has an answer, or none."""
        inputs = self._choices[level]
        return [inputs[number - 1]] if number else [-one for one in inputs]


def read_world(side: PossibleLead, holds: Holds) -> World:
    """Read a lead and the conclusions."""
    meaning = side.meaning
    applied = [rule.name for rule in meaning.rules if holds(meaning.applied[rule.name])]
    return World(
        answers=read_answers(side, holds),
        values=_settled(side, holds),
        fired=tuple(name for name in applied if holds(meaning.fired[name])),
        defeated=tuple(name for name in applied if not holds(meaning.fired[name])),
        conflicts=tuple(name for name, conflict in meaning.conflicts.items() if holds(conflict)),
    )


def read_answers(
    side: PossibleLead,
    holds: Holds,
    exactly: Mapping[str, Ages] | None = None,
    near: Mapping[str, int] | None = None,
) -> dict[str, Value]:
    """Read the answers that are known, with days as `arranged` has them."""
    cells = {variable.fact: read_cell(side, variable, holds) for variable in side.variables}
    known = {fact: cell.value for fact, cell in cells.items() if cell.value is not None}
    return arranged([side.base], side.variables, known, exactly=exactly, near=near)


def read_cell(side: PossibleLead, variable: Variable, holds: Holds) -> Cell:
    """Read the cell of an answer; one without value if there is none."""
    if holds(side.facts[variable.question.name, None]):
        return Cell(None)
    return next(cell for number, cell in enumerate(variable.cells) if holds(side.facts[variable.question.name, number]))


def _settled(side: PossibleLead, holds: Holds) -> dict[str, Value]:
    """Read the values of all concepts, and what all sums add up to."""
    concepts = {name: _concluded(side, concept, holds) for name, concept in side.base.concepts.items()}
    sums = {
        name: fixed(sum(number for one, number in parts if holds(one)), side.base.sums[name].decimals)
        for name, parts in side.meaning.sums.items()
    }
    return {**concepts, **sums}


def _concluded(side: PossibleLead, concept: Concept, holds: Holds) -> Value:
    """Read a concept's value, as a proof has it."""
    held = tuple(value for value in concept.values if holds(side.facts[concept.name, value]))
    return held if concept.many else held[0] if held else None
