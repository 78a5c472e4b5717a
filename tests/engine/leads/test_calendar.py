"""The calendar file: read back by icalendar with the same events and alarms, and imported without doubling them."""

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from bases_in_memory import base_of
from followthrough.errors import LeadError
from followthrough.leads.calendar import Event, done_today, events, from_ical, mark, renew, to_ical
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


AGAIN = base_of(
    "- {rule: go-weekly, counsel: elder, source: e1, if: {days_since_seen: at least 0}, then: {verdict: go},\n"
    "   because: it is a week, due: {days_since_seen: 7}}\n",
    concepts="""\
- {concept: days_since_seen, counts: days since seen_on}
- {concept: verdict, means: what to do, values: {go: {says: Go., does: {seen_on: today}}, stay: Stay., hide: Hide.}}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
""",
)
"""A base in which one step comes again and again, a week after it was done."""


def planned(
    seen_on: date, *, key: str = "one", name: str = "Acme", today: date = TODAY, alarm: time | None = time(9)
) -> list[Event]:
    turns = days_ahead(BASE, {"seen_on": seen_on}, counsel="elder", today=today).turns["elder"]
    return list(events(key, name, turns, alarm))


def weekly(seen_on: date, today: date) -> list[Event]:
    turns = days_ahead(AGAIN, {"seen_on": seen_on}, counsel="elder", today=today).turns["elder"]
    return list(events("one", "Acme", turns))


def read(path: Path) -> list[icalendar.Event]:
    """Give the events of a file, as icalendar reads them."""
    return list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


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
        ("Canc", "CANCELLED"),
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


def test_each_event_rings_at_the_hour_that_was_named_and_a_canceled_one_not_at_all(file):
    renew(file, planned(TODAY, alarm=time(7, 30)), TODAY)
    alarms = [alarm for event in read(file) for alarm in event.walk("VALARM")]
    assert [(str(one["action"]), one.decoded("trigger")) for one in alarms] == [
        ("DISPLAY", timedelta(hours=7, minutes=30))
    ] * 2
    assert [str(one["description"]) for one in alarms] == ["Acme: Go.", "Acme: Stay."]
    renew(file, [], TODAY)
    assert not [alarm for event in read(file) for alarm in event.walk("VALARM")]
    renew(file, planned(TODAY, alarm=None), TODAY)
    assert not [alarm for event in read(file) for alarm in event.walk("VALARM")]


def test_another_hour_is_a_change_and_the_same_hour_is_none(file):
    renew(file, planned(TODAY), TODAY)
    assert renew(file, planned(TODAY), TODAY).changed == 0
    assert renew(file, planned(TODAY, alarm=time(0, 0)), TODAY).changed == 2
    assert renew(file, planned(TODAY, alarm=time(0, 0)), TODAY).changed == 0
    assert next(iter(from_ical(file.read_bytes()).values())).alarm == time(0, 0)


@pytest.mark.parametrize(
    ("zone", "seen_on"),
    [
        ("Europe/Berlin", date(2026, 3, 28)),  # the clocks go forward on 29 March
        ("Europe/Berlin", date(2026, 10, 24)),  # and back on 25 October
        ("America/New_York", date(2026, 3, 7)),
        ("Australia/Lord_Howe", date(2026, 4, 4)),
        ("Pacific/Apia", date(2026, 12, 31)),
        ("America/Santiago", date(2026, 9, 5)),  # midnight itself is skipped on 6 September
        ("UTC", date(2028, 2, 28)),
    ],
)
def test_an_alarm_rings_at_nine_by_the_clock_on_the_day_of_its_step_wherever_one_lives(file, zone, seen_on):
    renew(file, planned(seen_on, today=seen_on), seen_on)
    told = []
    for event in read(file):
        alarms = event.alarms
        alarms.set_local_timezone(ZoneInfo(zone))
        told += [one.trigger.replace(tzinfo=None) for one in alarms.times]
    assert told == [datetime.combine(seen_on + timedelta(days=days), time(9)) for days in (1, 3)]


