"""Days as people say them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.days import HOW_TO_WRITE, day_of

SUNDAY = date(2026, 11, 22)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

same_every_time = settings(derandomize=True, deadline=None)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
middling_days = st.dates(date(1000, 1, 1), date(3000, 12, 31))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-22"),
        ("now", "2026-11-22"),
        ("yesterday", "2026-11-21"),
        ("the day before yesterday", "2026-11-20"),
        ("tomorrow", "2026-11-23"),
        ("the day after tomorrow", "2026-11-24"),
        ("last week", "2026-11-15"),
        ("next week", "2026-11-29"),
        ("1 day ago", "2026-11-21"),
        ("a day ago", "2026-11-21"),
        ("0 days ago", "2026-11-22"),
        ("zero days ago", "2026-11-22"),
        ("3 days ago", "2026-11-19"),
        ("three days ago", "2026-11-19"),
        ("21 days ago", "2026-11-01"),
        ("3 weeks ago", "2026-11-01"),
        ("a week ago", "2026-11-15"),
        ("twelve weeks ago", "2026-08-30"),
        ("in 2 days", "2026-11-24"),
        ("in a week", "2026-11-29"),
        ("in an week", "2026-11-29"),
        ("in 6 weeks", "2027-01-03"),
        ("a month ago", "2026-10-22"),
        ("in two months", "2027-01-22"),
        ("12 months ago", "2025-11-22"),
        ("in 0 months", "2026-11-22"),
        ("last sunday", "2026-11-15"),
        ("next sunday", "2026-11-29"),
        ("last monday", "2026-11-16"),
        ("next monday", "2026-11-23"),
        ("last saturday", "2026-11-21"),
        ("next saturday", "2026-11-28"),
        ("2026-11-01", "2026-11-01"),
        ("2024-02-29", "2024-02-29"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("  Three   WEEKS\tago ", "2026-11-01"),
        ("Last FRIDAY", "2026-11-20"),
    ],
)
def test_what_is_said_on_a_sunday_and_the_day_it_means(said: str, meant: str) -> None:
    assert day_of(said, SUNDAY).isoformat() == meant


@pytest.mark.parametrize(
    ("today", "said", "meant"),
    [
        ("2026-03-31", "a month ago", "2026-02-28"),
        ("2024-03-31", "a month ago", "2024-02-29"),
        ("2026-03-31", "in a month", "2026-04-30"),
        ("2026-05-31", "3 months ago", "2026-02-28"),
        ("2024-02-29", "12 months ago", "2023-02-28"),
        ("2024-02-29", "in 48 months", "2028-02-29"),
        ("2026-01-31", "in a month", "2026-02-28"),
        ("2026-01-15", "a month ago", "2025-12-15"),
        ("2025-12-15", "in a month", "2026-01-15"),
        ("2026-01-01", "yesterday", "2025-12-31"),
        ("2025-12-31", "tomorrow", "2026-01-01"),
        ("2024-02-28", "tomorrow", "2024-02-29"),
        ("2023-02-28", "tomorrow", "2023-03-01"),
        ("2000-02-28", "tomorrow", "2000-02-29"),
        ("1900-02-28", "tomorrow", "1900-03-01"),
        ("2024-03-01", "a day ago", "2024-02-29"),
        ("0001-01-01", "in 1 day", "0001-01-02"),
        ("0001-02-01", "a month ago", "0001-01-01"),
        ("9999-12-31", "1 day ago", "9999-12-30"),
        ("9999-11-30", "in a month", "9999-12-30"),
    ],
)
def test_month_ends_leap_days_and_the_turns_of_years(today: str, said: str, meant: str) -> None:
    assert day_of(said, date.fromisoformat(today)).isoformat() == meant


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("0001-01-01", "yesterday"),
        ("0001-01-01", "a month ago"),
        ("0001-01-01", "last monday"),
        ("0001-01-01", "9999 weeks ago"),
        ("9999-12-31", "tomorrow"),
        ("9999-12-31", "in a month"),
        ("9999-12-31", "next friday"),
        ("9999-12-31", "in 9999 months"),
        ("0500-01-01", "9999 months ago"),
    ],
)
def test_nothing_reaches_beyond_the_calendar(today: str, said: str) -> None:
    with pytest.raises(ValueError, match="is beyond the calendar; write 2026-11-01"):
        day_of(said, date.fromisoformat(today))


@pytest.mark.parametrize("said", ["2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "0000-01-01", "1900-02-29"])
def test_a_day_that_the_calendar_has_not(said: str) -> None:
    with pytest.raises(ValueError, match="is no day of the calendar; write 2026-11-01"):
        day_of(said, SUNDAY)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "soon",
        "friday",
        "on friday",
        "this friday",
        "last day",
        "3 days",
        "ago",
        "in",
        "in 3 days ago",
        "in days",
        "-3 days ago",
        "3.5 days ago",
        "some days ago",
        "thirteen days ago",
        "3 years ago",
        "10000 days ago",
        "9" * 5_000 + " days ago",
        "\u0663 days ago",
        "\uff13 days ago",
        "\u00b3 days ago",
        "\u0662\u0660\u0662\u0666-\u0661\u0661-\u0660\u0661",
        "\uff12\uff10\uff12\uff16-11-01",
        "2026-11-1",
        "26-11-01",
        "2026/11/01",
        "01.11.2026",
        "11/01/2026",
        "20261101",
        "2026-W47-7",
        "2026-11-01T00:00",
        "2026-11-01 12:00",
        "+2026-11-01",
        "2026-11-01\x00",
        "today!",
        "to day",
        "unknown",
        "a" * 100_000,
        "in " * 30_000,
    ],
    ids=lambda said: ascii(said[:16]),
)
def test_what_is_not_a_day_is_refused_with_how_to_write_one(said: str) -> None:
    with pytest.raises(ValueError, match="is not a day; ") as caught:
        day_of(said, SUNDAY)
    assert str(caught.value).endswith(HOW_TO_WRITE)


@same_every_time
@given(days, days)
def test_an_iso_date_means_itself_on_every_day(day: date, today: date) -> None:
    assert day_of(day.isoformat(), today) == day


@same_every_time
@given(middling_days, st.integers(0, 9_999))
def test_days_ago_and_days_ahead_count_days(today: date, number: int) -> None:
    assert today - day_of(f"{number} days ago", today) == timedelta(days=number)
    assert day_of(f"in {number} days", today) - today == timedelta(days=number)
    assert day_of(f"{number} weeks ago", today) == today - timedelta(weeks=number)


@same_every_time
@given(middling_days, st.integers(0, 9_999))
def test_months_keep_the_day_or_take_the_last_one_of_a_shorter_month(today: date, number: int) -> None:
    day = day_of(f"in {number} months", today)
    assert (day.year - today.year) * 12 + day.month - today.month == number
    assert day.day == today.day or (day.day < today.day and (day + timedelta(days=1)).day == 1)


@same_every_time
@given(days.filter(lambda day: day.year not in (1, 9999)), st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_nearest_that_is_not_today(today: date, weekday: str) -> None:
    before, after = day_of(f"last {weekday}", today), day_of(f"next {weekday}", today)
    assert WEEKDAYS[before.weekday()] == WEEKDAYS[after.weekday()] == weekday
    assert 1 <= (today - before).days <= 7
    assert 1 <= (after - today).days <= 7


@same_every_time
@given(st.text(max_size=40))
def test_any_text_is_a_day_or_is_told_that_it_is_none(text: str) -> None:
    try:
        said = str(day_of(text, SUNDAY))
    except ValueError as error:
        said = str(error)
    assert said.endswith(HOW_TO_WRITE) or date.fromisoformat(said)
