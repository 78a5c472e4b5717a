"""A second round starts its own letters: what was before a new day is history, and is told to be taken back."""

from datetime import date, timedelta

import pytest

from bases.reset import BASES
from bases_in_memory import base_of
from followthrough.format.load import load
from followthrough.leads.log import Log, actions, undoing

CLAIM = load(BASES / "good" / "claim")
MARCH = date(2026, 3, 1)
FIRST_ROUND = {"reported": "yes", "reported_on": "2026-03-03", "reminded": "yes", "reminded_on": "2026-03-20"}

ROUNDS = """\
- {question: held, ask: Was there an interview?, kind: yes/no, why: it matters}
- {question: held_on, ask: When was the last one?, kind: date, only if: {held: yes}, why: it matters}
- {question: wrote, ask: Have you written since?, kind: yes/no, only if: {held: yes}, why: it matters}
- question: wrote_on
  ask: When did you write?
  kind: date
  unknown: allowed
  only if: {held: yes, wrote: yes}
  not before: held_on
  why: it matters
- {question: answered, ask: Have they answered?, kind: yes/no, only if: {held: yes}, why: it matters}
- question: next_on
  ask: When is the next one?
  kind: date
  unknown: allowed
  only if: {held: yes, answered: yes}
  not before: held_on
  ahead: yes
  why: it matters
- {question: liked, ask: Did you like it there?, kind: yes/no, only if: {held: yes}, why: it matters}
"""
SIMPLE = base_of(
    "- {rule: write, counsel: elder, source: e1, if: {wrote: no}, then: {verdict: go}, because: it is time}\n",
    questions=ROUNDS,
    concepts="- {concept: verdict, means: what to do, values: {go: Go., stay: Stay.}, otherwise: stay}\n"
    "- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}\n",
)


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "leads.db")


def added(log, base, day=MARCH, **answers):
    return actions.add(log, base, "Acme", answers, today=day)


def told(log, base, today, day=None, **answers):
    stored = actions.set_answers(log, base, "Acme", answers, today=today, day=day)
    assert stored.refused == ()
    return stored.retracted, log.history("Acme").answers(today)


