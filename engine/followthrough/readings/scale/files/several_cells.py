"""Cells with several answers to a question: in one cell, or in a cell for each choice, as surveys export them.

Either becomes the text of an answer, with its choices in the author's order (`choices.written`).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec
import polars as pl

from followthrough.format.choices import NONE, SEPARATOR, Refused, several_meant, written
from followthrough.format.model import KnowledgeBase, Question
from followthrough.readings.scale.files.dialect import plainly
from followthrough.readings.scale.several_answers import tick_column

_TICKED = ("true", "yes", "y", "x", "1", "1.0", "on", "checked", "\u2713", "\u2714", "\u2611")
_NOT_TICKED = ("false", "no", "n", "0", "0.0", "off", "unchecked", "-", "\u2610", "")
"""What people and programs write in the cell of a choice, in lowercase; besides the choice itself, if it is ticked."""


def texts_in(cell: object) -> Sequence[object]:
    """Return the answers in a cell, which may hold a list, or the text of one in JSON.

    >>> texts_in('["car", "phone"]'), texts_in("car, phone")
    (['car', 'phone'], ['car, phone'])
    """
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        try:
            cell = msgspec.json.decode(cell, type=list[str])
        except msgspec.DecodeError:
            return [cell]
    return cell if isinstance(cell, list) else [cell]


def is_ticked(question: Question, choice: str, cell: object) -> bool:
    """Return whether the cell of a choice says that it is among the answers. Raises Refused."""
    said = "" if cell is None else str(cell).strip().lower()
    if said in (*_TICKED, choice.lower(), question.choices[choice].lower()):
        return True
    if said in _NOT_TICKED:
        return False
    raise Refused(f"{question.name}: {choice} cannot be {said!r}", "write yes or no")


def ticked(question: Question, cells: Mapping[str, object]) -> list[str] | None:
    """Return which choices the cells of a row say are among the answers; None if all are empty. Raises Refused."""
    found = [choice for choice, cell in cells.items() if is_ticked(question, choice, cell)]
    return found or (None if all(cell is None for cell in cells.values()) else [NONE])


def tick_columns(base: KnowledgeBase, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return which columns of a file stand for a choice of a question, by question and by choice."""
    there = {plainly(name): name for name in reversed(names)}
    found = {
        question.name: {choice: there[name] for choice, name in _plain_ticks(question) if name in there}
        for question in base.questions.values()
    }
    return {question: columns for question, columns in found.items() if columns}


def names_read(base: KnowledgeBase) -> set[str]:
    """Return the names of columns that hold answers, spelled plainly."""
    ticks = (name for question in base.questions.values() for _, name in _plain_ticks(question))
    return {*base.questions, *base.counts, *ticks}


def _plain_ticks(question: Question) -> Iterator[tuple[str, str]]:
    if question.many:
        yield from ((choice, plainly(tick_column(question.name, choice))) for choice in question.choices)


def of_several(cell: pl.Expr, dtype: pl.DataType, question: Question) -> pl.Expr | None:
    """Read a column of texts, or of lists of them; None if it holds neither."""
    if isinstance(dtype, pl.List | pl.Array):
        if dtype.inner not in (pl.String, pl.Categorical, pl.Enum, pl.Null):
            return None
        texts = cell.cast(pl.List(pl.String))
        cell = pl.when(cell.is_not_null()).then(texts.list.join(SEPARATOR))
    elif not (dtype in (pl.String, pl.Categorical, pl.Enum) or dtype.is_integer()):
        return None
    read = partial(_texts, question=question)
    return cell.cast(pl.String).map_batches(read, return_dtype=pl.String, is_elementwise=True)


def of_ticks(
    question: Question, columns: Mapping[str, str], schema: Mapping[str, pl.DataType]
) -> tuple[pl.Expr, pl.Expr]:
    """Read the columns of the choices of a question; return the answers, and the rows in which one cannot be read."""
    ticks = {choice: _tick(question, choice, column, schema[column]) for choice, column in columns.items()}
    names = [pl.when(tick).then(pl.lit(choice)) for choice, tick in ticks.items()]
    filled = pl.any_horizontal(tick.is_not_null() for tick in ticks.values())
    joined = pl.concat_str(names, separator=SEPARATOR, ignore_nulls=True)
    given = pl.when(filled).then(pl.when(joined == "").then(pl.lit(NONE)).otherwise(joined))
    read = partial(_texts, question=question)
    answers = given.map_batches(read, return_dtype=pl.String, is_elementwise=True)
    strange = (
        pl.col(column).is_not_null() & tick.is_null()
        for column, tick in zip(columns.values(), ticks.values(), strict=True)
    )
    return answers, pl.any_horizontal(given.is_not_null() & answers.is_null(), *strange)


def _tick(question: Question, choice: str, column: str, dtype: pl.DataType) -> pl.Expr:
    """Return where a choice is ticked; null where that cannot be told, or nothing is written."""
    if dtype in (pl.Boolean, pl.Null):
        return pl.col(column).cast(pl.Boolean)
    read = partial(_ticks, question=question, choice=choice)
    cell = pl.col(column).fill_nan(None) if dtype.is_float() else pl.col(column)
    return cell.cast(pl.String).map_batches(read, return_dtype=pl.Boolean, is_elementwise=True)


def _texts(texts: pl.Series, *, question: Question) -> pl.Series:
    """Read each text once; null where it is no answer."""
    said = texts.drop_nulls().unique().to_list()
    return texts.replace_strict(said, [_text(one, question) for one in said], default=None, return_dtype=pl.String)


def _text(text: str, question: Question) -> str | None:
    try:
        return written(several_meant(question.name, map(str, texts_in(text)), question.choices))
    except Refused:
        return None


def _ticks(texts: pl.Series, *, question: Question, choice: str) -> pl.Series:
    said = texts.drop_nulls().unique().to_list()
    meant = pl.Series([_is_ticked(question, choice, one) for one in said], dtype=pl.Boolean)
    return texts.replace_strict(said, meant, default=None, return_dtype=pl.Boolean)


def _is_ticked(question: Question, choice: str, text: str) -> bool | None:
    try:
        return is_ticked(question, choice, text)
    except Refused:
        return None
