"""The file of the log: one SQLite database, into which entries are only ever added.

Reading never writes: a log of an older version is brought up to date in memory, so that it can be read where nothing
can be written. Writing is one transaction: it is all there, or nothing is. SQLite keeps a journal beside the file while
it writes; whoever opens the log next rolls back what was cut off (https://www.sqlite.org/atomiccommit.html).

Beside the log lies `NAME.copy`, the log as it was before the first change of the day on which it last changed, for the
day on which the file itself is damaged.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from followthrough.errors import LogError, Place, Problem
from followthrough.leads.history import Entry, History, Kind, histories
from followthrough.leads.migrations import MINE, STEPS
from followthrough.leads.names import find, not_found

VARIABLE = "FOLLOWTHROUGH_LOG"
"""The environment variable that names another log."""

PATIENCE = 5.0
"""How long to wait for another program that is writing, in seconds: its transactions take milliseconds."""

_COLUMNS = ("number", "change", "place", "lead", "kind", "name", "value", "day", "recorded")
_READ = f"SELECT {', '.join(_COLUMNS)} FROM entry ORDER BY number"
_WRITE = f"INSERT INTO entry ({', '.join(_COLUMNS[1:])}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

_TOLD = {
    sqlite3.SQLITE_BUSY: ("is being written by another program", "try again"),
    sqlite3.SQLITE_LOCKED: ("is being written by another program", "try again"),
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "make room, and do it again"),
    sqlite3.SQLITE_READONLY: ("cannot be written", "make it and its folder writable, or name another log with --log"),
    sqlite3.SQLITE_PERM: ("cannot be written", "make it and its folder writable, or name another log with --log"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "make it and its folder writable, or name another log with --log"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "see whether the disk is full or failing"),
}
"""What SQLite's primary result codes (https://www.sqlite.org/rescode.html) mean to the person."""


class Draft(msgspec.Struct, frozen=True):
    """An entry to be recorded."""

    kind: Kind
    name: str
    value: str
    day: date


