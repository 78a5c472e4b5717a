"""Reading a CSV export that has passed through a spreadsheet.

A spreadsheet moves rows and columns, changes the separator, and rewrites whatever looks like a date. So columns are
found by name, the order of rows does not matter, and each cell is read in every possible way. The checksum of the entry
shows which was meant.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

from followthrough.errors import LeadError, Place, Problem
from followthrough.leads.log.checksums import COLUMNS

_SEPARATORS = (",", ";", "\t", "|")
_LINES_ABOVE = 5
"""Most rows before the header: a title, `sep=;`, or empty rows."""
_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of the days that spreadsheets number."""

_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/. ]+(\d{{1,2}})[-/. ]+(\d{{4}}|\d{{2}}){_TIME}")
_DAY_NAMED = re.compile(rf"(\d{{1,2}})[-/. ]+([A-Za-z]{{3}})[a-z]*[-/. ,]+(\d{{4}}|\d{{2}}){_TIME}")
_MONTH_NAMED = re.compile(rf"([A-Za-z]{{3}})[a-z]*[-/. ]+(\d{{1,2}})[-/. ,]+(\d{{4}}|\d{{2}}){_TIME}")
_NUMBERED = re.compile(r"[1-9]\d{4}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:[.,]\d{1,6})?)(?:Z|\+00:00)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

SpreadsheetRow = Mapping[str, str]


def rows(raw: bytes, file: str) -> Iterator[tuple[Place, SpreadsheetRow]]:
    """Yield the rows of a CSV file with their places. Raises LeadError if it is not an export of a log."""
    text = _text(raw, file)
    for separator in _SEPARATORS:
        try:
            table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        except csv.Error:
            continue
        for above, cells in enumerate(table[:_LINES_ABOVE]):
            header = [cell.strip().casefold() for cell in cells]
            if set(COLUMNS) <= set(header):
                yield from _numbered(table[above + 1 :], header, file)
                return
    raise LeadError([Problem(Place(file), "is not an export of a log", "name a file that `leads export` wrote")])


def is_export(raw: bytes) -> bool:
    """Return whether a CSV file has most columns of an export among its first rows."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = raw.decode(encoding, "replace").splitlines()[:_LINES_ABOVE]
    found = [{cell.strip(' "').casefold() for cell in re.split(r"[,;\t|]", line)} for line in lines]
    return any(len(cells & {*COLUMNS}) >= len(COLUMNS) - 2 for cells in found)


def _text(raw: bytes, file: str) -> str:
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode(
            "cp1252", "replace"
        )  # the encoding of spreadsheets on Windows; the checksums show whether it fits
    if "sum" not in text.partition("\n")[0]:
        raise LeadError([Problem(Place(file), "is not an export of a log, or not UTF-8 text", "save it as UTF-8")])
    return text


def _numbered(table: list[list[str]], header: list[str], file: str) -> Iterator[tuple[Place, SpreadsheetRow]]:
    number = 0
    for cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        place = Place(f"{file}, entry {number}")
        if any(cell.strip() for cell in cells[len(header) :]):
            wrong = f"has {len(cells)} cells, but the header has {len(header)}"
            raise LeadError([Problem(place, wrong, "export the log again")])
        padded = [*cells, *([""] * (len(header) - len(cells)))]
        yield place, {name: cell for name, cell in zip(header, padded, strict=False) if name in (*COLUMNS, "sum")}


def readings(row: SpreadsheetRow) -> Iterator[dict[str, Any]]:
    """Yield what a row may originally have said, the likeliest first."""
    ways = [list(dict.fromkeys(_ways(name, row[name]))) for name in COLUMNS]
    for said in product(*ways):
        yield dict(zip(COLUMNS, said, strict=True))


def _ways(name: str, cell: str) -> Iterator[object]:
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    bare = text.removeprefix("'")
    if name == "place":
        match = re.fullmatch(r"(\d{1,9})(?:[.,]0+)?", bare.strip())
        yield int(match[1]) if match else bare
    elif name == "day":
        days = [day.isoformat() for day in dates(bare.strip())]
        yield from days or [bare]
    elif name == "recorded":
        match = _MOMENT.fullmatch(bare.strip())
        yield f"{match[1]}T{match[2].replace(',', '.')}Z" if match else bare
    else:
        yield bare
        yield text
        if name == "value":
            yield from (day.isoformat() for day in dates(bare.strip()))
            if bare.casefold() in ("true", "false"):
                yield from (bare.lower(), bare.capitalize())


def dates(text: str) -> list[date]:
    """Return the days that a cell may mean, in the formats that spreadsheets write.

    >>> [str(day) for day in dates("3/4/2026")], [str(day) for day in dates("22.11.26")], dates("Acme")
    (['2026-04-03', '2026-03-04'], ['2026-11-22'], [])
    """
    ways: list[tuple[str, str, str]] = []
    if match := _YEAR_FIRST.fullmatch(text):
        ways = [(match[1], match[2], match[3])]
    elif match := _YEAR_LAST.fullmatch(text):
        ways = [(match[3], match[2], match[1]), (match[3], match[1], match[2])]
    elif match := _DAY_NAMED.fullmatch(text):
        ways = [(match[3], _month(match[2]), match[1])]
    elif match := _MONTH_NAMED.fullmatch(text):
        ways = [(match[3], _month(match[1]), match[2])]
    elif _NUMBERED.fullmatch(text):
        return [_FIRST_DAY + timedelta(days=int(text))]
    found = []
    for year, month, day in ways:
        try:
            found.append(date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _month(name: str) -> str:
    return str(_MONTHS.index(name.lower()) + 1) if name.lower() in _MONTHS else "0"
