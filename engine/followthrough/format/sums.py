"""Sums of points: what several facts add up to, one test at a time."""

from collections.abc import Iterator, Mapping

import msgspec

from followthrough.errors import Place
from followthrough.format.conditions import FactTest, Test, Truth, Value
from followthrough.format.numbers import fixed, places_of

MAX_POINTS = 1_000_000_000
"""Most points, in units of the last place, that all parts of a sum may make: clingo adds up numbers below 2^31."""


class Points(msgspec.Struct, frozen=True):
    """One part of a sum: the points that a test of a fact adds where it is true, more or less than zero."""

    fact: str
    test: Test
    points: int
    place: Place

    def __str__(self) -> str:
        return f"{self.fact}: {self.test}"


class Sum(msgspec.Struct, frozen=True):
    """A concept that adds up points. What is not true, so also what is unknown, adds nothing: a sum is always known.

    `low` and `high` bound it: no possible lead has less or more. They and the points have the same number of decimals.
    `unit` says what is counted.
    """

    name: str
    means: str
    parts: tuple[Points, ...]
    low: int
    high: int
    unit: str
    place: Place

    @property
    def decimals(self) -> int:
        """How many decimals its points have."""
        return places_of(self.high)

    def tested(self) -> tuple[str, ...]:
        """Return the facts that it tests, each once, in the order they are written."""
        return tuple(dict.fromkeys(part.fact for part in self.parts))

    def tests(self) -> Iterator[FactTest]:
        """Yield the tests that add points."""
        return (FactTest(part.fact, part.test, part.place) for part in self.parts)

    def holding(self, facts: Mapping[str, Value]) -> Iterator[Points]:
        """Yield the parts whose tests are true. A fact that is not in `facts` is unknown."""
        for part in self.parts:
            if part.test.outcome(facts.get(part.fact)) is Truth.TRUE:
                yield part

    def value(self, facts: Mapping[str, Value]) -> int:
        """Return the points of all parts whose tests are true."""
        return fixed(sum(part.points for part in self.holding(facts)), self.decimals)


def signed(points: int) -> str:
    """Return points as they are added or taken away.

    >>> signed(2), signed(0), signed(-1), signed(fixed(150, 2))
    ('+2', '0', '-1', '+1.50')
    """
    return f"+{points}" if points > 0 else str(points)
