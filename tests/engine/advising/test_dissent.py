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


DATES = """\
- {question: started_on, ask: When did it begin?, kind: date, why: it matters}
- {question: ended_on, ask: When did it end?, kind: date, ahead: yes, not before: started_on, why: it matters}
- {question: seen_on, ask: When was it seen?, kind: date, unknown: allowed, why: it matters}
"""
COUNTS = """\
- {concept: days_long, counts: days from started_on to ended_on, means: how long it took}
- {concept: days_seen, counts: days since seen_on, means: how long ago it was seen, from: 0, to: 30}
- {concept: days_on, counts: days since seen_on, means: how long ago it was seen, from: 0, to: 90}
- {concept: verdict, means: what to do, values: {go: go, stay: stay}, otherwise: go}
- {concept: remark, means: what else, values: {quick: quickly}}
"""
"""Days between two dates, and two counts of another one."""


@pytest.mark.parametrize(
    ("condition", "lead", "turns_on"),
    [
        ("days_long: at least 10", {"started_on": "2026-01-01", "ended_on": "2026-01-20"}, ("started_on", "ended_on")),
        ("days_on: at least 50", {"days_on": "60"}, ("seen_on",)),
        ("days_on: at least 50", {"seen_on": "2025-01-01"}, ("seen_on",)),
        ("days_seen: at most 20, days_on: at least 5", {"days_seen": 7}, ("seen_on",)),
    ],
)
def test_a_difference_in_what_is_counted_from_days_turns_on_the_dates(
    condition: str, lead: dict[str, object], turns_on: tuple[str, ...]
) -> None:
    base = base_of(
        f"- {{rule: stay, counsel: elder, source: e1, if: {{{condition}}}, then: {{verdict: stay}}, because: so}}\n"
        f"- {{rule: go, counsel: younger, source: y1, if: {{{condition}}}, then: {{verdict: go}}, because: so,"
        " overrides: stay}\n",
        questions=DATES,
        concepts=COUNTS,
    )
    younger, elder = (advise(base, lead, counsel=name, today=TODAY) for name in ("younger", "elder"))
    (found,) = differences(younger, elder)
    assert (found.here, found.there, found.turns_on) == ("go", "stay", turns_on)
