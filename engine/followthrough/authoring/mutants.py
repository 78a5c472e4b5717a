"""Rules changed in one place: what a slip of the pen could make of a base.

The idea is that of mutation analysis (R. A. DeMillo, R. J. Lipton, F. G. Sayward, Hints on Test Data Selection,
Computer 11(4), 1978): cases that tell a base from every other that is one small step away also tell it from those
further off.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from followthrough.errors import Place
from followthrough.format.conditions import (
    AllOf,
    AnyOf,
    Between,
    FactTest,
    Is,
    IsDue,
    Known,
    OneOf,
    OtherThan,
    SimpleTest,
    Test,
    Unknown,
    simple_tests,
)
from followthrough.format.expectations import DoingStep, Law
from followthrough.format.model import Concept, KnowledgeBase, Rule, RuleConclusion
from followthrough.format.numbers import fixed, places_of
from followthrough.format.sums import Points, Sum, signed


class Mutant(msgspec.Struct, frozen=True):
    """One change: of which rule, where, what was done, and what the rule is then; None if it is gone.

    With a `concept`, what one of its steps does was changed instead: that is what the concept is then. With a `sum`,
    what it adds up was.
    `is_other_conclusion` tells whether the rule concludes something else.
    """

    name: str
    place: Place
    done: str
    rule: Rule | None
    concept: Concept | None = None
    sum: Sum | None = None
    is_other_conclusion: bool = False

    @property
    def is_removal(self) -> bool:
        """Whether a rule is gone."""
        return self.rule is None and self.concept is None and self.sum is None

    def of(self, base: KnowledgeBase) -> KnowledgeBase:
        """Return the base with this change."""
        if self.sum is not None:
            return replace(base, sums={**base.sums, self.sum.name: self.sum})
        if self.concept is not None:
            return replace(base, concepts={**base.concepts, self.concept.name: self.concept})
        if self.rule is not None:
            return replace(base, rules={**base.rules, self.name: self.rule})
        rest = {name: _without_override(rule, self.name) for name, rule in base.rules.items() if name != self.name}
        return replace(base, rules=rest)


def mutants(base: KnowledgeBase) -> Iterator[Mutant]:
    """Change one thing at a time, sum by sum and then rule by rule, each in the order of their places.

    A rule is deleted, or one of its overrides; a test is dropped, negated, its number moved by one, its value swapped;
    a value that is concluded is dropped or swapped. A part of a sum is deleted, its test changed like that of a rule,
    or its points by one. What the format cannot say, or what no fact can meet, is left out.
    """
    for one in sorted(base.sums.values(), key=lambda one: one.place):
        for done, place, changed in _added_otherwise(base, one.parts):
            yield Mutant(one.name, place, done, None, sum=replace(one, parts=changed))
    for rule in sorted(base.rules.values(), key=lambda rule: rule.place):
        yield Mutant(rule.name, rule.place, "deleted", None)
        for name in rule.written_overrides:
            yield Mutant(rule.name, rule.place, f"without its override of {name}", _without_override(rule, name))
        for done, place, conditions in _changed(base, rule.conditions):
            yield Mutant(rule.name, place, done, replace(rule, conditions=conditions))
        if rule.unless is not None:
            yield Mutant(rule.name, rule.place, f"without `unless {rule.unless}`", replace(rule, unless=None))
            for done, place, conditions in _changed(base, rule.unless):
                if conditions.parts:
                    yield Mutant(rule.name, place, f"{done} in its `unless`", replace(rule, unless=conditions))
        for done, then in _concluding_otherwise(base, rule.then):
            yield Mutant(rule.name, rule.place, done, replace(rule, then=then), is_other_conclusion=True)


def unadvised(base: KnowledgeBase) -> Iterator[Mutant]:
    """Change one thing at a time that changes no advice on a lead, and that laws speak of, in the order of the places.

    A rule loses its `due` where a law tests whether its concept is due, and a step an answer that it changes where a
    law speaks of doing that step.
    """
    tested = {part.fact for law in base.laws for part in _law_tests(law) if IsDue() in simple_tests(part.test)}
    for rule in sorted(base.rules.values(), key=lambda rule: rule.place):
        if rule.due is not None and any(one.concept in tested for one in rule.then):
            yield Mutant(rule.name, rule.place, "without its `due`", replace(rule, due=None))
    done = {law.after.concept for law in base.laws if isinstance(law.after, DoingStep)}
    for concept in (one for name, one in base.concepts.items() if name in done):
        for value, changes in concept.does.items():
            for question in changes:
                rest = {name: change for name, change in changes.items() if name != question}
                changed = replace(concept, does={**concept.does, value: rest})
                said = f"without {question} in its `does`"
                yield Mutant(f"{concept.name}: {value}", concept.place, said, None, changed)


def _law_tests(law: Law) -> Iterator[FactTest]:
    yield from law.conditions.tests()
    yield from law.claim.tests()


def _without_override(rule: Rule, name: str) -> Rule:
    if name not in rule.overrides:
        return rule
    return replace(rule, overrides=tuple(one for one in rule.overrides if one != name))


def _concluding_otherwise(
    base: KnowledgeBase, then: tuple[RuleConclusion, ...]
) -> Iterator[tuple[str, tuple[RuleConclusion, ...]]]:
    """Yield other conclusions: one left out, or one that has another value."""
    for number, one in enumerate(then):
        before, after = then[:number], then[number + 1 :]
        if before or after:
            yield f"without its conclusion {one.concept}: {one.value}", (*before, *after)
        for value in base.concepts[one.concept].values:
            other = RuleConclusion(one.concept, value)
            if other not in then:
                yield f"concluding {one.concept}: {value}, not {one.value}", (*before, other, *after)


def _added_otherwise(base: KnowledgeBase, parts: tuple[Points, ...]) -> Iterator[tuple[str, Place, tuple[Points, ...]]]:
    """Yield what was done to a part of a sum, where, and what the parts are then."""
    for number, part in enumerate(parts):
        before, after = parts[:number], parts[number + 1 :]
        if part.points:
            yield f"without the points for `{part}`", part.place, (*before, *after)
        for points in (fixed(part.points + by, places_of(part.points)) for by in (-1, 1)):
            if points:
                done = f"with {signed(points)} for `{part}`, not {signed(part.points)}"
                yield done, part.place, (*before, replace(part, points=points), *after)
        for test in _other_tests(base, FactTest(part.fact, part.test, part.place)) if part.points else ():
            changed = replace(part, test=test)
            yield f"with points for `{changed}`, not for `{part}`", part.place, (*before, changed, *after)


def _changed(base: KnowledgeBase, conditions: AllOf) -> Iterator[tuple[str, Place, AllOf]]:
    """Yield what was done to some conditions, where, and what they are then."""
    parts = conditions.parts
    for number, part in enumerate(parts):
        before, after = parts[:number], parts[number + 1 :]
        yield f"without `{part}`", part.place, AllOf((*before, *after))
        if isinstance(part, FactTest):
            for test in _other_tests(base, part):
                changed = replace(part, test=test)
                yield f"with `{changed}`, not `{part}`", part.place, AllOf((*before, changed, *after))
        else:
            for done, place, alternatives in _other_alternatives(base, part):
                yield done, place, AllOf((*before, replace(part, alternatives=alternatives), *after))


def _other_alternatives(base: KnowledgeBase, part: AnyOf) -> Iterator[tuple[str, Place, tuple[AllOf, ...]]]:
    for number, alternative in enumerate(part.alternatives):
        before, after = part.alternatives[:number], part.alternatives[number + 1 :]
        if before or after:
            yield f"without `{alternative}`", part.place, (*before, *after)
        for done, place, changed in _changed(base, alternative):
            if changed.parts:
                yield done, place, (*before, changed, *after)


def _other_tests(base: KnowledgeBase, part: FactTest) -> Iterator[Test]:
    """Yield the tests of the same fact that are one step away, each once."""
    facts = _PossibleValues(base, part.fact)
    given: set[str] = {str(part.test)}
    for test in (*facts.negated(part.test), *facts.moved(part.test)):
        if str(test) not in given and facts.can_hold(test):
            given.add(str(test))
            yield test


class _PossibleValues:
    """What a fact can be: its values, or its range of numbers."""

    def __init__(self, base: KnowledgeBase, fact: str) -> None:
        question = base.questions.get(fact)
        numbered = question if question and question.kind == "number" else None
        ranged = base.counts.get(fact) or base.sums.get(fact) or numbered
        self.low, self.high = (ranged.low, ranged.high) if ranged else (0, -1)
        self.decimals = places_of(self.high)
        concept = base.concepts.get(fact)
        self.values = tuple(concept.values) if concept else tuple(question.choices) if question else ()

    def negated(self, test: Test) -> Iterator[Test]:
        """Yield the test that holds where this one fails; nothing where that takes more than one step."""
        if isinstance(test, Is):
            yield OtherThan(test.value)
        elif isinstance(test, OtherThan):
            yield Is(test.value)
        elif isinstance(test, Known):
            yield Unknown()
        elif isinstance(test, Unknown):
            yield Known()
        elif isinstance(test, Between):
            yield _joined([*self.upto(test.low), *self.beyond(test.high)])
        elif isinstance(test, OneOf) and all(isinstance(one, Is | Unknown) for one in test.tests) and self.values:
            others: list[SimpleTest] = [Is(value) for value in self.values if Is(value) not in test.tests]
            yield _joined(others if Unknown() in test.tests else [*others, Unknown()])

    def upto(self, low: int | None) -> Iterator[Between]:
        if low is not None and low > self.low:
            yield self.ranging(None, low - 1)

    def beyond(self, high: int | None) -> Iterator[Between]:
        if high is not None and high < self.high:
            yield self.ranging(high + 1, None)

    def ranging(self, low: int | None, high: int | None) -> Between:
        """Return a range as an author would write it."""
        least, most = (None if end is None else fixed(end, self.decimals) for end in (low, high))
        if least is None:
            return Between(None, most, f"at most {most}")
        return Between(least, most, f"at least {least}" if most is None else f"{least} to {most}")

    def moved(self, test: Test) -> Iterator[Test]:
        """Yield the tests with a number moved by one, or another value."""
        if isinstance(test, OneOf):
            for number, one in enumerate(test.tests):
                rest = [*test.tests[:number], *test.tests[number + 1 :]]
                yield _joined(rest)
                for other in self.moved(one):
                    if isinstance(other, OneOf) or other not in rest:
                        yield _joined([*test.tests[:number], other, *test.tests[number + 1 :]])
        elif isinstance(test, Between):
            for low, high in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                yield from self.between(test, low, high)
        elif isinstance(test, Is | OtherThan):
            nearby: Sequence[str | int] = self.values
            if isinstance(test.value, int):
                nearby = tuple(fixed(test.value + by, self.decimals) for by in (-1, 1))
            yield from (replace(test, value=value) for value in nearby if value != test.value)

    def can_hold(self, test: Test) -> bool:
        """Return whether a test of a number can hold in the fact's range, and can fail as well."""
        edges = {self.low, self.high, *(edge + by for edge in _numbers_in(test) for by in (-1, 0, 1))}
        numbers = [number for number in edges if self.low <= number <= self.high]
        held = {test.outcome(number).value == "held" for number in numbers}
        return not numbers or held == {True, False}

    def between(self, test: Between, low: int, high: int) -> Iterator[Test]:
        """Yield a range with an end moved, if it has that end and does not become empty."""
        start = None if test.low is None else test.low + low
        end = None if test.high is None else test.high + high
        if (start, end) == (test.low, test.high):
            return
        if start is None or end is None or start < end:
            yield self.ranging(start, end)
        elif start == end:
            yield Is(fixed(start, self.decimals))


def _numbers_in(test: Test) -> Iterator[int]:
    """Yield the numbers that a test names."""
    for one in simple_tests(test):
        named = (one.low, one.high) if isinstance(one, Between) else (getattr(one, "value", None),)
        yield from (number for number in named if isinstance(number, int))


def _joined(tests: Sequence[SimpleTest | Test]) -> Test:
    """Return one test that holds where one of these does."""
    simple = [one for test in tests for one in (test.tests if isinstance(test, OneOf) else (test,))]
    return simple[0] if len(simple) == 1 else OneOf(tuple(simple))
