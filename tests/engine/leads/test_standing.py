"""Advice on a kept lead as it stands: what may stay unknown is unknown until it is answered, and no more is."""

from datetime import date
from itertools import product

import pytest

from bases_in_memory import EITHER_BASE, EITHER_CONCEPTS, EITHER_QUESTIONS, EITHER_WAY, base_of
from followthrough import load
from followthrough.advising.advise import advise
from followthrough.errors import LeadError
from followthrough.leads.standing import as_it_stands, asked_for

TODAY = date(2026, 11, 22)
BASE = base_of(
    """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: it is not}
- rule: cold
  counsel: younger
  source: y1
  overrides: wet
  if: {wet: yes, cold: yes}
  then: {verdict: hide}
  because: it is that too
""",
    questions="""\
- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}
- {question: cold, ask: Is it cold?, kind: yes/no, only if: {wet: yes}, why: it matters}
""",
    concepts="- {concept: verdict, means: what to do, values: {go: Go., stay: Stay., hide: Hide.}}\n",
    base="""\
title: a test
goals: [verdict]
counsels:
  elder: {name: the elder, work: a book}
  younger: {name: the younger, work: a reply, follows: elder}
default counsel: younger
""",
)


def test_a_lead_on_which_all_is_said_is_advised_on_alike():
    assert as_it_stands(BASE, {"wet": "yes", "cold": "no"}, today=TODAY).value("verdict") == "stay"


def test_what_must_be_answered_is_open_only_where_it_matters():
    assert as_it_stands(BASE, {"wet": "yes"}, counsel="elder", today=TODAY).value("verdict") == "stay"
    opened = as_it_stands(BASE, {"wet": "yes"}, counsel="younger", today=TODAY).open
    assert asked_for(BASE, opened, ["verdict"]) == ("cold",)


def test_what_an_answer_rests_on_is_taken_as_said():
    stands = as_it_stands(BASE, {"cold": "no"}, today=TODAY)
    assert (stands.lead.answers["wet"], stands.value("verdict")) == ("yes", "stay")
    assert as_it_stands(BASE, {"cold": "yes", "wet": "yes"}, today=TODAY).value("verdict") == "hide"


def test_an_answer_that_may_rest_on_several_others_is_refused_though_it_may_still_come_to_apply():
    with pytest.raises(LeadError, match="heard_on"):
        as_it_stands(load(), {"heard_on": "2026-11-20"}, today=TODAY)


@pytest.fixture(scope="module")
def either():
    return base_of(EITHER_WAY, questions=EITHER_QUESTIONS, concepts=EITHER_CONCEPTS, base=EITHER_BASE)


def test_what_nobody_said_counts_as_not_known_and_what_somebody_said_does_not(either):
    """`seen` matters only while it is not known whether it is dark; whoever says nothing of it does not know."""
    assert as_it_stands(either, {}, today=TODAY).value("remark") == ()
    assert "remark" in advise(either, {}, today=TODAY).open
    assert as_it_stands(either, {"dark": "unknown", "seen": "yes"}, today=TODAY).value("remark") == ("quiet",)
    assert as_it_stands(either, {"dark": "no"}, today=TODAY).value("remark") == ("quick",)


def test_what_is_settled_stands_and_what_stands_can_be_settled_so(either):
    """Over all leads of a small base, as far as they are answered: no answer left out is ever contradicted."""
    names = ("wet", "cold", "dark", "seen")
    for values in product((None, "yes", "no", "unknown"), repeat=len(names)):
        lead = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for counsel in either.counsels:
            try:
                stands = as_it_stands(either, lead, counsel=counsel, today=TODAY)
            except LeadError:
                continue
            now = advise(either, lead, counsel=counsel, today=TODAY)
            for concept in now.shown():
                if concept not in now.open:
                    assert stands.value(concept) == now.value(concept), lead
                elif concept == "verdict" and concept not in stands.open:
                    assert stands.value(concept) in now.open[concept].possible, lead
            assert stands.open.keys() <= now.open.keys()


def test_a_date_that_is_known_by_its_days_is_not_taken_for_unknown():
    rules = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: ok}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: stay}, because: ok}
- {rule: seen, counsel: elder, source: e1, if: {days_since_seen: 3}, then: {remark: quick}, because: ok}
"""
    seen = "- {question: seen_on, ask: When?, kind: date, unknown: allowed, why: it matters}\n"
    days = EITHER_CONCEPTS + "- {concept: days_since_seen, counts: days since seen_on, to: 60}\n"
    base = base_of(rules, questions=EITHER_QUESTIONS + seen, concepts=days, base=EITHER_BASE)
    advice = as_it_stands(base, {"days_since_seen": 3}, today=TODAY)
    assert (advice.value("remark"), advice.lead.origins["days_since_seen"]) == (("quick",), "answer")
    assert advice.lead.origins["seen_on"] == "counted"


EXCLUDED = EITHER_QUESTIONS + "- {never: {wet: yes, cold: unknown}, because: who is wet knows whether it is cold}\n"


def test_a_question_that_may_not_stay_unknown_is_open_where_its_answer_matters():
    base = base_of(EITHER_WAY, questions=EXCLUDED, concepts=EITHER_CONCEPTS, base=EITHER_BASE)
    opened = as_it_stands(base, {"wet": "yes"}, counsel="younger", today=TODAY).open
    assert asked_for(base, opened, base.goals) == ("cold",)
    assert as_it_stands(base, {"wet": "yes"}, counsel="elder", today=TODAY).value("verdict") == "stay"


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
    assert asked_for(base, as_it_stands(base, {}, today=TODAY).open, base.goals) == ("cold", "wet")
    assert asked_for(base, as_it_stands(base, {"wet": "no"}, today=TODAY).open, base.goals) == ("cold",)


def test_the_day_is_the_one_asked_for_and_the_counsel_too(either):
    for lead in ({}, {"wet": "yes"}):
        advice = as_it_stands(either, lead, counsel="younger", today=TODAY)
        assert (advice.on, advice.counsel) == (TODAY, "younger")
        assert as_it_stands(either, lead, today=TODAY).counsel == "elder"
