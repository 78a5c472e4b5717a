"""A file read as a table: which of its lines has the names of the columns, and which are rows.

Above the names there may be a title, a date, or a line of groups over several columns; below them, a second line that
explains them. The names are found by what they mean to the base. Blank rows, repeated headers, and lines of totals are
no rows.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.days import NotADay, possible_days
from followthrough.format.sentences import listed
from followthrough.format.words import MAX_BYTES
from followthrough.format.xlsx.sheets import SheetText, is_workbook, read_sheets
from followthrough.leads.tables.csv_text import decoded, read_csv
from followthrough.leads.tables.json_text import read_json
from followthrough.leads.tables.no_tables import answers_about_one, what_else
from followthrough.leads.tables.table import MAX_COLUMNS, MAX_ROWS, CellRow, Grid, LeadTable, distinct, padded
from followthrough.leads.tables.words import TableWords

_LOOKED_AT = 20
"""Look for the names of the columns in this many rows that are not blank."""
_TOTAL = re.compile(r"(?i)(?:total|totals|sum|count|summe|gesamt|anzahl)\b.*|\d+ (?:rows|entries|results|items)")

_ANY_DAY = date(2000, 1, 1)
"""A date with its year is one on any day."""

_NOTE = re.compile(r"[(\[].*[)\]]|(?i:[dmy]{1,4}[./ -][dmy]{1,4}[./ -][dmy]{2,4})")
"""A cell that explains what stands below it."""
_TO_CONVERT = "open it in a spreadsheet program, and save it as .xlsx or CSV"
_EMPTY = "has no table in it", "name a file with a line of column names, and a row for each lead"


def read_table(raw: bytes, file: str, words: TableWords) -> LeadTable:
    """Read a file as a table, with the words by which a base knows columns. Raises LeadError if there is no table."""
    if len(raw) > MAX_BYTES:
        raise LeadError([Problem(Place(file), f"has more than {MAX_BYTES >> 20} MiB", "split it into smaller files")])
    if (other := what_else(raw)) is not None:
        raise LeadError([Problem(Place(file), f"{other[0]}, and no table", other[1])])
    table = _in_a_workbook(raw, file, words) if is_workbook(raw) else _in_a_text(raw, file, words)
    if not table.rows:
        raise LeadError([Problem(Place(file), *_EMPTY)])
    if len(table.rows) > MAX_ROWS or len(table.header) > MAX_COLUMNS:
        wrong = f"has more than {MAX_ROWS:,} rows, or {MAX_COLUMNS} columns"
        raise LeadError([Problem(Place(file), wrong, "split it into smaller files")])
    return table


def _in_a_text(raw: bytes, file: str, words: TableWords) -> LeadTable:
    """Return the table of JSON or of lines with separators."""
    grid = read_csv(raw)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise LeadError([Problem(Place(file), "is a page or a document, and no table", _TO_CONVERT)])
    if (other := answers_about_one(decoded(raw)[0], words.base.questions)) is not None:
        raise LeadError([Problem(Place(file), f"{other[0]}, and no table", other[1])])
    if grid is None:
        raise LeadError([Problem(Place(file), "is no text, no workbook, and no JSON", _EMPTY[1])])
    is_json = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\0 \t\r\n\xff\xfe")[:1] in (b"{", b"[")
    return (read_json(raw, file) if is_json else None) or _in_a_grid(grid, file, words)


def _in_a_workbook(raw: bytes, file: str, words: TableWords) -> LeadTable:
    """Return the table of a workbook: the sheet whose columns mean most, and any other with the same columns."""
    sheets = read_sheets(raw, file)
    if not sheets:
        raise LeadError([Problem(Place(file), *_EMPTY)])
    tables = [_of_a_sheet(sheet, file, words) for sheet in sheets]
    best = max(range(len(tables)), key=lambda number: (_meant(tables[number], words), -number))
    same = [number for number, table in enumerate(tables) if table.header == tables[best].header]
    others = [repr(sheet.title) for number, sheet in enumerate(sheets) if number not in same]
    told = [line for number in same for line in tables[number].told]
    if others:
        told.append(f"not read: the {'sheet' if len(others) == 1 else 'sheets'} {listed(others)}.")
    how = f"a workbook, {'sheet' if len(same) == 1 else 'sheets'} {listed([repr(sheets[one].title) for one in same])}"
    rows = tuple(row for number in same for row in tables[number].rows)
    return LeadTable(file, tables[best].header, rows, f"{how}; {tables[best].how}", tuple(told), "row")


def _of_a_sheet(sheet: SheetText, file: str, words: TableWords) -> LeadTable:
    rows = tuple(CellRow(number, cells) for number, cells in sheet.rows)
    told = [f"what is hidden in {sheet.title!r} is read too."] if sheet.hidden_parts or sheet.is_hidden else []
    if sheet.formulas:
        told.append(f"the results of some formulas in {sheet.title!r} are not stored, so they are read as they stand.")
    return _in_a_grid(Grid(rows, "", tuple(told), "row"), file, words)


def _meant(table: LeadTable, words: TableWords) -> int:
    return sum(words.is_known(name) for name in table.header) * len(table.rows)


class _Header(NamedTuple):
    """Where the names of columns are: the rows that they take, and a name for each column."""

    first: int
    last: int
    names: tuple[str, ...]


def _in_a_grid(grid: Grid, file: str, words: TableWords) -> LeadTable:
    filled = [row for row in grid.rows if not row.is_empty]
    if not filled:
        raise LeadError([Problem(Place(file), *_EMPTY)])
    header = _header(filled, words)
    if any(_is_a_day(name) for name in header.names):
        return _without_names(grid, filled, file)
    above = [_one_line(row) for row in filled[: header.first]]
    told = list(grid.told)
    if above:
        told.append(f"above the names of the columns: {'; '.join(above)}.")
    if header.last > header.first:
        told.append(f"the names of the columns take {header.last - header.first + 1} lines.")
    width = max(len(header.names), *(_width(row) for row in filled[header.last :]))
    names = distinct([*header.names, *([""] * (width - len(header.names)))])
    rows, own = [], [name.casefold() for name in header.names if name]
    for row in filled[header.last + 1 :]:
        if [cell.casefold() for cell in row.cells if cell] == own:
            told.append(f"{grid.unit} {row.number} repeats the names of the columns.")
        elif _is_a_total(row):
            told.append(f"{grid.unit} {row.number} is a total, and no lead: {_one_line(row)}.")
        else:
            rows.append(CellRow(row.number, padded(row.cells, width)[:width]))
    at = f"the names of the columns are in {grid.unit} {filled[header.last].number}"
    how = f"{grid.how}; {at}" if grid.how else at
    kept = [number for number, name in enumerate(names) if _says(number, header.names, rows)]
    cut = tuple(CellRow(row.number, tuple(row.cells[number] for number in kept)) for row in rows)
    return LeadTable(file, tuple(names[number] for number in kept), cut, how, tuple(told), grid.unit)


def _without_names(grid: Grid, filled: Sequence[CellRow], file: str) -> LeadTable:
    """Return a table without a line of names: a day is no name of a column."""
    width = max(map(_width, filled))
    rows = tuple(CellRow(row.number, padded(row.cells, width)[:width]) for row in filled)
    told = (*grid.told, "no line has the names of the columns, so they are numbered.")
    return LeadTable(file, distinct([""] * width), rows, grid.how, told, grid.unit)


def _is_a_day(name: str) -> bool:
    """Return whether the name of a column is a whole date."""
    if not re.search(r"\d", name) or not re.search(r"[1-9]\d{3}", name):
        return False
    try:
        possible_days(name, _ANY_DAY)
    except NotADay:
        return False
    return True


def _says(number: int, names: Sequence[str], rows: Sequence[CellRow]) -> bool:
    """Return whether a column has a name, or a cell that says something."""
    return (number < len(names) and bool(names[number])) or any(row.cells[number] for row in rows)


def _header(rows: Sequence[CellRow], words: TableWords) -> _Header:
    """Return where the names of the columns are, among the first rows.

    It is the row with most names that the base knows, unless one above it has as many cells: then that row is a lead.
    Where none is known, it is the first of those that have most cells.
    """
    first = rows[:_LOOKED_AT]
    known = [sum(words.is_known(cell) for cell in row.cells if cell) for row in first]
    widths = [_filled(row) for row in first]
    best = max(range(len(first)), key=lambda number: (known[number], widths[number], -number))
    if not known[best]:
        best = widths.index(max(widths))
    full = (number for number in range(best) if _as_varied(first[number], first[best]))
    best = next(full, best)
    last = best
    names = tuple(first[best].cells)
    if best and _groups(first[best - 1], first[best]):
        groups = _spread(first[best - 1].cells, len(names))
        names = tuple(_joined(group, name, words) for group, name in zip(groups, names, strict=True))
        return _Header(best - 1, last, names)
    if best + 1 < len(rows) and _divides(rows[best + 1], rows[best], words):
        below = padded(rows[best + 1].cells, len(names))
        groups = _spread(names, len(below))
        joined = (_joined(group, name, words) if name else group for group, name in zip(groups, below, strict=True))
        return _Header(best, best + 1, tuple(joined))
    if best + 1 < len(rows) and _explains(rows[best + 1], rows[best], words):
        last = best + 1
        below = padded(rows[last].cells, len(names))
        names = tuple(name or other for name, other in zip(names, below, strict=False))
    return _Header(best, last, names)


def _as_varied(row: CellRow, names: CellRow) -> bool:
    """Return whether a row has as many different cells as the names of columns, and none that is a day or a number."""
    least = max(2, len({*names.cells} - {""}))
    return len({*row.cells} - {""}) >= least and not any(cell.isdigit() or _is_a_day(cell) for cell in row.cells)


def _groups(above: CellRow, names: CellRow) -> bool:
    """Return whether a row has the names of groups of columns: fewer than there are columns, but more than a title."""
    given = {cell for cell in above.cells if cell}
    return 1 < len(given) < _filled(names) and len(above.cells) >= 2 and not re.search(r"\d", "".join(given))


def _divides(row: CellRow, groups: CellRow, words: TableWords) -> bool:
    """Return whether a row says what is in the columns of groups: it has cells only under those that reach further."""
    width = max(len(row.cells), len(groups.cells))
    above, below = padded(groups.cells, width), padded(row.cells, width)
    reach = [number > 0 and above[number] in ("", above[number - 1]) for number in range(width)]
    parts = [number for number in range(width) if below[number] and below[number] != above[number]]
    is_under = all(reach[number] or (number + 1 < width and reach[number + 1]) for number in parts)
    spread = _spread(above, width)
    known = sum(words.is_known(_joined(spread[number], below[number], words)) for number in parts)
    return is_under and any(reach[number] for number in parts) and 2 * known >= len(parts)


def _spread(cells: Sequence[str], width: int) -> list[str]:
    """Return the group over each column: it reaches to the next one."""
    found: list[str] = []
    for cell in padded(cells, width)[:width]:
        found.append(cell or (found[-1] if found else ""))
    return found


def _joined(group: str, name: str, words: TableWords) -> str:
    """Return the name of a column in a group: with the group, unless that says less than the name alone."""
    together = f"{group} {name}".strip()
    if group.casefold() == name.casefold() or (words.is_known(name) and not words.is_known(together)):
        return name
    return together


def _explains(row: CellRow, header: CellRow, words: TableWords) -> bool:
    """Return whether a row is a second line of the header: other names for the columns, or notes on them."""
    cells = [cell for cell in row.cells if cell]
    if _filled(row) > _filled(header):
        return False
    # A lead has a name, which is neither a note in brackets or on how to write a day, nor the name of a column.
    return len(cells) > 1 and all(_NOTE.fullmatch(cell) or words.is_known(cell) for cell in cells)


def _filled(row: CellRow) -> int:
    return sum(bool(cell) for cell in row.cells)


def _width(row: CellRow) -> int:
    return max((number for number, cell in enumerate(row.cells, 1) if cell), default=0)


def _is_a_total(row: CellRow) -> bool:
    first = next(cell for cell in row.cells if cell)
    return _filled(row) <= 2 and bool(_TOTAL.fullmatch(first))


def _one_line(row: CellRow) -> str:
    return " ".join(dict.fromkeys(" ".join(cell.split()) for cell in row.cells if cell))
