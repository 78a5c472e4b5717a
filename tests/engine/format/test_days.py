"""Days as people write them; what is read as what stands in a table in docs/dates.md."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from followthrough.format.days import (
    HOW_TO_WRITE,
    MONTHS,
    NEAR,
    NotADay,
    SeveralDays,
    away,
    day_of,
    possible_days,
    short,
    spoken,
    without_weekday,
)

SUNDAY = date(2026, 11, 22)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

same_every_time = settings(derandomize=True, deadline=None)
Printed = Callable[[date, date], str]
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
        ("coming monday", "2026-11-23"),
        ("Tuesday in two weeks", "2026-12-08"),
        ("noon on this past Tuesday", "2026-11-17"),
        ("\u200e1\u200e.\u200e11\u200e.\u200e2026\ufeff", "2026-11-01"),
        ("yesterday morning at 9", "2026-11-21"),
        ("this past tuesday afternoon, 3 pm", "2026-11-17"),
        ("this past saturday", "2026-11-21"),
        ("\u0663 days ago", "2026-11-19"),
        ("\uff13 days ago", "2026-11-19"),
        ("\u0662\u0660\u0662\u0666-\u0661\u0661-\u0660\u0661", "2026-11-01"),
        ("\uff12\uff10\uff12\uff16\uff0f\uff11\uff11\uff0f\uff10\uff11", "2026-11-01"),
        ("2026-11-01", "2026-11-01"),
        ("2024-02-29", "2024-02-29"),
        ("1000-01-01", "1000-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("  Three   WEEKS\tago ", "2026-11-01"),
        ("Last FRIDAY", "2026-11-20"),
        ("the first of November", "2026-11-01"),
        ("November twenty-first", "2026-11-21"),
        ("Thirty first October 2026", "2026-10-31"),
        ("the thirtieth of last month", "2026-10-30"),
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


@pytest.mark.parametrize("said", ["2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "1900-02-29", "Nov 31"])
def test_a_day_that_the_calendar_has_not(said: str) -> None:
    with pytest.raises(ValueError, match="is not a day of the calendar; write 2026-11-01"):
        day_of(said, SUNDAY)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "soon",
        "last day",
        "ago",
        "in",
        "in 3 days ago",
        "in days",
        "in a friday",
        "in a second",
        "November twenty-eleventh",
        "half a week ago",
        "twenty eleven days ago",
        "umpteen fridays ago",
        "a few weeks ago",
        "friday the",
        "nov 526",
        "5",
        "5 5",
        "5/11.2026",
        "261105",
        "14:30",
        "2026-11-01 25:00",
        "-3 days ago",
        "3.5 days ago",
        "some days ago",
        "10000 days ago",
        "9" * 5_000 + " days ago",
        "\u00b3 days ago",
        "2026-W47-7",
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


@pytest.mark.parametrize("said", ["202-11-05", "0202-11-05", "20226-11-05", "5 Nov 202", "5.11.20266", "11/15/202"])
def test_a_year_that_is_mistyped_is_told(said: str) -> None:
    with pytest.raises(NotADay, match=r"has the year [0-9]+; write a year of four digits"):
        day_of(said, SUNDAY)


@pytest.mark.parametrize(
    ("said", "could_be"),
    [
        ("Friday", ["2026-11-20", "2026-11-27"]),
        ("last saturday", ["2026-11-14", "2026-11-21"]),
        ("next monday", ["2026-11-23", "2026-11-30"]),
        ("next saturday at 10", ["2026-11-28", "2026-12-05"]),
        ("the weekend", ["2026-11-14", "2026-11-15", "2026-11-21", "2026-11-22"]),
        ("two hours ago", ["2026-11-21", "2026-11-22"]),
        ("2 or 3 days ago", ["2026-11-19", "2026-11-20"]),
        ("two to three weeks ago", ["2026-11-01", "2026-11-08"]),
        ("2-3 weeks ago", ["2026-11-01", "2026-11-08"]),
        ("Nov 5-7", ["2026-11-05", "2026-11-07"]),
        ("last Thursday or Friday", ["2026-11-19", "2026-11-20"]),
        ("Tue to Wed last week", ["2026-11-10", "2026-11-11", "2026-11-17", "2026-11-18"]),
        ("Sunday", ["2026-11-15", "2026-11-22", "2026-11-29"]),
        ("this Monday", ["2026-11-16", "2026-11-23"]),
        ("Monday last week", ["2026-11-09", "2026-11-16"]),
        ("3 days", ["2026-11-19", "2026-11-25"]),
        ("half a year", ["2026-05-22", "2027-05-22"]),
        ("5/11", ["2026-05-11", "2026-11-05", "2027-05-11"]),
        ("05/11/2026", ["2026-05-11", "2026-11-05"]),
        ("22nd", ["2026-10-22", "2026-11-22", "2026-12-22"]),
        ("1 May", ["2026-05-01", "2027-05-01"]),
        ("26-11-05", ["2005-11-26", "2026-11-05"]),
    ],
)
def test_what_could_be_several_days_is_told_with_all_of_them(said: str, could_be: list[str]) -> None:
    with pytest.raises(SeveralDays) as caught:
        day_of(said, SUNDAY)
    assert [day.isoformat() for day in caught.value.days] == could_be
    assert all(spoken(day) in caught.value.wrong for day in caught.value.days)
    assert all(day in caught.value.remedy for day in could_be)


@pytest.mark.parametrize(
    ("said", "passed", "ahead"),
    [
        ("Friday", "2026-11-20", "2026-11-27"),
        ("this Monday", "2026-11-16", "2026-11-23"),
        ("10 days", "2026-11-12", "2026-12-02"),
        ("the 5th", "2026-11-05", "2026-12-05"),
        ("31st", "2026-10-31", "2026-12-31"),
        ("23 Nov", "2025-11-23", "2026-11-23"),
        ("29 Feb", "2024-02-29", "2028-02-29"),
        ("12/11/2026", "2026-11-12", "2026-12-11"),
        ("tomorrow", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-21", "2026-11-21"),
    ],
)
def test_of_several_days_the_one_is_meant_that_can_be(said: str, passed: str, ahead: str) -> None:
    assert day_of(said, SUNDAY, latest=SUNDAY).isoformat() == passed
    assert day_of(said, SUNDAY, earliest=SUNDAY).isoformat() == ahead


@pytest.mark.parametrize(
    ("today", "said", "meant"),
    [
        ("2027-01-02", "Dec 30", "2026-12-30"),
        ("2026-12-30", "Jan 2", "2027-01-02"),
        ("2026-12-31", "31 December", "2026-12-31"),
        ("2027-01-01", "the 31st of December last year", "2026-12-31"),
        ("2027-01-01", "1.1.", "2027-01-01"),
        ("2028-02-28", "29 Feb", "2028-02-29"),
        ("2028-03-01", "last month", "2028-02-01"),
        ("2028-03-31", "last month", "2028-02-29"),
        ("2028-02-29", "last year", "2027-02-28"),
        ("2027-03-29", "29th of last month", None),
        ("2026-01-01", "5/1/99", None),
        ("2026-01-01", "5.1.99", "1999-01-05"),
        ("1999-12-31", "5.1.00", "2000-01-05"),
        ("2026-12-28", "Monday next week", "2027-01-04"),
        ("2026-11-26", "the first Monday in November", "2026-11-02"),
        ("2026-11-26", "last Friday of October 2026", "2026-10-30"),
        ("2026-11-26", "5th Monday of November 2027", "2027-11-29"),
        ("2026-11-26", "second Tuesday of next month", "2026-12-08"),
        ("2026-11-26", "the 5th Friday of this month", None),
    ],
)
def test_days_about_the_turns_of_years_and_of_months(today: str, said: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(NotADay):
            day_of(said, date.fromisoformat(today))
    else:
        assert day_of(said, date.fromisoformat(today)).isoformat() == meant


def test_a_weekday_tells_a_day_from_a_month_and_is_told_where_it_is_wrong() -> None:
    assert day_of("Thu 5/11/2026", SUNDAY) == date(2026, 11, 5)
    assert day_of("Mon 5/11/2026", SUNDAY) == date(2026, 5, 11)
    assert day_of("Sat 05/12/2026", SUNDAY, latest=SUNDAY) == date(2026, 12, 5), "which is then refused by its day"
    assert day_of("Tuesday, May 11", SUNDAY) == date(2027, 5, 11)
    with pytest.raises(NotADay, match="5 November 2026 is a Thursday"):
        day_of("Fri 5/11", SUNDAY)
    with pytest.raises(NotADay) as caught:
        day_of("Fri Nov 5", SUNDAY)
    assert str(caught.value) == (
        "'Fri Nov 5' is not a day: 5 November 2026 is a Thursday; correct the weekday or the date"
    )


@same_every_time
@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)), days)
def test_an_iso_date_means_itself_on_every_day(day: date, today: date) -> None:
    assert day_of(day.isoformat(), today) == day
    assert day_of(f"{day.isoformat()} 23:59:59", today) == day


@same_every_time
@given(middling_days, middling_days, st.sampled_from(["{0}", "the {0}", "{1}", "{2}", "{3}"]))
def test_a_day_is_read_as_we_print_it_and_as_others_do(day: date, today: date, form: str) -> None:
    month = f"{day.month:02}"
    texts = (
        spoken(day),
        spoken(day).replace(" ", "\u00a0"),
        f"{day.day}.{month}.{day.year}",
        f"{day.year}{month}{day.day:02}",
    )
    assert day_of(form.format(*texts), today) == day


PRINTED = [
    lambda day, today: str(day),
    lambda day, today: spoken(day),
    lambda day, today: without_weekday(day),
    lambda day, today: f"{short(day)} {day.year}",
    lambda day, today: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day, today: away(day, today),
    lambda day, today: f"{spoken(day)}, {away(day, today)}",
    lambda day, today: f"{away(day, today)}, {spoken(day)}",
]


@same_every_time
@given(middling_days, st.integers(-9_999, 9_999), st.sampled_from(PRINTED))
def test_a_day_is_read_in_every_way_that_we_print_it(today: date, days_away: int, printed: Printed) -> None:
    day = today + timedelta(days=days_away)
    assume(day.year >= 1000)  # an earlier year needs a zero, and is refused
    assert day_of(printed(day, today), today) == day


@pytest.mark.parametrize(
    ("said", "meant"),
    [("yesterday (Saturday)", True), ("Sat 21 Nov, yesterday", True), ("yesterday, Friday", False)],
)
def test_a_day_that_is_named_twice_is_the_same_both_times(said: str, meant: bool) -> None:
    try:
        assert meant == (day_of(said, SUNDAY) == date(2026, 11, 21))
    except NotADay:
        assert not meant


@same_every_time
@given(middling_days, st.integers(-NEAR, NEAR))
def test_a_day_near_today_needs_no_year(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    if (day.month, day.day) != (2, 29):
        assert day_of(short(day).split(maxsplit=1)[1], today) == day


@same_every_time
@given(middling_days, middling_days)
def test_figures_are_read_only_where_one_order_can_be(day: date, today: date) -> None:
    found = set(possible_days(f"{day.day}/{day.month}/{day.year}", today).days)
    assert day in found
    assert found == set(possible_days(f"{day.month}/{day.day}/{day.year}", today).days)
    assert len(found) == 1 + (day.day <= 12 and day.day != day.month)


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
def test_a_weekday_is_the_nearest_that_is_not_today_or_that_of_the_week_beside_it(today: date, weekday: str) -> None:
    before, after = (possible_days(f"{which} {weekday}", today).days for which in ("last", "next"))
    assert {WEEKDAYS[day.weekday()] for day in (*before, *after)} == {weekday}
    assert 1 <= (today - before[-1]).days <= 7
    assert 1 <= (after[0] - today).days <= 7
    yesterday = WEEKDAYS[(today.weekday() - 1) % 7]
    assert len(before) == 1 + (weekday == yesterday)
    if len(after) == 2:
        assert (after[1] - after[0]).days == 7
    assert day_of(f"coming {weekday}", today) == after[0]
    assert day_of(f"this past {weekday}", today) == before[-1]


DATES = [
    "{0}",
    "{1:%Y-%m-%d}",
    "{1:%d.%m.%Y}",
    "{1:%d %b %y}",
    "{1:%b} {1.day}",
    "{1.day}/{1.month}/{1:%y}",
    "{1:%d-%b-%y}",
]
TIMES = [
    "14:30",
    "2 pm",
    "2:30 p.m.",
    "at 2",
    "@ 14:30:00",
    "14h30",
    "- 14:30",
    "2:30 - 3:30pm",
    "14:30 UTC",
    "at noon",
]


@same_every_time
@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)), middling_days, st.sampled_from(DATES), st.sampled_from(TIMES))
def test_a_time_changes_no_reading(day: date, today: date, form: str, time: str) -> None:
    text = form.format(spoken(day), day)
    read = possible_days(text, today)
    assert possible_days(f"{text} {time}", today) == possible_days(f"{text}, {time}", today) == read
    if time[0].isdigit():
        assert possible_days(f"{time}, {text}", today) == read


@same_every_time
@given(
    middling_days, st.integers(0, 400), st.sampled_from(["days", "weeks"]), st.sampled_from(["Nov 5", "{0}", "Friday"])
)
def test_what_is_before_or_after_a_day_is_counted_from_it(today: date, number: int, unit: str, other: str) -> None:
    other = other.format(today)
    for sign, where in ((-1, "before"), (1, "after")):
        days = possible_days(f"{number} {unit} {where} {other}", today).days
        assert {day - sign * timedelta(**{unit: number}) for day in days} == set(possible_days(other, today).days)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("about two weeks ago", "is not one day; write 2026-11-08 for Sunday 8 November 2026"),
        ("Nov 5?", "is not one day; write 2026-11-05 for Thursday 5 November 2026"),
        ("November", f"is a month, not a day; {HOW_TO_WRITE}"),
        ("end of Nov 2026", f"is a month, not a day; {HOW_TO_WRITE}"),
        ("2026-11", f"is a month, not a day; {HOW_TO_WRITE}"),
        ("week 45", f"is a week, not a day; {HOW_TO_WRITE}"),
        ("this year", f"is a year, not a day; {HOW_TO_WRITE}"),
        ("Febuary 5th", "is not a day; did you mean 'February 5th'?"),
        ("46331", "is not a day; write 2026-11-05 if it is the number of Thursday 5 November 2026 in a spreadsheet"),
    ],
)
def test_what_is_almost_a_day_is_refused_with_what_to_write_for_it(said: str, wrong: str) -> None:
    with pytest.raises(NotADay) as caught:
        day_of(said, SUNDAY)
    assert str(caught.value) == f"{said!r} {wrong}"


@pytest.mark.parametrize("said", ["weeks ago", "around 2", "3pm next", "14:30 last", "at Friday 5 or"])
def test_no_time_of_day_leaves_a_day_where_there_was_none(said: str) -> None:
    with pytest.raises(NotADay):
        day_of(said, SUNDAY, latest=SUNDAY)


@same_every_time
@given(st.text(max_size=40), middling_days)
def test_any_text_is_a_day_or_is_told_in_one_line_that_it_is_none(text: str, today: date) -> None:
    wrong = "; "
    try:
        day_of(text, today)
    except NotADay as problem:
        wrong = str(problem)
    assert "; " in wrong
    assert wrong.isprintable()


WORDS = (
    "a the on of or last next this week month ago before in days 5 05 11 31 2026 26 '26 nov may tue friday 5th 14:30"
)
PARTS = st.sampled_from([*WORDS.split(), "/", "-", ".", ","])


@same_every_time
@given(st.lists(PARTS, max_size=7), st.sampled_from(["", " "]), middling_days)
def test_whatever_is_put_together_is_days_or_told_to_be_none(parts: list[str], between: str, today: date) -> None:
    text = between.join(parts)
    found: tuple[date, ...] = ()
    with suppress(NotADay):
        found = possible_days(text, today).days
        assert found == tuple(sorted(set(found)))
        assert found
    with suppress(NotADay):
        assert possible_days(f"  {text.upper()} ", today).days == found
