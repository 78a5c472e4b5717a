"""From the rows of a table to leads: each cell becomes an answer, a note, or a line that is told.

Answers that contradict one another are not both kept. Of a row, those that a column asks for itself come first, then
days, then what a status says; what does not fit them becomes a note, and is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from followthrough.format.choices import UNKNOWN, Refused, written
from followthrough.format.day_order import must_have_passed
from followthrough.format.days import spoken
from followthrough.format.fitting import wrong_with
from followthrough.format.lead import MAX_TEXT, read_answer
from followthrough.format.model import KnowledgeBase
from followthrough.format.resting import named_answer, rested_on
from followthrough.format.words import UNSAFE, quoted
from followthrough.leads.log.lead_names import MAX_NOTE
from followthrough.leads.tables.choices import ChoiceWords, says_yes
from followthrough.leads.tables.columns import ReadColumn, is_own_note
from followthrough.leads.tables.sayings import Saying
from followthrough.leads.tables.table import CellRow

_DAYS_COUNTED = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
"""A day as a spreadsheet counts it."""
_NOTHING = re.compile(r"[-\u2013\u2014._/?\s]+|n/?a|tbd|unknown", re.IGNORECASE)
"""A cell that says that there is nothing to say."""


class LeadRow(msgspec.Struct, frozen=True):
    """A lead as one or several rows have it. `role` tells it apart from other leads with the same name."""

    name: str
    role: str
    numbers: tuple[int, ...]
    start: date | None
    answers: Mapping[str, str]
    notes: tuple[str, ...]
    is_dropped: bool


class RowRemark(msgspec.Struct, frozen=True):
    """What a person should know about some rows."""

    text: str
    numbers: tuple[int, ...]


class _Alternatives(msgspec.Struct, frozen=True):
    """What a cell may answer: `sure` answers, and others of which one fits, for each question."""

    column: ReadColumn
    text: str
    sure: Mapping[str, str] = {}
    open: Mapping[str, tuple[str, ...]] = {}
    is_day: bool = False

    @property
    def day(self) -> date:
        """The day that a cell with a day says."""
        return date.fromisoformat(next(iter(self.open.values()))[0])


class LeadReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        base: KnowledgeBase,
        columns: Sequence[ReadColumn],
        choices: ChoiceWords,
        said: Sequence[Saying],
        today: date,
        unit: str,
    ) -> None:
        self.base = base
        self.columns = columns
        self.choices = choices
        self.said = {(one.column, one.value.casefold()): one for one in said if one.value is not None}
        self.today = today
        self.unit = unit
        self.told: dict[str, list[int]] = {}
        self.unknown: dict[tuple[str, str], list[int]] = {}
        self.undecided: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
        naming = next((column for column in columns if column.use == "name"), None)
        self.naming = naming
        own = set(naming.questions) if naming is not None else set()
        texts = (one for column in columns if column.use == "question" for one in column.questions)
        self.role = next((one for one in texts if base.questions[one].kind == "text" and one not in own), "")
        """The question whose answer tells leads with one name apart: the first other text, such as the job."""

    def tell(self, text: str, number: int) -> None:
        """Note what is to be told about a row."""
        self.told.setdefault(text, []).append(number)

    def read(self, row: CellRow) -> LeadRow | None:
        """Read a row as a lead; None if it has no name, which is told with what is in it."""
        if row.is_empty or self.naming is None:
            return None
        name = self._visible(" ".join(row.cells[self.naming.number].split()), row.number)
        if not name or _NOTHING.fullmatch(name):
            content = "; ".join(" ".join(cell.split()) for cell in row.cells if cell)
            self.tell(f"without a name, so left out: {content}", row.number)
            return None
        return _LeadRead(self, row).lead(name)

    def _visible(self, text: str, number: int) -> str:
        if UNSAFE.search(text):
            self.tell("with invisible characters, which are left out", number)
            return UNSAFE.sub("", text)
        return text

    def visible(self, cell: str, number: int) -> str:
        """Return a cell without invisible characters, with line feeds as line ends."""
        return self._visible(cell.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "), number)


class _LeadRead:
    """One row while it is read."""

    def __init__(self, reader: LeadReader, row: CellRow) -> None:
        self.reader = reader
        self.base = reader.base
        self.row = row
        self.answers: dict[str, str] = {}
        self.notes: list[str] = []
        self.start: date | None = None
        self.is_dropped = False

    def lead(self, name: str) -> LeadRow:
        if len(name) > MAX_TEXT:
            self.notes.append(name)
            name = name[: MAX_TEXT - 4].rstrip() + " ..."
            self.reader.tell("with a name that is too long; it is shortened, and kept whole as a note", self.row.number)
        cells = [
            (column, self.reader.visible(self.row.cells[column.number], self.row.number))
            for column in self.reader.columns
        ]
        given = [cell for column, text in cells if text and (cell := self._read(column, text)) is not None]
        given.sort(key=self._turn)
        self._keep_sure(given)
        self._keep_open(given)
        numbers = (self.row.number,)
        role = self.answers.get(self.reader.role, "")
        notes = tuple(_in_pieces(self.notes))
        return LeadRow(name, role, numbers, self.start, dict(self.answers), notes, self.is_dropped)

    def note(self, column: ReadColumn, text: str, reason: str = "") -> None:
        """Keep a cell as a note, and tell the reason if there is one."""
        line = text if is_own_note(column.name) else f"{column.name}: {text}"
        if line not in self.notes:
            self.notes.append(line)
        if reason:
            self.reader.tell(reason, self.row.number)

    def _turn(self, cell: _Alternatives) -> tuple[int, int, int]:
        """Return when a cell has its turn: the last of several days that have passed first, and so of stages."""
        column = cell.column
        if cell.is_day:
            day = cell.day
            if day == self.reader.today:
                return 4, 0, column.number
            return 1, int(day >= self.reader.today), day.toordinal() * (1 if day >= self.reader.today else -1)
        if column.use == "status":
            return 3, int(not column.flag), -column.number if column.flag else column.number
        is_text = bool(column.questions) and self.base.questions[column.questions[0]].kind == "text"
        return 2 if is_text else 0, 0, column.number

    # One cell

    def _read(self, column: ReadColumn, text: str) -> _Alternatives | None:
        """Return what a cell may answer. A note, a start, and what cannot be read are seen to at once."""
        said = self.reader.said.get((column.name, text.casefold()))
        if said is not None:
            return self._as_said(column, text, said)
        if column.use == "skip":
            return None
        if isinstance(day := column.days.get(text), date) and _DAYS_COUNTED.fullmatch(text):
            self.reader.tell(f"{quoted(text)} in {column.name}, read as {spoken(day)}", self.row.number)
        if column.use == "start":
            self._start(column, text)
            return None
        if column.use == "name":
            return self._named(column, text)
        if column.use == "note":
            self.note(column, text)
            return None
        if _NOTHING.fullmatch(text) and not self._may_be_unknown(column, text):
            self.reader.tell(f"{quoted(text)} in {column.name}, read as nothing", self.row.number)
            return None
        if column.flag:
            return self._flagged(column, text)
        if column.use == "status":
            return self._choices(column, text, "")
        return self._of_a_question(column, text)

    def _may_be_unknown(self, column: ReadColumn, text: str) -> bool:
        """Return whether a cell says that the person does not know the answer, and may."""
        return text.casefold() == UNKNOWN and any(self.base.questions[one].unknown_allowed for one in column.questions)

    def _as_said(self, column: ReadColumn, text: str, said: Saying) -> _Alternatives | None:
        if said.becomes == "answers":
            return _Alternatives(column, text, said.answers)
        self.is_dropped |= said.becomes == "drop"
        if said.becomes != "skip":
            self.note(column, text)
        return None

    def _start(self, column: ReadColumn, text: str) -> None:
        day = column.days.get(text)
        if isinstance(day, date) and day <= self.reader.today:
            self.start = day
        elif isinstance(day, date):
            self.note(column, text, f"{column.name} is a day to come, so it is kept as a note")
        elif not _NOTHING.fullmatch(text):
            self.note(column, text, f"{quoted(text)} in {column.name} is no certain day, so it is kept as a note")

    def _named(self, column: ReadColumn, text: str) -> _Alternatives | None:
        if not column.questions or len(" ".join(text.split())) > MAX_TEXT:
            return None
        return _Alternatives(column, text, dict.fromkeys(column.questions, " ".join(text.split())))

    def _of_a_question(self, column: ReadColumn, text: str) -> _Alternatives | None:
        question = self.base.questions[column.questions[0]]
        if question.kind == "date":
            return self._day(column, text)
        if question.choices:
            return self._choices(column, text, question.name)
        plain = " ".join(text.split())
        try:
            value = read_answer(self.base, question, plain, self.reader.today)
        except Refused:
            self.note(column, text, f"{quoted(text)} in {column.name} cannot be the answer, so it is kept as a note")
            return None
        return _Alternatives(column, text, {question.name: written(value)})

    def _flagged(self, column: ReadColumn, text: str) -> _Alternatives | None:
        """Return what a column says that is named by a status: with a yes, or with a day, which becomes a note."""
        day, said = column.days.get(text), says_yes(text)
        if said is False:
            self.reader.tell(f"{quoted(text)} in {column.name}, read as nothing", self.row.number)
            return None
        if said or (isinstance(day, date) and day <= self.reader.today):
            if not said:
                self.note(column, text)
            found = self.reader.choices.of("", column.flag).meanings
            sure = {name: choices[0] for name, choices in found.items() if len(choices) == 1}
            return _Alternatives(column, text, sure)
        self.note(column, text)
        return None

    def _day(self, column: ReadColumn, text: str) -> _Alternatives | None:
        if text.casefold() == UNKNOWN:
            return _Alternatives(column, text, dict.fromkeys(column.questions[:1], UNKNOWN))
        day = column.days.get(text)
        dates = [one for one in column.questions if self.base.questions[one].kind == "date"]
        if isinstance(day, date):
            return _Alternatives(column, text, open=dict.fromkeys(dates, (str(day),)), is_day=True)
        for question in column.questions[len(dates) :]:
            if self.reader.choices.of(question, text).meanings:
                return self._choices(column, text, question)
        self.note(column, text, f"{quoted(text)} in {column.name} is no certain day, so it is kept as a note")
        return None

    def _choices(self, column: ReadColumn, text: str, question: str) -> _Alternatives | None:
        found = self.reader.choices.of(question, text)
        if not found.meanings:
            self.reader.unknown.setdefault((column.name, text), []).append(self.row.number)
            self.note(column, text)
            return None
        if found.taken_for:
            self.reader.tell(f"{quoted(text)} in {column.name}, read as {found.taken_for!r}", self.row.number)
        sure = {name: choices[0] for name, choices in found.meanings.items() if len(choices) == 1}
        several = {name: choices for name, choices in found.meanings.items() if len(choices) > 1}
        return _Alternatives(column, text, sure, several)

    # All cells together

    def _keep_sure(self, given: Sequence[_Alternatives]) -> None:
        """Keep the answers of which there is no doubt: all at once, or else one cell at a time, as far as they fit."""
        all_of_them = [(name, value) for cell in given for name, value in self._likely(cell).items()]
        is_open = any(cell.is_day and cell.day == self.reader.today for cell in given)
        if not is_open and len(dict(all_of_them)) == len(set(all_of_them)) and self._keep(dict(all_of_them)):
            return
        for cell in given:
            if cell.is_day:
                self._keep_day(cell)
            elif cell.sure and not self._keep(cell.sure):
                self._left(cell)

    def _keep_day(self, cell: _Alternatives) -> None:
        """Keep a day as the answer to the first question that it fits: one that looks back if it has passed."""
        if not any(self._keep({name: cell.open[name][0]}) for name in self._by_day(cell)):
            self._left(cell)

    def _by_day(self, cell: _Alternatives) -> list[str]:
        """Return the questions that a day may answer, the likelier ones first."""
        has_passed = cell.day < self.reader.today
        is_today = cell.day == self.reader.today
        return sorted(
            cell.open,
            key=lambda name: (is_today and not self._is_asked(name), self._looks_back(name) != has_passed),
        )

    def _is_asked(self, name: str) -> bool:
        """Return whether the other answers already say that a day is asked for."""
        needed = [named_answer(self.base, part) for part in self.base.questions[name].only_if.parts]
        return all(one is not None and self.answers.get(one[0]) == one[1] for one in needed)

    def _likely(self, cell: _Alternatives) -> Mapping[str, str]:
        """Return what a cell answers if nothing in its row speaks against it."""
        if cell.is_day:
            name = self._by_day(cell)[0]
            return {name: cell.open[name][0]}
        return cell.sure

    def _looks_back(self, name: str) -> bool:
        return must_have_passed(self.base.questions[name], self.base.counts_of(name))

    def _left(self, cell: _Alternatives) -> None:
        reason = f"{quoted(cell.text)} in {cell.column.name} does not fit the rest of the row, so it is kept as a note"
        self.note(cell.column, cell.text, reason)

    def _keep_open(self, given: Sequence[_Alternatives]) -> None:
        """Keep the choice that the other answers leave, where a word may mean several."""
        for cell in given:
            if cell.is_day:
                continue
            for name, choices in cell.open.items():
                left = [one for one in choices if self._with({name: one}) is not None]
                if len(left) == 1:
                    self._keep({name: left[0]})
                elif not self.answers.get(name):
                    self.reader.undecided[cell.column.name, cell.text] = {name: tuple(left or choices)}
                    self.reader.unknown.setdefault((cell.column.name, cell.text), []).append(self.row.number)
                    self.note(cell.column, cell.text)
                elif self.answers[name] not in choices:
                    self._left(cell)

    def _keep(self, more: Mapping[str, str]) -> bool:
        together = self._with(more)
        if together is not None:
            self.answers = together
        return together is not None

    def _with(self, more: Mapping[str, str]) -> dict[str, str] | None:
        """Return the answers with some more, and what these rest on; None if they contradict one another."""
        if any(self.answers.get(name, value) != value for name, value in more.items()):
            return None
        together = {**self.answers, **more}
        days = [name for name in more if self.base.questions[name].kind == "date"]
        together = {**rested_on(self.base, together, days, likely=True), **together}
        return None if wrong_with(self.base, together, self.reader.today) else together


def _in_pieces(lines: Sequence[str]) -> Iterator[str]:
    """Yield notes with these lines, none longer than a note can be."""
    note = ""
    for line in lines:
        for start in range(0, len(line), MAX_NOTE):
            piece = line[start : start + MAX_NOTE]
            if note and len(note) + 1 + len(piece) > MAX_NOTE:
                yield note
                note = ""
            note = f"{note}\n{piece}" if note else piece
    if note.strip():
        yield note
