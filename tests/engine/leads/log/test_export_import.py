"""The whole log as a file, and back."""

import csv
import io
import random
import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from bases_in_memory import base_of
from followthrough.advising.advise import advise
from followthrough.errors import LeadError
from followthrough.leads.log import Log, actions, export_import, undoing

BASE = base_of("- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: it is wet}\n")
DAY = date(2026, 11, 22)
NAMES = ["Acme", "=HYPERLINK(1)", "'quoted'", "-2", "@home", "+49", 'a "b", c', "Zoë"]


@pytest.fixture
def log(tmp_path) -> Log:
    """A log in which everything has happened that can."""
    kept = Log(tmp_path / "leads.sqlite")
    for name in NAMES:
        actions.add(kept, BASE, name, {"wet": "yes", "late": "unknown"}, today=DAY, note="=1+1\nand more")
    actions.set_answers(kept, BASE, "Acme", {"late": "no"}, today=DAY, day=date(2026, 11, 20))
    actions.record_advice(kept, kept.history("Acme"), advise(BASE, {"wet": "yes"}, today=DAY))
    actions.drop(kept, "-2", today=DAY)
    actions.resume(kept, "-2", today=DAY)
    actions.drop(kept, "+49", today=DAY)
    undoing.undo(kept, today=DAY)
    actions.add(kept, BASE, "a mistake", {}, today=DAY)
    undoing.undo(kept, today=DAY)
    return kept


def json_of(log: Log) -> bytes:
    return msgspec.json.encode(export_import.as_json(log.entries()))


def csv_of(log: Log) -> bytes:
    return export_import.as_csv(log.entries()).encode()


@pytest.mark.parametrize("export", [json_of, csv_of])
def test_an_import_of_an_export_gives_the_same_log(log, tmp_path, export):
    other = Log(tmp_path / "other.sqlite")
    done = export_import.import_entries(other, export_import.read(export(log), "export"))
    assert other.entries() == log.entries()
    assert other.histories() == log.histories()
    assert (export(other), done.entries, done.known) == (export(log), len(log.entries()), 0)


@pytest.mark.parametrize("export", [json_of, csv_of])
def test_an_import_doubles_nothing_and_adds_what_is_new(log, tmp_path, export):
    other = Log(tmp_path / "other.sqlite")
    export_import.import_entries(other, export_import.read(export(log), "export"))
    actions.set_answers(log, BASE, "Acme", {"wet": "no"}, today=DAY)
    for expected in (1, 0):
        done = export_import.import_entries(other, export_import.read(export(log), "export"))
        assert done.entries == expected
        assert other.entries() == log.entries()


def test_no_cell_is_a_formula(log):
    rows = list(csv.reader(io.StringIO(export_import.as_csv(log.entries()), newline="")))
    assert {len(row) for row in rows} == {10}
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}


def test_a_lead_of_another_log_with_the_same_name_is_not_mixed_up(log, tmp_path):
    other = Log(tmp_path / "other.sqlite")
    actions.add(other, BASE, "ACME", {}, today=DAY)
    before = other.entries()
    with pytest.raises(
        LeadError, match="already has a different lead called 'ACME'; import it into a log of its own, with --log"
    ):
        export_import.import_entries(other, export_import.read(json_of(log), "export"))
    assert other.entries() == before


def without_sums(raw: bytes) -> bytes:
    """Give an export as an older version wrote it."""
    return re.sub(rb',"sum":"[0-9a-f]{16}"', b"", raw)


def test_an_entry_that_was_changed_since_it_was_exported_is_refused(log):
    changed = json_of(log).replace(b'"wet","value":"yes"', b'"wet","value":"no"', 1)
    with pytest.raises(LeadError, match="export, entry 2: has changed since it was exported"):
        export_import.read(changed, "export")


def test_an_export_that_tells_otherwise_is_not_taken_for_the_same(log):
    changed = without_sums(json_of(log)).replace(b'"wet","value":"yes"', b'"wet","value":"no"', 1)
    before = log.entries()
    with pytest.raises(LeadError, match="says something different about answer 'wet' on 2026-11-22"):
        export_import.import_entries(log, export_import.read(changed, "export"))
    assert log.entries() == before


def test_an_entry_that_only_another_program_could_have_written_is_read_as_ours_or_refused(log, tmp_path):
    raw = without_sums(json_of(log))
    for said, meant in ((b"T", b" "), (b"Z", b"")):
        moved = re.sub(rb'("recorded":"[^"]*)' + said, rb"\1" + meant, raw)
        other = Log(tmp_path / f"{said.decode()}.sqlite")
        export_import.import_entries(other, export_import.read(moved, "export"))
        assert other.entries() == log.entries()
    for place in (b"-1", b"99999999999999999999", b"1.5"):
        with pytest.raises(LeadError, match="is not an entry of a log \\(place cannot be"):
            export_import.read(raw.replace(b'"place":1', b'"place":' + place, 1), "export")


