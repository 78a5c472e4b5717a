"""Masks: what holds in which row, combined, and laid out as columns so that each rests on earlier ones.

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
"""The beginning of the names of columns that do not stay."""

LAYERS_AT_A_TIME = 150
"""Layers in one plan for a frame in memory. The shipped base has 21 layers, a base of 10,000 rules has 5,000."""

_ALWAYS = sys.maxsize
"""Stands for the last layer in which a column that stays is read."""


class Mask(msgspec.Struct, frozen=True):
    """Says for each row whether something holds: by an expression, or alike for all rows.

    The expression reads columns of the frame, and those named in `reads` of a sheet, all in layers before `layer`. With
    `is_negated` the mask holds where the expression does not.
    """

    holds: nw.Expr | bool
    layer: int = 0
    reads: frozenset[str] = frozenset()
    is_column: bool = False
    is_negated: bool = False

    @property
    def expression(self) -> nw.Expr:
        """The mask as an expression in any case."""
        if isinstance(self.holds, bool):
            return nw.lit(self.holds)
        return ~self.holds if self.is_negated else self.holds


NEVER = Mask(False)
ALWAYS = Mask(True)


def all_of(masks: Iterable[Mask]) -> Mask:
    """Return where all hold."""
    return _combined(masks, neutral=True)


def any_of(masks: Iterable[Mask]) -> Mask:
    """Return where at least one holds."""
    return _combined(masks, neutral=False)


def negated(one: Mask) -> Mask:
    """Return where one does not hold."""
    if isinstance(one.holds, bool):
        return Mask(not one.holds)
    return Mask(one.holds, one.layer, one.reads, is_negated=not one.is_negated)


def two_of(masks: Iterable[Mask]) -> Mask:
    """Return where at least two hold: within either half, or one in each."""
    given = [one for one in masks if one.holds is not False]
    if len(given) < 2:
        return NEVER
    one, other = given[: len(given) // 2], given[len(given) // 2 :]
    return any_of([two_of(one), two_of(other), all_of([any_of(one), any_of(other)])])


def reaches(least: int, points: Sequence[tuple[Mask, int]]) -> Mask:
    """Return where the points of those masks that hold add up to `least` or more."""
    always = sum(number for one, number in points if one.holds is True)
    varying = [(one, number) for one, number in points if not isinstance(one.holds, bool)]
    if not varying:
        return Mask(always >= least)
    return Mask(added_up(varying) >= least - always, *_standing([one for one, _ in varying]))


def added_up(points: Iterable[tuple[Mask, int]]) -> nw.Expr:
    """Return the points of those masks that hold, row by row."""
    zero = nw.lit(0, nw.Int64())
    added = (nw.when(one.expression).then(nw.lit(number, nw.Int64())).otherwise(zero) for one, number in points)
    return nw.sum_horizontal(zero, *added)


def _combined(masks: Iterable[Mask], *, neutral: bool) -> Mask:
    """Return where all hold, or where any does; several negations become one, by De Morgan."""
    varying: list[Mask] = []
    for one in masks:
        if not isinstance(one.holds, bool):
            varying.append(one)
        elif one.holds is not neutral:
            return one
    if len(varying) < 2:
        return varying[0] if varying else Mask(neutral)
    combine, opposite = nw.all_horizontal, nw.any_horizontal
    if not neutral:
        combine, opposite = opposite, combine
    plain = [one.expression for one in varying if not one.is_negated]
    denied = [negated(one).expression for one in varying if one.is_negated]
    if len(denied) > 1:
        denied = [opposite(*denied, ignore_nulls=False)]
    if not plain:
        return Mask(denied[0], *_standing(varying), is_negated=True)
    return Mask(combine(*plain, *(~one for one in denied), ignore_nulls=False), *_standing(varying))


def _standing(made_of: Sequence[Mask]) -> tuple[int, frozenset[str]]:
    """Return the first layer in which what is made of masks can stand, and the columns that it reads."""
    layer = max((one.layer for one in made_of), default=0)
    return layer, frozenset[str]().union(*(one.reads for one in made_of))


class _Layer:
    """Columns that can be worked out together, by name, and which columns of earlier layers they read."""

    def __init__(self) -> None:
        self.columns: dict[str, nw.Expr] = {}
        self.reads: set[str] = set()


class Sheet:
    """Columns to be added to a frame, in layers: each reads only the frame and columns of earlier layers.

    `kept` names those that stay. The others are dropped when they are read no more; their names begin like none of
    those `taken`.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.kept: list[str] = []
        self._prefix = PREFIX
        while any(name.startswith(self._prefix) for name in taken):
            self._prefix += " "
        self._layers: list[_Layer] = []
        self._laid: dict[str, Mask] = {}
        self._last_read: dict[str, int] = {}

    def lay(self, name: str, one: Mask) -> Mask:
        """Lay a mask as a column, in the first layer after all that it reads, so that it is computed once.

        The name identifies what the mask says: a name is laid once, and a mask that is a column already is returned as
        it is. The column itself is named by a number, since plans hold each name many times.
        """
        if isinstance(one.holds, bool) or one.is_column:
            return one
        if name not in self._laid:
            column = f"{self._prefix}{len(self._laid)}"
            self._add(column, one.expression, one.layer, one.reads)
            self._last_read[column] = one.layer
            self._laid[name] = Mask(nw.col(column), one.layer + 1, frozenset([column]), is_column=True)
        return self._laid[name]

    def keep(self, name: str, column: nw.Expr, made_of: Sequence[Mask]) -> None:
        """Lay a column that stays in the frame."""
        self._add(name, column, *_standing(made_of))
        self._last_read[name] = _ALWAYS
        self.kept.append(name)

    def on(self, rows: Any) -> Any:
        """Return a narwhals frame with all columns, added layer by layer.

        Columns that no later layer reads are dropped once they are a quarter of those added, since the library that
        holds the frame goes through all its columns for each layer.
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
        """Return an eager narwhals frame with all columns, added some layers at a time; `collect` runs a lazy frame.

        Each plan has only the columns that its layers read, even if there are thousands of others.
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


class Columns:
    """The algebra of masks, as `meaning` has it: what has a name becomes a column, under the name of its counsel."""

    all_of = staticmethod(all_of)
    any_of = staticmethod(any_of)
    two_of = staticmethod(two_of)
    reaches = staticmethod(reaches)
    negated = staticmethod(negated)

    def __init__(self, sheet: Sheet, counsel: str) -> None:
        self._sheet = sheet
        self._counsel = counsel

    def named(self, name: str, mask: Mask) -> Mask:
        """Lay a mask as a column, so that it is computed once."""
        return self._sheet.lay(f"{self._counsel}: {name}", mask)
