"""The days ahead: the rules are run where a count of days reaches a threshold, and nowhere else is anything missed."""

from datetime import date, timedelta
from random import Random

import pytest

from as_in_a_case import advise
from bases_in_memory import QUESTIONS, base_of
from followthrough.errors import LeadError
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.leads.plan import Plan, alongside, appointments, as_json, days_ahead

RULES = """\
- {rule: go-soon, counsel: elder, source: e1, if: {days_since_seen: less than 3}, then: {verdict: go},
   because: it is early, due: {days_since_seen: 1}}
- {rule: stay-on, counsel: elder, source: e1, if: {days_since_seen: at least 3}, then: {verdict: stay},
   because: it is late, due: {days_since_seen: 3}}
- {rule: hide-on-the-fifth, counsel: younger, source: e1, if: {days_since_seen: 5, wet: yes}, then: {verdict: hide},
   because: it is wet, due: today, overrides: stay-on}
"""
TODAY = date(2026, 11, 22)
WRITTEN = {
    "interview": "done", "want_it": "yes", "interviewed_on": "yesterday", "heard_back": "nothing",
    "told_rank": "not told", "focusing_on": "not said", "day_named": "no", "thank_you": "sent",
    "forgot_something": "no", "material": "sent", "second_letter": "not sent", "called": "no",
}  # fmt: skip


def days(found: Plan, counsel: str) -> list[tuple[int, object, str]]:
    """Give for each turn of the goals how many days away it is, the last goal's value, and the urgency."""
    goal, turns = found.base.goals[-1], (turn for turn in found.turns[counsel] if not turn.beside)
    return [((turn.day - found.on).days, turn.advice.value(goal), turn.urgency) for turn in turns]


@pytest.fixture(scope="module")
def base():
    return load()


def test_a_turn_stands_where_a_threshold_passes_and_where_a_step_falls_due():
    found = days_ahead(base_of(RULES), {"seen_on": "today", "wet": "no"}, today=TODAY)
    assert days(found, "elder") == [(0, "go", "later"), (1, "go", "today"), (3, "stay", "today")]


def test_counsels_turn_on_days_of_their_own():
    found = days_ahead(base_of(RULES), {"seen_on": "today", "wet": "yes"}, today=TODAY)
    assert [day for day, _, _ in days(found, "elder")] == [0, 1, 3]
    assert days(found, "younger")[2:] == [(3, "stay", "today"), (5, "hide", "today"), (6, "stay", "overdue")]


def test_a_lead_given_in_days_grows_older_too():
    found = days_ahead(base_of(RULES), {"days_since_seen": 2, "wet": "no"}, today=TODAY)
    assert days(found, "elder") == [(0, "go", "overdue"), (1, "stay", "today")]


def test_the_day_and_the_urgency_are_those_of_the_rule_that_decides():
    turn = days_ahead(base_of(RULES), {"days_since_seen": 2, "wet": "no"}, today=TODAY).turns["elder"][0]
    assert turn.step is not None
    assert (turn.goal, turn.step.rule, turn.due) == ("verdict", "go-soon", TODAY - timedelta(days=1))


def test_without_a_day_to_count_from_today_is_the_only_turn(base):
    found = days_ahead(base, {"interview": "upcoming", "want_it": "yes"}, today=TODAY)
    assert days(found, "wolfe") == [(0, "ask for their timeline", "today")]


def test_silence_after_a_letter_means_a_second_one_to_one_authority_and_the_end_to_the_other(base):
    found = days_ahead(base, WRITTEN, today=TODAY)
    assert days(found, "wolfe") == [(0, "wait out the week", "later"), (6, "write a second letter", "today")]
    assert days(found, "jobfairy") == [(0, "wait out the week", "later"), (6, "turn to other leads", "today")]


def test_a_count_towards_a_day_turns_on_the_day_and_the_day_after(base):
    found = days_ahead(base, {**WRITTEN, "day_named": "yes", "answer_by": "in 10 days"}, today=TODAY)
    assert [day for day, _, _ in days(found, "wolfe")] == [0, 10, 11]
    turn = next(turn for turn in found.turns["wolfe"] if turn.day == TODAY + timedelta(days=11))
    assert dict(turn.passes) == {"days_until_answer": -1}


