"""The table of docs/dates.md: what each way to write a day is read as, on the day that the document names.

`./check docs` reads every row anew and writes the table; look at what that changes before you keep it.
"""

import re
from collections.abc import Iterator
from datetime import date

from docs.sessions import ROOT
from followthrough.errors import LeadError
from followthrough.format.days import short
from followthrough.format.lead import RefusedDays, read_answer, read_lead
from followthrough.format.load import load

PATH = ROOT / "docs" / "dates.md"
TODAY = date(2026, 11, 26)
ROW = re.compile(r"^\| `(.+?)` \| (.*?) \| (.*?) \|$", re.MULTILINE)
QUESTIONS = {"interviewed_on": {"interview": "done"}, "answer_by": {"day_named": "yes", "interview": "done"}}
"""A question about a day that has passed, one about a day that may lie ahead too, and what makes each apply."""


def rows() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the rows: what is written, and what each question reads it as."""
    for written, *told in ROW.findall(PATH.read_text(encoding="utf-8")):
        yield written, tuple(told)


def read(written: str) -> tuple[str, ...]:
    """Say what each question reads a text as."""
    return tuple(_read(written, question) for question in QUESTIONS)


def _read(written: str, question: str) -> str:
    base = load()
    given = {**QUESTIONS[question], question: written}
    try:
        day = read_lead(base, given, TODAY, partial=True).facts[question]
    except LeadError as error:
        (problem,) = error.problems
        try:
            read_answer(base, base.questions[question], written, TODAY)
        except RefusedDays as several:
            return f"asked: {' or '.join(map(_short, several.days))}"
        except ValueError:
            pass
        return f"refused: {problem.wrong.rpartition(': ')[2].removeprefix(repr(written)).strip()}"
    assert isinstance(day, date)
    return _short(day)


def _short(day: date) -> str:
    return f"{short(day)} {day.year}"


if __name__ == "__main__":
    text = PATH.read_text(encoding="utf-8")
    PATH.write_text(ROW.sub(lambda row: f"| `{row[1]}` | {' | '.join(read(row[1]))} |", text), encoding="utf-8")
