"""All sheets of a workbook as they are shown, for tables that people keep for themselves.

A decision table is refused where it hides something (`reading`). A person's own list is read as far as it can be:
merged cells say the same in each place, a formula says its last result, and what is hidden is read and told.
"""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.xlsx.container import fault_of
from followthrough.format.xlsx.day_formats import plain_day

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_TO_INSTALL = "install openpyxl (in the clone: .venv/bin/python -m pip install '.[tables]'), or save it as CSV (UTF-8)"


class SheetText(Struct, frozen=True):
    """A sheet: its title, its rows that are not empty, by number, and whether it, or part of it, is hidden.

    `formulas` counts those whose result is not stored, and which stand for themselves.
    """

    title: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    is_hidden: bool
    hidden_parts: int
    formulas: int = 0


def is_workbook(raw: bytes) -> bool:
    """Return whether a file is a workbook, or a kind of one that is refused with a reason."""
    return raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def read_sheets(raw: bytes, file: str) -> list[SheetText]:
    """Return the sheets of a workbook that are not empty. Raises LeadError if it cannot be read."""
    shown, written = _opened(raw, file, results=True), _opened(raw, file, results=False)
    found = [_sheet(*sheets) for sheets in zip(shown.worksheets, written.worksheets, strict=True)]
    return [sheet for sheet in found if sheet.rows]


def _opened(raw: bytes, file: str, *, results: bool) -> "Workbook":
    """Open a workbook with the results of formulas, or with the formulas themselves."""
    fault = fault_of(raw)
    if fault is None:
        try:
            from openpyxl import load_workbook
        except ModuleNotFoundError as error:
            if error.name != "openpyxl":
                raise
            fault = "is a workbook, which openpyxl reads", _TO_INSTALL
        else:
            try:
                with warnings.catch_warnings(action="ignore"):
                    return load_workbook(BytesIO(raw), keep_links=False, data_only=results)
            except Exception:  # openpyxl has no errors of its own: what a faulty part raises depends on the part
                fault = "cannot be read as a workbook", "open it in a spreadsheet program, and save it as .xlsx again"
    raise LeadError([Problem(Place(file), *fault)])


def _sheet(sheet: "Worksheet", written: "Worksheet") -> SheetText:
    rows: dict[int, dict[int, str]] = {}
    formulas = 0
    for (row, column), cell in written._cells.items():
        value = sheet._cells[row, column].value if (row, column) in sheet._cells else None
        if value is None and cell.data_type == "f":
            value, formulas = getattr(cell.value, "text", None) or cell.value, formulas + 1
        if value is not None and (text := _text(value)):
            rows.setdefault(row, {})[column] = text
    for merged in sheet.merged_cells.ranges:
        shown = rows.get(merged.min_row, {}).get(merged.min_col)
        for row in range(merged.min_row, merged.max_row + 1) if shown else ():
            for column in range(merged.min_col, merged.max_col + 1):
                rows.setdefault(row, {})[column] = shown or ""
    width = max((column for cells in rows.values() for column in cells), default=0)
    lines = tuple((row, tuple(rows[row].get(column, "") for column in range(1, width + 1))) for row in sorted(rows))
    return SheetText(sheet.title, lines, sheet.sheet_state != "visible", sum(1 for _ in _hidden(sheet, rows)), formulas)


def _hidden(sheet: "Worksheet", rows: dict[int, dict[int, str]]) -> Iterator[int]:
    """Yield the rows and columns that say something and are hidden."""
    yield from (row for row in rows if (known := sheet.row_dimensions.get(row)) is not None and known.hidden)
    filled = {column for cells in rows.values() for column in cells}
    for columns in sheet.column_dimensions.values():
        if columns.hidden and columns.min and columns.max:
            yield from filled.intersection(range(columns.min, columns.max + 1))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date | time | timedelta):
        return plain_day(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").strip()
