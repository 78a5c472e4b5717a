"""`letter` at the command line."""

import json
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bases.reset import BASES
from cli.running import EXAMPLES, Done, followthrough
from followthrough.format.load import load
from followthrough.leads.log import Log
from followthrough.leads.log.actions import add
from followthrough_cli import letter as command
from followthrough_cli.rules.watch import saves

SIGNED = ("-a", "interviewer=hiring team", "-a", "company=Acme", "-a", "job=editor", "-a", "your_name=A. Applicant")
WRITTEN = EXAMPLES / "three-weeks-of-silence.yaml"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def letter(lead: object, *arguments: object, typed: str = "") -> Done:
    return followthrough("letter", lead, "--on", "2026-11-22", *arguments, typed=typed)


def test_the_letter_that_is_the_next_step_is_written():
    done = letter(EXAMPLES / "the-day-after.yaml", *SIGNED, "-a", "forgotten_point=I speak Portuguese")
    assert done.status == 0
    assert done.out.startswith("Dear hiring team,\n\nThank you for the time you gave me on 21 November 2026")
    assert "I should have told you that I\nspeak Portuguese." in done.out
    assert "Left out because unanswered: strength, enclosed, in_the_long_run." in done.err
    assert done.err.endswith("Nothing has been sent. It counts as sent once you say so.\n")


def test_a_letter_that_a_rule_speaks_against_is_refused_with_the_rule():
    done = letter(WRITTEN, *SIGNED)
    assert (done.status, done.out) == (2, "")
    assert "'write a second letter' is not the next step: You have written once" in done.err
    assert "[one-letter-is-enough, JobFairy.com n1, n2]" in done.err
    assert "Rayne Wolfe would advise 'write a second letter': --counsel wolfe" in done.err


def test_where_no_letter_is_called_for_the_step_is_named_instead():
    done = letter(EXAMPLES / "before-the-interview.yaml")
    assert done.status == 2
    assert "letter: none is called for: Ask at the interview how and when they will decide." in done.err
    assert "--anyway: 'telephone'" in done.err


def test_a_base_without_letters_says_so_instead_of_naming_none():
    packing = ("--base", Path(__file__).parents[1] / "bases" / "good" / "many")
    done = followthrough("letter", *packing, "-a", "nights=0", "-a", "packed=half", "-a", "sky=hot")
    assert done.status == 2
    assert done.err.startswith("letter: the knowledge base has no letters; add drafts to its folder letters/")


def test_advice_names_the_command_where_there_is_a_draft():
    told = "Letter     `followthrough letter` has a draft for it."
    assert told in followthrough("advise", WRITTEN, "--counsel", "wolfe").out
    assert told not in followthrough("advise", WRITTEN).out


def test_asked_for_anyway_a_letter_is_written_with_the_doubt_beside_it():
    done = letter(WRITTEN, *SIGNED, "--anyway", "write a second letter")
    assert done.status == 0
    assert "Since we met on 1 November 2026" in done.out
    assert "not the next step: You have written once" in done.err


def test_a_letter_asked_for_anyway_needs_no_answers_but_its_own():
    done = followthrough("letter", "--anyway", "withdraw kindly", *SIGNED)
    assert done.status == 0
    assert "withdraw my application for the position of editor" in " ".join(done.out.split())


def test_under_the_other_counsel_it_is_the_next_step():
    done = letter(WRITTEN, *SIGNED, "--counsel", "wolfe", "-a", "their_address=rivera@example.org")
    assert "not the next step" not in done.err
    assert "As an email: mailto:rivera@example.org?subject=The%20position%20of%20editor&body=Dear" in done.err


def test_without_a_person_to_ask_what_is_missing_is_named():
    done = letter(WRITTEN, "--counsel", "wolfe", "-a", "company=Acme")
    assert (done.status, done.out) == (3, "")
    assert "no letter without an answer to: interviewer, job, your_name; answer with -a question=value" in done.err


