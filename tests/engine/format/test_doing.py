"""What a step changes, on the base `steps`: a letter to a landlord, and calls."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bases.reset import BASES
from followthrough.errors import LeadError
from followthrough.format.doing import changes, done
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase

TODAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load(BASES / "good" / "steps")


def test_what_a_value_does_is_kept_as_it_is_written(base: KnowledgeBase) -> None:
    assert base.concepts["step"].values["write to them"] == "Write a letter."
    assert base.concepts["step"].values["be done"] == "You are done."
    assert base.concepts["step"].does == {
        "write to them": {"wrote": "yes", "wrote_on": "today"},
        "call them": {
            "called": {"no": "once", "voicemail": "once", "once": "more than once"},
            "reminders": {"0": "1", "1": "2", "2": "3"},
        },
    }


def test_the_day_of_a_step_is_its_date(base: KnowledgeBase) -> None:
    assert done(base, "step", "write to them", {"paid_back": "no", "wrote": "no"}, TODAY) == {
        "paid_back": "no",
        "wrote": "yes",
        "wrote_on": TODAY,
    }


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"called": "no", "reminders": 0}, {"called": "once", "reminders": 1}),
        ({"called": "once", "reminders": "2"}, {"called": "more than once", "reminders": 3}),
        ({"called": "more than once", "reminders": 3}, {"called": "more than once", "reminders": 3}),
        ({"called": "voicemail", "reminders": "unknown"}, {"called": "once", "reminders": None}),
        ({}, {}),
    ],
)
def test_what_becomes_of_an_answer_may_depend_on_what_it_is_now(
    base: KnowledgeBase, now: Mapping[str, object], then: Mapping[str, object]
) -> None:
    assert done(base, "step", "call them", now, TODAY) == then


def test_an_earlier_answer_that_the_new_ones_exclude_falls_away(base: KnowledgeBase) -> None:
    before = {"paid_back": "no", "wrote": "no", "waiting": "yes", "landlord": "Mr. Hill"}
    after = done(base, "step", "write to them", before, TODAY)
    assert after == {"paid_back": "no", "wrote": "yes", "wrote_on": TODAY, "landlord": "Mr. Hill"}


def test_days_that_were_counted_become_their_day_and_the_new_day_stands_above_it(base: KnowledgeBase) -> None:
    before: Mapping[Any, object] = {"paid_back": "no", "wrote": "yes", "days_since_letter": 7, "called": "no"}
    assert done(base, "step", "call them", before, TODAY)["wrote_on"] == date(2026, 11, 19)
    assert done(base, "step", "write to them", before, TODAY)["wrote_on"] == TODAY


def test_a_step_that_says_nothing_of_what_it_does_changes_nothing(base: KnowledgeBase) -> None:
    answers = {"paid_back": "no", "wrote": "yes", "days_since_letter": "3"}
    assert changes(base, "step", "wait", {}, TODAY) == {}
    assert done(base, "step", "wait", answers, TODAY) == {
        "paid_back": "no",
        "wrote": "yes",
        "wrote_on": date(2026, 11, 23),
    }


def test_doing_a_step_leaves_the_answers_that_were_given_alone(base: KnowledgeBase) -> None:
    before = {"called": "no"}
    done(base, "step", "call them", before, TODAY)
    assert before == {"called": "no"}


def test_answers_that_are_not_possible_are_refused_as_everywhere(base: KnowledgeBase) -> None:
    with pytest.raises(LeadError, match="did you mean"):
        done(base, "step", "wait", {"wrot": "yes"}, TODAY)
