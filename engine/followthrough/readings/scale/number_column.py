"""A column of numbers: whole ones, or ones with decimals in any of the types that can hold them."""

import narwhals as nw
from narwhals.dtypes import DType

from followthrough.format.numbers import places_of
from followthrough.readings.scale.answer_column import AnswerColumn
from followthrough.readings.scale.sheet import ALWAYS, NEVER, Mask, Sheet, all_of

_TOLD_APART = 1 << 24
"""Largest number of last places to which every whole number is a float of 32 bits."""

_SECONDS = 24 * 60 * 60
"""Seconds in a day."""


class NumberColumn(AnswerColumn):
    """Answers to a number, or counts of days, from `low` to `high`, which have their decimals.

    Numbers are compared in the type of the column, with bounds that it holds. Of a float that stands for a number with
    so many decimals, every bit is the same as of that number, as long as floats can tell its neighbors apart.
    """

    def __init__(self, name: str, sheet: Sheet, low: int, high: int, dtype: DType) -> None:
        super().__init__(name, sheet)
        self.low, self.high = low, high
        self.places = places_of(high)
        self.unit: int = 10**self.places
        self.whole = not (dtype.is_float() or dtype.is_decimal() or isinstance(dtype, nw.Duration))
        self.exact = self.cell == self._rounded(self.cell)
        if dtype.is_decimal():
            self.exact = self.cell == self.cell.round(self.places)
            self.cell = self._rounded(self.cell.cast(nw.Float64))
        elif isinstance(dtype, nw.Duration):
            self.cell = self.cell.dt.total_seconds() / _SECONDS
            self.exact = self.cell == self.cell.round(0)
        elif dtype == nw.Float32 and self.places:
            given, self.cell = self.cell, self._rounded(self.cell.cast(nw.Float64))
            told_apart = self.cell.abs() * self.unit <= _TOLD_APART
            self.exact = (given == self.cell.cast(nw.Float32)) & told_apart

    def equal(self, value: str | int) -> Mask:
        """Return where the answer is this number."""
        if self.whole and int(value) % self.unit:
            return NEVER
        return self.where(f"is {value}", self.cell == self._least(int(value)))

    def between(self, low: int | None, high: int | None) -> Mask:
        """Return where the number lies in a range, both ends included."""
        return all_of(
            [
                ALWAYS if low is None else self.where(f"at least {low}", self.cell >= self._least(low)),
                ALWAYS if high is None else self.where(f"at most {high}", self.cell <= -self._least(-high)),
            ]
        )

    def possible(self) -> Mask:
        """Return where a number is in range, and has no more decimals than it may have."""
        exact = ALWAYS if self.whole else self.where("exact", self.exact)
        return all_of([self.between(self.low, self.high), exact])

    def _least(self, number: int) -> int | float:
        """Return the smallest number of the column that is not below this one, which is held in last places."""
        return -(-int(number) // self.unit) if self.whole else int(number) / self.unit

    def _rounded(self, cell: nw.Expr) -> nw.Expr:
        """Return the nearest numbers with so many decimals."""
        held = (cell * self.unit).round(0)
        return held / (held * 0 + self.unit) if self.places else cell.round(0)  # by a number, Polars divides inexactly
