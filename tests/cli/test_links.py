"""No command writes through a link: what it names may be somebody's only copy of something else."""

import os
from pathlib import Path

import pytest

from cli.every_command import every_command
from cli.running import EXAMPLES, ROOT, followthrough

ROOM = ("--base", str(ROOT / "tests" / "bases" / "good" / "a-room-to-let"))
SILENCE = str(EXAMPLES / "three-weeks-of-silence.yaml")
NAMED = ("-a", "company=Acme", "-a", "job=cook", "-a", "your_name=Ann")
SECOND = str(EXAMPLES / "second-choice.yaml")
WRITING = {
    "followthrough advise": ("advise", SILENCE, "--certificate"),
    "followthrough letter": ("letter", SECOND, *NAMED, "--anyway", "telephone", "-o"),
    "letter, kept": ("letter", SECOND, *NAMED, "--anyway", "telephone", "--keep"),
    "letter, mailed": ("letter", SECOND, *NAMED, "--anyway", "telephone", "--eml"),
    "followthrough plan": ("plan", SILENCE, "--ics"),
    "followthrough batch": ("batch", str(EXAMPLES / "leads.csv"), "-o"),
    "batch, by force": ("batch", str(EXAMPLES / "leads.csv"), "--force", "-o"),
    "batch, set aside": ("batch", str(EXAMPLES / "leads.csv"), "-o", "new.csv", "--force", "--set-aside"),
    "followthrough publish": ("publish", *ROOM, "-o"),
    "followthrough leads export": ("leads", "export", "-o"),
    "followthrough rules graph": ("rules", "graph", *ROOM, "-o"),
    "followthrough rules table": ("rules", "table", "stance", "--as", "csv", "--to"),
    "followthrough rules test": ("rules", "test", *ROOM, "--write"),
    "followthrough rules new rule": (
        *("rules", "new", "rule", "dry-sky", "--base", "umbrella", "--counsel", "neighbor", "--source", "n1"),
        *("--if", "rain=none", "--then", "umbrella=leave", "--to"),
    ),
}
RULES = "- {rule: sky, counsel: leaflet, source: p1, if: {rain: none}, then: {umbrella: leave}, because: x}\n"
ELSEWHERE = ("--check", "--from", "--log")
"""Options that name a file to read, or the log."""


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    followthrough("rules", "new", "base", "umbrella")


@pytest.mark.parametrize("kept", [True, False], ids=["to a file", "to nothing"])
@pytest.mark.parametrize("words", WRITING.values(), ids=list(WRITING))
def test_nothing_is_written_through_a_link(words, kept):
    kind = ".ics" if "--ics" in words else ".csv" if {"batch", "table"} & {*words} else ".txt"
    link, file = Path(f"link{kind}"), Path(f"precious{kind}")
    if "rule" in words:
        link, file = Path("umbrella/rules/link.yaml"), Path("umbrella/rules/precious.yaml")
    if kept:
        file.write_text("" if "rule" not in words else RULES)
    link.symlink_to(file.name)
    done = followthrough(*words, link)
    assert (done.status, done.err.count("\n")) == (2, 1), done
    assert "link." in done.err
    assert link.is_symlink()
    assert (file.read_text() if kept else os.path.lexists(file)) in ("", RULES, False)


def test_every_command_that_writes_a_file_is_among_them():
    options = {
        context.command_path
        for context in every_command()
        for one in context.command.params
        if one.metavar in ("FILE", "OUT", "[FILE]") and one.opts[0].startswith("-") and not {*one.opts} & {*ELSEWHERE}
    }
    assert options - {*WRITING} == {"followthrough ask", "followthrough rules new law"}  # write as letter and rule do
