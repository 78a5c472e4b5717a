"""A prompt takes the arrow keys, keeps nothing on the disk, and ends at Ctrl-C and Ctrl-D as it always did."""

import os
import sys
from pathlib import Path

import pytest

from cli.pseudo_terminal import CTRL_C, CTRL_D, AtTerminal
from cli.running import ROOT

ROOM = str(ROOT / "tests" / "bases" / "good" / "a-room-to-let")
LEFT, UP, CTRL_A, CTRL_E, TAB = "\x1b[D", "\x1b[A", "\x01", "\x05", "\t"


def at_terminal(*arguments: str, keys: tuple[str, ...], term: str = "xterm") -> tuple[int, str]:
    """Press keys at a terminal of 40 columns, some at each prompt; return the exit status, and all that is shown."""
    terminal = AtTerminal(*arguments, settings={"TERM": term, "HOME": os.getcwd(), "COLUMNS": "40"})
    for pressed in keys:
        terminal.until_asked()
        terminal.press(pressed)
    return terminal.until_ended(), terminal.shown


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")


def test_an_answer_is_edited_with_the_arrow_keys_and_kept_nowhere_else():
    misspelled = f"nothng{LEFT}{LEFT}i"
    status, shown = at_terminal("ask", "--base", ROOM, "--keep", "room.yaml", keys=(f"{misspelled}\n", CTRL_D))
    assert "heard: nothing" in Path("room.yaml").read_text()
    assert "\x1b[D" not in Path("room.yaml").read_text()
    assert status == 0, shown
    assert sorted(os.listdir()) == ["room.yaml"]


def test_the_beginning_of_a_line_is_reached_and_the_tab_key_names_no_file():
    Path("othing").touch()
    at_terminal("ask", "--base", ROOM, "--keep", "room.yaml", keys=(f"othing{CTRL_A}n{CTRL_E}{TAB}\n", CTRL_D))
    assert "heard: nothing" in Path("room.yaml").read_text()


def test_what_was_typed_before_is_fetched_back():
    at_terminal("ask", "--base", ROOM, "--keep", "room.yaml", keys=("nothing\n", "b\n", f"{UP}{UP}\n", CTRL_D))
    assert "heard: nothing" in Path("room.yaml").read_text()


def test_ctrl_c_and_ctrl_d_mean_what_they_meant():
    for key, ends in ((CTRL_C, 130), (CTRL_D, 0)):
        status, shown = at_terminal("ask", "--base", ROOM, keys=("nothing\n", key))
        assert status == ends, shown
        assert "Your answers are in" in shown
        assert "Traceback" not in shown


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a signal be sent to one thread")
def test_ctrl_c_that_comes_just_before_a_prompt_waits_for_a_key_tells_where_the_answers_are_too():
    terminal = AtTerminal("ask", "--base", ROOM)
    terminal.until_asked()
    terminal.press("nothing\n")
    terminal.until_asked()
    terminal.interrupt_elsewhere()
    assert terminal.until_ended() == 130
    assert "Your answers are in" in terminal.shown


def test_a_terminal_that_can_do_nothing_is_asked_too():
    status, shown = at_terminal("ask", "--base", ROOM, "--keep", "x.yaml", keys=("nothing\n", CTRL_D), term="dumb")
    assert status == 0, shown
    assert "\x1b" not in shown
