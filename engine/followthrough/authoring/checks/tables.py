"""A check of decision tables: what their hit policies promise."""

from collections.abc import Iterator
from itertools import combinations, groupby

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.format.model import Rule, TableRow


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
    rows = [(rule, rule.row) for rule in leads.base.rules.values() if rule.row and rule.row.policy == "unique"]
    rows.sort(key=lambda one: (one[1].table, one[1].number))
    for table, same in groupby(rows, key=lambda one: one[1].table):
        for (one, row), (other, later) in combinations(same, 2):
            if not leads.apart.sees(one, other):
                yield from _overlap(leads, table, (one, row), (other, later))


def _overlap(
    leads: PossibleLeads, table: str, one: tuple[Rule, TableRow], other: tuple[Rule, TableRow]
) -> Iterator[Fault]:
    """Yield the fault of two rows that both apply in some possible lead."""
    rules = one[0], other[0]
    for counsel, _ in leads.having(*rules):
        example = leads.together(counsel, applied=tuple(rule.name for rule in rules))
        if example is not None:
            yield Fault(
                place=other[0].place,
                wrong=f"rows {one[1].number} and {other[1].number} of {table} hold together, and its hit policy is "
                "unique",
                remedy="test something more in one of them, or let `first` or `priority` decide",
                other=one[0].place,
            ).shown_by(example)
            return