@pytest.mark.parametrize("counsel", ["wolfe", "jobfairy"])
def test_running_the_rules_on_every_day_finds_no_other_change(base, counsel):
    lead = {**WRITTEN, "day_named": "yes", "answer_by": "in 9 days", "interest_shown": "keen", "material": "not sent"}
    lead |= {"interviewed_on": TODAY, "answer_by": TODAY + timedelta(days=9)}
    turns = {turn.day: turn for turn in days_ahead(base, lead, counsel=counsel, today=TODAY).turns[counsel]}
    before: object = None
    for day in (TODAY + timedelta(days=number) for number in range(20)):
        advice = advise(base, lead, counsel=counsel, today=day)
        now = [advice.value(concept) for concept in advice.shown()]
        assert (now != before) == (day in turns and bool(turns[day].changed)), day
        before = now


def silent(base: KnowledgeBase, random: Random) -> dict[str, object]:
    """Draw a lead that is waited for since today; what can be answered in several ways is drawn."""
    drawn = (
        "told_rank",
        "others_being_seen",
        "material",
        "second_letter",
        "called",
        "great_interview",
        "interest_shown",
    )
    lead: dict[str, object] = {**WRITTEN, "interviewed_on": TODAY}
    lead |= {name: random.choice(list(base.questions[name].choices)) for name in drawn}
    return lead | {"day_named": "yes", "answer_by": TODAY + timedelta(days=random.randint(-1, 20))}


def test_on_random_leads_too_running_the_rules_on_every_day_finds_no_other_change(base, record_property):
    changes, random = 0, Random(6)
    for lead in (silent(base, random) for _ in range(25)):
        for counsel, found in days_ahead(base, lead, today=TODAY).turns.items():
            turns = {turn.day: turn for turn in found}
            before: object = None
            for day in (TODAY + timedelta(days=number) for number in range(24)):
                advice = advise(base, lead, counsel=counsel, today=day)
                now = [advice.value(concept) for concept in advice.shown()]
                assert (now != before) == (day in turns and bool(turns[day].changed)), (lead, counsel, day)
                changes += before not in (None, now)
                before = now
    record_property("counted", f"{changes} changes of advice in 25 leads, found by running the rules on every day too")
    assert changes > 30


def test_a_plan_ends_where_the_answers_can_be_no_more(base):
    found = days_ahead(base, {**WRITTEN, "interviewed_on": TODAY - timedelta(days=365)}, today=TODAY)
    assert len(found.turns["wolfe"]) == 1


def test_a_step_is_an_appointment_on_its_day_unless_the_advice_changes_before(base):
    lead = {**WRITTEN, "day_named": "yes", "answer_by": "in 10 days"}
    for counsel, steps in {
        "wolfe": [(10, "wait for the day they named"), (11, "write a second letter")],
        "jobfairy": [(10, "wait for the day they named"), (11, "turn to other leads")],
    }.items():
        turns = days_ahead(base, lead, today=TODAY).turns[counsel]
        found = [((day - TODAY).days, turn.advice.value("next_step")) for day, turn in appointments(turns)]
        assert found == steps


def test_what_is_settled_is_planned_though_answers_are_missing_and_these_are_named(base):
    found = days_ahead(base, {"interview": "done", "heard_back": "turned down"}, counsel="wolfe", today=TODAY)
    assert days(found, "wolfe") == [(0, "turn to other leads", "today")]
    assert found.unsettled == {}
    found = days_ahead(base, {"interview": "done"}, counsel="wolfe", today=TODAY)
    (turn,) = found.turns["wolfe"]
    assert list(turn.advice.open)[:2] == list(base.goals)
    assert "want_it" in found.unsettled["wolfe"]


