"""`leads rename`, `delete` and `unset`."""

import pytest

from cli.running import ROOT, Done, followthrough

ON = ("--on", "2026-11-22")
ROOM = ("--base", ROOT / "tests" / "bases" / "good" / "a-room-to-let")


@pytest.fixture(autouse=True)
def _a_lead(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    leads("add", "Elm", *ROOM, "-a", "heard=nothing", "-a", "note=not sent", "-a", "viewed_on=yesterday")
    leads("add", "Oak", *ROOM)


def leads(*arguments: object, typed: str = "") -> Done:
    return followthrough("leads", *arguments, *ON, typed=typed)


def names() -> str:
    return " ".join(leads("list", "--plain", *ROOM).out.split())


def test_a_lead_is_renamed_and_undo_gives_it_its_old_name_back():
    assert leads("rename", "elm", "Elm Street 3").out == "Elm is now called Elm Street 3.\n"
    assert names() == "Elm Street 3 Oak"
    assert "renamed Elm Street 3" in leads("show", "Elm Street 3", *ROOM).out
    leads("undo")
    assert names() == "Elm Oak"


def test_only_the_capitals_of_a_name_may_change_and_no_name_is_given_twice():
    assert leads("rename", "Elm", "ELM").status == 0
    done = leads("rename", "ELM", "oak")
    assert (done.status, done.err) == (2, "leads.sqlite: already has a lead 'Oak'; choose another name\n")
    assert "did you mean 'Oak'?" in leads("rename", "Oka", "Pine").err


def test_a_deleted_lead_is_gone_once_the_person_agrees_and_redo_brings_it_back(monkeypatch):
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)
    assert "Nothing was done." in leads("delete", "Elm", typed="no\n").out
    assert "This removes Elm, with 3 answers" in leads("delete", "Elm", typed="yes\n").out
    assert names() == "Oak"
    leads("redo", "Elm")
    assert "Write them a note." in leads("show", "Elm", *ROOM).out


def test_a_lead_that_was_renamed_and_deleted_is_brought_back_by_either_name():
    leads("rename", "Elm", "Pine")
    leads("delete", "Pine", "--yes")
    assert leads("redo", "Pine").status == 0
    assert names() == "Pine Oak"


def test_where_nobody_can_agree_nothing_is_deleted():
    assert leads("delete", "Elm").status == 2
    assert names() == "Elm Oak"


def test_an_answer_is_taken_back_and_what_it_needs_now_is_told():
    done = leads("unset", "Elm", "Note", *ROOM)
    assert "Elm: taken back.\n  Have you sent a note?" in done.out
    assert "Have you sent a note? taken back" in leads("show", "Elm", *ROOM).out


def test_all_that_cannot_be_taken_back_is_told_at_once():
    done = leads("unset", "Elm", "hear", "others", *ROOM)
    assert done.status == 2
    assert "unknown question 'hear'; did you mean “What have they said since?” (heard)?" in done.err
    assert done.err.count("\n") == 2


def test_recheck_says_in_words_what_was_undone_since():
    leads("set", "Elm", *ROOM, "-a", "heard=refused")
    leads("undo", "Elm")
    out = " ".join(leads("recheck", *ROOM).out.split())
    assert "because you undid a change: " in out
    assert "What have they said since? the room is gone -> nothing" in out
    assert "heard:" not in out
