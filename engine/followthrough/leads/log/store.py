"""The file of the log: one SQLite database, to which entries are only ever added.

Reading never writes: a log of an older version is updated in memory, so it can be read where nothing can be written.
Writing is one transaction: all of it happens, or nothing does. While SQLite writes, it keeps a journal beside the file;
the next program to open the log rolls back an unfinished change (https://www.sqlite.org/atomiccommit.html).

Beside the log is `NAME.copy`, the log as it was before the first change on the last day of changes, in case the file is
damaged. A log is read only if it contains everything that was recorded (`checksums`) and everything in its copies
(`copies`). If it does not, `repair` is the way back.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shlex import quote
from uuid import uuid4

import msgspec

from followthrough.errors import LogError, Place, Problem
from followthrough.leads.log import copies
from followthrough.leads.log.checksums import (
    COLUMNS,
    Key,
    Unsound,
    cells,
    checksum,
    fetch_all,
    in_order,
    key,
    number_of,
    read,
    seal,
)
from followthrough.leads.log.history import Entry, EntryKind, History, histories
from followthrough.leads.log.lead_names import find, not_found
from followthrough.leads.log.migrations import MINE, STEPS, as_of_now, migrate, schema, schema_of
from followthrough.leads.log.salvage import salvage
from followthrough.replacing import replaced

VARIABLE = "FOLLOWTHROUGH_LOG"
"""The environment variable that names another log."""

PATIENCE = 5.0
"""How long to wait for another program to finish writing, in seconds; transactions take milliseconds."""

_WRITE = f"INSERT INTO entry ({', '.join(COLUMNS)}, sum) VALUES ({', '.join('?' for _ in (*COLUMNS, 'sum'))})"

_HOW = {sqlite3.SQLITE_NOTADB: "it is not a database", sqlite3.SQLITE_CORRUPT: "its pages contradict each other"}

_TOLD = {
    sqlite3.SQLITE_BUSY: ("is being written by another program", "try again"),
    sqlite3.SQLITE_LOCKED: ("is being written by another program", "try again"),
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "make room, and try again"),
    sqlite3.SQLITE_READONLY: ("cannot be written", "make it and its folder writable, or name another log with --log"),
    sqlite3.SQLITE_PERM: ("cannot be written", "make it and its folder writable, or name another log with --log"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "make it and its folder writable, or name another log with --log"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "check whether the disk is full or failing"),
}
"""What SQLite's primary result codes (https://www.sqlite.org/rescode.html) mean to the person."""


Clock = Callable[[], datetime]
"""Returns the moment to record."""


class NewEntry(msgspec.Struct, frozen=True):
    """An entry to be recorded."""

    kind: EntryKind
    name: str
    value: str
    day: date


