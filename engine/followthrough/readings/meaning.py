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
    for each rule those that override it. `sums` has for each sum where each of its parts holds, with the points. Where
    some rules or sums, but no concepts, differ from those of `like`, which is about the same answers, all that rests on
    the others alone is taken from there.
    """

    def __init__(
        self,
        algebra: Algebra[T],
        order: Iterable[Settled],
        answered: Passing[T],
        like: "Meaning[T] | None" = None,
    ) -> None:
        self.rules: list[Rule] = []
        self._by_name: dict[str, Rule] = {}
        self.overriding: dict[str, list[str]] = {}
        self.applied: dict[str, T] = {}
        self.fired: dict[str, T] = {}
        self.conflicts: dict[str, T] = {}
        self.values: dict[tuple[str, str | None], T] = {}
        self.sums: dict[str, list[tuple[T, int]]] = {}
        self._algebra = algebra
        self._answered = answered
        self._concepts: dict[str, Concept] = {}
        self._claims: dict[tuple[str, str], list[T]] = {}
        self._passing: dict[tuple[str, Test], T] = {}
        self._defeated: dict[str, T] = {}
        self._like = like
        self._changed_rules: set[str] = set()
        self._changed_facts: set[str] = set()
        for part in order:
            if isinstance(part, Rule):
                self._add_rule(part)
            elif isinstance(part, Sum):
                self._add_sum(part)
            else:
                self._add_concept(part)

    def concluding(self, concept: str) -> list[Rule]:
        """Return the rules that can conclude something for a concept."""
        return [rule for rule in self.rules if any(one.concept == concept for one in rule.then)]

    def _add_rule(self, rule: Rule) -> None:
        """Let a rule apply where its conditions hold, and fire unless it is defeated."""
        name = rule.name
        self.overriding.setdefault(name, [])
        like = self._like
        if like is not None and self._is_as_in(like, rule):
            self.applied[name], self.fired[name] = like.applied[name], like.fired[name]
            if name in like._defeated:
                self._defeated[name] = like._defeated[name]
        else:
            self._settle_rule(rule)
            if like is not None and like.fired.get(name) != self.fired[name]:
                self._changed_rules.add(name)
        self.rules.append(rule)
        self._by_name[name] = rule
        for overridden in rule.overrides:
            self.overriding.setdefault(overridden, []).append(name)
        for conclusion in rule.then:
            self._claims.setdefault((conclusion.concept, conclusion.value), []).append(self.fired[name])

    def _is_as_in(self, like: "Meaning[T]", rule: Rule) -> bool:
        """Return whether a rule, what it tests, and what overrides it, are as they are there."""
        overriding = self.overriding[rule.name]
        return (
            like._by_name.get(rule.name) is rule
            and overriding == like.overriding[rule.name]
            and self._changed_rules.isdisjoint(overriding)
            and self._changed_facts.isdisjoint(rule.tested())
        )

    def _settle_rule(self, rule: Rule) -> None:
        algebra = self._algebra
        applied = self._hold(rule.conditions)
        if rule.unless is not None:
            applied = algebra.all_of([applied, algebra.negated(self._hold(rule.unless))])
        fired = algebra.all_of([applied, *map(algebra.negated, self._defeating(rule.name))])
        if rule.overrides or len(rule.then) > 1:
            fired = algebra.named(rule.name, fired)
        self.applied[rule.name], self.fired[rule.name] = applied, fired

    def _defeating(self, rule: str) -> list[T]:
        """Return truths of which any one defeats a rule: that this or that rule which overrides it fired.

        Each row of a long table is overridden by all rows before it: by the last of these, and by what overrides that
        one. To say it so keeps what is said of all rows from growing with the square of their number.
        """
        overriding = self.overriding.setdefault(rule, [])
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

    def _add_concept(self, concept: Concept) -> None:
        """Settle a concept from the claims of the rules that fired."""
        name, like = concept.name, self._like
        keys = [(name, value) for value in (*concept.values, None)]
        claims = [(name, value) for value in concept.values]
        self._concepts[name] = concept
        if like is not None and all(self._claims.get(key) == like._claims.get(key) for key in claims):
            self.conflicts[name] = like.conflicts[name]
            self.values.update((key, like.values[key]) for key in keys)
            return
        self._settle_concept(concept)
        if like is not None and any(like.values[key] != self.values[key] for key in keys):
            self._changed_facts.add(name)

    def _settle_concept(self, concept: Concept) -> None:
        algebra, name = self._algebra, concept.name
        claims = {
            value: algebra.named(f"{name} claimed {value}", algebra.any_of(self._claims.get((name, value), ())))
            for value in concept.values
        }
        conflict = algebra.any_of([]) if concept.many else algebra.two_of(claims.values())
        conflict = self.conflicts[name] = algebra.named(f"{name} conflict", conflict)
        for value, claim in claims.items():
            held = algebra.all_of([claim, algebra.negated(conflict)])
            if value == concept.otherwise:
                held = algebra.any_of([held, algebra.negated(algebra.any_of(claims.values()))])
            self.values[name, value] = algebra.named(f"{name}: {value}", held)
        self.values[name, None] = algebra.negated(algebra.any_of(self.values[name, value] for value in concept.values))

    def _add_sum(self, one: Sum) -> None:
        """Let each part of a sum add its points where its test is true."""
        points = [(self.passes(part.fact, part.test), part.points) for part in one.parts]
        if self._like is not None and self._like.sums.get(one.name) != points:
            self._changed_facts.add(one.name)
        self.sums[one.name] = points

    def _hold(self, conditions: AllOf) -> T:
        return all_hold(self._algebra, conditions, self.passes)

    def passes(self, fact: str, test: Test) -> T:
        """Return where a test is true, made when it is first met."""
        key = fact, test
        if key not in self._passing:
            self._passing[key] = self._passed(fact, test)
        return self._passing[key]

    def _passed(self, fact: str, test: Test) -> T:
        if self._like is not None and fact not in self._changed_facts:
            return self._like.passes(fact, test)
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
