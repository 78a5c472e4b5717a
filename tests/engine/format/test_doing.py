"""What a step changes, on the base `steps`: a letter to a landlord, and calls."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any

import pytest

from bases.reset import BASES
from followthrough.errors import LeadError
from followthrough.format.doing import changes, done
from followthrough.format.fitting import fitting, wrong_with
from followthrough.format.lead import lasting, read_lead
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from random_bases import random_base, random_lead, with_steps

TODAY = date(2026, 11, 26)
RANDOM_BASES = 60


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


def test_on_random_bases_a_step_leaves_a_possible_lead_and_only_what_it_excludes_is_lost(
    record_property: Callable[[str, object], None],
) -> None:
    random, lost = Random(7), 0
    for seed in range(RANDOM_BASES):
        base = with_steps(random_base(seed), random)
        before = lasting(base, read_lead(base, random_lead(base, random), TODAY))
        for goal in base.goals:
            for value in base.concepts[goal].values:
                after = done(base, goal, value, before, TODAY)
                new = changes(base, goal, value, before, TODAY)
                together = fitting(base, {}, new, TODAY)
                read_lead(base, after, TODAY, partial=True)
                assert {question: after[question] for question in together} == together
                assert together == new or wrong_with(base, new, TODAY)
                gone = [question for question in before if question not in after]
                for question in gone:
                    assert wrong_with(base, {**after, question: before[question]}, TODAY), (seed, value, question)
                kept = {question: answer for question, answer in after.items() if question not in together}
                assert kept.items() <= before.items()
                lost += len(gone)
    record_property("counted", f"{RANDOM_BASES} random bases; {lost} earlier answers fell away")


def test_answers_that_are_not_possible_are_refused_as_everywhere(base: KnowledgeBase) -> None:
    with pytest.raises(LeadError, match="did you mean"):
        done(base, "step", "wait", {"wrot": "yes"}, TODAY)
