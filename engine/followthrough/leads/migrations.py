"""The form of the log, as numbered steps from one version to the next.

A step runs in a transaction of its own, behind a copy of the log as it was. A step that has been released is never
changed: what is to be different goes into a new one.
"""

MINE = 0x466F6C74
"""What the log has as its `application_id` (PRAGMA application_id): "Folt", so that no other file is taken for one."""

Step = tuple[str, ...]

STEPS: tuple[Step, ...] = (
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
        """
        CREATE TRIGGER entries_stay BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END
        """,
        """
        CREATE TRIGGER entries_keep_what_they_say BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END
        """,
    ),
)
"""The step at place n, counted from 0, makes version n + 1 of version n; version 0 is an empty file."""
