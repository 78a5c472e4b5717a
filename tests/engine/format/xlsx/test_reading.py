"""A table in a workbook says what a person sees in it, and what nobody sees is refused."""

import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from followthrough.errors import KnowledgeError, Problem
from followthrough.format import csv_words
from followthrough.format.load import parse
from followthrough.format.model import Rule
from followthrough.format.xlsx.container import MAX_PARTS, MAX_PARTS_BYTES
from followthrough.format.xlsx.reading import MAX_ROWS, read_lines
from workbooks import saved, workbook

FILES = {
    "base.yaml": b"title: A left-luggage office\ngoals: [fee]\ncounsels: {desk: {name: The desk, work: a board}}\n"
    b"default counsel: desk\n",
    "sources.yaml": b"desk: {board: The first line that fits says the fee.}\n",
    "questions.yaml": b"""\
- {question: hours, ask: How many hours?, kind: number, from: 0, to: 5000, why: x}
- {question: full, ask: How full is it?, kind: number, from: 0, to: 100, unit: '%', why: x}
- {question: value, ask: What is it worth?, kind: number, from: 0, to: 5000, unit: GBP, why: x}
- {question: locker, ask: Which locker?, kind: choice, choices: {'7': seven, '50%': half, 2026-11-05: new}, why: x}
- {question: fragile, ask: Is it fragile?, kind: yes/no, why: x}
- {question: since, ask: Since when?, kind: date, why: x}
""",
    "concepts.yaml": b"""\
- {concept: fee, means: x, values: {low: x, high: x, '12': x, yes: x, no: x}, otherwise: low}
- {concept: days, counts: days since since}
""",
}
NAMES = ["hours", "full", "value", "locker", "fragile", "then: fee", "because"]
ABOUT = ["hit policy: first", "source: board"]


def rules_of(raw: bytes, name: str = "rules/fees.xlsx") -> list[Rule]:
    return sorted(parse({**FILES, name: raw}).rules.values(), key=lambda rule: rule.place)


def refused(raw: bytes, name: str = "rules/fees.xlsx") -> list[str]:
    """List what is said about a table that is refused."""
    with pytest.raises(KnowledgeError) as caught:
        rules_of(raw, name)
    return str(caught.value).splitlines()


def row_of(cells: Sequence[Any], formats: dict[str, str] | None = None) -> Rule:
    """Read the only row of a table, which stands in its third line."""
    (rule,) = rules_of(workbook([ABOUT, NAMES, cells], formats))
    return rule


# What cells mean


@pytest.mark.parametrize(
    ("column", "cell", "code", "test"),
    [
        ("A", 7.0, "General", "hours: 7"),
        ("A", 7, "0.00", "hours: 7"),
        ("A", "7", "@", "hours: 7"),
        ("A", 7, "@", "hours: 7"),
        ("A", " at\u00a0least 7\u00a0", "General", "hours: at least 7"),
        ("A", 1000, "#,##0", "hours: 1000"),
        ("A", 3 * (1.1 - 1.0) * 10, "0", "hours: 3"),
        ("B", 0.5, "0%", "full: 50"),
        ("B", 50, "General", "full: 50"),
        ("C", 120, '"\u00a3"#,##0.00', "value: 120"),
        ("C", 1200, "[$GBP] #,##0", "value: 1200"),
        ("D", 7, "General", "locker: 7"),
        ("D", 7, "0.0", "locker: 7"),
        ("D", "7", "@", "locker: 7"),
        ("D", 0.5, "0%", "locker: 50%"),
        ("D", date(2026, 11, 5), "yyyy-mm-dd", "locker: 2026-11-05"),
        ("D", datetime(2026, 11, 5), "dd/mm/yy", "locker: 2026-11-05"),
        ("E", True, "General", "fragile: yes"),
        ("E", False, "General", "fragile: no"),
        ("E", "yes", "General", "fragile: yes"),
        ("E", "-", "General", ""),
        ("E", "  ", "General", ""),
    ],
)
def test_a_cell_means_what_it_shows(column: str, cell: Any, code: str, test: str) -> None:
    cells = [cell if name == column else None for name in "ABCDE"]
    assert str(row_of([*cells, "low", "x"], {f"{column}3": code}).conditions) == test


@pytest.mark.parametrize(("cell", "value"), [(12, "12"), (12.0, "12"), (True, "yes"), (False, "no"), (" low ", "low")])
def test_a_conclusion_is_what_its_cell_shows(cell: Any, value: str) -> None:
    assert [one.value for one in row_of([None] * 5 + [cell, "x"]).then] == [value]


