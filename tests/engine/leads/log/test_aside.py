"""An answer that another one put aside comes back when that one is changed back, and not before."""

from datetime import date
from pathlib import Path

import pytest

from bases_in_memory import base_of
from followthrough.format.load import load
from followthrough.leads.log import Log, actions, undoing
from followthrough.leads.log.aside import Aside, aside_in

QUESTIONS = """\
- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}
- {question: deep, ask: Is it deep?, kind: yes/no, only if: {wet: yes}, why: it matters}
- {question: boat, ask: Is there a boat?, kind: yes/no, only if: {wet: yes, deep: yes}, why: it matters}
- {question: late, ask: Is it late?, kind: yes/no, unknown: allowed, why: it matters}
"""
RIVER = base_of(
    "- {rule: row, counsel: elder, source: e1, if: {boat: yes}, then: {verdict: go}, because: it floats}\n",
    questions=QUESTIONS,
    concepts="- {concept: verdict, means: what to do, values: {go: Go., stay: Stay.}, otherwise: stay}\n"
    "- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}\n",
)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
CROSSING = {"wet": "yes", "deep": "yes", "boat": "no", "late": "no"}


@pytest.fixture
def log(tmp_path: Path) -> Log:
    made = Log(tmp_path / "leads.sqlite")
    actions.add(made, RIVER, "River", CROSSING, today=MONDAY)
    return made


def told(log: Log, today: date, **answers: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Answer anew; return what was taken back, and what came back."""
    stored = actions.set_answers(log, RIVER, "River", answers, today=today)
    return stored.retracted, stored.back


def test_what_a_change_takes_back_comes_back_with_it_whatever_was_answered_in_between(log: Log) -> None:
    assert told(log, TUESDAY, wet="no") == (("deep", "boat"), ())
    assert aside_in(log.history("River"), TUESDAY) == {
        "deep": Aside("yes", "wet", "yes"),
        "boat": Aside("no", "wet", "yes"),
    }
    assert told(log, TUESDAY, late="yes") == ((), ())
    assert told(log, WEDNESDAY, wet="yes") == ((), ("deep", "boat"))
    assert log.history("River").answers(WEDNESDAY) == {**CROSSING, "late": "yes"}
    assert aside_in(log.history("River"), WEDNESDAY) == {}


def test_what_is_answered_anew_with_the_change_is_not_overwritten(log: Log) -> None:
    told(log, TUESDAY, wet="no")
    assert told(log, WEDNESDAY, wet="yes", deep="no") == ((), ())
    assert log.history("River").answers(WEDNESDAY) == {"wet": "yes", "deep": "no", "late": "no"}


def test_two_changes_come_back_one_after_the_other(log: Log) -> None:
    assert told(log, TUESDAY, deep="no") == (("boat",), ())
    assert told(log, TUESDAY, wet="no") == (("deep",), ())
    assert told(log, WEDNESDAY, wet="yes") == ((), ("deep",))
    assert told(log, WEDNESDAY, deep="yes") == ((), ("boat",))
    assert log.history("River").answers(WEDNESDAY) == CROSSING


def test_undoing_the_change_leaves_nothing_aside(log: Log) -> None:
    told(log, TUESDAY, wet="no")
    undoing.undo(log, "River", today=TUESDAY)
    assert aside_in(log.history("River"), TUESDAY) == {}
    assert log.history("River").answers(TUESDAY) == CROSSING


def test_an_early_answer_of_the_shipped_base_is_changed_and_changed_back(tmp_path: Path) -> None:
    base, log = load(), Log(tmp_path / "leads.sqlite")
    first = {"interview": "done", "thank_you": "sent", "thanked_on": "2026-11-02", "second_letter": "not sent"}
    actions.add(log, base, "Acme", first, today=MONDAY)
    actions.set_answers(log, base, "Acme", {"interview": "upcoming"}, today=TUESDAY)
    assert log.history("Acme").answers(TUESDAY) == {"interview": "upcoming"}
    actions.set_answers(log, base, "Acme", {"interview": "done"}, today=TUESDAY)
    assert log.history("Acme").answers(TUESDAY) == first
