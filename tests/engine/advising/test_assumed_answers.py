"""Advice that an answer must be assumed for: any leads to it, and without one the rules do not get there."""

from datetime import date

import pytest

from as_in_a_case import said_out
from bases_in_memory import EITHER_BASE, EITHER_CONCEPTS, EITHER_QUESTIONS, EITHER_WAY, base_of
from followthrough.advising.advice import Advice
from followthrough.advising.advise import advise
from followthrough.format.model import KnowledgeBase

TODAY = date(2026, 11, 22)


def advised(base: KnowledgeBase, lead: dict[str, object], counsel: str | None = None) -> Advice:
    """Advise on a lead, to whose other optional questions the answer is not known."""
    return advise(base, said_out(base, lead, TODAY), counsel=counsel, today=TODAY)


@pytest.fixture(scope="module")
def either():
    return base_of(EITHER_WAY, questions=EITHER_QUESTIONS, concepts=EITHER_CONCEPTS, base=EITHER_BASE)


def test_what_only_an_answer_could_decide_is_decided_by_one_that_is_marked_as_assumed(either):
    advice = advised(either, {})
    assert advice.value("verdict") == "stay"
    assert (advice.lead.answers, advice.lead.missing) == (dict.fromkeys(("cold", "dark", "seen")), ("wet",))
    assert advice.lead.facts["wet"] in ("yes", "no")
    assert (advice.lead.origins["wet"], advice.proof.origins["wet"]) == ("assumed", "assumed")
    assert {advice.lead.origins[name] for name in ("cold", "dark", "seen")} == {"nothing"}


def test_an_answer_that_was_given_is_never_marked_as_assumed(either):
    advice = advised(either, {"dark": "yes"})
    assert (advice.lead.origins["dark"], advice.lead.origins["wet"]) == ("answer", "assumed")
    assert (advice.lead.answers, advice.value("remark")) == ({"dark": "yes", "cold": None}, ("quick",))


def test_nothing_is_assumed_where_the_rules_come_to_the_same_without_it():
    base = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: unknown}, then: {remark: quick}, because: ok}\n"
        "- {rule: as-well, counsel: elder, source: e1, if: {wet: known}, then: {remark: quick}, because: ok}\n",
        questions="- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}\n",
        concepts=EITHER_CONCEPTS.replace("hide: Hide.}", "hide: Hide.}, otherwise: stay"),
        base=EITHER_BASE,
    )
    advice = advised(base, {})
    assert (advice.value("verdict"), advice.value("remark")) == ("stay", ("quick",))
    assert (advice.lead.facts["wet"], advice.lead.origins["wet"]) == (None, "nothing")


def test_an_answer_is_assumed_where_only_what_is_shown_with_the_goals_needs_it():
    base = base_of(
        "- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {remark: quick}, because: ok}\n"
        "- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {remark: quick}, because: ok}\n",
        questions="- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}\n",
        concepts=EITHER_CONCEPTS.replace("hide: Hide.}", "hide: Hide.}, otherwise: stay"),
        base=EITHER_BASE,
    )
    advice = advised(base, {})
    assert (advice.value("remark"), advice.lead.origins["wet"]) == (("quick",), "assumed")


def test_what_nobody_said_counts_as_not_known_and_what_somebody_said_does_not(either):
    """`seen` matters only while it is not known whether it is dark; whoever says nothing of it does not know."""
    assert advised(either, {}).value("remark") == ()
    assert advised(either, {"seen": "yes"}).value("remark") == ("quiet",)
    assert advised(either, {"dark": "no"}).value("remark") == ("quick",)


def test_a_date_that_is_known_by_its_days_is_not_taken_for_unknown():
    rules = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: ok}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: stay}, because: ok}
