"""The calendar file: read back by icalendar with the same events, and imported again without doubling them."""

import os
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest

from bases_in_memory import base_of
from followthrough.errors import LeadError
from followthrough.leads.calendar import Event, events, from_ical, mark, renew, to_ical
from followthrough.leads.plan import days_ahead

RULES = """\
- {rule: go-soon, counsel: elder, source: e1, if: {days_since_seen: less than 3}, then: {verdict: go},
   because: "it is early, and; \\\\ wet", due: {days_since_seen: 1}}
- {rule: stay-on, counsel: elder, source: e1, if: {days_since_seen: at least 3}, then: {verdict: stay},
   because: it is late, due: {days_since_seen: 3}}
"""
TODAY = date(2026, 11, 22)
BASE = base_of(RULES)
HOSTILE = "A\r\nEND:VEVENT\nBEGIN:VEVENT; \\n, \x00\x1b[31m\u202e=1+1"


def planned(seen_on: date, *, key: str = "one", name: str = "Acme", today: date = TODAY) -> list[Event]:
    turns = days_ahead(BASE, {"seen_on": seen_on}, counsel="elder", today=today).turns["elder"]
    return list(events(key, name, turns))


def told(path: Path) -> list[tuple[str, date, int, str]]:
    """Give summary, day, sequence and status of each event, as icalendar reads them."""
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    return [
        (str(one["summary"]), one.decoded("dtstart"), int(one["sequence"]), str(one["status"]))
        for one in calendar.walk("VEVENT")
    ]


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "leads.ics"


def test_icalendar_reads_the_same_events_back(file):
    renew(file, planned(TODAY), TODAY)
    assert told(file) == [
        ("Acme: Go.", TODAY + timedelta(days=1), 2517, "CONFIRMED"),
        ("Acme: Stay.", TODAY + timedelta(days=3), 2517, "CONFIRMED"),
    ]
    assert list(from_ical(file.read_bytes()).values()) == planned(TODAY)


def test_an_event_says_why_and_by_which_rule():
    assert planned(TODAY)[0].description == "it is early, and; \\ wet\ngo-soon, the elder e1"


def test_the_same_plan_gives_the_same_bytes(file):
    renew(file, planned(TODAY), TODAY)
    before = file.read_bytes()
    merged = renew(file, planned(TODAY), TODAY)
    assert (file.read_bytes(), merged.new, merged.changed, merged.cancelled) == (before, 0, 0, 0)


def test_an_event_that_moves_keeps_its_uid_and_gets_a_higher_sequence(file):
    renew(file, planned(TODAY), TODAY)
    uids = set(from_ical(file.read_bytes()))
    merged = renew(file, planned(TODAY - timedelta(days=1)), TODAY)
    assert set(from_ical(file.read_bytes())) == uids
    assert [(day, sequence) for _, day, sequence, _ in told(file)] == [
        (TODAY, 2518),
        (TODAY + timedelta(days=2), 2518),
    ]
    assert (merged.new, merged.changed, merged.cancelled) == (0, 2, 0)


def test_a_sequence_grows_even_where_the_earlier_file_is_lost(file):
    renew(file, planned(TODAY), TODAY)
    before = told(file)[0][2]
    file.unlink()
    later = TODAY + timedelta(days=1)
    renew(file, planned(TODAY, today=later), later)
    assert told(file)[0][2] > before


def test_what_is_not_to_come_any_more_is_cancelled(file):
    renew(file, planned(TODAY), TODAY)
    merged = renew(file, [], TODAY)
    assert merged.cancelled == 2
    assert [(sequence, status) for _, _, sequence, status in told(file)] == [(2518, "CANCELLED")] * 2


def test_a_cancelled_event_stays_cancelled_until_its_day_and_can_come_back(file):
    renew(file, planned(TODAY), TODAY)
    renew(file, [], TODAY)
    assert renew(file, [], TODAY).cancelled == 0
    assert renew(file, planned(TODAY), TODAY).changed == 2
    assert [(sequence, status) for _, _, sequence, status in told(file)] == [(2519, "CONFIRMED")] * 2
    renew(file, [], TODAY)
    renew(file, [], TODAY + timedelta(days=9))
    assert told(file) == []


def test_what_has_passed_stays_as_it_was(file):
    renew(file, planned(TODAY), TODAY)
    later = TODAY + timedelta(days=2)
    renew(file, planned(TODAY, today=later)[1:], later)
    assert told(file)[0] == ("Acme: Go.", TODAY + timedelta(days=1), 2517, "CONFIRMED")


def test_another_lead_in_the_same_file_is_left_alone(file):
    renew(file, planned(TODAY, key="one"), TODAY, [mark("one")])
    renew(file, planned(TODAY, key="two", name="Beta"), TODAY, [mark("two")])
    merged = renew(file, [], TODAY, [mark("two")])
    assert merged.cancelled == 2
    assert {(summary[:4], status) for summary, _, _, status in told(file)} == {
        ("Acme", "CONFIRMED"),
        ("Beta", "CANCELLED"),
    }


def test_names_that_would_break_a_calendar_are_only_names(file):
    renew(file, planned(TODAY, name=HOSTILE, key=HOSTILE), TODAY)
    assert [summary for summary, *_ in told(file)] == [
        f"A END:VEVENT BEGIN:VEVENT; \\n, \ufffd\ufffd[31m\ufffd=1+1: {says}" for says in ("Go.", "Stay.")
    ]
    assert file.read_bytes().count(b"\r\nBEGIN:VEVENT\r\n") == 2
    assert max(map(len, file.read_bytes().split(b"\r\n"))) <= 75
    assert renew(file, planned(TODAY, name=HOSTILE, key=HOSTILE), TODAY).changed == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"not a calendar", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nPRODID:-//other//EN\r\nEND:VCALENDAR\r\n",
     b"BEGIN:VCALENDAR\r\nPRODID:-//followthrough//followthrough//EN\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n"
     b"END:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
     to_ical(planned(TODAY)).replace(b"DTSTART;VALUE=DATE:20261123", b"DTSTART:20261123T100000Z"),
     to_ical(planned(TODAY)).replace(b"SEQUENCE:2517", b"SEQUENCE:many")],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_never_written_over(file, content):
    file.write_bytes(content)
    with pytest.raises(LeadError, match="already exists, and followthrough did not write it; name another"):
        renew(file, planned(TODAY), TODAY)
    assert file.read_bytes() == content


def test_a_calendar_is_written_as_a_whole_or_not_at_all(file, monkeypatch):
    renew(file, planned(TODAY), TODAY)
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for step in ("fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, step, full)
            with pytest.raises(LeadError, match=r"cannot be read or written \(No space left on device\)"):
                renew(file, [], TODAY)
        assert file.read_bytes() == before
        assert list(file.parent.iterdir()) == [file]


def test_a_device_is_neither_read_to_its_end_nor_replaced():
    with pytest.raises(LeadError, match="followthrough did not write it"):
        renew(Path("/dev/zero"), planned(TODAY), TODAY)
    assert not Path("/dev/zero").is_file()


def test_a_folder_is_no_calendar(tmp_path):
    with pytest.raises(LeadError, match="followthrough did not write it"):
        renew(tmp_path, planned(TODAY), TODAY)


def test_a_folder_that_is_not_there_is_one_readable_problem(tmp_path):
    with pytest.raises(LeadError, match="cannot be read or written"):
        renew(tmp_path / "nowhere" / "leads.ics", planned(TODAY), TODAY)
