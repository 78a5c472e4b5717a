"""How results look at a prompt: two lines, however much they hold."""

from collections.abc import Iterable, Iterator
from reprlib import Repr
from typing import Any

import msgspec

WIDTH = 190
"""Widest line, in characters: two of them stay under 400."""

_SHORT = Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 3, 40, 60
_SHORT.maxtuple = _SHORT.maxlist = _SHORT.maxdict = _SHORT.maxset = 4


class Result(msgspec.Struct, frozen=True):
    """A result that a caller may print by chance: its `repr` is short, and all it has is in its fields."""

    def __repr__(self) -> str:
        return two_lines(*self._lines())

    def _lines(self) -> Iterator[str]:
        """Yield what the lines say: the fields, those without a value left out."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "base"}
        told = [f"{name}={_shortened(value)}" for name, value in fields.items() if value not in (None, (), {}, "")]
        first = f"{type(self).__name__}("
        while told and len(first) + len(told[0]) < WIDTH:
            first += told.pop(0) + (", " if told else ")")
        yield first
        if told:
            yield f"    {', '.join(told)})"


def two_lines(first: str, *rest: str) -> str:
    """Put a text on two lines, each cut to the width."""
    return "\n".join(_cut(line) for line in (first, " ".join(rest)) if line)


def named(names: Iterable[str], most: int = 4) -> str:
    """List names, or the first of them.

    >>> named("abcdef")
    'a, b, c, d, ...'
    """
    there = list(names)
    return ", ".join([*there[:most], *(["..."] if len(there) > most else [])])


def _shortened(value: Any) -> str:
    return " ".join(_SHORT.repr(value).split())


def _cut(line: str) -> str:
    line = " ".join(line.split()) if not line.startswith(" ") else line
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 3]}..."
