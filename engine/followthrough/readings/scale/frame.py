"""Reading 3 of the rules: run them on many leads at once, as columns, with narwhals.

What rules conclude (`meaning`) is said here in columns: each rule becomes one expression over the columns of the
answers and of the rules before it, true in the rows in which the rule fires. So the library that
holds the frame, from Polars to Spark, runs the rules itself, and a lazy frame stays lazy.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

import narwhals as nw

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.days import day_or_today
from followthrough.format.model import Concept, KnowledgeBase
from followthrough.format.order import settled_order
from followthrough.garbage_collection import uncollected
from followthrough.readings.meaning import Meaning, resting_on
from followthrough.readings.scale.answers import AnswerColumns
from followthrough.readings.scale.sheet import ALWAYS, Columns, Mask, Sheet, added_up, all_of, any_of, negated

FrameT = TypeVar("FrameT")

CONFLICT = "conflict"
FAULT = "fault"
OTHERWISE = "otherwise"
"""What a `why` column has for a value that no rule concluded."""


@uncollected()
def advise_frame(
    base: KnowledgeBase,
    frame: FrameT,
    *,
    counsel: str | Sequence[str] | None = None,
    today: date | None = None,
    why: bool = False,
) -> FrameT:
    """Advise on every lead in a frame that has one lead per row.

    `frame` is a Polars DataFrame or LazyFrame, a pandas DataFrame, a PyArrow Table, a DuckDB relation, or a PySpark
    DataFrame. Columns named after questions, or after counts of days, hold the answers (docs/batch.md says how they may
    be written); a question without a column is unanswered in every row. Days are counted from `today`. `counsel` is the
    name of one counsel, several names, or None for the default one.

    Returns a frame of the same kind, as lazy as the one given, with the same rows, all given columns unchanged, and
    these columns after them:

        stance                    for each goal and shown concept its value, text; null where it is unknown
        manner: send it by post   for each value of a concept that may hold many whether it is held, true or false
        stroke_risk               for each shown sum what it adds up to, a whole number, or a float if it has decimals
        why stance                with `why`: the rules that concluded it, separated by `, `, or `otherwise`, text
        conflict                  the first concept for which undefeated rules conclude different values, or null, text
        fault                     the column to look at where a row is not a possible and complete lead, or null, text

    In Polars these texts are enumerations, except in `why`. A faulty row has no advice: null, and false for a value of
    many. With several names in `counsel`, every column but `fault` is there for each of them and begins with its name:
    `wolfe: stance`.

    Raises LeadError when there is no such counsel, a column has a type that cannot hold the answers, no column is named
    after a question, or a given column has the name of one to be added; TypeError for any other frame.

    >>> import polars as pl
    >>> from followthrough import load
    >>> leads = pl.DataFrame({"name": ["Ash", "Birch"], "interview": ["upcoming", None], "want_it": ["yes", "no"]})
    >>> advise_frame(load(), leads, today=date(2026, 11, 22)).select("name", "stance", "fault").rows()
    [('Ash', 'pursue', None), ('Birch', None, 'interview')]
    """
    rows: Any = nw.from_native(cast(Any, frame))
    schema: Mapping[str, nw.dtypes.DType] = rows.collect_schema()
    sheet = Sheet(list(schema))
    answers = AnswerColumns(base, schema, day_or_today(today), sheet)
    words = _WordColumns(sheet, as_enum=rows.implementation.is_polars())
    _lay_advice(base, counsel, answers, sheet, words, why=why)
    if taken := [name for name in sheet.kept if name in schema]:
        raise LeadError(
            Problem(Place(f"column {name}"), f"{name} is a column of the advice", _RENAME) for name in taken
        )
    return cast(FrameT, nw.to_native(_laid(sheet, rows).select(*schema, *sheet.kept)))


def _laid(sheet: Sheet, rows: Any) -> Any:
    """Lay all columns of a sheet on a frame: at once, or of a frame of Polars that is there some layers at a time."""
    if not (rows.implementation.is_polars() and isinstance(rows, nw.DataFrame)):
        return sheet.on(rows)
    # Plans as they stand: there is nothing in them to push down, nor anything that is worked out twice.
    as_it_stands = nw.get_native_namespace(rows).QueryOptFlags.none()
    return sheet.in_parts_on(rows, lambda plan: plan.collect(optimizations=as_it_stands))


_NESTED = 50
"""Nest at most this many choices in one expression, since libraries descend into them by recursion."""

_RENAME = "give it another name, or leave it out"


def _lay_advice(
    base: KnowledgeBase,
    counsel: str | Sequence[str] | None,
    answers: AnswerColumns,
    sheet: Sheet,
    words: "_WordColumns",
    *,
    why: bool,
) -> None:
    """Lay the columns to be added, and what they rest on."""
    faults = list(answers.faults())
    good = sheet.lay("good", negated(any_of(where for _, where in faults)))
    shown = [base.concepts[name] for name in base.shown()]
    for prefix, name in counsels_by_prefix(base, counsel).items():
        order = resting_on(settled_order(base, name), [*base.shown(), *base.shown_sums])
        columns = Columns(sheet, name)
        meaning = Meaning(columns, order, answers.passing)
        for concept in shown:
            _lay_values(concept, meaning, good, sheet, words, prefix)
            if why:
                rules = meaning.concluding(concept.name)
                fired = {rule.name: columns.named(rule.name, meaning.fired[rule.name]) for rule in rules}
                words.deciding(f"{prefix}why {concept.name}", fired, concept, good)
        for one in base.shown_sums:
            _lay_sum(f"{prefix}{one}", meaning.sums[one], base.sums[one].decimals, good, sheet)
        words.first(f"{prefix}{CONFLICT}", meaning.conflicts.items(), good)
    words.first(FAULT, faults)


def _lay_values(
    concept: Concept, meaning: Meaning[Mask], good: Mask, sheet: Sheet, words: "_WordColumns", prefix: str
) -> None:
    """Lay the values of a concept: as words, or where it may hold many as a column for each."""
    held = {value: meaning.values[concept.name, value] for value in concept.values}
    if not concept.many:
        words.first(f"{prefix}{concept.name}", held.items(), good)
        return
    for value, where in held.items():
        holds = all_of([good, where])
        sheet.keep(f"{prefix}{concept.name}: {value}", holds.expression, [holds])


def _lay_sum(name: str, points: Sequence[tuple[Mask, int]], decimals: int, good: Mask, sheet: Sheet) -> None:
    """Lay what a sum adds up to in good rows: a whole number, or a float if it has decimals."""
    added = added_up(points) / 10**decimals if decimals else added_up(points)
    total = _where(good, added, nw.lit(None, nw.Float64() if decimals else nw.Int64()))
    sheet.keep(name, total, [good, *(one for one, _ in points)])


def counsels_by_prefix(base: KnowledgeBase, counsel: str | Sequence[str] | None) -> dict[str, str]:
    """Name the counsels that are asked, by what the names of their columns begin with; raises LeadError."""
    if counsel is None or isinstance(counsel, str):
        return {"": base.counsel_named(counsel)}
    return {f"{name}: ": base.counsel_named(name) for name in counsel}


class _WordColumns:
    """Columns of words. Polars writes few different words many times faster as an enumeration."""

    def __init__(self, sheet: Sheet, *, as_enum: bool) -> None:
        self.sheet = sheet
        self.as_enum = as_enum

    def first(self, name: str, words: Iterable[tuple[str, Mask]], good: Mask = ALWAYS) -> None:
        """Lay a column that has in good rows the first word whose mask holds, else null."""
        possible = [(word, where) for word, where in words if where.holds is not False]
        dtype = nw.Enum(list(dict.fromkeys(word for word, _ in possible))) if self.as_enum else nw.String()
        nothing = nw.lit(None, dtype)
        blocks = []
        for start in range(0, len(possible), _NESTED):
            column = nothing
            for word, where in reversed(possible[start : start + _NESTED]):
                column = _where(where, nw.lit(word, dtype), column)
            blocks.append(column)
        found = nw.coalesce(*blocks) if len(blocks) > 1 else blocks[0] if blocks else nothing
        self.sheet.keep(name, _where(good, found, nothing), [good, *(where for _, where in possible)])

    def deciding(self, name: str, fired: Mapping[str, Mask], concept: Concept, good: Mask) -> None:
        """Lay a column that names in good rows the rules that concluded a concept, or says that none did."""
        nothing = nw.lit(None, nw.String())
        names = [_where(where, nw.lit(rule), nothing) for rule, where in fired.items()]
        column = nothing if concept.otherwise is None else nw.lit(OTHERWISE)
        if names:
            joined = nw.concat_str(names, separator=", ", ignore_nulls=True)
            column = _where(any_of(fired.values()), joined, column)
        self.sheet.keep(name, _where(good, column, nothing), [good, *fired.values()])


def _where(one: Mask, then: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
    """Return an expression that chooses between two, row by row unless the mask is alike for all rows."""
    if isinstance(one.holds, bool):
        return then if one.holds else otherwise
    return nw.when(one.expression).then(then).otherwise(otherwise)
