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


def run(*arguments: str) -> tuple[int, str]:
    done = followthrough("leads", *arguments)
    return done.status, done.out + done.err


def test_words_are_stored_with_their_day_and_taken_back_in_one_step():
    code, said = run("did", "Acme", "they called yesterday, I am second choice. Nice people!", "--yes", *ON)
    assert code == 0
    assert "Kept as a note: Nice people!" in said
    assert "told_rank: second" in run("undo", *ON)[1]


def test_without_a_terminal_nothing_is_stored_unless_it_is_agreed_to():
    assert run("did", "Acme", "they rejected me", *ON)[0] == 2
    found = json.loads(run("did", "Acme", "they rejected me", "--dry-run", "--json", *ON)[1])
    assert (found["answers"], found["stored"]) == ({"heard_back": "turned down"}, False)


def test_what_could_be_two_things_is_refused_with_both_named():
    code, said = run("did", "Acme", "I called them", "--yes", *ON)
    assert code == 2
    assert "called=voicemail or called=once" in " ".join(said.split())


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
