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
    """Standard input with the bytes of a text, which a person types, or which nobody does."""

    def __init__(self, text: str | bytes, *, is_typed: bool = False) -> None:
        raw = text.encode() if isinstance(text, str) else text
        super().__init__(io.BytesIO(raw), encoding="utf-8", errors="replace")
        self.is_typed = is_typed

    def isatty(self) -> bool:
        return self.is_typed


class _Screen(io.StringIO):
    """Standard output that a person looks at."""

    def isatty(self) -> bool:
        return True


def followthrough(*arguments: object, typed: str | bytes = "", at_terminal: bool = False) -> Done:
    """Run `followthrough` with arguments and something on standard input, which a person types if they are asked."""
    out, err = _Screen() if at_terminal else io.StringIO(), io.StringIO()
    keyboard = _Input(typed, is_typed=at_terminal or arguments[:1] == ("ask",))
    with patch.object(sys, "stdout", out), patch.object(sys, "stderr", err), patch.object(sys, "stdin", keyboard):
        status = run([str(argument) for argument in arguments])
    return Done(status, out.getvalue(), err.getvalue())
