"""`leads did`: a step that is done, with the answers that follow from it."""

import json

import pytest

from bases.reset import BASES
from cli.running import Done, followthrough

ROOM = ("--base", str(BASES / "good" / "a-room-to-let"))
SEEN = ("-a", "viewed_on=2026-11-21", "-a", "heard=nothing", "-a", "note=not sent", "-a", "called=no")


@pytest.fixture(autouse=True)
def _with_a_lead(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    assert followthrough("leads", "add", "Elm Street", *SEEN, *ROOM, "--on", "2026-11-21").status == 0


def did(*arguments: str, day: str = "22") -> Done:
    return followthrough("leads", "did", *arguments, *ROOM, "--on", f"2026-11-{day}")


def answers(day: str = "22") -> dict[str, str]:
    found = json.loads(followthrough("leads", "show", "Elm Street", *ROOM, "--json", "--on", f"2026-11-{day}").out)
    assert isinstance(found["answers"], dict)
    return found["answers"]


def test_the_step_that_is_advised_is_recorded_on_the_day_it_is_done() -> None:
    done = did("elm street")
    assert (done.status, done.err) == (0, "")
    said = " ".join(done.out.split())
    assert said.startswith("Elm Street: stored. Done: Write them a note. Wait for their answer.")
    assert (answers()["note"], answers()["noted_on"]) == ("sent", "2026-11-22")


def test_a_step_of_an_earlier_day_is_recorded_on_that_day_with_a_note() -> None:
    did("Elm Street", "--when", "2026-11-22", "--note", "by mail", day="25")
    assert answers("25")["noted_on"] == "2026-11-22"
    shown = followthrough("leads", "show", "Elm Street", *ROOM, "--on", "2026-11-25").out
    assert "note: by mail" in shown
    assert answers("21")["note"] == "not sent"


def test_another_step_than_the_one_advised_can_be_named() -> None:
    assert did("Elm Street", "call").status == 0
    assert (answers()["called"], answers()["called_on"], answers()["note"]) == ("once", "2026-11-22", "not sent")


def test_it_is_undone_as_one_change() -> None:
    did("Elm Street")
    followthrough("leads", "undo", "Elm Street", "--on", "2026-11-22")
    assert "noted_on" not in answers()
    assert answers()["note"] == "not sent"


def test_what_was_done_already_and_what_changes_nothing_is_refused_with_what_to_do() -> None:
    did("Elm Street")
    assert did("Elm Street", day="23").err == (
        "Elm Street: no step is advised on 2026-11-23 whose doing changes an answer; name the step that you did, "
        "or use `followthrough leads set 'Elm Street' -a question=value`\n"
    )
    assert did("Elm Street", "write a note").err == (
        "Elm Street: doing 'write a note' on 2026-11-22 changes no answer; "
        "`followthrough leads set 'Elm Street' -a question=value` records anything else\n"
    )


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("write a not", "unknown step 'write a not'; did you mean 'write a note'?"),
        ("dance", "unknown step 'dance'; write one of: 'write a note', 'call'"),
        ("wait", "'wait' is advice, but doing it changes no answer; write one of: 'write a note', 'call'"),
    ],
)
def test_what_is_no_step_to_do_is_refused_with_the_steps_there_are(step: str, said: str) -> None:
    done = did("Elm Street", step)
    assert (done.status, done.out, done.err) == (2, "", f"step: {said}\n")


def test_nothing_is_made_of_a_day_to_come_and_of_a_lead_that_is_not_there() -> None:
    assert did("Elm Street", "--when", "2026-11-23").status == 2
    assert "did you mean 'Elm Street'?" in did("Elm Stret").err
    assert answers()["note"] == "not sent"


def test_one_word_about_what_happened_is_no_step_and_what_does_not_fit_is_told_in_words() -> None:
    followthrough(
        "leads", "add", "Birch", "-a", "interview=upcoming", "-a", "interview_day=2026-11-22", "--on", "2026-11-20"
    )
    told = " ".join(followthrough("leads", "did", "Birch", "rejected", "--dry-run", "--on", "2026-11-22").out.split())
    assert told.startswith("'rejected' is taken for: What is the last thing you have heard from them")
    assert "Not stored, because it does not fit: “What is the last thing you have heard from them" in told
    assert "heard_back" not in told


def test_the_day_of_an_interview_that_took_place_is_left_aside_without_a_word_until_another_may_follow() -> None:
    followthrough(
        "leads", "add", "Birch", "-a", "interview=upcoming", "-a", "interview_day=2026-11-22", "--on", "2026-11-20"
    )
    done = followthrough("leads", "set", "Birch", "-a", "interview=done", "--on", "2026-11-22")
    assert "Left aside" not in done.out
    then = followthrough("leads", "set", "Birch", "-a", "heard_back=nothing", "--on", "2026-11-22")
    assert "Taken back, because it no longer fits: your answer to On what day is the next interview?" in " ".join(
        then.out.split()
    )
