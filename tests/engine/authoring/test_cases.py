"""A base's own cases: what differs from what they expect, and who decided it."""

from bases_in_memory import base_of
from followthrough.authoring.cases import UnmetExpectation, run_cases, runs

RULE = "- {{rule: {}, counsel: {}, source: {}, if: {{{}}}, then: {{{}}}, because: so it is{}}}\n"
DRY = RULE.format("dry", "elder", "e1", "wet: no", "verdict: go, remark: [quick, quiet]", "")
WET = RULE.format("wet", "elder", "e1", "wet: yes", "verdict: stay", "")
REPLY = RULE.format("reply", "younger", "y1", "wet: no, late: yes", "verdict: hide", ", overrides: dry")


def case(lead, expect, name="one"):
    return f"- {{case: {name}, lead: {{{lead}}}, expect: {{{expect}}}}}\n"


def differences(lead, expect, rules=DRY + WET + REPLY):
    return run_cases(base_of(rules, cases=case(lead, expect))).differences


def told(difference: UnmetExpectation):
    return difference.about, difference.expected, difference.found, difference.by, difference.failed


def test_a_case_that_holds_differs_in_nothing():
    assert differences("wet: no", "elder: {verdict: go, remark: [quiet, quick], fired: dry, silent: wet}") == ()


def test_what_a_case_expects_in_vain_is_told_with_the_rule_that_decided_otherwise():
    [one] = differences("wet: no", "elder: {verdict: stay}")
    assert told(one) == ("verdict", ("stay",), ("go",), ("dry",), ())


def test_a_rule_that_was_defeated_is_told_with_its_defeater():
    [one] = differences("wet: no, late: yes", "younger: {fired: dry}")
    assert told(one) == ("dry", ("fired",), ("defeated",), ("reply",), ())


def test_a_rule_that_was_silent_is_told_with_what_did_not_hold():
    [one] = differences("wet: no", "younger: {fired: reply}")
    assert told(one) == ("reply", ("fired",), ("silent",), (), ("late: yes",))


def test_a_rule_that_its_exception_silenced_is_told_with_the_exception():
    careful = DRY.replace("}, then", "}, unless: {late: yes}, then")
    [one] = differences("wet: no, late: yes", "elder: {fired: dry}", careful)
    assert one.failed == ("unless late: yes",)


def test_rules_that_contradict_each_other_decide_nothing_and_are_named():
    hide = RULE.format("hide", "elder", "e1", "wet: no", "verdict: hide", "")
    [one] = differences("wet: no", "elder: {verdict: go}", DRY + hide)
    assert told(one) == ("verdict", ("go",), (), ("dry", "hide"), ())


def test_every_case_runs_under_every_counsel_and_is_checked_where_it_expects_something():
    base = base_of(
        DRY + WET + REPLY,
        cases=case("wet: no", "elder: {verdict: go}") + case("wet: yes", "younger: {verdict: stay}", "two"),
    )
    assert [(run.case.name, run.counsel, run.expected is not None) for run in runs(base)] == [
        ("one", "elder", True),
        ("one", "younger", False),
        ("two", "elder", False),
        ("two", "younger", True),
    ]
    report = run_cases(base)
    assert (report.cases, report.checked) == (2, 2)
    assert [(one.rule, one.counsel) for one in report.unreached()] == [("reply", "younger")]