def log_path(given: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the log: as given, from FOLLOWTHROUGH_LOG, or in the user's data folder."""
    if named := given or environment.get(VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("followthrough", appauthor=False) / "leads.sqlite"


class Log:
    """The search log in a file, which need not exist yet.

    Nothing stays open between two calls, so any number of programs may use the same log.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries in the order in which they were recorded; none if there is no file. Raises LogError."""
        with self._faults():
            copied = copies.entries_of_readable_copies(
                self.path
            )  # first, so that what another program adds meanwhile does not look lost
            found: tuple[Entry, ...] = ()
            if self.path.exists():
                with closing(self._connect()) as connection:
                    self._version(connection)
                    with as_of_now(connection, STEPS) as present:
                        found = read(present)
            self._check_nothing_is_lost(found, copied)
            return found

    def histories(self) -> tuple[History, ...]:
        """Return all leads, including dropped ones, in the order in which they were added. Raises LogError."""
        return histories(self.entries())

    def history(self, name: str) -> History:
        """Return the lead with the name that a person typed. Raises LeadError if there is none, and LogError."""
        return named(self.histories(), name, self.path)

    def active(self, on: date) -> tuple[History, ...]:
        """Return the leads that have started by a day and are not dropped, in the order in which they were added."""
        return tuple(history for history in self.histories() if history.is_active(on))

    def check(self) -> None:
        """Check that the log can be read and added to. Raises LogError."""
        with self._faults(), closing(self._connect()) as connection:
            if self._version(connection) == len(STEPS):
                _read_soundly(connection)

    @contextmanager
    def transaction(
        self, *, begin: bool = False, clock: Callable[[], datetime] | None = None
    ) -> Iterator["Transaction"]:
        """Read and write in one transaction: on leaving, everything is on the disk; after an error, nothing is.

        With `begin`, a missing file is created. `clock` returns the moment to record. Raises LogError.
        """
        with self._faults():
            copied = self._ready(begin)
            with closing(self._connect()) as connection:
                if self._version(connection) < len(STEPS):
                    self.entries()  # leave an incomplete log as it is
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("PRAGMA synchronous = FULL")
                migrate(connection, STEPS, before=lambda version: self._copy(f".v{version}"))
                connection.execute("BEGIN IMMEDIATE")
                try:
                    self._version(connection)
                    there = _read_soundly(connection)
                    self._check_nothing_is_lost(there, copied)
                    self._copy_of_the_day(there)
                    transaction = Transaction(connection, self.path, clock or _now, there)
                    yield transaction
                    transaction.seal()
                    connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise

    def _ready(self, begin: bool) -> dict[Path, frozenset[Key]]:
        """Make sure that there is a file, or create one, and return the entries of its copies."""
        copied = copies.entries_of_copies(self.path)
        if not self.path.exists():
            self._check_nothing_is_lost((), copied)
            if not begin:
                raise self._error("does not exist", "`followthrough leads add NAME` creates it")
            self._create()
        return copied

    def _connect(self) -> sqlite3.Connection:
        if self.path.is_dir():
            raise self._error("is a folder", "name a file in it with --log")
        place = f"{self.path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(place, uri=True, timeout=PATIENCE, isolation_level=None)

    def _create(self) -> None:
        """Create an empty file that only its owner can read, unless there is a file."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def _version(self, connection: sqlite3.Connection) -> int:
        """Return the version of a log. Refuse another program's file, and a newer version."""
        with _one_state(connection):
            version, mark, tables = (
                int(fetch_all(connection, query)[0][0])
                for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
            )
        if mark != MINE and (version or mark or tables):
            raise self._error("belongs to another program", "name another log with --log")
        if version < 0:
            raise Unsound("it does not state its version")
        if version > len(STEPS):
            raise self._error("was written by a newer version of followthrough", "update followthrough to open it")
        return version

    def _check_nothing_is_lost(self, there: Iterable[Entry], copied: dict[Path, frozenset[Key]]) -> None:
        """Refuse a log that lacks entries of one of its copies."""
        keys = set(map(key, there))
        lack = copies.missing_entries(copied, keys)
        if lack is None:
            return
        if not self.path.exists():
            wrong = f"is missing, but its copy {lack.copy} has {number_of(lack.entries)}"
        elif not keys:
            wrong = f"is empty, but its copy {lack.copy} has {number_of(lack.entries)}"
        else:
            wrong = f"lacks {lack.lacking} of the {number_of(lack.entries)} in its copy {lack.copy}"
        raise self._error(wrong, f"{self._repair()} brings them back; to continue without them, move the copy away")

    def _copy_of_the_day(self, there: Sequence[Entry]) -> None:
        """Copy the log before the first change of a day, unless it is empty."""
        copy = copies.path_beside(self.path, ".copy")
        is_of_today = copy.exists() and date.fromtimestamp(copy.stat().st_mtime) == date.today()
        if there and not is_of_today:
            self._copy(".copy")

    def _copy(self, suffix: str) -> None:
        """Copy the log beside itself, whole or not at all. Call it only while no other program can write.

        This uses a connection of its own: on one with an open transaction, SQLite would wait for its end and copy
        nothing.
        """
        with (
            replaced(copies.path_beside(self.path, suffix), private=True) as (part,),
            closing(self._connect()) as source,
            closing(sqlite3.connect(part, isolation_level=None)) as target,
        ):
            target.execute("PRAGMA journal_mode = OFF")
            source.backup(target)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn errors of the disk, of SQLite or of a damaged file into one line."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code not in _TOLD:
                raise self.damaged(_HOW.get(code, "its content contradicts itself")) from None
            raise self._error(*_TOLD[code]) from None
        except Unsound as error:
            raise self.damaged(str(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise self.damaged("an entry cannot be read") from None
        except OSError as error:
            if (copy := Path(str(error.filename))) in copies.copies(self.path):
                wrong = f"has a copy {copy} that cannot be read ({error.strerror})"
                raise self._error(wrong, "make it readable, or move it away") from None
            raise self._error(f"cannot be opened ({error.strerror})", "name another log with --log") from None

    def damaged(self, how: str) -> LogError:
        """Return the error for a damaged log, with the way to repair it if there is one."""
        with suppress(OSError, sqlite3.Error):
            if salvage(self.path).entries or any(copies.entries_of_readable_copies(self.path).values()):
                return self._error(f"is damaged ({how})", f"{self._repair()} saves its sound entries")
        return self._error(f"is damaged ({how})", "name another log with --log")

    def _repair(self) -> str:
        is_named = self.path != log_path()
        return f"`followthrough leads repair{f' --log {quote(str(self.path))}' if is_named else ''}`"

    def _error(self, wrong: str, remedy: str) -> LogError:
        return LogError([Problem(Place(str(self.path)), wrong, remedy)])


class Transaction:
    """Reads and writes the log in one transaction; see `Log.transaction`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        clock: Callable[[], datetime],
        there: tuple[Entry, ...],
    ) -> None:
        self.connection = connection
        self.path = path
        self.clock = clock
        self._entries = there
        self._new: list[Entry] = []

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, in the order in which they were recorded."""
        return in_order([*self._entries, *self._new]) if self._new else self._entries

    def histories(self) -> tuple[History, ...]:
        """Return all leads."""
        return histories(self.entries())

    def history(self, name: str) -> History:
        """Return the lead with the name that a person typed. Raises LeadError."""
        return named(self.histories(), name, self.path)

    def record(self, lead: str, drafts: Sequence[NewEntry]) -> None:
        """Record entries about a lead, named by its key, as one change."""
        self.record_together([(lead, draft) for draft in drafts])

    def record_together(self, drafts: Iterable[tuple[str, NewEntry]]) -> None:
        """Record entries about several leads, each with the key of its lead, as one change.

        The change comes after everything in the log, even if the clock was set back (a hybrid logical clock: Kulkarni
        et al., Logical Physical Clocks, 2014).
        """
        change, recorded = new_key(), self.clock()
        there = self.entries()
        if there:
            recorded = max(recorded, there[-1].recorded + timedelta(microseconds=1))
        for place, (lead, draft) in enumerate(drafts):
            self.insert(Entry(0, change, place, lead, draft.kind, draft.name, draft.value, draft.day, recorded))

    def insert(self, entry: Entry) -> None:
        """Add one entry."""
        self.connection.execute(_WRITE, [*cells(entry), checksum(entry)])
        self._new.append(entry)

    def seal(self) -> None:
        """Update the seal over all entries."""
        if self._new:
            self.connection.execute("UPDATE seal SET entries = ?, digest = ?", seal([*self._entries, *self._new]))


def named(found: Sequence[History], name: str, path: Path) -> History:
    """Return the lead with the name that a person typed. Raises LeadError."""
    by_name = {history.name: history for history in found}
    known = find(name, by_name)
    if known is None:
        raise not_found(name, by_name, str(path))
    return by_name[known]


def new_key() -> str:
    """Return a key that no other lead or change has, in this log or another."""
    return uuid4().hex


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Let several queries see the same state of the file, even if another program writes in between."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _read_soundly(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return all entries of a log before writing to it, after checking its pages and its triggers."""
    if fetch_all(connection, "PRAGMA integrity_check(1)") != [("ok",)]:
        raise Unsound("its pages contradict each other")
    if set(schema_of(STEPS)).difference(schema(connection)):
        raise Unsound("its tables have been changed")
    return read(connection)
