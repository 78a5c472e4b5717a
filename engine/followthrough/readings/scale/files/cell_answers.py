"""Read the cells of a file as answers: turn what people write into the columns that `advise_frame` takes.

A cell means what it means in a lead (`format.lead`): a word of a choice, a number in digits, a day as people
say it, `unknown`. What cannot be read becomes null, and its row is faulty.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

import polars as pl

from followthrough.format.choices import AROUND, UNKNOWN, choice_meant, is_yes_or_no
from followthrough.format.counts import Count
from followthrough.format.day_order import by_day, meant, ordered, reach
from followthrough.format.days import NotADay, day_of
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.numbers import MAX_NUMBER, NotANumber, typed_number
from followthrough.readings.scale.days import counts_that_can_be
from followthrough.readings.scale.files.several_cells import of_several, of_ticks
from followthrough.readings.scale.type_names import called

_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_WRITTEN = r"^\s*(-?[0-9]{1,15})\s*$"
"""A whole number as programs write it; other ways to write one take longer to read."""

_TOLD_APART = 1 << 24
"""Largest number of last places to which every whole number is a float of 32 bits."""

_TYPES: Mapping[str, pl.DataType] = {"number": pl.Int64(), "count": pl.Int64(), "date": pl.Date()}
"""Types of answers for a column that has no type."""


class CellAnswers:
    """The answers in the cells of a file; `cells` maps a question or count to its column, which is in the `schema`.

    `ticks` maps a question that has a column for each choice to these columns, by choice.

    `columns` has the answers by the names of questions and counts; `misfits` has the columns whose type is none that
    the question can be answered with, and what would be.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        cells: Mapping[str, str],
        schema: Mapping[str, pl.DataType],
        today: date,
        ticks: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.columns: dict[str, pl.Expr] = {}
        self.misfits: dict[str, tuple[str, str]] = {}
        self._unreadable: list[pl.Expr] = []
        self._cells = cells
        self._schema = schema
        self._base = base
        self._today = today
        for question in base.questions.values():
            if question.name in ticks:
                self._read_ticks(question, ticks[question.name])
            elif question.name in cells:
                self._read(question, question.name, question.kind)
            for count in base.counts_of(question.name):
                if count.name in cells:
                    self._read(question, count.name, "count")
                    if question.name in cells and question.name not in by_day(base):
                        self._merge(question, count)

    @property
    def unreadable(self) -> pl.Expr:
        """The rows in which an answer cannot be read, or contradicts another."""
        return pl.any_horizontal(pl.lit(value=False), *self._unreadable)

    def told(self) -> dict[str, pl.Expr]:
        """Return the answers by question: texts for choices, counts for dates that are counted from; null for none.

        What cannot be an answer is told as one that is out of range. Of a date from which more is counted than one
        number, the day is told. Of one that is not counted from or in an order, and of a text, it is told only that
        there is one.
        """
        found, in_order, days = dict[str, pl.Expr](), ordered(self._base), by_day(self._base)
        for question in self._base.questions.values():
            counts = self._base.counts_of(question.name)
            count = next((one for one in counts if one.name in self.columns), next(iter(counts), None))
            name = count.name if count is not None and count.name in self.columns else question.name
            if name not in self.columns:
                continue
            cell = pl.col(name)
            if question.kind == "text":
                cell = pl.when(cell.is_not_null()).then(pl.lit("given"))
            elif question.name in days:
                cell = self._day(question, name)
            elif name != question.name or question.kind == "number":
                low, high = counts_that_can_be(question, count, counts) if count else (question.low, question.high)
                held = _held(cell, question.decimals)
                is_one = held.is_between(int(low), int(high)) & (cell == _number_held(held, question.decimals))
                below = int((count or question).low) - 1
                cell = pl.when(is_one).then(held.cast(pl.Int64, strict=False)).when(~is_one).then(below)
            elif count is not None:
                is_one = cell.is_between(*reach(question, counts, self._today))
                cell = pl.when(is_one).then(self._counted(cell, count)).when(~is_one).then(count.low - 1)
            elif question.kind == "date" and question.name not in in_order:
                cell = pl.when(cell.is_not_null()).then(pl.lit(self._today))
            elif question.unknown_allowed and question.kind != "date":
                cell = pl.when(cell.cast(pl.String) != UNKNOWN).then(cell.cast(pl.String))
            elif question.kind != "date":
                cell = cell.cast(pl.String)
            found[question.name] = cell
        return found

    def _day(self, question: Question, name: str) -> pl.Expr:
        """Return the day in a column of dates or days counted; one that cannot be is told as one out of reach."""
        cell, counts = pl.col(name), self._base.counts_of(question.name)
        first, last = reach(question, counts, self._today)
        one_day = timedelta(days=1)
        beyond = last + one_day if last < date.max else max(first, date.min + one_day) - one_day
        day, is_one = cell, pl.lit(value=True)
        if name != question.name:
            count = self._base.counts[name]
            held, (low, high) = _held(cell, 0), counts_that_can_be(question, count, counts)
            is_one = held.is_between(low, high) & (cell == held)
            days = pl.duration(days=pl.when(is_one).then(held.cast(pl.Int64, strict=False)))
            day = (pl.lit(self._today) - days if count.direction == "since" else pl.lit(self._today) + days).cast(
                pl.Date
            )
        is_one &= day.is_between(first, last)
        return pl.when(cell.is_null()).then(None).when(is_one).then(day).otherwise(pl.lit(beyond))

    def _read(self, question: Question, name: str, kind: str) -> None:
        """Read a column; one whose type cannot hold the answers has none."""
        cell, dtype = pl.col(self._cells[name]), self._schema[self._cells[name]]
        is_text = dtype in _TEXTS
        if kind == "text" or dtype == pl.Null:
            self.columns[name] = cell.cast(_TYPES[kind]) if kind in _TYPES else cell
            return
        if kind in ("number", "count"):
            answers = _number(cell, dtype, question, is_text=is_text, counts_days=kind == "count")
        elif kind == "date":
            days = meant(question, self._base.counts_of(name), self._today)
            answers = _date(cell, dtype, self._today, days, is_text=is_text)
        elif question.many:
            answers = of_several(cell, dtype, question)
        else:
            answers = _choice(cell, dtype, question, is_text=is_text)
        if answers is None:
            numbers = "numbers" if question.decimals else "whole numbers"
            wanted = {"number": numbers, "count": "whole numbers of days", "date": "dates"}.get(kind, "texts")
            self.misfits[name] = called(dtype), wanted
            answers = pl.lit(None, _TYPES.get(kind, pl.Null()))
        self.columns[name] = answers
        given = self._filled(name)
        if is_text and kind in ("number", "count", "date") and question.unknown_allowed:
            given &= cell.cast(pl.String).str.strip_chars().str.strip_chars(AROUND).str.to_lowercase() != UNKNOWN
        self._unreadable.append(given & answers.is_null())

    def _read_ticks(self, question: Question, columns: Mapping[str, str]) -> None:
        """Read the columns of a question that has one for each choice: as the text of an answer."""
        answers, unreadable = of_ticks(question, columns, self._schema)
        self.columns[question.name] = answers
        self._unreadable.append(unreadable)

    def _filled(self, name: str) -> pl.Expr:
        """Return where a column has something in it."""
        cell = pl.col(self._cells[name])
        is_float = self._schema[self._cells[name]].is_float()
        return cell.is_not_null() & cell.is_not_nan() if is_float else cell.is_not_null()

    def _merge(self, question: Question, count: Count) -> None:
        """Take the days from either column. A day out of range is faulty, and so is a contradiction between the two."""
        day, days = self.columns.pop(question.name), self.columns[count.name]
        counted = pl.when(day.is_between(*reach(question, [count], self._today))).then(self._counted(day, count))
        self.columns[count.name] = pl.coalesce(days, counted)
        both_given = self._filled(question.name) & self._filled(count.name)
        self._unreadable.append(day.is_not_null() & counted.is_null())
        self._unreadable.append(both_given & days.ne_missing(counted))

    def _counted(self, day: pl.Expr, count: Count) -> pl.Expr:
        """Count the days between a day and today; beyond its bounds a count stays at them."""
        today = pl.lit(self._today)
        days = (today - day if count.direction == "since" else day - today).dt.total_days()
        return days.clip(count.low, count.high)


