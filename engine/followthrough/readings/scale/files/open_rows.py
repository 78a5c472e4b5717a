"""Rows in which answers are missing: what is settled all the same and what is open, as columns.

What can be said of such a row is not for columns to find out, since it takes all leads that the row may still become.
So the answers are handed to a `Settle`, some thousand rows at a time. Of what comes back, the outlooks of these rows,
each is written once and copied to the rows that have it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from followthrough.format.choices import SEPARATOR
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.format.sums import Sum
from followthrough.readings.scale.files.cell_answers import CellAnswers
from followthrough.readings.scale.files.rows import UNREADABLE
from followthrough.readings.scale.files.source import free_name
from followthrough.readings.scale.frame import CONFLICT, FAULT, OTHERWISE

STATE = "followthrough state"
"""The column that tells what became of a row."""

SETTLED, FAULTY, OPEN, GOAL_OPEN = range(4)
"""What can become of a row: all is settled, it is no possible lead, something is open, and a goal is among it."""

UNDECIDED = "undecided"
"""What an open concept is said to be that may stay without a value."""

OPEN_COLUMN, HINGES_COLUMN = "open", "hinges on"
"""The columns that have what can still be advised, and the questions that decide it."""


class Left(NamedTuple):
    """What is left of a concept while answers are missing.

    Of a sum, values are numbers in order. `held` has the values that it has whatever they are, `possible` those that it
    may have, None if it may be undecided. While it is open, `questions` names those that it hinges on and that can be
    asked, and `later` those that it may come to hinge on. `rules` names those that conclude it whatever the answers
    are; None if none of its rules can.
    """

    held: tuple[str, ...]
    possible: tuple[str | None, ...]
    questions: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    rules: tuple[str, ...] | None = ()

    @property
    def is_open(self) -> bool:
        """Return whether it can still change."""
        return self.possible != (self.held or (None,))


class RowOutlook(NamedTuple):
    """What can be said of a row: of each concept of the advice, and the one that rules contradict for certain."""

    concepts: Mapping[str, Left]
    conflict: str | None


Outlooks = tuple[Sequence[RowOutlook | None], Sequence[int]]
"""The outlooks of some rows, each once, None for no possible lead; and for each row the place of its own."""

Settle = Callable[[str, Mapping[str, Sequence[Value]], int], Outlooks]
"""Finds the outlooks under a counsel, given the answers by question and how many rows there are.

