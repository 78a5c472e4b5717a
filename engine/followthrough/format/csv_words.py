"""CSV read as words: every cell is the text that stands there, and knows where it stands.

A row is one line. A quoted cell that goes on to the next line is refused, since a stray quote would otherwise swallow
the rows below it without a word.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count, islice

from followthrough.errors import Place, Problem
from followthrough.format.words import Word, plain_text

MAX_CELL = 4_000
"""Longest cell, in characters: as long as a text in YAML."""

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
"""What may stand between cells, and how it is called."""

_OTHER_FILES = (
    (b"PK\x03\x04", "is a spreadsheet, not CSV", "save it as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet, not CSV", "save it as CSV (UTF-8)"),
    (b"\xff\xfe", "is UTF-16 text", "save it as CSV (UTF-8)"),
    (b"\xfe\xff", "is UTF-16 text", "save it as CSV (UTF-8)"),
)
"""How files begin that bear the ending of a table and are something else."""

_CELL_LINES = 20
"""Over so many lines a quote is looked for that closes a cell; what closes later is another mistake."""

_NAMED = re.compile(r'"?sep=([,;\t])"?[,;\t]*')
"""The line with which Excel tells itself the separator."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


class CsvLine(list[Word]):
    """The cells of a line, what stands between them, and where the line ends."""

    def __init__(self, separator: str, end: Place) -> None:
        super().__init__()
        self.separator = separator
        self.end = end


def read_lines(raw: bytes, file: str, problems: list[Problem]) -> list[CsvLine] | None:
    """Read the lines of a CSV file that have something in them, and note those with a fault.

    Returns None, with a problem, if the file is no text.
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
    """Find what stands between the cells: most often, of the first lines, in the one that names the columns."""
    filled = islice((text for text in texts if text.strip()), 2)
    first = [_QUOTED.sub("", text[:MAX_CELL]) for text in filled]
    naming = [text for text in first if re.search(r"\bthen\s*:", text, re.IGNORECASE)] or first
    return max(SEPARATORS, key=lambda separator: sum(text.count(separator) for text in naming))


def _lines(texts: Sequence[str], separator: str, file: str, problems: list[Problem]) -> Iterator[CsvLine]:
    """Give the cells of each line that has no fault in its quotes."""
    numbers = count()
    while (number := next(numbers)) < len(texts):
        at = Place(file, number + 1)
        line = CsvLine(separator, Place(file, number + 1, len(texts[number]) + 1))
        try:
            line.extend(_cells(texts[number], separator, at))
        except _FaultyLine as fault:
            problems.append(fault.problem)
            if fault.is_open and (closing := _closing(texts, number)) is not None:
                numbers = count(closing + 1)
            continue
        yield line


def _closing(texts: Sequence[str], opening: int) -> int | None:
    """Find the line that closes a cell which an earlier one opens."""
    following = range(opening + 1, min(opening + 1 + _CELL_LINES, len(texts)))
    return next((number for number in following if texts[number].count('"') % 2), None)


class _FaultyLine(Exception):
    """A line cannot be taken apart. Where a quote `is_open`, the cell may go on below."""

    def __init__(self, place: Place, wrong: str, remedy: str, *, is_open: bool = False) -> None:
        super().__init__(wrong)
        self.problem = Problem(place, wrong, remedy)
        self.is_open = is_open


def _cells(text: str, separator: str, at: Place) -> Iterator[Word]:
    """Take a line apart."""
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
            raise _FaultyLine(place, f"is a cell of more than {MAX_CELL:,} characters", "shorten it")
        yield Word(cell, place)
        if position >= len(text):
            return
        position += 1


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _quoted(text: str, position: int, at: Place) -> tuple[str, int]:
    """Read a cell in quotes; give it, and where what follows it begins."""
    match = _QUOTED.match(text, position)
    if match is None:
        wrong = "opens a quote that is not closed on its line"
        raise _FaultyLine(
            Place(at.file, at.line, position + 1), wrong, "close it, or remove it: a row is one line", is_open=True
        )
    return match[0][1:-1].replace('""', '"').strip(), match.end()


def _stray(at: Place, column: int) -> _FaultyLine:
    remedy = 'remove it; a quote that is meant is written twice, in a cell that is in quotes: "say ""please"""'
    return _FaultyLine(Place(at.file, at.line, column), "has a stray quote", remedy)
