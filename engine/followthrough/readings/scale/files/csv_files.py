"""Read CSV a part at a time, and lose no row: each is read, or reported as faulty.

Polars reads the cells. Where rows end, and how many cells each has, is found here first, by a stricter rule than any
reader has: a cell is in quotes from end to end, with each quote in it written twice, or it has none. Readers guess
what a stray quote means, and Polars skips columns that nobody asked for, with any quotes and line ends in them.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from followthrough.errors import LeadError, Problem
from followthrough.format.words import quoted
from followthrough.readings.scale.files.dialect import Dialect
from followthrough.readings.scale.files.source import ROW, Row, Source, given

PART = 1 << 23
"""Read this many bytes at a time, and then to the end of the row."""
LONGEST = 1 << 26
"""Allow at most this many bytes in a row: in a longer one a quote is not closed."""
MAX_TOLD = 20
"""Name at most this many rows in an error: a screenful."""

_QUOTED = re.compile(rb'"(?:[^"]++|"")*+"')
_LINE_END = re.compile(rb"\r\n|\r|\n")
_QUOTED_OR_LINE_END = re.compile(rb'("(?:[^"]++|"")*+")|\r\n?')


def scan_csv(source: Source, dialect: Dialect) -> pl.LazyFrame:
    """Return a lazy frame of a CSV file: its columns as texts, and the number of each row."""
    schema = pl.Schema({given(number): pl.String() for number in range(len(dialect.header))})
    source.starts_of = partial(_starts_of, source.path, dialect)
    numbered = pl.Schema({ROW: pl.Int64(), **schema})
    return source.frame(numbered, lambda: _Reader(source.path, dialect, schema).frames())


class _Rows(NamedTuple):
    """Rows of a part, each ended by a line feed; in `plain` a quoted cell is one quote, so that each row is a line."""

    text: bytes
    plain: bytes
    quoted: int


class _Reader:
    """Reads one file once."""

    def __init__(self, path: Path, dialect: Dialect, schema: pl.Schema) -> None:
        self.path, self.dialect, self.schema = path, dialect, schema
        self.separator = dialect.separator.encode()
        self.width = len(dialect.header)
        self.row = 0
        self.faults: list[Problem] = []
        self.faulty = 0

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows; raises LeadError at the end if the cells of some are too many or too few."""
        try:
            for raw in _parts(self.path, self.dialect):
                rows = self._rows(raw)
                frame = self._frame(rows)
                if frame is not None and not self.faulty:
                    yield frame
                self.row += rows.plain.count(b"\n")
        except UnicodeDecodeError:
            wrong = f"is not {self.dialect.encoding[:6].upper()} text, as it begins"
            self.faults.append(Problem(Row(str(self.path)), wrong, "save the file as UTF-8"))
        if self.faulty > len(self.faults):
            wrong = f"{self.faulty:,} rows have too many or too few cells, the first {len(self.faults)} as follows"
            self.faults.append(Problem(Row(str(self.path)), wrong, "correct them"))
        if self.faults:
            raise LeadError(self.faults)

    def _rows(self, raw: bytes) -> _Rows:
        """Return a part as rows; raises LeadError where it is unclear where a row ends."""
        rows = _rows(raw)
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            before = _rows(raw[: error.start], closed=False).plain
            place = Row(str(self.path), self.row + before.count(b"\n") + 1)
            remedy = "save the file as UTF-8 (in Excel: CSV UTF-8)"
            raise LeadError([*self.faults, Problem(place, "is not UTF-8 text", remedy)]) from None
        if b'"' in rows.plain and (at := _stray(rows, self.separator)) is not None:
            raise LeadError([*self.faults, self._stray(rows, at)])
        return rows

    def _stray(self, rows: _Rows, at: int) -> Problem:
        """Return a problem that names the quote which makes it unclear where a cell, and so a row, ends."""
        start = rows.plain.rfind(b"\n", 0, at) + 1
        place = Row(str(self.path), self.row + rows.plain.count(b"\n", 0, at) + 1)
        number = rows.plain.count(self.separator, start, at)
        column = f" in {quoted(self.dialect.header[number])}" if number < self.width else ""
        if rows.plain.count(b'"') != rows.quoted and at == rows.plain.rfind(b'"'):
            return Problem(place, f"opens a quote{column} that is never closed", "close it, or remove it")
        wrong = f"has a quote{column} that does not enclose the whole cell"
        return Problem(place, wrong, 'put the cell in quotes, and write each quote within twice: "5"" wide"')

    def _frame(self, rows: _Rows) -> pl.DataFrame | None:
        """Return the cells; None once a row has too many or too few."""
        number = rows.plain.count(b"\n")
        if self._looks_even(rows.plain, number):
            try:
                frame = self._cells(rows.text)
            except pl.exceptions.PolarsError:
                pass  # it is a longer row that makes up for a shorter one
            else:
                if frame.height == number:
                    return frame.select(pl.int_range(self.row + 1, self.row + 1 + number).alias(ROW), pl.all())
        return self._uneven(rows)

    def _looks_even(self, plain: bytes, number: int) -> bool:
        """Return whether there are as many cells in all as there should be, and no row is blank."""
        blank = b"\n" + (self.width - 1) * self.separator + b"\n"
        return (
            plain.count(self.separator) == (self.width - 1) * number
            and blank not in plain
            and not plain.startswith(blank[1:])
        )

    def _uneven(self, rows: _Rows) -> pl.DataFrame | None:
        """Read rows one by one: leave out blank ones, and separators after the last cell; note what is faulty."""
        cells, kept, numbers = iter(_QUOTED.findall(rows.text)), [], []
        for number, line in enumerate(rows.plain.split(b"\n")[:-1], self.row + 1):
            text = b"".join(next(cells) if part is None else part for part in _parted(line))
            if not line.strip(self.separator) or (self.width > 1 and self.separator not in line and not line.strip()):
                continue
            beyond = line.count(self.separator) + 1 - self.width
            if beyond > 0 and line.endswith(beyond * self.separator):
                text, beyond = text[:-beyond], 0
            if beyond:
                self._note(number, self.width + beyond)
            kept.append(text)
            numbers.append(number)
        if self.faulty or not kept:
            return None
        frame = self._cells(b"\n".join(kept) + b"\n")
        if frame.height != len(kept):
            place = Row(str(self.path), numbers[0])
            raise LeadError([Problem(place, "cannot be told apart from those after it", "write each row on a line")])
        return frame.select(pl.Series(ROW, numbers, pl.Int64), pl.all())

    def _note(self, row: int, width: int) -> None:
        self.faulty += 1
        if len(self.faults) < MAX_TOLD:
            wrong = f"has {width} {'cell' if width == 1 else 'cells'}, and the header has {self.width}"
            remedy = "put a cell with a separator in it in quotes" if width > self.width else "add the cells it lacks"
            self.faults.append(Problem(Row(str(self.path), row), wrong, remedy))

    def _cells(self, text: bytes) -> pl.DataFrame:
        return pl.read_csv(
            BytesIO(text),
            has_header=False,
            separator=self.dialect.separator,
            schema=self.schema,
            null_values=[""],
        )


