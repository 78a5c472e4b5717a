"""Run the command line inside the test, and give what it did."""

import io
import sys
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from followthrough_cli.main import run

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


class Done(NamedTuple):
    """The exit status of a command and what it printed."""

    status: int
    out: str
    err: str


class _Input(io.TextIOWrapper):
    """Standard input with the bytes of a text."""

    def __init__(self, text: str | bytes) -> None:
        raw = text.encode() if isinstance(text, str) else text
        super().__init__(io.BytesIO(raw), encoding="utf-8", errors="replace")


def followthrough(*arguments: object, typed: str | bytes = "") -> Done:
    """Run `followthrough` with arguments and something on standard input."""
    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "stdout", out), patch.object(sys, "stderr", err), patch.object(sys, "stdin", _Input(typed)):
        status = run([str(argument) for argument in arguments])
    return Done(status, out.getvalue(), err.getvalue())
