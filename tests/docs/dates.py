"""The tables of docs/dates.md: what each way to write a day is read as, on the day that the document or the row names.

`./check docs` reads every row anew and writes the table; look at what that changes before you keep it.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from docs.sessions import ROOT
from followthrough.errors import LeadError
from followthrough.format.days import HOW_TO_WRITE, short
from followthrough.format.lead import RefusedDays, read_answer, read_lead
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase

PATH = ROOT / "docs" / "dates.md"
TODAY = date(2026, 11, 26)
ROW = re.compile(r"^\| `(.+?)` \|(?: ([0-9-]{10}) \|)? ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
QUESTIONS = {"interviewed_on": {"interview": "done"}, "answer_by": {"day_named": "yes", "interview": "done"}}
"""A question about a day that has passed, one about a day that may lie ahead too, and what makes each apply."""


def rows() -> Iterator[tuple[str, date, tuple[str, ...]]]:
    """Give the rows: what is written, on which day, and what each question reads it as."""
    for written, on, *told in ROW.findall(PATH.read_text(encoding="utf-8")):
        yield written, date.fromisoformat(on) if on else TODAY, tuple(told)


def read(written: str, today: date) -> tuple[str, ...]:
    """Say what each question reads a text as on a day."""
    return tuple(_read(written, question, today) for question in QUESTIONS)


@cache
def _base() -> KnowledgeBase:
    return load()


def _read(written: str, question: str, today: date) -> str:
    base = _base()
    given = {**QUESTIONS[question], question: written}
    try:
        day = read_lead(base, given, today, partial=True).facts[question]
    except LeadError as error:
        (problem,) = error.problems
        try:
            read_answer(base, base.questions[question], written, today)
        except RefusedDays as several:
            return f"asked: {' or '.join(map(_short, several.days))}"
        except ValueError:
            pass
        wrong = problem.wrong.removeprefix(f"{question} cannot be ").removeprefix("read: ").removeprefix(repr(written))
        wrong = re.sub(r"^[0-9-]{10}: ", "", wrong).strip()
        return f"refused: {wrong}" + (f"; {problem.remedy}" if problem.remedy != HOW_TO_WRITE else "")
    assert isinstance(day, date)
    return _short(day)


def _short(day: date) -> str:
    return f"{short(day)} {day.year}"


def _row(match: re.Match[str]) -> str:
    on = match[2]
    told = read(match[1], date.fromisoformat(on) if on else TODAY)
    return f"| {' | '.join([f'`{match[1]}`', *([on] if on else []), *told])} |"


if __name__ == "__main__":
    PATH.write_text(ROW.sub(_row, PATH.read_text(encoding="utf-8")), encoding="utf-8")
