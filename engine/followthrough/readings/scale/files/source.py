"""A file of leads while it is read: its rows as a lazy frame, and the error that stopped it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

import polars as pl
from msgspec.structs import replace
from polars.io.plugins import register_io_source

from followthrough.errors import LeadError, Place, Problem

P = ParamSpec("P")
T = TypeVar("T")

LINE = "followthrough line"
"""The column of the lines of JSON, as they stand in the file."""

ROW = "followthrough row"
"""The column that numbers the leads of a file, from 1."""


class Row(Place, frozen=True, order=True):
    """A place in a file of leads: `line` is the number of the lead, from 1; 0 means the file as a whole.

    `starts_at` is the line of the file on which it starts, where that is known to be another: below a header, say.
    """

    starts_at: int = 0

    def __str__(self) -> str:
        file = f"{self.file}:{self.starts_at}" if self.starts_at else self.file
        return f"{file}, row {self.line}" if self.line else file


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
    """A file that is read a part at a time; `error` is what stopped that.

    `starts_of` returns the lines of the file on which some rows start, if these differ from the numbers of the rows.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error: LeadError | None = None
        self.starts_of: Callable[[Collection[int]], Mapping[int, int]] = lambda rows: {}

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

    def located(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield problems with the lines of the file on which their rows start."""
        problems = list(problems)
        starts = self.starts_of({one.place.line for one in problems if isinstance(one.place, Row) and one.place.line})
        for one in problems:
            is_known = isinstance(one.place, Row) and one.place.line in starts
            yield replace(one, place=replace(one.place, starts_at=starts[one.place.line])) if is_known else one

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
