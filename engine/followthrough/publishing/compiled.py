"""A base compiled for a page: decision diagrams of all that its counsels conclude, and of what may be asked.

Everything is made from `meaning`, by way of the same circuits that proofs read. The diagrams of all counsels share one
table (`nodes`), in which a question has a way for no answer even where it must be answered: what rules conclude from
answers that are not complete can be read off them too. A root is the number of a node.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from followthrough.advising.tied import tying
from followthrough.errors import NotSettled
from followthrough.format.conditions import AllOf, FactTest, Test
from followthrough.format.day_order import reach, spanned
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase
from followthrough.publishing.nodes import NodeTable
from followthrough.readings.prove.cells import Cell, Variable
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.days import cell_ages
from followthrough.readings.prove.diagrams import Diagrams
from followthrough.readings.prove.due_days import DueDay, due_days
from followthrough.readings.prove.lead import PossibleLead, asking_order
from followthrough.readings.prove.outcomes import MOST_NODES as MOST_TO_ASK
from followthrough.readings.prove.outcomes import Outcomes
from followthrough.readings.prove.remaining import compiled
from followthrough.readings.prove.shared_lead import MOST_TOTALS
from followthrough.readings.prove.space import LeadSpace

Root = int
"""The number of a node, with all below it."""

MOST_NODES = 100_000
"""Most nodes of all counsels together: as a text they have about a megabyte; the shipped base has 11,000."""


class View(msgspec.Struct, frozen=True):
    """What one counsel concludes. `tests` has the root of each test that the base writes.

    `values` has for each concept the roots of its values, in the author's order, and then that of its being unknown;
    `sums` those of the parts of each sum, with their points, and `totals` for each shown sum where it comes to its
    second least number or more, to the third, and so on. `days` has for each day on which a goal can fall due the goal,
    the value, the questions it is counted from with numbers of days, and where it is the one.
    """

    applied: dict[str, Root]
    fired: dict[str, Root]
    conflicts: dict[str, Root]
    values: dict[str, list[Root]]
    tests: list[Root]
    sums: dict[str, list[tuple[Root, int]]]
    totals: dict[str, list[Root]]
    days: list[tuple[str, str, list[tuple[str, int]], Root]]


class Level(msgspec.Struct, frozen=True):
    """A question as diagrams see it: the cells of its answers, each a choice, a range, or choices `among` some.

    A day is told by how many days ago it was. The question comes `after` those on which its applying hangs, and `must`
    be answered if it does apply. `reach` has the least and the most days ago that its day can be. Days `between` two
    dates have a level too: they are not asked, and follow from the answers.
    """

    question: str
    cells: list[Any]
    must: bool
    after: list[str]
    among: tuple[str, ...] = ()
    reach: tuple[int, int] | None = None
    between: tuple[str, str] | None = None


class DayRules(msgspec.Struct, frozen=True):
    """What known days exclude beyond what their cells do: see `readings.prove.days`.

    `dated` has for each date in an order the ages of its cells; `forced` what is excluded where a day in the cell that
    begins at an age is below a least age, or above a most one; `inverted` what is where two days are the wrong way.
    `apart` has the dates that hang together by days between them and by their order, and `order` this order, the later
    first: what a known day excludes of those is worked out of their cells (`readings.prove.spans`).
    """

    dated: dict[str, list[tuple[int, int]]]
    forced: list[tuple[str, int, Root, int, bool]]
    inverted: list[tuple[str, int, Root, str, int]]
    apart: list[list[str]]
    order: list[tuple[str, str]]


class CompiledBase(msgspec.Struct, frozen=True):
    """All diagrams of a base. `tests` has each test that a rule or letter puts, and `nodes` the table as a text."""

    nodes: str
    levels: list[Level]
    tests: list[tuple[str, str]]
    possible: Root
    applies: dict[str, Root]
    nevers: list[Root]
    days: DayRules
    ties: list[list[str]]
    views: dict[str, View]


def compile_base(base: KnowledgeBase) -> CompiledBase:
    """Compile a base under each of its counsels. Raises NotSettled, with the number, where it is too large."""
    _check_size(base)
    try:
        return _compiled(base)
    except NotSettled as error:
        raise _too_large(f"more than {MOST_NODES:,} nodes of diagrams", base) from error


def _check_size(base: KnowledgeBase) -> None:
    """Refuse a base whose interview does not go by diagrams, before anything is compiled for the page."""
    if any(one.high - one.low > MOST_TOTALS for one in map(base.sums.__getitem__, base.shown_sums)):
        raise _too_large(f"a shown sum of more than {MOST_TOTALS} points", base)
    for counsel in base.counsels:
        if not _is_small(base, counsel):
            raise _too_large(f"more than {MOST_TO_ASK:,} nodes of diagrams under {counsel}", base)


def _is_small(base: KnowledgeBase, counsel: str) -> bool:
    """Return whether what a counsel tells of all leads stays small as diagrams."""
    if not base.spans:
        return compiled(base, counsel) is not None
    try:
        Outcomes(base, counsel)
    except NotSettled:
        return False
    return True


def _too_large(what: str, base: KnowledgeBase) -> NotSettled:
    remedy = "divide the base, let fewer questions bear on one rule, or let people use `followthrough serve`"
    return NotSettled(f"{base.title} is too large to be one page: it has {what}; {remedy}")


def _compiled(base: KnowledgeBase) -> CompiledBase:
    counsels = {name: _CounselDiagrams(base, name) for name in base.counsels}
    found = NodeTable()
    _in_table(base, counsels, found)
    return _in_table(base, counsels, found.in_order())


def _in_table(base: KnowledgeBase, counsels: Mapping[str, "_CounselDiagrams"], table: NodeTable) -> CompiledBase:
    """Return all diagrams with their numbers in a table, into which those that it lacks are put."""
    tests = tests_of(base)
    for counsel in counsels.values():
        counsel.table = table
    one = next(iter(counsels.values()))
    between = {name: one.root(one.side.applies[name]) for name in base.spans}
    return CompiledBase(
        levels=[_level(base, variable) for variable in one.variables],
        tests=[(fact, str(test)) for fact, test in tests],
        possible=one.root(one.possible),
        applies={**{name: one.holding(question.only_if) for name, question in base.questions.items()}, **between},
        nevers=[one.holding(never.conditions) for never in base.nevers],
        days=one.day_rules(),
        ties=[*tying(base)],
        views={name: counsel.view(tests) for name, counsel in counsels.items()},
        nodes=table.text(),
    )


def tests_of(base: KnowledgeBase) -> list[tuple[str, Test]]:
    """Return each test that a rule or a letter puts to a fact, once."""
    letters = (letter for drafts in base.letters.values() for letter in drafts)
    written = [
        *(
            test
            for rule in base.rules.values()
            for part in (rule.conditions, rule.unless)
            if part
            for test in part.tests()
        ),
        *(test for letter in letters for test in letter.tests()),
    ]
    return list(dict.fromkeys((one.fact, one.test) for one in written))


class _CounselDiagrams:
    """What a counsel makes of a lead, in a circuit of its own, to which anything may be added."""

    def __init__(self, base: KnowledgeBase, counsel: str) -> None:
        self.base, self.table = base, NodeTable()
        space = LeadSpace(base)
        self._circuit = space.circuit
        self.side: PossibleLead = space.side(base, counsel)
        self.possible: Literal = -space.circuit.any_of_bodies(self.side.impossible)
        by_name = {one.question.name: one for one in space.variables}
        self.variables = [by_name[name] for name in asking_order(base) if name in by_name]
        choices = [space.inputs[one.question.name] for one in self.variables]
        self._diagrams = Diagrams(space.circuit, choices, MOST_NODES)

    def root(self, literal: Literal) -> Root:
        """Return the node of a literal in the table."""
        return self.table.numbers_of(self._diagrams, [self._diagrams.of(literal)])[0]

    def holding(self, conditions: AllOf) -> Root:
        """Return where conditions of answers are true."""
        return self.root(self._all_hold(conditions))

    def _all_hold(self, conditions: AllOf) -> Literal:
        return self._circuit.all_of(
            self.side.meaning.passes(part.fact, part.test)
            if isinstance(part, FactTest)
            else self._circuit.any_of(map(self._all_hold, part.alternatives))
            for part in conditions.parts
        )

    def view(self, tests: Sequence[tuple[str, Test]]) -> View:
        """Return what the counsel concludes."""
        meaning, concepts = self.side.meaning, self.base.concepts
        return View(
            applied={name: self.root(one) for name, one in sorted(meaning.applied.items())},
            fired={name: self.root(one) for name, one in sorted(meaning.fired.items())},
            conflicts={name: self.root(meaning.conflicts[name]) for name in concepts},
            values={
                name: [self.root(meaning.values[name, value]) for value in (*concept.values, None)]
                for name, concept in concepts.items()
            },
            tests=[self.root(meaning.passes(fact, test)) for fact, test in tests],
            sums={
                name: [(self.root(one), int(points)) for one, points in meaning.sums[name]] for name in self.base.sums
            },
            totals={name: [*map(self.root, self._totals(name))] for name in self.base.shown_sums},
            days=[self._day(day, literal) for day, literal in due_days(self.side).falls.items()],
        )

    def _totals(self, name: str) -> Iterable[Literal]:
        one, parts = self.base.sums[name], self.side.meaning.sums[name]
        return (self._circuit.reaches(least, parts) for least in range(one.low + 1, one.high + 1))

    def _day(self, day: DueDay, literal: Literal) -> tuple[str, str, list[tuple[str, int]], Root]:
        return day.goal, day.value, [*day.after], self.root(literal)

    def day_rules(self) -> DayRules:
        """Return what known days exclude."""
        days, groups = self.side.days, spanned(self.base)
        return DayRules(
            dated={name: [(held.least, held.most) for _, held in cells] for name, cells in days.dated.items()},
            forced=[
                (name, there.least, self.root(literal), limit, is_least)
                for name, there, literal, limit, is_least in days.forced_on_cells()
            ],
            inverted=[
                (name, there.least, self.root(literal), other, after.least)
                for name, there, literal, other, after in days.inverted()
            ],
            apart=[list(group) for group in groups],
            order=[(name, one) for group in groups for name in group for one in self.base.questions[name].not_before],
        )


def _level(base: KnowledgeBase, variable: Variable) -> Level:
    question, between = variable.question, None if variable.asked else base.spans[variable.fact].dates
    among = variable.cells[0].among if question.many and variable.cells else ()
    days: tuple[int, int] | None = None
    if question.kind == "date":
        first, last = reach(question, base.counts_of(question.name), CASE_DAY)
        days = (CASE_DAY - last).days, (CASE_DAY - first).days
    tested = dict.fromkeys(name for test in question.only_if.tests() for name in base.questions_of(test.fact))
    cells = [_cell(base, variable, one) for one in variable.cells]
    return Level(question.name, cells, not question.unknown_allowed, [*tested], among, days, between)


def _cell(base: KnowledgeBase, variable: Variable, cell: Cell) -> Any:
    """Return what lies in a cell: days by their age, numbers from one to another, a choice, or tested choices."""
    if variable.question.kind == "date":
        held = cell_ages(base, variable, cell)
        return [held.least, held.most] if held is not None else []
    if isinstance(cell.value, int) and cell.high is not None:
        return [int(cell.value), int(cell.high)]
    return cell.value
