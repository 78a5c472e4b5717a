"""Reading 2 of the rules: prove what holds in all possible leads, with clingo.

`infer` runs the rules on one lead. Here a base under a counsel becomes a logic program whose answer sets are the
possible leads, each with what the rules conclude in it. It is built once and then asked many times, each time
under other assumptions. The program, in the notation of answer set programming:

    { answer(q,c) : c a cell of q } 1 :- applies(q).    :- applies(q), no answer to q, q must be answered.
    applies(q) :- its `only if`.                        :- what a `never` excludes.
    applied(r) :- its `if`, not its `unless`.           fired(r) :- applied(r), not fired(s): s overrides r.
    claim(c,v) :- fired(r): r concludes v for c.        conflict(c) :- two claims, c holds one value.
    value(c,v) :- claim(c,v), not conflict(c).          value(c,v) :- no claim, v is the `otherwise` of c.

A cell is a value of a choice, or a range of numbers that no test tells apart, so numbers never reach clingo and
a range of a year costs as much as the thresholds that rules test in it. A test is an atom that follows from the
cells, or values, that pass it; whether they do is asked of the test itself, as `infer` does. An answer that is
not there is unknown, be it that the question does not apply or that nobody knows. A text cannot be tested and is
left out.

Nothing in the program has a name: atoms are bare integers, added through clingo's backend, so no text of a file
is ever parsed as a program, and there is nothing to ground. The rules are stratified (`settled_order`), so each
lead has exactly one answer set.

To compare, a program holds two *sides*, two leads, each under a counsel of its own or both under one. `differs`
then tells that an answer, or a conclusion, is not the same on both sides. That nothing differs which rests on
nothing that differs follows already, but it is added, so that clingo need not prove it again for each question.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

import msgspec
from clingo import Backend, Control, Model, SolveHandle

from followthrough.conditions import (
    AllOf,
    AnyOf,
    Between,
    FactTest,
    Is,
    OneOf,
    OtherThan,
    SimpleTest,
    Test,
    Truth,
    Value,
)
from followthrough.errors import NotSettled
from followthrough.limits import Watchdog
from followthrough.model import Concept, KnowledgeBase, Question, Rule, settled_order

SECONDS = 10.0
"""How long one question to clingo may take: longer than a person waits, far longer than any base seen needs."""

MAX_CHANGES = 4
"""Most answers that are changed at once when looking for what would lead to another advice."""

ANY_DAY = date(2000, 1, 1)
"""Stands for a date that is known but that nothing counts from, in a lead that was found."""

_WATCHDOG = Watchdog()

T = TypeVar("T")

Claim = int
"""Something that holds in a world or, negated (-claim), does not."""


class Cell(msgspec.Struct, frozen=True):
    """Answers that no test tells apart: one value, any day, or the numbers from `value` to `high`."""

    value: Value
    high: int | None = None

    def includes(self, value: Value) -> bool:
        """Tell whether a known value lies in the cell."""
        if isinstance(self.value, int) and self.high is not None:
            return isinstance(value, int) and self.value <= value <= self.high
        return isinstance(value, date) if isinstance(self.value, date) else value == self.value


class Variable(msgspec.Struct, frozen=True):
    """A question as the program sees it: `fact` is what it is answered by, its count of days if it has one."""

    question: Question
    fact: str
    cells: tuple[Cell, ...]


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
        self.seconds = seconds
        self.variables = variables(base)
        self._busy = Lock()
        self._control = Control(["--models=0"])
        with self._control.backend() as backend:
            program = _Program(backend)
            first = _Side(base, counsel, self.variables, program)
            self._sides = [first]
            self._differences: _Differences | None = None
            if other is not None:
                second = _Side(base, other, self.variables, program)
                self._sides.append(second)
                self._differences = _Differences(first, second, base, program)
            program.project(side.fired[rule.name] for side in self._sides for rule in side.rules)

    # What can be claimed

    def value(self, concept: str, value: str | None, side: int = 0) -> Claim:
        """Claim that a concept has a value, among others if it may hold many; None: that it is unknown."""
        return self._sides[side].facts[concept, value]

    def applies(self, question: str, side: int = 0) -> Claim:
        """Claim that a question applies."""
        return self._sides[side].applies[question]

    def applied(self, rule: str, side: int = 0) -> Claim:
        """Claim that a rule applied, whether it was defeated or not."""
        return self._sides[side].applied[rule]

    def fired(self, rule: str, side: int = 0) -> Claim:
        """Claim that a rule fired and was not defeated."""
        return self._sides[side].fired[rule]

    def conflict(self, concept: str, side: int = 0) -> Claim:
        """Claim that undefeated rules conclude different values for a concept that holds one."""
        return self._sides[side].conflict[concept]

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

    def _between(self) -> "_Differences":
        assert self._differences is not None, "only two sides can differ"
        return self._differences

    # What can be asked

    def witness(self, known: Mapping[str, Value], *claims: Claim) -> tuple[World, ...] | None:
        """Find a world, one for each side, that fits what is known and in which all claims hold; None if none is."""
        return self._first(known, claims, lambda model: tuple(side.world(model) for side in self._sides))

    def answers(self, known: Mapping[str, Value], *claims: Claim) -> tuple[Mapping[str, Value], ...] | None:
        """Find a possible lead, one for each side, as `witness` does, but without what the rules conclude in it."""
        return self._first(known, claims, lambda model: tuple(side.answers(model) for side in self._sides))

    def possible(self, known: Mapping[str, Value], *claims: Claim) -> bool:
        """Tell whether all claims can hold together, given what is known."""
        return self._first(known, claims, lambda model: True) is not None

    def values(self, concept: str, known: Mapping[str, Value], *claims: Claim) -> tuple[str | None, ...]:
        """Give the values that a concept can have, or hold among others, in the author's order; None: unknown."""
        side = self._sides[0]
        found: set[str | None] = set()
        candidates = (*self.base.concepts[concept].values, None)
        for value in candidates:
            if value not in found:
                claim = self.value(concept, value)
                found.update(self._first(known, (*claims, claim), lambda model: side.held(model, concept)) or ())
        return tuple(value for value in candidates if value in found)

    def each(self, known: Mapping[str, Value], *claims: Claim, distinct_firings: bool = False) -> Iterator[World]:
        """Go through every possible lead on the first side; or one for every set of rules that can fire together.

        The time limit is for each world. The order is clingo's, the same for the same base. Until the last world
        is given nothing else can be asked.
        """
        yield from self._solve(known, claims, self._sides[0].world, all_of=True, project=distinct_firings)

    def changes(self, lead: Mapping[str, Value], size: int, *claims: Claim) -> Iterator[Mapping[str, Cell]]:
        """Go through all sets of `size` changed answers with which all claims hold.

        The first side is the lead as it is, the second the lead with the changes: for each question, or count of
        days, that is not answered alike, its cell there; one without value if it is unknown or no longer applies.
        `size` is at most MAX_CHANGES.
        """
        between, second = self._between(), self._sides[1]
        bounds = [between.at_least[size]] if size else []
        bounds.append(-between.at_least[size + 1])
        with self._busy:
            options: Any = self._control.configuration.solve
            options.models, options.project = "0", "no"
            assumed = [*self.answered(lead, 0), *bounds, *claims]
            with self._control.solve(assumptions=assumed, yield_=True) as handle:
                while (model := self._next(handle)) is not None:
                    found = [
                        variable
                        for variable in second.variables
                        if model.is_true(between.facts[variable.question.name])
                    ]
                    yield {variable.fact: second.cell(model, variable) for variable in found}
                    model.context.add_clause([-second.holding(model, variable) for variable in found])

    def _first(self, known: Mapping[str, Value], claims: Sequence[Claim], read: Callable[[Model], T]) -> T | None:
        with closing(self._solve(known, claims, read)) as found:
            return next(found, None)

    def _solve(
        self,
        known: Mapping[str, Value],
        claims: Sequence[Claim],
        read: Callable[[Model], T],
        *,
        all_of: bool = False,
        project: bool = False,
    ) -> Generator[T, None, None]:
        assumed = [claim for side in range(len(self._sides)) for claim in self.answered(known, side)]
        with self._busy:
            options: Any = self._control.configuration.solve
            options.models = "0" if all_of else "1"
            options.project = "project" if project else "no"
            with self._control.solve(assumptions=[*assumed, *claims], yield_=True) as handle:
                while (model := self._next(handle)) is not None:
                    yield read(model)

    def _next(self, handle: SolveHandle) -> Model | None:
        """Search for the next answer set, no longer than the limit."""
        with _WATCHDOG.limit(self.seconds, self._control.interrupt) as limit:
            handle.resume()
            model = handle.model()
        if not limit.ran_out:
            return model
        if not handle.get().interrupted:
            # The interrupt came after the search had ended, and would hit the next one.
            handle.cancel()
            self._control.solve(assumptions=[1, -1])
        raise NotSettled(f"not settled within {self.seconds:g} seconds")


