"""The lines of a table, whatever file it stands in: cells that are words, and words that a spreadsheet shows."""

from collections.abc import Collection
from typing import Literal

from followthrough.errors import Place
from followthrough.format.words import Word

MAX_CELL = 4_000
"""Longest cell, in characters: as long as a text in YAML."""


class TableLine(list[Word]):
    """The cells of a line, and where the line ends. `separator` separates its cells; a sheet has none."""

    def __init__(self, separator: str | None, end: Place) -> None:
        super().__init__()
        self.separator = separator
        self.end = end


CellKind = Literal["number", "truth", "day"]
"""What a spreadsheet's cell can hold besides text."""


class ShownWord(Word):
    """What a spreadsheet shows for a number, a truth, or a day.

    `plain` is the same as one writes it in a table of text: a number in digits without its `unit`, such as 50 for 50%;
    yes or no; or a day as 2026-11-05.
    """

    __slots__ = ("kind", "plain", "unit")
    kind: CellKind
    plain: str
    unit: str

    @classmethod
    def of(cls, kind: CellKind, shown: str, plain: str, at: Place, unit: str = "") -> "ShownWord":
        """Make a word of what a cell shows."""
        word = cls(shown, at)
        word.kind, word.plain, word.unit = kind, plain, unit
        return word


def as_one_of(cell: Word, values: Collection[str]) -> Word:
    """Return a cell as one of these values, if what it shows is written otherwise in text."""
    if isinstance(cell, ShownWord) and cell not in values and cell.plain in values:
        return Word(cell.plain, cell.at)
    return cell
