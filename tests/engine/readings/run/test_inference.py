"""Rules run with experta: what they mean, and that it is always the same."""

import logging
import random
import subprocess
import sys
from datetime import date, timedelta

import pytest

from bases_in_memory import CONCEPTS, QUESTIONS, base_of
from followthrough import advise, load
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.run.experta import NOT, Fact, KnowledgeEngine, Production
from followthrough.readings.run.inference import infer
from followthrough.readings.run.proof import Proof
from random_bases import TODAY, random_base, random_lead
from reference import Reference

RANDOM_BASES = 160
LEADS_FOR_EACH = 3
SHARDS = 2


def proof_of(base: KnowledgeBase, lead: dict[str, object], counsel: str = "younger") -> Proof:
    return infer(base, counsel, read_lead(base, lead, TODAY), TODAY)


def test_a_rule_fires_when_all_its_tests_hold():
    base = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: yes, late: no}, then: {verdict: go}, because: ok}"
    )
    assert proof_of(base, {"wet": "yes", "late": "no"}).facts["verdict"] == "go"
    assert proof_of(base, {"wet": "yes", "late": "yes"}).facts["verdict"] is None
    assert proof_of(base, {"wet": "yes"}).facts["verdict"] is None


def test_unless_silences_a_rule_only_where_it_is_known_to_hold():
    base = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: yes}, unless: {late: yes}, then: {verdict: go}, "
        "because: ok}"
    )
    assert proof_of(base, {"wet": "yes"}).fired() == ("go",)
    assert proof_of(base, {"wet": "yes", "late": "yes"}).fired() == ()


RIVALS = """
- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: ok}
- {rule: stay, counsel: elder, source: e1, if: {late: yes}, then: {verdict: stay}, because: ok, overrides: go}
- {rule: hide, counsel: younger, source: e1, if: {seen_on: known}, then: {verdict: hide}, because: ok, overrides: stay}
"""


def test_an_overridden_rule_concludes_nothing_and_the_proof_keeps_who_defeated_it():
    proof = proof_of(base_of(RIVALS), {"wet": "yes", "late": "yes"})
    assert proof.facts["verdict"] == "stay"
    assert proof.step("go").defeated_by == ("stay",)
    assert proof.step("stay").defeats == ("go",)


def test_a_defeated_rule_defeats_nobody():
    proof = proof_of(base_of(RIVALS), {"wet": "yes", "late": "yes", "seen_on": "yesterday"})
    assert proof.fired() == ("hide", "go")
    assert proof.defeated() == ("stay",)
    assert [conflict.concept for conflict in proof.conflicts] == ["verdict"]


def test_all_that_defeat_a_rule_are_named_and_none_that_is_defeated_itself_or_does_not_apply():
    rules = RIVALS.replace("overrides: stay", "overrides: [stay, go]") + (
        "- {rule: wait, counsel: elder, source: e1, if: {late: yes}, then: {mood: bad}, because: ok, overrides: go}\n"
        "- {rule: run, counsel: elder, source: e1, if: {late: no}, then: {mood: good}, because: ok, overrides: go}\n"
    )
    proof = proof_of(base_of(rules), {"wet": "yes", "late": "yes", "seen_on": "yesterday"})
    assert proof.step("go").defeated_by == ("hide", "wait")
    assert proof.step("hide").defeats == ("go", "stay")
    assert (proof.step("stay").defeats, proof.step("stay").defeated_by) == ((), ("hide",))


def test_a_conflict_names_both_rules_and_leaves_the_concept_unknown():
    rules = RIVALS.replace(", overrides: go", "").replace(", overrides: stay", "")
    proof = proof_of(base_of(rules), {"wet": "yes", "late": "yes"})
    assert proof.facts["verdict"] is None
    assert proof.conflicts[0].claims == (("go", "go"), ("stay", "stay"))


def test_a_counsel_has_its_own_rules_and_those_it_follows_and_no_others():
    base = base_of(RIVALS)
    assert proof_of(base, {"seen_on": "today"}, "younger").facts["verdict"] == "hide"
    assert proof_of(base, {"seen_on": "today"}, "elder").facts["verdict"] is None