def log_path(given: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """Give the path of the log: the given one, that of FOLLOWTHROUGH_LOG, or that in the user's data folder."""
    if named := given or environment.get(VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("followthrough", appauthor=False) / "leads.sqlite"


class Log:
    """The search log in a file, which need not be there yet.

    Nothing is held open between two calls, so any number of programs may have the same log.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> tuple[Entry, ...]:
        """Read all entries, in the order in which they were recorded; none where there is no file. Raises LogError."""
        with self._faults():
            if not self.path.exists():
                return ()
            with closing(self._connect()) as connection:
                if self._version(connection) < len(STEPS):
                    with closing(_in_memory(connection)) as copy:
                        _migrate(copy)
                        return _entries(copy)
                return _entries(connection)

    def histories(self) -> tuple[History, ...]:
        """Read all leads, dropped ones too, in the order in which they were added. Raises LogError."""
        return histories(self.entries())

    def history(self, name: str) -> History:
        """Read the lead that a person calls so; raises LeadError if there is none, LogError."""
        return named(self.histories(), name, self.path)

    def active(self, on: date) -> tuple[History, ...]:
        """Read the leads that have begun by a day and are not dropped, in the order in which they were added."""
        return tuple(history for history in self.histories() if history.is_active(on))

    @contextmanager
    def transaction(
        self, *, begin: bool = False, clock: Callable[[], datetime] | None = None
    ) -> Iterator["Transaction"]:
        """Read and write as one: when this is left what was written is on the disk, and if it raises nothing is.

        Where there is no file, one is made if the log may `begin` so. `clock` tells the moment that is recorded. Raises
        LogError.
        """
        with self._faults():
            if begin:
                self._create()
            elif not self.path.exists():
                raise self._error("is not there", "`followthrough leads add NAME` begins it")
            with closing(self._connect()) as connection:
                self._version(connection)
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("PRAGMA synchronous = FULL")
                _migrate(connection, before=lambda version: self._copy(f".v{version}"))
                connection.execute("BEGIN IMMEDIATE")
                try:
                    self._version(connection)
                    self._copy_of_the_day(connection)
                    yield Transaction(connection, self.path, clock or _now)
                    connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise

    def _connect(self) -> sqlite3.Connection:
        if self.path.is_dir():
            raise self._error("is a folder", "name a file in it with --log")
        place = f"{self.path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(place, uri=True, timeout=PATIENCE, isolation_level=None)

    def _create(self) -> None:
        """Create an empty file that only its owner can read, if there is none."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def _version(self, connection: sqlite3.Connection) -> int:
        """Give the version of a log; refuse another program's file, and a newer version."""
        with _one_state(connection):
            version, mark, tables = (
                int(_rows(connection, query)[0][0])
                for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
            )
        if mark != MINE and (version or mark or tables):
            raise self._error("is a database of another program", "name another log with --log")
        if version > len(STEPS):
            raise self._error("was written by a newer version of followthrough", "update followthrough to open it")
        return version

    def _copy_of_the_day(self, connection: sqlite3.Connection) -> None:
        """Copy the log before the first change of a day, if it is sound and has anything in it."""
        copy = _beside(self.path, ".copy")
        if copy.exists() and date.fromtimestamp(copy.stat().st_mtime) == date.today():
            return
        if _rows(connection, "SELECT 1 FROM entry LIMIT 1"):
            sound = _rows(connection, "PRAGMA quick_check(1)")[0][0]
            if sound != "ok":
                raise self._damaged(sound)
            self._copy(".copy")

    def _copy(self, suffix: str) -> None:
        """Copy the log beside itself, whole or not at all; while this program alone may write, so that no other copies.

        Over a connection of its own: SQLite copies nothing over one that is in a transaction, and waits for its end.
        """
        copy, draft = _beside(self.path, suffix), _beside(self.path, f"{suffix}.new")
        try:
            os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
            with closing(self._connect()) as source, closing(sqlite3.connect(draft, isolation_level=None)) as target:
                target.execute("PRAGMA journal_mode = OFF")
                source.backup(target)
            os.replace(draft, copy)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn what the disk, SQLite or a damaged file does into one line."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code not in _TOLD:
                raise self._damaged(str(error)) from None
            raise self._error(*_TOLD[code]) from None
        except msgspec.DecodeError as error:
            raise self._damaged(str(error)) from None
        except UnicodeDecodeError:  # in what a damaged file makes SQLite say
            raise self._damaged("not UTF-8") from None
        except OSError as error:
            raise self._error(f"cannot be opened ({error.strerror})", "name another log with --log") from None

    def _damaged(self, how: str) -> LogError:
        copy = _beside(self.path, ".copy")
        remedy = f"its copy is {copy}: read that with --log" if copy.exists() else "name another log with --log"
        return self._error(f"is damaged ({how})", remedy)

    def _error(self, wrong: str, remedy: str) -> LogError:
        return LogError([Problem(Place(str(self.path)), wrong, remedy)])


class Transaction:
    """What can be read and written at once; see `Log.transaction`."""

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: Callable[[], datetime]) -> None:
        self.connection = connection
        self.path = path
        self.clock = clock

    def entries(self) -> tuple[Entry, ...]:
        """Read all entries."""
        return _entries(self.connection)

    def histories(self) -> tuple[History, ...]:
        """Read all leads."""
        return histories(self.entries())

    def history(self, name: str) -> History:
        """Read the lead that a person calls so; raises LeadError."""
        return named(self.histories(), name, self.path)

    def record(self, lead: str, drafts: Sequence[Draft]) -> None:
        """Record entries about a lead, by its key, as one change."""
        change, recorded = new_key(), self.clock()
        for place, draft in enumerate(drafts):
            entry = Entry(0, change, place, lead, draft.kind, draft.name, draft.value, draft.day, recorded)
            self.insert(entry)

    def insert(self, entry: Entry) -> None:
        """Add one entry, numbered anew."""
        row = msgspec.to_builtins(entry)
        self.connection.execute(_WRITE, [row[column] for column in _COLUMNS[1:]])


def named(found: Sequence[History], name: str, path: Path) -> History:
    """Give the lead that a person calls so; raises LeadError."""
    by_name = {history.name: history for history in found}
    known = find(name, by_name)
    if known is None:
        raise not_found(name, by_name, str(path))
    return by_name[known]


def new_key() -> str:
    """Make a key that no other lead or change has, in this log or another."""
    return uuid4().hex


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Let several queries see the same state of the file, though another program writes between them."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _rows(connection: sqlite3.Connection, query: str) -> list[Any]:
    """Read all that a query gives.

    The cursor is closed even if reading fails halfway: kept by an error that is still being told, it would keep the
    file locked, although the connection is closed.
    """
    with closing(connection.execute(query)) as cursor:
        return cursor.fetchall()


def _entries(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Read all entries, each checked: what a damaged file says is not to be taken for what the person said."""
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(connection, _READ)]
    found = msgspec.convert(rows, tuple[Entry, ...])
    for entry in found:
        if entry.kind == "advised":
            entry.given()
    return found


def _in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    return copy


def _migrate(connection: sqlite3.Connection, before: Callable[[int], None] | None = None) -> None:
    """Take the steps that a log lacks, each in a transaction; call `before` with the version of a log that has some."""
    while _version_of(connection) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = _version_of(connection)
            if version < len(STEPS):  # no other program has taken the step meanwhile
                if version and before is not None:
                    before(version)
                for statement in STEPS[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def _version_of(connection: sqlite3.Connection) -> int:
    return int(_rows(connection, "PRAGMA user_version")[0][0])
