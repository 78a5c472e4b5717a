"""`questions` lists what can be asked, and what to type; commands take the words as well as the names."""

import json

import pytest

from cli.running import EXAMPLES, ROOT, followthrough

BASES = ROOT / "tests" / "bases" / "good"
ON = ("--on", "2026-11-22")
SILENCE = EXAMPLES / "three-weeks-of-silence.yaml"


def told(*arguments: object) -> str:
    done = followthrough(*arguments)
    assert (done.status, done.err) == (0, "")
    return " ".join(done.out.split())


def test_every_question_is_listed_with_its_answers_and_what_to_type_for_each():
    listed = told("questions", "--base", BASES / "several-answers")
    assert "What is broken? (broken) the brakes (brakes)" in listed
    assert "none of these (none) I don't know (unknown) several, with commas between them" in listed
    assert "Which tools do you carry? (tools) a chain tool (chain tool) hex keys no tools at all (none)" in listed
    assert "Asked only if: What is broken? anything other than “none of these”" in listed


def test_questions_for_letters_are_apart_and_answers_that_exclude_each_other_are_told():
    listed = told("questions")
    assert (
        listed.index("Asked for the advice") < listed.index("Asked for a letter") < listed.index("cannot go together")
    )
    assert "On what day was the interview? If there were several, give the last one. (interviewed_on) a day" in listed
    assert "because whoever they focus on is not their second or third choice." in listed


def test_one_question_is_found_by_its_name_or_by_its_text():
    by_name = told("questions", "want_it")
    assert "Do you want this job? (want_it) yes I am not sure (unsure) no no, and I have told them so" in by_name
    assert told("questions", " do you want this JOB") == told("questions", "Want-It") == by_name
    wrong = followthrough("questions", "do you want the job?", "hearback")
    assert wrong.status == 2
    assert wrong.err.splitlines() == [
        "questions: unknown question 'do you want the job?'; did you mean “Do you want this job?” (want_it)?",
        "questions: unknown question 'hearback'; did you mean “What is the last thing you have heard from them since "
        "that interview?” (heard_back)?",
    ]


def test_programs_get_the_questions_with_their_conditions():
    (one,) = json.loads(followthrough("questions", "tools", "--base", BASES / "several-answers", "--json").out)[
        "questions"
    ]
    assert one["choices"][0] == {"value": "chain tool", "says": "a chain tool"}
    assert (one["several"], one["unknown"], one["for"]) == (True, False, "advice")
    assert one["only_if"] == "broken: other than none"
    numbers = json.loads(followthrough("questions", "--base", BASES / "money", "--json").out)["questions"]
    assert [one["unit"] for one in numbers if one["kind"] == "number"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("advise", "-a", "Has the interview taken place?=Not yet"), ("advise", "-a", "interview=upcoming")),
        (("advise", SILENCE, "--counsel", "rayne wolfe"), ("advise", SILENCE, "--counsel", "wolfe")),
        (("why", "What to do with this lead", SILENCE), ("why", "stance", SILENCE)),
        (("why", "do you want this job", SILENCE), ("why", "want_it", SILENCE)),
        (
            ("why-not", "the one step to take next", "Call the person who interviewed you.", SILENCE),
            ("why-not", "next_step", "telephone", SILENCE),
        ),
        (("what-if", "What to do with this lead", SILENCE), ("what-if", "stance", SILENCE)),
        (
            ("what-if", "stance", "pursue it: there is something to do that can help you get this job", SILENCE),
            ("what-if", "stance", "pursue", SILENCE),
        ),
    ],
)
def test_the_words_of_questions_concepts_and_values_mean_their_names(words, names):
    assert followthrough(*words, *ON) == followthrough(*names, *ON)


def test_a_word_that_is_near_a_value_gets_it_with_what_to_type():
    done = followthrough("why-not", "next_step", "call the person that interviewed me", SILENCE, *ON)
    assert (done.status, done.out) == (2, "")
    assert "did you mean “Call the person who interviewed you” (telephone)?" in done.err


def test_what_was_done_or_is_taken_back_can_be_named_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", str(tmp_path / "leads.sqlite"))
    followthrough("leads", "add", "Acme", "--from", EXAMPLES / "the-day-after.yaml", *ON)
    assert "Done: Write a short letter of thanks." in told(
        "leads", "did", "Acme", "Write a short letter of thanks.", *ON
    )
    back = told("leads", "unset", "Acme", "do you want this job", *ON)
    assert back.startswith("Acme: taken back. Do you want this job?")
    again = followthrough("leads", "unset", "Acme", "want_it", *ON)
    assert "“Do you want this job?” has no answer" in again.err
