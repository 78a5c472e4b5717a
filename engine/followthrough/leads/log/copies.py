"""The copies beside a log: `NAME.copy`, and `NAME.v1` and so on, the log in an older form.

Entries are only ever added to a log, so it contains everything that its copies contain. A log that does not was
emptied, cut short, or replaced by an older one. We report this and never copy such a log over its copies.
"""

import sqlite3
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import msgspec

from followthrough.leads.log.checksums import Key
from followthrough.leads.log.migrations import STEPS
from followthrough.leads.log.salvage import salvage


class MissingEntries(msgspec.Struct, frozen=True):
    """A copy, how many entries it has, and how many of these the log lacks."""

    copy: Path
    entries: int
    lacking: int


def path_beside(path: Path, suffix: str) -> Path:
    """Return the path of a file beside a log."""
    return path.with_name(path.name + suffix)


def copies(path: Path) -> list[Path]:
    """Return the copies of a log that exist, the newest first."""
    suffixes = (".copy", *(f".v{version}" for version in range(len(STEPS), 0, -1)))
    return [copy for suffix in suffixes if (copy := path_beside(path, suffix)).is_file()]


def entries_of_copies(path: Path) -> dict[Path, frozenset[Key]]:
    """Return the sound entries of each copy. Raises OSError or sqlite3.Error if one cannot be read."""
    return {copy: frozenset(salvage(copy).entries) for copy in copies(path)}


def entries_of_readable_copies(path: Path) -> dict[Path, frozenset[Key]]:
    """Return the sound entries of each readable copy. An unreadable copy must not keep anyone from the log."""
    found = {}
    for copy in copies(path):
        with suppress(OSError, sqlite3.Error):
            found[copy] = frozenset(salvage(copy).entries)
    return found


def missing_entries(copied: dict[Path, frozenset[Key]], there: Collection[Key]) -> MissingEntries | None:
    """Return what a log lacks that its copies have, from the first such copy; None if it lacks nothing."""
    for copy, keys in copied.items():
        if missing := keys.difference(there):
            return MissingEntries(copy, len(keys), len(missing))
    return None
