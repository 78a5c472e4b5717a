"""Rows of a table become rules one by one that mean the same, and say no more than they need."""

from pathlib import Path
from random import Random

import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.authoring.checks import check
from followthrough.authoring.difference import difference
from followthrough.authoring.remarks import remarks_of
from followthrough.authoring.row_entries import entries_of
from followthrough.authoring.table_writing import table_of
from followthrough.errors import LeadError
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from followthrough.format.xlsx.writing import workbook_of
from random_tables import files_of, random_rows

FERRY = BASES / "good" / "decision-table-first"
LIBRARY = BASES / "good" / "decision-table-policies"
RANDOM_TABLES = 4


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def with_entries(files: dict[str, bytes], table: str, text: str) -> KnowledgeBase:
    """Put entries in the place of a table."""
    return parse({**{name: raw for name, raw in files.items() if name != table}, "rules/rows.yaml": text.encode()})


def there_and_back(files: dict[str, bytes], table: str) -> None:
    """Write a table as entries, these as CSV, and as a workbook; all are to mean the same."""
    base = parse(files)
    entries = with_entries(files, table, entries_of(base, table).text)
    assert not difference(base, entries)
    concept = base.rules[next(name for name, rule in base.rules.items() if rule.row)].then[0].concept
    written = table_of(base, concept)
    rest = {name: raw for name, raw in files.items() if name != table}
    assert written.left_out == ()
    assert not difference(base, parse({**rest, "rules/again.csv": written.text.encode()}))
    workbook = workbook_of(written.lines, written.names, "again")
    assert not difference(entries, parse({**rest, "rules/again.xlsx": workbook}))


@pytest.mark.parametrize("policy", ["", "unique", "first", "priority", "collect"])
def test_random_tables_mean_the_same_as_entries_and_as_a_workbook(policy: str) -> None:
    random = Random(policy)
    for _ in range(RANDOM_TABLES):
        there_and_back(files_of(policy, random_rows(random)), "rules/fees.csv")


def test_rows_become_rules_without_an_override_that_is_never_needed() -> None:
    files = files_in(FERRY)
    changed = with_entries(files, "rules/fares.csv", entries_of(load(FERRY), "fare").text)
    assert check(changed) == ()
    assert 0 < sum(len(rule.overrides) for rule in changed.rules.values()) < 66


def test_rows_of_all_tables_about_a_concept_are_written_or_those_of_one_table() -> None:
    base = load(LIBRARY)
    assert {rule.row.table for rule in entries_of(base, "take_along").rules if rule.row} == {"rules/visits.csv"}
    assert [rule.name for rule in entries_of(base, "rules/loans.csv").rules] == [
        "films",
        "loans-row-2",
        "slow-readers",
        "loans-row-4",
        "loans-row-5",
    ]


def test_what_no_table_concludes_is_said() -> None:
    with pytest.raises(LeadError, match="no row of a table concludes it, only rules in rules/jobfairy"):
        entries_of(load(), "stance")
    with pytest.raises(LeadError, match=r"unknown table 'rules/fare\.csv'; did you mean 'rules/fares\.csv'"):
        entries_of(load(FERRY), "rules/fare.csv")


# Remarks

RULES = """\
# yaml-language-server: $schema=../schema/rules.json
# What the harbor says.

# -- foot passengers

# Nobody asks them
# for a ticket.
- rule: foot         # by night too
  counsel: harbor
  source: board
  if: {length: 0}    # no car
  then: {fare: nothing}
  because: >
    People on # foot
    cross for nothing.
  # since 2019

# -- cars

- rule: car
  counsel: harbor
  source: board
  if: {length: at least 1}
  then: {fare: "twenty"}
  because: 'It''s a "car" # and nothing else.'
"""


def ferry_of(rules: str, name: str) -> dict[str, bytes]:
    """Return the files of the ferry with other rules."""
    files = files_in(FERRY)
    return {
        **{name: raw for name, raw in files.items() if not name.startswith(("rules/", "cases/"))},
        name: rules.encode(),
    }


def test_comments_about_a_rule_become_remarks_about_its_row_and_comments_again() -> None:
    files = ferry_of(RULES, "rules/fares.yaml")
    base = parse(files)
    remarks = remarks_of(base, files)
    assert remarks == {"foot": ("Nobody asks them", "for a ticket.", "by night too", "no car", "since 2019")}
    written = table_of(base, "fare", remarks)
    assert [line[-1] for line in written.lines[written.names :]] == [
        "# remarks",
        "Nobody asks them; for a ticket.; by night too; no car; since 2019",
        "",
    ]
    for name, content in (
        ("rules/fares.csv", written.text.encode()),
        ("rules/fares.xlsx", workbook_of(written.lines, written.names, "fares")),
    ):
        tables = {**ferry_of("", name), name: content}
        again = parse(tables)
        entries = entries_of(again, "fare", remarks_of(again, tables))
        assert "# Nobody asks them; for a ticket.; by night too; no car; since 2019\n- rule: foot\n" in entries.text


def test_a_remark_may_be_a_line_or_a_column_of_its_own_and_says_nothing_to_the_rules() -> None:
    table = (
        "# The fares of 2026\n"
        "source: board,because: So it is.,,\n"
        "# asked,length,then: fare,#\n"
        "at the gate,0,nothing,see \u00a75\n"
        "# cars\n"
        ",at least 1,twenty,\n"
    )
    files = ferry_of(table, "rules/fares.csv")
    base = parse(files)
    assert [str(rule.conditions) for rule in base.rules.values()] == ["length: 0", "length: at least 1"]
    assert remarks_of(base, files) == {"fares-row-1": ("at the gate", "see \u00a75")}
