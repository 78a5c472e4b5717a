"""A workbook is written so that a spreadsheet leaves it as it is, and the same bytes each time."""

from io import BytesIO
from time import sleep

from openpyxl import load_workbook

from followthrough.errors import Problem
from followthrough.format.xlsx.reading import read_lines
from followthrough.format.xlsx.writing import workbook_of

LINES = [
    ["hit policy: first", "", ""],
    ["size", "then: fee", "because"],
    ["3 to 5", "007", "=1+1"],
    ["", "TRUE", "#N/A"],
    ["7", "50%", "It's \u00a35 & <more>; caf\u00e9."],
]


def test_every_text_is_read_again_as_it_was() -> None:
    problems: list[Problem] = []
    lines = read_lines(workbook_of(LINES, 1, "fees: [2026]/x"), "fees.xlsx", problems)
    assert problems == []
    assert lines is not None
    assert [list(map(str, line)) for line in lines] == LINES


def test_the_same_lines_are_the_same_bytes_whenever_they_are_written() -> None:
    first = workbook_of(LINES, 1, "fees")
    sleep(2.1)  # what a ZIP archive knows of time goes in steps of two seconds
    assert workbook_of(LINES, 1, "fees") == first


def test_what_is_typed_into_the_table_stays_text() -> None:
    sheet = load_workbook(BytesIO(workbook_of(LINES, 1, "fees"))).active
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}
    assert (sheet.title, sheet.freeze_panes) == ("fees", "A3")
