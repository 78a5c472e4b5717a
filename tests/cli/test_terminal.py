"""What reaches a screen or a pipe."""

import io
import os
import sys
import termios

import pytest

from followthrough_cli.terminal import Line, Terminal


def terminal(**arguments: object) -> tuple[Terminal, io.StringIO]:
    out = io.StringIO()
    return Terminal(out, io.StringIO(), **arguments), out


def test_paragraphs_are_wrapped_under_their_label():
    screen, out = terminal(width=40)
    screen.show(Line("a text that is too long for a line of forty characters", "label", 2))
    rows = out.getvalue().splitlines()
    assert all(len(row) <= 40 for row in rows)
    assert rows[0].startswith("  label      a text")
    assert rows[1].startswith(" " * 13)


def test_the_items_of_a_list_hang_so_that_each_is_told_from_the_next():
    screen, out = terminal(width=30)
    screen.show(Line("When did you see the room? Sunday", indent=2), Line("Have you sent a note?", indent=2))
    screen.show(Line("1  When did you see the room? Sunday", indent=2, hang=3))
    assert out.getvalue().splitlines() == [
        "  When did you see the room?",
        "    Sunday",
        "  Have you sent a note?",
        "  1  When did you see the",
        "     room? Sunday",
    ]


def test_colour_is_used_only_where_it_is_wanted():
    plain, plain_out = terminal()
    plain.show(Line("x", style="strong"))
    assert plain_out.getvalue() == "x\n"
    coloured, coloured_out = terminal(colour=True)
    coloured.show(Line("x", style="strong"))
    assert coloured_out.getvalue() == "\x1b[1mx\x1b[0m\n"


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_a_pipe_and_no_color_have_no_colour(environment):
    assert not Terminal.standard(environment).colour


@pytest.mark.parametrize(("columns", "width"), [("50", 50), ("0", 80), ("-1", 80), ("", 80), ("wide", 80)])
def test_a_pipe_is_as_wide_as_columns_says_or_80(columns, width, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert Terminal.standard({"COLUMNS": columns}).width == width


def test_a_terminal_is_as_wide_as_it_is(monkeypatch):
    leader, follower = os.openpty()
    termios.tcsetwinsize(follower, (24, 61))
    with os.fdopen(follower, "w") as screen, os.fdopen(leader):
        monkeypatch.setattr(sys, "stdout", screen)
        assert Terminal.standard({}).width == 61


def test_a_note_stands_behind_what_was_printed_before_it(tmp_path):
    path = tmp_path / "both"
    with path.open("w") as out, path.open("a") as err:
        screen = Terminal(out, err)
        screen.show("a letter")
        screen.note("it has not been sent")
        err.flush()
    assert path.read_text() == "a letter\nit has not been sent\n"


def test_control_characters_are_taken_out_of_everything():
    screen, out = terminal(colour=True)
    screen.show(Line("a\x1b[2Jb\x07", "c\x9bd"))
    screen.table([("\x1b[31m", "b")], ["x", "y"], [5, None])
    screen.json({"x": "\x1b"})
    screen.verbatim("\u202e")
    for bad in ("\x1b[2J", "\x1b[31m", "\x07", "\x9b", "\u202e"):
        assert bad not in out.getvalue()


def test_what_an_encoding_cannot_express_is_replaced():
    raw = io.BytesIO()
    screen = Terminal(io.TextIOWrapper(raw, encoding="ascii"), io.StringIO())
    screen.show("é")
    screen.out.flush()
    assert raw.getvalue() == b"?\n"


def test_names_of_rules_are_not_cut_at_their_hyphens_in_a_table():
    screen, out = terminal()
    screen.table([("only-love-those-who-love-you and so on", "b")], ["x", "y"], [30, None])
    assert "only-love-those-who-love-you" in out.getvalue()
