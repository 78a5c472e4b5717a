"""What shows that a log says what was recorded in it: a checksum of every entry, and a seal over all of them.

A disk turns single bits, a copy is cut short, a page is lost: SQLite notices some of that. A checksum tells that an
entry says what it said, the seal that none is missing. The order of entries is in what they say: the moment at which
each was recorded, which no two changes of one log share. So nothing rests on where in the file an entry stands, and
entries of several logs have one order, whichever was imported first.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec

from followthrough.leads.log.history import Entry

COLUMNS = ("change", "place", "lead", "kind", "name", "value", "day", "recorded")
"""What an entry says, as it is stored; its number is where it comes among all."""

Key = tuple[str, int]
"""What no two entries share, in this log or another: the change and the place within it."""

_BYTES = 8
"""Of a checksum: one of 2^64 turned entries is not noticed."""

_READ = f"SELECT {', '.join(COLUMNS)}, sum FROM entry"


class Unsound(Exception):
    """A log does not say what was recorded in it; the text tells how that shows."""


def number_of(entries: int) -> str:
    """Write a number of entries."""
    return f"{entries:,} {'entry' if entries == 1 else 'entries'}"


def key(entry: Entry) -> Key:
    """Return what no other entry has."""
    return entry.change, entry.place


def cells(entry: Entry) -> list[Any]:
    """Return what an entry says, as it is stored."""
    row = msgspec.to_builtins(entry)
    return [row[column] for column in COLUMNS]


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Make an entry of what is stored; raises msgspec.DecodeError if it is none."""
    entry = msgspec.convert({**row, "number": 0}, Entry)
    if entry.kind == "advised":
        entry.given()
    return entry


def checksum(entry: Entry) -> str:
    """Return 64 bits of BLAKE2b (RFC 7693) over all that an entry says, in hexadecimal."""
    return blake2b(msgspec.json.encode(cells(entry)), digest_size=_BYTES).hexdigest()


def seal(entries: Iterable[Entry]) -> tuple[int, str]:
    """Return how many entries there are, and a checksum of their checksums, whatever their order."""
    sums = sorted(map(checksum, entries))
    return len(sums), blake2b("".join(sums).encode(), digest_size=_BYTES).hexdigest()


def read(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Read all entries of a log. Raises Unsound if one is not as it was recorded, or missing."""
    found = []
    for *stored, written in fetched(connection, _READ):
        entry = entry_of(dict(zip(COLUMNS, stored, strict=True)))
        if checksum(entry) != written:
            raise Unsound("an entry is not as it was recorded")
        found.append(entry)
    if fetched(connection, "SELECT entries, digest FROM seal") != [seal(found)]:
        raise Unsound("it has not all the entries that were recorded, or its seal is broken")
    return in_order(found)


def fetched(connection: sqlite3.Connection, query: str) -> list[Any]:
    """Read all that a query gives.

    The cursor is closed even if reading fails halfway: kept by an error that is still being told, it would keep the
    file locked, although the connection is closed.
    """
    with closing(connection.execute(query)) as cursor:
        return cursor.fetchall()


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries in the order in which they were recorded, and numbered so."""
    found = sorted(entries, key=lambda entry: (entry.recorded, entry.change, entry.place))
    return tuple(
        entry if entry.number == number else msgspec.structs.replace(entry, number=number)
        for number, entry in enumerate(found, start=1)
    )


def told_apart(entries: Sequence[Entry]) -> list[Entry]:
    """Tell changes apart that were recorded in one second, by the order in which they come.

    A log of version 1 noted the second only; its order was that of its rows.
    """
    ranks: dict[datetime, dict[str, int]] = {}
    found = []
    for entry in entries:
        if not entry.recorded.microsecond:
            same = ranks.setdefault(entry.recorded, {})
            rank = same.setdefault(entry.change, len(same))
            later = entry.recorded + timedelta(microseconds=min(rank, 999_999))
            entry = msgspec.structs.replace(entry, recorded=later)
        found.append(entry)
    return found
