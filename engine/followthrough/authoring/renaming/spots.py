"""The text of a file, character by character, and where its words begin and end there."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import msgspec
import yaml

from followthrough.errors import Place
from followthrough.format.csv_words import read_lines

_BYTE_ORDER_MARK = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
LOADER = getattr(yaml, "CLoader", yaml.Loader)


class Piece(msgspec.Struct, frozen=True):
    """A piece of a file's text, from one character up to another; what is written there; and where the name begins."""

    start: int
    end: int
    text: str
    name: int


class Scalar(msgspec.Struct, frozen=True):
    """A scalar of a YAML file: where it begins and ends, its style, and whether it is inside brackets or braces."""

    start: int
    end: int
    style: str
    in_brackets: bool


class FileText:
    """The text of a file as it is, and where its lines begin."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.name, self.raw = name, raw
        self.text = raw.decode()
        self.begins = [len(_BYTE_ORDER_MARK) if self.text.startswith(_BYTE_ORDER_MARK) else 0]
        self.begins += [match.end() for match in _LINE_END.finditer(self.text)]
        self.lines = _LINE_END.split(self.text.removeprefix(_BYTE_ORDER_MARK))

    def offset(self, line: int, column: int) -> int:
        """Return where a place is; lines and columns count from 1."""
        return self.begins[line - 1] + column - 1

    def place(self, offset: int) -> Place:
        """Return the place of a character."""
        line = bisect_right(self.begins, offset)
        return Place(self.name, line, offset - self.begins[line - 1] + 1)

    def with_pieces(self, pieces: Iterable[Piece]) -> bytes:
        """Return the file with some pieces replaced. They do not overlap."""
        parts: list[str] = []
        end = 0
        for piece in sorted(pieces, key=lambda one: one.start):
            parts += [self.text[end : piece.start], piece.text]
            end = piece.end
        return "".join([*parts, self.text[end:]]).encode()

    # YAML

    def scalars(self) -> dict[tuple[int, int], Scalar]:
        """Return the scalars of a YAML file by their lines and columns."""
        return self.scalars_in("\n".join(self.lines))

    def scalars_of_conditions(self, number: int) -> dict[tuple[int, int], Scalar]:
        """Return the scalars after the `If:` of a line of a letter."""
        line = re.sub("^If:", "   ", self.lines[number - 1], flags=re.IGNORECASE)
        return self.scalars_in("\n" * (number - 1) + line)

    def scalars_in(self, text: str) -> dict[tuple[int, int], Scalar]:
        """Return the scalars of a text whose characters have their places in the file."""
        found: dict[tuple[int, int], Scalar] = {}
        opened: list[bool] = []
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append(bool(event.flow_style))
            elif isinstance(event, yaml.CollectionEndEvent):
                opened.pop()
            elif isinstance(event, yaml.ScalarEvent):
                begin, end = _at(event.start_mark), _at(event.end_mark)
                start = self.offset(*begin)
                length = len(self.text[start : self.offset(*end)].rstrip())
                found[begin] = Scalar(start, start + length, event.style or "", any(opened))
        return found

    # CSV

    def cell(self, line: int, column: int) -> tuple[int, int]:
        """Return where the cell of a table begins and ends that begins at this place, with its quotes if it has any."""
        text = self.lines[line - 1]
        if text[column - 1 : column] == '"':
            match = _QUOTED.match(text, column - 1)
            end = match.end() if match else len(text)
        else:
            end = text.find(self.separator, column - 1)
            end = column - 1 + len(text[column - 1 : len(text) if end < 0 else end].rstrip())
        return self.offset(line, column), self.offset(line, end + 1)

    @cached_property
    def separator(self) -> str:
        """Return what separates the cells of a table."""
        lines = read_lines(self.raw, self.name, []) or []
        return next((line.separator for line in lines if line.separator), ",")


def _at(mark: Any) -> tuple[int, int]:
    """Return the line and the column of a mark of either of PyYAML's two parsers."""
    return mark.line + 1, mark.column + 1
