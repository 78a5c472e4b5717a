"""Proof that a log still says what was recorded: a checksum for every entry, and a seal over all of them.

A disk flips a bit, a copy is cut short, a page is lost: SQLite notices only some of this. A checksum shows that an
entry is unchanged, and the seal shows that none is missing. Each entry carries the moment at which it was recorded,
which no two changes of one log share, and this moment determines its order. So it does not matter where in the file an
entry is, and the entries of several logs have one order, whichever was imported first.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import msgspec

from followthrough.leads.log.history import Entry

COLUMNS = ("change", "place", "lead", "kind", "name", "value", "day", "recorded")
"""The stored columns of an entry. Its number is its position among all entries, and is not part of what it says."""

Key = tuple[str, int]
"""Identifies an entry in this log and all others: its change, and its place within the change."""

_BYTES = 8
"""Length of a checksum: one in 2^64 damaged entries goes unnoticed."""

_in_columns = attrgetter(*COLUMNS)
_READ = f"SELECT {', '.join(COLUMNS)}, sum FROM entry"


class Unsound(Exception):
    """A log does not say what was recorded in it. The text says how that shows."""


def number_of(entries: int) -> str:
    """Return a number of entries in words."""
    return f"{entries:,} {'entry' if entries == 1 else 'entries'}"


def key(entry: Entry) -> Key:
    """Return what identifies an entry."""
    return entry.change, entry.place


def cells(entry: Entry) -> list[Any]:
    """Return the stored columns of an entry."""
    found: list[Any] = msgspec.to_builtins(_in_columns(entry))
    return found


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Return the entry in a stored row. Raises msgspec.DecodeError if it is not an entry."""
    entry = msgspec.convert({**row, "number": 0}, Entry)
    if entry.kind == "advised":
        entry.given()
    return entry


def checksum(entry: Entry) -> str:
    """Return 64 bits of BLAKE2b (RFC 7693) over the stored columns of an entry, in hexadecimal."""
    return blake2b(msgspec.json.encode(_in_columns(entry)), digest_size=_BYTES).hexdigest()


def seal(entries: Iterable[Entry]) -> tuple[int, str]:
    """Return the number of entries, and a checksum of their checksums that does not depend on their order."""
    return _seal_over(map(checksum, entries))


def _seal_over(sums: Iterable[str]) -> tuple[int, str]:
    found = sorted(sums)
    return len(found), blake2b("".join(found).encode(), digest_size=_BYTES).hexdigest()


def read(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Read all entries of a log. Raises Unsound if one has changed or is missing."""
    found, sums = [], []
    for *stored, written in fetch_all(connection, _READ):
        entry = entry_of(dict(zip(COLUMNS, stored, strict=True)))
        if checksum(entry) != written:
            raise Unsound("an entry has changed since it was recorded")
        found.append(entry)
        sums.append(written)
    if fetch_all(connection, "SELECT entries, digest FROM seal") != [_seal_over(sums)]:
        raise Unsound("entries are missing, or its seal is broken")
    return in_order(found)


def fetch_all(connection: sqlite3.Connection, query: str) -> list[Any]:
    """Return all rows of a query.

    The cursor is closed even if reading fails halfway. Otherwise the traceback of the error would hold it, and the file
    would stay locked although the connection is closed.
    """
    with closing(connection.execute(query)) as cursor:
        return cursor.fetchall()


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries in the order in which they were recorded, numbered from 1."""
    found = sorted(entries, key=lambda entry: (entry.recorded, entry.change, entry.place))
    return tuple(
        entry if entry.number == number else msgspec.structs.replace(entry, number=number)
        for number, entry in enumerate(found, start=1)
    )


def with_distinct_moments(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with a distinct moment for each change, if several were recorded in the same second.

    A log of version 1 recorded only the second, and its order was that of its rows.
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