@pytest.mark.parametrize(
    ("cell", "code", "because"),
    [
        (date(2026, 11, 5), "d mmmm yyyy", "5 November 2026"),
        (0.5, "0%", "50%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (True, "General", "TRUE"),
        ("It is so,\nor it  was.", "General", "It is so, or it  was."),
        ("'quoted'", "General", "'quoted'"),
    ],
)
def test_a_reason_is_what_its_cell_shows(cell: Any, code: str, because: str) -> None:
    assert row_of([None] * 5 + ["low", cell], {"G3": code}).because == because


def test_a_truth_says_whether_a_rule_is_inferred() -> None:
    lines = [ABOUT, [*NAMES[4:], "inferred"], [None, "low", "x", True], [None, "low", "x", False]]
    assert [rule.inferred for rule in rules_of(workbook(lines))] == [True, False]


@pytest.mark.parametrize(
    ("cells", "formats", "message"),
    [
        (["=1+1"], {}, "3:1: '=1+1' is a formula; write its result"),
        (["=SUM(A1:A2)"], {"A3": "0"}, "3:1: '=SUM(A1:A2)' is a formula; write its result"),
        (["#N/A"], {}, "3:1: '#N/A' is a spreadsheet error; correct it in the spreadsheet"),
        ([7.6], {"A3": "0"}, "3:1: holds 7.6, but shows '8'; show all places, or write the number that is meant"),
        (
            [7],
            {"A3": "# ?/?"},
            "3:1: has the number format '# ?/?', which is not read; give the cell the format General",
        ),
        (
            [date(2026, 3, 5)],
            {},
            "3:1: is a day or a time for the spreadsheet, 2026-03-05, but hours is a number; "
            "give the cell the format Text, and write the test: 3 to 5",
        ),
        (
            [0.5],
            {"A3": "0%"},
            "3:1: '50%' is in %, but hours has no unit; give the cell the format General, and write the number that is "
            "meant",
        ),
        (
            [None, None, 5],
            {"C3": '"\u20ac"0'},
            "3:3: '\u20ac5' is in \u20ac, but value is in GBP; give the cell the format General, and write the number "
            "that is meant",
        ),
        ([7.5], {}, "3:1: '7.5' is not a test of a number; "),
        ([True], {}, "3:1: 'TRUE' is not a test of a number; "),
        ([None, None, None, True], {}, "3:4: 'locker' has no value 'TRUE'; "),
        ([None, None, None, "7\u202e"], {}, "3:4: has the control character U+202E; remove it: it is invisible"),
        ([None, None, None, "7" * 4001], {}, "3:4: is a cell longer than 4,000 characters; shorten it"),
    ],
)
def test_a_cell_that_does_not_mean_what_it_shows_is_refused_with_row_and_column(
    cells: list[Any], formats: dict[str, str], message: str
) -> None:
    line = [*cells, *[None] * (5 - len(cells)), "low", "x"]
    (told,) = refused(workbook([ABOUT, NAMES, line], formats))
    assert told.startswith(f"rules/fees.xlsx:{message}")


# Lines


LINES = [
    ["first", "source: board", "", ""],
    ["hours", "fragile", "then: fee", "because"],
    ["at least 7", "yes", "low", "It is wet, and; late."],
    ["", "", "", ""],
    ["2 to 5, 9", "-", "high", 'It is "wet".'],
    ["", "", "low", "So it is."],
]


def meant(rules: list[Rule]) -> list[tuple[object, ...]]:
    return [(rule.name, str(rule.conditions), rule.then, rule.because, rule.overrides, rule.row) for rule in rules]


def test_a_workbook_says_what_the_same_table_says_as_text() -> None:
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in LINES)
    as_text = meant(rules_of(text.encode(), "rules/fees.csv"))
    as_workbook = meant(rules_of(workbook(LINES)))
    assert [one[:5] for one in as_workbook] == [one[:5] for one in as_text]
    assert len(as_workbook) == 3


def test_places_are_rows_and_columns_of_the_sheet() -> None:
    def move(sheet: Worksheet) -> None:
        sheet.move_range("A1:D6", rows=3, cols=1)

    (first, *_) = rules_of(workbook(LINES, change=move))
    assert str(first.place) == "rules/fees.xlsx:6:1"
    assert [str(part.place) for part in first.conditions.parts] == ["rules/fees.xlsx:6:2", "rules/fees.xlsx:6:3"]


@pytest.mark.parametrize(
    "above",
    [
        [["hit policy: first", "source: board"]],
        [["hit policy: first"], ["source: board"]],
        [["hit policy", "first"], ["source", "board"]],
        [["Hit policy", "first", "source", "board"]],
        [[], ["first"], [], ["source", "board"]],
    ],
)
def test_what_holds_for_the_table_may_stand_in_several_lines_and_cells(above: list[list[str]]) -> None:
    rules = rules_of(workbook([*above, *LINES[1:]]))
    assert [(rule.sources, len(rule.overrides)) for rule in rules] == [
        (("board",), 2),
        (("board",), 1),
        (("board",), 0),
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(' ",;='), max_size=8)


ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
"""How a workbook writes a control character in a text."""


