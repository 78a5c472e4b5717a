"""Advice on leads that leave questions open: given where they no longer matter, refused where they do."""

from datetime import date

import pytest

from bases_in_memory import base_of
from followthrough.advising.advice import others
from followthrough.advising.settling import advise_if_settled, advise_or_name_missing, other_counsels
from followthrough.errors import LeadError, MissingFacts

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


EITHER_WAY = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: stay}, because: it is not}
- {rule: hide, counsel: younger, source: y1, if: {cold: yes}, then: {verdict: hide}, because: ok, overrides: wet}
- {rule: dim, counsel: elder, source: e1, if: {dark: [yes, no]}, then: {remark: quick}, because: it is known}
- {rule: who-knows, counsel: elder, source: e1, if: {dark: unknown, seen: known}, then: {remark: quiet}, because: ok}
"""
OPEN = """\
- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}
- {question: cold, ask: Is it cold?, kind: yes/no, only if: {wet: yes}, unknown: allowed, why: it matters}
- {question: dark, ask: Is it dark?, kind: yes/no, unknown: allowed, why: it matters}
- {question: seen, ask: Is it seen?, kind: yes/no, only if: {dark: unknown}, unknown: allowed, why: it matters}
"""
SHOWN = """\
- {concept: verdict, means: what to do, values: {go: Go., stay: Stay., hide: Hide.}}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
"""
SHOWS = """\
title: a test
goals: [verdict]
shows: [remark]
counsels:
  elder: {name: the elder, work: a book}
  younger: {name: the younger, work: a reply, follows: elder}
default counsel: elder
"""


@pytest.fixture(scope="module")
def either():
    return base_of(EITHER_WAY, questions=OPEN, concepts=SHOWN, base=SHOWS)


def test_what_only_an_answer_could_decide_is_decided_by_one_that_is_marked_as_assumed(either):
    advice = advise_if_settled(either, {}, today=TODAY)
    assert advice.value("verdict") == "stay"
    assert (advice.lead.answers, advice.lead.missing) == ({}, ("wet",))
    assert advice.lead.facts["wet"] in ("yes", "no")
    assert (advice.lead.origins["wet"], advice.proof.origins["wet"]) == ("assumed", "assumed")
    assert {advice.lead.origins[name] for name in ("cold", "dark", "seen")} == {"nothing"}


def test_an_answer_that_was_given_is_never_marked_as_assumed(either):
    advice = advise_if_settled(either, {"dark": "yes"}, today=TODAY)
    assert (advice.lead.origins["dark"], advice.lead.origins["wet"]) == ("answer", "assumed")
    assert (advice.lead.answers, advice.value("remark")) == ({"dark": "yes"}, ("quick",))


def test_nothing_is_assumed_where_the_rules_come_to_the_same_without_it():
    base = base_of(
        "- {rule: go, counsel: elder, source: e1, if: {wet: unknown}, then: {remark: quick}, because: ok}\n"
        "- {rule: as-well, counsel: elder, source: e1, if: {wet: known}, then: {remark: quick}, because: ok}\n",
        questions="- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}\n",
        concepts=SHOWN.replace("hide: Hide.}", "hide: Hide.}, otherwise: stay"),
        base=SHOWS,
    )
    advice = advise_if_settled(base, {}, today=TODAY)
    assert (advice.value("verdict"), advice.value("remark")) == ("stay", ("quick",))
    assert (advice.lead.facts["wet"], advice.lead.origins["wet"]) == (None, "nothing")


def test_an_answer_is_assumed_where_only_what_is_shown_with_the_goals_needs_it():
    base = base_of(
        "- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {remark: quick}, because: ok}\n"
        "- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {remark: quick}, because: ok}\n",
        questions="- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}\n",
        concepts=SHOWN.replace("hide: Hide.}", "hide: Hide.}, otherwise: stay"),
        base=SHOWS,
    )
    advice = advise_if_settled(base, {}, today=TODAY)
    assert (advice.value("remark"), advice.lead.origins["wet"]) == (("quick",), "assumed")


def test_what_nobody_said_counts_as_not_known_and_what_somebody_said_does_not(either):
    """`seen` matters only while it is not known whether it is dark; whoever says nothing of it does not know."""
    assert advise_if_settled(either, {}, today=TODAY).value("remark") == ()
    assert advise_if_settled(either, {"seen": "yes"}, today=TODAY).value("remark") == ("quiet",)
    assert advise_if_settled(either, {"dark": "no"}, today=TODAY).value("remark") == ("quick",)


def test_a_date_that_is_known_by_its_days_is_not_taken_for_unknown():
    rules = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: ok}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: stay}, because: ok}
- {rule: seen, counsel: elder, source: e1, if: {days_since_seen: 3}, then: {remark: quick}, because: ok}
"""
    seen = "- {question: seen_on, ask: When?, kind: date, unknown: allowed, why: it matters}\n"
    days = SHOWN + "- {concept: days_since_seen, counts: days since seen_on, to: 60}\n"
    base = base_of(rules, questions=OPEN + seen, concepts=days, base=SHOWS)
    advice = advise_if_settled(base, {"days_since_seen": 3}, today=TODAY)
    assert (advice.value("remark"), advice.lead.origins["days_since_seen"]) == (("quick",), "answer")
    assert advice.lead.origins["seen_on"] == "counted"