def test_a_canceled_event_says_so_in_its_title_and_says_it_once(file):
    renew(file, planned(TODAY), TODAY)
    renew(file, [], TODAY)
    renew(file, [], TODAY)
    assert [str(one["summary"]) for one in read(file)] == ["Canceled: Acme: Go.", "Canceled: Acme: Stay."]
    renew(file, planned(TODAY), TODAY)
    assert [str(one["summary"]) for one in read(file)] == ["Acme: Go.", "Acme: Stay."]


def test_a_step_that_comes_again_has_another_uid_and_what_was_done_stays_where_it_was(file):
    first = weekly(TODAY, TODAY)
    renew(file, first, TODAY)
    assert len({one.uid for one in first}) == len(first) >= 1
    before = {one.uid: one.day for one in from_ical(file.read_bytes()).values()}
    done = TODAY + timedelta(days=7)
    later = done + timedelta(days=1)
    renew(file, weekly(done, later), later)
    after = {one.uid: one.day for one in from_ical(file.read_bytes()).values()}
    assert after[first[0].uid] == before[first[0].uid] == done
    assert sorted(after.values()) == [done + timedelta(days=7 * week) for week in range(len(after))]
    assert len(after) == len(before) + 1


def test_what_was_done_today_stays_on_its_day_without_an_alarm(file):
    renew(file, weekly(TODAY, TODAY), TODAY)
    done = TODAY + timedelta(days=7)
    turns = days_ahead(AGAIN, {"seen_on": done}, counsel="elder", today=done).turns["elder"]
    for times in (1, 0):
        merged = renew(file, events("one", "Acme", turns), done, None, done_today("one", turns))
        assert (merged.changed, merged.cancelled) == (times, 0)
        assert [(one.day, one.cancelled, one.alarm) for one in merged.events] == [
            (done, False, None),
            (done + timedelta(days=7), False, time(9)),
            (done + timedelta(days=14), False, time(9)),
        ]


def test_a_step_that_was_not_done_on_its_day_moves_with_its_uid(file):
    renew(file, weekly(TODAY, TODAY), TODAY)
    uid = next(iter(from_ical(file.read_bytes())))
    late = TODAY + timedelta(days=9)
    renew(file, weekly(TODAY, late), late)
    assert from_ical(file.read_bytes())[uid].day == late


def test_a_year_of_a_step_a_week_keeps_every_day_that_has_passed(file):
    seen = TODAY
    for week in range(1, 53):
        renew(file, weekly(seen, seen + timedelta(days=1)), seen + timedelta(days=1))
        seen = TODAY + timedelta(days=7 * week)
    days = [one.day for one in from_ical(file.read_bytes()).values() if not one.cancelled]
    assert days == [TODAY + timedelta(days=7 * week) for week in range(1, len(days) + 1)]
    assert len(days) >= 52


def test_names_in_every_script_are_folded_between_characters(file):
    name = "Zoë & Söhne, GmbH; 東京都 \U0001f468\u200d\U0001f469 " + "\U0001f600" * 40
    renew(file, planned(TODAY, name=name), TODAY)
    lines = file.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")
    shown = name.replace("\u200d", "\ufffd") if "\ufffd" in str(read(file)[0]["summary"]) else name
    assert [str(one["summary"]) for one in read(file)] == [f"{shown}: Go.", f"{shown}: Stay."]
    assert renew(file, planned(TODAY, name=name), TODAY).changed == 0


def test_events_are_whole_days_that_take_up_no_time(file):
    renew(file, planned(date(2026, 12, 30), today=date(2026, 12, 30)), date(2026, 12, 30))
    content = file.read_bytes()
    assert [(one.decoded("dtstart"), one.decoded("dtend")) for one in read(file)] == [
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 1, 2), date(2027, 1, 3)),
    ]
    assert b"DTSTART;VALUE=DATE:20261231" in content
    for line in (b"METHOD:PUBLISH", b"TRANSP:TRANSPARENT", b"CATEGORIES:followthrough", b"DTSTAMP:20261230T000000Z"):
        assert line in content


def test_a_calendar_to_subscribe_to_names_itself_and_says_how_often_to_read_it():
    content = to_ical(planned(TODAY), "Job; hunt")
    calendar = icalendar.Calendar.from_ical(content)
    assert (str(calendar["name"]), str(calendar["x-wr-calname"])) == ("Job; hunt", "Job; hunt")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H" in content or (
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in content and b"X-PUBLISHED-TTL:PT1H" in content
    )
