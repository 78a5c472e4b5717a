"""`ask` tells what to do as soon as that is settled, and asks the rest to sharpen it."""

import json
import os
from pathlib import Path

import pytest

from bases_in_memory import PARCEL, PARCEL_FILES, written
from cli.running import followthrough

ON = ("--on", "2026-11-22")


@pytest.fixture(autouse=True)
def _beside_a_base(tmp_path, monkeypatch):
    written(tmp_path / "parcel", PARCEL, **PARCEL_FILES)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def ask(*lines: str, arguments: tuple[str, ...] = ()) -> str:
    done = followthrough("ask", "--base", "../parcel", *ON, *arguments, typed="".join(f"{line}\n" for line in lines))
    assert done.status == 0, done.err
    return " ".join((done.out + done.err).split())


def test_the_step_and_its_day_are_told_at_once_and_what_sharpens_it_is_asked_afterwards():
    out = ask("missing", "3 days ago", "q")
    asked = [out.index(one) for one in ("Has the parcel", "On what day was it sent?", "That settles", "Is it fragile?")]
    assert asked == sorted(asked)
    assert (
        "That settles what to do. the sender advises: Wait. When Thursday 26 November 2026, in 4 days "
        "To sharpen it, answer 1 more question; or type q if this is enough. Question 3 Is it fragile?"
    ) in out


def test_the_number_of_questions_told_before_the_step_is_of_those_before_the_step():
    out = ask("missing", "10 days ago", "q")
    assert "Question 1, at most 1 more Has the parcel arrived?" in out
    assert "Question 2 On what day was it sent?" in out
    assert "answer up to 2 more questions; or type q if this is enough. Question 3, at most 1 more" in out


@pytest.mark.parametrize("enough", ["q", "done", "I'm done.", "That's all"])
def test_who_has_enough_is_told_what_is_settled_with_its_reasons_and_keeps_the_answers(enough):
    out = ask("missing", "10 days ago", enough).partition("Is it fragile?")[2]
    assert "Ask the post office. When today" in out
    assert "Why What to do a week has passed" in out
    assert "It hinges on" not in out
    assert Path("lead-2026-11-22.yaml").read_text() == "arrived: missing\nsent_on: 2026-11-12\n"


def test_done_is_no_command_before_there_is_advice():
    assert "'done' is not among the answers" in ask("done", "q")


def test_answers_that_were_piped_in_go_to_the_questions_and_to_nothing_else():
    out = ask("missing", "10 days ago", "yes", "no", "q", "")
    assert "Have its number at hand" not in out
    assert "Say that it is fragile." in out
    assert os.listdir() == ["lead-2026-11-22.yaml"]


def test_nothing_is_lost_when_the_input_ends_after_the_step_or_before_the_other_authority_is_heard():
    ask("missing", "10 days ago", "yes")
    assert Path("lead-2026-11-22.yaml").read_text() == "arrived: missing\nsent_on: 2026-11-12\nfragile: yes\n"
    ask("missing", "10 days ago", "yes", "no")
    assert "tracked: no\n" in Path("lead-2026-11-22-2.yaml").read_text()
    ask("missing", "10 days ago", "yes", "no", "", "no")
    assert Path("lead-2026-11-22-3.yaml").exists()


def test_a_step_that_an_earlier_answer_changes_is_told_again():
    out = ask("missing", "10 days ago", "b", "3 days ago", "q")
    assert out.count("That settles what to do.") == 2
    assert out.count("To sharpen it, answer") == 2
    assert ask("missing", "10 days ago", "yes", "b", "no", "q").count("That settles what to do.") == 1


def test_a_day_that_hinges_on_an_answer_is_asked_for_before_the_step_is_told():
    out = ask("broken", "3 days ago", "")
    assert out.index("On what day was it sent?") < out.index("Return it. When Thursday 3 December 2026")


def test_advise_tells_a_step_whose_day_hinges_on_an_answer_and_names_the_question():
    given = ("--base", "../parcel", *ON, "-a", "arrived=broken")
    done = followthrough("advise", *given)
    assert done.status == 0
    assert "Return it.\nWhen       it depends on your answer to: On what day was it sent?" in done.out
    data = json.loads(followthrough("advise", "--json", *given).out)
    assert data["advice"]["step"]["due"] is None
    assert (data["open"], data["open_days"]) == ({}, {"step": ["sent_on"]})


@pytest.mark.parametrize(
    ("answers", "phase", "more"),
    [
        ((), "goals", "more 1 at most until it is settled what to do, 3 at most in all"),
        (("arrived=missing", "sent_on=yesterday"), "sharpening", "more 0 at most; what to do is settled"),
        (("arrived=whole",), "settled", "no other answer would change it"),
    ],
)
def test_next_says_in_which_phase_it_is_and_how_many_questions_are_left_in_it(answers, phase, more):
    given = ("--base", "../parcel", *ON, *(word for one in answers for word in ("-a", one)))
    data = json.loads(followthrough("next", "--json", *given).out)
    assert data["phase"] == phase
    assert (data["open_goals"] > 0) == (phase == "goals")
    assert more in " ".join(followthrough("next", *given).out.split())
