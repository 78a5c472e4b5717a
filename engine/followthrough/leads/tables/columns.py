"""What each column of a table is: by its name, by what stands in it, and by what the person says.

A name that fits several questions, as `Interview` fits the day of a past and of a future interview, is decided by what
is in the column, or by each cell. A column that fits no question is a note.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from followthrough.format.choices import Refused
from followthrough.format.day_order import meant
from followthrough.format.days import DateOrder, NotADay, SeveralDays, possible_days
from followthrough.format.days.columns import DayColumn, read_column
from followthrough.format.lead import read_answer
from followthrough.format.model import KnowledgeBase, Question
from followthrough.leads.tables.choices import ChoiceWords, says_yes
from followthrough.leads.tables.sayings import Saying, of_column
from followthrough.leads.tables.table import LeadTable
from followthrough.leads.tables.words import LEAD_WORDS, TableWords, Use, plain

_RELATIVE = re.compile(
    r"(?i)\b(?:ago|back|today|tonight|now|yesterday|tomorrow|last|next|this|past|coming|in \d+|from)\b|^\D*$"
)
"""A day that is told from the day of writing, which a table does not say."""
_STRONG = 2
"""How many of the words for a status leave no doubt, whatever is in the column."""


class ReadColumn(msgspec.Struct, frozen=True):
    """A column and its use, and for one with days, what each cell means. `doubtful` is a text that could be two days.

    `because` says why a column whose name means something is only a note. A `flag` is the status that the name of the
    column says, which is so where a cell says yes, or on which day.
    """

    number: int
    name: str
    use: Use
    questions: tuple[str, ...] = ()
    days: Mapping[str, date | NotADay] = {}
    orders: tuple[DateOrder, ...] = ()
    shown_by: str = ""
    doubtful: str = ""
    because: str = ""
    flag: str = ""


class TableColumns:
    """Finds what the columns of a table are."""

    def __init__(
        self,
        base: KnowledgeBase,
        table: LeadTable,
        words: TableWords,
        choices: ChoiceWords,
        today: date,
        said: Sequence[Saying],
    ) -> None:
        self.base = base
        self.table = table
        self.words = words
        self.choices = choices
        self.today = today
        self.said = said
        self.cells = [table.column(number) for number in range(len(table.header))]
        self._days: dict[tuple[int, date, date, DateOrder | None], DayColumn] = {}

    def all(self) -> list[ReadColumn]:
        """Return all columns."""
        found = [self._column(number) for number in range(len(self.table.header))]
        found = self._with_a_name(found)
        for use in ("start",):
            found = self._only_one(found, use)
        found = self._texts_once(found)
        if not any(column.use == "status" for column in found):
            found = [self._status_by_its_cells(column) for column in found]
        return self._settled(found)

    # By its name, and what is in it

    def _column(self, number: int) -> ReadColumn:
        name = self.table.header[number]
        own = of_column(self.said, name)
        said = next((one for one in reversed(own) if one.use is not None), None)
        if said is not None:
            return self._said(number, said)
        meanings = self.words.meanings(name)
        questions = [self.base.questions[one.question] for one in meanings if one.use == "question"]
        fitting = self._fitting(number, questions)
        uses = {one.use: one for one in meanings if one.use != "question"}
        if "name" in uses or (fitting and fitting[0].kind == "text" and self._name_rank(fitting[0]) is not None):
            texts = tuple(one.name for one in fitting if one.kind == "text")
            return ReadColumn(number, name, "name", texts)
        if fitting:
            return self._with_days(ReadColumn(number, name, "question", tuple(one.name for one in fitting)))
        if "start" in uses and self._are_days(number, date.min, self.today):
            return self._with_days(ReadColumn(number, name, "start"))
        if "status" in uses and (uses["status"].rank < _STRONG or self._are_statuses(number, 0.5)):
            return ReadColumn(number, name, "status")
        if flag := self._flag(number):
            return self._with_days(ReadColumn(number, name, "status", flag=flag))
        if questions or "start" in uses:
            return ReadColumn(number, name, "note", because=self._why_not(questions))
        return ReadColumn(number, name, "note")

    def _said(self, number: int, said: Saying) -> ReadColumn:
        name = self.table.header[number]
        questions: tuple[str, ...] = (said.question,) if said.question else ()
        if said.use == "name":
            meanings = (self.base.questions[one.question] for one in self.words.meanings(name) if one.question)
            questions = tuple(one.name for one in meanings if one.kind == "text")
        return self._with_days(ReadColumn(number, name, said.use or "note", questions))

    def _fitting(self, number: int, questions: Sequence[Question]) -> list[Question]:
        """Return the questions that the cells can answer: days if they are days, and choices, or else one of a kind."""
        fits: Mapping[str, Callable[[Question], bool]] = {
            "date": lambda one: self._are_days(number, *self._window((one.name,))),
            "choice": lambda one: self._are_choices(number, one),
            "yes/no": lambda one: self._are_choices(number, one),
            "number": lambda one: self._are_numbers(number, one),
            "text": lambda _: not self._are_days(number, date.min, date.max),
        }
        for kinds in (("date",), ("choice", "yes/no"), ("number",), ("text",)):
            if found := [one for one in questions if one.kind in kinds and fits[one.kind](one)]:
                beside = [one for one in questions if one.choices] if kinds == ("date",) else []
                return [*found, *beside]
        return []

    def _are_days(self, number: int, earliest: date, latest: date) -> bool:
        cells = self.cells[number]
        days = self._read_days(number, earliest, latest, None).days
        told = sum(isinstance(days[cell], date | SeveralDays) and not _RELATIVE.search(cell) for cell in cells)
        return 2 * told >= len(cells) > 0

    def _are_choices(self, number: int, question: Question) -> bool:
        cells = self.cells[number]
        meant = sum(question.name in self.choices.of(question.name, cell).meanings for cell in cells)
        return 2 * meant >= len(cells)

    def _are_statuses(self, number: int, share: float) -> bool:
        cells = self.cells[number]
        meant = sum(bool(self.choices.of("", cell).meanings) for cell in cells)
        return bool(cells) and meant >= share * len(cells)

    def _are_numbers(self, number: int, question: Question) -> bool:
        cells = self.cells[number]
        return 2 * sum(self._is_an_answer(question, cell) for cell in cells) >= len(cells)

    def _is_an_answer(self, question: Question, cell: str) -> bool:
        try:
            return read_answer(self.base, question, cell, self.today) is not None
        except Refused:
            return False

    def _why_not(self, questions: Sequence[Question]) -> str:
        if any(one.kind != "date" for one in questions):
            return "its cells do not answer the question that its name means"
        return "its cells are not days"

    def _flag(self, number: int) -> str:
        """Return the status that a column is named by, if its cells say yes, no, or a day."""
        cells, status = self.cells[number], self.choices.named_by(self.table.header[number])
        told = sum(says_yes(cell) is not None for cell in cells)
        is_told = 2 * told >= len(cells) > 0 or self._are_days(number, date.min, date.max)
        return status if is_told else ""

    # Among the others

    def _name_rank(self, question: Question) -> int | None:
        """Return the rank of a question as the name of a lead: one that asks for the company, say."""
        known = [plain(word) for word in LEAD_WORDS["name"]]
        ranks = [known.index(word) for word in map(plain, (question.name, *question.also)) if word in known]
        return min(ranks, default=None)

    def _with_a_name(self, columns: list[ReadColumn]) -> list[ReadColumn]:
        """Keep the one column that names the leads. Any other that could is an answer, or else a note."""
        naming = [column for column in columns if column.use == "name"]
        if len(naming) < 2:
            return columns
        best = min(naming, key=lambda column: (not self._is_said(column), self._rank(column), column.number))
        return [self._no_name(column) if column in naming and column is not best else column for column in columns]

    def _is_said(self, column: ReadColumn) -> bool:
        return any(one.use for one in of_column(self.said, column.name))

    def _rank(self, column: ReadColumn) -> int:
        meanings = self.words.meanings(column.name)
        ranks = [one.rank for one in meanings if one.use == "name"]
        ranks += [rank for one in column.questions if (rank := self._name_rank(self.base.questions[one])) is not None]
        return min(ranks, default=len(LEAD_WORDS["name"]))

    def _no_name(self, column: ReadColumn) -> ReadColumn:
        return msgspec.structs.replace(column, use="question" if column.questions else "note")

    def _only_one(self, columns: list[ReadColumn], use: str) -> list[ReadColumn]:
        """Keep the likeliest of several columns for one use; the others are notes."""
        having = [column for column in columns if column.use == use]

        def rank(column: ReadColumn) -> tuple[bool, int, int]:
            ranks = [one.rank for one in self.words.meanings(column.name) if one.use == use]
            return not self._is_said(column), min(ranks, default=0), column.number

        best = min(having, key=rank, default=None)
        return [
            ReadColumn(one.number, one.name, "note") if one in having and one is not best else one for one in columns
        ]

    def _texts_once(self, columns: list[ReadColumn]) -> list[ReadColumn]:
        """Let a text answer a question once: another column with the same question is a note."""
        taken = {question for column in columns if column.use == "name" for question in column.questions}
        found = []
        for column in columns:
            if column.use == "question" and self.base.questions[column.questions[0]].kind == "text":
                left = tuple(one for one in column.questions if one not in taken)[:1]
                taken |= {*left}
                because = "" if left else "another column answers the question that its name means"
                column = msgspec.structs.replace(
                    column, questions=left, use="question" if left else "note", because=because
                )
            found.append(column)
        return found

    def _status_by_its_cells(self, column: ReadColumn) -> ReadColumn:
        """Take a column for a status if each of its cells is one, and its name means nothing else."""
        is_open = column.use == "note" and not self._is_said(column)
        is_open = is_open and (bool(column.because) or not self.words.is_known(column.name))
        cells = self.cells[column.number]
        if is_open and len(cells) > 1 and self._are_statuses(column.number, 1):
            return ReadColumn(column.number, column.name, "status")
        return column

    # Days

    def _window(self, questions: Sequence[str]) -> tuple[date, date]:
        """Return the first and the last day that a text may mean that answers one of several questions."""
        windows = [
            meant(self.base.questions[one], self.base.counts_of(one), self.today)
            for one in questions
            if self.base.questions[one].kind == "date"
        ]
        return min((first for first, _ in windows), default=date.min), max(
            (last for _, last in windows), default=date.max
        )

    def _read_days(self, number: int, earliest: date, latest: date, order: DateOrder | None) -> DayColumn:
        key = (number, earliest, latest, order)
        if key not in self._days:
            self._days[key] = read_column(self.cells[number], self.today, earliest=earliest, latest=latest, order=order)
        return self._days[key]

    def _with_days(self, column: ReadColumn, order: DateOrder | None = None) -> ReadColumn:
        """Return a column with what its days mean, if it has days."""
        is_date = column.use == "question" and self.base.questions[column.questions[0]].kind == "date"
        if column.use != "start" and not is_date and not column.flag:
            return column
        window = self._window(column.questions) if is_date else (date.min, self.today)
        own = [one.order for one in of_column(self.said, column.name) if one.order is not None]
        read = self._read_days(column.number, *window, own[-1] if own else order)
        relative = {text: _from_another_day(text) for text in read.days if _RELATIVE.search(text)}
        return msgspec.structs.replace(
            column,
            days={**read.days, **relative},
            orders=read.orders,
            shown_by=self._showing(read),
            doubtful=read.doubtful if read.doubtful and read.doubtful not in relative else "",
        )

    def _shown(self, columns: Sequence[ReadColumn]) -> Iterator[tuple[DateOrder, str]]:
        """Yield the orders that columns of days show, notes too, and a text of each that shows it."""
        for column in columns:
            if column.shown_by:
                yield column.orders[0], column.shown_by
            elif not column.days and self._are_days(column.number, date.min, date.max):
                read = self._read_days(column.number, date.min, date.max, None)
                if text := self._showing(read):
                    yield read.orders[0], text

    def _showing(self, read: DayColumn) -> str:
        """Return a text that shows the order of the days of a column; '' if none does."""
        if len(read.orders) != 1:
            return ""
        days = (text for text, day in read.days.items() if isinstance(day, date))
        own = (text for text in days if read.orders[0] in possible_days(text, self.today).orders)
        return next(iter(read.shown_by.values()), None) or next(own, "")

    def _settled(self, columns: list[ReadColumn]) -> list[ReadColumn]:
        """Read the days of a column that does not show their order as those of the other columns, if these agree."""
        shows = dict(self._shown(columns))
        if len(shows) != 1:
            return columns
        ((order, by),) = shows.items()
        found = []
        for column in columns:
            if column.doubtful and not column.shown_by:
                column = msgspec.structs.replace(self._with_days(column, order), shown_by=by, orders=(order,))
            found.append(column)
        return found


def _from_another_day(text: str) -> NotADay:
    return NotADay(f"{text!r} is told from the day on which it was written", "write the day itself")


def is_own_note(name: str) -> bool:
    """Return whether a column is called a note, so that its name need not be said with it."""
    return plain(name) in map(plain, LEAD_WORDS["note"])
