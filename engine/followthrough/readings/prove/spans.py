"""Days between two dates, as statements about a lead: only those cells go together that hold days together.

What cells say of days are bounds of differences: how long before another day a day was, at most. Some days fulfill all
of them if and only if no bounds in a circle, from day to day and back, add up to less than nothing (R. Bellman, On a
routing problem, 1958; in the words of R. Dechter, I. Meiri, and J. Pearl, Temporal Constraint Networks, 1991: a simple
temporal problem is consistent if its graph has no negative cycle). Today is one of the days. Of circles without a span,
`days` has the meaning, so here each has at least one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

import msgspec

from followthrough.format.counts import Span
from followthrough.format.day_order import FAR, Ages
from followthrough.readings.prove.cells import Variable
from followthrough.readings.prove.circuit import Body, Circuit, Literal

NOW = ""
"""Today, among the names of dates."""


class Bound(msgspec.Struct, frozen=True, eq=False):
    """That one day was at most so many days longer ago than another one: where its literal holds, for each number.

    The numbers ascend, and what holds for one holds for all that follow. `of` is what says so: a date, a span, or the
    order of two days.
    """

    of: str
    numbers: tuple[int, ...]
    literals: tuple[Literal, ...]
    is_span: bool = False


BoundCircle = tuple[Bound, ...]
"""Bounds from day to day and back to the first one."""


class DayGraph:
    """What the cells of dates and spans, and the order of days, say of how far apart days are."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.bounds: dict[str, dict[str, list[Bound]]] = {NOW: {}}
        self._known: dict[str, Literal] = {}

    def date(self, name: str, cells: Sequence[tuple[Literal, Ages]]) -> None:
        """Take in a date with the ages in its cells."""
        self._known[name] = self.circuit.any_of(literal for literal, _ in cells)
        self._between(name, NOW, name, [(literal, held.least, held.most) for literal, held in cells])

    def span(self, dates: tuple[str, str], name: str, cells: Sequence[tuple[Literal, tuple[int, int]]]) -> None:
        """Take in the days from one date to another, with the least and the most in each cell."""
        told = [(literal, low, high) for literal, (low, high) in cells]
        self._between(*dates, name, told, is_span=True)

    def order(self, later: str, earlier: str) -> None:
        """Take in that a date is not before another one where both are known."""
        if later in self._known and earlier in self._known:
            both = self.circuit.all_of([self._known[later], self._known[earlier]])
            self._add(later, earlier, Bound(f"{later} {earlier}", (0,), (both,)))

    def alike(self, one: str, other: str, apart: int, where: Literal) -> None:
        """Take in that a day was exactly so many days longer ago than another one where something holds."""
        self._add(one, other, Bound(f"{one} {other}", (apart,), (where,)))
        self._add(other, one, Bound(f"{one} {other}", (-apart,), (where,)))

    def _between(
        self, one: str, other: str, of: str, cells: Sequence[tuple[Literal, int, int]], *, is_span: bool = False
    ) -> None:
        """Take in how much longer ago one day was than the other, by the least and the most of each cell."""
        for names, ends in (
            ((one, other), [(literal, most) for literal, _, most in cells]),
            ((other, one), [(literal, -least) for literal, least, _ in cells]),
        ):
            numbers = tuple(sorted({end for _, end in ends if abs(end) < FAR}))
            literals = [self.circuit.any_of(literal for literal, end in ends if end <= number) for number in numbers]
            if numbers:
                self._add(*names, Bound(of, numbers, tuple(literals), is_span))

    def _add(self, one: str, other: str, bound: Bound) -> None:
        self.bounds.setdefault(one, {}).setdefault(other, []).append(bound)

    def circles(self) -> Iterator[BoundCircle]:
        """Yield the bounds of every circle of days, each of which is on it once, in which there is a span."""
        places = {name: place for place, name in enumerate(self.bounds)}

        def from_day(first: str, name: str, on_it: tuple[str, ...], told: BoundCircle) -> Iterator[BoundCircle]:
            for other, bounds in self.bounds[name].items():
                for bound in bounds:
                    if other == first and len({one.of for one in (*told, bound)}) > 1:
                        yield (*told, bound)
                    elif other in self.bounds and places[other] > places[first] and other not in on_it:
                        yield from from_day(first, other, (*on_it, other), (*told, bound))

        for first in self.bounds:
            for circle in from_day(first, first, (first,), ()):
                if any(bound.is_span for bound in circle):
                    yield circle


