"""A workbook read as lines: the sheet with the table, and in it each cell as it is shown."""

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from followthrough.errors import Place, Problem
from followthrough.format.sentences import listed
from followthrough.format.table_lines import MAX_CELL, ShownWord, TableLine
from followthrough.format.words import MAX_BYTES, UNSAFE, Noted, Word, quoted
from followthrough.format.xlsx.container import fault_of
from followthrough.format.xlsx.day_formats import plain_day, shown_day
from followthrough.format.xlsx.number_formats import shown_number

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.merge import MergedCellRange
    from openpyxl.worksheet.worksheet import Worksheet

_NAMES_A_CONCLUSION = re.compile(r"\s*then\s*:", re.IGNORECASE)
_TO_INSTALL = "install openpyxl (in the clone: .venv/bin/python -m pip install '.[tables]'), or save it as CSV (UTF-8)"

MAX_ROWS = 20_000
"""Most rows of a workbook: as many as a file of text has room for."""

_RowCells = Mapping[int, "Cell"]
"""The cells of a row that are not empty, by column."""


def read_lines(raw: bytes, file: str, problems: list[Problem]) -> list[TableLine] | None:
    """Read the lines of the sheet that has the table, without empty ones, and note cells that cannot be read.

    All lines have the same number of cells. Return None and note a problem if there is no such sheet.
    """
    workbook = _workbook(raw, file, problems)
    sheet = None if workbook is None else _sheet(workbook, file, problems)
    if sheet is None:
        return None
    before = len(problems)
    rows = _rows(sheet)
    if len(rows) > MAX_ROWS:
        problems.append(Problem(Place(file), f"has more than {MAX_ROWS:,} rows", "split it into smaller files"))
        return None
    _note_unseen(sheet, rows, file, problems)
    if len(problems) > before:
        return None
    width = max((column for cells in rows.values() for column in cells), default=0)
    return [_line(number, cells, width, file, problems) for number, cells in rows.items()]


def sheet_of(raw: bytes) -> str:
    """Return the title of the sheet that has the table. Raises ValueError if there is none."""
    workbook = _workbook(raw, "", [])
    sheet = None if workbook is None else _sheet(workbook, "", [])
    if sheet is None:
        raise ValueError("has no sheet with a table")
    return sheet.title


# The workbook, and its sheets


def _workbook(raw: bytes, file: str, problems: list[Problem]) -> "Workbook | None":
    """Open a workbook. Return None and note a problem if it cannot be opened."""

    def note(wrong: str, remedy: str) -> None:
        problems.append(Problem(Place(file), wrong, remedy))

    if not raw:
        note("is empty", "remove it, or write a table in it")
    elif len(raw) > MAX_BYTES:
        note(f"has more than {MAX_BYTES >> 20} MiB", "split it into smaller files")
    elif (fault := fault_of(raw)) is not None:
        note(*fault)
    else:
        try:
            from openpyxl import load_workbook
        except ModuleNotFoundError as error:
            if error.name != "openpyxl":
                raise
            note("is a workbook, which openpyxl reads", _TO_INSTALL)
            return None
        try:
            with warnings.catch_warnings(action="ignore"):
                return load_workbook(BytesIO(raw), keep_links=False)
        except Exception:  # openpyxl has no errors of its own: what a faulty part raises depends on the part
            note("cannot be read as a workbook", "open it in a spreadsheet program, and save it as .xlsx again")
    return None


def _sheet(workbook: "Workbook", file: str, problems: list[Problem]) -> "Worksheet | None":
    """Return the sheet with the table: the one that names a conclusion, or else the first that has any cell.

    Return None and note a problem if there are several, or if a person does not see it.
    """
    filled = [sheet for sheet in workbook.worksheets if _rows(sheet)]
    tables = [sheet for sheet in filled if any(map(_names_a_conclusion, _rows(sheet).values()))]
    if len(tables) > 1:
        names = listed([quoted(sheet.title) for sheet in tables])
        wrong, remedy = f"has tables in the sheets {names}", "keep each table in a file of its own"
    elif not filled:
        wrong, remedy = "is empty", "remove it, or write a table in it"
    elif (found := (tables or filled)[0]).sheet_state != "visible":
        wrong, remedy = f"has its table in the hidden sheet {quoted(found.title)}", "show the sheet, or remove the file"
    else:
        return found
    problems.append(Problem(Place(file), wrong, remedy))
    return None


def _names_a_conclusion(cells: _RowCells) -> bool:
    return any(_NAMES_A_CONCLUSION.match(str(cell.value)) for cell in cells.values())


