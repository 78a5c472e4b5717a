"""`python -m followthrough` does what `followthrough` does, and calls itself so."""

import sys

import pytest

from cli.processes import ended
from cli.running import EXAMPLES, followthrough

MODULE = [sys.executable, "-m", "followthrough"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        [],
        ["advise", EXAMPLES / "second-choice.yaml", "--on", "2026-11-22"],
        ["advise", "--help"],
        ["advice"],
        ["advise", "--depht"],
        ["advise", "-a", "interview=over"],
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:2])) or "nothing",
)
def test_the_module_says_what_the_command_says(arguments, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert ended(*arguments, command=MODULE) == followthrough(*arguments)


def test_its_usage_and_its_complaints_name_the_command_and_no_file_of_ours():
    _, out, _ = ended("--help", command=MODULE)
    assert out.startswith("Usage: followthrough [OPTIONS] COMMAND [ARGS]...\n")
    status, _, complaint = ended("advice", command=MODULE)
    assert (status, complaint.count("\n")) == (2, 1)
    assert complaint.startswith("followthrough: ")
