"""What a lead leaves open of the advice, where diagrams of the base stay small: what matters, and what to ask next.

It says what `inquiry` proves, and besides how many questions are still to be asked, on average: so it chooses by that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from followthrough.advising.answers_so_far import AnswersSoFar, moved_days
from followthrough.advising.branches import Possible
from followthrough.advising.inquiry import Matter, day, not_together
from followthrough.advising.tied import tied
from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.days import day_or_today
from followthrough.format.lead import Lead, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.numbers import fixed
from followthrough.readings.prove.cells import Variable
from followthrough.readings.prove.days import arranged
from followthrough.readings.prove.diagrams import NOTHING
from followthrough.readings.prove.due_days import DueDay
from followthrough.readings.prove.limits import is_over
from followthrough.readings.prove.outcomes import AdvicePart
from followthrough.readings.prove.remaining import Compiled, Remaining, compiled

T = TypeVar("T")


def left_open(
    base: KnowledgeBase, lead: Mapping[Any, object], counsel: str | None, today: date | None
) -> "LeftOpen | None":
    """Read a lead and return what it leaves open; None where diagrams of the base would be too large.

    Raises LeadError when an answer cannot be; NotSettled when all work has to end (`limits.within`).
    """
    return left_open_by(base, read_lead(base, lead, day_or_today(today), partial=True), base.counsel_named(counsel))


def left_open_by(base: KnowledgeBase, lead: Lead, counsel: str) -> "LeftOpen | None":
    """Return what a lead that has been read leaves open; None where diagrams of the base would be too large."""
    if is_over():
        raise NotSettled("not settled before all work had to end")
    made = compiled(base, counsel)
    return None if made is None else LeftOpen(base, lead, made)


class LeftOpen:
    """What a lead leaves open of the advice; all of it is asked for while `reading`."""

    def __init__(self, base: KnowledgeBase, lead: Lead, made: Compiled) -> None:
        self.base = base
        self.lead = lead
        self._made = made
        self._so_far = AnswersSoFar(base, lead, made.outcomes.variables)
        self._goals = frozenset(base.goals)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let nobody else read what is compiled in the meantime. Raises LeadError where no possible lead fits."""
        with self._made.busy:
            if self._made.has_grown:
                self._made.renew()
            yield

    def kept(self, what: str, find: Callable[[], T]) -> T:
        """Return what was found before with the same answers, or find it."""
        return self._made.once((what, self._remaining.key, tuple(self._so_far.pending)), find)

    @cached_property
    def _remaining(self) -> Remaining:
        so_far = self._so_far
        moved = moved_days(self.base, self.lead)
        moved = {name: days for name, days in moved.items() if name in so_far.pending}
        found = Remaining(self._made, so_far.known, self.lead.ages, so_far.pending, moved)
        if found.possible == NOTHING:
            raise not_together()
        return self._made.once(("left", found.key, tuple(so_far.pending)), lambda: found)

    @property
    def known(self) -> Mapping[str, Value]:
        """What was answered, by question or by count of days, as it was told."""
        return self._so_far.told

    @property
    def pending(self) -> Mapping[str, Variable]:
        """The questions that were not answered, whether they apply or not."""
        return self._so_far.pending

    @property
    def variables(self) -> Sequence[Variable]:
        """The questions as proofs see them."""
        return self._made.outcomes.variables

    def possible(self) -> Possible:
        """Return the values that the goals can still have."""
        return {goal: self._remaining.values(goal) for goal in self.base.goals}

    def possible_with(self, answers: Mapping[str, Value]) -> Possible | None:
        """Return the values that the goals can still have with more answers; None where no possible lead has them."""
        left = Remaining(self._made, {**self._so_far.known, **answers}, self.lead.ages, ())
        return None if left.possible == NOTHING else {goal: left.values(goal) for goal in self.base.goals}

    @cached_property
    def _tied(self) -> dict[str, frozenset[str]]:
        known = {name for name, held in self.lead.ages.items() if held.least == held.most}
        return tied(self.base, self._so_far.pending, known)

    @cached_property
    def _mattering(self) -> dict[str, frozenset[str]]:
        """What can change with the answer to each question that matters, alone or with those tied to it."""
        found = {}
        for name in self._so_far.pending:
            if hinging := self._remaining.hinging_with(name, self._tied[name]):
                found[name] = hinging
        return found

    @property
    def wanted(self) -> tuple[str, ...]:
        """All questions that can still matter, whether they apply for certain or not."""
        return tuple(self._mattering)

    @property
    def wanted_for_goals(self) -> tuple[str, ...]:
        """All questions that can still matter to the goals, whether they apply for certain or not."""
        return tuple(name for name, hinging in self._mattering.items() if hinging & self._goals)

    def next(self) -> str:
        """Return the question to ask next."""
        alone, tied_ones = self._to_choose_from()
        return self._remaining.best(alone, goals=bool(self.wanted_for_goals)) if alone else tied_ones[0]

    def candidates(self) -> tuple[str, ...]:
        """Return the questions that can be asked, the best first; none where all is settled."""
        alone, tied_ones = self._to_choose_from()
        if not alone:
            return tuple(tied_ones)
        return tuple(self._remaining.in_order(alone, goals=bool(self.wanted_for_goals)))

    def _to_choose_from(self) -> tuple[list[str], list[str]]:
        """Name the questions that apply for certain and matter alone, and those that do with others tied to them."""
        before = self.wanted_for_goals
        certain = [name for name in before or self.wanted if self._remaining.is_certain(name)]
        matter = self._remaining.matter_alone(goals=bool(before))
        return [name for name in certain if name in matter], certain

    @property
    def _in_order(self) -> list[str]:
        """The questions that can still matter, in the author's order."""
        return [name for name in self.base.questions if name in self._mattering]

    def hinges(self, question: str) -> tuple[str, ...]:
        """Name the goals and shown concepts that can change with the answer to a question that matters."""
        shown = self.base.shown()
        if len(shown) == 1:
            return shown
        alone = self._remaining.matter_alone(goals=question in self.wanted_for_goals)
        hinging = self._remaining.hinging(question) if question in alone else self._mattering[question]
        return tuple(name for name in shown if name in hinging)

    # What advice rests on

    @property
    def tells_all(self) -> bool:
        """Whether it tells of every sum what it comes to."""
        return self.base.sums.keys() <= {*self.base.shown_sums}

    def settled_facts(self) -> Iterator[tuple[str, Value]]:
        """Yield the concepts and sums that are the same in all possible leads that fit, with their values."""
        for name, concept in self.base.concepts.items():
            held = self._remaining.settled_values(name)
            if held is not None:
                yield name, held if concept.many else next(iter(held), None)
        for name, one in self.base.sums.items():
            fewest, most = self._remaining.totals(name)
            if fewest == most:
                yield name, fixed(fewest, one.decimals)

    def values(self, concept: str) -> tuple[str | None, ...]:
        """Return the values that a concept of the advice can still have, or hold among others; None: unknown."""
        return self._remaining.values(concept)

    def held(self, concept: str, values: Iterable[str | None]) -> tuple[str, ...]:
        """Return those of the values that a concept of the advice holds in all possible leads that fit."""
        always = self._remaining.always(concept)
        return tuple(value for value in values if value in always)

    def ends(self, name: str) -> tuple[int, int]:
        """Return the fewest and the most points that a shown sum can still come to."""
        fewest, most = self._remaining.totals(name)
        return fixed(fewest, self.base.sums[name].decimals), fixed(most, self.base.sums[name].decimals)

    def asks(self, matter: Matter) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Name the questions that matter to a part of the advice: those that apply for certain; those that may."""
        part, remaining = self._part(matter), self._remaining
        mattering = [name for name in self._in_order if remaining.matters_to(part, name, self._tied[name])]
        now = tuple(name for name in mattering if remaining.is_certain(name))
        return now, tuple(name for name in mattering if name not in now)

    def settled(self, matter: Matter) -> bool:
        """Return whether a part of the advice is the same in all possible leads that fit."""
        return self._remaining.is_settled(self._part(matter))

    def due_days(self) -> tuple[DueDay, ...]:
        """Return on which days goals fall due in one of the possible leads that fit."""
        return self._remaining.due_days()

    def _part(self, matter: Matter) -> AdvicePart:
        outcomes = self._made.outcomes
        for goal, (value, due) in outcomes.goals_apart.items():
            if matter in (goal, day(goal)):
                return value if matter == goal else due
        return next(one for one in outcomes.parts if one.name == matter)

    def completion(self, today: date) -> dict[str, Value]:
        """Return answers to open questions that together with the known ones make a possible lead, as of today.

        Each question, in the author's order, is left without an answer where it can be, or else has the first that it
        can have.
        """
        known, found = dict(self._so_far.known), dict[str, Value]()
        asked = {variable.question.name: variable for variable in self.variables}
        in_order = [asked[name] for name in self.base.questions if name in asked]
        for variable in (one for one in in_order if one.question.name in self.pending):
            values = (None, *(cell.value for cell in variable.cells))
            value = next(one for one in values if self._fits({**known, variable.fact: one}))
            known[variable.fact] = value
            if value is not None:
                found[variable.fact] = value
        days = arranged([self.base], in_order, known, exactly=self.lead.ages, today=today)
        return {fact: days[fact] for fact in found}

    def _fits(self, known: Mapping[str, Value]) -> bool:
        """Return whether a possible lead fits what is known."""
        return Remaining(self._made, known, self.lead.ages, ()).possible != NOTHING
