"""Days in a column of a table are read as a whole: what one cell shows of the order of figures holds for all."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.format.days import DateOrder, NotADay, SeveralDays, spoken
from followthrough.format.days.columns import read_column

TODAY = date(2026, 11, 26)
DAY, MONTH, YEAR = DateOrder
same_every_time = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("cells", "order", "read"),
    [
        (["05/11/2026", "25/11/2026"], DAY, ["2026-11-05", "2026-11-25"]),
        (["11/05/2026", "11/25/2026"], MONTH, ["2026-11-05", "2026-11-25"]),
        (["5/11/26", "", "25/11/26 14:30", "Thu Nov 5"], DAY, ["2026-11-05", "2026-11-25", "2026-11-05"]),
        (["5-11", "25-11"], DAY, ["2026-11-05", "2026-11-25"]),
        (["05.11.2026", "11.25.2026"], MONTH, ["2026-05-11", "2026-11-25"]),
        (["05.11.2026", "12/11/2026", "25.11.2026"], DAY, ["2026-11-05", "2026-11-12", "2026-11-25"]),
        (["05112026", "25112026"], DAY, ["2026-11-05", "2026-11-25"]),
        (["25-11-2026", "31-11-2026"], DAY, ["2026-11-25", None]),
        (["Thu 05/11/2026", "12/11/2026"], DAY, ["2026-11-05", "2026-11-12"]),
        (["2026-05-11", "Nov 9", "25/11/2026", "01/11/2026"], DAY,
         ["2026-05-11", "2026-11-09", "2026-11-25", "2026-11-01"]),
    ],
    ids=str,
)  # fmt: skip
def test_one_cell_shows_the_order_of_all(cells: list[str], order: DateOrder, read: list[str | None]) -> None:
    column = read_column(cells, TODAY)
    assert column.orders == (order,)
    days = column.days.values()
    assert [None if isinstance(day, NotADay) else day.isoformat() for day in days] == read
    assert column.doubtful is None
    assert set(column.shown_by) <= set(DateOrder) - {order}
    assert set(column.shown_by.values()) <= set(cells)


def test_where_no_cell_shows_the_order_the_person_is_asked_and_all_are_read_by_the_answer():
    cells = ["05/11/2026", "5/5/2026", "01/12/2026"]
    asked = read_column(cells, TODAY, latest=TODAY)
    assert (asked.orders, asked.doubtful) == ((DAY, MONTH), "05/11/2026")
    assert asked.days["5/5/2026"] == date(2026, 5, 5)
    for text in ("05/11/2026", "01/12/2026"):
        assert isinstance(several := asked.days[text], SeveralDays)
        assert len(several.days) == 2
    by_day, by_month = (read_column(cells, TODAY, latest=TODAY, order=order) for order in (DAY, MONTH))
    assert by_day.days["05/11/2026"] == date(2026, 11, 5)
    assert by_month.days == dict(zip(cells, (date(2026, 5, 11), date(2026, 5, 5), date(2026, 1, 12)), strict=True))
    assert by_day.doubtful is by_month.doubtful is None


def test_a_year_of_two_digits_that_comes_first_is_asked_about():
    cells = ["26-11-05", "27-01-30"]
    assert read_column(cells, TODAY).orders == (DAY, YEAR)
    assert [*read_column(cells, TODAY, order=YEAR).days.values()] == [date(2026, 11, 5), date(2027, 1, 30)]


def test_cells_that_contradict_one_another_settle_nothing():
    cells = ["25/11/2026", "11/25/2026", "05/11/2026"]
    column = read_column(cells, TODAY)
    assert (column.orders, column.shown_by) == ((), {DAY: "11/25/2026", MONTH: "25/11/2026"})
    assert column.days["25/11/2026"] == column.days["11/25/2026"] == date(2026, 11, 25)
    assert column.doubtful == "05/11/2026"
    assert read_column(cells, TODAY, order=DAY).days["05/11/2026"] == date(2026, 11, 5)


def test_with_dots_the_day_comes_first_and_that_settles_no_other_sign():
    column = read_column(["05.11.2026", "05/11/2026"], TODAY)
    assert column.days["05.11.2026"] == date(2026, 11, 5)
    assert column.doubtful == "05/11/2026"


def test_the_number_of_a_day_in_a_spreadsheet_is_read_and_named():
    column = read_column(["46331", "46331.604166", "2026-11-05", "12"], TODAY)
    assert {*list(column.days.values())[:3]} == {date(2026, 11, 5)}
    assert column.numbered == ("46331", "46331.604166")
    assert isinstance(column.days["12"], NotADay)


def test_what_is_no_day_and_what_may_be_two_stand_in_their_places():
    column = read_column(["soon", "Tuesday", "Thursday"], TODAY, latest=TODAY)
    assert isinstance(column.days["soon"], NotADay)
    assert column.days["Tuesday"] == date(2026, 11, 24)
    assert isinstance(column.days["Thursday"], SeveralDays)
    assert (column.orders, column.doubtful) == ((), None)


@same_every_time
@given(
    st.lists(st.dates(date(2020, 1, 1), date(2029, 12, 31)), min_size=1, max_size=6),
    st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0.month}/{0.day}/{0.year}", "{0:%d-%m-%y}", "{0:%Y/%m/%d}"]),
)
def test_no_column_in_one_form_is_misread(days: list[date], form: str) -> None:
    texts = [form.format(day) for day in days]
    column = read_column(texts, TODAY)
    for text, day in zip(texts, days, strict=True):
        read = column.days[text]
        assert read == day if isinstance(read, date) else isinstance(read, SeveralDays) and day in read.days


@same_every_time
@given(st.lists(st.text(max_size=12) | st.sampled_from(["5/11", "25/11/2026", "Fri", "46331", "0/0/0"]), max_size=5))
def test_any_cells_are_read_or_told_what_is_wrong(cells: list[str]) -> None:
    column = read_column(cells, TODAY)
    assert list(column.days) == list(dict.fromkeys(text for text in cells if text.strip()))
    assert all(isinstance(one, date | NotADay) for one in column.days.values())


@same_every_time
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_is_read_from_its_number(day: date) -> None:
    number = str((day - date(1899, 12, 30)) // timedelta(days=1))
    assert read_column([number, spoken(day)], TODAY).days == {number: day, spoken(day): day}
