"""The cells of a file as answers: what people write, made into the columns that `advise_frame` takes.

A cell means what it means in a lead (`followthrough.answers`): a word of a choice, a number in digits, a day as people
say it, `unknown`. What cannot be read becomes null, and its row is faulty.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

import polars as pl

from followthrough.answers import UNKNOWN
from followthrough.days import NotADay, day_of
from followthrough.model import Count, KnowledgeBase, Question

_DIGITS = "^-?[0-9]{1,9}$"
"""How a number is written."""


class Answers:
    """What is read from a file whose columns are these.

    `columns` has an expression for each column that does not hold answers as it is; `spare` names dates whose days are
    in another column.
    """

    def __init__(self, base: KnowledgeBase, schema: Mapping[str, pl.DataType], today: date) -> None:
        self.columns: dict[str, pl.Expr] = {}
        self.spare: list[str] = []
        self._unreadable: list[pl.Expr] = []
        self._schema = schema
        self._base = base
        self._today = today
        for question in base.questions.values():
            count = base.count_of(question.name)
            if question.name in schema and question.kind != "text":
                self._read(question, question.name, question.kind)
            if count is not None and count.name in schema:
                self._read(question, count.name, "number")
                if question.name in schema:
                    self._merge(question, count)

    @property
    def unreadable(self) -> pl.Expr:
        """Tell in which rows an answer cannot be read, or contradicts another."""
        return pl.any_horizontal(pl.lit(value=False), *self._unreadable)

    def _read(self, question: Question, name: str, kind: str) -> None:
        """Read a column; one that cannot be what the question asks for is read as null throughout."""
        cell, dtype = pl.col(name), self._schema[name]
        is_text = dtype in (pl.String, pl.Categorical, pl.Enum)
        if kind == "number":
            answers = _number(cell, dtype, is_text=is_text)
        elif kind == "date":
            answers = self._date(question, cell, dtype, is_text=is_text)
        else:
            answers = cell if is_text or dtype == pl.Null else cell.cast(pl.String) if dtype.is_integer() else None
        if answers is cell:
            return
        if answers is None:
            answers = pl.lit(None, pl.String)
        self.columns[name] = answers
        given = cell.is_not_null()
        if dtype.is_float():
            given &= cell.is_not_nan()
        if is_text and question.unknown_allowed:
            given &= cell.cast(pl.String) != UNKNOWN
        self._unreadable.append(given & answers.is_null())

    def _merge(self, question: Question, count: Count) -> None:
        """Take the days from either column; faulty is a day that cannot be, and where both do not say the same."""
        day = self.columns.pop(question.name, pl.col(question.name))
        days = self.columns.get(count.name, pl.col(count.name))
        today = pl.lit(self._today)
        counted = (today - day if count.direction == "since" else day - today).dt.total_days()
        counted = pl.when(day.is_between(*count.reach(self._today))).then(counted.clip(count.low, count.high))
        self.columns[count.name] = pl.coalesce(days, counted)
        self.spare.append(question.name)
        both_given = pl.col(question.name).is_not_null() & pl.col(count.name).is_not_null()
        self._unreadable.append(day.is_not_null() & counted.is_null())
        self._unreadable.append(both_given & days.ne_missing(counted))

    def _date(self, question: Question, cell: pl.Expr, dtype: pl.DataType, *, is_text: bool) -> pl.Expr | None:
        if is_text:
            count = self._base.count_of(question.name)
            meant = count.meant(self._today) if count is not None else (date.min, date.max)
            read = partial(_days, today=self._today, meant=meant)
            return cell.cast(pl.String).map_batches(read, return_dtype=pl.Date, is_elementwise=True)
        if dtype == pl.Datetime:
            return cell.dt.date()
        return cell if dtype in (pl.Date, pl.Null) else None


def _number(cell: pl.Expr, dtype: pl.DataType, *, is_text: bool) -> pl.Expr | None:
    if is_text:
        text = cell.cast(pl.String)
        return pl.when(text.str.contains(_DIGITS)).then(text).cast(pl.Int64)
    if dtype.is_float():
        return cell.fill_nan(None)
    return cell if dtype.is_integer() or dtype == pl.Null else None


def _days(texts: pl.Series, *, today: date, meant: tuple[date, date]) -> pl.Series:
    """Read days as people say them, each way of saying one once; null where it is none, or could be several."""
    said = texts.drop_nulls().unique().to_list()
    return texts.replace_strict(said, [_day(text, today, meant) for text in said], default=None, return_dtype=pl.Date)


def _day(text: str, today: date, meant: tuple[date, date]) -> date | None:
    try:
        return day_of(text, today, earliest=meant[0], latest=meant[1])
    except NotADay:
        return None
