"""The days ahead: the rules are run where a count of days reaches a threshold, and nowhere else is anything missed."""

from datetime import date, timedelta

import pytest

from bases.reset import BASES
from bases_in_memory import CONCEPTS, QUESTIONS, base_of
from followthrough.errors import LeadError
from followthrough.format.load import load
from followthrough.leads.plan import Plan, as_json, days_ahead
from followthrough.leads.turns import alongside, appointments

RULES = """\
- {rule: go-soon, counsel: elder, source: e1, if: {days_since_seen: less than 3}, then: {verdict: go},
   because: it is early, due: {days_since_seen: 1}}
- {rule: stay-on, counsel: elder, source: e1, if: {days_since_seen: at least 3}, then: {verdict: stay},
   because: it is late, due: {days_since_seen: 3}}
- {rule: hide-on-the-fifth, counsel: younger, source: e1, if: {days_since_seen: 5, wet: yes}, then: {verdict: hide},
   because: it is wet, due: today, overrides: stay-on}
"""
TODAY = date(2026, 11, 22)
ROOM = load(BASES / "good" / "a-room-to-let")
SILENT = {"viewed_on": TODAY, "heard": "nothing", "note": "sent", "noted_on": TODAY, "called": "no"}


def days(found: Plan, counsel: str) -> list[tuple[int, object, str]]:
    """Give for each turn of the goals how many days away it is, the last goal's value, and the urgency."""
    goal, turns = found.base.goals[-1], (turn for turn in found.turns[counsel] if not turn.beside)
    return [((turn.day - found.on).days, turn.advice.value(goal), turn.urgency) for turn in turns]


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


def test_without_a_day_to_count_from_today_is_the_only_turn():
    found = days_ahead(ROOM, {"heard": "refused"}, today=TODAY)
    assert days(found, "agency") == [(0, "look elsewhere", "today")]


def test_silence_after_a_note_means_a_call_to_one_counsel_and_the_end_to_the_other():
    found = days_ahead(ROOM, SILENT, today=TODAY)
    assert days(found, "agency") == [
        (0, "wait", "later"),
        (7, "call", "today"),
        (7, "wait", "later"),
        (12, "look elsewhere", "today"),
    ]
    assert days(found, "flatmate") == [(0, "wait", "later"), (7, "look elsewhere", "today")]


def test_a_count_toward_a_day_turns_on_the_day_and_the_day_after():
    questions = QUESTIONS + "- {question: answer_by, ask: By when?, kind: date, unknown: allowed, why: it matters}\n"
    concepts = CONCEPTS + "- {concept: days_until_answer, counts: days until answer_by, from: -20, to: 20}\n"
    rules = """\
- {rule: wait, counsel: elder, source: e1, if: {days_until_answer: at least 0}, then: {verdict: stay}, because: ok,
   due: {days_until_answer: 0}}
- {rule: go, counsel: elder, source: e1, if: {days_until_answer: less than 0}, then: {verdict: go}, because: ok}
"""
    found = days_ahead(base_of(rules, questions=questions, concepts=concepts), {"answer_by": "in 10 days"}, today=TODAY)
    assert days(found, "elder") == [(0, "stay", "later"), (10, "stay", "today"), (11, "go", "open")]
    assert dict(found.turns["elder"][-1].passes) == {"days_until_answer": -1}


def test_a_plan_ends_where_the_answers_can_be_no_more():
    concepts = CONCEPTS.replace("hide: Hide.", "hide: {says: Hide., does: {hidden_on: today}}")
    if_wet = "only if: {any of: [{wet: yes}, {wet: yes, late: no}]}"
    questions = QUESTIONS + f"- {{question: hidden_on, ask: When?, kind: date, {if_wet}, why: it matters}}\n"
    rules = """\
- {rule: hide, counsel: elder, source: e1, if: {wet: no}, then: {verdict: hide}, because: ok, due: today}
"""
    found = days_ahead(base_of(rules, questions=questions, concepts=concepts), {"wet": "no"}, today=TODAY)
    assert days(found, "elder") == [(0, "hide", "today")]


def test_a_step_is_an_appointment_on_its_day_unless_the_advice_changes_before():
    for counsel, steps in {
        "agency": [(7, "call"), (12, "look elsewhere")],
        "flatmate": [(7, "look elsewhere")],
    }.items():
        turns = days_ahead(ROOM, SILENT, today=TODAY).turns[counsel]
        found = [((day - TODAY).days, turn.advice.value("step")) for day, turn in appointments(turns)]
        assert found == steps


def test_what_is_settled_is_planned_though_answers_are_missing_and_these_are_named():
    found = days_ahead(ROOM, {"heard": "refused"}, counsel="agency", today=TODAY)
    assert (days(found, "agency"), found.unsettled) == ([(0, "look elsewhere", "today")], {})
    found = days_ahead(ROOM, {"heard": "nothing"}, counsel="agency", today=TODAY)
    (turn,) = found.turns["agency"]
    assert list(turn.advice.open) == ["step", "caution"]
    assert "note" in found.unsettled["agency"]


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


def test_an_answer_that_cannot_be_is_refused():
    with pytest.raises(LeadError):
        days_ahead(ROOM, {**SILENT, "viewed_on": "tomorrow"}, today=TODAY)


def test_if_nothing_is_done_a_step_stays_due_and_only_the_days_go_on():
    found = days_ahead(ROOM, SILENT, today=TODAY)
    left_undone = [((turn.day - TODAY).days, turn.advice.value("step"), turn.due) for turn in found.silence["agency"]]
    assert left_undone[-1] == (7, "call", TODAY + timedelta(days=7))
    assert not any(turn.done or turn.once_done or turn.again for turn in found.silence["agency"])
    assert (found.silence["flatmate"], found.is_one_future) == (found.turns["flatmate"], False)


def test_a_plan_as_data_names_days_rules_and_urgency():
    data = as_json(days_ahead(ROOM, SILENT, counsel="agency", today=TODAY))
    assert list(data["plan"]) == ["agency", "flatmate"]
    call = next(turn for turn in data["plan"]["agency"] if turn["day"] == "2026-11-29")
    assert (call["due"], call["urgency"], call["by"]) == ("2026-11-29", "today", "then-call")
    assert call["passes"] == {"days_since_note": 7}


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
        ["What else, new: quietly", "What else, no longer: quickly"],
        [],
        [],
        ["What else, no longer: quietly"],
    ]


def test_what_changes_beside_a_step_is_no_appointment_and_does_not_move_one(beside):
    found = [((day - TODAY).days, turn.advice.value("verdict")) for day, turn in appointments(beside.turns["elder"])]
    assert found == [(5, "go"), (6, "stay")]


def test_where_the_goals_change_it_is_only_said_that_the_rest_does_too():
    both = BESIDE.replace("2 to 7", "6 to 7")
    turns = days_ahead(base_of(both), {"seen_on": "today"}, counsel="elder", today=TODAY).turns["elder"]
    assert [list(alongside(turn)) for turn in turns if turn.changed == ("verdict", "remark")] == [
        [],
        ["What else changes too."],
    ]


def test_a_plan_as_data_has_all_that_is_shown(beside):
    second = as_json(beside)["plan"]["elder"][1]
    assert (second["beside"], second["changed"], second["advice"]["verdict"]["value"]) == (True, ["remark"], "go")
    assert [one["value"] for one in second["advice"]["remark"]] == ["quiet"]
