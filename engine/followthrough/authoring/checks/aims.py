"""What a lead must have for conditions to hold: where to aim when leads are drawn at random."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from random import Random

import msgspec

from followthrough.format.conditions import AllOf, FactTest, Truth
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.cells import Variable, value_in
from followthrough.readings.prove.drawn import Aim

MOST_CONCEPTS = 20
"""So many concepts are aimed at by way of rules that conclude them, before the rest is left to chance."""


class _WaysTo(msgspec.Struct, gc=False):
    """Ways to what has to hold, as conditions: to a value of a concept or, where none is named, to an `any of`."""

    concept: str | None
    ways: Sequence[AllOf]


class _ConditionsAim(msgspec.Struct, gc=False):
    """What conditions need: answers, by the places of the questions and their numbers, and a way of each choice."""

    conditions: AllOf
    answers: list[tuple[int, Sequence[int]]]
    choices: list[_WaysTo]


class Aims:
    """Answers with which conditions hold, and some rules of a base apply, as far as that shows without a proof.

    What is known of conditions is kept by their identity, and they with it: two are hardly ever the same.
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
        self._looked_at: dict[int, _ConditionsAim] = {}

    def at(self, *conditions: AllOf) -> Aim:
        """Return answers with which conditions may hold; where there are several ways, one of them at random."""
        aim: dict[int, Sequence[int]] = {}
        settled: set[str] = set()
        waiting = deque(conditions)
        looked_at, chance = self._looked_at, self._random.random
        while waiting:
            next_up = waiting.popleft()
            one = looked_at.get(id(next_up)) or self._look_at(next_up)
            for level, numbers in one.answers:
                before = aim.setdefault(level, numbers)
                if before is not numbers:
                    aim[level] = [number for number in before if number in numbers] or before
            for choice in one.choices:
                if choice.concept is not None:
                    if choice.concept in settled or len(settled) >= MOST_CONCEPTS:
                        continue
                    settled.add(choice.concept)
                if choice.ways:
                    waiting.append(choice.ways[int(chance() * len(choice.ways))])
        return aim

    def _look_at(self, conditions: AllOf) -> _ConditionsAim:
        """Return what conditions need, and keep it."""
        one = self._looked_at[id(conditions)] = _ConditionsAim(conditions, [], [])
        waiting = deque(conditions.parts)
        while waiting:
            part = waiting.popleft()
            if not isinstance(part, FactTest):
                one.choices.append(_WaysTo(None, part.alternatives))
            elif part.fact not in self._levels:
                one.choices.append(_WaysTo(part.fact, [rule.conditions for rule in self._ways_to(part)]))
            elif numbers := self._numbers(part):
                level = self._levels[part.fact]
                one.answers.append((level, numbers))
                waiting += self._needed[level] if numbers != [0] else ()
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
