"""Every day in the table of docs/dates.md is read as the table says, wherever and whenever that is."""

import re
import time

import pytest

from docs.dates import PATH, TODAY, read, rows
from followthrough.format.days import spoken

ROWS = list(rows())


@pytest.mark.parametrize(("written", "on", "told"), ROWS, ids=[f"{written} on {on}" for written, on, _ in ROWS])
def test_a_day_is_read_as_the_table_says(written, on, told):
    assert read(written, on) == told, "if that is meant, run: ./check docs"


def test_the_table_has_days_that_are_read_that_are_asked_and_that_are_refused():
    told = [one for _, _, both in ROWS for one in both]
    assert len(ROWS) >= 120
    assert len({(written.lower(), on) for written, on, _ in ROWS}) == len(ROWS)
    assert len({on for _, on, _ in ROWS}) >= 6
    assert sum(one.startswith("asked: ") for one in told) >= 30
    assert sum(one.startswith("refused: ") for one in told) >= 30
    assert f"on {spoken(TODAY)} " in re.sub(r"\s+", " ", PATH.read_text(encoding="utf-8"))


ZONES = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]


@pytest.mark.parametrize("zone", ZONES)
def test_the_time_zone_changes_no_reading(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [read(written, on) for written, on, _ in ROWS[::12]] == [told for *_, told in ROWS[::12]]
    finally:
        monkeypatch.undo()
        time.tzset()
