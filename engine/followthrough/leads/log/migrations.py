"""The form of the log, as numbered steps from one version to the next.

A step runs in a transaction of its own, behind a copy of the log as it was. A step that has been released is never
changed: what is to be different goes into a new one.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache

from followthrough.leads.log.checksums import COLUMNS, Unsound, cells, checksum, entry_of, fetched, seal, told_apart

MINE = 0x466F6C74
"""What the log has as its `application_id` (PRAGMA application_id): "Folt", so that no other file is taken for one."""

MigrationStep = tuple[str | Callable[[sqlite3.Connection], None], ...]

_TRIGGERS = (
    """
        CREATE TRIGGER entries_stay BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END
        """,
    """
        CREATE TRIGGER entries_keep_what_they_say BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END
        """,
)


def _seal_what_is_there(connection: sqlite3.Connection) -> None:
    """Give the entries of version 1 their checksums, and moments that tell them apart."""
    rows = fetched(connection, f"SELECT number, {', '.join(COLUMNS)} FROM entry ORDER BY number")
    entries = told_apart([entry_of(dict(zip(COLUMNS, row[1:], strict=True))) for row in rows])
    for row, entry in zip(rows, entries, strict=True):
        values = (cells(entry)[-1], checksum(entry), row[0])
        connection.execute("UPDATE entry SET recorded = ?, sum = ? WHERE number = ?", values)
    connection.execute("INSERT INTO seal (entries, digest) VALUES (?, ?)", seal(entries))


STEPS: tuple[MigrationStep, ...] = (
    (
        f"PRAGMA application_id = {MINE}",
        """
        CREATE TABLE entry (
          number   INTEGER PRIMARY KEY,
          change   TEXT    NOT NULL,
          place    INTEGER NOT NULL,
          lead     TEXT    NOT NULL,
          kind     TEXT    NOT NULL,
          name     TEXT    NOT NULL,
          value    TEXT    NOT NULL,
          day      TEXT    NOT NULL,
          recorded TEXT    NOT NULL,
          UNIQUE (change, place)
        )
        """,
        *_TRIGGERS,
    ),
    (
        "DROP TRIGGER entries_stay",
        "DROP TRIGGER entries_keep_what_they_say",
        "ALTER TABLE entry ADD COLUMN sum TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE seal (entries INTEGER NOT NULL, digest TEXT NOT NULL)",
        _seal_what_is_there,
        *_TRIGGERS,
    ),
)
"""The step at place n, counted from 0, makes version n + 1 of version n; version 0 is an empty file."""


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a log. Raises Unsound if it says one that none has."""
    version = int(fetched(connection, "PRAGMA user_version")[0][0])
    if version < 0:
        raise Unsound("it says no version")
    return version


def migrate(
    connection: sqlite3.Connection, steps: Sequence[MigrationStep], before: Callable[[int], None] | None = None
) -> None:
    """Take the steps that a log lacks, each in a transaction; call `before` with the version of a log that has some.

    A new log is made in one transaction, so that none is ever there of which half is made.
    """
    while version_of(connection) < len(steps):
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = version_of(connection)
            if version < len(steps):  # no other program has taken the step meanwhile
                if version and before is not None:
                    before(version)
                until = version + 1 if version else len(steps)
                for step in steps[version:until]:
                    _take(connection, step)
                connection.execute(f"PRAGMA user_version = {until}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def _take(connection: sqlite3.Connection, step: MigrationStep) -> None:
    for statement in step:
        if isinstance(statement, str):
            connection.execute(statement)
        else:
            statement(connection)


@contextmanager
def as_of_now(connection: sqlite3.Connection, steps: Sequence[MigrationStep]) -> Iterator[sqlite3.Connection]:
    """Yield a log in its present form without writing it: itself, or where it is older a copy in memory."""
    if version_of(connection) >= len(steps):
        yield connection
        return
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        connection.backup(copy)
        migrate(copy, steps)
        yield copy


def schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the tables and triggers that a log has, with how each was made."""
    return fetched(connection, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")


@cache
def schema_of(steps: tuple[MigrationStep, ...]) -> list[tuple[str, str]]:
    """Return the tables and triggers that a log is to have."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, steps)
        return schema(fresh)
