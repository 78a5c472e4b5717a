"""What is shown as a way to other advice helps a person, and harms nobody."""

from datetime import date

import pytest

from followthrough import load, what_if

TODAY = date(2026, 11, 26)
ONE_CALL_TOO_MANY = {("called", "more than once"), ("other_messages", "once"), ("other_messages", "more than once")}
"""What both texts warn against."""
TWO_LETTERS = {
    "interview": "done", "want_it": "yes", "days_since_interview": 19, "heard_back": "nothing",
    "told_rank": "not told", "focusing_on": "not said", "day_named": "no", "thank_you": "sent",
    "days_since_thanks": 18, "second_letter": "sent", "days_since_second_letter": 9, "material": "sent",
    "others_being_seen": "no", "other_messages": "none", "interest_shown": "keen", "hard_to_please": "no",
    "other_leads": "enough",
}  # fmt: skip


@pytest.mark.parametrize("calls", [{"called": "no"}, {"called": "voicemail", "days_since_call": 3}])
def test_no_one_is_told_to_call_or_write_once_too_often(calls: dict[str, object]) -> None:
    found = what_if(load(), {**TWO_LETTERS, **calls}, "next_step", counsel="wolfe", today=TODAY)
    offered = {(change.fact, change.then) for changes in (*found.yours, *found.others) for change in changes}
    assert offered
    assert not offered & ONE_CALL_TOO_MANY
