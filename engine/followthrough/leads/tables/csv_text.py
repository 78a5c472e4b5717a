"""Text with separators between cells, read as people and programs really write it.

A cell in quotes may contain separators, line ends, and quotes written twice. A quote that does not enclose a whole cell
is read as it stands, so a stray one never swallows the rows below it. The separator is the one that divides the lines
most evenly.
"""

import re
from collections.abc import Iterator
from io import StringIO

from followthrough.leads.tables.table import CellRow, Grid

SEPARATORS = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
    "^": "carets",
    "~": "tildes",
    ":": "colons",
    "\x1f": "unit separators",
}
"""The characters that separate cells, the most common ones first, and their names."""

_NAMED = re.compile(r'"?sep=(.)"?[,;\t]*\r?\n')
"""The line in which Excel notes the separator for itself."""
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""Byte order marks, the longer ones first."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1e\x7f]")
_BEGINNING, _FEW_CONTROLS = 4_000, 8
"""A text has fewer control characters than this among its first characters; a picture has many."""
_LOOKED_AT = 50
"""How many lines show what the separator is."""


def decoded(raw: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    The byte order mark shows it, or the zeros beside the letters of UTF-16; any other file is UTF-8 or, if its bytes
    are no UTF-8, Windows-1252.

    >>> decoded("Firma".encode("utf-16-le")), decoded("Bäcker".encode("cp1252"))
    (('Firma', 'UTF-16'), ('Bäcker', 'Windows-1252'))
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), encoding.upper()
    begins = raw[:2000]
    if len(begins) > 3:
        zeros = [half.count(0) * 4 > len(half) for half in (begins[::2], begins[1::2])]
        if zeros in ([True, False], [False, True]):
            return raw.decode("utf-16-be" if zeros[0] else "utf-16-le", "replace"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "Windows-1252"


def read_csv(raw: bytes) -> Grid | None:
    """Return the rows of a text file; None if the file is no text."""
    text, encoding = decoded(raw)
    if len(_CONTROLS.findall(text[:_BEGINNING])) > _FEW_CONTROLS:
        return None
    named = _NAMED.match(text)
    skipped = 1 if named else 0
    text = text[named.end() :] if named else text
    separator = named[1] if named else _separator(text)
    rows, stray = [], []
    for number, cells, is_stray in _records(text, separator):
        rows.append(CellRow(number + skipped, tuple(_plain(cell) for cell in cells)))
        if is_stray:
            stray.append(str(number + skipped))
    told = []
    if stray:
        lines = f"line {stray[0]} has" if len(stray) == 1 else f"lines {', '.join(stray[:5])} have"
        told.append(f"{lines} a quote that does not enclose a cell; it is read as it stands.")
    if "\ufffd" in text and "\ufffd".encode() not in raw:
        told.append(f"some characters are no {encoding} text, and are read as \ufffd.")
    between = SEPARATORS.get(separator, f"{separator} between cells")
    return Grid(tuple(rows), f"{between}, {encoding}", tuple(told))


def _separator(text: str) -> str:
    """Return the separator that divides most lines into the same number of cells."""
    best, most = ",", 0.0
    for separator in SEPARATORS:
        widths = [len(cells) for _, cells, _ in _first_records(text, separator)]
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        common = max(set(wide), key=lambda width: (wide.count(width), width))
        score = wide.count(common) / len(widths) * (1 + min(common, 12) / 12)
        if separator in ":^~":
            score /= 3  # these are common inside of cells
        if score > most:
            best, most = separator, score
    return best


def _first_records(text: str, separator: str) -> Iterator[tuple[int, list[str], bool]]:
    for found, record in enumerate(_records(text, separator)):
        if found == _LOOKED_AT:
            return
        if any(cell.strip() for cell in record[1]):
            yield record


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str], bool]]:
    """Yield each row: the number of its first line, its cells, and whether it has a stray quote."""
    sign = re.escape(separator)
    quoted = re.compile(rf'[^\S\t\r\n]*"((?:[^"]|"")*)"[^\S\t\r\n]*(?={sign}|\r\n|\r|\n|\Z)')
    bare = re.compile(rf"[^{sign}\r\n]*")
    position, line, widest = 0, 1, 0
    while position < len(text):
        cells: list[str] = []
        start, is_stray = line, False
        while True:
            match = quoted.match(text, position) if '"' in text[position : position + 8] else None
            if match is not None and _swallows(match[1], separator, widest):
                match = None
            if match is not None:
                cells.append(match[1].replace('""', '"'))
            else:
                match = bare.match(text, position)
                assert match is not None, "a cell may be empty"
                is_stray |= '"' in match[0] and match[0].lstrip().startswith('"')
                cells.append(match[0])
            line += len(re.findall(r"\r\n|\r|\n", match[0]))
            position = match.end()
            if text[position : position + 1] != separator:
                break
            position += 1
        widest = max(widest, len(cells))
        yield start, cells, is_stray
        position += 2 if text.startswith("\r\n", position) else 1
        line += 1


def _swallows(cell: str, separator: str, width: int) -> bool:
    """Return whether a cell over several lines has a whole row in it, since its quote was not meant to open a cell."""
    between = StringIO(cell).readlines()[1:-1]
    return width > 2 and any(line.count(separator) >= width - 1 for line in between)


def _plain(cell: str) -> str:
    """Return a cell without what only keeps a spreadsheet from rewriting it, as in `="0123"`."""
    cell = cell.strip()
    match = re.fullmatch(r'="(.*)"', cell, re.DOTALL)
    return match[1] if match else cell
