"""Why, why not, and on what a difference between authorities turns."""

from datetime import date

import pytest

from bases_in_memory import base_of
from cli.running import EXAMPLES
from followthrough import LeadError, advise, load, why
from followthrough.advice import Advice, others
from followthrough.conditions import Truth
from followthrough.dissent import differences
from followthrough.explain import Ground, why_not
from followthrough_cli.options import read_file

ON = date(2026, 11, 22)


def advice_on(example: str, counsel: str = "jobfairy") -> Advice:
    return advise(load(), read_file(str(EXAMPLES / f"{example}.yaml")), counsel=counsel, today=ON)


def leaves(ground: Ground) -> set[tuple[str, object]]:
    if not ground.reasons:
        return {(ground.fact, ground.origin)}
    return {leaf for reason in ground.reasons for premise in reason.grounds for leaf in leaves(premise)}


@pytest.mark.parametrize("example", sorted(path.stem for path in EXAMPLES.glob("*.yaml")))
@pytest.mark.parametrize("counsel", ["wolfe", "jobfairy"])
def test_every_explanation_goes_down_to_answers_and_what_nobody_said(example, counsel):
    advice = advice_on(example, counsel)
    for concept in advice.shown():
        ground = why(advice, concept)
        assert ground.value == advice.value(concept)
        assert {origin for _, origin in leaves(ground)} <= {"answer", "counted", "otherwise", "nothing"}
        for reason in ground.reasons:
            assert reason.passages
            assert reason.step.because


def test_a_reason_has_the_rule_the_passage_the_facts_and_what_it_defeated():
    (reason,) = why(advice_on("three-weeks-of-silence"), "stance").reasons
    assert (reason.step.rule, reason.step.counsel) == ("one-letter-is-enough", "jobfairy")
    assert [passage.name for passage in reason.passages] == ["n1", "n2"]
    assert "21 days have brought no answer" in reason.step.because
    assert [beaten.step.rule for beaten in reason.defeated] == ["second-letter"]
    assert "other than clear" in [ground.test for ground in reason.grounds]


def test_why_not_puts_the_nearest_rule_first_and_tells_what_stood_in_its_way():
    found = why_not(advice_on("three-weeks-of-silence"), "next_step", "telephone")
    (candidate,) = found.candidates
    outcomes = {requirement.written: requirement.outcome for requirement in candidate.requirements}
    assert outcomes["second_letter: sent"] is Truth.FALSE
    assert outcomes["days_since_interview: at least 14"] is Truth.TRUE
    assert candidate.defeated_by == ("one-letter-is-enough",)
    stances = why_not(advice_on("second-choice"), "stance", "pursue").candidates
    assert [candidate.missing for candidate in stances] == sorted(candidate.missing for candidate in stances)


RULES = """
- rule: go
  counsel: elder
  source: e1
  if: {any of: [{wet: yes}, {late: yes}]}
  unless: {seen_on: known}
  then: {verdict: go}
  because: ok
- {rule: stay, counsel: younger, source: e1, if: {mood: bad}, then: {verdict: stay}, because: ok}
"""


def test_why_not_tells_held_failed_and_unknown_apart_and_names_a_silencing_unless():
    base = base_of(RULES)
    unknown = why_not(advise(base, {"wet": "no"}, today=ON), "verdict", "go").candidates[0]
    assert unknown.requirements[0].outcome is Truth.UNKNOWN
    assert [(one.fact, one.outcome.value) for one in unknown.requirements[0].premises] == [
        ("wet", "failed"),
        ("late", "unknown"),
    ]
    silenced = why_not(advise(base, {"wet": "yes", "seen_on": "today"}, today=ON), "verdict", "go").candidates[0]
    assert silenced.silenced
    assert silenced.missing == 1


def test_why_not_says_when_no_rule_concludes_a_value_and_when_it_is_the_otherwise():
    advice = advise(base_of(RULES), {}, today=ON)
    assert why_not(advice, "verdict", "hide").candidates == ()
    assert why_not(advice, "mood", "good").otherwise
    assert why_not(advice, "mood", "good").holds
    assert why_not(advise(base_of(RULES), {}, counsel="elder", today=ON), "verdict", "stay").candidates == ()


def test_why_not_refuses_what_it_does_not_know():
    with pytest.raises(LeadError, match="next_step has no value 'telefone'; did you mean 'telephone'"):
        why_not(advice_on("second-choice"), "next_step", "telefone")
    with pytest.raises(LeadError, match="unknown concept 'nextstep'; did you mean 'next_step'"):
        why_not(advice_on("second-choice"), "nextstep", "telephone")


def test_a_difference_names_both_sides_and_the_answer_it_turns_on():
    advice = advice_on("second-choice")
    (other,) = others(advice)
    found = {difference.concept: difference for difference in differences(advice, other)}
    stance = found["stance"]
    assert (stance.here, stance.there) == ("drop", "pursue")
    assert [step.sources for step in stance.here_by] == [("n3", "n5")]
    assert [step.sources for step in stance.there_by] == [("p16",)]
    assert "told_rank" in stance.turns_on


def test_a_difference_does_not_turn_on_an_answer_that_changes_nothing():
    advice = advice_on("three-weeks-of-silence")
    (other,) = others(advice)
    for difference in differences(advice, other):
        assert not {"forgot_something", "qualified", "want_it"} & set(difference.turns_on)


def test_where_both_say_the_same_there_is_no_difference():
    advice = advice_on("the-day-after")
    (other,) = others(advice)
    assert list(differences(advice, other)) == []
