"""What the columns of a frame say about the questions: which test is true in which row, and which rows are faulty.

A column is named after its question, or after the count of its date:

    choice, yes/no     texts, categories or an enumeration; null, or `unknown`, where it is not known
    number, count      whole numbers, or floats that are whole (pandas makes them where there are gaps)
    date               dates, or times without a zone, of which the day counts

Dates are never turned into numbers of days: tests are turned into days of the calendar, which every kind of frame
compares alike.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import narwhals as nw
from narwhals.dtypes import DType

from followthrough.answers import UNKNOWN
from followthrough.columns.truths import ALWAYS, NEVER, Sheet, Truth, all_of, any_of, not_true
from followthrough.conditions import AllOf, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.errors import LeadError, Place, Problem
from followthrough.model import Count, KnowledgeBase, Question


class Answers:
    """The answers in a column: whether there is one, which is alike for every kind of question."""

    def __init__(self, name: str, sheet: Sheet) -> None:
        self.name = name
        self.cell = nw.col(name)
        self.sheet = sheet

    def where(self, says: str, holds: nw.Expr) -> Truth:
        """Give a column to what an expression says of the answers; where it is null nothing is known."""
        return self.sheet.lay(f"{self.name}: {says}", Truth(holds.fill_null(False)))

    def known(self) -> Truth:
        """Tell where there is an answer."""
        return self.where("known", ~self.cell.is_null())

    def declined(self) -> Truth:
        """Tell where the answer is `unknown`."""
        return NEVER

    def possible(self) -> Truth:
        """Tell where an answer is one that the question allows."""
        return ALWAYS

    def equal(self, value: str | int) -> Truth:
        """Tell where the answer is this one."""
        return self.where(f"is {value}", self.cell == value)

    def between(self, low: int | None, high: int | None) -> Truth:
        """Tell where the number, or the count of days, lies in a range, both ends included."""
        return all_of(
            [
                ALWAYS if low is None else self.where(f"at least {low}", self.cell >= low),
                ALWAYS if high is None else self.where(f"at most {high}", self.cell <= high),
            ]
        )

    def passing(self, test: Test) -> Truth:
        """Tell where a test is true."""
        if isinstance(test, OneOf):
            return any_of(map(self.passing, test.tests))
        if isinstance(test, Known):
            return self.known()
        if isinstance(test, Unknown):
            return not_true(self.known())
        if isinstance(test, OtherThan):
            return all_of([self.known(), not_true(self.equal(test.value))])
        return self.equal(test.value) if isinstance(test, Is) else self.between(test.low, test.high)


class NoAnswers(Answers):
    """Answers of a question for which there is no column: none is known."""

    def known(self) -> Truth:
        """Tell where there is an answer."""
        return NEVER

    def equal(self, value: str | int) -> Truth:
        """Tell where the answer is this one."""
        return NEVER

    def between(self, low: int | None, high: int | None) -> Truth:
        """Tell where the number, or the count of days, lies in a range, both ends included."""
        return NEVER


class Texts(Answers):
    """Answers to a choice; `categories` has what an enumeration can hold, None if the column may hold any text."""

    def __init__(self, name: str, sheet: Sheet, choices: Sequence[str], categories: frozenset[str] | None) -> None:
        super().__init__(name, sheet)
        self.choices, self.categories = choices, categories

    def known(self) -> Truth:
        """Tell where there is an answer."""
        if self.declined() is NEVER:
            return super().known()
        return self.where("known", ~self.cell.is_null() & (self.cell != UNKNOWN))

    def declined(self) -> Truth:
        """Tell where the answer is `unknown`."""
        return self.equal(UNKNOWN)

    def possible(self) -> Truth:
        """Tell where an answer is one of the choices."""
        if self.categories is not None and self.categories <= {*self.choices, UNKNOWN}:
            return ALWAYS
        return any_of(map(self.equal, self.choices))

    def equal(self, value: str | int) -> Truth:
        """Tell where the answer is this one."""
        is_never = self.categories is not None and value not in self.categories
        return NEVER if is_never else super().equal(value)


class Numbers(Answers):
    """Answers to a number, or counts of days, from `low` to `high`."""

    def __init__(self, name: str, sheet: Sheet, low: int, high: int, *, floats: bool) -> None:
        super().__init__(name, sheet)
        self.low, self.high, self.floats = low, high, floats

    def possible(self) -> Truth:
        """Tell where a number is whole and in range."""
        whole = self.where("whole", self.cell == self.cell.round(0)) if self.floats else ALWAYS
        return all_of([self.between(self.low, self.high), whole])


class Dates(Answers):
    """Answers to a date, and, if there is a `count`, the days between it and `today`."""

    def __init__(self, name: str, sheet: Sheet, count: Count | None, today: date, *, times: bool) -> None:
        super().__init__(name, sheet)
        self.count, self.today, self.times = count, today, times

    def possible(self) -> Truth:
        """Tell where a day is one that can be counted from."""
        return ALWAYS if self.count is None else self._from_to(*self.count.reach(self.today))

    def equal(self, value: str | int) -> Truth:
        """Tell where so many days are counted."""
        return self.between(int(value), int(value))

    def between(self, low: int | None, high: int | None) -> Truth:
        """Tell where the count of days lies in a range; a day beyond the bounds of the count is at its bound."""
        assert self.count is not None, "nothing tests a date of which no days are counted"
        ends = [
            None if low is None or low <= self.count.low else self.count.day(low, self.today),
            None if high is None or high >= self.count.high else self.count.day(high, self.today),
        ]
        first, last = reversed(ends) if self.count.direction == "since" else ends
        return self._from_to(first or date.min, last or date.max)

    def _from_to(self, first: date, last: date) -> Truth:
        """Tell where a day lies in a range, both ends included; nothing lies before or behind the calendar."""
        ends = []
        if first > date.min:
            ends.append(self.where(f"from {first}", self.cell >= self._cell(first)))
        if last < date.max:
            ends.append(self.where(f"to {last}", self.cell < self._cell(last + timedelta(days=1))))
        return all_of(ends) if ends else self.known()

    def _cell(self, day: date) -> date:
        return datetime.combine(day, time.min) if self.times else day


class Fault(NamedTuple):
    """What makes rows faulty: the column to look at, and where."""

    column: str
    where: Truth


class Facts:
    """The answers in a frame that has these columns; `today` is the day from which days are counted.

    Raises LeadError when the columns cannot be what the questions ask for.
    """

    def __init__(self, base: KnowledgeBase, schema: Mapping[str, DType], today: date, sheet: Sheet) -> None:
        self.base = base
        self._schema = schema
        self._today = today
        self._sheet = sheet
        self._problems: list[Problem] = []
        self.answers: dict[str, Answers] = {}
        for question in base.questions.values():
            count = base.count_of(question.name)
            found = self._find(question, count)
            self.answers[question.name] = found
            if count is not None:
                self.answers[count.name] = found
        for name in base.concepts:
            if name in schema:
                self._refuse(name, "is concluded by rules", "leave it out, or give it another name")
        if not self.answers.keys() & schema.keys():
            names = ", ".join(list(base.questions)[:3])
            self._problems.append(
                Problem(
                    Place("columns"), "none is named after a question", f"name them after what is asked: {names} ..."
                )
            )
        if self._problems:
            raise LeadError(self._problems)

    def passing(self, fact: str, test: Test) -> Truth:
        """Tell where a test of a question or a count is true."""
        return self.answers[fact].passing(test)

    def faults(self) -> Iterator[Fault]:
        """Go through what can be wrong with a row: question by question, then what excludes each other."""
        for question in self.base.questions.values():
            answers = self.answers[question.name]
            known, applies = answers.known(), all_hold(question.only_if, self.passing)
            wrong = [all_of([known, not_true(applies)])]
            if question.kind != "text":
                wrong.append(all_of([known, not_true(answers.possible())]))
                if not question.unknown_allowed:
                    wrong += [answers.declined(), all_of([applies, not_true(known)])]
            yield self._fault(answers.name, question.name, any_of(wrong))
        for number, never in enumerate(self.base.nevers):
            *_, last = never.conditions.tests()
            column = self.answers[last.fact].name
            yield self._fault(column, f"never {number}", all_hold(never.conditions, self.passing))

    def _fault(self, column: str, why: str, where: Truth) -> Fault:
        return Fault(column, self._sheet.lay(f"fault: {why}", where))

    def _find(self, question: Question, count: Count | None) -> Answers:
        """Find the column that answers a question."""
        if count is None or count.name not in self._schema:
            return self._answers(question.name, question, count)
        if question.name in self._schema:
            self._refuse(count.name, f"says what {question.name} says", "keep one of the two columns")
        dtype = self._schema[count.name]
        if not dtype.is_numeric():
            return self._unread(count.name, dtype, "whole numbers")
        return Numbers(count.name, self._sheet, count.low, count.high, floats=dtype.is_float())

    def _answers(self, name: str, question: Question, count: Count | None) -> Answers:
        dtype = self._schema.get(name)
        if dtype is None or dtype == nw.Unknown:
            return NoAnswers(name, self._sheet)
        if question.kind == "text":
            return Answers(name, self._sheet)
        if question.kind == "number":
            if not dtype.is_numeric():
                return self._unread(name, dtype, "whole numbers")
            return Numbers(name, self._sheet, question.low, question.high, floats=dtype.is_float())
        if question.kind == "date":
            times = isinstance(dtype, nw.Datetime)
            if dtype != nw.Date and not (isinstance(dtype, nw.Datetime) and dtype.time_zone is None):
                return self._unread(name, dtype, "dates")
            return Dates(name, self._sheet, count, self._today, times=times)
        if dtype not in (nw.String, nw.Categorical, nw.Enum):
            return self._unread(name, dtype, "texts")
        categories = frozenset(dtype.categories) if isinstance(dtype, nw.Enum) else None
        return Texts(name, self._sheet, list(question.choices), categories)

    def _unread(self, name: str, dtype: DType, wanted: str) -> Answers:
        self._refuse(name, f"is of type {dtype}", f"make it a column of {wanted}")
        return NoAnswers(name, self._sheet)

    def _refuse(self, name: str, wrong: str, remedy: str) -> None:
        self._problems.append(Problem(Place(f"column {name}"), f"{name} {wrong}", remedy))


def all_hold(conditions: AllOf, passing: Callable[[str, Test], Truth]) -> Truth:
    """Tell where conditions are true, given where each test of a fact is."""
    return all_of(
        passing(part.fact, part.test)
        if isinstance(part, FactTest)
        else any_of(all_hold(alternative, passing) for alternative in part.alternatives)
        for part in conditions.parts
    )
