"""A file of leads while it is read: its rows as a lazy frame, and the error that stopped it."""

from collections.abc import Callable, Collection, Iterator
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

import polars as pl
from polars.io.plugins import register_io_source

from followthrough.errors import LeadError, Place

P = ParamSpec("P")
T = TypeVar("T")

LINE = "followthrough line"
"""The column of the lines of JSON, as they stand in the file."""

ROW = "followthrough row"
"""The column that numbers the leads of a file, from 1."""


class Row(Place, frozen=True, order=True):
    """A place in a file of leads: `line` is the number of the lead, from 1; 0 means the file as a whole."""

    def __str__(self) -> str:
        return f"{self.file}, row {self.line}" if self.line else self.file


def given(number: int) -> str:
    """Name a column of the file by its place, so that no name a person chose can be the same as one of ours.

    >>> given(0)
    'given 0'
    """
    return f"given {number}"


def free_name(name: str, taken: Collection[str]) -> str:
    """Name a column so that it has no name that is taken: by a number, if the name itself is.

    >>> free_name("open", ["company", "open"])
    'open 2'
    """
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(one for one in names if one not in taken)


class Source:
    """A file that is read a part at a time; `error` is what stopped that."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error: LeadError | None = None

    def frame(self, schema: pl.Schema, parts: Callable[[], Iterator[pl.DataFrame]]) -> pl.LazyFrame:
        """Return a lazy frame of the parts that `parts` yields; it is called again each time the frame is computed."""

        def read(
            columns: list[str] | None, predicate: pl.Expr | None, limit: int | None, _size: int | None
        ) -> Iterator[pl.DataFrame]:
            for part in self._noting(parts()):
                rows = part if limit is None else part.head(limit)
                limit = None if limit is None else limit - rows.height
                if predicate is not None:
                    rows = rows.filter(predicate)
                yield rows if columns is None else rows.select(columns)
                if limit == 0:
                    return

        return register_io_source(read, schema=schema)

    def noting(self, work: Callable[P, T]) -> Callable[P, T]:
        """Return a function that does the same, and keeps the error that ends it, since Polars may raise another."""

        def noted(*arguments: P.args, **named: P.kwargs) -> T:
            try:
                return work(*arguments, **named)
            except LeadError as error:
                self.error = error
                raise

        return noted

    def _noting(self, parts: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """Keep the error that ends the reading, since Polars may raise another in its place."""
        try:
            yield from parts
        except LeadError as error:
            self.error = error
            raise
