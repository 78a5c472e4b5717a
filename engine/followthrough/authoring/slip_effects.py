"""What slips in rules do to what a counsel concludes: in some leads at once, or as statements about all of them.

A slip in the conditions of a rule does something only where the rule then applies and did not before, or the other way
round; and what it does there is the same for all of these slips. So that is worked out once for a rule, and for a slip
only where the rule applies otherwise.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from followthrough.authoring.mutants import Mutant
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.sums import Sum
from followthrough.readings.meaning import Algebra, Meaning

T = TypeVar("T")
M = TypeVar("M")


class SlipEffects(Generic[T, M]):
    """What slips do to what a counsel concludes, in some algebra, as far as it is `measured`."""

    def __init__(
        self, algebra: Algebra[T], base: KnowledgeBase, meaning: Meaning[T], measured: Callable[[Meaning[T]], M]
    ) -> None:
        self.base = base
        self.meaning = meaning
        self._algebra = algebra
        self._measured = measured
        self._turned: dict[str, M] = {}

    def forget(self) -> None:
        """Forget what was measured."""
        self._turned.clear()

    def of(self, mutant: Mutant) -> tuple[T, M]:
        """Return where what is concluded can be something else, and what is measured of it then; both have to hold."""
        if mutant.sum is not None or not self._is_in_conditions(mutant):
            return self._algebra.all_of([]), self._measured(with_slip(self.meaning, mutant))
        applies = self._algebra.any_of([]) if mutant.rule is None else self.meaning.applies(mutant.rule)
        return unlike(self._algebra, [(self.meaning.applied[mutant.name], applies)]), self._of_turned(mutant.name)

    def _is_in_conditions(self, mutant: Mutant) -> bool:
        rule = self.base.rules[mutant.name]
        return mutant.rule is None or (mutant.rule.then, mutant.rule.overrides) == (rule.then, rule.overrides)

    def _of_turned(self, rule: str) -> M:
        """Return what is measured where a rule applies wherever it did not, and nowhere else."""
        if rule not in self._turned:
            self._turned[rule] = self._measured(self.meaning.turned(rule))
        return self._turned[rule]


def with_slip(meaning: Meaning[T], mutant: Mutant) -> Meaning[T]:
    """Return what is concluded with a slip."""
    if mutant.sum is not None:
        return meaning.changed(mutant.sum)
    if mutant.concept is not None or mutant.name not in meaning.applied:
        return meaning
    return meaning.without(mutant.name) if mutant.rule is None else meaning.changed(mutant.rule)


def advised_otherwise(algebra: Algebra[T], base: KnowledgeBase, was: Meaning[T], then: Meaning[T]) -> T:
    """Return where what is told of goals, shown concepts, and shown sums is something else."""
    shown = {*base.goals, *base.shows, *base.shown_sums}

    def differing() -> Iterator[T]:
        for part in then.differing:
            if isinstance(part, Rule) or part.name not in shown:
                continue
            if isinstance(part, Sum):
                yield other_totals(algebra, was.sums[part.name], then.sums[part.name])
            else:
                keys = [(part.name, value) for value in (None, *part.values)]
                yield unlike(algebra, [(was.values[key], then.values[key]) for key in keys])

    return algebra.any_of(differing())


def unlike(algebra: Algebra[T], pairs: Sequence[tuple[T, T]]) -> T:
    """Return where some two truths are not alike."""
    return algebra.any_of(
        algebra.all_of([holds, algebra.negated(fails)])
        for one, other in pairs
        if one != other
        for holds, fails in ((one, other), (other, one))
    )


def other_totals(algebra: Algebra[T], one: Sequence[tuple[T, int]], other: Sequence[tuple[T, int]]) -> T:
    """Return where two lists of points do not add up to the same."""
    return algebra.any_of(
        algebra.reaches(1, [*more, *((truth, -number) for truth, number in less)])
        for more, less in ((one, other), (other, one))
    )