def test_the_letters_of_the_first_round_are_taken_back_with_their_days(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", wrote="yes", wrote_on="2026-03-01", liked="yes")
    retracted, answers = told(log, SIMPLE, date(2026, 3, 20), held_on="2026-03-19")
    assert retracted == ("wrote", "wrote_on")
    assert answers == {"held": "yes", "liked": "yes", "held_on": "2026-03-19"}


def test_a_letter_of_the_second_round_stays(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", wrote="no")
    told(log, SIMPLE, date(2026, 3, 20), wrote="yes", wrote_on="2026-03-20")
    retracted, answers = told(log, SIMPLE, date(2026, 3, 21), held_on="2026-03-19")
    assert retracted == ()
    assert answers["wrote_on"] == "2026-03-20"


def test_a_letter_whose_day_was_never_told_is_history_if_it_was_known_before_the_new_day(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", wrote="yes")
    assert told(log, SIMPLE, date(2026, 3, 20), held_on="2026-03-19")[0] == ("wrote",)


def test_a_letter_that_became_known_on_the_new_day_or_later_is_no_history(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", wrote="no")
    told(log, SIMPLE, date(2026, 3, 19), wrote="yes")
    assert told(log, SIMPLE, date(2026, 3, 20), held_on="2026-03-19")[0] == ()


def test_what_was_not_done_stays(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", wrote="no")
    assert told(log, SIMPLE, date(2026, 3, 20), held_on="2026-03-19")[0] == ()


def test_what_is_said_anew_with_the_new_day_stays(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", wrote="yes", wrote_on="2026-03-01")
    retracted, answers = told(log, SIMPLE, date(2026, 3, 20), held_on="2026-03-19", wrote="yes")
    assert retracted == ("wrote_on",)
    assert answers["wrote"] == "yes"


@pytest.mark.parametrize("held_on", ["2026-03-19", "2026-03-20"], ids=["held", "held later"])
def test_a_day_that_was_awaited_is_history_once_it_has_come(log, held_on):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", answered="yes", next_on="2026-03-19")
    assert told(log, SIMPLE, date(2026, 3, 20), held_on=held_on)[0] == ("answered", "next_on")


def test_a_day_that_is_still_awaited_stays(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", answered="yes", next_on="2026-03-19")
    assert told(log, SIMPLE, date(2026, 3, 20), held_on="2026-03-10")[0] == ()


def test_a_day_ahead_that_was_not_told_is_no_history(log):
    added(log, SIMPLE, held="yes", held_on="2026-03-01", answered="yes")
    assert told(log, SIMPLE, date(2026, 3, 20), held_on="2026-03-19")[0] == ()


def test_what_rests_on_history_is_history(log):
    added(log, CLAIM, MARCH + timedelta(30), damaged_on="2026-03-01", **FIRST_ROUND)
    retracted, answers = told(log, CLAIM, date(2026, 5, 2), damaged_on="2026-05-01")
    assert retracted == ("reported", "reported_on", "reminded", "reminded_on")
    assert answers == {"damaged_on": "2026-05-01"}


def test_undoing_the_new_day_brings_the_first_round_back(log):
    added(log, CLAIM, MARCH + timedelta(30), damaged_on="2026-03-01", **FIRST_ROUND)
    told(log, CLAIM, date(2026, 5, 2), damaged_on="2026-05-01")
    undoing.undo(log, "Acme", today=date(2026, 5, 2))
    assert log.history("Acme").answers(date(2026, 5, 2)) == {"damaged_on": "2026-03-01", **FIRST_ROUND}


def test_a_first_day_that_is_corrected_to_an_earlier_one_takes_nothing_back(log):
    added(log, CLAIM, MARCH + timedelta(30), damaged_on="2026-03-02", **FIRST_ROUND)
    assert told(log, CLAIM, date(2026, 4, 2), damaged_on="2026-03-01")[0] == ()


def test_a_new_letter_before_the_interview_is_refused(log):
    added(log, SIMPLE, date(2026, 3, 20), held="yes", held_on="2026-03-19", wrote="no")
    stored = actions.set_answers(
        log,
        SIMPLE,
        "Acme",
        {"held_on": "2026-03-19", "wrote": "yes", "wrote_on": "2026-03-18"},
        today=date(2026, 3, 20),
    )
    assert [problem.wrong for problem in stored.refused] == [
        "wrote_on cannot be 2026-03-18: that is before held_on, 2026-03-19"
    ]


def test_a_letter_said_to_be_before_an_interview_that_is_known_is_refused_with_both_days(log):
    added(log, SIMPLE, date(2026, 3, 20), held="yes", held_on="2026-03-19", wrote="no")
    answers = {"wrote": "yes", "wrote_on": "2026-03-18", "liked": "yes"}
    stored = actions.set_answers(log, SIMPLE, "Acme", answers, today=date(2026, 3, 20))
    assert [str(problem.wrong) for problem in stored.refused] == [
        "wrote_on cannot be 2026-03-18: that is before held_on, 2026-03-19"
    ]
    assert stored.retracted == ()
    kept = {"held": "yes", "held_on": "2026-03-19", "wrote": "yes", "liked": "yes"}
    assert log.history("Acme").answers(date(2026, 3, 20)) == kept


def test_a_day_that_is_told_together_with_an_earlier_interview_is_kept(log):
    added(log, SIMPLE, date(2026, 3, 20), held="yes", held_on="2026-03-19", wrote="no")
    days = {"held_on": "2026-03-17", "wrote": "yes", "wrote_on": "2026-03-18"}
    retracted, answers = told(log, SIMPLE, date(2026, 3, 20), **days)
    assert retracted == ()
    assert days.items() <= answers.items()
