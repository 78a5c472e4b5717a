"""Characters of any width stand in line: in tables, in paragraphs, and where a text is cut."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cli.running import followthrough
from followthrough_cli.terminal import Line, Terminal
from followthrough_cli.wide import clipped, columns, padded, wrapped

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
TOKYO = "\u6771\u4eac"
WIDTHS = {
    "Acme": 4,
    "Caf\u00e9": 4,
    "Cafe\u0301": 4,
    TOKYO: 4,
    "\ud55c\uae00": 4,
    "\u1112\u1161\u11ab": 2,
    FAMILY: 2,
    "\U0001f1e9\U0001f1ea": 2,
    "\U0001f44d\U0001f3fd": 2,
    "\u2764": 1,
    "\u2764\ufe0f": 2,
    "1\ufe0f\u20e3": 2,
    "\U0001f3f3\ufe0f\u200d\U0001f308": 2,
    "\U0001f469\U0001f3fe\u200d\U0001f4bb": 2,
    "\uff21\uff22": 4,
    "a\u200bb": 2,
}
TEXTS = st.lists(st.sampled_from([*WIDTHS, " ", "a-b", "."])).map("".join)


def shown(width: int) -> tuple[Terminal, io.StringIO]:
    out = io.StringIO()
    return Terminal(out, io.StringIO(), width=width), out


@pytest.mark.parametrize(("text", "width"), WIDTHS.items())
def test_a_character_is_as_wide_as_a_terminal_shows_it(text, width):
    assert columns(text) == width
    assert columns(padded(text, 9)) == 9


def test_the_columns_of_a_table_stand_in_line_whatever_is_in_them():
    screen, out = shown(40)
    screen.table([(text, "|") for text in WIDTHS], ["Lead", ""], [10, None])
    assert {wcswidth(line.partition("|")[0]) for line in out.getvalue().splitlines()[2:]} == {8}


def test_a_cell_is_broken_before_a_character_that_does_not_fit():
    screen, out = shown(40)
    screen.table([(FAMILY * 3, "x"), ("\u6771\u4eac\u90fd", "y")], ["Lead", ""], [5, None])
    assert [line.rstrip() for line in out.getvalue().splitlines()[2:]] == [
        f"{FAMILY * 2}    x",
        FAMILY,
        f"{TOKYO}    y",
        "\u90fd",
    ]


@given(TEXTS, st.integers(3, 12))
def test_no_line_is_too_wide_and_nothing_is_lost(text, width):
    lines = wrapped(text, width, words_break=True)
    assert all(wcswidth(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, st.integers(1, 12))
def test_what_is_cut_is_no_wider_than_it_may_be_and_cuts_no_character_in_two(text, width):
    cut = clipped(text, width)
    assert wcswidth(cut) <= width
    if cut != text:
        assert cut.endswith("\u2026")
        rest = text.removeprefix(cut[:-1]).lstrip(" ")
        assert columns(rest) + columns(cut) - 1 >= columns(text) - text.count(" ")
        assert not rest.startswith(("\u200d", "\ufe0f", "\u0301", "\U0001f3fd", "\u20e3"))


def test_a_paragraph_with_a_wide_label_fits_the_screen():
    screen, out = shown(40)
    screen.show(Line(f"{FAMILY} {TOKYO * 4} and " * 4, TOKYO))
    lines = out.getvalue().splitlines()
    assert all(wcswidth(line) <= 40 for line in lines)
    assert lines[0].startswith(f"{TOKYO}{' ' * 7}{FAMILY}")


@pytest.mark.parametrize("name", [FAMILY * 12, "Caf\u00e9 \u2764\ufe0f \U0001f1e9\U0001f1ea", TOKYO * 6])
def test_a_list_of_leads_with_such_names_fits_40_columns(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    monkeypatch.setenv("COLUMNS", "40")
    for lead in (name, "Elm"):
        assert followthrough("leads", "add", lead, "-a", "interview=upcoming", "--on", "2026-11-22").status == 0
    lines = followthrough("leads", "list", "--on", "2026-11-22").out.splitlines()
    assert all(wcswidth(line) <= 40 for line in lines)
    place = next(line for line in lines if line.startswith("  Elm")).index("Do you")
    other = next(line for line in lines if line.startswith(f"  {name[0]}"))
    assert wcswidth(other[: other.index("Do you")]) == place
