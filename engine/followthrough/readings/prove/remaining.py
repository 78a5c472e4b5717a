"""What some known answers leave open of the advice, read off diagrams: nothing is proved for each question anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from itertools import compress
from threading import RLock
from types import MappingProxyType
from typing import Any, TypeVar

from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.day_order import Ages
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.diagrams import NOTHING, Diagram, NumberedAnswers
from followthrough.readings.prove.due_days import DueDay
from followthrough.readings.prove.expected import DIGITS, Expected
from followthrough.readings.prove.limits import is_over
from followthrough.readings.prove.outcomes import NOT_HELD, AdvicePart, Outcomes
from followthrough.readings.prove.told import ToldNode

T = TypeVar("T")

MOST_KEPT = 200_000
"""From so many nodes on all is compiled anew; some 60 MB."""

MOST_REMEMBERED = 10_000
"""Most answers to be remembered for a base: an interview comes back to few."""


class Remaining:
    """What is left open of the advice by answers, by question or count, and by days of known ages.

    `pending` names the questions without an answer, whether they apply or not, and `moved` for some of them the days
    that an answer may move.
    """

    def __init__(
        self,
        compiled: "Compiled",
        known: Mapping[str, Value],
        ages: Mapping[str, Ages],
        pending: Iterable[str],
        moved: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self.outcomes, self.expected = compiled.outcomes, compiled.expected
        self._levels, self._end = self.outcomes.levels, self.outcomes.leads.end
        self.pending = sorted(self._levels[name] for name in pending)
        self._moved = {self._levels[name]: [self._levels[one] for one in days] for name, days in moved.items()}
        self._fixed: dict[int, int] = {}
        self._left: dict[ToldNode, ToldNode] = {}
        holding = list[Literal]()
        for name, value in known.items():
            level = self._level_of(name)
            number = self.outcomes.number(level, value)
            if number is not None:
                self._fixed[level] = number
            applies = self._applies(level)
            if value is not None or number is None:
                holding.append(applies if value is not None else -applies)
        unfitting = self.outcomes.unfitting(ages) if ages else ()
        self.possible = self._within([*holding, *(-one for one in unfitting)])

    @property
    def key(self) -> object:
        """What is known, as far as it can make a difference."""
        moved = tuple((level, tuple(days)) for level, days in self._moved.items())
        return tuple(sorted(self._fixed.items())), self.possible, moved

    def _level_of(self, name: str) -> int:
        return self._levels[name if name in self._levels else self.outcomes.base.question_of(name)]

    def _within(self, holding: Iterable[Literal]) -> Diagram:
        """Return the possible leads with what is known in which literals hold too."""
        found = self._given(self.outcomes.possible)
        for literal in holding:
            found = self.outcomes.diagrams.both(found, self._of(literal))
        return found

    def _given(self, leads: Diagram) -> Diagram:
        return self.outcomes.diagrams.given(leads, self._fixed)

    def _of(self, literal: Literal) -> Diagram:
        """Return the leads with what is known in which a literal holds."""
        return self._given(self.outcomes.diagrams.of(literal))

    def _left_of(self, part: AdvicePart) -> ToldNode:
        """Return what is told by a part of the advice with what is known."""
        if not self._fixed and self.possible == self.outcomes.possible:
            return part.told
        found = self._left.get(part.told)
        if found is None:
            found = self._left[part.told] = self.outcomes.leads.given(part.told, self._fixed, self.possible)
        return found

    @cached_property
    def _parts(self) -> Mapping[str, AdvicePart]:
        return {one.name: one for one in self.outcomes.parts}

    # Concepts and questions

    def values(self, concept: str) -> tuple[str | None, ...]:
        """Return the values that a goal or shown concept can still have, or hold; None: unknown."""
        return self.outcomes.values(concept, self._left_of(self._parts[concept]))

    def is_certain(self, question: str) -> bool:
        """Return whether a question applies in all possible leads that fit."""
        return not self._can_be(-self.outcomes.side.applies[question])

    def hinging(self, question: str) -> frozenset[str]:
        """Name the parts of the advice that can change with an answer alone."""
        level = self._levels[question]
        return frozenset(one.name for one in self.outcomes.parts if self._matters(one, level))

    def hinging_with(self, question: str, tied: Set[str]) -> frozenset[str]:
        """Name the parts of the advice that can change with an answer and those that it is tied to."""
        return frozenset(one.name for one in self.outcomes.parts if self.matters_to(one, question, tied))

    def matters_to(self, part: AdvicePart, question: str, tied: Set[str]) -> bool:
        """Return whether a part of the advice can change with an answer and those that it is tied to."""
        level = self._levels[question]
        if self._matters(part, level) or len(tied) == 1:
            return self._matters(part, level)
        leads, where = self.outcomes.leads, self.outcomes.diagrams.both(self.possible, self._of(self._applies(level)))
        among = {self._levels[name] for name in tied}
        return leads.differs_within(leads.given(self._left_of(part), {}, where), among, level)

    @cached_property
    def _of_goals(self) -> list[int]:
        goals = [one for one in self.outcomes.parts if one.is_goal]
        return [level for level in self.pending if any(self._matters(one, level) for one in goals)]

    @cached_property
    def _of_advice(self) -> list[int]:
        return [level for level in self.pending if any(self._matters(one, level) for one in self.outcomes.parts)]

    def _matters(self, part: AdvicePart, level: int) -> bool:
        """Return whether a part of the advice can change with one answer alone.

        A goal can fall on a day counted from the answer, so that each makes another, or on one that the answer moves.
        """
        moved = [literal for date in self._moved.get(level, ()) for literal in part.counted.get(date, ())]
        if self.outcomes.leads.matters(self._left_of(part), level) or not moved:
            return self.outcomes.leads.matters(self._left_of(part), level)
        diagrams = self.outcomes.diagrams
        where = diagrams.both(self.possible, self._of(self._applies(level)))
        return any(diagrams.both(self._of(one), where) != NOTHING for one in moved)

    def _applies(self, level: int) -> Literal:
        return self.outcomes.side.applies[self.outcomes.variables[level].question.name]

    def matter_alone(self, *, goals: bool) -> set[str]:
        """Name the questions that matter alone to the goals and their days, or to the advice."""
        levels = self._of_goals if goals else self._of_advice
        return {self.outcomes.variables[level].question.name for level in levels}

    # What is the same in all leads

    @cached_property
    def _one_lead(self) -> NumberedAnswers:
        """One of the possible leads that fit."""
        found = self.outcomes.diagrams.first(self.possible)
        assert found is not None, "an inquiry has a possible lead"
        return tuple(self._fixed.get(level, number) for level, number in enumerate(found))

    def _is_in_one_lead(self, literal: Literal) -> bool:
        return self.outcomes.diagrams.holds(self.outcomes.diagrams.of(literal), self._one_lead)

    def _can_be(self, literal: Literal) -> bool:
        """Return whether a literal holds in a possible lead that fits."""
        return self.outcomes.diagrams.meet(self.possible, self.outcomes.diagrams.of(literal), self._fixed)

    def settled_values(self, concept: str) -> tuple[str, ...] | None:
        """Return the values of a concept that are the same in all possible leads that fit; None if they differ."""
        literals = self.outcomes.literals(concept)
        held = [self._is_in_one_lead(one) for one in literals]
        if any(self._can_be(-one if is_held else one) for one, is_held in zip(literals, held, strict=True)):
            return None
        return tuple(compress(self.outcomes.base.concepts[concept].values, held))

    def always(self, concept: str) -> set[str]:
        """Return the values of a concept of the advice that it has, or holds, in all possible leads that fit."""
        ends = list(self.outcomes.leads.held(self._left_of(self._parts[concept])))
        values = self.outcomes.base.concepts[concept].values
        return {value for place, value in enumerate(values) if all(end[place] != NOT_HELD for end in ends)}

    def totals(self, name: str) -> tuple[int, int]:
        """Return the fewest and the most points that a shown sum can come to, in last places."""
        ends = self.outcomes.leads.held(self._left_of(self._parts[name]))
        reached = [sum(mark != NOT_HELD for mark in end) for end in ends]
        least = self.outcomes.base.sums[name].low
        return least + min(reached), least + max(reached)

    def is_settled(self, part: AdvicePart) -> bool:
        """Return whether a part of the advice is the same in all possible leads, and counted from no answer to come."""
        ends = self.outcomes.leads.held(self._left_of(part))
        return len(list(ends)) == 1 and not any(self._matters(part, level) for level in self.pending)

    def due_days(self) -> tuple[DueDay, ...]:
        """Return on which days goals fall due in one of the possible leads that fit."""
        return tuple(day for day, literal in self.outcomes.due_days.items() if self._is_in_one_lead(literal))

    # Order

    def best(self, names: Iterable[str], *, goals: bool) -> str:
        """Return which of some questions, that matter alone to the goals or to the advice, is to be asked next.

        That is the one that leaves the fewest to be asked, on average, until the goals are settled, or else in all, of
        those that may come first at nobody's cost; of equals the first in the author's order.
        """
        levels = sorted(self._levels[name] for name in names)
        left = self._left_after(levels, goals=goals)
        in_order = sorted(levels, key=lambda one: (left[one], one))
        best = next(one for one in in_order if one == levels[0] or self._costs_nobody(one, goals=goals))
        return self.outcomes.variables[best].question.name

    def in_order(self, names: Iterable[str], *, goals: bool) -> list[str]:
        """Return some questions, as `best` weighs them, the best first."""
        levels = sorted(self._levels[name] for name in names)
        left = self._left_after(levels, goals=goals)
        allowed = {one: one == levels[0] or self._costs_nobody(one, goals=goals) for one in levels}
        in_order = sorted(levels, key=lambda one: (not allowed[one], left[one], one))
        return [self.outcomes.variables[one].question.name for one in in_order]

    def _left_after(self, levels: Sequence[int], *, goals: bool) -> dict[int, float]:
        """Return how many questions more or fewer than with others are left to be asked, on average, after each one."""
        if len(levels) == 1:
            return dict.fromkeys(levels, 0.0)
        mattering = self._of_goals if goals else self._of_advice
        parts = [self._left_of(one) for one in self.outcomes.parts if one.is_goal or not goals]
        told = self.outcomes.leads.joined(
            [one for one in parts if self.outcomes.leads.level(one) < self._end] or parts[:1]
        )
        if self.expected.is_small(mattering):
            return {one: round(self.expected.least_after(one, told, mattering), DIGITS) for one in levels}
        saved = self.expected.saved(told, mattering, levels)
        return {one: -saved[one] for one in levels}

    def _costs_nobody(self, level: int, *, goals: bool) -> bool:
        """Return whether a question may come first without anybody's being asked more, until the goals or in all."""
        parts = [self._left_of(one) for one in self.outcomes.parts]
        of_goals = [self._left_of(one) for one in self.outcomes.parts if one.is_goal]
        costs_nobody = self.expected.costs_nobody
        if goals and not costs_nobody(of_goals, self._of_goals, level, self.possible):
            return False
        return costs_nobody(parts, self._of_advice, level, self.possible)


