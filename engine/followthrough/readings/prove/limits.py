"""How much a proof may take: in work, and in seconds for a person who waits.

Work is counted in steps of the proof itself, so that the same is proved on every machine, however busy: this decides
wherever nobody names seconds. These are for work that can only be interrupted from another thread, as a solver's can: a
`Watchdog` limits one piece of work, `within` all those together that are done in a context, and a `WorkStop` ends these
early. Ctrl-C waits for work that is `uninterrupted`.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Condition, Thread
from time import monotonic
from types import FrameType

import msgspec

from followthrough.errors import NotSettled

WORK = 500_000
"""The most conflicts, dead ends to learn from, in one search of a solver: a hundred times what bases seen need.

Ten to a hundred thousand of them take a second of the processor.
"""

_WORK: ContextVar[int] = ContextVar("work of a proof", default=WORK)
_SHARED: ContextVar["SharedWork | None"] = ContextVar("work of many proofs", default=None)
_END: ContextVar[float] = ContextVar("end of all work", default=float("inf"))
_STOP: ContextVar["WorkStop | None"] = ContextVar("what stops all work", default=None)


@contextmanager
def proving_with(work: int) -> Iterator[None]:
    """Let each proof in the context take so many conflicts instead of WORK."""
    token = _WORK.set(work)
    try:
        yield
    finally:
        _WORK.reset(token)


class SharedWork(msgspec.Struct):
    """Conflicts that many proofs take from together, as many as are `left`."""

    left: int


@contextmanager
def sharing(work: SharedWork) -> Iterator[None]:
    """Let all proofs in the context take their conflicts from a shared amount, each no more than it may anyway."""
    token = _SHARED.set(work)
    try:
        yield
    finally:
        _SHARED.reset(token)


def shared_work() -> SharedWork | None:
    """Return what all proofs take their conflicts from, if there is such an amount."""
    return _SHARED.get()


def work_of_a_proof() -> int:
    """Return how many conflicts a proof may take."""
    shared = _SHARED.get()
    return _WORK.get() if shared is None else min(_WORK.get(), max(0, shared.left))


@contextmanager
def within(seconds: float) -> Iterator[Callable[[], bool]]:
    """Let limited work in the context end, and none begin, once so many seconds have passed in all.

    Yields a function that returns whether they have.
    """
    end = min(_END.get(), monotonic() + seconds)
    token = _END.set(end)
    try:
        yield lambda: monotonic() >= end
    finally:
        _END.reset(token)


class WorkStop(msgspec.Struct, eq=False):
    """Stops all limited work in the contexts that it is given to, from another thread, once nobody waits for it."""

    is_set: bool = False
    limits: "set[Limit]" = msgspec.field(default_factory=set)

    def set(self) -> None:
        """Interrupt the work under way, and let none begin."""
        WATCHDOG.stop(self)


@contextmanager
def stopped_by(stop: WorkStop) -> Iterator[None]:
    """Let limited work in the context end once a stop is set."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


def is_over() -> bool:
    """Return whether all work has to end by now."""
    stop = _STOP.get()
    return monotonic() >= _END.get() or (stop is not None and stop.is_set)


def end_if_stopped() -> None:
    """Raise NotSettled if nobody waits for the work any more."""
    stop = _STOP.get()
    if stop is not None and stop.is_set:
        raise NotSettled("not settled, as nobody waits for it any more")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until the context is left.

    For work of a library that calls us back, and would take an exception out of there for the end of the program.
    """
    previous = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(previous):
        yield
        return
    came: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
        if came:
            previous(signal.SIGINT, came[0])


class Limit(msgspec.Struct, eq=False):
    """One piece of work under way: until when, and how it is interrupted; `ran_out` is true once it was."""

    deadline: float
    interrupt: Callable[[], None]
    ran_out: bool = False


class Watchdog:
    """Interrupts what runs longer than it may.

    One thread watches all limits and sleeps until the nearest deadline it knew when it lay down, so that setting
    and lifting a limit costs no change of threads; it starts with the first limit.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._limits: set[Limit] = set()
        self._wakes_at = float("inf")
        self._thread: Thread | None = None

    @contextmanager
    def limit(self, seconds: float, interrupt: Callable[[], None]) -> Iterator[Limit]:
        """Call `interrupt`, from another thread, if the work in the context takes longer than `seconds`.

        It is never called after the context has been left. Raises NotSettled if there is no time, or none is left
        `within` a wider limit.
        """
        if seconds <= 0:
            raise NotSettled("not settled within 0 seconds", "seconds")
        now, stop = monotonic(), _STOP.get()
        limit = Limit(min(now + seconds, _END.get()), interrupt)
        with self._changed:
            if is_over():
                raise NotSettled("not settled before all work had to end", "seconds in all")
            self._limits.add(limit)
            if stop is not None:
                stop.limits.add(limit)
            if self._thread is None:
                self._thread = Thread(target=self._watch, name="watchdog", daemon=True)
                self._thread.start()
            elif limit.deadline < self._wakes_at:
                self._changed.notify()
        try:
            yield limit
        finally:
            with self._changed:
                self._limits.discard(limit)
                if stop is not None:
                    stop.limits.discard(limit)

    def interrupt_all(self) -> None:
        """Interrupt all limited work that is under way."""
        with self._changed:
            for limit in self._limits:
                limit.ran_out = True
                limit.interrupt()
            self._limits.clear()

    def stop(self, stop: WorkStop) -> None:
        """Set a stop, and interrupt the limited work that it was given to."""
        with self._changed:
            stop.is_set = True
            for limit in stop.limits & self._limits:
                self._limits.discard(limit)
                limit.ran_out = True
                limit.interrupt()

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = monotonic()
                for limit in [limit for limit in self._limits if limit.deadline <= now]:
                    self._limits.discard(limit)
                    limit.ran_out = True
                    limit.interrupt()
                self._wakes_at = min((limit.deadline for limit in self._limits), default=float("inf"))
                pause = None if self._wakes_at == float("inf") else max(0.0, self._wakes_at - now)
                self._changed.wait(pause)


WATCHDOG = Watchdog()
"""Watches all limited work of a program."""