def _choice(cell: pl.Expr, dtype: pl.DataType, question: Question, *, is_text: bool) -> pl.Expr | None:
    if dtype == pl.Boolean and is_yes_or_no(question.choices):
        return pl.when(cell).then(pl.lit("yes")).when(~cell).then(pl.lit("no"))
    if dtype.is_integer() and any(choice.isdigit() for choice in question.choices):
        is_text = True
    if not is_text:
        return None
    words = [*question.choices, UNKNOWN]
    read = partial(_words, question=question, dtype=pl.Enum(words))
    return cell.cast(pl.String).map_batches(read, return_dtype=pl.Enum(words), is_elementwise=True)


def _words(texts: pl.Series, *, question: Question, dtype: pl.Enum) -> pl.Series:
    """Read the words of a choice, each spelling once; null where a word is not a choice."""
    words = texts.cast(dtype, strict=False)
    if words.null_count() == texts.null_count():
        return words
    said = texts.drop_nulls().unique().to_list()
    meant = [choice_meant(text, question.choices, question.choices) for text in said]
    return _replaced(texts, said, meant, dtype)


def _number(
    cell: pl.Expr, dtype: pl.DataType, question: Question, *, is_text: bool, counts_days: bool
) -> pl.Expr | None:
    """Read numbers: whole ones as such, those of a question with decimals as floats."""
    decimals = question.decimals
    if is_text:
        read = partial(_numbers, decimals=decimals, unit="days" if counts_days else question.unit)
        answers = pl.Float64() if decimals else pl.Int64()
        return cell.cast(pl.String).map_batches(read, return_dtype=answers, is_elementwise=True)
    if dtype.is_decimal():
        return pl.when(cell == cell.round(decimals)).then(_number_held(_held(cell, decimals), decimals))
    if dtype.is_float():
        cell = cell.fill_nan(None)
        return _from_float32(cell, decimals) if dtype == pl.Float32 and decimals else cell
    if dtype == pl.Duration and counts_days:
        days = cell.dt.total_days()
        return pl.when(cell == pl.duration(days=days)).then(days)
    return cell if dtype.is_integer() else None


