"""One question at a time: the way back, a day in words or from a calendar, and nothing typed is lost."""

from html import unescape
from pathlib import Path

import pytest

from web.visiting import SILENCE, Visitor, at

FIRST_THREE = {name: SILENCE[name] for name in ("want_it", "interview", "interviewed_on")}
A_DAY = at({"want_it": "yes", "interview": "done"}, "/answer")


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite")


def back(page: str) -> str:
    """Return where the way back leads."""
    return unescape(page.partition('<p class="back"><a href="')[2].partition('"')[0])


def test_the_way_back_leads_through_all_answers_to_the_start(visitor: Visitor) -> None:
    passed, page = [], visitor.loads("/", FIRST_THREE)
    for _ in FIRST_THREE:
        page = visitor.loads(back(page))
        passed.append(unescape(page.partition("<title>")[2].partition(" ·")[0]))
    assert [one.partition("?")[0] + "?" for one in passed] == [
        "On what day was the interview?",
        "Has the interview taken place?",
        "Do you want this job?",
    ]
    assert "Whose advice do you follow?" in visitor.reads(back(page))


def test_a_saved_lead_goes_back_to_all_leads(visitor: Visitor) -> None:
    lead = visitor.saves({"want_it": "yes"}, "Brown & Co")
    first = visitor.loads(back(visitor.loads(lead)))
    assert "Do you want this job?" in first
    assert back(first) == "/leads"


def test_everything_so_far_is_one_line_until_it_is_opened(visitor: Visitor) -> None:
    page = visitor.loads("/", FIRST_THREE)
    folded = page.partition('<details class="so-far">')[2]
    assert "<summary>So far: 3 answers, and what the advice can still be</summary>" in folded
    assert "Still possible" in folded
    assert "Still possible" not in page.partition('<details class="so-far">')[0]
    assert "So far" not in visitor.reads("/questions")


def test_a_day_is_picked_from_a_calendar_or_said_in_words(visitor: Visitor) -> None:
    for fields in ({"picked.interviewed_on": "2026-11-05"}, {"answer.interviewed_on": "Nov 5"}):
        assert visitor.sends(A_DAY, fields).endswith("interviewed_on=2026-11-05")
    both = {"picked.interviewed_on": "2026-11-05", "answer.interviewed_on": "Nov 5"}
    assert visitor.sends(A_DAY, both).endswith("interviewed_on=2026-11-05")


def test_two_different_days_are_told_and_both_are_there_to_be_cleared(visitor: Visitor) -> None:
    fields = {"picked.interviewed_on": "2026-11-05", "answer.interviewed_on": "Nov 6"}
    said = visitor.sends(A_DAY, fields, 422)
    assert "This has two days, 'Nov 6' in words and 2026-11-05 in the calendar. Clear one of the two." in said


def test_an_old_day_in_the_calendar_does_not_contradict_new_words(visitor: Visitor) -> None:
    asked = at({**FIRST_THREE, "ask-again": "interviewed_on"})
    assert 'name="picked.interviewed_on" value="2026-11-01" max="2026-11-22"' in visitor.loads(asked)
    fields = {"picked.interviewed_on": "2026-11-01", "answer.interviewed_on": "Nov 6"}
    onward = visitor.sends(asked.replace("/?", "/answer?"), fields)
    assert onward.endswith("interviewed_on=2026-11-06")


def test_i_do_not_know_counts_whatever_was_written_before_it_was_pressed(visitor: Visitor) -> None:
    fields = [("answer.thanked_on", "Nov 7"), ("picked.thanked_on", "2026-11-05"), ("answer.thanked_on", "unknown")]
    asked = at({**FIRST_THREE, "heard_back": "nothing", "thank_you": "sent"}, "/answer")
    assert visitor.sends(asked, fields).endswith("thanked_on=unknown")


def test_a_day_that_cannot_be_picked_is_refused_like_one_that_is_written(visitor: Visitor) -> None:
    said = visitor.sends(A_DAY, {"picked.interviewed_on": "2026-12-24"}, 422)
    assert "Give a day that has passed." in said
