"""What a machine lacks is skipped with its reason, and fails where nothing may be skipped."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import NOTHING_SKIPPED

LACKING = """
import pytest

@pytest.fixture
def loom():
    pytest.skip("there is no loom on this machine")

def test_in_a_fixture(loom): ...

def test_in_the_test():
    pytest.skip("there is no loom on this machine")
"""


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> str:
    monkeypatch.setenv(NOTHING_SKIPPED, variable)
    (folder / "conftest.py").write_text(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    (folder / "test_weaving.py").write_text(LACKING)
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "-c", "/dev/null", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_a_skip_is_counted_and_told_with_its_reason(tmp_path, monkeypatch):
    said = run(tmp_path, monkeypatch, "")
    assert "2 skipped" in said
    assert said.count("there is no loom on this machine") == 2


def test_a_skip_fails_where_nothing_may_be_skipped(tmp_path, monkeypatch):
    said = run(tmp_path, monkeypatch, "1")
    assert "1 failed, 1 error" in said
    assert "skipped" not in said
    assert f"there is no loom on this machine ({NOTHING_SKIPPED} is set)" in said
