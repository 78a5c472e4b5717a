"""`./check` says how it is used where it is used otherwise."""

import subprocess

import pytest

from docs.sessions import ROOT


@pytest.mark.parametrize("words", [["--help"], ["slow"], ["fast", "docs"]])
def test_an_unknown_argument_is_answered_with_one_line_of_usage(words):
    done = subprocess.run([ROOT / "check", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "usage: ./check [fast | docs]\n")