def _starts_of(path: Path, dialect: Dialect, wanted: Collection[int]) -> dict[int, int]:
    """Return the lines of the file on which some rows start, up to where it cannot be read."""
    starts: dict[int, int] = {}
    if wanted:
        with suppress(UnicodeError):
            for row, line in enumerate(_starts(path, dialect), 1):
                if row in wanted:
                    starts[row] = line
                if len(starts) == len(wanted):
                    break
    return starts


def _starts(path: Path, dialect: Dialect) -> Iterator[int]:
    """Yield the line of the file on which each row starts: a quoted cell may have line ends in it."""
    line = dialect.below
    for raw in _parts(path, dialect):
        rows = _rows(raw)
        cells = _QUOTED.finditer(rows.text)
        for plain in rows.plain.split(b"\n")[:-1]:
            yield line
            line += 1 + sum(len(_LINE_END.findall(cell[0])) for cell in islice(cells, plain.count(b'"')))


def _rows(raw: bytes, *, closed: bool = True) -> _Rows:
    """End each row with a line feed, and take out quoted cells, and unless `closed` what follows an unclosed quote."""
    if b'"' not in raw:
        text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in raw else raw
        number, plain = 0, text
    else:
        text = _QUOTED_OR_LINE_END.sub(lambda match: match[1] or b"\n", raw) if b"\r" in raw else raw
        plain, number = _QUOTED.subn(b'"', text)
    if not closed:
        end = plain.rfind(b'"') if plain.count(b'"') > number else len(plain)
        return _Rows(text, plain[:end], number)
    last = b"" if plain.endswith(b"\n") else b"\n"
    return _Rows(text + last, plain + last, number)


def _stray(rows: _Rows, separator: bytes) -> int | None:
    """Return the place of the first quote at which no cell begins or ends; None if there is none."""
    plain = b"\n" + rows.plain
    number = plain.count(b'"')
    opening = plain.count(b'\n"') + plain.count(separator + b'"')
    closing = plain.count(b'"\n') + plain.count(b'"' + separator)
    if number == rows.quoted == opening == closing:
        return None
    beside = re.escape(separator) + b"\n"
    match = re.search(b'(?<![%b])"|"(?![%b])' % (beside, beside), plain)
    return (match.start() if match else plain.rfind(b'"')) - 1


def _parted(line: bytes) -> Iterator[bytes | None]:
    """Yield the parts of a plain row, None for each quoted cell."""
    first, *others = line.split(b'"')
    yield first
    for part in others:
        yield None
        yield part


def _parts(path: Path, dialect: Dialect) -> Iterator[bytes]:
    """Yield what comes after the header, in UTF-8, some rows at a time."""
    left, skip = b"", dialect.skip
    for block in _blocks(path, dialect.encoding):
        left += block[skip:]
        skip = max(0, skip - len(block))
        end = _end_of_rows(left) or (len(left) if len(left) > LONGEST else 0)
        if end:
            yield left[:end]
            left = left[end:]
    if left:
        yield left


def _blocks(path: Path, encoding: str) -> Iterator[bytes]:
    if encoding != "utf-8-sig":
        with path.open(encoding=encoding, newline="") as texts:
            while text := texts.read(PART):
                yield text.encode()
        return
    with path.open("rb") as file:
        if file.read(len(BOM_UTF8)) != BOM_UTF8:
            file.seek(0)
        while block := file.read(PART):
            yield block


def _end_of_rows(raw: bytes) -> int:
    """Return where the last whole row ends: at a line end outside of quotes; 0 if there is none."""
    end = len(raw) - raw.endswith(b"\r")  # a line feed may follow
    while (at := max(raw.rfind(b"\n", 0, end), raw.rfind(b"\r", 0, end))) >= 0:
        if raw.count(b'"', 0, at) % 2 == 0:
            return at + 1
        end = raw.rfind(b'"', 0, at)
    return 0