def test_any_of_needs_one_alternative_however_deep():
    base = base_of(
        """
- rule: go
  counsel: elder
  source: e1
  if:
    any of:
      - wet: yes
      - late: yes
        any of: [{days_since_seen: at least 7}, {mood: bad}]
  then: {verdict: go}
  because: ok
"""
    )
    assert proof_of(base, {"wet": "yes"}).fired() == ("go",)
    assert proof_of(base, {"late": "yes"}).fired() == ()
    assert proof_of(base, {"late": "yes", "days_since_seen": 7}).fired() == ("go",)


def test_otherwise_speaks_when_no_rule_does_and_its_origin_says_so():
    base = base_of(
        "- {rule: sulk, counsel: elder, source: e1, if: {wet: yes}, then: {mood: bad}, because: ok}\n"
        "- {rule: go, counsel: elder, source: e1, if: {mood: good}, then: {verdict: go}, because: ok}"
    )
    proof = proof_of(base, {"wet": "no"})
    assert (proof.facts["mood"], proof.origins["mood"], proof.facts["verdict"]) == ("good", "otherwise", "go")
    assert proof_of(base, {"wet": "yes"}).facts["verdict"] is None


def test_days_are_counted_from_the_date_and_the_given_today():
    base = base_of(
        "- rule: go\n  counsel: elder\n  source: e1\n  if: {days_since_seen: at least 7}\n  then: {verdict: go}\n"
        "  because: '{days_since_seen} days'\n  due: {days_since_seen: 7}"
    )
    monday = date(2026, 11, 2)
    for later in range(15):
        today = monday + timedelta(days=later)
        advice = advise(base, {"seen_on": monday}, today=today)
        assert (advice.value("verdict") == "go") == (later >= 7)
        if later >= 7:
            step = advice.proof.step("go")
            assert (step.because, step.due) == (f"{later} days", date(2026, 11, 9))


def test_a_step_is_due_on_the_last_day_that_a_known_count_reaches():
    base = base_of(
        "- rule: go\n  counsel: elder\n  source: e1\n  if: {wet: yes}\n  then: {verdict: go}\n"
        "  because: ok\n  due: {days_since_seen: 7, days_since_heard: 3}",
        concepts=CONCEPTS + "- {concept: days_since_heard, counts: days since heard_on, means: ok, from: 0, to: 30}\n",
        questions=QUESTIONS + "- {question: heard_on, ask: When?, kind: date, unknown: allowed, why: ok}\n",
    )

    def due(**days: date) -> date | None:
        return advise(base, {"wet": "yes", **days}, today=TODAY).proof.step("go").due

    seen, heard = TODAY - timedelta(days=9), TODAY - timedelta(days=1)
    assert due(seen_on=seen, heard_on=heard) == heard + timedelta(days=3)
    assert due(seen_on=seen) == seen + timedelta(days=7)
    assert due(seen_on=heard, heard_on=seen) == heard + timedelta(days=7)
    assert due() is None


def test_a_placeholder_is_filled_and_nothing_in_it_is_evaluated():
    base = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: 'wet {wet} %s {late}'}"
    )
    assert proof_of(base, {"wet": "yes"}).step("go").because == "wet yes %s not known"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_it_agrees_with_the_plain_reference_on_random_bases(shard, record_property):
    compared = 0
    for seed in range(shard, RANDOM_BASES, SHARDS):
        base = random_base(seed)
        chance = random.Random(seed)
        for _ in range(LEADS_FOR_EACH):
            lead = read_lead(base, random_lead(base, chance), TODAY)
            for counsel in base.counsels:
                proof = infer(base, counsel, lead, TODAY)
                expected = Reference(base, counsel, lead.facts)
                found = {name: proof.facts[name] for name in base.concepts}
                assert found == expected.values, (seed, counsel, lead.answers)
                assert set(proof.fired()) == expected.fired, (seed, counsel, lead.answers)
                assert set(proof.defeated()) == expected.defeated, (seed, counsel, lead.answers)
                assert {one.concept for one in proof.conflicts} == expected.conflicts
                compared += 1
    assert compared == RANDOM_BASES // SHARDS * LEADS_FOR_EACH * 2
    record_property("counted", f"{compared} proofs on {RANDOM_BASES // SHARDS} random bases, no difference")


