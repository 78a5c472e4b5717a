"""Run `followthrough` as a process of its own, as a person's shell does."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cli.running import ROOT

COMMAND = [sys.executable, "-c", "from followthrough_cli.main import main; main()"]
TELLING = [
    sys.executable,
    "-c",
    "from followthrough_cli.main import main; import os; os.write(2, b'started\\n'); main()",
]
"""Tells on standard error that Python itself has started: until then it handles signals its own way."""


def started(
    *arguments: object, closed: tuple[int, ...] = (), command: Sequence[str] = COMMAND, **options: Any
) -> "subprocess.Popen[bytes]":
    """Start a command, with some of the standard streams closed; Ctrl-C is not ignored whatever the tests run in."""

    def before() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for stream in closed:
            os.close(stream)

    path = os.pathsep.join(str(ROOT / part) for part in ("engine", "cli", "web"))
    environment = {**os.environ, "PYTHONPATH": path, **options.pop("env", {})}
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([*command, *map(str, arguments)], env=environment, preexec_fn=before, **streams)


def ended(*arguments: object, **options: Any) -> tuple[int, str, str]:
    """Run a command to its end: its status, and what it printed."""
    with started(*arguments, **options) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, (out or b"").decode(errors="replace"), (err or b"").decode(errors="replace")


def full() -> Path:
    """Name the device that is always full."""
    return Path("/dev/full")
