"""Standard input, output and error, whatever they are: a file on a full disk, a pipe that nobody reads, or closed.

Output that cannot be written raises an error of its own, so nobody mistakes incomplete output for all of it. It is not
an OSError, because libraries catch some of those. Notes that cannot be written are lost, since there is nowhere to say
so. Characters that cannot be encoded are replaced.
"""

import errno
import io
import os
import sys
from typing import Any, TextIO

_NOBODY_READS = {errno.EPIPE, errno.ESHUTDOWN, errno.ECONNRESET}


class OutputLost(Exception):
    """Standard output could not be written, for the reason in the text. `reader_is_gone` if nobody reads it anymore."""

    def __init__(self, error: OSError) -> None:
        # Windows reports a pipe that nobody reads as an invalid argument.
        self.reader_is_gone = error.errno in _NOBODY_READS or (os.name == "nt" and error.errno == errno.EINVAL)
        super().__init__(error.strerror or "it is closed")


def guard() -> None:
    """Wrap the standard streams in guards, and replace closed ones."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # otherwise the next file to be opened would become standard output or error
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  it is standard input until the end
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    sys.stdout = _guarded(sys.stdout, tells=True)
    sys.stderr = _guarded(sys.stderr, tells=False)


def _guarded(stream: TextIO | None, *, tells: bool) -> TextIO:
    raw = None
    if stream is not None:
        raw = getattr(stream.buffer, "raw", stream.buffer)
    return io.TextIOWrapper(
        io.BufferedWriter(_Guarded(raw, tells)),
        encoding=stream.encoding if stream is not None else "utf-8",
        errors="replace",
        line_buffering=stream is not None and (stream is sys.stderr or stream.isatty()),
    )


class _Guarded(io.RawIOBase):
    """A stream that raises OutputLost once, or never if not `tells`; later output is silently discarded."""

    def __init__(self, raw: Any, tells: bool) -> None:
        self._raw = raw
        self._tells = tells
        self._lost = False

    def write(self, data: Any) -> int:
        if self._lost:
            return len(data)
        try:
            if self._raw is None:
                raise OSError
            written: int | None = self._raw.write(data)
            while written is None:  # a nonblocking pipe that is full
                from select import select

                select([], [self._raw], [])
                written = self._raw.write(data)
            return written
        except OSError as error:
            self._lost = True
            if self._tells:
                raise OutputLost(error) from None
            return len(data)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and bool(self._raw.isatty())

    def fileno(self) -> int:
        if self._raw is None:
            raise OSError("closed")
        return int(self._raw.fileno())
