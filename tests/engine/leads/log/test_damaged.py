"""A log that is damaged, cut, emptied or replaced: nothing wrong is read from it, and there is a way back."""

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bases_in_memory import base_of
from followthrough.advising.advise import advise
from followthrough.errors import LogError
from followthrough.leads.log import Entry, Log, actions, repair, undoing
from followthrough.leads.log.checksums import key
from followthrough.leads.log.history import histories
from followthrough.leads.log.salvage import salvage

BASE = base_of("- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: it is wet}\n")
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FLIPS = 100


@pytest.fixture
def log(tmp_path) -> Log:
    """A log with all kinds of entries, some of which do not fit on a page."""
    kept = Log(tmp_path / "leads.sqlite")
    for name in ("Acme", "Brown & Co", "Cray", "Zoë"):
        actions.add(kept, BASE, name, {"wet": "yes", "late": "no"}, today=DAY, note="a note " * 40)
    actions.set_answers(kept, BASE, "Acme", {"late": "yes"}, today=DAY, note="n" * 3_900 + "\U0001f98a" * 100)
    actions.record_advice(kept, kept.history("Acme"), advise(BASE, {"wet": "yes"}, today=DAY))
    actions.drop(kept, "Cray", today=DAY)
    undoing.undo(kept, today=DAY)
    return kept


@pytest.fixture
def alone(log) -> Log:
    """A log without a copy."""
    copy_of(log).unlink()
    return log


def copy_of(log: Log) -> Path:
    return log.path.with_name("leads.sqlite.copy")


def is_a_line(error: LogError, wrong: str = "") -> bool:
    assert "\n" not in str(error)
    assert wrong in str(error)
    return True


def refused(log: Log) -> str:
    """Read and write a log, both of which must be refused with one line, and leave all files as they are."""
    before = {path.name: path.read_bytes() for path in log.path.parent.iterdir()}
    said = set()
    for deed in (Log.histories, lambda log: actions.add(log, BASE, "New", {}, today=DAY)):
        with pytest.raises(LogError) as error:
            deed(log)
        said.add(str(error.value))
    assert {path.name: path.read_bytes() for path in log.path.parent.iterdir()} == before
    assert len(said) == 1, said
    return said.pop()


def repaired(log: Log) -> repair.Rescue:
    rescue = repair.examine(log)
    assert rescue is not None
    repair.put_in_place(log, rescue, NOW)
    assert repair.examine(log) is None
    return rescue


