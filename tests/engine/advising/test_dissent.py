"""On which answers a difference between two authorities turns."""

from collections.abc import Mapping

import pytest

from bases_in_memory import base_of
from followthrough import advise
from followthrough.advising.dissent import differences
from random_bases import TODAY

RULES = """\
- {rule: go, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: it is dry}
- {rule: stay, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is wet}
- rule: hide
  counsel: younger
  source: y1
  if: {wet: yes, late: yes}
  then: {verdict: hide}
  overrides: stay
  because: it is wet and late
"""
HANGING = """\
- {question: out, ask: Are you out?, kind: yes/no, why: it matters}
- {question: cold, ask: Is it cold?, kind: yes/no, unknown: allowed, why: it matters}
- {question: wet, ask: Is it wet?, kind: yes/no, only if: {out: yes}, why: it matters}
- {question: late, ask: Is it late?, kind: yes/no, only if: {out: yes}, why: it matters}
- {question: seen_on, ask: When was it seen?, kind: date, unknown: allowed, why: it matters}
"""
"""Questions of which two apply only if another is answered, so that a lead without that one is read in part."""


@pytest.mark.parametrize("lead", [{"out": "yes", "wet": "yes", "late": "yes"}, {"wet": "yes", "late": "yes"}])
def test_a_difference_turns_on_the_same_answers_where_others_are_missing(lead: Mapping[str, object]) -> None:
    base = base_of(RULES, questions=HANGING)
    younger, elder = (advise(base, lead, counsel=name, today=TODAY) for name in ("younger", "elder"))
    (found,) = differences(younger, elder)
    assert (found.here, found.there, found.turns_on) == ("hide", "stay", ("wet", "late"))
