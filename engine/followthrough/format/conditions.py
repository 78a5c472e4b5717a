"""The tests that rules apply to facts.

A fact has a value or is unknown. A test of an unknown fact is neither true nor false, except `known` and
`unknown`; tests are combined by Kleene's strong three-valued logic (S. C. Kleene, Introduction to
Metamathematics, 1952, section 64). There is no negation, so whether a rule applies depends only on which
tests are true; false and unknown differ only in explanations.

There are thousands of tests in a large base, and no circles among them, so nothing here is searched for garbage (`gc`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date
from enum import Enum

import msgspec

from followthrough.errors import Place
from followthrough.format.numbers import NotANumber, fixed, places_of, written_number

Value = str | int | date | tuple[str, ...] | None
"""What is known about one fact. None means unknown; a many-valued concept holds a tuple, which is empty if unknown."""


def values_of(value: Value) -> tuple[str, ...]:
    """Return the values of a concept: none, one, or many.

    >>> values_of(None), values_of("wait"), values_of(("phone", "bag"))
    ((), ('wait',), ('phone', 'bag'))
    """
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)


class Truth(Enum):
    """The three outcomes of a test."""

    TRUE = "held"
    FALSE = "failed"
    UNKNOWN = "unknown"


class Is(msgspec.Struct, frozen=True, tag=True, gc=False):
    """The fact has this value; a many-valued fact has it among its values."""

    value: str | int

    def outcome(self, value: Value) -> Truth:
        """Test a value."""
        if value is None or value == ():
            return Truth.UNKNOWN
        return _truth(self.value in value if isinstance(value, tuple) else value == self.value)

    def __str__(self) -> str:
        return str(self.value)


class OtherThan(msgspec.Struct, frozen=True, tag=True, gc=False):
    """The fact is known and has a value other than this one."""

    value: str | int

    def outcome(self, value: Value) -> Truth:
        """Test a value."""
        return _NOT[Is(self.value).outcome(value)]

    def __str__(self) -> str:
        return f"other than {self.value}"


class Known(msgspec.Struct, frozen=True, tag=True, gc=False):
    """The fact has a value."""

    def outcome(self, value: Value) -> Truth:
        """Test a value."""
        return _truth(value is not None and value != ())

    def __str__(self) -> str:
        return "known"


class Unknown(msgspec.Struct, frozen=True, tag=True, gc=False):
    """The fact has no value."""

    def outcome(self, value: Value) -> Truth:
        """Test a value."""
        return _truth(value is None or value == ())

    def __str__(self) -> str:
        return "unknown"


class Between(msgspec.Struct, frozen=True, tag=True, gc=False):
    """The number lies in a range, both ends included; None leaves an end open."""

    low: int | None
    high: int | None
    written: str

    def outcome(self, value: Value) -> Truth:
        """Test a value."""
        if not isinstance(value, int):
            return Truth.UNKNOWN
        return _truth((self.low is None or self.low <= value) and (self.high is None or value <= self.high))

    def __str__(self) -> str:
        return self.written


class IsDue(msgspec.Struct, frozen=True, tag=True, gc=False):
    """A rule that decides the concept sets a day. Only laws test this: a value alone does not tell."""

    def outcome(self, _: Value) -> Truth:
        """Return that a value does not tell: whoever proves a law asks the rules."""
        return Truth.UNKNOWN

    def __str__(self) -> str:
        return DUE


class SameAs(msgspec.Struct, frozen=True, tag=True, gc=False):
    """The concept is what it is under another counsel, on the same lead. Only laws test this."""

    counsel: str

    def outcome(self, _: Value) -> Truth:
        """Return that a value does not tell: whoever proves a law asks the rules."""
        return Truth.UNKNOWN

    def __str__(self) -> str:
        return f"{AS}{self.counsel}"


DUE, AS = "due", "as "
"""How a law writes a test that a step is due, and, before its name, a test of what another counsel says."""

LawTest = IsDue | SameAs
"""What a law can test besides values. No rule has such a test."""

SimpleTest = Is | OtherThan | Known | Unknown | Between | LawTest


class OneOf(msgspec.Struct, frozen=True, tag=True, gc=False):
    """At least one of these tests holds."""

    tests: tuple["SimpleTest", ...]

    def outcome(self, value: Value) -> Truth:
        """Test a value."""
        return _any(test.outcome(value) for test in self.tests)

    def __str__(self) -> str:
        return " or ".join(map(str, self.tests))


Test = SimpleTest | OneOf


def simple_tests(test: Test) -> tuple[SimpleTest, ...]:
    """Return the tests of which one must hold."""
    return test.tests if isinstance(test, OneOf) else (test,)


def edges(test: Test) -> Iterator[int | str]:
    """Yield the numbers at which the outcome of a test can change, and the value that it tells from others."""
    if isinstance(test, OneOf):
        for one in test.tests:
            yield from edges(one)
    elif isinstance(test, Between):
        if test.low is not None:
            yield test.low
        if test.high is not None:
            yield test.high + 1
    elif isinstance(test, Is | OtherThan):
        yield from (test.value, test.value + 1) if isinstance(test.value, int) else (test.value,)


class FactTest(msgspec.Struct, frozen=True, tag=True, gc=False):
    """A test of one fact, at a place in a rule file."""

    fact: str
    test: Test
    place: Place

    def outcome(self, facts: Mapping[str, Value], undecided: Set[str] = frozenset()) -> Truth:
        """Test the fact. A fact that is not in `facts` is unknown, and so is every test of an undecided one."""
        return Truth.UNKNOWN if self.fact in undecided else self.test.outcome(facts.get(self.fact))

    def __str__(self) -> str:
        return f"{self.fact}: {self.test}"


class AnyOf(msgspec.Struct, frozen=True, tag=True, gc=False):
    """At least one alternative holds."""

    alternatives: tuple["AllOf", ...]
    place: Place

    def outcome(self, facts: Mapping[str, Value], undecided: Set[str] = frozenset()) -> Truth:
        """Test the alternatives."""
        return _any(alternative.outcome(facts, undecided) for alternative in self.alternatives)

    def __str__(self) -> str:
        return "any of (" + "; ".join(map(str, self.alternatives)) + ")"


class AllOf(msgspec.Struct, frozen=True, tag=True, gc=False):
    """All parts hold. Without parts it is true: a rule with an empty `if` always applies."""

    parts: tuple["FactTest | AnyOf", ...] = ()

    def outcome(self, facts: Mapping[str, Value], undecided: Set[str] = frozenset()) -> Truth:
        """Test all parts."""
        found = Truth.TRUE
        for part in self.parts:
            outcome = part.outcome(facts, undecided)
            if outcome is Truth.FALSE:
                return outcome
            if outcome is Truth.UNKNOWN:
                found = outcome
        return found

    def tests(self) -> Iterator[FactTest]:
        """Yield every test of every part, in the order they are written."""
        for part in self.parts:
            if isinstance(part, FactTest):
                yield part
            else:
                for alternative in part.alternatives:
                    yield from alternative.tests()

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts))


_NOT = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


def _truth(holds: bool) -> Truth:
    return Truth.TRUE if holds else Truth.FALSE


def _any(outcomes: Iterator[Truth]) -> Truth:
    found = Truth.FALSE
    for one in outcomes:
        if one is Truth.TRUE:
            return one
        if one is Truth.UNKNOWN:
            found = one
    return found


def holds(test: Test) -> Callable[[Value], bool]:
    """Return a test as a predicate, which is true only where the test is true.

    >>> at_least_a_week = holds(Between(7, None, "at least 7"))
    >>> at_least_a_week(7), at_least_a_week(6), at_least_a_week(None)
    (True, False, False)
    """
    return lambda value: test.outcome(value) is Truth.TRUE


_NUMBER = r"(-?[0-9]{1,100}(?:\.[0-9]{1,100})?)"

_NUMBER_TESTS: tuple[tuple[re.Pattern[str], Callable[..., tuple[int | None, int | None]]], ...] = (
    (re.compile(_NUMBER), lambda n: (n, n)),
    (re.compile(f"at least {_NUMBER}"), lambda n: (n, None)),
    (re.compile(f"at most {_NUMBER}"), lambda n: (None, n)),
    (re.compile(f"more than {_NUMBER}"), lambda n: (n + 1, None)),
    (re.compile(f"less than {_NUMBER}"), lambda n: (None, n - 1)),
    (re.compile(f"{_NUMBER} to {_NUMBER}"), lambda low, high: (low, high)),
)
"""The forms that a test of a number takes, and the ends of the range that each one accepts."""


def number_test(text: str, least: int, most: int, *, days: bool = False) -> Between | OtherThan:
    """Read a test of a number between `least` and `most`, which has their decimals, or of a count of `days`.

    Raises ValueError, whose text says what is wrong; what to do.

    >>> number_test("more than 6", 0, 365)
    Between(low=7, high=None, written='more than 6')
    >>> number_test("more than 6.5", fixed(0, 2), fixed(36500, 2)).low
    FixedPoint(651, 2)
    >>> number_test("13 to 7", 0, 365)
    Traceback (most recent call last):
    ValueError: no number can be '13 to 7'; put the smaller number first
    """
    decimals = places_of(most)
    other = text.removeprefix("other than ")
    if other != text and re.fullmatch(_NUMBER, other):
        number_test(other, least, most)
        return OtherThan(written_number(other, decimals))
    ends = _ends(text, decimals)
    if ends is None:
        from followthrough.format import hints  # only a test that is wrong needs them

        raise ValueError(f"{text!r} is not a test of a number; {hints.number_test(text, days=days, decimals=decimals)}")
    low, high = ends
    if low is not None and high is not None and low > high:
        raise ValueError(f"no number can be {text!r}; put the smaller number first")
    if (low is not None and low > most) or (high is not None and high < least):
        raise ValueError(f"{text!r} is outside the range {least} to {most}; test a number within it")
    return Between(low, high, text)


def _ends(text: str, decimals: int) -> tuple[int | None, int | None] | None:
    """Return the ends of the range that a test accepts, with so many decimals; None if it is no test of a number."""
    for pattern, ends in _NUMBER_TESTS:
        if match := pattern.fullmatch(text):
            try:
                low, high = ends(*(written_number(number, decimals) for number in match.groups()))
            except NotANumber:
                return None
            return (None if low is None else fixed(low, decimals)), (None if high is None else fixed(high, decimals))
    return None
