"""Describe a set of leads in few conditions that read like those of a rule.

As a cover of a truth table by prime implicants, but in terms that may have many values: of what a lead is like, one
thing after the other is left out, as long as all leads that fit the rest are in the set; then each thing that is left
is widened as far as that works; and this is repeated with a lead that is not yet described, until all are. Parts that
the others make needless are dropped at the end. (The idea is that of MINI: S. J. Hong, R. G. Cain, D. L. Ostapko, IBM
Journal of Research and Development 18(5), 1974. As there, few is not proved to be fewest.)
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from followthrough.errors import Place
from followthrough.format.choices import NONE
from followthrough.format.conditions import (
    AllOf,
    Between,
    FactTest,
    Is,
    Known,
    OneOf,
    OtherThan,
    SimpleTest,
    Test,
    Unknown,
)
from followthrough.readings.prove.cells import ANY_DAY, Cell
from followthrough.readings.prove.diagrams import EVERYTHING, NOTHING, Diagram, Diagrams
from followthrough.readings.prove.shrink import shrink


class Aspect(msgspec.Struct, frozen=True):
    """A fact in which leads differ: its cells, one of them without a value for unknown, and the leads of each.

    Where several choices may be the answer, each tested one is an aspect: its cells have it, or have it not. `rest` has
    all choices that there are, if an answer without any of them is `none`.
    """

    fact: str
    cells: tuple[Cell, ...]
    leads: tuple[Diagram, ...]
    rest: frozenset[str] = frozenset()


class DescribedLeads(msgspec.Struct, frozen=True):
    """Some leads: the conditions that tell them from all others, and the leads themselves."""

    conditions: AllOf
    leads: Diagram


def described(diagrams: Diagrams, region: Diagram, within: Diagram, aspects: Sequence[Aspect]) -> list[DescribedLeads]:
    """Describe the leads of a region, among those `within`, largest part first; a lead may fit several parts.

    The aspects that come first are left out first. Every lead has exactly one cell of each aspect, and no two leads are
    alike in all of them.
    """
    outside = diagrams.without(within, region)
    found: list[tuple[Diagram, AllOf]] = []
    left = region
    while left != NOTHING:
        needed = _needed(diagrams, left, outside, aspects)
        _widen(diagrams, needed, outside)
        leads = diagrams.all_of(_leads(diagrams, aspect, cells) for aspect, cells in needed)
        tests = list(_tests(diagrams, needed, within))[::-1]
        rest = {aspect.fact: aspect.rest for aspect, _ in needed if aspect.rest}
        found.append((diagrams.both(leads, region), AllOf(tuple(in_few_tests(tests, rest)))))
        left = diagrams.without(left, leads)
    found.sort(key=lambda one: (-diagrams.count(one[0]), str(one[1])))
    return [DescribedLeads(conditions, leads) for leads, conditions in _needful(diagrams, region, found)]


def _needed(
    diagrams: Diagrams, left: Diagram, outside: Diagram, aspects: Sequence[Aspect]
) -> list[tuple[Aspect, set[int]]]:
    """Take one of the leads that are left, and leave out of what it is like all that need not be said."""
    first = diagrams.first(left)
    assert first is not None, "some lead is left"
    like = [
        next(number for number, leads in enumerate(aspect.leads) if diagrams.holds(leads, first)) for aspect in aspects
    ]
    rest = [EVERYTHING]
    for aspect, number in zip(reversed(aspects), reversed(like), strict=True):
        rest.append(diagrams.both(rest[-1], aspect.leads[number]))
    kept, needed = outside, []
    for aspect, number, others in zip(aspects, like, rest[-2::-1], strict=True):
        if diagrams.both(kept, others) != NOTHING:
            kept = diagrams.both(kept, aspect.leads[number])
            needed.append((aspect, {number}))
    return needed


def _widen(diagrams: Diagrams, needed: Sequence[tuple[Aspect, set[int]]], outside: Diagram) -> None:
    """Allow more cells of each aspect, as long as no lead outside fits."""
    for place, (aspect, cells) in enumerate(needed):
        fitting = _fitting(diagrams, needed, place, outside)
        cells.update(n for n, leads in enumerate(aspect.leads) if diagrams.both(fitting, leads) == NOTHING)


def _tests(diagrams: Diagrams, needed: Sequence[tuple[Aspect, set[int]]], within: Diagram) -> Iterator[FactTest]:
    """Write as a test which cells of each aspect are allowed; cells that no lead has here are as it reads best."""
    for place, (aspect, cells) in enumerate(needed):
        fitting = _fitting(diagrams, needed, place, within)
        real = {n for n in cells if diagrams.both(fitting, aspect.leads[n]) != NOTHING}
        known = {n for n, cell in enumerate(aspect.cells) if cell.value is not None}
        readings = [as_test(aspect, allowed) for allowed in (real, cells, cells & known | real)]
        yield FactTest(aspect.fact, min(readings, key=lambda test: len(str(test))), Place(""))


def in_few_tests(tests: Sequence[FactTest], rest: Mapping[str, frozenset[str]]) -> Iterator[FactTest]:
    """Yield tests of which those of the choices of one question stand together, those first that are the answer.

    Where none of the `rest` of the choices is, `none` says so.
    """
    by_fact: dict[str, list[FactTest]] = {}
    for one in tests:
        by_fact.setdefault(one.fact, []).append(one)
    for fact, alike in by_fact.items():
        denied = {one.test.value for one in alike if isinstance(one.test, OtherThan)}
        if rest.get(fact) and rest[fact] <= denied:
            yield replace(alike[0], test=Is(NONE))
        else:
            yield from sorted(alike, key=lambda one: isinstance(one.test, OtherThan))


def _fitting(diagrams: Diagrams, needed: Sequence[tuple[Aspect, set[int]]], place: int, among: Diagram) -> Diagram:
    """Return the leads that fit all but one of the aspects."""
    others = (_leads(diagrams, one, cells) for number, (one, cells) in enumerate(needed) if number != place)
    return diagrams.both(among, diagrams.all_of(others))


def _needful(
    diagrams: Diagrams, region: Diagram, found: Sequence[tuple[Diagram, AllOf]]
) -> list[tuple[Diagram, AllOf]]:
    """Leave out parts whose leads all fit other parts, the smallest first."""

    def suffice(parts: Sequence[tuple[Diagram, AllOf]]) -> bool:
        return diagrams.without(region, diagrams.any_of(leads for leads, _ in parts)) == NOTHING

    return shrink(reversed(found), suffice)[::-1]


def _leads(diagrams: Diagrams, aspect: Aspect, cells: set[int]) -> Diagram:
    return diagrams.any_of(aspect.leads[number] for number in sorted(cells))


def as_test(aspect: Aspect, allowed: set[int]) -> Test:
    """Write which cells are allowed as the test of a rule."""
    tests = list(_simple_tests(aspect, allowed))
    return tests[0] if len(tests) == 1 else OneOf(tuple(tests))


def _simple_tests(aspect: Aspect, allowed: set[int]) -> Iterator[SimpleTest]:
    """Yield tests of which one holds where a cell is allowed, as few as can be."""
    known = {number: cell for number, cell in enumerate(aspect.cells) if cell.value is not None}
    missing = [cell for number, cell in known.items() if number not in allowed]
    if not missing or any(cell.value == ANY_DAY for cell in known.values()):
        yield from [Known()] if allowed & known.keys() else []
    elif all(isinstance(cell.value, tuple) for cell in known.values()):
        yield from (_choice(cell) for number, cell in known.items() if number in allowed)
    elif all(isinstance(cell.value, int) for cell in known.values()):
        yield from _ranges([*known.values()], [number in allowed for number in known])
    elif len(missing) == 1 and len(known) > 2:
        yield OtherThan(str(missing[0].value))
    else:
        yield from (Is(str(cell.value)) for number, cell in known.items() if number in allowed)
    if allowed - known.keys():
        yield Unknown()


def choice_cells(choice: str) -> tuple[Cell, Cell]:
    """Return the cells of an aspect of one choice among several: with it, and without."""
    return Cell((choice,), among=(choice,)), Cell((), among=(choice,))


def _choice(cell: Cell) -> SimpleTest:
    """Return the test of one choice among several."""
    (choice,) = cell.among
    return Is(choice) if cell.value else OtherThan(choice)


def _ranges(cells: Sequence[Cell], allowed: Sequence[bool]) -> Iterator[SimpleTest]:
    """Join neighboring cells that are allowed."""
    start = 0
    while start < len(cells):
        end = start
        while end + 1 < len(cells) and allowed[end + 1] == allowed[start]:
            end += 1
        if allowed[start]:
            low, high = cells[start].value, cells[end].high
            assert isinstance(low, int)
            if start == 0:
                yield Between(None, high, f"at most {high}")
            elif end == len(cells) - 1:
                yield Between(low, None, f"at least {low}")
            else:
                yield Is(low) if low == high else Between(low, high, f"{low} to {high}")
        start = end + 1
