"""Which days of a date make no difference, as real days: other known days move where days are counted between two.

Proofs know such a date only by ages, and tell it as of CASE_DAY.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from followthrough.format.conditions import Value
from followthrough.format.day_order import Ages, window
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import Cell, Variable, day_of_age
from followthrough.readings.prove.spans import span_bounds


class DaysAlike(NamedTuple):
    """Days that no test tells apart: their `ages`, the first and the last one, and what they make known to proofs.

    `first` or `last` is None where no day is too early, or too late.
    """

    ages: Ages
    first: date | None
    last: date | None
    proved: dict[str, Value]


def days_alike(
    base: KnowledgeBase, variables: Sequence[Variable], name: str, known: Mapping[str, Ages], today: date
) -> Iterator[DaysAlike]:
    """Yield the days of a date whose own day counts, the earliest first. `known` has the ages of other days."""
    cells = [(one.fact, cell, cell.ages) for one in variables if one.fact == name for cell in one.cells if cell.ages]
    least, most = min(held.least for *_, held in cells), max(held.most for *_, held in cells)
    every = Ages(max(least, (today - date.max).days), min(most, (today - date.min).days))
    fitting = every.both(window(base, name, known))
    if fitting is None:
        return
    cells += _counted_to(base, variables, name, known)
    starts = {held.least for *_, held in cells if fitting.least < held.least <= fitting.most}
    for start, after in reversed([*pairwise(sorted({fitting.least, *starts, fitting.most + 1}))]):
        first = None if after - 1 == every.most else day_of_age(after - 1, today)
        last = None if start == every.least else day_of_age(start, today)
        proved = {fact: cell.value for fact, cell, held in cells if held.least <= start <= held.most}
        yield DaysAlike(Ages(start, after - 1), first, last, proved)


def _counted_to(
    base: KnowledgeBase, variables: Sequence[Variable], name: str, known: Mapping[str, Ages]
) -> Iterator[tuple[str, Cell, Ages]]:
    """Yield every cell of the days between a date and a known day, with the ages that the date has in it."""
    for variable in variables:
        span = base.spans.get(variable.fact)
        if span is None or name not in span.dates:
            continue
        other = known.get(span.last if name == span.first else span.first)
        if other is None or other.least != other.most:
            continue
        for cell, (low, high) in zip(variable.cells, span_bounds(variable), strict=True):
            ages = (other.least + low, other.least + high)
            yield span.name, cell, Ages(*ages if name == span.first else (other.least - high, other.least - low))
