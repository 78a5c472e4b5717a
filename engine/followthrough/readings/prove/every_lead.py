"""All possible leads under one counsel, put to clingo one at a time: what is the same in all that fit what is known.

That takes half of the program that pairs take, and a tenth of the time of a proof about them.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from functools import lru_cache

from followthrough.format.conditions import Value
from followthrough.format.day_order import Ages
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.due_days import counted_from, due_days
from followthrough.readings.prove.solver import SECONDS
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Claim, Worlds


class EveryLead(Worlds):
    """All possible leads of a base, in which no days between dates are counted, under a counsel."""

    def __init__(self, base: KnowledgeBase, counsel: str, *, seconds: float = SECONDS) -> None:
        space = LeadSpace(base)
        side = space.side(base, counsel)
        side.days.prepare()
        self._due_days = due_days(side)
        self._counted_from = counted_from(self._due_days, side.circuit)
        super().__init__(space, side, seconds=seconds)

    def on_days(self, known: Mapping[str, Ages]) -> "EveryLead":
        """Return the leads in which days are known to have these ages, where they have their cells."""
        found = copy(self)
        found._excluded = tuple(-one for one in self.side.days.excluded_by(known))
        return found

    def counted_from(self, question: str, goal: str) -> Claim | None:
        """Claim that a goal falls due on a day counted from an answer; None if it never can."""
        return self._counted_from.get((question, goal))

    def all_alike(self, known: Mapping[str, Value], concepts: Iterable[str], goals: Iterable[str]) -> bool:
        """Return whether concepts, and the days on which goals fall due, are the same in all leads that fit.

        A day that is counted from an answer is the same where it is counted from the same one in the same way.
        """
        return all(self._is_settled(one, known) for one in concepts) and all(
            self._is_constant(one, known) for goal in goals for one in self._days(goal)
        )

    def _is_settled(self, concept: str, known: Mapping[str, Value]) -> bool:
        values = self.values(concept, known)
        if not self.base.concepts[concept].many:
            return len(values) == 1
        return all(self._is_constant(self.value(concept, one), known) for one in values)

    def _days(self, goal: str) -> list[Literal]:
        """Return the literals of a goal's falling due today, and on days counted from answers that are known."""
        today = [literal for day, literal in self._due_days.falls.items() if day.goal == goal and not day.after]
        return [*today, *(literal for (day, _), literal in self._due_days.counted.items() if day.goal == goal)]

    def _is_constant(self, claim: Claim, known: Mapping[str, Value]) -> bool:
        return not (self.possible(known, claim) and self.possible(known, -claim))


@lru_cache(maxsize=16)
def every_lead(base: KnowledgeBase, counsel: str, seconds: float = SECONDS) -> EveryLead:
    """Return all possible leads of a base under a counsel, built once."""
    return EveryLead(base, counsel, seconds=seconds)
