"""Standard output that cannot be written is told in a line, and never taken for findings or for a fault of ours."""

import errno
import io
import json
import os
import sys
from unittest.mock import patch

import pytest

from bases.reset import BASES
from cli.every_command import every_command
from cli.processes import ended, full
from cli.running import EXAMPLES, followthrough
from followthrough_cli import streams
from followthrough_cli.main import run

SILENCE = EXAMPLES / "three-weeks-of-silence.yaml"
ON = ("--on", "2026-11-22")
PRINTING = {
    "help": ("--help",),
    "version": ("--version",),
    "advice": ("advise", SILENCE, *ON),
    "rules as data": ("rules", "list", "--json"),
    "checks": ("rules", "check", "--base", BASES / "good" / "two-counsels"),
}
printing = pytest.mark.parametrize("arguments", PRINTING.values(), ids=list(PRINTING))
needs_full = pytest.mark.skipif(not full().exists(), reason="no /dev/full, which is always full, on this system")


def test_completion_is_written_to_streams_like_all_else():
    status, out, _ = ended("advise", env={"_FOLLOWTHROUGH_COMPLETE": "bash_source"})
    assert (status, "_followthrough_completion" in out) == (0, True)


@needs_full
@printing
def test_a_full_disk_is_told_in_a_line(arguments):
    with full().open("wb") as disk:
        status, _, err = ended(*arguments, stdout=disk)
    assert (status, err.count("\n")) == (74, 1)
    assert err.startswith("followthrough: standard output cannot be written (")


@needs_full
def test_completion_on_a_full_disk_is_told_in_a_line():
    with full().open("wb") as disk:
        status, _, err = ended("advise", stdout=disk, env={"_FOLLOWTHROUGH_COMPLETE": "bash_source"})
    assert (status, err.count("\n")) == (74, 1)


@printing
def test_a_closed_standard_output_is_told_in_a_line(arguments):
    status, _, err = ended(*arguments, closed=(1,), stdout=None)
    assert (status, err.count("\n")) == (74, 1)
    assert err.startswith("followthrough: standard output cannot be written (")


@printing
def test_a_reader_that_has_gone_ends_a_command_as_other_programs_end(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert ended(*arguments, stdout=writing) == (141, "", "")
    finally:
        os.close(writing)


@printing
def test_standard_error_that_is_closed_changes_nothing(arguments):
    status, out, _ = ended(*arguments, closed=(2,), stderr=None)
    assert status == 0
    assert out


@needs_full
@pytest.mark.parametrize("arguments", [("letter",), ("advize",), ("rules", "show", "no-such-rule")])
def test_a_complaint_that_cannot_be_written_leaves_its_status(arguments):
    expected = followthrough(*arguments).status
    assert expected in (2, 3)
    with full().open("wb") as disk:
        assert ended(*arguments, stderr=disk)[0] == expected
    assert ended(*arguments, closed=(1, 2), stdout=None, stderr=None)[0] == expected


def test_a_file_never_takes_the_place_of_a_standard_output_that_is_closed(tmp_path):
    log = tmp_path / "leads.sqlite"
    assert ended("leads", "add", "acme", "--log", log, closed=(0, 1, 2), stdin=None, stdout=None, stderr=None)[0] == 74
    assert b"acme" in log.read_bytes()
    assert followthrough("leads", "list", "--log", log).status == 0


def test_where_nobody_can_be_asked_that_is_told_and_nothing_is_written(tmp_path):
    for options in ({"closed": (0,), "stdin": None}, {}):
        status, out, err = ended("ask", "--on", "2026-11-22", cwd=tmp_path, **options)
        assert (status, out) == (3, "")
        assert "ask needs a terminal" in err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_what_an_encoding_cannot_express_is_replaced_and_escaped_in_data(tmp_path, encoding):
    lead = tmp_path / "lead.yaml"
    lead.write_text("company: Łódź \U0001f600\n", encoding="utf-8")
    options = ("leads", "--log", tmp_path / "log.sqlite")
    environment = {"PYTHONIOENCODING": encoding}
    name = "Łódź \U0001f600"
    assert ended("leads", "add", name, *options[1:], env=environment)[0] == 0
    status, out, err = ended("leads", "list", *options[1:], env=environment)
    assert (status, err) == (0, "")
    assert out
    status, out, err = ended("leads", "list", "--json", *options[1:], env=environment)
    assert (status, err) == (0, "")
    assert name in json.dumps(json.loads(out), ensure_ascii=False)


COMMANDS = [context.command_path.split()[1:] for context in every_command()]


class _Gone(io.RawIOBase):
    """An output on which nothing can be written, for the reason with a number."""

    def __init__(self, number: int) -> None:
        self.number = number

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 74), (errno.EBADF, 74), (errno.EPIPE, 141)])
def test_each_command_tells_of_lost_output_in_a_line_at_most(words, number, status):
    with patch.object(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(_Gone(number)))), patch.object(sys, "stderr"):
        guarded = streams._guarded(sys.stdout, tells=True)
        complaints = io.StringIO()
        with patch.object(sys, "stdout", guarded), patch.object(sys, "stderr", complaints):
            assert run([*words, "--help"]) == status
    told = complaints.getvalue()
    assert told.count("\n") == (status == 74)
