"""CSV read as words: every cell is text that knows its place.

A row is one line. A quoted cell that continues on the next line is refused, since a stray quote would otherwise
silently swallow the rows below it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count, islice

from followthrough.errors import Place, Problem
from followthrough.format.table_lines import MAX_CELL, TableLine
from followthrough.format.words import Word, plain_text

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
"""The characters that can separate cells, and their names."""

_OTHER_FILES = (
    (b"PK\x03\x04", "is a spreadsheet, not CSV", "name it .xlsx, or save it as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet, not CSV", "save it as CSV (UTF-8)"),
    (b"\xff\xfe", "is UTF-16 text", "save it as CSV (UTF-8)"),
    (b"\xfe\xff", "is UTF-16 text", "save it as CSV (UTF-8)"),
)
"""The first bytes of files that are named like tables but are something else."""

_CELL_LINES = 20
"""How many lines to search for the quote that closes a cell. A quote further down is another mistake."""

_NAMED = re.compile(r'"?sep=([,;\t])"?[,;\t]*')
"""The line in which Excel notes the separator for itself."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_lines(raw: bytes, file: str, problems: list[Problem]) -> list[TableLine] | None:
    """Read the lines of a CSV file that are not empty, and note those with a fault.

    Return None and note a problem if the file is not text.
    """
    for start, wrong, remedy in _OTHER_FILES:
        if raw.startswith(start):
            problems.append(Problem(Place(file), wrong, remedy))
            return None
    text = plain_text(raw, file, problems)
    if text is None:
        return None
    texts = text.split("\n")
    named = _NAMED.fullmatch(texts[0])
    if named:
        texts[0] = ""
    separator = named[1] if named else _separator(texts)
    return [line for line in _lines(texts, separator, file, problems) if any(line)]


def _separator(texts: Sequence[str]) -> str:
    """Return the separator used most in the line of column names, or else in the first lines."""
    filled = islice((text for text in texts if text.strip()), 2)
    first = [_QUOTED.sub("", text[:MAX_CELL]) for text in filled]
    naming = [text for text in first if re.search(r"\bthen\s*:", text, re.IGNORECASE)] or first
    return max(SEPARATORS, key=lambda separator: sum(text.count(separator) for text in naming))


def _lines(texts: Sequence[str], separator: str, file: str, problems: list[Problem]) -> Iterator[TableLine]:
    """Yield the cells of each line whose quotes have no fault."""
    numbers = count()
    while (number := next(numbers)) < len(texts):
        at = Place(file, number + 1)
        line = TableLine(separator, Place(file, number + 1, len(texts[number]) + 1))
        try:
            line.extend(_cells(texts[number], separator, at))
        except _FaultyLine as fault:
            problems.append(fault.problem)
            if fault.is_open and (closing := _closing(texts, number)) is not None:
                numbers = count(closing + 1)
            continue
        yield line


def _closing(texts: Sequence[str], opening: int) -> int | None:
    """Return the number of the line that closes a cell opened on an earlier line."""
    following = range(opening + 1, min(opening + 1 + _CELL_LINES, len(texts)))
    return next((number for number in following if texts[number].count('"') % 2), None)


class _FaultyLine(Exception):
    """A line that cannot be split into cells. If a quote `is_open`, the cell may continue on the next lines."""

    def __init__(self, place: Place, wrong: str, remedy: str, *, is_open: bool = False) -> None:
        super().__init__(wrong)
        self.problem = Problem(place, wrong, remedy)
        self.is_open = is_open


def _cells(text: str, separator: str, at: Place) -> Iterator[Word]:
    """Yield the cells of a line."""
    blanks = re.compile(r"[^\S\t]*" if separator == "\t" else r"\s*")
    position = 0
    while True:
        position = _end(blanks, text, position)
        begin = position
        if text[position : position + 1] == '"':
            cell, position = _quoted(text, position, at)
            position = _end(blanks, text, position)
            if position < len(text) and text[position] != separator:
                raise _stray(at, text.rfind('"', 0, position) + 1)
        else:
            end = text.find(separator, position)
            position = len(text) if end < 0 else end
            cell = text[begin:position].strip()
            if '"' in cell:
                raise _stray(at, text.index('"', begin) + 1)
        place = Place(at.file, at.line, begin + 1)
        if len(cell) > MAX_CELL:
            raise _FaultyLine(place, f"is a cell longer than {MAX_CELL:,} characters", "shorten it")
        yield Word(cell, place)
        if position >= len(text):
            return
        position += 1


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _quoted(text: str, position: int, at: Place) -> tuple[str, int]:
    """Return a cell in quotes, and the position after it."""
    match = _QUOTED.match(text, position)
    if match is None:
        wrong = "opens a quote that is not closed on its line"
        raise _FaultyLine(
            Place(at.file, at.line, position + 1), wrong, "close it, or remove it: a row is one line", is_open=True
        )
    return match[0][1:-1].replace('""', '"').strip(), match.end()


def _stray(at: Place, column: int) -> _FaultyLine:
    remedy = 'remove it, or write it twice in a cell that is in quotes: "say ""please"""'
    return _FaultyLine(Place(at.file, at.line, column), "has a stray quote", remedy)
