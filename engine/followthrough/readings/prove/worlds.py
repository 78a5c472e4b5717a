"""Reading 2 of the rules: prove what holds in all possible leads, with clingo.

`infer` runs the rules on one lead. Here a base under a counsel becomes a circuit (`lead`) whose solutions are the
possible leads, each with what the rules conclude in it (`meaning`), and clingo (`solver`) finds those that are asked
for, or proves that there are none. An answer that is not there is unknown, be it that the question does not apply or
that nobody knows.

To compare, there are two *sides*, two leads, each under a counsel of its own or both under one. `differs` then tells
that an answer, or a conclusion, is not the same on both sides. That nothing differs which rests on nothing that
differs follows already, but it is added, so that clingo need not prove it again for each question.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import msgspec

from followthrough.format.conditions import Value
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.readings.prove.cells import Cell, Variable, variables
from followthrough.readings.prove.circuit import Body, Circuit, Literal
from followthrough.readings.prove.lead import PossibleLead, new_inputs
from followthrough.readings.prove.solver import SECONDS, Block, Holds, Solver

MAX_CHANGES = 4
"""Most answers that are changed at once when looking for what would lead to another advice."""

T = TypeVar("T")

Claim = Literal
"""Something that holds in a world or, negated (-claim), does not."""


class World(msgspec.Struct, frozen=True):
    """A possible lead and what the rules conclude in it.

    `answers` has the answers that are known, by question or count; a number stands for all in its cell. `values`
    has every concept: a value, None if unknown, a tuple if it may hold many. `conflicts` names the concepts for
    which two undefeated rules conclude different values.
    """

    answers: Mapping[str, Value]
    values: Mapping[str, Value]
    fired: tuple[str, ...]
    defeated: tuple[str, ...]
    conflicts: tuple[str, ...]


class Doing(msgspec.Struct, frozen=True):
    """What the rules do in a possible lead: those that fire, and all that apply, be they defeated or not."""

    fired: frozenset[str]
    applied: frozenset[str]

    def shows(self, fired: Iterable[str], applied: Iterable[str], silent: Iterable[str]) -> bool:
        """Return whether some rules fire, some apply, and some do not fire."""
        return self.fired.issuperset(fired) and self.applied.issuperset(applied) and self.fired.isdisjoint(silent)


class Worlds:
    """All possible leads of a base under a counsel; with an `other` counsel (or the same), all pairs of them.

    Known answers, wherever they are asked for, map questions and counts to a value, or to None where it is known
    that there is none, and hold on every side. A number speaks for its cell. A date says that the day is known;
    where days are counted, give the count. Texts are passed over.

    Every question put to the worlds raises NotSettled when `seconds` run out.
    """

    def __init__(
        self, base: KnowledgeBase, counsel: str, other: str | None = None, *, seconds: float = SECONDS
    ) -> None:
        self.base = base
        self.variables = variables(base)
        circuit = Circuit()
        self._sides = [PossibleLead(circuit, base, counsel, self.variables, new_inputs(circuit, self.variables))]
        self._differences: _Differences | None = None
        if other is not None:
            self._sides.append(PossibleLead(circuit, base, other, self.variables, new_inputs(circuit, self.variables)))
            self._differences = _Differences(circuit, *self._sides)
        forbidden = [body for side in self._sides for body in _forbidden(circuit, side)]
        forbidden += self._differences.forbidden if self._differences else []
        fired = [side.meaning.fired[rule.name] for side in self._sides for rule in side.meaning.rules]
        self.solver = Solver(circuit, forbidden, apart=fired, seconds=seconds)

    # What can be claimed

    def value(self, concept: str, value: str | None, side: int = 0) -> Claim:
        """Claim that a concept has a value, among others if it may hold many; None: that it is unknown."""
        return self._sides[side].facts[concept, value]

    def applies(self, question: str, side: int = 0) -> Claim:
        """Claim that a question applies."""
        return self._sides[side].applies[question]

    def applied(self, rule: str, side: int = 0) -> Claim:
        """Claim that a rule applied, whether it was defeated or not."""
        return self._sides[side].meaning.applied[rule]

    def fired(self, rule: str, side: int = 0) -> Claim:
        """Claim that a rule fired and was not defeated."""
        return self._sides[side].meaning.fired[rule]

    def conflict(self, concept: str, side: int = 0) -> Claim:
        """Claim that undefeated rules conclude different values for a concept that holds one."""
        return self._sides[side].meaning.conflicts[concept]

    def answered(self, known: Mapping[str, Value], side: int = 0) -> list[Claim]:
        """Claim known answers, on one side only."""
        return [claim for name, value in known.items() for claim in self._sides[side].answered(name, value)]

    def differs(self, name: str) -> Claim:
        """Claim that a question applies on both sides and has different answers, or that a concept differs."""
        differences = self._between()
        return differences.answers[name] if name in differences.answers else differences.facts[name]

    def any_differs(self) -> Claim:
        """Claim that the advice differs: some goal or shown concept."""
        return self._between().advice

    def changed(self, question: str) -> Claim:
        """Claim that a question is not answered alike on both sides, or applies on one only."""
        return self._between().facts[question]

    def forgotten(self, question: str) -> Claim:
        """Claim that a question is answered on the first side, and applies on the second but is unknown there."""
        return self._between().forgotten[question]

    def _between(self) -> "_Differences":
        assert self._differences is not None, "only two sides can differ"
        return self._differences

    # What can be asked

    def witness(self, known: Mapping[str, Value], *claims: Claim) -> tuple[World, ...] | None:
        """Find a world, one for each side, that fits what is known and in which all claims hold; None if none is."""
        return self._first(known, claims, lambda holds: tuple(_world(side, holds) for side in self._sides))

    def answers(self, known: Mapping[str, Value], *claims: Claim) -> tuple[Mapping[str, Value], ...] | None:
        """Find a possible lead, one for each side, as `witness` does, but without what the rules conclude in it."""
        return self._first(known, claims, lambda holds: tuple(_answers(side, holds) for side in self._sides))

    def doing(self, known: Mapping[str, Value], *claims: Claim) -> Doing | None:
        """Find a possible lead, on the first side, as `witness` does, and tell what the rules do in it."""
        return self._first(known, claims, lambda holds: _doing(self._sides[0], holds))

    def possible(self, known: Mapping[str, Value], *claims: Claim) -> bool:
        """Return whether all claims can hold together, given what is known."""
        return self._first(known, claims, lambda holds: True) is not None

    def values(self, concept: str, known: Mapping[str, Value], *claims: Claim) -> tuple[str | None, ...]:
        """Return the values that a concept can have, or hold among others, in the author's order; None: unknown."""
        found: set[str | None] = set()
        candidates = (*self.base.concepts[concept].values, None)
        for value in candidates:
            if value not in found:
                claim = self.value(concept, value)
                found.update(self._first(known, (*claims, claim), lambda holds: self._held(concept, holds)) or ())
        return tuple(value for value in candidates if value in found)

    def _held(self, concept: str, holds: Holds) -> tuple[str | None, ...]:
        """Read the values that a concept holds; None alone if it is unknown."""
        values = (*self.base.concepts[concept].values, None)
        return tuple(value for value in values if holds(self.value(concept, value)))

    def each(self, known: Mapping[str, Value], *claims: Claim, distinct_firings: bool = False) -> Iterator[World]:
        """Go through every possible lead on the first side; or one for every set of rules that can fire together.

        The time limit is for each world. The order is clingo's, the same for the same base. Until the last world
        is given nothing else can be asked.
        """
        assumed = [*self._assumed(known), *claims]
        return self.solver.each(assumed, lambda holds: _world(self._sides[0], holds), only_apart=distinct_firings)

    def changes(self, lead: Mapping[str, Value], size: int, *claims: Claim) -> Iterator[Mapping[str, Cell]]:
        """Go through all sets of `size` changed answers with which all claims hold.

        The first side is the lead as it is, the second the lead with the changes: for each question, or count of
        days, that is not answered alike, its cell there; one without value if it is unknown or no longer applies.
        `size` is at most MAX_CHANGES.
        """
        between, second = self._between(), self._sides[1]
        bounds = [between.at_least[size]] if size else []
        bounds.append(-between.at_least[size + 1])

        def read(holds: Holds, block: Block) -> Mapping[str, Cell]:
            changed = [one for one in second.variables if holds(between.facts[one.question.name])]
            block(tuple(_holding(second, variable, holds) for variable in changed))
            return {variable.fact: _cell(second, variable, holds) for variable in changed}

        return self.solver.each_blocking([*self.answered(lead, 0), *bounds, *claims], read)

    def _first(self, known: Mapping[str, Value], claims: Sequence[Claim], read: Callable[[Holds], T]) -> T | None:
        return self.solver.first([*self._assumed(known), *claims], read)

    def _assumed(self, known: Mapping[str, Value]) -> list[Claim]:
        return [claim for side in range(len(self._sides)) for claim in self.answered(known, side)]


