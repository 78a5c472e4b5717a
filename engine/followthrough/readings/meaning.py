"""What rules conclude, written once: the one place that says when a rule fires and what a concept then is.

    applied(r)     the `if` of rule r holds and its `unless` does not
    fired(r)       r applied, and no rule that overrides it fired
    claimed(c, v)  a rule that concludes v for concept c fired
    conflict(c)    two values are claimed for c, which holds one
    value(c, v)    v is claimed and there is no conflict; or nothing is claimed and v is the `otherwise` of c
    reaches(s, n)  the points of those parts of sum s whose tests are true add up to n or more

It is written over an algebra of truths. What a truth is, the algebra says: a statement about all possible leads in
`prove` (and by way of these a decision diagram), a column of a frame in `scale`, true or false of one lead in the
tests. Rules are stratified (`settled_order`), so each truth is made of earlier ones, and in the end of answers alone.

`run` lets experta conclude the same by forward chaining and shares no code with this module, so that each reading
checks the other.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar

from followthrough.format.conditions import AllOf, Between, FactTest, Is, OneOf, OtherThan, SimpleTest, Test, Truth
from followthrough.format.model import Concept, Rule
from followthrough.format.order import Settled
from followthrough.format.sums import Sum

T = TypeVar("T")


class Algebra(Protocol[T]):
    """What truths are, and how they combine."""

    def all_of(self, truths: Iterable[T], /) -> T:
        """Return what is true where all of some truths are; everywhere if there are none."""

    def any_of(self, truths: Iterable[T], /) -> T:
        """Return what is true where at least one of some truths is; nowhere if there are none."""

    def two_of(self, truths: Iterable[T], /) -> T:
        """Return what is true where at least two of some truths are."""

    def reaches(self, least: int, points: Sequence[tuple[T, int]], /) -> T:
        """Return what is true where the points of those truths that hold add up to `least` or more."""

    def negated(self, truth: T, /) -> T:
        """Return what is true where a truth is not."""

    def named(self, name: str, truth: T, /) -> T:
        """Return a truth that several others will read, by a name of its own where that saves work."""


Passing = Callable[[str, Test], T]
"""Returns where a test of a fact is true."""

MANY_OVERRIDE = 8
"""From this many overriding rules on, "one of them fired" has a name, for the rules overridden by the same and more."""


class Meaning(Generic[T]):
    """What rules conclude, in some algebra.

    `order` has the rules, the concepts that they conclude, and the sums, as `settled_order` does; `answered` returns
    where a test of a question or a count is true. `applied` and `fired` have a truth for each rule, `conflicts` one for
    each concept, and `values` one for each value of a concept, and under None for its being unknown. `overriding` names
    for each rule those that override it. `sums` has for each sum where each of its parts holds, with the points. Of
    what was `changed`, `differing` has the parts of the order of which something is not as it was.
    """

    def __init__(self, algebra: Algebra[T], order: Iterable[Settled], answered: Passing[T]) -> None:
        self.overriding: dict[str, list[str]] = {}
        self.applied: dict[str, T] = {}
        self.fired: dict[str, T] = {}
        self.conflicts: dict[str, T] = {}
        self.values: dict[tuple[str, str | None], T] = {}
        self.sums: dict[str, list[tuple[T, int]]] = {}
        self.differing: tuple[Settled, ...] = ()
        self._algebra = algebra
        self._answered = answered
        self._order: list[Settled] = []
        self._concepts: dict[str, Concept] = {}
        self._claiming: dict[tuple[str, str], list[str]] = {}
        self._passing: dict[str, dict[Test, T]] = {}
        self._defeated: dict[str, T] = {}
        for part in order:
            self._order.append(part)
            if isinstance(part, Rule):
                self._add_rule(part)
            elif isinstance(part, Sum):
                self._settle_sum(part)
            else:
                self._concepts[part.name] = part
                self._settle_concept(part)

    @property
    def rules(self) -> list[Rule]:
        """The rules, each after all that it rests on."""
        return [part for part in self._order if isinstance(part, Rule)]

    def concluding(self, concept: str) -> list[Rule]:
        """Return the rules that can conclude something for a concept."""
        values = self._concepts[concept].values
        names = {name for value in values for name in self._claiming.get((concept, value), ())}
        parts = (self._order[place] for place in sorted(self._places[True, name] for name in names))
        return [part for part in parts if isinstance(part, Rule)]

    def _add_rule(self, rule: Rule) -> None:
        """Let a rule apply where its conditions hold, and fire unless it is defeated."""
        self.overriding.setdefault(rule.name, [])
        self.applied[rule.name] = self.applies(rule)
        self._fire_rule(rule)
        for overridden in rule.overrides:
            self.overriding.setdefault(overridden, []).append(rule.name)
        for conclusion in rule.then:
            self._claiming.setdefault((conclusion.concept, conclusion.value), []).append(rule.name)

    def applies(self, rule: Rule) -> T:
        """Return where the conditions of a rule hold, which may be none of those in the order."""
        applied = self._hold(rule.conditions)
        if rule.unless is None:
            return applied
        return self._algebra.all_of([applied, self._algebra.negated(self._hold(rule.unless))])

    def _fire_rule(self, rule: Rule) -> None:
        algebra, name = self._algebra, rule.name
        fired = algebra.all_of([self.applied[name], *map(algebra.negated, self._defeating(name))])
        if rule.overrides or len(rule.then) > 1:
            fired = algebra.named(name, fired)
        self.fired[name] = fired

    def _defeating(self, rule: str) -> list[T]:
        """Return truths of which any one defeats a rule: that this or that rule which overrides it fired.

        Each row of a long table is overridden by all rows before it: by the last of these, and by what overrides that
        one. To say it so keeps what is said of all rows from growing with the square of their number.
        """
        overriding = self.overriding[rule]
        shared = self.overriding[overriding[-1]] if overriding else []
        if len(shared) < MANY_OVERRIDE or overriding[: len(shared)] != shared:
            defeating = [self.fired[name] for name in overriding]
        else:
            defeating = [self._defeated[overriding[-1]], *(self.fired[name] for name in overriding[len(shared) :])]
        if len(overriding) >= MANY_OVERRIDE:
            defeated = self._algebra.named(f"{rule} defeated", self._algebra.any_of(defeating))
            defeating = [defeated]
            self._defeated[rule] = defeated
        return defeating

    def _settle_concept(self, concept: Concept) -> None:
        """Settle a concept from the claims of the rules that fired."""
        algebra, name = self._algebra, concept.name
        claims = {
            value: algebra.named(f"{name} claimed {value}", self._claimed(name, value)) for value in concept.values
        }
        conflict = algebra.any_of([]) if concept.many else algebra.two_of(claims.values())
        conflict = self.conflicts[name] = algebra.named(f"{name} conflict", conflict)
        for value, claim in claims.items():
            held = algebra.all_of([claim, algebra.negated(conflict)])
            if value == concept.otherwise:
                held = algebra.any_of([held, algebra.negated(algebra.any_of(claims.values()))])
            self.values[name, value] = algebra.named(f"{name}: {value}", held)
        self.values[name, None] = algebra.negated(algebra.any_of(self.values[name, value] for value in concept.values))

    def _claimed(self, concept: str, value: str) -> T:
        return self._algebra.any_of(self.fired[rule] for rule in self._claiming.get((concept, value), ()))

    def _settle_sum(self, one: Sum) -> None:
        """Let each part of a sum add its points where its test is true."""
        self.sums[one.name] = [(self.passes(part.fact, part.test), part.points) for part in one.parts]

    # What is concluded once something is changed

    def changed(self, part: Rule | Sum) -> "Meaning[T]":
        """Return what is concluded with another rule or sum in the place of the one of its name.

        It must rest on nothing that the one there does not rest on, and have a bearing on no other rules or concepts.
        Only what it has a bearing on is settled again, as far as something differs.
        """
        other = self._copy()
        place = self._places[isinstance(part, Rule), part.name]
        was = self._order[place]
        other._order[place] = part
        places = {place}
        if isinstance(part, Rule):
            assert isinstance(was, Rule), "a rule takes the place of a rule"
            for name in {*was.overrides} - {*part.overrides}:
                other.overriding[name] = [one for one in other.overriding.get(name, ()) if one != part.name]
            for one in {*was.then} ^ {*part.then}:
                claiming = [rule for rule in other._claiming.get((one.concept, one.value), ()) if rule != part.name]
                other._claiming[one.concept, one.value] = claiming + [part.name] * (one in part.then)
            places.update(self._read_by[place])
            other.applied[part.name] = other.applies(part)
        other._settle_again(self, places)
        return other

    def without(self, rule: str) -> "Meaning[T]":
        """Return what is concluded if a rule never applies."""
        return self._applying(rule, self._algebra.any_of([]))

    def turned(self, rule: str) -> "Meaning[T]":
        """Return what is concluded if a rule applies wherever it does not, and nowhere else."""
        return self._applying(rule, self._algebra.negated(self.applied[rule]))

    def _applying(self, rule: str, where: T) -> "Meaning[T]":
        other = self._copy()
        other.applied[rule] = where
        other._settle_again(self, {self._places[True, rule]})
        return other

    def _copy(self) -> "Meaning[T]":
        _ = self._read_by  # found out once, for all copies
        other = copy(self)
        other._order = self._order.copy()
        for name in ("overriding", "applied", "fired", "conflicts", "values", "sums"):
            setattr(other, name, getattr(self, name).copy())
        other._claiming, other._passing = self._claiming.copy(), self._passing.copy()
        other._defeated = self._defeated.copy()
        return other

    def _settle_again(self, was: "Meaning[T]", places: Iterable[int]) -> None:
        """Settle what is at some places of the order, and all that rests on what differs then."""
        waiting = sorted(places)
        queued, retested, differing = set(waiting), set[int](), list[Settled]()
        while waiting:
            place = heappop(waiting)
            part = self._order[place]
            if self._settles_otherwise(was, part, tests=place in retested):
                differing.append(part)
                readers = self._read_by[place]
                if not isinstance(part, Rule):
                    self._passing[part.name] = {}
                    retested.update(readers)
                for reader in readers:
                    if reader not in queued:
                        queued.add(reader)
                        heappush(waiting, reader)
        self.differing = tuple(differing)

    def _settles_otherwise(self, was: "Meaning[T]", part: Settled, *, tests: bool) -> bool:
        """Settle a part again, what a rule `tests` where that may differ, and return whether anything of it differs."""
        name = part.name
        if isinstance(part, Rule):
            if tests:
                self.applied[name] = self.applies(part)
            self._fire_rule(part)
            return self.fired[name] != was.fired[name] or self.applied[name] != was.applied[name]
        if isinstance(part, Sum):
            self._settle_sum(part)
            return self.sums[name] != was.sums[name]
        self._settle_concept(part)
        values = any(self.values[name, one] != was.values[name, one] for one in (*part.values, None))
        return values or self.conflicts[name] != was.conflicts[name]

    @cached_property
    def _places(self) -> dict[tuple[bool, str], int]:
        """Where in the order a rule (True), or a concept or sum, stands."""
        return {(isinstance(part, Rule), part.name): place for place, part in enumerate(self._order)}

    @cached_property
    def _read_by(self) -> list[list[int]]:
        """For each place of the order those of all that is settled from what is there."""
        places = self._places
        read_by: list[list[int]] = [[] for _ in self._order]
        for place, part in enumerate(self._order):
            if not isinstance(part, Concept):
                for fact in {*part.tested()}:
                    if (False, fact) in places:
                        read_by[places[False, fact]].append(place)
            if isinstance(part, Rule):
                read = [*((True, name) for name in part.overrides), *((False, one.concept) for one in part.then)]
                read_by[place] += dict.fromkeys(places[one] for one in read if one in places)
        return read_by

    def _hold(self, conditions: AllOf) -> T:
        return all_hold(self._algebra, conditions, self.passes)

    def passes(self, fact: str, test: Test) -> T:
        """Return where a test is true, made when it is first met."""
        known = self._passing.setdefault(fact, {})
        if test not in known:
            known[test] = self._passed(fact, test)
        return known[test]

    def _passed(self, fact: str, test: Test) -> T:
        if fact in self.sums:
            return self._algebra.named(f"{fact}: {test}", self.adding_up(self.sums[fact], test))
        concept = self._concepts.get(fact)
        return self._answered(fact, test) if concept is None else self._concluded(concept, test)

    def adding_up(self, points: Sequence[tuple[T, int]], test: Test) -> T:
        """Return where a test of a sum is true, by the numbers that it has to reach."""
        if isinstance(test, OneOf):
            return self._algebra.any_of(self.adding_up(points, one) for one in test.tests)
        if isinstance(test, OtherThan):
            return self._algebra.negated(self.adding_up(points, Is(test.value)))
        assert isinstance(test, Between | Is)  # a sum is always known, which no rule tests
        low, high = (test.low, test.high) if isinstance(test, Between) else (int(test.value), int(test.value))
        algebra, between = self._algebra, []
        if low is not None:
            between.append(algebra.reaches(low, points))
        if high is not None:
            between.append(algebra.negated(algebra.reaches(high + 1, points)))
        return algebra.all_of(between)

    def _concluded(self, concept: Concept, test: Test) -> T:
        """Return where a test of a concept is true: with which of its values is asked of the test itself."""
        if concept.many:
            tests = test.tests if isinstance(test, OneOf) else (test,)
            return self._algebra.any_of(truth for one in tests for truth in self._concluded_among(concept, one))
        values = (*concept.values, None)
        return self._algebra.any_of(self.values[concept.name, one] for one in values if _passes(test, one))

    def _concluded_among(self, concept: Concept, test: SimpleTest) -> Iterator[T]:
        """Yield where a test of a concept of many values is true: with a value held, or one not held among others."""
        unknown = self.values[concept.name, None]
        if isinstance(test, OtherThan):
            held = self.values[concept.name, str(test.value)]
            yield self._algebra.negated(self._algebra.any_of([held, unknown]))
            return
        yield from (self.values[concept.name, one] for one in concept.values if _passes(test, (one,)))
        if _passes(test, ()):
            yield unknown


def _passes(test: Test, value: str | tuple[str, ...] | None) -> bool:
    return test.outcome(value) is Truth.TRUE


def all_hold(algebra: Algebra[T], conditions: AllOf, passing: Passing[T]) -> T:
    """Return where conditions are true, given where each test of a fact is."""
    return algebra.all_of(
        passing(part.fact, part.test)
        if isinstance(part, FactTest)
        else algebra.any_of(all_hold(algebra, alternative, passing) for alternative in part.alternatives)
        for part in conditions.parts
    )


def resting_on(order: Sequence[Settled], facts: Iterable[str]) -> list[Settled]:
    """Return a settled order without what has no bearing on some concepts or sums."""
    wanted, rules = set(facts), set[str]()
    kept: list[Settled] = []
    for part in reversed(order):
        if not isinstance(part, Rule):
            if part.name in wanted:
                kept.append(part)
                wanted.update(part.tested() if isinstance(part, Sum) else ())
        elif rules.intersection(part.overrides) or any(one.concept in wanted for one in part.then):
            kept.append(part)
            rules.add(part.name)
            wanted.update(part.tested())
    return kept[::-1]
