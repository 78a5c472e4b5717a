"""All possible leads under one counsel, put to clingo one at a time: what is the same in all that fit what is known.

That takes half of the program that pairs take, and a tenth of the time of a proof about them.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from copy import copy
from functools import lru_cache, reduce
from operator import and_
from random import Random

from followthrough.format.conditions import Value
from followthrough.format.day_order import Ages
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.drawn import PAIRS, Aim, DrawnLeads, draw, drawn_change, drawn_changes
from followthrough.readings.prove.shared_lead import shared_lead
from followthrough.readings.prove.solver import SECONDS, Holds
from followthrough.readings.prove.worlds import Claim, Worlds

MOST_SEEN = 100
"""Most leads, and sets of answers, that are remembered for what is asked next; each is looked at in turn."""

MOST_REFUTED = 1_000
"""Most claims of which it is remembered with which answers no lead has them."""


class EveryLead(Worlds):
    """All possible leads of a base, in which no days between dates are counted, under a counsel.

    A lead that was found is remembered with all that is told in it, and answers whatever else it shows. What no lead
    had does not come with more answers either. So an interview asks clingo only for what its last answer changed.
    """

    def __init__(self, base: KnowledgeBase, counsel: str, *, seconds: float = SECONDS) -> None:
        shared = shared_lead(base, counsel)
        self._due_days = shared.due_days
        self._counted_from = shared.counted_from
        self._before = _FoundBefore()
        self._advised = frozenset(base.shown())
        super().__init__(shared.space, shared.side, seconds=seconds)
        self._telling = self._all_that_is_told()

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

    # What was found before

    def _found(
        self, concept: str, known: Mapping[str, Value], claims: Sequence[Claim]
    ) -> tuple[str | None, ...] | None:
        if concept and concept not in self._advised:
            return super()._found(concept, known, claims)
        given = {*self._assumed(known), *self._excluded}
        asked = frozenset(claims)
        lead = self._before.lead(given | asked)
        if lead is None:
            if self._before.is_refuted(asked, given):
                return None
            told = self._first(known, claims, self._told)
            if told is None:
                self._before.refute(asked, given)
                return None
            lead = told | given | asked
            self._before.add(lead)
        return self._held(concept, lead.__contains__) if concept else ()

    def _told(self, holds: Holds) -> Set[Claim]:
        """Read which of all that is told holds in a lead, and of which the negation does."""
        return {one if holds(one) else -one for one in self._telling}

    def _all_that_is_told(self) -> Sequence[Claim]:
        """Return what is told of a lead, or may be asked of it: answers, which questions apply, values, and days."""
        side, days = self.side, self._due_days
        facts = (
            one for (name, _), one in side.facts.items() if name in self._advised or name not in self.base.concepts
        )
        of_days = (*days.falls.values(), *days.counted.values(), *self._counted_from.values())
        return sorted({*map(abs, (*facts, *side.applies.values(), *of_days))})

    # What is shown without a proof

    def shows_change(self, question: str, known: Mapping[str, Value], concepts: Iterable[str]) -> bool:
        """Return whether leads drawn at random show that concepts, or days of goals, can change with an answer alone.

        If they do not, it still may be so.
        """
        telling = self._telling_of(concepts, self.base.goals)
        return drawn_change(self.space, self.side, question, self._numbers(known), self._holding(known), telling)

    def changing(
        self,
        known: Mapping[str, Value],
        questions: Iterable[str],
        concepts: Iterable[str],
        goals: Iterable[str],
        near: Iterable[Mapping[str, Value]] = (),
    ) -> set[str]:
        """Return the questions with whose answer alone drawn leads show that concepts, or days of goals, can change.

        Of the others, it still may be so. Leads are drawn `near` some, if any are given.
        """
        places = range(len(self.variables))
        aims = [self._numbers(lead) for lead in near]
        leads = [tuple(aim.get(place, (0,))[0] for place in places) for aim in aims]
        telling = self._telling_of(concepts, goals)
        holding = self._holding(known)
        return drawn_changes(self.space, self.side, questions, self._numbers(known), holding, telling, leads)

    def apart(self, known: Mapping[str, Value]) -> set[str]:
        """Return concepts that differ between leads drawn at random. Others still may differ."""
        numbers = draw(self.space, self.side, [self._numbers(known)] * PAIRS, Random(0))
        drawn = DrawnLeads(self.space, self.side, numbers)
        fitting = reduce(and_, map(drawn.table.of, self._holding(known)), drawn.possible)
        concepts = self.base.concepts
        return {
            name
            for name in concepts
            if any(0 != drawn.table.of(one) & fitting != fitting for one in self._telling_of([name], ()))
        }

    def _telling_of(self, concepts: Iterable[str], goals: Iterable[str]) -> list[Literal]:
        """Return literals that tell what is so of concepts, and of the days of goals."""
        facts = [self.side.facts[name, value] for name in concepts for value in self.base.concepts[name].values]
        return [*facts, *(one for goal in goals for one in self._days(goal))]

    def _holding(self, known: Mapping[str, Value]) -> list[Literal]:
        return [*self._assumed(known), *self._excluded]

    def _numbers(self, known: Mapping[str, Value]) -> Aim:
        """Return the numbers of the cells that known answers are in."""
        return {
            level: [number for number, cell in enumerate(one.cells, 1) if cell.includes(known[one.fact])] or [0]
            for level, one in enumerate(self.variables)
            if one.fact in known
        }


class _FoundBefore:
    """Leads that were found, each with all that is known to hold in it, and claims that no lead with some answers has.

    Threads may share it, and lose what another one adds.
    """

    def __init__(self) -> None:
        self.leads: tuple[Set[Claim], ...] = ()
        self.refuted: dict[frozenset[Claim], tuple[Set[Claim], ...]] = {}

    def lead(self, claims: Set[Claim]) -> Set[Claim] | None:
        """Return a lead in which all claims hold."""
        return next((one for one in self.leads if claims <= one), None)

    def is_refuted(self, claims: frozenset[Claim], given: Set[Claim]) -> bool:
        """Return whether no lead has the claims with fewer answers than are given, or as many."""
        return any(before <= given for before in self.refuted.get(claims, ()))

    def add(self, lead: Set[Claim]) -> None:
        self.leads = (lead, *self.leads[: MOST_SEEN - 1])

    def refute(self, claims: frozenset[Claim], given: Set[Claim]) -> None:
        if len(self.refuted) >= MOST_REFUTED:
            self.refuted.clear()
        self.refuted[claims] = (given, *self.refuted.get(claims, ())[: MOST_SEEN - 1])


@lru_cache(maxsize=16)
def every_lead(base: KnowledgeBase, counsel: str, seconds: float = SECONDS) -> EveryLead:
    """Return all possible leads of a base under a counsel, built once."""
    return EveryLead(base, counsel, seconds=seconds)