@lru_cache(maxsize=16)
def pairs(base: KnowledgeBase, counsel: str, seconds: float = SECONDS) -> Worlds:
    """Return all pairs of possible leads under one counsel, built once."""
    return Worlds(base, counsel, counsel, seconds=seconds)


def _forbidden(circuit: Circuit, side: PossibleLead) -> Iterator[Body]:
    """Yield what no possible lead has: what its base excludes, two answers to a question, one that does not apply."""
    yield from side.impossible
    for variable in side.variables:
        inputs = side.inputs[variable.question.name]
        yield (circuit.at_least(2, inputs),)
        yield from ((one, -side.applies[variable.question.name]) for one in inputs)


def _world(side: PossibleLead, holds: Holds) -> World:
    """Read the lead and the conclusions."""
    applied = [rule.name for rule in side.meaning.rules if holds(side.meaning.applied[rule.name])]
    return World(
        answers=_answers(side, holds),
        values={name: _concluded(side, concept, holds) for name, concept in side.base.concepts.items()},
        fired=tuple(name for name in applied if holds(side.meaning.fired[name])),
        defeated=tuple(name for name in applied if not holds(side.meaning.fired[name])),
        conflicts=tuple(name for name, conflict in side.meaning.conflicts.items() if holds(conflict)),
    )


