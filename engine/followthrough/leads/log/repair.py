"""Makes a new log from the sound entries of a damaged one and of its copies, and keeps the damaged file.

Entries are only ever added, and no two logs share one by chance, so the sound entries of all files can be merged. What
is lost is reported. A lead whose beginning is lost gets a new one, since its other entries would not show without it.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from followthrough.errors import LeadError, LogError, Place, Problem
from followthrough.leads.log import copies
from followthrough.leads.log.checksums import Key, in_order
from followthrough.leads.log.history import Entry
from followthrough.leads.log.lead_names import check_name, folded
from followthrough.leads.log.migrations import STEPS, migrate
from followthrough.leads.log.salvage import Salvaged, salvage
from followthrough.leads.log.store import Log, Transaction, new_key
from followthrough.replacing import replaced


class Rescue(msgspec.Struct, frozen=True):
    """What a repair would produce: all entries, how many came only from a copy, and what is lost.

    `begun` names the leads whose beginning is lost. `unsound` has the rows that have changed and are in no copy, and
    `lost` is how many entries are gone in all, or None if that cannot be known.
    """

    entries: tuple[Entry, ...]
    from_copies: int
    begun: tuple[str, ...]
    unsound: tuple[Mapping[str, Any], ...]
    lost: int | None


def examine(log: Log) -> Rescue | None:
    """Return what can be saved of a log, or None if it is sound and lacks nothing that its copies have.

    Raises LogError if nothing is left, or if its file or a copy cannot be read.
    """
    try:
        _roll_back(log.path)
        own = salvage(log.path) if log.path.exists() else Salvaged({}, is_sound=True, counted=0)
        others = [salvage(copy) for copy in copies.copies(log.path)]
    except (OSError, sqlite3.Error) as error:
        how = getattr(error, "strerror", None) or "another program may be writing it"
        place = Place(str(getattr(error, "filename", None) or log.path))
        raise LogError([Problem(place, f"cannot be read ({how})", "fix that, and try again")]) from None
    entries: dict[Key, Entry] = {}
    for found in (own, *others):
        entries = {**found.entries, **entries}
    if not entries and not (own.is_sound and log.path.exists()):
        wrong = (
            "has no sound entries, and neither has any copy" if log.path.exists() else "does not exist, and has no copy"
        )
        raise LogError([Problem(Place(str(log.path)), wrong, "name another log with --log; nothing was changed")])
    if own.is_sound and len(entries) == len(own.entries) and _is_well(log):
        return None
    unsound = tuple(row for row in own.unsound if (row.get("change"), row.get("place")) not in entries)
    begun = _beginnings(entries.values(), unsound)
    return Rescue(
        in_order([*entries.values(), *begun]),
        len(entries) - len(own.entries),
        tuple(entry.value for entry in begun),
        unsound,
        _lost(own, len(entries)),
    )


def _lost(own: Salvaged, saved: int) -> int | None:
    """Return how many entries are gone, or None: a sound log with less than its copies cannot say."""
    if own.counted is None or (own.is_sound and own.counted < saved):
        return None
    return max(0, own.counted - saved)


def _roll_back(path: Path) -> None:
    """Let SQLite roll back what a killed program left half written."""
    if path.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA schema_version").close()


def _is_well(log: Log) -> bool:
    """Return whether a log can be read and written."""
    if not log.path.exists() or not log.path.stat().st_size:
        return True
    try:
        log.check()
    except LogError:
        return False
    return True


def _beginnings(entries: Iterable[Entry], unsound: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Return new beginnings for leads that have lost theirs, with the name if it can be read, or else a number."""
    there = in_order(entries)
    taken = {folded(entry.value) for entry in there if entry.kind == "added"}
    begun = {entry.lead for entry in there if entry.kind == "added"}
    read = {row.get("lead"): str(row.get("value")) for row in unsound if row.get("kind") == "added"}
    found: list[Entry] = []
    for entry in there:
        if entry.lead not in begun:
            begun.add(entry.lead)
            name = _free_name(read.get(entry.lead, ""), taken)
            taken.add(folded(name))
            day = min(one.day for one in there if one.lead == entry.lead)
            found.append(Entry(0, new_key(), 0, entry.lead, "added", "", name, day, entry.recorded))
    return found


def _free_name(name: str, taken: set[str]) -> str:
    """Return this name, or another one if a lead already has it."""
    with suppress(LeadError):
        if folded(check_name(name)) not in taken:
            return name
    number = 1
    while folded(f"saved lead {number}") in taken:
        number += 1
    return f"saved lead {number}"


def put_in_place(log: Log, rescue: Rescue, moment: datetime) -> Path | None:
    """Write the saved entries as the log, and keep the damaged file; return its new path, or None if there was no file.

    Nothing is ever lost: the damaged file is copied first, and the new one replaces it in one step. Raises LogError.
    """
    try:
        kept = _set_aside(log.path, moment)
        with (
            replaced(log.path, private=True) as (part,),
            closing(sqlite3.connect(part, isolation_level=None)) as connection,
        ):
            migrate(connection, STEPS)
            connection.execute("BEGIN IMMEDIATE")
            transaction = Transaction(connection, part, datetime.now, ())
            for entry in rescue.entries:
                transaction.insert(entry)
            transaction.seal()
            connection.execute("COMMIT")
    except (OSError, sqlite3.Error) as error:
        how = getattr(error, "strerror", None) or "the disk may be full"
        wrong = f"cannot be repaired ({how})"
        raise LogError([Problem(Place(str(log.path)), wrong, "see to its folder; nothing was changed")]) from None
    return kept


def _set_aside(path: Path, moment: datetime) -> Path | None:
    """Copy a file beside itself under a new name, and move its journal there, away from the new log."""
    if not path.exists():
        return None
    number = 0
    while True:
        number += 1
        kept = copies.path_beside(path, f".damaged-{moment:%Y-%m-%d}" + (f"-{number}" if number > 1 else ""))
        with suppress(FileExistsError):
            descriptor = os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            break
    with os.fdopen(descriptor, "wb") as file:
        file.write(path.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    journal = copies.path_beside(path, "-journal")
    if journal.exists():
        os.replace(journal, copies.path_beside(kept, "-journal"))
    return kept
