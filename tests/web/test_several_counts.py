"""Days between dates, and several counts of one date, on the pages: real days, sentences, and the dates to change."""

from pathlib import Path

import pytest

from bases.reset import BASES
from two_counts import written
from web.visiting import Visitor

GRANTED = "/?started_on=2010-01-01&week_begins_on=2012-02-12&told_on=2011-11-05&leave_from=2011-11-27"


@pytest.fixture
def maternity(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(BASES / "published" / "maternity-pay-dates"))


@pytest.fixture
def reply(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(written(tmp_path / "base")))


def test_what_each_day_would_settle_is_told_in_real_days(reply: Visitor) -> None:
    page = reply.reads("/questions")
    assert "Sunday 22 November 2026 to Wednesday 25 November 2026" in page
    assert "January" not in page


def test_days_between_two_dates_are_changed_by_either_date(maternity: Visitor) -> None:
    page = maternity.loads(GRANTED.replace("/?", "/reasons?"))
    assert f'href="{GRANTED}&ask-again=told_on">change'.replace("&", "&amp;") in page
    assert f'href="{GRANTED}&ask-again=week_begins_on">change'.replace("&", "&amp;") in page


def test_days_between_dates_are_refused_as_an_answer_by_what_they_follow_from(maternity: Visitor) -> None:
    page = maternity.reads("/?days_of_notice=3", status=400)
    assert "“How many days before the week of the birth the employer was told” follows from “On what day was " in page
    assert "days_of_notice" not in page


def test_counts_that_no_day_has_are_named_by_what_they_mean(reply: Visitor) -> None:
    page = reply.reads("/?days_left=2&days_late=3", status=400)
    assert "“How many days it is late” is 3, which no day has of which “How many days are left” is 2" in page


def test_a_day_is_answered_anew_whichever_count_told_it(reply: Visitor) -> None:
    page = reply.reads("/?days_left=5&days_late=-5&if-days_late=2")
    assert "Say that you are sorry." in page
