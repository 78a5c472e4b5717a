"""No answer to `ask` is lost: closed, interrupted and resumed at every question, the advice at the end is the same."""

import os
import shlex
from pathlib import Path
from unittest.mock import patch

import pytest

from bases_in_memory import PARCEL, PARCEL_FILES, written
from cli.running import EXAMPLES, ROOT, Done, _Input, followthrough

ON = ("--on", "2026-11-22")
FILE = "lead-2026-11-22.yaml"
ROOM = ("--base", "room")
CONSULTATIONS = {
    "a parcel": (("--base", "parcel"), ("missing", "10 days ago", "yes", "no")),
    "a room": (ROOM, ("nothing", "not sent", "2026-11-21")),
    "an interview": ((), ("yes", "not yet", "I don't know", "few")),
}
AT_EACH_QUESTION = [(name, number) for name, (_, typed) in CONSULTATIONS.items() for number in range(1, len(typed))]


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    written(tmp_path / "parcel", PARCEL, **PARCEL_FILES)
    (tmp_path / "room").symlink_to(ROOT / "tests" / "bases" / "good" / "a-room-to-let")


def ask(*arguments: str, typed: tuple[str, ...] = ()) -> Done:
    return followthrough("ask", *ON, *arguments, typed="".join(f"{line}\n" for line in typed))


def ask_until_ctrl_c(*arguments: str, typed: tuple[str, ...]) -> Done:
    def read(keyboard: _Input) -> str:
        line = _Input.__mro__[1].readline(keyboard)
        if not line:
            raise KeyboardInterrupt
        return line

    with patch.object(_Input, "readline", read, create=True):
        return ask(*arguments, typed=typed)


@pytest.mark.parametrize("stopped", [ask, ask_until_ctrl_c])
@pytest.mark.parametrize(("name", "number"), AT_EACH_QUESTION)
def test_who_is_cut_off_at_a_question_goes_on_there_to_the_same_advice(name, number, stopped):
    base, typed = CONSULTATIONS[name]
    done = stopped(*base, typed=typed[:number])
    assert f"Your answers are in {FILE}; continue with: followthrough ask {FILE}" in done.err
    ask(FILE, *base, typed=typed[number:])
    assert os.listdir().count(FILE) == 1
    assert not Path("lead-2026-11-22-2.yaml").exists()
    Path(FILE).rename("resumed.yaml")
    ask(*base, typed=typed)
    assert Path("resumed.yaml").read_text() == Path(FILE).read_text()
    assert followthrough("advise", "resumed.yaml", *base, *ON) == followthrough("advise", FILE, *base, *ON)


def test_a_file_keeps_its_comments_and_the_lines_of_the_answers_that_stay():
    Path("elm.yaml").write_text("# Elm Street\nheard:   nothing\n# by post?\nnote: sent\n")
    ask("elm.yaml", *ROOM, typed=("b", "not sent", "yesterday"))
    assert Path("elm.yaml").read_text() == (
        "# Elm Street\nheard:   nothing\n# by post?\nnote: not sent\nviewed_on: 2026-11-21\n"
    )
    assert os.listdir().count("lead-2026-11-22.yaml") == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"heard": "nothing"}', '{\n  "heard": "nothing",\n  "note": "not sent"\n}\n'),
        ("# Elm\nheard:\n  nothing\n", "# Elm\nheard: nothing\nnote: not sent\n"),
        ("\ufeffheard: nothing\r\n", "heard: nothing\nnote: not sent\n"),
    ],
)
def test_a_file_in_another_form_is_updated_too(before, after):
    Path("elm.json").write_text(before)
    ask("elm.json", *ROOM, typed=("not sent", "q"))
    assert Path("elm.json").read_text() == after


def test_who_only_reads_a_file_leaves_it_as_it_is():
    text = (EXAMPLES / "three-weeks-of-silence.yaml").read_bytes()
    Path("mine.yaml").write_bytes(text)
    ask("mine.yaml", typed=("q",))
    assert Path("mine.yaml").read_bytes() == text


def test_a_folder_that_cannot_be_written_sends_the_answers_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    from followthrough_cli import answers_file

    def refusing(path: Path, text: str) -> None:
        if not path.is_absolute():
            raise PermissionError(13, "Permission denied")
        path.write_text(text)

    with patch.object(answers_file, "write_new", refusing):
        done = ask(*ROOM, typed=("nothing",))
    assert f"Your answers are in {tmp_path}/home/{FILE}" in done.err


def at_the_end(*typed: str) -> Done:
    return ask(*ROOM, typed=("nothing", "not sent", "yesterday", *typed))


@pytest.mark.parametrize("name", ["Elm Street", "it's $HOME & co", "-rf", "Łódź 3"])
def test_the_answers_become_a_lead_whose_hint_can_be_pasted(name):
    done = at_the_end(name)
    hint = done.err.strip().rpartition("continue with: ")[2]
    assert not Path(FILE).exists()
    assert "Write them a note." in followthrough("ask", *ON, *shlex.split(hint)[2:]).out
    shown = followthrough("leads", "show", *ROOM, *ON, "--", name).out
    assert shown.startswith(f"A room to let: {name} on Sunday")


@pytest.mark.parametrize("said", ["q", "no", "No.", "n", ""])
def test_who_wants_no_name_finds_the_answers_in_the_file(said):
    done = at_the_end(said)
    assert f"Your answers are in {FILE}" in done.err
    assert sorted(os.listdir()) == [FILE, "parcel", "room"]


def test_a_digit_a_yes_or_what_answers_a_question_is_no_name():
    typed = ("1", "yes", "u", "?", "go back", "I don't know")
    done = at_the_end(*typed, "")
    assert done.out.count("Type the name of the employer") == len(typed)
    assert sorted(os.listdir()) == [FILE, "parcel", "room"]


def test_a_file_may_be_named_at_the_end_and_a_tilde_is_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    Path("taken.yaml").touch()
    done = at_the_end("taken.yaml", "~/my elm.yaml")
    assert "taken.yaml already exists; type another name." in " ".join(done.out.split())
    assert f"followthrough ask '{tmp_path}/my elm.yaml'" in done.err
    assert (Path("my elm.yaml").exists(), Path(FILE).exists()) == (True, False)


def test_a_name_that_is_taken_is_told_and_another_one_is_asked_for():
    followthrough("leads", "add", "Elm", *ON, *ROOM)
    done = at_the_end("elm", "Oak")
    assert "already has a lead 'Elm'" in done.out
    assert "followthrough ask Oak" in done.err


def test_no_new_file_is_written_through_a_link():
    Path(FILE).symlink_to("elsewhere")
    ask(*ROOM, typed=("nothing",))
    assert not Path("elsewhere").exists()
    assert Path("lead-2026-11-22-2.yaml").exists()
