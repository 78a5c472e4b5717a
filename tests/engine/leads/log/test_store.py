"""The file of the log: what was reported as stored is there once, whatever happens."""

import os
import random
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from shutil import rmtree

import pytest

from bases_in_memory import base_of
from followthrough.errors import LeadError, LogError
from followthrough.leads.log import Log, actions, log_path, revising, store, undoing
from followthrough.leads.log.migrations import STEPS
from followthrough.leads.log.repair import examine, put_in_place

BASE = base_of("- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: it is wet}\n")
DAY = date(2026, 11, 22)
KILLS = 100


@pytest.fixture
def log(tmp_path) -> Log:
    """A log with one lead."""
    kept = Log(tmp_path / "leads.sqlite")
    actions.add(kept, BASE, "Acme", {"wet": "yes"}, today=DAY)
    return kept


def names(log: Log) -> list[str]:
    return [history.name for history in log.histories()]


def one_line(error: pytest.ExceptionInfo[LogError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert "; " in text
    return text


def files(log: Log) -> list[str]:
    return sorted(os.listdir(log.path.parent))


def in_a_process(program: str, *arguments: object) -> list[str]:
    """Run a program that stands beside this file; give the lines that it prints."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name(program), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_nothing_stored_is_lost_or_doubled_when_the_programs_that_write_are_killed(tmp_path, record_property):
    kills, reported, halfway, *wrong = in_a_process("leads_killed.py", tmp_path, KILLS, 6)
    assert wrong == []
    assert int(kills) == KILLS
    assert int(halfway) > 0
    record_property("counted", f"{kills} kills, {halfway} of them halfway; {reported} reports of storing kept")


class Failing(sqlite3.Connection):
    """A connection of which one statement fails, counted over all of them."""

    left = 0

    def execute(self, *arguments):
        Failing.left -= 1
        if Failing.left == 0:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error
        return super().execute(*arguments)


DEEDS: dict[str, Callable[[Log], object]] = {
    "add": lambda log: actions.add(log, BASE, "Brown", {"wet": "no", "late": "yes"}, today=DAY, note="a note"),
    "set": lambda log: actions.set_answers(log, BASE, "Acme", {"wet": "no", "late": "yes"}, today=DAY),
    "drop": lambda log: actions.drop(log, "Acme", today=DAY, note="enough"),
    "undo": lambda log: undoing.undo(log, today=DAY),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
@pytest.mark.parametrize("begun", ["yesterday", "today"])
def test_whichever_statement_fails_all_is_stored_or_nothing_and_it_can_be_done_again(
    log, monkeypatch, deed, begun, record_property
):
    connect = sqlite3.connect
    if begun == "yesterday":
        actions.set_answers(log, BASE, "Acme", {"late": "no"}, today=DAY)
        os.utime(log.path.with_name("leads.sqlite.copy"), (0, 0))
    before, there = log.entries(), files(log)
    for number in range(1, 100):
        Failing.left = number
        monkeypatch.setattr(store.sqlite3, "connect", lambda *a, **k: connect(*a, **{**k, "factory": Failing}))
        try:
            deed(log)
            break
        except LogError as error:
            said = str(error)
        assert "\n" not in said
        monkeypatch.setattr(store.sqlite3, "connect", connect)
        assert log.entries() == before
        assert files(log) in (there, [*there, "leads.sqlite.copy"])
    monkeypatch.setattr(store.sqlite3, "connect", connect)
    assert number > 8
    after = log.entries()
    assert after[: len(before)] == before
    assert len({(entry.change, entry.place) for entry in after}) == len(after) > len(before)
    record_property("counted", f"{number - 1} statements failed in turn")


def test_a_full_disk_gets_one_line_at_whatever_byte_it_is_full(log):
    lines = in_a_process("leads_refused.py", "full", log.path)
    stored = ["Acme"]
    for said, there in zip(lines[::2], lines[1::2], strict=True):
        if said.startswith("stored "):
            stored.append(said.removeprefix("stored "))
        else:
            assert said.startswith(f"LogError {log.path}: ")
        assert there == ", ".join(stored)
    assert len(lines) // 2 > len(stored) > 1


@pytest.mark.parametrize("closed", ["folder", "file", "both"])
def test_what_cannot_be_written_can_be_read(closed):
    folder = Path(tempfile.mkdtemp())
    log = Log(folder / "leads.sqlite")
    actions.add(log, BASE, "Acme", {"wet": "yes"}, today=DAY)
    log.path.chmod(0o666 if closed == "folder" else 0o444)
    folder.chmod(0o777 if closed == "file" else 0o555)
    try:
        before, said, after = in_a_process("leads_refused.py", "closed", log.path)
    finally:
        folder.chmod(0o755)
        rmtree(folder)
    assert before == after == "Acme"
    assert said.startswith(f"LogError {log.path}: cannot be ")
    assert "--log" in said


def test_a_log_that_another_program_is_writing_gets_one_line_when_it_takes_too_long(log, monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 0.01)
    with closing(sqlite3.connect(log.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError) as error:
            actions.drop(log, "Acme", today=DAY)
        assert "is being written by another program; try again" in one_line(error)
        assert names(log) == ["Acme"]
        other.execute("COMMIT")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogError) as error:
            log.histories()
        assert "is being written by another program; try again" in one_line(error)
    actions.drop(log, "Acme", today=DAY)


def test_a_log_of_a_newer_version_and_the_file_of_another_program_are_refused_untouched(tmp_path):
    newer, others, noise = (tmp_path / name for name in ("newer", "others", "noise"))
    actions.add(Log(newer), BASE, "Acme", {}, today=DAY)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with closing(sqlite3.connect(others)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")
    noise.write_bytes(b"Dear diary, " * 100)
    for path, wrong in (
        (newer, "was written by a newer version of followthrough; update followthrough to open it"),
        (others, "belongs to another program; name another log with --log"),
        (noise, "is damaged (it is not a database); name another log with --log"),
    ):
        before = path.read_bytes()
        for deed in (Log.entries, lambda log: actions.add(log, BASE, "Brown", {}, today=DAY)):
            with pytest.raises(LogError) as error:
                deed(Log(path))
            assert one_line(error) == f"{path}: {wrong}"
        assert path.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["newer", "noise", "others"]


def test_who_knows_no_renamed_leads_is_told_that_the_log_is_newer_and_not_that_it_is_damaged(log, monkeypatch):
    before_renaming = STEPS[:2]
    monkeypatch.setattr(store, "STEPS", before_renaming)
    old = Log(log.path.with_name("old"))
    actions.add(old, BASE, "Acme", {}, today=DAY)
    monkeypatch.undo()
    revising.rename(old, "Acme", "Beta", today=DAY)
    monkeypatch.setattr(store, "STEPS", before_renaming)
    with pytest.raises(LogError) as error:
        old.histories()
    assert "was written by a newer version of followthrough" in one_line(error)


def test_a_log_of_version_2_opens_stays_beside_the_new_one_and_loses_nothing(tmp_path, monkeypatch):
    old = Log(tmp_path / "leads.sqlite")
    with monkeypatch.context() as before_renaming:
        before_renaming.setattr(store, "STEPS", STEPS[:2])
        actions.add(old, BASE, "Acme", {"wet": "yes"}, today=DAY, note="a café")
        actions.add(old, BASE, "Beta", {}, today=DAY)
        actions.set_answers(old, BASE, "Beta", {"wet": "no"}, today=DAY)
        undoing.undo(old, "Beta", today=DAY)
        actions.drop(old, "Beta", today=DAY)
        entries = old.entries()
    as_it_was = old.path.read_bytes()
    assert Log(old.path).entries() == entries
    assert old.path.read_bytes() == as_it_was

    revising.rename(old, "Acme", "Acme, sales", today=DAY)
    assert old.entries()[:-1] == entries
    assert names(old) == ["Acme, sales", "Beta"]
    with closing(sqlite3.connect(old.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    beside = Log(tmp_path / "leads.sqlite.v2")
    with monkeypatch.context() as before_renaming:
        before_renaming.setattr(store, "STEPS", STEPS[:2])
        assert beside.entries() == entries
        assert names(beside) == ["Acme", "Beta"]

    actions.set_answers(old, BASE, "Acme, sales", {"wet": "no"}, today=DAY)
    assert beside.entries() == entries


def test_a_log_of_version_2_can_be_repaired_from_what_is_beside_it(tmp_path, monkeypatch):
    log = Log(tmp_path / "leads.sqlite")
    with monkeypatch.context() as before_renaming:
        before_renaming.setattr(store, "STEPS", STEPS[:2])
        actions.add(log, BASE, "Acme", {"wet": "yes"}, today=DAY)
        entries = log.entries()
    actions.drop(log, "Acme", today=DAY)
    for one in tmp_path.glob("*.copy"):
        one.unlink()
    log.path.write_bytes(b"")
    with pytest.raises(LogError) as error:
        log.entries()
    assert "leads.sqlite.v2" in one_line(error)
    rescue = examine(log)
    assert rescue is not None
    put_in_place(log, rescue, datetime(2026, 11, 23))
    assert log.entries() == entries


def test_an_older_log_is_read_without_being_written_and_copied_before_it_is_brought_up_to_date(log, monkeypatch):
    old, entries = log.path.read_bytes(), log.entries()
    step = ("ALTER TABLE entry ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'",)
    monkeypatch.setattr(store, "STEPS", (*STEPS, step, step[:0]))
    assert log.entries() == entries
    assert log.path.read_bytes() == old
    actions.drop(log, "Acme", today=DAY)
    assert log.entries()[:-1] == entries
    with closing(sqlite3.connect(log.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS) + 2,)
    monkeypatch.undo()
    assert Log(log.path.with_name(f"leads.sqlite.v{len(STEPS)}")).entries() == entries
    with pytest.raises(LogError):
        log.entries()


def test_a_step_that_fails_leaves_the_log_at_the_version_before(log, monkeypatch):
    entries = log.entries()
    monkeypatch.setattr(store, "STEPS", (*STEPS, ("CREATE TABLE half (done TEXT)", "CREATE TABLE entry (a TEXT)")))
    with pytest.raises(LogError):
        actions.drop(log, "Acme", today=DAY)
    monkeypatch.undo()
    assert log.entries() == entries
    with closing(sqlite3.connect(log.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    actions.drop(log, "Acme", today=DAY)


def test_entries_are_never_changed_or_deleted(log):
    with closing(sqlite3.connect(log.path)) as connection:
        for statement in ("DELETE FROM entry", "UPDATE entry SET value = ''"):
            with pytest.raises(sqlite3.Error):
                connection.execute(statement)


def test_a_damaged_log_gets_one_line_and_its_copy_has_the_leads(log):
    actions.set_answers(log, BASE, "Acme", {"late": "yes"}, today=DAY, note="n" * 3_000)
    whole, chance = log.path.read_bytes(), random.Random(1)
    told: list[str] = []
    missing: list[str] = []
    for number in range(150):
        damaged = bytearray(whole)
        if number % 3:
            for _ in range(chance.choice([1, 20, 200])):
                damaged[chance.randrange(len(whole))] = chance.randrange(256)
        else:
            del damaged[chance.randrange(1, len(whole)) :]
        log.path.write_bytes(damaged)
        for deed in (Log.histories, lambda log: actions.set_answers(log, BASE, "Acme", {"wet": "no"}, today=DAY)):
            try:
                deed(log)
            except LogError as error:
                told.append(str(error))
            except LeadError as error:
                missing.append(str(error))
    assert len(told) > 50
    assert not any("\n" in line for line in told)
    assert all("has no lead 'Acme'" in line for line in missing)  # the name is what was damaged
    log.path.write_bytes(b"\0" * 4_096)
    with pytest.raises(LogError) as error:
        log.entries()
    copy = log.path.with_name("leads.sqlite.copy")
    assert one_line(error) == (
        f"{log.path}: is damaged (it is not a database); "
        f"`followthrough leads repair --log {log.path}` saves its sound entries"
    )
    assert names(Log(copy)) == ["Acme"]


def test_a_log_is_for_its_owner_only(tmp_path):
    log = Log(tmp_path / "new folder" / "leads.sqlite")
    actions.add(log, BASE, "Acme", {}, today=DAY)
    actions.drop(log, "Acme", today=DAY)
    for path in (log.path, log.path.with_name("leads.sqlite.copy")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files(log) == ["leads.sqlite", "leads.sqlite.copy"]


def test_a_log_that_is_not_there_has_no_leads_and_only_a_first_lead_makes_it(tmp_path):
    log = Log(tmp_path / "none" / "leads.sqlite")
    assert log.histories() == ()
    for name in ("set", "drop", "undo"):
        with pytest.raises(LogError, match="does not exist; `followthrough leads add NAME` creates it"):
            DEEDS[name](log)
    assert os.listdir(tmp_path) == []


def test_a_log_that_was_made_and_not_yet_written_has_no_leads(tmp_path):
    (tmp_path / "leads.sqlite").touch()
    log = Log(tmp_path / "leads.sqlite")
    assert log.histories() == ()
    actions.add(log, BASE, "Acme", {}, today=DAY)
    assert names(log) == ["Acme"]


def test_the_log_is_where_the_option_or_else_the_variable_or_else_the_system_says():
    assert log_path("mine.sqlite", {"FOLLOWTHROUGH_LOG": "other.sqlite"}) == Path("mine.sqlite")
    assert log_path(None, {"FOLLOWTHROUGH_LOG": "other.sqlite"}) == Path("other.sqlite")
    assert log_path(None, {}).parts[-2:] == ("followthrough", "leads.sqlite")
