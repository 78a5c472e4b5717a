"""Ctrl-C, from the first import to the last line: it ends the program soon, with one status and no traceback.

Python handles signals only between its own bytecodes, and not while a proof or a query runs in a library. So the signal
itself wakes a thread, which interrupts running proofs and, if necessary, ends the program.
"""

# The core of signal: importing signal itself takes longer than everything else up to this point.
import _signal as signal  # type: ignore[import-not-found]
import os
import sys

TYPE_CHECKING = False  # importing typing would also take too long
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

SECONDS_TO_END = 5.0
"""How long a command may take to print what it has found after Ctrl-C."""

SECONDS_TO_HEAR = 0.1
"""How long a prompt may take to end; one that Ctrl-C came just before would wait for the next key, and is nudged."""


_NUDGE = getattr(signal, "SIGUSR1", None)
"""A signal that ends a wait for a key, and nothing else; None where there is none, as on Windows."""


class CtrlC:
    """What Ctrl-C does at present. `came` says whether it was pressed after `is_raised`.

    A program started to ignore Ctrl-C, as `nohup` does, keeps ignoring it.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        self.came = False
        self._is_ignored = signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, None)

    def ends_at_once(self) -> None:
        """Make Ctrl-C end the program at once: there is nothing to print yet, or a person pressed it twice."""
        self._handle(lambda number, frame: os._exit(self.status))

    def is_raised(self) -> None:
        """Make Ctrl-C raise KeyboardInterrupt wherever the program is, and make sure that this ends it."""
        if self._is_ignored:
            return
        sys.unraisablehook = self._unraisable
        if _NUDGE is not None:
            signal.signal(_NUDGE, lambda number, frame: None)
        self._wake()
        self._handle(self._raise)

    def is_over(self) -> None:
        """Make Ctrl-C do nothing more, because the work is done."""
        self._handle(signal.SIG_IGN)
        if self.came:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(self.status)  # no running thread and no destructor has anything to add

    def _handle(self, handler: "Callable[[int, FrameType | None], Any] | int") -> None:
        if not self._is_ignored:
            signal.signal(signal.SIGINT, handler)

    def _raise(self, number: int, frame: "FrameType | None") -> None:
        self.came = True
        self.ends_at_once()
        raise KeyboardInterrupt

    def _unraisable(self, ignored: "sys.UnraisableHookArgs") -> None:
        """End the program where Python would only print that it ignores a KeyboardInterrupt, as in a destructor."""
        if issubclass(ignored.exc_type, KeyboardInterrupt):
            os._exit(self.status)
        sys.__unraisablehook__(ignored)

    def _wake(self) -> None:
        """Start the thread that the signal wakes, which does not depend on the interrupted thread."""
        from threading import Thread

        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        Thread(target=self._end, args=[reading], name="Ctrl-C", daemon=True).start()

    def _end(self, reading: int) -> None:
        from threading import main_thread
        from time import sleep

        while os.read(reading, 1) != bytes([signal.SIGINT]):
            pass
        limits = sys.modules.get("followthrough.readings.prove.limits")
        if limits is not None:  # else no proof is running
            limits.WATCHDOG.interrupt_all()
        left = SECONDS_TO_END
        while not self.came and left > 0 and _NUDGE is not None:
            sleep(SECONDS_TO_HEAR)
            left -= SECONDS_TO_HEAR
            signal.pthread_kill(main_thread().ident, _NUDGE)
        sleep(max(0, left))
        os._exit(self.status)