@pytest.mark.parametrize("seed", [1, 2])
def test_no_turned_bit_changes_an_answer_without_a_word(alone, seed, record_property):
    whole, entries, chance = alone.path.read_bytes(), alone.entries(), random.Random(seed)
    told = 0
    for _ in range(FLIPS):
        turned = bytearray(whole)
        turned[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        alone.path.write_bytes(turned)
        try:
            assert alone.entries() == entries
        except LogError as error:
            told += is_a_line(error)
    assert told > FLIPS // 10
    record_property("counted", f"{FLIPS} turned bits, {told} of them told")


def test_what_is_written_after_a_bit_was_turned_is_kept_or_refused(alone, record_property):
    whole, entries, chance = alone.path.read_bytes(), alone.entries(), random.Random(3)
    stored = 0
    for _ in range(60):
        turned = bytearray(whole)
        turned[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        alone.path.write_bytes(turned)
        copy_of(alone).unlink(missing_ok=True)
        try:
            actions.set_answers(alone, BASE, "Acme", {"wet": "no"}, today=DAY)
        except LogError:
            continue
        stored += 1
        assert alone.entries()[:-1] == entries
    record_property("counted", f"stored after {stored} of 60 turned bits")


@pytest.mark.parametrize("where", ["header", "schema", "seal", "free"])
def test_every_bit_of_what_is_no_entry_is_harmless_or_told(alone, where):
    whole, entries = alone.path.read_bytes(), alone.entries()
    with closing(sqlite3.connect(alone.path)) as connection:
        (seal,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'seal'").fetchone()
    start = {"header": 0, "schema": 2_500, "seal": seal * 4_096 - 30, "free": (seal - 1) * 4_096}[where]
    for bit in range(start * 8, start * 8 + 100 * 8, 3 if where != "header" else 1):
        if bit // 8 < len(whole):
            turned = bytearray(whole)
            turned[bit // 8] ^= 1 << bit % 8
            alone.path.write_bytes(turned)
            try:
                assert alone.entries() == entries
            except LogError as error:
                is_a_line(error)


def test_a_row_that_is_taken_out_or_put_in_by_another_program_is_told(alone):
    whole = alone.path.read_bytes()
    for statement in (
        "DELETE FROM entry WHERE name = 'late' AND value = 'yes'",
        "INSERT INTO entry SELECT 999, 'another', place, lead, kind, name, 'no', day, recorded, sum FROM entry LIMIT 1",
        "UPDATE entry SET value = 'no' WHERE name = 'wet'",
        "DELETE FROM seal",
    ):
        alone.path.write_bytes(whole)
        with closing(sqlite3.connect(alone.path)) as connection:
            connection.execute("DROP TRIGGER entries_stay")
            connection.execute("DROP TRIGGER entries_keep_what_they_say")
            connection.execute(statement)
            connection.commit()
        with pytest.raises(LogError, match=r"is damaged \(.*`followthrough leads repair --log .*` saves its sound"):
            alone.entries()


def emptied(log: Log) -> None:
    log.path.write_bytes(b"")


def removed(log: Log) -> None:
    log.path.unlink()


def begun_anew(log: Log) -> None:
    log.path.unlink()
    aside = copy_of(log).rename(log.path.with_name("aside"))
    actions.add(log, BASE, "Other", {}, today=DAY)
    aside.rename(copy_of(log))


REPLACED: dict[str, tuple[Callable[[Log], None], str]] = {
    "emptied": (emptied, "is empty, but its copy {copy} has {entries} entries"),
    "removed": (removed, "is missing, but its copy {copy} has {entries} entries"),
    "begun anew": (begun_anew, "lacks {entries} of the {entries} entries in its copy {copy}"),
}


@pytest.mark.parametrize(("replace", "wrong"), REPLACED.values(), ids=REPLACED)
def test_a_log_that_has_less_than_its_copy_is_refused_and_the_copy_kept(log, replace, wrong):
    copied = salvage(copy_of(log)).entries
    os.utime(copy_of(log), (0, 0))
    replace(log)
    wrong = wrong.format(copy=copy_of(log), entries=len(copied))
    assert refused(log) == (
        f"{log.path}: {wrong}; `followthrough leads repair --log {log.path}` brings them back; "
        "to continue without them, move the copy away"
    )
    rescue = repaired(log)
    assert copied.items() <= {key(entry): entry for entry in log.entries()}.items()
    assert (rescue.from_copies, rescue.lost) == (len(copied), None)
    actions.add(log, BASE, "New", {}, today=DAY)


def test_an_older_log_in_the_place_of_a_newer_one_is_refused_and_both_are_put_together(log):
    old = log.path.read_bytes()
    actions.add(log, BASE, "Drew", {}, today=DAY)
    os.utime(copy_of(log), (0, 0))
    actions.add(log, BASE, "Eve", {}, today=DAY)  # on the next day: Drew is in the copy
    log.path.write_bytes(old)
    assert "lacks 1 of the " in refused(log)
    assert repaired(log).from_copies == 1
    assert [history.name for history in log.histories()][-1] == "Drew"


def test_a_copy_that_is_older_than_the_log_is_as_it_should_be_two_days_in_a_row(log):
    for name in ("Drew", "Eve"):
        os.utime(copy_of(log), (0, 0))
        before = {key(entry) for entry in log.entries()}
        actions.add(log, BASE, name, {}, today=DAY)
        assert set(salvage(copy_of(log)).entries) == before
    assert repair.examine(log) is None


def test_a_damaged_copy_keeps_nobody_from_reading_and_is_replaced_by_a_log_that_has_all(log):
    before = log.entries()
    copy_of(log).write_bytes(copy_of(log).read_bytes()[:5_000])
    assert log.entries() == before
    os.utime(copy_of(log), (0, 0))
    actions.add(log, BASE, "Drew", {}, today=DAY)
    assert set(salvage(copy_of(log)).entries) == {key(entry) for entry in before}


def test_a_copy_of_an_older_form_is_not_replaced_by_less(log, tmp_path):
    first = tmp_path / "leads.sqlite.v1"
    first.write_bytes(log.path.read_bytes())
    copy_of(log).unlink()
    emptied(log)
    assert "is empty, but its copy" in refused(log)


def damage(log: Log, chance: random.Random) -> None:
    """Turn bytes, wipe pages or cut a log."""
    raw = bytearray(log.path.read_bytes())
    match chance.randrange(3):
        case 0:
            for _ in range(chance.choice([1, 5, 40])):
                raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        case 1:
            page = chance.randrange(len(raw) // 4_096) * 4_096
            raw[page : page + 4_096] = bytes(4_096)
        case _:
            del raw[chance.randrange(1, len(raw)) :]
    log.path.write_bytes(raw)


@pytest.mark.parametrize("copied", [True, False])
def test_a_repair_saves_what_is_sound_and_nothing_else_and_keeps_the_damaged_file(log, copied, record_property):
    whole, entries, chance = log.path.read_bytes(), {key(one): one for one in log.entries()}, random.Random(7)
    copy = copy_of(log).read_bytes()
    in_copy = salvage(copy_of(log)).entries
    shares = []
    for number in range(60):
        for path in log.path.parent.iterdir():
            path.unlink()
        log.path.write_bytes(whole)
        if copied:
            copy_of(log).write_bytes(copy)
        damage(log, chance)
        damaged = log.path.read_bytes()
        try:
            rescue = repair.examine(log)
        except LogError as error:
            is_a_line(error, "has no sound entries" if not copied else "never")
            continue
        if rescue is None:
            assert {key(one): one for one in log.entries()} == entries
            continue
        kept = repair.put_in_place(log, rescue, NOW)
        assert kept is not None
        assert kept.read_bytes() == damaged
        saved = {key(entry): entry for entry in log.entries()}
        true = {one: same(entry) for one, entry in saved.items() if one in entries}
        assert true == {one: same(entries[one]) for one in true}
        assert all(entry.kind == "added" for one, entry in saved.items() if one not in entries)
        assert {entry.lead for entry in saved.values()} == {one.key for one in histories(saved.values())}
        if copied:
            assert set(in_copy) <= set(saved)
        assert rescue.lost in (None, len(entries) - len(true))
        shares.append(len(true) / len(entries))
        actions.add(log, BASE, f"after {number}", {}, today=DAY)
    assert sum(shares) / len(shares) > 0.6
    record_property("counted", f"{len(shares)} repairs, {sum(shares) / len(shares):.0%} of the entries saved")


def same(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.name, entry.value, entry.day, entry.recorded, entry.lead


def test_a_repair_begins_a_lead_anew_whose_beginning_is_lost_by_the_name_that_can_be_read(alone):
    raw = alone.path.read_bytes()
    assert raw.count(b"addedCray2026") == 1
    alone.path.write_bytes(raw.replace(b"addedCray2026", b"addedCrax2026"))
    rescue = repaired(alone)
    assert rescue.begun == ("Crax",)
    assert rescue.lost == 1
    assert alone.history("Crax").answers(DAY) == {"wet": "yes", "late": "no"}


def test_a_journal_of_the_damaged_log_does_not_touch_the_new_one(log):
    journal = log.path.with_name("leads.sqlite-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    log.path.write_bytes(log.path.read_bytes()[:9_000])
    repaired(log)
    assert not journal.exists()


def test_a_repair_on_a_full_disk_changes_nothing(log, monkeypatch):
    log.path.write_bytes(log.path.read_bytes()[:9_000])
    before = log.path.read_bytes()
    rescue = repair.examine(log)
    assert rescue is not None

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LogError, match="cannot be repaired"):
        repair.put_in_place(log, rescue, NOW)
    assert log.path.read_bytes() == before
    assert not list(log.path.parent.glob("*.part")) + list(log.path.parent.glob(".*"))


def test_where_nothing_is_left_a_repair_leaves_all_as_it_is(tmp_path):
    log = Log(tmp_path / "leads.sqlite")
    log.path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(LogError, match="has no sound entries, and neither has any copy; name another log with --log"):
        repair.examine(log)
    log.path.unlink()
    with pytest.raises(LogError, match="does not exist, and has no copy"):
        repair.examine(log)
