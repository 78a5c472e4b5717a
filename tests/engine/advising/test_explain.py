"""Why, why not, and on what a difference between authorities turns."""

from datetime import date

import pytest

from bases_in_memory import CONTESTED, base_of
from cli.running import EXAMPLES
from followthrough import LeadError, advise, load, why
from followthrough.advising.advice import Advice, undecided
from followthrough.advising.advise import others
from followthrough.advising.dissent import differences
from followthrough.advising.explain import Ground, as_json, why_not, why_not_json
from followthrough.format.conditions import Truth
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
    for concept in set(advice.shown()) - {*advice.open}:
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
    assert "they have not answered" in reason.step.because
    assert [beaten.step.rule for beaten in reason.defeated] == ["in-their-hands"]
    assert [(ground.fact, ground.test) for ground in reason.grounds] == [("chance", "gone"), ("regard", "lukewarm")]


def test_why_not_puts_the_nearest_rule_first_and_tells_what_stood_in_its_way():
    found = why_not(advice_on("three-weeks-of-silence"), "next_step", "telephone")
    assert [candidate.missing for candidate in found.candidates] == [2, 3, 3]
    outcomes = {requirement.written: requirement.outcome for requirement in found.candidates[0].requirements}
    assert outcomes["second_letter: sent"] is Truth.FALSE
    assert outcomes["days_since_interview: 14 to 27"] is Truth.TRUE
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
    base, unknown = base_of(RULES), {"late": None, "seen_on": None}
    found = why_not(advise(base, {"wet": "no", **unknown}, today=ON), "verdict", "go").candidates[0]
    assert found.requirements[0].outcome is Truth.UNKNOWN
    assert [(one.fact, one.outcome.value) for one in found.requirements[0].premises] == [
        ("wet", "failed"),
        ("late", "unknown"),
    ]
    silenced = why_not(
        advise(base, {**unknown, "wet": "yes", "seen_on": "today"}, today=ON), "verdict", "go"
    ).candidates[0]
    assert silenced.silenced
    assert silenced.missing == 1


def test_why_not_says_when_no_rule_concludes_a_value_and_when_it_is_the_otherwise():
    unknown = {"wet": None, "late": None, "seen_on": None}
    advice = advise(base_of(RULES), unknown, today=ON)
    assert why_not(advice, "verdict", "hide").candidates == ()
    assert why_not(advice, "mood", "good").otherwise
    assert why_not(advice, "mood", "good").holds
    assert why_not(advise(base_of(RULES), unknown, counsel="elder", today=ON), "verdict", "stay").candidates == ()


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
    assert (stance.here, stance.there) == ("drop", "wait")
    assert [step.sources for step in stance.here_by] == [("n3", "n5")]
    assert [step.sources for step in stance.there_by] == [("p8",)]
    assert "told_rank" in stance.turns_on


def test_a_difference_does_not_turn_on_an_answer_that_changes_nothing():
    advice = advice_on("three-weeks-of-silence")
    (other,) = others(advice)
    for difference in differences(advice, other):
        assert not {"forgot_something", "qualified", "called"} & set(difference.turns_on)


def test_where_both_say_the_same_there_is_no_difference():
    advice = advice_on("the-day-after")
    (other,) = others(advice)
    assert list(differences(advice, other)) == []


# What contradicts, and what is defeated


WET_AND_LATE = {"wet": "yes", "late": "yes"}
CONTRADICTION = "the rules contradict each other: rain-is-sad says 'bad' and sleep-is-good says 'good'"
WAITING = """\
- {rule: rain-is-sad, counsel: elder, source: e1, if: {wet: yes}, then: {mood: bad}, because: Rain is sad.}
- {rule: sleep-is-good, counsel: elder, source: e1, if: {late: yes}, then: {mood: good}, because: Sleep is good.}
- {rule: go-if-good, counsel: elder, source: e1, if: {mood: good, wet: yes}, then: {verdict: go}, because: ok}
- {rule: hide-if-dry, counsel: elder, source: e1, if: {mood: bad, wet: no}, then: {verdict: hide}, because: ok}
"""


def contested(counsel: str, **answers: str) -> Advice:
    return advise(base_of(CONTESTED), answers or WET_AND_LATE, counsel=counsel, today=ON)


def test_a_contradiction_is_explained_by_every_rule_that_takes_part_in_it():
    ground = why(contested("elder"), "mood")
    assert (ground.value, ground.reasons, ground.defeats) == (None, (), ())
    assert [(reason.step.rule, reason.concluded("mood")) for reason in ground.conflict] == [
        ("rain-is-sad", ("bad",)),
        ("sleep-is-good", ("good",)),
    ]
    assert all(reason.passages and reason.grounds for reason in ground.conflict)
    data = as_json(ground)
    assert [(one["rule"], one["concludes"]) for one in data["conflict"]] == [
        ("rain-is-sad", [{"concept": "mood", "value": "bad"}]),
        ("sleep-is-good", [{"concept": "mood", "value": "good"}]),
    ]


