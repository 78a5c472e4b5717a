"""What a column may be, for a person who takes it for something else than it was read as."""

from collections.abc import Iterator
from datetime import date

from followthrough.format.choices import Refused
from followthrough.format.days import NotADay, possible_days
from followthrough.format.lead import read_answer
from followthrough.format.model import KnowledgeBase, Question
from followthrough.leads.tables.choices import ChoiceWords
from followthrough.leads.tables.columns import ReadColumn
from followthrough.leads.tables.table import LeadTable
from followthrough.leads.tables.words import Use

_LOOKED_AT = 8
"""How many different cells show what a column may be."""


def possible_uses(base: KnowledgeBase, table: LeadTable, column: ReadColumn, today: date) -> Iterator[tuple[Use, str]]:
    """Yield the uses that a column may have, and of those as answers each question that one of its cells may answer.

    A text may answer any question for a text; of these, only those are meant that people are known to have columns for.
    """
    cells = list(dict.fromkeys(table.column(column.number)))[:_LOOKED_AT]
    choices = ChoiceWords(base)
    has_days = any(map(_is_day, cells))
    uses: tuple[Use, ...] = ("name", "start", "status", "note", "skip")
    yield from ((use, "") for use in uses if has_days or use != "start")
    for question in base.questions.values():
        if question.name in column.questions or _may_answer(base, choices, question, cells, today, has_days=has_days):
            yield "question", question.name


def _may_answer(
    base: KnowledgeBase, choices: ChoiceWords, question: Question, cells: list[str], today: date, *, has_days: bool
) -> bool:
    if question.kind == "date":
        return has_days
    if question.kind == "text":
        return bool(cells and question.also) and not has_days
    if question.choices:
        return any(question.name in choices.of(question.name, cell).meanings for cell in cells)
    return any(_is_number(base, question, cell, today) for cell in cells)


def _is_number(base: KnowledgeBase, question: Question, cell: str, today: date) -> bool:
    try:
        return read_answer(base, question, cell, today) is not None
    except Refused:
        return False


def _is_day(cell: str) -> bool:
    try:
        possible_days(cell, date(2000, 1, 1))
    except NotADay:
        return False
    return True
