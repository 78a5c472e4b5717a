"""The man page tells what the help of every command tells."""

import re
from pathlib import Path

from click.testing import CliRunner

from followthrough_cli.commands import commands
from followthrough_cli.man_page import man_page

KEPT = Path(__file__).parents[2] / "docs" / "followthrough.1"
REQUESTS = {"TH", "nh", "ad l", "SH", "SS", "PP", "TP", "nf", "fi"}


def test_the_man_page_that_is_installed_is_of_the_commands_as_they_are():
    assert KEPT.read_text(encoding="utf-8") == man_page(), "`./check docs` writes it"


def test_every_command_and_what_it_is_for_is_in_the_man_page():
    told = man_page().replace("\\-", "-").replace("\\(aq", "'").replace("\\(ga", "`")
    for words in (["advise"], ["leads", "did"], ["rules", "check"], ["rules", "diff"]):
        shown = CliRunner().invoke(commands, [*words, "--help"]).output
        assert f".SS followthrough {' '.join(words)}\n" in told
        for option in re.findall(r"--[a-z-]+", shown.partition("Options:")[2]):
            assert option in told


def test_nothing_in_a_help_text_is_taken_for_a_request_of_the_man_page():
    requests = [line[1:] for line in man_page().splitlines() if line.startswith((".", "'"))]
    assert [line for line in requests if not {line, line.split(" ")[0]} & REQUESTS] == []
