"""A check of decision tables: what their hit policies promise."""

from collections.abc import Iterator, Mapping
from itertools import combinations, groupby

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.format.conditions import FactTest, Test, Truth, Value
from followthrough.format.model import KnowledgeBase, Rule, TableRow
from followthrough.readings.prove.cells import variables


def overlapping_rows(leads: PossibleLeads) -> Iterator[Fault]:
    """Find two rows of a table that hold together, although its hit policy is unique.

    ## What it does

    Checks for every two rows of a table whose hit policy is `unique` whether there is a possible lead in which both
    apply, under some counsel, even if they conclude the same.

    ## Why it matters

    Readers of the table rely on finding one row. Where two hold, they may contradict each other, today or after the
    next change.

    ## Example

    ```csv
    unique,counsel: elder,source: e1,because: So it is said.
    wet,late,then: verdict,
    no,,go,
    ,no,stay,
    ```

    It can be dry and not late: then both rows hold.

    ## Instead

    Add a test to one of the two, or let `first` or `priority` decide between them.

    ```csv
    unique,counsel: elder,source: e1,because: So it is said.
    wet,late,then: verdict,
    no,,go,
    yes,no,stay,
    ```
    """
    apart = Apart(leads.base)
    rows = [(rule, rule.row) for rule in leads.base.rules.values() if rule.row and rule.row.policy == "unique"]
    rows.sort(key=lambda one: (one[1].table, one[1].number))
    for table, same in groupby(rows, key=lambda one: one[1].table):
        for (one, row), (other, later) in combinations(same, 2):
            if not apart.sees(one, other):
                yield from _overlap(leads, table, (one, row), (other, later))


def _overlap(
    leads: PossibleLeads, table: str, one: tuple[Rule, TableRow], other: tuple[Rule, TableRow]
) -> Iterator[Fault]:
    """Yield the fault of two rows that both apply in some possible lead."""
    rules = one[0], other[0]
    for counsel, worlds in leads.having(*rules):
        example = leads.simplest(counsel, *(worlds.applied(rule.name) for rule in rules))
        if example is not None:
            yield Fault(
                place=other[0].place,
                wrong=f"rows {one[1].number} and {other[1].number} of {table} hold together, and its hit policy is "
                "unique",
                remedy="test something more in one of them, or let `first` or `priority` decide",
                other=one[0].place,
            ).shown_by(example)
            return


class Apart:
    """Sees that two rows never hold together where a test of one fact shows it: of most rows, and at no cost."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._values: dict[str, list[Value]] = {
            **{concept.name: [*concept.values, None] for concept in base.concepts.values() if not concept.many},
            **{one.fact: [*(cell.value for cell in one.cells), None] for one in variables(base)},
        }
        self._meeting: dict[tuple[str, Test], frozenset[Value]] = {}
        self._tested: dict[str, Mapping[str, Test]] = {}

    def sees(self, one: Rule, other: Rule) -> bool:
        """Return whether two rows test one fact for different values."""
        tests, others = self._tests(one), self._tests(other)
        return any(not self._met(fact, tests[fact]) & self._met(fact, others[fact]) for fact in tests.keys() & others)

    def _tests(self, rule: Rule) -> Mapping[str, Test]:
        if rule.name not in self._tested:
            parts = (part for part in rule.conditions.parts if isinstance(part, FactTest))
            self._tested[rule.name] = {part.fact: part.test for part in parts if part.fact in self._values}
        return self._tested[rule.name]

    def _met(self, fact: str, test: Test) -> frozenset[Value]:
        """Return the values of a fact that meet a test."""
        key = (fact, test)
        if key not in self._meeting:
            met = (value for value in self._values[fact] if test.outcome(value) is Truth.TRUE)
            self._meeting[key] = frozenset(met)
        return self._meeting[key]
