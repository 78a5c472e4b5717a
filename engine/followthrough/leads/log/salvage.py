"""What is sound in a damaged log: every entry whose checksum fits, wherever it is in the file.

SQLite reads as far as it can, once from each end. What it does not reach is searched for in the bytes themselves: a row
is stored as a record (https://www.sqlite.org/fileformat2.html#record_format), which says where its columns end, and the
checksum shows whether it really is an entry. So nothing else is mistaken for an entry. Only a log of version 1, which
has no checksums, is believed as it is.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec

from followthrough.leads.log.checksums import (
    COLUMNS,
    Key,
    Unsound,
    checksum,
    entry_of,
    fetch_all,
    key,
    read,
    with_distinct_moments,
)
from followthrough.leads.log.history import Entry
from followthrough.leads.log.migrations import STEPS, as_of_now

_STORED = (*COLUMNS, "sum")
_PAGE = 4096
"""Size of a page in bytes if the file does not say: SQLite's default."""
_RECORD = re.compile(rb"(?=[\x09-\x1e]\x00)")
"""Where a record may begin: the length of its header, and the row number's column, stored as NULL."""


NO_DAMAGE = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
    )
)
"""The primary result codes of SQLite (https://www.sqlite.org/rescode.html) that do not mean a damaged file."""


_NOT_READ = (sqlite3.Error, UnicodeDecodeError, ValueError)
"""The errors of SQLite about a damaged file, whose text can be damaged too."""


class Salvaged(msgspec.Struct, frozen=True):
    """What is in a log, damaged or not: its sound entries, its unsound rows, and the number of entries in its seal.

    `counted` is None if the seal is missing or cannot be read.
    """

    entries: Mapping[Key, Entry]
    unsound: tuple[Mapping[str, Any], ...] = ()
    counted: int | None = None
    is_sound: bool = False


def salvage(path: Path) -> Salvaged:
    """Read what is sound in a log. Raises OSError or sqlite3.Error if the file cannot be read at present."""
    raw = path.read_bytes()
    if not raw:
        return Salvaged({}, is_sound=True, counted=0)
    try:
        with closing(_opened(path)) as log, as_of_now(log, STEPS) as present:
            entries = read(present)
        return Salvaged({key(entry): entry for entry in entries}, counted=len(entries), is_sound=True)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in NO_DAMAGE:
            raise
    except (msgspec.DecodeError, UnicodeDecodeError, Unsound):
        pass
    rows, counted = _rows(path)
    is_first_version = int.from_bytes(raw[60:64], "big") == 1
    rows += (dict(zip(_STORED, values, strict=False)) for values in _records(raw))
    return _separated(rows, counted, is_first_version)


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    return connection


def _rows(path: Path) -> tuple[list[dict[str, Any]], int | None]:
    """Return the rows that SQLite reaches, and the number of entries in the seal."""
    found: list[dict[str, Any]] = []
    counted = None
    with suppress(*_NOT_READ), closing(_opened(path)) as log:
        with suppress(*_NOT_READ):
            said = [row[0] for row in fetch_all(log, "SELECT entries FROM seal")]
            counted = said[0] if said and isinstance(said[0], int) else None
        for order in ("ASC", "DESC"):
            query = f"SELECT * FROM entry ORDER BY number {order}"
            with suppress(*_NOT_READ), closing(log.execute(query)) as cursor:
                names = [column[0] for column in cursor.description]
                found.extend(dict(zip(names, row, strict=True)) for row in cursor)
    return found, counted


def _separated(rows: Iterable[Mapping[str, Any]], counted: int | None, is_first_version: bool) -> Salvaged:
    """Separate sound rows from unsound ones."""
    sound: dict[Key, Entry] = {}
    bare: dict[Key, Entry] = {}
    unsound: dict[object, Mapping[str, Any]] = {}
    for row in rows:
        try:
            entry = entry_of({column: row[column] for column in COLUMNS})
        except (msgspec.DecodeError, KeyError):
            entry = None
        if entry is not None and "sum" not in row:
            bare.setdefault(key(entry), entry)
        elif entry is not None and checksum(entry) == row["sum"]:
            sound.setdefault(key(entry), entry)
        else:
            unsound.setdefault((row.get("change"), row.get("place")), row)
    if is_first_version:
        sound = {**{key(entry): entry for entry in with_distinct_moments(list(bare.values()))}, **sound}
    return Salvaged(sound, tuple(row for place, row in unsound.items() if place not in sound), counted)


def _records(raw: bytes) -> Iterator[Sequence[Any]]:
    """Yield all rows of nine or ten columns, texts and one number, in the bytes of a file."""
    size = int.from_bytes(raw[16:18], "big")
    size = size if size in (512, 1024, 2048, _PAGE, 8192, 16384, 32768) else _PAGE
    for start in _RECORD.finditer(raw):
        if (types := _types(raw, start.start())) is not None:
            with suppress(UnicodeDecodeError, IndexError):
                yield _values(_payload(raw, start.start(), types, size), types)


def _types(raw: bytes, start: int) -> list[int] | None:
    """Return the serial types in the header of a record, without the first, which is that of the row's number."""
    end, at = start + raw[start], start + 2
    types: list[int] = []
    while at < min(end, len(raw)):
        number, at = _varint(raw, at)
        types.append(number)
    if at != end or len(types) not in (len(COLUMNS), len(_STORED)):
        return None
    place = types.pop(1)
    if place not in (1, 2, 3, 4, 8, 9) or any(number < 13 or number % 2 == 0 for number in types):
        return None
    types.insert(1, place)
    return types


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    number = 0
    for byte in raw[at : at + 4]:
        number, at = number << 7 | byte & 0x7F, at + 1
        if byte < 0x80:
            break
    return number, at


def _width(serial: int) -> int:
    return (serial - 13) // 2 if serial >= 13 else {8: 0, 9: 0}.get(serial, serial)


def _payload(raw: bytes, start: int, types: Sequence[int], size: int) -> bytes:
    """Return the columns of a record, from its page and from the pages onto which it overflows.

    How much is on each page follows "B-tree Cell Format" in the description of the file format, for a table's leaf.
    """
    whole = raw[start] + sum(map(_width, types))
    here = whole
    if whole > size - 35:
        least = (size - 12) * 32 // 255 - 23
        here = least + (whole - least) % (size - 4)
        here = here if here <= size - 35 else least
    found = raw[start : start + here]
    at = start + here
    while len(found) < whole:
        page = int.from_bytes(raw[at : at + 4], "big")
        at = (page - 1) * size
        if page < 1 or at + size > len(raw):
            break
        found += raw[at + 4 : at + size][: whole - len(found)]
    return found[raw[start] :]


def _values(payload: bytes, types: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    at = 0
    for serial in types:
        cell = payload[at : at + _width(serial)]
        at += _width(serial)
        found.append(cell.decode() if serial >= 13 else serial - 8 if serial in (8, 9) else int.from_bytes(cell, "big"))
    return found
