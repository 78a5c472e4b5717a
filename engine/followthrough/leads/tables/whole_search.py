"""What the rows of a table answer about the whole search: one answer holds for all leads, so the rows must agree."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from followthrough.format.model import KnowledgeBase
from followthrough.format.sentences import listed
from followthrough.leads.log.whole_search import of_search
from followthrough.leads.tables.ends import end_told
from followthrough.leads.tables.rows import LeadReader, LeadRow, is_same

_FEW = 4
"""How many rows are named with what they answer."""


def disagreed(base: KnowledgeBase, rows: Sequence[LeadRow], reader: LeadReader, today: date) -> list[LeadRow]:
    """Return rows without the answers about the whole search on which they disagree: these are notes, and are told."""
    found = list(rows)
    for question in of_search(base):
        answering = {place: row for place, row in enumerate(found) if question in row.answers}
        said = _by_answer(base, question, answering.values())
        if len(said) > 1:
            _tell(base, question, said, reader)
            found = [
                _without(base, row, question, today) if place in answering else row for place, row in enumerate(found)
            ]
    return found


def _by_answer(base: KnowledgeBase, question: str, rows: Iterable[LeadRow]) -> dict[str, list[int]]:
    """Return each answer to a question, with the rows that give it."""
    said: dict[str, list[int]] = {}
    for row in rows:
        value = row.answers[question]
        same = next((one for one in said if is_same(base, question, one, value)), value)
        said.setdefault(same, []).append(row.numbers[0])
    return said


def _tell(base: KnowledgeBase, question: str, said: Mapping[str, Sequence[int]], reader: LeadReader) -> None:
    each = [f"\u201c{base.says(question, value)}\u201d in {_rows(reader.unit, rows)}" for value, rows in said.items()]
    few = listed([*each[:_FEW], *([f"{len(each) - _FEW} other answers"] if len(each) > _FEW else [])])
    text = (
        f"\u201c{base.questions[question].ask}\u201d has several answers, though one holds for all leads: {few}; "
        "each is kept as a note, so answer it once yourself"
    )
    for number in sorted(number for rows in said.values() for number in rows):
        reader.tell(text, number)


def _rows(unit: str, numbers: Sequence[int]) -> str:
    few = [str(number) for number in numbers[:_FEW]]
    more = [f"{len(numbers) - _FEW} more"] if len(numbers) > _FEW else []
    return f"{unit}{'s' if len(numbers) > 1 else ''} {listed([*few, *more])}"


def _without(base: KnowledgeBase, row: LeadRow, question: str, today: date) -> LeadRow:
    """Return a row with an answer kept as a note instead."""
    answers = {name: value for name, value in row.answers.items() if name != question}
    note = f"{base.questions[question].ask} {base.says(question, row.answers[question])}"
    end = end_told(base, answers, row.words, today)
    return replace(row, answers=answers, notes=(*row.notes, note), end=end)