def test_what_is_open_may_be_settled_by_time():
    must_be_answered = QUESTIONS.replace("Is it wet?, kind: yes/no, unknown: allowed", "Is it wet?, kind: yes/no")
    rules = """\
- {rule: wet-go, counsel: elder, source: e1, if: {days_since_seen: less than 3, wet: yes}, then: {verdict: go},
   because: it is wet}
- {rule: dry-stay, counsel: elder, source: e1, if: {days_since_seen: less than 3, wet: no}, then: {verdict: stay},
   because: it is dry}
- {rule: late-stay, counsel: elder, source: e1, if: {days_since_seen: at least 3}, then: {verdict: stay},
   because: it is late}
"""
    found = days_ahead(base_of(rules, questions=must_be_answered), {"seen_on": "today"}, counsel="elder", today=TODAY)
    now, later = found.turns["elder"]
    assert (now.advice.open["verdict"].possible, now.urgency) == (("go", "stay"), "open")
    assert ((later.day - TODAY).days, later.changed, later.advice.value("verdict")) == (3, ("verdict",), "stay")
    assert found.unsettled["elder"] == ("wet",)
    assert as_json(found)["plan"]["elder"][0]["open"]["verdict"]["questions"] == ["wet"]


def test_a_lead_whose_advice_is_settled_needs_no_more_answers(base):
    lead = {"interview": "done", "want_it": "no", "interviewed_on": "yesterday", "heard_back": "turned down"}
    assert days(days_ahead(base, lead, counsel="wolfe", today=TODAY), "wolfe") == [(0, "turn to other leads", "today")]


def test_an_answer_that_cannot_be_is_refused(base):
    with pytest.raises(LeadError):
        days_ahead(base, {**WRITTEN, "interviewed_on": "tomorrow"}, today=TODAY)


def test_a_plan_as_data_names_days_rules_and_urgency(base):
    data = as_json(days_ahead(base, WRITTEN, counsel="wolfe", today=TODAY))
    assert list(data["plan"]) == ["wolfe", "jobfairy"]
    second = next(turn for turn in data["plan"]["wolfe"] if turn["day"] == "2026-11-28")
    assert (second["due"], second["urgency"], second["by"]) == ("2026-11-28", "today", "second-letter")
    assert second["passes"] == {"days_since_interview": 7}


BESIDE = """\
- {rule: go-later, counsel: elder, source: e1, if: {days_since_seen: less than 6}, then: {verdict: go},
   because: it is early, due: {days_since_seen: 5}}
- {rule: stay-on, counsel: elder, source: e1, if: {days_since_seen: at least 6}, then: {verdict: stay},
   because: it is late, due: {days_since_seen: 6}}
- {rule: quick-at-first, counsel: elder, source: e1, if: {days_since_seen: less than 2}, then: {remark: quick},
   because: it is early}
- {rule: quiet-by-and-by, counsel: elder, source: e1, if: {days_since_seen: 2 to 7}, then: {remark: quiet},
   because: it is late}
"""


@pytest.fixture
def beside():
    return days_ahead(base_of(BESIDE), {"seen_on": "today"}, counsel="elder", today=TODAY)


def test_a_day_on_which_only_what_is_shown_with_the_goals_changes_is_a_turn_that_says_what_comes_and_goes(beside):
    turns = beside.turns["elder"]
    assert [((turn.day - TODAY).days, turn.changed, turn.beside) for turn in turns] == [
        (0, ("verdict", "remark"), False),
        (2, ("remark",), True),
        (5, (), False),
        (6, ("verdict",), False),
        (8, ("remark",), True),
    ]
    assert [list(alongside(turn)) for turn in turns] == [
        [],
        ["Remark, new: quietly", "Remark, no longer: quickly"],
        [],
        [],
        ["Remark, no longer: quietly"],
    ]


def test_what_changes_beside_a_step_is_no_appointment_and_does_not_move_one(beside):
    found = [((day - TODAY).days, turn.advice.value("verdict")) for day, turn in appointments(beside.turns["elder"])]
    assert found == [(5, "go"), (6, "stay")]


def test_where_the_goals_change_it_is_only_said_that_the_rest_does_too():
    both = BESIDE.replace("2 to 7", "6 to 7")
    turns = days_ahead(base_of(both), {"seen_on": "today"}, counsel="elder", today=TODAY).turns["elder"]
    assert [list(alongside(turn)) for turn in turns if turn.changed == ("verdict", "remark")] == [
        [],
        ["Remark changes too."],
    ]


def test_a_plan_as_data_has_all_that_is_shown(beside):
    second = as_json(beside)["plan"]["elder"][1]
    assert (second["beside"], second["changed"], second["advice"]["verdict"]["value"]) == (True, ["remark"], "go")
    assert [one["value"] for one in second["advice"]["remark"]] == ["quiet"]