- {rule: seen, counsel: elder, source: e1, if: {days_since_seen: 3}, then: {remark: quick}, because: ok}
"""
    seen = "- {question: seen_on, ask: When?, kind: date, unknown: allowed, why: it matters}\n"
    days = EITHER_CONCEPTS + "- {concept: days_since_seen, counts: days since seen_on, to: 60}\n"
    base = base_of(rules, questions=EITHER_QUESTIONS + seen, concepts=days, base=EITHER_BASE)
    advice = advised(base, {"days_since_seen": 3})
    assert (advice.value("remark"), advice.lead.origins["days_since_seen"]) == (("quick",), "answer")
    assert advice.lead.origins["seen_on"] == "counted"


def test_a_question_that_does_not_apply_is_not_answered_for_anybody(either):
    """`cold` applies where it is wet: left open it is not known, so the younger does not hide."""
    assert advised(either, {}, counsel="younger").value("verdict") == "stay"
    assert advised(either, {"wet": "no"}, counsel="younger").value("verdict") == "stay"
    cold = advised(either, {"wet": "yes", "cold": "yes"}, counsel="younger")
    assert cold.value("verdict") == "hide"


EXCLUDED = EITHER_QUESTIONS + "- {never: {wet: yes, cold: unknown}, because: who is wet knows whether it is cold}\n"


def test_a_question_that_may_not_stay_unknown_is_missing_where_its_answer_matters():
    base = base_of(EITHER_WAY, questions=EXCLUDED, concepts=EITHER_CONCEPTS, base=EITHER_BASE)
    lead = {"wet": "yes", "dark": None, "seen": None}
    assert advise(base, lead, counsel="younger", today=TODAY).needed() == ("cold",)
    assert advise(base, lead, counsel="elder", today=TODAY).value("verdict") == "stay"


def test_the_questions_that_matter_are_named_in_the_authors_order_and_no_others():
    three = """\
- {question: cold, ask: Is it cold?, kind: yes/no, why: it matters}
- {question: idle, ask: Is it idle?, kind: yes/no, why: it does not}
- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}
"""
    rules = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: ok}
- {rule: dry, counsel: elder, source: e1, if: {wet: no, cold: yes}, then: {verdict: go}, because: ok}
- {rule: warm, counsel: elder, source: e1, if: {wet: no, cold: no, idle: known}, then: {verdict: hide}, because: ok}
- {rule: most-hinges-on-it, counsel: elder, source: e1, if: {wet: yes}, then: {remark: quick}, because: ok}
"""
    base = base_of(rules, questions=three, concepts=EITHER_CONCEPTS, base=EITHER_BASE)
    assert advised(base, {}).needed() == ("cold", "wet")
    assert advised(base, {"wet": "no"}).needed() == ("cold",)


def test_a_question_that_comes_with_one_that_does_not_matter_is_named_alone():
    two = """\
- {question: idle, ask: Is it idle?, kind: yes/no, why: it does not matter}
- {question: wet, ask: Is it wet?, kind: yes/no, only if: {idle: known}, why: it matters}
"""
    rules = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: ok}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: ok}
"""
    assert advised(base_of(rules, questions=two, concepts=EITHER_CONCEPTS, base=EITHER_BASE), {}).needed() == ("wet",)


@pytest.mark.parametrize("wet", ["yes", "no"])
def test_a_text_stays_as_it_was_told_though_its_question_does_not_apply_with_what_is_assumed(wet):
    text = f"- {{question: host, ask: Who asks?, kind: text, only if: {{wet: '{wet}'}}, why: for letters}}\n"
    base = base_of(EITHER_WAY, questions=EITHER_QUESTIONS + text, concepts=EITHER_CONCEPTS, base=EITHER_BASE)
    advice = advise(base, {"host": "Ms. Rose", "dark": "yes", "cold": None}, today=TODAY)
    assert advice.value("verdict") == "stay"
    assert (advice.lead.facts["host"], advice.lead.origins["host"]) == ("Ms. Rose", "answer")
    assert advice.lead.origins["wet"] == "assumed"
