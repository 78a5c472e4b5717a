"""Answers as the log has them, in words. Nothing here prints."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from followthrough.errors import Problem
from followthrough.format.days import away
from followthrough.format.phrases import answer_text
from followthrough.format.problem_texts import in_words
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log.actions import Stored


def answer_line(base: "KnowledgeBase", question: str, value: str, today: date) -> str:
    """Return a question with an answer in words, a day with its weekday and how far away it is."""
    known = base.questions.get(question)
    says = answer_text(base, question, value)
    if known is not None and known.kind == "date" and value[:4].isdecimal():
        says = f"{says}, {away(date.fromisoformat(value), today)}"
    return f"{known.ask if known is not None else question} {says}"


def stored_lines(base: "KnowledgeBase", stored: "Stored", typed: Iterable[str], today: date) -> Iterator[Line]:
    """Yield the answers that were `typed` as they are stored, and what follows from those stored."""
    names = {base.question_of(name) for name in typed}
    for question, value in stored.given.items():
        if question in names:
            yield Line(answer_line(base, question, value, today), indent=2)
    for question, value in stored.follows.items():
        yield Line(f"So it follows: {answer_line(base, question, value, today)}", indent=2, style="faint")


def in_questions(base: "KnowledgeBase", problems: Iterable[Problem]) -> list[Problem]:
    """Return what is wrong with answers in the words of their questions; what to do about it stays as it is typed."""
    return [Problem(one.place, in_words(base, one.wrong), one.remedy) for one in problems]