def _doing(side: PossibleLead, holds: Holds) -> Doing:
    """Read what the rules do."""
    applied = [rule.name for rule in side.meaning.rules if holds(side.meaning.applied[rule.name])]
    return Doing(frozenset(name for name in applied if holds(side.meaning.fired[name])), frozenset(applied))


def _answers(side: PossibleLead, holds: Holds) -> dict[str, Value]:
    """Read the answers that are known."""
    cells = {variable.fact: _cell(side, variable, holds) for variable in side.variables}
    return {fact: cell.value for fact, cell in cells.items() if cell.value is not None}


def _cell(side: PossibleLead, variable: Variable, holds: Holds) -> Cell:
    """Read the cell of an answer; one without value if there is none."""
    held = (cell for literal, cell in zip(side.cells(variable), variable.cells, strict=True) if holds(literal))
    return next(held, Cell(None))


def _holding(side: PossibleLead, variable: Variable, holds: Holds) -> Literal:
    """Return the literal of the answer that holds, or of there being none."""
    return next(literal for literal in (*side.cells(variable), side.facts[variable.fact, None]) if holds(literal))


def _concluded(side: PossibleLead, concept: Concept, holds: Holds) -> Value:
    """Read a concept's value, as a proof has it."""
    held = tuple(value for value in concept.values if holds(side.facts[concept.name, value]))
    return held if concept.many else held[0] if held else None


class _Differences:
    """What differs between two sides.

    `facts` has for every question, count and concept whether it differs, `answers` for every question whether it
    applies on both sides and is answered otherwise: that it falls away is told by the answers it hangs on. `forgotten`
    has for every question whether only the first side answers it although it applies on both. `at_least` has whether
    so many questions differ, `forbidden` what follows already.
    """

    def __init__(self, circuit: Circuit, one: PossibleLead, other: PossibleLead) -> None:
        self.circuit = circuit
        self.forbidden: list[Body] = []
        self.facts: dict[str, Literal] = {}
        self.answers: dict[str, Literal] = {}
        self.forgotten: dict[str, Literal] = {}
        base = one.base
        for variable in one.variables:
            self._add_answer(one, other, variable)
        for variable in one.variables:
            name, hangs_on = variable.question.name, variable.question.only_if.tests()
            self._only_if_any(self.facts[name], [self.answers[name], *(self.facts[test.fact] for test in hangs_on)])
        for concept in base.concepts.values():
            keys = [(concept.name, value) for value in (*concept.values, None)]
            self.facts[concept.name] = circuit.unlike(
                [one.facts[key] for key in keys], [other.facts[key] for key in keys]
            )
        self.at_least = {
            size: circuit.at_least(size, [self.facts[variable.question.name] for variable in one.variables])
            for size in range(1, MAX_CHANGES + 2)
        }
        rules = {rule.name: rule for rule in (*one.meaning.rules, *other.meaning.rules)}
        self.fired: dict[str, Literal] = {}
        for name in rules:
            sides = [side.meaning.fired[name] for side in (one, other) if name in side.meaning.fired]
            self.fired[name] = circuit.unlike(sides[:1], sides[1:]) if len(sides) > 1 else sides[0]
        for rule in rules.values():
            if rule.name in one.meaning.fired and rule.name in other.meaning.fired:
                self._bound_rule(one, other, rule)
        for concept in base.concepts.values():
            concluding = [
                self.fired[rule.name] for rule in rules.values() for c in rule.then if c.concept == concept.name
            ]
            self._only_if_any(self.facts[concept.name], concluding)
        self.advice = circuit.any_of(self.facts[name] for name in (*base.goals, *base.shows))

    def _add_answer(self, one: PossibleLead, other: PossibleLead, variable: Variable) -> None:
        """Make the literals of a question's difference."""
        name = variable.question.name
        differs = self.circuit.unlike(one.cells(variable), other.cells(variable))
        self.facts[name] = self.facts[variable.fact] = differs
        self.answers[name] = self.circuit.all_of([differs, one.applies[name], other.applies[name]])
        self.forgotten[name] = self.circuit.all_of([self.answers[name], other.facts[name, None]])

    def _bound_rule(self, one: PossibleLead, other: PossibleLead, rule: Rule) -> None:
        """Let a rule fire on one side only where what it tests, or what defeats it, differs."""
        applied = self.circuit.unlike([one.meaning.applied[rule.name]], [other.meaning.applied[rule.name]])
        self._only_if_any(applied, [self.facts[fact] for fact in rule.tested()])
        defeaters = {*one.meaning.overriding[rule.name], *other.meaning.overriding[rule.name]}
        self._only_if_any(self.fired[rule.name], [applied, *(self.fired[name] for name in sorted(defeaters))])

    def _only_if_any(self, differs: Literal, causes: Iterable[Literal]) -> None:
        """State what follows already: this differs only where one of its causes does."""
        self.forbidden.append((differs, *(-cause for cause in causes)))
