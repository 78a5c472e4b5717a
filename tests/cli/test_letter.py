"""`letter` at the command line."""

import json
import stat
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bases.reset import BASES
from cli.running import Done, followthrough
from followthrough.format.load import load
from followthrough.leads.log import Log
from followthrough.leads.log.actions import add
from followthrough_cli import letter as command
from followthrough_cli.consultation import Consultation
from followthrough_cli.rules.watch import saves

LEAK = BASES / "good" / "drafts"
WET = ("-a", "where=roof", "-a", "wet=yes", "-a", "seen_on=2026-11-20", "-a", "writes_by=post")
DRY = ("-a", "where=roof", "-a", "wet=no", "-a", "seen_on=2026-11-20", "-a", "writes_by=post")
SIGNED = ("-a", "landlord=Mr. Lee")
FULL = (*SIGNED, "-a", "your_street=1 Elm St.", "-a", "their_street=unknown")
LETTER = """\
1 Elm St.
November 22, 2026

Mr. Lee

Dear Mr. Lee,

the roof has leaked since November 20.

Yours
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def at_a_terminal(monkeypatch):
    monkeypatch.setattr(command, "is_interactive", lambda terminal: True)


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """An editor that runs a command of the shell on the file it is given, `$1`."""

    def use(shell: str) -> None:
        script = tmp_path / "an editor.sh"
        script.write_text(f"#!/bin/sh\n{shell}\n", encoding="utf-8")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("VISUAL", f"'{script}'")

    return use


def letter(*arguments: object, typed: str | bytes = "") -> Done:
    return followthrough("letter", "--base", LEAK, "--on", "2026-11-22", *arguments, typed=typed)


# Which letter


def test_the_letter_that_is_the_next_step_is_written():
    done = letter(*WET, *FULL)
    assert (done.status, done.out) == (0, LETTER)
    assert done.err == "\nNothing has been sent. It counts as done once you say so.\n"


def test_what_is_left_out_is_named_with_its_question():
    done = letter(*WET, *SIGNED)
    assert done.out.startswith("November 22, 2026\n\nMr. Lee\n\nDear")
    assert "Left out because unanswered. To answer, add:\n  -a your_street=...  What is your own street?\n" in done.err


def test_a_letter_that_a_rule_speaks_against_is_refused_with_the_rule():
    done = letter(*DRY, *SIGNED, "--counsel", "uncle")
    assert (done.status, done.out) == (2, "")
    assert "'tell the landlord' is not the next step: Nobody comes for a dry leak." in done.err
    assert "[dry-leaks-wait, my uncle u1]" in done.err
    assert "the neighbor would advise 'tell the landlord': --counsel neighbor" in done.err


def test_where_no_letter_is_called_for_the_step_is_named_instead():
    done = letter("-a", "where=tap", "-a", "seen_on=yesterday")
    assert done.status == 2
    assert "letter: none is called for: Mend the tap." in done.err
    assert "--anyway: 'tell the landlord'" in done.err


def test_a_base_without_letters_says_so_instead_of_naming_none():
    packing = ("--base", BASES / "good" / "many")
    done = followthrough("letter", *packing, "-a", "nights=0", "-a", "packed=half", "-a", "sky=hot")
    assert done.status == 2
    assert done.err.startswith("letter: the knowledge base has no letters; add drafts to its folder letters/")


def test_advice_names_the_command_where_there_is_a_draft():
    told = "Letter     `followthrough letter` has a draft for it."
    assert told in followthrough("advise", "--base", LEAK, *DRY).out
    assert told not in followthrough("advise", "--base", LEAK, *DRY, "--counsel", "uncle").out


def test_asked_for_anyway_a_letter_is_written_with_the_doubt_beside_it():
    done = letter(*DRY, *FULL, "--counsel", "uncle", "--anyway", "tell the landlord")
    assert (done.status, done.out) == (0, LETTER)
    assert "not the next step: Nobody comes for a dry leak." in done.err


def test_a_letter_asked_for_anyway_needs_no_answers_but_its_own():
    done = letter("--anyway", "tell the landlord", *SIGNED, "-a", "seen_on=2026-11-20")
    assert done.status == 0
    assert "the roof has leaked since November 20." in done.out


def test_where_it_is_not_settled_which_letter_is_called_for_the_questions_are_named_as_a_person_reads_them():
    done = letter()
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("Which letter is called for is not settled. It hinges on: Where does it leak?")


# Which draft


def test_the_draft_for_this_lead_is_written_and_the_other_possible_ones_are_named():
    done = letter(*DRY[:6], *SIGNED, "-a", "writes_by=e-mail", "-a", "address=lee@example.org")
    assert done.out == "Dear Mr. Lee,\n\nthe roof has leaked since November 20.\n"
    assert "Subject: The roof\n" in done.err
    assert "As an e-mail: mailto:lee@example.org?subject=The%20roof&body=Dear%20Mr.%20Lee%2C" in done.err
    assert "Also: tell the landlord (`--draft 'tell the landlord'`).\n" in done.err


def test_another_draft_can_be_named():
    done = letter(*DRY, *SIGNED, "--draft", "by e-mail")
    assert done.out == "Dear Mr. Lee,\n\nthe roof has leaked since November 20.\n"


def test_a_draft_that_is_not_there_is_refused_before_anything_is_asked(at_a_terminal):
    done = letter(*DRY, "--draft", "by mail")
    assert (done.status, done.out) == (2, "")
    assert done.err == "draft: 'tell the landlord' has no draft 'by mail'; did you mean 'by e-mail'?\n"


def test_a_person_is_asked_what_decides_between_drafts(at_a_terminal):
    done = letter(*DRY[:6], *SIGNED, typed="1\nlee@example.org\n\n")
    assert "How does the landlord write to you?" in done.out
    assert "What is the landlord's e-mail address?" in done.out
    assert "your own street" not in done.out
    assert "Dear Mr. Lee,\n\nthe roof has leaked since November 20.\n" in done.out


# What is missing


def test_without_a_person_to_ask_what_is_missing_is_named():
    done = letter(*WET)
    assert (done.status, done.out) == (3, "")
    assert "The letter needs answers that you have not given. Give them with -a, or run this at a terminal" in done.err
    assert "  Who is the landlord?  -a landlord=..." in done.err


def test_a_person_is_asked_for_what_is_missing(at_a_terminal):
    done = letter(*WET, "--keep", "kept.yaml", typed="Mr. Lee\n1 Elm St.\nu\n\n")
    assert done.status == 0
    assert "Who is the landlord?" in done.out
    assert LETTER in done.out
    assert "landlord: Mr. Lee\n" in Path("kept.yaml").read_text(encoding="utf-8")


def test_stopping_keeps_what_was_answered_and_names_the_rest(at_a_terminal):
    done = letter("--anyway", "tell the landlord", "-a", "writes_by=post", typed="yesterday\nq\n")
    assert done.status == 3
    assert "  Who is the landlord?  -a landlord=..." in done.err
    assert "seen_on: 2026-11-21\n" in Path("lead-2026-11-22.yaml").read_text(encoding="utf-8")


def test_a_letter_that_only_lacks_what_may_be_left_out_is_written_when_a_person_stops(at_a_terminal):
    assert "Dear Mr. Lee," in letter(*WET, typed="Mr. Lee\nq\n\n").out


# The letter as it is used


def test_a_letter_goes_to_a_new_file_and_never_over_another():
    assert letter(*WET, *FULL, "-o", "letter.txt").out == ""
    assert Path("letter.txt").read_text(encoding="utf-8") == LETTER
    again = letter(*WET, *SIGNED, "-o", "letter.txt")
    assert again.status == 2
    assert again.err == "letter.txt: already exists; name a new file, or write over it with --force\n"
    assert Path("letter.txt").read_text(encoding="utf-8") == LETTER


def test_a_file_in_a_folder_that_is_not_there_is_refused_before_anything_is_asked(at_a_terminal):
    done = letter(*WET, "-o", "nowhere/letter.txt")
    assert (done.status, done.out) == (2, "")
    assert done.err == "nowhere/letter.txt: its folder does not exist; make it, or name a file elsewhere\n"


def test_a_letter_as_json_has_its_text_its_draft_and_the_doubt():
    data = json.loads(letter(*DRY, *FULL, "--counsel", "uncle", "--anyway", "tell the landlord", "--json").out)
    assert (data["letter"], data["draft"], data["other_drafts"]) == ("tell the landlord", "", [])
    assert data["doubt"].startswith("'tell the landlord' is not the next step: Nobody comes")
    assert data["text"] == LETTER.rstrip()


def test_no_line_of_a_letter_is_broken_wherever_it_goes(at_a_terminal):
    name = " ".join(["Lee"] * 45)
    line = f"Dear {name},"
    given = (*WET, "-a", "your_street=unknown", "-a", "their_street=unknown", "-a", f"landlord={name}")
    assert line in letter(*given, "-o", "letter.txt", typed="\n").out.splitlines()
    assert line in Path("letter.txt").read_text(encoding="utf-8").splitlines()
    assert line in json.loads(letter(*given, "--json").out)["text"].splitlines()


# Editing


def test_a_letter_can_be_edited_and_is_used_as_it_was_saved(at_a_terminal, editor):
    editor("sed -i 's/Yours/Yours truly,/' \"$1\"")
    done = letter(*WET, *FULL, "-o", "letter.txt", typed="e\n")
    assert "Type e to edit it before it goes to letter.txt; Enter keeps it as it is." in done.out
    assert Path("letter.txt").read_text(encoding="utf-8") == LETTER.replace("Yours", "Yours truly,")
    assert done.out.endswith("Yours truly,\n")


def test_whoever_types_something_else_is_asked_again(at_a_terminal, editor):
    editor("sed -i 's/Yours/Yours truly,/' \"$1\"")
    done = letter(*WET, *FULL, typed="edti\ne\n")
    assert "'edti' is neither. Type e, or press Enter." in done.out
    assert done.out.endswith("Yours truly,\n")


def test_an_editor_that_is_left_without_saving_keeps_the_draft(at_a_terminal, editor):
    editor("true")
    done = letter(*WET, *FULL, "-o", "letter.txt", typed="e\n")
    assert "The letter stays as it was.\n" in done.err
    assert Path("letter.txt").read_text(encoding="utf-8") == LETTER


@pytest.mark.parametrize("shell", [': > "$1"', "printf '\\n \\n' > \"$1\""])
def test_a_letter_of_which_nothing_is_left_keeps_the_draft(at_a_terminal, editor, shell):
    editor(shell)
    assert "The letter stays as it was.\n" in letter(*WET, *FULL, typed="e\n").err


@pytest.mark.parametrize("name", ["no-such-editor-anywhere", "false", "'"])
def test_an_editor_that_does_not_work_keeps_the_draft_and_says_what_to_do(at_a_terminal, monkeypatch, name):
    monkeypatch.setenv("VISUAL", name)
    done = letter(*WET, *FULL, "-o", "letter.txt", typed="e\n")
    assert done.status == 0
    assert "The editor could not be used. Name one that works in the variable EDITOR" in done.err
    assert Path("letter.txt").read_text(encoding="utf-8") == LETTER


def test_what_was_saved_in_another_encoding_or_with_other_line_ends_is_kept(at_a_terminal, editor):
    editor(r"printf 'caf\351\r\nat noon\r\n' > \"$1\"".replace('\\"', '"'))
    letter(*WET, *FULL, "-o", "letter.txt", typed="e\n")
    assert Path("letter.txt").read_text(encoding="utf-8") == "caf\ufffd\nat noon\n"


@pytest.mark.parametrize("typed", ["\n", "n\n", ""])
def test_whoever_does_not_want_to_edit_gets_the_draft(at_a_terminal, editor, typed):
    editor('echo broken > "$1"')
    done = letter(*WET, *FULL, typed=typed)
    assert done.out.count("Dear Mr. Lee") == 1


def test_nothing_more_is_asked_once_the_input_has_ended(at_a_terminal, editor):
    editor('echo broken > "$1"')
    done = letter(*WET, typed="Mr. Lee\n")
    assert "Dear Mr. Lee," in done.out
    assert "Type e to edit it" not in done.out


def test_nothing_is_offered_to_a_program(editor):
    editor('echo broken > "$1"')
    assert letter(*WET, *FULL).out == LETTER


def test_what_is_edited_after_it_cannot_be_written_is_on_the_screen(at_a_terminal, editor):
    Path("soon nowhere").mkdir()
    editor("echo 'My own words' > \"$1\"; rmdir 'soon nowhere'")
    done = letter(*WET, *FULL, "-o", "soon nowhere/letter.txt", typed="e\n")
    assert done.status == 2
    assert done.err.startswith("soon nowhere/letter.txt: cannot be written (")
    assert "My own words\n" in done.out


# Elsewhere


def test_saving_a_letter_is_a_save_of_its_base(tmp_path):
    base = copytree(BASES / "good" / "letters", tmp_path / "base")
    looks = iter(range(9))

    def pause() -> None:
        if next(looks) == 0:
            (base / "letters" / "thank them.txt").write_text("Dear {neighbour}, thanks!", encoding="utf-8")

    next(saves([base], pause))


def test_nothing_asks_for_the_texts_but_a_letter():
    out = followthrough("ask", "--base", LEAK, "--on", "2026-11-22", typed="1\n1\n1\nyesterday\n").out
    assert "Who is the landlord?" not in out


def test_what_is_typed_for_a_lead_of_the_search_log_is_kept_there(at_a_terminal, monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    answers = {"where": "roof", "wet": "no", "seen_on": "2026-11-20", "writes_by": "post"}
    add(Log(Path("leads.sqlite")), load(LEAK), "Elm", answers, today=date(2026, 11, 20))
    done = letter("Elm", "-a", "wet=yes", typed="Mr. Lee\n1 Elm St.\nu\n")
    assert "Dear Mr. Lee," in done.out
    kept = Log(Path("leads.sqlite")).history("Elm").answers(date(2026, 11, 22))
    assert kept == {**answers, "landlord": "Mr. Lee", "your_street": "1 Elm St.", "their_street": "unknown"}


def test_each_answer_for_a_letter_is_kept_as_it_is_given(at_a_terminal, monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    answers = {"where": "roof", "wet": "yes", "seen_on": "2026-11-20", "writes_by": "post"}
    add(Log(Path("leads.sqlite")), load(LEAK), "Elm", answers, today=date(2026, 11, 20))
    seen: list[str | None] = []
    put = Consultation.put

    def watched(self, question, after, *, again):
        kept = Log(Path("leads.sqlite")).history("Elm").answers(date(2026, 11, 22))
        seen.append(kept.get("landlord"))
        put(self, question, after, again=again)

    monkeypatch.setattr(Consultation, "put", watched)
    letter("Elm", typed="Mr. Lee\n1 Elm St.\nu\n")
    assert seen[:2] == [None, "Mr. Lee"]


def test_a_letter_for_a_lead_without_a_log_keeps_each_answer_in_a_file_until_all_is_answered(
    at_a_terminal, monkeypatch
):
    seen: list[str] = []
    put = Consultation.put

    def watched(self, question, after, *, again):
        file = Path("lead-2026-11-22.yaml")
        seen.append(file.read_text(encoding="utf-8") if file.exists() else "")
        put(self, question, after, again=again)

    monkeypatch.setattr(Consultation, "put", watched)
    letter(*WET, typed="Mr. Lee\n1 Elm St.\nu\n\n")
    assert [("landlord: Mr. Lee\n" in text) for text in seen[:2]] == [False, True]
    assert not Path("lead-2026-11-22.yaml").exists()
