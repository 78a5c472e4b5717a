"""What a person says of a table: which column is what, which order its dates have, and what a value means.

`Firma=name`, `Gespräch am=interviewed_on`, `Gespräch am=day first`, `Status:ghosted=heard_back=nothing`,
`Status:closed=drop`, `Status:rejected=before Outcome`.
Columns and values are found however they are capitalized, and may contain any sign.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, cast

import msgspec

from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.choices import Refused, choice_meant
from followthrough.format.days import DateOrder
from followthrough.format.lead import read_answer
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import quoted
from followthrough.leads.tables.table import LeadTable
from followthrough.leads.tables.words import Use, plain

USES: Mapping[str, Use] = {
    **{use: use for use in cast(tuple[Use, ...], ("name", "start", "status", "note", "skip"))},
    **{f"lead {use}": use for use in cast(tuple[Use, ...], ("name", "start"))},
}
"""What a column can be besides the answer to a question. A question with the same name comes first; `lead name` and
`lead start` can be no question."""

_ANY_DAY = date(2000, 1, 1)
"""Choices are read without a day."""
_ORDERS = {order.value: order for order in DateOrder}
_NEXT_ANSWER = re.compile(r"\s*[,;]\s*(?=[a-z][a-z0-9_]*\s*=)")


class Saying(msgspec.Struct, frozen=True):
    """One thing that a person says of a column, or of a value in it.

    `text` is how it can be said again. A `use` is of a column; an `order` is of its dates. A value gives `answers`, or
    it is a note, or the lead is let go (`drop`), or it says nothing (`skip`). Where it contradicts an `other` column,
    it stands (`before`), or that one does (`after`).
    """

    text: str
    column: str
    value: str | None = None
    use: Use | None = None
    question: str = ""
    order: DateOrder | None = None
    answers: Mapping[str, str] = {}
    becomes: Literal["answers", "note", "drop", "skip", "before", "after"] = "answers"
    other: str = ""


def sayings(texts: Iterable[str], table: LeadTable, base: KnowledgeBase) -> tuple[Saying, ...]:
    """Read what a person says of a table. Raises LeadError with everything that is wrong."""
    problems: list[Problem] = []
    found = []
    for text in texts:
        try:
            found.append(_saying(text, table, base))
        except LeadError as error:
            problems += error.problems
    if problems:
        raise LeadError(problems)
    return tuple(found)


def that_still_fit(texts: Iterable[str], table: LeadTable, base: KnowledgeBase) -> list[str]:
    """Return what was said of such a table before, without what the base no longer has."""
    found = []
    for text in texts:
        try:
            _saying(text, table, base)
        except LeadError:
            continue
        found.append(text)
    return found


def _saying(text: str, table: LeadTable, base: KnowledgeBase) -> Saying:
    column, sign, rest = _after(text, table.header, ":=")
    if not column and not re.search("[:=]", text):
        raise _wrong(text, "says nothing of a column", "write COLUMN=USE, or COLUMN:VALUE=question=answer")
    if not column:
        name = re.split("[:=]", text)[0].strip()
        raise _wrong(text, f"{table.file} has no column {quoted(name)}", did_you_mean(name, table.header))
    if sign == "=":
        return _of_a_column(text, column, rest.strip(), base)
    value, sign, meaning = _after(rest, set(table.column(table.header.index(column))), "=")
    if not value:
        value, sign, meaning = (part.strip() for part in rest.partition("="))
    if not sign or not value or not meaning.strip():
        raise _wrong(text, "says nothing of a value", "write COLUMN:VALUE=question=answer, or COLUMN:VALUE=note")
    if (order := re.fullmatch(r"(before|after)\s+(.+)", meaning.strip(), re.IGNORECASE)) is not None:
        return _of_two(text, column, value, order, table)
    return _of_a_value(text, column, value, meaning.strip(), base)


def _after(text: str, names: Iterable[str], signs: str) -> tuple[str, str, str]:
    """Return the longest name with which a text begins, the sign after it, and the rest; nothing if there is none."""
    for name in sorted(names, key=len, reverse=True):
        pattern = r"\s+".join(map(re.escape, name.split()))
        if name and (match := re.match(rf"\s*{pattern}\s*([{signs}])", text, re.IGNORECASE)):
            return name, match[1], text[match.end() :]
    return "", "", ""


def _of_a_column(text: str, column: str, target: str, base: KnowledgeBase) -> Saying:
    said = f"{column}={target}"
    if target in base.questions:
        return Saying(said, column, use="question", question=target)
    if target.lower() in USES:
        return Saying(said, column, use=USES[target.lower()])
    if (order := _ORDERS.get(plain(target))) is not None:
        return Saying(said, column, order=order)
    known = [*base.questions, *USES, *_ORDERS]
    raise _wrong(text, f"{quoted(target)} is no question, and no other use of a column", did_you_mean(target, known))


def _of_a_value(text: str, column: str, value: str, meaning: str, base: KnowledgeBase) -> Saying:
    said = f"{column}:{value}={meaning}"
    if meaning in ("note", "drop", "skip"):
        return Saying(said, column, value, becomes=cast(Literal["note", "drop", "skip"], meaning))
    answers: dict[str, str] = {}
    for part in _NEXT_ANSWER.split(meaning):
        name, equals, choice = (one.strip() for one in part.partition("="))
        if not equals:
            remedy = "write question=answer, note, drop, or skip"
            raise _wrong(text, f"{quoted(part)} is not what a value can mean", remedy)
        answers[name] = _answer(text, name, choice, base)
    return Saying(said, column, value, answers=answers)


def _of_two(text: str, column: str, value: str, order: re.Match[str], table: LeadTable) -> Saying:
    other = next((name for name in table.header if name.casefold() == " ".join(order[2].split()).casefold()), None)
    if other is None or other == column:
        wrong = f"{table.file} has no other column {quoted(order[2])}"
        raise _wrong(text, wrong, did_you_mean(order[2], [name for name in table.header if name != column]))
    becomes = cast(Literal["before", "after"], order[1].lower())
    return Saying(f"{column}:{value}={becomes} {other}", column, value, becomes=becomes, other=other)


def _answer(text: str, name: str, choice: str, base: KnowledgeBase) -> str:
    question = base.questions.get(name)
    if question is None:
        raise _wrong(text, f"unknown question {quoted(name)}", did_you_mean(name, base.questions))
    if not question.choices:
        raise _wrong(text, f"{name} is not answered by a choice", "map the column to it, instead of one value")
    meant = choice_meant(choice, question.choices, question.choices)
    try:
        read_answer(base, question, choice if meant is None else meant, _ANY_DAY)
    except Refused as error:
        raise _wrong(text, error.wrong, error.remedy) from None
    return choice if meant is None else meant


def _wrong(text: str, wrong: str, remedy: str) -> LeadError:
    return LeadError([Problem(Place(f"--map {quoted(text)}"), wrong, remedy)])


def of_column(said: Sequence[Saying], column: str) -> list[Saying]:
    """Return what is said of a column itself, the last of each kind last."""
    return [one for one in said if one.column == column and one.value is None]
