"""`followthrough serve`: it prints its address, answers, shows mistakes before it starts, and ends with Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from urllib.request import urlopen

import pytest

from cli.running import followthrough
from followthrough_web.server import listen

ROOT = Path(__file__).parents[2]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    path = os.pathsep.join(str(ROOT / part) for part in ("engine", "cli", "web"))
    options = ["--port", "0", "--no-open", "--on", "2026-11-22", "--log", str(tmp_path / "leads.sqlite")]
    started = subprocess.Popen(
        [sys.executable, "-c", "from followthrough_cli.main import main; main()", "serve", *options],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield started
    started.kill()
    started.communicate()


def test_it_prints_its_address_answers_there_and_ends_with_ctrl_c(serving: "subprocess.Popen[str]") -> None:
    assert serving.stdout is not None
    address = serving.stdout.readline().split()[-1]
    with urlopen(address, timeout=30) as page:
        assert b"Has the interview taken place?" in page.read()
    with urlopen(f"{address}leads", timeout=30) as page:
        assert b"Sunday 22 November 2026" in page.read()
    serving.send_signal(signal.SIGINT)
    _, said = serving.communicate(timeout=30)
    assert (serving.returncode, said.strip()) == (0, "")


def test_a_port_that_is_taken_is_told_in_a_line() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        done = followthrough("serve", "--no-open", "--port", port)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"serve: port {port} cannot be had (")


def test_a_mistake_in_the_rules_is_told_before_a_page_is_opened(tmp_path: Path) -> None:
    done = followthrough("serve", "--no-open", "--base", tmp_path)
    assert done.status == 2
    assert "base.yaml: is not there" in done.err


def test_without_what_it_needs_it_says_what_to_install() -> None:
    with patch.dict(
        sys.modules, {"followthrough_web.server": None, "followthrough_web.app": None, "followthrough_web": None}
    ):
        done = followthrough("serve", "--no-open")
    assert done.status == 2
    assert ".venv/bin/python -m pip install '.[web]'" in done.err
