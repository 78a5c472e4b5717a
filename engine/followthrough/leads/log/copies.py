"""The copies that lie beside a log: `NAME.copy`, and `NAME.v1` and so on, the log as it was in an older form.

Entries are only ever added to a log, so it has all that any of its copies has: one that does not was emptied, cut, or
is an older one that was put in its place. That is told and never passed on to a copy.
"""

import sqlite3
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import msgspec

from followthrough.leads.log.checksums import Key
from followthrough.leads.log.migrations import STEPS
from followthrough.leads.log.salvage import salvage


class Lack(msgspec.Struct, frozen=True):
    """A copy, how many entries it has, and how many of these the log has not."""

    copy: Path
    entries: int
    lacking: int


def beside(path: Path, suffix: str) -> Path:
    """Return the path of what lies beside a log."""
    return path.with_name(path.name + suffix)


def copies(path: Path) -> list[Path]:
    """Return the copies of a log that are there, the newest first."""
    suffixes = (".copy", *(f".v{version}" for version in range(len(STEPS), 0, -1)))
    return [copy for suffix in suffixes if (copy := beside(path, suffix)).is_file()]


def saved(path: Path) -> dict[Path, frozenset[Key]]:
    """Return what each copy has that is sound. Raises OSError or sqlite3.Error if one cannot be read."""
    return {copy: frozenset(salvage(copy).entries) for copy in copies(path)}


def readably_saved(path: Path) -> dict[Path, frozenset[Key]]:
    """Return what each copy has that can be read; others keep nobody from reading the log."""
    found = {}
    for copy in copies(path):
        with suppress(OSError, sqlite3.Error):
            found[copy] = frozenset(salvage(copy).entries)
    return found


def lack(copied: dict[Path, frozenset[Key]], there: Collection[Key]) -> Lack | None:
    """Return what a log lacks of its copies: of the first that has more; None if none has."""
    for copy, keys in copied.items():
        if missing := keys.difference(there):
            return Lack(copy, len(keys), len(missing))
    return None