STOPPABLE = 12


def test_stock_experta_fires_a_rule_whose_not_has_become_false():
    """Activations of equal salience and facts share a key; removing one looks only at its neighbours."""
    assert any(f"r{stopped}" in fired_by_stock_experta(stopped) for stopped in range(STOPPABLE))


def fired_by_stock_experta(stopped: int) -> list[str]:
    fired: list[str] = []

    def stop(engine: KnowledgeEngine) -> None:
        engine.declare(Fact(stop=stopped))

    def note(name: str) -> object:
        return lambda engine: fired.append(name)

    rules = {f"r{n}": Production(Fact(start=1), NOT(Fact(stop=n)))(note(f"r{n}")) for n in range(STOPPABLE)}
    engine = type("Stock", (KnowledgeEngine,), {**rules, "stop": Production(Fact(start=1), salience=1)(stop)})()
    engine.reset()
    engine.declare(Fact(start=1))
    engine.run()
    return fired


def test_ours_never_fires_a_rule_that_has_been_defeated():
    for stopped in range(STOPPABLE):
        rules = [
            f"- {{rule: r{n}, counsel: elder, source: e1, if: {{wet: yes}}, then: {{verdict: go}}, because: ok}}"
            for n in range(STOPPABLE)
        ]
        rules.append(
            "- {rule: stop, counsel: elder, source: e1, if: {wet: yes}, then: {remark: quick}, because: ok, "
            f"overrides: r{stopped}}}"
        )
        proof = proof_of(base_of("\n".join(rules)), {"wet": "yes"})
        assert proof.defeated() == (f"r{stopped}",)
        assert len(proof.fired()) == STOPPABLE


def test_importing_experta_leaves_collections_and_logging_as_they_were():
    script = (
        "import collections, logging\n"
        "before = sorted(vars(collections)), logging.getLogger().handlers[:], logging.getLogger().level\n"
        "import followthrough.readings.run.inference\n"
        "after = sorted(vars(collections)), logging.getLogger().handlers[:], logging.getLogger().level\n"
        "assert before == after, (before, after)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert not hasattr(__import__("collections"), "Mapping")
    assert logging.getLogger("experta").handlers == []


def test_the_order_of_rules_questions_and_answers_never_matters():
    base = load()
    lead = {
        "interview": "done",
        "want_it": "yes",
        "days_since_interview": 21,
        "heard_back": "nothing",
        "told_rank": "second",
        "focusing_on": "someone else",
        "day_named": "no",
        "thank_you": "sent",
        "forgot_something": "no",
        "material": "not sent",
        "second_letter": "not sent",
        "called": "once",
        "qualified": "yes",
        "other_leads": "few",
    }
    wanted = proof_of(base, lead, "jobfairy")
    for seed in range(5):
        chance = random.Random(seed)
        rules = list(base.rules.items())
        answers = list(lead.items())
        questions = list(base.questions.items())
        for items in (rules, answers, questions):
            chance.shuffle(items)
        shuffled = KnowledgeBase(
            **{
                **{name: getattr(base, name) for name in base.__struct_fields__},
                "rules": dict(rules),
                "questions": dict(questions),
            }
        )
        found = proof_of(shuffled, dict(answers), "jobfairy")
        assert (found.steps, found.conflicts) == (wanted.steps, wanted.conflicts)


def test_one_engine_serves_many_leads_without_remembering_them():
    base = base_of(RIVALS)
    for lead in ({"wet": "yes"}, {"late": "yes"}, {"wet": "yes", "late": "yes"}, {}, {"wet": "yes"}):
        proof = proof_of(base, lead)
        assert (
            proof.facts["verdict"] == Reference(base, "younger", read_lead(base, lead, TODAY).facts).values["verdict"]
        )