@given(
    st.lists(
        st.lists(TEXT.map(str.strip).filter(lambda text: text and not ESCAPE.search(text)), min_size=3, max_size=3),
        min_size=1,
    )
)
@settings(max_examples=50, deadline=None)
def test_texts_are_read_cell_for_cell(rows: list[list[str]]) -> None:
    def as_texts(sheet: Worksheet) -> None:
        for number, row in enumerate(rows, start=2):
            for column, text in enumerate(row, start=1):
                sheet.cell(number, column, "x").value = text
                sheet.cell(number, column).data_type = "s"

    problems: list[Problem] = []
    found = read_lines(workbook([["a", "b", "then: c"]], change=as_texts), "t.xlsx", problems)
    assert problems == []
    assert found is not None
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["a", "b", "c"], *rows])
    expected = csv_words.read_lines(text.encode(), "t.csv", [])
    assert expected is not None
    assert [list(map(str, line)) for line in found[1:]] == [list(map(str, line)) for line in expected[1:]]


# What nobody sees


def hidden_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hidden_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def hidden_columns(sheet: Worksheet) -> None:
    sheet.column_dimensions.group("B", "C", hidden=True)


def hidden_sheet(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("Front")
    sheet.title, sheet.sheet_state = "Back", "hidden"


def merged(sheet: Worksheet) -> None:
    sheet.merge_cells("C5:C6")


def second_table(sheet: Worksheet) -> None:
    sheet.title = "Old"
    sheet.parent.create_sheet("New").append(["hours", "then: fee"])


def cell_beside(sheet: Worksheet) -> None:
    sheet["F6"] = "see the notes"


def group_line(sheet: Worksheet) -> None:
    sheet.insert_rows(2)
    sheet["A2"], sheet["C2"] = "What we ask", "What we say"


def second_header(sheet: Worksheet) -> None:
    for column, name in enumerate(LINES[1], start=1):
        sheet.cell(4, column, name)


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        (hidden_row, [":3:1: is in row 3, which is hidden; show the row, or remove it"]),
        (hidden_column, [":1:2: is in column B, which is hidden; show the column, or remove it"]),
        (
            hidden_columns,
            [
                ":1:2: is in column B, which is hidden; show the column, or remove it",
                ":2:3: is in column C, which is hidden; show the column, or remove it",
            ],
        ),
        (hidden_sheet, [": has its table in the hidden sheet 'Back'; show the sheet, or remove the file"]),
        (merged, [":5:3: is merged over C5:C6; unmerge it, and write its text in each cell that it is for"]),
        (second_table, [": has tables in the sheets 'Old' and 'New'; keep each table in a file of its own"]),
        (cell_beside, [":6:6: is in column 6, which has no name; name the column, or empty it"]),
        (
            group_line,
            [
                ":2:1: 'What we ask' is in a line above the names of the columns; "
                "remove the line: one line names all columns"
            ],
        ),
        (
            second_header,
            [":4:1: repeats the names of the columns; remove the line, or start another file with it"],
        ),
    ],
)
def test_what_is_not_seen_or_belongs_to_no_table_is_refused(
    change: Callable[[Worksheet], None], messages: list[str]
) -> None:
    assert refused(workbook(LINES, change=change)) == [f"rules/fees.xlsx{message}" for message in messages]


