"""Rules are written as a table that means the same when it is read again."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.authoring.difference import difference
from followthrough.authoring.table_writing import table_of
from followthrough.errors import KnowledgeError, LeadError
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase, Rule
from random_bases import random_files

GOOD = BASES / "good"
RANDOM_BASES = 40

Record = Callable[[str, object], None]

CHAIN = """\
- {rule: late, counsel: house, source: mornings, if: {time: evening, strong: yes}, then: {drink: tea}, because: x,
   overrides: [strong, other]}
- {rule: strong, counsel: house, source: mornings, if: {strong: [yes, unknown]}, then: {drink: coffee}, because: x,
   overrides: other}
- {rule: other, counsel: house, source: mornings, if: {}, then: {drink: tea}, because: "It's so;
    \\"really\\"."}
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def smallest(rules: str) -> dict[str, bytes]:
    files = {name: text for name, text in files_of(GOOD / "smallest").items() if not name.startswith("rules/")}
    question = b"- {question: strong, ask: Strong?, kind: yes/no, unknown: allowed, why: x}\n"
    files["questions.yaml"] += question
    return {**files, "rules/rules.yaml": rules.encode()}


def meaning(rule: Rule) -> tuple[object, ...]:
    tests = sorted((str(part.fact), str(part.test)) for part in rule.conditions.parts if hasattr(part, "fact"))
    about = rule.counsel, rule.sources, rule.because.strip(), rule.inferred
    return *about, tests, sorted(rule.then), sorted(rule.overrides), rule.due


def test_rules_of_which_each_overrides_all_behind_it_become_a_table_with_the_policy_first() -> None:
    files = smallest(CHAIN)
    before = parse(files)
    written = table_of(before, "drink")
    assert written.text == (
        "hit policy: first,counsel: house,source: mornings,,\n"
        "rule,time,strong,then: drink,because\n"
        "late,evening,yes,tea,x\n"
        'strong,,"yes, unknown",coffee,x\n'
        'other,,,tea,"It\'s so; ""really""."\n'
    )
    del files["rules/rules.yaml"]
    after = parse({**files, "rules/drinks.csv": written.text.encode()})
    assert {name: meaning(rule) for name, rule in before.rules.items()} == {
        name: meaning(rule) for name, rule in after.rules.items()
    }
    assert not difference(before, after)


def test_a_rule_that_is_inferred_stays_so_in_a_table() -> None:
    files = smallest(CHAIN.replace("if: {}", "inferred: yes, if: {}"))
    before = parse(files)
    written = table_of(before, "drink")
    assert written.text.splitlines()[1::3] == [
        "rule,time,strong,then: drink,because,inferred",
        'other,,,tea,"It\'s so; ""really"".",yes',
    ]
    del files["rules/rules.yaml"]
    after = parse({**files, "rules/drinks.csv": written.text.encode()})
    assert [rule.name for rule in after.rules.values() if rule.inferred] == ["other"]


@pytest.mark.parametrize("folder", ["decision-table-first", "decision-table-policies", "decision-table-collect"])
def test_a_table_is_written_as_the_table_it_was(folder: str) -> None:
    base, files = load(GOOD / folder), files_of(GOOD / folder)
    for concept in base.concepts:
        written = table_of(base, concept)
        (table,) = {rule.row.table for rule in written.rules if rule.row}
        again = parse({**files, table: written.text.encode()})
        assert {name: meaning(rule) for name, rule in base.rules.items()} == {
            name: meaning(rule) for name, rule in again.rules.items()
        }
        assert not difference(base, again)


@pytest.mark.parametrize(
    "changed", ["any of: [{time: morning}]", "unless: {strong: yes}", "due: today", "overrides: other"]
)
def test_what_cannot_stand_in_a_table_is_told_and_left_out(changed: str) -> None:
    entries = (
        {"if: {}": "if: {any of: [{time: morning}]}"}
        if changed.startswith("any of")
        else {"if: {}": f"if: {{}}, {changed}"}
    )
    rule = "- {rule: more, counsel: house, source: mornings, if: {}, then: {drink: tea}, because: x}\n"
    for old, new in entries.items():
        rule = rule.replace(old, new)
    rest = "- {rule: other, counsel: house, source: mornings, if: {time: evening}, then: {drink: tea}, because: x}\n"
    rest += "- {rule: third, counsel: house, source: mornings, if: {time: morning}, then: {drink: tea}, because: y}\n"
    written = table_of(parse(smallest(rule + rest)), "drink")
    assert [rule.name for rule in written.rules] == ["other", "third"]
    ((left, why),) = [(one.rule.name, one.why) for one in written.left_out]
    assert left == "more"
    assert changed.partition(":")[0] in why or "due" in why


def test_where_no_rule_can_be_a_row_that_is_said() -> None:
    rule = "- {rule: more, counsel: house, source: mornings, if: {}, then: {drink: tea}, because: x, due: today}\n"
    with pytest.raises(LeadError, match=r"no rule can be a row of a table \(more is due on a day\)"):
        table_of(parse(smallest(rule)), "drink")
    with pytest.raises(LeadError, match="unknown concept 'drnk'; did you mean 'drink'"):
        table_of(parse(smallest(rule)), "drnk")


def replaced(files: dict[str, bytes], base: KnowledgeBase, concept: str) -> tuple[dict[str, bytes], int]:
    """Put a table in the place of the rules that can be its rows."""
    try:
        written = table_of(base, concept)
    except LeadError:
        return files, 0
    names = {rule.name for rule in written.rules}
    entries = [entry for entry in msgspec.json.decode(files["rules/all.yaml"]) if entry["rule"] not in names]
    rest = {name: text for name, text in files.items() if name != "rules/all.yaml" or entries}
    if entries:
        rest["rules/all.yaml"] = msgspec.json.encode(entries)
    return {**rest, "rules/table.csv": written.text.encode()}, len(names)


@pytest.mark.parametrize("having", ["", "many", "sums", "decimals"])
def test_random_rules_mean_the_same_as_rows(having: str, record_property: Record) -> None:
    rows = compared = 0
    for seed in range(RANDOM_BASES):
        files = random_files(Random(seed), many=having == "many", sums=having == "sums", decimals=having == "decimals")
        try:
            base = parse(files)
        except KnowledgeError:
            continue
        for concept in base.concepts:
            changed, written = replaced(files, base, concept)
            again = parse(changed)
            assert {name: meaning(rule) for name, rule in base.rules.items()} == {
                name: meaning(rule) for name, rule in again.rules.items()
            }, f"seed {seed}, {concept}"
            rows += written
            if written and compared < 20:
                assert not difference(base, again)
                compared += 1
    assert rows > 8
    record_property("counted", f"{rows} rules written as rows and read again")
