"""Another name for an entry in a workbook: its cells say it, and all other parts of the file stay as they are."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from bases.reset import BASES
from followthrough.authoring.renaming.rename import Renaming, renaming_in
from followthrough.authoring.table_writing import table_of
from followthrough.format.layers import FolderFiles
from followthrough.format.load import load, parse
from followthrough.format.xlsx.editing import with_cells
from followthrough.format.xlsx.writing import workbook_of
from workbooks import workbook

FERRY = BASES / "good" / "decision-table-first"


def files_in(folder: Path) -> dict[str, bytes | None]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def ferry(table: str) -> FolderFiles:
    """Return the files of the ferry with its table, in which rows have names, as text or as a workbook."""
    written = table_of(load(FERRY), "fare")
    content = written.text.encode() if table.endswith("csv") else workbook_of(written.lines, written.names, "fares")
    rest = {name: raw for name, raw in files_in(FERRY).items() if not name.startswith("rules/")}
    return FolderFiles({**rest, table: content}, "", ())


def renamed(table: str, old: str, new: str) -> Renaming:
    return renaming_in([ferry(table)], old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("length", "meters"),
        ("length", "source"),
        ("crossing: dusk", "evening, late"),
        ("fare: twenty", "20 & <more>"),
        ("fare", "price"),
        ("harbor board", "sign"),
        ("counsel harbor", "port"),
        ("rule fares-row-4", "long-car"),
    ],
)
def test_a_workbook_says_what_the_same_table_says_as_text_in_other_words(old: str, new: str) -> None:
    as_text, as_workbook = renamed("rules/fares.csv", old, new), renamed("rules/fares.xlsx", old, new)
    rules, others = (
        {
            name: (str(rule.conditions), rule.then, rule.because, rule.sources, rule.counsel, rule.overrides)
            for name, rule in parse(*one.layers_then()).rules.items()
        }
        for one in (as_text, as_workbook)
    )
    assert rules == others
    assert len(as_text.changes) == len(as_workbook.changes)


def test_changes_are_told_by_row_and_column() -> None:
    changes = renamed("rules/fares.xlsx", "length", "meters").changes
    assert [str(one.place) for one in changes if one.place.file == "rules/fares.xlsx"] == ["rules/fares.xlsx:2:2"]


def parts_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_all_other_parts_and_cells_stay_as_they_are_byte_for_byte() -> None:
    raw = workbook([["size", "then: fee"], ["a", "b"], [7, 0.5]], {"B3": "0%", "A2": "@"})
    changed = with_cells(raw, {(2, 1): "x & <y>", (3, 1): "8"})
    before, after = parts_of(raw), parts_of(changed)
    sheet = "xl/worksheets/sheet1.xml"
    assert {name: content for name, content in after.items() if name != sheet} == {
        name: content for name, content in before.items() if name != sheet
    }
    assert b"x &amp; &lt;y&gt;" in after[sheet]
    assert b'<c r="B3"' in after[sheet]


def test_a_range_that_a_spreadsheet_calls_a_table_has_the_names_of_its_columns() -> None:
    def as_a_range(sheet: Worksheet) -> None:
        sheet.add_table(Table(displayName="Fees", ref="A2:C3"))

    raw = workbook([["source: s"], ["size", "then: fee", "because"], [7, "a", "x"]], change=as_a_range)
    changed = load_workbook(BytesIO(with_cells(raw, {(2, 1): 'the "size"', (3, 2): "b"})))
    (table,) = changed.active.tables.values()
    assert [column.name for column in table.tableColumns] == ['the "size"', "then: fee", "because"]
    assert [cell.value for cell in changed.active[2]] == ['the "size"', "then: fee", "because"]


def test_a_number_or_a_truth_becomes_the_word_that_it_was_renamed_to() -> None:
    questions = b"- {question: locker, ask: Which?, kind: choice, choices: {'7': seven, '8': eight}, why: x}\n"
    files = {
        "base.yaml": b"title: x\ngoals: [fee]\ncounsels: {d: {name: D, work: w}}\ndefault counsel: d\n",
        "sources.yaml": b"d: {s: So it is.}\n",
        "questions.yaml": questions,
        "concepts.yaml": b"- {concept: fee, means: x, values: {yes: Yes., no: No.}}\n",
        "rules/t.xlsx": workbook(
            [["source: s"], ["locker", "then: fee", "because"], [7, True, "x"], [8, False, "y"]], {"A3": "0.0"}
        ),
    }
    for old, new, conditions, values in (
        ("locker: 7", "seven", ["locker: seven", "locker: 8"], ["yes", "no"]),
        ("fee: yes", "paid", ["locker: 7", "locker: 8"], ["paid", "no"]),
    ):
        rules = parse(*renaming_in([FolderFiles(dict(files), "", ())], old, new).layers_then()).rules
        assert [str(rule.conditions) for rule in rules.values()] == conditions
        assert [rule.then[0].value for rule in rules.values()] == values
