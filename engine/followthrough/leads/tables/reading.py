"""A table read as leads, with what each column is, what is told, and what only the person can say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from shlex import quote
from typing import Literal

import msgspec

from followthrough.errors import Place, Problem
from followthrough.format.days import DateOrder, SeveralDays, possible_days, spoken
from followthrough.format.fitting import wrong_with
from followthrough.format.model import KnowledgeBase
from followthrough.format.sentences import listed
from followthrough.format.words import quoted
from followthrough.leads.log.lead_names import folded
from followthrough.leads.tables.choices import ChoiceWords
from followthrough.leads.tables.columns import ReadColumn, TableColumns
from followthrough.leads.tables.ends import end_told
from followthrough.leads.tables.rows import LeadReader, LeadRow, RowRemark, is_same
from followthrough.leads.tables.sayings import Saying
from followthrough.leads.tables.table import LeadTable
from followthrough.leads.tables.whole_search import disagreed
from followthrough.leads.tables.words import TableWords

MOST_TEXTS = 2
"""Most texts that are named of those that contradict another one."""


class Doubt(msgspec.Struct, frozen=True):
    """What cannot be told: which column names the leads, which order days have, what a value means, or which stands.

    Each of the `ways` to say it (`sayings`) is explained; if they are `narrow`, there are no others. What a value means
    may stay open: it is then a note. Of two cells with a `contradiction`, the first of the ways is so meanwhile.
    """

    kind: Literal["name", "order", "value", "contradiction"]
    column: str
    text: str
    ways: Mapping[str, str]
    numbers: tuple[int, ...] = ()
    is_narrow: bool = True


class Reading(msgspec.Struct, frozen=True):
    """A table as leads. `role` is the question that tells leads with the same name apart."""

    table: LeadTable
    columns: tuple[ReadColumn, ...]
    leads: tuple[LeadRow, ...]
    told: tuple[RowRemark, ...]
    doubts: tuple[Doubt, ...]
    role: str

    @property
    def unsettled(self) -> tuple[Doubt, ...]:
        """The doubts without whose answers nothing can be stored."""
        return tuple(one for one in self.doubts if one.kind in ("name", "order"))

    def problems(self) -> list[Problem]:
        """Return what keeps the table from being stored, with what to say."""
        return [
            Problem(
                Place(self.table.file), doubt.text, f"say {listed([f'--map {quote(way)}' for way in doubt.ways], 'or')}"
            )
            for doubt in self.unsettled
        ]


def read_columns(
    base: KnowledgeBase, table: LeadTable, today: date, said: Sequence[Saying] = ()
) -> tuple[ReadColumn, ...]:
    """Return what the columns of a table are, with what a person has said of them."""
    return tuple(TableColumns(base, table, TableWords(base), ChoiceWords(base), today, said).all())


def read(base: KnowledgeBase, table: LeadTable, today: date, said: Sequence[Saying] = ()) -> Reading:
    """Read a table as leads, with what a person has said of it."""
    choices = ChoiceWords(base)
    columns = tuple(TableColumns(base, table, TableWords(base), choices, today, said).all())
    reader = LeadReader(base, columns, choices, said, today, table.unit)
    rows = [lead for row in table.rows if (lead := reader.read(row)) is not None]
    leads = _together(base, disagreed(base, rows, reader, today), reader, today)
    told = tuple(RowRemark(text, tuple(dict.fromkeys(numbers))) for text, numbers in reader.told.items())
    doubts = (
        *_about_columns(table, columns, today),
        *_about_contradictions(reader),
        *_about_values(base, table, reader),
    )
    return Reading(table, columns, tuple(leads), told, doubts, reader.role)


def _together(base: KnowledgeBase, rows: Sequence[LeadRow], reader: LeadReader, today: date) -> list[LeadRow]:
    """Return one lead for all rows with the same name and role. One without a role goes with the first of its name."""
    leads: list[LeadRow] = []
    by_name: dict[str, list[int]] = {}
    for row in rows:
        same = by_name.setdefault(folded(row.name), [])
        place = next((one for one in same if folded(leads[one].role) == folded(row.role)), None)
        if place is None:
            place = next((one for one in same if not row.role or not leads[one].role), None)
        if place is None:
            same.append(len(leads))
            leads.append(row)
        else:
            leads[place] = _merged(base, leads[place], row, reader, today)
    return leads


def _merged(base: KnowledgeBase, one: LeadRow, other: LeadRow, reader: LeadReader, today: date) -> LeadRow:
    reader.tell(f"about {one.name} again, as {reader.unit} {one.numbers[0]} is; they are one lead", other.numbers[0])
    answers = dict(one.answers)
    notes = [*one.notes, *(note for note in other.notes if note not in one.notes)]
    for name, value in other.answers.items():
        if name in answers and is_same(base, name, answers[name], value):
            continue
        if name not in answers and not wrong_with(base, {**answers, name: value}, today):
            answers[name] = value
        else:
            ask, says = base.questions[name].ask, base.says(name, value)
            notes.append(f"{ask} {says}")
            first = f"\u201c{base.says(name, answers[name])}\u201d" if name in answers else "other answers"
            fits = f"answers \u201c{ask}\u201d with \u201c{says}\u201d, and {reader.unit} {one.numbers[0]} with {first}"
            reader.tell(f"{fits}; the first stands, and the other is kept as a note", other.numbers[0])
    starts = [day for day in (one.start, other.start) if day is not None]
    notes += [f"Also came up on {day}." for day in dict.fromkeys(starts) if day != min(starts)]
    return LeadRow(
        one.name,
        one.role or other.role,
        (*one.numbers, *other.numbers),
        min(starts, default=None),
        answers,
        tuple(notes),
        one.is_dropped or other.is_dropped,
        one.words | other.words,
        end_told(base, answers, one.words | other.words, today),
    )


def _about_columns(table: LeadTable, columns: Sequence[ReadColumn], today: date) -> Iterator[Doubt]:
    if all(column.use != "name" for column in columns):
        texts = [column.name for column in columns if table.column(column.number)]
        ways = {f"{name}=name": f"{name}, such as {quoted(_example(table, name))}" for name in texts}
        yield Doubt("name", "", "no column is known to have the names of the leads", ways)
    for column in columns:
        days = column.days.get(column.doubtful)
        if column.doubtful and isinstance(days, SeveralDays):
            ways = {
                f"{column.name}={order.value}": spoken(day)
                for order, day in _by_order(column.doubtful, days.days, today).items()
            }
            if len(ways) > 1:
                could = listed([*ways.values()], "or")
                yield Doubt("order", column.name, f"{quoted(column.doubtful)} in {column.name} could be {could}", ways)


def _by_order(text: str, days: Sequence[date], today: date) -> dict[DateOrder, date]:
    """Return which day a text is in each order that it can have."""
    orders = possible_days(text, today).orders
    found = {order: [day for day in days if day in own] for order, own in orders.items()}
    return {order: own[0] for order, own in found.items() if own}


def _example(table: LeadTable, name: str) -> str:
    return table.column(table.header.index(name))[0]


def _about_contradictions(reader: LeadReader) -> Iterator[Doubt]:
    for (column, _, other), rows in reader.contradictions.items():
        if all(reader.is_chosen(column, row.text, other, row.other) for row in rows):
            continue
        text, texts = rows[0].text, list(dict.fromkeys(quoted(row.other) for row in rows))
        few = listed([*texts[:MOST_TEXTS], *(["others"] if len(texts) > MOST_TEXTS else [])], "or")
        ways = {
            f"{column}:{text}=after {other}": f"{few} in {other} stands",
            f"{column}:{text}=before {other}": f"{quoted(text)} in {column} stands",
        }
        kept = dict(ways.items() if rows[0].is_other_kept else reversed(ways.items()))
        wrong = f"{quoted(text)} in {column} and {few} in {other} cannot both be true"
        yield Doubt("contradiction", column, wrong, kept, tuple(row.number for row in rows))


def _about_values(base: KnowledgeBase, table: LeadTable, reader: LeadReader) -> Iterator[Doubt]:
    spellings: dict[tuple[str, str], list[str]] = {}
    for column, text in reader.unknown:
        spellings.setdefault((column, text.casefold()), []).append(text)
    for (column, _), texts in spellings.items():  # what is said of a value holds for all its spellings
        text, numbers = texts[0], sorted(number for one in texts for number in reader.unknown[column, one])
        open_to = next((left for one in texts if (left := reader.undecided.get((column, one)))), None)
        could = open_to or _answered_by(base, table, reader, column)
        ways = {
            f"{column}:{text}={question}={choice}": f"{base.questions[question].ask} {base.says(question, choice)}"
            for question, choices in could.items()
            for choice in choices
        }
        wrong = "could mean several answers" if open_to else "means no answer that is known"
        drop = {f"{column}:{text}=drop": "The lead is let go."}
        told = tuple(dict.fromkeys(numbers))
        yield Doubt("value", column, f"{quoted(text)} in {column} {wrong}", {**ways, **drop}, told, open_to is not None)


def _answered_by(base: KnowledgeBase, table: LeadTable, reader: LeadReader, column: str) -> Mapping[str, Sequence[str]]:
    """Return the choices of the questions that other values of a column answer, or else of the one with most words."""
    own = next(one for one in reader.columns if one.name == column)
    if own.questions:
        names = list(own.questions)
    else:
        values = dict.fromkeys(table.column(own.number))
        names = list(dict.fromkeys(name for value in values for name in reader.choices.of("", value).meanings))
    if not names:
        names = [max(base.questions, key=lambda name: len(base.questions[name].choice_words))]
    return {name: list(base.questions[name].choices) for name in base.questions if name in names}
