"""Advice on a file of leads, larger than memory if need be: a file in, a file out, or none.

The file is read as a stream, and `advise_frame` runs the rules on it as columns. These tell which rows are faulty; why
one is, is asked of the reading of a single lead, so that it reads here as it would there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import polars as pl

from followthrough.answers import complete, read_lead
from followthrough.batch.answers import Answers
from followthrough.batch.files import ROW, Row, check_targets, reading, rows_in, scan, write
from followthrough.columns import FAULT, advise_frame
from followthrough.errors import LeadError, MissingFacts, Problem, did_you_mean
from followthrough.model import KnowledgeBase, Question
from followthrough.replacing import whole
from followthrough.words import quoted

Progress = Callable[[int, int], None]

MAX_SHOWN = 20
"""Most faulty rows that an error tells of: a screenful."""

REASON = "reason"
"""The column of a file of rows set aside that tells what is wrong; the one of an earlier time gives way to it."""

_GIVEN = "followthrough given "
_UNREADABLE = "followthrough unreadable"
"""Names of columns that are there only while the rules run; no other's begin so."""


class Done(NamedTuple):
    """How many leads were advised on and how many were set aside, and which columns may be misspelt questions."""

    advised: int
    set_aside: int
    doubts: tuple[Problem, ...]


def advise_file(
    base: KnowledgeBase,
    source: Path,
    target: Path,
    *,
    counsel: str | Sequence[str] | None = None,
    today: date,
    why: bool = False,
    keep: Sequence[str] | None = None,
    set_aside: Path | None = None,
    progress: Progress | None = None,
) -> Done:
    """Advise on every lead in a file, and write another one with the columns of `advise_frame` behind those it has.

    Of those it has `keep` names the ones to write, if not all; a column that is not there raises LeadError.
    The files are CSV, Parquet or JSON lines, by their endings; docs/batch.md describes their columns. Faulty rows raise
    LeadError, and nothing is written; or they go into the file `set_aside`, each with a reason. A file is written whole
    or not at all. `progress` is called from other threads, one at a time: how many rows were read, and of how many.
    """
    targets = [target] if set_aside is None else [set_aside, target]
    check_targets(source, targets)
    leads = _Leads(base, source, today)
    kept = leads.kept(keep)
    count = _Count(progress, rows_in(source) if progress else 0)
    advised = advise_frame(base, leads.read(), counsel=counsel, today=today, why=why)
    is_faulty = pl.col(FAULT).is_not_null() | pl.col(_UNREADABLE)
    added = [name for name in advised.collect_schema() if name not in leads.read_columns and name != FAULT]
    # With the number of the row, since Polars would pass on a column of one value as that value alone.
    counted = pl.struct(ROW, is_faulty.alias(FAULT)).map_batches(count, pl.Boolean, is_elementwise=True)
    good = advised.filter(~counted)
    bad = advised.filter(is_faulty).select(ROW, *leads.as_given)
    with whole(targets) as parts, reading(source):
        write(good.select(*kept, *added), target, parts[-1])
        # Faulty rows are few, and a second reading of the file costs less than holding them back in the first.
        if count.faulty and set_aside is None:
            first = bad.head(MAX_SHOWN).collect(engine="streaming")
            raise LeadError(leads.problems(first, count.faulty, count.read))
        if set_aside is not None:
            write(leads.with_reasons(bad if count.faulty else bad.head(0)), set_aside, parts[0])
    return Done(count.read - count.faulty, count.faulty, tuple(leads.doubts()))


