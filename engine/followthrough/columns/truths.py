"""Truths as columns: what holds in a row, combined, and laid out so that each column rests on earlier ones.

There is no third outcome here. Rules ask only whether a test is true (`conditions`), so a test of an unknown fact is
false like one that fails, once, in the column of the test; from there on everything is true or false.
"""

from collections.abc import Iterable

import msgspec
import narwhals as nw

PREFIX = "followthrough "
"""What the names of columns in the making begin with, so that they meet no other's."""


class Truth(msgspec.Struct, frozen=True):
    """Tells for each row whether something holds: by an expression, or alike for all rows.

    The expression reads columns of the frame and of the layers of a sheet before this one.
    """

    holds: nw.Expr | bool
    layer: int = 0

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
    return Truth(not one.holds if isinstance(one.holds, bool) else ~one.holds, one.layer)


def two_of(truths: Iterable[Truth]) -> Truth:
    """Tell where at least two hold: within either half, or one in each."""
    given = [one for one in truths if one.holds is not False]
    if len(given) < 2:
        return NEVER
    one, other = given[: len(given) // 2], given[len(given) // 2 :]
    return any_of([two_of(one), two_of(other), all_of([any_of(one), any_of(other)])])


def _combined(truths: Iterable[Truth], *, neutral: bool) -> Truth:
    expressions: list[nw.Expr] = []
    layer = 0
    for one in truths:
        if not isinstance(one.holds, bool):
            expressions.append(one.holds)
            layer = max(layer, one.layer)
        elif one.holds is not neutral:
            return one
    if len(expressions) < 2:
        return Truth(expressions[0] if expressions else neutral, layer)
    combine = nw.all_horizontal if neutral else nw.any_horizontal
    return Truth(combine(*expressions, ignore_nulls=False), layer)


class Sheet:
    """Columns in the making: `layers` has them in the order in which they can be added to a frame."""

    def __init__(self) -> None:
        self.layers: list[list[nw.Expr]] = []
        self._laid: dict[str, Truth] = {}

    def lay(self, name: str, one: Truth) -> Truth:
        """Give a truth a column of its own, in the first layer after all that it reads, to be worked out once.

        The name says what the column tells: under a name that is taken nothing new is laid.
        """
        if isinstance(one.holds, bool):
            return one
        if name not in self._laid:
            if len(self.layers) <= one.layer:
                self.layers.append([])
            self.layers[one.layer].append(one.holds.alias(f"{PREFIX}{name}"))
            self._laid[name] = Truth(nw.col(f"{PREFIX}{name}"), one.layer + 1)
        return self._laid[name]