@lru_cache(maxsize=16)
def pairs(base: KnowledgeBase, counsel: str, seconds: float = SECONDS) -> Worlds:
    """Give all pairs of possible leads under one counsel, built once."""
    return Worlds(base, counsel, counsel, seconds=seconds)


def variables(base: KnowledgeBase) -> tuple[Variable, ...]:
    """Give every question but texts, with its cells: numbers are cut where some test of the base begins or ends."""
    tests = [
        *(
            test
            for rule in base.rules.values()
            for part in (rule.conditions, rule.unless)
            if part
            for test in part.tests()
        ),
        *(test for question in base.questions.values() for test in question.only_if.tests()),
        *(test for never in base.nevers for test in never.conditions.tests()),
    ]
    cuts: dict[str, set[int]] = {}
    for test in tests:
        cuts.setdefault(test.fact, set()).update(_cuts(test.test))
    return tuple(_variable(base, question, cuts) for question in base.questions.values() if question.kind != "text")


def _variable(base: KnowledgeBase, question: Question, cuts: Mapping[str, set[int]]) -> Variable:
    ranged = (
        base.count_of(question.name) if question.kind == "date" else question if question.kind == "number" else None
    )
    if ranged is not None:
        inner = {cut for cut in cuts.get(ranged.name, ()) if ranged.low < cut <= ranged.high}
        starts = sorted({ranged.low, *inner})
        ends = [*(start - 1 for start in starts[1:]), ranged.high]
        return Variable(question, ranged.name, tuple(map(Cell, starts, ends)))
    values = [ANY_DAY] if question.kind == "date" else list(question.choices)
    return Variable(question, question.name, tuple(Cell(value) for value in values))