def _held(cell: pl.Expr, decimals: int) -> pl.Expr:
    """Return numbers as whole numbers of their last place, as floats if they have decimals."""
    unit: int = 10**decimals
    return (cell.cast(pl.Float64) * unit).round()


def _number_held(held: pl.Expr, decimals: int) -> pl.Expr:
    """Return the numbers of whole numbers of their last place."""
    unit: int = 10**decimals
    return held / (held * 0 + unit)  # by a number, Polars divides inexactly


def _from_float32(cell: pl.Expr, decimals: int) -> pl.Expr:
    """Return the numbers that short floats stand for; null where a float stands for none, or for several."""
    held = _held(cell, decimals)
    number = _number_held(held, decimals)
    return pl.when((number.cast(pl.Float32) == cell) & (held.abs() <= _TOLD_APART)).then(number)


def _numbers(texts: pl.Series, *, decimals: int, unit: str) -> pl.Series:
    """Read numbers as people write them, each spelling once; null where a text is none, or could be two."""
    dtype = pl.Float64() if decimals else pl.Int64()
    if not decimals:
        plain = texts.str.extract(_WRITTEN, 1).cast(pl.Int64)
        if plain.null_count() == texts.null_count():
            return plain
    said = texts.drop_nulls().unique().to_list()
    return _replaced(texts, said, [_typed(text, decimals, unit) for text in said], dtype)


def _typed(text: str, decimals: int, unit: str) -> int | float | None:
    try:
        number = int(typed_number(text, decimals, unit))
    except NotANumber:
        return None
    return None if abs(number) > MAX_NUMBER else number / 10**decimals if decimals else number


def _date(cell: pl.Expr, dtype: pl.DataType, today: date, meant: tuple[date, date], *, is_text: bool) -> pl.Expr | None:
    if is_text:
        read = partial(_days, today=today, meant=meant)
        return cell.cast(pl.String).map_batches(read, return_dtype=pl.Date, is_elementwise=True)
    if dtype == pl.Datetime:
        return cell.dt.date()
    return cell if dtype == pl.Date else None


def _days(texts: pl.Series, *, today: date, meant: tuple[date, date]) -> pl.Series:
    """Read days as people write them, each spelling once; null where it is not a day, or could be several."""
    said = texts.drop_nulls().unique().to_list()
    return _replaced(texts, said, [_day(text, today, meant) for text in said], pl.Date())


def _replaced(texts: pl.Series, said: Sequence[str], meant: Sequence[object], dtype: pl.DataType) -> pl.Series:
    return texts.replace_strict(said, pl.Series(meant, dtype=dtype), default=None, return_dtype=dtype)


def _day(text: str, today: date, meant: tuple[date, date]) -> date | None:
    try:
        return day_of(text, today, earliest=meant[0], latest=meant[1])
    except NotADay:
        return None
