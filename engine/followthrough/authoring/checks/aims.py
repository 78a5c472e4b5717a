"""What a lead must have for conditions to hold: where to aim when leads are drawn at random."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from followthrough.format.conditions import AllOf, AnyOf, FactTest, Truth
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.cells import Variable, value_in
from followthrough.readings.prove.drawn import Aim

MOST_CONCEPTS = 20
"""So many concepts are aimed at by way of rules that conclude them, before the rest is left to chance."""


class Aims:
    """Answers with which conditions hold, and some rules of a base apply, as far as that shows without a proof.

    What is known of a test is kept by its identity, and the test with it: two are hardly ever the same.
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
        self._seen: list[FactTest] = []
        self._passing: dict[int, Sequence[int]] = {}
        self._ways: dict[int, Sequence[Rule]] = {}

    def at(self, *conditions: AllOf) -> Aim:
        """Return answers with which conditions may hold; where there are several ways, one of them at random."""
        aim: dict[int, Sequence[int]] = {}
        settled: set[str] = set()
        waiting: deque[FactTest | AnyOf] = deque(part for one in conditions for part in one.parts)
        while waiting:
            part = waiting.popleft()
            if not isinstance(part, FactTest):
                waiting += self._random.choice(part.alternatives).parts
            elif part.fact in self._levels:
                waiting += self._answer(aim, self._levels[part.fact], self._numbers(part))
            elif part.fact not in settled and len(settled) < MOST_CONCEPTS:
                settled.add(part.fact)
                waiting += self._way_to(part)
        return aim

    def _answer(self, aim: dict[int, Sequence[int]], level: int, numbers: Sequence[int]) -> Sequence[FactTest | AnyOf]:
        """Aim at these answers to a question, beside what is aimed at so far; return what has to hold for any."""
        before = aim.get(level)
        if before is None:
            if numbers:
                aim[level] = numbers
            return self._needed[level] if numbers and numbers != [0] else ()
        if before is not numbers and (both := [number for number in before if number in numbers]):
            aim[level] = both
        return ()

    def _way_to(self, part: FactTest) -> Sequence[FactTest | AnyOf]:
        """Return what some rule tests that concludes a value of a concept with which a test of it is passed."""
        ways = self._ways.get(id(part))
        if ways is None:
            ways = self._ways[id(part)] = list(self._ways_to(part))
            self._seen.append(part)
        return self._random.choice(ways).conditions.parts if ways else ()

    def _ways_to(self, part: FactTest) -> Iterator[Rule]:
        """Yield the rules that conclude a value of a concept with which a test of it is passed."""
        concept = self._base.concepts.get(part.fact)
        for value in concept.values if concept else ():
            if part.test.outcome((value,) if concept and concept.many else value) is Truth.TRUE:
                yield from self._concluding.get((part.fact, value), ())

    def _numbers(self, part: FactTest) -> Sequence[int]:
        """Return the numbers of the answers with which a test of a question or count is passed."""
        numbers = self._passing.get(id(part))
        if numbers is None:
            cells = self._variables[self._levels[part.fact]].cells
            values = [None, *(value_in(self._base, part.fact, cell) for cell in cells)]
            numbers = [number for number, value in enumerate(values) if part.test.outcome(value) is Truth.TRUE]
            self._passing[id(part)] = numbers
            self._seen.append(part)
        return numbers


def _names(base: KnowledgeBase, variable: Variable) -> set[str]:
    """Name a question, and the counts of its days."""
    return {variable.question.name, variable.fact, *(count.name for count in base.counts_of(variable.question.name))}