def _cuts(test: Test) -> Iterator[int]:
    """Give the numbers at which the outcome of a test can change."""
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


class _Program:
    """The program as clingo takes it: atoms are integers from 1 on, a negated one is a negative integer."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def atom(self) -> int:
        """Make a new atom."""
        return self.backend.add_atom()

    def rule(self, head: int, *body: int) -> None:
        """Let the head follow from the body."""
        self.backend.add_rule([head], body)

    def choice(self, heads: Sequence[int], *body: int) -> None:
        """Let any of the heads be chosen where the body holds."""
        self.backend.add_rule(heads, body, choice=True)

    def forbid(self, *body: int) -> None:
        """Allow no world in which the whole body holds."""
        self.backend.add_rule([], body)

    def any_of(self, bodies: Iterable[Sequence[int]]) -> int:
        """Make an atom that holds where one of the bodies does."""
        atom = self.atom()
        for body in bodies:
            self.rule(atom, *body)
        return atom

    def at_least(self, least: int, atoms: Sequence[int]) -> int:
        """Make an atom that holds where so many of the atoms do."""
        atom = self.atom()
        self.backend.add_weight_rule([atom], least, [(one, 1) for one in atoms])
        return atom

    def unlike(self, one: Sequence[int], other: Sequence[int]) -> int:
        """Make an atom that holds where two lists of atoms, taken in pairs, do not hold alike."""
        pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return self.any_of(body for a, b in pairs for body in ((a, -b), (b, -a)))

    def project(self, atoms: Iterable[int]) -> None:
        """Let worlds be told apart by these atoms, where that is asked for."""
        self.backend.add_project(list(atoms))


class _Side:
    """One lead, and what one counsel's rules conclude in it.

    `facts` has an atom for every cell of a variable, by its number, and every value of a concept; under None
    stands the atom of its being unknown.
    """

    def __init__(self, base: KnowledgeBase, counsel: str, variables: Sequence[Variable], program: _Program) -> None:
        self.base = base
        self.variables = variables
        self.program = program
        self.rules: list[Rule] = []
        self.facts: dict[tuple[str, Value], int] = {}
        self.applies: dict[str, int] = {}
        self.applied: dict[str, int] = {}
        self.fired: dict[str, int] = {}
        self.conflict: dict[str, int] = {}
        self.claims: dict[str, dict[str, list[int]]] = {}
        self.tested: dict[tuple[str, Test], int] = {}
        self.by_fact = {name: variable for variable in variables for name in (variable.question.name, variable.fact)}
        for variable in variables:
            self.add_answers(variable)
        for variable in variables:
            self.add_question(variable)
        for never in base.nevers:
            program.forbid(*self.body(never.conditions))
        order = settled_order(base, counsel)
        self.defeaters = _defeaters(order)
        for part in order:
            if isinstance(part, Rule):
                self.add_rule(part)
            else:
                self.add_concept(part)

    # The lead

    def add_answers(self, variable: Variable) -> None:
        """Make the atoms of a variable."""
        atoms = [self.program.atom() for _ in variable.cells]
        known = self.program.any_of([atom] for atom in atoms)
        unknown = self.program.any_of([[-known]])
        for name in {variable.question.name, variable.fact}:
            self.facts.update({(name, number): atom for number, atom in enumerate(atoms)})
            self.facts[name, None] = unknown

    def add_question(self, variable: Variable) -> None:
        """Let a question have one answer where it applies, or none if it need not be answered."""
        program, question = self.program, variable.question
        applies = self.applies[question.name] = program.any_of([self.body(question.only_if)])
        cells = self.cells(variable)
        program.choice(cells, applies)
        if len(cells) > 1:
            program.forbid(program.at_least(2, cells))
        if not question.unknown_allowed:
            program.forbid(applies, self.facts[question.name, None])

    def cells(self, variable: Variable) -> list[int]:
        """Give the atoms of a variable's cells."""
        return [self.facts[variable.fact, number] for number in range(len(variable.cells))]

    def answered(self, name: str, value: Value) -> Iterator[int]:
        """Give what a known answer to a question or count claims."""
        variable = self.by_fact.get(name)
        if variable is None:
            return
        if value is None:
            yield self.facts[name, None]
        elif isinstance(value, date):
            yield -self.facts[name, None]
        else:
            yield next(self.facts[name, n] for n, cell in enumerate(variable.cells) if cell.includes(value))

    # The rules

    def add_rule(self, rule: Rule) -> None:
        """Let a rule apply where its conditions hold, and fire unless it is defeated."""
        body = self.body(rule.conditions)
        if rule.unless is not None:
            body.append(-self.program.any_of([self.body(rule.unless)]))
        self.rules.append(rule)
        self.applied[rule.name] = self.program.any_of([body])
        defeated = [-self.fired[name] for name in self.defeaters[rule.name]]
        self.fired[rule.name] = self.program.any_of([[self.applied[rule.name], *defeated]])
        for conclusion in rule.then:
            self.claims.setdefault(conclusion.concept, {}).setdefault(conclusion.value, []).append(
                self.fired[rule.name]
            )

    def add_concept(self, concept: Concept) -> None:
        """Settle a concept from the claims of the rules that fired."""
        program, claimed = self.program, self.claims.get(concept.name, {})
        claims = {value: program.any_of([fired] for fired in claimed.get(value, ())) for value in concept.values}
        conflict = program.atom() if concept.many else program.at_least(2, list(claims.values()))
        for value, claim in claims.items():
            bodies = [[claim, -conflict]]
            if value == concept.otherwise:
                bodies.append([-one for one in claims.values()])
            self.facts[concept.name, value] = program.any_of(bodies)
        self.facts[concept.name, None] = program.any_of(
            [[-self.facts[concept.name, value] for value in concept.values]]
        )
        self.conflict[concept.name] = conflict

    # Tests

    def body(self, conditions: AllOf) -> list[int]:
        """Give what must hold for the conditions to be true."""
        return [self.test(part) if isinstance(part, FactTest) else self.alternatives(part) for part in conditions.parts]

    def alternatives(self, part: AnyOf) -> int:
        """Make an atom that holds where an alternative does."""
        return self.program.any_of([self.body(alternative) for alternative in part.alternatives])

    def test(self, part: FactTest) -> int:
        """Give the atom of a test being true, made when it is first met."""
        key = part.fact, part.test
        if key not in self.tested:
            self.tested[key] = self.program.any_of(self.passing(*key))
        return self.tested[key]

    def passing(self, fact: str, test: Test) -> Iterator[list[int]]:
        """Give what makes a test true: each cell or value that passes it, and being unknown if that does."""
        concept = self.base.concepts.get(fact)
        if concept is not None and concept.many:
            for one in test.tests if isinstance(test, OneOf) else (test,):
                yield from self.passing_many(concept, one)
            return
        outcomes: Mapping[Value, Value] = (
            {value: value for value in concept.values}
            if concept is not None
            else {number: cell.value for number, cell in enumerate(self.by_fact[fact].cells)}
        )
        for key, value in {**outcomes, None: None}.items():
            if test.outcome(value) is Truth.TRUE:
                yield [self.facts[fact, key]]

    def passing_many(self, concept: Concept, test: SimpleTest) -> Iterator[list[int]]:
        """Give what makes a test of a many-valued concept true: some value held, or one not held among others."""
        unknown = self.facts[concept.name, None]
        if isinstance(test, OtherThan):
            yield [-self.facts[concept.name, str(test.value)], -unknown]
            return
        for value in concept.values:
            if test.outcome((value,)) is Truth.TRUE:
                yield [self.facts[concept.name, value]]
        if test.outcome(()) is Truth.TRUE:
            yield [unknown]

    # Reading an answer set

    def world(self, model: Model) -> World:
        """Read the lead and the conclusions."""
        holds = model.is_true
        applied = [rule.name for rule in self.rules if holds(self.applied[rule.name])]
        return World(
            answers=self.answers(model),
            values={name: self.concluded(model, concept) for name, concept in self.base.concepts.items()},
            fired=tuple(name for name in applied if holds(self.fired[name])),
            defeated=tuple(name for name in applied if not holds(self.fired[name])),
            conflicts=tuple(name for name, conflict in self.conflict.items() if holds(conflict)),
        )

    def answers(self, model: Model) -> dict[str, Value]:
        """Read the answers that are known."""
        return {
            variable.fact: cell.value
            for variable in self.variables
            for number, cell in enumerate(variable.cells)
            if model.is_true(self.facts[variable.fact, number])
        }

    def cell(self, model: Model, variable: Variable) -> Cell:
        """Read the cell of an answer; one without value if there is none."""
        for number, cell in enumerate(variable.cells):
            if model.is_true(self.facts[variable.fact, number]):
                return cell
        return Cell(None)

    def holding(self, model: Model, variable: Variable) -> int:
        """Give the atom of the answer that holds, or of there being none."""
        keys = [(variable.fact, number) for number in (*range(len(variable.cells)), None)]
        return next(self.facts[key] for key in keys if model.is_true(self.facts[key]))

    def concluded(self, model: Model, concept: Concept) -> Value:
        """Read a concept's value, as a proof has it."""
        held = tuple(value for value in concept.values if model.is_true(self.facts[concept.name, value]))
        return held if concept.many else held[0] if held else None

    def held(self, model: Model, concept: str) -> tuple[str | None, ...]:
        """Read the values that a concept holds; None alone if it is unknown."""
        values = self.base.concepts[concept].values
        return tuple(value for value in (*values, None) if model.is_true(self.facts[concept, value]))