@pytest.mark.parametrize("export", [json_of, csv_of])
def test_no_export_that_was_garbled_ends_in_anything_but_entries_or_our_words(log, export):
    whole, chance = export(log), random.Random(5)
    for _ in range(300):
        garbled = bytearray(whole)
        for _ in range(chance.choice([1, 3, 30])):
            place = chance.randrange(len(garbled))
            garbled[place : place + chance.randrange(3)] = bytes(chance.choices(b'0129"{},;\n\r\t\x00\xff-:eTZ', k=2))
        with suppress(LeadError):
            export_import.read(bytes(garbled), "export")


HOSTILE = {
    "nothing": (b"", "is not an export of a log; name a file that `leads export` wrote"),
    "noise": (bytes(range(256)), "is not an export of a log"),
    "other JSON": (b'{"a": 1}', "is not an export of a log"),
    "no list": (b'{"log": 1}', "is not an export of a log"),
    "half of it": (b'{"followthrough":1,"log":[{"kind":"added"', "is not an export of a log"),
    "other CSV": (b"a,b\n1,2\n", "is not an export of a log"),
    "an entry of nothing": (b'{"log": [{}]}', "export, entry 1: is not an entry of a log"),
    "deep": (b'{"log":' + b"[" * 100_000, "is not an export of a log"),
}


