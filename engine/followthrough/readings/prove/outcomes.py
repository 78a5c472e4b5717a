"""What a base under a counsel tells of each possible lead, compiled once for all leads.

Where diagrams of a base stay small, all that an interview asks of proofs can be read off them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.day_order import Ages
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove import kept_diagrams
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.diagrams import MAX_NODES, Diagrams
from followthrough.readings.prove.due_days import DueDay
from followthrough.readings.prove.lead import asking_order
from followthrough.readings.prove.limits import is_over
from followthrough.readings.prove.shared_lead import MOST_TOTALS, shared_lead
from followthrough.readings.prove.told import ToldLeads, ToldNode

MOST_NODES = 40_000
"""Most nodes of a base whose interview goes by diagrams; the shipped base under one counsel has 20,000."""

NODES_BEFORE_A_GUESS = 1_000
MOST_GUESSED = 2 * MOST_NODES
"""From so many nodes on it is given up if they would become more than this, going on as over the last statements.

No base seen that keeps to MOST_NODES is guessed to come to 1.3 times as many.
"""

FEW_NODES = 4_000
"""So many nodes are made in no more time than it takes to read them from a file."""

TOO_LARGE = "too large"
"""What is kept of diagrams that are not to be tried again."""

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


class ToldEnds(NamedTuple):
    """What the ends of a part of the advice say of leads: which `literals` hold, and which `counted` from an answer."""

    literals: tuple[Literal, ...]
    counted: Mapping[int, tuple[Literal, ...]]


class Outcomes:
    """What a base under a counsel tells of each possible lead.

    `levels` has for every question its place, in the order in which all could be asked; `parts` are those of the
    advice, the goals first, and `goals_apart` has for each goal what it is and the day on which it falls due, each told
    by itself. A question that must be answered has no way for no answer. Raises NotSettled where there would be too
    many nodes.
    """

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
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
        wholes = {name: self._whole(name) for name in (*base.shown(), *base.shown_sums)}
        apart = {goal: (ToldEnds(self.literals(goal), {}), self._days(goal)) for goal in base.goals}
        every = [*wholes.values(), *(one for both in apart.values() for one in both)]
        told = iter(self._made(counsel, choices, every))
        self.possible = self.diagrams.of(shared.possible)
        self.parts = [AdvicePart(name, name in base.goals, next(told), of.counted) for name, of in wholes.items()]
        self.goals_apart = {
            goal: tuple(AdvicePart(goal, True, next(told), of.counted) for of in both) for goal, both in apart.items()
        }
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

    @property
    def due_days(self) -> Mapping[DueDay, Literal]:
        """The days on which goals fall due, with the literals of their being the one."""
        return self._shared.due_days.falls

    def literals(self, concept: str) -> tuple[Literal, ...]:
        """Return for each value of a concept, and then for its being unknown, the literal of that."""
        return tuple(self.side.facts[concept, value] for value in (*self.base.concepts[concept].values, None))

    # Made once

    def _whole(self, name: str) -> ToldEnds:
        """Return what is told of a shown concept, with the days if it is a goal, or of a shown sum."""
        if name in self.base.shown_sums:
            return ToldEnds(tuple(self._shared.totals[name]), {})
        days = self._days(name)
        return ToldEnds((*self.literals(name), *days.literals), days.counted)

    def _days(self, goal: str) -> ToldEnds:
        """Return what is told of a goal's falling due today, and on days counted from answers."""
        days = self._shared.due_days
        counted: dict[int, list[Literal]] = {}
        for (day, question), literal in days.counted.items():
            if day.goal == goal:
                counted.setdefault(self.levels[question], []).append(literal)
        today = tuple(literal for day, literal in days.falls.items() if day.goal == goal and not day.after)
        return ToldEnds(today, {level: tuple(of) for level, of in counted.items()})

    def _made(self, counsel: str, choices: Sequence[Sequence[int]], every: Sequence[ToldEnds]) -> list[ToldNode]:
        """Return from where leads come to the ends of each part; taken from what an earlier program has kept."""
        made_from = (self.side.circuit.definitions, choices, self.must_have, self._shared.possible, every, MOST_NODES)
        kept = kept_diagrams.kept(counsel, made_from)
        if kept == TOO_LARGE:
            raise NotSettled(TOO_LARGE)
        if kept is not None:
            diagrams, leads, told = kept
            self.diagrams.restore(diagrams)
            self.leads.restore(leads)
            return list(told)
        try:
            told = self._compiled(every)
        except NotSettled:
            if not is_over():
                kept_diagrams.keep(counsel, made_from, TOO_LARGE)
            raise
        if self.leads.size > FEW_NODES:
            kept_diagrams.keep(counsel, made_from, (self.diagrams.stored(), self.leads.stored(), told))
        return told

    def _compiled(self, every: Iterable[ToldEnds]) -> list[ToldNode]:
        facts = self.side.facts
        self.diagrams.of(self._shared.possible)
        self._compile(facts[name, value] for name in self.base.shown() for value in self.base.concepts[name].values)
        return [self._told(one) for one in every]

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

    def _told(self, ends: ToldEnds) -> ToldNode:
        marked = [(literal, NOT_COUNTED) for literal in ends.literals]
        marked += [(literal, level) for level, of in ends.counted.items() for literal in of]
        each: Iterable[int] = [self.diagrams.of(literal) for literal, _ in marked]
        return self.leads.compiled(self.diagrams.of(self._shared.possible), each, [mark for _, mark in marked])


def _guessed(sizes: Sequence[int], statements: int) -> float:
    """Return how many nodes there would be if they went on growing as over the last eighth of all statements.

    `sizes` has how many there were at first, and after each statement that has been compiled.
    """
    done = len(sizes) - 1
    last = min(done, max(statements // 8, 1))
    return sizes[done] + (sizes[done] - sizes[done - last]) * (statements - done) / last if last else 0.0
