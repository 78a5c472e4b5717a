"""The whole log as a file, and back."""

import csv
import io
from datetime import date

import msgspec
import pytest

from bases_in_memory import base_of
from followthrough.advice import advise
from followthrough.errors import LeadError
from followthrough.leads import Log, doing, exchange

BASE = base_of("- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: it is wet}\n")
DAY = date(2026, 11, 22)
NAMES = ["Acme", "=HYPERLINK(1)", "'quoted'", "-2", "@home", "+49", 'a "b", c', "Zoë"]


@pytest.fixture
def log(tmp_path) -> Log:
    """A log in which everything has happened that can."""
    kept = Log(tmp_path / "leads.sqlite")
    for name in NAMES:
        doing.add(kept, BASE, name, {"wet": "yes", "late": "unknown"}, today=DAY, note="=1+1\nand more")
    doing.set_answers(kept, BASE, "Acme", {"late": "no"}, today=DAY, day=date(2026, 11, 20))
    doing.give(kept, kept.history("Acme"), advise(BASE, {"wet": "yes"}, today=DAY))
    doing.drop(kept, "-2", today=DAY)
    doing.resume(kept, "-2", today=DAY)
    doing.drop(kept, "+49", today=DAY)
    doing.undo(kept, today=DAY)
    doing.add(kept, BASE, "a mistake", {}, today=DAY)
    doing.undo(kept, today=DAY)
    return kept


def json_of(log: Log) -> bytes:
    return msgspec.json.encode(exchange.as_json(log.entries()))


def csv_of(log: Log) -> bytes:
    return exchange.as_csv(log.entries()).encode()


@pytest.mark.parametrize("export", [json_of, csv_of])
def test_an_import_of_an_export_gives_the_same_log(log, tmp_path, export):
    other = Log(tmp_path / "other.sqlite")
    done = exchange.import_entries(other, exchange.read(export(log), "export"))
    assert other.entries() == log.entries()
    assert other.histories() == log.histories()
    assert (export(other), done.entries, done.known) == (export(log), len(log.entries()), 0)


@pytest.mark.parametrize("export", [json_of, csv_of])
def test_an_import_doubles_nothing_and_adds_what_is_new(log, tmp_path, export):
    other = Log(tmp_path / "other.sqlite")
    exchange.import_entries(other, exchange.read(export(log), "export"))
    doing.set_answers(log, BASE, "Acme", {"wet": "no"}, today=DAY)
    for expected in (1, 0):
        done = exchange.import_entries(other, exchange.read(export(log), "export"))
        assert done.entries == expected
        assert other.entries() == log.entries()


def test_no_cell_is_a_formula(log):
    rows = list(csv.reader(io.StringIO(exchange.as_csv(log.entries()), newline="")))
    assert {len(row) for row in rows} == {9}
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}


def test_a_lead_of_another_log_with_the_same_name_is_not_mixed_up(log, tmp_path):
    other = Log(tmp_path / "other.sqlite")
    doing.add(other, BASE, "ACME", {}, today=DAY)
    before = other.entries()
    with pytest.raises(LeadError, match="has another lead 'ACME'; import into a log of its own, with --log"):
        exchange.import_entries(other, exchange.read(json_of(log), "export"))
    assert other.entries() == before


def test_an_export_that_was_changed_is_not_taken_for_the_same(log):
    changed = json_of(log).replace(b'"wet","value":"yes"', b'"wet","value":"no"', 1)
    before = log.entries()
    with pytest.raises(LeadError, match="tells something else of answer 'wet' on 2026-11-22"):
        exchange.import_entries(log, exchange.read(changed, "export"))
    assert log.entries() == before


HOSTILE = {
    "nothing": (b"", "is no export of a log; name a file of `leads export`"),
    "noise": (bytes(range(256)), "is no export of a log"),
    "other JSON": (b'{"a": 1}', "is no export of a log"),
    "no list": (b'{"log": 1}', "is no export of a log"),
    "half of it": (b'{"followthrough":1,"log":[{"kind":"added"', "is no export of a log"),
    "other CSV": (b"a,b\n1,2\n", "is no export of a log"),
    "an entry of nothing": (b'{"log": [{}]}', "export, entry 1: is no entry of a log"),
    "deep": (b'{"log":' + b"[" * 100_000, "is no export of a log"),
}


@pytest.mark.parametrize(("raw", "message"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_export_gets_one_line(raw, message):
    with pytest.raises(LeadError) as error:
        exchange.read(raw, "export")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_every_faulty_entry_of_an_export_is_named(log):
    text = csv_of(log).decode()
    faulty = text.replace("2026-11-22,", "2026-11-32,", 2)
    with pytest.raises(LeadError) as error:
        exchange.read(faulty.encode(), "export.csv")
    lines = str(error.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["export.csv, entry 1", "export.csv, entry 2"]
    assert "is no entry of a log (" in lines[0]


def test_a_name_that_could_steer_a_terminal_is_not_imported(log):
    raw = json_of(log).replace(b'"value":"Acme"', b'"value":"Ac\\u001b[2Jme"')
    with pytest.raises(LeadError, match="has a control character"):
        exchange.read(raw, "export")


def test_a_part_of_a_log_is_not_imported(log):
    entries = [entry for entry in log.entries() if entry.kind != "added"]
    raw = msgspec.json.encode(exchange.as_json(entries))
    with pytest.raises(LeadError, match="tells of a lead that it does not begin"):
        exchange.read(raw, "export")
    twice = msgspec.json.encode(exchange.as_json([*log.entries(), log.entries()[0]]))
    with pytest.raises(LeadError, match="has an entry twice"):
        exchange.read(twice, "export")