def _defeaters(order: Iterable[Rule | Concept]) -> dict[str, list[str]]:
    """Name for each rule the rules that override it; they come before it in the order."""
    defeaters: dict[str, list[str]] = {part.name: [] for part in order if isinstance(part, Rule)}
    for part in order:
        if isinstance(part, Rule):
            for name in part.overrides:
                if name in defeaters:
                    defeaters[name].append(part.name)
    return defeaters


class _Differences:
    """What differs between two sides.

    `facts` has for every question, count and concept whether it differs, `answers` for every question whether it
    applies on both sides and is answered otherwise: that it falls away is told by the answers it hangs on. `at_least`
    has whether so many questions differ.
    """

    def __init__(self, one: _Side, other: _Side, base: KnowledgeBase, program: _Program) -> None:
        self.program = program
        self.facts: dict[str, int] = {}
        self.answers: dict[str, int] = {}
        self.fired: dict[str, int] = {}
        for variable in one.variables:
            self.add_answer(one, other, variable)
        for variable in one.variables:
            name, hangs_on = variable.question.name, variable.question.only_if.tests()
            self.only_if_any(self.facts[name], [self.answers[name], *(self.facts[test.fact] for test in hangs_on)])
        for concept in base.concepts.values():
            keys = [(concept.name, value) for value in (*concept.values, None)]
            self.facts[concept.name] = program.unlike(
                [one.facts[key] for key in keys], [other.facts[key] for key in keys]
            )
        self.at_least = {
            size: program.at_least(size, [self.facts[variable.question.name] for variable in one.variables])
            for size in range(1, MAX_CHANGES + 2)
        }
        rules = {rule.name: rule for rule in (*one.rules, *other.rules)}
        for name in rules:
            sides = [side.fired[name] for side in (one, other) if name in side.fired]
            self.fired[name] = program.unlike(sides[:1], sides[1:]) if len(sides) > 1 else sides[0]
        for rule in rules.values():
            if rule.name in one.fired and rule.name in other.fired:
                self.bound_rule(one, other, rule)
        for concept in base.concepts.values():
            concluding = [
                self.fired[rule.name] for rule in rules.values() for c in rule.then if c.concept == concept.name
            ]
            self.only_if_any(self.facts[concept.name], concluding)
        self.advice = program.any_of([self.facts[name]] for name in (*base.goals, *base.shows))

    def add_answer(self, one: _Side, other: _Side, variable: Variable) -> None:
        """Make the atoms of a question's difference."""
        name = variable.question.name
        differs = self.program.unlike(one.cells(variable), other.cells(variable))
        self.facts[name] = self.facts[variable.fact] = differs
        self.answers[name] = self.program.any_of([[differs, one.applies[name], other.applies[name]]])

    def bound_rule(self, one: _Side, other: _Side, rule: Rule) -> None:
        """Let a rule fire on one side only where what it tests, or what defeats it, differs."""
        applied = self.program.unlike([one.applied[rule.name]], [other.applied[rule.name]])
        self.only_if_any(applied, [self.facts[fact] for fact in rule.tested()])
        defeaters = {*one.defeaters[rule.name], *other.defeaters[rule.name]}
        self.only_if_any(self.fired[rule.name], [applied, *(self.fired[name] for name in sorted(defeaters))])

    def only_if_any(self, differs: int, causes: Iterable[int]) -> None:
        """State what follows already: this differs only where one of its causes does."""
        self.program.forbid(differs, *(-cause for cause in causes))
