"""What is known of one lead, and what that leaves open: proved over all possible leads that fit, with clingo.

A concept is *open* while two possible leads that fit differ in it. A question *matters* to it if two such leads differ
in the answer and in the concept, and in no other question that applies in both; where a `never` ties answers together,
they may differ in those of the tied questions too. The day on which a goal falls due is open, and a question matters
to it, in the same way; besides, a date matters to every day that is counted from it. `interview` tells what follows
from that, and why some question matters until all is settled.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from followthrough.advising.answers_so_far import AnswersSoFar, moved_days
from followthrough.advising.tied import tied
from followthrough.errors import LeadError, Place, Problem
from followthrough.format.applicability import unanswered
from followthrough.format.conditions import Value
from followthrough.format.days import day_or_today
from followthrough.format.lead import Lead, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.numbers import fixed
from followthrough.readings.prove.cells import Variable
from followthrough.readings.prove.days import arranged
from followthrough.readings.prove.due_days import DueDay
from followthrough.readings.prove.every_lead import EveryLead, every_lead
from followthrough.readings.prove.pairs import Pair, Pairs, pairs

Matter = str
"""What a question can matter to: a concept by its name, the `day` of a goal, or one of these two."""

ADVICE: Matter = "the advice"
"""All goals with the days on which they fall due, and all that is shown with them."""

GOALS: Matter = "the goals"
"""All goals with the days on which they fall due."""

MANY_RULES = 200
"""A base with more rules than this is large: what can be proved of its leads is not proved of pairs of them."""

MAX_SHOWN = 20
"""Most pairs remembered for a question: an interview comes back to few, and each is looked at in turn."""


def day(goal: str) -> Matter:
    """Return as what a question can matter to the day on which a goal falls due."""
    return f"the day of {goal}"


def inquire(
    base: KnowledgeBase, lead: Mapping[Any, object], counsel: str | None, today: date | None, seconds: float
) -> "Inquiry":
    """Read a lead and inquire into it; raises LeadError when an answer cannot be."""
    read = read_lead(base, lead, day_or_today(today), partial=True)
    return Inquiry(base, read, base.counsel_named(counsel), seconds)


class Inquiry:
    """What is known of one lead, and what that leaves open.

    `known` has what was answered, by question, or by count of days; `pending` the questions that were not, whether they
    apply or not. Raises LeadError where no possible lead fits what is known; whatever is asked raises NotSettled when a
    proof takes longer than `seconds`.
    """

    def __init__(self, base: KnowledgeBase, lead: Lead, counsel: str, seconds: float) -> None:
        self.base = base
        self.is_large = len(base.rules) > MANY_RULES
        self._seconds, self._counsel = seconds, counsel
        alone = self.is_large and not base.spans
        every = every_lead(base, counsel, seconds) if alone else pairs(base, counsel, seconds, lead.ages)
        self.leads: EveryLead | Pairs = every.on_days(lead.ages)
        self.lead = lead
        self.shown = base.shown()
        self.advised = (*self.shown, *base.shown_sums)
        so_far = AnswersSoFar(base, lead, self.variables)
        self.known, self.pending, self.told = so_far.known, so_far.pending, so_far.told
        if not self.leads.possible(self.known):
            raise not_together()
        self.tied = tied(base, self.pending, {name for name, held in lead.ages.items() if held.least == held.most})
        self.cells = {variable.fact: variable.cells for variable in self.leads.variables}
        self._memory = _memory(every)
        self._certain: dict[str, bool] = {}
        self._days = {day(goal): goal for goal in base.goals}

    @property
    def variables(self) -> Sequence[Variable]:
        """The questions as proofs see them."""
        return self.leads.variables

    @cached_property
    def worlds(self) -> Pairs:
        """All pairs of possible leads; of a large base they are compiled once something is asked of them."""
        if isinstance(self.leads, Pairs):
            return self.leads
        self._memory.pairs_are_compiled = True
        return pairs(self.base, self._counsel, self._seconds, self.lead.ages).on_days(self.lead.ages)

    # Concepts

    def settled(self, matter: Matter = ADVICE) -> bool:
        """Return whether the advice, or some of it, is the same in all possible leads that fit."""
        return self._is_alike(matter) and not any(self._dates(question, matter) for question in self.pending)

    def _is_alike(self, matter: Matter) -> bool:
        """Return whether the advice, or some of it, is the same but for days counted from open answers."""
        goals, leads = self.base.goals, self.leads
        if isinstance(leads, Pairs) or matter not in (GOALS, ADVICE) or (matter == ADVICE and self.base.shown_sums):
            return not self.worlds.possible(self.known, self._differs(matter))
        return leads.all_alike(self.known, goals if matter == GOALS else self.shown, goals)

    def settled_facts(self) -> Iterator[tuple[str, Value]]:
        """Yield the concepts and sums that are the same in all possible leads that fit, those of the advice first."""
        world = self.worlds.witness(self.known)
        assert world is not None, "an inquiry has a possible lead"
        alike = self.advised if self.settled() else ()
        differing = self.leads.apart(self.known) if isinstance(self.leads, EveryLead) else set[str]()
        for name in dict.fromkeys((*self.advised, *self.base.concepts, *self.base.sums)):
            if name in differing:
                continue
            pair = None if name in alike else self.open_pair(name)
            if pair is None:
                yield name, world.values[name]
            else:
                differing |= pair.differing

    def open_pair(self, concept: str) -> Pair | None:
        """Find two possible leads that fit and differ in a concept; None if it is settled."""
        return self.worlds.pair(self.known, self.worlds.differs(concept))

    def due_days(self) -> tuple[DueDay, ...]:
        """Return on which days goals fall due in one of the possible leads that fit."""
        return self.worlds.due_days(self.known)

    def values(self, concept: str) -> tuple[str | None, ...]:
        """Return the values that a concept can still have, or hold among others, in the author's order; None: unknown.

        A concept that may hold many is unknown where it holds none.
        """
        return self.leads.values(concept, self.known)

    def possible_with(self, answers: Mapping[str, Value]) -> Mapping[str, tuple[str | None, ...]] | None:
        """Return the values that the goals can still have with more answers; None where no possible lead has them."""
        known = {**self.known, **answers}
        return (
            {goal: self.leads.values(goal, known) for goal in self.base.goals} if self.leads.possible(known) else None
        )

    def ends(self, name: str) -> tuple[int, int]:
        """Return the fewest and the most points that a sum can still come to."""
        one, known = self.base.sums[name], self.known
        witness = self.worlds.witness(known)
        assert witness is not None, "an inquiry has a possible lead"
        some = witness.values[name]
        assert isinstance(some, int)

        def stays_below(number: int) -> bool:
            return not self.worlds.possible(known, self.worlds.reaches(name, number + 1))

        def can_be(number: int) -> bool:
            return self.worlds.possible(known, -self.worlds.reaches(name, number + 1))

        fewest = one.low + bisect_left(range(one.low, some), True, key=can_be)
        most = some + bisect_left(range(some, one.high), True, key=stays_below)
        return fixed(fewest, one.decimals), fixed(most, one.decimals)

    def held(self, concept: str, values: Iterable[str | None]) -> tuple[str, ...]:
        """Return those of the values that a concept has, or holds among others, in all possible leads that fit."""
        worlds = self.worlds
        return tuple(
            value
            for value in values
            if value is not None and not worlds.possible(self.known, -worlds.value(concept, value))
        )

    # Questions

    def is_certain(self, question: str) -> bool:
        """Return whether a question applies in all possible leads that fit."""
        if question not in self._certain:
            self._certain[question] = not self.base.questions[question].only_if.parts or not self.leads.possible(
                self.known, -self.leads.applies(question)
            )
        return self._certain[question]

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """All questions that can still matter, whether they apply for certain or not."""
        return self.mattering(ADVICE, self.pending)

    @cached_property
    def wanted_for_goals(self) -> tuple[str, ...]:
        """All questions that can still matter to the goals, whether they apply for certain or not."""
        return self.mattering(GOALS, self.wanted)

    @property
    def left(self) -> int:
        """How many questions without an answer may still apply: no more will be asked."""
        facts, answers = self.lead.facts, self.lead.answers
        return sum(one.name in self.pending for one in unanswered(self.base, facts, answers))

    def first(self, matter: Matter) -> str | None:
        """Return the first question, in the author's order, that can be asked because it matters to something.

        It applies for certain and matters by itself; if none does, with those it is tied to. None where all is settled.
        """
        if self.settled(matter):
            return None
        certain = (name for name in self.pending if self.is_certain(name))
        alone = next((name for name in certain if self._matters_alone(name, matter)), None)
        return alone or next(name for name in self.mattering(matter, self.pending) if self.is_certain(name))

    def _matters_alone(self, question: str, matter: Matter) -> bool:
        if len(self.tied[question]) == 1:
            if self._is_shown_to_matter(question, matter):
                return True
            return self._memory.matters(self, question, matter, self.pair) or self._dates(question, matter)
        return self.matters(question, {question}, matter)

    def _is_shown_to_matter(self, question: str, matter: Matter) -> bool:
        """Return whether drawn leads show that a question matters; once pairs are compiled, to ask these takes less."""
        if not isinstance(self.leads, EveryLead) or self._memory.pairs_are_compiled:
            return False
        return self.leads.shows_change(question, self.known, self.base.goals if matter == GOALS else self.shown)

    def asks(self, matter: Matter) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Name the questions that matter to an open concept or day: those that apply for certain; those that may."""
        is_beneath = (matter in self.base.concepts or matter in self.base.sums) and matter not in self.advised
        mattering = self.mattering(matter, self.pending if is_beneath else self.wanted)
        now = tuple(name for name in mattering if self.is_certain(name))
        return now, tuple(name for name in mattering if name not in now)

    def matters(self, question: str, together: Set[str], matter: Matter) -> bool:
        """Return whether something can change with the answer, others than these staying."""
        changing = self._changing(question, together, matter)
        return self.worlds.possible(self.known, *changing) or self._dates(question, matter)

    def matters_alone(self, question: str, matter: Matter) -> bool:
        """Return whether something that hinges on a question can change with this answer only."""
        return len(self.tied[question]) == 1 or self.matters(question, {question}, matter)

    def pair(self, question: str, matter: Matter) -> Pair | None:
        """Find a pair of leads that shows that a question matters together with those it is tied to."""
        return self.worlds.pair(self.known, *self._changing(question, self.tied[question], matter))

    def mattering(self, matter: Matter, among: Iterable[str]) -> tuple[str, ...]:
        """Name the questions that matter to something: those of which no lead that is drawn shows it are proved to."""
        undecided = list(among)
        shown = self._shown_by_drawn(matter, undecided)

        def proved(question: str, matter: Matter) -> Pair | None:
            found = self.pair(question, matter)
            if found is not None:
                left = undecided[undecided.index(question) + 1 :]
                shown.update(self._shown_by_drawn(matter, [one for one in left if one not in shown], found.answers))
            return found

        return tuple(
            name
            for name in undecided
            if name in shown or self._memory.matters(self, name, matter, proved) or self._dates(name, matter)
        )

    def _shown_by_drawn(
        self, matter: Matter, questions: Sequence[str], near: Sequence[Mapping[str, Value]] = ()
    ) -> set[str]:
        """Return questions of which leads, drawn near some if any are given, show that they matter, in a large base."""
        goals = self.base.goals if matter in (ADVICE, GOALS) else ()
        concepts = self.shown if matter == ADVICE else goals or {matter} & {*self.base.concepts}
        if not isinstance(self.leads, EveryLead) or not concepts:
            return set()
        return self.leads.changing(self.known, questions, concepts, goals, near)

    def _changing(self, question: str, together: Set[str], matter: Matter) -> list[int]:
        """Claim that a question's answer differs, and what it is to matter to; but no question other than these."""
        worlds = self.worlds
        return [
            self._differs(matter),
            worlds.told_otherwise(question),
            *(-worlds.told_otherwise(other) for other in self.pending if other not in together),
        ]

    def _differs(self, matter: Matter) -> int:
        """Claim that something differs."""
        if matter == ADVICE:
            return self.worlds.any_differs()
        if matter == GOALS:
            return self.worlds.goals_differ()
        return self.worlds.day_differs(self._days[matter]) if matter in self._days else self.worlds.differs(matter)

    def _dates(self, question: str, matter: Matter) -> bool:
        """Return whether a goal can fall on a day that is counted from an open answer; so each answer makes another.

        Or it is counted from a day told as so many days or more, which the answer may move.
        """
        goals = self.base.goals if matter in (ADVICE, GOALS) else (self._days[matter],) if matter in self._days else ()
        leads, dates = self.leads, (question, *self._moved.get(question, ()))
        claims = (leads.counted_from(date, goal) for date, goal in product(dates, goals))
        return any(claim is not None and leads.possible(self.known, claim, leads.applies(question)) for claim in claims)

    @cached_property
    def _moved(self) -> dict[str, list[str]]:
        return moved_days(self.base, self.lead)

    # Answers

    def representative(self, fact: str, value: Value) -> Value:
        """Return the value that stands for all that no rule tells apart from this one."""
        if value is None:
            return None
        return next((cell.value for cell in self.cells.get(fact, ()) if cell.includes(value)), value)

    def completion(self, today: date) -> dict[str, Value]:
        """Return answers to open questions that together with the known ones make a possible lead, as of today.

        Each question, in the author's order, is left without an answer where it can be, or else has the first that it
        can have; so the same lead is always completed alike, whatever was asked about others before.
        """
        known, found = dict(self.known), dict[str, Value]()
        spans = [one for one in self.worlds.variables if not one.asked and one.fact not in known]
        for variable in (*self.pending.values(), *spans):
            values = (None, *(cell.value for cell in variable.cells))
            value = next(one for one in values if self.worlds.possible({**known, variable.fact: one}))
            known[variable.fact] = value
            if value is not None and variable.asked:
                found[variable.fact] = value
        in_order = arranged([self.base], self.worlds.variables, known, exactly=self.lead.ages, today=today)
        return {fact: in_order[fact] for fact in found}


