"""`./check` says what to do where it cannot do what it was asked for."""

import subprocess
from shutil import copy

import pytest

from docs.sessions import ROOT


@pytest.mark.parametrize("words", [["--help"], ["slow"], ["fast", "docs"]])
def test_an_unknown_argument_is_answered_with_one_line_of_usage(words):
    done = subprocess.run([ROOT / "check", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "usage: ./check [fast | docs]\n")


@pytest.mark.parametrize("word", ["fast", "docs"])
def test_where_nothing_is_set_up_it_says_how_to_set_up(word, tmp_path):
    done = subprocess.run([copy(ROOT / "check", tmp_path), word], capture_output=True, text=True, check=False)
    said = "nothing is set up here yet; run the second command of the README, or ./check\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
