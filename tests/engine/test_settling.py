"""Advice on leads that leave questions open: given where they no longer matter, refused where they do."""

from datetime import date

import pytest

from bases_in_memory import base_of
from followthrough.advice import others
from followthrough.errors import LeadError, MissingFacts
from followthrough.settling import advise_if_settled, advise_or_name_missing, other_counsels

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


def test_a_complete_lead_is_advised_on_alike():
    for advise in (advise_or_name_missing, advise_if_settled):
        assert advise(BASE, {"wet": "yes", "cold": "no"}, today=TODAY).value("verdict") == "stay"


def test_an_answer_is_missing_only_where_it_matters():
    for advise in (advise_or_name_missing, advise_if_settled):
        assert advise(BASE, {"wet": "yes"}, counsel="elder", today=TODAY).value("verdict") == "stay"
        with pytest.raises(MissingFacts, match="cold"):
            advise(BASE, {"wet": "yes"}, counsel="younger", today=TODAY)


def test_an_answer_that_only_an_open_question_makes_apply_is_refused_unless_that_may_still_be_asked():
    with pytest.raises(LeadError, match="cold is possible only with wet: yes; remove this answer, or answer wet"):
        advise_or_name_missing(BASE, {"cold": "no"}, today=TODAY)
    assert advise_if_settled(BASE, {"cold": "no"}, today=TODAY).value("verdict") == "stay"


def test_the_other_counsels_advise_as_far_as_it_is_settled_with_them():
    whole = advise_or_name_missing(BASE, {"wet": "yes", "cold": "yes"}, today=TODAY)
    assert other_counsels(whole) == (list(others(whole)), {})
    partly = advise_or_name_missing(BASE, {"wet": "yes"}, counsel="elder", today=TODAY)
    assert other_counsels(partly) == ([], {"younger": ("cold",)})