def notes_sheet(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("Notes", 0).append(["What the board said in 2025."])


def hidden_and_empty(sheet: Worksheet) -> None:
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["H"].hidden = True


def merged_title(sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    sheet["A1"] = "because: The board says so."
    sheet.merge_cells("A1:D1")


def far_and_empty(sheet: Worksheet) -> None:
    sheet["XFD1048576"].number_format = "0.00"


def colored(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A2:D6"
    sheet.freeze_panes = "A3"


@pytest.mark.parametrize("change", [notes_sheet, hidden_and_empty, merged_title, far_and_empty, colored])
def test_what_says_nothing_about_rules_may_stay_in_a_workbook(change: Callable[[Worksheet], None]) -> None:
    started = monotonic()
    changed = [one[1:4] for one in meant(rules_of(workbook(LINES, change=change)))]
    assert changed == [one[1:4] for one in meant(rules_of(workbook(LINES)))]
    assert monotonic() - started < 30


# Files


def with_parts(parts: dict[str, bytes]) -> bytes:
    """Make a workbook of which some parts are replaced, or added."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(LINES))) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return file.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "is damaged, or not a workbook; open it in a spreadsheet program, and save it as .xlsx again"
UNREADABLE = "cannot be read as a workbook; open it in a spreadsheet program, and save it as .xlsx again"
SHEET = "xl/worksheets/sheet1.xml"
ROWS = b"".join(
    (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>',
        *(b'<row r="%d"><c r="A%d"><v>7</v></c></row>' % (number, number) for number in range(1, MAX_ROWS + 2)),
        b"</sheetData></worksheet>",
    )
)
COPIED = "copy its table into a spreadsheet program, and save that as an Excel workbook (.xlsx)"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty; remove it, or write a table in it"),
        (saved(Workbook()), "is empty; remove it, or write a table in it"),
        (b"hours,then: fee\n", "is not a workbook; save it as an Excel workbook (.xlsx), or name it .csv if it is CSV"),
        (OLD, "is a workbook of an old Excel (.xls); save it as an Excel workbook (.xlsx)"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "is protected by a password; save it without one"),
        (workbook(LINES)[:-300], DAMAGED),
        (b"PK\x03\x04" + b"x" * 500, DAMAGED),
        (with_parts({"mimetype": ODS}), "is an OpenDocument spreadsheet; save it as an Excel workbook (.xlsx)"),
        (with_parts({"mimetype": b"application/vnd.oasis.opendocument.text"}), f"is a text document (.odt); {COPIED}"),
        (
            with_parts({"mimetype": b"application/vnd.oasis.opendocument.presentation"}),
            f"is a presentation (.odp); {COPIED}",
        ),
        (with_parts({"mimetype": b"application/epub+zip"}), f"is an e-book (.epub); {COPIED}"),
        (with_parts({"mimetype": b"image/openraster"}), f"is a file of the type 'image/openraster'; {COPIED}"),
        (with_parts({"xl/workbook.bin": b"x"}), "is a binary workbook; save it as an Excel workbook (.xlsx)"),
        (with_parts({SHEET: b"<worksheet"}), UNREADABLE),
        (with_parts({SHEET: LAUGHS}), DAMAGED),
        (with_parts({SHEET: LAUGHS.decode().encode("utf-16")}), DAMAGED),
        (
            with_parts({SHEET: b" " * (MAX_PARTS_BYTES + 1)}),
            "has more than 16 MiB of cells once it is unpacked; keep only the table in it, or split it into several",
        ),
        (with_parts({SHEET: ROWS}), "has more than 20,000 rows; split it into smaller files"),
        (
            with_parts({f"xl/media/{number}.png": b"" for number in range(MAX_PARTS + 1)}),
            "has more than 16 MiB of cells once it is unpacked; keep only the table in it, or split it into several",
        ),
        (
            with_parts({"xl/workbook.xml": b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}),
            "is a Strict Open XML workbook; save it as an Excel workbook (.xlsx)",
        ),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_file_that_is_no_readable_workbook_is_named_with_what_to_do(raw: bytes, message: str) -> None:
    started = monotonic()
    assert refused(raw) == [f"rules/fees.xlsx: {message}"]
    assert monotonic() - started < 30


PARTS = ["xl/styles.xml", SHEET, "xl/workbook.xml", "[Content_Types].xml"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"<?xml version='1.0'?><a"])
def test_a_damaged_part_is_told_in_our_words(part: str, content: bytes) -> None:
    (told,) = refused(with_parts({part: content}))
    assert told.removeprefix("rules/fees.xlsx: ") in (
        DAMAGED,
        UNREADABLE,
        "is empty; remove it, or write a table in it",
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fees.XLSX", "rename it to rules/fees.xlsx"),
        ("2026/fees.xlsx", "move it to rules/fees.xlsx"),
        ("fees.xlsm", "save it as rules/fees.xlsx"),
        ("fees.xls", "save it as rules/fees.xlsx"),
        ("fees.ods", "save it as rules/fees.xlsx"),
        ("fees.numbers", "save it as rules/fees.xlsx"),
        ("fees.tsv", "rename it to rules/fees.csv: tabs may separate its cells"),
    ],
)
def test_a_spreadsheet_of_another_kind_is_to_be_saved_as_a_workbook(name: str, message: str) -> None:
    told = refused(b"x", f"rules/{name}")
    assert told[0] == f"rules/{name}: is not read as a table of rules; {message}, or move it out of rules/"


def test_a_workbook_and_a_text_of_one_name_are_not_both_a_table() -> None:
    text = b"first,source: board,\nhours,then: fee,because\n7,low,x\n"
    with pytest.raises(KnowledgeError) as caught:
        parse({**FILES, "rules/fees.csv": text, "rules/fees.xlsx": workbook(LINES)})
    assert str(caught.value) == (
        "rules/fees.xlsx: is a table of the same name as rules/fees.csv, and rows are named after their table; "
        "keep one of the two, or rename one"
    )


def test_without_what_reads_workbooks_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = workbook(LINES)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert refused(raw) == [
        "rules/fees.xlsx: is a workbook, which openpyxl reads; install openpyxl (in the clone: "
        ".venv/bin/python -m pip install '.[tables]'), or save it as CSV (UTF-8)"
    ]
