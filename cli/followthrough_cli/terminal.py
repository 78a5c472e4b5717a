"""The one place that prints.

Everything that reaches a screen or a pipe goes through a `Terminal`: it takes control characters out, knows
the width, and colours only where a person looks at a terminal and has not set NO_COLOR (no-color.org).
"""

import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TextIO

import msgspec

from followthrough.format.words import is_safe

Style = Literal["plain", "strong", "faint", "warning"]

_CODES: dict[Style, str] = {"plain": "", "strong": "1", "faint": "2", "warning": "33"}
"""Select Graphic Rendition parameters (ECMA-48, 8.3.117)."""

MAX_WIDTH = 100
"""Widest text, in characters: longer lines are hard to read."""
_LABEL = 10
"""Width of the labels in front of a text, in characters."""


class Line(msgspec.Struct, frozen=True):
    """A paragraph: a text, an optional label in front of it, how far it is indented, and its style."""

    text: str = ""
    label: str = ""
    indent: int = 0
    style: Style = "plain"


class Terminal:
    """Where lines and tables go (`out`), and notes and complaints (`err`)."""

    def __init__(self, out: TextIO, err: TextIO, *, width: int = 80, colour: bool = False) -> None:
        self.out = out
        self.err = err
        self.width = max(30, min(width, MAX_WIDTH))
        self.colour = colour

    @classmethod
    def standard(cls, environment: Mapping[str, str] = os.environ) -> "Terminal":
        """Use standard output and error."""
        colour = sys.stdout.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
        return cls(sys.stdout, sys.stderr, width=_columns(environment), colour=colour)

    def show(self, *lines: Line | str) -> None:
        """Print paragraphs, wrapped to the width."""
        for line in lines:
            self._write(self.out, self._paragraph(Line(line) if isinstance(line, str) else line))

    def verbatim(self, text: str) -> None:
        """Print a text as it is, but for control characters: JSON, YAML, a table."""
        self._write(self.out, clean(text))

    def table(self, rows: Iterable[Sequence[str]], headers: Sequence[str], widths: Sequence[int | None]) -> None:
        """Print a table; `widths` has the widest each column may be, None for as wide as it needs."""
        from tabulate import tabulate

        cells = [[_wrapped(clean(cell), width) for cell, width in zip(row, widths, strict=True)] for row in rows]
        self.verbatim(tabulate(cells, headers, tablefmt="simple", disable_numparse=True))

    def json(self, data: Any) -> None:
        """Print data as JSON, in the order of its keys."""
        text = clean(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())
        self.verbatim(_escaped(text, self.out))

    def note(self, text: str) -> None:
        """Print a note or a complaint on standard error, a line for each line of it, behind what was printed before."""
        try:
            self.out.flush()
        finally:
            self._write(self.err, clean(text))

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[int, int], None]]:
        """Show how far long work is, if a person looks on; call what this gives with how much is done, and of how much.

        It is drawn on standard error, and gone when the work is.
        """
        from click import progressbar

        with progressbar(length=1, label=label, file=self.err, hidden=not self.err.isatty(), show_pos=True) as bar:

            def done(number: int, of: int) -> None:
                bar.length = of
                bar.update(number - bar.pos)

            yield done
        if self.err.isatty():
            self.err.write("\x1b[A\x1b[2K")

    def ask(self, prompt: str) -> str:
        """Print a prompt and read a line; raises EOFError at the end of the input."""
        self.out.write(encodable(clean(prompt), self.out))
        self.out.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()

    def _paragraph(self, line: Line) -> str:
        margin = " " * line.indent
        label = clean(line.label)
        first = margin + (label.ljust(_LABEL) + " " if label else "")
        rest = " " * len(first)
        filled = textwrap.wrap(
            clean(line.text),
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_on_hyphens=False,
            break_long_words=False,  # a path is to be copied whole
        ) or [first.rstrip()]
        if not self.colour or line.style == "plain":
            return "\n".join(filled)
        return "\n".join(f"\x1b[{_CODES[line.style]}m{row}\x1b[0m" if row.strip() else row for row in filled)

    def _write(self, stream: TextIO, text: str) -> None:
        stream.write(encodable(text, stream) + "\n")


def _columns(environment: Mapping[str, str]) -> int:
    """Give the width that COLUMNS names, or that the terminal has, in characters; 80 where there is neither.

    This is what shutil tells, which brings readers of all kinds of archives along.
    """
    try:
        named = int(environment.get("COLUMNS", ""))
    except ValueError:
        named = 0
    if named > 0:
        return named
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (ValueError, OSError):  # a stream that is closed, or no terminal
        return 80


def clean(text: str) -> str:
    r"""Replace what could steer a terminal.

    >>> clean("a\x1b[31mb")
    'a\ufffd[31mb'
    """
    if is_safe(text):
        return text
    return "".join(character if is_safe(character) else "\ufffd" for character in text)


def _wrapped(cell: str, width: int | None) -> str:
    """Wrap each line of a cell, between words only: names of rules have hyphens."""
    if width is None:
        return cell
    wrapped = (textwrap.fill(line, width, break_on_hyphens=False) for line in cell.splitlines())
    return "\n".join(wrapped)


def _escaped(text: str, stream: TextIO) -> str:
    """Escape in JSON what the stream's encoding cannot express, so that it reads back as it was."""
    if encodable(text, stream) == text:
        return text
    return "".join(
        character if character.isascii() else "".join(f"\\u{unit:04x}" for unit in _utf_16(character))
        for character in text
    )


def _utf_16(character: str) -> Iterator[int]:
    units = character.encode("utf-16-be")
    return (int.from_bytes(units[place : place + 2]) for place in range(0, len(units), 2))


def encodable(text: str, stream: TextIO) -> str:
    """Replace what the stream's encoding cannot express."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
