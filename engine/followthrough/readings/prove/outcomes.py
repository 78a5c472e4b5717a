"""What a base under a counsel tells of each possible lead, compiled once for all leads.

Where diagrams of a base stay small, all that an interview asks of proofs can be read off them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.day_order import Ages
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.diagrams import MAX_NODES, Diagrams
from followthrough.readings.prove.due_days import DueDay
from followthrough.readings.prove.lead import asking_order
from followthrough.readings.prove.shared_lead import MOST_TOTALS, shared_lead
from followthrough.readings.prove.told import ToldLeads, ToldNode

MOST_NODES = 40_000
"""Most nodes of a base whose interview goes by diagrams; the shipped base under one counsel has 20,000."""

NODES_BEFORE_A_GUESS = 1_000
MOST_GUESSED = 2 * MOST_NODES
"""From so many nodes on it is given up if they would become more than this, going on as over the last statements.

No base seen that keeps to MOST_NODES is guessed to come to 1.3 times as many.
"""

NOT_HELD = -2
NOT_COUNTED = -1


class AdvicePart(msgspec.Struct, frozen=True):
    """A part of the advice: a goal with its days, a shown concept, or a shown sum.

    Leads come from `told` to ends that say, first, which of its values a concept has. `counted` has for questions, by
    level, the literals of the goal's falling due on a day that is counted from the answer.
    """

    name: str
    is_goal: bool
    told: ToldNode
    counted: Mapping[int, tuple[Literal, ...]]


class Outcomes:
    """What a base under a counsel tells of each possible lead.

    `levels` has for every question its place, in the order in which all could be asked; `parts` are those of the
    advice, the goals first. A question that must be answered has no way for no answer. Raises NotSettled where there
    would be too many nodes, or where days between dates would have to be told.
    """

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        if base.spans:
            raise NotSettled("days between dates hang together, and are settled lead by lead")
        if any(base.sums[name].high - base.sums[name].low > MOST_TOTALS for name in base.shown_sums):
            raise NotSettled(f"a sum can come to more than {MOST_TOTALS} numbers")
        shared = shared_lead(base, counsel)
        space, self.side, self._shared = shared.space, shared.side, shared
        self.base = base
        by_name = {one.question.name: one for one in space.variables}
        self.variables = [by_name[name] for name in asking_order(base) if name in by_name]
        self.levels = {one.question.name: level for level, one in enumerate(self.variables)}
        self.must_have = {level for level, one in enumerate(self.variables) if not one.question.unknown_allowed}
        choices = [space.inputs[name] for name in self.levels]
        self.diagrams = Diagrams(space.circuit, choices, MOST_NODES, answered_always=self.must_have)
        self.leads = ToldLeads(self.diagrams, MOST_NODES)
        self.possible = self.diagrams.of(shared.possible)
        self.parts = [*self._parts()]
        self.diagrams.let_grow(MAX_NODES)
        self.leads.most = MAX_NODES

    def number(self, level: int, value: Value) -> int | None:
        """Return the number of an answer as a way of its level; None where no answer is none that can be given."""
        missing = level not in self.must_have
        if value is None:
            return 0 if missing else None
        cells = self.variables[level].cells
        return next(number for number, cell in enumerate(cells, int(missing)) if cell.includes(value))

    def unfitting(self, ages: Mapping[str, Ages]) -> Iterator[Literal]:
        """Yield what known days exclude that their cells alone do not."""
        return self.side.days.excluded_by(ages)

    def values(self, concept: str, told: ToldNode) -> tuple[str | None, ...]:
        """Return the values that a concept has, or holds, at the ends to which some leads come; None: it is unknown."""
        ends = [*self.leads.held(told)]
        values = (*self.base.concepts[concept].values, None)
        return tuple(value for place, value in enumerate(values) if any(held[place] != NOT_HELD for held in ends))

    def _parts(self) -> Iterator[AdvicePart]:
        facts = self.side.facts
        self._compile(facts[name, value] for name in self.base.shown() for value in self.base.concepts[name].values)
        for name in self.base.shown():
            today, counted = self._days(name)
            yield self._part(name, [*self.literals(name), *today], counted, is_goal=name in self.base.goals)
        for name in self.base.shown_sums:
            yield self._part(name, self._shared.totals[name], {})

    @cached_property
    def goals_apart(self) -> Mapping[str, tuple[AdvicePart, AdvicePart]]:
        """For each goal what it is, and the day on which it falls due, each told by itself."""
        return {
            goal: (self._part(goal, self.literals(goal), {}), self._part(goal, *self._days(goal)))
            for goal in self.base.goals
        }

    @property
    def due_days(self) -> Mapping[DueDay, Literal]:
        """The days on which goals fall due, with the literals of their being the one."""
        return self._shared.due_days.falls

    def literals(self, concept: str) -> list[Literal]:
        """Return for each value of a concept, and then for its being unknown, the literal of that."""
        return [self.side.facts[concept, value] for value in (*self.base.concepts[concept].values, None)]

    def _days(self, goal: str) -> tuple[list[Literal], Mapping[int, Sequence[Literal]]]:
        """Return the literals of a goal's falling due today, and on days counted from answers, by level."""
        days = self._shared.due_days
        counted: dict[int, list[Literal]] = {}
        for (day, question), literal in days.counted.items():
            if day.goal == goal:
                counted.setdefault(self.levels[question], []).append(literal)
        return [literal for day, literal in days.falls.items() if day.goal == goal and not day.after], counted

    def _compile(self, literals: Iterable[Literal]) -> None:
        """Compile statements from the first on, and give up early what would become too large."""
        needed = set[int]()
        for one in literals:
            needed.update(self.side.circuit.needed(one, needed))
        sizes = [self.diagrams.size]
        for atom in sorted(needed):
            if sizes[-1] > NODES_BEFORE_A_GUESS and _guessed(sizes, len(needed)) > MOST_GUESSED:
                raise NotSettled(f"not likely to be told with {MOST_NODES:,} nodes")
            self.diagrams.of(atom)
            sizes.append(self.diagrams.size)

    def _part(
        self, name: str, literals: Sequence[Literal], counted: Mapping[int, Sequence[Literal]], *, is_goal: bool = False
    ) -> AdvicePart:
        marked = [(literal, NOT_COUNTED) for literal in literals]
        marked += [(literal, level) for level, of in counted.items() for literal in of]
        each: Iterable[int] = [self.diagrams.of(literal) for literal, _ in marked]
        told = self.leads.compiled(self.possible, each, [mark for _, mark in marked])
        return AdvicePart(name, is_goal, told, {level: tuple(of) for level, of in counted.items()})


def _guessed(sizes: Sequence[int], statements: int) -> float:
    """Return how many nodes there would be if they went on growing as over the last eighth of all statements.

    `sizes` has how many there were at first, and after each statement that has been compiled.
    """
    done = len(sizes) - 1
    last = min(done, max(statements // 8, 1))
    return sizes[done] + (sizes[done] - sizes[done - last]) * (statements - done) / last if last else 0.0
