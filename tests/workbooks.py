"""Workbooks made in memory, as people make them in a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cells = Iterable[Iterable[Any]]


def workbook(
    lines: Cells, formats: Mapping[str, str] | None = None, change: Callable[[Worksheet], None] | None = None
) -> bytes:
    """Make a workbook of one sheet: its lines, the number formats of some cells, and what else is done to it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for line in lines:
        sheet.append(list(line))
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    if change is not None:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()
