"""Find how a CSV file is written: its encoding, its separator, and where its header is.

Spreadsheets and job trackers write semicolons or tabs as well as commas, UTF-16 as well as UTF-8, and titles above the
header. The names of questions show which of these it is, so nothing is guessed about the rows below.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.words import composed, quoted

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

_LOOKED_AT = 1 << 16
"""Look for the header in this many characters."""
_ROWS_LOOKED_AT = 20
"""Look for the header in this many rows: titles and the date of an export take a few."""

_MARKS = {b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Byte order marks, the longer ones first."""

_LINE_END = re.compile(r"\r\n|\r|\n")

_RECORD = re.compile(r'((?:[^"\r\n]|"(?:[^"]|"")*+")*+|[^\r\n]*+)(\r\n|\r|\n|\Z)')
"""A row, which may have line ends in quotes; or, where its quotes are wrong, a line."""


class Dialect(NamedTuple):
    """How a file is written: `line` is the number of the header's line, `skip` its end in bytes of UTF-8.

    `below` is the number of the line below it, which is not the next one if the name of a column has a line end.
    """

    encoding: str
    separator: str
    header: list[str]
    line: int
    skip: int
    below: int

    def described(self) -> str:
        """Return in words how the file was read."""
        return f"read with {SEPARATORS[self.separator]} between cells, and line {self.line} as the header"


def plainly(name: str) -> str:
    """Spell a name as names of questions are, whatever its capitals, its blanks, and the way accents are stored.

    >>> plainly(" Want it "), plainly("want-it")
    ('want_it', 'want_it')
    """
    return "_".join(re.split(r"[\s_-]+", composed(name).strip())).lower()


def dialect_of(path: Path, known: Collection[str]) -> Dialect:
    """Return how a CSV file is written; `known` has names that its header may have. Raises LeadError, OSError."""
    encoding = _encoding(path)
    errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        text = file.read(_LOOKED_AT)
    best = max((_header(text, separator, known) for separator in SEPARATORS), key=lambda found: found[:2])
    _, _, separator, start, end = best
    header = _cells(text[start:end], separator)
    while len(header) > 1 and not header[-1].strip():
        header.pop()  # a separator after the last column is common, and names none
    line = 1 + len(_LINE_END.findall(text[:start]))
    if odd := re.search("[\udc80-\udcff]", text[:end]):
        place = Place(str(path), 1 + len(_LINE_END.findall(text[: odd.start()])), 1)
        raise LeadError([Problem(place, "is not UTF-8 text", "save the file as UTF-8 (in Excel: CSV UTF-8)")])
    _check_quotes(path, text[start:end], separator, line)
    _check_names(path, header, line)
    skip, below = len(text[:end].encode(errors="surrogateescape")), 1 + len(_LINE_END.findall(text[:end]))
    return Dialect(encoding, separator, header, line, skip, below)


def _encoding(path: Path) -> str:
    """Return the encoding, by the byte order mark or by the zeros that UTF-16 puts beside each letter."""
    with path.open("rb") as file:
        raw = file.read(1024)
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return encoding
    if len(raw) > 2:
        zeros = [half.count(0) * 4 > len(half) for half in (raw[::2], raw[1::2])]
        if zeros in ([True, False], [False, True]):
            return "utf-16-be" if zeros[0] else "utf-16-le"
    return "utf-8-sig"


def _header(text: str, separator: str, known: Collection[str]) -> tuple[int, int, str, int, int]:
    """Find the header for a separator; return how many names are known, how many cells there are, and where it is.

    It is the first row with a known name, unless one above it has as many cells: titles have fewer. Where no name is
    known, it is the first of those that have most cells.
    """
    most, widest = 0, (0, 0, separator, 0, len(text))
    for start, end in _rows(text):
        filled = [cell for cell in _cells(text[start:end], separator) if cell.strip()]
        names = sum(plainly(cell) in known for cell in filled)
        if len(filled) > most:
            if names:
                return names, len(filled), separator, start, end
            most, widest = len(filled), (0, len(filled), separator, start, end)
    return widest


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each of the first rows that are not blank."""
    start = seen = 0
    while start < len(text) and seen < _ROWS_LOOKED_AT:
        match = _RECORD.match(text, start)
        assert match is not None, "a line is matched whatever is in it"
        if match[1].strip():
            seen += 1
            yield start, match.end()
        start = match.end()


def _cells(record: str, separator: str) -> list[str]:
    return next(csv.reader(StringIO(record.rstrip("\r\n"), newline=""), delimiter=separator), [])


def _check_quotes(path: Path, record: str, separator: str, line: int) -> None:
    """Refuse a header with a stray quote, as rows with one are refused; raises LeadError."""
    name = rf'(?:"(?:[^"]|"")*+"|[^"{re.escape(separator)}]*+)'
    if '"' in record and not re.fullmatch(rf"{name}(?:{re.escape(separator)}{name})*+", record.rstrip("\r\n")):
        wrong = "has a quote in the header that does not enclose the whole name of a column"
        raise LeadError([Problem(Place(str(path), line, 1), wrong, "put the name in quotes, or remove the quote")])


def _check_names(path: Path, header: Iterable[str], line: int) -> None:
    """Raise LeadError if two columns have the same name, or one has none."""
    names = list(header)
    place = Place(str(path), line, 1)
    problems = [
        Problem(place, f"two columns are named {quoted(name)}", "rename one of them")
        for name in dict.fromkeys(names)
        if name.strip() and names.count(name) > 1
    ]
    nameless = [str(number) for number, name in enumerate(names, 1) if not name.strip()]
    if len(nameless) > 1:
        problems.append(Problem(place, f"columns {' and '.join(nameless)} have no name", "name them, or remove them"))
    if problems:
        raise LeadError(problems)
