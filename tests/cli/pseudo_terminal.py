"""A command at a terminal of its own: what a person types there, and what becomes of it when the window is closed.

The terminal is a real one, with its keys and signals. The command is a copy of the process that tests, which has
imported the program already: it starts in a tenth of the time of a new one.
"""

import ctypes
import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Mapping
from typing import NoReturn

CTRL_C, CTRL_D = "\x03", "\x04"
SECONDS = 60
"""How long a command that is stuck is waited for."""

_PROMPT = re.compile(r"(?:^|\n)> (\x1b\[[^A-Za-z]*[A-Za-z])*$")


class AtTerminal:
    """A command at a terminal; `shown` is all that it has shown there. `edits` says whether Python has readline."""

    def __init__(self, *arguments: str, edits: bool = True, settings: Mapping[str, str] | None = None) -> None:
        self.shown = ""
        self._child, self._terminal = pty.fork()
        if self._child == 0:  # pragma: no cover  it is another process
            _be_the_command(arguments, edits, settings or {})

    def until_asked(self) -> str:
        """Wait for a prompt, and return what was shown since the last one."""
        before, until = len(self.shown), time.monotonic() + SECONDS
        while not _PROMPT.search(self.shown, before):
            assert self._read(until), self.shown
        return self.shown[before:]

    def press(self, keys: str) -> None:
        """Press keys; a line feed is Enter."""
        os.write(self._terminal, keys.encode())

    def interrupt_elsewhere(self) -> None:
        """Send what Ctrl-C sends to a thread that waits for no key, as when it comes just before one is waited for."""
        threads = (int(one) for one in os.listdir(f"/proc/{self._child}/task"))
        thread = next(one for one in threads if one != self._child)
        ctypes.CDLL(None).tgkill(self._child, thread, signal.SIGINT)

    def close(self) -> int:
        """Close the window, and return the exit status of the command: minus the number of a signal that ended it."""
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])

    def until_ended(self) -> int:
        """Wait until the command has ended, and return its exit status."""
        until = time.monotonic() + SECONDS
        while self._read(until):
            pass
        return self.close()

    def _read(self, until: float) -> bool:
        """Read what is shown next; return whether anything was before the command ended."""
        assert select.select([self._terminal], [], [], max(0, until - time.monotonic()))[0], self.shown
        try:
            read = os.read(self._terminal, 1 << 16)
        except OSError:  # so Linux says that the command has ended
            return False
        self.shown += read.decode().replace("\r\n", "\n")
        return bool(read)


def _be_the_command(arguments: tuple[str, ...], edits: bool, settings: Mapping[str, str]) -> NoReturn:
    """Make of this copy a command that was just started at its terminal."""
    from followthrough_cli.main import main

    status = 1
    try:
        os.environ.update(settings)
        if not edits:
            sys.modules["readline"] = None  # type: ignore[assignment]  # what import then refuses
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever the tests run in
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.__stdin__ = sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  to the end
        sys.__stdout__ = sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  to the end
        sys.__stderr__ = sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  to the end
        main(arguments)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(status)
