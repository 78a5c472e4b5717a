"""What sums add up to on one lead, point by point, and what they can still come to while answers are missing."""

from collections.abc import Mapping

from followthrough.advising.still_open import OpenSum
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.format.sums import Points
from followthrough.short_repr import Result


class AddedPoints(Result, frozen=True):
    """Points that a sum has, with the fact and the test that added them."""

    fact: str
    value: Value
    test: str
    points: int


class Total(Result, frozen=True):
    """What a sum adds up to: a number, what a person reads for it, and the points one by one.

    While the sum is open, `value` is None, and the `points` are those of the answers so far.
    """

    sum: str
    value: int | None
    says: str
    points: tuple[AddedPoints, ...]


def total(
    base: KnowledgeBase, name: str, facts: Mapping[str, Value], left: OpenSum | None = None, *, is_open: bool = False
) -> Total:
    """Return what a sum adds up to; while it is open, also what it can still come to, if that is known."""
    one = base.sums[name]
    return Total(
        sum=name,
        value=None if is_open else one.value(facts),
        says=base.says(name, one.value(facts)) if left is None else says_open(base, name, left),
        points=tuple(_added(part, facts.get(part.fact)) for part in one.holding(facts) if part.points),
    )


def says_open(base: KnowledgeBase, name: str, left: OpenSum) -> str:
    """Return what a shown sum that is open can still come to."""
    return f"{left.low} to {base.says(name, left.high)}"


def _added(part: Points, value: Value) -> AddedPoints:
    return AddedPoints(part.fact, value, str(part.test), part.points)
