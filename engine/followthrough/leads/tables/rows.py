"""From the rows of a table to leads: each cell becomes an answer, a note, or a line that is told.

Answers that contradict one another are not both kept (`together`). Of a row, those that a column asks for itself come
first, then days, then what a status says, unless the person says which of two stands; the other becomes a note.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from followthrough.format.choices import UNKNOWN, Refused, written
from followthrough.format.days import spoken
from followthrough.format.lead import MAX_TEXT, read_answer
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import UNSAFE, quoted
from followthrough.leads.log.lead_names import MAX_NOTE, folded
from followthrough.leads.tables.choices import ChoiceWords, parts_of, says_yes
from followthrough.leads.tables.columns import ReadColumn, is_own_note
from followthrough.leads.tables.ends import end_told
from followthrough.leads.tables.sayings import Saying
from followthrough.leads.tables.table import CellRow
from followthrough.leads.tables.together import AnsweringCell, Together, contradicted, is_of_another_answer, together

_DAYS_COUNTED = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
"""A day as a spreadsheet counts it."""
MAX_STATUS = 80
"""Longest text that a person is asked about as a status, in characters: a longer one is prose."""
_NOTHING = re.compile(r"[-\u2013\u2014._/?\s]+|n/?a|tbd|unknown", re.IGNORECASE)
"""A cell that says that there is nothing to say."""


class LeadRow(msgspec.Struct, frozen=True):
    """A lead as one or several rows have it. `role` tells it apart from other leads with the same name.

    `words` has what its cells say of its answers, in plain words; `end` how it has ended, if they tell.
    """

    name: str
    role: str
    numbers: tuple[int, ...]
    start: date | None
    answers: Mapping[str, str]
    notes: tuple[str, ...]
    is_dropped: bool
    words: frozenset[str] = frozenset()
    end: str = ""


class RowRemark(msgspec.Struct, frozen=True):
    """What a person should know about some rows."""

    text: str
    numbers: tuple[int, ...]


ContradictedPair = tuple[str, str, str]
"""A column and a text in it, without capitals, and another column, whose cell in the row cannot be true with it."""


class ContradictedRow(msgspec.Struct, frozen=True):
    """A row in which two cells contradict each other: the `text` of one and of the `other`, and which one stands."""

    number: int
    text: str
    other: str
    is_other_kept: bool


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
        of_values = [(one, one.value.casefold()) for one in said if one.value is not None]
        self.said = {(one.column, value): one for one, value in of_values if not one.other}
        self.chosen = {(one.column, value, one.other): one.becomes == "before" for one, value in of_values if one.other}
        self.today = today
        self.unit = unit
        self.told: dict[str, list[int]] = {}
        self.unknown: dict[tuple[str, str], list[int]] = {}
        self.undecided: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
        self.contradictions: dict[ContradictedPair, list[ContradictedRow]] = {}
        naming = next((column for column in columns if column.use == "name"), None)
        self.naming = naming
        own = set(naming.questions) if naming is not None else set()
        asked = (one for column in columns if column.use == "question" for one in column.questions if one not in own)
        texts = (one for one in asked if base.questions[one].kind == "text" and not base.questions[one].of_search)
        self.role = next(texts, "")
        """The question whose answer tells leads with one name apart: the first other text, such as the job."""

    def tell(self, text: str, number: int) -> None:
        """Note what is to be told about a row."""
        self.told.setdefault(text, []).append(number)

    def stands(self, cell: AnsweringCell, other: AnsweringCell) -> bool:
        """Return whether the person has said that a cell stands, of two that contradict each other."""
        said = self.chosen.get((cell.column.name, cell.text.casefold(), other.column.name))
        if said is None:
            said = not self.chosen.get((other.column.name, other.text.casefold(), cell.column.name), True)
        return said

    def is_chosen(self, column: str, text: str, other: str, other_text: str) -> bool:
        """Return whether the person has said which of two cells stands that contradict each other."""
        keys = (column, text.casefold(), other), (other, other_text.casefold(), column)
        return any(key in self.chosen for key in keys)

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
        self.words: set[str] = set()

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
        self._keep(given)
        numbers = (self.row.number,)
        role = self.answers.get(self.reader.role, "")
        notes = tuple(_in_pieces(self.notes))
        words = frozenset(self.words)
        end = end_told(self.base, self.answers, words, self.reader.today)
        return LeadRow(name, role, numbers, self.start, dict(self.answers), notes, self.is_dropped, words, end)

    def note(self, column: ReadColumn, text: str, reason: str = "") -> None:
        """Keep a cell as a note, and tell the reason if there is one."""
        line = text if is_own_note(column.name) else f"{column.name}: {text}"
        if line not in self.notes:
            self.notes.append(line)
        if reason:
            self.reader.tell(reason, self.row.number)

    def _turn(self, cell: AnsweringCell) -> tuple[int, int, int]:
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

    def _read(self, column: ReadColumn, text: str) -> AnsweringCell | None:
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

    def _as_said(self, column: ReadColumn, text: str, said: Saying) -> AnsweringCell | None:
        if said.becomes == "answers":
            self.words.update(parts_of(text))
            return AnsweringCell(column, text, said.answers)
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

    def _named(self, column: ReadColumn, text: str) -> AnsweringCell | None:
        if not column.questions or len(" ".join(text.split())) > MAX_TEXT:
            return None
        return AnsweringCell(column, text, dict.fromkeys(column.questions, " ".join(text.split())))

    def _of_a_question(self, column: ReadColumn, text: str) -> AnsweringCell | None:
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
        return AnsweringCell(column, text, {question.name: written(value)})

    def _flagged(self, column: ReadColumn, text: str) -> AnsweringCell | None:
        """Return what a column says that is named by a status: with a yes, or with a day, which becomes a note."""
        day, said = column.days.get(text), says_yes(text)
        if said is False:
            self.reader.tell(f"{quoted(text)} in {column.name}, read as nothing", self.row.number)
            return None
        if said or (isinstance(day, date) and day <= self.reader.today):
            if not said:
                self.note(column, text)
            self.words.update(parts_of(column.flag))
            found = self.reader.choices.of("", column.flag).meanings
            sure = {name: choices[0] for name, choices in found.items() if len(choices) == 1}
            return AnsweringCell(column, text, sure)
        self.note(column, text)
        return None

    def _day(self, column: ReadColumn, text: str) -> AnsweringCell | None:
        if text.casefold() == UNKNOWN:
            return AnsweringCell(column, text, dict.fromkeys(column.questions[:1], UNKNOWN))
        day = column.days.get(text)
        dates = [one for one in column.questions if self.base.questions[one].kind == "date"]
        if isinstance(day, date):
            return AnsweringCell(column, text, open=dict.fromkeys(dates, (str(day),)), is_day=True)
        for question in column.questions[len(dates) :]:
            if self.reader.choices.of(question, text).meanings:
                return self._choices(column, text, question)
        self.note(column, text, f"{quoted(text)} in {column.name} is no certain day, so it is kept as a note")
        return None

    def _choices(self, column: ReadColumn, text: str, question: str) -> AnsweringCell | None:
        found = self.reader.choices.of(question, text)
        if not found.meanings and len(text) > MAX_STATUS:
            self.note(column, text, f"a long text in {column.name} is kept as a note")
            return None
        if not found.meanings:
            self.reader.unknown.setdefault((column.name, text), []).append(self.row.number)
            self.note(column, text)
            return None
        if found.taken_for:
            self.reader.tell(f"{quoted(text)} in {column.name}, read as {found.taken_for!r}", self.row.number)
        self.words.update(parts_of(found.taken_for or text))
        sure = {name: choices[0] for name, choices in found.meanings.items() if len(choices) == 1}
        several = {name: choices for name, choices in found.meanings.items() if len(choices) > 1}
        return AnsweringCell(column, text, sure, several)

    # All cells together

    def _keep(self, given: list[AnsweringCell]) -> None:
        """Keep what cells answer together; what they contradict is a note, and so is what may mean several things."""
        kept = self._as_said_of_two(given)
        self.answers = dict(kept.answers)
        for cell, could in kept.undecided:
            at = cell.column.name, cell.text
            self.reader.undecided[at] = {**self.reader.undecided.get(at, {}), **could}
            self.reader.unknown.setdefault(at, []).append(self.row.number)
            self.note(cell.column, cell.text)
        for cell in kept.alone:
            ask = " or ".join(self.base.questions[name].ask for name in cell.open)
            reason = (
                f"the day in {cell.column.name} is kept as a note, since the row does not say what it is the day of"
            )
            self.note(cell.column, cell.text, f"{reason} ({ask})")
        for cell in kept.refused:
            self._refused(cell, contradicted(self.base, self.reader.today, given, cell))

    def _as_said_of_two(self, given: list[AnsweringCell]) -> Together:
        """Return what cells answer together; of two that contradict each other, the one that the person chose."""
        while True:
            kept = together(self.base, self.reader.today, given)
            for cell in kept.refused:
                other = contradicted(self.base, self.reader.today, given, cell)
                if other is not None and self.reader.stands(cell, other):
                    given.remove(other)
                    self._contradict(other, cell)
                    break
            else:
                return kept

    def _refused(self, cell: AnsweringCell, other: AnsweringCell | None) -> None:
        said, where = quoted(cell.text), cell.column.name
        if other is None:
            self.note(
                cell.column, cell.text, f"{said} in {where} does not fit the rest of the row; it is kept as a note"
            )
        elif is_of_another_answer(self.base, cell):
            ask = " or ".join(self.base.questions[name].ask for name in cell.open)
            reason = f"the day in {where} is kept as a note, since nobody asks \u201c{ask}\u201d"
            self.note(cell.column, cell.text, f"{reason} where {other.column.name} says {quoted(other.text)}")
        else:
            self._contradict(cell, other)

    def _contradict(self, refused: AnsweringCell, kept: AnsweringCell) -> None:
        """Keep a refused cell as a note, and note which of two stands. A status is told first, and a day last."""
        self.note(refused.column, refused.text)
        one, other = sorted(
            (refused, kept), key=lambda cell: (cell.is_day, cell.column.use != "status", cell.column.number)
        )
        row = ContradictedRow(self.row.number, one.text, other.text, other is kept)
        key = one.column.name, one.text.casefold(), other.column.name
        self.reader.contradictions.setdefault(key, []).append(row)


def is_same(base: KnowledgeBase, question: str, one: str, other: str) -> bool:
    """Return whether two answers are the same: texts are, however they are capitalized."""
    is_text = base.questions[question].kind == "text"
    return folded(one) == folded(other) if is_text else one == other


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