def _rows(sheet: "Worksheet") -> dict[int, dict[int, "Cell"]]:
    """Return the cells that are not empty, by row and column.

    A sheet's own way to list its cells makes one for every place up to the last, which may be the millionth row.
    """
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if cell.value is not None and str(cell.value).strip():
            rows.setdefault(row, {})[column] = cell
    return rows


def _note_unseen(sheet: "Worksheet", rows: Mapping[int, _RowCells], file: str, problems: list[Problem]) -> None:
    """Note what says something that nobody sees, and what is seen to say something that it does not."""
    for row in rows:
        known = sheet.row_dimensions.get(row)
        if known is not None and known.hidden:
            at = Place(file, row, min(rows[row]))
            problems.append(Problem(at, f"is in row {row}, which is hidden", "show the row, or remove it"))
    for column in sorted(set(_hidden_columns(sheet)) & {column for cells in rows.values() for column in cells}):
        at = Place(file, next(row for row in rows if column in rows[row]), column)
        wrong = f"is in column {letter(column)}, which is hidden"
        problems.append(Problem(at, wrong, "show the column, or remove it"))
    for merged in _merged(sheet, rows):
        at = Place(file, merged.min_row, merged.min_col)
        remedy = "unmerge it, and write its text in each cell that it is for"
        problems.append(Problem(at, f"is merged over {merged.coord}", remedy))


def _hidden_columns(sheet: "Worksheet") -> Iterator[int]:
    for columns in sheet.column_dimensions.values():
        if columns.hidden and columns.min and columns.max:
            yield from range(columns.min, columns.max + 1)


def _merged(sheet: "Worksheet", rows: Mapping[int, _RowCells]) -> Iterator["MergedCellRange"]:
    """Yield merged cells that say something, in order. Those along a line above the names of columns may stay so."""
    names = next((row for row, cells in rows.items() if _names_a_conclusion(cells)), 0)
    for merged in sorted(sheet.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col)):
        is_along_a_line_above = merged.min_row == merged.max_row < names
        if not is_along_a_line_above and merged.min_col in rows.get(merged.min_row, {}):
            yield merged


def letter(column: int) -> str:
    """Return what a spreadsheet calls a column."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


# The cells


def _line(row: int, cells: _RowCells, width: int, file: str, problems: list[Problem]) -> TableLine:
    line = TableLine(None, Place(file, row, width + 1))
    for column in range(1, width + 1):
        at = Place(file, row, column)
        line.append(_word(cells[column], at, problems) if column in cells else Word("", at))
    return line


def _word(cell: "Cell", at: Place, problems: list[Problem]) -> Word:
    """Read a cell as it is shown, or note that it cannot be read."""
    read = _read(cell, at)
    if isinstance(read, Word):
        return read
    problems.append(Problem(at, *read))
    return Noted(at)


def _read(cell: "Cell", at: Place) -> Word | tuple[str, str]:
    """Return a cell as it is shown, or what is wrong with it, and what to do."""
    value = cell.value
    if cell.data_type == "f":
        text = getattr(value, "text", None) or value
        return f"{quoted(str(text))} is a formula", "write its result"
    if cell.data_type == "e":
        return f"{quoted(str(value))} is a spreadsheet error", "correct it in the spreadsheet"
    if isinstance(value, bool):
        return ShownWord.of("truth", str(value).upper(), "yes" if value else "no", at)
    if isinstance(value, int | float):
        return _number(value, cell.number_format, at)
    if isinstance(value, datetime | date | time | timedelta):
        return ShownWord.of("day", shown_day(value, cell.number_format), plain_day(value), at)
    return _text(str(value), at)


def _number(value: int | float, code: str, at: Place) -> Word | tuple[str, str]:
    shown = shown_number(value, code)
    if shown is None:
        return f"has the number format {quoted(code)}, which is not read", "give the cell the format General"
    if not shown.whole:
        return f"holds {value}, but shows {quoted(shown.text)}", "show all places, or write the number that is meant"
    return ShownWord.of("number", shown.text, shown.digits, at, shown.unit)


def _text(text: str, at: Place) -> Word | tuple[str, str]:
    """Read a text; where its lines end means nothing."""
    text = re.sub(r"\s*[\r\n]\s*", " ", text.replace("_x000D_", "\r")).strip()
    if len(text) > MAX_CELL:
        return f"is a cell longer than {MAX_CELL:,} characters", "shorten it"
    if unsafe := UNSAFE.search(text):
        return f"has the control character U+{ord(unsafe[0]):04X}", "remove it: it is invisible"
    return Word(text, at)
