"""A goal that holds several values: each is a step with its own day, letter, and change."""

from datetime import date

from bases.reset import BASES
from followthrough.advising.advise import advise
from followthrough.format.load import load
from followthrough.leads.calendar import events
from followthrough.leads.deeds import deeds
from followthrough.leads.letters import called_for
from followthrough.leads.plan import days_ahead
from followthrough.leads.turns import appointments

MOVE = load(BASES / "good" / "after-the-move")
TODAY = date(2026, 11, 26)
LEAD = {"moved_on": "2026-11-10", "told": "none"}


def advice():
    return advise(MOVE, LEAD, counsel="town", today=TODAY)


def test_each_value_has_a_day_of_its_own():
    found = advice()
    assert found.value("todo") == ("register", "tell the bank", "tell the landlord")
    days = {value: found.due("todo", value) for value in found.value("todo")}
    assert days == {"register": date(2026, 11, 24), "tell the bank": date(2026, 12, 10), "tell the landlord": TODAY}


def test_each_value_that_has_a_draft_calls_for_a_letter():
    assert called_for(advice()) == ("tell the bank", "tell the landlord")


def test_each_value_that_changes_an_answer_can_be_done_and_adds_to_what_there_is():
    assert [(deed.value, deed.gives) for deed in deeds(advice())] == [
        ("tell the bank", {"told": ("bank",)}),
        ("tell the landlord", {"told": ("landlord",)}),
    ]
    told = advise(MOVE, {**LEAD, "told": "landlord"}, counsel="town", today=TODAY)
    assert [deed.gives for deed in deeds(told)] == [{"told": ("bank", "landlord")}]


def test_a_plan_does_each_on_its_day():
    turns = days_ahead(MOVE, LEAD, counsel="town", today=TODAY).turns["town"]
    assert [(turn.day, turn.done) for turn in turns if turn.done] == [
        (TODAY, {"told": ("landlord",)}),
        (date(2026, 12, 10), {"told": ("bank", "landlord")}),
    ]
    assert not any(turn.again for turn in turns)
    assert [(day, turn.value) for day, turn in appointments(turns)] == [
        (TODAY, ("register",)),
        (TODAY, ("tell the landlord",)),
        (date(2026, 12, 10), ("tell the bank",)),
    ]


def test_steps_that_fall_on_one_day_each_add_their_own():
    late = {**LEAD, "moved_on": "2026-10-01"}
    turns = days_ahead(MOVE, late, counsel="town", today=TODAY).turns["town"]
    assert turns[0].done == {"told": ("bank", "landlord")}


def test_a_calendar_names_what_falls_due():
    turns = days_ahead(MOVE, LEAD, counsel="town", today=TODAY).turns["town"]
    assert "flat: Tell your bank." in [one.summary for one in events("key", "flat", turns)]
