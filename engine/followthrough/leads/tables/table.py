"""A table as it was found in a file: the names of its columns, its rows, and how it was read."""

from collections.abc import Iterable, Sequence

import msgspec

MAX_ROWS = 20_000
"""Most rows: a job hunt has hundreds."""
MAX_COLUMNS = 500
"""Most columns, as a limit on what reading takes."""


class CellRow(msgspec.Struct, frozen=True):
    """A row: where it is in its file, as a number of a line, a row, or an item, and its cells without blanks around."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell says anything."""
        return not any(self.cells)


class Grid(msgspec.Struct, frozen=True):
    """All rows of a file or a sheet, those above and in the header too.

    `how` says in a few words how they were read, and `told` what a person should know about it. `unit` is what the
    numbers of rows count.
    """

    rows: tuple[CellRow, ...]
    how: str
    told: tuple[str, ...] = ()
    unit: str = "line"


class LeadTable(msgspec.Struct, frozen=True):
    """A table: a name for each column, all different, the rows with as many cells, and how it was read."""

    file: str
    header: tuple[str, ...]
    rows: tuple[CellRow, ...]
    how: str
    told: tuple[str, ...] = ()
    unit: str = "line"

    def column(self, number: int) -> list[str]:
        """Return the cells of a column that are not empty."""
        return [row.cells[number] for row in self.rows if row.cells[number]]


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return names for columns, all of them different: those without a name are numbered, and so are repeated ones.

    >>> distinct(["Date", "", "date"])
    ('Date', 'column 2', 'date (2)')
    """
    found: list[str] = []
    for number, name in enumerate(names, 1):
        plain = " ".join(name.split()) or f"column {number}"
        again, taken = 1, {one.casefold() for one in found}
        label = plain
        while label.casefold() in taken:
            again += 1
            label = f"{plain} ({again})"
        found.append(label)
    return tuple(found)


def padded(cells: Iterable[str], width: int) -> tuple[str, ...]:
    """Return cells without blanks around them, as many as there are columns."""
    found = [cell.strip() for cell in cells]
    return (*found, *([""] * (width - len(found))))
