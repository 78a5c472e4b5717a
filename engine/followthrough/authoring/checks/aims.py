"""What a lead must have for conditions to hold: where to aim when leads are drawn at random."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from followthrough.format.conditions import AllOf, AnyOf, FactTest, Test, Truth
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.cells import Variable, value_in
from followthrough.readings.prove.drawn import Aim

MOST_CONCEPTS = 20
"""So many concepts are aimed at by way of rules that conclude them, before the rest is left to chance."""


class Aims:
    """Answers with which conditions hold, and some rules of a base apply, as far as that shows without a proof."""

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
        self._passing: dict[tuple[str, Test], Sequence[int]] = {}
        self._ways: dict[tuple[str, Test], Sequence[Rule]] = {}

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
                waiting += self._answer(aim, self._levels[part.fact], self._numbers(part.fact, part.test))
            elif part.fact not in settled and len(settled) < MOST_CONCEPTS:
                settled.add(part.fact)
                waiting += self._way_to(part)
        return aim

    def _answer(self, aim: dict[int, Sequence[int]], level: int, numbers: Sequence[int]) -> Sequence[FactTest | AnyOf]:
        """Aim at these answers to a question, beside what is aimed at so far; return what has to hold for any."""
        both = [number for number in aim.get(level, numbers) if number in numbers]
        is_new = level not in aim
        if both:
            aim[level] = both
        return list(self._variables[level].question.only_if.parts) if is_new and both and both != [0] else []

    def _way_to(self, part: FactTest) -> Sequence[FactTest | AnyOf]:
        """Return what some rule tests that concludes a value of a concept with which a test of it is passed."""
        key = part.fact, part.test
        if key not in self._ways:
            self._ways[key] = list(self._ways_to(part))
        ways = self._ways[key]
        return self._random.choice(ways).conditions.parts if ways else ()

    def _ways_to(self, part: FactTest) -> Iterator[Rule]:
        """Yield the rules that conclude a value of a concept with which a test of it is passed."""
        concept = self._base.concepts.get(part.fact)
        for value in concept.values if concept else ():
            if part.test.outcome((value,) if concept and concept.many else value) is Truth.TRUE:
                yield from self._concluding.get((part.fact, value), ())

    def _numbers(self, fact: str, test: Test) -> Sequence[int]:
        """Return the numbers of the answers with which a test of a question or count is passed."""
        key = fact, test
        if key not in self._passing:
            cells = self._variables[self._levels[fact]].cells
            values = [None, *(value_in(self._base, fact, cell) for cell in cells)]
            self._passing[key] = [number for number, value in enumerate(values) if test.outcome(value) is Truth.TRUE]
        return self._passing[key]


def _names(base: KnowledgeBase, variable: Variable) -> set[str]:
    """Name a question, and the counts of its days."""
    return {variable.question.name, variable.fact, *(count.name for count in base.counts_of(variable.question.name))}
