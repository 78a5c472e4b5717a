"""`followthrough serve`: it prints its address, answers, tells mistakes, can be started anew, and ends with Ctrl-C."""

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from cli import processes
from cli.running import followthrough
from followthrough_web.server import listen

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "leads.sqlite"


@pytest.fixture
def serving(log: Path) -> Iterator["subprocess.Popen[str]"]:
    with started(log) as process:
        yield process


@contextmanager
def started(log: Path, *options: str, port: int = 0) -> Iterator["subprocess.Popen[str]"]:
    """Run `serve`, which has not printed its address yet."""
    all_options = ["--port", port, "--no-open", "--on", "2026-11-22", "--log", log, *options]
    process = processes.started("serve", *all_options, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def host_of(process: "subprocess.Popen[str]") -> str:
    """Read the host and port that `serve` prints."""
    assert process.stdout is not None
    return process.stdout.readline().split("//")[1].strip().rstrip("/")


def form_sent(host: str, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
    """Send a form from a page of a host; give the status, where it leads, and the page."""
    connection = HTTPConnection(host, timeout=30)
    headers = {"Origin": f"http://{host}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(fields), headers)
    with closing(connection), connection.getresponse() as answer:
        return answer.status, answer.headers.get("location", ""), answer.read().decode()


def hidden_fields(page: str) -> dict[str, str]:
    """Find the fields of a page that send themselves."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def test_it_prints_its_address_answers_there_and_ends_with_ctrl_c(serving: "subprocess.Popen[str]") -> None:
    assert serving.stdout is not None
    address = serving.stdout.readline().split()[-1]
    with urlopen(address, timeout=30) as page:
        assert b"Whose advice do you follow?" in page.read()
    with urlopen(f"{address}leads", timeout=30) as page:
        assert b"Sunday 22 November 2026" in page.read()
    serving.send_signal(signal.SIGINT)
    _, said = serving.communicate(timeout=30)
    assert (serving.returncode, said.strip()) == (130, "")


def test_it_says_where_answers_stand_though_nothing_leaves_the_computer(serving: "subprocess.Popen[str]") -> None:
    host = host_of(serving)
    assert serving.stdout is not None
    said = serving.stdout.readline() + serving.stdout.readline()
    assert "are part of the page's address, so your browser's history contains them." in " ".join(said.split())
    with urlopen(f"http://{host}/", timeout=30) as page:
        assert "part of the page's address, so this browser's history" in page.read().decode()
    assert "browser's history" in " ".join(followthrough("serve", "--help").out.split())


def test_the_body_of_a_page_does_not_wait_behind_its_head() -> None:
    with listen(0) as taken:
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_form_that_was_open_while_it_was_started_anew_is_sent_with_one_press_more(log: Path) -> None:
    with started(log) as first:
        host = host_of(first)
        with urlopen(f"http://{host}/", timeout=30) as page:
            token = hidden_fields(page.read().decode())["token"]
        status, lead, _ = form_sent(host, "/save?interview=done", {"token": token, "name": "Brown & Co"})
        assert status == 303
        lead = lead.partition("?")[0]
    with started(log, port=int(host.partition(":")[2])) as second:
        assert host_of(second) == host
        status, _, page = form_sent(host, f"{lead}/answer", {"token": token, "answer.want_it": "yes"})
        assert status == 403
        assert "Do you want this job? <b>yes</b>" in page
        again = hidden_fields(page)
        assert again["token"] != token
        assert form_sent(host, f"{lead}/answer", again)[:2] == (303, lead)
        with urlopen(f"http://{host}{lead}", timeout=30) as answered:
            assert "On what day was the interview?" in answered.read().decode()


def test_a_base_with_mistakes_is_served_as_a_page_of_them_until_they_are_mended(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "umbrella"
    shutil.copytree(ROOT / "engine" / "followthrough" / "authoring" / "starter", folder)
    rules = folder / "rules" / "umbrella.yaml"
    sound = rules.read_text()
    rules.write_text(sound.replace("umbrella: leave", "umbrella: lend"))
    with started(log, "--base", str(folder)) as process:
        host = host_of(process)
        with pytest.raises(HTTPError) as failed:
            urlopen(f"http://{host}/", timeout=30)
        assert "rules/umbrella.yaml:15:20: unknown value" in failed.value.read().decode()
        rules.write_text(sound)
        with urlopen(f"http://{host}/", timeout=30) as page:
            assert page.status == 200
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert "rules/umbrella.yaml:15:20: unknown value" in said


def test_a_port_that_is_taken_is_told_in_a_line() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        done = followthrough("serve", "--no-open", "--port", port)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"serve: port {port} cannot be used (")


def test_a_folder_that_is_no_base_is_told_before_a_page_is_opened(tmp_path: Path) -> None:
    done = followthrough("serve", "--no-open", "--base", tmp_path)
    assert done.status == 2
    assert "base.yaml: is missing" in done.err


def test_without_what_it_needs_it_says_what_to_install() -> None:
    with patch.dict(
        sys.modules, {"followthrough_web.server": None, "followthrough_web.app": None, "followthrough_web": None}
    ):
        done = followthrough("serve", "--no-open")
    assert done.status == 2
    assert ".venv/bin/python -m pip install '.[web]'" in done.err
