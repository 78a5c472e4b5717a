"""`leads did NAME 'words'` shows what words are taken for, and stores nothing that nobody agreed to."""

import json

import pytest

from bases.reset import BASES
from cli.running import followthrough

ON = ["--on", "2026-11-26"]


@pytest.fixture(autouse=True)
def _with_a_lead(tmp_path, monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", str(tmp_path / "leads.sqlite"))
    assert run("add", "Acme", "-a", "interview=done", "-a", "interviewed_on=2026-11-19", *ON)[0] == 0


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    done = followthrough("leads", *arguments, typed=typed)
    return done.status, done.out + done.err


def lead() -> tuple[dict[str, str], str]:
    """Return the answers of the lead and its story, in one line."""
    found = json.loads(run("show", "Acme", "--json", *ON)[1])
    return found["answers"], " ".join(run("show", "Acme", *ON)[1].split())


@pytest.fixture
def _at_a_terminal(monkeypatch):
    monkeypatch.setattr("cli.running._Input.isatty", lambda self: True)


def test_words_are_stored_with_their_day_and_taken_back_in_one_step():
    code, said = run("did", "Acme", "they called yesterday, I am second choice. Nice people!", "--yes", *ON)
    assert code == 0
    assert "Kept as a note: Nice people!" in said
    assert "I am their second choice" in run("undo", *ON)[1]


def test_without_a_terminal_nothing_is_stored_unless_it_is_agreed_to():
    assert run("did", "Acme", "they rejected me", *ON)[0] == 2
    found = json.loads(run("did", "Acme", "they rejected me", "--dry-run", "--json", *ON)[1])
    assert (found["answers"], found["stored"]) == ({"heard_back": "turned down"}, False)


def test_what_could_be_two_things_is_refused_with_both_named():
    code, said = run("did", "Acme", "I called them", "--yes", *ON)
    assert code == 2
    assert "called=voicemail called_on=2026-11-26 or called=once called_on=2026-11-26" in " ".join(said.split())


def test_the_day_of_one_sentence_is_not_that_of_another():
    done = run("did", "Acme", "I left a message on Tuesday. They are still deciding.", "--dry-run", "--json", *ON)
    found = json.loads(done[1])
    assert (found["day"], found["answers"]["called_on"]) == ("2026-11-26", "2026-11-24")
    assert "heard_on" not in found["answers"]


def test_a_note_is_only_a_note_whatever_it_says():
    said = ("did", "Acme", "they rejected me", "--note", "I called them twice", "--dry-run", "--json", *ON)
    found = json.loads(run(*said)[1])
    assert (found["answers"], found["doubts"]) == ({"heard_back": "turned down"}, [])
    assert found["note"] == "I called them twice"


def test_what_the_log_has_otherwise_is_told_before_it_is_replaced():
    run("did", "Acme", "they are still deciding", "--yes", *ON)
    said = " ".join(run("did", "Acme", "they rejected me", "--dry-run", *ON)[1].split())
    assert "Until now the log has: What is the last thing you have heard" in said


def test_the_words_are_those_of_the_base_alone():
    folder = BASES / "good" / "a-room-to-let"
    assert run("add", "Walk", "--base", str(folder), *ON)[0] == 0
    told = run("did", "Walk", "they rejected me outright", "--dry-run", "--json", "--base", str(folder), *ON)
    found = json.loads(told[1])
    assert (found["answers"], found["note"]) == ({}, "they rejected me outright")


@pytest.mark.usefixtures("_at_a_terminal")
def test_at_a_terminal_it_is_asked_which_of_two_was_meant():
    code, said = run("did", "Acme", "I called them", *ON, typed="2\nyes\n")
    assert code == 0
    words = " ".join(said.split())
    assert (
        "'I called them': do you mean this? 1 Have you called them since that interview? once, and I reached" in words
    )
    assert "2 Have you called them since that interview? once, and I spoke to someone" in words
    assert lead()[0]["called"] == "once"


@pytest.mark.usefixtures("_at_a_terminal")
def test_what_is_typed_that_was_not_asked_for_is_asked_again():
    said = " ".join(run("did", "Acme", "I called them", *ON, typed="3\nvoicemail\n1\nyes\n")[1].split())
    assert said.count("Type 1 to 2, or press Enter to keep it as a note.") == 2
    assert lead()[0]["called"] == "voicemail"


@pytest.mark.usefixtures("_at_a_terminal")
@pytest.mark.parametrize("neither", ["", "no"])
def test_neither_of_two_is_kept_as_a_note(neither: str):
    assert run("did", "Acme", "I called them", *ON, typed=f"{neither}\nyes\n")[0] == 0
    answers, story = lead()
    assert "called" not in answers
    assert "note: I called them" in story


@pytest.mark.usefixtures("_at_a_terminal")
def test_of_two_contradictory_clauses_one_is_chosen_and_the_whole_is_a_note():
    told = "they rejected me. they made me an offer"
    assert run("did", "Acme", told, *ON, typed="1\nyes\n")[0] == 0
    answers, story = lead()
    assert answers["heard_back"] == "turned down"
    assert f"note: {told}" in story


@pytest.mark.usefixtures("_at_a_terminal")
def test_who_declines_stores_nothing():
    code, said = run("did", "Acme", "they rejected me", *ON, typed="no\nno\n")
    assert code == 0
    assert said.endswith("Nothing was done.\n")
    answers, story = lead()
    assert "heard_back" not in answers
    assert "rejected" not in story


@pytest.mark.usefixtures("_at_a_terminal")
def test_who_declines_may_keep_the_words_as_a_note_of_today():
    told = "they rejected me yesterday"
    assert run("did", "Acme", told, "--note", "or did they", *ON, typed="no\nyes\n")[0] == 0
    answers, story = lead()
    assert "heard_back" not in answers
    assert f"note: {told} | or did they" in story
    assert "Thu 26 Nov" in story


@pytest.mark.usefixtures("_at_a_terminal")
def test_who_declines_what_is_only_a_note_stores_nothing_and_is_not_asked_twice():
    code, said = run("did", "Acme", "nice people", *ON, typed="no\n")
    assert (code, said.count("(yes or no)")) == (0, 1)
    assert said.endswith("Nothing was done.\n")


def test_an_answer_that_does_not_fit_is_told_and_its_words_become_the_note():
    told = "I sent the thank-you note on 12 November"
    found = json.loads(run("did", "Acme", told, "--yes", "--json", *ON)[1])
    assert "thanked_on" not in found["answers"]
    assert len(found["refused"]) == 1
    assert (found["note"], found["stored"]) == (told, True)


@pytest.mark.usefixtures("_at_a_terminal")
def test_a_program_is_never_asked_even_at_a_terminal():
    code, said = run("did", "Acme", "they rejected me", "--json", *ON, typed="yes\n")
    assert code == 2
    assert "yes or no" not in said
    assert "heard_back" not in lead()[0]