def test_a_question_that_does_not_apply_is_not_answered_for_anybody(either):
    """`cold` applies where it is wet: left open it is not known, so the younger does not hide."""
    assert advise_if_settled(either, {}, counsel="younger", today=TODAY).value("verdict") == "stay"
    assert advise_if_settled(either, {"wet": "no"}, counsel="younger", today=TODAY).value("verdict") == "stay"
    cold = advise_if_settled(either, {"wet": "yes", "cold": "yes"}, counsel="younger", today=TODAY)
    assert cold.value("verdict") == "hide"


EXCLUDED = OPEN + "- {never: {wet: yes, cold: unknown}, because: who is wet knows whether it is cold}\n"


def test_a_question_that_may_not_stay_unknown_is_missing_where_its_answer_matters():
    base = base_of(EITHER_WAY, questions=EXCLUDED, concepts=SHOWN, base=SHOWS)
    with pytest.raises(MissingFacts) as error:
        advise_if_settled(base, {"wet": "yes"}, counsel="younger", today=TODAY)
    assert error.value.questions == ("cold",)
    assert advise_if_settled(base, {"wet": "yes"}, counsel="elder", today=TODAY).value("verdict") == "stay"


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
    base = base_of(rules, questions=three, concepts=SHOWN, base=SHOWS)
    with pytest.raises(MissingFacts) as error:
        advise_or_name_missing(base, {}, today=TODAY)
    assert error.value.questions == ("cold", "wet")
    with pytest.raises(MissingFacts) as error:
        advise_if_settled(base, {"wet": "no"}, today=TODAY)
    assert error.value.questions == ("cold",)


def test_a_question_that_comes_with_one_that_does_not_matter_is_named_alone():
    two = """\
- {question: idle, ask: Is it idle?, kind: yes/no, why: it does not matter}
- {question: wet, ask: Is it wet?, kind: yes/no, only if: {idle: known}, why: it matters}
"""
    rules = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: ok}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: ok}
"""
    with pytest.raises(MissingFacts) as error:
        advise_if_settled(base_of(rules, questions=two, concepts=SHOWN, base=SHOWS), {}, today=TODAY)
    assert error.value.questions == ("wet",)


def test_the_day_is_the_one_asked_for_and_the_counsel_too(either):
    for lead in ({}, {"wet": "yes"}):
        for advise in (advise_or_name_missing, advise_if_settled):
            advice = advise(either, lead, counsel="younger", today=TODAY)
            assert (advice.on, advice.counsel) == (TODAY, "younger")
        assert advise_if_settled(either, lead, today=TODAY).counsel == "elder"


def test_each_of_the_other_counsels_advises_or_names_what_it_needs():
    must = OPEN.replace("only if: {wet: yes}, unknown: allowed", "only if: {wet: yes}")
    base = base_of(EITHER_WAY, questions=must, concepts=SHOWN, base=SHOWS.replace("default counsel: elder", THIRD))
    partly = advise_or_name_missing(base, {"wet": "yes"}, counsel="elder", today=TODAY)
    settled, unsettled = other_counsels(partly)
    assert [(one.counsel, one.value("verdict"), one.on) for one in settled] == [("third", "stay", TODAY)]
    assert unsettled == {"younger": ("cold",)}
    whole = advise_or_name_missing(base, {"wet": "yes", "cold": "no"}, counsel="elder", today=TODAY)
    settled, unsettled = other_counsels(whole)
    assert ([one.counsel for one in settled], unsettled) == (["younger", "third"], {})


THIRD = "  third: {name: the third, work: a letter, follows: elder}\ndefault counsel: elder"
