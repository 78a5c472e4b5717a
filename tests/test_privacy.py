"""Nothing that a person has answered is logged, by us or by a library of ours, whatever a host program configures."""

import os
import subprocess
import sys
from pathlib import Path

from host_program import LEAD, SECRETS

ROOT = Path(__file__).parents[1]


def test_a_program_that_logs_all_it_can_logs_no_answer(tmp_path: Path) -> None:
    paths = os.pathsep.join(str(ROOT / part) for part in ("engine", "cli", "web", "tests"))
    talkative = {"PYTHONPATH": paths, "PYTHONASYNCIODEBUG": "1", "PYTHONWARNINGS": "always", "POLARS_VERBOSE": "1"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "host_program.py"), str(tmp_path)],
        env={**os.environ, **talkative},
        capture_output=True,
        text=True,
        timeout=240,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "that was all" in said, "what is logged is seen"
    words = [word for name in SECRETS.values() for word in name.split() if len(word) > 3]
    names = [name for name in LEAD if "_" in name]
    choices = [f"{mark}{value}{mark}" for value in ("upcoming", "unsure") for mark in ("'", '"', "=")]
    assert [line for line in said.splitlines() if any(word in line for word in (*words, *names, *choices))] == []


def test_a_fact_is_not_even_written_out_to_be_thrown_away() -> None:
    script = (
        "from datetime import date; import logging\n"
        "logging.basicConfig(level=logging.DEBUG)\n"
        "import followthrough as ft\n"
        "base, made = ft.load(), []\n"
        "logging.setLogRecordFactory(lambda *all, **more: made.append(all))\n"
        "ft.advise(base, {'interview': 'upcoming', 'want_it': 'no', 'other_leads': 'few'}, today=date(2026, 11, 22))\n"
        "assert made == [], made\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
