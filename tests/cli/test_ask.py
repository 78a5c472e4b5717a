"""`ask`: a consultation, as it is typed."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from bases_in_memory import PARCEL, PARCEL_FILES, written
from cli.running import EXAMPLES, followthrough
from followthrough import load
from followthrough_cli.consultation import Ask, Consultation

FILE = "lead-2026-11-22.yaml"
ON = ("--on", "2026-11-22")
WANTED = ("-a", "want_it=yes")
WAITING = (*WANTED, "-a", "interview=done", "-a", "heard_back=nothing", "--counsel", "wolfe")
PACKING = Path(__file__).parents[1] / "bases" / "good" / "many"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def ask(*lines: str, arguments: tuple[object, ...] = ()) -> str:
    done = followthrough("ask", *ON, *arguments, typed="".join(f"{line}\n" for line in lines))
    assert done.status == 0, done.err
    return " ".join((done.out + done.err).split())


def kept(name: str = "lead-2026-11-22.yaml") -> str:
    return Path(name).read_text(encoding="utf-8")


def test_questions_are_answered_by_number_word_or_the_beginning_of_one():
    for answer in ("1", "upcoming", "up", "not yet", "UPCOMING"):
        assert "On what day is the next interview?" in ask(answer, "q", arguments=WANTED)


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_the_review_and_the_choices_hang_under_their_texts(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    given = ("-a", "interview=done", "-a", "interviewed_on=2026-11-20", "-a", "want_it=yes", "-a", "thank_you=sent")
    out = followthrough("ask", *given, *ON, typed="r\n\nq\n").out
    review = out.partition("> \n")[2].partition("Type a number")[0].splitlines()
    assert len(review) >= 4
    assert [line for line in review if not re.match(r"  [0-9]  \S|     \S", line)] == []
    choices = re.findall(r"(?m)^  1 .*\n(?:  .*\n)+", out)[0].splitlines()
    assert [line for line in choices if not re.match(r"  [0-9u]{1,2} {2,3}\S|      \S", line)] == []


def test_a_consultation_ends_in_advice():
    out = ask("no", "upcoming", "")
    assert "no answer would change the advice. After the interview: what JobFairy.com advises" in out
    assert kept() == "want_it: no\ninterview: upcoming\n"


def test_a_question_mark_tells_why_and_the_question_stays():
    out = ask("?", "q", arguments=WANTED)
    assert "Before the interview there is something to find out" in out


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        ("?", "why"),
        ("?", "Why do you ask?"),
        ("u", "I don't know."),
        ("u", "don\u2019t know"),
        ("b", "go back"),
        ("q", "Stop!"),
    ],
)
def test_a_person_may_say_in_words_what_a_letter_does(letter, words):
    out = ask("yes", words, "q", "q")
    Path("lead-2026-11-22.yaml").unlink()
    assert out == ask("yes", letter, "q", "q")


def test_words_that_are_an_answer_stay_one():
    base = load()
    stop = replace(base.questions["want_it"], choices={"stop": "stop", "go": "go"})
    consultation = Consultation(
        replace(base, questions={**base.questions, "want_it": stop}),
        {},
        date(2026, 11, 22),
        choose=lambda answers: None if answers else Ask("want_it", 0),
        explain=lambda name, answers: [],
        read=lambda prompt: "stop",
        write=lambda line: None,
    )
    assert consultation.run().answers == {"want_it": "stop"}


def test_a_wrong_answer_is_explained_and_asked_again():
    out = ask("perhaps", "9", "1", "q", arguments=WANTED)
    assert "'perhaps' is not among the answers; type the label before an answer, or some of its words" in out
    assert "'9' is not among the answers" in out


def test_i_dont_know_is_refused_where_it_cannot_be():
    said = "> this question needs an answer; if you have none, type q to stop and keep the earlier ones"
    assert said in ask("u", "q", arguments=WANTED)
    assert said in ask("u", "q", arguments=("--base", PACKING))


def test_a_slip_at_a_question_is_told_without_the_name_of_the_question():
    out = ask("7", "two", "", "2", "q", arguments=("--base", PACKING))
    assert "> the answer cannot be 7; write a whole number from 0 to 3 (nights)" in out
    assert "> the answer cannot be 'two'; write a whole number from 0 to 3 (nights)" in out
    assert "> type an answer, or q to stop and keep the earlier ones" in out
    out = ask("soon", "tomorrow", "q", arguments=WAITING)
    assert "> 'soon' is not a day; write " in out
    assert "> the answer cannot be 2026-11-23: that is after today, 2026-11-22; give a day that has passed" in out
    assert "interviewed_on" not in out


@pytest.mark.parametrize(("typed", "number"), [("2 nights", "2"), ("1 night", "1"), ("3nights", "3")])
def test_a_number_may_have_its_unit(typed, number):
    ask(typed, "q", arguments=("--base", PACKING))
    assert kept() == f"nights: {number}\n"


def test_q_where_the_name_of_a_file_is_asked_ends_there():
    ask("3", "hot", "1", "q", arguments=("--base", PACKING))
    assert not Path("q").exists()


def test_dates_are_taken_as_people_say_them():
    ask("3 weeks ago", "q", arguments=WAITING)
    assert "interviewed_on: 2026-11-01\n" in kept()
    assert "that is after today" in ask("tomorrow", "q", arguments=WAITING)


def test_a_date_is_said_back_with_its_weekday():
    out = ask("Nov 5th", "b", "", "q", arguments=WAITING)
    assert "Thursday 5 November 2026, 17 days ago." in out
    assert "Your answer was: Thursday 5 November 2026. Enter keeps it." in out


@pytest.mark.parametrize(
    ("then", "day"),
    [("2", "2026-11-05"), ("1", "2026-05-11"), ("Nov 5", "2026-11-05"), ("yesterday", "2026-11-21")],
)
def test_which_of_several_days_is_meant_is_asked(then, day):
    out = ask("5/11", then, "q", arguments=WAITING)
    assert "'5/11' could be any of these days. Type the number of the one you mean, or write it differently:" in out
    assert "1 Monday 11 May 2026, 195 days ago 2 Thursday 5 November 2026, 17 days ago" in out
    assert f"interviewed_on: {day}\n" in kept()


def test_a_number_names_a_day_only_after_it_was_asked_which():
    assert "'1' is not a day" in ask("1", "q", arguments=WAITING)
    assert "'3' is not a day" in ask("5/11", "3", "q", arguments=WAITING)


def test_when_it_is_asked_which_day_one_can_still_ask_why_and_stop():
    out = ask("5/11", "?", "q", arguments=WAITING)
    assert "The next steps come one day" in out
    assert os.listdir() == []


def test_going_back_asks_again_and_enter_keeps_the_answer():
    out = ask("yes", "done", "b", "", "nothing", "q")
    assert "once more" in out
    assert "Your answer was: yes. Enter keeps it." in out
    assert "interview: done\nheard_back: nothing\n" in kept()


def test_changing_an_early_answer_keeps_the_later_ones_that_still_apply():
    out = ask("yes", "done", "nothing", "b", "b", "upcoming", "q")
    assert "Put aside, because it no longer fits: your answer to What is the last thing you have heard" in out
    aside = "# heard_back: nothing, put aside while interview is not done\n"
    assert kept() == f"want_it: yes\ninterview: upcoming\n{aside}"
    assert "Brought back, as you had answered it: What is the last thing" in ask("b", "done", "q", arguments=[FILE])
    assert kept() == "want_it: yes\ninterview: done\nheard_back: nothing\n"


def test_the_first_question_has_nothing_before_it():
    assert "This is the first question" in ask("b", "q")


def test_stopping_keeps_the_answers_and_asking_goes_on_from_them():
    ask("yes", "upcoming", "q")
    out = ask("u", "few", arguments=("lead-2026-11-22.yaml",))
    assert "Do you want this job?" not in out
    assert "Ask at the interview" in out


def test_who_stops_is_told_what_is_settled_already():
    stopped = ("-a", "interview=done", "-a", "heard_back=turned down")
    out = " ".join(followthrough("ask", *ON, *stopped, typed="q\n").out.split())
    assert "This is settled already: Let it go: " in out
    assert "settled already" not in followthrough("ask", *ON, "-a", "interview=done", typed="q\n").out


def test_nothing_typed_is_lost_when_the_input_ends():
    ask("yes", "upcoming")
    assert kept() == "want_it: yes\ninterview: upcoming\n"


def test_a_file_of_answers_is_never_overwritten():
    ask("yes", "q")
    ask("not sure", "q")
    assert kept() == "want_it: yes\n"
    assert kept("lead-2026-11-22-2.yaml") == "want_it: unsure\n"


def test_the_answers_can_be_kept_at_the_end_too():
    ask("yes", "upcoming", "u", "few", arguments=("--keep", "mine.yaml"))
    assert "want_it: yes\n" in kept("mine.yaml")
    done = followthrough("ask", "--keep", "mine.yaml")
    assert (done.status, done.err) == (2, "mine.yaml: already exists; name a new file after --keep\n")


def test_answers_that_cannot_be_written_are_shown():
    done = followthrough("ask", *ON, "--keep", "no/such/folder/x.yaml", typed="yes\nq\n")
    assert "cannot be written" in done.err
    assert done.out.endswith("want_it: yes\n")


def test_a_kept_file_reads_back_as_the_same_advice():
    lead = EXAMPLES / "three-weeks-of-silence.yaml"
    ask(arguments=(lead, "--keep", "kept.yaml"))
    assert followthrough("advise", "kept.yaml", *ON) == followthrough("advise", lead, *ON)


def test_stopping_before_any_answer_writes_nothing():
    ask("q")
    assert os.listdir() == []


def test_it_asks_only_what_can_matter_and_says_why_it_stops(tmp_path):
    parcel = written(tmp_path / "parcel", PARCEL, **PARCEL_FILES)
    out = ask("u", "", arguments=("--base", parcel, "-a", "arrived=missing", "-a", "sent_on=yesterday"))
    assert "That settles it. There are 2 other questions, but no answer would change the advice." in out
    assert "Is it insured?" not in out


def test_the_other_authority_can_be_heard_at_the_end(tmp_path):
    parcel = written(tmp_path / "parcel", PARCEL, **PARCEL_FILES)
    out = ask("missing", "10 days ago", "no", "no", "", "yes", "whole.yaml", arguments=("--base", parcel))
    assert "Press Enter to hear the neighbor too, which takes 1 question, or type q to skip." in out
    assert "the neighbor differs" in out
    assert "Ask for your money. (y1)" in out
    assert Path("whole.yaml").exists()
    assert not Path("lead-2026-11-22.yaml").exists()


def test_next_names_the_question_what_hinges_on_it_and_what_is_possible():
    done = followthrough("next", "-a", "interview=upcoming", "--json", *ON)
    data = json.loads(done.out)
    assert (data["question"], data["settled"]) == ("want_it", False)
    assert data["possible"]["stance"] == ["pursue", "drop"]
    assert "stance" in data["hinges"]
    settled = json.loads(followthrough("next", EXAMPLES / "second-choice.yaml", "--json", *ON).out)
    assert (settled["question"], settled["settled"], settled["hinges"]) == (None, True, [])
    assert "no other answer would change it" in followthrough("next", EXAMPLES / "second-choice.yaml", *ON).out


def test_advice_needs_no_answer_that_cannot_change_it():
    given = ("-a", "interview=done", "-a", "want_it=no", "-a", "heard_back=nothing")
    data = json.loads(followthrough("advise", *given, "--counsel", "wolfe", *ON, "--json").out)
    assert data["advice"]["next_step"]["value"] == "turn to other leads"
    assert set(data["lead"]) == {"interview", "want_it", "heard_back"}
    assert "other_leads" in data["unsettled"]["jobfairy"]


def test_what_was_understood_is_said_back_unless_it_is_what_was_typed():
    out = ask("not sure", "up", "u", "q")
    assert "> not yet." in out
    assert "> I am not sure." in out
    assert "> You don't know." in out
    assert "> yes." not in ask("yes", "q")


@pytest.mark.parametrize("typed", ["not", "nothing", "good enough"])
def test_not_is_never_taken_for_what_begins_like_it(typed):
    ask("upcoming", "tomorrow", typed, "q", arguments=WANTED)
    assert "hard_to_please" not in kept()


def test_a_review_lists_all_answers_with_numbers_and_any_one_can_be_changed():
    out = ask("yes", "done", "nothing", "r", "2", "upcoming", "q")
    assert "1 Do you want this job? yes 2 Has the interview taken place? yes 3 What is the last thing" in out
    assert "Question 2, once more Has the interview taken place?" in out
    assert kept().startswith("want_it: yes\ninterview: upcoming\n")


def test_a_review_takes_an_answer_back_and_what_rested_on_it_comes_back_with_it():
    out = ask("yes", "done", "nothing", "review", "9", "unset 2", "", "done", "q")
    assert "That is none of these numbers." in out
    assert "Taken back: your answer to Has the interview taken place?" in out
    assert "Put aside, because it no longer fits: your answer to What is the last thing" in out
    assert "Brought back, as you had answered it: What is the last thing" in out
    assert kept() == "want_it: yes\ninterview: done\nheard_back: nothing\n"


def test_a_finished_lead_can_be_reviewed_and_its_advice_changes():
    out = ask("no", "upcoming", "r", "2", "done", "q")
    assert out.count("After the interview: what JobFairy.com advises") == 1
    out = ask("r", "", arguments=("lead-2026-11-22.yaml",))
    assert "2 Has the interview taken place? yes" in out


def test_back_walks_every_question_after_resuming_too():
    ask("yes", "done", "nothing", "q")
    out = ask("b", "b", "b", "b", "", "q", arguments=(FILE,))
    for number in (3, 2, 1):
        assert f"Question {number}, once more" in out
    assert "This is the first question" in out
