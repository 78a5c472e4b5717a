"""Read the answers in the columns of a frame: where each test is true, and which rows are faulty.

A column is named after its question, or after the count of its date:

    choice             texts, categories or an enumeration; null, or `unknown`, where it is not known; capitals, and
                       blanks at either end, make no difference
    yes/no             the same, the words true and false too, or a column of true and false
    number             whole numbers, decimals, or floating-point numbers (pandas makes them where there are gaps), if
                       so many decimals as the question has hold them exactly
    count of days      the same, or durations of whole days
    date               dates, or times, of which the day counts on which they are in their own time zone
    several choices    texts with semicolons or commas between them, lists of texts, or a column of true and false for
                       each choice (`several_answers`)

Dates are never turned into numbers of days: tests are turned into days of the calendar, which every kind of frame
compares alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import narwhals as nw
from narwhals.dtypes import DType

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import (
    AROUND,
    UNKNOWN,
    bare_ways_to_write,
    choice_meant,
    is_yes_or_no,
    ways_to_write,
)
from followthrough.format.conditions import Test
from followthrough.format.counts import Count
from followthrough.format.day_order import reach
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.numbers import places_of
from followthrough.readings.meaning import all_hold
from followthrough.readings.scale.answer_column import AnswerColumn, NoColumn
from followthrough.readings.scale.days import (
    AgeColumns,
    age_of_counts,
    age_of_dates,
    counts_that_can_be,
    of_counts,
    of_dates,
    too_early,
)
from followthrough.readings.scale.number_column import NumberColumn
from followthrough.readings.scale.several_answers import ListColumn, SeveralTexts, TickColumns, ticks_of
from followthrough.readings.scale.sheet import ALWAYS, NEVER, Columns, Mask, Sheet, all_of, any_of, negated
from followthrough.readings.scale.type_names import called


class TextColumn(AnswerColumn):
    """Answers to a choice, as texts."""

    def __init__(self, name: str, sheet: Sheet, choices: Mapping[str, str]) -> None:
        super().__init__(name, sheet)
        self.choices = choices
        cell = self.cell.cast(nw.String)
        self.said = sheet.lay(f"{name}: said", Mask(cell.str.strip_chars().str.to_lowercase()))
        bare = self.said.expression.str.strip_chars(AROUND)
        self.bare = sheet.lay(f"{name}: said barely", Mask(bare, self.said.layer, self.said.reads))

    def known(self) -> Mask:
        """Return where there is an answer."""
        said = super().known()
        return self.sheet.lay(f"{self.name}: told", all_of([said, negated(self.declined())]))

    def declined(self) -> Mask:
        """Return where the answer is `unknown`."""
        return self.equal(UNKNOWN)

    def possible(self) -> Mask:
        """Return where an answer is one of the choices."""
        return any_of(map(self.equal, self.choices))

    def equal(self, value: str | int) -> Mask:
        """Return where the answer is this one."""
        words = ways_to_write(str(value), self.choices, self.choices)
        if words is None:
            return super().equal(value)  # capitals tell it from another
        bare = bare_ways_to_write(str(value), self.choices, self.choices)
        words = [word for word in words if word.strip(AROUND) not in bare]
        found = any_of([_among(self.bare, bare), _among(self.said, words)])
        return self.sheet.lay(f"{self.name}: is {value}", found)


def _among(said: Mask, words: Sequence[str]) -> Mask:
    """Return where a text is one of some words."""
    if not words:
        return NEVER
    is_one = said.expression == words[0] if len(words) == 1 else said.expression.is_in(words)
    return Mask(is_one.fill_null(False), said.layer, said.reads)


class EnumColumn(AnswerColumn):
    """Answers to a choice, as an enumeration that can hold these words."""

    def __init__(self, name: str, sheet: Sheet, choices: Mapping[str, str], words: Sequence[str]) -> None:
        super().__init__(name, sheet)
        self.words: dict[str | None, list[str]] = {}
        for word in words:
            self.words.setdefault(choice_meant(word, choices, choices), []).append(word)

    def known(self) -> Mask:
        """Return where there is an answer."""
        if self.declined() is NEVER:
            return super().known()
        return all_of([super().known(), negated(self.declined())])

    def declined(self) -> Mask:
        """Return where the answer is `unknown`."""
        return self.equal(UNKNOWN)

    def possible(self) -> Mask:
        """Return where an answer is one of the choices."""
        return negated(any_of(map(self._is, self.words.get(None, ()))))

    def equal(self, value: str | int) -> Mask:
        """Return where the answer is this one."""
        return any_of(map(self._is, self.words.get(str(value), ())))

    def _is(self, word: str) -> Mask:
        return self.where(f"is {word}", self.cell == word)


class BooleanColumn(AnswerColumn):
    """Answers to a yes/no question, as true and false."""

    def equal(self, value: str | int) -> Mask:
        """Return where the answer is this one."""
        if value not in ("yes", "no"):
            return NEVER
        return self.where(f"is {value}", self.cell if value == "yes" else ~self.cell)


class DateColumn(AnswerColumn):
    """Answers to a date, and, if it is read by a `count`, the days between it and `today`."""

    def __init__(self, question: Question, sheet: Sheet, counts: Sequence[Count], today: date, dtype: DType) -> None:
        super().__init__(question.name, sheet)
        self.question, self.counts, self.today = question, counts, today
        self.count = counts[0] if counts else None
        self.times = isinstance(dtype, nw.Datetime)
        if isinstance(dtype, nw.Datetime) and dtype.time_zone is not None:
            self.cell = self.cell.dt.replace_time_zone(None)

    def counted_by(self, count: Count) -> "DateColumn":
        """Return the same answers, read by one of their counts."""
        found = copy(self)
        found.count = count
        return found

    def possible(self) -> Mask:
        """Return where a day is one that can be counted from."""
        first, last = reach(self.question, self.counts, self.today)
        return ALWAYS if (first, last) == (date.min, date.max) else self._from_to(first, last)

    def equal(self, value: str | int) -> Mask:
        """Return where so many days are counted."""
        return self.between(int(value), int(value))

    def between(self, low: int | None, high: int | None) -> Mask:
        """Return where the count of days lies in a range; a day beyond the bounds of the count is at its bound."""
        assert self.count is not None, "nothing tests a date of which no days are counted"
        ends = [
            None if low is None or low <= self.count.low else self.count.day(low, self.today),
            None if high is None or high >= self.count.high else self.count.day(high, self.today),
        ]
        first, last = reversed(ends) if self.count.direction == "since" else ends
        return self._from_to(first or date.min, last or date.max)

    def _from_to(self, first: date, last: date) -> Mask:
        """Return where a day lies in a range, both ends included; no day lies outside the calendar."""
        ends = []
        if first > date.min:
            ends.append(self.where(f"from {first}", self.cell >= self._cell(first)))
        if last < date.max:
            ends.append(self.where(f"to {last}", self.cell < self._cell(last + timedelta(days=1))))
        return all_of(ends) if ends else self.known()

    def _cell(self, day: date) -> date:
        return datetime.combine(day, time.min) if self.times else day


class CountedColumn(AnswerColumn):
    """Days that are counted from the answers to other columns, between `low` and `high`."""

    def __init__(self, name: str, sheet: Sheet, days: nw.Expr, low: int, high: int) -> None:
        super().__init__(name, sheet)
        self.cell = nw.when(days < low).then(nw.lit(low)).otherwise(days)
        self.cell = nw.when(self.cell > high).then(nw.lit(high)).otherwise(self.cell)


class RowFault(NamedTuple):
    """A fault that rows may have: the column to look at, and the rows that have it."""

    column: str
    where: Mask


class AnswerColumns:
    """The columns of a frame that answer questions; days are counted from `today`.

    Raises LeadError, naming every column at fault, when one has a type that cannot hold the answers, or none answers a
    question.
    """

    def __init__(self, base: KnowledgeBase, schema: Mapping[str, DType], today: date, sheet: Sheet) -> None:
        self.base = base
        self._schema = schema
        self._today = today
        self._sheet = sheet
        self._algebra = Columns(sheet, "answers")
        self._problems: list[Problem] = []
        self.columns: dict[str, AnswerColumn] = {}
        given = {question.name: self._given(question) for question in base.questions.values()}
        for question in base.questions.values():
            self._count(question, given[question.name])
        for span in base.spans.values():
            first, last = map(self._age, span.dates)
            between = None if first is None or last is None else first - last
            self.columns[span.name] = (
                NoColumn(span.name, sheet)
                if between is None
                else CountedColumn(span.name, sheet, between, span.low, span.high)
            )
            if span.name in schema:
                self._refuse(
                    span.name, f"follows from {span.first} and {span.last}", "leave it out, or give it another name"
                )
        for name in base.concepts:
            if name in schema:
                self._refuse(name, "is concluded by rules", "leave it out, or give it another name")
        read = {*self.columns, *(column.name for column in self.columns.values())}
        if not read & schema.keys():
            names = ", ".join(list(base.questions)[:3])
            self._problems.append(
                Problem(
                    Place("columns"), "none is named after a question", f"name them after what is asked: {names} ..."
                )
            )
        if self._problems:
            raise LeadError(self._problems)

    def passing(self, fact: str, test: Test) -> Mask:
        """Return where a test of a question or a count is true."""
        return self.columns[fact].passing(test)

    def faults(self) -> Iterator[RowFault]:
        """Yield what can be wrong with a row: question by question, then days and answers that exclude each other."""
        for question in self.base.questions.values():
            answers = self.columns[question.name]
            known, applies = answers.known(), all_hold(self._algebra, question.only_if, self.passing)
            wrong = [all_of([known, negated(applies)])]
            if question.kind != "text":
                wrong.append(all_of([known, negated(answers.possible())]))
                if not question.unknown_allowed:
                    wrong += [answers.declined(), all_of([applies, negated(known)])]
            yield self._fault(answers.name, question.name, any_of(wrong))
        for name, early in too_early(self.base, dict(self._ages())).items():
            yield self._fault(self.columns[name].name, f"order of {name}", Mask(early))
        for number, never in enumerate(self.base.nevers):
            *_, last = never.conditions.tests()
            column = self.columns[last.fact].name
            yield self._fault(column, f"never {number}", all_hold(self._algebra, never.conditions, self.passing))

    def _given(self, question: Question) -> Count | None:
        """Find the column that answers a question, and return the count that it is named after, if it is."""
        counts = self.base.counts_of(question.name)
        given = next((count for count in counts if count.name in self._schema), None)
        self.columns[question.name] = self._find(question, given or next(iter(counts), None))
        return given

    def _count(self, question: Question, given: Count | None) -> None:
        """Read the counts of days of a date off its column."""
        found = self.columns[question.name]
        for count in self.base.counts_of(question.name):
            if isinstance(found, DateColumn):
                self.columns[count.name] = found.counted_by(count)
            elif count == given or isinstance(found, NoColumn):
                self.columns[count.name] = found
            else:
                age = self._age(question.name)
                assert age is not None, "there is a column of numbers"
                days = age if count.direction == "since" else age * -1
                self.columns[count.name] = CountedColumn(count.name, self._sheet, days, count.low, count.high)

    def _age(self, name: str) -> nw.Expr | None:
        """Return how many days ago a day was, as its column has it, or None without one."""
        column = self.columns[name]
        if isinstance(column, DateColumn):
            return age_of_dates(column.cell, self._today)
        if not isinstance(column, NumberColumn):
            return None
        return age_of_counts(column.cell, self.base.counts[column.name])

    def _ages(self) -> Iterator[tuple[str, AgeColumns]]:
        """Yield the ages of the days that have columns."""
        for question in self.base.questions.values():
            column = self.columns[question.name]
            if isinstance(column, DateColumn):
                yield question.name, of_dates(column.cell, self._today)
            elif isinstance(column, NumberColumn) and column.name in self.base.counts:
                yield question.name, of_counts(column.cell, self.base, self.base.counts[column.name])

    def _fault(self, column: str, why: str, where: Mask) -> RowFault:
        return RowFault(column, self._sheet.lay(f"fault: {why}", where))

    def _find(self, question: Question, count: Count | None) -> AnswerColumn:
        """Find the column that answers a question, or stand in for it."""
        if count is None or count.name not in self._schema:
            return self._answers(question.name, question, count)
        counts = self.base.counts_of(question.name)
        for other in (question.name, *(one.name for one in counts)):
            if other in self._schema and other != count.name:
                self._refuse(count.name, f"tells the same day as {other}", "keep one of the two columns")
        return self._numbers(count.name, *counts_that_can_be(question, count, counts), counts_days=True)

    def _numbers(self, name: str, low: int, high: int, *, counts_days: bool = False) -> AnswerColumn:
        dtype = self._schema[name]
        if dtype == nw.Unknown:
            return NoColumn(name, self._sheet)
        if not (dtype.is_numeric() or (counts_days and isinstance(dtype, nw.Duration))):
            numbers = "numbers" if places_of(high) else "whole numbers"
            return self._unread(name, dtype, f"{numbers} of days" if counts_days else numbers)
        return NumberColumn(name, self._sheet, low, high, dtype)

    def _answers(self, name: str, question: Question, count: Count | None) -> AnswerColumn:
        if ticks := ticks_of(question, self._schema):
            return self._ticks(question, ticks)
        dtype = self._schema.get(name)
        if dtype is None or dtype == nw.Unknown:
            return NoColumn(name, self._sheet)
        if question.kind == "text":
            return AnswerColumn(name, self._sheet)
        if question.kind == "number":
            return self._numbers(name, question.low, question.high)
        if question.kind == "date":
            if not isinstance(dtype, nw.Date | nw.Datetime):
                return self._unread(name, dtype, "dates")
            return DateColumn(question, self._sheet, self.base.counts_of(name), self._today, dtype)
        return self._choices(name, question, dtype)

    def _choices(self, name: str, question: Question, dtype: DType) -> AnswerColumn:
        """Find the answers in a column for a choice, or for several."""
        choices = question.choices
        if question.many and isinstance(dtype, nw.List) and dtype.inner == nw.String:
            return ListColumn(name, self._sheet, list(choices))
        if isinstance(dtype, nw.Enum) and not question.many:
            return EnumColumn(name, self._sheet, choices, dtype.categories)
        if dtype == nw.Boolean and is_yes_or_no(choices):
            return BooleanColumn(name, self._sheet)
        is_code = dtype.is_integer() and any(choice.isdigit() for choice in choices)
        if not (is_code or isinstance(dtype, nw.String | nw.Categorical | nw.Enum)):
            return self._unread(name, dtype, "texts, or of lists of texts" if question.many else "texts")
        if question.many:
            return SeveralTexts(name, self._sheet, question.choices)
        return TextColumn(name, self._sheet, choices)

    def _ticks(self, question: Question, ticks: Mapping[str, str]) -> AnswerColumn:
        """Read the columns of true and false, one for each choice."""
        for name in ticks.values():
            if self._schema[name] != nw.Boolean:
                return self._unread(name, self._schema[name], "true and false")
        if question.name in self._schema:
            return self._refused(question.name, f"says what {next(iter(ticks.values()))} says", "keep one of the two")
        return TickColumns(question.name, self._sheet, ticks)

    def _unread(self, name: str, dtype: DType, wanted: str) -> AnswerColumn:
        return self._refused(name, f"holds {called(dtype)}", f"make it a column of {wanted}")

    def _refused(self, name: str, wrong: str, remedy: str) -> AnswerColumn:
        self._refuse(name, wrong, remedy)
        return NoColumn(name, self._sheet)

    def _refuse(self, name: str, wrong: str, remedy: str) -> None:
        self._problems.append(Problem(Place(f"column {name}"), f"{name} {wrong}", remedy))
