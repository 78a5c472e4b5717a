"""Ctrl-C at any moment ends every command soon, with 130 and without a traceback."""

import os
import signal
from pathlib import Path
from random import Random
from time import sleep

import pytest

from bases_in_memory import PIGEONS
from cli.processes import TELLING, started
from cli.running import EXAMPLES, ROOT
from edited_bases import write

SHIPPED = ROOT / "knowledge"


@pytest.fixture(scope="module")
def hard(tmp_path_factory):
    """Ask in which of 11 holes each of 12 pigeons sits alone: that no lead is possible takes long to prove."""
    files = {
        "base.yaml": "title: pigeons\ngoals: [verdict]\ncounsels: {elder: {name: the elder, work: a book}}\n"
        "default counsel: elder\n",
        "sources.yaml": "elder: {e1: a passage}\n",
        "questions.yaml": PIGEONS,
        "concepts.yaml": "- {concept: verdict, means: what to do, values: {go: Go., stay: Stay.}, otherwise: stay}\n",
        "rules/rules.yaml": "- {rule: low, counsel: elder, source: e1, if: {p0: h0}, then: {verdict: go}, "
        "because: it is low}\n",
    }
    return write(files, tmp_path_factory.mktemp("hard"))


@pytest.fixture(scope="module")
def many_leads(tmp_path_factory):
    header, *rows = (EXAMPLES / "leads.csv").read_text().splitlines()
    file = tmp_path_factory.mktemp("many") / "leads.csv"
    file.write_text("\n".join([header, *rows * 100_000]) + "\n")
    return file


LONG = {
    "a proof": lambda hard, leads, to: ("rules", "check", "--seconds", 60, "--base", hard),
    "checks as data": lambda hard, leads, to: ("rules", "check", "--json", "--seconds", 60, "--base", hard),
    "watching": lambda hard, leads, to: ("rules", "check", "--watch", "--base", SHIPPED),
    "cases": lambda hard, leads, to: ("rules", "test", "--base", hard),
    "changes": lambda hard, leads, to: ("rules", "mutate", "--base", SHIPPED),
    "a comparison": lambda hard, leads, to: ("rules", "diff", hard, hard),
    "what to ask next": lambda hard, leads, to: ("next", "--base", hard),
    "pages": lambda hard, leads, to: ("serve", "--no-open", "--port", 0, "--log", to / "log.sqlite"),
    "a file of leads": lambda hard, leads, to: ("batch", leads, "-o", to / "advice.csv"),
}


@pytest.mark.parametrize("delay", ["early", "late"])
@pytest.mark.parametrize("arguments", LONG.values(), ids=list(LONG))
def test_every_command_that_may_take_long_ends_with_130(arguments, delay, hard, many_leads, tmp_path, record_property):
    reading, writing = os.pipe()  # standard input that never ends
    random = Random(f"{arguments('hard', 'leads', Path())}, {delay}")
    seconds = random.uniform(0.02, 0.4) if delay == "early" else random.uniform(0.8, 2)
    with started(*arguments(hard, many_leads, tmp_path), command=TELLING, stdin=reading, cwd=tmp_path) as process:
        assert process.stderr.readline() == b"started\n"
        sleep(seconds)
        is_over = process.poll() is not None  # on a quick machine, some are before a late signal
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    os.close(reading)
    os.close(writing)
    assert not (is_over and delay == "early")
    assert process.returncode == 130 or is_over, err
    assert b"Traceback" not in err
    assert b"KeyboardInterrupt" not in err
    assert b"our fault" not in err
    assert is_over or not (tmp_path / "advice.csv").exists()


def test_where_ctrl_c_is_ignored_from_the_start_it_stays_ignored(tmp_path):
    environment = {"FOLLOWTHROUGH_CACHE": str(tmp_path)}
    script = ["sh", "-c", 'trap \'\' INT; exec "$0" "$@"', *TELLING]
    base = ROOT / "tests" / "bases" / "good" / "two-counsels"
    with started("rules", "check", "--base", base, command=script, env=environment) as process:
        assert process.stderr.readline() == b"started\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
