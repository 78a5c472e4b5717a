"""What sums add up to on one lead, point by point, and what they can still come to while answers are missing."""

from typing import TYPE_CHECKING, Any

from followthrough.format.conditions import Value
from followthrough.format.sums import Points
from followthrough.short_repr import Result

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice


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


class OpenSum(Result, frozen=True):
    """A shown sum that hinges on answers that are missing: the fewest and the most that it can still come to.

    `questions` and `later` are as for a concept (`Open`). Where that took too long to prove, it is not `proved`: then
    `low` and `high` are those of the sum.
    """

    low: int
    high: int
    questions: tuple[str, ...]
    later: tuple[str, ...] = ()
    proved: bool = True


def total(advice: "Advice", name: str) -> Total:
    """Return what a sum adds up to."""
    base, facts = advice.base, advice.proof.facts
    one = base.sums[name]
    is_open = name in advice.open_sums or name in advice.open_beneath
    return Total(
        sum=name,
        value=None if is_open else one.value(facts),
        says=says_open(advice, name) if name in advice.open_sums else base.says(name, one.value(facts)),
        points=tuple(_added(part, facts.get(part.fact)) for part in one.holding(facts) if part.points),
    )


def says_open(advice: "Advice", name: str) -> str:
    """Return what a shown sum that is open can still come to."""
    left = advice.open_sums[name]
    return f"{left.low} to {advice.base.says(name, left.high)}"


def total_json(advice: "Advice", name: str) -> dict[str, Any]:
    """Return what a sum adds up to, or can still come to, as data."""
    from followthrough.advising.advice import value_json

    found, left = total(advice, name), advice.open_sums.get(name)
    data: dict[str, Any] = {
        "value": None if found.value is None else value_json(found.value),
        "says": found.says,
        "points": [
            {"fact": one.fact, "value": value_json(one.value), "test": one.test, "points": value_json(one.points)}
            for one in found.points
        ],
    }
    if left is not None:
        data["open"] = {
            "from": value_json(left.low),
            "to": value_json(left.high),
            "questions": list(left.questions),
            "later": list(left.later),
            "proved": left.proved,
        }
    return data


def sums_json(advice: "Advice") -> dict[str, Any]:
    """Return the sums that are shown with the advice, as data; nothing if the base shows none."""
    shown = advice.base.shown_sums
    return {"sums": {name: total_json(advice, name) for name in shown}} if shown else {}


def _added(part: Points, value: Value) -> AddedPoints:
    return AddedPoints(part.fact, value, str(part.test), part.points)
