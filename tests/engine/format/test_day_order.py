"""Days in their order: what a lead may say of days that follow one another."""

from datetime import date, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from bases.reset import BASES
from followthrough.errors import LeadError
from followthrough.format.lead import RefusedDays, lasting, read_answer, read_lead, revised
from followthrough.format.load import load
from random_bases import TODAY as CASE_DAY
from random_bases import random_base
from reference import days_fit

TODAY = date(2026, 11, 22)
CLAIM = load(BASES / "good" / "claim")
WRITTEN = {"reported": "yes", "reminded": "yes"}


def problem(**answers):
    with pytest.raises(LeadError) as refused:
        read_lead(CLAIM, {**WRITTEN, **answers}, TODAY, partial=True)
    (only,) = refused.value.problems
    return f"{only.place}: {only.wrong}; {only.remedy}"


def days(**answers):
    return read_lead(CLAIM, {**WRITTEN, **answers}, TODAY, partial=True).facts


def test_a_day_before_one_that_it_must_not_be_before_is_refused_with_both_days():
    assert problem(damaged_on="2026-11-10", reported_on="2026-11-09") == (
        "answer 'reported_on': reported_on cannot be 2026-11-09: that is before damaged_on, 2026-11-10; "
        "correct one of the two days"
    )


def test_the_same_day_is_in_order():
    assert days(damaged_on="2026-11-10", reported_on="2026-11-10")["days_since_reported"] == 12


def test_days_that_are_counted_are_in_the_same_order():
    assert problem(days_since_damaged=3, days_since_reported=4).startswith(
        "answer 'days_since_reported': reported_on cannot be 2026-11-18: that is before damaged_on, 2026-11-19;"
    )
    assert problem(damaged_on="2026-11-19", days_since_reported=4).startswith("answer 'days_since_reported'")


def test_a_day_that_follows_another_has_passed():
    assert problem(reminded_on="tomorrow") == (
        "answer 'reminded_on': reminded_on cannot be 2026-11-23: that is after today, 2026-11-22; "
        "give a day that has passed"
    )


def test_a_day_that_may_lie_ahead_may_follow_another():
    assert days(damaged_on="2026-11-10", inspected_on="2026-12-01")["days_until_inspected"] == 9
    assert "before damaged_on" in problem(damaged_on="2026-11-22", inspected_on="2026-11-21")


def test_the_order_is_passed_on_by_a_known_day_only():
    assert days(damaged_on="2026-11-10", reminded_on="2026-11-09")["reminded_on"] == date(2026, 11, 9)
    assert "reminded_on cannot be 2026-11-09: that is before reported_on" in problem(
        damaged_on="2026-11-08", reported_on="2026-11-10", reminded_on="2026-11-09"
    )


def test_a_bound_stands_for_all_days_beyond_it_and_passes_the_order_on():
    found = days(damaged_on="2026-10-01", days_since_reported=20, reminded_on="2026-10-20")
    assert found["reported_on"] == date(2026, 10, 20)
    assert found["days_since_reported"] == 20
    assert "reminded_on cannot be 2026-10-20: that is before damaged_on, 2026-10-25" in problem(
        damaged_on="2026-10-25", days_since_reported=20, reminded_on="2026-10-20"
    )


def test_answers_that_last_are_in_order_on_later_days_too():
    lead = read_lead(CLAIM, {**WRITTEN, "days_since_reported": 20, "reminded_on": "2026-10-20"}, TODAY, partial=True)
    later = read_lead(CLAIM, lasting(CLAIM, lead), TODAY + timedelta(days=400), partial=True)
    assert later.facts["reported_on"] == lead.facts["reported_on"]


def test_every_day_out_of_order_is_reported_once():
    answers = {"damaged_on": "2026-11-20", "reported_on": "2026-11-05", "reminded_on": "2026-11-04"}
    with pytest.raises(LeadError) as refused:
        read_lead(CLAIM, {**WRITTEN, **answers, "inspected_on": "2026-11-19"}, TODAY, partial=True)
    assert [problem.place.file for problem in refused.value.problems] == [
        "answer 'inspected_on'",
        "answer 'reminded_on'",
        "answer 'reported_on'",
    ]


# Texts that may mean several days


def test_a_text_is_the_one_day_that_the_order_leaves():
    assert days(damaged_on="2026-07-20", reported_on="7/8/2026")["reported_on"] == date(2026, 8, 7)
    assert days(reported_on="7/8/2026", damaged_on="2026-07-20")["reported_on"] == date(2026, 8, 7)
    assert days(damaged_on="7/8/2026", reported_on="2026-07-20")["damaged_on"] == date(2026, 7, 8)


def test_texts_settle_one_another():
    found = days(reminded_on="8/10/2026", reported_on="9/8/2026", damaged_on="2026-08-20")
    assert (found["reported_on"], found["reminded_on"]) == (date(2026, 9, 8), date(2026, 10, 8))


def test_a_text_that_the_order_leaves_two_days_is_asked_about():
    assert "could be Wednesday 8 July 2026 or Friday 7 August 2026" in problem(
        damaged_on="2026-01-01", reported_on="7/8/2026"
    )


def test_a_day_that_is_asked_for_is_one_of_those_the_other_answers_leave():
    question = CLAIM.questions["reported_on"]
    among = {"damaged_on": date(2026, 7, 20)}
    assert read_answer(CLAIM, question, "7/8/2026", TODAY, among) == date(2026, 8, 7)
    with pytest.raises(RefusedDays) as refused:
        read_answer(CLAIM, question, "7/8/2026", TODAY)
    assert len(refused.value.days) == 2


# Answering again


def test_a_first_day_that_is_moved_takes_back_the_days_that_would_be_before_it():
    answers = read_lead(
        CLAIM, {"damaged_on": "2026-11-01", **WRITTEN, "reported_on": "2026-11-03"}, TODAY, partial=True
    ).answers
    kept, dropped = revised(CLAIM, answers, "damaged_on", "2026-11-05", TODAY)
    assert dropped == ("reported_on",)
    assert kept["damaged_on"] == "2026-11-05"


# Against the plain reference


def random_days(base, random):
    """Draw a day, named or counted, for most dates that are always asked for."""
    answers = {}
    for question in base.questions.values():
        count = base.count_of(question.name)
        if question.kind != "date" or question.only_if.parts or random.random() < 0.2:
            continue
        if count is not None:
            answers[count.name] = random.randint(count.low, count.high)
        else:
            answers[question.name] = CASE_DAY - timedelta(days=random.randint(-6, 6))
    return answers


def test_days_are_refused_exactly_where_the_reference_finds_no_order():
    refused = accepted = 0
    for seed in range(100):
        base, random = replace(random_base(seed, days=True), nevers=()), Random(seed)
        for answers in (random_days(base, random) for _ in range(5)):
            try:
                facts = read_lead(base, answers, CASE_DAY, partial=True).facts
            except LeadError:
                assert not days_fit(base, answers), (seed, answers)
                refused += 1
            else:
                assert days_fit(base, answers), (seed, answers)
                assert not list(out_of_order_in(base, facts)), (seed, answers)
                accepted += 1
    assert refused > 100
    assert accepted > 100


def out_of_order_in(base, facts):
    for question in base.questions.values():
        for earlier in question.not_before:
            if None not in (facts[question.name], facts[earlier]) and facts[question.name] < facts[earlier]:
                yield question.name, earlier
