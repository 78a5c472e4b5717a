"""What is done today: recorded as the step says, and taken for done in the days ahead."""

from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from bases.reset import BASES
from followthrough.leads.log import Log
from web.visiting import TODAY, Visitor, at

SEEN = {"viewed_on": "2026-11-21", "heard": "nothing", "note": "not sent", "called": "no"}


@pytest.fixture
def keeper(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "a-room-to-let"))


@pytest.fixture
def lead(keeper: Visitor) -> str:
    return keeper.saves(SEEN, "Elm Street")


def answers(tmp_path: Path) -> dict[str, str]:
    return Log(tmp_path / "leads.sqlite").histories()[0].answers(TODAY)


def test_what_was_just_done_is_said_where_the_person_is_with_a_way_back(keeper: Visitor, tmp_path: Path) -> None:
    lead = keeper.saves(SEEN, "Elm Street")
    page = keeper.reads(keeper.sends(f"{lead}/did", {"goal": "step", "step": "write a note"}))
    assert "Recorded as done today: Write them a note. Undo" in page
    keeper.sends(f"{lead}/undo", {})
    assert answers(tmp_path) == SEEN


def test_after_each_action_a_banner_says_what_was_done_and_offers_the_way_back(keeper: Visitor, lead: str) -> None:
    assert "Saved. It is in your search log" in keeper.reads(keeper.sends(at(SEEN, "/save"), {"name": "Oak Street"}))
    for action, fields, said in (
        ("note", {"note": "the third floor"}, "Your note is saved. Undo"),
        ("drop", {}, "You let this lead go. Undo"),
        ("resume", {}, "You took this lead up again. Undo"),
    ):
        assert said in keeper.reads(keeper.sends(f"{lead}/{action}", fields))
        assert "The last change is undone. Bring it back" in keeper.reads(keeper.sends(f"{lead}/undo", {}))
        assert "What was undone is back. Undo" in keeper.reads(keeper.sends(f"{lead}/redo", {}))
    assert "Undo" not in keeper.reads(f"{lead}?just-now=nothing").partition("What has happened")[0]


def test_a_step_done_today_is_recorded_and_undone(keeper: Visitor, lead: str, tmp_path: Path) -> None:
    assert 'aria-label="Done today: Write them a note"' in keeper.loads("/leads")
    assert "Done today: Write them a note" in keeper.reads(lead)
    back = keeper.sends(f"{lead}/did", {"goal": "step", "step": "write a note", "back": "leads"})
    assert back == f"/leads?just-changed={lead.rpartition('/')[2]}"
    assert "Elm Street: recorded. Undo" in keeper.reads(back)
    assert (answers(tmp_path)["note"], answers(tmp_path)["noted_on"]) == ("sent", "2026-11-22")
    assert "Done today" not in keeper.reads("/leads")
    keeper.sends(f"{lead}/undo", {})
    assert 'aria-label="Done today: Write them a note"' in keeper.loads("/leads")


def test_a_step_to_wait_offers_nothing_to_record(keeper: Visitor, lead: str) -> None:
    keeper.sends(f"{lead}/did", {"step": "write a note"})
    page = keeper.reads(lead)
    assert "Wait for their answer." in page
    assert "Done today" not in page


def test_what_only_one_counsel_advises_can_be_done_too_but_the_list_goes_by_the_default_one(
    keeper: Visitor, lead: str
) -> None:
    keeper.sends(f"{lead}/did", {"step": "write a note"})
    with patch("web.visiting.TODAY", date(2026, 11, 29)):
        assert "Done today: Call them" in keeper.reads(lead)
        assert "Done today" not in keeper.reads("/leads")


@pytest.mark.parametrize("step", ["wait", "", "dance"])
def test_what_is_no_step_to_do_changes_nothing(keeper: Visitor, lead: str, step: str, tmp_path: Path) -> None:
    assert "write a note" in keeper.sends(f"{lead}/did", {"goal": "step", "step": step}, 400)
    assert answers(tmp_path) == SEEN


