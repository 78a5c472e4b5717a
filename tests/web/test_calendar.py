"""The calendar of all leads: what a program that subscribes to it is given, and what other programs are not."""

from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from unittest.mock import patch
from urllib.request import urlopen

import icalendar
import pytest

from bases.reset import BASES
from web.visiting import HOST, Visitor, at, served

ROOM = BASES / "good" / "a-room-to-let"
SEEN = {"viewed_on": "2026-11-21", "heard": "nothing", "note": "not sent", "called": "no"}


@pytest.fixture
def keeper(tmp_path: Path) -> Visitor:
    visitor = Visitor(tmp_path / "leads.sqlite", str(ROOM))
    visitor.sends(at(SEEN, "/save"), {"name": "Elm Street, 5; 🏠"})
    return visitor


def subscribed(keeper: Visitor, path: str = "/calendar.ics") -> list[icalendar.Event]:
    """Read the calendar as a calendar program does: without a cookie, an origin, or a token."""
    answer = keeper.asks(path, cookie=None)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    return list(icalendar.Calendar.from_ical(answer.text).walk("VEVENT"))


def told(events: list[icalendar.Event]) -> list[tuple[str, date]]:
    return [(str(one["summary"]), one.decoded("dtstart")) for one in events]


def test_a_calendar_program_reads_each_step_on_its_day_with_an_alarm(keeper: Visitor) -> None:
    events = subscribed(keeper)
    assert told(events) == [
        ("Elm Street, 5; 🏠: Write them a note.", date(2026, 11, 22)),
        ("Elm Street, 5; 🏠: Look for another room.", date(2026, 11, 29)),
    ]
    rings = [one.trigger for event in events for one in event.alarms.times]
    assert [one.replace(tzinfo=None) for one in rings] == [datetime(2026, 11, 22, 9), datetime(2026, 11, 29, 9)]


def test_the_address_names_the_counsel_and_the_hour(keeper: Visitor) -> None:
    events = subscribed(keeper, "/calendar.ics?counsel=agency&alarm=7:30")
    assert ("Elm Street, 5; 🏠: Call them.", date(2026, 11, 29)) in told(events)
    assert events[0].walk("VALARM")[0].decoded("trigger") == timedelta(hours=7, minutes=30)
    assert not subscribed(keeper, "/calendar.ics?alarm=none")[0].walk("VALARM")
    assert told(subscribed(keeper, "/calendar.ics?counsel=nobody")) == told(subscribed(keeper))
    assert "is not a time of day. Write 9:00, 7 pm, or none" in keeper.reads("/calendar.ics?alarm=soon", status=400)


def test_what_changes_moves_in_the_calendar_and_what_does_not_is_not_sent_again(keeper: Visitor) -> None:
    first = keeper.asks("/calendar.ics")
    tag = first.headers["etag"]
    for known in (tag, f'W/{tag}, "other"', "*"):
        again = keeper.asks("/calendar.ics", if_none_match=known)
        assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
    uids = [str(one["uid"]) for one in subscribed(keeper)]
    with patch("web.visiting.TODAY", date(2026, 11, 23)):
        assert [str(one["uid"]) for one in subscribed(keeper)] == uids
        later = keeper.asks("/calendar.ics", if_none_match=tag)
        assert (later.status, later.headers["etag"] != tag) == (200, True)


def test_a_step_that_moves_on_the_same_day_gets_a_higher_number(keeper: Visitor) -> None:
    lead = keeper.loads("/leads").partition('<p class="task"><a href="')[2].partition('"')[0]
    numbers, days = [], []
    for seen in ("2026-11-20", "2026-11-19", "2026-11-20"):
        keeper.sends(f"{lead}/set", {"answer.viewed_on": seen, "answer.note": "sent", "answer.noted_on": seen})
        first = subscribed(keeper)[0]
        numbers.append(int(first["sequence"]))
        days.append(first.decoded("dtstart").day)
    assert days == [27, 26, 27]
    assert numbers == sorted(set(numbers))


def test_a_lead_that_is_let_go_is_gone_from_the_calendar(keeper: Visitor) -> None:
    page = keeper.loads("/leads")
    lead = page.partition('<p class="task"><a href="')[2].partition('"')[0]
    keeper.sends(f"{lead}/drop", {})
    assert subscribed(keeper) == []


def test_the_page_of_all_leads_shows_the_address_to_subscribe_to(keeper: Visitor) -> None:
    page = unescape(keeper.loads("/leads"))
    address = page.partition('readonly value="http://')[2].partition('"')[0]
    assert address == f"{HOST}/calendar.ics?counsel=flatmate&alarm=9:00"
    assert f'href="webcal://{address}"' in page
    assert 'data-copy="calendar-address"' in page
    assert told(subscribed(keeper, f"/{address.partition('/')[2]}")) == told(subscribed(keeper))


def test_without_leads_no_address_is_shown(tmp_path: Path) -> None:
    assert "calendar.ics" not in Visitor(tmp_path / "leads.sqlite", str(ROOM)).loads("/leads")


def test_other_sites_and_foreign_names_are_not_given_the_calendar(keeper: Visitor) -> None:
    for headers, status in (
        ({"host": "evil.example"}, 421),
        ({"host": "evil.example:8642"}, 421),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, 403),
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "cors"}, 403),
    ):
        answer = keeper.asks("/calendar.ics", **headers)
        assert (answer.status, "Elm Street" in answer.text) == (status, False)
    for method in ("PROPFIND", "OPTIONS", "PUT"):
        assert keeper.asks("/calendar.ics", method).status == 405


def test_reading_the_calendar_changes_nothing_in_the_log(keeper: Visitor, tmp_path: Path) -> None:
    before = (tmp_path / "leads.sqlite").read_bytes()
    subscribed(keeper)
    assert (tmp_path / "leads.sqlite").read_bytes() == before


def test_a_real_server_gives_the_calendar_with_how_often_to_read_it(tmp_path: Path) -> None:
    with served(tmp_path / "leads.sqlite", str(ROOM)) as address, urlopen(f"{address}/calendar.ics") as answer:
        content = answer.read()
        assert answer.headers["cache-control"] == "private, no-cache"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in content
    assert b"X-WR-CALNAME:A room to let\r\n" in content
