"""Screens at 40, 60, 80 and 120 columns, kept as text: `python tests/cli/test_screens.py` writes them again."""

import os
import re
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from cli.running import EXAMPLES, ROOT, followthrough
from followthrough_cli.wide import columns

SCREENS = Path(__file__).parent / "screens"
WIDTHS = (40, 60, 80, 120)
ON = ("--on", "2026-11-22")
ROOM = ("--base", str(ROOT / "tests" / "bases" / "good" / "a-room-to-let"))
LEADS = {
    "Elm Street": ("-a", "heard=nothing", "-a", "note=not sent", "-a", "viewed_on=yesterday"),
    "東京の部屋": ("-a", "heard=nothing", "-a", "note=sent", "-a", "viewed_on=2026-11-01", "-a", "noted_on=2026-11-02"),
    "A room with a very long name, over the bakery at the corner": ("-a", "heard=refused"),
}


def screen(width: int) -> str:
    """Run the commands of a job seeker's day at a terminal of a width; return all that they show."""
    shown = []
    settings = {"COLUMNS": str(width), "FOLLOWTHROUGH_LOG": "leads.sqlite"}
    with TemporaryDirectory() as folder, chdir(folder), patch.dict(os.environ, settings):
        for name, answers in LEADS.items():
            followthrough("leads", "add", name, *ROOM, *ON, *answers)
        for words, typed in (
            (("ask", *ROOM, *ON), "?\nnothing\nu\nnot yet\nr\n\nb\n\nyesterday\n\n"),
            (("advise", EXAMPLES / "three-weeks-of-silence.yaml", *ON), ""),
            (("leads", *ROOM, *ON), ""),
            (("leads", "show", "Elm Street", *ROOM, *ON), ""),
            (("plan", *ROOM, *ON), ""),
            (("questions", *ROOM), ""),
            (("advize",), ""),
        ):
            done = followthrough(*words, typed=typed)
            shown.append(f"$ {' '.join(str(word) for word in words[:2] if not str(word).startswith(('-', '/')))}")
            shown += [
                re.sub("^> ", ">\n", done.out, flags=re.MULTILINE).rstrip(),
                done.err.replace(folder, "").rstrip(),
            ]
    return "".join(f"{line.rstrip()}\n" for part in shown if part for line in part.splitlines()).replace(str(ROOT), "")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_screen_is_as_it_was_when_somebody_last_looked_at_it(width):
    assert screen(width) == (SCREENS / f"{width}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_screen_unless_it_is_to_be_copied_whole(width):
    text = (SCREENS / f"{width}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "followthrough" not in line]
    assert [line for line in lines if columns(line) > width] == []


if __name__ == "__main__":
    for each in WIDTHS:
        (SCREENS / f"{each}.txt").write_text(screen(each), encoding="utf-8")
    sys.exit()