@pytest.mark.parametrize(("raw", "message"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_export_gets_one_line(raw, message):
    with pytest.raises(LeadError) as error:
        export_import.read(raw, "export")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_every_faulty_entry_of_an_export_is_named(log):
    text = csv_of(log).decode()
    faulty = text.replace("2026-11-22,", "2026-11-32,", 2)
    with pytest.raises(LeadError) as error:
        export_import.read(faulty.encode(), "export.csv")
    lines = str(error.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["export.csv, entry 1", "export.csv, entry 2"]
    assert "is not an entry of a log (" in lines[0]


def test_a_name_that_could_steer_a_terminal_is_not_imported(log):
    raw = without_sums(json_of(log)).replace(b'"value":"Acme"', b'"value":"Ac\\u001b[2Jme"')
    with pytest.raises(LeadError, match="has a control character"):
        export_import.read(raw, "export")


def test_a_part_of_a_log_is_imported_only_where_the_leads_are_that_it_tells_of(log, tmp_path):
    entries = [entry for entry in log.entries() if entry.kind != "added"]
    raw = msgspec.json.encode(export_import.as_json(entries))
    with pytest.raises(LeadError, match="lacks the beginning of a lead in this export; export the whole log"):
        export_import.import_entries(Log(tmp_path / "other.sqlite"), export_import.read(raw, "export"))
    assert export_import.import_entries(log, export_import.read(raw, "export")).entries == 0
    twice = export_import.as_json([*log.entries(), log.entries()[0]])
    assert export_import.read(msgspec.json.encode(twice), "export") == log.entries()
    twice["log"][-1] = {**twice["log"][-1], "value": "Other", "sum": None}
    with pytest.raises(LeadError, match="contradicts another entry with the same key"):
        export_import.read(msgspec.json.encode(twice), "export")


class Two:
    """Two logs of one person, on two machines, each with a clock of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.laptop, self.desktop = Log(folder / "laptop.sqlite"), Log(folder / "desktop.sqlite")
        self.moment = datetime(2026, 11, 22, 9, tzinfo=UTC)
        actions.add(self.laptop, BASE, "Acme", {"wet": "no", "late": "no"}, today=DAY, clock=self.clock)
        export_import.import_entries(self.desktop, self.laptop.entries())

    def clock(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def set(self, log: Log, **answers: str) -> None:
        actions.set_answers(log, BASE, "Acme", answers, today=DAY, clock=self.clock)

    def merged(self) -> tuple[Log, tuple[export_import.ConflictingAnswers, ...]]:
        """Put the logs together in either order, which must come to the same."""
        exports = [json_of(self.laptop), csv_of(self.desktop)]
        found = []
        for number, order in enumerate(permutations(exports)):
            log = Log(self.folder / f"merged {number}.sqlite")
            for raw in order:
                done = export_import.import_entries(log, export_import.read(raw, "export"))
            found.append((log, done.differences))
        (one, told), (other, _) = found
        assert one.entries() == other.entries()
        assert one.histories() == other.histories()
        assert {difference.stands for _, told in found for difference in told} == {one.stands for one in told}
        return one, told


def test_the_record_made_later_stands_whichever_log_is_imported_first_and_what_differs_is_told(tmp_path):
    two = Two(tmp_path)
    two.set(two.desktop, wet="yes")
    two.set(two.laptop, late="yes")
    two.set(two.laptop, wet="unknown")
    log, told = two.merged()
    assert log.history("Acme").answers(DAY) == {"late": "yes", "wet": "unknown"}
    assert [(one.lead, one.question, one.imported, one.stands) for one in told] == [
        ("Acme", "wet", "yes", "unknown"),
        ("Acme", "late", "no", "yes"),
    ]
    undone = []
    for _ in range(3):
        _, entries = undoing.undo(log, today=DAY)
        undone.append([(entry.name, entry.value) for entry in entries])
    assert undone == [[("wet", "unknown")], [("late", "yes")], [("wet", "yes")]]


def test_a_lead_that_one_log_undid_and_the_other_went_on_with_later_is_there(tmp_path):
    two = Two(tmp_path)
    undoing.undo(two.laptop, today=DAY, clock=two.clock)
    two.set(two.desktop, wet="yes")
    log, _ = two.merged()
    assert log.history("Acme").answers(DAY) == {"late": "no", "wet": "yes"}


def test_a_lead_that_was_undone_after_the_other_log_went_on_with_it_is_told_and_can_be_brought_back(tmp_path):
    two = Two(tmp_path)
    two.set(two.desktop, wet="yes")
    undoing.undo(two.laptop, today=DAY, clock=two.clock)
    assert two.merged()[0].histories() == ()
    done = export_import.import_entries(two.desktop, export_import.read(json_of(two.laptop), "export"))
    assert done.differences == (export_import.ConflictingAnswers("Acme", "begun", "yes", None, None),)


def test_changes_that_an_older_version_recorded_in_one_second_keep_their_order(tmp_path):
    two = Two(tmp_path)
    for wet in ("yes", "no", "yes", "unknown"):
        two.set(two.laptop, wet=wet)
    raw = re.sub(rb'"recorded":"[^"]*"', b'"recorded":"2026-11-22T09:00:00Z"', without_sums(json_of(two.laptop)))
    log = Log(tmp_path / "older.sqlite")
    export_import.import_entries(log, export_import.read(raw, "export"))
    assert log.history("Acme").answers(DAY)["wet"] == "unknown"
    assert export_import.import_entries(log, export_import.read(raw, "export")).entries == 0


def as_a_spreadsheet_saves_it(raw: bytes, chance: random.Random, separator: str, day: str) -> bytes:
    """Shuffle rows and columns, and write days and line ends in another way."""
    header, *rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    places = list(range(len(header)))
    chance.shuffle(places)
    chance.shuffle(rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=chance.choice(["\n", "\r\n"]), quoting=csv.QUOTE_ALL)
    writer.writerow([header[place] for place in places])
    column = header.index("day")
    for row in rows:
        row[column] = date.fromisoformat(row[column]).strftime(day)
        writer.writerow([row[place] for place in places])
    writer.writerow([""] * len(header))
    return out.getvalue().encode(chance.choice(["utf-8", "utf-8-sig", "utf-16"]))


@pytest.mark.parametrize("day", ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d-%b-%Y", "%B %d, %Y", "%Y/%m/%d"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_may_reorder_and_rewrite_an_export(log, tmp_path, separator, day):
    chance = random.Random(f"{separator}{day}")
    saved = as_a_spreadsheet_saves_it(csv_of(log), chance, separator, day)
    other = Log(tmp_path / "other.sqlite")
    export_import.import_entries(other, export_import.read(saved, "export.csv"))
    assert other.entries() == log.entries()


def test_a_value_that_a_spreadsheet_took_for_something_else_is_read_back_or_told(tmp_path):
    log = Log(tmp_path / "leads.sqlite")
    for name in ("3/4", "True", "007", "Jan 5", "1e5"):
        actions.add(log, BASE, name, {"seen_on": "2026-04-03"}, today=DAY)
    raw = csv_of(log).decode()
    assert all(f",'{name}," in raw for name in ("3/4", "True", "007", "Jan 5", "1e5", "2026-04-03"))
    read = raw.replace("'2026-04-03", "04/03/2026").replace("'True", "TRUE")
    assert export_import.read(read.encode(), "export.csv") == log.entries()
    with pytest.raises(LeadError) as error:
        export_import.read(raw.replace("'007", "7").encode(), "export.csv")
    assert str(error.value).count("has changed since it was exported") == 1


def test_a_day_that_can_be_read_in_two_ways_is_not_guessed(log):
    rows = list(csv.reader(io.StringIO(csv_of(log).decode(), newline="")))
    out = io.StringIO()
    csv.writer(out).writerows([row[:-1] for row in rows])
    raw = out.getvalue().replace("2026-11-20", "04/03/2026")
    with pytest.raises(LeadError, match="has a day that can be read in two ways, 2026-03-04 or 2026-04-03"):
        export_import.read(raw.encode(), "export.csv")


def test_what_windows_wrote_is_read_if_the_checksums_fit(log):
    raw = csv_of(log).decode()
    assert export_import.read(raw.encode("cp1252"), "export.csv") == log.entries()
    lines = raw.replace("Zoë", "Zo?")
    with pytest.raises(LeadError, match="has changed since it was exported"):
        export_import.read(lines.encode(), "export.csv")