def ways(circle: Sequence[Bound]) -> int:
    """Count the bodies that may be made of a circle."""
    numbers = sorted(len(bound.numbers) for bound in circle)
    return prod(numbers[:-1])


def untenable(circuit: Circuit, graph: DayGraph) -> Iterator[Body]:
    """Yield what no lead has that holds days: bounds in a circle that add up to less than nothing."""
    for circle in graph.circles():
        *others, last = sorted(circle, key=lambda bound: len(bound.numbers))
        for picked in product(*(range(len(bound.numbers)) for bound in others)):
            numbers = [bound.numbers[place] for bound, place in zip(others, picked, strict=True)]
            weakest = _weakest(last, sum(numbers))
            if weakest is None or _follows(others, picked, sum(numbers) + last.numbers[weakest]):
                continue
            literals = [bound.literals[place] for bound, place in zip(others, picked, strict=True)]
            yield (*literals, last.literals[weakest])


def _weakest(bound: Bound, total: int) -> int | None:
    """Return the place of the greatest number of a bound that with others adds up to less than nothing."""
    fitting = [place for place, number in enumerate(bound.numbers) if total + number < 0]
    return fitting[-1] if fitting else None


def _follows(others: Sequence[Bound], picked: Sequence[int], total: int) -> bool:
    """Return whether a weaker bound in the place of one would do as well."""
    return any(
        place + 1 < len(bound.numbers) and total - bound.numbers[place] + bound.numbers[place + 1] < 0
        for bound, place in zip(others, picked, strict=True)
    )


def span_bounds(variable: Variable) -> list[tuple[int, int]]:
    """Return the least and the most days between two dates in each cell; the first and the last have no end."""
    ends = [(int(str(cell.value)), int(str(cell.high))) for cell in variable.cells]
    return [
        (-FAR if place == 0 else low, FAR if place == len(ends) - 1 else high) for place, (low, high) in enumerate(ends)
    ]


def days_apart(
    order: Mapping[str, Iterable[str]],
    known: Mapping[str, Ages],
    wanted: Mapping[str, int],
    apart: Iterable[tuple[Span, tuple[int, int]]],
) -> dict[str, int]:
    """Return an age for every known day, each as near to the one that is wanted as all that is said allows.

    `order` has for a date those that it is not before, `apart` the least and the most days of spans. There must be some
    ages of which all this holds. The first dates come first to what is wanted.
    """
    most = _MostApart(known)
    for name, held in known.items():
        most.limit(name, NOW, held.most)
        most.limit(NOW, name, -held.least)
        for earlier in order.get(name, ()):
            most.limit(name, earlier, 0)
    for span, (low, high) in apart:
        most.limit(span.first, span.last, high)
        most.limit(span.last, span.first, -low)
    most.close()
    found = {}
    for name in known:
        age = Ages(-most.of(NOW, name), most.of(name, NOW)).nearest(wanted[name])
        most.limit(name, NOW, age)
        most.limit(NOW, name, -age)
        most.close([name, NOW])
        found[name] = age
    return found


class _MostApart:
    """How much longer ago one day was than another, at most."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = [NOW, *names]
        self._most = {(one, other): 0 if one == other else 2 * FAR for one in self.names for other in self.names}

    def of(self, one: str, other: str) -> int:
        """Return the most that is left."""
        return self._most[one, other]

    def limit(self, one: str, other: str, most: int) -> None:
        """Take in a limit, if both days are known."""
        if (one, other) in self._most:
            self._most[one, other] = min(self._most[one, other], most)

    def close(self, by_way_of: Iterable[str] | None = None) -> None:
        """Work out what follows (R. W. Floyd, Algorithm 97: Shortest path, 1962)."""
        for way in self.names if by_way_of is None else by_way_of:
            for one in self.names:
                for other in self.names:
                    self.limit(one, other, self._most[one, way] + self._most[way, other])