class _Count:
    """Lets rows pass and counts them, and those that are faulty, on the way; told about some rows at a time."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.read = 0
        self.faulty = 0
        self._progress = progress
        self._total = total
        self._busy = Lock()

    def __call__(self, rows: pl.Series) -> pl.Series:
        are_faulty = rows.struct.field(FAULT)
        with self._busy:
            self.read += rows.len()
            self.faulty += int(are_faulty.sum())
            if self._progress is not None:
                self._progress(self.read, max(self.read, self._total))
        return are_faulty


class _Leads:
    """The leads in a file: as answers, and as they are given there. Raises LeadError when it cannot be read."""

    def __init__(self, base: KnowledgeBase, source: Path, today: date) -> None:
        self.base = base
        self.source = source
        self.today = today
        self.rows = scan(source)
        schema = self.rows.collect_schema()
        self.names = [name for name in schema if name != ROW]
        self.answers = Answers(base, schema, today)
        replaced = {*self.answers.columns, *self.answers.spare}
        self.as_given = [pl.col(_GIVEN + name).alias(name) if name in replaced else pl.col(name) for name in self.names]
        self.read_columns = {ROW, _UNREADABLE, *self.names, *(_GIVEN + name for name in replaced)}
        self._check_columns()

    def read(self) -> pl.LazyFrame:
        """Give the frame that `advise_frame` takes: answers under their names, and what they were read from."""
        columns, spare = self.answers.columns, self.answers.spare
        return self.rows.select(
            ROW,
            self.answers.unreadable.alias(_UNREADABLE),
            *(pl.col(name).alias(_GIVEN + name) for name in self.names if name in {*columns, *spare}),
            *(columns.get(name, pl.col(name)).alias(name) for name in self.names if name not in spare),
        )

    def with_reasons(self, bad: pl.LazyFrame) -> pl.LazyFrame:
        """Tell of faulty rows what is wrong with each."""

        def reasons(rows: pl.Series) -> pl.Series:
            return pl.Series([self._reason(row) for row in rows], dtype=pl.String)

        reason = pl.struct(ROW, *self._asked).map_batches(reasons, pl.String, is_elementwise=True)
        return bad.select(*(name for name in self.names if name != REASON), reason.alias(REASON))

    def kept(self, names: Sequence[str] | None) -> list[pl.Expr]:
        """Give the columns of these names as they are given, or all; raises LeadError if there is none of a name."""
        if names is None:
            return self.as_given
        if unknown := [name for name in names if name not in self.names]:
            wrong = "there is no column {} to keep"
            raise LeadError(
                Problem(Row(str(self.source)), wrong.format(quoted(name)), did_you_mean(name, self.names))
                for name in unknown
            )
        return [column for name, column in zip(self.names, self.as_given, strict=True) if name in names]

    def problems(self, first: pl.DataFrame, faulty: int, total: int) -> Iterator[Problem]:
        """Tell what is wrong with the first faulty rows, and how many there are."""
        if faulty > first.height:
            wrong = f"{faulty:,} of {total:,} rows are faulty, the first {first.height} as follows"
            yield Problem(Row(str(self.source)), wrong, "correct them, or set them aside")
        for row in first.iter_rows(named=True):
            for one in self._wrong(row):
                yield Problem(Row(str(self.source), row[ROW]), one.wrong, one.remedy)

    def doubts(self) -> Iterator[Problem]:
        """Name columns that are kept as they are, but look like a question that has no column."""
        absent = [name for name in (*self.base.questions, *self.base.counts) if name not in self.names]
        for name in self.names:
            near = get_close_matches(name, absent, n=1, cutoff=0.8)
            if near and name not in self._asked:
                wrong = f"the column {name} is no question, and was not read"
                yield Problem(Row(str(self.source)), wrong, f"did you mean {near[0]!r}?")

    @property
    def _asked(self) -> list[str]:
        return [name for name in self.names if name in self.base.questions or name in self.base.counts]

    def _reason(self, row: Mapping[str, Any]) -> str:
        return f"row {row[ROW]}: " + " | ".join(f"{one.wrong}; {one.remedy}" for one in self._wrong(row))

    def _wrong(self, row: Mapping[str, Any]) -> list[Problem]:
        """Read a row as a single lead, and tell what is wrong with it."""
        given = {name: _plain(row[name]) for name in self._asked}
        try:
            complete(
                read_lead(self.base, {name: value for name, value in given.items() if value is not None}, self.today)
            )
        except LeadError as error:
            return list(error.problems)
        except MissingFacts as error:
            return [self._missing(self.base.questions[name]) for name in error.questions]
        raise AssertionError(f"a row is faulty as a column and not as a lead: {given}")

    def _missing(self, question: Question) -> Problem:
        remedy = did_you_mean("", question.choices) if question.choices else f"answer it: {question.ask}"
        return Problem(Row(str(self.source)), f"{question.name} is not answered", remedy)

    def _check_columns(self) -> None:
        """Refuse a file in which no lead can be complete, for want of a column; raises LeadError."""
        problems = []
        for question in self.base.questions.values():
            count = self.base.count_of(question.name)
            names = {question.name, count.name} if count else {question.name}
            is_needed = not (question.only_if.parts or question.unknown_allowed or question.kind == "text")
            if is_needed and not names.intersection(self.names):
                others = [name for name in self.names if name not in self._asked]
                near = get_close_matches(question.name, others, n=1)
                remedy = f"rename the column {near[0]!r}, or add it" if near else f"add it: {question.ask}"
                wrong = f"has no column {question.name}, and every lead must have an answer to it"
                problems.append(Problem(Row(str(self.source)), wrong, remedy))
        if problems:
            raise LeadError(problems)


def _plain(value: Any) -> Any:
    """Give what a cell says: a whole number for a float that is one, a date for a time, nothing for not a number."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None if value != value else value
    return value.date() if isinstance(value, datetime) else value
