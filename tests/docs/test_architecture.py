"""The ways that docs/architecture.md tells of are the ways that the program goes."""

import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from pkgutil import resolve_name
from shutil import copytree
from typing import NamedTuple

import pytest

from docs.sessions import ROOT
from followthrough.authoring.starting import starter_files

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
WAYS = dict(re.findall(r"```calls\n\$ followthrough ([^\n]*)\n(.*?)```", PAGE, re.DOTALL))
FLOORS = ("format", "readings", "advising", "authoring", "leads", "cli")
"""The packages that a way can go through, from the lowest to the highest."""
TURNS = 2
"""How often a way may turn back up."""
IDLE_CONDITION = """
- rule: storms-need-no-rain
  counsel: leaflet
  source: p2
  if: {rain: now, wind: at least 60}
  then: {umbrella: leave}
  because: It is a storm.
"""


class Call(NamedTuple):
    """A call of a way: how deep it stands, and what is called."""

    depth: int
    name: str


def told(way: str) -> list[Call]:
    """Read a way from the page."""
    lines = re.findall(r"^( *)([\w.]+)", way, re.MULTILINE)
    return [
        Call(len(blanks), f"followthrough{'_' if name.startswith('cli.') else '.'}{name}") for blanks, name in lines
    ]


def made(command: str, names: set[str], folder: Path) -> list[list[str]]:
    """Run a command in a folder with the examples and a base that has an idle condition; return calls.py's calls."""
    copytree(ROOT / "examples", folder / "examples")
    for name, text in starter_files().items():
        path = folder / "umbrella" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + IDLE_CONDITION * name.startswith("rules/"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "docs" / "calls.py", *shlex.split(command)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("engine", "cli"))},
        input=" ".join(names),
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split() for line in done.stdout.splitlines()]


def missing(way: list[Call], calls: list[list[str]]) -> str | None:
    """Follow a way through calls; return the first that is not made next, within those that it stands under."""
    above: list[Call] = []
    coming = iter(calls)
    for call in way:
        while above and above[-1].depth >= call.depth:
            above.pop()
        outer = [one.name for one in above]
        if not any(within == outer and name == call.name for *within, name in coming):
            return call.name
        above.append(call)
    return None


@pytest.mark.parametrize("name", sorted({call.name for way in WAYS.values() for call in told(way)}))
def test_what_the_page_names_is_there(name):
    assert callable(resolve_name(name))


@pytest.mark.parametrize("command", WAYS)
def test_a_way_is_the_one_that_the_program_goes(command, tmp_path):
    way = told(WAYS[command])
    assert missing(way, made(command, {call.name for call in way}, tmp_path)) is None


@pytest.mark.parametrize("command", WAYS)
def test_a_way_turns_back_up_no_more_than_twice(command):
    floors = [FLOORS.index(re.split("[._]", call.name)[1]) for call in told(WAYS[command])]
    steps = [here - before for before, here in pairwise(floors) if here != before]
    turns = sum(down < 0 < up for down, up in pairwise(steps))
    assert turns <= TURNS