def test_what_is_defeated_is_explained_by_the_rule_and_by_who_defeated_it():
    (defeat,) = why(contested("younger"), "verdict").defeats
    assert (defeat.beaten.step.rule, defeat.beaten.step.because) == ("go-if-open", "Who can tell.")
    assert [(reason.step.rule, [one.name for one in reason.passages]) for reason in defeat.by] == [
        ("not-in-the-rain", ["y1"])
    ]
    (data,) = as_json(why(contested("younger"), "verdict"))["defeated"]
    assert (data["rule"], [by["because"] for by in data["defeated_by"]]) == ("go-if-open", ["Rain keeps us in."])


def test_a_premise_that_is_open_for_a_contradiction_says_so_however_deep_it_lies():
    (reason,) = why(contested("elder"), "verdict").reasons
    (mood,) = reason.grounds
    assert [claim.step.rule for claim in mood.conflict] == ["rain-is-sad", "sleep-is-good"]
    (defeat,) = why(contested("younger"), "verdict").defeats
    assert defeat.beaten.grounds == (mood,)


def test_a_concept_whose_rules_wait_for_one_in_conflict_names_it_unless_they_could_not_apply_anyhow():
    advice = advise(base_of(WAITING), WET_AND_LATE, counsel="elder", today=ON)
    assert [ground.fact for ground in why(advice, "verdict").waits_for] == ["mood"]
    assert undecided(advice, "verdict") == f"no rule decides it while mood is undecided, because {CONTRADICTION}"
    only_hide = base_of(WAITING.replace("mood: good, wet: yes", "mood: good, wet: no"))
    apart = advise(only_hide, WET_AND_LATE, counsel="elder", today=ON)
    assert why(apart, "verdict").waits_for == ()
    assert undecided(apart, "verdict") == "no rule decides it"


def test_why_something_is_undecided_is_said_in_a_phrase():
    assert undecided(contested("elder"), "mood") == CONTRADICTION
    assert undecided(contested("younger"), "verdict") == (
        "each rule that would decide it is defeated: go-if-open (by not-in-the-rain)"
    )
    assert undecided(contested("younger", wet="unknown", late="no"), "remark") == "no rule decides it"
    assert undecided(contested("younger", wet="unknown", late="no"), "wet") == "nobody has said"


def test_each_of_many_values_has_the_reasons_that_are_its_own():
    ground = why(contested("younger"), "remark")
    by_value = {value: [reason.step.rule for reason in reasons] for value, reasons in ground.values()}
    assert by_value == {"quick": ["not-in-the-rain", "quick-when-late"], "quiet": ["not-in-the-rain"]}
    assert as_json(ground)["values"] == [
        {
            "value": "quick",
            "reasons": [
                {"rule": "not-in-the-rain", "because": "Rain keeps us in."},
                {"rule": "quick-when-late", "because": "It is late."},
            ],
        },
        {"value": "quiet", "reasons": [{"rule": "not-in-the-rain", "because": "Rain keeps us in."}]},
    ]


def test_a_value_that_stands_when_no_rule_speaks_has_no_reason_and_one_rule_is_the_reason_of_one_value():
    calm = contested("elder", wet="no", late="no")
    assert (why(calm, "mood").values(), why(calm, "mood").origin) == ((), "otherwise")
    ((value, reasons),) = why(contested("elder", wet="yes", late="no"), "mood").values()
    assert (value, [reason.step.rule for reason in reasons]) == ("bad", ["rain-is-sad"])


def test_why_not_tells_who_contradicts_a_rule_and_who_defeats_it():
    found = why_not(contested("elder"), "mood", "bad")
    (candidate,) = found.candidates
    assert (candidate.contradicted_by, candidate.defeated_by, candidate.missing) == (("sleep-is-good",), (), 1)
    assert [reason.step.because for reason in candidate.against] == ["Sleep is good."]
    defeated = why_not(contested("younger"), "verdict", "go").candidates[0]
    assert (defeated.contradicted_by, defeated.defeated_by) == ((), ("not-in-the-rain",))
    assert [reason.step.rule for reason in defeated.against] == ["not-in-the-rain"]
    data = why_not_json(found)["candidates"][0]
    assert (data["contradicted_by"], data["against"][0]["rule"]) == (["sleep-is-good"], "sleep-is-good")


def test_why_not_explains_the_concepts_that_are_open():
    found = why_not(contested("younger"), "verdict", "hide")
    assert list(found.open) == ["verdict", "mood"]
    assert found.candidates[0].contradicted_by == ()
    data = why_not_json(found)["open"]
    assert [one["rule"] for one in data["mood"]["conflict"]] == ["rain-is-sad", "sleep-is-good"]


TWO_DEFEATS = """\
- {rule: go-if-wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: ok}
- {rule: hide-if-late, counsel: elder, source: e1, if: {late: yes}, then: {verdict: hide}, because: ok}
- {rule: stay, counsel: younger, source: y1, if: {mood: good}, then: {verdict: stay}, because: ok, overrides: go-if-wet}
- rule: be-quick
  counsel: younger
  source: y1
  if: {late: yes}
  then: {remark: quick}
  because: ok
  overrides: hide-if-late
"""


def test_a_defeat_that_a_reason_tells_of_is_not_told_twice():
    ground = why(advise(base_of(TWO_DEFEATS), WET_AND_LATE, today=ON), "verdict")
    assert [defeat.beaten.step.rule for defeat in ground.defeats] == ["hide-if-late", "go-if-wet"]
    assert [defeat.beaten.step.rule for defeat in ground.unseen_defeats()] == ["hide-if-late"]
