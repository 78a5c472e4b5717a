"""The form of the log, as numbered steps from one version to the next.

Each step runs in a transaction of its own, after the old log has been copied. A released step never changes: any change
needs a new step.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache

from followthrough.leads.log.checksums import (
    COLUMNS,
    Unsound,
    cells,
    checksum,
    entry_of,
    fetch_all,
    seal,
    with_distinct_moments,
)

MINE = 0x466F6C74
"""The log's `application_id` (PRAGMA application_id), "Folt", so that no other file is mistaken for a log."""

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
    """Add checksums and distinct moments to the entries of version 1."""
    rows = fetch_all(connection, f"SELECT number, {', '.join(COLUMNS)} FROM entry ORDER BY number")
    entries = with_distinct_moments([entry_of(dict(zip(COLUMNS, row[1:], strict=True))) for row in rows])
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
    (),  # a lead may be `renamed`: who knows no such entry says that the log is newer, and not that it is damaged
)
"""The step at index n turns version n into version n + 1. Version 0 is an empty file."""


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a log. Raises Unsound if no log has such a version."""
    version = int(fetch_all(connection, "PRAGMA user_version")[0][0])
    if version < 0:
        raise Unsound("it does not state its version")
    return version


def migrate(
    connection: sqlite3.Connection, steps: Sequence[MigrationStep], before: Callable[[int], None] | None = None
) -> None:
    """Take the steps that a log lacks, each in a transaction, and call `before` with the version before each.

    A new log is made in one transaction, without `before`, so that a half-made log never exists.
    """
    while version_of(connection) < len(steps):
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = version_of(connection)
            if version < len(steps):  # unless another program has taken the step meanwhile
                if version and before is not None:
                    before(version)
                until = version + 1 if version else len(steps)
                for step in steps[version:until]:
                    _run(connection, step)
                connection.execute(f"PRAGMA user_version = {until}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def _run(connection: sqlite3.Connection, step: MigrationStep) -> None:
    for statement in step:
        if isinstance(statement, str):
            connection.execute(statement)
        else:
            statement(connection)


@contextmanager
def as_of_now(connection: sqlite3.Connection, steps: Sequence[MigrationStep]) -> Iterator[sqlite3.Connection]:
    """Yield a log in its present form without writing to it: the log itself, or an updated copy in memory."""
    if version_of(connection) >= len(steps):
        yield connection
        return
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        connection.backup(copy)
        migrate(copy, steps)
        yield copy


def schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the names of a log's tables and triggers, with the SQL that made them."""
    return fetch_all(connection, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")


@cache
def schema_of(steps: tuple[MigrationStep, ...]) -> list[tuple[str, str]]:
    """Return the tables and triggers that a log should have."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, steps)
        return schema(fresh)
