"""The one place that prints.

Everything that reaches a screen or a pipe goes through a `Terminal`. It removes control characters, knows the width,
and uses color only if a person is looking at a terminal and has not set NO_COLOR (no-color.org).
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TextIO

import msgspec

from followthrough.format.words import is_safe
from followthrough_cli.line_editing import can_edit, edited
from followthrough_cli.wide import columns, padded, wrapped

Style = Literal["plain", "strong", "faint", "warning"]

_CODES: dict[Style, str] = {"plain": "", "strong": "1", "faint": "2", "warning": "33"}
"""Select Graphic Rendition parameters (ECMA-48, 8.3.117)."""

MAX_WIDTH = 100
"""Widest text, in characters; longer lines are hard to read."""
_HANG = 2
"""How much further in the other lines of an item of a list begin, in characters."""
_LABEL = 10
"""Width of the labels before a text, in characters."""


class Line(msgspec.Struct, frozen=True):
    """A paragraph: a text, an optional label before it, its indentation, and its style.

    `hang` says how much further in its other lines begin. A text that is indented hangs without that: it is an item of
    a list, and has to be told from the next one.
    """

    text: str = ""
    label: str = ""
    indent: int = 0
    style: Style = "plain"
    hang: int | None = None


class Terminal:
    """Where lines and tables go (`out`), and where notes and errors go (`err`)."""

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
        """Print a text as it is, except for control characters: JSON, YAML, or a table."""
        self._write(self.out, clean(text))

    def at_once(self, text: str) -> None:
        """Print a text as it is while work goes on: in the place of a progress bar, and past all buffers."""
        if self.err.isatty():
            self.err.write("\r\x1b[2K")
            self.err.flush()
        self.verbatim(text)
        self.out.flush()

    def table(self, rows: Iterable[Sequence[str]], headers: Sequence[str], widths: Sequence[int | None]) -> None:
        """Print a table. `widths` limits the width of each column; None means no limit."""
        from tabulate import tabulate

        cells = [[_wrapped(clean(cell), width) for cell, width in zip(row, widths, strict=True)] for row in rows]
        self.verbatim(tabulate(cells, headers, tablefmt="simple", disable_numparse=True))

    def json(self, data: Any) -> None:
        """Print data as JSON, with its keys in order."""
        text = clean(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())
        self.verbatim(_escaped(text, self.out))

    def note(self, text: str) -> None:
        """Print a note or an error on standard error, after everything printed before."""
        try:
            self.out.flush()
        finally:
            self._write(self.err, clean(text))

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[int, int], None]]:
        """Show the progress of long work if a person is watching; call what this yields with the done and the total.

        The progress bar is on standard error, and disappears when the work ends.
        """
        from click import progressbar

        with progressbar(length=1, label=label, file=self.err, hidden=not self.err.isatty(), show_pos=True) as bar:

            def done(number: int, of: int) -> None:
                bar.length = of
                bar.update(number - bar.pos)

            yield done
        if self.err.isatty():
            self.err.write("\x1b[A\x1b[2K")
            self.err.flush()  # or it would take away what is printed next

    def ask(self, prompt: str) -> str:
        """Print a prompt and read a line, edited if at a terminal. Raises EOFError at the end of the input."""
        shown = encodable(clean(prompt), self.out)
        if self.out is sys.stdout and can_edit():
            return edited(shown).strip()
        self.out.write(shown)
        self.out.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()

    def _paragraph(self, line: Line) -> str:
        margin = " " * line.indent
        label = clean(line.label)
        first = margin + (f"{padded(label, _LABEL)} " if label else "")
        hang = line.hang if line.hang is not None else _HANG if line.indent and not label else 0
        rest = " " * (columns(first) + hang)
        filled = wrapped(clean(line.text), self.width, first=first, rest=rest) or [first.rstrip()]
        if not self.colour or line.style == "plain":
            return "\n".join(filled)
        return "\n".join(f"\x1b[{_CODES[line.style]}m{row}\x1b[0m" if row.strip() else row for row in filled)

    def _write(self, stream: TextIO, text: str) -> None:
        stream.write(encodable(text, stream) + "\n")


def _columns(environment: Mapping[str, str]) -> int:
    """Return the width in characters from COLUMNS, or from the terminal, or else 80.

    shutil has this too, but importing it also imports support for many kinds of archives.
    """
    try:
        named = int(environment.get("COLUMNS", ""))
    except ValueError:
        named = 0
    if named > 0:
        return named
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (ValueError, OSError):  # the stream is closed, or is not a terminal
        return 80


def clean(text: str) -> str:
    r"""Return the text without characters that could control a terminal.

    >>> clean("a\x1b[31mb")
    'a\ufffd[31mb'
    """
    if is_safe(text):
        return text
    return "".join(character if is_safe(character) else "\ufffd" for character in text)


def _wrapped(cell: str, width: int | None) -> str:
    """Return a cell with its lines wrapped between words, but not at hyphens, which rule names contain."""
    if width is None:
        return cell
    is_narrow = any(columns(word) > width for word in cell.split())  # rather at a hyphen than within a word
    lines = (wrapped(line, width, words_break=True, hyphens_break=is_narrow) for line in cell.splitlines())
    return "\n".join("\n".join(one) for one in lines)


def _escaped(text: str, stream: TextIO) -> str:
    """Return JSON with escapes for characters that the stream cannot encode, so it reads back unchanged."""
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
    """Return the text with replacements for characters that the stream cannot encode."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