def not_together() -> LeadError:
    """Return the error of answers that fit no possible lead."""
    return LeadError([Problem(Place("lead"), "these answers cannot all be given together", "change one of them")])


class _Memory:
    """What earlier inquiries into the same worlds have shown, so that an answer more need not prove it again.

    A question that did not matter does not once more is known: a pair that showed it would have shown it before. One
    that did still does as long as the pair that showed it fits what is known, and differs only in what is still tied.
    Whatever is remembered, what is told is the same; so threads may share a memory, and lose what another one adds.
    """

    def __init__(self) -> None:
        self.idle: dict[tuple[str, Matter], tuple[frozenset[tuple[str, Value]], ...]] = {}
        self.shown: dict[str, tuple[_Shown, ...]] = {}
        self.pairs_are_compiled = False

    def matters(
        self, inquiry: Inquiry, question: str, matter: Matter, proved: Callable[[str, Matter], Pair | None]
    ) -> bool:
        """Return whether a pair shows that a question matters to something, together with those it is tied to."""
        items = frozenset((fact, inquiry.representative(fact, value)) for fact, value in inquiry.known.items())
        days = frozenset(inquiry.worlds.excluded_by_days)
        known = items.union(("", one) for one in days)
        idle, shown = self.idle.get((question, matter), ()), self.shown.get(question, ())
        if any(before <= known for before in idle):
            return False
        if any(pair.fits(items, days, inquiry.tied[question]) and matter in pair.differing for pair in shown):
            return True
        found = proved(question, matter)
        if found is None:
            self.idle[question, matter] = (*idle, known)
        else:
            self.shown[question] = (*shown, _Shown(inquiry, question, found))[-MAX_SHOWN:]
        return found is not None


class _Shown:
    """A pair of leads that showed that a question matters, and all in which it differs."""

    def __init__(self, inquiry: Inquiry, question: str, pair: Pair) -> None:
        self.answers = pair.answers
        self.days = frozenset(inquiry.worlds.excluded_by_days)
        self.tied = inquiry.tied[question]
        self.differing: set[Matter] = {*pair.differing, *map(day, pair.days)}
        if pair.days or pair.differing.intersection(inquiry.base.goals):
            self.differing.add(GOALS)
        if pair.days or pair.differing.intersection(inquiry.advised):
            self.differing.add(ADVICE)

    def fits(self, items: frozenset[tuple[str, Value]], days: Set[int], tied: Set[str]) -> bool:
        """Return whether both leads have these answers, fit known days, and differ in no question but those tied."""
        return (
            days <= self.days
            and self.tied <= tied
            and all(lead.get(fact) == value for lead in self.answers for fact, value in items)
        )


@lru_cache(maxsize=16)
def _memory(worlds: EveryLead | Pairs) -> _Memory:
    return _Memory()
