"""All pairs of possible leads under one counsel, put to clingo: what differs between two leads, and what follows.

That an answer or a conclusion *differs* is that it is not the same in both. Nothing differs that rests on nothing that
differs; that follows already, but it is added, so that clingo need not prove it again for each question.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from functools import lru_cache

import msgspec

from followthrough.format.applicability import names_of
from followthrough.format.choices import NONE
from followthrough.format.conditions import Value, values_of
from followthrough.format.day_order import Ages, by_day, spanned
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.readings.prove.cells import Cell, Variable, joined
from followthrough.readings.prove.circuit import Body, Literal
from followthrough.readings.prove.due_days import DueDay, counted_from, due_days
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.solver import SECONDS, Block, Holds
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Claim, Worlds, read_answers, read_cell

MAX_CHANGES = 4
"""Most answers that are changed at once when looking for what would lead to another advice."""


class Pair(msgspec.Struct, frozen=True):
    """Two possible leads: the known answers of each, by question or count, and the concepts in which they differ.

    `days` names the goals that fall on different days.
    """

    answers: tuple[Mapping[str, Value], Mapping[str, Value]]
    differing: frozenset[str]
    days: frozenset[str]


class Pairs(Worlds):
    """All pairs of possible leads of a base under a counsel.

    What is known holds in both leads. What `Worlds` claims is claimed of the first one. Dates from or to which days are
    counted have cells of their own for `days` of known ages.
    """

    def __init__(
        self, base: KnowledgeBase, counsel: str, *, seconds: float = SECONDS, days: Iterable[tuple[str, Ages]] = ()
    ) -> None:
        cuts = joined(*({name: {0, 1, held.least, held.most + 1}} for name, held in days))
        space = LeadSpace(base, also=cuts)
        second = LeadSpace(base, circuit=space.circuit, also=cuts)
        one, self.second = space.side(base, counsel), second.side(base, counsel)
        for side in (one, self.second):
            side.days.prepare()
        self._differences = _Differences(one, self.second)
        forbidden = [*second.excluded([self.second]), *second.two_answers(), *self._differences.forbidden]
        super().__init__(space, one, forbidden=forbidden, seconds=seconds)
        self._ages: Mapping[str, Ages] = {}

    def on_days(self, known: Mapping[str, Ages]) -> "Pairs":
        """Return the pairs of leads in which days are known to have these ages, where they have their cells."""
        found = copy(self)
        found._ages = known
        found._excluded = tuple(-one for side in (self.side, self.second) for one in side.days.excluded_by(known))
        return found

    @property
    def excluded_by_days(self) -> tuple[Claim, ...]:
        """What is known not to hold, since days are known and not only their cells."""
        return self._excluded

    def value_then(self, concept: str, value: str | None) -> Claim:
        """Claim of the second lead that a concept has a value, as `value` does of the first."""
        return self.second.facts[concept, value]

    def answered_then(self, known: Mapping[str, Value]) -> list[Claim]:
        """Claim known answers of the second lead."""
        return [claim for name, value in known.items() for claim in self.second.answered(name, value)]

    def differs(self, name: str) -> Claim:
        """Claim that a question applies in both leads and has different answers, or that a concept differs."""
        differences = self._differences
        return differences.answers[name] if name in differences.answers else differences.facts[name]

    def told_otherwise(self, question: str) -> Claim:
        """Claim that the answer to a question differs, or the days counted from it to another date, or to it."""
        return self._differences.told[question]

    def day_differs(self, goal: str) -> Claim:
        """Claim that the day on which a goal falls due differs: it is counted otherwise, or falls due in one only."""
        return self._differences.days[goal]

    def goals_differ(self) -> Claim:
        """Claim that some goal differs, or the day on which it falls due."""
        return self._differences.goals

    def any_differs(self) -> Claim:
        """Claim that the advice differs: some goal or the day it falls due, or some shown concept."""
        return self._differences.advice

    def counted_from(self, question: str, goal: str) -> Claim | None:
        """Claim of the first lead that a goal falls due on a day counted from an answer; None if it never can."""
        return self._differences.counted_from.get((question, goal))

    def due_days(self, known: Mapping[str, Value]) -> tuple[DueDay, ...]:
        """Return on which days goals fall due in some lead that fits what is known."""
        days = self._differences.due_days.falls
        found = self._first(known, (), lambda holds: tuple(day for day, literal in days.items() if holds(literal)))
        return found or ()

    def forgotten(self, question: str) -> Claim:
        """Claim that a question is answered in the first lead, and applies in the second but is unknown there."""
        return self._differences.forgotten[question]

    def unknown_then(self, question: str) -> Claim:
        """Claim that a question applies in the second lead and is unknown there."""
        return self._differences.unknown_there[question]

    def pair(self, known: Mapping[str, Value], *claims: Claim) -> Pair | None:
        """Find two leads that fit what is known and in which all claims hold; None if there are none."""
        return self._first(known, claims, self._read)

    def _read(self, holds: Holds) -> Pair:
        differing = frozenset(
            name for name in (*self.base.concepts, *self.base.sums) if holds(self._differences.facts[name])
        )
        days = frozenset(goal for goal in self.base.goals if holds(self._differences.days[goal]))
        return Pair((read_answers(self.side, holds), read_answers(self.second, holds)), differing, days)

    def changes(self, lead: Mapping[str, Value], size: int, *claims: Claim) -> Iterator[Mapping[str, Cell]]:
        """Yield all sets of `size` changed answers with which all claims hold; of several choices, each is a change.

        The first lead is the one given, the second has the changes: for each question, or count of days, that is not
        answered alike, its cell there; one without value if it is unknown or no longer applies. `size` is at most
        MAX_CHANGES.
        """
        differences = self._differences
        bounds = [differences.at_least[size]] if size else []
        bounds += [-differences.at_least[size + 1], *(-one for one in differences.alone)]

        def read(holds: Holds, block: Block) -> Mapping[str, Cell]:
            changed = [one for one in self.second.variables if holds(differences.facts[one.question.name])]
            block(tuple(_answer(self.second, variable, holds) for variable in changed))
            found = {variable.fact: read_cell(self.second, variable, holds) for variable in changed if variable.asked}
            return {**found, **self._on_which_days(found, lead, holds)}

        return self.solver.each([*self.answered(lead), *self._excluded, *bounds, *claims], read)

    def _on_which_days(
        self, changed: Mapping[str, Cell], lead: Mapping[str, Value], holds: Holds
    ) -> Mapping[str, Cell]:
        """Return the cells of changed dates whose own day counts: only the day nearest to that of the lead."""
        dates = {name for name in by_day(self.base) if changed.get(name, Cell(None)).value is not None}
        if not dates:
            return {}
        stays = {name: held for name, held in self._ages.items() if name not in changed}
        now = {name: (CASE_DAY - day).days for name, day in lead.items() if isinstance(day, date) and name in dates}
        days = read_answers(self.second, holds, stays, now)
        ages = {name: (CASE_DAY - day).days for name, day in days.items() if isinstance(day, date)}
        return {name: Cell(days[name], ages=Ages(ages[name], ages[name])) for name in dates}

    def _assumed(self, known: Mapping[str, Value]) -> list[Claim]:
        return [*self.answered(known), *self.answered_then(known)]


@lru_cache(maxsize=16)
def _pairs(base: KnowledgeBase, counsel: str, seconds: float, days: tuple[tuple[str, Ages], ...]) -> Pairs:
    return Pairs(base, counsel, seconds=seconds, days=days)


def pairs(
    base: KnowledgeBase, counsel: str, seconds: float = SECONDS, known: Mapping[str, Ages] | None = None
) -> Pairs:
    """Return all pairs of possible leads under one counsel, built once for all leads with the same `known` days."""
    dates = [name for group in spanned(base) for name in group]
    return _pairs(base, counsel, seconds, tuple((name, known[name]) for name in dates if known and name in known))


def _answer(side: PossibleLead, variable: Variable, holds: Holds) -> Literal:
    """Return the literal of the answer that holds, or of there being none."""
    return next(literal for literal in (*side.cells(variable), side.facts[variable.fact, None]) if holds(literal))


class _Differences:
    """What differs between two leads under one counsel.

    `facts` has for every question, count, concept and sum whether it differs, `answers` for every question whether it
    applies in both and has different answers; where it applies in one only, the answers that its `only if` tests
    differ. `told` says so too where the days from or to a date differ; `alone` says of days between two dates that they
    differ and neither date does. `forgotten` has for every question whether only the first lead answers it although it
    applies in both.
    `fired` has for every rule whether it fires in one only, `days` for every goal whether it falls on different days.
    `due_days` and `counted_from` say of the first lead on which days goals fall, and from which answers these are
    counted. `goals` says whether any goal or day differs, `advice` whether anything else that is shown does too,
    `at_least` whether so many questions differ, and `forbidden` what follows already.
    """

    def __init__(self, one: PossibleLead, other: PossibleLead) -> None:
        self.circuit = one.circuit
        self.one, self.other = one, other
        self.facts: dict[str, Literal] = {}
        self.answers: dict[str, Literal] = {}
        self.forgotten: dict[str, Literal] = {}
        self.unknown_there: dict[str, Literal] = {}
        self.fired: dict[str, Literal] = {}
        self.forbidden: list[Body] = []
        for variable in one.variables:
            self._add_question(variable)
        for name, concept in one.base.concepts.items():
            self.facts[name] = self._unlike_facts(name, (*concept.values, None))
        self._add_sums()
        for rule in one.meaning.rules:
            self.fired[rule.name] = self._unlike(one.meaning.fired[rule.name], other.meaning.fired[rule.name])
        self.due_days = due_days(one)
        self.days = self._unlike_days()
        self.counted_from = counted_from(self.due_days, self.circuit)
        self.goals = self.circuit.any_of([*(self.facts[name] for name in one.base.goals), *self.days.values()])
        self.advice = self.circuit.any_of(
            [self.goals, *(self.facts[name] for name in (*one.base.shows, *one.base.shown_sums))]
        )
        changed = [literal for one_of in one.variables if one_of.asked for literal in self._changes(one_of)]
        self.alone = [
            self.circuit.all_of([self.facts[span.name], *(-self.facts[name] for name in span.dates)])
            for span in one.base.spans.values()
        ]
        self.told = {name: self._told_otherwise(name) for name in self.answers}
        self.at_least = {size: self.circuit.at_least(size, changed) for size in range(1, MAX_CHANGES + 2)}
        self._say_what_follows()

    def _add_question(self, variable: Variable) -> None:
        name = variable.question.name
        differs = self._unlike_facts(name, range(len(variable.cells)))
        self.facts.update(dict.fromkeys((variable.fact, *names_of(self.one.base, name)), differs))
        self.answers[name] = self.circuit.all_of([differs, self.one.applies[name], self.other.applies[name]])
        self.forgotten[name] = self.circuit.all_of([self.answers[name], self.other.facts[name, None]])
        self.unknown_there[name] = self.circuit.all_of([self.other.applies[name], self.other.facts[name, None]])

    def _changes(self, variable: Variable) -> Iterator[Literal]:
        """Yield what holds for each change of an answer; of several choices, for each that comes or goes."""
        differs = self.facts[variable.question.name]
        cells = [cell.value for cell in variable.cells if isinstance(cell.value, tuple)]
        choices = [one for one in (variable.cells[0].among if cells else ()) if one != NONE]
        each = [
            self._unlike(*(self._holding(side, variable, one) for side in (self.one, self.other))) for one in choices
        ]
        yield from each
        yield self.circuit.all_of([differs, *(-one for one in each)])

    def _holding(self, side: PossibleLead, variable: Variable, choice: str) -> Literal:
        """Return the literal of a choice's being among the answers."""
        answers = zip(side.cells(variable), variable.cells, strict=True)
        return self.circuit.any_of(literal for literal, cell in answers if choice in values_of(cell.value))

    def _add_sums(self) -> None:
        """Say for every sum whether it differs."""
        for name, points in self.one.meaning.sums.items():
            self.facts[name] = self.circuit.unlike_sums(points, self.other.meaning.sums[name])

    def _told_otherwise(self, name: str) -> Literal:
        return self.circuit.any_of(
            self.answers[one] for one in (name, *(one.name for one in self.one.base.spans_of(name)))
        )

    def _unlike_days(self) -> dict[str, Literal]:
        """Say for every goal whether it falls on different days."""
        days, other_days = self.due_days, due_days(self.other)
        unlike: dict[str, list[Literal]] = {goal: [] for goal in self.one.base.goals}
        for day, literal in days.falls.items():
            if not day.after:  # a day that is counted from answers is none where these are unknown
                unlike[day.goal].append(self._unlike(literal, other_days.falls[day]))
        for (day, question), literal in days.counted.items():
            unlike[day.goal].append(self._unlike(literal, other_days.counted[day, question]))
        return {goal: self.circuit.any_of(of) for goal, of in unlike.items()}

    def _unlike_facts(self, name: str, values: Iterable[Value]) -> Literal:
        keys = [(name, value) for value in values]
        return self.circuit.unlike([self.one.facts[key] for key in keys], [self.other.facts[key] for key in keys])

    def _unlike(self, one: Literal, other: Literal) -> Literal:
        return self.circuit.unlike([one], [other])

    # What follows already

    def _say_what_follows(self) -> None:
        """Let nothing differ but where something that it rests on does."""
        rules = self.one.meaning.rules
        for variable in self.one.variables:
            name, hangs_on = variable.question.name, variable.question.only_if.tests()
            self._only_if_any(self.facts[name], [self.answers[name], *(self.facts[test.fact] for test in hangs_on)])
        for rule in rules:
            self._bound_rule(rule)
        concluding: dict[str, list[Literal]] = {name: [] for name in self.one.base.concepts}
        for rule in rules:
            for conclusion in rule.then:
                concluding[conclusion.concept].append(self.fired[rule.name])
        for name, fired in concluding.items():
            self._only_if_any(self.facts[name], fired)
        for one in self.one.base.sums.values():
            self._only_if_any(self.facts[one.name], [self.facts[fact] for fact in one.tested()])

    def _bound_rule(self, rule: Rule) -> None:
        """Let a rule fire in one lead only where what it tests, or what overrides it, differs."""
        one, other = self.one.meaning, self.other.meaning
        applied = self._unlike(one.applied[rule.name], other.applied[rule.name])
        self._only_if_any(applied, [self.facts[fact] for fact in rule.tested()])
        self._only_if_any(self.fired[rule.name], [applied, *(self.fired[name] for name in one.overriding[rule.name])])

    def _only_if_any(self, differs: Literal, causes: Iterable[Literal]) -> None:
        self.forbidden.append((differs, *(-cause for cause in causes)))
