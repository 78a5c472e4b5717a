"""Make a new log of what is sound in a damaged one and in its copies; the damaged file is kept.

Entries are only ever added and no two logs share one by chance, so all that is sound, wherever it stands, can be put
together. What is lost is told; a lead whose beginning is lost gets one anew, as its other entries would show nowhere.
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
    """What a repair would make: all entries, how many came from a copy only, and what is lost.

    `begun` names the leads whose beginning is lost; `unsound` has the rows that are not as they were recorded and stand
    in no copy, and `lost` how many entries are gone in all, None where that cannot be known.
    """

    entries: tuple[Entry, ...]
    from_copies: int
    begun: tuple[str, ...]
    unsound: tuple[Mapping[str, Any], ...]
    lost: int | None


def examine(log: Log) -> Rescue | None:
    """Find what can be saved of a log; None if it is sound and has all that its copies have.

    Raises LogError when nothing is left, or its file or a copy cannot be read.
    """
    try:
        _roll_back(log.path)
        own = salvage(log.path) if log.path.exists() else Salvaged({}, is_sound=True, counted=0)
        others = [salvage(copy) for copy in copies.copies(log.path)]
    except (OSError, sqlite3.Error) as error:
        how = getattr(error, "strerror", None) or "another program may be writing it"
        place = Place(str(getattr(error, "filename", None) or log.path))
        raise LogError([Problem(place, f"cannot be read ({how})", "see to that, and try again")]) from None
    entries: dict[Key, Entry] = {}
    for found in (own, *others):
        entries = {**found.entries, **entries}
    if not entries and not (own.is_sound and log.path.exists()):
        wrong = "has nothing sound in it, and no copy that has" if log.path.exists() else "is not there, nor a copy"
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
    """Tell how many entries are gone; a log that is sound and has less than its copies does not know."""
    if own.counted is None or (own.is_sound and own.counted < saved):
        return None
    return max(0, own.counted - saved)


def _roll_back(path: Path) -> None:
    """Let SQLite take back what a program that was killed had half written."""
    if path.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA schema_version").close()


def _is_well(log: Log) -> bool:
    """Tell whether a log can be read and written."""
    if not log.path.exists() or not log.path.stat().st_size:
        return True
    try:
        log.check()
    except LogError:
        return False
    return True


def _beginnings(entries: Iterable[Entry], unsound: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Begin the leads anew whose beginning is lost: by the name that can still be read, or a number."""
    there = in_order(entries)
    taken = {folded(entry.value) for entry in there if entry.kind == "added"}
    begun = {entry.lead for entry in there if entry.kind == "added"}
    read = {row.get("lead"): str(row.get("value")) for row in unsound if row.get("kind") == "added"}
    found: list[Entry] = []
    for entry in there:
        if entry.lead not in begun:
            begun.add(entry.lead)
            name = _free(read.get(entry.lead, ""), taken)
            taken.add(folded(name))
            day = min(one.day for one in there if one.lead == entry.lead)
            found.append(Entry(0, new_key(), 0, entry.lead, "added", "", name, day, entry.recorded))
    return found


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no lead has."""
    with suppress(LeadError):
        if folded(check_name(name)) not in taken:
            return name
    number = 1
    while folded(f"saved lead {number}") in taken:
        number += 1
    return f"saved lead {number}"


def put_in_place(log: Log, rescue: Rescue, moment: datetime) -> Path | None:
    """Write what was saved as the log, and keep the file that was there; return where, if there was one.

    At no moment is there less than before: the damaged file is copied first, and the new one takes its place in one
    step. Raises LogError.
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
    """Copy a file beside itself under a new name, and move its journal there, which is not to touch the new log."""
    if not path.exists():
        return None
    number = 0
    while True:
        number += 1
        kept = copies.beside(path, f".damaged-{moment:%Y-%m-%d}" + (f"-{number}" if number > 1 else ""))
        with suppress(FileExistsError):
            descriptor = os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            break
    with os.fdopen(descriptor, "wb") as file:
        file.write(path.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    journal = copies.beside(path, "-journal")
    if journal.exists():
        os.replace(journal, copies.beside(kept, "-journal"))
    return kept
