"""A step that is done is recorded on its day, with the answers that follow from it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bases.reset import BASES
from followthrough.errors import LeadError
from followthrough.format.load import load
from followthrough.leads.log import Log, actions
from followthrough.leads.log.status import need

DEPOSIT = load(BASES / "good" / "steps")
TODAY = date(2026, 11, 22)
WAITING = {"paid_back": "no", "wrote": "no", "waiting": "yes", "called": "voicemail", "reminders": "1"}


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = Log(tmp_path / "leads.sqlite")
    actions.add(log, DEPOSIT, "Mill Lane", WAITING, today=TODAY)
    return log


def did(log: Log, step: str, *, today: date = TODAY, day: date | None = None) -> actions.Stored:
    return actions.did(log, DEPOSIT, "mill lane", "step", step, today=today, day=day)


def test_earlier_answers_that_the_step_excludes_are_taken_back(log: Log) -> None:
    stored = did(log, "write to them")
    assert stored.retracted == ("waiting",)
    assert stored.history.answers(TODAY) == {
        "paid_back": "no",
        "wrote": "yes",
        "wrote_on": "2026-11-22",
        "called": "voicemail",
        "reminders": "1",
    }


def test_what_an_answer_becomes_depends_on_what_it_was_on_that_day(log: Log) -> None:
    did(log, "call them", day=TODAY)
    answers = log.history("Mill Lane").answers(TODAY)
    assert (answers["called"], answers["reminders"]) == ("once", "2")
    did(log, "call them", today=TODAY + timedelta(days=9))
    answers = log.history("Mill Lane").answers(TODAY + timedelta(days=9))
    assert (answers["called"], answers["reminders"]) == ("more than once", "3")
    with pytest.raises(LeadError, match="doing 'call them' on 2026-12-02 changes no answer"):
        did(log, "call them", today=TODAY + timedelta(days=10))


def test_an_answer_of_a_later_day_stands_and_that_is_said(log: Log) -> None:
    later = TODAY + timedelta(days=3)
    actions.set_answers(log, DEPOSIT, "Mill Lane", {"called": "more than once", "waiting": "no"}, today=later)
    stored = did(log, "call them", today=later, day=TODAY)
    assert stored.stands == (("called", later),)
    assert stored.history.answers(later)["called"] == "more than once"


def test_a_step_that_what_was_recorded_since_does_not_fit_is_refused_and_takes_nothing_back(log: Log) -> None:
    before = log.entries()
    with pytest.raises(LeadError) as refused:
        did(log, "write to them", day=TODAY - timedelta(days=9))
    assert str(refused.value) == (
        "Mill Lane: what was recorded after 2026-11-13 does not fit this: wrote_on is possible only with wrote: yes; "
        "name another day, or record what is so now: `followthrough leads set 'Mill Lane' -a ...`"
    )
    assert log.entries() == before


def test_a_day_before_the_one_that_it_follows_is_refused(tmp_path: Path) -> None:
    log = Log(tmp_path / "rooms.sqlite")
    room = load(BASES / "good" / "a-room-to-let")
    actions.add(log, room, "Elm", {"heard": "nothing", "note": "not sent"}, today=TODAY - timedelta(days=9))
    actions.set_answers(log, room, "Elm", {"viewed_on": "2026-11-20"}, today=TODAY)
    with pytest.raises(LeadError, match="what was recorded after 2026-11-15 does not fit"):
        actions.did(log, room, "Elm", "step", "write a note", today=TODAY, day=date(2026, 11, 15))
    assert log.history("Elm").answers(TODAY)["viewed_on"] == "2026-11-20"


def test_a_step_of_a_lead_whose_answers_contradict_each_other_can_be_recorded(log: Log) -> None:
    with log.transaction() as change:
        change.record(log.history("Mill Lane").key, [actions.NewEntry("answer", "wrote_on", "2026-11-01", TODAY)])
    assert need(DEPOSIT, log.history("Mill Lane"), today=TODAY).fault
    stored = did(log, "write to them")
    assert stored.history.answers(TODAY)["wrote_on"] == "2026-11-22"
    assert not need(DEPOSIT, stored.history, today=TODAY).fault


def test_what_changes_nothing_and_a_day_to_come_are_refused_and_nothing_is_recorded(log: Log) -> None:
    before = log.entries()
    with pytest.raises(LeadError, match="doing 'wait' on 2026-11-22 changes no answer"):
        did(log, "wait")
    with pytest.raises(LeadError, match="has not happened yet"):
        did(log, "write to them", day=TODAY + timedelta(days=1))
    assert log.entries() == before
