"""Truths as columns: what holds in a row, combined, and laid out so that each column rests on earlier ones.

There is no third outcome here. Rules ask only whether a test is true (`conditions`), so a test of an unknown fact is
false like one that fails, once, in the column of the test; from there on everything is true or false.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
import narwhals as nw

PREFIX = "followthrough "
"""What the names of columns in the making begin with."""

LAYERS_AT_A_TIME = 150
"""Layers that are one plan where a frame is there already; the shipped base has 21, one of 10,000 rules has 5,000."""

_ALWAYS = sys.maxsize
"""Stands for the layer in which a column that stays is read last."""


class Truth(msgspec.Struct, frozen=True):
    """Tells for each row whether something holds: by an expression, or alike for all rows.

    The expression reads columns of the frame, and those named in `reads` of a sheet, all in layers before `layer`.
    """

    holds: nw.Expr | bool
    layer: int = 0
    reads: frozenset[str] = frozenset()
    is_column: bool = False

    @property
    def expression(self) -> nw.Expr:
        """The truth as an expression in any case."""
        return nw.lit(self.holds) if isinstance(self.holds, bool) else self.holds


NEVER = Truth(False)
ALWAYS = Truth(True)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Tell where all hold."""
    return _combined(truths, neutral=True)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Tell where at least one holds."""
    return _combined(truths, neutral=False)


def not_true(one: Truth) -> Truth:
    """Tell where something does not hold."""
    return Truth(not one.holds if isinstance(one.holds, bool) else ~one.holds, one.layer, one.reads)


def two_of(truths: Iterable[Truth]) -> Truth:
    """Tell where at least two hold: within either half, or one in each."""
    given = [one for one in truths if one.holds is not False]
    if len(given) < 2:
        return NEVER
    one, other = given[: len(given) // 2], given[len(given) // 2 :]
    return any_of([two_of(one), two_of(other), all_of([any_of(one), any_of(other)])])


def _combined(truths: Iterable[Truth], *, neutral: bool) -> Truth:
    varying: list[Truth] = []
    for one in truths:
        if not isinstance(one.holds, bool):
            varying.append(one)
        elif one.holds is not neutral:
            return one
    if len(varying) < 2:
        return varying[0] if varying else Truth(neutral)
    combine = nw.all_horizontal if neutral else nw.any_horizontal
    return Truth(combine(*(one.expression for one in varying), ignore_nulls=False), *_standing(varying))


def _standing(made_of: Sequence[Truth]) -> tuple[int, frozenset[str]]:
    """Tell in which layer what is made of truths can stand first, and what it reads."""
    layer = max((one.layer for one in made_of), default=0)
    return layer, frozenset[str]().union(*(one.reads for one in made_of))


class _Layer:
    """Columns that can be worked out together, by name, and which columns of earlier layers they read."""

    def __init__(self) -> None:
        self.columns: dict[str, nw.Expr] = {}
        self.reads: set[str] = set()


class Sheet:
    """Columns in the making, in layers: those of a layer read only the frame and columns of layers before it.

    `kept` names those that are to stay in the frame; the others are there only as long as they are read, under names
    that none of those `taken` begins like.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.kept: list[str] = []
        self._prefix = PREFIX
        while any(name.startswith(self._prefix) for name in taken):
            self._prefix += " "
        self._layers: list[_Layer] = []
        self._laid: dict[str, Truth] = {}
        self._last_read: dict[str, int] = {}

    def lay(self, name: str, one: Truth) -> Truth:
        """Give a truth a column of its own, in the first layer after all that it reads, to be worked out once.

        The name says what the truth tells: under a name that is taken nothing new is laid, nor is what is a column.
        The column itself is called by a number, as plans hold each name many times.
        """
        if isinstance(one.holds, bool) or one.is_column:
            return one
        if name not in self._laid:
            column = f"{self._prefix}{len(self._laid)}"
            self._add(column, one.holds, one.layer, one.reads)
            self._last_read[column] = one.layer
            self._laid[name] = Truth(nw.col(column), one.layer + 1, frozenset([column]), is_column=True)
        return self._laid[name]

    def keep(self, name: str, column: nw.Expr, made_of: Sequence[Truth]) -> None:
        """Lay a column that stays."""
        self._add(name, column, *_standing(made_of))
        self._last_read[name] = _ALWAYS
        self.kept.append(name)

    def on(self, rows: Any) -> Any:
        """Lay all columns on a narwhals frame, layer by layer.

        Columns that no later layer reads are dropped once they are a quarter of those laid: whatever holds the frame
        goes through all its columns for each layer.
        """
        read_no_more = defaultdict(list)
        for name, last in self._last_read.items():
            read_no_more[last].append(name)
        there, spent = 0, []
        for number, layer in enumerate(self._layers):
            rows = rows.with_columns(**layer.columns)
            there += len(layer.columns)
            spent += read_no_more[number]
            if 4 * len(spent) > there:
                rows = rows.drop(spent)
                there, spent = there - len(spent), []
        return rows

    def in_parts_on(self, rows: Any, collect: Callable[[Any], Any]) -> Any:
        """Lay all columns on a narwhals frame that is there, some layers at a time, with what collects a lazy one.

        Each plan has only the columns that its layers read, be there thousands of others.
        """
        given = rows.columns
        for start in range(0, len(self._layers), LAYERS_AT_A_TIME):
            layers = self._layers[start : start + LAYERS_AT_A_TIME]
            end = start + len(layers)
            read = frozenset[str]().union(*(layer.reads for layer in layers))
            part = rows.select(*given, *(name for name in rows.columns if name in read)).lazy()
            for layer in layers:
                part = part.with_columns(**layer.columns)
            made = [name for layer in layers for name in layer.columns if self._last_read[name] >= end]
            left = [name for name in rows.columns if self._last_read.get(name, _ALWAYS) >= end]
            rows = nw.concat([rows.select(left), collect(part.select(made))], how="horizontal")
        return rows

    def _add(self, name: str, column: nw.Expr, layer: int, reads: frozenset[str]) -> None:
        if len(self._layers) <= layer:
            self._layers.append(_Layer())
        self._layers[layer].columns[name] = column
        self._layers[layer].reads.update(reads)
        for one in reads:
            self._last_read[one] = max(layer, self._last_read[one])
