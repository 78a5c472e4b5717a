"""All sets of rules that can fire together under a counsel, each with one possible lead: read off decision diagrams.

The diagrams of all rules are gone through together, answer by answer. Leads from which the same nodes are left fire the
same rules, so each such place is passed once; what is left at the end is one set for each place.
"""

from collections.abc import Iterator

from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.diagrams import EVERYTHING, NOTHING, Diagram, Diagrams
from followthrough.readings.prove.lead import PossibleLead, asking_order
from followthrough.readings.prove.space import LeadSpace

Place = tuple[Diagram, ...]
"""The node of what is possible, and those of all rules, that are left after some answers."""

Way = tuple[Place | None, int, int]
"""From which place one came, and by which answer to the question at which level."""


class DistinctFirings:
    """The sets of rules of a counsel that can fire together."""

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.space = LeadSpace(base)
        self.side: PossibleLead = self.space.side(base, counsel)
        names = [one.question.name for one in self.space.variables]
        self._order = [names.index(name) for name in asking_order(base) if name in names]
        choices = [self.space.inputs[names[place]] for place in self._order]
        self.diagrams = Diagrams(self.space.circuit, choices)
        self.possible = self.diagrams.of(self.space.is_possible(self.side))
        self.rules = list(self.side.meaning.fired)

    def leads(self) -> Iterator[dict[str, Value]]:
        """Yield a possible lead for each set."""
        start = (self.possible, *(self.diagrams.of(one) for one in self.side.meaning.fired.values()))
        came: dict[Place, Way] = {start: (None, 0, 0)}
        waiting, met = [start], set[Place]()
        while waiting:
            place = waiting.pop()
            level = min((self.diagrams.level(one) for one in place if one > EVERYTHING), default=None)
            if level is None:
                if place[1:] not in met:
                    met.add(place[1:])
                    yield self._answers(came, place)
                continue
            for number, after in self._after(place, level):
                if after[0] != NOTHING and after not in came:
                    came[after] = place, level, number
                    waiting.append(after)

    def lead_in(self, *literals: Literal) -> dict[str, Value] | None:
        """Find a possible lead in which all of these hold; None if there is none."""
        found = self.possible
        for literal in literals:
            found = self.diagrams.both(found, self.diagrams.of(literal))
        numbers = self.diagrams.first(found)
        return None if numbers is None else self._in_words(dict(enumerate(numbers)))

    def _after(self, place: Place, level: int) -> Iterator[tuple[int, Place]]:
        deciding = [one > EVERYTHING and self.diagrams.level(one) == level for one in place]
        kids = [self.diagrams.kids(one) if is_one else None for one, is_one in zip(place, deciding, strict=True)]
        ways = next(len(one) for one in kids if one is not None)
        for number in range(ways):
            yield number, tuple(one if of is None else of[number] for one, of in zip(place, kids, strict=True))

    def _answers(self, came: dict[Place, Way], place: Place) -> dict[str, Value]:
        numbers, at = dict[int, int](), place
        while True:
            before, level, number = came[at]
            if before is None:
                return self._in_words(numbers)
            numbers[level] = number
            at = before

    def _in_words(self, numbers: dict[int, int]) -> dict[str, Value]:
        by_place = {self._order[level]: number for level, number in numbers.items()}
        lead = tuple(by_place.get(place, 0) for place in range(len(self._order)))
        return {name: one for name, one in self.space.answers(lead).items() if one is not None}
