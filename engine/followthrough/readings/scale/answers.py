"""What the columns of a frame say about the questions: which test is true in which row, and which rows are faulty.

A column is named after its question, or after the count of its date:

    choice             texts, categories or an enumeration; null, or `unknown`, where it is not known; capitals, and
                       blanks at either end, make no difference
    yes/no             the same, the words true and false too, or a column of true and false
    number             whole numbers, or decimals that are whole (pandas makes them where there are gaps)
    count of days      the same, or durations of whole days
    date               dates, or times, of which the day counts on which they are in their own time zone

Dates are never turned into numbers of days: tests are turned into days of the calendar, which every kind of frame
compares alike.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import narwhals as nw
from narwhals.dtypes import DType

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.conditions import AllOf, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.format.lead import UNKNOWN, choice_meant, is_yes_or_no, ways_to_write
from followthrough.format.model import Count, KnowledgeBase, Question
from followthrough.readings.scale.dtypes import called
from followthrough.readings.scale.sheet import ALWAYS, NEVER, Sheet, Truth, all_of, any_of, not_true

_SECONDS = 24 * 60 * 60
"""Seconds in a day."""


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
    """Answers to a choice, as texts."""

    def __init__(self, name: str, sheet: Sheet, choices: Sequence[str]) -> None:
        super().__init__(name, sheet)
        self.choices = choices
        cell = self.cell.cast(nw.String)
        self.said = sheet.lay(f"{name}: said", Truth(cell.str.strip_chars().str.to_lowercase()))
        self.text = cell

    def known(self) -> Truth:
        """Tell where there is an answer."""
        said = super().known()
        return self.sheet.lay(f"{self.name}: told", all_of([said, not_true(self.declined())]))

    def declined(self) -> Truth:
        """Tell where the answer is `unknown`."""
        return self.equal(UNKNOWN)

    def possible(self) -> Truth:
        """Tell where an answer is one of the choices."""
        return any_of(map(self.equal, self.choices))

    def equal(self, value: str | int) -> Truth:
        """Tell where the answer is this one."""
        words = ways_to_write(str(value), self.choices)
        if words is None:
            return super().equal(value)  # capitals tell it from another
        is_one = self.said.expression == words[0] if len(words) == 1 else self.said.expression.is_in(words)
        holds = Truth(is_one.fill_null(False), self.said.layer, self.said.reads)
        return self.sheet.lay(f"{self.name}: is {value}", holds)


class Categories(Answers):
    """Answers to a choice, as an enumeration that can hold these words."""

    def __init__(self, name: str, sheet: Sheet, choices: Sequence[str], words: Sequence[str]) -> None:
        super().__init__(name, sheet)
        self.words: dict[str | None, list[str]] = {}
        for word in words:
            self.words.setdefault(choice_meant(word, choices), []).append(word)

    def known(self) -> Truth:
        """Tell where there is an answer."""
        if self.declined() is NEVER:
            return super().known()
        return all_of([super().known(), not_true(self.declined())])

    def declined(self) -> Truth:
        """Tell where the answer is `unknown`."""
        return self.equal(UNKNOWN)

    def possible(self) -> Truth:
        """Tell where an answer is one of the choices."""
        return not_true(any_of(map(self._is, self.words.get(None, ()))))

    def equal(self, value: str | int) -> Truth:
        """Tell where the answer is this one."""
        return any_of(map(self._is, self.words.get(str(value), ())))

    def _is(self, word: str) -> Truth:
        return self.where(f"is {word}", self.cell == word)


class Truths(Answers):
    """Answers to a question of yes and no, as true and false."""

    def equal(self, value: str | int) -> Truth:
        """Tell where the answer is this one."""
        if value not in ("yes", "no"):
            return NEVER
        return self.where(f"is {value}", self.cell if value == "yes" else ~self.cell)


class Numbers(Answers):
    """Answers to a number, or counts of days, from `low` to `high`."""

    def __init__(self, name: str, sheet: Sheet, low: int, high: int, dtype: DType) -> None:
        super().__init__(name, sheet)
        self.low, self.high, self.floats = low, high, dtype.is_float()
        if dtype.is_decimal():
            self.cell, self.floats = self.cell.cast(nw.Float64), True
        elif isinstance(dtype, nw.Duration):
            self.cell, self.floats = self.cell.dt.total_seconds() / _SECONDS, True

    def possible(self) -> Truth:
        """Tell where a number is whole and in range."""
        whole = self.where("whole", self.cell == self.cell.round(0)) if self.floats else ALWAYS
        return all_of([self.between(self.low, self.high), whole])


class Dates(Answers):
    """Answers to a date, and, if there is a `count`, the days between it and `today`."""

    def __init__(self, name: str, sheet: Sheet, count: Count | None, today: date, dtype: DType) -> None:
        super().__init__(name, sheet)
        self.count, self.today, self.times = count, today, isinstance(dtype, nw.Datetime)
        if isinstance(dtype, nw.Datetime) and dtype.time_zone is not None:
            self.cell = self.cell.dt.replace_time_zone(None)

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
        return self._numbers(count.name, count.low, count.high, counts_days=True)

    def _numbers(self, name: str, low: int, high: int, *, counts_days: bool = False) -> Answers:
        dtype = self._schema[name]
        if dtype == nw.Unknown:
            return NoAnswers(name, self._sheet)
        if not (dtype.is_numeric() or (counts_days and isinstance(dtype, nw.Duration))):
            return self._unread(name, dtype, "whole numbers of days" if counts_days else "whole numbers")
        return Numbers(name, self._sheet, low, high, dtype)

    def _answers(self, name: str, question: Question, count: Count | None) -> Answers:
        dtype = self._schema.get(name)
        if dtype is None or dtype == nw.Unknown:
            return NoAnswers(name, self._sheet)
        if question.kind == "text":
            return Answers(name, self._sheet)
        if question.kind == "number":
            return self._numbers(name, question.low, question.high)
        if question.kind == "date":
            if not isinstance(dtype, nw.Date | nw.Datetime):
                return self._unread(name, dtype, "dates")
            return Dates(name, self._sheet, count, self._today, dtype)
        choices = list(question.choices)
        if isinstance(dtype, nw.Enum):
            return Categories(name, self._sheet, choices, dtype.categories)
        if dtype == nw.Boolean and is_yes_or_no(choices):
            return Truths(name, self._sheet)
        is_code = dtype.is_integer() and any(choice.isdigit() for choice in choices)
        if not (is_code or dtype in (nw.String, nw.Categorical)):
            return self._unread(name, dtype, "texts")
        return Texts(name, self._sheet, choices)

    def _unread(self, name: str, dtype: DType, wanted: str) -> Answers:
        self._refuse(name, f"holds {called(dtype)}", f"make it a column of {wanted}")
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