class Compiled:
    """What is compiled once for a base and counsel, and what has been made of it since.

    Who reads it holds the lock `busy`. Raises NotSettled where diagrams would be too large, and where days are counted
    between dates.
    """

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        if base.spans:
            raise NotSettled("days between dates hang together, and are settled lead by lead")
        self.base, self.counsel = base, counsel
        self.busy = RLock()
        self.renew()

    def renew(self) -> None:
        """Compile all anew, and forget what has been made of it."""
        self.outcomes = Outcomes(self.base, self.counsel)
        levels = self.outcomes.levels
        before = [
            {levels[name] for test in one.question.only_if.tests() for name in self.base.questions_of(test.fact)}
            for one in self.outcomes.variables
        ]
        self.expected = Expected(self.outcomes.leads, self.outcomes.must_have, before)
        self._kept: dict[object, object] = {}

    def once(self, key: object, find: Callable[[], T]) -> T:
        """Return what was found before under a key, or find it."""
        if key not in self._kept:
            if len(self._kept) >= MOST_REMEMBERED:
                self._kept.clear()
            self._kept[key] = find()
        found: Any = self._kept[key]
        return found  # type: ignore[no-any-return]

    @property
    def has_grown(self) -> bool:
        """Whether interviews have added so many nodes that it is time to forget them."""
        return self.outcomes.leads.size > MOST_KEPT


@lru_cache(maxsize=16)
def _compiled(base: KnowledgeBase, counsel: str) -> Compiled | None:
    try:
        return Compiled(base, counsel)
    except NotSettled:
        if is_over():
            raise
        return None


def compiled(base: KnowledgeBase, counsel: str) -> Compiled | None:
    """Return what is compiled of a base under a counsel, once for all that say the same; None if it is too large.

    Raises NotSettled when all work has to end (`limits.within`).
    """
    return _compiled(base, counsel)