A question without answers is open, and so is, in a row without an answer to it, one that must be answered.
"""


class OpenRows:
    """The columns of the advice as they are where answers are missing.

    `counsels` has the counsels by what the names of their columns begin with, `advice` the types of these columns,
    and `taken` the names that the file has.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        counsels: Mapping[str, str],
        answers: CellAnswers,
        advice: Mapping[str, pl.DataType],
        taken: Sequence[str],
        settle: Settle,
    ) -> None:
        self.base = base
        self.shown = (*base.shown(), *base.shown_sums)
        self.counsels = counsels
        self.told = answers.told()
        self.answers = list(answers.columns)
        self.advice = list(advice)
        self.settle = settle
        self.opened = {
            f"{prefix}{name}": free_name(f"{prefix}{name}", taken)
            for prefix in counsels
            for name in (OPEN_COLUMN, HINGES_COLUMN)
        }
        # Without a column for a question, the columns of the advice have no room for what only an answer to it decides.
        rooms = {f"{prefix}{name}": words for prefix in counsels for name, words in self._rooms()}
        types = {name: _with_room(dtype, rooms.get(name, ())) for name, dtype in advice.items()}
        self.schema = {**types, **dict.fromkeys(self.opened.values(), pl.String()), STATE: pl.Int8()}
        asked = {name for name, question in base.questions.items() if question.kind != "text"}
        self.is_each_partial = not asked <= self.told.keys()

    def _rooms(self) -> Iterator[tuple[str, Iterable[str]]]:
        """Name the words that columns of words may have."""
        yield CONFLICT, self.base.concepts
        yield from ((name, self.base.concepts[name].values) for name in self.base.shown())

    def on(self, advised: pl.LazyFrame) -> pl.LazyFrame:
        """Put what is settled into the rows in which answers are missing, and what is open beside it."""
        rows = pl.struct(*self.answers, FAULT, UNREADABLE, *self.advice)
        said = rows.map_batches(self._said, pl.Struct(self.schema), is_elementwise=True)
        others = pl.all().exclude(FAULT, *self.advice)
        return advised.select(others, said.alias(STATE)).unnest(STATE)

    def _said(self, rows: pl.Series) -> pl.Series:
        """Settle some rows; those that are complete stay as they are."""
        frame = rows.struct.unnest()
        is_faulty = frame[FAULT].is_not_null() | frame[UNREADABLE]
        nothing = [pl.lit(None, pl.String()).alias(name) for name in self.opened.values()]
        as_it_is = frame.select(*self.advice, *nothing, is_faulty.alias(STATE)).cast(pl.Schema(self.schema))
        is_partial = ~frame[UNREADABLE] & (is_faulty | self.is_each_partial)
        if not is_partial.any():
            return as_it_is.to_struct()
        settled = self._settled(frame.filter(is_partial))
        place = pl.when(is_partial).then(frame.height + is_partial.cum_sum() - 1).otherwise(pl.int_range(frame.height))
        return pl.concat([as_it_is, settled])[pl.select(place).to_series()].to_struct()

    def _settled(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Write what is said of rows in which answers may be missing."""
        told = {name: self._answers(name, rows.select(column).to_series()) for name, column in self.told.items()}
        parts = []
        for prefix, counsel in self.counsels.items():
            outlooks, places = self.settle(counsel, told, rows.height)
            cells = [dict(self._cells(prefix, outlook)) for outlook in outlooks]
            schema = {name: self.schema[name] for name in cells[0] if name in self.schema}  # `why` only if asked for
            parts.append(pl.DataFrame(cells, schema)[places])
        state = pl.select(pl.max_horizontal(part[STATE] for part in parts)).to_series()
        said = pl.concat([part.drop(STATE) for part in parts], how="horizontal")
        return said.with_columns(state.alias(STATE)).select(*self.schema)

    def _answers(self, question: str, told: pl.Series) -> list[Value]:
        """Return the answers to a question; several to one, which are told as a text, as a tuple."""
        answers: list[Value] = told.to_list()
        if not self.base.questions[question].many:
            return answers
        read = {text: None if text is None else tuple(str(text).split(SEPARATOR)) for text in {*answers}}
        return [read[text] for text in answers]

    def _cells(self, prefix: str, outlook: RowOutlook | None) -> Iterator[tuple[str, Any]]:
        """Write an outlook under a counsel, cell by cell."""
        concepts = outlook.concepts if outlook is not None else {}
        for name in self.shown:
            left = concepts.get(name)
            cells = self._of(name, left or Left((), ()))
            yield from ((f"{prefix}{column}", value if left is not None else None) for column, value in cells)
        still = {name: left for name, left in concepts.items() if left.is_open}
        can_be = [f"{name}: {', '.join(self._still(name, left))}" for name, left in still.items()]
        hinges = [f"{name}: {_hinging(left)}" for name, left in still.items()]
        yield f"{prefix}{CONFLICT}", outlook.conflict if outlook is not None else None
        yield self.opened[f"{prefix}{OPEN_COLUMN}"], "; ".join(can_be) or None
        yield self.opened[f"{prefix}{HINGES_COLUMN}"], "; ".join(hinges) or None
        is_goal_open = any(goal in still for goal in self.base.goals)
        yield STATE, FAULTY if outlook is None else GOAL_OPEN if is_goal_open else OPEN if still else SETTLED

    def _of(self, concept: str, left: Left) -> Iterator[tuple[str, Any]]:
        """Write what is settled of a concept, or of a sum."""
        if concept in self.base.sums:
            yield concept, as_in_a_column(self.base.sums[concept], left.held[0]) if left.held else None
            return
        if self.base.concepts[concept].many:
            for value in self.base.concepts[concept].values:
                yield f"{concept}: {value}", True if value in left.held else None if value in left.possible else False
        else:
            yield concept, left.held[0] if left.held else None
        yield f"why {concept}", self._why(concept, left)

    def _why(self, concept: str, left: Left) -> str | None:
        """Name the rules that conclude what is settled of a concept."""
        if left.is_open and not left.held:
            return None
        if left.rules is None:
            return None if self.base.concepts[concept].otherwise is None else OTHERWISE
        return ", ".join(left.rules) or None

    def _still(self, concept: str, left: Left) -> Iterator[str]:
        """Name what an open concept can be; if it may hold many values, those that it may hold and may not."""
        if concept in self.base.sums:
            yield f"{left.possible[0]} to {left.possible[-1]}"
            return
        unknown = None if self.base.concepts[concept].many else UNDECIDED
        yield from (word for value in left.possible if value not in left.held and (word := value or unknown))


def as_in_a_column(one: Sum, number: str) -> int | float:
    """Return what a sum comes to as columns have it: a whole number, or one with decimals."""
    return float(number) if one.decimals else int(number)


def _with_room(dtype: pl.DataType, words: Iterable[str]) -> pl.DataType:
    """Return an enumeration that can hold more words, or the type itself if it can."""
    if not isinstance(dtype, pl.Enum) or {*words} <= {*dtype.categories}:
        return dtype
    return pl.Enum([*words])


def _hinging(left: Left) -> str:
    """Name the questions that decide an open concept."""
    return ", ".join([*left.questions, *([f"perhaps {', '.join(left.later)}"] if left.later else [])])
