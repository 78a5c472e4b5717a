"""rules/*.csv and rules/*.xlsx: the shape of a decision table: lines about it, the names of its columns, and rows.

Lines above the names may say what holds for all rows: the hit policy, and the counsel, source, or reason of rows that
name none. The names of hit policies are those of DMN (Decision Model and Notation 1.5, section 8.2.8).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

import msgspec

from followthrough.errors import Place, Problem, did_you_mean
from followthrough.format import csv_words
from followthrough.format.csv_words import SEPARATORS
from followthrough.format.model import Policy
from followthrough.format.phrases import counted
from followthrough.format.table_lines import TableLine
from followthrough.format.words import Noted, Word, quoted

MAX_COLUMNS = 200
"""Most columns of a table: many more than anyone reads."""

MOST_ABOVE = 10
"""How many lines to search for the names of the columns: more than can say something about a table."""

POLICIES: tuple[Policy, ...] = get_args(Policy)
"""The hit policies that a table can name."""

OF_A_ROW = ("rule", "counsel", "source", "because", "inferred", "accepted")
"""Columns that say something about a row. Any other column tests a fact or has what the row concludes."""

REMARK = "#"
"""What the name of a column begins with whose cells are for people only; and, with a space, such a line."""

_OF_THE_TABLE = ("hit policy", "counsel", "source", "because")
IN_YAML_ONLY = ("unless", "overrides", "due", "any of")

_OTHER_POLICIES = {
    "any": "leave out the policy: rows that agree may apply together, and `rules check` finds those that do not agree",
    **{policy[0]: f"write {policy}" for policy in POLICIES},
    **dict.fromkeys(("rule order", "output order", "r", "o"), "write collect"),
    **dict.fromkeys(("c+", "collect+", "collect sum", "sum"), "write a concept that `adds` instead of a table"),
    **dict.fromkeys(("c<", "c>", "collect min", "collect max"), "write priority, with the values in that order"),
}
"""Hit policies of DMN that have another name here, and what to do."""

_KEYED = re.compile(r"([^:]*?)\s*:\s*(.*)", re.DOTALL)
_CURLY = re.compile("[\u201c-\u201f\u00ab\u00bb]")


class Column(msgspec.Struct, frozen=True):
    """A column: its number, what it is for, and the fact it tests (`if`) or the concept it concludes (`then`).

    What stands in one for remarks (`#`) is for people only.

    It is for nothing if it has no name, or a name that was noted.
    """

    number: int
    use: str
    name: Word


class DecisionTable(msgspec.Struct, frozen=True):
    """A table as it is written. Each row has its number, and as many cells as there are columns."""

    file: str
    policy: Policy | None
    settings: Mapping[str, Word]
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, TableLine], ...]

    def using(self, use: str) -> list[Column]:
        """Return the columns of a use."""
        return [column for column in self.columns if column.use == use]


def read_table(raw: bytes, file: str, problems: list[Problem]) -> DecisionTable | None:
    """Read a table, without its faulty rows and columns. Return None and note a problem if it has no row."""
    before = len(problems)
    lines = _lines(raw, file, problems)
    if lines is None:
        return None
    lines = [line for line in lines if not _is_remark(line)]
    reader = _TableReader(file, problems)
    faulty = [problem.place.line for problem in problems[before:]]
    settings = reader.settings(_above_the_names(lines))
    if faulty and (not lines or min(faulty) <= lines[0].end.line):
        return None  # the fault may be in the names of the columns
    columns = reader.columns(lines.pop(0)) if lines else []
    if not lines or not columns:
        if len(problems) == before:
            reader.note(Place(file), *(_NO_ROW if columns else _NO_COLUMNS if settings else _EMPTY))
        return None
    rows = tuple((number, line) for number, line in enumerate(lines, start=1) if reader.is_row(line, columns))
    policy = settings.pop("hit policy", None)
    table = DecisionTable(file, next((one for one in POLICIES if one == policy), None), settings, tuple(columns), rows)
    reader.check(table)
    return table


def _lines(raw: bytes, file: str, problems: list[Problem]) -> list[TableLine] | None:
    """Read the lines of a file that are not empty, in the way of its kind."""
    if file.endswith(".xlsx"):
        from followthrough.format.xlsx.reading import read_lines

        return read_lines(raw, file, problems)
    return csv_words.read_lines(raw, file, problems)


_EMPTY = "is empty", "remove it, or write a table in it"
_NO_COLUMNS = "has no line of column names", "add one: facts, then: CONCEPT, source, because"
_NO_ROW = "has no row", "add one below the names of the columns, or remove the file"


def plain(text: str) -> str:
    """Return a text with single spaces in place of any white space, since spreadsheets have kinds of their own."""
    return " ".join(text.split())


def has_curly_quotes(text: str) -> bool:
    """Return whether a text has quotes that CSV does not treat as quotes."""
    return _CURLY.search(text) is not None


def _keyed(cell: str) -> tuple[str, str]:
    """Split `key: text`. The key is empty if there is none."""
    match = _KEYED.fullmatch(cell)
    return (plain(match[1]).lower(), match[2]) if match else ("", cell)


def _is_remark(line: TableLine) -> bool:
    """Return whether a line has nothing but a remark in its first cell."""
    return line[0].startswith(f"{REMARK} ") and not any(line[1:])


def _above_the_names(lines: list[TableLine]) -> list[TableLine]:
    """Take the lines above the names of the columns out of those of a table.

    They are those above the first of the first lines that names a conclusion; where none does, a line that says
    something about the table.
    """
    naming = (number for number, line in enumerate(lines[:MOST_ABOVE]) if any(map(_names_a_use, line)))
    number = next(naming, 1 if lines and _is_about_the_table(lines[0]) else 0)
    above = lines[:number]
    del lines[:number]
    return above


def _names_a_use(cell: str) -> bool:
    return _keyed(cell)[0] in ("if", "then")


def _is_about_the_table(line: TableLine) -> bool:
    """Return whether a line is about the table rather than the names of its columns."""
    cells = [cell for cell in line if cell]
    keys = [_keyed(cell)[0] for cell in cells]
    if len(cells) == 1 or _is_in_pairs(cells) or any(key in _OF_THE_TABLE for key in keys):
        return True
    return all(key or cell.lower() in POLICIES for key, cell in zip(keys, cells, strict=True))


def _is_in_pairs(cells: Sequence[Word]) -> bool:
    """Return whether cells are keys, each with its text in the next cell: `hit policy`, `first`."""
    return len(cells) % 2 == 0 and all(plain(cell).lower() in _OF_THE_TABLE for cell in cells[::2])


def _said(line: TableLine) -> Iterator[tuple[Word, str, str]]:
    """Yield what a line says about the table: the cell, the key, and the text. A text alone is a hit policy."""
    cells = [cell for cell in line if cell]
    if _is_in_pairs(cells):
        for name, said in zip(cells[::2], cells[1::2], strict=True):
            yield said, plain(name).lower(), said
        return
    for cell in cells:
        key, text = _keyed(cell)
        yield cell, key or "hit policy", text


class _TableReader:
    """Reads the parts of a table, and notes what is wrong with them."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def note(self, at: Place, wrong: str, remedy: str) -> None:
        self.problems.append(Problem(at, wrong, remedy))

    # The lines about the table

    def settings(self, lines: Sequence[TableLine]) -> dict[str, Word]:
        settings: dict[str, Word] = {}
        for line in lines:
            if _is_about_the_table(line):
                self.add_settings(line, settings)
            else:
                first = next(cell for cell in line if cell)
                wrong = f"{quoted(first)} is in a line above the names of the columns"
                self.note(first.at, wrong, "remove the line: one line names all columns")
        return settings

    def add_settings(self, line: TableLine, settings: dict[str, Word]) -> None:
        for cell, key, text in _said(line):
            if key not in _OF_THE_TABLE:
                self.note(cell.at, f"{quoted(cell)} says nothing about a table", did_you_mean(key, _OF_THE_TABLE))
            elif key in settings:
                self.note(cell.at, f"names its {key} twice", "keep one of the two")
            else:
                settings[key] = self.setting(key, Word(text, cell.at))

    def setting(self, key: str, text: Word) -> Word:
        if not text:
            self.note(text.at, f"`{key}:` is empty", "fill it in, or remove it")
            return Noted(text.at)
        if key != "hit policy":
            return text
        policy = plain(text).lower()
        if policy not in POLICIES:
            remedy = _OTHER_POLICIES.get(policy) or did_you_mean(policy, POLICIES)
            remedy += ", or remove the line" if remedy.startswith("write one of") else ""
            self.note(text.at, f"unknown hit policy {quoted(text)}", remedy)
        return Word(policy, text.at)

    # The names of the columns

    def columns(self, line: TableLine) -> list[Column]:
        if line.separator is not None:
            _trim(line, 0)
        if len(line) > MAX_COLUMNS:
            self.note(line[MAX_COLUMNS].at, f"has more than {MAX_COLUMNS} columns", "split the table into several")
            return []
        columns: list[Column] = []
        for number, cell in enumerate(line):
            column = self.column(number, cell)
            same = next((one for one in columns if (one.use, one.name) == (column.use, column.name)), None)
            if same is not None and column.use:
                wrong = f"repeats the name {quoted(cell)} of column {same.number + 1}"
                self.note(cell.at, wrong, "keep one of the two")
                column = Column(number, "", cell)
            columns.append(column)
        return columns

    def column(self, number: int, cell: Word) -> Column:
        key, text = _keyed(cell)
        if key in ("if", "then"):
            if not text:
                self.note(cell.at, f"`{key}:` names nothing", f"write `{key}: NAME`, or remove the column")
            return Column(number, key if text else "", Word(plain(text), cell.at))
        word = plain(cell).lower()
        if word.startswith(REMARK):
            return Column(number, REMARK, Word(plain(cell), cell.at))
        if word in OF_A_ROW:
            return Column(number, word, Word(word, cell.at))
        if word in IN_YAML_ONLY:
            self.note(
                cell.at,
                f"a table cannot have the column {quoted(cell)}",
                "write the rules that need it in a .yaml file",
            )
            return Column(number, "", cell)
        return Column(number, "if" if word else "", Word(plain(cell), cell.at))

    # The rows

    def is_row(self, line: TableLine, columns: list[Column]) -> bool:
        """Return whether a line is a row, with a cell for each column and not their names; note it if not."""
        width = len(columns)
        _trim(line, width)
        if len(line) == width:
            is_header = all(
                plain(cell).lower() in (one.name.lower(), f"{one.use}: {one.name}".lower())
                for cell, one in zip(line, columns, strict=True)
            )
            if is_header:
                self.note(
                    line[0].at, "repeats the names of the columns", "remove the line, or start another file with it"
                )
            return not is_header
        if len(line) < width:
            at, remedy = line.end, "keep an empty cell where nothing is tested"
        else:
            curly = ", not curly ones" if any(map(has_curly_quotes, line)) else ""
            at = line[width].at
            remedy = f"put a cell that holds a {SEPARATORS[line.separator or ',']} in straight quotes{curly}"
        self.note(at, f"the row has {counted(len(line), 'cell')}, but the table has {counted(width, 'column')}", remedy)
        return False

    # The whole

    def check(self, table: DecisionTable) -> None:
        """Note missing columns, and columns that have cells but no name."""
        header = table.columns[0].name.at if table.columns else Place(table.file)
        if not table.using("then"):
            remedy = "name the column of conclusions `then: CONCEPT`"
            self.note(header, "has no column that begins with `then:`", remedy)
        for name in ("source", "because"):
            if name not in table.settings and not table.using(name):
                remedy = f"add it, or write `{name}: ...` on a line above the names of the columns"
                self.note(header, f"has no column `{name}`", remedy)
        for column in table.columns:
            said = next((line[column.number] for _, line in table.rows if line[column.number]), None)
            if said is not None and not column.use and not column.name:
                self.note(
                    said.at, f"is in column {column.number + 1}, which has no name", "name the column, or empty it"
                )


def _trim(line: TableLine, width: int) -> None:
    """Drop empty cells at the end, with which spreadsheets pad lines."""
    while len(line) > width and not line[-1]:
        line.pop()
