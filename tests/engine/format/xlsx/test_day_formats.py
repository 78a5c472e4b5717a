"""A day or a time is read as a spreadsheet shows it."""

from datetime import date, datetime, time, timedelta

import pytest

from followthrough.format.xlsx.day_formats import Moment, shown_day

DAY = datetime(2026, 11, 5, 9, 4, 30)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (DAY, "yyyy-mm-dd", "2026-11-05"),
        (date(2026, 11, 5), "yyyy-mm-dd", "2026-11-05"),
        (DAY, "d.m.yy", "5.11.26"),
        (DAY, "dd/mm/yyyy h:mm", "05/11/2026 9:04"),
        (DAY, "d/m h:mm", "5/11 9:04"),
        (DAY, "mm:ss", "04:30"),
        (DAY, "h:mm:ss AM/PM", "9:04:30 AM"),
        (DAY.replace(hour=15), "h AM/PM", "3 PM"),
        (DAY, "dddd, d mmmm yyyy", "Thursday, 5 November 2026"),
        (DAY, "ddd d mmm", "Thu 5 Nov"),
        (DAY, '[$-409]d" of "mmmm\\,\\ yyyy;@', "5 of November, 2026"),
        (datetime(2026, 11, 5), "mm-dd-yy", "2026-11-05"),
        (datetime(2026, 11, 5), "[$-F800]dddd, mmmm dd, yyyy", "2026-11-05"),
        (datetime(2026, 11, 5), "General", "2026-11-05"),
        (DAY, "m/d/yy h:mm", "2026-11-05 09:04:30"),
        (time(9, 30), "h:mm", "9:30"),
        (time(9, 30), "General", "09:30"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_a_day_is_what_is_shown(value: Moment, code: str, shown: str) -> None:
    assert shown_day(value, code) == shown
