"""A table written as a workbook: the same bytes for the same lines, whenever they are written."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, cast

from followthrough.format.xlsx.reading import letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP archive knows, in the place of the one at which it is written."""
_WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_TEXT = "@"
"""The format in which a spreadsheet leaves what is typed as it is: 3-5 is no day there."""
_NARROWEST, _WIDEST = 8, 60
"""Widths of columns, in characters."""


def workbook_of(lines: Sequence[Sequence[str]], names: int, title: str) -> bytes:
    """Return a workbook with lines of text, of which the one of this number names the columns, and stays in sight.

    Raises ModuleNotFoundError where openpyxl is not installed.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = cast("Worksheet", book.active)
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", title)[:31]
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            _set(sheet, row, column, text, bold=row == names + 1)
    for column in range(1, len(lines[names]) + 1):
        longest = max(len(line[column - 1]) for line in lines[names:])
        sheet.column_dimensions[letter(column)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = f"A{names + 2}"
    file = BytesIO()
    book.save(file)
    return _without_time(file.getvalue())


def _set(sheet: "Worksheet", row: int, column: int, text: str, *, bold: bool) -> None:
    """Write a text into a cell, as a text whatever it looks like."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, column)
    cell.number_format = _TEXT
    if text:
        cell.value = text
        cell.data_type = "s"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _without_time(raw: bytes) -> bytes:
    """Return a workbook that does not say when it was written."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _WRITTEN_AT.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name))
            part = zipfile.ZipInfo(name, _MOMENT)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(part, content)
    return file.getvalue()
