"""Ctrl-C, from the first import to the last line: it ends the program soon, with one status and no traceback.

Python looks for signals between two steps of its own. While a proof or a query runs in a library it does not, so a
thread is woken by the signal itself; it ends the proofs that are under way, and in the end the program.
"""

# What signal is made of: signal itself takes longer to import than all that is needed until Ctrl-C is handled.
import _signal as signal  # type: ignore[import-not-found]
import os
import sys

TYPE_CHECKING = False  # importing typing would take longer than all that is needed until Ctrl-C is handled
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

SECONDS_TO_END = 5.0
"""How long a command may take to print what it has found, once it is to end."""


class CtrlC:
    """What Ctrl-C does at the moment; `came` tells that it was pressed while it was `raised`.

    Where the program was started so that it ignores Ctrl-C, as `nohup` does, it keeps ignoring it.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        self.came = False
        self._is_ignored = signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, None)

    def ends_at_once(self) -> None:
        """Let it end the program at once: there is nothing to be told yet, or somebody presses it twice."""
        self._handle(lambda number, frame: os._exit(self.status))

    def is_raised(self) -> None:
        """Let it raise KeyboardInterrupt, wherever the program is, and see to it that this brings about its end."""
        if self._is_ignored:
            return
        sys.unraisablehook = self._unraisable
        self._wake()
        self._handle(self._raise)

    def is_over(self) -> None:
        """Let it do nothing more: all that was to be done is done."""
        self._handle(signal.SIG_IGN)
        if self.came:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(self.status)  # no thread that is still at work, nor any destructor, has anything to add

    def _handle(self, handler: "Callable[[int, FrameType | None], Any] | int") -> None:
        if not self._is_ignored:
            signal.signal(signal.SIGINT, handler)

    def _raise(self, number: int, frame: "FrameType | None") -> None:
        self.came = True
        self.ends_at_once()
        raise KeyboardInterrupt

    def _unraisable(self, ignored: "sys.UnraisableHookArgs") -> None:
        """End where Python would print that it ignores a KeyboardInterrupt, as in a destructor."""
        if issubclass(ignored.exc_type, KeyboardInterrupt):
            os._exit(self.status)
        sys.__unraisablehook__(ignored)

    def _wake(self) -> None:
        """Start the thread that the signal wakes; it needs no step of Python by the thread that is interrupted."""
        from threading import Thread

        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        Thread(target=self._end, args=[reading], name="Ctrl-C", daemon=True).start()

    def _end(self, reading: int) -> None:
        from time import sleep

        while os.read(reading, 1) != bytes([signal.SIGINT]):
            pass
        limits = sys.modules.get("followthrough.readings.prove.limits")
        if limits is not None:  # else nothing has been proved yet
            limits.WATCHDOG.interrupt_all()
        sleep(SECONDS_TO_END)
        os._exit(self.status)