def test_a_person_is_asked_for_what_is_missing(monkeypatch):
    monkeypatch.setattr(command, "is_interactive", lambda terminal: True)
    done = letter(WRITTEN, "--counsel", "wolfe", "--keep", "kept.yaml", "-a", "company=Acme",
                  typed="hiring team\neditor\nA. Applicant\nu\n")  # fmt: skip
    assert done.status == 0
    assert "What do you enclose?" in done.out
    assert "Dear hiring team,\n" in done.out
    assert "I also enclose" not in done.out
    assert "interviewer: hiring team\n" in Path("kept.yaml").read_text(encoding="utf-8")


def test_stopping_keeps_what_was_answered_and_names_the_rest(monkeypatch):
    monkeypatch.setattr(command, "is_interactive", lambda terminal: True)
    done = letter(WRITTEN, "--counsel", "wolfe", typed="hiring team\nq\n")
    assert done.status == 3
    assert "no letter without an answer to: company, job, your_name" in done.err
    assert "interviewer: hiring team\n" in Path("lead-2026-11-22.yaml").read_text(encoding="utf-8")


def test_where_it_is_not_settled_which_letter_is_called_for_the_questions_are_named_as_a_person_reads_them():
    done = followthrough("letter", "-a", "interview=done", "-a", "want_it=yes", "--on", "2026-11-22")
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(
        "Which letter is called for is not settled. It hinges on: On which day was the interview?"
    )
    assert "more questions. `followthrough ask` asks the rest." in done.err


def test_a_letter_goes_to_a_new_file_and_never_over_another():
    assert letter(WRITTEN, *SIGNED, "--counsel", "wolfe", "-o", "letter.txt").out == ""
    text = Path("letter.txt").read_text(encoding="utf-8")
    assert text.startswith("Dear hiring team,\n")
    again = letter(WRITTEN, *SIGNED, "-a", "company=Other", "--counsel", "wolfe", "-o", "letter.txt")
    assert (again.status, again.err) == (2, "letter.txt: already exists; name a new file\n")
    assert Path("letter.txt").read_text(encoding="utf-8") == text


def test_a_file_that_cannot_be_written_is_one_line():
    done = letter(WRITTEN, *SIGNED, "--counsel", "wolfe", "-o", "nowhere/letter.txt")
    assert done.status == 2
    assert done.err.startswith("nowhere/letter.txt: cannot be written (")


def test_a_letter_as_json_has_its_text_and_the_doubt():
    data = json.loads(letter(WRITTEN, *SIGNED, "--anyway", "telephone", "--json").out)
    assert data["letter"] == "telephone"
    assert data["doubt"].startswith("'telephone' is not the next step: You have written once")
    assert data["text"].startswith("Hello, this is A. Applicant;")


def test_saving_a_letter_is_a_save_of_its_base(tmp_path):
    base = copytree(BASES / "good" / "letters", tmp_path / "base")
    looks = iter(range(9))

    def pause() -> None:
        if next(looks) == 0:
            (base / "letters" / "thank them.txt").write_text("Dear {neighbour}, thanks!", encoding="utf-8")

    next(saves(base, pause))


def test_nothing_asks_for_the_texts_but_a_letter():
    out = followthrough("ask", "--on", "2026-11-22", typed="done\nyes\nq\n").out
    assert "address the person" not in out
    assert json.loads(followthrough("next", "--json").out)["question"] == "interview"


def test_what_is_typed_for_a_lead_of_the_search_log_is_kept_there(monkeypatch):
    monkeypatch.setattr(command, "is_interactive", lambda terminal: True)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    answers = {"interview": "done", "want_it": "yes", "thank_you": "sent", "company": "Acme"}
    add(Log(Path("leads.sqlite")), load(), "Acme", answers, today=date(2026, 11, 20))
    done = letter(
        "Acme", "--anyway", "withdraw kindly", "-a", "thank_you=not sent", typed="hiring team\neditor\nA. Applicant\n"
    )
    assert "Dear hiring team," in done.out
    kept = Log(Path("leads.sqlite")).history("Acme").answers(date(2026, 11, 22))
    assert kept == {**answers, "interviewer": "hiring team", "job": "editor", "your_name": "A. Applicant"}
