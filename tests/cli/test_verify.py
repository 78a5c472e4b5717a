"""`advise --certificate` writes a certificate, and `verify` says whether it holds."""

import json
import subprocess

import pytest

import node
from cli.running import EXAMPLES, ROOT, followthrough

ON = ("--on", "2026-11-22")
SILENCE = EXAMPLES / "three-weeks-of-silence.yaml"
POINTS = ROOT / "tests" / "bases" / "good" / "points"


@pytest.fixture
def advice(tmp_path):
    path = tmp_path / "advice.json"
    assert followthrough("advise", SILENCE, *ON, "--certificate", path).status == 0
    return path


def test_a_certificate_is_accepted_and_read_aloud(advice):
    done = followthrough("verify", advice)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Accepted: by the rules of After the interview, this is what JobFairy.com advises")
    assert "Sunday 22 November 2026" in done.out
    assert "What to do with this lead\n  Let it go: your time is worth more elsewhere." in done.out


def test_what_was_changed_is_refused_with_its_place(advice):
    text = advice.read_text(encoding="utf-8")
    advice.write_text(text.replace('"find more leads":["more-leads-first"]', '"find more leads":[]'), encoding="utf-8")
    done = followthrough("verify", advice)
    assert done.status == 1
    assert "hash is not that of the certificate: something was changed" in done.out
    assert "advice: next_step: by: find more leads is []" in done.out


def test_the_certificate_of_another_base_is_refused_and_its_rules_are_compared(advice):
    done = followthrough("verify", advice, "--base", POINTS, "--json")
    found = json.loads(done.out)
    assert (done.status, found["accepted"]) == (1, False)
    assert found["problems"][0]["where"] == "counsel"


def test_a_certificate_comes_with_json_and_through_a_pipe(tmp_path):
    path = tmp_path / "advice.json"
    done = followthrough("advise", SILENCE, *ON, "--json", "--certificate", path)
    assert json.loads(done.out)["counsel"] == "jobfairy"
    piped = followthrough("verify", "-", "--json", typed=path.read_bytes())
    found = json.loads(piped.out)
    assert (piped.status, found["accepted"], found["problems"]) == (0, True, [])
    assert found["base"]["digest"] == json.loads(path.read_bytes())["base"]["digest"]


def test_open_goals_are_certified_as_open(tmp_path):
    path = tmp_path / "advice.json"
    assert followthrough("advise", "-a", "interview=upcoming", *ON, "--certificate", path).status == 3
    done = followthrough("verify", path)
    assert done.status == 0
    assert "What to do with this lead\n  open" in done.out


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"interview: done", b"[" * 100_000, b"NaN"])
def test_what_is_no_certificate_gets_one_line(tmp_path, content):
    path = tmp_path / "advice.json"
    path.write_bytes(content)
    done = followthrough("verify", path)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert str(path) in done.err


def test_a_file_that_is_not_there_gets_one_line():
    done = followthrough("verify", "nowhere.json")
    assert (done.status, done.err.count("\n")) == (2, 1)


def test_what_is_too_large_or_no_file_gets_one_line(tmp_path):
    for path, wrong in ((tmp_path, "cannot be read"), ("/dev/zero", "has more than 64 MiB")):
        done = followthrough("verify", path)
        assert (done.status, done.err.count("\n"), wrong in done.err) == (2, 1, True)


def test_a_certificate_of_nothing_is_refused_in_lines_that_can_be_read(tmp_path):
    path = tmp_path / "advice.json"
    parts = {"advice": "\x1b[31m", "answers": [], "base": {"title": 1, "hash": 2, "digest": 3}, "counsel": "jobfairy"}
    parts |= {"facts": None, "format": "followthrough certificate", "hash": 0, "knowledge": {}, "open": {}}
    path.write_text(json.dumps({**parts, "steps": [[[]]], "today": "2026", "version": 1}), encoding="utf-8")
    done = followthrough("verify", path)
    assert (done.status, done.err) == (1, "")
    assert "certificate is not of the form of one" in done.out
    assert "\x1b" not in done.out
    assert len(done.out) < 6_000


def test_a_key_that_stands_twice_is_refused(advice):
    text = advice.read_text(encoding="utf-8")
    advice.write_text(text.replace('{"advice":', '{"today":"2026-11-22","advice":', 1), encoding="utf-8")
    done = followthrough("verify", advice)
    assert (done.status, "has a key twice" in done.out) == (1, True)


def test_the_checker_in_javascript_is_a_command_too(advice, tmp_path):
    if node.found() is None:
        pytest.skip(node.NONE)
    text = advice.read_text(encoding="utf-8")
    changed = tmp_path / "changed.json"
    changed.write_text(text.replace('"2026-11-22"', '"2026-11-23"'), encoding="utf-8")
    digest = json.loads(text)["base"]["digest"]
    for arguments, status, says in (
        ([advice], 0, "accepted"),
        ([advice, digest], 0, "accepted"),
        ([advice, "0" * 64], 1, "base: digest is"),
        ([changed], 1, "hash is not that of the certificate"),
        ([SILENCE], 2, "name a certificate"),
        ([], 2, "name a certificate"),
    ):
        command = [str(node.found()), str(node.CHECKER), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, says in done.stdout + done.stderr) == (status, True), arguments
