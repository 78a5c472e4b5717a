"""What a lead must have for conditions to hold: where to aim when leads are drawn at random."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from random import Random

import msgspec

from followthrough.format.conditions import AllOf, AnyOf, FactTest, Truth
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.cells import Variable, value_in
from followthrough.readings.prove.drawn import Aim

MOST_CONCEPTS = 20
"""So many concepts are aimed at by way of rules that conclude them, before the rest is left to chance."""


class _PartAim(msgspec.Struct, gc=False):
    """A part of conditions: the answers to a question with which it holds, or the ways to it, as conditions.

    `needed` has what has to hold for the question to apply. There are ways to a concept, and to an `any of`.
    """

    part: FactTest | AnyOf
    level: int = 0
    numbers: Sequence[int] | None = None
    needed: Sequence[FactTest | AnyOf] = ()
    concept: str | None = None
    ways: Sequence[AllOf] = ()


class Aims:
    """Answers with which conditions hold, and some rules of a base apply, as far as that shows without a proof.

    What is known of a part is kept by its identity, and the part with it: two are hardly ever the same.
    """

    def __init__(
        self, base: KnowledgeBase, rules: Iterable[Rule], variables: Sequence[Variable], random: Random
    ) -> None:
        self._base = base
        self._random = random
        self._variables = variables
        self._levels = {name: level for level, one in enumerate(variables) for name in _names(base, one)}
        self._concluding: dict[tuple[str, str], list[Rule]] = {}
        for rule in rules:
            for one in rule.then:
                self._concluding.setdefault((one.concept, one.value), []).append(rule)
        self._needed = [one.question.only_if.parts for one in variables]
        self._looked_at: dict[int, _PartAim] = {}

    def at(self, *conditions: AllOf) -> Aim:
        """Return answers with which conditions may hold; where there are several ways, one of them at random."""
        aim: dict[int, Sequence[int]] = {}
        settled: set[str] = set()
        waiting: deque[FactTest | AnyOf] = deque(part for one in conditions for part in one.parts)
        looked_at, choice = self._looked_at, self._random.choice
        while waiting:
            part = waiting.popleft()
            one = looked_at.get(id(part)) or self._look_at(part)
            if one.numbers is not None:
                before = aim.get(one.level)
                if before is None and one.numbers:
                    aim[one.level] = one.numbers
                    waiting += one.needed
                elif before and before != one.numbers:
                    aim[one.level] = [number for number in before if number in one.numbers] or before
            elif one.concept is None:
                waiting += choice(one.ways).parts
            elif one.concept not in settled and len(settled) < MOST_CONCEPTS:
                settled.add(one.concept)
                waiting += choice(one.ways).parts if one.ways else ()
        return aim

    def _look_at(self, part: FactTest | AnyOf) -> _PartAim:
        """Return what is known of a part of conditions, and keep it."""
        if not isinstance(part, FactTest):
            one = _PartAim(part, ways=part.alternatives)
        elif part.fact in self._levels:
            level, numbers = self._levels[part.fact], self._numbers(part)
            needed = self._needed[level] if numbers != [0] else ()
            one = _PartAim(part, level=level, numbers=numbers, needed=needed)
        else:
            one = _PartAim(part, concept=part.fact, ways=[rule.conditions for rule in self._ways_to(part)])
        self._looked_at[id(part)] = one
        return one

    def _ways_to(self, part: FactTest) -> Iterator[Rule]:
        """Yield the rules that conclude a value of a concept with which a test of it is passed."""
        concept = self._base.concepts.get(part.fact)
        for value in concept.values if concept else ():
            if part.test.outcome((value,) if concept and concept.many else value) is Truth.TRUE:
                yield from self._concluding.get((part.fact, value), ())

    def _numbers(self, part: FactTest) -> Sequence[int]:
        """Return the numbers of the answers with which a test of a question or count is passed."""
        cells = self._variables[self._levels[part.fact]].cells
        values = [None, *(value_in(self._base, part.fact, cell) for cell in cells)]
        return [number for number, value in enumerate(values) if part.test.outcome(value) is Truth.TRUE]


def _names(base: KnowledgeBase, variable: Variable) -> set[str]:
    """Name a question, and the counts of its days."""
    return {variable.question.name, variable.fact, *(count.name for count in base.counts_of(variable.question.name))}
