"""What a decision table says, and that every reading says it."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from random import Random
from time import monotonic

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from all_worlds import each_world
from bases.reset import BASES
from bases_in_memory import BASE, CONCEPTS, QUESTIONS, SOURCES
from followthrough import advise_frame, load
from followthrough.authoring.checks import check
from followthrough.authoring.coverage import targets
from followthrough.authoring.difference import difference
from followthrough.authoring.mutants import mutants
from followthrough.errors import KnowledgeError, Problem
from followthrough.format.conditions import Value
from followthrough.format.csv_words import read_lines
from followthrough.format.lead import complete, read_lead
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.worlds import Worlds
from followthrough.readings.run.inference import infer
from random_bases import TODAY
from random_tables import Cells, files_of, random_rows, written

GOOD = BASES / "good"
FERRY, LIBRARY = GOOD / "decision-table-first", GOOD / "decision-table-policies"
RANDOM_TABLES = 40
LEADS_OF_A_TABLE = 40
MANY_ROWS = 200


# The plainest reading of a table: its cells, and no rule


def holds(cell: str, value: Value) -> bool:
    """Tell whether a cell holds for an answer; `value` is None where nobody knows it."""
    if cell in ("", "-"):
        return True
    if ", " in cell:
        return any(holds(one, value) for one in cell.split(", "))
    if cell in ("known", "unknown"):
        return (value is None) == (cell == "unknown")
    if value is None:
        return False
    if cell.startswith("other than "):
        return str(value) != cell.removeprefix("other than ")
    for pattern, test in (
        (r"at least (\d+)", lambda low: int(value) >= low),  # type: ignore[arg-type, call-overload]
        (r"more than (\d+)", lambda low: int(value) > low),  # type: ignore[arg-type, call-overload]
        (r"at most (\d+)", lambda high: int(value) <= high),  # type: ignore[arg-type, call-overload]
        (r"(\d+) to (\d+)", lambda low, high: low <= int(value) <= high),  # type: ignore[arg-type, call-overload]
    ):
        if match := re.fullmatch(pattern, cell):
            return bool(test(*map(int, match.groups())))
    return cell == str(value)


def fitting(rows: Sequence[Cells], facts: Mapping[str, Value]) -> list[Cells]:
    """List the rows that fit a lead."""
    return [row for row in rows if all(holds(cell, facts.get(name)) for name, cell in row.items() if name in facts)]


def hit(policy: str, values: Sequence[str], fits: Sequence[str]) -> Value:
    """Say what a table concludes from the values of the rows that fit, top down."""
    if policy == "collect":
        return tuple(value for value in values if value in fits)
    if policy == "priority":
        return next((value for value in values if value in fits), None)
    if policy == "first":
        return next(iter(fits), None)
    return fits[0] if len(set(fits)) == 1 else None  # rows that contradict each other decide nothing


# Tables of small bases


def test_the_first_row_that_fits_decides_on_every_possible_lead() -> None:
    base = load(FERRY)
    rows = list(csv.DictReader((FERRY / "rules" / "fares.csv").read_text().splitlines()[1:]))
    for length, islander, crossing in product(range(31), ("yes", "no", None), ("dawn", "day", "dusk", "night")):
        facts: dict[str, Value] = {"length": length, "islander": islander, "crossing": crossing}
        proof = infer(base, "harbor", complete(read_lead(base, facts, TODAY)), TODAY)
        fits = fitting(rows, facts)
        assert proof.facts["fare"] == fits[0]["then: fare"]
        assert proof.fired() == (f"fares-row-{rows.index(fits[0]) + 1}",)
        assert sorted(proof.defeated()) == sorted(f"fares-row-{rows.index(row) + 1}" for row in fits[1:])


@pytest.mark.parametrize("folder", [FERRY, LIBRARY], ids=lambda folder: folder.name)
def test_the_tables_check_clean_without_an_override_written(folder: Path) -> None:
    assert check(load(folder)) == ()


def test_a_row_is_a_rule_named_by_its_file_and_number_unless_it_has_a_name() -> None:
    rules = load(LIBRARY).rules
    assert [name for name in rules if name.startswith(("loans", "films", "slow"))] == [
        "films",
        "loans-row-2",
        "loans-row-4",
        "loans-row-5",
        "slow-readers",
    ]
    assert str(rules["slow-readers"].place) == "rules/loans.csv:5:72"
    assert str(rules["loans-row-2"].place) == "rules/loans.csv:4:1"
    assert [str(part.place) for part in rules["loans-row-5"].conditions.parts] == [
        "rules/loans.csv:7:1",
        "rules/loans.csv:7:6",
    ]


# One table however it is written


TABLE = [
    ["first", "counsel: elder", "source: e1", ""],
    ["wet", "late", "then: verdict", "because"],
    ["yes", "yes, unknown", "go", "It is wet, and; late."],
    ["", "", "", ""],
    ["yes", "-", "stay", 'It is "wet".'],
    ["", "", "hide", "So it is."],
]


def base_with(table: bytes, name: str = "rules/verdict.csv", concepts: str = CONCEPTS) -> KnowledgeBase:
    texts = {"base": BASE, "sources": SOURCES, "questions": QUESTIONS, "concepts": concepts}
    return parse({**{f"{kind}.yaml": text.encode() for kind, text in texts.items()}, name: table})


def meant(base: KnowledgeBase) -> list[tuple[object, ...]]:
    return [
        (rule.name, rule.counsel, rule.sources, str(rule.conditions), rule.then, rule.because, rule.overrides)
        for rule in base.rules.values()
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_separators_line_ends_and_marks_change_nothing(separator: str, end: str, mark: bytes) -> None:
    assert meant(base_with(mark + written(TABLE, separator, end))) == meant(base_with(written(TABLE)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("first", "First"),
        ("first", "hit policy: first"),
        ("first", "Hit  Policy:FIRST"),
        ("then: verdict", "Then:  verdict"),
        ("wet,late", "wet,if: late"),
        ("wet,late", " wet\u00a0,\u00a0late"),
        ('"yes, unknown"', '"yes,unknown"'),
        ('"yes, unknown"', '"yes,\u00a0unknown "'),
        (",-,", ",\u2013,"),
        (",-,", ",,"),
        ("So it is.\n", "So it is.,,\n"),
        ("So it is.\n", "So it is."),
        (",because\n", ",because,,\n"),
        ("wet,late", '"wet","late"'),
    ],
)
def test_what_spreadsheets_and_people_vary_changes_nothing(old: str, new: str) -> None:
    plainly = written(TABLE).decode()
    assert old in plainly
    assert meant(base_with(plainly.replace(old, new, 1).encode())) == meant(base_with(written(TABLE)))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("fees", "fees"),
        ("Fees 2026", "fees-2026"),
        ("Gebühren_neu", "gebuhren-neu"),
        ("2026", "table-2026"),
        ("料金", "table"),
    ],
)
def test_rows_are_named_after_the_file_in_the_letters_of_names(file: str, name: str) -> None:
    assert next(iter(base_with(written(TABLE), f"rules/{file}.csv").rules)) == f"{name}-row-1"


def test_a_fact_that_has_the_name_of_a_column_is_tested_all_the_same() -> None:
    questions = QUESTIONS + "- {question: source, ask: Which?, kind: yes/no, why: it matters}\n"
    texts = {"base": BASE, "sources": SOURCES, "questions": questions, "concepts": CONCEPTS}
    table = [
        ["counsel: elder", "", "", ""],
        ["if: source", "then: verdict", "source", "because"],
        ["no", "go", "e1", "x"],
    ]
    base = parse({**{f"{kind}.yaml": text.encode() for kind, text in texts.items()}, "rules/t.csv": written(table)})
    assert str(base.rules["t-row-1"].conditions) == "source: no"


def test_the_line_with_which_a_spreadsheet_names_its_separator_is_understood() -> None:
    for named in ("sep=;\n", '"sep=;"\n', "sep=;;;;\n"):
        base = base_with(named.encode() + written(TABLE, ";"))
        assert [(name, rule.then) for name, rule in base.rules.items()] == [
            (name, rule.then) for name, rule in base_with(written(TABLE)).rules.items()
        ]


@pytest.mark.parametrize(
    "text",
    ["then: verdict," + 'a""' * 300_000, '"a' * 400_000, "wet," * 250_000 + "then: verdict\nyes", '"\n' * 40_000],
    ids=lambda text: f"{text[:16]!r}",
)
def test_a_hostile_table_is_refused_soon(text: str) -> None:
    started = monotonic()
    assert rules_of(text) == "refused"
    assert monotonic() - started < 30


def test_rows_that_contradict_each_other_are_told_to_have_a_hit_policy() -> None:
    contradicting = [["counsel: elder", "source: e1", "", ""], TABLE[1], TABLE[2], TABLE[4]]
    found = [one for one in check(base_with(written(contradicting))) if one.code == "FT001"]
    assert [one.remedy for one in found] == ["test something more in one of them, or let a hit policy decide"]


# Rows are never lost


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(' ",;'), max_size=8)


@given(
    st.lists(st.lists(CELL.map(str.strip).filter(bool), min_size=3, max_size=3), min_size=2), st.sampled_from(",;\t")
)
@settings(max_examples=100, deadline=None)
def test_what_a_program_writes_is_read_cell_for_cell(rows: list[list[str]], separator: str) -> None:
    problems: list[Problem] = []
    table = [["a", "b", "then: c"], *rows]
    found = read_lines(written(table, separator), "t.csv", problems)
    assert problems == []
    assert found is not None
    assert [list(map(str, line)) for line in found] == [[normal(cell) for cell in row] for row in table]


def normal(cell: str) -> str:
    from followthrough.format.words import composed

    return composed(cell)


@given(st.integers(0, 200), st.sampled_from(['"', '""', "\u201c", ",", "\n", '"\n']))
@settings(max_examples=150, deadline=None)
def test_a_stray_sign_anywhere_is_told_or_changes_no_number_of_rows(at: int, sign: str) -> None:
    text = written(TABLE).decode()
    assert rules_of(text[:at] + sign + text[at:]) in (3, "refused")


def rules_of(text: str) -> int | str:
    """Count the rules of a table, if it is not refused."""
    try:
        return len(base_with(text.encode()).rules)
    except KnowledgeError as error:
        places = {problem.place.file for problem in error.problems}
        return "refused" if places == {"rules/verdict.csv"} else f"refused for {places}"


# Hit policies


def leads(random: Random) -> Iterator[dict[str, Value]]:
    every = list(product(range(10), ("a", "b", "c", None), ("yes", "no")))
    for size, kind, mine in random.sample(every, LEADS_OF_A_TABLE):
        yield {"size": size, "kind": kind, "mine": mine}


@pytest.mark.parametrize("policy", ["", "unique", "first", "priority", "collect"])
def test_every_reading_takes_random_tables_as_a_plain_look_at_their_rows_does(policy: str) -> None:
    random = Random(policy)
    for _ in range(RANDOM_TABLES // 5):
        rows = random_rows(random)
        base = parse(files_of(policy, rows))
        worlds = Worlds.of(base, "desk")
        tried = list(leads(random))
        laid = advise_frame(base, pl.DataFrame(tried), today=TODAY).to_dicts()
        for lead, row in zip(tried, laid, strict=True):
            mood = "good" if lead["mine"] == "yes" and lead["kind"] in ("a", None) else "bad"
            facts = {**lead, "mood": mood}
            wanted = hit(policy, ("low", "mid", "high"), [row["then: fee"] for row in fitting(rows, facts)])
            assert infer(base, "desk", complete(read_lead(base, lead, TODAY)), TODAY).facts["fee"] == wanted
            (world, *others) = each_world(worlds, lead)
            assert (world.values["fee"], others) == (wanted, [])
            assert (in_columns(row) if policy == "collect" else row["fee"]) == wanted


def in_columns(row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(value for value in ("low", "mid", "high") if row[f"fee: {value}"])


def test_a_table_with_first_says_what_66_overrides_say() -> None:
    base = load(FERRY)
    files = {path.relative_to(FERRY).as_posix(): path.read_bytes() for path in FERRY.rglob("*.yaml")}
    rules = sorted(base.rules.values(), key=lambda rule: rule.place)
    assert sum(len(rule.overrides) for rule in rules) == 66
    entries = [
        f"- rule: {rule.name}\n  counsel: harbor\n  source: board\n  if: {{{rule.conditions}}}\n"
        f"  then: {{fare: {rule.then[0].value}}}\n  because: {rule.because}\n"
        + (f"  overrides: [{', '.join(rule.overrides)}]\n" if rule.overrides else "")
        for rule in rules
    ]
    text = "".join(entries).replace("dawn or dusk", "[dawn, dusk]")
    by_hand = parse({**files, "rules/fares.yaml": text.encode()})
    assert not difference(by_hand, base)


def test_what_nobody_wrote_is_neither_asked_of_cases_nor_tried_as_a_slip() -> None:
    base = load(FERRY)
    assert {target.kind for target in targets(base)} == {"fired", "silent", "side", "edge"}
    assert not [one.done for one in mutants(base) if "override" in one.done]


def test_a_table_of_200_rows_is_loaded_and_checked_soon() -> None:
    rows = [
        {
            "size": str(number % 10),
            "kind": "abc"[number % 3],
            "mine": ("yes", "no")[number % 2],
            "mood": "",
            "then: fee": "low",
        }
        for number in range(MANY_ROWS)
    ]
    started = monotonic()
    base = parse(files_of("first", rows))
    assert len(base.rules) == MANY_ROWS + 1
    assert {finding.code for finding in check(base)} == {"FT004", "FT009"}
    assert monotonic() - started < 60
