"""The help of every command: plain, whole on a narrow screen, and with examples that work."""

import os
import re
import shlex
from pathlib import Path
from shutil import copytree, rmtree
from unittest.mock import patch

import pytest

from cli.every_command import every_command, examples_of, furnish
from cli.running import followthrough

STAYING = ("serve", "mcp", "--watch")
"""What runs until Ctrl-C: its examples are read, and not run."""
COMMANDS = {context.command_path: context for context in every_command()}
EXAMPLES = list(dict.fromkeys(line for context in COMMANDS.values() for line in examples_of(context.command)))


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("furnished")
    before = Path.cwd()
    os.chdir(folder)
    try:
        with patch.dict(os.environ, {"FOLLOWTHROUGH_LOG": "leads.sqlite"}):
            return furnish(folder)
    finally:
        os.chdir(before)


@pytest.mark.parametrize("path", COMMANDS)
def test_a_help_ends_with_one_to_three_examples_of_its_own_command(path):
    examples = examples_of(COMMANDS[path].command)
    assert 1 <= len(examples) <= 3
    assert any(f"{line} ".startswith(f"{path} ") for line in examples)
    shown = followthrough(*path.split()[1:], "--help").out.rstrip().splitlines()
    assert shown[-1].split()[-1] == examples[-1].split()[-1]


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_works(line, furnished, tmp_path, monkeypatch):
    monkeypatch.chdir(copytree(furnished, tmp_path / "copy"))
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    command, _, file = line.partition(" < ")
    words = shlex.split(command)[1:]
    if {*words} & {*STAYING}:
        path = max((path for path in COMMANDS if f"{line} ".startswith(f"{path} ")), key=len)
        COMMANDS[path].command.make_context(path, words[len(path.split()) - 1 :])
        return
    if words[:2] == ["rules", "new"] and Path(words[3]).is_dir():
        rmtree(words[3])
    monkeypatch.setenv("EDITOR", "true")
    typed = Path(file).read_bytes() if file else 20 * ("rivera@example.org\n" if "letter" in words else "yes\n")
    done = followthrough(*words, typed=typed, at_terminal=not file)
    assert done.status == 0, done


@pytest.mark.parametrize(
    "path", [path for path, context in COMMANDS.items() if hasattr(context.command, "commands_at")]
)
@pytest.mark.parametrize("width", ["40", "80"])
def test_no_summary_in_a_list_of_commands_is_cut_off(path, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    shown = " ".join(followthrough(*path.split()[1:], "--help").out.split())
    for context in COMMANDS.values():
        if context.parent is not None and context.parent.command_path == path:
            assert f" {context.info_name} {context.command.get_short_help_str(1000)} " in shown
    assert "..." not in shown.partition("Commands:")[2]


def test_a_help_fits_the_width_but_for_what_is_to_be_copied_whole(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for path in COMMANDS:
        shown = followthrough(*path.split()[1:], "--help").out.splitlines()
        examples = next(place for place, line in enumerate(shown) if line == "  Examples:")
        assert [line for line in shown[:examples] if len(line) > 80] == [], path
        assert [line for line in shown[examples:] if len(line) > 100] == [], path


def test_a_help_has_no_mark_of_what_makes_it():
    for path in COMMANDS:
        shown = followthrough(*path.split()[1:], "--help").out
        assert not re.search(r"\\b|\x08|[ \t]$|--overlays|as_json", shown, re.MULTILINE), path
