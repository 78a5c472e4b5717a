"""The leads in a file: which columns hold answers, what is written for each row, and what is wrong with faulty rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
import narwhals as nw
import polars as pl

from followthrough.errors import LeadError, Problem, did_you_mean
from followthrough.format.applicability import names_of
from followthrough.format.choices import Refused
from followthrough.format.day_order import by_day
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.sentences import listed
from followthrough.format.words import quoted
from followthrough.readings.scale.days import days_that_cannot_be
from followthrough.readings.scale.files.cell_answers import CellAnswers
from followthrough.readings.scale.files.dialect import plainly
from followthrough.readings.scale.files.formats import Table, check_held, format_of, lines_with, write, write_lines
from followthrough.readings.scale.files.several_cells import texts_in, tick_columns, ticked
from followthrough.readings.scale.files.source import LINE, ROW, Row, free_name, given

MAX_SHOWN = 20
"""Name at most this many faulty rows in an error: a screenful."""
MAX_NAMED = 20
"""Name at most this many columns in an error."""

REASON = "reason"
"""The column that says what is wrong with rows set aside, unless the file has a column of that name."""

UNREADABLE = "followthrough unreadable"
"""The column that is true where an answer cannot be read, or a day cannot be beside the others."""


class Leads:
    """The leads in a file: as answers, and as they stand there. Raises LeadError when they cannot be read."""

    def __init__(self, base: KnowledgeBase, table: Table, today: date) -> None:
        self.base = base
        self.source = table.source
        self.file = str(table.source.path)
        self.today = today
        self.table = table
        self.schema = table.rows.collect_schema()
        self.asked = self._asked()
        self.ticks = tick_columns(base, table.names)
        self.cells = {name: given(table.names.index(column)) for name, column in self.asked.items()}
        self.tick_cells = {
            name: {choice: given(table.names.index(column)) for choice, column in columns.items()}
            for name, columns in self.ticks.items()
        }
        self._check_columns()
        self._check_days()
        self._check_ticks()
        self.answers = CellAnswers(base, self.cells, self.schema, today, self.tick_cells)
        self._check_types()
        self.read_columns = {UNREADABLE, *self.schema, *self.answers.columns}

    def read(self) -> pl.LazyFrame:
        """Return the frame that `advise_frame` takes: answers under their names, beside the columns of the file."""
        answers = [column.alias(name) for name, column in self.answers.columns.items()]
        rows = self.table.rows.select(pl.all(), self.answers.unreadable.alias(UNREADABLE), *answers)
        wrong = list(days_that_cannot_be(self.base, self.answers.columns, self.today))
        if not wrong:
            return rows
        unreadable = nw.any_horizontal(nw.col(UNREADABLE), *wrong, ignore_nulls=True).alias(UNREADABLE)
        return nw.from_native(rows).with_columns(unreadable).to_native()

    def kept(self, names: Sequence[str] | None) -> list[str]:
        """Return the columns of these names, or all, in the order of the file; raises LeadError if one is missing."""
        there = list(self.table.names)
        if names is None:
            return there
        if unknown := [name for name in names if name not in there]:
            wrong = "there is no column {} to keep"
            raise LeadError(
                self._problem(wrong.format(quoted(name)), did_you_mean(name, [*filter(None, there)]))
                for name in unknown
            )
        return [name for name in there if name in names]

    def check_added(self, added: Iterable[str]) -> None:
        """Raise LeadError if advice would have the name of a column of the file."""
        if taken := [name for name in added if name in self.table.names]:
            raise LeadError(
                self._problem(f"{name} is a column of the advice", "give it another name, or leave it out")
                for name in taken
            )

    def write(self, rows: pl.LazyFrame, kept: Sequence[str], added: Sequence[str], target: Path, part: Path) -> None:
        """Write columns as they stand in the file, and after them the added ones; raises LeadError."""
        if LINE in self.schema and format_of(target).name == "JSON lines":
            if len(kept) < len(self.table.names):
                rows = rows.with_columns(pl.col(LINE).map_batches(_Keeping(kept), pl.String, is_elementwise=True))
            write_lines(rows.select(lines_with(added)), part)
            return
        columns = {name: given(self.table.names.index(name)) for name in kept}
        check_held(target, {name: self.schema[column] for name, column in columns.items()})
        write(rows.select(*(pl.col(column).alias(name) for name, column in columns.items()), *added), target, part)

    def set_aside(self, bad: pl.LazyFrame, target: Path, part: Path) -> None:
        """Write faulty rows as they stand in the file, and after them what is wrong with each; raises LeadError."""

        def reasons(rows: pl.Series) -> pl.Series:
            return pl.Series([self._reason(row) for row in rows], dtype=pl.String)

        name = free_name(REASON, self.table.names)
        reason = pl.struct(ROW, *self._shown()).map_batches(reasons, pl.String, is_elementwise=True)
        self.write(bad.with_columns(reason.alias(name)), self.table.names, [name], target, part)

    def problems(self, bad: pl.LazyFrame, faulty: int, total: int) -> Iterator[Problem]:
        """Yield what is wrong with the first faulty rows, and how many there are if that is not all."""
        first = bad.select(ROW, *self._shown()).head(MAX_SHOWN).collect(engine="streaming")
        if faulty > first.height:
            wrong = f"{faulty:,} of {total:,} rows are faulty, the first {first.height} as follows"
            yield self._problem(wrong, "correct them, or set them aside")
        for row in first.iter_rows(named=True):
            for one in self._wrong(row):
                yield Problem(Row(self.file, row[ROW]), self._with_column(one.wrong), one.remedy)

    def _with_column(self, wrong: str) -> str:
        """Return what is wrong with an answer, also with the name of its column where that is another."""
        name, _, rest = wrong.partition(" ")
        column = self.asked.get(name, name)
        return wrong if column == name else f"{name}, in the column {quoted(column)}, {rest}"

    def notes(self) -> Iterator[Problem]:
        """Yield notes: what was left out, which columns were read under another spelling, and which look misspelled."""
        if self.table.titles:
            wrong = f"line {self.table.titles + 1} was read as the header, and what stands above it was left out"
            yield self._problem(wrong, "remove it if that is wrong")
        for name, column in self.asked.items():
            if name != column:
                yield self._problem(f"the column {quoted(column)} was read as {name}", "rename it if that is wrong")
        for column in self._others():
            span = next((one for one in self.base.spans.values() if plainly(one.name) == plainly(column)), None)
            if span is not None:
                wrong = f"the column {quoted(column)} was not read: {span.name} follows from {listed(span.dates)}"
                yield self._problem(wrong, "give these two columns")
                continue
            near = get_close_matches(plainly(column), self._absent(), n=1, cutoff=0.8)
            if near:
                wrong = f"the column {quoted(column)} is not a question, and was not read"
                yield self._problem(wrong, f"did you mean {near[0]!r}?")

    def _problem(self, wrong: str, remedy: str) -> Problem:
        return Problem(Row(self.file), wrong, remedy)

    def _absent(self) -> list[str]:
        """Return the questions and counts that have no column but could have one."""
        kinds = {name: question.kind for name, question in self.base.questions.items()}
        names = (*(name for name, kind in kinds.items() if kind != "text"), *self.base.counts)
        return [name for name in names if name not in self.asked and name not in self.ticks]

    def _others(self) -> list[str]:
        """Return the columns that are not answers."""
        read = {*self.asked.values(), *(name for columns in self.ticks.values() for name in columns.values())}
        return [name for name in self.table.names if name not in read]

    def _asked(self) -> dict[str, str]:
        """Return the column for each question and count: by its exact name, or else by another spelling of it."""
        known = dict.fromkeys((*self.base.questions, *self.base.counts))
        spelt: dict[str, list[str]] = {}
        for name in self.table.names:
            spelt.setdefault(plainly(name), []).append(name)
        found, problems = {}, []
        for name in known:
            columns = [name] if name in self.table.names else spelt.get(name, [])
            if len(columns) > 1:
                wrong = f"the columns {' and '.join(map(quoted, columns))} could both be {name}"
                problems.append(self._problem(wrong, f"name one of them {name}, and the other something else"))
            elif columns:
                found[name] = columns[0]
        if problems:
            raise LeadError(problems)
        return found

    def _check_ticks(self) -> None:
        """Raise LeadError if a question has a column of its own, and others for its choices."""
        twice = [(self.asked[name], next(iter(self.ticks[name].values()))) for name in self.ticks if name in self.asked]
        if twice:
            raise LeadError(
                self._problem(f"the columns {quoted(one)} and {quoted(other)} say the same", "keep one of the two")
                for one, other in twice
            )

    def _check_days(self) -> None:
        """Raise LeadError if a date from which more than one number is counted has several columns.

        Where one number is counted, a row may tell the date, its count, or both.
        """
        told: dict[str, list[str]] = {}
        for name, column in self.asked.items():
            if (question := self.base.question_of(name)) in by_day(self.base):
                told.setdefault(question, []).append(quoted(column))
        several = [columns for columns in told.values() if len(columns) > 1]
        if several:
            raise LeadError(
                self._problem(
                    f"the columns {listed(columns)} {'both' if len(columns) == 2 else 'all'} tell the same day",
                    "keep one of them",
                )
                for columns in several
            )

    def _check_columns(self) -> None:
        """Raise LeadError if no column is named after a question."""
        if not self.asked and not self.ticks:
            raise LeadError([self._what_is_there()])

    def _what_is_there(self) -> Problem:
        """Return a problem that names the columns of the file, and the questions that they may stand for."""
        names = [quoted(name) for name in self.table.names]
        shown = ", ".join(names[:MAX_NAMED]) + (f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else "")
        wrong = f"has the {'column' if len(names) == 1 else 'columns'} {shown}" if names else "has no columns"
        if self.table.read_as:
            wrong += f" ({self.table.read_as})"
        near = [
            f"{quoted(name)} is {match[0]}"
            for name in self.table.names
            if (match := get_close_matches(plainly(name), self._absent(), n=1, cutoff=0.7))
        ]
        meant = f" (perhaps {', '.join(near)})" if near else ""
        return self._problem(wrong, f"name columns after the questions that they answer{meant}; others are kept")

    def _check_types(self) -> None:
        """Raise LeadError if a column that is not empty has a type that cannot hold answers."""
        problems = []
        for name, (what, wanted) in self.answers.misfits.items():
            column = self.cells[name]
            cell = pl.col(column)
            filled = cell.is_not_null() & cell.is_not_nan() if self.schema[column].is_float() else cell.is_not_null()
            first = self.table.rows.filter(filled).select(ROW, column).head(1).collect(engine="streaming")
            if first.height:
                row = first[ROW].item()
                wrong = f"the column {self.asked[name]} holds {what}{_example(first[column])}, not {wanted}"
                problems.append(Problem(Row(self.file, row), wrong, f"make it a column of {wanted}"))
        if problems:
            raise LeadError(problems)

    def _shown(self) -> list[pl.Expr]:
        """Return the cells to be read one by one: as texts where a day or duration may be beyond Python's range."""
        shown = []
        for name, column in self.cells.items():
            cell, dtype = pl.col(column), self.schema[column]
            if name in self.answers.misfits:
                continue
            if dtype in (pl.Date, pl.Datetime):
                cell = cell.dt.date().cast(pl.String)
            elif dtype == pl.Duration:
                days = cell.dt.total_days()
                is_whole = cell == pl.duration(days=days)
                cell = pl.when(is_whole).then(days.cast(pl.String)).otherwise(cell.dt.to_string("polars"))
            shown.append(cell)
        return [*shown, *(pl.col(column) for columns in self.tick_cells.values() for column in columns.values())]

    def _reason(self, row: Mapping[str, Any]) -> str:
        return f"row {row[ROW]}: " + " | ".join(f"{one.wrong}; {one.remedy}" for one in self._wrong(row))

    def _wrong(self, row: Mapping[str, Any]) -> list[Problem]:
        """Read a row as a single lead, and return what is wrong with it."""
        cells = {name: _plain(row[cell]) for name, cell in self.cells.items() if name not in self.answers.misfits}
        cells = {name: self._several(name, cell) for name, cell in cells.items()}
        try:
            cells |= {name: self._ticked(name, row, columns) for name, columns in self.tick_cells.items()}
        except Refused as error:
            return [self._problem(error.wrong, error.remedy)]
        answers = {name: value for name, value in cells.items() if value is not None}
        blank = list(self._blank_by_choice(answers))
        try:
            lead = read_lead(self.base, answers, self.today, partial=True)
            excluded = [self.base.questions[name] for name in lead.missing if name in blank]
            if excluded:
                return [self._missing(question) for question in excluded]
            read_lead(self.base, {**answers, **dict.fromkeys(blank)}, self.today, partial=True)
        except LeadError as error:
            return list(error.problems)
        return [self._problem("these answers cannot all be given together", "change one of them")]

    def _several(self, name: str, cell: Any) -> Any:
        """Return what a cell says; of a question that may have several answers, the texts in it."""
        question = self.base.questions.get(name)
        return list(texts_in(cell)) if question is not None and question.many and cell is not None else cell

    def _ticked(self, name: str, row: Mapping[str, Any], columns: Mapping[str, str]) -> list[str] | None:
        """Return the choices that are ticked in a row. Raises Refused."""
        return ticked(self.base.questions[name], {choice: _plain(row[column]) for choice, column in columns.items()})

    def _blank_by_choice(self, answers: Mapping[str, Any]) -> Iterator[str]:
        """Name the questions that have a column, no answer in a row, and need none."""
        read = self.cells.keys() | self.ticks.keys()
        for question in self.base.questions.values():
            names = names_of(self.base, question.name)
            if question.unknown_allowed and names & read and not names & answers.keys():
                yield question.name

    def _missing(self, question: Question) -> Problem:
        remedy = did_you_mean("", question.choices) if question.choices else f"answer it: {question.ask}"
        return self._problem(f"{question.name} is not answered", remedy)


class _Keeping:
    """Removes all but some keys from lines of JSON; what is kept stays as it is."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = set(names)
        self._decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])

    def __call__(self, lines: pl.Series) -> pl.Series:
        kept = []
        for line in lines:
            lead = self._decoder.decode(line)
            lead = {name: value for name, value in lead.items() if name in self.names}
            kept.append(msgspec.json.encode(lead).decode())
        return pl.Series(lines.name, kept, pl.String)


def _example(values: pl.Series) -> str:
    """Show a value of a column, or nothing where it is beyond Python's range."""
    try:
        return f" ({quoted(str(values.to_list()[0]))})"
    except (ValueError, OverflowError):
        return ""


def _plain(value: Any) -> Any:
    """Return what a cell says: None for NaN."""
    return None if isinstance(value, float) and value != value else value