def test_a_page_that_was_left_open_does_not_record_a_step_twice(keeper: Visitor, lead: str, tmp_path: Path) -> None:
    keeper.sends(f"{lead}/did", {"step": "write a note"})
    before = Log(tmp_path / "leads.sqlite").entries()
    assert keeper.sends(f"{lead}/did", {"step": "write a note"}) == lead
    assert Log(tmp_path / "leads.sqlite").entries() == before


def test_what_was_only_tried_is_saved_as_true_now(keeper: Visitor, lead: str, tmp_path: Path) -> None:
    tried = keeper.loads(f"{lead}?if-viewed_on=2026-11-20")
    assert f'action="{lead}/set"' in tried
    keeper.sends(f"{lead}/set", {"answer.viewed_on": "2026-11-20"})
    assert answers(tmp_path)["viewed_on"] == "2026-11-20"


def test_the_days_ahead_go_on_from_each_step(keeper: Visitor, lead: str) -> None:
    page = keeper.reads(lead)
    ahead = page.partition("The days ahead, if you do each step on its day and hear nothing")[2]
    assert (
        "the flatmate and the agency Write them a note. Due that day. "
        "Once that is done: Wait for their answer. Due Sun 29 Nov."
    ) in ahead
    assert "the agency Call them. Due that day. Once that is done: Wait for their answer." in ahead
    assert ahead.index("Call them.") < ahead.index("Look for another room. Due that day. After")


def test_the_days_ahead_are_drawn_with_a_line_for_each_counsel_and_a_mark_for_each_day(keeper: Visitor) -> None:
    page = keeper.loads("/", SEEN)
    assert page.count('<text class="lane"') == 2
    assert '<time datetime="2026-11-29">Sun 29 Nov</time>' in page
    assert page.count("<circle") == len(["22", "24", "29"]) + len(["22", "24", "29", "4"])
    assert "What to beware of, no longer: A call would be too early." in keeper.reads("/", SEEN)
    assert "Time alone changes nothing" in keeper.reads(
        "/", {"viewed_on": "2026-11-01", "heard": "refused", "other_leads": "enough"}
    )


def test_one_day_with_a_step_and_what_follows_it_is_drawn_without_a_line(tmp_path: Path) -> None:
    keeper = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "steps"))
    page = keeper.loads("/", {"paid_back": "no", "wrote": "yes", "wrote_on": "unknown", "called": "no"})
    assert '<ol class="days">' in page
    assert '<svg class="line-of-days"' not in page


def test_what_comes_if_nothing_is_done_stands_below_and_says_in_a_word_what_is_the_same(
    keeper: Visitor, lead: str
) -> None:
    silence = keeper.reads(lead).partition("The days ahead, if you do nothing and hear nothing")[2]
    assert "the flatmate and the agency As above, but it stays undone." in silence
    assert "the flatmate and the agency As above." in silence.partition("Tue 24 Nov")[2]
    assert "Call them." not in silence.partition("What you have answered")[0].partition("History")[0]


def test_where_nothing_that_falls_due_can_be_done_the_page_tells_one_future(keeper: Visitor) -> None:
    waiting = {**SEEN, "note": "sent", "noted_on": "2026-11-21", "called": "once", "called_on": "2026-11-21"}
    page = keeper.reads("/", waiting)
    assert "The days ahead, if you do each step on its day and hear nothing" in page
    assert "if you do nothing" not in page


def test_forty_leads_are_few_lines_and_the_others_are_folded(keeper: Visitor) -> None:
    for number in range(20):
        keeper.sends(at(SEEN, "/save"), {"name": f"House {number}"})
    page = keeper.loads("/leads")
    assert "Today (20)" in page
    assert "14 more" in page.replace('<span class="hidden">: today</span>', "")
